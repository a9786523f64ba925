"""How often awards and rules may be used: what earlier decisions used up, and rules with an end (``maxUse``).

Recognition, section 4.3 (Rule) and section 6 step 9.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from fractions import Fraction
from typing import Final

from eccoe_vc.agreements.earlier import Earlier
from eccoe_vc.agreements.plans import Match, Name, Plan
from eccoe_vc.agreements.weighing import Weighed
from eccoe_vc.encoding.quantities import whole

_TURNS: Final = 8  # times that a rule may fire, up to which a plan weighs each of them
_MARK: Final = "\x1f"


def holder(earlier: Earlier | None, one: Weighed, *, applying: bool = True) -> str:
    """The earlier decision that used an award of a match up; empty where none did."""
    return earlier.holder(one.text, one.found, applying=applying) if earlier is not None else ""


def may_fire(usable: Sequence[Weighed], earlier: Earlier | None) -> tuple[list[Weighed], list[Weighed]]:
    """Matches of rules that may still fire for this learner and programme, and those of rules that may not."""
    spent = [one for one in usable if _uses_left(one, earlier) == 0]
    names = {one.match.name for one in spent}
    return [one for one in usable if one.match.name not in names], spent


def within(
    taken: Sequence[Weighed], amounts: Mapping[Name, Fraction], earlier: Earlier | None
) -> tuple[list[Weighed], list[Weighed]]:
    """What a plan takes and rules let be taken so often, the most credit first; and what is beyond that."""
    kept: list[Weighed] = []
    beyond: list[Weighed] = []
    count: dict[tuple[str, str], int] = {}
    for one in sorted(taken, key=lambda one: (-amounts[one.match.name], one.match.rank, one.match.name)):
        rule, left = _key(one), _uses_left(one, earlier)
        if left is not None and count.get(rule, 0) >= left:
            beyond.append(one)
        else:
            kept.append(one)
            count[rule] = count.get(rule, 0) + 1
    return sorted(kept, key=lambda one: one.match.name), beyond


def in_turns(usable: Sequence[Weighed], earlier: Earlier | None) -> list[Match]:
    """The matches as a plan may choose among them: one copy for each time that their rule may fire.

    So many copies of one rule take turns, each of which is had once. Rules that may fire as often as they could, and
    those with more turns than help, have no copies; :func:`within` keeps the latter within their end.
    """
    rows: dict[tuple[str, str], list[Weighed]] = {}
    for one in usable:
        rows.setdefault(_key(one), []).append(one)
    copies: dict[str, list[str]] = {}
    made: list[Match] = []
    for (agreement, rule), ones in rows.items():
        left = _uses_left(ones[0], earlier)
        if left is None or left >= len(ones) or left > _TURNS:
            made += [one.match for one in ones]
            continue
        for turn in range(left):
            for one in ones:
                name = f"{one.match.rule}{_MARK}{turn}"
                copies.setdefault(one.match.rule, []).append(name)
                targets = one.match.targets | {f"turn {turn} of {agreement} {rule}"}
                made.append(replace(one.match, rule=name, targets=targets))
    if not copies:
        return made
    return [
        replace(match, excludes=match.excludes.union(*(copies.get(name, ()) for name in match.excludes)))
        for match in made
    ]


def without_turns(plan: Plan, usable: Sequence[Weighed]) -> Plan:
    """A plan of copies as one of matches."""
    known = {one.match.name: one.match for one in usable}
    taken = ((known[match.rule.partition(_MARK)[0], match.uses], amount) for match, amount in plan.taken)
    return replace(plan, taken=tuple(sorted(taken, key=lambda pair: pair[0].name)))


def _key(one: Weighed) -> tuple[str, str]:
    """A rule over all versions of its agreement."""
    return one.text.agreement.id, one.found.rule.rule_id


def turns_left(
    found: Sequence[Weighed], fired: Sequence[Weighed], earlier: Earlier | None
) -> tuple[list[Weighed], list[Weighed]]:
    """Of matches beside a plan those whose rules may fire once more, first come first; and the others."""
    count: dict[tuple[str, str], int] = {}
    for one in fired:
        count[_key(one)] = count.get(_key(one), 0) + 1
    kept: list[Weighed] = []
    over: list[Weighed] = []
    for one in sorted(found, key=lambda one: (one.match.rank, one.match.name)):
        left = _uses_left(one, earlier)
        if left is not None and count.get(_key(one), 0) >= left:
            over.append(one)
        else:
            kept.append(one)
            count[_key(one)] = count.get(_key(one), 0) + 1
    return kept, over


def _uses_left(one: Weighed, earlier: Earlier | None) -> int | None:
    """How often a rule may still fire; None where the text sets no end."""
    rule = one.found.rule
    if rule.max_use is None:
        return None
    return max(0, whole(rule.max_use) - (earlier.fired(one.text, rule) if earlier is not None else 0))


__all__ = ["holder", "in_turns", "may_fire", "turns_left", "within", "without_turns"]
