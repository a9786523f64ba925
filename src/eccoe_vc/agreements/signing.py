"""The credentials in which parties sign: a counterpart of an agreement, and the notice that ends it.

Recognition, sections 4.2, 5.1 and 5.4. Each party issues a credential of its own over the identical text;
:func:`eccoe_vc.issue` signs it.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from eccoe_vc.agreements import arguments, counterparts, digests, notices, references
from eccoe_vc.agreements.reading import closed
from eccoe_vc.contexts import RECOGNITION_V1
from eccoe_vc.encoding import timestamps
from eccoe_vc.errors import AgreementError, InputTypeError, shown
from eccoe_vc.models.agreement import RecognitionAgreement
from eccoe_vc.models.kinds import V2
from eccoe_vc.models.notice import TerminationNotice


def counterpart(
    agreement: RecognitionAgreement | Mapping[str, Any], *, issuer: str, valid_from: datetime
) -> dict[str, Any]:
    """The credential in which a party signs an agreement, unsigned. Recognition, section 4.2.

    The id follows from the text and the issuer, so signing twice makes no second counterpart.

    :param agreement: the agreement, as an object or as its JSON tree.
    :param issuer: the party; or whoever the other parties let sign for it, by a policy of their own.
    :param valid_from: the time of signing, with a time zone.
    :raises AgreementError: everything that is wrong with the text.
    :raises InputTypeError: ``input.type``, a time without a zone.
    """
    text = agreement.to_json() if isinstance(agreement, RecognitionAgreement) else agreement
    closed(text, RecognitionAgreement, references.check)
    return _credential(counterparts.CREDENTIAL, dict(text), issuer, valid_from)


def termination_notice(
    agreement: RecognitionAgreement | Mapping[str, Any],
    *,
    issuer: str,
    given_on: date,
    effective_from: date,
    reason: Mapping[str, str],
    valid_from: datetime,
    ground: str | None = None,
) -> dict[str, Any]:
    """The credential in which a party ends an agreement, unsigned. Recognition, section 5.4.

    :param given_on: the day of the notice; one party alone keeps the notice period from then on.
    :param effective_from: the first day without effect.
    :param reason: the reason, by language.
    :param ground: the clause or law on which it rests.
    :raises AgreementError: what is wrong with the text or the notice; ``agreement.authority``, the issuer is no party.
    """
    arguments.on_day(given_on, "given_on")
    arguments.on_day(effective_from, "effective_from")
    if not isinstance(reason, Mapping):
        raise InputTypeError("input.type", f"The reason is {shown(reason)}.", hint='Pass {"en": "..."}.')
    arguments.name_of(issuer, "issuer", "Pass the id of the party.")
    text = agreement.to_json() if isinstance(agreement, RecognitionAgreement) else agreement
    read = closed(text, RecognitionAgreement, references.check)
    terms: dict[str, Any] = {
        "version": read.version,
        "agreementDigest": digests.of_json(dict(text)),
        "noticeDate": given_on.isoformat(),
        "effectiveFrom": effective_from.isoformat(),
        "reason": dict(reason),
    } | ({} if ground is None else {"ground": ground})
    if issuer not in {party.id for party in read.party}:
        named = ", ".join(shown(party.id, 120) for party in read.party[:5])
        hint = f"Only a party gives notice: {named}. Sign with its key."
        raise AgreementError("agreement.authority", f"{shown(issuer, 120)} is no party of this agreement.", hint=hint)
    subject = {"id": read.id, "type": "TerminationNotice", "notice": terms}
    closed(subject, TerminationNotice)
    return _credential(notices.CREDENTIAL, subject, issuer, valid_from)


def _credential(kind: str, subject: dict[str, Any], issuer: str, valid_from: datetime) -> dict[str, Any]:
    arguments.name_of(issuer, "issuer", "Pass the id of the party.")
    arguments.moment(valid_from, "valid_from")
    name = uuid5(NAMESPACE_URL, f"{kind} {issuer} {digests.of_json(subject)}")
    return {
        "@context": [V2, RECOGNITION_V1],
        "id": f"urn:uuid:{name}",
        "type": ["VerifiableCredential", kind],
        "issuer": issuer,
        "validFrom": timestamps.format(valid_from),
        "credentialSubject": subject,
    }


__all__ = ["counterpart", "termination_notice"]
