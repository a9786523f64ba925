"""What a rule gives, the rules themselves, and how much may count. Recognition, sections 4.3 and 7."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from eccoe_vc.agreements.writing.asking import condition_of, source_of
from eccoe_vc.agreements.writing.parties import party_ids
from eccoe_vc.agreements.writing.values import (
    Day,
    Quantity,
    Words,
    day,
    flag,
    made,
    many,
    optional,
    part,
    parts,
    period,
    quantity,
    text,
    words,
)
from eccoe_vc.errors import AgreementError, InputTypeError, shown
from eccoe_vc.models.agreement import GradeConversion, Party
from eccoe_vc.models.rules import (
    Amount,
    Condition,
    GradeCondition,
    Limit,
    Review,
    Rule,
    RulePeriod,
    Source,
    StepRounding,
    Target,
    UseCondition,
)

# ---- targets ---------------------------------------------------------------------------------------------------------


def course(
    iri: str,
    *,
    credit: Quantity | None = None,
    ratio: Quantity | None = None,
    at_most: Quantity | None = None,
    grade: str | None = None,
    conversion: GradeConversion | str | None = None,
    uses: Mapping[str, GradeCondition] | None = None,
) -> Target:
    """A course of the recognising university.

    :param credit: so much; or ``ratio``, a share of the source, up to ``at_most``.
    :param grade: ``none``, ``original`` or ``pass``; with a ``conversion`` it is ``converted``.
    :param uses: demands on single uses of the result, such as ``{"prerequisite": at_least(...)}``.

    >>> course("https://b.example/ENG101", credit=3).to_json()
    {'kind': 'course', 'course': 'https://b.example/ENG101', 'credit': {'fixed': '3'}}
    """
    amount = _amount(credit, ratio, at_most)
    return _target("course", grade, conversion, uses, course=text(iri, "course"), credit=amount)


def elective(
    bucket: str,
    *,
    credit: Quantity | None = None,
    ratio: Quantity | None = None,
    at_most: Quantity | None = None,
    grade: str | None = None,
    conversion: GradeConversion | str | None = None,
) -> Target:
    """Free credit that goes into this bucket of electives; the rest as in :func:`course`."""
    amount = _amount(credit, ratio, at_most)
    return _target("elective", grade, conversion, None, bucket=text(bucket, "bucket"), credit=amount)


def unassigned(
    bucket: str,
    *,
    credit: Quantity | None = None,
    ratio: Quantity | None = None,
    at_most: Quantity | None = None,
    grade: str | None = None,
    conversion: GradeConversion | str | None = None,
) -> Target:
    """Credit without a course; the rest as in :func:`course`."""
    amount = _amount(credit, ratio, at_most)
    return _target("unassigned", grade, conversion, None, bucket=text(bucket, "bucket"), credit=amount)


def exemption(iri: str) -> Target:
    """Freedom from this course, without credit."""
    return _target("exemption", None, None, None, course=text(iri, "course"))


def nothing() -> Target:
    """Explicitly nothing, which is another thing than no rule."""
    return _target("none", None, None, None)


def _target(
    kind: str,
    grade: str | None,
    conversion: GradeConversion | str | None,
    uses: Mapping[str, GradeCondition] | None,
    **members: object,
) -> Target:
    key = conversion.key if isinstance(conversion, GradeConversion) else optional(conversion, "conversion")
    written = "converted" if key is not None and grade is None else optional(grade, "grade")
    demands = None if uses is None else tuple(_use(use, demand) for use, demand in _pairs(uses))
    return made(Target, kind=kind, **members, grade=written, conversion=key, use_condition=demands)


def _pairs(uses: object) -> Iterable[tuple[object, object]]:
    if not isinstance(uses, Mapping):
        hint = 'Write {"prerequisite": at_least(...)}.'
        raise InputTypeError("input.type", f"The uses are {shown(uses)}.", hint=hint)
    return uses.items()


def _use(use: object, demand: object) -> UseCondition:
    return made(UseCondition, use=text(use, "use"), grade=part(demand, GradeCondition, "demand on a use"))


def _amount(credit: Quantity | None, ratio: Quantity | None, at_most: Quantity | None) -> Amount | None:
    if (credit, ratio, at_most) == (None, None, None):
        return None
    return made(
        Amount,
        fixed=None if credit is None else quantity(credit, "credit"),
        ratio=None if ratio is None else quantity(ratio, "ratio"),
        max=None if at_most is None else quantity(at_most, "upper end of the credit"),
    )


# ---- rules -----------------------------------------------------------------------------------------------------------


def rule(
    rule_id: str,
    *,
    has: Source | str,
    gives: Target | Iterable[Target],
    outcome: str,
    condition: Condition | None = None,
    from_: Party | str | Iterable[Party | str] | None = None,
    to: Party | str | Iterable[Party | str] | None = None,
    title: Words | None = None,
    note: Words | None = None,
    in_language: str | None = None,
    priority: Quantity | None = None,
    programme: str | Iterable[str] | None = None,
    organisational_unit: str | Iterable[str] | None = None,
    category: str | Iterable[str] | None = None,
    may_exceed_source: bool | None = None,
    requires_target: str | Iterable[str] | None = None,
    excludes_target: str | Iterable[str] | None = None,
    excludes_rule: str | Iterable[str] | None = None,
    consumes: bool | None = None,
    reusable: bool | None = None,
    max_use: Quantity | None = None,
    review: Review | None = None,
    ground: str | Iterable[str] | None = None,
    begins: Day | None = None,
    ends: Day | None = None,
) -> Rule:
    """Who has this gets that, in one direction.

    :param rule_id: its name, which stays the same over all versions of the agreement.
    :param has: what a learner must hold; a string is the id of an achievement.
    :param gives: what is granted together, or not at all.
    :param outcome: the best outcome that it can give: ``full``, ``partial``, ``conditional``, ``manualReview``.
    :param condition: holds for every award that is used.
    :param from_: parties that award, ``to``: parties that recognise; left out, all of them.
    :param priority: the smaller goes first; left out, it is 100.
    :param category: names that limits refer to.
    :param begins: first day of the rule, ``ends``: its last; left out, those of the agreement.
    """
    window = {"start_date": day(begins, "first day"), "end_date": day(ends, "last day")}
    return made(
        Rule,
        rule_id=text(rule_id, "name of the rule"),
        title=words(title, in_language, "title"),
        note=words(note, in_language, "note"),
        priority=None if priority is None else quantity(priority, "priority"),
        outcome=text(outcome, "outcome"),
        from_=party_ids(from_, "from_"),
        to=party_ids(to, "to"),
        programme=many(programme, "programme"),
        organisational_unit=many(organisational_unit, "unit"),
        category=many(category, "category"),
        source=source_of(has),
        condition=condition_of(condition),
        target=parts(gives, Target, "target"),
        may_exceed_source=flag(may_exceed_source, "may_exceed_source"),
        requires_target=many(requires_target, "required target"),
        excludes_target=many(excludes_target, "excluded target"),
        excludes_rule=many(excludes_rule, "excluded rule"),
        consumes=flag(consumes, "consumes"),
        reusable=flag(reusable, "reusable"),
        max_use=None if max_use is None else quantity(max_use, "max_use"),
        review=None if review is None else part(review, Review, "review"),
        ground=many(ground, "ground"),
        period=None if (begins, ends) == (None, None) else made(RulePeriod, **window),
    )


def refusal(
    rule_id: str,
    *,
    has: Source | str,
    ground: str | Iterable[str],
    note: Words,
    in_language: str | None = None,
    priority: Quantity | None = None,
    from_: Party | str | Iterable[Party | str] | None = None,
    to: Party | str | Iterable[Party | str] | None = None,
) -> Rule:
    """That this award is not recognised, on which ground, such as ``level`` or ``workload``, and why in words."""
    return rule(
        rule_id,
        has=has,
        gives=nothing(),
        outcome="refused",
        ground=ground,
        note=note,
        in_language=in_language,
        priority=priority,
        from_=from_,
        to=to,
    )


_SHARED = (
    "outcome", "priority", "category", "may_exceed_source", "consumes", "reusable", "max_use", "review", "period",
)  # fmt: skip


def opposite(
    first: Rule,
    *,
    rule_id: str,
    has: Source | str,
    gives: Target | Iterable[Target],
    condition: Condition | None = None,
) -> Rule:
    """The rule of the other direction, for an agreement that is reciprocal: parties exchanged, the rest as said here.

    Outcome, priority, categories, period and review are those of the first. What it asks for and gives is never
    guessed, nor are titles, programmes, and relations to other rules, which mean something else on the other side.

    :raises AgreementError: ``rule.reference``, the first rule does not name both sides; ``rule.refusal_bundle``, it
        is a refusal, and a refusal has no opposite.
    """
    part(first, Rule, "rule")
    if first.from_ is None or first.to is None:
        message = (
            f"The rule {shown(first.rule_id)} does not say from whom and to whom it leads, so nothing is opposite."
        )
        raise AgreementError("rule.reference", message, hint="Give it from_ and to.")
    if first.outcome == "refused":
        message = f"The rule {shown(first.rule_id)} refuses, and a refusal has no opposite."
        raise AgreementError("rule.refusal_bundle", message)
    shared = {name: getattr(first, name) for name in _SHARED}
    return made(
        Rule,
        rule_id=text(rule_id, "name of the rule"),
        from_=first.to,
        to=first.from_,
        source=source_of(has),
        condition=condition_of(condition),
        target=parts(gives, Target, "target"),
        **shared,
    )


def review(
    mode: str,
    *,
    ground: str | Iterable[str] | None = None,
    deadline: str | None = None,
    says: Words | None = None,
    in_language: str | None = None,
) -> Review:
    """That a person decides (``manual``), or under which condition the rule holds (``conditional``)."""
    return made(
        Review,
        mode=text(mode, "mode"),
        ground=many(ground, "ground"),
        deadline=period(deadline, "deadline"),
        text=words(says, in_language, "text of the review"),
    )


# ---- limits ----------------------------------------------------------------------------------------------------------


def limit(
    limit_id: str,
    *,
    scope: str,
    at_most: Quantity | None = None,
    share: Quantity | None = None,
    exclude_target: str | Iterable[str] | None = None,
    category: str | Iterable[str] | None = None,
    kind: str | Iterable[str] | None = None,
    from_: Party | str | Iterable[Party | str] | None = None,
    rounding: StepRounding | None = None,
    on_exceed: str | None = None,
) -> Limit:
    """How much may count, or which targets never may: one of ``at_most``, ``share``, ``exclude_target``.

    :param scope: for each ``learner``, each ``programme``, or the whole ``agreement``.
    :param share: a part of the credits of the programme.
    :param category: which grants count: those of rules of a category, of a kind, from a party; left out, all.

    >>> limit("half", scope="programme", share="0.5").to_json()
    {'limitId': 'half', 'scope': 'programme', 'share': '0.5', 'of': 'programmeCredits'}
    """
    return made(
        Limit,
        limit_id=text(limit_id, "name of the limit"),
        scope=text(scope, "scope"),
        max=None if at_most is None else quantity(at_most, "limit"),
        share=None if share is None else quantity(share, "share"),
        of=None if share is None else "programmeCredits",
        exclude_target=many(exclude_target, "excluded target"),
        category=many(category, "category"),
        kind=many(kind, "kind"),
        from_=party_ids(from_, "from_"),
        rounding=None if rounding is None else part(rounding, StepRounding, "rounding"),
        on_exceed=optional(on_exceed, "on_exceed"),
    )


__all__ = [
    "course",
    "elective",
    "exemption",
    "limit",
    "nothing",
    "opposite",
    "refusal",
    "review",
    "rule",
    "unassigned",
]
