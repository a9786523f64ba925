"""Pseudonyms that a signature is bound to: draft-irtf-cfrg-bbs-per-verifier-linkability-01.

One scalar, ``nym_secret``, is the sum of what the prover commits to (``prover_nym``) and of what the signer adds
(``signer_nym_entropy``), so that neither chooses it alone. It is the last message and never shown. For each context,
such as a verifier, there is one pseudonym: the same at each visit, unlinkable to those of other contexts.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from eccoe_vc.keys import bls12381
from eccoe_vc.keys.bls12381 import PointError
from eccoe_vc.proofs.bbs import blind as blinding
from eccoe_vc.proofs.bbs import proving, scheme
from eccoe_vc.proofs.bbs.generators import MAX_MESSAGES, Generators, Interface, check_count
from eccoe_vc.proofs.bbs.hashing import BLS12381_SHA256, BLS12381_SHAKE256
from eccoe_vc.proofs.bbs.proving import Scalars, random_scalars

NYM_SHA256: Final = Interface(BLS12381_SHA256, b"H2G_HM2S_PSEUDONYM_")
NYM_SHAKE256: Final = Interface(BLS12381_SHAKE256, b"H2G_HM2S_PSEUDONYM_")


def commit(
    messages: Sequence[bytes],
    prover_nym: bytes,
    *,
    interface: Interface = NYM_SHA256,
    unsafe_scalars: Scalars = random_scalars,
) -> tuple[bytes, bytes]:
    """CommitWithNym (section 6.1.1): the commitment with its proof, and the blinding, which stays secret.

    :param prover_nym: 32 secret bytes, a scalar.
    :raises RefusedError: ``proof.value``, ``struct.limit``.
    """
    scalars = [*interface.messages_to_scalars(messages), blinding.read_scalar(prover_nym)]
    return blinding.core_commit(interface, scalars, unsafe_scalars)


def sign(
    secret: bytes,
    commitment: bytes,
    entropy: bytes,
    header: bytes,
    messages: Sequence[bytes],
    *,
    interface: Interface = NYM_SHA256,
    limit: int = MAX_MESSAGES,
) -> bytes:
    """BlindSignWithNym (section 6.1.2).

    :param entropy: ``signer_nym_entropy``, 32 random bytes, a scalar; the same again where a pseudonym is to live on.
    :raises RefusedError: ``proof.value``, ``struct.limit``.
    """
    opened, blinded = blinding.checked_commitment(interface, commitment, limit)
    generators = interface.generators(len(messages) + 1, limit=limit)
    added = opened.point + blinded.points[-1] * blinding.read_scalar(entropy)
    scalars = interface.messages_to_scalars(messages)
    return blinding.finish_sign(interface, secret, header, generators, blinded, added, scalars)


def finalize(
    public: bytes,
    signature: bytes,
    header: bytes,
    messages: Sequence[bytes],
    committed: Sequence[bytes],
    prover_nym: bytes,
    entropy: bytes,
    blind: bytes,
    *,
    interface: Interface = NYM_SHA256,
    limit: int = MAX_MESSAGES,
) -> bytes | None:
    """VerifyFinalizeWithNym (section 6.1.3): ``nym_secret`` in 32 bytes where the signature holds, else None.

    :raises RefusedError: ``proof.value``, ``struct.limit``.
    """
    nym = blinding.read_scalar(prover_nym) + blinding.read_scalar(entropy)
    generators, scalars = _prepared(interface, messages, committed, nym, blind, limit)
    if not scheme.core_verify(interface, public, signature, generators, header, scalars):
        return None
    return bytes(nym.to_be_bytes())


def prove(
    public: bytes,
    signature: bytes,
    header: bytes,
    presentation_header: bytes,
    nym_secret: bytes,
    context: bytes,
    messages: Sequence[bytes],
    committed: Sequence[bytes],
    disclosed: Sequence[int],
    blind: bytes,
    *,
    interface: Interface = NYM_SHA256,
    limit: int = MAX_MESSAGES,
    unsafe_scalars: Scalars = random_scalars,
) -> tuple[bytes, bytes]:
    """ProofGenWithNym (section 6.2): the proof and the pseudonym, 48 bytes; no message of the prover is disclosed.

    :param context: the verifier or other context that the pseudonym is for.
    :raises RefusedError: ``proof.value``, ``struct.limit``.
    """
    nym = blinding.read_scalar(nym_secret)
    generators, scalars = _prepared(interface, messages, committed, nym, blind, limit)
    blinding.check_indexes(disclosed, len(messages))
    begun = proving.begin(interface, public, signature, generators, header, scalars, disclosed, unsafe_scalars)
    base = _base(interface, context)
    pseudonym, mask = base * nym, base * begun.random[-1]
    shown = [scalars[index] for index in disclosed]
    c = proving.challenged(interface, begun.init, (pseudonym, base, mask), disclosed, shown, presentation_header)
    return begun.finish(c), bytes(pseudonym.to_compressed_bytes())


def verify_proof(
    public: bytes,
    proof: bytes,
    header: bytes,
    presentation_header: bytes,
    pseudonym: bytes,
    context: bytes,
    length: int,
    messages: Sequence[bytes],
    disclosed: Sequence[int],
    *,
    interface: Interface = NYM_SHA256,
    limit: int = MAX_MESSAGES,
) -> bool:
    """ProofVerifyWithNym (section 6.3), for proofs that disclose no message of the prover.

    :returns: False for every proof that does not hold, and where ``pseudonym`` is not the prover's in ``context``.
    :raises RefusedError: ``struct.limit``.
    """
    try:
        point = bls12381.g1(pseudonym)
    except PointError:
        return False
    opened = blinding.open_proof(interface, public, proof, header, length, messages, disclosed, limit)
    if opened is None or not opened.proof.hidden:
        return False
    base = _base(interface, context)
    mask = bls12381.total((base, point), (opened.proof.hidden[-1], -opened.proof.challenge))
    scalars = interface.messages_to_scalars(messages)
    return opened.holds(interface, (point, base, mask), disclosed, scalars, presentation_header)


def _prepared(
    interface: Interface, messages: Sequence[bytes], committed: Sequence[bytes], nym: Any, blind: bytes, limit: int
) -> tuple[Generators, list[Any]]:
    check_count(len(messages) + len(committed) + 2, limit)
    _, scalars = blinding.prepared(interface, messages, committed, blind, limit)
    generators = interface.generators(len(messages) + 1, limit=limit)
    return generators + interface.generators(len(committed) + 2, b"BLIND_", limit), [*scalars, nym]


def _base(interface: Interface, context: bytes) -> Any:
    """OP: the point of the context (section 7.3.1)."""
    return interface.suite.to_point(context, interface.api_id)
