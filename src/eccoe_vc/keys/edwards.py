"""Ed25519 points (RFC 8032 section 5.1): only keys under which nobody but their owner can have signed.

RFC 8032 does not ask; we refuse what is not in canonical encoding, of small order (signatures that nobody made verify
under such a key) and of mixed order (verifiers disagree about signatures). See docs/adr/0031.

Twisted Edwards form -x^2 + y^2 = 1 + d x^2 y^2 over the field of p = 2^255 - 19; the group has order 8 L, L prime.
Projective coordinates (X : Y : Z), complete formulas (Bernstein, Birkner, Joye, Lange, Peters 2008): no special cases.
"""

from __future__ import annotations

from typing import Final

from eccoe_vc.errors import KeyLoadError

P: Final = 2**255 - 19
L: Final = 2**252 + 27742317777372353535851937790883648493
D: Final = -121665 * pow(121666, -1, P) % P
_SQRT_MINUS_1: Final = pow(2, (P - 1) // 4, P)
_Y_MASK: Final = 2**255 - 1
#: y of the points of order 8; the other four of the eight points of small order have y = 1, -1, 0 and 0.
_Y_ORDER_8: Final = int.from_bytes(
    bytes.fromhex("26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05"), "little"
)
SMALL_ORDER_Y: Final = frozenset((0, 1, P - 1, _Y_ORDER_8, P - _Y_ORDER_8))


def check(raw: bytes) -> None:
    """Insist that ``raw`` (32 bytes) is the canonical encoding of a point of order L.

    :raises KeyLoadError: ``key.invalid``, ``key.noncanonical``, ``key.small_order``, ``key.not_prime_order``.

    >>> check(bytes([1]) + bytes(31))
    Traceback (most recent call last):
    eccoe_vc.errors.KeyLoadError: The Ed25519 key is a point of small order... [key.small_order]
    """
    if len(raw) != 32:
        raise KeyLoadError("key.invalid", f"An Ed25519 key has 32 bytes, but {len(raw)} were found.")
    number = int.from_bytes(raw, "little")
    y, sign = number & _Y_MASK, number >> 255
    # x is 0 for y = 1 and y = -1, and zero has no second sign.
    if y >= P or (sign and y in (1, P - 1)):
        raise KeyLoadError("key.noncanonical", "The Ed25519 key is not in its one canonical encoding.")
    if y in SMALL_ORDER_Y:
        raise KeyLoadError(
            "key.small_order",
            "The Ed25519 key is a point of small order; signatures that nobody made would hold under it.",
        )
    x = _recover_x(y, sign)
    if x is None:
        raise KeyLoadError("key.invalid", "The Ed25519 key is not a point on the curve.")
    if not _has_order_l(x, y):
        raise KeyLoadError(
            "key.not_prime_order",
            "The Ed25519 key has a part of small order; verifiers would disagree about its signatures.",
        )


def has_small_order(encoded: bytes) -> bool:
    """Whether 32 bytes encode, canonically or not, a point of small order. For the R of signatures."""
    return (int.from_bytes(encoded, "little") & _Y_MASK) % P in SMALL_ORDER_Y


def _recover_x(y: int, sign: int) -> int | None:
    """RFC 8032 section 5.1.3, steps 2 to 4."""
    u, v = (y * y - 1) % P, (D * y * y + 1) % P
    v3 = v * v * v % P
    x = u * v3 % P * pow(u * v3 * v3 * v % P, (P - 5) // 8, P) % P
    difference = v * x * x % P
    if difference != u:
        if difference != P - u:
            return None
        x = x * _SQRT_MINUS_1 % P
    return P - x if x & 1 != sign else x


def _signed_digits(number: int) -> tuple[int, ...]:
    """The non-adjacent form, highest digit first: each digit is 1, 0 or -1, and two thirds of them are 0."""
    digits = []
    while number:
        digit = 2 - number % 4 if number & 1 else 0
        digits.append(digit)
        number = (number - digit) >> 1
    return tuple(reversed(digits))


_ORDER_DIGITS: Final = _signed_digits(L)[1:]


def _has_order_l(x: int, y: int) -> bool:
    """Whether L times the point is the neutral element; about a millisecond."""
    p, d, plus = P, D, (x + y) % P
    minus = (y - x) % P
    big_x, big_y, z = x, y, 1
    for digit in _ORDER_DIGITS:
        # doubling: 3 products, 4 squares
        xx, yy = big_x * big_x, big_y * big_y
        f = yy - xx
        j = (f - 2 * z * z) % p
        cross = big_x + big_y
        big_x = (cross * cross - xx - yy) * j % p
        big_y = -f * (xx + yy) % p
        z = f * j % p
        if digit:
            # adding (x, y), or (-x, y) for the digit -1
            c, e, total = (big_x * x, big_y * y, plus) if digit > 0 else (-big_x * x, big_y * y, minus)
            b, product = z * z, d * (c % p) * (e % p)
            f, g = (b - product) % p, (b + product) % p
            big_x = z * f % p * ((big_x + big_y) * total - c - e) % p
            big_y = z * g % p * (e + c) % p
            z = f * g % p
    return big_x == 0 and big_y == z
