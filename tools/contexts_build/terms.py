"""Term tables: contexts that no package holds in a usable form, written out from the terms that they define.

Member order is the order of the published file, because the digests that W3C Recommendations print are over bytes.
``STD`` and ``PROT`` are the two openings that nearly every context has. Full IRIs are put together from the short
names at the top; the files hold them in full, except where a table says that a compact one is written.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

Terms = dict[str, Any]

SEC: Final = "https://w3id.org/security#"
AS: Final = "https://www.w3.org/ns/activitystreams#"
DID: Final = "https://www.w3.org/ns/did#"
XS: Final = "http://www.w3.org/2001/XMLSchema#"
OB: Final = "https://purl.imsglobal.org/spec/vc/ob/vocab.html#"
CLR: Final = "https://purl.imsglobal.org/spec/vc/clr/vocab.html#"
EXT: Final = "https://w3id.org/openbadges/extensions#"
SCHEMA: Final = "http://schema.org/"

STD: Final[Mapping[str, str]] = {"id": "@id", "type": "@type"}
PROT: Final[Mapping[str, bool]] = {"@protected": True}


def term(iri: str, kind: str = "", container: str = "", nested: Terms | None = None) -> Terms:
    """A term written as an object: ``@id``, then ``@type``, then ``@container``, then a nested ``@context``."""
    entry: Terms = {"@id": iri}
    if kind:
        entry["@type"] = kind
    if container:
        entry["@container"] = container
    if nested is not None:
        entry["@context"] = nested
    return entry


def _key_form(name: str, *material: tuple[str, str]) -> Terms:
    """A verification method class: controller, revoked, expires, and a public and a secret form of the key."""
    nested = {
        **PROT,
        **STD,
        "controller": term(SEC + "controller", "@id"),
        "revoked": term(SEC + "revoked", XS + "dateTime"),
        "expires": term(SEC + "expiration", XS + "dateTime"),
        **{member: term(SEC + member, kind) for member, kind in material},
    }
    return term(SEC + name, nested=nested)


def _multikey() -> Terms:
    kind = SEC + "multibase"
    return _key_form("Multikey", ("publicKeyMultibase", kind), ("secretKeyMultibase", kind))


def _json_web_key() -> Terms:
    return _key_form("JsonWebKey", ("publicKeyJwk", "@json"), ("secretKeyJwk", "@json"))


def multikey_v1() -> Terms:
    """``https://w3id.org/security/multikey/v1``, Data Integrity 1.0."""
    return {**STD, **PROT, "Multikey": _multikey()}


def jwk_v1() -> Terms:
    """``https://w3id.org/security/jwk/v1``, Data Integrity 1.0."""
    return {**STD, **PROT, "JsonWebKey": _json_web_key()}


def cid_v1() -> Terms:
    """``https://www.w3.org/ns/cid/v1``, Controlled Identifiers 1.0."""
    endpoint = {**PROT, **STD, "serviceEndpoint": term(DID + "serviceEndpoint", "@id")}
    return {
        **PROT,
        **STD,
        "alsoKnownAs": term(AS + "alsoKnownAs", "@id"),
        "assertionMethod": term(SEC + "assertionMethod", "@id", "@set"),
        "authentication": term(SEC + "authenticationMethod", "@id", "@set"),
        "capabilityDelegation": term(SEC + "capabilityDelegationMethod", "@id", "@set"),
        "capabilityInvocation": term(SEC + "capabilityInvocationMethod", "@id", "@set"),
        "controller": term(SEC + "controller", "@id"),
        "keyAgreement": term(SEC + "keyAgreementMethod", "@id", "@set"),
        "service": term(DID + "service", "@id", nested=endpoint),
        "verificationMethod": term(SEC + "verificationMethod", "@id"),
        "Multikey": _multikey(),
        "JsonWebKey": _json_web_key(),
    }


def clr_v2p0() -> Terms:
    """Comprehensive Learner Record 2.0, ``context.json``.

    No ``xsd`` prefix is defined here, so the datatype of two terms is the literal IRI ``xsd:anyURI``. It stays so:
    what is signed is what the published context says.
    """
    subject = {
        **STD,
        "cred": "https://www.w3.org/2018/credentials#",
        "obi": "https://purl.imsglobal.org/spec/ob/v3p0/vocab.html#",
        "achievement": term(CLR + "achievement", "obi:Achievement", "@set"),
        "association": term(CLR + "association", CLR + "Association", "@set"),
        "verifiableCredential": term(CLR + "verifiableCredential", "cred:verifiableCredential", "@set"),
    }
    association = {
        "associationType": term(CLR + "AssociationType"),
        "sourceId": term(CLR + "sourceId", "xsd:anyURI"),
        "targetId": term(CLR + "targetId", "xsd:anyURI"),
    }
    return {
        **STD,
        "ClrCredential": term(CLR + "ClrCredential", nested={**STD}),
        "ClrSubject": term(CLR + "ClrSubject", nested=subject),
        "Association": term(CLR + "Association", nested=association),
    }


def ext_accessibility() -> Terms:
    """Open Badges accessibility extension 3.0.0."""
    names = ("accessibilityAPI", "accessibilityControl", "accessibilityFeature", "accessibilityHazard")
    return {**PROT, **{name: "https://schema.org/" + name for name in names}}


def ext_apply_link() -> Terms:
    """Open Badges apply-link extension 3.0.0."""
    return {**PROT, **STD, "ApplyLinkAchievement": term(EXT + "ApplyLinkAchievement", nested={**PROT, **STD})}


def ext_geo_coordinates() -> Terms:
    """Open Badges geo-coordinates extension 3.0.0."""
    return {**PROT, "schema": SCHEMA, "Place": "schema:Place"}


def ext_license() -> Terms:
    """Open Badges licence extension 3.0.0. Two of the licences have https addresses, the others http."""
    cc = "creativecommons.org/licenses/"
    licences = {
        **PROT,
        "cc": "http://creativecommons.org/ns#",
        **STD,
        "legalCode": "cc:legalcode",
        "License": "cc:License",
        "CC-0": "https://creativecommons.org/publicdomain/zero/1.0/",
        **{f"CC-{name.upper()}": f"http://{cc}{name}/4.0/" for name in ("by", "by-sa", "by-nc", "by-nc-sa", "by-nd")},
        "CC-BY-NC-ND": f"https://{cc}by-nc-nd/4.0/",
    }
    achievement = {**PROT, **STD, "license": EXT + "License"}
    return {
        **PROT,
        **STD,
        "CCAchievement": term(EXT + "CCAchievement", nested=achievement),
        "License": term(EXT + "License", nested=licences),
    }


def ext_assessment() -> Terms:
    """Open Badges assessment extension v2p0."""
    question_types = ("Artifact", "Exam", "ExternalQuestion", "FileQuestion", "Performance", "TextQuestion")
    same_name = ("assessmentEvaluation", "assessmentType", "assessmentExample", "assessmentOutput")
    description = {
        "schema": SCHEMA,
        **{name: f"extensions:AssessmentExtension{name}" for name in question_types},
        **{name: f"extensions:{name}" for name in same_name},
        "characterLimit": "extensions:assessmentCharacterLimit",
        "evaluationMethod": "extensions:assessmentEvaluationMethod",
        "hasGroupEvaluation": "extensions:assessmentHasGroupEvaluation",
        "hasGroupParticipation": "extensions:assessmentHasGroupParticipation",
        "questions": "extensions:assessmentQuestions",
        "sections": "extensions:assessmentSections",
        "scoringMethodExampleDescription": "extensions:assessmentScoringMethodExampleDescription",
        "text": "schema:text",
        "wordLimit": "extensions:assessmentWordLimit",
    }
    return {
        **PROT,
        **STD,
        "extensions": EXT,
        "schema": SCHEMA,
        "AssessmentResultDescription": term(OB + "AssessmentResultDescription", nested=description),
    }


def ext_accreditation() -> Terms:
    """Open Badges issuer accreditation extension v2p0."""
    profile = {
        "contactInstructions": "extensions:accreditationContactInstructions",
        "logo": "schema:logo",
        "areaServed": "schema:areaServed",
        "accreditationDate": "extensions:accreditationDate",
        "educationalSector": "extensions:accreditationEducationalSector",
    }
    issuer = {"accreditations": term(OB + "accreditations", "@id", "@set")}
    return {
        **PROT,
        **STD,
        "extensions": EXT,
        "schema": SCHEMA,
        "AccreditationProfile": term(OB + "AccreditationProfile", nested=profile),
        "IssuerAccreditationProfile": term(OB + "IssuerAccreditationProfile", nested=issuer),
    }


def did_configuration_v1() -> list[Terms]:
    """Well-known DID configuration v1; its ``@context`` is a list of one object."""
    vocabulary = "https://identity.foundation/.well-known/resources/did-configuration/#"
    names = ("LinkedDomains", "DomainLinkageCredential", "origin", "linked_dids")
    return [{"@version": 1.1, **PROT, **{name: vocabulary + name for name in names}}]


def examples_v2() -> Terms:
    """The examples context of VCDM 2.0. It defines everything, so it belongs to tests only."""
    return {"@vocab": "https://www.w3.org/ns/credentials/examples#"}


#: Table name to the function that gives the value of ``@context``.
TABLES: Final[Mapping[str, Callable[[], Terms | list[Terms]]]] = {
    "multikey_v1": multikey_v1,
    "jwk_v1": jwk_v1,
    "cid_v1": cid_v1,
    "clr_v2p0": clr_v2p0,
    "ext_accessibility": ext_accessibility,
    "ext_apply_link": ext_apply_link,
    "ext_geo_coordinates": ext_geo_coordinates,
    "ext_license": ext_license,
    "ext_assessment": ext_assessment,
    "ext_accreditation": ext_accreditation,
    "did_configuration_v1": did_configuration_v1,
    "examples_v2": examples_v2,
}
