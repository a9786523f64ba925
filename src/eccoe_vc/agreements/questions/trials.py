"""What a text would have meant for one past learner: a short way from evidence to an outcome. Recognition, 6 and 11.1.

It asks nobody who signed the text, writes nothing, and keeps no names of credentials: what comes out are rules, codes
and amounts.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from fractions import Fraction
from typing import Any, Final, Literal, NamedTuple

from eccoe_vc.agreements import awards, rounding, windows
from eccoe_vc.agreements.awards import Award
from eccoe_vc.agreements.choosing import Choice, Mode, Text, Weighed, choose
from eccoe_vc.agreements.deciding import Programme
from eccoe_vc.agreements.evidence import Evidence, admit
from eccoe_vc.agreements.facts import Facts
from eccoe_vc.agreements.learners import Learner
from eccoe_vc.agreements.matching import Matcher, Request
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


def admitted(case: Case, *, bearer_ok: bool, budget: Budget) -> list[Evidence]:
    """The evidence of a case, each award once, the newest document of it.

    :raises InputTypeError: ``input.not_verified``, something that :func:`eccoe_vc.verify` did not return.
    :raises AgreementError: ``rule.budget``.
    """
    evidence = admit(
        drafts.listed(case.evidence, "evidence of a case", "what verify() returned"),
        case.learner,
        bearer_ok=bearer_ok,
        budget=budget,
    ).evidence
    newest = {award.credential for award in awards.collapse(_award(one.facts) for one in evidence)}
    return [one for one in evidence if one.facts.credential in newest]


def tried(matcher: Matcher, kept: Sequence[Evidence], case: Case, *, host: str, on: date, mode: Mode) -> Trial:
    """What the text of ``matcher`` comes to for the evidence of a case.

    :raises AgreementError: ``rule.budget``.
    """
    programme = case.programme
    unsure = {one.facts.credential: one.unsure for one in kept if one.unsure}
    request = Request(host, on, programme.id if programme else "", case.enrolment, unsure)
    party_of = matcher.party_of
    facts = [replace(one.facts, issuer=party_of.get(one.facts.issuer, one.facts.issuer)) for one in kept]
    text = Text(matcher.agreement, matcher.terms, matcher.matches(facts, request))
    asked: dict[str, Any] = {
        "mode": mode,
        "programme_credit": Fraction(programme.credit) if programme and programme.credit is not None else None,
        "unit": programme.unit if programme else None,
        "on_record": case.on_record,
        "shared": awards.once([_award(one.facts) for one in kept], _parts(kept)),
    }
    choice = choose((text,), applied_before=case.applied_before, **asked)
    # The same choice where no limit ends: what goes beyond the room that there is, the limit took away.
    endless = choose((text,), applied_before=dict.fromkeys((room.name for room in choice.rooms), -_ENDLESS), **asked)
    outside = bool(text.matches) and all(match.code == "agreement.not_in_force" for match in text.matches)
    return _trial(text, choice, _bound(choice, endless), outside)


def _trial(text: Text, choice: Choice, bound: frozenset[str], outside: bool) -> Trial:
    taken = [*choice.granted, *((one, Fraction(0)) for one in (*choice.exempted, *choice.unapplied))]
    fired = [
        *(Fired(one.found.rule.rule_id, "granted", applied=amount) for one, amount in choice.granted),
        *(Fired(one.found.rule.rule_id, "exempted") for one in choice.exempted),
        *(Fired(one.found.rule.rule_id, "unapplied") for one in choice.unapplied),
        *(Fired(one.found.rule.rule_id, "refused") for one in choice.refused),
        *(Fired(one.found.rule.rule_id, "pending", code) for one, code in choice.pending),
    ]
    return Trial(
        _outcome(taken, choice),
        _rounded(text, [one.credit for one, _ in taken]),
        _rounded(text, [amount for _, amount in taken]),
        len(choice.exempted),
        tuple(sorted(fired)),
        bound,
        outside,
    )


def _outcome(taken: Sequence[tuple[Weighed, Fraction]], choice: Choice) -> Outcome:
    """The outcome of the whole: Recognition, section 11.1."""
    outcomes = {
        "partial" if amount < one.credit and one.found.rule.outcome == "full" else one.found.rule.outcome
        for one, amount in taken
    }
    if outcomes and not choice.pending:
        if outcomes == {"full"}:
            return "full"
        if "conditional" in outcomes and "partial" not in outcomes:
            return "conditional"
    if outcomes:
        return "partial"
    return "manualReview" if choice.pending else "refused" if choice.refused else "none"


def _rounded(text: Text, amounts: Sequence[Fraction]) -> Fraction:
    given = text.agreement.credit_framework.rounding
    if given is None:
        return rounding.total(amounts, Fraction(1, 100), "halfUp")[0]
    quantum = decimal(given.quantum)
    if given.level == "target":
        return sum((rounding.rounded(amount, quantum, "down") for amount in amounts), Fraction())
    return rounding.total(amounts, quantum, given.mode)[0]


def _bound(choice: Choice, endless: Choice) -> frozenset[str]:
    """The limits under which less counts than would without any limit."""
    return frozenset(
        room.name
        for room in choice.rooms
        if sum((amount for one, amount in endless.granted if room.name in one.match.categories), Fraction()) > room.left
    )


def _award(facts: Facts) -> Award:
    when = windows.completion(facts.dates)
    day = when.day if when is not None else None
    return Award(facts.credential, facts.issuer, facts.achievement, "", day, facts.dates.get("validFrom", ""))


def _parts(evidence: Sequence[Evidence]) -> dict[str, list[str]]:
    made: dict[str, list[str]] = {}
    for one in evidence:
        made.setdefault(one.facts.achievement, []).extend(one.facts.has_part)
        for whole in one.facts.is_part_of:
            made.setdefault(whole, []).append(one.facts.achievement)
    return made


__all__ = ["OUTCOMES", "Case", "Fired", "Outcome", "Trial", "admitted", "tried"]
