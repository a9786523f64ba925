"""Which rules of an agreement compete, and how: each pair once, and only where two rules share an achievement."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from itertools import combinations
from typing import Final, NamedTuple

from eccoe_vc.agreements import ambiguity
from eccoe_vc.agreements.ambiguity import Ambiguity, Competing, Given, Interval
from eccoe_vc.agreements.grades.scales import Scale
from eccoe_vc.agreements.precedence import DEFAULT_PRIORITY
from eccoe_vc.encoding.days import day
from eccoe_vc.encoding.quantities import whole
from eccoe_vc.models.rules import GradeCondition, Rule, Source, Target

MOST: Final = 200_000  # pairs on common achievements that are compared; a rule base has far fewer


class Pair(NamedTuple):
    """Two rules by their places in the list, and the class of their ambiguity."""

    one: int
    other: int
    kind: Ambiguity


def pairs(rules: Sequence[Rule], scales: Mapping[str, Scale]) -> tuple[list[Pair], bool]:
    """The rules that compete, in the order of the text, and whether all were compared.

    The awards of ``anyOf`` are alternatives, those of ``allOf`` one set. Exact counts, sources of several levels and
    ``anyFrom`` are not compared, nor are rules that a person decides.
    """
    known: dict[str, list[tuple[int, Competing]]] = {}
    first_scale: dict[str, str] = {}
    for index, rule in enumerate(rules):
        for made in _made(rule, scales, first_scale):
            for name in made.awards:
                known.setdefault(name, []).append((index, made))
    found: dict[tuple[int, int], Ambiguity] = {}
    compared = 0
    for rows in known.values():
        for (one, left), (other, right) in combinations(rows, 2):
            if compared == MOST:
                return _sorted(found), False
            compared += 1
            if one != other and (kind := ambiguity.between(left, right)) is not None:
                found.setdefault((one, other), kind)
    return _sorted(found), True


def _sorted(found: Mapping[tuple[int, int], Ambiguity]) -> list[Pair]:
    return [Pair(one, other, kind) for (one, other), kind in sorted(found.items())]


def _made(rule: Rule, scales: Mapping[str, Scale], first_scale: dict[str, str]) -> Iterator[Competing]:
    if rule.review is not None and rule.review.mode == "manual":
        return
    start, end = span(rule.period.start_date, rule.period.end_date) if rule.period else (date.min, date.max)
    for leaves in _alternatives(rule.source):
        awards = {_name(leaf): _interval(rule, leaf, scales, first_scale) for leaf in leaves}
        if len(awards) == len(leaves) and "" not in awards:
            yield Competing(
                awards,
                frozenset(_given(target) for target in rule.target),
                DEFAULT_PRIORITY if rule.priority is None else whole(rule.priority),
                _set(rule.from_),
                _set(rule.to),
                _set(rule.programme),
                start,
                end,
            )


def _alternatives(source: Source) -> Iterator[tuple[Source, ...]]:
    if not source.parts:
        yield (source,)
    elif not any(part.parts for part in source.parts):
        if source.form == "all_of":
            yield tuple(source.parts)
        elif source.form == "any_of":
            yield from ((part,) for part in source.parts)


def _name(leaf: Source) -> str:
    if leaf.achievement is not None:
        return leaf.achievement
    if leaf.identifier is not None:
        return f"{leaf.identifier.scheme} {leaf.identifier.value}"
    return leaf.alignment or ""


def _interval(rule: Rule, leaf: Source, scales: Mapping[str, Scale], first_scale: dict[str, str]) -> Interval:
    """The grades that rule and leaf ask for together. Grades of another scale cannot be compared: all grades."""
    low = high = None
    for condition in (rule.condition, leaf.condition):
        grade = condition.grade if condition is not None else None
        if grade is None or first_scale.setdefault(_name(leaf), grade.scale) != grade.scale:
            continue
        made = grades(grade, scales)
        low = max((end for end in (low, made.low) if end is not None), default=None)
        high = min((end for end in (high, made.high) if end is not None), default=None)
    return Interval(low, high)


def grades(condition: GradeCondition, scales: Mapping[str, Scale]) -> Interval:
    """The grades that a condition asks for, as places on its scale in order of quality."""
    scale = scales[condition.scale]
    low = None if condition.at_least is None else scale.place(condition.at_least)
    return Interval(low, None if condition.below is None else scale.place(condition.below))


def span(start: str | None, end: str | None) -> tuple[date, date]:
    """The first and the last day of a period that may be open at either end."""
    return day(start) if start else date.min, day(end) if end else date.max


def _given(target: Target) -> Given:
    amount = {} if target.credit is None else target.credit.to_json()
    return Given(target.kind, target.course or target.bucket or "", " ".join(f"{k} {v}" for k, v in amount.items()))


def _set(names: Sequence[str] | None) -> frozenset[str] | None:
    return None if names is None else frozenset(names)


__all__ = ["MOST", "Pair", "grades", "pairs", "span"]
