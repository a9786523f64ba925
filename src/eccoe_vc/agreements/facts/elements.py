"""The sixteen standard elements of a micro-credential as one view. Council Recommendation 2022/C 243/02, Annex I.

Recognition, section 3. The view is made of the facts that conditions ask for, so both say the same of a credential.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any, Final

from eccoe_vc.agreements.facts import Fact, Facts, Grade, Person, Supervision, Texts, Workload, read
from eccoe_vc.agreements.facts.showing import camel, line, row
from eccoe_vc.errors import InputTypeError, shown

Names = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class StandardElements:
    """What a credential says on each element of Annex I: a value, its place, and whether it is stated or derived.

    The order is that of the Annex: the first eleven are mandatory, the others are given where they are relevant.
    """

    learner: Fact[Person]
    title: Fact[Texts]
    country: Fact[Names]
    awarding_body: Fact[Names]
    date_of_issuing: Fact[str]
    learning_outcomes: Fact[Names]
    workload: Fact[Workload]
    level: Fact[tuple[int, ...]]
    assessment: Fact[Names]
    participation: Fact[Names]
    quality_assurance: Fact[Names]
    prerequisites: Fact[Texts]
    supervision: Fact[Supervision]
    grade: Fact[tuple[Grade, ...]]
    stackability: Fact[Mapping[str, Names]]
    further_information: Fact[Names]

    @classmethod
    def of(cls, facts: Facts) -> StandardElements:
        """The elements of facts that were read."""
        return cls(
            learner=facts.learner,
            title=facts.title,
            country=facts.country,
            awarding_body=facts.awarding_body,
            date_of_issuing=_issued(facts),
            learning_outcomes=facts.outcomes,
            workload=_workload(facts),
            level=facts.levels,
            assessment=facts.assessment,
            participation=facts.participation,
            quality_assurance=facts.quality_assurance if facts.quality_assurance.pointer else facts.accreditations,
            prerequisites=facts.prerequisites,
            supervision=_supervision(facts),
            grade=Fact(facts.grades, facts.grades[0].pointer, "stated") if facts.grades else Fact(),
            stackability=facts.stackability,
            further_information=facts.further,
        )

    def missing(self) -> tuple[str, ...]:
        """The names of the mandatory elements that are unknown, in the order of the Annex."""
        return tuple(name for name in _NAMES[:MANDATORY] if getattr(self, name).value is None)

    def to_json(self) -> dict[str, Any]:
        """The view as JSON: for each element its number, whether it is mandatory, how it is known, value and place."""
        return {camel(name): row(number, MANDATORY, getattr(self, name)) for number, name in enumerate(_NAMES, 1)}

    def lines(self) -> tuple[str, ...]:
        """One line for each element, for people to read."""
        return tuple(line(number, name, getattr(self, name)) for number, name in enumerate(_NAMES, 1))


_NAMES: Final = tuple(field.name for field in fields(StandardElements))
MANDATORY: Final = 11  # the first eleven of the sixteen


def standard_elements(document: Mapping[str, Any]) -> StandardElements:
    """The sixteen standard elements of a credential: an Open Badge in any dialect, or a European Digital Credential.

    Council Recommendation of 16 June 2022, Annex I; recognition, section 3. Nothing is judged and nothing guessed: what
    is absent, illegible or contradictory is unknown.

    :param document: the credential as JSON, verified or not; it is not changed.
    :raises InputTypeError: ``input.type``, it is no object.
    :raises RefusedError: a number that has no canonical form.

    >>> badge = {"credentialSubject": {"achievement": {"name": "Soil", "ECTS": 2.5, "inLanguage": "en"}}}
    >>> found = standard_elements(badge)
    >>> found.lines()[1]
    '2 title: Soil (stated at /credentialSubject/achievement/name)'
    >>> "title" in found.missing(), "level" in found.missing()
    (False, True)
    """
    return StandardElements.of(read(_object(document)))


def _object(document: Any) -> Mapping[str, Any]:
    if isinstance(document, Mapping):
        return document
    message = f"A credential was expected as a JSON object, and this is {shown(document)}."
    raise InputTypeError("input.type", message, hint="Pass the document, for example envelope.document.")


def _issued(facts: Facts) -> Fact[str]:
    """The date of the award; ``validFrom`` stands in for it, which moves when a credential is issued again."""
    if "awardedDate" in facts.dates:
        return Fact(facts.dates["awardedDate"], facts.date_pointers["awardedDate"], "stated")
    if "validFrom" in facts.dates:
        return Fact(facts.dates["validFrom"], facts.date_pointers["validFrom"], "derived")
    return Fact()


def _workload(facts: Facts) -> Fact[Workload]:
    hours = facts.hours
    unread = [fact.pointer for fact in facts.credits if fact.value is None]
    unread += [hours.pointer] if hours.value is None and hours.pointer else []
    if unread:
        return Fact(None, unread[0])
    credit = [fact for fact in facts.credits if fact.value is not None and fact.known == "stated"]
    places = [fact.pointer for fact in credit] + ([hours.pointer] if hours.value is not None else [])
    if not places:
        return Fact()
    return Fact(Workload(tuple(fact.value for fact in credit if fact.value), hours.value), places[0], "stated")


def _supervision(facts: Facts) -> Fact[Supervision]:
    pair = (facts.supervised, facts.identity_verified)
    made = Supervision(*(fact.value for fact in pair))
    known = [fact for fact in pair if fact.value is not None]
    return Fact(made, known[0].pointer, "stated") if known else Fact(None, pair[0].pointer)


__all__ = ["MANDATORY", "StandardElements", "Supervision", "Workload", "standard_elements"]
