"""Presentations and envelopes: each credential inside has its own report, also where it is a token."""

from __future__ import annotations

import copy
from typing import Any

import pytest
from tests.attacks.bases import AT, ISSUER, LEARNER, V1, V2, di, policy, signer, unsigned, unsigned_v1

from eccoe_vc import (
    EDDSA_JCS_2022,
    OFFLINE,
    VC_JOSE,
    VC_JWT_1_1,
    VC_JWT_OB3,
    InputTypeError,
    IssueError,
    TrustedIssuers,
    inspect,
    issue,
    models,
    policies,
    verify,
)
from eccoe_vc.encoding import base64url, strict_json

HOLDER = signer("learner")
ASKED: dict[str, Any] = {"challenge": "kJ8s", "domain": "south.example"}
TRUST = TrustedIssuers({ISSUER})


def asked(**answers: Any) -> Any:
    return policies.presentation(trust=TRUST, **(ASKED | answers))


def token(form: Any = VC_JOSE, **members: Any) -> Any:
    tree = (unsigned_v1 if form is VC_JWT_1_1 else unsigned)(**members)
    return issue(tree, signer=signer(), securing=form, created=AT)


def presentation(*carried: Any, context: str = V2, **members: Any) -> dict[str, Any]:
    tree = {"@context": [context], "type": ["VerifiablePresentation"], "holder": HOLDER.controller}
    return {**tree, "verifiableCredential": list(carried), **members}


def presented(*carried: Any, form: Any = VC_JOSE, by: Any = HOLDER, **members: Any) -> str:
    tree = presentation(*carried, context=V1 if form is VC_JWT_1_1 else V2, **members)
    return issue(tree, signer=by, securing=form, purpose="authentication", created=AT, **ASKED).text


def codes(report: Any) -> set[str]:
    return {finding.code for check in report.checks for finding in check.findings}


@pytest.mark.parametrize("form", [VC_JOSE, EDDSA_JCS_2022], ids=lambda form: form.name)
def test_json_tokens_and_envelopes_are_presented_together(form: Any) -> None:
    text = presented(di(), token().enveloped(), token(VC_JWT_OB3).enveloped(), form=form)
    verified = verify(text, policy=asked(), at=AT)
    assert verified.report.trusted
    nested = verified.report.nested or {}
    assert list(nested) == [f"/verifiableCredential/{index}" for index in range(3)]
    assert all(report.verdict == "accepted" for report in nested.values())
    for place in nested:
        assert verified.documents.at(f"{place}/credentialSubject/id") == LEARNER


def test_a_typed_presentation_is_signed_as_a_token() -> None:
    made = models.VerifiablePresentation(
        holder=HOLDER.controller,
        verifiable_credential=[models.EnvelopedVerifiableCredential.model_validate(token().enveloped())],
    )
    text = issue(made, signer=HOLDER, securing=VC_JOSE, purpose="authentication", created=AT, **ASKED).text
    assert verify(text, policy=asked(), at=AT).credential.holder == HOLDER.controller


def test_tokens_stand_bare_in_a_presentation_of_vc_1_1() -> None:
    text = presented(token(VC_JWT_1_1).text, form=VC_JWT_1_1)
    report = verify(text, policy=asked(), at=AT).report
    assert (report.nested or {})["/verifiableCredential/0"].verdict == "accepted"


def test_a_bare_token_in_a_presentation_of_vc_2_is_refused() -> None:
    with pytest.raises(IssueError, match=r"vp\.credential_shape|jsonld|model"):
        presented(token().text)


@pytest.mark.parametrize(
    ("answers", "code"),
    [({"challenge": "other"}, "vp.challenge"), ({"domain": "west.example"}, "vp.domain")],
)
@pytest.mark.parametrize("form", [VC_JOSE, VC_JWT_1_1], ids=lambda form: form.name)
def test_a_presentation_for_somebody_else_is_refused(form: Any, answers: dict[str, str], code: str) -> None:
    inside = token(VC_JWT_1_1).text if form is VC_JWT_1_1 else token().enveloped()
    report = inspect(presented(inside, form=form), policy=asked(**answers), at=AT)
    assert report.check("presentation").code == code


def test_a_forged_credential_inside_has_its_report_and_sinks_the_presentation() -> None:
    inner = token().enveloped()
    inner["id"] = inner["id"][:-8] + "AAAAAAAA"
    report = inspect(presented(inner), policy=asked(), at=AT)
    assert report.verdict == "rejected"
    assert report.check("nested").code == "vp.credential"
    assert (report.nested or {})["/verifiableCredential/0"].check("proof").code == "proof.signature"


def test_the_holder_must_be_the_person_in_the_token() -> None:
    stranger = signer("stranger")
    text = presented(token().enveloped(), by=stranger, holder=stranger.controller)
    assert inspect(text, policy=asked(), at=AT).check("presentation").code == "vp.holder_binding"
    assert inspect(text, policy=asked(any_holder=True), at=AT)


def test_a_token_without_holder_is_that_of_who_signed() -> None:
    tree = presentation(token().enveloped())
    del tree["holder"]
    text = issue(tree, signer=HOLDER, securing=VC_JOSE, purpose="authentication", created=AT, **ASKED).text
    assert inspect(text, policy=asked(), at=AT), inspect(text, policy=asked(), at=AT)


def test_an_expired_presentation_is_refused() -> None:
    tree = presentation(token().enveloped())
    end = AT.replace(hour=13)
    made = issue(tree, signer=HOLDER, securing=VC_JOSE, purpose="authentication", created=AT, expires=end, **ASKED)
    assert inspect(made.text, policy=asked(), at=AT)
    assert inspect(made.text, policy=asked(), at=AT.replace(hour=14)).check("proof").code == "proof.time"
    assert inspect(made.text, policy=asked(), at=AT.replace(hour=11)).check("proof").code == "proof.time"


# ---- envelopes -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("form", [VC_JOSE, VC_JWT_OB3], ids=lambda form: form.name)
def test_an_envelope_is_opened(form: Any) -> None:
    verified = verify(token(form).enveloped(), policy=policy(), at=AT)
    assert verified.document["name"] == "Soil Science"
    assert verified.credential.name == "Soil Science"


def test_an_enveloped_presentation_is_opened() -> None:
    made = issue(
        presentation(token().enveloped()),
        signer=HOLDER,
        securing=VC_JOSE,
        purpose="authentication",
        created=AT,
        **ASKED,
    ).enveloped()
    assert made["type"] == "EnvelopedVerifiablePresentation"
    assert inspect(made, policy=asked(), at=AT)
    assert codes(inspect({**made, "type": "EnvelopedVerifiableCredential"}, policy=asked(), at=AT)) == {"envelope.type"}


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"id": "data:application/vc+jwt;base64,eyJ"}, "envelope.type"),
        ({"id": "data:text/html,eyJ"}, "envelope.type"),
        ({"id": "data:application/vc+sd-jwt,{}"}, "envelope.type"),
        ({"id": "data:application/vp+jwt,{}"}, "envelope.type"),
        ({"id": "https://north.example/1"}, "envelope.type"),
        ({"id": "data:application/vc+jwt,"}, "jose.format"),
        ({"issuer": "did:web:west.example"}, "envelope.members"),
        ({"credentialSubject": {"id": LEARNER}}, "envelope.members"),
        ({"proof": {}}, "proof.shape"),
    ],
)
def test_an_envelope_that_is_none_is_refused(change: dict[str, Any], code: str) -> None:
    made = token().enveloped()
    text = made["id"].partition(",")[2]
    changed = {**made, **{name: value.format(text) if "{}" in value else value for name, value in change.items()}}
    report = inspect(changed, policy=policy(), at=AT)
    assert report.verdict == "rejected"
    assert code in codes(report), report.to_dict()


def test_an_envelope_in_a_token_is_refused() -> None:
    inner = token().enveloped()
    from tests.attacks.jwt_bases import jwt

    report = inspect(jwt(inner, header={"typ": "vc+jwt"}), policy=policy(), at=AT)
    assert codes(report) == {"envelope.depth"}


def test_only_tokens_have_envelopes() -> None:
    with pytest.raises(InputTypeError):
        issue(unsigned(), signer=signer(), created=AT).enveloped()


# ---- endorsements ----------------------------------------------------------------------------------------------------


def endorsement(about: str, by: str = "endorser") -> str:
    who = signer(by)
    tree = {
        "@context": unsigned()["@context"],
        "id": "urn:uuid:1a4d0a9c-9f9e-4f53-8f2a-3f1d7a7f0c11",
        "type": ["VerifiableCredential", "EndorsementCredential"],
        "name": "A good award",
        "issuer": {"id": who.controller, "type": ["Profile"], "name": "Quality Agency"},
        "validFrom": "2026-02-01T00:00:00Z",
        "credentialSubject": {"id": about, "type": ["EndorsementSubject"], "endorsementComment": "Sound."},
    }
    return issue(tree, signer=who, securing=VC_JWT_OB3, created=AT).text


ACHIEVEMENT = "https://north.example/achievements/soil"


def endorsed(text: str) -> dict[str, Any]:
    tree = copy.deepcopy(unsigned())
    tree["credentialSubject"]["achievement"]["endorsementJwt"] = [text]
    return dict(issue(tree, signer=signer(), created=AT).document or {})


def test_an_endorsement_token_has_its_own_report() -> None:
    report = inspect(endorsed(endorsement(ACHIEVEMENT)), policy=policy(), at=AT)
    assert report.verdict == "accepted", report.to_dict()
    assert report.check("endorsements").outcome == "PASSED"
    (inner,) = (report.nested or {}).values()
    assert inner.verdict == "accepted"


def test_an_endorsement_token_of_something_else_or_forged_is_refused() -> None:
    report = inspect(endorsed(endorsement("https://north.example/achievements/other")), policy=policy(), at=AT)
    assert report.check("endorsements").code == "endorsement.subject"
    forged = endorsement(ACHIEVEMENT)[:-8] + "AAAAAAAA"
    report = inspect(endorsed(forged), policy=policy(), at=AT)
    assert report.check("endorsements").code == "endorsement.invalid"


# ---- who presents it, where no holder is named -----------------------------------------------------------------------


def bare(payload: dict[str, Any], by: Any, **header: Any) -> str:
    """A presentation token that names no holder, with the claims and the header that a test wants."""
    claims = presentation(**payload)
    del claims["holder"]
    claims |= {"nonce": ASKED["challenge"], "aud": ASKED["domain"]}
    parts = [strict_json.dumps(part).encode() for part in ({"alg": "EdDSA", "typ": "vp+jwt", **header}, claims)]
    signed = ".".join(map(base64url.encode, parts))
    return f"{signed}.{base64url.encode(by.sign(signed.encode()))}"


def test_a_key_that_is_called_as_a_learner_makes_nobody_the_learner() -> None:
    name = "urn:uuid:a7d8a9a4-1c67-4c1e-8d0d-5f7e1c1c2f10"
    subject = {**unsigned()["credentialSubject"], "id": name}
    carried = issue(unsigned(credentialSubject=subject), signer=signer(), securing=VC_JOSE, created=AT).enveloped()
    thief = signer("thief", controller="did:web:thief.example")
    jwk = {"kty": "OKP", "crv": "Ed25519", "x": base64url.encode(thief.public_key.raw), "kid": name}
    key = {"id": f"{thief.controller}#k", "type": "JsonWebKey", "controller": thief.controller, "publicKeyJwk": jwk}
    document = {"id": thief.controller, "verificationMethod": [key], "authentication": [key["id"]]}
    sources = OFFLINE.with_document("https://thief.example/.well-known/did.json", document)
    text = bare({"verifiableCredential": [carried], "iss": thief.controller}, thief, kid=name)
    report = inspect(text, policy=asked(), sources=sources, at=AT)
    assert next(check for check in report.checks if check.name == "proof").outcome.name == "PASSED"
    assert (report.verdict, codes(report)) == ("rejected", {"vp.holder_binding"})
    assert inspect(text, policy=asked(any_holder=True), sources=sources, at=AT)


@pytest.mark.parametrize("kid", ["", f"#{HOLDER.controller[8:]}", HOLDER.verification_method])
def test_who_signed_is_the_holder_whatever_names_the_key(kid: str) -> None:
    header = {"kid": kid} if kid else {}
    payload = {"verifiableCredential": [token().enveloped()], "iss": HOLDER.controller}
    assert inspect(bare(payload, HOLDER, **header), policy=asked(), at=AT)


@pytest.mark.parametrize("carried", [None, 5, 1.5, True, [], [{}], {}, "", "x"], ids=repr)
@pytest.mark.parametrize("form", [VC_JOSE, EDDSA_JCS_2022], ids=lambda form: form.name)
def test_what_is_no_credential_is_refused_in_words(carried: Any, form: Any) -> None:
    tree = {**presentation(carried), "nonce": ASKED["challenge"], "aud": ASKED["domain"]}
    data: Any = tree | {"proof": {"type": "DataIntegrityProof"}}
    if form is VC_JOSE:
        data = bare({"verifiableCredential": [carried], "iss": HOLDER.controller}, HOLDER)
    assert inspect(data, policy=asked(), at=AT).verdict == "rejected"
