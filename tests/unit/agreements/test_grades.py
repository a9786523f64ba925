"""Grade conversion, proven by the worked examples; then the laws that hold for every table."""

from __future__ import annotations

import copy
import json
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as some
from tests.unit.agreements.worked import FOLDER, Worked, everything, group, number

from eccoe_vc.agreements import digests
from eccoe_vc.agreements.grades import distribution, formulas
from eccoe_vc.agreements.grades.conversion import FOR_A_PERSON, Conversion
from eccoe_vc.agreements.grades.distribution import Strategy, convert
from eccoe_vc.agreements.grades.scales import Band, GradeError, Scale
from eccoe_vc.agreements.grades.tables import Distribution
from eccoe_vc.encoding.quantities import text_of
from eccoe_vc.errors import AgreementError

STRATEGIES: tuple[Strategy, ...] = (
    "maximum", "minimum", "midpoint", "largestOverlap", "weightedMean", "closestCumulative",
)  # fmt: skip


def table(name: str) -> Distribution:
    row = everything()["tables"][name]
    grades = [(label, number(count)) for label, count in row["grades"]]
    return Distribution.of(grades, unit=row["unit"], failing=row.get("failing", ()))


def numbers(name: str) -> dict[str, Fraction]:
    return {label: number(text) for label, text in everything()["tables"][name].get("numericValue", {}).items()}


def distributed(case: Worked, strategy: Strategy) -> distribution.Placed:
    given = case.given
    if given["grade"] in everything()["tables"][given["hostTable"]].get("failing", ()):
        raise GradeError("grade.not_passed", "")
    return convert(
        table(given["hostTable"]), table(given["homeTable"]), given["grade"], strategy,
        tie=given["tie"], numeric_value=numbers(given["homeTable"]),
    )  # fmt: skip


@pytest.mark.parametrize("case", group("gd"))
def test_distribution(case: Worked) -> None:
    if "error" in case.expect:
        with pytest.raises(AgreementError) as caught:
            distributed(case, "maximum")
        assert caught.value.code == case.expect["error"]
        return
    for strategy, label in case.expect["result"].items():
        placed = distributed(case, strategy)
        assert placed.label == label, strategy
        assert [text_of(end) for end in placed.interval] == case.expect["interval"]
        wanted = [tuple(pair) for pair in case.expect.get("candidates", [])]
        assert [(name, text_of(overlap)) for name, overlap in placed.candidates] == wanted
    if "weightedMeanExact" in case.expect:
        exact = distributed(case, "weightedMean").exact
        assert exact is not None
        assert text_of(exact) == case.expect["weightedMeanExact"]


@pytest.mark.parametrize("case", group("bav"))
def test_modified_bavarian(case: Worked) -> None:
    best, passing, grade = (number(case.given[name]) for name in ("max", "min", "grade"))
    if "error" in case.expect:
        with pytest.raises(GradeError) as caught:
            formulas.bavarian(best, passing, grade)
        assert caught.value.code == case.expect["error"]
        return
    exact = formulas.bavarian(best, passing, grade)
    assert text_of(exact) == case.expect["exact"]
    for rounding in ("truncate1", "halfUp1", "betterStep", "nearestStep"):
        assert formulas.round_bavarian(exact, rounding) == number(case.expect[rounding]), rounding


@pytest.mark.parametrize("case", group("lin"))
def test_linear(case: Worked) -> None:
    source, target = case.given["source"], case.given["target"]
    exact = formulas.linear(
        number(source["best"]), number(source["pass"]), number(case.given["grade"]),
        number(target["best"]), number(target["pass"]),
    )  # fmt: skip
    assert text_of(exact) == case.expect["exact"]
    value = formulas.round_linear(exact, number(case.given["quantum"]), case.given["mode"])
    assert value == number(case.expect["value"])


@pytest.mark.parametrize("case", group("band"))
def test_bands(case: Worked) -> None:
    given = case.given
    bands = tuple(Band(label, number(low), number(high)) for label, low, high in given["bands"])
    low, high, passing = (number(given[name]) for name in ("scaleMin", "scaleMax", "passMark"))
    scale = Scale("x", low, high, passing, bands=bands)
    if "error" in case.expect:
        with pytest.raises(GradeError) as caught:
            scale.band(given["grade"])
        assert caught.value.code == case.expect["error"]
    else:
        assert scale.band(given["grade"]) == case.expect["label"]


@pytest.mark.parametrize("case", group("table"))
def test_fixed_tables(case: Worked) -> None:
    rows = [(source, target) for source, target in case.given["table"]]
    order = case.given.get("targetOrderBestFirst", [])

    def run() -> Any:
        if case.given.get("check") == "monotonic":
            return formulas.check_table(rows, order)
        if case.given["grade"] in case.given["failing"]:
            raise GradeError("grade.not_passed", "")
        return formulas.lookup(rows, case.given["grade"])

    if "error" in case.expect:
        with pytest.raises(AgreementError) as caught:
            run()
        assert caught.value.code == case.expect["error"]
    else:
        assert run() == case.expect.get("label")


# ---- laws ------------------------------------------------------------------------------------------------------------

COUNTS = some.lists(some.integers(0, 30), min_size=2, max_size=7).filter(lambda row: sum(map(bool, row)) > 1)


def made(counts: list[int]) -> Distribution:
    return Distribution.of([(str(index), Fraction(count)) for index, count in enumerate(counts)])


def ranked(counts: list[int]) -> dict[str, Fraction]:
    return {str(index): Fraction(len(counts) - index) for index in range(len(counts))}


def result(host: list[int], home: list[int], grade: int, strategy: Strategy, tie: Any = "better") -> int:
    placed = convert(made(host), made(home), str(grade), strategy, tie=tie, numeric_value=ranked(home))
    return int(placed.label)


@given(COUNTS, some.sampled_from(STRATEGIES), some.data())
def test_equal_tables_change_nothing(counts: list[int], strategy: Strategy, data: Any) -> None:
    grade = data.draw(some.sampled_from([index for index, count in enumerate(counts) if count]))
    assert result(counts, counts, grade, strategy) == grade


@given(COUNTS, COUNTS, some.sampled_from(STRATEGIES), some.sampled_from(["better", "worse"]))
def test_a_better_grade_never_becomes_a_worse_one(
    host: list[int], home: list[int], strategy: Strategy, tie: str
) -> None:
    found = [result(host, home, grade, strategy, tie) for grade in range(len(host))]
    assert found == sorted(found)


@given(COUNTS, COUNTS, some.sampled_from(["midpoint", "largestOverlap", "weightedMean"]))
def test_maximum_and_minimum_are_the_ends(host: list[int], home: list[int], strategy: Strategy) -> None:
    for grade in range(len(host)):
        middle = result(host, home, grade, strategy)
        assert result(host, home, grade, "maximum") <= middle <= result(host, home, grade, "minimum")


@given(COUNTS, COUNTS, some.sampled_from(STRATEGIES), some.integers(2, 9))
def test_a_larger_group_of_the_same_shape_changes_nothing(
    host: list[int], home: list[int], strategy: Strategy, times: int
) -> None:
    larger = [count * times for count in host]
    assert [result(host, home, grade, strategy) for grade in range(len(host))] == [
        result(larger, home, grade, strategy) for grade in range(len(host))
    ]


@given(COUNTS, COUNTS, some.sampled_from(STRATEGIES), some.data())
def test_a_grade_that_nobody_received_changes_no_other_result(
    host: list[int], home: list[int], strategy: Strategy, data: Any
) -> None:
    at = data.draw(some.integers(0, len(home)))
    rows = [(str(index), Fraction(count)) for index, count in enumerate(home)]
    rows.insert(at, ("unused", Fraction(0)))
    values = ranked(home) | {"unused": Fraction(1, 2)}
    wider = Distribution.of(rows)
    for grade in range(len(host)):
        found = convert(made(host), wider, str(grade), strategy, numeric_value=values).label
        assert int(found) == result(host, home, grade, strategy)


# ---- one conversion of an agreement ----------------------------------------------------------------------------------


def example(name: str) -> Any:
    return json.loads((FOLDER / f"{name}.json").read_bytes())


def agreed(tables: bool = True, **terms: Any) -> Conversion:
    agreement = example("mcra_example")["credentialSubject"]
    scales = {tree["key"]: Scale.of(tree) for tree in agreement["gradeScale"]}
    supplied = {table["id"]: table for table in example("example_evidence")["gradeTable"]} if tables else {}
    return Conversion({**agreement["gradeConversion"][0], **terms}, scales, supplied)


def test_the_conversion_of_the_example_is_that_of_its_decision() -> None:
    decision = example("decision_example")["credentialSubject"]["decision"]
    wanted = decision["grant"][0]["target"][0]["grade"]
    found = agreed().convert("8.2", "ES-0-10")
    assert {"value": found.value, "scale": found.scale, **found.record} == wanted
    assert (found.original, found.original_scale, found.warnings) == ("8.2", "ES-0-10", ())


def test_a_failing_grade_gives_no_number_and_a_strange_one_asks_for_a_person() -> None:
    failed, strange, outside = (agreed().convert(grade, "ES-0-10") for grade in ("4.9", "8,2", "11"))
    assert [(found.value, found.code) for found in (failed, strange, outside)] == [
        ("", "grade.not_passed"), ("", "grade.unknown_label"), ("", "grade.out_of_range"),
    ]  # fmt: skip
    assert failed.code not in FOR_A_PERSON
    assert strange.code in FOR_A_PERSON


def test_tables_are_supplied_and_are_those_that_were_agreed() -> None:
    assert agreed(tables=False).convert("8.2", "ES-0-10").code == "grade.table_missing"
    other = agreed()
    table = copy.deepcopy(other.tables["https://a.example/grade-tables/0231-bachelor-2019-2021"])
    table["grade"][0]["count"] = "3"
    changed = Conversion(other.terms, other.scales, {**other.tables, table["id"]: table})
    assert changed.convert("8.2", "ES-0-10").code == "grade.table_digest"


@pytest.mark.parametrize(
    "change",
    [
        lambda table: table.pop("years"), lambda table: table.update(grade=5),
        lambda table: table.update(unit="people"),
        lambda table: table["grade"][0].update(count=2), lambda table: table["grade"].append("x"),
    ],
    ids=["years", "grade", "unit", "number", "row"],
)  # fmt: skip
def test_a_table_that_is_none_is_said_to_be_none_whoever_agreed_on_it(change: Any) -> None:
    made = agreed()
    table = copy.deepcopy(dict(made.tables["https://a.example/grade-tables/0231-bachelor-2019-2021"]))
    change(table)
    reference = {**made.terms["sourceTable"], "digestMultibase": digests.of_json(table)}
    broken = Conversion({**made.terms, "sourceTable": reference}, made.scales, {**made.tables, table["id"]: table})
    assert broken.convert("8.2", "ES-0-10").code == "grade.table_value"


def test_warnings_name_old_small_and_unequal_tables() -> None:
    found = agreed(minSample="101").convert("8.2", "ES-0-10", year=2027)
    assert set(found.warnings) == {"grade.table_age", "grade.table_small"}
    assert found.value == "1.7"


@pytest.mark.parametrize(
    ("terms", "grade", "value", "exact"),
    [
        ({"method": "modifiedBavarian", "rounding": "truncate1"}, "8.2", "2.0", "2.08"),
        ({"method": "modifiedBavarian", "rounding": "exact"}, "8.2", "2.08", None),
        ({"method": "linear", "rounding": {"quantum": "1", "mode": "halfUp"}}, "7.5", "3", "2.5"),
    ],
    ids=["bavarian", "exact", "linear"],
)
def test_formulas_keep_the_exact_value_beside_the_rounded_one(
    terms: dict[str, Any], grade: str, value: str, exact: str | None
) -> None:
    german = Scale.of({"key": "DE", "kind": "numeric", "better": "low", "min": "1", "max": "5", "pass": "4"})
    made = agreed(sourceScale="ES-0-10", targetScale="DE", **terms)
    found = Conversion(made.terms, {**made.scales, "DE": german}).convert(grade)
    assert (found.value, found.record.get("exact")) == (value, exact)


def test_a_table_without_bands_for_its_scale_is_no_conversion() -> None:
    assert agreed(sourceScale="DE-STEP").convert("8.2", "ES-0-10").code == "grade.unknown_label"


@pytest.mark.parametrize(
    "tree",
    [
        {"key": "x", "kind": "ordinal", "label": ["a", "b", "a"], "pass": "a"},
        {"key": "x", "kind": "ordinal", "label": ["a", "b"], "pass": "c"},
        {"key": "x", "kind": "numeric", "better": "high", "min": "5", "max": "1", "pass": "2"},
        {"key": "x", "kind": "numeric", "better": "high", "min": "1", "max": "5", "pass": "6"},
    ],
    ids=["twice", "no pass", "no order", "pass outside"],
)
def test_a_scale_that_contradicts_itself_is_none(tree: dict[str, Any]) -> None:
    with pytest.raises(AgreementError):
        Scale.of(tree)
