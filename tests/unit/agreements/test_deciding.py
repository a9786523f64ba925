"""The whole way: signed agreements and signed badges in, the decision of the example out; and who never decides."""

from __future__ import annotations

import copy
import itertools
import json
from collections.abc import Callable
from datetime import date, datetime
from fractions import Fraction
from typing import Any

import pytest
from tests.unit.agreements.test_counterparts import AT, POLICY, STRANGER, A, B, agreement, verified
from tests.unit.agreements.test_notices import credential as notice
from tests.unit.agreements.worked import FOLDER

import eccoe_vc
from eccoe_vc import EDDSA_RDFC_2022, LocalSigner, Verified
from eccoe_vc.agreements.deciding import Decision, Programme, decide
from eccoe_vc.agreements.learners import Learner
from eccoe_vc.agreements.rulebase import RuleBase
from eccoe_vc.errors import AgreementError, InputTypeError

EXAMPLE = json.loads((FOLDER / "example_evidence.json").read_bytes())
DECISION = json.loads((FOLDER / "decision_example.json").read_bytes())["credentialSubject"]["decision"]
LEARNER = Learner((EXAMPLE["request"]["learner"],))
ON = date(2025, 2, 3)
PROGRAMME = Programme(EXAMPLE["request"]["programme"]["id"], Fraction(60), EXAMPLE["request"]["programme"]["unit"])
Tree = dict[str, Any]


def badge(number: int, signer: LocalSigner = A, **members: Any) -> Verified:
    tree: Tree = copy.deepcopy(EXAMPLE["credential"][number]) | {
        "issuer": {"id": signer.controller, "type": ["Profile"]}
    }
    for unread in ("credentialStatus", "credentialSchema"):
        tree.pop(unread, None)
    secured = eccoe_vc.issue(tree | members, signer=signer, securing=EDDSA_RDFC_2022, created=AT)
    return eccoe_vc.verify(secured.text, policy=POLICY, at=AT)


BADGES = [badge(number) for number in range(5)]
BOTH = [verified(A, agreement()), verified(B, agreement())]


def decided(agreements: list[Verified] | RuleBase = BOTH, evidence: list[Verified] = BADGES, **more: Any) -> Decision:
    asked: dict[str, Any] = {"learner": LEARNER, "host": B.controller, "on": ON, "programme": PROGRAMME} | more
    return decide(agreements, evidence, **asked)


def outcome(decision: Decision) -> dict[str, list[str]]:
    choice = decision.choice
    return {
        "granted": [one.found.rule.rule_id for one, _ in choice.granted],
        "pending": [f"{one.found.rule.rule_id} {code}" for one, code in choice.pending],
        "refused": [one.found.rule.rule_id for one in choice.refused],
        "unused": [f"{one.credential.rpartition('/')[2]} {one.code}" for one in decision.unused],
    }


def signed(change: Callable[[Tree], Any], *signers: LocalSigner) -> list[Verified]:
    text = agreement(change)
    return [verified(signer, text) for signer in signers or (A, B)]


def test_the_decision_of_the_example_from_signatures_to_totals() -> None:
    found = decided()
    assert outcome(found) == {
        "granted": ["r1", "r2"],
        "pending": ["r3 rule.identity_verification"],
        "refused": ["r4"],
        "unused": [],
    }
    record = decided(tables=EXAMPLE["gradeTable"], learner=LEARNER.ids[0]).record()
    for member in ("outcome", "limit", "total"):
        assert record[member] == DECISION[member]
    assert [grant["target"] for grant in record["grant"]] == [grant["target"] for grant in DECISION["grant"]]
    assert record["grant"][0]["source"][0]["issuer"] == A.controller


def test_no_order_of_anything_matters() -> None:
    first = decided()
    for seed in itertools.islice(itertools.permutations(range(5)), 0, 120, 17):
        other = decided(BOTH[::-1], [BADGES[index] for index in seed])
        assert outcome(other) == outcome(first)
        assert other == first


@pytest.mark.parametrize("given", [BOTH[:1], BOTH[1:], [BOTH[0], BOTH[0]]], ids=["a", "b", "a twice"])
def test_one_side_alone_never_decides(given: list[Verified]) -> None:
    with pytest.raises(AgreementError, match="is missing") as refused:
        decided(given)
    assert refused.value.code == "agreement.one_sided"


def test_two_texts_never_decide_and_the_place_is_named() -> None:
    other = signed(lambda text: text["rule"][0]["target"][0]["credit"].update(fixed="3.0"), B)
    with pytest.raises(AgreementError) as refused:
        decided([BOTH[0], *other])
    assert (refused.value.code, refused.value.pointer) == (
        "agreement.text_mismatch",
        "/rule/0/target/0/credit/fixed",
    )


def test_a_stranger_signs_for_nobody_and_spoils_nothing() -> None:
    strange = verified(STRANGER, agreement())
    with pytest.raises(AgreementError) as refused:
        decided([BOTH[0], strange])
    assert refused.value.code == "agreement.authority"
    found = decided([*BOTH, strange])
    assert outcome(found) == outcome(decided())
    assert found.notes == ("agreement.extra_counterpart",)
    allowed = decided([BOTH[0], strange], signatories={B.controller: [STRANGER.controller]})
    assert outcome(allowed) == outcome(decided())


def test_nothing_unsigned_decides() -> None:
    with pytest.raises(TypeError, match=r"agreement\.unsigned"):
        decided([agreement()])  # type: ignore[list-item]
    with pytest.raises(AgreementError) as refused:
        decided([])
    assert refused.value.code == "agreement.unsigned"
    with pytest.raises(TypeError):
        decided(evidence=[EXAMPLE["credential"][0]])


def test_what_was_assumed_is_named_in_the_decision() -> None:
    texts = [eccoe_vc.unsafe_assume_verified(copy.envelope.document, reason="a test") for copy in BOTH]
    assert decided(texts).notes == ("agreement.assumed",)


def test_who_recognises_nothing_is_told_so() -> None:
    with pytest.raises(AgreementError) as refused:
        decided(host=STRANGER.controller)
    assert refused.value.code == "agreement.party"


def test_a_credential_of_somebody_else_or_of_a_stranger_is_set_aside() -> None:
    subject = EXAMPLE["credential"][0]["credentialSubject"] | {"id": "did:example:other"}
    others = [badge(0, credentialSubject=subject, id="urn:x/other"), badge(0, STRANGER, id="urn:x/stranger")]
    found = decided(evidence=[*BADGES, *others])
    assert outcome(found) == outcome(decided()) | {"unused": ["other subject.mismatch", "stranger agreement.party"]}


def test_the_same_award_in_another_form_counts_once() -> None:
    again = badge(0, id="urn:x/again", validFrom="2024-01-01T00:00:00Z")
    found = decided(evidence=[*BADGES, again])
    assert outcome(found) == outcome(decided()) | {"unused": ["again rule.already_used"]}


def test_names_alone_never_match() -> None:
    subject = copy.deepcopy(EXAMPLE["credential"][0]["credentialSubject"])
    subject["achievement"]["id"] += "/"
    subject["achievement"].pop("thematicArea", None)
    found = decided(evidence=[badge(0, credentialSubject=subject)])
    assert outcome(found)["granted"] == []
    assert [facts.credential.rpartition("/")[2] for _, facts in found.unmatched] == ["c1"]
    assert found.record()["pending"][0]["reason"] == ["rule.no_match"]
    quiet = signed(lambda text: text["process"].update(onNoMatch="none"))
    found = decided(quiet, evidence=[badge(0, credentialSubject=subject)])
    assert (outcome(found)["unused"], found.unmatched) == (["c1 rule.no_match"], ())


def test_a_notice_ends_it_and_vested_rights_stay() -> None:
    ended = notice(B, noticeDate="2024-03-01", effectiveFrom="2024-09-01")
    late = notice(B, noticeDate="2022-07-01", effectiveFrom="2023-01-01")
    assert outcome(decided([*BOTH, ended])) == outcome(decided())
    found = outcome(decided([*BOTH, late]))
    assert (found["granted"], found["pending"]) == ([], [])
    # What only the refusal is about is not refused when the refusal itself has ended.
    assert found["unused"] == ["c5 agreement.withdrawn"]
    refused = decided([*BOTH, late]).record()["refusal"]
    assert [row["source"][0]["credential"].rpartition("/")[2] for row in refused] == ["c1", "c2", "c3", "c4"]
    assert {row["ground"][0]["code"] for row in refused} == {"period"}


def test_a_newer_version_governs_later_learning_and_both_are_named() -> None:
    def newer(text: Tree) -> None:
        text |= {"version": "2.0.0", "supersedes": {"version": "1.0.0", "agreementDigest": DIGEST}}
        text["period"]["startDate"] = "2024-03-01"
        text["rule"][0]["target"][0]["credit"]["fixed"] = "2"

    found = decided([*BOTH, *signed(newer)])
    granted = {one.found.rule.rule_id: (one.text.agreement.version, one.credit) for one, _ in found.choice.granted}
    assert granted == {"r1": ("2.0.0", Fraction(2)), "r2": ("1.0.0", Fraction(6))}
    assert [one.agreement.version for one in found.standings] == ["2.0.0", "1.0.0"]


DIGEST = decided().standings[0].digest


@pytest.mark.parametrize(
    "wrong",
    [
        {"mode": "best"},
        {"learner": None},
        {"learner": ""},
        {"host": None},
        {"on": datetime(2025, 2, 3)},
        {"on": "2025-02-03"},
        {"enrolment": datetime(2025, 2, 3)},
        {"on_record": "https://b.example/courses/ENG101"},
        {"on_record": [5]},
        {"programme": "https://b.example/programmes/ma"},
        {"tables": [5]},
        {"tables": {"id": "urn:x"}},
        {"tables": [{"name": "no id"}]},
        {"on_record": None},
        {"applied_before": {"l": 1.5}},
        {"applied_before": [1]},
        {"budget": None},
        {"solver": "oracle"},
        {"evidence": None},
        {"evidence": BADGES[0]},
        {"agreements": 5},
        {"agreements": BOTH[0]},
        {"signatories": 5},
        {"signatories": {B.controller: 5}},
        {"signatories": {B.controller: STRANGER.controller}},
    ],
)
def test_what_is_asked_must_be_what_it_says(wrong: dict[str, Any]) -> None:
    with pytest.raises(InputTypeError, match=r"input\.type"):
        decided(**wrong)


def test_the_size_of_a_programme_is_exact() -> None:
    assert decided(programme=Programme(PROGRAMME.id, 60, PROGRAMME.unit)) == decided()
    with pytest.raises(InputTypeError, match="float"):
        Programme("urn:x", 60.5)  # type: ignore[arg-type]


@pytest.mark.parametrize("mode", ["priority", "maximise"])
@pytest.mark.parametrize("value", ["abc", "11", "", "8,2", "Pass"])
def test_a_result_that_is_no_grade_is_left_to_a_person(value: str, mode: str) -> None:
    subject = copy.deepcopy(EXAMPLE["credential"][0]["credentialSubject"])
    subject["result"][0]["value"] = value
    found = outcome(decided(evidence=[badge(0, credentialSubject=subject)], mode=mode))
    assert found["pending"] == ["r1 rule.result" if value == "Pass" else "r1 rule.scale"]
    # What is left to a person keeps its award from later rules; the best plan gives free credit, which asks no grade.
    assert found["granted"] == ([] if mode == "priority" else ["r3"])


def test_the_better_known_of_two_forms_counts_in_any_order() -> None:
    assumed = eccoe_vc.unsafe_assume_verified(BADGES[0].envelope.document, reason="a test")
    for given in ([BADGES[0], assumed], [assumed, BADGES[0]]):
        found = decided(evidence=given)
        assert [(one.unsure, one.notes) for one in found.evidence] == [("", ())]


def test_a_notice_with_the_digest_of_one_version_and_the_number_of_another_changes_nothing_and_is_said() -> None:
    ended = notice(B, version="1.0.1", noticeDate="2022-07-01", effectiveFrom="2023-01-01")
    found = decided([*BOTH, ended])
    assert outcome(found) == outcome(decided())
    assert found.notes == ("agreement.notice_ignored",)
    assert found.standings[0].state == "inForce"


def test_a_notice_about_an_agreement_that_is_not_there_is_said() -> None:
    strange = notice(B)
    other = signed(lambda text: text.update(id="urn:uuid:other"))
    assert decided([*other, strange]).notes == ("agreement.notice_ignored",)


def test_a_version_that_does_not_say_what_it_replaces_lets_nothing_decide_and_says_what_to_write() -> None:
    def newer(text: Tree) -> None:
        text |= {"version": "1.1.0"}
        text["period"]["startDate"] = "2024-03-01"

    with pytest.raises(AgreementError) as refused:
        decided([*BOTH, *signed(newer)])
    assert (refused.value.code, refused.value.pointer) == ("agreement.chain", "/supersedes")
    assert DIGEST in refused.value.hint
    other = signed(lambda text: text.update(id="urn:uuid:other"))
    found = decided([*BOTH, *signed(newer), *other])
    assert {one.text.agreement.id for one, _ in found.choice.granted} == {"urn:uuid:other"}
    assert "agreement.chain" in found.notes
