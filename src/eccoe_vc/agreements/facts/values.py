"""What conditions may ask of a credential: facts, each with its place and how it is known."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Final, Generic, Literal, NamedTuple, TypeVar

T = TypeVar("T")
Known = Literal["stated", "derived", "unknown"]


class Fact(NamedTuple, Generic[T]):
    """A value, where it stands, and how it is known: stated, derived from something else, or unknown (then None).

    An unknown fact with a pointer says where something stands that cannot be read, or that contradicts itself.
    """

    value: T | None = None
    pointer: str = ""
    known: Known = "unknown"


class Credit(NamedTuple):
    """An amount and its unit; None where nobody says what it counts."""

    value: Fraction
    unit: str | None


class Grade(NamedTuple):
    """A result as it stands, with the id of its description and the ends of its range where that states them."""

    value: str
    description: str
    pointer: str
    ends: tuple[Fraction, Fraction] | None = None


class Person(NamedTuple):
    """The learner as the credential names them.

    ``born`` is a day of the calendar; it is empty where only an instant in UTC is known, which is often the day before.
    """

    id: str = ""
    names: tuple[str, ...] = ()
    born: str = ""
    identifiers: tuple[str, ...] = ()


class Share(NamedTuple):
    """How many learners had a result. Those who failed are counted too, so shares are no grade table yet."""

    label: str
    learners: int


class Workload(NamedTuple):
    """The notional workload: amounts of credit, each with its unit or None, and the volume of learning in hours."""

    credit: tuple[Credit, ...] = ()
    hours: Fraction | None = None


class Supervision(NamedTuple):
    """Two facts and no ladder; None where one of them is unknown."""

    supervised: bool | None = None
    identity_verified: bool | None = None


Texts = Mapping[str, str]
"""One text by language; ``und`` where nobody says in which."""


#: In the id of an achievement: it is that of one award (recognition, section 3.2, SURF edubadges).
_OF_ONE_AWARD: Final = "/public/assertions/"


@dataclass(frozen=True, slots=True)
class Facts:
    """Everything that conditions may ask of one verified credential, and the other standard elements of Annex I."""

    credential: str
    digest: str
    issuer: str
    subject: str
    achievement: str
    achievement_type: Fact[str]
    identifiers: tuple[tuple[str, str], ...]
    alignments: tuple[str, ...]
    version: Fact[str]
    dates: Mapping[str, str]
    date_pointers: Mapping[str, str]
    completed: Fact[bool]
    credits: tuple[Fact[Credit], ...]
    grades: tuple[Grade, ...]
    levels: Fact[tuple[int, ...]]
    areas: Fact[tuple[str, ...]]
    assessment: Fact[tuple[str, ...]]
    participation: Fact[tuple[str, ...]]
    quality_assurance: Fact[tuple[str, ...]]
    languages: Fact[tuple[str, ...]]
    supervised: Fact[bool]
    identity_verified: Fact[bool]
    has_part: tuple[str, ...]
    is_part_of: tuple[str, ...]
    settings: Fact[tuple[str, ...]]
    hours: Fact[Fraction]
    learner: Fact[Person]
    title: Fact[Texts]
    country: Fact[tuple[str, ...]]
    awarding_body: Fact[tuple[str, ...]]
    outcomes: Fact[tuple[str, ...]]
    accreditations: Fact[tuple[str, ...]]
    prerequisites: Fact[Texts]
    stackability: Fact[Mapping[str, tuple[str, ...]]]
    further: Fact[tuple[str, ...]]
    distribution: Fact[tuple[Share, ...]]
    #: What was read, where these facts stand for it along a chain of agreements; None: they are what was read.
    origin: Facts | None = None
    #: The issuer as the credential names it, where ``issuer`` is another id of the same body.
    stated_issuer: str = ""

    @property
    def identity(self) -> str:
        """What tells this achievement from others; awards of edubadges have an id of their own for each learner."""
        if _OF_ONE_AWARD in self.achievement:
            programmes = sorted(value for scheme, value in self.identifiers if scheme == "educationProgramIdentifier")
            return f"educationProgramIdentifier {programmes[0]}" if programmes else self.achievement
        return self.achievement

    @property
    def original(self) -> Facts:
        """The facts as they were read from the credential."""
        return self.origin or self
