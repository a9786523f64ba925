"""Lint of conditions that nobody can meet: intervals without a value, lists that exclude each other, dates, scales."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from fractions import Fraction
from typing import Final

from eccoe_vc.agreements.ambiguity import Interval
from eccoe_vc.agreements.competing import grades, span
from eccoe_vc.agreements.grades.scales import GradeError, Scale
from eccoe_vc.agreements.linting.finding import Lint, warning
from eccoe_vc.encoding.quantities import decimal, whole
from eccoe_vc.errors import shown
from eccoe_vc.models.agreement import RecognitionAgreement
from eccoe_vc.models.rules import Choice, Condition, GradeCondition, Rule

_LEVELS: Final = (1, 8)
_BARE: Final = ("accept",)  # then a bare pass fulfils the condition, whatever its ends are
_CHOICES: Final = (
    ("assessment", "type of assessment"),
    ("participation", "form of participation"),
    ("quality_assurance", "quality assurance"),
    ("learning_setting", "learning setting"),
)


def impossible(agreement: RecognitionAgreement, scales: Mapping[str, Scale]) -> Iterator[Lint]:
    """Findings about the conditions of every award of every rule, in the order of the text."""
    requirement = agreement.requirement
    for what in _empty([requirement], _days(agreement, None), scales) if requirement is not None else ():
        message = f"No {what} meets what is required of every award, so no rule ever holds."
        yield warning("rule.unreachable", "/requirement", message, "Correct the requirement.")
        requirement = None  # it is said once, and not again for each rule
    for index, rule in enumerate(agreement.rule):
        shared = [] if rule.outcome == "refused" or requirement is None else [requirement]
        if rule.condition is not None:
            shared.append(rule.condition)
        days = _days(agreement, rule)
        for where, leaf in rule.source.leaves_at(f"/rule/{index}/source"):
            if rule.condition is None and leaf.condition is None and rule.period is None:
                continue
            conditions = shared if leaf.condition is None else [*shared, leaf.condition]
            for what in _empty(conditions, days, scales):
                yield warning(
                    "rule.unreachable",
                    where,
                    f"No {what} meets all conditions on this award of the rule {shown(rule.rule_id)}.",
                    "Compare the conditions of the agreement, of the rule and of the award, and correct one of them.",
                )
    yield from _unscaled(agreement, scales)


def _empty(conditions: Sequence[Condition], days: tuple[date, date], scales: Mapping[str, Scale]) -> Iterator[str]:
    """What no value can be found for."""
    if _no_level(conditions):
        yield "level"
    if _nothing_between([_range(one.credit.min, one.credit.max) for one in conditions if one.credit is not None]):
        yield "credit"
    if _no_grade([one.grade for one in conditions if one.grade is not None], scales):
        yield "grade"
    for member, words in _CHOICES:
        if _excluded([choice for one in conditions if (choice := getattr(one, member)) is not None]):
            yield words
    if _no_day(conditions, days):
        yield "day"


def _range(least: str | None, most: str | None) -> tuple[Fraction | None, Fraction | None]:
    return None if least is None else decimal(least), None if most is None else decimal(most)


def _nothing_between(ranges: Sequence[tuple[Fraction | None, Fraction | None]]) -> bool:
    """Whether closed intervals have no number in common."""
    low = max((low for low, _ in ranges if low is not None), default=None)
    high = min((high for _, high in ranges if high is not None), default=None)
    return low is not None and high is not None and high < low


def _no_level(conditions: Iterable[Condition]) -> bool:
    """Levels run from 1 to 8. Where any of several levels will do, each condition may be met by another one."""
    every = [_LEVELS]
    for one in conditions:
        if one.eqf_level is None:
            continue
        low = _LEVELS[0] if one.eqf_level.min is None else whole(one.eqf_level.min)
        high = _LEVELS[1] if one.eqf_level.max is None else whole(one.eqf_level.max)
        if max(low, _LEVELS[0]) > min(high, _LEVELS[1]):
            return True
        if one.eqf_level.multi != "any":
            every.append((low, high))
    return max(low for low, _ in every) > min(high for _, high in every)


def _no_grade(asked: Sequence[GradeCondition], scales: Mapping[str, Scale]) -> bool:
    """Grades are asked for half open. Those of different scales cannot be compared."""
    if not asked or len({one.scale for one in asked}) > 1 or any(one.pass_fail in _BARE for one in asked):
        return False
    scale = scales.get(asked[0].scale)
    if scale is None:
        return False
    made = [Interval(scale.worst, None), *(grades(one, scales) for one in asked)]
    low = max(one.low for one in made if one.low is not None)
    high = min((one.high for one in made if one.high is not None), default=None)
    return high is not None and high <= low


def _excluded(choices: Sequence[Choice]) -> bool:
    """Whether everything that one list accepts is on a list of what is not accepted."""
    never = {name for choice in choices for name in choice.none_of or ()}
    return any(choice.any_of is not None and never.issuperset(choice.any_of) for choice in choices)


def _days(agreement: RecognitionAgreement, rule: Rule | None) -> tuple[date, date]:
    """The days on which learning may have been completed for a rule, or for any."""
    basis = agreement.period.window_basis
    own = rule.period if rule is not None else None
    first, last = span(agreement.period.start_date, agreement.period.end_date)
    if basis not in (None, "completion"):
        first, last = date.min, date.max
    start, end = span(own.start_date, own.end_date) if own is not None else (date.min, date.max)
    return (first, last) if end < first or start > last else (max(first, start), min(last, end))


def _no_day(conditions: Sequence[Condition], days: tuple[date, date]) -> bool:
    asked = [span(one.awarded.from_, one.awarded.to) for one in conditions if one.awarded is not None]
    spans = [*asked, days]
    return bool(asked) and max(first for first, _ in spans) > min(last for _, last in spans)


def _unscaled(agreement: RecognitionAgreement, scales: Mapping[str, Scale]) -> Iterator[Lint]:
    """Grades that nobody can place. Reading refuses some of them; a draft may lack its scales as yet."""
    yield from _grade_of("/requirement", agreement.requirement, scales)
    for index, rule in enumerate(agreement.rule):
        place = f"/rule/{index}"
        yield from _grade_of(f"{place}/condition", rule.condition, scales)
        for where, leaf in rule.source.leaves_at(f"{place}/source"):
            yield from _grade_of(f"{where}/condition", leaf.condition, scales)
        for number, target in enumerate(rule.target):
            for at, use in enumerate(target.use_condition or ()):
                yield from _placeable(f"{place}/target/{number}/useCondition/{at}/grade", use.grade, scales)


def _grade_of(place: str, condition: Condition | None, scales: Mapping[str, Scale]) -> Iterator[Lint]:
    if condition is not None and condition.grade is not None:
        yield from _placeable(f"{place}/grade", condition.grade, scales)


def _placeable(place: str, asked: GradeCondition, scales: Mapping[str, Scale]) -> Iterator[Lint]:
    scale = scales.get(asked.scale)
    if scale is None:
        message = f"A grade is asked for on the scale {shown(asked.scale)}, which is not there or contradicts itself."
        yield warning("rule.no_scale", f"{place}/scale", message, "Declare the scale, or name one that is there.")
        return
    for member, grade in (("atLeast", asked.at_least), ("below", asked.below)):
        try:
            if grade is not None:
                scale.place(grade)
        except GradeError:
            message = f"{shown(grade)} is no grade of the scale {shown(scale.key)}."
            yield warning("rule.no_scale", f"{place}/{member}", message, "Name a grade of that scale.")
