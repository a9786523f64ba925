"""One badge for all peers, as both sides write it."""

from __future__ import annotations

from typing import Any

Tree = dict[str, Any]
V1 = "https://www.w3.org/2018/credentials/v1"
V2 = "https://www.w3.org/ns/credentials/v2"
OB = "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"


def badge(issuer: str, *contexts: str, base: str = V2) -> Tree:
    """A badge of ``issuer``; ``contexts`` are those that a suite needs besides, so that nobody has to add one."""
    return {
        "@context": [base, OB, *contexts],
        "id": "urn:uuid:5a0c3f0e-8f2e-4b1e-9c1d-0a6f4f1f2b10",
        "type": ["VerifiableCredential", "OpenBadgeCredential"],
        "issuer": {"id": issuer, "type": ["Profile"], "name": "North University — Größe"},
        "validFrom" if base == V2 else "issuanceDate": "2026-01-15T09:00:00Z",
        "name": "Soil Science",
        "credentialSubject": {
            "id": "did:example:alice",
            "type": ["AchievementSubject"],
            "achievement": {
                "id": "https://north.example/achievements/1",
                "type": ["Achievement"],
                "name": "Soil Science",
                "description": "Reads a soil profile.",
                "criteria": {"narrative": "Pass the field exercise."},
                "creditsAvailable": 2.5,
                "tag": ["soil", "field work"],
            },
        },
    }
