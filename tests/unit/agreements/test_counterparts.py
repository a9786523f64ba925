"""Counterparts: signed by whom, over which text, and what they amount to; strangers change nothing."""

from __future__ import annotations

import copy
import itertools
import json
from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

import pytest
from tests.unit.agreements.worked import FOLDER

import eccoe_vc
from eccoe_vc import EDDSA_JCS_2022, EDDSA_RDFC_2022, LocalSigner, UnsafeAnyIssuer, Verified, policies
from eccoe_vc.agreements.counterparts import SignedText, signed_text, standings
from eccoe_vc.errors import AgreementError, InputTypeError

COUNTERPART: dict[str, Any] = json.loads((FOLDER / "mcra_example.json").read_bytes())
DECISION: dict[str, Any] = json.loads((FOLDER / "decision_example.json").read_bytes())
AT = datetime(2025, 2, 10, tzinfo=UTC)
DAY = date(2025, 2, 10)
POLICY = policies.credential(trust=UnsafeAnyIssuer(reason="a test"))
A, B, STRANGER, AGENT = (LocalSigner.generate("Ed25519") for _ in range(4))
Text = dict[str, Any]


def agreement(change: Callable[[Text], Any] | None = None) -> Text:
    """The agreement of the example between the owners of two keys."""
    text: Text = copy.deepcopy(COUNTERPART["credentialSubject"])
    text = json.loads(
        json.dumps(text)
        .replace("did:web:awarding.example", A.controller)
        .replace("did:web:recognising.example", B.controller)
    )
    if change is not None:
        change(text)
    return text


def verified(signer: LocalSigner, text: Text, suite: Any = EDDSA_JCS_2022, **members: Any) -> Verified:
    document = copy.deepcopy(COUNTERPART) | {"issuer": signer.controller, "credentialSubject": text} | members
    if "credentialStatus" not in members:
        del document["credentialStatus"]
    secured = eccoe_vc.issue(document, signer=signer, securing=suite, created=AT)
    return eccoe_vc.verify(secured.text, policy=members.pop("policy", POLICY), at=AT)


def signed(signer: LocalSigner, text: Text, **members: Any) -> SignedText:
    return signed_text(verified(signer, text, **members))


def states(*copies: SignedText, **more: Any) -> list[str]:
    """The states of every order of the copies, which are one."""
    orders = [standings(order, DAY, **more) for order in itertools.permutations(copies)]
    assert all(order == orders[0] for order in orders)
    return [standing.on.state for standing in orders[0]]


@pytest.mark.parametrize("suite", [EDDSA_JCS_2022, EDDSA_RDFC_2022])
def test_both_sign_the_identical_text(suite: Any) -> None:
    copies = [signed_text(verified(signer, agreement(), suite)) for signer in (A, B)]
    (found,) = standings(copies, DAY)
    assert (found.on.state, found.on.notes, found.missing, found.differences) == ("inForce", (), (), {})
    assert found.digest == copies[0].digest == copies[1].digest
    assert found.agreement.title["en"].startswith("EXAMPLE")


def test_the_digest_is_that_of_the_example() -> None:
    evidence = json.loads((FOLDER / "example_evidence.json").read_bytes())
    text = eccoe_vc.unsafe_assume_verified(COUNTERPART, reason="a test of the digest")
    assert signed_text(text).digest == evidence["digest"]["agreement"]


def test_one_side_alone_binds_nobody() -> None:
    (found,) = standings([signed(A, agreement())], DAY)
    assert (found.on.state, found.on.code, found.missing) == ("offered", "agreement.one_sided", (B.controller,))


def test_two_texts_are_named_where_they_differ_on_both_sides() -> None:
    def cheaper(text: Text) -> None:
        text["rule"][0]["priority"] = "11"

    copies = [signed(A, agreement()), signed(B, agreement(cheaper))]
    assert states(*copies) == ["inconsistent", "inconsistent"]
    for found in standings(copies, DAY):
        (places,) = found.differences.values()
        assert [place.pointer for place in places] == ["/rule/0/priority"]
        assert {places[0].ours, places[0].theirs} == {"10", "11"}
        assert found.on.code == "agreement.text_mismatch"


def test_who_signed_two_texts_signed_none() -> None:
    def longer(text: Text) -> None:
        text["period"]["endDate"] = "2030-08-31"

    assert "inForce" not in states(signed(A, agreement()), signed(B, agreement()), signed(B, agreement(longer)))


def test_a_stranger_changes_nothing_and_gains_nothing() -> None:
    """A text that names a stranger and one of the parties, under the same id and version."""

    def mine(text: Text) -> None:
        text["party"][1]["id"] = STRANGER.controller
        text["process"]["decision"] = STRANGER.controller
        text["rule"][0]["priority"] = "11"

    ours = [signed(A, agreement()), signed(B, agreement())]
    assert states(*ours, signed(STRANGER, agreement())) == ["inForce"]
    assert standings([*ours, signed(STRANGER, agreement())], DAY)[0].on.notes == ("agreement.extra_counterpart",)
    found = standings([*ours, signed(STRANGER, agreement(mine))], DAY)
    assert [row.on.state for row in found] == ["inForce", "inconsistent"]
    assert found[0].digest == ours[0].digest


def test_a_stranger_in_place_of_a_party_is_said() -> None:
    (found,) = standings([signed(A, agreement()), signed(STRANGER, agreement())], DAY)
    assert (found.on.state, found.on.notes) == ("offered", ("agreement.authority",))


def test_only_the_caller_says_who_may_sign_for_a_party() -> None:
    def named(text: Text) -> None:
        text["party"][1]["alias"] = [AGENT.controller]

    copies = [signed(A, agreement(named)), signed(AGENT, agreement(named))]
    assert states(*copies) == ["offered"]
    assert states(*copies, signatories={B.controller: {AGENT.controller}}) == ["inForce"]
    assert states(signed(AGENT, agreement()), signatories={B.controller: {AGENT.controller}}) == ["offered"]
    with pytest.raises(InputTypeError, match="two parties"):
        standings(copies, DAY, signatories={A.controller: {AGENT.controller}, B.controller: [AGENT.controller]})


def test_a_status_that_nobody_read_is_no_yes() -> None:
    entry = COUNTERPART["credentialStatus"]
    lenient = POLICY.with_(status="skip")
    document = copy.deepcopy(COUNTERPART) | {"issuer": B.controller, "credentialSubject": agreement()}
    secured = eccoe_vc.issue(document, signer=B, securing=EDDSA_JCS_2022, created=AT)
    unread = signed_text(eccoe_vc.verify(secured.text, policy=lenient, at=AT))
    assert document["credentialStatus"] == entry
    assert states(signed(A, agreement()), unread) == ["indeterminate"]


def test_what_was_assumed_is_said() -> None:
    assumed = [
        signed_text(
            eccoe_vc.unsafe_assume_verified(
                COUNTERPART | {"issuer": signer.controller, "credentialSubject": agreement()}, reason="a test"
            )
        )
        for signer in (A, B)
    ]
    assert standings(assumed, DAY)[0].on.notes == ("agreement.assumed",)


@pytest.mark.parametrize(
    ("members", "pointer"),
    [
        ({"type": ["VerifiableCredential"]}, "/type"),
        ({"credentialSubject": [agreement()]}, "/credentialSubject"),
        ({"credentialSubject": DECISION["credentialSubject"]}, "/credentialSubject/"),
        ({"@context": ["https://www.w3.org/ns/credentials/v2", eccoe_vc.contexts.ANNEX_I_V1]}, "/@context"),
    ],
)
def test_what_is_no_counterpart_is_refused(members: Text, pointer: str) -> None:
    document = copy.deepcopy(COUNTERPART) | members
    with pytest.raises(AgreementError) as refused:
        signed_text(eccoe_vc.unsafe_assume_verified(document, reason="a test"))
    assert refused.value.code == "rule.syntax"
    assert refused.value.pointer.startswith(pointer)


def test_only_what_was_verified_is_a_counterpart() -> None:
    with pytest.raises(TypeError, match=r"agreement\.unsigned"):
        signed_text(COUNTERPART)  # type: ignore[arg-type]
    document = copy.deepcopy(COUNTERPART) | {"issuer": "did:web:anybody.example", "credentialSubject": agreement()}
    del document["credentialStatus"]
    secured = eccoe_vc.issue(document | {"issuer": A.controller}, signer=A, securing=EDDSA_JCS_2022, created=AT)
    somebody = eccoe_vc.verify(secured.text, policy=policies.proof_only(), at=AT)
    with pytest.raises(TypeError, match=r"input\.not_verified"):
        signed_text(somebody)
