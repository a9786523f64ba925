"""SD-JWTs and COSE messages from issue() over derive() to verify(): what holders choose, and what policies ask."""

from __future__ import annotations

import sys
from datetime import timedelta
from typing import Any

import pytest
from tests.attacks.bases import AT, ISSUER, LEARNER, policy, signer, unsigned

from eccoe_vc import (
    EDDSA_JCS_2022,
    SD_JWT_VC,
    SD_JWT_VCDM,
    VC_COSE,
    VC_JOSE,
    IssueError,
    LocalSigner,
    Policy,
    Secured,
    TrustedIssuers,
    derive,
    inspect,
    issue,
    open_credential,
    policies,
    verify,
)
from eccoe_vc.encoding import base64url, strict_json
from eccoe_vc.errors import InputTypeError
from eccoe_vc.proofs.sd_jwt import binding, compact
from eccoe_vc.report import Outcome

HOLDER = signer("holder")
CLAIMS: dict[str, Any] = {
    "iss": ISSUER,
    "vct": "https://north.example/types/award",
    "exp": int(AT.timestamp()) + 86_400 * 365,
    "name": "Alice",
    "address": {"street": "Field Lane 1", "city": "Ost"},
}
HIDDEN = ["/credentialSubject/creditsEarned", "/credentialSubject/id", "/credentialSubject/achievement/description"]
ASKED: dict[str, Any] = {"challenge": "n-0S6", "domain": "https://south.example"}


def any_credential(**answers: Any) -> Policy:
    return policies.credential(trust=TrustedIssuers({ISSUER}), **answers)


def badge(**options: Any) -> Secured:
    return issue(unsigned(), signer=signer(), securing=SD_JWT_VCDM, created=AT, **({"disclosable": HIDDEN} | options))


def plain(**options: Any) -> Secured:
    given = {"disclosable": ["/name", "/address", "/address/city"]} | options
    return issue(CLAIMS, signer=signer(), securing=SD_JWT_VC, created=AT, **given)


def codes(data: Any, under: Policy) -> set[str]:
    return {found.code for check in inspect(data, policy=under, at=AT).problems() for found in check.findings}


# ---- SD-JWT over VCDM 2.0 --------------------------------------------------------------------------------------------


def test_a_badge_is_issued_shown_in_part_and_verified() -> None:
    whole = verify(badge().text, policy=policy(), at=AT)
    assert whole.document == unsigned()
    assert whole.credential.credential_subject.credits_earned == 3.0
    part = verify(derive(badge(), reveal=["/credentialSubject/id", HIDDEN[2]]).text, policy=policy(), at=AT)
    assert "creditsEarned" not in part.document["credentialSubject"]
    assert part.document["credentialSubject"]["id"] == LEARNER


def test_one_award_has_one_digest_whatever_is_shown_of_it() -> None:
    """Or it could be used twice: identity is not a matter of presentation."""
    held = badge()
    parts = [derive(held, reveal=["/credentialSubject/id", HIDDEN[2], *more]).text for more in ([], [HIDDEN[0]])]
    digests = {verify(text, policy=policy(), at=AT).report.digest for text in (held.text, *parts)}
    assert len(digests) == 1
    assert digests != {""}


def test_what_the_profile_requires_must_be_shown() -> None:
    assert "model.missing" in codes(derive(badge(), reveal=["/credentialSubject/id"]).text, policy())
    assert "subject.missing" in codes(derive(badge()).text, policy())


@pytest.mark.parametrize(
    "pointer",
    [
        "/issuer",
        "/issuer/id",
        "/type",
        "/type/1",
        "/validUntil",
        "/validFrom",
        "/@context",
        "/@context/1",
        "/cnf",
    ],
)
def test_what_must_be_visible_is_not_made_disclosable(pointer: str) -> None:
    with pytest.raises(IssueError) as raised:
        badge(disclosable=[pointer], holder_key=HOLDER.public_key)
    assert raised.value.code == "sd.lifecycle_hidden"


def test_near_misses_of_what_must_be_visible() -> None:
    held = badge(disclosable=["/issuer/name", "/name", "/id"])
    assert inspect(held.text, policy=policy(), at=AT)


@pytest.mark.parametrize("form", [SD_JWT_VC])
@pytest.mark.parametrize("pointer", ["/iss", "/vct", "/exp", "/status", "/status/status_list", "/cnf/jwk", "/nbf"])
def test_claims_that_must_be_visible(form: Any, pointer: str) -> None:
    claims = CLAIMS | {"status": {"status_list": {"idx": 1, "uri": "https://north.example/1"}}, "nbf": 1}
    with pytest.raises(IssueError) as raised:
        issue(claims, signer=signer(), securing=form, disclosable=[pointer], holder_key=HOLDER.public_key)
    assert raised.value.code == "sd.lifecycle_hidden"


# ---- SD-JWT VC -------------------------------------------------------------------------------------------------------


def test_plain_claims_are_issued_shown_in_part_and_verified() -> None:
    found = verify(plain().text, policy=any_credential(), at=AT)
    assert found.document == {"iat": int(AT.timestamp()), **CLAIMS}
    assert found.report.valid
    assert found.report.trusted
    part = derive(plain(), reveal=["/address/city"]).text
    shown = verify(part, policy=any_credential(withheld="report"), at=AT).document
    assert "name" not in shown
    assert shown["address"] == CLAIMS["address"]


def test_every_check_answers() -> None:
    report = inspect(plain().text, policy=any_credential(), at=AT)
    names = [check.name for check in report.checks]
    wanted = [
        "carrier", "json", "contexts", "model", "lossless", "token", "key", "proof", "presentation", "validity",
        "subject", "issuer", "refresh", "status", "schema", "resources", "endorsements", "nested", "text",
    ]  # fmt: skip
    assert names == wanted
    assert {check.outcome for check in report.checks} == {Outcome.PASSED, Outcome.NOT_APPLICABLE}


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"vct": ...}, "model.missing"),
        ({"vct": 5}, "model.type"),
        ({"exp": "2030-01-01"}, "jwt.numeric_date"),
        ({"nbf": 2_000_000_000, "exp": 1_900_000_000}, "time.window"),
        ({"cnf": "key"}, "model.type"),
        ({"aka_vcts": []}, "model.type"),
        ({"iss": "did:web:other.example"}, "key.controller"),
        ({"iss": ...}, "key.controller"),
        ({"@context": ["https://www.w3.org/ns/credentials/v2"]}, "jwt.dialect"),
        ({"issuer": "did:web:other.example"}, "jwt.dialect"),
        ({"credentialSubject": {}}, "jwt.dialect"),
        ({"_sd": []}, "sdjwt.format"),
    ],
)
def test_claims_that_are_not_issued(changes: dict[str, Any], code: str) -> None:
    claims = {name: value for name, value in (CLAIMS | changes).items() if value is not ...}
    with pytest.raises(IssueError) as raised:
        issue(claims, signer=signer(), securing=SD_JWT_VC)
    assert raised.value.code == code


def test_times_trust_and_status_of_plain_claims() -> None:
    ended = issue(CLAIMS | {"exp": int(AT.timestamp()) - 90}, signer=signer(), securing=SD_JWT_VC).text
    assert codes(ended, any_credential()) >= {"time.expired"}
    later = issue(CLAIMS | {"nbf": int(AT.timestamp()) + 90}, signer=signer(), securing=SD_JWT_VC).text
    assert codes(later, any_credential()) >= {"time.not_yet_valid"}
    stranger = policies.credential(trust=TrustedIssuers({"did:web:other.example"}))
    report = inspect(plain().text, policy=stranger, at=AT)
    assert (report.verdict, report.valid, report.trusted) == ("indeterminate", True, False)
    assert report.check("issuer").pointer == "/iss"
    listed = CLAIMS | {"status": {"status_list": {"idx": 1, "uri": "https://north.example/1"}}}
    text = issue(listed, signer=signer(), securing=SD_JWT_VC, created=AT).text
    assert codes(text, any_credential()) == {"status.not_checked"}
    assert inspect(text, policy=any_credential(status="skip"), at=AT)
    unknown = issue(CLAIMS | {"status": {"own": 1}}, signer=signer(), securing=SD_JWT_VC, created=AT).text
    assert codes(unknown, any_credential()) == {"unsupported.status_type"}
    assert codes(plain().text, any_credential(status="required")) == {"status.required"}


def test_plain_claims_are_no_badge_and_no_presentation() -> None:
    assert codes(plain().text, policy()) == {"model.type"}
    asked = policies.presentation(trust=TrustedIssuers({ISSUER}), **ASKED)
    assert "model.type" in codes(plain().text, asked)


def test_a_policy_may_take_fewer_forms() -> None:
    only = any_credential(forms=(VC_JOSE,))
    assert codes(plain().text, only) == {"unsupported.proof_format"}


# ---- holders ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("make", [badge, plain])
def test_a_holder_binds_what_she_shows(make: Any) -> None:
    held = make(holder_key=HOLDER.public_key)
    under = (policy() if make is badge else any_credential()).with_(key_binding="required", **ASKED)
    shown = derive(held, reveal=[""], signer=HOLDER, created=AT, **ASKED)
    assert inspect(shown.text, policy=under, at=AT)
    assert codes(held.text, under) == {"sdjwt.kb"}
    assert codes(shown.text, under.with_(challenge="other")) == {"sdjwt.kb"}
    assert inspect(shown.text, policy=under.with_(domain=None), at=AT)
    assert codes(shown.text, under.with_(challenge="n-0S6")) == set()
    again = derive(shown, reveal=[""])
    assert again.text == held.text


def test_only_the_holder_binds() -> None:
    for held, who in ((badge(holder_key=HOLDER.public_key), signer("thief")), (badge(), HOLDER)):
        with pytest.raises(IssueError) as raised:
            derive(held, signer=who, **ASKED)
        assert raised.value.code == "sdjwt.kb"


def test_forms_without_a_holder_do_not_satisfy_who_asks_for_one() -> None:
    under = policy(key_binding="required", **ASKED)
    for form in (VC_JOSE, VC_COSE, EDDSA_JCS_2022):
        made = issue(unsigned(), signer=signer(), securing=form, created=AT)
        assert codes(made.text, under) == {"sdjwt.kb"}


def test_who_asks_for_key_binding_gives_a_challenge() -> None:
    with pytest.raises(InputTypeError) as raised:
        any_credential(key_binding="required")
    assert raised.value.code == "input.challenge_required"


@pytest.mark.parametrize(
    "options",
    [{"signer": HOLDER}, {"challenge": "n"}, {"domain": "d"}, {"signer": HOLDER, "challenge": "n"}, {"reveal": "/a"}],
)
def test_arguments_of_derive(options: Any) -> None:
    with pytest.raises(InputTypeError):
        derive(badge(), **options)


def test_nothing_can_be_withheld_in_other_forms() -> None:
    for form in (VC_JOSE, VC_COSE, EDDSA_JCS_2022):
        made = issue(unsigned(), signer=signer(), securing=form, created=AT)
        with pytest.raises(IssueError) as raised:
            derive(made, reveal=[""])
        # JSON could carry a base proof, and this one has none; a token of these forms has no place for one.
        assert raised.value.code == ("proof.missing" if form is EDDSA_JCS_2022 else "unsupported.proof_format")
    with pytest.raises(IssueError) as raised:
        derive("eyJhbGciOiJFZERTQSJ9.e30.AAAA~~")
    assert raised.value.code == "jose.format"


@pytest.mark.parametrize(
    "options",
    [
        {"disclosable": ["/name"]},
        {"decoys": 1},
        {"holder_key": HOLDER.public_key},
        {"disclosable": "/name", "securing": SD_JWT_VCDM},
        {"holder_key": HOLDER, "securing": SD_JWT_VCDM},
        {"disclosable": ["/name"], "securing": (EDDSA_JCS_2022, SD_JWT_VCDM)},
        {"securing": (EDDSA_JCS_2022, SD_JWT_VC)},
    ],
)
def test_arguments_of_issue(options: Any) -> None:
    with pytest.raises(InputTypeError):
        issue(unsigned(), signer=signer(), **({"securing": VC_JOSE} | options))


def test_decoys() -> None:
    made = badge(decoys=4)
    assert inspect(made.text, policy=policy(), at=AT)
    assert len(made.text) > len(badge().text) + 4 * 43


def test_a_presentation_with_disclosures() -> None:
    """VC JOSE COSE 1.0, section 3.2.2: made by its holder, who is the issuer of this token."""
    inner = badge(holder_key=HOLDER.public_key)
    tree = {
        "@context": ["https://www.w3.org/ns/credentials/v2"],
        "type": ["VerifiablePresentation"],
        "holder": HOLDER.controller,
        "verifiableCredential": [inner.enveloped()],
    }
    made = issue(tree, signer=HOLDER, securing=SD_JWT_VCDM, purpose="authentication", created=AT, **ASKED)
    asked = policies.presentation(trust=TrustedIssuers({ISSUER}), any_holder=True, **ASKED)
    report = inspect(made.text, policy=asked, at=AT)
    assert report.verdict == "accepted", report
    assert "vp.challenge" in codes(made.text, asked.with_(challenge="other"))


# ---- COSE ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("alg", ["Ed25519", "P-256", "P-384", "RSA-2048"])
def test_a_badge_in_cose(alg: str) -> None:
    who = LocalSigner.generate(alg)
    controller = who.controller
    tree = unsigned(issuer={"id": controller, "type": ["Profile"], "name": "North University"})
    made = issue(tree, signer=who, securing=VC_COSE, created=AT, expires=AT + timedelta(days=9))
    assert made.document is None
    assert open_credential(made.data).media_type == "application/vc+cose"
    for data in (made.data, made.text, made.enveloped()):
        assert verify(data, policy=policy(controller), at=AT).document == tree
    late = inspect(made.data, policy=policy(controller), at=AT + timedelta(days=10))
    assert [check.code for check in late.problems()] == ["time.expired"]


def test_a_cose_message_in_a_presentation() -> None:
    inner = issue(unsigned(), signer=signer(), securing=VC_COSE, created=AT)
    tree = {
        "@context": ["https://www.w3.org/ns/credentials/v2"],
        "type": ["VerifiablePresentation"],
        "holder": HOLDER.controller,
        "verifiableCredential": [inner.enveloped()],
    }
    asked = policies.presentation(trust=TrustedIssuers({ISSUER}), any_holder=True, **ASKED)
    made = issue(tree, signer=HOLDER, purpose="authentication", securing=VC_JOSE, created=AT, **ASKED)
    report = inspect(made.text, policy=asked, at=AT)
    assert report.verdict == "accepted", report
    carried = issue(tree, signer=HOLDER, purpose="authentication", securing=VC_COSE, created=AT)
    assert "vp.challenge" in codes(carried.text, asked)
    assert inspect(carried.data, policy=asked.with_(challenge=None, domain=None), at=AT)


def test_without_the_extra_cose_is_beyond_us(monkeypatch: pytest.MonkeyPatch) -> None:
    made = issue(unsigned(), signer=signer(), securing=VC_COSE, created=AT)
    monkeypatch.setitem(sys.modules, "cbor2", None)
    report = inspect(made.data, policy=policy(), at=AT)
    assert report.verdict == "indeterminate"
    assert report.check("token").code == "unsupported.proof_format"
    assert "eccoe-vc[cose]" in report.check("token").hint
    with pytest.raises(IssueError) as raised:
        issue(unsigned(), signer=signer(), securing=VC_COSE)
    assert "eccoe-vc[cose]" in raised.value.hint


def test_a_cose_message_takes_no_challenge() -> None:
    tree = {
        "@context": ["https://www.w3.org/ns/credentials/v2"], "type": ["VerifiablePresentation"],
        "holder": HOLDER.controller,
    }  # fmt: skip
    with pytest.raises(InputTypeError):
        issue(tree, signer=HOLDER, purpose="authentication", securing=VC_COSE, **ASKED)


def test_one_proof_that_holds_is_not_enough_where_the_token_around_it_does_not() -> None:
    """Who wraps a signed badge into a token of her own could else bind it to a key of her own."""
    inside = issue(unsigned(), signer=signer(), securing=EDDSA_JCS_2022, created=AT).document or {}
    mine = LocalSigner.generate("P-256")
    header = {"alg": "EdDSA", "typ": "vc+sd-jwt", "kid": signer().verification_method}
    claims = {**inside, "cnf": {"jwk": mine.public_key.to_jwk()}}
    signed = ".".join([base64url.encode(strict_json.dumps(part).encode()) for part in (header, claims)])
    forged = compact.split(f"{signed}.{base64url.encode(signer('forger').sign(signed.encode()))}~")
    bound = binding.bind(forged, "sha-256", mine, nonce="n", audience="d", at=AT)
    asked = any_credential(proofs="any", key_binding="required", challenge="n", domain="d")
    report = inspect(bound.text, policy=asked, at=AT)
    assert (report.verdict, report.check("proof").code) == ("rejected", "proof.set_invalid")


def test_the_name_of_an_issuer_may_be_withheld() -> None:
    assert inspect(derive(badge(disclosable=["/issuer/name"])).text, policy=any_credential(), at=AT)
    assert inspect(badge(disclosable=["/issuer/name"]).text, policy=any_credential(), at=AT)
