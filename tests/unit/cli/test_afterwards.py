"""``recheck`` and ``transcript``: what became of decisions, in words, as data, by exit code, and as a new record."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from tests.command_line import Ran, run
from tests.unit.agreements.test_counterparts import POLICY, A, B
from tests.unit.agreements.test_deciding import BOTH, LEARNER, PROGRAMME
from tests.unit.agreements.test_rechecking import DECISION, EVIDENCE, RECORD
from tests.unit.agreements.test_transcripts import FIRST, SECOND
from tests.unit.cli.test_decide import write

import eccoe_vc
from eccoe_vc.agreements.digests import of_json

BODY = ("--body", B.controller)
THEN, NOW = ("--at", "2025-06-01T00:00:00Z"), ("--at", "2026-06-01T00:00:00Z")


@pytest.fixture
def desk(tmp_path: Path) -> Path:
    """A decision, the credentials behind it, the counterparts, the key of the body."""
    write(tmp_path / "decision.json", DECISION)
    for number, one in enumerate(EVIDENCE, 1):
        write(tmp_path / f"c{number}.json", one)
    for name, both in zip("ab", BOTH, strict=True):
        write(tmp_path / f"{name}.json", both)
    write(tmp_path / "first.json", FIRST)
    write(tmp_path / "second.json", SECOND)
    B.save(str(tmp_path / "b.pem"))
    return tmp_path


def rechecked(desk: Path, *more: object, trust: tuple[object, ...] = ("--trust", A.controller)) -> Ran:
    return run("recheck", desk / "decision.json", *sorted(desk.glob("c*.json")), *BODY, *trust, *more)


def test_what_stands_and_what_fails_is_told_with_its_code(desk: Path) -> None:
    stands = rechecked(desk, *THEN)
    assert (stands.code, stands.out) == (0, b"")
    assert stands.err.startswith("stands: ")
    fails = rechecked(desk, *NOW)
    assert fails.code == 1
    assert "credentials/c3 [time.expired]" in fails.err
    assert "rests on it   g2" in fails.err
    record = rechecked(desk, *NOW, "--json").record
    assert (record["decision"], record["verdict"], record["fallen"]) == (RECORD["id"], "fails", ["g2"])
    assert sorted(one["verdict"] for one in record["credentials"]) == ["fails", "stands", "stands"]


def test_the_parties_of_the_agreements_are_trusted(desk: Path) -> None:
    both = [part for name in "ab" for part in ("--agreement", desk / f"{name}.json")]
    assert rechecked(desk, *THEN, trust=tuple(both)).code == 0
    assert rechecked(desk, *THEN, trust=()).code == 64
    assert rechecked(desk, *THEN, trust=tuple(both[:2])).code == 64  # one side alone binds nobody


def test_a_credential_that_is_missing_is_unknown_and_never_fails(desk: Path) -> None:
    (desk / "c3.json").unlink()
    ran = rechecked(desk, *NOW)
    assert (ran.code, ran.err.startswith("unknown: ")) == (2, True)
    assert "decision.not_repeatable" in ran.err


def test_a_new_record_is_signed_where_something_fails(desk: Path) -> None:
    signs = ("--key", desk / "b.pem", "--reference", "B-2", "-o", desk / "new.json")
    nothing = rechecked(desk, *THEN, *signs)
    assert (nothing.code, "nothing was signed" in nothing.err, (desk / "new.json").exists()) == (0, True, False)
    assert rechecked(desk, *NOW, *signs).code == 1
    document = eccoe_vc.verify((desk / "new.json").read_bytes(), policy=POLICY).envelope.document or {}
    made = document["credentialSubject"]["decision"]
    assert (made["decisionReference"], made["total"]["applied"]["value"]) == ("B-2", "3")
    assert made["supersedes"] == {"id": RECORD["id"], "digest": of_json(RECORD)}
    sheet = run("transcript", desk / "decision.json", desk / "new.json", *BODY, "--json").record["transcript"]
    assert (sheet["replaced"], [line["decisionReference"] for line in sheet["line"]]) == (["B-1"], ["B-2"])


def test_only_the_body_that_decided_signs_and_a_number_goes_with_a_key(desk: Path) -> None:
    A.save(str(desk / "a.pem"))
    ran = rechecked(desk, *NOW, "--key", desk / "a.pem", "--reference", "B-2")
    assert (ran.code, ran.out) == (64, b"")
    assert rechecked(desk, *NOW, "--key", desk / "b.pem").code == 64
    assert rechecked(desk, *NOW, "--reference", "B-2").code == 64


def test_a_decision_that_does_not_verify_is_not_checked_again(desk: Path) -> None:
    tree = json.loads((desk / "decision.json").read_text())
    tree["credentialSubject"]["decision"]["outcome"] = "full"
    write(desk / "decision.json", tree)
    ran = rechecked(desk, *THEN)
    assert (ran.code, "decision.json is rejected" in ran.err) == (1, True)
    assert rechecked(desk, *THEN, "--json").record["files"][0]["code"] == "proof.signature"


@pytest.mark.parametrize("junk", [b"", b"{", b"\xff\xfe", b"[]", b"\x89PNG\r\n\x1a\n", b"text"])
def test_a_file_that_is_no_credential_is_named(desk: Path, junk: bytes) -> None:
    (desk / "c9.json").write_bytes(junk)
    ran = rechecked(desk, *THEN)
    assert (ran.code, ran.out) == (65, b"")
    assert "c9.json" in ran.err
    sheet = run("transcript", desk / "first.json", desk / "c9.json", *BODY, *NOW)
    assert sheet.code in (1, 65)
    assert "c9.json" in sheet.err


def test_a_transcript_over_many_decisions(desk: Path) -> None:
    ran = run("transcript", desk / "second.json", desk / "first.json", *BODY, *NOW)
    assert (ran.code, ran.out) == (0, b"")
    lines = ran.err.splitlines()
    assert lines[0].startswith("Transcript of recognition: ")
    assert [line.split()[1] for line in lines[1:3]] == ["B-1:", "B-2:"]
    record = run("transcript", desk / "first.json", desk / "second.json", *BODY, *NOW, "--json").record
    assert [line["decisionReference"] for line in record["transcript"]["line"]] == ["B-1", "B-2"]
    assert [row["verdict"] for row in record["files"]] == ["accepted", "accepted"]


def test_a_decision_that_is_not_taken_is_told_and_counts_for_the_exit_code(desk: Path) -> None:
    ran = run("transcript", desk / "first.json", desk / "c1.json", *BODY, *NOW)
    assert ran.code == 2  # nobody said that the issuer of the badge is trusted
    assert "c1.json is indeterminate" in ran.err
    assert "B-1" in ran.err
    nothing = run("transcript", desk / "c1.json", *BODY, *NOW, "--json")
    assert (nothing.code, nothing.record["transcript"]) == (2, None)
    badge = run("transcript", desk / "c1.json", "--body", A.controller, *NOW)
    assert (badge.code, "rule.syntax" in badge.err) == (65, True)


def test_what_fell_is_entered_in_the_ledger_and_its_awards_are_free_again(desk: Path) -> None:
    (desk / "secret").write_text("a secret of the tests, long enough.\n")
    book = (desk / "ledger.db", *BODY, "--secret-file", desk / "secret")
    kept = ("--ledger", desk / "ledger.db", "--secret-file", desk / "secret", "--key", desk / "b.pem")
    assert run("ledger", "new", *book).code == 0
    files = [desk / f"c{number}.json" for number in (1, 2, 3)]
    both = [part for name in "ab" for part in ("--agreement", desk / f"{name}.json")]
    asked = (*files, *both, "--learner", LEARNER.ids[0], "--host", B.controller, "--on", "2025-02-03",
             "--programme", PROGRAMME.id, "--programme-credits", "60", *THEN)  # fmt: skip
    assert run("recognise", *asked, *kept, "--reference", "B-7", "-o", desk / "taken.json").code == 0
    signs = ("--key", desk / "b.pem", "--reference", "B-8", "-o", desk / "new.json")
    trust = ("--trust", A.controller)
    again = run("recheck", desk / "taken.json", *files, *BODY, *trust, *signs, "--json")
    assert (again.code, again.record["verdict"]) == (1, "fails")

    entering = ("ledger", "withdraw", *book, "--record", desk / "new.json")
    assert run(*entering, "--code", "no.such_code").code == 64
    assert run(*entering[:-1], desk / "taken.json", "--code", "time.expired").code == 65  # it replaces nothing
    assert run(*entering[:-1], desk / "c1.json", "--code", "time.expired").code == 2  # nobody of us issued it
    done = run(*entering, "--code", "time.expired", "--json")
    assert (done.code, done.record["decision"]) == (0, again.record["decision"])
    shown = run("ledger", "show", *book, "--learner", LEARNER.ids[0])
    assert "Nothing was recognised for this learner." in shown.err
    assert run("ledger", "check", *book).code == 0
    assert run(*entering, "--code", "time.expired").code == 0  # the same once more changes nothing


def test_a_badge_in_the_place_of_a_decision_is_told_without_an_option_that_is_not_there(desk: Path) -> None:
    ran = run("transcript", desk / "c1.json", *BODY, *NOW)
    assert (ran.code, "--body who signed it" in ran.err, "--trust" in ran.err) == (2, True, False), ran.err


def test_a_text_in_the_place_of_a_counterpart_is_told_to_be_signed(tmp_path: Path) -> None:
    run("agreement", "new", "-o", tmp_path / "draft.yaml")
    assert "agreement sign" in run("agreement", "state", tmp_path / "draft.yaml").err
