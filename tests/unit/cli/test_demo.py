"""``demo``: the story ends as it must, its files work, and it tells nothing that is not so."""

from __future__ import annotations

import json
import shlex
import stat
import sys
from pathlib import Path

import pytest
from tests.command_line import Ran, process, run

from eccoe_vc import TrustedIssuers, inspect, policies, unbake
from eccoe_vc.cli import demo
from eccoe_vc.cli.pictures import badge


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("demo") / "new" / "folder"


@pytest.fixture(scope="module")
def told(folder: Path) -> Ran:
    return run("demo", "--directory", folder)


def test_the_story_is_short_and_ends_well(told: Ran) -> None:
    assert (told.code, told.out) == (0, b"")
    lines = told.err.splitlines()
    assert len(lines) < 80
    assert all(line.isprintable() for line in lines)
    assert [line.strip() for line in lines if line.strip().startswith("badge") and ": " in line] == [
        "badge.png: accepted",
        "badge.png: indeterminate",
        "badge-forged.png: rejected",
    ]


def test_each_verdict_says_why_and_where(told: Ran) -> None:
    assert "It is genuine, in force, and from an issuer whom you trust." in told.err
    assert "[trust.no_anchor at /issuer]" in told.err
    assert "[proof." in told.err
    assert " at /proof" in told.err
    assert told.err.count("What to do: ") >= 2


def test_the_files_are_there_and_every_path_in_the_story_exists(told: Ran, folder: Path) -> None:
    names = {
        "badge-unsigned.json",
        "badge.json",
        "badge.png",
        "badge-forged.png",
        "picture.png",
        "north-university.pem",
        "south-university.pem",
        "agreement.json",
        "agreement-north.json",
        "agreement-south.json",
        "badge-mapping.json",
        "decision.json",
    }
    assert {path.name for path in folder.iterdir()} == names
    for word in told.err.split():
        if word.startswith(str(folder)):
            assert Path(word).exists()
    if sys.platform != "win32":
        assert stat.S_IMODE((folder / "north-university.pem").stat().st_mode) == 0o600


def test_the_last_lines_are_commands_that_work(told: Ran) -> None:
    commands = [shlex.split(line) for line in told.err.splitlines()[-2:]]
    assert [command[:2] for command in commands] == [["eccoe-vc", "decide"], ["eccoe-vc", "inspect"]]
    ran = [run(*command[1:]) for command in commands]
    assert [one.code for one in ran] == [0, 0]
    assert ran[0].err.splitlines()[0] == "full: 3 credits count, 3 granted"


def test_one_badge_is_recognised_one_lacks_two_credits_and_one_is_not_taken(told: Ran) -> None:
    lines = [line.strip() for line in told.err.splitlines()]
    assert "with one signature it is offered, with both it is inForce" in lines
    assert any(line.startswith("granted (full) soil:") for line in lines)
    assert "near          field: 2 more credits are needed." in lines
    assert any(line.startswith("not taken") and "[proof.signature]" in line for line in lines)
    assert "decision.json: accepted" in lines


def test_the_decision_is_a_credential_of_south_university(told: Ran, folder: Path) -> None:
    document = json.loads((folder / "decision.json").read_bytes())
    report = inspect(document, policy=policies.credential(trust=TrustedIssuers({document["issuer"]})))
    assert report.verdict == "accepted"
    [grant] = document["credentialSubject"]["decision"]["grant"]
    assert grant["target"][0]["course"] == "https://south.example/courses/SOIL101"


def test_the_forged_picture_differs_in_the_credits_alone(told: Ran, folder: Path) -> None:
    genuine, forged = (unbake((folder / name).read_bytes()).document for name in ("badge.png", "badge-forged.png"))
    assert genuine is not None
    assert forged is not None
    assert genuine["credentialSubject"]["achievement"].pop("creditsAvailable") == 3
    assert forged["credentialSubject"]["achievement"].pop("creditsAvailable") == 30
    assert genuine == forged
    assert (folder / "badge.json").read_bytes() == unbake((folder / "badge.png").read_bytes()).text.encode()
    assert (folder / "picture.png").read_bytes() == badge()


def test_the_library_says_the_same_about_the_files(told: Ran, folder: Path) -> None:
    assert told.code == 0
    issuer = json.loads((folder / "badge.json").read_bytes())["issuer"]["id"]
    policy = policies.open_badge(trust=TrustedIssuers({issuer}))
    assert inspect((folder / "badge.png").read_bytes(), policy=policy).verdict == "accepted"
    report = inspect((folder / "badge-forged.png").read_bytes(), policy=policy)
    assert {check.name.partition("[")[0] for check in report.problems()} == {"proof"}


def test_a_second_run_in_the_same_folder_overwrites_nothing(told: Ran, folder: Path) -> None:
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    ran = run("demo", "--directory", folder)
    assert (told.code, ran.code) == (0, 73)
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == before


def test_json_holds_the_three_reports(tmp_path: Path) -> None:
    found = run("demo", "--directory", tmp_path, "--json").record
    assert found["directory"] == str(tmp_path)
    assert [one["verdict"] for one in found["inspections"]] == ["accepted", "indeterminate", "rejected"]
    assert all(one["checks"] and one["verdict"] == one["expected"] for one in found["inspections"])
    assert found["issuer"].startswith("did:key:z6Mk")


def test_without_a_folder_a_new_one_is_made(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    first, second = (run("demo", "--json").record["directory"] for _ in range(2))
    assert first != second
    assert Path(first).parent == Path(second).parent == tmp_path


def test_a_folder_that_cannot_be_made(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    ran = run("demo", "--directory", tmp_path / "file")
    assert ran.code == 73
    assert "[cli.cannot_create]" in ran.err


def test_a_story_that_ends_otherwise_is_not_0(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(demo, "_FORGED_CREDITS", 3)
    assert run("demo", "--directory", tmp_path).code == 70


def test_a_process_of_its_own(tmp_path: Path) -> None:
    assert process("demo", "--directory", tmp_path).code == 0
