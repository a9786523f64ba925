"""Credit that must not be: unknown refusals, overlaps, versions, turns, cuts, prerequisites that are not there yet."""

from __future__ import annotations

import copy
import json
from fractions import Fraction
from typing import Any

import pytest
from tests.unit.agreements.test_deciding import ON
from tests.unit.agreements.worked import FOLDER

import eccoe_vc
from eccoe_vc.agreements.deciding import Asked, evaluate
from eccoe_vc.agreements.decision import Decision
from eccoe_vc.agreements.evidence import admit
from eccoe_vc.agreements.learners import Learner
from eccoe_vc.agreements.questions.simulation import draft
from eccoe_vc.agreements.reading import read

EXAMPLE = json.loads((FOLDER / "mcra_example.json").read_bytes())["credentialSubject"]
A, B, ME = "did:web:awarding.example", "did:web:recognising.example", "did:example:me"
BASE = "https://a.example/x/"
MODES = pytest.mark.parametrize("mode", ["priority", "maximise"])
Tree = dict[str, Any]


def text(*rules: Tree, **members: Any) -> Tree:
    tree = copy.deepcopy(EXAMPLE)
    for name in ("requirement", "limit", "gradeConversion", "evaluation"):
        tree.pop(name, None)
    tree["scope"].pop("programme", None)
    tree["creditFramework"].pop("rounding", None)
    made: Tree = tree | {"rule": list(rules)} | members
    return made


def rule(name: str, source: Any, *targets: Tree, **members: Any) -> Tree:
    leaf = {"achievement": BASE + source} if isinstance(source, str) else source
    made: Tree = {"ruleId": name, "outcome": "full", "source": leaf, "target": list(targets)}
    return made | members


def course(name: str, credit: str) -> Tree:
    return {"kind": "course", "course": f"https://b.example/{name}", "credit": {"fixed": credit}}


def free(**credit: str) -> Tree:
    return {"kind": "elective", "bucket": "free", "credit": credit}


ANY = {"anyFrom": A}
NONE = {"kind": "none"}


def badge(name: str, credit: str = "3", day: str = "2024-06-14", achievement: str = "", **members: Any) -> Any:
    points = [{"type": "CreditPoint", "framework": EXAMPLE["creditFramework"]["id"], "point": credit}]
    learned = {"id": BASE + (achievement or name), "creditPoint": points, **members}
    subject = {"id": ME, "activityEndDate": f"{day}T00:00:00Z", "achievement": learned}
    tree = {"id": f"urn:x:{name}", "type": ["VerifiableCredential"], "issuer": A, "validFrom": "2024-07-01T00:00:00Z"}
    return eccoe_vc.unsafe_assume_verified(tree | {"credentialSubject": subject}, reason="a test")


def decided(tree: Any, *badges: Any, mode: Any = "priority", **more: Any) -> Decision:
    texts = [draft(read(one)) for one in (tree if isinstance(tree, list) else [tree])]
    learner = Learner((ME,))
    return evaluate(texts, admit(badges, learner), Asked(learner, B, ON, mode, **more))


def granted(found: Decision) -> list[str]:
    return sorted(one.found.rule.rule_id for one, _ in found.choice.granted)


GRADED = {"grade": {"scale": "ES-0-10", "below": "7"}}


@MODES
@pytest.mark.parametrize("no", [{"outcome": "refused", "ground": ["grade"], "note": {"en": "No."}}, {}])
def test_a_refusal_that_may_hold_is_not_passed_over(no: Tree, mode: Any) -> None:
    refusal = rule("no", "x", NONE, priority="5", condition=GRADED, **no)
    found = decided(text(refusal, rule("r1", "x", course("X", "3"), priority="10")), badge("x"), mode=mode)
    assert granted(found) == []
    assert found.outcome == "manualReview"


@MODES
def test_a_decision_with_a_refusal_is_not_full(mode: Any) -> None:
    refusal = rule("no", "y", NONE, outcome="refused", ground=["level"], note={"en": "No."})
    found = decided(text(rule("r1", "x", course("X", "3")), refusal), badge("x"), badge("y"), mode=mode)
    assert (granted(found), found.outcome) == (["r1"], "partial")


@MODES
@pytest.mark.parametrize("more", [{"reusable": True}, {"consumes": False}])
def test_a_rule_that_uses_nothing_up_counts_retakes_and_parts_once(more: Tree, mode: Any) -> None:
    rules = text(rule("r1", ANY, free(ratio="1"), **more))
    retakes = decided(rules, badge("x1", achievement="x"), badge("x2", achievement="x", day="2024-01-10"), mode=mode)
    assert retakes.applied == 3
    whole = badge("w", "6", hasPart=[BASE + "p"])
    assert decided(rules, whole, badge("p"), mode=mode).applied == 6


@MODES
def test_parts_of_parts_are_parts(mode: Any) -> None:
    rules = text(rule("r1", ANY, free(ratio="1")))
    badges = [badge("w", "9", hasPart=[BASE + "m"]), badge("m", "6", hasPart=[BASE + "p"]), badge("p", "3")]
    assert decided(rules, *badges, mode="maximise").applied == 9
    found = decided(rules, *badges, mode=mode)
    assert len(found.choice.granted) == 1


def test_names_beside_names_are_of_one_achievement() -> None:
    rules = text(
        rule("rA", {"achievement": BASE + "new", "alias": [BASE + "old"]}, free(fixed="3")),
        rule("rB", {"achievement": BASE + "old", "alias": [BASE + "older"]}, free(fixed="3")),
    )
    found = decided(rules, badge("old"), badge("older"))
    assert len(found.choice.granted) + len(found.choice.pending) == 1 or found.applied == 3


def versions(*rules: Tree, **members: Any) -> list[Tree]:
    """Two versions of one agreement; the second one governs from April 2024 on."""
    first = text(*rules, **members)
    second = copy.deepcopy(first) | {"version": "2.0.0"}
    first["period"]["endDate"] = "2024-03-31"
    second["period"]["startDate"] = "2024-04-01"
    return [first, second]


OLD, NEW = badge("x1", day="2024-01-10", achievement="x1"), badge("x2", achievement="x2")


@MODES
def test_limits_and_turns_are_those_of_all_versions_of_an_agreement(mode: Any) -> None:
    limit = [{"limitId": "all", "scope": "agreement", "max": "3"}]
    assert decided(versions(rule("r1", ANY, free(ratio="1")), limit=limit), OLD, NEW, mode=mode).applied == 3
    assert decided(versions(rule("r1", ANY, free(ratio="1"), maxUse="1")), OLD, NEW, mode=mode).applied == 3
    assert decided(versions(rule("r1", ANY, free(ratio="1"))), OLD, NEW, mode=mode).applied == 6


@MODES
def test_turns_are_part_of_the_plan(mode: Any) -> None:
    rules = text(
        rule("rX", ANY, free(fixed="5"), maxUse="2", priority="10", mayExceedSource=True),
        rule("rY", "c", free(fixed="4"), priority="20", mayExceedSource=True),
    )
    found = decided(rules, badge("a"), badge("b"), badge("c"), mode=mode)
    assert (int(found.applied), granted(found)) == (14, ["rX", "rX", "rY"])


@MODES
def test_what_a_limit_must_not_cut_is_not_taken_in_part(mode: Any) -> None:
    limit = [{"limitId": "l", "scope": "programme", "max": "4", "onExceed": "manualReview"}]
    rules = text(rule("r0", "a", free(fixed="5"), mayExceedSource=True), rule("r4", "b", course("C", "2")), limit=limit)
    found = decided(rules, badge("a"), badge("b"), mode=mode)
    assert (int(found.applied), granted(found)) == (2, ["r4"])
    assert [(one.found.rule.rule_id, code) for one, code in found.choice.pending] == [("r0", "limit.reached")]


@MODES
def test_what_is_left_to_a_person_is_no_prerequisite(mode: Any) -> None:
    rules = text(
        rule("r2", "w", course("W", "3"), review={"mode": "manual"}),
        rule("r3", "y", course("Y", "2"), requiresTarget=["https://b.example/W"]),
        rule("r5", "z", {"kind": "exemption", "course": "https://b.example/Z"}, requiresTarget=["https://b.example/W"]),
    )
    found = decided(rules, badge("w"), badge("y"), badge("z"), mode=mode)
    assert (granted(found), found.choice.exempted, found.choice.unapplied) == ([], (), ())
    assert {(one.credential[-1], one.code) for one in found.unused} == {("y", "rule.prerequisite"),
                                                                        ("z", "rule.prerequisite")}  # fmt: skip


@pytest.mark.parametrize(
    "more",
    [
        {"target": [course("X", "3") | {"grade": "pass"}]},
        {"review": {"mode": "conditional", "text": {"en": "Later."}}},
        {"category": ["other"]},
        {"outcome": "partial"},
    ],
)
def test_whatever_two_rules_say_differently_is_ambiguous(more: Tree) -> None:
    found = decided(text(rule("r1", "x", course("X", "3")), rule("r2", "x", course("X", "3")) | more), badge("x"))
    assert {code for _, code in found.choice.pending} == {"rule.ambiguous"}


def test_two_texts_that_each_go_before_the_other_are_in_conflict() -> None:
    one = text(rule("r1", "x", course("X", "3")), evaluation={"overrides": ["urn:b"], "yieldsTo": ["urn:b"]}) | {
        "id": "urn:a"
    }
    other = text(rule("r1", "x", course("Y", "3")), evaluation={"overrides": ["urn:a"], "yieldsTo": ["urn:a"]}) | {
        "id": "urn:b"
    }
    found = decided([one, other], badge("x"))
    assert {code for _, code in found.choice.pending} == {"agreement.conflict"}


def test_a_course_without_credit_is_given_and_told() -> None:
    found = decided(text(rule("r1", "x", course("X", "0"))), badge("x"))
    assert [one.found.rule.rule_id for one in found.choice.exempted] == ["r1"]
    assert found.unused == ()


def test_thousands_of_matches_beside_a_plan_are_sorted_soon() -> None:
    rules = text(*(rule(f"r{n}", ANY, free(fixed="1"), reusable=True) for n in range(20)),
                 limit=[{"limitId": "l", "scope": "programme", "max": "0"}])  # fmt: skip
    found = decided(rules, *(badge(f"x{n}") for n in range(150)))
    assert len(found.choice.unapplied) == 3_000
    assert found.applied == Fraction(0)
