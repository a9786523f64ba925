"""Facts of credentials: read at their place, unknown where nothing or two things are said."""

from __future__ import annotations

import copy
import json
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as some
from tests.unit.agreements.worked import FOLDER

from eccoe_vc.agreements.facts import ECTS, SNB, Credit, Fact, Facts, read
from eccoe_vc.encoding import pointers

EVIDENCE = json.loads((FOLDER / "example_evidence.json").read_bytes())
FIRST, SECOND, _, FOURTH, _ = EVIDENCE["credential"]
VECTORS = Path(__file__).resolve().parents[3] / "test_vectors" / "credentials"


def changed(change: Any, tree: dict[str, Any] = FIRST) -> Facts:
    made = copy.deepcopy(tree)
    change(made["credentialSubject"])
    return read(made)


def test_digests_are_those_of_the_decision() -> None:
    assert {facts.credential: facts.digest for facts in map(read, EVIDENCE["credential"])} == EVIDENCE["digest"][
        "credential"
    ]


def test_the_first_credential() -> None:
    facts = read(FIRST)
    assert (facts.issuer, facts.achievement) == (
        "did:web:awarding.example", "https://a.example/achievements/prof-english-1",
    )  # fmt: skip
    assert facts.credits == (Fact(Credit(Fraction(3), ECTS), "/credentialSubject/creditReceived/0", "stated"),)
    assert facts.levels == Fact((6,), "/credentialSubject/achievement/eqfLevel", "stated")
    assert (facts.supervised.value, facts.identity_verified.value) == (True, True)
    assert [(grade.value, grade.pointer) for grade in facts.grades] == [("8.2", "/credentialSubject/result/0/value")]
    assert facts.version.value == "1.1"
    assert facts.dates["activityEndDate"].startswith("2024-06-14")
    assert facts.date_pointers["awardedDate"] == "/awardedDate"
    assert facts.completed == Fact(True, "/credentialSubject", "derived")
    assert facts.areas.value == (f"{SNB}isced-f/0231",)


def test_every_pointer_leads_to_what_was_read() -> None:
    for tree in EVIDENCE["credential"]:
        facts = read(tree)
        single = [getattr(facts, name) for name in Facts.__slots__ if isinstance(getattr(facts, name), Fact)]
        for fact in (*single, *facts.credits, *facts.grades):
            if fact.pointer:
                pointers.resolve(tree, fact.pointer)


def test_what_is_not_said_is_unknown() -> None:
    facts = read(FOURTH)
    assert (facts.supervised, facts.identity_verified, facts.languages) == (Fact(), Fact(), Fact())
    assert read({}).achievement == ""
    assert read({}).credits == ()


def test_the_award_goes_before_the_achievement() -> None:
    assert (
        changed(lambda s: s.pop("creditReceived")).credits[0].pointer == "/credentialSubject/achievement/creditPoint/0"
    )
    assert changed(lambda s: s.update(eqfLevel=[f"{SNB}eqf/5"])).levels.value == (5,)


def test_two_amounts_of_one_unit_say_nothing() -> None:
    def more(subject: dict[str, Any]) -> None:
        subject["creditReceived"].append({"type": "CreditPoint", "framework": ECTS, "point": "5"})

    assert [fact.value for fact in changed(more).credits] == [None]


def test_another_unit_is_another_fact() -> None:
    def more(subject: dict[str, Any]) -> None:
        subject["creditReceived"].append({"type": "CreditPoint", "framework": "urn:x:hour", "point": "90"})

    assert [fact.value for fact in changed(more).credits] == [
        Credit(Fraction(3), ECTS),
        Credit(Fraction(90), "urn:x:hour"),
    ]


@pytest.mark.parametrize(
    ("members", "credit"),
    [
        ({"creditsAvailable": 4}, Credit(Fraction(4), None)),
        ({"creditsAvailable": 2.5}, Credit(Fraction(5, 2), None)),
        ({"creditsAvailable": 0.1}, Credit(Fraction(1, 10), None)),
        ({"ECTS": 2.5, "creditsAvailable": 9}, Credit(Fraction(5, 2), ECTS)),
        ({"creditsAvailable": True}, None),
        ({"creditsAvailable": "4 ECTS"}, None),
        ({"creditsAvailable": 1e300}, None),
    ],
)
def test_plain_open_badges_have_credits_without_a_unit(members: dict[str, Any], credit: Credit | None) -> None:
    facts = read({"credentialSubject": {"achievement": members}})
    assert (facts.credits[0].value if facts.credits else None) == credit


@pytest.mark.parametrize(
    ("alignment", "levels"),
    [
        ({"targetType": "ext:EQFAlignment", "targetCode": "6"}, (6,)),
        ({"targetType": "ext:EQFAlignment", "targetUrl": "https://x.example/eqf/5"}, (5,)),
        ({"targetFramework": "European Qualifications Framework", "targetCode": "7"}, (7,)),
        ({"targetFramework": "EQF ", "targetCode": "7"}, None),
        ({"targetType": "ext:eqf", "targetCode": "6"}, None),
        ({"targetFramework": "EQF", "targetCode": "9"}, None),
        ({"targetFramework": "EQF", "targetCode": "EQF 6"}, None),
        ({"targetFramework": "EQF", "targetCode": "\u0666"}, None),
    ],
)
def test_levels_in_dialects(alignment: dict[str, Any], levels: tuple[int, ...] | None) -> None:
    facts = read({"credentialSubject": {"achievement": {"alignment": [alignment]}}})
    assert facts.levels.value == levels


@pytest.mark.parametrize(
    ("status", "completed"),
    [("Completed", True), ("Failed", False), ("InProgress", False), ("OnHold", None), ("Provisional", None)],
)
def test_results_may_say_that_nothing_was_completed(status: str, completed: bool | None) -> None:
    assert changed(lambda s: s["result"][0].update(status=status)).completed.value is completed


def test_a_forecast_is_no_grade() -> None:
    def predict(subject: dict[str, Any]) -> None:
        subject["achievement"]["resultDescription"][0]["resultType"] = "PredictedScore"

    assert changed(predict).grades == ()


def test_two_addresses_of_one_controlled_value_are_one() -> None:
    def move(subject: dict[str, Any]) -> None:
        other = "https://publications.europa.eu/resource/authority/snb/"
        subject["achievement"]["idVerification"] = f"{other}supervision-verification/df2880c5cb"

    facts = changed(move)
    assert (facts.supervised.value, facts.identity_verified.value) == (False, True)


def test_edubadges_are_matched_by_identifier_and_read_in_ects() -> None:
    tree = json.loads((VECTORS / "edubadges-dialect" / "input.json").read_bytes())
    facts = read(tree)
    assert any(scheme == "educationProgramIdentifier" for scheme, _ in facts.identifiers)
    assert facts.credits[0].value is not None
    assert facts.credits[0].value.unit == ECTS


JSON = some.recursive(
    some.none() | some.booleans() | some.integers() | some.floats() | some.text(max_size=4),
    lambda inner: some.lists(inner, max_size=3) | some.dictionaries(some.sampled_from(
        ["id", "point", "framework", "value", "status", "achievement", "result", "alignment", "creditPoint", "eqfLevel"]
    ), inner, max_size=4),
    max_leaves=12,
)  # fmt: skip


@given(some.dictionaries(some.sampled_from(["issuer", "credentialSubject", "validFrom", "id"]), JSON, max_size=4))
@example({"credentialSubject": {"achievement": {"creditPoint": False}}})
@example({"credentialSubject": {"creditReceived": ["x", None, {"point": {}}]}})
def test_whatever_stands_there_nothing_is_raised_and_nothing_invented(tree: dict[str, Any]) -> None:
    from eccoe_vc.errors import RefusedError

    try:
        facts = read(tree)
    except RefusedError:  # a number that has no canonical form; no verified credential holds one
        return
    assert facts.levels.value is None or all(1 <= level <= 8 for level in facts.levels.value)
    assert facts.supervised.value is None
