"""The plan that a learner would choose: most credit, then fewest awards, then best grades. Recognition, section 9.2.

Weighted set packing under limits, solved exactly in parts that do not concern each other
(:mod:`eccoe_vc.agreements.maximising` tells how). Where the steps end first, the best plan so far comes with a proven
upper bound, and never with the claim to be optimal, even where credit and bound are equal: with fewer awards or better
grades there might be another.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from typing import Final, Literal

from eccoe_vc.agreements.limits import Room
from eccoe_vc.agreements.maximising import parts, solving
from eccoe_vc.agreements.maximising.asking import Oracle
from eccoe_vc.agreements.maximising.problem import problem_of
from eccoe_vc.agreements.maximising.searching import Steps
from eccoe_vc.agreements.optimising import Highs
from eccoe_vc.agreements.plans import Match, Name, Plan
from eccoe_vc.errors import InputTypeError, shown

Solver = Literal["exact", "highs"]

STEPS: Final = 15_000  # branches tried for one learner: half a second, more where matches are thousands
_MATCHES_A_STEP: Final = 2  # of what is solved for a gain, so that many gains cost steps as well


def best_plan(
    matches: Iterable[Match],
    rooms: Sequence[Room] = (),
    *,
    quality: Mapping[str, Fraction] | None = None,
    on_record: Iterable[str] = (),
    steps: int = STEPS,
    solver: Solver = "exact",
) -> Plan:
    """The best plan by credit, number of awards, grades, and then by the names of rules and awards.

    :param quality: of the awards, between 0 (pass) and 1 (best grade).
    :param on_record: courses that the learner has already.
    :param steps: how many branches may be tried in all.
    :param solver: ``highs`` asks HiGHS where bounds do not decide; it proves more, and takes longer, than ``exact``.
        What both prove is the same.
    :raises InputTypeError: ``input.type`` for another solver.
    :raises GuardUnavailableError: ``guard.unavailable`` where HiGHS is not installed.

    >>> a, b = Match("r1", ("x", "y"), Fraction(5)), Match("r2", ("x",), Fraction(3))
    >>> c, d = Match("r3", ("y", "z"), Fraction(4)), Match("r4", ("z",), Fraction(1))
    >>> best_plan([a, b, c, d]).applied
    Fraction(7, 1)
    """
    record = frozenset(on_record)
    usable = parts.usable(parts.possible(matches, rooms, record), record)
    bound_by = parts.binding(usable, rooms)
    left, oracle = Steps(max(0, steps)), _oracle(solver)
    taken: list[tuple[Match, Fraction]] = []
    optimal, bound = True, Fraction(0)
    for part in parts.components(usable, bound_by):
        problem = problem_of(part, bound_by, quality or {}, record)
        solved = solving.solve(problem, left, oracle=oracle)
        amounts = problem.amounts(solved.chosen) or {}
        taken += [(part[one], amount * problem.unit) for one, amount in amounts.items()]
        optimal = optimal and solved.optimal
        bound += solved.bound * problem.unit
    taken.sort(key=lambda pair: pair[0].name)
    return Plan(tuple(taken), optimal, bound)


def gain(
    match: Match,
    matches: Iterable[Match],
    rooms: Sequence[Room] = (),
    *,
    on_record: Iterable[str] = (),
    steps: int = STEPS,
    solver: Solver = "exact",
) -> Fraction | None:
    """What a pending match would be worth: the most credit if it were true, minus the most credit without it.

    :returns: None where that was not proved within the steps.

    >>> sure = Match("r1", ("x", "y"), Fraction(5))
    >>> gain(Match("r2", ("y", "z"), Fraction(7)), [sure])
    Fraction(2, 1)
    """
    return gains([match], matches, rooms, on_record=on_record, steps=steps, solver=solver)[match.name]


def gains(
    pending: Iterable[Match],
    matches: Iterable[Match],
    rooms: Sequence[Room] = (),
    *,
    on_record: Iterable[str] = (),
    steps: int = STEPS,
    solver: Solver = "exact",
) -> dict[Name, Fraction | None]:
    """The gain of each pending match by itself, as :func:`gain`, by the name of the match and in order of names.

    Only what a pending match concerns is solved again. The steps are for all of them together.
    """
    record, left, oracle = frozenset(on_record), Steps(max(0, steps)), _oracle(solver)
    asked, known = parts.named(pending), parts.possible(matches, rooms, record)
    # A limit that binds only with a pending match links what it links already without it.
    bound_by = parts.binding([*known, *asked], rooms)
    groups = parts.components(known, bound_by)
    places = parts.Places(groups, bound_by)
    most: dict[int, Fraction | None] = {}
    made: dict[Name, Fraction | None] = {}
    for match in asked:
        if not parts.possible([match], rooms, record):
            made[match.name] = Fraction(0)
            continue
        joined = places.of(match)
        for place in joined:
            if place not in most:
                most[place] = _most(groups[place], bound_by, record, left, oracle)
        before = [most[place] for place in joined]
        together = [match, *(one for place in joined for one in groups[place])]
        after = None if None in before else _most(together, bound_by, record, left, oracle)
        without = sum((credit for credit in before if credit is not None), Fraction())
        made[match.name] = None if after is None else after - without
    return made


def _most(
    matches: Sequence[Match], rooms: Sequence[Room], record: frozenset[str], left: Steps, oracle: Oracle | None
) -> Fraction | None:
    """The most credit that some matches give; None where it was not proved."""
    total = Fraction(0)
    for part in parts.components(parts.usable(parts.possible(matches, rooms, record), record), rooms):
        if not left.take(1 + len(part) // _MATCHES_A_STEP):
            return None
        problem = problem_of(part, rooms, {}, record)
        solved = solving.solve(problem, left, credit_only=True, oracle=oracle)
        if not solved.most:
            return None
        total += solved.bound * problem.unit
    return total


def _oracle(solver: Solver) -> Oracle | None:
    if solver == "exact":
        return None
    if solver == "highs":
        return Highs()
    raise InputTypeError("input.type", f"The solver is {shown(solver)}.", hint="It is 'exact' or 'highs'.")


__all__ = ["STEPS", "Solver", "best_plan", "gain", "gains"]
