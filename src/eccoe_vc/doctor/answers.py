"""What a server says around a document, which verifiers in browsers obey and some others do; or why there is none."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Final

from eccoe_vc.errors import Finding, shown
from eccoe_vc.sources import Fetched, Unavailable

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
#: What a server itself said: everybody hears the same, and what to do about it.
_SAID: Final[Mapping[str, str]] = MappingProxyType(
    {
        "fetch.status": "Open the address in a browser that is not signed in, from outside your network.",
        "fetch.media_type": "Let your server send the document itself at this address, under Content-Type: {usual}",
        "fetch.redirect": "Serve the document at this address itself; verifiers follow no redirect.",
        "fetch.tls": "Serve the address over TLS, with a certificate in force for its name that browsers believe.",
        "fetch.budget": "Publish a smaller document, not packed; verifiers read no more of it.",
    }
)
#: Why it could not be found out, where more can be said than to try again.
_UNKNOWN: Final[Mapping[str, str]] = MappingProxyType(
    {
        "fetch.not_allowed": "Let it be asked for, or hand it in: sources, or --document URL=FILE on the command line.",
        "fetch.blocked": "Verifiers ask public machines alone. Examine it from outside your network: there the name "
        "may lead to another address.",
        "fetch.scheme": "Verifiers ask https addresses at port 443; those at other ports only where they allow it.",
    }
)
_TRY: Final = "Examine it again, if you can from another network, or open the address in a browser there."


def unavailable(answer: Unavailable, purpose: str) -> Finding:
    """That a document could not be had: broken by what its server said, unknown where no server said anything.

    >>> unavailable(Unavailable("fetch.timeout", "It took too long."), "status list").outcome
    'I'
    """
    hint = _SAID.get(answer.code, "")
    if hint:
        message = f"Nobody can read the {purpose}. {answer.message}".rstrip()[:300]
        hint = hint.format(usual=_USUAL.get(purpose, "application/json"))
        return Finding("doctor.unreachable", message, hint=hint, outcome="F")
    message = f"Whether the {purpose} can be read is not known. {answer.message}".rstrip()[:300]
    return Finding("doctor.unreachable", message, hint=_UNKNOWN.get(answer.code, _TRY), outcome="I")


__all__ = ["findings", "unavailable"]
