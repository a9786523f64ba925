"""Names of blank nodes that two walks share: over a document, and over parts of it.

Selective disclosure compares the statements of a part with those of the whole (Data Integrity ECDSA Cryptosuites 1.0,
section 3.4). There the blank nodes of the document are first given addresses; here the second walk is told what the
first one called the same object. See docs/adr/0081.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

_Place = tuple[str | int, ...]


class Names:
    """What the objects of one document are called. Lives for one call, and only as long as the document does.

    >>> names, whole = Names(), {"name": "x"}
    >>> names.of(whole, "_:b1"), names.of(names.part(whole, {}), "_:b2"), names.of({}, "_:b3")
    ('_:b1', '_:b1', '_:b3')
    """

    __slots__ = ("_labels", "_origins", "_parts", "used", "written")

    def __init__(self) -> None:
        #: Names that the document itself gives, and ours for them.
        self.written: Final[dict[str, str]] = {}
        #: The number of the last name that was given.
        self.used = 0
        self._labels: dict[tuple[int, _Place], str] = {}
        self._origins: dict[int, int] = {}
        self._parts: list[dict[str, Any]] = []  # kept, so that no other object gets their place in memory

    def of(self, node: Mapping[str, Any], fresh: str, *place: str | int) -> str:
        """The name of ``node``, or of what stands at ``place`` in it; ``fresh`` where it has none yet."""
        key = self._origins.get(id(node), id(node))
        return self._labels.setdefault((key, place), fresh)

    def part(self, node: Mapping[str, Any], part: dict[str, Any]) -> dict[str, Any]:
        """``part``, from now on known as a part of ``node``."""
        self._origins[id(part)] = self._origins.get(id(node), id(node))
        self._parts.append(part)
        return part
