"""Credentials and presentations in envelopes: a JSON object whose ``id`` is a ``data:`` URL that holds a token.

VC Data Model 2.0, section 4.13 (Enveloped Verifiable Credentials, Enveloped Verifiable Presentations); RFC 2397. What
stands in the object beside the token is signed by nobody.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Final

from eccoe_vc.carriers import token
from eccoe_vc.carriers.envelope import Carrier, Envelope
from eccoe_vc.encoding import pointers
from eccoe_vc.errors import RefusedError, shown
from eccoe_vc.limits import DEFAULT, Budget

CREDENTIAL: Final = "EnvelopedVerifiableCredential"
PRESENTATION: Final = "EnvelopedVerifiablePresentation"
V2: Final = "https://www.w3.org/ns/credentials/v2"
#: The form of token for each media type. Tokens without a type of their own travel as ``application/jwt``.
MEDIA_TYPES: Final[Mapping[str, str]] = {
    "application/vc+jwt": "jwt",
    "application/vp+jwt": "jwt",
    "application/jwt": "jwt",
    "text/plain": "jwt",
    "application/vc+sd-jwt": "sd-jwt",
    "application/vp+sd-jwt": "sd-jwt",
    "application/dc+sd-jwt": "sd-jwt",
}
_MEMBERS: Final = frozenset({"@context", "id", "type"})
# A media type without parameters; the token itself has none of the characters that a URL would have to escape.
_DATA: Final = re.compile(r"data:([A-Za-z0-9.+/-]{1,100})((?:;[^,;]{0,100})*),", re.ASCII).match


def unwrap(document: Mapping[str, Any], budget: Budget = DEFAULT, *, carrier: Carrier = "json") -> Envelope:
    """The envelope of the token in ``document``, whose type is one of the two enveloped ones.

    :raises RefusedError: ``envelope.type``, no ``data:`` URL of a token, or the token is of another kind than the media
        type says; ``envelope.members``, it carries members of a credential; ``jose.*``, ``json.*``.

    >>> made = wrap("eyJhbGciOiJFZERTQSIsInR5cCI6InZjK2p3dCJ9.e30.AAAA")
    >>> made["id"], unwrap(made).form
    ('data:application/vc+jwt,eyJhbGciOiJFZERTQSIsInR5cCI6InZjK2p3dCJ9.e30.AAAA', 'jwt')
    """
    beside = [name for name in document if name not in _MEMBERS]
    if beside:
        raise RefusedError(
            "envelope.members",
            f"The envelope carries the member {shown(beside[0])}, which nobody has signed.",
            pointer=pointers.join("", beside[0]),
        )
    url = document.get("id")
    found = _DATA(url) if isinstance(url, str) else None
    if found is None or not isinstance(url, str):
        raise RefusedError("envelope.type", f"The id of the envelope is {shown(url)}, no data: URL.", pointer="/id")
    media_type, parameters = found[1].lower(), found[2]
    form = MEDIA_TYPES.get(media_type)
    if form is None or parameters:
        raise RefusedError(
            "envelope.type",
            f"The envelope holds something of the type {shown(media_type + parameters)}, and no token of a credential.",
            pointer="/id",
        )
    inner = token.read(url[found.end() :], budget, carrier=carrier)
    if inner.form != form or not _fits(inner.media_type, media_type):
        raise RefusedError(
            "envelope.type",
            f"The envelope says {shown(media_type)}, but the token in it is of the type {inner.media_type}.",
            pointer="/id",
        )
    return inner


def wrap(text: str, budget: Budget = DEFAULT) -> dict[str, Any]:
    """The enveloped credential or presentation that holds the token ``text``.

    :raises RefusedError: ``jose.*``, ``json.*``: it is no token; ``envelope.type``, it is encrypted.
    """
    inner = token.read(text, budget)
    media_type = "application/jwt" if inner.media_type == "text/plain" else inner.media_type
    if media_type not in MEDIA_TYPES:
        raise RefusedError("envelope.type", f"There is no envelope for a token of the type {media_type}.")
    kind = PRESENTATION if media_type.startswith("application/vp+") else CREDENTIAL
    return {"@context": V2, "id": f"data:{media_type},{inner.text}", "type": kind}


def _fits(typed: str, named: str) -> bool:
    """Whether a token of the media type ``typed`` may stand under ``named``: types of its own are never renamed."""
    return typed == named or typed == "text/plain" or named in ("application/jwt", "text/plain")
