"""W3C test vectors of ecdsa-sd-2023: base proof, derived proof and what a verifier computes, value by value.

Source: w3c/vc-di-ecdsa, TestVectors (see the manifest of the topic ``data-integrity``). The canonical statements, their
names and groups are in ``test_selective_disclosure.py``.
"""

from __future__ import annotations

from datetime import UTC, datetime
from hashlib import sha256
from typing import Any

import pytest
from tests.conformance import ecdsa_keys
from tests.conformance.data import Topic
from tests.contexts import with_test_contexts

from eccoe_vc import OFFLINE, UnsafeAnyIssuer, inspect, policies
from eccoe_vc.encoding import base64url, multibase
from eccoe_vc.jsonld import compiled
from eccoe_vc.limits import Meter
from eccoe_vc.proofs.hashing import Hasher
from eccoe_vc.proofs.reading import read
from eccoe_vc.proofs.selective import ecdsa_sd, labels
from eccoe_vc.proofs.selective.ecdsa_sd_value import decode_base, decode_derived
from eccoe_vc.proofs.suites import ECDSA_SD_2023

DATA = Topic("data-integrity")
KINDS = {"prc": "prCred", "employ": "employ"}
AT = datetime(2025, 1, 1, tzinfo=UTC)
KEYS = DATA.json("ecdsa/ecdsa-sd-2023/SDKeyMaterial.json")


def vector(kind: str, name: str) -> Any:
    return DATA.json(f"ecdsa/ecdsa-sd-2023/{kind}/{name}.json")


def hasher(document: dict[str, Any]) -> Hasher:
    return Hasher(document, compiled(with_test_contexts()), Meter())


def multikey(data: bytes) -> str:
    return multibase.encode(data)


@pytest.mark.parametrize("kind", KINDS)
def test_the_base_proof(kind: str) -> None:
    signed = vector(kind, "addSignedSDBase")
    proof = {name: value for name, value in signed["proof"].items() if name != "proofValue"}
    assert {**proof, "@context": signed["@context"]} == vector(kind, "addProofConfig")
    ours = hasher(signed)
    canonical = DATA.text(f"ecdsa/ecdsa-sd-2023/{kind}/addProofConfigCanon.txt")
    assert ours.canonical_configuration(proof) == canonical
    hashes, raw = vector(kind, "addHashData"), vector(kind, "addRawBaseSignatureInfo")
    assert ours.configuration_hash(proof).hex() == hashes["proofHash"]
    value = ecdsa_sd.sign(
        ours,
        ecdsa_keys.signer(KEYS["baseKeyPair"]["secretKeyMultibase"], proof["verificationMethod"]),
        proof,
        raw["mandatoryPointers"],
        hmac_key=bytes.fromhex(KEYS["hmacKeyString"]),
        scoped=ecdsa_keys.signer(KEYS["proofKeyPair"]["secretKeyMultibase"]),
    )
    hmac_key = bytes.fromhex(KEYS["hmacKeyString"])
    labelled = ours.labelled(labels.by_hmac(hmac_key), hmac_key)
    told = "".join(labelled.lines[index] for index in labelled.group(raw["mandatoryPointers"]).indexes)
    assert sha256(told.encode()).hexdigest() == hashes["mandatoryHash"]
    made = decode_base(value)
    assert made.signature.hex() == raw["baseSignature"]
    assert multikey(made.public_key) == raw["publicKey"]
    assert [one.hex() for one in made.signatures] == raw["signatures"]
    assert made.mandatory == raw["mandatoryPointers"] == DATA.json(f"ecdsa/{KINDS[kind]}Mandatory.json")
    assert value == signed["proof"]["proofValue"]


@pytest.mark.parametrize("kind", KINDS)
def test_the_base_proof_is_read(kind: str) -> None:
    expected = vector(kind, "derivedRecoveredBaseData")
    made = decode_base(vector(kind, "addSignedSDBase")["proof"]["proofValue"])
    assert made.signature.hex() == expected["baseSignature"]
    assert multikey(made.public_key) == expected["proofPublicKey"]
    assert made.hmac_key.hex() == expected["hmacKey"]
    assert [one.hex() for one in made.signatures] == expected["signatures"]
    assert made.mandatory == expected["mandatoryPointers"]


@pytest.mark.parametrize("kind", KINDS)
def test_the_derived_proof(kind: str) -> None:
    signed, expected = vector(kind, "addSignedSDBase"), vector(kind, "derivedDisclosureData")
    selective = DATA.json(f"ecdsa/{KINDS[kind]}Selective.json")
    document, value = ecdsa_sd.derive(hasher(signed), signed["proof"], selective, Meter())
    assert document == vector(kind, "derivedUnsignedReveal")
    assert {**document, "proof": {**signed["proof"], "proofValue": value}} == vector(kind, "derivedRevealDocument")
    made = decode_derived(base64url.decode(value[1:]))
    assert made.signature.hex() == expected["baseSignature"]
    assert multikey(made.public_key) == expected["publicKey"]
    assert [one.hex() for one in made.signatures] == expected["signatures"]
    assert made.mandatory == expected["mandatoryIndexes"]
    assert made.mandatory == vector(kind, "derivedAdjMandatoryIndexes")["adjMandatoryIndexes"]
    assert named(made.label_map()) == dict(expected["labelMap"]["value"])
    filtered = vector(kind, "derivedAdjSignatures")
    assert [one.hex() for one in made.signatures] == filtered["filteredSignatures"]
    all_of_them = vector(kind, "addRawBaseSignatureInfo")["signatures"]
    assert [all_of_them[index] for index in filtered["adjSignatureIndexes"]] == filtered["filteredSignatures"]


def named(labels: dict[str, str]) -> dict[str, str]:
    return {old.removeprefix("_:"): new.removeprefix("_:") for old, new in labels.items()}


@pytest.mark.parametrize("kind", KINDS)
def test_what_a_verifier_computes(kind: str) -> None:
    revealed = vector(kind, "derivedRevealDocument")
    [proof] = read(revealed, [ECDSA_SD_2023])
    value, expected = decode_derived(proof.value), vector(kind, "verifyDerivedProofValue")
    assert value.signature.hex() == expected["baseSignature"]
    assert multikey(value.public_key) == expected["publicKey"]
    assert [one.hex() for one in value.signatures] == expected["signatures"]
    assert named(value.label_map()) == dict(expected["labelMap"])
    assert value.mandatory == expected["mandatoryIndexes"]
    labelled, mandatory = ecdsa_sd.mandatory(hasher(revealed), proof)
    assert labelled.lines == vector(kind, "verifyNQuads")
    data = vector(kind, "verifyCreateVerifyData")
    assert hasher(revealed).configuration_hash(proof.tree).hex() == data["proofHash"]
    assert [line for index, line in enumerate(labelled.lines) if index not in mandatory] == data["nonMandatory"]
    told = "".join(line for index, line in enumerate(labelled.lines) if index in mandatory)
    assert sha256(told.encode()).hexdigest() == data["mandatoryHash"]
    assert value.signature.hex() == data["baseSignature"]
    assert [one.hex() for one in value.signatures] == data["signatures"]
    assert multikey(value.public_key) == data["publicKey"]


@pytest.mark.parametrize("kind", KINDS)
def test_the_derived_vectors_are_accepted_and_with_one_letter_changed_rejected(kind: str) -> None:
    sources, policy = OFFLINE.with_(documents=with_test_contexts()), policies.proof_only()
    data = DATA.read(f"ecdsa/ecdsa-sd-2023/{kind}/derivedRevealDocument.json")
    report = inspect(data, policy=policy, sources=sources, at=AT)
    assert report.verdict == "accepted", report.to_dict()
    changed = data.replace(b"Arcadia", b"Arkadia").replace(b"Bahamas", b"Bahamaz")
    assert changed != data
    report = inspect(changed, policy=policy, sources=sources, at=AT)
    assert report.verdict == "rejected"
    assert "proof.signature" in {check.code for check in report.problems()}


@pytest.mark.parametrize("kind", KINDS)
def test_the_base_vectors_are_not_for_verifiers(kind: str) -> None:
    sources = OFFLINE.with_(documents=with_test_contexts())
    report = inspect(vector(kind, "addSignedSDBase"), policy=policies.proof_only(), sources=sources, at=AT)
    assert report.verdict == "rejected"
    assert report.check("proof").code == "sd.base_proof"


def test_a_credential_that_others_derived() -> None:
    """1EdTech's sample: the signatures hold, and their issuer made nothing mandatory, so a badge policy refuses it."""
    sample = Topic("realworld").read("1edtech-validator/ob30/sd/derivedcredential.json")
    report = inspect(sample, policy=policies.proof_only(unsafe_fragment_key=True), at=AT)
    assert report.verdict == "accepted", report.to_dict()
    anybody = UnsafeAnyIssuer(reason="test")
    report = inspect(sample, policy=policies.open_badge(trust=anybody, unsafe_fragment_key=True), at=AT)
    assert report.check("proof").code == "sd.lifecycle_hidden"
    changed = sample.replace(b"Teamwork", b"Soil Science")
    assert changed != sample
    report = inspect(changed, policy=policies.proof_only(unsafe_fragment_key=True), at=AT)
    assert report.check("proof").code == "proof.signature"
