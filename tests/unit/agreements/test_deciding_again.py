"""A second decision about one learner: what was used stays used, held courses and taken room count."""

from __future__ import annotations

import copy
from datetime import UTC, datetime, timedelta
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from tests.unit.agreements.test_counterparts import B
from tests.unit.agreements.test_deciding import BADGES, LEARNER, PROGRAMME, Tree, badge, decided, outcome, signed
from tests.unit.agreements.test_outcomes import changed, only_r1, rules

import eccoe_vc
from eccoe_vc.agreements.deciding import Programme
from eccoe_vc.agreements.decision import Decision
from eccoe_vc.agreements.learners import Learner
from eccoe_vc.agreements.ledger import Ledger, View
from eccoe_vc.agreements.recognising import recognise
from eccoe_vc.agreements.rulebase import RuleBase
from eccoe_vc.errors import AgreementError, InputTypeError

NOW = datetime(2025, 2, 10, 9, tzinfo=UTC)
ME = LEARNER.ids[0]


@pytest.fixture
def ledger(tmp_path: Path) -> Ledger:
    return Ledger.open(str(tmp_path / "ledger.db"), body=B.controller, secret=b"s" * 32, create=True)


def entered(ledger: Ledger, decision: Decision, name: str = "urn:x:first") -> View:
    """Reserve, and commit as an office does after it signed; the view of the learner after that."""
    reserved = ledger.reserve(decision, until=NOW + timedelta(hours=1), now=NOW)
    recognise(decision, valid_from=NOW)
    ledger.commit(reserved, decision_id=name, decision_digest="u" + "A" * 46, now=NOW)
    return ledger.view(ME)


def test_what_was_recognised_is_not_recognised_again_and_the_decision_is_named(ledger: Ledger) -> None:
    agreements = signed(only_r1)
    view = entered(ledger, decided(agreements, BADGES[:1]))
    again = decided(agreements, BADGES[:1], ledger=view)
    assert outcome(again) == {"granted": [], "pending": [], "refused": [], "unused": ["c1 rule.already_used"]}
    [row] = [row for row in again.explanation()["explanation"][0]["children"] if row["kind"] == "rule"]
    assert (row["outcome"], row["code"], row["earlier"]) == ("lost", "rule.already_used", "urn:x:first")
    with pytest.raises(AgreementError) as refused:
        ledger.reserve(decided(agreements, BADGES[:1]), until=NOW + timedelta(hours=1), now=NOW)
    assert refused.value.code == "rule.already_used"


@pytest.mark.parametrize("mode", ["priority", "maximise"])
def test_a_reissue_is_the_same_award_and_another_one_is_free(ledger: Ledger, mode: Any) -> None:
    view = entered(ledger, decided(evidence=BADGES[:1]))
    reissued = badge(0, id="urn:x/again", validFrom="2024-12-01T00:00:00Z")
    found = decided(evidence=[reissued, *BADGES[1:3]], ledger=view, mode=mode)
    assert outcome(found)["granted"] == ["r2"]
    assert "again rule.already_used" in outcome(found)["unused"]


def test_another_learner_is_not_touched(ledger: Ledger) -> None:
    entered(ledger, decided(evidence=BADGES[:1]))
    assert outcome(decided(evidence=BADGES[:1], ledger=ledger.view("did:example:other")))["granted"] == ["r1"]


def test_room_that_earlier_decisions_took_is_gone(ledger: Ledger) -> None:
    def small(text: Tree) -> None:
        text["limit"] = [
            {"limitId": "all", "scope": "programme", "max": "8"},
            {"limitId": "free", "scope": "programme", "max": "0", "category": ["nothing"]},
        ]

    agreements = signed(small)
    view = entered(ledger, decided(agreements, BADGES[:1]))
    found = decided(agreements, BADGES[1:3], ledger=view)
    assert [(room.name, room.left) for room in found.choice.rooms] == [("all", Fraction(5)), ("free", Fraction(0))]
    assert [one.found.rule.rule_id for one in found.choice.unapplied] == ["r2"]  # six credits have no room
    elsewhere = decided(agreements, BADGES[1:3], ledger=view, programme=Programme(PROGRAMME.id + "/other", 60))
    assert [room.left for room in elsewhere.choice.rooms] == [Fraction(8), Fraction(0)]


def test_courses_that_were_given_are_on_record(ledger: Ledger) -> None:
    def needs(text: Tree) -> None:
        text["rule"][1]["requiresTarget"] = ["https://b.example/courses/ENG101"]

    agreements = signed(needs)
    alone = decided(agreements, BADGES[1:3])
    assert outcome(alone)["granted"] == []
    assert "c2 rule.prerequisite" in outcome(alone)["unused"]
    view = entered(ledger, decided(agreements, BADGES[:1]))
    assert outcome(decided(agreements, BADGES[1:3], ledger=view))["granted"] == ["r2"]


def many(most: str, credit: dict[str, str]) -> Any:
    """A rule about any award, which may fire so often."""

    def change(text: Tree) -> None:
        rules(text, "r3")
        [rule] = text["rule"]
        rule |= {"maxUse": most, "outcome": "full"}
        rule["source"] = {"anyFrom": text["party"][0]["id"]}
        rule["target"] = [{"kind": "elective", "bucket": "free", "credit": credit}]
        text.pop("limit")
        text.pop("requirement")

    return signed(change)


@pytest.mark.parametrize("mode", ["priority", "maximise"])
@pytest.mark.parametrize(("most", "count"), [("0", 0), ("1", 1), ("2", 2), ("9", 4)])
def test_a_rule_fires_as_often_as_the_text_says(most: str, count: int, mode: Any) -> None:
    found = decided(many(most, {"fixed": "1"}), BADGES[:4], mode=mode)
    assert len(found.choice.granted) == count
    assert len(outcome(found)["unused"]) == 4 - count
    assert found.applied == count
    assert found.choice.plan.optimal


@pytest.mark.parametrize("mode", ["priority", "maximise"])
def test_earlier_decisions_count_for_how_often_a_rule_fires(ledger: Ledger, mode: Any) -> None:
    agreements = many("2", {"fixed": "1"})
    view = entered(ledger, decided(agreements, BADGES[:1]))
    assert len(decided(agreements, BADGES[1:4], ledger=view, mode=mode).choice.granted) == 1


def test_what_is_left_to_a_person_says_what_it_would_add_to_the_best_plan() -> None:
    def change(text: Tree) -> None:
        rules(text, "r1", "r2")
        text["rule"][0]["review"] = {"mode": "manual"}
        text["rule"][0]["target"][0]["credit"] = {"fixed": "3"}
        text["limit"] = [{"limitId": "all", "scope": "programme", "max": "8"}]

    [pending] = decided(signed(change), BADGES[:3], mode="maximise").record()["pending"]
    # Six credits are in the best plan; with three more in a room of eight it stays at six.
    assert pending["missing"][0]["gain"]["value"] == "0"
    assert pending["prospective"]["value"] == "3"
    [asked] = decided(signed(change), BADGES[:1], mode="maximise").record()["pending"]
    assert asked["missing"][0]["gain"]["value"] == "3"


def test_the_other_solver_gives_the_same_answer() -> None:
    first = decided(mode="maximise")
    assert decided(mode="maximise", solver="highs").record() == first.record()
    with pytest.raises(InputTypeError):
        decided(mode="maximise", solver="oracle")


def test_a_rule_base_decides_as_the_list_does() -> None:
    both = signed(lambda text: None)
    base = RuleBase.of(both)
    for evidence in (BADGES, BADGES[:1], [], [changed(achievement={"eqfLevel": ["http://data.europa.eu/snb/eqf/5"]})]):
        one, other = decided(both, evidence), decided(base, evidence)
        assert (one.record(), one.explanation()) == (other.record(), other.explanation())
    with pytest.raises(InputTypeError, match="signatories"):
        decided(base, signatories={B.controller: ["did:example:x"]})
    with pytest.raises(AgreementError, match=r"agreement\.party"):
        decided(base, host="did:example:nobody")


def test_the_view_must_be_one() -> None:
    with pytest.raises(InputTypeError, match="view"):
        decided(ledger="ledger.db")


def test_another_id_of_a_learner_is_no_second_learner(ledger: Ledger) -> None:
    second = "did:example:second"
    entered(ledger, decided(evidence=BADGES[:1], learner=Learner((ME, second))))
    subject = (BADGES[0].envelope.document or {})["credentialSubject"] | {"id": second}
    again = decided(evidence=[badge(0, id="urn:x:again", credentialSubject=subject)], learner=Learner((second, ME)))
    assert outcome(again)["granted"] == ["r1"]  # a decision without a view knows nothing of it
    with pytest.raises(AgreementError) as refused:
        ledger.reserve(again, until=NOW + timedelta(hours=1), now=NOW)
    assert refused.value.code == "rule.already_used"


@pytest.mark.parametrize("mode", ["priority", "maximise"])
def test_an_award_of_edubadges_is_known_by_its_programme(ledger: Ledger, mode: Any) -> None:
    """The id of the achievement is that of the award there, so it differs for every copy and every learner."""

    def by_identifier(text: Tree) -> None:
        rules(text, "r1")
        [rule] = text["rule"]
        rule.pop("condition")
        rule["source"] = {"identifier": {"scheme": "educationProgramIdentifier", "value": "50099"}}
        rule["target"] = [{"kind": "elective", "bucket": "free", "credit": {"fixed": "3"}}]
        text.pop("requirement")

    def award(number: int) -> Any:
        tree = copy.deepcopy(BADGES[0].envelope.document or {}) | {"id": f"urn:x:{number}"}
        learned = tree["credentialSubject"]["achievement"]
        learned["id"] = f"https://edubadges.example/public/assertions/{number}"
        learned["educationProgramIdentifier"] = ["50099"]
        return eccoe_vc.unsafe_assume_verified(tree, reason="a test")

    agreements = signed(by_identifier)
    assert decided(agreements, [award(1), award(2)], mode=mode).applied == 3
    view = entered(ledger, decided(agreements, [award(1)], mode=mode))
    assert decided(agreements, [award(2)], mode=mode, ledger=view).applied == 0


# ---- one learner, several ids ----------------------------------------------------------------------------------------

SECOND = "did:example:second"
BOTH_IDS = Learner((SECOND, ME))


def about(name: str, number: int = 0, **members: Any) -> Any:
    """A badge of the example about another id of the learner."""
    subject = (BADGES[number].envelope.document or {})["credentialSubject"] | {"id": name}
    return badge(number, credentialSubject=subject, **members)


def capped(text: Tree) -> None:
    """Three credits in all: a course that requires another one, a rule that fires once, and a limit."""
    only_r1(text, maxUse="1")
    text["limit"] = [{"limitId": "all", "scope": "programme", "max": "3"}]


@pytest.mark.parametrize("mode", ["priority", "maximise"])
def test_a_decision_asks_the_ledger_under_every_id_of_the_learner(ledger: Ledger, mode: Any) -> None:
    """What was recognised under one id is not free under another one: awards, room, turns and courses."""
    agreements = signed(capped)
    entered(ledger, decided(agreements, BADGES[:1]))  # under the first id alone
    view = ledger.view(BOTH_IDS)
    assert [held.decision for held in view] == ["urn:x:first"]
    again = about(SECOND, id="urn:x:again")
    asked: dict[str, Any] = {"learner": BOTH_IDS, "ledger": view, "mode": mode}
    found = decided(agreements, [again], **asked)
    assert outcome(found) == {"granted": [], "pending": [], "refused": [], "unused": ["urn:x:again rule.already_used"]}
    assert [room.left for room in found.choice.rooms] == [0]
    other = signed(lambda text: capped(text) or text["rule"][0]["source"].update(achievement="urn:x:other"))  # type: ignore[func-returns-value]
    fresh = changed(achievement={"id": "urn:x:other"})
    assert outcome(decided(other, [fresh], **asked))["granted"] == []  # the course is held already
    assert view.courses(PROGRAMME.id) == {"https://b.example/courses/ENG101"}


@pytest.mark.parametrize("given", [BOTH_IDS, (SECOND, ME), [ME, SECOND], Learner((ME, SECOND))])
def test_a_view_is_of_one_learner_under_all_ids_in_any_order(ledger: Ledger, given: Any) -> None:
    entered(ledger, decided(evidence=BADGES[:1]))
    reserved = ledger.reserve(
        decided(evidence=[about(SECOND, 1), about(SECOND, 2)], learner=Learner((SECOND,))),
        until=NOW + timedelta(hours=1), now=NOW,
    )  # fmt: skip
    ledger.commit(reserved, decision_id="urn:x:second", decision_digest="u" + "B" * 46, now=NOW)
    view = ledger.view(given)
    assert [held.decision for held in view] == ["urn:x:first", "urn:x:second"]
    assert set(view.subjects) == set(ledger.view(BOTH_IDS).subjects)


def test_a_view_that_lacks_an_id_of_the_learner_is_refused(ledger: Ledger) -> None:
    entered(ledger, decided(evidence=BADGES[:1]))
    with pytest.raises(InputTypeError, match="every id"):
        decided(evidence=BADGES[:1], learner=BOTH_IDS, ledger=ledger.view(SECOND))
    strange = ledger.view(("did:example:x", "did:example:y"))
    found = decided(evidence=BADGES[:1], learner=BOTH_IDS, ledger=strange)  # hashes: only the ledger can tell
    with pytest.raises(InputTypeError, match="view"):
        ledger.reserve(found, until=NOW + timedelta(hours=1), now=NOW, view=strange)


def test_what_happens_under_another_id_makes_a_view_old(ledger: Ledger) -> None:
    view = ledger.view(BOTH_IDS)
    found = decided(evidence=[about(SECOND, 1), about(SECOND, 2)], learner=BOTH_IDS, ledger=view)
    entered(ledger, decided(evidence=BADGES[:1]))
    with pytest.raises(AgreementError) as refused:
        ledger.reserve(found, until=NOW + timedelta(hours=1), now=NOW, view=view)
    assert refused.value.code == "decision.input_changed"


@pytest.mark.parametrize("wrong", [(), [], [5], (ME, ""), None])
def test_of_whom_a_view_is_must_be_said(ledger: Ledger, wrong: Any) -> None:
    with pytest.raises(InputTypeError, match=r"input\.type"):
        ledger.view(wrong)
