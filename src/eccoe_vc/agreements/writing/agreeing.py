"""The whole agreement, judged like one that comes as text. Recognition, sections 4.3 and 5.3."""

from __future__ import annotations

from collections.abc import Iterable

from pydantic_core import PydanticSerializationError

from eccoe_vc.agreements import digests
from eccoe_vc.agreements.reading import read
from eccoe_vc.agreements.writing.values import (
    Day,
    Words,
    day,
    flag,
    listed,
    made,
    many,
    optional,
    part,
    parts,
    period,
    words,
)
from eccoe_vc.agreements.writing.values import text as plain
from eccoe_vc.errors import InputTypeError, shown
from eccoe_vc.models.agreement import (
    Amendment,
    CreditFramework,
    Document,
    Evaluation,
    GradeConversion,
    GradeScale,
    Party,
    Process,
    RecognitionAgreement,
    Scope,
    Supersedes,
    Termination,
    ValidityPeriod,
)
from eccoe_vc.models.rules import Condition, Limit, Rule


def agree(
    *,
    id: str,  # noqa: A002 - the word of the format
    version: str,
    title: Words,
    between: Iterable[Party],
    begins: Day,
    objective: str | Iterable[str],
    recognition_basis: str,
    termination: Termination,
    credit_framework: CreditFramework,
    rules: Rule | Iterable[Rule],
    process: Process,
    ends: Day | None = None,
    in_language: str | None = None,
    supersedes: RecognitionAgreement | Supersedes | None = None,
    kind: str | None = None,
    reciprocal: bool = False,
    transitive: bool = False,
    programme: str | Iterable[str] | None = None,
    organisational_unit: str | Iterable[str] | None = None,
    window_basis: str | None = None,
    claim_period: str | None = None,
    time_zone: str | None = None,
    documents: Document | Iterable[Document] | None = None,
    amendment: Amendment | None = None,
    scales: GradeScale | Iterable[GradeScale] | None = None,
    conversions: GradeConversion | Iterable[GradeConversion] | None = None,
    requirement: Condition | None = None,
    limits: Limit | Iterable[Limit] | None = None,
    evaluation: Evaluation | None = None,
) -> RecognitionAgreement:
    """The agreement of these parties; what is written here is what they sign.

    The parts may be written anywhere and in any order: they are judged here, together, exactly as
    :func:`eccoe_vc.agreements.reading.read` judges a text, and everything that is wrong is told at once.

    :param id: stays the same over all versions, and is never used again for another agreement.
    :param version: one to three whole numbers joined by dots.
    :param between: the parties, two at least.
    :param begins: first day on which learning is covered, ``ends``: the last; left out, the agreement is open.
    :param objective: ``creditRecognition``, ``exemption``, ``admission``, ``stacking``.
    :param recognition_basis: ``recognition`` (learning in higher education; the burden is on the university) or
        ``accreditationOfPriorLearning`` (learning outside; the burden is on the applicant).
    :param supersedes: the version that this one replaces; of an agreement, version and digest are taken.
    :param kind: ``bilateral`` where there are two parties; of more it is said whether it is ``multilateral`` or a
        ``network``.
    :param reciprocal: a claim that the rules lead both ways; they are written out all the same (:func:`opposite`).
    :param programme: programmes of the recognising body; left out, all.
    :param window_basis: which date must lie in the period; left out, that of ``completion``.
    :param claim_period: how long after the end one may still ask; left out, without limit.
    :param requirement: holds for every award that any rule uses.
    :raises AgreementError: with all findings of :func:`~eccoe_vc.agreements.reading.read`, by JSON Pointer.
    :raises InputTypeError: ``input.type``, a Python value of a wrong type.
    """
    parties = parts(listed(between, "parties"), Party, "party") or ()
    written = made(
        RecognitionAgreement,
        id=plain(id, "id"),
        type="RecognitionAgreement",
        version=plain(version, "version"),
        title=words(title, in_language, "title"),
        supersedes=_predecessor(supersedes),
        objective=many(objective, "objective"),
        recognition_basis=plain(recognition_basis, "recognition basis"),
        scope=made(
            Scope,
            kind=optional(kind, "kind") or ("bilateral" if len(parties) == 2 else None),
            programme=many(programme, "programme"),
            organisational_unit=many(organisational_unit, "unit"),
            reciprocal=flag(reciprocal, "reciprocal"),
            transitive=flag(transitive, "transitive"),
        ),
        party=parties,
        period=made(
            ValidityPeriod,
            start_date=day(begins, "first day"),
            end_date=day(ends, "last day"),
            window_basis=optional(window_basis, "window_basis"),
            claim_period=period(claim_period, "claim period"),
            time_zone=optional(time_zone, "time zone"),
        ),
        document=parts(documents, Document, "document"),
        termination=part(termination, Termination, "termination"),
        amendment=None if amendment is None else part(amendment, Amendment, "amendment"),
        credit_framework=part(credit_framework, CreditFramework, "credit framework"),
        grade_scale=parts(scales, GradeScale, "scale"),
        grade_conversion=parts(conversions, GradeConversion, "conversion"),
        requirement=None if requirement is None else part(requirement, Condition, "requirement"),
        limit=parts(limits, Limit, "limit"),
        rule=parts(rules, Rule, "rule"),
        process=part(process, Process, "process"),
        evaluation=None if evaluation is None else part(evaluation, Evaluation, "evaluation"),
    )
    try:
        tree = written.model_dump(mode="json", by_alias=True, exclude_unset=True, warnings=False)
    except PydanticSerializationError:
        hint = "Make the parts with the functions of this package, or by the checked constructors of the models."
        raise InputTypeError("input.type", "A part holds what no agreement can hold.", hint=hint) from None
    return read(tree)


def _predecessor(older: object) -> Supersedes | None:
    if older is None or isinstance(older, Supersedes):
        return older
    if isinstance(older, RecognitionAgreement):
        return made(Supersedes, version=older.version, agreement_digest=digests.of_json(older.to_json()))
    raise InputTypeError("input.type", f"The predecessor is {shown(older)}.", hint="Pass the older agreement.")


__all__ = ["agree"]
