"""Private keys in files: PKCS#8 in PEM, plain or encrypted, the older PEM forms, and private JWKs.

RFC 5958 (PKCS#8), RFC 8410 (Ed25519), RFC 5915 (EC), RFC 8017 (RSA), RFC 9881 (ML-DSA), RFC 7517 (JWK).
The engine gets numbers, never files: a file may name numbers so large that checking them takes hours, and that is seen
here first. Nothing here puts key material into a message.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final, NamedTuple

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, mldsa, rsa

from eccoe_vc.errors import KeyLoadError
from eccoe_vc.keys import jwk, pem, sealing
from eccoe_vc.keys import mldsa as ml_dsa
from eccoe_vc.keys.algorithms import check_strength
from eccoe_vc.keys.der import OCTET_STRING, OID, DerError, Reader, read_sequence
from eccoe_vc.keys.primitives import KeyAlg
from eccoe_vc.keys.rsa import MAX_BITS
from eccoe_vc.keys.weierstrass import CURVES
from eccoe_vc.limits import DEFAULT, Budget

Engine = ed25519.Ed25519PrivateKey | ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey | mldsa.MLDSA44PrivateKey

_CURVES: Final = {"P-256": ec.SECP256R1(), "P-384": ec.SECP384R1()}
_UNSUPPORTED_LABELS: Final = ("DSA PRIVATE KEY", "DH PRIVATE KEY", "OPENSSH PRIVATE KEY")
_SEED: Final = 0x80  # [0] of ML-DSA-44-PrivateKey
_PARAMETERS: Final = 0xA0  # [0] of ECPrivateKey
_UNREADABLE: Final = "The private key cannot be read."


class RsaNumbers(NamedTuple):
    """RSAPrivateKey (RFC 8017, appendix A.1.2)."""

    n: int
    e: int
    d: int
    p: int
    q: int
    dp: int
    dq: int
    qi: int


def from_pem(data: bytes | str, passphrase: bytes | str | None, budget: Budget = DEFAULT) -> Engine:
    """The engine's private key from exactly one PEM block.

    :raises KeyLoadError: ``key.load`` (not a private key, wrong passphrase, encrypted and none given, or the reverse),
        ``key.cost``, ``key.size``, ``key.unsupported``.
    """
    block = pem.read_block(data, budget)
    if block.label in _UNSUPPORTED_LABELS:
        kind = block.label.removesuffix(" PRIVATE KEY")
        raise KeyLoadError("key.unsupported", f"Keys of type {kind} are not supported.", hint="Use PKCS#8.")
    label, der = sealing.unseal(block, "PRIVATE KEY", passphrase, budget)
    if label not in ("PRIVATE KEY", "EC PRIVATE KEY", "RSA PRIVATE KEY"):
        what = "a certificate" if label == "CERTIFICATE" else "no private key"
        hint = "Give the private key in PKCS#8 form."
        if label.endswith("BBS PRIVATE KEY"):
            what, hint = "a key for bbs-2023, which signs nothing else", "Read it with BbsSigner.from_saved."
        raise KeyLoadError("key.load", f"The PEM text holds {what}.", hint=hint)
    if passphrase and block.label == label != "PRIVATE KEY":
        raise KeyLoadError("key.load", "A passphrase was given, but the key is not encrypted.")
    try:
        if label == "PRIVATE KEY":
            return _private_key_info(der)
        return _rsa_key(der) if label == "RSA PRIVATE KEY" else _ec_key(der, None)
    except DerError as error:
        raise KeyLoadError("key.load", f"{_UNREADABLE} {error}") from None


def from_jwk(tree: Mapping[str, Any]) -> Engine:
    """The engine's private key from a private JWK; the public part must belong to it.

    :raises KeyLoadError: ``key.load``, ``key.use``, ``key.type``, ``unsupported.key_type`` and what
        :class:`~eccoe_vc.keys.PublicKey` says of the public part.
    """
    secret = "priv" if tree.get("kty") == "AKP" else "d"
    if secret not in tree:
        raise KeyLoadError("key.load", f"The JWK holds no private key: it lacks the member {secret}.")
    operations = tree.get("key_ops", ["sign"])
    if not isinstance(operations, list) or "sign" not in operations:
        raise KeyLoadError("key.use", "The member key_ops does not say that the key is for signing.")
    private = dict(tree)
    public = jwk.read({name: value for name, value in private.items() if name not in _HIDDEN})
    check_strength(public.alg, public.raw)
    if public.alg == "Ed25519":
        key: Engine = _ed25519_key(jwk.decode_member(private, "d"))
    elif public.alg == "RSA":
        names = ("n", "e", "d", "p", "q", "dp", "dq", "qi")
        key = _rsa_engine(RsaNumbers(*(int.from_bytes(jwk.decode_member(private, name), "big") for name in names)))
    elif public.alg == "ML-DSA-44":
        key = _ml_dsa_key(jwk.decode_member(private, "priv"))
    else:
        key = _ec_engine(public.alg, jwk.decode_member(private, "d"))
    if public_parts(key) != (public.alg, public.raw):
        raise KeyLoadError("key.load", "The private and the public part of the JWK are of two different keys.")
    return key


_HIDDEN: Final = ("d", "p", "q", "dp", "dq", "qi", "priv", "key_ops")


def public_parts(key: Engine) -> tuple[KeyAlg, bytes]:
    """Kind and raw form of the public half.

    :raises KeyLoadError: ``key.unsupported``, another curve.
    """
    form = serialization.PublicFormat.SubjectPublicKeyInfo
    return pem.read_public(key.public_key().public_bytes(serialization.Encoding.PEM, form))


def to_pem(key: Engine, passphrase: bytes | str | None) -> bytes:
    """PKCS#8 in PEM; encrypted with PBES2 where a passphrase is given."""
    der = key.private_bytes(serialization.Encoding.DER, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    return sealing.seal("PRIVATE KEY", der, passphrase)


# ---- structures ------------------------------------------------------------------------------------------------------


def _private_key_info(der: bytes) -> Engine:
    """PrivateKeyInfo (RFC 5958, section 2); attributes and a repeated public key at the end are passed over."""
    info = read_sequence(der)
    if info.integer() > 1:
        raise DerError("Its version is unknown.")
    alg = pem.read_algorithm(info.sequence())
    content = info.element(OCTET_STRING)
    if alg == "RSA":
        return _rsa_key(content)
    if alg in CURVES:
        return _ec_key(content, alg)
    inner = Reader(content)
    if alg == "ML-DSA-44":
        if inner.peek() != _SEED:
            raise DerError("It holds an expanded ML-DSA key; only the seed is read.")
        seed = inner.element(_SEED)
        inner.finish()
        return _ml_dsa_key(seed)
    seed = inner.element(OCTET_STRING)
    inner.finish()
    return _ed25519_key(seed)


def _ec_key(der: bytes, alg: str | None) -> Engine:
    """ECPrivateKey (RFC 5915, section 3); the curve is named outside or inside, and not in two ways."""
    reader = read_sequence(der)
    if reader.integer() != 1:
        raise DerError("Its version is unknown.")
    secret = reader.element(OCTET_STRING)
    if reader.peek() == _PARAMETERS:
        curve = Reader(reader.element(_PARAMETERS)).element(OID)
        named = pem.CURVE_OIDS.get(curve)
        if named is None:
            raise pem.unsupported(curve)
        if alg not in (None, named):
            raise DerError("It names two curves.")
        alg = named
    if alg is None:
        raise DerError("It does not name its curve.")
    return _ec_engine(alg, secret)


def _rsa_key(der: bytes) -> Engine:
    reader = read_sequence(der)
    if reader.integer() != 0:
        raise DerError("It has more than two prime factors.")
    numbers = RsaNumbers(*(reader.integer() for _ in RsaNumbers._fields))
    reader.finish()
    return _rsa_engine(numbers)


# ---- numbers to keys -------------------------------------------------------------------------------------------------


def _ed25519_key(seed: bytes) -> Engine:
    if len(seed) != 32:
        raise KeyLoadError("key.load", "An Ed25519 private key has 32 bytes.")
    return ed25519.Ed25519PrivateKey.from_private_bytes(seed)


def _ml_dsa_key(seed: bytes) -> Engine:
    if len(seed) != ml_dsa.SEED_BYTES:
        raise KeyLoadError("key.load", "An ML-DSA-44 private key is a seed of 32 bytes.")
    if not ml_dsa.available():
        raise KeyLoadError("key.unsupported", "This installation has no ML-DSA-44.", hint=ml_dsa.INSTALL)
    return mldsa.MLDSA44PrivateKey.from_seed_bytes(seed)


def _ec_engine(alg: str, secret: bytes) -> Engine:
    curve = CURVES[alg]
    number = int.from_bytes(secret, "big")
    if len(secret) != curve.size or not 0 < number < curve.n:
        raise KeyLoadError("key.load", f"{_UNREADABLE} Its number does not belong to the curve {alg}.")
    return ec.derive_private_key(number, _CURVES[alg])


def _rsa_engine(numbers: RsaNumbers) -> Engine:
    # The engine tests primes before it multiplies: sizes and the product are looked at before it sees them.
    if numbers.n.bit_length() > MAX_BITS:
        raise KeyLoadError(
            "key.size", f"The RSA key has {numbers.n.bit_length()} bits, more than the limit of {MAX_BITS}."
        )
    if numbers.p * numbers.q != numbers.n or not 1 < numbers.p < numbers.n or max(numbers) > numbers.n:
        raise KeyLoadError("key.load", f"{_UNREADABLE} Its numbers do not fit each other.")
    n, e, d, p, q, dp, dq, qi = numbers
    try:
        return rsa.RSAPrivateNumbers(p, q, d, dp, dq, qi, rsa.RSAPublicNumbers(e, n)).private_key()
    except ValueError:
        # The engine's words may quote what it read; ours do not.
        raise KeyLoadError("key.load", f"{_UNREADABLE} Its numbers do not fit each other.") from None
