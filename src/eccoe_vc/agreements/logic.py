"""Three values: false, unknown, true. Unknown is not false, and nothing turns it into false by itself.

Recognition, section 6 step 7: conjunctions are the minimum, disjunctions the maximum, *k of n* counts.
"""

from __future__ import annotations

from collections.abc import Iterable
from enum import IntEnum
from typing import NamedTuple


class Truth(IntEnum):
    """An answer, in the order false < unknown < true."""

    FALSE = 0
    UNKNOWN = 1
    TRUE = 2

    def __str__(self) -> str:
        return self.name.lower()


class Answer(NamedTuple):
    """A truth, and where it is not true the code that says what it is about: one code serves false and unknown."""

    truth: Truth
    code: str = ""


YES = Answer(Truth.TRUE)


def answer(value: bool | None, code: str) -> Answer:
    """The answer of a question with this code.

    >>> answer(None, "rule.level")
    Answer(truth=<Truth.UNKNOWN: 1>, code='rule.level')
    """
    return YES if value else Answer(of(value), code)


def all_of(values: Iterable[Truth]) -> Truth:
    """The minimum; true where there is nothing to hold.

    >>> str(all_of([Truth.TRUE, Truth.UNKNOWN]))
    'unknown'
    """
    return min(values, default=Truth.TRUE)


def any_of(values: Iterable[Truth]) -> Truth:
    """The maximum; false where there is nothing to choose from."""
    return max(values, default=Truth.FALSE)


def k_of(count: int, values: Iterable[Truth]) -> Truth:
    """True if at least ``count`` are true; unknown if true and unknown ones reach it; else false.

    >>> str(k_of(2, [Truth.TRUE, Truth.UNKNOWN, Truth.FALSE]))
    'unknown'
    """
    found = list(values)
    true = found.count(Truth.TRUE)
    if true >= count:
        return Truth.TRUE
    return Truth.UNKNOWN if true + found.count(Truth.UNKNOWN) >= count else Truth.FALSE


def of(value: bool | None) -> Truth:
    """The truth of a Python answer; None is unknown."""
    if value is None:
        return Truth.UNKNOWN
    return Truth.TRUE if value else Truth.FALSE
