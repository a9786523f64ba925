"""One award in several tokens is one award: another text of a token is refused, or is the same award in the ledger."""

from __future__ import annotations

import copy
from typing import Any

import pytest
from tests.unit.agreements.ledger.invented import BADGE, HOUR, NOW, A, Use, achievement, decision

from eccoe_vc import (
    OFFLINE,
    VC_JOSE,
    VC_JWT_OB3,
    LocalSigner,
    PinnedKeys,
    TrustedIssuers,
    Verified,
    inspect,
    issue,
    policies,
    unsafe_assume_verified,
    verify,
)
from eccoe_vc.agreements.facts import read as facts_of
from eccoe_vc.agreements.ledger import Ledger
from eccoe_vc.encoding import base64url
from eccoe_vc.errors import AgreementError
from eccoe_vc.keys.weierstrass import CURVES

SIGNER = LocalSigner.generate("P-256", controller=A)
SOURCES = OFFLINE.with_(keys=PinnedKeys({A: SIGNER.public_key}))
POLICY = policies.credential(trust=TrustedIssuers({A}))


def award(form: Any = VC_JWT_OB3, **members: Any) -> str:
    tree: dict[str, Any] = copy.deepcopy(BADGE) | members
    for unread in ("credentialStatus", "credentialSchema"):
        tree.pop(unread, None)
    tree["issuer"] = {"id": A, "type": ["Profile"]}
    tree["credentialSubject"]["id"] = "did:example:l"
    tree["credentialSubject"]["achievement"]["id"] = achievement("x")
    return issue(tree, signer=SIGNER, securing=form, created=NOW).text


def verified(text: str) -> Verified:
    return verify(text, policy=POLICY, sources=SOURCES, at=NOW)


def twin(text: str) -> str:
    """The token with the other signature that ECDSA has for it: n - s in the place of s."""
    signed, _, signature = text.rpartition(".")
    data, n = base64url.decode(signature), CURVES["P-256"].n
    other = (n - int.from_bytes(data[32:], "big")).to_bytes(32, "big")
    return f"{signed}.{base64url.encode(data[:32] + other)}"


@pytest.mark.attack("K16", "token")
def test_another_text_of_one_token_is_no_second_award(ledger: Ledger) -> None:
    text = award()
    alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
    loose = text[:-1] + alphabet[alphabet.index(text[-1]) ^ 1]
    for other in (f"{text}=", loose, text.replace(".", "=.", 1)):
        assert inspect(other, policy=POLICY, sources=SOURCES, at=NOW).problems().__next__().code == "jose.encoding"
    first = verified(text)
    ledger.commit(
        ledger.reserve(decision(Use("x"), facts=[facts_of(first.document)]), until=NOW + HOUR, now=NOW),
        decision_id="urn:d:1",
        decision_digest="ud1",
        now=NOW,
    )
    assert twin(text) != text
    for other in (text, twin(text), award(), award(VC_JOSE), award(id="urn:uuid:another")):
        again = verified(other)
        assert again.report.verdict == "accepted"
        with pytest.raises(AgreementError) as refused:
            ledger.reserve(decision(Use("x"), facts=[facts_of(again.document)]), until=NOW + HOUR, now=NOW)
        assert refused.value.code == "rule.already_used"


def test_a_token_and_a_document_with_a_proof_have_one_digest() -> None:
    first, second = verified(award()), verified(twin(award(VC_JOSE)))
    assert facts_of(first.document) == facts_of(second.document)


def test_a_token_that_nobody_verified_is_read_as_well() -> None:
    assumed = unsafe_assume_verified(award(), reason="a test")
    assert facts_of(assumed.document) == facts_of(verified(award()).document)
    assert assumed.report.verdict != "accepted"
