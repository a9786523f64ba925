"""What would give me this course: ways of the example, by hand; and sources as the sets that fill them."""

from __future__ import annotations

import copy
import json
from collections import Counter
from collections.abc import Callable
from datetime import date
from itertools import combinations
from time import perf_counter
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.unit.agreements.test_matching import REQUEST, TREES
from tests.unit.agreements.worked import FOLDER

from eccoe_vc.agreements.facts import read as facts_of
from eccoe_vc.agreements.matching import Matcher
from eccoe_vc.agreements.questions import disjunctive
from eccoe_vc.agreements.questions.lookup import Lookup, Way, reverse_lookup
from eccoe_vc.agreements.reading import read
from eccoe_vc.errors import InputTypeError
from eccoe_vc.models.agreement import RecognitionAgreement
from eccoe_vc.models.rules import Source

Text = dict[str, Any]
EXAMPLE: Text = json.loads((FOLDER / "mcra_example.json").read_bytes())["credentialSubject"]
COURSES = "https://b.example/courses/"
ACHIEVEMENTS = "https://a.example/achievements/"
ON = date(2025, 2, 3)
MASTER = "https://b.example/programmes/ma-translation"


def text(change: Callable[[Text], Any] | None = None) -> RecognitionAgreement:
    made: Text = copy.deepcopy(EXAMPLE)
    if change is not None:
        change(made)
    return read(made)


def ways(target: str, change: Callable[[Text], Any] | None = None, **asked: Any) -> list[Way]:
    return list(reverse_lookup([text(change)], target, **{"on": ON, **asked}))


def options(way: Way) -> list[set[str]]:
    return [
        {(leaf.source.achievement or "").removeprefix(ACHIEVEMENTS) for leaf in one.leaves} for one in way.terms or ()
    ]


def test_two_of_three_give_a_course_within_two_limits() -> None:
    (way,) = ways(f"{COURSES}DIG200", programme=MASTER)
    assert options(way) == [{"mc1", "mc2"}, {"mc1", "mc3"}, {"mc2", "mc3"}]
    assert [term.least for term in way.terms or ()] == [(("/rule/1/source", "6"),)] * 3
    assert (way.rule.rule_id, way.at, way.limits) == ("r2", "/rule/1", ("cap-nonofficial", "cap-total"))
    assert (way.issuers, way.hosts) == (("did:web:awarding.example",), ("did:web:recognising.example",))
    assert [place for place, _ in way.conditions] == ["/requirement"]
    window = {"state": "open", "basis": "completion", "first": "2022-09-01", "last": "2026-08-31"}
    assert way.window.to_json() == window | {"askUntil": "2028-08-31"}  # two years of claims
    assert way.to_json()["target"]["credit"] == {"fixed": "6"}


def test_one_award_an_exemption_and_free_credit() -> None:
    (course,) = ways(f"{COURSES}ENG101")
    assert (options(course), course.limits) == ([{"prof-english-1"}], ("cap-total",))
    assert [place for place, _ in course.conditions] == ["/requirement", "/rule/0/condition"]
    (exemption,) = ways(f"{COURSES}TERM100")
    assert (exemption.target.kind, exemption.limits) == ("exemption", ())  # limits cut credit, and here is none
    (free,) = ways("free")
    assert (free.target.bucket, str(free).count("at most 2")) == ("free", 1)
    assert [leaf.source.any_from for term in free.terms or () for leaf in term.leaves] == ["did:web:awarding.example"]


def test_what_refuses_is_excluded_or_unknown_is_no_way() -> None:
    assert ways(f"{COURSES}NOTHING") == ways("none") == []

    def excluded(made: Text) -> None:
        made["limit"][2]["excludeTarget"].append(f"{COURSES}ENG101")

    assert ways(f"{COURSES}ENG101", excluded) == []
    assert len(ways(f"{COURSES}DIG200", excluded)) == 1

    def elsewhere(made: Text) -> None:
        excluded(made)
        made["limit"][2]["category"] = ["nonOfficial"]  # the rule has no category, so the limit is not about it

    assert len(ways(f"{COURSES}ENG101", elsewhere)) == 1


def test_another_programme_has_other_ways() -> None:
    assert ways(f"{COURSES}ENG101", programme="https://b.example/programmes/other") == []
    assert len(ways(f"{COURSES}ENG101", programme=MASTER)) == len(ways(f"{COURSES}ENG101")) == 1

    def narrow(made: Text) -> None:
        made["rule"][0]["programme"] = ["https://b.example/programmes/other"]

    assert ways(f"{COURSES}ENG101", narrow, programme=MASTER) == []


@pytest.mark.parametrize(
    ("on", "state"),
    [
        ("2022-08-31", "later"), ("2022-09-01", "open"), ("2026-08-31", "open"), ("2026-09-01", "past"),
        ("2028-08-31", "past"), ("2028-09-01", None),
    ],
)  # fmt: skip
def test_the_window_on_a_day(on: str, state: str | None) -> None:
    """The period runs to 31 August 2026, and two years longer one may ask."""
    found = ways(f"{COURSES}ENG101", on=date.fromisoformat(on))
    assert [way.window.state for way in found] == ([] if state is None else [state])


@pytest.mark.parametrize(
    ("period", "basis", "on", "state"),
    [
        ({"startDate": "2025-03-01"}, "completion", "2025-02-28", "later"),
        ({"startDate": "2025-03-01"}, "completion", "2025-03-01", "open"),
        ({"endDate": "2024-12-31"}, "completion", "2025-01-01", "past"),
        ({"endDate": "2021-12-31"}, "completion", "2025-01-01", None),
        ({"startDate": "2027-01-01"}, "completion", "2025-01-01", None),
        ({"endDate": "2021-12-31"}, "request", "2025-01-01", "past"),
        ({}, "request", "2026-09-01", None),
        ({"startDate": "2027-01-01"}, "enrolment", "2027-02-01", "past"),
    ],
)
def test_the_period_of_a_rule(period: Text, basis: str, on: str, state: str | None) -> None:
    def change(made: Text) -> None:
        made["period"]["windowBasis"] = basis
        made["rule"][0]["period"] = period

    found = ways(f"{COURSES}ENG101", change, on=date.fromisoformat(on))
    assert [way.window.state for way in found] == ([] if state is None else [state])


def test_prerequisites_review_and_what_comes_together_are_said() -> None:
    def change(made: Text) -> None:
        made["rule"][0] |= {"requiresTarget": [f"{COURSES}DIG200"], "review": {"mode": "manual"}}
        made["rule"][0]["target"].append({"kind": "exemption", "course": f"{COURSES}TERM100"})

    (way,) = ways(f"{COURSES}ENG101", change)
    assert (way.requires, way.by_review) == ((f"{COURSES}DIG200",), True)
    assert [one["course"] for one in way.to_json()["together"]] == [f"{COURSES}TERM100"]
    assert "a person decides" in str(way)
    assert len(ways(f"{COURSES}TERM100", change)) == 2


def test_no_order_matters_and_a_text_handed_in_twice_is_one() -> None:
    def newer(made: Text) -> None:
        made["version"] = "2.0.0"
        made["rule"].reverse()

    old, new = text(), text(newer)
    asked = [f"{COURSES}DIG200", f"{COURSES}ENG101", "free"]
    first = [[way.to_json() for way in Lookup([old, new]).ways(target, on=ON)] for target in asked]
    again = [[way.to_json() for way in Lookup(iter([new, old, text()])).ways(target, on=ON)] for target in asked]
    assert first == again
    assert [[(way["version"], way["ruleId"]) for way in rows] for rows in first] == [
        [("1.0.0", "r2"), ("2.0.0", "r2")], [("1.0.0", "r1"), ("2.0.0", "r1")], [("1.0.0", "r3"), ("2.0.0", "r3")],
    ]  # fmt: skip
    assert Lookup([old]).targets() == ("free", f"{COURSES}DIG200", f"{COURSES}ENG101", f"{COURSES}TERM100")


def test_every_way_is_one_that_matching_takes() -> None:
    """Whoever holds the awards of one term matches the rule; whoever holds fewer does not."""
    matcher = Matcher(text())
    (way,) = ways(f"{COURSES}DIG200")
    by_name = {tree["credentialSubject"]["achievement"]["id"]: tree for tree in TREES}
    by_name[f"{ACHIEVEMENTS}mc3"] = copy.deepcopy(by_name[f"{ACHIEVEMENTS}mc1"])
    by_name[f"{ACHIEVEMENTS}mc3"]["id"] = "urn:x:mc3"
    by_name[f"{ACHIEVEMENTS}mc3"]["credentialSubject"]["achievement"]["id"] = f"{ACHIEVEMENTS}mc3"
    held = {name: facts_of(tree) for name, tree in by_name.items() if name.rpartition("/")[2].startswith("mc")}
    terms = [{leaf.source.achievement or "" for leaf in term.leaves} for term in way.terms or ()]
    for size in range(4):
        for chosen in combinations(sorted(held), size):
            found = [
                one for one in matcher.matches([held[name] for name in chosen], REQUEST) if one.rule.rule_id == "r2"
            ]
            assert len(found) == sum(1 for term in terms if term <= set(chosen))


# ---- sources ---------------------------------------------------------------------------------------------------------


def leaf(name: int) -> Text:
    return {"achievement": f"urn:x:{name}"}


SOURCES = st.recursive(
    st.integers(0, 5).map(leaf),
    lambda inner: st.one_of(
        st.lists(inner, min_size=1, max_size=3).map(lambda parts: {"allOf": parts}),
        st.lists(inner, min_size=1, max_size=3).map(lambda parts: {"anyOf": parts}),
        st.lists(inner, min_size=2, max_size=3).map(lambda parts: {"kOf": "2", "of": parts}),
        st.lists(inner, min_size=1, max_size=3).map(lambda parts: {"minCredit": "3", "of": parts}),
    ),
    max_leaves=8,
)


@settings(max_examples=200, deadline=None)
@given(SOURCES)
def test_terms_are_counted_before_they_are_made(tree: Text) -> None:
    source = Source.model_validate(tree)
    found = disjunctive.terms(source, "/source")
    number = disjunctive.count(source)
    assert (found is None) == (number > disjunctive.MOST)
    if found is not None:
        assert len(found) == number == len(set(map(repr, found)))
        places = dict(source.leaves_at("/source"))
        for term in found:
            assert term.leaves
            assert all(places[one.at] is one.source for one in term.leaves)
            assert [one.at for one in term.leaves] == [at for at in places if at in {one.at for one in term.leaves}]


@settings(max_examples=200, deadline=None)
@given(SOURCES, SOURCES)
def test_one_source_holds_another_exactly_where_all_that_fills_it_fills_the_other(one: Text, other: Text) -> None:
    sources = [Source.model_validate(tree) for tree in (one, other)]
    found = disjunctive.compared(*sources)
    sets = []
    for source in sources:
        terms = disjunctive.terms(source, "") or ()
        sets.append([Counter(leaf.source.achievement for leaf in term.leaves) for term in terms])
    asks_credit = "minCredit" in json.dumps([one, other])
    if asks_credit or any(disjunctive.count(source) > 100 for source in sources):
        assert found == (False, False)
    else:
        there = all(any(small <= large for small in sets[1]) for large in sets[0])
        back = all(any(small <= large for small in sets[0]) for large in sets[1])
        assert found == (there, back)


def test_more_than_a_thousand_terms_leave_the_tree() -> None:
    many = {"kOf": "20", "of": [leaf(name) for name in range(40)]}

    def change(made: Text) -> None:
        made["rule"][0]["source"] = many

    (way,) = ways(f"{COURSES}ENG101", change)
    assert (way.terms, way.to_json()["source"]) == (None, {"tree": many})
    assert disjunctive.count(Source.model_validate(many)) == 137_846_528_820  # 40 over 20
    assert "many sets" in str(way)


# ---- what is asked ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("agreements", "target", "asked"),
    [
        (None, "free", {}),
        ([EXAMPLE], "free", {}),
        (text(), "free", {}),
        ("text", "free", {}),
        ([text()], "", {}),
        ([text()], None, {}),
        ([text()], "free", {"on": "2025-02-03"}),
        ([text()], "free", {"on": None}),
        ([text()], "free", {"programme": 5}),
    ],
)
def test_what_is_asked_must_be_what_it_says(agreements: Any, target: Any, asked: Any) -> None:
    with pytest.raises(InputTypeError, match=r"input\.type"):
        reverse_lookup(agreements, target, **{"on": ON, **asked})


def test_no_agreement_has_no_way() -> None:
    assert reverse_lookup([], "free", on=ON) == ()


def test_twenty_thousand_rules_answer_at_once() -> None:
    """The target is well below a millisecond; ten times that still tells an index from a search."""
    (plain,) = read(EXAMPLE).rule[0].target

    def named(number: int) -> Any:
        first = read(EXAMPLE).rule[0]
        return [
            first.with_(rule_id=f"r{index}", target=[plain.with_(course=f"{COURSES}{number}-{index}")])
            for index in range(10_000)
        ]

    lookup = Lookup([text().with_(version=f"{number}.0.0", rule=named(number)) for number in (1, 2)])
    asked = [f"{COURSES}{number}-{index}" for number in (1, 2) for index in range(0, 10_000, 100)]
    start = perf_counter()
    found = [lookup.ways(target, programme=MASTER, on=ON)[0].to_json() for target in asked]
    assert (perf_counter() - start) / len(asked) < 0.01
    assert [row["ruleId"] for row in found[:3]] == ["r0", "r100", "r200"]
