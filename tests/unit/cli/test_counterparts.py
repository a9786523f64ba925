"""``agreement notice`` and ``supersede``: how an agreement ends or is replaced, from the text to its state."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from tests.command_line import Ran, run
from tests.unit.agreements.test_counterparts import POLICY, A, B, agreement
from tests.unit.agreements.test_deciding import BOTH
from tests.unit.cli.test_decide import write

import eccoe_vc
from eccoe_vc.agreements import read_text
from eccoe_vc.agreements.digests import of_json

REASON = ("--reason", "en=The programme = a pilot, and ends.")
GIVEN = ("--given", "2025-03-01", "--created", "2025-03-01T09:00:00Z")
LATER = ("--at", "2025-03-02T00:00:00Z")


@pytest.fixture
def desk(tmp_path: Path) -> Path:
    """The text, both counterparts and both keys."""
    write(tmp_path / "agreement.json", agreement())
    for name, given, signer in (("a", BOTH[0], A), ("b", BOTH[1], B)):
        write(tmp_path / f"{name}.json", given)
        signer.save(str(tmp_path / f"{name}.pem"))
    return tmp_path


def noticed(desk: Path, *more: object, text: str = "agreement.json") -> Ran:
    return run("agreement", "notice", desk / text, *REASON, *GIVEN, *more)


def state(desk: Path, *files: str, on: str) -> Ran:
    return run("agreement", "state", *(desk / name for name in files), "--on", on, *LATER)


def test_a_notice_is_signed_and_the_state_says_when_it_takes_effect(desk: Path) -> None:
    ran = noticed(desk, "--key", desk / "b.pem", "-o", desk / "notice.json", "--ground", "Clause 9", "--json")
    assert ran.code == 0
    assert (ran.record["effectiveFrom"], ran.record["earliestAlone"]) == ("2025-09-01", "2025-09-01")
    document = eccoe_vc.verify((desk / "notice.json").read_bytes(), policy=POLICY).envelope.document
    assert document is not None
    terms = document["credentialSubject"]["notice"]
    assert (terms["reason"], terms["ground"]) == ({"en": "The programme = a pilot, and ends."}, "Clause 9")
    assert terms["agreementDigest"] == of_json(agreement())

    before = state(desk, "a.json", "b.json", "notice.json", on="2025-08-31")
    assert before.code == 0
    assert "ended by notice: without effect from 2025-09-01 on" in before.err
    assert state(desk, "a.json", "b.json", on="2025-08-31").err.count("without effect") == 0
    after = state(desk, "a.json", "b.json", "notice.json", on="2025-09-01")
    assert (after.code, "terminated" in after.err) == (1, True)


def test_a_notice_that_is_too_short_for_one_party_says_so_and_holds_only_where_all_give_it(desk: Path) -> None:
    for name in "ab":
        ran = noticed(desk, "--key", desk / f"{name}.pem", "--effective", "2025-04-01", "-o", desk / f"n{name}.json",
                      text=f"{name}.json")  # fmt: skip
        assert ran.code == 0
        assert "only if every party gives one with effect from 2025-04-01" in ran.err
    alone = state(desk, "a.json", "b.json", "na.json", on="2025-04-01")
    assert (alone.code, "agreement.notice_ignored" in alone.err) == (0, True)
    assert state(desk, "a.json", "b.json", "na.json", "nb.json", on="2025-04-01").code == 1


def test_a_draft_is_signed_by_somebody_else(desk: Path) -> None:
    ran = noticed(desk, "--draft", B.controller, "-o", desk / "draft.json")
    assert ran.code == 0
    assert "binds nobody" in ran.err
    assert "proof" not in json.loads((desk / "draft.json").read_bytes())
    signed = run("issue", desk / "draft.json", "--key", desk / "b.pem", "-o", desk / "notice.json", *GIVEN[2:])
    assert signed.code == 0
    after = state(desk, "a.json", "b.json", "notice.json", on="2025-09-01")
    assert (after.code, "terminated" in after.err) == (1, True)


def test_a_notice_needs_a_party_a_key_or_a_draft_and_a_reason(desk: Path) -> None:
    assert noticed(desk).code == 64
    assert noticed(desk, "--key", desk / "a.pem", "--draft", A.controller).code == 64
    assert run("agreement", "notice", desk / "agreement.json", "--draft", A.controller).code == 64
    for wrong in ("The end.", "=The end.", "en="):
        assert noticed(desk, "--draft", A.controller, "--reason", wrong).code == 64
    stranger = noticed(desk, "--draft", "did:web:stranger.example")
    assert (stranger.code, "agreement.authority" in stranger.err, stranger.out) == (65, True, b"")
    nobody = noticed(desk, "--draft", A.controller, "--reason", "no language=x")
    assert (nobody.code, "/notice/reason" in nobody.err) == (65, True)


def test_a_new_version_names_what_it_replaces_and_replaces_it_once_all_have_signed(desk: Path) -> None:
    newer = desk / "newer.yaml"
    ran = run("agreement", "supersede", desk / "a.json", "--starts", "2025-06-01", "-o", newer)
    assert (ran.code, ran.out) == (0, b"")
    made = read_text(newer.read_bytes())
    assert made.supersedes is not None
    assert made.supersedes.agreement_digest == of_json(agreement())
    assert (made.supersedes.version, made.period.start_date) == (agreement()["version"], "2025-06-01")
    assert run("agreement", "diff", desk / "agreement.json", newer).err.count("does not name this one") == 0
    for name in "ab":
        signed = run("agreement", "sign", newer, "--key", desk / f"{name}.pem", "-o", desk / f"new-{name}.json",
                     "--created", "2025-03-01T09:00:00Z")  # fmt: skip
        assert signed.code == 0
    files = ("a.json", "b.json", "new-a.json", "new-b.json")
    before = state(desk, *files, on="2025-05-31")
    assert "replaced by a later version: without effect from 2025-06-01 on" in before.err
    rows = run("agreement", "state", *(desk / name for name in files), "--on", "2025-06-01", *LATER, "--json").records
    assert [(row["version"], row["state"]) for row in rows] == [(made.version, "inForce"),
                                                                (agreement()["version"], "superseded")]  # fmt: skip
    assert [row["supersededFrom"] for row in rows] == [None, "2025-06-01"]


@pytest.mark.parametrize(("old", "new"), [("1", "2"), ("1.0", "1.1"), ("1.9", "1.10"), ("1.4.2", "1.5.0")])
def test_the_next_version_is_the_next_one_of_its_form(desk: Path, old: str, new: str) -> None:
    write(desk / "old.json", agreement() | {"version": old})
    record = run("agreement", "supersede", desk / "old.json", "--form", "json", "--json").record
    assert record["version"] == new
    assert json.loads(record["text"])["version"] == new


def test_a_text_that_was_written_already_becomes_the_next_version(desk: Path) -> None:
    write(desk / "new.json", agreement() | {"version": "7.1", "title": {"en": "Another"}})
    ran = run("agreement", "supersede", desk / "a.json", desk / "new.json")
    made = read_text(ran.out)
    assert (made.version, made.title, made.supersedes is not None) == ("7.1", {"en": "Another"}, True)
    assert "nothing is left of that" in ran.err  # both begin on the same day


@pytest.mark.parametrize(
    ("change", "more", "place"),
    [
        ({"id": "urn:uuid:00000000-0000-4000-8000-00000000000f"}, (), "agreement.chain at /id"),
        ({}, ("--version", "0.1"), "agreement.chain at /supersedes/version"),
        ({}, ("--version", "next"), "rule.syntax at /version"),
        ({}, ("--starts", "2099-01-01"), "/period"),
    ],
)  # fmt: skip
def test_what_cannot_be_the_next_version_is_refused(
    desk: Path, change: dict[str, str], more: tuple[str, ...], place: str
) -> None:
    write(desk / "new.json", agreement() | change)
    ran = run("agreement", "supersede", desk / "a.json", desk / "new.json", *more)
    assert (ran.code, ran.out) == (65, b"")
    assert place in ran.err


def test_standard_input_is_named_once(desk: Path) -> None:
    assert run("agreement", "supersede", "-", "-").code == 64
