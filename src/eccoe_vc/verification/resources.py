"""Check ``resources``: do related resources have their digests? And what stands beside them: terms of use.

VC Data Model 2.0, sections 5.3 (Integrity of Related Resources) and 5.5 (Terms of Use). A generator: it yields the
resources that it needs and is sent the answers. A resource that could not be had says nothing against the credential.
"""

from __future__ import annotations

from collections.abc import Generator, Iterator, Mapping
from typing import Any

from eccoe_vc.encoding import digests
from eccoe_vc.errors import Finding, shown
from eccoe_vc.sources import Fetch, Fetched, Unavailable
from eccoe_vc.verification import asking, lifecycle
from eccoe_vc.verification.case import Case


def check(case: Case) -> Generator[Fetch, Fetched | Unavailable, None]:
    """Conclude ``resources``."""
    found: list[Finding] = []
    seen: set[str] = set()
    asked = 0
    for pointer, entry in lifecycle.entries(case, "relatedResource"):
        url = entry.get("id") if isinstance(entry, dict) else None
        if not isinstance(url, str):
            continue  # the check of the model says so
        if url in seen:
            message = f"Two entries are about the resource {shown(url)}."
            found.append(Finding("resource.duplicate_id", message, f"{pointer}/id"))
            continue
        seen.add(url)
        if _is_pinned(case, url, entry):
            continue
        if url not in case.sources.at_hand:
            asked += 1
            if asked > case.policy.budget.resources:
                found.append(_not_checked(url, pointer, "The Budget allows no more of them."))
                continue
        found += yield from _compared(case, url, entry, pointer)
    case.conclude("resources", [*found, *_terms_of_use(case)])


def _is_pinned(case: Case, url: str, entry: Mapping[str, Any]) -> bool:
    """Whether it is a context, and the one that is used has the digest."""
    known = case.sources.documents.documents.get(url)
    return known is not None and digests.compare(entry, known.data()) == "fits"


def _compared(
    case: Case, url: str, entry: Mapping[str, Any], pointer: str
) -> Generator[Fetch, Fetched | Unavailable, list[Finding]]:
    data = yield from asking.document(case, url, "related resource", case.policy.budget.resource_bytes)
    if isinstance(data, Unavailable):
        return [_not_checked(url, pointer, data.message)]
    compared = digests.compare(entry, data)
    if compared == "differs":
        message = f"The resource {shown(url)} has not the digest that is signed."
        return [Finding("resource.digest", message, pointer)]
    if compared == "fits":
        return []
    return [_not_checked(url, pointer, "Its digest is of a form or an algorithm that is not compared here.")]


def _not_checked(url: str, pointer: str, why: str) -> Finding:
    message = f"The resource {shown(url, 100)} was not compared. {asking.short(why)}"
    return Finding("resource.not_checked", message, pointer)


def _terms_of_use(case: Case) -> Iterator[Finding]:
    """Terms of use of an unknown type are named, never interpreted."""
    for pointer, entry in lifecycle.entries(case, "termsOfUse"):
        kind = entry.get("type") if isinstance(entry, dict) else entry
        message = f"Terms of use of the type {shown(kind)} are not interpreted."
        yield Finding("unsupported.terms_of_use", message, pointer)
