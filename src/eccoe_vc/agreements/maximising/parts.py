"""Which matches can be in a plan at all, and which of them concern each other. Recognition, section 9.3."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from fractions import Fraction

from eccoe_vc.agreements.limits import Room
from eccoe_vc.agreements.maximising.problem import fits
from eccoe_vc.agreements.plans import Match

Link = tuple[str, str]


def usable(matches: Iterable[Match], rooms: Sequence[Room], record: frozenset[str]) -> list[Match]:
    """The matches that some plan could hold, in order of their names, each name once.

    Left out: what gives nothing, what the learner has already, what has no room by itself, and what needs a course that
    nothing else can give.
    """
    named: dict[tuple[str, tuple[str, ...]], Match] = {}
    for match in matches:
        if match.credit <= 0 or not match.targets.isdisjoint(record) or not _has_room(match, rooms):
            continue
        known = named.get(match.name)
        if known is None or _told(match) < _told(known):
            named[match.name] = match
    found = [named[name] for name in sorted(named)]
    while True:
        given = record.union(*(match.targets for match in found))
        kept = [match for match in found if match.requires <= given]
        if len(kept) == len(found):
            return kept
        found = kept


def _has_room(match: Match, rooms: Sequence[Room]) -> bool:
    return all(room.left >= match.credit or (match.divisible and room.left > 0) for room in rooms if fits(room, match))


def _told(match: Match) -> tuple[Fraction, str]:
    """Which of two different matches of one name is kept must not depend on their order."""
    parts = (match.targets, match.categories, match.requires, match.excludes)
    return (-match.credit, repr((*(sorted(part) for part in parts), match.divisible, match.rank)))


def binding(matches: Sequence[Match], rooms: Sequence[Room]) -> list[Room]:
    """The limits that some plan could reach; the others need not be looked at, and link nothing."""
    return [room for room in rooms if room.left < _most([match for match in matches if fits(room, match)])]


def _most(matches: Sequence[Match]) -> Fraction:
    """What disjoint matches give at most: every award its largest share of a match."""
    shares: dict[str, Fraction] = {}
    for match in matches:
        uses = set(match.uses) or {repr(match.name)}
        share = match.credit / len(uses)
        for name in uses:
            if share > shares.get(name, 0):
                shares[name] = share
    return sum(shares.values(), Fraction())


def links(match: Match, rooms: Sequence[Room]) -> Iterator[Link]:
    """What a match has in common with others that concern it: awards, targets, rules that exclude, limits."""
    for name in match.uses:
        yield "award", name
    for name in match.targets | match.requires:
        yield "target", name
    for name in (match.rule, *match.excludes):
        yield "rule", name
    for room in rooms:
        if fits(room, match):
            yield "limit", room.name


def components(matches: Sequence[Match], rooms: Sequence[Room]) -> list[list[Match]]:
    """Groups of matches that have nothing to do with each other, each in the order in which its matches came."""
    excluding = {name for match in matches for name in match.excludes}
    parent = list(range(len(matches)))

    def root(index: int) -> int:
        while parent[index] != index:
            parent[index] = parent[parent[index]]
            index = parent[index]
        return index

    first: dict[Link, int] = {}
    for index, match in enumerate(matches):
        for link in links(match, rooms):
            # Two matches of one rule have nothing in common by that alone.
            if link[0] != "rule" or link[1] in excluding:
                parent[root(index)] = root(first.setdefault(link, index))
    groups: dict[int, list[Match]] = {}
    for index, match in enumerate(matches):
        groups.setdefault(root(index), []).append(match)
    return list(groups.values())


def places(groups: Sequence[Sequence[Match]], rooms: Sequence[Room]) -> Mapping[Link, set[int]]:
    """In which groups each link is found."""
    found: dict[Link, set[int]] = {}
    for place, group in enumerate(groups):
        for match in group:
            for link in links(match, rooms):
                found.setdefault(link, set()).add(place)
    return found


__all__ = ["Link", "binding", "components", "links", "places", "usable"]
