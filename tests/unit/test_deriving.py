"""Deriving: what goes in, what comes out, and what is refused in words."""

from __future__ import annotations

import copy
import json
from typing import Any

import pytest
from tests.attacks import bases

from eccoe_vc import (
    ECDSA_SD_2023,
    EDDSA_JCS_2022,
    EDDSA_RDFC_2022,
    OFFLINE,
    InputTypeError,
    IssueError,
    LocalSigner,
    TrustedIssuers,
    bake,
    derive,
    inspect,
    issue,
    open_credential,
    policies,
)
from eccoe_vc.agreements.evidence import admit
from eccoe_vc.agreements.learners import Learner
from eccoe_vc.agreements.naming import Names, collapsed
from eccoe_vc.encoding import base64url
from eccoe_vc.errors import RefusedError
from eccoe_vc.jsonld import compiled
from eccoe_vc.limits import Meter
from eccoe_vc.proofs.hashing import Hasher
from eccoe_vc.proofs.selective import ecdsa_sd
from eccoe_vc.proofs.selective.ecdsa_sd_value import decode_base, decode_derived, encode
from eccoe_vc.verification.drivers import verify

POLICY = bases.policy(bases.curve_signer().controller, withheld="report")
SIGNER = bases.curve_signer()


def base(tree: dict[str, Any] | None = None, **how: Any) -> Any:
    return issue(tree or bases.for_disclosure(), signer=SIGNER, securing=ECDSA_SD_2023, created=bases.AT, **how)


def test_a_base_proof_is_taken_in_every_form() -> None:
    from tests.fixtures.images import png

    secured = base()
    image = bake(secured, png())
    forms = [secured, secured.text, secured.text.encode(), secured.document, open_credential(secured.text), image]
    shown = {json.dumps(derive(form, reveal=["/description"]).document) for form in forms}
    assert len(shown) == 1
    assert inspect(shown.pop(), policy=POLICY, at=bases.AT).verdict == "accepted"


def test_nothing_that_was_handed_in_is_changed() -> None:
    document = copy.deepcopy(base().document)
    before = copy.deepcopy(document)
    shown = derive(document, reveal=["/credentialSubject"]).document
    assert document == before
    shown["credentialSubject"]["result"].clear()  # type: ignore[index]
    assert document == before


def test_two_base_proofs_of_one_credential_share_no_secret() -> None:
    one, two = (decode_base(base().document["proof"]["proofValue"]) for _ in range(2))
    assert one.hmac_key != two.hmac_key
    assert one.public_key != two.public_key


def test_vc_1_1() -> None:
    who = {"id": SIGNER.controller, "type": ["Profile"], "name": "North University"}
    secured = base(bases.unsigned_v1(issuer=who, description="Field course."))
    shown = derive(secured, reveal=["/description"])
    assert inspect(shown.text, policy=POLICY, at=bases.AT).verdict == "accepted"
    assert "issuanceDate" in (derive(secured).document or {})


@pytest.mark.parametrize("reveal", ["/description", 5, None, b"/description"], ids=repr)
def test_pointers_of_another_type(reveal: Any) -> None:
    with pytest.raises((InputTypeError, IssueError)) as caught:
        derive(base(), reveal=reveal)
    assert caught.value.code in ("input.type", "sd.pointer")


@pytest.mark.parametrize("pointer", ["", "description", "/honours", "/proof", "/credentialSubject/result/2", "/name/x"])
def test_pointers_that_lead_nowhere(pointer: str) -> None:
    with pytest.raises(IssueError) as caught:
        derive(base(), reveal=[pointer])
    assert caught.value.code == "sd.pointer"
    assert "names no part" in caught.value.message
    with pytest.raises(IssueError) as caught:
        base(mandatory=[pointer])
    assert caught.value.code == "sd.pointer"


def test_a_part_that_lacks_a_required_member_is_not_made() -> None:
    tree = bases.for_disclosure()
    place = "/credentialSubject/achievement/alignment"
    aligned = {"type": ["Alignment"], "targetName": "Soil", "targetUrl": "https://frameworks.example/soil"}
    tree["credentialSubject"]["achievement"]["alignment"] = [aligned]
    secured = base(tree)
    assert derive(secured, reveal=[f"{place}/0/targetName", f"{place}/0/targetUrl"])
    with pytest.raises(IssueError) as caught:
        derive(secured, reveal=[f"{place}/0/targetName"])
    assert caught.value.code == "sd.mandatory"
    assert caught.value.pointer == f"{place}/0"


def test_what_issuers_make_mandatory_is_enough_by_itself() -> None:
    told = ["/issuer", "/validFrom", "/validUntil"]
    with pytest.raises(IssueError) as caught:
        base(mandatory=told)
    assert caught.value.code == "sd.mandatory"
    assert base(mandatory=[*told, "/credentialSubject/achievement", "/credentialSubject/id"])


@pytest.mark.parametrize("mandatory", ["/issuer", 5], ids=repr)
def test_mandatory_pointers_of_another_type(mandatory: Any) -> None:
    with pytest.raises(InputTypeError):
        base(mandatory=mandatory)


def test_mandatory_is_for_suites_of_selective_disclosure() -> None:
    with pytest.raises(InputTypeError):
        issue(bases.unsigned(), signer=bases.signer(), mandatory=["/issuer"])


def test_other_keys_do_not_sign_it() -> None:
    for alg in ("Ed25519", "P-384"):
        signer = LocalSigner.generate(alg)
        who = {"id": signer.controller, "type": ["Profile"], "name": "North University"}
        with pytest.raises(IssueError) as caught:
            issue(bases.for_disclosure(issuer=who), signer=signer, securing=ECDSA_SD_2023)
        assert caught.value.code == "key.alg"


@pytest.mark.parametrize(
    ("tree", "code"),
    [
        (bases.di(), "proof.missing"),
        (bases.unsigned(), "proof.missing"),
        (bases.sd(), "proof.value"),
        ({**bases.unsigned(), "proof": []}, "proof.missing"),
    ],
    ids=["another suite", "no proof", "a part", "empty"],
)
def test_what_has_no_base_proof(tree: dict[str, Any], code: str) -> None:
    with pytest.raises(IssueError) as caught:
        derive(tree)
    assert caught.value.code == code


def test_two_base_proofs_are_ambiguous_and_other_proofs_are_left_out() -> None:
    one, two = dict(base().document), dict(base().document)
    with pytest.raises(IssueError) as caught:
        derive({**one, "proof": [one["proof"], two["proof"]]})
    assert caught.value.code == "proof.shape"
    whole = bases.by_curve()
    shown: Any = derive({**one, "proof": [whole["proof"], one["proof"]]}).document
    assert shown["proof"]["cryptosuite"] == "ecdsa-sd-2023"


def test_a_base_proof_over_something_else() -> None:
    document = dict(base().document)
    for changed in (
        {**document, "description": "Doctorate"},
        {**document, "alternateName": "More"},
        {name: value for name, value in document.items() if name != "description"},
    ):
        with pytest.raises(IssueError):
            derive(changed, reveal=["/description"])
    changed = {**document, "credentialSubject": {**document["credentialSubject"], "creditsEarned": 30.0}}
    with pytest.raises(IssueError) as caught:
        derive(changed, reveal=["/credentialSubject/creditsEarned"])
    assert caught.value.code == "proof.signature"


def test_parts_of_a_base_proof_that_have_not_their_shape() -> None:
    document = dict(base().document)
    text = document["proof"]["proofValue"]
    value = decode_base(text)
    for broken in (
        text[:-4],
        text[:-1] + "=",
        "z" + text[1:],
        encode(value._replace(signatures=[*value.signatures, bytes(63)])),
        encode(value._replace(hmac_key=bytes(31))),
        encode(value._replace(public_key=bytes(35))),
        encode(value._replace(public_key=value.public_key[:2] + b"\x02" + b"\xff" * 32)),
        encode(value._replace(signature=b"")),
        encode(value._replace(mandatory=[b"/issuer"])),  # type: ignore[list-item]
    ):
        with pytest.raises(IssueError) as caught:
            derive({**document, "proof": {**document["proof"], "proofValue": broken}})
        assert caught.value.code in ("proof.encoding", "proof.value", "proof.missing"), broken[:20]


def test_parts_of_a_derived_proof_that_have_not_their_shape() -> None:
    shown = bases.sd("/description")
    value = decode_derived(base64url.decode(shown["proof"]["proofValue"][1:]))
    changes: list[dict[str, Any]] = [
        {"signature": bytes(63)},
        {"signatures": [bytes(65)]},
        {"signatures": {}},
        {"labels": {0: bytes(31)}},
        {"labels": [bytes(32)]},
        {"mandatory": [1, 1]},
        {"mandatory": [2, 1]},
        {"mandatory": [b""]},
        {"public_key": b"\xed\x01" + bytes(33)},
        {"public_key": value.public_key[:2] + b"\x02" + b"\xff" * 32},
    ]
    for change in changes:
        proof = {**shown["proof"], "proofValue": encode(value._replace(**change))}
        report = inspect({**shown, "proof": proof}, policy=POLICY, at=bases.AT)
        assert report.check("proof").code == "proof.value", change
    for mandatory in ([], [*value.mandatory, 10_000], value.mandatory[1:]):
        proof = {**shown["proof"], "proofValue": encode(value._replace(mandatory=mandatory))}
        report = inspect({**shown, "proof": proof}, policy=POLICY, at=bases.AT)
        assert report.check("proof").code == "proof.signature", mandatory
    with pytest.raises(RefusedError):
        decode_derived(b"\xd9\x5d\x00\x85")


def test_a_member_that_is_required_and_not_shown_is_said_to_be_so() -> None:
    tree = bases.for_disclosure()
    told = ["/issuer", "/type", "/validFrom", "/validUntil", "/credentialSubject/achievement/name"]
    secured = bases.base_proof(told, tree)
    meter = Meter()
    hasher = Hasher(tree, compiled(OFFLINE.documents), meter)
    part, value = ecdsa_sd.derive(hasher, secured["proof"], [], meter)
    report = inspect({**part, "proof": {**secured["proof"], "proofValue": value}}, policy=POLICY, at=bases.AT)
    assert report.verdict == "rejected"
    assert report.check("proof").outcome == "PASSED"
    found = {finding.code: finding.hint for finding in report.check("model").findings}
    assert {code: hint.startswith("Ask the learner") for code, hint in found.items()} == {
        "model.missing": True, "sd.mandatory": True,
    }  # fmt: skip


def test_parts_in_a_presentation() -> None:
    learner = LocalSigner.generate("Ed25519")
    tree = bases.for_disclosure()
    tree["credentialSubject"]["id"] = learner.controller
    secured = base(tree)
    trust = TrustedIssuers({SIGNER.controller})
    asked = policies.presentation(trust=trust, challenge="kJ8s", domain="south.example", withheld="report")
    for part, verdict in (
        (derive(secured), "accepted"),
        (derive(secured, reveal=["/credentialSubject/result/0"]), "accepted"),
        (secured, "rejected"),
    ):
        presented = {"@context": [bases.V2], "type": ["VerifiablePresentation"], "holder": learner.controller}
        for suite in (EDDSA_RDFC_2022, EDDSA_JCS_2022):
            answer = issue(
                {**presented, "verifiableCredential": [part.document]},
                signer=learner,
                securing=suite,
                purpose="authentication",
                challenge="kJ8s",
                domain="south.example",
                created=bases.AT,
            )
            assert inspect(answer.text, policy=asked, at=bases.AT).verdict == verdict


def test_two_parts_of_one_award_are_one_award() -> None:
    tree = base()
    parts = [derive(tree), derive(tree, reveal=["/credentialSubject/result"])]
    pair = [verify(part.text, policy=POLICY, at=bases.AT) for part in parts]
    evidence = admit(pair, Learner((bases.LEARNER,))).evidence
    kept, aside = collapsed(evidence, Names({}, {}))
    assert (len(kept), len(aside)) == (1, 1)
