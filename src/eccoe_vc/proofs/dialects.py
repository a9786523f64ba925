"""The three dialects of JWT: told apart by shape, never merged (requirement J1).

==============  =======================  ===============================================================================
``typ``         payload                  dialect
==============  =======================  ===============================================================================
``vc+jwt``      a credential             VC JOSE; a claim ``vc`` or ``vp`` is refused
``vp+jwt``      a presentation           VC JOSE
absent, JWT     a claim ``vc``, ``vp``   VC 1.1; a second body beside it is refused
absent, JWT     a credential             Open Badges; VC JOSE if it is no badge and has none of their claims
other                                    another kind of token: refused
==============  =======================  ===============================================================================

Open Badges 3.0, section 9.1; VC JOSE COSE 1.0, section 3.1; VC Data Model 1.1, section 6.3.1.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from eccoe_vc.encoding import DecodeError, timestamps
from eccoe_vc.errors import Finding, JoseError, shown
from eccoe_vc.proofs.token_forms import VC_JOSE, VC_JWT_1_1, VC_JWT_OB3, TokenForm

#: RFC 7519, section 4.1, with the claims that tie a token to a verifier and to a key: beside the credential, not in it.
CLAIMS: Final = frozenset(("iss", "sub", "aud", "exp", "nbf", "iat", "jti", "nonce", "cnf"))
#: Offers of a key or certificate in a header, none of which says anything about the issuer (requirement J5).
OFFERED_KEYS: Final = frozenset(("jku", "x5u", "x5c"))
_CHAIN: Final = (
    "Only a certificate chain in the header names the key; chains are not read here, and vouch for no issuer."
)
_OF_BADGES: Final = frozenset(("iss", "jti", "nbf", "sub"))
_BADGES: Final = frozenset(("OpenBadgeCredential", "AchievementCredential", "ClrCredential", "EndorsementCredential"))
_ENVELOPES: Final = frozenset(("EnvelopedVerifiableCredential", "EnvelopedVerifiablePresentation"))
_BODY: Final = ("@context", "type", "credentialSubject", "verifiableCredential")
_HEADER_OF_BADGES: Final = frozenset(("alg", "kid", "jwk", "typ"))

Read = tuple[TokenForm, dict[str, Any], list[Finding]]


def read(header: Mapping[str, Any], claims: dict[str, Any]) -> Read:
    """The dialect, the credential or presentation, and what is to be said of the header.

    :raises JoseError: ``jose.typ``, ``jwt.dialect``, ``jwt.two_bodies``, ``jwt.forbidden_claim``, ``envelope.depth``.
    """
    typ = media_type(header.get("typ", ""))
    if typ in ("vc+jwt", "vp+jwt"):
        form, document = VC_JOSE, _of_jose(claims)
    elif typ not in ("", "jwt"):
        raise JoseError(
            "jose.typ", f"The token is of the type {shown(header['typ'])}, not a credential.", pointer="/typ"
        )
    elif "vc" in claims or "vp" in claims:
        form, document = VC_JWT_1_1, _of_1_1(claims)
    elif "@context" not in claims and "credentialSubject" not in claims:
        raise JoseError("jose.typ", "There is no credential in the token: it is one of another kind.")
    else:
        document = without_claims(claims)
        plain = _OF_BADGES.isdisjoint(claims) and _BADGES.isdisjoint(_types(document))
        form = VC_JOSE if plain else VC_JWT_OB3
    types = _types(document)
    if not _ENVELOPES.isdisjoint(types):
        raise JoseError("envelope.depth", "There is an envelope in the token, and no credential.", pointer="/type")
    found = _kind(form, typ, document, types)
    if form is not VC_JWT_OB3 or not _HEADER_OF_BADGES.issuperset(header):
        found += _extra(form, header)
    return form, document, found


def media_type(value: str) -> str:
    """A ``typ`` or ``cty`` without the prefix that may be left out (RFC 7515, section 4.1.9).

    >>> media_type("application/VC+JWT")
    'vc+jwt'
    """
    return value.lower().removeprefix("application/")


# ---- bodies ----------------------------------------------------------------------------------------------------------


def without_claims(claims: Mapping[str, Any]) -> dict[str, Any]:
    """The credential or presentation in a payload, without the claims beside it."""
    return {name: value for name, value in claims.items() if name not in CLAIMS}


def _of_jose(claims: dict[str, Any]) -> dict[str, Any]:
    for name in ("vc", "vp"):
        if name in claims:
            raise JoseError(
                "jwt.forbidden_claim",
                f"A token of this type holds the credential itself, and no claim {name}.",
                pointer=f"/{name}",
            )
    return without_claims(claims)


def _of_1_1(claims: dict[str, Any]) -> dict[str, Any]:
    """VC Data Model 1.1, section 6.3.1 (JWT Decoding): what is only said by a claim becomes a member."""
    beside = [name for name in _BODY if name in claims]
    if beside or ("vc" in claims and "vp" in claims):
        first, second = ("vc", "vp") if not beside else ("vc" if "vc" in claims else "vp", beside[0])
        raise JoseError(
            "jwt.two_bodies",
            f"The token holds two bodies: one in the claim {first}, another with {shown(second)}.",
            pointer=f"/{second}",
        )
    name = "vc" if "vc" in claims else "vp"
    body = claims[name]
    if not isinstance(body, dict):
        raise JoseError("jwt.dialect", f"The claim {name} is {shown(body)}, not an object.", pointer=f"/{name}")
    if "proof" in body:
        return dict(body)  # it was signed as it stands
    return _presented(body, claims) if name == "vp" else _completed(body, claims)


def _presented(body: Mapping[str, Any], claims: Mapping[str, Any]) -> dict[str, Any]:
    made = dict(body)
    for member, claim in (("holder", "iss"), ("id", "jti")):
        if claim in claims:
            made.setdefault(member, claims[claim])
    return made


def _completed(body: Mapping[str, Any], claims: Mapping[str, Any]) -> dict[str, Any]:
    made = dict(body)
    for member, claim in (("issuer", "iss"), ("id", "jti")):
        if claim in claims:
            made.setdefault(member, claims[claim])
    issuer = made.get("issuer")
    if isinstance(issuer, dict) and "id" not in issuer and "iss" in claims:
        made["issuer"] = {"id": claims["iss"], **issuer}
    for member, claim in (("issuanceDate", "nbf"), ("expirationDate", "exp")):
        if claim in claims and member not in made and (text := _date(claims[claim])):
            made[member] = text
    subject = made.get("credentialSubject")
    if isinstance(subject, dict) and "id" not in subject and "sub" in claims:
        made["credentialSubject"] = {"id": claims["sub"], **subject}
    return made


def _date(value: Any) -> str:
    try:
        return timestamps.format(timestamps.numeric_date(value))
    except DecodeError:
        return ""  # said by the check of the claims


# ---- what the header says --------------------------------------------------------------------------------------------


def _kind(form: TokenForm, typ: str, document: Mapping[str, Any], types: list[str]) -> list[Finding]:
    found = []
    contexts = document.get("@context")
    base = contexts[0] if isinstance(contexts, list) and contexts else contexts
    if base in VC_JWT_OB3.bases and base not in form.bases:
        message = f"The form {form.name} is not for credentials of the data model whose context is {shown(base)}."
        found.append(Finding("jwt.dialect", message, "/@context"))
    presents = "VerifiablePresentation" in types
    if typ in ("vc+jwt", "vp+jwt") and presents != (typ == "vp+jwt"):
        message = f"The token is of the type {typ}, but there is {'a' if presents else 'no'} presentation in it."
        found.append(Finding("jose.typ", message, "/typ"))
    return found


def _extra(form: TokenForm, header: Mapping[str, Any]) -> Iterator[Finding]:
    yield from offered_keys(form, header)
    for name in header:
        if form is VC_JWT_OB3 and name not in _HEADER_OF_BADGES and name not in OFFERED_KEYS:
            message = f"The header has the member {shown(name)}, which tokens of Open Badges do not have."
            yield Finding("jose.header_extra", message)
    if form is VC_JOSE and "cty" in header and media_type(header["cty"]) not in ("vc", "vp"):
        message = f"The header names the content {shown(header['cty'])}, but it is a credential."
        yield Finding("jose.media_type", message, "/cty")


def offered_keys(form: TokenForm, header: Mapping[str, Any]) -> Iterator[Finding]:
    """Keys and certificates that the header brings along, which nobody looks at.

    A chain of certificates that is all the header says about the key is refused unread: no policy has anchors, and
    whoever signs chooses the chain (docs/adr/0117).
    """
    named = "kid" in header or "jwk" in header
    if "x5c" in header and not named:
        yield Finding("key.certificate", _CHAIN, "/x5c")
    for name in header:
        if name in OFFERED_KEYS:
            message = f"The header offers a key in {name}, which says nothing about the issuer and is not looked at."
            ignored = named and form is not VC_JWT_OB3
            yield Finding("jose.header_extra" if ignored else "jose.header_key", message, f"/{name}")


def _types(document: Mapping[str, Any]) -> list[str]:
    types = document.get("type")
    if isinstance(types, str):
        return [types]
    return [name for name in types if isinstance(name, str)] if isinstance(types, list) else []
