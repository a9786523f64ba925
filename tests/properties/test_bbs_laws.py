"""Laws of bbs-2023: what is shown is what was chosen, nobody can change it, and the scheme knows no other messages."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.attacks import bases, bbs
from tests.properties.test_laws import DELETE, flipped, other, places, replaced

from eccoe_vc import HolderSecret, IssueError, derive, inspect, policies
from eccoe_vc.proofs.bbs import blind, proving, scheme
from eccoe_vc.proofs.selective import lifecycle
from eccoe_vc.proofs.selective.selection import select

POLICY, PROOF_ONLY = bbs.policy(), policies.proof_only()
TREE = bbs.unsigned()
BASE = bbs.base(TREE)
HOLDER = HolderSecret.generate()
BOUND = bbs.base(TREE, HOLDER)
CHOICES = [p for p in places(TREE) if not p.startswith("/@context")]
SHOWN = derive(BASE, reveal=["/credentialSubject/result/1", "/description"])


@settings(max_examples=25, deadline=None)
@given(st.lists(st.sampled_from(CHOICES), max_size=5), st.booleans())
def test_what_is_chosen_is_shown_and_nothing_else(chosen: list[str], bound: bool) -> None:
    try:
        shown = derive(BOUND if bound else BASE, reveal=chosen, holder=HOLDER if bound else None)
    except IssueError as error:
        assert error.code == "sd.mandatory"  # a result without its value has not the shape of its type
        return
    assert inspect(shown.text, policy=POLICY, at=bases.AT).verdict == "accepted"
    document = dict(shown.document or {})
    document.pop("proof")
    assert document == select(TREE, [*lifecycle.usual(TREE), *chosen])


@pytest.mark.parametrize("reveal", [(), ("/credentialSubject",)], ids=str)
def test_no_change_of_one_leaf_and_no_loss_of_one_member_is_accepted(reveal: tuple[str, ...]) -> None:
    shown: Any = derive(BASE, reveal=reveal).document
    assert inspect(shown, policy=POLICY, at=bases.AT).verdict == "accepted"
    tried = 0
    for pointer in places(shown):
        for change in (other, DELETE):
            changed = replaced(shown, pointer, change)
            for policy in (POLICY, PROOF_ONLY):
                assert inspect(changed, policy=policy, at=bases.AT).verdict != "accepted", (pointer, change)
            tried += 1
    assert tried > 50


@settings(max_examples=100, deadline=None)
@given(index=st.integers(0, 10_000), bit=st.integers(0, 7))
def test_no_flipped_bit_is_accepted_as_another_document(index: int, bit: int) -> None:
    data = flipped(SHOWN.text, index, bit)
    if inspect(data, policy=POLICY, at=bases.AT).verdict == "accepted":
        assert json.loads(data) == json.loads(SHOWN.text)


SECRET = scheme.generate_key(bytes(range(32)))
PUBLIC = scheme.public_key(SECRET)
MESSAGES = st.lists(st.binary(max_size=8), max_size=8)


@settings(max_examples=30, deadline=None)
@given(messages=MESSAGES, header=st.binary(max_size=8), ph=st.binary(max_size=8), data=st.data())
def test_every_choice_of_messages_is_proved_and_no_other(
    messages: list[bytes], header: bytes, ph: bytes, data: st.DataObject
) -> None:
    shown = sorted(data.draw(st.sets(st.sampled_from(range(len(messages)))))) if messages else []
    signature = scheme.sign(SECRET, header, messages)
    assert scheme.verify(PUBLIC, signature, header, messages)
    proof = proving.prove(PUBLIC, signature, header, ph, messages, shown)
    parts = [messages[index] for index in shown]
    assert proving.verify(PUBLIC, proof, header, ph, parts, shown)
    assert not proving.verify(PUBLIC, proof, header + b"!", ph, parts, shown)
    assert not proving.verify(PUBLIC, proof, header, ph + b"!", parts, shown)
    for place, part in enumerate(parts):
        assert not proving.verify(PUBLIC, proof, header, ph, [*parts[:place], part + b"!", *parts[place + 1 :]], shown)
    index = data.draw(st.integers(0, len(proof) - 1))
    changed = proof[:index] + bytes((proof[index] ^ 1 << data.draw(st.integers(0, 7)),)) + proof[index + 1 :]
    assert not proving.verify(PUBLIC, changed, header, ph, parts, shown)


@settings(max_examples=20, deadline=None)
@given(messages=MESSAGES, committed=st.lists(st.binary(max_size=8), max_size=3), data=st.data())
def test_every_commitment_is_signed_and_proved(
    messages: list[bytes], committed: list[bytes], data: st.DataObject
) -> None:
    shown = sorted(data.draw(st.sets(st.sampled_from(range(len(messages)))))) if messages else []
    commitment, blinding = blind.commit(committed)
    signature = blind.sign(SECRET, commitment, b"h", messages)
    assert blind.verify_issued(PUBLIC, signature, commitment, b"h", messages)
    assert blind.verify(PUBLIC, signature, b"h", messages, committed, blinding)
    assert not blind.verify(PUBLIC, signature, b"h", messages, [*committed, b""], blinding)
    proof = blind.prove(PUBLIC, signature, b"h", b"", messages, committed, shown, blinding)
    parts = [messages[index] for index in shown]
    assert blind.verify_proof(PUBLIC, proof, b"h", b"", len(messages), parts, shown)
    assert not blind.verify_proof(PUBLIC, proof, b"h", b"", len(messages) + 1, parts, shown)
