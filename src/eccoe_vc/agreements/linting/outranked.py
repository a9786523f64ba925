"""Lint of rules that are always outranked: wherever they hold, another one holds that goes before them.

Recognition, sections 8.1 and 8.3. Only a written priority is looked at: what the further levels of the order decide is
an ambiguity, and named as such. Rules meet by the set of awards that they use; of many on one set the first ones are
compared, for those outrank the others.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from itertools import takewhile
from typing import Any, Final, NamedTuple

from eccoe_vc.agreements.ambiguity import Interval
from eccoe_vc.agreements.competing import grades, span
from eccoe_vc.agreements.filling import names_of
from eccoe_vc.agreements.grades.scales import Scale
from eccoe_vc.agreements.linting.finding import Lint, warning
from eccoe_vc.agreements.precedence import DEFAULT_PRIORITY
from eccoe_vc.encoding.quantities import whole
from eccoe_vc.errors import shown
from eccoe_vc.models.rules import Condition, Rule, Source

_COMPARED: Final = 20  # the rules with the best priorities on one set of awards

Names = frozenset[str]


class _Way(NamedTuple):
    """One set of awards with which a rule can be met, each name with its leaf."""

    priority: int
    place: int
    leaves: Mapping[str, Source]


def outranked(rules: Sequence[Rule], scales: Mapping[str, Scale]) -> Iterator[Lint]:
    """The rules that can only be reached where another one is used up, in the order of the text."""
    ways = [list(_ways(index, rule)) for index, rule in enumerate(rules)]
    first: dict[Names, list[_Way]] = {}
    for rows in ways:
        for way in rows:
            if _takes(rules[way.place]):
                first.setdefault(frozenset(way.leaves), []).append(way)
    for rows in first.values():
        rows.sort(key=lambda way: way[:2])
        del rows[_COMPARED:]
    for index, rule in enumerate(rules):
        found = [_before(way, rules, first, scales) for way in ways[index]]
        better = next((one for one in found if one is not None), None)
        if better is None or None in found:
            continue
        name, other = shown(rule.rule_id), shown(rules[better].rule_id)
        if rules[better].outcome == "refused":
            message = f"The rule {other} refuses what the rule {name} asks for, and goes before it."
        else:
            message = f"Wherever the rule {name} holds, the rule {other} holds and goes before it."
        hint = "Delete it, narrow the other one, or exchange the priorities."
        yield warning("rule.unreachable", f"/rule/{index}", message, hint, f"/rule/{better}")


def _ways(index: int, rule: Rule) -> Iterator[_Way]:
    """The sets of awards of a source of one level. Others are not judged, for one set that is left reaches the rule."""
    priority = DEFAULT_PRIORITY if rule.priority is None else whole(rule.priority)
    source = rule.source
    if not source.parts:
        for name in names_of(source):
            yield _Way(priority, index, {name: source})
        return
    leaves = {names_of(part)[0]: part for part in source.parts if len(names_of(part)) == 1}
    if len(leaves) < len(source.parts):
        return
    if source.form == "all_of":
        yield _Way(priority, index, leaves)
    elif source.form == "any_of":
        yield from (_Way(priority, index, {name: leaf}) for name, leaf in leaves.items())


def _takes(rule: Rule) -> bool:
    """Whether a rule uses its awards up wherever it holds, without further demands."""
    if rule.outcome == "refused":
        return True
    return (
        rule.outcome != "manualReview"
        and (rule.review is None or rule.review.mode == "none")
        and rule.consumes is not False
        and not rule.reusable
        and rule.max_use is None
        and not (rule.requires_target or rule.excludes_target or rule.excludes_rule)
        and any(target.kind in ("course", "elective", "unassigned") for target in rule.target)
    )


def _before(
    way: _Way, rules: Sequence[Rule], first: Mapping[Names, Sequence[_Way]], scales: Mapping[str, Scale]
) -> int | None:
    """The first rule that always goes before this one on a set of awards, or refuses one of them."""
    sets = [frozenset(way.leaves), *(frozenset({name}) for name in way.leaves if len(way.leaves) > 1)]
    for names in sets:
        for other in takewhile(lambda other: other.priority < way.priority, first.get(names, ())):
            whole_set = len(names) == len(way.leaves)
            refused = rules[other.place].outcome == "refused"
            if (refused or whole_set) and _covers(other, way, rules, scales):
                return other.place
    return None


def _covers(one: _Way, other: _Way, rules: Sequence[Rule], scales: Mapping[str, Scale]) -> bool:
    """Whether the first way holds wherever the other one does."""
    wide, narrow = rules[one.place], rules[other.place]
    wider = (
        _within(narrow.from_, wide.from_) and _within(narrow.to, wide.to)
        and _within(narrow.programme, wide.programme)
        and _within(narrow.organisational_unit, wide.organisational_unit)
    )  # fmt: skip
    if not wider:
        return False
    start, end = _period(wide)
    first, last = _period(narrow)
    return (
        start <= first and last <= end
        and all(_asks_less(wide, leaf, narrow, other.leaves[name], scales) for name, leaf in one.leaves.items())
    )  # fmt: skip


def _within(narrow: Sequence[str] | None, wide: Sequence[str] | None) -> bool:
    return wide is None or (narrow is not None and set(narrow) <= set(wide))


def _period(rule: Rule) -> tuple[date, date]:
    return (date.min, date.max) if rule.period is None else span(rule.period.start_date, rule.period.end_date)


def _asks_less(wide: Rule, leaf: Source, narrow: Rule, other: Source, scales: Mapping[str, Scale]) -> bool:
    """Whether every demand on an award in one rule is made in the other one too, of grades at least as much."""
    if leaf.version is not None and (other.version is None or not set(other.version) <= set(leaf.version)):
        return False
    if leaf.achievement_digest not in (None, other.achievement_digest):
        return False
    asked = [one for one in (narrow.condition, other.condition) if one is not None]
    return all(
        _demanded(member, value, asked, scales)
        for condition in (wide.condition, leaf.condition) if condition is not None
        for member, value in _members(condition)
    )  # fmt: skip


def _members(condition: Condition) -> Iterator[tuple[str, Any]]:
    for member in type(condition).model_fields:
        value = getattr(condition, member)
        if value is not None:
            yield member, value


def _demanded(member: str, value: Any, asked: Sequence[Condition], scales: Mapping[str, Scale]) -> bool:
    mine = [found for one in asked if (found := getattr(one, member)) is not None]
    if member != "grade" or value.scale not in scales:
        return value in mine
    wide: Interval = grades(value, scales)
    return any(
        one.scale == value.scale and one.pass_fail == value.pass_fail and wide.covers(grades(one, scales))
        for one in mine
    )
