"""Small files that would cost seconds or gigabytes if a part of the report were made without a bound."""

from __future__ import annotations

import json
import time
import tracemalloc
from collections.abc import Callable
from typing import Any

import pytest
from tests.attacks import bases

from eccoe_vc import inspect
from eccoe_vc.encoding import multibase

SECONDS, BYTES = 2.5, 200_000_000  # well above what is measured (below 0.5 s and 120 MB), below what it was


def long_name(inside: Any, **more: Any) -> dict[str, Any]:
    return {**bases.unsigned(), "k" * 100_000: inside, **more}


def keywords() -> dict[str, Any]:
    """Not walked, since the suite signs bytes; then all names are looked through for keywords."""
    tree = bases.jcs()
    return {**tree, "k" * 100_000: {f"@{index}": 1 for index in range(12_000)}}


def results(description: Any) -> dict[str, Any]:
    tree = bases.unsigned()
    tree["credentialSubject"]["achievement"]["resultDescription"] = [description for _ in range(1_900)]
    tree["credentialSubject"]["result"] = [{"achievedLevel": "x"} for _ in range(1_900)]
    return tree


def many_failing_proofs() -> dict[str, Any]:
    tree = bases.jcs()
    tree["credentialSubject"]["n"] = [*range(1_900)]
    tree["credentialSubject"]["t"] = [str(number) for number in range(1_900)]
    tree["credentialSubject"]["m"] = [{"a": 1} for _ in range(3_000 // 2)]
    proof = {**tree["proof"], "proofValue": multibase.encode(bytes(64))}
    return {**tree, "proof": [proof] * 16}


POISON: dict[str, Callable[[], dict[str, Any]]] = {
    "members": lambda: long_name({f"{index:05}": 1 for index in range(13_000)}),
    "contexts": lambda: long_name([{"@context": 1} for _ in range(1_000)]),
    "nulls in lists": lambda: long_name([[None] * 1_900] * 15),
    "nulls": lambda: long_name({f"{index:05}": None for index in range(12_000)}),
    "texts": lambda: long_name({f"{index:05}": "\u202e" for index in range(8_000)}),
    "keywords": keywords,
    "levels": lambda: results({"rubricCriterionLevel": [{"id": "u"}]}),
    "descriptions": lambda: results({}),
    "diagnosis": many_failing_proofs,
}


@pytest.mark.parametrize("name", POISON)
@pytest.mark.attack("C15", "pointers")
@pytest.mark.attack("C15", "results")
@pytest.mark.attack("C15", "diagnosis")
def test_the_report_on_a_small_file_is_small_and_soon_there(name: str) -> None:
    data = json.dumps(POISON[name](), separators=(",", ":"), ensure_ascii=False).encode()
    assert len(data) <= 262_144
    began = time.thread_time()
    report = inspect(data, policy=bases.policy(), at=bases.AT)
    took = time.thread_time() - began
    tracemalloc.start()
    try:
        inspect(data, policy=bases.policy(), at=bases.AT)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert report.verdict != "accepted"
    assert took < SECONDS
    assert peak < BYTES
    assert len(json.dumps(report.to_dict())) < BYTES
