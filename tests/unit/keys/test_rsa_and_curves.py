"""RSA keys and points on P-256 and P-384: what is weak or not a point is refused when the key is made."""

from __future__ import annotations

import math
import time
from functools import cache

import pytest
from cryptography.hazmat.primitives.asymmetric import rsa as engine

from eccoe_vc.errors import KeyLoadError
from eccoe_vc.keys import LocalSigner, PublicKey, rsa
from eccoe_vc.keys.weierstrass import CURVES, compress, decompress


@cache
def numbers() -> tuple[int, int, int]:
    """n, p, q of a good key."""
    private = engine.generate_private_key(65537, 2048).private_numbers()
    return private.public_numbers.n, private.p, private.q


def code_of(n: int, e: int = 65537) -> str:
    with pytest.raises(KeyLoadError) as caught:
        PublicKey("RSA", rsa.encode_public(n, e))
    return caught.value.code


def test_a_usual_key_is_taken() -> None:
    rsa.check(numbers()[0], 65537)
    rsa.check(numbers()[0], 2**64 - 1)


@pytest.mark.attack("E12", "1024")
@pytest.mark.attack("E12", "2047")
@pytest.mark.parametrize("bits", [512, 1024, 2047])
def test_short_moduli_are_weak(bits: int) -> None:
    assert code_of((1 << bits) - 1) == "key.weak"


@pytest.mark.attack("E12", "e1")
@pytest.mark.attack("E12", "even")
@pytest.mark.attack("E12", "e-large")
@pytest.mark.parametrize("e", [0, 1, 3, 65535, 65538, 2**64 + 1, 2**257 + 1])
def test_odd_exponents_from_65537_only(e: int) -> None:
    assert code_of(numbers()[0], e) == "key.weak"


@pytest.mark.attack("E12", "16384")
@pytest.mark.parametrize("bits", [8193, 16384, 24000])
def test_a_giant_modulus_costs_nothing(bits: int) -> None:
    start = time.thread_time()
    assert code_of((1 << bits) - 1) == "key.size"
    assert time.thread_time() - start < 0.05


@pytest.mark.attack("E12", "small-factor")
@pytest.mark.parametrize("factor", [2, 3, 65521])
def test_small_factors_are_found(factor: int) -> None:
    assert code_of(numbers()[0] * factor) == "key.weak"


SMALL_PRIMES = [p for p in range(2, 1 << 16) if all(p % d for d in range(2, math.isqrt(p) + 1))]


def message_of(n: int) -> str:
    with pytest.raises(KeyLoadError) as caught:
        rsa.check(n, 65537)
    assert caught.value.code == "key.weak"
    return caught.value.message


@pytest.mark.attack("E12", "roca")
def test_the_fingerprint_of_roca_is_found() -> None:
    product = math.prod(p for p in SMALL_PRIMES if p < 168)
    start = ((3 << 2046) // product + 1) * product
    n = next(
        n for k in range(2000) if all((n := start + pow(65537, k, product) + k * product) % p for p in SMALL_PRIMES)
    )
    assert "ROCA" in message_of(n)


def test_factors_that_are_neighbours_are_found() -> None:
    _, p, _ = numbers()
    near = next(n for n in range(p + 2, p + 9999, 2) if all(n % d for d in SMALL_PRIMES))
    assert "close" in message_of(p * near)
    assert "close" in message_of(p * p)


@pytest.mark.parametrize(
    "damage",
    [
        lambda der: der + b"\0",
        lambda der: der[:-1],
        lambda der: b"\x30\x84" + der[2:],
        lambda der: der.replace(b"\x02\x82\x01\x01\x00", b"\x02\x82\x01\x02\x00\x00", 1),
        lambda der: b"",
        lambda der: b"\x31" + der[1:],
    ],
    ids=["rest", "cut", "length", "leading zero", "empty", "set"],
)
def test_rsa_keys_have_one_encoding(damage: object) -> None:
    assert callable(damage)
    der = rsa.encode_public(numbers()[0], 65537)
    assert rsa.decode_public(der) == (numbers()[0], 65537)
    with pytest.raises(KeyLoadError) as caught:
        rsa.decode_public(damage(der))
    assert caught.value.code == "key.invalid"


# ---- P-256 and P-384 -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("alg", ["P-256", "P-384"])
def test_points_go_there_and_back(alg: str) -> None:
    curve = CURVES[alg]
    for _ in range(8):
        raw = LocalSigner.generate(alg).public_key.raw
        x, y = decompress(curve, raw)
        a, b = int.from_bytes(x, "big"), int.from_bytes(y, "big")
        assert (b * b - a**3 + 3 * a - curve.b) % curve.p == 0
        assert compress(curve, x, y) == raw
        other = decompress(curve, bytes((raw[0] ^ 1,)) + raw[1:])
        assert (int.from_bytes(other[1], "big") + b) % curve.p == 0


@pytest.mark.parametrize("alg", ["P-256", "P-384"])
def test_what_is_no_compressed_point_is_refused(alg: str) -> None:
    curve = CURVES[alg]
    raw = LocalSigner.generate(alg).public_key.raw
    x, y = decompress(curve, raw)
    bad = [
        b"\x04" + x + y,
        b"\x00",
        b"",
        b"\x05" + x,
        raw + b"\0",
        raw[:-1],
        b"\x02" + curve.p.to_bytes(curve.size, "big"),
        b"\x02" + b"\xff" * curve.size,
    ]
    x_number = next(n for n in range(1, 99) if pow(n**3 - 3 * n + curve.b, (curve.p - 1) // 2, curve.p) == curve.p - 1)
    bad.append(b"\x02" + x_number.to_bytes(curve.size, "big"))
    for point in bad:
        with pytest.raises(KeyLoadError) as caught:
            PublicKey(alg, point)  # type: ignore[arg-type]
        assert caught.value.code == "key.invalid"
    for pair in [(x, x), (y, x), (x[:-1], y), (curve.p.to_bytes(curve.size, "big"), y)]:
        with pytest.raises(KeyLoadError):
            compress(curve, *pair)


def test_a_key_of_one_curve_is_no_key_of_the_other() -> None:
    with pytest.raises(KeyLoadError):
        PublicKey("P-384", LocalSigner.generate("P-256").public_key.raw)
    with pytest.raises(KeyLoadError) as caught:
        PublicKey("P-521", bytes(67))  # type: ignore[arg-type]
    assert caught.value.code == "key.unsupported"
