"""The larger of the two forms of an ECDSA signature, in every token form and in a key binding: a note, or refused."""

from __future__ import annotations

from typing import Any

import pytest
from tests.attacks.bases import AT, policy, signer, unsigned

from eccoe_vc import (
    ECDSA_RDFC_2019,
    SD_JWT_VCDM,
    VC_COSE,
    VC_JOSE,
    VC_JWT_OB3,
    LocalSigner,
    Policy,
    Report,
    derive,
    inspect,
    issue,
)
from eccoe_vc.encoding import base64url, standard_base64
from eccoe_vc.keys.weierstrass import CURVES

FORMS = (VC_JWT_OB3, VC_JOSE, SD_JWT_VCDM, VC_COSE)
ASKED: dict[str, Any] = {"challenge": "n-0S6", "domain": "https://south.example"}


def other_form(signature: bytes, alg: str, *, high: bool) -> bytes:
    """The signature (r, n - s) that everybody can make, or the same where it has the form already."""
    size, n = CURVES[alg].size, CURVES[alg].n
    s = int.from_bytes(signature[size:], "big")
    return signature[:size] + (s if (2 * s > n) is high else n - s).to_bytes(size, "big")


def twin(text: Any, alg: str, *, high: bool) -> Any:
    """A token whose last JWS (or COSE signature) has the form that is asked for."""
    if isinstance(text, bytes):
        size = 2 * CURVES[alg].size
        return text[:-size] + other_form(text[-size:], alg, high=high)
    body, tilde, rest = text.partition("~")
    signed, _, last = body.rpartition(".")
    return f"{signed}.{base64url.encode(other_form(base64url.decode(last), alg, high=high))}{tilde}{rest}"


def made(form: Any, who: LocalSigner) -> Any:
    tree = unsigned(issuer={"id": who.controller, "type": ["Profile"], "name": "North University"})
    secured = issue(tree, signer=who, securing=form, created=AT)
    return standard_base64.decode(secured.text) if form is VC_COSE else secured.text


def notes(report: Report) -> set[str]:
    return {note.code for note in report.notes}


@pytest.mark.parametrize("form", FORMS, ids=lambda form: form.name)
@pytest.mark.parametrize("alg", ["P-256", "P-384"])
def test_the_larger_form_of_a_token_is_noted_or_refused(form: Any, alg: str) -> None:
    who = LocalSigner.generate(alg)
    text = made(form, who)
    under, strict = policy(who.controller), policy(who.controller, low_s_only=True)
    high = inspect(twin(text, alg, high=True), policy=under, at=AT)
    low = inspect(twin(text, alg, high=False), policy=under, at=AT)
    assert (high.verdict, low.verdict) == ("accepted", "accepted"), high.to_dict()
    assert notes(high) - notes(low) == {"proof.ecdsa_high_s"}
    assert notes(low) <= notes(high)
    refused = inspect(twin(text, alg, high=True), policy=strict, at=AT)
    assert (refused.verdict, refused.check("proof").code) == ("rejected", "proof.signature")
    assert inspect(twin(text, alg, high=False), policy=strict, at=AT)


def test_beside_a_proof_inside_the_sub_check_has_the_note() -> None:
    who = LocalSigner.generate("P-256")
    tree = unsigned(issuer={"id": who.controller, "type": ["Profile"], "name": "North University"})
    both = issue(tree, signer=who, securing=(ECDSA_RDFC_2019, VC_JWT_OB3), created=AT).text
    report = inspect(twin(both, "P-256", high=True), policy=policy(who.controller), at=AT)
    assert report.verdict == "accepted", report.to_dict()
    assert ("proof.ecdsa_high_s", "") in {(note.code, note.pointer) for note in report.notes}


def test_other_keys_have_one_form_only() -> None:
    for alg in ("Ed25519", "RSA-2048"):
        who = LocalSigner.generate(alg)
        report = inspect(made(VC_JOSE, who), policy=policy(who.controller, low_s_only=True), at=AT)
        assert report.verdict == "accepted"
        assert "proof.ecdsa_high_s" not in notes(report)


def test_the_larger_form_of_a_key_binding_is_noted_or_refused() -> None:
    holder = LocalSigner.generate("P-256")
    held = issue(unsigned(), signer=signer(), securing=SD_JWT_VCDM, created=AT, holder_key=holder.public_key)
    shown = derive(held, reveal=[""], signer=holder, created=AT, **ASKED).text
    credential, _, binding = shown.rpartition("~")
    texts = {high: f"{credential}~{twin(binding, 'P-256', high=high)}" for high in (True, False)}
    under: Policy = policy(key_binding="required", **ASKED)
    high, low = (inspect(texts[which], policy=under, at=AT) for which in (True, False))
    assert (high.verdict, low.verdict) == ("accepted", "accepted"), high.to_dict()
    assert notes(high) - notes(low) == {"proof.ecdsa_high_s"}
    strict = under.with_(low_s_only=True)
    refused = inspect(texts[True], policy=strict, at=AT)
    assert (refused.verdict, refused.check("token").code) == ("rejected", "sdjwt.kb")
    assert inspect(texts[False], policy=strict, at=AT)
