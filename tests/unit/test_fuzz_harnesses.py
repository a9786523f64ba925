"""Every fuzz harness holds on its own seeds and on every input that ever broke it."""

from __future__ import annotations

from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

import pytest

FOLDER = Path(__file__).resolve().parents[1] / "fuzz"
HARNESSES = sorted(path.stem for path in FOLDER.glob("fuzz_*.py"))


def inputs() -> Iterator[tuple[str, str, bytes]]:
    for name in HARNESSES:
        for seed, data in import_module(f"tests.fuzz.{name}").seeds().items():
            yield name, f"seed {seed}", data
        for path in sorted((FOLDER / "crashes" / name.removeprefix("fuzz_")).glob("crash-*")):
            yield name, path.name, path.read_bytes()


INPUTS = list(inputs())


def test_there_is_a_harness_for_each_door() -> None:
    doors = {"agreement", "did", "json", "jwt", "png", "proofs", "schema", "sd_jwt", "status", "svg"}
    assert {f"fuzz_{door}" for door in doors} <= set(HARNESSES)
    assert {name for name, _, _ in INPUTS} == set(HARNESSES)


@pytest.mark.parametrize(("name", "data"), [(n, d) for n, _, d in INPUTS], ids=[f"{n}-{i}" for n, i, _ in INPUTS])
def test_a_harness_holds(name: str, data: bytes) -> None:
    import_module(f"tests.fuzz.{name}").run_once(data)
