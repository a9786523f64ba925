"""``Policy.signing_time``: the signer's word is taken only where asked for, only about the date, never in silence."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from tests.attacks import bases

from eccoe_vc import (
    EDDSA_JCS_2022,
    EDDSA_RDFC_2022,
    InputTypeError,
    LocalSigner,
    Outcome,
    Report,
    Sources,
    TrustedIssuers,
    inspect,
    issue,
    policies,
)
from eccoe_vc.keys import PublishedKey, controller_document
from eccoe_vc.keys.publishing import address
from eccoe_vc.sources import Fetched
from eccoe_vc.status import status_entry, status_list

WEB = "did:web:north.example"
SIGNER = bases.signer("north", controller=WEB)
SIGNED = bases.AT - timedelta(days=30)
AFTER, BEFORE = SIGNED + timedelta(days=9), SIGNED - timedelta(days=9)


def asked(
    revoked: datetime, *, signing_time: str = "stated", change: Any = None, securing: Any = EDDSA_RDFC_2022, **key: Any
) -> Report:
    """The report on a badge under a document in which its key is revoked."""
    listed = [PublishedKey(public_key=SIGNER.public_key, revoked=revoked, **key)]
    tree = bases.unsigned(issuer={"id": WEB, "type": ["Profile"], "name": "North University"})
    made = dict(issue(tree, signer=SIGNER, created=SIGNED, securing=securing).document or {})
    sources = Sources().with_document(address(WEB), controller_document(WEB, listed))
    policy = bases.policy(WEB, signing_time=signing_time)
    return inspect(made | (change or {}), policy=policy, sources=sources, at=bases.AT)


def test_by_default_the_word_of_the_signer_is_not_enough() -> None:
    report = asked(AFTER, signing_time="proved")
    assert report.verdict == "indeterminate"
    check = report.check("key")
    assert (check.outcome, check.code, check.required) == (Outcome.INDETERMINATE, "key.revoked", True)


@pytest.mark.parametrize("securing", [EDDSA_RDFC_2022, (EDDSA_RDFC_2022, EDDSA_JCS_2022)])
def test_where_it_is_taken_the_report_says_so(securing: Any) -> None:
    report = asked(AFTER, securing=securing)
    assert report.verdict == "accepted"
    check = report.check("key")
    assert (check.outcome, check.code, check.required) == (Outcome.INDETERMINATE, "key.revoked", False)
    assert report.check("proof").outcome is Outcome.PASSED
    assert check.to_dict()["required"] is False


@pytest.mark.parametrize(
    ("given", "verdict", "code"),
    [
        ({"revoked": BEFORE}, "rejected", "key.revoked"),
        ({"revoked": SIGNED}, "rejected", "key.revoked"),
        ({"revoked": AFTER, "purposes": ("authentication",)}, "rejected", "key.relationship"),
        ({"revoked": AFTER, "change": {"name": "Rocks"}}, "rejected", "key.revoked"),
        ({"revoked": AFTER, "change": {"validUntil": "2026-05-31T00:00:00Z"}}, "rejected", "key.revoked"),
    ],
)
def test_nothing_else_is_let_through(given: dict[str, Any], verdict: str, code: str) -> None:
    report = asked(**given)
    assert report.verdict == verdict
    assert report.check("key").code == code


def test_a_key_without_an_end_is_as_before() -> None:
    for signing_time in ("proved", "stated"):
        policy = bases.policy(signing_time=signing_time)
        report = inspect(bases.di(), policy=policy, at=bases.AT)
        assert report.verdict == "accepted"
        assert report.check("key").required


def test_a_presentation_is_made_now_whatever_date_it_bears() -> None:
    holder = LocalSigner.generate("Ed25519", controller=WEB)
    tree = {
        "@context": [bases.V2],
        "type": ["VerifiablePresentation"],
        "holder": WEB,
        "verifiableCredential": [bases.di()],
    }
    made = issue(tree, signer=holder, created=SIGNED, purpose="authentication", challenge="c").text
    policy = policies.presentation(
        trust=TrustedIssuers({bases.ISSUER}), challenge="c", domain=None, any_holder=True, signing_time="stated"
    )
    for revoked, verdict in ((None, "accepted"), (AFTER, "indeterminate"), (BEFORE, "rejected")):
        key = PublishedKey(public_key=holder.public_key, purposes=("authentication",), revoked=revoked)
        sources = Sources().with_document(address(WEB), controller_document(WEB, [key]))
        assert inspect(made, policy=policy, sources=sources, at=bases.AT).verdict == verdict


def test_other_words_are_no_answers() -> None:
    with pytest.raises(InputTypeError):
        policies.proof_only(signing_time="claimed")


def test_a_status_list_is_asked_for_where_the_signers_word_is_enough() -> None:
    """The key is in doubt, and the policy takes that: the list is fetched as it is read from what is at hand."""
    url, day = "https://north.example/status/1", timedelta(days=1)
    new = LocalSigner.generate("Ed25519", controller=WEB)
    keys = [PublishedKey(public_key=SIGNER.public_key, revoked=AFTER), PublishedKey(public_key=new.public_key)]
    tree = bases.unsigned(issuer={"id": WEB, "type": ["Profile"], "name": "N"}, credentialStatus=status_entry(url, 5))
    secured = issue(tree, signer=SIGNER, created=SIGNED).text
    listed = status_list(url, issuer=WEB, valid_from=bases.AT - day, valid_until=bases.AT + day)
    answer = issue(listed, signer=new, created=bases.AT).text.encode()
    known = Sources().with_document(address(WEB), controller_document(WEB, keys))
    fetching = known.with_(fetch=lambda wanted: Fetched(wanted.url, answer))
    policy = bases.policy(WEB, signing_time="stated")
    for sources in (known.with_document(url, answer), fetching):
        assert inspect(secured, policy=policy, sources=sources, at=bases.AT).verdict == "accepted"
    unproved = inspect(secured, policy=bases.policy(WEB), sources=fetching, at=bases.AT)
    assert unproved.verdict == "indeterminate"
    assert "status.not_checked" in {check.code for check in unproved.problems()}
