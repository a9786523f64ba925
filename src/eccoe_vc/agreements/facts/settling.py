"""One fact from its readings. Recognition, section 3.2: two that disagree make it unknown, never the better one.

The rule, for every fact:

1. A credential speaks on two levels: of the award (the subject), and of the achievement. The award goes before the
   achievement, for it may differ from what was offered. The first level on which anything stands decides, also where
   that cannot be read: the other level is not asked instead.
2. On one level all places are readings of one fact, whatever dialect they are written in. If all can be read and say
   the same, that is the fact, at the first place; otherwise it is unknown, at the first place.
3. A list is one statement. A stated empty list is a statement too; ``null`` and an absent member are none.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TypeVar

from eccoe_vc.agreements.facts.values import Fact

T = TypeVar("T")


def settled(*levels: Sequence[Fact[T]]) -> Fact[T]:
    """The fact that readings on these levels make, the level that goes first given first.

    >>> settled([], [Fact(6, "/a", "stated"), Fact(7, "/b", "derived")])
    Fact(value=None, pointer='/a', known='unknown')
    """
    for readings in levels:
        if readings:
            return agreed(readings)
    return Fact()


def agreed(readings: Sequence[Fact[T]]) -> Fact[T]:
    """What readings on one level say together; the first that is stated stands for all, else the first."""
    first = readings[0]
    if any(other.value is None or other.value != first.value for other in readings):
        return Fact(None, first.pointer)
    return next((reading for reading in readings if reading.known == "stated"), first)


def joined(readings: Iterable[Fact[tuple[str, ...]]]) -> list[Fact[tuple[str, ...]]]:
    """Statements about different things, such as several assessments, as one list of all that they name.

    One that cannot be read makes the whole list unknown, for nobody knows what is missing.
    """
    found = list(readings)
    if not found:
        return []
    if any(reading.value is None for reading in found):
        return [Fact(None, next(reading.pointer for reading in found if reading.value is None))]
    names = {name for reading in found for name in reading.value or ()}
    return [Fact(tuple(sorted(names)), found[0].pointer, found[0].known)]
