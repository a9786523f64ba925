"""How often awards and rules may be used: what earlier decisions used up, and rules with an end (``maxUse``).

Recognition, section 4.3 (Rule) and section 6 step 9.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction

from eccoe_vc.agreements.earlier import Earlier
from eccoe_vc.agreements.weighing import Weighed
from eccoe_vc.encoding.quantities import whole


def holder(earlier: Earlier | None, one: Weighed, *, applying: bool = True) -> str:
    """The earlier decision that used an award of a match up; empty where none did."""
    return earlier.holder(one.text, one.found, applying=applying) if earlier is not None else ""


def may_fire(usable: Sequence[Weighed], earlier: Earlier | None) -> tuple[list[Weighed], list[Weighed]]:
    """Matches of rules that may still fire for this learner and programme, and those of rules that may not."""
    spent = [one for one in usable if _uses_left(one, earlier) == 0]
    names = {one.match.name for one in spent}
    return [one for one in usable if one.match.name not in names], spent


def within(
    taken: Sequence[Weighed], amounts: Mapping[tuple[str, tuple[str, ...]], Fraction], earlier: Earlier | None
) -> tuple[list[Weighed], list[Weighed]]:
    """What a plan takes and rules let be taken so often, the most credit first; and what is beyond that."""
    kept: list[Weighed] = []
    beyond: list[Weighed] = []
    count: dict[str, int] = {}
    for one in sorted(taken, key=lambda one: (-amounts[one.match.name], one.match.rank, one.match.name)):
        rule, left = one.match.rule, _uses_left(one, earlier)
        if left is not None and count.get(rule, 0) >= left:
            beyond.append(one)
        else:
            kept.append(one)
            count[rule] = count.get(rule, 0) + 1
    return sorted(kept, key=lambda one: one.match.name), beyond


def _uses_left(one: Weighed, earlier: Earlier | None) -> int | None:
    """How often a rule may still fire; None where the text sets no end."""
    rule = one.found.rule
    if rule.max_use is None:
        return None
    return max(0, whole(rule.max_use) - (earlier.fired(one.text, rule) if earlier is not None else 0))


__all__ = ["holder", "may_fire", "within"]
