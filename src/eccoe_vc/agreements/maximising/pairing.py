"""Where every match takes two seats at most, and seats are of two sides: exact matching. Recognition, section 9.3.

The Hungarian method over sparse pairs in whole numbers. Its prices are a bound at every moment, and at the end they show
which pairs an optimum can hold at all: among these the smallest names are decided by exchanging along a path.
"""

from __future__ import annotations

from dataclasses import dataclass

from eccoe_vc.agreements.maximising.problem import Problem
from eccoe_vc.agreements.maximising.searching import Steps


def applies(problem: Problem) -> bool:
    """Whether a problem is one of pairs."""
    return False
