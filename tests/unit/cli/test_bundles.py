"""``bundle`` keeps, and ``--bundle`` looks into what was kept: with the digest, and with nothing less by default."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from tests.attacks import bases
from tests.command_line import TRUST, run


@pytest.fixture
def record(tmp_path: Path) -> tuple[Path, str]:
    """A bundle of a badge with a status list, and its digest."""
    (tmp_path / "badge.json").write_text(bases.text(bases.di_status()))
    (tmp_path / "list.json").write_text(bases.text(bases.listing()))
    known = ("--document", f"{bases.STATUS_URL}={tmp_path / 'list.json'}")
    ran = run("bundle", tmp_path / "badge.json", "-o", tmp_path / "record.zip", "--json", *known, *TRUST)
    assert ran.code == 0, ran.err
    assert ran.record["documents"] == [{"url": bases.STATUS_URL, "purpose": "status list"}]
    return tmp_path / "record.zip", ran.record["digest"]


def trusting(*more: str) -> tuple[str, ...]:
    return ("--trust", bases.ISSUER, *more)


def test_it_verifies_for_the_moment_for_which_it_was_kept(record: tuple[Path, str]) -> None:
    path, digest = record
    ran = run("verify", path, "--bundle", digest, *trusting())
    assert (ran.code, ran.err.splitlines()[0].rpartition(": ")[2][:8]) == (0, "accepted")
    assert ran.err.splitlines()[-1] == "  Judged for 2026-06-01T12:00:00Z, not for now."
    shown = run("inspect", path, "--bundle", digest, *trusting("--verbose"))
    assert "judged for 2026-06-01T12:00:00Z" in shown.err


def test_of_today_the_old_list_says_nothing(record: tuple[Path, str]) -> None:
    path, digest = record
    ran = run("verify", path, "--bundle", digest, *trusting("--at", "2033-01-01T00:00:00Z"))
    assert ran.code != 0
    assert "status.stale" in ran.err


def test_it_says_why_what_is_kept_is_not_accepted(tmp_path: Path, forged_json: Path) -> None:
    ran = run("bundle", forged_json, "-o", tmp_path / "forged.zip", *TRUST)
    assert (ran.code, "[proof.signature]" in ran.err, "What to do: Ask the learner" in ran.err) == (1, True, True)
    (tmp_path / "badge.json").write_text(bases.text(bases.di_status()))
    ran = run("bundle", tmp_path / "badge.json", "-o", tmp_path / "open.zip", *TRUST)
    assert (ran.code, "[status.not_checked]" in ran.err, "Add --online" in ran.err) == (2, True, True), ran.err


def test_another_digest_and_none_are_refused(record: tuple[Path, str]) -> None:
    path, digest = record
    other = run("verify", path, "--bundle", digest[:-1] + ("A" if digest[-1] != "A" else "B"), *trusting())
    assert (other.code, "[bundle.digest" in other.err) == (65, True)
    none = run("verify", path, *TRUST)
    assert none.code == 65
    assert "--bundle" in none.err
    loud = run("verify", path, "--unsafe-any-bundle", "I wrote it myself", *trusting())
    assert loud.code == 0


def test_what_is_no_bundle_is_told_for_each_file(record: tuple[Path, str], badge_json: Path) -> None:
    path, digest = record
    ran = run("verify", badge_json, path, "--bundle", digest, "--json", *trusting())
    assert ran.code == 65
    assert ["error" in row for row in ran.records] == [True, False]
    assert ran.records[0]["error"]["code"] == "bundle.format"


def test_a_refusal_is_kept_and_said(tmp_path: Path, forged_json: Path) -> None:
    ran = run("bundle", forged_json, "-o", tmp_path / "record.zip", *TRUST)
    assert ran.code == 1
    assert "rejected" in ran.err
    assert (tmp_path / "record.zip").read_bytes()[:2] == b"PK"


def test_the_digest_stands_in_a_sentence(record: tuple[Path, str], tmp_path: Path, badge_json: Path) -> None:
    ran = run("bundle", badge_json, "-o", tmp_path / "two.zip", *TRUST)
    assert "Note the digest in your record" in ran.err
    assert json.dumps(ran.err).count("uEi") == 1
