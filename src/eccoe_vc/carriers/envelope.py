"""The Envelope: what came in, and how it says that it is secured. No judgement."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from eccoe_vc.encoding import standard_base64, strict_json
from eccoe_vc.errors import Finding, RefusedError

if TYPE_CHECKING:
    from eccoe_vc.models import Model

Carrier = Literal["json", "text", "binary", "png", "svg"]
"""How it travelled: a JSON text or mapping, a token as text, a message as bytes, or an image."""

Form = Literal["data-integrity", "none", "enveloped", "jwt", "sd-jwt", "cose", "jwe", "jws-json", "jades", "url"]
"""How it says that it is secured.

==================  ===============================================================================================
``data-integrity``  JSON with a member ``proof`` (which may still be of an unknown type, or empty)
``none``            JSON without one
``enveloped``       JSON whose type is an enveloped credential or presentation: the token is in its ``id``
``jwt``             compact JWS (RFC 7515, section 7.1) of any of the three dialects
``sd-jwt``          compact JWS with disclosures (RFC 9901)
``cose``            COSE_Sign1 (RFC 9052, section 4.2)
``jwe``             compact JWE (RFC 7516, section 7.1); decryption is a separate, explicit call
``jws-json``        JSON serialisation of a JWS or JWE (RFC 7515, section 7.2)
``jades``           the same with the marks of a JAdES seal (ETSI TS 119 182-1)
``url``             a web address; only Open Badges 2 images hold one
==================  ===============================================================================================
"""

_MEDIA_TYPES = {
    "vc+jwt": "application/vc+jwt",
    "vp+jwt": "application/vp+jwt",
    "vc+sd-jwt": "application/vc+sd-jwt",
    "vp+sd-jwt": "application/vp+sd-jwt",
    "dc+sd-jwt": "application/dc+sd-jwt",
}


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Envelope:
    """What :func:`eccoe_vc.carriers.open_credential` and :func:`eccoe_vc.carriers.unbake` found.

    ``document`` is the JSON tree exactly as received, or None for tokens; ``header`` is the protected header of a
    token, or None. ``received`` is the text as received, None where a Python mapping was given. ``notes`` are findings
    that do not change a verdict: ``image.compressed``, ``image.other_payload``. ``parts`` are the decoded parts of a
    compact token of the form ``jwt``, so that nobody decodes them a second time.

    >>> from eccoe_vc.carriers import open_credential
    >>> envelope = open_credential('{"type": ["VerifiableCredential"], "proof": {"type": "DataIntegrityProof"}}')
    >>> envelope.carrier, envelope.form, envelope.media_type
    ('json', 'data-integrity', 'application/vc')
    """

    carrier: Carrier
    form: Form
    document: dict[str, Any] | None = None
    header: dict[str, Any] | None = None
    received: str | None = None
    notes: tuple[Finding, ...] = ()
    parts: tuple[bytes, ...] = ()

    @property
    def text(self) -> str:
        """The payload as it travels: JSON text or token. Made anew, compactly, where a mapping was given.

        A COSE message travels as :attr:`data`; its text is base64, as in a ``data:`` URL.
        """
        return strict_json.dumps(self.document) if self.received is None else self.received

    @property
    def data(self) -> bytes:
        """The payload as bytes: a COSE message itself, everything else in UTF-8."""
        return standard_base64.decode(self.text) if self.form == "cose" else self.text.encode("utf-8")

    @property
    def media_type(self) -> str:
        """The media type that this payload would have over HTTP, by its content (requirement J13)."""
        if self.document is not None:
            if self.form in ("jws-json", "jades"):
                return "application/jose+json"
            types = self.document.get("type")
            named = types if isinstance(types, list) else [types]
            return "application/vp" if "VerifiablePresentation" in named else "application/vc"
        if self.form == "jwe":
            return "application/jose"
        if self.form == "cose":
            from eccoe_vc.carriers import message

            return message.media_type(self.data)
        typ = self.header.get("typ") if self.header is not None else None
        name = typ.lower().removeprefix("application/") if isinstance(typ, str) else ""
        return _MEDIA_TYPES.get(name, "application/sd-jwt" if self.form == "sd-jwt" else "text/plain")

    @property
    def credential(self) -> Model:
        """The typed view of :attr:`document` (:func:`eccoe_vc.models.view`). A view of what nobody has verified yet.

        :raises RefusedError: ``unsupported.proof_format``, the payload is a token; ``model.*``, not of any known shape.
        """
        return self.viewed_as()

    def viewed_as(self, kind: str | None = None) -> Model:
        """As :attr:`credential`, as the class of the data model that ``kind`` names: ``"VerifiableCredential"``."""
        if self.document is None:
            raise RefusedError(
                "unsupported.proof_format",
                f"The payload is a token of the form {self.form}; its credential is not readable yet.",
            )
        from eccoe_vc.models import view

        return view(self.document, kind)

    def __repr__(self) -> str:
        # No content: reprs end up in logs, and credentials are about people.
        return f"<Envelope carrier={self.carrier} form={self.form} notes={len(self.notes)}>"
