"""What ``issue`` says when a caller passes something of a wrong type: never an AttributeError."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from eccoe_vc import (
    EDDSA_JCS_2022,
    EDDSA_RDFC_2022,
    SD_JWT_VCDM,
    Budget,
    InputTypeError,
    IssueError,
    LocalSigner,
    issue,
    open_credential,
)
from eccoe_vc.proofs.suites import Suite

VECTORS = Path(__file__).resolve().parents[2] / "test_vectors" / "credentials"
SIGNER = LocalSigner.from_seed(bytes(range(32)))


@pytest.mark.parametrize("credential", ["text", b"{}", None, 7, [{}], object()])
def test_a_credential_of_another_type(credential: Any) -> None:
    with pytest.raises(InputTypeError, match=r"A model or a JSON object was expected"):
        issue(credential, signer=SIGNER)


@pytest.mark.parametrize("pointers", ["/name", 5, None, object()])
def test_what_may_be_withheld_is_a_list(pointers: Any) -> None:
    with pytest.raises(InputTypeError, match=r"The argument disclosable is "):
        issue({}, signer=LocalSigner.generate("Ed25519"), securing=SD_JWT_VCDM, disclosable=pointers)


@pytest.mark.parametrize("signer", ["north.pem", None, b"-----BEGIN PRIVATE KEY-----", {}, LocalSigner])
def test_a_signer_of_another_type(signer: Any) -> None:
    with pytest.raises(InputTypeError, match=r"A signer was expected"):
        issue({}, signer=signer)


@pytest.mark.parametrize("securing", [5, None, "eddsa-rdfc-2022", [], [None], object()])
def test_a_means_of_another_type(securing: Any) -> None:
    with pytest.raises(InputTypeError, match=r"The argument securing is no suite"):
        issue(unsigned(), signer=SIGNER, securing=securing)


def test_a_proof_that_ends_before_it_is_made() -> None:
    created = datetime(2026, 1, 31, tzinfo=UTC)
    with pytest.raises(IssueError) as caught:
        issue(unsigned(), signer=SIGNER, created=created, expires=created)
    assert caught.value.code == "proof.time"
    assert issue(unsigned(), signer=SIGNER, created=created, expires=created + timedelta(seconds=1)).document


def unsigned() -> dict[str, Any]:
    signed = json.loads((VECTORS / "eddsa-rdfc-2022" / "input.json").read_bytes())
    return {key: value for key, value in signed.items() if key != "proof"}


@pytest.mark.parametrize(
    "words",
    [{"challenge": 5}, {"challenge": "\ud800"}, {"domain": ["a", 5]}, {"purpose": "keyAgreement"}, {"purpose": None}],
    ids=str,
)
@pytest.mark.parametrize("suite", [EDDSA_RDFC_2022, EDDSA_JCS_2022], ids=lambda suite: suite.name)
def test_words_that_no_verifier_takes(words: dict[str, Any], suite: Suite) -> None:
    with pytest.raises(InputTypeError):
        issue(unsigned(), signer=SIGNER, securing=suite, **words)


def test_more_proofs_than_verifiers_take() -> None:
    assert issue(unsigned(), signer=SIGNER, securing=[EDDSA_RDFC_2022] * 16).document
    with pytest.raises(IssueError, match=r"\[proof\.limit\]"):
        issue(unsigned(), signer=SIGNER, securing=[EDDSA_RDFC_2022] * 17)


def test_a_credential_that_its_proof_makes_too_large() -> None:
    """At each size near the limit: what is signed can be opened, and what is refused is refused for its size."""
    room = Budget().credential_bytes - len(json.dumps(unsigned()).encode())
    seen = set()
    for slack in range(0, 1000, 100):
        tree = unsigned()
        tree["credentialSubject"]["achievement"]["criteria"]["narrative"] += "x" * (room - slack)
        try:
            text = issue(tree, signer=SIGNER).text
        except IssueError as error:
            seen.add(error.code)
        else:
            seen.add("signed")
            assert open_credential(text).form == "data-integrity"
    assert seen == {"json.size", "signed"}
