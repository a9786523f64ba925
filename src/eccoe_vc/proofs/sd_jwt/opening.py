"""An SD-JWT as a token with a credential in it: opened, told apart, compared with a key.

RFC 9901, sections 7.1 and 10.8; VC JOSE COSE 1.0, section 3.2 (SD-JWT over VCDM 2.0); draft-ietf-oauth-sd-jwt-vc.

=============================  ==============  =========================================================
``typ``                        processed       form
=============================  ==============  =========================================================
``vc+sd-jwt``, ``vp+sd-jwt``   ``@context``    SD-JWT over VCDM 2.0
``dc+sd-jwt``, ``vc+sd-jwt``   ``vct``         SD-JWT VC; ``vc+sd-jwt`` is the name that older drafts gave it
another, none                                  another kind of token: refused
=============================  ==============  =========================================================
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from eccoe_vc.carriers import Envelope
from eccoe_vc.encoding import base64url, strict_json
from eccoe_vc.errors import Finding, JoseError, shown
from eccoe_vc.limits import DEFAULT, Budget
from eccoe_vc.proofs import dialects, jose
from eccoe_vc.proofs.sd_jwt import compact
from eccoe_vc.proofs.sd_jwt.compact import SdJwt
from eccoe_vc.proofs.sd_jwt.processing import Processed, process
from eccoe_vc.proofs.token_forms import SD_JWT_VC, SD_JWT_VCDM, Token, TokenForm

if TYPE_CHECKING:
    from eccoe_vc.keys import PublicKey

_OF_VCDM: Final = ("vc+sd-jwt", "vp+sd-jwt")
_OF_SD_JWT_VC: Final = ("dc+sd-jwt", "vc+sd-jwt")


@dataclass(frozen=True, slots=True, repr=False)
class Selective:
    """What is known of an opened SD-JWT besides its token: its parts, and what is shown and withheld."""

    parts: SdJwt
    processed: Processed


def open_token(envelope: Envelope, budget: Budget = DEFAULT) -> Token:
    """The token in ``envelope``, with the credential that its disclosures show.

    :raises JoseError: ``jose.*`` for the header, ``sdjwt.*``, ``jwt.dialect``, ``jwt.forbidden_claim``.
    :raises RefusedError: ``json.*``, ``struct.limit``.
    """
    header = envelope.header or {}
    if faults := jose.header_faults(header):
        raise JoseError.of(tuple(faults))
    parts = compact.split(envelope.text, budget)
    signed, _, signature = parts.issued.rpartition(".")
    processed = process(payload_of(parts, budget), parts.disclosures, budget)
    form = form_of(header, processed.document)
    document = processed.document if form is SD_JWT_VC else dialects.without_claims(processed.document)
    return Token(
        form=form,
        header=header,
        claims=processed.document,
        document=document,
        text=strict_json.dumps(processed.document),
        signed=signed.encode("ascii"),
        signature=base64url.decode(signature),
        findings=tuple(_findings(form, header, processed.document)),
        parts=Selective(parts, processed),
    )


def payload_of(parts: SdJwt, budget: Budget = DEFAULT) -> dict[str, Any]:
    """The payload of the issuer-signed JWT, with its digests; its parts were decoded when it was recognised.

    :raises RefusedError: ``json.*``, ``struct.limit``.
    """
    return strict_json.parse(base64url.decode(parts.issued.split(".")[1]), budget)


def form_of(header: Mapping[str, Any], claims: Mapping[str, Any]) -> TokenForm:
    """The form of an SD-JWT by its ``typ`` and what it holds.

    :raises JoseError: ``jose.typ``, ``jwt.dialect``, ``jwt.forbidden_claim``.

    >>> form_of({"typ": "dc+sd-jwt"}, {"vct": "https://north.example/types/award"}).name
    'sd-jwt-vc'
    """
    typ = dialects.media_type(header.get("typ", ""))
    if typ not in (*_OF_VCDM, *_OF_SD_JWT_VC):
        what = f"is of the type {shown(header['typ'])}" if "typ" in header else "does not say its type"
        raise JoseError("jose.typ", f"The token {what}; with disclosures it is vc+sd-jwt or dc+sd-jwt.", pointer="/typ")
    if "@context" in claims and "vct" in claims:
        raise JoseError(
            "jwt.dialect", "The token is both: its claims have an @context and a vct.", pointer="/vct",
            hint="Ask the issuer for a token of one form: SD-JWT VC, or SD-JWT over the W3C data model.",
        )  # fmt: skip
    if typ == "dc+sd-jwt" or ("@context" not in claims and typ == "vc+sd-jwt"):
        return SD_JWT_VC
    for name in ("vc", "vp"):
        if name in claims:
            raise JoseError(
                "jwt.forbidden_claim", f"A token of this type holds the credential itself, and no claim {name}.",
                pointer=f"/{name}",
            )  # fmt: skip
    return SD_JWT_VCDM


def _findings(form: TokenForm, header: Mapping[str, Any], claims: Mapping[str, Any]) -> list[Finding]:
    """Faults of the header that leave the token readable."""
    found = list(dialects.offered_keys(form, header))
    if form is not SD_JWT_VCDM:
        return found
    typ = dialects.media_type(header["typ"])
    types = claims.get("type")
    presents = "VerifiablePresentation" in (types if isinstance(types, list) else [types])
    if presents != (typ == "vp+sd-jwt"):
        message = f"The token is of the type {typ}, but there is {'a' if presents else 'no'} presentation in it."
        found.append(Finding("jose.typ", message, "/typ"))
    if "cty" in header and dialects.media_type(header["cty"]) != typ.removesuffix("+sd-jwt"):
        message = f"The header names the content {shown(header['cty'])}, which a token of the type {typ} does not hold."
        found.append(Finding("jose.media_type", message, "/cty"))
    return found


def check(token: Token, key: PublicKey) -> Finding | None:
    """None where the signature holds under ``key``, else why not: as :func:`eccoe_vc.proofs.jose.check`."""
    return jose.check(token, key)
