"""pyproject.toml lists every package that is there, and nothing else (ADR 0002: `find` cannot see a mapped package)."""

from __future__ import annotations

import tomllib
from typing import Any

from tests.architecture.source import PROJECT


def configured() -> dict[str, Any]:
    with (PROJECT / "pyproject.toml").open("rb") as file:
        made: dict[str, Any] = tomllib.load(file)
    return made


def test_packages_are_those_of_the_tree() -> None:
    source = PROJECT / "src"
    there = {".".join(path.parent.relative_to(source).parts) for path in source.rglob("__init__.py")} | {
        "eccoe_vc.contexts"
    }
    listed = configured()["tool"]["setuptools"]["packages"]
    assert sorted(there) == listed, (
        f"pyproject.toml, [tool.setuptools] packages: missing {sorted(there - set(listed))}, too many "
        f"{sorted(set(listed) - there)}\n    rule: the list is explicit and sorted (docs/adr/0002)\n    do: edit it"
    )


def test_every_folder_with_python_files_is_a_package() -> None:
    source = PROJECT / "src" / "eccoe_vc"
    bare = {path.parent for path in source.rglob("*.py")} - {path.parent for path in source.rglob("__init__.py")}
    assert not bare, f"folders without __init__.py, which the wheel would miss: {sorted(map(str, bare))}"


def test_dependencies_are_the_six_and_have_floors() -> None:
    """Security rules section 6; anything more must be an extra."""
    wanted = configured()["project"]["dependencies"]
    names = {entry.split(">")[0].lower() for entry in wanted}
    assert names == {"certifi", "cryptography", "jwcrypto", "pydantic", "pyld", "rfc8785"}
    assert all(">=" in entry for entry in wanted)


def test_licence_metadata_of_pep_639() -> None:
    project = configured()["project"]
    assert project["license"] == "Apache-2.0"
    for name in project["license-files"]:
        assert (PROJECT / name).is_file(), name
    assert not [entry for entry in project["classifiers"] if entry.startswith("License")], (
        "PEP 639 replaces classifiers"
    )
