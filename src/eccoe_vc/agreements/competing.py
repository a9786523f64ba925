"""Which rules compete, and how: each pair once, and only where two rules share an achievement.

Recognition, section 8.3. Rules compete in one direction, over common programmes and days, with one priority and one
number of awards. So rules meet by achievement, number and priority, and the work grows with the rules, not their pairs.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from functools import lru_cache
from itertools import combinations
from typing import Final, NamedTuple

from eccoe_vc.agreements import ambiguity
from eccoe_vc.agreements.ambiguity import Ambiguity, Competing, Given, Interval
from eccoe_vc.agreements.filling import Fillings, names_of
from eccoe_vc.agreements.grades.scales import GradeError, Scale
from eccoe_vc.agreements.precedence import DEFAULT_PRIORITY
from eccoe_vc.encoding.days import day
from eccoe_vc.encoding.quantities import ratio, text_of, whole
from eccoe_vc.models.agreement import RecognitionAgreement
from eccoe_vc.models.rules import GradeCondition, Rule, Source, Target

MOST: Final = 200_000  # pairs on common achievements that are compared; a rule base has far fewer


class Pair(NamedTuple):
    """Two rules by their places in the list, and the class of their ambiguity."""

    one: int
    other: int
    kind: Ambiguity


class Across(NamedTuple):
    """Two rules of two agreements, each by its text and its place there."""

    one: tuple[int, int]
    other: tuple[int, int]
    kind: Ambiguity


@dataclass(frozen=True, slots=True)
class Frame:
    """What a rule takes from its agreement where it says nothing itself; nothing where one agreement is looked at."""

    senders: Sequence[str] | None = None
    receivers: Sequence[str] | None = None
    programmes: Sequence[str] | None = None
    start: date = date.min
    end: date = date.max
    unit: str = ""
    names: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    scales: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, text: RecognitionAgreement) -> Frame:
        """The frame in which rules of several agreements are compared."""
        first, last = span(text.period.start_date, text.period.end_date)
        terms = {scale.key: scale.to_json() for scale in text.grade_scale or ()}
        told = ("key", "title", "resultDescription")
        return cls(
            [party.id for party in text.party if "awardingBody" in party.role],
            [party.id for party in text.party if "recognisingBody" in party.role],
            text.scope.programme, first, last, text.credit_framework.id,
            {party.id: party.names for party in text.party},
            {key: json.dumps({name: value for name, value in tree.items() if name not in told}, sort_keys=True)
             for key, tree in terms.items()},
        )  # fmt: skip

    def parties(self, own: Sequence[str] | None, default: Sequence[str] | None) -> frozenset[str] | None:
        """The parties of a rule under all their names."""
        found = own or default
        return None if found is None else frozenset(name for one in found for name in self.names.get(one, (one,)))


def pairs(rules: Sequence[Rule], scales: Mapping[str, Scale]) -> tuple[list[Pair], bool]:
    """The rules of one agreement that compete, in the order of the text, and whether all were compared.

    Every form of a source is compared by the numbers of awards with which it can be filled. ``anyFrom`` names no
    achievement, and rules that a person decides do not compete.
    """
    rows, complete = _rows([rules], [scales], [Frame()])
    found: dict[tuple[int, int], Ambiguity] = {}
    compared = 0
    for bucket in rows.values():
        for ((_, one), left), ((_, other), right) in combinations(bucket, 2):
            if compared == MOST:
                return [Pair(*places, kind) for places, kind in sorted(found.items())], False
            compared += 1
            if one != other and (kind := ambiguity.between(left, right)) is not None:
                found.setdefault((one, other), kind)
    return [Pair(*places, kind) for places, kind in sorted(found.items())], complete


def across(texts: Sequence[RecognitionAgreement], scales: Sequence[Mapping[str, Scale]]) -> tuple[list[Across], bool]:
    """The rules of different agreements that compete, and whether all were compared. Versions of one do not compete."""
    rows, complete = _rows([text.rule for text in texts], scales, [Frame.of(text) for text in texts])
    found: dict[tuple[tuple[int, int], tuple[int, int]], Ambiguity] = {}
    compared = 0
    for bucket in rows.values():
        for (one, left), (other, right) in combinations(bucket, 2):
            if compared == MOST:
                return [Across(*places, kind) for places, kind in sorted(found.items())], False
            compared += 1
            apart = texts[one[0]].id != texts[other[0]].id
            if apart and (kind := ambiguity.between(left, right)) is not None:
                found.setdefault((one, other), kind)
    return [Across(*places, kind) for places, kind in sorted(found.items())], complete


_Rows = dict[tuple[str, int, int], list[tuple[tuple[int, int], Competing]]]


def _rows(
    texts: Sequence[Sequence[Rule]], scales: Sequence[Mapping[str, Scale]], frames: Sequence[Frame]
) -> tuple[_Rows, bool]:
    """Every rule at each achievement, number of awards and priority at which it could meet others."""
    known: _Rows = {}
    fillings = Fillings()
    for number, rules in enumerate(texts):
        for index, rule in enumerate(rules):
            for made in _made(rule, scales[number], frames[number], fillings):
                for name in made.awards:
                    known.setdefault((name, made.count, made.priority), []).append(((number, index), made))
    return known, fillings.complete


def _made(rule: Rule, scales: Mapping[str, Scale], frame: Frame, fillings: Fillings) -> Iterator[Competing]:
    if rule.review is not None and rule.review.mode == "manual":
        return
    start, end = span(rule.period.start_date, rule.period.end_date) if rule.period else (date.min, date.max)
    priority = DEFAULT_PRIORITY if rule.priority is None else whole(rule.priority)
    targets = frozenset(_given(target, frame.unit) for target in rule.target)
    for size, leaves in fillings.of(rule.source):
        awards: dict[str, Interval] = {}
        for leaf in leaves:
            asked = _interval(rule, leaf, scales, frame)
            for name in names_of(leaf):
                awards[name] = awards[name].hull(asked) if name in awards else asked
        yield Competing(
            awards, targets, priority, frame.parties(rule.from_, frame.senders),
            frame.parties(rule.to, frame.receivers), _set(rule.programme or frame.programmes),
            max(start, frame.start), min(end, frame.end), size,
        )  # fmt: skip


def _interval(rule: Rule, leaf: Source, scales: Mapping[str, Scale], frame: Frame) -> Interval:
    """The grades that rule and leaf ask for together. Of two scales that of the rule is compared."""
    asked = [one.grade for one in (rule.condition, leaf.condition) if one is not None and one.grade is not None]
    if not asked:
        return Interval()
    made = [grades(grade, scales) for grade in asked if grade.scale == asked[0].scale]
    low = max((one.low for one in made if one.low is not None), default=None)
    high = min((one.high for one in made if one.high is not None), default=None)
    return Interval(low, high, frame.scales.get(asked[0].scale, asked[0].scale))


def grades(condition: GradeCondition, scales: Mapping[str, Scale]) -> Interval:
    """The grades that a condition asks for, as places on its scale in order of quality; all where it has none."""
    scale = scales.get(condition.scale)
    return Interval() if scale is None else Interval(_end(scale, condition.at_least), _end(scale, condition.below))


def _end(scale: Scale, grade: str | None) -> Fraction | None:
    try:
        return None if grade is None else scale.place(grade)
    except GradeError:
        return None


def span(start: str | None, end: str | None) -> tuple[date, date]:
    """The first and the last day of a period that may be open at either end."""
    return day(start) if start else date.min, day(end) if end else date.max


def _given(target: Target, unit: str) -> Given:
    """What a target gives; 5 and 5.0 are one amount."""
    amount = target.credit
    if amount is None:
        return Given(target.kind, target.course or target.bucket or "")
    members = (("fixed", amount.fixed), ("ratio", amount.ratio), ("max", amount.max))
    told = [f"{name} {_shortest(text)}" for name, text in members if text is not None]
    return Given(target.kind, target.course or target.bucket or "", " ".join([*told, unit]))


@lru_cache(maxsize=1_024)
def _shortest(text: str) -> str:
    return text_of(ratio(text))


def _set(names: Sequence[str] | None) -> frozenset[str] | None:
    return None if names is None else frozenset(names)


__all__ = ["MOST", "Across", "Frame", "Pair", "across", "grades", "pairs", "span"]
