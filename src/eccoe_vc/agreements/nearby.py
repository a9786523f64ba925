"""Rules that a learner comes near to: what she holds of them, and what would be enough. Recognition, section 12.

A rule that is true or left to a person is a match and has its entry there. Here stand the others of which she holds at
least one award: the third of three that is missing, the grade that is too low, the two credits that are short.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Final, NamedTuple

from eccoe_vc.agreements.awards import Once
from eccoe_vc.agreements.eligibility import Request
from eccoe_vc.agreements.facts import Facts
from eccoe_vc.agreements.judging import Node, Terms, original_credit
from eccoe_vc.agreements.logic import Truth
from eccoe_vc.agreements.matching import Matcher, Use
from eccoe_vc.agreements.missing import Enough, Leaf, Some, enough
from eccoe_vc.agreements.seating import seated, worth
from eccoe_vc.agreements.weighing import NOTHING
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


def near(
    matcher: Matcher,
    awards: Sequence[Facts],
    request: Request,
    met: frozenset[str],
    shared: Mapping[str, Once] = NOTHING,
) -> list[Near]:
    """The rules of an agreement of which the learner holds something, without those that are met.

    :param met: the ids of the rules with a match that is true or left to a person.
    :param shared: of retakes, and of a whole and its parts, one counts (:func:`eccoe_vc.agreements.awards.once`).
    """
    made: list[Near] = []
    for rule, at, uses in matcher.touched(awards, request):
        if rule.rule_id in met or rule.outcome == "refused":
            continue
        looking = _Looking(matcher.terms, uses, shared)
        found = looking.at(rule.source, f"{at}/source", frozenset())
        if found.held:
            repairs = enough(found.tree)
            names = {name for one in repairs.sets for name in one} if repairs is not None else set()
            needs = tuple(need for need in found.needs if repairs is None or need.at in names)
            made.append(Near(matcher.agreement.id, rule, at, tuple(sorted(found.held)), needs, repairs))
    return sorted(made, key=lambda one: one.rule.rule_id)[:MOST]


class _Seen(NamedTuple):
    """One source: what would have to become true, the needs, the awards in it, and those of them that hold."""

    tree: Leaf | Some
    needs: tuple[Need, ...] = ()
    held: frozenset[str] = frozenset()
    taken: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class _Looking:
    """One rule. An award that fills one place does not fill another, except in alternatives: one of them is used."""

    terms: Terms
    uses: Mapping[str, tuple[Use, ...]]
    shared: Mapping[str, Once]

    def at(self, source: Source, where: str, taken: frozenset[str]) -> _Seen:
        """A source whose places are filled together, before the alternatives in it."""
        places = _together(source, where)
        seats = seated([self._fitting(place) for place, _ in places], taken)
        standing = {place: seats.get(number, "") for number, (place, _) in enumerate(places)}
        return self._tree(source, where, standing, taken)

    def _tree(self, source: Source, where: str, standing: Mapping[str, str], taken: frozenset[str]) -> _Seen:
        if not source.parts:
            return self._leaf(source, where, standing[where])
        if source.form == "any_of":
            ways = [self.at(part, place, taken | self._true(standing)) for part, place in _parts(source, where)]
            best = min(ways, key=_cost)
            return _Seen(Some(1, [way.tree for way in ways]), _all_needs(ways), _all_held(ways), best.taken)
        found: list[_Seen] = []
        for part, place in _parts(source, where):
            before = taken.union(*(one.taken for one in found))
            found.append(self._tree(part, place, standing, before))
        held, holds = _all_held(found), frozenset[str]().union(*(one.taken for one in found))
        trees = [one.tree for one in found]
        if source.form == "all_of":
            return _Seen(Some(len(trees), trees), _all_needs(found), held, holds)
        count = None if source.k_of is None else whole(source.k_of)
        if source.min_credit is None:
            return _Seen(Some(count or 1, trees), _all_needs(found), held, holds)
        credit, needs = self._short(source, where, holds)
        tree = credit if count is None else Some(2, [Some(count, trees), credit])
        return _Seen(tree, (*_all_needs(found), *needs), held, holds)

    def _true(self, standing: Mapping[str, str]) -> frozenset[str]:
        """The awards that hold where they stand."""
        return frozenset(
            name for place, name in standing.items()
            if name and self._use(place, name).node.truth is Truth.TRUE
        )  # fmt: skip

    def _use(self, where: str, credential: str) -> Use:
        return next(use for use in self.uses[where] if use.award.credential == credential)

    def _fitting(self, where: str) -> list[list[str]]:
        """The awards that could stand in a place, by how well they hold there; those that lack least come first."""
        made: dict[Truth, list[str]] = {truth: [] for truth in (Truth.TRUE, Truth.UNKNOWN, Truth.FALSE)}
        for use in sorted(self.uses.get(where, ()), key=lambda use: (len(_codes(use)), use.award.credential)):
            made[use.node.truth].append(use.award.credential)
        return list(made.values())

    def _leaf(self, leaf: Source, where: str, credential: str) -> _Seen:
        if not credential:
            return _Seen(Leaf(where, Truth.FALSE), (Need(where, wanted(leaf)),))
        use = self._use(where, credential)
        truth, held = use.node.truth, frozenset({credential})
        if truth is Truth.TRUE:
            return _Seen(Leaf(where, truth), (), held, held)
        codes = _codes(use)
        final = truth is Truth.FALSE and not FINAL.isdisjoint(codes)
        return _Seen(Leaf(where, truth, final), (Need(where, wanted(leaf), codes, credential),), held)

    def _short(self, source: Source, where: str, holds: frozenset[str]) -> tuple[Leaf, tuple[Need, ...]]:
        """The credit of a set: what the awards that hold bring together, against what is asked for."""
        amounts: dict[str, Fraction] = {}
        shares: dict[str, frozenset[str]] = {}
        for place, leaf in source.leaves_at(where):
            for use in self.uses.get(place, ()):
                name = use.award.credential
                if name in holds and use.node.truth is Truth.TRUE:
                    once = self.shared.get(name, Once())
                    amounts[name] = original_credit(use.award, self.terms).value or Fraction(0)
                    shares[name] = once.parts if leaf.repeatable else once.parts | once.retakes
        have, least, at = worth(amounts, shares), decimal(source.min_credit or "0"), f"{where}/minCredit"
        if have >= least:
            return Leaf(at, Truth.TRUE), ()
        return Leaf(at, Truth.FALSE), (Need(at, "credit", ("rule.credit",), short=least - have),)


def _together(source: Source, where: str) -> list[tuple[str, Source]]:
    """The leaves that are filled together, in the order of the text: those below alternatives are not among them."""
    if not source.parts:
        return [(where, source)]
    if source.form == "any_of":
        return []
    return [leaf for part, place in _parts(source, where) for leaf in _together(part, place)]


def _parts(source: Source, where: str) -> list[tuple[Source, str]]:
    return [(part, pointers.join(where, source.member, index)) for index, part in enumerate(source.parts)]


def _cost(seen: _Seen) -> tuple[bool, int, int]:
    """What a source still costs; what cannot be repaired comes last."""
    found = enough(seen.tree)
    return (True, 0, 0) if found is None else (False, found.new_credentials, found.evidence)


def _all_needs(found: Iterable[_Seen]) -> tuple[Need, ...]:
    return tuple(need for one in found for need in one.needs)


def _all_held(found: Iterable[_Seen]) -> frozenset[str]:
    return frozenset[str]().union(*(one.held for one in found))


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
