"""RSA keys (RFC 8017): 2048 to 8192 bits, a usual exponent, and none of the known weak families.

Sizes are tested first, so that a giant modulus costs nothing. What is refused and why: docs/adr/0031.
"""

from __future__ import annotations

from functools import lru_cache
from math import gcd, isqrt, prod
from typing import Final

from eccoe_vc.errors import KeyLoadError
from eccoe_vc.keys.der import SEQUENCE, DerError, encode, encode_integer, read_sequence

MIN_BITS: Final = 2048
MAX_BITS: Final = 8192
MIN_EXPONENT: Final = 65537
# Engines refuse larger exponents beside large moduli, so that the two of us would disagree.
MAX_EXPONENT_BITS: Final = 64
_TRIAL_LIMIT: Final = 1 << 16
_FERMAT_ROUNDS: Final = 100
# The fingerprint of ROCA (CVE-2017-15361): modulo each of these primes the modulus is a power of 65537.
_ROCA_LIMIT: Final = 168


def check(n: int, e: int) -> None:
    """Insist on a sound RSA public key.

    :raises KeyLoadError: ``key.size``, ``key.weak``.

    >>> check(2**1023 + 1, 65537)
    Traceback (most recent call last):
    eccoe_vc.errors.KeyLoadError: The RSA key has 1024 bits; at least 2048 are needed... [key.weak]
    """
    bits = n.bit_length()
    if bits > MAX_BITS:
        raise KeyLoadError("key.size", f"The RSA key has {bits} bits, more than the limit of {MAX_BITS}.")
    if bits < MIN_BITS:
        raise KeyLoadError("key.weak", f"The RSA key has {bits} bits; at least {MIN_BITS} are needed.")
    if e < MIN_EXPONENT or e % 2 == 0 or e.bit_length() > MAX_EXPONENT_BITS:
        raise KeyLoadError(
            "key.weak", f"The exponent of the RSA key is even, below {MIN_EXPONENT} or above {MAX_EXPONENT_BITS} bits."
        )
    if gcd(n, _small_primes_product() % n) != 1:
        raise KeyLoadError("key.weak", "The modulus of the RSA key has a small factor.")
    if all(n % p in powers for p, powers in _roca_powers()):
        raise KeyLoadError("key.weak", "The RSA key has the fingerprint of a family of weak keys (ROCA).")
    if _has_close_factors(n):
        raise KeyLoadError("key.weak", "The two factors of the RSA modulus are too close to each other.")


def encode_public(n: int, e: int) -> bytes:
    """RSAPublicKey in DER (RFC 8017 appendix A.1.1): what Multikey and did:key carry."""
    return encode(SEQUENCE, encode_integer(n), encode_integer(e))


def decode_public(raw: bytes) -> tuple[int, int]:
    """Modulus and exponent.

    :raises KeyLoadError: ``key.invalid``, not exactly one RSAPublicKey in DER.
    """
    try:
        reader = read_sequence(raw)
        n, e = reader.integer(), reader.integer()
        reader.finish()
    except DerError as error:
        raise KeyLoadError("key.invalid", f"The RSA key cannot be read. {error}") from None
    return n, e


def _has_close_factors(n: int) -> bool:
    """Fermat's method, a few rounds (CVE-2022-26320)."""
    a = isqrt(n)
    if a * a == n:
        return True
    for _ in range(_FERMAT_ROUNDS):
        a += 1
        square = a * a - n
        root = isqrt(square)
        if root * root == square:
            return True
    return False


def _primes_below(limit: int) -> list[int]:
    sieve = bytearray([1]) * limit
    for number in range(2, isqrt(limit) + 1):
        if sieve[number]:
            sieve[number * number :: number] = bytes(len(range(number * number, limit, number)))
    return [number for number in range(2, limit) if sieve[number]]


@lru_cache(maxsize=1)
def _small_primes_product() -> int:
    return prod(_primes_below(_TRIAL_LIMIT))


@lru_cache(maxsize=1)
def _roca_powers() -> tuple[tuple[int, frozenset[int]], ...]:
    return tuple((p, frozenset(pow(65537, k, p) for k in range(p - 1))) for p in _primes_below(_ROCA_LIMIT)[1:])
