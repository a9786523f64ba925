"""What a draft would have meant: the evidence of the example as past cases, before and after, and nobody named."""

from __future__ import annotations

import itertools
import json
from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime
from fractions import Fraction
from typing import Any

import pytest
from tests.unit.agreements.test_counterparts import A, B, agreement
from tests.unit.agreements.test_deciding import (
    BADGES,
    DECISION,
    EXAMPLE,
    LEARNER,
    ON,
    PROGRAMME,
    badge,
    decided,
    signed,
)

from eccoe_vc.agreements.learners import Learner
from eccoe_vc.agreements.questions.simulation import Case, Simulation, simulate
from eccoe_vc.agreements.reading import read
from eccoe_vc.agreements.recognising import recognise
from eccoe_vc.errors import AgreementError, EccoeError, InputTypeError
from eccoe_vc.limits import DEFAULT
from eccoe_vc.models.agreement import RecognitionAgreement

Text = dict[str, Any]
HOST = B.controller


def text(change: Callable[[Text], Any] | None = None) -> RecognitionAgreement:
    return read(agreement(change))


def case(name: str, *numbers: int, **members: Any) -> Case:
    return Case(name, [BADGES[number] for number in numbers], LEARNER, **{"programme": PROGRAMME, **members})


CASES = [case("all", 0, 1, 2, 3, 4), case("english", 0), case("refused", 4), case("nothing"), case("identity", 3)]


def simulated(change: Callable[[Text], Any] | None = None, cases: Any = CASES, **asked: Any) -> Simulation:
    return simulate(text(change), cases, **{"current": text(), "host": HOST, "on": ON, **asked})


def outcomes(found: Simulation) -> dict[str, tuple[str, str]]:
    return {one.pseudonym: (one.before.outcome, one.after.outcome) for one in found.cases}


def changes(found: Simulation) -> dict[str, Fraction]:
    return {one.pseudonym: one.change for one in found.cases}


def cheaper(made: Text) -> None:
    """English gives one credit less, and the bundle nothing."""
    made["version"] = "2.0.0"
    made["rule"][0]["target"][0]["credit"]["fixed"] = "2"
    made["rule"] = [one for one in made["rule"] if one["ruleId"] != "r2"]


# ---- the same as a decision ------------------------------------------------------------------------------------------


def test_before_and_after_are_the_decision_of_the_example() -> None:
    (one,) = simulated(cases=CASES[:1]).cases
    total = DECISION["total"]
    for trial in (one.before, one.after):
        assert trial.outcome == DECISION["outcome"]
        assert (trial.granted, trial.applied) == tuple(
            Fraction(total[name]["value"]) for name in ("granted", "applied")
        )
        assert [(row.rule, row.what) for row in trial.fired] == [
            ("r1", "granted"), ("r2", "granted"), ("r3", "pending"), ("r4", "refused"),
        ]  # fmt: skip
    assert one.change == one.gains == 0
    assert not one.changed + one.reviews


EDITS: list[Callable[[Text], Any]] = [
    lambda made: None,
    cheaper,
    lambda made: made["limit"][1].update(share="0.1"),
    lambda made: made["limit"][1].update(share="0.05"),
    lambda made: made["requirement"].pop("idVerification"),
    lambda made: made["creditFramework"].update(rounding={"quantum": "1", "mode": "down", "level": "target"}),
    lambda made: made["creditFramework"].pop("rounding"),
    lambda made: made["rule"][2]["target"][0]["credit"].update(ratio="1/7"),
    lambda made: made["rule"][0].update(outcome="conditional"),
]


@pytest.mark.parametrize("edit", EDITS, ids=range(len(EDITS)))
@pytest.mark.parametrize("mode", ["priority", "maximise"])
def test_a_simulated_text_comes_to_what_the_signed_text_decides(edit: Callable[[Text], Any], mode: Any) -> None:
    texts = signed(edit)
    found = simulated(edit, mode=mode)
    for one in found.cases:
        given = next(row for row in CASES if row.pseudonym == one.pseudonym)
        decision = decided(texts, list(given.evidence), mode=mode)
        record = decision.record()
        assert one.after.applied == Fraction(record["total"]["applied"]["value"])
        assert one.after.granted == Fraction(record["total"]["granted"]["value"])
        if record.keys() & {"grant", "pending", "refusal"}:
            assert one.after.outcome == record["outcome"]
        else:
            assert one.after.outcome == "none"


# ---- before and after ------------------------------------------------------------------------------------------------


def test_who_gains_and_who_loses() -> None:
    found = simulated(cheaper)
    assert outcomes(found) == {
        "all": ("partial", "partial"), "english": ("full", "full"), "refused": ("refused", "refused"),
        "nothing": ("none", "none"), "identity": ("manualReview", "manualReview"),
    }  # fmt: skip
    assert changes(found) == {"all": -7, "english": -1, "refused": 0, "nothing": 0, "identity": 0}
    assert (found.lose, found.gain, found.change) == (("all", "english"), (), Fraction(-8))
    assert found.distribution == {Fraction(-7): 1, Fraction(-1): 1, Fraction(0): 3}
    assert found.outcomes[("partial", "partial")] == 1
    assert sum(found.outcomes.values()) == len(CASES)
    assert {one.pseudonym: one.changed for one in found.cases if one.changed} == {
        "all": ("r1", "r2"), "english": ("r1",),
    }  # fmt: skip
    assert found.idle == ("r5",)
    back = simulate(text(), CASES, current=text(cheaper), host=HOST, on=ON)
    assert (back.gain, back.lose, back.change) == (found.lose, found.gain, -found.change)


def test_new_reviews_say_why() -> None:
    def manual(made: Text) -> None:
        made["rule"][0]["review"] = {"mode": "manual"}
        del made["rule"][2]

    found = simulated(manual)
    assert [tuple(one) for one in found.reviews] == [
        ("all", "", "rule.no_match"),  # the one that only the third rule was about
        ("all", "r1", "rule.free_text"),
        ("english", "r1", "rule.free_text"),
        ("identity", "", "rule.no_match"),
    ]
    assert outcomes(found)["english"] == ("full", "manualReview")
    assert found.to_json()["total"]["review"] == [
        {"reason": "rule.free_text", "count": "2"},
        {"reason": "rule.no_match", "count": "2"},
    ]
    assert simulated().reviews == ()  # what was left to a person before is not new


def test_limits_that_bind() -> None:
    assert simulated().binding == {}

    def small(made: Text) -> None:
        made["limit"][1]["share"] = "0.1"  # six credits of sixty: the course of three, and no room for the one of six

    found = simulated(small)
    assert found.binding == {"cap-total": 1}
    assert changes(found)["all"] == -6
    (one,) = [one for one in found.cases if one.pseudonym == "all"]
    assert [(row.rule, row.what) for row in one.after.fired if row.rule == "r2"] == [("r2", "unapplied")]
    earlier = [replace(CASES[1], applied_before={"cap-total": Fraction(22)})]  # of twenty-four
    assert simulated(cases=earlier).binding == {"cap-total": 1}


def test_a_rule_that_goes_or_comes_for_an_exemption() -> None:
    def exempt(made: Text) -> None:
        made["rule"][4]["source"]["achievement"] = "https://a.example/achievements/prof-english-1"

    found = simulated(exempt, CASES[1:2])
    assert found.change == 0
    assert (found.gain, found.idle) == (("english",), ("r2", "r3", "r4"))


def test_without_a_current_text_all_is_new() -> None:
    found = simulated(cases=CASES[:2], current=None)
    assert outcomes(found) == {"all": ("none", "partial"), "english": ("none", "full")}
    assert (found.gain, found.current) == (("all", "english"), None)
    assert "current" not in found.to_json()


def test_a_draft_that_begins_tomorrow_covers_no_past_learning_unless_it_is_asked_as_if() -> None:
    def tomorrow(made: Text) -> None:
        cheaper(made)
        made["period"] |= {"startDate": "2026-09-01", "endDate": "2030-08-31"}

    found = simulated(tomorrow)
    assert found.outside == ("all", "english", "identity", "refused")
    after = {name: pair[1] for name, pair in outcomes(found).items()}
    assert (after["english"], after["nothing"]) == ("refused", "none")  # the learning lies outside the period
    assert all(one.after.applied == 0 for one in found.cases)
    asked = simulated(tomorrow, same_period=True)
    assert (asked.outside, changes(asked)) == ((), changes(simulated(cheaper)))


def test_the_day_of_the_case_goes_before_that_of_the_simulation() -> None:
    old = [replace(CASES[1], on=date(2029, 9, 1))]  # claims end on 31 August 2028
    assert outcomes(simulated(cases=old)) == {"english": ("refused", "refused")}
    assert outcomes(simulated(cases=[replace(CASES[1], on=ON)], on=None)) == {"english": ("full", "full")}


def test_no_order_matters() -> None:
    first = simulated(cheaper)
    for order in itertools.islice(itertools.permutations(CASES), 0, 120, 23):
        assert simulated(cheaper, [replace(one, evidence=list(one.evidence)[::-1]) for one in order]) == first
    assert simulated(cheaper, iter(CASES)) == first


def test_copies_and_retakes_count_as_in_a_decision() -> None:
    again = badge(0, id="urn:x/again", validFrom="2024-01-01T00:00:00Z")
    found = simulated(cases=[replace(CASES[1], evidence=[*CASES[1].evidence, again])])
    assert changes(found) == {"english": 0}
    assert found.cases[0].after.applied == 3


# ---- what it is not --------------------------------------------------------------------------------------------------


def test_nobody_is_named() -> None:
    found = simulated(cheaper)
    told = json.dumps(found.to_json()) + str(found) + repr(found) + repr(CASES)
    for one in EXAMPLE["credential"]:
        assert one["id"] not in told
    assert all(name not in told for name in LEARNER.ids)
    assert LEARNER.ids[0] in repr(LEARNER)  # the test would see it


def test_it_is_marked_and_is_no_decision() -> None:
    found = simulated()
    tree = found.to_json()
    assert (tree["type"], tree["simulation"]) == ("RecognitionSimulation", True)
    with pytest.raises((InputTypeError, AttributeError)):
        recognise(found, reference="1", decided_on=ON)  # type: ignore[arg-type]


def test_no_number_stands_in_it() -> None:
    def numbers(value: Any) -> list[Any]:
        if isinstance(value, dict):
            return [one for item in value.values() for one in numbers(item)]
        if isinstance(value, list):
            return [one for item in value for one in numbers(item)]
        return [value] if value is None or (isinstance(value, int | float) and not isinstance(value, bool)) else []

    assert numbers(simulated(cheaper).to_json()) == []
    assert str(simulated(cheaper)).splitlines()[:2] == [
        "Simulation of version '2.0.0' with 5 cases; no decision",
        "full -> full: 1",
    ]


def test_drafts_need_no_signature_and_evidence_does() -> None:
    plain = EXAMPLE["credential"][0]
    with pytest.raises(InputTypeError, match="verify"):
        simulated(cases=[Case("x", [plain], LEARNER)])


@pytest.mark.parametrize(
    "wrong",
    [
        {"cases": None},
        {"cases": CASES[0]},
        {"cases": [None]},
        {"cases": [CASES[0], CASES[0]]},
        {"cases": [Case("x", BADGES[0], LEARNER)]},  # type: ignore[arg-type]
        {"cases": [Case("x", None, LEARNER)]},  # type: ignore[arg-type]
        {"on": None},
        {"on": datetime(2025, 2, 3)},
        {"host": ""},
        {"host": A.controller},
        {"mode": "best"},
        {"current": EXAMPLE},
    ],
)
def test_odd_things_have_a_code(wrong: Text) -> None:
    with pytest.raises(EccoeError) as refused:
        simulated(**wrong)
    assert refused.value.code in ("input.type", "agreement.party")


@pytest.mark.parametrize(
    "wrong",
    [
        {"pseudonym": ""},
        {"pseudonym": None},
        {"pseudonym": LEARNER.ids[0]},
        {"learner": LEARNER.ids[0]},
        {"on": "2025-02-03"},
        {"on": datetime(2025, 2, 3)},
        {"enrolment": datetime(2025, 2, 3)},
        {"programme": "https://b.example/programmes/ma-translation"},
        {"on_record": "https://b.example/courses/ENG101"},
        {"on_record": (5,)},
        {"applied_before": {"cap-total": 0.5}},
        {"applied_before": "cap-total"},
        {"applied_before": {"cap-total": True}},
    ],
)
def test_a_case_must_be_what_it_says(wrong: Text) -> None:
    with pytest.raises(InputTypeError, match=r"input\.type"):
        Case(**{"pseudonym": "x", "evidence": [], "learner": LEARNER, **wrong})


def test_a_pseudonym_is_no_identity_of_the_learner() -> None:
    known = Learner(identities={"emailAddress": ["ada@example.org"]})
    with pytest.raises(InputTypeError, match="known by"):
        Case("ada@example.org", [], known)


def test_a_case_that_is_too_large_is_named_by_its_pseudonym() -> None:
    with pytest.raises(AgreementError, match="In the case 'all'") as refused:
        simulated(budget=DEFAULT.with_(evidence=2))
    assert refused.value.code == "rule.budget"


def test_a_draft_whose_names_lead_nowhere_is_refused() -> None:
    tree = agreement()
    tree["rule"][0]["condition"]["grade"]["scale"] = "nowhere"
    draft = RecognitionAgreement.model_validate(tree, by_alias=True, by_name=False)
    with pytest.raises(AgreementError) as refused:
        simulate(draft, CASES, host=HOST, on=ON)
    assert refused.value.code == "rule.reference"
