"""Data Integrity proofs across implementations: made here and checked by the npm peers, and the reverse.

Every pair also sends one tampered copy each way: a peer that says yes to everything would be no judge.
"""

from __future__ import annotations

import copy
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from tests.interop.badges import badge
from tests.interop.peers import Peer, PeerError

from eccoe_vc import (
    BBS_2023,
    ECDSA_JCS_2019,
    ECDSA_RDFC_2019,
    ECDSA_SD_2023,
    ED25519_SIGNATURE_2020,
    EDDSA_JCS_2022,
    EDDSA_RDFC_2022,
    BbsSigner,
    LocalSigner,
    TrustedIssuers,
    derive,
    inspect,
    issue,
    policies,
)
from eccoe_vc.jsonld.documents import EVERYTHING
from eccoe_vc.proofs.suites import Suite

Tree = dict[str, Any]
ED25519_2020 = "https://w3id.org/security/suites/ed25519-2020/v1"
AT = datetime(2026, 6, 1, 12, tzinfo=UTC)

#: Suite, algorithm of our key, algorithm of the peer's key.
PAIRS = [
    (EDDSA_RDFC_2022, "Ed25519", "Ed25519"),
    (EDDSA_JCS_2022, "Ed25519", "Ed25519"),
    (ED25519_SIGNATURE_2020, "Ed25519", "Ed25519-2020"),
    (ECDSA_RDFC_2019, "P-256", "P-256"),
    (ECDSA_RDFC_2019, "P-384", "P-384"),
    (ECDSA_JCS_2019, "P-256", "P-256"),
    (ECDSA_JCS_2019, "P-384", "P-384"),
]
each_pair = pytest.mark.parametrize(("suite", "ours", "theirs"), PAIRS, ids=[f"{s.name}-{a}" for s, a, _ in PAIRS])


@pytest.fixture(scope="module")
def peer() -> Iterator[Peer]:
    """A node process that knows the bundled contexts and nothing else."""
    with Peer() as process:
        process.load({url: EVERYTHING.document(url).json() for url in EVERYTHING.urls})
        yield process


def for_suite(issuer: str, suite: Suite) -> Tree:
    """A badge with the context of its suite."""
    return badge(issuer, *([ED25519_2020] if suite is ED25519_SIGNATURE_2020 else []))


def known(signer: LocalSigner | BbsSigner, *, legacy: bool = False) -> Tree:
    """The documents that a peer needs to find our key: a DID document, and the method by itself."""
    method: Tree = {
        "@context": ED25519_2020 if legacy else "https://w3id.org/security/multikey/v1",
        "id": signer.verification_method,
        "type": "Ed25519VerificationKey2020" if legacy else "Multikey",
        "controller": signer.controller,
        "publicKeyMultibase": signer.public_key.to_multikey(),
    }
    document = {
        "@context": "https://www.w3.org/ns/did/v1",
        "id": signer.controller,
        "verificationMethod": [method],
        "assertionMethod": [signer.verification_method],
    }
    return {signer.controller: document, signer.verification_method: method}


@each_pair
def test_what_is_issued_here_is_verified_there(peer: Peer, suite: Suite, ours: Any, theirs: str) -> None:
    signer = LocalSigner.generate(ours)
    peer.load(known(signer, legacy=suite.legacy))
    secured = issue(for_suite(signer.controller, suite), signer=signer, securing=suite, created=AT)
    assert peer.ask("verify", suite=suite.name, credential=secured.document) is True
    with pytest.raises(PeerError):
        peer.ask("verify", suite=suite.name, credential=changed(dict(secured.document or {})))


@each_pair
def test_what_is_issued_there_is_verified_here(peer: Peer, suite: Suite, ours: str, theirs: str) -> None:
    key = peer.ask("key", alg=theirs)
    secured = peer.ask("issue", suite=suite.name, key=key["method"], credential=for_suite(key["id"], suite))
    policy = policies.open_badge(trust=TrustedIssuers({key["id"]}), legacy=suite.legacy)
    report = inspect(secured, policy=policy)
    assert report.verdict == "accepted", report.to_dict()
    refused = inspect(changed(secured), policy=policy)
    assert refused.verdict == "rejected"
    assert next(refused.problems()).code == "proof.signature"


def changed(credential: Tree) -> Tree:
    """A copy in which the learner has another achievement."""
    copied = copy.deepcopy(credential)
    copied["credentialSubject"]["achievement"]["name"] = "Soil Sciences"
    return copied


# ---- selective disclosure: who issues, who derives and who verifies need not be one program --------------------------

REVEAL = ["/credentialSubject/achievement/name", "/credentialSubject/achievement/creditsAvailable"]
MANDATORY = ["/issuer", "/validFrom", "/credentialSubject/id", "/credentialSubject/type"] + [
    f"/credentialSubject/achievement/{name}" for name in ("id", "type", "name", "description", "criteria")
]


def signer_of(suite: Suite) -> LocalSigner | BbsSigner:
    return BbsSigner.generate() if suite is BBS_2023 else LocalSigner.generate("P-256")


@pytest.mark.parametrize("deriver", ["here", "there"])
@pytest.mark.parametrize("issuer", ["here", "there"])
@pytest.mark.parametrize(
    ("suite", "theirs"), [(ECDSA_SD_2023, "P-256"), (BBS_2023, "BLS12-381-G2")], ids=["ecdsa-sd-2023", "bbs-2023"]
)
def test_selective_disclosure_in_every_combination(
    peer: Peer, suite: Suite, theirs: str, issuer: str, deriver: str
) -> None:
    if issuer == "here":
        signer = signer_of(suite)
        peer.load(known(signer))
        name = signer.controller
        base = issue(for_suite(name, suite), signer=signer, securing=suite, mandatory=MANDATORY, created=AT)
        secured = dict(base.document or {})
    else:
        key = peer.ask("key", alg=theirs)
        name = key["id"]
        credential = for_suite(name, suite)
        secured = peer.ask("issue", suite=suite.name, key=key["method"], credential=credential, mandatory=MANDATORY)
    if deriver == "here":
        shown = dict(derive(secured, reveal=REVEAL).document or {})
    else:
        shown = peer.ask("derive", suite=suite.name, credential=secured, reveal=REVEAL)
    assert "name" not in shown  # was neither mandatory nor chosen
    assert shown["credentialSubject"]["achievement"]["creditsAvailable"] == 2.5
    policy = policies.open_badge(trust=TrustedIssuers({name}), suites=(suite,), withheld="report")
    report = inspect(shown, policy=policy)
    assert report.verdict == "accepted", report.to_dict()
    assert peer.ask("verify", suite=suite.name, credential=shown) is True
    assert inspect(changed(shown), policy=policy).verdict == "rejected"
    with pytest.raises(PeerError):
        peer.ask("verify", suite=suite.name, credential=changed(shown))
    assert inspect(secured, policy=policy).verdict == "rejected"  # a base proof is for its holder
