"""European Learning Model v3 (European Digital Credentials): the same facts by its own keys. Recognition, section 3.3.

Every property is one object or a list. Keys of the JSON are read, not the names behind them (``eqfLevel`` stands for
``elm:EQFLevel``). Ids that begin with ``urn:epass:`` mean something inside one document only.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from eccoe_vc.agreements.facts import credit, elm_learning, statements
from eccoe_vc.agreements.facts.elm_learning import LOCAL, outside, texts
from eccoe_vc.agreements.facts.places import Place, many, name_of, one, words
from eccoe_vc.agreements.facts.settling import joined, settled
from eccoe_vc.agreements.facts.values import Fact, Facts, Person, Texts
from eccoe_vc.encoding import DecodeError, days

_TYPE: Final = "EuropeanDigitalCredential"

Names = Fact[tuple[str, ...]]


def is_elm(document: Mapping[str, Any]) -> bool:
    """Whether a credential is written in the European Learning Model."""
    types = document.get("type")
    subject = Place("", document).only("credentialSubject").thing
    return _TYPE in (types if isinstance(types, list) else [types]) or (
        "hasClaim" in subject and "achievement" not in subject
    )


def read(document: Mapping[str, Any]) -> Facts:
    """The facts of a European Digital Credential. With several achievements nobody can say which is meant: unknown."""
    top = Place("", document)
    person = top.only("credentialSubject")
    claim = _claim(person)
    spec = claim.only("specifiedBy")
    bodies = [body for process in claim.objects("awardedBy") for body in process.objects("awardingBody")]
    assessments = claim.objects("provenBy")
    hours, received = elm_learning.hours(claim, spec), credit.points(claim, "creditReceived")
    supervised, verified = statements.supervision(
        [said for each in assessments for said in one(each, "idVerification")]
    )
    parts = {name: _parts(claim, spec, name, top) for name in ("hasPart", "isPartOf", "entitlesTo")}
    dates = _dates(top, claim)
    return Facts(
        credential=top.id,
        digest=statements.digest(document),
        issuer=name_of(document.get("issuer")),
        subject=person.id,
        achievement=_bound(spec.id, top),
        achievement_type=settled(one(spec, "dcType")),
        identifiers=tuple(_identifiers(spec)),
        alignments=tuple(elm_learning.outcome_ids(spec)),
        version=Fact(),
        dates={name: fact.value for name, fact in dates.items() if fact.value is not None},
        date_pointers={name: fact.pointer for name, fact in dates.items()},
        completed=Fact(True, claim.pointer, "derived") if claim.thing else Fact(),
        credits=credit.amounts(received, credit.points(spec, "creditPoint"), hours=Fact() if received else hours),
        grades=tuple(elm_learning.grades(assessments)),
        levels=settled(statements.eqf(many(spec, "eqfLevel"))),
        areas=settled(many(spec, "thematicArea", strange=LOCAL)),
        assessment=elm_learning.assessment(assessments),
        participation=settled(many(spec, "mode", strange=LOCAL)),
        quality_assurance=elm_learning.quality([spec, *bodies]),
        languages=settled([statements.tags(said) for said in many(spec, "language")]),
        supervised=supervised,
        identity_verified=verified,
        has_part=parts["hasPart"].value or (),
        is_part_of=parts["isPartOf"].value or (),
        settings=settled(many(spec, "learningSetting", strange=LOCAL)),
        hours=hours,
        learner=_learner(person),
        title=settled(words(claim, "title"), words(spec, "title")),
        country=_country(bodies),
        awarding_body=_bodies(bodies),
        outcomes=elm_learning.outcomes(spec),
        accreditations=elm_learning.accreditations([spec, *bodies]),
        prerequisites=_prerequisites(spec),
        stackability=statements.stackability({**parts, "isPartialQualification": _partial(spec)}),
        further=_further(top, claim, spec),
        distribution=elm_learning.distribution(assessments),
    )


def _claim(person: Place) -> Place:
    """The achievement that is claimed, where there is one; activities and entitlements may stand beside it."""
    found = [claim for claim in person.objects("hasClaim") if "LearningAchievement" in _types(claim)]
    return found[0] if len(found) == 1 else Place(person.at("hasClaim"), {})


def _types(place: Place) -> set[str]:
    return {value for _, value in place.values("type") if isinstance(value, str)}


def _bound(name: str, top: Place) -> str:
    """A name that means something outside; a local one is bound to its credential, so that no rule can name it."""
    return name if outside(name) == name else f"{top.text('id')}#{name}"


# ---- who, when -------------------------------------------------------------------------------------------------------


def _dates(top: Place, claim: Place) -> dict[str, Fact[str]]:
    """The day of the award, and the learning that led to it where that was one activity."""
    activities = [period for activity in claim.objects("influencedBy") for period in activity.objects("temporal")]
    return statements.dates(
        {
            "activityStartDate": [said for period in activities for said in one(period, "startDate")],
            "activityEndDate": [said for period in activities for said in one(period, "endDate")],
            "awardedDate": [said for process in claim.objects("awardedBy") for said in one(process, "awardingDate")],
            "validFrom": one(top, "validFrom"),
        },
        one(top, "issuanceDate"),
    )


def _learner(person: Place) -> Fact[Person]:
    names = [text for name in ("fullName", "givenName", "familyName") for text in texts(person, name)]
    numbers = {entry.text("notation") for name in ("nationalID", "identifier") for entry in person.objects(name)}
    made = Person(
        outside(person.id),
        tuple(dict.fromkeys(names)),
        _born(person.text("dateOfBirth")),
        tuple(sorted(numbers - {""})),
    )
    return Fact(made, person.pointer, "stated") if made != Person() else Fact()


def _born(text: str) -> str:
    """A day of birth; none of an instant in UTC, which is another day where the person was born."""
    if text.endswith(("Z", "z", "+00:00", "-00:00")):
        return ""
    try:
        return days.day(text[:10]).isoformat() if text[10:11] in ("", "T") else ""
    except DecodeError:
        return ""


def _bodies(bodies: list[Place]) -> Names:
    names = [_name_of_body(body) for body in bodies]
    if not bodies:
        return Fact()
    return Fact(tuple(sorted(set(names))), bodies[0].pointer, "stated") if all(names) else Fact(None, bodies[0].pointer)


def _name_of_body(body: Place) -> str:
    return outside(body.id) or next(iter(texts(body, "legalName")), "")


def _country(bodies: list[Place]) -> Names:
    """The countries of the awarding bodies, else their regions."""
    where = [location for body in bodies for location in body.objects("location")]
    for readings in (
        [said for each in where for address in each.objects("address") for said in many(address, "countryCode")],
        [said for each in where for said in many(each, "spatialCode")],
    ):
        if readings:
            return settled(joined(readings))
    return Fact()


def _identifiers(spec: Place) -> Iterator[tuple[str, str]]:
    for entry in spec.objects("identifier"):
        if entry.text("schemeName") and entry.text("notation"):
            yield entry.text("schemeName"), entry.text("notation")


def _prerequisites(spec: Place) -> Fact[Texts]:
    return settled([said for note in spec.objects("entryRequirement") for said in words(note, "noteLiteral")])


def _parts(claim: Place, spec: Place, name: str, top: Place) -> Names:
    """Parts and wholes, each by the specification that it fulfils, where it names one."""
    found = settled(_fulfilled(claim, name), many(spec, name))
    return found._replace(value=tuple(sorted({_bound(each, top) for each in found.value}))) if found.value else found


def _fulfilled(claim: Place, name: str) -> list[Names]:
    said = many(claim, name)
    if said and said[0].value:
        ids = [name_of(Place(where, one).thing.get("specifiedBy")) or name_of(one) for where, one in claim.values(name)
               if isinstance(one, Mapping)]  # fmt: skip
        return [said[0]._replace(value=tuple(ids))]
    return said


def _partial(spec: Place) -> Names:
    value, place = spec.thing.get("isPartialQualification"), spec.at("isPartialQualification")
    return Fact(("true" if value else "false",), place, "stated") if isinstance(value, bool) else Fact()


def _further(top: Place, claim: Place, spec: Place) -> Names:
    notes = [note for place in (claim, spec) for note in place.objects("additionalNote")]
    found = {text: note.pointer for note in notes for text in texts(note, "noteLiteral")}
    entries = [entry for place in (top, claim, spec) for entry in place.objects("supplementaryDocument")]
    found |= {entry.text("contentURL"): entry.pointer for entry in entries if entry.text("contentURL")}
    return Fact(tuple(sorted(found)), next(iter(found.values())), "stated") if found else Fact()
