"""What was learned in the European Learning Model, and how it was assessed. Recognition, section 3.3."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from fractions import Fraction
from typing import Final

from eccoe_vc.agreements.facts import credit
from eccoe_vc.agreements.facts.places import Place, many, name_of, words
from eccoe_vc.agreements.facts.settling import joined, settled
from eccoe_vc.agreements.facts.values import Fact, Grade, Share
from eccoe_vc.encoding import DecodeError
from eccoe_vc.encoding.quantities import whole

LOCAL: Final = "urn:epass:"
"""Names that begin so mean something inside one document only."""

Names = Fact[tuple[str, ...]]


def outside(name: str) -> str:
    """A name that means something outside its document; empty for others."""
    return "" if name.startswith(LOCAL) else name


def texts(place: Place, name: str) -> list[str]:
    """The texts of a member in all languages, in the order of the languages."""
    return [text for said in words(place, name) for _, text in sorted((said.value or {}).items())]


def outcome_ids(spec: Place) -> list[str]:
    """The ids of outcomes, and the ESCO skills that are to this model what alignments are to Open Badges."""
    found: set[str] = set()
    for outcome in spec.objects("learningOutcome"):
        found |= {
            outside(outcome.id),
            *(outside(name_of(value)) for _, value in outcome.values("relatedESCOSkill")),
        }
    return sorted(found - {""})


def outcomes(spec: Place) -> Names:
    """What the learner knows and can do: titles and ids of outcomes, and their skills."""
    titles = {text for outcome in spec.objects("learningOutcome") for text in texts(outcome, "title")}
    found = sorted(titles | set(outcome_ids(spec)))
    return Fact(tuple(found), spec.at("learningOutcome"), "stated") if found else Fact()


def hours(claim: Place, spec: Place) -> Fact[Fraction]:
    """The volume of the course; where it states none, that of the one activity that led to the award."""
    own = credit.duration(spec, "volumeOfLearning")
    if own:
        return settled(own)
    activities = [each for activity in claim.objects("influencedBy") for each in activity.objects("specifiedBy")]
    found = settled(credit.duration(activities[0], "volumeOfLearning")) if len(activities) == 1 else Fact[Fraction]()
    return found._replace(known="derived") if found.value is not None else found


def assessment(assessments: Sequence[Place]) -> Names:
    """The types of all assessments together; a concept of the document itself cannot be read."""
    specs = [spec for each in assessments for spec in each.objects("specifiedBy")]
    return settled(joined(said for spec in specs for said in many(spec, "dcType", strange=LOCAL)))


def quality(places: Iterable[Place]) -> Names:
    """The kinds of all accreditations of the course and of the bodies that award it."""
    entries = [entry for place in places for entry in place.objects("accreditation")]
    return settled(joined(said for entry in entries for said in many(entry, "dcType", strange=LOCAL)))


def accreditations(places: Iterable[Place]) -> Names:
    """The titles of the same accreditations."""
    entries = [entry for place in places for entry in place.objects("accreditation")]
    found = {text for entry in entries for text in texts(entry, "title")}
    return Fact(tuple(sorted(found)), entries[0].pointer, "stated") if found else Fact()


def grades(assessments: Iterable[Place]) -> Iterator[Grade]:
    """The grade of each assessment. One that differs from language to language is none."""
    for assessed in assessments:
        scheme = outside(assessed.only("specifiedBy").only("gradingScheme").id)
        for note in assessed.objects("grade"):
            found = set(texts(note, "noteLiteral"))
            if len(found) == 1:
                yield Grade(found.pop(), scheme, note.at("noteLiteral"))


def distribution(assessments: Iterable[Place]) -> Fact[tuple[Share, ...]]:
    """How the learners of an assessment did. The context has the key with a spelling mistake: both are read."""
    keys = ("resultDistribution", "resultDestribution")
    return settled([_shares(place) for each in assessments for key in keys for place in each.objects(key)])


def _shares(place: Place) -> Fact[tuple[Share, ...]]:
    made: list[Share] = []
    for category in place.objects("category"):
        labels, count = set(texts(category, "label")), category.thing.get("count")
        try:
            learners = whole(str(count) if isinstance(count, int) and not isinstance(count, bool) else count)
        except DecodeError:
            return Fact(None, place.pointer)
        if len(labels) != 1:
            return Fact(None, place.pointer)
        made.append(Share(labels.pop(), learners))
    return Fact(tuple(sorted(made)), place.pointer, "stated") if made else Fact(None, place.pointer)
