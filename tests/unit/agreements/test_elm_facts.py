"""Facts of European Digital Credentials: each trap of the official sample and context is a test."""

from __future__ import annotations

import copy
from collections.abc import Callable
from fractions import Fraction
from typing import Any

import pytest

from eccoe_vc.agreements.facts import ECTS, SNB, Credit, Fact, Facts, Grade, Share, read
from eccoe_vc.agreements.facts.elements import standard_elements
from eccoe_vc.encoding import pointers

Tree = dict[str, Any]
AUTHORITY = "http://publications.europa.eu/resource/authority"


def concept(name: str) -> Tree:
    return {"id": f"{SNB}{name}", "type": "Concept"}


def note(text: str) -> Tree:
    return {"type": "Note", "noteLiteral": {"en": text}}


COURSE: Tree = {
    "id": "https://a.example/courses/soil",
    "type": "Qualification",
    "title": {"en": "Soil"},
    "identifier": {"type": "Identifier", "schemeName": "Course code", "notation": "SOIL-1"},
    "eqfLevel": concept("eqf/6"),
    "thematicArea": [concept("isced-f/0532")],
    "creditPoint": {"type": "CreditPoint", "framework": concept("education-credit/6fcec5c5af"), "point": "2"},
    "volumeOfLearning": "PT60H",
    "mode": concept("learning-assessment/920fbb3cbe"),
    "language": {"id": f"{AUTHORITY}/language/ENG", "type": "Concept"},
    "learningSetting": concept("learning-setting/6fd4685715"),
    "learningOutcome": {"id": "urn:epass:learningOutcome:1", "title": {"en": "Reads a soil profile"},
                        "relatedESCOSkill": {"id": "http://data.europa.eu/esco/skill/1"}},
    "entryRequirement": note("None"),
    "accreditation": {"type": "Accreditation", "dcType": concept("accreditation/820101cba6"), "title": {"en": "Q"}},
}  # fmt: skip
EXAM: Tree = {
    "type": "LearningAssessment",
    "grade": note("8.2"),
    "idVerification": concept("supervision-verification/70be69aaf9"),
    "specifiedBy": {"dcType": concept("assessment/6e6cb2cc78"),
                    "gradingScheme": {"id": "https://a.example/schemes/ten", "type": "GradingScheme"}},
}  # fmt: skip
BODY: Tree = {
    "id": "https://a.example",
    "legalName": {"en": "University A (invented)"},
    "location": {"address": {"countryCode": {"id": f"{AUTHORITY}/country/IRL"}}},
}
DOCUMENT: Tree = {
    "@context": ["https://www.w3.org/2018/credentials/v1", "http://data.europa.eu/snb/model/context/edc-ap"],
    "id": "https://a.example/credentials/1",
    "type": ["VerifiableCredential", "EuropeanDigitalCredential"],
    "issuer": {"id": "https://a.example", "type": "Organisation"},
    "validFrom": "2024-07-01T00:00:00Z",
    "credentialSubject": {
        "id": "did:example:learner",
        "type": "Person",
        "givenName": {"en": "Ada"},
        "hasClaim": {
            "id": "https://a.example/awards/1",
            "type": "LearningAchievement",
            "title": {"en": "Soil Science"},
            "awardedBy": {"awardingBody": BODY, "awardingDate": "2024-06-20"},
            "provenBy": EXAM,
            "specifiedBy": COURSE,
        },
    },
}


def changed(change: Callable[[Tree, Tree], Any], *, kept: Tree = DOCUMENT) -> Facts:
    made = copy.deepcopy(kept)
    claim = made["credentialSubject"]["hasClaim"]
    change(claim, claim["specifiedBy"])
    return read(made)


def test_the_facts_that_conditions_ask_for() -> None:
    facts = read(DOCUMENT)
    spec = "/credentialSubject/hasClaim/specifiedBy"
    assert (facts.issuer, facts.subject) == ("https://a.example", "did:example:learner")
    assert facts.achievement == "https://a.example/courses/soil"
    assert facts.identifiers == (("Course code", "SOIL-1"),)
    assert facts.credits == (
        Fact(Credit(Fraction(2), ECTS), f"{spec}/creditPoint", "stated"),
        Fact(Credit(Fraction(60), "hours"), f"{spec}/volumeOfLearning", "derived"),
    )
    assert facts.levels == Fact((6,), f"{spec}/eqfLevel", "stated")
    assert facts.areas.value == (f"{SNB}isced-f/0532",)
    assert facts.participation.value == (f"{SNB}learning-assessment/920fbb3cbe",)
    assert facts.settings.value == (f"{SNB}learning-setting/6fd4685715",)
    assert facts.languages.value == ("en",)
    assert facts.assessment.value == (f"{SNB}assessment/6e6cb2cc78",)
    assert facts.quality_assurance.value == (f"{SNB}accreditation/820101cba6",)
    assert (facts.supervised.value, facts.identity_verified.value) == (True, True)
    assert facts.grades == (
        Grade("8.2", "https://a.example/schemes/ten", "/credentialSubject/hasClaim/provenBy/grade/noteLiteral"),
    )
    assert facts.dates == {"awardedDate": "2024-06-20", "validFrom": "2024-07-01T00:00:00Z"}
    assert facts.alignments == ("http://data.europa.eu/esco/skill/1",)
    assert facts.completed.value is True


def test_nothing_of_annex_one_is_missing_and_every_pointer_leads_there() -> None:
    found = standard_elements(DOCUMENT)
    assert found.missing() == ()
    for row in found.to_json().values():
        if row["known"] != "unknown":
            pointers.resolve(DOCUMENT, row["pointer"])


def listed(value: Any) -> Any:
    """Every object and every text of a tree in a list, as JSON-LD also writes it."""
    if isinstance(value, dict):
        return {name: [listed(one)] if isinstance(one, dict) and not _by_language(one) else listed(one)
                for name, one in value.items()}  # fmt: skip
    return value


def _by_language(value: Tree) -> bool:
    return set(value) == {"en"}


def test_every_property_may_be_one_object_or_a_list() -> None:
    one, many = read(DOCUMENT), read(listed(DOCUMENT))
    for name in ("achievement", "identifiers", "alignments", "has_part"):
        assert getattr(one, name) == getattr(many, name)
    for name in ("levels", "areas", "participation", "languages", "assessment", "supervised", "hours", "title"):
        assert getattr(one, name).value == getattr(many, name).value is not None
    assert [fact.value for fact in one.credits] == [fact.value for fact in many.credits]
    assert [grade.value for grade in one.grades] == [grade.value for grade in many.grades]


# ---- traps -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "hours"),
    [("PT60H", 60), ("PT90M", Fraction(3, 2)), ("PT1H30M", Fraction(3, 2)), ("PT08H", 8), ("PT0H", 0),
     ("P60M", None), ("P1M", None), ("P2D", None), ("P1DT2H", None), ("PT", None), ("PT60H5S", None), ("60", None),
     ("PT60h", None), (60, None), ("PT\u0666H", None)],
)  # fmt: skip
def test_only_hours_and_minutes_are_a_workload(text: Any, hours: Any) -> None:
    facts = changed(lambda claim, spec: spec.update(volumeOfLearning=text))
    assert facts.hours.value == hours
    assert facts.hours.pointer == "/credentialSubject/hasClaim/specifiedBy/volumeOfLearning"


def test_the_volume_of_the_one_activity_stands_in_for_that_of_the_course() -> None:
    def activity(claim: Tree, spec: Tree) -> None:
        del spec["volumeOfLearning"]
        claim["influencedBy"] = {"specifiedBy": {"volumeOfLearning": "PT50H"}}

    assert changed(activity).hours.value == 50
    assert changed(activity).hours.known == "derived"

    def two(claim: Tree, spec: Tree) -> None:
        activity(claim, spec)
        claim["influencedBy"] = [claim["influencedBy"], {"specifiedBy": {"volumeOfLearning": "PT50H"}}]

    assert changed(two).hours.value is None


def test_months_of_an_activity_beside_hours_of_the_course() -> None:
    facts = changed(lambda claim, spec: claim.update(influencedBy={"specifiedBy": {"volumeOfLearning": "P60M"}}))
    assert facts.hours.value == 60


def test_ecvet_is_not_ects() -> None:
    facts = changed(lambda claim, spec: spec["creditPoint"].update(framework=concept("education-credit/60b314e826")))
    assert facts.credits[0].value == Credit(Fraction(2), f"{SNB}education-credit/60b314e826")


@pytest.mark.parametrize("key", ["resultDistribution", "resultDestribution"])
def test_the_misspelt_key_is_read_too(key: str) -> None:
    told = {"category": [{"label": {"en": "pass"}, "count": "7"}, {"label": {"en": "fail"}, "count": 3}]}
    facts = changed(lambda claim, spec: claim["provenBy"].update({key: told}))
    assert facts.distribution.value == (Share("fail", 3), Share("pass", 7))  # with those who failed: no grade table


def test_two_distributions_that_differ_say_nothing() -> None:
    def both(claim: Tree, spec: Tree) -> None:
        for key, count in (("resultDistribution", "7"), ("resultDestribution", "8")):
            claim["provenBy"][key] = {"category": {"label": {"en": "pass"}, "count": count}}

    assert changed(both).distribution.value is None
    assert changed(both).distribution.pointer == "/credentialSubject/hasClaim/provenBy/resultDistribution"


@pytest.mark.parametrize(
    ("key", "iri", "fact"), [("eqfLevel", "EQFLevel", "levels"), ("thematicArea", "ISCEDFCode", "areas")]
)
def test_keys_are_read_and_not_the_names_behind_them(key: str, iri: str, fact: str) -> None:
    facts = changed(lambda claim, spec: spec.update({iri: spec.pop(key)}))
    assert getattr(facts, fact) == Fact()


@pytest.mark.parametrize(
    ("text", "born"),
    [("1999-10-01T22:00:00Z", ""), ("1999-10-01T22:00:00+00:00", ""), ("1999-10-02", "1999-10-02"),
     ("1999-10-02T00:00:00+02:00", "1999-10-02"), ("1999-10-02T00:00:00", "1999-10-02"), ("1999-02-30", ""),
     ("1999-10-02Z", "")],
)  # fmt: skip
def test_no_day_of_birth_is_cut_from_an_instant_in_utc(text: str, born: str) -> None:
    made = copy.deepcopy(DOCUMENT)
    made["credentialSubject"]["dateOfBirth"] = text
    learner = read(made).learner
    assert learner.value is not None
    assert learner.value.born == born


def test_the_date_key_is_that_of_version_two_under_a_context_of_version_one() -> None:
    assert read(DOCUMENT).dates["validFrom"] == "2024-07-01T00:00:00Z"
    made = {name: value for name, value in DOCUMENT.items() if name != "validFrom"}
    made["issuanceDate"] = "2024-07-02T00:00:00Z"
    assert read(made).dates["validFrom"] == "2024-07-02T00:00:00Z"


def test_a_sealed_envelope_is_no_credential() -> None:
    sealed = {"payload": "eyJ9", "signatures": []}
    assert read(sealed).levels == Fact()
    assert len(standard_elements(sealed).missing()) == 11


# ---- names that mean something inside one document only --------------------------------------------------------------


def test_a_local_name_is_nobodys_achievement() -> None:
    facts = changed(lambda claim, spec: spec.update(id="urn:epass:qualification:1"))
    assert facts.achievement == "https://a.example/credentials/1#urn:epass:qualification:1"


def test_a_concept_of_the_document_itself_cannot_be_placed() -> None:
    def own(claim: Tree, spec: Tree) -> None:
        claim["provenBy"]["specifiedBy"]["dcType"] = {"id": "urn:epass:concept:1", "prefLabel": {"en": "quiz"}}

    facts = changed(own)
    assert facts.assessment == Fact(None, "/credentialSubject/hasClaim/provenBy/specifiedBy/dcType", "unknown")


def test_parts_are_named_by_what_they_fulfil() -> None:
    part = {"id": "https://a.example/awards/2", "specifiedBy": {"id": "https://a.example/courses/sand"}}
    facts = changed(lambda claim, spec: claim.update(hasPart=[part]))
    assert facts.has_part == ("https://a.example/courses/sand",)
    assert facts.stackability.value == {"hasPart": ("https://a.example/courses/sand",)}


# ---- several of a kind -----------------------------------------------------------------------------------------------


def test_several_achievements_are_none() -> None:
    made = copy.deepcopy(DOCUMENT)
    subject = made["credentialSubject"]
    subject["hasClaim"] = [subject["hasClaim"], copy.deepcopy(subject["hasClaim"])]
    facts = read(made)
    assert (facts.achievement, facts.credits, facts.levels, facts.completed) == ("", (), Fact(), Fact())
    subject["hasClaim"][1]["type"] = "LearningActivity"
    assert read(made).levels.value == (6,)


def test_two_assessments_of_which_one_was_supervised() -> None:
    def second(claim: Tree, spec: Tree) -> None:
        other = copy.deepcopy(EXAM)
        other["idVerification"] = concept("supervision-verification/df2880c5cb")
        other["specifiedBy"]["dcType"] = concept("assessment/b1b68f6735")
        claim["provenBy"] = [claim["provenBy"], other]

    facts = changed(second)
    assert (facts.supervised.value, facts.identity_verified.value) == (None, True)  # two facts, and no ladder
    assert facts.assessment.value == (f"{SNB}assessment/6e6cb2cc78", f"{SNB}assessment/b1b68f6735")
    assert len(facts.grades) == 2


def test_a_grade_that_differs_from_language_to_language_is_none() -> None:
    def two(claim: Tree, spec: Tree) -> None:
        claim["provenBy"]["grade"]["noteLiteral"] = {"en": "8.2", "de": "8,2"}

    assert changed(two).grades == ()


def test_a_national_level_alone_is_no_level() -> None:
    def national(claim: Tree, spec: Tree) -> None:
        spec["nqfLevel"] = spec.pop("eqfLevel") | {"id": f"{SNB}qdr/c_c392e7a2"}

    assert changed(national).levels == Fact()
    wrong = changed(lambda claim, spec: spec.update(eqfLevel=concept("qdr/c_c392e7a2")))
    assert wrong.levels == Fact(None, "/credentialSubject/hasClaim/specifiedBy/eqfLevel", "unknown")


def test_what_was_received_goes_before_what_was_offered() -> None:
    def received(claim: Tree, spec: Tree) -> None:
        claim["creditReceived"] = {"framework": concept("education-credit/6fcec5c5af"), "point": "1.5"}

    assert [fact.value for fact in changed(received).credits] == [Credit(Fraction(3, 2), ECTS)]


def test_the_end_of_the_one_activity_is_when_the_learning_ended() -> None:
    def activity(claim: Tree, spec: Tree) -> None:
        claim["influencedBy"] = {"temporal": {"startDate": "2024-01-08", "endDate": "2024-06-14"}}

    assert changed(activity).dates["activityEndDate"] == "2024-06-14"

    def two(claim: Tree, spec: Tree) -> None:
        claim["influencedBy"] = [{"temporal": {"endDate": "2024-06-14"}}, {"temporal": {"endDate": "2024-05-01"}}]

    assert "activityEndDate" not in changed(two).dates
