"""Private keys in files: PKCS#8 in PEM, plain or encrypted, and private JWKs.

RFC 5958 (PKCS#8), RFC 8018 (PBES2, PBKDF2), RFC 7914 (scrypt), RFC 7517 (JWK). What a file asks for is read before any
of it is done: a key file may demand hours of key derivation. Nothing here ever puts key material into a message.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa

from eccoe_vc.errors import KeyLoadError
from eccoe_vc.keys import jwk, pem
from eccoe_vc.keys.der import OCTET_STRING, OID, SEQUENCE, DerError, Reader, read_sequence
from eccoe_vc.keys.primitives import KeyAlg
from eccoe_vc.limits import DEFAULT, Budget

Engine = ed25519.Ed25519PrivateKey | ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey

_PBES2: Final = bytes.fromhex("2a864886f70d01050d")
_PBKDF2: Final = bytes.fromhex("2a864886f70d01050c")
_SCRYPT: Final = bytes.fromhex("2b06010401da47040b")
_SCRYPT_BYTES: Final = 64 << 20  # memory of one derivation: 128 * N * r
_SCRYPT_WORK: Final = 1 << 25  # N * r * p
_CURVES: Final = {"P-256": ec.SECP256R1(), "P-384": ec.SECP384R1()}


def from_pem(data: bytes | str, passphrase: bytes | str | None, budget: Budget = DEFAULT) -> Engine:
    """The engine's private key from exactly one PEM block.

    :raises KeyLoadError: ``key.load`` (not a private key, wrong passphrase, encrypted and none given, or the reverse),
        ``key.cost``, ``key.unsupported``.
    """
    label, der = pem.read_block(data, budget)
    secret = passphrase.encode() if isinstance(passphrase, str) else passphrase
    if label == "ENCRYPTED PRIVATE KEY":
        if not secret:
            raise KeyLoadError("key.load", "The key is encrypted, and no passphrase was given.")
        _check_cost(der, budget)
    elif label not in ("PRIVATE KEY", "EC PRIVATE KEY", "RSA PRIVATE KEY"):
        what = "a certificate" if label == "CERTIFICATE" else "no private key"
        raise KeyLoadError("key.load", f"The PEM text holds {what}.", hint="Give the private key in PKCS#8 form.")
    elif secret:
        raise KeyLoadError("key.load", "A passphrase was given, but the key is not encrypted.")
    elif label == "PRIVATE KEY":
        _check_kind(der)
    return _load(pem.armour(label, der).encode("ascii"), secret)


def _load(text: bytes, secret: bytes | None) -> Engine:
    try:
        key = serialization.load_pem_private_key(text, secret)
    except (ValueError, TypeError, UnsupportedAlgorithm):
        # The engine's words may quote what it read; ours do not.
        message = "The passphrase is wrong, or the key is damaged." if secret else "The private key cannot be read."
        raise KeyLoadError("key.load", message) from None
    if not isinstance(key, Engine):
        raise KeyLoadError("key.unsupported", "Keys of this type are not supported; Ed25519, P-256, P-384 and RSA are.")
    return key


def _check_kind(der: bytes) -> None:
    """PrivateKeyInfo: the kind of key stands before the key (RFC 5958, section 2)."""
    try:
        info = read_sequence(der)
        info.integer()
        pem.read_algorithm(info.sequence())
    except DerError as error:
        raise KeyLoadError("key.load", f"The private key cannot be read. {error}") from None


def _check_cost(der: bytes, budget: Budget) -> None:
    """EncryptedPrivateKeyInfo: how much work the passphrase costs (RFC 8018, appendix A.4)."""
    try:
        scheme = read_sequence(der).sequence()
        if scheme.element(OID) != _PBES2:
            raise KeyLoadError(
                "key.load", "The key is encrypted in an outdated way.", hint="Convert it with: openssl pkcs8 -topk8"
            )
        derivation = Reader(scheme.element(SEQUENCE)).sequence()
        name, parameters = derivation.element(OID), derivation.sequence()
        parameters.element(OCTET_STRING)
        cost = parameters.integer()
        if name == _PBKDF2:
            too_much = cost > budget.kdf_rounds
        elif name == _SCRYPT:
            block, parallel = parameters.integer(), parameters.integer()
            too_much = 128 * cost * block > _SCRYPT_BYTES or cost * block * parallel > _SCRYPT_WORK
        else:
            raise KeyLoadError("key.load", "The passphrase of the key is derived in a way that we do not know.")
    except DerError as error:
        raise KeyLoadError("key.load", f"The encrypted key cannot be read. {error}") from None
    if too_much:
        raise KeyLoadError(
            "key.cost",
            "The key file asks for more work to try a passphrase than the limit allows.",
            hint="Encrypt the key again with usual parameters, or pass a Budget with larger kdf_rounds.",
        )


def from_jwk(tree: Mapping[str, Any]) -> Engine:
    """The engine's private key from a private JWK; the public part must belong to it.

    :raises KeyLoadError: ``key.load``, ``key.invalid``, ``key.type``, ``unsupported.key_type``.
    """
    if "d" not in tree:
        raise KeyLoadError("key.load", "The JWK holds no private key: it lacks the member d.")
    hidden = ("d", "p", "q", "dp", "dq", "qi", "key_ops", "use")
    public = jwk.read({name: value for name, value in tree.items() if name not in hidden})
    try:
        if public.alg == "Ed25519":
            return _matching(ed25519.Ed25519PrivateKey.from_private_bytes(jwk.decode_member(dict(tree), "d")), public)
        if public.alg == "RSA":
            return _matching(_rsa(tree), public)
        secret = int.from_bytes(jwk.decode_member(dict(tree), "d"), "big")
        return _matching(ec.derive_private_key(secret, _CURVES[public.alg]), public)
    except (ValueError, TypeError):
        raise KeyLoadError("key.load", "The private members of the JWK do not make a key.") from None


def _rsa(tree: Mapping[str, Any]) -> rsa.RSAPrivateKey:
    n, e, d, p, q, dp, dq, qi = (
        int.from_bytes(jwk.decode_member(dict(tree), name), "big")
        for name in ("n", "e", "d", "p", "q", "dp", "dq", "qi")
    )
    return rsa.RSAPrivateNumbers(p, q, d, dp, dq, qi, rsa.RSAPublicNumbers(e, n)).private_key()


def _matching(key: Engine, public: jwk.Jwk) -> Engine:
    if public_parts(key) != (public.alg, public.raw):
        raise KeyLoadError("key.load", "The private and the public part of the JWK are of two different keys.")
    return key


def public_parts(key: Engine) -> tuple[KeyAlg, bytes]:
    """Kind and raw form of the public half.

    :raises KeyLoadError: ``key.unsupported``, another curve.
    """
    form = serialization.PublicFormat.SubjectPublicKeyInfo
    return pem.read_public(key.public_key().public_bytes(serialization.Encoding.PEM, form))


def to_pem(key: Engine, passphrase: bytes | str | None) -> bytes:
    """PKCS#8 in PEM; encrypted with PBES2 where a passphrase is given."""
    secret = passphrase.encode() if isinstance(passphrase, str) else passphrase
    protection: serialization.KeySerializationEncryption = serialization.NoEncryption()
    if secret is not None:
        if not secret:
            raise KeyLoadError("key.load", "An empty passphrase protects nothing.")
        protection = serialization.BestAvailableEncryption(secret)
    return key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, protection)
