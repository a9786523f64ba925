"""JWT across implementations: issued here and checked by `jose`, and the reverse, in three dialects.

Every pair also sends one tampered copy each way: a peer that says yes to everything would be no judge.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from tests.interop.badges import V1, V2, badge
from tests.interop.peers import Peer, PeerError

from eccoe_vc import VC_JOSE, VC_JWT_1_1, VC_JWT_OB3, LocalSigner, TrustedIssuers, inspect, issue, policies
from eccoe_vc.encoding import base64url
from eccoe_vc.keys import PublicKey, did_jwk
from eccoe_vc.proofs.token_forms import TokenForm

Tree = dict[str, Any]
START = datetime(2026, 1, 15, 9, tzinfo=UTC)
AT = datetime(2026, 6, 1, 12, tzinfo=UTC)
ALGORITHMS = [("Ed25519", "EdDSA"), ("P-256", "ES256"), ("P-384", "ES384"), ("RSA-2048", "RS256")]
FORMS = [VC_JWT_OB3, VC_JOSE, VC_JWT_1_1]
each_form = pytest.mark.parametrize("form", FORMS, ids=[form.name for form in FORMS])
each_algorithm = pytest.mark.parametrize(("ours", "theirs"), ALGORITHMS, ids=[alg for _, alg in ALGORITHMS])


@pytest.fixture(scope="module")
def peer() -> Iterator[Peer]:
    """A node process."""
    with Peer() as process:
        yield process


def for_form(issuer: str, form: TokenForm) -> Tree:
    return badge(issuer, base=V1 if form is VC_JWT_1_1 else V2)


def payload(tree: Tree, form: TokenForm) -> Tree:
    """What stands in a token of this form: written from the specifications, not with the library."""
    claims = {"iss": tree["issuer"]["id"], "jti": tree["id"], "sub": "did:example:alice", "nbf": int(START.timestamp())}
    if form is VC_JWT_OB3:
        return tree | claims
    return tree if form is VC_JOSE else claims | {"vc": tree}


def changed(token: str) -> str:
    """The same token about somebody else."""
    header, body, signature = token.split(".")
    other = base64url.decode(body).replace(b"did:example:alice", b"did:example:malic")
    return ".".join((header, base64url.encode(other), signature))


@each_form
@each_algorithm
def test_what_is_issued_here_is_verified_there(peer: Peer, form: TokenForm, ours: Any, theirs: str) -> None:
    signer = LocalSigner.generate(ours)
    token = issue(for_form(signer.controller, form), signer=signer, securing=form, created=AT).text
    jwk = signer.public_key.to_jwk()
    found = peer.ask("verify_jws", token=token, jwk=jwk, alg=theirs)
    tree = json.loads(base64url.decode(found["payload"]))
    assert (tree.get("vc") or tree)["name"] == "Soil Science"
    assert found["header"]["kid"] == signer.verification_method
    with pytest.raises(PeerError, match="verification failed"):
        peer.ask("verify_jws", token=changed(token), jwk=jwk, alg=theirs)


@each_form
@each_algorithm
def test_what_is_issued_there_is_verified_here(peer: Peer, form: TokenForm, ours: str, theirs: str) -> None:
    jwk = peer.ask("jwk", alg=theirs)
    issuer = did_jwk.encode(PublicKey.from_jwk(jwk))
    header = {"alg": theirs, "kid": f"{issuer}#0", "typ": "vc+jwt" if form is VC_JOSE else "JWT"}
    body = base64url.encode(json.dumps(payload(for_form(issuer, form), form)).encode())
    token = peer.ask("sign_jws", header=header, payload=body, jwk=jwk)
    policy = policies.open_badge(trust=TrustedIssuers({issuer}))
    report = inspect(token, policy=policy, at=AT)
    assert report.verdict == "accepted", report.to_dict()
    refused = inspect(changed(token), policy=policy, at=AT)
    assert refused.verdict == "rejected"
    assert any(check.code == "proof.signature" for check in refused.problems()), refused.to_dict()
