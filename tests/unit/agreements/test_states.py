"""The state of an agreement on a day, from what verify() returned: which text is in force comes first, and says why."""

from __future__ import annotations

import itertools
from datetime import date, datetime
from typing import Any

import pytest
from tests.unit.agreements.test_counterparts import A, B, agreement, verified
from tests.unit.agreements.test_deciding import BOTH, DIGEST, ON, signed
from tests.unit.agreements.test_notices import credential as notice

from eccoe_vc.agreements.states import agreement_state
from eccoe_vc.errors import AgreementError, InputTypeError


def test_the_text_in_force_comes_first() -> None:
    def newer(text: dict[str, Any]) -> None:
        text |= {"version": "2.0.0", "supersedes": {"version": "1.0.0", "agreementDigest": DIGEST}}
        text["period"]["startDate"] = "2026-03-01"

    given = [*BOTH, *signed(newer)]
    for order in itertools.permutations(given):
        assert [(one.agreement.version, one.state) for one in agreement_state(order, at=ON)] == [
            ("1.0.0", "inForce"), ("2.0.0", "notYetInForce"),
        ]  # fmt: skip
    later = agreement_state(given, at=date(2026, 3, 1))
    assert [(one.agreement.version, one.state, one.code) for one in later] == [
        ("2.0.0", "inForce", ""), ("1.0.0", "superseded", "agreement.superseded"),
    ]  # fmt: skip


def test_who_is_missing_and_where_texts_differ_is_said_in_lines() -> None:
    [half] = agreement_state(BOTH[:1], at=ON)
    assert str(half).splitlines()[0].endswith("1.0.0: offered (agreement.one_sided)")
    assert f"  missing: {B.controller}" in str(half).splitlines()
    other = verified(B, agreement(lambda text: text["rule"][0]["target"][0]["credit"].update(fixed="4")))
    lines = str(agreement_state([BOTH[0], other], at=ON)[0])
    assert "/rule/0/target/0/credit/fixed" in lines
    assert "'3'" in lines
    assert "'4'" in lines


def test_a_notice_ends_it() -> None:
    ended = notice(A, noticeDate="2024-03-01", effectiveFrom="2024-09-01")
    assert [one.state for one in agreement_state([*BOTH, ended], at=ON)] == ["terminated"]


def test_what_is_asked_must_be_what_it_says() -> None:
    with pytest.raises(AgreementError) as refused:
        agreement_state([], at=ON)
    assert refused.value.code == "agreement.unsigned"
    for wrong in (None, "2025-02-03", datetime(2025, 2, 3)):
        with pytest.raises(InputTypeError):
            agreement_state(BOTH, at=wrong)  # type: ignore[arg-type]
    with pytest.raises(InputTypeError):
        agreement_state([agreement()], at=ON)  # type: ignore[list-item]
