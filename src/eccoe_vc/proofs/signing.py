"""Data Integrity proofs: making one.

Verifiable Credential Data Integrity 1.0, section 4.2 (Add Proof). Apart from checking, so that who only verifies loads
nothing that handles private keys.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, cast

from eccoe_vc.encoding import multibase
from eccoe_vc.errors import IssueError
from eccoe_vc.keys.signer import Signer, checked_sign
from eccoe_vc.proofs.hashing import Hasher
from eccoe_vc.proofs.selective import mechanism
from eccoe_vc.proofs.suites import CURRENT, Suite

if TYPE_CHECKING:
    from eccoe_vc.proofs.bbs.signer import MessageSigner


def sign(
    hasher: Hasher,
    suite: Suite,
    signer: Signer | MessageSigner,
    options: Mapping[str, Any],
    *,
    previous: Sequence[Mapping[str, Any]] = (),
    mandatory: Sequence[str] = (),
) -> dict[str, Any]:
    """A complete proof over the document of ``hasher``.

    :param options: members of the proof besides ``type``, ``cryptosuite``, ``verificationMethod`` and ``proofValue``:
        ``proofPurpose``, and where wanted ``created``, ``id``, ``expires``, ``challenge``, ``domain``, ``nonce``,
        ``previousProof``.
    :param mandatory: for suites of selective disclosure, JSON Pointers to what every presentation must show.
    :raises IssueError: ``key.alg``, the key does not fit the suite; ``signer.output``, the signature does not verify.
    """
    digest = suite.digests.get(signer.alg)
    if digest is None:
        raise IssueError(
            "key.alg",
            f"The suite {suite.name} signs with {' or '.join(suite.digests)}, not with the {signer.alg} key given.",
            hint=_instead(signer.alg),
        )
    proof: dict[str, Any] = {"type": suite.proof_type}
    if suite.cryptosuite:
        proof["cryptosuite"] = suite.cryptosuite
    proof |= {"verificationMethod": signer.verification_method, **options}
    if suite.selective:
        return {**proof, "proofValue": mechanism.of(suite).sign(hasher, signer, proof, mandatory)}
    data = hasher.signed_data(suite, digest, proof, previous)
    # The kind of its key says that it signs bytes.
    return {**proof, "proofValue": multibase.encode(checked_sign(cast(Signer, signer), data))}


def _instead(alg: str) -> str:
    """What a key of this kind signs in place of the suite that does not take it."""
    names = [one.name for one in CURRENT if alg in one.digests]
    if names:
        return f"This key signs with {', '.join(names)} (`securing`, --suite on the command line); or take another key."
    return "This key signs tokens only (securing=VC_JWT_OB3, --securing vc-jwt-ob3); or take another key."
