"""P-256 and P-384 points (SEC 1, sections 2.3.3 and 2.3.4): on the curve or refused. Both curves have prime order."""

from __future__ import annotations

from typing import Final, NamedTuple

from eccoe_vc.errors import KeyLoadError


class Curve(NamedTuple):
    """y^2 = x^3 - 3 x + b over the field of ``p``; ``n`` points; coordinates of ``size`` bytes."""

    name: str
    p: int
    b: int
    n: int
    size: int


P256: Final = Curve(
    "P-256",
    2**256 - 2**224 + 2**192 + 2**96 - 1,
    0x5AC635D8AA3A93E7B3EBBD55769886BC651D06B0CC53B0F63BCE3C3E27D2604B,
    0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551,
    32,
)
P384: Final = Curve(
    "P-384",
    2**384 - 2**128 - 2**96 + 2**32 - 1,
    0xB3312FA7E23EE7E4988E056BE3F82D19181D9C6EFE8141120314088F5013875AC656398D8A2ED19D2A85C8EDD3EC2AEF,
    0xFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFC7634D81F4372DDF581A0DB248B0A77AECEC196ACCC52973,
    48,
)
#: Half of the number of points, as bytes: an s above it is the larger one of two.
HALVES: Final = {curve.name: (curve.n // 2).to_bytes(curve.size, "big") for curve in (P256, P384)}
CURVES: Final = {curve.name: curve for curve in (P256, P384)}


def compress(curve: Curve, x: bytes, y: bytes) -> bytes:
    """The compressed form of the point (x, y), which must be on the curve.

    :raises KeyLoadError: ``key.invalid``.
    """
    if len(x) != curve.size or len(y) != curve.size:
        raise KeyLoadError(
            "key.invalid", f"A coordinate of a {curve.name} key has {curve.size} bytes; found {len(x)} and {len(y)}."
        )
    a, b = int.from_bytes(x, "big"), int.from_bytes(y, "big")
    if a >= curve.p or b >= curve.p or (b * b - _right_side(curve, a)) % curve.p:
        raise KeyLoadError("key.invalid", f"The key is not a point on the curve {curve.name}.")
    return bytes((2 + (b & 1),)) + x


def decompress(curve: Curve, raw: bytes) -> tuple[bytes, bytes]:
    """The coordinates of a compressed point.

    :raises KeyLoadError: ``key.invalid``; also for uncompressed points, which Multikey does not know.
    """
    if len(raw) != curve.size + 1 or raw[0] not in (2, 3):
        raise KeyLoadError(
            "key.invalid",
            f"A {curve.name} key is a compressed point of {curve.size + 1} bytes; found {len(raw)} bytes.",
        )
    x = int.from_bytes(raw[1:], "big")
    square = _right_side(curve, x)
    y = pow(square, (curve.p + 1) // 4, curve.p)  # a square root, because p = 3 mod 4
    if x >= curve.p or y * y % curve.p != square:
        raise KeyLoadError("key.invalid", f"The key is not a point on the curve {curve.name}.")
    if y & 1 != raw[0] & 1:
        y = curve.p - y
    return raw[1:], y.to_bytes(curve.size, "big")


def _right_side(curve: Curve, x: int) -> int:
    return (x * x * x - 3 * x + curve.b) % curve.p
