"""From matches to a choice: refusals first, ambiguities, then a plan in the mode that was asked for.

Recognition, section 6 steps 8 to 12, section 8.2 and 9. Nothing is granted here that the rules leave open: what is
unknown or ambiguous is pending, and holds its awards where the registrar's order is kept.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from types import MappingProxyType
from typing import Final, Literal

from eccoe_vc.agreements import precedence
from eccoe_vc.agreements.amounts import limit_value
from eccoe_vc.agreements.awards import Once
from eccoe_vc.agreements.judging import Terms, grade_on, original_credit
from eccoe_vc.agreements.limits import Room
from eccoe_vc.agreements.logic import Truth
from eccoe_vc.agreements.matching import Found, Use
from eccoe_vc.agreements.maximise import best_plan
from eccoe_vc.agreements.plans import Match, Plan, by_priority
from eccoe_vc.agreements.precedence import Ranked
from eccoe_vc.encoding.quantities import decimal, ratio, whole
from eccoe_vc.models.agreement import RecognitionAgreement
from eccoe_vc.models.rules import Limit, Target
from eccoe_vc.models.terms import version_of

Mode = Literal["priority", "maximise"]
NOTHING: Final[Mapping[str, Once]] = MappingProxyType({})
_CREDIT: Final = frozenset({"course", "elective", "unassigned"})


@dataclass(frozen=True, slots=True)
class Weighed:
    """A match with what it would give: credit for each target, its rank, and what the plan needs to know."""

    found: Found
    amounts: tuple[Fraction | None, ...]
    ranked: Ranked
    match: Match
    code: str = ""

    @property
    def credit(self) -> Fraction:
        """What it gives in all, as far as it is known."""
        return sum((amount for amount in self.amounts if amount is not None), Fraction())

    @property
    def exempts_only(self) -> bool:
        """Whether every target is an exemption: such a rule takes nothing away from others."""
        return all(target.kind == "exemption" for target in self.found.rule.target)


@dataclass(frozen=True, slots=True)
class Choice:
    """What was chosen: granted with what counts, pending with its code, refused, exempted, recognised without room."""

    granted: tuple[tuple[Weighed, Fraction], ...]
    exempted: tuple[Weighed, ...]
    unapplied: tuple[Weighed, ...]
    pending: tuple[tuple[Weighed, str], ...]
    refused: tuple[Weighed, ...]
    plan: Plan
    rooms: tuple[Room, ...]


def choose(
    agreement: RecognitionAgreement,
    terms: Terms,
    matches: Sequence[Found],
    *,
    mode: Mode = "priority",
    programme_credit: Fraction | None = None,
    applied_before: Mapping[str, Fraction] | None = None,
    on_record: Iterable[str] = (),
    shared: Mapping[str, Once] = NOTHING,
) -> Choice:
    """The choice among the matches of one agreement.

    :param programme_credit: the size of the programme, for limits that are a share of it.
    :param applied_before: what earlier decisions applied, by limit.
    :param on_record: courses that the learner has already.
    :param shared: of retakes, and of a whole and its parts, one counts (:func:`eccoe_vc.agreements.awards.once`).
    """
    rooms = _rooms(agreement, programme_credit, applied_before or {})
    usable = [found for found in matches if found.truth is not Truth.FALSE and _counts_once(found, shared)]
    weighed = [_weigh(agreement, terms, found, shared) for found in usable]
    refusals = [one for one in weighed if one.found.rule.outcome == "refused" and one.found.truth is Truth.TRUE]
    open_ = [one for one in weighed if one.found.rule.outcome != "refused" and not _blocked(one, refusals)]
    unclear = _ambiguous(agreement, open_)
    pending = [(one, _why_open(one, unclear)) for one in open_ if _why_open(one, unclear)]
    clear = [one for one in open_ if not _why_open(one, unclear)]
    plan = _plan(mode, clear, [one for one, _ in pending], rooms, terms, on_record)
    amounts = {match.name: amount for match, amount in plan.taken}
    taken = [(one, amounts[one.match.name]) for one in clear if one.match.name in amounts]
    used = {name for one, _ in taken for name in one.match.uses}
    given = {target for one, _ in taken for target in one.match.targets}
    if mode == "priority":
        pending = [
            (one, code) for one, code in pending
            if used.isdisjoint(one.match.uses) and given.isdisjoint(one.match.targets)
        ]  # fmt: skip
    unapplied = [
        one for one in clear
        if one.credit and one.match.name not in amounts and used.isdisjoint(one.match.uses)
        and given.isdisjoint(one.match.targets) and not any(one.match.conflicts(other.match) for other, _ in taken)
    ]  # fmt: skip
    exempted = [one for one in clear if one.exempts_only and given.isdisjoint(one.match.targets)]
    return Choice(
        tuple(sorted(taken, key=_by_rule)), tuple(exempted), tuple(unapplied), tuple(pending), tuple(refusals), plan,
        tuple(rooms),
    )  # fmt: skip


def _by_rule(pair: tuple[Weighed, Fraction]) -> tuple[str, tuple[str, ...]]:
    return pair[0].match.name


# ---- what a match gives ----------------------------------------------------------------------------------------------


def _counts_once(found: Found, shared: Mapping[str, Once]) -> bool:
    """Whether a match uses no two awards of which one counts."""
    names = [name for use in found.uses for name in _shares(use, shared)]
    return len(set(names)) == len(names)


def _shares(use: Use, shared: Mapping[str, Once]) -> frozenset[str]:
    once = shared.get(use.award.credential, Once())
    return once.parts if use.leaf.repeatable else once.parts | once.retakes


def _weigh(agreement: RecognitionAgreement, terms: Terms, found: Found, shared: Mapping[str, Once]) -> Weighed:
    rule = found.rule
    sources = [original_credit(use.award, terms).value for use in found.uses]
    known = None if None in sources else sum((value for value in sources if value is not None), Fraction())
    amounts = tuple(_amount(target, known) for target in rule.target)
    code = ""
    if any(amount is None and target.kind in _CREDIT for amount, target in zip(amounts, rule.target, strict=True)):
        code = "rule.unit"
    credit = sum((amount for amount in amounts if amount is not None), Fraction())
    if known is not None and credit > known and not rule.may_exceed_source:
        code = code or "rule.factor"
    courses = {target.course for target in rule.target if target.course is not None}
    single = {f"rule {rule.rule_id}"} if rule.max_use == "1" else set()
    if any(target.kind != "exemption" for target in rule.target):  # an exemption consumes nothing
        single |= {name for use in found.uses for name in _shares(use, shared)}
    ranked = Ranked(
        rule.rule_id,
        whole(rule.priority) if rule.priority else precedence.DEFAULT_PRIORITY,
        _scope(agreement, rule.programme is not None, rule.organisational_unit is not None),
        len(found.uses),
        _grade_width(terms, found),
        min((target.kind for target in rule.target), key=precedence.KINDS.index),
        version_of(agreement.version),
        found.awards,
        tuple(sorted((target.kind, target.course or target.bucket or "", str(amount))
                     for target, amount in zip(rule.target, amounts, strict=True))),
    )  # fmt: skip
    match = Match(
        rule.rule_id,
        found.awards,
        credit,
        frozenset(courses | single),
        all(target.kind in ("elective", "unassigned") for target in rule.target),
        frozenset(limit.limit_id for limit in agreement.limit or () if _concerns(limit, found)),
        frozenset(rule.requires_target or ()),
        frozenset(rule.excludes_rule or ()),
        # Of several awards that one rule could use, the better one for the learner goes first (item 12, retakes).
        (*ranked.order[:-1], found.truth is not Truth.TRUE, -credit, -_quality(terms, found), found.awards),
    )
    return Weighed(found, amounts, ranked, match, code)


def _amount(target: Target, source: Fraction | None) -> Fraction | None:
    """The credit of one target; None where it depends on a source credit that is unknown, or where it has none."""
    if target.credit is None:
        return None
    if target.credit.fixed is not None:
        return decimal(target.credit.fixed)
    if source is None:
        return None
    share = source * ratio(target.credit.ratio)
    return min(share, decimal(target.credit.max)) if target.credit.max is not None else share


def _scope(agreement: RecognitionAgreement, programme: bool, unit: bool) -> str:
    if programme:
        return "programme"
    if unit:
        return "unit"
    return "network" if agreement.scope.kind == "network" else "institution"


def _grade_width(terms: Terms, found: Found) -> Fraction:
    """How much of their scales the grade intervals of a match cover: 1 for each award without a condition."""
    width = Fraction(0)
    for use in found.uses:
        asked = [condition.grade for condition in (found.rule.condition, use.leaf.condition) if condition is not None]
        shares = [terms.scales[grade.scale].share(grade.at_least, grade.below) for grade in asked if grade is not None]
        width += min(shares, default=Fraction(1))
    return width


# ---- refusals, ambiguity, limits -------------------------------------------------------------------------------------


def _blocked(one: Weighed, refusals: Sequence[Weighed]) -> bool:
    """Whether an explicit refusal uses one of its awards and is not preceded by it."""
    return any(
        not set(refusal.match.uses).isdisjoint(one.match.uses) and refusal.ranked.order <= one.ranked.order
        for refusal in refusals
    )


def _ambiguous(agreement: RecognitionAgreement, matches: Sequence[Weighed]) -> set[tuple[str, tuple[str, ...]]]:
    if agreement.evaluation is not None and agreement.evaluation.on_ambiguity == "tieBreak":
        return set()
    competing = [one.ranked for one in matches if not one.exempts_only]
    return {(ranked.rule, ranked.awards) for ranked in precedence.ambiguous(competing)}


def _why_open(one: Weighed, unclear: set[tuple[str, tuple[str, ...]]]) -> str:
    """Why a match cannot be decided; empty where it can."""
    if one.found.truth is not Truth.TRUE:
        return one.found.code
    if one.code:
        return one.code
    return "rule.ambiguous" if one.match.name in unclear else ""


def _concerns(limit: Limit, found: Found) -> bool:
    """Whether a limit is about a match; all that it names must fit."""
    rule = found.rule
    if limit.exclude_target is not None:
        return False
    return (
        (limit.category is None or not set(limit.category).isdisjoint(rule.category or ()))
        and (limit.kind is None or any(target.kind in limit.kind for target in rule.target))
        and (limit.from_ is None or any(use.award.issuer in limit.from_ for use in found.uses))
    )


def _rooms(agreement: RecognitionAgreement, programme: Fraction | None, before: Mapping[str, Fraction]) -> list[Room]:
    rooms = []
    for limit in agreement.limit or ():
        if limit.exclude_target is not None:
            continue
        step = limit.rounding
        value = limit_value(
            most=decimal(limit.max) if limit.max else None, share=ratio(limit.share) if limit.share else None,
            of=programme, quantum=decimal(step.quantum) if step else None, mode=step.mode if step else "down",
        )  # fmt: skip
        if value is not None:
            left = value - before.get(limit.limit_id, Fraction(0))
            rooms.append(Room(limit.limit_id, left, frozenset({limit.limit_id})))
    return rooms


def _plan(
    mode: Mode,
    clear: Sequence[Weighed],
    held: Sequence[Weighed],
    rooms: Sequence[Room],
    terms: Terms,
    on_record: Iterable[str],
) -> Plan:
    counted = [one.match for one in clear if one.credit > 0]
    if mode == "priority":
        return by_priority(counted, rooms, held=[one.match for one in held if one.credit > 0], on_record=on_record)
    quality = {use.award.credential: _quality_of(terms, use) for one in clear for use in one.found.uses}
    return best_plan(counted, rooms, quality=quality, on_record=on_record)


def _quality(terms: Terms, found: Found) -> Fraction:
    """The sum of the grade qualities of the awards of a match."""
    return sum((_quality_of(terms, use) for use in found.uses), Fraction())


def _quality_of(terms: Terms, use: Use) -> Fraction:
    """How good the grade of an award is on the first scale on which it stands; 0 without one."""
    for key, scale in terms.scales.items():
        grade = grade_on(key, use.award, terms)
        if grade is not None and terms.descriptions.get(key) and grade.description in terms.descriptions[key]:
            return max(scale.quality(scale.place(grade.value)), Fraction(0))
    return Fraction(0)
