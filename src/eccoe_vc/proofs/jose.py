"""Compact JWS: header, payload and signature of a token, refused early where the header is not one of ours.

RFC 7515, RFC 7518, RFC 8725; VC JOSE COSE 1.0, section 3; Open Badges 3.0, section 9.1. The parts were decoded strictly
when the token was recognised (:mod:`eccoe_vc.carriers.token`). The key decides the algorithm: what the header names is
compared with the key, and chooses nothing.
"""

from __future__ import annotations

from collections.abc import Mapping, Set
from typing import TYPE_CHECKING, Any, Final

from eccoe_vc.carriers import Envelope
from eccoe_vc.encoding import strict_json
from eccoe_vc.errors import Finding, JoseError, shown
from eccoe_vc.limits import DEFAULT, Budget
from eccoe_vc.proofs import dialects
from eccoe_vc.proofs.token_forms import CURRENT_FORMS, VC_JOSE, VC_JOSE_ML_DSA_44, Token

if TYPE_CHECKING:
    from eccoe_vc.keys import PublicKey

#: Algorithms that the IANA registry has and that we do not verify: beyond us, and not bad.
NOT_IMPLEMENTED: Final = frozenset(
    ("RS384", "RS512", "PS256", "PS384", "PS512", "ES512", "ES256K", "Ed448", "ML-DSA-44", "ML-DSA-65", "ML-DSA-87",
     "ESP256", "ESP384", "ESP512")
)  # fmt: skip
_KNOWN: Final = frozenset(name for form in CURRENT_FORMS for names in form.algs.values() for name in names)
#: Verified where the token is a plain JWT of VC JOSE and the policy names the form.
_EXPERIMENTAL: Final = frozenset(name for names in VC_JOSE_ML_DSA_44.algs.values() for name in names)
_ALL: Final = _KNOWN | _EXPERIMENTAL


def open_token(envelope: Envelope, budget: Budget = DEFAULT) -> Token:
    """The token in ``envelope``, a compact JWS, with the credential in it.

    :raises JoseError: ``jose.alg``, ``jose.crit``, ``jose.b64``, ``jose.typ``, ``jose.kid``, ``unsupported.alg``,
        ``jwt.dialect``, ``jwt.two_bodies``, ``jwt.forbidden_claim``, ``envelope.depth``, ``sdjwt.format``.
    :raises RefusedError: ``json.*``, ``struct.limit`` for the payload.

    >>> from eccoe_vc.carriers import open_credential
    >>> open_token(open_credential("eyJhbGciOiJub25lIn0.e30.AAAA"))
    Traceback (most recent call last):
    eccoe_vc.errors.JoseError: The algorithm of the token is 'none', ... [jose.alg at /alg]
    """
    header = envelope.header or {}
    if faults := header_faults(header, _ALL):
        raise JoseError.of(tuple(faults))
    _, payload, signature = envelope.parts
    claims, text = strict_json.parse_with_text(payload, budget)
    if "_sd_alg" in claims:
        raise JoseError(
            "sdjwt.format", "The token has members that may be disclosed, but has lost its disclosures: no ~ ends it."
        )
    form, document, findings = dialects.read(header, claims)
    if header["alg"] in _EXPERIMENTAL:
        if form is not VC_JOSE:
            raise JoseError.of((_not_verified(header["alg"]),))
        form = VC_JOSE_ML_DSA_44
    return Token(
        form=form,
        header=header,
        claims=claims,
        document=document,
        text=text,
        signed=envelope.text.rpartition(".")[0].encode("ascii"),
        signature=signature,
        findings=tuple(findings),
    )


def header_faults(header: Mapping[str, Any], known: Set[str] = _KNOWN) -> list[Finding]:
    """What makes a token unusable before anything in it is read (RFC 8725, sections 3.1, 3.2 and 3.10)."""
    alg, found = header.get("alg"), []
    if not isinstance(alg, str) or alg not in known:
        if isinstance(alg, str) and alg in NOT_IMPLEMENTED:
            found.append(_not_verified(alg))
        else:
            what = f"is {shown(alg)}" if "alg" in header else "is missing"
            message = f"The algorithm of the token {what}, none of those that a key of an issuer can sign with."
            found.append(Finding("jose.alg", message, "/alg"))
    if "b64" in header:
        found.append(Finding("jose.b64", "The token asks for a payload that is not encoded.", "/b64"))
    if "crit" in header:
        message = "The token demands that an extension of its header be understood, and we understand none."
        found.append(Finding("jose.crit", message, "/crit"))
    for name in ("typ", "cty", "kid"):
        if name in header and not isinstance(header[name], str):
            code = {"typ": "jose.typ", "cty": "jose.media_type", "kid": "jose.kid"}[name]
            message = f"The member {name} of the header is {shown(header[name])}, not text."
            found.append(Finding(code, message, f"/{name}"))
    return found


def _not_verified(alg: str) -> Finding:
    message = f"The token is signed with {alg}, which this release does not verify in tokens of this form."
    return Finding("unsupported.alg", message, "/alg")


def check(token: Token, key: PublicKey) -> Finding | None:
    """None where the signature holds under ``key``, else why not: ``jose.alg``, ``proof.signature``.

    :raises GuardUnavailableError: ``guard.unavailable``.
    """
    named = token.form.algs.get(key.alg, ())
    if token.alg not in named or (key.declared and key.declared not in named):
        message = f"The token names the algorithm {shown(token.alg)}, which does not fit its {key.alg} key."
        return Finding("jose.alg", message, "/alg")
    if key.verify(token.signature, token.signed):
        return None
    message = "The signature does not match: the token was changed after signing, or another key signed it."
    return Finding("proof.signature", message)
