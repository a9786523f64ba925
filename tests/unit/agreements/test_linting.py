"""Lint: what is allowed and cannot be meant, each with its place; the example of the domain has none."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable
from typing import Any

import pytest
from tests.unit.agreements.worked import FOLDER, Worked, group

from eccoe_vc.agreements import competing
from eccoe_vc.agreements.linting import Lint, lint
from eccoe_vc.agreements.reading import read
from eccoe_vc.codes import code as registered

EXAMPLE: dict[str, Any] = json.loads((FOLDER / "mcra_example.json").read_bytes())["credentialSubject"]
Text = dict[str, Any]


def findings(change: Callable[[Text], Any] | None = None) -> list[Lint]:
    text: Text = copy.deepcopy(EXAMPLE)
    if change is not None:
        change(text)
    return list(lint(read(text)))


def rule(name: str, **members: Any) -> Text:
    """A rule that gives a course for one achievement, with other members where they are named."""
    course = {"kind": "course", "course": "https://b.example/courses/X", "credit": {"fixed": "3"}, "grade": "none"}
    plain = {"source": {"achievement": "https://a.example/achievements/m1"}, "target": [course]}
    return {"ruleId": name, "outcome": "full", **plain, **members}


def with_rules(*rules: Text) -> Callable[[Text], Any]:
    return lambda text: text["rule"].extend(rules)


def told(found: list[Lint]) -> list[tuple[str, str, str]]:
    return [(one.code, one.pointer, one.beside) for one in found]


def test_the_example_has_nothing_to_say() -> None:
    assert findings() == []


def test_reciprocal_is_a_claim_that_rules_must_keep() -> None:
    def claim(text: Text) -> None:
        text["scope"]["reciprocal"] = True

    assert told(findings(claim)) == [("reciprocal.missing", "/scope/reciprocal", "")]

    def kept(text: Text) -> None:
        claim(text)
        for party in text["party"]:
            party["role"] = ["awardingBody", "recognisingBody"]
        names = [party["id"] for party in text["party"]]
        for one in text["rule"]:
            one |= {"from": names[:1], "to": names[1:]}
        text["rule"].append(rule("back", **{"from": names[1:], "to": names[:1]}))

    assert findings(kept) == []


@pytest.mark.parametrize(("end", "count"), [("2032-09-01", 0), ("2032-09-02", 1)])
def test_more_than_ten_years_are_long(end: str, count: int) -> None:
    found = findings(lambda text: text["period"].update(endDate=end))
    assert told(found) == [("period.long", "/period/endDate", "")] * count


@pytest.mark.parametrize(
    ("days", "words"),
    [
        ({"startDate": "2022-09-01", "endDate": "2026-08-31"}, ""),
        ({"startDate": "2022-08-31"}, "reaches beyond"),
        ({"endDate": "2026-09-01"}, "reaches beyond"),
        ({"endDate": "2022-08-31"}, "no day in common"),
        ({"startDate": "2026-09-01"}, "no day in common"),
    ],
)
def test_the_period_of_a_rule_lies_in_that_of_the_agreement(days: Text, words: str) -> None:
    found = findings(lambda text: text["rule"][1].update(period=days))
    assert told(found) == ([("rule.window_outside", "/rule/1/period", "")] if words else [])
    assert all(words in one.message for one in found)


@pytest.mark.parametrize(
    "condition",
    [
        {"eqfLevel": {"max": "5"}},
        {"credit": {"min": "5", "max": "4"}},
        {"grade": {"scale": "ES-0-10", "below": "7"}},
        {"grade": {"scale": "ES-0-10", "below": "6.5"}},
    ],
)
def test_a_condition_that_nobody_can_meet_makes_a_rule_unreachable(condition: Text) -> None:
    def change(text: Text) -> None:
        text["rule"][0]["source"]["condition"] = condition

    assert told(findings(change)) == [("rule.unreachable", "/rule/0/source", "")]


@pytest.mark.parametrize(
    "condition",
    [
        {"eqfLevel": {"max": "6"}},
        {"eqfLevel": {"max": "5", "multi": "any"}},
        {"credit": {"min": "5", "max": "5"}},
        {"grade": {"scale": "ES-0-10", "below": "7.1"}},
    ],
)
def test_a_narrow_condition_is_no_mistake(condition: Text) -> None:
    def change(text: Text) -> None:
        text["rule"][0]["source"]["condition"] = condition

    assert findings(change) == []


# ---- the worked examples, as rules of an agreement -------------------------------------------------------------------


def written(name: str, given: Text) -> Text:
    leaves = [_leaf(source) for source in given["source"]]
    targets = [_target(target) for target in given["target"]]
    members: Text = {"source": leaves[0] if len(leaves) == 1 else {"allOf": leaves}, "target": targets}
    if "priority" in given:
        members["priority"] = given["priority"]
    if "period" in given:
        start, end = given["period"]
        members["period"] = {"startDate": start, "endDate": end}
    return rule(name, **members)


def _leaf(source: Text) -> Text:
    leaf: Text = {"achievement": f"https://a.example/achievements/{source['achievement']}"}
    ends = {name: str(source[name]) for name in ("atLeast", "below") if name in source}
    if ends:
        leaf["condition"] = {"grade": {"scale": "ES-0-10", **ends}}
    return leaf


def _target(target: Text) -> Text:
    made: Text = {key: value for key, value in target.items() if key in ("kind", "bucket")}
    if "course" in target:
        made["course"] = f"https://b.example/courses/{target['course']}"
    if "credit" in target:
        made |= {"credit": {"fixed": target["credit"]}, "grade": "none"}
    return made


WRITABLE = [
    case for case in group("lint")
    if not {"from", "to", "programme"} & {*case.values[0].given["ruleA"], *case.values[0].given["ruleB"]}
]  # fmt: skip
assert len(WRITABLE) >= 10


@pytest.mark.parametrize("case", WRITABLE)
def test_the_classes_of_ambiguity(case: Worked) -> None:
    one, other = written("x", case.given["ruleA"]), written("y", case.given["ruleB"])
    expected = case.expect["ambiguity"]
    for first, second in ((one, other), (other, one)):
        text = [row for row in findings(with_rules(first, second)) if row.code == "rule.ambiguous"]
        places = [("rule.ambiguous", "/rule/5", "/rule/6")] if expected else []
        assert told(text) == places
        assert all(f"({expected})" in row.message and "'x'" in row.message and "'y'" in row.message for row in text)


def test_grades_of_two_scales_are_not_compared() -> None:
    lower = rule("x", condition={"grade": {"scale": "ES-0-10", "below": "7"}})
    upper = rule("y", condition={"grade": {"scale": "DE-STEP", "atLeast": "1.7"}})
    assert told(findings(with_rules(lower, upper))) == [("rule.ambiguous", "/rule/5", "/rule/6")]


def test_what_was_not_compared_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(competing, "MOST", 2)
    same = [rule(f"x{number}") for number in range(4)]
    found = findings(with_rules(*same))
    assert [one.code for one in found] == ["rule.ambiguous", "rule.ambiguous", "rule.budget"]


def test_each_finding_has_a_registered_code_a_sentence_and_a_proposal() -> None:
    def all_of_it(text: Text) -> None:
        text["scope"]["reciprocal"] = True
        text["period"]["endDate"] = "2040-01-01"
        text["rule"][0]["source"]["condition"] = {"eqfLevel": {"max": "5"}}
        text["rule"][1]["period"] = {"endDate": "2022-08-31"}
        text["rule"] += [rule("x"), rule("y")]

    found = findings(all_of_it)
    assert len({one.code for one in found}) == 5
    assert all(registered(one.code) and one.message.endswith(".") and one.proposal.endswith(".") for one in found)
