"""The sixteen elements of Annex I as one view of the facts that conditions ask for, and never more than is said."""

from __future__ import annotations

import copy
import json
from fractions import Fraction
from typing import Any

import pytest
from tests.unit.agreements.worked import FOLDER

from eccoe_vc.agreements.facts import ECTS, SNB, Credit, Fact, Grade, Person, Supervision, Workload, read
from eccoe_vc.agreements.facts.elements import StandardElements, standard_elements
from eccoe_vc.errors import InputTypeError

Tree = dict[str, Any]
FIRST: Tree = json.loads((FOLDER / "example_evidence.json").read_bytes())["credential"][0]
ACHIEVEMENT = "/credentialSubject/achievement"

WHOLE: Tree = {
    "issuer": {"id": "did:web:a.example", "address": {"addressCountryCode": "IE", "addressRegion": "Dublin"}},
    "validFrom": "2024-07-01T00:00:00Z",
    "awardedDate": "2024-06-20T00:00:00Z",
    "evidence": [{"id": "https://a.example/evidence/1"}],
    "credentialSubject": {
        "id": "did:example:learner",
        "identifier": [{"type": "IdentityObject", "identityHash": "sha256$aa", "hashed": True}],
        "result": [{"value": "8.2", "resultDescription": "urn:grade"}],
        "achievement": {
            "id": "https://a.example/soil",
            "name": "Soil",
            "inLanguage": "en",
            "learningOutcome": [{"id": "https://a.example/outcomes/1", "title": {"en": "Reads a profile"}}],
            "creditPoint": [{"framework": ECTS, "point": "2.5"}],
            "volumeOfLearning": "PT70H",
            "eqfLevel": [f"{SNB}eqf/6"],
            "assessmentMethod": [f"{SNB}assessment/6e6cb2cc78"],
            "participationMode": [f"{SNB}learning-assessment/920fbb3cbe"],
            "qualityAssurance": [f"{SNB}accreditation/bb4618238e"],
            "entryRequirement": {"en": "None"},
            "idVerification": f"{SNB}supervision-verification/df2880c5cb",
            "isPartOf": ["https://a.example/earth"],
            "otherIdentifier": [{"identifierType": "courseCode", "identifier": "SOIL-1"}],
        },
    },
}


def without(*path: str) -> StandardElements:
    made = copy.deepcopy(WHOLE)
    parent = made
    for name in path[:-1]:
        parent = parent[name]
    del parent[path[-1]]
    return standard_elements(made)


def test_all_sixteen_of_a_badge_that_says_everything() -> None:
    found = standard_elements(WHOLE)
    assert found.missing() == ()
    assert found.learner.value == Person("did:example:learner", identifiers=("sha256$aa",))
    assert found.title == Fact({"en": "Soil"}, f"{ACHIEVEMENT}/name", "stated")
    assert found.country == Fact(("IE",), "/issuer/address/addressCountryCode", "stated")
    assert found.awarding_body == Fact(("did:web:a.example",), "/issuer", "derived")
    assert found.date_of_issuing == Fact("2024-06-20T00:00:00Z", "/awardedDate", "stated")
    assert found.learning_outcomes.value == ("Reads a profile", "https://a.example/outcomes/1")
    assert found.workload == Fact(
        Workload((Credit(Fraction(5, 2), ECTS),), Fraction(70)), f"{ACHIEVEMENT}/creditPoint/0", "stated"
    )
    assert found.level == Fact((6,), f"{ACHIEVEMENT}/eqfLevel", "stated")
    assert found.prerequisites.value == {"en": "None"}
    assert found.supervision.value == Supervision(False, True)
    assert found.grade.value == (Grade("8.2", "urn:grade", "/credentialSubject/result/0/value"),)
    assert found.stackability.value == {"isPartOf": ("https://a.example/earth",)}
    assert found.further_information.value == ("SOIL-1", "https://a.example/evidence/1")


@pytest.mark.parametrize(
    ("path", "name"),
    [
        (("credentialSubject", "achievement", "name"), "title"),
        (("issuer", "address"), "country"),
        (("credentialSubject", "achievement", "learningOutcome"), "learning_outcomes"),
        (("credentialSubject", "achievement", "eqfLevel"), "level"),
        (("credentialSubject", "achievement", "assessmentMethod"), "assessment"),
        (("credentialSubject", "achievement", "participationMode"), "participation"),
        (("credentialSubject", "achievement", "qualityAssurance"), "quality_assurance"),
    ],
)
def test_what_is_left_out_is_missing(path: tuple[str, ...], name: str) -> None:
    assert without(*path).missing() == (name,)


def test_optional_elements_are_never_missing() -> None:
    assert without("credentialSubject", "achievement", "idVerification").missing() == ()


def test_nothing_at_all() -> None:
    found = standard_elements({})
    assert found.missing() == (
        "learner", "title", "country", "awarding_body", "date_of_issuing", "learning_outcomes", "workload", "level",
        "assessment", "participation", "quality_assurance",
    )  # fmt: skip
    assert set(found.lines()) == {f"{number} {name}" for number, name in enumerate(
        ("learner: not stated", "title: not stated", "country: not stated", "awarding body: not stated",
         "date of issuing: not stated", "learning outcomes: not stated", "workload: not stated", "level: not stated",
         "assessment: not stated", "participation: not stated", "quality assurance: not stated",
         "prerequisites: not stated", "supervision: not stated", "grade: not stated", "stackability: not stated",
         "further information: not stated"), 1)}  # fmt: skip


def test_the_day_of_issuing_may_be_derived() -> None:
    assert without("awardedDate").date_of_issuing == Fact("2024-07-01T00:00:00Z", "/validFrom", "derived")


def test_hours_alone_are_a_workload_and_a_contradiction_is_none() -> None:
    hours = without("credentialSubject", "achievement", "creditPoint").workload
    assert hours == Fact(Workload((), Fraction(70)), f"{ACHIEVEMENT}/volumeOfLearning", "stated")
    made = copy.deepcopy(WHOLE)
    made["credentialSubject"]["achievement"]["ECTS"] = 3
    assert standard_elements(made).workload == Fact(None, f"{ACHIEVEMENT}/creditPoint/0", "unknown")
    assert "see /credentialSubject/achievement/creditPoint/0" in standard_elements(made).lines()[6]


def test_the_view_says_what_conditions_read() -> None:
    facts, found = read(FIRST), standard_elements(FIRST)
    assert (found.level, found.assessment, found.participation) == (
        facts.levels, facts.assessment, facts.participation,
    )  # fmt: skip
    assert found.missing() == ("country", "learning_outcomes", "assessment", "participation")


def test_as_json_and_as_lines() -> None:
    found = standard_elements(WHOLE)
    tree = json.loads(json.dumps(found.to_json()))
    assert list(tree)[:5] == ["learner", "title", "country", "awardingBody", "dateOfIssuing"]
    assert [row["mandatory"] for row in tree.values()] == [True] * 11 + [False] * 5
    assert tree["workload"] == {
        "number": 7, "mandatory": True, "known": "stated", "pointer": f"{ACHIEVEMENT}/creditPoint/0",
        "value": {"credit": [{"value": "2.5", "unit": ECTS}], "hours": "70"},
    }  # fmt: skip
    assert tree["supervision"]["value"] == {"supervised": False, "identityVerified": True}
    lines = found.lines()
    assert lines[6] == f"7 workload: 2.5 {ECTS}; 70 hours (stated at {ACHIEVEMENT}/creditPoint/0)"
    assert lines[12] == f"13 supervision: supervised no; identity verified yes (stated at {ACHIEVEMENT}/idVerification)"


@pytest.mark.parametrize("document", [None, "{}", b"{}", [], 5, [("a", 1)]])
def test_what_is_no_object_is_refused_with_a_code(document: Any) -> None:
    with pytest.raises(InputTypeError) as caught:
        standard_elements(document)
    assert caught.value.code == "input.type"


@pytest.mark.parametrize("value", ["\ud800", {"\ud800": 1}, 10**400, float("nan"), [[]] * 3, True])
@pytest.mark.parametrize(
    "name", ["name", "creditPoint", "eqfLevel", "volumeOfLearning", "ECTS", "hasPart", "alignment"]
)
def test_whatever_stands_in_a_member_it_is_a_coded_error_or_unknown(name: str, value: Any) -> None:
    from eccoe_vc.errors import EccoeError

    made = copy.deepcopy(WHOLE)
    made["credentialSubject"]["achievement"][name] = value
    try:
        found = standard_elements(made)
    except EccoeError as error:
        assert error.code
    else:
        assert len(found.lines()) == 16
