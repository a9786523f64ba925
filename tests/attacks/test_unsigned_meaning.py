"""What a signature would let pass: numbers that become texts, contexts that nobody signed."""

from __future__ import annotations

from typing import Any

import pytest
from tests.attacks.bases import AT, OB, V2, Tree, raw_signed, signed, unsigned

from eccoe_vc import EDDSA_JCS_2022, UnsafeAnyIssuer, inspect, policies, verify
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
