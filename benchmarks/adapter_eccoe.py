"""Adapter for eccoe_vc: what `bench_peers.py` measures as `ours`.

`verify` and `canonical` are the proof step, for comparison with what peers do; `verify_bytes` and `sign` are the front
doors `inspect` and `issue` with every default check, offline.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

import eccoe_vc
from eccoe_vc import EDDSA_JCS_2022, EDDSA_RDFC_2022, LocalSigner, Report, TrustedIssuers, policies
from eccoe_vc.encoding import strict_json
from eccoe_vc.jsonld import canonical, compiled, to_quads
from eccoe_vc.jsonld.documents import CORE, EXTENSIONS
from eccoe_vc.keys import PublicKey
from eccoe_vc.limits import Budget, Meter
from eccoe_vc.models import shape
from eccoe_vc.proofs import data_integrity
from eccoe_vc.proofs.hashing import Hasher
from eccoe_vc.proofs.reading import read

CREATED = datetime(2026, 3, 1, tzinfo=UTC)
AT = datetime(2026, 6, 1, tzinfo=UTC)
# What a report of these credentials may say besides `accepted`: `medium` carries a status entry, and offline nobody
# can know whether it was revoked; `large` carries credentials without proofs of their own.
EXPECTED_CODES = frozenset({"", "status.not_checked", "clr.not_bound"})


class Adapter:
    """One issuer with a did:key, one verifier who trusts it."""

    def __init__(self, contexts: Mapping[str, Any], seed: bytes, verification_method: str) -> None:
        del contexts  # the library has its own; agreement with the peers shows that they are the same
        private = Ed25519PrivateKey.from_private_bytes(seed)
        pem = private.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
        self.signer = LocalSigner.from_pem(pem, controller=verification_method.partition("#")[0])
        if self.signer.verification_method != verification_method:
            raise ValueError(f"the signer is {self.signer.verification_method}, not {verification_method}")
        self.key = PublicKey.from_multikey(verification_method.partition("#")[2])
        self.compiled = compiled(CORE | EXTENSIONS)
        self.budget = Budget.clr()
        self.policy = policies.open_badge(trust=TrustedIssuers({self.signer.controller}))
        self.record_policy = policies.credential(trust=TrustedIssuers({self.signer.controller}), budget=self.budget)
        self.suites = self.policy.suites

    def canonical(self, document: Any) -> str:
        meter = Meter(self.budget)
        return canonical(to_quads(document, self.compiled, meter), meter).text

    def sign(self, document: Any) -> Any:
        """`issue`, complete: copied, held to the model, walked, signed, the signature verified, written as text."""
        return eccoe_vc.issue(document, signer=self.signer, created=CREATED).document

    def sign_jcs(self, document: Any) -> Any:
        return eccoe_vc.issue(document, signer=self.signer, securing=EDDSA_JCS_2022, created=CREATED).document

    def verify(self, document: Any) -> bool:
        """The proof step with all lossless checks: what the peers' pipelines do, and a little more."""
        proof = read(document, self.suites)[0]
        fault = data_integrity.check(Hasher(document, self.compiled, Meter(self.budget)), proof, self.key)
        if fault is not None:
            raise ValueError(fault.message)
        return True

    def verify_bytes(self, data: bytes) -> Report:
        """`inspect`, complete: bytes in, every default check, offline, verdict out."""
        policy = self.record_policy if b'"ClrCredential"' in data[:400] else self.policy
        report = eccoe_vc.inspect(data, policy=policy, at=AT)
        if report.verdict == "rejected" or not EXPECTED_CODES.issuperset(check.code for check in report.checks):
            raise ValueError(f"{report.verdict}: {[check.message for check in report.problems()]}")
        return report

    def stages(self, signed: Any) -> dict[str, Callable[[], Any]]:
        """The parts of `verify_bytes`, one by one. Their sum leaves out what ties them together, and cold memory."""
        data = strict_json.dumps(signed).encode()
        unsigned = {key: value for key, value in signed.items() if key != "proof"}
        quads = to_quads(unsigned, self.compiled, Meter(self.budget))
        text = canonical(quads, Meter(self.budget)).text
        proof = read(signed, self.suites)[0]
        hasher = Hasher(signed, self.compiled, Meter(self.budget))
        hashed = hasher.signed_data(EDDSA_RDFC_2022, "sha256", proof.tree)
        method = proof.verification_method.partition("#")[2]
        return {
            "1_strict_json": lambda: strict_json.parse(data, self.budget),
            "2_shape": lambda: shape.check(signed),
            "3_walk": lambda: to_quads(unsigned, self.compiled, Meter(self.budget)),
            "4_rdfc": lambda: canonical(quads, Meter(self.budget)),
            "5_hash": lambda: sha256(text.encode()).digest(),
            "6_configuration": lambda: sha256(hasher.canonical_configuration(proof.tree).encode()).digest(),
            "7_key": lambda: PublicKey.from_multikey(method),
            "8_signature": lambda: self.key.verify(proof.value, hashed),
        }


make = Adapter
