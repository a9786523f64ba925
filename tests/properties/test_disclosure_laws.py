"""Laws of selective disclosure: what is shown is what was chosen, nothing else, and nobody can change it.

*Disclosure*: for every choice of members the derived credential is accepted, holds what is mandatory and what was
chosen, and says nothing of the rest. *Tamper*: as in ``test_laws``, for the derived credential.
"""

from __future__ import annotations

import copy
import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.attacks import bases
from tests.properties.test_laws import DELETE, badges, flipped, other, places, replaced

from eccoe_vc import ECDSA_SD_2023, IssueError, Secured, derive, inspect, issue, policies, verify
from eccoe_vc.encoding import pointers
from eccoe_vc.proofs.selective import lifecycle
from eccoe_vc.proofs.selective.selection import select

POLICY = bases.policy(bases.curve_signer().controller, withheld="report")
PROOF_ONLY = policies.proof_only()


def tree() -> dict[str, Any]:
    made = bases.for_disclosure()
    made["evidence"] = [{"type": ["Evidence"], "narrative": "Profile"}, {"type": ["Evidence"], "narrative": "Report"}]
    made["credentialSubject"]["achievement"]["tag"] = ["soil", "field"]
    made["credentialSubject"]["achievement"]["resultDescription"] = [
        {
            "id": "urn:uuid:6f2f9d2e-7c4e-4a57-8a26-4a4ef4b56a10",
            "type": ["ResultDescription"],
            "name": "Grade",
            "resultType": "LetterGrade",
            "allowedValue": ["A", "B", "C", "B"],
        }
    ]
    return made


TREE = tree()
BASE: Secured = issue(TREE, signer=bases.curve_signer(), securing=ECDSA_SD_2023, created=bases.AT)
#: Everything that can be chosen: items of the ordered list cannot, and ids and types come by themselves.
CHOICES = [p for p in places(TREE) if not p.startswith("/@context") and "/allowedValue/" not in p]


def leaves(value: Any) -> set[str]:
    if isinstance(value, dict):
        return {leaf for member in value.values() for leaf in leaves(member)}
    if isinstance(value, list):
        return {leaf for member in value for leaf in leaves(member)}
    return {json.dumps(value)}


@settings(max_examples=60, deadline=None)
@given(st.lists(st.sampled_from(CHOICES), max_size=6))
def test_what_is_chosen_is_shown_and_nothing_else(chosen: list[str]) -> None:
    mandatory = lifecycle.usual(TREE)
    try:
        shown = derive(BASE, reveal=chosen)
    except IssueError as error:
        # A result without its value, or an evidence without its text, has not the shape of its type.
        assert error.code == "sd.mandatory"
        return
    assert inspect(shown.text, policy=POLICY, at=bases.AT).verdict == "accepted"
    document = dict(shown.document or {})
    document.pop("proof")
    assert document == select(TREE, [*mandatory, *chosen])
    for pointer in chosen:
        assert leaves(pointers.resolve(TREE, pointer)) <= leaves(document)
    hidden = leaves(TREE) - leaves(document)
    assert not {leaf for leaf in hidden if leaf[0] == '"' and leaf in shown.text}
    assert derive(BASE, reveal=[*chosen, *chosen]).document == shown.document


@pytest.mark.parametrize(
    "reveal", [(), ("/credentialSubject/result/1", "/evidence/0"), ("/credentialSubject",)], ids=str
)
def test_no_change_of_one_leaf_and_no_loss_of_one_member_is_accepted(reveal: tuple[str, ...]) -> None:
    shown: Any = derive(BASE, reveal=reveal).document
    assert inspect(shown, policy=POLICY, at=bases.AT).verdict == "accepted"
    tried = 0
    for pointer in places(shown):
        for change in (other, DELETE):
            changed = replaced(shown, pointer, change)
            for policy in (POLICY, PROOF_ONLY):
                report = inspect(changed, policy=policy, at=bases.AT)
                assert report.verdict != "accepted", (pointer, change)
            tried += 1
    assert tried > 60


def test_no_member_can_be_added_anywhere() -> None:
    shown: Any = derive(BASE, reveal=["/credentialSubject/result/1"]).document
    for pointer in ["", *(p for p in places(shown) if isinstance(pointers.resolve(shown, p), dict))]:
        for name, value in (("bogusGrade", "A+"), ("description", "Better"), ("url", "https://x.example")):
            changed = copy.deepcopy(shown)
            target = pointers.resolve(changed, pointer)
            if name not in target:
                target[name] = value
                assert inspect(changed, policy=POLICY, at=bases.AT).verdict != "accepted", (pointer, name)


@settings(max_examples=150, deadline=None)
@given(index=st.integers(0, 10_000), bit=st.integers(0, 7))
def test_no_flipped_bit_is_accepted_as_another_document(index: int, bit: int) -> None:
    data = flipped(SHOWN.text, index, bit)
    if inspect(data, policy=POLICY, at=bases.AT).verdict == "accepted":
        assert json.loads(data) == json.loads(SHOWN.text)


SHOWN = derive(BASE, reveal=["/credentialSubject/result/1", "/evidence"])


@settings(max_examples=30, deadline=None)
@given(document=badges(), data=st.data())
def test_parts_of_any_badge_hold(document: dict[str, Any], data: st.DataObject) -> None:
    document["issuer"]["id"] = bases.curve_signer().controller
    base = issue(document, signer=bases.curve_signer(), securing=ECDSA_SD_2023, created=bases.AT)
    choices = [pointer for pointer in places(document) if not pointer.startswith("/@context")]
    chosen = data.draw(st.lists(st.sampled_from(choices), max_size=5))
    try:
        shown = derive(base, reveal=chosen)
    except IssueError as error:
        assert error.code == "sd.mandatory"
        return
    read = verify(shown.text, policy=POLICY, at=bases.AT)
    told = {name: member for name, member in (read.envelope.document or {}).items() if name != "proof"}
    assert told == select(document, [*lifecycle.usual(document), *chosen])


def test_parts_of_two_credentials_do_not_mix() -> None:
    """A statement of another credential of the same issuer, with its own signature, in place of one of this."""
    better = tree()
    better["credentialSubject"]["result"][1]["value"] = "4.0"
    other_base = issue(better, signer=bases.curve_signer(), securing=ECDSA_SD_2023, created=bases.AT)
    ours: Any = derive(BASE, reveal=["/credentialSubject/result/1"]).document
    theirs: Any = derive(other_base, reveal=["/credentialSubject/result/1"]).document
    for mixed in ({**ours, "credentialSubject": theirs["credentialSubject"]}, {**ours, "proof": theirs["proof"]}):
        assert inspect(mixed, policy=POLICY, at=bases.AT).verdict == "rejected"
    assert inspect(ours, policy=POLICY, at=bases.AT).verdict == "accepted"
