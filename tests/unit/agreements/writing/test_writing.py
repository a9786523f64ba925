"""An agreement in Python: it reads like the contract, and is the same object as the text."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from tests.unit.agreements.test_reading import DECISION, EXAMPLE
from tests.unit.agreements.writing import contract

from eccoe_vc.agreements import digests, writing
from eccoe_vc.agreements.linting import lint
from eccoe_vc.agreements.reading import read
from eccoe_vc.agreements.writing import (
    ECTS,
    achievement,
    agree,
    all_of,
    amendment,
    any_of,
    anything_from,
    at_least,
    below,
    choice,
    condition,
    conversion,
    course,
    credit_between,
    days,
    document,
    ects,
    elective,
    evaluation,
    exemption,
    grade_table,
    limit,
    nothing,
    opposite,
    process,
    refusal,
    review,
    round_credit,
    rule,
    scale,
    signatory,
    some_of,
    termination,
    unassigned,
    unit,
    university,
    worth,
)
from eccoe_vc.errors import AgreementError, EccoeError, InputTypeError
from eccoe_vc.models.agreement import RecognitionAgreement
from eccoe_vc.models.rules import Rule, Source
from eccoe_vc.models.terms import Judged, Term


def example() -> RecognitionAgreement:
    """The agreement of the domain document, written in Python."""
    vice_rector = signatory("N", "N", job_title="Vice-Rector", legal_representative=True)
    a = university(
        "did:web:awarding.example",
        "University A (invented)",
        awards=True,
        country="ES",
        website="https://a.example/",
        hei_id="a.example",
        alias="https://a.example/issuers/1",
        agreement_code="A-2022-017",
        signatory=vice_rector,
    )
    b = university(
        "did:web:recognising.example",
        "University B (invented)",
        recognises=True,
        country="DE",
        website="https://b.example/",
        hei_id="b.example",
        agreement_code="B/MC/4711",
        unit=unit("https://b.example/units/arts", "Faculty of Arts"),
        signatory=vice_rector,
    )
    quality = scale("ES-QUAL", labels=["SS", "AP", "NT", "SB", "MH"], passing="AP")
    numbers = scale(
        "ES-0-10",
        worst=0,
        best=10,
        passing=5,
        result_description="https://a.example/achievements/prof-english-1#grade",
        bands={"SB": (9, 10), "NT": (7, 9), "AP": (5, 7)},
        band_scale=quality,
    )
    steps = ["5.0", "4.0", "3.7", "3.3", "3.0", "2.7", "2.3", "2.0", "1.7", "1.3", "1.0"]
    german = scale("DE-STEP", labels=steps, passing="4.0", numeric_value={step: step for step in steps[1:]})
    table_a = grade_table(
        "https://a.example/grade-tables/0231-bachelor-2019-2021",
        digest="uEiBie6E2Ge1wMpU3NpPZP4BW67yn9_N76gnishKBgM5F8Q",
        isced_f="0231",
        cycle="bachelor",
        years=(2019, 2021),
    )
    table_b = grade_table(
        "https://b.example/grade-tables/0231-bachelor-2019-2021",
        digest="uEiA0-A_DA7Gayl2Anv6ia2a7zkPeUiTYClXj-gqkfG3bng",
        isced_f="0231",
        cycle="bachelor",
        years=(2019, 2021),
    )
    converted = conversion(
        "gc-0231",
        of=quality,
        into=german,
        method="gradeDistribution",
        strategy="midpoint",
        tie="better",
        source_table=table_a,
        target_table=table_b,
    )
    badge, module = "https://a.example/achievements/", "https://b.example/courses/"
    return agree(
        id="urn:uuid:11111111-1111-4111-8111-111111111111",
        version="1.0.0",
        title="EXAMPLE (invented data): micro-credentials of University A recognised by University B",
        in_language="en",
        objective=["creditRecognition", "exemption"],
        recognition_basis="recognition",
        programme="https://b.example/programmes/ma-translation",
        between=[a, b],
        begins=date(2022, 9, 1),
        ends="2026-08-31",
        window_basis="completion",
        claim_period="P2Y",
        documents=document(
            "https://b.example/agreements/A-2022-017.pdf",
            media_type="application/pdf",
            language="en",
            digest="uEiA5GNrz3OjaDDnNS00EX9cnq8Tcbjxa5cZ5YRYqKhMakg",
        ),
        termination=termination(
            notice_period="P6M", vested_rights="enrolledOrCompletedBeforeEffect", teach_out_period="P1Y"
        ),
        amendment=amendment(
            material_change=["learningOutcome", "creditPoint", "eqfLevel", "assessment"],
            response_period="P6M",
            on_unresolved="manualReview",
        ),
        credit_framework=ects(
            hours_per_credit=(25, 30), unitless="reject", rounding=round_credit("0.5", "halfUp", level="total")
        ),
        scales=[numbers, quality, german],
        conversions=converted,
        requirement=condition(
            level=6,
            supervised=True,
            identity_verified=True,
            quality_assurance="http://data.europa.eu/snb/accreditation/bb4618238e",
            max_age="P5Y",
            on_stale="manualReview",
        ),
        limits=[
            limit("cap-nonofficial", scope="programme", share=Decimal("0.15"), category="nonOfficial"),
            limit("cap-total", scope="programme", share=Fraction(2, 5)),
            limit("no-thesis", scope="programme", exclude_target=module + "THESIS"),
        ],
        rules=[
            rule(
                "r1",
                priority=10,
                outcome="full",
                has=achievement(badge + "prof-english-1", version=["1.0", "1.1"]),
                condition=condition(grade=at_least(numbers, 7)),
                gives=course(module + "ENG101", credit=3, conversion=converted),
            ),
            rule(
                "r2",
                priority=20,
                outcome="full",
                category="nonOfficial",
                has=some_of(2, badge + "mc1", badge + "mc2", badge + "mc3", min_credit=6),
                gives=course(module + "DIG200", credit=6, grade="none"),
            ),
            rule(
                "r3",
                priority=90,
                outcome="partial",
                category="nonOfficial",
                has=anything_from(a, under="http://data.europa.eu/snb/isced-f/0231"),
                gives=elective("free", ratio=1, at_most=2, grade="none"),
                review=review("none"),
                max_use=1,
            ),
            refusal(
                "r4",
                priority=5,
                has=badge + "study-skills-0",
                ground="level",
                note={"en": "Preparatory course below the level of the programme."},
            ),
            rule(
                "r5",
                priority=30,
                outcome="full",
                has=badge + "terminology-intro",
                condition=condition(grade=at_least("ES-0-10", 5)),
                gives=exemption(module + "TERM100"),
            ),
        ],
        process=process(
            request="learner",
            decision=b,
            deadline="P4M",
            appeal="https://b.example/appeals",
            evidence_required="credential",
            on_no_match="manualReview",
            in_language="en",
            steps=[
                "The learner sends the credentials.",
                "The recognition committee confirms the computed decision.",
            ],
        ),
        evaluation=evaluation(mode="priority", on_ambiguity="manualReview", reuse="none"),
    )


def test_the_example_written_in_python_has_the_digest_under_which_it_was_decided() -> None:
    made = example()
    assert made.to_json() == EXAMPLE
    assert digests.of_json(made.to_json()) == DECISION["agreement"][0]["agreementDigest"]
    assert made == read(EXAMPLE)


# ---- the contract ----------------------------------------------------------------------------------------------------


def test_two_universities_one_agreement_three_rules_in_under_forty_lines() -> None:
    lines = [line for line in Path(contract.__file__).read_text(encoding="utf-8").splitlines()[3:] if line.strip()]
    assert len(lines) < 40
    assert max(map(len, lines)) <= 120
    assert (len(contract.agreement.party), len(contract.agreement.rule)) == (2, 3)


def test_the_contract_says_what_a_lawyer_would_write_by_hand() -> None:
    assert contract.agreement.to_json() == {
        "id": "urn:uuid:0b9d2f0e-6c53-4d44-9c3e-3f1b8f1c7a52",
        "type": "RecognitionAgreement",
        "version": "1.0.0",
        "title": {"en": "Digital skills of North University, recognised by South University"},
        "objective": ["creditRecognition"],
        "recognitionBasis": "recognition",
        "scope": {"kind": "bilateral", "reciprocal": False, "transitive": False},
        "party": [
            {"id": "did:web:north.example", "legalName": "North University", "role": ["awardingBody"], "country": "NO"},
            {
                "id": "did:web:south.example",
                "legalName": "South University",
                "role": ["recognisingBody"],
                "country": "IT",
            },
        ],
        "period": {"startDate": "2026-10-01", "endDate": "2031-09-30"},
        "termination": {"noticePeriod": "P6M", "vestedRights": "enrolledOrCompletedBeforeEffect"},
        "creditFramework": {"id": "http://data.europa.eu/snb/education-credit/6fcec5c5af", "notation": "ECTS"},
        "gradeScale": [
            {"key": "marks", "kind": "numeric", "better": "high", "min": "0", "max": "10", "pass": "5"},
        ],
        "requirement": {
            "eqfLevel": {"min": "6"},
            "idVerification": {"idVerified": True},
            "maxAge": {"period": "P5Y"},
        },
        "limit": [
            {"limitId": "part-of-the-degree", "scope": "programme", "share": "0.4", "of": "programmeCredits"},
        ],
        "rule": [
            {
                "ruleId": "english",
                "outcome": "full",
                "source": {"achievement": "https://north.example/badges/english"},
                "condition": {"grade": {"scale": "marks", "atLeast": "7"}},
                "target": [
                    {"kind": "course", "course": "https://south.example/courses/ENG101", "credit": {"fixed": "3"}}
                ],
            },
            {
                "ruleId": "digital",
                "outcome": "full",
                "source": {
                    "of": [
                        {"achievement": "https://north.example/badges/data"},
                        {"achievement": "https://north.example/badges/web"},
                        {"achievement": "https://north.example/badges/ai"},
                    ],
                    "kOf": "2",
                    "minCredit": "5",
                },
                "target": [
                    {"kind": "course", "course": "https://south.example/courses/DIG200", "credit": {"fixed": "5"}}
                ],
            },
            {
                "ruleId": "free",
                "outcome": "partial",
                "source": {"anyFrom": "did:web:north.example"},
                "target": [{"kind": "elective", "bucket": "free", "credit": {"ratio": "1", "max": "2"}}],
            },
        ],
        "process": {
            "request": "learner",
            "decision": "did:web:south.example",
            "appeal": "https://south.example/appeals",
        },
    }


def frame(**changes: Any) -> RecognitionAgreement:
    """The contract with other members."""
    members: dict[str, Any] = {
        "id": "urn:uuid:0b9d2f0e-6c53-4d44-9c3e-3f1b8f1c7a52",
        "version": "1.0",
        "title": {"en": "T"},
        "between": [contract.north, contract.south],
        "begins": "2026-10-01",
        "objective": "creditRecognition",
        "recognition_basis": "recognition",
        "credit_framework": ECTS,
        "termination": termination(notice_period="P6M", vested_rights="none"),
        "process": process(request="learner", decision=contract.south, appeal="https://south.example/appeals"),
        "rules": rule("r", has="https://north.example/1", gives=nothing(), outcome="full"),
    }
    return agree(**members | changes)


@pytest.mark.parametrize(
    "name",
    ["id", "version", "title", "between", "begins", "objective", "recognition_basis", "termination", "process",
     "credit_framework", "rules"],
)  # fmt: skip
def test_what_binds_the_parties_has_no_default(name: str) -> None:
    with pytest.raises(EccoeError):
        frame(**{name: None})


# ---- numbers, days, texts --------------------------------------------------------------------------------------------


def credit(value: Any) -> str:
    made = frame(
        rules=rule(
            "r", has="https://north.example/1", gives=course("https://x.example/c", credit=value), outcome="full"
        )
    )
    amount = made.rule[0].target[0].credit
    assert amount is not None
    assert amount.fixed is not None
    return amount.fixed


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (5, "5"),
        ("5.0", "5.0"),
        (Decimal("5.0"), "5"),
        (Decimal("5E1"), "50"),
        (Decimal("2.50"), "2.5"),
        (Fraction(5, 2), "2.5"),
        (Fraction(10, 2), "5"),
        (0, "0"),
    ],
)
def test_numbers_are_written_exactly_and_in_their_shortest_form(value: Any, text: str) -> None:
    assert credit(value) == text


@pytest.mark.parametrize("value", [5.0, 0.1, True, None.__class__, [5], b"5", 5 + 0j])
def test_what_is_no_exact_number_is_refused_at_once(value: Any) -> None:
    with pytest.raises(InputTypeError) as caught:
        credit(value)
    assert caught.value.code == "input.type"
    assert caught.value.hint


@pytest.mark.parametrize(
    "value", [Decimal("NaN"), Decimal("Infinity"), Decimal("1E+999999"), 10**101, -(10**101), Fraction(1, 10**101)]
)
def test_numbers_without_end_are_refused_before_they_are_written_out(value: Any) -> None:
    with pytest.raises(AgreementError) as caught:
        credit(value)
    assert caught.value.code == "rule.syntax"


@pytest.mark.parametrize("value", [-1, Fraction(1, 3), Decimal("0.0000001"), 10_001, "5,0", ""])
def test_numbers_outside_of_the_grammar_are_found_in_their_place(value: Any) -> None:
    with pytest.raises(AgreementError) as caught:
        credit(value)
    assert caught.value.pointer == "/rule/0/target/0/credit/fixed"


def test_a_third_is_a_ratio() -> None:
    made = frame(
        rules=rule("r", has="https://x.example/1", gives=elective("free", ratio=Fraction(1, 3)), outcome="full")
    )
    assert made.rule[0].target[0].to_json()["credit"] == {"ratio": "1/3"}


@pytest.mark.parametrize(
    ("call", "hint"),
    [
        (lambda: frame(begins=datetime(2026, 10, 1, tzinfo=UTC)), "2026-10-01"),
        (lambda: frame(claim_period=timedelta(days=180)), "P6M"),
        (lambda: frame(title="Credits"), "in_language"),
        (lambda: frame(objective={"exemption", "creditRecognition"}), "order"),
        (lambda: frame(rules="r1"), "list"),
        (lambda: frame(between=["did:web:a.example", "did:web:b.example"]), "a party"),
        (lambda: frame(reciprocal="no"), "False"),
        (lambda: frame(requirement=at_least("marks", 5)), "a condition"),
        (lambda: frame(supersedes="1.0"), "older"),
        (lambda: rule("r", has=5, gives=nothing(), outcome="full"), "a source"),  # type: ignore[arg-type]
        (lambda: rule("r", has="urn:a", gives="ENG101", outcome="full"), "list"),  # type: ignore[arg-type]
        (lambda: rule("r", has="urn:a", gives=nothing(), outcome="full", condition=at_least("m", 5)), "at_least"),  # type: ignore[arg-type]
        (lambda: condition(on_stale="refuse"), "max_age"),
        (lambda: university("did:web:a.example", "A", identifier="ROR"), "scheme"),  # type: ignore[arg-type]
        (lambda: ects(hours_per_credit=25), ""),  # type: ignore[arg-type]
    ],
)  # fmt: skip
def test_python_values_of_another_kind_are_refused_at_once_with_a_hint(call: Callable[[], Any], hint: str) -> None:
    with pytest.raises(InputTypeError) as caught:
        call()
    assert caught.value.code == "input.type"
    assert hint in caught.value.hint


def test_what_a_subclass_of_text_adds_does_not_travel() -> None:
    class Loud(str):
        def __str__(self) -> str:
            return "another text"

    made = frame(title={Loud("en"): Loud("T")})
    assert made.title == {"en": "T"}
    assert {type(value) for value in [*made.title, *made.title.values()]} == {str}


def test_no_later_change_of_what_was_passed_changes_the_agreement() -> None:
    title, parties = {"en": "T"}, [contract.north, contract.south]
    made = frame(title=title, between=parties)
    title["en"] = "U"
    parties.clear()
    assert made.title == {"en": "T"}
    assert len(made.party) == 2


# ---- all faults at once ----------------------------------------------------------------------------------------------


def test_all_faults_are_told_at_once_and_are_those_of_reading() -> None:
    wrong = {
        "version": "one",
        "begins": "2026-02-30",
        "recognition_basis": "kindness",
        "rules": [
            rule("r 1", has="no url", gives=course("https://x.example/c"), outcome="maybe"),
            rule("r2", has=any_of(), gives=(), outcome="full", priority=-1),
        ],
    }
    with pytest.raises(AgreementError) as caught:
        frame(**wrong)
    tree = frame().to_json() | {
        "version": "one",
        "recognitionBasis": "kindness",
        "period": {"startDate": "2026-02-30"},
        "rule": [
            {
                "ruleId": "r 1",
                "outcome": "maybe",
                "source": {"achievement": "no url"},
                "target": [{"kind": "course", "course": "https://x.example/c"}],
            },
            {"ruleId": "r2", "priority": "-1", "outcome": "full", "source": {"anyOf": []}, "target": []},
        ],
    }
    with pytest.raises(AgreementError) as read_as_text:
        read(tree)
    assert caught.value.findings == read_as_text.value.findings
    assert {finding.pointer for finding in caught.value.findings} == {
        "/version",
        "/period/startDate",
        "/recognitionBasis",
        "/rule/0/ruleId",
        "/rule/0/outcome",
        "/rule/0/source/achievement",
        "/rule/0/target/0",
        "/rule/1/priority",
        "/rule/1/source/anyOf",
        "/rule/1/target",
    }


def test_what_concerns_several_places_is_found_too() -> None:
    twice = [rule("r", has="urn:x:1", gives=nothing(), outcome="full")] * 2
    with pytest.raises(AgreementError) as caught:
        frame(
            rules=twice, process=process(request="learner", decision="did:web:x.example", appeal="https://x.example/")
        )
    assert {(found.code, found.pointer) for found in caught.value.findings} == {
        ("rule.syntax", "/rule"),
        ("rule.reference", "/process/decision"),
    }


def test_a_party_without_a_role_is_refused() -> None:
    with pytest.raises(AgreementError) as caught:
        frame(between=[contract.north, university("did:web:south.example", "South University")])
    assert caught.value.pointer == "/party/1/role"


def test_three_parties_say_what_they_are() -> None:
    third = university("did:web:west.example", "West University", awards=True, recognises=True)
    with pytest.raises(AgreementError) as caught:
        frame(between=[contract.north, contract.south, third])
    assert caught.value.pointer == "/scope"
    assert frame(between=[contract.north, contract.south, third], kind="network").scope.kind == "network"


def test_sources_that_grow_by_themselves_are_stopped_early() -> None:
    def grown(times: int, *, wide: bool) -> Source:
        source = achievement("https://x.example/1")
        for _ in range(times):
            source = all_of(source, source) if wide else any_of(source)
        return source

    for wide, enough in ((True, 6), (False, 7)):
        assert grown(enough, wide=wide)
        with pytest.raises(AgreementError) as caught:
            grown(100, wide=wide)
        assert caught.value.code == "rule.budget"


def test_the_largest_source_that_may_stand() -> None:
    wide = all_of(*[f"https://x.example/{n}" for n in range(64)])
    deep: Source = achievement("https://x.example/1")
    for _ in range(7):
        deep = any_of(deep)
    for source in (wide, deep):
        assert frame(rules=rule("r", has=source, gives=nothing(), outcome="full"))
    with pytest.raises(AgreementError):
        all_of(*[f"https://x.example/{n}" for n in range(65)])


def test_a_model_that_was_made_past_its_checks_is_refused() -> None:
    with pytest.raises(InputTypeError):
        frame(rules=Rule.model_construct(rule_id=object(), _fields_set={"rule_id"}))
    with pytest.raises(AgreementError) as caught:
        frame(rules=Rule.model_construct(rule_id=5, _fields_set={"rule_id"}))
    assert caught.value.code == "rule.syntax"


def test_a_list_without_end_is_cut_and_refused() -> None:
    def forever() -> Iterator[Any]:
        while True:
            yield contract.agreement.rule[0]

    with pytest.raises(AgreementError) as caught:
        frame(rules=forever(), scales=[contract.marks])
    assert caught.value.pointer == "/rule"


# ---- the parts that the examples do not use --------------------------------------------------------------------------


def test_each_form_of_a_source_and_a_target() -> None:
    assert worth(6, "urn:x:1", "urn:x:2").to_json() == {
        "of": [{"achievement": "urn:x:1"}, {"achievement": "urn:x:2"}],
        "minCredit": "6",
    }
    assert writing.identified("scheme", "5", repeatable=True).to_json() == {
        "identifier": {"scheme": "scheme", "value": "5"},
        "repeatable": True,
    }
    assert writing.aligned("urn:x:1", alias="urn:x:2").to_json() == {"alignment": "urn:x:1", "alias": ["urn:x:2"]}
    assert unassigned("year-1", credit=4, grade="pass").to_json() == {
        "kind": "unassigned",
        "bucket": "year-1",
        "credit": {"fixed": "4"},
        "grade": "pass",
    }
    demanding = course("urn:c:1", credit=3, uses={"prerequisite": at_least("marks", 7)})
    assert demanding.to_json()["useCondition"] == [{"use": "prerequisite", "grade": {"scale": "marks", "atLeast": "7"}}]


def test_each_condition() -> None:
    made = condition(
        grade=below("marks", 7, pass_fail="accept"),
        credit=credit_between(1, 5),
        level=writing.levels(5, 6, multi="any"),
        assessment=choice("urn:a:1", none_of=["urn:a:2"]),
        participation="urn:p:1",
        learning_setting=["urn:s:1", "urn:s:2"],
        supervised=False,
        language="en",
        max_age="P5Y",
        age_basis="award",
        awarded=days(date(2020, 1, 1)),
    )
    assert made.to_json() == {
        "grade": {"scale": "marks", "below": "7", "passFail": "accept"},
        "credit": {"min": "1", "max": "5"},
        "eqfLevel": {"min": "5", "max": "6", "multi": "any"},
        "assessment": {"anyOf": ["urn:a:1"], "noneOf": ["urn:a:2"]},
        "participation": {"anyOf": ["urn:p:1"]},
        "learningSetting": {"anyOf": ["urn:s:1", "urn:s:2"]},
        "idVerification": {"supervised": False},
        "language": {"anyOf": ["en"]},
        "maxAge": {"period": "P5Y", "basis": "award"},
        "awarded": {"from": "2020-01-01"},
    }


def test_scales_that_go_down() -> None:
    german = scale("DE", worst=5, best="1.0", passing=4, step=Decimal("0.1"), alias={"sehr gut": "1.0"})
    assert german.to_json() == {
        "key": "DE", "kind": "numeric", "better": "low", "min": "1.0", "max": "5", "pass": "4", "step": "0.1",
        "alias": {"sehr gut": "1.0"},
    }  # fmt: skip
    linear = conversion("c", of=german, into=contract.marks, method="linear", rounding=writing.rounded("0.1", "halfUp"))
    assert linear.to_json()["rounding"] == {"quantum": "0.1", "mode": "halfUp"}
    fixed = conversion("t", of="DE", into="marks", method="table", table={"1.0": "10"}, steps=["1.0"], min_sample=20)
    assert fixed.to_json()["table"] == [{"from": "1.0", "to": "10"}]


# ---- versions and directions -----------------------------------------------------------------------------------------


def test_a_new_version_names_the_digest_of_the_one_before() -> None:
    older = frame()
    newer = frame(version="1.1", supersedes=older)
    assert newer.supersedes is not None
    assert newer.supersedes.to_json() == {"version": "1.0", "agreementDigest": digests.of_json(older.to_json())}
    with pytest.raises(AgreementError) as caught:
        frame(version="1.0", supersedes=older)
    assert caught.value.code == "agreement.chain"


def both() -> tuple[Any, Any]:
    return (
        university("did:web:north.example", "North University", awards=True, recognises=True),
        university("did:web:south.example", "South University", awards=True, recognises=True),
    )


def test_the_opposite_rule_is_written_out_and_satisfies_lint() -> None:
    north, south = both()
    there = rule(
        "there",
        has="https://north.example/b/1",
        gives=course("https://south.example/c/1", credit=3),
        outcome="full",
        condition=condition(level=6),
        from_=north,
        to=[south],
        title={"en": "There"},
        priority=7,
        category="x",
        begins="2027-01-01",
    )
    back = opposite(
        there, rule_id="back", has="https://south.example/b/1", gives=course("https://north.example/c/1", credit=4)
    )
    assert back.to_json() == {
        "ruleId": "back",
        "priority": "7",
        "outcome": "full",
        "from": ["did:web:south.example"],
        "to": ["did:web:north.example"],
        "category": ["x"],
        "source": {"achievement": "https://south.example/b/1"},
        "target": [{"kind": "course", "course": "https://north.example/c/1", "credit": {"fixed": "4"}}],
        "period": {"startDate": "2027-01-01"},
    }
    one_way = frame(between=[north, south], reciprocal=True, rules=[there])
    assert "reciprocal.missing" in {found.code for found in lint(one_way)}
    made = frame(between=[north, south], reciprocal=True, rules=[there, back])
    assert "reciprocal.missing" not in {found.code for found in lint(made)}
    assert read(json.dumps(made.to_json())) == made


def test_rules_without_direction_and_refusals_have_no_opposite() -> None:
    north, south = both()
    open_ended = rule("r", has="urn:x:1", gives=nothing(), outcome="full", from_=north)
    refused = refusal("no", has="urn:x:1", ground="level", note={"en": "Too low."}, from_=north, to=south)
    for first, code in ((open_ended, "rule.reference"), (refused, "rule.refusal_bundle")):
        with pytest.raises(AgreementError) as caught:
            opposite(first, rule_id="back", has="urn:x:2", gives=nothing())
        assert caught.value.code == code


# ---- nothing of the models is out of reach ---------------------------------------------------------------------------


def test_every_function_returns_a_model_of_the_format() -> None:
    functions = {name: getattr(writing, name) for name in writing.__all__ if name != "ECTS"}
    homes = {made.__annotations__["return"] for made in functions.values()}
    models = {cls.__name__ for cls in (*Term.__subclasses__(), *Judged.__subclasses__())}
    assert homes <= models


def test_the_contract_is_that_of_the_documentation() -> None:
    page = Path(__file__).resolve().parents[4] / "docs" / "how-to" / "write-an-agreement.md"
    block = page.read_text(encoding="utf-8").partition("```python\n")[2].partition("```")[0]
    assert block.strip() in Path(contract.__file__).read_text(encoding="utf-8")
