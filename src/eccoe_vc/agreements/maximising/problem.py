"""One part of a plan in whole numbers. Recognition, section 9.3.

A seat is what only one match of a plan can have: an award, a course, a rule that may be used once. Seats that follow
from others are left out: one that a single match could take, and one whose matches all take another seat as well.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import gcd, lcm
from typing import Final, NamedTuple

from eccoe_vc.agreements.limits import Room
from eccoe_vc.agreements.plans import Match

_MOST_PAIRS: Final = 2_000  # excluded rules that become seats; more are looked up only


class Worth(NamedTuple):
    """What a plan is worth, larger is better: applied credit, awards (negative), quality of their grades."""

    credit: int
    awards: int = 0
    grades: int = 0


NOTHING: Final = Worth(0)


@dataclass(frozen=True, slots=True)
class Problem:
    """Matches in order of their names; each tuple has a member for each of them. A set of matches is an int, as bits.

    ``credits`` counts in ``unit``; ``ties`` has the number of awards, negative, and the quality of their grades.
    ``can_cut`` are those of which a part can count, ``order`` is the precedence in which these take their room.
    ``excluded`` are conflicts that no seat shows; ``needs`` has for each prerequisite the matches that would give it.
    """

    matches: tuple[Match, ...]
    unit: Fraction
    credits: tuple[int, ...]
    ties: tuple[tuple[int, int], ...]
    can_cut: tuple[bool, ...]
    order: tuple[int, ...]
    seats: tuple[tuple[int, ...], ...]
    holders: tuple[int, ...]
    rooms: tuple[tuple[int, ...], ...]
    left: tuple[int, ...]
    excluded: tuple[int, ...]
    needs: tuple[tuple[int, ...], ...]

    def beside(self, one: int) -> int:
        """The matches that cannot be in a plan with ``one``, and itself."""
        out = self.excluded[one] | 1 << one
        for seat in self.seats[one]:
            out |= self.holders[seat]
        return out

    def amounts(self, chosen: Iterable[int]) -> dict[int, int] | None:
        """How much of each counts; None where limits or prerequisites forbid that all of them are taken.

        Conflicts are not looked at: whoever asks has kept them apart.
        """
        chosen = list(chosen)
        if any(self.needs[one] for one in chosen):
            taken = sum(1 << one for one in chosen)
            if any(not mask & taken for one in chosen for mask in self.needs[one]):
                return None
        if not self.left:
            return {one: self.credits[one] for one in chosen}
        left = list(self.left)
        made: dict[int, int] = {}
        for one in sorted(chosen, key=lambda one: (self.can_cut[one], self.order[one])):
            amount = self.credits[one]
            for room in self.rooms[one]:
                amount = min(amount, left[room])
            if amount <= 0 or (amount < self.credits[one] and not self.can_cut[one]):
                return None
            for room in self.rooms[one]:
                left[room] -= amount
            made[one] = amount
        return made

    def worth(self, chosen: Iterable[int]) -> Worth | None:
        """What a plan is worth; None where it is none."""
        amounts = self.amounts(chosen)
        if amounts is None:
            return None
        ties = [self.ties[one] for one in amounts]
        return Worth(sum(amounts.values()), sum([awards for awards, _ in ties]), sum([grades for _, grades in ties]))


def bits(mask: int) -> Iterator[int]:
    """The members of a set, in order."""
    while mask:
        low = mask & -mask
        yield low.bit_length() - 1
        mask ^= low


def fits(room: Room, match: Match) -> bool:
    """Whether a limit is about a match."""
    return room.categories is None or not room.categories.isdisjoint(match.categories)


def problem_of(
    matches: Sequence[Match], rooms: Sequence[Room], quality: Mapping[str, Fraction], record: frozenset[str]
) -> Problem:
    """The problem of ``matches``, which stand in order of their names and are usable, under the limits about them."""
    rooms = [room for room in rooms if any(fits(room, match) for match in matches)]
    of_rooms = tuple(tuple(at for at, room in enumerate(rooms) if fits(room, match)) for match in matches)
    can_cut = tuple(match.divisible and bool(mine) for match, mine in zip(matches, of_rooms, strict=True))
    left = [max(room.left, Fraction(0)) for room in rooms]
    # Where nothing is cut, every amount is a multiple of the largest common part of the credits.
    unit = common_part([match.credit for match in matches] + (left if any(can_cut) else []))
    ordered = sorted(range(len(matches)), key=lambda one: (matches[one].rank, matches[one].name))
    order = [0] * len(matches)
    for place, one in enumerate(ordered):
        order[one] = place
    holders, excluded = _seats(matches)
    seats: list[list[int]] = [[] for _ in matches]
    for seat, mask in enumerate(holders):
        for one in bits(mask):
            seats[one].append(seat)
    return Problem(
        tuple(matches),
        unit,
        tuple(match.credit // unit for match in matches),
        _ties(matches, quality),
        can_cut,
        tuple(order),
        tuple(tuple(mine) for mine in seats),
        tuple(holders),
        of_rooms,
        tuple(room // unit for room in left),
        excluded,
        _needs(matches, record),
    )


def common_part(values: Iterable[Fraction]) -> Fraction:
    """The largest fraction of which all values are multiples; 1 where there is none.

    >>> common_part([Fraction(3), Fraction(9, 2)])
    Fraction(3, 2)
    """
    values = [value for value in values if value]
    scale = lcm(1, *{value.denominator for value in values})
    return Fraction(gcd(*(value.numerator * (scale // value.denominator) for value in values)) or 1, scale)


def _ties(matches: Sequence[Match], quality: Mapping[str, Fraction]) -> tuple[tuple[int, int], ...]:
    """The number of awards of each match, negative, and the sum of their qualities in a common part."""
    grades = {name: quality.get(name, Fraction(0)) for match in matches for name in match.uses}
    unit = common_part(grades.values())
    used = [set(match.uses) for match in matches]
    return tuple((-len(names), sum(grades[name] // unit for name in names)) for names in used)


def _seats(matches: Sequence[Match]) -> tuple[list[int], tuple[int, ...]]:
    """The matches of each seat, and for each match the conflicts that no seat shows."""
    found: dict[tuple[str, str], int] = {}
    of_rule: dict[str, int] = {}
    excluding: dict[str, int] = {}
    for one, match in enumerate(matches):
        of_rule[match.rule] = of_rule.get(match.rule, 0) | 1 << one
        for key in [("award", name) for name in match.uses] + [("target", name) for name in match.targets]:
            found[key] = found.get(key, 0) | 1 << one
        for name in match.excludes:
            excluding[name] = excluding.get(name, 0) | 1 << one
    masks = set(found.values())
    excluded = [0] * len(matches)
    for count, name in enumerate(sorted(excluding.keys() & of_rule.keys())):
        these, those = excluding[name], of_rule[name]
        if these == those or (
            count < _MOST_PAIRS and _covered(these, matches, found) and _covered(those, matches, found)
        ):
            masks.add(these | those)
            continue
        for here, there in ((these, those), (those, these)):
            for one in bits(here):
                excluded[one] |= there & ~(1 << one)
    return _needed(masks, len(matches)), tuple(excluded)


def _covered(mask: int, matches: Sequence[Match], found: Mapping[tuple[str, str], int]) -> bool:
    """Whether all matches of a set share an award or a target."""
    match = matches[(mask & -mask).bit_length() - 1]
    keys = [("award", name) for name in match.uses] + [("target", name) for name in match.targets]
    return not mask & (mask - 1) or any(not mask & ~found[key] for key in keys)


def _needed(masks: Iterable[int], count: int) -> list[int]:
    """The sets that say something which no larger one says; a match without any gets one of its own."""
    kept: list[int] = []
    larger: list[list[int]] = [[] for _ in range(count)]  # of each match, the kept sets that hold it
    for mask in sorted(masks, key=lambda mask: (-mask.bit_count(), mask)):
        if not mask & (mask - 1):
            continue
        if any(not mask & ~other for other in larger[(mask & -mask).bit_length() - 1]):
            continue
        kept.append(mask)
        for one in bits(mask):
            larger[one].append(mask)
    return kept + [1 << one for one, mine in enumerate(larger) if not mine]


def _needs(matches: Sequence[Match], record: frozenset[str]) -> tuple[tuple[int, ...], ...]:
    wanted = {name for match in matches for name in match.requires} - record
    givers = dict.fromkeys(wanted, 0)
    for one, match in enumerate(matches):
        for name in match.targets & wanted:
            givers[name] |= 1 << one
    return tuple(tuple(givers[name] for name in sorted(match.requires - record - match.targets)) for match in matches)


__all__ = ["NOTHING", "Problem", "Worth", "bits", "common_part", "fits", "problem_of"]
