"""The rules of one large agreement while they are read: what rules repeat is judged once.

Pieces of a rule that was judged as a model are known (:mod:`eccoe_vc.agreements.cuts`); a later rule of known pieces is
in order if its own texts are, because nothing else of it is new. All other rules are judged one by one.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from eccoe_vc.agreements import references
from eccoe_vc.agreements.cuts import Cut, cut
from eccoe_vc.agreements.references import Known
from eccoe_vc.encoding import pointers
from eccoe_vc.models.agreement import RecognitionAgreement
from eccoe_vc.models.rule_list import KeptRules
from eccoe_vc.models.rule_names import Name, RuleNames, names_of
from eccoe_vc.models.rules import Rule

#: Canonical (RFC 8785) for trees without numbers and with names below U+D800, and of others nothing is kept.
canonical: Final = json.JSONEncoder(
    sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False, check_circular=False
).encode


def unwritable(tree: Any) -> bool:
    """Whether a number or a null stands somewhere."""
    return any(item is None or item.__class__ is int or item.__class__ is float for _, item in pointers.walk(tree))


@dataclass(slots=True)
class Forms:
    """What is known of the rules so far. ``known`` are the names to which a rule may refer."""

    known: Known
    texts: list[str] = field(default_factory=list)
    ids: set[str] = field(default_factory=set)
    entries: list[tuple[int, int]] = field(default_factory=list)
    #: Rules that refer to other rules or to courses, which are known at the end.
    later: list[Rule] = field(default_factory=list)
    #: Known pieces; those before the id say from whom, those behind the source to whom.
    before: dict[str, Any] = field(default_factory=dict)
    source: set[tuple[str, str]] = field(default_factory=set)
    behind: dict[tuple[str, ...], Any] = field(default_factory=dict)

    def seen(self, text: str) -> bool:
        """Take the rule of this canonical text if it has nothing but known pieces, which may stand together."""
        found = cut(text)
        if (
            found is None
            or found.source not in self.source
            or found.before not in self.before
            or found.behind not in self.behind
            or self.before[found.before] == self.behind[found.behind]  # from a party to itself
        ):
            return False
        self.entries.append((hash(found.name), len(self.texts)))
        self.ids.add(found.rule_id)
        self.texts.append(text)
        return True

    def judged(self, text: str, tree: Any) -> bool:
        """Take the rule if it is in order by itself; then, if it can be cut, its form is known from now on.

        :raises ValidationError: it is not.
        """
        rule = Rule.model_validate(tree, by_alias=True, by_name=False)
        names = names_of(rule)
        if rule.excludes_rule or rule.requires_target:
            self.later.append(rule)
        elif any(references.of_rule(rule, "", self.known)):
            return False
        else:
            self._learn(cut(text), rule, names)
        self.entries += [(hash(name), len(self.texts)) for name in names]
        self.ids.add(rule.rule_id)
        self.texts.append(text)
        return not unwritable(tree)

    def _learn(self, found: Cut | None, rule: Rule, names: set[Name]) -> None:
        """Know the pieces of a rule in order; what a refusal may grant depends on several of them."""
        if found is not None and names == {found.name} and rule.outcome != "refused":
            self.before[found.before] = rule.from_ or ()
            self.source.add(found.source)
            self.behind[found.behind] = rule.to or None

    def agreement(self, head: RecognitionAgreement) -> RecognitionAgreement | None:
        """``head`` with the rules that were taken; None where two of them do not fit together."""
        if len(self.ids) < len(self.texts) or self._dangling():
            return None
        whole = f"[{','.join(self.texts)}]".encode()
        ascii_ = len(whole) == sum(map(len, self.texts)) + len(self.texts) + 1
        lengths = [len(text) if ascii_ else len(text.encode()) for text in self.texts]
        return head.model_copy(update={"rule": KeptRules(whole, lengths, RuleNames(self.entries))})

    def _dangling(self) -> bool:
        """Whether a rule refers to a rule or a course that there is not, or requires what it gives."""
        if not self.later:
            return False
        given = (target.get("course") for text in self.texts for target in json.loads(text)["target"])
        known = self.known._replace(rules=frozenset(self.ids), courses=frozenset(filter(None, given)))
        return any(found for rule in self.later for found in references.of_rule(rule, "", known)) or any(
            references.circles(self.later)
        )


def beginning(head: Mapping[str, Any]) -> tuple[RecognitionAgreement, Forms] | None:
    """An agreement of which only the first rule is there yet, judged; None where anything in it is in doubt.

    :raises ValidationError: the shape of something in it is wrong.
    """
    if unwritable(head):
        return None
    agreement = RecognitionAgreement.model_validate(head, by_alias=True, by_name=False)
    before, known, after = references.frame(agreement)
    return None if before or after else (agreement, Forms(known))


__all__ = ["Forms", "beginning", "canonical", "unwritable"]
