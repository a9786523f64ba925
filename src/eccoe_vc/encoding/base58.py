"""base58btc, the alphabet of multibase ``z``. Decoding is quadratic, so the length is tested first."""

from __future__ import annotations

from typing import Final

from eccoe_vc.encoding import DecodeError

_ALPHABET: Final = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
_VALUES: Final = {char: value for value, char in enumerate(_ALPHABET)}
# Five digits at a time: one big-integer operation for 58**5 instead of five.
_CHUNK: Final = 5
_BASE: Final = 58**_CHUNK
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
    number = 0
    try:
        for start in range(0, len(text), _CHUNK):
            chunk = 0
            part = text[start : start + _CHUNK]
            for char in part:
                chunk = chunk * 58 + _VALUES[char]
            number = number * (_BASE if len(part) == _CHUNK else 58 ** len(part)) + chunk
    except KeyError:
        raise DecodeError("The base58 text has a character outside its alphabet.") from None
    zeros = len(text) - len(text.lstrip("1"))
    return bytes(zeros) + number.to_bytes((number.bit_length() + 7) // 8, "big")
