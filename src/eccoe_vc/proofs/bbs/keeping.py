"""Secrets of BBS in files: the issuer's key, and what a holder keeps; plain or encrypted (docs/adr/0095, 0119).

==================================  ==================================================================================
in the file                         what it is
==================================  ==================================================================================
``z...``                            a key as Multikey text, as ``secretKeyMultibase`` holds it: ``0x8a26``, 32 bytes
``ENCRYPTED BBS PRIVATE KEY``       PEM: PBES2 around the same 34 bytes
``BBS HOLDER PRIVATE KEY``          PEM: a SEQUENCE of two OCTET STRINGs, the secret and the blinding
``ENCRYPTED BBS HOLDER PRIVATE KEY``  PEM: PBES2 around that SEQUENCE
==================================  ==================================================================================

Nothing here puts key material into a message.
"""

from __future__ import annotations

from typing import Final

from eccoe_vc.encoding import DecodeError, multibase
from eccoe_vc.errors import KeyLoadError
from eccoe_vc.keys import multikey, pem, sealing
from eccoe_vc.keys.der import OCTET_STRING, SEQUENCE, DerError, encode, read_sequence
from eccoe_vc.limits import DEFAULT, Budget

SECRET_BYTES: Final = 32
_PREFIX: Final = b"\x8a\x26"  # bls12_381-g2-priv
_KEY: Final = "BBS PRIVATE KEY"
_HOLDER: Final = "BBS HOLDER PRIVATE KEY"
_NO_KEY: Final = "The text is no secret BLS12-381-G2 key in Multikey form."
_NO_HOLDER: Final = "The file does not hold what a holder keeps for bbs-2023."
_PEM_LINE: Final = b"BBS PRIVATE KEY-----"


def is_key(data: bytes) -> bool:
    """Whether a file with these bytes holds a key for bbs-2023 by its form; it is not read.

    >>> is_key(b"-----BEGIN ENCRYPTED BBS PRIVATE KEY-----"), is_key(b"-----BEGIN PRIVATE KEY-----")
    (True, False)
    """
    text = data.strip()
    return _PEM_LINE in data or (len(text) <= multikey.MAX_CHARS and multikey.is_private(text.decode("latin-1")))


def write_key(secret: bytes, passphrase: bytes | str | None) -> bytes:
    """The file of a key: Multikey text, or PEM where a passphrase encrypts it.

    :raises KeyLoadError: ``key.load``, the passphrase is empty.
    """
    if passphrase is None:
        return f"{multibase.encode(_PREFIX + secret)}\n".encode("ascii")
    return sealing.seal(_KEY, _PREFIX + secret, passphrase)


def read_key(data: bytes | str, passphrase: bytes | str | None, budget: Budget = DEFAULT) -> bytes:
    """The 32 secret bytes of a key in a file.

    :raises KeyLoadError: ``key.load``, ``key.cost``.
    """
    text = data if isinstance(data, str) else data.decode("latin-1")
    if "-----BEGIN " in text:
        block = sealing.unseal(pem.read_block(text, budget), _KEY, passphrase, budget)
        return _without_prefix(block.der if block.label == _KEY else b"")
    if passphrase:
        raise KeyLoadError("key.load", "A passphrase was given, but the key is not encrypted.")
    return read_multibase(text)


def read_multibase(text: object) -> bytes:
    """The 32 secret bytes of Multikey text.

    :raises KeyLoadError: ``key.load``.
    """
    try:
        data = multibase.decode(text.strip(), allowed="z", max_chars=64) if isinstance(text, str) else b""
    except DecodeError:
        data = b""
    return _without_prefix(data)


def _without_prefix(data: bytes) -> bytes:
    if data[:2] != _PREFIX or len(data) != len(_PREFIX) + SECRET_BYTES:
        raise KeyLoadError("key.load", _NO_KEY)
    return data[2:]


def write_holder(secret: bytes, blinding: bytes, passphrase: bytes | str | None) -> bytes:
    """The file of what a holder keeps.

    :raises KeyLoadError: ``key.load``, the passphrase is empty.
    """
    parts = encode(SEQUENCE, encode(OCTET_STRING, secret), encode(OCTET_STRING, blinding))
    return sealing.seal(_HOLDER, parts, passphrase)


def read_holder(data: bytes | str, passphrase: bytes | str | None, budget: Budget = DEFAULT) -> tuple[bytes, bytes]:
    """Secret and blinding of a holder from a file.

    :raises KeyLoadError: ``key.load``, ``key.cost``.
    """
    block = sealing.unseal(pem.read_block(data, budget), _HOLDER, passphrase, budget)
    if block.label != _HOLDER:
        raise KeyLoadError("key.load", _NO_HOLDER)
    try:
        parts = read_sequence(block.der)
        secret, blinding = parts.element(OCTET_STRING), parts.element(OCTET_STRING)
        parts.finish()
    except DerError as error:
        raise KeyLoadError("key.load", f"{_NO_HOLDER} {error}") from None
    return secret, blinding


__all__ = ["SECRET_BYTES", "is_key", "read_holder", "read_key", "read_multibase", "write_holder", "write_key"]
