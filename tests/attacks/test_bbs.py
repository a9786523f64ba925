"""Attacks on bbs-2023: on what is hidden and shown, on the proof value, on the curve, and on the time of verifiers."""

from __future__ import annotations

import copy
import time
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from tests.attacks import bases, bbs

from eccoe_vc import BBS_2023, OFFLINE, Budget, HolderSecret, IssueError, derive, inspect, issue, policies
from eccoe_vc.encoding import multibase
from eccoe_vc.jsonld import compiled
from eccoe_vc.limits import Meter
from eccoe_vc.proofs.bbs import blind, proving
from eccoe_vc.proofs.bbs.value import DerivedValue, decode_base
from eccoe_vc.proofs.hashing import Hasher
from eccoe_vc.proofs.selective import labels, lifecycle

POLICY = bbs.policy()
INFINITY = b"\xc0" + bytes(47)


def codes(tree: Any, **how: Any) -> tuple[str, set[str]]:
    report = inspect(tree, policy=how.pop("policy", POLICY), at=bases.AT, **how)
    return report.verdict, {check.code for check in report.problems()}


def rejected(tree: Any, *expected: str, **how: Any) -> None:
    verdict, found = codes(tree, **how)
    assert verdict == "rejected"
    assert found & set(expected), found


def test_what_is_attacked_is_accepted_unchanged() -> None:
    for reveal in ((), ("/credentialSubject/result/1",), ("/description", "/credentialSubject/result")):
        assert codes(bbs.shown(*reveal)) == ("accepted", set())
        assert codes(bbs.shown(*reveal), policy=policies.proof_only()) == ("accepted", set())


# ---- D24: what is shown and hidden -----------------------------------------------------------------------------------


def test_a_base_proof_is_refused() -> None:
    rejected(bbs.base().text, "sd.base_proof")
    rejected(bbs.base().text, "sd.base_proof", policy=policies.proof_only())
    rejected(bbs.base(holder=HolderSecret.generate()).text, "sd.base_proof")


@pytest.mark.parametrize("pointer", ["/issuer/id", "/type", "/validFrom"])
def test_what_a_careless_issuer_left_to_the_holder(pointer: str) -> None:
    tree = bbs.unsigned()
    told = [one for one in lifecycle.usual(tree) if one != pointer] if pointer != "/type" else []
    shown: Any = derive(bbs.careless(told, tree), reveal=lifecycle.usual(tree)).document
    rejected(shown, "sd.lifecycle_hidden")


@pytest.mark.parametrize("pointer", ["/validFrom", "/validUntil", "/credentialStatus"])
def test_no_issuer_leaves_the_lifecycle_to_holders(pointer: str) -> None:
    tree = bbs.unsigned(credentialStatus=bases.STATUS)
    told = [one for one in lifecycle.usual(tree) if one != pointer]
    with pytest.raises(IssueError) as caught:
        bbs.base(tree, mandatory=told)
    assert caught.value.code == "sd.lifecycle_hidden"


def test_a_required_status_that_is_not_there() -> None:
    rejected(bbs.shown(), "status.required", "sd.lifecycle_hidden", policy=bbs.policy(status="required"))


@pytest.mark.parametrize("name", ["validUntil", "validFrom", "name"])
def test_a_mandatory_member_is_left_out(name: str) -> None:
    tree = bbs.shown("/description")
    del tree[name]
    rejected(tree, "proof.signature")


def test_a_mandatory_statement_is_called_a_shown_one() -> None:
    """The holder moves the end of validity out of the header, where its hash is, among the messages."""
    tree = bbs.shown("/description")
    value = bbs.value_of(tree)
    for index in value.mandatory:
        told = tuple(other for other in value.mandatory if other != index)
        for selective in (value.selective, (*value.selective, value.selective[-1] + 1)):
            rejected(
                bbs.with_value(tree, replace(value, mandatory=told, selective=selective).encode()), "proof.signature"
            )


def test_a_shown_statement_is_called_a_mandatory_one() -> None:
    tree = bbs.shown("/description")
    value = bbs.value_of(tree)
    every = tuple(range(len(value.mandatory) + len(value.selective)))
    rejected(bbs.with_value(tree, replace(value, mandatory=every, selective=()).encode()), "proof.signature")


# ---- the proof value -------------------------------------------------------------------------------------------------


def relabelled(value: DerivedValue) -> Iterator[dict[int, int]]:
    first, second, *_ = value.labels.values()
    yield {number: name for number, name in value.labels.items() if number}
    yield {**value.labels, 1: first}
    yield {**value.labels, 0: second, 1: first}
    yield {**value.labels, len(value.labels): 99}
    yield {number + 1: name for number, name in value.labels.items()}
    yield {**value.labels, 0: 99}
    yield {}


def test_labels_that_are_missing_double_exchanged_or_made_up() -> None:
    tree = bbs.shown("/credentialSubject/result", "/description")
    value = bbs.value_of(tree)
    assert len(value.labels) > 2
    for changed in relabelled(value):
        rejected(bbs.with_value(tree, replace(value, labels=changed).encode()), "proof.signature")


def test_indexes_that_name_other_statements() -> None:
    tree = bbs.shown("/credentialSubject/result/1")
    value = bbs.value_of(tree)
    assert len(value.selective) > 1
    last = value.selective[-1]
    for selective in (
        value.selective[:-1],
        (*value.selective, last + 1),
        (*value.selective[:-1], last + 1),
        (*value.selective[:-1], 2**63),
        tuple(range(len(value.selective))),
    ):
        rejected(bbs.with_value(tree, replace(value, selective=selective).encode()), "proof.signature")
    for mandatory in ((), (*value.mandatory, 10_000), (*value.mandatory[:-1], 2**63)):
        rejected(bbs.with_value(tree, replace(value, mandatory=mandatory).encode()), "proof.signature")


def test_a_proof_for_one_verifier_is_none_for_another() -> None:
    tree = bbs.shown()
    value = bbs.value_of(tree)
    for header in (b"", b"Verifier", b"verifier\0"):
        rejected(bbs.with_value(tree, replace(value, presentation_header=header).encode()), "proof.signature")


def test_features_are_not_exchanged() -> None:
    """A proof without holder under the header of one with, and the reverse; and pseudonyms, which nobody made."""
    tree = bbs.shown()
    value = bbs.value_of(tree)
    for count in (0, 1, 20, 999):
        rejected(bbs.with_value(tree, replace(value, length=count).encode()), "proof.signature")
    holder = HolderSecret.generate()
    bound: Any = derive(bbs.base(holder=holder), holder=holder).document
    assert codes(bound) == ("accepted", set())
    held = bbs.value_of(bound)
    assert held.length is not None
    for length in (None, held.length - 1, held.length + 1, 0):
        rejected(bbs.with_value(bound, replace(held, length=length).encode()), "proof.signature")
    data = multibase.decode(tree["proof"]["proofValue"], allowed="u", max_chars=1 << 20)
    for number, expected in ((2, "sd.base_proof"), (4, "sd.base_proof"), (8, "sd.base_proof"), (1, "proof.value")):
        text = multibase.encode(data[:2] + bytes((number,)) + data[3:], "u")
        rejected(bbs.with_value(tree, text), expected)
    for number in (7, 9):
        text = multibase.encode(data[:2] + bytes((number,)) + data[3:], "u")
        assert codes(bbs.with_value(tree, text)) == ("indeterminate", {"unsupported.cryptosuite"})


def test_values_that_are_no_proof() -> None:
    tree = bbs.shown()
    value = bbs.value_of(tree)
    proof = value.proof
    for other in (
        b"",
        proof[:-1],
        proof[:-32],
        proof + proof[-32:],
        INFINITY * 2 + proof[96:],
        INFINITY * 3 + proof[144:],
        proof[48:96] + proof[:48] + proof[96:],
        proof[:144] + bytes(32) + proof[176:],
        proof[:-32] + bytes(31) + b"\1",
    ):
        rejected(bbs.with_value(tree, replace(value, proof=other).encode()), "proof.signature")


# ---- other people's credentials and keys -----------------------------------------------------------------------------


def test_parts_of_two_credentials_do_not_mix() -> None:
    better = bbs.unsigned()
    better["credentialSubject"]["result"][1]["value"] = "4.0"
    ours = bbs.shown("/credentialSubject/result/1")
    theirs: Any = derive(bbs.base(better), reveal=["/credentialSubject/result/1"]).document
    for mixed in ({**ours, "credentialSubject": theirs["credentialSubject"]}, {**ours, "proof": theirs["proof"]}):
        rejected(mixed, "proof.signature")


def test_another_issuer_signs_in_the_name_of_this_one() -> None:
    who = {**bbs.ISSUER, "id": bbs.OTHER.controller}
    forged: Any = derive(
        issue(bbs.unsigned(issuer=who), signer=bbs.OTHER, securing=BBS_2023, created=bases.AT)
    ).document
    rejected({**forged, "issuer": bbs.ISSUER}, "key.controller")
    method = {**forged["proof"], "verificationMethod": bbs.SIGNER.verification_method}
    rejected({**forged, "issuer": bbs.ISSUER, "proof": method}, "proof.signature")


def test_keys_of_other_kinds() -> None:
    tree = bbs.shown()
    for method in (bases.signer().verification_method, bases.curve_signer().verification_method):
        found = codes({**tree, "proof": {**tree["proof"], "verificationMethod": method}})
        assert found[0] == "rejected"
    for suite in ("eddsa-rdfc-2022", "ecdsa-sd-2023", "ecdsa-rdfc-2019"):
        assert codes({**tree, "proof": {**tree["proof"], "cryptosuite": suite}})[0] == "rejected"


def test_proof_options_are_signed() -> None:
    tree = bbs.shown()
    for change in ({"created": "2026-05-01T00:00:00Z"}, {"expires": "2036-01-01T00:00:00Z"}, {"nonce": "x"}):
        rejected({**tree, "proof": {**tree["proof"], **change}}, "proof.signature")


def test_who_has_the_base_proof_without_the_secret_shows_nothing() -> None:
    holder, thief = HolderSecret.generate(), HolderSecret.generate()
    secured = bbs.base(holder=holder)
    for stolen in (
        None,
        thief,
        HolderSecret(holder.secret, thief.blinding),
        HolderSecret(thief.secret, holder.blinding),
    ):
        with pytest.raises(IssueError) as caught:
            derive(secured, holder=stolen)
        assert caught.value.code == "proof.signature"


def test_a_proof_made_with_a_made_up_secret_does_not_hold() -> None:
    """The thief uses the steps below ``derive``, which would have told her."""
    holder, thief = HolderSecret.generate(), HolderSecret.generate()
    tree: Any = bbs.base(holder=holder).document
    honest = dict(derive(tree, holder=holder).document or {})
    value = bbs.value_of(honest)
    base = decode_base(tree["proof"]["proofValue"])
    document = {name: member for name, member in tree.items() if name != "proof"}
    labelled = Hasher(document, compiled(OFFLINE.documents), Meter()).labelled(labels.shuffled(base.hmac_key), b"")
    inside = set(labelled.group(base.pointers).indexes)
    messages = [line.encode() for index, line in enumerate(labelled.lines) if index not in inside]
    for secret, blinding in ((thief.secret, thief.blinding), (thief.secret, holder.blinding)):
        made = blind.prove(
            base.public_key, base.signature, base.header, b"", messages, [secret], value.selective, blinding
        )
        rejected(bbs.with_value(honest, replace(value, proof=made).encode()), "proof.signature")


def test_old_randomness_is_never_used_again() -> None:
    """Two proofs with the same scalars would give every hidden message away."""
    secured = bbs.base()
    made = [bbs.value_of(dict(derive(secured).document or {})).proof for _ in range(3)]
    parts = [{proof[start : start + 48] for start in (0, 48, 96)} for proof in made]
    assert len(set.union(*parts)) == 9
    assert len({repr(proving.random_scalars(1)) for _ in range(8)}) == 8


# ---- work ------------------------------------------------------------------------------------------------------------


def test_huge_claims_cost_nothing() -> None:
    tree = bbs.shown()
    value = bbs.value_of(tree)
    long = value.proof[:-32] + value.proof[-32:] * 5_000
    started = time.process_time()
    for text, expected in (
        (replace(value, proof=long).encode(), "struct.limit"),
        (replace(value, length=2**63).encode(), "struct.limit"),
        (replace(value, length=1_001).encode(), "struct.limit"),
        (multibase.encode(b"\xd9\x5d\x03" + b"\x9b" + b"\xff" * 8, "u"), "proof.value"),
        (multibase.encode(b"\xd9\x5d\x03" + b"\x81" * 50_000, "u"), "proof.value"),
        (replace(value, labels={n: n for n in range(9_000)}).encode(), "proof.signature"),
        (replace(value, mandatory=tuple(range(30_000))).encode(), "proof.signature"),
    ):
        rejected(bbs.with_value(tree, text), expected)
    assert time.process_time() - started < 5


def test_many_long_proofs_that_fail() -> None:
    """Sixteen proofs that hide as many statements as a file can; each is read in full, none gets to a pairing."""
    tree = bbs.shown()
    value = bbs.value_of(tree)
    proofs = []
    for number in range(16):
        hidden = 320 - number  # all together fill the file
        proof = value.proof[:-32] + value.proof[-32:] * hidden
        proofs.append({**tree["proof"], "proofValue": replace(value, proof=proof).encode()})
    started = time.process_time()
    verdict, found = codes({**tree, "proof": proofs})
    assert time.process_time() - started < 5
    assert verdict == "rejected"
    assert found <= {"proof.signature", "budget.deadline", "proof.set_invalid"}


def test_a_credential_of_too_many_statements() -> None:
    tree = bbs.unsigned()
    tree["credentialSubject"]["result"] = [{"type": ["Result"], "value": str(n)} for n in range(700)]
    with pytest.raises(IssueError) as caught:
        bbs.base(tree)
    assert caught.value.code == "struct.limit"
    small = Budget(bbs_messages=3)
    with pytest.raises(IssueError) as caught:
        bbs.base(budget=small)
    assert caught.value.code == "struct.limit"
    with pytest.raises(IssueError) as caught:
        derive(bbs.base(), budget=small)
    assert caught.value.code == "struct.limit"
    rejected(bbs.shown(), "struct.limit", policy=POLICY.with_(budget=small))


def test_what_is_shown_is_not_changed_by_deriving() -> None:
    secured = bbs.base()
    before = copy.deepcopy(secured.document)
    derive(secured, reveal=["/description"])
    assert secured.document == before
