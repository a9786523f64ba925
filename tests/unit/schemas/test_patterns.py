"""Patterns of foreign schemas: what they match, what is not run, and that no text makes them slow."""

from __future__ import annotations

import re
import sys
from types import ModuleType

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eccoe_vc.errors import RefusedError
from eccoe_vc.limits import Budget
from eccoe_vc.schemas.patterns import Pattern


@pytest.mark.parametrize(
    ("pattern", "fits", "not_"),
    [
        ("b", ["abc"], ["", "ac"]),
        ("^b", ["bc"], ["ab"]),
        ("b$", ["ab"], ["b\n", "bc"]),  # in Python a line end may follow; in ECMA-262 not
        ("^$", [""], ["a", "\n"]),
        ("^a|b$", ["ax", "xb"], ["xa"]),
        ("^(?:ab|c)+$", ["ab", "cab"], ["", "a"]),
        ("^(?<year>[0-9]{4})$", ["2026"], ["202", "20261", "\u0662\u0660\u0662\u0666"]),
        ("^a{2,3}$", ["aa", "aaa"], ["a", "aaaa"]),
        ("^a{2,}?$", ["aa", "aaaaa"], ["a"]),
        ("^a{,2}$", ["a{,2}"], ["aa"]),
        ("^.$", ["\u00e9", "\U0001f393"], ["\n", "\u2028", "ab"]),
        (r"^\d\D$", ["1a"], ["a1", "\u0661a"]),
        (r"^\w\W$", ["_-"], ["\u00e9-"]),
        (r"^\s\S$", ["\u00a0a", "\ufeffa", "\ta"], ["aa"]),
        (r"\bcat\b", ["a cat", "cat"], ["cats", "\u00e9cats"]),
        (r"^\Bcat", [], ["cat"]),
        (r"^[^a-c\]]$", ["d"], ["a", "]"]),
        (r"^[\w-]$", ["-", "a"], ["+"]),
        (r"^[a\-z]$", ["a", "-", "z"], ["b"]),
        (r"^[+--]$", ["+", ",", "-"], ["."]),
        (r"^[\b]$", ["\b"], ["b"]),
        ("^[]$", [], ["", "a"]),
        ("^[^]$", ["a", "\n"], [""]),
        (r"^\x41\u0042\u{1F393}$", ["AB\U0001f393"], ["AB"]),
        (r"^\cJ\t\0$", ["\n\t\0"], ["J"]),
        (r"^\/\.\-$", ["/.-"], ["/a-"]),
        ("^\\\u00e9$", ["\u00e9"], ["e"]),
        (r"^\ud83c\udf93$", ["\U0001f393"], ["\u6f93"]),
        (r"^\p{Lu}\P{L}[\p{Nd}]$", ["\u00c91\u0661"], ["\u00e911"]),
        (r"^\p{Letter}[\P{Letter}]\P{Number}$", ["\u00e91a"], ["\u00e9\u00e9a", "1aa"]),
        (r"^[\s\d]$", ["\u2003", "1"], ["a"]),
        (r"^[\S]$", ["a"], ["\u2003"]),
        (r"^[^\s]\cj$", ["a\n"], [" \n"]),
        ("^[[:alpha:]]$", [":]", "a]", "[]"], ["b", "b]"]),  # no class of a class in ECMA-262
        ("^[[]$", ["["], ["]"]),
        ("^[[^]$", ["[", "^"], ["a"]),
        ("^[(?:]$", ["(", "?", ":"], ["a"]),
        ("^[a(?<b>]$", ["a", "(", "<"], ["x"]),
        ("^[a[].$", ["ab", "[b"], ["a\u2028", "b."]),
        ("^[[]]$", ["[]"], ["[", "]"]),
        ("^[.]$", ["."], ["a"]),
        ("^a*?$", ["", "aa"], ["b"]),
        ("^(|a)b$", ["b", "ab"], ["aab"]),
        ("(ext:)[a-z|A-Z|0-9|.|-|_]+", ["ext:x", "not ext:y"], ["ext:"]),  # as Open Badges writes it
        ("^(a*)*$", ["", "aaa"], ["b"]),
    ],
)
def test_a_pattern_is_searched_for(pattern: str, fits: list[str], not_: list[str]) -> None:
    found = Pattern(pattern)
    assert [text for text in fits if not found.search(text)] == []
    assert [text for text in not_ if found.search(text)] == []


@pytest.mark.parametrize(
    "pattern",
    [
        r"(a)\1",
        r"(?<x>a)\k<x>",
        "(?=a)",
        "(?!a)",
        "(?<=a)b",
        "(?<!a)b",
        "(?i)a",
        "a{1001}",
        "(?P<x>a)",
        r"\Aa",
        r"\p{Script=Greek}",
        r"\p{Greek}",
        r"\x{41}",
        r"\Qa",
        r"\01",
        r"\ud83c",
        r"\y",
        r"\u{110000}",
        "a{2,1}",
        "\ud83c",
    ],
)
def test_what_is_not_run_is_refused_by_name(pattern: str) -> None:
    with pytest.raises(RefusedError) as caught:
        Pattern(pattern)
    assert caught.value.code == "schema.regex"


@pytest.mark.parametrize("pattern", ["(", ")", "[", "[a", "a\\", "*", "a|+", "[b-a]", "a**", "(?:a", "[^"])
def test_what_is_no_pattern_is_refused_as_none(pattern: str) -> None:
    with pytest.raises(RefusedError) as caught:
        Pattern(pattern)
    assert caught.value.code == "schema.invalid"


@pytest.mark.parametrize(
    "pattern",
    ["(a{1000}){1000}", "((|a){1000}){3}", "((a?){999}b?){999}", "(((){1000}){1000}){1000}", r"(\p{L}{500}\W){2}"],
)
def test_repetitions_of_repetitions_are_bounded(pattern: str) -> None:
    with pytest.raises(RefusedError) as caught:
        Pattern(pattern)
    assert caught.value.code == "schema.regex"


def test_another_package_of_that_name_runs_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    for package in (None, ModuleType("re2")):
        monkeypatch.setitem(sys.modules, "re2", package)
        with pytest.raises(RefusedError) as caught:
            Pattern("a")
        assert caught.value.code == "schema.unavailable"


@pytest.mark.parametrize(
    ("pattern", "text"), [("^(a+)+$", "a" * 4000 + "!"), ("(a|a)*b", "a" * 4000), ("(.*)*x", "y" * 4000)]
)
def test_work_grows_with_the_text_and_not_with_its_power(pattern: str, text: str) -> None:
    def cost(length: int) -> int:
        charged: list[int] = []
        assert not Pattern(pattern).search(text[-length:], charged.append)
        return sum(charged)

    assert 0 < cost(4000) < 3 * cost(2000)


def test_a_picture_inside_a_badge_leaves_most_of_the_budget() -> None:
    charged: list[int] = []
    assert Pattern("^data:image/(png|svg)").search("data:image/png;base64," + "x" * 200_000, charged.append)
    assert sum(charged) < Budget().schema_steps / 5


_PART = st.sampled_from(["a", "b", "c", ".", "[ab]", "[^a]", r"\.", r"\w", "x"])
_TREES = st.recursive(
    _PART,
    lambda inner: st.one_of(
        st.builds("{}{}".format, inner, inner),
        st.builds("({}|{})".format, inner, inner),
        st.builds("(?:{}){}".format, inner, st.sampled_from(["*", "+", "?", "{2}", "{1,2}", "{0,}", "*?"])),
        st.builds("^{}".format, inner),
        st.builds(r"{}\b".format, inner),
        st.builds("{}$".format, inner),
    ),
    max_leaves=8,
)


@given(_TREES, st.text("abcx. ", max_size=8))
def test_it_finds_what_another_engine_finds(pattern: str, text: str) -> None:
    # Of what both mean alike: no line ends, ASCII, and no \B, which is another thing in an empty text.
    assert Pattern(pattern).search(text) is (re.search(pattern, text, re.ASCII) is not None)
