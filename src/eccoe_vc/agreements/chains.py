"""Chains of agreements: A recognises B's learning, B recognises C's, and all of them signed that this may go on.

Recognition, section 7 item 17. No agreement is transitive unless its text says so, in every text on the path. The
original credential is judged under all of them, its credit never grows at any step, and no party is passed twice. A
decision is never evidence: what is carried is the credential of the learner.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from eccoe_vc.agreements.asked import Asked
from eccoe_vc.agreements.counterparts import Standing
from eccoe_vc.agreements.eligibility import Request
from eccoe_vc.agreements.facts import Credit, Fact, Facts
from eccoe_vc.agreements.judging import original_credit
from eccoe_vc.agreements.logic import Truth
from eccoe_vc.agreements.matching import Found, Matcher
from eccoe_vc.agreements.weighing import given_by
from eccoe_vc.errors import AgreementError

LONGEST: Final = 5
"""Agreements before the last one of a chain."""
MOST: Final = 1_000
"""Awards that are carried for one decision; beyond it is ``rule.budget``."""


@dataclass(slots=True)
class Chains:
    """The transitive agreements of a decision, each read once."""

    standings: Sequence[Standing]
    awards: Sequence[Facts]
    asked: Asked
    matcher_of: Callable[[Standing], Matcher]
    matchers: dict[str, Matcher] = field(default_factory=dict)
    carried: int = 0
    used: dict[str, Standing] = field(default_factory=dict)

    def into(self, text: Standing) -> list[Facts]:
        """What the learner's awards count for at the awarding parties of a text, by agreements before it.

        Each has the name of the course that it counts for there, the party that recognises it, and the credit of the
        smaller side; conditions are asked of the original.

        :raises AgreementError: ``rule.budget``.
        """
        if not text.agreement.scope.transitive:
            return []
        parties = [party.id for party in text.agreement.party if "awardingBody" in party.role]
        seen = frozenset({self.asked.host, text.digest})
        return [facts for party in parties if party != self.asked.host for facts in self._at(party, seen | {party})]

    def _at(self, party: str, seen: frozenset[str]) -> list[Facts]:
        """What the awards count for at one party, along paths that pass neither a party nor a text of ``seen``."""
        if len(seen) > 2 * LONGEST + 1:
            return []
        found: list[Facts] = []
        for one in self.standings:
            recognising = [name for row in one.agreement.party if "recognisingBody" in row.role for name in (row.id,)]
            if not one.binds or not one.agreement.scope.transitive or one.digest in seen or party not in recognising:
                continue
            before = [
                facts
                for row in one.agreement.party
                if "awardingBody" in row.role and row.id not in seen
                for facts in self._at(row.id, seen | {row.id, one.digest})
            ]
            found += self._through(one, party, before)
        self.carried += len(found)
        if self.carried > MOST:
            raise AgreementError("rule.budget", f"More than {MOST} awards would be carried along chains of agreements.")
        return found

    def _through(self, one: Standing, party: str, before: Sequence[Facts]) -> list[Facts]:
        """What awards, and what was carried before, count for at a party by one agreement."""
        if one.digest not in self.matchers:
            self.matchers[one.digest] = self.matcher_of(one)
        matcher = self.matchers[one.digest]
        request = Request(party, self.asked.on, "", self.asked.enrolment)
        named = [replace(facts, issuer=matcher.party_of.get(facts.issuer, facts.issuer)) for facts in self.awards]
        matches = [match for match in matcher.matches([*named, *before], request) if match.truth is Truth.TRUE]
        refused = {name for match in matches if match.rule.outcome == "refused" for name in match.awards}
        made = [_carried(match, matcher, party) for match in matches if not refused.intersection(match.awards)]
        found = [facts for facts in made if facts is not None]
        if found:
            self.used[one.digest] = one
        return found


def _carried(match: Found, matcher: Matcher, party: str) -> Facts | None:
    """The award of a match as the course that it counts for; None where it is not one award for one course."""
    courses = [target for target in match.rule.target if target.kind == "course"]
    if len(match.uses) != 1 or len(courses) != 1 or len(match.rule.target) != 1 or match.rule.outcome == "refused":
        return None
    award = match.uses[0].award
    source = original_credit(award, matcher.terms)
    given = given_by(courses[0], source.value)
    value = min((known for known in (source.value, given) if known is not None), default=None)
    known = source.value is not None and given is not None and value is not None
    credit = Fact(Credit(value, matcher.terms.framework.unit), source.pointer, "derived") if known and value else None
    return replace(
        award,
        issuer=party,
        achievement=courses[0].course or "",
        identifiers=(),
        alignments=(),
        credits=() if credit is None else (credit,),
        origin=award.original,
    )


__all__ = ["LONGEST", "MOST", "Chains"]
