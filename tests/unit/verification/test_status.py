"""The check `status`: whose list counts, what is asked for and when, and how often a list is looked at."""

from __future__ import annotations

import copy
from datetime import timedelta
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
    signer,
    unsigned,
)
from tests.attacks.test_group_d import WEB, WEB_URL, document, issuer_tree, method, web_signer
from tests.attacks.test_group_f import OTHER, against, given, only, raw_entry, revocations
from tests.unit.verification.test_presentation import ASKED, presented

from eccoe_vc import (
    EDDSA_JCS_2022,
    EDDSA_RDFC_2022,
    OFFLINE,
    VC_JOSE,
    VC_JWT_OB3,
    Fetch,
    Fetched,
    InputTypeError,
    LocalSigner,
    Outcome,
    Report,
    Sources,
    TrustedIssuers,
    Unavailable,
    inspect,
    issue,
    open_credential,
    policies,
)
from eccoe_vc.encoding import strict_json, timestamps
from eccoe_vc.keys import ControllerDocument
from eccoe_vc.status import Bitstring, encode, status_entry

SECOND = "https://north.example/status/suspended"


def report(tree: Tree, sources: Sources, **answers: Any) -> Report:
    return inspect(tree, policy=policy(**answers), sources=sources, at=AT)


def code(tree: Tree, sources: Sources, **answers: Any) -> str:
    return report(tree, sources, **answers).check("status").code


def second(*values: int, **members: Any) -> Tree:
    return listing(values, id=SECOND, subject={"statusPurpose": "suspension"}, **members)


def two(first: Tree, other: Tree) -> Sources:
    return given(first).with_document(SECOND, other)


BOTH = [status_entry(STATUS_URL, 5), status_entry(SECOND, 7, purpose="suspension")]


class Served:
    """A fetcher that has some documents and remembers what it was asked."""

    def __init__(self, **documents: Tree) -> None:
        self.documents = {name.replace("_", "/"): tree for name, tree in documents.items()}
        self.asked: list[Fetch] = []

    def __call__(self, wanted: Fetch) -> Fetched | Unavailable:
        self.asked.append(wanted)
        tree = self.documents.get(wanted.url.removeprefix("https://north.example/"))
        return (
            Unavailable("fetch.status", "404")
            if tree is None
            else Fetched(wanted.url, strict_json.dumps(tree).encode())
        )


def test_all_entries_are_read_and_any_of_them_counts() -> None:
    badge = di(credentialStatus=BOTH)
    clear, suspended = second(), second(7)
    assert report(badge, two(listing(), clear)).verdict == "accepted"
    found = report(badge, two(listing(), suspended))
    assert found.verdict == "rejected"
    assert found.check("status").pointer == "/credentialStatus/1"
    assert [found.check(f"status[{index}]").code for index in (0, 1)] == ["", "status.suspended"]
    assert code(badge, two(only(5), suspended)) == "status.revoked"
    # One that could not be read is not outweighed by one that is clear.
    assert report(badge, given(listing())).verdict == "indeterminate"
    assert report(badge, OFFLINE.with_document(SECOND, suspended)).verdict == "rejected"


def counting(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """The lists that are opened from now on."""
    opened: list[Any] = []

    def counted(data: Any, **more: Any) -> Any:
        opened.append(data)
        return open_credential(data, **more)

    monkeypatch.setattr("eccoe_vc.verification.listing.open_credential", counted)
    return opened


def test_several_entries_in_one_list_look_at_it_once(monkeypatch: pytest.MonkeyPatch) -> None:
    opened = counting(monkeypatch)
    both = listing([9], subject={"statusPurpose": ["revocation", "suspension"]})
    entries = [status_entry(STATUS_URL, 5), status_entry(STATUS_URL, 9, purpose="suspension")]
    assert code(di(credentialStatus=entries), given(both)) == "status.suspended"
    assert len(opened) == 1


def test_a_list_is_asked_for_once_after_the_proof_and_with_a_bound() -> None:
    fetch = Served(status_3=listing())
    found = report(
        di(credentialStatus=[status_entry(STATUS_URL, index) for index in range(3)]), OFFLINE.with_(fetch=fetch)
    )
    assert found.verdict == "accepted"
    assert [(one.url, one.purpose, one.max_bytes) for one in fetch.asked] == [(STATUS_URL, "status list", 2 << 20)]


def test_what_is_at_hand_is_not_asked_for() -> None:
    fetch = Served(status_3=only(5))
    assert report(di_status(), given(listing()).with_(fetch=fetch)).verdict == "accepted"
    assert fetch.asked == []


@pytest.mark.parametrize("url", ["http://north.example/status/3", "file:///etc/passwd", "did:web:north.example"])
def test_only_https_addresses_are_asked_for_and_others_may_be_handed_in(url: str) -> None:
    badge = di(credentialStatus=status_entry(url, 5))
    fetch = Served()
    found = report(badge, OFFLINE.with_(fetch=fetch))
    assert (found.verdict, found.check("status").code, fetch.asked) == ("indeterminate", "status.not_checked", [])
    assert report(badge, OFFLINE.with_document(url, listing(id=url))).verdict == "accepted"


@pytest.mark.parametrize(
    ("answer", "verdict", "codes"),
    [
        (Unavailable("fetch.timeout", "too slow"), "indeterminate", ["status.unavailable"]),
        (Unavailable("fetch.tls", "certificate"), "indeterminate", ["status.unavailable"]),
        (Unavailable("fetch.not_allowed", "switched off"), "indeterminate", ["status.not_checked"]),
        (Unavailable("fetch.blocked", "10.0.0.1"), "rejected", ["status.unavailable", "fetch.blocked"]),
        (Fetched("https://elsewhere.example/", b"{}"), "indeterminate", ["status.unavailable"]),
        (Fetched(STATUS_URL, b'{"id": 1'), "indeterminate", ["status.unavailable"]),
        (Fetched(STATUS_URL, b"[]"), "indeterminate", ["status.unavailable"]),
        (Fetched(STATUS_URL, b"{}"), "indeterminate", ["status.unavailable"]),
        (Fetched(STATUS_URL, b'{"error": "down for maintenance"}'), "indeterminate", ["status.unavailable"]),
        (Fetched(STATUS_URL, b'{"type": ["VerifiableCredential"]}'), "rejected", ["status.unsigned"]),
        (Fetched(STATUS_URL, b"\x89PNG\r\n\x1a\n"), "indeterminate", ["status.unavailable"]),
    ],
)
def test_what_the_world_may_answer(answer: Fetched | Unavailable, verdict: str, codes: list[str]) -> None:
    found = report(di_status(), OFFLINE.with_(fetch=lambda wanted: answer))
    assert found.verdict == verdict
    assert [one.code for one in found.check("status").findings] == codes
    assert all(len(one.message) <= 300 for one in found.check("status").findings)


def test_five_hundred_lists_are_too_many_to_ask_for() -> None:
    entries = [status_entry(f"https://north.example/status/{number}", 5) for number in range(500)]
    fetch = Served()
    found = report(raw_signed(unsigned(credentialStatus=entries)), OFFLINE.with_(fetch=fetch))
    assert found.verdict == "rejected"
    assert "fetch.count" in {one.code for one in found.check("status").findings}
    assert len(fetch.asked) == 8


def test_a_list_larger_than_the_budget_is_not_read() -> None:
    sources = OFFLINE.with_document(STATUS_URL, b" " * ((2 << 20) + 1))
    assert code(di_status(), sources) == "status.budget"


# ---- whose list, and which ---------------------------------------------------------------------------------------


def forged(**members: Any) -> Tree:
    return copy.deepcopy(listing()) | members


@pytest.mark.parametrize(
    ("document", "wanted"),
    [
        (forged(name="x"), "status.proof"),
        (forged(validUntil="2027-01-01T00:00:00Z"), "status.proof"),
        (forged(proof=[]), "status.unsigned"),
        (listing(id="https://north.example/status/4"), "status.id_mismatch"),
        (listing(id=...), "status.id_mismatch"),
        (listing(id=STATUS_URL + "#list"), "status.id_mismatch"),
        (listing(credentialStatus=status_entry(STATUS_URL, 6)), "status.recursion"),
        (listing(subject={"statusPurpose": "suspension"}), "status.purpose"),
        (listing(credentialSubject={"id": "urn:x:1", "type": "BitstringStatusList"}), "status.shape"),
        (listing(subject={"encodedList": "uAAAA"}), "status.encoding"),
        (listing(validUntil="2026-06-01T00:00:00Z"), "status.stale"),
        (listing(validUntil="2026-01-01T00:00:00Z"), "status.proof"),  # it ends before it begins,
    ],
)  # fmt: skip
def test_a_document_that_is_not_the_list(document: Tree, wanted: str) -> None:
    found = report(di_status(), given(document))
    assert (found.verdict, found.check("status").code) == ("rejected", wanted)
    assert found.check("status").hint
    assert found.check("status").pointer.startswith("/credentialStatus")


def test_a_list_has_exactly_one_subject() -> None:
    one = listing()["credentialSubject"]
    assert report(di_status(), given(listing(credentialSubject=[one]))).verdict == "accepted"
    assert code(di_status(), given(listing(credentialSubject=[one, one | {"id": "urn:x:2"}]))) == "status.shape"


def test_the_index_lies_inside_the_list() -> None:
    assert report(di_status(131_071), given(listing())).verdict == "accepted"
    found = report(di_status(131_072), given(listing()))
    assert found.check("status").code == "status.index"


@pytest.mark.parametrize("index", [5, "05", "-1", "1_0", "5.0"])
def test_an_index_of_another_form_is_refused_by_the_check_itself(index: Any) -> None:
    found = report(raw_entry(statusListIndex=index), given(listing()))
    assert found.check("status").code == "status.index"
    assert found.verdict == "rejected"


def test_an_entry_of_two_kinds_is_refused() -> None:
    entry = status_entry(STATUS_URL, 5) | {"type": ["BitstringStatusListEntry", "StatusList2021Entry"]}
    assert code({**di(), "credentialStatus": entry}, given(listing())) == "status.unreadable"


@pytest.mark.parametrize("issuer", [[], {}, {"id": []}, {"id": {}}, 5, None, [ISSUER]])
def test_an_unsigned_list_whose_issuer_is_no_name_is_by_nobody(issuer: Any) -> None:
    """Nothing held that document to a shape before."""
    one = revocations(issuer=issuer)
    found = inspect(one.data, policy=one.policy, sources=one.sources, at=AT)
    assert (found.verdict, found.check("status").code) == ("rejected", "status.issuer")


@pytest.mark.parametrize("securing", [VC_JOSE, VC_JWT_OB3])
def test_a_table_of_messages_under_another_name_is_none(securing: Any) -> None:
    """Bitstring Status List 1.0 writes `statusMessages` in one place; the term of the context is `statusMessage`.

    A token signs members without meaning too, so that a reader could be tempted to take them.
    """
    from tests.attacks.jwt_bases import claims, jwt

    table = [{"status": f"0x{number:x}", "message": "x"} for number in range(4)]
    entry = status_entry(STATUS_URL, 5) | {"statusSize": 2, "statusMessages": table}
    tree = claims() if securing is VC_JWT_OB3 else unsigned()
    token = jwt(tree | {"credentialStatus": entry}, header={"typ": securing.typ})
    found = inspect(token, policy=policy(), sources=given(listing()), at=AT)
    assert (found.verdict, found.check("status").code) == ("rejected", "status.size")
    assert "statusMessage:" in found.check("status").hint


def test_delegation_is_for_the_named_issuer_only() -> None:
    theirs = listing(by=OTHER, issuer=OTHER.controller)
    pair = (ISSUER, OTHER.controller)
    assert report(di_status(), given(theirs), status_issuers={pair}).verdict == "accepted"
    assert code(di_status(), given(theirs), status_issuers={pair[::-1]}) == "status.issuer"
    assert code(di_status(), given(theirs), status_issuers={("did:web:x.example", OTHER.controller)}) == "status.issuer"
    # The delegate adds to the issuer's own lists and does not replace them.
    assert report(di_status(), given(listing()), status_issuers={pair}).verdict == "accepted"


def of_web(list_document: Tree, did_document: Tree | None, **sources: Any) -> Report:
    """A badge of a did:web issuer with its list; the key of both is in the issuer's document."""
    badge = raw_signed(issuer_tree(WEB, credentialStatus=status_entry(STATUS_URL, 5)), by=web_signer())
    given_too = given(list_document).with_(**sources)
    given_too = given_too.with_document(WEB_URL, did_document) if did_document is not None else given_too
    return inspect(badge, policy=policy(WEB), sources=given_too, at=AT)


def test_a_key_that_has_ended_signs_no_list_whatever_is_known_about_the_credential() -> None:
    """Evidence that the badge is old says nothing about a list that a thief of the key may have made today."""
    ended = document(verificationMethod=[method(revoked="2026-05-20T00:00:00Z")])
    known: dict[str, Any] = {"signed_before": timestamps.parse("2026-05-10T00:00:00Z")}
    for when, verdict, name in (
        ("2026-05-31T00:00:00Z", "rejected", "status.proof"),
        ("2026-05-02T00:00:00Z", "indeterminate", "status.unavailable"),
    ):
        theirs = unsigned_proof(listing(issuer=WEB))
        made = raw_signed(theirs, by=web_signer(), created=when)
        assert of_web(made, document()).verdict == "accepted"
        found = of_web(made, ended, **known)
        assert found.check("proof").outcome is Outcome.PASSED
        assert (found.verdict, found.check("status").code) == (verdict, name)
    # The same with a key that only an archived document knows.
    archive = {"archived": {WEB: ControllerDocument.from_tree(document(), expected_id=WEB)}}
    silent = document(verificationMethod=[], assertionMethod=[])
    found = of_web(made, silent, **archive)
    assert found.check("proof").outcome is Outcome.PASSED
    assert found.verdict != "accepted"


def unsigned_proof(tree: Tree) -> Tree:
    return {name: value for name, value in tree.items() if name != "proof"}


def test_a_list_whose_key_is_not_at_hand_is_not_known_to_be_one() -> None:
    by = LocalSigner.generate("Ed25519", controller="did:web:status.example")
    made = raw_signed(unsigned_proof(listing(issuer=by.controller)), by=by)
    found = report(di_status(), given(made), status_issuers={(ISSUER, by.controller)})
    assert (found.verdict, found.check("status").code) == ("indeterminate", "status.unavailable")


@pytest.mark.parametrize("securing", [EDDSA_RDFC_2022, EDDSA_JCS_2022])
@pytest.mark.parametrize("index", [4, 5])
def test_lists_of_either_suite_are_read(securing: Any, index: int) -> None:
    made = signed(unsigned_proof(listing([5])), securing)
    assert code(di_status(index), given(made)) == ("status.revoked" if index == 5 else "")


def test_credentials_that_are_presented_together_share_their_list(monkeypatch: pytest.MonkeyPatch) -> None:
    opened = counting(monkeypatch)
    other = di(id="urn:uuid:6b1d5d0f-8f2e-4b1e-9c1d-0a6f4f1f2b11", credentialStatus=status_entry(STATUS_URL, 5))
    found = inspect(presented(di_status(4), other), policy=ASKED, sources=given(only(5)), at=AT)
    assert (found.verdict, found.check("nested").code) == ("rejected", "vp.credential")
    assert len(opened) == 1


@pytest.mark.parametrize("age", [timedelta(0), timedelta(days=-1), 5, "P1D"])
def test_a_maximum_age_is_a_time(age: Any) -> None:
    with pytest.raises(InputTypeError):
        policy(status_max_age=age)


@pytest.mark.parametrize(
    "pairs", [{"did:web:a.example"}, {("a", "b")}, {("did:web:a.example",)}, {(1, 2)}, None, 5, "a", [[[]]], [{}]]
)
def test_delegation_is_said_in_pairs_of_ids(pairs: Any) -> None:
    with pytest.raises(InputTypeError):
        policy(status_issuers=pairs)


def test_a_policy_stays_a_value() -> None:
    pair = (ISSUER, "did:web:status.example")
    assert policy(status_issuers=[pair]) == policy(status_issuers={pair})
    assert len({policy(status_issuers=[pair]), policy(status_issuers={pair})}) == 1


def test_the_age_is_counted_from_valid_from() -> None:
    old = listing(validFrom="2026-05-01T12:00:00Z")
    assert report(di_status(), given(old), status_max_age=timedelta(days=31)).verdict == "accepted"
    assert code(di_status(), given(old), status_max_age=timedelta(days=30)) == "status.stale"


# ---- the policy ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("answer", "verdict", "name"),
    [
        ("check", "indeterminate", "status.not_checked"),
        ("required", "indeterminate", "status.not_checked"),
        ("optional", "accepted", "status.unavailable"),
        ("skip", "accepted", "status.not_checked"),
    ],
)
def test_what_a_policy_makes_of_a_list_that_was_not_read(answer: Any, verdict: str, name: str) -> None:
    found = report(di_status(), OFFLINE, status=answer)
    assert found.verdict == verdict
    told = {note.code for note in found.notes} | {found.check("status").code}
    assert name in told


def test_optional_is_about_lists_that_cannot_be_had_and_not_about_what_they_say() -> None:
    for served, wanted in ((only(5), "status.revoked"), (forged(name="x"), "status.proof")):
        found = report(di_status(), given(served), status="optional")
        assert (found.verdict, found.check("status").code) == ("rejected", wanted)


def test_a_switched_off_check_reads_nothing() -> None:
    found = report(di_status(), given(only(5)), status="skip")
    assert found.verdict == "accepted"
    assert (found.check("status").outcome, found.check("status").required) == (Outcome.INDETERMINATE, False)


def test_the_status_of_an_endorsement_is_read_by_the_same_rules() -> None:
    endorser = OTHER
    url = "https://endorser.example/status"
    made = {
        "@context": unsigned()["@context"],
        "id": "urn:uuid:4f2e8f3e-2b1e-4c1d-8a6f-4f1f2b105a0c",
        "type": ["VerifiableCredential", "EndorsementCredential"],
        "issuer": {"id": endorser.controller, "type": ["Profile"]},
        "name": "Good", "validFrom": "2026-05-01T12:00:00Z",
        "credentialSubject": {"id": unsigned()["id"], "type": ["EndorsementSubject"]},
        "credentialStatus": status_entry(url, 5),
    }  # fmt: skip
    badge = di(endorsement=[signed(made, by=endorser)])

    def at_hand(*values: int) -> Sources:
        return OFFLINE.with_document(url, listing(values, by=endorser, id=url, issuer=endorser.controller))

    assert report(badge, at_hand()).check("endorsements").outcome is Outcome.PASSED
    assert report(badge, at_hand(5)).check("endorsements").code == "endorsement.invalid"
    # Nothing that stands inside is asked for while the badge around it is not in order.
    fetch = Served()
    stranger = inspect(
        badge, policy=policies.open_badge(trust=TrustedIssuers({"did:web:x.example"})),
        sources=OFFLINE.with_(fetch=fetch), at=AT,
    )  # fmt: skip
    assert (stranger.verdict, fetch.asked) == ("indeterminate", [])
    report(badge, OFFLINE.with_(fetch=fetch))
    assert [one.url for one in fetch.asked] == [url]


def test_ten_million_entries_are_read() -> None:
    bits = Bitstring.of({9_999_999: 1}, entries=10_000_000)
    long = listing(subject={"encodedList": encode(bits)})
    assert code(di_status(9_999_999), given(long)) == "status.revoked"
    assert report(di_status(9_999_998), given(long)).verdict == "accepted"


def test_builders_of_the_attack_group_are_what_they_say() -> None:
    assert against(listing()).sources.at_hand[STATUS_URL]


def test_a_list_that_does_not_hold_is_looked_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Else each of thousands of entries would cost what a whole list costs."""
    opened: list[Any] = []

    def counted(*given: Any, **more: Any) -> Any:
        opened.append(1)
        return open_credential(*given, **more)

    monkeypatch.setattr("eccoe_vc.verification.listing.open_credential", counted)
    tree = di(credentialStatus=[status_entry(STATUS_URL, index) for index in range(50)])
    for there in (listing() | {"name": "changed"}, listing() | {"@context": ["https://unknown.example/c"]}, {"a": 1}):
        opened.clear()
        found = inspect(tree, policy=policy(), sources=OFFLINE.with_document(STATUS_URL, there), at=AT)
        assert (found.verdict, len(opened)) == ("rejected" if "proof" in there else "indeterminate", 1)
        assert all(found.check(f"status[{index}]").code.startswith("status.") for index in range(50))


def test_which_forms_are_taken_is_said_of_credentials_and_not_of_lists() -> None:
    made = issue(unsigned(credentialStatus=status_entry(STATUS_URL, 5)), signer=signer(), securing=VC_JOSE, created=AT)
    sources = OFFLINE.with_document(STATUS_URL, issue_list(VC_JWT_OB3))
    assert inspect(made.text, policy=policy(forms=(VC_JOSE,)), sources=sources, at=AT)


def issue_list(form: Any) -> bytes:
    bare = {name: value for name, value in listing().items() if name != "proof"}
    return issue(bare, signer=signer(), securing=form, created=AT).text.encode()
