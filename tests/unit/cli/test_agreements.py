"""``agreement``: a draft is written, checked, shown, compared, signed by both, in force, and tried on past learners."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from tests.command_line import Ran, run
from tests.unit.agreements.test_counterparts import A, B, agreement
from tests.unit.agreements.test_deciding import BADGES, BOTH, PROGRAMME
from tests.unit.cli.test_decide import MOMENT, asked, desk, write

from eccoe_vc.agreements import read_text, to_yaml

__all__ = ["desk"]


@pytest.fixture
def text(tmp_path: Path) -> Path:
    return write(tmp_path / "agreement.json", agreement())


def command(name: str, *arguments: object) -> Ran:
    return run("agreement", name, *arguments)


def test_a_new_draft_is_an_agreement_as_it_stands(tmp_path: Path) -> None:
    draft = tmp_path / "draft.yaml"
    assert command("new", "-o", draft).code == 0
    assert command("new", "-o", draft).code == 73  # never overwritten
    ran = command("lint", draft)
    assert (ran.code, ran.out) == (0, b"")
    assert "nothing to say" in ran.err
    assert command("new").out == draft.read_bytes()


def test_the_schema_is_printed_written_and_handed_over(tmp_path: Path) -> None:
    printed = command("schema")
    assert json.loads(printed.out)["properties"]["rule"]["minItems"] == 1
    ran = command("schema", "-o", tmp_path / "agreement.schema.json", "--json")
    assert (ran.code, ran.record["schema"]) == (0, json.loads(printed.out))
    assert (tmp_path / "agreement.schema.json").read_bytes() == printed.out
    assert command("schema", "-o", tmp_path / "agreement.schema.json").code == 73


def test_what_is_wrong_is_told_with_its_line_and_place(tmp_path: Path, text: Path) -> None:
    wrong = tmp_path / "wrong.yaml"
    wrong.write_bytes(command("new").out.replace(b"noticePeriod: P6M", b"noticePeriod: soon"))
    ran = command("lint", wrong, text, tmp_path / "gone.yaml")
    assert ran.code == 65
    assert "/termination/noticePeriod" in ran.err
    assert "line " in ran.err.lower()
    assert "gone.yaml" in ran.err
    assert command("lint", wrong).code == 1


def test_what_cannot_be_meant_is_a_warning(tmp_path: Path) -> None:
    tree = agreement()
    tree["rule"].append(tree["rule"][0] | {"ruleId": "twin"})
    ran = command("lint", write(tmp_path / "twice.json", tree), "--json")
    assert ran.code == 0
    assert "rule.ambiguous" in {row["code"] for row in ran.record["findings"]}


def test_a_finding_is_told_with_its_line_in_json_in_yaml_and_in_a_counterpart(tmp_path: Path) -> None:
    tree = agreement()
    tree["rule"].append(tree["rule"][0] | {"ruleId": "twin"})
    files = {
        "plain.json": json.dumps(tree, indent=2),
        "counterpart.json": json.dumps({"credentialSubject": tree}, indent=2),
        "text.yaml": to_yaml(read_text(json.dumps(tree))),
    }
    for name, text in files.items():
        (tmp_path / name).write_text(text)
        ran = command("lint", tmp_path / name, "--json")
        row = next(row for row in ran.record["findings"] if row["code"] == "rule.ambiguous")
        first, second = text.split("\n")[row["line"] - 1 : row["line"] + 1]
        rule = tree["rule"][int(row["pointer"].split("/")[2])]["ruleId"]
        yaml, plain = f"ruleId: {rule}", f'"ruleId": "{rule}",'
        begins = first[row["column"] - 1 :]
        assert begins == yaml if name == "text.yaml" else (begins, second.strip()) == ("{", plain)
        assert f"Line {row['line']}, column {row['column']}: {row['message']}" in command("lint", tmp_path / name).err
    (tmp_path / "one.json").write_text(json.dumps(tree))
    ran = command("lint", tmp_path / "one.json")
    assert ("rule.ambiguous" in ran.err, "Line " in ran.err) == (True, False)


def test_agreements_that_contradict_each_other_are_told_together(text: Path) -> None:
    other = agreement() | {"id": "urn:uuid:00000000-0000-4000-8000-00000000000f"}
    other["rule"][0]["target"][0]["credit"]["fixed"] = "2"
    beside = write(text.parent / "other.json", other)
    assert "agreement.conflict" not in command("lint", text, beside).err
    ran = command("lint", text, beside, "--together")
    assert (ran.code, "agreement.conflict at /rule/0" in ran.err) == (0, True)
    assert "The other place: /rule/0" in ran.err
    last = command("lint", text, beside, "--together", "--json").records[-1]
    assert {row["code"] for row in last["findings"]} == {"agreement.conflict"}
    assert "say different things" in command("lint", text, text, "--together").err  # a text does not contradict itself
    assert command("lint", text, text.parent / "gone.json", "--together").code == 65


def test_the_texts_of_the_parties_are_shown_in_the_language_that_is_asked_for(tmp_path: Path) -> None:
    text = write(tmp_path / "two.json", agreement() | {"title": {"en": "Recognition", "de": "Anerkennung"}})
    assert command("show", text).out.startswith(b"Recognition\n")
    assert command("show", text, "--language", "de").out.startswith(b"Anerkennung\n")
    assert command("show", text, "--language", "fr").out.startswith(b"Recognition\n")


def test_a_fault_in_json_is_told_with_its_line(tmp_path: Path) -> None:
    tree = agreement() | {"version": "one"}
    for name, whole in (("plain", tree), ("counterpart", {"credentialSubject": tree})):
        text = json.dumps(whole, indent=2)
        (tmp_path / name).write_text(text)
        number = next(n for n, line in enumerate(text.split("\n"), 1) if '"version": "one"' in line)
        for action in ("lint", "show"):
            ran = command(action, tmp_path / name)
            assert f"Line {number}, column " in ran.err


@pytest.mark.parametrize(
    "wrong", [b"- a", b"a: " + b"[" * 100 + b"]" * 100, b"[1]", b'{"a": ' * 100 + b"1" + b"}" * 100]
)
def test_where_an_agreement_is_read_nobody_speaks_of_credentials(tmp_path: Path, wrong: bytes) -> None:
    (tmp_path / "wrong").write_bytes(wrong)
    ran = command("lint", tmp_path / "wrong")
    assert ran.code == 65
    assert "json." in ran.err
    assert "What to do: " in ran.err
    assert "document" in ran.err
    assert "credential" not in ran.err


def test_it_is_told_in_words(text: Path) -> None:
    ran = command("show", text)
    assert ran.code == 0
    for word in ("University A (invented)", "prof-english-1", "ENG101", "P5Y", "r4"):
        assert word in ran.out.decode()
    counterpart = command("show", write(text.parent / "signed.json", BOTH[0]))
    assert counterpart.out == ran.out
    assert "signature" in counterpart.err


def test_what_changes_is_told(text: Path) -> None:
    tree = agreement()
    tree["rule"][0]["condition"]["grade"]["atLeast"] = "6"
    newer = write(text.parent / "newer.json", tree)
    same = command("diff", text, text)
    assert same.code == 0
    assert "mean the same" in same.err
    ran = command("diff", text, newer)
    assert ran.code == 1
    assert "wider    '/rule/r1/condition/grade/atLeast': '7' -> '6'" in ran.err
    assert "`agreement supersede` writes" in ran.err
    gone = command("diff", text, write(text.parent / "gone.json", agreement(lambda tree: tree["rule"].pop(1))))
    assert "'/rule/r2': taken out" in gone.err
    assert "Who has exactly 2 of (" in gone.err
    assert "{" not in gone.err
    [change] = command("diff", text, newer, "--json").record["changes"]
    assert (change["at"], change["before"], change["after"]) == ("/rule/0/condition/grade/atLeast", "7", "6")


def test_both_sign_and_it_is_in_force(text: Path) -> None:
    for name, signer in (("a", A), ("b", B)):
        signer.save(str(text.parent / f"{name}.pem"))
        ran = command("sign", text, "--key", text.parent / f"{name}.pem", "-o", text.parent / f"{name}.json",
                      "--created", "2025-02-01T00:00:00Z")  # fmt: skip
        assert (ran.code, ran.err.count("no party")) == (0, 0)
    day = ("--on", "2025-02-03", *MOMENT)
    one = command("state", text.parent / "a.json", *day)
    assert one.code == 1
    assert f"missing: {B.controller}" in one.err
    both = command("state", text.parent / "a.json", text.parent / "b.json", *day, "--json")
    assert both.code == 0
    assert (both.record["state"], both.record["signedBy"]) == ("inForce", sorted([A.controller, B.controller]))


def test_a_stranger_is_told_that_the_signature_counts_for_nothing(text: Path) -> None:
    run("keygen", "-o", text.parent / "s.pem")
    signed = ("sign", text, "--key", text.parent / "s.pem", "-o", text.parent / "s.json")
    ran = command(*signed)
    assert (ran.code, "agreement.authority" in ran.err, A.controller in ran.err) == (65, True, True)
    assert "--as-signatory" in ran.err
    assert not (text.parent / "s.json").exists()
    ran = command(*signed, "--as-signatory")
    assert (ran.code, "no party" in ran.err) == (0, True)
    state = command("state", text.parent / "s.json", "--on", "2025-02-03")
    assert "agreement.authority" in state.err


def test_a_draft_is_tried_on_past_learners(text: Path) -> None:
    for name, badges in (("ada", BADGES[:3]), ("bob", BADGES[:1])):
        (text.parent / name).mkdir()
        for number, badge in enumerate(badges):
            write(text.parent / name / f"{number}.json", badge)
    tree = agreement()
    tree["rule"][0]["target"][0]["credit"]["fixed"] = "2"
    draft = write(text.parent / "draft.json", tree)
    asking: tuple[Any, ...] = ("--current", text, "--host", B.controller, "--on", "2025-02-03", *MOMENT,
                               "--programme", PROGRAMME.id, "--programme-credits", "60")  # fmt: skip
    ran = command("simulate", draft, text.parent / "ada", text.parent / "bob", *asking)
    assert ran.code == 0
    assert "2 lose" in ran.err
    record = command("simulate", draft, text.parent / "ada", *asking, "--json").record
    assert record["simulation"] is True
    assert record["total"]["applied"]["change"] == "-1"
    assert command("simulate", draft, text.parent / "nobody", *asking).code == 65


def test_the_ledger_keeps_what_was_recognised(desk: Path) -> None:
    (desk / "secret").write_text("a secret of the tests, long enough.\n")
    book = (desk / "ledger.db", "--body", B.controller, "--secret-file", desk / "secret")
    assert run("ledger", "new", *book).code == 0
    kept = ("--ledger", desk / "ledger.db", "--secret-file", desk / "secret")
    signed = asked(desk, "--key", desk / "b.pem", "-o", desk / "first.json", *kept, command="recognise")
    assert signed.code == 0
    again = asked(desk, *kept)
    assert "rule.already_used" in again.err
    assert "granted (full)" not in again.err
    twice = asked(
        desk, "--key", desk / "b.pem", "-o", desk / "second.json", *kept, command="recognise", badges="c1.json"
    )
    assert (twice.code, "the award counts already" in twice.err, "Nothing was signed" in twice.err) == (1, True, True)
    assert not (desk / "second.json").exists()
    record = json.loads((desk / "first.json").read_bytes())["credentialSubject"]
    shown = run("ledger", "show", *book, "--learner", record["id"], "--json")
    assert {row["decision"] for row in shown.records} == {record["decision"]["id"]}
    day = json.loads((desk / "first.json").read_bytes())["validFrom"][:10]  # it was entered when it was signed
    assert {row["entered"][:10] for row in shown.records} == {day}
    lines = run("ledger", "show", *book, "--learner", record["id"]).err.splitlines()
    assert all(line.startswith(f"{day} {record['decision']['id']}: ") for line in lines)
    checked = run("ledger", "check", *book, "--json")
    assert (checked.code, checked.record["findings"]) == (0, [])
    head = f"{checked.record['number']}={checked.record['digest']}"
    assert run("ledger", "check", *book, "--head", head).code == 0
    assert run("ledger", "check", *book, "--head", head.replace("=u", "=v")).code != 0


def test_a_ledger_is_opened_with_its_secret_by_its_body(desk: Path) -> None:
    assert asked(desk, "--ledger", desk / "ledger.db").code == 64
    (desk / "secret").write_text("a secret of the tests, long enough.\n")
    missing = asked(desk, "--ledger", desk / "ledger.db", "--secret-file", desk / "secret")
    assert missing.code == 65
    assert "eccoe-vc ledger new" in missing.err
    assert "ledger.db" in missing.err
