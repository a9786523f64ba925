"""The credentials in which parties sign: what they hold verifies as what it is, and nothing else is made."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest
from tests.unit.agreements.test_counterparts import POLICY, STRANGER, A, B, agreement

import eccoe_vc
from eccoe_vc import EDDSA_JCS_2022, EDDSA_RDFC_2022
from eccoe_vc.agreements import counterpart, read, termination_notice
from eccoe_vc.errors import AgreementError, InputTypeError

AT = datetime(2025, 2, 1, tzinfo=UTC)
TEXT = agreement()
REASON = {"en": "The programme closes."}


def verified(document: dict[str, Any], signer: Any, suite: Any = EDDSA_RDFC_2022) -> Any:
    secured = eccoe_vc.issue(document, signer=signer, securing=suite, created=AT)
    return eccoe_vc.verify(secured.text, policy=POLICY)


@pytest.mark.parametrize("suite", [EDDSA_RDFC_2022, EDDSA_JCS_2022])
@pytest.mark.parametrize("text", [TEXT, read(TEXT)], ids=["tree", "model"])
def test_two_counterparts_are_in_force(text: Any, suite: Any) -> None:
    signed = [verified(counterpart(text, issuer=one.controller, valid_from=AT), one, suite) for one in (A, B)]
    assert [one.state for one in eccoe_vc.agreement_state(signed, at=date(2025, 2, 3))] == ["inForce"]


def test_signing_again_makes_no_second_counterpart() -> None:
    first, again = (counterpart(TEXT, issuer=A.controller, valid_from=AT) for _ in range(2))
    assert first["id"] == again["id"]
    assert counterpart(TEXT, issuer=B.controller, valid_from=AT)["id"] != first["id"]


def test_a_text_with_faults_is_not_signed() -> None:
    wrong = agreement(lambda text: text.pop("process"))
    with pytest.raises(AgreementError, match="process"):
        counterpart(wrong, issuer=A.controller, valid_from=AT)
    with pytest.raises(InputTypeError):
        counterpart(TEXT, issuer=A.controller, valid_from=datetime(2025, 2, 1))
    with pytest.raises(InputTypeError):
        counterpart(TEXT, issuer="", valid_from=AT)


def noticed(signer: Any, **changes: Any) -> dict[str, Any]:
    asked: dict[str, Any] = {
        "issuer": signer.controller, "given_on": date(2025, 3, 1), "effective_from": date(2025, 9, 1),
        "reason": REASON, "valid_from": AT,
    }  # fmt: skip
    return termination_notice(TEXT, **asked | changes)


def test_a_notice_ends_the_agreement() -> None:
    signed = [verified(counterpart(TEXT, issuer=one.controller, valid_from=AT), one) for one in (A, B)]
    ended = [*signed, verified(noticed(B), B)]
    states = [eccoe_vc.agreement_state(ended, at=day)[0].state for day in (date(2025, 8, 31), date(2025, 9, 1))]
    assert states == ["inForce", "terminated"]


def test_only_a_party_gives_notice_and_says_why() -> None:
    with pytest.raises(AgreementError) as stranger:
        noticed(STRANGER)
    assert stranger.value.code == "agreement.authority"
    with pytest.raises(AgreementError, match="reason"):
        noticed(A, reason={})
