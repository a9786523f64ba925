"""Small objects beside a credential: schema, refresh, terms of use, evidence of any kind, related resources.

VC Data Model 2.0 asks each of them for a ``type``, and little else; the type says what the other members mean.
"""

from __future__ import annotations

from typing import ClassVar

from eccoe_vc.models.base import Model
from eccoe_vc.models.fields import Id, Text, TypeNames


class TypedEntry(Model):
    """An object with a ``type``, whose other members depend on it."""

    LOOSE: ClassVar[bool] = True

    type: TypeNames
    """What kind of entry this is: one name or several, terms of a context or URLs."""
    id: Id | None = None
    """Where it is found or what it is called: a URL."""


class CredentialSchema(TypedEntry):
    """A schema that the credential says it meets. VC Data Model 2.0, section 4.11."""

    id: Id
    """The URL of the schema."""


class RefreshService(TypedEntry):
    """Where a newer copy can be had. VC Data Model 2.0, section 5.4; ``1EdTechCredentialRefresh`` in Open Badges.

    Open Badges 3.0 asks for the ``id``; the base specification does not, so it is read without one.
    """


class TermsOfUse(TypedEntry):
    """What a holder or verifier may do with the credential. VC Data Model 2.0, section 5.5."""


class EvidenceEntry(TypedEntry):
    """Evidence of any kind in a credential that is no Open Badge. VC Data Model 2.0, section 5.6."""


class RelatedResource(Model):
    """A resource outside the credential, bound to it by digest. VC Data Model 2.0, section 5.3.

    Whoever uses the resource computes the digest; this library fetches none.
    """

    LOOSE: ClassVar[bool] = True
    RELATIONS: ClassVar[tuple[str, ...]] = ("resource_digested",)

    id: Id
    """The URL of the resource; each stands once in a credential."""
    media_type: Text | None = None
    """The media type that is expected, such as ``application/ld+json``."""
    digest_sri: Text | None = None
    """Digest in the form of Subresource Integrity: ``sha384-`` and base64."""
    digest_multibase: Text | None = None
    """Digest as a multihash in multibase."""
