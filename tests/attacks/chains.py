"""Chains of certificates in the header of a token (``x5c``, RFC 7515, section 4.1.6), one for each variant of case E30.

Every leaf is for the key that signed the token, so that nothing but the chain speaks for it, and nothing else against.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Callable
from datetime import timedelta
from functools import cache
from typing import Final

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import NameOID
from tests.attacks.bases import AT

from eccoe_vc.keys import PublicKey

LONG: Final = 50
_YEAR: Final = timedelta(days=365)


def _key(name: str) -> Ed25519PrivateKey:
    return Ed25519PrivateKey.from_private_bytes(hashlib.sha256(f"eccoe_vc test certificate {name}".encode()).digest())


def _named(name: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])


def _certificate(
    subject: str, issuer: str, key: Ed25519PublicKey, *, ca: bool = True, end: timedelta = _YEAR, san: str = ""
) -> str:
    """One certificate in base64, as it stands in ``x5c``."""
    made = (
        x509.CertificateBuilder()
        .subject_name(_named(subject))
        .issuer_name(_named(issuer))
        .public_key(key)
        .serial_number(int.from_bytes(hashlib.sha256(f"{subject} {issuer}".encode()).digest()[:8], "big"))
        .not_valid_before(AT - 2 * _YEAR)
        .not_valid_after(AT + end)
        .add_extension(x509.BasicConstraints(ca=ca, path_length=None), critical=True)
    )
    if san:
        made = made.add_extension(x509.SubjectAlternativeName([x509.UniformResourceIdentifier(san)]), critical=False)
    return base64.b64encode(made.sign(_key(issuer), None).public_bytes(Encoding.DER)).decode()


def _authority(subject: str, issuer: str, *, ca: bool = True) -> str:
    return _certificate(subject, issuer, _key(subject).public_key(), ca=ca)


def _leaf(
    key: Ed25519PublicKey, issuer: str, *, end: timedelta = _YEAR, san: str = "https://north.example/issuers/1"
) -> str:
    return _certificate("North University", issuer, key, ca=False, end=end, san=san)


def _loop(key: Ed25519PublicKey) -> list[str]:
    mutual = [_authority("one", "two"), _authority("two", "one")]
    return [_leaf(key, "one"), *mutual, *mutual, _authority("root", "root")]


def _long(key: Ed25519PublicKey) -> list[str]:
    between = [_authority(str(number), str(number + 1)) for number in range(LONG - 1)]
    return [_leaf(key, "0"), *between]


def _expired(key: Ed25519PublicKey) -> list[str]:
    return [_leaf(key, "root", end=-_YEAR), _authority("root", "root")]


def _other_name(key: Ed25519PublicKey) -> list[str]:
    return [_leaf(key, "root", san="https://west.example/issuers/1"), _authority("root", "root")]


def _no_authority(key: Ed25519PublicKey) -> list[str]:
    return [_leaf(key, "middle"), _authority("middle", "root", ca=False), _authority("root", "root")]


def _sound(key: Ed25519PublicKey) -> list[str]:
    return [_leaf(key, "root"), _authority("root", "root")]


_KINDS: Final[dict[str, Callable[[Ed25519PublicKey], list[str]]]] = {
    "loop": _loop,
    "long": _long,
    "expired": _expired,
    "name": _other_name,
    "ca-flag": _no_authority,
}
KINDS: Final = tuple(_KINDS)


@cache
def _made(kind: str, raw: bytes) -> tuple[str, ...]:
    make = _KINDS.get(kind, _sound)
    return tuple(make(Ed25519PublicKey.from_public_bytes(raw)))


def of(kind: str, key: PublicKey) -> list[str]:
    """The chain of a variant for ``key``; ``sound`` is one with nothing wrong in it."""
    return list(_made(kind, key.raw))
