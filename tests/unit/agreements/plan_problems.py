"""Random problems of assignment, and their answers by the definition of Recognition, sections 9.1 and 9.2.

Nothing of the solver is used here: conflicts, limits and the order of plans are written down once more.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from fractions import Fraction
from itertools import combinations
from typing import Any, NamedTuple

from eccoe_vc.agreements.limits import Room
from eccoe_vc.agreements.plans import Match, Plan


class Case(NamedTuple):
    matches: list[Match]
    rooms: list[Room]
    quality: dict[str, Fraction]
    record: list[str]


def random_case(seed: int, most_matches: int = 8) -> Case:
    """Up to 6 awards and 8 matches; courses in common, limits that overlap, prerequisites, exclusions, a record."""
    chance = random.Random(seed)
    awards = "abcdef"[: chance.randint(1, 6)]
    found: dict[Any, Match] = {}
    for _ in range(chance.randint(0, most_matches)):
        divisible = chance.random() < 0.4
        match = Match(
            f"r{chance.randint(0, 5)}",
            tuple(sorted(chance.sample(awards, chance.randint(1, min(3, len(awards)))))),
            Fraction(chance.randint(1, 12), chance.choice([1, 1, 2, 3])),
            frozenset(chance.sample("XYZ", chance.choice([0, 0, 1] if divisible else [0, 1, 1, 2]))),
            divisible,
            frozenset(chance.sample("nop", chance.choice([0, 1, 1, 2]))),
            frozenset(chance.sample("XYZW", chance.choice([0, 0, 0, 1]))),
            frozenset(chance.sample(["r0", "r1", "r2"], chance.choice([0, 0, 0, 1]))),
            (chance.randint(0, 3),),
        )
        found.setdefault(match.name, match)
    limits = [("inner", "n"), ("middle", "no"), ("across", "op"), ("all", None)]
    rooms = [
        Room(name, Fraction(chance.randint(0, 30), chance.choice([1, 2])), frozenset(about) if about else None)
        for name, about in limits
        if chance.random() < 0.35
    ]
    quality = {name: Fraction(chance.randint(0, 2), 2) for name in "abcdef"}
    record = ["W"] if chance.random() < 0.3 else ["X"] if chance.random() < 0.1 else []
    return Case(list(found.values()), rooms, quality, record)


def pairs_case(seed: int) -> Case:
    """Rules for one award each, many of them worth the same: problems of pairs."""
    chance = random.Random(seed)
    awards, courses = "abcde"[: chance.randint(1, 5)], "VWXYZ"[: chance.randint(1, 5)]
    found: dict[Any, Match] = {}
    for award in awards:
        for course in courses:
            if chance.random() < 0.5 and len(found) < 11:
                given = frozenset({course}) if chance.random() < 0.9 else frozenset[str]()
                match = Match(f"r{chance.randint(0, 9)}", (award,), Fraction(chance.randint(1, 3)), given)
                found.setdefault(match.name, match)
    return Case(list(found.values()), [], {name: Fraction(chance.randint(0, 2), 2) for name in awards}, [])


# ---- by the definition -----------------------------------------------------------------------------------------------


def about(room: Room, match: Match) -> bool:
    return room.categories is None or bool(room.categories & match.categories)


def together(one: Match, other: Match) -> bool:
    """Whether two matches can be in one plan."""
    return not (
        set(one.uses) & set(other.uses)
        or one.targets & other.targets
        or one.rule in other.excludes
        or other.rule in one.excludes
    )


def counted(chosen: Sequence[Match], rooms: Sequence[Room]) -> list[Fraction]:
    """What counts of each: courses take their room first, then what can be cut, each in order of precedence."""
    left = [room.left for room in rooms]
    made = [Fraction(0)] * len(chosen)
    for place in sorted(range(len(chosen)), key=lambda p: (chosen[p].divisible, chosen[p].rank, chosen[p].name)):
        match = chosen[place]
        mine = [number for number, room in enumerate(rooms) if about(room, match)]
        amount = min([match.credit, *(left[number] for number in mine)])
        made[place] = max(amount, Fraction(0)) if match.divisible or amount == match.credit else Fraction(0)
        for number in mine:
            left[number] -= made[place]
    return made


def plans(case: Case) -> Iterator[tuple[Fraction, list[Match]]]:
    """Every plan with its credit."""
    able = sorted((m for m in case.matches if not m.targets & set(case.record)), key=lambda match: match.name)
    apart = {(one.name, other.name) for one, other in combinations(able, 2) if not together(one, other)}
    sets: list[list[Match]] = [[]]
    for match in able:
        sets += [[*taken, match] for taken in sets if not any((one.name, match.name) in apart for one in taken)]
    for chosen in sets:
        given = set(case.record).union(*(match.targets for match in chosen))
        if all(match.requires <= given for match in chosen):
            amounts = counted(chosen, case.rooms)
            if all(amounts):
                yield sum(amounts, Fraction()), chosen


def value(case: Case, credit: Fraction, chosen: Sequence[Match]) -> Any:
    """What is compared, smaller is better: credit, awards, grades, names."""
    names = {name for match in chosen for name in match.uses}
    grades = sum((case.quality.get(name, Fraction(0)) for name in names), Fraction())
    return -credit, len(names), -grades, sorted(match.name for match in chosen)


def best_of_all(case: Case) -> Any:
    return min(value(case, credit, chosen) for credit, chosen in plans(case))


def most_of_all(case: Case) -> Fraction:
    return max(credit for credit, _ in plans(case))


def value_of(case: Case, plan: Plan) -> Any:
    return value(case, plan.applied, [match for match, _ in plan.taken])


def is_allowed(case: Case, plan: Plan) -> bool:
    """Whether a plan is one, and counts what the definition counts."""
    chosen = [match for match, _ in plan.taken]
    given = set(case.record).union(*(match.targets for match in chosen))
    return (
        all(together(one, other) for one, other in combinations(chosen, 2))
        and all(match.requires <= given and not match.targets & set(case.record) for match in chosen)
        and all(amount > 0 for _, amount in plan.taken)
        and counted(chosen, case.rooms) == [amount for _, amount in plan.taken]
    )


def adversarial(seed: int = 1, awards: int = 30, rules: int = 60, *, limits: bool = True) -> Case:
    """Many rules that each ask for some of several awards, under limits that overlap: section 16."""
    chance = random.Random(seed)
    names = [f"a{index:03}" for index in range(awards)]
    matches = []
    for rule in range(rules):
        of = chance.randint(4, 7)
        count = chance.randint(2, min(4, of - 1))
        sources = sorted(chance.sample(names, of))
        credit = Fraction(chance.randint(3, 8) * count, 2)
        categories = frozenset(chance.sample("xyz", chance.randint(1, 2)))
        free = chance.random() < 0.2
        targets = {f"rule {rule}"} | (set() if free else {f"T{chance.randrange(rules * 2 // 3)}"})
        for uses in combinations(sources, count):
            name = f"r{rule:03}"
            matches.append(Match(name, uses, credit, frozenset(targets), free, categories, rank=(rule,)))
    rooms = [
        Room("x", Fraction(25), frozenset("x")),
        Room("y", Fraction(30), frozenset("y")),
        Room("all", Fraction(60)),
    ]
    return Case(matches, rooms if limits else [], {n: Fraction(chance.randint(0, 10), 10) for n in names}, [])


__all__ = [
    "Case", "about", "adversarial", "best_of_all", "is_allowed", "most_of_all", "pairs_case", "random_case", "together",
    "value_of",
]  # fmt: skip
