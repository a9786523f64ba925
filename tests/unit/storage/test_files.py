"""Files are old or new, whatever fails and whenever the machine stops."""

from __future__ import annotations

import errno
import os
import threading
from collections.abc import Callable
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import pytest

from eccoe_vc.errors import PathError, StoreError
from eccoe_vc.storage import files

WATCHED = ("open", "write", "fsync", "replace", "mkdir", "listdir", "lstat", "unlink", "close")
OLD, NEW = b"old " * 5_000, b"new " * 6_000


class PowerLossError(BaseException):
    """Nothing runs any more, cleaning up included."""


class Layer:
    """``os`` as the module sees it: each call is written down, and something may go wrong with one of them."""

    def __init__(self, fault: Callable[[int, str], None] = lambda number, name: None, most: int = 1 << 30) -> None:
        self.calls: list[tuple[str, str]] = []
        self._fault, self._most = fault, most
        self._names: dict[int, str] = {}

    def __getattr__(self, name: str) -> Any:
        real = getattr(os, name)
        if name not in WATCHED:
            return real

        def call(*arguments: Any) -> Any:
            about = arguments[0]
            what = self._names.get(about, "?") if isinstance(about, int) else Path(about).name
            self.calls.append((name, what))
            if name == "close":  # a descriptor is closed even where the call says otherwise
                real(*arguments)
            self._fault(len(self.calls), name)
            if name == "close":
                return None
            if name == "write":
                return real(about, arguments[1][: self._most])
            made = real(*arguments)
            if name == "open":
                self._names[made] = what
            return made

        return call


def put(root: Path, data: bytes) -> None:
    with files.locked(root, 1) as locked:
        files.replace_all(locked, [("status/1.json", data)])


def through(monkeypatch: pytest.MonkeyPatch, layer: Layer, root: Path, data: bytes) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(files, "os", layer)
        put(root, data)


def held(root: Path) -> bytes | None:
    path = root / "status" / "1.json"
    return path.read_bytes() if path.exists() else None


def parts(root: Path) -> list[Path]:
    return list(root.rglob("*.part"))


@pytest.mark.attack("L04", "rename")
def test_the_order_is_temporary_file_fsync_rename_fsync_of_the_folder(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    put(tmp_path, OLD)
    layer = Layer()
    through(monkeypatch, layer, tmp_path, NEW)
    steps = [(name, "part" if what.endswith(".part") else what) for name, what in layer.calls]
    begin = steps.index(("open", "part"))
    assert steps[begin : begin + 8] == [
        ("open", "part"), ("write", "part"), ("fsync", "part"), ("close", "part"), ("replace", "part"),
        ("open", "status"), ("fsync", "status"), ("close", "status"),
    ]  # fmt: skip
    assert held(tmp_path) == NEW


@pytest.mark.attack("L03", "eio")
@pytest.mark.attack("L03", "readonly")
@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EIO, errno.EROFS, errno.EDQUOT, errno.EACCES])
@pytest.mark.parametrize("before", [None, OLD], ids=["new", "replaced"])
def test_whichever_call_fails_the_file_is_old_or_new(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, number: int, before: bytes | None
) -> None:
    failed = 0
    for nth in range(1, 100):
        root = tmp_path / str(nth)
        if before is not None:
            put(root, before)

        def fault(count: int, _name: str, nth: int = nth) -> None:
            if count == nth:
                raise OSError(number, os.strerror(number))

        layer = Layer(fault)
        try:
            through(monkeypatch, layer, root, NEW)
        except StoreError as error:
            assert error.code == "store.io"
            assert errno.errorcode[number] in error.message
            failed += 1
            assert held(root) in (before, NEW)
        else:
            assert held(root) == NEW
        if len(layer.calls) < nth:
            break
        put(root, NEW)
        assert (held(root), parts(root)) == (NEW, [])
    assert failed >= 8


@pytest.mark.attack("L02", "temp")
@pytest.mark.attack("L04", "cut")
@pytest.mark.attack("L04", "empty")
@pytest.mark.parametrize("before", [None, OLD], ids=["new", "replaced"])
def test_whenever_the_machine_stops_the_file_is_old_or_new(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, before: bytes | None
) -> None:
    seen, left = set(), 0
    for nth in range(1, 100):
        root = tmp_path / str(nth)
        if before is not None:
            put(root, before)

        def fault(count: int, _name: str, nth: int = nth) -> None:
            if count >= nth:
                raise PowerLossError

        layer = Layer(fault)
        try:
            through(monkeypatch, layer, root, NEW)
        except PowerLossError:
            assert held(root) in (before, NEW)
            seen.add(held(root))
            left += len(parts(root))
        else:
            break
        put(root, OLD)
        assert (held(root), parts(root)) == (OLD, []), "what was not finished is gone"
    assert seen == {before, NEW}
    assert left, "no cut left anything behind"


@pytest.mark.attack("L03", "short")
def test_short_writes_are_gone_on_with(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    layer = Layer(most=7)
    through(monkeypatch, layer, tmp_path, NEW)
    assert held(tmp_path) == NEW
    assert sum(name == "write" for name, _ in layer.calls) == -(-len(NEW) // 7)


@pytest.mark.attack("L02", "read")
def test_readers_see_old_or_new(tmp_path: Path) -> None:
    put(tmp_path, OLD)
    done = threading.Event()

    def write() -> None:
        for turn in range(100):
            put(tmp_path, NEW if turn % 2 == 0 else OLD)
        done.set()

    writer = threading.Thread(target=write)
    writer.start()
    seen = set()
    while not done.is_set():
        seen.add(held(tmp_path))
    writer.join()
    assert seen == {OLD, NEW}


def _hold(root: str, held: Any, release: Any) -> None:
    with files.locked(root, 1):
        held.set()
        release.wait(60)
        os._exit(0)  # without giving anything back


def test_one_program_at_a_time_and_a_lock_ends_with_its_holder(tmp_path: Path) -> None:
    fork = get_context("fork")
    held_, release = fork.Event(), fork.Event()
    process = fork.Process(target=_hold, args=(str(tmp_path), held_, release))
    process.start()
    assert held_.wait(60)
    with pytest.raises(StoreError) as error, files.locked(tmp_path, 0):
        pass
    assert error.value.code == "store.lock"
    release.set()
    process.join(60)
    put(tmp_path, NEW)
    assert held(tmp_path) == NEW


@pytest.mark.parametrize("name", ["", "/a", "a/", "../a", "a/../b", "a//b", ".hidden", "a\\b", "a b", "a\0", "ä"])
def test_names_stay_in_their_folder(tmp_path: Path, name: str) -> None:
    with files.locked(tmp_path / "www", 1) as root, pytest.raises(PathError, match=r"path\.unsafe"):
        files.replace_all(root, [(name, NEW)])
    assert sorted(path.name for path in tmp_path.rglob("*")) == [files.LOCK, "www"]


def test_files_of_others_are_left_alone(tmp_path: Path) -> None:
    put(tmp_path, OLD)
    (tmp_path / "status" / "other.part").write_bytes(b"x")
    (tmp_path / "status" / "index.html").write_bytes(b"x")
    put(tmp_path, NEW)
    assert sorted(path.name for path in (tmp_path / "status").iterdir()) == ["1.json", "index.html", "other.part"]


def test_a_lock_that_is_a_link_or_cannot_be_had_is_told(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / files.LOCK).symlink_to(tmp_path / "elsewhere")
    with pytest.raises(PathError, match=r"path\.unsafe"), files.locked(tmp_path, 0):
        pass
    assert not (tmp_path / "elsewhere").exists()
    (tmp_path / files.LOCK).unlink()

    def none_left(*_: Any) -> None:
        raise OSError(errno.ENOLCK, "no locks")

    monkeypatch.setattr("fcntl.flock", none_left)
    with pytest.raises(StoreError, match="ENOLCK"), files.locked(tmp_path, 0):
        pass


def test_who_waits_writes_after_the_one_before(tmp_path: Path) -> None:
    with files.locked(tmp_path, 1) as root:
        waiting = threading.Thread(target=put, args=(tmp_path, NEW))
        waiting.start()
        files.replace_all(root, [("status/1.json", OLD)])
        assert held(tmp_path) == OLD
    waiting.join()
    assert held(tmp_path) == NEW
