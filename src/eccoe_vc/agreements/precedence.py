"""Which rule goes before which, and when two of them leave it open. Recognition, section 8.1 and 8.2.

The first difference decides. Levels 1 to 5 are substantive; version and rule id only make the output the same every
time: two matches that tie on all substantive levels and give different results are ambiguous, and a person decides.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Final

SCOPES: Final = ("programme", "unit", "institution", "network")
KINDS: Final = ("course", "exemption", "elective", "unassigned", "none")
DEFAULT_PRIORITY: Final = 100


@dataclass(frozen=True, slots=True)
class Ranked:
    """A match as far as precedence is concerned.

    ``grade_width`` is the share of the scale that its grade intervals cover, 1 for each award without a condition;
    ``kind`` the best kind among its targets; ``result`` what it gives, compared for equality only.
    """

    rule: str
    priority: int = DEFAULT_PRIORITY
    scope: str = "institution"
    leaves: int = 1
    grade_width: Fraction = Fraction(1)
    kind: str = "course"
    version: tuple[int, ...] = (1, 0, 0)
    awards: tuple[str, ...] = ()
    result: Any = None

    @property
    def substance(self) -> tuple[int, int, int, Fraction, int]:
        """Levels 1 to 5: what makes one match better than another in substance."""
        return (self.priority, SCOPES.index(self.scope), -self.leaves, self.grade_width, KINDS.index(self.kind))

    @property
    def order(self) -> tuple[Any, ...]:
        """All levels: smaller goes first."""
        return (*self.substance, tuple(-part for part in self.version), self.rule, self.awards)


def in_order(matches: Iterable[Ranked]) -> list[Ranked]:
    """The total order; independent of the order in which they came.

    >>> [match.rule for match in in_order([Ranked("r2"), Ranked("r1"), Ranked("r3", priority=10)])]
    ['r3', 'r1', 'r2']
    """
    return sorted(matches, key=lambda match: match.order)


def ambiguous(matches: Sequence[Ranked]) -> list[Ranked]:
    """Those over one set of awards that tie in substance with another one whose result is another, in order."""
    return [match for group in tied(matches) for match in group]


def tied(matches: Sequence[Ranked]) -> list[list[Ranked]]:
    """As :func:`ambiguous`, each tie by itself."""
    groups: dict[Any, list[Ranked]] = {}
    for match in in_order(matches):
        groups.setdefault((match.substance, match.awards), []).append(match)
    return [group for group in groups.values() if any(match.result != group[0].result for match in group)]
