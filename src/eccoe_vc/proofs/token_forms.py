"""What a token form is: a frozen record of declared parts, as a suite is for embedded proofs.

===============  ========  =====================  =========================  ==========================================
form             carrier   header ``typ``         where the credential is    specification
===============  ========  =====================  =========================  ==========================================
vc-jwt-ob3       jwt       absent, or ``JWT``     the payload, beside        Open Badges 3.0, section 9
                                                  ``iss jti nbf sub exp``
vc-jose          jwt       ``vc+jwt vp+jwt``      the payload; no claims     VC JOSE COSE 1.0, section 3.1
                                                  ``vc`` and ``vp``
vc-jwt-1-1       jwt       absent, or ``JWT``     the claim ``vc`` or        VC Data Model 1.1, section 6.3.1
                                                  ``vp``
sd-jwt-vcdm      sd-jwt    ``vc+sd-jwt            the payload with what is   VC JOSE COSE 1.0, section 3.2; RFC 9901
                           vp+sd-jwt``            disclosed
sd-jwt-vc        sd-jwt    ``dc+sd-jwt``, older   the claims themselves: no  draft-ietf-oauth-sd-jwt-vc
                           ``vc+sd-jwt``          W3C data model
vc-cose          cose      ``application/         the payload                VC JOSE COSE 1.0, section 3.3; RFC 9052
                           vc+cose vp+cose``
===============  ========  =====================  =========================  ==========================================

``vc-jose-ml-dsa-44`` is ``vc-jose`` signed with ML-DSA-44, and experimental. The dialects are told apart by shape and
never merged (:mod:`eccoe_vc.proofs.dialects`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any, Final, Literal

from eccoe_vc.errors import Finding

#: The form of the :class:`~eccoe_vc.carriers.Envelope` in which a token travels.
TokenCarrier = Literal["jwt", "sd-jwt", "cose"]
#: Which data model a dialect secures, by its base context.
V1: Final = "https://www.w3.org/2018/credentials/v1"
V2: Final = "https://www.w3.org/ns/credentials/v2"


@dataclass(frozen=True, slots=True)
class TokenForm:
    """One token form. Instances are values: compare them, put them in sets, hand them to ``issue(securing=...)``.

    ``typ`` is the header member for credentials and ``presentation_typ`` that for presentations, empty where the form
    has none. ``bases`` are the base contexts of the data models that it secures. ``algs`` names the algorithms for each
    kind of key, by which the key decides; the first one is ours to issue with. ``media_type`` is what the token is in a
    ``data:`` URL, with ``{}`` for ``vc`` or ``vp``; empty where the form has no envelope.
    """

    name: str
    carrier: TokenCarrier
    typ: str
    presentation_typ: str = ""
    bases: tuple[str, ...] = (V2,)
    algs: Mapping[str, tuple[str, ...]] = field(default_factory=dict, compare=False)
    media_type: str = ""


@dataclass(frozen=True, slots=True, repr=False)
class Token:
    """One token, opened: the credential in it and what it says of itself. Nothing in it is believed yet.

    ``claims`` is the whole payload, ``document`` the credential or presentation in it, and ``text`` the JSON of the
    payload. ``signed`` is what the signature is over. ``findings`` are notes and faults that were met on the way and
    that do not make it unreadable; they belong to the check ``token``. ``parts`` is what the module of the form keeps
    for its own checks.
    """

    form: TokenForm
    header: Mapping[str, Any]
    claims: Mapping[str, Any]
    document: dict[str, Any]
    text: str
    signed: bytes
    signature: bytes
    findings: tuple[Finding, ...] = ()
    parts: Any = None

    @property
    def alg(self) -> str:
        """The algorithm that the header names; whether the key agrees is asked when there is a key."""
        return str(self.header.get("alg", ""))

    @property
    def kid(self) -> str:
        """The name of the key; empty where the header names none."""
        kid = self.header.get("kid")
        return kid if isinstance(kid, str) else ""

    @property
    def presents(self) -> bool:
        """Whether it is a presentation; plain claims never are, whatever they call themselves."""
        types = self.document.get("type")
        return bool(self.form.bases) and "VerifiablePresentation" in (types if isinstance(types, list) else [types])


_ALGS: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {"Ed25519": ("EdDSA", "Ed25519"), "P-256": ("ES256",), "P-384": ("ES384",), "RSA": ("RS256",)}
)

#: Open Badges 3.0, section 9 (JSON Web Token Proof Format).
VC_JWT_OB3: Final = TokenForm("vc-jwt-ob3", "jwt", "JWT", bases=(V2, V1), algs=_ALGS)
#: Securing Verifiable Credentials using JOSE and COSE 1.0, section 3.1.
VC_JOSE: Final = TokenForm("vc-jose", "jwt", "vc+jwt", "vp+jwt", algs=_ALGS, media_type="application/{}+jwt")
#: VC Data Model 1.1, section 6.3.1 (JSON Web Token).
VC_JWT_1_1: Final = TokenForm("vc-jwt-1-1", "jwt", "JWT", "JWT", bases=(V1,), algs=_ALGS)
#: VC JOSE COSE 1.0, section 3.2, over RFC 9901: a credential of VCDM 2.0 whose holder chooses what she shows.
SD_JWT_VCDM: Final = TokenForm(
    "sd-jwt-vcdm", "sd-jwt", "vc+sd-jwt", "vp+sd-jwt", algs=_ALGS, media_type="application/{}+sd-jwt"
)
#: SD-JWT-based Verifiable Digital Credentials (draft-ietf-oauth-sd-jwt-vc): claims of JWT, no W3C data model.
SD_JWT_VC: Final = TokenForm("sd-jwt-vc", "sd-jwt", "dc+sd-jwt", bases=(), algs=_ALGS)
#: VC JOSE COSE 1.0, section 3.3: COSE_Sign1; needs the extra ``cose``.
VC_COSE: Final = TokenForm(
    "vc-cose", "cose", "application/vc+cose", "application/vp+cose", algs=_ALGS, media_type="application/{}+cose"
)

#: Experimental: VC JOSE signed with ML-DSA-44 (FIPS 204, draft-ietf-cose-dilithium). Policies take it only if they name
#: it: ``policy.with_(forms=(*policy.forms, VC_JOSE_ML_DSA_44))``; otherwise it stays undecided (docs/adr/0087).
VC_JOSE_ML_DSA_44: Final = TokenForm(
    "vc-jose-ml-dsa-44", "jwt", "vc+jwt", "vp+jwt", media_type="application/{}+jwt",
    algs=MappingProxyType({"ML-DSA-44": ("ML-DSA-44",)}),
)  # fmt: skip

#: What policies accept unless they say otherwise.
CURRENT_FORMS: Final = (VC_JWT_OB3, VC_JOSE, VC_JWT_1_1, SD_JWT_VCDM, SD_JWT_VC, VC_COSE)
