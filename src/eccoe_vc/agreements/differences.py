"""Where two texts of one agreement differ: named on both sides, so that two offices can find the line.

Recognition, sections 5.2 and 12. Order is part of the text: two rules that changed places are a difference, although
the agreement means the same. What a change means for whom is another question (diff, to come).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final, NamedTuple

from eccoe_vc.encoding import pointers

MOST: Final = 20
_ABSENT: Final = object()


class Difference(NamedTuple):
    """A place where two texts differ: ``ours`` and ``theirs`` are the values there, ``absent`` says who has none."""

    pointer: str
    ours: Any
    theirs: Any
    absent: str = ""


def between(ours: Any, theirs: Any, *, most: int = MOST) -> list[Difference]:
    """The first differences of two JSON trees, in the order of the first one; members that only one has come last.

    >>> [(row.pointer, row.ours, row.theirs) for row in between({"credit": "3"}, {"credit": "5", "note": "x"})]
    [('/credit', '3', '5'), ('/note', None, 'x')]
    """
    found: list[Difference] = []
    todo: list[tuple[str, Any, Any]] = [("", ours, theirs)]
    while todo and len(found) < most:
        place, one, other = todo.pop()
        if one is _ABSENT or other is _ABSENT:
            ours_too = one is not _ABSENT
            found.append(Difference(place, one, None, "theirs") if ours_too else Difference(place, None, other, "ours"))
        elif isinstance(one, Mapping) and isinstance(other, Mapping):
            names = [*one, *(name for name in other if name not in one)]
            rows = [(pointers.join(place, name), one.get(name, _ABSENT), other.get(name, _ABSENT)) for name in names]
            todo += rows[::-1]
        elif isinstance(one, list) and isinstance(other, list):
            pairs = [(at(one, index), at(other, index), index) for index in range(max(len(one), len(other)))]
            todo += [(pointers.join(place, index), left, right) for left, right, index in pairs[::-1]]
        elif one.__class__ is not other.__class__ or one != other:
            found.append(Difference(place, one, other))
    return found


def at(items: list[Any], index: int) -> Any:
    """The item, or the mark that there is none."""
    return items[index] if index < len(items) else _ABSENT
