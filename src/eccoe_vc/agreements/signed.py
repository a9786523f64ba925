"""What a verified credential says, as far as agreements care: of which type, about what, by whom, still good or not.

Recognition, sections 4.2 and 4.4. Counterparts and notices are credentials; only what :func:`eccoe_vc.verify` returned
comes in here, so that nothing unsigned can pass for signed.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

from eccoe_vc.agreements.reading import Check, closed, nothing
from eccoe_vc.agreements.state import Status
from eccoe_vc.contexts import RECOGNITION_V1
from eccoe_vc.errors import AgreementError, InputTypeError, shown
from eccoe_vc.models.terms import Term
from eccoe_vc.report import Outcome, Report
from eccoe_vc.verification.inspected import Documents
from eccoe_vc.verification.verified import Verified

_T = TypeVar("_T", bound=Term)


@dataclass(frozen=True, slots=True)
class Said:
    """The subject of a credential, who issued it, its status, and whether it was assumed rather than verified.

    ``doubt``: the code that leaves to a person what it says, as :func:`doubt_of`; ``notes``: what is said of its key.
    """

    issuer: str
    subject: Mapping[str, Any]
    status: Status
    assumed: bool = False
    doubt: str = ""
    notes: tuple[str, ...] = ()


def said(verified: Verified, kind: str) -> Said:
    """What a verified credential of the type ``kind`` says.

    :raises InputTypeError: ``agreement.unsigned``, it is not :class:`~eccoe_vc.Verified`; ``input.not_verified``,
        nobody asked whose key it was.
    :raises AgreementError: ``rule.syntax``, it is of another type, or has not one object as its subject.
    """
    document = document_of(verified)
    types = document.get("type")
    if not isinstance(types, list) or kind not in types:
        message = f"A credential of the type {kind} was expected, and this one names {_listed(types)}."
        raise AgreementError("rule.syntax", message, pointer="/type")
    contexts = document.get("@context")
    if not isinstance(contexts, list) or RECOGNITION_V1 not in contexts:
        # Without it members might be signed as statements, and order and structure would be nobody's word.
        message = f"The context {RECOGNITION_V1} is not named, under which agreements are signed as they stand."
        raise AgreementError("rule.syntax", message, pointer="/@context")
    subject = document.get("credentialSubject")
    if not isinstance(subject, dict):
        message = f"One object was expected as the subject, and here is {shown(subject)}."
        raise AgreementError("rule.syntax", message, pointer="/credentialSubject")
    issuer = document.get("issuer")
    name = issuer.get("id") if isinstance(issuer, dict) else issuer
    assumed = is_assumed(verified)
    report = verified.report
    status: Status = "good" if assumed else status_of(report)
    doubt = doubt_of(report) or part_of(verified.documents)
    return Said(name if isinstance(name, str) else "", subject, status, assumed, doubt, notes_of(report))


def document_of(verified: Verified, *, unsigned: str = "agreement.unsigned") -> dict[str, Any]:
    """The document of something that was verified, its issuer included.

    :param unsigned: the code for something that was not.
    :raises InputTypeError: that code, or ``input.not_verified``, as :func:`said`.
    """
    if not isinstance(verified, Verified):
        raise InputTypeError(
            unsigned,
            f"What verify() returned was expected, and this is {shown(verified)}.",
            hint="Call verify(data, policy=policies.credential(trust=...)) and hand over its result.",
        )
    if not verified.issuer_bound and not is_assumed(verified):
        raise InputTypeError(
            "input.not_verified",
            "This credential was verified without asking whether the key is its issuer's.",
            hint="Verify it again under policies.credential(trust=...).",
        )
    return verified.document


def is_assumed(verified: Verified) -> bool:
    """Whether the caller assumed it (:func:`eccoe_vc.unsafe_assume_verified`); every decision says so."""
    return any(note.code == "agreement.assumed" for note in verified.report.notes)


def _listed(types: Any) -> str:
    return ", ".join(shown(item) for item in types[:5]) if isinstance(types, list) and types else shown(types)


def status_of(report: Report) -> Status:
    """``unknown`` wherever a status entry was not read to its end, also where the policy let it be skipped."""
    for check in report.checks:
        if check.name == "status" and check.outcome is not Outcome.NOT_APPLICABLE:
            if check.code == "status.revoked":
                return "revoked"
            unread = any(note.code == "status.unavailable" for note in report.notes)  # and the policy took it so
            return "good" if check.outcome is Outcome.PASSED and not unread else "unknown"
    return "good"


def doubt_of(report: Report) -> str:
    """``key.revoked`` where only the signer's word puts the signature before the end of its key, and the policy took
    that word.

    Recognition, section 5.5: such a signature is left to a person.
    """
    doubted = any(
        check.name == "key" and check.outcome is Outcome.INDETERMINATE and check.code == "key.revoked"
        for check in report.checks
    )
    return "key.revoked" if doubted else ""


def part_of(documents: Documents, pointer: str = "") -> str:
    """``sd.partial`` where the credential at ``pointer`` may keep something back: what is absent says nothing there.

    A result that says *failed*, an amount that is smaller than what is offered, one of two dates that disagree: whoever
    chooses what to show would choose what the rest is taken for.
    """
    return "sd.partial" if pointer in documents.partial else ""


def notes_of(report: Report) -> tuple[str, ...]:
    """``key.revoked_later`` where evidence puts the signature before the end of its key: decisions say so."""
    return tuple(sorted({note.code for note in report.notes if note.code == "key.revoked_later"}))


def closed_subject(statement: Said, kind: type[_T], check: Check[_T] = nothing) -> _T:
    """The subject as a closed model, or everything that is wrong with it, by its places in the credential."""
    try:
        return closed(statement.subject, kind, check)
    except AgreementError as error:
        found = [finding._replace(pointer="/credentialSubject" + finding.pointer) for finding in error.findings]
        raise AgreementError.of(tuple(found)) from None
