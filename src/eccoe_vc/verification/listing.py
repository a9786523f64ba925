"""From the address of a status list to a list whose proof holds, or to why there is none.

Bitstring Status List 1.0, section 3.2, steps 1 to 5. A list is a credential like any other and goes through the same
steps. What could not be found out is said here once for all kinds of lists.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator, Mapping
from typing import Any, Final

from eccoe_vc.carriers import Envelope, open_credential
from eccoe_vc.errors import Finding, RefusedError
from eccoe_vc.proofs import status_token
from eccoe_vc.proofs.token_forms import CURRENT_FORMS
from eccoe_vc.report import Outcome, Report
from eccoe_vc.sources import Fetch, Fetched, Unavailable
from eccoe_vc.status.entries import Entry
from eccoe_vc.status.lists import StatusList
from eccoe_vc.verification import asking
from eccoe_vc.verification.asking import short
from eccoe_vc.verification.case import Case
from eccoe_vc.verification.inspected import Inspected
from eccoe_vc.verification.nested import NOT_PRESENTED
from eccoe_vc.verification.policies import Policy
from eccoe_vc.verification.trust import UnsafeAnyIssuer

Inspection = Generator[Fetch, Fetched | Unavailable, Inspected]
#: Inspects a list in an envelope under a policy, on the account of the case.
Inspect = Callable[[Envelope, Policy, Case], Inspection]
_BY_ENTRY: Final = UnsafeAnyIssuer(reason="Who may issue a list is decided by the credential that names it.")

_NO_LIST: Final = "Look at what stands at the address of the list, or at the file that was handed in for it."


def asked(case: Case, entry: Entry) -> Generator[Fetch, Fetched | Unavailable, bytes | Finding]:
    """The bytes at the address of the list, or why there are none.

    :raises RefusedError: ``status.budget``; ``fetch.*``, the address is one that no document should name.
    """
    room = case.policy.budget.status_compressed_bytes
    answer = yield from asking.document(case, entry.url, "status list", room)
    if isinstance(answer, bytes):
        return answer
    if answer.code in ("", "fetch.not_allowed"):
        return not_read(case, answer.message)
    if answer.code == "fetch.budget":
        raise RefusedError("status.budget", f"The status list is larger than {room} bytes.")
    if wrong := asking.wrong_address(answer, ""):
        raise RefusedError.of((unavailable(case, answer.message), *wrong))
    return unavailable(case, f"{answer.message} [{answer.code}]")


def opened(case: Case, data: bytes) -> Envelope | Finding:
    """What stands in ``data``; a finding where it is no document that could be a list."""
    try:
        envelope = open_credential(data, budget=policy_of(case.policy).budget)
    except RefusedError as error:
        return no_list(case, error.message)
    return no_list(case, "It is a picture.") if envelope.carrier in ("png", "svg") else envelope


def verified(
    case: Case, data: bytes, inspect: Inspect
) -> Generator[Fetch, Fetched | Unavailable, StatusList | Finding]:
    """The list in ``data``, verified as a credential of its own; a finding where that could not be found out.

    :raises RefusedError: ``status.unsigned``, ``status.recursion``, ``status.stale``, ``status.proof``, and what the
        model check says about lists.
    """
    envelope = opened(case, data)
    if isinstance(envelope, Finding):
        return envelope
    if envelope.form == "none":
        if "type" not in (envelope.document or {}):  # such as what a server says that has no list now
            return no_list(case, "It is JSON, and says of nothing that it is a credential.")
        raise RefusedError("status.unsigned", "The status list carries no proof; anybody could have written it.")
    if status_token.kind(envelope) == status_token.STATUS_LIST_JWT.typ:
        raise RefusedError("status.type", "At the address stands a Token Status List, which is for tokens of its kind.")
    _no_status(envelope.document)
    inspected = yield from inspect(envelope, policy_of(case.policy), case)
    document = inspected.documents.document
    if inspected.report.verdict == "rejected":
        raise RefusedError.of(tuple(refused(inspected.report)))
    _no_status(document)
    if inspected.report.verdict == "indeterminate" or document is None:
        return undecided(case, inspected.report)
    return StatusList(document, inspected.until)


def _no_status(document: Mapping[str, Any] | None) -> None:
    if document is not None and "credentialStatus" in document:
        raise RefusedError("status.recursion", "The status list has a status of its own, which no list may have.")


def policy_of(outer: Policy) -> Policy:
    """The policy for a list: that of the credential, but for who may issue it, and without a status of its own."""
    room = outer.budget.status_compressed_bytes
    return outer.with_(
        profile="by-type", trust=_BY_ENTRY, status="skip", schema="optional", **NOT_PRESENTED,
        endorsements="skip", refresh="skip", forms=CURRENT_FORMS,
        # What is asked of each entry and says nothing about a list by itself: policies may share what they verified.
        holder_binding="report", status_max_age=None, status_issuers=frozenset(), allow_short_lists=False,
        budget=outer.budget.with_(credential_bytes=room, jwt_bytes=room),
    )  # fmt: skip


# ---- why a list does not hold, and what could not be found out -------------------------------------------------------


def refused(report: Report) -> Iterator[Finding]:
    """Why a list does not hold, in the words of this check."""
    problem = next(one for one in report.problems() if one.outcome is Outcome.FAILED)
    if problem.name == "validity":
        yield Finding("status.stale", f"The status list is not in its period. {short(problem.message)}")
    elif problem.code == "proof.missing":
        yield Finding("status.unsigned", "The status list carries no proof; anybody could have written it.")
    elif problem.code.startswith("status."):
        yield Finding(problem.code, f"In the status list: {short(problem.message)}")
    else:
        yield Finding("status.proof", f"The status list does not hold. {short(problem.message)} [{problem.code}]")


def undecided(case: Case, report: Report) -> Finding:
    """What is said of a list whose proof could not be decided."""
    problem = next(report.problems())
    return unavailable(case, problem.message, problem.hint, "Its status list could not be verified.")


def not_read(case: Case, why: str) -> Finding:
    """Nobody was asked. A policy that makes the status optional takes that as it takes a list that cannot be had."""
    if case.policy.status == "optional":
        return unavailable(case, why)
    return Finding("status.not_checked", f"The credential can be withdrawn; its status was not read. {short(why)}")


def skipped(case: Case) -> Finding:
    """As :func:`not_read`, because the policy says so."""
    return not_read(case, "The policy switched it off.")


def no_list(case: Case, why: str) -> Finding:
    """What stands at the address is no list at all, such as a page that says sorry."""
    return unavailable(case, why, _NO_LIST, "What was supplied as its status list is none.")


def unavailable(case: Case, why: str, hint: str = "", said: str = "Its status list could not be had.") -> Finding:
    """Somebody was asked, and the list could not be had."""
    message = f"Whether the credential was withdrawn is not known. {said} {short(why)}"
    return Finding("status.unavailable", message, "", hint, "W" if case.policy.status == "optional" else "I")
