"""BLS12-381: points and scalars in and out, strictly. The one module that knows the curve library.

Encodings: draft-irtf-cfrg-pairing-friendly-curves, appendix C: compressed points, big endian. All arithmetic is that of
``py_arkworks_bls12381``, which the extra ``bbs`` installs and which is loaded when it is first needed. It reads
several texts as the point at infinity, which is closed here; and it does not compute in constant time, which the how-to
on selective disclosure says.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from importlib import import_module
from importlib.util import find_spec
from typing import Any, Final

from eccoe_vc.errors import GuardUnavailableError

#: Bytes of a compressed point of G1 and of G2, and of a scalar.
G1_BYTES: Final = 48
G2_BYTES: Final = 96
SCALAR_BYTES: Final = 32
#: The order of both groups.
ORDER: Final = 0x73EDA753299D7D483339D80809A1D80553BDA402FFFE5BFEFFFFFFFF00000001
#: The characteristic of the field that the coordinates are from.
FIELD: Final = int(
    "1a0111ea397fe69a4b1ba7b6434bacd764774b84f38512bf6730d2a0f6b0f6241eabfffeb153ffffb9feffffffffaaab", 16
)
INSTALL: Final = "Install it with: pip install 'eccoe-vc[bbs]'."
_LIBRARY: Final = "py_arkworks_bls12381"


class PointError(ValueError):
    """These bytes are no point or scalar. Internal: callers say of what it is a part."""


def available() -> bool:
    """Whether the extra ``bbs`` is installed; nothing is loaded.

    >>> available()
    True
    """
    return find_spec(_LIBRARY) is not None


@lru_cache(maxsize=1)
def engine() -> Any:
    """The curve library; a failure to load it is asked again.

    :raises GuardUnavailableError: ``guard.unavailable`` where the extra is not installed.
    """
    try:
        return import_module(_LIBRARY)
    except ImportError as error:
        raise GuardUnavailableError(
            "guard.unavailable", "The curve BLS12-381 needs a library that is not installed.", hint=INSTALL
        ) from error


def g1(data: bytes) -> Any:
    """The point of G1: compressed, canonical, in the subgroup of prime order, not the identity.

    :raises PointError: anything else.
    """
    return _point(engine().G1Point, data, G1_BYTES)


def g2(data: bytes) -> Any:
    """The point of G2, under the same conditions.

    :raises PointError: anything else.
    """
    return _point(engine().G2Point, data, G2_BYTES)


def scalar(data: bytes) -> Any:
    """A scalar above zero and below the order, in 32 bytes.

    :raises PointError: anything else.
    """
    if len(data) != SCALAR_BYTES or not 0 < int.from_bytes(data, "big") < ORDER:
        raise PointError("A scalar is 32 bytes that stand for a number above zero and below the order of the group.")
    return engine().Scalar.from_be_bytes(data)


def reduced(data: bytes) -> Any:
    """``data`` as a number, big endian, modulo the order of the group; may be zero."""
    return engine().Scalar.from_be_bytes_mod_order(data)


def total(points: Sequence[Any], scalars: Sequence[Any]) -> Any:
    """The sum of each point of G1 times its scalar.

    :raises ValueError: not as many points as scalars, of which the library would leave the rest out.
    """
    if len(points) != len(scalars):
        raise ValueError("As many points as scalars are due.")
    return engine().G1Point.multiexp_unchecked(list(points), list(scalars))


def paired(first: tuple[Any, Any], second: tuple[Any, Any]) -> bool:
    """Whether the pairings of two pairs of points, of G1 and of G2 each, multiply to one."""
    return bool(engine().GT.pairing_check([first[0], second[0]], [first[1], second[1]]))


def _point(kind: Any, data: bytes, size: int) -> Any:
    if len(data) != size:
        raise PointError(f"A point has {size} bytes; found {len(data)}.")
    try:
        point = kind.from_compressed_bytes(data)
    except ValueError:
        raise PointError("The bytes are no point of the curve in its subgroup of prime order.") from None
    # The library reads every text that is marked as infinity as infinity; the one true text of a point is the one it
    # writes. Membership is asked a second time: everything rests on it.
    if bytes(point.to_compressed_bytes()) != data or point == kind.identity() or not point.is_in_subgroup():
        raise PointError("The bytes are not the one encoding of a point of prime order.")
    return point
