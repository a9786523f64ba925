"""Credentials in tokens: the three dialects go through the whole house."""

from __future__ import annotations

from typing import Any

import pytest
from tests.attacks.bases import AT, policy, signer, unsigned, unsigned_v1
from tests.attacks.jwt_bases import claims, jwt

from eccoe_vc import EDDSA_RDFC_2022, VC_JOSE, VC_JWT_1_1, VC_JWT_OB3, LocalSigner, inspect, issue, verify

FORMS = (VC_JWT_OB3, VC_JOSE, VC_JWT_1_1)


def badge(form: Any, by: LocalSigner | None = None, **members: Any) -> str:
    who = by or signer()
    issuer = {"id": who.controller, "type": ["Profile"], "name": "North University"}
    tree = (unsigned_v1 if form is VC_JWT_1_1 else unsigned)(issuer=issuer, **members)
    return issue(tree, signer=who, securing=form, created=AT).text


@pytest.mark.parametrize("form", FORMS, ids=lambda form: form.name)
@pytest.mark.parametrize("alg", ["Ed25519", "P-256", "P-384", "RSA-2048"])
def test_what_is_issued_is_verified(form: Any, alg: str) -> None:
    who = LocalSigner.generate(alg)
    verified = verify(badge(form, who), policy=policy(who.controller), at=AT)
    assert verified.report.trusted
    assert verified.envelope.document is None
    assert verified.document["issuer"]["id"] == who.controller
    assert "iss" not in verified.document
    assert verified.credential.name == "Soil Science"
    names = [check.name for check in verified.report.checks]
    assert names[:8] == ["carrier", "json", "contexts", "model", "lossless", "token", "key", "proof"]


def test_a_badge_without_sub_is_refused_unless_there_is_no_id_that_it_could_repeat() -> None:
    missing = inspect(jwt(sub=...), policy=policy(), at=AT)
    assert missing.verdict == "rejected"
    assert [(f.code, f.pointer) for f in missing.check("token").findings] == [("jwt.claim_mismatch", "/sub")]
    subject = {name: value for name, value in claims()["credentialSubject"].items() if name != "id"}
    hashed = {"type": "IdentityObject", "hashed": False, "identityHash": "a@b.example", "identityType": "emailAddress"}
    text = jwt(sub=..., credentialSubject={**subject, "identifier": [hashed]})
    noted = inspect(text, policy=policy(), at=AT)
    assert noted.verdict == "accepted", noted.to_dict()
    assert "jwt.subject_identifier_only" in {note.code for note in noted.notes}
    assert inspect(text, policy=policy(strict_sub=True), at=AT).verdict == "rejected"


def test_proofs_inside_a_token_are_reported_beside_it() -> None:
    token = issue(unsigned(), signer=signer(), securing=(EDDSA_RDFC_2022, VC_JWT_OB3), created=AT)
    report = inspect(token.text, policy=policy(), at=AT)
    assert report.verdict == "accepted", report.to_dict()
    assert [check.name for check in report.checks if check.name.startswith("proof")] == [
        "proof", "proof[token]", "proof[0]",
    ]  # fmt: skip
