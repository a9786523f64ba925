"""Signers of lists of messages: what they keep secret, and what leaves them."""

from __future__ import annotations

import copy
import pickle
import stat
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

import pytest
from tests.unit.proofs.bbs import cfrg

from eccoe_vc.errors import InputTypeError, IssueError, KeyLoadError, StoreError
from eccoe_vc.keys import PublicKey
from eccoe_vc.proofs.bbs import scheme, signer
from eccoe_vc.proofs.bbs.signer import BbsSigner, MessageSigner

SECRET: Final = bytes.fromhex(cfrg.SHA256.secret_key)
OURS: Final = BbsSigner(SECRET)


def test_it_is_its_key() -> None:
    assert isinstance(OURS, MessageSigner)
    assert OURS.public_key == PublicKey("BLS12-381-G2", bytes.fromhex(cfrg.SHA256.public_key))
    assert OURS.controller == f"did:key:{OURS.public_key.to_multikey()}"
    assert OURS.verification_method == f"{OURS.controller}#{OURS.public_key.to_multikey()}"
    assert OURS.alg == "BLS12-381-G2"
    web = BbsSigner(SECRET, controller="did:web:north.example")
    assert web.verification_method == f"did:web:north.example#{OURS.public_key.to_multikey()}"
    assert BbsSigner(SECRET, verification_method="did:web:north.example#bbs").verification_method.endswith("#bbs")


def test_it_signs_as_the_draft_says() -> None:
    messages = [bytes.fromhex(message) for message in cfrg.MESSAGES]
    header = bytes.fromhex(cfrg.HEADER)
    assert OURS.sign_messages(header, messages).hex() == cfrg.SHA256.all_messages
    assert signer.checked_sign(OURS, header, messages).hex() == cfrg.SHA256.all_messages


def test_keys_are_new() -> None:
    assert BbsSigner.generate().public_key != BbsSigner.generate().public_key


def test_saved_and_read_again(tmp_path: Path) -> None:
    path = tmp_path / "bbs.key"
    OURS.save(path)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert BbsSigner.from_multibase(path.read_text()).public_key == OURS.public_key
    with pytest.raises(StoreError) as caught:
        OURS.save(path)
    assert caught.value.code == "store.io"


@pytest.mark.parametrize("text", ["", "z", "zz", "u" + "A" * 46, OURS.public_key.to_multikey(), 7, "z" * 10_000])
def test_what_is_no_secret_key(text: Any) -> None:
    with pytest.raises(KeyLoadError) as caught:
        BbsSigner.from_multibase(text)
    assert caught.value.code == "key.load"


@pytest.mark.parametrize(
    ("arguments", "error"),
    [
        ({"controller": "did:key:zUC7other"}, KeyLoadError),
        ({"controller": "did:jwk:e30"}, KeyLoadError),
        ({"controller": ""}, InputTypeError),
        ({"verification_method": 7}, InputTypeError),
    ],
)
def test_wrong_owners(arguments: dict[str, Any], error: type[Exception]) -> None:
    with pytest.raises(error):
        BbsSigner(SECRET, **arguments)


def test_no_secret_leaves() -> None:
    with pytest.raises(InputTypeError):
        BbsSigner("text")  # type: ignore[arg-type]
    with pytest.raises(KeyLoadError) as caught:
        BbsSigner(SECRET + b"\0")
    assert cfrg.SHA256.secret_key not in repr(caught.value)
    assert cfrg.SHA256.secret_key not in repr(OURS)
    for escape in (pickle.dumps, copy.copy, copy.deepcopy):
        with pytest.raises(KeyLoadError) as caught:
            escape(OURS)
        assert caught.value.code == "key.not_serialisable"


class Faulty:
    """A signer that gives what it is told to."""

    alg = "BLS12-381-G2"
    controller = OURS.controller
    verification_method = OURS.verification_method

    def __init__(self, answer: Any, key: Any = OURS.public_key) -> None:
        self.answer, self.public_key = answer, key

    def sign_messages(self, header: bytes, messages: Sequence[bytes]) -> Any:
        if isinstance(self.answer, Exception):
            raise self.answer
        return self.answer


@pytest.mark.parametrize(
    "faulty",
    [
        Faulty(b""),
        Faulty("text"),
        Faulty(scheme.sign(SECRET, b"", [b"other"])),
        Faulty(scheme.sign(SECRET, b"", [b"message"]), BbsSigner.generate().public_key),
        Faulty(scheme.sign(SECRET, b"", [b"message"]), None),
        Faulty(ConnectionError("the key service is away")),
    ],
)
def test_a_faulty_signer_does_not_reach_the_public(faulty: Any) -> None:
    with pytest.raises(IssueError) as caught:
        signer.checked_sign(faulty, b"", [b"message"])
    assert caught.value.code == "signer.output"
    assert signer.checked_sign(Faulty(scheme.sign(SECRET, b"", [b"message"])), b"", [b"message"])
