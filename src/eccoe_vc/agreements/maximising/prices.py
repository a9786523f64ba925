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
from typing import Final, NamedTuple

from eccoe_vc.agreements.maximising.problem import Problem

FINE: Final = 1 << 16  # prices are counted in this part of a unit
_MOST_ROUNDS: Final = 160
_MOST_LOOKED_AT: Final = 400_000  # seats of matches looked at for one bound
_MOST_STARTS: Final = 6


@dataclass(frozen=True, slots=True)
class Prices:
    """Prices under which no plan is worth more than ``most``, at ``rates`` for credit, awards (negative) and grades.

    The last rate is that of what is bounded, :data:`FINE` for a unit; those before it are prices for what must be kept.
    ``seats`` has the price of each seat, ``over`` what each match costs beyond what it gives.
    """

    most: int
    rates: tuple[int, ...]
    seats: tuple[int, ...]
    over: tuple[int, ...]

    def of(self, worth: Sequence[int]) -> int:
        """What a worth counts at these rates."""
        return sum([rate * value for rate, value in zip(self.rates, worth, strict=False)])


class _Kept(NamedTuple):
    seats: list[int]
    rooms: list[int]
    rates: list[int]


class _Descent:
    """Prices on the way down."""

    def __init__(self, problem: Problem, alive: Sequence[int], floors: Sequence[int]) -> None:
        self.problem, self.alive, self.floors = problem, alive, floors
        self.values = [(problem.credits[one], *problem.ties[one]) for one in range(len(problem.matches))]
        self.rates = [*_first_rates([self.values[one] for one in alive], len(floors)), FINE]
        self.seats = [0] * len(problem.holders)
        self.rooms = [0] * len(problem.left)
        # Of the matches of one home at most one is taken: its seat with most matches.
        homes: dict[int, list[int]] = {}
        size = [holders.bit_count() for holders in problem.holders]
        for one in alive:
            home = max(problem.seats[one], key=lambda seat: (size[seat], -seat))
            homes.setdefault(home, []).append(one)
        self.homes = list(homes.items())
        self.typical = [
            max(1, sum([abs(self.values[one][kind]) for one in alive]) // max(1, len(alive)))
            for kind in range(len(floors))
        ] or [max(1, sum([self.values[one][0] for one in alive]) // max(1, len(alive)))]
        # Matches under the same limits pay the same for room.
        kinds: dict[tuple[tuple[int, ...], bool], list[int]] = {}
        for one in alive:
            kinds.setdefault((problem.rooms[one], problem.can_cut[one]), []).append(one)
        self.kinds = list(kinds.items())

    def keep(self) -> _Kept:
        return _Kept(self.seats, self.rooms, self.rates)

    def back(self, kept: _Kept) -> None:
        self.seats, self.rooms, self.rates = list(kept.seats), list(kept.rooms), list(kept.rates)

    def gains(self) -> list[int]:
        """What each match gives beyond the price of its room."""
        credit, ties = self.problem.credits, self.problem.ties
        made = [0] * len(credit)
        rates = [*self.rates, 0, 0]
        awards, grades = rates[1], rates[2]
        for (rooms, can_cut), mine in self.kinds:
            rate = rates[0] - sum([self.rooms[room] for room in rooms])
            if can_cut and rate < 0:
                rate = 0
            if not awards and not grades:
                for one in mine:
                    made[one] = credit[one] * rate
            else:
                for one in mine:
                    used, quality = ties[one]
                    made[one] = credit[one] * rate + used * awards + quality * grades
        return made

    def value(self, gains: Sequence[int]) -> tuple[int, list[int]]:
        """The bound at these prices, less what must be kept, and what is taken at them."""
        seats, of_match = self.seats, self.problem.seats
        total = sum(seats) + sum([price * left for price, left in zip(self.rooms, self.problem.left, strict=True)])
        total -= sum([rate * floor for rate, floor in zip(self.rates, self.floors, strict=False)])
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
        self.rooms = [self.rates[0] if at == room else 0 for at in range(len(self.rooms))]
        seats = self.seats = [0] * len(self.seats)
        gains = self.gains()
        for one in self.alive:
            mine = self.problem.seats[one]
            part = -(-gains[one] // len(mine))
            for seat in mine:
                if seats[seat] < part:
                    seats[seat] = part

    def step(self, taken: Sequence[int], gap: int) -> bool:
        """Dearer what was taken twice, cheaper what nobody took. False where nothing is to be changed."""
        problem = self.problem
        seats = [1] * len(self.seats)
        rooms = list(problem.left)
        short = [-floor for floor in self.floors]
        for one in taken:
            for seat in problem.seats[one]:
                seats[seat] -= 1
            for room in problem.rooms[one]:
                rooms[room] -= problem.credits[one]
            for kind in range(len(short)):
                short[kind] += self.values[one][kind]
        seats = [move if move < 0 or price > 0 else 0 for move, price in zip(seats, self.seats, strict=True)]
        rooms = [move if move < 0 or price > 0 else 0 for move, price in zip(rooms, self.rooms, strict=True)]
        short = [move if move < 0 or rate > 0 else 0 for move, rate in zip(short, self.rates, strict=False)]
        square = [typical * typical for typical in self.typical]
        size = sum([move * move for move in seats]) + sum([move * move for move in rooms]) // square[0]
        size += sum([move * move // typical for move, typical in zip(short, square, strict=False)])
        if size == 0:
            return False
        self.seats = [max(0, price - gap * move // size) for price, move in zip(self.seats, seats, strict=True)]
        room_size = size * square[0]
        self.rooms = [max(0, price - gap * move // room_size) for price, move in zip(self.rooms, rooms, strict=True)]
        for kind, move in enumerate(short):
            self.rates[kind] = max(0, self.rates[kind] - gap * move // (size * square[kind]))
        return True


def _first_rates(values: Sequence[Sequence[int]], floors: int) -> list[int]:
    """Rates for what must be kept, at which a typical match gives a little in all."""
    wanted = [max([abs(value[kind]) for value in values], default=0) for kind in range(floors + 1)]
    return [FINE * (wanted[floors] // max(1, wanted[kind]) + 1) for kind in range(floors)]


def prices(problem: Problem, alive: Sequence[int], known: Sequence[int]) -> Prices:
    """Prices for the matches ``alive``.

    :param known: the worth of a plan that is known: what stands last is bounded, for plans that keep what stands
        before it. ``(credit,)`` bounds the credit, ``(credit, awards)`` the awards of plans with at least this credit.
    """
    descent = _Descent(problem, alive, known[:-1])
    at_least = known[-1] * FINE
    most, kept = 0, None
    for room in [None, *range(len(problem.left))][:_MOST_STARTS]:
        descent.share(room)
        total, _ = descent.value(descent.gains())
        if kept is None or total < most:
            most, kept = total, descent.keep()
    kept = kept or descent.keep()
    descent.back(kept)
    looked_at = sum([len(problem.seats[one]) + 2 for one in alive]) + len(problem.holders) + 8
    pace, idle = 16, 0
    for _ in range(min(_MOST_ROUNDS, 2 + _MOST_LOOKED_AT // looked_at)):
        if most < at_least + FINE:
            break
        total, taken = descent.value(descent.gains())
        if total < most:
            most, kept, idle = total, _Kept(descent.seats, descent.rooms, list(descent.rates)), 0
        else:
            idle += 1
            if idle >= 8:
                pace, idle = max(1, pace * 2 // 3), 0
                descent.back(kept)
                continue
        if not descent.step(taken, (total - at_least) * pace // 12):
            break
    descent.back(kept)
    return _settled(descent)


def _settled(descent: _Descent) -> Prices:
    """Prices at which every match costs what it gives at least, as low as each seat alone can be."""
    problem, seats, gains = descent.problem, descent.seats, descent.gains()
    over = [0] * len(problem.matches)
    for home, mine in descent.homes:
        lack = max([gains[one] - sum([seats[seat] for seat in problem.seats[one]]) for one in mine])
        seats[home] += max(0, lack)
    alive: list[list[int]] = [[] for _ in seats]
    for one in descent.alive:
        over[one] = sum([seats[seat] for seat in problem.seats[one]]) - gains[one]
        for seat in problem.seats[one]:
            alive[seat].append(one)
    for seat, mine in enumerate(alive):
        less = min([over[one] for one in mine] + [seats[seat]])
        if less:
            seats[seat] -= less
            for one in mine:
                over[one] -= less
    most = sum(seats) + sum([price * left for price, left in zip(descent.rooms, problem.left, strict=True)])
    return Prices(most, tuple(descent.rates), tuple(seats), tuple(over))


__all__ = ["FINE", "Prices", "prices"]
