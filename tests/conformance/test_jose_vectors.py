"""Tokens of other people: the W3C suite for VC JOSE COSE, Wycheproof, the RFC 7520 cookbook, the specification."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import pytest
from tests.conformance.data import Topic

from eccoe_vc import OFFLINE, Report, UnsafeAnyIssuer, inspect, policies
from eccoe_vc.carriers import token
from eccoe_vc.encoding import base64url
from eccoe_vc.errors import JoseError, KeyLoadError, RefusedError
from eccoe_vc.keys import PublicKey
from eccoe_vc.proofs import jose
from eccoe_vc.proofs.token_forms import VC_JWT_OB3, Token

DATA = Topic("jose-cose")
REALWORLD = Topic("realworld")
ISSUER = "https://example.issuer/vc-jose-cose"
AT = datetime(2024, 12, 16, 12, tzinfo=UTC)
ANYBODY = UnsafeAnyIssuer(reason="A test suite.")


def document() -> dict[str, Any]:
    """The controller document of the suite, made of the methods that it names; their private halves stay away."""
    methods = [DATA.json(f"test-suite/vm-{name}.json") for name in ("ed25519", "p256", "p384", "p521")]
    public = [{name: value for name, value in one.items() if name != "secretKeyJwk"} for one in methods]
    names = [one["id"] for one in public]
    return {"id": ISSUER, "verificationMethod": public, "assertionMethod": names, "authentication": names}


SOURCES = OFFLINE.with_document(ISSUER, document())


def judged(name: str, **answers: Any) -> Report:
    policy = policies.proof_only(allow_unknown_contexts=True, **answers)
    return inspect(DATA.read(f"test-suite/{name}.txt"), policy=policy, sources=SOURCES, at=AT)


def codes(report: Report) -> set[str]:
    return {finding.code for check in report.checks for finding in check.findings}


# ---- the suite -------------------------------------------------------------------------------------------------------


def test_the_good_credential_of_the_suite() -> None:
    report = judged("credential-jose-minimal")
    assert report.verdict == "accepted", report.to_dict()
    assert [note.code for note in report.notes] == ["ctx.unknown"]


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("credential-jose-bad-signature", "proof.signature"),
        ("credential-jose-bad-media-type", "jose.typ"),
        ("credential-jose-vc-vp-claims", "jwt.forbidden_claim"),
        ("presentation-jose-bad-media-type", "jose.typ"),
    ],
)
def test_the_bad_ones_of_the_suite(name: str, code: str) -> None:
    report = judged(name)
    assert report.verdict == "rejected"
    assert codes(report) == {code}


def test_an_algorithm_that_we_do_not_verify_is_beyond_us_and_not_bad() -> None:
    report = judged("credential-jose-unknown-extensions")  # ES512
    assert report.verdict == "indeterminate"
    assert codes(report) == {"unsupported.alg"}


def test_the_good_presentation_of_the_suite_and_each_credential_in_it() -> None:
    report = judged("presentation-jose-multiple", purpose="authentication")
    assert report.check("proof").outcome == "PASSED", report.to_dict()
    assert list(report.nested or {}) == [f"/verifiableCredential/{index}" for index in range(3)]
    assert (report.nested or {})["/verifiableCredential/0"].verdict == "accepted"  # the others: SD-JWT and COSE


def test_an_envelope_without_a_token_sinks_the_presentation() -> None:
    report = judged("presentation-jose-bad-credential", purpose="authentication")
    assert report.verdict == "rejected"
    (inner,) = (report.nested or {}).values()
    assert "envelope.type" in codes(inner)


def test_where_we_differ_from_the_suite() -> None:
    """Its tokens write ``iat`` as text; RFC 7519, section 4.1.6, asks for a number."""
    policy = policies.credential(trust=ANYBODY, allow_unknown_contexts=True, schema="skip")
    data = DATA.read("test-suite/credential-jose-minimal.txt")
    report = inspect(data, policy=policy, sources=SOURCES, at=AT)
    assert codes(report) - {"schema.unavailable"} == {"jwt.numeric_date"}


# ---- Wycheproof and RFC 7520 -----------------------------------------------------------------------------------------


def verdict(text: str, key: Any) -> str:
    """``good``, ``bad``, or ``beyond`` us: what is said of a signature alone, behind the doors of every token."""
    try:
        envelope = token.read(text)
        if envelope.form != "jwt":
            return "bad"
        if faults := jose.header_faults(envelope.header or {}):
            return "beyond" if all(fault.code == "unsupported.alg" for fault in faults) else "bad"
        public = PublicKey.from_jwk(key)
        signed, _, signature = text.strip().rpartition(".")
        made = Token(VC_JWT_OB3, envelope.header or {}, {}, {}, "", signed.encode(), base64url.decode(signature))
        return "bad" if jose.check(made, public) else "good"
    except KeyLoadError as error:
        return "beyond" if error.code.startswith("unsupported.") else "bad"
    except (JoseError, RefusedError):
        return "bad"


def wycheproof() -> list[Any]:
    groups = DATA.json("wycheproof/json_web_signature_test.json")["testGroups"]
    return [(group.get("public", group.get("private")), test) for group in groups for test in group["tests"]]


@pytest.mark.attack("D16", "jws")
def test_wycheproof() -> None:
    """Nothing invalid holds; what is valid holds, or is of an algorithm that we refuse or do not have."""
    cases = wycheproof()
    assert len(cases) == 401
    good = 0
    for key, test in cases:
        said = verdict(test["jws"], key)
        if test["result"] == "invalid":
            assert said != "good", test
        elif test["comment"] == "emptyPayload":
            assert said == "bad"  # a detached payload: there is no credential in it
        elif key.get("alg") in ("ES256", "RS256"):
            assert said == "good", test
            good += 1
        else:
            assert said == ("bad" if key["kty"] == "oct" else "beyond"), test
    assert good == 9


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("jws/4_1.rsa_v15_signature", "good"),
        ("jws/4_2.rsa-pss_signature", "beyond"),
        ("jws/4_3.ecdsa_signature", "beyond"),  # ES512
        ("jws/4_4.hmac-sha2_integrity_protection", "bad"),
        ("jws/4_5.signature_with_detached_content", "bad"),
        ("jws/4_6.protecting_specific_header_fields", None),
        ("jws/4_7.protecting_content_only", None),
        ("jws/4_8.multiple_signatures", None),
        ("curve25519/jws", "good"),
        ("rfc7797/hmac-sha2_b64_false", "bad"),
        ("rfc7797/4.2.hmac-sha2_b64_false", "bad"),
    ],
)
def test_the_cookbook(name: str, expected: str | None) -> None:
    tree = DATA.json(f"rfc7520-cookbook/{name}.json")
    key = tree["input"]["key"]
    keys = key if isinstance(key, list) else [key]
    public = {member: value for member, value in keys[0].items() if member not in ("d", "p", "q", "dp", "dq", "qi")}
    output = tree["output"]
    if expected is not None and "compact" in output:
        assert verdict(output["compact"], public) == expected
        if expected == "good":
            header, payload, signature = output["compact"].split(".")
            assert verdict(f"{header}.{payload[:-2]}AA.{signature}", public) == "bad"
    for form in ("json", "json_flat"):
        if form in output:
            report = inspect(output[form], policy=policies.proof_only())
            assert report.verdict == "rejected"
            assert codes(report) & {"jose.format", "proof.missing", "ctx.missing_base"}


# ---- the specification, and badges in the field ----------------------------------------------------------------------


def test_the_tokens_of_the_specification_are_read() -> None:
    tokens = DATA.json("spec-examples/vc-jose-cose-pr-tokens.json")["tokens"]
    assert len(tokens) == 19
    read = 0
    for one in tokens:
        try:
            envelope = token.read(one["token"])
        except JoseError as error:
            assert error.code == "jose.encoding"  # a token that was shortened for print
            assert one["kind"] != "jws"
            continue
        assert (envelope.header or {})["alg"] == one["header"]["alg"]
        if envelope.form != "jwt":
            continue
        try:
            opened = jose.open_token(envelope)
        except RefusedError as error:
            assert error.code in ("envelope.depth", "sdjwt.format"), one
        else:
            assert opened.document["@context"]
            read += 1
    assert read >= 5


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("1edtech-validator/ob30/velocity.jwt", "key.controller"),
        ("1edtech-validator/clr20/simple.jwt", "key.unbound"),
        ("1edtech-validator/ob30/simple-jwt.png", "key.unbound"),
        ("1edtech-validator/ob30/simple-jwt.svg", "key.unbound"),
    ],
)
def test_tokens_in_the_field(name: str, code: str) -> None:
    report = inspect(REALWORLD.read(name), policy=policies.credential(trust=ANYBODY), at=AT)
    assert code in codes(report), json.dumps(report.to_dict(), indent=1)
