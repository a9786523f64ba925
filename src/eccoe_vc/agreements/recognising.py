"""From a decision to the credential that a learner takes along. Recognition, section 11.2.

``recognise`` writes the record and puts it into a credential that :func:`eccoe_vc.issue` signs; the subject is the
learner, so wallets can hold it. What the engine cannot know (file number, who decided) is said by the caller.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from importlib.metadata import version
from typing import Any, Final, Literal
from uuid import NAMESPACE_URL, uuid5

from eccoe_vc.agreements import set_aside
from eccoe_vc.agreements.decision import Decision
from eccoe_vc.agreements.digests import of_json
from eccoe_vc.contexts import RECOGNITION_V1
from eccoe_vc.encoding import timestamps
from eccoe_vc.encoding.quantities import text_of
from eccoe_vc.errors import AgreementError, InputTypeError, shown
from eccoe_vc.models.agreement import Party
from eccoe_vc.models.base import Model
from eccoe_vc.models.kinds import V2

#: The type of the credential that holds a decision.
CREDENTIAL: Final = "RecognitionDecisionCredential"
Kind = Literal["automated", "confirmed"]


def recognise(
    decision: Decision,
    *,
    issuer: Model | Mapping[str, Any] | str | None = None,
    valid_from: datetime | None = None,
    reference: str | None = None,
    decided_on: date | None = None,
    kind: Kind = "automated",
    capacity: str | None = None,
    appeal_until: date | None = None,
    supersedes: Mapping[str, str] | None = None,
) -> dict[str, Any]:
    """The credential of a decision, unsigned: hand it to :func:`eccoe_vc.issue` with the key of the deciding party.

    The same decision and arguments give the same bytes, the ids included.

    :param issuer: the deciding party, as an id or as a profile with that id; None: its id.
    :param valid_from: from when the credential is valid, with a time zone; None: the first second, UTC, of
        ``decided_on``. One of both is needed.
    :param reference: the file number of the institution; None: one that follows from the input.
    :param decided_on: the day of the decision; None: that of ``valid_from``.
    :param kind: ``automated``, or ``confirmed`` where a person confirmed what was computed.
    :param capacity: in which capacity that person or body decides, such as ``recognition committee``.
    :param appeal_until: the last day for an appeal.
    :param supersedes: ``id`` and ``digest`` of an earlier decision that this one replaces.
    :raises AgreementError: ``rule.no_match``, there is nothing to record.
    :raises InputTypeError: ``input.type``, an argument that is not what it says, or an issuer who is not the deciding
        party.
    """
    _is_decision(decision)
    decided_on, start = _days(decided_on, valid_from)
    _check(kind, reference, supersedes)
    for name, value, what in (("capacity", capacity, str), ("appeal_until", appeal_until, date)):
        if value is not None and type(value) is not what:
            raise InputTypeError(
                "input.type", f"The argument {name} is {shown(value)}.", hint=f"Pass a {what.__name__}."
            )
    members = decision.record()
    if decision.outcome == "none":
        told = ", ".join(
            f"{shown(one.credential)}: {set_aside.why(one.code)} ({one.code})" for one in decision.unused[:5]
        )
        message = (
            f"Nothing was granted, left open or refused, so there is no record.{f' Not used: {told}.' if told else ''}"
        )
        raise AgreementError("rule.no_match", message)
    digest = decision.input_digest
    reference = reference or f"eccoe-{digest[-12:]}"
    first = min(decision.texts, key=lambda text: text.name).agreement
    host = next(party for party in first.party if party.id == decision.request["host"])
    record: dict[str, Any] = {
        "id": _urn("decision", digest, f"{kind} {reference}"),
        "type": "RecognitionDecision",
        "decisionReference": reference,
        "decisionDate": decided_on.isoformat(),
        "requestDate": decision.request["requestDate"],
        "decisionKind": kind,
        "mode": decision.mode,
        **_wished(decision),
        **_proved(decision),
        "decidedBy": _decided_by(host, capacity),
        "learner": dict(decision.identity) or {"id": decision.request["learner"]},
        "recognitionBasis": first.recognition_basis,
        **_programme(decision),
        **members,
        "appeal": {"url": first.process.appeal, **({"until": appeal_until.isoformat()} if appeal_until else {})},
        **({"supersedes": dict(supersedes)} if supersedes else {}),
        **({"note": list(decision.notes)} if decision.notes else {}),
        "evaluation": {
            "software": "eccoe_vc",
            "softwareVersion": version("eccoe-vc"),
            "inputDigest": digest,
            "explanationDigest": of_json(decision.explanation()),
        },
    }
    return {
        "@context": [V2, RECOGNITION_V1],
        "id": _urn("credential", digest, f"{kind} {reference}"),
        "type": ["VerifiableCredential", CREDENTIAL],
        "issuer": _issuer(issuer, host),
        "validFrom": start,
        # Of a learner without an id the record names a hash, and no id stands for the person.
        "credentialSubject": {**_named(decision), "type": "RecognitionSubject", "decision": record},
    }


def _named(decision: Decision) -> dict[str, str]:
    name = decision.request["learner"]
    return {"id": name} if name else {}


def _is_decision(given: object) -> None:
    if not isinstance(given, Decision):
        message = f"What decide() returned was expected, and this is {shown(given)}."
        raise InputTypeError("input.type", message, hint="A simulation is no decision.")


def _days(decided_on: date | None, valid_from: datetime | None) -> tuple[date, str]:
    """The day of the decision, and the instant from which its credential is valid."""
    if valid_from is not None and (not isinstance(valid_from, datetime) or valid_from.tzinfo is None):
        message = f"The argument valid_from is {shown(valid_from)}."
        raise InputTypeError("input.type", message, hint="Pass a datetime with a time zone.")
    if decided_on is not None and type(decided_on) is not date:
        message = f"The argument decided_on is {shown(decided_on)}."
        raise InputTypeError("input.type", message, hint="Pass a datetime.date.")
    day = decided_on or (valid_from.date() if valid_from is not None else None)
    if day is None:
        hint = "Pass valid_from=datetime.now(UTC), or decided_on."
        raise InputTypeError("input.type", "Nobody says when this was decided.", hint=hint)
    return day, f"{day.isoformat()}T00:00:00Z" if valid_from is None else timestamps.format(valid_from)


def _check(kind: object, reference: object, supersedes: object) -> None:
    if kind not in ("automated", "confirmed"):
        raise InputTypeError("input.type", f"The kind is {shown(kind)}.", hint="It is 'automated' or 'confirmed'.")
    if reference is not None and (not isinstance(reference, str) or not reference.strip()):
        message = f"The reference of a decision is {shown(reference)}."
        raise InputTypeError("input.type", message, hint="Pass its file number.")
    named = supersedes if isinstance(supersedes, Mapping) else {}
    texts = all(isinstance(value, str) and value for value in named.values())
    if supersedes is not None and (set(named) != {"id", "digest"} or not texts):
        message = f"The earlier decision is {shown(supersedes)}."
        raise InputTypeError("input.type", message, hint='Pass {"id": ..., "digest": ...}.')


def _issuer(given: Model | Mapping[str, Any] | str | None, host: Party) -> Any:
    """The issuer as it will stand in the credential; it is the party that decides."""
    made: Any = host.id if given is None else given.to_json() if isinstance(given, Model) else given
    name = made.get("id") if isinstance(made, Mapping) else made
    if name != host.id:
        message = f"The issuer is {shown(name)}, and {shown(host.id)} decided."
        raise InputTypeError("input.type", message, hint="The deciding party issues the decision.")
    return made


def _urn(what: str, digest: str, reference: str) -> str:
    """An id that follows from the input: the same decision made again has the same one."""
    return f"urn:uuid:{uuid5(NAMESPACE_URL, f'{what} {digest} {reference}')}"


def _wished(decision: Decision) -> dict[str, Any]:
    """The mode that the agreement wished, where it was another one."""
    wishes = {text.agreement.evaluation.mode for text in decision.texts if text.agreement.evaluation is not None}
    others = sorted(wish for wish in wishes if wish is not None and wish != decision.mode)
    return {"modeWished": others[0]} if others else {}


def _proved(decision: Decision) -> dict[str, Any]:
    """Whether the plan is the best one, and else how much no plan can exceed."""
    if decision.mode != "maximise":
        return {}
    plan = decision.choice.plan
    bound = {} if plan.optimal or plan.bound is None else {"bound": text_of(plan.bound)}
    return {"optimal": plan.optimal, **bound}


def _decided_by(host: Party, capacity: str | None) -> dict[str, Any]:
    made: dict[str, Any] = {"id": host.id, "legalName": host.legal_name}
    if host.organisational_unit is not None:
        made["organisationalUnit"] = host.organisational_unit.to_json()
    return made | ({"capacity": capacity} if capacity else {})


def _programme(decision: Decision) -> dict[str, Any]:
    asked = decision.request.get("programme")
    if asked is None:
        return {}
    unit = asked.get("unit") or min(decision.texts, key=lambda text: text.name).terms.framework.unit
    credit = {"credit": {"value": asked["credit"], "unit": unit}} if "credit" in asked else {}
    return {"programme": {"id": asked["id"], **credit}}


__all__ = ["CREDENTIAL", "Kind", "recognise"]
