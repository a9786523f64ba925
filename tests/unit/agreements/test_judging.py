"""Conditions of the example agreement on the example evidence; then each member with its near miss."""

from __future__ import annotations

import copy
import json
from datetime import date
from typing import Any

import pytest
from tests.unit.agreements.worked import FOLDER

from eccoe_vc.agreements.facts import SNB, Facts
from eccoe_vc.agreements.facts import read as facts_of
from eccoe_vc.agreements.judging import Node, Terms, is_under, judge, original_credit
from eccoe_vc.agreements.logic import Truth
from eccoe_vc.agreements.reading import read
from eccoe_vc.encoding import pointers
from eccoe_vc.encoding.quantities import text_of
from eccoe_vc.models.rules import Condition

AGREEMENT = read(json.loads((FOLDER / "mcra_example.json").read_bytes())["credentialSubject"])
TREES = json.loads((FOLDER / "example_evidence.json").read_bytes())["credential"]
EVIDENCE = {facts.credential.rpartition("/")[2]: facts for facts in map(facts_of, TREES)}
TERMS, REQUEST = Terms.of(AGREEMENT), date(2025, 2, 3)


def on(terms: dict[str, Any], facts: Facts = EVIDENCE["c1"], request: date = REQUEST) -> Node:
    condition = Condition.model_validate(terms, by_alias=True, by_name=False)
    return judge(condition, facts, TERMS, request, "/rule/0/condition")


def changed(change: Any) -> Facts:
    tree = copy.deepcopy(TREES[0])
    change(tree["credentialSubject"])
    return facts_of(tree)


@pytest.mark.parametrize(
    ("name", "truth", "code"),
    [
        ("c1", Truth.TRUE, ""),
        ("c2", Truth.TRUE, ""),
        ("c3", Truth.TRUE, ""),
        ("c4", Truth.UNKNOWN, "rule.identity_verification"),
        ("c5", Truth.FALSE, "rule.level"),
    ],
)
def test_the_requirement_of_the_example(name: str, truth: Truth, code: str) -> None:
    node = judge(AGREEMENT.requirement, EVIDENCE[name], TERMS, REQUEST, "/requirement")
    assert (node.truth, node.code) == (truth, code)
    assert [child.at for child in node.children] == [
        "/requirement/eqfLevel", "/requirement/qualityAssurance", "/requirement/idVerification", "/requirement/maxAge",
    ]  # fmt: skip


def test_the_explanation_is_that_of_the_specification() -> None:
    node = judge(AGREEMENT.requirement, EVIDENCE["c3"], TERMS, REQUEST, "/requirement")
    age = next(child for child in node.children if child.at.endswith("maxAge"))
    assert age.to_json() == {
        "kind": "condition",
        "at": "/requirement/maxAge",
        "value": "true",
        "required": "P5Y",
        "found": "2023-05-12",
        "evidence": "/credentialSubject/activityEndDate",
    }


def test_all_reasons_are_given_at_once_with_their_places() -> None:
    node = on({"grade": {"scale": "ES-0-10", "atLeast": "9"}, "credit": {"min": "4"}, "language": {"anyOf": ["en"]}})
    assert [(child.truth, child.code) for child in node.children] == [
        (Truth.FALSE, "rule.result"), (Truth.FALSE, "rule.credit"), (Truth.UNKNOWN, "rule.language"),
    ]  # fmt: skip
    assert (node.truth, node.code) == (Truth.FALSE, "rule.result")
    for child in node.children:
        assert not child.evidence or pointers.resolve(TREES[0], child.evidence) is not None


@pytest.mark.parametrize(
    ("terms", "truth"),
    [
        ({}, Truth.TRUE),
        ({"grade": {"scale": "ES-0-10", "atLeast": "8.2"}}, Truth.TRUE),
        ({"grade": {"scale": "ES-0-10", "below": "8.2"}}, Truth.FALSE),
        ({"grade": {"scale": "DE-STEP", "atLeast": "2.0"}}, Truth.UNKNOWN),
        ({"credit": {"min": "3", "max": "3"}}, Truth.TRUE),
        ({"credit": {"max": "2.999999"}}, Truth.FALSE),
        ({"eqfLevel": {"max": "5"}}, Truth.FALSE),
        ({"qualityAssurance": {"noneOf": [f"{SNB}accreditation/bb4618238e"]}}, Truth.FALSE),
        ({"assessment": {"noneOf": [f"{SNB}assessment/b1b68f6735"]}}, Truth.UNKNOWN),
        ({"learningSetting": {"anyOf": [f"{SNB}learning-setting/6fd4685715"]}}, Truth.UNKNOWN),
        ({"idVerification": {"supervised": False}}, Truth.TRUE),
        ({"maxAge": {"period": "P7M"}}, Truth.FALSE),
        ({"maxAge": {"period": "P7M", "onStale": "manualReview"}}, Truth.UNKNOWN),
        ({"maxAge": {"period": "P8M"}}, Truth.TRUE),
        ({"awarded": {"from": "2024-06-14", "to": "2024-06-14"}}, Truth.TRUE),
        ({"awarded": {"from": "2024-06-15"}}, Truth.FALSE),
    ],
)
def test_each_member(terms: dict[str, Any], truth: Truth) -> None:
    assert on(terms).truth is truth


@pytest.mark.parametrize(
    ("answer", "truth"),
    [(None, Truth.UNKNOWN), ("accept", Truth.TRUE), ("reject", Truth.FALSE), ("review", Truth.UNKNOWN)],
)
def test_a_bare_pass_is_what_the_agreement_says_it_is(answer: str | None, truth: Truth) -> None:
    facts = changed(lambda subject: subject["result"][0].update(value="Pass"))
    wanted = {"scale": "ES-0-10", "atLeast": "7"} | ({"passFail": answer} if answer else {})
    assert on({"grade": wanted}, facts).truth is truth


def test_of_several_results_the_one_that_the_scale_names_counts() -> None:
    def more(subject: dict[str, Any]) -> None:
        subject["result"].insert(0, {"type": ["Result"], "value": "3", "resultDescription": "urn:x:other"})

    assert on({"grade": {"scale": "ES-0-10", "atLeast": "8"}}, changed(more)).truth is Truth.TRUE

    def other(subject: dict[str, Any]) -> None:
        more(subject)
        subject["result"][1]["resultDescription"] = "urn:x:third"

    neither = changed(other)
    assert on({"grade": {"scale": "ES-0-10", "atLeast": "1"}}, neither).truth is Truth.UNKNOWN


def test_credit_without_a_unit_is_unknown_until_the_agreement_reads_it() -> None:
    def plain(subject: dict[str, Any]) -> None:
        subject.pop("creditReceived")
        subject["achievement"].pop("creditPoint")
        subject["creditsEarned"] = 3.0

    facts = changed(plain)
    assert (on({"credit": {"min": "1"}}, facts).truth, on({"credit": {"min": "1"}}, facts).code) == (
        Truth.UNKNOWN, "rule.unit",
    )  # fmt: skip
    tree = AGREEMENT.to_json()
    tree["creditFramework"]["unitless"] = "framework"
    value = original_credit(facts, Terms.of(read(tree))).value
    assert value is not None
    assert text_of(value) == "3"


@pytest.mark.parametrize(
    ("area", "code", "under"),
    [
        ("0231", "023", True), ("0231", "0231", True), ("0231", "02", True), ("0231", "03", False),
        ("023", "0231", False),
    ],
)  # fmt: skip
def test_subject_areas_by_prefix(area: str, code: str, under: bool) -> None:
    assert is_under(f"{SNB}isced-f/{area}", [f"{SNB}isced-f/{code}"]) is under
    assert not is_under(f"{SNB}isced-f/{area}", [f"urn:x/{code}"])


POINTS = {"ects": "http://data.europa.eu/snb/education-credit/6fcec5c5af", "us": "urn:us", "other": "urn:other"}


@pytest.mark.parametrize(
    ("received", "earned", "framework", "credit"),
    [
        ([("ects", "3")], None, {}, "3"),
        ([("ects", "3"), ("us", "9")], None, {"us": "2"}, "3"),  # the unit itself goes before a conversion
        ([("us", "1.5")], None, {"us": "2"}, "3"),
        ([("us", "1.5"), ("other", "3")], None, {"us": "2", "other": "1"}, "3"),
        ([("us", "1.5"), ("other", "4")], None, {"us": "2", "other": "1"}, None),
        ([("ects", "3"), ("ects", "4")], None, {}, None),
        ([("ects", "3"), ("ects", "4"), ("us", "1.5")], None, {"us": "2"}, None),  # never the better one
        ([("ects", "3")], 3, {"unitless": "framework"}, "3"),
        ([("ects", "3")], 4, {"unitless": "framework"}, None),
        ([("ects", "3")], 4, {}, "3"),
        ([("ects", "3"), ("ects", "4")], 3, {"unitless": "framework"}, None),
    ],
)
def test_amounts_that_disagree_are_no_credit(
    received: list[tuple[str, str]], earned: int | None, framework: dict[str, str], credit: str | None
) -> None:
    def write(subject: dict[str, Any]) -> None:
        subject["creditReceived"] = [{"framework": POINTS[unit], "point": point} for unit, point in received]
        if earned is not None:
            subject["creditsEarned"] = earned

    tree = json.loads((FOLDER / "mcra_example.json").read_bytes())["credentialSubject"]
    terms = tree["creditFramework"]
    terms["conversion"] = [{"from": "urn:nobody", "ratio": "1"}]
    terms["conversion"] += [
        {"from": POINTS[unit], "ratio": framework[unit]} for unit in ("us", "other") if unit in framework
    ]
    terms |= {name: value for name, value in framework.items() if name == "unitless"}
    found = original_credit(changed(write), Terms.of(read(tree)))
    assert (None if found.value is None else text_of(found.value)) == credit


def test_the_learning_setting_is_judged_where_it_is_known() -> None:
    formal, other = f"{SNB}learning-setting/6fd4685715", f"{SNB}learning-setting/e207a81fc7"
    claim = {"type": "LearningAchievement", "specifiedBy": {"learningSetting": {"id": formal}}}
    facts = facts_of({"type": ["EuropeanDigitalCredential"], "credentialSubject": {"hasClaim": claim}})
    assert on({"learningSetting": {"anyOf": [formal]}}, facts).truth is Truth.TRUE
    assert on({"learningSetting": {"anyOf": [other]}}, facts).truth is Truth.FALSE
    assert on({"learningSetting": {"anyOf": [formal]}}).truth is Truth.UNKNOWN
