"""Standard base64 (RFC 4648 section 4), as ``data:`` URLs write it, read strictly.

Padding is written, and may be left out as many writers of such addresses do; what is there must be right.
"""

from __future__ import annotations

import re
from typing import Final

from eccoe_vc.encoding import DecodeError, base64url

_ALPHABET: Final = re.compile(r"[A-Za-z0-9+/]*\Z", re.ASCII).match
_TO_URL: Final = str.maketrans("+/", "-_")
_FROM_URL: Final = str.maketrans("-_", "+/")


def encode(data: bytes) -> str:
    """The padded text of ``data``.

    >>> encode(bytes([255, 224, 0, 1]))
    '/+AAAQ=='
    """
    text = base64url.encode(data).translate(_FROM_URL)
    return text + "=" * (-len(text) % 4)


def decode(text: str, *, max_chars: int = base64url.MAX_CHARS) -> bytes:
    r"""The bytes of ``text``; refuses white space, other alphabets, wrong padding and non-zero trailing bits.

    :raises DecodeError: not an encoding of any bytes, or longer than ``max_chars``.

    >>> decode("/+AAAQ=="), decode("/+AAAQ")
    (b'\xff\xe0\x00\x01', b'\xff\xe0\x00\x01')
    """
    if len(text) > max_chars:
        raise DecodeError(f"The base64 text is longer than {max_chars} characters.")
    bare = text.rstrip("=")
    if len(text) != len(bare) and (len(text) % 4 or len(text) - len(bare) > 2):
        raise DecodeError("The base64 text has another padding than it needs.")
    if _ALPHABET(bare) is None:
        raise DecodeError("The base64 text has characters outside its alphabet (white space included).")
    try:
        return base64url.decode(bare.translate(_TO_URL), max_chars=max_chars)
    except DecodeError as error:
        raise DecodeError(str(error).replace("base64url", "base64")) from None
