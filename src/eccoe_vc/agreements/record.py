"""The record of a decision: what was recognised, what counts, what is open and why, what was refused on which ground.

Recognition, section 11. Ids and digests, no copies; every quantity is text with its unit. A refusal without ground and
text cannot be written.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any, Final, NamedTuple

from eccoe_vc.agreements import digests, rounding, windows
from eccoe_vc.agreements.advising import missing
from eccoe_vc.agreements.choosing import Choice, Name, Text, Weighed
from eccoe_vc.agreements.facts import Facts
from eccoe_vc.agreements.grades.conversion import FOR_A_PERSON, Conversion
from eccoe_vc.agreements.judging import grade_on, original_credit
from eccoe_vc.encoding.quantities import decimal, text_of
from eccoe_vc.errors import AgreementError
from eccoe_vc.models.agreement import RecognitionAgreement
from eccoe_vc.models.rules import Target

_SUBSTANTIAL: Final = frozenset({"level", "workload", "quality", "profile", "learningOutcomes"})
_QUANTUM: Final = Fraction(1, 100)


class _Lines(NamedTuple):
    """Rounded amounts by match, and what they add up to."""

    total: Fraction
    by_match: Mapping[Name, Fraction]


@dataclass(frozen=True, slots=True)
class Recorder:
    """Writes the members of a decision under the agreements that decided it.

    ``tables`` are the grade tables that the caller supplied, by id.
    """

    texts: Sequence[Text]
    tables: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)

    def members(self, choice: Choice) -> dict[str, Any]:
        """``agreement``, ``outcome``, ``grant``, ``pending``, ``refusal``, ``limit``, ``total``; empty ones left out.

        :raises AgreementError: ``rule.refusal_bundle``, a refusal that says no ground or no text.
        """
        taken = [(one, amount) for one, amount in choice.granted]
        taken += [(one, Fraction(0)) for one in (*choice.exempted, *choice.unapplied)]
        granted, applied = self._lines([(one, one.credit) for one, _ in taken]), self._lines(taken)
        grants = [
            self._grant(f"g{index}", one, granted.by_match[one.match.name], applied.by_match[one.match.name])
            for index, (one, _) in enumerate(taken, 1)
        ]
        made: dict[str, Any] = {
            "agreement": [_named(text.agreement) for text in self._ordered()],
            "outcome": _outcome(grants, bool(choice.pending)),
            "grant": grants,
            "pending": [self._pending(one, code) for one, code in choice.pending],
            "refusal": [self._refusal(one) for one in choice.refused],
            "limit": _limits(choice),
            "total": {"granted": self._total(granted), "applied": self._total(applied), **self._rounding()},
        }
        return {name: value for name, value in made.items() if value != []}

    # ---- parts -------------------------------------------------------------------------------------------------------

    def _ordered(self) -> list[Text]:
        return sorted(self.texts, key=lambda text: text.name)

    def _total(self, lines: _Lines) -> dict[str, Any]:
        return _credit(lines.total, self._ordered()[0].terms.framework.unit)

    def _rounding(self) -> dict[str, Any]:
        """The rounding, where all agreements have one and the same."""
        given = [text.agreement.credit_framework.rounding for text in self.texts]
        return {"rounding": given[0].to_json()} if given[0] is not None and given.count(given[0]) == len(given) else {}

    def _lines(self, amounts: Sequence[tuple[Weighed, Fraction]]) -> _Lines:
        """The total, rounded once for each agreement as it says, and the lines that add up to it."""
        total = Fraction()
        by_match: dict[Name, Fraction] = {}
        for text in self._ordered():
            mine = [(one, amount) for one, amount in amounts if one.text is text]
            found, lines = _rounded(text.agreement, [amount for _, amount in mine])
            total += found
            by_match |= {one.match.name: line for (one, _), line in zip(mine, lines, strict=True)}
        return _Lines(total, by_match)

    def _grant(self, name: str, one: Weighed, granted: Fraction, applied: Fraction) -> dict[str, Any]:
        rule = one.found.rule
        made: dict[str, Any] = {
            "grantId": name,
            "agreement": one.text.agreement.id,
            "ruleId": rule.rule_id,
            "outcome": "partial" if applied < granted and rule.outcome == "full" else rule.outcome,
            "source": [_source(one.text, use.award) for use in one.found.uses],
            "target": [
                self._target(target, one, share_granted, share_applied)
                for target, share_granted, share_applied in _shared(rule.target, one, granted, applied)
            ],
        }
        if applied < granted:
            made["reason"] = ["limit.reached"]
        return made

    def _target(self, target: Target, one: Weighed, granted: Fraction, applied: Fraction) -> dict[str, Any]:
        made: dict[str, Any] = {"kind": target.kind}
        if target.course is not None:
            made["course"] = target.course
        if target.bucket is not None:
            made["bucket"] = target.bucket
        if target.credit is not None:
            unit = one.text.terms.framework.unit
            made |= {"granted": _credit(granted, unit), "applied": _credit(applied, unit)}
        grade = self._grade(target, one)
        return made | ({"grade": grade} if grade else {})

    def _grade(self, target: Target, one: Weighed) -> dict[str, Any]:
        """The converted grade, or why there is none. One award gives one grade; of several, none is made up."""
        if target.grade != "converted" or len(one.found.uses) != 1:
            return {}
        terms = next(row for row in one.text.agreement.grade_conversion or () if row.key == target.conversion)
        conversion = Conversion(terms.to_json(), one.text.terms.scales, self.tables)
        for scale in one.text.agreement.grade_scale or ():
            grade = grade_on(scale.key, one.found.uses[0].award, one.text.terms)
            if grade is not None and terms.source_scale in (scale.key, scale.band_scale):
                found = conversion.convert(grade.value, scale.key)
                if found.value:
                    return {"value": found.value, "scale": found.scale, **found.record}
                without = {"notConvertible": found.code, **found.record}
                return without | ({"review": "manual"} if found.code in FOR_A_PERSON else {})
        return {}

    def _pending(self, one: Weighed, code: str) -> dict[str, Any]:
        prospective = _credit(one.credit, one.text.terms.framework.unit)
        return {
            "outcome": "manualReview",
            "agreement": one.text.agreement.id,
            "ruleId": one.found.rule.rule_id,
            "source": [_source(one.text, use.award) for use in one.found.uses],
            "prospective": prospective,
            "reason": [code],
            "missing": missing(one, code, prospective),
        }

    def _refusal(self, one: Weighed) -> dict[str, Any]:
        rule = one.found.rule
        text = rule.note or rule.title
        if not rule.ground or text is None:
            raise AgreementError("rule.refusal_bundle", f"The rule {rule.rule_id} refuses without a ground or a text.")
        kinds = [{"kind": "substantial" if code in _SUBSTANTIAL else "formal", "code": code} for code in rule.ground]
        return {
            "outcome": "refused",
            "agreement": one.text.agreement.id,
            "ruleId": rule.rule_id,
            "source": [_source(one.text, use.award) for use in one.found.uses],
            "ground": kinds,
            "text": dict(text),
        }


def _source(text: Text, facts: Facts) -> dict[str, Any]:
    """What was recognised, with the original credit and grade beside it."""
    when = windows.completion(facts.dates, text.terms.zone)
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
    credit = original_credit(facts, text.terms)
    if credit.value is not None:
        made["originalCredit"] = _credit(credit.value, text.terms.framework.unit)
    return made | _original_grade(text, facts)


def _original_grade(text: Text, facts: Facts) -> dict[str, Any]:
    for scale in text.agreement.grade_scale or ():
        grade = grade_on(scale.key, facts, text.terms)
        if grade is None or grade.description not in text.terms.descriptions[scale.key]:
            continue
        made: dict[str, Any] = {"value": grade.value, "scale": scale.key}
        if scale.kind == "numeric":
            best = scale.max if scale.better == "high" else scale.min
            title = f"{scale.min} to {scale.max}, pass {scale.pass_}"
            made |= {"scaleTitle": title, "best": best, "pass": scale.pass_}
        return {"originalGrade": made}
    return {}


def input_digest(agreements: Sequence[str], credentials: Sequence[str], request: Mapping[str, Any]) -> str:
    """By which a decision can be run again and compared: digests of agreements and credentials, and the request.

    >>> input_digest(["b", "a"], [], {}) == input_digest(["a", "b"], [], {})
    True
    """
    return digests.of_json(
        {"agreements": sorted(agreements), "credentials": sorted(credentials), "request": dict(request)}
    )


def _named(agreement: RecognitionAgreement) -> dict[str, Any]:
    digest = digests.of_json(agreement.to_json())
    return {"id": agreement.id, "version": agreement.version, "agreementDigest": digest}


def _credit(value: Fraction, unit: str) -> dict[str, Any]:
    return {"value": text_of(value), "unit": unit}


def _rounded(agreement: RecognitionAgreement, amounts: Sequence[Fraction]) -> tuple[Fraction, tuple[Fraction, ...]]:
    given = agreement.credit_framework.rounding
    quantum, mode = (decimal(given.quantum), given.mode) if given is not None else (_QUANTUM, "halfUp")
    if given is not None and given.level == "target":
        made = tuple(rounding.rounded(amount, quantum, "down") for amount in amounts)
        return sum(made, Fraction()), made
    return rounding.total(amounts, quantum, mode)


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
