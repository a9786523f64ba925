"""Whose key is it? Issuer, controller, document and purpose agree, or somebody is told why not."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest
from tests.unit.keys.steps import document, drive, multikey, signer

from eccoe_vc.codes import code as registered
from eccoe_vc.errors import InputTypeError, KeyLoadError
from eccoe_vc.keys import ControllerDocument, Found, KeySources, LocalSigner, PinnedKeys, did_jwk, find_key, find_method
from eccoe_vc.keys.method import VerificationMethod
from eccoe_vc.keys.resolver import unsafe_fragment_key
from eccoe_vc.limits import DEFAULT
from eccoe_vc.sources import Fetched

PURPOSE = "assertionMethod"
ONE, TWO = signer("one"), signer("two")
WEB, WEB_URL = "did:web:north.example", "https://north.example/.well-known/did.json"
HTTPS = "https://north.example/issuer"
JWK = did_jwk.encode(ONE.public_key)
WEB_DOCUMENT = {WEB_URL: document(WEB, multikey(ONE, WEB))}
HTTPS_DOCUMENT = {HTTPS: document(HTTPS, multikey(ONE, HTTPS))}


def find(method_id: str, issuer: str, documents: Mapping[str, Any] | None = None, **options: Any) -> Found:
    options.setdefault("purpose", PURPOSE)
    return drive(find_method(method_id, issuer=issuer, **options), documents)[0]


def asked(method_id: str, issuer: str, documents: Mapping[str, Any] | None = None, **options: Any) -> list[str]:
    """The URLs that were asked for, whatever came of it."""
    seen: list[str] = []

    class Watched(dict[str, Any]):
        def get(self, key: str, default: Any = None) -> Any:
            seen.append(key)
            return super().get(key, default)

    try:
        find(method_id, issuer, Watched(documents or {}), **options)
    except KeyLoadError:
        return seen
    return seen


def refusal(method_id: str, issuer: str, documents: Mapping[str, Any] | None = None, **options: Any) -> KeyLoadError:
    with pytest.raises(KeyLoadError) as caught:
        find(method_id, issuer, documents, **options)
    return caught.value


# ---- identifiers that are keys ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("method_id", "issuer", "source"),
    [(ONE.verification_method, ONE.controller, "did:key"), (f"{JWK}#0", JWK, "did:jwk")],
)
def test_an_identifier_that_is_a_key_needs_nobody(method_id: str, issuer: str, source: str) -> None:
    found = find(method_id, issuer)
    assert found.method.public_key == ONE.public_key
    assert (found.source, found.document_id, found.notes) == (source, issuer, ())
    assert found.method.id == method_id
    assert asked(method_id, issuer) == []


@pytest.mark.attack("D07", "did-key")
@pytest.mark.attack("D07", "prefix")
@pytest.mark.attack("D07", "path")
@pytest.mark.parametrize(
    ("method_id", "issuer"),
    [
        (TWO.verification_method, ONE.controller),
        (TWO.verification_method, JWK),
        (TWO.verification_method, WEB),
        (f"{WEB}.evil.example#key-1", WEB),
        (f"{WEB}:evil#key-1", WEB),
        ("did:web:NORTH.example#key-1", WEB),
        (f"{WEB}%3A443#key-1", WEB),
        ("https://north.example/.well-known/did.json#key-1", WEB),
        ("did:other:abc#key-1", WEB),
    ],
)
def test_a_method_of_another_party_is_refused_without_asking(method_id: str, issuer: str) -> None:
    evil = {"https://north.example.evil.example/.well-known/did.json": document("did:web:north.example.evil.example")}
    assert refusal(method_id, issuer, {**WEB_DOCUMENT, **evil}).code == "key.controller"
    assert asked(method_id, issuer) == []


@pytest.mark.attack("D07", "fragment")
@pytest.mark.parametrize(
    ("method_id", "issuer"),
    [
        (f"{ONE.controller}#{TWO.public_key.to_multikey()}", ONE.controller),
        (f"{ONE.controller}#key-1", ONE.controller),
        (f"{JWK}#1", JWK),
        (JWK, JWK),
    ],
)
def test_the_fragment_of_an_identifier_that_is_a_key(method_id: str, issuer: str) -> None:
    assert refusal(method_id, issuer).code == "did.key"


@pytest.mark.parametrize("issuer", ["did:web:ex\u0430mple.edu", "did:web:", "did:web:a b"])
def test_an_issuer_that_is_no_did(issuer: str) -> None:
    assert refusal(ONE.verification_method, issuer).code == "did.syntax"


def test_did_methods_of_others_are_not_known_to_be_bad() -> None:
    error = refusal("did:new:abc#key-1", "did:new:abc")
    assert error.code == "unsupported.did_method"
    assert registered(error.code).classes == ("I",)


@pytest.mark.parametrize("purpose", ["", "https://w3id.org/security#assertionMethod", "verificationMethod"])
def test_other_purposes_do_not_exist(purpose: str) -> None:
    assert refusal(ONE.verification_method, ONE.controller, purpose=purpose).code == "key.relationship"


def test_a_signature_key_is_not_for_agreement() -> None:
    assert refusal(ONE.verification_method, ONE.controller, purpose="keyAgreement").code == "key.relationship"
    assert find(ONE.verification_method, ONE.controller, purpose="authentication").source == "did:key"


# ---- did:web ---------------------------------------------------------------------------------------------------------


def test_the_document_of_a_did_web() -> None:
    found = find(f"{WEB}#key-1", WEB, WEB_DOCUMENT)
    assert found == Found(found.method, WEB, (), "document")
    assert found.method.public_key == ONE.public_key
    assert asked(f"{WEB}#key-1", WEB, WEB_DOCUMENT) == [WEB_URL]


@pytest.mark.attack("D30", "unreachable")
@pytest.mark.parametrize(
    "answer",
    [
        None,
        Fetched("https://elsewhere.example/", b'{"id":"did:web:north.example"}'),
    ],
    ids=["not had", "of another address"],
)
def test_a_document_that_cannot_be_had_says_nothing(answer: Any) -> None:
    error = refusal(f"{WEB}#key-1", WEB, {WEB_URL: answer})
    assert error.code == "key.unavailable"
    assert registered(error.code).classes == ("I",)


@pytest.mark.attack("D06", "authentication")
@pytest.mark.attack("D06", "listed-nowhere")
@pytest.mark.attack("D30", "gone")
@pytest.mark.parametrize(
    ("tree", "code"),
    [
        (document(WEB, multikey(ONE, WEB), assertionMethod=[], authentication=["#key-1"]), "key.relationship"),
        (document(WEB, multikey(ONE, WEB), assertionMethod=[]), "key.relationship"),
        (document(WEB, multikey(ONE, WEB, "key-2")), "key.unknown"),
        (document(WEB, multikey(ONE, WEB, controller=TWO.controller)), "key.controller"),
        (document(f"{WEB}:other", multikey(ONE, WEB)), "did.id_mismatch"),
        (document(WEB, multikey(ONE, WEB), deactivated=True), "did.deactivated"),
        (b"<html>", "json.syntax"),
        (b" " * 65537, "did.limit"),
    ],
)
def test_what_the_document_says_counts(tree: Any, code: str) -> None:
    assert refusal(f"{WEB}#key-1", WEB, {WEB_URL: tree}).code == code


# ---- https -----------------------------------------------------------------------------------------------------------


@pytest.mark.attack("D11", "listed")
def test_an_https_issuer_lists_its_key() -> None:
    found = find(f"{HTTPS}#key-1", HTTPS, HTTPS_DOCUMENT)
    assert (found.method.public_key, found.document_id, found.source) == (ONE.public_key, HTTPS, "document")


@pytest.mark.attack("D11", "unresolved")
@pytest.mark.parametrize("method_id", [f"{HTTPS}#key-1", ONE.verification_method, f"{WEB}#key-1"])
@pytest.mark.parametrize("issuer", [HTTPS, "http://north.example/1", "urn:uuid:1", "https://n\u0430me.example/", ""])
def test_without_a_document_no_key_is_bound(method_id: str, issuer: str) -> None:
    error = refusal(method_id, issuer)
    assert error.code == "key.unbound"
    assert registered(error.code).classes == ("I",)
    own = [finding.code for finding in error.findings]
    assert own == (["key.unbound", "key.unavailable"] if method_id.startswith(f"{issuer}#") else ["key.unbound"])


@pytest.mark.attack("D11", "not-listed")
@pytest.mark.parametrize(
    "method_id",
    [TWO.verification_method, f"{JWK}#0", f"{WEB}#key-1", "https://other.example/#key-1", f"{HTTPS}/2#key-1"],
)
def test_a_key_that_the_issuer_does_not_list_is_somebody_elses(method_id: str) -> None:
    assert refusal(method_id, HTTPS, {**HTTPS_DOCUMENT, **WEB_DOCUMENT}).code == "key.controller"
    assert asked(method_id, HTTPS, HTTPS_DOCUMENT) == [HTTPS]


def listing(method_id: str) -> dict[str, Any]:
    return {HTTPS: {"id": HTTPS, "assertionMethod": [method_id]}}


def test_an_https_issuer_may_list_methods_of_other_documents() -> None:
    found = find(ONE.verification_method, HTTPS, listing(ONE.verification_method))
    assert (found.document_id, found.source) == (ONE.controller, "did:key")
    documents = listing(f"{WEB}#key-1") | WEB_DOCUMENT
    assert find(f"{WEB}#key-1", HTTPS, documents).method.public_key == ONE.public_key
    assert asked(f"{WEB}#key-1", HTTPS, documents) == [HTTPS, WEB_URL]


def test_the_other_document_must_agree() -> None:
    """The issuer's word is one half; the document of the method, retrieved from its own place, is the other."""
    for tree, code in [
        (document(WEB, multikey(ONE, WEB), assertionMethod=[]), "key.relationship"),
        (document(WEB, multikey(TWO, WEB, controller=HTTPS)), "key.controller"),
        (document(WEB), "key.unknown"),
        (None, "key.unavailable"),
    ]:
        assert refusal(f"{WEB}#key-1", HTTPS, listing(f"{WEB}#key-1") | {WEB_URL: tree}).code == code


def test_a_key_that_is_embedded_under_the_name_of_another_document_is_not_believed() -> None:
    forged = {**multikey(TWO, WEB), "controller": WEB}
    documents = {HTTPS: {"id": HTTPS, "assertionMethod": [forged]}, **WEB_DOCUMENT}
    assert find(f"{WEB}#key-1", HTTPS, documents).method.public_key == ONE.public_key


def test_a_jwk_or_a_key_set_at_a_url() -> None:
    url = "https://north.example/keys"
    tree = {**ONE.public_key.to_jwk(), "kid": "a"}
    for method_id, data in [(url, tree), (f"{url}#a", tree), (f"{url}#a", {"keys": [tree, TWO.public_key.to_jwk()]})]:
        found = find(method_id, HTTPS, listing(method_id) | {url: data})
        assert (found.method.public_key, found.document_id) == (ONE.public_key, url)
        assert refusal(method_id, HTTPS, HTTPS_DOCUMENT | {url: data}).code == "key.controller"
    assert find(f"{HTTPS}#a", HTTPS, {HTTPS: {"keys": [tree]}}).method.id == f"{HTTPS}#a"
    assert refusal(f"{HTTPS}#a", HTTPS, {HTTPS: {"keys": [tree]}}, purpose="authentication").code == "key.relationship"


# ---- pinned ----------------------------------------------------------------------------------------------------------


def pins(issuer: str, *given: Any) -> PinnedKeys:
    return PinnedKeys({issuer: list(given)})


@pytest.mark.attack("D11", "pinned")
@pytest.mark.parametrize("pin", [ONE.public_key, ONE.public_key.thumbprint()], ids=["key", "thumbprint"])
@pytest.mark.parametrize(
    ("method_id", "documents"),
    [
        (ONE.verification_method, {}),
        (f"{JWK}#0", {}),
        (f"{HTTPS}#key-1", HTTPS_DOCUMENT),
        (f"{WEB}#key-1", listing(f"{WEB}#key-1") | WEB_DOCUMENT),
    ],
)
def test_a_pinned_key_is_the_issuers(pin: Any, method_id: str, documents: dict[str, Any]) -> None:
    found = find(method_id, HTTPS, documents, pinned=pins(HTTPS, pin))
    assert (found.method.public_key, found.source) == (ONE.public_key, "pinned")
    assert [(note.code, note.outcome) for note in found.notes] == [("key.pinned", "W")]


@pytest.mark.parametrize("fragment", ["key-1", ONE.public_key.thumbprint(), ONE.public_key.to_multikey()])
def test_a_pinned_key_needs_no_document(fragment: str) -> None:
    found = find(f"{WEB}#{fragment}", WEB, pinned=pins(WEB, ONE.public_key))
    assert (found.method.public_key, found.method.id, found.method.controller) == (
        ONE.public_key,
        f"{WEB}#{fragment}",
        WEB,
    )
    named = VerificationMethod(f"{WEB}#{fragment}", WEB, "Multikey", ONE.public_key)
    assert find(f"{WEB}#{fragment}", WEB, pinned=pins(WEB, TWO.public_key, named)).method is named
    assert asked(f"{WEB}#{fragment}", WEB, pinned=pins(WEB, ONE.public_key)) == []


def test_among_several_pinned_keys_the_name_decides_or_the_document() -> None:
    both = pins(WEB, ONE.public_key, TWO.public_key)
    named = find(f"{WEB}#{TWO.public_key.thumbprint()}", WEB, pinned=both)
    assert named.method.public_key == TWO.public_key
    assert find(f"{WEB}#key-1", WEB, WEB_DOCUMENT, pinned=both).method.public_key == ONE.public_key
    assert refusal(f"{WEB}#key-1", WEB, pinned=both).code == "key.unavailable"


@pytest.mark.attack("D11", "pinned-other")
@pytest.mark.attack("H18", "pin")
@pytest.mark.parametrize("pin", [TWO.public_key, TWO.public_key.thumbprint()], ids=["key", "thumbprint"])
@pytest.mark.parametrize(
    ("method_id", "issuer", "documents"),
    [
        (ONE.verification_method, HTTPS, listing(ONE.verification_method)),
        (ONE.verification_method, ONE.controller, {}),
        (f"{HTTPS}#{ONE.public_key.to_multikey()}", HTTPS, {HTTPS: document(HTTPS, multikey(ONE, HTTPS))}),
        (f"{WEB}#key-1", HTTPS, listing(f"{WEB}#key-1") | WEB_DOCUMENT),
    ],
)
def test_another_key_than_the_pinned_one_is_refused(pin: Any, method_id: str, issuer: str, documents: Any) -> None:
    assert refusal(method_id, issuer, documents, pinned=pins(issuer, pin)).code in ("key.controller", "key.unknown")


def test_a_thumbprint_and_another_key_in_the_document() -> None:
    other = pins(WEB, TWO.public_key.thumbprint())
    assert refusal(f"{WEB}#key-1", WEB, WEB_DOCUMENT, pinned=other).code == "key.controller"


def test_pins_of_one_issuer_say_nothing_about_another() -> None:
    assert find(ONE.verification_method, ONE.controller, pinned=pins(HTTPS, TWO.public_key)).source == "did:key"
    assert refusal(ONE.verification_method, f"{HTTPS}/", pinned=pins(HTTPS, ONE.public_key)).code == "key.unbound"


def test_an_empty_list_of_pins_accepts_nothing() -> None:
    assert refusal(ONE.verification_method, ONE.controller, pinned=pins(ONE.controller)).code == "key.controller"


@pytest.mark.parametrize("pin", [5, None, "short", b"x" * 43, {"kty": "OKP"}])
def test_what_is_no_pin(pin: Any) -> None:
    with pytest.raises(InputTypeError):
        PinnedKeys({HTTPS: [pin]})
    with pytest.raises(InputTypeError):
        PinnedKeys({HTTPS: pin})


@pytest.mark.parametrize(
    ("given", "hint"),
    [
        ({WEB: ONE}, "signer.public_key"), ({WEB: [ONE]}, "signer.public_key"), (ONE.public_key, "PinnedKeys({"),
        ([(WEB, ONE.public_key)], "PinnedKeys({"), (None, "PinnedKeys({"), ({5: ONE.public_key}, "did:web:"),
        ({"north.example": ONE.public_key}, "Did you mean did:web:north.example?"),
        ({"North University": ONE.public_key}, "by their ids"), ({"": ONE.public_key}, "by their ids"),
        ({WEB: ONE.public_key.to_jwk()}, "from_jwk"),
    ],
)  # fmt: skip
def test_what_pins_nothing_is_told(given: Any, hint: str) -> None:
    with pytest.raises(InputTypeError) as refused:
        PinnedKeys(given)
    assert refused.value.code == "input.type"
    assert hint in refused.value.hint


# ---- archived --------------------------------------------------------------------------------------------------------

ARCHIVED = {WEB: ControllerDocument.read(document(WEB, multikey(ONE, WEB)), expected_id=WEB)}


@pytest.mark.attack("D30", "archived")
@pytest.mark.parametrize("live", [None, document(WEB), document(WEB, multikey(TWO, WEB, "key-2"))])
def test_an_archived_document_knows_old_keys(live: Any) -> None:
    found = find(f"{WEB}#key-1", WEB, {WEB_URL: live}, archived=ARCHIVED)
    assert (found.method.public_key, found.source) == (ONE.public_key, "archived")
    assert [(note.code, note.outcome) for note in found.notes] == [("key.archived", "W")]


def test_the_live_document_comes_first() -> None:
    live = {WEB_URL: document(WEB, multikey(TWO, WEB))}
    assert find(f"{WEB}#key-1", WEB, live, archived=ARCHIVED).method.public_key == TWO.public_key
    revoked = {WEB_URL: document(WEB, multikey(ONE, WEB, revoked="2026-01-01T00:00:00Z"))}
    assert find(f"{WEB}#key-1", WEB, revoked, archived=ARCHIVED).method.revoked is not None


@pytest.mark.parametrize(
    ("live", "code"),
    [
        (document(WEB, deactivated=True), "did.deactivated"),
        (document(WEB, multikey(ONE, WEB), assertionMethod=[]), "key.relationship"),
        (document("did:web:other.example"), "did.id_mismatch"),
    ],
)
def test_what_the_live_document_forbids_the_archive_does_not_allow(live: Any, code: str) -> None:
    assert refusal(f"{WEB}#key-1", WEB, {WEB_URL: live}, archived=ARCHIVED).code == code


def test_the_archive_is_checked_like_a_live_document() -> None:
    assert refusal(f"{WEB}#key-2", WEB, archived=ARCHIVED).code == "key.unknown"
    assert refusal(TWO.verification_method, WEB, archived=ARCHIVED).code == "key.controller"
    assert refusal(f"{WEB}#key-1", WEB, archived=ARCHIVED, purpose="authentication").code == "key.relationship"
    assert refusal(f"{HTTPS}#key-1", HTTPS, archived=ARCHIVED).code == "key.unbound"
    new = "did:new:abc"
    archive = {new: ControllerDocument.read(document(new, multikey(ONE, new)), expected_id=new)}
    assert find(f"{new}#key-1", new, archived=archive).source == "archived"


def test_the_resolver_object_does_the_same() -> None:
    sources = KeySources(pins(HTTPS, ONE.public_key), ARCHIVED)
    for method_id, issuer, source in [
        (ONE.verification_method, HTTPS, "pinned"),
        (f"{WEB}#key-1", WEB, "archived"),
        (TWO.verification_method, TWO.controller, "did:key"),
    ]:
        assert drive(sources.resolve(method_id, purpose=PURPOSE, issuer=issuer))[0].source == source


def test_the_budget_limits_what_is_asked_for() -> None:
    steps = find_method(f"{WEB}#key-1", purpose=PURPOSE, issuer=WEB, budget=DEFAULT.with_(did_document_bytes=77))
    assert next(steps) == (WEB_URL, "controller document", 77)


# ---- tokens that carry their key -------------------------------------------------------------------------------------


def carried(who: LocalSigner, issuer: str, documents: Any = None, **options: Any) -> Found:
    return drive(find_key(who.public_key, purpose=PURPOSE, issuer=issuer, **options), documents)[0]


def carried_code(who: LocalSigner, issuer: str, documents: Any = None, **options: Any) -> str:
    with pytest.raises(KeyLoadError) as caught:
        carried(who, issuer, documents, **options)
    return caught.value.code


@pytest.mark.attack("E04", "jwk-only")
@pytest.mark.attack("E04", "jwk-did")
@pytest.mark.attack("E04", "jwk-good")
def test_a_carried_key_is_looked_up_among_the_issuers() -> None:
    assert carried(ONE, ONE.controller).method.id == ONE.verification_method
    assert carried(ONE, JWK).method.id == f"{JWK}#0"
    assert carried(ONE, WEB, WEB_DOCUMENT).method.id == f"{WEB}#key-1"
    assert carried(ONE, HTTPS, {HTTPS: {"keys": [ONE.public_key.to_jwk()]}}).method.id == HTTPS
    for issuer, documents in [(ONE.controller, None), (JWK, None), (WEB, WEB_DOCUMENT), (HTTPS, HTTPS_DOCUMENT)]:
        assert carried_code(TWO, issuer, documents) == "key.controller"
    assert carried_code(ONE, HTTPS) == "key.unbound"
    assert carried_code(ONE, WEB) == "key.unavailable"
    assert carried_code(ONE, WEB, {WEB_URL: document(WEB, multikey(ONE, WEB), assertionMethod=[])}) == "key.controller"


def test_a_carried_key_and_pins_and_archives() -> None:
    assert carried(ONE, HTTPS, pinned=pins(HTTPS, ONE.public_key)).source == "pinned"
    assert carried_code(TWO, HTTPS, pinned=pins(HTTPS, ONE.public_key)) == "key.controller"
    assert carried(ONE, WEB, archived=ARCHIVED).source == "archived"
    assert carried(ONE, WEB, {WEB_URL: document(WEB)}, archived=ARCHIVED).notes[0].code == "key.archived"
    assert carried_code(TWO, WEB, archived=ARCHIVED) == "key.controller"


# ---- the switch that nobody should need ------------------------------------------------------------------------------


def test_the_key_of_a_fragment_is_taken_by_name_only() -> None:
    text = ONE.public_key.to_multikey()
    assert unsafe_fragment_key(f"https://1edtech.example#{text}") == ONE.public_key
    for bad in ("https://a.example", "https://a.example#key-1", f"{WEB}?x#{text}"):
        with pytest.raises(KeyLoadError):
            unsafe_fragment_key(bad)


# ---- a history of documents ------------------------------------------------------------------------------------------


def archived(*methods: Any, **members: Any) -> ControllerDocument:
    return ControllerDocument.read(document(WEB, *methods, **members), expected_id=WEB)


def test_an_archive_of_several_copies_knows_the_keys_of_all_times() -> None:
    first = archived(multikey(ONE, WEB, "2024"))
    history = {WEB: first.with_later(archived(multikey(TWO, WEB, "2025"))).with_later(archived())}
    live = {WEB_URL: document(WEB, multikey(signer("three"), WEB, "2026"))}
    for name, who in (("2024", ONE), ("2025", TWO)):
        found = find(f"{WEB}#{name}", WEB, live, archived=history)
        assert (found.method.public_key, found.source) == (who.public_key, "archived")
    assert refusal(f"{WEB}#2023", WEB, live, archived=history).code == "key.unknown"
    assert refusal(f"{WEB}#2024", WEB, live, archived=history, purpose="authentication").code == "key.relationship"


def test_an_end_that_one_copy_tells_holds() -> None:
    plain = archived(multikey(ONE, WEB))
    ended = archived(multikey(ONE, WEB, revoked="2025-01-01T00:00:00Z"))
    later = archived(multikey(ONE, WEB, revoked="2026-01-01T00:00:00+01:00"))
    for joined in (plain.with_later(ended), ended.with_later(plain), ended.with_later(later), later.with_later(ended)):
        method = joined.method(f"{WEB}#key-1", PURPOSE)
        assert method.revoked is not None
        assert method.revoked.year == 2025


def test_one_name_for_two_keys_is_no_history() -> None:
    first = archived(multikey(ONE, WEB))
    with pytest.raises(KeyLoadError) as caught:
        first.with_later(archived(multikey(TWO, WEB)))
    assert caught.value.code == "did.ambiguous"
    other = ControllerDocument.read(document(HTTPS), expected_id=HTTPS)
    with pytest.raises(KeyLoadError) as caught:
        first.with_later(other)
    assert caught.value.code == "did.id_mismatch"
    jwk = {"id": f"{WEB}#key-1", "type": "JsonWebKey", "controller": WEB, "publicKeyJwk": ONE.public_key.to_jwk()}
    assert first.with_later(archived(jwk)).method(f"{WEB}#key-1", PURPOSE).public_key == ONE.public_key
