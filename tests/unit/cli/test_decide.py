"""``decide`` and ``recognise``: files in, a decision in words or as JSON out, and a credential that verifies."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from tests.command_line import Ran, run
from tests.unit.agreements.test_counterparts import POLICY, STRANGER, A, B
from tests.unit.agreements.test_deciding import BADGES, BOTH, EXAMPLE, LEARNER, PROGRAMME, badge, signed
from tests.unit.agreements.test_outcomes import changed

import eccoe_vc
from eccoe_vc import LocalSigner, Verified, issue

MOMENT = ("--at", "2025-02-10T00:00:00Z")


@pytest.fixture
def desk(tmp_path: Path) -> Path:
    """A registrar's folder: counterparts, badges, a grade table, her key."""
    for name, given in [("a", BOTH[0]), ("b", BOTH[1]), *((f"c{n}", one) for n, one in enumerate(BADGES, 1))]:
        write(tmp_path / f"{name}.json", given)
    for number, table in enumerate(EXAMPLE["gradeTable"]):
        (tmp_path / f"table{number}.json").write_text(json.dumps(table))
    B.save(str(tmp_path / "b.pem"))
    return tmp_path


def write(path: Path, given: Verified | dict[str, Any]) -> Path:
    path.write_text(json.dumps(given.envelope.document if isinstance(given, Verified) else given))
    return path


def asked(desk: Path, *more: object, command: str = "decide", badges: str = "c*.json", both: str = "ab") -> Ran:
    agreements = [part for name in both for part in ("--agreement", desk / f"{name}.json")]
    tables = [part for path in sorted(desk.glob("table*.json")) for part in ("--table", path)]
    return run(
        command, *sorted(desk.glob(badges)), *agreements, *tables, "--learner", LEARNER.ids[0], "--host", B.controller,
        "--on", "2025-02-03", "--programme", PROGRAMME.id, "--programme-credits", "60", *MOMENT, *more,
    )  # fmt: skip


def test_the_decision_of_the_example_in_words(desk: Path) -> None:
    ran = asked(desk)
    assert ran.code == 0
    assert ran.out == b""
    lines = ran.err.splitlines()
    assert lines[0] == "partial: 9 credits count, 9 granted"
    assert sum("c1" in line for line in lines) == 1
    assert any(line.split()[:2] == ["refused", "r4:"] for line in lines)
    assert any("rule.identity_verification" in line for line in lines)


def test_the_decision_as_data(desk: Path) -> None:
    record = asked(desk, "--json").record
    assert record["outcome"] == "partial"
    assert record["decision"]["total"]["applied"]["value"] == "9"
    assert record["explanation"]["explanation"][0]["kind"] == "agreement"
    assert [file["verdict"] for file in record["files"]] == ["accepted"] * 5


def test_the_reasons_are_told_where_they_are_asked_for(desk: Path) -> None:
    lines = asked(desk, "--explain").err.splitlines()
    assert any("/requirement/maxAge" in line and '"P5Y"' in line for line in lines)


def test_the_rules_that_are_near_are_explained_with_what_is_missing(desk: Path) -> None:
    def all_three(text: dict[str, Any]) -> None:
        text["rule"] = [rule for rule in text["rule"] if rule["ruleId"] == "r2"]
        text["rule"][0]["source"] = {"allOf": text["rule"][0]["source"]["of"]}

    for name, one in zip("ab", signed(all_three), strict=True):
        write(desk / f"{name}.json", one)
    plain, told = asked(desk, badges="c[23].json").err, asked(desk, "--explain", badges="c[23].json").err
    assert "held https" not in plain
    lines = [line.strip() for line in told.splitlines()]
    assert any(line.startswith("near    rule /rule/0 r2 · urn:uuid:") for line in lines)
    assert "held https://a.example/credentials/c2 · https://a.example/credentials/c3" in lines
    assert "missing /rule/0/source/allOf/2 · A credential for https://a.example/achievements/mc3 is missing." in lines
    assert "enough /rule/0/source/allOf/2" in lines


def test_a_tampered_badge_is_named_and_not_taken(desk: Path) -> None:
    tree = json.loads((desk / "c1.json").read_text())
    tree["credentialSubject"]["creditReceived"][0]["point"] = "30"
    write(desk / "c1.json", tree)
    ran = asked(desk)
    assert "not taken" in ran.err
    assert "proof.signature" in ran.err
    assert "c1.json is rejected" in ran.err
    assert asked(desk, "--json").record["files"][0]["code"] == "proof.signature"


def test_a_badge_of_a_stranger_is_not_taken_because_nobody_signed_for_him(desk: Path) -> None:
    write(desk / "c9.json", badge(0, STRANGER, id="urn:x:stranger"))
    ran = asked(desk)
    assert ran.code == 0
    assert "c9.json is indeterminate" in ran.err
    assert "trust.unknown_issuer" in ran.err


def test_nothing_is_no_answer_where_a_file_could_not_be_judged(desk: Path) -> None:
    write(desk / "c9.json", badge(0, STRANGER, id="urn:x:stranger"))
    for command, more in (("decide", ()), ("recognise", ("--key", desk / "b.pem", "-o", desk / "d.json"))):
        ran = asked(desk, *more, command=command, badges="c9.json")
        assert (ran.code, "none: 0 credits count" in ran.err) == (2, True), ran.err
    tree = json.loads((desk / "c1.json").read_text())
    write(desk / "c9.json", tree | {"name": "forged"})
    assert asked(desk, badges="c9.json").code == 1


def test_what_a_wallet_presents_is_decided_over(desk: Path) -> None:
    holder = LocalSigner.generate()
    tree = json.loads((desk / "c1.json").read_text())
    del tree["proof"]
    tree["credentialSubject"]["id"] = holder.controller
    (desk / "hers.json").write_text(issue(tree, signer=A, created=datetime(2025, 2, 8, tzinfo=UTC)).text)
    holder.save(str(desk / "holder.pem"))
    presented = ("present", desk / "hers.json", "--key", desk / "holder.pem", "--created", "2025-02-09T00:00:00Z")
    assert run(*presented, "--challenge", "kJ8s", "--domain", "south", "-o", desk / "p.json").code == 0
    hers = ("--learner", holder.controller, "--presentation")
    ran = asked(desk, *hers, "--challenge", "kJ8s", "--domain", "south", badges="p.json", command="decide")
    assert (ran.code, "granted" in ran.err, "Without --challenge" in ran.err) == (0, True, False), ran.err
    other = asked(desk, *hers, "--challenge", "another", badges="p.json")
    assert (other.code, "[vp.challenge]" in other.err) == (1, True)
    assert "Without --challenge" in asked(desk, *hers, badges="p.json").err
    credential = asked(desk, *hers, badges="hers.json")
    assert (credential.code, "not taken" in credential.err) == (1, True), credential.err


def test_one_side_alone_decides_nothing(desk: Path) -> None:
    ran = asked(desk, both="b")
    assert ran.code == 65
    assert "agreement.one_sided" in ran.err
    assert A.controller in ran.err


@pytest.mark.parametrize(("achievement", "code"), [("5", 1), (None, 2)])
def test_the_exit_code_says_what_came_out(desk: Path, achievement: str | None, code: int) -> None:
    level = [f"http://data.europa.eu/snb/eqf/{achievement}"] if achievement else None
    for path in desk.glob("c*.json"):
        path.unlink()
    write(desk / "c1.json", changed(achievement={"eqfLevel": level}))
    assert asked(desk).code == code


def test_the_decision_is_signed_and_verifies(desk: Path) -> None:
    ran = asked(
        desk, "--key", desk / "b.pem", "--reference", "B-1", "--confirmed", "--capacity", "committee",
        "--appeal-until", "2025-06-10", "-o", desk / "decision.json", command="recognise",
    )  # fmt: skip
    assert ran.code == 0
    assert "Signed into" in ran.err
    verified = eccoe_vc.verify((desk / "decision.json").read_bytes(), policy=POLICY)
    assert verified.envelope.document is not None
    decision = verified.envelope.document["credentialSubject"]["decision"]
    assert (decision["decisionReference"], decision["decisionKind"]) == ("B-1", "confirmed")
    assert decision["decidedBy"]["capacity"] == "committee"
    assert decision["appeal"]["until"] == "2025-06-10"
    shown = run("inspect", desk / "decision.json", "--any-credential", "--trust", B.controller)
    assert shown.code == 0


def test_nobody_signs_for_another_party(desk: Path) -> None:
    A.save(str(desk / "a.pem"))
    ran = asked(desk, "--key", desk / "a.pem", command="recognise")
    assert ran.code == 64
    assert ran.out == b""


@pytest.mark.parametrize(
    "wrong",
    [
        ("--programme-credits", "sixty"), ("--on", "yesterday"), ("--learner", "ada"), ("--host", " "),
        ("--signatory", "nobody"), ("--identity", "x"), ("--mode", "best"),
    ],
)  # fmt: skip
def test_what_is_typed_wrongly_is_said(desk: Path, wrong: tuple[str, str]) -> None:
    ran = asked(desk, *wrong)
    assert ran.code == 64
    assert wrong[0] in ran.err


def test_a_table_that_is_none_and_a_file_that_is_not_there_are_named(desk: Path) -> None:
    (desk / "table0.json").write_text("{")
    ran = asked(desk)
    assert ran.code == 65
    assert "table0.json" in ran.err
    gone = run("decide", desk / "gone.json", "--agreement", desk / "a.json", "--agreement", desk / "b.json",
               "--learner", LEARNER.ids[0], "--host", B.controller, *MOMENT)  # fmt: skip
    assert gone.code == 65
    assert "gone.json" in gone.err


def test_standard_input_is_named_once(desk: Path) -> None:
    ran = asked(desk, "--table", "-", "--agreement", "-")
    assert ran.code == 64
    assert "only once" in ran.err


def test_what_can_be_done_about_what_is_left_to_a_person_is_said(desk: Path) -> None:
    agreements = [part for name in "ab" for part in ("--agreement", desk / f"{name}.json")]
    rest = ("--learner", LEARNER.ids[0], "--host", B.controller, "--on", "2025-02-03", *MOMENT)
    ran = run("decide", *sorted(desk.glob("c[123].json")), *agreements, *rest, "--programme", PROGRAMME.id)
    assert "-> limit.unknown" in ran.err
    assert ran.err.count("What to do about limit.unknown: Add --programme with its id and --programme-credits") == 1
    ran = run("decide", desk / "c1.json", *agreements, *rest)
    assert (ran.code, f"only for the programmes {PROGRAMME.id}" in ran.err, "Add --programme" in ran.err) == (
        2, True, True,
    )  # fmt: skip


def test_a_credit_without_a_unit_leads_to_where_it_is_written(desk: Path) -> None:
    def some(text: dict[str, Any]) -> None:
        text["rule"][0]["condition"] = {"credit": {"min": "1"}}

    for name, one in zip("ab", signed(some), strict=True):
        write(desk / f"{name}.json", one)
    tree = json.loads((desk / "c1.json").read_text())["credentialSubject"]
    tree.pop("creditReceived")
    tree["creditsEarned"] = 3
    tree["achievement"].pop("creditPoint", None)
    write(desk / "c1.json", badge(0, credentialSubject=tree))
    ran = asked(desk, badges="c1.json")
    assert "rule.unit" in ran.err
    assert "docs/how-to/put-grades-into-badges" in ran.err


def test_what_is_not_used_is_told_in_a_sentence(desk: Path) -> None:
    tree = json.loads((desk / "c1.json").read_text())["credentialSubject"] | {"id": "did:example:bob"}
    write(desk / "c1.json", badge(0, id="urn:x:another", credentialSubject=tree))
    ran = asked(desk, badges="c[12].json")
    assert "not used      urn:x:another: it is about somebody else [subject.mismatch]" in ran.err
    ran = asked(desk, "--key", desk / "b.pem", badges="c1.json", command="recognise")
    assert (ran.code, "it is about somebody else [subject.mismatch]" in ran.err, ran.out) == (1, True, b""), ran.err
    assert "Nothing was signed" in ran.err


def test_nothing_is_signed_where_all_is_left_to_a_person(desk: Path) -> None:
    agreements = [part for name in "ab" for part in ("--agreement", desk / f"{name}.json")]
    rest = ("--learner", LEARNER.ids[0], "--host", B.controller, "--on", "2025-02-03", *MOMENT)
    out = desk / "decision.json"
    signs: tuple[Any, ...] = ("recognise", desk / "c1.json", *agreements, *rest, "--key", desk / "b.pem", "-o", out)
    ran = run(*signs)
    assert (ran.code, "Nothing was signed" in ran.err, "--pending" in ran.err) == (2, True, True)
    assert not out.exists()
    assert run(*signs, "--json").record["text"] is None
    ran = run(*signs, "--pending")
    assert (ran.code, "for a person" in ran.err) == (0, True), ran.err
    assert json.loads(out.read_text())["credentialSubject"]["decision"]["outcome"] == "manualReview"


def test_who_names_no_ledger_is_told_what_nobody_asked(desk: Path) -> None:
    ran = asked(desk, "--key", desk / "b.pem", command="recognise")
    assert (ran.code, "No --ledger was named" in ran.err) == (0, True)
