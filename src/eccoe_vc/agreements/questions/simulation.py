"""What a text would have meant: past evidence under a draft and under the current text, side by side.

Recognition, section 12 (Impact simulation). Nothing is written down, nobody is named but by a pseudonym, and the answer
is no decision: :func:`eccoe_vc.agreements.recognising.recognise` takes another type.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any, NamedTuple

from eccoe_vc.agreements import digests
from eccoe_vc.agreements.before import known_to
from eccoe_vc.agreements.choosing import Mode
from eccoe_vc.agreements.counterparts import Standing
from eccoe_vc.agreements.deciding import matcher
from eccoe_vc.agreements.questions import drafts
from eccoe_vc.agreements.questions.trials import OUTCOMES, Case, Fired, Outcome, Trial, tried
from eccoe_vc.agreements.state import StateOn
from eccoe_vc.encoding.quantities import text_of
from eccoe_vc.errors import AgreementError, InputTypeError, shown
from eccoe_vc.limits import DEFAULT, Budget
from eccoe_vc.models.agreement import RecognitionAgreement

_NOTHING = Trial()


class Review(NamedTuple):
    """What is left to a person now and was not before: in which case, by which rule, and why.

    The rule is empty where none was written (``rule.no_match``).
    """

    pseudonym: str
    rule: str
    code: str


@dataclass(frozen=True, slots=True)
class Impact:
    """One case before and after: ``before`` is the current text, ``after`` the one that is tried."""

    pseudonym: str
    before: Trial
    after: Trial

    @property
    def change(self) -> Fraction:
        """How much more credit counts."""
        return self.after.applied - self.before.applied

    @property
    def gains(self) -> int:
        """1 where the learner gains, -1 where the learner loses: by credit applied, then granted, then exemptions."""
        before, after = ((trial.applied, trial.granted, trial.exempted) for trial in (self.before, self.after))
        return (after > before) - (after < before)

    @property
    def changed(self) -> tuple[str, ...]:
        """The rules that come to something else than before, sorted."""
        both = Counter(self.before.fired), Counter(self.after.fired)
        return tuple(sorted({one.rule for one in (both[0] - both[1]) + (both[1] - both[0]) if one.rule}))

    @property
    def reviews(self) -> tuple[Review, ...]:
        """What is left to a person now and was not before."""
        new = Counter(_pending(self.after)) - Counter(_pending(self.before))
        return tuple(sorted(Review(self.pseudonym, rule, code) for rule, code in new.elements()))

    def to_json(self) -> dict[str, Any]:
        """The case as JSON without numbers."""
        made: dict[str, Any] = {"case": self.pseudonym}
        for name, trial in (("before", self.before), ("after", self.after)):
            made[name] = {
                "outcome": trial.outcome, "granted": text_of(trial.granted), "applied": text_of(trial.applied),
                "rule": [one.to_json() for one in trial.fired],
            }  # fmt: skip
        return made | {"change": text_of(self.change), "changed": list(self.changed)}


@dataclass(frozen=True, slots=True)
class Simulation:
    """What a text would have meant, by case and in all. It is no decision, and nothing makes one of it.

    ``idle``: rules of the tried text that came to nothing in any case. ``binding``: limit to the number of cases in
    which it cut. ``outside``: cases whose learning lies outside the period of the tried text.
    """

    agreement: str
    version: str
    current: str | None
    host: str
    mode: Mode
    cases: tuple[Impact, ...]
    idle: tuple[str, ...]
    binding: Mapping[str, int]
    outside: tuple[str, ...]

    @property
    def outcomes(self) -> dict[tuple[Outcome, Outcome], int]:
        """How many cases had one outcome before and another one after, for every pair that there is."""
        found = Counter((one.before.outcome, one.after.outcome) for one in self.cases)
        return {(before, after): found[before, after] for before in OUTCOMES for after in OUTCOMES
                if found[before, after]}  # fmt: skip

    @property
    def change(self) -> Fraction:
        """How much more credit counts in all cases together."""
        return sum((one.change for one in self.cases), Fraction())

    @property
    def distribution(self) -> dict[Fraction, int]:
        """Change of credit to the number of cases, from the greatest loss to the greatest gain."""
        return dict(sorted(Counter(one.change for one in self.cases).items()))

    @property
    def gain(self) -> tuple[str, ...]:
        """The pseudonyms of those who gain."""
        return tuple(one.pseudonym for one in self.cases if one.gains > 0)

    @property
    def lose(self) -> tuple[str, ...]:
        """The pseudonyms of those who lose."""
        return tuple(one.pseudonym for one in self.cases if one.gains < 0)

    @property
    def reviews(self) -> tuple[Review, ...]:
        """What is left to a person now and was not before."""
        return tuple(review for one in self.cases for review in one.reviews)

    def to_json(self) -> dict[str, Any]:
        """The simulation as JSON without numbers, marked as what it is."""
        reasons = Counter(review.code for review in self.reviews)
        before, after = (sum((getattr(one, side).applied for one in self.cases), Fraction()) for side in _SIDES)
        made: dict[str, Any] = {
            "type": "RecognitionSimulation", "simulation": True, "agreement": self.agreement, "version": self.version,
            "current": self.current, "host": self.host, "mode": self.mode,
            "total": {
                "cases": str(len(self.cases)),
                "outcome": [
                    {"before": one, "after": other, "cases": str(number)}
                    for (one, other), number in self.outcomes.items()
                ],
                "applied": {"before": text_of(before), "after": text_of(after), "change": text_of(self.change)},
                "distribution": [
                    {"change": text_of(change), "cases": str(number)} for change, number in self.distribution.items()
                ],
                "review": [{"reason": code, "count": str(number)} for code, number in sorted(reasons.items())],
            },
            "gain": list(self.gain), "lose": list(self.lose),
            "review": [{"case": case, "ruleId": rule, "reason": code} for case, rule, code in self.reviews],
            "idle": list(self.idle), "outside": list(self.outside),
            "limit": [{"limitId": name, "cases": str(number)} for name, number in sorted(self.binding.items())],
            "case": [one.to_json() for one in self.cases],
        }  # fmt: skip
        return {name: value for name, value in made.items() if value is not None}

    def __str__(self) -> str:
        return "\n".join(self._lines())

    def _lines(self) -> Iterator[str]:
        yield f"Simulation of version {shown(self.version)} with {len(self.cases)} cases; no decision"
        for (one, other), number in self.outcomes.items():
            yield f"{one} -> {other}: {number}"
        yield f"credit that counts: {_signed(self.change)}; {len(self.gain)} gain, {len(self.lose)} lose"
        for what, names in (("gain", self.gain), ("lose", self.lose)):
            if names:
                yield f"{what}: {', '.join(map(shown, names))}"
        for change, number in self.distribution.items():
            yield f"{_signed(change)}: {number}"
        for code, number in sorted(Counter(review.code for review in self.reviews).items()):
            yield f"new for a person, {code}: {number}"
        if self.idle:
            yield f"rules that came to nothing: {', '.join(map(shown, self.idle))}"
        for name, number in sorted(self.binding.items()):
            yield f"the limit {shown(name)} cut in {number}"
        if self.outside:
            yield f"outside the period of the text: {len(self.outside)}"


_SIDES = ("before", "after")


def simulate(
    agreement: RecognitionAgreement,
    past_evidence: Iterable[Case],
    *,
    current: RecognitionAgreement | None = None,
    host: str,
    on: date | None = None,
    mode: Mode = "priority",
    same_period: bool = False,
    bearer_ok: bool = False,
    budget: Budget = DEFAULT,
) -> Simulation:
    """What ``agreement`` would have meant for past cases, against the ``current`` text.

    Both are judged alone, without other agreements and versions, whoever signed them; nothing is written anywhere.

    :param current: the text that holds; None: there was none, and everything before is ``none``.
    :param host: the party that recognises. Under a current text that does not know it, everything before is ``none``.
    :param on: the day of the request, for cases that name none.
    :param same_period: judge both texts by the period of the current one: what if the draft had held then? Without it
        a draft that begins tomorrow covers no past learning, and such cases are named in ``outside``.
    :param bearer_ok: as in :func:`eccoe_vc.agreements.deciding.decide`.
    :raises InputTypeError: ``input.type``, ``input.not_verified``.
    :raises AgreementError: ``agreement.party``, the host recognises nothing under the text; ``rule.budget`` with the
        pseudonym; all faults of both texts.
    """
    agreement = drafts.sound(agreement)
    current = None if current is None else drafts.sound(current)
    drafts.name_of(host, "host", "Pass the id of the recognising party.")
    if mode not in ("priority", "maximise"):
        raise InputTypeError("input.type", f"The mode is {shown(mode)}.", hint="It is 'priority' or 'maximise'.")
    if not _recognises(agreement, host):
        raise AgreementError("agreement.party", f"Under this text {shown(host)} recognises nothing.")
    if same_period and current is not None:
        agreement = agreement.with_(period=current.period)
    before = draft(current) if current is not None and _recognises(current, host) else None
    after = draft(agreement)
    known = {one.digest: matcher(one) for one in (before, after) if one is not None}
    cases: dict[str, Impact] = {}
    for case in _cases(past_evidence):
        if case.pseudonym in cases:
            message = f"The pseudonym {shown(case.pseudonym)} stands for two cases."
            raise InputTypeError("input.type", message, hint="Give each case a name of its own.")
        day = drafts.on_day(case.on if case.on is not None else on)
        _check_limits(case, [agreement, *([current] if current is not None else [])])
        try:
            trials = [
                tried(
                    text, case, host=host, on=day, mode=mode, bearer_ok=bearer_ok, budget=budget,
                    matcher_of=lambda one: known[one.digest],
                ) if text is not None else _NOTHING
                for text in (before, after)
            ]  # fmt: skip
        except AgreementError as error:
            message = f"In the case {shown(case.pseudonym)}: {error.message}"
            raise AgreementError(error.code, message, hint=error.hint) from None
        cases[case.pseudonym] = Impact(case.pseudonym, *trials)
    return _summed(agreement, current, host, mode, tuple(cases[name] for name in sorted(cases)))


def draft(agreement: RecognitionAgreement) -> Standing:
    """A text as if it were in force; nobody asks who signed it."""
    return Standing(StateOn("inForce"), agreement, digests.of_json(agreement.to_json()))


def _check_limits(case: Case, texts: Sequence[RecognitionAgreement]) -> None:
    """Whether one of the texts has a limit for everything that was applied before."""
    known = frozenset[str]().union(*map(known_to, texts))
    for name in sorted((case.applied_before or {}).keys() - known):
        message = f"In the case {shown(case.pseudonym)}: no limit of the texts is called {shown(name)}."
        raise InputTypeError("input.type", message, hint="Name a limit of one of the texts.")


def _cases(given: Iterable[Case]) -> Iterator[Case]:
    for case in drafts.listed(given, "past evidence", "Case(pseudonym, evidence, learner)"):
        if not isinstance(case, Case):
            hint = "Pass Case(pseudonym, evidence, learner)."
            raise InputTypeError("input.type", f"A case of the past evidence is {shown(case)}.", hint=hint)
        yield case


def _recognises(agreement: RecognitionAgreement, host: str) -> bool:
    return any(party.id == host and "recognisingBody" in party.role for party in agreement.party)


def _summed(
    agreement: RecognitionAgreement,
    current: RecognitionAgreement | None,
    host: str,
    mode: Mode,
    cases: tuple[Impact, ...],
) -> Simulation:
    fired = {one.rule for case in cases for one in case.after.fired}
    return Simulation(
        agreement.id,
        agreement.version,
        current.version if current is not None else None,
        host,
        mode,
        cases,
        tuple(sorted(rule.rule_id for rule in agreement.rule if rule.rule_id not in fired)),
        dict(sorted(Counter(name for case in cases for name in case.after.bound).items())),
        tuple(case.pseudonym for case in cases if case.after.outside),
    )


def _pending(trial: Trial) -> list[tuple[str, str]]:
    return [(one.rule, one.code) for one in trial.fired if one.what == "pending"]


def _signed(value: Fraction) -> str:
    return f"+{text_of(value)}" if value > 0 else text_of(value)


__all__ = ["Case", "Fired", "Impact", "Review", "Simulation", "draft", "simulate"]
