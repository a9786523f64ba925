"""Ownership of statements: what checks read stands where they read it (security rule 6b)."""

from __future__ import annotations

import gc
import time
from typing import Any

import pytest
from tests.unit.jsonld.samples import HOST, LEARNER, Document, badge, endorsement, presentation, record, rich

from eccoe_vc import jsonld
from eccoe_vc.errors import CanonicalizationError
from eccoe_vc.jsonld import documents
from eccoe_vc.limits import Budget, Meter

COMPILED = jsonld.compiled(documents.CORE)
ISSUER = f"{HOST}/issuers/1"
SOIL = f"{HOST}/achievements/soil"


def walk(document: Document) -> str:
    budget = Budget.clr()
    return jsonld.canonical(jsonld.to_quads(document, COMPILED, Meter(budget)), Meter(budget)).text


def strays(document: Document) -> list[str]:
    with pytest.raises(CanonicalizationError) as caught:
        walk(document)
    # Where both stand in one set, the same IRI twice is a finding of its own.
    assert {finding.code for finding in caught.value.findings} <= {
        "jsonld.node_described_twice",
        "jsonld.dropped_value",
    }
    return [finding.pointer for finding in caught.value.findings if finding.code == "jsonld.node_described_twice"]


# ---- what is lawful -----------------------------------------------------------------------------------------------
def test_display_members_are_free() -> None:
    document = rich()
    document["credentialSubject"]["achievement"]["creator"] |= {"url": "urn:u", "email": "x@y.example", "phone": "1"}
    walk(document)


def test_endorsements_of_issuer_achievement_and_credential() -> None:
    document = badge()
    document["endorsement"] = [endorsement(document["id"])]
    document["issuer"]["endorsement"] = [endorsement(ISSUER) | {"id": "urn:e2"}]
    document["credentialSubject"]["achievement"]["endorsement"] = [endorsement(SOIL) | {"id": "urn:e3"}]
    walk(document)


def test_self_issued() -> None:
    document = badge()
    document["credentialSubject"]["id"] = ISSUER
    walk(document)
    document["issuer"] = ISSUER
    walk(document)


def test_a_record_repeats_learner_issuer_and_schema() -> None:
    walk(record(12))


def test_nodes_that_no_check_reads_may_be_described_anywhere() -> None:
    document = badge()
    document["evidence"] = [
        {"id": "urn:e", "type": "Evidence", "genre": "a"},
        {"id": "urn:f", "type": "Evidence", "alignment": [{"id": "urn:e", "type": "Evidence", "audience": "b"}]},
    ]
    walk(document)


def test_graphs_are_told_apart() -> None:
    """The same credential twice in a presentation: each has its own graph."""
    other = badge()
    other["credentialSubject"]["role"] = "x"
    walk(presentation(badge(), other))


def test_a_refresh_service_with_the_id_of_the_credential() -> None:
    """The complete example of the specification does this."""
    document = rich()
    document["refreshService"] = {"id": document["id"], "type": "1EdTechCredentialRefresh"}
    walk(document)


# ---- what is not --------------------------------------------------------------------------------------------------
def _move(document: Document, source: tuple[Any, ...], key: str, target: tuple[Any, ...], **extra: Any) -> None:
    """Take a member away and say it in another object about the same node."""
    node: Any = document
    for step in source:
        node = node[step]
    value = node.pop(key)
    place: Any = document
    for step in target:
        place = place[step]
    made = {"id": node["id"], key: value, **extra}
    place.append(made)


CREDENTIAL_MEMBERS = [
    "validFrom",
    "validUntil",
    "credentialStatus",
    "credentialSchema",
    "awardedDate",
    "credentialSubject",
]


@pytest.mark.parametrize("key", CREDENTIAL_MEMBERS)
def test_member_of_the_credential_moved_into_evidence(key: str) -> None:
    document = rich()
    _move(document, (), key, ("evidence",), type=document["type"])
    assert f"/evidence/1/{key}" in strays(document)
    document[key] = document["evidence"][1][key]
    if isinstance(document[key], str):
        walk(document)  # a repetition


@pytest.mark.parametrize("key", ["creditsEarned", "identifier", "result", "activityStartDate", "achievement"])
def test_member_of_the_subject_moved_into_evidence(key: str) -> None:
    document = rich()
    _move(document, ("credentialSubject",), key, ("evidence",), type=["AchievementSubject"])
    assert f"/evidence/1/{key}" in strays(document)


@pytest.mark.parametrize(
    "key", ["alignment", "version", "criteria", "creditsAvailable", "achievementType", "resultDescription"]
)
def test_member_of_the_achievement_moved_into_evidence(key: str) -> None:
    document = rich()
    _move(document, ("credentialSubject", "achievement"), key, ("evidence",), type=["Achievement"])
    assert f"/evidence/1/{key}" in strays(document)


@pytest.mark.parametrize("key", ["statusPurpose", "statusListIndex", "statusListCredential"])
def test_member_of_a_status_entry_moved_into_evidence(key: str) -> None:
    document = rich()
    _move(document, ("credentialStatus",), key, ("evidence",), type="BitstringStatusListEntry")
    assert f"/evidence/1/{key}" in strays(document)


def test_type_of_the_credential_said_elsewhere_only() -> None:
    document = rich()
    document["type"] = ["VerifiableCredential"]
    document["evidence"].append({"id": document["id"], "type": ["OpenBadgeCredential"]})
    assert strays(document) == ["/evidence/1/type"]


def test_issuer_as_a_reference_and_described_elsewhere() -> None:
    document = rich()
    document["issuer"] = ISSUER
    assert strays(document) == ["/credentialSubject/achievement/creator/type"]
    document["issuer"] = {"id": ISSUER}
    assert strays(document) == ["/credentialSubject/achievement/creator/type"]


def test_alignment_moved_into_an_endorsement_of_the_achievement() -> None:
    document = rich()
    achievement = document["credentialSubject"]["achievement"]
    endorsing = endorsement(SOIL)
    endorsing["credentialSubject"] |= {
        "type": ["EndorsementSubject", "Achievement"],
        "alignment": achievement.pop("alignment"),
    }
    achievement["endorsement"] = [endorsing]
    assert "/credentialSubject/achievement/endorsement/0/credentialSubject/alignment" in strays(document)


def test_lifetime_moved_into_an_endorsement_of_the_credential() -> None:
    document = rich()
    endorsing = endorsement(document["id"])
    endorsing["credentialSubject"] |= {
        "type": ["EndorsementSubject", "VerifiableCredential"],
        "validUntil": document.pop("validUntil"),
    }
    document["endorsement"] = [endorsing]
    assert "/endorsement/0/credentialSubject/validUntil" in strays(document)


def test_two_subjects_of_one_name() -> None:
    document = badge()
    subject = document["credentialSubject"]
    document["credentialSubject"] = [subject, {"id": LEARNER, "type": ["AchievementSubject"], "creditsEarned": 5}]
    assert "/credentialSubject/1/creditsEarned" in strays(document)


def test_two_embedded_credentials_of_one_name() -> None:
    document = record(2)
    first, second = document["credentialSubject"]["verifiableCredential"]
    second["id"] = first["id"]
    assert any(pointer.startswith("/credentialSubject/verifiableCredential/") for pointer in strays(document))


def test_result_moved_between_credentials_of_a_record_is_not_for_this_check() -> None:
    """The outer RDFC proof of a record does not bind it; inner proofs do (clr.not_bound)."""
    document = record(2)
    first, second = document["credentialSubject"]["verifiableCredential"]
    before = walk(document)
    second["credentialSubject"]["creditsEarned"] = first["credentialSubject"].pop("creditsEarned")
    assert walk(document) == before


def test_cost_is_linear() -> None:
    """Two thousand descriptions of one node, in as many credentials or in one."""

    def seconds(count: int) -> float:
        document = badge()
        document["evidence"] = [
            {"id": ISSUER, "type": ["Profile", f"urn:t{k}"] if k == count - 1 else ["Profile"], "name": f"n{k}"}
            for k in range(count)
        ]
        start = time.thread_time()
        with pytest.raises(CanonicalizationError):
            jsonld.to_quads(document, COMPILED, Meter(Budget.clr()))
        return time.thread_time() - start

    gc.disable()  # what other tests left behind must not be traversed on the time of this one
    try:
        seconds(100)
        small, large = (min(seconds(count) for _ in range(3)) for count in (200, 1600))
    finally:
        gc.enable()
    assert large < 40 * max(small, 0.002)  # eight times the work; a quadratic check would take 64 times
