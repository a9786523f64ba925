"""Signature verification itself: our checks first, then the engine. One function for each kind of key.

Exact signature lengths, S < L and no small-order R (RFC 8032 section 5.1.7), 1 <= r, s < n (FIPS 186-5 section 6.4.2),
signature representative below the modulus (RFC 8017 section 5.2.2). The engine sees only what passed.
"""

from __future__ import annotations

from typing import Any, Final, Literal

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, padding, rsa, utils

from eccoe_vc.errors import GuardUnavailableError
from eccoe_vc.keys import bls12381, edwards, mldsa
from eccoe_vc.keys.rsa import decode_public
from eccoe_vc.keys.weierstrass import CURVES, HALVES

KeyAlg = Literal["Ed25519", "P-256", "P-384", "RSA", "BLS12-381-G2", "ML-DSA-44"]
_CURVES: Final[dict[str, ec.EllipticCurve]] = {"P-256": ec.SECP256R1(), "P-384": ec.SECP384R1()}
_HASHES: Final[dict[str, hashes.HashAlgorithm]] = {"P-256": hashes.SHA256(), "P-384": hashes.SHA384()}
_ECDSA: Final = {alg: ec.ECDSA(algorithm) for alg, algorithm in _HASHES.items()}


def load(alg: KeyAlg, raw: bytes) -> Any:
    """The engine's key for ``raw``, which has passed our own checks.

    :raises GuardUnavailableError: the engine does not take a key that is sound.
    """
    try:
        if alg == "Ed25519":
            return ed25519.Ed25519PublicKey.from_public_bytes(raw)
        if alg == "RSA":
            n, e = decode_public(raw)
            return rsa.RSAPublicNumbers(e, n).public_key()
        if alg == "BLS12-381-G2":
            return bls12381.g2(raw)
        if alg == "ML-DSA-44":
            return mldsa.public(raw)
        return ec.EllipticCurvePublicKey.from_encoded_point(_CURVES[alg], raw)
    except (ValueError, UnsupportedAlgorithm) as error:
        raise GuardUnavailableError(
            "guard.unavailable", f"The cryptographic engine does not take a sound {alg} key."
        ) from error


def verify(alg: KeyAlg, key: Any, signature: bytes, data: bytes) -> bool:
    """Whether ``signature`` is one over ``data`` under the engine's ``key``; never raises for a bad signature."""
    try:
        if alg == "Ed25519":
            return _verify_ed25519(key, signature, data)
        if alg == "RSA":
            return _verify_rsa(key, signature, data)
        if alg == "ML-DSA-44":
            return mldsa.verify(key, signature, data)
        return _verify_ecdsa(alg, key, signature, data)
    except InvalidSignature:
        return False


def ecdsa_to_raw(alg: str, signature: bytes) -> bytes:
    """The engine's DER signature as r followed by s, each as long as the curve's order (RFC 7518 section 3.4)."""
    size = CURVES[alg].size
    r, s = utils.decode_dss_signature(signature)
    return r.to_bytes(size, "big") + s.to_bytes(size, "big")


def ecdsa_algorithm(alg: str) -> ec.ECDSA:
    """ECDSA with the hash of the curve, SHA-256 for P-256 and SHA-384 for P-384, for signing.

    Deterministic (RFC 6979) where the engine can: a weak source of random numbers then gives no key away.
    """
    try:
        return ec.ECDSA(_HASHES[alg], deterministic_signing=True)
    except UnsupportedAlgorithm:
        return ec.ECDSA(_HASHES[alg])


def has_high_s(alg: str, signature: bytes) -> bool:
    """Whether an ECDSA signature has the larger of its two possible values of s; False for other kinds of key.

    For every signature (r, s) the twin (r, n - s) holds as well, and everybody can make it. FIPS 186-5, RFC 7518 and
    the Data Integrity suites allow both.
    """
    half = HALVES.get(alg)
    return half is not None and signature[len(half) :] > half  # bytes of one length compare as the numbers do


def _verify_ed25519(key: ed25519.Ed25519PublicKey, signature: bytes, data: bytes) -> bool:
    if len(signature) != 64 or int.from_bytes(signature[32:], "little") >= edwards.L:
        return False
    if edwards.has_small_order(signature[:32]):
        return False
    key.verify(signature, data)
    return True


def _verify_ecdsa(alg: str, key: ec.EllipticCurvePublicKey, signature: bytes, data: bytes) -> bool:
    curve = CURVES[alg]
    r, s = int.from_bytes(signature[: curve.size], "big"), int.from_bytes(signature[curve.size :], "big")
    if len(signature) != 2 * curve.size or not (0 < r < curve.n and 0 < s < curve.n):
        return False
    key.verify(utils.encode_dss_signature(r, s), data, _ECDSA[alg])
    return True


def _verify_rsa(key: rsa.RSAPublicKey, signature: bytes, data: bytes) -> bool:
    if len(signature) != (key.key_size + 7) // 8:
        return False
    if int.from_bytes(signature, "big") >= key.public_numbers().n:
        return False
    key.verify(signature, data, padding.PKCS1v15(), hashes.SHA256())
    return True
