"""CBOR (RFC 8949), the closed part of it that proof values are made of, read strictly and written deterministically.

Whole numbers from zero, byte strings, text, arrays, and maps from whole numbers to such values: major types 0, 2, 3, 4
and 5 with definite lengths. Everything else is refused: tags, negative numbers, floats, booleans, null, indefinite
lengths, a longer head than the number needs (section 4.2.1), a key twice, bytes behind the end. See docs/adr/0080.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from eccoe_vc.encoding import DecodeError

#: Levels of arrays and maps. The values that suites define have two.
MAX_DEPTH: Final = 4
#: Values in one text; each takes a byte at least.
MAX_ITEMS: Final = 100_000
_UINT, _BYTES, _TEXT, _ARRAY, _MAP = 0, 2, 3, 4, 5
_WIDTHS: Final = {24: 1, 25: 2, 26: 4, 27: 8}


def encode(value: Any) -> bytes:
    """The deterministic encoding of ``value`` (section 4.2.1): shortest heads, map keys in order.

    :param value: int from 0 to 2**64 - 1, bytes, str, list, tuple, or a mapping from int to such values.
    :raises DecodeError: anything else.

    >>> encode([b"ab", {1: 500}, "c"]).hex()
    '83426162a1011901f46163'
    """
    made: list[bytes] = []
    _write(made, value)
    return b"".join(made)


def decode(data: bytes) -> Any:
    r"""The value that ``data`` encodes: int, bytes, str, list or dict.

    :raises DecodeError: not the encoding of such a value, or larger than the limits of this module.

    >>> decode(bytes.fromhex("83426162a1011901f46163"))
    [b'ab', {1: 500}, 'c']
    >>> decode(b"\x18\x01")
    Traceback (most recent call last):
    eccoe_vc.encoding.DecodeError: The CBOR text writes a number longer than it must be.
    """
    reader = _Reader(data)
    value = reader.value(MAX_DEPTH)
    if reader.place != len(data):
        raise DecodeError("There are bytes behind the end of the CBOR value.")
    return value


def _write(made: list[bytes], value: Any) -> None:
    if isinstance(value, int) and not isinstance(value, bool):
        made.append(_head(_UINT, value))
    elif isinstance(value, bytes):
        made += (_head(_BYTES, len(value)), value)
    elif isinstance(value, str):
        text = value.encode()
        made += (_head(_TEXT, len(text)), text)
    elif isinstance(value, list | tuple):
        made.append(_head(_ARRAY, len(value)))
        for item in value:
            _write(made, item)
    elif isinstance(value, Mapping):
        made.append(_head(_MAP, len(value)))
        for key in sorted(value):  # for whole numbers the order of their encodings
            made.append(_head(_UINT, key))
            _write(made, value[key])
    else:
        raise DecodeError(f"A value of type {type(value).__name__} has no place in a proof value.")


def _head(major: int, number: int) -> bytes:
    if not 0 <= number < 1 << 64:
        raise DecodeError("A number is negative or too large for CBOR.")
    if number < 24:
        return bytes((major << 5 | number,))
    code, width = next((code, width) for code, width in _WIDTHS.items() if number < 1 << 8 * width)
    return bytes((major << 5 | code,)) + number.to_bytes(width, "big")


class _Reader:
    __slots__ = ("_data", "_left", "place")

    def __init__(self, data: bytes) -> None:
        self._data, self.place, self._left = data, 0, MAX_ITEMS

    def value(self, depth: int) -> Any:
        major, number = self._read_head()
        if major == _UINT:
            return number
        if major == _BYTES:
            return self._take(number)
        if major == _TEXT:
            try:
                return self._take(number).decode()
            except UnicodeDecodeError:
                raise DecodeError("A text in the CBOR value is not UTF-8.") from None
        if major not in (_ARRAY, _MAP):
            raise DecodeError("The CBOR value holds a tag, a negative number, a float or another simple value.")
        if depth == 0:
            raise DecodeError(f"The CBOR value is nested deeper than {MAX_DEPTH} levels.")
        if number > self._left:
            raise DecodeError("The CBOR value announces more items than it may hold.")
        if major == _ARRAY:
            return [self.value(depth - 1) for _ in range(number)]
        made: dict[int, Any] = {}
        for _ in range(number):
            kind, key = self._read_head()
            if kind != _UINT or key in made:
                raise DecodeError("A key of a map in the CBOR value is no whole number, or stands there twice.")
            made[key] = self.value(depth - 1)
        return made

    def _read_head(self) -> tuple[int, int]:
        self._left -= 1
        if self._left < 0:
            raise DecodeError(f"The CBOR value holds more than {MAX_ITEMS} items.")
        first = self._take(1)[0]
        major, code = first >> 5, first & 0x1F
        if code < 24:
            return major, code
        if code not in _WIDTHS:
            raise DecodeError("The CBOR value has an indefinite length or a reserved head.")
        width = _WIDTHS[code]
        number = int.from_bytes(self._take(width), "big")
        if number < (24 if width == 1 else 1 << 4 * width):
            raise DecodeError("The CBOR text writes a number longer than it must be.")
        return major, number

    def _take(self, count: int) -> bytes:
        end = self.place + count
        if end > len(self._data):
            raise DecodeError("The CBOR value ends too early.")
        taken = self._data[self.place : end]
        self.place = end
        return taken
