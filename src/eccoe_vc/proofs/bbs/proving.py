"""Proofs of a signature that show some of its messages: draft-irtf-cfrg-bbs-signatures-09, sections 3.5.3 to 3.7.

Blind signatures and pseudonyms use the same steps. Randomness is drawn anew for every proof; it can be given for
published test vectors only, because whoever knows it learns all hidden messages.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Sequence
from itertools import pairwise
from typing import Any, Final, NamedTuple

from eccoe_vc.errors import RefusedError
from eccoe_vc.keys import bls12381
from eccoe_vc.keys.bls12381 import PointError
from eccoe_vc.proofs.bbs.generators import BBS_SHA256, MAX_MESSAGES, Generators, Interface, check_count
from eccoe_vc.proofs.bbs.hashing import EXPAND_LEN
from eccoe_vc.proofs.bbs.octets import BbsProof, Signature, hidden_in, read_proof, read_signature, serialize
from eccoe_vc.proofs.bbs.scheme import calculate_domain, message_point

#: Gives as many random scalars as it is asked for.
Scalars = Callable[[int], Sequence[Any]]
_FIXED: Final = 5  # random scalars besides those of the hidden messages


class Init(NamedTuple):
    """What a proof is begun with (sections 3.7.1 and 3.7.3)."""

    abar: Any
    bbar: Any
    d: Any
    t1: Any
    t2: Any
    domain: Any


def random_scalars(count: int) -> list[Any]:
    """calculate_random_scalars (section 4.2.1), from the operating system."""
    return [bls12381.reduced(secrets.token_bytes(EXPAND_LEN)) for _ in range(count)]


def prove(
    public: bytes,
    signature: bytes,
    header: bytes,
    presentation_header: bytes,
    messages: Sequence[bytes],
    disclosed: Sequence[int],
    *,
    interface: Interface = BBS_SHA256,
    limit: int = MAX_MESSAGES,
    unsafe_scalars: Scalars = random_scalars,
) -> bytes:
    """ProofGen (section 3.5.3): a proof that shows the messages at the indexes ``disclosed``, in ascending order.

    :raises RefusedError: ``proof.value``, the signature cannot be read or an index names no message; ``struct.limit``.
    """
    generators = interface.generators(len(messages) + 1, limit=limit)
    scalars = interface.messages_to_scalars(messages)
    begun = begin(interface, public, signature, generators, header, scalars, disclosed, unsafe_scalars)
    challenge = challenged(interface, begun.init, (), disclosed, [scalars[i] for i in disclosed], presentation_header)
    return begun.finish(challenge)


def verify(
    public: bytes,
    proof: bytes,
    header: bytes,
    presentation_header: bytes,
    messages: Sequence[bytes],
    disclosed: Sequence[int],
    *,
    interface: Interface = BBS_SHA256,
    limit: int = MAX_MESSAGES,
) -> bool:
    """ProofVerify (section 3.5.4): whether ``proof`` shows ``messages`` at the indexes ``disclosed``.

    :returns: False for every proof that does not hold, whatever is wrong with it.
    :raises RefusedError: ``struct.limit``, before anything is computed.
    """
    check_count(len(messages), limit)
    try:
        count = hidden_in(proof, limit) + len(messages)
    except RefusedError as error:
        if error.code == "struct.limit":
            raise
        return False
    generators = interface.generators(count + 1, limit=limit)
    scalars = interface.messages_to_scalars(messages)
    opened = open_proof(interface, public, proof, generators, header, scalars, disclosed, limit)
    return opened is not None and opened.holds(interface, (), disclosed, scalars, presentation_header)


# ---- steps -----------------------------------------------------------------------------------------------------------


class Begun(NamedTuple):
    """A proof under way: its beginning, and what is needed to end it."""

    init: Init
    signature: Signature
    random: Sequence[Any]
    hidden: Sequence[Any]

    def finish(self, challenge: Any) -> bytes:
        """ProofFinalize (section 3.7.2)."""
        r1, r2, e, r1_blind, r3_blind, *blinds = self.random
        return serialize(
            (
                self.init.abar, self.init.bbar, self.init.d,
                e + self.signature.e * challenge,
                r1_blind - r1 * challenge,
                r3_blind - r2.inverse() * challenge,
                *(blind + message * challenge for blind, message in zip(blinds, self.hidden, strict=True)),
                challenge,
            )
        )  # fmt: skip


class Opened(NamedTuple):
    """A proof that was read, and what its challenge is computed over."""

    proof: BbsProof
    init: Init
    key: Any

    def holds(
        self, interface: Interface, between: Sequence[Any], disclosed: Sequence[int], scalars: Sequence[Any], ph: bytes
    ) -> bool:
        """The last steps of CoreProofVerify (section 3.6.4)."""
        if challenged(interface, self.init, between, disclosed, scalars, ph) != self.proof.challenge:
            return False
        base = bls12381.engine().G2Point()
        return bls12381.paired((self.proof.abar, self.key), (self.proof.bbar, -base))


def begin(
    interface: Interface,
    public: bytes,
    signature: bytes,
    generators: Generators,
    header: bytes,
    scalars: Sequence[Any],
    disclosed: Sequence[int],
    randomness: Scalars,
) -> Begun:
    """ProofInit (section 3.7.1)."""
    read = read_signature(signature)
    hidden = _others(disclosed, len(scalars))
    if hidden is None:
        raise RefusedError("proof.value", "Indexes of disclosed messages ascend, and name messages.")
    random = randomness(_FIXED + len(hidden))
    r1, r2, e, r1_blind, r3_blind, *blinds = random
    domain = calculate_domain(interface, public, generators, header)
    d = message_point(interface, generators, domain, scalars) * r2
    abar = read.a * (r1 * r2)
    bbar = d * r1 - abar * read.e
    t1 = abar * e + d * r1_blind
    t2 = bls12381.total((d, *(generators.points[1 + j] for j in hidden)), (r3_blind, *blinds))
    return Begun(Init(abar, bbar, d, t1, t2, domain), read, random, [scalars[j] for j in hidden])


def open_proof(
    interface: Interface,
    public: bytes,
    octets: bytes,
    generators: Generators,
    header: bytes,
    scalars: Sequence[Any],
    disclosed: Sequence[int],
    limit: int,
) -> Opened | None:
    """ProofVerifyInit (section 3.7.3); None where proof, key and indexes cannot belong together."""
    try:
        proof = read_proof(octets, limit)
        key = bls12381.g2(public)
    except (RefusedError, PointError):
        return None
    hidden = _others(disclosed, len(generators) - 1)
    if hidden is None or len(hidden) != len(proof.hidden) or len(scalars) != len(disclosed):
        return None
    c = proof.challenge
    domain = calculate_domain(interface, public, generators, header)
    t1 = bls12381.total((proof.bbar, proof.abar, proof.d), (c, proof.e, proof.r1))
    shown = interface.suite.fixed_point() + bls12381.total(
        (generators.points[0], *(generators.points[1 + i] for i in disclosed)), (domain, *scalars)
    )
    t2 = bls12381.total((shown, proof.d, *(generators.points[1 + j] for j in hidden)), (c, proof.r3, *proof.hidden))
    return Opened(proof, Init(proof.abar, proof.bbar, proof.d, t1, t2, domain), key)


def challenged(
    interface: Interface,
    init: Init,
    between: Sequence[Any],
    disclosed: Sequence[int],
    scalars: Sequence[Any],
    presentation_header: bytes,
) -> Any:
    """ProofChallengeCalculate (section 3.7.4); ``between`` stands before the domain."""
    pairs = [part for pair in zip(disclosed, scalars, strict=True) for part in pair]
    octets = serialize((len(disclosed), *pairs, *init[:5], *between, init.domain))
    return interface.to_scalar(octets + len(presentation_header).to_bytes(8, "big") + presentation_header)


def _others(disclosed: Sequence[int], count: int) -> list[int] | None:
    """The indexes below ``count`` that are not ``disclosed``; None where those do not ascend or name no message."""
    if any(later <= earlier for earlier, later in pairwise(disclosed)):
        return None
    if disclosed and (disclosed[0] < 0 or disclosed[-1] >= count):
        return None
    taken = frozenset(disclosed)
    return [index for index in range(count) if index not in taken]
