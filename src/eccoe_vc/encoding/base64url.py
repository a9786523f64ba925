"""base64url without padding (RFC 4648 section 5, RFC 7515 appendix C), read strictly."""

from __future__ import annotations

from base64 import urlsafe_b64encode
from binascii import Error as BinasciiError
from binascii import a2b_base64
from typing import Final

from eccoe_vc.encoding import DecodeError

_STANDARD: Final = bytes.maketrans(b"-_", b"+/")
_FOREIGN: Final = (b"+", b"/", b"=")  # in the standard alphabet and not in this one
MAX_CHARS: Final = 1 << 20


def encode(data: bytes) -> str:
    """The unpadded text of ``data``.

    >>> encode(bytes([255, 0]))
    '_wA'
    """
    return urlsafe_b64encode(data).rstrip(b"=").decode("ascii")


def decode(text: str, *, max_chars: int = MAX_CHARS) -> bytes:
    r"""The bytes of ``text``; refuses padding, white space, other alphabets and non-zero trailing bits.

    :raises DecodeError: not the one encoding of any bytes, or longer than ``max_chars``.

    >>> decode("_wA")
    b'\xff\x00'
    >>> decode("_wB")
    Traceback (most recent call last):
    eccoe_vc.encoding.DecodeError: The base64url text has non-zero trailing bits.
    """
    if len(text) > max_chars:
        raise DecodeError(f"The base64url text is longer than {max_chars} characters.")
    if len(text) % 4 == 1:
        raise DecodeError("The base64url text has an impossible length.")
    raw = text.encode("ascii", "replace")  # a question mark is outside both alphabets
    try:
        if any(char in raw for char in _FOREIGN):
            raise BinasciiError
        # In its strict mode the decoder refuses whatever is outside the standard alphabet.
        data = a2b_base64(raw.translate(_STANDARD) + b"=" * (-len(raw) % 4), strict_mode=True)
    except BinasciiError:
        raise DecodeError(
            "The base64url text has characters outside its alphabet (padding and white space included)."
        ) from None
    if len(text) % 4 and encode(data[-2:] if len(text) % 4 == 3 else data[-1:]) != text[-(len(text) % 4) :]:
        raise DecodeError("The base64url text has non-zero trailing bits.")
    return data
