"""Signatures, proofs and commitments as octets: one form each, read strictly.

draft-irtf-cfrg-bbs-signatures-09, section 4.2.4 (Serialization); draft-irtf-cfrg-bbs-blind-signatures-01, section 5.4.
Whatever is not the one text of something possible is refused before anything is computed with it.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final, NamedTuple

from eccoe_vc.errors import RefusedError
from eccoe_vc.keys import bls12381
from eccoe_vc.keys.bls12381 import G1_BYTES, SCALAR_BYTES, PointError
from eccoe_vc.proofs.bbs.generators import check_count

SIGNATURE_BYTES: Final = G1_BYTES + SCALAR_BYTES
_PROOF_FLOOR: Final = 3 * G1_BYTES + 4 * SCALAR_BYTES
_COMMITMENT_FLOOR: Final = G1_BYTES + 2 * SCALAR_BYTES


class Signature(NamedTuple):
    """A point of G1 and a scalar."""

    a: Any
    e: Any


class BbsProof(NamedTuple):
    """Section 4.2.4.5: three points, three scalars, one scalar for each hidden message, the challenge."""

    abar: Any
    bbar: Any
    d: Any
    e: Any
    r1: Any
    r3: Any
    hidden: tuple[Any, ...]
    challenge: Any


class Commitment(NamedTuple):
    """A commitment to messages, and the proof that its maker knows them."""

    point: Any
    blind: Any
    messages: tuple[Any, ...]
    challenge: Any


def serialize(items: Iterable[Any]) -> bytes:
    """Points compressed, scalars in 32 bytes, whole numbers in 8, bytes as they are (section 4.2.4.1)."""
    return b"".join(map(_octets, items))


def _octets(item: Any) -> bytes:
    if isinstance(item, bytes):
        return item
    if isinstance(item, int):
        return item.to_bytes(8, "big")
    if isinstance(item, bls12381.engine().Scalar):
        return bytes(item.to_be_bytes())
    return bytes(item.to_compressed_bytes())


def read_signature(octets: bytes) -> Signature:
    """octets_to_signature (section 4.2.4.3).

    :raises RefusedError: ``proof.value``.
    """
    if len(octets) != SIGNATURE_BYTES:
        raise _refused(f"A BBS signature has {SIGNATURE_BYTES} bytes; found {len(octets)}.")
    try:
        return Signature(bls12381.g1(octets[:G1_BYTES]), bls12381.scalar(octets[G1_BYTES:]))
    except PointError as error:
        raise _refused(f"The bytes are no BBS signature. {error}") from None


def hidden_in(octets: bytes, limit: int) -> int:
    """How many messages a proof hides, from its length alone.

    :raises RefusedError: ``proof.value``, no proof has this length; ``struct.limit``.
    """
    rest = len(octets) - _PROOF_FLOOR
    if rest < 0 or rest % SCALAR_BYTES:
        raise _refused(f"No BBS proof has {len(octets)} bytes.")
    check_count(rest // SCALAR_BYTES, limit)
    return rest // SCALAR_BYTES


def read_proof(octets: bytes, limit: int) -> BbsProof:
    """octets_to_proof (section 4.2.4.5).

    :raises RefusedError: ``proof.value``, ``struct.limit``.
    """
    hidden_in(octets, limit)
    try:
        abar, bbar, d = (bls12381.g1(octets[start : start + G1_BYTES]) for start in range(0, 3 * G1_BYTES, G1_BYTES))
        e, r1, r3, *hidden, challenge = _scalars(octets[3 * G1_BYTES :])
    except PointError as error:
        raise _refused(f"The bytes are no BBS proof. {error}") from None
    return BbsProof(abar, bbar, d, e, r1, r3, tuple(hidden), challenge)


def read_commitment(octets: bytes, limit: int) -> Commitment:
    """octets_to_commitment_with_proof (Blind BBS, section 5.4.2).

    :raises RefusedError: ``proof.value``, ``struct.limit``.
    """
    rest = len(octets) - _COMMITMENT_FLOOR
    if rest < 0 or rest % SCALAR_BYTES:
        raise _refused(f"No commitment has {len(octets)} bytes.")
    check_count(rest // SCALAR_BYTES, limit)
    try:
        point = bls12381.g1(octets[:G1_BYTES])
        blind, *messages, challenge = _scalars(octets[G1_BYTES:])
    except PointError as error:
        raise _refused(f"The bytes are no commitment. {error}") from None
    return Commitment(point, blind, tuple(messages), challenge)


def _scalars(octets: bytes) -> list[Any]:
    return [bls12381.scalar(octets[start : start + SCALAR_BYTES]) for start in range(0, len(octets), SCALAR_BYTES)]


def _refused(message: str) -> RefusedError:
    return RefusedError("proof.value", message)
