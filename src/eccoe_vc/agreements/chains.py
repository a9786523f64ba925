"""Chains of agreements: A recognises B's learning, B recognises C's, and all of them signed that this may go on.

Recognition, section 7 item 17. No agreement is transitive unless its text says so, in every text on the path. The
original credential is judged under all of them, its credit never grows at any step, and no party is passed twice. A
decision is never evidence: what is carried is the credential of the learner.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Final, NamedTuple

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


class _Carried(NamedTuple):
    """An award as it counts at a party, with the parties and the texts that it passed."""

    facts: Facts
    parties: frozenset[str]
    texts: frozenset[str]


@dataclass(slots=True)
class Chains:
    """The transitive agreements of a decision; from the awards of the learner onwards, each read once."""

    standings: Sequence[Standing]
    awards: Sequence[Facts]
    asked: Asked
    matcher_of: Callable[[Standing], Matcher]
    used: dict[str, Standing] = field(default_factory=dict)
    _carried: list[_Carried] | None = None

    def into(self, text: Standing) -> list[Facts]:
        """What the learner's awards count for at the awarding parties of a text, by agreements before it.

        Each has the name of the course that it counts for there, the party that recognises it, and the credit of the
        smaller side; conditions are asked of the original.

        :raises AgreementError: ``rule.budget``.
        """
        if not text.agreement.scope.transitive:
            return []
        if self._carried is None:
            self._carried = self._followed()
        parties = {party.id for party in text.agreement.party if "awardingBody" in party.role}
        found = [one for one in self._carried if one.facts.issuer in parties and text.digest not in one.texts]
        known = {one.digest: one for one in self.standings}
        self.used |= {name: known[name] for one in found for name in one.texts}
        return [one.facts for one in found]

    def _followed(self) -> list[_Carried]:
        """Everything that the awards count for anywhere, step by step; no party and no text is passed twice."""
        # A text in doubt is no step: what it says is left to a person, who can be asked only at the end of the path.
        transitive = [one for one in self.standings if one.binds and not one.doubt and one.agreement.scope.transitive]
        found: list[_Carried] = []
        step = [_Carried(facts, frozenset({facts.issuer}), frozenset()) for facts in self.awards]
        for _ in range(LONGEST):
            step = [after for text in transitive for after in self._through(text, step)]
            found += step
            if len(found) > MOST:
                message = f"More than {MOST} awards would be carried along chains of agreements."
                raise AgreementError("rule.budget", message)
        return found

    def _through(self, one: Standing, before: Sequence[_Carried]) -> Iterator[_Carried]:
        """What awards count for by one more agreement."""
        matcher = self.matcher_of(one)
        fresh = [row for row in before if one.digest not in row.texts and row.facts.issuer in matcher.party_of]
        for party in one.agreement.party if fresh else ():
            if "recognisingBody" not in party.role or party.id == self.asked.host:
                continue
            for row in fresh:
                if party.id not in row.parties:
                    facts = replace(row.facts, issuer=matcher.party_of[row.facts.issuer])
                    for after in _counted(one, matcher, facts, Request(party.id, self.asked.on, "",
                                                                       self.asked.enrolment)):  # fmt: skip
                        yield _Carried(after, row.parties | {facts.issuer, party.id}, row.texts | {one.digest})


def _counted(one: Standing, matcher: Matcher, award: Facts, request: Request) -> Iterator[Facts]:
    """One award as the courses for which it counts at a party, where the text says so without any reserve.

    A step that depends on a person, a condition, other courses, a limit or a number of times is none that goes on: what
    it says could not be asked again at the end of the path.
    """
    matches = matcher.matches([award], request)
    if any(match.truth is not Truth.FALSE and _withholds(match) for match in matches):
        return
    for match in matches:
        rule = match.rule
        plain = (
            match.truth is Truth.TRUE
            and rule.outcome == "full"
            and (rule.review is None or rule.review.mode == "none")
            and not any((rule.requires_target, rule.excludes_target, rule.excludes_rule, rule.max_use))
            and not one.agreement.limit
        )
        carried = _carried(match, matcher, request.host) if plain else None
        if carried is not None:
            yield carried


def _withholds(match: Found) -> bool:
    """Whether a rule gives nothing, explicitly: such an award goes no further, whatever other rules say."""
    return all(target.kind == "none" for target in match.rule.target)


def _carried(match: Found, matcher: Matcher, party: str) -> Facts | None:
    """The award of a match as the course that it counts for; None where it is not one award for one course."""
    if len(match.uses) != 1 or len(match.rule.target) != 1 or match.rule.target[0].kind != "course":
        return None
    target, award = match.rule.target[0], match.uses[0].award
    source = original_credit(award, matcher.terms)
    given = given_by(target, source.value)
    if source.value is None or given is None:
        return None  # nobody knows what would be carried
    credit = Fact(Credit(min(source.value, given), matcher.terms.framework.unit), source.pointer, "derived")
    return replace(
        award,
        issuer=party,
        achievement=target.course or "",
        identifiers=(),
        alignments=(),
        credits=(credit,),
        origin=award.original,
    )


__all__ = ["LONGEST", "MOST", "Chains"]
