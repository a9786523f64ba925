"""What a match gives, and how it stands beside others: credit, rank, what it holds. Recognition, sections 7 and 8.1.

Matches of several agreements are weighed into one plan: their rules have names of their own, and a limit on a programme
or a learner (:mod:`eccoe_vc.agreements.ceilings`) counts the credit of all.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from types import MappingProxyType
from typing import Any, Final

from eccoe_vc.agreements import ceilings, precedence
from eccoe_vc.agreements.awards import Once
from eccoe_vc.agreements.grades.scales import GradeError
from eccoe_vc.agreements.judging import Terms, grade_on, original_credit
from eccoe_vc.agreements.logic import Truth
from eccoe_vc.agreements.matching import Found, Use
from eccoe_vc.agreements.plans import Match
from eccoe_vc.agreements.precedence import Ranked
from eccoe_vc.agreements.texts import Text
from eccoe_vc.encoding.quantities import decimal, ratio, whole
from eccoe_vc.models.agreement import RecognitionAgreement
from eccoe_vc.models.rules import Limit, Rule, Target
from eccoe_vc.models.terms import version_of

NOTHING: Final[Mapping[str, Once]] = MappingProxyType({})
_CREDIT: Final = frozenset({"course", "elective", "unassigned"})


@dataclass(frozen=True, slots=True)
class Weighed:
    """A match with what it would give: credit for each target, its rank, and what the plan needs to know."""

    text: Text
    found: Found
    amounts: tuple[Fraction | None, ...]
    ranked: Ranked
    match: Match
    code: str = ""
    #: What is granted all the same and said: nobody knows whether it is more than its sources.
    notes: tuple[str, ...] = ()

    @property
    def credit(self) -> Fraction:
        """What it gives in all, as far as it is known."""
        return sum((amount for amount in self.amounts if amount is not None), Fraction())

    @property
    def gives_nothing(self) -> bool:
        """Whether it is an explicit decision to give nothing, which blocks what it goes before."""
        return all(target.kind == "none" for target in self.found.rule.target)

    @property
    def adds_nothing(self) -> bool:
        """Whether it gives no credit and yet something: an exemption, or a course without credit."""
        return self.credit == 0 and not self.gives_nothing and not self.code

    @property
    def exempts_only(self) -> bool:
        """Whether every target is an exemption: such a rule takes nothing away from others."""
        return all(target.kind == "exemption" for target in self.found.rule.target)


def weigh(
    texts: Sequence[Text],
    shared: Mapping[str, Once] = NOTHING,
    unit: str | None = None,
    programme: Fraction | None = None,
) -> list[Weighed]:
    """What could be chosen among the matches of all texts: not false, and no award in it counted twice.

    :param shared: of retakes, and of a whole and its parts, one counts (:func:`eccoe_vc.agreements.awards.once`).
    :param unit: the unit in which the plan counts; None: that of the first text by name. Credit of a text that counts
        in another unit is left to a person (``rule.unit``).
    :param programme: the size of the programme; a limit that is a share of an unknown size leaves its matches to a
        person (``limit.unknown``).
    """
    ordered = sorted(texts, key=lambda text: text.name)
    weighing = _Weighing(
        shared,
        unit or (ordered[0].terms.framework.unit if ordered else ""),
        programme,
        tuple((text, limit) for text in ordered for limit in text.agreement.limit or ()),
        _givers(ordered),
    )
    return [
        weighing.weighed(text, found)
        for text in ordered
        for found in text.matches
        if found.truth is not Truth.FALSE and counts_once(found, shared)
    ]


def _givers(texts: Sequence[Text]) -> Mapping[str, frozenset[str]]:
    """Course to the rules, of those that matched, which give it."""
    made: dict[str, set[str]] = {}
    for text in texts:
        for rule in {found.rule.rule_id: found.rule for found in text.matches}.values():
            for target in rule.target:
                if target.course is not None:
                    made.setdefault(target.course, set()).add(text.name + rule.rule_id)
    return {course: frozenset(names) for course, names in made.items()}


def counts_once(found: Found, shared: Mapping[str, Once]) -> bool:
    """Whether a match uses no award twice: neither retakes of one achievement, nor a whole and a part of it."""
    names = [name for use in found.uses for name in _shares(use, shared)]
    return len(set(names)) == len(names)


def _shares(use: Use, shared: Mapping[str, Once]) -> frozenset[str]:
    once = shared.get(use.award.credential, Once())
    return once.parts if use.leaf.repeatable else once.parts | once.retakes


@dataclass(frozen=True, slots=True)
class _Weighing:
    """What all matches of one decision are weighed by."""

    shared: Mapping[str, Once]
    unit: str
    programme: Fraction | None
    limits: tuple[tuple[Text, Limit], ...]
    givers: Mapping[str, frozenset[str]]

    def weighed(self, text: Text, found: Found) -> Weighed:
        rule, terms = found.rule, text.terms
        sources = [original_credit(use.award, terms).value for use in found.uses]
        known = None if None in sources else _at_least(sources)
        amounts = tuple(given_by(target, known) for target in rule.target)
        credit = sum((amount for amount in amounts if amount is not None), Fraction())
        ranked = _ranked(text, found, amounts)
        match = Match(
            text.name + rule.rule_id,
            tuple(sorted(held(text, found, use) for use in found.uses)),
            credit,
            self._targets(text, found),
            # What a limit must not cut is taken as a whole or not at all.
            all(target.kind in ("elective", "unassigned") for target in rule.target)
            and not ceilings.whole_only(self.limits, text, found),
            ceilings.over(self.limits, text, found),
            frozenset(rule.requires_target or ()),
            self._excludes(text, found),
            # Of several awards that one rule could use, the better one for the learner goes first (item 12, retakes).
            (*ranked.order[:-1], found.truth is not Truth.TRUE, -credit, -_quality(terms, found), found.awards),
        )
        unsure = known is None and credit > _at_least(sources) and not rule.may_exceed_source
        notes = ("rule.exceeds_source",) if unsure else ()
        return Weighed(text, found, amounts, ranked, match, self._code(text, found, amounts, known), notes)

    def _targets(self, text: Text, found: Found) -> frozenset[str]:
        """What no other match of the plan may have as well: courses, a rule that fires once, retakes, parts."""
        rule = found.rule
        names = {target.course for target in rule.target if target.course is not None}
        # What uses nothing up may be used again for another target, but no rule counts retakes or parts twice.
        given = any(target.kind != "exemption" for target in rule.target)
        own = "" if rule.holds else f" {text.name}{rule.rule_id}"
        if rule.holds or given:
            names.update(f"{name}{own}" for use in found.uses for name in _shares(use, self.shared))
        return frozenset(names)

    def _excludes(self, text: Text, found: Found) -> frozenset[str]:
        """The rules that cannot stand beside a match: named themselves, or by a course that they give."""
        rule = found.rule
        named = {text.name + name for name in rule.excludes_rule or ()}
        return frozenset(named.union(*(self.givers.get(course, ()) for course in rule.excludes_target or ())))

    def _code(self, text: Text, found: Found, amounts: Sequence[Fraction | None], known: Fraction | None) -> str:
        """Why a match is left to a person, or never given; empty where it is neither."""
        if ceilings.forbidden(self.limits, text, found):
            return "limit.excluded"
        if ceilings.unknown(self.limits, text, found, self.programme):
            return "limit.unknown"
        targets = found.rule.target
        credited = [amount for amount, target in zip(amounts, targets, strict=True) if target.kind in _CREDIT]
        if None in credited or (credited and text.terms.framework.unit != self.unit):
            return "rule.unit"
        total = sum((amount for amount in amounts if amount is not None), Fraction())
        return "rule.factor" if known is not None and total > known and not found.rule.may_exceed_source else ""


def _at_least(sources: Iterable[Fraction | None]) -> Fraction:
    """The credit of some awards, as far as it is known."""
    return sum((value for value in sources if value is not None), Fraction())


def held(text: Text, found: Found, use: Use) -> str:
    """The award of a match as the plan holds it: what a rule does not use up, it holds under a name of its own."""
    name = use.award.credential
    return name if found.rule.holds else f"{name} {text.name}{found.rule.rule_id}"


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
        _result(rule, amounts),
    )  # fmt: skip


def _result(rule: Rule, amounts: Sequence[Fraction | None]) -> Any:
    """Everything in which what two rules give can differ; compared for equality only."""
    targets = sorted(
        (*(repr(part) for part in (target.kind, target.course, target.bucket, target.grade, target.conversion)),
         str(amount), repr(target.use_condition))
        for target, amount in zip(rule.target, amounts, strict=True)
    )  # fmt: skip
    conditional = rule.review is not None and rule.review.mode == "conditional"
    return (rule.outcome, conditional, tuple(sorted(rule.category or ())), tuple(targets))


def given_by(target: Target, source: Fraction | None) -> Fraction | None:
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


__all__ = ["NOTHING", "Text", "Weighed", "counts_once", "given_by", "held", "quality_of", "weigh"]
