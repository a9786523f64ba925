"""A COSE_Sign1 as a token with a credential in it (VC JOSE COSE 1.0, section 3.3)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from eccoe_vc.carriers import Envelope
from eccoe_vc.encoding import strict_json
from eccoe_vc.errors import Finding
from eccoe_vc.limits import DEFAULT, Budget
from eccoe_vc.proofs.cose import headers, sign1
from eccoe_vc.proofs.token_forms import VC_COSE, Token

if TYPE_CHECKING:
    from eccoe_vc.keys import PublicKey


def open_token(envelope: Envelope, budget: Budget = DEFAULT) -> Token:
    """The message in ``envelope``, with the credential in it.

    The payload is the credential and nothing beside it; claims stand in the header (RFC 9597).

    :raises JoseError: ``cose.structure``, ``cose.alg``, ``cose.typ``, ``jose.kid``, ``unsupported.alg``.
    :raises RefusedError: ``json.*``, ``struct.limit``; ``unsupported.proof_format``, the extra is not installed.
    """
    message = sign1.read(envelope.data, budget)
    headers.alg(message.header)
    kind = headers.kind(message.header)
    document = strict_json.parse(message.payload, budget)
    types = document.get("type")
    presents = "VerifiablePresentation" in (types if isinstance(types, list) else [types])
    findings = []
    if presents != (kind == "vp"):
        what = f"The message is of the type {kind}+cose, but there is {'a' if presents else 'no'} presentation in it."
        findings.append(Finding("cose.typ", what, "/typ"))
    kid = headers.kid(message.header)
    return Token(
        form=VC_COSE,
        header={"kid": kid} if kid else {},
        claims=headers.claims(message.header),
        document=document,
        text=message.payload.decode("utf-8"),
        signed=message.signed,
        signature=message.signature,
        findings=tuple(findings),
        parts=message,
    )


def check(token: Token, key: PublicKey) -> Finding | None:
    """None where the signature holds under ``key``, else why not: ``cose.alg``, ``proof.signature``."""
    return sign1.check(token.parts, key)
