"""Wholes and their parts: what is part of what, over any number of levels. Recognition, section 7 item 12 (c).

Whichever of both says it, and whatever lies between: a part of a part is a part. Two wholes that share a part are not
parts of each other, and neither are two parts of one whole.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

from eccoe_vc.agreements.evidence import Evidence
from eccoe_vc.agreements.facts import Facts

if TYPE_CHECKING:
    from eccoe_vc.agreements.naming import Names


class Stack(NamedTuple):
    """An achievement by its own names, with the names of its parts and of the wholes that it is a part of.

    Each name as the credentials have it and as the agreements call it: so it is known again in a later decision.
    """

    own: frozenset[str] = frozenset()
    parts: frozenset[str] = frozenset()
    wholes: frozenset[str] = frozenset()

    @classmethod
    def of(cls, facts: Facts) -> Stack:
        """What a credential says by itself."""
        own = {facts.achievement, facts.identity} if facts.achievement else {facts.credential}
        return cls(frozenset(own), frozenset(facts.has_part), frozenset(facts.is_part_of))

    def overlaps(self, other: Stack) -> bool:
        """Whether one is a part of the other, perhaps over a level that neither credential is about.

        >>> whole, part = Stack(frozenset("w"), frozenset("m")), Stack(frozenset("p"), wholes=frozenset("m"))
        >>> whole.overlaps(part), part.overlaps(whole), part.overlaps(Stack(frozenset("q"), wholes=frozenset("m")))
        (True, True, False)
        """
        return not (
            self.own.isdisjoint(other.parts | other.wholes)
            and other.own.isdisjoint(self.parts | self.wholes)
            and self.wholes.isdisjoint(other.parts)
            and self.parts.isdisjoint(other.wholes)
        )


def parts_of(evidence: Iterable[Evidence], names: Names) -> dict[str, list[str]]:
    """Achievement to everything that is a part of it, by the names of the agreements."""
    below = _said(evidence, names)
    return {whole: _reached(whole, below) for whole in below}


def stacks_of(evidence: Sequence[Evidence], names: Names) -> dict[str, Stack]:
    """Credential to what is known of its achievement by all the evidence together."""
    below = _said(evidence, names)
    above: dict[str, list[str]] = {}
    for whole, parts in below.items():
        for part in parts:
            above.setdefault(part, []).append(whole)
    spelt: dict[str, set[str]] = {}
    for one in evidence:
        for name in (_own(one.facts), *one.facts.has_part, *one.facts.is_part_of):
            meant = names.achievement(name)
            spelt.setdefault(meant, {meant}).add(name)

    def spellings(found: Iterable[str]) -> frozenset[str]:
        return frozenset[str]().union(*(spelt[name] for name in found))

    made = {}
    for one in evidence:
        own = names.achievement(_own(one.facts))
        mine = {one.facts.identity, names.achievement(one.facts.identity)} if one.facts.identity else set()
        made[one.facts.credential] = Stack(
            spellings([own]) | mine, spellings(_reached(own, below)), spellings(_reached(own, above))
        )
    return made


def _own(facts: Facts) -> str:
    """The achievement of a credential; without an id nothing says that two of them are one."""
    return facts.achievement or facts.credential


def _said(evidence: Iterable[Evidence], names: Names) -> dict[str, list[str]]:
    """Achievement to its parts of one level, whichever of both says so."""
    made: dict[str, list[str]] = {}
    for one in evidence:
        own = names.achievement(_own(one.facts))
        made.setdefault(own, []).extend(map(names.achievement, one.facts.has_part))
        for whole in one.facts.is_part_of:
            made.setdefault(names.achievement(whole), []).append(own)
    return made


def _reached(start: str, beside: Mapping[str, Sequence[str]]) -> list[str]:
    """Everything that can be reached in one direction, each once, without the start."""
    found: dict[str, None] = {}
    todo = list(beside.get(start, ()))
    while todo:
        name = todo.pop()
        if name not in found and name != start:
            found[name] = None
            todo += beside.get(name, ())
    return sorted(found)


__all__ = ["Stack", "parts_of", "stacks_of"]
