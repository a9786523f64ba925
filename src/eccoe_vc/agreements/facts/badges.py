"""Open Badges 3.0, our terms on it, and the dialects that are written in badges. Recognition, sections 3 and 3.2.

What was learned, and how, is read in :mod:`eccoe_vc.agreements.facts.learning`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction
from typing import Any, Final

from eccoe_vc.agreements.facts import credit, learning, statements
from eccoe_vc.agreements.facts.places import Place, many, name_of, one, words
from eccoe_vc.agreements.facts.settling import settled
from eccoe_vc.agreements.facts.values import Fact, Facts, Grade, Person
from eccoe_vc.encoding import DecodeError
from eccoe_vc.encoding.quantities import decimal

_NOT_COMPLETED: Final = frozenset({"Failed", "Withdrew", "Enrolled", "InProgress"})
_NOT_YET: Final = frozenset({"OnHold", "Provisional"})
_PROGRAMME: Final = "educationProgramIdentifier"

Names = Fact[tuple[str, ...]]


def read(document: Mapping[str, Any]) -> Facts:
    """The facts of an Open Badges credential."""
    top = Place("", document)
    award = top.only("credentialSubject")
    achievement = award.only("achievement")
    places = (award, achievement)
    hours = [credit.duration(award, "volumeOfLearning"), learning.hours(achievement)]
    received = credit.points(award, "creditReceived")
    supervised, verified = statements.supervision(*(one(place, "idVerification") for place in places))
    has_part, is_part_of = (_many(places, name) for name in ("hasPart", "isPartOf"))
    dates = statements.dates(
        {name: [*_date(award, name), *_date(top, name)] for name in statements.DATES}, _date(top, "issuanceDate")
    )
    return Facts(
        credential=top.id,
        digest=statements.digest(document),
        issuer=name_of(document.get("issuer")),
        subject=award.id,
        achievement=achievement.id,
        achievement_type=_one(places, "achievementType"),
        identifiers=tuple(_identifiers(achievement)),
        alignments=tuple(_alignments(achievement)),
        version=_one(places, "version"),
        dates={name: fact.value for name, fact in dates.items() if fact.value is not None},
        date_pointers={name: fact.pointer for name, fact in dates.items()},
        completed=_completed(award),
        credits=credit.amounts(
            received,
            learning.points(achievement),
            earned=credit.plain(award, "creditsEarned", None),
            available=credit.plain(achievement, "creditsAvailable", None),
            hours=settled(*(hours[:1] if received else hours)),
        ),
        grades=tuple(_grades(award, achievement)),
        levels=learning.levels(award, achievement),
        areas=_many(places, "thematicArea"),
        assessment=settled(many(award, "assessmentMethod"), learning.assessment(achievement)),
        participation=settled(many(award, "participationMode"), learning.participation(achievement)),
        quality_assurance=_many(places, "qualityAssurance"),
        languages=settled(learning.languages(award), learning.languages(achievement)),
        supervised=supervised,
        identity_verified=verified,
        has_part=has_part.value or (),
        is_part_of=is_part_of.value or (),
        hours=settled(*hours),
        learner=_learner(award),
        title=learning.title(achievement),
        country=_country(top.only("issuer")),
        awarding_body=_body(top),
        outcomes=settled(learning.outcomes(award), learning.outcomes(achievement)),
        accreditations=learning.accreditations(top.only("issuer")),
        prerequisites=settled(*(words(place, "entryRequirement") for place in places)),
        stackability=statements.stackability({"hasPart": has_part, "isPartOf": is_part_of}),
        further=_further(top, achievement),
        settings=Fact(),
        distribution=Fact(),
    )


def _one(places: tuple[Place, ...], name: str) -> Fact[str]:
    return settled(*(one(place, name) for place in places))


def _many(places: tuple[Place, ...], name: str) -> Names:
    return settled(*(many(place, name) for place in places))


def _date(place: Place, name: str) -> list[Fact[str]]:
    return [Fact(place.text(name), place.at(name), "stated")] if place.text(name) else []


# ---- what identifies -------------------------------------------------------------------------------------------------


def _identifiers(achievement: Place) -> Iterator[tuple[str, str]]:
    for entry in achievement.objects("otherIdentifier"):
        if entry.text("identifierType") and entry.text("identifier"):
            yield entry.text("identifierType"), entry.text("identifier")
    extension = achievement.only("extensions:EducationProgramIdentifierExtension")
    for _, value in [*achievement.values(_PROGRAMME), *extension.values("EducationProgramIdentifier")]:
        if isinstance(value, str | int) and not isinstance(value, bool) and value != "":
            yield _PROGRAMME, str(value)


def _alignments(achievement: Place) -> Iterator[str]:
    for name, member in (("alignment", "targetUrl"), ("learningOutcome", "id")):
        for entry in achievement.objects(name):
            if entry.text(member):
                yield entry.text(member)


def _learner(award: Place) -> Fact[Person]:
    identities = tuple(sorted({entry.text("identityHash") for entry in award.objects("identifier")} - {""}))
    if award.id or identities:
        person = Person(award.id, identifiers=identities)
        return Fact(person, award.at("id" if award.id else "identifier"), "stated")
    return Fact()


def _body(top: Place) -> Names:
    """The issuer stands for the awarding body, which is a convention and no statement."""
    name = name_of(top.thing.get("issuer"))
    return Fact((name,), "/issuer", "derived") if name else Fact()


def _country(issuer: Place) -> Names:
    address = issuer.only("address")
    for name in ("addressCountryCode", "addressCountry", "addressRegion"):
        if address.text(name):
            return Fact((address.text(name),), address.at(name), "stated")
    return Fact()


# ---- results ---------------------------------------------------------------------------------------------------------


def _further(top: Place, achievement: Place) -> Names:
    found = {entry.text("identifier"): entry.pointer for entry in achievement.objects("otherIdentifier")}
    found |= {name_of(value): where for where, value in top.values("evidence")}
    found.pop("", None)
    return Fact(tuple(sorted(found)), next(iter(found.values())), "stated") if found else Fact()


def _completed(award: Place) -> Fact[bool]:
    """Results may say that nothing was completed; where none says so, the award says that it was."""
    found: list[Fact[bool]] = []
    for result in award.objects("result"):
        status, pointer = result.text("status"), result.at("status")
        if status in _NOT_COMPLETED:
            return Fact(False, pointer, "stated")
        if status in _NOT_YET:
            found.append(Fact(None, pointer))
    return found[0] if found else Fact(True, award.pointer, "derived")


def _grades(award: Place, achievement: Place) -> Iterator[Grade]:
    forecast = {
        entry.thing.get("id") if isinstance(entry.thing.get("id"), str) else ""
        for entry in achievement.objects("resultDescription")
        if entry.thing.get("resultType") == "PredictedScore"
    }
    ranges = {entry.text("id"): _range(entry) for entry in achievement.objects("resultDescription")}
    for result in award.objects("result"):
        description = result.text("resultDescription")
        if isinstance(result.thing.get("value"), str) and description not in forecast:
            yield Grade(result.text("value"), description, result.at("value"), ranges.get(description))


def _range(description: Place) -> tuple[Fraction, Fraction] | None:
    """The ends of the scale on which a result stands, as its description states them."""
    try:
        return decimal(description.text("valueMin")), decimal(description.text("valueMax"))
    except DecodeError:
        return None
