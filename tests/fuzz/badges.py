"""The signed badges that harnesses begin with: every suite, both data models, and every place that a check reads."""

from __future__ import annotations

import copy
from functools import cache
from typing import Any

from tests.attacks import bases

from eccoe_vc import ED25519_SIGNATURE_2020, EDDSA_JCS_2022, EDDSA_RDFC_2022

Tree = dict[str, Any]
ACHIEVEMENT = "https://north.example/achievements/soil"
RESULT = "urn:uuid:c8b5fe6b-9f3a-4c9f-8f0e-2b7f1ad4a6a1"


def _full() -> Tree:
    """A badge in which one node is described at several places, with results, an identity and an alignment."""
    profile = {"id": bases.ISSUER, "type": ["Profile"], "name": "North University", "url": "https://north.example/"}
    tree = bases.unsigned(issuer=profile, awardedDate="2026-01-10T09:00:00Z")
    subject = tree["credentialSubject"]
    subject |= {
        "activityEndDate": "2025-12-20T00:00:00Z",
        "identifier": [
            {
                "type": "IdentityObject",
                "identityHash": "ada@north.example",
                "identityType": "emailAddress",
                "hashed": False,
            }
        ],
        "result": [{"type": ["Result"], "resultDescription": RESULT, "value": "82"}],
        "source": {"id": bases.ISSUER, "type": ["Profile"]},
    }
    subject["achievement"] |= {
        "creator": {"id": bases.ISSUER, "type": ["Profile"], "name": "North University"},
        "achievementType": "Course",
        "creditsAvailable": 3.5,
        "tag": ["soil", "field work"],
        "alignment": [
            {
                "type": ["Alignment"],
                "targetName": "Soil",
                "targetUrl": "https://south.example/frameworks/soil",
                "targetCode": "S1",
            }
        ],
        "resultDescription": [
            {"id": RESULT, "type": ["ResultDescription"], "name": "Points", "resultType": "RawScore", "valueMax": "100"}
        ],
    }
    tree["evidence"] = [
        {"id": "https://north.example/evidence/1", "type": ["Evidence"], "name": "Report", "narrative": "Pits 1 to 3."},
        {"type": ["Evidence"], "narrative": "Field diary."},
    ]
    return tree


def _status() -> Tree:
    entry = {
        "id": "https://north.example/status/1#5",
        "type": "BitstringStatusListEntry",
        "statusPurpose": "revocation",
        "statusListIndex": "5",
        "statusListCredential": "https://north.example/status/1",
    }
    return bases.unsigned(credentialStatus=entry)


def _endorsed() -> Tree:
    friend = bases.signer("friend")
    endorsement = bases.signed(
        {
            "@context": [bases.V2, bases.OB],
            "id": "urn:uuid:0f6b1c0a-58b5-44f5-a3dd-4ab0f0d4a7c2",
            "type": ["VerifiableCredential", "EndorsementCredential"],
            "issuer": {"id": friend.controller, "type": ["Profile"], "name": "South University"},
            "validFrom": "2026-01-15T09:00:00Z",
            "name": "Endorsement",
            "credentialSubject": {
                "id": ACHIEVEMENT, "type": ["EndorsementSubject"], "endorsementComment": "Well made.",
            },
        },
        by=friend,
    )  # fmt: skip
    tree = bases.unsigned()
    tree["credentialSubject"]["achievement"]["endorsement"] = [endorsement]
    return tree


@cache
def signed() -> dict[str, Tree]:
    """The badges by name, signed with fixed keys. Not to be changed."""
    return {
        "rdfc": bases.signed(_full()),
        "jcs": bases.signed(_full(), EDDSA_JCS_2022),
        "2020": bases.signed(bases.unsigned_v1(), ED25519_SIGNATURE_2020),
        "set": bases.signed(bases.unsigned(), (ED25519_SIGNATURE_2020, EDDSA_RDFC_2022)),
        "status": bases.signed(_status()),
        "endorsed": bases.signed(_endorsed()),
    }


@cache
def texts() -> tuple[bytes, ...]:
    """The same as they travel."""
    return tuple(bases.text(copy.deepcopy(tree)).encode() for tree in signed().values())
