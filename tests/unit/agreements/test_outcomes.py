"""What a decision says of each credential: granted under which condition, left to a person, refused on which ground."""

from __future__ import annotations

import copy
import json
from datetime import date
from typing import Any

import pytest
from tests.unit.agreements.test_counterparts import A
from tests.unit.agreements.test_deciding import BADGES, BOTH, EXAMPLE, PROGRAMME, Tree, badge, decided, outcome, signed

from eccoe_vc.agreements.deciding import Programme
from eccoe_vc.errors import AgreementError

SUBJECT = EXAMPLE["credential"][0]["credentialSubject"]
COURSE = "https://b.example/courses/ENG101"


def changed(number: int = 0, achievement: Tree | None = None, **members: Any) -> Any:
    """A badge of the example whose subject or achievement says something else; None takes a member out."""
    subject = copy.deepcopy(EXAMPLE["credential"][number]["credentialSubject"])
    for place, changes in ((subject, members), (subject["achievement"], achievement or {})):
        for name, value in changes.items():
            place.pop(name, None)
            if value is not None:
                place[name] = value
    return badge(number, credentialSubject=subject)


def rules(text: Tree, *names: str) -> None:
    text["rule"] = [rule for rule in text["rule"] if rule["ruleId"] in names]


def only_r1(text: Tree, **members: Any) -> None:
    rules(text, "r1")
    text["rule"][0] |= members


# ---- refused because a condition is false ----------------------------------------------------------------------------

LEVEL_5 = "http://data.europa.eu/snb/eqf/5"
LICENCE = "http://data.europa.eu/snb/accreditation/003293d2ce"
UNSUPERVISED = "http://data.europa.eu/snb/supervision-verification/c598449d64"


@pytest.mark.parametrize(
    ("evidence", "ground"),
    [
        (lambda: changed(achievement={"eqfLevel": [LEVEL_5]}), ("substantial", "level")),
        (lambda: changed(achievement={"idVerification": UNSUPERVISED}), ("substantial", "quality")),
        (lambda: changed(achievement={"qualityAssurance": [LICENCE]}), ("substantial", "quality")),
        (lambda: changed(result=[SUBJECT["result"][0] | {"value": "5.0"}]), ("formal", "grade")),
        (lambda: changed(activityEndDate="2019-01-01T00:00:00Z"), ("formal", "period")),
        (lambda: changed(result=[SUBJECT["result"][0] | {"status": "Failed"}]), ("formal", "status")),
    ],
)  # fmt: skip
def test_a_condition_that_is_false_refuses_on_its_ground(evidence: Any, ground: tuple[str, str]) -> None:
    record = decided(signed(only_r1), [evidence()]).record()
    assert record["outcome"] == "refused"
    [refusal] = record["refusal"]
    assert (refusal["ground"][0]["kind"], refusal["ground"][0]["code"]) == ground
    assert refusal["ruleId"] == "r1"
    assert refusal["text"]["en"]
    assert "pending" not in record
    assert decided(signed(only_r1), [evidence()]).unused == ()


def test_what_is_not_said_is_no_refusal() -> None:
    found = decided(signed(only_r1), [changed(idVerification=None, achievement={"idVerification": None})])
    assert outcome(found)["pending"] == ["r1 rule.identity_verification"]
    assert "refusal" not in found.record()


def test_the_companion_of_a_refused_award_is_not_refused() -> None:
    def both(text: Tree) -> None:
        rules(text, "r2")
        text["rule"][0]["source"] = {"allOf": text["rule"][0]["source"]["of"][:2]}

    old = changed(2, activityEndDate="2019-01-01T00:00:00Z")
    found = decided(signed(both), [BADGES[1], old])
    [refusal] = found.record()["refusal"]
    assert [source["achievement"].rpartition("/")[2] for source in refusal["source"]] == ["mc2"]
    assert outcome(found)["unused"] == ["c2 agreement.not_in_force"]


def test_another_rule_that_grants_leaves_nothing_to_refuse() -> None:
    low = changed(result=[SUBJECT["result"][0] | {"value": "5.0"}])
    found = decided(evidence=[low])
    assert outcome(found)["granted"] == ["r3"]
    assert "refusal" not in found.record()


def test_a_refusal_must_say_why() -> None:
    with pytest.raises(AgreementError) as refused:
        decided(signed(lambda text: text["rule"][3].pop("note")))
    assert refused.value.code == "rule.refusal_bundle"


# ---- limits ----------------------------------------------------------------------------------------------------------


def test_a_target_that_is_never_recognised_is_refused() -> None:
    def never(text: Tree) -> None:
        only_r1(text)
        text["limit"] = [{"limitId": "no", "scope": "programme", "excludeTarget": [COURSE]}]

    for mode in ("priority", "maximise"):
        record = decided(signed(never), BADGES[:1], mode=mode).record()
        assert [row["ground"] for row in record["refusal"]] == [[{"kind": "formal", "code": "excluded"}]]
        assert "grant" not in record


def test_a_limit_may_want_a_person_instead_of_a_cut() -> None:
    def limit(text: Tree) -> None:
        rules(text, "r3")
        text["limit"] = [{"limitId": "all", "scope": "programme", "max": "1", "onExceed": "manualReview"}]

    found = decided(signed(limit), BADGES[:1])
    assert (outcome(found)["granted"], outcome(found)["pending"]) == ([], ["r3 limit.reached"])
    assert found.outcome == "manualReview"

    def cut(text: Tree) -> None:
        limit(text)
        text["limit"][0]["onExceed"] = "cut"

    assert decided(signed(cut), BADGES[:1]).record()["total"]["applied"]["value"] == "1"


@pytest.mark.parametrize("programme", [None, Programme(PROGRAMME.id)])
def test_a_share_of_an_unknown_programme_allows_nobody_knows_what(programme: Programme | None) -> None:
    found = decided(signed(lambda text: text["scope"].pop("programme")), BADGES[:1], programme=programme)
    assert "r1 limit.unknown" in outcome(found)["pending"]
    assert outcome(found)["granted"] == []


# ---- used up or not --------------------------------------------------------------------------------------------------


def twice(**members: Any) -> Any:
    """Two rules over the same award: a course, and free credit after it."""

    def change(text: Tree) -> None:
        rules(text, "r1", "r3")
        text["rule"][0] |= members
        text["rule"][1].pop("maxUse", None)

    return signed(change)


@pytest.mark.parametrize("mode", ["priority", "maximise"])
def test_an_award_is_used_once_unless_the_text_says_otherwise(mode: Any) -> None:
    assert outcome(decided(twice(), BADGES[:1], mode=mode))["granted"] == ["r1"]
    for more in ({"reusable": True}, {"consumes": False}):
        found = decided(twice(**more), BADGES[:1], mode=mode)
        assert outcome(found)["granted"] == ["r1", "r3"]


def exempting(text: Tree) -> None:
    rules(text, "r1", "r5")
    text["rule"][1] |= {"source": text["rule"][0]["source"], "priority": "90"}


def test_an_exemption_uses_nothing_up_unless_the_text_says_so() -> None:
    assert [one.found.rule.rule_id for one in decided(signed(exempting), BADGES[:1]).choice.exempted] == ["r5"]

    def consumes(text: Tree) -> None:
        exempting(text)
        text["rule"][1]["consumes"] = True

    found = decided(signed(consumes), BADGES[:1])
    assert (outcome(found)["granted"], found.choice.exempted) == (["r1"], ())


def test_a_rule_may_exclude_a_course_that_another_one_gives() -> None:
    def change(text: Tree) -> None:
        rules(text, "r1", "r2")
        text["rule"][1]["excludesTarget"] = [COURSE]

    first = decided(signed(change))
    assert outcome(first)["granted"] == ["r1"]
    assert {row for row in outcome(first)["unused"] if "excluded" in row} == {"c2 rule.excluded", "c3 rule.excluded"}
    held = decided(signed(change), on_record=[COURSE])
    assert outcome(held)["granted"] == []


# ---- conditions, uses, grades ----------------------------------------------------------------------------------------


def test_a_condition_is_told_with_its_day() -> None:
    def change(text: Tree) -> None:
        only_r1(text, review={"mode": "conditional", "deadline": "P6M", "text": {"en": "Present the diploma."}})

    record = decided(signed(change), BADGES[:1]).record()
    condition = {"text": {"en": "Present the diploma."}, "due": "2025-08-03"}
    assert (record["outcome"], record["condition"]) == ("conditional", [condition])
    assert [(grant["outcome"], grant["condition"]) for grant in record["grant"]] == [("conditional", [condition])]


@pytest.mark.parametrize(("least", "met"), [("8", True), ("9", False)])
def test_a_demand_on_one_use_leaves_the_credit(least: str, met: bool) -> None:
    def change(text: Tree) -> None:
        only_r1(text)
        text["rule"][0]["target"][0]["useCondition"] = [
            {"use": "prerequisite", "grade": {"scale": "ES-0-10", "atLeast": least}}
        ]

    [grant] = decided(signed(change), BADGES[:1]).record()["grant"]
    assert grant["target"][0]["use"] == [{"use": "prerequisite", "met": met}]
    assert grant["target"][0]["applied"]["value"] == "3"


@pytest.mark.parametrize(
    ("wish", "grade"), [("original", {"value": "8.2", "scale": "ES-0-10"}), ("pass", {"value": "pass"})]
)
def test_the_grade_may_stay_or_become_a_pass(wish: str, grade: dict[str, str]) -> None:
    def change(text: Tree) -> None:
        only_r1(text)
        target = text["rule"][0]["target"][0]
        target.pop("conversion")
        target["grade"] = wish

    [grant] = decided(signed(change), BADGES[:1]).record()["grant"]
    assert grant["target"][0]["grade"] == grade


@pytest.mark.parametrize(("exceed", "applied"), [(False, "2"), (True, "3")])
def test_rounding_creates_no_credit(exceed: bool, applied: str) -> None:
    """Worked examples rnd-004 and rnd-005: 2.5 rounded half up is 3, which is more than the source."""

    def change(text: Tree) -> None:
        only_r1(text, mayExceedSource=exceed)
        text["rule"][0]["target"][0]["credit"] = {"ratio": "1"}
        text["creditFramework"]["rounding"] = {"quantum": "1", "mode": "halfUp", "level": "total"}

    point = copy.deepcopy(SUBJECT["creditReceived"])
    point[0]["point"] = "2.5"
    record = decided(signed(change), [changed(creditReceived=point)]).record()
    assert record["total"]["applied"]["value"] == applied


NO_CREDIT: dict[str, Any] = {"creditReceived": None, "achievement": {"creditPoint": None}}


@pytest.mark.parametrize("mode", ["priority", "maximise"])
def test_a_fixed_amount_for_a_credit_that_nobody_knows_is_granted_and_said(mode: Any) -> None:
    """Section 7 item 6: the comparison with the source is unknown and noted."""
    found = decided(signed(only_r1), [changed(**NO_CREDIT)], mode=mode)
    [grant] = found.record()["grant"]
    assert "originalCredit" not in grant["source"][0]
    assert (grant["outcome"], grant["reason"]) == ("full", ["rule.exceeds_source"])
    assert (found.outcome, found.notes) == ("full", ("rule.exceeds_source",))
    assert "nobody knows" in str(found)


def test_where_the_text_lets_it_exceed_or_enough_is_known_nothing_is_compared() -> None:
    allowed = decided(signed(lambda text: only_r1(text, mayExceedSource=True)), [changed(**NO_CREDIT)])
    assert (allowed.notes, "reason" in allowed.record()["grant"][0]) == ((), False)

    def bundle(credit: str) -> Any:
        def change(text: Tree) -> None:
            rules(text, "r2")
            text["rule"][0]["source"].pop("minCredit")
            text["rule"][0]["target"][0]["credit"] = {"fixed": credit}

        return signed(change)

    badges = [BADGES[1], changed(2, **NO_CREDIT)]
    known = EXAMPLE["credential"][1]["credentialSubject"]["creditReceived"][0]["point"]
    assert decided(bundle(known), badges).notes == ()  # the other one comes on top of it
    assert decided(bundle("6"), badges).notes == ("rule.exceeds_source",)
    assert decided(bundle("6"), BADGES[1:3]).notes == ()


def test_what_lost_or_is_left_to_a_person_is_not_said() -> None:
    found = decided(signed(lambda text: only_r1(text, review={"mode": "manual"})), [changed(**NO_CREDIT)])
    assert (outcome(found)["granted"], found.notes) == ([], ())


# ---- one award is one award ------------------------------------------------------------------------------------------


def test_an_achievement_under_another_name_is_the_same_award() -> None:
    def change(text: Tree) -> None:
        rules(text, "r1", "r3")
        text["rule"][0]["source"] |= {"alias": ["https://a.example/achievements/old-name"]}
        text["rule"][1].pop("maxUse")

    twin = copy.deepcopy(SUBJECT)
    twin["achievement"]["id"] = "https://a.example/achievements/old-name"
    again = badge(0, id="urn:x/again", credentialSubject=twin, validFrom="2023-01-01T00:00:00Z")
    found = decided(signed(change), [BADGES[0], again])
    assert outcome(found) == {
        "granted": ["r1"], "pending": [], "refused": [], "unused": ["again rule.already_used"],
    }  # fmt: skip


def test_the_newest_copy_is_the_newest_instant_and_not_the_last_text() -> None:
    early = badge(0, id="urn:x/early", validFrom="2025-01-01T09:00:00+09:00")  # midnight, UTC
    late = badge(0, id="urn:x/late", validFrom="2025-01-01T01:00:00Z")
    found = decided(evidence=[early, late])
    assert outcome(found)["unused"] == ["early rule.already_used"]


# ---- what would be enough --------------------------------------------------------------------------------------------


def needs(found: Any) -> dict[str, Any]:
    return {one.rule.rule_id: one.to_json() for one in found.near}


def test_two_of_three_are_held_and_the_third_is_named() -> None:
    def three(text: Tree) -> None:
        rules(text, "r2")
        text["rule"][0]["source"] = {"allOf": text["rule"][0]["source"]["of"]}

    found = decided(signed(three), [BADGES[1], BADGES[2]])
    near = needs(found)["r2"]
    assert near["enough"] == {"newCredentials": "1", "evidence": "0", "sets": [["/rule/0/source/allOf/2"]]}
    assert [entry["need"] for entry in near["missing"]] == ["https://a.example/achievements/mc3"]
    assert near["held"] == ["https://a.example/credentials/c2", "https://a.example/credentials/c3"]
    # They are neither refused nor left to a person, and both are told.
    assert outcome(found) == {
        "granted": [], "pending": [], "refused": [], "unused": ["c2 rule.no_match", "c3 rule.no_match"],
    }  # fmt: skip
    assert found.outcome == "none"


def test_the_credit_that_is_short_is_told() -> None:
    def eight(text: Tree) -> None:
        rules(text, "r2")
        text["rule"][0]["source"] = {"of": text["rule"][0]["source"]["of"], "minCredit": "8"}

    near = needs(decided(signed(eight), [BADGES[1], BADGES[2]]))["r2"]
    assert [(entry["need"], entry.get("short")) for entry in near["missing"]] == [("credit", "2")]
    assert near["missing"][0]["text"] == {"en": "2 more credits are needed."}


def test_nothing_helps_what_is_too_old_and_a_better_grade_may_be_had() -> None:
    old = needs(decided(signed(only_r1), [changed(activityEndDate="2019-01-01T00:00:00Z")]))["r1"]
    assert old["enough"] == "nothing"
    low = needs(decided(signed(only_r1), [changed(result=[SUBJECT["result"][0] | {"value": "5.0"}])]))["r1"]
    assert low["enough"]["newCredentials"] == "1"
    assert low["missing"][0]["code"] == ["rule.result"]


def test_what_is_met_or_left_to_a_person_is_not_near() -> None:
    assert not {"r1", "r2", "r3"} & set(needs(decided()))


# ---- the explanation -------------------------------------------------------------------------------------------------


def nodes(tree: Any) -> list[Any]:
    found = [tree]
    for node in found:
        found += node.get("children", [])
    return found


def test_the_explanation_has_every_rule_that_was_tried_and_what_it_lost_to() -> None:
    tree = decided().explanation()
    [agreement, choice] = tree["explanation"]
    rows = {(row["ruleId"], row.get("outcome")): row for row in agreement["children"] if row["kind"] == "rule"}
    assert {("r1", "granted"), ("r2", "granted"), ("r3", "pending"), ("r4", "refused")} <= set(rows)
    assert rows["r3", "lost"]["lostTo"] == ["r1"]
    assert [(row["at"], row["required"], row["found"]) for row in agreement["children"] if row["kind"] == "limit"] == [
        ("/limit/0", "9", "6"), ("/limit/1", "24", "9"),
    ]  # fmt: skip
    assert choice == {"kind": "choice", "at": "/evaluation/mode", "value": "true", "found": "priority"}


def test_every_condition_names_what_was_required_what_was_found_and_where() -> None:
    tree = decided().explanation()
    age = [node for node in nodes(tree["explanation"][0]) if node["at"] == "/requirement/maxAge"]
    digests = EXAMPLE["credential"]
    assert {node["required"] for node in age} == {"P5Y"}
    assert {node["evidence"]["pointer"] for node in age} <= {
        "/credentialSubject/activityEndDate", "/credentialSubject/awardedDate", "/validFrom",
    }  # fmt: skip
    assert len({node["evidence"]["credentialDigest"] for node in age}) <= len(digests)


def test_no_wording_no_number_and_no_copy_stand_in_an_explanation() -> None:
    text = json.dumps(decided().explanation())
    assert "null" not in text
    assert not any(name in text for name in ("criteria", "narrative", "Profile"))
    for node in nodes(decided().explanation()["explanation"][0]):
        assert isinstance(node["value"], str)


def test_a_text_that_does_not_decide_stands_there_with_its_state() -> None:
    half = signed(lambda text: text.update(id="urn:uuid:other"), A)
    first, second, _ = decided([*BOTH, *half]).explanation()["explanation"]
    assert (first["value"], second["id"], second["value"]) == ("true", "urn:uuid:other", "false")
    assert (second["code"], second["found"]) == ("agreement.one_sided", "offered")


def test_a_decision_is_printed_in_lines_that_name_every_credential() -> None:
    lines = str(decided(tables=EXAMPLE["gradeTable"])).splitlines()
    assert lines[0] == "partial: 9 credits count, 9 granted"
    assert lines[1].split() == [
        "granted", "(full)", "r1:", "https://a.example/credentials/c1", "->", f"{COURSE},", "3", "of", "3", "credits,",
        "grade", "1.7",
    ]  # fmt: skip
    for number in range(1, 6):
        assert any(f"/c{number}" in line for line in lines)


@pytest.mark.parametrize(("priority", "granted"), [("5", []), ("200", ["r1"])])
def test_an_explicit_nothing_blocks_what_it_goes_before(priority: str, granted: list[str]) -> None:
    def nothing(text: Tree) -> None:
        rules(text, "r1", "r3")
        none = {**text["rule"][0], "ruleId": "none", "priority": priority, "target": [{"kind": "none"}]}
        none.pop("condition")
        text["rule"].append(none)

    found = decided(signed(nothing), BADGES[:1])
    assert outcome(found)["granted"] == granted
    assert outcome(found)["unused"] == ([] if granted else ["c1 rule.refused"])


def test_a_refusal_blocks_exemptions_and_what_uses_nothing_up() -> None:
    def refused(text: Tree) -> None:
        exempting(text)
        no = {**text["rule"][0], "ruleId": "no", "priority": "1", "outcome": "refused", "target": [{"kind": "none"}]}
        no.pop("condition")
        text["rule"].append(no | {"ground": ["level"], "note": {"en": "Below the level."}})

    found = decided(signed(refused), BADGES[:1])
    assert (outcome(found)["granted"], found.choice.exempted, outcome(found)["refused"]) == ([], (), ["no"])


# ---- grades of other scales, learning of another day -----------------------------------------------------------------

OTHER_SCALE = {
    "id": "https://a.example/scales/other", "type": ["ResultDescription"], "name": "Mark", "resultType": "RawScore",
    "valueMin": "0", "valueMax": "20",
}  # fmt: skip


@pytest.mark.parametrize("named", [True, False])
def test_a_grade_of_another_scale_is_no_grade_of_this_one(named: bool) -> None:
    """8.5 of 20 has failed; whether the scale of the agreement names its descriptions or not, it is not 8.5 of 10."""

    def change(text: Tree) -> None:
        only_r1(text)
        if not named:
            for scale in text["gradeScale"]:
                scale.pop("resultDescription", None)

    elsewhere = changed(
        result=[{"type": ["Result"], "resultDescription": OTHER_SCALE["id"], "value": "8.5"}],
        achievement={"resultDescription": [OTHER_SCALE]},
    )
    assert outcome(decided(signed(change), [elsewhere]))["pending"] == ["r1 rule.scale"]


def test_a_grade_with_the_same_ends_stands_on_a_scale_that_names_nothing() -> None:
    def change(text: Tree) -> None:
        only_r1(text)
        for scale in text["gradeScale"]:
            scale.pop("resultDescription", None)

    here = changed(
        result=[{"type": ["Result"], "resultDescription": OTHER_SCALE["id"], "value": "8.5"}],
        achievement={"resultDescription": [OTHER_SCALE | {"valueMax": "10.0"}]},
    )
    assert outcome(decided(signed(change), [here]))["granted"] == ["r1"]


def test_learning_that_was_completed_after_the_request_is_not_completed() -> None:
    found = decided(signed(only_r1), BADGES[:1], on=date(2024, 6, 13))
    assert found.record()["refusal"][0]["ground"] == [{"kind": "formal", "code": "status"}]
    assert outcome(decided(signed(only_r1), BADGES[:1], on=date(2024, 6, 14)))["granted"] == ["r1"]


def contradicting(priority: str, **more: Any) -> Any:
    def change(text: Tree) -> None:
        only_r1(text)
        no = {**text["rule"][0], "ruleId": "no", "priority": priority, "outcome": "refused"}
        no |= {"target": [{"kind": "none"}], "ground": ["level"], "note": {"en": "Below the level."}}
        text["rule"].append(no)
        text.setdefault("evaluation", {}).update(more)

    return signed(change)


@pytest.mark.parametrize("mode", ["priority", "maximise"])
def test_a_grant_and_a_refusal_of_one_priority_are_left_to_a_person(mode: Any) -> None:
    found = decided(contradicting("10"), BADGES[:1], mode=mode)
    assert (outcome(found)["granted"], outcome(found)["pending"], outcome(found)["refused"]) == (
        [], ["r1 rule.ambiguous"], [],
    )  # fmt: skip
    assert found.record()["pending"][0]["alternative"] == ["no"]


def test_a_refusal_that_comes_after_a_grant_is_not_told_of_the_same_award() -> None:
    record = decided(contradicting("11"), BADGES[:1]).record()
    assert ([grant["ruleId"] for grant in record["grant"]], "refusal" in record) == (["r1"], False)
    before = decided(contradicting("9"), BADGES[:1]).record()
    assert ("grant" in before, [refusal["ruleId"] for refusal in before["refusal"]]) == (False, ["no"])


def test_a_text_may_let_its_own_order_decide_between_them() -> None:
    record = decided(contradicting("10", onAmbiguity="tieBreak"), BADGES[:1]).record()
    assert ([grant["ruleId"] for grant in record["grant"]], "refusal" in record) == (["r1"], False)


# ---- a bundle has no grade of its own --------------------------------------------------------------------------------


@pytest.mark.parametrize("wish", ["original", "converted"])
def test_no_grade_is_made_up_for_several_awards_and_that_is_said(wish: str) -> None:
    """Grade conversion, section 1: credit without grade unless a method says otherwise, and none is about several."""

    def change(text: Tree) -> None:
        rules(text, "r2")
        made = {"grade": wish} | ({"conversion": text["gradeConversion"][0]["key"]} if wish == "converted" else {})
        text["rule"][0]["target"][0] |= made

    [grant] = decided(signed(change), BADGES[1:3], tables=EXAMPLE["gradeTable"]).record()["grant"]
    assert grant["target"][0]["grade"] == {"notConvertible": "rule.scale", "review": "manual"}
    assert grant["outcome"] == "full"  # the credit is not in question
