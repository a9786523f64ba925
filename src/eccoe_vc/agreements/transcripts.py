"""A transcript of recognition: everything that a body recognised for one learner, over many decisions.

What a later decision replaced is named and does not count; a decision that was handed in twice counts once. Only
decisions that :func:`eccoe_vc.verify` accepted come in.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, NamedTuple

from eccoe_vc.agreements import arguments, digests
from eccoe_vc.agreements.recognising import CREDENTIAL
from eccoe_vc.agreements.signed import said
from eccoe_vc.encoding import DecodeError
from eccoe_vc.encoding.quantities import decimal, text_of
from eccoe_vc.errors import AgreementError, shown
from eccoe_vc.verification.verified import Verified


class Line(NamedTuple):
    """One target that was recognised: by which decision, of what, what it gives and how much of it counts."""

    decided_on: str
    reference: str
    programme: str
    kind: str
    target: str
    granted: Fraction
    applied: Fraction
    unit: str
    grade: str
    achievements: tuple[str, ...]

    def to_json(self) -> dict[str, Any]:
        """The line as JSON, quantities as text."""
        made = self._asdict() | {"granted": text_of(self.granted), "applied": text_of(self.applied)}
        made["achievements"] = list(self.achievements)
        return {_CAMEL.get(name, name): value for name, value in made.items() if value not in ("", [])}


_CAMEL = {"decided_on": "decisionDate", "reference": "decisionReference"}


@dataclass(frozen=True, slots=True)
class Transcript:
    """What one body recognised for one learner: the lines by day, and the decisions that others replaced."""

    learner: str
    body: str
    name: str
    lines: tuple[Line, ...]
    replaced: tuple[str, ...] = ()

    def totals(self) -> dict[tuple[str, str], Fraction]:
        """Credit that counts, by programme and unit."""
        made: dict[tuple[str, str], Fraction] = {}
        for line in self.lines:
            if line.unit:
                key = (line.programme, line.unit)
                made[key] = made.get(key, Fraction(0)) + line.applied
        return made

    def to_json(self) -> dict[str, Any]:
        """The transcript as JSON, without numbers."""
        totals = [
            {"programme": programme, "applied": {"value": text_of(value), "unit": unit}}
            for (programme, unit), value in sorted(self.totals().items())
        ]
        return {
            "learner": self.learner,
            "body": {"id": self.body, "legalName": self.name},
            "line": [line.to_json() for line in self.lines],
            "total": totals,
            "replaced": list(self.replaced),
        }

    def __str__(self) -> str:
        """The transcript in lines for a terminal."""
        made = [f"Transcript of recognition: {self.name or self.body} for {self.learner}"]
        for line in self.lines:
            credit = f", {text_of(line.applied)} of {text_of(line.granted)} credits" if line.unit else ""
            grade = f", grade {line.grade}" if line.grade else ""
            made.append(f"  {line.decided_on} {line.reference}: {line.target or line.kind}{credit}{grade}")
        made += [
            f"  total{f' {programme}' if programme else ''}: {text_of(value)} ({unit})"
            for (programme, unit), value in sorted(self.totals().items())
        ]
        return "\n".join(made)


def transcript(decisions: Iterable[Verified]) -> Transcript:
    """The transcript over decisions of one body about one learner; their order never matters.

    :param decisions: signed decisions, as :func:`eccoe_vc.verify` returned them.
    :raises InputTypeError: ``agreement.unsigned``, ``input.not_verified``: something that was not verified.
    :raises AgreementError: ``rule.syntax``, one is no decision, or there is none; ``subject.mismatch``, they are about
        several learners; ``agreement.party``, several bodies issued them.
    """
    records: dict[str, tuple[str, Mapping[str, Any]]] = {}
    for verified in arguments.listed(decisions, "decisions", "what verify() returned"):
        statement = said(verified, CREDENTIAL)
        record = statement.subject.get("decision")
        if not isinstance(record, dict):
            message = "This credential holds no record of a decision."
            raise AgreementError("rule.syntax", message, pointer="/credentialSubject/decision")
        if not _own(statement.issuer, statement.subject, record):
            message = "The record names another body or another learner than its credential."
            raise AgreementError("agreement.party", message, pointer="/credentialSubject/decision")
        records[digests.of_json(record)] = (statement.issuer, record)
    if not records:
        raise AgreementError("rule.syntax", "No decision was handed over.")
    body = _one({issuer for issuer, _ in records.values()}, "agreement.party", "issued by several bodies")
    rows = [record for _, record in records.values()]
    try:
        learner = _one({_learner(record) for record in rows}, "subject.mismatch", "about several learners")
        by_id = {one["id"]: digest for digest, (_, one) in records.items()}
        named = [one["supersedes"] for one in rows if "supersedes" in one]
        replaced = {one["digest"] for one in named} | {by_id[one["id"]] for one in named if one["id"] in by_id}
        lines = [line for digest, (_, one) in records.items() if digest not in replaced for line in _lines(one)]
        name = next(iter(sorted({one["decidedBy"]["legalName"] for one in rows})))
        gone = sorted(records[digest][1]["decisionReference"] for digest in replaced & records.keys())
    except (KeyError, TypeError, ValueError, AttributeError, DecodeError):
        message = "A record of a decision lacks what a transcript needs, or holds something else there."
        raise AgreementError("rule.syntax", message, pointer="/credentialSubject/decision") from None
    return Transcript(learner, body, name, tuple(sorted(lines)), tuple(gone))


def _own(issuer: str, subject: Mapping[str, Any], record: Mapping[str, Any]) -> bool:
    """Whether the body that decided issued the record, and its subject is the learner."""
    body, learner = record.get("decidedBy"), record.get("learner")
    same = isinstance(body, Mapping) and body.get("id") == issuer
    named = learner.get("id") if isinstance(learner, Mapping) else None
    return same and (named is None or named == subject.get("id"))


def _one(names: set[str], code: str, what: str) -> str:
    if len(names) != 1:
        message = f"The decisions are {what}: {', '.join(map(shown, sorted(names)[:5]))}."
        raise AgreementError(code, message, hint="Make a transcript for each.")
    return next(iter(names))


def _learner(record: Mapping[str, Any]) -> str:
    learner = record["learner"]
    return str(learner["id"] if "id" in learner else learner["identityHash"])


def _lines(record: Mapping[str, Any]) -> list[Line]:
    programme = record.get("programme", {}).get("id", "")
    made = []
    for grant in record.get("grant", ()):
        achievements = tuple(source["achievement"] for source in grant["source"])
        for target in grant["target"]:
            credit = target.get("granted", {"value": "0", "unit": ""})
            if decimal(target.get("applied", credit)["value"]) > decimal(credit["value"]):
                raise ValueError("more counts than is granted")
            texts = (record["decisionDate"], record["decisionReference"], programme, target["kind"], credit["unit"])
            if not all(isinstance(text, str) for text in (*texts, *achievements)):
                raise TypeError("text was expected")
            made.append(
                Line(
                    record["decisionDate"], record["decisionReference"], programme, target["kind"],
                    target.get("course") or target.get("bucket") or "", decimal(credit["value"]),
                    decimal(target.get("applied", credit)["value"]), credit["unit"],
                    target.get("grade", {}).get("value", ""), achievements,
                )
            )  # fmt: skip
    return made


__all__ = ["Line", "Transcript", "transcript"]
