"""Header parameters of COSE, by label (RFC 9052, section 3.1; RFC 9596; RFC 9597; RFC 8392).

The key decides the algorithm: the number in the header is compared with the key, and chooses nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, Final

from eccoe_vc.errors import JoseError, shown

ALG: Final = 1
CRIT: Final = 2
CONTENT_TYPE: Final = 3
KID: Final = 4
CWT_CLAIMS: Final = 15
TYP: Final = 16

#: The algorithms for each kind of key; the first one is ours to issue with (RFC 9053, RFC 8812, RFC 9864).
ALGS: Final[Mapping[str, tuple[int, ...]]] = MappingProxyType(
    {"Ed25519": (-8, -19), "P-256": (-7, -9), "P-384": (-35, -51), "RSA": (-257,)}
)
#: Registered, and beyond us: ES512, ESP512, Ed448, ES256K, PS and RS with other hashes, ML-DSA.
_NOT_IMPLEMENTED: Final = frozenset((-36, -52, -53, -47, -37, -38, -39, -258, -259, -48, -49, -50))
_KNOWN: Final = frozenset(number for numbers in ALGS.values() for number in numbers)
EXP: Final = 4
IAT: Final = 6
#: Claims of a CWT by label, as they are called in a JWT (RFC 8392, section 3.1; draft-ietf-oauth-status-list-20, 6.3).
_CLAIMS: Final = MappingProxyType({1: "iss", 2: "sub", 3: "aud", EXP: "exp", 5: "nbf", IAT: "iat", 65535: "status"})


def alg(header: Mapping[Any, Any]) -> int:
    """The number of the algorithm.

    :raises JoseError: ``cose.alg``, absent or not one that a key of an issuer signs with; ``unsupported.alg``.
    """
    number = header.get(ALG)
    if isinstance(number, int) and is_label(number):
        if number in _KNOWN:
            return number
        if number in _NOT_IMPLEMENTED:
            raise JoseError(
                "unsupported.alg", f"The message is signed with the algorithm {number}, which is not verified here."
            )
    what = f"is {shown(number)}" if ALG in header else "is missing"
    raise JoseError("cose.alg", f"The algorithm of the message {what}, none that a key of an issuer can sign with.")


def kid(header: Mapping[Any, Any]) -> str:
    """The name of the key, which is bytes in COSE; empty where the header names none.

    :raises JoseError: ``jose.kid``, it is not text in UTF-8.
    """
    if KID not in header:
        return ""
    try:
        return bytes.decode(header[KID], "utf-8")
    except (UnicodeDecodeError, TypeError):
        raise JoseError("jose.kid", "The name of the key in the message (kid) is not text in UTF-8.") from None


def claims(header: Mapping[Any, Any]) -> dict[str, Any]:
    """The claims that stand in the header (RFC 9597), by their names in a JWT; those unknown to us are ignored.

    :raises JoseError: ``cose.structure``, they are not a map.
    """
    found = header.get(CWT_CLAIMS, {})
    if not isinstance(found, Mapping):
        raise JoseError("cose.structure", f"The claims in the header of the message are {shown(found)}, not a map.")
    return {_CLAIMS[label]: value for label, value in found.items() if is_label(label) and label in _CLAIMS}


def kind(header: Mapping[Any, Any]) -> str:
    """``vc`` or ``vp``: what ``typ`` says that the message is, and the content type with it, where there is one.

    VC JOSE COSE 1.0, section 3.3: both SHOULD be there. We ask for ``typ``, or a message of another kind could be taken
    for a credential (docs/adr/0100).

    :raises JoseError: ``cose.typ``.
    """
    typ = header.get(TYP)
    for name in ("vc", "vp"):
        if isinstance(typ, str) and typ.lower() == f"application/{name}+cose":
            content = header.get(CONTENT_TYPE, f"application/{name}")
            if isinstance(content, str) and content.lower() == f"application/{name}":
                return name
            raise JoseError(
                "cose.typ", f"The message names the content {_said(content)}, but it is of the type {shown(typ)}."
            )
    what = f"is of the type {_said(typ)}" if TYP in header else "does not say its type"
    raise JoseError("cose.typ", f"The message {what}; a credential in COSE is application/vc+cose.")


def is_label(label: object) -> bool:
    """Whether ``label`` is a number of a registry; ``true`` would be equal to 1."""
    return isinstance(label, int) and not isinstance(label, bool)


def _said(value: object) -> str:
    return "bytes" if isinstance(value, bytes) else shown(value)
