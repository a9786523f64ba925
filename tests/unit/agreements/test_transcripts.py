"""A transcript over decisions: each grant once, what was replaced named and not counted, one learner and one body."""

from __future__ import annotations

import itertools
from datetime import date
from fractions import Fraction

import pytest
from tests.unit.agreements.test_counterparts import A, B
from tests.unit.agreements.test_deciding import BADGES, EXAMPLE, LEARNER, PROGRAMME, decided
from tests.unit.agreements.test_rechecking import AT, DECISION, LATER, rechecked, signed

import eccoe_vc
from eccoe_vc.agreements.recognising import recognise
from eccoe_vc.agreements.transcripts import transcript
from eccoe_vc.errors import AgreementError, InputTypeError

FIRST = signed(recognise(decided(evidence=BADGES[:1], tables=EXAMPLE["gradeTable"]), valid_from=AT, reference="B-1"))
SECOND = signed(recognise(decided(evidence=BADGES[1:3]), decided_on=date(2025, 3, 1), reference="B-2"))
UNIT = str(PROGRAMME.unit)


def test_the_grants_of_all_decisions_stand_in_order_of_their_days() -> None:
    found = transcript([FIRST, SECOND])
    assert (found.learner, found.body, found.name) == (LEARNER.ids[0], B.controller, "University B (invented)")
    assert [(line.reference, line.target.rpartition("/")[2], line.applied, line.grade) for line in found.lines] == [
        ("B-1", "ENG101", Fraction(3), "1.7"), ("B-2", "DIG200", Fraction(6), ""),
    ]  # fmt: skip
    assert found.totals() == {(PROGRAMME.id, UNIT): Fraction(9)}
    assert str(found).splitlines()[-1] == f"  total {PROGRAMME.id}: 9 ({UNIT})"
    assert found.to_json()["total"] == [{"programme": PROGRAMME.id, "applied": {"value": "9", "unit": UNIT}}]


def test_no_order_matters_and_what_comes_twice_counts_once() -> None:
    first = transcript([FIRST, SECOND])
    for order in itertools.permutations([FIRST, SECOND, FIRST]):
        assert transcript(order) == first


def test_what_a_later_decision_replaced_does_not_count() -> None:
    revised = signed(rechecked(at=LATER).revised(reference="B-9", valid_from=LATER))
    found = transcript([revised, DECISION])
    assert found.replaced == ("B-1",)
    assert [line.reference for line in found.lines] == ["B-9"]
    assert found.totals() == {(PROGRAMME.id, UNIT): Fraction(3)}


def test_several_learners_or_bodies_make_several_transcripts() -> None:
    with pytest.raises(AgreementError) as none:
        transcript([])
    assert none.value.code == "rule.syntax"
    with pytest.raises(InputTypeError):
        transcript([FIRST.envelope.document])  # type: ignore[list-item]
    tree = dict(SECOND.envelope.document or {})
    tree.pop("proof")
    by_a = eccoe_vc.unsafe_assume_verified(tree | {"issuer": A.controller}, reason="a test")
    with pytest.raises(AgreementError) as bodies:
        transcript([FIRST, by_a])
    assert bodies.value.code == "agreement.party"
    record = tree["credentialSubject"]["decision"] | {"learner": {"id": "did:example:other"}}
    subject = tree["credentialSubject"] | {"decision": record, "id": "did:example:other"}
    with pytest.raises(AgreementError) as learners:
        transcript([FIRST, signed(tree | {"credentialSubject": subject})])
    assert learners.value.code == "subject.mismatch"
    with pytest.raises(AgreementError) as other:
        transcript([signed(tree | {"credentialSubject": tree["credentialSubject"] | {"decision": record}})])
    assert other.value.code == "agreement.party"
    broken = tree["credentialSubject"] | {
        "decision": {"learner": {"id": tree["credentialSubject"]["id"]}, "decidedBy": {"id": tree["issuer"]}}
    }
    with pytest.raises(AgreementError) as wrong:
        transcript([signed(tree | {"credentialSubject": broken})])
    assert wrong.value.code == "rule.syntax"
