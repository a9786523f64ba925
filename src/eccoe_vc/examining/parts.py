"""What credentials of an issuer name: status lists, which go through all steps of a credential, and contexts."""

from __future__ import annotations

from collections.abc import Generator, Iterator, Mapping
from datetime import datetime
from typing import Any, Final

from eccoe_vc.encoding import DecodeError, strict_json, timestamps
from eccoe_vc.errors import Finding, RefusedError
from eccoe_vc.examining.documents import not_had, served
from eccoe_vc.limits import Budget
from eccoe_vc.sources import Fetch, Fetched, Unavailable
from eccoe_vc.verification import policies
from eccoe_vc.verification.pipeline import inspection
from eccoe_vc.verification.trust import TrustedIssuers
from eccoe_vc.verification.world import Sources

Examining = Generator[Fetch, Fetched | Unavailable, tuple[Finding, ...]]
_LIST_TYPES: Final = frozenset(
    {"application/vc", "application/vc+ld+json", "application/json", "application/ld+json", "application/jwt",
     "application/vc+jwt", "application/statuslist+jwt"}
)  # fmt: skip
_CONTEXT_TYPES: Final = frozenset({"application/ld+json", "application/json"})


def lists_of(document: Mapping[str, Any]) -> Iterator[str]:
    """The addresses of the status lists that a credential names."""
    entries = document.get("credentialStatus")
    for entry in entries if isinstance(entries, list) else [entries]:
        if isinstance(entry, dict):
            url = entry.get("statusListCredential", entry.get("id"))
            if isinstance(url, str):
                yield url


def contexts_of(document: Mapping[str, Any]) -> Iterator[str]:
    """The addresses of the contexts that a credential names."""
    given = document.get("@context")
    yield from (one for one in (given if isinstance(given, list) else [given]) if isinstance(one, str))


def status_list(url: str, issuer: str, at: datetime, soon: datetime, sources: Sources, budget: Budget) -> Examining:
    """The list at ``url``, verified as any credential of ``issuer``."""
    if not url.startswith("https://"):
        return (Finding("fetch.scheme", "Its address does not begin with https://, so nobody asks for it."),)
    answer = yield Fetch(url, "status list", budget.status_compressed_bytes)
    if isinstance(answer, Unavailable) or answer.url != url:
        return (not_had(answer),)
    room = budget.status_compressed_bytes
    policy = policies.credential(
        trust=TrustedIssuers({issuer}), legacy=True, profile="by-type", status="skip", schema="optional",
        budget=budget.with_(credential_bytes=room, jwt_bytes=room),
    )  # fmt: skip
    said = [*served(answer, _LIST_TYPES)]
    inspected = yield from inspection(answer.data, policy, sources, at)
    said += [found for check in inspected.report.problems() for found in check.findings]
    tree = inspected.documents.document or {}
    if tree.get("id") != url:
        said.append(Finding("status.id_mismatch", "The id of the list is not the address at which it stands.", "/id"))
    ends = _moment(tree.get("validUntil", tree.get("expirationDate")))
    if ends is None:
        said.append(Finding("status.no_freshness", "The list does not say until when it holds.", "/validUntil"))
    elif at < ends <= soon:
        message = f"The list ends on {timestamps.format(ends)}: from then on no status can be read from it."
        said.append(Finding("doctor.ends_soon", message, "/validUntil"))
    return tuple(said)


def _moment(text: Any) -> datetime | None:
    try:
        return timestamps.parse(text)
    except DecodeError:
        return None


def context(url: str, budget: Budget) -> Examining:
    """A context that this library does not ship."""
    message = "This library and others do not ship the context, so each verifier has to get and believe it."
    said = [Finding("doctor.unknown_context", message)]
    if not url.startswith("https://"):
        return (*said, Finding("fetch.scheme", "Its address does not begin with https://, so nobody asks for it."))
    answer = yield Fetch(url, "context", budget.credential_bytes)
    if isinstance(answer, Unavailable) or answer.url != url:
        return (*said, not_had(answer))
    said += served(answer, _CONTEXT_TYPES)
    try:
        tree = strict_json.parse(answer.data, budget)
    except RefusedError as error:
        return (*said, *error.findings)
    if "@context" not in tree:
        said.append(Finding("ctx.invalid", "It is no context: it has no member @context.", ""))
    return tuple(said)
