"""W3C test vectors of ecdsa-rdfc-2019 and ecdsa-jcs-2019: canonical forms, hashes and proof values, byte for byte.

Source: w3c/vc-di-ecdsa, TestVectors (see the manifest of the topic ``data-integrity``). Their signatures are
deterministic (RFC 6979), as ours are.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any, NamedTuple

import pytest
from tests.conformance import ecdsa_keys
from tests.conformance.data import Topic
from tests.contexts import with_test_contexts

from eccoe_vc import ECDSA_JCS_2019, ECDSA_RDFC_2019, OFFLINE, inspect, policies
from eccoe_vc.encoding import multibase
from eccoe_vc.jsonld import compiled, jcs
from eccoe_vc.limits import Meter
from eccoe_vc.proofs import signing
from eccoe_vc.proofs.hashing import Hasher
from eccoe_vc.proofs.suites import Suite

DATA = Topic("data-integrity")
AT = datetime(2026, 1, 1, tzinfo=UTC)
_DROPPED = ("type", "cryptosuite", "verificationMethod", "proofValue")


class Case(NamedTuple):
    folder: str
    suffix: str
    suite: Suite
    curve: str
    unsigned: str

    def __str__(self) -> str:
        return self.folder

    def text(self, name: str) -> str:
        return DATA.text(f"{self.folder}{name}{self.suffix}.txt")

    def signed(self) -> Any:
        return DATA.json(f"{self.folder}signed{self.suffix}.json")

    @property
    def digest(self) -> Any:
        return self.suite.digests["P-" + self.curve[1:]]


CASES = [
    Case(f"ecdsa/{suite.name}-{curve}/{extra}", f"{kind}{curve.upper()}", suite, curve, f"ecdsa/{unsigned}.json")
    for curve in ("p256", "p384")
    for suite, kind, extra, unsigned in (
        (ECDSA_RDFC_2019, "ECDSA", "", "unsigned"),
        (ECDSA_RDFC_2019, "ECDSA", "employ/", "employmentAuth"),
        (ECDSA_JCS_2019, "JCSECDSA", "", "unsigned"),
    )
]


def hasher(document: dict[str, Any]) -> Hasher:
    return Hasher(document, compiled(with_test_contexts()), Meter())


@pytest.mark.parametrize("case", CASES, ids=str)
def test_every_intermediate_value(case: Case) -> None:
    signed = case.signed()
    options = dict(signed["proof"])
    value = options.pop("proofValue")
    document = {key: member for key, member in signed.items() if key != "proof"}
    ours = hasher(signed)
    if case.suite is ECDSA_RDFC_2019:
        assert ours.canonical_document(case.digest) == case.text("canonDoc")
        assert ours.canonical_configuration(options, case.digest) == case.text("proofCanon")
        given = DATA.json(f"{case.folder}proofConfig{case.suffix}.json")
        assert given == {**options, "@context": document["@context"]}
    else:
        assert jcs.encode(document).decode() == case.text("canonDoc")
        assert jcs.encode(options).decode() == case.text("proofCanon")
        assert DATA.json(f"{case.folder}proofConfig{case.suffix}.json") == options
    combined = ours.signed_data(case.suite, case.digest, options)
    half = len(combined) // 2
    assert half == {"p256": 32, "p384": 48}[case.curve]
    assert combined[:half].hex() == case.text("proofHash").strip()
    assert combined[half:].hex() == case.text("docHash").strip()
    assert combined.hex() == case.text("combinedHash").strip()
    assert multibase.decode(value).hex() == case.text("sigHex").strip()


@pytest.mark.parametrize("case", CASES, ids=str)
def test_signing_reproduces_the_proof(case: Case) -> None:
    proof = case.signed()["proof"]
    secret = DATA.json(f"ecdsa/{case.curve}KeyPair.json")["secretKeyMultibase"]
    options = {key: value for key, value in proof.items() if key not in _DROPPED}
    signer = ecdsa_keys.signer(secret, proof["verificationMethod"])
    made = signing.sign(hasher(DATA.json(case.unsigned)), case.suite, signer, options)
    assert made == proof
    assert made["proofValue"] == case.text("sigBTC58").strip()


@pytest.mark.parametrize("case", CASES, ids=str)
def test_signed_vectors_are_accepted_and_with_one_letter_changed_rejected(case: Case) -> None:
    sources = OFFLINE.with_(documents=with_test_contexts())
    data = DATA.read(f"{case.folder}signed{case.suffix}.json")
    report = inspect(data, policy=policies.proof_only(), sources=sources, at=AT)
    assert report.verdict == "accepted", report.to_dict()
    changed = data.replace(b"Alumni Cred", b"Alumna Cred").replace(b"Employment Auth", b"Employment Outh")
    assert changed != data
    report = inspect(changed, policy=policies.proof_only(), sources=sources, at=AT)
    assert report.verdict == "rejected"
    assert "proof.signature" in {check.code for check in report.problems()}
