"""From a decision to the credential that a learner takes along. Recognition, section 11.2.

``recognise`` writes the record and puts it into a credential that :func:`eccoe_vc.issue` signs; the subject is the
learner, so wallets can hold it. What the engine cannot know (file number, who decided) is said by the caller.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from importlib.metadata import version
from typing import Any, Final, Literal
from uuid import NAMESPACE_URL, uuid5

from eccoe_vc.agreements.deciding import Decision
from eccoe_vc.agreements.digests import of_json
from eccoe_vc.agreements.record import Recorder, input_digest
from eccoe_vc.contexts import RECOGNITION_V1
from eccoe_vc.encoding.quantities import text_of
from eccoe_vc.errors import AgreementError, InputTypeError, shown
from eccoe_vc.models.agreement import Party
from eccoe_vc.models.kinds import V2

#: The type of the credential that holds a decision.
CREDENTIAL: Final = "RecognitionDecisionCredential"
Kind = Literal["automated", "confirmed"]


def recognise(
    decision: Decision,
    *,
    reference: str,
    decided_on: date,
    kind: Kind = "automated",
    capacity: str | None = None,
    tables: Iterable[Mapping[str, Any]] = (),
    appeal_until: date | None = None,
) -> dict[str, Any]:
    """The credential of a decision, unsigned: hand it to :func:`eccoe_vc.issue` with the key of the deciding party.

    The same decision and arguments give the same bytes, the ids included.

    :param reference: the file number of the institution.
    :param decided_on: the day of the decision; the credential is valid from its first second, UTC.
    :param kind: ``automated``, or ``confirmed`` where a person confirmed what was computed.
    :param capacity: in which capacity that person or body decides, such as ``recognition committee``.
    :param tables: the grade tables that the agreements name.
    :param appeal_until: the last day for an appeal.
    :raises AgreementError: ``rule.no_match``, there is nothing to record; ``rule.refusal_bundle``.
    :raises InputTypeError: ``input.type``, no reference, or a learner without an id.
    """
    if not isinstance(reference, str) or not reference.strip():
        raise InputTypeError(
            "input.type", f"The reference of a decision is {shown(reference)}.", hint="Pass its number."
        )
    if kind not in ("automated", "confirmed"):
        raise InputTypeError("input.type", f"The kind is {shown(kind)}.", hint="It is 'automated' or 'confirmed'.")
    if not decision.request["learner"]:
        message = "The learner of this decision has no id that a credential could be about."
        raise InputTypeError("input.type", message, hint="Decide with Learner(ids=(...,)).")
    members = Recorder(decision.texts, {str(table["id"]): table for table in tables}).members(decision.choice)
    if not any(name in members for name in ("grant", "pending", "refusal")):
        raise AgreementError("rule.no_match", "Nothing was granted, left open or refused, so there is no record.")
    digest = _input_digest(decision)
    first = min(decision.texts, key=lambda text: text.name).agreement
    host = next(party for party in first.party if party.id == decision.request["host"])
    record: dict[str, Any] = {
        "id": _urn("decision", digest, reference),
        "type": "RecognitionDecision",
        "decisionReference": reference,
        "decisionDate": decided_on.isoformat(),
        "requestDate": decision.request["requestDate"],
        "decisionKind": kind,
        "mode": decision.mode,
        **_wished(decision),
        **_proved(decision),
        "decidedBy": _decided_by(host, capacity),
        "learner": {"id": decision.request["learner"]},
        "recognitionBasis": first.recognition_basis,
        **_programme(decision),
        **members,
        "appeal": {"url": first.process.appeal, **({"until": appeal_until.isoformat()} if appeal_until else {})},
        **({"note": list(decision.notes)} if decision.notes else {}),
        "evaluation": {"software": "eccoe_vc", "softwareVersion": version("eccoe-vc"), "inputDigest": digest},
    }
    return {
        "@context": [V2, RECOGNITION_V1],
        "id": _urn("credential", digest, reference),
        "type": ["VerifiableCredential", CREDENTIAL],
        "issuer": host.id,
        "validFrom": f"{decided_on.isoformat()}T00:00:00Z",
        "credentialSubject": {"id": decision.request["learner"], "type": "RecognitionSubject", "decision": record},
    }


def _input_digest(decision: Decision) -> str:
    credentials = {one.facts.digest for one in decision.evidence} | {one.digest for one in decision.unused}
    texts = [of_json(text.agreement.to_json()) for text in decision.texts]
    return input_digest(texts, sorted(credentials), decision.request)


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
    credit = {"credit": {"value": asked["credit"], "unit": asked["unit"]}} if "credit" in asked else {}
    return {"programme": {"id": asked["id"], **credit}}


__all__ = ["CREDENTIAL", "Kind", "recognise"]
