"""Lint of limits: without effect, or overlapping without one inside the other. Recognition, sections 8.3 and 9.1."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from itertools import combinations
from typing import NamedTuple

from eccoe_vc.agreements.linting.finding import Lint, warning
from eccoe_vc.encoding.quantities import decimal, ratio, text_of
from eccoe_vc.errors import shown
from eccoe_vc.models.agreement import RecognitionAgreement
from eccoe_vc.models.rules import Limit


class _Cap(NamedTuple):
    """A limit that counts, with the rules it is about as bits."""

    place: int
    limit: Limit
    rules: int


def limits(agreement: RecognitionAgreement) -> Iterator[Lint]:
    """Findings about the limits, in the order of the text."""
    shapes = _shapes(agreement)
    caps = [
        _Cap(index, limit, _about(limit, shapes))
        for index, limit in enumerate(agreement.limit or ())
        if limit.exclude_target is None
    ]
    grants = _grants(agreement) if any(_sums_up(cap.limit) for cap in caps) else []
    for cap in caps:
        yield from _never_binds(cap, caps, grants)
    for one, other in combinations(caps, 2):
        if one.rules & other.rules and one.rules & ~other.rules and other.rules & ~one.rules:
            names = shown(one.limit.limit_id), shown(other.limit.limit_id)
            message = f"The limits {names[0]} and {names[1]} share some grants, and each is about others too."
            hint = "Let one of them be about a part of the other; so it is easier to see what is left."
            yield warning("limit.not_laminar", f"/limit/{one.place}", message, hint, f"/limit/{other.place}")


_Shape = tuple[frozenset[str], frozenset[str], frozenset[str]]  # categories, kinds, parties


def _shapes(agreement: RecognitionAgreement) -> list[_Shape]:
    """What rules are to limits, each kind of rule once: a rule base of 10,000 has few. Refusals give nothing."""
    awarding = frozenset(party.id for party in agreement.party if "awardingBody" in party.role)
    told = {
        (rule.category or (), frozenset(target.kind for target in rule.target if target.credit is not None), rule.from_)
        for rule in agreement.rule
    }
    return list({
        (frozenset(categories), kinds, frozenset({party})): None
        for categories, kinds, parties in sorted(told, key=str) if kinds for party in sorted(parties or awarding)
    })  # fmt: skip


def _about(limit: Limit, shapes: Sequence[_Shape]) -> int:
    mask = 0
    for index, shape in enumerate(shapes):
        mask |= _fits(limit, shape) << index
    return mask


def _fits(limit: Limit, shape: _Shape) -> bool:
    """Whether a limit is about the grants of a rule: all that it names must fit."""
    categories, kinds, parties = shape
    return (
        (limit.category is None or not categories.isdisjoint(limit.category))
        and (limit.kind is None or not kinds.isdisjoint(limit.kind))
        and (limit.from_ is None or not parties.isdisjoint(limit.from_))
    )


def _never_binds(cap: _Cap, caps: Sequence[_Cap], grants: Sequence[_Grant]) -> Iterator[Lint]:
    limit, place = cap.limit, f"/limit/{cap.place}"
    name = shown(limit.limit_id)
    hint = "Delete it, or correct what it is about."
    if not cap.rules:
        yield warning("limit.never_binds", place, f"The limit {name} is about no grant of any rule.", hint)
        return
    if limit.share is not None and ratio(limit.share) >= 1:
        message = f"The limit {name} allows the whole programme."
        yield warning("limit.never_binds", f"{place}/share", message, "Lower the share, or delete the limit.")
        return
    inside = next((other for other in caps if other is not cap and _tighter(other, cap)), None)
    if inside is not None:
        message = f"The limit {shown(inside.limit.limit_id)} is about all that {name} is about, and allows no more."
        yield warning("limit.never_binds", place, message, hint, f"/limit/{inside.place}")
        return
    most = _most(limit, grants) if _sums_up(limit) else None
    if most is not None and most <= decimal(limit.max):
        message = f"The rules give {text_of(most)} at most, which the limit {name} allows."
        yield warning("limit.never_binds", f"{place}/max", message, "Lower the limit, or delete it.")


def _sums_up(limit: Limit) -> bool:
    """Whether this text alone says what a limit can be about; programmes and learners have credit from elsewhere."""
    return limit.max is not None and limit.scope == "agreement"


def _tighter(one: _Cap, other: _Cap) -> bool:
    """Whether one limit is reached before the other one, whatever is granted. Of two equal ones the first counts."""
    wide = one.limit.scope == other.limit.scope or one.limit.scope == "learner"
    if not wide or not _holds_all(one.limit, other.limit) or one.limit.rounding != other.limit.rounding:
        return False
    if one.limit.max is not None and other.limit.max is not None:
        left, right = decimal(one.limit.max), decimal(other.limit.max)
    elif one.limit.share is not None and other.limit.share is not None:
        left, right = ratio(one.limit.share), ratio(other.limit.share)
    else:
        return False
    equal = one.limit.scope == other.limit.scope and _holds_all(other.limit, one.limit)
    return left < right or (left == right and (one.place < other.place or not equal))


def _holds_all(wide: Limit, narrow: Limit) -> bool:
    """Whether a limit is about everything that the other one is about, in this text and in any other."""
    return all(
        one is None or (other is not None and set(other) <= set(one))
        for one, other in ((wide.category, narrow.category), (wide.kind, narrow.kind), (wide.from_, narrow.from_))
    )


class _Grant(NamedTuple):
    """What a rule gives; ``free`` is None where it gives any amount, or again and again."""

    shape: _Shape
    free: Fraction | None
    courses: Mapping[str, Fraction]


def _grants(agreement: RecognitionAgreement) -> list[_Grant]:
    awarding = frozenset(party.id for party in agreement.party if "awardingBody" in party.role)
    made = []
    for rule in agreement.rule:
        amounts = [
            (target.course, target.credit.fixed or target.credit.max)
            for target in rule.target
            if target.credit is not None
        ]
        bounded = all(text is not None and (course is not None or rule.max_use == "1") for course, text in amounts)
        free = sum((decimal(text) for course, text in amounts if course is None and text is not None), Fraction())
        kinds = frozenset(target.kind for target in rule.target if target.credit is not None)
        shape = (frozenset(rule.category or ()), kinds, frozenset(rule.from_ or awarding))
        courses = {course: decimal(text) for course, text in amounts if course is not None and text is not None}
        made.append(_Grant(shape, free if bounded else None, courses))
    return [grant for grant in made if grant.shape[1]]


def _most(limit: Limit, grants: Sequence[_Grant]) -> Fraction | None:
    """What all rules together can give under a limit; None where nobody can say. Each course is granted once."""
    found = Fraction()
    courses: dict[str, Fraction] = {}
    for grant in grants:
        if _fits(limit, grant.shape):
            if grant.free is None:
                return None
            found += grant.free
            for course, amount in grant.courses.items():
                courses[course] = max(courses.get(course, Fraction()), amount)
    return found + sum(courses.values(), Fraction())
