"""Notices: whose, about which text, how long before; whatever is foreign, void or revoked changes nothing."""

from __future__ import annotations

import itertools
from datetime import date
from typing import Any

import pytest
from eccoe_vc.contexts import RECOGNITION_V1
from tests.unit.agreements.test_counterparts import AT, POLICY, STRANGER, A, B, agreement

import eccoe_vc
from eccoe_vc import EDDSA_RDFC_2022
from eccoe_vc.agreements import digests
from eccoe_vc.agreements.notices import Notice, ending, signed_notice
from eccoe_vc.encoding.days import period
from eccoe_vc.errors import AgreementError

TEXT = agreement()
DIGEST = digests.of_json(TEXT)
TERMS = {
    "version": "1.0.0",
    "agreementDigest": DIGEST,
    "noticeDate": "2025-03-01",
    "effectiveFrom": "2025-09-01",
    "reason": {"en": "The programme closes."},
}


def credential(signer: Any, **terms: Any) -> Any:
    document = {
        "@context": ["https://www.w3.org/ns/credentials/v2", RECOGNITION_V1],
        "type": ["VerifiableCredential", "TerminationNoticeCredential"],
        "issuer": signer.controller,
        "validFrom": "2025-02-01T00:00:00Z",
        "credentialSubject": {"id": TEXT["id"], "type": "TerminationNotice", "notice": TERMS | terms},
    }
    secured = eccoe_vc.issue(document, signer=signer, securing=EDDSA_RDFC_2022, created=AT)
    return eccoe_vc.verify(secured.text, policy=POLICY, at=AT)


def judged(*notices: Notice, agents: dict[str, str] | None = None) -> tuple[date | None, int]:
    """The ending in every order, which is one: the day, and how many notices change nothing."""
    parties = {A.controller, B.controller}
    found = [
        ending(
            order,
            agreement=TEXT["id"],
            version="1.0.0",
            digest=DIGEST,
            parties=parties,
            period=period("P6M"),
            agents=agents,
        )
        for order in itertools.permutations(notices)
    ]
    assert all(one == found[0] for one in found)
    return found[0].effective, len(found[0].ignored)


def notice(party: str, effective: str, given: str = "2025-03-01", **more: Any) -> Notice:
    days = date.fromisoformat(given), date.fromisoformat(effective)
    about = more.pop("agreement", TEXT["id"]), more.pop("version", "1.0.0"), more.pop("digest", DIGEST)
    return Notice(party, *about, *days, **more)


def test_a_signed_notice_ends_the_agreement() -> None:
    found = signed_notice(credential(B))
    assert found == notice(B.controller, "2025-09-01")
    assert judged(found) == (date(2025, 9, 1), 0)


def test_strangers_and_other_texts_end_nothing() -> None:
    assert judged(signed_notice(credential(STRANGER))) == (None, 1)
    assert judged(notice(A.controller, "2025-09-01", digest="uOther")) == (None, 1)
    assert judged(notice(A.controller, "2025-09-01", agreement="urn:uuid:other")) == (None, 1)
    assert judged(notice(A.controller, "2025-09-01", status="revoked")) == (None, 1)


@pytest.mark.parametrize(("version", "ends"), [("1.0.0", True), ("1", True), ("1.0", True), ("2.0.0", False)])
def test_a_notice_names_the_version_that_it_ends(version: str, ends: bool) -> None:
    """Versions are compared number by number, missing parts 0 (section 4.3); the right digest alone is not enough."""
    found = signed_notice(credential(B, version=version))
    assert judged(found) == ((date(2025, 9, 1), 0) if ends else (None, 1))


def test_all_parties_together_may_end_it_sooner_and_only_on_one_day() -> None:
    a, b = notice(A.controller, "2025-03-02"), notice(B.controller, "2025-03-02", "2025-03-02")
    assert judged(a) == judged(b) == (None, 1)
    assert judged(a, b) == (date(2025, 3, 2), 0)
    assert judged(a, notice(B.controller, "2025-03-03")) == (None, 2)
    assert judged(a, notice(A.controller, "2025-03-02", "2025-02-28")) == (None, 2)


def test_the_earliest_valid_notice_counts() -> None:
    assert judged(notice(A.controller, "2025-10-01"), notice(B.controller, "2025-09-01")) == (date(2025, 9, 1), 0)
    assert judged(notice(A.controller, "2025-10-01"), notice(B.controller, "2025-04-01")) == (date(2025, 10, 1), 1)


def test_whom_the_caller_lets_sign_signs_for_the_party() -> None:
    row = notice(STRANGER.controller, "2025-09-01")
    assert judged(row, agents={STRANGER.controller: B.controller}) == (date(2025, 9, 1), 0)


@pytest.mark.parametrize(
    ("terms", "pointer"),
    [
        ({"effectiveFrom": "2025-02-30"}, "/credentialSubject/notice/effectiveFrom"),
        ({"agreementDigest": "sha256"}, "/credentialSubject/notice/agreementDigest"),
        ({"noticePeriod": "P0D"}, "/credentialSubject/notice/noticePeriod"),
        ({"reason": {}}, "/credentialSubject/notice/reason"),
    ],
)
def test_a_notice_outside_the_grammar_is_refused_with_its_place(terms: dict[str, Any], pointer: str) -> None:
    with pytest.raises(AgreementError) as refused:
        signed_notice(credential(A, **terms))
    assert (refused.value.code, refused.value.pointer) == ("rule.syntax", pointer)


def test_a_counterpart_is_no_notice() -> None:
    from tests.unit.agreements.test_counterparts import verified

    with pytest.raises(AgreementError, match="TerminationNoticeCredential"):
        signed_notice(verified(A, TEXT))
