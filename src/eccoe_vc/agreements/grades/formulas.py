"""Conversions by formula: modified Bavarian, linear, and a fixed table of labels.

Grade conversion, sections 3 to 5. KMK resolution on the modified Bavarian formula as published by German universities.
Exact rationals, one rounding at the end, in a named mode.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from fractions import Fraction
from itertools import pairwise
from typing import Final, Literal

from eccoe_vc.agreements.grades.scales import GradeError, Scale
from eccoe_vc.agreements.rounding import Mode, rounded
from eccoe_vc.errors import AgreementError, Finding, shown

BavarianRounding = Literal["exact", "truncate1", "halfUp1", "betterStep", "nearestStep"]
STEPS: Final = tuple(Fraction(tenth, 10) for tenth in (10, 13, 17, 20, 23, 27, 30, 33, 37, 40))
"""The German steps, best to worst."""

_TENTH: Final = Fraction(1, 10)


def bavarian(best: Fraction, passing: Fraction, grade: Fraction) -> Fraction:
    """The value 1 + 3 (Nmax - Nd) / (Nmax - Nmin), exact. Scales on which low is good work unchanged.

    :raises GradeError: ``grade.scale_degenerate`` (best and pass are one), ``grade.not_passed``,
        ``grade.out_of_range``.

    >>> bavarian(Fraction(10), Fraction(5), Fraction(15, 2))
    Fraction(5, 2)
    """
    return 1 + 3 * _share_lost(best, passing, grade)


def round_bavarian(value: Fraction, rounding: BavarianRounding, steps: Sequence[Fraction] = STEPS) -> Fraction:
    """``value`` as the agreement wants it. Steps are compared with the exact value: rounding twice changes grades.

    >>> [str(round_bavarian(Fraction(215, 100), name)) for name in ("truncate1", "halfUp1", "nearestStep")]
    ['21/10', '11/5', '2']
    """
    if rounding == "truncate1":
        return rounded(value, _TENTH, "down")
    if rounding == "halfUp1":
        return rounded(value, _TENTH, "halfUp")
    if rounding == "betterStep":
        return max((step for step in steps if step <= value), default=steps[0])
    if rounding == "nearestStep":
        return min(steps, key=lambda step: (abs(step - value), step))
    return value


def linear(
    best: Fraction, passing: Fraction, grade: Fraction, target_best: Fraction, target_passing: Fraction
) -> Fraction:
    """From pass to pass and from best to best on a straight line, exact.

    :raises GradeError: as :func:`bavarian`.

    >>> linear(Fraction(30), Fraction(18), Fraction(25), Fraction(10), Fraction(5))
    Fraction(95, 12)
    """
    return target_best + (target_passing - target_best) * _share_lost(best, passing, grade)


def round_linear(value: Fraction, quantum: Fraction, mode: Mode) -> Fraction:
    """``value`` set to a multiple of ``quantum``."""
    return rounded(value, quantum, mode)


def lookup(table: Iterable[tuple[str, str]], grade: str) -> str:
    """The target label for a source label.

    :raises GradeError: ``grade.unknown_label``.
    """
    for source, target in table:
        if source == grade:
            return target
    raise GradeError("grade.unknown_label", f"The conversion table does not list {shown(grade)}.")


def check_table(table: Sequence[tuple[str, str]], target: Scale | Sequence[str]) -> None:
    """Lint of a fixed table, whose rows stand best to worst.

    :param target: the target scale, or its labels best to worst.
    :raises AgreementError: with all findings: ``grade.table_duplicate``, ``grade.table_not_monotonic``,
        ``grade.unknown_label``, ``grade.out_of_range``.
    """
    twice = [source for source, times in Counter(source for source, _ in table).items() if times > 1]
    wrong = [Finding("grade.table_duplicate", f"The conversion table lists {shown(source)} twice.") for source in twice]
    placed: list[tuple[str, Fraction | int]] = []
    for source, label in table:
        try:
            placed.append((source, target.place(label) if isinstance(target, Scale) else -target.index(label)))
        except GradeError as error:
            wrong += error.findings
    for (_, better), (source, worse) in pairwise(placed):
        if worse > better:
            message = f"The conversion table gives {shown(source)} more than a better grade."
            wrong.append(Finding("grade.table_not_monotonic", message))
    if wrong:
        raise AgreementError.of(tuple(wrong))


def _share_lost(best: Fraction, passing: Fraction, grade: Fraction) -> Fraction:
    """How far a passing grade lies from the best one: 0 at the best, 1 at the pass."""
    if best == passing:
        raise GradeError("grade.scale_degenerate", "The best grade of the scale is its pass, so grades say nothing.")
    lost = (best - grade) / (best - passing)
    if lost > 1:
        raise GradeError("grade.not_passed", "The grade is below the pass of its scale.")
    if lost < 0:
        raise GradeError("grade.out_of_range", "The grade is better than the best of its scale.")
    return lost
