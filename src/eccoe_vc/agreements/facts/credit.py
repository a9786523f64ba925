"""How much an award counts: amounts with a unit, hours of learning, and numbers of which nobody says what they count.

Recognition, sections 3.2 and 3.3, and section 7 items 6 and 8. ECVET is not ECTS, a number without a unit is no ECTS,
and hours become credit only where an agreement says how.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from fractions import Fraction
from typing import Final

from eccoe_vc.agreements.amounts import HOURS
from eccoe_vc.agreements.facts.controlled import ECTS, snb
from eccoe_vc.agreements.facts.places import Place, name_of, number
from eccoe_vc.agreements.facts.settling import agreed
from eccoe_vc.agreements.facts.values import Credit, Fact
from eccoe_vc.encoding.quantities import decimal

_DURATION: Final = re.compile(r"PT(?=[0-9])(?:0*([0-9]{1,6})H)?(?:0*([0-9]{1,8})M)?").fullmatch


def points(place: Place, name: str) -> list[Fact[Credit]]:
    """The credit points of a member: each a number in quotes and the framework that it counts in."""
    made: list[Fact[Credit]] = []
    for where, entry in place.values(name):
        point = Place(where, entry if isinstance(entry, Mapping) else {})
        value, unit = number(point.sole("point")), snb(name_of(point.sole("framework")))
        credit = Credit(value, unit) if unit and value is not None else None
        made.append(Fact(credit, where, "stated" if credit else "unknown"))
    return made


def plain(place: Place, name: str, unit: str | None) -> list[Fact[Credit]]:
    """A plain number in a unit that its name implies, or in none. Plain Open Badges write what is no number, too."""
    found = number(place.thing.get(name)) if place.has(name) else None
    return [Fact(Credit(found, unit), place.at(name), "stated")] if found is not None else []


def ects(place: Place, name: str) -> list[Fact[Credit]]:
    """A number of ECTS; what stands there and is no number cannot be read."""
    found = plain(place, name, ECTS)
    return found if found or not place.has(name) else [Fact(None, place.at(name))]


def duration(place: Place, name: str) -> list[Fact[Fraction]]:
    """The hours of a duration that is made of hours and minutes. Anything else, such as ``P60M``, is no workload.

    >>> duration(Place("", {"volumeOfLearning": "PT1H30M"}), "volumeOfLearning")[0].value
    Fraction(3, 2)
    """
    made: list[Fact[Fraction]] = []
    for where, value in place.values(name):
        found = _DURATION(value) if isinstance(value, str) else None
        if found is None:
            made.append(Fact(None, where))
        else:
            hours, minutes = (decimal(part.lstrip("0") or "0") if part else Fraction() for part in found.groups())
            made.append(Fact(hours + minutes / 60, where, "stated"))
    return made


def amounts(
    award: Sequence[Fact[Credit]],
    achievement: Sequence[Fact[Credit]],
    *,
    earned: Sequence[Fact[Credit]] = (),
    available: Sequence[Fact[Credit]] = (),
    hours: Fact[Fraction],
) -> tuple[Fact[Credit], ...]:
    """Every amount, each unit once: amounts with a unit, then a number without one, then the hours of learning.

    :param award: what was received. Where it says anything, nothing that the achievement offers counts.
    :param earned: numbers without a unit about the award; ``available``: about the achievement.
    """
    found = [*_by_unit(award or achievement), *(earned or (() if award else available))]
    if hours.value is not None:
        found.append(Fact(Credit(hours.value, HOURS), hours.pointer, "derived"))
    return tuple(found)


def _by_unit(readings: Iterable[Fact[Credit]]) -> Iterator[Fact[Credit]]:
    """One fact for each unit; two amounts of one unit say nothing."""
    units: dict[str | None, list[Fact[Credit]]] = {}
    for reading in readings:
        units.setdefault(reading.value.unit if reading.value is not None else "", []).append(reading)
    return (agreed(found) for found in units.values())
