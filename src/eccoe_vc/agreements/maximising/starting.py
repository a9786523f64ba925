"""Good plans without proof: taken greedily in several orders, then improved by exchange. Recognition, section 9.3.

They are what a search starts from, and what remains of it where its steps end early.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from eccoe_vc.agreements.maximising.problem import NOTHING, Problem, Worth

_MOST_ROUNDS: Final = 20  # through what waits for a prerequisite
_MOST_EXCHANGES: Final = 200  # tried for one plan
_MOST_LOOKED_AT: Final = 60_000  # matches looked at for one plan by all exchanges


@dataclass(slots=True)
class Best:
    """The best plan that is known, as the places of its matches in order of their names."""

    problem: Problem
    chosen: tuple[int, ...] = ()
    worth: Worth = NOTHING

    def offer(self, chosen: Iterable[int]) -> bool:
        """Keep a plan if it is worth more, or as much and has the smaller names."""
        chosen = tuple(sorted(chosen))
        worth = self.problem.worth(chosen)
        if worth is None or worth < self.worth or (worth == self.worth and chosen >= self.chosen):
            return False
        self.chosen, self.worth = chosen, worth
        return True


def start(problem: Problem) -> Best:
    """The best of some greedy plans."""
    best = Best(problem)
    for order in _orders(problem):
        best.offer(greedy(problem, order))
    return best


def _orders(problem: Problem) -> list[list[int]]:
    places = range(len(problem.matches))
    grades = [-grades for _, grades in problem.ties]
    uses = [max(1, -awards) for awards, _ in problem.ties]
    share = [credit * 10_000 // count for credit, count in zip(problem.credits, uses, strict=True)]
    return [
        sorted(places, key=lambda one: (-share[one], uses[one], grades[one], one)),
        sorted(places, key=lambda one: (-problem.credits[one], uses[one], grades[one], one)),
        sorted(places, key=lambda one: problem.order[one]),
    ]


def greedy(problem: Problem, order: Sequence[int], first: Sequence[int] = ()) -> list[int]:
    """Take what is free in ``order``, after ``first``; what waits for a prerequisite is looked at again."""
    out = taken = 0
    left = list(problem.left)
    chosen: list[int] = []

    def take(one: int) -> bool:
        nonlocal out, taken
        for mask in problem.needs[one]:
            if not mask & taken:
                return False
        rooms = problem.rooms[one]
        amount = credit = problem.credits[one]
        for room in rooms:
            if left[room] < amount:
                amount = left[room]
        if amount < credit and (amount <= 0 or not problem.can_cut[one]):
            return False
        for room in rooms:
            left[room] -= amount
        chosen.append(one)
        taken |= 1 << one
        out |= problem.beside(one)
        return True

    waiting: Sequence[int] = [*first, *order]
    for _ in range(_MOST_ROUNDS):
        later = []
        for one in waiting:
            if not (out >> one & 1 or take(one)) and problem.needs[one]:
                later.append(one)
        if len(later) == len(waiting):
            break
        waiting = later
    return chosen


def improve(best: Best, order: Sequence[int]) -> None:
    """Put in what is left out, take out what is in its way, fill up again; keep what is better, as long as it helps."""
    problem = best.problem
    looked_at = max(1, len(order)) * (_MOST_ROUNDS if any(problem.needs) else 1)
    tries = min(_MOST_EXCHANGES, _MOST_LOOKED_AT // looked_at)
    again = True
    while again and tries > 0:
        again = False
        inside = sum(1 << one for one in best.chosen)
        for one in order:
            if inside >> one & 1:
                continue
            if tries <= 0:
                return
            tries -= 1
            beside = problem.beside(one)
            keep = [other for other in best.chosen if not beside >> other & 1]
            if best.offer(greedy(problem, order, [*keep, one])) or best.offer(greedy(problem, order, [one, *keep])):
                again = True
                break


__all__ = ["Best", "greedy", "improve", "start"]
