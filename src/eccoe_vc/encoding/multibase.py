"""Multibase: a one-character prefix names the base (Controlled Identifiers 1.0, section 2.4)."""

from __future__ import annotations

from typing import Literal

from eccoe_vc.encoding import DecodeError, base58, base64url

Base = Literal["z", "u"]


def encode(data: bytes, base: Base = "z") -> str:
    """``z`` + base58btc or ``u`` + base64url.

    >>> encode(b"hi"), encode(b"hi", "u")
    ('z8wr', 'uaGk')
    """
    return base + (base58.encode(data) if base == "z" else base64url.encode(data))


def decode(text: str, *, allowed: str = "z", max_chars: int = base58.MAX_CHARS) -> bytes:
    """The bytes of ``text``, whose prefix must be one of ``allowed``. Never tries another base.

    :raises DecodeError: another prefix, a bad character, or longer than ``max_chars``.

    >>> decode("z8wr")
    b'hi'
    """
    prefix = text[:1]
    if not prefix or prefix not in allowed:
        raise DecodeError(f"The multibase text does not begin with {' or '.join(allowed)}.")
    if prefix == "z":
        return base58.decode(text[1:], max_chars=max_chars)
    return base64url.decode(text[1:], max_chars=max_chars)
