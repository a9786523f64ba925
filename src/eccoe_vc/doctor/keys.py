"""did.json, controller documents and key sets, key by key: what verifiers refuse, and what not everybody reads."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import Any, Final

from eccoe_vc.errors import Finding, KeyLoadError, shown
from eccoe_vc.keys import did_jwk, did_key, jwk
from eccoe_vc.keys.algorithms import PublicKey
from eccoe_vc.keys.document import ControllerDocument, read_tree
from eccoe_vc.keys.jwk_set import KeySet, is_key_set
from eccoe_vc.keys.method import VerificationMethod
from eccoe_vc.keys.publishing import CID_CONTEXT, DID_CONTEXT, FORM_CONTEXTS
from eccoe_vc.limits import DEFAULT

PURPOSE: Final = "assertionMethod"
SOON: Final = timedelta(days=30)
_SUITES: Final = "https://w3id.org/security/suites"
#: In which contexts each type of method is defined, the usual one first; readers of JSON-LD see nothing of the others.
_DEFINED_IN: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        "Multikey": (FORM_CONTEXTS["Multikey"], CID_CONTEXT, "https://w3id.org/security/data-integrity/v2"),
        "JsonWebKey": (FORM_CONTEXTS["JsonWebKey"], CID_CONTEXT),
        "JsonWebKey2020": (f"{_SUITES}/jws-2020/v1",),
        "Ed25519VerificationKey2020": (f"{_SUITES}/ed25519-2020/v1",),
        "Ed25519VerificationKey2018": (f"{_SUITES}/ed25519-2018/v1",),
    }
)
_OLD: Final = frozenset({"Ed25519VerificationKey2018", "Ed25519VerificationKey2020", "JsonWebKey2020"})


def findings(data: bytes, subject: str, moment: datetime) -> Iterator[Finding]:
    """What is wrong with the document of ``subject``: the DID, or the https address of the document."""
    if not data.strip():
        yield Finding("json.syntax", "The document is empty.")
        return
    try:
        tree = read_tree(data, DEFAULT)
        if is_key_set(tree, subject):
            yield from _of_set(tree, subject)
        else:
            yield from _of_document(tree, subject, moment)
    except KeyLoadError as error:
        yield from error.findings


def of_identifier(issuer: str) -> tuple[Finding, ...]:
    """What is wrong with an identifier that is a key itself, did:key or did:jwk."""
    try:
        document = did_key.resolve(issuer) if issuer.startswith("did:key:") else did_jwk.resolve(issuer, DEFAULT)
        names = [name for name, _ in document.names(PURPOSE)]
        for name in names:
            document.method(name, PURPOSE)
    except KeyLoadError as error:
        return error.findings
    return () if names else (Finding("doctor.no_key", "The key of the identifier is not one that signs."),)


def _of_set(tree: dict[str, Any], url: str) -> Iterator[Finding]:
    found = KeySet.from_tree(tree, url=url)
    names = [name for name, _ in found.names(PURPOSE)]
    if not names:
        yield Finding("doctor.no_key", "The key set holds no key.", "/keys")
    for index, key in enumerate(tree.get("keys", [tree])):
        place = f"/keys/{index}" if "keys" in tree else ""
        if "kid" not in key and "keys" in tree:
            yield Finding("doctor.no_kid", "A key without a kid cannot be named by a token.", place)
        try:
            PublicKey.from_jwk(key, place)
        except KeyLoadError as error:
            yield from error.findings


def _of_document(tree: dict[str, Any], subject: str, moment: datetime) -> Iterator[Finding]:
    document = ControllerDocument.from_tree(tree, expected_id=subject)
    places = {_whole(tree, one["id"]): index for index, one in enumerate(tree.get("verificationMethod", ()))}
    usable = False
    for name, _ in document.names(PURPOSE):
        place = f"/verificationMethod/{places[name]}" if name in places else f"/{PURPOSE}"
        try:
            method = document.method(name, PURPOSE)
        except KeyLoadError as error:
            yield from (found._replace(pointer=found.pointer or place) for found in error.findings)
            continue
        ended = yield from _end(method, moment)
        usable = usable or not ended
    if not usable:
        message = f"No key of the document can sign credentials now: none that holds is listed under {PURPOSE}."
        yield Finding("doctor.no_key", message, f"/{PURPOSE}" if PURPOSE in tree else "")
    yield from _elsewhere(tree)


def _end(method: VerificationMethod, moment: datetime) -> Any:
    """What is said about the end of a key; returns whether it is over."""
    for name, end in (("revoked", method.revoked), ("expires", method.expires)):
        if end is None:
            continue
        if end <= moment:
            message = f"The key {shown(method.id)} ended ({name} {end.date()}); what it signed before is told apart."
            yield Finding("doctor.key_ended", message)
            return True
        if end - moment <= SOON:
            message = f"The key {shown(method.id)} ends on {end.date()}."
            yield Finding("doctor.ends_soon", message, hint="Publish the next key before that day: issuer rotate.")
    return False


def _elsewhere(tree: dict[str, Any]) -> Iterator[Finding]:
    """What this library reads and not everybody does."""
    contexts = tree.get("@context", [])
    named = {one for one in (contexts if isinstance(contexts, list) else [contexts]) if isinstance(one, str)}
    first = (contexts[:1] or [""])[0] if isinstance(contexts, list) else contexts
    if tree["id"].startswith("did:") and first not in (DID_CONTEXT, CID_CONTEXT):
        message = f"The document does not begin with the context {DID_CONTEXT}."
        yield Finding("doctor.context", message, "/@context" if "@context" in tree else "")
    for index, method in enumerate(tree.get("verificationMethod", ())):
        place = f"/verificationMethod/{index}"
        kind = str(method.get("type"))
        if method["id"].startswith("#"):
            message = (
                f"The key is called {shown(method['id'])}; not every reader puts the id of the document before it."
            )
            yield Finding("doctor.relative_id", message, f"{place}/id")
        if kind in _DEFINED_IN and named and named.isdisjoint(_DEFINED_IN[kind]):
            message = f"No context of the document defines {kind}, so readers of JSON-LD do not see the key."
            yield Finding("doctor.context", message, f"{place}/type", f"Add {_DEFINED_IN[kind][0]} to @context.")
        inner = method.get("publicKeyJwk")
        if isinstance(inner, dict) and not _names(inner, method["id"]):
            message = f"The kid of the JWK is {shown(inner['kid'])}, which is none of the names of the key."
            yield Finding("doctor.kid", message, f"{place}/publicKeyJwk/kid")
        if kind in _OLD:
            yield Finding("doctor.old_form", f"The key is written as {kind}, which newer readers may not know.", place)
        if not _is_listed(tree, method["id"]):
            yield Finding("doctor.unused_key", "The key is listed, and nothing says what it is for.", place)


def _names(tree: dict[str, Any], method: str) -> bool:
    """Whether the kid of a JWK, where it has one, is a name of its key: that of the method, or the thumbprint."""
    kid = tree.get("kid")
    if kid is None or kid in (method, method.partition("#")[2]):
        return True
    try:
        found = jwk.read(tree)
    except KeyLoadError:
        return True  # which says more than its name
    return bool(kid == jwk.thumbprint(found.alg, found.raw))


def _whole(tree: dict[str, Any], name: str) -> str:
    base: str = tree["id"]
    return base + name if name.startswith("#") else name


def _is_listed(tree: dict[str, Any], name: str) -> bool:
    whole = _whole(tree, name)
    purposes = (tree.get(one, ()) for one in ("assertionMethod", "authentication", "capabilityDelegation",
                                              "capabilityInvocation", "keyAgreement"))  # fmt: skip
    listed = {item for items in purposes if isinstance(items, list) for item in items if isinstance(item, str)}
    return bool(listed & {whole, name, whole.removeprefix(tree["id"])})


__all__ = ["findings", "of_identifier"]
