"""Differing counterparts: the first places on both sides; none exactly where the digests are equal."""

from __future__ import annotations

import copy
import json
from typing import Any

from hypothesis import given
from hypothesis import strategies as some
from tests.unit.agreements.worked import FOLDER

from eccoe_vc.agreements import digests
from eccoe_vc.agreements.differences import MOST, between

EXAMPLE = json.loads((FOLDER / "mcra_example.json").read_bytes())["credentialSubject"]

JSON = some.recursive(
    some.text(max_size=3) | some.booleans(),
    lambda inner: some.lists(inner, max_size=3) | some.dictionaries(some.text(max_size=2), inner, max_size=3),
    max_leaves=8,
)


def test_the_first_places_are_named_in_the_order_of_the_text() -> None:
    other = copy.deepcopy(EXAMPLE)
    other["rule"][0]["priority"] = "11"
    other["party"][1]["legalName"] = "University Bee"
    del other["amendment"]
    other["evaluation"] = {"mode": "maximise"}
    found = between(EXAMPLE, other)
    assert [(row.pointer, row.absent) for row in found][:3] == [
        ("/party/1/legalName", ""), ("/amendment", "theirs"), ("/rule/0/priority", ""),
    ]  # fmt: skip
    assert found[2][1:3] == ("10", "11")


def test_true_is_no_text_and_no_number_and_more_than_help_are_not_told() -> None:
    assert [row.pointer for row in between({"a": True}, {"a": "true"})] == ["/a"]
    assert len(between({}, {str(n): "x" for n in range(100)})) == MOST


@given(JSON, JSON)
def test_digests_are_equal_exactly_where_nothing_differs(one: Any, other: Any) -> None:
    assert (digests.of_json({"x": one}) == digests.of_json({"x": other})) is (not between(one, other))
    assert len(between(one, other)) == len(between(other, one)) or len(between(one, other)) == MOST
