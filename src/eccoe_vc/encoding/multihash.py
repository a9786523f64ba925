"""Multihash in multibase: the form of ``digestMultibase`` (VC Data Model 2.0, section 5.3; CID 1.0, section 2.5)."""

from __future__ import annotations

from hashlib import sha256
from typing import Final

from eccoe_vc.encoding import multibase

_SHA2_256: Final = b"\x12\x20"  # the function sha2-256, 32 bytes


def sha2_256(data: bytes) -> str:
    """The digest of ``data``: multibase ``u`` + base64url of the multihash sha2-256.

    >>> sha2_256(b"")
    'uEiDjsMRCmPwcFJr79MiZb7kkJ65B5GSbk0yklZkbeFK4VQ'
    """
    return multibase.encode(_SHA2_256 + sha256(data).digest(), "u")
