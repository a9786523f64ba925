"""Check ``status``: was it withdrawn? One sub-check for each entry; a list that was not read is never "not revoked".

Bitstring Status List 1.0, section 3.2 (Validate Algorithm); VC Data Model 2.0, section 4.10; Open Badges 3.0, 8.1;
draft-ietf-oauth-status-list-20, section 8.3, for tokens. A generator: it yields the lists that it needs and is sent the
answers. A list goes through the same steps as a credential (:mod:`.listing`, :mod:`.token_lists`); what is asked of it
besides stands in :mod:`eccoe_vc.status`. Security rule 15.
"""

from __future__ import annotations

from collections.abc import Generator
from typing import Any, Final

from eccoe_vc.codes import code as registered
from eccoe_vc.encoding import strict_json
from eccoe_vc.errors import Finding, RefusedError, shown
from eccoe_vc.sources import Fetch, Fetched, Unavailable
from eccoe_vc.status import entries, lists, meaning, revocations, token_list
from eccoe_vc.status.entries import Entry
from eccoe_vc.status.lists import StatusList
from eccoe_vc.status.token_list import TokenStatusList
from eccoe_vc.verification import lifecycle, listing, remembered, token_lists
from eccoe_vc.verification.case import Case, ListKey
from eccoe_vc.verification.listing import Inspect

Reading = Generator[Fetch, Fetched | Unavailable, list[Finding]]
_SKIPPED: Final = "The policy switched it off."
_OLDER: Final = "Build the policy with legacy=True to read the status methods of older badges too."


def check(case: Case, inspect: Inspect) -> Generator[Fetch, Fetched | Unavailable, None]:
    """Conclude ``status`` and one ``status[i]`` for each entry: those of the credential, then that of its token."""
    embedded = lifecycle.entries(case, "credentialStatus")
    beside = token_lists.named(case)
    if not embedded and not beside:
        if case.policy.status == "required":
            case.conclude("status", [Finding("status.required", "The policy asks for a status entry; there is none.")])
        else:
            case.not_applicable("status")
        return
    answers, issuers = [], _issuers(case)
    for pointer, tree in embedded:
        entry = _entry(case, tree, pointer)
        found = _known(case, entry, issuers)
        if found is None:
            found = yield from _told(case, entry, inspect, issuers)
        answers.append(_at(pointer, found) if found else found)
    for pointer, entry in beside:
        found = yield from _told(case, entry, inspect, issuers)
        answers.append(_at(pointer, found) if found else found)
    required = case.policy.status != "skip"
    heavy = [one for found in answers for one in found if (one.outcome or registered(one.code).classes[0]) != "W"]
    case.conclude("status", heavy, required=required)
    for index, found in enumerate(answers):
        case.conclude(f"status[{index}]", found, required=required)


def _at(pointer: str, found: list[Finding]) -> list[Finding]:
    return [one if one.pointer else one._replace(pointer=pointer) for one in found]


def _entry(case: Case, tree: Any, pointer: str) -> Entry | Finding:
    """One entry, read; a finding where it is none that we read."""
    names = entries.kinds_of(tree)
    if names is None:
        return entries.unreadable(pointer)
    known = names if len(names) == 1 and names[0] in entries.KINDS else [one for one in names if one in entries.KINDS]
    if not known:
        message = f"The status type {shown(tree['type'])} is unknown to us."
        return Finding("unsupported.status_type", message, f"{pointer}/type")
    if len(known) > 1:
        message = "The status entry is of two kinds at once, and they are read in different ways."
        return Finding("status.unreadable", message, f"{pointer}/type")
    if case.policy.status == "skip":
        return listing.not_read(case, _SKIPPED)
    if known[0] in entries.OLDER and not case.policy.legacy_status:
        message = f"The status type {shown(known[0])} is one of older badges, which the policy does not ask for."
        return Finding("unsupported.status_type", message, f"{pointer}/type", _OLDER)
    try:
        return entries.read(tree, known[0], pointer)
    except RefusedError as error:
        return error.findings[0]


def _known(case: Case, entry: Entry | Finding, issuers: frozenset[str]) -> list[Finding] | None:
    """What a list says that this call used before; None where there is none. A short way beside :func:`_told`."""
    if not isinstance(entry, Entry) or entry.kind != "BitstringStatusListEntry":
        return None
    known = case.lists.get((entry.kind, entry.url, issuers))
    if not isinstance(known, StatusList):
        return None
    try:
        return _by(case, entry, known, issuers)
    except RefusedError as error:
        return [*error.findings]


def _told(case: Case, entry: Entry | Finding, inspect: Inspect, issuers: frozenset[str]) -> Reading:
    """Everything that is found about one entry, of the credential or in the claims of a token."""
    if isinstance(entry, Finding):
        return [entry]
    if case.policy.status == "skip":
        return [listing.not_read(case, _SKIPPED)]
    found: list[Finding] = []
    if entry.kind in entries.OLDER:
        found.append(Finding("status.legacy", f"The status is told by {entry.kind}, a method of older badges."))
    try:
        if entry.kind == "1EdTechRevocationList":
            return found + (yield from _from_revocations(case, entry, issuers))
        key = (entry.kind, entry.url, issuers)
        known, data = case.lists.get(key) or remembered.look_up(case, key), b""
        if known is None:
            known, data = yield from _asked(case, entry, key, inspect)
        case.lists[key] = known
        if isinstance(known, StatusList | TokenStatusList):
            if data:
                case.meter.check_time()
            found += _by(case, entry, known, issuers)
            if data:
                remembered.keep(case, key, known, data)
        else:
            found += known.findings if isinstance(known, RefusedError) else (known,)
    except RefusedError as error:
        found += error.findings
    return found


def _asked(
    case: Case, entry: Entry, key: ListKey, inspect: Inspect
) -> Generator[Fetch, Fetched | Unavailable, tuple[StatusList | TokenStatusList | Finding | RefusedError, bytes]]:
    """The list at the address of ``entry``, or why there is none, with the bytes as they came."""
    data = yield from listing.asked(case, entry)
    if isinstance(data, Finding):
        return data, b""
    try:
        known = yield from _verified(case, entry, data, inspect, key[2])
    except RefusedError as error:
        return error, data
    if isinstance(known, StatusList | TokenStatusList):
        return remembered.freshest(case, key, known), data
    return known, data


def _verified(
    case: Case, entry: Entry, data: bytes, inspect: Inspect, issuers: frozenset[str]
) -> Generator[Fetch, Fetched | Unavailable, StatusList | TokenStatusList | Finding]:
    if entry.kind == "TokenStatusList":
        return (yield from token_lists.verified(case, entry, data, issuers))
    return (yield from listing.verified(case, data, inspect))


def _by(case: Case, entry: Entry, known: StatusList | TokenStatusList, issuers: frozenset[str]) -> list[Finding]:
    """What a list whose proof holds says about ``entry``.

    :raises RefusedError: it is another list, or what it says cannot be read.
    """
    policy = case.policy
    limit = policy.budget.status_open_bytes
    if isinstance(known, TokenStatusList):
        token_list.check_identity(known.claims, entry, issuers)
        found = [*token_list.check_freshness(known.claims, case.at, policy.skew, policy.status_max_age)]
        if not _is_stale(found):
            found += token_list.findings(entry, known.value(entry.place, limit))
        return found
    lists.check_identity(known, entry, issuers)
    found = [*lists.check_freshness(known, case.at, policy.skew, policy.status_max_age)]
    if not (found and _is_stale(found)):
        bits = known.bits(entry, limit)
        found += lists.check_length(bits, entry, allow_short=policy.allow_short_lists)
        found += meaning.findings(entry, bits.value(entry.place, entry.size))
    return found


def _is_stale(found: list[Finding]) -> bool:
    return any(one.code == "status.stale" for one in found)


def _from_revocations(case: Case, entry: Entry, issuers: frozenset[str]) -> Reading:
    """What an unsigned list of 1EdTech says.

    :raises RefusedError: a code of group ``status``.
    """
    data = yield from listing.asked(case, entry)
    if isinstance(data, Finding):
        return [data]
    limit = case.policy.budget.status_compressed_bytes
    try:
        document = strict_json.parse(data, case.policy.budget, max_bytes=limit)
    except RefusedError as error:
        return [listing.no_list(case, error.message)]
    return [*revocations.check(document, entry, case.document.get("id"), issuers)]


def _issuers(case: Case) -> frozenset[str]:
    """Whose lists count: the issuer's own, and those of whom the policy names for that issuer."""
    own = case.issuer_id
    return frozenset({own, *(by for issuer, by in case.policy.status_issuers if issuer == own)})
