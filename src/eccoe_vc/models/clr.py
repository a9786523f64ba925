"""Comprehensive Learner Record 2.0: one credential that holds many. Known from its contexts and samples."""

from __future__ import annotations

from typing import Annotated, ClassVar

from pydantic import Discriminator, Tag

from eccoe_vc.models import kinds
from eccoe_vc.models.achievement import Achievement
from eccoe_vc.models.badge import AchievementCredential, AchievementCredentialv1p1, IdentityObject
from eccoe_vc.models.base import Model
from eccoe_vc.models.fields import (
    AssociationType,
    BadgeContext,
    CompactJws,
    Flag,
    Id,
    Iri,
    Many,
    Picked,
    Position,
    Timestamp,
    TypeName,
    TypeNames,
)
from eccoe_vc.models.kinds import V1, V2
from eccoe_vc.models.profile import (
    OB,
    BadgeCredential,
    Endorsement,
    EndorsementCredential,
    EndorsementCredentialv1p1,
    Image,
    Profile,
    Profilev1p1,
)
from eccoe_vc.models.vc import (
    BadgeName,
    BitstringStatusListCredential,
    EnvelopedVerifiableCredential,
    EuropeanDigitalCredential,
    StatusList2021Credential,
    StatusList2021Credentialv1p1,
    VerifiableCredential,
    VerifiableCredentialv1p1,
)

#: The newest released context of Comprehensive Learner Record 2.0.
CLR: str = "https://purl.imsglobal.org/spec/clr/v2p0/context-2.0.1.json"


class Association(Model):
    """How two things in the record belong together. CLR 2.0, Association."""

    TYPES: ClassVar[tuple[tuple[str, ...], ...]] = (("Association",),)

    type: TypeName = ("Association",)
    """``Association``."""
    association_type: AssociationType
    """How: AssociationType."""
    source_id: Id
    """The ``id`` of a credential or achievement in the record."""
    target_id: Id
    """The ``id`` of the other one."""


class ClrSubject(Model):
    """The learner, and the credentials of the learner. CLR 2.0, ClrSubject.

    Has an ``id``, an ``identifier``, or both.
    """

    TYPES: ClassVar[tuple[tuple[str, ...], ...]] = (("ClrSubject",),)
    RELATIONS: ClassVar[tuple[str, ...]] = ("subject_named", "associations_inside")

    id: Id | None = None
    """The learner: a URL, often a DID."""
    type: TypeNames = ("ClrSubject",)
    """Names ``ClrSubject``."""
    identifier: Many[IdentityObject] = ()
    """Further identities of the learner, in plain text or hashed."""
    achievement: Many[Achievement] = ()
    """Achievements that the associations speak of."""
    verifiable_credential: Many[AnyCredential]
    """The credentials, of any kind, each with contexts of its own."""
    association: Many[Association] = ()
    """How they belong together."""


class ClrCredential(BadgeCredential):
    """A learner record under VC Data Model 2.0. CLR 2.0, ClrCredential."""

    TYPES: ClassVar[tuple[tuple[str, ...], ...]] = (("VerifiableCredential",), ("ClrCredential",))
    RELATIONS: ClassVar[tuple[str, ...]] = ("base_v2", "validity_v2", "resources_distinct")
    FOREIGN: ClassVar[tuple[str, ...]] = ("issuanceDate", "expirationDate")

    context: BadgeContext = (V2, CLR, OB)
    """JSON-LD contexts: VC Data Model 2.0, then CLR, then Open Badges."""
    type: TypeNames = ("VerifiableCredential", "ClrCredential")
    """Holds ``VerifiableCredential`` and ``ClrCredential``."""
    name: BadgeName
    """What it is called; required."""
    image: Image | None = None
    """A picture of the record."""
    partial: Flag | None = None
    """Whether the learner has more than stands in here."""
    issuer: Annotated[Iri | Profile, Position("issuer", "Profile")]
    """Who puts the record together: a URL, or a profile."""
    valid_from: Timestamp
    """From when it holds: dateTimeStamp, kept as text; see :attr:`starts`."""
    valid_until: Timestamp | None = None
    """Until when it holds: dateTimeStamp, kept as text; see :attr:`ends`."""
    credential_subject: ClrSubject
    """The learner and the credentials; exactly one."""
    endorsement: Many[Endorsement] = ()
    """Endorsements with embedded proofs."""
    endorsement_jwt: Many[CompactJws] = ()
    """Endorsements as tokens."""


class ClrCredentialv1p1(BadgeCredential):
    """A learner record under VC Data Model 1.1."""

    TYPES: ClassVar[tuple[tuple[str, ...], ...]] = (("VerifiableCredential",), ("ClrCredential",))
    RELATIONS: ClassVar[tuple[str, ...]] = ("base_v1", "validity_v1")
    FOREIGN: ClassVar[tuple[str, ...]] = ("validFrom", "validUntil")

    context: BadgeContext = (V1, CLR, OB)
    """JSON-LD contexts: VC Data Model 1.1, then CLR, then Open Badges."""
    type: TypeNames = ("VerifiableCredential", "ClrCredential")
    """Holds ``VerifiableCredential`` and ``ClrCredential``."""
    name: BadgeName
    """What it is called; required."""
    image: Image | None = None
    """A picture of the record."""
    partial: Flag | None = None
    """Whether the learner has more than stands in here."""
    issuer: Annotated[Iri | Profilev1p1, Position("issuer", "Profilev1p1")]
    """Who puts the record together: a URL, or a profile."""
    issuance_date: Timestamp
    """From when it holds; kept as text, see :attr:`starts`."""
    expiration_date: Timestamp | None = None
    """Until when it holds; kept as text, see :attr:`ends`."""
    credential_subject: ClrSubject
    """The learner and the credentials; exactly one."""
    endorsement: Many[Endorsement] = ()
    """Endorsements with embedded proofs."""
    endorsement_jwt: Many[CompactJws] = ()
    """Endorsements as tokens."""


#: A credential of the class that its type and context name, or a token in an envelope.
AnyCredential = Annotated[
    Annotated[AchievementCredential, Tag("AchievementCredential")]
    | Annotated[AchievementCredentialv1p1, Tag("AchievementCredentialv1p1")]
    | Annotated[EndorsementCredential, Tag("EndorsementCredential")]
    | Annotated[EndorsementCredentialv1p1, Tag("EndorsementCredentialv1p1")]
    | Annotated[ClrCredential, Tag("ClrCredential")]
    | Annotated[ClrCredentialv1p1, Tag("ClrCredentialv1p1")]
    | Annotated[VerifiableCredential, Tag("VerifiableCredential")]
    | Annotated[VerifiableCredentialv1p1, Tag("VerifiableCredentialv1p1")]
    | Annotated[BitstringStatusListCredential, Tag("BitstringStatusListCredential")]
    | Annotated[StatusList2021Credential, Tag("StatusList2021Credential")]
    | Annotated[StatusList2021Credentialv1p1, Tag("StatusList2021Credentialv1p1")]
    | Annotated[EuropeanDigitalCredential, Tag("EuropeanDigitalCredential")]
    | Annotated[EnvelopedVerifiableCredential, Tag("EnvelopedVerifiableCredential")],
    Discriminator(kinds.of_credential),
    Picked("credential"),
]

for _model in (ClrSubject, ClrCredential, ClrCredentialv1p1):
    _model.model_rebuild()
