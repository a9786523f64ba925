"""Status lists of earlier calls: how long they are used, under what, and that the freshest one counts.

`Sources.status_cache`; Bitstring Status List 1.0, section 2.2 (`ttl`); draft-ietf-oauth-status-list-20, section 13.7.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from tests.attacks.bases import (
    AT,
    ISSUER,
    STATUS_URL,
    Tree,
    di,
    di_status,
    listing,
    policy,
    raw_signed,
    signed,
    text,
    unsigned,
)
from tests.attacks.test_group_d import WEB, WEB_URL, document, issuer_tree, method, web_signer
from tests.attacks.test_group_f import OTHER
from tests.unit.verification.test_endorsements import ENDORSER, praise
from tests.unit.verification.test_selective import any_credential
from tests.unit.verification.test_status import unsigned_proof
from tests.unit.verification.test_token_lists import NOW, URL, award, token

from eccoe_vc import (
    OFFLINE,
    SD_JWT_VC,
    Fetch,
    Fetched,
    LocalSigner,
    Report,
    Sources,
    TrustedIssuers,
    Unavailable,
    inspect,
    issue,
    policies,
)
from eccoe_vc.encoding import timestamps
from eccoe_vc.jsonld.documents import ContextSet
from eccoe_vc.status import StatusCache, status_entry

SECOND = timedelta(seconds=1)
MINUTE = timedelta(minutes=1)


class World:
    """A fetcher that answers what it holds at the time, and counts; with sources that remember."""

    def __init__(self, held: Any = None, cache: StatusCache | None = None) -> None:
        self.held, self.asked = held, 0
        self.cache = cache or StatusCache()
        self.sources = OFFLINE.with_(fetch=self, status_cache=self.cache)
        self.policy = policy()

    def __call__(self, wanted: Fetch) -> Fetched | Unavailable:
        self.asked += 1
        if isinstance(self.held, Unavailable):
            return self.held
        held = self.held if isinstance(self.held, str) else text(self.held)
        return Fetched(wanted.url, held.encode())

    def look(self, at: datetime = AT, badge: Any = None, **answers: Any) -> Report:
        under = self.policy.with_(**answers) if answers else self.policy
        return inspect(badge or di_status(), policy=under, sources=self.sources, at=at)

    def times(self, at: datetime = AT, **answers: Any) -> int:
        """How often somebody was asked for one more look."""
        before = self.asked
        self.look(at, **answers)
        return self.asked - before


def test_a_list_is_fetched_and_verified_once_for_many_credentials(monkeypatch: pytest.MonkeyPatch) -> None:
    from tests.unit.verification.test_status import counting

    opened = counting(monkeypatch)
    world = World(listing([5]))
    first = world.look()
    assert world.look().checks == first.checks
    assert {one.url for one in first.documents} - {one.url for one in world.look().documents} == {STATUS_URL}, (
        "got once"
    )
    assert first.check("status").code == "status.revoked"
    badges = [di_status(index) for index in (4, 6, 7)]
    assert [world.look(badge=badge).verdict for badge in badges] == ["accepted"] * 3
    assert (world.asked, len(opened), len(world.cache)) == (1, 1, 1)


@pytest.mark.parametrize(
    ("subject", "kept"),
    [
        ({}, timedelta(milliseconds=300_000)),  # the default of the specification
        ({"ttl": 60_000}, MINUTE),
        ({"ttl": 10**15}, timedelta(hours=1)),  # no longer than the caller of the cache allows
    ],
)
def test_a_copy_is_used_until_its_time_is_over(subject: Tree, kept: timedelta) -> None:
    world = World(listing(subject=subject))
    assert [world.times(at) for at in (AT, AT + kept - SECOND)] == [1, 0]
    assert world.times(AT + kept) == 1
    assert world.times(AT + kept + SECOND) == 0


@pytest.mark.parametrize("ttl", [0, -5])
def test_a_list_that_may_not_be_kept_is_not(ttl: Any) -> None:
    world = World(listing(subject={"ttl": ttl}))
    assert [world.times(), world.times(), len(world.cache)] == [1, 1, 0]


def test_a_time_to_live_never_reaches_beyond_the_end_of_the_list() -> None:
    ends = AT + 2 * MINUTE
    world = World(listing(validUntil=timestamps.format(ends), subject={"ttl": 3_600_000}))
    assert [world.times(at) for at in (AT, ends - SECOND, ends)] == [1, 0, 1]
    assert world.look(ends + 2 * MINUTE).check("status").code == "status.stale"


def test_a_policy_that_limits_the_age_limits_the_cache() -> None:
    world = World(listing(validFrom=timestamps.format(AT - timedelta(minutes=58)), subject={"ttl": 3_600_000}))
    limited = {"status_max_age": timedelta(hours=1)}
    world.policy = policy(**limited)
    assert [world.times(at) for at in (AT, AT + MINUTE, AT + 2 * MINUTE)] == [1, 0, 1]


def test_the_end_of_a_key_and_of_a_proof_end_the_cache() -> None:
    ends = AT + 2 * MINUTE
    made = raw_signed(unsigned_proof(listing(issuer=WEB, subject={"ttl": 3_600_000})), by=web_signer())
    expiring = raw_signed(
        unsigned_proof(listing(subject={"ttl": 3_600_000})), expires=timestamps.format(ends)
    )  # fmt: skip
    assert [World(expiring).times(at) for at in (AT,)] == [1]
    world = World(expiring)
    assert [world.times(at) for at in (AT, ends - SECOND, ends)] == [1, 0, 1]
    badge = raw_signed(issuer_tree(WEB, credentialStatus=status_entry(STATUS_URL, 5)), by=web_signer())
    ending = document(verificationMethod=[method(expires=timestamps.format(ends))])
    web = World(made)
    web.policy = policy(WEB, signing_time="stated")
    web.sources = web.sources.with_document(WEB_URL, ending)
    for at, asked in ((AT, 1), (ends - SECOND, 1), (ends, 2)):
        inspect(badge, policy=web.policy, sources=web.sources, at=at)
        assert web.asked == asked


def test_a_token_list_is_kept_for_its_own_seconds() -> None:
    world = World(token(ttl=60))
    world.policy = any_credential()
    ended = AT + timedelta(seconds=30)
    for at, asked in ((AT, 1), (AT + MINUTE - SECOND, 1), (AT + MINUTE, 2)):
        assert world.look(at, badge=award()).verdict == "accepted"
        assert world.asked == asked
    short = World(token(exp=NOW + 30, ttl=3600))
    short.policy = any_credential()
    for at, asked in ((AT, 1), (ended - SECOND, 1), (ended, 2)):
        short.look(at, badge=award())
        assert short.asked == asked
    assert URL != STATUS_URL


# ---- under what a list counts ----------------------------------------------------------------------------------------


def test_another_policy_for_lists_verifies_anew_and_an_equal_one_does_not() -> None:
    world = World(listing())
    assert [world.times(), world.times(skew=2 * MINUTE), world.times(skew=2 * MINUTE)] == [1, 1, 0]
    # What the list's own policy does not depend on: whom the verifier trusts.
    world = World(listing())
    world.look()
    other = policies.open_badge(trust=TrustedIssuers({ISSUER, "did:web:x.example"}))
    before = world.asked
    inspect(di_status(), policy=other, sources=world.sources, at=AT)
    assert world.asked == before


@pytest.mark.parametrize(
    "changed",
    [
        lambda sources: sources.with_document("https://x.example/", b"{}"),
        lambda sources: sources.with_(documents=ContextSet(sources.documents.documents.values())),
        lambda sources: sources.with_(fetch=World(listing([5]))),
    ],
)
def test_other_sources_verify_anew(changed: Callable[[Sources], Sources]) -> None:
    world = World(listing())
    world.look()
    held = world.held
    world.held = listing([5])
    other = changed(world.sources)
    assert inspect(di_status(), policy=world.policy, sources=other, at=AT).check("status").code == "status.revoked"
    assert held != world.held


def test_what_is_at_hand_counts_as_it_is_now() -> None:
    cache = StatusCache()
    clear, revoked = text(listing()).encode(), text(listing([5])).encode()
    at_hand = {STATUS_URL: clear}
    sources = OFFLINE.with_(at_hand=at_hand, status_cache=cache)
    assert inspect(di_status(), policy=policy(), sources=sources, at=AT).verdict == "accepted"
    at_hand[STATUS_URL] = revoked
    assert inspect(di_status(), policy=policy(), sources=sources, at=AT).verdict == "rejected"


def test_a_remembered_list_waits_for_its_time_as_a_request_does() -> None:
    """Equal calls give equal reports, whatever was asked before."""
    stranger = policies.open_badge(trust=TrustedIssuers({"did:web:x.example"}))
    fresh = World(listing([5]))
    used = World(listing([5]))
    used.look()
    reports = [inspect(di_status(), policy=stranger, sources=world.sources, at=AT) for world in (fresh, used)]
    assert reports[0].to_dict() == reports[1].to_dict()
    assert reports[0].check("status").code == "status.not_checked"


def test_a_list_of_one_issuer_does_not_answer_for_another_one() -> None:
    world = World(listing())
    world.look()
    theirs = di(credentialStatus=status_entry(STATUS_URL, 5))
    del theirs["proof"]
    theirs["issuer"] = {"id": OTHER.controller, "type": ["Profile"], "name": "Other"}
    found = inspect(
        raw_signed(theirs, by=OTHER), policy=policy(OTHER.controller), sources=world.sources, at=AT
    )  # fmt: skip
    assert (found.check("status").code, world.asked) == ("status.issuer", 2)


def test_moments_at_the_end_of_time_are_no_error() -> None:
    world = World(listing(validUntil=..., validFrom=...))
    last = datetime.max.replace(tzinfo=UTC)
    world.policy = policy(status_max_age=None)
    endless = di(credentialStatus=status_entry(STATUS_URL, 5), validUntil=...)
    assert world.look(last, badge=endless).verdict == "accepted"
    world.policy = policy(status_max_age=timedelta.max)
    assert world.look(AT).check("status").code == "status.stale"  # it does not say from when it is


# ---- answers that are none, and older ones ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    "answer",
    [Unavailable("fetch.timeout", "no"), "<html>", listing(subject={"encodedList": "uAAAA"}),
     listing() | {"name": "x"}, listing(by=OTHER)],
)  # fmt: skip
def test_what_is_no_verified_list_is_asked_for_again(answer: Any) -> None:
    world = World(answer)
    assert world.look().verdict != "accepted"
    assert len(world.cache) == 0
    world.held = listing()
    assert world.look().verdict == "accepted"
    assert world.asked == 2


def made_at(moment: datetime, *values: int, **members: Any) -> Tree:
    return listing(values, **{"validFrom": timestamps.format(moment)} | members)


def test_an_older_list_does_not_take_the_place_of_a_newer_one() -> None:
    later = AT + timedelta(minutes=10)
    world = World(made_at(AT - MINUTE, 5))
    assert world.look().check("status").code == "status.revoked"
    for old in (made_at(AT - timedelta(hours=2)), made_at(AT, validFrom=...)):
        world.held = old
        assert world.look(later).check("status").code == "status.revoked"
    world.held = made_at(AT + 5 * MINUTE)
    assert world.look(later).verdict == "accepted"


def test_an_older_list_after_the_end_of_the_newest_is_stale() -> None:
    world = World(made_at(AT - MINUTE, 5, validUntil=timestamps.format(AT + MINUTE)))
    world.look()
    world.held = made_at(AT - timedelta(hours=2))
    assert world.look(AT + timedelta(minutes=10)).check("status").code == "status.stale"


def test_a_list_of_later_says_nothing_about_earlier() -> None:
    """Time travel: whoever asks about last week, with the list of last week, gets the answer of last week."""
    world = World(made_at(AT - MINUTE, 5))
    world.look()
    week = timedelta(days=7)
    world.held = made_at(AT - week - MINUTE, validUntil=timestamps.format(AT - week + timedelta(days=1)))
    assert world.look(AT - week).verdict == "accepted"
    # And the newer one is remembered still.
    world.held = Unavailable("fetch.timeout", "no")
    assert world.look(AT + MINUTE).check("status").code == "status.revoked"


def key_of(who: str, name: str) -> LocalSigner:
    seed = hashlib.sha256(f"{who}{name}".encode()).digest()
    return LocalSigner.from_seed(seed, controller=who, verification_method=f"{who}#{name}")


def did_document(who: str, *keys: LocalSigner) -> Tree:
    methods = [
        {"id": key.verification_method, "type": "Multikey", "controller": who,
         "publicKeyMultibase": key.public_key.to_multikey()}
        for key in keys
    ]  # fmt: skip
    return {"id": who, "verificationMethod": methods, "assertionMethod": [one["id"] for one in methods]}


def test_a_newer_list_whose_key_has_ended_says_nothing_any_more() -> None:
    """Whoever stole a key made a list that sets nothing; the issuer took the key back and serves its own list again."""
    ours, stolen = key_of(WEB, "ours"), key_of(WEB, "stolen")
    until = "2027-06-01T00:00:00Z"
    theirs = raw_signed(unsigned_proof(made_at(AT - MINUTE, issuer=WEB, validUntil=until)), by=stolen)
    genuine = raw_signed(unsigned_proof(made_at(AT - timedelta(hours=5), 5, issuer=WEB, validUntil=until)), by=ours)
    badge = raw_signed(issuer_tree(WEB, credentialStatus=status_entry(STATUS_URL, 5)), by=ours)
    served = {WEB_URL: did_document(WEB, ours, stolen), STATUS_URL: theirs}

    def fetch(wanted: Fetch) -> Fetched:
        return Fetched(wanted.url, text(served[wanted.url]).encode())

    sources = OFFLINE.with_(fetch=fetch, status_cache=StatusCache())
    under = policy(WEB)
    assert inspect(badge, policy=under, sources=sources, at=AT).verdict == "accepted"
    served |= {WEB_URL: did_document(WEB, ours), STATUS_URL: genuine}
    for later in (timedelta(minutes=10), timedelta(hours=2), timedelta(days=300)):
        found = inspect(badge, policy=under, sources=sources, at=AT + later)
        assert found.check("status").code == "status.revoked"


@pytest.mark.parametrize(
    ("served", "code"),
    [
        (made_at(AT, 5, validFrom=...), "status.revoked"),
        (listing(by=OTHER, issuer=OTHER.controller, validFrom=...), "status.issuer"),
        (listing(by=OTHER, issuer=OTHER.controller, validFrom="2020-01-01T00:00:00Z"), "status.issuer"),
        (listing(type=["VerifiableCredential"], validFrom="2020-01-01T00:00:00Z"), "status.type"),
    ],
)
def test_what_was_seen_before_hides_nothing_for_long(served: Tree, code: str) -> None:
    world = World(made_at(AT - MINUTE, validUntil="2027-06-01T00:00:00Z"))
    assert world.look().verdict == "accepted"
    world.held = served
    assert world.look(AT + timedelta(hours=2)).check("status").code == code


# ---- reports do not depend on what was asked before ------------------------------------------------------------------


def test_a_list_that_is_kept_counts_as_one_that_is_asked_for() -> None:
    entries = [status_entry(f"{STATUS_URL}/{number}", 5) for number in range(10)]

    def fetch(wanted: Fetch) -> Fetched:
        return Fetched(wanted.url, text(listing(id=wanted.url)).encode())

    sources = OFFLINE.with_(fetch=fetch, status_cache=StatusCache())
    found = [
        inspect(di(credentialStatus=entries), policy=policy(), sources=sources, at=AT).to_dict()["checks"]
        for _ in range(3)
    ]
    assert found[0] == found[1] == found[2]
    assert "fetch.count" in str(found[0])


def test_what_was_asked_for_on_the_way_to_a_kept_list_counts_too() -> None:
    """Five lists by five others who have documents: ten, of which the Budget allows eight."""
    others = [key_of(f"did:web:list{number}.example", "key-1") for number in range(5)]
    urls = [f"https://list{number}.example/status" for number in range(5)]
    made = {url: listing(id=url, issuer=who.controller, by=who) for url, who in zip(urls, others, strict=True)}
    for url, who in zip(urls, others, strict=True):
        made[url] = raw_signed(unsigned_proof(made[url]), by=who)
        made[url.replace("/status", "/.well-known/did.json")] = did_document(who.controller, who)
    sources = OFFLINE.with_(
        fetch=lambda wanted: Fetched(wanted.url, text(made[wanted.url]).encode()), status_cache=StatusCache()
    )
    under = policy(status_issuers={(ISSUER, who.controller) for who in others})
    entries = [status_entry(url, 5) for url in urls]

    def look(*named: Any) -> str:
        return inspect(di(credentialStatus=[*named]), policy=under, sources=sources, at=AT).verdict

    assert [look(*entries), look(*entries[:3]), look(*entries), look(*entries[:3])] == [
        "rejected", "accepted", "rejected", "accepted"
    ]  # fmt: skip


def test_policies_that_differ_in_what_says_nothing_about_lists_share_them() -> None:
    world = World(made_at(AT - MINUTE, 5))
    for answers in ({}, {"holder_binding": "required"}, {"status_max_age": timedelta(days=30)}, {"status": "optional"}):
        assert world.look(**answers).check("status").code == "status.revoked"
    assert world.asked == 1
    world.held = made_at(AT - timedelta(hours=2))
    assert world.look(AT + timedelta(hours=2), holder_binding="required").check("status").code == "status.revoked"


@pytest.mark.parametrize("ended_first", [False, True])
def test_that_a_list_was_not_asked_for_says_nothing_for_the_next_credential(ended_first: bool) -> None:
    from tests.unit.verification.test_presentation import ASKED, presented

    good = signed(unsigned(credentialStatus=status_entry(STATUS_URL, 5)))
    ended = signed(
        unsigned(id="urn:uuid:3c1e7d52-7f5a-4f0e-8d0e-5a2b8a3d9f09", validUntil="2026-02-01T00:00:00Z",
                 credentialStatus=status_entry(STATUS_URL, 6))
    )  # fmt: skip
    carried = (ended, good) if ended_first else (good, ended)
    sources = OFFLINE.with_(fetch=lambda wanted: Fetched(wanted.url, text(listing()).encode()))
    found = inspect(presented(*carried), policy=ASKED, sources=sources, at=AT).nested or {}
    told = [found[f"/verifiableCredential/{place}"].verdict for place in range(2)]
    assert told == (["rejected", "accepted"] if ended_first else ["accepted", "rejected"])


def test_a_list_for_another_purpose_does_not_hide_a_newer_one() -> None:
    world = World(made_at(AT - MINUTE, 5))
    world.look()
    world.held = made_at(AT - timedelta(hours=2))
    entries = [status_entry(STATUS_URL, 6, purpose="suspension"), status_entry(STATUS_URL, 5)]
    found = world.look(AT + timedelta(hours=2), badge=di(credentialStatus=entries))
    assert [found.check(f"status[{place}]").code for place in range(2)] == ["status.purpose", "status.revoked"]


def test_inside_what_is_not_in_order_a_kept_list_is_not_used_either() -> None:
    inner = signed(praise(credentialStatus=status_entry(STATUS_URL, 5)), by=ENDORSER)

    def badge(**members: Any) -> str:
        tree = unsigned(**members)
        tree["credentialSubject"]["achievement"]["endorsement"] = [inner]
        return text(signed(tree))

    for badly in (badge(validUntil="2026-03-01T00:00:00Z"), badge()):
        fresh, used = (World(listing(by=ENDORSER, issuer=ENDORSER.controller)) for _ in range(2))
        assert used.look(badge=badge()).verdict == "accepted"
        nobody = policies.open_badge(trust=TrustedIssuers({ENDORSER.controller}))
        under = policy() if "2026-03-01" in badly else nobody
        reports = [inspect(badly, policy=under, sources=one.sources, at=AT).to_dict() for one in (fresh, used)]
        assert reports[0] == reports[1]
        assert "status.not_checked" in str(reports[0]["nested"])


def test_a_token_list_that_says_not_by_whom_it_is_does_not_answer_for_two_issuers() -> None:
    names = ("did:web:a.example", "did:web:b.example")
    one, other = (key_of(name, "key-1") for name in names)
    served = token(by=one, header={"kid": "key-1"}, iss=...)
    sources = OFFLINE.with_(fetch=lambda wanted: Fetched(wanted.url, served.encode()), status_cache=StatusCache())
    for key in (one, other):
        address = f"https://{key.controller.removeprefix('did:web:')}/.well-known/did.json"
        sources = sources.with_document(address, did_document(key.controller, key))
    under = policies.credential(trust=TrustedIssuers(names), status_issuers={names, names[::-1]})
    verdicts = []
    for key in (one, other):
        claims = {"iss": key.controller, "vct": "https://north.example/types/award",
                  "status": {"status_list": {"idx": 5, "uri": URL}}}  # fmt: skip
        made = issue(claims, signer=key, securing=SD_JWT_VC, created=AT).text
        verdicts.append(inspect(made, policy=under, sources=sources, at=AT).check("status").code)
    assert verdicts == ["", "status.proof"]
