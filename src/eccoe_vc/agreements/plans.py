"""Which matches are taken: the plan of a registrar, rule by rule. Recognition, section 9.2, mode ``priority``.

A match is a rule with the exact set of awards that it would use. A plan uses no award twice and gives no course twice.
:mod:`eccoe_vc.agreements.maximise` makes the plan that a learner would choose.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from eccoe_vc.agreements.limits import Granted, Room, apply


@dataclass(frozen=True, slots=True)
class Match:
    """A rule and the awards that it would use.

    ``targets`` are the courses that it gives, of which none is given twice; free credit names none. ``rank`` orders
    matches (:mod:`eccoe_vc.agreements.precedence`); ``requires`` and ``excludes`` name targets and rules.
    """

    rule: str
    uses: tuple[str, ...]
    credit: Fraction
    targets: frozenset[str] = frozenset()
    divisible: bool = False
    categories: frozenset[str] = frozenset()
    requires: frozenset[str] = frozenset()
    excludes: frozenset[str] = frozenset()
    rank: tuple[Any, ...] = ()

    @property
    def name(self) -> tuple[str, tuple[str, ...]]:
        """What tells it from all others: rule and awards."""
        return (self.rule, self.uses)

    def conflicts(self, other: Match) -> bool:
        """Whether both cannot be in one plan. Exclusions hold in both directions, even if written once."""
        return (
            not set(self.uses).isdisjoint(other.uses)
            or not self.targets.isdisjoint(other.targets)
            or other.rule in self.excludes
            or self.rule in other.excludes
        )


@dataclass(frozen=True, slots=True)
class Plan:
    """The matches that are taken, by rule and awards, and how much of each counts.

    ``optimal`` says that no plan is better by the rules of its mode; where the Budget ended before that was proved, no
    plan can apply more than ``bound``.
    """

    taken: tuple[tuple[Match, Fraction], ...] = ()
    optimal: bool = True
    bound: Fraction | None = None

    @property
    def applied(self) -> Fraction:
        """Credit that counts, in all."""
        return sum((amount for _, amount in self.taken), Fraction())

    @property
    def awards(self) -> frozenset[str]:
        """The awards that are used."""
        return frozenset(name for match, _ in self.taken for name in match.uses)

    def quality(self, grades: Mapping[str, Fraction]) -> Fraction:
        """The sum of the grade qualities of the awards used; 0 for an award without a grade."""
        return sum((grades.get(name, Fraction(0)) for name in self.awards), Fraction())


@dataclass(slots=True)
class _Taking:
    """A plan in the making."""

    rooms: Sequence[Room]
    targets: set[str]
    taken: list[tuple[Match, Fraction]] = field(default_factory=list)

    def room_for(self, match: Match) -> Fraction:
        """How much of a match would count now."""
        left = match.credit
        for room in self.rooms:
            if room.fits(_grant(match)):
                used = sum((amount for other, amount in self.taken if room.fits(_grant(other))), Fraction())
                left = min(left, room.left - used)
        if left < match.credit and not match.divisible:
            return Fraction(0)
        return max(left, Fraction(0))

    def can_take(self, match: Match) -> bool:
        """Whether a match is free, its prerequisites are there, and some of it counts."""
        if not match.requires <= self.targets or not match.targets.isdisjoint(self.targets):
            return False
        return not any(match.conflicts(other) for other, _ in self.taken) and self.room_for(match) > 0


def by_priority(
    matches: Iterable[Match],
    rooms: Sequence[Room] = (),
    *,
    held: Iterable[Match] = (),
    on_record: Iterable[str] = (),
) -> Plan:
    """What a registrar does by hand: again and again the first match in order that is free and has room.

    :param held: matches that cannot be decided; they hold their awards and targets, so that the order is kept.
    :param on_record: courses that the learner has already.

    >>> first = Match("r1", ("a", "b"), Fraction(5), rank=(1,))
    >>> second = Match("r2", ("a",), Fraction(9), rank=(2,))
    >>> [match.rule for match, _ in by_priority([second, first]).taken]
    ['r1']
    """
    waiting = sorted([(match, False) for match in matches] + [(match, True) for match in held], key=_by_rank)
    making = _Taking(rooms, set(on_record))
    blocked: list[Match] = []
    again = True
    while again:
        again = False
        for index, (match, is_held) in enumerate(waiting):
            if any(match.conflicts(other) for other in blocked) or not making.can_take(match):
                continue
            if is_held:
                blocked.append(match)
            else:
                making.taken.append((match, making.room_for(match)))
                making.targets |= match.targets
            del waiting[index]
            again = True
            break
    return Plan(tuple(sorted(making.taken, key=lambda pair: pair[0].name)))


def _by_rank(pair: tuple[Match, bool]) -> tuple[Any, ...]:
    return (pair[0].rank, pair[0].name)


def applied(matches: Sequence[Match], rooms: Sequence[Room]) -> dict[tuple[str, tuple[str, ...]], Fraction]:
    """How much of each of ``matches``, which are taken together, counts; indivisible ones take their room first."""
    ordered = sorted(matches, key=lambda match: (match.rank, match.name))
    names = {str(index): match.name for index, match in enumerate(ordered)}
    grants = [_grant(match, str(index)) for index, match in enumerate(ordered)]
    return {names[name]: amount for name, amount in apply(grants, rooms).amounts.items()}


def _grant(match: Match, name: str = "") -> Granted:
    return Granted(name, match.credit, match.divisible, match.categories)
