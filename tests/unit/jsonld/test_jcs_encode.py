"""JCS: the fast ways and the general one give the same bytes; what has no canonical form is refused."""

from __future__ import annotations

from typing import Any

import pytest
import rfc8785
from hypothesis import given
from hypothesis import strategies as st

from eccoe_vc.errors import CanonicalizationError, InputTypeError
from eccoe_vc.jsonld import jcs

TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
INTEGERS = st.integers(-(2**53) + 1, 2**53 - 1)
FLOATS = st.floats(allow_nan=False, allow_infinity=False)
WHOLE = INTEGERS.map(float)
JSON = st.recursive(
    st.none() | st.booleans() | INTEGERS | FLOATS | WHOLE | TEXT,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXT, inner, max_size=4),
    max_leaves=20,
)


@given(JSON)
def test_as_the_reference_package(value: Any) -> None:
    assert jcs.encode(value) == rfc8785.dumps(value)


@given(st.dictionaries(TEXT, INTEGERS, max_size=8))
def test_names_in_utf_16_order(value: dict[str, int]) -> None:
    assert jcs.encode(value) == rfc8785.dumps(value)


def test_utf_16_order_is_not_code_point_order() -> None:
    assert jcs.encode({"\U0001f393": 1, "\ufffd": 2, "\u20ac": 3}).decode() == '{"\u20ac":3,"\U0001f393":1,"\ufffd":2}'


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (5.0, "5"), (-0.0, "0"), (0.5, "0.5"), (1e21, "1e+21"), (1e20, "100000000000000000000"), (1e-7, "1e-7"),
        (2.0**53, "9007199254740992"), (1.2345678901234568e20, "123456789012345680000"), (True, "true"), (None, "null"),
        ("\x7f\x1f\u2028", '"\x7f\\u001f\u2028"'), ([], "[]"), ({}, "{}"), ({"b": [5.0], "a": {}}, '{"a":{},"b":[5]}'),
    ],
)  # fmt: skip
def test_golden(value: Any, text: str) -> None:
    assert jcs.encode(value).decode() == text


@pytest.mark.parametrize("value", [float("nan"), float("inf"), -float("inf"), 2**53, -(2**53), [{"a": 10**400}]])
def test_numbers(value: Any) -> None:
    with pytest.raises(CanonicalizationError) as caught:
        jcs.encode(value)
    assert caught.value.code == "json.number"


@pytest.mark.parametrize("value", ["\ud800", {"\udc00": 1}, [{"a\ud800": "x", "b": 1e300}], {"a": ["\ud83c"]}])
def test_surrogates(value: Any) -> None:
    with pytest.raises(CanonicalizationError) as caught:
        jcs.encode(value)
    assert caught.value.code == "json.surrogate"


class Odd(dict[str, int]):
    pass


@pytest.mark.parametrize("value", [{1: 2}, {None: 1}, {"a": (1,)}, [{1, 2}], b"x", Odd(a=1), object()])
def test_foreign_types(value: Any) -> None:
    with pytest.raises(InputTypeError):
        jcs.encode(value)


def test_the_value_is_not_changed() -> None:
    value = {"a": [5.0, {"b": -0.0}]}
    jcs.encode(value)
    assert str(value) == "{'a': [5.0, {'b': -0.0}]}"


def test_depth_that_no_door_lets_through() -> None:
    value: list[Any] = []
    for _ in range(100_000):
        value = [value]
    for deep in (value, {"a": 5.0, "b": value}, {"\U0001f393": value}):
        with pytest.raises(CanonicalizationError) as caught:
            jcs.encode(deep)
        assert caught.value.code == "json.depth"
    while value:  # taken apart by hand: freeing it all at once is deep, too
        value = value.pop()
