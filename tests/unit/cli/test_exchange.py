"""``agreement import`` and ``export``: tables and CTDL in and out, with every loss told and every mistake placed."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from tests.command_line import Ran, run
from tests.unit.agreements.test_exchange_ctdl import BASE, PROFILE, RULE
from tests.unit.agreements.test_text_forms import TEMPLATE

from eccoe_vc.agreements import read_text, rules_from_csv

TABLE = """\
ruleId;title;outcome;achievement;gradeScale;gradeAtLeast;targetKind;course;credit;conditionText
soil;Soil;full;https://north.example/soil;marks;7;course;https://south.example/SOIL1;3;
field;Field;partial;https://north.example/field;;;course;https://south.example/GEO2;1.5;with 30 hours of practice
"""


@pytest.fixture
def base(tmp_path: Path) -> Path:
    path = tmp_path / "base.yaml"
    path.write_text(TEMPLATE)
    return path


def brought(base: Path, given: str | bytes, *more: object, name: str = "rules.csv") -> Ran:
    path = base.parent / name
    path.write_bytes(given if isinstance(given, bytes) else given.encode("utf-8-sig"))
    return run("agreement", "import", path, "--into", base, *more)


def test_a_table_becomes_a_draft_and_what_was_not_understood_is_told(base: Path) -> None:
    ran = brought(base, TABLE, "-o", base.parent / "draft.yaml")
    assert (ran.code, ran.out) == (0, b"")
    assert "2 rules of" in ran.err
    assert "utf-8, semicolon" in ran.err
    assert "binds nobody" in ran.err
    assert "Row 3: a condition in words was not understood" in ran.err
    assert "rule.free_text at /3/conditionText" in ran.err
    made = read_text((base.parent / "draft.yaml").read_bytes())
    assert [one.rule_id for one in made.rule] == ["soil", "field"]
    assert made.with_(rule=read_text(TEMPLATE).rule) == read_text(TEMPLATE)  # everything else is that of the base
    assert run("agreement", "lint", base.parent / "draft.yaml").code == 0


def test_the_draft_is_written_in_the_form_that_is_asked_for(base: Path) -> None:
    assert json.loads(brought(base, TABLE, "--form", "json").out)["rule"][0]["ruleId"] == "soil"
    record = brought(base, TABLE, "--json", "--language", "de").record
    assert record["places"] == ["row 2", "row 3"]
    assert [loss["code"] for loss in record["losses"]] == ["rule.free_text"]
    assert read_text(record["text"]).rule[0].title == {"de": "Soil"}


def test_every_mistake_is_told_with_its_row_and_column(base: Path) -> None:
    ran = brought(base, TABLE.replace(";1.5;", ";1,5;").replace("full", "Full").replace("marks", "points"))
    assert (ran.code, ran.out) == (65, b"")
    assert "rules.csv: Row 2, column outcome" in ran.err
    assert "Row 3, column credit" in ran.err
    assert "Write a point in place of the comma, 1.5" in ran.err
    unknown = brought(base, TABLE.replace("marks", "points"))  # the agreement has no such scale
    assert (unknown.code, "Row 2: " in unknown.err, "rule.reference" in unknown.err) == (65, True, True)


@pytest.mark.parametrize(
    "given",
    [b"", b"\xff\xfe\xff", b"x", b"{", b"[]", b"[1]", b'{"@graph": 5}', b"\x89PNG\r\n\x1a\n", b"a,b\n\x00", b'a,b\n"x',
     b"sep=;\na;b", b"[" * 5_000, b"ruleId,outcome\n"],
)  # fmt: skip
@pytest.mark.parametrize("form", [None, "csv", "ctdl"])
def test_a_file_that_is_none_of_both_is_refused_with_a_code(base: Path, given: bytes, form: str | None) -> None:
    more = () if form is None else ("--format", form)
    ran = brought(base, given, *more)
    assert (ran.code, ran.out) == (65, b"")
    assert "cli.unexpected" not in ran.err
    assert "rules.csv" in ran.err


def test_what_is_typed_wrongly_is_said(base: Path) -> None:
    assert brought(base, TABLE, "--language", "no language").code == 64
    assert run("agreement", "import", "-", "--into", "-").code == 64
    assert run("agreement", "import", base.parent / "gone.csv", "--into", base).code == 65
    assert run("agreement", "export", base, "--format", "csv", "--language", "x y").code == 64


def test_a_ctdl_document_becomes_a_draft(base: Path) -> None:
    unknown = brought(base, json.dumps(PROFILE).encode(), name="profiles.json")
    assert (unknown.code, "how it is converted" in unknown.err) == (65, True)  # the base says nothing of its unit
    base.write_text(json.dumps(BASE.to_json()))
    ran = brought(base, json.dumps(PROFILE).encode(), name="profiles.json")
    assert ran.code == 0
    assert [one.to_json() for one in read_text(ran.out).rule] == [RULE]


def test_a_table_goes_out_and_comes_back_and_what_no_column_can_say_is_told(base: Path) -> None:
    ran = run("agreement", "export", base, "--format", "csv", "--separator", "semicolon", "-o", base.parent / "out.csv")
    assert (ran.code, ran.out) == (0, b"")
    assert "so the rule 'digital' is not in the table" in ran.err
    written = (base.parent / "out.csv").read_bytes()
    assert written.startswith(b"\xef\xbb\xbf")
    kept = rules_from_csv(written).rules
    assert {one.rule_id for one in kept} < {one.rule_id for one in read_text(TEMPLATE).rule}
    record = run("agreement", "export", base, "--format", "csv", "--json").record
    assert rules_from_csv(record["text"]).rules == kept
    assert record["losses"]
    assert run("agreement", "export", base, "--format", "csv").out.startswith(b"\xef\xbb\xbfruleId,")


def test_rules_go_out_as_ctdl(base: Path) -> None:
    ran = run("agreement", "export", base, "--format", "ctdl")
    assert ran.code == 0
    assert "@graph" in json.loads(ran.out)
    assert "signed by nobody" in ran.err
    path = base.parent / "profiles.json"
    path.write_bytes(ran.out)
    assert run("agreement", "import", path, "--into", base).code == 0


def test_a_table_without_losses_says_so(base: Path) -> None:
    simple = TABLE.replace("with 30 hours of practice", "")
    ran = brought(base, simple, "-o", base.parent / "draft.yaml")
    assert "Nothing was lost." in ran.err
    assert "Nothing was lost." in run("agreement", "export", base.parent / "draft.yaml", "--format", "csv").err
