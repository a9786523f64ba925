"""Every module can be imported, in a wheel and in an editable install (ADR 0002: contexts/ stands at the top)."""

from __future__ import annotations

import importlib
import pkgutil

import pytest

import eccoe_vc

NAMES = sorted(module.name for module in pkgutil.walk_packages(eccoe_vc.__path__, "eccoe_vc."))


@pytest.mark.parametrize("name", [name for name in NAMES if not name.endswith("__main__")])
def test_module_can_be_imported(name: str) -> None:
    assert importlib.import_module(name).__name__ == name


def test_contexts_are_part_of_the_package() -> None:
    contexts = importlib.import_module("eccoe_vc.contexts")
    assert len(contexts.PINS) > 30
    assert b"@context" in contexts.load("https://www.w3.org/ns/credentials/v2")


def test_all_rooms_are_found() -> None:
    rooms = {name.split(".")[1] for name in NAMES}
    assert {
        "carriers",
        "cli",
        "codes",
        "encoding",
        "errors",
        "jsonld",
        "keys",
        "models",
        "proofs",
        "verification",
    } <= rooms
