"""Multicodec prefixes of keys and digests: unsigned varints in their shortest form."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from eccoe_vc.encoding import DecodeError

#: Name to prefix bytes (Controlled Identifiers 1.0, section 2.2.2; did:key, "Signature Method Creation").
PREFIXES: Final[Mapping[str, bytes]] = MappingProxyType(
    {
        "ed25519-pub": b"\xed\x01",
        "x25519-pub": b"\xec\x01",
        "p256-pub": b"\x80\x24",
        "p384-pub": b"\x81\x24",
        "p521-pub": b"\x82\x24",
        "secp256k1-pub": b"\xe7\x01",
        "bls12_381-g2-pub": b"\xeb\x01",
        "rsa-pub": b"\x85\x24",
        "mldsa-44-pub": b"\x90\x24",
        "ed25519-priv": b"\x80\x26",
        "p256-priv": b"\x86\x26",
        "p384-priv": b"\x87\x26",
        "sha2-256": b"\x12\x20",
        "sha2-384": b"\x20\x30",
    }
)
_NAMES: Final = {prefix: name for name, prefix in PREFIXES.items()}


def split(data: bytes) -> tuple[str, bytes]:
    """The name of the prefix and what follows it. All prefixes we know have two bytes, so a longer varint is unknown.

    :raises DecodeError: no prefix that we know.

    >>> split(bytes([0xED, 1]) + b"key")
    ('ed25519-pub', b'key')
    """
    name = _NAMES.get(data[:2])
    if name is None:
        raise DecodeError("The multicodec prefix names no key type that we know.")
    return name, data[2:]


def join(name: str, rest: bytes) -> bytes:
    r"""``rest`` with the prefix of ``name`` before it.

    >>> join("p256-pub", b"key")
    b'\x80$key'
    """
    return PREFIXES[name] + rest
