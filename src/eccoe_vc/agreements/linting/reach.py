"""Lint of rules that are always blocked: by a limit that excludes their target, by themselves, by a prerequisite.

And of awards that are asked of a party which awards nothing here.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from eccoe_vc.agreements.linting.finding import Lint, warning
from eccoe_vc.errors import shown
from eccoe_vc.models.agreement import RecognitionAgreement
from eccoe_vc.models.rules import Limit, Rule, Target


def blocked(agreement: RecognitionAgreement) -> Iterator[Lint]:
    """Findings about rules that can never give anything, in the order of the text."""
    excluded: dict[str, list[tuple[str, Limit]]] = {}
    for index, limit in enumerate(agreement.limit or ()):
        for number, name in enumerate(limit.exclude_target or ()):
            excluded.setdefault(name, []).append((f"/limit/{index}/excludeTarget/{number}", limit))
    stuck: set[int] = set()
    for index, rule in enumerate(agreement.rule):
        found = [*_excluded(index, rule, excluded), *_against_itself(index, rule)]
        stuck |= {index} if found else set()
        yield from found
        yield from _strangers(index, rule, agreement)
    yield from _prerequisites(agreement.rule, stuck)


def _strangers(index: int, rule: Rule, agreement: RecognitionAgreement) -> Iterator[Lint]:
    """Any award of a party, in a rule that leads from others: nothing can ever stand there.

    A rule leads from the parties that it names, else from all awarding bodies, and never from a party to itself.
    """
    if rule.source.any_from is None and not rule.source.parts:
        return
    giving = rule.from_ or [party.id for party in agreement.party if "awardingBody" in party.role]
    hosts = set(rule.to or [party.id for party in agreement.party if "recognisingBody" in party.role])
    for where, leaf in rule.source.leaves_at(f"/rule/{index}/source"):
        name = leaf.any_from
        if name is None or (name in giving and hosts != {name}):
            continue
        why, listed, member = ("itself", rule.to, "to") if name in giving else ("others alone", rule.from_, "from")
        message = f"The rule {shown(rule.rule_id)} asks for awards of {shown(name)} and leads from {why}."
        beside = f"/rule/{index}/{member}" if listed else ""
        hint = "Name a party that awards, or give this one the role awardingBody."
        yield warning("rule.unreachable", f"{where}/anyFrom", message, hint, beside)


def _excluded(index: int, rule: Rule, excluded: Mapping[str, Sequence[tuple[str, Limit]]]) -> Iterator[Lint]:
    """Targets are granted together or not at all, so one that is never recognised blocks the rule."""
    for number, target in enumerate(rule.target):
        for place, limit in excluded.get(target.course or "", ()):
            if _about(limit, rule, target):
                message = (
                    f"The rule {shown(rule.rule_id)} gives {shown(target.course)},"
                    f" which the limit {shown(limit.limit_id)} excludes."
                )
                hint = "Take the target out of the rule or out of the limit."
                yield warning("rule.unreachable", f"/rule/{index}/target/{number}", message, hint, place)
                break


def _about(limit: Limit, rule: Rule, target: Target) -> bool:
    """Whether a limit is about every grant of a rule; where a rule leads from several parties, it may be about some."""
    return (
        (limit.category is None or not set(limit.category).isdisjoint(rule.category or ()))
        and (limit.kind is None or target.kind in limit.kind)
        and (limit.from_ is None or (rule.from_ is not None and set(rule.from_) <= set(limit.from_)))
    )


def _against_itself(index: int, rule: Rule) -> Iterator[Lint]:
    name, place = shown(rule.rule_id), f"/rule/{index}"
    never = frozenset(rule.excludes_target or ())
    given = {target.course for target in rule.target if target.course is not None}
    required = frozenset(rule.requires_target or ())
    hint = "Correct the targets that it excludes."
    for course in sorted(never & given):
        message = f"The rule {name} gives {shown(course)} and excludes it."
        yield warning("rule.unreachable", f"{place}/excludesTarget", message, hint)
    for course in sorted(never & required):
        message = f"The rule {name} requires {shown(course)} and excludes it."
        yield warning("rule.unreachable", f"{place}/excludesTarget", message, hint, f"{place}/requiresTarget")
    if rule.rule_id in (rule.excludes_rule or ()):
        yield warning("rule.unreachable", f"{place}/excludesRule", f"The rule {name} excludes itself.", hint)


def _prerequisites(rules: Sequence[Rule], stuck: set[int]) -> Iterator[Lint]:
    """Courses that are required and that no rule can give: the rules that give them wait for each other or are blocked.

    Each rule is looked at again only when one of its own prerequisites was reached, so the work grows with the text.
    """
    waiting: dict[str, list[int]] = {}
    lacking: dict[int, set[str]] = {}
    reached: set[str] = set()
    todo: list[int] = []
    for index, rule in enumerate(rules):
        if index in stuck or rule.outcome == "refused":
            continue
        lacking[index] = set(rule.requires_target or ())
        for course in lacking[index]:
            waiting.setdefault(course, []).append(index)
        if not lacking[index]:
            todo.append(index)
    while todo:
        for target in rules[todo.pop()].target:
            if target.course is None or target.course in reached:
                continue
            reached.add(target.course)
            for index in waiting.get(target.course, ()):
                lacking[index].discard(target.course)
                if not lacking[index]:
                    todo.append(index)
    for index, courses in lacking.items():
        for number, course in enumerate(rules[index].requires_target or ()):
            if course in courses:
                message = (
                    f"The rule {shown(rules[index].rule_id)} requires {shown(course)}, which no rule can give:"
                    " it holds only for learners who have it already."
                )
                hint = "Correct the rules that give the course, or the prerequisite."
                yield warning("rule.unreachable", f"/rule/{index}/requiresTarget/{number}", message, hint)
