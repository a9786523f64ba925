"""A domain that says which DIDs are its own: DIF Well Known DID Configuration 1.0.

At ``/.well-known/did-configuration.json`` of an origin stands a list of credentials in which a DID says that it belongs
to that origin; that they stand there is the word of the origin. So a DID that is only a key (did:key) can be known by
the domain of its owner. Both forms are read, embedded proofs and tokens, and both are verified by the same steps as
every credential.
"""

from __future__ import annotations

import re
from collections.abc import Generator, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from eccoe_vc.carriers import token as token_reader
from eccoe_vc.encoding import strict_json
from eccoe_vc.errors import Finding, InputTypeError, KeyLoadError, RefusedError, shown
from eccoe_vc.keys import did_web
from eccoe_vc.keys.document import read_tree
from eccoe_vc.limits import Budget
from eccoe_vc.proofs import jose
from eccoe_vc.sources import Fetch, Fetched, Unavailable
from eccoe_vc.verification.trust.protocol import Asking, Inquiry, Judgement, asked_for, unavailable

PATH: Final = "/.well-known/did-configuration.json"
CONTEXT: Final = "https://identity.foundation/.well-known/did-configuration/v1"
_TYPE: Final = "DomainLinkageCredential"
_SERVICE: Final = "LinkedDomains"
#: A tuple origin (WHATWG HTML, section 7.1.1) in the one spelling that is compared: lower case, IDN as punycode, no
#: default port, no slash behind it.
_LABEL: Final = r"[a-z0-9](?:[a-z0-9\-]{0,61}[a-z0-9])?"
_ORIGIN: Final = re.compile(rf"https://{_LABEL}(?:\.{_LABEL})*(?::([1-9][0-9]{{0,4}}))?\Z", re.ASCII).match
_TRIED: Final = 4  # credentials of one DID in one configuration: a second form of the first, one that has ended
_DATES: Final = (("issuanceDate", "expirationDate"), ("validFrom", "validUntil"))


@dataclass(frozen=True, slots=True, init=False)
class LinkedDomains:
    """Accepts a DID which a domain that the verifier names calls its own.

    >>> LinkedDomains({"https://north.example"}).origins
    frozenset({'https://north.example'})

    :param origins: such as ``https://north.example``; each is asked for its configuration, after the proof.
    :param both: the document of the DID must name the origin as well, as a service of the type ``LinkedDomains``. A
        did:key has no such document and is refused then.
    """

    origins: frozenset[str]
    both: bool

    def __init__(self, origins: Iterable[str], *, both: bool = False) -> None:
        if isinstance(origins, str):
            raise InputTypeError("input.type", "LinkedDomains takes a set of origins, not one text.")
        found = frozenset(origins)
        for origin in found:
            if not is_origin(origin):
                raise InputTypeError(
                    "input.type", f"{shown(origin)} is no origin that could be compared.",
                    hint="Write https://north.example: lower case, IDN as punycode, no path, no slash behind it.",
                )  # fmt: skip
        object.__setattr__(self, "origins", found)
        object.__setattr__(self, "both", both)

    def judge(self, issuer: str) -> tuple[bool, tuple[Finding, ...]]:
        """See :class:`~eccoe_vc.verification.trust.protocol.TrustRule`: without the configurations nobody is known."""
        return False, (unavailable("No domain was asked whether the issuer is its own."),)

    def consult(self, inquiry: Inquiry) -> Asking:
        """See :class:`~eccoe_vc.verification.trust.protocol.AskingRule`."""
        if not self.origins:
            return Judgement(False, (Finding("trust.no_anchor", "The policy names no domain.", "/issuer"),))
        if not inquiry.issuer.startswith("did:"):
            message = "The issuer is no DID, and domains link themselves to DIDs only."
            return Judgement(False, (Finding("trust.not_linked", message, "/issuer"),))
        said: list[Finding] = []
        for origin in sorted(self.origins):
            found = yield from _linked(origin, inquiry)
            if found is None and self.both:
                found = yield from _named_back(origin, inquiry)
            if found is None:
                both = ", and it names that domain" if self.both else ""
                by = f"The domain {origin}, which you named, calls it its own{both}."
                note = Finding("trust.listed", f"{by} (DIF Well Known DID Configuration)", "/issuer")
                return Judgement(True, (note,), by, (("web", origin, "its DID configuration"),))
            said.append(found)
        return Judgement(False, tuple(said))


def is_origin(text: object) -> bool:
    """Whether ``text`` is an https origin in the one spelling that is compared.

    >>> is_origin("https://north.example"), is_origin("https://north.example/"), is_origin("https://North.example:443")
    (True, False, False)
    """
    found = _ORIGIN(text) if isinstance(text, str) and len(text) <= 300 else None
    if found is None or found[1] is None:
        return found is not None
    return found[1] != "443" and (len(found[1]) < 5 or found[1] <= "65535")


# ---- the word of the origin ------------------------------------------------------------------------------------------


def _linked(origin: str, inquiry: Inquiry) -> Generator[Fetch, Fetched | Unavailable, Finding | None]:
    """None where ``origin`` calls the issuer its own, else why not."""
    url = origin + PATH
    data = yield from asked_for(url, "domain linkage", inquiry.budget.registry_bytes)
    if isinstance(data, Finding):
        return data
    try:
        entries = read_configuration(data, inquiry.budget)
    except RefusedError as error:
        message = f"What stands at {shown(url, 120)} is no DID configuration. {error.message[:120]}"
        return Finding("trust.registry_invalid", message, "/issuer")
    why = "names it nowhere"
    for entry in _of(inquiry.issuer, entries, inquiry.budget)[:_TRIED]:
        found = yield from inquiry.inspect(entry, inquiry.issuer)
        document = found.documents.document
        if not found.report or document is None:
            why = f"names it in a credential that does not hold: {next(found.report.problems()).message[:120]}"
            continue
        fault = fault_of(document, inquiry.issuer, origin)
        if not fault:
            return None
        why = f"names it in a credential that is none for this: {fault}"
    return Finding("trust.not_linked", f"The domain {origin} does not call the issuer its own: it {why}", "/issuer")


def read_configuration(data: bytes, budget: Budget) -> list[Any]:
    """The entries of a DID configuration resource: credentials, as objects or tokens.

    :raises RefusedError: ``trust.registry_invalid``, ``json.*``, ``struct.limit``.

    >>> from eccoe_vc.limits import DEFAULT
    >>> data = b'{"@context": "https://identity.foundation/.well-known/did-configuration/v1", "linked_dids": ["a.b.c"]}'
    >>> read_configuration(data, DEFAULT)
    ['a.b.c']
    """
    tree = strict_json.parse(data, budget, max_bytes=budget.registry_bytes)
    if tree.get("@context") != CONTEXT or set(tree) != {"@context", "linked_dids"}:
        message = "A DID configuration has its @context and linked_dids, and nothing else."
        raise RefusedError("trust.registry_invalid", message)
    entries = tree["linked_dids"]
    if not isinstance(entries, list) or not all(isinstance(entry, str | dict) for entry in entries):
        message = "The member linked_dids is not a list of credentials."
        raise RefusedError("trust.registry_invalid", message, pointer="/linked_dids")
    return entries


def _of(did: str, entries: Iterable[Any], budget: Budget) -> list[Any]:
    """The entries that say they are about ``did``: of the others nothing is verified."""
    return [entry for entry in entries if _subject(entry if isinstance(entry, dict) else _in(entry, budget)) == did]


def _in(text: str, budget: Budget) -> dict[str, Any]:
    try:
        return jose.open_token(token_reader.read(text, budget), budget).document
    except RefusedError:
        return {}


def _subject(document: Mapping[str, Any]) -> Any:
    subject = document.get("credentialSubject")
    return subject.get("id") if isinstance(subject, dict) else None


def fault_of(document: Mapping[str, Any], did: str, origin: str) -> str:
    """What keeps a credential that holds from linking ``did`` to ``origin``, in words; empty where nothing does.

    DIF Well Known DID Configuration 1.0, sections "Domain Linkage Credential" and "DID Configuration Resource
    Verification".
    """
    types, subject, issuer = document.get("type"), document.get("credentialSubject"), document.get("issuer")
    if not isinstance(types, list) or _TYPE not in types:
        return f"its type does not name {_TYPE}."
    if "id" in document:
        return "it has an id, which such a credential must not have."
    if not isinstance(subject, dict) or subject.get("id") != did:
        return "it is about another DID."
    if (issuer.get("id") if isinstance(issuer, dict) else issuer) != did:
        return "another party issued it."
    if subject.get("origin") != origin:  # else it could be carried to every domain
        return f"it is for the origin {shown(subject.get('origin'))}."
    if not any(all(name in document for name in pair) for pair in _DATES):
        return "it does not say from when to when it is valid."
    return ""


# ---- the word of the DID ---------------------------------------------------------------------------------------------


def _named_back(origin: str, inquiry: Inquiry) -> Generator[Fetch, Fetched | Unavailable, Finding | None]:
    """None where the document of the issuer names ``origin`` as a linked domain, else why not."""
    did = inquiry.issuer
    if not did.startswith("did:web:"):
        message = f"A did:{shown(did.split(':')[1], 20)} has no document that could name the domain {origin}."
        return Finding("trust.not_linked", message, "/issuer")
    try:
        url = did_web.url(did)
        answer = yield Fetch(url, "controller document", inquiry.budget.did_document_bytes)
        if not isinstance(answer, Fetched) or answer.url != url:
            return unavailable(f"The document of {shown(did)} could not be had.")
        tree = read_tree(answer.data, inquiry.budget)
    except KeyLoadError as error:
        return Finding("trust.not_linked", f"The document of {shown(did)} cannot be read. {error.message}", "/issuer")
    if tree.get("id") == did and origin in linked_origins(tree):
        return None
    message = f"The document of {shown(did)} does not name the domain {origin} as its own."
    return Finding("trust.not_linked", message, "/issuer")


def linked_origins(document: Mapping[str, Any]) -> frozenset[str]:
    """The origins that a DID document names as services of the type ``LinkedDomains``.

    >>> linked_origins({"service": [{"type": "LinkedDomains", "serviceEndpoint": "https://north.example/"}]})
    frozenset({'https://north.example'})
    """
    services = document.get("service")
    found: set[str] = set()
    for service in services if isinstance(services, list) else []:
        if not isinstance(service, dict):
            continue
        kinds = service.get("type")
        if _SERVICE not in (kinds if isinstance(kinds, list) else [kinds]):
            continue
        endpoint = service.get("serviceEndpoint")
        if isinstance(endpoint, dict):
            endpoint = endpoint.get("origins")
        named = endpoint if isinstance(endpoint, list) else [endpoint]
        found |= {one.removesuffix("/") for one in named if isinstance(one, str)}
    return frozenset(one for one in found if is_origin(one))


__all__ = ["CONTEXT", "PATH", "LinkedDomains", "fault_of", "is_origin", "linked_origins", "read_configuration"]
