"""Where in a JSON text something stands: line and column of what a JSON Pointer names, for people with an editor.

Asked after a text was read and something was found in it, so it must be a text that :mod:`.strict_json` takes.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final, NamedTuple

from eccoe_vc.encoding import pointers, strict_json

_TOKEN: Final = re.compile(r'"(?:[^"\\]|\\.)*+"|[\[\]{},]|[^\s\[\]{},:"]+', re.DOTALL).finditer


class Place(NamedTuple):
    """Line and column, counted from 1, the column in characters."""

    line: int
    column: int


@dataclass(slots=True)
class _Wanted:
    """Something on the way to what is asked for: where it begins, once that is known, and what is below it."""

    begins: int | None = None
    below: dict[str, _Wanted] = field(default_factory=dict)


@dataclass(slots=True)
class _Open:
    """An object or list that is being walked through; ``wanted`` is None where nothing in it is asked for."""

    wanted: _Wanted | None
    listed: bool
    count: int = 0
    key: str | None = None
    key_begins: int = 0


def places(text: str, asked: Iterable[str]) -> dict[str, Place]:
    r"""Where each pointer begins: at the name of a member, or at an entry of a list; else at the nearest around it.

    >>> places('{"a": [\n  5,\n  {"b": 1}]}', ["/a/1/b", "/a/1/c", ""])
    {'/a/1/b': Place(line=3, column=4), '/a/1/c': Place(line=3, column=3), '': Place(line=1, column=1)}

    :raises DecodeError: something is no JSON Pointer.
    """
    top = _Wanted()
    rows = {pointer: pointers.split(pointer) for pointer in asked}
    for tokens in rows.values():
        node = top
        for token in tokens:
            node = node.below.setdefault(token, _Wanted())
    _walk(text, top)
    breaks = [found.end() for found in re.finditer("\n", text)]
    made = {}
    for pointer, tokens in rows.items():
        node = top
        for token in tokens:
            if node.below[token].begins is None:
                break
            node = node.below[token]
        offset = node.begins or 0
        line = bisect_right(breaks, offset)
        made[pointer] = Place(line + 1, offset - (breaks[line - 1] if line else 0) + 1)
    return made


def _walk(text: str, top: _Wanted) -> None:
    """Note where everything that is wanted begins, in one pass and without recursion."""
    stack: list[_Open] = []
    for found in _TOKEN(text):
        mark = found[0]
        inside = stack[-1] if stack else None
        if mark == "," and inside is not None:
            inside.count, inside.key = inside.count + 1, None
        elif mark in ("]", "}"):
            stack.pop()
        elif inside is not None and not inside.listed and inside.key is None:
            # Names of members that nobody asks for are not decoded.
            inside.key = _name(mark) if inside.wanted is not None else ""
            inside.key_begins = found.start()
        else:
            wanted = _begun(inside, top, found.start())
            if mark in ("[", "{"):
                stack.append(_Open(wanted, mark == "["))


def _name(mark: str) -> str:
    """A member name without its quotes and escapes."""
    return str(strict_json.parse_value(mark, max_bytes=4 * len(mark)))


def _begun(inside: _Open | None, top: _Wanted, start: int) -> _Wanted | None:
    """What is wanted of the value that begins, with its place noted."""
    if inside is None:
        wanted: _Wanted | None = top
    elif inside.wanted is None:
        return None
    else:
        wanted = inside.wanted.below.get(str(inside.count) if inside.listed else inside.key or "")
        start = start if inside.listed else inside.key_begins
    if wanted is not None:
        wanted.begins = start
    return wanted


__all__ = ["Place", "places"]
