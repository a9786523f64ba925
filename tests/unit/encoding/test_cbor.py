"""CBOR: the few kinds of values that proofs hold, in one form each."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eccoe_vc.encoding import DecodeError, cbor

# RFC 8949, appendix A.
EXAMPLES: list[tuple[str, Any]] = [
    ("00", 0),
    ("01", 1),
    ("0a", 10),
    ("17", 23),
    ("1818", 24),
    ("1864", 100),
    ("1903e8", 1000),
    ("1a000f4240", 1_000_000),
    ("1b000000e8d4a51000", 1_000_000_000_000),
    ("1bffffffffffffffff", 18_446_744_073_709_551_615),
    ("40", b""),
    ("4401020304", b"\1\2\3\4"),
    ("60", ""),
    ("6449455446", "IETF"),
    ("62c3bc", "\u00fc"),
    ("64f0908591", "\U00010151"),
    ("80", []),
    ("8301820203820405", [1, [2, 3], [4, 5]]),
    ("98190102030405060708090a0b0c0d0e0f101112131415161718181819", list(range(1, 26))),
    ("a0", {}),
    ("a201020304", {1: 2, 3: 4}),
    ("a26161016162820203", {"a": 1, "b": [2, 3]}),
]
# The same appendix, and forms of its values that are longer than they must be.
REFUSED = {
    "negative": "20",
    "tag of a date": "c074323031332d30332d32315432303a30343a30305a",
    "tag of a large number": "c249010000000000000000",
    "half precision": "f93c00",
    "true": "f5",
    "null": "f6",
    "undefined": "f7",
    "indefinite bytes": "5f42010243030405ff",
    "indefinite text": "7f657374726561646d696e67ff",
    "indefinite array": "9fff",
    "indefinite map": "bf61610161629f0203ffff",
    "reserved length": "1c",
    "one byte for a small number": "1817",
    "two bytes for a small number": "190018",
    "four bytes for a small number": "1a000003e8",
    "eight bytes for a small number": "1b00000000000f4240",
    "long length": "580101",
    "long count": "980101",
    "one key twice": "a201020103",
    "array as key": "a18001",
    "not UTF-8": "61ff",
    "nothing": "",
    "too short": "4401020",
    "number too short": "1903",
    "array too short": "8301",
    "map too short": "a101",
    "something behind": "0000",
    "four billion items": "9affffffff",
    "a huge map": "bbffffffffffffffff",
    "a huge text": "7bffffffffffffffff",
    "deep": "81" * 5 + "00",
    "deep map": "a100" * 5 + "00",
}


@pytest.mark.parametrize(("data", "value"), EXAMPLES)
def test_examples_of_the_standard(data: str, value: Any) -> None:
    assert cbor.decode(bytes.fromhex(data)) == value
    assert cbor.encode(value).hex() == data


@pytest.mark.parametrize("data", REFUSED.values(), ids=list(REFUSED))
def test_other_forms_are_refused(data: str) -> None:
    with pytest.raises(DecodeError):
        cbor.decode(bytes.fromhex(data if len(data) % 2 == 0 else data[:-1]))


def test_limits() -> None:
    assert cbor.decode(bytes.fromhex("8181818100"), max_depth=4) == [[[[0]]]]
    for depth, items in ((3, 100), (4, 3)):
        with pytest.raises(DecodeError):
            cbor.decode(bytes.fromhex("8181818100"), max_depth=depth, max_items=items)


def test_maps_are_written_in_order() -> None:
    assert cbor.encode({10: 1, 2: 1, 100: 1}) == cbor.encode({100: 1, 10: 1, 2: 1})


@pytest.mark.parametrize("value", [-1, 1 << 64, True, None, 1.0, {1}, object()])
def test_other_values_are_not_written(value: Any) -> None:
    with pytest.raises(TypeError):
        cbor.encode([value])


VALUES = st.recursive(
    st.integers(0, (1 << 64) - 1) | st.binary(max_size=40) | st.text(max_size=40),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.integers(0, 300), inner, max_size=4),
    max_leaves=12,
)


@given(VALUES)
def test_what_is_written_is_read(value: Any) -> None:
    assert cbor.decode(cbor.encode([value]), max_depth=20) == [value]


@given(st.binary(max_size=60))
def test_what_is_read_has_one_form(data: bytes) -> None:
    try:
        value = cbor.decode(data)
    except DecodeError:
        return
    again = cbor.encode(value)
    assert len(again) == len(data)
    assert cbor.decode(again) == value
