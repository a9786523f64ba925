"""What earlier decisions mean for a new one: awards that are used, courses that are held, room that is taken.

Recognition, section 6 step 9, sections 9.1 and 13. A ledger gives a view of the learner (:mod:`.ledger.view`), and the
decision stays a pure function of it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction

from eccoe_vc.agreements.facts import Facts
from eccoe_vc.agreements.ledger.keys import achievement_key, keys_of, stack_keys
from eccoe_vc.agreements.ledger.line import Line
from eccoe_vc.agreements.ledger.view import Held, View
from eccoe_vc.agreements.matching import Found
from eccoe_vc.agreements.stacks import Stack
from eccoe_vc.agreements.texts import Text
from eccoe_vc.models.rules import Limit, Rule


@dataclass(frozen=True, slots=True)
class Earlier:
    """A view of the ledger, for one programme; ``stated`` are the facts of each credential as it has them."""

    view: View
    programme: str = ""
    stated: Mapping[str, Facts] = field(default_factory=dict)
    #: The keys of each achievement, its parts and its wholes, by credential, as far as all the evidence tells.
    stacks: Mapping[str, Stack] = field(default_factory=dict)

    @classmethod
    def of(cls, view: View, programme: str, stated: Mapping[str, Facts], stacks: Mapping[str, Stack]) -> Earlier:
        """What earlier decisions mean for a new one about this evidence.

        :param stacks: credential to its achievement with parts and wholes, by names (:mod:`.stacks`).
        """
        keys = {name: stack_keys(stack, view.subjects) for name, stack in stacks.items()} if view.entries else {}
        return cls(view, programme, stated, keys)

    def holder(self, text: Text, found: Found, *, applying: bool = True) -> str:
        """The earlier decision that used an award of a match; empty where all are free or the rule uses none up.

        :param applying: the match is to count. What was granted without counting may be raised to what counts.
        """
        if not found.rule.holds:
            return self._again(text, found)
        evaluation = text.agreement.evaluation
        across = evaluation is not None and evaluation.reuse == "acrossProgrammes"
        for use in found.uses:
            stated = self.stated.get(use.award.credential, use.award.original)
            holder = self.view.used_in(use, stated, self.programme, across=across, applying=applying)
            holder = holder or self._overlapping(stated, across)
            if holder:
                return holder
        return ""

    def _again(self, text: Text, found: Found) -> str:
        """The decision by which the same rule gave something for an award already: again is not another target."""
        if all(target.kind == "exemption" for target in found.rule.target):
            return ""
        stated = [self.stated.get(use.award.credential, use.award.original) for use in found.uses]
        keys = [keys_of(use, facts, *self.view.subjects) for use, facts in zip(found.uses, stated, strict=True)]
        names = {key for one in keys for key in one.award}
        for held in self.view:
            line = held.line
            if (line.agreement, line.rule) == (text.agreement.id, found.rule.rule_id) and any(
                not names.isdisjoint(one.award) for one in line.awards
            ):
                return held.decision
        return ""

    def _overlapping(self, stated: Facts, across: bool) -> str:
        """The decision that used a part of an award, or a whole of which it is a part."""
        names = {
            achievement_key(stated.issuer, name, subject)
            for name in (*stated.has_part, *stated.is_part_of)
            for subject in self.view.subjects
        }
        mine = self.stacks.get(stated.credential, Stack())
        for held in self.view if names or mine.own else ():
            same = held.programme == self.programme or not (across or held.line.across)
            if (
                same
                and held.line.consumes
                and any(
                    not names.isdisjoint(keys.achievement) or mine.overlaps(keys.stack) for keys in held.line.awards
                )
            ):
                return held.decision
        return ""

    def courses(self) -> frozenset[str]:
        """The courses that the learner has already by earlier decisions for this programme."""
        return self.view.courses(self.programme)

    def applied(self, texts: Sequence[Text]) -> dict[str, Fraction]:
        """What earlier decisions applied, by limit; under several texts the name of the text stands before it."""
        return {
            text.name + limit.limit_id: sum(
                (held.line.applied for held in self.view if self._counts(held, limit, text)), Fraction()
            )
            for text in texts
            for limit in text.agreement.limit or ()
        }

    def fired(self, text: Text, rule: Rule) -> int:
        """How often a rule was applied for this learner and programme."""
        return sum(
            held.line.rule == rule.rule_id
            and held.line.agreement == text.agreement.id
            and held.programme == self.programme
            for held in self.view
        )

    def _counts(self, held: Held, limit: Limit, text: Text) -> bool:
        """Whether a line of an earlier decision takes room under a limit."""
        line = held.line
        if line.unit != text.terms.framework.unit:
            return False
        if limit.scope == "agreement" and line.agreement != text.agreement.id:
            return False
        if limit.scope == "programme" and held.programme != self.programme:
            return False
        return _about(limit, line)


def _about(limit: Limit, line: Line) -> bool:
    return (
        (limit.category is None or not set(limit.category).isdisjoint(line.categories))
        and (limit.kind is None or any(target.kind in limit.kind for target in line.targets))
        and (limit.from_ is None or not set(limit.from_).isdisjoint(line.issuers))
    )


__all__ = ["Earlier"]
