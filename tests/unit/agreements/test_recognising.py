"""The credential of a decision: that of the example, member by member, signed and verified again."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from hashlib import md5, sha256
from typing import Any

import pytest
from tests.unit.agreements.test_counterparts import POLICY, A, B
from tests.unit.agreements.test_deciding import BADGES, EXAMPLE, badge, decided
from tests.unit.agreements.worked import FOLDER

import eccoe_vc
from eccoe_vc import EDDSA_JCS_2022, EDDSA_RDFC_2022
from eccoe_vc.agreements.deciding import Programme, decide
from eccoe_vc.agreements.digests import of_json
from eccoe_vc.agreements.learners import Learner
from eccoe_vc.agreements.recognising import recognise
from eccoe_vc.errors import AgreementError, InputTypeError

CREDENTIAL = json.loads((FOLDER / "decision_example.json").read_bytes())
RECORD = CREDENTIAL["credentialSubject"]["decision"]
DAY = date(2025, 2, 10)
AT = datetime(2025, 2, 10, 12, tzinfo=UTC)


def recognised(decision: Any = None, **more: Any) -> dict[str, Any]:
    asked: dict[str, Any] = {
        "reference": "B-REC-2025-0042", "decided_on": DAY, "kind": "confirmed", "capacity": "recognition committee",
        "appeal_until": date(2025, 6, 10),
    } | more  # fmt: skip
    return recognise(decision or decided(tables=EXAMPLE["gradeTable"]), **asked)


def of_the_example() -> dict[str, Any]:
    """The decision of the example on its own documents, which nobody signed."""
    text = json.loads((FOLDER / "mcra_example.json").read_bytes())
    both = [text | {"issuer": party["id"]} for party in text["credentialSubject"]["party"]]
    assume = [eccoe_vc.unsafe_assume_verified(tree, reason="invented data") for tree in (*both, *EXAMPLE["credential"])]
    asked = EXAMPLE["request"]
    programme = Programme(asked["programme"]["id"], 60, asked["programme"]["unit"])
    decision = decide(
        assume[:2], assume[2:], learner=Learner((asked["learner"],)), host=asked["host"],
        on=date.fromisoformat(asked["requestDate"]), programme=programme, tables=EXAMPLE["gradeTable"],
    )  # fmt: skip
    return recognised(decision)


def test_the_record_is_that_of_the_example() -> None:
    made = of_the_example()["credentialSubject"]
    assert made["id"] == CREDENTIAL["credentialSubject"]["id"]
    record = made["decision"]
    own = {"id", "evaluation", "note"}  # ids follow from the input here; the example is signed by nobody
    assert {name: record[name] for name in record if name not in own} == {
        name: RECORD[name] for name in RECORD if name not in own
    }
    assert record["evaluation"]["inputDigest"] == RECORD["evaluation"]["inputDigest"]
    assert record["note"] == ["agreement.assumed"]


@pytest.mark.parametrize("suite", [EDDSA_RDFC_2022, EDDSA_JCS_2022])
def test_it_is_signed_and_verified_as_any_credential(suite: Any) -> None:
    secured = eccoe_vc.issue(recognised(), signer=B, securing=suite, created=AT)
    found = eccoe_vc.verify(secured.text, policy=POLICY, at=AT)
    assert found.report.verdict == "accepted"
    assert found.envelope.document is not None
    record = found.envelope.document["credentialSubject"]["decision"]
    assert record["grant"][0]["source"][0]["issuer"] == A.controller


def test_a_changed_total_is_noticed() -> None:
    secured = eccoe_vc.issue(recognised(), signer=B, securing=EDDSA_RDFC_2022, created=AT)
    tree = json.loads(secured.text)
    tree["credentialSubject"]["decision"]["total"]["applied"]["value"] = "12"
    report = eccoe_vc.inspect(tree, policy=POLICY, at=AT)
    assert (report.verdict, report.check("proof").code) == ("rejected", "proof.signature")


def test_the_same_input_gives_the_same_bytes_and_ids() -> None:
    again = recognised(decided(evidence=BADGES[::-1], tables=EXAMPLE["gradeTable"]))
    assert json.dumps(again) == json.dumps(recognised())
    assert recognised(reference="B-2")["id"] != again["id"]


def test_a_decision_is_no_evidence_for_another_one() -> None:
    secured = eccoe_vc.issue(recognised(), signer=B, securing=EDDSA_RDFC_2022, created=AT)
    found = decided(evidence=[*BADGES, eccoe_vc.verify(secured.text, policy=POLICY, at=AT)])
    assert [one.code for one in found.unused] == ["rule.input_not_original"]


def test_the_best_plan_says_that_it_is_and_that_the_agreement_wished_another_mode() -> None:
    record = recognised(decided(mode="maximise"))["credentialSubject"]["decision"]
    assert (record["mode"], record["modeWished"], record["optimal"]) == ("maximise", "priority", True)


def test_nothing_at_all_is_no_record() -> None:
    with pytest.raises(AgreementError) as refused:
        recognised(decided(evidence=[]))
    assert refused.value.code == "rule.no_match"


@pytest.mark.parametrize(
    "wrong",
    [
        {"reference": ""}, {"reference": 5}, {"kind": "individual"}, {"decided_on": None}, {"decided_on": AT},
        {"valid_from": datetime(2025, 2, 10)}, {"valid_from": "2025-02-10"}, {"issuer": A.controller},
        {"issuer": {"name": "no id"}}, {"supersedes": {"id": "urn:x"}}, {"decision": object()},
    ],
)  # fmt: skip
def test_what_only_a_person_knows_must_be_said(wrong: dict[str, Any]) -> None:
    with pytest.raises(InputTypeError):
        recognised(**wrong)


def test_the_issuer_may_be_a_profile_and_the_instant_may_be_named() -> None:
    profile = {"id": B.controller, "type": ["Profile"], "name": "University B"}
    made = recognise(decided(), issuer=profile, valid_from=AT)
    assert (made["issuer"], made["validFrom"]) == (profile, "2025-02-10T12:00:00Z")
    record = made["credentialSubject"]["decision"]
    assert record["decisionDate"] == "2025-02-10"
    assert record["decisionReference"].startswith("eccoe-")


def test_the_explanation_is_bound_by_its_digest() -> None:
    decision = decided()
    assert (
        of_json(decision.explanation())
        == recognised(decision)["credentialSubject"]["decision"]["evaluation"]["explanationDigest"]
    )


ADA = Learner((), {"systemId": ["4711"], "emailAddress": ["ada@example.org", "Ada@Example.org"]})


def hashed(kind: str, value: str, salt: str = "", **members: Any) -> dict[str, Any]:
    """An IdentityObject of Open Badges 3.0; the hash by hand: SHA-256 of value and salt."""
    made = "sha256$" + sha256((value + salt).encode()).hexdigest()
    return {"type": "IdentityObject", "hashed": True, "identityHash": made, "identityType": kind,
            **({"salt": salt} if salt else {}), **members}  # fmt: skip


def about(*identifiers: dict[str, Any], number: int = 0) -> Any:
    """A badge of the example that names its learner by identifiers alone."""
    subject = {k: v for k, v in EXAMPLE["credential"][number]["credentialSubject"].items() if k != "id"}
    return badge(number, credentialSubject=subject | {"identifier": list(identifiers)})


MAIL, STUDENT = hashed("emailAddress", "ada@example.org", "s1"), hashed("systemId", "4711", "s2")


def test_a_learner_without_an_id_is_named_by_the_hash_of_her_badges() -> None:
    """Recognition, section 11.2: ``learner`` is an id or an identity; the id of the subject is optional."""
    badges = [about(STUDENT, MAIL), about(STUDENT, number=1)]
    for given in (badges, badges[::-1]):
        subject = recognised(decided(evidence=given, learner=ADA))["credentialSubject"]
        assert "id" not in subject
        assert subject["decision"]["learner"] == {
            "identityHash": MAIL["identityHash"], "identityType": "emailAddress", "hashed": True, "salt": "s1",
        }  # fmt: skip
        assert subject["decision"]["grant"]


@pytest.mark.parametrize(
    "identifier",
    [
        hashed("systemId", "4711", hashed=False, identityHash="4711"),
        hashed("systemId", "4711", identityHash="md5$" + md5(b"4711", usedforsecurity=False).hexdigest()),
    ],
)
def test_what_a_badge_says_openly_or_weakly_is_hashed_with_a_salt_that_follows_from_the_input(identifier: Any) -> None:
    first, again = (recognised(decided(evidence=[about(identifier)], learner=ADA)) for _ in range(2))
    assert first == again
    learner = first["credentialSubject"]["decision"]["learner"]
    assert learner == {"identityHash": hashed("emailAddress", "Ada@Example.org", learner["salt"])["identityHash"],
                       "identityType": "emailAddress", "hashed": True, "salt": learner["salt"]}  # fmt: skip
    assert len(learner["salt"]) == 22
    for secret in ("4711", "example.org"):
        assert secret not in json.dumps(first["credentialSubject"]["decision"]["learner"])


def test_two_learners_of_whom_only_hashes_are_known_have_decisions_of_their_own() -> None:
    made = [recognised(decided(learner=Learner((), {"systemId": [name]}))) for name in ("1", "2")]
    assert made[0]["id"] != made[1]["id"]


def test_of_a_learner_with_an_id_no_identity_is_written() -> None:
    both = Learner((EXAMPLE["request"]["learner"],), {"emailAddress": ["ada@example.org"]})
    made = recognised(decided(learner=both))["credentialSubject"]
    assert made["decision"]["learner"] == {"id": made["id"]}


@pytest.mark.parametrize("securing", [EDDSA_RDFC_2022, EDDSA_JCS_2022], ids=["rdfc", "jcs"])
def test_a_decision_about_a_hashed_identity_is_signed_and_verified(securing: Any) -> None:
    made = recognised(decided(evidence=[about(MAIL)], learner=ADA))
    secured = eccoe_vc.issue(made, signer=B, securing=securing, created=AT)
    assert eccoe_vc.verify(secured.text, policy=POLICY, at=AT).report.valid


def test_what_was_set_aside_is_part_of_the_input() -> None:
    other = badge(0, credentialSubject=EXAMPLE["credential"][0]["credentialSubject"] | {"id": "did:example:other"})
    inputs = [
        recognised(decided(evidence=given))["credentialSubject"]["decision"]["evaluation"]["inputDigest"]
        for given in (BADGES, [*BADGES, other])
    ]
    assert inputs[0] != inputs[1]
