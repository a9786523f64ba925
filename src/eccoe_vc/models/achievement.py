"""What was achieved: the achievement, its criteria, alignments and result descriptions. Open Badges 3.0."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import ClassVar

from eccoe_vc.models.base import Model
from eccoe_vc.models.fields import (
    AchievementType,
    AlignmentTargetType,
    CompactJws,
    CreditNumber,
    Id,
    Iri,
    LanguageTag,
    Many,
    Markdown,
    ResultType,
    Text,
    TypeNames,
)
from eccoe_vc.models.profile import Endorsement, IdentifierEntry, Image, Profile, Profilev1p1


@dataclass(frozen=True, slots=True)
class Credits:
    """A number of credits of which the badge does not say what they are.

    ``creditsEarned`` and ``creditsAvailable`` have no unit in Open Badges 3.0: semester hours, ECTS and others all
    occur. Whoever counts them takes the unit from an extension, a European twin or an agreement, never from here.
    """

    number: Decimal
    unit: str = "unknown"


class Alignment(Model):
    """A link to a node of a framework: a skill, a standard, a course. Open Badges 3.0, Alignment."""

    TYPES: ClassVar[tuple[tuple[str, ...], ...]] = (("Alignment",),)

    type: TypeNames = ("Alignment",)
    """Names ``Alignment``."""
    target_code: Text | None = None
    """A local code of the node."""
    target_description: Text | None = None
    """What the node is."""
    target_name: Text
    """What the node is called."""
    target_framework: Text | None = None
    """The framework that it belongs to."""
    target_type: AlignmentTargetType | None = None
    """What kind of node: AlignmentTargetType, or a term with ``ext:``."""
    target_url: Iri
    """The URL of the node."""


class Criteria(Model):
    """What had to be done. Open Badges 3.0, Criteria: a page, a text, or both."""

    RELATIONS: ClassVar[tuple[str, ...]] = ("criteria_said",)

    id: Id | None = None
    """The URL of a page that says it."""
    narrative: Markdown | None = None
    """The text itself, in Markdown."""


class Related(Model):
    """Another achievement that belongs to this one, such as a translation. Open Badges 3.0, Related."""

    TYPES: ClassVar[tuple[tuple[str, ...], ...]] = (("Related",),)

    id: Id
    """The other achievement."""
    type: TypeNames = ("Related",)
    """Names ``Related``."""
    in_language: LanguageTag | None = None
    """Its language."""
    version: Text | None = None
    """Its version."""


class RubricCriterionLevel(Model):
    """One level of a rubric. Open Badges 3.0, RubricCriterionLevel."""

    TYPES: ClassVar[tuple[tuple[str, ...], ...]] = (("RubricCriterionLevel",),)

    id: Id
    """The name of the level, to which results refer."""
    type: TypeNames = ("RubricCriterionLevel",)
    """Names ``RubricCriterionLevel``."""
    alignment: Many[Alignment] = ()
    """Frameworks that the level belongs to."""
    description: Text | None = None
    """What it takes."""
    level: Text | None = None
    """The level in the words of the rubric."""
    name: Text
    """What it is called."""
    points: Text | None = None
    """How many points it gives, as text."""


class ResultDescription(Model):
    """Which results are possible: the scale without which a grade says nothing. Open Badges 3.0, ResultDescription."""

    TYPES: ClassVar[tuple[tuple[str, ...], ...]] = (("ResultDescription",),)
    RELATIONS: ClassVar[tuple[str, ...]] = ("level_required",)

    id: Id
    """The name of the description, to which results refer."""
    type: TypeNames = ("ResultDescription",)
    """Names ``ResultDescription``."""
    alignment: Many[Alignment] = ()
    """Frameworks that the result belongs to."""
    allowed_value: Many[Text] = ()
    """The possible values, from low to high."""
    name: Text
    """What the result is called."""
    required_level: Id | None = None
    """The ``id`` of the rubric level that must be reached."""
    required_value: Text | None = None
    """The value that must be reached."""
    result_type: ResultType
    """What kind of result: ResultType, or a term with ``ext:``."""
    rubric_criterion_level: Many[RubricCriterionLevel] = ()
    """The levels of the rubric, from low to high."""
    value_max: Text | None = None
    """The highest value, as text."""
    value_min: Text | None = None
    """The lowest value, as text."""


class Achievement(Model):
    """What can be achieved, by anybody who meets its criteria. Open Badges 3.0, Achievement.

    >>> from eccoe_vc.models import Criteria
    >>> soil = Achievement(
    ...     id="https://example.edu/achievements/soil",
    ...     name="Soil science",
    ...     description="Can name soil horizons.",
    ...     criteria=Criteria(narrative="Pass the field exercise."),
    ...     credits_available=Decimal("5"),
    ... )
    >>> soil.credits
    Credits(number=Decimal('5'), unit='unknown')
    """

    TYPES: ClassVar[tuple[tuple[str, ...], ...]] = (("Achievement",),)

    id: Id
    """The name of the achievement: a URL; the same for everybody who has it."""
    type: TypeNames = ("Achievement",)
    """Names ``Achievement``."""
    alignment: Many[Alignment] = ()
    """Frameworks that it belongs to."""
    achievement_type: AchievementType | None = None
    """What kind of achievement: AchievementType, or a term with ``ext:``."""
    creator: Profile | None = None
    """Who thought of it."""
    credits_available: CreditNumber | None = None
    """How many credits it can give; the unit is not said, see :attr:`credits`."""
    criteria: Criteria
    """What has to be done."""
    description: Text
    """A short description."""
    endorsement: Many[Endorsement] = ()
    """Endorsements with embedded proofs."""
    endorsement_jwt: Many[CompactJws] = ()
    """Endorsements as tokens."""
    field_of_study: Text | None = None
    """Category, subject, area of study."""
    human_code: Text | None = None
    """A code for people, such as a course number."""
    image: Image | None = None
    """A picture."""
    in_language: LanguageTag | None = None
    """The language of the texts in here."""
    name: Text
    """What it is called."""
    other_identifier: Many[IdentifierEntry] = ()
    """Further identifiers."""
    related: Many[Related] = ()
    """Achievements that belong to it."""
    result_description: Many[ResultDescription] = ()
    """Which results are possible."""
    specialization: Text | None = None
    """Focus, concentration or area of study."""
    tag: Many[Text] = ()
    """Keywords."""
    version: Text | None = None
    """The version, in the words of its creator."""

    @property
    def credits(self) -> Credits | None:
        """``creditsAvailable`` with its unit, which is unknown."""
        return None if self.credits_available is None else Credits(self.credits_available)


class Achievementv1p1(Achievement):
    """An achievement in a badge of VC Data Model 1.1. Open Badges 3.0, Achievementv1p1."""

    creator: Profilev1p1 | None = None
    """Who thought of it."""
