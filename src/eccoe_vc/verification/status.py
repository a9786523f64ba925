"""Check ``status``: was it withdrawn? One sub-check for each entry; a list that was not read is never "not revoked".

Bitstring Status List 1.0, section 3.2 (Validate Algorithm); VC Data Model 2.0, section 4.10; Open Badges 3.0, 8.1.
A generator: it yields the lists that it needs and is sent the answers. A list is a credential like any other and goes
through the same steps; what is asked of it besides stands in :mod:`eccoe_vc.status`. Security rule 15.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator, Mapping
from typing import Any, Final

from eccoe_vc.carriers import Envelope, open_credential
from eccoe_vc.codes import code as registered
from eccoe_vc.encoding import strict_json
from eccoe_vc.errors import Finding, RefusedError, shown
from eccoe_vc.proofs.token_forms import CURRENT_FORMS
from eccoe_vc.report import Outcome, Report
from eccoe_vc.sources import Fetch, Fetched, Unavailable
from eccoe_vc.status import entries, lists, meaning, revocations
from eccoe_vc.status.entries import Entry
from eccoe_vc.status.lists import StatusList
from eccoe_vc.verification import lifecycle
from eccoe_vc.verification.case import Case
from eccoe_vc.verification.inspected import Inspected
from eccoe_vc.verification.policies import Policy
from eccoe_vc.verification.trust import UnsafeAnyIssuer

Inspection = Generator[Fetch, Fetched | Unavailable, Inspected]
#: Inspects a list in an envelope under a policy, on the account of the case.
Inspect = Callable[[Envelope, Policy, Case], Inspection]
Reading = Generator[Fetch, Fetched | Unavailable, list[Finding]]
_BY_ENTRY: Final = UnsafeAnyIssuer(reason="Who may issue a list is decided by the credential that names it.")
#: What a fetcher says of an address that the credential should not have named: that is not only "not to be had".
_WRONG_ADDRESS: Final = frozenset({"fetch.scheme", "fetch.blocked", "fetch.count"})
_NOT_YET: Final = Unavailable("", "It was not asked for, because the credential is not in order so far.")
_REASON: Final = 180  # characters of a reason inside a message
_OLDER: Final = "Build the policy with legacy=True to read the status methods of older badges too."


def check(case: Case, inspect: Inspect) -> Generator[Fetch, Fetched | Unavailable, None]:
    """Conclude ``status`` and one ``status[i]`` for each entry."""
    named = lifecycle.entries(case, "credentialStatus")
    if not named:
        if case.policy.status == "required":
            case.conclude("status", [Finding("status.required", "The policy asks for a status entry; there is none.")])
        else:
            case.not_applicable("status")
        return
    answers = []
    for pointer, tree in named:
        found = yield from _entry(case, tree, pointer, inspect)
        answers.append([one if one.pointer else one._replace(pointer=pointer) for one in found])
    required = case.policy.status != "skip"
    heavy = [one for found in answers for one in found if (one.outcome or registered(one.code).classes[0]) != "W"]
    case.conclude("status", heavy, required=required)
    for index, found in enumerate(answers):
        case.conclude(f"status[{index}]", found, required=required)


def _entry(case: Case, tree: Any, pointer: str, inspect: Inspect) -> Reading:
    """Everything that is found about one entry."""
    names = entries.kinds_of(tree)
    if names is None:
        return [entries.unreadable(pointer)]
    known = [name for name in names if name in entries.KINDS]
    if not known:
        message = f"The status type {shown(tree['type'])} is unknown to us."
        return [Finding("unsupported.status_type", message, f"{pointer}/type")]
    if len(known) > 1:
        message = "The status entry is of two kinds at once, and they are read in different ways."
        return [Finding("status.unreadable", message, f"{pointer}/type")]
    if case.policy.status == "skip":
        return [_not_read(case, "The policy switched it off.")]
    if known[0] in entries.OLDER and not case.policy.legacy_status:
        message = f"The status type {shown(known[0])} is one of older badges, which the policy does not ask for."
        return [Finding("unsupported.status_type", message, f"{pointer}/type", _OLDER)]
    found: list[Finding] = []
    try:
        entry = entries.read(tree, known[0], pointer)
        if entry.kind in entries.OLDER:
            found.append(Finding("status.legacy", f"The status is told by {entry.kind}, a method of older badges."))
        read = _from_revocations(case, entry) if entry.kind == "1EdTechRevocationList" else None
        found += yield from (_from_list(case, entry, inspect) if read is None else read)
    except RefusedError as error:
        found += error.findings
    return found


def _from_list(case: Case, entry: Entry, inspect: Inspect) -> Reading:
    """What the place of ``entry`` in its list says, once the list is known to be the right one.

    :raises RefusedError: a code of group ``status``; the bits are unpacked last.
    """
    policy = case.policy
    known: StatusList | Finding | RefusedError | None = case.lists.get(entry.url)
    if known is None:
        data = yield from _asked(case, entry)
        if isinstance(data, Finding):
            return [data]
        try:
            known = yield from _verified(case, data, inspect)
        except RefusedError as error:
            known = error
        case.lists[entry.url] = known
    if isinstance(known, Finding):
        return [known]
    if isinstance(known, RefusedError):
        return [*known.findings]
    lists.check_identity(known, entry, _issuers(case))
    found = [*lists.check_freshness(known, case.at, policy.skew, policy.status_max_age)]
    if any(one.code == "status.stale" for one in found):
        return found
    case.meter.check_time()
    bits = known.bits(entry, policy.budget.status_open_bytes)
    found += lists.check_length(bits, entry, allow_short=policy.allow_short_lists)
    return [*found, *meaning.findings(entry, bits.value(entry.index, entry.size))]


def _from_revocations(case: Case, entry: Entry) -> Reading:
    """What an unsigned list of 1EdTech says.

    :raises RefusedError: a code of group ``status``.
    """
    data = yield from _asked(case, entry)
    if isinstance(data, Finding):
        return [data]
    limit = case.policy.budget.status_compressed_bytes
    try:
        document = strict_json.parse(data, case.policy.budget, max_bytes=limit)
    except RefusedError as error:
        return [_no_list(case, error.message)]
    return [*revocations.check(document, entry, case.document.get("id"), _issuers(case))]


def _issuers(case: Case) -> frozenset[str]:
    """Whose lists count: the issuer's own, and those of whom the policy names for that issuer."""
    own = case.issuer_id
    return frozenset({own, *(by for issuer, by in case.policy.status_issuers if issuer == own)})


# ---- from the address to a list whose proof holds --------------------------------------------------------------------


def _asked(case: Case, entry: Entry) -> Generator[Fetch, Fetched | Unavailable, bytes | Finding]:
    """The bytes at the address of the list, or why there are none.

    :raises RefusedError: ``status.budget``; ``fetch.*``, the address is one that no document should name.
    """
    wanted = Fetch(entry.url, "status list", case.policy.budget.status_compressed_bytes)
    local = entry.url in case.sources.at_hand
    if not local and not entry.url.startswith("https://"):
        return _not_read(case, f"Its address {shown(entry.url)} does not begin with https://, so it is not asked for.")
    answer = (yield wanted) if local or case.may_ask else _NOT_YET
    if isinstance(answer, Unavailable):
        if answer.code in ("", "fetch.not_allowed"):
            return _not_read(case, answer.message)
        if answer.code in _WRONG_ADDRESS:
            found = Finding(answer.code, answer.message)
            raise RefusedError.of((_unavailable(case, answer.message), found))
        return _unavailable(case, f"{answer.message} [{answer.code}]")
    if answer.url != entry.url:
        return _unavailable(case, "Another address answered.")
    if len(answer.data) > wanted.max_bytes:
        raise RefusedError("status.budget", f"The status list is larger than {wanted.max_bytes} bytes.")
    return answer.data


def _verified(
    case: Case, data: bytes, inspect: Inspect
) -> Generator[Fetch, Fetched | Unavailable, StatusList | Finding]:
    """The list in ``data``, verified as a credential of its own; a finding where that could not be found out.

    :raises RefusedError: ``status.unsigned``, ``status.recursion``, ``status.stale``, ``status.proof``, and what the
        model check says about lists.
    """
    policy = _policy(case.policy)
    try:
        envelope = open_credential(data, budget=policy.budget)
    except RefusedError as error:
        return _no_list(case, error.message)
    if envelope.carrier in ("png", "svg"):
        return _no_list(case, "It is a picture.")
    if envelope.form == "none":
        raise RefusedError("status.unsigned", "The status list carries no proof; anybody could have written it.")
    if envelope.header is not None and _typ(envelope.header) == "statuslist+jwt":
        raise RefusedError("status.type", "At the address stands a Token Status List, which is for tokens of its kind.")
    _no_status(envelope.document)
    inspected = yield from inspect(envelope, policy, case)
    report, document = inspected.report, inspected.documents.document
    if report.verdict == "rejected":
        raise RefusedError.of(tuple(_refused(report)))
    _no_status(document)
    if report.verdict == "indeterminate" or document is None:
        problem = next(report.problems())
        return _unavailable(case, problem.message, problem.hint, "Its status list could not be verified.")
    return StatusList(document)


def _typ(header: Mapping[str, Any]) -> str:
    """The kind of a token, as its header tells it (RFC 8725, section 3.11)."""
    typ = header.get("typ")
    return typ.lower().removeprefix("application/") if isinstance(typ, str) else ""


def _no_status(document: Mapping[str, Any] | None) -> None:
    if document is not None and "credentialStatus" in document:
        raise RefusedError("status.recursion", "The status list has a status of its own, which no list may have.")


def _policy(outer: Policy) -> Policy:
    """The policy for a list: that of the credential, but for who may issue it, and without a status of its own."""
    room = outer.budget.status_compressed_bytes
    return outer.with_(
        profile="by-type", trust=_BY_ENTRY, purpose="assertionMethod", status="skip", schema="optional",
        endorsements="skip", recipient=None, forms=CURRENT_FORMS,
        budget=outer.budget.with_(credential_bytes=room, jwt_bytes=room),
    )  # fmt: skip


def _refused(report: Report) -> Iterator[Finding]:
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


# ---- what could not be found out -------------------------------------------------------------------------------------


def _not_read(case: Case, why: str) -> Finding:
    """Nobody was asked. A policy that makes the status optional takes that as it takes a list that cannot be had."""
    if case.policy.status == "optional":
        return _unavailable(case, why)
    return Finding("status.not_checked", f"The credential can be withdrawn; its status was not read. {_short(why)}")


def _no_list(case: Case, why: str) -> Finding:
    return _unavailable(case, why, said="What was supplied as its status list is none.")


def _unavailable(case: Case, why: str, hint: str = "", said: str = "Its status list could not be had.") -> Finding:
    message = f"Whether the credential was withdrawn is not known. {said} {_short(why)}"
    return Finding("status.unavailable", message, "", hint, "W" if case.policy.status == "optional" else "I")


def _short(reason: str) -> str:
    """A sentence of somebody else inside one of ours, which has 300 characters at most."""
    return reason if len(reason) <= _REASON else f"{reason[:_REASON]}..."
