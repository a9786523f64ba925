"""Data Integrity proofs: making one, and checking one with a key at hand.

Verifiable Credential Data Integrity 1.0, sections 4.2 (Add Proof), 4.4 (Verify Proof) and 4.7 (proof sets and chains).
Whose key it is, and whether the policy wants the suite, is decided in :mod:`eccoe_vc.verification`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from eccoe_vc.encoding import multibase
from eccoe_vc.errors import Finding, IssueError
from eccoe_vc.keys.signer import Signer, checked_sign
from eccoe_vc.proofs.hashing import Hasher
from eccoe_vc.proofs.reading import Proof
from eccoe_vc.proofs.suites import Suite

if TYPE_CHECKING:
    from eccoe_vc.keys import PublicKey


def sign(
    hasher: Hasher,
    suite: Suite,
    signer: Signer,
    options: Mapping[str, Any],
    *,
    previous: Sequence[Mapping[str, Any]] = (),
) -> dict[str, Any]:
    """A complete proof over the document of ``hasher``.

    :param options: members of the proof besides ``type``, ``cryptosuite``, ``verificationMethod`` and ``proofValue``:
        ``proofPurpose``, and where wanted ``created``, ``id``, ``expires``, ``challenge``, ``domain``, ``nonce``,
        ``previousProof``.
    :raises IssueError: ``key.alg``, the key does not fit the suite; ``signer.output``, the signature does not verify.
    """
    digest = suite.digests.get(signer.alg)
    if digest is None:
        raise IssueError(
            "key.alg",
            f"The suite {suite.name} signs with {' or '.join(suite.digests)}, not with the {signer.alg} key given.",
            hint="Choose another suite in `securing`, or another key.",
        )
    proof: dict[str, Any] = {"type": suite.proof_type}
    if suite.cryptosuite:
        proof["cryptosuite"] = suite.cryptosuite
    proof |= {"verificationMethod": signer.verification_method, **options}
    data = hasher.signed_data(suite, digest, proof, previous)
    return {**proof, "proofValue": multibase.encode(checked_sign(signer, data))}


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
    if key.verify(proof.value, hasher.signed_data(proof.suite, digest, proof.tree, previous)):
        return None
    return Finding(
        "proof.signature",
        "The signature does not match: the credential was changed after signing, or another key signed it.",
        f"{proof.pointer}/proofValue",
    )
