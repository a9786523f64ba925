"""Files that the command line names: read within a bound, written without overwriting, ``-`` for the standard streams.

Security rule 27: output is opened without following links and never replaces a file silently.
"""

from __future__ import annotations

import os
import secrets
import stat
import sys
from argparse import Namespace
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Final

from eccoe_vc.cli.exits import CommandError
from eccoe_vc.cli.output import Output, safe
from eccoe_vc.errors import EccoeError, PathError
from eccoe_vc.keys import storage

STDIN: Final = "-"
_NAME_CHARS: Final = 160  # of a file name in a message
_NEW: Final = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0)


def named(name: str, stream: str = "standard input") -> str:
    """A file name as it is shown: quoted, safe for a terminal, cut; ``stream`` for ``-``."""
    return stream if name == STDIN else f"'{safe(name, _NAME_CHARS)}'"


@contextmanager
def about(name: str) -> Iterator[None]:
    """Let whatever is refused inside be told with the name of the file that it is about.

    >>> with about("badge.json"):
    ...     raise EccoeError("json.syntax", "The text is not one JSON value.")
    Traceback (most recent call last):
    eccoe_vc.errors.EccoeError: The text is not one JSON value. ... [json.syntax]
    badge.json
    """
    try:
        yield
    except EccoeError as error:
        error.add_note("standard input" if name == STDIN else name)
        raise


def read(name: str, limit: int) -> bytes:
    """The file ``name``, or standard input for ``-``; never more than ``limit`` + 1 bytes of it.

    One byte beyond the limit tells whoever judges the data that there was more.

    :raises CommandError: ``cli.unreadable``.
    """
    try:
        if name == STDIN:
            if sys.stdin is None:
                raise CommandError("cli.unreadable", "There is no standard input.")
            stream = getattr(sys.stdin, "buffer", None)
            found: bytes = sys.stdin.read(limit + 1).encode() if stream is None else stream.read(limit + 1)
            return found
        with open(name, "rb") as file:
            return file.read(limit + 1)
    except (OSError, ValueError) as error:
        reason, hint = _unreadable(error)
        if name.startswith(("https://", "http://")):
            reason, hint = "it is an address", "No address is opened: get the file with a browser, and name that."
        raise CommandError("cli.unreadable", f"The file {named(name)} cannot be read: {reason}.", hint=hint) from error


def _unreadable(error: OSError | ValueError) -> tuple[str, str]:
    if isinstance(error, FileNotFoundError):
        return "there is no such file", "Check the name; a name with spaces is put in quotation marks."
    if isinstance(error, IsADirectoryError):
        return "it is a folder", "Name the files in it, for example folder/*.png."
    if isinstance(error, PermissionError):
        return "you may not read it", "Ask its owner, or copy it to a place of your own."
    if isinstance(error, UnicodeError):
        return "it is not text in UTF-8", ""
    if isinstance(error, OSError) and error.strerror:
        return safe(error.strerror[:1].lower() + error.strerror[1:], 100), ""
    return "the name is no name of a file", ""


def write(name: str, data: bytes, *, overwrite: bool = False) -> None:
    """Write ``data`` to the new file ``name``.

    :param overwrite: replace an ordinary file of that name, in one step; never a link, a folder or a device.
    :raises CommandError: ``cli.exists``, ``cli.cannot_create``, ``cli.write_failed``.
    :raises PathError: ``path.unsafe``.
    """
    with suppress(OSError, ValueError):  # there is no such file yet, or no such name; the next step says which
        _check_target(name, os.lstat(name).st_mode, overwrite)
        _check_no_key(name)
    # With `overwrite` the new file is made beside the old one and takes its name when it is complete.
    made = f"{name}.{secrets.token_hex(4)}.part" if overwrite else name
    try:
        descriptor = os.open(made, _NEW, 0o666)
    except FileExistsError as error:
        raise _exists(name) from error
    except (OSError, ValueError) as error:
        reason = _unwritable(error)
        raise CommandError("cli.cannot_create", f"The file {named(name)} cannot be made: {reason}.") from error
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        if overwrite:
            os.replace(made, name)
    except BaseException as error:
        with suppress(OSError):
            os.unlink(made)
        if not isinstance(error, OSError):
            raise
        reason = error.strerror or type(error).__name__
        raise CommandError("cli.write_failed", f"The file {named(name)} could not be written: {reason}.") from error


def check_new(name: str, hint: str = "") -> None:
    """Make sure that a file ``name`` can be made, for writers of their own.

    :raises CommandError: ``cli.exists``, ``cli.cannot_create``.
    """
    try:
        os.lstat(name)
    except FileNotFoundError:
        reason = "" if os.path.isdir(os.path.dirname(name) or ".") and name else "there is no such folder"
    except (OSError, ValueError) as error:
        reason = _unwritable(error)
    else:
        raise _exists(name, hint)
    if reason:
        raise CommandError("cli.cannot_create", f"The file {named(name)} cannot be made: {reason}.")


def deliver(name: str, data: bytes, output: Output, *, overwrite: bool = False) -> None:
    """Write ``data`` to the file ``name``, or to standard output for ``-``."""
    if name == STDIN:
        output.data(data)
    else:
        write(name, data, overwrite=overwrite)


def hand_over(data: bytes, options: Namespace, output: Output) -> str:
    """Write ``data`` to the file of ``--out``, else to standard output unless that is for JSON; where it went."""
    if options.out is not None and options.out != STDIN:
        write(options.out, data, overwrite=options.overwrite)
        return f" into {named(options.out)}"
    if not options.json:
        output.data(data)
    return ""


def once(*names: str | None) -> None:
    """Make sure that standard input is named once.

    :raises CommandError: ``cli.usage``.
    """
    if sum(name == STDIN for name in names) > 1:
        raise CommandError("cli.usage", "Standard input (-) can be read only once.")


def _check_target(name: str, mode: int, overwrite: bool) -> None:
    if not overwrite:
        raise _exists(name)
    if not stat.S_ISREG(mode):
        what = "a link" if stat.S_ISLNK(mode) else "a folder" if stat.S_ISDIR(mode) else "a device or a pipe"
        raise PathError(
            "path.unsafe",
            f"The output {named(name)} is {what}; only an ordinary file is replaced.",
            hint="Name the file itself.",
        )


def _check_no_key(name: str) -> None:
    """Nobody can make a private key again, so none is replaced, whatever the command line says."""
    hint = "Name another file for the output."
    try:
        with open(name, "rb") as file:
            holds_key = storage.holds_private(file.read(storage.KEY_BYTES))
    except OSError as error:  # nobody knows what would be lost
        message = f"The file {named(name)} cannot be looked into, so it is not replaced."
        raise CommandError("cli.exists", message, hint=hint) from error
    if holds_key:
        message = f"The file {named(name)} holds a private key, which is never replaced."
        raise CommandError("cli.exists", message, hint=hint)


def _exists(name: str, hint: str = "") -> CommandError:
    return CommandError("cli.exists", f"The file {named(name)} exists already and was left as it is.", hint=hint)


def _unwritable(error: OSError | ValueError) -> str:
    if isinstance(error, FileNotFoundError):
        return "there is no such folder"
    if isinstance(error, NotADirectoryError):
        return "a part of the path is a file"
    if isinstance(error, PermissionError):
        return "you may not write there"
    return safe(str(getattr(error, "strerror", None) or "the name is no name of a file").lower(), 100)
