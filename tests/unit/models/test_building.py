"""Building in Python: what is wrong fails before anything is signed, with every problem and its place."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from eccoe_vc import models
from eccoe_vc.errors import ModelError


def achievement(**members: Any) -> models.Achievement:
    made: dict[str, Any] = {
        "id": "https://north.example/achievements/soil",
        "name": "Soil Science",
        "description": "Reads a soil profile.",
        "criteria": models.Criteria(narrative="Pass the field exercise."),
    }
    return models.Achievement(**(made | members))


def found(caught: Any) -> set[tuple[str, str]]:
    return {(finding.code, finding.pointer) for finding in caught.value.findings}


@pytest.mark.parametrize(
    ("members", "finding"),
    [
        ({"credits_available": -1}, ("model.range", "/creditsAvailable")),
        ({"credits_available": "5"}, ("model.type", "/creditsAvailable")),
        ({"achievement_type": "Badgelet"}, ("model.enum", "/achievementType")),
        ({"id": "no uri"}, ("model.id", "/id")),
        ({"name": 5}, ("model.type", "/name")),
        ({"tag": []}, ("model.empty_array", "/tag")),
    ],
    ids=lambda value: str(value)[:40],
)
def test_a_wrong_part_cannot_be_built(members: dict[str, Any], finding: tuple[str, str]) -> None:
    with pytest.raises(ModelError) as caught:
        achievement(**members)
    assert finding in found(caught)


def test_all_problems_are_said_at_once() -> None:
    with pytest.raises(ModelError) as caught:
        achievement(id="no uri", credits_available=-1, achievement_type="Badgelet")
    assert {pointer for _, pointer in found(caught)} == {"/id", "/creditsAvailable", "/achievementType"}


def test_a_term_of_ones_own_begins_with_ext() -> None:
    assert achievement(achievement_type="ext:Badgelet").to_json()["achievementType"] == "ext:Badgelet"


def test_types_and_contexts_are_filled_in_and_unknown_members_kept() -> None:
    tree = achievement(**{"x-own": {"a": [1]}}).to_json()
    assert tree["type"] == ["Achievement"]
    assert tree["x-own"] == {"a": [1]}
    assert models.Achievement(**tree) == achievement(**{"x-own": {"a": [1]}})


def test_credits_are_exact_and_have_no_unit() -> None:
    subject = models.AchievementSubject(id="did:example:a", achievement=achievement(), credits_earned=Decimal("0.1"))
    assert subject.credits_earned == Decimal("0.1")
    assert subject.to_json()["creditsEarned"] == 0.1


def test_a_model_cannot_be_changed_in_place_and_a_copy_is_checked() -> None:
    one = achievement()
    with pytest.raises((TypeError, ValueError, AttributeError)):
        one.name = "Other"
    assert one.with_(name="Other").name == "Other"
    with pytest.raises(ModelError):
        one.with_(name=5)


def test_identity_hash_appends_the_salt() -> None:
    # printf 'a@b.cs' | sha256sum
    digest = "53eb3ea6206669c98b3137d305ac0119f27bcea93abdf048c2a20de9ad6fe2ea"
    assert models.identity_hash("a@b.c", "s", "sha256") == f"sha256${digest}"
