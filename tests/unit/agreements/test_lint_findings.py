"""Lint, finding by finding: each mistake with the nearest text that is none."""

from __future__ import annotations

import copy
import time
from collections.abc import Callable
from itertools import permutations
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as some
from tests.unit.agreements.test_linting import EXAMPLE, findings, rule, told, with_rules

from eccoe_vc.agreements import filling
from eccoe_vc.agreements.filling import Fillings
from eccoe_vc.agreements.linting import MOST, Lint, lint
from eccoe_vc.agreements.linting.texts import numbers
from eccoe_vc.agreements.reading import read
from eccoe_vc.errors import InputTypeError
from eccoe_vc.models.agreement import RecognitionAgreement
from eccoe_vc.models.rules import Source

Text = dict[str, Any]
A, B = "https://a.example/achievements", "https://b.example/courses"


def course(name: str, **credit: str) -> Text:
    return {"kind": "course", "course": f"{B}/{name}", "credit": credit or {"fixed": "3"}, "grade": "none"}


def free(bucket: str = "free", **credit: str) -> Text:
    return {"kind": "elective", "bucket": bucket, "credit": credit or {"fixed": "3"}, "grade": "none"}


def leaf(name: str, **condition: Any) -> Text:
    made: Text = {"achievement": f"{A}/{name}"}
    return made | ({"condition": condition} if condition else {})


def only(code: str, found: list[Lint]) -> list[tuple[str, str]]:
    return [(one.pointer, one.beside) for one in found if one.code == code]


def with_one(**members: Any) -> list[Lint]:
    """The findings about one more rule, which stands at /rule/5."""
    return findings(with_rules(rule("x", **members)))


# ---- credit created from nothing -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("source", "target", "found"),
    [
        (leaf("x"), [course("X", fixed="9")], False),  # nobody knows what x is worth
        (leaf("x", credit={"max": "3"}), [course("X", fixed="3")], False),
        (leaf("x", credit={"max": "2.5"}), [course("X", fixed="3")], True),
        (leaf("x", credit={"min": "3"}), [course("X", fixed="3")], False),
        (leaf("x", credit={"min": "2"}), [course("X", fixed="3")], True),
        (leaf("x"), [course("X", ratio="1")], False),
        (leaf("x"), [course("X", ratio="1.5")], True),
        (leaf("x"), [course("X", ratio="1.5", max="6")], True),
        (leaf("x"), [course("X", ratio="0.5"), free(ratio="0.5")], False),
        (leaf("x"), [course("X", ratio="0.5"), free(ratio="0.6")], True),
        (leaf("x"), [course("X", ratio="1"), free(fixed="1")], True),
        (leaf("x"), [course("X", ratio="0.5"), free(fixed="1")], False),  # not where x is worth two
        (leaf("x", credit={"max": "1"}), [course("X", ratio="0.5"), free(fixed="1")], True),
        (leaf("x", credit={"min": "6"}), [course("X", ratio="2", max="6")], False),
        (leaf("x", credit={"min": "4"}), [course("X", ratio="2", max="6")], True),
        (leaf("x", credit={"max": "3"}), [{"kind": "exemption", "course": f"{B}/X"}], False),
        ({"allOf": [leaf("x", credit={"max": "3"}), leaf("y", credit={"max": "3"})]}, [course("X", fixed="6")], False),
        ({"allOf": [leaf("x", credit={"max": "3"}), leaf("y", credit={"max": "3"})]}, [course("X", fixed="7")], True),
        ({"allOf": [leaf("x", credit={"max": "3"}), leaf("y")]}, [course("X", fixed="7")], False),
        ({"anyOf": [leaf("x", credit={"max": "3"}), leaf("y", credit={"max": "6"})]}, [course("X", fixed="6")], False),
        ({"anyOf": [leaf("x", credit={"max": "3"}), leaf("y", credit={"max": "6"})]}, [course("X", fixed="7")], True),
        ({"kOf": "2", "of": [leaf(n, credit={"max": "3"}) for n in "xyz"]}, [course("X", fixed="6")], False),
        ({"kOf": "2", "of": [leaf(n, credit={"max": "3"}) for n in "xyz"]}, [course("X", fixed="7")], True),
        ({"of": [leaf(n) for n in "xyz"], "minCredit": "6"}, [course("X", fixed="6")], False),
        ({"of": [leaf(n) for n in "xyz"], "minCredit": "6"}, [course("X", fixed="7")], True),
    ],
)
def test_targets_worth_more_than_their_sources_can_be(source: Text, target: list[Text], found: bool) -> None:
    made = with_one(source=source, target=target)
    assert only("rule.exceeds_source", made) == ([("/rule/5/target", "")] if found else [])
    assert all(one.severity == "warning" for one in made if one.code == "rule.exceeds_source")


def test_a_text_that_says_that_it_may_is_noted_and_no_more() -> None:
    made = with_one(source=leaf("x"), target=[course("X", ratio="2")], mayExceedSource=True)
    assert [one.severity for one in made if one.code == "rule.exceeds_source"] == ["note"]


def test_credit_that_the_awards_never_reach() -> None:
    few = {"of": [leaf(name, credit={"max": "2"}) for name in "xyz"], "minCredit": "7"}
    assert only("rule.unreachable", with_one(source=few)) == [("/rule/5/source/minCredit", "")]
    assert only("rule.unreachable", with_one(source=few | {"minCredit": "6"})) == []
    inside = {"allOf": [leaf("w"), few]}
    assert only("rule.unreachable", with_one(source=inside)) == [("/rule/5/source/allOf/1/minCredit", "")]


# ---- limits ----------------------------------------------------------------------------------------------------------


def with_limits(*limits: Text, rules: tuple[Text, ...] = ()) -> list[Lint]:
    def change(text: Text) -> None:
        names = (f"l{number}" for number in range(9))
        text["limit"] = [
            {"limitId": name, "scope": "programme", **one} for name, one in zip(names, limits, strict=False)
        ]
        text["rule"] += rules

    return findings(change)


TAGGED = (
    rule("a", category=["one"], source=leaf("a"), target=[course("A")]),
    rule("ab", category=["one", "two"], source=leaf("ab"), target=[course("AB")]),
    rule("b", category=["two"], source=leaf("b"), target=[course("B")]),
)
SHARE = {"share": "0.5", "of": "programmeCredits"}


@pytest.mark.parametrize(
    ("limits", "found"),
    [
        ([SHARE], []),
        ([SHARE | {"category": ["nobody"]}], [("/limit/0", "")]),
        ([SHARE | {"share": "1"}], [("/limit/0/share", "")]),
        ([SHARE | {"share": "0.999999"}], []),
        ([SHARE, SHARE | {"share": "0.4", "category": ["one"]}], []),
        ([SHARE, SHARE | {"share": "0.6", "category": ["one"]}], [("/limit/1", "/limit/0")]),
        ([SHARE, SHARE | {"share": "0.50"}], [("/limit/1", "/limit/0")]),
        ([SHARE, SHARE | {"category": ["one"]}], [("/limit/1", "/limit/0")]),
        ([SHARE | {"category": ["one"]}, SHARE], [("/limit/0", "/limit/1")]),
        ([{"max": "9", "category": ["one"]}, {"max": "10", "category": ["one"]}], [("/limit/1", "/limit/0")]),
        ([{"max": "9", "scope": "learner"}, {"max": "10"}], [("/limit/1", "/limit/0")]),
        ([{"max": "9"}, {"max": "10", "scope": "learner"}], []),
        ([{"max": "9"}, SHARE], []),
        ([{"max": "6", "scope": "agreement", "category": ["one"]}], [("/limit/0/max", "")]),
        ([{"max": "5.9", "scope": "agreement", "category": ["one"]}], []),
        ([{"max": "6", "category": ["one"]}], []),  # a programme has credit from elsewhere
        ([{"excludeTarget": [f"{B}/nobody"]}], []),
    ],
)
def test_limits_that_never_bind(limits: list[Text], found: list[tuple[str, str]]) -> None:
    assert only("limit.never_binds", with_limits(*limits, rules=TAGGED)) == found


def test_free_credit_that_a_rule_gives_again_and_again_reaches_any_limit() -> None:
    again = rule("f", category=["more"], target=[free()], source=leaf("f"))
    most = {"max": "100", "scope": "agreement", "category": ["more"]}
    assert only("limit.never_binds", with_limits(most, rules=(again,))) == []
    assert only("limit.never_binds", with_limits(most, rules=(again | {"maxUse": "1"},))) == [("/limit/0/max", "")]


def test_limits_that_overlap_without_nesting() -> None:
    crossing = [{"max": "4", "category": ["one"]}, {"max": "5", "category": ["two"]}]
    assert only("limit.not_laminar", with_limits(*crossing, rules=TAGGED)) == [("/limit/0", "/limit/1")]
    assert only("limit.not_laminar", with_limits(*crossing, rules=(TAGGED[0], TAGGED[2]))) == []
    nested: list[Text] = [{"max": "4", "category": ["one"]}, {"max": "9", "category": ["one", "two"]}, SHARE]
    assert only("limit.not_laminar", with_limits(*nested, rules=TAGGED)) == []


# ---- spelling and texts ----------------------------------------------------------------------------------------------


def spelt(*amounts: str) -> list[tuple[str, str, str]]:
    rules = [rule(f"x{number}", source=leaf(f"x{number}"), target=[course(f"X{number}", fixed=text)])
             for number, text in enumerate(amounts)]  # fmt: skip
    made = findings(with_rules(*rules))
    return [(one.severity, one.pointer, one.beside) for one in made if one.code == "number.not_canonical"]


def test_one_quantity_in_two_forms() -> None:
    place = "/rule/{}/target/0/credit/fixed"
    assert spelt("5", "5") == []
    assert spelt("5.0", "5") == [("warning", place.format(5), place.format(6))]
    assert spelt("5", "5.0", "5.00", "5.0") == [
        ("warning", place.format(6), place.format(5)), ("warning", place.format(7), place.format(5)),
    ]  # fmt: skip
    assert spelt("5.0", "5.0") == [("note", place.format(5), "")]
    assert spelt("5.5") == []


def test_a_grade_is_written_as_its_scale_writes_it() -> None:
    def grade(text: str) -> list[Lint]:
        return with_one(condition={"grade": {"scale": "ES-0-10", "atLeast": text}})

    assert only("number.not_canonical", grade("5.0")) == [("/rule/5/condition/grade/atLeast", "/gradeScale/0/pass")]
    assert only("number.not_canonical", grade("5.5")) == []
    assert only("number.not_canonical", with_one(condition={"grade": {"scale": "DE-STEP", "atLeast": "1.0"}})) == []


@pytest.mark.parametrize(
    ("texts", "differ"),
    [
        ({"en": "Counts 5 ECTS.", "de": "Zählt 3 ECTS."}, True),
        ({"en": "Counts 5 ECTS.", "de": "Zählt 5 ECTS."}, False),
        ({"en": "2.5 ECTS", "de": "2,5 ECTS", "fr": "2,50 ECTS"}, False),
        ({"en": "2.5 ECTS", "de": "25 ECTS"}, True),
        ({"en": "1,000 hours", "de": "1.000 Stunden", "fr": "1\u202f000 heures"}, False),
        ({"en": "until 31 December 2025", "de": "bis 31.12.2025"}, False),
        ({"en": "until 2025-12-31", "de": "bis 31.12.2026"}, True),
        ({"en": "5 ECTS", "ar": "\u0665 ECTS"}, False),
        ({"en": "Soil, part 1", "de": "Boden"}, True),
        ({"en": "Soil", "de": "Boden"}, False),
        ({"en": "Soil 5"}, False),
    ],
)
def test_language_versions_that_name_different_numbers(texts: Text, differ: bool) -> None:
    found = only("agreement.text_differs", with_one(note=texts))
    assert bool(found) == differ
    assert all(beside == f"/rule/5/note/{min(texts)}" for _, beside in found)


def test_every_text_is_looked_at() -> None:
    def change(text: Text) -> None:
        odd = {"en": "1", "de": "2"}
        text["title"] = odd
        text["gradeScale"][0]["title"] = odd
        text["rule"][0] |= {"title": odd, "note": odd, "review": {"mode": "conditional", "text": odd}}
        text["process"]["step"] = [odd]

    assert [place for place, _ in only("agreement.text_differs", findings(change))] == [
        "/title/en", "/gradeScale/0/title/en", "/rule/0/title/en", "/rule/0/note/en", "/rule/0/review/text/en",
        "/process/step/0/en",
    ]  # fmt: skip


@given(some.text())
def test_numbers_of_any_text(text: str) -> None:
    assert numbers(text) == numbers(f" {text} ")


@pytest.mark.parametrize(
    ("languages", "missing"),
    [
        (["en"], []),  # the language that all share
        (["es"], ["/party/1"]),
        (["de-AT"], ["/party/0"]),
        (["es", "de"], []),
        (["fr"], ["/party/0", "/party/1"]),
        (["ca", "de"], []),
        (["pt-BR", "en-GB"], []),
    ],
)
def test_documents_in_the_languages_of_the_parties(languages: list[str], missing: list[str]) -> None:
    def change(text: Text) -> None:
        text["document"] = [text["document"][0] | {"language": language} for language in languages]

    assert only("document.language_missing", findings(change)) == [("/document", place) for place in missing]


def test_a_country_that_is_not_known_and_a_text_without_documents_are_not_judged() -> None:
    def unknown(text: Text) -> None:
        text["document"][0]["language"] = "fr"
        for party in text["party"]:
            party["country"] = "XX"

    assert findings(unknown) == []
    assert findings(lambda text: text.pop("document")) == []


# ---- conditions that nobody can meet ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("condition", "leaf_condition", "found"),
    [
        ({"eqfLevel": {"min": "9"}}, {}, True),
        ({"eqfLevel": {"min": "8", "max": "7", "multi": "any"}}, {}, True),
        ({"eqfLevel": {"min": "7", "multi": "any"}}, {"eqfLevel": {"max": "6", "multi": "any"}}, False),
        ({"grade": {"scale": "ES-0-10", "below": "0"}}, {}, True),
        ({"grade": {"scale": "ES-0-10", "below": "0.1"}}, {}, False),
        ({"assessment": {"anyOf": ["urn:a"], "noneOf": ["urn:a"]}}, {}, True),
        ({"assessment": {"anyOf": ["urn:a", "urn:b"]}}, {"assessment": {"noneOf": ["urn:a"]}}, False),
        ({"assessment": {"anyOf": ["urn:a", "urn:b"]}}, {"assessment": {"noneOf": ["urn:b", "urn:a"]}}, True),
        ({"awarded": {"to": "2022-12-31"}}, {"awarded": {"from": "2022-12-31"}}, False),
        ({"awarded": {"to": "2022-12-31"}}, {"awarded": {"from": "2023-01-01"}}, True),
        ({"awarded": {"to": "2022-08-31"}}, {}, True),  # before the agreement begins
        ({"awarded": {"to": "2022-09-01"}}, {}, False),
        ({"credit": {"min": "5"}}, {"credit": {"max": "4"}}, True),
    ],
)
def test_contradictions(condition: Text, leaf_condition: Text, found: bool) -> None:
    made = with_one(condition=condition, source=leaf("x", **leaf_condition))
    assert only("rule.unreachable", made) == ([("/rule/5/source", "")] if found else [])


def test_a_requirement_that_nobody_can_meet_is_said_once() -> None:
    found = findings(lambda text: text["requirement"].update(eqfLevel={"min": "7", "max": "6"}))
    assert told(found) == [("rule.unreachable", "/requirement", "")]


def test_an_awarded_interval_outside_the_period_of_its_rule() -> None:
    members = {"condition": {"awarded": {"from": "2024-01-01"}}, "period": {"endDate": "2023-12-31"}}
    assert only("rule.unreachable", with_one(**members)) == [("/rule/5/source", "")]


def test_a_demand_on_use_without_a_scale() -> None:
    def use(**grade: str) -> list[Lint]:
        return with_one(target=[course("X") | {"useCondition": [{"use": "prerequisite", "grade": grade}]}])

    place = "/rule/5/target/0/useCondition/0/grade"
    assert only("rule.no_scale", use(scale="ES-0-10", atLeast="7")) == []
    assert only("rule.no_scale", use(scale="nowhere", atLeast="7")) == [(f"{place}/scale", "")]
    assert only("rule.no_scale", use(scale="ES-0-10", atLeast="11")) == [(f"{place}/atLeast", "")]


def test_a_draft_that_was_not_read_may_lack_its_scales() -> None:
    text: Text = copy.deepcopy(EXAMPLE)
    text["gradeScale"] = [{"key": "ES-0-10", "kind": "numeric", "better": "high", "min": "9", "max": "1", "pass": "x"}]
    asked = {"grade": {"scale": "nowhere", "atLeast": "7"}}
    text["rule"] += [rule("x", condition=asked), rule("y", condition=asked, source=leaf("m1", **asked))]
    draft = RecognitionAgreement.model_validate(text, by_alias=True, by_name=False)
    places = [place for place, _ in only("rule.no_scale", list(lint(draft)))]
    assert places[-3:] == [
        f"/rule/{place}/grade/scale" for place in ("5/condition", "6/condition", "6/source/condition")
    ]


# ---- rules that are always blocked -----------------------------------------------------------------------------------


def test_a_target_that_a_limit_excludes() -> None:
    excluded = {"excludeTarget": [f"{B}/THESIS"]}
    thesis = rule("t", category=["one"], target=[course("T"), course("THESIS")])
    assert only("rule.unreachable", with_limits(excluded, rules=(thesis,))) == [
        ("/rule/5/target/1", "/limit/0/excludeTarget/0")
    ]
    assert only("rule.unreachable", with_limits(excluded | {"category": ["two"]}, rules=(thesis,))) == []
    assert only("rule.unreachable", with_limits(excluded | {"kind": ["exemption"]}, rules=(thesis,))) == []


def test_a_rule_against_itself() -> None:
    assert only("rule.unreachable", with_one(excludesTarget=[f"{B}/X"])) == [("/rule/5/excludesTarget", "")]
    assert only("rule.unreachable", with_one(excludesRule=["x"])) == [("/rule/5/excludesRule", "")]
    other = rule("y", source=leaf("y"), target=[course("Y")])
    needs = rule("x", requiresTarget=[f"{B}/Y"], excludesTarget=[f"{B}/Y"])
    assert only("rule.unreachable", findings(with_rules(needs, other))) == [
        ("/rule/5/excludesTarget", "/rule/5/requiresTarget")
    ]


def test_prerequisites_that_no_rule_can_give() -> None:
    stuck = rule("s", source=leaf("s"), target=[course("S")], excludesTarget=[f"{B}/S"])
    second = rule("t", source=leaf("t"), target=[course("T")], requiresTarget=[f"{B}/S"])
    third = rule("u", source=leaf("u"), target=[course("U")], requiresTarget=[f"{B}/T"])
    assert only("rule.unreachable", findings(with_rules(stuck, second, third))) == [
        ("/rule/5/excludesTarget", ""), ("/rule/6/requiresTarget/0", ""), ("/rule/7/requiresTarget/0", ""),
    ]  # fmt: skip
    other = rule("v", source=leaf("v"), target=[course("S")])
    assert only("rule.unreachable", findings(with_rules(stuck, second, third, other))) == [
        ("/rule/5/excludesTarget", "")
    ]


# ---- rules that are always outranked ---------------------------------------------------------------------------------


def ranked(
    first: Text, second: Text, *, source: Text | None = None, other: Text | None = None
) -> list[tuple[str, str]]:
    one = rule("x", source=source or leaf("x"), target=[course("X")], priority="10") | first
    two = rule("y", source=other or leaf("x"), target=[course("Y")], priority="20") | second
    return only("rule.unreachable", findings(with_rules(one, two)))


BEHIND = [("/rule/6", "/rule/5")]
BOTH = {"allOf": [leaf("x"), leaf("y")]}


@pytest.mark.parametrize(
    ("first", "second", "found"),
    [
        ({}, {}, True),
        ({}, {"priority": "10"}, False),
        ({}, {"condition": {"credit": {"min": "2"}}}, True),
        ({"condition": {"credit": {"min": "2"}}}, {}, False),
        ({"condition": {"credit": {"min": "2"}}}, {"condition": {"credit": {"min": "2"}}}, True),
        ({"condition": {"grade": {"scale": "ES-0-10", "atLeast": "7"}}}, {}, False),
        ({"condition": {"grade": {"scale": "ES-0-10", "atLeast": "7"}}},
         {"condition": {"grade": {"scale": "ES-0-10", "atLeast": "8"}}}, True),
        ({"condition": {"grade": {"scale": "ES-0-10", "atLeast": "7"}}},
         {"condition": {"grade": {"scale": "ES-0-10", "atLeast": "6"}}}, False),
        ({"programme": ["https://b.example/programmes/ma-translation"]}, {}, False),
        ({"period": {"endDate": "2024-01-01"}}, {}, False),
        ({"period": {"endDate": "2024-01-01"}}, {"period": {"endDate": "2023-01-01"}}, True),
        ({"review": {"mode": "manual"}}, {}, False),
        ({"outcome": "manualReview"}, {}, False),
        ({"consumes": False}, {}, False),
        ({"reusable": True}, {}, False),
        ({"maxUse": "1"}, {}, False),
        ({"target": [{"kind": "exemption", "course": f"{B}/X"}]}, {}, False),
        ({"source": leaf("x") | {"version": ["1"]}}, {}, False),
        ({"source": leaf("x") | {"version": ["1", "2"]}}, {"source": leaf("x") | {"version": ["1"]}}, True),
        ({"source": {"anyOf": [leaf("x"), leaf("z")]}}, {}, True),
        ({}, {"source": {"anyOf": [leaf("x"), leaf("z")]}}, False),  # z is left
        ({"source": BOTH}, {"source": BOTH}, True),
        ({}, {"source": BOTH}, False),  # x may be used up, but a larger set is not the same
        ({}, {"source": leaf("x") | {"alias": [f"{A}/w"]}}, False),
    ],
)  # fmt: skip
def test_a_rule_that_another_one_always_goes_before(first: Text, second: Text, found: bool) -> None:
    assert ranked(first, second) == (BEHIND if found else [])


def test_a_refusal_that_goes_before_blocks_whatever_uses_its_award() -> None:
    refusal = {"outcome": "refused", "target": [{"kind": "none"}], "ground": ["quality"], "note": {"en": "No."}}
    assert ranked(refusal, {"source": BOTH}) == BEHIND
    assert ranked(refusal | {"priority": "20"}, {"source": BOTH}) == []
    assert ranked(refusal | {"condition": {"credit": {"max": "2"}}}, {}) == []


# ---- what competes, in every form of a source ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("source", "other", "competes"),
    [
        ({"kOf": "2", "of": [leaf("x"), leaf("y"), leaf("z")]}, BOTH, True),
        ({"kOf": "3", "of": [leaf("x"), leaf("y"), leaf("z")]}, BOTH, False),
        ({"kOf": "1", "of": [leaf("x"), leaf("y")]}, leaf("y"), True),
        ({"of": [leaf("x"), leaf("y")], "minCredit": "5"}, leaf("y"), True),
        ({"anyOf": [leaf("x"), {"allOf": [leaf("y"), leaf("z")]}]}, leaf("x"), True),
        ({"anyOf": [leaf("x"), {"allOf": [leaf("y"), leaf("z")]}]}, leaf("y"), False),  # y is never used alone
        ({"allOf": [leaf("w"), {"anyOf": [leaf("x"), leaf("y")]}]}, BOTH, True),
        ({"allOf": [leaf("w"), {"kOf": "2", "of": [leaf("x"), leaf("y"), leaf("z")]}]}, BOTH, False),
        (leaf("x") | {"alias": [f"{A}/v"]}, leaf("v"), True),
        ({"allOf": [leaf("x"), {"anyFrom": "did:web:awarding.example"}]}, BOTH, True),
    ],
)
def test_sources_of_every_form_are_compared_by_the_numbers_of_awards(source: Text, other: Text, competes: bool) -> None:
    for pair in ((source, other), (other, source)):
        one, two = (rule(name, source=form, target=[course(name)]) for name, form in zip("pq", pair, strict=True))
        expected = [("/rule/5", "/rule/6")] if competes else []
        assert only("rule.ambiguous", findings(with_rules(one, two))) == expected


SOURCES = some.recursive(
    some.sampled_from("uvwxyz").map(leaf),
    lambda inner: some.builds(
        lambda form, parts, count: {"kOf": str(min(count, len(parts))), "of": parts} if form == "of" else {form: parts},
        some.sampled_from(["allOf", "anyOf", "of"]), some.lists(inner, min_size=1, max_size=3), some.integers(1, 3),
    ),
    max_leaves=7,
)  # fmt: skip


def options(node: Text) -> list[tuple[str, ...]]:
    """Every way to fill a source, by brute force: the leaves by their names."""
    from itertools import combinations, product

    if "achievement" in node:
        return [(node["achievement"],)]
    form = next(form for form in ("allOf", "anyOf", "of") if form in node)
    parts = [options(part) for part in node[form]]
    count = {"allOf": len(parts), "anyOf": 1}.get(form) or int(node["kOf"])
    return [tuple(name for way in ways for name in way)
            for chosen in combinations(parts, count) for ways in product(*chosen)]  # fmt: skip


@given(SOURCES)
def test_numbers_of_awards_equal_brute_force(tree: Text) -> None:
    source = Source.model_validate(tree, by_alias=True, by_name=False)
    expected: dict[int, set[str]] = {}
    for option in options(tree):
        expected.setdefault(len(option), set()).update(option)
    found = {size: {one.achievement for one in leaves} for size, leaves in Fillings().of(source)}
    assert found == expected


def test_too_many_nested_counts_are_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(filling, "MOST", 10)
    nested = {"allOf": [leaf("w"), {"anyOf": [leaf("x"), leaf("y")]}]}
    assert only("rule.budget", with_one(source=nested)) == [("/rule", "")]


def test_the_order_of_rules_never_matters_even_where_scales_differ() -> None:
    asked = [("ES-0-10", {"below": "7"}), ("DE-STEP", {"atLeast": "1.7"}), ("DE-STEP", {"below": "1.7"})]
    rules = [rule(f"x{n}", target=[course(f"X{n}")], condition={"grade": {"scale": scale, **ends}})
             for n, (scale, ends) in enumerate(asked)]  # fmt: skip

    def competing(order: list[Text]) -> set[frozenset[str]]:
        names = {f"/rule/{5 + place}": one["ruleId"] for place, one in enumerate(order)}
        found = only("rule.ambiguous", findings(with_rules(*order)))
        return {frozenset({names[one], names[other]}) for one, other in found}

    expected = {frozenset({"x0", "x1"}), frozenset({"x0", "x2"})}  # the last two ask for different grades of one scale
    assert all(competing(list(order)) == expected for order in permutations(rules))


def test_one_amount_in_two_forms_is_one_result() -> None:
    one, two = (rule(name, target=[course("X", fixed=text)]) for name, text in (("x", "5"), ("y", "5.0")))
    found = findings(with_rules(one, two))
    assert [one.severity for one in found if one.code == "rule.ambiguous"] == ["note"]  # duplicated


# ---- several agreements ----------------------------------------------------------------------------------------------


def agreement(name: str, credit: str, change: Callable[[Text], Any] = lambda text: None) -> Any:
    text: Text = copy.deepcopy(EXAMPLE)
    text["id"] = f"https://a.example/agreements/{name}"
    text["rule"] = [rule(f"r-{name}", target=[course("X", fixed=credit)])]
    text["limit"] = text["limit"][1:2]
    change(text)
    return read(text)


def conflicts(*texts: Any) -> list[Lint]:
    return [one for one in lint(*texts) if one.code == "agreement.conflict"]


def test_two_live_agreements_that_give_different_credit() -> None:
    first, second = agreement("one", "5"), agreement("two", "3")
    (found,) = conflicts(first, second)
    assert (found.pointer, found.beside, found.severity) == ("/rule/0", "/rule/0", "warning")
    assert (found.agreement, found.other) == (first.id, second.id)
    assert all(name in found.message for name in ("'r-one'", "'r-two'"))
    assert lint(first, second) == lint(second, first)


def _later(text: Text) -> None:
    text["period"] = {"startDate": "2027-01-01"}


def _elsewhere(text: Text) -> None:
    text["party"][1]["id"] = text["process"]["decision"] = "did:web:other.example"


def _under_an_alias(text: Text) -> None:
    text["party"][0] |= {"id": "https://a.example/issuers/1", "alias": ["did:web:awarding.example"]}


def _same_scale_under_another_key(text: Text) -> None:
    text["gradeScale"][0]["key"] = "TEN"
    text["rule"][0]["condition"] = {"grade": {"scale": "TEN", "below": "7"}}


@pytest.mark.attack("K07", "lint")
@pytest.mark.parametrize(
    ("credit", "change", "found"),
    [
        ("5", lambda text: None, False),
        ("5.0", lambda text: None, False),
        ("3", lambda text: text["rule"][0].update(priority="7"), False),
        ("3", _later, False),
        ("3", _elsewhere, False),
        ("3", _under_an_alias, True),
        ("5", lambda text: text["creditFramework"].update(id="urn:other"), True),
        ("3", lambda text: text["scope"].update(programme=["urn:other"]), False),
        ("3", lambda text: text.update(id="https://a.example/agreements/one", version="9.9"), False),
        ("3", _same_scale_under_another_key, False),
    ],
)
def test_when_two_agreements_conflict(credit: str, change: Callable[[Text], Any], found: bool) -> None:
    asks = {"grade": {"scale": "ES-0-10", "atLeast": "7"}}
    first = agreement(
        "one",
        "5",
        lambda text: text["rule"][0].update(condition=asks if change is _same_scale_under_another_key else {}),
    )
    assert bool(conflicts(first, agreement("two", credit, change))) == found


def test_precedence_that_is_written_on_both_sides_resolves_it() -> None:
    def writes(member: str, name: str) -> Callable[[Text], Any]:
        return lambda text: text["evaluation"].update({member: [f"https://a.example/agreements/{name}"]})

    first, second = agreement("one", "5", writes("overrides", "two")), agreement("two", "3", writes("yieldsTo", "one"))
    assert conflicts(first, second) == []
    assert len(conflicts(agreement("one", "5"), second)) == 1
    assert len(conflicts(first, agreement("two", "3"))) == 1


def test_the_findings_of_each_agreement_name_it() -> None:
    wrong = agreement("one", "5", lambda text: text["period"].update(endDate="2050-01-01"))
    found = lint(wrong, agreement("two", "5"))
    assert [(one.code, one.agreement) for one in found] == [("period.long", wrong.id)]
    assert [one.agreement for one in lint(wrong)] == [""]


@pytest.mark.parametrize("odd", [None, {}, "text", EXAMPLE, []])
def test_what_is_no_agreement_is_refused(odd: Any) -> None:
    for arguments in ((odd,), (read(EXAMPLE), odd)):
        with pytest.raises(InputTypeError) as caught:
            lint(*arguments)
        assert caught.value.code == "input.type"


# ---- sizes -----------------------------------------------------------------------------------------------------------


def test_ten_thousand_one_to_one_rules_take_a_moment_and_more_findings_than_help_are_cut_honestly() -> None:
    def many(text: Text) -> None:
        text["limit"] = text["limit"][1:2]
        text["rule"] = [rule(f"x{n}", source=leaf(f"m{n}"), target=[course(f"X{n}")]) for n in range(10_000)]

    text: Text = copy.deepcopy(EXAMPLE)
    many(text)
    made = read(text)
    start = time.process_time()
    assert lint(made) == ()
    assert time.process_time() - start < 6  # about one second where nothing else runs

    def wrong(text: Text) -> None:
        many(text)
        for one in text["rule"]:
            one["target"] = [course("X", ratio="2")]

    found = findings(wrong)
    assert len(found) == MOST
    assert (found[-1].code, found[-1].severity) == ("rule.budget", "warning")


# ---- awards of somebody who awards nothing here ----------------------------------------------------------------------

PARTIES = [party["id"] for party in EXAMPLE["party"]]
FIRST, SECOND = PARTIES[0], PARTIES[1]


@pytest.mark.parametrize(
    ("source", "members", "places"),
    [
        ({"anyFrom": FIRST}, {}, []),
        ({"anyFrom": SECOND}, {}, ["/rule/5/source/anyFrom"]),  # it recognises, and awards nothing
        ({"anyOf": [leaf("x"), {"anyFrom": SECOND}]}, {}, ["/rule/5/source/anyOf/1/anyFrom"]),
        ({"allOf": [{"anyFrom": SECOND}, {"anyFrom": FIRST}]}, {}, ["/rule/5/source/allOf/0/anyFrom"]),
        ({"anyFrom": FIRST}, {"from": [SECOND]}, ["/rule/5/source/anyFrom"]),  # the rule is about others
        ({"anyFrom": FIRST}, {"from": [FIRST]}, []),
    ],
)
def test_awards_are_asked_of_those_who_award(source: Text, members: Text, places: list[str]) -> None:
    found = with_one(source=source, **members)
    assert [place for place, _ in only("rule.unreachable", found) if place.endswith("anyFrom")] == places


def test_nobody_is_recognised_by_herself() -> None:
    """Item 14: a rule never leads from a party to itself, so nothing of the only host fits."""

    def change(text: Text) -> None:
        for party in text["party"]:
            party["role"] = ["awardingBody", "recognisingBody"]
        text["rule"].append(rule("x", source={"anyFrom": SECOND}, to=[SECOND]))
        text["rule"].append(rule("y", source={"anyFrom": SECOND}))

    assert only("rule.unreachable", findings(change)) == [("/rule/5/source/anyFrom", "/rule/5/to")]
