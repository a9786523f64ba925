"""From whom to whom a rule leads, and when: what can be said of a rule before anybody holds anything.

Recognition, section 4.3 (Rule, ValidityPeriod), section 7 items 14 and 15.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from eccoe_vc.agreements.days import add
from eccoe_vc.encoding.days import day, period
from eccoe_vc.models.agreement import RecognitionAgreement
from eccoe_vc.models.rules import Limit, Rule, Source

State = Literal["open", "later", "past", "over"]


@dataclass(frozen=True, slots=True)
class Window:
    """The days that count for a rule, and how it stands on one of them.

    ``first`` and ``last``: the days on which the ``basis`` of the agreement may lie; None: no end.
    ``completed_first`` and ``completed_last``: those of the completion, where the rule has a period of its own.
    ``ask_until``: the last day of a request. ``state``: ``open``, what is completed on the day counts; ``later``, not
    yet; ``past``, only what was completed earlier counts; ``over``, nobody can ask any more.
    """

    basis: str
    first: date
    last: date | None
    completed_first: date | None
    completed_last: date | None
    ask_until: date | None
    state: State

    def to_json(self) -> dict[str, Any]:
        """The window as text; what has no end is left out."""
        days = {
            "first": self.first, "last": self.last, "completedFirst": self.completed_first,
            "completedLast": self.completed_last, "askUntil": self.ask_until,
        }  # fmt: skip
        made = {name: value.isoformat() for name, value in days.items() if value is not None}
        return {"state": self.state, "basis": self.basis, **made}


def window(agreement: RecognitionAgreement, rule: Rule | None, on: date) -> Window:
    """When a rule holds, as it stands on a day; without a rule the agreement itself."""
    terms = agreement.period
    basis = terms.window_basis or "completion"
    first, last = day(terms.start_date), _day(terms.end_date)
    own = rule.period if rule is not None else None
    begin, end = (_day(own.start_date), _day(own.end_date)) if own is not None else (None, None)
    until = add(last, period(terms.claim_period)) if last is not None and terms.claim_period is not None else None
    if basis == "request":
        until = last if until is None or last is None else min(last, until)
    return Window(basis, first, last, begin, end, until, _state(on, basis, first, last, begin, end, until))


def _state(
    on: date, basis: str, first: date, last: date | None, begin: date | None, end: date | None, until: date | None
) -> State:
    # Both periods may have no day in common; where they are about different days, that alone excludes nothing.
    too_late = begin is not None and last is not None and begin > last and basis in ("completion", "request")
    too_early = end is not None and end < first and basis == "completion"
    if too_late or too_early or (until is not None and on > until):
        return "over"
    if on < first or (begin is not None and on < begin):
        return "later"
    closed = (last is not None and on > last) or (end is not None and on > end)
    return "past" if closed else "open"


def _day(text: str | None) -> date | None:
    return None if text is None else day(text)


def givers(agreement: RecognitionAgreement, rule: Rule) -> tuple[str, ...]:
    """The parties from which a rule leads, sorted."""
    return tuple(sorted(rule.from_ or _in_role(agreement, "awardingBody")))


def takers(agreement: RecognitionAgreement, rule: Rule) -> tuple[str, ...]:
    """The parties to which a rule leads, sorted."""
    return tuple(sorted(rule.to or _in_role(agreement, "recognisingBody")))


def _in_role(agreement: RecognitionAgreement, role: str) -> list[str]:
    return [party.id for party in agreement.party if role in party.role]


def in_programme(agreement: RecognitionAgreement, rule: Rule, programme: str) -> bool:
    """Whether a rule holds in a programme."""
    return all(names is None or programme in names for names in (rule.programme, agreement.scope.programme))


def programmes(agreement: RecognitionAgreement, rule: Rule) -> tuple[str, ...] | None:
    """The programmes in which a rule holds, sorted; None: in all."""
    named = [set(names) for names in (rule.programme, agreement.scope.programme) if names is not None]
    return tuple(sorted(set.intersection(*named))) if named else None


def concerned(agreement: RecognitionAgreement, limit: Limit, rule: Rule) -> bool:
    """Whether a limit could be about a grant of a rule; which award is used may still decide. Recognition, 9.1."""
    return (
        (limit.category is None or not set(limit.category).isdisjoint(rule.category or ()))
        and (limit.kind is None or any(target.kind in limit.kind for target in rule.target))
        and (limit.from_ is None or not set(limit.from_).isdisjoint(givers(agreement, rule)))
    )


def given(rule: Rule) -> tuple[str, ...]:
    """The courses and buckets of a rule, sorted."""
    return tuple(sorted({name for target in rule.target for name in (target.course, target.bucket) if name}))


def asked(leaves: Sequence[Source]) -> tuple[str, ...]:
    """What leaves ask for: achievements with their aliases, identifiers, alignments, or anything of a party; sorted."""
    return tuple(sorted({name for leaf in leaves for name in _asked(leaf)}))


def _asked(leaf: Source) -> Iterator[str]:
    if leaf.achievement is not None:
        yield from (leaf.achievement, *(leaf.alias or ()))
    elif leaf.identifier is not None:
        yield f"{leaf.identifier.scheme} {leaf.identifier.value}"
    elif leaf.alignment is not None:
        yield leaf.alignment
    else:
        yield f"any of {leaf.any_from}"


__all__ = ["State", "Window", "asked", "concerned", "given", "givers", "in_programme", "programmes", "takers", "window"]
