"""Matches by what can become of them, before any plan: steps 8 to 10. Recognition, section 6.

Refusals and explicit nothings come first, then what earlier decisions used up, then ambiguities and conflicts.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from eccoe_vc.agreements import often
from eccoe_vc.agreements.contesting import Ties, blocked, doubted, firsts, ties_among
from eccoe_vc.agreements.earlier import Earlier
from eccoe_vc.agreements.logic import Truth
from eccoe_vc.agreements.plans import Name
from eccoe_vc.agreements.weighing import Weighed


class Sorted(NamedTuple):
    """Matches by what can become of them: refused, never given, left to a person, clear, or lost before any plan."""

    refused: tuple[Weighed, ...]
    excluded: tuple[Weighed, ...]
    pending: tuple[tuple[Weighed, str], ...]
    clear: tuple[Weighed, ...]
    lost: tuple[tuple[Weighed, str], ...]
    ties: Ties
    earlier: Mapping[Name, str]


def sort(weighed: Sequence[Weighed], earlier: Earlier | None) -> Sorted:
    """Steps 8 to 10: refusals and explicit nothings first, then earlier decisions, then ambiguities and conflicts."""
    refused = [one for one in weighed if one.found.rule.outcome == "refused"]
    given = [one for one in weighed if one.found.rule.outcome != "refused"]
    gone = {one.match.name: holder for one in given if (holder := often.holder(earlier, one))}
    free = [one for one in given if one.match.name not in gone]
    nothing = [one for one in free if one.gives_nothing]
    against = [*refused, *nothing]  # what says no, and takes an award with it
    sure = [one for one in against if one.found.truth is Truth.TRUE]
    perhaps = [one for one in against if one.found.truth is Truth.UNKNOWN]
    first, doubts = firsts(sure), firsts(perhaps)
    unblocked = [one for one in free if not one.gives_nothing and not blocked(one, first)]
    allowed = [one for one in unblocked if one.code != "limit.excluded"]
    ties = ties_among(allowed, sure)
    standing = [one for one in allowed if one.match.name not in ties.yielding]
    why = {one.match.name: _why_open(one, ties) or doubted(one, doubts, perhaps) for one in standing}
    return Sorted(
        refused=tuple(one for one in sure if one.found.rule.outcome == "refused"),
        excluded=tuple(one for one in unblocked if one.code == "limit.excluded"),
        pending=(
            *((one, why[one.match.name]) for one in standing if why[one.match.name]),
            *((one, one.found.code) for one in perhaps if one.found.rule.outcome != "refused"),
        ),
        clear=tuple(one for one in standing if not why[one.match.name]),
        lost=(
            *((one, "rule.already_used") for one in given if one.match.name in gone),
            *((one, "rule.refused") for one in nothing if one.found.truth is Truth.TRUE),
            *((one, ties.settled[one.match.name]) for one in allowed if one.match.name in ties.yielding),
        ),
        ties=ties,
        earlier=gone,
    )


def _why_open(one: Weighed, ties: Ties) -> str:
    """Why a match cannot be decided; empty where it can."""
    if one.found.truth is not Truth.TRUE:
        return one.found.code
    return one.code or ties.codes.get(one.match.name, "")


__all__ = ["Sorted", "sort"]
