"""Who: profiles of people and organisations, and the endorsements that may stand in them.

A profile may hold endorsements, and the issuer of an endorsement is a profile: the two live in one module.
"""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, ClassVar

from pydantic import Discriminator, Tag

from eccoe_vc.encoding import timestamps
from eccoe_vc.models import kinds
from eccoe_vc.models.base import Model
from eccoe_vc.models.entries import RelatedResource
from eccoe_vc.models.fields import (
    BadgeContext,
    CompactJws,
    Date,
    Id,
    IdentifierType,
    Iri,
    Many,
    Markdown,
    Number,
    OneOrMany,
    Picked,
    Position,
    Text,
    Timestamp,
    TypeName,
    TypeNames,
)
from eccoe_vc.models.kinds import V1, V2
from eccoe_vc.models.vc import BadgeName, Credential

#: The newest released context of Open Badges 3.0.
OB: str = "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"


class Image(Model):
    """A picture. Open Badges 3.0, Image."""

    TYPES: ClassVar[tuple[tuple[str, ...], ...]] = (("Image",),)

    id: Id
    """The URL of the picture; ``data:`` URLs are common."""
    type: TypeName = ("Image",)
    """``Image``."""
    caption: Text | None = None
    """What it shows, for those who cannot see it."""


class IdentifierEntry(Model):
    """A further identifier. Open Badges 3.0, IdentifierEntry."""

    TYPES: ClassVar[tuple[tuple[str, ...], ...]] = (("IdentifierEntry",),)

    type: TypeName = ("IdentifierEntry",)
    """``IdentifierEntry``."""
    identifier: Text
    """The identifier itself."""
    identifier_type: IdentifierType
    """What kind it is: IdentifierTypeEnum, or a term with ``ext:``."""


class GeoCoordinates(Model):
    """A place on Earth, in WGS 84. Open Badges 3.0, GeoCoordinates."""

    TYPES: ClassVar[tuple[tuple[str, ...], ...]] = (("GeoCoordinates",),)

    type: TypeName = ("GeoCoordinates",)
    """``GeoCoordinates``."""
    latitude: Number
    """Degrees north."""
    longitude: Number
    """Degrees east."""


class Address(Model):
    """A postal address. Open Badges 3.0, Address."""

    TYPES: ClassVar[tuple[tuple[str, ...], ...]] = (("Address",),)

    type: TypeNames = ("Address",)
    """Names ``Address``."""
    address_country: Text | None = None
    """The name of the country."""
    address_country_code: Text | None = None
    """The country: ISO 3166-1 alpha-2."""
    address_region: Text | None = None
    """State or region."""
    address_locality: Text | None = None
    """Town or city."""
    street_address: Text | None = None
    """Street and number."""
    post_office_box_number: Text | None = None
    """Post office box."""
    postal_code: Text | None = None
    """Postal code."""
    geo: GeoCoordinates | None = None
    """Where it is."""


class Profile(Model):
    """A person or an organisation: issuer, creator, source of an achievement. Open Badges 3.0, Profile.

    >>> Profile(id="https://example.edu/issuers/1", name="Example University").to_json()["type"]
    ['Profile']
    """

    TYPES: ClassVar[tuple[tuple[str, ...], ...]] = (("Profile",),)

    id: Id
    """Who: a URL, often a DID."""
    type: TypeNames = ("Profile",)
    """Names ``Profile``."""
    name: BadgeName | None = None
    """What it is called."""
    url: Iri | None = None
    """Its home page or social media page."""
    phone: Text | None = None
    """Its telephone number."""
    description: BadgeName | None = None
    """A short description."""
    endorsement: Many[Endorsement] = ()
    """Endorsements with embedded proofs."""
    endorsement_jwt: Many[CompactJws] = ()
    """Endorsements as tokens."""
    image: Image | None = None
    """A logo or portrait."""
    email: Text | None = None
    """Its mail address."""
    address: Address | None = None
    """Its postal address."""
    other_identifier: Many[IdentifierEntry] = ()
    """Further identifiers."""
    official: Text | None = None
    """The name of an authorised official of an organisation."""
    parent_org: Profile | None = None
    """The organisation above it."""
    family_name: Text | None = None
    """Family name of a person."""
    given_name: Text | None = None
    """Given name of a person."""
    additional_name: Text | None = None
    """A further name, such as a middle name."""
    patronymic_name: Text | None = None
    """The name after the father."""
    honorific_prefix: Text | None = None
    """What stands before the name, such as Dr."""
    honorific_suffix: Text | None = None
    """What stands after the name, such as M.D."""
    family_name_prefix: Text | None = None
    """Prefix of the family name, such as von or de."""
    date_of_birth: Date | None = None
    """Birthday of a person: YYYY-MM-DD."""


class Profilev1p1(Profile):
    """A profile in a badge of VC Data Model 1.1. Open Badges 3.0, Profilev1p1; the members are the same."""


class EndorsementSubject(Model):
    """What is endorsed, and what is said about it. Open Badges 3.0, EndorsementSubject."""

    TYPES: ClassVar[tuple[tuple[str, ...], ...]] = (("EndorsementSubject",),)

    id: Id
    """The URL of the thing endorsed: a profile, an achievement, a credential."""
    type: TypeNames = ("EndorsementSubject",)
    """Names ``EndorsementSubject``."""
    endorsement_comment: Markdown | None = None
    """What the endorser says."""


class BadgeCredential(Credential):
    """What the credentials of Open Badges and CLR have in common beyond :class:`Credential`."""

    id: Id
    """The name of the credential: a URL. Required here, unlike in the base specification."""
    description: BadgeName | None = None
    """A short description, for display."""
    awarded_date: Timestamp | None = None
    """When it was first awarded; a new edition changes ``validFrom`` and keeps this."""
    related_resource: OneOrMany[RelatedResource] = ()
    """Resources bound to the credential by digest."""

    @property
    def awarded(self) -> datetime | None:
        """The instant of ``awardedDate``, in UTC."""
        return None if self.awarded_date is None else timestamps.parse(self.awarded_date)


class EndorsementCredential(BadgeCredential):
    """Somebody vouches for a profile, an achievement or a credential. Open Badges 3.0, EndorsementCredential."""

    TYPES: ClassVar[tuple[tuple[str, ...], ...]] = (("VerifiableCredential",), ("EndorsementCredential",))
    RELATIONS: ClassVar[tuple[str, ...]] = ("base_v2", "validity_v2", "resources_distinct")
    FOREIGN: ClassVar[tuple[str, ...]] = ("issuanceDate", "expirationDate")

    context: BadgeContext = (V2, OB)
    """JSON-LD contexts: VC Data Model 2.0, then Open Badges."""
    type: TypeNames = ("VerifiableCredential", "EndorsementCredential")
    """Holds ``VerifiableCredential`` and ``EndorsementCredential``."""
    name: BadgeName
    """What it is called; required, unlike in a badge."""
    issuer: Annotated[Iri | Profile, Position("issuer", "Profile")]
    """The endorser: a URL, or a profile."""
    valid_from: Timestamp
    """From when it holds: dateTimeStamp, kept as text; see :attr:`starts`."""
    valid_until: Timestamp | None = None
    """Until when it holds: dateTimeStamp, kept as text; see :attr:`ends`."""
    credential_subject: EndorsementSubject
    """What is endorsed; exactly one."""


class EndorsementCredentialv1p1(BadgeCredential):
    """An endorsement under VC Data Model 1.1. Open Badges 3.0, EndorsementCredentialv1p1."""

    TYPES: ClassVar[tuple[tuple[str, ...], ...]] = (("VerifiableCredential",), ("EndorsementCredential",))
    RELATIONS: ClassVar[tuple[str, ...]] = ("base_v1", "validity_v1")
    FOREIGN: ClassVar[tuple[str, ...]] = ("validFrom", "validUntil")

    context: BadgeContext = (V1, OB)
    """JSON-LD contexts: VC Data Model 1.1, then Open Badges."""
    type: TypeNames = ("VerifiableCredential", "EndorsementCredential")
    """Holds ``VerifiableCredential`` and ``EndorsementCredential``."""
    name: BadgeName
    """What it is called."""
    issuer: Annotated[Iri | Profilev1p1, Position("issuer", "Profilev1p1")]
    """The endorser: a URL, or a profile."""
    issuance_date: Timestamp
    """From when it holds; kept as text, see :attr:`starts`."""
    expiration_date: Timestamp | None = None
    """Until when it holds; kept as text, see :attr:`ends`."""
    credential_subject: EndorsementSubject
    """What is endorsed; exactly one."""


#: An endorsement of either version; its own context decides which.
Endorsement = Annotated[
    Annotated[EndorsementCredential, Tag("EndorsementCredential")]
    | Annotated[EndorsementCredentialv1p1, Tag("EndorsementCredentialv1p1")],
    Discriminator(kinds.of_endorsement),
    Picked("endorsement"),
]

for _model in (Profile, Profilev1p1, EndorsementCredential, EndorsementCredentialv1p1):
    _model.model_rebuild()
