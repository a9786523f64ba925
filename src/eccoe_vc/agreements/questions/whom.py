"""For whom a change is a change: the rules, what they give, the parties and the achievements that it concerns.

Recognition, section 12. A change of the frame concerns every rule; one of a limit, a scale or a party those that have
to do with it; a text for people nobody.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, NamedTuple

from eccoe_vc.agreements.questions.reach import asked, concerned, given, givers, takers
from eccoe_vc.models.agreement import RecognitionAgreement
from eccoe_vc.models.rules import Condition, Limit, Rule


class Concerns(NamedTuple):
    """Names, each list sorted; ``every``: all rules of both texts are among them."""

    rules: tuple[str, ...] = ()
    targets: tuple[str, ...] = ()
    parties: tuple[str, ...] = ()
    achievements: tuple[str, ...] = ()
    every: bool = False

    def to_json(self) -> dict[str, Any]:
        """The lists that are not empty; where all rules are concerned, that alone is said of them."""
        lists = {"target": self.targets, "party": self.parties, "achievement": self.achievements}
        made: dict[str, Any] = {"rule": "every"} if self.every else {"rule": list(self.rules)} if self.rules else {}
        return made | {name: list(names) for name, names in lists.items() if names}


NOBODY: Final = Concerns()

#: Members of an agreement that are names, and words for people.
_NOBODY: Final = frozenset({"id", "type", "version", "title", "supersedes", "document"})


@dataclass(slots=True)
class Whom:
    """Two texts, and whom a part of them concerns; each part is looked at once."""

    old: RecognitionAgreement
    new: RecognitionAgreement
    _known: dict[tuple[str, str], Concerns] = field(default_factory=dict)

    def of(self, section: str, name: str = "") -> Concerns:
        """Whom a change in a section of the agreement concerns: its member, and in a list the name of the item."""
        if section in _NOBODY:
            return NOBODY
        key = (section, name)
        if key not in self._known:
            self._known[key] = self._found(section, name)
        return self._known[key]

    def of_rule(self, old: Rule | None, new: Rule | None) -> Concerns:
        """Whom a change of a rule concerns, in either of its texts."""
        pairs = [(text, rule) for text, rule in ((self.old, old), (self.new, new)) if rule is not None]
        return _all(pairs)

    def _found(self, section: str, name: str) -> Concerns:
        concerns = self._test(section, name)
        total = len(self.old.rule) + len(self.new.rule)
        pairs = [(text, rule) for text in (self.old, self.new) for rule in text.rule if concerns(text, rule)]
        found = _all(pairs)._replace(every=len(pairs) == total)
        return found._replace(parties=(name,)) if section == "party" else found

    def _test(self, section: str, name: str) -> Callable[[RecognitionAgreement, Rule], bool]:
        if section == "requirement":
            return lambda text, rule: rule.outcome != "refused"
        if section == "party":
            return lambda text, rule: name in givers(text, rule) or name in takers(text, rule)
        if section == "limit":
            limits = {id(text): _limit(text, name) for text in (self.old, self.new)}
            return lambda text, rule: _limited(text, limits[id(text)], rule)
        if section == "grade_scale":
            return lambda text, rule: _uses_scale(text, rule, name)
        if section == "grade_conversion":
            return lambda text, rule: any(target.conversion == name for target in rule.target)
        return lambda text, rule: True


def _all(pairs: Sequence[tuple[RecognitionAgreement, Rule]]) -> Concerns:
    def names(parts: Iterable[Iterable[str]]) -> tuple[str, ...]:
        return tuple(sorted({name for part in parts for name in part}))

    return Concerns(
        names((rule.rule_id,) for _, rule in pairs),
        names(given(rule) for _, rule in pairs),
        names((*givers(text, rule), *takers(text, rule)) for text, rule in pairs),
        names(asked(list(rule.source.leaves())) for _, rule in pairs),
    )


def _limit(text: RecognitionAgreement, name: str) -> Limit | None:
    return next((limit for limit in text.limit or () if limit.limit_id == name), None)


def _limited(text: RecognitionAgreement, limit: Limit | None, rule: Rule) -> bool:
    if limit is None or rule.outcome == "refused" or not concerned(text, limit, rule):
        return False
    return limit.exclude_target is None or not set(limit.exclude_target).isdisjoint(given(rule))


def _uses_scale(text: RecognitionAgreement, rule: Rule, name: str) -> bool:
    conditions: list[Condition | None] = [rule.condition, *(leaf.condition for leaf in rule.source.leaves())]
    if rule.outcome != "refused":
        conditions.append(text.requirement)
    if any(one is not None and one.grade is not None and one.grade.scale == name for one in conditions):
        return True
    uses = [demand.grade.scale for target in rule.target for demand in target.use_condition or ()]
    keys = {target.conversion for target in rule.target if target.conversion is not None}
    ends = [
        scale
        for row in text.grade_conversion or ()
        if row.key in keys
        for scale in (row.source_scale, row.target_scale)
    ]
    return name in uses or name in ends


__all__ = ["NOBODY", "Concerns", "Whom"]
