"""What rules, conditions and limits say, as phrases of plain English. For :mod:`eccoe_vc.agreements.showing`."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final

from eccoe_vc.encoding.visible import safe
from eccoe_vc.models.rules import Choice, Condition, GradeCondition, Limit, Rule, Source, StepRounding, Target

_HUMP: Final = re.compile(r"(?<=[a-z])(?=[A-Z0-9])")
_PART: Final = re.compile(r"([0-9]+)([YMWD])")
_UNITS: Final[Mapping[str, str]] = {"Y": "year", "M": "month", "W": "week", "D": "day"}


def spoken(word: str) -> str:
    """A word of the format as words.

    >>> spoken("enrolledOrCompletedBeforeEffect")
    'enrolled or completed before effect'
    """
    return _HUMP.sub(" ", word).lower()


def lasting(period: str) -> str:
    """A period in words, and as it is written.

    >>> lasting("P1Y6M")
    '1 year and 6 months (P1Y6M)'
    """
    parts = [f"{count} {_UNITS[unit]}{'' if count == '1' else 's'}" for count, unit in _PART.findall(period)]
    return f"{joined(parts)} ({period})"


def joined(parts: Iterable[str], word: str = "and") -> str:
    """Several things as an enumeration.

    >>> joined(["a", "b", "c"])
    'a, b and c'
    """
    said = list(parts)
    return f"{', '.join(said[:-1])} {word} {said[-1]}" if len(said) > 1 else "".join(said)


def named(values: Iterable[str], word: str = "and") -> str:
    """Names that a stranger chose, made safe, as an enumeration."""
    return joined([safe(value) for value in values], word)


def text(texts: Mapping[str, str], language: str) -> str:
    """A text for people in the language wished, else in English, else in the first by code."""
    exact = next((key for key in sorted(texts) if key.lower() == language.lower()), None)
    primary = language.lower().partition("-")[0]
    near = next((key for key in sorted(texts) if key.lower().partition("-")[0] == primary), None)
    return safe(texts[exact or near or ("en" if "en" in texts else min(texts))])


def rounding(step: StepRounding) -> str:
    """How something is rounded."""
    return f"rounded to multiples of {step.quantum} ({spoken(step.mode)})"


# ---- conditions ------------------------------------------------------------------------------------------------------


def grade(asked: GradeCondition) -> str:
    """What a grade must be."""
    ends = [] if asked.at_least is None else [f"at least {safe(asked.at_least)}"]
    ends += [] if asked.below is None else [f"below {safe(asked.below)}"]
    only = "" if asked.pass_fail is None else f" (a credential that says only pass: {spoken(asked.pass_fail)})"
    return f"a grade of {joined(ends) or 'any kind'} on the scale {safe(asked.scale)}{only}"


def conditions(asked: Condition, unit: str) -> Iterator[str]:
    """Everything that a condition asks for, phrase by phrase, each to stand behind "with"."""
    if asked.grade is not None:
        yield grade(asked.grade)
    if asked.credit is not None:
        yield f"original credit{_between(asked.credit.min, asked.credit.max)} {unit}"
    if asked.eqf_level is not None:
        level = asked.eqf_level
        several = "" if level.multi is None else f" (of several levels, {spoken(level.multi)})"
        yield f"EQF level{_between(level.min, level.max)}{several}"
    for what, choice in (
        ("assessment", asked.assessment),
        ("participation", asked.participation),
        ("quality assurance", asked.quality_assurance),
        ("learning setting", asked.learning_setting),
    ):
        if choice is not None:
            yield f"{what} {_choice(choice)}"
    if asked.id_verification is not None:
        yield from _identity(asked.id_verification.supervised, asked.id_verification.id_verified)
    if asked.language is not None:
        yield f"{named(asked.language.any_of, 'or')} as the language of instruction"
    if asked.max_age is not None:
        age = asked.max_age
        basis = f" since {spoken(age.basis)}" if age.basis else " since completion"
        stale = {None: "refuse", "refuse": "refuse"}.get(age.on_stale, "manual review")
        yield f"an age of at most {lasting(age.period)}{basis} (an older one: {stale})"
    if asked.awarded is not None:
        yield f"a date{_days(asked.awarded.from_, asked.awarded.to)}"


def _identity(supervised: bool | None, verified: bool | None) -> Iterator[str]:
    for what, demanded in (("supervision", supervised), ("a verified identity", verified)):
        if demanded is not None:
            yield what if demanded else f"no demand for {what}"


def _between(low: str | None, high: str | None) -> str:
    ends = [f"of at least {low}"] if low is not None else []
    ends += [f"{'' if ends else 'of '}at most {high}"] if high is not None else []
    return f" {joined(ends)}" if ends else " of any size"


def _days(first: str | None, last: str | None) -> str:
    ends = [f"from {first}"] if first is not None else []
    ends += [f"to {last}"] if last is not None else []
    return f" {' '.join(ends)}" if ends else " that is known"


def _choice(choice: Choice) -> str:
    ends = [f"by one of {named(choice.any_of, 'or')}"] if choice.any_of else []
    ends += [f"by none of {named(choice.none_of, 'or')}"] if choice.none_of else []
    return joined(ends) or "of any kind"


def _with(asked: Condition | None, unit: str) -> str:
    said = [] if asked is None else list(conditions(asked, unit))
    return f" with {joined(said)}" if said else ""


# ---- sources and targets ---------------------------------------------------------------------------------------------


def source(node: Source, unit: str) -> str:
    """What a learner must hold; at most eight levels deep, as the model has it."""
    if node.all_of is not None:
        return f"all of ({_each(node.all_of, unit)})"
    if node.any_of is not None:
        return f"one of ({_each(node.any_of, unit)})"
    if node.of is not None:
        credit = "" if node.min_credit is None else f" worth at least {node.min_credit} {unit} together"
        count = "as many as it takes" if node.k_of is None else f"exactly {node.k_of}"
        return f"{count} of ({_each(node.of, unit)}){credit}"
    return _award(node) + _of_leaf(node) + _with(node.condition, unit)


def _each(parts: Sequence[Source], unit: str) -> str:
    return "; ".join(source(part, unit) for part in parts)


def _award(leaf: Source) -> str:
    if leaf.identifier is not None:
        return f"an award with the identifier {safe(leaf.identifier.value)} of {safe(leaf.identifier.scheme)}"
    if leaf.alignment is not None:
        return f"an award aligned to {safe(leaf.alignment)}"
    if leaf.any_from is not None:
        areas = f" in the subject areas {named(leaf.thematic_area.under, 'or')}" if leaf.thematic_area else ""
        kinds = f" of the type {named(leaf.achievement_type, 'or')}" if leaf.achievement_type else ""
        return f"any award of {safe(leaf.any_from)}{areas}{kinds}"
    return safe(leaf.achievement or "")


def _of_leaf(leaf: Source) -> str:
    said = []
    if leaf.version is not None:
        said.append(f"version {named(leaf.version, 'or')}")
    if leaf.alias is not None:
        said.append(f"also known as {named(leaf.alias)}")
    if leaf.achievement_digest is not None:
        said.append(f"with the digest {leaf.achievement_digest}")
    if leaf.repeatable is not None:
        said.append("each award counts" if leaf.repeatable else "several awards count once")
    return f" ({'; '.join(said)})" if said else ""


def target(given: Target, unit: str) -> str:
    """What is given."""
    what = {
        "course": f"the course {safe(given.course or '')}",
        "exemption": f"exemption from the course {safe(given.course or '')}",
        "elective": f"elective credit in {safe(given.bucket or '')}",
        "unassigned": f"unassigned credit in {safe(given.bucket or '')}",
        "none": "nothing (none)",
    }[given.kind]
    uses = [f"for use as {safe(use.use)}: {grade(use.grade)}" for use in given.use_condition or ()]
    return what + _amount(given, unit) + _grade_given(given) + (f" ({'; '.join(uses)})" if uses else "")


def _amount(given: Target, unit: str) -> str:
    if given.credit is None:
        return ""
    if given.credit.fixed is not None:
        return f", {given.credit.fixed} {unit}"
    most = "" if given.credit.max is None else f", at most {given.credit.max} {unit}"
    return f", {given.credit.ratio} times the credit of the award{most}"


def _grade_given(given: Target) -> str:
    if given.conversion is not None:
        return f", grade converted ({safe(given.conversion)})"
    return "" if given.grade is None else f", grade: {given.grade}"


# ---- rules and limits ------------------------------------------------------------------------------------------------


def rule(one: Rule, unit: str, language: str) -> Iterator[str]:
    """A rule in sentences; the first one says who gets what."""
    given = joined([target(target_, unit) for target_ in one.target])
    demands = _with(one.condition, unit)
    if demands and (one.source.parts or one.source.condition is not None):
        demands = f", each{demands},"
    yield f"Who has {source(one.source, unit)}{demands} gets {given}."
    if one.title is not None:
        yield f"Title: {text(one.title, language)}"
    if one.note is not None:
        yield f"Note: {text(one.note, language)}"
    for label, values in (
        ("From", one.from_),
        ("To", one.to),
        ("Only for the programmes", one.programme),
        ("Only for the units", one.organisational_unit),
        ("Categories:", one.category),
        ("Requires as well the courses", one.requires_target),
        ("Excludes the courses", one.excludes_target),
        ("Excludes the rules", one.excludes_rule),
    ):
        if values is not None:
            yield f"{label} {named(values)}."
    yield from _switches(one)
    if one.max_use is not None:
        yield f"It is applied at most {one.max_use} times for one learner and programme."
    if one.ground is not None:
        yield f"Ground: {joined([spoken(ground) for ground in one.ground])}."
    if one.review is not None:
        yield _review(one, language)
    if one.period is not None:
        yield f"It holds{_days(one.period.start_date, one.period.end_date)}."


def _switches(one: Rule) -> Iterator[str]:
    for value, yes, no in (
        (one.may_exceed_source, "It may give more credit than was awarded.", "It gives no more than was awarded."),
        (one.consumes, "It uses the award up.", "It does not use the award up."),
        (one.reusable, "The award may be used again.", "The award may not be used again."),
    ):
        if value is not None:
            yield yes if value else no


def _review(one: Rule, language: str) -> str:
    if one.review is None:
        return ""
    grounds = [spoken(ground) for ground in one.review.ground or ()]
    about = f" about {joined(grounds)}" if grounds else ""
    until = f", within {lasting(one.review.deadline)}" if one.review.deadline else ""
    says = f" {text(one.review.text, language)}" if one.review.text else ""
    return f"Review: {one.review.mode}{about}{until}.{says}"


def limit(one: Limit, unit: str) -> str:
    """A limit in a sentence."""
    of = " and ".join(
        said
        for said in (
            f"of the categories {named(one.category, 'or')}" if one.category else "",
            f"of the kinds {joined([spoken(kind) for kind in one.kind], 'or')}" if one.kind else "",
            f"from {named(one.from_, 'or')}" if one.from_ else "",
        )
        if said
    )
    what = f"credit {of}" if of else "credit"
    if one.exclude_target is not None:
        sentence = f"never recognised: {named(one.exclude_target)}" + (f", for {what}" if of else "")
    elif one.max is not None:
        sentence = f"at most {one.max} {unit} of {what}"
    else:
        sentence = f"{what} up to {one.share} of the {spoken(one.of or '')}"
    more = f", {rounding(one.rounding)}" if one.rounding else ""
    then = f"; what exceeds it: {spoken(one.on_exceed)}" if one.on_exceed else ""
    whole = "the whole" if one.scope == "agreement" else "each"
    return f"For {whole} {one.scope}: {sentence}{more}{then}."


__all__ = [
    "conditions", "grade", "joined", "lasting", "limit", "named", "rounding", "rule", "source", "spoken", "target",
    "text",
]  # fmt: skip
