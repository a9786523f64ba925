"""Directives that write the reference from the code: ``eccoe-codes``, ``eccoe-checks`` and ``eccoe-limits``.

The registry of codes and the Budget are the one place where these things are said; a page that repeats them by hand is
wrong from the next change on.
"""

from __future__ import annotations

import dataclasses
import inspect
import itertools
import re
from collections.abc import Iterable
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective

from eccoe_vc import limits
from eccoe_vc.codes import CHECKS, Code, codes

CLASSES = {"F": "failed", "I": "could not be found out", "W": "note", "X": "raised to the caller"}
# The largest value met in 337 credentials of public sample collections (1EdTech, DCC, ELM, Europass, VC examples).
MET = {
    "credential_bytes": 113_664,
    "json_depth": 16,
    "json_objects": 464,
    "typed_nodes": 358,
    "values_per_member": 6,
    "contexts": 5,
    "proofs": 4,
    "embedded": 7,
    "embedded_depth": 2,
    "quads": 405,
    "rdf_steps": 108,
}

Cell = str | nodes.Node


def table(headers: Iterable[str], rows: Iterable[Iterable[Cell]], widths: list[int]) -> nodes.table:
    """A docutils table of texts and nodes."""
    group = nodes.tgroup("", *(nodes.colspec(colwidth=width) for width in widths), cols=len(widths))
    group += nodes.thead("", row(headers))
    group += nodes.tbody("", *map(row, rows))
    return nodes.table("", group, classes=["colwidths-given"])


def row(cells: Iterable[Cell]) -> nodes.row:
    """One row; text in backticks becomes literal text."""
    return nodes.row("", *(nodes.entry("", nodes.paragraph("", "", *inline(cell))) for cell in cells))


def inline(cell: Cell) -> list[nodes.Node]:
    """Text with literals between backticks, or a node as it is."""
    if isinstance(cell, nodes.Node):
        return [cell]
    parts = re.split(r"`([^`]+)`", cell)
    return [nodes.literal("", part) if index % 2 else nodes.Text(part) for index, part in enumerate(parts) if part]


class CodesDirective(SphinxDirective):
    """A section for each group of codes."""

    def run(self) -> list[nodes.Node]:
        """Group by the headings of the tables."""
        return [
            self.section(group, list(rows)) for group, rows in itertools.groupby(codes().values(), lambda r: r.group)
        ]

    def section(self, group: str, rows: list[Code]) -> nodes.Node:
        """One group: its heading and a table in which every code can be linked to."""
        made = nodes.section(ids=[nodes.make_id(f"group-{group}")])
        made += nodes.title("", group)
        made += table(["code", "class", "meaning and what to do"], map(self.cells, rows), [24, 8, 68])
        return made

    def cells(self, code: Code) -> list[Cell]:
        """Code with an anchor, classes, and meaning, hint and W3C problem types in one cell."""
        name = nodes.literal("", code.code, ids=[nodes.make_id(f"code-{code.code}")])
        said = nodes.inline("", code.meaning[:1].upper() + code.meaning[1:] + ".")
        if code.hint:
            said += nodes.Text(" ")
            said += nodes.emphasis("", code.hint)
        for url in code.types:
            said += nodes.Text(" ")
            said += nodes.literal("", url.partition("#")[2])
        return [name, "/".join(code.classes), said]


class ChecksDirective(SphinxDirective):
    """The checks of a report in pipeline order."""

    def run(self) -> list[nodes.Node]:
        """Number, name and question."""
        rows = ([str(number), f"`{name}`", question] for number, (name, question) in enumerate(CHECKS.items(), start=1))
        return [table(["", "check", "question"], rows, [5, 20, 75])]


class LimitsDirective(SphinxDirective):
    """The fields of Budget with unit, default, the larger one, breach and the largest public sample."""

    def run(self) -> list[nodes.Node]:
        """Read the comments beside the fields, so that unit and code are said once."""
        source = inspect.getsource(limits.Budget)
        said = dict(re.findall(r"^    (\w+): int = .*?# (.*)$", source, re.MULTILINE))
        clr = limits.Budget.clr()
        rows: list[list[Cell]] = []
        for field in dataclasses.fields(limits.Budget):
            code, _, unit = said[field.name].partition(", ")
            default, larger = getattr(limits.DEFAULT, field.name), getattr(clr, field.name)
            met = f"{MET[field.name]:,}" if field.name in MET else ""
            rows.append(
                [
                    f"`{field.name}`",
                    unit or unit_of(field.name),
                    f"{default:,}",
                    f"{larger:,}" if larger != default else "",
                    met,
                    f"`{code}`",
                ]
            )
        headers = ["field", "unit", "default", "Budget.clr()", "largest public sample", "on breach"]
        return [table(headers, rows, [22, 28, 12, 12, 12, 14])]


def unit_of(name: str) -> str:
    """The unit that the name says."""
    for ending, unit in (("_bytes", "bytes"), ("_ms", "milliseconds"), ("_depth", "levels"), ("_plaintext", "bytes")):
        if name.endswith(ending):
            return unit
    return name.replace("_", " ")


def setup(app: Sphinx) -> dict[str, Any]:
    """Register the directives."""
    app.add_directive("eccoe-codes", CodesDirective)
    app.add_directive("eccoe-checks", ChecksDirective)
    app.add_directive("eccoe-limits", LimitsDirective)
    return {"version": "1", "parallel_read_safe": True}
