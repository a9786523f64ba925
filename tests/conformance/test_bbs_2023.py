"""W3C test vectors of bbs-2023, value by value: base proof, derived proof, what a verifier computes, and pseudonyms.

Canonical statements, their names and groups are in ``test_selective_disclosure.py``. Everything that the vectors fix is
reproduced byte for byte; commitments are random in them, and verified.
"""

from __future__ import annotations

from datetime import UTC, datetime
from functools import partial
from hashlib import sha256
from typing import Final

import pytest
from tests.conformance.bbs_vectors import (
    CARD,
    DATA,
    HELD,
    HMAC_KEY,
    NYM,
    NYM_HELD,
    PRESENTATION_HEADER,
    PUBLIC,
    SECRET,
    WIND,
    Case,
    feature,
    hasher,
    made_with,
    secret_of,
    seeded,
)
from tests.contexts import with_test_contexts

from eccoe_vc import OFFLINE, inspect, policies
from eccoe_vc.encoding import base64url
from eccoe_vc.errors import RefusedError
from eccoe_vc.keys import PublicKey
from eccoe_vc.limits import Meter
from eccoe_vc.proofs import data_integrity
from eccoe_vc.proofs.bbs import blind, proving, pseudonym, scheme
from eccoe_vc.proofs.bbs.pseudonym import NYM_SHA256
from eccoe_vc.proofs.bbs.value import decode_base, decode_derived
from eccoe_vc.proofs.reading import read
from eccoe_vc.proofs.selective import bbs_2023, labels
from eccoe_vc.proofs.suites import BBS_2023

AT: Final = datetime(2025, 1, 1, tzinfo=UTC)
KEY: Final = PublicKey("BLS12-381-G2", PUBLIC)
OFFERED: Final = [WIND, CARD, HELD]
ALL: Final = [*OFFERED, NYM, NYM_HELD]
PSEUDONYMS: Final = [NYM, NYM_HELD]


def folder(case: Case) -> str:
    return case.folder or "wind"


@pytest.mark.parametrize("case", ALL, ids=folder)
def test_hashes_and_configuration(case: Case) -> None:
    signed, hashes = case.json("addSignedSDBase"), case.json("addHashData")
    proof = {name: value for name, value in signed["proof"].items() if name != "proofValue"}
    assert {**proof, "@context": signed["@context"]} == case.json("addProofConfig")
    ours = hasher(signed)
    assert ours.canonical_configuration(proof) == case.text("addProofConfigCanon.txt")
    assert ours.configuration_hash(proof).hex() == hashes["proofHash"]
    labelled = ours.labelled(labels.shuffled(HMAC_KEY), HMAC_KEY)
    assert labelled.lines == case.json("addBaseDocHMACCanon")
    chosen = labelled.group(DATA.json(case.mandatory)).indexes
    assert [[index, labelled.lines[index]] for index in chosen] == case.json("addBaseTransform")["mandatory"]["value"]
    told = "".join(labelled.lines[index] for index in chosen)
    assert sha256(told.encode()).hexdigest() == hashes["mandatoryHash"]


@pytest.mark.parametrize("case", OFFERED, ids=folder)
def test_the_base_proof(case: Case) -> None:
    signed, raw = case.json("addSignedSDBase"), case.json("addRawBaseSignatureInfo")
    unsigned = {name: value for name, value in signed.items() if name != "proof"}
    if case is not CARD:  # the card is another one in the vectors' file of inputs: its description differs
        assert unsigned == DATA.json(case.unsigned)
    proof = {name: value for name, value in signed["proof"].items() if name != "proofValue"}
    signer, _, _ = made_with(case, proof["verificationMethod"])
    value = bbs_2023.sign(hasher(signed), signer, proof, DATA.json(case.mandatory), hmac_key=HMAC_KEY)
    assert value == signed["proof"]["proofValue"]
    made, expected = decode_base(value), case.json("derivedRecoveredBaseData")
    assert made.signature.hex() == raw["bbsSignature"] == expected["bbsSignature"]
    assert made.hmac_key.hex() == expected["hmacKey"]
    assert list(made.pointers) == raw["mandatoryPointers"] == expected["mandatoryPointers"]
    assert (made.header, made.public_key) == (case.header, PUBLIC)
    assert made.option == raw.get("featureOption", "baseline")


@pytest.mark.parametrize("case", OFFERED, ids=folder)
def test_the_derived_proof(case: Case) -> None:
    signed, expected = case.json("addSignedSDBase"), case.json("derivedDisclosureData")
    _, holder, interface = made_with(case, signed["proof"]["verificationMethod"])
    document, value = bbs_2023.derive(
        hasher(signed), signed["proof"], DATA.json(case.selective), Meter(),
        holder=holder, presentation_header=PRESENTATION_HEADER, unsafe_scalars=seeded(interface),
    )  # fmt: skip
    assert document == case.json("derivedUnsignedReveal")
    assert {**document, "proof": {**signed["proof"], "proofValue": value}} == case.json("derivedRevealDocument")
    made, indexes = decode_derived(base64url.decode(value[1:])), case.json("derivedAdjIndexes")
    assert made.proof.hex() == expected["bbsProof"]
    assert list(made.mandatory) == expected["mandatoryIndexes"] == indexes["adjMandatoryIndexes"]
    assert list(made.selective) == expected["adjSelectiveIndexes"] == indexes["adjSelectiveIndexes"]
    assert named(made.label_map()) == dict(expected["labelMap"]["value"])
    assert made.presentation_header == PRESENTATION_HEADER
    assert made.length == expected.get("lengthBBSMessages")


def named(labels: dict[str, str]) -> dict[str, str]:
    return {old.removeprefix("_:"): new.removeprefix("_:") for old, new in labels.items()}


@pytest.mark.parametrize("case", OFFERED, ids=folder)
def test_what_a_verifier_computes(case: Case) -> None:
    revealed = case.json("derivedRevealDocument")
    [proof] = read(revealed, [BBS_2023])
    assert not proof.findings
    assert data_integrity.check(hasher(revealed), proof, KEY) is None
    other = PublicKey("BLS12-381-G2", scheme.public_key(scheme.generate_key(bytes(range(32)))))
    fault = data_integrity.check(hasher(revealed), proof, other)
    assert fault is not None
    assert fault.code == "proof.signature"
    if case is WIND:  # of which the vectors keep no values of the verifier
        return
    value, expected = decode_derived(proof.value), case.json("verifyDerivedProofValue")
    assert value.proof.hex() == expected["bbsProof"]
    assert named(value.label_map()) == dict(expected["labelMap"])
    assert list(value.mandatory) == expected["mandatoryIndexes"]
    assert list(value.selective) == expected["adjSelectedIndexes"]
    labelled, mandatory = bbs_2023.mandatory(hasher(revealed), proof)
    assert labelled.lines == case.json("verifyNQuads")
    told = "".join(line for index, line in enumerate(labelled.lines) if index in mandatory)
    assert sha256(told.encode()).hexdigest() == case.json("addHashData")["mandatoryHash"]


@pytest.mark.parametrize("case", [CARD, HELD], ids=folder)
def test_the_derived_vectors_are_accepted_and_with_one_letter_changed_rejected(case: Case) -> None:
    sources, policy = OFFLINE.with_(documents=with_test_contexts()), policies.proof_only()
    data = DATA.read(f"bbs/{case.folder}derivedRevealDocument.json")
    report = inspect(data, policy=policy, sources=sources, at=AT)
    assert report.verdict == "accepted", report.to_dict()
    changed = data.replace(b"Arcadia", b"Arkadia").replace(b'"UA"', b'"UB"')
    assert changed != data
    report = inspect(changed, policy=policy, sources=sources, at=AT)
    assert report.verdict == "rejected"
    assert "proof.signature" in {check.code for check in report.problems()}


@pytest.mark.parametrize("case", [CARD, HELD, *PSEUDONYMS], ids=folder)
def test_the_base_vectors_are_not_for_verifiers(case: Case) -> None:
    sources = OFFLINE.with_(documents=with_test_contexts())
    report = inspect(case.json("addSignedSDBase"), policy=policies.proof_only(), sources=sources, at=AT)
    assert report.verdict == "rejected"
    assert report.check("proof").code == "sd.base_proof"


# ---- pseudonyms: their cryptography is that of the vectors, their proof values are not offered -----------------------


@pytest.mark.parametrize("case", PSEUDONYMS, ids=folder)
def test_pseudonyms(case: Case) -> None:
    info, raw = case.json("commitmentInfo"), case.json("addRawBaseSignatureInfo")
    commitment, blinding = bytes.fromhex(info["commitmentWithProof"]), bytes.fromhex(info["secretProverBlind"])
    nym, entropy = feature("proverNym", "proverNymHex"), feature("signerNymEntropy", "signerNymEntropyHex")
    committed = [feature("holderSecret", "holderSecretHex")] if case is NYM_HELD else []
    context = DATA.json("bbs/FeatureInputs/verifierInfo.json")["verifierId"].encode()
    signature = pseudonym.sign(SECRET, commitment, entropy, case.header, case.messages)
    assert signature.hex() == raw["bbsSignature"]
    secret = pseudonym.finalize(PUBLIC, signature, case.header, case.messages, committed, nym, entropy, blinding)
    assert secret is not None
    assert secret.hex() == case.json("nymSecret")["nymSecretHex"].zfill(64)
    expected = case.json("derivedDisclosureData")
    indexes = expected["adjSelectiveIndexes"]
    proof, name = pseudonym.prove(
        PUBLIC, signature, case.header, PRESENTATION_HEADER, secret, context, case.messages, committed, indexes,
        blinding, unsafe_scalars=seeded(NYM_SHA256),
    )  # fmt: skip
    assert (proof.hex(), name.hex()) == (expected["bbsProof"], expected["pseudonym"])
    shown, length = [case.messages[index] for index in indexes], expected["lengthBBSMessages"]
    check = partial(pseudonym.verify_proof, PUBLIC, proof, case.header, PRESENTATION_HEADER, name)
    assert check(context, length, shown, indexes)
    assert not check(b"https://elsewhere.example/", length, shown, indexes)


@pytest.mark.parametrize("case", PSEUDONYMS, ids=folder)
def test_their_proof_values_contradict_the_text_and_are_not_offered(case: Case) -> None:
    """Header 08 and 09 for both options, a tag, and no nym_domain: nobody could verify them by the text alone."""
    for name, header in (("addSignedSDBase", "d95d08"), ("derivedRevealDocument", "d95d09")):
        value = case.json(name)["proof"]["proofValue"]
        assert base64url.decode(value[1:])[:3].hex() == header
    with pytest.raises(RefusedError) as caught:
        decode_base(case.json("addSignedSDBase")["proof"]["proofValue"])
    assert caught.value.code == "unsupported.cryptosuite"
    sources = OFFLINE.with_(documents=with_test_contexts())
    report = inspect(case.json("derivedRevealDocument"), policy=policies.proof_only(), sources=sources, at=AT)
    assert report.verdict == "indeterminate"
    assert report.check("proof").code == "unsupported.cryptosuite"
    assert "pseudonym" in str(report.check("proof").message)


def test_holder_binding_is_of_one_holder() -> None:
    holder, raw = secret_of(HELD), HELD.json("addRawBaseSignatureInfo")
    signature = bytes.fromhex(raw["bbsSignature"])
    assert blind.verify(PUBLIC, signature, HELD.header, HELD.messages, [holder.secret], holder.blinding)
    assert blind.verify_issued(PUBLIC, signature, holder.commitment, HELD.header, HELD.messages)
    assert not blind.verify(PUBLIC, signature, HELD.header, HELD.messages, [bytes(32)], holder.blinding)
    assert not scheme.verify(PUBLIC, signature, HELD.header, HELD.messages)
    expected = HELD.json("derivedDisclosureData")
    shown = [HELD.messages[index] for index in expected["adjSelectiveIndexes"]]
    proof = bytes.fromhex(expected["bbsProof"])
    indexes, ph = expected["adjSelectiveIndexes"], PRESENTATION_HEADER
    assert blind.verify_proof(PUBLIC, proof, HELD.header, ph, 23, shown, indexes)
    assert not blind.verify_proof(PUBLIC, proof, HELD.header, ph, 22, shown, indexes)
    assert not proving.verify(PUBLIC, proof, HELD.header, ph, shown, indexes)
