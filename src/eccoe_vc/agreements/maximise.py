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
from eccoe_vc.agreements.plans import Match, Plan
from eccoe_vc.errors import InputTypeError, shown

Solver = Literal["exact", "highs"]

STEPS: Final = 20_000  # branches tried for one learner: about a second


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

    >>> a, b = Match("r1", ("x", "y"), Fraction(5)), Match("r2", ("x",), Fraction(3))
    >>> c, d = Match("r3", ("y", "z"), Fraction(4)), Match("r4", ("z",), Fraction(1))
    >>> best_plan([a, b, c, d]).applied
    Fraction(7, 1)
    """
    record = frozenset(on_record)
    usable = parts.usable(matches, rooms, record)
    bound_by = parts.binding(usable, rooms)
    left, oracle = Steps(steps), _oracle(solver)
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


def _oracle(solver: Solver) -> Oracle | None:
    if solver == "exact":
        return None
    if solver == "highs":
        return Highs()
    raise InputTypeError("input.type", f"The solver is {shown(solver)}.", hint="It is 'exact' or 'highs'.")


__all__ = ["STEPS", "best_plan"]
