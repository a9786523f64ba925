"""Facts of credentials: read at their place, unknown where nothing or two things are said."""

from __future__ import annotations

import copy
import json
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as some
from tests.unit.agreements.worked import FOLDER

from eccoe_vc.agreements.facts import ECTS, SNB, Credit, Fact, Facts, read
from eccoe_vc.agreements.facts.elements import standard_elements
from eccoe_vc.encoding import pointers

EVIDENCE = json.loads((FOLDER / "example_evidence.json").read_bytes())
FIRST, SECOND, _, FOURTH, _ = EVIDENCE["credential"]
VECTORS = Path(__file__).resolve().parents[3] / "test_vectors" / "credentials"


def changed(change: Any, tree: dict[str, Any] = FIRST) -> Facts:
    made = copy.deepcopy(tree)
    change(made["credentialSubject"])
    return read(made)


def test_digests_are_those_of_the_decision() -> None:
    assert {facts.credential: facts.digest for facts in map(read, EVIDENCE["credential"])} == EVIDENCE["digest"][
        "credential"
    ]


def test_the_first_credential() -> None:
    facts = read(FIRST)
    assert (facts.issuer, facts.achievement) == (
        "did:web:awarding.example", "https://a.example/achievements/prof-english-1",
    )  # fmt: skip
    assert facts.credits == (Fact(Credit(Fraction(3), ECTS), "/credentialSubject/creditReceived/0", "stated"),)
    assert facts.levels == Fact((6,), "/credentialSubject/achievement/eqfLevel", "stated")
    assert (facts.supervised.value, facts.identity_verified.value) == (True, True)
    assert [(grade.value, grade.pointer) for grade in facts.grades] == [("8.2", "/credentialSubject/result/0/value")]
    assert facts.version.value == "1.1"
    assert facts.dates["activityEndDate"].startswith("2024-06-14")
    assert facts.date_pointers["awardedDate"] == "/awardedDate"
    assert facts.completed == Fact(True, "/credentialSubject", "derived")
    assert facts.areas.value == (f"{SNB}isced-f/0231",)


def test_every_pointer_leads_to_what_was_read() -> None:
    for tree in EVIDENCE["credential"]:
        facts = read(tree)
        single = [getattr(facts, name) for name in Facts.__slots__ if isinstance(getattr(facts, name), Fact)]
        for fact in (*single, *facts.credits, *facts.grades):
            if fact.pointer:
                pointers.resolve(tree, fact.pointer)


def test_what_is_not_said_is_unknown() -> None:
    facts = read(FOURTH)
    assert (facts.supervised, facts.identity_verified, facts.languages) == (Fact(), Fact(), Fact())
    assert read({}).achievement == ""
    assert read({}).credits == ()


def test_the_award_goes_before_the_achievement() -> None:
    assert (
        changed(lambda s: s.pop("creditReceived")).credits[0].pointer == "/credentialSubject/achievement/creditPoint/0"
    )
    assert changed(lambda s: s.update(eqfLevel=[f"{SNB}eqf/5"])).levels.value == (5,)


def test_two_amounts_of_one_unit_say_nothing() -> None:
    def more(subject: dict[str, Any]) -> None:
        subject["creditReceived"].append({"type": "CreditPoint", "framework": ECTS, "point": "5"})

    assert [fact.value for fact in changed(more).credits] == [None]


def test_another_unit_is_another_fact() -> None:
    def more(subject: dict[str, Any]) -> None:
        subject["creditReceived"].append({"type": "CreditPoint", "framework": "urn:x:hour", "point": "90"})

    assert [fact.value for fact in changed(more).credits] == [
        Credit(Fraction(3), ECTS),
        Credit(Fraction(90), "urn:x:hour"),
    ]


@pytest.mark.parametrize(
    ("members", "credit"),
    [
        ({"creditsAvailable": 4}, Credit(Fraction(4), None)),
        ({"creditsAvailable": 2.5}, Credit(Fraction(5, 2), None)),
        ({"creditsAvailable": 0.1}, Credit(Fraction(1, 10), None)),
        ({"ECTS": 2.5, "creditsAvailable": 9}, Credit(Fraction(5, 2), ECTS)),
        ({"creditsAvailable": True}, None),
        ({"creditsAvailable": "4 ECTS"}, None),
        ({"creditsAvailable": 1e300}, None),
    ],
)
def test_plain_open_badges_have_credits_without_a_unit(members: dict[str, Any], credit: Credit | None) -> None:
    facts = read({"credentialSubject": {"achievement": members}})
    assert (facts.credits[0].value if facts.credits else None) == credit


@pytest.mark.parametrize(
    ("alignment", "levels"),
    [
        ({"targetType": "ext:EQFAlignment", "targetCode": "6"}, (6,)),
        ({"targetType": "ext:EQFAlignment", "targetUrl": "https://x.example/eqf/5"}, (5,)),
        ({"targetFramework": "European Qualifications Framework", "targetCode": "7"}, (7,)),
        ({"targetFramework": "EQF ", "targetCode": "7"}, None),
        ({"targetType": "ext:eqf", "targetCode": "6"}, None),
        ({"targetFramework": "EQF", "targetCode": "9"}, None),
        ({"targetFramework": "EQF", "targetCode": "EQF 6"}, None),
        ({"targetFramework": "EQF", "targetCode": "\u0666"}, None),
    ],
)
def test_levels_in_dialects(alignment: dict[str, Any], levels: tuple[int, ...] | None) -> None:
    facts = read({"credentialSubject": {"achievement": {"alignment": [alignment]}}})
    assert facts.levels.value == levels


@pytest.mark.parametrize(
    ("status", "completed"),
    [("Completed", True), ("Failed", False), ("InProgress", False), ("OnHold", None), ("Provisional", None)],
)
def test_results_may_say_that_nothing_was_completed(status: str, completed: bool | None) -> None:
    assert changed(lambda s: s["result"][0].update(status=status)).completed.value is completed


def test_a_forecast_is_no_grade() -> None:
    def predict(subject: dict[str, Any]) -> None:
        subject["achievement"]["resultDescription"][0]["resultType"] = "PredictedScore"

    assert changed(predict).grades == ()


def test_two_addresses_of_one_controlled_value_are_one() -> None:
    def move(subject: dict[str, Any]) -> None:
        other = "https://publications.europa.eu/resource/authority/snb/"
        subject["achievement"]["idVerification"] = f"{other}supervision-verification/df2880c5cb"

    facts = changed(move)
    assert (facts.supervised.value, facts.identity_verified.value) == (False, True)


def test_edubadges_are_matched_by_identifier_and_read_in_ects() -> None:
    tree = json.loads((VECTORS / "edubadges-dialect" / "input.json").read_bytes())
    facts = read(tree)
    assert any(scheme == "educationProgramIdentifier" for scheme, _ in facts.identifiers)
    assert facts.credits[0].value is not None
    assert facts.credits[0].value.unit == ECTS


# ---- several readings of one fact ------------------------------------------------------------------------------------


def badge(achievement: dict[str, Any], **subject: Any) -> Facts:
    return read({"credentialSubject": {**subject, "achievement": achievement}})


EQF = f"{SNB}eqf/"
ALIGNED = {"targetFramework": "EQF", "targetCode": "6"}
TERM = {"targetType": "ext:EQFAlignment", "targetCode": "6"}
PLACE = "/credentialSubject/achievement"


@pytest.mark.parametrize(
    ("members", "levels"),
    [
        ({"eqfLevel": [f"{EQF}6"], "alignment": [ALIGNED]}, (6,)),
        ({"eqfLevel": [f"{EQF}7"], "alignment": [ALIGNED]}, None),
        ({"eqfLevel": [f"{EQF}7"], "alignment": [TERM]}, (7,)),  # a term of its own speaks only without eqfLevel
        ({"alignment": [TERM, ALIGNED]}, (6,)),
        ({"alignment": [TERM, ALIGNED | {"targetCode": "7"}]}, None),
        ({"alignment": [ALIGNED, ALIGNED | {"targetCode": "5"}]}, (5, 6)),
        ({"alignment": [ALIGNED, ALIGNED | {"targetCode": "high"}]}, None),
        ({"eqfLevel": [f"{EQF}7", f"{EQF}6"]}, (6, 7)),
        ({"eqfLevel": []}, None),
        ({"eqfLevel": None, "alignment": ALIGNED}, (6,)),
        ({"extensions:EQFExtension": {"EQF": 7}}, (7,)),
        ({"extensions:EQFExtension": {"EQF": 7}, "eqfLevel": [f"{EQF}6"]}, None),
        ({"extensions:EQFExtension": {"EQF": 7.5}}, None),
        ({"extensions:EQFExtension": {}}, None),
    ],
)
def test_levels_that_disagree_are_unknown(members: dict[str, Any], levels: tuple[int, ...] | None) -> None:
    facts = badge(members)
    assert facts.levels.value == levels
    assert facts.levels.pointer.startswith(PLACE)


def test_the_level_of_the_award_goes_before_all_of_the_achievement() -> None:
    assert badge({"eqfLevel": [f"{EQF}7"], "alignment": [ALIGNED]}, eqfLevel=f"{EQF}5").levels == Fact(
        (5,), "/credentialSubject/eqfLevel", "stated"
    )
    illegible = badge({"eqfLevel": [f"{EQF}7"]}, eqfLevel="high")
    assert illegible.levels == Fact(None, "/credentialSubject/eqfLevel", "unknown")


@pytest.mark.parametrize(
    ("members", "values"),
    [
        ({"ECTS": 3, "creditPoint": [{"framework": ECTS, "point": "3"}]}, [Credit(Fraction(3), ECTS)]),
        ({"ECTS": 4, "creditPoint": [{"framework": ECTS, "point": "3"}]}, [None]),
        ({"ECTS": 2.5, "extensions:ECTSExtension": {"ECTS": 2.5}}, [Credit(Fraction(5, 2), ECTS)]),
        ({"ECTS": 2.5, "extensions:ECTSExtension": {"ECTS": 5}}, [None]),
        ({"extensions:ECTSExtension": {"ECTS": 2.5}}, [Credit(Fraction(5, 2), ECTS)]),
        ({"ECTS": "much"}, [None]),
        ({"ECTS": 3, "volumeOfLearning": "PT90H"}, [Credit(Fraction(3), ECTS), Credit(Fraction(90), "hours")]),
        ({"extensions:TimeInvestmentExtension": {"TimeInvestment": 60}}, [Credit(Fraction(60), "hours")]),
        ({"extensions:TimeInvestmentExtension": {"TimeInvestment": 60}, "volumeOfLearning": "PT61H"}, []),
        ({"creditPoint": [{"point": "3"}]}, [None]),
        ({"creditPoint": [{"framework": f"{SNB}education-credit/60b314e826", "point": "3"}], "ECTS": 5},
         [Credit(Fraction(3), f"{SNB}education-credit/60b314e826"), Credit(Fraction(5), ECTS)]),
    ],
)  # fmt: skip
def test_amounts_of_one_unit_must_agree(members: dict[str, Any], values: list[Credit | None]) -> None:
    assert [fact.value for fact in badge(members).credits] == values


def test_what_was_received_sets_aside_all_that_was_offered() -> None:
    offered = {"ECTS": 9, "creditsAvailable": 8, "volumeOfLearning": "PT90H"}
    received = [{"framework": ECTS, "point": "3"}]
    assert [fact.value for fact in badge(offered, creditReceived=received).credits] == [Credit(Fraction(3), ECTS)]


def test_an_amount_that_is_negative_is_none() -> None:
    assert badge({"ECTS": -3}).credits == (Fact(None, f"{PLACE}/ECTS", "unknown"),)


@pytest.mark.parametrize("name", ["version", "achievementType"])
def test_texts_that_disagree_are_unknown(name: str) -> None:
    facts = badge({name: ["1", "2"]})
    found = facts.version if name == "version" else facts.achievement_type
    assert found == Fact(None, f"{PLACE}/{name}/0", "unknown")


def test_dates_that_disagree_are_no_dates() -> None:
    tree = {"awardedDate": "2024-06-20", "validFrom": "2024-07-01",
            "credentialSubject": {"awardedDate": "2024-06-21", "validFrom": "2024-07-01"}}  # fmt: skip
    assert read(tree).dates == {"validFrom": "2024-07-01"}


def test_supervision_and_identity_are_settled_apart() -> None:
    two = [f"{SNB}supervision-verification/70be69aaf9", f"{SNB}supervision-verification/df2880c5cb"]
    facts = badge({"idVerification": two})
    assert (facts.supervised.value, facts.identity_verified.value) == (None, True)
    unclear = badge({"idVerification": f"{SNB}supervision-verification/44314532f9"})
    assert (unclear.supervised.value, unclear.identity_verified.value) == (None, None)


# ---- dialects and official extensions --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("word", "mode"),
    [("blended", "e92d221e4d"), ("online", "920fbb3cbe"), ("volunteering", None), ("Online", None)],
)
def test_the_form_of_participation_in_edubadges(word: str, mode: str | None) -> None:
    expected = (f"{SNB}learning-assessment/{mode}",) if mode else None
    assert badge({"participationType": word}).participation.value == expected
    other = f"{SNB}learning-assessment/9191af2ed9"
    assert badge({"participationType": word, "participationMode": [other]}).participation.value is None


def test_edubadges_of_version_two_after_an_import() -> None:
    facts = badge({
        "extensions:ECTSExtension": {"type": ["Extension"], "ECTS": 2.5},
        "extensions:EQFExtension": {"EQF": 6},
        "extensions:LearningOutcomeExtension": {"LearningOutcome": "Reads a soil profile"},
        "extensions:EducationProgramIdentifierExtension": {"EducationProgramIdentifier": [56823, "50100"]},
        "extensions:TimeInvestmentExtension": {"TimeInvestment": 70},
        "extensions:LanguageExtension": {"Language": "nl_NL"},
        "inLanguage": "nl-NL",
    })  # fmt: skip
    assert (facts.levels.value, facts.languages.value) == ((6,), ("nl-NL",))
    assert facts.hours.value == 70
    assert facts.credits[0].value == Credit(Fraction(5, 2), ECTS)
    assert facts.outcomes.value == ("Reads a soil profile",)
    assert facts.identifiers == tuple(("educationProgramIdentifier", number) for number in ("56823", "50100"))


WRITTEN, PRACTICAL, ARTEFACT = (f"{SNB}assessment/{code}" for code in ("6e6cb2cc78", "6a4db9f11d", "de4d165a6c"))


@pytest.mark.parametrize(
    ("types", "own", "values"),
    [
        (["Performance"], None, (PRACTICAL,)),
        (["Artifact", "Performance"], None, (PRACTICAL, ARTEFACT)),
        (["Exam"], None, None),  # written or oral: nobody knows
        (["Exam", "Performance"], None, None),
        (["Exam"], [WRITTEN], (WRITTEN,)),
        (["Performance"], [PRACTICAL, WRITTEN], (PRACTICAL, WRITTEN)),
        (["Performance"], [WRITTEN], None),
        (["performance"], None, None),
        ([], [], ()),
    ],
)
def test_the_official_assessment_extension(types: list[str], own: list[str] | None, values: Any) -> None:
    described = [{"type": ["ResultDescription", "AssessmentResultDescription"], "assessmentType": one} for one in types]
    members: dict[str, Any] = {"resultDescription": described}
    if own is not None:
        members["assessmentMethod"] = own
    assert badge(members).assessment.value == (tuple(sorted(values)) if values is not None else None)


def test_an_accreditation_of_the_issuer_is_no_value_of_the_list() -> None:
    tree = {"issuer": {"id": "urn:a", "accreditations": [{"contactInstructions": "Ask the agency"}]}}
    facts = read(tree)
    assert facts.quality_assurance == Fact()
    assert facts.accreditations == Fact(("Ask the agency",), "/issuer/accreditations/0", "stated")


def test_a_subject_alone_in_a_list_is_read_at_its_place() -> None:
    facts = read({"credentialSubject": [{"achievement": [{"eqfLevel": [f"{EQF}6"]}]}]})
    assert facts.levels == Fact((6,), "/credentialSubject/0/achievement/0/eqfLevel", "stated")


MEMBERS = [
    "id", "type", "point", "framework", "value", "status", "achievement", "result", "alignment", "creditPoint",
    "eqfLevel", "hasClaim", "specifiedBy", "provenBy", "awardedBy", "awardingBody", "volumeOfLearning", "title", "name",
    "idVerification", "resultDescription", "assessmentType", "category", "count", "label", "isPartOf", "temporal",
]  # fmt: skip
JSON = some.recursive(
    some.none() | some.booleans() | some.integers() | some.floats() | some.text(max_size=4),
    lambda inner: some.lists(inner, max_size=3) | some.dictionaries(some.sampled_from(MEMBERS), inner, max_size=4),
    max_leaves=12,
)  # fmt: skip


@given(some.dictionaries(some.sampled_from(["issuer", "credentialSubject", "validFrom", "id"]), JSON, max_size=4))
@example({"credentialSubject": {"achievement": {"creditPoint": False}}})
@example({"credentialSubject": {"creditReceived": ["x", None, {"point": {}}]}})
@example({"credentialSubject": {"hasClaim": {"type": "LearningAchievement", "specifiedBy": {"isPartOf": [{}]}}}})
def test_whatever_stands_there_nothing_is_raised_and_nothing_invented(tree: dict[str, Any]) -> None:
    from eccoe_vc.errors import RefusedError

    try:
        facts = read(tree)
    except RefusedError:  # a number that has no canonical form; no verified credential holds one
        return
    assert facts.levels.value is None or all(1 <= level <= 8 for level in facts.levels.value)
    assert facts.supervised.value is None
    for row in standard_elements(tree).to_json().values():
        assert ("value" in row) == (row["known"] != "unknown")
