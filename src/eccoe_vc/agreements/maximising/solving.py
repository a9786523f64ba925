"""One part of a plan, from the bound to the ties. Recognition, sections 9.2 and 9.3.

First the most credit, then, among plans that have it, the fewest awards and the best grades, then the smallest names.
Each question is closed before the next one is asked; where the steps end, the answer is the best plan so far.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from eccoe_vc.agreements.maximising import pairing
from eccoe_vc.agreements.maximising.prices import FINE, Prices, prices
from eccoe_vc.agreements.maximising.problem import Problem, Worth, bits
from eccoe_vc.agreements.maximising.searching import Search, Steps, Wanted
from eccoe_vc.agreements.maximising.starting import Best, improve, start


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


def solve(problem: Problem, steps: Steps, *, credit_only: bool = False) -> Solved:
    """The best plan of one part, within the steps.

    :param credit_only: do not decide the ties.
    """
    if pairing.applies(problem):
        paired = pairing.pair(problem, steps)
        return Solved(paired.chosen, paired.credit, paired.bound, paired.optimal)
    best = start(problem)
    every = range(len(problem.matches))
    bound = prices(problem, every, best.worth.credit)
    improve_by(best, bound)
    most = most_credit(problem, best, bound, steps)
    if credit_only or most > best.worth.credit:
        return Solved(best.chosen, best.worth.credit, most)
    optimal = decide_ties(problem, best, bound, steps)
    return Solved(best.chosen, most, most, optimal)


def improve_by(best: Best, bound: Prices) -> None:
    """Better plans than the first ones, in the order of what matches cost beyond what they give."""
    problem = best.problem
    if best.worth.credit * FINE + FINE > bound.most:
        return
    order = sorted(range(len(problem.matches)), key=lambda one: (bound.over[one], -problem.ties[one], one))
    improve(best, order)


def most_credit(problem: Problem, best: Best, bound: Prices, steps: Steps) -> int:
    """The most credit of any plan, or a proven bound for it; ``best`` becomes the best plan that is found."""
    ceiling = bound.most // FINE
    if best.worth.credit >= ceiling:
        return best.worth.credit
    search = Search(problem, [bound], affordable(bound, best.worth.credit + 1), steps)
    search.begin()
    while (found := search.find(Wanted(best.worth.credit + 1))) is not None:
        best.offer(found)
        if best.worth.credit >= ceiling:
            return ceiling
    return best.worth.credit if search.finished else ceiling


def affordable(bound: Prices, credit: int) -> int:
    """The matches that a plan with this credit can hold, as a set."""
    rest = bound.most - credit * bound.rate
    return sum(1 << one for one, over in enumerate(bound.over) if over <= rest)


def decide_ties(problem: Problem, best: Best, bound: Prices, steps: Steps) -> bool:
    """Make ``best``, which has the most credit, the best of all plans; whether it was proved to be."""
    alive = affordable(bound, best.worth.credit)
    credit = best.worth.credit
    improve(best, sorted(bits(alive), key=lambda one: (-problem.ties[one], bound.over[one], one)))
    second = prices(problem, list(bits(alive)), best.worth.ties, credit)
    rest = second.most - second.of(credit, best.worth.ties)
    alive = sum(1 << one for one in bits(alive) if second.over[one] <= rest)
    search = Search(problem, [bound, second], alive, steps)
    search.begin()
    while (found := search.find(Wanted(credit, best.worth.ties + 1))) is not None:
        best.offer(found)
    return search.finished and _smallest(problem, best, search, alive)


def _smallest(problem: Problem, best: Best, search: Search, alive: int) -> bool:
    """Of all plans with the worth of ``best``, make it the one with the smallest names; whether that was proved."""
    wanted = Wanted(*best.worth)
    fixed: list[int] = []
    without = 0
    for one in bits(alive):
        if len(fixed) == len(best.chosen) or (fixed and problem.worth(fixed) == best.worth):
            best.chosen = tuple(fixed)
            return True
        if without >> one & 1:
            continue
        if one not in best.chosen[len(fixed) :]:
            search.begin([*fixed, one], without)
            found = search.find(wanted)
            if found is None:
                if not search.finished:
                    return False
                without |= 1 << one
                continue
            best.chosen = found
        fixed.append(one)
        without |= problem.beside(one) & ~(1 << one)
    return True


__all__ = ["Solved", "Worth", "solve"]
