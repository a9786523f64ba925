"""The source tree as the architecture tests see it: parsed modules, imports, functions, and how to complain."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import NamedTuple

PROJECT = Path(__file__).resolve().parents[2]
ROOTS = {PROJECT / "src" / "eccoe_vc": "eccoe_vc", PROJECT / "contexts": "eccoe_vc.contexts"}


class Module(NamedTuple):
    """One file of the package. ``room``: the first name below ``eccoe_vc``, empty for the front door."""

    path: Path
    name: str
    room: str
    text: str
    tree: ast.Module

    @property
    def place(self) -> str:
        return self.path.relative_to(PROJECT).as_posix()

    @property
    def package(self) -> str:
        return self.name if self.path.name == "__init__.py" else self.name.rpartition(".")[0]


class Complaint(NamedTuple):
    """What an architecture test says: where, which rule, what to do."""

    module: Module
    line: int
    what: str
    inside: str = ""

    def say(self, rule: str, advice: str) -> str:
        where = f" in {self.inside}" if self.inside else ""
        return f"{self.module.place}:{self.line}{where}: {self.what}\n    rule: {rule}\n    do: {advice}"


@cache
def modules() -> tuple[Module, ...]:
    found = []
    for root, package in ROOTS.items():
        for path in sorted(root.rglob("*.py")):
            parts = path.relative_to(root).with_suffix("").parts
            name = ".".join([package, *(part for part in parts if part != "__init__")])
            text = path.read_text(encoding="utf-8")
            room = name.split(".")[1] if "." in name else ""
            found.append(Module(path, name, room, text, ast.parse(text, str(path))))
    return tuple(found)


def imports(module: Module) -> Iterator[tuple[int, str]]:
    """Line and full name of everything that a module imports, at any depth, for types as well."""
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield node.lineno, alias.name
        elif isinstance(node, ast.ImportFrom):
            base = node.module or ""
            if node.level:
                parents = module.package.split(".")
                base = ".".join(filter(None, [*parents[: len(parents) - node.level + 1], base]))
            for alias in node.names:
                yield node.lineno, f"{base}.{alias.name}"


def functions(tree: ast.AST, prefix: str = "") -> Iterator[tuple[str, ast.FunctionDef | ast.AsyncFunctionDef]]:
    """Every function with its qualified name, inner ones included."""
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield f"{prefix}{node.name}", node
            yield from functions(node, f"{prefix}{node.name}.")
        elif isinstance(node, ast.ClassDef):
            yield from functions(node, f"{prefix}{node.name}.")
        else:
            yield from functions(node, prefix)


def inside(module: Module, line: int) -> str:
    """The qualified name of the innermost function around a line; empty at module level."""
    found = ""
    for name, node in functions(module.tree):
        if node.lineno <= line <= (node.end_lineno or node.lineno):
            found = name
    return found


def unless_allowed(found: list[Complaint], allowed: Mapping[str, str]) -> list[Complaint]:
    """Complaints that no entry of ``allowed`` excuses; a key is ``room/module.py`` or ``room/module.py:function``."""

    def excused(complaint: Complaint) -> bool:
        place = complaint.module.place.removeprefix("src/eccoe_vc/")
        return place in allowed or f"{place}:{complaint.inside}" in allowed

    return [complaint for complaint in found if not excused(complaint)]


def unused(found: list[Complaint], allowed: Mapping[str, str]) -> set[str]:
    """Entries of an allow-list that excuse nothing any more and should be deleted."""
    places = {complaint.module.place.removeprefix("src/eccoe_vc/") for complaint in found}
    exact = {f"{c.module.place.removeprefix('src/eccoe_vc/')}:{c.inside}" for c in found}
    return set(allowed) - places - exact
