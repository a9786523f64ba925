"""The table of shapes: written by ``tools/build_shapes.py`` from the models; do not edit.

Class name to: groups of type names, required members, members (rule, detail, form), relations, members of the other
data model, code that stands for all others, and flags (``loose``: unknown members may hold null and empty lists;
``closed``: there are no unknown members).
"""

from __future__ import annotations

from typing import Final

Member = tuple[str, str, str]
Row = tuple[
    tuple[tuple[str, ...], ...],
    tuple[str, ...],
    dict[str, Member],
    tuple[str, ...],
    tuple[str, ...],
    str,
    tuple[str, ...],
]

# fmt: off
SHAPES: Final[dict[str, Row]] = {
    "Achievement": ((("Achievement",),), (
        "id", "type", "criteria", "description", "name",
    ), {
        "id": ("id", "", "one"), "type": ("types", "", "any"), "alignment": ("object", "Alignment", "array"),
        "achievementType": ("term:AchievementType", "", "one"), "creator": ("object", "Profile", "one"),
        "creditsAvailable": ("credit", "", "one"), "criteria": ("object", "Criteria", "one"),
        "description": ("text", "", "one"), "endorsement": ("picked", "endorsement", "array"),
        "endorsementJwt": ("compact_jws", "", "array"), "fieldOfStudy": ("text", "", "one"),
        "humanCode": ("text", "", "one"), "image": ("object", "Image", "one"), "inLanguage": ("language", "", "one"),
        "name": ("text", "", "one"), "otherIdentifier": ("object", "IdentifierEntry", "array"),
        "related": ("object", "Related", "array"), "resultDescription": ("object", "ResultDescription", "array"),
        "specialization": ("text", "", "one"), "tag": ("text", "", "array"), "version": ("text", "", "one"),
    }, (), (), "", ()),
    "AchievementCredential": ((("VerifiableCredential",), ("OpenBadgeCredential", "AchievementCredential")), (
        "type", "id", "@context", "issuer", "validFrom", "credentialSubject",
    ), {
        "type": ("types", "", "any"), "credentialStatus": ("picked", "status", "any"),
        "credentialSchema": ("object", "CredentialSchema", "any"),
        "refreshService": ("object", "RefreshService", "any"), "termsOfUse": ("object", "TermsOfUse", "any"),
        "proof": ("picked", "proof", "any"), "id": ("id", "", "one"), "description": ("name", "badge", "one"),
        "awardedDate": ("timestamp", "", "one"), "relatedResource": ("object", "RelatedResource", "any"),
        "@context": ("context", "", "array"), "name": ("name", "badge", "one"), "image": ("object", "Image", "one"),
        "issuer": ("issuer", "Profile", "one"), "validFrom": ("timestamp", "", "one"),
        "validUntil": ("timestamp", "", "one"), "credentialSubject": ("object", "AchievementSubject", "one"),
        "endorsement": ("picked", "endorsement", "array"), "endorsementJwt": ("compact_jws", "", "array"),
        "evidence": ("object", "Evidence", "array"),
    }, ("base_v2", "validity_v2", "resources_distinct"), ("issuanceDate", "expirationDate"), "", ()),
    "AchievementCredentialv1p1": ((("VerifiableCredential",), ("OpenBadgeCredential", "AchievementCredential")), (
        "type", "id", "@context", "name", "issuer", "issuanceDate", "credentialSubject",
    ), {
        "type": ("types", "", "any"), "credentialStatus": ("picked", "status", "any"),
        "credentialSchema": ("object", "CredentialSchema", "any"),
        "refreshService": ("object", "RefreshService", "any"), "termsOfUse": ("object", "TermsOfUse", "any"),
        "proof": ("picked", "proof", "any"), "id": ("id", "", "one"), "description": ("name", "badge", "one"),
        "awardedDate": ("timestamp", "", "one"), "relatedResource": ("object", "RelatedResource", "any"),
        "@context": ("context", "", "array"), "name": ("name", "badge", "one"), "image": ("object", "Image", "one"),
        "issuer": ("issuer", "Profilev1p1", "one"), "issuanceDate": ("timestamp", "", "one"),
        "expirationDate": ("timestamp", "", "one"), "credentialSubject": ("object", "AchievementSubjectv1p1", "one"),
        "endorsement": ("picked", "endorsement", "array"), "endorsementJwt": ("compact_jws", "", "array"),
        "evidence": ("object", "Evidence", "array"),
    }, ("base_v1", "validity_v1"), ("validFrom", "validUntil"), "", ()),
    "AchievementSubject": ((("AchievementSubject",),), (
        "type", "achievement",
    ), {
        "id": ("id", "", "one"), "type": ("types", "", "any"), "activityEndDate": ("local_time", "", "one"),
        "activityStartDate": ("local_time", "", "one"), "creditsEarned": ("credit", "", "one"),
        "achievement": ("object", "Achievement", "one"), "identifier": ("object", "IdentityObject", "array"),
        "image": ("object", "Image", "one"), "licenseNumber": ("text", "", "one"), "narrative": ("text", "", "one"),
        "result": ("object", "Result", "array"), "role": ("text", "", "one"), "source": ("object", "Profile", "one"),
        "term": ("text", "", "one"),
    }, ("subject_named", "results_described"), (), "", ()),
    "AchievementSubjectv1p1": ((("AchievementSubject",),), (
        "type", "achievement",
    ), {
        "id": ("id", "", "one"), "type": ("types", "", "any"), "activityEndDate": ("local_time", "", "one"),
        "activityStartDate": ("local_time", "", "one"), "creditsEarned": ("credit", "", "one"),
        "achievement": ("object", "Achievementv1p1", "one"), "identifier": ("object", "IdentityObject", "array"),
        "image": ("object", "Image", "one"), "licenseNumber": ("text", "", "one"), "narrative": ("text", "", "one"),
        "result": ("object", "Result", "array"), "role": ("text", "", "one"),
        "source": ("object", "Profilev1p1", "one"), "term": ("text", "", "one"),
    }, ("subject_named", "results_described"), (), "", ()),
    "Achievementv1p1": ((("Achievement",),), (
        "id", "type", "criteria", "description", "name",
    ), {
        "id": ("id", "", "one"), "type": ("types", "", "any"), "alignment": ("object", "Alignment", "array"),
        "achievementType": ("term:AchievementType", "", "one"), "creator": ("object", "Profilev1p1", "one"),
        "creditsAvailable": ("credit", "", "one"), "criteria": ("object", "Criteria", "one"),
        "description": ("text", "", "one"), "endorsement": ("picked", "endorsement", "array"),
        "endorsementJwt": ("compact_jws", "", "array"), "fieldOfStudy": ("text", "", "one"),
        "humanCode": ("text", "", "one"), "image": ("object", "Image", "one"), "inLanguage": ("language", "", "one"),
        "name": ("text", "", "one"), "otherIdentifier": ("object", "IdentifierEntry", "array"),
        "related": ("object", "Related", "array"), "resultDescription": ("object", "ResultDescription", "array"),
        "specialization": ("text", "", "one"), "tag": ("text", "", "array"), "version": ("text", "", "one"),
    }, (), (), "", ()),
    "Address": ((("Address",),), (
        "type",
    ), {
        "type": ("types", "", "any"), "addressCountry": ("text", "", "one"),
        "addressCountryCode": ("text", "", "one"), "addressRegion": ("text", "", "one"),
        "addressLocality": ("text", "", "one"), "streetAddress": ("text", "", "one"),
        "postOfficeBoxNumber": ("text", "", "one"), "postalCode": ("text", "", "one"),
        "geo": ("object", "GeoCoordinates", "one"),
    }, (), (), "", ()),
    "Alignment": ((("Alignment",),), (
        "type", "targetName", "targetUrl",
    ), {
        "type": ("types", "", "any"), "targetCode": ("text", "", "one"), "targetDescription": ("text", "", "one"),
        "targetName": ("text", "", "one"), "targetFramework": ("text", "", "one"),
        "targetType": ("term:AlignmentTargetType", "", "one"), "targetUrl": ("iri", "", "one"),
    }, (), (), "", ()),
    "Association": ((("Association",),), (
        "type", "associationType", "sourceId", "targetId",
    ), {
        "type": ("types", "", "one"), "associationType": ("term:AssociationType", "", "one"),
        "sourceId": ("id", "", "one"), "targetId": ("id", "", "one"),
    }, (), (), "", ()),
    "BitstringStatusList": ((), (
        "type", "statusPurpose", "encodedList",
    ), {
        "type": ("types", "", "any"), "id": ("id", "", "one"), "statusPurpose": ("text", "", "any"),
        "encodedList": ("text", "", "one"), "ttl": ("number", "", "one"),
    }, (), (), "status.shape", ("loose",)),
    "BitstringStatusListCredential": ((("VerifiableCredential",), ("BitstringStatusListCredential",)), (
        "type", "@context", "issuer", "credentialSubject",
    ), {
        "type": ("types", "", "any"), "credentialStatus": ("picked", "status", "any"),
        "credentialSchema": ("object", "CredentialSchema", "any"),
        "refreshService": ("object", "RefreshService", "any"), "termsOfUse": ("object", "TermsOfUse", "any"),
        "proof": ("picked", "proof", "any"), "@context": ("context", "", "any"), "id": ("id", "", "one"),
        "name": ("name", "", "one"), "description": ("name", "", "one"), "issuer": ("issuer", "IssuerObject", "one"),
        "validFrom": ("timestamp", "", "one"), "validUntil": ("timestamp", "", "one"),
        "credentialSubject": ("object", "BitstringStatusList", "any"), "evidence": ("object", "EvidenceEntry", "any"),
        "relatedResource": ("object", "RelatedResource", "any"),
    }, ("base_v2", "validity_v2", "resources_distinct"), ("issuanceDate", "expirationDate"), "", ("loose",)),
    "BitstringStatusListEntry": ((("BitstringStatusListEntry",),), (
        "type", "statusPurpose", "statusListIndex", "statusListCredential",
    ), {
        "type": ("types", "", "any"), "id": ("id", "", "one"), "statusPurpose": ("text", "", "one"),
        "statusListIndex": ("list_index", "", "one"), "statusListCredential": ("iri", "", "one"),
        "statusSize": ("status_size", "", "one"), "statusMessage": ("object", "StatusMessage", "array"),
        "statusReference": ("iri", "", "any"),
    }, (), (), "status.unreadable", ("loose",)),
    "ClrCredential": ((("VerifiableCredential",), ("ClrCredential",)), (
        "type", "id", "@context", "name", "issuer", "validFrom", "credentialSubject",
    ), {
        "type": ("types", "", "any"), "credentialStatus": ("picked", "status", "any"),
        "credentialSchema": ("object", "CredentialSchema", "any"),
        "refreshService": ("object", "RefreshService", "any"), "termsOfUse": ("object", "TermsOfUse", "any"),
        "proof": ("picked", "proof", "any"), "id": ("id", "", "one"), "description": ("name", "badge", "one"),
        "awardedDate": ("timestamp", "", "one"), "relatedResource": ("object", "RelatedResource", "any"),
        "@context": ("context", "", "array"), "name": ("name", "badge", "one"), "image": ("object", "Image", "one"),
        "partial": ("flag", "", "one"), "issuer": ("issuer", "Profile", "one"), "validFrom": ("timestamp", "", "one"),
        "validUntil": ("timestamp", "", "one"), "credentialSubject": ("object", "ClrSubject", "one"),
        "endorsement": ("picked", "endorsement", "array"), "endorsementJwt": ("compact_jws", "", "array"),
    }, ("base_v2", "validity_v2", "resources_distinct"), ("issuanceDate", "expirationDate"), "", ()),
    "ClrCredentialv1p1": ((("VerifiableCredential",), ("ClrCredential",)), (
        "type", "id", "@context", "name", "issuer", "issuanceDate", "credentialSubject",
    ), {
        "type": ("types", "", "any"), "credentialStatus": ("picked", "status", "any"),
        "credentialSchema": ("object", "CredentialSchema", "any"),
        "refreshService": ("object", "RefreshService", "any"), "termsOfUse": ("object", "TermsOfUse", "any"),
        "proof": ("picked", "proof", "any"), "id": ("id", "", "one"), "description": ("name", "badge", "one"),
        "awardedDate": ("timestamp", "", "one"), "relatedResource": ("object", "RelatedResource", "any"),
        "@context": ("context", "", "array"), "name": ("name", "badge", "one"), "image": ("object", "Image", "one"),
        "partial": ("flag", "", "one"), "issuer": ("issuer", "Profilev1p1", "one"),
        "issuanceDate": ("timestamp", "", "one"), "expirationDate": ("timestamp", "", "one"),
        "credentialSubject": ("object", "ClrSubject", "one"), "endorsement": ("picked", "endorsement", "array"),
        "endorsementJwt": ("compact_jws", "", "array"),
    }, ("base_v1", "validity_v1"), ("validFrom", "validUntil"), "", ()),
    "ClrSubject": ((("ClrSubject",),), (
        "type", "verifiableCredential",
    ), {
        "id": ("id", "", "one"), "type": ("types", "", "any"), "identifier": ("object", "IdentityObject", "array"),
        "achievement": ("object", "Achievement", "array"), "verifiableCredential": ("picked", "credential", "array"),
        "association": ("object", "Association", "array"),
    }, ("subject_named", "associations_inside"), (), "", ()),
    "CredentialSchema": ((), (
        "type", "id",
    ), {
        "type": ("types", "", "any"), "id": ("id", "", "one"),
    }, (), (), "", ("loose",)),
    "CredentialStatus": ((), (
        "type",
    ), {
        "type": ("types", "", "any"), "id": ("id", "", "one"),
    }, (), (), "status.unreadable", ("loose",)),
    "CredentialSubject": ((), (
    ), {
        "id": ("id", "", "one"),
    }, ("subject_claims",), (), "", ("loose",)),
    "Criteria": ((), (
    ), {
        "id": ("id", "", "one"), "narrative": ("text", "", "one"),
    }, ("criteria_said",), (), "", ()),
    "DataIntegrityProof": ((("DataIntegrityProof",),), (
        "type",
    ), {
        "type": ("types", "", "any"), "created": ("timestamp", "", "one"), "expires": ("timestamp", "", "one"),
        "id": ("text", "", "one"), "cryptosuite": ("text", "", "one"), "verificationMethod": ("text", "", "one"),
        "proofPurpose": ("text", "", "one"), "proofValue": ("text", "", "one"), "challenge": ("text", "", "one"),
        "domain": ("text", "", "any"), "nonce": ("text", "", "one"), "previousProof": ("text", "", "any"),
    }, (), (), "proof.shape", ("loose",)),
    "Ed25519Signature2020": ((("Ed25519Signature2020",),), (
        "type",
    ), {
        "type": ("types", "", "any"), "created": ("timestamp", "", "one"), "expires": ("timestamp", "", "one"),
        "id": ("text", "", "one"), "cryptosuite": ("text", "", "one"), "verificationMethod": ("text", "", "one"),
        "proofPurpose": ("text", "", "one"), "proofValue": ("text", "", "one"), "challenge": ("text", "", "one"),
        "domain": ("text", "", "any"), "nonce": ("text", "", "one"), "previousProof": ("text", "", "any"),
    }, (), (), "proof.shape", ("loose",)),
    "EndorsementCredential": ((("VerifiableCredential",), ("EndorsementCredential",)), (
        "type", "id", "@context", "name", "issuer", "validFrom", "credentialSubject",
    ), {
        "type": ("types", "", "any"), "credentialStatus": ("picked", "status", "any"),
        "credentialSchema": ("object", "CredentialSchema", "any"),
        "refreshService": ("object", "RefreshService", "any"), "termsOfUse": ("object", "TermsOfUse", "any"),
        "proof": ("picked", "proof", "any"), "id": ("id", "", "one"), "description": ("name", "badge", "one"),
        "awardedDate": ("timestamp", "", "one"), "relatedResource": ("object", "RelatedResource", "any"),
        "@context": ("context", "", "array"), "name": ("name", "badge", "one"),
        "issuer": ("issuer", "Profile", "one"), "validFrom": ("timestamp", "", "one"),
        "validUntil": ("timestamp", "", "one"), "credentialSubject": ("object", "EndorsementSubject", "one"),
    }, ("base_v2", "validity_v2", "resources_distinct"), ("issuanceDate", "expirationDate"), "", ()),
    "EndorsementCredentialv1p1": ((("VerifiableCredential",), ("EndorsementCredential",)), (
        "type", "id", "@context", "name", "issuer", "issuanceDate", "credentialSubject",
    ), {
        "type": ("types", "", "any"), "credentialStatus": ("picked", "status", "any"),
        "credentialSchema": ("object", "CredentialSchema", "any"),
        "refreshService": ("object", "RefreshService", "any"), "termsOfUse": ("object", "TermsOfUse", "any"),
        "proof": ("picked", "proof", "any"), "id": ("id", "", "one"), "description": ("name", "badge", "one"),
        "awardedDate": ("timestamp", "", "one"), "relatedResource": ("object", "RelatedResource", "any"),
        "@context": ("context", "", "array"), "name": ("name", "badge", "one"),
        "issuer": ("issuer", "Profilev1p1", "one"), "issuanceDate": ("timestamp", "", "one"),
        "expirationDate": ("timestamp", "", "one"), "credentialSubject": ("object", "EndorsementSubject", "one"),
    }, ("base_v1", "validity_v1"), ("validFrom", "validUntil"), "", ()),
    "EndorsementSubject": ((("EndorsementSubject",),), (
        "id", "type",
    ), {
        "id": ("id", "", "one"), "type": ("types", "", "any"), "endorsementComment": ("text", "", "one"),
    }, (), (), "", ()),
    "EnvelopedVerifiableCredential": ((("EnvelopedVerifiableCredential",),), (
        "@context", "id", "type",
    ), {
        "@context": ("anything", "", "one"), "id": ("id", "", "one"), "type": ("types", "", "one"),
    }, ("envelope_formed",), (), "", ("loose",)),
    "EnvelopedVerifiablePresentation": ((("EnvelopedVerifiablePresentation",),), (
        "@context", "id", "type",
    ), {
        "@context": ("anything", "", "one"), "id": ("id", "", "one"), "type": ("types", "", "one"),
    }, ("envelope_formed",), (), "", ("loose",)),
    "EuropeanDigitalCredential": ((("VerifiableCredential",), ("EuropeanDigitalCredential",)), (
        "type", "@context", "issuer", "credentialSubject",
    ), {
        "type": ("types", "", "any"), "credentialStatus": ("picked", "status", "any"),
        "credentialSchema": ("object", "CredentialSchema", "any"),
        "refreshService": ("object", "RefreshService", "any"), "termsOfUse": ("object", "TermsOfUse", "any"),
        "proof": ("picked", "proof", "any"), "@context": ("context", "", "any"), "id": ("id", "", "one"),
        "issuer": ("issuer", "IssuerObject", "one"), "issuanceDate": ("timestamp", "", "one"),
        "expirationDate": ("timestamp", "", "one"), "validFrom": ("timestamp", "", "one"),
        "validUntil": ("timestamp", "", "one"), "credentialSubject": ("object", "CredentialSubject", "any"),
    }, ("base_v1", "validity_v1", "validity_v2"), (), "", ("loose",)),
    "Evidence": ((("Evidence",),), (
        "type",
    ), {
        "id": ("id", "", "one"), "type": ("types", "", "any"), "narrative": ("text", "", "one"),
        "name": ("text", "", "one"), "description": ("text", "", "one"), "genre": ("text", "", "one"),
        "audience": ("text", "", "one"),
    }, (), (), "", ()),
    "EvidenceEntry": ((), (
        "type",
    ), {
        "type": ("types", "", "any"), "id": ("id", "", "one"),
    }, (), (), "", ("loose",)),
    "GeoCoordinates": ((("GeoCoordinates",),), (
        "type", "latitude", "longitude",
    ), {
        "type": ("types", "", "one"), "latitude": ("number", "", "one"), "longitude": ("number", "", "one"),
    }, (), (), "", ()),
    "IdentifierEntry": ((("IdentifierEntry",),), (
        "type", "identifier", "identifierType",
    ), {
        "type": ("types", "", "one"), "identifier": ("text", "", "one"),
        "identifierType": ("term:IdentifierTypeEnum", "", "one"),
    }, (), (), "", ()),
    "IdentityObject": ((("IdentityObject",),), (
        "type", "hashed", "identityHash", "identityType",
    ), {
        "type": ("types", "", "one"), "hashed": ("flag", "", "one"), "identityHash": ("digest_text", "", "one"),
        "identityType": ("term:IdentifierTypeEnum", "", "one"), "salt": ("text", "", "one"),
    }, ("hash_formed",), (), "", ()),
    "Image": ((("Image",),), (
        "id", "type",
    ), {
        "id": ("id", "", "one"), "type": ("types", "", "one"), "caption": ("text", "", "one"),
    }, (), (), "", ()),
    "IssuerObject": ((), (
        "id",
    ), {
        "id": ("id", "", "one"), "name": ("name", "", "one"), "description": ("name", "", "one"),
    }, (), (), "", ("loose",)),
    "JWK": ((), (
        "kty",
    ), {
        "kty": ("text", "", "one"), "use": ("text", "", "one"), "key_ops": ("key_operations", "", "one"),
        "alg": ("text", "", "one"), "kid": ("text", "", "one"), "x5u": ("iri", "", "one"),
        "x5c": ("text", "", "array"), "x5t": ("text", "", "one"), "x5t_S256": ("text", "", "one"),
    }, (), (), "", ("loose",)),
    "JWKS": ((), (
        "keys",
    ), {
        "keys": ("object", "JWK", "array"),
    }, (), (), "", ("loose",)),
    "LanguageObject": ((), (
        "@value",
    ), {
        "@value": ("text", "", "one"), "@language": ("language", "", "one"), "@direction": ("direction", "", "one"),
    }, (), (), "", ("closed",)),
    "Multikey": ((), (
        "id", "cryptosuite", "publicKeyMultibase",
    ), {
        "id": ("id", "", "one"), "type": ("text", "", "one"), "cryptosuite": ("text", "", "one"),
        "controller": ("iri", "", "one"), "publicKeyMultibase": ("text", "", "one"),
    }, (), (), "", ("loose",)),
    "OpenApiComponents": ((), (
        "securitySchemes",
    ), {
        "securitySchemes": ("object", "OpenApiSecuritySchemes", "one"),
    }, (), (), "", ("loose",)),
    "OpenApiInfo": ((), (
        "termsOfService", "title", "version", "x-imssf-privacyPolicyUrl",
    ), {
        "termsOfService": ("iri", "", "one"), "title": ("text", "", "one"), "version": ("text", "", "one"),
        "x-imssf-image": ("iri", "", "one"), "x-imssf-privacyPolicyUrl": ("iri", "", "one"),
    }, (), (), "", ("loose",)),
    "OpenApiOAuth2SecurityScheme": ((), (
        "type", "x-imssf-registrationUrl",
    ), {
        "type": ("text", "", "one"), "description": ("text", "", "one"),
        "x-imssf-registrationUrl": ("iri", "", "one"),
    }, (), (), "", ("loose",)),
    "OpenApiSecuritySchemes": ((), (
    ), {
        "OAuth2ACG": ("object", "OpenApiOAuth2SecurityScheme", "one"),
    }, (), (), "", ("loose",)),
    "Profile": ((("Profile",),), (
        "id", "type",
    ), {
        "id": ("id", "", "one"), "type": ("types", "", "any"), "name": ("name", "badge", "one"),
        "url": ("iri", "", "one"), "phone": ("text", "", "one"), "description": ("name", "badge", "one"),
        "endorsement": ("picked", "endorsement", "array"), "endorsementJwt": ("compact_jws", "", "array"),
        "image": ("object", "Image", "one"), "email": ("text", "", "one"), "address": ("object", "Address", "one"),
        "otherIdentifier": ("object", "IdentifierEntry", "array"), "official": ("text", "", "one"),
        "parentOrg": ("object", "Profile", "one"), "familyName": ("text", "", "one"),
        "givenName": ("text", "", "one"), "additionalName": ("text", "", "one"),
        "patronymicName": ("text", "", "one"), "honorificPrefix": ("text", "", "one"),
        "honorificSuffix": ("text", "", "one"), "familyNamePrefix": ("text", "", "one"),
        "dateOfBirth": ("date", "", "one"),
    }, (), (), "", ()),
    "Profilev1p1": ((("Profile",),), (
        "id", "type",
    ), {
        "id": ("id", "", "one"), "type": ("types", "", "any"), "name": ("name", "badge", "one"),
        "url": ("iri", "", "one"), "phone": ("text", "", "one"), "description": ("name", "badge", "one"),
        "endorsement": ("picked", "endorsement", "array"), "endorsementJwt": ("compact_jws", "", "array"),
        "image": ("object", "Image", "one"), "email": ("text", "", "one"), "address": ("object", "Address", "one"),
        "otherIdentifier": ("object", "IdentifierEntry", "array"), "official": ("text", "", "one"),
        "parentOrg": ("object", "Profile", "one"), "familyName": ("text", "", "one"),
        "givenName": ("text", "", "one"), "additionalName": ("text", "", "one"),
        "patronymicName": ("text", "", "one"), "honorificPrefix": ("text", "", "one"),
        "honorificSuffix": ("text", "", "one"), "familyNamePrefix": ("text", "", "one"),
        "dateOfBirth": ("date", "", "one"),
    }, (), (), "", ()),
    "Proof": ((), (
        "type",
    ), {
        "type": ("types", "", "any"), "created": ("timestamp", "", "one"), "expires": ("timestamp", "", "one"),
    }, (), (), "proof.shape", ("loose",)),
    "RefreshService": ((), (
        "type",
    ), {
        "type": ("types", "", "any"), "id": ("id", "", "one"),
    }, (), (), "", ("loose",)),
    "Related": ((("Related",),), (
        "id", "type",
    ), {
        "id": ("id", "", "one"), "type": ("types", "", "any"), "inLanguage": ("language", "", "one"),
        "version": ("text", "", "one"),
    }, (), (), "", ()),
    "RelatedResource": ((), (
        "id",
    ), {
        "id": ("id", "", "one"), "mediaType": ("text", "", "one"), "digestSRI": ("text", "", "one"),
        "digestMultibase": ("text", "", "one"),
    }, ("resource_digested",), (), "", ("loose",)),
    "Result": ((("Result",),), (
        "type",
    ), {
        "type": ("types", "", "any"), "achievedLevel": ("id", "", "one"),
        "alignment": ("object", "Alignment", "array"), "resultDescription": ("id", "", "one"),
        "status": ("term:ResultStatusType", "", "one"), "value": ("text", "", "one"),
    }, (), (), "", ()),
    "ResultDescription": ((("ResultDescription",),), (
        "id", "type", "name", "resultType",
    ), {
        "id": ("id", "", "one"), "type": ("types", "", "any"), "alignment": ("object", "Alignment", "array"),
        "allowedValue": ("text", "", "array"), "name": ("text", "", "one"), "requiredLevel": ("id", "", "one"),
        "requiredValue": ("text", "", "one"), "resultType": ("term:ResultType", "", "one"),
        "rubricCriterionLevel": ("object", "RubricCriterionLevel", "array"), "valueMax": ("text", "", "one"),
        "valueMin": ("text", "", "one"),
    }, ("level_required",), (), "", ()),
    "RevocationListEntry": ((("1EdTechRevocationList",),), (
        "type", "id",
    ), {
        "type": ("types", "", "any"), "id": ("id", "", "one"),
    }, (), (), "status.unreadable", ("loose",)),
    "RubricCriterionLevel": ((("RubricCriterionLevel",),), (
        "id", "type", "name",
    ), {
        "id": ("id", "", "one"), "type": ("types", "", "any"), "alignment": ("object", "Alignment", "array"),
        "description": ("text", "", "one"), "level": ("text", "", "one"), "name": ("text", "", "one"),
        "points": ("text", "", "one"),
    }, (), (), "", ()),
    "ServiceDescriptionDocument": ((), (
        "openapi", "info", "components",
    ), {
        "openapi": ("text", "", "one"), "info": ("object", "OpenApiInfo", "one"),
        "components": ("object", "OpenApiComponents", "one"),
    }, (), (), "", ("loose",)),
    "StatusList2021Credential": ((("VerifiableCredential",), ("StatusList2021Credential",)), (
        "type", "@context", "issuer", "credentialSubject",
    ), {
        "type": ("types", "", "any"), "credentialStatus": ("picked", "status", "any"),
        "credentialSchema": ("object", "CredentialSchema", "any"),
        "refreshService": ("object", "RefreshService", "any"), "termsOfUse": ("object", "TermsOfUse", "any"),
        "proof": ("picked", "proof", "any"), "@context": ("context", "", "any"), "id": ("id", "", "one"),
        "name": ("name", "", "one"), "description": ("name", "", "one"), "issuer": ("issuer", "IssuerObject", "one"),
        "validFrom": ("timestamp", "", "one"), "validUntil": ("timestamp", "", "one"),
        "credentialSubject": ("object", "BitstringStatusList", "any"), "evidence": ("object", "EvidenceEntry", "any"),
        "relatedResource": ("object", "RelatedResource", "any"),
    }, ("base_v2", "validity_v2", "resources_distinct"), ("issuanceDate", "expirationDate"), "", ("loose",)),
    "StatusList2021Credentialv1p1": ((("VerifiableCredential",), ("StatusList2021Credential",)), (
        "type", "@context", "issuer", "issuanceDate", "credentialSubject",
    ), {
        "type": ("types", "", "any"), "credentialStatus": ("picked", "status", "any"),
        "credentialSchema": ("object", "CredentialSchema", "any"),
        "refreshService": ("object", "RefreshService", "any"), "termsOfUse": ("object", "TermsOfUse", "any"),
        "proof": ("picked", "proof", "any"), "@context": ("context", "", "any"), "id": ("id", "", "one"),
        "issuer": ("issuer", "IssuerObject", "one"), "issuanceDate": ("timestamp", "", "one"),
        "expirationDate": ("timestamp", "", "one"), "credentialSubject": ("object", "BitstringStatusList", "any"),
        "evidence": ("object", "EvidenceEntry", "any"),
    }, ("base_v1", "validity_v1"), ("validFrom", "validUntil"), "", ("loose",)),
    "StatusList2021Entry": ((("StatusList2021Entry",),), (
        "type", "statusPurpose", "statusListIndex", "statusListCredential",
    ), {
        "type": ("types", "", "any"), "id": ("id", "", "one"), "statusPurpose": ("text", "", "one"),
        "statusListIndex": ("list_index", "", "one"), "statusListCredential": ("iri", "", "one"),
    }, (), (), "status.unreadable", ("loose",)),
    "StatusMessage": ((), (
        "status", "message",
    ), {
        "status": ("text", "", "one"), "message": ("text", "", "one"),
    }, (), (), "status.size", ("loose",)),
    "TermsOfUse": ((), (
        "type",
    ), {
        "type": ("types", "", "any"), "id": ("id", "", "one"),
    }, (), (), "", ("loose",)),
    "VerifiableCredential": ((("VerifiableCredential",),), (
        "type", "@context", "issuer", "credentialSubject",
    ), {
        "type": ("types", "", "any"), "credentialStatus": ("picked", "status", "any"),
        "credentialSchema": ("object", "CredentialSchema", "any"),
        "refreshService": ("object", "RefreshService", "any"), "termsOfUse": ("object", "TermsOfUse", "any"),
        "proof": ("picked", "proof", "any"), "@context": ("context", "", "any"), "id": ("id", "", "one"),
        "name": ("name", "", "one"), "description": ("name", "", "one"), "issuer": ("issuer", "IssuerObject", "one"),
        "validFrom": ("timestamp", "", "one"), "validUntil": ("timestamp", "", "one"),
        "credentialSubject": ("object", "CredentialSubject", "any"), "evidence": ("object", "EvidenceEntry", "any"),
        "relatedResource": ("object", "RelatedResource", "any"),
    }, ("base_v2", "validity_v2", "resources_distinct"), ("issuanceDate", "expirationDate"), "", ("loose",)),
    "VerifiableCredentialv1p1": ((("VerifiableCredential",),), (
        "type", "@context", "issuer", "issuanceDate", "credentialSubject",
    ), {
        "type": ("types", "", "any"), "credentialStatus": ("picked", "status", "any"),
        "credentialSchema": ("object", "CredentialSchema", "any"),
        "refreshService": ("object", "RefreshService", "any"), "termsOfUse": ("object", "TermsOfUse", "any"),
        "proof": ("picked", "proof", "any"), "@context": ("context", "", "any"), "id": ("id", "", "one"),
        "issuer": ("issuer", "IssuerObject", "one"), "issuanceDate": ("timestamp", "", "one"),
        "expirationDate": ("timestamp", "", "one"), "credentialSubject": ("object", "CredentialSubject", "any"),
        "evidence": ("object", "EvidenceEntry", "any"),
    }, ("base_v1", "validity_v1"), ("validFrom", "validUntil"), "", ("loose",)),
    "VerifiablePresentation": ((("VerifiablePresentation",),), (
        "@context", "type",
    ), {
        "@context": ("context", "", "any"), "id": ("id", "", "one"), "type": ("types", "", "any"),
        "holder": ("reference", "IssuerObject", "one"), "verifiableCredential": ("picked", "credential", "any"),
        "termsOfUse": ("object", "TermsOfUse", "any"), "proof": ("picked", "proof", "any"),
    }, ("base_v2",), (), "", ("loose",)),
    "VerifiablePresentationv1p1": ((("VerifiablePresentation",),), (
        "@context", "type",
    ), {
        "@context": ("context", "", "any"), "id": ("id", "", "one"), "type": ("types", "", "any"),
        "holder": ("reference", "IssuerObject", "one"),
        "verifiableCredential": ("picked", "credential_or_token", "any"),
        "termsOfUse": ("object", "TermsOfUse", "any"), "proof": ("picked", "proof", "any"),
    }, ("base_v1",), (), "", ("loose",)),
}
