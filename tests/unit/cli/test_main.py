"""The program as a whole: usage, exit codes, and that no traceback reaches anybody."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from importlib.metadata import entry_points, version
from pathlib import Path
from typing import Any

import pytest
from tests.command_line import TRUST, process, run

from eccoe_vc import cli
from eccoe_vc.cli import check, exits
from eccoe_vc.errors import (
    AlreadyBakedError,
    CarrierError,
    ContextIntegrityError,
    EccoeError,
    GuardUnavailableError,
    InputTypeError,
    IssueError,
    KeyLoadError,
    PathError,
    RefusedError,
    StoreError,
)
from eccoe_vc.report import Check, Outcome, Report


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ([], "COMMAND"),
        (["veryfy"], "veryfy"),
        (["verify"], "FILE"),
        (["verify", "a.json"], "--trust"),
        (["inspect", "a.json", "--nonsense"], "--nonsense"),
        (["inspect", "a.json", "--trust", "urn:a", "--proof-only"], "not allowed with"),
        (["verify", "a.json", "--trsut", "urn:a"], "There is no option --trsut; did you mean --trust? ["),
        (["issue", "a.json", "--kee", "k.pem"], "There is no option --kee; did you mean --key? ["),
        (["inspect", "a.json", "--trust", "z6MkfoobarA"], "is no DID"),
        (["inspect", "a.json", "--trust", "did:web:north.example "], "is no DID"),
        (["inspect", "a.json", "--at", "yesterday"], "2026-01-31T09:00:00Z"),
        (["inspect", "a.json", "--at", "2026-01-31T09:00:00"], "2026-01-31T09:00:00Z"),
        (["inspect", "a.json", "--context", "https://example.org/c"], "URL=FILE"),
        (["inspect", "a.json", "--pin", "=key.pem"], "ISSUER=KEYFILE"),
        (["inspect", "a.json", "--unsafe-any-issuer", " "], "empty"),
        (["inspect", "a.json", "--trust", ""], "empty"),
        (["inspect", "-", "-"], "only once"),
        (
            ["inspect", "a.json", "--context", "https://example.org/c=-", "--document", "https://example.org/d=-"],
            "once",
        ),
        (["inspect", "a.json", "--tru", "x"], "--tru"),
        (["keygen"], "--out"),
        (["keygen", "--alg", "RSA-512", "--out", "k"], "RSA-512"),
        (["issue", "a.json"], "--key"),
        (["issue", "a.json", "--key", "k", "--suite", "rot13"], "rot13"),
        (["bake", "a.json", "b.png"], "--out"),
        (["bake", "-", "-", "-o", "x"], "only once"),
        (["bake", "a.json", "b.png", "-o", "-", "--json"], "a file or a pipe"),
        (["unbake"], "IMAGE"),
        (["inspect", "a.json", "\x1b[2J\u202e\n"], ""),
    ],
)
def test_a_wrong_command_line_is_told_and_exits_with_64(arguments: list[str], said: str, tmp_path: Path) -> None:
    ran = run(*arguments)
    if not said:  # a strange file name is no mistake of usage
        assert ran.code == exits.UNREADABLE
    else:
        assert ran.code == exits.USAGE
        assert said in ran.err
        assert "[cli.usage]" in ran.err
        assert "What to do: " in ran.err
    assert ran.out == b"" or "--json" in arguments
    assert all(line.isprintable() for line in ran.err.split("\n"))


def test_usage_as_json() -> None:
    ran = run("inspect", "--json")
    assert ran.record["error"]["code"] == "cli.usage"
    assert set(ran.record["error"]) == {"code", "pointer", "message", "hint"}


@pytest.mark.parametrize("arguments", [["--help"], ["-h"], ["inspect", "--help"], ["keygen", "-h"]])
def test_help_goes_to_stdout_and_is_no_error(arguments: list[str]) -> None:
    ran = run(*arguments)
    assert ran.code == 0
    assert ran.out.startswith(b"usage: eccoe-vc")
    assert ran.err == ""


def test_version() -> None:
    ran = run("--version")
    assert (ran.code, ran.out) == (0, f"eccoe-vc {version('eccoe-vc')}\n".encode())


def test_the_installed_script_runs_main() -> None:
    (script,) = entry_points(group="console_scripts", name="eccoe-vc")
    assert script.load() is cli.main


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (InputTypeError("input.type", "No."), 64),
        (RefusedError("json.syntax", "No."), 65),
        (CarrierError("image.format", "No."), 65),
        (KeyLoadError("key.load", "No."), 65),
        (ContextIntegrityError("ctx.integrity", "No."), 65),
        (AlreadyBakedError("image.already_baked", "No."), 1),
        (CarrierError("image.unsafe_svg", "No."), 1),
        (IssueError("key.controller", "No."), 1),
        (PathError("path.unsafe", "No."), 73),
        (StoreError("store.io", "No."), 74),
        (GuardUnavailableError("guard.unavailable", "No."), 70),
        (exits.CommandError("cli.unreadable", "No."), 65),
        (exits.CommandError("cli.exists", "No."), 73),
        (exits.CommandError("cli.cannot_create", "No."), 73),
        (exits.CommandError("cli.write_failed", "No."), 74),
    ],
    ids=lambda value: value.code if isinstance(value, EccoeError) else str(value),
)
def test_every_error_has_its_exit_code_and_is_told(
    monkeypatch: pytest.MonkeyPatch, error: EccoeError, code: int
) -> None:
    def fail(*_: Any) -> int:
        raise error

    monkeypatch.setattr(check, "inspect", fail)
    ran = run("inspect", "a.json")
    assert ran.code == code
    assert f"[{error.code}]" in ran.err


@pytest.mark.parametrize("error", [ValueError("secret\x1b[2J"), MemoryError(), RecursionError(), KeyError("x")])
def test_a_mistake_of_the_program_is_one_sentence_without_content(
    monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    def fail(*_: Any) -> int:
        raise error

    monkeypatch.setattr(check, "inspect", fail)
    ran = run("inspect", "a.json")
    assert ran.code == exits.UNEXPECTED
    assert f"The program made a mistake ({type(error).__name__}, line " in ran.err
    assert "of test_main.py" in ran.err
    assert "secret" not in ran.err
    assert "Traceback" not in ran.err


def test_ctrl_c_exits_with_130_and_no_words(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: Any) -> int:
        raise KeyboardInterrupt

    monkeypatch.setattr(check, "inspect", fail)
    ran = run("inspect", "a.json")
    assert (ran.code, ran.out, ran.err) == (130, b"", "")


# A parent in the background of a shell ignores SIGINT, and its children with it: the child listens again.
CHILD = """
import signal, sys
from eccoe_vc.cli import main
signal.signal(signal.SIGINT, signal.default_int_handler)
print("up", flush=True)
sys.exit(main())
"""


@pytest.mark.skipif(not hasattr(signal, "SIGINT") or sys.platform == "win32", reason="signals of POSIX")
def test_ctrl_c_while_waiting_for_input() -> None:
    child = subprocess.Popen(
        [sys.executable, "-c", CHILD, "inspect", "-"],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    )  # fmt: skip
    assert child.stdout is not None
    assert child.stdout.readline() == b"up\n"
    for _ in range(50):  # it is not known when the child begins to wait
        time.sleep(0.1)
        child.send_signal(signal.SIGINT)
        if child.poll() is not None:
            break
    _, err = child.communicate(timeout=20)
    assert child.returncode == 130
    assert b"Traceback" not in err


@pytest.mark.skipif(sys.platform == "win32", reason="pipes of POSIX")
@pytest.mark.parametrize("stream", ["stdout", "stderr"])
def test_a_reader_that_went_away_is_no_traceback(badge_json: Path, stream: str) -> None:
    reading, writing = os.pipe()
    os.close(reading)
    options = ["--json"] if stream == "stdout" else []
    try:
        out, err = (writing if stream == name else subprocess.PIPE for name in ("stdout", "stderr"))
        ran = process("inspect", badge_json, *TRUST, *options, stdout=out, stderr=err)
    finally:
        os.close(writing)
    assert ran.code == exits.BROKEN_PIPE
    assert ran.out == b""
    assert ran.err == ""


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="the platform has no full device")
def test_a_full_disk_behind_stdout_is_told(badge_json: Path) -> None:
    with open("/dev/full", "wb") as full:
        ran = process("inspect", badge_json, *TRUST, "--json", stdout=full)
    assert ran.code == exits.WRITE_FAILED
    assert "[cli.write_failed]" in ran.err
    assert "Traceback" not in ran.err
    assert "Exception ignored" not in ran.err


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="the platform has no full device")
def test_a_full_disk_behind_stderr_is_no_verdict(badge_json: Path) -> None:
    with open("/dev/full", "wb") as full:
        ran = process("inspect", badge_json, *TRUST, stderr=full)
    assert ran.code == exits.WRITE_FAILED


@pytest.mark.parametrize("closed", ["<&-", ">&-", "2>&-", "<&- >&- 2>&-"])
@pytest.mark.skipif(sys.platform == "win32", reason="a shell of POSIX")
def test_closed_streams_change_no_verdict(badge_json: Path, closed: str) -> None:
    command = f'"$0" -c "import sys; from eccoe_vc.cli import main; sys.exit(main())" "$@" {closed}'
    done = subprocess.run(
        ["sh", "-c", command, sys.executable, "verify", str(badge_json), *TRUST], capture_output=True, check=False
    )
    assert done.returncode == 0
    assert b"Traceback" not in done.stderr


def test_a_file_name_that_is_not_utf_8(badge_json: Path) -> None:
    strange = os.fsencode(badge_json.parent) + b"/b\xff.json"
    try:
        badge_json.rename(os.fsdecode(strange))
    except OSError:
        pytest.skip("the file system takes UTF-8 only")
    ran = run("verify", os.fsdecode(strange), *TRUST, "--json")
    assert ran.code == 0
    assert ran.out.isascii()
    assert run("verify", os.fsdecode(strange), *TRUST).err.count("\\udcff") == 1


def finished(name: str, outcome: Outcome) -> Report:
    return Report((Check("proof", Outcome.PASSED), Check(name, outcome, "json.syntax")))


def test_the_exit_code_of_a_report() -> None:
    assert exits.of_report(finished("text", Outcome.PASSED)) == 0
    assert exits.of_report(finished("text", Outcome.FAILED)) == 1
    assert exits.of_report(finished("text", Outcome.INDETERMINATE)) == 2
    assert exits.of_report(finished("carrier", Outcome.FAILED)) == 65
    assert exits.of_report(finished("json", Outcome.FAILED)) == 65
    assert exits.of_report(finished("carrier", Outcome.INDETERMINATE)) == 2


def test_the_worst_exit_code_counts() -> None:
    assert exits.worst([0]) == 0
    assert exits.worst([0, 2]) == 2
    assert exits.worst([2, 1, 0]) == 1
    assert exits.worst([1, 65, 2]) == 65
    assert exits.worst([]) == 2


def test_the_package_can_be_run_as_a_module() -> None:
    ran = subprocess.run([sys.executable, "-m", "eccoe_vc", "--version"], capture_output=True, text=True, check=False)
    assert (ran.returncode, ran.stdout.split()[0]) == (0, "eccoe-vc")
