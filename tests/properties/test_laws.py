"""The laws of the house: tamper, round trip, bake. They hold for every suite and for every badge that can be made.

*Tamper*: change any one leaf, member, proof option or byte of a secured document and it is never accepted.
"""

from __future__ import annotations

import copy
import json
import string
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.attacks import bases

from eccoe_vc import (
    ECDSA_JCS_2019,
    ECDSA_RDFC_2019,
    ED25519_SIGNATURE_2020,
    EDDSA_JCS_2022,
    EDDSA_RDFC_2022,
    LocalSigner,
    bake,
    inspect,
    issue,
    policies,
    unbake,
    verify,
)
from eccoe_vc.encoding import pointers
from eccoe_vc.proofs.suites import Suite

SUITES = [EDDSA_RDFC_2022, EDDSA_JCS_2022, ED25519_SIGNATURE_2020, ECDSA_RDFC_2019, ECDSA_JCS_2019]
EDITIONS = ["2.0", "1.1"]
CURVES = {ECDSA_RDFC_2019: "P-256", ECDSA_JCS_2019: "P-384"}
POLICY = bases.policy(*(bases.curve_signer(alg).controller for alg in CURVES.values()), legacy=True)
PROOF_ONLY = policies.proof_only()


def signer(suite: Suite) -> LocalSigner:
    return bases.curve_signer(CURVES[suite]) if suite in CURVES else bases.signer()


def secured(suite: Suite, edition: str = "2.0", **members: Any) -> dict[str, Any]:
    tree = bases.unsigned(**members) if edition == "2.0" else bases.unsigned_v1(**members)
    tree["issuer"]["id"] = signer(suite).controller
    return bases.signed(tree, suite, signer(suite))


def places(value: Any, pointer: str = "") -> Iterator[str]:
    """Every place in a tree but the root."""
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, member in items:
        here = pointers.join(pointer, key)
        yield here
        yield from places(member, here)


def replaced(tree: dict[str, Any], pointer: str, change: Any) -> dict[str, Any]:
    made = copy.deepcopy(tree)
    head, _, last = pointer.rpartition("/")
    parent = pointers.resolve(made, head)
    key: Any = int(last) if isinstance(parent, list) else pointers.split("/" + last)[0]
    if change is DELETE:
        del parent[key]
    else:
        parent[key] = change(parent[key])
    return made


DELETE = object()


def other(value: Any) -> Any:
    """Another value of the same kind, which means something else."""
    if isinstance(value, bool):
        return not value
    if isinstance(value, int | float):
        return value + 1
    if isinstance(value, str):
        return value + "x" if not value.endswith("Z") else value.replace("20", "19", 1)
    return "x"


@pytest.mark.parametrize("edition", EDITIONS)
@pytest.mark.parametrize("suite", SUITES, ids=lambda suite: suite.name)
def test_no_change_of_one_leaf_and_no_loss_of_one_member_is_accepted(suite: Suite, edition: str) -> None:
    tree = secured(suite, edition)
    assert inspect(tree, policy=POLICY, at=bases.AT).verdict == "accepted"
    tried = 0
    for pointer in places(tree):
        for change in (other, DELETE):
            changed = replaced(tree, pointer, change)
            for policy in (POLICY, PROOF_ONLY):
                report = inspect(changed, policy=policy, at=bases.AT)
                assert report.verdict != "accepted", (pointer, change)
            tried += 1
    assert tried > 60


@pytest.mark.parametrize("suite", SUITES, ids=lambda suite: suite.name)
def test_no_member_can_be_added_anywhere(suite: Suite) -> None:
    tree = secured(suite)
    objects = ["", *(p for p in places(tree) if isinstance(pointers.resolve(tree, p), dict))]
    for pointer in objects:
        for name, value in (
            ("bogusGrade", "A+"),
            ("description", "Better"),
            ("@index", "x"),
            ("url", "https://x.example"),
        ):
            changed = copy.deepcopy(tree)
            target = pointers.resolve(changed, pointer)
            if name not in target:
                target[name] = value
                assert inspect(changed, policy=POLICY, at=bases.AT).verdict != "accepted", (pointer, name)


def flipped(text: str, index: int, bit: int) -> bytes:
    data = bytearray(text.encode())
    data[index % len(data)] ^= 1 << bit
    return bytes(data)


@pytest.mark.parametrize("suite", SUITES, ids=lambda suite: suite.name)
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(index=st.integers(0, 10_000), bit=st.integers(0, 7))
def test_no_flipped_bit_is_accepted_as_another_document(suite: Suite, index: int, bit: int) -> None:
    text = bases.text(secured(suite))
    data = flipped(text, index, bit)
    if inspect(data, policy=POLICY, at=bases.AT).verdict == "accepted":
        # The only bits that may flip are those that leave the JSON value as it was, such as a space for a tab.
        assert json.loads(data) == json.loads(text)


# ---- badges of every kind --------------------------------------------------------------------------------------------

TEXTS = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=40)
WORDS = st.text(string.ascii_letters + string.digits, min_size=1, max_size=12)


@st.composite
def badges(draw: st.DrawFn) -> dict[str, Any]:
    """Open Badges with text in any script, any credits, tags, results, evidence."""
    achievement: dict[str, Any] = {
        "id": f"https://north.example/achievements/{draw(WORDS)}",
        "type": ["Achievement"],
        "name": draw(TEXTS),
        "description": draw(TEXTS),
        "criteria": {"narrative": draw(TEXTS)},
    }
    if draw(st.booleans()):
        achievement["tag"] = draw(st.lists(TEXTS, min_size=1, max_size=4, unique=True))
    if draw(st.booleans()):
        achievement["creditsAvailable"] = draw(st.floats(0, 400, allow_nan=False).map(lambda number: round(number, 3)))
    subject: dict[str, Any] = {"id": bases.LEARNER, "type": ["AchievementSubject"], "achievement": achievement}
    if draw(st.booleans()):
        subject["creditsEarned"] = draw(st.integers(0, 400))
    members: dict[str, Any] = {"name": draw(TEXTS), "credentialSubject": subject}
    if draw(st.booleans()):
        members["evidence"] = [{"type": ["Evidence"], "narrative": draw(TEXTS)} for _ in range(draw(st.integers(1, 3)))]
        texts = [item["narrative"] for item in members["evidence"]]
        if len(set(texts)) != len(texts):
            del members["evidence"]
    return bases.unsigned(**members)


@settings(max_examples=60, deadline=None)
@given(tree=badges(), suite=st.sampled_from(SUITES))
def test_what_is_issued_verifies_and_is_what_was_given(tree: dict[str, Any], suite: Suite) -> None:
    tree["issuer"]["id"] = signer(suite).controller
    made = issue(tree, signer=signer(suite), securing=suite, created=datetime(2026, 2, 1, tzinfo=UTC))
    assert json.loads(made.text) == made.document
    read = verify(made.text, policy=POLICY, at=bases.AT)
    document = dict(read.envelope.document or {})
    document.pop("proof")
    context = document.pop("@context")
    assert context[: len(tree["@context"])] == tree["@context"]
    assert document == {key: value for key, value in tree.items() if key != "@context"}


@settings(max_examples=30, deadline=None)
@given(tree=badges())
def test_a_baked_badge_comes_out_as_it_went_in(tree: dict[str, Any]) -> None:
    from tests.fixtures.images import png, svg

    made = issue(tree, signer=bases.signer(), created=datetime(2026, 2, 1, tzinfo=UTC))
    for image in (png(), svg()):
        baked = bake(made, image)
        assert unbake(baked).text == made.text
        assert inspect(baked, policy=POLICY, at=bases.AT).verdict == "accepted"
