"""The agreement of two or more universities about what they recognise: a Micro-/Model Credit Recognition Agreement.

Recognition, section 4.3. The format is this project's own: the form of the ECCOE tool is not public. No JSON number and
no null stand anywhere, objects are closed, and the order of lists is part of the text, never of its meaning.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Annotated, ClassVar, Literal

from pydantic import Field
from pydantic_core import PydanticCustomError

from eccoe_vc.models.rule_list import RuleList
from eccoe_vc.models.rules import Condition, Limit, RoundingMode, StepRounding, refuse
from eccoe_vc.models.terms import (
    Country,
    DayText,
    DecimalText,
    Digest,
    Https,
    Iri,
    Judged,
    Key,
    LanguageTag,
    Many,
    Name,
    PeriodText,
    RatioText,
    Term,
    Texts,
    VersionText,
    WholeText,
)

# ---- who, when, how it ends ------------------------------------------------------------------------------------------


class Scope(Term):
    """What the agreement is about. ``reciprocal`` is a claim that lint checks, never a source of rules."""

    NAME: ClassVar[str] = "a scope"

    kind: Literal["bilateral", "multilateral", "network"]
    programme: Many[Iri] | None = None
    organisational_unit: Many[Iri] | None = None
    reciprocal: bool
    transitive: bool


class PartyIdentifier(Term):
    """An identifier of a party in a register, such as ROR or PIC."""

    NAME: ClassVar[str] = "an identifier"

    scheme: Key
    value: Key


class OrganisationalUnit(Term):
    """The unit that concludes the agreement."""

    NAME: ClassVar[str] = "a unit"

    id: Iri
    name: Name


class Signatory(Term):
    """Who signs for a party. Names a person: publish only with consent."""

    NAME: ClassVar[str] = "a signatory"

    given_name: Name
    family_name: Name
    job_title: Name
    legal_representative: bool


class Party(Term):
    """A university: its id is the issuer of its counterpart; aliases are binding because all parties sign them."""

    NAME: ClassVar[str] = "a party"

    id: Iri
    legal_name: Name
    role: Many[Literal["awardingBody", "recognisingBody"]]
    hei_id: Key | None = None
    identifier: Many[PartyIdentifier] | None = None
    alias: Many[Iri] | None = None
    agreement_code: Key | None = None
    organisational_unit: OrganisationalUnit | None = None
    signatory: Signatory | None = None
    country: Country | None = None
    website: Https | None = None

    @property
    def names(self) -> tuple[str, ...]:
        """The id and the aliases: under which a credential of this party may be issued."""
        return (self.id, *(self.alias or ()))


class ValidityPeriod(Judged):
    """The days on which the agreement covers learning, by the basis date; and how long one may ask afterwards."""

    NAME: ClassVar[str] = "a period"

    start_date: DayText
    end_date: DayText | None = None
    window_basis: Literal["completion", "award", "request", "enrolment"] | None = None
    claim_period: PeriodText | None = None
    time_zone: Key | None = None

    def faults(self) -> Iterator[PydanticCustomError]:
        """See :class:`Judged`."""
        if self.end_date and self.end_date < self.start_date:
            yield refuse("the period ends before it begins")


class Document(Term):
    """A text for people; only the structured part binds."""

    NAME: ClassVar[str] = "a document"

    url: Https
    media_type: Key
    language: LanguageTag
    digest_multibase: Digest


class Termination(Term):
    """How one party alone can end the agreement, and what is recognised afterwards."""

    NAME: ClassVar[str] = "a termination clause"

    notice_period: PeriodText
    vested_rights: Literal["none", "completedBeforeEffect", "enrolledOrCompletedBeforeEffect"]
    teach_out_period: PeriodText | None = None


class Amendment(Term):
    """Which changes of an achievement must be announced, and what happens to rules meanwhile."""

    NAME: ClassVar[str] = "an amendment clause"

    material_change: Many[
        Literal[
            "learningOutcome", "creditPoint", "eqfLevel", "assessment", "identityVerification", "qualityAssurance",
            "language", "title",
        ]
    ]  # fmt: skip
    response_period: PeriodText
    on_unresolved: Literal["manualReview", "refuse"]


# ---- how things are counted ------------------------------------------------------------------------------------------


class HoursPerCredit(Term):
    """Information for people; never used to compute."""

    NAME: ClassVar[str] = "hours per credit"

    min: DecimalText
    max: DecimalText


class UnitConversion(Term):
    """How a credit of another unit, or an hour, counts here."""

    NAME: ClassVar[str] = "a conversion of units"

    from_: Annotated[Key, Field(alias="from")]
    ratio: RatioText


class CreditRounding(StepRounding, Judged):
    """Once for the whole decision, or for each target by itself, then only downwards."""

    NAME: ClassVar[str] = "a rounding"

    level: Literal["total", "target"]

    def faults(self) -> Iterator[PydanticCustomError]:
        """See :class:`Judged`."""
        if self.level == "target" and self.mode != "down":
            yield refuse("lines that are rounded one by one are only cut", "rounding.inflates")


class CreditFramework(Term):
    """The unit in which the agreement counts."""

    NAME: ClassVar[str] = "a credit framework"

    id: Iri
    notation: Key
    hours_per_credit: HoursPerCredit | None = None
    unitless: Literal["reject", "framework"] | None = None
    conversion: Many[UnitConversion] | None = None
    rounding: CreditRounding | None = None


class BandTerms(Term):
    """A label for numbers from ``min`` up to ``max``."""

    NAME: ClassVar[str] = "a band"

    label: Key
    min: DecimalText
    max: DecimalText


class GradeScale(Judged):
    """A scale to which conditions and conversions refer by its key."""

    NAME: ClassVar[str] = "a grade scale"

    key: Key
    title: Texts | None = None
    kind: Literal["numeric", "ordinal"]
    better: Literal["high", "low"] | None = None
    min: DecimalText | None = None
    max: DecimalText | None = None
    pass_: Annotated[Key, Field(alias="pass")]
    step: DecimalText | None = None
    band: Many[BandTerms] | None = None
    band_scale: Key | None = None
    label: Many[Key] | None = None
    numeric_value: Mapping[Key, DecimalText] | None = None
    alias: Mapping[Key, Key] | None = None
    result_description: Many[Iri] | None = None

    def faults(self) -> Iterator[PydanticCustomError]:
        """See :class:`Judged`."""
        numbers = (self.better, self.min, self.max)
        if self.kind == "numeric" and (None in numbers or self.label is not None):
            yield refuse("a numeric scale has better, min and max, and no labels")
        if self.kind == "ordinal" and (self.label is None or any(value is not None for value in (*numbers, self.band))):
            yield refuse("an ordinal scale has labels, and no better, min, max and bands")


class Years(Term):
    """The years of a reference group."""

    NAME: ClassVar[str] = "years"

    from_: Annotated[WholeText, Field(alias="from")]
    to: WholeText


class TableRef(Term):
    """A grade table by address and digest; the numbers are confidential and supplied by whoever decides."""

    NAME: ClassVar[str] = "a reference to a table"

    id: Iri
    digest_multibase: Digest
    isced_f: Key
    cycle: Key
    years: Years


class TableRow(Term):
    """One line of a fixed list."""

    NAME: ClassVar[str] = "a row"

    from_: Annotated[Key, Field(alias="from")]
    to: Key


class GradeConversion(Judged):
    """How grades of one scale become grades of another. Grade conversion, section 6."""

    NAME: ClassVar[str] = "a grade conversion"

    key: Key
    method: Literal["gradeDistribution", "modifiedBavarian", "linear", "table", "none"]
    source_scale: Key
    target_scale: Key
    strategy: (
        Literal["maximum", "minimum", "midpoint", "largestOverlap", "weightedMean", "closestCumulative"] | None
    ) = None
    tie: Literal["better", "worse"] | None = None
    source_table: TableRef | None = None
    target_table: TableRef | None = None
    min_sample: WholeText | None = None
    rounding: Literal["exact", "truncate1", "halfUp1", "betterStep", "nearestStep"] | StepRounding | None = None
    step: Many[DecimalText] | None = None
    table: Many[TableRow] | None = None

    def faults(self) -> Iterator[PydanticCustomError]:
        """See :class:`Judged`."""
        if self.method == "gradeDistribution" and None in (self.strategy, self.source_table, self.target_table):
            yield refuse("a distribution names its strategy and both tables")
        if self.method == "modifiedBavarian" and not isinstance(self.rounding, str):
            yield refuse("the modified Bavarian formula names its rounding")
        if self.method == "linear" and not isinstance(self.rounding, StepRounding):
            yield refuse("the linear method names quantum and mode of its rounding")
        if self.method == "table" and self.table is None:
            yield refuse("a fixed table is written out")


# ---- the whole -------------------------------------------------------------------------------------------------------


class Process(Term):
    """Who asks, who decides, until when, and where one can appeal."""

    NAME: ClassVar[str] = "a process"

    request: Literal["learner", "awardingBody", "recognisingBody"]
    decision: Iri
    deadline: PeriodText | None = None
    appeal: Https
    evidence_required: Many[Key] | None = None
    on_no_match: Literal["manualReview", "none"] | None = None
    step: Many[Texts] | None = None


class Evaluation(Term):
    """What the parties wish where a decision has a choice."""

    NAME: ClassVar[str] = "an evaluation clause"

    mode: Literal["priority", "maximise"] | None = None
    on_ambiguity: Literal["manualReview", "tieBreak"] | None = None
    reuse: Literal["none", "acrossProgrammes"] | None = None
    overrides: Many[Iri] | None = None
    yields_to: Many[Iri] | None = None


class Supersedes(Term):
    """The version that this one replaces."""

    NAME: ClassVar[str] = "a predecessor"

    version: VersionText
    agreement_digest: Digest


class RecognitionAgreement(Term):
    """The agreement: identical in the counterparts of all parties, which its digest binds."""

    NAME: ClassVar[str] = "an agreement"

    id: Iri
    type: Literal["RecognitionAgreement"]
    version: VersionText
    title: Texts
    supersedes: Supersedes | None = None
    objective: Many[Literal["creditRecognition", "exemption", "admission", "stacking"]]
    recognition_basis: Literal["recognition", "accreditationOfPriorLearning"]
    scope: Scope
    party: Annotated[Many[Party], Field(min_length=2, max_length=100)]
    period: ValidityPeriod
    document: Annotated[Many[Document], Field(max_length=20)] | None = None
    termination: Termination
    amendment: Amendment | None = None
    credit_framework: CreditFramework
    grade_scale: Annotated[Many[GradeScale], Field(max_length=50)] | None = None
    grade_conversion: Annotated[Many[GradeConversion], Field(max_length=50)] | None = None
    requirement: Condition | None = None
    limit: Annotated[Many[Limit], Field(max_length=100)] | None = None
    rule: RuleList
    process: Process
    evaluation: Evaluation | None = None


#: The name under which the front door of the package has it.
Agreement = RecognitionAgreement

__all__ = ["Agreement", "GradeConversion", "GradeScale", "Party", "RecognitionAgreement", "RoundingMode", "TableRef"]
