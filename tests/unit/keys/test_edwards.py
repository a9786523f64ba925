"""Ed25519 points, against slow arithmetic from the definition of the curve that shares nothing with the library."""

from __future__ import annotations

import random

import pytest

from eccoe_vc.errors import KeyLoadError
from eccoe_vc.keys import LocalSigner, edwards

P = 2**255 - 19
L = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, -1, P) % P
Point = tuple[int, int]
NEUTRAL: Point = (0, 1)


def add(a: Point, b: Point) -> Point:
    """The addition law of RFC 8032 section 5.1, affine, with inversions."""
    product = D * a[0] * b[0] * a[1] * b[1] % P
    x = (a[0] * b[1] + b[0] * a[1]) * pow(1 + product, -1, P) % P
    y = (a[1] * b[1] + a[0] * b[0]) * pow(1 - product, -1, P) % P
    return x, y


def times(number: int, point: Point) -> Point:
    result = NEUTRAL
    for bit in f"{number:b}":
        result = add(result, result)
        if bit == "1":
            result = add(result, point)
    return result


def solve(y: int) -> int | None:
    """An x with (x, y) on the curve, by Tonelli's method for p = 5 mod 8, or None."""
    square = (y * y - 1) * pow(D * y * y + 1, -1, P) % P
    root = pow(square, (P + 3) // 8, P)
    for candidate in (root, root * pow(2, (P - 1) // 4, P) % P):
        if candidate * candidate % P == square:
            return candidate
    return None


def encode(point: Point) -> bytes:
    return (point[1] | (point[0] & 1) << 255).to_bytes(32, "little")


def decode(raw: bytes) -> Point:
    number = int.from_bytes(raw, "little")
    y, sign = number & (2**255 - 1), number >> 255
    x = solve(y)
    assert x is not None
    return (x if x & 1 == sign else P - x), y


def order_eight() -> Point:
    """A point of order 8: L times a point that has one."""
    rng = random.Random(8)
    while True:
        y = rng.randrange(P)
        x = solve(y)
        if x is not None and times(4, small := times(L, (x, y))) != NEUTRAL:
            return small


EIGHT = order_eight()
SMALL = [times(k, EIGHT) for k in range(8)]


def code_of(raw: bytes) -> str:
    with pytest.raises(KeyLoadError) as caught:
        edwards.check(raw)
    return caught.value.code


def test_there_are_eight_points_of_small_order() -> None:
    assert len(set(SMALL)) == 8
    assert {y for _, y in SMALL} == edwards.SMALL_ORDER_Y


@pytest.mark.parametrize("point", SMALL, ids=str)
def test_points_of_small_order_are_refused_as_keys_and_as_r(point: Point) -> None:
    raw = encode(point)
    assert code_of(raw) == "key.small_order"
    assert edwards.has_small_order(raw)
    assert edwards.has_small_order(bytes((*raw[:31], raw[31] ^ 0x80)))


@pytest.mark.parametrize("excess", range(19))
@pytest.mark.parametrize("sign", [0, 1])
def test_every_encoding_of_y_beyond_the_field_is_refused(excess: int, sign: int) -> None:
    raw = (P + excess | sign << 255).to_bytes(32, "little")
    assert code_of(raw) == "key.noncanonical"
    assert edwards.has_small_order(raw) is (excess in (0, 1))


@pytest.mark.parametrize("y", [1, P - 1])
def test_zero_has_no_sign(y: int) -> None:
    assert code_of((y | 1 << 255).to_bytes(32, "little")) == "key.noncanonical"


def test_keys_that_somebody_has_are_taken() -> None:
    for number in range(40):
        edwards.check(LocalSigner.from_seed(bytes([number]) * 32).public_key.raw)


@pytest.mark.parametrize("part", range(1, 8))
def test_a_small_part_is_seen_in_every_key(part: int) -> None:
    key = decode(LocalSigner.from_seed(bytes([part]) * 32).public_key.raw)
    mixed = add(key, SMALL[part])
    assert times(L, mixed) != NEUTRAL
    assert code_of(encode(mixed)) == "key.not_prime_order"


def test_random_points_agree_with_slow_arithmetic() -> None:
    rng = random.Random(25519)
    seen: dict[str, int] = {}
    for _ in range(60):
        raw = rng.randrange(P).to_bytes(32, "little")
        if solve(int.from_bytes(raw, "little")) is None:
            expected = "key.invalid"
        else:
            expected = "" if times(L, decode(raw)) == NEUTRAL else "key.not_prime_order"
        try:
            edwards.check(raw)
            found = ""
        except KeyLoadError as error:
            found = error.code
        assert found == expected
        seen[found] = seen.get(found, 0) + 1
    assert seen.keys() >= {"key.invalid", "key.not_prime_order"}


@pytest.mark.parametrize("size", [0, 31, 33, 64])
def test_other_lengths_are_no_keys(size: int) -> None:
    assert code_of(bytes(size)) == "key.invalid"


def test_no_small_r_even_where_the_equation_holds() -> None:
    """With S = k * a the equation holds for R = the neutral element: somebody with the key can make such signatures."""
    import hashlib

    who = LocalSigner.from_seed(bytes(32))
    seed = hashlib.sha512(bytes(32)).digest()
    a = int.from_bytes(seed[:32], "little") & ((1 << 254) - 8) | 1 << 254
    r = encode(NEUTRAL)
    k = int.from_bytes(hashlib.sha512(r + who.public_key.raw + b"data").digest(), "little")
    s = k * a % L
    base = decode(bytes.fromhex("58" + "66" * 31))
    assert times(s, base) == times(k, decode(who.public_key.raw))
    assert not who.public_key.verify(r + s.to_bytes(32, "little"), b"data")


def test_s_is_below_the_order() -> None:
    who = LocalSigner.from_seed(bytes(32))
    signature = who.sign(b"data")
    s = int.from_bytes(signature[32:], "little")
    assert who.public_key.verify(signature, b"data")
    for twin in range(s + L, 2**256, L):
        assert not who.public_key.verify(signature[:32] + twin.to_bytes(32, "little"), b"data")
