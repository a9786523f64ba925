"""For whom a change is a change: the rules, what they give, the parties and the achievements that it concerns.

Recognition, section 12. A change of the frame concerns every rule; one of a limit, a scale or a party those that have
to do with it; a text for people nobody.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
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


_Pair = tuple[RecognitionAgreement, Rule]


@dataclass(slots=True)
class Whom:
    """Two texts, and whom a part of them concerns; each part is looked at once."""

    old: RecognitionAgreement
    new: RecognitionAgreement
    _known: dict[tuple[str, str], Concerns] = field(default_factory=dict)
    _scales: dict[str, list[_Pair]] | None = None
    _asked: dict[int, tuple[str, ...]] = field(default_factory=dict)
    _last: tuple[Rule | None, Rule | None, Concerns] | None = None

    def of(self, section: str, name: str = "") -> Concerns:
        """Whom a change in a section of the agreement concerns: its member, and in a list the name of the item."""
        if section in _NOBODY:
            return NOBODY
        key = (section, name) if section in ("requirement", *_LISTED) else ("", "")
        if key not in self._known:
            self._known[key] = self._found(*key)
        return self._known[key]

    def _found(self, section: str, name: str) -> Concerns:
        pairs = list(self._pairs(section, name))
        if len(pairs) < len(self.old.rule) + len(self.new.rule):
            found = self._all(pairs)
        else:
            found = self.of("") if section else self._all(pairs)._replace(every=True)
        return found._replace(parties=(name,)) if section == "party" and name else found

    def of_rule(self, old: Rule | None, new: Rule | None) -> Concerns:
        """Whom a change of a rule concerns, in either of its texts; the changes of one rule come one after another."""
        if self._last is None or self._last[0] is not old or self._last[1] is not new:
            pairs = [(text, rule) for text, rule in ((self.old, old), (self.new, new)) if rule is not None]
            self._last = old, new, self._all(pairs)
        return self._last[2]

    def _pairs(self, section: str, name: str) -> Iterable[_Pair]:
        if section == "grade_scale":
            if self._scales is None:
                self._scales = _by_scale((self.old, self.new))
            return self._scales.get(name, [])
        return (pair for text in (self.old, self.new) for pair in _concerned(text, section, name))

    def _all(self, pairs: Sequence[_Pair]) -> Concerns:
        any_giver = {id(text): (text, rule) for text, rule in pairs if rule.from_ is None}
        any_taker = {id(text): (text, rule) for text, rule in pairs if rule.to is None}
        parties = [names for _, rule in pairs for names in (rule.from_, rule.to) if names is not None]
        return Concerns(
            _sorted((rule.rule_id,) for _, rule in pairs),
            _sorted(given(rule) for _, rule in pairs),
            _sorted([*parties, *(givers(*pair) for pair in any_giver.values()),
                     *(takers(*pair) for pair in any_taker.values())]),
            _sorted(self._achievements(rule) for _, rule in pairs),
        )  # fmt: skip

    def _achievements(self, rule: Rule) -> tuple[str, ...]:
        """What a rule asks for; each rule is walked through once."""
        if id(rule) not in self._asked:
            self._asked[id(rule)] = asked(list(rule.source.leaves()))
        return self._asked[id(rule)]


#: Lists of an agreement whose items concern some of the rules.
_LISTED: Final = ("party", "limit", "grade_scale", "grade_conversion")


def _concerned(text: RecognitionAgreement, section: str, name: str) -> Iterator[_Pair]:
    """The rules of one text that have to do with a part of it."""
    awarding, recognising = (
        {party.id for party in text.party if role in party.role} for role in ("awardingBody", "recognisingBody")
    )
    limit = next((limit for limit in text.limit or () if limit.limit_id == name), None)
    for rule in text.rule:
        if section == "requirement":
            found = rule.outcome != "refused"
        elif section == "party":
            found = name in (rule.from_ or awarding) or name in (rule.to or recognising)
        elif section == "limit":
            found = limit is not None and _limited(text, limit, rule)
        elif section == "grade_conversion":
            found = any(target.conversion == name for target in rule.target)
        else:
            found = True
        if found:
            yield text, rule


def _sorted(parts: Iterable[Iterable[str]]) -> tuple[str, ...]:
    return tuple(sorted({name for part in parts for name in part}))


def _limited(text: RecognitionAgreement, limit: Limit, rule: Rule) -> bool:
    if rule.outcome == "refused" or not concerned(text, limit, rule):
        return False
    return limit.exclude_target is None or not set(limit.exclude_target).isdisjoint(given(rule))


def _by_scale(texts: Sequence[RecognitionAgreement]) -> dict[str, list[_Pair]]:
    """Scale to the rules that place a grade on it: in a condition, in a conversion, in a demand on a use."""
    made: dict[str, list[_Pair]] = {}
    for text in texts:
        ends = {row.key: (row.source_scale, row.target_scale) for row in text.grade_conversion or ()}
        for rule in text.rule:
            for name in sorted(_scales_of(text, rule, ends)):
                made.setdefault(name, []).append((text, rule))
    return made


def _scales_of(text: RecognitionAgreement, rule: Rule, ends: Mapping[str, tuple[str, str]]) -> set[str]:
    conditions: list[Condition | None] = [rule.condition, *(leaf.condition for leaf in rule.source.leaves())]
    if rule.outcome != "refused":
        conditions.append(text.requirement)
    found = {one.grade.scale for one in conditions if one is not None and one.grade is not None}
    found |= {demand.grade.scale for target in rule.target for demand in target.use_condition or ()}
    return found.union(*(ends.get(target.conversion or "", ()) for target in rule.target))


__all__ = ["NOBODY", "Concerns", "Whom"]
