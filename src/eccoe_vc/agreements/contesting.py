"""Where rules contradict each other: refusals against grants, ambiguity, conflict. Recognition, section 8.1 and 8.2."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
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
    """Matches that tie: the code that says so and their rivals, by name; and those that yield to another text."""

    codes: Mapping[Name, str]
    rivals: Mapping[Name, tuple[str, ...]]
    yielding: frozenset[Name]


def ties_among(matches: Sequence[Weighed], refusals: Sequence[Weighed]) -> Ties:
    """Matches over one set of awards that tie in substance and give different results.

    Inside one agreement it is an ambiguity, between two a conflict. A text may say that its own order decides; of two
    texts one may yield to the other, if both say so. A refusal, which sorts last by what it gives, contradicts every
    match of its priority (``noneVersusGrant``).
    """
    codes: dict[Name, str] = {}
    rivals: dict[Name, tuple[str, ...]] = {}
    yielding: set[Name] = set()
    by_rank = {(one.ranked.rule, one.ranked.awards): one for one in matches if not one.exempts_only}
    for group in precedence.tied([one.ranked for one in by_rank.values()]):
        rows = [by_rank[ranked.rule, ranked.awards] for ranked in group]
        stay = [one for one in rows if not any(_yields(one.text, other.text) for other in rows)]
        stay = stay or rows  # each yields to another one: then none does
        texts = {one.text.name for one in stay}
        yielding |= {one.match.name for one in rows} - {one.match.name for one in stay}
        if len({one.ranked.result for one in stay}) < 2 or all(_own_order(one.text) for one in stay):
            continue
        for one in stay:
            codes[one.match.name] = "rule.ambiguous" if len(texts) == 1 else "agreement.conflict"
            rivals[one.match.name] = tuple(sorted(other.match.rule for other in stay if other is not one))
    against: dict[tuple[int, tuple[str, ...]], list[Weighed]] = {}
    for one in refusals:
        against.setdefault((one.ranked.priority, one.found.awards), []).append(one)
    for one in matches:
        others = against.get((one.ranked.priority, one.found.awards), [])
        if others and not (_own_order(one.text) and all(other.text is one.text for other in others)):
            same = all(other.text is one.text for other in others)
            codes.setdefault(one.match.name, "rule.ambiguous" if same else "agreement.conflict")
            names = {*rivals.get(one.match.name, ()), *(other.match.rule for other in others)}
            rivals[one.match.name] = tuple(sorted(names))
    return Ties(codes, rivals, frozenset(yielding))


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
