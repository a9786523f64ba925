"""The entries of a record: what was recognised of which award, what is left to a person, what is refused.

Recognition, section 11.2. Ids and digests, no copies; every quantity is text with its unit.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any, Final

from eccoe_vc.agreements import windows
from eccoe_vc.agreements.advising import missing
from eccoe_vc.agreements.choosing import Choice
from eccoe_vc.agreements.counterparts import Standing
from eccoe_vc.agreements.facts import Facts
from eccoe_vc.agreements.judging import grade_on, original_credit
from eccoe_vc.agreements.plans import Name
from eccoe_vc.agreements.refusing import SUBSTANTIAL, Refusal
from eccoe_vc.agreements.rounding import rounded
from eccoe_vc.agreements.texts import Text
from eccoe_vc.agreements.weighing import Weighed
from eccoe_vc.encoding.quantities import text_of


def credit(value: Fraction, unit: str) -> dict[str, Any]:
    """An amount as a record holds it: a decimal number, the exact one beside it where that is none, and the unit.

    >>> credit(Fraction(5, 2), "urn:ects"), credit(Fraction(1, 3), "urn:ects")
    ({'value': '2.5', 'unit': 'urn:ects'}, {'value': '0.33', 'exact': '1/3', 'unit': 'urn:ects'})
    """
    exact = text_of(value)
    if "/" not in exact:
        return {"value": exact, "unit": unit}
    return {"value": text_of(rounded(value, _CENT, "down")), "exact": exact, "unit": unit}


_CENT: Final = Fraction(1, 100)


def source(text: Text, facts: Facts) -> dict[str, Any]:
    """What was recognised, with the original credit and grade beside it; always the credential itself."""
    facts = facts.original
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
    original = original_credit(facts, text.terms)
    if original.value is not None:
        made["originalCredit"] = credit(original.value, text.terms.framework.unit)
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


def pending(one: Weighed, code: str, choice: Choice) -> dict[str, Any]:
    """What is left to a person: why, what is missing, what would be gained, and which rules say something else.

    In a plan that is the best one, what would be gained is what the best plan would be better by; it is left out where
    that could not be proved.
    """
    unit, name = one.text.terms.framework.unit, one.match.name
    prospective = credit(one.credit, unit)
    better = choice.gains.get(name, one.credit)
    gain = None if better is None else credit(better, unit)
    rivals = choice.rivals.get(name, ())
    made = {
        "outcome": "manualReview",
        "agreement": one.text.agreement.id,
        "ruleId": one.found.rule.rule_id,
        "source": [source(one.text, use.award) for use in one.found.uses],
        "prospective": prospective,
        "reason": [code],
        "missing": missing(one, code, gain),
    }
    names = [name.removeprefix(one.text.name) for name in rivals]
    return made | ({"alternative": names} if names else {})


def unmatched(text: Text, facts: Facts) -> dict[str, Any]:
    """A credential of a party for which no rule was written: a person decides, where the agreement says so."""
    return {
        "outcome": "manualReview",
        "agreement": text.agreement.id,
        "source": [source(text, facts)],
        "reason": ["rule.no_match"],
        "missing": [],
    }


def refusal(one: Refusal) -> dict[str, Any]:
    """What is refused, with its grounds and its text."""
    kinds = [{"kind": "substantial" if name in SUBSTANTIAL else "formal", "code": name} for name in one.grounds]
    return {
        "outcome": "refused",
        "agreement": one.text.agreement.id,
        "ruleId": one.rule.rule_id,
        "source": [source(one.text, use.award) for use in one.uses],
        "ground": kinds,
        "text": dict(one.said),
    }


def limits(choice: Choice, texts: Sequence[Text], lines: Mapping[Name, Fraction]) -> list[dict[str, Any]]:
    """The limits that concern a grant: what they allow, what counts under them by its lines, what is left.

    Under several texts the agreement is named beside the limit.
    """
    owners = {text.name + limit.limit_id: (text, limit.limit_id)
              for text in texts for limit in text.agreement.limit or ()}  # fmt: skip
    made = []
    for room in choice.rooms:
        amounts = [lines[one.match.name] for one, _ in choice.granted if room.name in one.match.categories]
        if amounts:
            text, name = owners[room.name]
            used = sum(amounts, Fraction())
            told = {"cap": room.left, "applied": used, "left": room.left - used}
            where = {"agreement": text.agreement.id} if text.name else {}
            made.append({"limitId": name, **where} | {key: credit(value, "")["value"] for key, value in told.items()})
    return made


def named(text: Text | Standing) -> Mapping[str, str]:
    """An agreement by id, version and digest."""
    return {"id": text.agreement.id, "version": text.agreement.version, "agreementDigest": text.digest}


__all__ = ["credit", "limits", "named", "pending", "refusal", "source", "unmatched"]
