"""A holder who chooses what to show must not choose what is decided: parts are left to a person."""

from __future__ import annotations

import copy
from typing import Any

import pytest
from tests.unit.agreements.test_counterparts import AT, POLICY, A, B, agreement, verified
from tests.unit.agreements.test_deciding import BOTH, EXAMPLE, Tree, decided, outcome

from eccoe_vc import (
    ECDSA_SD_2023,
    SD_JWT_VC,
    SD_JWT_VCDM,
    VC_JOSE,
    LocalSigner,
    Verified,
    derive,
    issue,
    policies,
    unsafe_assume_verified,
    verify,
)
from eccoe_vc.agreements.signed import said

RESULT = "/credentialSubject/result"
CURVE = LocalSigner.generate("P-256")


def tree(**subject: Any) -> Tree:
    made: Tree = copy.deepcopy(EXAMPLE["credential"][0]) | {"issuer": {"id": A.controller, "type": ["Profile"]}}
    made.pop("credentialSchema")
    made["credentialSubject"] |= subject
    return made


def failed() -> Tree:
    described = tree()["credentialSubject"]["result"][0]["resultDescription"]
    result = {"type": ["Result"], "status": "Failed", "resultDescription": described}
    return tree(result=[*tree()["credentialSubject"]["result"], result])


def smaller() -> Tree:
    received = copy.deepcopy(tree()["credentialSubject"]["creditReceived"])
    received[0]["point"] = "1"
    return tree(creditReceived=received)


def shown(document: Tree, hidden: str, *, whole: bool) -> Verified:
    held = issue(document, signer=A, securing=SD_JWT_VCDM, created=AT, disclosable=[hidden])
    return verify(derive(held, reveal=[""] if whole else []).text, policy=POLICY, at=AT)


@pytest.mark.parametrize(
    ("document", "hidden"), [(failed(), f"{RESULT}/1"), (smaller(), "/credentialSubject/creditReceived")]
)
def test_what_is_withheld_makes_no_decision_better(document: Tree, hidden: str) -> None:
    assert not outcome(decided(evidence=[shown(document, hidden, whole=True)]))["granted"]
    found = outcome(decided(evidence=[shown(document, hidden, whole=False)]))
    assert (found["granted"], "r1 sd.partial" in found["pending"]) == ([], True)


def test_who_shows_all_is_decided_about_as_before() -> None:
    assert outcome(decided(evidence=[shown(tree(), RESULT, whole=True)]))["granted"] == ["r1"]


def test_parts_in_presentations_are_parts() -> None:
    held = issue(tree(), signer=A, securing=SD_JWT_VCDM, created=AT, disclosable=[RESULT])
    presents: Tree = {"@context": held_contexts(), "type": ["VerifiablePresentation"], "holder": B.controller}
    for reveal, part in (([], True), ([""], False)):
        carried = [derive(held, reveal=reveal).enveloped()]
        asked: Any = {"challenge": "c", "domain": "d"}
        made = issue(
            presents | {"verifiableCredential": carried}, signer=B, securing=VC_JOSE, purpose="authentication",
            created=AT, **asked,
        )  # fmt: skip
        policy = policies.presentation(trust=POLICY.trust, any_holder=True, **asked)  # type: ignore[arg-type]
        found = outcome(decided(evidence=[verify(made.text, policy=policy, at=AT)]))
        assert ("r1 sd.partial" in found["pending"], found["granted"]) == (part, [] if part else ["r1"])


def held_contexts() -> list[str]:
    return ["https://www.w3.org/ns/credentials/v2"]


def test_a_derived_credential_is_a_part_whatever_it_shows() -> None:
    document = tree() | {"issuer": {"id": CURVE.controller, "type": ["Profile"]}}
    base = issue(document, signer=CURVE, securing=ECDSA_SD_2023, created=AT)
    given = verify(derive(base, reveal=["/credentialSubject"]).text, policy=POLICY.with_(withheld="report"), at=AT)
    assert given.documents.partial == {""}


def test_a_text_of_an_agreement_of_which_a_part_is_shown_binds_nobody_without_a_person() -> None:
    text = verified(A, agreement()).document
    bare = {name: value for name, value in text.items() if name != "proof"}
    held = issue(bare, signer=A, securing=SD_JWT_VCDM, created=AT, disclosable=["/credentialSubject/rule"])
    whole = verify(derive(held, reveal=[""]).text, policy=POLICY, at=AT)
    part = verify(derive(held).text, policy=POLICY, at=AT)
    assert [said(one, "RecognitionAgreementCredential").doubt for one in (*BOTH, whole, part)] == [
        "",
        "",
        "",
        "sd.partial",
    ]


def test_what_is_assumed_to_be_verified_says_that_it_is_a_part() -> None:
    """Whoever verified it elsewhere knows no more than we do about what its holder did not show."""
    document = tree() | {"issuer": {"id": CURVE.controller, "type": ["Profile"]}}
    derived = derive(issue(document, signer=CURVE, securing=ECDSA_SD_2023, created=AT))
    held = issue(tree(), signer=A, securing=SD_JWT_VCDM, created=AT, disclosable=[RESULT])
    odd = {**tree(), "proof": [{"type": "DataIntegrityProof", "cryptosuite": ["bbs-2023"]}, None, "x"]}
    for data, part in (
        (derived.text, True),
        (derive(held).text, True),
        (derive(held, reveal=[""]).text, False),
        (issue(tree(), signer=A, created=AT).text, False),
        (odd, False),
    ):
        assumed = unsafe_assume_verified(data, reason="verified by another system")
        assert assumed.documents.partial == ({""} if part else set())
    found = outcome(decided(evidence=[unsafe_assume_verified(derive(held).text, reason="a test")]))
    assert (found["granted"], "r1 sd.partial" in found["pending"]) == ([], True)


def test_plain_claims_that_are_assumed_to_be_verified_are_no_evidence() -> None:
    claims = {"iss": A.controller, "vct": "https://a.example/award", **tree()["credentialSubject"]}
    text = issue(claims, signer=A, securing=SD_JWT_VC, created=AT).text
    assert unsafe_assume_verified(text, reason="a test").documents.form == SD_JWT_VC.name
