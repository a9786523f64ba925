"""What a text would have meant for one past learner: a short way from evidence to an outcome. Recognition, 6 and 11.1.

It asks nobody who signed the text, writes nothing, and keeps no names of credentials: what comes out are rules, codes
and amounts.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from fractions import Fraction
from typing import Final, Literal, NamedTuple

from eccoe_vc.agreements import before
from eccoe_vc.agreements.asked import Asked, Programme
from eccoe_vc.agreements.choosing import Choice, Mode
from eccoe_vc.agreements.counterparts import Standing
from eccoe_vc.agreements.deciding import evaluate
from eccoe_vc.agreements.decision import Decision
from eccoe_vc.agreements.evidence import admit
from eccoe_vc.agreements.learners import Learner
from eccoe_vc.agreements.matching import Matcher
from eccoe_vc.agreements.questions import drafts
from eccoe_vc.encoding.quantities import decimal, text_of
from eccoe_vc.errors import InputTypeError, shown
from eccoe_vc.limits import Budget
from eccoe_vc.verification.verified import Verified

Outcome = Literal["full", "partial", "conditional", "manualReview", "refused", "none"]
OUTCOMES: Final[tuple[Outcome, ...]] = ("full", "partial", "conditional", "manualReview", "refused", "none")
_ENDLESS: Final = Fraction(10**9)


@dataclass(frozen=True, slots=True)
class Case:
    """A past request under a pseudonym: what was handed in, by whom, when and for what.

    ``on``: the day of the request; None: the day of the simulation. ``on_record`` and ``applied_before``: as in
    :func:`eccoe_vc.agreements.deciding.decide`.
    """

    pseudonym: str
    evidence: Sequence[Verified] = field(repr=False)
    learner: Learner = field(repr=False)
    on: date | None = None
    programme: Programme | None = None
    enrolment: date | None = None
    on_record: tuple[str, ...] = ()
    applied_before: Mapping[str, Fraction] | None = None

    def __post_init__(self) -> None:
        drafts.name_of(self.pseudonym, "pseudonym", "Pass a name that stands for the case.")
        _check(self.learner, self.programme, self.on_record, self.applied_before)
        known = {*self.learner.ids, *(one for values in self.learner.identities.values() for one in values)}
        if self.pseudonym in known:
            hint = "Pass another name: results show pseudonyms, and nothing else of a learner."
            raise InputTypeError("input.type", "A pseudonym is what the learner is known by.", hint=hint)
        for name, value in (("on", self.on), ("enrolment", self.enrolment)):
            if value is not None:
                drafts.on_day(value, name)


def _check(learner: object, programme: object, on_record: object, applied_before: object) -> None:
    """What type checkers see and callers without one do not."""
    if not isinstance(learner, Learner):
        hint = "Pass Learner(ids=(...,))."
        raise InputTypeError("input.type", f"The learner of a case is {shown(learner)}.", hint=hint)
    if programme is not None and not isinstance(programme, Programme):
        hint = "Pass Programme(id, credit, unit)."
        raise InputTypeError("input.type", f"The programme of a case is {shown(programme)}.", hint=hint)
    if not isinstance(on_record, tuple) or not all(isinstance(one, str) for one in on_record):
        hint = "Pass a tuple of the ids of courses."
        raise InputTypeError("input.type", f"The courses on record are {shown(on_record)}.", hint=hint)
    amounts = applied_before.values() if isinstance(applied_before, Mapping) else [applied_before]
    if applied_before is not None and not all(type(one) in (Fraction, int) for one in amounts):
        hint = "Pass limit id to Fraction; a float is not exact."
        raise InputTypeError("input.type", "What was applied before is no credit by limit.", hint=hint)
    if isinstance(applied_before, Mapping) and any(one < 0 for one in applied_before.values()):
        raise InputTypeError("input.type", "What was applied before is less than nothing.")


class Fired(NamedTuple):
    """What a rule came to in a case: ``granted``, ``unapplied``, ``exempted``, ``refused`` or ``pending``.

    ``code`` says why it is pending; ``applied`` is the credit that counts, exact.
    """

    rule: str
    what: str
    code: str = ""
    applied: Fraction = Fraction(0)

    def to_json(self) -> dict[str, str]:
        """The row as JSON."""
        made = {"ruleId": self.rule, "result": self.what}
        made |= {"reason": self.code} if self.code else {}
        return made | ({"applied": text_of(self.applied)} if self.what == "granted" else {})


@dataclass(frozen=True, slots=True)
class Trial:
    """What one text comes to in one case: the outcome, the credit after rounding, each rule, the limits that cut."""

    outcome: Outcome = "none"
    granted: Fraction = Fraction(0)
    applied: Fraction = Fraction(0)
    exempted: int = 0
    fired: tuple[Fired, ...] = ()
    bound: frozenset[str] = frozenset()
    #: Every match failed for the same reason: the learning lies outside the period of the text.
    outside: bool = False


def tried(
    text: Standing,
    case: Case,
    *,
    host: str,
    on: date,
    mode: Mode,
    bearer_ok: bool,
    matcher_of: Callable[[Standing], Matcher],
    budget: Budget,
) -> Trial:
    """What a text comes to for the evidence of a case, alone and whoever signed it.

    :raises InputTypeError: ``input.not_verified``, something that :func:`eccoe_vc.verify` did not return.
    :raises AgreementError: ``rule.budget``.
    """
    evidence = drafts.listed(case.evidence, "evidence of a case", "what verify() returned")
    admitted = admit(evidence, case.learner, bearer_ok=bearer_ok, budget=budget)
    known = before.known_to(text.agreement)  # a limit may be new in a draft, or gone
    applied = {name: amount for name, amount in (case.applied_before or {}).items() if name in known}
    asked = Asked(
        case.learner, host, on, mode, case.programme, case.enrolment, applied, frozenset(case.on_record), bearer_ok
    )
    decision = evaluate([text], admitted, asked, matcher_of=matcher_of)
    # The same choice where no limit ends: what goes beyond the room that there is, the limit took away.
    endless = replace(asked, applied_before=dict.fromkeys((room.name for room in decision.choice.rooms), -_ENDLESS))
    free = evaluate([text], admitted, endless, matcher_of=matcher_of) if decision.choice.rooms else decision
    return _trial(decision, _bound(decision.choice, free.choice))


def _trial(decision: Decision, bound: frozenset[str]) -> Trial:
    choice = decision.choice
    total = decision.record()["total"]
    fired = [
        *(Fired(one.found.rule.rule_id, "granted", applied=amount) for one, amount in choice.granted),
        *(Fired(one.found.rule.rule_id, "exempted") for one in choice.exempted),
        *(Fired(one.found.rule.rule_id, "unapplied") for one in choice.unapplied),
        *(Fired(one.rule.rule_id, "refused") for one in decision.refused),
        *(Fired(one.found.rule.rule_id, "pending", code) for one, code in choice.pending),
        *(Fired("", "pending", "rule.no_match") for _ in decision.unmatched),
    ]
    matches = [match for text in decision.texts for match in text.matches]
    return Trial(
        next(outcome for outcome in OUTCOMES if outcome == decision.outcome),
        decimal(total["granted"]["value"]),
        decimal(total["applied"]["value"]),
        len(choice.exempted),
        tuple(sorted(fired)),
        bound,
        bool(matches) and all(match.code == "agreement.not_in_force" for match in matches),
    )


def _bound(choice: Choice, endless: Choice) -> frozenset[str]:
    """The limits under which less counts than would without any limit."""
    return frozenset(
        room.name
        for room in choice.rooms
        if sum((amount for one, amount in endless.granted if room.name in one.match.categories), Fraction()) > room.left
    )


__all__ = ["OUTCOMES", "Case", "Fired", "Outcome", "Trial", "tried"]
