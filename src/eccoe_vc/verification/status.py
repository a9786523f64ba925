"""Check ``status``: was it withdrawn? One sub-check for each entry; a list that was not read is never "not revoked".

Bitstring Status List 1.0, section 3.2 (Validate Algorithm); VC Data Model 2.0, section 4.10; Open Badges 3.0, 8.1;
draft-ietf-oauth-status-list-20, section 8.3, for tokens. A generator: it yields the lists that it needs and is sent the
answers. A list goes through the same steps as a credential (:mod:`.listing`, :mod:`.token_lists`); what is asked of it
besides stands in :mod:`eccoe_vc.status`. Security rule 15.
"""

from __future__ import annotations

from collections.abc import Generator
from functools import lru_cache
from typing import Any, Final

from eccoe_vc.encoding import strict_json
from eccoe_vc.errors import Finding, RefusedError, shown
from eccoe_vc.sources import Fetch, Fetched, Unavailable
from eccoe_vc.status import entries, lists, meaning, revocations, token_list
from eccoe_vc.status.entries import Entry
from eccoe_vc.status.lists import StatusList
from eccoe_vc.status.token_list import TokenStatusList
from eccoe_vc.verification import lifecycle, listing, remembered, token_lists
from eccoe_vc.verification.asking import noting
from eccoe_vc.verification.case import Case, ListKey
from eccoe_vc.verification.listing import Inspect
from eccoe_vc.verification.remembered import Listed

Reading = Generator[Fetch, Fetched | Unavailable, list[Finding]]
_LISTED: Final = (StatusList, TokenStatusList)
_READ: Final = (Entry, Finding)
_OLDER: Final = "Build the policy with legacy=True to read the status methods of older badges too."


def check(case: Case, inspect: Inspect) -> Generator[Fetch, Fetched | Unavailable, None]:
    """Conclude ``status`` and one ``status[i]`` for each entry: those of the credential, then that of its token."""
    named = lifecycle.entries(case, "credentialStatus")
    if case.token is not None:
        named += token_lists.named(case)
    if not named:
        if case.policy.status == "required":
            case.conclude("status", [Finding("status.required", "The policy asks for a status entry; there is none.")])
        else:
            case.not_applicable("status")
        return
    answers, issuers = [], _issuers(case)
    for pointer, tree in named:
        entry = tree if isinstance(tree, _READ) else _entry(case, tree, pointer)
        if isinstance(entry, Finding):
            answers.append((pointer, [entry]))
            continue
        kind, url = entry.kind, entry.url
        key = (kind, url, issuers, case.issuer_id if kind == "TokenStatusList" else "")
        try:
            if (known := _known(case, key)) is not None:
                found = _by(case, entry, known, issuers)
            else:
                found = yield from _told(case, entry, key, inspect)
        except RefusedError as error:
            found = [*error.findings]
        if kind in entries.OLDER:
            found.insert(0, Finding("status.legacy", f"The status is told by {kind}, a method of older badges."))
        answers.append((pointer, found))
    case.conclude_each("status", answers, required=case.policy.status != "skip")


def _entry(case: Case, tree: Any, pointer: str) -> Entry | Finding:
    """One entry, read; a finding where it is none that we read."""
    try:
        kind = entries.kind_of(tree, pointer)
        if case.policy.status == "skip":
            return listing.skipped(case)
        if kind in entries.OLDER and not case.policy.legacy_status:
            message = f"The status type {shown(kind)} is one of older badges, which the policy does not ask for."
            return Finding("unsupported.status_type", message, f"{pointer}/type", _OLDER)
        return entries.read(tree, kind, pointer)
    except RefusedError as error:
        return error.findings[0]


def _known(case: Case, key: ListKey) -> Listed | None:
    """The list, where this call used it before or an earlier one kept it: then there is nothing to ask for."""
    known = case.lists.get(key)
    if known is None:
        known = remembered.look_up(case, key)
        if known is not None:
            case.lists[key] = known
    return known if isinstance(known, _LISTED) else None


def _told(case: Case, entry: Entry, key: ListKey, inspect: Inspect) -> Reading:
    """What is found about an entry whose list must be asked for, or was asked for in vain.

    :raises RefusedError: a code of group ``status``.
    """
    issuers = key[2]
    if entry.kind == "1EdTechRevocationList":
        return (yield from _from_revocations(case, entry, issuers))
    known, data, asked = case.lists.get(key), b"", set[Fetch]()
    if known is None:
        known, data = yield from noting(_asked(case, entry, key, inspect), asked)
        if data or not isinstance(known, Finding):
            case.lists[key] = known  # that nothing came says nothing for others, who may be asked for more
    if isinstance(known, RefusedError):
        return [*known.findings]
    if isinstance(known, Finding):
        return [known]
    case.meter.check_time()
    found = _by(case, entry, known, issuers)
    if data:
        remembered.keep(case, key, known, data, asked)
    return found


def _asked(
    case: Case, entry: Entry, key: ListKey, inspect: Inspect
) -> Generator[Fetch, Fetched | Unavailable, tuple[Listed | Finding | RefusedError, bytes]]:
    """The list at the address of ``entry``, or why there is none; with the bytes as they came, if it is to be kept."""
    data = yield from listing.asked(case, entry)
    if isinstance(data, Finding):
        return data, b""
    known = yield from _verified(case, entry, data, inspect, key[2])
    if not isinstance(known, _LISTED) or not _is_meant(entry, known, key[2]):
        return known, data
    newer = remembered.newer(case, key, known)
    if newer is None:
        return known, data
    again = yield from _verified(case, entry, newer.data, inspect, key[2])
    if isinstance(again, RefusedError):
        # One that has ended was still the newest; one whose proof no longer holds never was any.
        why = "A newer status list was seen at this address than the one that came now."
        return (RefusedError("status.stale", why), b"") if again.code == "status.stale" else (known, data)
    return again, b""


def _is_meant(entry: Entry, known: Listed, issuers: frozenset[str]) -> bool:
    """Whether it is the list at the address, by whom it may be; another one says nothing about how new a list is.

    What it is about is the matter of each entry by itself.
    """
    try:
        if isinstance(known, TokenStatusList):
            token_list.check_identity(known.claims, entry, issuers)
        else:
            lists.check_identity(known, entry, issuers)
    except RefusedError as error:
        return error.code == "status.purpose"
    return True


def _verified(
    case: Case, entry: Entry, data: bytes, inspect: Inspect, issuers: frozenset[str]
) -> Generator[Fetch, Fetched | Unavailable, Listed | Finding | RefusedError]:
    """The list in ``data``, why it does not hold, or why that is not known."""
    try:
        if entry.kind == "TokenStatusList":
            return (yield from token_lists.verified(case, entry, data, issuers))
        return (yield from listing.verified(case, data, inspect))
    except RefusedError as error:
        return error


def _by(case: Case, entry: Entry, known: Listed, issuers: frozenset[str]) -> list[Finding]:
    """What a list whose proof holds says about ``entry``.

    :raises RefusedError: it is another list, or what it says cannot be read.
    """
    policy = case.policy
    if isinstance(known, TokenStatusList):
        token_list.check_identity(known.claims, entry, issuers)
        found = [*token_list.check_freshness(known.claims, case.at, policy.skew, policy.status_max_age)]
        if not _is_stale(found):
            found += token_list.findings(entry, known.value(entry.place, policy.budget.status_open_bytes))
        return found
    asked = (entry.kind, entry.url, entry.purpose, entry.size, issuers)
    if policy.status_max_age is None and not entry.messages:
        bits = known.silent.get(asked)
        if bits is not None and not bits.value(entry.place, entry.size):
            return []
    lists.check_identity(known, entry, issuers)
    found = [*lists.check_freshness(known, case.at, policy.skew, policy.status_max_age)]
    if not (found and _is_stale(found)):
        bits = known.bits(entry, policy.budget.status_open_bytes)
        found += lists.check_length(bits, entry, allow_short=policy.allow_short_lists)
        value = bits.value(entry.place, entry.size)
        found += meaning.findings(entry, value)
        if not found and not value and not entry.messages:
            known.silent[asked] = bits
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
    own, others = case.issuer_id, case.policy.status_issuers
    return _alone(own) if not others else frozenset({own, *(by for issuer, by in others if issuer == own)})


@lru_cache(maxsize=64)
def _alone(issuer: str) -> frozenset[str]:
    return frozenset({issuer})  # made once for many credentials of one issuer, with its hash
