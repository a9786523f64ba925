"""Ed25519 points by the affine formulas of RFC 8032, section 5.1.4: slow, plain, and independent of the library."""

from __future__ import annotations

from dataclasses import dataclass

P = 2**255 - 19
L = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, -1, P) % P


@dataclass(frozen=True)
class Point:
    """A point on the curve."""

    x: int
    y: int

    def __post_init__(self) -> None:
        assert (self.y**2 - self.x**2 - 1 - D * self.x**2 * self.y**2) % P == 0

    def __add__(self, other: Point) -> Point:
        common = D * self.x * other.x * self.y * other.y
        x = (self.x * other.y + other.x * self.y) * pow(1 + common, -1, P) % P
        y = (self.y * other.y + self.x * other.x) * pow(1 - common, -1, P) % P
        return Point(x, y)

    def __rmul__(self, factor: int) -> Point:
        made, power = Point(0, 1), self
        while factor:
            if factor & 1:
                made = made + power
            power = power + power
            factor >>= 1
        return made

    def encode(self) -> bytes:
        """RFC 8032, section 5.1.2."""
        return (self.y | (self.x & 1) << 255).to_bytes(32, "little")


def decode(data: bytes) -> Point:
    """RFC 8032, section 5.1.3, by trying the two square roots."""
    number = int.from_bytes(data, "little")
    y, sign = number % 2**255, number >> 255
    square = (y * y - 1) * pow(D * y * y + 1, -1, P) % P
    root = pow(square, (P + 3) // 8, P)
    for candidate in (root, root * pow(2, (P - 1) // 4, P) % P):
        if candidate * candidate % P == square:
            return Point(candidate if candidate & 1 == sign else -candidate % P, y)
    raise ValueError("no point")


def order(point: Point) -> int:
    """1, 2, 4, 8 or one of these times L."""
    for small in (1, 2, 4, 8):
        if small * point == Point(0, 1):
            return small
    return next(small * L for small in (1, 2, 4, 8) if (small * L) * point == Point(0, 1))
