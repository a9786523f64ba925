"""Laws of status lists: bits set are bits read, whatever the size; a slow reader that was written apart agrees."""

from __future__ import annotations

import base64
import gzip

from hypothesis import given, settings
from hypothesis import strategies as st

from eccoe_vc.errors import RefusedError
from eccoe_vc.limits import DEFAULT
from eccoe_vc.status import Bitstring, decode, decode_2021, encode

SIZES = st.integers(1, 64)


@st.composite
def tables(draw: st.DrawFn) -> tuple[int, int, dict[int, int]]:
    """Entries, bits of one value, and the values that are not zero."""
    entries, size = draw(st.integers(1, 400)), draw(SIZES)
    value = st.integers(1, (1 << size) - 1)
    return entries, size, draw(st.dictionaries(st.integers(0, entries - 1), value, max_size=30))


def slow(data: bytes, index: int, size: int) -> int:
    """The value by the words of the specification: the list as a text of zeros and ones, read from the left."""
    text = "".join(format(byte, "08b") for byte in data)
    return int(text[index * size : (index + 1) * size], 2)


@given(tables())
@settings(max_examples=150, deadline=None)
def test_what_is_set_is_read_and_nothing_else(table: tuple[int, int, dict[int, int]]) -> None:
    entries, size, values = table
    made = decode(encode(Bitstring.of(values, entries=entries, size=size)))
    assert {index: made.value(index, size) for index in range(entries) if made.value(index, size)} == values
    assert entries <= made.entries(size) <= entries + 7


@given(st.binary(min_size=1, max_size=60), SIZES, st.data())
@settings(max_examples=200, deadline=None)
def test_a_slow_reader_finds_the_same_value(data: bytes, size: int, draw: st.DataObject) -> None:
    entries = len(data) * 8 // size
    if entries:
        index = draw.draw(st.integers(0, entries - 1))
        assert Bitstring(data).value(index, size) == slow(data, index, size)


@given(st.binary(max_size=2_000), st.integers(0, 9))
@settings(max_examples=100, deadline=None)
def test_what_another_program_packs_is_read(data: bytes, level: int) -> None:
    packed = base64.urlsafe_b64encode(gzip.compress(data, level)).decode().rstrip("=")
    assert decode("u" + packed).data == decode_2021(packed).data == data
    ours = encode(Bitstring(data))[1:]
    assert gzip.decompress(base64.urlsafe_b64decode(ours + "=" * (-len(ours) % 4))) == data


@given(st.binary(max_size=300), st.data())
@settings(max_examples=200, deadline=None)
def test_a_changed_list_is_refused_or_says_the_same(data: bytes, draw: st.DataObject) -> None:
    """GZIP has a checksum: a byte that is changed behind its header never gives other bits."""
    packed = bytearray(gzip.compress(data, mtime=0))
    place = draw.draw(st.integers(0, len(packed) - 1))
    packed[place] = draw.draw(st.integers(0, 255))
    try:
        found = decode("u" + base64.urlsafe_b64encode(bytes(packed)).decode().rstrip("="))
    except RefusedError as error:
        assert error.code in ("status.encoding", "status.budget")
    else:
        assert found.data == data


@given(st.text(max_size=80) | st.from_regex(r"u?[A-Za-z0-9_-]{0,80}", fullmatch=True))
@settings(max_examples=300, deadline=None)
def test_any_text_is_read_or_refused_with_a_code(text: str) -> None:
    for read in (decode, decode_2021):
        try:
            assert len(read(text).data) <= DEFAULT.status_open_bytes
        except RefusedError as error:
            assert error.code in ("status.encoding", "status.budget")
            assert len(error.message) <= 300
