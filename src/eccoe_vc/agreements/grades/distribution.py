"""The distribution method: a host grade becomes the home grade of the same share of learners (EGRACONS).

ECTS Users' Guide 2015, grade conversion: ranges usually overlap, and the receiving institution decides in advance which
comparable grade it takes. Grade conversion, section 2.2: the strategies, and what happens at ties and unused grades.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction
from types import MappingProxyType
from typing import Final, Literal, NamedTuple

from eccoe_vc.agreements.grades.scales import GradeError
from eccoe_vc.agreements.grades.tables import Distribution, Interval

Strategy = Literal["maximum", "minimum", "midpoint", "largestOverlap", "weightedMean", "closestCumulative"]
Tie = Literal["better", "worse"]


class Candidate(NamedTuple):
    """A home grade that shares learners with the host grade; ``overlap`` is how many, as a share of all."""

    label: str
    overlap: Fraction


class Placed(NamedTuple):
    """The result: the home grade, the interval of the host grade, the candidates, and the exact mean where one is."""

    label: str
    interval: Interval
    candidates: tuple[Candidate, ...]
    exact: Fraction | None = None


def convert(
    host: Distribution,
    home: Distribution,
    grade: str,
    strategy: Strategy,
    *,
    tie: Tie = "better",
    numeric_value: Mapping[str, Fraction] | None = None,
) -> Placed:
    """The home grade for a passing host grade.

    :param numeric_value: numbers of the home grades, for ``weightedMean``.
    :raises GradeError: ``grade.unknown_label``; ``grade.single_grade``, where one side knows only one passing grade;
        ``grade.scale_degenerate``, ``weightedMean`` without a number for each candidate.

    >>> host = Distribution.of([("A", Fraction(10)), ("B", Fraction(90))])
    >>> home = Distribution.of([("1", Fraction(25)), ("2", Fraction(75))])
    >>> convert(host, home, "B", "minimum").label, convert(host, home, "B", "maximum").label
    ('2', '1')
    """
    span = host.interval(grade)
    received = home.received
    if len(host.received) == 1 or len(received) == 1:
        raise GradeError("grade.single_grade", "A table knows only one passing grade, so nothing can be compared.")
    if span.better == span.worse:
        return _at_point(home, span, strategy, tie, numeric_value or {})
    candidates = tuple(
        Candidate(label, overlap)
        for label, theirs in received
        if (overlap := min(span.worse, theirs.worse) - max(span.better, theirs.better)) > 0
    )
    if strategy == "weightedMean":
        mean = _mean(candidates, numeric_value or {})
        return Placed(_nearest(home, mean, numeric_value or {}, tie), span, candidates, mean)
    return Placed(_CHOICES[strategy](candidates, span, home, tie), span, candidates)


def _maximum(candidates: tuple[Candidate, ...], _: Interval, __: Distribution, ___: Tie) -> str:
    return candidates[0].label


def _minimum(candidates: tuple[Candidate, ...], _: Interval, __: Distribution, ___: Tie) -> str:
    return candidates[-1].label


def _midpoint(_: tuple[Candidate, ...], span: Interval, home: Distribution, __: Tie) -> str:
    middle = (span.better + span.worse) / 2
    return next(label for label, theirs in home.received if theirs.better < middle <= theirs.worse)


def _largest_overlap(candidates: tuple[Candidate, ...], _: Interval, __: Distribution, tie: Tie) -> str:
    largest = max(candidate.overlap for candidate in candidates)
    return _by_tie([candidate.label for candidate in candidates if candidate.overlap == largest], tie)


def _closest_cumulative(_: tuple[Candidate, ...], span: Interval, home: Distribution, tie: Tie) -> str:
    distances = [(abs(theirs.worse - span.worse), label) for label, theirs in home.received]
    least = min(distance for distance, _ in distances)
    return _by_tie([label for distance, label in distances if distance == least], tie)


_Choice = Callable[[tuple[Candidate, ...], Interval, Distribution, Tie], str]
_CHOICES: Final[Mapping[str, _Choice]] = MappingProxyType(
    {
        "maximum": _maximum,
        "minimum": _minimum,
        "midpoint": _midpoint,
        "largestOverlap": _largest_overlap,
        "closestCumulative": _closest_cumulative,
    }
)


def _at_point(
    home: Distribution, span: Interval, strategy: Strategy, tie: Tie, numbers: Mapping[str, Fraction]
) -> Placed:
    """A host grade that nobody received is a point between two groups: it has a better and a worse side."""
    point = span.worse
    better = next((label for label, theirs in home.received if theirs.better < point <= theirs.worse), "")
    worse = next((label for label, theirs in home.received if theirs.better <= point < theirs.worse), "")
    sides = tuple(Candidate(label, Fraction(0)) for label in dict.fromkeys((better, worse)) if label)
    if strategy == "closestCumulative":
        return Placed(_closest_cumulative(sides, span, home, tie), span, sides)
    wants_better = strategy == "maximum" or (strategy != "minimum" and tie == "better")
    label = (sides[0] if wants_better else sides[-1]).label
    exact = numbers.get(label) if strategy == "weightedMean" else None
    return Placed(label, span, sides, exact)


def _mean(candidates: tuple[Candidate, ...], numbers: Mapping[str, Fraction]) -> Fraction:
    if any(candidate.label not in numbers for candidate in candidates):
        raise GradeError("grade.scale_degenerate", "The home scale gives no numbers from which a mean could be made.")
    weight = sum((candidate.overlap for candidate in candidates), Fraction())
    return sum((numbers[label] * overlap for label, overlap in candidates), Fraction()) / weight


def _nearest(home: Distribution, mean: Fraction, numbers: Mapping[str, Fraction], tie: Tie) -> str:
    distances = [(abs(numbers[label] - mean), label) for label, _ in home.received if label in numbers]
    least = min(distance for distance, _ in distances)
    return _by_tie([label for distance, label in distances if distance == least], tie)


def _by_tie(labels: list[str], tie: Tie) -> str:
    return labels[0] if tie == "better" else labels[-1]
