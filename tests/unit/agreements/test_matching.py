"""Matching the example agreement with its evidence, and sources of every form with awards made up here."""

from __future__ import annotations

import copy
import json
import random
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from tests.unit.agreements.worked import FOLDER

from eccoe_vc.agreements.facts import Facts
from eccoe_vc.agreements.facts import read as facts_of
from eccoe_vc.agreements.logic import Truth
from eccoe_vc.agreements.matching import Found, Matcher, Request
from eccoe_vc.agreements.reading import read
from eccoe_vc.encoding import pointers
from eccoe_vc.errors import AgreementError

AGREEMENT: dict[str, Any] = json.loads((FOLDER / "mcra_example.json").read_bytes())["credentialSubject"]
TREES = json.loads((FOLDER / "example_evidence.json").read_bytes())["credential"]
EVIDENCE = [facts_of(tree) for tree in TREES]
PROGRAMME = "https://b.example/programmes/ma-translation"
REQUEST = Request("did:web:recognising.example", date(2025, 2, 3), PROGRAMME)


def told(found: list[Found]) -> list[tuple[str, list[str], str, str]]:
    return [
        (match.rule.rule_id, [name.rpartition("/")[2] for name in match.awards], str(match.truth), match.code)
        for match in found
    ]


def test_the_matches_of_the_example_are_those_of_its_decision() -> None:
    assert told(Matcher(read(AGREEMENT)).matches(EVIDENCE, REQUEST)) == [
        ("r1", ["c1"], "true", ""),
        ("r2", ["c2", "c3"], "true", ""),
        ("r3", ["c1"], "true", ""),
        ("r3", ["c4"], "unknown", "rule.identity_verification"),
        ("r4", ["c5"], "true", ""),
    ]


def test_order_never_matters_and_every_place_exists() -> None:
    matcher, first = Matcher(read(AGREEMENT)), Matcher(read(AGREEMENT)).matches(EVIDENCE, REQUEST)
    for seed in range(5):
        shuffled = EVIDENCE[:]
        random.Random(seed).shuffle(shuffled)
        assert matcher.matches(shuffled, REQUEST) == first
    for match in first:
        todo = [match.node]
        for node in todo:
            todo += node.children
            if node.kind != "condition" or node.truth is not Truth.TRUE:
                assert not node.at or pointers.resolve(AGREEMENT, node.at) is not None


@pytest.mark.parametrize(
    "request_",
    [
        Request("did:web:awarding.example", date(2025, 2, 3), PROGRAMME),
        Request("did:web:elsewhere.example", date(2025, 2, 3), PROGRAMME),
        Request("did:web:recognising.example", date(2025, 2, 3), "https://b.example/programmes/other"),
    ],
    ids=["the issuer", "a stranger", "another programme"],
)
def test_a_rule_leads_in_one_direction_to_one_programme(request_: Request) -> None:
    assert Matcher(read(AGREEMENT)).matches(EVIDENCE, request_) == []


def test_an_alias_in_the_signed_text_is_the_party_and_a_look_alike_is_nobody() -> None:
    alias = facts_of({**TREES[0], "issuer": "https://a.example/issuers/1"})
    twin = facts_of({**TREES[0], "issuer": "https://a.example/issuers/1/"})
    matcher = Matcher(read(AGREEMENT))
    assert [match.rule.rule_id for match in matcher.matches([alias], REQUEST)] == ["r1", "r3"]
    assert matcher.matches([twin], REQUEST) == []


def changed(change: Any, index: int = 0) -> Facts:
    tree = copy.deepcopy(TREES[index])
    change(tree)
    return facts_of(tree)


@pytest.mark.parametrize(
    ("change", "truth", "code"),
    [
        (lambda t: t["credentialSubject"].update(activityEndDate="2022-08-31"), "false", "agreement.not_in_force"),
        (lambda t: t["credentialSubject"]["result"][0].update(value="6.99"), "false", "rule.result"),
        (lambda t: t["credentialSubject"]["result"][0].update(status="InProgress"), "false", "rule.not_completed"),
        (lambda t: t["credentialSubject"]["achievement"].update(version="2.0"), "unknown", "rule.version"),
        (lambda t: t["credentialSubject"]["achievement"].pop("eqfLevel"), "unknown", "rule.level"),
    ],
    ids=["window", "grade", "in progress", "version", "level"],
)
def test_one_thing_that_does_not_fit(change: Any, truth: str, code: str) -> None:
    found = [
        match for match in Matcher(read(AGREEMENT)).matches([changed(change)], REQUEST) if match.rule.rule_id == "r1"
    ]
    assert told(found) == [("r1", ["c1"], truth, code)]


def first(matcher: Matcher, request: Request = REQUEST) -> list[tuple[str, str]]:
    """How the first rule judges the first credential, which was completed on 14 June 2024."""
    found = matcher.matches([EVIDENCE[0]], request)
    return [(str(match.truth), match.code) for match in found if match.rule.rule_id == "r1"]


def test_a_newer_version_governs_what_was_completed_from_its_start() -> None:
    done = date.fromisoformat(str(TREES[0]["credentialSubject"]["activityEndDate"])[:10])
    text = read(AGREEMENT)
    assert first(Matcher(text, superseded_from=done)) == [("false", "agreement.superseded")]
    assert first(Matcher(text, superseded_from=done + timedelta(1))) == [("true", "")]


@pytest.mark.parametrize(
    ("effective", "requested", "truth"),
    [
        (date(2025, 1, 1), date(2025, 2, 3), "true"),  # completed before; one more year to ask
        (date(2024, 1, 1), date(2025, 1, 1), "false"),  # neither enrolled nor completed before, as far as is known
        (date(2025, 1, 1), date(2026, 1, 1), "true"),
        (date(2025, 1, 1), date(2026, 1, 2), "false"),
    ],
)
def test_vested_rights_outlive_a_notice(effective: date, requested: date, truth: str) -> None:
    request = replace(REQUEST, day=requested)
    code = "" if truth == "true" else "agreement.withdrawn"
    assert first(Matcher(read(AGREEMENT), terminated_from=effective), request) == [(truth, code)]


def test_who_enrolled_before_the_end_may_still_complete() -> None:
    request = replace(REQUEST, day=date(2025, 1, 1), enrolment=date(2023, 12, 31))
    tree = read(AGREEMENT)
    assert first(Matcher(tree, terminated_from=date(2024, 1, 1)), request) == [("true", "")]


def test_what_nobody_could_find_out_leaves_every_use_to_a_person() -> None:
    unsure = {EVIDENCE[0].credential: "status.unavailable"}
    assert first(Matcher(read(AGREEMENT)), replace(REQUEST, unsure=unsure)) == [("unknown", "status.unavailable")]


@pytest.mark.parametrize(
    "name", ["https://a.example/achievements/Prof-English-1", "https://a.example/achievements/prof-english-1/"]
)
def test_an_achievement_of_almost_the_same_name_is_another_one(name: str) -> None:
    found = Matcher(read(AGREEMENT)).matches(
        [changed(lambda t: t["credentialSubject"]["achievement"].update(id=name))], REQUEST
    )
    assert "r1" not in {match.rule.rule_id for match in found}


# ---- sources ---------------------------------------------------------------------------------------------------------


def award(name: str, credit: str = "3", achievement: str = "") -> Facts:
    tree = copy.deepcopy(TREES[0])
    tree["id"] = f"urn:x:{name}"
    subject = tree["credentialSubject"]
    subject["achievement"]["id"] = f"urn:m:{achievement or name}"
    subject["creditReceived"][0]["point"] = credit
    return facts_of(tree)


def sets(source: dict[str, Any], *awards: Facts) -> list[str]:
    tree = copy.deepcopy(AGREEMENT)
    tree["rule"] = [{**tree["rule"][0], "source": source}]
    tree["rule"][0].pop("condition")
    found = Matcher(read(tree)).matches(awards, REQUEST)
    return ["".join(name.rpartition(":")[2] for name in match.awards) for match in found]


def leaf(name: str) -> dict[str, Any]:
    return {"achievement": f"urn:m:{name}"}


A, B, C = award("a"), award("b"), award("c", "5")


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        (leaf("a"), ["a"]),
        ({"allOf": [leaf("a"), leaf("b")]}, ["ab"]),
        ({"allOf": [leaf("a"), leaf("z")]}, []),
        ({"anyOf": [leaf("a"), leaf("b"), leaf("z")]}, ["a", "b"]),
        ({"kOf": "2", "of": [leaf("a"), leaf("b"), leaf("c")]}, ["ab", "ac", "bc"]),
        ({"kOf": "2", "of": [leaf("a"), leaf("b"), leaf("c")], "minCredit": "8"}, ["ac", "bc"]),
        ({"of": [leaf("a"), leaf("b"), leaf("c")], "minCredit": "5"}, ["ab", "c"]),
        ({"of": [leaf("a"), leaf("b"), leaf("c")], "minCredit": "12"}, []),
        ({"allOf": [leaf("a"), leaf("a")]}, []),
        ({"allOf": [leaf("c"), {"anyOf": [leaf("a"), leaf("b")]}]}, ["ac", "bc"]),
        ({"anyFrom": "did:web:awarding.example"}, ["a", "b", "c"]),
        ({"anyFrom": "did:web:awarding.example", "achievementType": ["Degree"]}, []),
    ],
    ids=str,
)
def test_every_form_of_a_source(source: dict[str, Any], expected: list[str]) -> None:
    assert sets(source, A, B, C) == expected


def test_an_award_fills_one_leaf_and_two_awards_of_one_achievement_fill_two() -> None:
    again = award("d", achievement="a")
    assert sets({"allOf": [leaf("a"), leaf("a")]}, A, again) == ["ad"]


def test_identifiers_and_alignments_name_awards_too() -> None:
    tree = copy.deepcopy(TREES[0])
    achievement = tree["credentialSubject"]["achievement"]
    achievement["otherIdentifier"] = [{"type": "IdentifierEntry", "identifierType": "systemId", "identifier": "17"}]
    achievement["alignment"] = [{"type": ["Alignment"], "targetName": "x", "targetUrl": "urn:esco:1"}]
    facts = facts_of(tree)
    assert sets({"identifier": {"scheme": "systemId", "value": "17"}}, facts)
    assert not sets({"identifier": {"scheme": "systemId", "value": "017"}}, facts)
    assert sets({"alignment": "urn:esco:1"}, facts)


def test_ways_beyond_the_limit_are_refused() -> None:
    awards = [award(f"n{index}", achievement="a") for index in range(30)]
    with pytest.raises(AgreementError) as caught:
        sets({"allOf": [leaf("a")] * 4}, *awards)
    assert caught.value.code == "rule.budget"


def test_a_rule_that_wants_a_person_grants_nothing_by_itself() -> None:
    tree = copy.deepcopy(AGREEMENT)
    tree["rule"][0]["review"] = {"mode": "manual"}
    assert told(Matcher(read(tree)).matches(EVIDENCE[:1], REQUEST))[0] == ("r1", ["c1"], "unknown", "rule.free_text")
