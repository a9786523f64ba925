"""Requirement M20: members of edubadges are read where they stand, required nowhere, never judged."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from eccoe_vc import EDDSA_RDFC_2022, IssueError, LocalSigner, issue
from eccoe_vc.models import Achievement, OpenBadgeCredential, view
from eccoe_vc.models.dialects import EdubadgesTerms, edubadges

INPUT = Path(__file__).resolve().parents[3] / "test_vectors" / "credentials" / "edubadges-dialect" / "input.json"


def tree() -> dict[str, Any]:
    made: dict[str, Any] = json.loads(INPUT.read_bytes())
    return made


def achievement(**members: Any) -> Achievement:
    plain = {"id": "urn:a:1", "type": ["Achievement"], "name": "A", "description": "A.", "criteria": {"id": "urn:c:1"}}
    return Achievement.model_validate({**plain, **members})


def test_the_members_of_a_badge_are_read() -> None:
    badge = view(tree())
    assert isinstance(badge, OpenBadgeCredential)
    said = edubadges(badge.credential_subject.achievement)
    assert (said.ects, said.participation_type) == (Decimal("2.5"), "blended")
    assert said.education_program_identifier == ("50100", "59312")
    assert [entry.target_name for entry in said.extension_alignments] == ["Accredited programme"]


def test_the_badge_is_emitted_as_it_came() -> None:
    assert view(tree()).to_json() == tree()


def test_an_achievement_without_them_says_nothing() -> None:
    assert edubadges(achievement()) == EdubadgesTerms()


@pytest.mark.parametrize(
    ("members", "name"),
    [
        ({"ECTS": "2.5"}, "ects"),
        ({"ECTS": -1}, "ects"),
        ({"ECTS": True}, "ects"),
        ({"educationProgramIdentifier": {"id": "50100"}}, "education_program_identifier"),
        ({"educationProgramIdentifier": [True, 1.5]}, "education_program_identifier"),
        ({"participationType": ["blended"]}, "participation_type"),
    ],
)
def test_values_of_another_kind_are_left_out_and_not_guessed(members: dict[str, Any], name: str) -> None:
    assert getattr(edubadges(achievement(**members)), name) == getattr(EdubadgesTerms(), name)


def test_a_suite_that_signs_meaning_refuses_members_without_one() -> None:
    signer = LocalSigner.from_seed(bytes(range(32)))
    unsigned = {key: value for key, value in tree().items() if key != "proof"}
    unsigned["@context"] = [url for url in unsigned["@context"] if "undefined-terms" not in url]
    with pytest.raises(IssueError) as caught:
        issue(unsigned, signer=signer, securing=EDDSA_RDFC_2022)
    assert {finding.pointer.rsplit("/", 1)[1] for finding in caught.value.findings} == {
        "ECTS",
        "educationProgramIdentifier",
        "participationType",
    }
