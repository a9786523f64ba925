"""Signatures over messages that the signer did not see: draft-irtf-cfrg-bbs-blind-signatures-01.

The prover commits to messages and proves that she knows them; the signer signs the commitment with its own messages.
In the signature stand first the messages of the signer, then the blinding of the commitment, then the messages of the
prover. ``bbs-2023`` uses this for holder binding: the one message of the prover is her secret.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from eccoe_vc.errors import RefusedError
from eccoe_vc.keys import bls12381
from eccoe_vc.keys.bls12381 import PointError
from eccoe_vc.proofs.bbs import proving, scheme
from eccoe_vc.proofs.bbs.generators import MAX_MESSAGES, Generators, Interface, check_count
from eccoe_vc.proofs.bbs.hashing import BLS12381_SHA256, BLS12381_SHAKE256
from eccoe_vc.proofs.bbs.octets import Commitment, hidden_in, read_commitment, read_signature, serialize
from eccoe_vc.proofs.bbs.proving import Scalars, random_scalars

#: Section 4.2, for each ciphersuite.
BLIND_SHA256: Final = Interface(BLS12381_SHA256, b"BLIND_H2G_HM2S_")
BLIND_SHAKE256: Final = Interface(BLS12381_SHAKE256, b"BLIND_H2G_HM2S_")
_PREFIX: Final = b"BLIND_"


def commit(
    messages: Sequence[bytes], *, interface: Interface = BLIND_SHA256, unsafe_scalars: Scalars = random_scalars
) -> tuple[bytes, bytes]:
    """Commit (section 4.1.1): the commitment with its proof, for the signer; and the blinding, which stays secret.

    :raises RefusedError: ``struct.limit``.
    """
    return core_commit(interface, interface.messages_to_scalars(messages), unsafe_scalars)


def sign(
    secret: bytes,
    commitment: bytes,
    header: bytes,
    messages: Sequence[bytes],
    *,
    interface: Interface = BLIND_SHA256,
    limit: int = MAX_MESSAGES,
) -> bytes:
    """BlindSign (section 4.2.1).

    :param commitment: a commitment with its proof.
    :raises RefusedError: ``proof.value``, the commitment is none or is not proved; ``struct.limit``.
    """
    opened, blinded = checked_commitment(interface, commitment, limit)
    generators = interface.generators(len(messages) + 1, limit=limit)
    scalars = interface.messages_to_scalars(messages)
    return finish_sign(interface, secret, header, generators, blinded, opened.point, scalars)


def verify(
    public: bytes,
    signature: bytes,
    header: bytes,
    messages: Sequence[bytes],
    committed: Sequence[bytes],
    blind: bytes,
    *,
    interface: Interface = BLIND_SHA256,
    limit: int = MAX_MESSAGES,
) -> bool:
    """VerifyBlindSign (section 4.2.2), for the prover: whether the signature is one over all messages.

    :param blind: what :func:`commit` returned beside the commitment.
    :raises RefusedError: ``proof.value``, the blinding is no scalar; ``struct.limit``.
    """
    generators, scalars = prepared(interface, messages, committed, blind, limit)
    return scheme.core_verify(interface, public, signature, generators, header, scalars)


def verify_issued(
    public: bytes,
    signature: bytes,
    commitment: bytes,
    header: bytes,
    messages: Sequence[bytes],
    *,
    interface: Interface = BLIND_SHA256,
    limit: int = MAX_MESSAGES,
) -> bool:
    """Whether the signature is one over the commitment and the messages, for the signer, who knows no more.

    :raises RefusedError: ``proof.value``, ``struct.limit``.
    """
    opened, blinded = checked_commitment(interface, commitment, limit)
    generators = interface.generators(len(messages) + 1, limit=limit)
    try:
        a, e = read_signature(signature)
        key = bls12381.g2(public)
    except (RefusedError, PointError):
        return False
    domain = scheme.calculate_domain(interface, public, generators + blinded, header)
    b = scheme.message_point(interface, generators, domain, interface.messages_to_scalars(messages)) + opened.point
    return bls12381.paired((a, key), (a * e - b, bls12381.engine().G2Point()))


def prove(
    public: bytes,
    signature: bytes,
    header: bytes,
    presentation_header: bytes,
    messages: Sequence[bytes],
    committed: Sequence[bytes],
    disclosed: Sequence[int],
    blind: bytes,
    *,
    interface: Interface = BLIND_SHA256,
    limit: int = MAX_MESSAGES,
    unsafe_scalars: Scalars = random_scalars,
) -> bytes:
    """BlindProofGen (section 4.2.3); no message of the prover is disclosed.

    :raises RefusedError: ``proof.value``, ``struct.limit``.
    """
    generators, scalars = prepared(interface, messages, committed, blind, limit)
    check_indexes(disclosed, len(messages))
    begun = proving.begin(interface, public, signature, generators, header, scalars, disclosed, unsafe_scalars)
    shown = [scalars[index] for index in disclosed]
    return begun.finish(proving.challenged(interface, begun.init, (), disclosed, shown, presentation_header))


def verify_proof(
    public: bytes,
    proof: bytes,
    header: bytes,
    presentation_header: bytes,
    length: int,
    messages: Sequence[bytes],
    disclosed: Sequence[int],
    *,
    interface: Interface = BLIND_SHA256,
    limit: int = MAX_MESSAGES,
) -> bool:
    """BlindProofVerify (section 4.2.4), for proofs that disclose no message of the prover.

    :param length: how many messages the signer knew, shown or not.
    :returns: False for every proof that does not hold.
    :raises RefusedError: ``struct.limit``.
    """
    opened = open_proof(interface, public, proof, header, length, messages, disclosed, limit)
    if opened is None:
        return False
    return opened.holds(interface, (), disclosed, interface.messages_to_scalars(messages), presentation_header)


# ---- steps, also of pseudonyms ---------------------------------------------------------------------------------------


def core_commit(interface: Interface, scalars: Sequence[Any], randomness: Scalars) -> tuple[bytes, bytes]:
    """CoreCommit (section 4.3.1)."""
    generators = interface.generators(len(scalars) + 1, _PREFIX)
    blind, blind_mask, *masks = randomness(len(scalars) + 2)
    point = bls12381.total(generators.points, (blind, *scalars))
    mask = bls12381.total(generators.points, (blind_mask, *masks))
    c = _challenge(interface, point, mask, generators)
    answers = [m + scalar * c for m, scalar in zip(masks, scalars, strict=True)]
    return serialize((point, blind_mask + blind * c, *answers, c)), bytes(blind.to_be_bytes())


def checked_commitment(interface: Interface, octets: bytes, limit: int) -> tuple[Commitment, Generators]:
    """deserialize_and_validate_commit (section 4.1.2), with the generators of the commitment.

    :raises RefusedError: ``proof.value``, ``struct.limit``.
    """
    found = read_commitment(octets, limit)
    generators = interface.generators(len(found.messages) + 1, _PREFIX, limit)
    mask = bls12381.total((*generators.points, found.point), (found.blind, *found.messages, -found.challenge))
    if _challenge(interface, found.point, mask, generators) != found.challenge:
        raise RefusedError("proof.value", "Who made the commitment does not prove to know what is in it.")
    return found, generators


def finish_sign(
    interface: Interface,
    secret: bytes,
    header: bytes,
    generators: Generators,
    blinded: Generators,
    added: Any,
    scalars: Sequence[Any],
) -> bytes:
    """B_calculate and FinalizeBlindSign (sections 5.2 and 4.3.3); ``added`` is what the prover's part sums up to."""
    key = scheme.secret_scalar(secret)
    domain = scheme.calculate_domain(interface, scheme.public_key(secret), generators + blinded, header)
    b = scheme.message_point(interface, generators, domain, scalars) + added
    # The text of the draft hashes the domain as well; its vectors, and those of bbs-2023, do not, and B covers it.
    return scheme.finish(key, interface.to_scalar(serialize((key, b))), b)


def prepared(
    interface: Interface, messages: Sequence[bytes], committed: Sequence[bytes], blind: bytes, limit: int
) -> tuple[Generators, list[Any]]:
    """prepare_parameters (section 5.1).

    :raises RefusedError: ``proof.value``, ``struct.limit``.
    """
    check_count(len(messages) + len(committed) + 1, limit)
    generators = interface.generators(len(messages) + 1, limit=limit)
    blinded = interface.generators(len(committed) + 1, _PREFIX, limit)
    scalars = [*interface.messages_to_scalars(messages), read_scalar(blind)]
    return generators + blinded, scalars + interface.messages_to_scalars(committed)


def open_proof(
    interface: Interface,
    public: bytes,
    proof: bytes,
    header: bytes,
    length: int,
    messages: Sequence[bytes],
    disclosed: Sequence[int],
    limit: int,
) -> proving.Opened | None:
    """A proof over ``length`` messages of the signer and as many of the prover as it hides besides."""
    check_count(max(length, len(messages)), limit)
    try:
        hidden = hidden_in(proof, limit)
    except RefusedError as error:
        if error.code == "struct.limit":
            raise
        return None
    committed = hidden + len(messages) - length  # with the blinding
    if committed < 1 or any(index >= length for index in disclosed):
        return None
    check_count(length + committed, limit)
    generators = interface.generators(length + 1, limit=limit) + interface.generators(committed, _PREFIX, limit)
    scalars = interface.messages_to_scalars(messages)
    return proving.open_proof(interface, public, proof, generators, header, scalars, disclosed, limit)


def read_scalar(octets: bytes) -> Any:
    """A scalar that the prover or the signer kept.

    :raises RefusedError: ``proof.value``.
    """
    try:
        return bls12381.scalar(octets)
    except PointError as error:
        raise RefusedError("proof.value", str(error)) from None


def check_indexes(disclosed: Sequence[int], count: int) -> None:
    """Insist that only messages of the signer are disclosed.

    :raises RefusedError: ``proof.value``.
    """
    if any(not 0 <= index < count for index in disclosed):
        raise RefusedError("proof.value", "An index names no message of the signer.")


def _challenge(interface: Interface, point: Any, mask: Any, generators: Generators) -> Any:
    """calculate_blind_challenge (section 5.3)."""
    return interface.to_scalar(serialize((len(generators) - 1, *generators.octets, point, mask)))
