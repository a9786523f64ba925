"""Do two rules say different things about the same learning? The ambiguity classes of real rule bases.

Recognition, section 8.3. Rules compete only in one direction, over overlapping programmes and days, with the same
priority and the same number of awards, at least one of which both ask for with overlapping half-open grade intervals.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from typing import Literal, NamedTuple

from eccoe_vc.agreements.precedence import DEFAULT_PRIORITY

Ambiguity = Literal["duplicated", "equivalent", "blanketVersusReal", "multipleReal", "noneVersusGrant"]


class Interval(NamedTuple):
    """Grades in ``[low, high)``, in order of quality; None: without an end. ``scale`` is empty where any is meant."""

    low: Fraction | None = None
    high: Fraction | None = None
    scale: str = ""

    def overlaps(self, other: Interval) -> bool:
        """Whether some grade is in both; intervals that touch share none. Those of two scales may always share one."""
        if self.scale != other.scale:
            return True
        low = max((end for end in (self.low, other.low) if end is not None), default=None)
        high = min((end for end in (self.high, other.high) if end is not None), default=None)
        return low is None or high is None or low < high

    def covers(self, other: Interval) -> bool:
        """Whether every grade of the other one is in this one."""
        if self.scale != other.scale:
            return self.low is None and self.high is None
        low = self.low is None or (other.low is not None and self.low <= other.low)
        return low and (self.high is None or (other.high is not None and other.high <= self.high))

    def hull(self, other: Interval) -> Interval:
        """The smallest interval that holds both; of two scales all grades."""
        if self.scale != other.scale:
            return Interval()
        low = None if self.low is None or other.low is None else min(self.low, other.low)
        return Interval(
            low, None if self.high is None or other.high is None else max(self.high, other.high), self.scale
        )


class Given(NamedTuple):
    """One target as far as ambiguity is concerned."""

    kind: str
    what: str = ""
    credit: str = ""


@dataclass(frozen=True, slots=True)
class Competing:
    """A rule as far as ambiguity is concerned. None in ``senders``, ``receivers`` and ``programmes`` stands for all.

    ``awards``: what may be among the awards that it uses, with the grades that it asks for; ``size``: how many it uses,
    all of them where nothing is said.
    """

    awards: Mapping[str, Interval]
    targets: frozenset[Given]
    priority: int = DEFAULT_PRIORITY
    senders: frozenset[str] | None = None
    receivers: frozenset[str] | None = None
    programmes: frozenset[str] | None = None
    start: date = field(default=date.min)
    end: date = field(default=date.max)
    size: int | None = None

    @property
    def count(self) -> int:
        """How many awards a match of this rule uses."""
        return len(self.awards) if self.size is None else self.size


def between(one: Competing, other: Competing) -> Ambiguity | None:
    """The class of ambiguity between two rules; None where they do not compete.

    >>> course, free = frozenset({Given("course", "X", "3")}), frozenset({Given("elective", "free", "3")})
    >>> between(Competing({"m1": Interval()}, course), Competing({"m1": Interval()}, free))
    'blanketVersusReal'
    """
    if not _compete(one, other):
        return None
    if one.targets == other.targets:
        return "duplicated"
    kinds = [frozenset(target.kind for target in rule.targets) for rule in (one, other)]
    if any(kind == {"exemption"} for kind in kinds):
        return None  # an exemption takes nothing away from credit
    none = [kind == {"none"} for kind in kinds]
    if any(none):
        return "noneVersusGrant"
    real = ["course" in kind for kind in kinds]
    if all(real):
        return "multipleReal"
    return "blanketVersusReal" if any(real) else "equivalent"


def _compete(one: Competing, other: Competing) -> bool:
    shared = [
        _meet(one.senders, other.senders),
        _meet(one.receivers, other.receivers),
        _meet(one.programmes, other.programmes),
        one.start <= other.end and other.start <= one.end,
        one.priority == other.priority,
        one.count == other.count,
    ]
    if not all(shared):
        return False
    common = one.awards.keys() & other.awards.keys()
    return any(one.awards[name].overlaps(other.awards[name]) for name in common)


def _meet(one: frozenset[str] | None, other: frozenset[str] | None) -> bool:
    return one is None or other is None or not one.isdisjoint(other)
