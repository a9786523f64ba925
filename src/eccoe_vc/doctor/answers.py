"""What a server says around a document. Verifiers in browsers obey it, and some others do."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Final

from eccoe_vc.errors import Finding, shown
from eccoe_vc.sources import Fetched

_JSON: Final = frozenset({"application/json"})
_CREDENTIAL: Final = _JSON | {
    "application/vc", "application/ld+json", "application/vc+ld+json", "application/vc+jwt", "application/vc+sd-jwt",
    "application/vc+cose", "application/jwt",
}  # fmt: skip
#: What each kind of document may be served as (DID Core 1.0, section 6; Controlled Identifiers 1.0; RFC 7517, 8.5).
_TYPES: Final[Mapping[str, frozenset[str]]] = MappingProxyType(
    {
        "controller document": _JSON
        | {"application/did", "application/did+json", "application/did+ld+json", "application/cid",
           "application/ld+json", "application/jwk-set+json", "application/jwk+json"},
        "status list": _CREDENTIAL | {"application/statuslist+jwt", "application/statuslist+cwt"},
        "schema": _CREDENTIAL | {"application/schema+json"},
        "context": _JSON | {"application/ld+json"},
    }
)  # fmt: skip
_ORIGIN: Final = "access-control-allow-origin"
_KEPT: Final = "cache-control"


def findings(answer: Fetched, purpose: str) -> Iterator[Finding]:
    """Media type, who may read it, and whether it may be kept.

    What the fetcher did not tell is not judged: one that gives no headers says nothing about them.
    """
    wanted = _TYPES.get(purpose)
    if wanted is not None and answer.media_type not in wanted:
        served = f"as {shown(answer.media_type)}" if answer.media_type else "without a Content-Type"
        usual = _USUAL.get(purpose, "application/json")
        message = f"It is served {served}, which strict readers refuse for a {purpose}."
        yield Finding("doctor.media_type", message, hint=f"Let your server send Content-Type: {usual}")
    headers = {name.lower(): value for name, value in answer.headers}
    if not headers:
        return
    if headers.get(_ORIGIN, "").strip() != "*":
        message = "Programs in web pages may not read it: the answer has no Access-Control-Allow-Origin: *."
        yield Finding("doctor.cors", message)
    if "no-store" in headers.get(_KEPT, "").lower():
        yield Finding("doctor.no_store", "It may not be kept, so every verification asks your server again.")


_USUAL: Final = {
    "controller document": "application/did+json",
    "status list": "application/vc",
    "context": "application/ld+json",
}

__all__ = ["findings"]
