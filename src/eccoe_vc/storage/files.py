"""Files that are old or new and never half written, in a folder that one program at a time writes to.

Security rule 23: a temporary file in the same folder, fsync, rename, fsync of the folder; a lock of the operating
system, which ends with the program that holds it. Rule 27: nothing is written through a link.
"""

from __future__ import annotations

import errno
import os
import re
import secrets
import stat
import sys
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final

from eccoe_vc.errors import InputTypeError, PathError, StoreError, shown

if sys.platform == "win32":
    import msvcrt
else:
    import fcntl

LOCK: Final = ".eccoe-vc.lock"
_ONLY: Final = getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0) | getattr(os, "O_CLOEXEC", 0)
_NEW: Final = os.O_WRONLY | os.O_CREAT | os.O_EXCL | _ONLY
_PART: Final = re.compile(r"\..+\.[0-9a-f]{16}\.part\Z").match
_NAME: Final = re.compile(r"[A-Za-z0-9_~-][A-Za-z0-9._~-]*\Z").match


@contextmanager
def locked(folder: str | os.PathLike[str], wait: int) -> Iterator[Path]:
    """The folder, for one program at a time; it is made if it is not there.

    :param wait: seconds to wait for another program.
    :raises InputTypeError: ``input.type``, what is no path at all.
    :raises StoreError: ``store.lock``, ``store.io``.
    :raises PathError: ``path.unsafe``, it is a link or no folder.
    """
    if not isinstance(folder, str | os.PathLike):
        raise InputTypeError(
            "input.type", f"The argument folder is {shown(folder)}, not a path.", hint='Pass "www", or a pathlib.Path.'
        )
    root = Path(os.path.abspath(folder))
    with _told(root):
        root.parent.mkdir(parents=True, exist_ok=True)
        _enter(root)
        descriptor = os.open(root / LOCK, os.O_RDWR | os.O_CREAT | _ONLY, 0o600)
    try:
        _lock(descriptor, root, wait)
        yield root
    finally:
        with suppress(OSError):  # what was written is written
            os.close(descriptor)  # which gives the lock back


def replace_all(root: Path, files: Iterable[tuple[str, bytes]]) -> tuple[Path, ...]:
    """Write each of ``files``, a relative name with ``/`` and what it holds, in one step; in a folder that is locked.

    What programs that were stopped left behind beside them is removed first.

    :raises PathError: ``path.unsafe``, a name leads elsewhere, or something that is no file has it.
    :raises StoreError: ``store.io``; what stood there before still stands, for each file that is not written yet.
    """
    made: list[Path] = []
    swept: set[Path] = set()
    with _told(root):
        for name, data in files:
            path = _place(root, name)
            if path.parent not in swept:
                _sweep(path.parent)
                swept.add(path.parent)
            _replace(path, data)
            made.append(path)
    return tuple(made)


def standing(root: Path, name: str, limit: int) -> bytes:
    """What stands in the file of this name, its first ``limit`` bytes; empty where there is none.

    :raises PathError: ``path.unsafe``, as :func:`replace_all`.
    :raises StoreError: ``store.io``.
    """
    with _told(root):
        try:
            descriptor = os.open(_place(root, name), os.O_RDONLY | _ONLY)
        except FileNotFoundError:
            return b""
        with os.fdopen(descriptor, "rb") as file:
            return file.read(limit)


def _place(root: Path, name: str) -> Path:
    """Where a file of this name stands; the folders between are made and are no links."""
    *folders, last = name.split("/")
    if not all(map(_NAME, (*folders, last))):
        raise PathError("path.unsafe", f"{shown(name, 200)} is no name of a file in this folder.")
    place = root
    for one in folders:
        place /= one
        _enter(place)
    path = place / last
    with suppress(FileNotFoundError):
        if not stat.S_ISREG(os.lstat(path).st_mode):
            raise PathError("path.unsafe", f"At {shown(str(path), 200)} stands something that is no ordinary file.")
    return path


def _enter(folder: Path) -> None:
    """Make sure that a folder is there, which is no link."""
    try:
        found = os.lstat(folder)
    except FileNotFoundError:
        with suppress(FileExistsError):  # another program made it meanwhile
            os.mkdir(folder)
            _sync_folder(folder.parent)
        found = os.lstat(folder)
    if not stat.S_ISDIR(found.st_mode):
        raise PathError("path.unsafe", f"{shown(str(folder), 200)} is a link or a file, not a folder.")


def _sweep(folder: Path) -> None:
    """Remove what was not finished. Whoever holds the lock is the only one who writes."""
    for name in os.listdir(folder):
        if _PART(name) is not None:
            os.unlink(folder / name)


def _replace(path: Path, data: bytes) -> None:
    part = path.with_name(f".{path.name}.{secrets.token_hex(8)}.part")
    descriptor = os.open(part, _NEW, 0o666)  # a web server of another user reads it; the mask of the process decides
    try:
        try:
            left = memoryview(data)
            while left:
                left = left[os.write(descriptor, left) :]
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
        os.replace(part, path)
    except OSError:
        with suppress(OSError):  # what is left now, and after a kill, whoever writes next removes
            os.unlink(part)
        raise
    _sync_folder(path.parent)


def _sync_folder(folder: Path) -> None:
    """A new name is on the disk when its folder is. Windows has no such call and needs none."""
    if sys.platform == "win32":
        return
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _lock(descriptor: int, root: Path, wait: int) -> None:
    for left in range(wait * 20, -1, -1):
        try:
            if sys.platform == "win32":
                msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
            else:
                fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return
        except OSError as error:
            if error.errno not in (errno.EACCES, errno.EAGAIN, errno.EDEADLK):
                raise _fault(error, root) from None
        if left:
            time.sleep(0.05)
    raise StoreError("store.lock", f"Another program writes to the folder {shown(str(root), 200)}.")


@contextmanager
def _told(root: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        if error.errno == errno.ELOOP:
            raise PathError("path.unsafe", f"Something in {shown(str(root), 200)} is a link.") from None
        raise _fault(error, root) from None


def _fault(error: OSError, root: Path) -> StoreError:
    reason = errno.errorcode.get(error.errno or 0, type(error).__name__)
    return StoreError("store.io", f"The folder {shown(str(root), 200)} could not be written ({reason}).")


__all__ = ["LOCK", "locked", "replace_all", "standing"]
