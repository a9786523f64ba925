"""The registry of report codes and check names: one place, from which the reference page is generated.

A *code* is ``group.cause``, names one cause and never changes its meaning; programs read codes, people read sentences.
The *class* says what a finding with that code does to the check it stands in:

=====  ==================================================================================================
class  meaning
=====  ==================================================================================================
F      FAILED: shown to be wrong, or refused by a rule that cannot be overridden silently
I      INDETERMINATE: could not be found out; never accepted, never called bad
W      a note in ``Report.notes``; the check that it belongs to otherwise PASSED
X      raised to a trusted caller (:mod:`eccoe_vc.errors`), never an entry of a report
X/Y    the first is the default; the policy or the circumstance named in the meaning chooses the other
=====  ==================================================================================================

The tables are text, one row a line, and are parsed when a code is first looked up: a credential that is in order
never needs them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from importlib import import_module
from types import MappingProxyType
from typing import Final, NamedTuple

_TABLES: Final = ("documents", "securing", "world", "agreements")
_TYPE_PREFIXES: Final = {
    "vcdm": "https://www.w3.org/TR/vc-data-model#",
    "sec": "https://w3id.org/security#",
    "status": "https://www.w3.org/ns/credentials/status-list#",
}

#: The checks of a report in pipeline order, cheap before dear and proof before network, each with its question.
CHECKS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "carrier": "Is exactly one credential in this file, image or token?",
        "json": "Is it one well-formed, unambiguous JSON object?",
        "contexts": "Are all contexts pinned, in order, of one data model?",
        "model": "Does it have the shape of its type?",
        "lossless": "Is every member that we read covered by what is signed?",
        "token": "Do header and claims agree with the credential?",
        "key": "Is the key sound, and is it the issuer's for this purpose?",
        "proof": "Do the signatures hold?",
        "presentation": "Is it the holder's, for us, now?",
        "validity": "Is it in its period?",
        "subject": "Is it about exactly one subject, and the expected one?",
        "issuer": "Do we know and accept who says so?",
        "refresh": "Is there a newer copy?",
        "status": "Was it withdrawn?",
        "schema": "Does it meet the schemas that it names?",
        "resources": "Do related resources have their digests?",
        "endorsements": "Do embedded endorsements hold?",
        "nested": "Do inner credentials hold?",
        "text": "Is displayed text free of tricks?",
    }
)


class Code(NamedTuple):
    """One row of the registry. ``types`` are full W3C problem type URLs, most specific first."""

    code: str
    group: str
    classes: tuple[str, ...]
    types: tuple[str, ...]
    meaning: str
    hint: str = ""


def codes() -> Mapping[str, Code]:
    """All codes in registry order.

    >>> codes()["time.expired"].classes
    ('F',)
    """
    return _registry()


def code(name: str) -> Code:
    """The row of one code.

    :raises KeyError: the name is not registered; that is a mistake in the calling code, never in a document.

    >>> code("status.revoked").meaning[:27]
    'the entry says revoked; als'
    """
    return _registry()[name]


@cache
def _registry() -> Mapping[str, Code]:
    rows: dict[str, Code] = {}
    for table in _TABLES:
        for row in _rows(import_module(f"{__name__}.{table}").TABLE):
            if row.code in rows:
                raise ValueError(f"code {row.code} is registered twice")
            rows[row.code] = row
    return MappingProxyType(rows)


def _rows(table: str) -> Iterator[Code]:
    group, row, hint = "", "", ""
    for line in (*table.splitlines(), "#"):  # a heading ends a row, and the table
        if line[:1] == ">":
            hint = line[1:].strip()
        elif line.strip():
            if row:
                yield _code(group, row, hint)
            row, hint = ("", "") if line[0] == "#" else (line, "")
            group = line[1:].strip() if line[0] == "#" else group


def _code(group: str, row: str, hint: str) -> Code:
    name, classes, types, meaning = map(str.strip, row.split("|", 3))
    return Code(
        name, group, tuple(classes.split("/")), tuple(map(_url, types.split(","))) if types else (), meaning, hint
    )


def _url(short: str) -> str:
    prefix, _, name = short.strip().partition(":")
    return _TYPE_PREFIXES[prefix] + name
