"""The record of a decision: what was recognised, what counts, what is open and why, what was refused on which ground.

Recognition, section 11. Every quantity is text with its unit; the rounding is the agreement's and comes once.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from typing import Any, Final, NamedTuple

from eccoe_vc.agreements import digests, entries, rounding
from eccoe_vc.agreements.choosing import Choice
from eccoe_vc.agreements.conditions import grade_in
from eccoe_vc.agreements.counterparts import Standing
from eccoe_vc.agreements.days import add
from eccoe_vc.agreements.facts import Facts
from eccoe_vc.agreements.grades.conversion import FOR_A_PERSON, Conversion
from eccoe_vc.agreements.judging import grade_on, original_credit
from eccoe_vc.agreements.limits import Room
from eccoe_vc.agreements.logic import Truth
from eccoe_vc.agreements.plans import Name
from eccoe_vc.agreements.refusing import refusals
from eccoe_vc.agreements.texts import Text
from eccoe_vc.agreements.weighing import Weighed
from eccoe_vc.encoding.days import period
from eccoe_vc.encoding.quantities import decimal
from eccoe_vc.models.agreement import RecognitionAgreement
from eccoe_vc.models.rules import Target

_QUANTUM: Final = Fraction(1, 100)


class _Lines(NamedTuple):
    """Rounded amounts by match, and what they add up to."""

    total: Fraction
    by_match: Mapping[Name, Fraction]


@dataclass(frozen=True, slots=True)
class Recorder:
    """Writes the members of a decision under the agreements that decided it.

    ``tables`` are the grade tables that the caller supplied, by id. ``on`` is the day of the request, from which the
    deadline of a condition counts; without it none is written. ``unmatched``: credentials for which no rule was
    written and on which, as their agreement says, a person decides. ``path``: texts along which awards were carried.
    """

    texts: Sequence[Text]
    tables: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    on: date | None = None
    unmatched: Sequence[tuple[Text, Facts]] = ()
    path: Sequence[Standing] = ()

    def members(self, choice: Choice) -> dict[str, Any]:
        """``agreement``, ``outcome``, ``grant``, ``pending``, ``refusal``, ``condition``, ``limit``, ``total``.

        Empty ones are left out; a decision with nothing to say has no ``grant``, ``pending`` and ``refusal``.

        :raises AgreementError: ``rule.refusal_bundle``, a refusal that says no ground or no text.
        """
        taken = [(one, amount) for one, amount in choice.granted]
        taken += [(one, Fraction(0)) for one in (*choice.exempted, *choice.unapplied)]
        granted = self._lines([(one, one.credit) for one, _ in taken])
        applied = self._lines(taken, choice.rooms, granted.by_match)
        grants = [
            self._grant(f"g{index}", one, granted.by_match[one.match.name], applied.by_match[one.match.name])
            | self._reason(one, applied.by_match[one.match.name] < granted.by_match[one.match.name], choice)
            for index, (one, _) in enumerate(taken, 1)
        ]
        pending = [entries.pending(one, code, choice) for one, code in choice.pending]
        pending += [entries.unmatched(text, facts) for text, facts in self.unmatched]
        refused = refusals(choice, self.texts)
        conditions = [condition for grant in grants for condition in grant.get("condition", ())]
        texts: list[Text | Standing] = [*self._ordered(), *self.path]
        made: dict[str, Any] = {
            "agreement": [entries.named(text) for text in texts],
            "outcome": _outcome(grants, bool(pending), bool(refused)),
            "grant": grants,
            "pending": pending,
            "refusal": [entries.refusal(one) for one in refused],
            "condition": [one for index, one in enumerate(conditions) if one not in conditions[:index]],
            "limit": entries.limits(choice, self.texts, applied.by_match),
            "total": {"granted": self._total(granted), "applied": self._total(applied), **self._rounding()},
        }
        return {name: value for name, value in made.items() if value != []}

    # ---- amounts -----------------------------------------------------------------------------------------------------

    def _ordered(self) -> list[Text]:
        return sorted(self.texts, key=lambda text: text.name)

    def _total(self, lines: _Lines) -> dict[str, Any]:
        return entries.credit(lines.total, self._ordered()[0].terms.framework.unit)

    def _rounding(self) -> dict[str, Any]:
        """The rounding, where all agreements have one and the same."""
        given = [text.agreement.credit_framework.rounding for text in self.texts]
        return {"rounding": given[0].to_json()} if given[0] is not None and given.count(given[0]) == len(given) else {}

    def _lines(
        self,
        amounts: Sequence[tuple[Weighed, Fraction]],
        rooms: Sequence[Room] = (),
        at_most: Mapping[Name, Fraction] | None = None,
    ) -> _Lines:
        """The total, rounded once for each agreement as it says, and the lines that add up to it.

        Rounding makes no credit: neither beyond the sources, nor beyond a limit, nor beyond what is granted. Where it
        would, every line is rounded down.

        :param at_most: what no line may exceed, by match.
        """
        total = Fraction()
        by_match: dict[Name, Fraction] = {}
        for text in self._ordered():
            mine = [(one, amount) for one, amount in amounts if one.text is text]
            found, lines = _rounded(text.agreement, [amount for _, amount in mine], _sources(mine))
            total += found
            by_match |= {one.match.name: line for (one, _), line in zip(mine, lines, strict=True)}
        over = any(by_match[name] > most for name, most in (at_most or {}).items())
        for room in rooms:
            under = [by_match[one.match.name] for one, _ in amounts if room.name in one.match.categories]
            over = over or sum(under, Fraction()) > max(room.left, Fraction(0))
        if over:
            by_match = {one.match.name: rounding.rounded(amount, quantum_of(one), "down") for one, amount in amounts}
            if at_most is not None:
                by_match = {name: min(line, at_most[name]) for name, line in by_match.items()}
            total = sum(by_match.values(), Fraction())
        return _Lines(total, by_match)

    # ---- grants ------------------------------------------------------------------------------------------------------

    def _grant(self, name: str, one: Weighed, granted: Fraction, applied: Fraction) -> dict[str, Any]:
        rule = one.found.rule
        condition = self._condition(one)
        made: dict[str, Any] = {
            "grantId": name,
            "agreement": one.text.agreement.id,
            "ruleId": rule.rule_id,
            "outcome": _outcome_of(rule.outcome, bool(condition), applied < granted),
            "source": [entries.source(one.text, use.award) for use in one.found.uses],
            "target": [
                self._target(target, one, share_granted, share_applied)
                for target, share_granted, share_applied in _shared(rule.target, one, granted, applied)
            ],
        }
        return made | ({"condition": condition} if condition else {})

    def _reason(self, one: Weighed, cut: bool, choice: Choice) -> dict[str, Any]:
        """Why a grant is what it is, and what is to be said of it: above all whether a limit cut it."""
        codes = [*(["limit.reached"] if cut else []), *choice.notes(one)]
        return {"reason": codes} if codes else {}

    def _condition(self, one: Weighed) -> list[dict[str, Any]]:
        """Under which condition a grant holds, and until when it is to be met."""
        rule, review = one.found.rule, one.found.rule.review
        if rule.outcome != "conditional" and (review is None or review.mode != "conditional"):
            return []
        text = (review.text if review is not None else None) or rule.note or rule.title
        made: dict[str, Any] = {"text": dict(text) if text else {"en": "A condition that the agreement names."}}
        if review is not None and review.deadline is not None and self.on is not None:
            made["due"] = add(self.on, period(review.deadline)).isoformat()
        return [made]

    def _target(self, target: Target, one: Weighed, granted: Fraction, applied: Fraction) -> dict[str, Any]:
        made: dict[str, Any] = {"kind": target.kind}
        if target.course is not None:
            made["course"] = target.course
        if target.bucket is not None:
            made["bucket"] = target.bucket
        if target.credit is not None:
            unit = one.text.terms.framework.unit
            made |= {"granted": entries.credit(granted, unit), "applied": entries.credit(applied, unit)}
        grade = self._grade(target, one)
        uses = [_use(wanted.use, _meets(wanted.grade.scale, wanted.grade.at_least, wanted.grade.below, one))
                for wanted in target.use_condition or ()]  # fmt: skip
        return made | ({"grade": grade} if grade else {}) | ({"use": uses} if uses else {})

    def _grade(self, target: Target, one: Weighed) -> dict[str, Any]:
        """The grade that is written, or why there is none.

        One award gives one grade. No method is about several (Grade conversion, sections 2 to 5), so of a bundle no
        mean is made up: the credit stands, and a person looks at the grade.
        """
        if target.grade == "pass":
            return {"value": "pass"}
        if target.grade in (None, "none"):
            return {}
        if len(one.found.uses) != 1:
            return {"notConvertible": "rule.scale", "review": "manual"}
        award, text = one.found.uses[0].award, one.text
        terms = next((row for row in text.agreement.grade_conversion or () if row.key == target.conversion), None)
        for scale in text.agreement.grade_scale or ():
            grade = grade_on(scale.key, award, text.terms)
            if grade is None:
                continue
            if terms is None and grade.description in text.terms.descriptions[scale.key]:
                return {"value": grade.value, "scale": scale.key}
            if terms is not None and terms.source_scale in (scale.key, scale.band_scale):
                found = Conversion(terms.to_json(), text.terms.scales, self.tables).convert(grade.value, scale.key)
                if found.value:
                    return {"value": found.value, "scale": found.scale, **found.record}
                without = {"notConvertible": found.code, **found.record}
                return without | ({"review": "manual"} if found.code in FOR_A_PERSON else {})
        return {}


def _use(use: str, met: Truth) -> dict[str, Any]:
    """One use of a result, and whether its demand is met; nothing where that could not be found out."""
    return {"use": use} if met is Truth.UNKNOWN else {"use": use, "met": met is Truth.TRUE}


def _meets(scale: str, at_least: str | None, below: str | None, one: Weighed) -> Truth:
    """Whether every award of a grant has a grade in an interval."""
    terms = one.text.terms
    grades = [grade_on(scale, use.award, terms) for use in one.found.uses]
    answers = [
        grade_in(terms.scales[scale], None if grade is None else grade.value, at_least, below) for grade in grades
    ]
    return min((found.truth for found in answers), default=Truth.UNKNOWN)


def input_digest(agreements: Sequence[str], credentials: Sequence[str], request: Mapping[str, Any]) -> str:
    """By which a decision can be run again and compared: digests of agreements and credentials, and the request.

    >>> input_digest(["b", "a"], [], {}) == input_digest(["a", "b"], [], {})
    True
    """
    return digests.of_json(
        {"agreements": sorted(agreements), "credentials": sorted(credentials), "request": dict(request)}
    )


def _sources(given: Sequence[tuple[Weighed, Fraction]]) -> Fraction | None:
    """The credit of the awards from which a text gives some, which rounding may not exceed; None where it may."""
    giving = [one for one, amount in given if amount > 0]
    awards = {use.award.credential: original_credit(use.award, one.text.terms).value
              for one in giving for use in one.found.uses}  # fmt: skip
    known = [value for value in awards.values() if value is not None]
    free = len(known) < len(awards) or any(one.found.rule.may_exceed_source for one in giving)
    return None if free else sum(known, Fraction())


def quantum_of(one: Weighed) -> Fraction:
    """The step in which the agreement of a match counts."""
    given = one.text.agreement.credit_framework.rounding
    return decimal(given.quantum) if given is not None else _QUANTUM


def _rounded(
    agreement: RecognitionAgreement, amounts: Sequence[Fraction], at_most: Fraction | None
) -> tuple[Fraction, tuple[Fraction, ...]]:
    given = agreement.credit_framework.rounding
    quantum, mode = (decimal(given.quantum), given.mode) if given is not None else (_QUANTUM, "halfUp")
    if given is not None and given.level == "target":
        made = tuple(rounding.rounded(amount, quantum, "down") for amount in amounts)
        return sum(made, Fraction()), made
    return rounding.total(amounts, quantum, mode, at_most=at_most)


def _shared(
    targets: Sequence[Target], one: Weighed, granted: Fraction, applied: Fraction
) -> list[tuple[Target, Fraction, Fraction]]:
    """The credit of each target of a grant, in whole steps, so that the targets add up to the line."""
    exact = [amount or Fraction(0) for amount in one.amounts]
    step = quantum_of(one)
    lines = rounding.shared(granted, exact, step)
    counted = rounding.shared(applied, [min(line, applied) for line in lines], step)
    return list(zip(targets, lines, counted, strict=True))


def _outcome_of(best: str, conditional: bool, cut: bool) -> str:
    """The outcome of one grant: no better than its rule says, conditional while a condition is open, partial if cut."""
    if cut and best in ("full", "conditional"):
        return "partial"
    return "conditional" if conditional and best == "full" else best


def _outcome(grants: Sequence[Mapping[str, Any]], pending: bool, refused: bool) -> str:
    """The outcome of the whole: recognition, section 11.1; ``none`` where there is nothing to record."""
    outcomes = {grant["outcome"] for grant in grants}
    if grants and not pending and not refused and outcomes == {"full"}:
        return "full"
    if grants and not pending and not refused and "conditional" in outcomes and "partial" not in outcomes:
        return "conditional"
    if grants:
        return "partial"
    return "manualReview" if pending else "refused" if refused else "none"


__all__ = ["Recorder", "input_digest"]
