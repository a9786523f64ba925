"""Matching: which rules could use which awards, each with the reasons for and against. Recognition, section 6, 6 and 7.

A match is a rule with an exact set of awards, one for each chosen leaf, no award twice. Names decide and nothing else:
an identifier is compared code point for code point, and a rule speaks of the parties it names.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from itertools import combinations, product
from typing import Final

from eccoe_vc.agreements.eligibility import Eligibility, Request
from eccoe_vc.agreements.facts import Facts
from eccoe_vc.agreements.judging import Node, Terms, original_credit
from eccoe_vc.agreements.leaves import names
from eccoe_vc.agreements.logic import Truth, all_of
from eccoe_vc.encoding import pointers
from eccoe_vc.encoding.quantities import decimal, whole
from eccoe_vc.errors import AgreementError
from eccoe_vc.models.agreement import RecognitionAgreement
from eccoe_vc.models.rules import Rule, Source

MOST: Final = 20_000
"""Matches of one decision; beyond it is ``rule.budget``."""


@dataclass(frozen=True, slots=True)
class Use:
    """One award in the place of one leaf: the leaf and its pointer, the award, and how it was judged there."""

    at: str
    leaf: Source
    award: Facts
    node: Node


@dataclass(frozen=True, slots=True)
class Found:
    """A match: the rule, where it stands, the awards it would use, its truth and its reasons."""

    rule: Rule
    at: str
    uses: tuple[Use, ...]
    truth: Truth
    code: str

    @property
    def awards(self) -> tuple[str, ...]:
        """The awards, by credential id, sorted."""
        return tuple(sorted(use.award.credential for use in self.uses))

    @property
    def node(self) -> Node:
        """The explanation of this match."""
        return Node("rule", self.at, self.truth, self.code, children=tuple(use.node for use in self.uses))


class Matcher:
    """An agreement with what matching needs of it, read once for all learners."""

    def __init__(
        self,
        agreement: RecognitionAgreement,
        *,
        superseded_from: date | None = None,
        terminated_from: date | None = None,
    ) -> None:
        """Index ``agreement``, which was read by :func:`eccoe_vc.agreements.reading.read`.

        :param superseded_from: the start of the version that replaces this one; it governs learning from then on.
        :param terminated_from: the first day without effect, by a valid notice; vested rights are in the text.
        """
        self.agreement, self.terms = agreement, Terms.of(agreement)
        self._eligibility = Eligibility(agreement, self.terms, superseded_from, terminated_from)
        #: Issuer id, aliases included, to the id of the party.
        self.party_of: Mapping[str, str] = {name: party.id for party in agreement.party for name in party.names}
        #: Other names of achievements to the name that the rules use; a name that they use in two ways is none.
        self.aliases: Mapping[str, str] = _aliases(agreement)
        roles = {party.id: frozenset(party.role) for party in agreement.party}
        self._awarding = [name for name, role in roles.items() if "awardingBody" in role]
        self._recognising = [name for name, role in roles.items() if "recognisingBody" in role]

    def matches(self, awards: Sequence[Facts], request: Request) -> list[Found]:
        """Every match of every rule for these awards, true, unknown or false, ordered by rule and awards.

        :raises AgreementError: ``rule.budget``, more than :data:`MOST`.
        """
        found: list[Found] = []
        for rule, at, mine in self.touched(awards, request):
            for uses in self._options(rule.source, f"{at}/source", rule, at, mine, request):
                found.append(_found(rule, at, uses))
                if len(found) > MOST:
                    raise AgreementError("rule.budget", f"There are more than {MOST} ways to apply the rules.")
        return sorted(found, key=lambda match: (match.rule.rule_id, match.awards))

    def touched(self, awards: Sequence[Facts], request: Request) -> Iterator[tuple[Rule, str, list[Facts]]]:
        """The rules that lead from the issuers of awards to the host: each with its place and those awards."""
        ordered = sorted(awards, key=lambda facts: facts.credential)
        for index, rule in enumerate(self.agreement.rule):
            mine = [facts for facts in ordered if self._concerns(rule, facts, request)]
            if mine:
                yield rule, f"/rule/{index}", mine

    def use(self, leaf: Source, where: str, rule: Rule, at: str, facts: Facts, request: Request) -> Use | None:
        """One award in the place of a leaf, judged; None where the leaf is not about it."""
        if not self._names(leaf, facts):
            return None
        return Use(where, leaf, facts, self._eligibility.judged(leaf, where, rule, at, facts, request))

    def _concerns(self, rule: Rule, facts: Facts, request: Request) -> bool:
        """Whether a rule leads from the issuer of an award to the host, in the programme that is asked for."""
        party = self.party_of.get(facts.issuer)
        return (
            party in (rule.from_ or self._awarding)
            and party != request.host
            and request.host in (rule.to or self._recognising)
            and all(
                programmes is None or request.programme in programmes
                for programmes in (rule.programme, self.agreement.scope.programme)
            )
        )

    # ---- which awards could stand where ------------------------------------------------------------------------------

    def _options(
        self, source: Source, where: str, rule: Rule, at: str, awards: Sequence[Facts], request: Request
    ) -> list[tuple[Use, ...]]:
        """Sets of awards that fill a source, one for each chosen leaf, each set once."""
        if not source.parts:
            uses = (self.use(source, where, rule, at, facts, request) for facts in awards)
            return [(use,) for use in uses if use is not None]
        parts = [
            self._options(part, pointers.join(where, source.member, index), rule, at, awards, request)
            for index, part in enumerate(source.parts)
        ]
        if source.form == "any_of":
            return _distinct(option for part in parts for option in part)
        counts: Sequence[int] = range(1, len(parts) + 1)
        if source.form == "all_of":
            counts = [len(parts)]
        elif source.k_of is not None:
            counts = [whole(source.k_of)]
        made: list[tuple[Use, ...]] = []
        for count in counts:
            for chosen in combinations([part for part in parts if part], count):
                for option in product(*chosen):
                    made.append(_joined(option))
                    if len(made) > MOST:
                        message = f"A source can be filled in more than {MOST} ways."
                        raise AgreementError("rule.budget", message, pointer=where)
        found = _distinct(option for option in made if len({use.award.credential for use in option}) == len(option))
        return found if source.min_credit is None else self._reaching(found, source)

    def _reaching(self, options: Sequence[tuple[Use, ...]], source: Source) -> list[tuple[Use, ...]]:
        """Those that reach the credit; without ``kOf`` those in which no award is superfluous."""
        least = decimal(source.min_credit)

        def amounts(option: tuple[Use, ...]) -> list[Fraction]:
            return [original_credit(use.award, self.terms).value or Fraction(0) for use in option]

        enough = [option for option in options if sum(amounts(option), Fraction()) >= least]
        if source.k_of is not None:
            return enough
        return [option for option in enough if sum(amounts(option), Fraction()) - min(amounts(option)) < least]

    def _names(self, leaf: Source, facts: Facts) -> bool:
        return names(leaf, facts, self.party_of)


def _aliases(agreement: RecognitionAgreement) -> dict[str, str]:
    made: dict[str, set[str]] = {}
    for rule in agreement.rule:
        for leaf in rule.source.leaves():
            for name in leaf.alias or ():
                made.setdefault(name, set()).add(leaf.achievement or name)
    return {name: next(iter(meant)) for name, meant in made.items() if len(meant) == 1}


def _found(rule: Rule, at: str, uses: tuple[Use, ...]) -> Found:
    truth = all_of(use.node.truth for use in uses)
    code = next((use.node.code for use in uses if use.node.truth is truth and use.node.code), "")
    by_hand = rule.outcome == "manualReview" or (rule.review is not None and rule.review.mode == "manual")
    if truth is Truth.TRUE and by_hand:
        truth, code = Truth.UNKNOWN, "rule.free_text"  # the text wants a person
    return Found(rule, at, uses, truth, code)


def _joined(option: Sequence[tuple[Use, ...]]) -> tuple[Use, ...]:
    return tuple(use for part in option for use in part)


def _distinct(options: Iterator[tuple[Use, ...]] | Sequence[tuple[Use, ...]]) -> list[tuple[Use, ...]]:
    """Each set of awards once: of several ways to use it, the one whose answer is best, then the first in the text."""
    best: dict[frozenset[str], tuple[Use, ...]] = {}
    for option in options:
        key = frozenset(use.award.credential for use in option)
        known = best.get(key)
        if known is None or all_of(use.node.truth for use in option) > all_of(use.node.truth for use in known):
            best[key] = option
    return list(best.values())


__all__ = ["MOST", "Found", "Matcher", "Request", "Use"]
