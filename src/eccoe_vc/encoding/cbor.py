"""CBOR (RFC 8949) for the few values that proofs hold: whole numbers, bytes, text, arrays and maps, in one form each.

Read strictly: definite lengths, every number in its shortest form (section 4.2.1), no key twice, no tags, floats or
simple values, nothing behind the end. Written with sorted keys.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from eccoe_vc.encoding import DecodeError

_UINT, _BYTES, _TEXT, _ARRAY, _MAP = 0, 2, 3, 4, 5
_MOST: Final = 1 << 64
_WIDTHS: Final = {24: 1, 25: 2, 26: 4, 27: 8}
MAX_DEPTH: Final = 4
MAX_ITEMS: Final = 100_000


def encode(value: Any) -> bytes:
    """The bytes of ``value``: int (0 to 2**64 - 1), bytes, str, list, tuple or Mapping.

    >>> encode([b"a", {1: 2}, "b", 500]).hex()
    '844161a1010261621901f4'
    """
    if isinstance(value, int) and not isinstance(value, bool) and 0 <= value < _MOST:
        return _head(_UINT, value)
    if isinstance(value, bytes):
        return _head(_BYTES, len(value)) + value
    if isinstance(value, str):
        text = value.encode()
        return _head(_TEXT, len(text)) + text
    if isinstance(value, list | tuple):
        return _head(_ARRAY, len(value)) + b"".join(map(encode, value))
    if isinstance(value, Mapping):
        pairs = sorted((encode(key), encode(member)) for key, member in value.items())
        return _head(_MAP, len(pairs)) + b"".join(key + member for key, member in pairs)
    raise TypeError("This kind of value is not written as CBOR here.")


def decode(data: bytes, *, max_depth: int = MAX_DEPTH, max_items: int = MAX_ITEMS) -> Any:
    r"""The value in ``data``.

    :param max_depth: levels of arrays and maps.
    :param max_items: values in all, counted before they are read.
    :raises DecodeError: anything else than the one form of such a value, or beyond a limit.

    >>> decode(bytes.fromhex("82411201"))
    [b'\x12', 1]
    """
    reader = _Reader(data, max_items)
    value = reader.value(max_depth)
    if reader.at != len(data):
        raise DecodeError("Something follows the CBOR value.")
    return value


def _head(major: int, number: int) -> bytes:
    if number < 24:
        return bytes((major << 5 | number,))
    info, width = next((info, width) for info, width in _WIDTHS.items() if number < 1 << 8 * width)
    return bytes((major << 5 | info,)) + number.to_bytes(width, "big")


class _Reader:
    __slots__ = ("at", "data", "left")

    def __init__(self, data: bytes, items: int) -> None:
        self.data, self.at, self.left = data, 0, items

    def value(self, depth: int) -> Any:
        major, number = self._start()
        if major == _UINT:
            return number
        if major in (_BYTES, _TEXT):
            return self._string(major, number)
        if major not in (_ARRAY, _MAP):
            raise DecodeError("The CBOR value holds a tag, a float or something else that has no place here.")
        if not depth:
            raise DecodeError("The CBOR value is nested too deeply.")
        self.left -= number if major == _ARRAY else 2 * number
        if self.left < 0:
            raise DecodeError("The CBOR value has too many items.")
        if major == _ARRAY:
            return [self.value(depth - 1) for _ in range(number)]
        found: dict[Any, Any] = {}
        for _ in range(number):
            key = self.value(0)
            if key in found:
                raise DecodeError("The CBOR value has a map with one key twice.")
            found[key] = self.value(depth - 1)
        return found

    def _start(self) -> tuple[int, int]:
        first = self._take(1)[0]
        major, info = first >> 5, first & 31
        if info < 24:
            return major, info
        width = _WIDTHS.get(info)
        if width is None:
            raise DecodeError("The CBOR value has a length that is not definite.")
        number = int.from_bytes(self._take(width), "big")
        if number < (24 if width == 1 else 1 << 4 * width):
            raise DecodeError("The CBOR value has a number that is not in its shortest form.")
        return major, number

    def _string(self, major: int, length: int) -> bytes | str:
        data = self._take(length)
        if major == _BYTES:
            return data
        try:
            return data.decode()
        except UnicodeDecodeError:
            raise DecodeError("The CBOR value has a text that is not UTF-8.") from None

    def _take(self, count: int) -> bytes:
        if count > len(self.data) - self.at:
            raise DecodeError("The CBOR value ends too early.")
        self.at += count
        return self.data[self.at - count : self.at]
