"""CBOR of proof values: RFC 8949, appendix A, as far as it reaches, and everything else refused."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eccoe_vc.encoding import DecodeError, cbor

#: RFC 8949, appendix A (Examples of Encoded CBOR Data Items): the rows within the closed part.
EXAMPLES: list[tuple[Any, str]] = [
    (0, "00"),
    (1, "01"),
    (10, "0a"),
    (23, "17"),
    (24, "1818"),
    (25, "1819"),
    (100, "1864"),
    (1000, "1903e8"),
    (1000000, "1a000f4240"),
    (1000000000000, "1b000000e8d4a51000"),
    (18446744073709551615, "1bffffffffffffffff"),
    (b"", "40"),
    (b"\x01\x02\x03\x04", "4401020304"),
    ("", "60"),
    ("IETF", "6449455446"),
    ('"\\', "62225c"),
    ("\u00fc", "62c3bc"),
    ("\u6c34", "63e6b0b4"),
    ("\U00010151", "64f0908591"),
    ([], "80"),
    ([1, 2, 3], "83010203"),
    ([1, [2, 3], [4, 5]], "8301820203820405"),
    (list(range(1, 26)), "98190102030405060708090a0b0c0d0e0f101112131415161718181819"),
    ({}, "a0"),
    ({1: 2, 3: 4}, "a201020304"),
]
#: The other rows of that appendix, and malformed texts: what no proof value holds.
REFUSED = [
    "c249010000000000000000", "3bffffffffffffffff", "c349010000000000000000", "20", "3903e7", "f90000",
    "fb3ff199999999999a", "f4", "f5", "f6", "f7", "f0", "f8ff", "c11a514b67b0", "d74401020304",
    "d818456449455446", "a26161016162820203", "826161a161626163", "5f42010243030405ff",
    "7f657374726561646d696e67ff", "9fff", "9f018202039f0405ffff", "bf61610161629f0203ffff", "", "18", "1800",
    "1817", "190017", "1900ff", "1a0000ffff", "1b00000000ffffffff", "1c", "1f", "41", "42ff", "61ff",
    "62c328", "81", "8201", "9bffffffffffffffff", "5bffffffffffffffff", "a1", "a101", "a201020103",
    "a1410102", "0000", "8101ff", "8181818181", "818181818100",
]  # fmt: skip


@pytest.mark.parametrize(("value", "text"), EXAMPLES, ids=lambda item: str(item)[:20])
def test_examples_of_the_specification(value: Any, text: str) -> None:
    assert cbor.encode(value).hex() == text
    assert cbor.decode(bytes.fromhex(text)) == value


@pytest.mark.parametrize("text", REFUSED)
def test_everything_else_is_refused(text: str) -> None:
    with pytest.raises(DecodeError):
        cbor.decode(bytes.fromhex(text))


@pytest.mark.parametrize("value", [-1, 1 << 64, 1.5, True, None, {"a": 1}, {-1: 1}, object()], ids=repr)
def test_what_has_no_encoding(value: Any) -> None:
    with pytest.raises((DecodeError, TypeError)):
        cbor.encode(value)


VALUES = st.recursive(
    st.integers(0, (1 << 64) - 1) | st.binary(max_size=40) | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=5) | st.dictionaries(st.integers(0, 70_000), inner, max_size=5),
    max_leaves=20,
)


@given(VALUES)
def test_what_is_written_is_read(value: Any) -> None:
    try:
        assert cbor.decode(cbor.encode(value)) == value
    except DecodeError as error:
        assert "nested" in str(error)


@given(st.binary(max_size=60))
def test_a_value_has_one_encoding_up_to_the_order_of_keys(data: bytes) -> None:
    try:
        value = cbor.decode(data)
    except DecodeError:
        return
    assert len(cbor.encode(value)) == len(data)
    assert cbor.decode(cbor.encode(value)) == value


def test_a_short_text_cannot_announce_much() -> None:
    with pytest.raises(DecodeError):
        cbor.decode(b"\x9a\x7f\xff\xff\xff" + bytes(100))
    with pytest.raises(DecodeError):
        cbor.decode(b"\x9a\x00\x01\x86\xa1" + bytes(100_001))
