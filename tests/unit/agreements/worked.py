"""The worked examples of the recognition domain, by group: made by hand, not by the code under test."""

from __future__ import annotations

import json
from fractions import Fraction
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

FOLDER = Path(__file__).resolve().parents[3] / "test_vectors" / "agreements"


class Worked(NamedTuple):
    """One case: its id, what goes in, what comes out."""

    id: str
    given: dict[str, Any]
    expect: dict[str, Any]


@cache
def everything() -> dict[str, Any]:
    found: dict[str, Any] = json.loads((FOLDER / "worked_examples.json").read_bytes())
    return found


def group(name: str) -> list[Any]:
    """The cases of a group as parameters with their ids; a group without cases is a mistake."""
    import pytest

    cases = [case for case in everything()["cases"] if case["group"] == name]
    assert cases, f"no worked example of group {name}"
    return [pytest.param(Worked(case["id"], case["input"], case["expect"]), id=case["id"]) for case in cases]


def number(text: str) -> Fraction:
    """A quantity of an example: a decimal or p/q."""
    return Fraction(text)
