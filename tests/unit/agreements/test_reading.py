"""An agreement is read whole, or refused with everything that is wrong, each with its place."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable
from importlib import resources
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as some
from jsonschema import Draft202012Validator
from tests.unit.agreements.worked import FOLDER

from eccoe_vc.agreements import digests
from eccoe_vc.agreements.reading import read
from eccoe_vc.errors import AgreementError, RefusedError
from eccoe_vc.models.agreement import RecognitionAgreement
from eccoe_vc.models.rules import Source

Tree = dict[str, Any]
Change = Callable[[Tree], Any]
EXAMPLE: Tree = json.loads((FOLDER / "mcra_example.json").read_bytes())["credentialSubject"]
DECISION: Tree = json.loads((FOLDER / "decision_example.json").read_bytes())["credentialSubject"]["decision"]


def changed(*changes: Change) -> Tree:
    tree = copy.deepcopy(EXAMPLE)
    for change in changes:
        change(tree)
    return tree


def found(tree: Any) -> set[tuple[str, str]]:
    with pytest.raises(AgreementError) as caught:
        read(tree)
    assert all(finding.message for finding in caught.value.findings)
    return {(finding.code, finding.pointer) for finding in caught.value.findings}


def test_the_example_is_read_and_written_back_as_it_stands() -> None:
    made = read(EXAMPLE)
    assert made.to_json() == EXAMPLE
    assert made == read(json.dumps(EXAMPLE)) == read(json.dumps(EXAMPLE, indent=2).encode())
    assert [rule.rule_id for rule in made.rule][:2] == ["r1", "r2"]


def test_its_digest_is_that_of_the_decision_made_under_it() -> None:
    assert digests.of_json(read(EXAMPLE).to_json()) == DECISION["agreement"][0]["agreementDigest"]


def rule(index: int, **members: Any) -> Change:
    return lambda tree: tree["rule"][index].update(members)


FAULTS: dict[str, tuple[Change, str, str]] = {
    "number": (rule(0, priority=10), "rule.syntax", "/rule/0/priority"),
    "null": (lambda t: t.update(title=None), "rule.syntax", "/title"),
    "null in a scale": (lambda t: t["gradeScale"][0].update(band=None), "rule.syntax", "/gradeScale/0/band"),
    "unknown member": (rule(0, script="x"), "rule.syntax", "/rule/0/script"),
    "python name": (lambda t: t["rule"][0].update(rule_id="x"), "rule.syntax", "/rule/0/rule_id"),
    "missing member": (lambda t: t.pop("process"), "rule.syntax", ""),
    "comma": (lambda t: t["gradeScale"][0].update(min="0,5"), "rule.syntax", "/gradeScale/0/min"),
    "no day": (lambda t: t["period"].update(startDate="2022-02-30"), "rule.syntax", "/period/startDate"),
    "end before start": (lambda t: t["period"].update(endDate="2020-01-01"), "rule.syntax", "/period"),
    "no zone": (lambda t: t["period"].update(timeZone="Europe/Atlantis"), "rule.syntax", "/period/timeZone"),
    "no URL": (lambda t: t.update(id="agreement 1"), "rule.syntax", "/id"),
    "http": (lambda t: t["process"].update(appeal="http://b.example/"), "rule.syntax", "/process/appeal"),
    "empty list": (lambda t: t.update(objective=[]), "rule.syntax", "/objective"),
    "outcome": (rule(0, outcome="maybe"), "rule.syntax", "/rule/0/outcome"),
    "two forms": (
        rule(0, source={"achievement": "https://a.example/1", "alignment": "https://a.example/2"}),
        "rule.syntax",
        "/rule/0/source",
    ),
    "no form": (rule(0, source={}), "rule.syntax", "/rule/0/source"),
    "k greater than n": (
        rule(0, source={"kOf": "2", "of": [{"achievement": "https://a.example/1"}]}),
        "rule.syntax",
        "/rule/0/source",
    ),
    "k of zero": (
        rule(0, source={"kOf": "0", "of": [{"achievement": "https://a.example/1"}]}),
        "rule.syntax",
        "/rule/0/source",
    ),
    "too many awards": (
        rule(0, source={"allOf": [{"anyOf": [{"achievement": f"https://a.example/{n}"} for n in range(40)]}] * 2}),
        "rule.budget",
        "/rule/0",
    ),
    "ratio of zero": (
        rule(0, target=[{"kind": "elective", "bucket": "free", "credit": {"ratio": "0"}}]),
        "rule.factor",
        "/rule/0/target/0/credit/ratio",
    ),
    "ratio of eleven": (
        rule(0, target=[{"kind": "elective", "bucket": "free", "credit": {"ratio": "11"}}]),
        "rule.factor",
        "/rule/0/target/0/credit/ratio",
    ),
    "course without credit": (
        rule(0, target=[{"kind": "course", "course": "https://b.example/1"}]),
        "rule.syntax",
        "/rule/0/target/0",
    ),
    "refusal without ground": (
        rule(0, outcome="refused", target=[{"kind": "none"}]),
        "rule.refusal_bundle",
        "/rule/0",
    ),
    "inflating": (
        lambda t: t["creditFramework"].update(rounding={"quantum": "1", "mode": "halfUp", "level": "target"}),
        "rounding.inflates",
        "/creditFramework/rounding",
    ),
    "no strategy": (lambda t: t["gradeConversion"][0].pop("strategy"), "rule.syntax", "/gradeConversion/0"),
    "scale": (
        rule(0, condition={"grade": {"scale": "FR-20", "atLeast": "10"}}),
        "rule.reference",
        "/rule/0/condition/grade/scale",
    ),
    "label": (
        rule(0, condition={"grade": {"scale": "ES-0-10", "atLeast": "11"}}),
        "rule.reference",
        "/rule/0/condition/grade/atLeast",
    ),
    "conversion": (
        lambda t: t["rule"][0]["target"][0].update(grade="converted", conversion="gc-9"),
        "rule.reference",
        "/rule/0/target/0/conversion",
    ),
    "pass": (lambda t: t["gradeScale"][1].update({"pass": "ZZ"}), "rule.reference", "/gradeScale/1"),
    "rule twice": (rule(1, ruleId="r1"), "rule.syntax", "/rule"),
    "party": (rule(0, to=["did:web:elsewhere.example"]), "rule.reference", "/rule/0/to/0"),
    "to itself": (
        lambda t: t["rule"][0].update({"from": [t["party"][0]["id"]], "to": [t["party"][0]["id"]]}),
        "rule.reference",
        "/rule/0/to",
    ),
    "excluded rule": (rule(0, excludesRule=["r99"]), "rule.reference", "/rule/0/excludesRule/0"),
    "required course": (
        rule(0, requiresTarget=["https://b.example/none"]),
        "rule.reference",
        "/rule/0/requiresTarget/0",
    ),
    "circle": (
        lambda t: t["rule"][0].update(requiresTarget=[t["rule"][0]["target"][0]["course"]]),
        "rule.cycle",
        "/rule/0/requiresTarget",
    ),
    "party twice": (lambda t: t["party"][1].update(id=t["party"][0]["id"]), "agreement.parties", "/party"),
    "nobody awards": (lambda t: t["party"][0].update(role=["recognisingBody"]), "agreement.parties", "/party"),
    "decider": (lambda t: t["process"].update(decision="did:web:x.example"), "rule.reference", "/process/decision"),
    "successor": (
        lambda t: t.update(supersedes={"version": "1.0", "agreementDigest": digests.of_json({})}),
        "agreement.chain",
        "/supersedes/version",
    ),
}


@pytest.mark.parametrize("name", FAULTS)
def test_each_fault_has_its_code_and_place(name: str) -> None:
    change, code, place = FAULTS[name]
    assert (code, place) in found(changed(change))


def test_all_faults_of_one_reading_are_told_together() -> None:
    names = ["number", "unknown member", "no day", "http", "outcome", "ratio of zero", "inflating", "no strategy"]
    found_ = found(changed(*(FAULTS[name][0] for name in names)))
    assert {FAULTS[name][1:] for name in names} <= found_


def test_references_are_told_together_too() -> None:
    names = ["scale", "excluded rule", "party", "decider", "rule twice"]
    assert {FAULTS[name][1:] for name in names} <= found(changed(*(FAULTS[name][0] for name in names)))


#: Faults of every kind that leave each other alone, several of them in one object: shapes, members, names.
APART = (
    "number", "unknown member", "no day", "http", "outcome", "inflating", "no strategy", "no zone", "scale", "party",
    "excluded rule", "required course", "conversion", "pass", "rule twice", "decider", "successor", "end before start",
    "empty list", "comma",
)  # fmt: skip
#: What a fault hides, because it cannot be said without what is faulty: the order of days, one of which is none.
HIDES = {"no day": {"end before start"}}


@given(some.sets(some.sampled_from(APART), min_size=2))
def test_no_fault_hides_another_and_none_makes_up_a_new_one(names: set[str]) -> None:
    hidden = {one for name in names for one in HIDES.get(name, ())}
    told = found(changed(*(FAULTS[name][0] for name in sorted(names))))
    assert told == {FAULTS[name][1:] for name in names - hidden}


def test_a_rule_with_many_faults_is_told_all_of_them() -> None:
    tree = changed(
        rule(0, priority=5, to=["did:web:elsewhere.example"], outcome="refused", excludesRule=["r99"], extra="x"),
        lambda t: t["rule"][0]["source"].update(kOf="1"),
    )
    assert found(tree) >= {
        ("rule.syntax", "/rule/0/priority"),
        ("rule.syntax", "/rule/0/extra"),
        ("rule.syntax", "/rule/0/source"),
        ("rule.refusal_bundle", "/rule/0"),
        ("rule.reference", "/rule/0/to/0"),
        ("rule.reference", "/rule/0/excludesRule/0"),
    }


def test_all_faults_between_the_members_of_one_object_are_told() -> None:
    with pytest.raises(AgreementError) as caught:
        read(changed(lambda t: t["rule"][0]["target"][0].update(kind="elective", conversion="x", grade="none")))
    sentences = [finding.message for finding in caught.value.findings if finding.pointer == "/rule/0/target/0"]
    assert len(sentences) == 3, "conversion, course and bucket do not fit"


@pytest.mark.parametrize(
    ("change", "user"),
    [
        (lambda t: t["rule"][1].update(ruelId=t["rule"][1].pop("ruleId")), rule(0, excludesRule=["r2"])),
        (lambda t: t["gradeScale"][0].update(kye=t["gradeScale"][0].pop("key")), lambda t: None),
        (lambda t: t["gradeScale"][0].update(min=0), lambda t: None),
        (lambda t: t.update(gradeScale={"0": t["gradeScale"]}), lambda t: None),
        (lambda t: t["party"][0].update(website="x"), lambda t: None),
        (lambda t: t["party"][0].update(role=["awarder"]), lambda t: None),
    ],
    ids=["rule", "scale", "number in a scale", "scales", "party", "role"],
)
def test_who_uses_the_name_of_a_faulty_part_has_no_fault(change: Change, user: Change) -> None:
    assert not [one for one in found(changed(change, user)) if one[0] in ("rule.reference", "agreement.parties")]


def test_all_faults_of_one_table_and_of_one_scale_are_told() -> None:
    table = [{"from": "10", "to": "4.0"}, {"from": "10", "to": "1.0"}, {"from": "9", "to": "99"}]
    ordinal = {"key": "o", "kind": "ordinal", "label": ["a", "b", "a"], "pass": "z"}
    row = {"key": "t", "method": "table", "sourceScale": "o", "targetScale": "DE", "table": table}
    german = {"key": "DE", "kind": "numeric", "better": "low", "min": "1", "max": "5", "pass": "4"}

    def change(tree: Tree) -> None:
        tree["gradeScale"] += [german, ordinal]
        tree["gradeConversion"].append(row)

    with pytest.raises(AgreementError) as caught:
        read(changed(change))
    assert sorted(finding.code for finding in caught.value.findings) == [
        "grade.out_of_range", "grade.table_duplicate", "grade.table_not_monotonic", "rule.reference", "rule.syntax",
    ]  # fmt: skip


def test_a_misspelt_member_is_recognised() -> None:
    with pytest.raises(AgreementError) as caught:
        read(changed(lambda t: t["rule"][0].update(sorce=t["rule"][0].pop("source"))))
    assert {finding.hint for finding in caught.value.findings} >= {"Did you mean 'source'?"}


@pytest.mark.parametrize("data", [b"", b"[]", b"{", b'{"a":1,"a":2}', "x" * 10, b"\xff"])
def test_what_is_no_json_object_is_refused_at_the_json_door(data: Any) -> None:
    with pytest.raises(RefusedError) as caught:
        read(data)
    assert caught.value.code.startswith(("json.", "rule."))


@pytest.mark.parametrize("data", [None, 5, [], "{}", {}, {"rule": [{}]}, {1: 2}])
def test_what_is_no_agreement_is_refused(data: Any) -> None:
    with pytest.raises(RefusedError):
        read(data)


def nested(depth: int) -> Tree:
    node: Tree = {"achievement": "https://a.example/1"}
    for _ in range(depth):
        node = {"allOf": [node]}
    return node


def test_depth_is_bounded() -> None:
    assert read(changed(rule(0, source=nested(7)))).rule[0].source.form == "all_of"
    assert ("rule.budget", "/rule/0") in found(changed(rule(0, source=nested(8))))
    assert found(changed(rule(0, source=nested(400))))


def test_an_agreement_cannot_be_changed_but_copied() -> None:
    made = read(EXAMPLE)
    with pytest.raises(ValueError, match="frozen"):
        made.version = "2"
    assert made.with_(version="2").to_json() == EXAMPLE | {"version": "2"}


def test_order_is_part_of_the_text() -> None:
    swapped = changed(lambda t: t["rule"].reverse())
    assert digests.of_json(read(swapped).to_json()) != digests.of_json(EXAMPLE)


SCHEMA = Draft202012Validator(RecognitionAgreement.json_schema())


def test_the_json_schema_takes_the_example_and_refuses_what_it_can_say() -> None:
    assert not list(SCHEMA.iter_errors(EXAMPLE))
    for name in ("number", "null", "unknown member", "missing member", "comma", "outcome", "empty list", "http"):
        assert list(SCHEMA.iter_errors(changed(FAULTS[name][0]))), name


def test_the_json_schema_counts_lists_in_the_words_for_lists() -> None:
    one_party = changed(lambda t: t["party"].pop())
    many_scales = changed(lambda t: t.update(gradeScale=t["gradeScale"] * 26))
    assert ["party"] in [[*error.path] for error in SCHEMA.iter_errors(one_party)]
    assert ["gradeScale"] in [[*error.path] for error in SCHEMA.iter_errors(many_scales)]


def test_the_json_schema_in_the_package_is_the_one_that_the_model_gives() -> None:
    text = resources.files("eccoe_vc.models").joinpath("recognition-agreement.schema.json").read_text(encoding="utf-8")
    made = RecognitionAgreement.json_schema()
    assert json.loads(text) == made, "run: eccoe-vc agreement schema --overwrite -o (the file in src/eccoe_vc/models)"
    assert text == json.dumps(made, ensure_ascii=False, indent=2) + "\n"


@given(some.data())
def test_whatever_is_taken_away_or_exchanged_the_schema_takes_all_that_is_read(data: Any) -> None:
    tree = changed()
    places: list[tuple[Any, Any]] = []
    todo: list[Any] = [tree]
    for item in todo:
        for key in item if isinstance(item, dict) else range(len(item)):
            places.append((item, key))
            if isinstance(item[key], dict | list):
                todo.append(item[key])
    holder, key = data.draw(some.sampled_from(places))
    if data.draw(some.booleans()):
        del holder[key]
    else:
        holder[key] = data.draw(some.sampled_from(["", "x", "5", True, [], {}, ["x"], "2024-01-01", "P1Y"]))
    try:
        made = read(tree)
    except RefusedError:
        return
    assert made.to_json() == tree
    assert not list(SCHEMA.iter_errors(tree))


def test_leaves_are_given_in_the_order_of_the_text() -> None:
    inner = Source(any_of=tuple(Source(achievement=f"https://a.example/{n}") for n in (1, 2)))
    both = Source(all_of=(inner, Source(achievement="https://a.example/3")))
    assert [leaf.achievement for leaf in both.leaves()] == [f"https://a.example/{n}" for n in (1, 2, 3)]
