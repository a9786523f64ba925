"""The doctor finds what is broken, says what will break elsewhere, and has nothing to say of what is in order."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from tests.attacks import bases

from eccoe_vc import (
    BbsSigner,
    Fetch,
    Fetched,
    HttpFetcher,
    InputTypeError,
    KeyLoadError,
    LocalSigner,
    Unavailable,
    issue,
)
from eccoe_vc.codes import codes
from eccoe_vc.doctor import Diagnosis, examine_issuer
from eccoe_vc.encoding import multibase
from eccoe_vc.keys import PublishedKey, controller_document, key_set
from eccoe_vc.limits import DEFAULT
from eccoe_vc.status import status_entry, status_list

WEB = "did:web:north.example"
ADDRESS = "https://north.example/.well-known/did.json"
LIST = "https://north.example/status/1"
SET = "https://north.example/jwks.json"
OPEN = (("Access-Control-Allow-Origin", "*"), ("Cache-Control", "max-age=300"))
SIGNER = LocalSigner.generate("Ed25519", controller=WEB)
DAY = timedelta(days=1)
WEAK = multibase.encode(b"\xed\x01" + bytes(32))  # a point of small order
Tree = dict[str, Any]
Change = Callable[[Tree], Any]


def document(**dates: Any) -> Tree:
    return controller_document(WEB, [PublishedKey(public_key=SIGNER.public_key, **dates)])


def served(tree: Any, media_type: str = "application/did+json", headers: Any = OPEN) -> Fetched:
    data = tree if isinstance(tree, bytes) else json.dumps(tree).encode()
    return Fetched(ADDRESS, data, media_type, headers)


def examined(pages: dict[str, Fetched] | Fetched, issuer: str = WEB, **given: Any) -> Diagnosis:
    known = {ADDRESS: pages} if isinstance(pages, Fetched) else pages
    return examine_issuer(
        issuer,
        fetch=lambda wanted: known.get(wanted.url, Unavailable("fetch.status", "The server said 404."))._replace(
            **({"url": wanted.url} if wanted.url in known else {})
        ),
        at=bases.AT,
        **given,
    )


def codes_of(found: Diagnosis) -> dict[str, str]:
    return {one.code: one.severity for one in found.symptoms}


def changed(change: Change) -> Tree:
    tree = copy.deepcopy(document())
    change(tree)
    return tree


def test_what_is_in_order_is_healthy_and_nothing_is_said() -> None:
    found = examined(served(document()))
    assert found
    assert not found.symptoms
    assert [(one.url, one.had) for one in found.documents] == [(ADDRESS, True)]
    assert found.to_dict()["healthy"] is True


def test_the_address_of_a_did_json_is_as_good_as_the_did() -> None:
    assert examined(served(document()), ADDRESS).subject == WEB


SYMPTOMS: dict[str, tuple[Fetched, str, str]] = {
    "text": (served(document(), "text/plain"), "doctor.media_type", "elsewhere"),
    "no type": (served(document(), ""), "doctor.media_type", "elsewhere"),
    "no CORS": (served(document(), headers=(("Server", "x"),)), "doctor.cors", "elsewhere"),
    "CORS for one": (
        served(document(), headers=(("Access-Control-Allow-Origin", "https://a.example"),)), "doctor.cors", "elsewhere",
    ),
    "no-store": (
        served(document(), headers=(*OPEN[:1], ("cache-control", "No-Store"))), "doctor.no_store", "elsewhere",
    ),
    "a web page": (served(b"<!doctype html>", "text/html"), "json.syntax", "broken"),
    "another id": (served(changed(lambda t: t.update(id="did:web:other.example"))), "did.id_mismatch", "broken"),
    "a secret": (
        served(changed(lambda t: t["verificationMethod"][0].update(privateKeyMultibase="z1"))),
        "key.private_in_public", "broken",
    ),
    "a broken key": (
        served(changed(lambda t: t["verificationMethod"][0].update(publicKeyMultibase=WEAK))),
        "key.small_order", "broken",
    ),
    "no relationship": (served(changed(lambda t: t.pop("assertionMethod"))), "doctor.no_key", "broken"),
    "not listed": (served(changed(lambda t: t.pop("assertionMethod"))), "doctor.unused_key", "elsewhere"),
    "revoked": (served(document(revoked=bases.AT - DAY)), "doctor.no_key", "broken"),
    "ended": (served(document(expires=bases.AT - DAY)), "doctor.key_ended", "elsewhere"),
    "ends soon": (served(document(expires=bases.AT + 5 * DAY)), "doctor.ends_soon", "elsewhere"),
    "no context": (served(changed(lambda t: t.pop("@context"))), "doctor.context", "elsewhere"),
    "no context for the key": (
        served(changed(lambda t: t.update({"@context": t["@context"][:1]}))), "doctor.context", "elsewhere",
    ),
    "relative": (
        served(changed(lambda t: t["verificationMethod"][0].update(id=t["assertionMethod"][0].removeprefix(WEB)))),
        "doctor.relative_id", "elsewhere",
    ),
    "a JWK that is none": (
        served(changed(lambda t: t["verificationMethod"][0].update(publicKeyJwk=True))), "key.type", "broken",
    ),
    "old": (
        served(changed(lambda t: t["verificationMethod"][0].update(type="Ed25519VerificationKey2020"))),
        "doctor.old_form", "elsewhere",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", SYMPTOMS)
def test_each_symptom(name: str) -> None:
    page, code, severity = SYMPTOMS[name]
    found = examined(page)
    assert codes_of(found)[code] == severity
    assert bool(found) == (severity == "elsewhere" and not any(one.severity == "broken" for one in found.symptoms))
    assert all(one.message and one.hint and one.code in codes() for one in found.symptoms)
    assert str(found).count("\n") == len(found.symptoms)


def test_what_cannot_be_had_is_broken_and_nothing_else_is_said() -> None:
    found = examined({})
    assert codes_of(found) == {"doctor.unreachable": "broken"}
    assert "404" in found.symptoms[0].message


def test_a_fetcher_without_headers_says_nothing_about_them() -> None:
    assert not examined(served(document(), headers=())).symptoms


def test_key_sets() -> None:
    keys = key_set(SET, [SIGNER.public_key])
    assert examined({SET: served(keys, "application/jwk-set+json")}, SET)
    nameless = {"keys": [{name: value for name, value in keys["keys"][0].items() if name != "kid"}] * 2}
    assert codes_of(examined({SET: served(nameless)}, SET)) == {"doctor.no_kid": "elsewhere"}
    assert codes_of(examined({SET: served({"keys": []})}, SET)) == {"doctor.no_key": "broken"}
    broken = {"keys": [{**keys["keys"][0], "x": "AA"}]}
    assert codes_of(examined({SET: served(broken)}, SET)) == {"key.invalid": "broken"}


# ---- with a sample ---------------------------------------------------------------------------------------------------


def sample(**members: Any) -> str:
    issuer = {"id": WEB, "type": ["Profile"], "name": "North University"}
    tree = bases.unsigned(issuer=issuer, credentialStatus=status_entry(LIST, 5), **members)
    return issue(tree, signer=SIGNER, created=bases.AT - 30 * DAY).text


def listing(until: timedelta | None = 10 * DAY) -> Fetched:
    end = None if until is None else bases.AT + until
    made = status_list(LIST, issuer=WEB, valid_from=bases.AT - DAY, valid_until=end)
    return Fetched(LIST, issue(made, signer=SIGNER, created=bases.AT - DAY).text.encode(), "application/vc", OPEN)


def test_a_sample_in_order_with_its_list() -> None:
    found = examined({ADDRESS: served(document()), LIST: listing()}, samples=[sample()])
    assert found
    assert not found.symptoms
    assert [(one.purpose, one.had) for one in found.documents] == [("controller document", True), ("status list", True)]


@pytest.mark.parametrize(
    ("pages", "given", "code", "severity"),
    [
        ({}, sample(), "doctor.unreachable", "broken"),
        ({LIST: listing(timedelta(hours=3))}, sample(), "doctor.ends_soon", "elsewhere"),
        ({LIST: listing(None)}, sample(), "doctor.no_end", "elsewhere"),
        ({LIST: listing()._replace(media_type="text/html")}, sample(), "doctor.media_type", "elsewhere"),
        ({LIST: listing()._replace(headers=(("a", "b"),))}, sample(), "doctor.cors", "elsewhere"),
        ({LIST: listing()._replace(data=b"{}")}, sample(), "status.shape", "broken"),
        ({LIST: listing()._replace(data=b'{"type": ["VerifiableCredential"]}')}, sample(), "status.unsigned", "broken"),
        ({LIST: listing()}, sample(validUntil="2026-03-01T00:00:00Z"), "time.expired", "broken"),
        ({LIST: listing()}, bases.text(bases.di()), "doctor.other_issuer", "broken"),
        ({LIST: listing()}, b"%PDF-1.7", "input.unknown_format", "broken"),
    ],
)
def test_what_a_sample_shows(pages: dict[str, Fetched], given: Any, code: str, severity: str) -> None:
    found = examined({ADDRESS: served(document()), **pages}, samples=[given])
    assert codes_of(found)[code] == severity
    assert bool(found) == (severity != "broken")


def test_the_same_document_is_asked_for_once() -> None:
    asked: list[str] = []

    def fetch(wanted: Fetch) -> Fetched | Unavailable:
        asked.append(wanted.url)
        return {ADDRESS: served(document()), LIST: listing()}[wanted.url]

    examine_issuer(WEB, fetch=fetch, samples=[sample()], at=bases.AT)
    assert sorted(asked) == sorted({ADDRESS, LIST})


@pytest.mark.parametrize("issuer", ["did:web:", "http://north.example/did.json", "north.example", "did:ion:x"])
def test_what_publishes_nothing_is_refused(issuer: str) -> None:
    with pytest.raises(KeyLoadError):
        examined({}, issuer)


@pytest.mark.parametrize("issuer", [None, 5])
def test_wrong_arguments(issuer: Any) -> None:
    with pytest.raises(InputTypeError):
        examined({}, issuer)


def test_an_identifier_that_is_a_key_publishes_nothing_and_its_key_is_looked_at() -> None:
    assert examined({}, "did:key:z6MktwupdmLXVVqTzCw4i46r4uGyosGXRnR3XjN4Zq7oMMsw")
    assert codes_of(examined({}, f"did:key:{WEAK}")) == {"key.small_order": "broken"}
    assert codes_of(examined({}, "did:jwk:e30")) == {"key.type": "broken"}


def test_keys_for_parts_of_badges_are_looked_at() -> None:
    key = BbsSigner.generate(controller=WEB).public_key
    found = examined(served(controller_document(WEB, [SIGNER.public_key, key])))
    assert not found.symptoms
    assert not examined({}, f"did:key:{key.to_multikey()}").symptoms


def test_contexts_that_nobody_ships_are_named_and_asked_for() -> None:
    strange = "https://north.example/contexts/v1"
    tree = bases.unsigned(context=[bases.V2, bases.OB, strange], issuer=WEB)
    found = examined({ADDRESS: served(document())}, samples=[json.dumps(tree), json.dumps(tree)])
    assert codes_of(found) | {"doctor.unknown_context": "elsewhere", "doctor.unreachable": "broken"} == codes_of(found)
    assert [one.url for one in found.documents].count(strange) == 1
    page = Fetched(strange, b'{"@context": {}}', "application/ld+json", OPEN)
    had = examined({ADDRESS: served(document()), strange: page}, samples=[json.dumps(tree)])
    assert "doctor.unreachable" not in codes_of(had)


def test_a_sample_of_many_lists_is_looked_at_as_verifiers_look_at_it() -> None:
    lists = [f"https://{number}.example/status/1" for number in range(40)]
    sample = bases.di(credentialStatus=[status_entry(url, 5) for url in lists])
    found = examined({ADDRESS: served(document())}, samples=[json.dumps(sample)])
    assert sum(one.purpose == "status list" for one in found.documents) == DEFAULT.fetches
    assert "fetch.count" in str(found)


def test_a_sample_does_not_choose_how_many_addresses_are_asked() -> None:
    many = [f"https://{number}.example/v1" for number in range(100)]
    found = examined(
        {ADDRESS: served(document())}, samples=[json.dumps(bases.unsigned(context=[bases.V2, *many], issuer=WEB))]
    )
    assert sum(one.code == "doctor.unknown_context" for one in found.symptoms) == 100
    assert sum(one.purpose == "context" for one in found.documents) == DEFAULT.fetches


def test_a_sample_of_somebody_else_chooses_no_addresses() -> None:
    strange = ["https://evil.example/v1", "http://127.0.0.1:22/x", "file:///etc/passwd"]
    for issuer, asked in (("did:web:other.example", []), (WEB, strange[:1])):
        sample = json.dumps(bases.unsigned(context=[bases.V2, *strange], issuer=issuer))
        found = examined({ADDRESS: served(document())}, samples=[sample])
        assert sum(one.code == "doctor.unknown_context" for one in found.symptoms) == 3
        assert [one.url for one in found.documents if one.purpose == "context"] == asked


@pytest.mark.parametrize(
    ("subject", "more", "code"),
    [
        (WEB, {}, "did.document"),
        (WEB, {"id": "did:web:other.example"}, "did.id_mismatch"),
        (WEB, {"id": WEB, "deactivated": True}, "did.deactivated"),
        ("https://north.example/keys", {"id": "https://other.example/keys"}, "did.id_mismatch"),
        ("https://north.example/keys", {}, ""),
    ],
)
def test_what_verifiers_take_for_keys_is_what_the_doctor_does(subject: str, more: Tree, code: str) -> None:
    tree = {"keys": [{**SIGNER.public_key.to_jwk(), "kid": "key-1"}]} | more
    address = ADDRESS if subject == WEB else subject
    found = examined({address: served(tree, "application/json")._replace(url=address)}, issuer=subject)
    assert [one.code for one in found.symptoms if one.severity == "broken"] == ([code] if code else [])


def test_the_kid_of_a_jwk_is_a_name_of_its_key() -> None:
    tree = controller_document(WEB, [SIGNER.public_key], form="JsonWebKey")
    for kid, said in ((tree["assertionMethod"][0], False), ("k1", True)):
        tree["verificationMethod"][0]["publicKeyJwk"]["kid"] = kid
        assert ("doctor.kid" in codes_of(examined(served(tree)))) == said


def test_a_fetcher_that_fails_is_could_not_be_had() -> None:
    def fetch(wanted: Fetch) -> Fetched:
        raise OSError

    assert codes_of(examine_issuer(WEB, fetch=fetch, at=bases.AT)) == {"doctor.unreachable": "unknown"}


# ---- what could not be found out -------------------------------------------------------------------------------------

SAID = ("fetch.status", "fetch.media_type", "fetch.redirect", "fetch.tls", "fetch.budget")


@pytest.mark.parametrize("code", [*(one for one in codes() if one.startswith("fetch.")), ""])
def test_only_what_a_server_said_is_broken(code: str) -> None:
    def fetch(wanted: Fetch) -> Fetched | Unavailable:
        return served(document()) if wanted.url == ADDRESS else Unavailable(code, "So it was.")

    found = examine_issuer(WEB, fetch=fetch, samples=[sample()], at=bases.AT)
    (symptom,) = [one for one in found.symptoms if one.code == "doctor.unreachable"]
    assert symptom.severity == ("broken" if code in SAID else "unknown")
    assert symptom.message.startswith(
        "Nobody can read" if code in SAID else "Whether the status list can be read is not"
    )
    assert symptom.message.endswith("So it was.")
    others = {one.severity for one in found.symptoms if one.code != "doctor.unreachable"}
    refused = code in ("fetch.budget", "fetch.count", "fetch.scheme")  # by what the server or the sample itself says
    assert ("broken" in others) == refused, "of the sample nothing else is known to be wrong"
    assert not found


def test_nobody_is_asked_without_a_fetcher() -> None:
    found = examine_issuer(WEB, fetch=None, at=bases.AT)
    assert codes_of(found) == {"doctor.unreachable": "unknown"}


class Asks:
    def __call__(self, wanted: Fetch) -> Unavailable:
        return Unavailable("fetch.status", "404.")


class Awaited:
    async def __call__(self, wanted: Fetch) -> Unavailable:
        return Unavailable("fetch.status", "404.")


@pytest.mark.parametrize(
    ("fetch", "said"),
    [
        (HttpFetcher, "fetch=HttpFetcher()"),
        (Asks, "fetch=Asks()"),
        ("https://north.example", "of type str"),
        (5, "cannot be called"),
        (Awaited(), "awaited"),
        (Awaited().__call__, "awaited"),
    ],
)
def test_a_fetcher_that_can_never_answer_is_refused(fetch: Any, said: str) -> None:
    with pytest.raises(InputTypeError) as refused:
        examine_issuer(WEB, fetch=fetch, at=bases.AT)
    assert refused.value.code == "input.type"
    assert said in str(refused.value)
    assert codes_of(examine_issuer(WEB, fetch=Asks(), at=bases.AT)) == {"doctor.unreachable": "broken"}


# ---- which sample, and which address ---------------------------------------------------------------------------------


def test_symptoms_name_their_sample() -> None:
    fine, forged = sample(), sample().replace("North University", "South University")
    found = examined({ADDRESS: served(document()), LIST: listing()}, samples=(one for one in (fine, forged, b"GIF89a")))
    assert {(one.code, one.sample, one.url) for one in found.symptoms if one.severity == "broken"} == {
        ("proof.signature", "samples[1]", ""),
        ("input.unknown_format", "samples[2]", ""),
    }
    assert "In 'samples[1]'." in str(found)
    assert found.to_dict()["symptoms"][0]["sample"] == "samples[1]"
    foreign = examined({ADDRESS: served(document())}, samples=[bases.text(bases.di())])
    assert [one.sample for one in foreign.symptoms if one.code == "doctor.other_issuer"] == ["samples[0]"]


def test_what_is_found_of_an_identifier_names_it() -> None:
    (symptom,) = examined({}, "did:key:z6Mkfoo").symptoms
    assert (symptom.url, symptom.sample, symptom.where) == ("did:key:z6Mkfoo", "", "did:key:z6Mkfoo")


@pytest.mark.parametrize("samples", ["a badge", b"{}", bytearray(b"{}"), {"type": []}, 5, None])
def test_one_sample_in_place_of_a_list_is_refused(samples: Any) -> None:
    with pytest.raises(InputTypeError, match=r"samples=\[badge\]") as refused:
        examined(served(document()), samples=samples)
    assert refused.value.code == "input.type"


@pytest.mark.parametrize("one", [5, None, ["a"], Path("badge.json")])
def test_a_sample_that_is_no_credential_is_named(one: Any) -> None:
    with pytest.raises(InputTypeError, match=r"samples\[1\] is "):
        examined(served(document()), samples=[sample(), one])


def test_sources_that_are_none_are_refused() -> None:
    with pytest.raises(InputTypeError):
        examined(served(document()), sources={})


@pytest.mark.parametrize(
    ("given", "asked"),
    [
        ("https://north.example/did.json", ADDRESS),
        ("https://north.example/a/.well-known/did.json", "https://north.example/a/did.json"),
    ],
)
def test_an_address_where_nobody_looks_is_told_from_the_one_that_is_examined(given: str, asked: str) -> None:
    found = examined({}, given)
    assert [one.url for one in found.documents] == [asked]
    (symptom,) = [one for one in found.symptoms if one.code == "doctor.address"]
    assert (symptom.severity, symptom.url) == ("elsewhere", asked)
    assert found.subject in symptom.message
    assert given in symptom.message
    assert asked in symptom.hint


@pytest.mark.parametrize(
    "given", [WEB, ADDRESS, SET, "https://north.example/a/did.json", "https://north.example:8443/.well-known/did.json"]
)
def test_an_address_that_is_examined_is_not_told_twice(given: str) -> None:
    assert "doctor.address" not in codes_of(examined({}, given))


# ---- what an issuer can do -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("pages", "given", "code", "hint"),
    [
        ({LIST: listing(-DAY / 2)}, sample(), "status.stale", "eccoe-vc status publish"),
        ({}, sample().replace("North U", "South U"), "proof.signature", "what your system issued"),
        ({ADDRESS: Unavailable("fetch.timeout", "Late.")}, sample(), "key.unavailable", "your key document"),
        ({}, json.dumps(bases.unsigned()), "proof.missing", "your system gives out signed"),
    ],
)
def test_hints_are_for_the_issuer(pages: dict[str, Any], given: Any, code: str, hint: str) -> None:
    known = {ADDRESS: served(document()), **pages}
    found = examine_issuer(WEB, fetch=lambda wanted: known.get(wanted.url, Unavailable()), samples=[given], at=bases.AT)
    (symptom,) = [one for one in found.symptoms if one.code == code]
    assert hint in symptom.hint


@pytest.mark.parametrize("data", [b"", b"\n ", b"<html>", b"[]", b"\xff"])
def test_a_document_that_is_none_is_published_again(data: bytes) -> None:
    (symptom,) = examined(served(data)).symptoms
    assert symptom.severity == "broken"
    assert symptom.hint == "Publish the document again: `eccoe-vc issuer document` writes one."
    assert (symptom.message == "The document is empty.") == (not data.strip())
