"""The record of the example, member by member, is that of ``decision_example.json``."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable
from datetime import date
from fractions import Fraction
from typing import Any

import pytest
from tests.unit.agreements.worked import FOLDER

from eccoe_vc.agreements.choosing import Text, choose
from eccoe_vc.agreements.facts import read as facts_of
from eccoe_vc.agreements.matching import Matcher, Request
from eccoe_vc.agreements.reading import read
from eccoe_vc.agreements.record import Recorder, input_digest
from eccoe_vc.errors import AgreementError

AGREEMENT: dict[str, Any] = json.loads((FOLDER / "mcra_example.json").read_bytes())["credentialSubject"]
EVIDENCE = json.loads((FOLDER / "example_evidence.json").read_bytes())
DECISION = json.loads((FOLDER / "decision_example.json").read_bytes())["credentialSubject"]["decision"]
REQUEST = Request("did:web:recognising.example", date(2025, 2, 3), "https://b.example/programmes/ma-translation")


def recorded(change: Callable[[dict[str, Any]], Any] | None = None, evidence: Any = None) -> dict[str, Any]:
    tree = copy.deepcopy(AGREEMENT)
    if change is not None:
        change(tree)
    agreement = read(tree)
    matcher = Matcher(agreement)
    awards = [facts_of(credential) for credential in (evidence or EVIDENCE["credential"])]
    texts = [Text(agreement, matcher.terms, matcher.matches(awards, REQUEST))]
    tables = {table["id"]: table for table in EVIDENCE["gradeTable"]}
    return Recorder(texts, tables).members(choose(texts, programme_credit=Fraction(60)))


@pytest.mark.parametrize("member", ["agreement", "outcome", "grant", "pending", "refusal", "limit", "total"])
def test_each_member_is_that_of_the_example(member: str) -> None:
    assert recorded()[member] == DECISION[member]


def test_the_input_digest_is_that_of_the_example() -> None:
    digest = EVIDENCE["digest"]
    found = input_digest([digest["agreement"]], list(digest["credential"].values()), EVIDENCE["request"])
    assert found == DECISION["evaluation"]["inputDigest"]


def test_a_grade_that_cannot_be_converted_keeps_the_credit() -> None:
    agreement = read(AGREEMENT)
    matcher = Matcher(agreement)
    matches = matcher.matches([facts_of(EVIDENCE["credential"][0])], REQUEST)
    texts = [Text(agreement, matcher.terms, matches)]
    [grant] = Recorder(texts).members(choose(texts, programme_credit=Fraction(60)))["grant"]
    assert grant["target"][0]["applied"]["value"] == "3"
    assert grant["target"][0]["grade"]["notConvertible"] == "grade.table_missing"
    assert grant["target"][0]["grade"]["review"] == "manual"


def test_what_a_limit_cuts_is_partial_and_says_why() -> None:
    def cut(tree: dict[str, Any]) -> None:
        tree["limit"] = [{"limitId": "all", "scope": "programme", "max": "5"}]

    record = recorded(cut)
    assert [(grant["ruleId"], grant["outcome"], grant.get("reason")) for grant in record["grant"]] == [
        ("r1", "full", None), ("r2", "partial", ["limit.reached"]),
    ]  # fmt: skip
    assert record["total"]["granted"]["value"] == "9"
    assert record["total"]["applied"]["value"] == "3"
    assert record["outcome"] == "partial"


def test_a_refusal_without_a_text_cannot_be_written() -> None:
    with pytest.raises(AgreementError) as caught:
        recorded(lambda tree: tree["rule"][3].pop("note"))
    assert caught.value.code == "rule.refusal_bundle"


@pytest.mark.parametrize(
    ("credentials", "outcome"), [([0], "full"), ([4], "refused"), ([3], "manualReview"), ([0, 3], "partial")]
)
def test_the_outcome_of_the_whole(credentials: list[int], outcome: str) -> None:
    assert recorded(evidence=[EVIDENCE["credential"][index] for index in credentials])["outcome"] == outcome


def test_no_number_and_no_null_stand_in_a_record() -> None:
    todo: list[Any] = [recorded()]
    for value in todo:
        assert isinstance(value, str | dict | list)
        todo += value.values() if isinstance(value, dict) else value if isinstance(value, list) else []
