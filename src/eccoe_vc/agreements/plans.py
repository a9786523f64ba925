"""Which matches are taken: the plan of a registrar, rule by rule. Recognition, section 9.2, mode ``priority``.

A match is a rule with the exact set of awards that it would use. A plan uses no award twice and gives no course twice.
:mod:`eccoe_vc.agreements.maximise` makes the plan that a learner would choose.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from heapq import heappop, heappush
from typing import Any

from eccoe_vc.agreements.limits import Granted, Room, apply

#: The name of a match: its rule and the awards that it uses, in order.
Name = tuple[str, tuple[str, ...]]


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
    def name(self) -> Name:
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


class _Taking:
    """A plan in the making. What is taken or held shuts others out for good, and room only gets less."""

    def __init__(self, rooms: Sequence[Room], on_record: Iterable[str]) -> None:
        self._rooms = list(rooms)
        self._left = [room.left for room in rooms]
        self.given = set(on_record)
        self._targets = set(self.given)  # of what is held as well
        self._awards: set[str] = set()
        self._rules: set[str] = set()
        self._excluded: set[str] = set()
        self.taken: list[tuple[Match, Fraction]] = []

    def room_for(self, match: Match) -> Fraction:
        """How much of a match would count now."""
        grant = _grant(match)
        left = min(
            [match.credit, *(left for room, left in zip(self._rooms, self._left, strict=True) if room.fits(grant))]
        )
        return max(left, Fraction(0)) if left == match.credit or match.divisible else Fraction(0)

    def is_free(self, match: Match) -> bool:
        """Whether nothing that is taken or held stands in its way."""
        return (
            self._awards.isdisjoint(match.uses)
            and self._targets.isdisjoint(match.targets)
            and self._rules.isdisjoint(match.excludes)
            and match.rule not in self._excluded
        )

    def hold(self, match: Match) -> None:
        """Let nothing else have what a match would use."""
        self._awards.update(match.uses)
        self._targets |= match.targets
        self._rules.add(match.rule)
        self._excluded |= match.excludes

    def take(self, match: Match, amount: Fraction) -> None:
        """Put a match into the plan."""
        self.hold(match)
        self.given |= match.targets
        self.taken.append((match, amount))
        grant = _grant(match)
        self._left = [
            left - amount if room.fits(grant) else left for room, left in zip(self._rooms, self._left, strict=True)
        ]


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
    rows = sorted([(match, False) for match in matches] + [(match, True) for match in held], key=_by_rank)
    making = _Taking(rooms, on_record)
    # Only a prerequisite that is given later can change the mind about a match that was passed over; it then stands
    # in its own place in the order again.
    waiting: dict[str, list[int]] = {}
    queue = list(range(len(rows)))
    while queue:
        place = heappop(queue)
        match, is_held = rows[place]
        missing = min(match.requires - making.given, default=None)
        if missing is not None:
            waiting.setdefault(missing, []).append(place)
            continue
        amount = making.room_for(match) if making.is_free(match) else Fraction(0)
        if amount <= 0:
            continue
        if is_held:
            making.hold(match)
            continue
        making.take(match, amount)
        for target in match.targets:
            for later in waiting.pop(target, ()):
                heappush(queue, later)
    return Plan(tuple(sorted(making.taken, key=lambda pair: pair[0].name)))


def _by_rank(pair: tuple[Match, bool]) -> tuple[Any, ...]:
    return (pair[0].rank, pair[0].name)


def applied(matches: Sequence[Match], rooms: Sequence[Room]) -> dict[Name, Fraction]:
    """How much of each of ``matches``, which are taken together, counts; indivisible ones take their room first."""
    ordered = sorted(matches, key=lambda match: (match.rank, match.name))
    names = {str(index): match.name for index, match in enumerate(ordered)}
    grants = [_grant(match, str(index)) for index, match in enumerate(ordered)]
    return {names[name]: amount for name, amount in apply(grants, rooms).amounts.items()}


def _grant(match: Match, name: str = "") -> Granted:
    return Granted(name, match.credit, match.divisible, match.categories)
