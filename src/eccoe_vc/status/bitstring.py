"""The bits of a status list. Bitstring Status List 1.0, sections 3.3 (Generation) and 3.4 (Expansion).

Index 0 is the left-most bit, the most significant of the first byte. A value of several bits begins at index times size
and has its most significant bit first.
"""

from __future__ import annotations

import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from io import BytesIO
from typing import Final

from eccoe_vc.encoding import DecodeError, base64url
from eccoe_vc.errors import InputTypeError, RefusedError
from eccoe_vc.limits import DEFAULT

#: Entries that a list has at least, so that one credential hides among many: 16 KiB of single bits.
MINIMUM: Final = 131_072
_GZIP: Final = 31  # zlib's name for the largest window inside a GZIP member, and nothing else
_HEADER: Final = bytes.fromhex("1f8b0800000000000003")  # of a GZIP member (RFC 1952): no time, no name, made on Unix
_PIECE: Final = 1 << 20  # bytes that are unpacked at once
_SHORTEST: Final = 20  # bytes of a GZIP member that holds nothing


@dataclass(frozen=True, slots=True)
class Bitstring:
    """Unpacked bits; ``data`` holds eight in each byte, the first one in the most significant place."""

    data: bytes

    @classmethod
    def of(cls, values: Mapping[int, int], *, entries: int = MINIMUM, size: int = 1) -> Bitstring:
        """A list of ``entries`` values of ``size`` bits each, zero but for ``values`` (index to value).

        :raises InputTypeError: an index outside the list, a value that needs more bits, a size outside 1 to 64.

        >>> Bitstring.of({0: 1, 9: 1}, entries=16).data.hex()
        '8040'
        >>> Bitstring.of({3: 2}, entries=8, size=2).data.hex()
        '0200'
        """
        if not 1 <= size <= 64 or entries < 1:
            raise InputTypeError("input.type", f"A list of {entries} values of {size} bits cannot be made.")
        made = bytearray((entries * size + 7) // 8)
        for index, value in values.items():
            if not 0 <= index < entries or not 0 <= value < 1 << size:
                raise InputTypeError(
                    "input.type", f"The value {value} has no place at index {index} of the list.",
                    hint=f"Indexes are 0 to {entries - 1}, values 0 to {(1 << size) - 1}.",
                )  # fmt: skip
            if size == 1:  # as nearly all lists are; the general way takes ten times as long
                made[index >> 3] |= value << 7 - (index & 7)
                continue
            end = (index + 1) * size
            first, last = index * size >> 3, (end + 7) >> 3
            mask = ((1 << size) - 1) << -end % 8
            kept = int.from_bytes(made[first:last], "big") & ~mask
            made[first:last] = (kept | value << -end % 8).to_bytes(last - first, "big")
        return cls(bytes(made))

    def entries(self, size: int = 1) -> int:
        """How many values of ``size`` bits the list holds."""
        return len(self.data) * 8 // size

    def value(self, index: int, size: int = 1) -> int:
        """The value at ``index``. Bitstring Status List 1.0, section 3.2, steps 9 and 10.

        :raises RefusedError: ``status.index``, beyond the end of the list.

        >>> Bitstring(bytes([0b0000_0100])).value(5)
        1
        >>> Bitstring(bytes([0b0000_0010])).value(3, size=2)
        2
        """
        data = self.data
        if size == 1 and 0 <= index < len(data) << 3:  # as nearly all are
            return data[index >> 3] >> (7 - (index & 7)) & 1
        end = (index + 1) * size
        if not size <= end <= len(data) << 3:
            raise RefusedError("status.index", f"The index {str(index)[:20]} lies beyond the end of the status list.")
        part = int.from_bytes(data[index * size >> 3 : (end + 7) >> 3], "big")
        return part >> -end % 8 & (1 << size) - 1


def decode(encoded: str, *, limit: int = DEFAULT.status_open_bytes) -> Bitstring:
    """The bits of ``encodedList``: multibase ``u``, base64url without padding, exactly one GZIP member.

    Bitstring Status List 1.0, section 3.4.

    :param limit: the most bytes that may come out; no more than that is ever unpacked.
    :raises RefusedError: ``status.encoding``, ``status.budget``.

    >>> decode("uH4sIAAAAAAAAA-3BMQEAAADCoPVPbQwfoAAAAAAAAAAAAAAAAAAAAIC3AYbSVKsAQAAA").entries()
    131072
    >>> decode("H4sIAAAAAAAAAwMAAAAAAAAAAAA")
    Traceback (most recent call last):
    eccoe_vc.errors.RefusedError: The list does not begin with the multibase prefix u. ... [status.encoding]
    """
    if encoded[:1] != "u":
        raise RefusedError("status.encoding", "The list does not begin with the multibase prefix u.")
    return _unpacked(encoded[1:], limit)


def decode_2021(encoded: str, *, limit: int = DEFAULT.status_open_bytes) -> Bitstring:
    """The bits of a StatusList2021: base64url and GZIP, without a multibase prefix.

    Status List 2021, section 4.2. Errors as of :func:`decode`.
    """
    return _unpacked(encoded, limit)


def encode(bits: Bitstring) -> str:
    """``encodedList`` of ``bits``. Bitstring Status List 1.0, section 3.3. GZIP level 6, without a time of making.

    The header names no time and always the same system, so equal bits give equal text on every machine with one zlib.

    >>> encode(Bitstring(bytes(16_384)))
    'uH4sIAAAAAAAAA-3BMQEAAADCoPVPbQwfoAAAAAAAAAAAAAAAAAAAAIC3AYbSVKsAQAAA'
    """
    data = bits.data
    # In bits at random nothing repeats but zeros: looking for more is slow, and packs worse. The list in which nothing
    # is set is packed as in the example of the specification.
    strategy = zlib.Z_RLE if data.count(0) < len(data) else zlib.Z_DEFAULT_STRATEGY
    packing = zlib.compressobj(6, zlib.DEFLATED, -zlib.MAX_WBITS, zlib.DEF_MEM_LEVEL, strategy)
    packed = packing.compress(data) + packing.flush()
    end = zlib.crc32(data).to_bytes(4, "little") + (len(data) & 0xFFFF_FFFF).to_bytes(4, "little")
    return "u" + base64url.encode(_HEADER + packed + end)


def _unpacked(text: str, limit: int) -> Bitstring:
    try:
        packed = base64url.decode(text, max_chars=len(text))
    except DecodeError as error:
        raise RefusedError("status.encoding", f"The list is not base64url. {error}") from None
    if len(packed) < _SHORTEST:
        raise RefusedError("status.encoding", "The list is no GZIP member.")
    # A member ends with the size of what it holds: a claim until all is unpacked, and no more than it is unpacked.
    claimed = int.from_bytes(packed[-4:], "little")
    unpacking = zlib.decompressobj(_GZIP)
    try:
        data = inflated(unpacking, packed, min(claimed, limit) + 1)
    except zlib.error:
        raise RefusedError("status.encoding", "The list is no sound GZIP member.") from None
    if len(data) > limit:
        raise RefusedError("status.budget", f"The list unpacks to more than {limit} bytes.")
    if not unpacking.eof or unpacking.unused_data:
        rest = "something stands behind it" if unpacking.eof else "it is not complete"
        raise RefusedError("status.encoding", f"The list is not exactly one GZIP member: {rest}.")
    return Bitstring(data)


def inflated(unpacking: zlib._Decompress, packed: bytes, most: int) -> bytes:
    """The first ``most`` bytes of what is packed. Piece by piece, so that a large list does not need its room twice."""
    if most <= _PIECE:
        return unpacking.decompress(packed, most)
    made = BytesIO()
    while not unpacking.eof and (room := most - made.tell()) > 0:
        piece = unpacking.decompress(packed, min(_PIECE, room))
        if not piece:
            break
        made.write(piece)
        packed = unpacking.unconsumed_tail
    return made.getvalue()
