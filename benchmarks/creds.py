"""Credentials for benchmarks: small, medium, large (a learner record of 30 credentials). All data is invented."""

from __future__ import annotations

import copy
from collections.abc import Callable
from typing import Any

V2 = "https://www.w3.org/ns/credentials/v2"
OB = "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"
EXT = "https://purl.imsglobal.org/spec/ob/v3p0/extensions.json"
CLR = "https://purl.imsglobal.org/spec/clr/v2p0/context-2.0.1.json"
HOST = "https://north.example"
Document = dict[str, Any]


def small(i: int = 0) -> Document:
    return {
        "@context": [V2, OB],
        "id": f"urn:uuid:00000000-0000-4000-8000-{i:012d}",
        "type": ["VerifiableCredential", "OpenBadgeCredential"],
        "issuer": {"id": f"{HOST}/issuers/1", "type": ["Profile"], "name": "Nordhavn University"},
        "validFrom": "2026-01-15T09:00:00Z",
        "name": "Intro to Soil Science",
        "credentialSubject": {
            "id": f"did:example:learner{i}",
            "type": ["AchievementSubject"],
            "achievement": {
                "id": f"{HOST}/achievements/soil-1",
                "type": ["Achievement"],
                "name": "Intro to Soil Science",
                "description": "Can name soil horizons and read a profile.",
                "criteria": {"narrative": "Pass the field exercise and the written test."},
            },
        },
    }


def _issuer() -> Document:
    return {
        "id": f"{HOST}/issuers/geo",
        "type": ["Profile"],
        "name": "Nordhavn University, Geosciences",
        "url": f"{HOST}/",
        "phone": "+45 00 00 00 00",
        "email": "registry@north.example",
        "description": "Public university; Œresund campus.",
        "image": {"id": f"{HOST}/img/logo.png", "type": "Image"},
        "address": {
            "type": ["Address"],
            "addressCountry": "Denmark",
            "addressCountryCode": "DK",
            "addressRegion": "Hovedstaden",
            "addressLocality": "Nordhavn",
            "streetAddress": "Kajvej 12",
            "postalCode": "2150",
            "geo": {"type": "GeoCoordinates", "latitude": 55.7089, "longitude": 12.5977},
        },
        "otherIdentifier": [
            {"type": "IdentifierEntry", "identifier": "DK-NORD-01", "identifierType": "schacHomeOrganization"}
        ],
    }


def _achievement() -> Document:
    levels = enumerate(["Novice", "Able", "Expert"])
    return {
        "id": f"{HOST}/achievements/hydro-5",
        "type": ["Achievement"],
        "achievementType": "MicroCredential",
        "creditsAvailable": 5,
        "humanCode": "GEO-H5",
        "name": "Applied Hydrology",
        "inLanguage": "en",
        "description": 'Learners can model runoff, "design" a gauge network and report uncertainty.',
        "fieldOfStudy": "0532 Earth sciences",
        "specialization": "Hydrology",
        "version": "2.1",
        "tag": ["hydrology", "rivers", "field work", "ECTS"],
        "criteria": {
            "id": f"{HOST}/achievements/hydro-5/criteria",
            "narrative": "1. Submit the catchment report.\n2. Defend it orally.",
        },
        "creator": {"id": f"{HOST}/issuers/geo", "type": ["Profile"], "name": "Nordhavn University, Geosciences"},
        "image": {"id": f"{HOST}/img/hydro5.png", "type": "Image"},
        "alignment": [
            {
                "type": ["Alignment"],
                "targetName": f"Learning outcome {k}",
                "targetType": "CFItem",
                "targetUrl": f"https://frame.example/esco/skill/{k}",
                "targetCode": f"S{k}.{k + 1}",
                "targetDescription": f"Outcome {k} as stated in the framework, level {3 + k % 3}.",
                "targetFramework": "European skills framework",
            }
            for k in range(6)
        ],
        "resultDescription": [
            {
                "id": "urn:uuid:11111111-0000-4000-8000-000000000001",
                "type": ["ResultDescription"],
                "name": "Final grade",
                "resultType": "LetterGrade",
                "allowedValue": ["A", "B", "C", "D", "E", "F"],
                "requiredValue": "D",
            },
            {
                "id": "urn:uuid:11111111-0000-4000-8000-000000000002",
                "type": ["ResultDescription"],
                "name": "Rubric",
                "resultType": "RubricCriterionLevel",
                "rubricCriterionLevel": [
                    {
                        "id": f"urn:uuid:22222222-0000-4000-8000-00000000000{k}",
                        "type": ["RubricCriterionLevel"],
                        "name": name,
                        "level": name,
                        "points": str(k),
                        "description": f"Level {name} of the report rubric",
                    }
                    for k, name in levels
                ],
            },
        ],
    }


def medium(i: int = 0) -> Document:
    return {
        "@context": [V2, OB, EXT],
        "id": f"{HOST}/credentials/mc-{i}",
        "type": ["VerifiableCredential", "OpenBadgeCredential"],
        "name": "Micro-credential: Applied Hydrology",
        "description": "A 5 ECTS micro-credential on river catchments.",
        "image": {"id": f"{HOST}/img/hydro.png", "type": "Image", "caption": "A blue river badge"},
        "awardedDate": "2026-02-01T00:00:00Z",
        "issuer": _issuer(),
        "validFrom": "2026-02-01T00:00:00Z",
        "validUntil": "2036-02-01T00:00:00Z",
        "credentialSubject": {
            "id": f"did:example:learner{i}",
            "type": ["AchievementSubject"],
            "activityStartDate": "2025-09-01T00:00:00Z",
            "activityEndDate": "2026-01-20T00:00:00Z",
            "creditsEarned": 5.0 if i % 2 else 4.5,
            "licenseNumber": f"L-{i:06d}",
            "role": "student",
            "term": "Autumn 2025",
            "identifier": [
                {
                    "type": "IdentityObject",
                    "hashed": False,
                    "identityHash": f"student{i}@north.example",
                    "identityType": "emailAddress",
                }
            ],
            "achievement": _achievement(),
            "result": [
                {
                    "type": ["Result"],
                    "resultDescription": "urn:uuid:11111111-0000-4000-8000-000000000001",
                    "value": "B",
                },
                {
                    "type": ["Result"],
                    "resultDescription": "urn:uuid:11111111-0000-4000-8000-000000000002",
                    "achievedLevel": "urn:uuid:22222222-0000-4000-8000-000000000001",
                    "status": "Completed",
                },
            ],
        },
        "evidence": [
            {
                "id": f"{HOST}/evidence/{i}",
                "type": ["Evidence"],
                "name": "Catchment report",
                "genre": "Report",
                "narrative": "A 20-page report.",
                "audience": "Examiners",
                "description": "PDF with data appendix",
            }
        ],
        "credentialSchema": [
            {
                "id": "https://purl.imsglobal.org/spec/ob/v3p0/schema/json/ob_v3p0_achievementcredential_schema.json",
                "type": "1EdTechJsonSchemaValidator2019",
            }
        ],
        "credentialStatus": {
            "id": f"{HOST}/status/3#{i}",
            "type": "BitstringStatusListEntry",
            "statusPurpose": "revocation",
            "statusListIndex": str(i),
            "statusListCredential": f"{HOST}/status/3",
        },
    }


def large(i: int = 0, n: int = 30) -> Document:
    """A CLR with n embedded credentials, every third one `medium`."""
    embedded = []
    for k in range(n):
        credential = copy.deepcopy(medium(k) if k % 3 == 0 else small(k))
        credential["id"] = f"{HOST}/clr/{i}/vc/{k}"
        credential["credentialSubject"]["id"] = f"did:example:learner{i}"
        achievement = credential["credentialSubject"]["achievement"]
        achievement["id"], achievement["name"] = f"{HOST}/achievements/{k}", f"Course {k}"
        renamed = {}
        for description in achievement.get("resultDescription", []):
            before = description["id"]
            description["id"] = renamed[before] = f"{before[:-2]}{k:02d}" + ("a" if before[-1] == "1" else "b")
        for result in credential["credentialSubject"].get("result", []):
            result["resultDescription"] = renamed[result["resultDescription"]]
        embedded.append(credential)
    return {
        "@context": [V2, CLR, OB, EXT],
        "id": f"{HOST}/clr/{i}",
        "type": ["VerifiableCredential", "ClrCredential"],
        "name": "Learner record",
        "issuer": {"id": f"{HOST}/issuers/geo", "type": ["Profile"], "name": "Nordhavn University"},
        "validFrom": "2026-02-01T00:00:00Z",
        "credentialSubject": {
            "id": f"did:example:learner{i}",
            "type": ["ClrSubject"],
            "verifiableCredential": embedded,
            "association": [
                {
                    "type": "Association",
                    "associationType": "isChildOf",
                    "sourceId": f"{HOST}/clr/{i}/vc/{k}",
                    "targetId": f"{HOST}/clr/{i}/vc/{k // 3}",
                }
                for k in range(1, n)
            ],
        },
    }


def ring(n: int = 10) -> Document:
    """Blank nodes that look alike, cross-linked in a ring: canonicalisation work must stay bounded."""
    credential = small()
    credential["credentialSubject"]["achievement"]["related"] = [
        {"id": f"_:r{k}", "type": ["Related"], "alignment": [{"id": f"_:r{(k + 1) % n}"}, {"id": f"_:r{(k + 2) % n}"}]}
        for k in range(n)
    ]
    return credential


def clique(n: int = 5) -> Document:
    """Fully symmetric: every blank node points at all others. n = 8 must be refused by a work budget."""
    credential = small()
    credential["credentialSubject"]["achievement"]["related"] = [
        {"id": f"_:r{k}", "type": ["Related"], "alignment": [{"id": f"_:r{j}"} for j in range(n) if j != k]}
        for k in range(n)
    ]
    return credential


SETS: dict[str, Callable[[], Document]] = {"small": small, "medium": medium, "large": large}
