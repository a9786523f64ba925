"""What a match gives, and how it stands beside others: credit, rank, limits. Recognition, sections 7, 8.1 and 9.1.

Matches of several agreements are weighed into one plan: their rules have names of their own, and a limit on a programme
or a learner counts the credit of all.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from types import MappingProxyType
from typing import Final

from eccoe_vc.agreements import precedence
from eccoe_vc.agreements.amounts import limit_value
from eccoe_vc.agreements.awards import Once
from eccoe_vc.agreements.grades.scales import GradeError
from eccoe_vc.agreements.judging import Terms, grade_on, original_credit
from eccoe_vc.agreements.limits import Room
from eccoe_vc.agreements.logic import Truth
from eccoe_vc.agreements.matching import Found, Use
from eccoe_vc.agreements.plans import Match
from eccoe_vc.agreements.precedence import Ranked
from eccoe_vc.encoding.quantities import decimal, ratio, whole
from eccoe_vc.models.agreement import RecognitionAgreement
from eccoe_vc.models.rules import Limit, Target
from eccoe_vc.models.terms import version_of

NOTHING: Final[Mapping[str, Once]] = MappingProxyType({})
_CREDIT: Final = frozenset({"course", "elective", "unassigned"})


@dataclass(frozen=True, slots=True)
class Text:
    """An agreement that decides with its matches; ``name`` stands before its rules where there are several texts."""

    agreement: RecognitionAgreement
    terms: Terms
    matches: Sequence[Found]
    name: str = ""


@dataclass(frozen=True, slots=True)
class Weighed:
    """A match with what it would give: credit for each target, its rank, and what the plan needs to know."""

    text: Text
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


def weigh(texts: Sequence[Text], shared: Mapping[str, Once] = NOTHING, unit: str | None = None) -> list[Weighed]:
    """What could be chosen among the matches of all texts: not false, and no award in it counted twice.

    :param shared: of retakes, and of a whole and its parts, one counts (:func:`eccoe_vc.agreements.awards.once`).
    :param unit: the unit in which the plan counts; None: that of the first text by name. Credit of a text that counts
        in another unit is left to a person (``rule.unit``).
    """
    ordered = sorted(texts, key=lambda text: text.name)
    limits = [(text, limit) for text in ordered for limit in text.agreement.limit or ()]
    counted = unit or (ordered[0].terms.framework.unit if ordered else "")
    return [
        _weigh(text, found, shared, limits, counted)
        for text in ordered
        for found in text.matches
        if found.truth is not Truth.FALSE and _counts_once(found, shared)
    ]


def _counts_once(found: Found, shared: Mapping[str, Once]) -> bool:
    names = [name for use in found.uses for name in _shares(use, shared)]
    return len(set(names)) == len(names)


def _shares(use: Use, shared: Mapping[str, Once]) -> frozenset[str]:
    once = shared.get(use.award.credential, Once())
    return once.parts if use.leaf.repeatable else once.parts | once.retakes


def _weigh(
    text: Text, found: Found, shared: Mapping[str, Once], limits: Sequence[tuple[Text, Limit]], unit: str
) -> Weighed:
    rule, terms = found.rule, text.terms
    sources = [original_credit(use.award, terms).value for use in found.uses]
    known = None if None in sources else sum((value for value in sources if value is not None), Fraction())
    amounts = tuple(_amount(target, known) for target in rule.target)
    credit = sum((amount for amount in amounts if amount is not None), Fraction())
    once = {name for use in found.uses for name in _shares(use, shared)}
    ranked = _ranked(text, found, amounts)
    match = Match(
        text.name + rule.rule_id,
        found.awards,
        credit,
        frozenset(
            {target.course for target in rule.target if target.course is not None}
            | ({f"rule {text.name}{rule.rule_id}"} if rule.max_use == "1" else set())
            # An exemption consumes nothing, so it shares nothing.
            | (once if any(target.kind != "exemption" for target in rule.target) else set())
        ),
        all(target.kind in ("elective", "unassigned") for target in rule.target),
        frozenset(owner.name + limit.limit_id for owner, limit in limits if _limited(limit, owner, text, found)),
        frozenset(rule.requires_target or ()),
        frozenset(text.name + name for name in rule.excludes_rule or ()),
        # Of several awards that one rule could use, the better one for the learner goes first (item 12, retakes).
        (*ranked.order[:-1], found.truth is not Truth.TRUE, -credit, -_quality(terms, found), found.awards),
    )
    return Weighed(text, found, amounts, ranked, match, _open_code(text, found, amounts, known, unit))


def _open_code(text: Text, found: Found, amounts: Sequence[Fraction | None], known: Fraction | None, unit: str) -> str:
    """Why the amounts of a match are left to a person; empty where they are not."""
    targets = found.rule.target
    credited = [amount for amount, target in zip(amounts, targets, strict=True) if target.kind in _CREDIT]
    if None in credited or (credited and text.terms.framework.unit != unit):
        return "rule.unit"
    total = sum((amount for amount in amounts if amount is not None), Fraction())
    return "rule.factor" if known is not None and total > known and not found.rule.may_exceed_source else ""


def _ranked(text: Text, found: Found, amounts: Sequence[Fraction | None]) -> Ranked:
    rule = found.rule
    return Ranked(
        text.name + rule.rule_id,
        whole(rule.priority) if rule.priority else precedence.DEFAULT_PRIORITY,
        _scope(text.agreement, rule.programme is not None, rule.organisational_unit is not None),
        len(found.uses),
        _grade_width(text.terms, found),
        min((target.kind for target in rule.target), key=precedence.KINDS.index),
        version_of(text.agreement.version),
        found.awards,
        tuple(sorted((target.kind, target.course or target.bucket or "", str(amount))
                     for target, amount in zip(rule.target, amounts, strict=True))),
    )  # fmt: skip


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


# ---- limits ----------------------------------------------------------------------------------------------------------


def _limited(limit: Limit, owner: Text, text: Text, found: Found) -> bool:
    """Whether a limit is about a match; all that it names must fit."""
    rule = found.rule
    if limit.exclude_target is not None or (limit.scope == "agreement" and owner is not text):
        return False
    return (
        (limit.category is None or not set(limit.category).isdisjoint(rule.category or ()))
        and (limit.kind is None or any(target.kind in limit.kind for target in rule.target))
        and (limit.from_ is None or any(use.award.issuer in limit.from_ for use in found.uses))
    )


def rooms(
    texts: Sequence[Text], programme: Fraction | None, before: Mapping[str, Fraction] | None = None
) -> list[Room]:
    """The limits of all texts, each with the room that earlier decisions left.

    :param programme: the size of the programme, for limits that are a share of it.
    :param before: what earlier decisions applied, by limit; under several texts the name of the text stands before it.
    """
    made = []
    for text in sorted(texts, key=lambda text: text.name):
        for limit in text.agreement.limit or ():
            if limit.exclude_target is not None:
                continue
            step = limit.rounding
            value = limit_value(
                most=decimal(limit.max) if limit.max else None, share=ratio(limit.share) if limit.share else None,
                of=programme, quantum=decimal(step.quantum) if step else None, mode=step.mode if step else "down",
            )  # fmt: skip
            name = text.name + limit.limit_id
            if value is not None:
                made.append(Room(name, value - (before or {}).get(name, Fraction(0)), frozenset({name})))
    return made


# ---- grades ----------------------------------------------------------------------------------------------------------


def _quality(terms: Terms, found: Found) -> Fraction:
    """The sum of the grade qualities of the awards of a match."""
    return sum((quality_of(terms, use) for use in found.uses), Fraction())


def quality_of(terms: Terms, use: Use) -> Fraction:
    """How good the grade of an award is on the first scale on which it stands; 0 without one."""
    for key, scale in terms.scales.items():
        grade = grade_on(key, use.award, terms)
        if grade is not None and terms.descriptions.get(key) and grade.description in terms.descriptions[key]:
            try:
                return max(scale.quality(scale.place(grade.value)), Fraction(0))
            except GradeError:  # no grade of this scale: what the conditions say about it is said there
                return Fraction(0)
    return Fraction(0)


__all__ = ["NOTHING", "Text", "Weighed", "quality_of", "rooms", "weigh"]
