"""Sentences that say what belongs where something wrong stands."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from eccoe_vc.models import shape

INPUT = Path(__file__).resolve().parents[3] / "test_vectors" / "credentials" / "eddsa-rdfc-2022" / "input.json"


def badge() -> dict[str, Any]:
    made: dict[str, Any] = json.loads(INPUT.read_bytes())
    return made


@pytest.mark.parametrize(
    ("word", "said"),
    [("Curse", "for example Course"), ("Batchelor", "for example BachelorDegree"), ("x" * 100_000, "ext:")],
)
def test_a_term_that_is_near_is_named(word: str, said: str) -> None:
    tree = badge()
    tree["credentialSubject"]["achievement"]["achievementType"] = word
    (finding,) = shape.check(tree)
    assert finding.code == "model.enum"
    assert said in finding.message


@pytest.mark.parametrize(
    ("name", "twin"),
    [("issuanceDate", "VC 2.0, where it is validFrom"), ("expirationDate", "VC 2.0, where it is validUntil")],
)
def test_a_member_of_the_other_version_is_told_by_its_twin(name: str, twin: str) -> None:
    (finding,) = [f for f in shape.check({**badge(), name: "2026-01-15T09:00:00Z"}) if f.code == "ctx.mixed_model"]
    assert twin in finding.message
    assert finding.pointer == f"/{name}"
