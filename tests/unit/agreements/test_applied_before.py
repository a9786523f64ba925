"""What a caller says was applied before: by the limits that there are, and never by a name that is none."""

from __future__ import annotations

import copy
from dataclasses import replace
from fractions import Fraction
from typing import Any

import pytest
from tests.unit.agreements.test_counterparts import STRANGER, B, agreement
from tests.unit.agreements.test_deciding import BADGES, BOTH, Tree, decided, outcome, signed
from tests.unit.agreements.test_outcomes import only_r1
from tests.unit.agreements.test_simulation import CASES, simulated

from eccoe_vc.agreements.rulebase import RuleBase
from eccoe_vc.errors import InputTypeError

TEXT = agreement()
LIMITS = [limit["limitId"] for limit in TEXT["limit"] if "excludeTarget" not in limit]
FULL = f"{TEXT['id']} {TEXT['version']} "


def other(text: Tree) -> None:
    """A second agreement, with a limit of a name of its own and one that the first agreement has as well."""
    text["id"] = "urn:uuid:other"
    text["limit"].append(copy.deepcopy(text["limit"][0]) | {"limitId": "only-here"})


TWO = [*BOTH, *signed(other)]


def third(text: Tree) -> None:
    """As the second agreement, with another body that awards."""
    other(text)
    text["party"][0]["id"] = STRANGER.controller
    only_r1(text)


#: Of a rule base decides only what concerns the issuers of what the learner holds.
ELSEWHERE = [*BOTH, *signed(third, STRANGER, B)]


def rooms(**asked: Any) -> dict[str, Fraction]:
    return {room.name: room.left for room in decided(**asked).choice.rooms}


def test_the_example_has_two_limits() -> None:
    assert len(LIMITS) == 2
    assert set(rooms()) == set(LIMITS)


@pytest.mark.parametrize("name", [LIMITS[0], FULL + LIMITS[0]])
def test_a_limit_is_known_by_its_id_and_by_that_of_its_text(name: str) -> None:
    before = rooms()
    assert rooms(applied_before={name: 4}) == before | {LIMITS[0]: before[LIMITS[0]] - 4}


@pytest.mark.parametrize(
    "name", ["total", LIMITS[0].upper(), LIMITS[0] + " ", "", FULL + "total", f"{TEXT['id']} {LIMITS[0]}"]
)
def test_a_name_that_no_limit_has_is_refused_and_the_names_are_told(name: str) -> None:
    with pytest.raises(InputTypeError, match=r"input\.type") as refused:
        decided(applied_before={name: 4})
    assert all(known in refused.value.hint for known in LIMITS)


def test_what_was_applied_is_not_less_than_nothing() -> None:
    """It would make room that there is not."""
    with pytest.raises(InputTypeError, match="less than nothing"):
        decided(applied_before={LIMITS[0]: -4})
    with pytest.raises(InputTypeError, match="less than nothing"):
        replace(CASES[0], applied_before={LIMITS[0]: Fraction(-4)})


def test_under_several_texts_the_short_name_must_be_of_one() -> None:
    before = rooms(agreements=TWO)
    assert rooms(agreements=TWO, applied_before={FULL + LIMITS[0]: 4}) == before | {
        FULL + LIMITS[0]: before[FULL + LIMITS[0]] - 4
    }
    [own] = [name for name in before if name.endswith("only-here")]
    assert rooms(agreements=TWO, applied_before={"only-here": 4}) == before | {own: before[own] - 4}
    with pytest.raises(InputTypeError, match="several") as refused:
        decided(TWO, applied_before={LIMITS[0]: 4})
    assert FULL + LIMITS[0] in refused.value.hint


def test_one_limit_under_two_names_is_refused() -> None:
    with pytest.raises(InputTypeError, match="two names"):
        decided(applied_before={LIMITS[0]: 4, FULL + LIMITS[0]: 4})


def test_the_same_names_serve_a_rule_base_of_which_less_decides() -> None:
    """How many texts decide depends on the learner; what was applied must not be lost over that."""
    base = RuleBase.of(ELSEWHERE)
    told = {FULL + LIMITS[0]: Fraction(4), "urn:uuid:other 1.0.0 only-here": Fraction(1)}
    assert len(decided(ELSEWHERE, BADGES[:1], applied_before=told).texts) == 2
    found = decided(base, BADGES[:1], applied_before=told)
    assert {room.name: room.left for room in found.choice.rooms}[LIMITS[0]] == rooms()[LIMITS[0]] - 4
    assert outcome(found)["granted"] == ["r1"]


def test_a_simulation_asks_for_the_limits_of_its_two_texts() -> None:
    def renamed(text: Tree) -> None:
        text["limit"][1]["limitId"] = "new-name"

    for name in ("new-name", TEXT["limit"][1]["limitId"]):
        assert simulated(renamed, [replace(CASES[1], applied_before={name: Fraction(1)})]).cases
    with pytest.raises(InputTypeError, match="no limit"):
        simulated(renamed, [replace(CASES[1], applied_before={"nowhere": Fraction(1)})])
