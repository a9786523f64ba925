"""The badge itself: who achieved what, with which result. Open Badges 3.0, AchievementCredential."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, ClassVar

from eccoe_vc.encoding import DecodeError, timestamps
from eccoe_vc.models.achievement import Achievement, Achievementv1p1, Alignment, Credits
from eccoe_vc.models.base import Model
from eccoe_vc.models.fields import (
    BadgeContext,
    CompactJws,
    CreditNumber,
    Flag,
    Id,
    IdentifierType,
    IdentityHash,
    Iri,
    LocalTime,
    Many,
    Markdown,
    Position,
    ResultStatusType,
    Text,
    Timestamp,
    TypeName,
    TypeNames,
)
from eccoe_vc.models.kinds import V1, V2
from eccoe_vc.models.profile import OB, BadgeCredential, Endorsement, Image, Profile, Profilev1p1
from eccoe_vc.models.vc import BadgeName


class Evidence(Model):
    """What shows that the achievement was earned. Open Badges 3.0, Evidence."""

    TYPES: ClassVar[tuple[tuple[str, ...], ...]] = (("Evidence",),)

    id: Id | None = None
    """The URL of the evidence."""
    type: TypeNames = ("Evidence",)
    """Names ``Evidence``."""
    narrative: Markdown | None = None
    """How it was made, in Markdown."""
    name: Text | None = None
    """What it is called."""
    description: Text | None = None
    """What it is."""
    genre: Text | None = None
    """What kind of evidence it is, in words."""
    audience: Text | None = None
    """For whom it is meant."""


class IdentityObject(Model):
    """Who the learner is, in plain text or hashed. Open Badges 3.0, IdentityObject.

    The hash is made by :func:`eccoe_vc.models.identity.identity_hash`.
    """

    TYPES: ClassVar[tuple[tuple[str, ...], ...]] = (("IdentityObject",),)
    RELATIONS: ClassVar[tuple[str, ...]] = ("hash_formed",)

    type: TypeName = ("IdentityObject",)
    """``IdentityObject``."""
    hashed: Flag
    """Whether ``identityHash`` is a hash."""
    identity_hash: IdentityHash
    """The identity: ``sha256$`` or ``md5$`` and hexadecimal digits when hashed, else plain text."""
    identity_type: IdentifierType
    """What kind of identity: IdentifierTypeEnum, or a term with ``ext:``."""
    salt: Text | None = None
    """What was appended before hashing; absent means nothing."""


class Result(Model):
    """One result of one learner. Open Badges 3.0, Result."""

    TYPES: ClassVar[tuple[tuple[str, ...], ...]] = (("Result",),)

    type: TypeNames = ("Result",)
    """Names ``Result``."""
    achieved_level: Id | None = None
    """The ``id`` of the rubric level that was reached."""
    alignment: Many[Alignment] = ()
    """Frameworks that the result belongs to."""
    result_description: Id | None = None
    """The ``id`` of the description of this result, in the achievement."""
    status: ResultStatusType | None = None
    """How far the learner is."""
    value: Text | None = None
    """The value, as text, on the scale of the description."""


class AchievementSubject(Model):
    """The learner, and what the learner achieved. Open Badges 3.0, AchievementSubject.

    Has an ``id``, an ``identifier``, or both.
    """

    TYPES: ClassVar[tuple[tuple[str, ...], ...]] = (("AchievementSubject",),)
    RELATIONS: ClassVar[tuple[str, ...]] = ("subject_named", "results_described")

    id: Id | None = None
    """The learner: a URL, often a DID."""
    type: TypeNames = ("AchievementSubject",)
    """Names ``AchievementSubject``."""
    activity_end_date: LocalTime | None = None
    """When the activity ended; a time zone is not required, see :attr:`activity_ends`."""
    activity_start_date: LocalTime | None = None
    """When the activity began; a time zone is not required, see :attr:`activity_starts`."""
    credits_earned: CreditNumber | None = None
    """How many credits were earned; the unit is not said, see :attr:`credits`."""
    achievement: Achievement
    """What was achieved."""
    identifier: Many[IdentityObject] = ()
    """Further identities of the learner, in plain text or hashed."""
    image: Image | None = None
    """A picture of this award."""
    license_number: Text | None = None
    """The number of a licence that was issued with it."""
    narrative: Markdown | None = None
    """How several pieces of evidence belong together."""
    result: Many[Result] = ()
    """Results, each on a scale of the achievement."""
    role: Text | None = None
    """The role of the learner in the activity."""
    source: Profile | None = None
    """Who assessed, where the issuer acts for somebody else."""
    term: Text | None = None
    """The academic term."""

    @property
    def credits(self) -> Credits | None:
        """``creditsEarned`` with its unit, which is unknown."""
        return None if self.credits_earned is None else Credits(self.credits_earned)

    @property
    def activity_starts(self) -> datetime | None:
        """The instant of ``activityStartDate`` in UTC; None where it is absent or has no time zone."""
        return _instant(self.activity_start_date)

    @property
    def activity_ends(self) -> datetime | None:
        """The instant of ``activityEndDate`` in UTC; None where it is absent or has no time zone."""
        return _instant(self.activity_end_date)


class AchievementSubjectv1p1(AchievementSubject):
    """The learner in a badge of VC Data Model 1.1. Open Badges 3.0, AchievementSubjectv1p1."""

    achievement: Achievementv1p1
    """What was achieved."""
    source: Profilev1p1 | None = None
    """Who assessed, where the issuer acts for somebody else."""


class AchievementCredential(BadgeCredential):
    """An Open Badge 3.0 under VC Data Model 2.0; ``OpenBadgeCredential`` is another name of the same class.

    Open Badges 3.0, AchievementCredential. What ``issue()`` takes:

    >>> from eccoe_vc.models import Achievement, AchievementSubject, Criteria, Profile
    >>> badge = AchievementCredential(
    ...     id="https://example.edu/credentials/1",
    ...     name="Soil science",
    ...     issuer=Profile(id="https://example.edu/issuers/1", name="Example University"),
    ...     valid_from="2026-01-31T09:00:00Z",
    ...     credential_subject=AchievementSubject(
    ...         id="did:example:alice",
    ...         achievement=Achievement(
    ...             id="https://example.edu/achievements/soil",
    ...             name="Soil science",
    ...             description="Can name soil horizons.",
    ...             criteria=Criteria(narrative="Pass the field exercise."),
    ...         ),
    ...     ),
    ... )
    >>> badge.to_json()["type"]
    ['VerifiableCredential', 'OpenBadgeCredential']
    """

    TYPES: ClassVar[tuple[tuple[str, ...], ...]] = (
        ("VerifiableCredential",),
        ("OpenBadgeCredential", "AchievementCredential"),
    )
    RELATIONS: ClassVar[tuple[str, ...]] = ("base_v2", "validity_v2", "resources_distinct")
    FOREIGN: ClassVar[tuple[str, ...]] = ("issuanceDate", "expirationDate")

    context: BadgeContext = (V2, OB)
    """JSON-LD contexts: VC Data Model 2.0, then Open Badges, then extensions."""
    type: TypeNames = ("VerifiableCredential", "OpenBadgeCredential")
    """Holds ``VerifiableCredential``, and ``OpenBadgeCredential`` or ``AchievementCredential``."""
    name: BadgeName | None = None
    """What it is called, for display."""
    image: Image | None = None
    """A picture of the credential."""
    issuer: Annotated[Iri | Profile, Position("issuer", "Profile")]
    """Who awards it: a URL, or a profile."""
    valid_from: Timestamp
    """From when it holds: dateTimeStamp, kept as text; see :attr:`starts`."""
    valid_until: Timestamp | None = None
    """Until when it holds: dateTimeStamp, kept as text; see :attr:`ends`."""
    credential_subject: AchievementSubject
    """The learner and the achievement; exactly one."""
    endorsement: Many[Endorsement] = ()
    """Endorsements with embedded proofs."""
    endorsement_jwt: Many[CompactJws] = ()
    """Endorsements as tokens."""
    evidence: Many[Evidence] = ()
    """What shows that it was earned."""


#: The name that Open Badges gives to the same class.
OpenBadgeCredential = AchievementCredential


class AchievementCredentialv1p1(BadgeCredential):
    """An Open Badge 3.0 under VC Data Model 1.1. Open Badges 3.0, AchievementCredentialv1p1."""

    TYPES: ClassVar[tuple[tuple[str, ...], ...]] = (
        ("VerifiableCredential",),
        ("OpenBadgeCredential", "AchievementCredential"),
    )
    RELATIONS: ClassVar[tuple[str, ...]] = ("base_v1", "validity_v1")
    FOREIGN: ClassVar[tuple[str, ...]] = ("validFrom", "validUntil")

    context: BadgeContext = (V1, OB)
    """JSON-LD contexts: VC Data Model 1.1, then Open Badges, then extensions."""
    type: TypeNames = ("VerifiableCredential", "OpenBadgeCredential")
    """Holds ``VerifiableCredential``, and ``OpenBadgeCredential`` or ``AchievementCredential``."""
    name: BadgeName
    """What it is called, for display; required in this version."""
    image: Image | None = None
    """A picture of the credential."""
    issuer: Annotated[Iri | Profilev1p1, Position("issuer", "Profilev1p1")]
    """Who awards it: a URL, or a profile."""
    issuance_date: Timestamp
    """From when it holds; kept as text, see :attr:`starts`."""
    expiration_date: Timestamp | None = None
    """Until when it holds; kept as text, see :attr:`ends`."""
    credential_subject: AchievementSubjectv1p1
    """The learner and the achievement; exactly one."""
    endorsement: Many[Endorsement] = ()
    """Endorsements with embedded proofs."""
    endorsement_jwt: Many[CompactJws] = ()
    """Endorsements as tokens."""
    evidence: Many[Evidence] = ()
    """What shows that it was earned."""


def _instant(text: str | None) -> datetime | None:
    if text is None:
        return None
    try:
        return timestamps.parse(text)
    except DecodeError:
        return None
