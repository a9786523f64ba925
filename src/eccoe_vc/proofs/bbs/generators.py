"""Interfaces and the generators that messages are bound to.

draft-irtf-cfrg-bbs-signatures-09, sections 3.5 (BBS Signatures Interface), 4.1.1 (Generators Calculation) and 4.1.2
(Messages to Scalars). Generators are constants of an interface: those that were needed last are kept.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final

from eccoe_vc.errors import RefusedError
from eccoe_vc.proofs.bbs.hashing import BLS12381_SHA256, BLS12381_SHAKE256, EXPAND_LEN, Ciphersuite

#: Messages in one signature, those of the prover and the blinding included, unless a Budget says otherwise.
MAX_MESSAGES: Final = 1_000
_LEAST: Final = 32  # generators made at once; then always twice as many, so that few lists are kept
_KEPT: Final = 12


@dataclass(frozen=True, slots=True)
class Interface:
    """A ciphersuite with the words that keep its uses apart: ``name`` follows the id of the suite in ``api_id``."""

    suite: Ciphersuite
    name: bytes

    @property
    def api_id(self) -> bytes:
        """The identifier of the interface."""
        return self.suite.id + self.name

    def to_scalar(self, message: bytes) -> Any:
        """hash_to_scalar with the usual tag of the interface."""
        return self.suite.to_scalar(message, self.api_id + b"H2S_")

    def messages_to_scalars(self, messages: Sequence[bytes]) -> list[Any]:
        """One scalar for each message, in order (section 4.1.2)."""
        dst = self.api_id + b"MAP_MSG_TO_SCALAR_AS_HASH_"
        return [self.suite.to_scalar(message, dst) for message in messages]

    def generators(self, count: int, prefix: bytes = b"", limit: int = MAX_MESSAGES) -> Generators:
        """create_generators (section 4.1.1): ``count`` points.

        :param prefix: stands before ``api_id``, such as ``BLIND_``.
        :param limit: how many messages there may be; the generator of the domain comes on top.
        :raises RefusedError: ``struct.limit``, more are asked for; nothing was computed.
        """
        check_count(count - 1, limit)
        size = _LEAST
        while size < count:
            size *= 2
        made = _made(self.suite, prefix + self.api_id, size)
        return Generators(made.points[:count], made.octets[:count])


@dataclass(frozen=True, slots=True)
class Generators:
    """Points of G1, and the same compressed, in order."""

    points: tuple[Any, ...]
    octets: tuple[bytes, ...]

    def __add__(self, other: Generators) -> Generators:
        return Generators(self.points + other.points, self.octets + other.octets)

    def __len__(self) -> int:
        return len(self.points)


def check_count(count: int, limit: int) -> None:
    """Insist that there are no more messages than ``limit``.

    :raises RefusedError: ``struct.limit``.
    """
    if count > limit:
        raise RefusedError("struct.limit", f"A BBS signature over {count} messages has more than the {limit} allowed.")


@lru_cache(maxsize=_KEPT)
def _made(suite: Ciphersuite, api_id: bytes, count: int) -> Generators:
    seed_dst, dst = api_id + b"SIG_GENERATOR_SEED_", api_id + b"SIG_GENERATOR_DST_"
    v = suite.expand(api_id + b"MESSAGE_GENERATOR_SEED", seed_dst, EXPAND_LEN)
    points = []
    for index in range(1, count + 1):
        v = suite.expand(v + index.to_bytes(8, "big"), seed_dst, EXPAND_LEN)
        points.append(suite.to_point(v, dst))
    return Generators(tuple(points), tuple(bytes(point.to_compressed_bytes()) for point in points))


#: The interface of plain BBS (section 3.5), for each ciphersuite.
BBS_SHA256: Final = Interface(BLS12381_SHA256, b"H2G_HM2S_")
BBS_SHAKE256: Final = Interface(BLS12381_SHAKE256, b"H2G_HM2S_")
