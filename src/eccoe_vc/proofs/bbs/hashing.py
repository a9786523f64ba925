"""The two BLS12-381 ciphersuites: hashing to scalars and to points of G1.

draft-irtf-cfrg-bbs-signatures-09, sections 4.2.2 (Hash to Scalar) and 7.2 (BLS12-381 Ciphersuites); RFC 9380, sections
5.2, 5.3.1 and 5.3.2. The map to the curve is that of the library, which clears the cofactor of each of the two points:
their sum is the same as the cleared sum, because clearing is a multiplication.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import lru_cache
from hashlib import sha256, shake_256
from typing import Any, Final

from eccoe_vc.keys import bls12381

EXPAND_LEN: Final = 48  # bytes behind one scalar: ceil((255 + 128) / 8)
_FIELD_LEN: Final = 64  # bytes behind one coordinate: ceil((381 + 128) / 8)
_COORDINATE: Final = 48
_MAX_DST: Final = 255
_MAX_LEN: Final = 65_535
_DIGEST: Final = 32  # bytes of SHA-256
_BLOCK: Final = 64


def expand_xmd(message: bytes, dst: bytes, length: int) -> bytes:
    """expand_message_xmd with SHA-256 (RFC 9380, section 5.3.1): ``length`` bytes.

    >>> expand_xmd(b"", b"QUUX-V01-CS02-with-expander-SHA256-128", 0x20).hex()[:16]
    '68a985b87eb6b469'
    """
    _check(dst, length)
    blocks = -(-length // _DIGEST)
    if blocks > 255:
        raise ValueError("More bytes are asked of expand_message_xmd than it gives.")
    suffix = dst + bytes((len(dst),))
    first = sha256(bytes(_BLOCK) + message + length.to_bytes(2, "big") + b"\0" + suffix).digest()
    block = sha256(first + b"\1" + suffix).digest()
    made = [block]
    for number in range(2, blocks + 1):
        block = sha256(bytes(a ^ b for a, b in zip(first, block, strict=True)) + bytes((number,)) + suffix).digest()
        made.append(block)
    return b"".join(made)[:length]


def expand_xof(message: bytes, dst: bytes, length: int) -> bytes:
    """expand_message_xof with SHAKE-256 (RFC 9380, section 5.3.2): ``length`` bytes."""
    _check(dst, length)
    return shake_256(message + length.to_bytes(2, "big") + dst + bytes((len(dst),))).digest(length)


def _check(dst: bytes, length: int) -> None:
    if not 0 < len(dst) <= _MAX_DST or not 0 < length <= _MAX_LEN:
        raise ValueError("A domain separation tag or a length is outside what RFC 9380 allows.")


@dataclass(frozen=True, slots=True)
class Ciphersuite:
    """One ciphersuite. ``id`` names it, ``p1`` is its fixed point of G1, compressed."""

    id: bytes
    expand: Callable[[bytes, bytes, int], bytes] = field(compare=False)
    p1: bytes = field(compare=False)

    def fixed_point(self) -> Any:
        """``P1`` as a point."""
        return _fixed(self.p1)

    def to_scalar(self, message: bytes, dst: bytes) -> Any:
        """hash_to_scalar (section 4.2.2)."""
        return bls12381.reduced(self.expand(message, dst, EXPAND_LEN))

    def to_point(self, message: bytes, dst: bytes) -> Any:
        """hash_to_curve_g1 (RFC 9380, section 3): a point of G1 of which nobody knows a logarithm."""
        uniform = self.expand(message, dst, 2 * _FIELD_LEN)
        first, second = (
            int.from_bytes(half, "big") % bls12381.FIELD for half in (uniform[:_FIELD_LEN], uniform[_FIELD_LEN:])
        )
        mapped = bls12381.engine().G1Point.map_from_fp_be
        return mapped(first.to_bytes(_COORDINATE, "big")) + mapped(second.to_bytes(_COORDINATE, "big"))


@lru_cache(maxsize=4)
def _fixed(octets: bytes) -> Any:
    return bls12381.g1(octets)


#: Section 7.2.2; the one that bbs-2023 uses.
BLS12381_SHA256: Final = Ciphersuite(
    b"BBS_BLS12381G1_XMD:SHA-256_SSWU_RO_",
    expand_xmd,
    bytes.fromhex("a8ce256102840821a3e94ea9025e4662b205762f9776b3a766c872b948f1fd225e7c59698588e70d11406d161b4e28c9"),
)
#: Section 7.2.1.
BLS12381_SHAKE256: Final = Ciphersuite(
    b"BBS_BLS12381G1_XOF:SHAKE-256_SSWU_RO_",
    expand_xof,
    bytes.fromhex("8929dfbc7e6642c4ed9cba0856e493f8b9d7d5fcb0c31ef8fdcd34d50648a56c795e106e9eada6e0bda386b414150755"),
)
