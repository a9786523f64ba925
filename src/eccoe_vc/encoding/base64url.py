"""base64url without padding (RFC 4648 section 5, RFC 7515 appendix C), read strictly."""

from __future__ import annotations

from base64 import urlsafe_b64encode
from binascii import a2b_base64
from typing import Final, NoReturn

from eccoe_vc.encoding import DecodeError

_ALPHABET: Final = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_")
#: By the length of a text modulo four: the padding that it lacks, and its last characters with no bit set behind the
#: last byte (RFC 4648, section 3.5).
_PADDING: Final = ("", "", "==", "=")
_LAST: Final = ("", "", "AQgw", "AEIMQUYcgkosw048")
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
    over = len(text) % 4
    # Searching for single characters is far cheaper than looking every character up in a table.
    if over == 1 or "+" in text or "/" in text or "=" in text:
        _refuse(text)
    try:
        data = a2b_base64(text.replace("-", "+").replace("_", "/") + _PADDING[over], strict_mode=True)
    except ValueError:  # characters of no alphabet at all
        _refuse(text)
    if over and text[-1] not in _LAST[over]:
        raise DecodeError("The base64url text has non-zero trailing bits.")
    return data


def _refuse(text: str) -> NoReturn:
    if not _ALPHABET.issuperset(text):
        raise DecodeError(
            "The base64url text has characters outside its alphabet (padding and white space included)."
        ) from None
    raise DecodeError("The base64url text has an impossible length.") from None
