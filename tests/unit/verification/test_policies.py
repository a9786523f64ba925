"""Policies are frozen values without a default; each answer that they give is seen in a report."""

from __future__ import annotations

import dataclasses
from datetime import timedelta
from typing import Any

import pytest
from tests.attacks.bases import AT, ISSUER, Tree, di, policy, raw_signed, signer, unsigned

from eccoe_vc import (
    EDDSA_JCS_2022,
    VC_JOSE,
    InputTypeError,
    Outcome,
    TrustedIssuers,
    UnsafeAnyIssuer,
    inspect,
    issue,
    policies,
)

TRUST = TrustedIssuers({ISSUER})
STATUS = {
    "id": "https://north.example/status#1",
    "type": "BitstringStatusListEntry",
    "statusPurpose": "revocation",
    "statusListIndex": "1",
    "statusListCredential": "https://north.example/status",
}


def with_text_image() -> Tree:
    """A badge that is a valid W3C credential and breaks a rule of Open Badges: an image as text."""
    tree = unsigned()
    tree["issuer"]["image"] = "https://north.example/logo.png"
    return raw_signed(tree)


def test_a_policy_needs_a_trust_rule() -> None:
    for trust in (None, {ISSUER}, "anybody"):
        with pytest.raises(InputTypeError):
            policies.open_badge(trust=trust)  # type: ignore[arg-type]
    with pytest.raises(TypeError):
        policies.open_badge()  # type: ignore[call-arg]


def test_a_policy_cannot_be_changed_in_place() -> None:
    with pytest.raises(dataclasses.FrozenInstanceError):
        policies.proof_only().proof_only = False  # type: ignore[misc]
    assert policy().with_(proofs="any").proofs == "any"


def test_what_a_presentation_cannot_promise_is_refused() -> None:
    """Nothing in it is refreshed: a policy that demands it must not pass what nobody asked for."""
    asked = policies.presentation(trust=TRUST, challenge="c", domain=None, refresh="try")
    for build in (asked.with_, policies.open_badge(trust=TRUST, purpose="authentication").with_):
        with pytest.raises(InputTypeError) as caught:
            build(refresh="required")
        assert caught.value.code == "input.type"


def test_open_badge_and_credential_differ_in_the_model_only() -> None:
    tree = with_text_image()
    badge = inspect(tree, policy=policies.open_badge(trust=TRUST), at=AT)
    plain = inspect(tree, policy=policies.credential(trust=TRUST), at=AT)
    assert badge.check("model").code == "model.type"
    assert plain.verdict == "accepted"


def test_a_plain_credential_is_no_open_badge() -> None:
    tree = raw_signed(unsigned(type=["VerifiableCredential"], credentialSubject={"id": "did:example:a", "name": "A"}))
    assert inspect(tree, policy=policies.credential(trust=TRUST), at=AT).check("model").outcome is Outcome.PASSED
    assert inspect(tree, policy=policies.open_badge(trust=TRUST), at=AT).check("model").code == "model.type"


def test_proof_only_asks_for_nothing_but_the_signature() -> None:
    stranger = raw_signed(unsigned(validUntil="2026-02-01T00:00:00Z"), by=signer("stranger"))
    report = inspect(stranger, policy=policies.proof_only(), at=AT)
    assert report.verdict == "accepted"
    assert not report.trusted
    assert {check.name for check in report.checks if check.outcome is Outcome.PASSED} <= {
        "carrier", "json", "contexts", "lossless", "key", "proof", "proof[0]",
    }  # fmt: skip
    assert inspect(stranger, policy=policies.open_badge(trust=TRUST), at=AT).verdict == "rejected"


@pytest.mark.parametrize(
    ("answer", "verdict", "code"),
    [
        ("check", "indeterminate", "status.not_checked"),
        ("required", "indeterminate", "status.not_checked"),
        ("skip", "accepted", "status.not_checked"),
    ],
)
def test_an_unread_status_is_never_silence(answer: Any, verdict: str, code: str) -> None:
    report = inspect(raw_signed(unsigned(credentialStatus=STATUS)), policy=policy(status=answer), at=AT)
    assert report.verdict == verdict
    assert report.check("status").code == code
    assert report.check("status").required is (answer != "skip")


def test_a_required_status_must_be_there() -> None:
    report = inspect(di(), policy=policy(status="required"), at=AT)
    assert report.check("status").code == "status.required"
    assert report.verdict == "rejected"


@pytest.mark.parametrize(
    ("answer", "verdict"),
    [("check", "indeterminate"), ("optional", "accepted"), ("skip", "accepted"), ("required", "rejected")],
)
def test_a_foreign_schema_that_was_not_read(answer: Any, verdict: str) -> None:
    extensions = "https://purl.imsglobal.org/spec/ob/v3p0/extensions.json"
    tree = unsigned(
        context=[*unsigned()["@context"], extensions],
        credentialSchema=[{"id": "https://north.example/schema", "type": "1EdTechJsonSchemaValidator2019"}],
    )
    assert inspect(raw_signed(tree), policy=policy(schema=answer), at=AT).verdict == verdict


def test_an_official_schema_is_covered_by_our_own_check() -> None:
    extensions = "https://purl.imsglobal.org/spec/ob/v3p0/extensions.json"
    url = "https://purl.imsglobal.org/spec/ob/v3p0/schema/json/ob_v3p0_achievementcredential_schema.json"
    tree = unsigned(
        context=[*unsigned()["@context"], extensions],
        credentialSchema=[{"id": url, "type": "1EdTechJsonSchemaValidator2019"}],
    )
    report = inspect(raw_signed(tree), policy=policy(), at=AT)
    assert report.verdict == "accepted"
    assert "schema.unavailable" in {note.code for note in report.notes}


def test_a_proof_date_without_offset_is_read_only_where_the_policy_says_so() -> None:
    tree = raw_signed(unsigned(), created="2026-05-02T12:00:00")
    assert inspect(tree, policy=policy(), at=AT).check("proof").code == "time.format"
    assert inspect(tree, policy=policy(undated_offsets=True), at=AT).verdict == "accepted"


def test_a_key_in_the_fragment_needs_the_named_switch() -> None:
    issuer = "https://north.example/issuers/1"
    key = signer("web").public_key.to_multikey()
    tree = raw_signed(
        unsigned(issuer={"id": issuer, "type": ["Profile"], "name": "North"}),
        by=signer("web"),
        verificationMethod=f"{issuer}#{key}",
    )
    trusting = policies.open_badge(trust=TrustedIssuers({issuer}))
    assert inspect(tree, policy=trusting, at=AT).verdict == "indeterminate"
    report = inspect(tree, policy=trusting.with_(unsafe_fragment_key=True), at=AT)
    assert report.verdict == "accepted"
    assert "trust.self_asserted" in {note.code for note in report.notes}


def test_any_issuer_is_accepted_loudly_and_not_trusted() -> None:
    loud = policies.open_badge(trust=UnsafeAnyIssuer(reason="a test"))
    report = inspect(raw_signed(unsigned(), by=signer("other"), verificationMethod=...), policy=loud, at=AT)
    assert report.verdict == "rejected"  # the key is still asked for
    report = inspect(di(), policy=loud, at=AT)
    assert report.verdict == "accepted"
    assert report.valid
    assert not report.trusted
    assert "trust.unsafe_any" in {note.code for note in report.notes}


@pytest.mark.parametrize(
    "answers",
    [
        {"status": "nonsense"}, {"schema": None}, {"proofs": "evry"}, {"endorsements": "none"}, {"skew": 60},
        {"holder_binding": "yes"}, {"allow_inline_contexts": "no"}, {"legacy": "no"},
    ],
    ids=str,
)  # fmt: skip
def test_an_answer_that_does_not_exist_is_refused(answers: Any) -> None:
    with pytest.raises(InputTypeError) as caught:
        policies.open_badge(trust=UnsafeAnyIssuer(reason="test"), **answers)
    assert next(iter(answers)) in caught.value.message


@pytest.mark.parametrize(
    "answer",
    [
        {"forms": None}, {"forms": "jwt"}, {"forms": ("vc-jose",)}, {"forms": 5}, {"forms": (None,)},
        {"suites": None}, {"suites": ("eddsa-rdfc-2022",)}, {"suites": 5},
        {"challenge": 5}, {"challenge": b"x"}, {"challenge": ""}, {"domain": ""},
        {"domain": ["south.example"]}, {"domain": 5},
        {"purpose": None}, {"purpose": []}, {"proof_only": "yes"}, {"budget": None},
    ],
    ids=str,
)  # fmt: skip
def test_an_answer_of_another_kind_is_a_mistake_of_the_caller(answer: dict[str, Any]) -> None:
    with pytest.raises(InputTypeError) as raised:
        policy().with_(**answer)
    assert raised.value.code == "input.type"
    assert next(iter(answer)) in raised.value.message


@pytest.mark.parametrize("age", [timedelta(0), timedelta(seconds=-1), 5, "a day"])
def test_how_old_a_list_may_be_is_longer_than_nothing(age: Any) -> None:
    with pytest.raises(InputTypeError) as raised:
        policy(status_max_age=age)
    assert "longer than nothing" in raised.value.hint
    assert "timedelta" not in raised.value.message


def test_a_class_of_rules_is_no_rule() -> None:
    with pytest.raises(InputTypeError):
        policies.open_badge(trust=TrustedIssuers)  # type: ignore[arg-type]


def test_lists_of_suites_and_forms_become_values() -> None:
    assert policy(suites=[EDDSA_JCS_2022], forms=[VC_JOSE]).forms == (VC_JOSE,)
    token = issue(unsigned(), signer=signer(), securing=VC_JOSE, created=AT)
    assert inspect(token.text, policy=policy(forms=()), at=AT).check("token").code == "unsupported.proof_format"


@pytest.mark.parametrize("change", [{"trust": "did:web:north.example"}, {"trust": []}, {"skew": timedelta(seconds=-1)}])
def test_a_copy_is_held_to_the_same_rules(change: dict[str, Any]) -> None:
    policy = policies.open_badge(trust=TrustedIssuers({"did:web:north.example"}))
    with pytest.raises(InputTypeError) as refused:
        policy.with_(**change)
    assert refused.value.code == "input.type"
