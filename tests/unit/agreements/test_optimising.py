"""HiGHS: the same answers as the exact search, silent, and never believed further than it is confirmed."""

from __future__ import annotations

import sys
from fractions import Fraction

import pytest
from tests.unit.agreements.plan_problems import (
    adversarial,
    best_of_all,
    is_allowed,
    most_of_all,
    random_case,
    value_of,
)

from eccoe_vc.agreements import maximise
from eccoe_vc.agreements.limits import Room
from eccoe_vc.agreements.maximise import best_plan, gain
from eccoe_vc.agreements.maximising import parts, solving
from eccoe_vc.agreements.maximising.asking import Answer, Question, is_plan
from eccoe_vc.agreements.maximising.problem import Problem, problem_of
from eccoe_vc.agreements.maximising.searching import Steps
from eccoe_vc.agreements.optimising import Highs
from eccoe_vc.agreements.plans import Match
from eccoe_vc.errors import GuardUnavailableError


def problem(seed: int) -> Problem | None:
    """The largest part of a random problem."""
    case = random_case(seed)
    record = frozenset(case.record)
    usable = parts.usable(parts.possible(case.matches, case.rooms, record), record)
    rooms = parts.binding(usable, case.rooms)
    groups = sorted(parts.components(usable, rooms), key=len)
    return problem_of(groups[-1], rooms, case.quality, record) if groups else None


@pytest.mark.parametrize("block", range(6))
def test_its_plans_equal_the_definition(block: int) -> None:
    for seed in range(block * 150, block * 150 + 150):
        case = random_case(seed)
        plan = best_plan(case.matches, case.rooms, quality=case.quality, on_record=case.record, solver="highs")
        assert value_of(case, plan) == best_of_all(case), seed
        assert (plan.optimal, plan.bound) == (True, plan.applied), seed


def test_its_answers_alone_are_those_of_the_definition() -> None:
    """Without any bound of ours: the model itself is right, for credit and for awards."""
    highs, confirmed = Highs(), 0
    for seed in range(300):
        known = problem(seed)
        if known is None:
            continue
        alive = (1 << len(known.matches)) - 1
        exact = solving.solve(known, Steps(20_000))
        answer = highs.answer(Question(known, alive, None), Steps(20_000))
        assert answer is not None
        assert answer.most >= exact.credit
        if not any(known.can_cut):  # what is cut, and in which order, the model leaves open
            assert answer.most == exact.credit, seed
            assert is_plan(known, answer.chosen)
            awards = [awards for awards, _ in known.ties]
            fewest = highs.answer(Question(known, alive, awards, (exact.credit,)), Steps(20_000))
            assert fewest is not None
            assert fewest.most == sum(awards[one] for one in exact.chosen), seed
            confirmed += 1
    assert confirmed > 100


@pytest.mark.parametrize("seed", [1, 2])
def test_it_proves_what_the_search_leaves_open(seed: int) -> None:
    case = adversarial(seed)
    exact = best_plan(case.matches, case.rooms, quality=case.quality)
    highs = best_plan(case.matches, case.rooms, quality=case.quality, solver="highs")
    assert highs.optimal
    assert is_allowed(case, highs)
    assert highs.applied == highs.bound == exact.bound
    assert value_of(case, highs) <= value_of(case, exact)
    again = best_plan(case.matches[::-1], case.rooms[::-1], quality=case.quality, solver="highs")
    assert again == highs


def test_it_says_nothing(capfd: pytest.CaptureFixture[str]) -> None:
    case = adversarial(1, awards=16, rules=20)
    best_plan(case.matches, case.rooms, quality=case.quality, solver="highs")
    assert capfd.readouterr() == ("", "")


def test_where_the_extra_is_missing_the_way_to_it_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "highspy", None)
    with pytest.raises(GuardUnavailableError, match=r"pip install 'eccoe-vc\[optimise\]'") as caught:
        best_plan([], solver="highs")
    assert caught.value.code == "guard.unavailable"


def test_numbers_that_are_too_large_for_it_are_left_to_the_search() -> None:
    odd = Fraction(10**9 + 7, 10**9)
    matches = [Match("r1", ("a", "b"), odd), Match("r2", ("b", "c"), Fraction(1)), Match("r3", ("a", "c"), odd / 3)]
    known = problem_of(matches, [], {}, frozenset())
    assert Highs().answer(Question(known, 7, None), Steps(1_000)) is None
    plan = best_plan(matches, solver="highs")
    assert (plan.applied, plan.optimal) == (odd, True)


class _Liar:
    """A solver that answers what it likes."""

    def __init__(self, chosen: tuple[int, ...], most: int) -> None:
        self.said = Answer(chosen, most)

    def answer(self, question: Question, steps: Steps) -> Answer | None:
        return self.said


def test_a_plan_that_is_none_is_not_believed(monkeypatch: pytest.MonkeyPatch) -> None:
    for chosen in [(), (0,), (0, 1), tuple(range(8)), (1, 1)]:
        for seed in range(150):
            case = random_case(seed)
            bound = 10**6 if seed % 2 else -(10**6)
            monkeypatch.setattr(maximise, "_oracle", lambda _, said=(chosen, bound): _Liar(*said))
            plan = best_plan(case.matches, case.rooms, quality=case.quality, on_record=case.record)
            assert value_of(case, plan) == best_of_all(case)


def test_gains_are_the_same() -> None:
    for seed in range(60):
        case = random_case(seed)
        pending = Match("p", ("a", "f"), Fraction(5), frozenset({"X"}), categories=frozenset("n"))
        more = most_of_all(case._replace(matches=[*case.matches, pending])) - most_of_all(case)
        assert gain(pending, case.matches, case.rooms, on_record=case.record, solver="highs") == more


def test_without_steps_it_is_not_asked() -> None:
    known = problem_of([Match("r", ("a",), Fraction(1))], [Room("all", Fraction(1))], {}, frozenset())
    assert Highs().answer(Question(known, 1, None), Steps(0)) is None
