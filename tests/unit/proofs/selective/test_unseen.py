"""What a part cannot show is said: whether the whole has an end or a status that its issuer left to the holder."""

from __future__ import annotations

from typing import Any

import pytest

from eccoe_vc import ECDSA_SD_2023, LocalSigner, TrustedIssuers, derive, inspect, issue, policies

SIGNER = LocalSigner.generate("P-256")
END = {"validUntil": "2036-01-15T09:00:00Z"}
STATUS = {
    "credentialStatus": {
        "id": "https://north.example/status/1#5",
        "type": "BitstringStatusListEntry",
        "statusPurpose": "revocation",
        "statusListIndex": "5",
        "statusListCredential": "https://north.example/status/1",
    }
}


@pytest.mark.parametrize(
    ("members", "said"),
    [
        ({}, "without end of validity and without status"),
        (END, "without status"),
        (STATUS, "without end of validity"),
        (END | STATUS, ""),
    ],
    ids=["neither", "end", "status", "both"],
)
def test_a_part_says_what_it_does_not_show(members: dict[str, Any], said: str) -> None:
    tree = {
        "@context": ["https://www.w3.org/ns/credentials/v2"],
        "type": ["VerifiableCredential"],
        "issuer": SIGNER.controller,
        "validFrom": "2026-01-15T09:00:00Z",
        "credentialSubject": {"id": "did:example:alice"},
        **members,
    }
    part = derive(issue(tree, signer=SIGNER, securing=ECDSA_SD_2023))
    policy = policies.credential(trust=TrustedIssuers({SIGNER.controller}), status="skip")
    report = inspect(part.text, policy=policy)
    assert report.verdict == "accepted", report.to_dict()
    notes = [note.message for note in report.notes if note.code == "sd.end_unseen"]
    assert len(notes) == bool(said)
    assert all(f", {said};" in note for note in notes)
    assert not [note for note in inspect(part.text, policy=policies.proof_only()).notes if note.code == "sd.end_unseen"]
