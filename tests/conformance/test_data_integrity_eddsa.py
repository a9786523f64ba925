"""W3C test vectors of the EdDSA cryptosuites: canonical forms, hashes and proof values, byte for byte.

Source: w3c/vc-di-eddsa, TestVectors (see the manifest of the topic ``data-integrity``).
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from tests.conformance.data import Topic
from tests.contexts import with_test_contexts

from eccoe_vc import OFFLINE, LocalSigner, inspect, policies
from eccoe_vc.encoding import multibase
from eccoe_vc.jsonld import compiled, jcs
from eccoe_vc.limits import Meter
from eccoe_vc.proofs import signing
from eccoe_vc.proofs.hashing import Hasher
from eccoe_vc.proofs.suites import CURRENT, LEGACY, Suite

DATA = Topic("data-integrity")
SUITES = {suite.name: suite for suite in (*CURRENT, *LEGACY)}
AT = datetime(2026, 1, 1, tzinfo=UTC)
#: folder, suffix of its file names, suite, unsigned document.
CASES = [
    ("eddsa/eddsa-rdfc-2022/", "DataInt", "eddsa-rdfc-2022", "eddsa/unsigned.json"),
    ("eddsa/eddsa-rdfc-2022/employ/", "DataInt", "eddsa-rdfc-2022", "eddsa/employmentAuth.json"),
    ("eddsa/eddsa-jcs-2022/", "JCS", "eddsa-jcs-2022", "eddsa/unsigned.json"),
    ("eddsa/Ed25519Signature2020/", "EdSig", "Ed25519Signature2020", "eddsa/unsigned.json"),
]
SIGNED = [f"{folder}signed{suffix}.json" for folder, suffix, _, _ in CASES] + [
    f"eddsa/proof-set-chain/signedProof{kind}{number}.json" for kind in ("Set", "Chain") for number in (1, 2)
]


def signer(pair: dict[str, str], method: str) -> LocalSigner:
    seed = multibase.decode(pair["privateKeyMultibase"])[2:]
    return LocalSigner.from_seed(seed, controller=method.partition("#")[0], verification_method=method)


def hasher(document: dict[str, Any]) -> Hasher:
    return Hasher(document, compiled(with_test_contexts()), Meter())


@pytest.mark.parametrize(("folder", "suffix", "name", "unsigned"), CASES, ids=[case[0] for case in CASES])
def test_every_intermediate_value(folder: str, suffix: str, name: str, unsigned: str) -> None:
    signed = DATA.json(f"{folder}signed{suffix}.json")
    options = dict(signed["proof"])
    value = options.pop("proofValue")
    document = {key: member for key, member in signed.items() if key != "proof"}
    suite = SUITES[name]
    ours = hasher(signed)
    if suite.transformation == "rdfc":
        assert ours.canonical_document() == DATA.text(f"{folder}canonDoc{suffix}.txt")
        assert ours.canonical_configuration(options) == DATA.text(f"{folder}proofCanon{suffix}.txt")
    else:
        assert jcs.encode(document).decode() == DATA.text(f"{folder}canonDoc{suffix}.txt")
        assert jcs.encode(options).decode() == DATA.text(f"{folder}proofCanon{suffix}.txt")
    combined = ours.signed_data(suite, "sha256", options)
    assert combined[:32].hex() == DATA.text(f"{folder}proofHash{suffix}.txt").strip()
    assert combined[32:].hex() == DATA.text(f"{folder}docHash{suffix}.txt").strip()
    assert combined.hex() == DATA.text(f"{folder}combinedHash{suffix}.txt").strip()
    assert multibase.decode(value).hex() == DATA.text(f"{folder}sigHex{suffix}.txt").strip()


@pytest.mark.parametrize(("folder", "suffix", "name", "unsigned"), CASES, ids=[case[0] for case in CASES])
def test_signing_reproduces_the_proof(folder: str, suffix: str, name: str, unsigned: str) -> None:
    document = DATA.json(unsigned)
    signed = DATA.json(f"{folder}signed{suffix}.json")
    document["@context"] = signed["@context"]  # Ed25519Signature2020 adds its own context
    options = dict(signed["proof"])
    method = options["verificationMethod"]
    dropped = ("type", "cryptosuite", "verificationMethod", "proofValue")
    rest = {key: value for key, value in options.items() if key not in dropped}
    made = signing.sign(hasher(document), SUITES[name], signer(DATA.json("eddsa/keyPair.json"), method), rest)
    assert made == signed["proof"]
    assert made["proofValue"] == DATA.text(f"{folder}sigBTC58{suffix}.txt").strip()


def suite_of(proof: dict[str, Any]) -> Suite:
    return SUITES[proof.get("cryptosuite", proof["type"])]


@pytest.mark.parametrize("kind", ["Set", "Chain"])
def test_proof_sets_and_chains_reproduce(kind: str) -> None:
    signed = DATA.json(f"eddsa/proof-set-chain/signedProof{kind}2.json")
    pairs = {
        f"did:key:{pair['publicKeyMultibase']}#{pair['publicKeyMultibase']}": pair
        for pair in DATA.json("eddsa/proof-set-chain/multiKeyPairs.json").values()
    }
    by_id = {proof["id"]: proof for proof in signed["proof"] if "id" in proof}
    assert len(signed["proof"]) > 1
    for proof in signed["proof"]:
        named = proof.get("previousProof", [])
        previous = [by_id[name] for name in ([named] if isinstance(named, str) else named)]
        method = proof["verificationMethod"]
        dropped = ("type", "cryptosuite", "verificationMethod", "proofValue")
        rest = {key: value for key, value in proof.items() if key not in dropped}
        made = signing.sign(hasher(signed), suite_of(proof), signer(pairs[method], method), rest, previous=previous)
        assert made == proof


@pytest.mark.parametrize("path", SIGNED)
def test_signed_vectors_are_accepted(path: str) -> None:
    sources = OFFLINE.with_(documents=with_test_contexts())
    report = inspect(DATA.read(path), policy=policies.proof_only(), sources=sources, at=AT)
    assert report.verdict == "accepted", report.to_dict()


@pytest.mark.parametrize("path", SIGNED)
def test_signed_vectors_with_one_letter_changed_are_rejected(path: str) -> None:
    sources = OFFLINE.with_(documents=with_test_contexts())
    data = (
        DATA.read(path)
        .replace(b"Alumni Credential", b"Alumna Credential")
        .replace(b"Employment Auth", b"Employment Outh")
    )
    assert data != DATA.read(path)
    report = inspect(data, policy=policies.proof_only(), sources=sources, at=AT)
    assert report.verdict == "rejected"
    assert "proof.signature" in {check.code for check in report.problems()}
