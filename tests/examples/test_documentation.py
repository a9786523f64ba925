"""Every Python block of README and docs/ is executed, every command is run, and what they print is compared.

Blocks of one page share their names and a folder of their own, which holds ``picture.png``, and ``local.pem``, the
certificate of a server. Pages that say so
start with the ``signer`` and ``badge`` of the tutorial. In expected output of commands ``...`` stands for anything.
"""

from __future__ import annotations

import contextlib
import fnmatch
import io
import re
import shlex
import struct
import zlib
from doctest import ELLIPSIS, NORMALIZE_WHITESPACE
from pathlib import Path
from typing import Any

import pytest
from sybil import Example, Sybil
from sybil.document import Document
from sybil.parsers.myst import CodeBlockParser, PythonCodeBlockParser
from tests.loopback_https import Authority

PROJECT = Path(__file__).resolve().parents[2]
PAGES = sorted([*PROJECT.glob("*.md"), *(PROJECT / "docs").rglob("*.md")])
PAGES = [page for page in PAGES if "_build" not in page.parts]
BADGE = """
from eccoe_vc import LocalSigner, models
signer = LocalSigner.generate("Ed25519")
badge = models.OpenBadgeCredential(
    id="urn:uuid:5f7c4f3e-4b1a-4a44-9a3c-2f4c3a1c9a10",
    name="Soil Science in the Field",
    issuer=models.Profile(id=signer.controller, name="North University"),
    valid_from="2026-01-31T09:00:00Z",
    credential_subject=models.AchievementSubject(
        id="urn:uuid:0d1b8c9e-5a38-4f0f-9ac6-3a0b6b1d2e11",
        achievement=models.Achievement(
            id="https://north.example/achievements/soil-science",
            name="Soil Science in the Field",
            description="Reads a soil profile and says what will grow on it.",
            criteria=models.Criteria(narrative="Three field days and a written report on one profile."),
        ),
    ),
)
"""


def run_commands(example: Example) -> str | None:
    """Run the lines of a ``console`` block that begin with ``$`` in this process; the rest is what they say."""
    from eccoe_vc.cli import main

    said: list[str] = []
    for line in example.parsed.splitlines():
        if line.startswith("$ "):
            program, *arguments = shlex.split(line[2:])
            if program != "eccoe-vc":
                return f"{program} is not a command that the documentation may show as a session"
            output = io.StringIO()
            with contextlib.redirect_stdout(output), contextlib.redirect_stderr(output):
                main(arguments)
            said += [line, *output.getvalue().splitlines()]
    expected = example.parsed.replace("[", "[[]").replace("?", "[?]").replace("*", "[*]").replace("...", "*")
    actual = "\n".join(said) + "\n"
    return None if fnmatch.fnmatchcase(actual, expected) else f"expected:\n{example.parsed}\nbut it said:\n{actual}"


SYBIL = Sybil(
    parsers=[
        PythonCodeBlockParser(doctest_optionflags=ELLIPSIS | NORMALIZE_WHITESPACE),
        CodeBlockParser(language="console", evaluator=run_commands),
    ]
)


def picture() -> bytes:
    """A grey PNG of one pixel."""

    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    header = chunk(b"IHDR", struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + header + chunk(b"IDAT", zlib.compress(b"\0\x80")) + chunk(b"IEND", b"")


def examples(page: Path) -> tuple[Document, list[Example]]:
    document = SYBIL.parse(page)
    return document, list(document.examples())


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(PROJECT).as_posix())
def test_page(page: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    document, found = examples(page)
    monkeypatch.chdir(tmp_path)
    Path("picture.png").write_bytes(picture())
    Path("local.pem").write_text(Authority(tmp_path).pem)
    names: dict[str, Any] = {"__name__": "__main__"}
    if found and re.search(r"Here `badge`.* (?:that|those) of the \[tutorial\]", page.read_text(encoding="utf-8")):
        exec(BADGE, names)
    document.namespace.update(names)
    for example in found:
        example.evaluate()


def test_the_pages_have_examples() -> None:
    counts = {page.relative_to(PROJECT).as_posix(): len(examples(page)[1]) for page in PAGES}
    assert counts["README.md"] >= 3
    assert counts["docs/tutorial/two-universities.md"] >= 8
    assert sum(counts.values()) > 20
