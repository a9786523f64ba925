"""Where every match takes two seats at most, and seats are of two sides: exact matching. Recognition, section 9.3.

The Hungarian method over sparse pairs, in whole numbers. Its prices are a bound at every moment, and at the end they
show which pairs an optimum can hold at all; among these the smallest names are found by exchanging along a path.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, field
from heapq import heappop, heappush
from typing import Final, NamedTuple

from eccoe_vc.agreements.maximising.problem import Problem
from eccoe_vc.agreements.maximising.searching import Steps

_PAIRS_A_STEP: Final = 16  # looking at so many pairs costs a step


class Paired(NamedTuple):
    """The places of the chosen matches, a proven bound of the credit; what is worth most, and what is the best plan."""

    chosen: tuple[int, ...]
    bound: int
    complete: bool
    optimal: bool


@dataclass(slots=True)
class _Graph:
    """Pairs between two sides. A match with one seat ends on the other side in a place of its own."""

    left: list[list[tuple[int, int]]]  # of each place on the left: place on the right, match
    ends: list[tuple[int, int]]  # of each match
    weights: list[int]
    on_right: int
    prices_left: list[int] = field(default_factory=list)
    prices_right: list[int] = field(default_factory=list)
    partner: list[int] = field(default_factory=list)  # of each place on the right: match or -1
    partner_left: list[int] = field(default_factory=list)


def sides(problem: Problem) -> list[int] | None:
    """The side of each seat, 0 or 1; None where the problem is not one of pairs."""
    if problem.left or any(problem.excluded) or any(problem.needs) or any(len(mine) > 2 for mine in problem.seats):
        return None
    beside: list[list[int]] = [[] for _ in problem.holders]
    for mine in problem.seats:
        if len(mine) == 2:
            beside[mine[0]].append(mine[1])
            beside[mine[1]].append(mine[0])
    side = [-1] * len(problem.holders)
    for first in range(len(side)):
        if side[first] >= 0:
            continue
        side[first] = 0
        waiting = [first]
        while waiting:
            seat = waiting.pop()
            for other in beside[seat]:
                if side[other] < 0:
                    side[other] = 1 - side[seat]
                    waiting.append(other)
                elif side[other] == side[seat]:
                    return None
    return side


def pair(problem: Problem, side: Sequence[int], steps: Steps) -> Paired:
    """The best plan of a problem of pairs; where the steps end, a plan and a bound.

    :param side: of each seat (:func:`sides`).
    """
    weight = _weight(problem)
    graph = _graph(problem, side, [weight(one) for one in range(len(problem.matches))])
    complete = _match(graph, steps)
    optimal = complete and _smallest(graph, steps)
    chosen = tuple(sorted(one for one in graph.partner if one >= 0))
    credit = sum(problem.credits[one] for one in chosen)
    if complete:
        return Paired(chosen, credit, True, optimal)
    # All awards and grades together count less than one unit of credit, so the bound is not cut below the credit.
    whole = weight.credit
    return Paired(chosen, max(credit, -(-(sum(graph.prices_left) + sum(graph.prices_right)) // whole)), False, False)


class _Weight:
    """Credit, then awards, then grades, as one number."""

    def __init__(self, problem: Problem) -> None:
        self._problem = problem
        self.award = 1 + 2 * sum(abs(grades) for _, grades in problem.ties)
        self.credit = 1 + 2 * sum(-awards for awards, _ in problem.ties) * self.award

    def __call__(self, one: int) -> int:
        awards, grades = self._problem.ties[one]
        return self._problem.credits[one] * self.credit + awards * self.award + grades


def _weight(problem: Problem) -> _Weight:
    return _Weight(problem)


def _graph(problem: Problem, side: Sequence[int], weights: list[int]) -> _Graph:
    sizes = side.count(0), side.count(1)
    small = 0 if sizes[0] <= sizes[1] else 1  # few places on the left: each costs a search
    place = [0] * len(side)
    count = [0, 0]
    for seat, where in enumerate(side):
        place[seat] = count[where]
        count[where] += 1
    left: list[list[tuple[int, int]]] = [[] for _ in range(count[small])]
    on_right, ends = count[1 - small], []
    for one, mine in enumerate(problem.seats):
        here = [place[seat] for seat in mine if side[seat] == small]
        there = [place[seat] for seat in mine if side[seat] != small]
        if not here:
            here = [len(left)]
            left.append([])
        if not there:
            there = [on_right]
            on_right += 1
        left[here[0]].append((there[0], one))
        ends.append((here[0], there[0]))
    return _Graph(left, ends, weights, on_right)


def _match(graph: _Graph, steps: Steps) -> bool:
    """A matching of most weight, with its prices; False where the steps end. What is there then is allowed as well."""
    graph.prices_left = [max((graph.weights[one] for _, one in mine), default=0) for mine in graph.left]
    graph.prices_right = [0] * graph.on_right
    graph.partner = [-1] * graph.on_right
    graph.partner_left = [-1] * len(graph.left)
    return all(_place(graph, place, steps) for place in range(len(graph.left)))


def _place(graph: _Graph, start: int, steps: Steps) -> bool:
    """Give a place on the left its pair, at the least loss: others move on, or one of them goes empty."""
    distance, settled = {start: 0}, []  # of places on the left
    reached: dict[int, tuple[int, int]] = {}  # places on the right: distance and the match by which they are reached
    done: set[int] = set()
    heap: list[tuple[int, int]] = []
    here, far = start, 0
    end_left, least = start, graph.prices_left[start]
    end_right = -1
    while True:
        settled.append(here)
        if not steps.take(1 + len(graph.left[here]) // _PAIRS_A_STEP):
            return False
        if far + graph.prices_left[here] < least:
            end_left, least = here, far + graph.prices_left[here]
        for there, one in graph.left[here]:
            if there in done:
                continue
            way = far + graph.prices_left[here] + graph.prices_right[there] - graph.weights[one]
            if way < least and (there not in reached or way < reached[there][0]):
                reached[there] = (way, one)
                heappush(heap, (way, there))
        found = -1
        while heap:
            way, there = heappop(heap)
            if there not in done and reached[there][0] == way:
                found = there
                break
        if found < 0 or way >= least:
            break
        done.add(found)
        if graph.partner[found] < 0:
            end_right, least = found, way
            break
        here, far = graph.ends[graph.partner[found]][0], way
        distance[here] = far
    for place in settled:
        graph.prices_left[place] -= least - distance[place]
    for there in done:
        graph.prices_right[there] += least - reached[there][0]
    _exchange(graph, start, end_left, end_right, reached)
    return True


def _exchange(graph: _Graph, start: int, end_left: int, end_right: int, reached: dict[int, tuple[int, int]]) -> None:
    """Move the pairs along the path that ends at a place on the right, or leaves one on the left without a pair."""
    there = end_right
    if there < 0:
        if end_left == start:
            return
        there = graph.ends[graph.partner_left[end_left]][1]
        graph.partner_left[end_left] = -1
    while True:
        one = reached[there][1]
        here = graph.ends[one][0]
        before = graph.partner_left[here]
        graph.partner[there], graph.partner_left[here] = one, one
        if here == start:
            return
        there = graph.ends[before][1]


# ---- the smallest names ----------------------------------------------------------------------------------------------


class _Side(NamedTuple):
    """One side of the pairs that cost what they give: the pairs of each place, its partner, price, whether it is set.

    ``end`` is the index of this side in the ends of a match.
    """

    pairs: list[list[tuple[int, int]]]
    partner: list[int]
    prices: list[int]
    fixed: list[bool]
    end: int


def _smallest(graph: _Graph, steps: Steps) -> bool:
    """Among all matchings of most weight, that with the smallest names; False where the steps end.

    A matching has most weight exactly if its pairs cost what they give and every place with a price has a pair.
    """
    left = _Side([[] for _ in graph.left], graph.partner_left, graph.prices_left, [False] * len(graph.left), 0)
    right = _Side([[] for _ in graph.partner], graph.partner, graph.prices_right, [False] * len(graph.partner), 1)
    tight = []
    for one, (here, there) in enumerate(graph.ends):
        if graph.prices_left[here] + graph.prices_right[there] == graph.weights[one]:
            left.pairs[here].append((there, one))
            right.pairs[there].append((here, one))
            tight.append(one)
    for one in tight:
        here, there = graph.ends[one]
        if left.fixed[here] or right.fixed[there]:
            continue
        left.fixed[here] = right.fixed[there] = True
        if graph.partner[there] == one or _turned(graph, one, left, right, steps):
            continue
        if not steps.left:
            return False
        left.fixed[here] = right.fixed[there] = False
    return True


def _turned(graph: _Graph, one: int, left: _Side, right: _Side, steps: Steps) -> bool:
    """Put a pair into the matching without loss; False, and nothing is changed, where that cannot be."""
    here, there = graph.ends[one]
    before = list(left.partner), list(right.partner)
    lost, other = left.partner[here], right.partner[there]
    if lost >= 0:
        right.partner[graph.ends[lost][1]] = -1
    if other >= 0:
        left.partner[graph.ends[other][0]] = -1
    left.partner[here] = right.partner[there] = one
    if (lost < 0 or _covered(graph, graph.ends[lost][1], right, left, steps)) and (
        other < 0 or _covered(graph, graph.ends[other][0], left, right, steps)
    ):
        return True
    left.partner[:], right.partner[:] = before
    return False


def _covered(graph: _Graph, start: int, near: _Side, off: _Side, steps: Steps) -> bool:
    """Give ``start`` a pair again, if it needs one: others move along a path that empties no place with a price."""
    if not near.prices[start] or near.partner[start] >= 0:
        return True
    came: dict[int, tuple[int, int]] = {}
    waiting = deque([start])
    while waiting:
        place = waiting.popleft()
        if not steps.take(1 + len(near.pairs[place]) // _PAIRS_A_STEP):
            return False
        for far, one in near.pairs[place]:
            if far in came or off.fixed[far]:
                continue
            came[far] = (place, one)
            beside = graph.ends[off.partner[far]][near.end] if off.partner[far] >= 0 else -1
            if beside >= 0 and near.prices[beside]:
                waiting.append(beside)
                continue
            if beside >= 0:
                near.partner[beside] = -1
            _moved(graph, start, far, came, near, off)
            return True
    return False


def _moved(graph: _Graph, start: int, far: int, came: dict[int, tuple[int, int]], near: _Side, off: _Side) -> None:
    while True:
        place, one = came[far]
        before = near.partner[place]
        near.partner[place] = off.partner[far] = one
        if place == start:
            return
        far = graph.ends[before][off.end]


__all__ = ["Paired", "pair", "sides"]
