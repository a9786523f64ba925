"""What a part cannot show is said: whether the whole has an end or a status that its issuer left to the holder."""

from __future__ import annotations

from typing import Any

import pytest
from tests.attacks import bbs

from eccoe_vc import (
    BBS_2023,
    ECDSA_SD_2023,
    OFFLINE,
    HolderSecret,
    LocalSigner,
    TrustedIssuers,
    derive,
    inspect,
    issue,
    policies,
    verify,
)
from eccoe_vc.sources import Fetch, Fetched, Unavailable

UNSEEN = "sd.end_unseen"
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


def credential(members: dict[str, Any]) -> dict[str, Any]:
    return {
        "@context": ["https://www.w3.org/ns/credentials/v2"],
        "type": ["VerifiableCredential"],
        "issuer": SIGNER.controller,
        "validFrom": "2026-01-15T09:00:00Z",
        "credentialSubject": {"id": "did:example:alice"},
        **members,
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
    part = derive(issue(credential(members), signer=SIGNER, securing=ECDSA_SD_2023))
    policy = policies.credential(trust=TrustedIssuers({SIGNER.controller}), status="skip")
    report = inspect(part.text, policy=policy)
    assert (report.verdict, report.check("proof").code) == (("indeterminate", UNSEEN) if said else ("accepted", ""))
    assert all(f", {said};" in found.message for found in report.check("proof").findings)
    relying = inspect(part.text, policy=policy.with_(withheld="report"))
    assert relying.verdict == "accepted", relying.to_dict()
    notes = [note.message for note in relying.notes if note.code == UNSEEN]
    assert len(notes) == bool(said)
    assert all(f", {said};" in note for note in notes)
    assert UNSEEN not in {note.code for note in inspect(part.text, policy=policies.proof_only()).notes}


def test_nobody_is_asked_for_a_list_while_it_is_open_what_is_hidden() -> None:
    """A holder who could choose what is shown does not choose whom the verifier talks to."""
    part = derive(issue(credential(STATUS), signer=SIGNER, securing=ECDSA_SD_2023))
    policy = policies.credential(trust=TrustedIssuers({SIGNER.controller}))
    asked: list[str] = []

    def fetch(wanted: Fetch) -> Fetched | Unavailable:
        asked.append(wanted.url)
        return Unavailable("", "No network here.")

    inspect(part.text, policy=policy, sources=OFFLINE.with_(fetch=fetch))
    assert asked == []
    inspect(part.text, policy=policy.with_(withheld="report"), sources=OFFLINE.with_(fetch=fetch))
    assert asked == ["https://north.example/status/1"]


@pytest.mark.parametrize("bound", [False, True], ids=["baseline", "bound"])
def test_a_proof_that_counts_shows_that_nothing_is_hidden(bound: bool) -> None:
    """A proof of bbs-2023 says how many statements it hides: with none, an end that is absent is absent."""
    signer = bbs.SIGNER
    kept = HolderSecret.generate() if bound else None
    tree = credential({}) | {"issuer": signer.controller, "name": "Soil Science", "description": "Field days."}
    how: dict[str, Any] = {"signer": signer.bound_to(kept.commitment) if kept else signer, "securing": BBS_2023}
    base = issue(tree, **how)
    policy = policies.credential(trust=TrustedIssuers({signer.controller}))
    for reveal, verdict in ((["/description"], "accepted"), ([], "indeterminate")):
        part = derive(base, reveal=reveal, holder=kept)
        report = inspect(part.text, policy=policy)
        assert report.verdict == verdict, report.to_dict()
        assert report.check("proof").code == ("" if verdict == "accepted" else UNSEEN)
        known = verify(part.text, policy=policy.with_(withheld="report"))
        assert known.documents.partial == (set() if verdict == "accepted" else {""})
