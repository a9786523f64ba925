"""What the command line writes, and where: data on stdout, words on stderr, and nothing that could drive a terminal.

Security rule 26: a name in a credential may hold escape sequences, line breaks, direction marks. Everything in words
passes :func:`safe`, which leaves none of them; JSON is written in ASCII with escapes.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable, Mapping
from contextlib import suppress
from importlib import import_module
from typing import IO, Any, Final, Literal

from eccoe_vc.cli.exits import CommandError
from eccoe_vc.cli.hints import for_terminal
from eccoe_vc.encoding.visible import JOINERS
from eccoe_vc.encoding.visible import safe as safe
from eccoe_vc.errors import EccoeError

Style = Literal["", "good", "bad", "unsure", "quiet", "strong"]
Write = Callable[[str, Style], None]

_RICH_STYLES: Final[dict[Style, str]] = {
    "": "",
    "good": "bold green",
    "bad": "bold red",
    "unsure": "bold yellow",
    "quiet": "dim",
    "strong": "bold",
}


def json_line(value: Any) -> str:
    r"""``value`` as JSON on one line of plain ASCII.

    >>> json_line({"name": chr(0x9B) + chr(0x7F)})
    '{"name":"\\u009b\\u007f"}'
    """
    return json.dumps(value, separators=(",", ":"), allow_nan=False).replace("\x7f", "\\u007f")


def safe_json(text: str) -> str:
    r"""The same JSON, with escapes for what a terminal could obey; for a credential that is written to stdout.

    Outside of strings JSON text has no such characters, and inside of them an escape means the same.

    >>> safe_json('{"name": "' + chr(0x202E) + '"}')
    '{"name": "\\u202e"}'
    """
    if text.isprintable():
        return text
    return "".join(
        char
        if char.isprintable() or char in "\n\r\t" or char in JOINERS
        else json.dumps(char)[1:-1].replace("\x7f", "\\u007f")
        for char in text
    )


def described(error: EccoeError) -> dict[str, Any]:
    """An error as data: code, pointer, message, hint of each finding."""
    first, *more = (
        {"code": found.code, "pointer": found.pointer, "message": found.message, "hint": found.hint}
        for found in error.findings
    )
    first["hint"] = error.hint
    return {**first, "more": more} if more else first


class Output:
    """The two streams of one run.

    With ``as_json`` each result is one JSON object on one line of stdout, and words are kept for errors. Without it
    all words go to stderr, so that stdout carries nothing but a credential or an image that was asked for.
    """

    def __init__(self, *, as_json: bool = False) -> None:
        self.as_json = as_json
        self._stdout, self._stderr = sys.stdout, sys.stderr
        self._write: Write | None = None

    def record(self, value: Mapping[str, Any]) -> None:
        """A result as data; only with ``--json``."""
        if self.as_json:
            self.data((json_line(value) + "\n").encode("ascii"))

    def say(self, text: str = "", style: Style = "") -> None:
        """A line in words; not with ``--json``."""
        if not self.as_json:
            self._line(text, style)

    def error(self, error: EccoeError, file: str = "") -> None:
        """What went wrong: sentence, code, place, hint. With ``--json`` also as data."""
        with suppress(CommandError):  # what cannot be written as data is still told in words
            self.record({"file": file, "error": described(error)} if file else {"error": described(error)})
        for text, style in told(error, file):
            self._line(text, style)

    def data(self, data: bytes) -> None:
        """Bytes to stdout, at once.

        :raises CommandError: ``cli.write_failed``.
        """
        if self._stdout is None:
            raise CommandError("cli.write_failed", "The output could not be written: standard output is closed.")
        try:
            binary = getattr(self._stdout, "buffer", None)
            if binary is None:  # a stream of text that a program put in its place
                self._stdout.write(data.decode("utf-8", "replace"))
            else:
                binary.write(data)
            self._stdout.flush()
        except BrokenPipeError:
            raise
        except OSError as error:
            abandon(self._stdout)
            reason = error.strerror or type(error).__name__
            raise CommandError("cli.write_failed", f"The output could not be written: {reason}.") from error

    def is_terminal(self) -> bool:
        """Whether a person looks at stdout."""
        return _is_terminal(self._stdout)

    def flush(self) -> None:
        """Write out what is held back, while errors can still be told."""
        for stream in (self._stdout, self._stderr):
            if stream is not None:
                stream.flush()

    def abandon(self) -> None:
        """Stop writing to either stream: nobody reads them any more."""
        abandon(self._stdout)
        abandon(self._stderr)

    def _line(self, text: str, style: Style) -> None:
        if self._stderr is not None:
            self._write = self._write or _writer(self._stderr)
            self._write(safe(text), style)


def told(error: EccoeError, file: str = "") -> list[tuple[str, Style]]:
    """An error in words: one block for each finding, at most ten."""
    lines: list[tuple[str, Style]] = []
    for found in error.findings[:10]:
        where = f" at {safe(found.pointer, 200)}" if found.pointer else ""
        lines.append((f"{safe(file) + ': ' if file else ''}{safe(found.message)} [{found.code}{where}]", "bad"))
        hint = for_terminal(found.code, found.hint or (error.hint if found is error.findings[0] else ""))
        if hint:
            lines.append((f"  What to do: {safe(hint)}", ""))
    if len(error.findings) > 10:
        lines.append((f"  {len(error.findings) - 10} more problems were found; --json lists them all.", ""))
    return lines


def abandon(stream: IO[str] | None) -> None:
    """Let what is still held back for ``stream`` go nowhere, so that the interpreter does not complain at its end."""
    # A stream without a descriptor of its own (a test, a notebook) holds nothing back that could fail later.
    with suppress(OSError, ValueError, AttributeError):
        number = stream.fileno() if stream is not None else -1
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, number)
        os.close(nowhere)


def _is_terminal(stream: IO[str] | None) -> bool:
    try:
        return stream is not None and stream.isatty()
    except ValueError:  # closed
        return False


def _writer(stream: IO[str]) -> Write:
    """Plain lines; coloured ones where a person looks and rich is installed. The words are the same."""
    if _is_terminal(stream):
        with suppress(ImportError):
            return _rich_writer(stream)
    return lambda text, style: _plain(stream, text)


def _plain(stream: IO[str], text: str) -> None:
    try:
        stream.write(text + "\n")
    except UnicodeEncodeError:  # a stream that a program put in its place, with an encoding that lacks the letters
        stream.write(text.encode("ascii", "backslashreplace").decode("ascii") + "\n")


def _rich_writer(stream: IO[str]) -> Write:
    console = import_module("rich.console").Console(file=stream, soft_wrap=True, highlight=False)
    styled = import_module("rich.text").Text
    return lambda text, style: console.print(styled(text, style=_RICH_STYLES[style]))
