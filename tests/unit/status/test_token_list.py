"""The bits of a Token Status List: the vectors of the specification, a slow writer that agrees, and what is refused.

draft-ietf-oauth-status-list-20, section 4 and Appendix C: each vector has 2^20 entries and names those that are not
zero. The digests are of the unpacked bytes of ``lst`` as it is printed there (2026-11-30).
"""

from __future__ import annotations

import hashlib
import random
import tracemalloc
import zlib
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from eccoe_vc.encoding import base64url
from eccoe_vc.errors import RefusedError
from eccoe_vc.limits import DEFAULT
from eccoe_vc.status import token_list
from eccoe_vc.status.token_list import TokenStatusList, decode, read, value

ENTRIES = 1 << 20
ONE_BIT = dict.fromkeys(
    (0, 1993, 25460, 159495, 495669, 554353, 645645, 723232, 854545, 934534, 1000345), 1
)  # fmt: skip
TWO_BITS = {
    0: 1, 1993: 2, 25460: 1, 159495: 3, 495669: 1, 554353: 1, 645645: 2, 723232: 1, 854545: 1, 934534: 2, 1000345: 3,
}  # fmt: skip
FOUR_BITS = {
    0: 1, 1993: 2, 35460: 3, 459495: 4, 595669: 5, 754353: 6, 845645: 7, 923232: 8, 924445: 9, 934534: 10, 1004534: 11,
    1000345: 12, 1030203: 13, 1030204: 14, 1030205: 15,
}  # fmt: skip


def eight_bits() -> dict[int, int]:
    """The values 0 to 255, at places that the authors drew with the seed 42: 233478 is the first one in the text."""
    chance = random.Random(42)
    return {chance.randint(0, ENTRIES - 1): number for number in range(256)}


def written(values: Mapping[int, int], size: int, entries: int = ENTRIES) -> bytes:
    """The bytes of a list, one bit after the other, the least significant one first: slow, and obviously so."""
    made = bytearray(entries * size // 8)
    for index, number in values.items():
        for bit in range(size):
            place = index * size + bit
            made[place // 8] |= (number >> bit & 1) << place % 8
    return bytes(made)


def packed(data: bytes, level: int = 9) -> str:
    return base64url.encode(zlib.compress(data, level))


@pytest.mark.parametrize(
    ("size", "values", "digest"),
    [
        (1, ONE_BIT, "f2529d5d7b48665f8be86037b271b92a9cc7690a42688193d3c97baf2a1e4794"),
        (2, TWO_BITS, "89014d93753a4996780da9354a6ac298c4e4c571b9d7ef344c2aefdd494d898c"),
        (4, FOUR_BITS, "7624b511c7462ca2e77514c416b5528b043d4333b5e0741494a4e21009241edb"),
        (8, eight_bits(), "15aae678f848a96df0efaaead24c5356ed249c713fa292b04fd99d61db566743"),
    ],
)
def test_the_vectors_of_the_specification(size: int, values: Mapping[int, int], digest: str) -> None:
    data = written(values, size)
    assert hashlib.sha256(data).hexdigest() == digest  # the writer of this test writes what they print
    unpacked = decode(packed(data))
    assert [value(unpacked, index, size) for index in values] == list(values.values())
    others = random.Random(1).sample(sorted(set(range(ENTRIES)) - values.keys()), 2_000)
    assert not any(value(unpacked, index, size) for index in others)


@pytest.mark.parametrize(
    ("lst", "size", "values"),
    [
        ("eNrbuRgAAhcBXQ", 1, [1, 0, 0, 1, 1, 1, 0, 1, 1, 1, 0, 0, 0, 1, 0, 1]),
        ("eNo76fITAAPfAgc", 2, [1, 2, 0, 3, 0, 1, 0, 1, 1, 2, 3, 3]),
    ],
)
def test_the_examples_of_the_specification(lst: str, size: int, values: list[int]) -> None:
    data = decode(lst)
    assert [value(data, index, size) for index in range(len(values))] == values
    with pytest.raises(RefusedError, match="beyond the end"):
        value(data, len(values), size)


@given(data=st.data(), size=st.sampled_from(token_list.SIZES))
def test_what_is_written_is_read(data: Any, size: int) -> None:
    numbers = data.draw(st.dictionaries(st.integers(0, 511), st.integers(0, (1 << size) - 1), max_size=20))
    unpacked = decode(packed(written(numbers, size, 512), data.draw(st.integers(0, 9))))
    assert [value(unpacked, index, size) for index in range(512)] == [numbers.get(index, 0) for index in range(512)]


@settings(max_examples=200)
@given(st.binary(max_size=200))
def test_bytes_that_are_no_stream_are_refused_with_a_code(junk: bytes) -> None:
    try:
        decode(junk, limit=1_000)
    except RefusedError as error:
        assert error.code in ("status.encoding", "status.budget")


STREAM = zlib.compress(bytes(100))


@pytest.mark.parametrize(
    ("lst", "code"),
    [
        ("", "status.encoding"),
        ("eNrbuRgAAhcBXQ==", "status.encoding"),
        ("uH4sIAAAAAAAAAwMAAAAAAAAAAAA", "status.encoding"),
        (base64url.encode(STREAM[:-1]), "status.encoding"),
        (base64url.encode(STREAM[:-1] + b"\x00"), "status.encoding"),  # another checksum
        (base64url.encode(STREAM + b"\x00"), "status.encoding"),
        (base64url.encode(STREAM * 2), "status.encoding"),
        (base64url.encode(zlib.compress(bytes(100), wbits=31)), "status.encoding"),  # GZIP, as in a Bitstring list
        (base64url.encode(zlib.compress(bytes(100), wbits=-15)), "status.encoding"),
        (packed(bytes(1_001)), "status.budget"),
    ],
)
def test_a_list_is_exactly_one_stream_within_the_bound(lst: str, code: str) -> None:
    with pytest.raises(RefusedError) as refused:
        decode(lst, limit=1_000)
    assert refused.value.code == code


def test_the_bound_itself_is_allowed() -> None:
    assert len(decode(packed(bytes(1_000)), limit=1_000)) == 1_000


def test_a_bomb_is_refused_before_it_bursts() -> None:
    bomb = packed(bytes(256 << 20))
    tracemalloc.start()
    with pytest.raises(RefusedError, match="unpacks to more"):
        decode(bomb)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 2 * DEFAULT.status_open_bytes + len(bomb)


@pytest.mark.parametrize(
    ("claim", "code", "pointer"),
    [
        ("x", "status.unreadable", "/s"),
        ([], "status.unreadable", "/s"),
        ({"idx": 1}, "status.unreadable", "/s"),
        ({"idx": 1, "uri": ""}, "status.unreadable", "/s"),
        ({"idx": 1, "uri": 5}, "status.unreadable", "/s"),
        ({"uri": "https://north.example/1"}, "status.index", "/s"),
        *(
            ({"idx": index, "uri": "https://north.example/1"}, "status.index", "/s/idx")
            for index in (-1, "1", 1.0, True, None, 1 << 53)
        ),
    ],
)  # fmt: skip
def test_an_entry_is_read_as_it_is_or_refused(claim: Any, code: str, pointer: str) -> None:
    with pytest.raises(RefusedError) as refused:
        read(claim, "/s")
    assert (refused.value.code, refused.value.findings[0].pointer) == (code, pointer)


def test_an_entry_is_a_place_in_a_list() -> None:
    entry = read({"idx": 0, "uri": "https://north.example/1", "other": 1}, "/s")
    assert (entry.kind, entry.place, entry.url) == ("TokenStatusList", 0, "https://north.example/1")


@pytest.mark.parametrize(
    ("ttl", "kept"),
    [(43_200, timedelta(hours=12)), (0.5, timedelta(milliseconds=500)), (10**30, timedelta(days=1_000)),
     (0, None), (-1, None), (True, None), ("1", None), (None, None)],
)  # fmt: skip
def test_how_long_a_copy_may_be_kept(ttl: Any, kept: timedelta | None) -> None:
    assert TokenStatusList({"ttl": ttl}, "did:web:north.example").ttl == kept


@pytest.mark.parametrize("number", range(256))
def test_every_value_but_valid_keeps_a_credential_from_passing(number: int) -> None:
    entry = read({"idx": 0, "uri": "https://north.example/1"}, "/s")
    codes = [one.code for one in token_list.findings(entry, number)]
    named = {0: [], 1: ["status.revoked"], 2: ["status.suspended"]}
    assert codes == named.get(number, ["status.unknown_value"])
