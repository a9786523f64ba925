"""One-fault mutants: a document with one thing changed, at every place, in every way that we can think of."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from typing import Any, NamedTuple

_VALUES: tuple[tuple[str, Any], ...] = (
    ("null", None),
    ("true", True),
    ("number", 5),
    ("negative", -1),
    ("huge", 1e308),
    ("empty text", ""),
    ("word", "word"),
    ("url", "https://example.org/x"),
    ("date", "2001-02-03T04:05:06Z"),
    ("local date", "2001-02-03T04:05:06"),
    ("empty list", []),
    ("list of null", [None]),
    ("list of word", ["word"]),
    ("list of two", ["https://example.org/x", "https://example.org/y"]),
    ("empty object", {}),
    ("typed object", {"type": "Thing"}),
    ("list of object", [{"id": "https://example.org/x", "type": ["Thing"]}]),
)


_ADDED: tuple[tuple[str, str, Any], ...] = (
    ("unknown text", "unknownMember", "x"),
    ("unknown null", "unknownMember", None),
    ("unknown list", "unknownMember", []),
    ("version 1 date", "expirationDate", "2001-02-03T04:05:06Z"),
    ("version 2 date", "validUntil", "2001-02-03T04:05:06Z"),
)


class Mutant(NamedTuple):
    """``what`` was changed at ``path``, and the document that came of it."""

    what: str
    path: tuple[str | int, ...]
    document: dict[str, Any]


def places(value: Any, path: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    """Every place in a JSON tree, the top left out."""
    children = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for token, child in children:
        yield (*path, token)
        yield from places(child, (*path, token))


def at(document: Any, path: tuple[str | int, ...]) -> Any:
    """The value at a place."""
    for token in path:
        document = document[token]
    return document


def mutants(document: dict[str, Any]) -> Iterator[Mutant]:
    """Every member deleted, replaced, wrapped, unwrapped, doubled; a member added to every object."""
    for path in places(document):
        *parents, last = path
        original = at(document, path)
        changes = [(name, value) for name, value in _VALUES if type(value) is not type(original) or value != original]
        changes.append(("wrapped", [original]))
        if isinstance(original, list):
            changes += [("unwrapped", original[0]), ("doubled", original + original)] if original else []
        for what, value in changes:
            copied = copy.deepcopy(document)
            at(copied, tuple(parents))[last] = copy.deepcopy(value)
            yield Mutant(what, path, copied)
        copied = copy.deepcopy(document)
        del at(copied, tuple(parents))[last]
        yield Mutant("deleted", path, copied)
        if isinstance(original, dict):
            for what, name, value in _ADDED:
                copied = copy.deepcopy(document)
                at(copied, path)[name] = value
                yield Mutant(f"added {what}", path, copied)
