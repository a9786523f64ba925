"""What must be unique in a ledger, and when two uses of an award collide. Recognition, section 13.

A use of an award claims (award, programme), (award) in all programmes unless the agreement lets other programmes reuse
it, and (achievement, programme) unless the leaf is repeatable. Of a ``reusable`` rule, and of one that consumes
nothing, there is no claim.

Two levels: what is granted and does not count may be raised later to what counts. So a claim is ``granted`` or
``applied``; of each level there is one at most, and only a committed ``granted`` lets an ``applied`` stand beside it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from eccoe_vc.agreements.ledger.keys import AwardKeys
from eccoe_vc.agreements.ledger.line import Line


class Place(NamedTuple):
    """What is claimed: ``kind`` is ``award``, ``anywhere`` or ``achievement``; ``anywhere`` is in no programme."""

    kind: str
    key: str
    programme: str


class Claim(NamedTuple):
    """A place at a level. No two claims of a ledger are equal."""

    kind: str
    key: str
    programme: str
    level: str

    @property
    def place(self) -> Place:
        """What is claimed, at whatever level."""
        return Place(self.kind, self.key, self.programme)


def places_of(keys: AwardKeys, programme: str, *, reusable: bool = False, across: bool = False) -> Iterator[Place]:
    """What a use of an award claims.

    >>> [place.kind for place in places_of(AwardKeys(("a",), ("b",)), "urn:p")]
    ['award', 'anywhere', 'achievement']
    """
    if reusable:
        return
    for key in keys.award:
        yield Place("award", key, programme)
        if not across:
            yield Place("anywhere", key, "")
    if not keys.repeatable:
        for key in keys.achievement:
            yield Place("achievement", key, programme)


def claims_of(line: Line, programme: str) -> list[tuple[Claim, str]]:
    """What a line claims, each with the place in the agreement that is the reason; equal claims are not joined."""
    level = "granted" if line.state == "granted" else "applied"
    if not line.consumes:
        return []
    pointers = line.at or ("",) * len(line.awards)
    return [
        (Claim(*place, level), at)
        for keys, at in zip(line.awards, pointers, strict=True)
        for place in dict.fromkeys(places_of(keys, programme, reusable=line.reusable, across=line.across))
    ]


def raises(wanted: Claim, held: Claim) -> bool:
    """Whether ``wanted`` may stand above ``held``, which was committed: granted before, and now it counts."""
    return wanted.place == held.place and (wanted.level, held.level) == ("applied", "granted")


def twice(claims: Iterable[tuple[Claim, str]]) -> list[tuple[Claim, str]]:
    """The claims that one decision would make again: an award that it would use twice."""
    seen: set[Place] = set()
    made = []
    for claim, at in claims:
        if claim.place in seen:
            made.append((claim, at))
        seen.add(claim.place)
    return made


__all__ = ["Claim", "Place", "claims_of", "places_of", "raises", "twice"]
