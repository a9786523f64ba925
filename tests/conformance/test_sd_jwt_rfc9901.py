"""The examples of RFC 9901: signatures, digests, processed payloads, key bindings, and the disclosures that we make."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from tests.conformance import rfc9901 as rfc

from eccoe_vc.encoding import base64url, strict_json
from eccoe_vc.keys import PublicKey
from eccoe_vc.proofs.sd_jwt import binding, compact, disclosures, presenting, processing
from eccoe_vc.proofs.sd_jwt.concealing import conceal

ISSUER = PublicKey.from_jwk(rfc.ISSUER_JWK)
AT = datetime.fromtimestamp(rfc.BOUND_AT, UTC)
ASKED = binding.Asked(rfc.NONCE, rfc.AUDIENCE, AT)


def payload(token: compact.SdJwt) -> dict[str, Any]:
    return strict_json.parse(base64url.decode(token.issued.split(".")[1]))


@pytest.mark.parametrize("place", rfc.PRESENTED)
def test_a_presentation_is_signed_by_the_issuer(place: str) -> None:
    """Shows that the values were copied rightly, before anything of ours is judged by them."""
    signed, _, signature = compact.split(rfc.PRESENTED[place][0]).issued.rpartition(".")
    assert ISSUER.verify(base64url.decode(signature), signed.encode())


@pytest.mark.parametrize("place", rfc.PRESENTED)
def test_a_presentation_says_what_the_text_says(place: str) -> None:
    text, expected = rfc.PRESENTED[place]
    token = compact.split(text)
    processed = processing.process(payload(token), token.disclosures)
    assert processed.document == expected
    assert processed.withheld


@pytest.mark.parametrize("place", ["5.2", "A.3"])
def test_key_bindings_hold(place: str) -> None:
    token = compact.split(rfc.PRESENTED[place][0])
    key = binding.holder_key(payload(token))
    assert isinstance(key, PublicKey)
    assert key == PublicKey.from_jwk(rfc.HOLDER_JWK)
    assert list(binding.check(token, "sha-256", key, ASKED)) == []
    late = binding.Asked(rfc.NONCE, rfc.AUDIENCE, AT + timedelta(hours=1))
    assert [found.code for found in binding.check(token, "sha-256", key, late)] == ["sdjwt.kb"]


def test_everything_disclosed_is_what_the_issuer_was_given() -> None:
    token = compact.split(rfc.S5_TOKEN)
    assert processing.process(payload(token), token.disclosures).document == rfc.S5_CLAIMS


def test_what_the_holder_chooses_is_what_the_text_chooses() -> None:
    token = compact.split(rfc.S5_TOKEN)
    wanted = ["/family_name", "/address", "/given_name", "/nationalities/0"]
    chosen = presenting.select(token, payload(token), wanted)
    assert set(chosen.disclosures) == set(compact.split(rfc.S5_PRESENTED).disclosures)


@pytest.mark.parametrize(("text", "digest"), rfc.S6_DIGESTS.items())
def test_digests(text: str, digest: str) -> None:
    assert disclosures.digest(text) == digest


def test_disclosures_in_disclosures() -> None:
    *parts, address = rfc.S6_DIGESTS
    shown = processing.process(rfc.S6_PAYLOAD, [address, *parts])
    assert shown.document["address"] == rfc.S6_ADDRESS
    assert shown.disclosed[0] == "/address"
    assert processing.process(rfc.S6_PAYLOAD, [parts[0], address]).document["address"] == {
        "street_address": "Schulstr. 12"
    }


#: Section 4.2.1: three spellings of one disclosure.
SPELLINGS = (
    ("WyJfMjZiYzRMVC1hYzZxMktJNmNCVzVlcyIsICJmYW1pbHlfbmFtZSIsICJNX"
    "HUwMGY2Yml1cyJd"),
    ("WyJfMjZiYzRMVC1hYzZxMktJNmNCVzVlcyIsImZhbWlseV9uYW1lIiwiTcO2Y"
    "ml1cyJd"),
    ("WwoiXzI2YmM0TFQtYWM2cTJLSTZjQlc1ZXMiLAoiZmFtaWx5X25hbWUiLAoiT"
    "cO2Yml1cyIKXQ"),
)  # fmt: skip


@pytest.mark.parametrize("text", SPELLINGS)
def test_spellings_of_a_disclosure(text: str) -> None:
    found = disclosures.read(text)
    assert (found.salt, found.name, found.value) == ("_26bc4LT-ac6q2KI6cBW5es", "family_name", "M\u00f6bius")


def test_a_disclosure_that_we_make_is_one_of_the_spellings() -> None:
    assert disclosures.make("_26bc4LT-ac6q2KI6cBW5es", "M\u00f6bius", "family_name").text == SPELLINGS[1]


def test_an_issuer_of_ours_hides_what_the_text_hides() -> None:
    """Digests differ, because the text writes a space behind commas; names, places and values do not."""
    hidden = set(rfc.S5_CLAIMS) - {"iss", "iat", "exp", "cnf", "sub", "nationalities"}
    made = conceal(rfc.S5_CLAIMS, [*(f"/{name}" for name in hidden), "/nationalities/0", "/nationalities/1"])
    theirs = payload(compact.split(rfc.S5_TOKEN))
    assert made.payload.keys() == theirs.keys()
    assert len(made.payload["_sd"]) == len(theirs["_sd"])
    assert [set(item) for item in made.payload["nationalities"]] == [{"..."}, {"..."}]
    ours = {(found.name, str(found.value)) for found in map(disclosures.read, made.disclosures)}
    assert ours == {(found.name, str(found.value)) for found in map(disclosures.read, rfc.S5_DISCLOSURES)}
