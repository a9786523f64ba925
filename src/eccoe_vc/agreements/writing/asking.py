"""What is asked of a learner: awards, one or several, and what must hold of them. Recognition, sections 4.3 and 7."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import islice

from eccoe_vc.agreements.writing.counting import scale_key
from eccoe_vc.agreements.writing.parties import party_id
from eccoe_vc.agreements.writing.values import (
    Day,
    Quantity,
    day,
    flag,
    made,
    many,
    optional,
    part,
    period,
    quantity,
    text,
)
from eccoe_vc.errors import AgreementError, InputTypeError, shown
from eccoe_vc.models.agreement import GradeScale, Party
from eccoe_vc.models.rules import (
    MAX_DEPTH,
    MAX_LEAVES,
    Areas,
    Choice,
    Condition,
    CreditRange,
    Days,
    GradeCondition,
    IdentityDemand,
    LanguageChoice,
    LevelRange,
    MaxAge,
    OtherIdentifier,
    Source,
)

# ---- single awards ---------------------------------------------------------------------------------------------------


def achievement(
    iri: str,
    *,
    alias: str | Iterable[str] | None = None,
    version: str | Iterable[str] | None = None,
    digest: str | None = None,
    condition: Condition | None = None,
    repeatable: bool | None = None,
) -> Source:
    """One award of this achievement, compared character by character; only a listed alias is the same.

    :param version: the versions that were agreed; left out, any.
    :param repeatable: several awards of it count, each for itself.
    """
    return _leaf(alias, version, digest, condition, repeatable, achievement=text(iri, "achievement"))


def identified(
    scheme: str,
    value: str,
    *,
    alias: str | Iterable[str] | None = None,
    version: str | Iterable[str] | None = None,
    digest: str | None = None,
    condition: Condition | None = None,
    repeatable: bool | None = None,
) -> Source:
    """One award of the achievement that has this identifier beside its id."""
    named = made(OtherIdentifier, scheme=text(scheme, "scheme"), value=text(value, "identifier"))
    return _leaf(alias, version, digest, condition, repeatable, identifier=named)


def aligned(
    iri: str,
    *,
    alias: str | Iterable[str] | None = None,
    version: str | Iterable[str] | None = None,
    digest: str | None = None,
    condition: Condition | None = None,
    repeatable: bool | None = None,
) -> Source:
    """One award of an achievement that is aligned to this, or has this learning outcome."""
    return _leaf(alias, version, digest, condition, repeatable, alignment=text(iri, "alignment"))


def anything_from(
    party: Party | str,
    *,
    under: str | Iterable[str] | None = None,
    achievement_type: str | Iterable[str] | None = None,
    condition: Condition | None = None,
    repeatable: bool | None = None,
) -> Source:
    """Any one award of this party.

    :param under: ISCED-F codes (IRIs) of subject areas, with everything below them.
    """
    areas = many(under, "subject areas")
    return _leaf(
        None,
        None,
        None,
        condition,
        repeatable,
        any_from=party_id(party, "party"),
        thematic_area=areas and made(Areas, under=areas),
        achievement_type=many(achievement_type, "achievement types"),
    )


def _leaf(
    alias: str | Iterable[str] | None,
    version: str | Iterable[str] | None,
    digest: str | None,
    condition: Condition | None,
    repeatable: bool | None,
    **form: object,
) -> Source:
    return made(
        Source,
        **form,
        alias=many(alias, "alias"),
        version=many(version, "version"),
        achievement_digest=optional(digest, "digest"),
        condition=None if condition is None else part(condition, Condition, "condition"),
        repeatable=flag(repeatable, "repeatable"),
    )


# ---- several awards --------------------------------------------------------------------------------------------------


def all_of(*sources: Source | str) -> Source:
    """All of these. A string is the id of an achievement.

    >>> [one.achievement for one in all_of("https://a.example/1", "https://a.example/2").leaves()]
    ['https://a.example/1', 'https://a.example/2']
    """
    return _several(all_of=_sources(sources))


def any_of(*sources: Source | str) -> Source:
    """One of these."""
    return _several(any_of=_sources(sources))


def some_of(count: Quantity, *sources: Source | str, min_credit: Quantity | None = None) -> Source:
    """Exactly so many of these, which together have at least ``min_credit``."""
    least = None if min_credit is None else quantity(min_credit, "credit")
    return _several(of=_sources(sources), k_of=quantity(count, "count"), min_credit=least)


def worth(min_credit: Quantity, *sources: Source | str) -> Source:
    """As many of these as it takes to reach the credit, and none too many."""
    return _several(of=_sources(sources), min_credit=quantity(min_credit, "credit"))


def source_of(source: object) -> Source:
    """A source; a string is the id of an achievement."""
    return achievement(source) if isinstance(source, str) else part(source, Source, "source")


def _sources(sources: Iterable[Source | str]) -> tuple[Source, ...]:
    return tuple(source_of(source) for source in sources)


def _several(**form: object) -> Source:
    """A node of several; its size is judged at once, because a source may stand in many others."""
    node = made(Source, **form)
    level = [node]
    for _ in range(MAX_DEPTH):
        level = list(islice((below for one in level for below in one.parts), MAX_LEAVES + 1))
        if len(level) > MAX_LEAVES:
            break
    if level or len(list(islice(node.leaves(), MAX_LEAVES + 1))) > MAX_LEAVES:
        message = f"A source has at most {MAX_LEAVES} awards in {MAX_DEPTH} levels."
        raise AgreementError("rule.budget", message, hint="Split the rule into several.")
    return node


# ---- conditions ------------------------------------------------------------------------------------------------------


def condition(
    *,
    grade: GradeCondition | None = None,
    credit: CreditRange | None = None,
    level: Quantity | LevelRange | None = None,
    assessment: str | Iterable[str] | Choice | None = None,
    participation: str | Iterable[str] | Choice | None = None,
    quality_assurance: str | Iterable[str] | Choice | None = None,
    learning_setting: str | Iterable[str] | Choice | None = None,
    supervised: bool | None = None,
    identity_verified: bool | None = None,
    language: str | Iterable[str] | None = None,
    max_age: str | None = None,
    age_basis: str | None = None,
    on_stale: str | None = None,
    awarded: Days | None = None,
) -> Condition:
    """What must hold of an award; all that is given must.

    :param grade: :func:`at_least` or :func:`below`.
    :param credit: :func:`credit_between`, the original credit in the unit of the agreement.
    :param level: the lowest EQF level, or :func:`levels`.
    :param assessment: one of these IRIs at least, or :func:`choice`; the same for the three behind it.
    :param supervised: True is a demand, and so is ``identity_verified``.
    :param max_age: how old the award may be on the day of the request, such as ``P5Y``; ``age_basis``
        (``completion``, ``award``) says from when, ``on_stale`` (``refuse``, ``manualReview``) what happens after.
    :param awarded: :func:`days`, by the date that counts.

    >>> condition(level=6, max_age="P5Y", identity_verified=True).to_json()
    {'eqfLevel': {'min': '6'}, 'idVerification': {'idVerified': True}, 'maxAge': {'period': 'P5Y'}}
    """
    demands = {
        "supervised": flag(supervised, "supervised"),
        "id_verified": flag(identity_verified, "identity_verified"),
    }
    tongues = many(language, "language")
    return made(
        Condition,
        grade=None if grade is None else part(grade, GradeCondition, "grade"),
        credit=None if credit is None else part(credit, CreditRange, "credit"),
        eqf_level=level if level is None or isinstance(level, LevelRange) else levels(level),
        assessment=_choice(assessment, "assessment"),
        participation=_choice(participation, "participation"),
        quality_assurance=_choice(quality_assurance, "quality assurance"),
        learning_setting=_choice(learning_setting, "learning setting"),
        id_verification=None if (supervised, identity_verified) == (None, None) else made(IdentityDemand, **demands),
        language=None if tongues is None else made(LanguageChoice, any_of=tongues),
        max_age=_age(max_age, age_basis, on_stale),
        awarded=None if awarded is None else part(awarded, Days, "days"),
    )


def _age(max_age: str | None, basis: str | None, on_stale: str | None) -> MaxAge | None:
    if max_age is not None:
        return made(
            MaxAge,
            period=period(max_age, "age"),
            basis=optional(basis, "age_basis"),
            on_stale=optional(on_stale, "on_stale"),
        )
    if basis is not None or on_stale is not None:
        hint = 'Say max_age="P5Y" as well.'
        raise InputTypeError("input.type", "age_basis and on_stale say nothing without max_age.", hint=hint)
    return None


def at_least(
    scale: GradeScale | str, grade: Quantity, *, below: Quantity | None = None, pass_fail: str | None = None
) -> GradeCondition:
    """This grade or a better one, on this scale, and worse than ``below``.

    :param pass_fail: what a credential counts that says only *pass*: ``accept``, ``review``, ``reject``.
    """
    return made(
        GradeCondition,
        scale=scale_key(scale),
        at_least=quantity(grade, "grade"),
        below=None if below is None else quantity(below, "grade"),
        pass_fail=optional(pass_fail, "pass_fail"),
    )


def below(scale: GradeScale | str, grade: Quantity, *, pass_fail: str | None = None) -> GradeCondition:
    """A worse grade than this, on this scale."""
    worse, only = quantity(grade, "grade"), optional(pass_fail, "pass_fail")
    return made(GradeCondition, scale=scale_key(scale), below=worse, pass_fail=only)


def credit_between(least: Quantity | None = None, most: Quantity | None = None) -> CreditRange:
    """From so much original credit up to so much."""
    return made(
        CreditRange,
        min=None if least is None else quantity(least, "credit"),
        max=None if most is None else quantity(most, "credit"),
    )


def levels(lowest: Quantity | None = None, highest: Quantity | None = None, *, multi: str | None = None) -> LevelRange:
    """From one EQF level up to another; ``multi`` says whether ``all`` levels of an award must fit, or ``any``."""
    return made(
        LevelRange,
        min=None if lowest is None else quantity(lowest, "level"),
        max=None if highest is None else quantity(highest, "level"),
        multi=optional(multi, "multi"),
    )


def choice(any_of: str | Iterable[str] | None = None, *, none_of: str | Iterable[str] | None = None) -> Choice:
    """At least one of some IRIs, none of others."""
    return made(Choice, any_of=many(any_of, "any_of"), none_of=many(none_of, "none_of"))


def _choice(values: object, what: str) -> Choice | None:
    if values is None or isinstance(values, Choice):
        return values
    return made(Choice, any_of=many(values, what))


def days(first: Day | None = None, last: Day | None = None) -> Days:
    """From one day to another, both included."""
    return made(Days, from_=day(first, "first day"), to=day(last, "last day"))


def condition_of(value: object) -> Condition | None:
    """A condition, or None for what was left out.

    :raises InputTypeError: ``input.type``, something else, such as a grade by itself.
    """
    if isinstance(value, GradeCondition):
        message = f"The condition is {shown(value)}."
        raise InputTypeError("input.type", message, hint="Write condition(grade=at_least(...)).")
    return None if value is None else part(value, Condition, "condition")


__all__ = [
    "achievement",
    "aligned",
    "all_of",
    "any_of",
    "anything_from",
    "at_least",
    "below",
    "choice",
    "condition",
    "condition_of",
    "credit_between",
    "days",
    "identified",
    "levels",
    "some_of",
    "source_of",
    "worth",
]
