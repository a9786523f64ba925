"""A Status List Token, opened: a JWT of the type ``statuslist+jwt`` or a CWT, ``application/statuslist+cwt``.

draft-ietf-oauth-status-list-20, sections 5.1 and 5.2. It is no credential: the dialects of credentials do not take it,
and this module takes nothing else. What the claims say is judged by :mod:`eccoe_vc.status.token_list`.
"""

from __future__ import annotations

from typing import Any, Final

from eccoe_vc.carriers import Envelope
from eccoe_vc.encoding import strict_json
from eccoe_vc.errors import JoseError, RefusedError, shown
from eccoe_vc.limits import DEFAULT, Budget
from eccoe_vc.proofs import dialects, jose
from eccoe_vc.proofs.token_forms import VC_COSE, VC_JOSE, Token, TokenForm

STATUS_LIST_JWT: Final = TokenForm("statuslist-jwt", "jwt", "statuslist+jwt", bases=(), algs=VC_JOSE.algs)
STATUS_LIST_CWT: Final = TokenForm("statuslist-cwt", "cose", "application/statuslist+cwt", bases=(), algs=VC_COSE.algs)
#: Claims of a CWT by label (section 5.2; RFC 8392, section 3.1).
_CLAIMS: Final = {1: "iss", 2: "sub", 4: "exp", 5: "nbf", 6: "iat", 65533: "status_list", 65534: "ttl", 65535: "status"}


def kind(envelope: Envelope) -> str:
    """The type of the token as its header tells it, without ``application/``; empty where it tells none."""
    typ = (envelope.header or {}).get("typ")
    return dialects.media_type(typ) if isinstance(typ, str) else ""


def open_token(envelope: Envelope, budget: Budget = DEFAULT) -> Token:
    """The token in ``envelope``; its ``document`` is empty, since there is no credential in it.

    :raises JoseError: ``jose.*``, ``unsupported.alg``; of a CWT ``cose.*``.
    :raises RefusedError: ``status.type``, it is none of the two; ``json.*``; ``unsupported.proof_format``, a CWT
        without the extra ``cose``.
    """
    if envelope.form == "cose":
        return _cwt(envelope, budget)
    if envelope.form != "jwt" or kind(envelope) != STATUS_LIST_JWT.typ:
        raise _another("is no token of the type statuslist+jwt")
    header = envelope.header or {}
    if faults := tuple(jose.header_faults(header)):
        raise JoseError.of(faults)
    _, payload, signature = envelope.parts
    return Token(
        form=STATUS_LIST_JWT,
        header=header,
        claims=strict_json.parse(payload, budget),
        document={},
        text=payload.decode("utf-8"),
        signed=envelope.text.rpartition(".")[0].encode("ascii"),
        signature=signature,
    )


def _cwt(envelope: Envelope, budget: Budget) -> Token:
    """A CWT as the same claims, with the bytes of the list as they are."""
    from eccoe_vc.proofs.cose import cbor, headers, sign1

    # The examples of the specification name the key in the header that is not signed. It is looked up among those of
    # the issuer, and the signature is compared with it, so that nobody gains by changing the name.
    message = sign1.read(envelope.data, budget, unsigned=frozenset((headers.KID,)))
    typ = message.header.get(headers.TYP)
    if not isinstance(typ, str) or typ.lower() != STATUS_LIST_CWT.typ:
        raise _another(f"is a message of the type {shown(typ) if isinstance(typ, str) else 'that it does not say'}")
    headers.alg(message.header)
    found = cbor.decode(message.payload)
    if not isinstance(found, dict):
        raise JoseError("cose.structure", "The payload of the message is not a map of claims.")
    claims: dict[str, Any] = {
        _CLAIMS[label]: value for label, value in found.items() if headers.is_label(label) and label in _CLAIMS
    }
    named = headers.kid(message.header)
    return Token(
        form=STATUS_LIST_CWT,
        header={"kid": named} if named else {},
        claims=claims,
        document={},
        text="",
        signed=message.signed,
        signature=message.signature,
        parts=message,
    )


def _another(what: str) -> RefusedError:
    return RefusedError("status.type", f"What stands at the address of the Token Status List {what}.")
