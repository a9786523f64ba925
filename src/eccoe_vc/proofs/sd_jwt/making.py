"""SD-JWTs of credentials: making one. Apart from opening, so that who only verifies loads no signers.

VC JOSE COSE 1.0, section 3.2; draft-ietf-oauth-sd-jwt-vc; RFC 9901, section 4.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from eccoe_vc.encoding import base64url, strict_json, timestamps
from eccoe_vc.errors import IssueError
from eccoe_vc.keys.signer import Signer, checked_sign
from eccoe_vc.proofs import claims
from eccoe_vc.proofs.sd_jwt import visible
from eccoe_vc.proofs.sd_jwt.compact import SdJwt
from eccoe_vc.proofs.sd_jwt.concealing import conceal
from eccoe_vc.proofs.sd_jwt.disclosures import DIGESTS
from eccoe_vc.proofs.token_forms import SD_JWT_VC, TokenForm

if TYPE_CHECKING:
    from eccoe_vc.proofs.token_signing import TokenOptions


def make(form: TokenForm, document: Mapping[str, Any], signer: Signer, options: TokenOptions) -> str:
    """The SD-JWT over ``document`` as the holder gets it: with all its disclosures, and without key binding.

    :raises IssueError: ``sd.lifecycle_hidden``, something of ``disclosable`` must stay visible; ``sd.pointer``, it
        leads nowhere; ``sdjwt.format``, ``jwt.claim_mismatch``, ``key.alg``, ``signer.output``.
    """
    from eccoe_vc.proofs.token_signing import algorithm, typ

    disclosable = tuple(options.disclosable)
    payload = _payload(form, document, options)
    made = conceal(payload, disclosable, decoys=options.decoys)
    visible.require(form, disclosable)
    if DIGESTS in made.payload and form is not SD_JWT_VC:
        _with_end(made.payload, document)
    header = {"alg": algorithm(form, signer), "kid": signer.verification_method, "typ": typ(form, document)}
    signed = ".".join([base64url.encode(strict_json.dumps(part).encode("utf-8")) for part in (header, made.payload)])
    signature = base64url.encode(checked_sign(signer, signed.encode("ascii")))
    return SdJwt(f"{signed}.{signature}", made.disclosures).text


def _with_end(payload: dict[str, Any], document: Mapping[str, Any]) -> None:
    """Say the end of a credential in ``exp`` too, where its holder may withhold members at the top.

    Verifiers take the earlier of two ends, so that an ``exp`` which is not there could be what is withheld.
    """
    _, end = claims.period(document)
    if end is not None:
        payload.setdefault("exp", timestamps.to_numeric_date(end))


def _payload(form: TokenForm, document: Mapping[str, Any], options: TokenOptions) -> dict[str, Any]:
    if form is SD_JWT_VC:
        payload = {"iat": timestamps.to_numeric_date(options.created), **document}
        if options.expires is not None:
            payload.setdefault("exp", timestamps.to_numeric_date(options.expires))
    else:
        payload = claims.payload(form, document, options.created, options.expires, options.challenge, options.domain)
    if options.holder_key is not None:
        if "cnf" in payload:
            raise IssueError("jwt.claim_mismatch", "The claims name a key of the holder already.", pointer="/cnf")
        payload["cnf"] = {"jwk": options.holder_key.to_jwk()}
    return payload
