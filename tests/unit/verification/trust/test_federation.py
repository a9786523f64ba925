"""OpenID Federation: an anchor states who an issuer is, under the keys of the caller; trust marks are nobody's yet."""

from __future__ import annotations

import json
from collections.abc import Generator
from typing import Any

import pytest
from tests.attacks.bases import AT, ISSUER, curve_signer, di, signer
from tests.unit.verification.trust.judging import Web, issuer_codes, judged

from eccoe_vc import FederationAnchor, Fetch, Fetched, InputTypeError, KeyLoadError, Unavailable
from eccoe_vc.encoding import base64url
from eccoe_vc.verification.trust.federation import NoTrustMarks, TrustMarked
from eccoe_vc.verification.trust.protocol import Inquiry, Judgement

ANCHOR = "https://federation.example"
ENDPOINT = f"{ANCHOR}/fetch"
URL = f"{ENDPOINT}?sub=did%3Akey%3A{ISSUER.removeprefix('did:key:')}"
NOW = int(AT.timestamp())
KEY = curve_signer()
HEADER = {"alg": "ES256", "typ": "entity-statement+jwt", "kid": "anchor-1"}
CLAIMS = {
    "iss": ANCHOR,
    "sub": ISSUER,
    "iat": NOW - 60,
    "exp": NOW + 3_600,
    "metadata": {
        "federation_entity": {"organization_name": "North University", "homepage_uri": "https://north.example"},
        "institution_additional_information": {"legal_name": "University of the North"},
        "ror_entity": {"rorid": "042nb2s44", "ror_url": "https://ror.org/042nb2s44"},
    },
}


def jwks(by: Any = KEY, kid: str = "anchor-1") -> dict[str, Any]:
    return {"keys": [by.public_key.to_jwk() | {"kid": kid}]}


def statement(by: Any = KEY, header: Any = None, **claims: Any) -> bytes:
    made = {name: value for name, value in (CLAIMS | claims).items() if value is not ...}
    head = {name: value for name, value in (HEADER | (header or {})).items() if value is not ...}
    signed = ".".join(base64url.encode(json.dumps(part).encode()) for part in (head, made))
    return f"{signed}.{base64url.encode(by.sign(signed.encode()))}".encode()


def anchor(**options: Any) -> FederationAnchor:
    return FederationAnchor(ANCHOR, **{"keys": jwks(), "endpoint": ENDPOINT} | options)


def test_the_word_of_an_anchor() -> None:
    web = Web({URL: statement()})
    report = judged(anchor(), web)
    assert (report.verdict, report.trusted) == ("accepted", True), report.to_dict()
    assert [(wanted.url, wanted.purpose) for wanted in web.asked] == [(URL, "issuer registry")]
    assert report.trust is not None
    assert report.trust.level == "listed"
    assert [(kind, value) for kind, value, _ in report.trust.known_as] == [
        ("name", "North University"),
        ("name", "University of the North"),
        ("web", "https://north.example"),
        ("ror", "https://ror.org/042nb2s44"),
    ]
    assert judged(anchor(keys=json.dumps(jwks()).encode()), web).verdict == "accepted"


def test_a_statement_may_hold_to_the_end_of_time() -> None:
    last = 253_402_300_799  # 9999-12-31T23:59:59Z, to which nothing can be added
    assert judged(anchor(), Web({URL: statement(exp=last)})).verdict == "accepted"
    beyond = judged(anchor(), Web({URL: statement(iat=last, exp=last)}))
    assert issuer_codes(beyond) == ["trust.registry_invalid"]


@pytest.mark.parametrize(
    "page",
    [
        statement(signer()),  # another key, under the name of the anchor's
        statement(curve_signer(name="other")),
        statement(header={"kid": "anchor-2"}),
        statement(header={"kid": ...}),
        statement(header={"typ": "JWT"}),
        statement(header={"typ": ...}),
        statement(header={"alg": "none"}),
        statement(header={"alg": "EdDSA"}),
        statement(header={"crit": ["x"]}),
        statement(header={"jwk": curve_signer(name="other").public_key.to_jwk()})[:-4] + b"AAAA",
        statement(iss="https://other.example"),
        statement(sub="did:web:other.example"),
        statement(sub=f"{ISSUER}x"),
        statement(iat=NOW + 3_600),
        statement(exp=NOW - 3_600),
        statement(exp=...),
        statement(iat=str(NOW)),
        statement(crit=["x"]),
        b"<html>",
        b"a.b",
        json.dumps(CLAIMS).encode(),
    ],
)
def test_what_is_no_word_of_the_anchor(page: bytes) -> None:
    report = judged(anchor(), {URL: page})
    assert (report.verdict, issuer_codes(report)) == ("indeterminate", ["trust.registry_invalid"]), report.to_dict()


def test_a_key_that_comes_with_a_statement_is_not_believed() -> None:
    theirs = curve_signer(name="other")
    page = statement(theirs, {"jwk": theirs.public_key.to_jwk()}, jwks=jwks(theirs))
    assert judged(anchor(), {URL: page}).verdict == "indeterminate"


def test_an_issuer_of_whom_nothing_is_stated_is_unknown() -> None:
    assert issuer_codes(judged(anchor(), {})) == ["trust.registry_unavailable"]
    assert not anchor().judge(ISSUER)[0]
    forged = di()
    forged["name"] = "Another name"
    web = Web({URL: statement()})
    judged(anchor(), web, forged)
    assert web.asked == []


def test_metadata_of_another_form_says_nothing() -> None:
    odd: list[Any] = [..., [], {"federation_entity": []}, {"ror_entity": {"ror_url": "https://ror.org/042nb2s45"}}]
    for metadata in odd:
        report = judged(anchor(), {URL: statement(metadata=metadata)})
        assert report.verdict == "accepted"
        assert report.trust is not None
        assert report.trust.known_as == ()


@pytest.mark.parametrize("url", ["http://federation.example/fetch", "fetch", f"{ENDPOINT}?a=b", 5])
def test_addresses_that_could_not_be_meant(url: Any) -> None:
    with pytest.raises(InputTypeError):
        anchor(endpoint=url)


def test_the_keys_of_an_anchor_are_public() -> None:
    with pytest.raises(KeyLoadError):
        anchor(keys={"keys": [{"kty": "oct", "k": "AAAA"}]})


# ---- trust marks -----------------------------------------------------------------------------------------------------

MARK = "https://federation.example/marks/university"


class Filled:
    """Somebody who can say who holds a mark, and reads it somewhere."""

    def holds(self, mark: str, inquiry: Inquiry) -> Generator[Fetch, Fetched | Unavailable, Judgement]:
        answer = yield Fetch("https://marks.example/", "issuer registry", 1_000)
        return Judgement(
            isinstance(answer, Fetched) and answer.data == f"{mark} {inquiry.issuer}".encode(), (), "It is marked."
        )


def test_nobody_holds_a_mark_by_default() -> None:
    for rule in (TrustMarked(MARK), TrustMarked(MARK, NoTrustMarks())):
        report = judged(rule, {})
        assert (report.verdict, issuer_codes(report)) == ("indeterminate", ["trust.registry_unavailable"])
        assert not rule.judge(ISSUER)[0]


def test_a_mark_by_the_word_of_whoever_was_named() -> None:
    rule = TrustMarked(MARK, Filled())
    report = judged(rule, {"https://marks.example/": f"{MARK} {ISSUER}".encode()})
    assert report.verdict == "accepted"
    assert report.trust is not None
    assert report.trust.by == "It is marked."
    assert issuer_codes(judged(rule, {})) == ["trust.unknown_issuer"]
    with pytest.raises(InputTypeError):
        TrustMarked("", Filled())
    with pytest.raises(InputTypeError):
        TrustMarked(MARK, object())  # type: ignore[arg-type]
