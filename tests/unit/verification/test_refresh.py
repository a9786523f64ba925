"""The check `refresh`: when a newer copy is asked for, which one is taken, and what a report is about then."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from tests.attacks.bases import AT, ISSUER, OB, STATUS_URL, V2, Tree, di, listing, policy, signer, text
from tests.attacks.jwt_bases import jwt
from tests.attacks.test_group_f import EXTENSIONS, OTHER, SERVICE, renewable
from tests.unit.verification.test_selective import CLAIMS

from eccoe_vc import (
    OFFLINE,
    SD_JWT_VC,
    SD_JWT_VCDM,
    VC_JOSE,
    Fetch,
    Fetched,
    InputTypeError,
    Outcome,
    Policy,
    Report,
    Sources,
    TrustedIssuers,
    Unavailable,
    VerificationError,
    bake,
    derive,
    inspect,
    issue,
    policies,
    verify,
)
from eccoe_vc.carriers import open_credential
from eccoe_vc.cli import pictures
from eccoe_vc.errors import RefusedError
from eccoe_vc.jsonld import compiled, to_quads
from eccoe_vc.limits import Meter
from eccoe_vc.status import status_entry

NEWER = "2026-03-01T09:00:00Z"


class Serving:
    """A fetcher with one document for each address, which remembers what it was asked."""

    def __init__(self, **documents: Any) -> None:
        self.documents = {SERVICE: documents.get("copy"), STATUS_URL: documents.get("listed")}
        self.asked: list[Fetch] = []

    def __call__(self, wanted: Fetch) -> Fetched | Unavailable:
        self.asked.append(wanted)
        found = self.documents[wanted.url]
        if found is None:
            return Unavailable("fetch.status", "There is no such document (404).")
        data = found if isinstance(found, bytes) else (found if isinstance(found, str) else text(found)).encode()
        return Fetched(wanted.url, data)


def sources(copy: Any, listed: Any = None) -> Sources:
    return OFFLINE.with_(fetch=Serving(copy=copy, listed=listed))


def report(copy: Any, badge: Tree | None = None, under: Policy | None = None, listed: Any = None) -> Report:
    asked = under or policy(refresh="try")
    made = inspect(badge or renewable(), policy=asked, sources=sources(copy, listed), at=AT)
    assert all(len(one.message) <= 300 for check in made.checks for one in check.findings)
    assert all(len(note.message) <= 300 for note in made.notes)
    return made


def said(made: Report) -> list[str]:
    return [note.code for note in made.notes if note.check == "refresh"]


def test_a_newer_copy_is_judged_in_place_of_the_original() -> None:
    copy = renewable(validFrom=NEWER, name="Soil Science II")
    found = verify(renewable(), policy=policy(refresh="try"), sources=sources(copy), at=AT)
    alone = verify(copy, policy=policy(), at=AT)
    assert said(found.report) == ["refresh.newer"]
    assert NEWER in next(note.message for note in found.report.notes if note.check == "refresh")
    # Everything is of the copy: the digest, the envelope, the document and the view.
    assert found.report.digest == alone.report.digest != verify(renewable(), policy=policy(), at=AT).report.digest
    assert found.envelope.document == found.document == copy
    assert found.credential.name == "Soil Science II"
    assert [check.name for check in found.report.checks] == [check.name for check in alone.report.checks]


def test_by_default_nobody_is_asked_and_the_report_says_so() -> None:
    fetch = Serving(copy=renewable(validFrom=NEWER))
    found = inspect(renewable(), policy=policy(), sources=OFFLINE.with_(fetch=fetch), at=AT)
    assert (found.verdict, fetch.asked, said(found)) == ("accepted", [], ["refresh.not_asked"])
    assert found.check("refresh").outcome is Outcome.NOT_APPLICABLE
    assert said(inspect(di(), policy=policy(refresh="try"), at=AT)) == []


def test_it_is_asked_for_once_by_its_purpose_and_before_the_status() -> None:
    badge = renewable(credentialStatus=status_entry(STATUS_URL, 5))
    fetch = Serving(copy=badge, listed=listing())
    found = inspect(badge, policy=policy(refresh="try"), sources=OFFLINE.with_(fetch=fetch), at=AT)
    assert (found.verdict, said(found)) == ("accepted", [])  # the service has what came in: there is nothing to say
    assert [(one.url, one.purpose) for one in fetch.asked] == [
        (SERVICE, "refreshed credential"), (STATUS_URL, "status list"),
    ]  # fmt: skip
    assert found.check("refresh").outcome is Outcome.PASSED


def test_the_status_that_counts_is_that_of_the_copy() -> None:
    copy = renewable(validFrom=NEWER, credentialStatus=status_entry(STATUS_URL, 7))
    badge = renewable(credentialStatus=status_entry(STATUS_URL, 5))
    assert report(copy, badge, listed=listing([5])).verdict == "accepted"
    revoked = report(copy, badge, listed=listing([7]))
    assert (revoked.verdict, revoked.check("status").code) == ("rejected", "status.revoked")
    # The original without a status does not outlive a copy that has one.
    assert report(copy, listed=listing([7])).verdict == "rejected"
    assert report(copy).verdict == "indeterminate"


def test_a_credential_that_ended_may_be_renewed_and_nothing_else_may_be_wrong() -> None:
    ended = renewable(validUntil="2026-05-01T00:00:00Z")
    renewed = renewable(validFrom="2026-05-01T00:00:00Z", validUntil="2027-05-01T00:00:00Z")
    assert report(renewed, ended).verdict == "accepted"
    assert report(None, ended).check("validity").code == "time.expired"
    stranger = policies.open_badge(trust=TrustedIssuers({"did:web:x.example"}), refresh="try")
    for badge, under in ((ended | {"name": "Rocket Science"}, policy(refresh="try")), (renewable(), stranger)):
        fetch = Serving(copy=renewed)
        inspect(badge, policy=under, sources=OFFLINE.with_(fetch=fetch), at=AT)
        assert fetch.asked == []
    early = renewable(validFrom="2026-06-02T00:00:00Z")
    assert report(renewed, early).verdict == "rejected"


def test_bad_news_in_a_genuine_copy_counts() -> None:
    copy = renewable(validFrom=NEWER, validUntil="2026-05-01T00:00:00Z")
    found = report(copy)
    assert (found.verdict, found.check("validity").code, said(found)) == ("rejected", "time.expired", ["refresh.newer"])


@pytest.mark.parametrize(
    "copy",
    [
        None,
        b"",
        b"<html>",
        b"\x89PNG\r\n\x1a\n",
        "eyJhbGciOiJub25lIn0.e30.AAAA",
        "{}",
        renewable(validFrom=NEWER) | {"name": "forged"},
        {name: value for name, value in renewable(validFrom=NEWER).items() if name != "proof"},
        di(validFrom=NEWER) | {"proof": []},
    ],
)  # fmt: skip
def test_what_is_no_copy_leaves_the_original_as_it_is(copy: Any) -> None:
    found = report(copy)
    assert (found.verdict, said(found)) == ("accepted", ["refresh.unavailable"])
    assert found.digest == inspect(renewable(), policy=policy(), at=AT).digest
    required = report(copy, under=policy(refresh="required"))
    assert (required.verdict, required.check("refresh").code) == ("rejected", "refresh.unavailable")
    with pytest.raises(VerificationError):
        verify(renewable(), policy=policy(refresh="required"), sources=sources(copy), at=AT)


def test_a_picture_or_claims_of_another_model_are_no_copy() -> None:
    copy = renewable(validFrom=NEWER)
    picture = bake(text(copy), pictures.badge())
    claims = issue(CLAIMS, signer=signer(), securing=SD_JWT_VC, created=AT).text
    for served in (picture, claims):
        assert said(report(served)) == ["refresh.unavailable"]


def test_all_subjects_are_the_same_ones() -> None:
    any_credential = policies.credential(trust=TrustedIssuers({ISSUER}), refresh="try")
    plain = {
        "@context": [V2, EXTENSIONS], "type": ["VerifiableCredential"], "issuer": ISSUER, "id": "urn:x:1",
        "refreshService": renewable()["refreshService"],
    }  # fmt: skip

    def about(*ids: str) -> str:
        return jwt(plain | {"credentialSubject": [{"id": name} for name in ids]}, header={"typ": "vc+jwt"})

    for old, new, wanted in (
        (("did:a:a", "did:b:b"), ("did:b:b", "did:a:a"), ""),
        (("did:a:a", "did:b:b"), ("did:a:a",), "refresh.identity"),
        (("did:a:a",), ("did:a:a", "did:b:b"), "refresh.identity"),
    ):
        found = inspect(about(*old), policy=any_credential, sources=sources(about(*new)), at=AT)
        assert found.check("refresh").code == wanted


def test_what_a_holder_withholds_is_not_asked_of_the_issuer() -> None:
    tree = {name: value for name, value in renewable().items() if name != "proof"}
    disclosable = ["/credentialSubject/creditsEarned"]
    base = issue(tree, signer=signer(), securing=SD_JWT_VCDM, created=AT, disclosable=disclosable)
    for shown in ([], disclosable):
        fetch = Serving(copy=renewable(validFrom=NEWER))
        part = derive(base, reveal=shown).text
        found = inspect(part, policy=policy(refresh="try"), sources=OFFLINE.with_(fetch=fetch), at=AT)
        assert found.verdict == "accepted"
        assert (bool(fetch.asked), said(found)) == (
            (True, ["refresh.newer"]) if shown else (False, ["refresh.unavailable"])
        )  # fmt: skip


def test_offline_the_original_counts() -> None:
    found = inspect(renewable(), policy=policy(refresh="try"), at=AT)
    assert (found.verdict, said(found)) == ("accepted", ["refresh.unavailable"])
    at_hand = OFFLINE.with_document(SERVICE, renewable(validFrom=NEWER))
    assert said(inspect(renewable(), policy=policy(refresh="try"), sources=at_hand, at=AT)) == ["refresh.newer"]


def without_proof(tree: Tree) -> Tree:
    return {name: value for name, value in tree.items() if name != "proof"}


@pytest.mark.parametrize(
    ("badge", "check"),
    [
        (renewable() | {"name": "Rocket Science"}, "proof"),
        (without_proof(renewable()), "proof"),
        (renewable(validFrom="2026-07-01T00:00:00Z"), "validity"),
    ],
)
def test_a_copy_at_hand_takes_the_place_of_nothing_that_is_not_in_order(badge: Tree, check: str) -> None:
    at_hand = OFFLINE.with_document(SERVICE, renewable(validFrom=NEWER))
    found = inspect(badge, policy=policy(refresh="try"), sources=at_hand, at=AT)
    assert (found.verdict, said(found)) == ("rejected", ["refresh.unavailable"])
    assert next(found.problems()).name == check


@pytest.mark.parametrize(
    "copy",
    [
        renewable(id="urn:uuid:6b1d5d0f-8f2e-4b1e-9c1d-0a6f4f1f2b11"),
        renewable(validFrom="2026-01-15T08:59:59Z"),
    ],
)  # fmt: skip
def test_another_credential_is_refused_and_the_original_stays_what_is_judged(copy: Tree) -> None:
    found = report(copy)
    assert found.verdict == "rejected"
    assert found.digest == inspect(renewable(), policy=policy(), at=AT).digest


def test_a_copy_of_the_same_moment_is_no_older() -> None:
    assert said(report(renewable(name="Soil Science, corrected"))) == ["refresh.newer"]


def test_subjects_without_an_id_are_the_same_by_an_identifier() -> None:
    def about(*names: str) -> Tree:
        made = dict(renewable()["credentialSubject"])
        del made["id"]
        made["identifier"] = [
            {"type": "IdentityObject", "hashed": False, "identityHash": name, "identityType": "emailAddress"}
            for name in names
        ]
        return renewable(credentialSubject=made, validFrom=NEWER)

    assert said(report(about("alice@north.example", "a@x.example"), about("alice@north.example"))) == ["refresh.newer"]
    assert report(about("bob@north.example"), about("alice@north.example")).check("refresh").code == "refresh.identity"
    assert report(renewable(), about("alice@north.example")).check("refresh").code == "refresh.identity"


@pytest.mark.parametrize(
    ("service", "code"),
    [
        ({"type": "1EdTechCredentialRefresh"}, "refresh.unavailable"),
        ({"id": "http://north.example/refresh", "type": "1EdTechCredentialRefresh"}, "refresh.unavailable"),
        ([{"id": f"{SERVICE}/{n}", "type": "1EdTechCredentialRefresh"} for n in (1, 2)], "refresh.unavailable"),
    ],
)
def test_a_service_that_cannot_be_asked(service: Any, code: str) -> None:
    under = policies.credential(trust=TrustedIssuers({ISSUER}), refresh="try")
    fetch = Serving()
    token = issue(renewable_unsigned(refreshService=service), signer=OTHER, securing=VC_JOSE, created=AT).text
    trusting = under.with_(trust=TrustedIssuers({OTHER.controller}))
    found = inspect(token, policy=trusting, sources=OFFLINE.with_(fetch=fetch), at=AT)
    assert (found.verdict, said(found), fetch.asked) == ("accepted", [code], [])


def renewable_unsigned(**members: Any) -> Tree:
    tree = {name: value for name, value in renewable().items() if name != "proof"}
    return tree | {"issuer": {"id": OTHER.controller, "type": ["Profile"], "name": "Other"}} | members


@pytest.mark.parametrize("answer", ["skip", "try"])
def test_a_service_of_another_type_is_named(answer: Any) -> None:
    service = {"id": "https://north.example/manual", "type": "ManualRefreshService2018"}
    token = jwt(renewable_unsigned(refreshService=service), header={"typ": "vc+jwt"}, by=OTHER)
    found = inspect(token, policy=policies.open_badge(trust=TrustedIssuers({OTHER.controller}), refresh=answer), at=AT)
    assert (found.verdict, said(found)) == ("accepted", ["unsupported.refresh_type"])


def test_a_copy_may_be_secured_in_another_form() -> None:
    tree = {name: value for name, value in renewable(validFrom=NEWER).items() if name != "proof"}
    token = issue(tree, signer=signer(), securing=VC_JOSE, created=AT).text
    found = verify(renewable(), policy=policy(refresh="try"), sources=sources(token), at=AT)
    assert (found.envelope.form, found.document, said(found.report)) == ("jwt", tree, ["refresh.newer"])


def test_what_stands_inside_is_not_refreshed() -> None:
    from tests.unit.verification.test_presentation import ASKED, presented

    fetch = Serving(copy=renewable(validFrom=NEWER))
    found = inspect(
        presented(renewable()), policy=ASKED.with_(refresh="try"), sources=OFFLINE.with_(fetch=fetch), at=AT
    )
    assert fetch.asked == []
    assert found.verdict == "accepted"


def test_what_a_service_gives_does_not_use_up_what_the_original_needs() -> None:
    """Whoever holds the network may hold back a newer copy, and never make a no out of a yes."""
    many = [{"id": f"https://north.example/e/{n}", "type": ["Evidence"], "name": "x"} for n in range(400)]
    copy = renewable(validFrom=NEWER, evidence=many)
    spoilt = copy | {"name": "forged"}
    badge = renewable(credentialStatus=status_entry(STATUS_URL, 5))
    meter = Meter()
    to_quads(copy, compiled(OFFLINE.documents), meter)
    just_enough = policy().budget.with_(quads=meter.budget.quads - meter.quads)
    assert inspect(copy, policy=policy(budget=just_enough), at=AT).verdict == "accepted"
    found = report(spoilt, badge, policy(refresh="try", budget=just_enough), listing())
    assert (found.verdict, said(found)) == ("accepted", ["refresh.unavailable"])


def test_an_account_aside_counts_for_itself_and_is_closed_when_something_is_refused() -> None:
    meter = Meter(policy().budget.with_(quads=10))
    meter.take_quads(4)
    with meter.aside():
        assert meter.quads == 10
        meter.take_quads(9)
    assert meter.quads == 6
    with pytest.raises(RefusedError, match="more than 10"), meter.aside():
        meter.take_quads(11)
    assert meter.quads == 6


@pytest.mark.parametrize("answer", ["always", None, True])
def test_the_policy_takes_one_of_three_answers(answer: Any) -> None:
    with pytest.raises(InputTypeError):
        policy(refresh=answer)


def test_fixtures_are_what_they_say() -> None:
    assert open_credential(renewable()).document == renewable()
    assert renewable()["@context"] == [V2, OB, EXTENSIONS]
    assert AT - timedelta(days=1) < AT
