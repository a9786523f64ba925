"""The bits of a status list: which bit is which, and everything that is refused before or while it is unpacked."""

from __future__ import annotations

import gzip
import zlib

import pytest

from eccoe_vc.encoding import base64url
from eccoe_vc.errors import InputTypeError, RefusedError
from eccoe_vc.status import Bitstring, decode, decode_2021, encode

#: Bitstring Status List 1.0, section 2.2, example: 131,072 bits, none of them set.
EXAMPLE = "uH4sIAAAAAAAAA-3BMQEAAADCoPVPbQwfoAAAAAAAAAAAAAAAAAAAAIC3AYbSVKsAQAAA"
EMPTY = gzip.compress(bytes(16_384), mtime=0)


def text(packed: bytes) -> str:
    return "u" + base64url.encode(packed)


def code(encoded: str, **limits: int) -> str:
    with pytest.raises(RefusedError) as refused:
        decode(encoded, **limits)
    assert len(refused.value.message) <= 300
    return refused.value.code


def test_the_example_of_the_specification_is_read() -> None:
    found = decode(EXAMPLE)
    assert (found.entries(), found.data) == (131_072, bytes(16_384))


def test_the_first_bit_is_the_most_significant_one() -> None:
    bits = Bitstring(bytes([0b1000_0000, 0b0000_0001]))
    assert [index for index in range(16) if bits.value(index)] == [0, 15]


def test_a_value_of_many_bits_may_cross_bytes() -> None:
    bits = Bitstring(bytes([0b0001_0110, 0b1101_1011, 0b1111_0000]))
    assert [bits.value(index, size=3) for index in range(8)] == [0, 5, 5, 5, 5, 7, 6, 0]
    assert bits.value(0, size=24) == 0x16DBF0
    assert bits.entries(5) == 4
    with pytest.raises(RefusedError, match=r"status\.index"):
        bits.value(4, size=5)


@pytest.mark.parametrize("index", [16, 17, 10**18, -1])
def test_an_index_beyond_the_end_is_refused(index: int) -> None:
    with pytest.raises(RefusedError) as refused:
        Bitstring(bytes(2)).value(index)
    assert refused.value.code == "status.index"


@pytest.mark.parametrize(
    "packed",
    [
        EMPTY + b"\0",
        EMPTY + EMPTY,
        EMPTY[:-1],
        EMPTY[:-8],
        EMPTY[:12],
        EMPTY[:-8] + bytes(4) + EMPTY[-4:],  # another checksum
        EMPTY[:-4] + (16_383).to_bytes(4, "little"),
        EMPTY[:-4] + (16_385).to_bytes(4, "little"),
        EMPTY[:-4] + bytes(4),
        zlib.compress(bytes(16_384)) + bytes(8),
        b"\x1f\x8b" + bytes(30),
        bytes(16_384),
    ],
)
def test_only_one_sound_gzip_member_is_a_list(packed: bytes) -> None:
    assert code(text(packed)) == "status.encoding"


@pytest.mark.parametrize(
    "encoded",
    [
        "", "u", "uAAAA", EXAMPLE[1:], f"z{EXAMPLE[1:]}", f"U{EXAMPLE[1:]}", f"u{EXAMPLE}", f"{EXAMPLE}=",
        f"{EXAMPLE}\n", EXAMPLE.replace("-", "+"), EXAMPLE[:-1], f"{EXAMPLE[:-1]}B", f" {EXAMPLE}",
    ],
)  # fmt: skip
def test_only_base64url_under_one_prefix_is_a_list(encoded: str) -> None:
    assert code(encoded) == "status.encoding"


def test_no_more_than_the_limit_is_unpacked() -> None:
    assert decode(EXAMPLE, limit=16_384).entries() == 131_072
    assert code(EXAMPLE, limit=16_383) == "status.budget"


@pytest.mark.parametrize("size", [(1 << 20) - 1, 1 << 20, (1 << 20) + 1, 3 << 20])
def test_large_lists_are_unpacked_piece_by_piece(size: int) -> None:
    data = bytes(range(256)) * (size // 256) + bytes(size % 256)
    assert decode(encode(Bitstring(data))).data == data
    short = gzip.compress(data, mtime=0)[:-4]
    assert code(text(short + (size - 1).to_bytes(4, "little"))) == "status.encoding"
    assert code(text(short + (size + 1).to_bytes(4, "little"))) == "status.encoding"


def test_each_method_has_a_decoder_of_its_own() -> None:
    assert decode_2021(EXAMPLE[1:]) == decode(EXAMPLE)
    with pytest.raises(RefusedError) as refused:
        decode_2021(EXAMPLE)
    assert refused.value.code == "status.encoding"


@pytest.mark.parametrize(
    "asked",
    [
        {"values": {8: 1}, "entries": 8}, {"values": {-1: 1}}, {"values": {0: 2}}, {"values": {0: 4}, "size": 2},
        {"values": {}, "size": 0}, {"values": {}, "size": 65}, {"values": {}, "entries": 0}, {"values": {0: -1}},
    ],
)  # fmt: skip
def test_a_value_without_a_place_is_refused(asked: dict[str, object]) -> None:
    with pytest.raises(InputTypeError):
        Bitstring.of(**asked)  # type: ignore[arg-type]
