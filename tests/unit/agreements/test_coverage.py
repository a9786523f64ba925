"""What an agreement recognises of a catalogue: the achievements of the example, and near misses of each."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from tests.unit.agreements.worked import FOLDER

from eccoe_vc.agreements.questions import coverage as covering
from eccoe_vc.agreements.questions import surveying
from eccoe_vc.agreements.questions.coverage import Coverage, coverage
from eccoe_vc.agreements.reading import read
from eccoe_vc.errors import AgreementError, EccoeError, InputTypeError
from eccoe_vc.models.achievement import Achievement, Criteria

Text = dict[str, Any]
EXAMPLE: Text = json.loads((FOLDER / "mcra_example.json").read_bytes())["credentialSubject"]
EVIDENCE: Text = json.loads((FOLDER / "example_evidence.json").read_bytes())
ACHIEVEMENTS = "https://a.example/achievements/"
CATALOGUE: list[Text] = [tree["credentialSubject"]["achievement"] for tree in EVIDENCE["credential"]]
ON = date(2025, 2, 3)


def covered(
    catalogue: list[Any] = CATALOGUE, change: Callable[[Text], Any] | None = None, **asked: Any
) -> Coverage:  # fmt: skip
    made: Text = copy.deepcopy(EXAMPLE)
    if change is not None:
        change(made)
    return coverage(read(made), catalogue, **{"on": ON, **asked})


def entry(name: str, **members: Any) -> Text:
    """An achievement of the example with other members; None takes one out."""
    plain = next(tree for tree in CATALOGUE if tree["id"] == ACHIEVEMENTS + name)
    return {member: value for member, value in {**copy.deepcopy(plain), **members}.items() if value is not None}


def statuses(found: Coverage) -> dict[str, str]:
    return {one.achievement.removeprefix(ACHIEVEMENTS): one.status for one in found.entries}


def rules(found: Coverage) -> dict[str, list[str]]:
    return {
        one.achievement.removeprefix(ACHIEVEMENTS): [f"{row.rule.rule_id} {row.status}" for row in one.rules]
        for one in found.entries
    }


def test_the_catalogue_of_the_example() -> None:
    found = covered()
    assert statuses(found) == {
        "prof-english-1": "recognised",
        "mc1": "withOthers",
        "mc2": "withOthers",
        "spanish-b1": "recognised",
        "study-skills-0": "refused",
    }
    assert rules(found)["prof-english-1"] == ["r1 recognised", "r3 recognised"]  # a course, and free credit of its area
    assert found.totals == {
        "recognised": 2, "withOthers": 2, "byReview": 0, "refused": 1, "notMet": 0, "notMentioned": 0,
    }  # fmt: skip
    assert [(one.rule, one.missing) for one in found.unmet] == [("r5", (f"{ACHIEVEMENTS}terminology-intro",))]
    course = found.to_json()["entry"][2]["rule"][0]
    assert (course["at"], course["target"][0]["course"]) == ("/rule/0/source", "https://b.example/courses/ENG101")
    assert course["code"] == "rule.result"  # the grade is left to the award


def test_names_alone_decide() -> None:
    other = covered([entry("mc1", id=f"{ACHIEVEMENTS}mc1/"), entry("mc1", id=f"{ACHIEVEMENTS}MC1")])
    assert set(statuses(other).values()) == {"notMentioned"}

    def alias(made: Text) -> None:
        made["rule"][4]["source"]["alias"] = [f"{ACHIEVEMENTS}mc1/"]

    assert statuses(covered([entry("mc1", id=f"{ACHIEVEMENTS}mc1/")], alias)) == {"mc1/": "recognised"}


@pytest.mark.parametrize(
    ("leaf", "members"),
    [
        ({"identifier": {"scheme": "sourcedId", "value": "7"}}, {"otherIdentifier": [{"type": ["IdentifierEntry"],
          "identifier": "7", "identifierType": "sourcedId"}]}),
        ({"alignment": "https://esco.example/1"}, {"alignment": [{"type": ["Alignment"], "targetName": "x",
          "targetUrl": "https://esco.example/1"}]}),
        ({"alignment": "urn:x:outcome"}, {"learningOutcome": [{"id": "urn:x:outcome"}]}),
        ({"anyFrom": "did:web:awarding.example", "achievementType": ["MicroCredential"]}, {}),
    ],
)  # fmt: skip
def test_every_form_of_a_leaf_names_an_entry(leaf: Text, members: Text) -> None:
    def change(made: Text) -> None:
        made["rule"] = [made["rule"][4] | {"source": leaf}]

    assert statuses(covered([entry("mc1", **members)], change)) == {"mc1": "recognised"}
    wrong = entry("mc1", achievementType="Course") | {
        name: json.loads(json.dumps(value).replace('"7"', '"07"').replace("esco.example/1", "esco.example/2")
                         .replace("urn:x:outcome", "urn:x:other")) for name, value in members.items()
    }  # fmt: skip
    assert statuses(covered([wrong], change)) == {"mc1": "notMentioned"}


@pytest.mark.parametrize(
    ("members", "status", "code"),
    [
        ({"eqfLevel": ["http://data.europa.eu/snb/eqf/5"]}, "notMet", "rule.level"),
        ({"eqfLevel": None}, "recognised", "rule.level"),  # the award may say it
        ({"qualityAssurance": []}, "notMet", "rule.quality"),
        ({"idVerification": "http://data.europa.eu/snb/supervision-verification/c598449d64"}, "notMet",
         "rule.identity_verification"),
        ({"version": "2.0"}, "byReview", "rule.version"),
        ({"version": None}, "recognised", "rule.result"),
    ],
)  # fmt: skip
def test_what_an_entry_states_is_judged(members: Text, status: str, code: str) -> None:
    def first(made: Text) -> None:
        made["rule"] = made["rule"][:1]

    (one,) = covered([entry("prof-english-1", **members)], first).entries
    assert (one.status, one.rules[0].status, one.rules[0].code) == (status, status, code)

    def refuses(made: Text) -> None:
        first(made)
        made["amendment"]["onUnresolved"] = "refuse"

    if code == "rule.version":
        assert covered([entry("prof-english-1", **members)], refuses).entries[0].status == "notMet"


def test_a_rule_that_no_entry_can_meet_is_named_although_its_name_is_there() -> None:
    found = covered([entry("mc1"), entry("mc2", eqfLevel=["http://data.europa.eu/snb/eqf/5"])])
    assert statuses(found) == {"mc1": "withOthers", "mc2": "notMet"}
    assert [one.complete for row in found.entries for one in row.rules] == [False, False]
    assert [(one.rule, one.missing) for one in found.unmet if one.rule == "r2"] == [
        ("r2", (f"{ACHIEVEMENTS}mc2", f"{ACHIEVEMENTS}mc3"))
    ]


@pytest.mark.parametrize(
    ("source", "status"),
    [
        ({"anyOf": ["mc1", "mc9"]}, "recognised"),
        ({"allOf": ["mc1"]}, "recognised"),
        ({"allOf": ["mc1", "mc9"]}, "withOthers"),
        ({"kOf": "1", "of": ["mc1", "mc9"]}, "recognised"),
        ({"kOf": "2", "of": ["mc1", "mc9"]}, "withOthers"),
        ({"minCredit": "3", "of": ["mc1", "mc9"]}, "recognised"),  # it stands for three credits
        ({"minCredit": "3.5", "of": ["mc1", "mc9"]}, "withOthers"),
        ({"kOf": "1", "minCredit": "4", "of": ["mc1", "mc9"]}, "withOthers"),
    ],
)
def test_alone_or_with_others(source: Text, status: str) -> None:
    def change(made: Text) -> None:
        tree = {
            name: [{"achievement": ACHIEVEMENTS + part} for part in value] if isinstance(value, list) else value
            for name, value in source.items()
        }
        made["rule"] = [made["rule"][4] | {"source": tree}]

    assert statuses(covered([entry("mc1")], change)) == {"mc1": status}


def test_what_a_person_decides_and_what_is_refused_first() -> None:
    def manual(made: Text) -> None:
        made["rule"][0]["review"] = {"mode": "manual"}
        del made["rule"][2]

    assert statuses(covered([entry("prof-english-1")], manual)) == {"prof-english-1": "byReview"}

    def refused(priority: str, **members: Any) -> Callable[[Text], Any]:
        def change(made: Text) -> None:
            made["rule"][3] |= {"source": {"achievement": f"{ACHIEVEMENTS}prof-english-1"}, "priority": priority}
            made["rule"][3] |= members
            del made["rule"][2]

        return change

    asked = [entry("prof-english-1")]
    assert statuses(covered(asked, refused("5"))) == {"prof-english-1": "refused"}
    assert statuses(covered(asked, refused("10"))) == {"prof-english-1": "recognised"}  # what grants goes first
    assert statuses(covered(asked, refused("20"))) == {"prof-english-1": "recognised"}
    narrow = refused("10", programme=["https://b.example/programmes/ma-translation"])
    assert statuses(covered(asked, narrow)) == {"prof-english-1": "refused"}  # the narrower scope goes first
    some = refused("5", condition={"grade": {"scale": "ES-0-10", "below": "7"}})
    assert statuses(covered(asked, some)) == {"prof-english-1": "recognised"}  # only some awards are refused


def test_direction_host_programme_and_day() -> None:
    assert covered(host="did:web:recognising.example").totals["recognised"] == 2
    assert covered(host="did:web:elsewhere.example").totals["notMentioned"] == 5
    assert covered(programme="https://b.example/programmes/other").totals["notMentioned"] == 5
    assert covered(issuer="https://a.example/issuers/1").issuer == "did:web:awarding.example"
    late = covered(on=date(2027, 1, 1))
    assert (late.window.state, late.totals["notMentioned"], late.unmet) == ("past", 5, ())


def test_no_order_matters_and_an_entry_given_twice_is_one() -> None:
    found = covered(CATALOGUE[::-1] + copy.deepcopy(CATALOGUE), lambda made: made["rule"].reverse())
    first = covered().to_json()
    again = found.to_json()
    for one in (first, again):
        for row in one["entry"]:
            for rule in row.get("rule", ()):
                del rule["at"]  # the places are those of the text
    assert first == again
    assert str(covered()).splitlines()[0] == "recognised: 2 of 5"


def test_models_are_entries_too() -> None:
    model = Achievement(
        id=f"{ACHIEVEMENTS}mc1", name="x", description="x", criteria=Criteria(narrative="x")
    )  # fmt: skip
    assert statuses(covered([model])) == {"mc1": "withOthers"}


@pytest.mark.parametrize(
    ("catalogue", "asked"),
    [
        (None, {}),
        ("text", {}),
        (CATALOGUE[0], {}),
        ([None], {}),
        ([["x"]], {}),
        ([{1: "x"}], {}),
        ([{"id": object()}], {}),
        ([{"id": "x", "n": float("nan")}], {}),
        ([{"id": "\\ud800"}], {}),
        ([], {"issuer": ""}),
        ([], {"issuer": 5}),
        ([], {"host": 5}),
        ([], {"programme": ""}),
        ([], {"on": "2025-02-03"}),
        ([], {"issuer": "did:web:recognising.example"}),
        ([], {"issuer": "did:web:elsewhere.example"}),
    ],
)
def test_odd_things_have_a_code(catalogue: Any, asked: Text) -> None:
    if catalogue == [{"id": "\\ud800"}]:
        catalogue = [{"id": chr(0xD800)}]
    with pytest.raises(EccoeError) as refused:
        covered(catalogue, **asked)
    assert refused.value.code in ("input.type", "json.number", "json.surrogate", "agreement.party")


def test_whose_catalogue_it_is_must_be_said_where_several_award() -> None:
    def both(made: Text) -> None:
        made["party"][1]["role"] = ["awardingBody", "recognisingBody"]

    with pytest.raises(InputTypeError, match="More than one"):
        covered(change=both)
    assert covered(change=both, issuer="did:web:awarding.example").totals["recognised"] == 2
    assert covered(change=both, issuer="did:web:recognising.example").totals["recognised"] == 0


def test_an_agreement_that_was_not_read_is_judged_first() -> None:
    tree = copy.deepcopy(EXAMPLE)
    tree["rule"][0]["condition"]["grade"]["scale"] = "nowhere"
    from eccoe_vc.models.agreement import RecognitionAgreement

    made = RecognitionAgreement.model_validate(tree, by_alias=True, by_name=False)
    with pytest.raises(AgreementError) as refused:
        coverage(made, CATALOGUE, on=ON)
    assert (refused.value.code, refused.value.pointer) == ("rule.reference", "/rule/0/condition/grade/scale")


def test_an_empty_catalogue() -> None:
    found = covered([])
    assert (found.entries, [one.rule for one in found.unmet]) == ((), ["r1", "r2", "r3", "r4", "r5"])


@pytest.mark.parametrize("room", [covering, surveying])
def test_the_work_is_bounded(room: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    assert covered().entries
    monkeypatch.setattr(room, "MOST", 4)
    with pytest.raises(AgreementError) as refused:
        covered()
    assert refused.value.code == "rule.budget"
