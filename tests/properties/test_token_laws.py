"""The law of tampering, for tokens: change any one character, member or claim, and it is never accepted."""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator
from functools import cache
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.attacks import bases

from eccoe_vc import EDDSA_JCS_2022, VC_JOSE, VC_JWT_1_1, VC_JWT_OB3, LocalSigner, inspect, issue, policies, verify
from eccoe_vc.encoding import base64url, pointers

FORMS = {"vc-jwt-ob3": VC_JWT_OB3, "vc-jose": VC_JOSE, "vc-jwt-1-1": VC_JWT_1_1}
ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
PROOF_ONLY = policies.proof_only(allow_unknown_contexts=True, allow_inline_contexts=True)


@cache
def token(name: str, alg: str = "Ed25519") -> tuple[str, Any]:
    """A genuine token, and the policy that accepts it."""
    who = bases.signer() if alg == "Ed25519" else LocalSigner.generate(alg)
    issuer = {"id": who.controller, "type": ["Profile"], "name": "North University"}
    tree = (bases.unsigned_v1 if name == "vc-jwt-1-1" else bases.unsigned)(issuer=issuer)
    return issue(tree, signer=who, securing=FORMS[name], created=bases.AT).text, bases.policy(who.controller)


def refused(text: str, policy: Any) -> bool:
    return not any(inspect(text, policy=each, at=bases.AT) for each in (policy, PROOF_ONLY))


@pytest.mark.parametrize("alg", ["Ed25519", "P-256"])
@pytest.mark.parametrize("name", FORMS)
def test_any_other_character_is_noticed(name: str, alg: str) -> None:
    text, policy = token(name, alg)
    assert inspect(text, policy=policy, at=bases.AT)
    places = [*range(0, len(text), 11), *range(len(text) - 4, len(text)), *range(4)]
    for place in places:
        old = text[place]
        new = "A" if old == "." else ALPHABET[(ALPHABET.index(old) + 1 + place % 62) % 64]
        changed = text[:place] + new + text[place + 1 :]
        assert refused(changed, policy), place
        assert refused(text[:place] + text[place + 1 :], policy), place


def _changes(tree: Any) -> Iterator[Any]:
    """The tree with each leaf changed, and with each member left out."""
    for path, item in list(pointers.walk(tree)):
        tokens = pointers.tokens(path)
        if not tokens:
            continue
        for leave_out in (False, True):
            made = copy.deepcopy(tree)
            holder = made
            for step in tokens[:-1]:
                holder = holder[step]
            if leave_out:
                del holder[tokens[-1]]
            elif isinstance(item, dict | list):
                continue
            else:
                holder[tokens[-1]] = f"{item}x" if isinstance(item, str) else 7
            yield made


@pytest.mark.parametrize("name", FORMS)
def test_any_other_member_of_header_or_payload_is_noticed(name: str) -> None:
    text, policy = token(name)
    parts = text.split(".")
    for index in (0, 1):
        for changed in _changes(json.loads(base64url.decode(parts[index]))):
            made = [*parts]
            made[index] = base64url.encode(json.dumps(changed, separators=(",", ":")).encode())
            assert refused(".".join(made), policy), changed


def test_a_part_of_one_token_does_not_fit_another() -> None:
    first, policy = token("vc-jwt-ob3")
    second, _ = token("vc-jose")
    for index in range(3):
        parts = first.split(".")
        parts[index] = second.split(".")[index]
        assert refused(".".join(parts), policy)


@settings(max_examples=30, deadline=None)
@given(st.sampled_from(sorted(FORMS)), st.text(min_size=1, max_size=40).filter(str.isprintable), st.booleans())
def test_round_trip(name: str, said: str, with_proof: bool) -> None:
    """What was issued comes back, whatever it says; the token and the document with a proof say the same."""
    tree = (bases.unsigned_v1 if name == "vc-jwt-1-1" else bases.unsigned)(name=said)
    securing = (EDDSA_JCS_2022, FORMS[name]) if with_proof else FORMS[name]
    made = issue(tree, signer=bases.signer(), securing=securing, created=bases.AT)
    found = verify(made.text, policy=bases.policy(), at=bases.AT).document
    contexts = found["@context"]
    assert {**found, "@context": tree["@context"]} == ({**tree, "proof": found["proof"]} if with_proof else tree)
    assert contexts[: len(tree["@context"])] == tree["@context"]
