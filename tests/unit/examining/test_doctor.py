"""The issuer's doctor: what is broken at the addresses of an issuer, and what breaks elsewhere, in plain words."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import pytest
from tests.attacks.bases import AT, STATUS_URL, Tree, di, di_status, listing, signer
from tests.attacks.jwt_bases import jwt

from eccoe_vc import OFFLINE, Fetch, Fetched, InputTypeError, Unavailable
from eccoe_vc.codes import code as registered
from eccoe_vc.examining import Diagnosis, doctor, examine
from eccoe_vc.keys import did_jwk

WEB, URL = "did:web:north.example", "https://north.example/.well-known/did.json"
HTTPS = "https://north.example/issuer"
ISSUER = signer().controller
CORS = (("access-control-allow-origin", "*"),)
MULTIKEY = signer().public_key.to_multikey()
JWK = signer().public_key.to_jwk()


def method(**members: Any) -> Tree:
    made = {"id": f"{WEB}#key-1", "type": "Multikey", "controller": WEB, "publicKeyMultibase": MULTIKEY} | members
    return {name: value for name, value in made.items() if value is not ...}


def document(*methods: Tree, **members: Any) -> Tree:
    listed = methods or (method(),)
    made = {"id": WEB, "verificationMethod": list(listed), "assertionMethod": [one["id"] for one in listed]} | members
    return {name: value for name, value in made.items() if value is not ...}


def served(url: str, tree: Any, media: str = "application/json", headers: Any = CORS) -> Fetched:
    return Fetched(url, tree if isinstance(tree, bytes) else json.dumps(tree).encode(), media, headers)


def examined(issuer: str, pages: Mapping[str, Any], **asked: Any) -> Diagnosis:
    def fetch(wanted: Fetch) -> Fetched | Unavailable:
        page = pages.get(wanted.url)
        if page is None:
            return Unavailable("fetch.status", "The server answered 404.")
        return page if isinstance(page, Fetched | Unavailable) else served(wanted.url, page)

    return examine(issuer, sources=asked.pop("sources", OFFLINE).with_(fetch=fetch), at=AT, **asked)


def found(diagnosis: Diagnosis) -> list[str]:
    for place in diagnosis.places:
        for one in place.findings:
            assert registered(one.code)
            assert len(one.message) <= 320
            assert one.message.endswith((".", "]", "?")), one.message
    return [one.code for place in diagnosis.places for one in place.findings]


def test_a_sound_issuer() -> None:
    diagnosis = examined(WEB, {URL: document()})
    assert found(diagnosis) == []
    assert bool(diagnosis)
    assert [(place.url, place.what) for place in diagnosis.places] == [(URL, "DID document")]
    assert diagnosis.to_dict() == {
        "issuer": WEB,
        "broken": 0,
        "places": [{"url": URL, "what": "DID document", "findings": []}],
    }


@pytest.mark.parametrize(
    ("tree", "code"),
    [
        (document(id=f"{WEB}:other"), "did.id_mismatch"),
        (document(id=...), "did.document"),
        (document(assertionMethod=...), "doctor.no_key"),
        (document(assertionMethod=[], authentication=[f"{WEB}#key-1"]), "doctor.no_key"),
        (document(method(publicKeyMultibase="z0OIl")), "key.invalid"),
        (document(method(publicKeyMultibase=MULTIKEY[1:])), "key.invalid"),
        (document(method(publicKeyMultibase=...)), "key.type"),
        (document(method(type="JsonWebKey", publicKeyMultibase=..., publicKeyJwk={**JWK, "d": "AAAA"})),
         "key.private_in_public"),
        (document(method(secretKeyMultibase="z3u2")), "key.private_in_public"),
        (document(method(controller="did:web:other.example")), "key.controller"),
        (document(method(revoked="2026-01-01T00:00:00Z")), "doctor.no_key"),
        (document(method(revoked="last year")), "time.format"),
        (document(deactivated=True), "did.deactivated"),
        (b"<html>", "json.syntax"),
        (b"\xef\xbb\xbf{}", "json.encoding"),
        (b'{"id": "a", "id": "b"}', "json.duplicate_key"),
        (b"[]", "did.document"),
    ],
)  # fmt: skip
def test_what_is_broken(tree: Any, code: str) -> None:
    diagnosis = examined(WEB, {URL: tree})
    assert code in found(diagnosis)
    assert not diagnosis
    assert code in [one.code for one in diagnosis.broken]
    told = diagnosis.to_dict()
    assert told["broken"] >= 1
    assert all(one["hint"] for one in told["places"][0]["findings"] if registered(one["code"]).classes[0] != "W")


@pytest.mark.parametrize(
    ("page", "codes"),
    [
        (served(URL, document(), "text/html"), ["doctor.media_type"]),
        (served(URL, document(), "application/octet-stream"), ["doctor.media_type"]),
        (served(URL, document(), "application/did+json"), []),
        (served(URL, document(), ""), []),
        (served(URL, document(), headers=(("server", "x"),)), ["doctor.cors"]),
        (served(URL, document(), headers=(("access-control-allow-origin", "https://a.example"),)), ["doctor.cors"]),
        (served(URL, document(), headers=()), []),  # the fetcher tells no headers, so nothing is known
        (document(method(id="#key-1")), ["doctor.old_form"]),
        (document(method(expires="2026-06-20T00:00:00Z")), ["doctor.ends_soon"]),
        (document(method(expires="2027-06-20T00:00:00Z")), []),
        (document(method(type="JsonWebKey2020", publicKeyMultibase=..., publicKeyJwk=JWK)), ["doctor.old_form"]),
        (document(method(type="JsonWebKey", publicKeyMultibase=..., publicKeyJwk=JWK)), []),
        (document(method(type="JsonWebKey", publicKeyMultibase=..., publicKeyJwk={**JWK, "kid": "key-1"})), []),
        (document(method(type="JsonWebKey", publicKeyMultibase=..., publicKeyJwk={**JWK, "kid": "other"})),
         ["doctor.old_form"]),
        (document(method(), method(id=f"{WEB}#old", revoked="2026-01-01T00:00:00Z")), ["doctor.revoked"]),
    ],
)  # fmt: skip
def test_what_breaks_elsewhere_or_soon(page: Any, codes: list[str]) -> None:
    diagnosis = examined(WEB, {URL: page})
    assert found(diagnosis) == codes
    assert bool(diagnosis)


def test_what_could_not_be_had_is_not_known() -> None:
    for page in (None, Fetched("https://elsewhere.example/", b"{}")):
        diagnosis = examined(WEB, {URL: page})
        assert found(diagnosis) == ["doctor.not_asked"]
        assert not diagnosis
    assert found(examine(WEB, at=AT)) == ["doctor.not_asked"]


def test_an_https_issuer_and_its_key_set() -> None:
    keys = {"keys": [{**JWK, "kid": "a"}, {**signer("other").public_key.to_jwk(), "kid": "b"}]}
    diagnosis = examined(HTTPS, {HTTPS: keys})
    assert (found(diagnosis), diagnosis.places[0].what) == ([], "key set")
    for tree, codes in (
        ({"keys": []}, ["doctor.no_key"]),
        ({"keys": [JWK, {**keys["keys"][1]}]}, ["doctor.old_form"]),
        ({"keys": [{**JWK, "d": "AAAA"}]}, ["key.private_in_public"]),
        ({"keys": [{"kty": "oct", "k": "AAAA"}]}, ["jwks.symmetric"]),
        ({"keys": [{**JWK, "x": "AAAA"}]}, ["key.invalid"]),
        (keys | {"issuer": "https://other.example"}, ["did.id_mismatch"]),
        (JWK, []),
    ):
        assert found(examined(HTTPS, {HTTPS: tree})) == codes, tree
    assert found(examined(WEB, {URL: keys})) == ["did.document"], "a DID has a DID document"
    media = served(HTTPS, keys, "application/did+json")
    assert found(examined(HTTPS, {HTTPS: media})) == ["doctor.media_type"]


def test_identifiers_that_are_keys_and_those_that_are_nothing() -> None:
    assert found(examined(ISSUER, {})) == []
    assert found(examined(did_jwk.encode(signer().public_key), {})) == []
    assert found(examined(f"{ISSUER}0", {})) == ["did.key"]
    assert found(examined("did:web:north.example:..", {})) == ["did.syntax"]
    for issuer in ("http://north.example", "north.example", "did:new:abc", "urn:uuid:1"):
        with pytest.raises(InputTypeError):
            examined(issuer, {})


def test_the_status_lists_and_contexts_of_a_sample() -> None:
    fine = listing(validUntil="2027-01-01T00:00:00Z")
    diagnosis = examined(ISSUER, {STATUS_URL: fine}, samples=[di_status(), di()])
    assert found(diagnosis) == []
    assert [place.what for place in diagnosis.places] == ["an identifier that is a key", "status list"]
    for tree, code in (
        (listing(), "doctor.ends_soon"),
        (listing(validUntil="2026-05-31T23:00:00Z"), "time.expired"),
        (listing(validUntil=...), "status.no_freshness"),
        (listing(id="https://north.example/status/4", validUntil="2027-01-01T00:00:00Z"), "status.id_mismatch"),
        (fine | {"name": "x"}, "proof.signature"),
        ({name: value for name, value in fine.items() if name != "proof"}, "proof.missing"),
        (b"<html>", "input.unknown_format"),
        (None, "doctor.not_asked"),
    ):
        assert code in found(examined(ISSUER, {STATUS_URL: tree}, samples=[di_status()])), code
    plain = served(STATUS_URL, fine, "text/plain", (("server", "x"),))
    codes = found(examined(ISSUER, {STATUS_URL: plain}, samples=[di_status()]))
    assert codes == ["doctor.media_type", "doctor.cors"]


EXTRA = "https://north.example/contexts/v1"


def test_a_context_that_nobody_ships() -> None:
    tree = di()
    tree["@context"] = [*tree["@context"], EXTRA]
    for page, codes in (
        (served(EXTRA, {"@context": {}}, "application/ld+json"), []),
        (served(EXTRA, {"a": 1}, "application/ld+json"), ["ctx.invalid"]),
        (served(EXTRA, b"<html>", "text/html"), ["doctor.media_type", "json.syntax"]),
        (None, ["doctor.not_asked"]),
    ):
        assert found(examined(ISSUER, {EXTRA: page}, samples=[tree])) == ["doctor.unknown_context", *codes]
    tree["@context"][-1] = "http://north.example/contexts/v1"
    assert found(examined(ISSUER, {}, samples=[tree])) == ["doctor.unknown_context", "fetch.scheme"]


def test_samples_of_any_form_and_of_none() -> None:
    assert found(examined(ISSUER, {}, samples=[jwt()])) == []
    assert found(examined(ISSUER, {}, samples=[b"<html>"])) == ["input.unknown_format"]


def test_it_asks_for_nothing_by_itself_and_for_each_address_once() -> None:
    steps = doctor(WEB, at=AT)
    wanted = next(steps)
    assert wanted == Fetch(URL, "controller document", 65_536)
    steps.close()
    asked: list[str] = []

    def fetch(wanted: Fetch) -> Unavailable:
        asked.append(wanted.url)
        return Unavailable("fetch.status", "404")

    examine(ISSUER, sources=OFFLINE.with_(fetch=fetch), at=AT, samples=[di_status(), di_status(6)])
    assert asked == [STATUS_URL]


def test_how_soon_is_the_callers_matter() -> None:
    tree = document(method(expires="2026-06-20T00:00:00Z"))
    assert found(examined(WEB, {URL: tree}, soon=timedelta(days=3))) == []
