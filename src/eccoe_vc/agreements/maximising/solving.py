"""One part of a plan, from the bound to the ties. Recognition, sections 9.2 and 9.3.

First the most credit, then, among plans that have it, the fewest awards and the best grades, then the smallest names.
Each question is closed before the next one is asked; where the steps end, the answer is the best plan so far.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from eccoe_vc.agreements.maximising import pairing
from eccoe_vc.agreements.maximising.asking import Answer, Oracle, Question, is_plan
from eccoe_vc.agreements.maximising.pairing import Paired
from eccoe_vc.agreements.maximising.prices import FINE, Prices, prices
from eccoe_vc.agreements.maximising.problem import Problem, bits
from eccoe_vc.agreements.maximising.searching import Search, Steps
from eccoe_vc.agreements.maximising.starting import Best, improve, start

_FIXED_A_STEP: Final = 10  # matches that are put into a plan before a search begins
_LARGEST_WEIGHT: Final = 4_096  # of a name in a question to another solver


@dataclass(frozen=True, slots=True)
class Solved:
    """A plan of one part: the places of its matches; ``bound`` for its credit, in units; what of it was proved."""

    chosen: tuple[int, ...]
    credit: int
    bound: int
    optimal: bool = False

    @property
    def most(self) -> bool:
        """Whether no plan has more credit."""
        return self.credit == self.bound


def solve(problem: Problem, steps: Steps, *, credit_only: bool = False, oracle: Oracle | None = None) -> Solved:
    """The best plan of one part, within the steps.

    :param credit_only: do not decide the ties.
    :param oracle: another solver, which is asked where the first bound does not decide.
    """
    side = pairing.sides(problem)
    if side is not None:
        return _paired(problem, pairing.pair(problem, side, steps))
    best = start(problem)
    alive = (1 << len(problem.matches)) - 1
    bounds: list[Prices] = []
    proved = True
    for kind in range(1 if credit_only else len(best.worth)):
        asked = _Asked(problem, best, bounds, alive, kind)
        proved = asked.close(steps, oracle)
        if not proved:
            break
        alive = asked.affordable(best.worth[kind])
    ceiling = max(best.worth.credit, bounds[0].most // FINE)
    if not proved and len(bounds) == 1:
        return Solved(best.chosen, best.worth.credit, ceiling)
    optimal = not credit_only and proved and _smallest(problem, best, bounds, alive, steps, oracle)
    return Solved(best.chosen, best.worth.credit, best.worth.credit, optimal)


def _paired(problem: Problem, paired: Paired) -> Solved:
    """The answer for a problem of pairs; where its steps ended, with a greedy plan if that is better."""
    chosen = paired.chosen
    if not paired.complete:
        best = start(problem)
        best.offer(chosen)
        chosen = best.chosen
    return Solved(chosen, sum(problem.credits[one] for one in chosen), paired.bound, paired.optimal)


class _Asked:
    """One question of section 9.2: how much credit, how few awards, how good grades, where those before are closed."""

    def __init__(self, problem: Problem, best: Best, bounds: list[Prices], alive: int, kind: int) -> None:
        self.problem, self.best, self.bounds, self.alive, self.kind = problem, best, bounds, alive, kind

    def close(self, steps: Steps, oracle: Oracle | None) -> bool:
        """Make ``best`` the best plan by this question; whether that was proved. Adds prices to ``bounds``."""
        best, bounds, kind = self.best, self.bounds, self.kind
        bounds.append(prices(self.problem, list(bits(self.alive)), best.worth[: kind + 1]))
        if self._reached():
            return True
        order = sorted(bits(self.alive), key=lambda one: (bounds[-1].over[one], one))
        improve(best, order)
        if self._reached():
            return True
        if oracle is not None and self._answered(oracle, steps):
            return True
        search = Search(self.problem, bounds, self.affordable(best.worth[kind] + 1), steps)
        search.begin()
        while (found := search.find((*best.worth[:kind], best.worth[kind] + 1))) is not None:
            best.offer(found)
            if self._reached():
                return True
        return search.finished

    def _answered(self, oracle: Oracle, steps: Steps) -> bool:
        """Whether another solver gave a bound that a plan reaches; one that a plan exceeds is no bound."""
        best, kind = self.best, self.kind
        weights = [ties[kind - 1] for ties in self.problem.ties] if kind else None
        question = Question(self.problem, self.affordable(best.worth[kind]), weights, best.worth[:kind])
        answer = oracle.answer(question, steps)
        if answer is None:
            return False
        if is_plan(self.problem, answer.chosen):
            best.offer(answer.chosen)
        return best.worth[kind] == answer.most

    def _reached(self) -> bool:
        """Whether the bound says that there is nothing more."""
        return self._rest(self.best.worth[self.kind] + 1) < 0

    def _rest(self, wanted: int) -> int:
        """How much a plan may lose against the bound."""
        bound = self.bounds[-1]
        return bound.most - bound.of((*self.best.worth[: self.kind], wanted))

    def affordable(self, wanted: int) -> int:
        """The matches that a plan with so much can hold, as a set."""
        rest = self._rest(wanted)
        over = self.bounds[-1].over
        return sum(1 << one for one in bits(self.alive) if over[one] <= rest)


def _smallest(
    problem: Problem, best: Best, bounds: Sequence[Prices], alive: int, steps: Steps, oracle: Oracle | None
) -> bool:
    """Of all plans with the worth of ``best``, make it the one with the smallest names; whether that was proved."""
    if oracle is not None and _smallest_asked(problem, best, alive, steps, oracle):
        return True
    search = Search(problem, bounds, alive, steps)
    fixed: list[int] = []
    without = 0
    # A match without awards might be left out again; any other one that is left out changes the number of awards.
    shorter = any(not awards for awards, _ in problem.ties)
    for one in bits(alive):
        if len(fixed) == len(best.chosen) or (shorter and problem.worth(fixed) == best.worth):
            best.chosen = tuple(fixed)
            return True
        if without >> one & 1:
            continue
        if one not in best.chosen[len(fixed) :]:
            if not steps.take(1 + len(fixed) // _FIXED_A_STEP):
                return False
            search.begin([*fixed, one], without)
            found = search.find(best.worth)
            if found is None:
                if not search.finished:
                    return False
                without |= 1 << one
                continue
            best.chosen = found
        fixed.append(one)
        without |= problem.beside(one) & ~(1 << one)
    return True


def _smallest_asked(problem: Problem, best: Best, alive: int, steps: Steps, oracle: Oracle) -> bool:
    """As :func:`_smallest`, by asking another solver about some names at a time."""
    fixed: list[int] = []
    undecided = alive
    while undecided:
        weights = _name_weights(problem, undecided)
        answer = oracle.answer(Question(problem, alive, weights, best.worth, fixed), steps)
        if answer is None or not _confirmed(problem, best, answer, weights, fixed):
            return False
        best.chosen = answer.chosen
        for one, weight in enumerate(weights):
            if not weight:
                continue
            if one in answer.chosen:
                fixed.append(one)
                alive &= ~problem.beside(one) | 1 << one
            else:
                alive &= ~(1 << one)
            undecided &= alive & ~(1 << one)
    return True


def _name_weights(problem: Problem, undecided: int) -> list[int]:
    """Weights for the first of the undecided matches, by which the smallest names have the largest sum.

    They are the digits of a number: of matches in a row that share a seat at most one is taken, so they need one digit.
    """
    runs: list[list[int]] = []
    common: set[int] = set()
    size = 1
    for one in bits(undecided):
        shared = common & set(problem.seats[one])
        longer = len(runs[-1]) + 1 if shared else 1
        size = size // longer * (longer + 1) if shared else size * 2
        if size > _LARGEST_WEIGHT:
            break
        if shared:
            runs[-1].append(one)
            common = shared
        else:
            runs.append([one])
            common = set(problem.seats[one])
    weights = [0] * len(problem.matches)
    digit = 1
    for run in reversed(runs):
        for place, one in enumerate(reversed(run), start=1):
            weights[one] = place * digit
        digit *= len(run) + 1
    return weights


def _confirmed(problem: Problem, best: Best, answer: Answer, weights: Sequence[int], fixed: Sequence[int]) -> bool:
    """Whether an answer about names is a plan as good as the best one, and reaches its own bound."""
    return (
        is_plan(problem, answer.chosen)
        and problem.worth(answer.chosen) == best.worth
        and sum(weights[one] for one in answer.chosen) == answer.most
        and set(fixed) <= set(answer.chosen)
    )


__all__ = ["Solved", "solve"]
