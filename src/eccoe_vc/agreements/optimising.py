"""The best plan with HiGHS, the solver of the ``optimise`` extra. Recognition, section 9.3.

HiGHS answers one question after the other: how much credit, how few awards, how good grades, which names. It counts in
binary floating point. So it is asked only where all numbers are so small that its tolerances stay far below one unit,
the plan that it gives is judged anew in whole numbers, and its bound is believed only where that plan reaches it. What
is not confirmed so is left to the exact search. One thread, no clock: a limit of nodes ends it.
"""

from __future__ import annotations

from collections.abc import Sequence
from importlib import import_module
from math import floor, inf, isfinite
from typing import Any, Final

from eccoe_vc.agreements.maximising.asking import Answer, Question
from eccoe_vc.agreements.maximising.problem import Problem, bits
from eccoe_vc.agreements.maximising.searching import Steps
from eccoe_vc.errors import GuardUnavailableError

MOST_NODES: Final = 2_000  # of one question
_STEPS_A_QUESTION: Final = 50
_STEPS_A_NODE: Final = 10
_ITERATIONS_A_STEP: Final = 10
_MOST_MATCHES: Final = 5_000  # of one question: more take it minutes before its first node
_LARGEST: Final = 10_000  # of one number; tolerances are a millionth
_LARGEST_SUM: Final = 100_000_000
_NEAR: Final = 0.001  # a bound that is so little below a whole number is that number
_OPTIONS: Final = {
    "output_flag": False, "parallel": "off", "threads": 1, "random_seed": 0, "mip_rel_gap": 0.0, "mip_abs_gap": 0.5,
    "mip_feasibility_tolerance": 1e-7, "primal_feasibility_tolerance": 1e-9,
}  # fmt: skip


class Highs:
    """HiGHS, silent.

    :raises GuardUnavailableError: ``guard.unavailable`` where the extra is not installed.
    """

    def __init__(self) -> None:
        try:
            self._highspy: Any = import_module("highspy")
        except ImportError as error:
            raise GuardUnavailableError(
                "guard.unavailable",
                "The solver HiGHS is not installed.",
                hint="Install it with: pip install 'eccoe-vc[optimise]', or leave solver='exact'.",
            ) from error

    def answer(self, question: Question, steps: Steps) -> Answer | None:
        """The plan that HiGHS found and its bound; None where the numbers are too large or HiGHS is not sure."""
        if not _small(question):
            return None
        model = _Model(question)
        nodes = min(MOST_NODES, (steps.left - _STEPS_A_QUESTION) // _STEPS_A_NODE)
        if nodes < 1:
            return None
        # What the callbacks are for is not needed, and they print before they can be told not to.
        engine: Any = type("_Silent", (self._highspy.Highs,), {"enableCallbacks": lambda _: None})()
        for name, value in {**_OPTIONS, "mip_max_nodes": nodes}.items():
            engine.setOptionValue(name, value)
        engine.passModel(model.lp(self._highspy))
        engine.run()
        info = engine.getInfo()
        work = _STEPS_A_NODE * max(0, info.mip_node_count) + max(0, info.simplex_iteration_count) // _ITERATIONS_A_STEP
        steps.take(min(steps.left, _STEPS_A_QUESTION + work))
        bound, values = info.mip_dual_bound, list(engine.getSolution().col_value)
        status, states = engine.getModelStatus(), self._highspy.HighsModelStatus
        if status == states.kInfeasible:
            return Answer((), -_LARGEST_SUM)
        if status not in (states.kOptimal, states.kSolutionLimit, states.kIterationLimit) or not isfinite(bound):
            return None
        if len(values) < len(model.named):
            return None
        chosen = [one for one, value in zip(model.named, values, strict=False) if value > 0.5]
        return Answer(tuple(sorted(chosen)), floor(bound + _NEAR))


def _small(question: Question) -> bool:
    problem = question.problem
    if question.alive.bit_count() > _MOST_MATCHES:
        return False
    numbers = [abs(number) for one in bits(question.alive) for number in (problem.credits[one], *problem.ties[one])]
    numbers += [abs(weight) for weight in question.weights or ()]
    return max(numbers, default=0) <= _LARGEST and sum(numbers) + sum(problem.left) <= _LARGEST_SUM


class _Model:
    """Rows and columns: one column for each match; for one that can be cut, another one for what counts of it."""

    def __init__(self, question: Question) -> None:
        self.question = question
        problem = question.problem
        self.named = list(bits(question.alive))
        self.place = {one: at for at, one in enumerate(self.named)}
        self.cut = {one: len(self.named) + at for at, one in enumerate(m for m in self.named if problem.can_cut[m])}
        self.rows: list[tuple[float, float, list[tuple[int, int]]]] = []
        self._seats(problem)
        self._rooms(problem)
        self._conflicts(problem)
        self._floors(problem)

    def _row(self, low: float, high: float, entries: Sequence[tuple[int, int]]) -> None:
        if entries:
            self.rows.append((low, high, list(entries)))

    def _seats(self, problem: Problem) -> None:
        for mask in problem.holders:
            self._row(-inf, 1, [(self.place[one], 1) for one in bits(mask & self.question.alive)])

    def _applied(self, problem: Problem, one: int) -> tuple[int, int]:
        """The column and the factor of what counts of a match."""
        return (self.cut[one], 1) if one in self.cut else (self.place[one], problem.credits[one])

    def _rooms(self, problem: Problem) -> None:
        for room, left in enumerate(problem.left):
            mine = [one for one in self.named if room in problem.rooms[one]]
            self._row(-inf, left, [self._applied(problem, one) for one in mine])
        for one, column in self.cut.items():
            self._row(-inf, 0, [(column, 1), (self.place[one], -problem.credits[one])])

    def _conflicts(self, problem: Problem) -> None:
        for one in self.named:
            others = [self.place[other] for other in bits(problem.excluded[one] & self.question.alive)]
            if others:
                self._row(-inf, len(others), [(self.place[one], len(others)), *((other, 1) for other in others)])
            for mask in problem.needs[one]:
                givers = [self.place[other] for other in bits(mask & self.question.alive)]
                self._row(-inf, 0, [(self.place[one], 1), *((giver, -1) for giver in givers)])

    def _floors(self, problem: Problem) -> None:
        for kind, least in enumerate(self.question.floors):
            if kind == 0:
                self._row(least, inf, [self._applied(problem, one) for one in self.named])
            else:
                self._row(least, inf, [(self.place[one], problem.ties[one][kind - 1]) for one in self.named])

    def lp(self, highspy: Any) -> Any:
        """The model as HiGHS reads it."""
        problem, weights = self.question.problem, self.question.weights
        columns = len(self.named) + len(self.cut)
        cost = [0] * columns
        for one in self.named:
            column, factor = self._applied(problem, one) if weights is None else (self.place[one], weights[one])
            cost[column] = factor
        lp = highspy.HighsLp()
        lp.num_col_, lp.num_row_ = columns, len(self.rows)
        lp.sense_ = highspy.ObjSense.kMaximize
        lp.col_cost_ = cost
        lp.col_lower_ = [1 if one in set(self.question.fixed) else 0 for one in self.named] + [0] * len(self.cut)
        lp.col_upper_ = [1] * len(self.named) + [problem.credits[one] for one in self.cut]
        lp.row_lower_ = [low for low, _, _ in self.rows]
        lp.row_upper_ = [high for _, high, _ in self.rows]
        starts = [0]
        for _, _, entries in self.rows:
            starts.append(starts[-1] + len(entries))
        lp.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
        lp.a_matrix_.start_ = starts
        lp.a_matrix_.index_ = [column for _, _, entries in self.rows for column, _ in entries]
        lp.a_matrix_.value_ = [factor for _, _, entries in self.rows for _, factor in entries]
        kinds = highspy.HighsVarType
        lp.integrality_ = [kinds.kInteger] * len(self.named) + [kinds.kContinuous] * len(self.cut)
        return lp


__all__ = ["MOST_NODES", "Highs"]
