"""Holder binding: signatures over a commitment, and the secret that stays with the holder."""

from __future__ import annotations

import copy
import pickle
from collections.abc import Sequence
from typing import Any, Final

import pytest

from eccoe_vc.errors import IssueError, KeyLoadError, RefusedError
from eccoe_vc.keys import PublicKey
from eccoe_vc.proofs.bbs import blind, scheme, signer
from eccoe_vc.proofs.bbs.holder import HolderSecret
from eccoe_vc.proofs.bbs.signer import BbsSigner, MessageSigner

ISSUER: Final = BbsSigner(scheme.generate_key(bytes(range(32))))
HOLDER: Final = HolderSecret.generate()
MESSAGES: Final = [b"one", b"two", b"three"]


def test_bound_signatures() -> None:
    bound = ISSUER.bound_to(HOLDER.commitment)
    assert isinstance(bound, MessageSigner)
    assert (bound.controller, bound.verification_method) == (ISSUER.controller, ISSUER.verification_method)
    signature = signer.checked_sign(bound, b"header", MESSAGES)
    key = ISSUER.public_key.raw
    assert blind.verify(key, signature, b"header", MESSAGES, [HOLDER.secret], HOLDER.blinding)
    assert not blind.verify(key, signature, b"header", MESSAGES, [bytes(32)], HOLDER.blinding)
    assert not scheme.verify(key, signature, b"header", MESSAGES)
    again = HolderSecret.generate(HOLDER.secret)
    assert again.commitment != HOLDER.commitment
    assert not blind.verify(key, signature, b"header", MESSAGES, [HOLDER.secret], again.blinding)


def test_what_the_issuer_can_check() -> None:
    signature = ISSUER.bound_to(HOLDER.commitment).sign_messages(b"header", MESSAGES)
    other = HolderSecret.generate().commitment
    key = ISSUER.public_key.raw
    for public, octets, commitment, header, messages, expected in (
        (key, signature, HOLDER.commitment, b"header", MESSAGES, True),
        (key, signature, other, b"header", MESSAGES, False),
        (key, signature, HOLDER.commitment, b"", MESSAGES, False),
        (key, signature, HOLDER.commitment, b"header", MESSAGES[1:], False),
        (key, signature[:-1], HOLDER.commitment, b"header", MESSAGES, False),
        (BbsSigner.generate().public_key.raw, signature, HOLDER.commitment, b"header", MESSAGES, False),
        (key[:-1], signature, HOLDER.commitment, b"header", MESSAGES, False),
    ):
        assert blind.verify_issued(public, octets, commitment, header, messages) is expected


@pytest.mark.parametrize(
    "commitment", [b"", b"\xc0" + bytes(47), HOLDER.commitment[:-1], HOLDER.commitment + bytes(32)]
)
def test_what_is_no_commitment_is_not_signed(commitment: bytes) -> None:
    with pytest.raises(RefusedError) as caught:
        ISSUER.bound_to(commitment)
    assert caught.value.code == "proof.value"


class Forgetful:
    """Promises to bind, and signs without the holder."""

    alg = "BLS12-381-G2"
    controller = ISSUER.controller
    verification_method = ISSUER.verification_method
    public_key: PublicKey = ISSUER.public_key
    commitment = HOLDER.commitment

    def sign_messages(self, header: bytes, messages: Sequence[bytes]) -> bytes:
        return ISSUER.sign_messages(header, messages)


def test_a_signer_that_does_not_bind_is_caught() -> None:
    with pytest.raises(IssueError) as caught:
        signer.checked_sign(Forgetful(), b"", MESSAGES)
    assert caught.value.code == "signer.output"


@pytest.mark.parametrize("secret", [HOLDER, ISSUER.bound_to(HOLDER.commitment)])
def test_secrets_show_themselves_nowhere(secret: Any) -> None:
    assert HOLDER.secret.hex() not in repr(secret)
    assert len(repr(secret)) < 400
    for escape in (pickle.dumps, copy.copy, copy.deepcopy):
        with pytest.raises(KeyLoadError) as caught:
            escape(secret)
        assert caught.value.code == "key.not_serialisable"
