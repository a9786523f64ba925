"""What an agreement decides: conditions, sources, targets, limits, rules. Recognition, section 4.3.

One rule, one direction. Expressions, patterns and templates have no place: the grammar is closed.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Annotated, ClassVar, Final, Literal, LiteralString

from pydantic import Field
from pydantic.alias_generators import to_camel
from pydantic_core import PydanticCustomError

from eccoe_vc.encoding import pointers
from eccoe_vc.encoding.quantities import whole
from eccoe_vc.models.terms import (
    CreditText,
    DayText,
    Digest,
    Iri,
    Judged,
    Key,
    LanguageTag,
    Many,
    PeriodText,
    RatioText,
    RuleId,
    Term,
    Texts,
    WholeText,
)

MAX_DEPTH: Final = 8
MAX_LEAVES: Final = 64

Outcome = Literal["full", "partial", "conditional", "manualReview", "refused"]
TargetKind = Literal["course", "unassigned", "elective", "exemption", "none"]
Ground = Literal[
    "level", "workload", "quality", "profile", "learningOutcomes", "period", "age", "grade", "status", "duplicate",
    "limit", "excluded", "party", "insufficientEvidence",
]  # fmt: skip
RoundingMode = Literal["down", "up", "halfUp", "halfDown", "halfEven"]
Listed = Annotated[Many[Iri], Field(max_length=10_000)]
Keys = Annotated[Many[Key], Field(max_length=1_000)]


def refuse(sentence: str, code: LiteralString = "rule.syntax") -> PydanticCustomError:
    """A fault between the members of one object."""
    return PydanticCustomError(code, "{sentence}", {"sentence": sentence})


# ---- conditions ------------------------------------------------------------------------------------------------------


class GradeCondition(Term):
    """A grade in ``[at_least, below)``, in order of quality on its own scale."""

    NAME: ClassVar[str] = "a grade condition"

    scale: Key
    at_least: Key | None = None
    below: Key | None = None
    pass_fail: Literal["accept", "review", "reject"] | None = None


class CreditRange(Term):
    """Original credit, in the unit of the framework."""

    NAME: ClassVar[str] = "a credit range"

    min: CreditText | None = None
    max: CreditText | None = None


class LevelRange(Term):
    """EQF levels; of several, all must fit unless ``multi`` says that any will do."""

    NAME: ClassVar[str] = "a level range"

    min: WholeText | None = None
    max: WholeText | None = None
    multi: Literal["all", "any"] | None = None


class Choice(Term):
    """At least one of some values, none of others."""

    NAME: ClassVar[str] = "a choice"

    any_of: Listed | None = None
    none_of: Listed | None = None


class IdentityDemand(Term):
    """Supervision and identity verification: two facts, and each ``true`` is a demand."""

    NAME: ClassVar[str] = "a demand on identity"

    supervised: bool | None = None
    id_verified: bool | None = None


class LanguageChoice(Term):
    """The language of instruction."""

    NAME: ClassVar[str] = "a choice of languages"

    any_of: Many[LanguageTag]


class MaxAge(Term):
    """How old an award may be on the day of the request."""

    NAME: ClassVar[str] = "an age limit"

    period: PeriodText
    basis: Literal["completion", "award"] | None = None
    on_stale: Literal["refuse", "manualReview"] | None = None


class Days(Judged):
    """A closed interval of days on the basis date."""

    NAME: ClassVar[str] = "an interval of days"

    from_: Annotated[DayText | None, Field(alias="from")] = None
    to: DayText | None = None

    def faults(self) -> Iterator[PydanticCustomError]:
        """See :class:`Judged`."""
        if self.from_ and self.to and self.to < self.from_:
            yield refuse("the interval ends before it begins")


class Condition(Term):
    """What must hold of a credential; all members that are given must."""

    NAME: ClassVar[str] = "a condition"

    grade: GradeCondition | None = None
    credit: CreditRange | None = None
    eqf_level: LevelRange | None = None
    assessment: Choice | None = None
    participation: Choice | None = None
    quality_assurance: Choice | None = None
    learning_setting: Choice | None = None
    id_verification: IdentityDemand | None = None
    language: LanguageChoice | None = None
    max_age: MaxAge | None = None
    awarded: Days | None = None


# ---- sources ---------------------------------------------------------------------------------------------------------


class OtherIdentifier(Term):
    """An identifier in a scheme, as Open Badges has them beside the id."""

    NAME: ClassVar[str] = "an identifier"

    scheme: Key
    value: Key


class Areas(Term):
    """Subject areas by ISCED-F code, with everything below them."""

    NAME: ClassVar[str] = "subject areas"

    under: Listed


_FORMS: Final = ("achievement", "identifier", "alignment", "any_from", "all_of", "any_of", "of")
_OF_LEAVES: Final = frozenset({"alias", "version", "achievement_digest", "condition", "repeatable"})


class Source(Judged):
    """What a rule asks for: a leaf (one award), or several under ``allOf``, ``anyOf`` or ``of``; one form each.

    >>> Source(k_of="2", of=[Source(achievement=f"https://a.example/{n}") for n in (1, 2, 3)]).form
    'of'
    """

    NAME: ClassVar[str] = "a source"

    achievement: Iri | None = None
    identifier: OtherIdentifier | None = None
    alignment: Iri | None = None
    any_from: Iri | None = None
    all_of: Annotated[Many[Source], Field(max_length=MAX_LEAVES)] | None = None
    any_of: Annotated[Many[Source], Field(max_length=MAX_LEAVES)] | None = None
    of: Annotated[Many[Source], Field(max_length=MAX_LEAVES)] | None = None
    k_of: WholeText | None = None
    min_credit: CreditText | None = None
    alias: Listed | None = None
    version: Keys | None = None
    achievement_digest: Digest | None = None
    thematic_area: Areas | None = None
    achievement_type: Keys | None = None
    condition: Condition | None = None
    repeatable: bool | None = None

    @property
    def form(self) -> str:
        """Which form this node has."""
        return next(form for form in _FORMS if getattr(self, form) is not None)

    @property
    def parts(self) -> Sequence[Source]:
        """The nodes below; none for a leaf."""
        return self.all_of or self.any_of or self.of or ()

    @property
    def member(self) -> str:
        """The form as JSON names it."""
        return to_camel(self.form)

    def leaves(self) -> Iterator[Source]:
        """Every leaf, in the order of the text."""
        return (leaf for _, leaf in self.leaves_at(""))

    def leaves_at(self, place: str) -> Iterator[tuple[str, Source]]:
        """Every leaf with its JSON Pointer, where this source stands at ``place``; in the order of the text."""
        todo = [(place, self)]
        while todo:
            where, node = todo.pop()
            if node.parts:
                parts = [(pointers.join(where, node.member, index), part) for index, part in enumerate(node.parts)]
                todo += reversed(parts)
            else:
                yield where, node

    def faults(self) -> Iterator[PydanticCustomError]:
        """See :class:`Judged`."""
        forms = [form for form in _FORMS if getattr(self, form) is not None]
        if len(forms) != 1:
            yield refuse(f"a source has one form, and this one has {len(forms)}")
            return  # what belongs to which form cannot be said
        form = forms[0]
        if form in ("all_of", "any_of", "of") and _OF_LEAVES & self.model_fields_set:
            yield refuse("conditions and versions belong to the single awards of a source")
        if form != "any_from" and (self.thematic_area or self.achievement_type):
            yield refuse("subject area and type belong to anyFrom")
        if form != "of" and (self.k_of or self.min_credit):
            yield refuse("kOf and minCredit belong to of")
        if form == "of":
            yield from self._uncounted()

    def _uncounted(self) -> Iterator[PydanticCustomError]:
        if self.k_of is None and self.min_credit is None:
            yield refuse("of needs kOf, minCredit, or both")
        if self.k_of is not None and not 1 <= whole(self.k_of) <= len(self.of or ()):
            yield refuse(f"kOf is {self.k_of}, but {len(self.of or ())} are listed")


# ---- targets and limits ----------------------------------------------------------------------------------------------


class Amount(Judged):
    """How much a target gives: a fixed amount, or a share of the source with an upper end."""

    NAME: ClassVar[str] = "an amount"

    fixed: CreditText | None = None
    ratio: RatioText | None = None
    max: CreditText | None = None

    def faults(self) -> Iterator[PydanticCustomError]:
        """See :class:`Judged`."""
        if (self.fixed is None) == (self.ratio is None):
            yield refuse("an amount is fixed or a ratio")
        if self.max is not None and self.ratio is None:
            yield refuse("max belongs to a ratio")


class UseCondition(Term):
    """A demand on one use of the result, such as a prerequisite; the credit stays where it fails."""

    NAME: ClassVar[str] = "a condition on use"

    use: Key
    grade: GradeCondition


class Target(Judged):
    """What is given: a course, free credit in a bucket, an exemption, or explicitly nothing."""

    NAME: ClassVar[str] = "a target"

    kind: TargetKind
    course: Iri | None = None
    bucket: Key | None = None
    credit: Amount | None = None
    grade: Literal["none", "converted", "original", "pass"] | None = None
    conversion: Key | None = None
    use_condition: Many[UseCondition] | None = None

    def faults(self) -> Iterator[PydanticCustomError]:
        """See :class:`Judged`."""
        if (self.conversion is not None) != (self.grade == "converted"):
            yield refuse("a conversion is named where the grade is converted, and nowhere else")
        if (self.course is not None) != (self.kind in ("course", "exemption")):
            yield refuse("a course belongs to the kinds course and exemption, and to no other")
        if (self.bucket is not None) != (self.kind in ("unassigned", "elective")):
            yield refuse("a bucket belongs to the kinds unassigned and elective, and to no other")
        if (self.credit is not None) != (self.kind in ("course", "unassigned", "elective")):
            yield refuse("credit belongs to the kinds course, unassigned and elective, and to no other")


class StepRounding(Term):
    """To which multiples, and how."""

    NAME: ClassVar[str] = "a rounding"

    quantum: CreditText
    mode: RoundingMode


class Limit(Judged):
    """How much of what may count, or which targets never may."""

    NAME: ClassVar[str] = "a limit"

    limit_id: RuleId
    scope: Literal["learner", "programme", "agreement"]
    max: CreditText | None = None
    share: RatioText | None = None
    of: Literal["programmeCredits"] | None = None
    exclude_target: Listed | None = None
    category: Keys | None = None
    kind: Many[TargetKind] | None = None
    from_: Annotated[Listed | None, Field(alias="from")] = None
    rounding: StepRounding | None = None
    on_exceed: Literal["cut", "manualReview"] | None = None

    def faults(self) -> Iterator[PydanticCustomError]:
        """See :class:`Judged`."""
        if sum(value is not None for value in (self.max, self.share, self.exclude_target)) != 1:
            yield refuse("a limit is one of max, share and excludeTarget")
        if (self.share is None) != (self.of is None):
            yield refuse("share and of belong together")


# ---- rules -----------------------------------------------------------------------------------------------------------


class Review(Term):
    """That a person decides, or under which condition the rule holds."""

    NAME: ClassVar[str] = "a review"

    mode: Literal["none", "manual", "conditional"]
    ground: Many[Ground] | None = None
    deadline: PeriodText | None = None
    text: Texts | None = None


class RulePeriod(Judged):
    """The days on which a rule holds, inside the agreement's period."""

    NAME: ClassVar[str] = "the period of a rule"

    start_date: DayText | None = None
    end_date: DayText | None = None

    def faults(self) -> Iterator[PydanticCustomError]:
        """See :class:`Judged`."""
        if self.start_date and self.end_date and self.end_date < self.start_date:
            yield refuse("the period ends before it begins")


class Rule(Judged):
    """Who has what gets what, in one direction."""

    NAME: ClassVar[str] = "a rule"

    rule_id: RuleId
    title: Texts | None = None
    note: Texts | None = None
    priority: WholeText | None = None
    outcome: Outcome
    from_: Annotated[Listed | None, Field(alias="from")] = None
    to: Listed | None = None
    programme: Listed | None = None
    organisational_unit: Listed | None = None
    category: Keys | None = None
    source: Source
    condition: Condition | None = None
    target: Annotated[Many[Target], Field(max_length=20)]
    may_exceed_source: bool | None = None
    requires_target: Listed | None = None
    excludes_target: Listed | None = None
    excludes_rule: Many[RuleId] | None = None
    consumes: bool | None = None
    reusable: bool | None = None
    max_use: WholeText | None = None
    review: Review | None = None
    ground: Many[Ground] | None = None
    period: RulePeriod | None = None

    @property
    def holds(self) -> bool:
        """Whether its awards are used up by it.

        Not by exemptions alone, unless the text says so, and not where they may be used again.
        """
        given = any(target.kind != "exemption" for target in self.target)
        return (given if self.consumes is None else self.consumes) and not self.reusable

    def faults(self) -> Iterator[PydanticCustomError]:
        """See :class:`Judged`."""
        if self.outcome == "refused":
            if self.note is None and self.title is None:
                yield refuse("a refusal says why in a note or a title", "rule.refusal_bundle")
            if self.source.parts or not self.ground:
                yield refuse("a refusal is about one award and has a ground", "rule.refusal_bundle")
            if any(target.kind != "none" for target in self.target):
                yield refuse("a refusal has no target but none")
        if _depth(self.source) > MAX_DEPTH or sum(1 for _ in self.source.leaves()) > MAX_LEAVES:
            yield refuse(f"a source has at most {MAX_LEAVES} awards in {MAX_DEPTH} levels", "rule.budget")


def _depth(source: Source) -> int:
    deepest, level = 0, [source]
    while level and deepest <= MAX_DEPTH:
        deepest, level = deepest + 1, [part for node in level for part in node.parts]
    return deepest
