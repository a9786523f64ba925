"""The plan that a learner would choose: most credit, then fewest awards, then best grades. Recognition, section 9.3.

Weighted set packing under limits, solved exactly: components apart, each by branch and bound over exact integers, in an
order that makes the first optimum found the smallest by rule and awards. Where the steps end first, the best plan so
far comes with a proven upper bound, and never with the claim to be optimal, even where credit and bound are equal: with
fewer awards or better grades there might be another.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from fractions import Fraction
from math import lcm
from typing import Final

from eccoe_vc.agreements.limits import Room
from eccoe_vc.agreements.plans import Match, Plan, applied

STEPS: Final = 10_000  # branches tried for one learner: a second for tens of awards, more for a hundred

Value = tuple[Fraction, int, Fraction]  # credit, awards (negative), quality: larger is better


def best_plan(
    matches: Iterable[Match],
    rooms: Sequence[Room] = (),
    *,
    quality: Mapping[str, Fraction] | None = None,
    on_record: Iterable[str] = (),
    steps: int = STEPS,
) -> Plan:
    """The best plan by credit, number of awards, grades, and then by the names of rules and awards.

    :param quality: of the awards, between 0 (pass) and 1 (best grade).
    :param on_record: courses that the learner has already.
    :param steps: how many branches may be tried in all.

    >>> a, b = Match("r1", ("x", "y"), Fraction(5)), Match("r2", ("x",), Fraction(3))
    >>> c, d = Match("r3", ("y", "z"), Fraction(4)), Match("r4", ("z",), Fraction(1))
    >>> best_plan([a, b, c, d]).applied
    Fraction(7, 1)
    """
    record = frozenset(on_record)
    usable = sorted(
        {match.name: match for match in matches if match.credit > 0 and match.targets.isdisjoint(record)}.values(),
        key=lambda match: match.name,
    )
    taken: list[tuple[Match, Fraction]] = []
    optimal, bound = True, Fraction(0)
    for part in components(usable, rooms):
        search = _Search(part, rooms, quality or {}, record, steps)
        search.run()
        steps = search.left
        taken += search.plan()
        optimal = optimal and search.finished
        bound += search.credit if search.finished else max(search.ceiling, search.credit)
    taken.sort(key=lambda pair: pair[0].name)
    return Plan(tuple(taken), optimal, bound)


def components(matches: Sequence[Match], rooms: Sequence[Room]) -> list[list[Match]]:
    """Groups of matches that have nothing to do with each other: no award, target, limit, prerequisite or exclusion."""
    parent = list(range(len(matches)))

    def root(index: int) -> int:
        while parent[index] != index:
            parent[index] = parent[parent[index]]
            index = parent[index]
        return index

    first: dict[tuple[str, str], int] = {}
    for index, match in enumerate(matches):
        links = [("award", name) for name in match.uses]
        links += [("target", name) for name in (*match.targets, *match.requires)]
        links += [("rule", name) for name in (match.rule, *match.excludes)]
        links += [("limit", room.name) for room in rooms if _fits(room, match)]
        for link in links:
            parent[root(index)] = root(first.setdefault(link, index))
    groups: dict[int, list[Match]] = {}
    for index, match in enumerate(matches):
        groups.setdefault(root(index), []).append(match)
    return list(groups.values())


def _fits(room: Room, match: Match) -> bool:
    return room.categories is None or not room.categories.isdisjoint(match.categories)


class _Search:
    """Branch and bound over one component. Matches stand in order of their names; each is taken first, then left."""

    def __init__(
        self,
        matches: Sequence[Match],
        rooms: Sequence[Room],
        quality: Mapping[str, Fraction],
        record: frozenset[str],
        steps: int,
    ) -> None:
        self.matches, self.quality, self.record, self.left = matches, quality, record, steps
        self.rooms = [room for room in rooms if any(_fits(room, match) for match in matches)]
        self.finished = True
        self.chosen: tuple[Match, ...] = ()
        self.best: Value = (Fraction(0), 0, Fraction(0))
        self._shares = _Shares(matches, self.rooms)
        self._conflicts = conflicts_of(matches)
        self.ceiling = self._shares.ceiling(0, 0, (), self.rooms)

    @property
    def credit(self) -> Fraction:
        """Applied credit of the best plan so far."""
        return self.best[0]

    def plan(self) -> list[tuple[Match, Fraction]]:
        """The best plan, with what counts of each match."""
        amounts = applied(self.chosen, self.rooms)
        return [(match, amounts[match.name]) for match in self.chosen]

    def run(self) -> None:
        """Try branches until none is left or the steps end. No recursion: components may be long."""
        # Where we are, which matches are out, which awards are used (as bits), what is taken.
        stack: list[tuple[int, int, int, tuple[Match, ...]]] = [(0, 0, 0, ())]
        while stack:
            at, out, used, taken = stack.pop()
            while at < len(self.matches) and out >> at & 1:
                at += 1
            if at == len(self.matches):
                self._complete(taken)
                continue
            if self.left <= 0:
                self.finished = False
                self._complete(taken)
                return
            self.left -= 1
            if not self._promises(at, used, taken):
                continue
            match = self.matches[at]
            stack.append((at + 1, out, used, taken))
            stack.append((at + 1, out | self._conflicts[at], used | self._shares.bits[at], (*taken, match)))

    def _promises(self, at: int, used: int, taken: tuple[Match, ...]) -> bool:
        """Whether something below this branch can still be better than the best plan."""
        most = self._shares.ceiling(at, used, taken, self.rooms)
        if most != self.best[0]:
            return most > self.best[0]
        awards = used.bit_count()
        gains = sum((match.credit for match in taken), Fraction()) < most
        return -(awards + gains) >= self.best[1]

    def _complete(self, taken: tuple[Match, ...]) -> None:
        """A whole plan: is it allowed, and better?"""
        targets = self.record.union(*(match.targets for match in taken))
        if any(not match.requires <= targets for match in taken):
            return
        amounts = applied(taken, self.rooms) if self.rooms else {match.name: match.credit for match in taken}
        counts = [match.divisible or amounts[match.name] == match.credit for match in taken]
        if not all(counts) or 0 in amounts.values():
            return
        names = {name for match in taken for name in match.uses}
        quality = sum((self.quality.get(name, Fraction(0)) for name in names), Fraction())
        value = (sum(amounts.values(), Fraction()), -len(names), quality)
        if value > self.best:
            self.best, self.chosen = value, taken


def conflicts_of(matches: Sequence[Match]) -> list[int]:
    """For each match, the later ones that cannot stand beside it (:meth:`Match.conflicts`), as bits.

    Looked up by what two of them would share: comparing thousands of matches pair by pair takes longer than the search.
    """
    holding: dict[tuple[str, str], int] = {}  # award or target to the matches that hold it
    of_rule: dict[tuple[str, str], int] = {}
    excluding: dict[tuple[str, str], int] = {}
    for index, match in enumerate(matches):
        bit = 1 << index
        for table, keys in (
            (holding, _held(match)),
            (of_rule, _rules(match.rule)),
            (excluding, _rules(*match.excludes)),
        ):
            for key in keys:
                table[key] = table.get(key, 0) | bit
    made = []
    for index, match in enumerate(matches):
        others = 0
        for table, keys in (
            (holding, _held(match)),
            (of_rule, _rules(*match.excludes)),
            (excluding, _rules(match.rule)),
        ):
            for key in keys:
                others |= table.get(key, 0)
        made.append(others >> index + 1 << index + 1)
    return made


def _held(match: Match) -> list[tuple[str, str]]:
    return [("award", name) for name in match.uses] + [("target", name) for name in match.targets]


def _rules(*names: str) -> list[tuple[str, str]]:
    return [("rule", name) for name in names]


class _Shares:
    """How much the matches from a place on can give at most: each award gives its best share of a match.

    Disjoint matches never give more than the sum, over the awards that are left, of the largest credit per award.
    """

    def __init__(self, matches: Sequence[Match], rooms: Sequence[Room]) -> None:
        awards = sorted({name for match in matches for name in match.uses})
        place = {name: index for index, name in enumerate(awards)}
        self.bits = [sum(1 << place[name] for name in match.uses) for match in matches]
        self._scale = lcm(1, *(match.credit.denominator * len(match.uses) for match in matches))
        self._matches = matches
        self._all = self._suffixes(len(awards), lambda _: True)
        self._outside = [self._suffixes(len(awards), self._not_under(room)) for room in rooms]

    @staticmethod
    def _not_under(room: Room) -> Callable[[Match], bool]:
        return lambda match: not _fits(room, match)

    def _suffixes(self, awards: int, counts: Callable[[Match], bool]) -> list[list[int]]:
        rows = [[0] * awards]
        for match, bits in zip(reversed(self._matches), reversed(self.bits), strict=True):
            row = rows[-1]
            if counts(match):
                share = int_of(match.credit * self._scale / len(match.uses))
                row = [max(known, share) if bits >> award & 1 else known for award, known in enumerate(row)]
            rows.append(row)
        return rows[::-1]

    def ceiling(self, at: int, used: int, taken: Sequence[Match], rooms: Sequence[Room]) -> Fraction:
        """No plan with ``taken`` and matches from ``at`` on applies more than this."""
        most = sum((match.credit for match in taken), Fraction()) + self._rest(self._all[at], used)
        for room, outside in zip(rooms, self._outside, strict=True):
            beside = sum((match.credit for match in taken if not _fits(room, match)), Fraction())
            most = min(most, max(room.left, Fraction(0)) + beside + self._rest(outside[at], used))
        return most

    def _rest(self, row: Sequence[int], used: int) -> Fraction:
        return Fraction(sum(share for award, share in enumerate(row) if not used >> award & 1), self._scale)


def int_of(value: Fraction) -> int:
    """The numerator of a fraction that is whole."""
    return value.numerator // value.denominator
