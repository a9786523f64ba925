"""What would be enough: the cheapest changes that make a source true. Recognition, section 12 (Missing).

Cost is the number of new credentials, then the number of pieces of evidence for what the learner already holds. A final
failure (age, window, version, refusal) cannot be repaired, so its branch is left out.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

from eccoe_vc.agreements.logic import Truth

MOST_SETS: Final = 20  # more alternatives help nobody
_MOST_TRIED: Final = 200  # ways kept for one node, the cheapest first


@dataclass(frozen=True, slots=True)
class Leaf:
    """One award that is asked for: its name, whether it holds, and whether a failure is final."""

    name: str
    truth: Truth
    final: bool = False


@dataclass(frozen=True, slots=True)
class Some:
    """At least ``count`` of ``parts``; all of them where both are equal, any one where it is 1."""

    count: int
    parts: Sequence[Leaf | Some]


class Enough(NamedTuple):
    """All cheapest sets of leaves that would have to become true, sorted; and what each of them costs."""

    new_credentials: int
    evidence: int
    sets: tuple[tuple[str, ...], ...]


class _Way(NamedTuple):
    """One way to make a node true: cost and the leaves that it changes."""

    new: int
    evidence: int
    leaves: frozenset[str]


_NOTHING: Final = (_Way(0, 0, frozenset()),)


def enough(node: Leaf | Some) -> Enough | None:
    """The cheapest repairs of a source; None where nothing can help.

    >>> two_of = Some(2, [Leaf("a", Truth.TRUE), Leaf("b", Truth.UNKNOWN), Leaf("c", Truth.FALSE)])
    >>> enough(two_of)
    Enough(new_credentials=0, evidence=1, sets=(('b',),))
    """
    ways = _ways(node)
    if not ways:
        return None
    cost = min((way.new, way.evidence) for way in ways)
    sets = sorted({tuple(sorted(way.leaves)) for way in ways if (way.new, way.evidence) == cost})
    return Enough(*cost, tuple(sets[:MOST_SETS]))


def _ways(node: Leaf | Some) -> tuple[_Way, ...]:
    """Every way that could be part of a cheapest one: the cheapest for its set of leaves."""
    if isinstance(node, Leaf):
        if node.truth is Truth.TRUE:
            return _NOTHING
        if node.final:
            return ()
        evidence = node.truth is Truth.UNKNOWN
        return (_Way(0 if evidence else 1, 1 if evidence else 0, frozenset({node.name})),)
    by_count: list[tuple[_Way, ...]] = [_NOTHING, *[()] * node.count]  # ways that make so many parts true
    for part in node.parts:
        options = _ways(part)
        for count in range(node.count, 0, -1):
            joined = {_joined(left, right) for left in by_count[count - 1] for right in options}
            by_count[count] = _cheapest({*by_count[count], *joined})
    return by_count[node.count]


def _joined(left: _Way, right: _Way) -> _Way:
    return _Way(left.new + right.new, left.evidence + right.evidence, left.leaves | right.leaves)


def _cheapest(ways: set[_Way]) -> tuple[_Way, ...]:
    ordered = sorted(ways, key=lambda way: (way.new, way.evidence, sorted(way.leaves)))
    return tuple(ordered[:_MOST_TRIED])
