"""Credentials inside credentials: each has a report of its own, none lifts the outer verdict."""

from __future__ import annotations

from typing import Any

import pytest
from tests.attacks.bases import AT, LEARNER, OB, V2, Tree, policy, raw_signed, signed, signer, unsigned
from tests.attacks.test_group_b import endorsement

from eccoe_vc import inspect, policies

ENDORSED = "/credentialSubject/achievement/endorsement/0"
CLR = "https://purl.imsglobal.org/spec/clr/v2p0/context-2.0.1.json"


def endorsed(*endorsements: Any, member: str = "endorsement") -> Tree:
    tree = unsigned()
    tree["credentialSubject"]["achievement"][member] = list(endorsements)
    return tree


def codes(report: Any) -> set[str]:
    return {finding.code for check in report.checks for finding in check.findings} | {n.code for n in report.notes}


def test_a_good_endorsement_has_a_report_of_its_own() -> None:
    report = inspect(signed(endorsed(endorsement())), policy=policy(), at=AT)
    assert report.verdict == "accepted"
    assert report.nested is not None
    assert report.nested[ENDORSED].verdict == "accepted"
    assert not report.nested[ENDORSED].trusted
    assert report.to_dict()["nested"][ENDORSED]["verdict"] == "accepted"


@pytest.mark.parametrize(("answer", "verdict"), [("check", "rejected"), ("report", "accepted"), ("skip", "accepted")])
def test_a_forged_endorsement_fails_the_badge_unless_it_is_only_reported(answer: Any, verdict: str) -> None:
    forged = endorsement()
    forged["credentialSubject"]["endorsementComment"] = "The best of all."
    report = inspect(raw_signed(endorsed(forged)), policy=policy(endorsements=answer), at=AT)
    assert report.verdict == verdict
    if answer != "skip":
        assert "endorsement.invalid" in codes(report)
        assert report.nested is not None
        assert report.nested[ENDORSED].check("proof").code == "proof.signature"


def test_an_endorsement_of_something_else_is_no_praise_of_this() -> None:
    tree = endorsed(endorsement())
    tree["credentialSubject"]["achievement"]["id"] = "https://north.example/achievements/other"
    report = inspect(raw_signed(tree), policy=policy(), at=AT)
    assert "endorsement.subject" in codes(report)
    assert report.verdict == "rejected"


def test_an_unsigned_endorsement_is_named_and_counts_for_nothing() -> None:
    bare = {key: value for key, value in endorsement().items() if key != "proof"}
    report = inspect(signed(endorsed(bare)), policy=policy(), at=AT)
    assert report.verdict == "accepted"
    assert "endorsement.unsigned" in codes(report)


@pytest.mark.parametrize(
    ("token", "verdict", "code"),
    [
        ("eyJhbGciOiJFZERTQSJ9.e30.c2ln", "rejected", "endorsement.invalid"),  # no endorsement at all
        ("eyJhbGciOiJFUzUxMiJ9.e30.c2ln", "accepted", "endorsement.unverified"),  # ES512: beyond us, and not bad
    ],
)
def test_a_token_that_is_no_endorsement_is_refused_and_one_that_is_beyond_us_counts_for_nothing(
    token: str, verdict: str, code: str
) -> None:
    report = inspect(raw_signed(endorsed(token, member="endorsementJwt")), policy=policy(), at=AT)
    assert report.verdict == verdict
    assert code in codes(report)


def test_an_issuer_that_endorses_itself_is_named() -> None:
    from eccoe_vc import issue

    own = {k: v for k, v in endorsement().items() if k != "proof"}
    own["issuer"] = {"id": signer().controller, "type": ["Profile"], "name": "North"}
    made = issue(own, signer=signer(), created=AT).document
    report = inspect(signed(endorsed(dict(made or {}))), policy=policy(), at=AT)
    assert report.verdict == "accepted"
    assert "endorsement.self" in codes(report)


def record(*inner: Tree, **members: Any) -> Tree:
    return {
        "@context": [V2, CLR, OB],
        "id": "urn:uuid:6a0c3f0e-8f2e-4b1e-9c1d-0a6f4f1f2b10",
        "type": ["VerifiableCredential", "ClrCredential"],
        "name": "Learner record",
        "issuer": {"id": signer().controller, "type": ["Profile"], "name": "North"},
        "validFrom": "2026-02-01T00:00:00Z",
        "credentialSubject": {"id": LEARNER, "type": ["ClrSubject"], "verifiableCredential": list(inner)} | members,
    }


def clr_policy() -> policies.Policy:
    return policy().with_(profile="by-type")


def test_each_credential_of_a_record_has_its_report() -> None:
    inner = [signed(unsigned(id=f"urn:uuid:7a0c3f0e-8f2e-4b1e-9c1d-0a6f4f1f2b1{n}")) for n in range(3)]
    report = inspect(signed(record(*inner)), policy=clr_policy(), at=AT)
    assert report.verdict == "accepted", report.to_dict()
    assert report.nested is not None
    assert [one.verdict for one in report.nested.values()] == ["accepted"] * 3


def test_a_broken_credential_of_a_record_is_named_by_its_place() -> None:
    inner = [signed(unsigned(id=f"urn:uuid:7a0c3f0e-8f2e-4b1e-9c1d-0a6f4f1f2b1{n}")) for n in range(3)]
    inner[1]["name"] = "Doctorate"
    report = inspect(raw_signed(record(*inner)), policy=clr_policy(), at=AT)
    assert report.verdict == "rejected"
    assert report.check("nested").code == "clr.inner"
    assert report.check("nested").pointer == "/credentialSubject/verifiableCredential/1"
    assert report.nested is not None
    assert [one.verdict for one in report.nested.values()] == ["accepted", "rejected", "accepted"]


def test_a_credential_of_somebody_else_does_not_belong_into_a_record() -> None:
    other = unsigned()
    other["credentialSubject"]["id"] = signer("somebody else").controller
    report = inspect(raw_signed(record(signed(other))), policy=clr_policy(), at=AT)
    assert "clr.subject" in codes(report)
    assert report.verdict == "rejected"


def test_a_credential_without_a_proof_of_its_own_is_never_evidence() -> None:
    report = inspect(signed(record(unsigned())), policy=clr_policy(), at=AT)
    assert "clr.not_bound" in codes(report)
    assert report.nested is not None
    assert [one.verdict for one in report.nested.values()] == ["indeterminate"]


def test_a_partial_record_says_so() -> None:
    # The context does not define `partial`, so only a suite that signs bytes can carry it.
    tree = raw_signed(record(signed(unsigned()), partial=True), suite="eddsa-jcs-2022")
    report = inspect(tree, policy=clr_policy(), at=AT)
    assert report.verdict == "accepted", report.to_dict()
    assert "clr.partial" in codes(report)


def test_nesting_is_bounded() -> None:
    tree = endorsement()
    for _ in range(10):
        tree = {**endorsement(), "endorsement": [tree]}
    report = inspect(raw_signed(endorsed(tree)), policy=policy(), at=AT)
    assert report.verdict == "rejected"
