"""A JSON Pointer leads to the line and column where its member or entry begins, however the text is laid out."""

from __future__ import annotations

import json
import time
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as some

from eccoe_vc.encoding import DecodeError, pointers
from eccoe_vc.encoding.json_lines import Place, places

TEXT = """\
{
  "id": "x, [y] {z}: \\" ",
  "rule": [
    {"a/b": 1, "~": [true,
      -1.5e3 ]},
    []
  ],

\t"last":{}
}"""


@pytest.mark.parametrize(
    ("pointer", "line", "column"),
    [
        ("", 1, 1), ("/id", 2, 3), ("/rule", 3, 3), ("/rule/0", 4, 5), ("/rule/0/a~1b", 4, 6), ("/rule/0/~0/1", 5, 7),
        ("/rule/1", 6, 5), ("/last", 9, 2),
        ("/rule/2", 3, 3), ("/rule/0/none/x", 4, 5), ("/none", 1, 1), ("/id/0", 2, 3), ("/rule/00", 3, 3),
    ],
)  # fmt: skip
def test_each_pointer_by_hand_and_what_is_missing_at_what_is_around_it(pointer: str, line: int, column: int) -> None:
    assert places(TEXT, [pointer]) == {pointer: Place(line, column)}


names = some.text(max_size=4)
trees = some.recursive(
    some.one_of(some.none(), some.booleans(), some.integers(-99, 99), some.text(max_size=5)),
    lambda inner: some.one_of(some.lists(inner, max_size=3), some.dictionaries(names, inner, max_size=3)),
    max_leaves=12,
)  # fmt: skip


@given(some.dictionaries(names, trees, max_size=3), some.sampled_from([None, 0, 2]), some.booleans())
def test_whatever_the_text_the_place_is_where_the_thing_begins(
    tree: dict[str, Any], indent: int | None, escaped: bool
) -> None:
    text = json.dumps(tree, indent=indent, ensure_ascii=escaped)
    rows = {pointers.join("", *pointers.tokens(path)): (path, value) for path, value in pointers.walk(tree)}
    found = places(text, rows)
    assert set(found) == set(rows)
    begins = set()
    for pointer, (path, value) in rows.items():
        place = found[pointer]
        rest = "\n".join(text.split("\n")[place.line - 1 :])[place.column - 1 :]
        name = None if path is None or isinstance(path[1], int) else path[1]
        start = json.dumps(value, ensure_ascii=escaped)[:1] if name is None else json.dumps(name, ensure_ascii=escaped)
        assert rest.startswith(start)
        begins.add(place)
    assert len(begins) == len(rows)  # each thing has a place of its own


def test_many_pointers_into_a_large_text_take_one_walk() -> None:
    text = json.dumps({"rule": [{"ruleId": str(number), "x": ["y"] * 20} for number in range(20_000)]}, indent=1)
    started = time.process_time()
    found = places(text, [f"/rule/{number}/ruleId" for number in range(0, 20_000, 20)])
    assert time.process_time() - started < 20
    assert found["/rule/20/ruleId"].line == 3 + 20 * 25 + 1


def test_deep_nesting_needs_no_stack() -> None:
    assert places("[" * 50_000 + "]" * 50_000, ["/0" * 3]) == {"/0/0/0": Place(1, 4)}


def test_what_is_no_pointer_is_refused() -> None:
    with pytest.raises(DecodeError):
        places("{}", ["rule"])
