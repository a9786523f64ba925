"""The best plan of a learner: how long it takes and how much of it is proved, by the exact search and by HiGHS.

    python bench_maximise.py [--rounds 5] [--cases adversarial,pairs] [--short] [--json results-maximise.json]

The cases are invented. `adversarial`: 30 credentials and 60 overlapping k-of-n rules under limits; `open`: the same
rules without limits; `pairs`: 30 rules that each accept any of 120 attempts (3,600 matches); `thousand`: 1,000
credentials, with rules for one and for three of them; `capped`: the same under a limit for all; `budget`: as many
matches as the Budget allows. Both solvers use one thread. `proved` is the whole optimum with its ties, the most credit,
or only a bound.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
from collections.abc import Callable
from fractions import Fraction
from itertools import combinations
from pathlib import Path
from typing import Any, NamedTuple

from measuring import Cell, environment, measure

from eccoe_vc.agreements.limits import Room
from eccoe_vc.agreements.maximise import best_plan
from eccoe_vc.agreements.plans import Match, Plan


class Case(NamedTuple):
    matches: list[Match]
    rooms: list[Room]
    quality: dict[str, Fraction]


def grades(names: list[str], chance: random.Random) -> dict[str, Fraction]:
    return {name: Fraction(chance.randint(0, 10), 10) for name in names}


def adversarial(*, limits: bool = True) -> Case:
    chance = random.Random(1)
    names = [f"a{index:03}" for index in range(30)]
    matches = []
    for rule in range(60):
        of = chance.randint(4, 7)
        count = chance.randint(2, min(4, of - 1))
        sources = sorted(chance.sample(names, of))
        credit = Fraction(chance.randint(3, 8) * count, 2)
        categories = frozenset(chance.sample("xyz", chance.randint(1, 2)))
        free = chance.random() < 0.2
        targets = {f"rule {rule}"} | (set() if free else {f"T{chance.randrange(40)}"})
        matches += [
            Match(f"r{rule:03}", uses, credit, frozenset(targets), free, categories, rank=(rule,))
            for uses in combinations(sources, count)
        ]
    rooms = [
        Room("x", Fraction(25), frozenset("x")),
        Room("y", Fraction(30), frozenset("y")),
        Room("all", Fraction(60)),
    ]
    return Case(matches, rooms if limits else [], grades(names, chance))


def pairs() -> Case:
    chance = random.Random(1)
    names = [f"a{index:03}" for index in range(120)]
    matches = []
    for rule in range(30):
        credit, targets = Fraction(chance.randint(4, 12), 2), frozenset({f"C{rule}", f"rule {rule}"})
        matches += [Match(f"r{rule:03}", (name,), credit, targets, rank=(rule,)) for name in names]
    return Case(matches, [], grades(names, chance))


def thousand(cap: int | None = None) -> Case:
    chance = random.Random(5)
    names = [f"a{index:04}" for index in range(1_000)]
    matches = []
    for index, name in enumerate(names):
        for rule in range(chance.randint(1, 2)):
            credit = Fraction(chance.randint(2, 12), 2)
            matches.append(Match(f"r{index:04}{rule}", (name,), credit, frozenset({f"C{index}{rule}"}), rank=(index,)))
        if index % 10 == 0:
            uses = tuple(sorted({name, names[(index + 1) % 1_000], names[(index + 7) % 1_000]}))
            credit = Fraction(chance.randint(12, 20), 2)
            matches.append(Match(f"s{index:04}", uses, credit, frozenset({f"S{index}"}), rank=(index,)))
    return Case(matches, [Room("cap", Fraction(cap))] if cap else [], grades(names, chance))


def budget() -> Case:
    chance = random.Random(2)
    names = [f"a{index:04}" for index in range(1_000)]
    matches = {}
    while len(matches) < 20_000:
        rule = chance.randrange(2_000)
        uses = tuple(sorted(chance.sample(names, chance.randint(1, 4))))
        credit, category = Fraction(chance.randint(1, 30), 2), frozenset(chance.sample("xyz", 1))
        made = Match(
            f"r{rule:04}", uses, credit, frozenset({f"C{rule}"}), chance.random() < 0.2, category, rank=(rule,)
        )
        matches[made.name] = made
    rooms = [Room("x", Fraction(300), frozenset("x")), Room("all", Fraction(900))]
    return Case(list(matches.values()), rooms, grades(names, chance))


CASES: dict[str, Callable[[], Case]] = {
    "adversarial": adversarial,
    "open": lambda: adversarial(limits=False),
    "pairs": pairs,
    "thousand": thousand,
    "capped": lambda: thousand(60),
    "budget": budget,
}
SHORT = ("adversarial", "open", "pairs", "capped")


def told(plan: Plan) -> dict[str, Any]:
    """What was proved: the best plan, the most credit, or a bound only."""
    proved = "optimum" if plan.optimal else "credit" if plan.bound == plan.applied else "bound"
    return {"proved": proved, "applied": str(plan.applied), "bound": str(plan.bound), "awards": len(plan.awards)}


def run(names: list[str], rounds: int) -> dict[str, Any]:
    result: dict[str, Any] = {}
    for name in names:
        case = CASES[name]()
        plans: dict[str, Plan] = {}

        def cell(solver: Any, case: Case = case, plans: dict[str, Plan] = plans) -> Cell:
            def solve() -> None:
                plans[solver] = best_plan(case.matches, case.rooms, quality=case.quality, solver=solver)

            return solve

        figures, errors = measure({solver: cell(solver) for solver in ("exact", "highs")}, None, rounds, lambda _: 1)
        for one, other in combinations(plans.values(), 2):
            if max(one.applied, other.applied) > min(one.bound or 0, other.bound or 0):
                raise RuntimeError(f"{name}: a plan exceeds the bound of the other solver")
            if one.optimal and other.optimal and one != other:
                raise RuntimeError(f"{name}: two different optima")
        result[name] = {
            "matches": len(case.matches),
            **{solver: {"ms": round(figures[solver]["min_us"] / 1000, 1), **told(plans[solver])} for solver in figures},
            "errors": errors,
        }
        if len(figures) == 2:
            result[name]["highs/exact"] = round(figures["highs"]["min_us"] / figures["exact"]["min_us"], 2)
        print(f"{name}: {json.dumps(result[name])}", flush=True)
    return result


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--cases", default="")
    parser.add_argument("--short", action="store_true", help="fewer cases, once: does it run?")
    parser.add_argument("--json", type=Path)
    options = parser.parse_args()
    names = [name for name in options.cases.split(",") if name] or list(SHORT if options.short else CASES)
    result = {"environment": environment(), **run(names, 1 if options.short else options.rounds)}
    if options.json:
        options.json.write_text(json.dumps(result, indent=1))
    return 0


if __name__ == "__main__":
    sys.exit(main())
