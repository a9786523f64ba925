"""The limits of agreements: which match each is about, how much room it leaves, which targets are never given.

Recognition, section 9.1. What an agreement says stands here; the arithmetic is :mod:`eccoe_vc.agreements.limits`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction

from eccoe_vc.agreements.amounts import limit_value
from eccoe_vc.agreements.limits import Room
from eccoe_vc.agreements.matching import Found
from eccoe_vc.agreements.texts import Text
from eccoe_vc.encoding.quantities import decimal, ratio
from eccoe_vc.models.rules import Limit


def rooms(
    texts: Sequence[Text], programme: Fraction | None, before: Mapping[str, Fraction] | None = None
) -> list[Room]:
    """The limits of all texts, each with the room that earlier decisions left.

    :param programme: the size of the programme, for limits that are a share of it; where it is unknown, what they
        concern is left to a person (:func:`unknown`).
    :param before: what earlier decisions applied, by limit; under several texts the name of the text stands before it.
    """
    made = []
    for text in sorted(texts, key=lambda text: text.name):
        for limit in text.agreement.limit or ():
            if limit.exclude_target is not None:
                continue
            step = limit.rounding
            value = limit_value(
                most=decimal(limit.max) if limit.max else None, share=ratio(limit.share) if limit.share else None,
                of=programme, quantum=decimal(step.quantum) if step else None, mode=step.mode if step else "down",
            )  # fmt: skip
            name = text.name + limit.limit_id
            if value is not None:
                left = value - (before or {}).get(name, Fraction(0))
                made.append(Room(name, left, frozenset({name}), limit.on_exceed == "manualReview"))
    return made


def over(limits: Sequence[tuple[Text, Limit]], text: Text, found: Found) -> frozenset[str]:
    """The names of the limits that cut what a match may apply."""
    return frozenset(
        owner.name + limit.limit_id
        for owner, limit in limits
        if limit.exclude_target is None and _concerns(limit, owner, text, found)
    )


def forbidden(limits: Sequence[tuple[Text, Limit]], text: Text, found: Found) -> bool:
    """Whether a match gives a target that a limit says is never recognised."""
    return any(
        target.course in (limit.exclude_target or ())
        for owner, limit in limits
        if limit.exclude_target is not None and _concerns(limit, owner, text, found)
        for target in found.rule.target
    )


def whole_only(limits: Sequence[tuple[Text, Limit]], text: Text, found: Found) -> bool:
    """Whether a match is under a limit that leaves to a person what would exceed it."""
    return any(limit.on_exceed == "manualReview" and _concerns(limit, owner, text, found) for owner, limit in limits)


def unknown(limits: Sequence[tuple[Text, Limit]], text: Text, found: Found, programme: Fraction | None) -> bool:
    """Whether a match is under a limit of which nobody can say what it allows: a share of an unknown programme."""
    return programme is None and any(
        limit.share is not None and _concerns(limit, owner, text, found) for owner, limit in limits
    )


def _concerns(limit: Limit, owner: Text, text: Text, found: Found) -> bool:
    """Whether a limit is about a match; all that it names must fit."""
    rule = found.rule
    if limit.scope == "agreement" and owner.agreement.id != text.agreement.id:
        return False  # every version of one agreement counts
    return (
        (limit.category is None or not set(limit.category).isdisjoint(rule.category or ()))
        and (limit.kind is None or any(target.kind in limit.kind for target in rule.target))
        and (limit.from_ is None or any(use.award.issuer in limit.from_ for use in found.uses))
    )


__all__ = ["forbidden", "over", "rooms", "unknown", "whole_only"]
