"""What counts as evidence: signed by its issuer, about the learner; everything else is set aside with a code."""

from __future__ import annotations

import copy
import itertools
import json
from datetime import UTC, datetime
from typing import Any

import pytest
from tests.unit.agreements.worked import FOLDER

import eccoe_vc
from eccoe_vc import EDDSA_RDFC_2022, LocalSigner, UnsafeAnyIssuer, Verified, models, policies
from eccoe_vc.agreements.evidence import Admitted, admit
from eccoe_vc.agreements.learners import Learner
from eccoe_vc.errors import AgreementError, InputTypeError
from eccoe_vc.limits import Budget

EXAMPLE = json.loads((FOLDER / "example_evidence.json").read_bytes())
LEARNER = Learner((EXAMPLE["request"]["learner"],))
AT = datetime(2025, 2, 10, tzinfo=UTC)
ANYBODY = UnsafeAnyIssuer(reason="a test")
ISSUER, HOLDER = LocalSigner.generate("Ed25519"), LocalSigner.generate("Ed25519")
Tree = dict[str, Any]


def badge(number: int = 0, **members: Any) -> Tree:
    tree: Tree = copy.deepcopy(EXAMPLE["credential"][number]) | {
        "issuer": {"id": ISSUER.controller, "type": ["Profile"]}
    }
    for unread in ("credentialStatus", "credentialSchema"):
        tree.pop(unread, None)
    return tree | members


def about(subject: Tree, **members: Any) -> Tree:
    tree = badge(**members)
    achievement = tree["credentialSubject"]["achievement"]
    tree["credentialSubject"] = {"type": ["AchievementSubject"], "achievement": achievement, **subject}
    return tree


def verified(tree: Tree, signer: LocalSigner = ISSUER, **policy: Any) -> Verified:
    secured = eccoe_vc.issue(tree, signer=signer, securing=EDDSA_RDFC_2022, created=AT)
    return eccoe_vc.verify(secured.text, policy=policies.credential(trust=ANYBODY, **policy), at=AT)


def admitted(*given: Verified, learner: Learner = LEARNER, **more: Any) -> Admitted:
    """What is admitted, the same in every order."""
    orders = [admit(order, learner, **more) for order in itertools.permutations(given)]
    assert all(order == orders[0] for order in orders)
    return orders[0]


def codes(found: Admitted) -> list[str]:
    return [one.code for one in found.aside]


def test_the_evidence_of_the_example_counts() -> None:
    given = [eccoe_vc.unsafe_assume_verified(tree, reason="a test") for tree in EXAMPLE["credential"]]
    found = admit(given, LEARNER)
    digests = {one.facts.credential: one.facts.digest for one in found.evidence}
    assert digests == EXAMPLE["digest"]["credential"]
    assert found.aside == ()
    assert {one.notes for one in found.evidence} == {("agreement.assumed",)}


def test_what_is_signed_about_the_learner_counts_and_nothing_else_does() -> None:
    other = about({"id": "did:example:other"}, id="urn:x:other")
    found = admitted(verified(badge()), verified(other))
    assert [one.facts.credential for one in found.evidence] == [EXAMPLE["credential"][0]["id"]]
    assert [(one.credential, one.code) for one in found.aside] == [("urn:x:other", "subject.mismatch")]


def test_only_what_was_verified_is_evidence() -> None:
    with pytest.raises(TypeError):
        admit([badge()], LEARNER)  # type: ignore[list-item]
    secured = eccoe_vc.issue(badge(), signer=ISSUER, securing=EDDSA_RDFC_2022, created=AT)
    somebody = eccoe_vc.verify(secured.text, policy=policies.proof_only(), at=AT)
    with pytest.raises(InputTypeError, match=r"input\.not_verified"):
        admit([somebody], LEARNER)


def test_a_presentation_is_opened_and_its_credentials_count() -> None:
    inside = [
        json.loads(eccoe_vc.issue(tree, signer=ISSUER, securing=EDDSA_RDFC_2022, created=AT).text)
        for tree in (badge(0), badge(1))
    ]
    presentation = {
        "@context": ["https://www.w3.org/ns/credentials/v2"],
        "type": ["VerifiablePresentation"],
        "holder": HOLDER.controller,
        "verifiableCredential": inside,
    }
    secured = eccoe_vc.issue(
        presentation, signer=HOLDER, securing=EDDSA_RDFC_2022, created=AT, purpose="authentication", challenge="c",
        domain="d",
    )  # fmt: skip
    policy = policies.presentation(trust=ANYBODY, challenge="c", domain="d", any_holder=True)
    found = admitted(eccoe_vc.verify(secured.text, policy=policy, at=AT))
    assert [one.facts.credential for one in found.evidence] == [tree["id"] for tree in inside]
    assert found.aside == ()


def test_a_decision_is_no_evidence_of_learning() -> None:
    decision: Tree = json.loads((FOLDER / "decision_example.json").read_bytes())
    given = eccoe_vc.unsafe_assume_verified(decision, reason="a test")
    assert codes(admitted(given)) == ["rule.input_not_original"]


def test_a_status_that_nobody_read_leaves_it_to_a_person() -> None:
    entry = {
        "type": "BitstringStatusListEntry", "statusPurpose": "revocation", "statusListIndex": "7",
        "statusListCredential": "https://a.example/status/1",
    }  # fmt: skip
    [one] = admitted(verified(badge(credentialStatus=entry), status="skip")).evidence
    assert one.unsure == "status.unavailable"


def test_credentials_without_an_id_or_with_one_id_have_names_of_their_own() -> None:
    first, second = about({"id": LEARNER.ids[0]}, name="x"), about({"id": LEARNER.ids[0]}, name="y")
    found = admitted(verified(first), verified(second))
    names = [one.facts.credential for one in found.evidence]
    assert len(set(names)) == 2
    assert names == [one.facts.digest for one in found.evidence]


def test_the_same_credential_twice_is_one() -> None:
    one = verified(badge())
    assert len(admitted(one, one).evidence) == 1


def test_there_is_an_end_to_what_is_looked_at() -> None:
    with pytest.raises(AgreementError, match=r"rule\.budget"):
        admit([verified(badge(0)), verified(badge(1))], LEARNER, budget=Budget(evidence=1))


# ---- whose it is -----------------------------------------------------------------------------------------------------

ADA = Learner((), {"emailAddress": ["Ada@Example.org"], "studentId": ["4711"]})


def identity(kind: str, value: str, salt: str | None = "s", *, hashed: bool = True) -> Tree:
    text = models.identity_hash(value, salt or "") if hashed else value
    made: Tree = {"type": "IdentityObject", "hashed": hashed, "identityHash": text, "identityType": kind}
    return made | ({"salt": salt} if salt is not None else {})


@pytest.mark.parametrize(
    ("subject", "code"),
    [
        ({}, "subject.missing"),
        ({"id": "did:example:somebody"}, "subject.unmatchable"),
        ({"identifier": [identity("emailAddress", "Ada@Example.org")]}, ""),
        ({"identifier": [identity("emailAddress", "ada@example.org")]}, ""),
        ({"identifier": [identity("emailAddress", "ada@example.org", None)]}, ""),
        ({"identifier": [identity("emailAddress", "ADA@EXAMPLE.ORG")]}, "subject.mismatch"),
        ({"identifier": [identity("emailAddress", "eve@example.org")]}, "subject.mismatch"),
        ({"identifier": [identity("emailAddress", "ada@example.org") | {"salt": "t"}]}, "subject.mismatch"),
        ({"identifier": identity("studentId", "4711", None, hashed=False)}, ""),
        ({"identifier": [identity("studentId", "4712", None, hashed=False)]}, "subject.mismatch"),
        ({"identifier": [identity("nationalIdentityNumber", "1")]}, "subject.unmatchable"),
        ({"identifier": [identity("studentId", "4711") | {"identityHash": "sha1$00"}]}, "subject.unmatchable"),
        ({"identifier": [identity("emailAddress", "eve@example.org"), identity("studentId", "4711")]}, ""),
        ({"id": "did:example:wallet", "identifier": [identity("studentId", "4711")]}, ""),
        ({"identifier": ["x", None, 5]}, "subject.missing"),
    ],
)
def test_whose_it_is(subject: Tree, code: str) -> None:
    assert ADA.belongs(subject) == code
    assert Learner(("did:example:ada",), ADA.identities).belongs(subject) == (
        "subject.mismatch" if code == "subject.unmatchable" and "id" in subject else code
    )


def test_one_learner_may_have_proved_two_ids() -> None:
    two = Learner(("did:example:a", "did:example:b"))
    assert [two.belongs({"id": f"did:example:{name}"}) for name in "abc"] == ["", "", "subject.mismatch"]


def test_what_names_nobody_counts_only_where_the_caller_says_so() -> None:
    nobody = eccoe_vc.unsafe_assume_verified(about({}, id="urn:x:nobody"), reason="verify() accepts no such badge")
    assert [one.unsure for one in admitted(nobody).evidence] == ["subject.missing"]
    [one] = admitted(nobody, bearer_ok=True).evidence
    assert (one.unsure, one.notes) == ("", ("agreement.assumed", "subject.not_checked"))


@pytest.mark.parametrize(
    ("ids", "identities"), [((), {}), ("did:example:a", {}), (("",), {}), ((), {"emailAddress": "ada@example.org"})]
)
def test_a_learner_is_known_by_something(ids: Any, identities: Any) -> None:
    with pytest.raises(InputTypeError):
        Learner(ids, identities)
