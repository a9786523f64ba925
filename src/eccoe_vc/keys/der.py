"""The little of DER (ITU-T X.690) that keys need, read strictly: one encoding for one value, definite lengths only.

Everything that an engine below us would parse is first walked here, so that sizes and costs are known before any work.
"""

from __future__ import annotations

from typing import Final

INTEGER: Final = 0x02
BIT_STRING: Final = 0x03
OCTET_STRING: Final = 0x04
NULL: Final = 0x05
OID: Final = 0x06
SEQUENCE: Final = 0x30


class DerError(ValueError):
    """Not the DER that was expected. The message is safe to show."""


class Reader:
    """Reads one element after the other from the content of a SEQUENCE.

    >>> reader = Reader(bytes.fromhex("020105"))
    >>> reader.integer(), reader.finish()
    (5, None)
    """

    __slots__ = ("_at", "_data")

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._at = 0

    def peek(self) -> int:
        """The tag of the next element, or -1 at the end."""
        return self._data[self._at] if self._at < len(self._data) else -1

    def element(self, tag: int) -> bytes:
        """The content of the next element, which must have ``tag``."""
        if self.peek() != tag:
            raise DerError("The structure of the key is not the expected one.")
        length, start = self._length(self._at + 1)
        end = start + length
        if end > len(self._data):
            raise DerError("The key text ends in the middle.")
        self._at = end
        return self._data[start:end]

    def sequence(self) -> Reader:
        """A reader for the content of the next element, a SEQUENCE."""
        return Reader(self.element(SEQUENCE))

    def integer(self) -> int:
        """The next element, a non-negative INTEGER in its shortest form."""
        content = self.element(INTEGER)
        if not content or content[0] > 0x7F or (len(content) > 1 and content[0] == 0 and content[1] <= 0x7F):
            raise DerError("A number in the key is negative or not in its shortest form.")
        return int.from_bytes(content, "big")

    def rest(self) -> bytes:
        """Everything that was not read yet."""
        left = self._data[self._at :]
        self._at = len(self._data)
        return left

    def finish(self) -> None:
        """Insist that nothing is left over."""
        if self._at != len(self._data):
            raise DerError("There is something after the end of the key.")

    def _length(self, at: int) -> tuple[int, int]:
        first = self._data[at : at + 1]
        if not first:
            raise DerError("The key text ends in the middle.")
        if first[0] < 0x80:
            return first[0], at + 1
        count = first[0] & 0x7F
        octets = self._data[at + 1 : at + 1 + count]
        # Four octets are enough for any file that passes the size limit.
        if not 1 <= count <= 4 or len(octets) != count or octets[0] == 0 or (count == 1 and octets[0] < 0x80):
            raise DerError("A length in the key is not in its shortest form.")
        return int.from_bytes(octets, "big"), at + 1 + count


def read_sequence(data: bytes) -> Reader:
    """A reader for the content of ``data``, which is exactly one SEQUENCE."""
    outer = Reader(data)
    inner = outer.sequence()
    outer.finish()
    return inner


def encode(tag: int, *parts: bytes) -> bytes:
    """One element with ``parts`` as its content.

    >>> encode(SEQUENCE, encode_integer(5)).hex()
    '3003020105'
    """
    content = b"".join(parts)
    size = len(content)
    if size < 0x80:
        return bytes((tag, size)) + content
    octets = size.to_bytes((size.bit_length() + 7) // 8, "big")
    return bytes((tag, 0x80 | len(octets))) + octets + content


def encode_integer(value: int) -> bytes:
    """A non-negative INTEGER in its shortest form."""
    return encode(INTEGER, value.to_bytes(value.bit_length() // 8 + 1, "big"))
