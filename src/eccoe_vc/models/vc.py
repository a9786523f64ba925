"""Credentials of the W3C: Verifiable Credentials Data Model 2.0 and 1.1, and what Open Badges builds on."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated, Any, ClassVar

from pydantic import ConfigDict

from eccoe_vc.encoding import timestamps
from eccoe_vc.models.base import Model
from eccoe_vc.models.entries import CredentialSchema, EvidenceEntry, RefreshService, RelatedResource, TermsOfUse
from eccoe_vc.models.fields import (
    Context,
    Id,
    Iri,
    LanguageTag,
    Lexical,
    Listed,
    OneOrMany,
    Position,
    Text,
    Timestamp,
    TypeName,
    TypeNames,
)
from eccoe_vc.models.kinds import V1, V2
from eccoe_vc.models.proof import AnyProof
from eccoe_vc.models.status import BitstringStatusList, StatusEntry


class LanguageObject(Model):
    """Text that names its language. VC Data Model 2.0, section 11.1: these three members and no others."""

    model_config = ConfigDict(alias_generator=lambda name: f"@{name}", extra="forbid")

    CLOSED: ClassVar[bool] = True

    value: Text
    """The text."""
    language: LanguageTag | None = None
    """Its language: a BCP 47 tag."""
    direction: Annotated[str | None, Lexical("direction")] = None
    """Its base direction: ``ltr`` or ``rtl``."""


#: ``name`` and ``description``: text, a language object, or a list of either.
Name = Annotated[
    str | LanguageObject | Annotated[Sequence[str | LanguageObject], Listed("array")],
    Position("name"),
]
#: The same where Open Badges wants plain text: a language object is read, with the note ``model.language``.
BadgeName = Annotated[
    str | LanguageObject | Annotated[Sequence[str | LanguageObject], Listed("array")],
    Position("name", "badge"),
]


class IssuerObject(Model):
    """An issuer or holder that says more than its URL. VC Data Model 2.0, section 4.7."""

    LOOSE: ClassVar[bool] = True

    id: Id
    """Who: a URL, often a DID."""
    name: Name | None = None
    """What it is called."""
    description: Name | None = None
    """What it is."""


class CredentialSubject(Model):
    """Somebody or something about whom claims are made. VC Data Model 2.0, section 4.8."""

    LOOSE: ClassVar[bool] = True
    RELATIONS: ClassVar[tuple[str, ...]] = ("subject_claims",)

    id: Id | None = None
    """Who: a URL, often a DID. A subject need not have one."""


class Credential(Model):
    """What credentials of all kinds and versions have in common."""

    type: TypeNames
    """What kind of credential this is; holds ``VerifiableCredential``."""
    credential_status: OneOrMany[StatusEntry] = ()
    """Where to learn whether it was withdrawn; all entries count. VC Data Model 2.0, section 4.10."""
    credential_schema: OneOrMany[CredentialSchema] = ()
    """Schemas that the credential says it meets."""
    refresh_service: OneOrMany[RefreshService] = ()
    """Where a newer copy can be had."""
    terms_of_use: OneOrMany[TermsOfUse] = ()
    """What one may do with it."""
    proof: Annotated[Sequence[AnyProof], Listed("any", least=0)] = ()
    """Embedded proofs: one, a set, or a chain. An empty list is a matter of the proof check, not of shape."""

    @property
    def issuer_id(self) -> str:
        """Who says so: the URL of the issuer, whichever way it was written."""
        issuer = getattr(self, "issuer", "")
        return issuer if isinstance(issuer, str) else str(issuer.id)

    @property
    def starts(self) -> datetime | None:
        """The instant from which it holds, in UTC: ``validFrom``, or ``issuanceDate`` in version 1.1."""
        return self._instant("valid_from", "issuance_date")

    @property
    def ends(self) -> datetime | None:
        """The instant until which it holds, in UTC: ``validUntil``, or ``expirationDate`` in version 1.1."""
        return self._instant("valid_until", "expiration_date")

    def _instant(self, *names: str) -> datetime | None:
        text = next((value for name in names if (value := getattr(self, name, None)) is not None), None)
        return None if text is None else timestamps.parse(text)


class VerifiableCredential(Credential):
    """A credential of VC Data Model 2.0 that is of no kind we know better.

    >>> VerifiableCredential(issuer="did:example:a", credential_subject=[{"id": "did:example:b"}]).issuer_id
    'did:example:a'
    """

    TYPES: ClassVar[tuple[tuple[str, ...], ...]] = (("VerifiableCredential",),)
    RELATIONS: ClassVar[tuple[str, ...]] = ("base_v2", "validity_v2", "resources_distinct")
    FOREIGN: ClassVar[tuple[str, ...]] = ("issuanceDate", "expirationDate")
    LOOSE: ClassVar[bool] = True

    context: Context = (V2,)
    """JSON-LD contexts; the first is that of VC Data Model 2.0."""
    id: Id | None = None
    """The name of the credential: a URL."""
    type: TypeNames = ("VerifiableCredential",)
    """Holds ``VerifiableCredential``."""
    name: Name | None = None
    """What it is called, for display."""
    description: Name | None = None
    """What it is, for display."""
    issuer: Annotated[Iri | IssuerObject, Position("issuer", "IssuerObject")]
    """Who says so: a URL, or an object with one."""
    valid_from: Timestamp | None = None
    """From when it holds: dateTimeStamp, kept as text; see :attr:`starts`."""
    valid_until: Timestamp | None = None
    """Until when it holds: dateTimeStamp, kept as text; see :attr:`ends`."""
    credential_subject: OneOrMany[CredentialSubject]
    """About whom, one or several, each with at least one claim."""
    evidence: OneOrMany[EvidenceEntry] = ()
    """What the issuer relied on."""
    related_resource: OneOrMany[RelatedResource] = ()
    """Resources bound to the credential by digest."""


class VerifiableCredentialv1p1(Credential):
    """A credential of VC Data Model 1.1 that is of no kind we know better."""

    TYPES: ClassVar[tuple[tuple[str, ...], ...]] = (("VerifiableCredential",),)
    RELATIONS: ClassVar[tuple[str, ...]] = ("base_v1", "validity_v1")
    FOREIGN: ClassVar[tuple[str, ...]] = ("validFrom", "validUntil")
    LOOSE: ClassVar[bool] = True

    context: Context = (V1,)
    """JSON-LD contexts; the first is that of VC Data Model 1.1."""
    id: Id | None = None
    """The name of the credential: a URL."""
    type: TypeNames = ("VerifiableCredential",)
    """Holds ``VerifiableCredential``."""
    issuer: Annotated[Iri | IssuerObject, Position("issuer", "IssuerObject")]
    """Who says so: a URL, or an object with one."""
    issuance_date: Timestamp
    """From when it holds; kept as text, see :attr:`starts`."""
    expiration_date: Timestamp | None = None
    """Until when it holds; kept as text, see :attr:`ends`."""
    credential_subject: OneOrMany[CredentialSubject]
    """About whom, one or several."""
    evidence: OneOrMany[EvidenceEntry] = ()
    """What the issuer relied on."""


class EuropeanDigitalCredential(Credential):
    """A European Digital Credential: VC Data Model 1.1 with ``validFrom`` beside it, which no other kind may have.

    European Learning Model 3. Its members are read elsewhere; here it only has the shape of a credential.
    """

    TYPES: ClassVar[tuple[tuple[str, ...], ...]] = (("VerifiableCredential",), ("EuropeanDigitalCredential",))
    RELATIONS: ClassVar[tuple[str, ...]] = ("base_v1", "validity_v1", "validity_v2")
    LOOSE: ClassVar[bool] = True

    context: Context = (V1, "http://data.europa.eu/snb/model/context/edc-ap")
    """JSON-LD contexts; the second is written with http, and that is right."""
    id: Id | None = None
    """The name of the credential: a URL."""
    type: TypeNames = ("VerifiableCredential", "EuropeanDigitalCredential")
    """Holds ``VerifiableCredential`` and ``EuropeanDigitalCredential``."""
    issuer: Annotated[Iri | IssuerObject, Position("issuer", "IssuerObject")]
    """Who says so: a URL, or an object with one."""
    issuance_date: Timestamp | None = None
    """When it was issued."""
    expiration_date: Timestamp | None = None
    """When it ends, under the name of version 1.1."""
    valid_from: Timestamp | None = None
    """From when it holds."""
    valid_until: Timestamp | None = None
    """Until when it holds."""
    credential_subject: OneOrMany[CredentialSubject]
    """About whom."""


class EnvelopedVerifiableCredential(Model):
    """A token that stands where a credential object is expected. VC Data Model 2.0, section 4.13.

    What is inside is opened by :mod:`eccoe_vc.carriers`.
    """

    TYPES: ClassVar[tuple[tuple[str, ...], ...]] = (("EnvelopedVerifiableCredential",),)
    RELATIONS: ClassVar[tuple[str, ...]] = ("envelope_formed",)
    LOOSE: ClassVar[bool] = True

    context: Annotated[Any, Lexical("anything")] = V2
    """The context of VC Data Model 2.0; a single text is enough."""
    id: Id
    """The token: a ``data:`` URL with the media type of its form."""
    type: TypeName = ("EnvelopedVerifiableCredential",)
    """Names ``EnvelopedVerifiableCredential``."""


class EnvelopedVerifiablePresentation(EnvelopedVerifiableCredential):
    """A presentation in an envelope. VC Data Model 2.0, section 4.13."""

    TYPES: ClassVar[tuple[tuple[str, ...], ...]] = (("EnvelopedVerifiablePresentation",),)

    type: TypeName = ("EnvelopedVerifiablePresentation",)
    """Names ``EnvelopedVerifiablePresentation``."""


class BitstringStatusListCredential(VerifiableCredential):
    """A status list as a credential. Bitstring Status List 1.0, section 2.2."""

    TYPES: ClassVar[tuple[tuple[str, ...], ...]] = (("VerifiableCredential",), ("BitstringStatusListCredential",))

    type: TypeNames = ("VerifiableCredential", "BitstringStatusListCredential")
    """Holds ``VerifiableCredential`` and ``BitstringStatusListCredential``."""
    credential_subject: OneOrMany[BitstringStatusList]  # type: ignore[assignment]
    """The list; the status check refuses more than one."""


class StatusList2021Credential(VerifiableCredential):
    """A StatusList2021 under VC Data Model 2.0."""

    TYPES: ClassVar[tuple[tuple[str, ...], ...]] = (("VerifiableCredential",), ("StatusList2021Credential",))

    type: TypeNames = ("VerifiableCredential", "StatusList2021Credential")
    """Holds ``VerifiableCredential`` and ``StatusList2021Credential``."""
    credential_subject: OneOrMany[BitstringStatusList]  # type: ignore[assignment]
    """The list."""


class StatusList2021Credentialv1p1(VerifiableCredentialv1p1):
    """A StatusList2021 under VC Data Model 1.1."""

    TYPES: ClassVar[tuple[tuple[str, ...], ...]] = (("VerifiableCredential",), ("StatusList2021Credential",))

    type: TypeNames = ("VerifiableCredential", "StatusList2021Credential")
    """Holds ``VerifiableCredential`` and ``StatusList2021Credential``."""
    credential_subject: OneOrMany[BitstringStatusList]  # type: ignore[assignment]
    """The list."""
