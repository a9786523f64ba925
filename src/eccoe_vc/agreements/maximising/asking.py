"""What another solver may be asked, and what it answers. Recognition, section 9.3.

Nothing that it says of a plan is believed: whether it is one and what it is worth is found out here, in whole numbers.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple, Protocol

from eccoe_vc.agreements.maximising.problem import Problem
from eccoe_vc.agreements.maximising.searching import Steps


@dataclass(frozen=True, slots=True)
class Question:
    """The plan for which the sum of ``weights`` is largest; None: the applied credit.

    ``floors``: at least this credit, this number of awards (negative), these grades, as many as are given.
    ``alive``: the matches that it may hold, as a set; ``fixed`` are those that it must hold.
    """

    problem: Problem
    alive: int
    weights: Sequence[int] | None
    floors: Sequence[int] = ()
    fixed: Sequence[int] = ()


class Answer(NamedTuple):
    """The places of the matches of a plan, and what no plan exceeds."""

    chosen: tuple[int, ...]
    most: int


class Oracle(Protocol):
    """Another solver."""

    def answer(self, question: Question, steps: Steps) -> Answer | None:
        """The answer, paid for with steps; None where it has none that it is sure of."""


def is_plan(problem: Problem, chosen: Iterable[int]) -> bool:
    """Whether a plan is one: conflicts, limits, prerequisites."""
    out = 0
    chosen = sorted(chosen)
    for one in chosen:
        if not 0 <= one < len(problem.matches) or out >> one & 1:
            return False
        out |= problem.beside(one)
    return problem.amounts(chosen) is not None


__all__ = ["Answer", "Oracle", "Question", "is_plan"]
