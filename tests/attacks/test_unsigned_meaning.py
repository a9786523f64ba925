"""What a signature would let pass: numbers that become texts, contexts that nobody signed."""

from __future__ import annotations

import hashlib
from typing import Any

import pytest
from tests.attacks.bases import AT, OB, V2, Tree, raw_signed, signed, signer, unsigned

from eccoe_vc import (
    EDDSA_JCS_2022,
    LocalSigner,
    PinnedKeys,
    Sources,
    TrustedIssuers,
    UnsafeAnyIssuer,
    inspect,
    policies,
    verify,
)
from eccoe_vc.jsonld.documents import EXTENSIONS
from eccoe_vc.models import VerifiableCredential

ANYBODY = policies.credential(trust=UnsafeAnyIssuer(reason="test"))
FOLLOWING = EXTENSIONS.urls[0]


def badge() -> Tree:
    tree = unsigned()
    tree["credentialSubject"]["achievement"]["creditsAvailable"] = 5
    return tree


@pytest.mark.attack("B37", "number")
@pytest.mark.attack("B37", "whole")
@pytest.mark.parametrize(
    ("change", "place"),
    [
        (lambda subject: subject.update(creditsEarned="3"), "/credentialSubject/creditsEarned"),
        (
            lambda subject: subject["achievement"].update(creditsAvailable="5"),
            "/credentialSubject/achievement/creditsAvailable",
        ),
    ],
    ids=["earned", "available"],
)
@pytest.mark.parametrize("policy", [ANYBODY, policies.proof_only()], ids=["credential", "proof only"])
def test_a_number_is_no_text_under_any_policy(policy: Any, change: Any, place: str) -> None:
    tree = signed(badge())
    assert inspect(tree, policy=policy, at=AT).verdict == "accepted"
    change(tree["credentialSubject"])
    report = inspect(tree, policy=policy, at=AT)
    assert report.verdict == "rejected"
    [finding] = report.check("lossless").findings
    assert (finding.code, finding.pointer) == ("jsonld.not_compact", place)


@pytest.mark.attack("D32", "none")
@pytest.mark.parametrize("contexts", [[V2, OB], [OB, V2], []])
def test_a_proof_over_no_contexts_holds_for_no_document(contexts: list[str]) -> None:
    """The signature is right as far as the cryptosuite goes; every list of contexts begins with none."""
    tree = raw_signed(unsigned(context=[]), suite="eddsa-jcs-2022")
    report = inspect({**tree, "@context": contexts}, policy=ANYBODY, at=AT)
    assert report.verdict == "rejected"
    assert report.check("proof").code == "ctx.proof_mismatch"


@pytest.mark.attack("D32", "following")
def test_contexts_that_follow_those_of_the_proof_are_told() -> None:
    tree = signed(unsigned(), EDDSA_JCS_2022)
    assert tree["proof"]["@context"] == [V2, OB]
    assert "ctx.unsigned" not in {note.code for note in inspect(tree, policy=ANYBODY, at=AT).notes}
    report = inspect({**tree, "@context": [V2, OB, FOLLOWING]}, policy=ANYBODY, at=AT)
    assert report.verdict == "accepted"
    [note] = [note for note in report.notes if note.code == "ctx.unsigned"]
    assert note.pointer == "/@context"
    assert "first 2" in note.message


def test_the_typed_view_is_of_the_class_that_was_checked() -> None:
    """A badge with a text where Open Badges want an Image is a credential of W3C all the same."""
    tree = unsigned()
    tree["credentialSubject"]["achievement"]["image"] = "https://north.example/soil.png"
    signed_tree = raw_signed(tree)
    view = verify(signed_tree, policy=ANYBODY, at=AT).credential
    assert type(view) is VerifiableCredential
    assert view.to_json() == signed_tree


@pytest.mark.attack("B38", "label")
@pytest.mark.parametrize("label", ["_:u", "_:Doctor of Medicine, summa cum laude", "_:A+"])
def test_a_name_that_nobody_signed_is_no_id(label: str) -> None:
    """Signatures are over nodes, not over the names that a document gives to nodes without an address."""
    tree = signed(badge())
    assert inspect(tree, policy=ANYBODY, at=AT).verdict == "accepted"
    tree["credentialSubject"]["achievement"]["criteria"]["id"] = label
    for policy in (ANYBODY, policies.proof_only()):
        report = inspect(tree, policy=policy, at=AT)
        assert report.verdict == "rejected"
        assert report.check("lossless").pointer == "/credentialSubject/achievement/criteria/id"


@pytest.mark.attack("B38", "again")
def test_a_name_in_a_node_that_is_described_twice_says_nothing() -> None:
    """Whoever repeats a node may name what stands in it, for then two places share the name."""
    issuer: Tree = {
        "id": signer().controller,
        "type": ["Profile"],
        "name": "North University",
        "address": {"type": ["Address"], "addressLocality": "North"},
    }
    tree = unsigned(issuer=issuer)
    tree["credentialSubject"]["achievement"]["creator"] = {"id": issuer["id"], "type": ["Profile"]}
    tree = signed(tree)
    for label, verdict in (("_:Accredited-by-the-EU", "rejected"), ("_:b0", "accepted")):
        tree["issuer"]["address"]["id"] = label
        tree["credentialSubject"]["achievement"]["creator"] = {**tree["issuer"]}
        report = inspect(tree, policy=ANYBODY, at=AT)
        assert report.verdict == verdict
        assert not list(report.problems()) or report.check("lossless").pointer == "/issuer/address/id"


@pytest.mark.attack("B39", "bytes")
@pytest.mark.parametrize("inner", [{"@vocab": "https://x.example/"}, {}, None, "https://x.example/c"])
def test_contexts_below_the_top_are_refused_under_proofs_over_bytes(inner: Any) -> None:
    tree = unsigned()
    tree["credentialSubject"]["achievement"]["@context"] = inner
    report = inspect(raw_signed(tree, suite="eddsa-jcs-2022"), policy=ANYBODY, at=AT)
    assert report.check("proof").code == ""
    assert report.verdict == "rejected"
    assert report.check("lossless").code == "ctx.nested"


@pytest.mark.attack("B40", "type")
@pytest.mark.parametrize("types", [["cnf", "x"], ["x", "cnf"]])
@pytest.mark.parametrize("policy", [ANYBODY, policies.proof_only()], ids=["credential", "proof only"])
def test_a_type_without_a_meaning_beside_one_whose_context_is_refused(policy: Any, types: list[str]) -> None:
    tree = unsigned(context=[V2], type=["VerifiableCredential"], credentialSubject={"type": types})
    report = inspect({**tree, "proof": signed(unsigned())["proof"]}, policy=policy, at=AT)
    assert report.verdict == "rejected"
    codes = {finding.code for finding in report.check("lossless").findings}
    assert {"jsonld.undefined_type", "ctx.protected"} <= codes


def test_a_pinned_issuer_has_no_other_keys() -> None:
    issuer = "https://north.example/issuer"
    other = signer("evil")
    forger = LocalSigner.from_seed(
        hashlib.sha256(b"eccoe_vc test key evil").digest(),
        controller="https://evil.example/x",
        verification_method=f"https://evil.example/x#{other.public_key.to_multikey()}",
    )
    tree = raw_signed(unsigned(issuer={"id": issuer, "type": ["Profile"]}), by=forger)
    policy = policies.open_badge(trust=TrustedIssuers({issuer}), unsafe_fragment_key=True)
    assert inspect(tree, policy=policy, at=AT).check("key").code == ""
    pinned = Sources(keys=PinnedKeys({issuer: signer().public_key}))
    assert inspect(tree, policy=policy, sources=pinned, at=AT).verdict != "accepted"


@pytest.mark.parametrize("wrapped", [False, True])
def test_a_proof_over_bytes_holds_around_another_one(wrapped: bool) -> None:
    """The proof inside names its contexts, as the suite has it."""
    inner = signed(unsigned(), EDDSA_JCS_2022)
    tree = {
        "@context": [V2, OB],
        "type": ["VerifiablePresentation"],
        "holder": signer().controller,
        "verifiableCredential": [inner] if wrapped else inner,
    }
    made = raw_signed(tree, suite="eddsa-jcs-2022", proofPurpose="authentication")
    policy = ANYBODY.with_(purpose="authentication")
    assert inspect(made, policy=policy, at=AT).verdict == "accepted"
