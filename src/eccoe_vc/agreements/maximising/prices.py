"""Proven bounds: what a seat and a unit of room cost. Recognition, section 9.3.

With any prices that are not negative, a plan is worth at most the sum of all seat prices and of all rooms at their
price, if every match costs at least what it gives. Weak duality proves it; how good the prices are decides only how
close the bound comes. They are found by going down the subgradient in whole numbers, so nothing is rounded in a proof.

What a plan loses against the bound is told exactly: the excess (``over``) of each match that it takes, the price of
each seat that stays empty, the price of the room that it leaves.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from eccoe_vc.agreements.maximising.problem import Problem

FINE: Final = 1 << 16  # prices are counted in this part of a unit
_MOST_ROUNDS: Final = 160
_MOST_LOOKED_AT: Final = 600_000  # seats of matches looked at for one bound


@dataclass(frozen=True, slots=True)
class Prices:
    """Prices under which no plan is worth more than ``most``; all in parts of a unit (:data:`FINE`).

    Worth is ``rate`` for each unit of applied credit and ``FINE`` for each unit of ``ties``, where ``with_ties`` is set.
    """

    most: int
    rate: int
    with_ties: bool
    seats: tuple[int, ...]
    over: tuple[int, ...]

    def of(self, credit: int, ties: int) -> int:
        """What a plan with this credit and these ties is worth."""
        return credit * self.rate + (ties * FINE if self.with_ties else 0)


class _Descent:
    """Prices on the way down."""

    def __init__(self, problem: Problem, alive: Sequence[int], floor: int | None) -> None:
        self.problem, self.alive, self.floor = problem, alive, floor
        ties = [FINE * tie for tie in problem.ties] if floor is not None else [0] * len(problem.matches)
        self.ties = ties
        # With ties, credit has a price of its own: what has less than ``floor`` is not asked for.
        self.rate = FINE if floor is None else max([-ties[i] // problem.credits[i] for i in alive], default=0) + 1
        self.seats = [0] * len(problem.holders)
        self.rooms = [0] * len(problem.left)
        # Of the matches of one home at most one is taken: its seat with most matches.
        homes: dict[int, list[int]] = {}
        for one in alive:
            homes.setdefault(max(problem.seats[one], key=lambda s: (problem.holders[s].bit_count(), -s)), []).append(one)
        self.homes = list(homes.items())
        credits = [problem.credits[one] for one in alive]
        self.typical = max(1, sum(credits) // max(1, len(credits)))

    def gains(self) -> list[int]:
        """What each match gives beyond the price of its room."""
        problem, rooms, rate, ties = self.problem, self.rooms, self.rate, self.ties
        made = [0] * len(problem.matches)
        for one in self.alive:
            left = rate - sum([rooms[room] for room in problem.rooms[one]]) if rooms else rate
            made[one] = problem.credits[one] * (left if left > 0 or not problem.can_cut[one] else 0) + ties[one]
        return made

    def value(self, gains: Sequence[int]) -> tuple[int, list[int]]:
        """The bound at these prices, and what is taken at them."""
        seats, of_match = self.seats, self.problem.seats
        total = sum(seats) + sum(price * left for price, left in zip(self.rooms, self.problem.left, strict=True))
        if self.floor is not None:
            total -= self.rate * self.floor
        taken = []
        for _, mine in self.homes:
            best, most = -1, 0
            for one in mine:
                rest = gains[one]
                for seat in of_match[one]:
                    rest -= seats[seat]
                if rest > most:
                    best, most = one, rest
            if best >= 0:
                total += most
                taken.append(best)
        return total, taken

    def share(self, room: int | None) -> None:
        """Prices to begin with: every match spread over its seats, those under ``room`` free and the room dear."""
        self.rooms = [self.rate if at == room else 0 for at in range(len(self.rooms))]
        self.seats = [0] * len(self.seats)
        gains = self.gains()
        for one in self.alive:
            mine = self.problem.seats[one]
            part = -(-gains[one] // len(mine))
            for seat in mine:
                self.seats[seat] = max(self.seats[seat], part)

    def step(self, taken: Sequence[int], gap: int) -> bool:
        """Dearer what was taken twice, cheaper what nobody took. False where nothing is to be changed."""
        problem = self.problem
        seats = [1] * len(self.seats)
        rooms = list(problem.left)
        credit = 0
        for one in taken:
            for seat in problem.seats[one]:
                seats[seat] -= 1
            for room in problem.rooms[one]:
                rooms[room] -= problem.credits[one]
            credit += problem.credits[one]
        typical = self.typical
        moved = [move if move < 0 or price > 0 else 0 for move, price in zip(seats, self.seats, strict=True)]
        moved_rooms = [move if move < 0 or price > 0 else 0 for move, price in zip(rooms, self.rooms, strict=True)]
        short = credit - self.floor if self.floor is not None else 0
        size = sum([move * move for move in moved])
        size += (sum([move * move for move in moved_rooms]) + short * short) // (typical * typical)
        if size == 0:
            return False
        self.seats = [max(0, price - gap * move // size) for price, move in zip(self.seats, moved, strict=True)]
        scale = size * typical * typical
        self.rooms = [
            max(0, price - gap * move // scale) for price, move in zip(self.rooms, moved_rooms, strict=True)
        ]
        if short:
            self.rate = max(1, self.rate - gap * short // scale)
        return True


def prices(problem: Problem, alive: Sequence[int], known: int, floor: int | None = None) -> Prices:
    """Prices for the matches ``alive``, where a plan worth ``known`` is known.

    :param floor: None: bound the applied credit. Otherwise bound the ties of plans with at least this credit; ``known``
        are then the ties of a plan that has it.
    """
    descent = _Descent(problem, alive, floor)
    known *= FINE
    best: tuple[int, list[int], list[int], int] | None = None
    starts: list[int | None] = [None, *range(len(problem.left))][:8]
    for room in starts:
        descent.share(room)
        total, _ = descent.value(descent.gains())
        if best is None or total < best[0]:
            best = (total, descent.seats, descent.rooms, descent.rate)
    most, descent.seats, descent.rooms, descent.rate = best or (0, descent.seats, descent.rooms, descent.rate)
    kept = (descent.seats, descent.rooms, descent.rate)
    looked_at = sum(len(problem.seats[one]) + 2 for one in alive) + len(problem.holders) + 8
    pace, idle = 16, 0
    for _ in range(min(_MOST_ROUNDS, 2 + _MOST_LOOKED_AT // looked_at)):
        if most < known + FINE:
            break
        total, taken = descent.value(descent.gains())
        if total < most:
            most, kept, idle = total, (descent.seats, descent.rooms, descent.rate), 0
        else:
            idle += 1
            if idle >= 8:
                pace, idle = max(1, pace * 2 // 3), 0
                descent.seats, descent.rooms, descent.rate = kept
                continue
        if not descent.step(taken, (total - known) * pace // 12):
            break
    descent.seats, descent.rooms, descent.rate = list(kept[0]), list(kept[1]), kept[2]
    return _settled(descent)


def _settled(descent: _Descent) -> Prices:
    """Prices at which every match costs what it gives at least, as low as each seat alone can be."""
    problem, seats, gains = descent.problem, descent.seats, descent.gains()
    over = [0] * len(problem.matches)
    for home, mine in descent.homes:
        lack = max(gains[one] - sum(seats[seat] for seat in problem.seats[one]) for one in mine)
        seats[home] += max(0, lack)
    for one in descent.alive:
        over[one] = sum(seats[seat] for seat in problem.seats[one]) - gains[one]
    alive: list[list[int]] = [[] for _ in seats]
    for one in descent.alive:
        for seat in problem.seats[one]:
            alive[seat].append(one)
    for seat, mine in enumerate(alive):
        less = min([over[one] for one in mine] + [seats[seat]])
        if less:
            seats[seat] -= less
            for one in mine:
                over[one] -= less
    most = sum(seats) + sum(price * left for price, left in zip(descent.rooms, problem.left, strict=True))
    return Prices(most, descent.rate, descent.floor is not None, tuple(seats), tuple(over))


__all__ = ["FINE", "Prices", "prices"]
