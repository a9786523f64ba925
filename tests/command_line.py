"""Run ``eccoe-vc`` in this process or in one of its own, and keep what it said."""

from __future__ import annotations

import io
import json
import subprocess
import sys
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from typing import IO, Any
from unittest import mock

from tests.attacks import bases

from eccoe_vc.cli import main

#: Judge the fixtures at the moment for which they were made, and trust their issuer.
AT = ("--at", "2026-06-01T12:00:00Z")
TRUST = ("--trust", bases.ISSUER, *AT)

_PROGRAM = [sys.executable, "-c", "import sys; from eccoe_vc.cli import main; sys.exit(main())"]


@dataclass(frozen=True)
class Ran:
    """How a command ended, and what it wrote to the two streams."""

    code: int
    out: bytes
    err: str

    @property
    def records(self) -> list[dict[str, Any]]:
        """The JSON objects on stdout, one a line."""
        return [json.loads(line) for line in self.out.splitlines()]

    @property
    def record(self) -> dict[str, Any]:
        """The one JSON object on stdout."""
        (only,) = self.records
        return only


def run(*arguments: object, stdin: bytes = b"") -> Ran:
    """``eccoe-vc ARGUMENTS`` in this process."""
    out, err, given = io.BytesIO(), io.BytesIO(), io.TextIOWrapper(io.BytesIO(stdin), encoding="utf-8")
    words, data = io.TextIOWrapper(err, encoding="utf-8"), io.TextIOWrapper(out, encoding="utf-8")
    with redirect_stdout(data), redirect_stderr(words), mock.patch.object(sys, "stdin", given):
        code = main([str(argument) for argument in arguments])
    data.flush()
    words.flush()
    return Ran(code, out.getvalue(), err.getvalue().decode("utf-8"))


def process(*arguments: object, stdin: bytes = b"", timeout: float = 60, **streams: int | IO[bytes]) -> Ran:
    """``eccoe-vc ARGUMENTS`` in a process of its own; ``streams`` may put others in place of stdout and stderr."""
    done = subprocess.run(
        [*_PROGRAM, *(str(argument) for argument in arguments)],
        input=stdin,
        stdout=streams.get("stdout", subprocess.PIPE),
        stderr=streams.get("stderr", subprocess.PIPE),
        timeout=timeout,
        check=False,
    )
    return Ran(done.returncode, done.stdout or b"", (done.stderr or b"").decode("utf-8", "backslashreplace"))
