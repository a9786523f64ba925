"""Writing the documents in which keys are published: DID documents, controller documents, key sets.

Controlled Identifiers 1.0, section 2; DID Core 1.0, section 5; did:web; RFC 7517, section 5. Whatever is written here
was read back by the reader that verifiers use (:mod:`eccoe_vc.keys.document`, :mod:`eccoe_vc.keys.jwk_set`), key by
key.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from os import PathLike
from typing import Any, Final

from eccoe_vc.encoding.iri import is_iri
from eccoe_vc.errors import InputTypeError, KeyLoadError, shown
from eccoe_vc.keys import did, did_web, storage
from eccoe_vc.keys.algorithms import PublicKey
from eccoe_vc.keys.document import ControllerDocument
from eccoe_vc.keys.jwk_set import PURPOSE, KeySet
from eccoe_vc.keys.published_key import FORMS, Form, PublishedKey, published
from eccoe_vc.keys.signer import Signer

Publishable = PublishedKey | PublicKey | Signer
CID_CONTEXT: Final = "https://www.w3.org/ns/cid/v1"
DID_CONTEXT: Final = "https://www.w3.org/ns/did/v1"
FORM_CONTEXTS: Final[dict[str, str]] = {
    "Multikey": "https://w3id.org/security/multikey/v1",
    "JsonWebKey": "https://w3id.org/security/jwk/v1",
}


def controller_document(
    controller: str,
    keys: Iterable[Publishable],
    *,
    form: Form = "Multikey",
    also_known_as: Iterable[str] = (),
) -> dict[str, Any]:
    """The document of ``controller`` that lists ``keys``: a did.json for a did:web, else a controller document.

    :param controller: a did:web, or the https URL at which the document will stand (:func:`address`).
    :param keys: public keys, signers (under the name that each gives its key), or :class:`PublishedKey`.
    :param form: ``Multikey``, or ``JsonWebKey`` for readers that know only JWKs.
    :param also_known_as: other identifiers of the same party, whose documents must name this one in turn.
    :raises KeyLoadError: ``key.controller``, a key or its name belongs elsewhere; ``did.ambiguous``, two keys of one
        name; ``did.limit``, ``did.syntax``, ``key.url``, ``unsupported.did_method``.
    :raises InputTypeError: ``input.type``.

    >>> key = PublicKey.from_multikey("z6MktwupdmLXVVqTzCw4i46r4uGyosGXRnR3XjN4Zq7oMMsw")
    >>> document = controller_document("did:web:north.example", [key])
    >>> document["assertionMethod"] == [document["verificationMethod"][0]["id"]]
    True
    """
    address(controller)
    if form not in FORMS:
        raise InputTypeError("input.type", f"The form is {shown(form)}.", hint=f"It is one of {', '.join(FORMS)}.")
    listed = [published(key, controller).of(controller) for key in _listed(keys)]
    if len({key.id for key in listed}) < len(listed):
        raise KeyLoadError("did.ambiguous", "Two keys have the same name.", hint="Give each a name of its own.")
    if len({key.public_key for key in listed}) < len(listed):  # one of them could end, and live on as the other
        raise KeyLoadError(
            "did.ambiguous", "One key has two names.", hint="List it once, with all the purposes that it has."
        )
    is_did = controller.startswith("did:")
    tree: dict[str, Any] = {
        "@context": [DID_CONTEXT, FORM_CONTEXTS[form]] if is_did else CID_CONTEXT,
        "id": controller,
    }
    if names := _names(also_known_as):
        tree["alsoKnownAs"] = names
    tree["verificationMethod"] = [key.method(controller, form) for key in listed]
    for key in listed:
        for purpose in key.purposes:
            tree.setdefault(purpose, []).append(key.id)
    check(tree, listed)
    return tree


def key_set(url: str, keys: Iterable[Publishable]) -> dict[str, Any]:
    """The JWK Set to be published at ``url``, for issuers of Open Badges 3.0 in the form of tokens.

    A key set says nothing about dates and purposes: its keys are for signing credentials and for nothing else.

    :param url: the https URL at which it will stand. A key is named ``url#kid``.
    :param keys: public keys, signers, or :class:`PublishedKey`. The ``kid`` is the fragment of the name: the key as
        Multikey, where nothing else is said.
    :raises KeyLoadError: ``jwks.ambiguous``, two keys of one name; ``jwks.limit``; ``key.controller``; ``key.url``.
    :raises InputTypeError: ``input.type``, also for a key with dates or another purpose.

    >>> key = PublicKey.from_multikey("z6MktwupdmLXVVqTzCw4i46r4uGyosGXRnR3XjN4Zq7oMMsw")
    >>> key_set("https://north.example/jwks.json", [key])["keys"][0]["kid"] == key.to_multikey()
    True
    """
    if not did.is_https(url):
        raise KeyLoadError("key.url", f"A key set stands at an https URL, not at {shown(url)}.")
    made = []
    for key in _listed(keys):
        one = published(key, url)
        require_plain(one)
        made.append(one.of(url))
    tree = {"keys": [key.jwk(key.id.partition("#")[2]) for key in made]}
    check_set(tree, url, made)
    return tree


def require_plain(key: PublishedKey) -> None:
    """Refuse a key of which a key set could not say all that is to be said.

    :raises InputTypeError: ``input.type``, it has an end, or is for another purpose than credentials.
    """
    if key.revoked is not None or key.expires is not None or key.purposes != (PURPOSE,):
        raise InputTypeError(
            "input.type", "A key set cannot say when a key ends, nor that it is for anything but credentials.",
            hint="Publish a controller document.",
        )  # fmt: skip


def address(controller: str) -> str:
    """The https URL at which the document of ``controller`` has to stand.

    :raises KeyLoadError: ``did.syntax``, ``key.url``; ``unsupported.did_method``, another DID method.
    :raises InputTypeError: ``input.type``, a did:key or did:jwk, which publishes nothing.

    >>> address("did:web:north.example:badges")
    'https://north.example/badges/did.json'
    """
    if not isinstance(controller, str):
        raise InputTypeError("input.type", f"The controller is {shown(controller)}, not a text.")
    if controller.startswith("did:"):
        found = did.parse(controller)
        if found.method in ("key", "jwk"):
            message = f"{shown(controller)} is its own key: there is nothing to publish."
            raise InputTypeError("input.type", message, hint="Name a did:web or an https URL of yours.")
        if found.method != "web":
            raise did.unsupported(found)
        return did_web.url(controller)
    if not did.is_https(controller):
        raise KeyLoadError(
            "key.url", f"{shown(controller)} is neither a did:web nor an https URL.",
            hint="Write did:web:north.example, or the https URL at which the document will stand.",
        )  # fmt: skip
    return controller


def save(document: Mapping[str, Any], path: str | PathLike[str], *, replace: bool = False) -> None:
    """Write a document to a file, as text that people can read, in one step: no reader ever sees half of it.

    :param replace: an older document at ``path`` gives way; nothing else does, and no link is followed.
    :raises StoreError: ``store.io``, the file exists and ``replace`` is False, or it cannot be written.
    :raises PathError: ``path.unsafe``.
    """
    storage.write_public(path, text(document).encode("ascii"), replace=replace)


def text(document: Mapping[str, Any]) -> str:
    """The JSON text of a document as :func:`save` writes it."""
    return json.dumps(document, indent=2, allow_nan=False) + "\n"


def check(tree: Mapping[str, Any], keys: Iterable[PublishedKey]) -> None:
    """Insist that verifiers will find each of ``keys`` in a document, for each of its purposes, with its dates.

    :raises KeyLoadError: what the reader says; ``did.document`` where it finds something else.
    """
    document = ControllerDocument.read(tree, expected_id=str(tree["id"]))
    for key in keys:
        for purpose in key.purposes:
            found = document.method(key.id, purpose)
            if (found.public_key, found.revoked, found.expires) != (key.public_key, key.revoked, key.expires):
                raise KeyLoadError("did.document", f"The method {shown(key.id)} would not be read as it was meant.")


def check_set(tree: Mapping[str, Any], url: str, keys: Iterable[PublishedKey]) -> None:
    """As :func:`check`, for a key set."""
    found = KeySet.read(tree, url=url)
    for key in keys:
        if found.method(key.id, PURPOSE).public_key != key.public_key:
            raise KeyLoadError("did.document", f"The key {shown(key.id)} would not be read as it was meant.")


def _names(given: Iterable[str]) -> list[str]:
    names = [given] if isinstance(given, str) or not isinstance(given, Iterable) else list(given)
    if isinstance(given, str) or not all(isinstance(name, str) and is_iri(name) for name in names):
        raise InputTypeError(
            "input.type",
            f"The other identifiers are {shown(given)}.",
            hint='Pass a list: ["https://north.example/badges"].',
        )
    return names


def _listed(keys: Iterable[Publishable]) -> list[Publishable]:
    one = isinstance(keys, PublicKey | PublishedKey | str | bytes | Mapping) or not isinstance(keys, Iterable)
    found = [] if one else list(keys)
    if not found:
        raise InputTypeError("input.type", f"The keys are {shown(keys)}.", hint="Pass a list with one key or more.")
    return found


__all__ = ["Publishable", "address", "controller_document", "key_set", "save", "text"]
