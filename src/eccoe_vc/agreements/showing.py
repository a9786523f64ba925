"""An agreement in words, for people at a terminal: everything that it says, and its digest. Recognition, section 4.3.

The words are for reading; what binds is the text that is signed. What the parties wrote is made safe for a terminal.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from eccoe_vc.agreements import digests, phrases
from eccoe_vc.agreements.phrases import joined, lasting, named, rounding, spoken
from eccoe_vc.encoding.visible import safe
from eccoe_vc.errors import InputTypeError, shown
from eccoe_vc.models.agreement import (
    CreditFramework,
    GradeConversion,
    GradeScale,
    Party,
    RecognitionAgreement,
    TableRef,
)


def describe(agreement: RecognitionAgreement, language: str = "en") -> str:
    """The agreement in plain text: parties, periods, how things are counted, conditions, limits, each rule, process.

    :param language: of the texts that the parties wrote; where they have none in it, in English, else in the first.
    :raises InputTypeError: ``input.type``, no agreement, or no language.
    """
    if not isinstance(agreement, RecognitionAgreement):
        raise InputTypeError("input.type", f"An agreement was expected, not {shown(agreement)}.")
    if not isinstance(language, str):
        raise InputTypeError("input.type", f"The language is {shown(language)}.", hint='Pass a code such as "en".')
    unit = safe(agreement.credit_framework.notation)
    title = phrases.text(agreement.title, language)
    lines = [title, "=" * min(len(title), 100), *_about(agreement)]
    for heading, part in (
        ("Parties", [line for one in agreement.party for line in party(one)]),
        ("Period and termination", _period(agreement)),
        ("Credit", _framework(agreement.credit_framework)),
        (
            "Grades",
            [
                *(line for one in agreement.grade_scale or () for line in scale(one, language)),
                *(line for one in agreement.grade_conversion or () for line in conversion(one)),
            ],
        ),
        ("Every award that is used", _requirement(agreement, unit)),
        ("Limits", [f"{one.limit_id}. {phrases.limit(one, unit)}" for one in agreement.limit or ()]),
        ("Rules", _rules(agreement, unit, language)),
        ("Process", _process(agreement, language)),
    ):
        said = list(part)
        if said:
            lines += ["", heading, "-" * len(heading), *said]
    return "\n".join(lines) + "\n"


def _about(agreement: RecognitionAgreement) -> Iterator[str]:
    yield f"Agreement {safe(agreement.id)}, version {agreement.version}."
    yield f"Digest {digests.of_json(agreement.to_json())}."
    if agreement.supersedes is not None:
        yield f"It replaces version {agreement.supersedes.version}, digest {agreement.supersedes.agreement_digest}."
    objectives = joined([spoken(objective) for objective in agreement.objective])
    yield f"Objective: {objectives}. Basis: {spoken(agreement.recognition_basis)}."
    scope = agreement.scope
    ways = "claims to be reciprocal" if scope.reciprocal else "does not claim to be reciprocal"
    chains = "allows chains of agreements" if scope.transitive else "allows no chains of agreements"
    yield f"It is {scope.kind}, {ways}, and {chains}."
    if scope.programme is not None:
        yield f"Only for the programmes {named(scope.programme)}."
    if scope.organisational_unit is not None:
        yield f"Only for the units {named(scope.organisational_unit)}."
    for document in agreement.document or ():
        kind = f"{safe(document.media_type)}, {document.language}, digest {document.digest_multibase}"
        yield f"Text for people: {safe(document.url)} ({kind})."


def party(one: Party) -> Iterator[str]:
    """A party in lines; the first one says who it is and what it may do."""
    country = f" ({one.country})" if one.country else ""
    yield f"{safe(one.legal_name)}{country}: {joined([spoken(role) for role in one.role])}"
    yield f"  Issuer: {safe(one.id)}"
    if one.alias is not None:
        yield f"  Also issues as {named(one.alias)}"
    unit = one.organisational_unit
    if unit is not None:
        yield f"  Unit: {safe(unit.name)}, {safe(unit.id)}"
    if one.signatory is not None:
        who = one.signatory
        how = "represents it in law" if who.legal_representative else "does not represent it in law"
        yield f"  Signed by: {safe(who.given_name)} {safe(who.family_name)}, {safe(who.job_title)}, {how}"
    for label, value in (
        ("File number", one.agreement_code),
        ("SCHAC id", one.hei_id),
        ("Website", one.website),
    ):
        if value is not None:
            yield f"  {label}: {safe(value)}"
    for identifier in one.identifier or ():
        yield f"  {safe(identifier.scheme)}: {safe(identifier.value)}"


def _period(agreement: RecognitionAgreement) -> Iterator[str]:
    period = agreement.period
    until = f"to {period.end_date}" if period.end_date else "without an end"
    basis = spoken(period.window_basis or "completion")
    yield f"It covers learning from {period.start_date} {until}, by the day of {basis}."
    if period.claim_period is not None:
        yield f"After the end one may still ask for {lasting(period.claim_period)}."
    if period.time_zone is not None:
        yield f"Days are those of {safe(period.time_zone)}."
    ending = agreement.termination
    yield f"One party alone can end it with a notice of {lasting(ending.notice_period)}."
    taught = f" for {lasting(ending.teach_out_period)}" if ending.teach_out_period else ""
    yield f"Rights that stay after that: {spoken(ending.vested_rights)}{taught}."
    if agreement.amendment is not None:
        change = agreement.amendment
        kinds = joined([spoken(kind) for kind in change.material_change], "or")
        yield f"Changes of {kinds} are announced; the other party answers within {lasting(change.response_period)}."
        yield f"A rule that waits for an answer: {spoken(change.on_unresolved)}."


def _framework(framework: CreditFramework) -> Iterator[str]:
    yield f"Credit is counted in {safe(framework.notation)} ({safe(framework.id)})."
    if framework.hours_per_credit is not None:
        hours = framework.hours_per_credit
        yield f"One credit stands for {hours.min} to {hours.max} hours; this is information."
    if framework.unitless is not None:
        yield f"Credit without a unit: {spoken(framework.unitless)}."
    for other in framework.conversion or ():
        yield f"Credit in {safe(other.from_)} counts times {other.ratio}."
    if framework.rounding is not None:
        yield f"Credit is {rounding(framework.rounding)}, each {framework.rounding.level} by itself."


# ---- grades ----------------------------------------------------------------------------------------------------------


def scale(one: GradeScale, language: str) -> Iterator[str]:
    """A grade scale in lines."""
    title = f" ({phrases.text(one.title, language)})" if one.title is not None else ""
    yield f"Scale {safe(one.key)}{title}: {one.kind}, {_range(one)}, passed from {safe(one.pass_)}."
    for band in one.band or ():
        yield f"  {safe(band.label)} from {band.min} to {band.max}"
    if one.band_scale is not None:
        yield f"  These labels are those of {safe(one.band_scale)}."
    for label, value in (one.numeric_value or {}).items():
        yield f"  {safe(label)} counts as {value}"
    for other, label in (one.alias or {}).items():
        yield f"  {safe(other)} means {safe(label)}"
    if one.result_description is not None:
        yield f"  Results on it: {named(one.result_description)}"


def _range(scale: GradeScale) -> str:
    if scale.label is not None:
        step = "" if scale.step is None else f", step {scale.step}"
        return f"from low to high {named(scale.label)}{step}"
    step = "" if scale.step is None else f" in steps of {scale.step}"
    return f"from {scale.min} to {scale.max}{step}, {scale.better} is better"


def conversion(one: GradeConversion) -> Iterator[str]:
    """A grade conversion in lines."""
    scales = f"{safe(one.source_scale)} becomes {safe(one.target_scale)}"
    yield f"Conversion {safe(one.key)}: {scales} by {spoken(one.method)}{_choices(one)}."
    for label, table in (("Source table", one.source_table), ("Target table", one.target_table)):
        if table is not None:
            yield f"  {label}: {_table(table)}"
    for row in one.table or ():
        yield f"  {safe(row.from_)} becomes {safe(row.to)}"


def _choices(one: GradeConversion) -> str:
    said = [] if one.strategy is None else [spoken(one.strategy)]
    said += [] if one.tie is None else [f"of two equal ones the {one.tie}"]
    said += [] if one.min_sample is None else [f"at least {one.min_sample} grades in a table"]
    if one.rounding is not None:
        said.append(f"rounding {spoken(one.rounding)}" if isinstance(one.rounding, str) else rounding(one.rounding))
    said += [] if one.step is None else [f"possible grades {named(one.step)}"]
    return f" ({'; '.join(said)})" if said else ""


def _table(table: TableRef) -> str:
    group = f"{safe(table.isced_f)}, {safe(table.cycle)}, {table.years.from_} to {table.years.to}"
    return f"{safe(table.id)} ({group}; digest {table.digest_multibase})"


# ---- rules and process -----------------------------------------------------------------------------------------------


def _requirement(agreement: RecognitionAgreement, unit: str) -> Iterable[str]:
    if agreement.requirement is not None:
        for phrase in phrases.conditions(agreement.requirement, unit):
            yield f"- {phrase}"


def _rules(agreement: RecognitionAgreement, unit: str, language: str) -> Iterator[str]:
    for rule in agreement.rule:
        priority = "" if rule.priority is None else f", priority {rule.priority}"
        yield f"Rule {rule.rule_id} ({spoken(rule.outcome)}{priority})"
        yield from (f"  {sentence}" for sentence in phrases.rule(rule, unit, language))


def _process(agreement: RecognitionAgreement, language: str) -> Iterator[str]:
    process = agreement.process
    until = f" within {lasting(process.deadline)}" if process.deadline else ""
    yield f"Who asks: {spoken(process.request)}. Who decides: {safe(process.decision)}{until}."
    yield f"Appeals: {safe(process.appeal)}"
    if process.evidence_required is not None:
        yield f"Evidence: {named(process.evidence_required)}."
    if process.on_no_match is not None:
        yield f"Where no rule fits: {spoken(process.on_no_match)}."
    for number, step in enumerate(process.step or (), 1):
        yield f"{number}. {phrases.text(step, language)}"
    wishes = agreement.evaluation
    if wishes is None:
        return
    for label, value in (
        ("The parties wish the mode", wishes.mode),
        ("Where several rules fit", wishes.on_ambiguity),
        ("Use of an award in another programme", wishes.reuse),
    ):
        if value is not None:
            yield f"{label}: {spoken(value)}."
    if wishes.overrides is not None:
        yield f"It goes before {named(wishes.overrides)}."
    if wishes.yields_to is not None:
        yield f"It goes behind {named(wishes.yields_to)}."


__all__ = ["conversion", "describe", "party", "scale"]
