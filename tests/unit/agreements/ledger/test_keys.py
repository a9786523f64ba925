"""What one award is called: as section 13 says, the same in every form, and never with the id of a learner."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.unit.agreements.ledger.invented import SECRET, Use, achievement, badge, decision
from tests.unit.agreements.test_deciding import BADGES, LEARNER, PROGRAMME, decided
from tests.unit.agreements.test_deciding import badge as signed_badge

from eccoe_vc.agreements.deciding import Decision
from eccoe_vc.agreements.ledger import achievement_key, award_key, learner_key
from eccoe_vc.agreements.ledger.line import line_of
from eccoe_vc.agreements.ledger.lines import lines_of
from eccoe_vc.errors import InputTypeError, StoreError

ISSUER = "did:web:awarding.example"


def digest(text: str) -> str:
    """A Digest by hand: multibase u, multihash sha2-256."""
    return "u" + base64.urlsafe_b64encode(b"\x12\x20" + hashlib.sha256(text.encode()).digest()).decode().rstrip("=")


def mac(secret: bytes, text: str) -> str:
    made = hmac.new(secret, text.encode(), hashlib.sha256).digest()
    return base64.urlsafe_b64encode(made).decode().rstrip("=")


def keys(made: Decision) -> tuple[str, ...]:
    return lines_of(made, SECRET)[0].awards[0].award


def test_the_keys_are_those_of_the_specification() -> None:
    subject = learner_key(SECRET, "did:example:l")
    assert subject == mac(SECRET, "did:example:l")
    written = f'{{"achievement":"urn:x","completed":"2024-06-14","issuer":"did:a","subject":"{subject}"}}'
    assert award_key("did:a", "urn:x", date(2024, 6, 14), subject) == digest(written)
    assert award_key("did:a", "urn:x", None, subject) == digest(written.replace("2024-06-14", ""))
    written = f'{{"achievement":"urn:x","issuer":"did:a","subject":"{subject}"}}'
    assert achievement_key("did:a", "urn:x", subject) == digest(written)


def test_the_first_key_of_a_use_is_that_of_the_canonical_achievement_and_the_party() -> None:
    subject = learner_key(SECRET, "did:example:l")
    expected = award_key(ISSUER, achievement("x"), date(2024, 6, 14), subject)
    for use in (Use("x"), Use("x", alias=True), Use("x", reusable=True), Use("x", repeatable=True)):
        assert keys(decision(use))[0] == expected
    assert lines_of(decision(Use("x", alias=True)), SECRET)[0].awards[0].achievement[0] == achievement_key(
        ISSUER, achievement("x"), subject
    )


def test_every_form_of_one_award_has_one_key() -> None:
    """Whatever the id of the credential, its proof, its re-issue or the spelling of its dates."""
    usual = keys(decision(Use("x")))
    for members in (
        {"id": "urn:uuid:another"},
        {"validFrom": "2025-01-01T00:00:00Z", "awardedDate": "2024-12-31T00:00:00Z"},
        {"proof": {"type": "DataIntegrityProof", "proofValue": "z1"}},
        {"issuer": ISSUER},
    ):
        assert keys(decision(Use("x"), facts=[badge(Use("x"), **members)])) == usual
    signed = signed_badge(0, id="urn:x:again", validFrom="2024-12-24T00:00:00Z")
    assert keys(decided(evidence=[signed])) == keys(decided(evidence=BADGES[:1]))


@given(st.data())
def test_two_awards_have_one_key_only_if_all_four_members_are_equal(data: Any) -> None:
    def award() -> tuple[str, str, date | None, str]:
        names = st.sampled_from(["", "a", "b", 'a","b', "é", "e\u0301"])
        day = data.draw(st.sampled_from([None, date(2024, 6, 14), date(2024, 6, 15)]))
        return data.draw(names), data.draw(names), day, data.draw(names)

    one, two = award(), award()
    assert (award_key(*one) == award_key(*two)) == (one == two)


def test_nothing_of_the_learner_is_in_a_line() -> None:
    made = decided()
    said = json.dumps([line.to_json() for line in lines_of(made, SECRET)])
    assert len(said) > 500
    for secret in (LEARNER.ids[0], SECRET.decode(), *(one.facts.credential for one in made.evidence)):
        assert secret not in said
    assert PROGRAMME.id not in said


def test_lines_are_read_back_as_they_were_written() -> None:
    rows = [*lines_of(decided(), SECRET), *lines_of(decision(Use("x", zero=True), Use("y", reusable=True)), SECRET)]
    assert [line_of(json.loads(json.dumps(line.to_json()))) for line in rows] == rows
    tree = rows[0].to_json()
    for name in tree:
        with pytest.raises(StoreError, match=r"store\.corrupt"):
            line_of({key: value for key, value in tree.items() if key != name})
    for name, value in (("granted", "1/0"), ("applied", "x"), ("state", "gone"), ("award", [5]), ("target", None)):
        with pytest.raises(StoreError, match=r"store\.corrupt"):
            line_of(tree | {name: value})


@pytest.mark.parametrize("secret", [b"", b"short", "text" * 10, None, bytearray(32)])
def test_a_secret_is_long_enough_and_bytes(secret: Any) -> None:
    with pytest.raises(InputTypeError, match="at least 16 bytes"):
        learner_key(secret, "did:example:l")


@pytest.mark.parametrize("learner", ["", None, 5, "\ud800", b"did:example:l"])
def test_a_learner_is_a_text(learner: Any) -> None:
    with pytest.raises(InputTypeError, match=r"input\.type"):
        learner_key(SECRET, learner)
