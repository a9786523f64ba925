"""Tokens signed with ML-DSA-44: taken where a policy names the experimental form, and undecided everywhere else."""

from __future__ import annotations

from typing import Any

import pytest
from tests.attacks.bases import AT, policy, signer, unsigned
from tests.attacks.jwt_bases import part

from eccoe_vc import (
    EDDSA_JCS_2022,
    SD_JWT_VCDM,
    VC_COSE,
    VC_JOSE,
    VC_JOSE_ML_DSA_44,
    VC_JWT_OB3,
    IssueError,
    LocalSigner,
    Policy,
    derive,
    inspect,
    issue,
    policies,
    verify,
)
from eccoe_vc.encoding import base64url
from eccoe_vc.proofs.token_forms import CURRENT_FORMS

WHO = LocalSigner.generate("ML-DSA-44")
ISSUER: dict[str, Any] = {"id": WHO.controller, "type": ["Profile"], "name": "North University"}
ASKED: dict[str, Any] = {"challenge": "n-0S6", "domain": "https://south.example"}


def token() -> str:
    return issue(unsigned(issuer=ISSUER), signer=WHO, securing=VC_JOSE_ML_DSA_44, created=AT).text


def naming(under: Policy | None = None) -> Policy:
    under = under or policy(WHO.controller)
    return under.with_(forms=(*under.forms, VC_JOSE_ML_DSA_44))


def outcome(text: str, under: Policy) -> tuple[str, set[str]]:
    report = inspect(text, policy=under, at=AT)
    return report.verdict, {finding.code for check in report.problems() for finding in check.findings}


def test_it_is_issued_and_verified_where_the_policy_names_it() -> None:
    text = token()
    verified = verify(text, policy=naming(), at=AT)
    assert verified.document["issuer"]["id"] == WHO.controller
    assert verified.credential.name == "Soil Science"
    assert len(base64url.decode(text.rpartition(".")[2])) == 2420


def test_no_policy_of_ours_takes_it_unasked() -> None:
    assert VC_JOSE_ML_DSA_44 not in CURRENT_FORMS
    for under in (policy(WHO.controller), policies.credential(trust=policy(WHO.controller).trust)):  # type: ignore[arg-type]
        assert outcome(token(), under) == ("indeterminate", {"unsupported.alg"})
    assert outcome(token(), policies.proof_only()) == ("indeterminate", {"unsupported.alg"})


def test_no_byte_may_be_changed() -> None:
    text = token()
    header, payload, signature = text.split(".")
    raw = base64url.decode(signature)
    for at in (0, 1000, 2419):
        changed = base64url.encode(raw[:at] + bytes((raw[at] ^ 4,)) + raw[at + 1 :])
        assert outcome(f"{header}.{payload}.{changed}", naming()) == ("rejected", {"proof.signature"})
    for other in (raw[:-1], raw + b"\0"):
        changed = base64url.encode(other)
        assert outcome(f"{header}.{payload}.{changed}", naming()) == ("rejected", {"proof.signature"})
    renamed = base64url.encode(base64url.decode(payload).replace(b"Soil Science", b"Soil Silence"))
    assert outcome(f"{header}.{renamed}.{signature}", naming()) == ("rejected", {"proof.signature"})


@pytest.mark.parametrize("alg", ["EdDSA", "ES256", "ML-DSA-65"])
def test_the_key_decides(alg: str) -> None:
    _, payload, signature = token().split(".")
    header = part({"alg": alg, "kid": WHO.verification_method, "typ": "vc+jwt"})
    verdict, codes = outcome(f"{header}.{payload}.{signature}", naming())
    assert (verdict, codes) == (
        ("indeterminate", {"unsupported.alg"}) if alg == "ML-DSA-65" else ("rejected", {"jose.alg"})
    )


def test_another_key_is_not_called_ml_dsa() -> None:
    who = signer()
    made = issue(unsigned(), signer=who, securing=VC_JOSE, created=AT).text
    header = part({"alg": "ML-DSA-44", "kid": who.verification_method, "typ": "vc+jwt"})
    text = ".".join((header, *made.split(".")[1:]))
    assert outcome(text, naming(policy())) == ("rejected", {"jose.alg"})


def test_other_dialects_do_not_have_it() -> None:
    for form in (VC_JWT_OB3, VC_JOSE, SD_JWT_VCDM, VC_COSE, EDDSA_JCS_2022):
        with pytest.raises(IssueError) as raised:
            issue(unsigned(issuer=ISSUER), signer=WHO, securing=form, created=AT)
        assert raised.value.code == "key.alg"
    with pytest.raises(IssueError) as raised:
        issue(unsigned(), signer=signer(), securing=VC_JOSE_ML_DSA_44, created=AT)
    assert raised.value.code == "key.alg"
    header = part({"alg": "ML-DSA-44", "kid": WHO.verification_method, "typ": "JWT"})
    body = token().split(".")[1]
    signed = f"{header}.{part(base64url.decode(body))}"
    plain = f"{signed}.{base64url.encode(WHO.sign(signed.encode()))}"
    claims = f"{header}.{part({'vc': {}})}.{base64url.encode(bytes(2420))}"
    assert outcome(claims, naming()) == ("indeterminate", {"unsupported.alg"})
    sd = part({"alg": "ML-DSA-44", "kid": WHO.verification_method, "typ": "vc+sd-jwt"})
    assert outcome(f"{sd}.{body}.{base64url.encode(bytes(2420))}~", naming()) == ("indeterminate", {"unsupported.alg"})
    # An Open Badge without the claims of its profile is no token of VC JOSE under another name.
    assert outcome(plain, naming())[0] != "accepted"


def test_holders_do_not_bind_with_it() -> None:
    held = issue(unsigned(), signer=signer(), securing=SD_JWT_VCDM, created=AT, holder_key=WHO.public_key)
    with pytest.raises(IssueError) as raised:
        derive(held, reveal=[""], signer=WHO, created=AT, **ASKED)
    assert raised.value.code == "key.alg"
    other = signer("holder")
    mine = issue(unsigned(), signer=signer(), securing=SD_JWT_VCDM, created=AT, holder_key=other.public_key)
    binding = derive(mine, reveal=[""], signer=other, created=AT, **ASKED).text.rpartition("~")[2]
    under = naming(policy(key_binding="required", **ASKED))
    assert outcome(f"{held.text}{binding}", under) == ("indeterminate", {"unsupported.alg"})


def test_a_presentation_is_signed_with_it() -> None:
    inside = issue(unsigned(issuer=ISSUER), signer=WHO, securing=VC_JOSE_ML_DSA_44, created=AT).enveloped()
    tree = {
        "@context": ["https://www.w3.org/ns/credentials/v2"],
        "type": ["VerifiablePresentation"],
        "holder": WHO.controller,
        "verifiableCredential": [inside],
    }
    options: dict[str, Any] = {"purpose": "authentication", "created": AT, **ASKED}
    shown = issue(tree, signer=WHO, securing=VC_JOSE_ML_DSA_44, **options).text
    asked = policies.presentation(trust=policy(WHO.controller).trust, any_holder=True, **ASKED)  # type: ignore[arg-type]
    assert outcome(shown, naming(asked))[0] == "accepted"
    assert outcome(shown, asked)[0] == "indeterminate"
