"""Which award stands where, so that as much as possible holds; and what overlapping awards are worth together.

For what is said to be missing (:mod:`eccoe_vc.agreements.nearby`). Which places are filled follows from what fits
where, and never from what a credential is called: of places that compete the first one in the text goes first.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from typing import Final

Fitting = Sequence[Sequence[str]]
"""For one place: the awards that hold there, then those that may hold, then the others, each in order of preference."""

_MOST_STEPS: Final = 4_000  # of counting awards that overlap; beyond it less may be counted than there is


def seated(places: Sequence[Fitting], taken: Iterable[str] = ()) -> dict[int, str]:
    """Place to the award that stands there. First as many as can be hold, then as many as can be may hold, and so on.

    Whoever stands somewhere may move to make room, but only to a place where she holds as well as before.

    >>> seated([[["a", "b"]], [["a"]]])
    {0: 'b', 1: 'a'}
    """
    out = frozenset(taken)
    edges: dict[int, Sequence[str]] = {}
    holder: dict[str, int] = {}  # award to its place
    for level in range(max((len(place) for place in places), default=0)):
        for number, place in enumerate(places):
            if number not in edges and level < len(place):
                edges[number] = [name for name in place[level] if name not in out]
                if not _seat(number, edges, holder, set()):
                    del edges[number]
    return dict(sorted((number, name) for name, number in holder.items()))


def _seat(number: int, edges: Mapping[int, Sequence[str]], holder: dict[str, int], asked: set[str]) -> bool:
    """Find an award for a place, moving others where that helps: an augmenting path."""
    for name in edges[number]:
        if name in asked:
            continue
        asked.add(name)
        if name not in holder or _seat(holder[name], edges, holder, asked):
            holder[name] = number
            return True
    return False


def worth(amounts: Mapping[str, Fraction], shares: Mapping[str, frozenset[str]]) -> Fraction:
    """The most credit of awards of which no two share anything: of a whole and its parts, one side counts.

    >>> whole, part = frozenset({"w p"}), frozenset({"w p", "w q"})
    >>> worth({"w": Fraction(6), "p": Fraction(4)}, {"w": part, "p": whole})
    Fraction(6, 1)
    """
    alone = sum((amount for name, amount in amounts.items() if not shares.get(name)), Fraction())
    rest = sorted((name for name in amounts if shares.get(name)), key=lambda name: (-amounts[name], name))
    best, steps = Fraction(0), 0
    todo: list[tuple[int, frozenset[str], Fraction]] = [(0, frozenset(), Fraction(0))]
    while todo:
        index, used, counted = todo.pop()
        while index < len(rest):
            name, mine = rest[index], shares[rest[index]]
            index += 1
            if used.isdisjoint(mine):
                if steps < _MOST_STEPS:  # later it is only taken
                    todo.append((index, used, counted))
                    steps += 1
                used, counted = used | mine, counted + amounts[name]
        best = max(best, counted)
    return alone + best


__all__ = ["Fitting", "seated", "worth"]
