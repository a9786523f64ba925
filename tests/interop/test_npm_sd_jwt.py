"""SD-JWT VC across implementations: issued and presented here and checked by @sd-jwt, and the reverse.

Every pair also sends tampered copies each way: a peer that says yes to everything would be no judge.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from tests.interop.peers import Peer, PeerError

from eccoe_vc import (
    SD_JWT_VC,
    LocalSigner,
    PinnedKeys,
    Policy,
    Sources,
    TrustedIssuers,
    derive,
    inspect,
    issue,
    policies,
    verify,
)
from eccoe_vc.encoding import base64url
from eccoe_vc.keys import PublicKey

ALGORITHMS = [("Ed25519", "EdDSA"), ("P-256", "ES256"), ("P-384", "ES384")]
each_algorithm = pytest.mark.parametrize(("ours", "theirs"), ALGORITHMS, ids=[alg for _, alg in ALGORITHMS])
AT = datetime.now(UTC).replace(microsecond=0)  # the peer reads the clock of the machine
NONCE, SOUTH = "n-0S6_WzA2Mj", "https://south.example"
VCT = "https://north.example/types/award"
CLAIMS: dict[str, Any] = {
    "vct": VCT,
    "exp": int(AT.timestamp()) + 86_400,
    "name": "Zo\u00eb \u4f60\u597d",
    "credits": 2.5,
    "address": {"street": "Field Lane 1", "city": "Ost"},
    "grades": ["A", "B", "C"],
}


@pytest.fixture(scope="module")
def peer() -> Iterator[Peer]:
    """A node process."""
    with Peer() as process:
        yield process


def asked(issuer: str, **answers: Any) -> Policy:
    """Key binding is due; the issuers of these tests are relied on to hide no status."""
    required = {"key_binding": "required", "challenge": NONCE, "domain": SOUTH, "withheld": "report"} | answers
    return policies.credential(trust=TrustedIssuers({issuer}), **required)


def changed(token: str) -> list[str]:
    """Copies of a presentation of which something is not as it was signed."""
    issued, *disclosed, binding = token.split("~")
    other = base64url.encode(b'["salt","name","Mallory"]')
    head, body, signature = issued.split(".")
    return [
        "~".join([issued, other, *disclosed[1:], binding]),
        "~".join([issued, *disclosed[1:], binding]),
        "~".join(
            [
                f"{head}.{body}.{'A' + signature[1:] if signature[0] != 'A' else 'B' + signature[1:]}",
                *disclosed,
                binding,
            ]
        ),
    ]


@each_algorithm
def test_what_is_issued_and_shown_here_holds_there(peer: Peer, ours: str, theirs: str) -> None:
    north, alice = LocalSigner.generate(ours), LocalSigner.generate("P-256")
    held = issue(
        {"iss": north.controller, **CLAIMS},
        signer=north,
        securing=SD_JWT_VC,
        disclosable=["/name", "/address", "/address/street", "/grades/0", "/grades/2"],
        decoys=2,
        holder_key=alice.public_key,
        created=AT,
    )
    keys: dict[str, Any] = {"jwk": north.public_key.to_jwk(), "alg": theirs}
    whole = peer.ask("verify_sd_jwt", token=held.text, **keys)
    assert {name: whole[name] for name in CLAIMS} == CLAIMS
    shown = derive(held, reveal=["/address/city", "/grades/2"], signer=alice, challenge=NONCE, domain=SOUTH, created=AT)
    keys |= {"nonce": NONCE, "holder": alice.public_key.to_jwk(), "holder_alg": "ES256"}
    part = peer.ask("verify_sd_jwt", token=shown.text, **keys)
    assert "name" not in part
    assert part["address"] == {"city": "Ost"}
    assert part["grades"] == ["B", "C"]
    for copy in changed(shown.text):
        with pytest.raises(PeerError):
            peer.ask("verify_sd_jwt", token=copy, **keys)
    with pytest.raises(PeerError):
        peer.ask("verify_sd_jwt", token=shown.text, **keys | {"nonce": "another"})


@each_algorithm
def test_what_is_issued_and_shown_there_holds_here(peer: Peer, ours: str, theirs: str) -> None:
    issuer = "https://peer.example/issuer"
    jwk, holder = peer.ask("jwk", alg=theirs), peer.ask("jwk", alg="ES256")
    sources = Sources(keys=PinnedKeys({issuer: PublicKey.from_jwk(jwk)}))
    held = peer.ask(
        "issue_sd_jwt",
        claims={"iss": issuer, "iat": int(AT.timestamp()), **CLAIMS, "cnf": {"jwk": holder}},
        frame={"_sd": ["name", "address"], "address": {"_sd": ["street"]}, "grades": {"_sd": [0, 2]}},
        jwk=jwk,
        alg=theirs,
    )
    plain = asked(issuer, key_binding="report", challenge=None, domain=None)
    whole = verify(held, policy=plain, sources=sources).document
    assert {name: whole[name] for name in CLAIMS} == CLAIMS
    shown = peer.ask(
        "present_sd_jwt",
        token=held,
        frame={"address": True, "grades": {"2": True}},
        binding={"nonce": NONCE, "aud": SOUTH, "iat": int(AT.timestamp())},
        jwk=holder,
        alg="ES256",
    )
    part = verify(shown, policy=asked(issuer), sources=sources).document
    assert "name" not in part
    assert part["address"]["city"] == "Ost"
    assert part["grades"] == ["B", "C"]
    for copy in changed(shown):
        assert inspect(copy, policy=asked(issuer), sources=sources).verdict == "rejected"
    other = asked(issuer, challenge="another")
    assert [check.code for check in inspect(shown, policy=other, sources=sources).problems()] == ["sdjwt.kb"]


def test_what_was_issued_there_can_be_shown_here(peer: Peer) -> None:
    issuer, alice = "https://peer.example/issuer", LocalSigner.generate("P-256")
    jwk = peer.ask("jwk", alg="ES256")
    held = peer.ask(
        "issue_sd_jwt",
        claims={"iss": issuer, "iat": int(AT.timestamp()), **CLAIMS, "cnf": {"jwk": alice.public_key.to_jwk()}},
        frame={"_sd": ["name", "credits"]},
        jwk=jwk,
        alg="ES256",
    )
    shown = derive(held, reveal=["/credits"], signer=alice, challenge=NONCE, domain=SOUTH, created=AT).text
    found = peer.ask(
        "verify_sd_jwt",
        token=shown,
        jwk=jwk,
        alg="ES256",
        nonce=NONCE,
        holder=alice.public_key.to_jwk(),
        holder_alg="ES256",
    )
    assert (found["credits"], "name" in found) == (2.5, False)
    sources = Sources(keys=PinnedKeys({issuer: PublicKey.from_jwk(jwk)}))
    assert verify(shown, policy=asked(issuer), sources=sources).document["credits"] == 2.5
