"""The choice of the example is that of its decision; then what blocks, what stays open, and both modes."""

from __future__ import annotations

import copy
import json
import random
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date
from fractions import Fraction
from typing import Any

import pytest
from tests.unit.agreements.worked import FOLDER

from eccoe_vc.agreements.awards import Once
from eccoe_vc.agreements.choosing import Choice, Mode, Text, choose
from eccoe_vc.agreements.facts import Fact, Facts
from eccoe_vc.agreements.facts import read as facts_of
from eccoe_vc.agreements.matching import Matcher, Request
from eccoe_vc.agreements.reading import read
from eccoe_vc.encoding.quantities import text_of

AGREEMENT: dict[str, Any] = json.loads((FOLDER / "mcra_example.json").read_bytes())["credentialSubject"]
TREES = json.loads((FOLDER / "example_evidence.json").read_bytes())["credential"]
DECISION = json.loads((FOLDER / "decision_example.json").read_bytes())["credentialSubject"]["decision"]
EVIDENCE = [facts_of(tree) for tree in TREES]
REQUEST = Request("did:web:recognising.example", date(2025, 2, 3), "https://b.example/programmes/ma-translation")


def chosen(
    change: Callable[[dict[str, Any]], Any] | None = None,
    evidence: list[Facts] = EVIDENCE,
    mode: Mode = "priority",
    shared: Mapping[str, Once] | None = None,
) -> Choice:
    tree = copy.deepcopy(AGREEMENT)
    if change is not None:
        change(tree)
    agreement = read(tree)
    matcher = Matcher(agreement)
    found = matcher.matches(evidence, REQUEST)
    texts = [Text(agreement, matcher.terms, found)]
    return choose(texts, mode=mode, programme_credit=Fraction(60), shared=shared or {})


def rules(choice: Choice) -> dict[str, list[str]]:
    return {
        "granted": [one.found.rule.rule_id for one, _ in choice.granted],
        "pending": [one.found.rule.rule_id for one, _ in choice.pending],
        "refused": [one.found.rule.rule_id for one in choice.refused],
    }


def test_the_choice_of_the_example_is_that_of_its_decision() -> None:
    choice = chosen()
    granted = [
        (one.found.rule.rule_id, list(one.found.awards), text_of(one.credit), text_of(amount))
        for one, amount in choice.granted
    ]
    assert granted == [
        (
            grant["ruleId"],
            sorted(source["credential"] for source in grant["source"]),
            grant["target"][0]["granted"]["value"],
            grant["target"][0]["applied"]["value"],
        )
        for grant in DECISION["grant"]
    ]
    [(pending, code)] = choice.pending
    [wanted] = DECISION["pending"]
    assert (pending.found.rule.rule_id, [code], text_of(pending.credit)) == (
        wanted["ruleId"], wanted["reason"], wanted["prospective"]["value"],
    )  # fmt: skip
    assert [one.found.rule.rule_id for one in choice.refused] == [row["ruleId"] for row in DECISION["refusal"]]
    used = {
        room.name: sum((amount for one, amount in choice.granted if room.name in one.match.categories), Fraction())
        for room in choice.rooms
    }
    assert [
        {"limitId": room.name, "cap": text_of(room.left), "applied": text_of(used[room.name]),
         "left": text_of(room.left - used[room.name])} for room in choice.rooms
    ] == DECISION["limit"]  # fmt: skip
    assert text_of(choice.plan.applied) == DECISION["total"]["applied"]["value"]


def test_order_never_matters() -> None:
    first = rules(chosen())
    for seed in range(4):
        chance, shuffled = random.Random(seed), EVIDENCE[:]
        chance.shuffle(shuffled)

        def mix(tree: dict[str, Any], by: random.Random = chance) -> None:
            by.shuffle(tree["rule"])

        assert rules(chosen(mix, shuffled)) == first


def test_maximise_takes_no_less() -> None:
    assert chosen(mode="maximise").plan.applied >= chosen().plan.applied
    assert chosen(mode="maximise").plan.optimal


def rule(tree: dict[str, Any], index: int, **members: Any) -> dict[str, Any]:
    made: dict[str, Any] = {**copy.deepcopy(tree["rule"][index]), **members}
    tree["rule"].append(made)
    return made


def test_a_refusal_blocks_what_it_precedes_and_nothing_else() -> None:
    def later(tree: dict[str, Any]) -> None:
        rule(tree, 3, ruleId="no", priority="15", source=tree["rule"][0]["source"])

    def first(tree: dict[str, Any]) -> None:
        rule(tree, 3, ruleId="no", priority="1", source=tree["rule"][0]["source"])

    assert "r1" in rules(chosen(later))["granted"]
    assert "r1" not in rules(chosen(first))["granted"]


def test_two_rules_that_say_different_things_leave_it_to_a_person() -> None:
    def twin(tree: dict[str, Any]) -> None:
        rule(tree, 0, ruleId="r1b")["target"][0]["course"] = "https://b.example/courses/OTHER"

    choice = chosen(twin)
    assert {one.found.rule.rule_id: code for one, code in choice.pending} == {
        "r1": "rule.ambiguous", "r1b": "rule.ambiguous", "r3": "rule.identity_verification",
    }  # fmt: skip
    assert rules(choice)["granted"] == ["r2"]

    def decided(tree: dict[str, Any]) -> None:
        twin(tree)
        tree["evaluation"]["onAmbiguity"] = "tieBreak"

    assert rules(chosen(decided))["granted"] == ["r1", "r2"]


def test_two_rules_that_say_the_same_are_no_ambiguity() -> None:
    assert rules(chosen(lambda tree: rule(tree, 0, ruleId="r1b")))["granted"] == ["r1", "r2"]


def test_targets_worth_more_than_their_sources_ask_a_person_unless_the_text_says_so() -> None:
    def more(tree: dict[str, Any]) -> None:
        tree["rule"][0]["target"][0]["credit"] = {"fixed": "4"}

    assert ("r1", "rule.factor") in [(one.found.rule.rule_id, code) for one, code in chosen(more).pending]

    def allowed(tree: dict[str, Any]) -> None:
        more(tree)
        tree["rule"][0]["mayExceedSource"] = True

    assert rules(chosen(allowed))["granted"] == ["r1", "r2"]


def test_a_share_of_unknown_credit_is_unknown() -> None:
    tree = copy.deepcopy(TREES[0])
    tree["credentialSubject"].pop("creditReceived")
    tree["credentialSubject"]["achievement"].pop("creditPoint")
    tree["credentialSubject"]["creditsEarned"] = 3

    def share(agreement: dict[str, Any]) -> None:
        agreement["rule"][0]["target"][0]["credit"] = {"ratio": "1"}

    choice = chosen(share, [facts_of(tree)])
    assert ("r1", "rule.unit") in [(one.found.rule.rule_id, code) for one, code in choice.pending]


@pytest.mark.parametrize(("cap", "granted"), [("9", ["r1", "r2"]), ("5", ["r1"]), ("0", [])])
def test_limits_cut_what_counts_and_what_is_recognised_is_still_said(cap: str, granted: list[str]) -> None:
    def limit(tree: dict[str, Any]) -> None:
        tree["limit"] = [{"limitId": "all", "scope": "programme", "max": cap}]

    choice = chosen(limit)
    assert rules(choice)["granted"] == granted
    assert sorted(one.found.rule.rule_id for one in choice.unapplied if one.found.rule.rule_id in ("r1", "r2")) == [
        name for name in ("r1", "r2") if name not in granted
    ]


def test_an_exemption_takes_no_award_away() -> None:
    def exempt(tree: dict[str, Any]) -> None:
        tree["rule"][4]["source"] = tree["rule"][0]["source"]

    choice = chosen(exempt)
    assert [one.found.rule.rule_id for one in choice.exempted] == ["r5"]
    assert rules(choice)["granted"] == ["r1", "r2"]


def test_a_grade_that_one_award_needs_makes_a_rule_narrower() -> None:
    def narrow(tree: dict[str, Any]) -> None:
        made = rule(tree, 0, ruleId="r0b", condition={"grade": {"scale": "ES-0-10", "atLeast": "8"}})
        made["target"][0]["course"] = "https://b.example/courses/HONOURS"

    assert rules(chosen(narrow))["granted"] == ["r0b", "r2"]


def retake(grade: str, name: str) -> Facts:
    """The first credential again, on another day and with another grade."""
    tree = copy.deepcopy(TREES[0]) | {"id": name}
    tree["credentialSubject"] |= {"activityEndDate": "2024-09-30T10:00:00+02:00"}
    tree["credentialSubject"]["result"][0]["value"] = grade
    return facts_of(tree)


RETAKEN = Once(retakes=frozenset({"retake english"}))


@pytest.mark.parametrize("mode", ["priority", "maximise"])
@pytest.mark.parametrize(("grade", "better"), [("9.5", "a:again"), ("7", TREES[0]["id"])])
def test_of_two_attempts_the_better_one_counts_and_only_one(mode: Mode, grade: str, better: str) -> None:
    """One of two rules asks for it as a course, the other one gives free credit for it."""

    def free(tree: dict[str, Any]) -> None:
        made = rule(tree, 0, ruleId="r1free", priority="11")
        made["target"] = [{"kind": "elective", "bucket": "free", "credit": {"fixed": "3"}, "grade": "none"}]

    evidence = [*EVIDENCE, retake(grade, "a:again")]
    shared = {TREES[0]["id"]: RETAKEN, "a:again": RETAKEN}
    assert rules(chosen(free, evidence, mode))["granted"] == ["r1", "r1free", "r2"]
    choice = chosen(free, evidence, mode, shared)
    assert {one.found.rule.rule_id: one.found.awards for one, _ in choice.granted}["r1"] == (better,)
    assert rules(choice)["granted"] == ["r1", "r2"]
    assert choice.unapplied == ()


def test_an_attempt_that_fits_goes_before_one_that_is_unknown() -> None:
    unclear = retake("10", "a:again")
    unclear = replace(unclear, completed=Fact(None, "", "unknown"))
    choice = chosen(None, [*EVIDENCE, unclear], shared={TREES[0]["id"]: RETAKEN, "a:again": RETAKEN})
    assert rules(choice)["granted"] == ["r1", "r2"]
    assert "r1" not in rules(choice)["pending"]


def test_a_bundle_does_not_count_one_achievement_twice_unless_it_says_so() -> None:
    names = [TREES[index]["id"] for index in (1, 2)]
    shared = {name: Once(retakes=frozenset({"retake x"})) for name in names}
    assert "r2" in rules(chosen())["granted"]
    assert "r2" not in rules(chosen(shared=shared))["granted"]

    def repeatable(tree: dict[str, Any]) -> None:
        for part in tree["rule"][1]["source"]["of"]:
            part["repeatable"] = True

    assert "r2" in rules(chosen(repeatable, shared=shared))["granted"]
    parts = {name: Once(parts=frozenset({"part x y"})) for name in names}
    assert "r2" not in rules(chosen(repeatable, shared=parts))["granted"]


def no_room(tree: dict[str, Any]) -> None:
    tree["limit"] = [{"limitId": "all", "scope": "programme", "max": "0"}]


def test_without_room_no_award_is_recognised_twice() -> None:
    def twice(tree: dict[str, Any]) -> None:
        no_room(tree)
        made = rule(tree, 0, ruleId="r1free", priority="11")
        made["target"] = [{"kind": "elective", "bucket": "free", "credit": {"fixed": "3"}, "grade": "none"}]

    choice = chosen(twice)
    assert [one.found.rule.rule_id for one in choice.unapplied] == ["r1", "r2"]
    used = [name for one in choice.unapplied for name in one.found.awards]
    assert len(used) == len(set(used))
    assert ("r1free", "rule.already_used") in [(one.found.rule.rule_id, code) for one, code in choice.lost]


@pytest.mark.parametrize("on_record", [(), ("https://b.example/courses/FIRST",)])
def test_a_prerequisite_that_is_missing_is_no_lack_of_room(on_record: tuple[str, ...]) -> None:
    def needs(tree: dict[str, Any]) -> None:
        no_room(tree)
        tree["rule"][0]["requiresTarget"] = ["https://b.example/courses/FIRST"]
        made = rule(tree, 4, ruleId="first", priority="99")
        made["source"] = {"achievement": "https://a.example/achievements/nobody-has-it"}
        made["target"][0]["course"] = "https://b.example/courses/FIRST"

    tree = copy.deepcopy(AGREEMENT)
    needs(tree)
    agreement = read(tree)
    matcher = Matcher(agreement)
    texts = [Text(agreement, matcher.terms, matcher.matches(EVIDENCE, REQUEST))]
    choice = choose(texts, programme_credit=Fraction(60), on_record=on_record)
    unapplied = [one.found.rule.rule_id for one in choice.unapplied]
    lost = {one.found.rule.rule_id: code for one, code in choice.lost}
    assert ("r1" in unapplied) is bool(on_record)
    assert lost.get("r1") == (None if on_record else "rule.prerequisite")


def test_a_course_on_the_record_is_not_given_again() -> None:
    agreement = read(AGREEMENT)
    matcher = Matcher(agreement)
    texts = [Text(agreement, matcher.terms, matcher.matches(EVIDENCE, REQUEST))]
    choice = choose(texts, programme_credit=Fraction(60), on_record=["https://b.example/courses/ENG101"])
    assert {one.found.rule.rule_id: code for one, code in choice.lost}["r1"] == "rule.already_used"
    assert choice.unapplied == ()


# ---- two agreements --------------------------------------------------------------------------------------------------


def both(change: Callable[[dict[str, Any]], Any], *, reverse: bool = False, **more: Any) -> Choice:
    """The example beside a second agreement of other rules between the same parties."""
    other = copy.deepcopy(AGREEMENT) | {"id": "urn:uuid:other"}
    other["rule"] = [other["rule"][0] | {"ruleId": "o1"}]
    first = copy.deepcopy(AGREEMENT)
    change({"first": first, "other": other})
    texts = []
    for tree in (other, first) if reverse else (first, other):
        agreement = read(tree)
        matcher = Matcher(agreement)
        texts.append(Text(agreement, matcher.terms, matcher.matches(EVIDENCE, REQUEST), f"{tree['id']} "))
    return choose(texts, programme_credit=Fraction(60), **more)


def less(trees: dict[str, Any]) -> None:
    trees["other"]["rule"][0]["target"][0]["credit"] = {"fixed": "2"}


def decided(trees: dict[str, Any]) -> None:
    less(trees)
    trees["first"]["evaluation"]["yieldsTo"] = ["urn:uuid:other"]
    trees["other"]["evaluation"]["overrides"] = [AGREEMENT["id"]]


@pytest.mark.parametrize("reverse", [False, True])
def test_two_agreements_that_disagree_leave_it_to_a_person(reverse: bool) -> None:
    choice = both(less, reverse=reverse)
    conflicts = {one.found.rule.rule_id for one, code in choice.pending if code == "agreement.conflict"}
    assert conflicts == {"r1", "o1"}
    assert rules(choice)["granted"] == ["r2"]


@pytest.mark.parametrize("reverse", [False, True])
def test_precedence_that_both_agreements_write_down_decides(reverse: bool) -> None:
    choice = both(decided, reverse=reverse)
    assert sorted(rules(choice)["granted"]) == ["o1", "r2"]
    assert {code for _, code in choice.pending} == {"rule.identity_verification"}

    def one_sided(trees: dict[str, Any]) -> None:
        decided(trees)
        del trees["other"]["evaluation"]["overrides"]

    assert rules(both(one_sided, reverse=reverse))["granted"] == ["r2"]


def test_two_agreements_that_agree_grant_once() -> None:
    assert len(rules(both(lambda trees: None))["granted"]) == 2


def test_credit_in_another_unit_is_left_to_a_person() -> None:
    def unit(trees: dict[str, Any]) -> None:
        trees["other"]["rule"][0] |= {"priority": "1"}

    choice = both(unit, unit="https://units.example/hours")
    assert rules(choice)["granted"] == []
    assert {code for _, code in choice.pending} == {"rule.unit", "rule.identity_verification"}


@pytest.mark.parametrize(("scope", "granted"), [("programme", ["o1"]), ("agreement", ["o1", "r2"])])
def test_a_limit_on_the_programme_counts_the_credit_of_all_agreements(scope: str, granted: list[str]) -> None:
    def capped(trees: dict[str, Any]) -> None:
        trees["other"]["rule"][0]["priority"] = "1"
        trees["first"]["limit"] = [{"limitId": "all", "scope": scope, "max": "8"}]
        trees["other"].pop("limit")

    assert sorted(rules(both(capped))["granted"]) == granted
