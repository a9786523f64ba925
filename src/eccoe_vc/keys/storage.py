"""Writing keys and key documents to files: never over an existing file unasked, never through a link.

A private key is 0600 before its first byte. An older document is replaced in one step, so that a web server hands out
the old one or the new one, and never a part.

On Windows the mode bits say little: there the file gets the access rules of its folder, so keep keys in a folder that
only their owner can open (docs/how-to).
"""

from __future__ import annotations

import os
import stat
from os import PathLike
from secrets import token_hex
from typing import Final

from eccoe_vc.errors import PathError, StoreError, shown
from eccoe_vc.keys import multikey

_PRIVATE: Final = 0o600
_PUBLIC: Final = 0o644
#: How many bytes of a file are asked whether it holds a private key.
KEY_BYTES: Final = 1 << 16
#: What ends the first line of every private key in PEM.
PRIVATE: Final = b"PRIVATE KEY-----"


def write_private(path: str | PathLike[str], data: bytes, *, replace: bool = False) -> None:
    """Write a private key to ``path``. The old file stays intact until the new one is complete.

    :raises StoreError: ``store.io``.
    :raises PathError: ``path.unsafe``.
    """
    target = os.fspath(path)
    _write(target, data, _PRIVATE, there=_stands(target, replace) != 0)


def write_public(path: str | PathLike[str], data: bytes, *, replace: bool = False) -> None:
    """Write a document that everybody may read to ``path``; one that it replaces hands on its mode.

    :raises StoreError: ``store.io``; also to replace a file that holds a private key.
    :raises PathError: ``path.unsafe``.
    """
    target = os.fspath(path)
    mode = _stands(target, replace)
    if mode and _holds_key(target):
        raise StoreError("store.io", f"The file {shown(target)} holds a private key, which no document replaces.")
    _write(target, data, stat.S_IMODE(mode) if mode else _PUBLIC, there=mode != 0)


def holds_private(data: bytes) -> bool:
    """Whether a file with these bytes holds a private key, in PEM or as Multikey text.

    >>> holds_private(b"-----BEGIN EC PRIVATE KEY-----"), holds_private(b"{}")
    (True, False)
    """
    if PRIVATE in data:
        return True
    text = data.strip()
    return len(text) <= multikey.MAX_CHARS and text[:1] == b"z" and multikey.is_private(text.decode("latin-1"))


def _stands(target: str, replace: bool) -> int:
    """The mode of the plain file at ``target``, which may be replaced; 0 where there is none."""
    if "\0" in target:
        raise PathError("path.unsafe", f"The path {shown(target)} holds a NUL character.")
    try:
        mode = os.lstat(target).st_mode
    except OSError:
        mode = 0
    if mode and not stat.S_ISREG(mode):
        raise PathError("path.unsafe", f"Something else than a plain file stands at {shown(target)}.")
    if mode and not replace:
        raise StoreError(
            "store.io", f"The file {shown(target)} exists already.", hint="Choose another name, or pass replace=True."
        )
    return mode


def _write(target: str, data: bytes, mode: int, *, there: bool) -> None:
    try:
        if there:
            _replace(target, data, mode)
        else:
            _create(target, data, mode)
    except FileExistsError:
        raise StoreError("store.io", f"The file {shown(target)} appeared while it was to be written.") from None
    except OSError as error:
        raise StoreError("store.io", f"The file {shown(target)} cannot be written: {error.strerror}.") from error


def _holds_key(target: str) -> bool:
    try:
        with open(target, "rb") as file:
            return holds_private(file.read(KEY_BYTES))
    except OSError as error:  # nobody knows what would be lost
        raise StoreError("store.io", f"The file {shown(target)} cannot be looked into.") from error


def _replace(target: str, data: bytes, mode: int) -> None:
    """The new file is written beside the old one and takes its place in one step."""
    beside = f"{target}.{token_hex(8)}"
    _create(beside, data, mode)
    moved = False
    try:
        os.replace(beside, target)
        moved = True
    finally:
        if not moved:
            os.unlink(beside)


def _create(path: str, data: bytes, mode: int) -> None:
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0)
    descriptor = os.open(path, flags, _PRIVATE)
    complete = False
    try:
        with os.fdopen(descriptor, "wb") as file:
            if hasattr(os, "fchmod"):
                os.fchmod(descriptor, mode)
            file.write(data)
            file.flush()
            os.fsync(descriptor)
        complete = True
    finally:
        if not complete:  # half a key is of use to nobody, whatever cut us off
            os.unlink(path)
