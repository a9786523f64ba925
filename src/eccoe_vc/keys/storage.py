"""Writing a private key to a file: 0600 before the first byte, never over an existing file, never through a link.

On Windows the mode bits say little: there the file gets the access rules of its folder, so keep keys in a folder that
only their owner can open (docs/how-to).
"""

from __future__ import annotations

import os
import stat
from os import PathLike
from secrets import token_hex

from eccoe_vc.errors import PathError, StoreError, shown


def write_private(path: str | PathLike[str], data: bytes, *, replace: bool = False) -> None:
    """Write ``data`` to ``path``. The old file stays intact until the new one is complete.

    :raises StoreError: ``store.io``.
    :raises PathError: ``path.unsafe``.
    """
    target = os.fspath(path)
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
    try:
        if mode:
            _replace(target, data)
        else:
            _create(target, data)
    except FileExistsError:
        raise StoreError("store.io", f"The file {shown(target)} appeared while it was to be written.") from None
    except OSError as error:
        raise StoreError("store.io", f"The file {shown(target)} cannot be written: {error.strerror}.") from error


def _replace(target: str, data: bytes) -> None:
    """The new key is written beside the old one and takes its place in one step."""
    beside = f"{target}.{token_hex(8)}"
    _create(beside, data)
    moved = False
    try:
        os.replace(beside, target)
        moved = True
    finally:
        if not moved:
            os.unlink(beside)


def _create(path: str, data: bytes) -> None:
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0)
    descriptor = os.open(path, flags, 0o600)
    complete = False
    try:
        with os.fdopen(descriptor, "wb") as file:
            if hasattr(os, "fchmod"):
                os.fchmod(descriptor, 0o600)
            file.write(data)
            file.flush()
            os.fsync(descriptor)
        complete = True
    finally:
        if not complete:  # half a key is of use to nobody, whatever cut us off
            os.unlink(path)
