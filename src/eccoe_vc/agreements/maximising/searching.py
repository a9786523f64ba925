"""Branch and bound under prices. Recognition, section 9.3.

A branch takes one match for a seat, or leaves the seat empty. Both are paid for: the excess of the match, the price of
the seat. A branch that has paid more than stands between the bound and what is looked for holds nothing of interest.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

from eccoe_vc.agreements.maximising.prices import Prices
from eccoe_vc.agreements.maximising.problem import Problem, bits

_LOOKED_AT: Final = 64  # seats at which a branch looks, so that a step is never long
_MATCHES_A_STEP: Final = 1_000  # among more matches a branch costs more than one step


@dataclass(slots=True)
class Steps:
    """What is left of the steps; never below zero."""

    left: int

    def take(self, count: int = 1) -> bool:
        """Charge for work before it is done; False where too little is left, and then nothing is left."""
        enough = self.left >= count
        self.left = self.left - count if enough else 0
        return enough


class _Node(NamedTuple):
    """A branch. ``at`` is the seat that is decided here, ``mine`` the matches that are still to be tried for it."""

    chosen: tuple[int, ...]
    taken: int  # what is chosen, as a set
    alive: int
    used: int  # seats
    paid: tuple[int, ...]  # by each kind of prices
    left: tuple[int, ...]  # rooms, after what cannot be cut
    owed: tuple[int, ...]  # prerequisites: one of each set must follow
    open: tuple[int, ...]  # seats
    at: int = -1
    mine: int = 0


class Search:
    """Looks for plans among the matches ``alive``. :meth:`begin`, then :meth:`find` until it answers None.

    ``bounds`` are prices for these matches; each of them may close a branch. A branch is a step,
    or several among very many matches.
    """

    def __init__(self, problem: Problem, bounds: Sequence[Prices], alive: int, steps: Steps) -> None:
        self._problem, self._bounds, self._steps = problem, bounds, steps
        dear = bounds[-1]
        # Inside, matches are named by their excess, so that those too dear are cut off as the upper end of a set.
        self._named = sorted(bits(alive), key=lambda one: (dear.over[one], one))
        self._place = {one: at for at, one in enumerate(self._named)}
        self._over = [[prices.over[one] for one in self._named] for prices in bounds]
        self._seats = [problem.seats[one] for one in self._named]
        holders = [0] * len(problem.holders)
        for at, mine in enumerate(self._seats):
            for seat in mine:
                holders[seat] |= 1 << at
        self._holders = holders
        self._excluded = [self._inside(problem.excluded[one]) for one in self._named]
        self._needs = [tuple(self._inside(mask) for mask in problem.needs[one]) for one in self._named]
        self._open = tuple(
            sorted((s for s, mask in enumerate(holders) if mask), key=lambda seat: (-dear.seats[seat], seat))
        )
        self._unused = tuple(
            sum(price for seat, price in enumerate(prices.seats) if not holders[seat]) for prices in bounds
        )
        self._cost = 1 + len(self._named) // _MATCHES_A_STEP
        self._stack: list[_Node] = []
        self._allowed: tuple[int, ...] = ()
        self.finished = False

    def _inside(self, mask: int) -> int:
        return sum(1 << self._place[one] for one in bits(mask) if one in self._place) if mask else 0

    def begin(self, fixed: Iterable[int] = (), without: int = 0) -> None:
        """Look from here on at plans that hold ``fixed`` and nothing of ``without``."""
        alive = (1 << len(self._named)) - 1
        for one in bits(without):
            if one in self._place:
                alive &= ~(1 << self._place[one])
        node: _Node | None = _Node((), 0, alive, 0, self._unused, self._problem.left, (), self._open)
        # Whatever is wanted closes branches in find(): here nothing is too dear.
        self._allowed = tuple(prices.most + 1 for prices in self._bounds)
        for one in fixed:
            node = node and self._taken(node, self._place[one])
        self._stack = [node] if node is not None else []
        self.finished = node is None

    def find(self, wanted: tuple[int, ...]) -> tuple[int, ...] | None:
        """The next plan that is worth what is wanted; None where there is no more (``finished``) or the steps end.

        :param wanted: credit, awards, grades, as many of them as matter: each as much as is known to be possible at
            most, but for the last one. There are bounds for no more than these.
        """
        self._allowed = tuple(prices.most - prices.of(wanted) for prices in self._bounds)
        stack = self._stack
        while stack:
            if not self._steps.take(self._cost):
                return None
            node = stack.pop()
            made: _Node | None
            if node.mine:
                low = node.mine & -node.mine
                stack.append(node._replace(mine=node.mine ^ low))
                made = self._taken(node, low.bit_length() - 1)
            else:
                made = self._emptied(node)
            made = made and self._looked(made)
            if made is None:
                continue
            if made.alive:
                stack.append(made)
                continue
            found = tuple(sorted(self._named[at] for at in made.chosen))
            worth = self._problem.worth(found)
            if worth is not None and worth >= wanted:
                return found
        self.finished = True
        return None

    def _taken(self, node: _Node, one: int) -> _Node | None:
        """The branch that takes a match."""
        paid = tuple([before + over[one] for before, over in zip(node.paid, self._over, strict=True)])
        if any(price > allowed for price, allowed in zip(paid, self._allowed, strict=True)):
            return None
        named = self._named[one]
        left = node.left
        rooms = self._problem.rooms[named]
        if rooms:
            if self._problem.can_cut[named]:
                if any(left[room] <= 0 for room in rooms):
                    return None
            else:
                credit = self._problem.credits[named]
                left = tuple([room - credit if at in rooms else room for at, room in enumerate(left)])
                if any(room < 0 for room in left):
                    return None
        alive, used = node.alive & ~self._excluded[one] & ~(1 << one), node.used
        for seat in self._seats[one]:
            alive &= ~self._holders[seat]
            used |= 1 << seat
        owed = node.owed
        taken = node.taken | 1 << one
        if owed or self._needs[one]:
            owed = tuple([mask for mask in (*owed, *self._needs[one]) if not mask & taken])
        return _Node((*node.chosen, one), taken, alive, used, paid, left, owed, node.open)

    def _emptied(self, node: _Node) -> _Node | None:
        """The branch in which nothing takes the seat."""
        if node.at < 0:
            return node
        paid = tuple([before + prices.seats[node.at] for before, prices in zip(node.paid, self._bounds, strict=True)])
        if any(price > allowed for price, allowed in zip(paid, self._allowed, strict=True)):
            return None
        return node._replace(alive=node.alive & ~self._holders[node.at], paid=paid)

    def _looked(self, node: _Node) -> _Node | None:
        """Pay for seats that nothing can take any more, and choose the seat that is decided next; None: too dear."""
        rest = [allowed - before for allowed, before in zip(self._allowed, node.paid, strict=True)]
        if min(rest) < 0:
            return None
        alive = node.alive & (1 << bisect_right(self._over[-1], rest[-1])) - 1
        if any(not mask & alive for mask in node.owed):
            return None
        still: list[int] = []
        at, mine, rank = -1, 0, (2, 0)
        for place, seat in enumerate(node.open):
            if node.used >> seat & 1:
                continue
            able = alive & self._holders[seat]
            needed = False
            for kind, prices in enumerate(self._bounds):
                price = prices.seats[seat]
                if not able:
                    rest[kind] -= price
                elif price > rest[kind]:
                    needed = True
            if not able:
                if min(rest) < 0:
                    return None
                continue
            still.append(seat)
            # A seat that must be taken goes first, that with the fewest ways; then the dearest.
            mark = (0, able.bit_count()) if needed else (1, place)
            if mark < rank:
                at, mine, rank = seat, able, mark
            if len(still) >= _LOOKED_AT:
                still += node.open[place + 1 :]
                break
        paid = tuple([allowed - left for allowed, left in zip(self._allowed, rest, strict=True)])
        if at < 0:
            alive = 0
        else:
            still.remove(at)
        return node._replace(alive=alive, paid=paid, open=tuple(still), at=at, mine=mine)


__all__ = ["Search", "Steps"]
