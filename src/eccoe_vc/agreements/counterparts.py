"""From verified credentials to the signed text of an agreement, and to its state on a day. Recognition, 5.1 and 5.2.

A credential has one issuer and an agreement several parties, so each party issues a credential over the identical
``credentialSubject``; the digest of that text binds them. What comes in was verified by :func:`eccoe_vc.verify`; here
is asked what was signed, by which party, and whether all of them signed the same.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final

from eccoe_vc.agreements import digests
from eccoe_vc.agreements.differences import Difference, between
from eccoe_vc.agreements.reading import read
from eccoe_vc.agreements.state import Counterpart, PartyRole, StateOn, Status, state_on
from eccoe_vc.contexts import RECOGNITION_V1
from eccoe_vc.encoding.days import day
from eccoe_vc.errors import AgreementError, InputTypeError, shown
from eccoe_vc.limits import DEFAULT, Budget
from eccoe_vc.models.agreement import RecognitionAgreement
from eccoe_vc.report import Outcome, Report
from eccoe_vc.verification.verified import Verified

#: The type of the credential in which a party signs its counterpart.
CREDENTIAL: Final = "RecognitionAgreementCredential"


@dataclass(frozen=True, slots=True)
class SignedText:
    """One counterpart: who issued it, the text as it was signed, as a model, and its digest."""

    issuer: str
    text: Mapping[str, Any]
    agreement: RecognitionAgreement
    digest: str
    status: Status
    assumed: bool = False


@dataclass(frozen=True, slots=True)
class Standing:
    """One text, and what the counterparts amount to for it on a day.

    ``missing``: the parties of this text whose counterpart is not among them. ``differences``: signer to the places
    where what that party signed first differs from this text.
    """

    on: StateOn
    agreement: RecognitionAgreement
    digest: str
    missing: tuple[str, ...] = ()
    differences: Mapping[str, tuple[Difference, ...]] = field(default_factory=dict)


def signed_text(counterpart: Verified, *, budget: Budget = DEFAULT) -> SignedText:
    """What a verified credential signs as the counterpart of an agreement.

    :raises InputTypeError: ``agreement.unsigned``, it is not :class:`~eccoe_vc.Verified`; ``input.not_verified``,
        nobody asked whose key it was.
    :raises AgreementError: ``rule.syntax``, it is no counterpart; or everything that is wrong with its text.
    """
    document = _document(counterpart)
    types = document.get("type")
    subject = document.get("credentialSubject")
    if not isinstance(types, list) or CREDENTIAL not in types:
        message = f"A counterpart is a credential of the type {CREDENTIAL}, and this one names {_listed(types)}."
        raise AgreementError("rule.syntax", message, pointer="/type")
    contexts = document.get("@context")
    if not isinstance(contexts, list) or RECOGNITION_V1 not in contexts:
        # Without it members might be signed as statements, and order and structure would be nobody's word.
        message = f"The context {RECOGNITION_V1} is not named, under which agreements are signed as they stand."
        raise AgreementError("rule.syntax", message, pointer="/@context")
    if not isinstance(subject, dict):
        message = f"A counterpart has one agreement as its subject, and here is {shown(subject)}."
        raise AgreementError("rule.syntax", message, pointer="/credentialSubject")
    issuer = document.get("issuer")
    name = issuer.get("id") if isinstance(issuer, dict) else issuer
    assumed = _assumed(counterpart)
    status: Status = "good" if assumed else _status(counterpart.report)
    try:
        agreement = read(subject, budget=budget)
    except AgreementError as error:
        found = [finding._replace(pointer="/credentialSubject" + finding.pointer) for finding in error.findings]
        raise AgreementError.of(tuple(found)) from None
    return SignedText(str(name), subject, agreement, digests.of_json(subject), status, assumed)


def _document(counterpart: Verified) -> dict[str, Any]:
    if not isinstance(counterpart, Verified):
        raise InputTypeError(
            "agreement.unsigned",
            f"A counterpart is what verify() returned, and this is {shown(counterpart)}.",
            hint="Call verify(data, policy=policies.credential(trust=...)) and hand over its result.",
        )
    if not counterpart.issuer_bound and not _assumed(counterpart):
        raise InputTypeError(
            "input.not_verified",
            "This credential was verified without asking whether the key is its issuer's.",
            hint="Verify it again under policies.credential(trust=...).",
        )
    if counterpart.envelope.document is None:
        raise AgreementError("rule.syntax", "This credential is a token whose content is not readable yet.")
    return counterpart.envelope.document


def _assumed(counterpart: Verified) -> bool:
    return any(note.code == "agreement.assumed" for note in counterpart.report.notes)


def _listed(types: Any) -> str:
    return ", ".join(shown(item) for item in types[:5]) if isinstance(types, list) and types else shown(types)


def _status(report: Report) -> Status:
    """``unknown`` wherever a status entry was not read to its end, also where the policy let it be skipped."""
    for check in report.checks:
        if check.name == "status" and check.outcome is not Outcome.NOT_APPLICABLE:
            if check.code == "status.revoked":
                return "revoked"
            return "good" if check.outcome is Outcome.PASSED else "unknown"
    return "good"


def standings(
    copies: Iterable[SignedText],
    on: date,
    *,
    signatories: Mapping[str, Collection[str]] | None = None,
    superseded_from: date | None = None,
    terminated_from: date | None = None,
) -> tuple[Standing, ...]:
    """What counterparts of one version amount to on a day, for each text among them; their order never matters.

    A text is judged by the parties that it names itself, so a stranger who signs a text with the same id and version
    changes nothing for those whose agreement it is. The text that most of its parties signed comes first.

    :param signatories: party to the issuers that the *caller* lets sign for it, besides the party itself. What the
        text of the agreement says about who may sign is no evidence.
    :raises InputTypeError: ``input.type``, one signatory is named for two parties.
    """
    agents = _agents(signatories or {})
    rows = sorted(copies, key=lambda copy: (copy.digest, copy.issuer))
    texts = {copy.digest: copy for copy in rows}
    found = [_standing(text, rows, on, agents, superseded_from, terminated_from) for text in texts.values()]
    return tuple(sorted(found, key=lambda row: (len(row.missing) + len(row.differences), row.digest)))


def _agents(signatories: Mapping[str, Collection[str]]) -> dict[str, str]:
    agents: dict[str, str] = {}
    for party, issuers in signatories.items():
        for issuer in issuers:
            if agents.setdefault(issuer, party) != party:
                message = f"The signatory {shown(issuer)} is named for two parties."
                raise InputTypeError("input.type", message, hint="Name each signatory for one party.")
    return agents


def _standing(
    text: SignedText,
    rows: Sequence[SignedText],
    on: date,
    agents: Mapping[str, str],
    superseded_from: date | None,
    terminated_from: date | None,
) -> Standing:
    agreement = text.agreement
    parties = [PartyRole(party.id, frozenset(party.role)) for party in agreement.party]
    known = {party.id for party in parties}
    # In the state a signatory is the party that it signs for; a party always signs for itself alone.
    by_party = [(row.issuer if row.issuer in known else agents.get(row.issuer, row.issuer), row) for row in rows]
    end = agreement.period.end_date
    state = state_on(
        on,
        parties,
        [Counterpart(name, row.digest, True, row.status) for name, row in by_party],
        start=day(agreement.period.start_date),
        end=None if end is None else day(end),
        superseded_from=superseded_from,
        terminated_from=terminated_from,
    )
    ours = [(name, row) for name, row in by_party if name in known]
    if any(row.assumed for _, row in ours):
        state = state._replace(notes=(*state.notes, "agreement.assumed"))
    missing = known - {name for name, row in ours if row.digest == text.digest}
    others = {row.issuer: tuple(between(text.text, row.text)) for _, row in ours if row.digest != text.digest}
    return Standing(state, agreement, text.digest, tuple(sorted(missing)), others)


__all__ = ["CREDENTIAL", "SignedText", "Standing", "signed_text", "standings"]
