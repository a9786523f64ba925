"""Judging one award by a condition: every member gives an answer, with what was required, found, and where.

Recognition, section 6 step 7 and section 12 (Explanation tree). Pure functions of facts and terms; nothing is skipped
because something else failed already, so that a reader sees all reasons at once.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from types import MappingProxyType
from typing import Any, Final

from eccoe_vc.agreements import conditions, windows
from eccoe_vc.agreements.amounts import Framework
from eccoe_vc.agreements.facts import Fact, Facts, Grade
from eccoe_vc.agreements.grades.scales import Scale
from eccoe_vc.agreements.logic import YES, Answer, Truth, all_of, answer
from eccoe_vc.encoding.days import day, period
from eccoe_vc.encoding.quantities import decimal, text_of, whole
from eccoe_vc.models.agreement import GradeScale, RecognitionAgreement
from eccoe_vc.models.rules import Choice, Condition

_PASSES: Final = frozenset({"Pass", "pass"})


@dataclass(frozen=True, slots=True)
class Node:
    """One line of an explanation: where it stands in the agreement, its truth, and what was required and found.

    ``evidence`` is the place in the credential; ``children`` are the parts. No wording: texts are made elsewhere.
    """

    kind: str
    at: str
    truth: Truth
    code: str = ""
    required: Any = None
    found: Any = None
    evidence: str = ""
    children: tuple[Node, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """The node as an explanation holds it; empty members are left out."""
        tree: dict[str, Any] = {"kind": self.kind, "at": self.at, "value": str(self.truth)}
        for name in ("code", "required", "found", "evidence"):
            value = getattr(self, name)
            if value not in (None, ""):
                tree[name] = value
        if self.children:
            tree["children"] = [child.to_json() for child in self.children]
        return tree


@dataclass(frozen=True, slots=True)
class Terms:
    """What judging needs of an agreement, read once."""

    scales: Mapping[str, Scale]
    descriptions: Mapping[str, frozenset[str]]
    framework: Framework
    zone: str | None = None

    @classmethod
    def of(cls, agreement: RecognitionAgreement) -> Terms:
        """The terms of an agreement that was read."""
        declared: Sequence[GradeScale] = agreement.grade_scale or ()
        return cls(
            MappingProxyType({scale.key: Scale.of(scale.to_json()) for scale in declared}),
            MappingProxyType({scale.key: frozenset(scale.result_description or ()) for scale in declared}),
            Framework.of(agreement.credit_framework.to_json()),
            agreement.period.time_zone,
        )


@dataclass(frozen=True, slots=True)
class _Asked:
    """One condition on one award on the day of a request."""

    terms: Terms
    facts: Facts
    request: date
    at: str
    nodes: list[Node] = field(default_factory=list)

    def say(self, member: str, found: Answer, required: Any, value: Any = None, evidence: str = "") -> None:
        self.nodes.append(Node("condition", f"{self.at}/{member}", found.truth, found.code, required, value, evidence))


def judge(condition: Condition | None, facts: Facts, terms: Terms, request: date, at: str) -> Node:
    """The answer of a condition for one award; true where there is none.

    :param request: the day of the request.
    :param at: the place of the condition in the agreement, as JSON Pointer.
    """
    if condition is None:
        return Node("condition", at, Truth.TRUE)
    asked = _Asked(terms, facts, request, at)
    for ask in _MEMBERS:
        ask(condition, asked)
    children = tuple(asked.nodes)
    truth = all_of(child.truth for child in children)
    code = next((child.code for child in children if child.truth is truth and child.code), "")
    return Node("condition", at, truth, code, children=children)


def original_credit(facts: Facts, terms: Terms) -> Fact[Fraction]:
    """The credit of an award in the unit of the agreement; unknown where nobody says how it counts.

    Amounts in the unit itself go before converted ones. Where two differ nobody knows which one holds; where one cannot
    be read, only an amount that is stated in the unit itself is beyond doubt.
    """
    own: list[Fact[Fraction]] = []
    converted: list[Fact[Fraction]] = []
    for fact in facts.credits:
        value = terms.framework.credit(*fact.value) if fact.value is not None else None
        if fact.value is None or value is None:
            continue
        stated = fact.value.unit == terms.framework.unit
        kind = converted if fact.value.unit is not None and not stated else own
        kind.append(Fact(value, fact.pointer, "stated" if stated else "derived"))
    unread = any(fact.value is None for fact in facts.credits)
    found = own or converted
    if not found or len({fact.value for fact in found}) > 1 or (unread and found[0].known == "derived"):
        return Fact(None, facts.credits[0].pointer if facts.credits else "", "unknown")
    return found[0]


def grade_on(scale: str, facts: Facts, terms: Terms) -> Grade | None:
    """The result that stands on a scale: the one whose description the scale names, else the only one there is.

    A result that says on which scale it stands is on no other one: not where the scale names its descriptions, and not
    where the range that the description states has other ends.
    """
    known = terms.descriptions.get(scale, frozenset())
    named = [grade for grade in facts.grades if grade.description in known]
    if len(named) == 1:
        return named[0]
    if named or len(facts.grades) != 1:
        return None
    [only] = facts.grades
    elsewhere = only.description != "" and (
        known or any(only.description in descriptions for descriptions in terms.descriptions.values())
    )
    return None if elsewhere or not _same_ends(only, terms.scales[scale]) else only


def _same_ends(grade: Grade, scale: Scale) -> bool:
    """Whether the range that a result states, if any, is that of a numeric scale."""
    if grade.ends is None or scale.labels:
        return True
    return set(grade.ends) == {abs(scale.worst), abs(scale.best)}


def is_under(area: str, codes: Sequence[str]) -> bool:
    """Whether a subject area lies under one of some: ISCED-F codes are prefixes of those below them.

    >>> is_under("http://data.europa.eu/snb/isced-f/0231", ["http://data.europa.eu/snb/isced-f/023"])
    True
    """
    scheme, _, number = area.rpartition("/")
    parts = [code.rpartition("/") for code in codes]
    return any(scheme == other and number.startswith(prefix) for other, _, prefix in parts)


# ---- the members of a condition --------------------------------------------------------------------------------------


def _grade(condition: Condition, asked: _Asked) -> None:
    wanted = condition.grade
    if wanted is None:
        return
    result = grade_on(wanted.scale, asked.facts, asked.terms)
    scale = asked.terms.scales[wanted.scale]
    if result is not None and result.value in _PASSES and scale.label(result.value) not in scale.labels:
        found = {"accept": YES, "reject": Answer(Truth.FALSE, "rule.result")}.get(
            wanted.pass_fail or "review", Answer(Truth.UNKNOWN, "rule.result")
        )
    elif result is None and asked.facts.grades:
        found = Answer(Truth.UNKNOWN, "rule.scale")  # there are grades, and none of them is on this scale for certain
    else:
        found = conditions.grade_in(scale, result.value if result else None, wanted.at_least, wanted.below)
    asked.say("grade", found, wanted.to_json(), result.value if result else None, result.pointer if result else "")


def _credit(condition: Condition, asked: _Asked) -> None:
    wanted = condition.credit
    if wanted is None:
        return
    fact = original_credit(asked.facts, asked.terms)
    if fact.value is None:
        found = Answer(Truth.UNKNOWN, "rule.unit" if asked.facts.credits else "rule.credit")
    else:
        low = wanted.min is None or fact.value >= decimal(wanted.min)
        high = wanted.max is None or fact.value <= decimal(wanted.max)
        found = answer(low and high, "rule.credit")
    asked.say("credit", found, wanted.to_json(), text_of(fact.value) if fact.value is not None else None, fact.pointer)


def _level(condition: Condition, asked: _Asked) -> None:
    wanted, fact = condition.eqf_level, asked.facts.levels
    if wanted is None:
        return
    least, most = (None if text is None else whole(text) for text in (wanted.min, wanted.max))
    found = conditions.level_in(fact.value or (), least, most, any_will_do=wanted.multi == "any")
    values = [str(level) for level in fact.value] if fact.value else None
    asked.say("eqfLevel", found, wanted.to_json(), values, fact.pointer)


def _choices(condition: Condition, asked: _Asked) -> None:
    facts = asked.facts
    for member, wanted, fact, code in (
        ("assessment", condition.assessment, facts.assessment, "rule.assessment"),
        ("participation", condition.participation, facts.participation, "rule.participation"),
        ("qualityAssurance", condition.quality_assurance, facts.quality_assurance, "rule.quality"),
        ("learningSetting", condition.learning_setting, facts.settings, "rule.setting"),
    ):
        if wanted is not None:
            _choice(member, wanted, fact, code, asked)


def _choice(member: str, wanted: Choice, fact: Fact[tuple[str, ...]], code: str, asked: _Asked) -> None:
    found = conditions.listed(fact.value, wanted.any_of or (), wanted.none_of or (), code=code)
    asked.say(member, found, wanted.to_json(), list(fact.value) if fact.value is not None else None, fact.pointer)


def _identity(condition: Condition, asked: _Asked) -> None:
    wanted, facts = condition.id_verification, asked.facts
    if wanted is None:
        return
    demanded = {"supervised": bool(wanted.supervised), "idVerified": bool(wanted.id_verified)}
    known = {"supervised": facts.supervised.value, "idVerified": facts.identity_verified.value}
    found = conditions.identity(demanded, supervised=known["supervised"], identity_verified=known["idVerified"])
    stated = {name: value for name, value in known.items() if value is not None}
    asked.say("idVerification", found, wanted.to_json(), stated or None, facts.supervised.pointer)


def _language(condition: Condition, asked: _Asked) -> None:
    wanted, fact = condition.language, asked.facts.languages
    if wanted is not None:
        found = conditions.listed(fact.value, wanted.any_of, code="rule.language")
        asked.say("language", found, wanted.to_json(), list(fact.value) if fact.value else None, fact.pointer)


def _age(condition: Condition, asked: _Asked) -> None:
    wanted = condition.max_age
    if wanted is None:
        return
    when = windows.basis(asked.facts.dates, wanted.basis or "completion", zone=asked.terms.zone)
    found = windows.young_enough(when.day if when else None, period(wanted.period), asked.request)
    if found == Answer(Truth.FALSE, "rule.age") and wanted.on_stale == "manualReview":
        found = Answer(Truth.UNKNOWN, "rule.age")
    asked.say("maxAge", found, wanted.period, *_dated(when, asked.facts))


def _awarded(condition: Condition, asked: _Asked) -> None:
    wanted = condition.awarded
    if wanted is None:
        return
    when = windows.completion(asked.facts.dates, asked.terms.zone)
    start, end = (None if text is None else day(text) for text in (wanted.from_, wanted.to))
    found = windows.in_window(when, start or date.min, end)
    if found.truth is Truth.FALSE:
        found = Answer(Truth.FALSE, "rule.window")
    asked.say("awarded", found, wanted.to_json(), *_dated(when, asked.facts))


def _dated(when: windows.Basis | None, facts: Facts) -> Iterator[Any]:
    yield when.day.isoformat() if when else None
    yield facts.date_pointers.get(when.source, "") if when else ""


_MEMBERS: Final[tuple[Callable[[Condition, _Asked], None], ...]] = (
    _grade,
    _credit,
    _level,
    _choices,
    _identity,
    _language,
    _age,
    _awarded,
)
