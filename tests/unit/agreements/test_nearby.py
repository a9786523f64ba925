"""What is said to be missing follows from what the learner holds, and never from what her credentials are called."""

from __future__ import annotations

import itertools
from typing import Any

import pytest
from tests.unit.agreements.test_never_twice import ANY, BASE, Tree, badge, course, decided, rule, text


def leaf(name: str) -> Tree:
    return {"achievement": BASE + name}


def missing(source: Tree, *badges: Any) -> list[tuple[str, str]]:
    """Of the one rule: the places that are needed, and the credential that stands there and does not hold."""
    [near] = decided(text(rule("r1", source, course("X", "1"))), *badges).near
    return [(need.at.removeprefix("/rule/0/source"), need.held) for need in near.needs]


NAMES = list(itertools.permutations(["a", "b", "c"]))
WANT_Z = [("/allOf/2", "")]


@pytest.mark.parametrize("names", NAMES)
@pytest.mark.parametrize("turned", [False, True])
def test_an_award_that_fits_two_places_stands_where_it_is_needed(names: tuple[str, ...], turned: bool) -> None:
    """Any award and the award x: whatever x is called, only z is missing."""
    first = [ANY, leaf("x"), leaf("z")]
    source = {"allOf": [first[1], first[0], first[2]] if turned else first}
    held = [badge(names[0], achievement="x"), badge(names[1], achievement="y")]
    assert missing(source, *held) == WANT_Z


@pytest.mark.parametrize("names", NAMES)
def test_of_two_places_that_ask_for_the_same_the_later_one_is_missing(names: tuple[str, ...]) -> None:
    held = [badge(names[0], achievement="x")]
    assert missing({"allOf": [ANY, ANY, leaf("z")]}, *held) == [("/allOf/1", ""), ("/allOf/2", "")]
    # The narrower place comes later, and any other award would do for the first one: the text's first place goes first.
    assert missing({"allOf": [leaf("x"), ANY]}, *held) == [("/allOf/1", "")]
    assert missing({"allOf": [ANY, leaf("x")]}, *held) == [("/allOf/1", "")]


@pytest.mark.parametrize("names", NAMES)
def test_what_holds_makes_way_for_what_may_hold(names: tuple[str, ...]) -> None:
    """x holds in both places; y, of which the level is unknown, in the second one alone."""
    low = {"anyFrom": ANY["anyFrom"], "condition": {"eqfLevel": {"min": "6"}}}
    six = {"eqfLevel": ["http://data.europa.eu/snb/eqf/6"]}
    held = [badge(names[0], achievement="x", **six), badge(names[1], achievement="y")]  # type: ignore[arg-type]
    source = {"allOf": [ANY, low, leaf("z")]}
    assert missing(source, *held) == WANT_Z  # y stands in the first place, x in the second one
    only_y = [badge(names[0], achievement="y"), badge(names[1], achievement="y2")]
    assert [place for place, _ in missing(source, *only_y)] == ["/allOf/1", "/allOf/2"]


def test_one_award_that_may_hold_is_evidence_for_one_place() -> None:
    low = {"anyFrom": ANY["anyFrom"], "condition": {"eqfLevel": {"min": "6"}}}
    assert missing({"allOf": [low, low, leaf("z")]}, badge("y")) == [
        ("/allOf/0", "urn:x:y"), ("/allOf/1", ""), ("/allOf/2", ""),
    ]  # fmt: skip


def test_alternatives_may_each_use_the_same_award() -> None:
    """Only one of them is used, so x is missing in neither."""
    source = {"anyOf": [{"allOf": [leaf("x"), leaf("y")]}, {"allOf": [leaf("x"), leaf("z")]}]}
    assert missing(source, badge("x")) == [("/anyOf/0/allOf/1", ""), ("/anyOf/1/allOf/1", "")]


def short(*badges: Any, least: str = "10") -> list[Any]:
    parts = [leaf(name) for name in ("w", "p", "q", "x", "y")]
    [near] = decided(text(rule("r1", {"of": parts, "minCredit": least}, course("X", "1"))), *badges).near
    return [str(need.short) for need in near.needs if need.short is not None]


def test_a_part_does_not_count_beside_its_whole() -> None:
    whole: Any = {"hasPart": [BASE + "p", BASE + "q"]}
    assert short(badge("w", "6", **whole), badge("p", "3")) == ["4"]
    assert short(badge("w", "6", **whole), badge("p", "3"), badge("x", "2")) == ["2"]
    assert short(badge("w", "6", **whole), badge("p", "4"), badge("q", "4")) == ["2"]  # the parts are worth more
    assert short(badge("x", "6"), badge("y", "3")) == ["1"]


def test_of_many_that_overlap_no_more_is_counted_than_could_be() -> None:
    whole: Any = {"hasPart": [BASE + f"n{number}" for number in range(13)]}
    parts = [leaf("w"), *(leaf(f"n{number}") for number in range(13))]
    held = [badge("w", "9", **whole), *(badge(f"n{number}", "1") for number in range(13))]
    [near] = decided(text(rule("r1", {"of": parts, "minCredit": "30"}, course("X", "1"))), *held).near
    assert [str(need.short) for need in near.needs if need.short is not None] in (["17"], ["21"])
