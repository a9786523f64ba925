"""``policies.presentation``: proved by the holder, for us, now; and every credential inside stands for itself."""

from __future__ import annotations

from typing import Any

import pytest
from tests.attacks.bases import AT, ISSUER, LEARNER, OB, V1, V2, Tree, signed, signer, unsigned, unsigned_v1

from eccoe_vc import (
    ED25519_SIGNATURE_2020,
    IssueError,
    Report,
    TrustedIssuers,
    UnsafeAnyIssuer,
    inspect,
    issue,
    policies,
    verify,
)

TRUST = TrustedIssuers({ISSUER})
PRESENTING: dict[str, Any] = {"purpose": "authentication", "challenge": "kJ8s", "domain": "south.example"}
ASKED = policies.presentation(trust=TRUST, challenge="kJ8s", domain="south.example")


def holding(*credentials: Tree, **members: Any) -> Tree:
    tree: Tree = {"@context": [V2], "type": ["VerifiablePresentation"], "holder": LEARNER}
    tree |= {"verifiableCredential": [*credentials]} if credentials else {}
    return {name: value for name, value in {**tree, **members}.items() if value is not ...}


def presented(*credentials: Tree, **members: Any) -> Tree:
    return signed(holding(*credentials, **members), by=signer("learner"), **PRESENTING)


def notes(report: Report) -> set[str]:
    return {note.code for note in report.notes}


def test_a_presentation_for_us_of_a_credential_by_somebody_we_trust() -> None:
    report = inspect(presented(signed(unsigned())), policy=ASKED, at=AT)
    assert (report.verdict, report.valid, report.trusted, notes(report)) == ("accepted", True, True, set())
    assert [(inner.verdict, inner.trusted) for inner in report.presented or ()] == [("accepted", True)]


def test_the_typed_view_is_a_presentation() -> None:
    verified = verify(presented(signed(unsigned())), policy=ASKED, at=AT)
    assert type(verified.credential).__name__ == "VerifiablePresentation"
    assert verified.credential.holder == LEARNER


@pytest.mark.parametrize(
    ("change", "code"),
    [({"challenge": "other"}, "vp.challenge"), ({"domain": "north.example"}, "vp.domain")],
    ids=["challenge", "domain"],
)
def test_one_that_was_made_for_another_question_is_refused(change: dict[str, str], code: str) -> None:
    report = inspect(presented(signed(unsigned())), policy=ASKED.with_(**change), at=AT)
    assert (report.verdict, report.check("presentation").code) == ("rejected", code)


def test_issuers_whom_nobody_named_leave_it_open() -> None:
    policy = policies.presentation(trust=TrustedIssuers({"did:example:x"}), challenge="kJ8s", domain=None)
    report = inspect(presented(signed(unsigned())), policy=policy, at=AT)
    assert (report.verdict, report.trusted, report.check("nested").code) == (
        "indeterminate", False, "trust.unknown_issuer",
    )  # fmt: skip


def test_anybody_is_nobody_to_be_trusted() -> None:
    policy = policies.presentation(trust=UnsafeAnyIssuer(reason="test"), challenge="kJ8s", domain=None)
    report = inspect(presented(signed(unsigned())), policy=policy, at=AT)
    assert (report.verdict, report.trusted) == ("accepted", False)


def test_one_expired_credential_among_good_ones_sinks_it() -> None:
    old = signed(unsigned(id="urn:uuid:3c1e7d52-7f5a-4f0e-8d0e-5a2b8a3d9f09", validUntil="2026-02-01T00:00:00Z"))
    report = inspect(presented(signed(unsigned()), old), policy=ASKED, at=AT)
    assert (report.verdict, report.check("nested").code) == ("rejected", "vp.credential")
    assert report.check("nested").pointer == "/verifiableCredential/1"


def test_without_a_challenge_it_is_said_that_old_ones_pass() -> None:
    policy = policies.presentation(trust=TRUST, challenge=None, domain=None)
    report = inspect(presented(signed(unsigned())), policy=policy, at=AT)
    assert (report.verdict, notes(report)) == ("accepted", {"vp.unchallenged"})


def test_an_empty_one_shows_nothing_that_could_be_trusted() -> None:
    report = inspect(presented(), policy=ASKED, at=AT)
    assert (report.verdict, report.trusted) == ("indeterminate", False)
    assert report.check("presentation").code == "vp.empty"
    bare = policies.proof_only(purpose="authentication")
    assert inspect(presented(), policy=bare, at=AT).verdict == "accepted"


@pytest.mark.parametrize("holder", [LEARNER, ...], ids=["holder", "only the key"])
def test_a_credential_about_somebody_else_is_refused_unless_any_holder_may_present(holder: Any) -> None:
    other = unsigned()
    other["credentialSubject"]["id"] = "did:example:bob"
    tree = presented(signed(other), holder=holder)
    report = inspect(tree, policy=ASKED, at=AT)
    assert (report.verdict, report.check("presentation").code) == ("rejected", "vp.holder_binding")
    assert report.check("presentation").pointer == "/verifiableCredential/0/credentialSubject"
    lenient = policies.presentation(trust=TRUST, challenge="kJ8s", domain="south.example", any_holder=True)
    report = inspect(tree, policy=lenient, at=AT)
    assert (report.verdict, notes(report)) == ("accepted", {"vp.holder_binding"})


def test_a_learner_who_is_named_by_a_hash_only_leaves_it_open() -> None:
    hashed = unsigned()
    subject = hashed["credentialSubject"]
    subject["identifier"] = [
        {
            "type": "IdentityObject",
            "hashed": True,
            "identityHash": "sha256$" + 64 * "0",
            "identityType": "emailAddress",
        }
    ]
    del subject["id"]
    report = inspect(presented(signed(hashed)), policy=ASKED, at=AT)
    assert (report.verdict, report.check("presentation").code) == ("indeterminate", "vp.holder_binding")


def test_somebody_elses_presentation_cannot_be_made_ones_own() -> None:
    tree = presented(signed(unsigned()))
    tree["holder"] = signer("thief").controller
    assert inspect(tree, policy=ASKED, at=AT).verdict == "rejected"


def test_a_presentation_of_the_older_data_model_with_an_older_badge() -> None:
    badge = signed(unsigned_v1(), ED25519_SIGNATURE_2020)
    tree = signed(
        {"@context": [V1, OB], "type": ["VerifiablePresentation"], "holder": LEARNER, "verifiableCredential": [badge]},
        ED25519_SIGNATURE_2020, by=signer("learner"), **PRESENTING,
    )  # fmt: skip
    policy = policies.presentation(trust=TRUST, challenge="kJ8s", domain="south.example", legacy=True)
    assert inspect(tree, policy=policy, at=AT).verdict == "accepted"
    assert inspect(tree, policy=ASKED, at=AT).verdict == "indeterminate"


def test_the_policy_for_badges_takes_presentations_when_its_purpose_says_so() -> None:
    policy = policies.open_badge(trust=TRUST, purpose="authentication", challenge="kJ8s")
    assert inspect(presented(signed(unsigned())), policy=policy, at=AT).verdict == "accepted"


def test_a_presentation_under_a_policy_for_credentials_is_told_where_to_go() -> None:
    report = inspect(presented(signed(unsigned())), policy=policies.open_badge(trust=TRUST), at=AT)
    assert (report.verdict, report.check("model").code) == ("rejected", "model.type")
    assert "policies.presentation" in report.check("model").findings[0].hint


@pytest.mark.parametrize(
    ("tree", "purpose", "advice"),
    [
        (holding(), "assertionMethod", 'purpose="authentication"'),
        (unsigned(holder=LEARNER), "authentication", "VerifiablePresentation"),
    ],
    ids=["a presentation", "a credential"],
)
def test_each_kind_is_signed_for_its_own_purpose(tree: Tree, purpose: Any, advice: str) -> None:
    with pytest.raises(IssueError) as caught:
        issue(tree, signer=signer("learner"), purpose=purpose)
    first = caught.value.findings[0]
    assert (first.code, first.pointer) == ("model.type", "/type")
    assert advice in first.hint
