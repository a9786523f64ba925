"""The legacy suite across implementations: `openedx-didkit`, which is written in Rust, as a second judge."""

from __future__ import annotations

import asyncio
import copy
import json
from datetime import UTC, datetime
from typing import Any

import didkit

from eccoe_vc import ED25519_SIGNATURE_2020, LocalSigner, TrustedIssuers, inspect, issue, policies

Tree = dict[str, Any]
AT = datetime(2026, 6, 1, 12, tzinfo=UTC)
V1 = "https://www.w3.org/2018/credentials/v1"
SUITE = "https://w3id.org/security/suites/ed25519-2020/v1"
PURPOSE = json.dumps({"proofPurpose": "assertionMethod"})


def credential(issuer: str) -> Tree:
    return {
        "@context": [V1, SUITE],
        "id": "urn:uuid:5a0c3f0e-8f2e-4b1e-9c1d-0a6f4f1f2b10",
        "type": ["VerifiableCredential"],
        "issuer": issuer,
        "issuanceDate": "2026-01-15T09:00:00Z",
        "credentialSubject": {"id": "did:example:alice"},
    }


def errors(secured: Tree) -> list[str]:
    """What the judge says against a credential."""

    async def judged() -> str:
        return str(await didkit.verify_credential(json.dumps(secured), PURPOSE))

    found: list[str] = json.loads(asyncio.run(judged()))["errors"]
    return found


def changed(secured: Tree) -> Tree:
    copied = copy.deepcopy(secured)
    copied["credentialSubject"]["id"] = "did:example:bob"
    return copied


def test_what_is_issued_here_is_verified_there() -> None:
    signer = LocalSigner.generate("Ed25519")
    secured = issue(credential(signer.controller), signer=signer, securing=ED25519_SIGNATURE_2020, created=AT).document
    assert errors(dict(secured or {})) == []
    assert errors(changed(dict(secured or {}))) != []


def test_what_is_issued_there_is_verified_here() -> None:
    key = didkit.generate_ed25519_key()
    issuer = didkit.key_to_did("key", key)

    async def issued() -> str:
        method = await didkit.key_to_verification_method("key", key)
        options = {"type": "Ed25519Signature2020", "proofPurpose": "assertionMethod", "verificationMethod": method}
        return str(await didkit.issue_credential(json.dumps(credential(issuer)), json.dumps(options), key))

    secured = json.loads(asyncio.run(issued()))
    policy = policies.credential(trust=TrustedIssuers({issuer}), legacy=True)
    assert inspect(secured, policy=policy).verdict == "accepted"
    refused = inspect(changed(secured), policy=policy)
    assert (refused.verdict, next(refused.problems()).code) == ("rejected", "proof.signature")
