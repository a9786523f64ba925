"""The attack corpus as test parameters, and what every report on a hostile input must hold.

A group's test module keeps a table of builders, one for each variant: a function that makes the input from the fixtures
in :mod:`tests.attacks.bases`. The meta-test in ``test_corpus.py`` compares the tables with the corpus.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from eccoe_vc.contexts import PINS, load
from tests.attacks import bases

from eccoe_vc import OFFLINE, Policy, Report, Sources, inspect

CORPUS = Path(__file__).resolve().parents[2] / "test_vectors" / "attacks" / "corpus.json"


@dataclass(frozen=True)
class Variant:
    """One input of the corpus and what must come out."""

    id: str
    case: Mapping[str, Any]
    text: str
    expected: Mapping[str, Any]
    signature: str

    def __str__(self) -> str:
        return self.id


@cache
def corpus() -> tuple[Variant, ...]:
    """Every variant, in corpus order."""
    return tuple(_read())


def _read() -> Iterator[Variant]:
    for case in json.loads(CORPUS.read_bytes())["cases"]:
        for variant in case["input"]["variants"]:
            yield Variant(
                f"{case['id']}-{variant['name']}",
                case,
                variant["text"],
                variant.get("expected", case["expected"]),
                variant.get("signature", case["input"]["signature"]),
            )


def variants(*cases: str) -> tuple[Variant, ...]:
    """The variants of cases, by id prefix (``"A"`` for a group, ``"A01"`` for a case)."""
    return tuple(variant for variant in corpus() if variant.id.startswith(cases))


@dataclass(frozen=True)
class Input:
    """What a builder makes: the data, and the circumstances under which it is inspected."""

    data: Any
    policy: Policy = field(default_factory=bases.policy)
    sources: Sources = OFFLINE
    at: Any = bases.AT


Builder = Callable[[], "Input | list[Input]"]


def check(variant: Variant, built: Input | list[Input]) -> None:
    """Inspect what was built (a variant may stand for several inputs) and compare with what is expected."""
    inputs = built if isinstance(built, list) else [built]
    assert inputs, f"{variant.id} built nothing"
    for one in inputs:
        report = inspect(one.data, policy=one.policy, sources=one.sources, at=one.at)
        assert_expected(variant, report)
    # The same process must still do its work: nothing of the attack may stay behind.
    assert inspect(bases.di(), policy=bases.policy(), at=bases.AT).verdict == "accepted"


def assert_expected(variant: Variant, report: Report) -> None:
    """The verdict, the code, the notes and the pointer that the corpus asks for, and what holds for every report."""
    expected = variant.expected
    said = json.dumps(report.to_dict(), indent=1)
    assert report.verdict in expected["verdict"], f"{variant.id}: {variant.text}\n{said}"
    problems = [check for check in report.checks if check.code]
    codes = {finding.code for check in problems for finding in check.findings}
    if report.verdict != "accepted" and (wanted := expected.get("code")):
        assert codes & set(wanted), f"{variant.id}: none of {wanted}\n{said}"
        if expected.get("first"):
            assert problems[0].code in wanted, f"{variant.id}: first is {problems[0].code}"
    notes = {note.code for note in report.notes}
    if report.verdict == "accepted":
        assert set(expected.get("notes", ())) <= notes, f"{variant.id}: notes {notes}"
    if pointer := expected.get("pointer"):
        assert pointer in {finding.pointer for check in problems for finding in check.findings}, said
    assert all(len(check.message) <= 300 for check in report.checks)


@cache
def pin_digests() -> Mapping[str, bytes]:
    """The bytes of all pinned contexts, to show afterwards that nobody changed them."""
    return {url: load(url) for url in PINS}
