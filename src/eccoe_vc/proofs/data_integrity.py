"""Data Integrity proofs: checking one with a key at hand. :mod:`eccoe_vc.proofs.signing` makes them.

Verifiable Credential Data Integrity 1.0, sections 4.4 (Verify Proof) and 4.7 (proof sets and chains).
Whose key it is, and whether the policy wants the suite, is decided in :mod:`eccoe_vc.verification`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from eccoe_vc.errors import Finding
from eccoe_vc.proofs.hashing import Hasher
from eccoe_vc.proofs.reading import Proof
from eccoe_vc.proofs.selective import mechanism

if TYPE_CHECKING:
    from eccoe_vc.keys import PublicKey


def check(
    hasher: Hasher, proof: Proof, key: PublicKey, *, previous: Sequence[Mapping[str, Any]] = ()
) -> Finding | None:
    """None where the signature of ``proof`` holds under ``key``, else the finding that says why not.

    :raises CanonicalizationError: the document or the proof cannot be brought into canonical form.
    :raises RefusedError: ``ctx.proof_mismatch``.
    """
    if isinstance(proof.suite, Finding):
        return proof.suite
    digest = proof.suite.digests.get(key.alg)
    if digest is None:
        return Finding(
            "key.alg",
            f"The suite {proof.suite.name} takes {' or '.join(proof.suite.digests)} keys, but this is a {key.alg} key.",
            f"{proof.pointer}/verificationMethod",
        )
    if proof.suite.selective:
        return mechanism.of(proof.suite).check(hasher, proof, key)
    if key.verify(proof.value, hasher.signed_data(proof.suite, digest, proof.tree, previous)):
        return None
    return Finding(
        "proof.signature",
        "The signature does not match: the credential was changed after signing, or another key signed it.",
        f"{proof.pointer}/proofValue",
    )
