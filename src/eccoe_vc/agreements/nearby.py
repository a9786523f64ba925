"""Rules that a learner comes near to: what she holds of them, and what would be enough. Recognition, section 12.

A rule that is true or left to a person is a match and has its entry there. Here stand the others of which she holds at
least one award: the third of three that is missing, the grade that is too low, the two credits that are short.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any, Final, NamedTuple

from eccoe_vc.agreements.eligibility import Request
from eccoe_vc.agreements.facts import Facts
from eccoe_vc.agreements.judging import Node, Terms, original_credit
from eccoe_vc.agreements.logic import Truth
from eccoe_vc.agreements.matching import Matcher, Use
from eccoe_vc.agreements.missing import Enough, Leaf, Some, enough
from eccoe_vc.encoding import pointers
from eccoe_vc.encoding.quantities import decimal, text_of, whole
from eccoe_vc.models.rules import Rule, Source

#: What no new evidence repairs: the award is too old, outside the period, or of another version.
FINAL: Final = frozenset(
    {
        "rule.age", "rule.window", "rule.version", "agreement.not_in_force", "agreement.claim_late",
        "agreement.superseded", "agreement.withdrawn",
    }
)  # fmt: skip
MOST: Final = 100
"""Rules told for one decision, in order of rule; more help nobody."""


class Need(NamedTuple):
    """One thing that would have to become true: its place, what is asked for there, and the codes of what failed.

    ``held`` is the award that stands there and does not hold; empty where there is none. ``short`` is the credit that
    a set of awards lacks.
    """

    at: str
    wanted: str
    codes: tuple[str, ...] = ()
    held: str = ""
    short: Fraction | None = None


@dataclass(frozen=True, slots=True)
class Near:
    """A rule that is not met, with what the learner holds of it, and the cheapest sets of needs that would be enough.

    ``enough`` is None where nothing can help.
    """

    agreement: str
    rule: Rule
    at: str
    held: tuple[str, ...]
    needs: tuple[Need, ...]
    enough: Enough | None

    def to_json(self) -> dict[str, Any]:
        """The rule, its needs, and the sets of places that would be enough."""
        made: dict[str, Any] = {"agreement": self.agreement, "ruleId": self.rule.rule_id, "at": self.at}
        made |= {"held": list(self.held), "missing": [_entry(need) for need in self.needs]}
        if self.enough is None:
            return made | {"enough": "nothing"}
        cost = {"newCredentials": str(self.enough.new_credentials), "evidence": str(self.enough.evidence)}
        return made | {"enough": cost | {"sets": [list(one) for one in self.enough.sets]}}


def near(matcher: Matcher, awards: Sequence[Facts], request: Request, met: frozenset[str]) -> list[Near]:
    """The rules of an agreement of which the learner holds something, without those that are met.

    :param met: the ids of the rules with a match that is true or left to a person.
    """
    made: list[Near] = []
    for rule, at, uses in matcher.touched(awards, request):
        if rule.rule_id in met or rule.outcome == "refused":
            continue
        looking = _Looking(matcher.terms, uses)
        tree = looking.tree(rule.source, f"{at}/source")
        if looking.held:
            found = enough(tree)
            names = {name for one in found.sets for name in one} if found is not None else set()
            needs = tuple(need for need in looking.needs if found is None or need.at in names)
            made.append(Near(matcher.agreement.id, rule, at, tuple(sorted(looking.held)), needs, found))
    return sorted(made, key=lambda one: one.rule.rule_id)[:MOST]


@dataclass(slots=True)
class _Looking:
    """One rule, leaf by leaf. An award that fills one place does not fill another."""

    terms: Terms
    uses: Mapping[str, tuple[Use, ...]]
    held: set[str] = field(default_factory=set)
    taken: set[str] = field(default_factory=set)
    needs: list[Need] = field(default_factory=list)

    def tree(self, source: Source, where: str) -> Leaf | Some:
        if not source.parts:
            return self._leaf(source, where)
        parts = [self.tree(part, pointers.join(where, source.member, index)) for index, part in enumerate(source.parts)]
        if source.form == "any_of":
            return Some(1, parts)
        if source.form == "all_of":
            return Some(len(parts), parts)
        if source.min_credit is None:
            return Some(whole(source.k_of or "1"), parts)
        credit = self._short(source, where)
        return credit if source.k_of is None else Some(2, [Some(whole(source.k_of), parts), credit])

    def _leaf(self, leaf: Source, where: str) -> Leaf:
        found = [use for use in self.uses.get(where, ()) if use.award.credential not in self.taken]
        if not found:
            self.needs.append(Need(where, wanted(leaf)))
            return Leaf(where, Truth.FALSE)
        best = max(found, key=lambda use: (use.node.truth, -len(_codes(use)), use.award.credential))
        self.held.add(best.award.credential)
        if best.node.truth is Truth.TRUE:
            self.taken.add(best.award.credential)
            return Leaf(where, Truth.TRUE)
        codes = _codes(best)
        self.needs.append(Need(where, wanted(leaf), codes, best.award.credential))
        return Leaf(where, best.node.truth, best.node.truth is Truth.FALSE and not FINAL.isdisjoint(codes))

    def _short(self, source: Source, where: str) -> Leaf:
        """The credit of a set: what the awards that hold bring together, against what is asked for."""
        under = {
            use.award.credential: use.award
            for place, _ in source.leaves_at(where)
            for use in self.uses.get(place, ())
            if use.award.credential in self.taken
        }
        amounts = [original_credit(facts, self.terms).value or Fraction(0) for facts in under.values()]
        have = sum(amounts, Fraction(0))
        least = decimal(source.min_credit or "0")
        if have >= least:
            return Leaf(f"{where}/minCredit", Truth.TRUE)
        self.needs.append(Need(f"{where}/minCredit", "credit", ("rule.credit",), short=least - have))
        return Leaf(f"{where}/minCredit", Truth.FALSE)


def wanted(leaf: Source) -> str:
    """What a leaf asks for, by its name.

    >>> wanted(Source(achievement="https://a.example/1"))
    'https://a.example/1'
    """
    if leaf.identifier is not None:
        return f"{leaf.identifier.scheme} {leaf.identifier.value}"
    return leaf.achievement or leaf.alignment or f"anyFrom {leaf.any_from}"


def _codes(use: Use) -> tuple[str, ...]:
    return tuple(dict.fromkeys(_not_true(use.node)))


def _not_true(node: Node) -> Iterator[str]:
    if node.truth is Truth.TRUE:
        return
    inner = [code for child in node.children for code in _not_true(child)]
    if inner:
        yield from inner
    elif node.code:
        yield node.code


def _entry(need: Need) -> dict[str, Any]:
    made: dict[str, Any] = {"need": need.wanted, "path": need.at, "from": "learner"}
    if need.held:
        made["credential"] = need.held
    if need.codes:
        made["code"] = list(need.codes)
    if need.short is not None:
        made["short"] = text_of(need.short)
    return made | {"text": {"en": sentence(need)}}


def sentence(need: Need) -> str:
    """What is missing, in words."""
    if need.short is not None:
        return f"{text_of(need.short)} more credits are needed."
    if need.held:
        return f"A credential for {need.wanted} is there and does not meet the conditions ({', '.join(need.codes)})."
    return f"A credential for {need.wanted} is missing."


__all__ = ["FINAL", "MOST", "Near", "Need", "near", "sentence", "wanted"]
