"""Controller documents and key sets under the eye of the doctor: every method, not only the one that is asked for."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any, Final

from eccoe_vc.encoding import timestamps
from eccoe_vc.errors import Finding, KeyLoadError, shown
from eccoe_vc.keys import ControllerDocument, PublicKey, did_jwk, did_key, jwk
from eccoe_vc.keys import method as methods
from eccoe_vc.keys.document import RELATIONSHIPS, read_tree
from eccoe_vc.keys.jwk_set import KeySet
from eccoe_vc.limits import Budget
from eccoe_vc.sources import Fetched, Unavailable

_ASSERTION: Final = "assertionMethod"
_DOCUMENT_TYPES: Final = frozenset(
    {"application/did", "application/did+json", "application/did+ld+json", "application/json", "application/ld+json",
     "application/cid"}
)  # fmt: skip
_SET_TYPES: Final = frozenset({"application/jwk-set+json", "application/jwk+json", "application/json"})
_OLD: Final = {
    "Ed25519VerificationKey2018": "Multikey",
    "Ed25519VerificationKey2020": "Multikey",
    "JsonWebKey2020": "JsonWebKey",
}


def of_key(issuer: str, budget: Budget) -> tuple[Finding, ...]:
    """An identifier that is a key has no document; its key may still be one that nobody takes."""
    try:
        if issuer.startswith("did:key:"):
            did_key.resolve(issuer)
        else:
            did_jwk.resolve(issuer, budget)
    except KeyLoadError as error:
        return error.findings
    return ()


def examine(
    issuer: str, url: str, answer: Fetched | Unavailable, at: datetime, soon: datetime, budget: Budget
) -> tuple[str, list[Finding]]:
    """What stands at ``url``, in words, and what is to be said of it."""
    what = "DID document" if issuer.startswith("did:") else "controller document"
    if isinstance(answer, Unavailable) or answer.url != url:
        return what, [not_had(answer)]
    try:
        tree = read_tree(answer.data, budget)
    except KeyLoadError as error:
        return what, [*error.findings, *served(answer, _DOCUMENT_TYPES)]
    if "id" not in tree and ("keys" in tree or "kty" in tree) and not issuer.startswith("did:"):
        return "key set", [*served(answer, _SET_TYPES), *_of_set(tree, url, budget)]
    return what, [*served(answer, _DOCUMENT_TYPES), *_of_document(tree, issuer, at, soon, budget)]


def not_had(answer: Fetched | Unavailable) -> Finding:
    """What is said where nobody answers, or somebody else."""
    if isinstance(answer, Fetched):
        return Finding("doctor.not_asked", f"Another address answered: {shown(answer.url, 120)}. Nobody follows that.")
    code = f" [{answer.code}]" if answer.code else ""
    return Finding("doctor.not_asked", f"It could not be had. {answer.message}{code}")


def served(answer: Fetched, types: frozenset[str]) -> Iterator[Finding]:
    """How it is served, as far as the fetcher tells that: the content type, and whether browsers may read it."""
    if answer.media_type and answer.media_type.lower() not in types:
        message = f"It is served as {shown(answer.media_type)}; some verifiers take only {', '.join(sorted(types))}."
        yield Finding("doctor.media_type", message)
    if answer.headers and dict(answer.headers).get("access-control-allow-origin", "").strip() != "*":
        message = "The answer has no header 'Access-Control-Allow-Origin: *', so no verifier in a browser can read it."
        yield Finding("doctor.cors", message)


def _of_set(tree: dict[str, Any], url: str, budget: Budget) -> Iterator[Finding]:
    try:
        KeySet.from_tree(tree, url=url, budget=budget)
    except KeyLoadError as error:
        yield from error.findings
        return
    keys = tree.get("keys", [tree])
    if not keys:
        yield Finding("doctor.no_key", "The key set is empty.", "/keys")
    for index, item in enumerate(keys):
        pointer = f"/keys/{index}" if "keys" in tree else ""
        try:
            PublicKey.from_jwk(item, pointer)
        except KeyLoadError as error:
            yield from error.findings
        if len(keys) > 1 and "kid" not in item:
            yield Finding("doctor.old_form", "Of several keys this one has no kid, so no token can name it.", pointer)


def _of_document(tree: dict[str, Any], issuer: str, at: datetime, soon: datetime, budget: Budget) -> Iterator[Finding]:
    try:
        document = ControllerDocument.from_tree(tree, expected_id=issuer, budget=budget)
    except KeyLoadError as error:
        yield from error.findings
        return
    usable = 0
    for pointer, entry in _methods(tree):
        faults, alive = _of_method(entry, pointer, issuer, at, soon)
        yield from faults
        name = entry.get("id")
        full = f"{issuer}{name}" if isinstance(name, str) and name.startswith("#") else name
        usable += alive and isinstance(full, str) and document.lists(full, _ASSERTION)
    if not usable:
        message = f"It lists no key under {_ASSERTION} that could sign credentials now."
        yield Finding("doctor.no_key", message, f"/{_ASSERTION}")


def _methods(tree: Mapping[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    for name in ("verificationMethod", *RELATIONSHIPS):
        for index, entry in enumerate(tree.get(name, ())):
            if isinstance(entry, dict):
                yield f"/{name}/{index}", entry


def _of_method(
    entry: dict[str, Any], pointer: str, issuer: str, at: datetime, soon: datetime
) -> tuple[list[Finding], bool]:
    """What is to be said of one method, and whether it can sign now."""
    said: list[Finding] = []
    name, kind, controller = entry.get("id"), entry.get("type"), entry.get("controller")
    if isinstance(name, str) and name.startswith("#"):
        message = f"The id {shown(name)} is relative; older verifiers look for {shown(issuer + name)}."
        said.append(Finding("doctor.old_form", message, f"{pointer}/id"))
    if isinstance(kind, str) and kind in _OLD:
        message = f"The type {kind} is an older form; newer verifiers read {_OLD[kind]}."
        said.append(Finding("doctor.old_form", message, f"{pointer}/type"))
    if controller != issuer:
        message = f"The method names {shown(controller)} as its controller, not the issuer."
        said.append(Finding("key.controller", message, f"{pointer}/controller"))
    inner = entry.get("publicKeyJwk")
    if isinstance(inner, dict) and "kid" in inner and isinstance(name, str):
        fits = inner["kid"] in (name, name.partition("#")[2]) or inner["kid"] == _thumbprint(inner)
        if not fits:
            message = "The kid of the JWK is neither the fragment of the method nor the thumbprint of the key."
            said.append(Finding("doctor.old_form", message, f"{pointer}/publicKeyJwk/kid"))
    try:
        made = methods.read(entry, str(name), issuer, pointer)
    except KeyLoadError as error:
        return [*said, *error.findings], False
    ends = min((end for end in (made.revoked, made.expires) if end is not None), default=None)
    if ends is not None and ends <= at:
        message = f"The key {shown(name)} ended on {timestamps.format(ends)}."
        said.append(Finding("doctor.revoked", message, pointer))
    elif ends is not None and ends <= soon:
        message = f"The key {shown(name)} ends on {timestamps.format(ends)}."
        said.append(Finding("doctor.ends_soon", message, pointer))
    return said, controller == issuer and (ends is None or ends > at)


def _thumbprint(tree: dict[str, Any]) -> str:
    try:
        found = jwk.read(tree)
    except KeyLoadError:
        return ""
    return jwk.thumbprint(found.alg, found.raw)
