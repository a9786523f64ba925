"""Where rules contradict each other: refusals against grants, ambiguity, conflict. Recognition, section 8.1 and 8.2."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from eccoe_vc.agreements import precedence
from eccoe_vc.agreements.plans import Name
from eccoe_vc.agreements.texts import Text
from eccoe_vc.agreements.weighing import Weighed


def blocked(one: Weighed, first: Mapping[str, tuple[Any, ...]]) -> bool:
    """Whether an explicit refusal is about one of its awards, exemptions too, and is not preceded by it.

    :param first: award to the rank of the refusal that goes first.
    """
    return any(name in first and first[name] <= one.ranked.order for name in one.found.awards)


def doubted(one: Weighed, first: Mapping[str, tuple[Any, ...]], perhaps: Sequence[Weighed]) -> str:
    """The code of a refusal that may hold, nobody knows, and that goes before a match or contradicts it."""
    contested = any(
        other.found.awards == one.found.awards and other.ranked.priority == one.ranked.priority for other in perhaps
    )
    if not contested and not blocked(one, first):
        return ""
    mine = set(one.found.awards)
    return next((other.found.code for other in perhaps if not mine.isdisjoint(other.found.awards)), "rule.refused")


def firsts(refusals: Sequence[Weighed]) -> dict[str, tuple[Any, ...]]:
    """Award to the rank of the refusal that goes first."""
    made: dict[str, tuple[Any, ...]] = {}
    for one in refusals:
        for name in one.found.awards:
            made[name] = min(made.get(name, one.ranked.order), one.ranked.order)
    return made


class Ties(NamedTuple):
    """Matches that tie, by name.

    ``codes``: those that nobody but a person can decide, with the code that says so. ``settled``: those of a tie that
    the texts decide themselves, with the code by which that is still said. ``rivals``: of both, the rules on the other
    side. ``orders``: the ties that the order of the text decides, each in that order. ``yielding``: those that yield
    to another text, because both texts say so.
    """

    codes: Mapping[Name, str]
    settled: Mapping[Name, str]
    rivals: Mapping[Name, tuple[str, ...]]
    orders: tuple[tuple[Weighed, ...], ...]
    yielding: frozenset[Name]

    def outranked(self, usable: Sequence[Weighed]) -> dict[Name, str]:
        """Those that lose to the first of their tie that could be granted and gives something else; with the code."""
        able = {one.match.name for one in usable}
        lost: dict[Name, str] = {}
        for group in self.orders:
            mine = [one for one in group if one.match.name in able]
            lost |= {
                one.match.name: self.settled[one.match.name]
                for one in mine if one.ranked.result != mine[0].ranked.result
            }  # fmt: skip
        return lost


def ties_among(matches: Sequence[Weighed], refusals: Sequence[Weighed]) -> Ties:
    """Matches over one set of awards that tie in substance and give different results.

    Inside one agreement it is an ambiguity, between two a conflict. A text may say that its own order decides
    (``tieBreak``); of two texts one may yield to the other, if both say so. A refusal, which sorts last by what it
    gives, contradicts every match of its priority (``noneVersusGrant``). However a tie is decided, it is told.
    """
    made = _Tying()
    by_rank = {(one.ranked.rule, one.ranked.awards): one for one in matches if not one.exempts_only}
    for group in precedence.tied([one.ranked for one in by_rank.values()]):
        made.tie([by_rank[ranked.rule, ranked.awards] for ranked in group])
    against: dict[tuple[int, tuple[str, ...]], list[Weighed]] = {}
    for one in refusals:
        against.setdefault((one.ranked.priority, one.found.awards), []).append(one)
    for one in matches:
        others = against.get((one.ranked.priority, one.found.awards), [])
        if others:
            made.contradict(one, others)
    return made.ties()


@dataclass(slots=True)
class _Tying:
    """Ties while they are found, tie by tie."""

    codes: dict[Name, str] = field(default_factory=dict)
    settled: dict[Name, str] = field(default_factory=dict)
    rivals: dict[Name, set[str]] = field(default_factory=dict)
    orders: list[tuple[Weighed, ...]] = field(default_factory=list)
    yielding: set[Name] = field(default_factory=set)

    def tie(self, rows: Sequence[Weighed]) -> None:
        """One tie, its matches in the order of all levels."""
        stay = [one for one in rows if not any(_yields(one.text, other.text) for other in rows)]
        stay = stay or list(rows)  # each yields to another one: then none does
        kept = {one.match.name for one in stay}
        gone = [one for one in rows if one.match.name not in kept]
        self.yielding |= {one.match.name for one in gone}
        for one in gone:
            self._against(one, stay, self.settled)
        if len({one.ranked.result for one in stay}) > 1:
            ordered = all(_own_order(one.text) for one in stay)
            for one in stay:
                others = [other for other in stay if other is not one]
                self._against(one, others, self.settled if ordered else self.codes)
            self.orders += [tuple(stay)] if ordered else []
        for one in stay if gone else ():
            if one.match.name not in self.codes:
                self._against(one, gone, self.settled)

    def contradict(self, one: Weighed, refusals: Sequence[Weighed]) -> None:
        """A match, and the refusals of its priority that are about the same awards."""
        same = all(other.text is one.text for other in refusals)
        self._against(one, refusals, self.settled if same and _own_order(one.text) else self.codes)

    def _against(self, one: Weighed, others: Sequence[Weighed], told: dict[Name, str]) -> None:
        same = all(other.text is one.text for other in others)
        told.setdefault(one.match.name, "rule.ambiguous" if same else "agreement.conflict")
        self.rivals.setdefault(one.match.name, set()).update(other.match.rule for other in others)

    def ties(self) -> Ties:
        """What was found."""
        rivals = {name: tuple(sorted(rules)) for name, rules in self.rivals.items()}
        return Ties(self.codes, self.settled, rivals, tuple(self.orders), frozenset(self.yielding))


def _own_order(text: Text) -> bool:
    evaluation = text.agreement.evaluation
    return evaluation is not None and evaluation.on_ambiguity == "tieBreak"


def _yields(text: Text, other: Text) -> bool:
    """Whether one text yields to another, and the other one overrides it: both must say so."""
    one, two = text.agreement.evaluation, other.agreement.evaluation
    return (
        one is not None and two is not None
        and other.agreement.id in (one.yields_to or ()) and text.agreement.id in (two.overrides or ())
    )  # fmt: skip


__all__ = ["Ties", "blocked", "doubted", "firsts", "ties_among"]
