"""What is allowed in an agreement and yet not what its authors can have meant. Recognition, section 8.3.

Errors are refused when an agreement is read (:mod:`eccoe_vc.agreements.reading`); here are the warnings, and the rules
that say different things about the same learning. One pass: rules meet only where they share an achievement.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Final, Literal

from eccoe_vc.agreements import competing
from eccoe_vc.agreements.ambiguity import Interval
from eccoe_vc.agreements.competing import grades, span
from eccoe_vc.agreements.days import add
from eccoe_vc.agreements.grades.scales import Scale
from eccoe_vc.encoding.days import day, period
from eccoe_vc.encoding.quantities import decimal
from eccoe_vc.errors import shown
from eccoe_vc.models.agreement import RecognitionAgreement
from eccoe_vc.models.rules import Condition, Rule

Severity = Literal["warning", "note"]

MOST: Final = 1_000  # findings; more help nobody
_LONG: Final = period("P10Y")


@dataclass(frozen=True, slots=True)
class Lint:
    """One finding: how grave, its code, where, what is the matter, and what to do; ``beside`` is the other place."""

    severity: Severity
    code: str
    pointer: str
    message: str
    proposal: str
    beside: str = ""


def lint(agreement: RecognitionAgreement) -> tuple[Lint, ...]:
    """The warnings and notes about an agreement that was read, in the order of the text, at most 1,000.

    Codes: ``rule.ambiguous`` with its four classes and ``noneVersusGrant``, ``rule.unreachable``,
    ``rule.window_outside``, ``reciprocal.missing``, ``period.long``, ``rule.budget`` where not all pairs were compared.
    """
    scales = {terms.key: Scale.of(terms.to_json()) for terms in agreement.grade_scale or ()}
    agreement = agreement.model_copy(update={"rule": tuple(agreement.rule)})  # large ones make each rule when asked
    found = [
        *_reciprocal(agreement),
        *_long(agreement),
        *_windows(agreement),
        *(one for index, rule in enumerate(agreement.rule) for one in _contradictions(agreement, index, rule, scales)),
        *_ambiguities(agreement, scales),
    ]
    return tuple(found[:MOST])


# ---- the frame -------------------------------------------------------------------------------------------------------


def _reciprocal(agreement: RecognitionAgreement) -> Iterator[Lint]:
    if not agreement.scope.reciprocal:
        return
    ways = {way for rule in agreement.rule if rule.outcome != "refused" for way in _ways(agreement, rule)}
    for giver, taker in sorted(ways):
        if (taker, giver) not in ways:
            yield Lint(
                "warning",
                "reciprocal.missing",
                "/scope/reciprocal",
                f"The text claims to be reciprocal, and no rule leads back from {shown(taker)} to {shown(giver)}.",
                "Write the opposite rules out, or say that it is not reciprocal; nothing is inferred.",
            )


def _ways(agreement: RecognitionAgreement, rule: Rule) -> set[tuple[str, str]]:
    givers = rule.from_ or [party.id for party in agreement.party if "awardingBody" in party.role]
    takers = rule.to or [party.id for party in agreement.party if "recognisingBody" in party.role]
    return {(giver, taker) for giver in givers for taker in takers if giver != taker}


def _long(agreement: RecognitionAgreement) -> Iterator[Lint]:
    end = agreement.period.end_date
    if end is not None and day(end) > add(day(agreement.period.start_date), _LONG):
        message = f"The agreement runs for more than ten years, to {end}."
        yield Lint(
            "warning", "period.long", "/period/endDate", message, "Check the year, or agree on a shorter period."
        )


def _windows(agreement: RecognitionAgreement) -> Iterator[Lint]:
    first, last = span(agreement.period.start_date, agreement.period.end_date)
    for index, rule in enumerate(agreement.rule):
        if rule.period is None:
            continue
        start, end = span(rule.period.start_date, rule.period.end_date)
        place = f"/rule/{index}/period"
        if end < first or start > last:
            message = f"The rule {shown(rule.rule_id)} and the agreement have no day in common, so it never holds."
            yield Lint("warning", "rule.window_outside", place, message, "Correct the dates, or delete the rule.")
        elif (rule.period.start_date and start < first) or (rule.period.end_date and end > last):
            message = f"The period of the rule {shown(rule.rule_id)} reaches beyond that of the agreement."
            hint = "Let the rule begin and end with the agreement; outside it nothing is recognised."
            yield Lint("warning", "rule.window_outside", place, message, hint)


# ---- conditions that nobody can meet ---------------------------------------------------------------------------------


def _contradictions(
    agreement: RecognitionAgreement, index: int, rule: Rule, scales: dict[str, Scale]
) -> Iterator[Lint]:
    shared = [] if rule.outcome == "refused" else [agreement.requirement]
    for where, leaf in rule.source.leaves_at(f"/rule/{index}/source"):
        conditions = [one for one in (*shared, rule.condition, leaf.condition) if one is not None]
        for what, sentence in (("eqfLevel", "level"), ("credit", "credit"), ("grade", "grade")):
            if _empty(_intervals(conditions, what, scales)):
                yield Lint(
                    "warning",
                    "rule.unreachable",
                    where,
                    f"No {sentence} meets all conditions on this award of the rule {shown(rule.rule_id)}.",
                    "Compare the conditions of the agreement, of the rule and of the award, and correct one of them.",
                )


def _intervals(conditions: Iterable[Condition], what: str, scales: dict[str, Scale]) -> list[tuple[Interval, bool]]:
    """The intervals that conditions ask for, and whether the upper end belongs to them."""
    made: list[tuple[Interval, bool]] = []
    used: set[str] = set()
    for one in conditions:
        if what == "eqfLevel" and one.eqf_level is not None and one.eqf_level.multi != "any":
            made.append((Interval(_number(one.eqf_level.min), _number(one.eqf_level.max)), True))
        if what == "credit" and one.credit is not None:
            made.append((Interval(_number(one.credit.min), _number(one.credit.max)), True))
        if what == "grade" and one.grade is not None:
            used.add(one.grade.scale)
            made.append((grades(one.grade, scales), False))
    return [] if len(used) > 1 else made  # grades of different scales cannot be compared


def _number(text: str | None) -> Fraction | None:
    return None if text is None else decimal(text)


def _empty(intervals: Sequence[tuple[Interval, bool]]) -> bool:
    low = max((one.low for one, _ in intervals if one.low is not None), default=None)
    closed = [one.high for one, upper in intervals if upper and one.high is not None]
    open_ = [one.high for one, upper in intervals if not upper and one.high is not None]
    if low is None:
        return False
    return any(high < low for high in closed) or any(high <= low for high in open_)


# ---- rules that say different things ---------------------------------------------------------------------------------

_FIRST: Final = "Give one of them the priority."
_SENTENCES: Final[Mapping[str, tuple[Severity, str, str]]] = {
    "duplicated": ("note", "say the same about the same learning", "Delete one of them."),
    "equivalent": ("warning", "give different free credit for the same learning", _FIRST),
    "blanketVersusReal": ("warning", "give a course and free credit for the same learning", _FIRST),
    "multipleReal": ("warning", "give different courses or credit for the same learning", _FIRST),
    "noneVersusGrant": ("warning", "refuse and grant the same learning", _FIRST),
}


def _ambiguities(agreement: RecognitionAgreement, scales: dict[str, Scale]) -> Iterator[Lint]:
    pairs, all_of_them = competing.pairs(agreement.rule, scales)
    for one, other, kind in pairs:
        names = shown(agreement.rule[one].rule_id), shown(agreement.rule[other].rule_id)
        severity, sentence, proposal = _SENTENCES[kind]
        message = f"The rules {names[0]} and {names[1]} {sentence} ({kind})."
        yield Lint(severity, "rule.ambiguous", f"/rule/{one}", message, proposal, f"/rule/{other}")
    if not all_of_them:
        message = f"More than {competing.MOST} pairs of rules share an achievement; the rest was not compared."
        yield Lint("warning", "rule.budget", "/rule", message, "Split the agreement, or give its rules priorities.")


__all__ = ["Lint", "Severity", "lint"]
