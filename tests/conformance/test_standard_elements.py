"""The official ELM sample of a micro-credential, element by element, and every real credential without a crash."""

from __future__ import annotations

from fractions import Fraction

import pytest
from tests.conformance.data import Topic

from eccoe_vc.agreements.facts import ECTS, SNB, Credit, Fact, Supervision, Workload
from eccoe_vc.agreements.facts.elements import standard_elements
from eccoe_vc.encoding import pointers

REAL = Topic("realworld")
SAMPLE = "elm/Sample-MC-Annex1-unsigned.jsonld"
CLAIM = "/credentialSubject/hasClaim"
SPEC = f"{CLAIM}/specifiedBy"


def test_the_official_sample() -> None:
    found = standard_elements(REAL.json(SAMPLE))
    assert found.workload == Fact(
        Workload((Credit(Fraction(2), ECTS),), Fraction(60)), f"{SPEC}/creditPoint", "stated"
    )  # "2" in quotes; P60M of the activity is no workload, PT60H of the course is
    assert found.level == Fact((6,), f"{SPEC}/eqfLevel", "stated")
    assert found.participation.value == (f"{SNB}learning-assessment/e92d221e4d",)
    assert found.supervision.value == Supervision(False, False)
    assert found.title.value == {"en": "Digital micro-credential creation"}
    assert found.country.value == ("http://publications.europa.eu/resource/authority/country/IRL",)
    assert found.awarding_body.value == ("University of Zed",)
    assert found.learning_outcomes.value is not None
    assert "http://data.europa.eu/esco/skill/5fd5c985-eaaa-47aa-8314-62359c54505a" in found.learning_outcomes.value
    assert found.grade.value is not None
    assert [grade.value for grade in found.grade.value] == ["Pass"]
    assert found.learner.value is not None
    assert found.learner.value.born == ""  # 1999-10-01T22:00:00Z was the second of October where she was born
    assert (found.date_of_issuing.pointer, found.date_of_issuing.known) == ("/validFrom", "derived")
    # Its type of assessment is a concept of the document itself, and it says nothing about quality assurance.
    assert found.missing() == ("assessment", "quality_assurance")
    assert found.assessment == Fact(None, f"{CLAIM}/provenBy/specifiedBy/dcType", "unknown")


FOLDERS = ("elm/", "edci/", "dcc/", "1edtech-validator/ob30/")
PATHS = [path for folder in FOLDERS for path in REAL.files(prefix=folder) if path.endswith((".json", ".jsonld"))]


@pytest.mark.parametrize("path", PATHS)
def test_every_real_credential_can_be_asked(path: str) -> None:
    document = REAL.json(path)
    if not isinstance(document, dict):
        pytest.skip("no credential")
    found = standard_elements(document)
    for row in found.to_json().values():
        assert ("value" in row) == (row["known"] != "unknown")
        if row["known"] != "unknown":
            pointers.resolve(document, row["pointer"])
