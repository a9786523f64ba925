"""Reading within a bound; writing without overwriting, following a link or leaving half a file."""

from __future__ import annotations

import errno
import os
import sys
from pathlib import Path
from typing import Any

import pytest
from tests.command_line import run

from eccoe_vc.cli import files
from eccoe_vc.cli.exits import CommandError, of_error
from eccoe_vc.errors import EccoeError, PathError


def refusal(call: Any, *arguments: Any, **options: Any) -> tuple[str, int, str]:
    with pytest.raises(EccoeError) as caught:
        call(*arguments, **options)
    assert isinstance(caught.value, CommandError | PathError)
    assert caught.value.hint
    assert len(caught.value.message) <= 300
    return caught.value.code, of_error(caught.value), caught.value.message


def test_a_file_is_read_whole_and_one_byte_beyond_the_limit_at_most(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"x" * 100)
    assert files.read(str(tmp_path / "a"), 100) == b"x" * 100
    assert files.read(str(tmp_path / "a"), 10) == b"x" * 11


@pytest.mark.skipif(not os.path.exists("/dev/zero"), reason="the platform has no endless file")
def test_an_endless_file_is_read_within_the_bound() -> None:
    assert len(files.read("/dev/zero", 1000)) == 1001


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("missing.json", "there is no such file"),
        (".", "it is a folder"),
        ("a\0b", "the name is no name of a file"),
        ("x" * 5000, "file name too long"),
        ("missing\x1b[2J\u202e\n.json", r"missing\x1b[2J\u202e\x0a.json"),
    ],
)
def test_a_file_that_cannot_be_read_is_named_with_the_reason(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, reason: str
) -> None:
    monkeypatch.chdir(tmp_path)
    code, exit_code, message = refusal(files.read, name, 10)
    assert (code, exit_code) == ("cli.unreadable", 65)
    assert reason in message
    assert message.isprintable()


def test_a_file_without_permission_is_not_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: Any) -> Any:
        raise PermissionError(errno.EACCES, "Permission denied")  # root may read everything, so the system is played

    monkeypatch.setattr("builtins.open", refuse)
    assert "you may not read it" in refusal(files.read, "secret.json", 10)[2]


def test_standard_input_that_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", None)
    assert refusal(files.read, "-", 10)[:2] == ("cli.unreadable", 65)


def test_a_new_file_is_written(tmp_path: Path) -> None:
    files.write(str(tmp_path / "a"), b"data")
    assert (tmp_path / "a").read_bytes() == b"data"


def test_a_file_that_exists_is_left_as_it_is(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"old")
    assert refusal(files.write, str(tmp_path / "a"), b"new")[:2] == ("cli.exists", 73)
    assert (tmp_path / "a").read_bytes() == b"old"
    assert [path.name for path in tmp_path.iterdir()] == ["a"]


def test_a_file_that_appears_at_the_last_moment_is_left_as_it_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "a").write_bytes(b"old")
    monkeypatch.setattr("os.lstat", lambda _: (_ for _ in ()).throw(FileNotFoundError()))
    assert refusal(files.write, str(tmp_path / "a"), b"new")[:2] == ("cli.exists", 73)
    assert (tmp_path / "a").read_bytes() == b"old"


def test_overwrite_replaces_in_one_step(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"old")
    with (tmp_path / "a").open("rb") as reader:
        files.write(str(tmp_path / "a"), b"new", overwrite=True)
        assert reader.read() == b"old"  # whoever had it open sees the old file whole
    assert (tmp_path / "a").read_bytes() == b"new"
    assert [path.name for path in tmp_path.iterdir()] == ["a"]


@pytest.mark.parametrize("overwrite", [True, False])
@pytest.mark.parametrize("dangling", [True, False])
def test_a_link_is_never_followed(tmp_path: Path, overwrite: bool, dangling: bool) -> None:
    target = tmp_path / "target"
    if not dangling:
        target.write_bytes(b"old")
    (tmp_path / "link").symlink_to(target)
    code, exit_code, _ = refusal(files.write, str(tmp_path / "link"), b"new", overwrite=overwrite)
    assert (code, exit_code) == ("path.unsafe" if overwrite else "cli.exists", 73)
    assert (tmp_path / "link").is_symlink()
    assert target.exists() is not dangling
    assert dangling or target.read_bytes() == b"old"


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="the platform has no named pipes")
def test_devices_pipes_and_folders_are_never_replaced(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "folder").mkdir()
    for name in ("pipe", "folder"):
        assert refusal(files.write, str(tmp_path / name), b"x", overwrite=True)[:2] == ("path.unsafe", 73)
        assert refusal(files.write, str(tmp_path / name), b"x")[:2] == ("cli.exists", 73)


@pytest.mark.parametrize(
    ("name", "reason"),
    [("none/a", "there is no such folder"), ("file/a", "a part of the path is a file"), ("a\0b", "no name of a file")],
)
def test_a_file_that_cannot_be_made(tmp_path: Path, name: str, reason: str) -> None:
    (tmp_path / "file").write_bytes(b"")
    code, exit_code, message = refusal(files.write, f"{tmp_path}/{name}", b"x")
    assert (code, exit_code) == ("cli.cannot_create", 73)
    assert reason in message


@pytest.mark.parametrize("overwrite", [True, False])
@pytest.mark.parametrize("failure", [OSError(errno.ENOSPC, "No space left on device"), KeyboardInterrupt()])
def test_writing_that_fails_leaves_nothing_half_done(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, overwrite: bool, failure: BaseException
) -> None:
    if overwrite:
        (tmp_path / "a").write_bytes(b"old")

    def fail(_: int) -> None:
        raise failure

    monkeypatch.setattr("os.fsync", fail)
    with pytest.raises((CommandError, KeyboardInterrupt)) as caught:
        files.write(str(tmp_path / "a"), b"new", overwrite=overwrite)
    if isinstance(caught.value, CommandError):
        assert (caught.value.code, of_error(caught.value)) == ("cli.write_failed", 74)
        assert "No space left" in caught.value.message
    assert [path.read_bytes() for path in tmp_path.iterdir()] == ([b"old"] if overwrite else [])


def test_a_folder_as_input_of_each_command_is_unreadable(tmp_path: Path) -> None:
    for command in (["inspect", tmp_path], ["verify", tmp_path, "--proof-only"], ["unbake", tmp_path]):
        ran = run(*command)
        assert ran.code == 65
        assert "it is a folder" in ran.err
        assert "Name the files in it" in ran.err
