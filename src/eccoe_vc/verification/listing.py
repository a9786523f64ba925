"""From the address of a status list to a list whose proof holds, or to why there is none.

Bitstring Status List 1.0, section 3.2, steps 1 to 5. A list is a credential like any other and goes through the same
steps. What could not be found out is said here once for all kinds of lists.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator, Mapping
from typing import Any, Final

from eccoe_vc.carriers import Envelope, open_credential
from eccoe_vc.errors import Finding, RefusedError, shown
from eccoe_vc.proofs import status_token
from eccoe_vc.proofs.token_forms import CURRENT_FORMS
from eccoe_vc.report import Outcome, Report
from eccoe_vc.sources import Fetch, Fetched, Unavailable
from eccoe_vc.status.entries import Entry
from eccoe_vc.status.lists import StatusList
from eccoe_vc.verification.case import Case
from eccoe_vc.verification.inspected import Inspected
from eccoe_vc.verification.nested import NOT_PRESENTED
from eccoe_vc.verification.policies import Policy
from eccoe_vc.verification.trust import UnsafeAnyIssuer

Inspection = Generator[Fetch, Fetched | Unavailable, Inspected]
#: Inspects a list in an envelope under a policy, on the account of the case.
Inspect = Callable[[Envelope, Policy, Case], Inspection]
_BY_ENTRY: Final = UnsafeAnyIssuer(reason="Who may issue a list is decided by the credential that names it.")
#: What a fetcher says of an address that the credential should not have named: that is not only "not to be had".
WRONG_ADDRESS: Final = frozenset({"fetch.scheme", "fetch.blocked", "fetch.count"})
_NOT_YET: Final = Unavailable("", "It was not asked for, because the credential is not in order so far.")
_REASON: Final = 180  # characters of a reason inside a message


def asked(case: Case, entry: Entry) -> Generator[Fetch, Fetched | Unavailable, bytes | Finding]:
    """The bytes at the address of the list, or why there are none.

    :raises RefusedError: ``status.budget``; ``fetch.*``, the address is one that no document should name.
    """
    wanted = Fetch(entry.url, "status list", case.policy.budget.status_compressed_bytes)
    local = entry.url in case.sources.at_hand
    if not local and not entry.url.startswith("https://"):
        return not_read(case, f"Its address {shown(entry.url)} does not begin with https://, so it is not asked for.")
    answer = (yield wanted) if local or case.may_ask else _NOT_YET
    if isinstance(answer, Unavailable):
        if answer.code in ("", "fetch.not_allowed"):
            return not_read(case, answer.message)
        if answer.code in WRONG_ADDRESS:
            found = Finding(answer.code, answer.message)
            raise RefusedError.of((unavailable(case, answer.message), found))
        return unavailable(case, f"{answer.message} [{answer.code}]")
    if answer.url != entry.url:
        return unavailable(case, "Another address answered.")
    if len(answer.data) > wanted.max_bytes:
        raise RefusedError("status.budget", f"The status list is larger than {wanted.max_bytes} bytes.")
    return answer.data


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
        budget=outer.budget.with_(credential_bytes=room, jwt_bytes=room),
    )  # fmt: skip


# ---- why a list does not hold, and what could not be found out -------------------------------------------------------


def refused(report: Report) -> Iterator[Finding]:
    """Why a list does not hold, in the words of this check."""
    problem = next(one for one in report.problems() if one.outcome is Outcome.FAILED)
    if problem.name == "validity":
        yield Finding("status.stale", f"The status list is not in its period. {_short(problem.message)}")
    elif problem.code == "proof.missing":
        yield Finding("status.unsigned", "The status list carries no proof; anybody could have written it.")
    elif problem.code.startswith("status."):
        yield Finding(problem.code, f"In the status list: {_short(problem.message)}")
    else:
        yield Finding("status.proof", f"The status list does not hold. {_short(problem.message)} [{problem.code}]")


def undecided(case: Case, report: Report) -> Finding:
    """What is said of a list whose proof could not be decided."""
    problem = next(report.problems())
    return unavailable(case, problem.message, problem.hint, "Its status list could not be verified.")


def not_read(case: Case, why: str) -> Finding:
    """Nobody was asked. A policy that makes the status optional takes that as it takes a list that cannot be had."""
    if case.policy.status == "optional":
        return unavailable(case, why)
    return Finding("status.not_checked", f"The credential can be withdrawn; its status was not read. {_short(why)}")


def no_list(case: Case, why: str) -> Finding:
    """What stands at the address is no list at all, such as a page that says sorry."""
    return unavailable(case, why, said="What was supplied as its status list is none.")


def unavailable(case: Case, why: str, hint: str = "", said: str = "Its status list could not be had.") -> Finding:
    """Somebody was asked, and the list could not be had."""
    message = f"Whether the credential was withdrawn is not known. {said} {_short(why)}"
    return Finding("status.unavailable", message, "", hint, "W" if case.policy.status == "optional" else "I")


def _short(reason: str) -> str:
    """A sentence of somebody else inside one of ours, which has 300 characters at most."""
    return reason if len(reason) <= _REASON else f"{reason[:_REASON]}..."
