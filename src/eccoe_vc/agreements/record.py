"""The record of a decision: what was recognised, what counts, what is open and why, what was refused on which ground.

Recognition, section 11. Ids and digests, no copies; every quantity is text with its unit. A refusal without ground and
text cannot be written.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any, Final

from eccoe_vc.agreements import digests, rounding, windows
from eccoe_vc.agreements.choosing import Choice, Weighed
from eccoe_vc.agreements.facts import Facts
from eccoe_vc.agreements.grades.conversion import FOR_A_PERSON, Conversion
from eccoe_vc.agreements.judging import Terms, grade_on, original_credit
from eccoe_vc.encoding.quantities import decimal, text_of
from eccoe_vc.errors import AgreementError
from eccoe_vc.models.agreement import RecognitionAgreement
from eccoe_vc.models.rules import Target

_SUBSTANTIAL: Final = frozenset({"level", "workload", "quality", "profile", "learningOutcomes"})
_QUANTUM: Final = Fraction(1, 100)


@dataclass(frozen=True, slots=True)
class Recorder:
    """Writes the members of a decision under one agreement.

    ``tables`` are the grade tables that the caller supplied, by id.
    """

    agreement: RecognitionAgreement
    terms: Terms
    tables: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)

    def members(self, choice: Choice) -> dict[str, Any]:
        """``agreement``, ``outcome``, ``grant``, ``pending``, ``refusal``, ``limit``, ``total``; empty ones left out.

        :raises AgreementError: ``rule.refusal_bundle``, a refusal that says no ground or no text.
        """
        taken = [(one, amount) for one, amount in choice.granted]
        taken += [(one, Fraction(0)) for one in (*choice.exempted, *choice.unapplied)]
        granted = self._lines([one.credit for one, _ in taken])
        counted = self._lines([amount for _, amount in taken])
        grants = [
            self._grant(f"g{index}", one, *line)
            for index, (one, *line) in enumerate(zip([one for one, _ in taken], granted[1], counted[1], strict=True), 1)
        ]
        made: dict[str, Any] = {
            "agreement": [self._named()],
            "outcome": _outcome(grants, bool(choice.pending)),
            "grant": grants,
            "pending": [self._pending(one, code) for one, code in choice.pending],
            "refusal": [self._refusal(one) for one in choice.refused],
            "limit": _limits(choice),
            "total": {"granted": self._credit(granted[0]), "applied": self._credit(counted[0]), **self._rounding()},
        }
        return {name: value for name, value in made.items() if value != []}

    # ---- parts -------------------------------------------------------------------------------------------------------

    def _named(self) -> dict[str, Any]:
        digest = digests.of_json(self.agreement.to_json())
        return {"id": self.agreement.id, "version": self.agreement.version, "agreementDigest": digest}

    def _credit(self, value: Fraction) -> dict[str, Any]:
        return {"value": text_of(value), "unit": self.terms.framework.unit}

    def _rounding(self) -> dict[str, Any]:
        given = self.agreement.credit_framework.rounding
        return {"rounding": given.to_json()} if given is not None else {}

    def _lines(self, amounts: Sequence[Fraction]) -> tuple[Fraction, tuple[Fraction, ...]]:
        """The total, rounded once, and the lines that add up to it."""
        given = self.agreement.credit_framework.rounding
        quantum, mode = (decimal(given.quantum), given.mode) if given is not None else (_QUANTUM, "halfUp")
        if given is not None and given.level == "target":
            made = tuple(rounding.rounded(amount, quantum, "down") for amount in amounts)
            return sum(made, Fraction()), made
        return rounding.total(amounts, quantum, mode)

    def _grant(self, name: str, one: Weighed, granted: Fraction, applied: Fraction) -> dict[str, Any]:
        rule = one.found.rule
        made: dict[str, Any] = {
            "grantId": name,
            "agreement": self.agreement.id,
            "ruleId": rule.rule_id,
            "outcome": "partial" if applied < granted and rule.outcome == "full" else rule.outcome,
            "source": [self._source(use.award) for use in one.found.uses],
            "target": [
                self._target(target, one, share_granted, share_applied)
                for target, share_granted, share_applied in _shared(rule.target, one, granted, applied)
            ],
        }
        if applied < granted:
            made["reason"] = ["limit.reached"]
        return made

    def _source(self, facts: Facts) -> dict[str, Any]:
        """What was recognised, with the original credit and grade beside it."""
        when = windows.completion(facts.dates, self.terms.zone)
        made: dict[str, Any] = {
            "credential": facts.credential,
            "credentialDigest": facts.digest,
            "issuer": facts.issuer,
            "achievement": facts.achievement,
        }
        if facts.version.value is not None:
            made["achievementVersion"] = facts.version.value
        if when is not None:
            made |= {"completionDate": when.day.isoformat(), "dateSource": when.source}
        credit = original_credit(facts, self.terms)
        if credit.value is not None:
            made["originalCredit"] = self._credit(credit.value)
        return made | self._original_grade(facts)

    def _original_grade(self, facts: Facts) -> dict[str, Any]:
        for scale in self.agreement.grade_scale or ():
            grade = grade_on(scale.key, facts, self.terms)
            if grade is None or grade.description not in self.terms.descriptions[scale.key]:
                continue
            made: dict[str, Any] = {"value": grade.value, "scale": scale.key}
            if scale.kind == "numeric":
                best = scale.max if scale.better == "high" else scale.min
                title = f"{scale.min} to {scale.max}, pass {scale.pass_}"
                made |= {"scaleTitle": title, "best": best, "pass": scale.pass_}
            return {"originalGrade": made}
        return {}

    def _target(self, target: Target, one: Weighed, granted: Fraction, applied: Fraction) -> dict[str, Any]:
        made: dict[str, Any] = {"kind": target.kind}
        if target.course is not None:
            made["course"] = target.course
        if target.bucket is not None:
            made["bucket"] = target.bucket
        if target.credit is not None:
            made |= {"granted": self._credit(granted), "applied": self._credit(applied)}
        grade = self._grade(target, one)
        return made | ({"grade": grade} if grade else {})

    def _grade(self, target: Target, one: Weighed) -> dict[str, Any]:
        """The converted grade, or why there is none. One award gives one grade; of several, none is made up."""
        if target.grade != "converted" or len(one.found.uses) != 1:
            return {}
        terms = next(row for row in self.agreement.grade_conversion or () if row.key == target.conversion)
        conversion = Conversion(terms.to_json(), self.terms.scales, self.tables)
        for scale in self.agreement.grade_scale or ():
            grade = grade_on(scale.key, one.found.uses[0].award, self.terms)
            if grade is not None and terms.source_scale in (scale.key, scale.band_scale):
                found = conversion.convert(grade.value, scale.key)
                if found.value:
                    return {"value": found.value, "scale": found.scale, **found.record}
                missing = {"notConvertible": found.code, **found.record}
                return missing | ({"review": "manual"} if found.code in FOR_A_PERSON else {})
        return {}

    def _pending(self, one: Weighed, code: str) -> dict[str, Any]:
        return {
            "outcome": "manualReview",
            "agreement": self.agreement.id,
            "ruleId": one.found.rule.rule_id,
            "source": [self._source(use.award) for use in one.found.uses],
            "prospective": self._credit(one.credit),
            "reason": [code],
        }

    def _refusal(self, one: Weighed) -> dict[str, Any]:
        rule = one.found.rule
        text = rule.note or rule.title
        if not rule.ground or text is None:
            raise AgreementError("rule.refusal_bundle", f"The rule {rule.rule_id} refuses without a ground or a text.")
        kinds = [{"kind": "substantial" if code in _SUBSTANTIAL else "formal", "code": code} for code in rule.ground]
        return {
            "outcome": "refused",
            "agreement": self.agreement.id,
            "ruleId": rule.rule_id,
            "source": [self._source(use.award) for use in one.found.uses],
            "ground": kinds,
            "text": dict(text),
        }


def input_digest(agreements: Sequence[str], credentials: Sequence[str], request: Mapping[str, Any]) -> str:
    """By which a decision can be run again and compared: digests of agreements and credentials, and the request.

    >>> input_digest(["b", "a"], [], {}) == input_digest(["a", "b"], [], {})
    True
    """
    return digests.of_json(
        {"agreements": sorted(agreements), "credentials": sorted(credentials), "request": dict(request)}
    )


def _shared(
    targets: Sequence[Target], one: Weighed, granted: Fraction, applied: Fraction
) -> list[tuple[Target, Fraction, Fraction]]:
    """The credit of each target of a grant: all of it where there is one, else by what each was to give."""
    if len(targets) == 1:
        return [(targets[0], granted, applied)]
    made, left = [], applied
    for target, amount in zip(targets, one.amounts, strict=True):
        part = amount or Fraction(0)
        counted = min(part, left)
        left -= counted
        made.append((target, part, counted))
    return made


def _limits(choice: Choice) -> list[dict[str, Any]]:
    """The limits that concern a grant: what they allow, what counts under them, what is left."""
    made = []
    for room in choice.rooms:
        amounts = [amount for one, amount in choice.granted if room.name in one.match.categories]
        if amounts:
            used = sum(amounts, Fraction())
            told = {"cap": room.left, "applied": used, "left": room.left - used}
            made.append({"limitId": room.name} | {name: text_of(value) for name, value in told.items()})
    return made


def _outcome(grants: Sequence[Mapping[str, Any]], pending: bool) -> str:
    """The outcome of the whole: recognition, section 11.1."""
    outcomes = {grant["outcome"] for grant in grants}
    if grants and not pending and outcomes == {"full"}:
        return "full"
    if grants and not pending and "conditional" in outcomes and "partial" not in outcomes:
        return "conditional"
    if grants:
        return "partial"
    return "manualReview" if pending else "refused"
