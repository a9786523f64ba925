"""Whatever file a command about agreements is given: a code, its name and an exit code, and never a mistake of ours."""

from __future__ import annotations

import copy
import json
import random
from pathlib import Path
from typing import Any

import pytest
from tests.command_line import run
from tests.unit.agreements.test_coverage import CATALOGUE
from tests.unit.agreements.test_exchange_ctdl import PROFILE
from tests.unit.agreements.test_reading import EXAMPLE

PARTY = EXAMPLE["party"][0]["id"]
COMMANDS: dict[str, tuple[str, ...]] = {
    "lint": ("lint", "{bad}", "{good}", "--together"),
    "show": ("show", "{bad}"),
    "diff": ("diff", "{good}", "{bad}"),
    "notice": ("notice", "{bad}", "--draft", PARTY, "--reason", "en=x"),
    "supersede": ("supersede", "{bad}"),
    "supersede by": ("supersede", "{good}", "{bad}"),
    "import into": ("import", "{good}", "--into", "{bad}"),
    "export": ("export", "{bad}", "--format", "csv"),
    "lookup": ("lookup", "{good}", "{bad}", "--target", "free"),
    "coverage": ("coverage", "{good}", "{bad}"),
    "coverage of": ("coverage", "{bad}", "{good}"),
}
FILES: dict[str, bytes] = {
    "empty": b"",
    "no text": b"\xff\xfe\x00",
    "half": b'{"id": "urn:x",',
    "deep": b"[" * 3_000,
    "list": b"[1, 2]",
    "picture": b"\x89PNG\r\n\x1a\n\x00\x00",
    "other object": b'{"credentialSubject": {"id": "urn:x", "type": "Other"}}',
    "YAML": b"id: &a [*a\n",
}


@pytest.mark.parametrize("command", COMMANDS.values(), ids=list(COMMANDS))
def test_a_file_that_is_something_else_is_refused_by_its_name(tmp_path: Path, command: tuple[str, ...]) -> None:
    good, bad = tmp_path / "good.json", tmp_path / "bad"
    good.write_text(json.dumps(EXAMPLE))
    for name, data in FILES.items():
        bad.write_bytes(data)
        ran = run("agreement", *(part.format(good=good, bad=bad) for part in command))
        assert ran.code in (1, 65), name
        assert f"{bad}: " in ran.err
        assert "cli.unexpected" not in ran.err
        assert ran.out == b""


def broken(tree: Any, dice: random.Random) -> Any:
    """A copy in which one or two members are something else."""
    made = copy.deepcopy(tree)
    for _ in range(dice.choice((1, 2))):
        places: list[tuple[Any, Any]] = []
        todo: list[Any] = [made]
        for item in todo:
            for key in item if isinstance(item, dict) else range(len(item)):
                places.append((item, key))
                if isinstance(item[key], dict | list):
                    todo.append(item[key])
        holder, key = dice.choice(places)
        holder[key] = copy.deepcopy(dice.choice((None, 5, True, "", [], {}, [[]], {"a": [1]}, "P1Y", "9" * 50, "\0")))
    return made


@pytest.mark.parametrize("seed", range(6))
def test_whatever_stands_inside_of_a_catalogue_a_profile_or_a_text_there_is_a_code(tmp_path: Path, seed: int) -> None:
    dice = random.Random(seed)
    good, bad = tmp_path / "good.json", tmp_path / "bad.json"
    good.write_text(json.dumps(EXAMPLE))
    for tree, command in (
        (CATALOGUE, ("coverage", good, bad)),
        (PROFILE, ("import", bad, "--into", good)),
        (EXAMPLE, ("supersede", bad)),
        (EXAMPLE, ("diff", good, bad)),
    ):
        bad.write_text(json.dumps(broken(tree, dice)))
        ran = run("agreement", *command)
        assert ran.code in (0, 1, 65)
        assert "cli.unexpected" not in ran.err
