"""COSE_Sign1 across implementations: issued here and checked by `@auth0/cose`, and the reverse.

Its CBOR and its cryptography are its own. Every pair also sends one tampered copy each way: a peer that says yes to
everything would be no judge.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import cbor2
import pytest
from tests.interop.badges import badge
from tests.interop.peers import Peer, PeerError

from eccoe_vc import VC_COSE, LocalSigner, TrustedIssuers, inspect, issue, policies, verify
from eccoe_vc.encoding import base64url
from eccoe_vc.keys import PublicKey, did_jwk

Tree = dict[str, Any]
AT = datetime(2026, 6, 1, 12, tzinfo=UTC)
ALGORITHMS = [("Ed25519", "EdDSA"), ("P-256", "ES256"), ("P-384", "ES384"), ("RSA-2048", "RS256")]
each_algorithm = pytest.mark.parametrize(("ours", "theirs"), ALGORITHMS, ids=[alg for _, alg in ALGORITHMS])


@pytest.fixture(scope="module")
def peer() -> Iterator[Peer]:
    """A node process."""
    with Peer() as process:
        yield process


def changed(message: bytes) -> bytes:
    """The same message about somebody else."""
    assert message.count(b"did:example:alice") == 1
    return message.replace(b"did:example:alice", b"did:example:malic")


def other_header(message: bytes) -> bytes:
    """The same message under the name of another key, which the header says under the signature."""
    protected, unprotected, payload, signature = cbor2.loads(message).value
    header = cbor2.loads(protected) | {4: b"did:example:other#1"}
    return cbor2.dumps(cbor2.CBORTag(18, [cbor2.dumps(header), unprotected, payload, signature]))


@each_algorithm
def test_what_is_issued_here_is_verified_there(peer: Peer, ours: Any, theirs: str) -> None:
    signer = LocalSigner.generate(ours)
    message = issue(badge(signer.controller), signer=signer, securing=VC_COSE, created=AT).data
    assert message is not None
    asked: Tree = {"jwk": signer.public_key.to_jwk(), "alg": theirs}
    found = peer.ask("verify_cose", message=base64url.encode(message), **asked)
    assert json.loads(base64url.decode(found["payload"]))["name"] == "Soil Science"
    assert (found["typ"], base64url.decode(found["kid"]).decode()) == (
        "application/vc+cose",
        signer.verification_method,
    )
    for copy in (changed(message), other_header(message)):
        with pytest.raises(PeerError, match=r"[Ss]ignature"):
            peer.ask("verify_cose", message=base64url.encode(copy), **asked)
    other = LocalSigner.generate(ours).public_key.to_jwk()
    with pytest.raises(PeerError, match=r"[Ss]ignature"):
        peer.ask("verify_cose", message=base64url.encode(message), jwk=other, alg=theirs)


@each_algorithm
def test_what_is_issued_there_is_verified_here(peer: Peer, ours: str, theirs: str) -> None:
    jwk = peer.ask("jwk", alg=theirs)
    issuer = did_jwk.encode(PublicKey.from_jwk(jwk))
    kid = base64url.encode(f"{issuer}#0".encode())
    header = [[3, "application/vc"], [4, None, kid], [16, "application/vc+cose"]]
    payload = base64url.encode(json.dumps(badge(issuer)).encode())
    message = base64url.decode(peer.ask("sign_cose", header=header, payload=payload, jwk=jwk, alg=theirs))
    policy = policies.open_badge(trust=TrustedIssuers({issuer}))
    assert verify(message, policy=policy, at=AT).document == badge(issuer)
    refused = inspect(changed(message), policy=policy, at=AT)
    assert refused.verdict == "rejected"
    assert any(check.code == "proof.signature" for check in refused.problems()), refused.to_dict()
