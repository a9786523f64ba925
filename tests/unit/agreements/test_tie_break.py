"""Rules that tie, under a text whose order decides: what is granted, in both modes, and that it is still said.

Recognition, section 8.2: ``onAmbiguity: tieBreak`` grants by version and rule id, *and still noted*. The ambiguity
comes before the plan (section 6 step 10), so the mode of the plan does not decide it.
"""

from __future__ import annotations

import itertools
from fractions import Fraction
from typing import Any

import pytest
from tests.unit.agreements.test_never_twice import MODES, NONE, Tree, badge, course, decided, free, granted, rule, text

ORDER = {"onAmbiguity": "tieBreak"}


def tied(*more: Tree, **members: Any) -> Tree:
    """A rule that gives two credits for an award, and a richer one that comes after it by name alone."""
    members.setdefault("evaluation", ORDER)
    rules = [rule("r1", "x", course("X", "2")), rule("r2", "x", course("Y", "3")), *more]
    return text(*rules, **members)


def said(found: Any) -> tuple[str, ...]:
    """The notes of a decision, without that of the evidence of these tests."""
    return tuple(note for note in found.notes if note != "agreement.assumed")


def rules_of(found: Any) -> dict[str, Tree]:
    [tree] = [node for node in found.explanation()["explanation"] if node["kind"] == "agreement"]
    return {node["ruleId"]: node for node in tree["children"] if node["kind"] == "rule"}


@MODES
def test_the_order_of_the_text_decides_whatever_is_richer_and_it_is_said(mode: Any) -> None:
    found = decided(tied(), badge("x"), mode=mode)
    assert granted(found) == ["r1"]
    assert found.applied == 2
    assert said(found) == ("rule.ambiguous",)
    [grant] = found.record()["grant"]
    assert (grant["outcome"], grant["reason"]) == ("full", ["rule.ambiguous"])
    assert found.outcome == "full"
    rows = rules_of(found)
    assert rows["r1"]["tiedWith"] == ["r2"]
    assert (rows["r2"]["outcome"], rows["r2"]["code"], rows["r2"]["lostTo"]) == ("lost", "rule.ambiguous", ["r1"])
    assert "r2" in str(found)


@MODES
def test_without_such_an_order_a_person_decides(mode: Any) -> None:
    found = decided(tied(evaluation={}), badge("x"), mode=mode)
    assert [(one.found.rule.rule_id, code) for one, code in found.choice.pending] == [
        ("r1", "rule.ambiguous"), ("r2", "rule.ambiguous"),
    ]  # fmt: skip
    assert said(found) == ()


@MODES
def test_where_nothing_ties_nothing_is_said(mode: Any) -> None:
    lone = text(rule("r1", "x", course("X", "2")), rule("r2", "x", course("Y", "3"), priority="99"), evaluation=ORDER)
    found = decided(lone, badge("x"), mode=mode)
    assert said(found) == ()
    assert "reason" not in found.record()["grant"][0]
    equal = text(rule("r1", "x", course("X", "2")), rule("r2", "x", course("X", "2")), evaluation=ORDER)
    assert said(decided(equal, badge("x"), mode=mode)) == ()


@MODES
def test_of_three_the_first_goes_and_what_gives_the_same_may_stand_in(mode: Any) -> None:
    needy = rule("r0", "x", course("Y", "3"), requiresTarget=["https://b.example/W"])
    found = decided(tied(needy, rule("rW", "w", course("W", "1"))), badge("x"), mode=mode)
    # r0 goes first and lacks its prerequisite; r2 gives the same as r0, r1 gives something else.
    assert granted(found) == ["r2"]
    assert said(found) == ("rule.ambiguous",)


@MODES
def test_a_course_that_is_held_already_does_not_win_a_tie(mode: Any) -> None:
    found = decided(tied(), badge("x"), mode=mode, on_record=("https://b.example/X",))
    assert granted(found) == ["r2"]
    assert said(found) == ("rule.ambiguous",)


@MODES
def test_a_rule_that_uses_nothing_up_loses_as_well(mode: Any) -> None:
    open_ = text(
        rule("r1", "x", course("X", "2"), reusable=True), rule("r2", "x", course("Y", "3"), reusable=True),
        evaluation=ORDER,
    )  # fmt: skip
    found = decided(open_, badge("x"), mode=mode)
    assert granted(found) == ["r1"]


@MODES
def test_an_explicit_none_that_loses_to_a_grant_of_its_priority_is_said(mode: Any) -> None:
    found = decided(
        text(rule("r1", "x", course("X", "2")), rule("r2", "x", NONE), evaluation=ORDER), badge("x"), mode=mode
    )
    assert granted(found) == ["r1"]
    assert said(found) == ("rule.ambiguous",)


@MODES
def test_what_is_unknown_wins_no_tie_of_the_best_plan(mode: Any) -> None:
    """A registrar keeps the order: what goes first and is unknown holds its award. The best plan waits for nobody."""
    graded = rule("r0", "x", course("Z", "2"), condition={"credit": {"min": "1"}}, review={"mode": "manual"})
    found = decided(tied(graded), badge("x"), mode=mode)
    assert granted(found) == ([] if mode == "priority" else ["r1"])
    assert [one.found.rule.rule_id for one, _ in found.choice.pending] == ["r0"]
    [entry] = found.record()["pending"]
    assert entry["alternative"] == ["r1", "r2"]


@MODES
def test_two_texts_that_both_let_the_order_decide(mode: Any) -> None:
    one = text(rule("r1", "x", course("X", "2")), evaluation=ORDER) | {"id": "urn:a"}
    other = text(rule("r1", "x", course("Y", "3")), evaluation=ORDER) | {"id": "urn:b", "version": "1.10"}
    for given in itertools.permutations([one, other]):
        found = decided(list(given), badge("x"), mode=mode)
        assert [(row.text.agreement.id, amount) for row, amount in found.choice.granted] == [("urn:b", Fraction(3))]
        assert said(found) == ("agreement.conflict",)


@MODES
def test_precedence_that_two_texts_wrote_down_is_said_too(mode: Any) -> None:
    one = text(rule("r1", "x", course("X", "2")), evaluation={"overrides": ["urn:b"]}) | {"id": "urn:a"}
    other = text(rule("r1", "x", course("Y", "3")), evaluation={"yieldsTo": ["urn:a"]}) | {"id": "urn:b"}
    for given in itertools.permutations([one, other]):
        found = decided(list(given), badge("x"), mode=mode)
        assert [row.text.agreement.id for row, _ in found.choice.granted] == ["urn:a"]
        assert said(found) == ("agreement.conflict",)
        assert [(row.text.agreement.id, code) for row, code in found.choice.lost] == [("urn:b", "agreement.conflict")]


def test_more_evidence_never_loses_credit_where_the_order_decides() -> None:
    rules = tied(rule("r3", "y", course("X", "2")), rule("r4", "y", free(ratio="1"), priority="200"))
    alone, both = decided(rules, badge("x"), mode="maximise"), decided(rules, badge("x"), badge("y"), mode="maximise")
    assert both.applied >= alone.applied


@pytest.mark.parametrize("seed", range(3))
def test_no_order_of_rules_matters(seed: int) -> None:
    rules = tied(rule("r3", "y", course("X", "2")))
    turned = rules | {"rule": rules["rule"][seed:] + rules["rule"][:seed]}
    one, other = (decided(tree, badge("x"), badge("y"), mode="maximise") for tree in (rules, turned))
    assert one.record() == other.record() or granted(one) == granted(other)
