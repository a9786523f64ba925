"""A grade distribution table: how many learners of a reference group received each passing grade.

Grade conversion, section 2.2: labels best to worst; failing labels are removed before anything is counted. Grade *i*
occupies the share ``(C(i-1), C(i)]`` of all who passed: open at the better end, closed at the worse end.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from fractions import Fraction
from typing import Final, Literal, NamedTuple

from eccoe_vc.agreements.grades.scales import GradeError
from eccoe_vc.encoding.quantities import text_of

_HUNDRED: Final = Fraction(100)


class Interval(NamedTuple):
    """A share of those who passed: from above ``better`` up to ``worse``, which is inside; a point if both are one."""

    better: Fraction
    worse: Fraction


@dataclass(frozen=True, slots=True)
class Distribution:
    """The passing grades of a table, best to worst, with the share of each. Zero counts stay: a grade may be unused."""

    shares: tuple[tuple[str, Fraction], ...]
    percent: bool = False

    @classmethod
    def of(
        cls,
        grades: Iterable[tuple[str, Fraction]],
        *,
        unit: Literal["count", "percent"] = "count",
        failing: Collection[str] = (),
    ) -> Distribution:
        """The distribution of a table.

        :param grades: label and count (or percentage), best to worst.
        :param failing: labels that do not pass; tables of transcripts often hold them.
        :raises GradeError: ``grade.table_value`` (a negative number), ``grade.table_sum`` (percentages that are not
            100 +- 1 in all), ``grade.table_empty`` (nobody passed).

        >>> Distribution.of([("A", Fraction(1)), ("B", Fraction(3)), ("F", Fraction(4))], failing={"F"}).interval("B")
        Interval(better=Fraction(1, 4), worse=Fraction(1, 1))
        """
        rows = list(grades)
        if any(count < 0 for _, count in rows):
            raise GradeError("grade.table_value", "A grade table holds a negative number.")
        whole = sum((count for _, count in rows), Fraction())
        # Percentages are printed rounded; they are judged before failing ones are taken out.
        if unit == "percent" and whole and abs(whole - _HUNDRED) > 1:
            raise GradeError(
                "grade.table_sum", f"The percentages of a grade table add up to {text_of(whole)}, not 100."
            )
        passing = [(label, count) for label, count in rows if label not in failing]
        everybody = sum((count for _, count in passing), Fraction())
        if not everybody:
            raise GradeError("grade.table_empty", "Nobody passed in this grade table.")
        return cls(tuple((label, count / everybody) for label, count in passing), unit == "percent")

    @property
    def received(self) -> tuple[tuple[str, Interval], ...]:
        """The grades that somebody received, best to worst, with the interval of each."""
        return tuple((label, span) for label, span in self.intervals() if span.worse > span.better)

    def intervals(self) -> tuple[tuple[str, Interval], ...]:
        """Every passing grade with its interval, best to worst."""
        made, reached = [], Fraction(0)
        for label, share in self.shares:
            made.append((label, Interval(reached, reached + share)))
            reached += share
        return tuple(made)

    def interval(self, label: str) -> Interval:
        """The interval of one grade.

        :raises GradeError: ``grade.unknown_label``.
        """
        for name, span in self.intervals():
            if name == label:
                return span
        raise GradeError("grade.unknown_label", f"The grade table has no passing grade {label[:40]!r}.")
