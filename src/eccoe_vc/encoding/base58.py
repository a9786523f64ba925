"""base58btc, the alphabet of multibase ``z``. Decoding is quadratic, so the length is tested first."""

from __future__ import annotations

from typing import Final

from eccoe_vc.encoding import DecodeError

_ALPHABET: Final = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
# The value of each byte that is a character of the alphabet; 255 for all others.
_VALUES: Final = bytes(value if (value := _ALPHABET.find(chr(byte))) >= 0 else 255 for byte in range(256))
# Eight digits at a time: one operation on a large integer for 58**8 instead of eight.
_EIGHT: Final = 58**8
MAX_CHARS: Final = 4096


def encode(data: bytes) -> str:
    """The base58btc text of ``data``; each leading zero byte is a leading ``1``.

    >>> encode(b"Hello World!")
    '2NEpo7TZRRrLZSi2U'
    """
    number = int.from_bytes(data, "big")
    digits: list[str] = []
    while number:
        number, rest = divmod(number, 58)
        digits.append(_ALPHABET[rest])
    zeros = len(data) - len(data.lstrip(b"\0"))
    return "1" * zeros + "".join(reversed(digits))


def decode(text: str, *, max_chars: int = MAX_CHARS) -> bytes:
    """The bytes of ``text``.

    :raises DecodeError: a character outside the alphabet, or longer than ``max_chars``.

    >>> decode("2NEpo7TZRRrLZSi2U")
    b'Hello World!'
    """
    if len(text) > max_chars:
        raise DecodeError(f"The base58 text is longer than {max_chars} characters.")
    # What is not ASCII becomes "?", which is not in the alphabet.
    digits = text.encode("ascii", "replace").translate(_VALUES)
    if b"\xff" in digits:
        raise DecodeError("The base58 text has a character outside its alphabet.")
    number = 0
    first = len(digits) % 8
    for digit in digits[:first]:
        number = number * 58 + digit
    rest = iter(digits[first:])
    for a, b, c, d, e, f, g, h in zip(rest, rest, rest, rest, rest, rest, rest, rest, strict=True):
        eight = (((((((a * 58 + b) * 58 + c) * 58 + d) * 58 + e) * 58 + f) * 58) + g) * 58 + h
        number = number * _EIGHT + eight
    zeros = len(text) - len(text.lstrip("1"))
    return bytes(zeros) + number.to_bytes((number.bit_length() + 7) // 8, "big")
