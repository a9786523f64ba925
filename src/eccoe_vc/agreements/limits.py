"""Granted and applied: what a rule recognises, and what of it counts under the limits. Recognition, section 9.1.

Limits cut what is applied and nothing else. Indivisible grants (courses) take their room first, then divisible ones,
each in order of precedence; all limits that fit a grant must hold. Exact rationals: rounding comes once, at the end.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import NamedTuple


@dataclass(frozen=True, slots=True)
class Granted:
    """A grant before limits: its name, its credit, and whether a part of it can count."""

    name: str
    credit: Fraction
    divisible: bool
    categories: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Room:
    """A limit with the room that earlier decisions left: absent categories fit every grant.

    ``by_hand``: what would exceed it is not cut but left to a person.
    """

    name: str
    left: Fraction
    categories: frozenset[str] | None = None
    by_hand: bool = False

    def fits(self, grant: Granted) -> bool:
        """Whether this limit is about ``grant``."""
        return self.categories is None or not self.categories.isdisjoint(grant.categories)


class Applied(NamedTuple):
    """What counts of each grant, by name, and which limits cut it."""

    amounts: Mapping[str, Fraction]
    reached: Mapping[str, tuple[str, ...]]


def apply(grants: Sequence[Granted], limits: Sequence[Room]) -> Applied:
    """What of ``grants``, which stand in order of precedence, counts under ``limits``.

    >>> course = Granted("course", Fraction(6), divisible=False)
    >>> free = Granted("free", Fraction(6), divisible=True)
    >>> apply([free, course], [Room("cap", Fraction(9))]).amounts
    {'course': Fraction(6, 1), 'free': Fraction(3, 1)}
    """
    left = {limit.name: max(limit.left, Fraction(0)) for limit in limits}
    amounts: dict[str, Fraction] = {}
    reached: dict[str, tuple[str, ...]] = {}
    for grant in sorted(grants, key=lambda grant: grant.divisible):  # stable: in order of precedence within both
        mine = [limit.name for limit in limits if limit.fits(grant)]
        room = min((left[name] for name in mine), default=grant.credit)
        counted = min(grant.credit, room) if grant.divisible else grant.credit if grant.credit <= room else Fraction(0)
        if counted < grant.credit:
            reached[grant.name] = tuple(name for name in mine if left[name] < grant.credit and left[name] == room)
        amounts[grant.name] = counted
        for name in mine:
            left[name] -= counted
    return Applied(amounts, reached)
