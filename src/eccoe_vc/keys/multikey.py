"""Multikey (Controlled Identifiers 1.0, section 2.2.2): a multicodec prefix and the key, in base58btc behind ``z``.

The payload behind the prefix is also our ``raw`` form of a key: 32 bytes for Ed25519, the compressed point for P-256
and P-384, RSAPublicKey in DER for RSA, the compressed point of G2 for BLS12-381-G2, pkEncode for ML-DSA-44.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Final

from eccoe_vc.encoding import DecodeError, multibase, multicodec
from eccoe_vc.errors import KeyLoadError
from eccoe_vc.keys.primitives import KeyAlg

#: Characters of the longest text that is decoded: RSA with far more bits than we take, so that its size can be named.
MAX_CHARS: Final = 4096
_CACHED: Final = 512
_SHORTEST: Final = 32  # bytes of the shortest public key
_ALGS: Final[dict[str, KeyAlg]] = {
    "ed25519-pub": "Ed25519",
    "p256-pub": "P-256",
    "p384-pub": "P-384",
    "rsa-pub": "RSA",
    "bls12_381-g2-pub": "BLS12-381-G2",
    "mldsa-44-pub": "ML-DSA-44",
}
_NAMES: Final = {alg: name for name, alg in _ALGS.items()}
#: Prefixes of private keys, those of the registry included that have no name with us.
_PRIVATE: Final = frozenset(bytes((0x80 | low, 0x26)) for low in (*range(12), *range(0x17, 0x1D)))


def encode(alg: KeyAlg, raw: bytes) -> str:
    """The Multikey text.

    >>> encode("Ed25519", bytes(32))
    'z6MkeTG3bFFSLYVU7VqhgZxqr6YzpaGrQtFMh1uvqGy1vDnP'
    """
    return multibase.encode(multicodec.join(_NAMES[alg], raw))


@lru_cache(maxsize=_CACHED)
def decode(text: str) -> tuple[KeyAlg, bytes]:
    """Kind and payload of a Multikey text; the payload itself is judged when the key is made.

    Those met last are kept; refusals are not.

    :raises KeyLoadError: ``key.invalid`` (not canonical multibase, no minimal varint), ``key.private_in_public``,
        ``unsupported.key_type``.

    >>> decode("z6MkeTG3bFFSLYVU7VqhgZxqr6YzpaGrQtFMh1uvqGy1vDnP")[0]
    'Ed25519'
    """
    try:
        data = multibase.decode(text, allowed="z", max_chars=MAX_CHARS)
    except DecodeError as error:
        raise KeyLoadError("key.invalid", f"The Multikey text cannot be read. {error}") from None
    if data[:2] in _PRIVATE:
        raise KeyLoadError(
            "key.private_in_public",
            "A private key stands where a public key belongs.",
            hint="Its owner should be told: the key is no longer secret.",
        )
    try:
        name, raw = multicodec.split(data)
    except DecodeError:
        if not _is_minimal_varint(data):
            raise KeyLoadError("key.invalid", "The Multikey text does not begin with a key type.") from None
        name, raw = "", b""
    alg = _ALGS.get(name)
    if alg is None:
        message = f"Keys of type {name.removesuffix('-pub')} are not supported."
        if not name:
            message = "The Multikey text begins with no known type of key; it may be cut off or damaged."
        raise KeyLoadError("unsupported.key_type", message)
    return alg, raw


def is_key(text: str) -> bool:
    """Whether ``text`` is a public key in Multikey form, of any kind that has a name; sound or not.

    >>> is_key("z6MkeTG3bFFSLYVU7VqhgZxqr6YzpaGrQtFMh1uvqGy1vDnP"), is_key("zone-1")
    (True, False)
    """
    try:
        name, raw = multicodec.split(multibase.decode(text, allowed="z", max_chars=MAX_CHARS))
    except DecodeError:
        return False
    return name.endswith("-pub") and len(raw) >= _SHORTEST


def is_private(text: str) -> bool:
    """Whether ``text`` is a private key in Multikey form (``secretKeyMultibase``), of any kind.

    >>> is_private("z6MkeTG3bFFSLYVU7VqhgZxqr6YzpaGrQtFMh1uvqGy1vDnP")
    False
    """
    try:
        return multibase.decode(text, allowed="z", max_chars=MAX_CHARS)[:2] in _PRIVATE
    except DecodeError:
        return False


def _is_minimal_varint(data: bytes) -> bool:
    for index, octet in enumerate(data[:9]):
        if octet < 0x80:
            return octet != 0 or index == 0
    return False
