"""Typed views of credentials, and the check of their shape.

A badge that is ready for ``issue()``:

>>> from eccoe_vc.models import Achievement, AchievementSubject, Criteria, OpenBadgeCredential, Profile
>>> soil = Achievement(
...     id="https://example.edu/achievements/soil", name="Soil science", description="Can name soil horizons.",
...     criteria=Criteria(narrative="Pass the field exercise."),
... )
>>> badge = OpenBadgeCredential(
...     id="https://example.edu/credentials/1", name="Soil science", valid_from="2026-01-31T09:00:00Z",
...     issuer=Profile(id="https://example.edu/issuers/1", name="Example University"),
...     credential_subject=AchievementSubject(id="did:example:alice", achievement=soil),
... )
>>> badge.to_json()["credentialSubject"]["achievement"]["type"]
['Achievement']

A document as it was received is read with :func:`view`; :func:`problems` says everything that is wrong with it. A view
is only a view: what is verified and what is signed is the document, ``to_json()``.

The names below are loaded when they are first used, so that ``eccoe_vc.models.shape`` stays free of pydantic.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from eccoe_vc.models.achievement import (
        Achievement,
        Achievementv1p1,
        Alignment,
        Credits,
        Criteria,
        Related,
        ResultDescription,
        RubricCriterionLevel,
    )
    from eccoe_vc.models.badge import (
        AchievementCredential,
        AchievementCredentialv1p1,
        AchievementSubject,
        AchievementSubjectv1p1,
        Evidence,
        IdentityObject,
        OpenBadgeCredential,
        Result,
    )
    from eccoe_vc.models.base import Model
    from eccoe_vc.models.clr import Association, ClrCredential, ClrCredentialv1p1, ClrSubject
    from eccoe_vc.models.dialects import EdubadgesTerms, edubadges
    from eccoe_vc.models.entries import (
        CredentialSchema,
        EvidenceEntry,
        RefreshService,
        RelatedResource,
        TermsOfUse,
        TypedEntry,
    )
    from eccoe_vc.models.identity import identity_hash
    from eccoe_vc.models.presentation import VerifiablePresentation, VerifiablePresentationv1p1
    from eccoe_vc.models.profile import (
        Address,
        EndorsementCredential,
        EndorsementCredentialv1p1,
        EndorsementSubject,
        GeoCoordinates,
        IdentifierEntry,
        Image,
        Profile,
        Profilev1p1,
    )
    from eccoe_vc.models.proof import DataIntegrityProof, Ed25519Signature2020, Proof
    from eccoe_vc.models.reading import CLASSES, problems, view
    from eccoe_vc.models.schemas import json_schema
    from eccoe_vc.models.service import (
        JWK,
        JWKS,
        Multikey,
        OpenApiComponents,
        OpenApiInfo,
        OpenApiOAuth2SecurityScheme,
        OpenApiSecuritySchemes,
        ServiceDescriptionDocument,
    )
    from eccoe_vc.models.status import (
        BitstringStatusList,
        BitstringStatusListEntry,
        CredentialStatus,
        RevocationListEntry,
        StatusList2021Entry,
        StatusMessage,
    )
    from eccoe_vc.models.vc import (
        BitstringStatusListCredential,
        Credential,
        CredentialSubject,
        EnvelopedVerifiableCredential,
        EnvelopedVerifiablePresentation,
        EuropeanDigitalCredential,
        IssuerObject,
        LanguageObject,
        StatusList2021Credential,
        StatusList2021Credentialv1p1,
        VerifiableCredential,
        VerifiableCredentialv1p1,
    )

_HOMES: Final = {
    "achievement": "Achievement Achievementv1p1 Alignment Credits Criteria Related ResultDescription "
    "RubricCriterionLevel",
    "badge": "AchievementCredential AchievementCredentialv1p1 AchievementSubject AchievementSubjectv1p1 Evidence "
    "IdentityObject OpenBadgeCredential Result",
    "base": "Model",
    "clr": "Association ClrCredential ClrCredentialv1p1 ClrSubject",
    "dialects": "EdubadgesTerms edubadges",
    "entries": "CredentialSchema EvidenceEntry RefreshService RelatedResource TermsOfUse TypedEntry",
    "identity": "identity_hash",
    "schemas": "json_schema",
    "presentation": "VerifiablePresentation VerifiablePresentationv1p1",
    "profile": "Address EndorsementCredential EndorsementCredentialv1p1 EndorsementSubject GeoCoordinates "
    "IdentifierEntry Image Profile Profilev1p1",
    "proof": "DataIntegrityProof Ed25519Signature2020 Proof",
    "reading": "CLASSES problems view",
    "service": "JWK JWKS Multikey OpenApiComponents OpenApiInfo OpenApiOAuth2SecurityScheme OpenApiSecuritySchemes "
    "ServiceDescriptionDocument",
    "status": "BitstringStatusList BitstringStatusListEntry CredentialStatus RevocationListEntry StatusList2021Entry "
    "StatusMessage",
    "vc": "BitstringStatusListCredential Credential CredentialSubject EnvelopedVerifiableCredential "
    "EnvelopedVerifiablePresentation EuropeanDigitalCredential IssuerObject LanguageObject StatusList2021Credential "
    "StatusList2021Credentialv1p1 VerifiableCredential VerifiableCredentialv1p1",
}
_HOME_OF: Final = {name: home for home, names in _HOMES.items() for name in names.split()}

__all__ = [
    "CLASSES",
    "JWK",
    "JWKS",
    "Achievement",
    "AchievementCredential",
    "AchievementCredentialv1p1",
    "AchievementSubject",
    "AchievementSubjectv1p1",
    "Achievementv1p1",
    "Address",
    "Alignment",
    "Association",
    "BitstringStatusList",
    "BitstringStatusListCredential",
    "BitstringStatusListEntry",
    "ClrCredential",
    "ClrCredentialv1p1",
    "ClrSubject",
    "Credential",
    "CredentialSchema",
    "CredentialStatus",
    "CredentialSubject",
    "Credits",
    "Criteria",
    "DataIntegrityProof",
    "Ed25519Signature2020",
    "EdubadgesTerms",
    "EndorsementCredential",
    "EndorsementCredentialv1p1",
    "EndorsementSubject",
    "EnvelopedVerifiableCredential",
    "EnvelopedVerifiablePresentation",
    "EuropeanDigitalCredential",
    "Evidence",
    "EvidenceEntry",
    "GeoCoordinates",
    "IdentifierEntry",
    "IdentityObject",
    "Image",
    "IssuerObject",
    "LanguageObject",
    "Model",
    "Multikey",
    "OpenApiComponents",
    "OpenApiInfo",
    "OpenApiOAuth2SecurityScheme",
    "OpenApiSecuritySchemes",
    "OpenBadgeCredential",
    "Profile",
    "Profilev1p1",
    "Proof",
    "RefreshService",
    "Related",
    "RelatedResource",
    "Result",
    "ResultDescription",
    "RevocationListEntry",
    "RubricCriterionLevel",
    "ServiceDescriptionDocument",
    "StatusList2021Credential",
    "StatusList2021Credentialv1p1",
    "StatusList2021Entry",
    "StatusMessage",
    "TermsOfUse",
    "TypedEntry",
    "VerifiableCredential",
    "VerifiableCredentialv1p1",
    "VerifiablePresentation",
    "VerifiablePresentationv1p1",
    "edubadges",
    "identity_hash",
    "json_schema",
    "problems",
    "view",
]


def __getattr__(name: str) -> Any:
    home = _HOME_OF.get(name)
    if home is None:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{home}"), name)


def __dir__() -> list[str]:
    return sorted(__all__)
