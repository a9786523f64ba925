"""What ``issue`` says when a caller passes something of a wrong type: never an AttributeError."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from eccoe_vc import InputTypeError, IssueError, LocalSigner, issue

VECTORS = Path(__file__).resolve().parents[2] / "test_vectors" / "credentials"
SIGNER = LocalSigner.from_seed(bytes(range(32)))


@pytest.mark.parametrize("credential", ["text", b"{}", None, 7, [{}], object()])
def test_a_credential_of_another_type(credential: Any) -> None:
    with pytest.raises(InputTypeError, match=r"A model or a JSON object was expected"):
        issue(credential, signer=SIGNER)


@pytest.mark.parametrize("signer", ["north.pem", None, b"-----BEGIN PRIVATE KEY-----", {}, LocalSigner])
def test_a_signer_of_another_type(signer: Any) -> None:
    with pytest.raises(InputTypeError, match=r"A signer was expected"):
        issue({}, signer=signer)


def test_a_proof_that_ends_before_it_is_made() -> None:
    created = datetime(2026, 1, 31, tzinfo=UTC)
    signed = json.loads((VECTORS / "eddsa-rdfc-2022" / "input.json").read_bytes())
    unsigned = {key: value for key, value in signed.items() if key != "proof"}
    with pytest.raises(IssueError) as caught:
        issue(unsigned, signer=SIGNER, created=created, expires=created)
    assert caught.value.code == "proof.time"
    assert issue(unsigned, signer=SIGNER, created=created, expires=created + timedelta(seconds=1)).document
