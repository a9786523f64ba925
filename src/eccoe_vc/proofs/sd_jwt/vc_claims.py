"""The shape of an SD-JWT VC: which claims it has, and of which kind (draft-ietf-oauth-sd-jwt-vc, section 3.2.2)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from eccoe_vc.encoding import DecodeError, timestamps
from eccoe_vc.errors import Finding, shown

_TEXTS: Final = ("iss", "sub", "jti", "vct#integrity")
_OBJECTS: Final = ("cnf", "status")
#: What credentials of the W3C data model say in these members, this form says in claims. Whoever reads both kinds would
#: take the one for the other: another issuer than the one whom the verifier trusts, an achievement that no model held.
_OF_W3C: Final = ("@context", "issuer", "credentialSubject", "verifiableCredential", "vc", "vp")


def check(claims: Mapping[str, Any]) -> Iterator[Finding]:
    """Everything in which ``claims`` are no SD-JWT VC.

    >>> [found.code for found in check({"vct": "https://north.example/types/award", "exp": 1900000000})]
    []
    >>> [found.pointer for found in check({"exp": "2030-01-01"})]
    ['/vct', '/exp']
    """
    if "vct" not in claims:
        yield Finding("model.missing", "The claim vct, which says what kind of credential it is, is missing.", "/vct")
    elif not isinstance(claims["vct"], str) or not claims["vct"]:
        yield _kind("vct", claims, "text")
    for name in _TEXTS:
        if name in claims and not isinstance(claims[name], str):
            yield _kind(name, claims, "text")
    for name in _OBJECTS:
        if name in claims and not isinstance(claims[name], dict):
            yield _kind(name, claims, "an object")
    others = claims.get("aka_vcts", ["-"])
    if not isinstance(others, list) or not others or not all(isinstance(other, str) for other in others):
        yield _kind("aka_vcts", claims, "a list of texts")
    for name in _OF_W3C:
        if name in claims:
            message = f"A credential of plain claims has no member {name}, which belongs to the W3C data model."
            yield Finding("jwt.dialect", message, f"/{name}")
    yield from _dates(claims)


def _dates(claims: Mapping[str, Any]) -> Iterator[Finding]:
    read = {}
    for name in ("nbf", "exp", "iat"):
        if name not in claims:
            continue
        try:
            read[name] = timestamps.numeric_date(claims[name])
        except DecodeError as error:
            yield Finding("jwt.numeric_date", f"The claim {name} is {shown(claims[name])}. {error}", f"/{name}")
    if "nbf" in read and "exp" in read and read["exp"] < read["nbf"]:
        yield Finding("time.window", "The credential would end before it begins.", "/exp")


def _kind(name: str, claims: Mapping[str, Any], due: str) -> Finding:
    return Finding("model.type", f"The claim {name} is {shown(claims[name])}, not {due}.", f"/{name}")
