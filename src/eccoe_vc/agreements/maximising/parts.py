"""Which matches can be in a plan at all, and which of them concern each other. Recognition, section 9.3."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from fractions import Fraction

from eccoe_vc.agreements.limits import Room
from eccoe_vc.agreements.maximising.problem import fits
from eccoe_vc.agreements.plans import Match, Name

Link = tuple[str, str]


def named(matches: Iterable[Match]) -> list[Match]:
    """In order of their names, each name once."""
    found: dict[Name, Match] = {}
    for match in matches:
        known = found.get(match.name)
        if known is None or _told(match) < _told(known):
            found[match.name] = match
    return [found[name] for name in sorted(found)]


def possible(matches: Iterable[Match], rooms: Sequence[Room], record: frozenset[str]) -> list[Match]:
    """The matches that could count by themselves, in order of their names, each name once.

    Left out: what gives nothing, what the learner has already, and what has no room even alone.
    """
    return named(
        match for match in matches if match.credit > 0 and match.targets.isdisjoint(record) and _has_room(match, rooms)
    )


def usable(matches: Sequence[Match], record: frozenset[str]) -> list[Match]:
    """Those of ``matches`` whose prerequisites the others could give, or the learner's record has."""
    given = {name: 0 for match in matches for name in match.requires}
    asking: dict[str, list[Match]] = {}
    for match in matches:
        for name in match.targets & given.keys():
            given[name] += 1
        for name in match.requires:
            asking.setdefault(name, []).append(match)
    gone: set[Name] = set()
    missing = [name for name, count in given.items() if not count and name not in record]
    while missing:
        for match in asking[missing.pop()]:
            if match.name in gone:
                continue
            gone.add(match.name)
            for name in match.targets & given.keys():
                given[name] -= 1
                if not given[name] and name not in record:
                    missing.append(name)
    return [match for match in matches if match.name not in gone]


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
    """What a match may have in common with others that concern it."""
    for name in match.uses:
        yield "award", name
    for name in match.targets | match.requires:
        yield "target", name
    yield "rule", match.rule
    for name in match.excludes:
        yield "excluded", name
    for room in rooms:
        if fits(room, match):
            yield "limit", room.name


def components(matches: Sequence[Match], rooms: Sequence[Room]) -> list[list[Match]]:
    """Groups of matches that have nothing to do with each other, each in the order in which its matches came."""
    excluded = {name for match in matches for name in match.excludes}
    parent = list(range(len(matches)))

    def root(index: int) -> int:
        while parent[index] != index:
            parent[index] = parent[parent[index]]
            index = parent[index]
        return index

    first: dict[Link, int] = {}
    for index, match in enumerate(matches):
        for kind, name in links(match, rooms):
            if kind == "rule" and name not in excluded:
                continue  # that they are of one rule is nothing in common
            link = ("rule" if kind == "excluded" else kind, name)
            parent[root(index)] = root(first.setdefault(link, index))
    groups: dict[int, list[Match]] = {}
    for index, match in enumerate(matches):
        groups.setdefault(root(index), []).append(match)
    return list(groups.values())


class Places:
    """In which of some groups a match would find something that concerns it."""

    def __init__(self, groups: Sequence[Sequence[Match]], rooms: Sequence[Room]) -> None:
        self._rooms = rooms
        self._found: dict[Link, set[int]] = {}
        for place, group in enumerate(groups):
            for match in group:
                for link in links(match, rooms):
                    self._found.setdefault(link, set()).add(place)

    def of(self, match: Match) -> list[int]:
        """The groups that a match would join, in order."""
        found: set[int] = set()
        for kind, name in links(match, self._rooms):
            # A rule is concerned by what excludes it, and the other way round.
            other = {"rule": "excluded", "excluded": "rule"}.get(kind, kind)
            found |= self._found.get((other, name), set())
        return sorted(found)


__all__ = ["Link", "Places", "binding", "components", "links", "named", "possible", "usable"]
