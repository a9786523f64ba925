"""Does a decision still rest on what it rested on? Recognition, section 13 (``recheck``).

The credentials behind a decision are verified again. Nothing is rewritten: where one of them fails now, a new record
names the old one and takes back what rested on it. What could not be found out takes nothing back.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction
from typing import Any, Final, Literal, NamedTuple

from eccoe_vc.agreements import arguments, digests
from eccoe_vc.agreements.evidence import pieces
from eccoe_vc.agreements.recognising import CREDENTIAL
from eccoe_vc.agreements.signed import doubt_of, said, status_of
from eccoe_vc.carriers import Envelope, open_credential
from eccoe_vc.encoding import DecodeError, timestamps
from eccoe_vc.encoding.quantities import decimal, text_of
from eccoe_vc.errors import AgreementError, InputTypeError, RefusedError, shown
from eccoe_vc.report import Outcome, Report
from eccoe_vc.verification.drivers import inspected
from eccoe_vc.verification.inspected import Inspected
from eccoe_vc.verification.policies import Policy
from eccoe_vc.verification.trust.protocol import named_by
from eccoe_vc.verification.verified import Verified
from eccoe_vc.verification.world import OFFLINE, Sources

Verdict = Literal["stands", "fails", "unknown"]
_NOT_HAD: Final = frozenset({"schema.unavailable"})
_WORST: Final[tuple[Verdict, ...]] = ("fails", "unknown", "stands")


class Rechecked(NamedTuple):
    """One credential behind a decision: whether it stands now, with the code of what was found."""

    credential: str
    digest: str
    verdict: Verdict
    code: str = ""


@dataclass(frozen=True, slots=True)
class Recheck:
    """What became of the credentials behind a decision.

    ``record`` is the decision as it was signed; ``sources`` has an entry for each credential that a grant rests on.
    """

    document: Mapping[str, Any]
    record: Mapping[str, Any]
    sources: tuple[Rechecked, ...]

    @property
    def verdict(self) -> Verdict:
        """``fails`` where one of them does, else ``unknown`` where one could not be judged, else ``stands``."""
        found = {one.verdict for one in self.sources}
        return next((verdict for verdict in _WORST if verdict in found), "stands")

    @property
    def fallen(self) -> tuple[str, ...]:
        """The grants, by ``grantId``, that rest on a credential which fails."""
        failed = {one.digest for one in self.sources if one.verdict == "fails"}
        return tuple(grant["grantId"] for grant in _grants(self.record) if not failed.isdisjoint(_digests(grant)))

    def revised(self, *, reference: str, valid_from: datetime) -> dict[str, Any]:
        """The credential of a new record that takes back what rested on credentials which fail; unsigned.

        What else the old decision would have granted is another question: decide again for that. The limits are left
        out, because what they leave now depends on it.

        :param reference: the file number of the new record.
        :param valid_from: from when it holds, with a time zone.
        :raises AgreementError: ``decision.not_repeatable``, nothing fails, so there is nothing to take back.
        """
        arguments.moment(valid_from, "valid_from")
        arguments.name_of(reference, "reference", "Pass its file number.")
        if not self.fallen:
            message = "No credential behind this decision fails, so there is nothing to take back."
            raise AgreementError("decision.not_repeatable", message)
        kept = [grant for grant in _grants(self.record) if grant["grantId"] not in self.fallen]
        gone = [grant for grant in _grants(self.record) if grant["grantId"] in self.fallen]
        old = digests.of_json(self.record)
        record = {name: value for name, value in self.record.items() if name not in ("grant", "limit", "condition")}
        conditions = [condition for grant in kept for condition in grant.get("condition", ())]
        record |= {
            "id": f"{self.record['id']}:{old[-12:]}",
            "decisionReference": reference,
            "decisionDate": valid_from.date().isoformat(),
            "outcome": _outcome(kept, self.record),
            "refusal": [*self.record.get("refusal", ()), *(self._taken_back(grant) for grant in gone)],
            "total": _total(kept, self.record["total"]),
            "supersedes": {"id": self.record["id"], "digest": old},
        } | {name: value for name, value in (("grant", kept), ("condition", conditions)) if value}  # fmt: skip
        subject = self.document["credentialSubject"]
        made = {name: value for name, value in self.document.items() if name not in ("proof", "credentialStatus")}
        return made | {
            "id": f"{self.document['id']}:{old[-12:]}",
            "validFrom": timestamps.format(valid_from),
            "credentialSubject": dict(subject) | {"decision": record},
        }

    def _taken_back(self, grant: Mapping[str, Any]) -> dict[str, Any]:
        failed = {one.digest for one in self.sources if one.verdict == "fails"}
        return {
            "outcome": "refused",
            "agreement": grant["agreement"],
            "ruleId": grant["ruleId"],
            "source": [source for source in grant["source"] if source["credentialDigest"] in failed],
            "ground": [{"kind": "formal", "code": "status"}],
            "text": {"en": "The credential no longer stands: it was recognised before that."},
        }


def recheck(
    decision: Verified,
    evidence: Iterable[Any],
    *,
    policy: Policy,
    sources: Sources = OFFLINE,
    at: datetime | None = None,
) -> Recheck:
    """Verify the credentials behind a decision again.

    :param decision: the signed decision, as :func:`eccoe_vc.verify` returned it.
    :param evidence: the files of the credentials, as :func:`eccoe_vc.inspect` takes them; one that is not among them
        is ``unknown`` (``decision.not_repeatable``), and so is one that was changed (``decision.input_changed``).
    :param policy: under which they are verified; where it lets a status be skipped, the answer is ``unknown``.
    :param at: the moment of judgement; None is now.
    :raises InputTypeError: ``input.not_verified``, ``input.type``.
    :raises AgreementError: ``rule.syntax``, the credential is no decision.
    """
    if not isinstance(policy, Policy):
        raise InputTypeError("input.type", f"A policy was expected, but {shown(policy)} was given.")
    statement = said(decision, CREDENTIAL)
    record = statement.subject.get("decision")
    if not isinstance(record, dict) or not isinstance(record.get("total"), dict) or not _sound(record):
        message = "This credential holds no record of a decision."
        raise AgreementError("rule.syntax", message, pointer="/credentialSubject/decision")
    found: dict[str, Rechecked] = {}
    changed: set[str] = set()
    for data in arguments.listed(evidence, "evidence", "files"):
        for one in _judged(data, policy, sources, at):
            known = found.get(one.digest)
            # A copy with a broken proof says nothing about a credential of which another copy holds.
            if known is None or _WORST.index(one.verdict) > _WORST.index(known.verdict):
                found[one.digest] = one
            changed.add(one.credential)
    rows: dict[str, Rechecked] = {}
    for grant in _grants(record):
        for source in grant["source"]:
            name, digest = source["credential"], source["credentialDigest"]
            code = "decision.input_changed" if name in changed else "decision.not_repeatable"
            rows[digest] = found.get(digest, Rechecked(name, digest, "unknown", code))._replace(credential=name)
    return Recheck(decision.document, record, tuple(rows[name] for name in sorted(rows)))


def _judged(data: Any, policy: Policy, sources: Sources, at: datetime | None) -> Iterator[Rechecked]:
    """Each credential of a file with what verification says of it now."""
    try:
        data = data.envelope if isinstance(data, Verified) else data
        envelope = data if isinstance(data, Envelope) else open_credential(data, budget=policy.budget)
    except RefusedError:
        return  # it is none of the credentials behind the decision, as far as anybody can tell
    # The decision rests on this very document: a newer copy does not speak for it, nor does a service that is gone.
    found = inspected(envelope, policy=policy.with_(refresh="skip"), sources=sources, at=at)
    yield from _pieces(found, policy)
    if policy.refresh != "skip":
        newer = inspected(envelope, policy=policy.with_(refresh="try"), sources=sources, at=at)
        yield from _pieces(newer, policy) if newer.envelope is not None else ()


def _pieces(found: Inspected, policy: Policy) -> Iterator[Rechecked]:
    for pointer, tree, inner in pieces("", found.documents.document or {}, found.report, found.documents):
        name = tree.get("id")
        digest = digests.of_json({member: value for member, value in tree.items() if member != "proof"})
        verdict, code = _verdict(inner)
        # Nobody asks who issued what a record carries: its own issuer vouches for that, if that is one whom we trust.
        if verdict == "stands" and pointer and found.report.verdict != "accepted" and not _trusts(policy, tree):
            verdict, code = "unknown", "trust.unknown_issuer"
        yield Rechecked(name if isinstance(name, str) else "", digest, verdict, code)


def _trusts(policy: Policy, tree: Mapping[str, Any]) -> bool:
    issuer = tree.get("issuer")
    name = issuer.get("id") if isinstance(issuer, Mapping) else issuer
    return policy.trust is None or (isinstance(name, str) and named_by(policy.trust, name))


def _verdict(report: Report) -> tuple[Verdict, str]:
    code = next((check.code for check in report.problems() if check.code), "")
    if report.verdict == "rejected":
        failed = {check.code for check in report.problems() if check.outcome is Outcome.FAILED}
        # A policy may refuse what could not be had; a server that is down takes nothing back.
        return ("fails" if failed - _NOT_HAD else "unknown"), code
    if report.verdict == "indeterminate":
        return "unknown", code
    if doubt := doubt_of(report):
        return "unknown", doubt
    return ("stands", "") if status_of(report) == "good" else ("unknown", "status.unavailable")


def _grants(record: Mapping[str, Any]) -> list[dict[str, Any]]:
    return list(record.get("grant", ()))


def _digests(grant: Mapping[str, Any]) -> set[str]:
    return {source["credentialDigest"] for source in grant["source"]}


def _sound(record: Mapping[str, Any]) -> bool:
    """Whether the grants of a record have what is read of them: a foreign maker may have written anything."""
    grants = record.get("grant", [])
    if not isinstance(record.get("id"), str) or not isinstance(grants, list):
        return False
    try:
        _total(grants, record["total"])
        names = [grant[member] for grant in grants for member in ("grantId", "agreement", "ruleId", "outcome")]
        rows = [source for grant in grants for source in grant["source"]]
        names += [source[member] for source in rows for member in ("credential", "credentialDigest")]
    except (KeyError, TypeError, ValueError, AttributeError, DecodeError):
        return False
    return all(isinstance(text, str) for text in names)


def _total(grants: Iterable[Mapping[str, Any]], before: Mapping[str, Any]) -> dict[str, Any]:
    """The sums of the lines, which were rounded when they were decided."""
    made = dict(before)
    for name in ("granted", "applied"):
        lines = [target[name]["value"] for grant in grants for target in grant["target"] if name in target]
        made[name] = dict(before[name]) | {"value": text_of(sum(map(decimal, lines), Fraction()))}
    return made


def _outcome(kept: list[dict[str, Any]], record: Mapping[str, Any]) -> str:
    if kept:
        return "partial"
    return "manualReview" if record.get("pending") else "refused"


__all__ = ["Recheck", "Rechecked", "Verdict", "recheck"]
