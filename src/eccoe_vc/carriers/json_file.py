"""Credentials as JSON: files (``.json``, ``.1ob``), texts and mappings. The one strict door does the reading."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from eccoe_vc.carriers.envelope import Carrier, Envelope, Form
from eccoe_vc.encoding import strict_json
from eccoe_vc.errors import Finding
from eccoe_vc.limits import DEFAULT, Budget

_ENVELOPED = frozenset({"EnvelopedVerifiableCredential", "EnvelopedVerifiablePresentation"})


def read(
    data: bytes | str, budget: Budget = DEFAULT, *, carrier: Carrier = "json", notes: tuple[Finding, ...] = ()
) -> Envelope:
    """The envelope of one JSON object.

    :raises RefusedError: ``json.*``, ``struct.limit`` (:func:`eccoe_vc.encoding.strict_json.parse`).

    >>> read('{"id": "urn:x:1"}').form
    'none'
    """
    document = strict_json.parse(data, budget)
    text = data if isinstance(data, str) else data.decode("utf-8")
    return Envelope(carrier, form_of(document), document, None, text, notes)


def adopt(value: Mapping[str, Any], budget: Budget = DEFAULT) -> Envelope:
    """The envelope of a caller's mapping, which is copied once; what the caller does to it later changes nothing.

    :raises InputTypeError: ``input.type``, something in it is not JSON.
    :raises RefusedError: ``json.*``, ``struct.limit``.

    >>> adopt({"proof": []}).form
    'data-integrity'
    """
    document = strict_json.copied(value, budget)
    return Envelope("json", form_of(document), document)


def form_of(document: Mapping[str, Any]) -> Form:
    """How a JSON object says that it is secured.

    >>> form_of({"type": "EnvelopedVerifiableCredential", "id": "data:application/vc+jwt,eyJ"})
    'enveloped'
    """
    if "proof" in document:
        return "data-integrity"
    types = document.get("type")
    if isinstance(types, str):
        types = [types]
    if isinstance(types, list) and any(isinstance(name, str) and name in _ENVELOPED for name in types):
        return "enveloped"
    if "signatures" in document or "ciphertext" in document or ("signature" in document and "payload" in document):
        from eccoe_vc.carriers.token import json_form

        return json_form(document)
    return "none"
