"""Run ``eccoe-vc`` in this process or in one of its own, and keep what it said."""

from __future__ import annotations

import io
import json
import subprocess
import sys
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from typing import Any
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
    out, err = (io.TextIOWrapper(io.BytesIO(), encoding="utf-8") for _ in range(2))
    given = io.TextIOWrapper(io.BytesIO(stdin), encoding="utf-8")
    with redirect_stdout(out), redirect_stderr(err), mock.patch.object(sys, "stdin", given):
        code = main([str(argument) for argument in arguments])
    out.flush()
    err.flush()
    return Ran(code, _written(out), _written(err).decode("utf-8"))


def _written(stream: io.TextIOWrapper) -> bytes:
    stream.buffer.seek(0)
    return stream.buffer.read()


def process(*arguments: object, stdin: bytes = b"", timeout: float = 60, **options: Any) -> Ran:
    """``eccoe-vc ARGUMENTS`` in a process of its own."""
    options = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE} | options
    if "stdin" not in options:
        options["input"] = stdin
    done = subprocess.run(
        [*_PROGRAM, *(str(argument) for argument in arguments)], timeout=timeout, check=False, **options
    )
    return Ran(done.returncode, done.stdout or b"", (done.stderr or b"").decode("utf-8", "backslashreplace"))
