"""What a credential says about itself: the standard elements of a micro-credential, in Open Badges and dialects.

Council Recommendation of 16 June 2022 on micro-credentials, Annex I; recognition, section 3. Conditions read these
facts and nothing else, whoever issued the credential. Each fact knows where it was read; what is absent is unknown, and
two readings that disagree make a fact unknown, never the better one.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Final, Generic, Literal, NamedTuple, TypeVar

from eccoe_vc.agreements import digests
from eccoe_vc.encoding import DecodeError, pointers
from eccoe_vc.encoding.quantities import decimal

T = TypeVar("T")

SNB: Final = "http://data.europa.eu/snb/"
ECTS: Final = f"{SNB}education-credit/6fcec5c5af"
_SNB_ELSEWHERE: Final = "https://publications.europa.eu/resource/authority/snb/"
_EQF_NAMES: Final = frozenset({"EQF", "European Qualifications Framework"})
#: Supervised, and identity verified. The fourth value of the list has no meaning that could be verified: unknown.
_SUPERVISION: Final[Mapping[str, tuple[bool, bool]]] = {
    f"{SNB}supervision-verification/c598449d64": (False, False),
    f"{SNB}supervision-verification/df2880c5cb": (False, True),
    f"{SNB}supervision-verification/70be69aaf9": (True, True),
}
_NOT_COMPLETED: Final = frozenset({"Failed", "Withdrew", "Enrolled", "InProgress"})
_NOT_YET: Final = frozenset({"OnHold", "Provisional"})
_DATES: Final = ("activityStartDate", "activityEndDate", "awardedDate", "validFrom")


class Fact(NamedTuple, Generic[T]):
    """A value, where it stands, and how it is known: stated, derived from something else, or unknown (then None)."""

    value: T | None = None
    pointer: str = ""
    known: Literal["stated", "derived", "unknown"] = "unknown"


class Credit(NamedTuple):
    """An amount and its unit; None where nobody says what it counts."""

    value: Fraction
    unit: str | None


class Grade(NamedTuple):
    """A result as it stands, with the id of its description."""

    value: str
    description: str
    pointer: str


@dataclass(frozen=True, slots=True)
class Facts:
    """Everything that conditions may ask of one verified credential."""

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


def read(document: Mapping[str, Any]) -> Facts:
    """The facts of a verified Open Badges credential.

    :param document: the credential with its proof or without; it is not changed.

    >>> read({"issuer": "did:example:a", "credentialSubject": {"achievement": {"id": "urn:x:1"}}}).levels.known
    'unknown'
    """
    subject = _object(document.get("credentialSubject"))
    achievement = _object(subject.get("achievement"))
    places = (("/credentialSubject", subject), ("/credentialSubject/achievement", achievement))
    dates = dict(_dates(document, subject))
    supervision = _one(places, "idVerification")
    known = _SUPERVISION.get(_snb(supervision.value)) if supervision.value is not None else None
    issuer = document.get("issuer")
    return Facts(
        credential=_text(document.get("id")),
        digest=digests.of_json({name: value for name, value in document.items() if name != "proof"}),
        issuer=_text(issuer.get("id") if isinstance(issuer, Mapping) else issuer),
        subject=_text(subject.get("id")),
        achievement=_text(achievement.get("id")),
        achievement_type=_one(places, "achievementType"),
        identifiers=tuple(_identifiers(achievement)),
        alignments=tuple(_alignments(achievement)),
        version=_one(places, "version"),
        dates={name: text for name, (text, _) in dates.items()},
        date_pointers={name: pointer for name, (_, pointer) in dates.items()},
        completed=_completed(subject),
        credits=tuple(_credits(subject, achievement)),
        grades=tuple(_grades(subject)),
        levels=_levels(places, achievement),
        areas=_many(places, "thematicArea"),
        assessment=_many(places, "assessmentMethod"),
        participation=_many(places, "participationMode"),
        quality_assurance=_many(places, "qualityAssurance"),
        languages=_many(places, "inLanguage"),
        supervised=Fact(known[0], supervision.pointer, "stated") if known else Fact(),
        identity_verified=Fact(known[1], supervision.pointer, "stated") if known else Fact(),
        has_part=_many(places, "hasPart").value or (),
        is_part_of=_many(places, "isPartOf").value or (),
    )


# ---- reading: JSON that was verified, and may still hold anything ----------------------------------------------------

_Places = Iterable[tuple[str, Mapping[str, Any]]]


def _object(value: Any) -> Mapping[str, Any]:
    """The object that stands there, alone or as the only one of a list."""
    if isinstance(value, list) and len(value) == 1:
        value = value[0]
    return value if isinstance(value, Mapping) else {}


def _items(value: Any) -> list[Any]:
    if value is None:
        return []
    return value if isinstance(value, list) else [value]


def _entries(place: str, value: Any) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """The objects of a member, one or in a list, each with its place."""
    if isinstance(value, list):
        yield from ((pointers.join(place, index), _object(entry)) for index, entry in enumerate(value))
    elif value is not None:
        yield place, _object(value)


def _text(value: Any) -> str:
    return value if isinstance(value, str) else ""


def _snb(value: str) -> str:
    """One form for the controlled values of the EU, which stand under two addresses."""
    return SNB + value.removeprefix(_SNB_ELSEWHERE) if value.startswith(_SNB_ELSEWHERE) else value


def _one(places: _Places, name: str) -> Fact[str]:
    """A text; the subject's own value goes before that of the achievement."""
    for place, thing in places:
        if isinstance(thing.get(name), str):
            return Fact(_snb(thing[name]), f"{place}/{name}", "stated")
    return Fact()


def _many(places: _Places, name: str) -> Fact[tuple[str, ...]]:
    """Several texts; a stated empty list is a statement."""
    for place, thing in places:
        if name in thing:
            values = _items(thing[name])
            if all(isinstance(value, str) for value in values):
                return Fact(tuple(map(_snb, values)), f"{place}/{name}", "stated")
            return Fact()
    return Fact()


def _dates(document: Mapping[str, Any], subject: Mapping[str, Any]) -> Iterator[tuple[str, tuple[str, str]]]:
    for name in _DATES:
        for place, thing in (("/credentialSubject", subject), ("", document)):
            if isinstance(thing.get(name), str):
                yield name, (thing[name], f"{place}/{name}")
                break
        else:
            if name == "validFrom" and isinstance(document.get("issuanceDate"), str):
                yield name, (document["issuanceDate"], "/issuanceDate")


def _identifiers(achievement: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for entry in _items(achievement.get("otherIdentifier")):
        thing = _object(entry)
        if isinstance(thing.get("identifierType"), str) and isinstance(thing.get("identifier"), str):
            yield thing["identifierType"], thing["identifier"]
    for value in _items(achievement.get("educationProgramIdentifier")):
        if isinstance(value, str):
            yield "educationProgramIdentifier", value


def _alignments(achievement: Mapping[str, Any]) -> Iterator[str]:
    for name, member in (("alignment", "targetUrl"), ("learningOutcome", "id")):
        for entry in _items(achievement.get(name)):
            target = _object(entry).get(member)
            if isinstance(target, str):
                yield target


def _completed(subject: Mapping[str, Any]) -> Fact[bool]:
    """Results may say that nothing was completed; where none says so, the award says that it was."""
    found: list[Fact[bool]] = []
    for place, thing in _entries("/credentialSubject/result", subject.get("result")):
        status, pointer = _text(thing.get("status")), f"{place}/status"
        if status in _NOT_COMPLETED:
            return Fact(False, pointer, "stated")
        if status in _NOT_YET:
            found.append(Fact(None, pointer, "unknown"))
    return found[0] if found else Fact(True, "/credentialSubject", "derived")


def _credits(subject: Mapping[str, Any], achievement: Mapping[str, Any]) -> Iterator[Fact[Credit]]:
    """Credit in the order of trust: received, of the achievement, of a dialect, and at last a number without a unit."""
    for place, thing, name in (
        ("/credentialSubject", subject, "creditReceived"),
        ("/credentialSubject/achievement", achievement, "creditPoint"),
    ):
        points = [
            _point(_object(entry), pointers.join(place, name, index))
            for index, entry in enumerate(_items(thing.get(name)))
        ]
        if points:
            yield from _agreeing(points)
            return
    for place, thing, name, unit in (
        ("/credentialSubject/achievement", achievement, "ECTS", ECTS),
        ("/credentialSubject", subject, "creditsEarned", None),
        ("/credentialSubject/achievement", achievement, "creditsAvailable", None),
    ):
        value = _number(thing.get(name))
        if value is not None:
            yield Fact(Credit(value, unit), f"{place}/{name}", "stated")
            return


def _point(thing: Mapping[str, Any], pointer: str) -> Fact[Credit]:
    value, unit = _number(thing.get("point")), thing.get("framework")
    if value is None or not isinstance(unit, str):
        return Fact(None, pointer, "unknown")
    return Fact(Credit(value, _snb(unit)), pointer, "stated")


def _agreeing(points: list[Fact[Credit]]) -> Iterator[Fact[Credit]]:
    """One fact for each unit; two amounts of one unit say nothing."""
    by_unit: dict[str | None, Fact[Credit]] = {}
    for point in points:
        unit = point.value.unit if point.value is not None else ""
        known = by_unit.setdefault(unit, point)
        if known.value != point.value:
            by_unit[unit] = Fact(None, known.pointer, "unknown")
    yield from by_unit.values()


def _number(value: Any) -> Fraction | None:
    """A quantity in quotes, or a JSON number as it is spelt."""
    if isinstance(value, str):
        try:
            return decimal(value)
        except DecodeError:
            return None
    if isinstance(value, bool) or not isinstance(value, int | float) or value != value or abs(value) > 10**9:
        return None
    return Fraction(repr(value))


def _grades(subject: Mapping[str, Any]) -> Iterator[Grade]:
    achievement = _object(subject.get("achievement"))
    predicted = [
        thing.get("id")
        for thing in map(_object, _items(achievement.get("resultDescription")))
        if thing.get("resultType") == "PredictedScore"
    ]
    for place, thing in _entries("/credentialSubject/result", subject.get("result")):
        value, description = thing.get("value"), thing.get("resultDescription")
        if isinstance(value, str) and description not in predicted:  # a forecast is no grade
            yield Grade(value, _text(description), f"{place}/value")


def _levels(places: _Places, achievement: Mapping[str, Any]) -> Fact[tuple[int, ...]]:
    stated = _many(places, "eqfLevel")
    if stated.value is not None:
        found = [_level(value.removeprefix(f"{SNB}eqf/")) for value in stated.value]
        if not found or None in found:
            return Fact(None, stated.pointer, "unknown")
        return Fact(tuple(level for level in found if level is not None), stated.pointer, "stated")
    for place, thing in _entries("/credentialSubject/achievement/alignment", achievement.get("alignment")):
        kind = _text(thing.get("targetType"))
        if thing.get("targetFramework") in _EQF_NAMES or (kind.startswith("ext:") and "EQF" in kind):
            level = _level(_text(thing.get("targetCode"))) or _level(_text(thing.get("targetUrl")).rpartition("/")[2])
            if level is not None:
                return Fact((level,), place, "derived")
    return Fact()


def _level(text: str) -> int | None:
    return "12345678".index(text) + 1 if len(text) == 1 and text in "12345678" else None
