"""Credentials that the tests of this folder share. All data is invented."""

from __future__ import annotations

import copy
from typing import Any

V1 = "https://www.w3.org/2018/credentials/v1"
V2 = "https://www.w3.org/ns/credentials/v2"
OB = "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"
OB302 = "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.2.json"
EXT = "https://purl.imsglobal.org/spec/ob/v3p0/extensions.json"
CLR = "https://purl.imsglobal.org/spec/clr/v2p0/context-2.0.1.json"
UNDEFINED = "https://www.w3.org/ns/credentials/undefined-terms/v2"
HOST = "https://fjord.example"
LEARNER = "did:example:learner"
Document = dict[str, Any]


def badge() -> Document:
    """A small Open Badge."""
    return {
        "@context": [V2, OB],
        "id": "urn:uuid:11111111-2222-4333-8444-555555555555",
        "type": ["VerifiableCredential", "OpenBadgeCredential"],
        "name": "Reading a Soil Profile",
        "issuer": {"id": f"{HOST}/issuers/1", "type": ["Profile"], "name": "Fjord University"},
        "validFrom": "2026-01-15T09:00:00Z",
        "credentialSubject": {
            "id": LEARNER,
            "type": ["AchievementSubject"],
            "achievement": {
                "id": f"{HOST}/achievements/soil",
                "type": ["Achievement"],
                "name": "Reading a Soil Profile",
                "description": 'Names horizons and "reads" them.',
                "criteria": {"narrative": "Field exercise.\nWritten test."},
            },
        },
    }


def rich() -> Document:
    """A badge with most of what Open Badges 3.0 has: lists, results, identity, evidence, status, schema."""
    made = badge()
    made["@context"].append(EXT)
    made |= {
        "awardedDate": "2026-02-01T00:00:00Z",
        "validUntil": "2036-02-01T00:00:00Z",
        "image": {"id": f"{HOST}/img/soil.png", "type": "Image", "caption": "Layers"},
        "evidence": [{"id": f"{HOST}/evidence/7", "type": ["Evidence"], "name": "Report", "genre": "Report"}],
        "credentialSchema": [{"id": f"{HOST}/schema.json", "type": "1EdTechJsonSchemaValidator2019"}],
        "credentialStatus": {
            "id": f"{HOST}/status/3#94567",
            "type": "BitstringStatusListEntry",
            "statusPurpose": "revocation",
            "statusListIndex": "94567",
            "statusListCredential": f"{HOST}/status/3",
        },
    }
    made["issuer"] |= {
        "url": f"{HOST}/",
        "email": "registry@fjord.example",
        "address": {
            "type": ["Address"],
            "addressCountry": "Norway",
            "geo": {"type": "GeoCoordinates", "latitude": 60.39, "longitude": 5.32},
        },
        "otherIdentifier": [
            {"type": "IdentifierEntry", "identifier": "NO-1", "identifierType": "schacHomeOrganization"}
        ],
    }
    subject = made["credentialSubject"]
    subject |= {
        "creditsEarned": 5.5,
        "activityStartDate": "2025-09-01T00:00:00Z",
        "identifier": [
            {
                "type": "IdentityObject",
                "hashed": False,
                "identityHash": "a@fjord.example",
                "identityType": "emailAddress",
            }
        ],
        "result": [{"type": ["Result"], "resultDescription": "urn:uuid:aa", "value": "B"}],
    }
    subject["achievement"] |= {
        "achievementType": "MicroCredential",
        "creditsAvailable": 5,
        "version": "2.1",
        "tag": ["soil", "field work", "ECTS"],
        "creator": {"id": f"{HOST}/issuers/1", "type": ["Profile"], "name": "Fjord University"},
        "alignment": [
            {
                "type": ["Alignment"],
                "targetName": f"Outcome {k}",
                "targetUrl": f"https://frame.example/{k}",
                "targetCode": f"S{k}",
            }
            for k in range(3)
        ],
        "resultDescription": [
            {
                "id": "urn:uuid:aa",
                "type": ["ResultDescription"],
                "name": "Grade",
                "resultType": "LetterGrade",
                "allowedValue": ["A", "B", "C"],
            }
        ],
    }
    return made


def record(count: int = 4) -> Document:
    """A learner record with ``count`` embedded credentials of one learner."""
    embedded = []
    for k in range(count):
        credential = copy.deepcopy(rich() if k % 2 == 0 else badge())
        credential["id"] = f"{HOST}/clr/vc/{k}"
        achievement = credential["credentialSubject"]["achievement"]
        achievement["id"] = f"{HOST}/achievements/{k}"
        if "credentialStatus" in credential:
            credential["credentialStatus"] |= {"id": f"{HOST}/status/3#{k}", "statusListIndex": str(k)}
            achievement["resultDescription"][0]["id"] = f"urn:uuid:aa{k}"
            credential["evidence"][0]["id"] = f"{HOST}/evidence/{k}"
        embedded.append(credential)
    return {
        "@context": [V2, CLR, OB, EXT],
        "id": f"{HOST}/clr/1",
        "type": ["VerifiableCredential", "ClrCredential"],
        "name": "Learner record",
        "issuer": {"id": f"{HOST}/issuers/1", "type": ["Profile"], "name": "Fjord University"},
        "validFrom": "2026-02-01T00:00:00Z",
        "credentialSubject": {
            "id": LEARNER,
            "type": ["ClrSubject"],
            "verifiableCredential": embedded,
            "association": [
                {"type": "Association", "associationType": "isChildOf", "sourceId": "urn:a", "targetId": "urn:b"}
            ],
        },
    }


def endorsement(of: str) -> Document:
    """An endorsement to embed."""
    return {
        "@context": [V2, OB],
        "id": "urn:uuid:eeeeeeee-2222-4333-8444-555555555555",
        "type": ["VerifiableCredential", "EndorsementCredential"],
        "name": "Endorsement",
        "issuer": {"id": f"{HOST}/issuers/2", "type": ["Profile"]},
        "validFrom": "2026-01-15T09:00:00Z",
        "credentialSubject": {"id": of, "type": ["EndorsementSubject"], "endorsementComment": "Sound."},
    }


def presentation(*credentials: Document) -> Document:
    """A presentation of credentials, each in a graph of its own."""
    return {
        "@context": [V2],
        "id": "urn:uuid:99999999-2222-4333-8444-555555555555",
        "type": ["VerifiablePresentation"],
        "holder": LEARNER,
        "verifiableCredential": list(credentials),
    }
