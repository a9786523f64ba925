"""Tokens are recognised strictly: one text for one token, header through the one JSON door, payload untouched."""

from __future__ import annotations

import json

import pytest

from eccoe_vc.carriers import token
from eccoe_vc.encoding import base64url
from eccoe_vc.errors import RefusedError
from eccoe_vc.limits import DEFAULT, Budget


def part(text: str) -> str:
    return base64url.encode(text.encode())


def headed(header: str) -> str:
    return f"{part(header)}.e30.AA"


HEADER = '{"alg":"EdDSA","kid":"did:key:z6Mk#z6Mk"}'
GOOD = f"{part(HEADER)}.{part('{}')}.{'A' * 86}"
JWE = ".".join([part('{"alg":"dir","enc":"A256GCM"}'), "", "AAAA", "AAAA", "AAAA"])


@pytest.mark.parametrize("text", [GOOD, f" \n{GOOD}\r\n\t", GOOD.encode()])
def test_a_compact_jws(text: bytes | str) -> None:
    envelope = token.read(text)
    assert envelope.form == "jwt"
    assert envelope.carrier == "text"
    assert envelope.header == {"alg": "EdDSA", "kid": "did:key:z6Mk#z6Mk"}
    assert envelope.document is None
    assert envelope.text == GOOD


def test_a_payload_is_not_judged() -> None:
    assert token.read(f"{part(HEADER)}.{part('no JSON at all')}.AAAA").form == "jwt"


def test_an_empty_signature_is_for_those_who_verify() -> None:
    assert token.read(f"{part('{}')}.e30.").header == {}


def test_a_jwe() -> None:
    envelope = token.read(JWE)
    assert envelope.form == "jwe"
    assert envelope.header == {"alg": "dir", "enc": "A256GCM"}


@pytest.mark.parametrize("rest", ["~", "~WyJzIiwibiIsInYiXQ~", f"~WyJzIiwibiIsInYiXQ~{GOOD}"])
def test_an_sd_jwt(rest: str) -> None:
    envelope = token.read(GOOD + rest)
    assert envelope.form == "sd-jwt"
    assert envelope.text == GOOD + rest


@pytest.mark.parametrize(
    ("typ", "media_type"),
    [
        ("vc+jwt", "application/vc+jwt"),
        ("application/vc+JWT", "application/vc+jwt"),
        ("vp+jwt", "application/vp+jwt"),
        ("JWT", "text/plain"),
        (5, "text/plain"),
    ],
)
def test_media_types_of_tokens(typ: object, media_type: str) -> None:
    assert token.read(headed(json.dumps({"typ": typ}))).media_type == media_type


BROKEN: dict[str, tuple[str | bytes, str]] = {
    "padding in the header": (GOOD.replace(".", "=.", 1), "jose.encoding"),
    "padding in the signature": (GOOD + "==", "jose.encoding"),
    "plus": (GOOD[:-1] + "+", "jose.encoding"),
    "slash": (GOOD[:-1] + "/", "jose.encoding"),
    "line feed inside": (GOOD[:-5] + "\n" + GOOD[-5:], "jose.encoding"),
    "blank inside": (GOOD.replace(".", " .", 1), "jose.encoding"),
    "junk": (GOOD[:-5] + "!!!!" + GOOD[-5:], "jose.encoding"),
    "trailing bits": (GOOD[:-1] + "B", "jose.encoding"),
    "impossible length": (GOOD + "AAA", "jose.encoding"),
    "full-width digits": (GOOD[:-2] + "１２", "jose.encoding"),
    "byte order mark": ("\ufeff" + GOOD, "jose.encoding"),
    "no-break space": (GOOD + "\u00a0", "jose.encoding"),
    "bytes": (GOOD.encode() + b"\xff", "jose.encoding"),
    "one part": (GOOD.split(".")[0], "jose.format"),
    "two parts": (GOOD.rpartition(".")[0], "jose.format"),
    "four parts": (GOOD + ".AA", "jose.format"),
    "six parts": (JWE + ".AA", "jose.format"),
    "detached": (f"{part(HEADER)}..AAAA", "jose.format"),
    "empty header": (".e30.AA", "json.syntax"),
    "header is a list": (headed("[]"), "json.not_object"),
    "header is no JSON": (headed("{alg}"), "json.syntax"),
    "header twice": (headed('{"alg":1,"alg":2}'), "json.duplicate_key"),
    "header not UTF-8": (f"{base64url.encode(bytes.fromhex('7b2261223a22ff227d'))}.e30.AA", "json.encoding"),
    "deep header": (headed('{"x":' + "[" * 3000 + "]" * 3000 + "}"), "json.depth"),
    "infinite header": (headed('{"x":-1e999}'), "json.number"),
    "JWE with JWS inside": (JWE.replace("AAAA", GOOD, 1), "jose.format"),
    "no disclosure": (GOOD + "~~", "jose.format"),
    "disclosure in another alphabet": (GOOD + "~W+~", "jose.encoding"),
    "key binding with two parts": (GOOD + "~e30.e30", "jose.format"),
    "SD-JWT of a JWE": (JWE + "~", "jose.format"),
    "broken key binding": (f"{GOOD}~{part('[]')}.e30.AA", "json.not_object"),
}  # fmt: skip


@pytest.mark.parametrize("name", BROKEN)
def test_broken_tokens(name: str) -> None:
    text, code = BROKEN[name]
    with pytest.raises(RefusedError) as caught:
        token.read(text)
    assert caught.value.code == code
    assert len(caught.value.message) <= 300


def test_a_header_that_is_kept_is_nobody_elses() -> None:
    """Headers are kept by their text (docs/adr/0111): what a caller does with one reaches no other token."""
    first = token.read(GOOD)
    assert first.header is not None
    first.header["alg"] = "none"
    first.header["crit"] = ["b64"]
    assert token.read(GOOD).header == {"alg": "EdDSA", "kid": "did:key:z6Mk#z6Mk"}


@pytest.mark.parametrize(
    "header",
    [
        '{"alg":"EdDSA"}',
        '{ "alg" : "EdDSA" }',
        '{"alg":5}',
        '{"alg":"EdDSA","crit":["b64"],"b64":false}',
        '{"alg":"EdDSA","jwk":{"kty":"OKP"}}',
        '{"\\u0061lg":"EdDSA"}',
        '{"alg":"EdDSA","x":"' + "a" * 600 + '"}',
    ],
)
def test_a_header_means_the_same_however_often_it_comes(header: str) -> None:
    for budget in (DEFAULT, Budget(), DEFAULT):  # those of an own Budget are not kept
        assert token.read(headed(header), budget).header == json.loads(header)


@pytest.mark.parametrize("name", ["header twice", "header is a list", "infinite header", "trailing bits"])
def test_a_refusal_is_the_same_however_often_it_comes(name: str) -> None:
    text, code = BROKEN[name]
    for _ in range(3):
        with pytest.raises(RefusedError) as caught:
            token.read(text)
        assert caught.value.code == code


def test_a_smaller_budget_counts_for_headers_that_are_kept() -> None:
    assert token.read(GOOD).header
    with pytest.raises(RefusedError) as caught:
        token.read(GOOD, DEFAULT.with_(jose_header_bytes=8))
    assert caught.value.code == "jose.size"


def test_a_token_of_dots_alone_is_no_work() -> None:
    dots = "eyJ" + "." * 200_000
    with pytest.raises(RefusedError, match="has 200001 parts"):
        token.read(dots)


def test_limits_at_and_one_beyond() -> None:
    budget = Budget(jwt_bytes=len(GOOD))
    assert token.read(GOOD, budget).form == "jwt"
    for text in (GOOD + "A", GOOD + " "):
        with pytest.raises(RefusedError, match=r"jose\.size"):
            token.read(text, budget)
    exact = '{"x":"' + "a" * (16 * 1024 - 8) + '"}'
    assert token.read(headed(exact)).form == "jwt"
    for longer in (" ", "a" * 100_000):
        with pytest.raises(RefusedError) as caught:
            token.read(headed(exact + longer))
        assert caught.value.code in ("jose.size", "json.size")


def test_too_many_disclosures() -> None:
    budget = Budget(disclosures=2)
    assert token.read(GOOD + "~AAAA~AAAA~", budget).form == "sd-jwt"
    with pytest.raises(RefusedError, match=r"struct\.limit"):
        token.read(GOOD + "~AAAA~AAAA~AAAA~", budget)


@pytest.mark.parametrize(
    ("document", "form"),
    [
        ({"payload": "e30", "signatures": [{"protected": part(HEADER), "signature": "AA"}]}, "jws-json"),
        ({"payload": "e30", "protected": part(HEADER), "signature": "AA"}, "jws-json"),
        ({"payload": "{}", "signatures": [{"protected": part('{"sigT":"2024-01-01T00:00:00Z"}')}]}, "jades"),
        ({"payload": "{}", "signatures": [{"protected": "!", "header": {"etsiU": ["AA"]}}]}, "jades"),
        ({"payload": "{}", "signatures": [7, {"protected": 7}, {"protected": "A" * 99_999}]}, "jws-json"),
        ({"payload": "{}", "signatures": "x"}, "jws-json"),
    ],
)
def test_json_serialisations_are_told_apart(document: dict[str, object], form: str) -> None:
    assert token.json_form(document) == form
