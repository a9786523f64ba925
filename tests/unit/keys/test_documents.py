"""DIDs, controller documents and key sets: strict shapes, one meaning, bounded work."""

from __future__ import annotations

import json
import time
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from tests.unit.keys.steps import document, multikey, signer

from eccoe_vc.encoding import base58, base64url
from eccoe_vc.errors import KeyLoadError
from eccoe_vc.keys import ControllerDocument, KeySet, LocalSigner, PublicKey, did, did_jwk, did_key, did_web
from eccoe_vc.keys.method import VerificationMethod, check_in_force
from eccoe_vc.limits import DEFAULT

WEB = "did:web:north.example"
NAME = f"{WEB}#key-1"
ONE, TWO = signer("one"), signer("two")


def code_of(call: Any, *arguments: Any, **named: Any) -> str:
    with pytest.raises(KeyLoadError) as caught:
        call(*arguments, **named)
    return caught.value.code


# ---- syntax ----------------------------------------------------------------------------------------------------------


@pytest.mark.attack("A16", "raw")
@pytest.mark.parametrize(
    "text",
    ["", "did", "did:", "did:web", "did:web:", "DID:web:a", "did:Web:a", "did:web:a:", "did:web:ex\u0430mple.edu",
     "did:web:a b", "did:web:a\n", "did:web:%4", "did:web:%zz", "did:web:a#k", "did:web:a?x=1", "did:web:a/b",
     "did:web:[::1]", "did:web:a\\b", "did:key:" + "z" * 9000, 5, None],
)  # fmt: skip
def test_what_is_no_did(text: Any) -> None:
    assert code_of(did.parse, text) == "did.syntax"


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("did:web:a?versionId=1#k", "did.syntax"),
        ("did:web:a/path#k", "did.syntax"),
        ("did:web:a#", "did.syntax"),
        ("did:web:a#k#l", "did.syntax"),
        ("did:web:a#k\u0430", "did.syntax"),
        ("http://a.example/#k", "key.url"),
        ("https://user@a.example/#k", "key.url"),
        ("https://a.example\\@b/#k", "key.url"),
        ("https://a.ex\u0430mple/#k", "key.url"),
        ("https://a.example/ #k", "key.url"),
        ("https:///#k", "key.url"),
        ("https://a.example/#", "key.url"),
        ("urn:uuid:1#k", "key.url"),
        ("javascript:alert(1)", "key.url"),
        ("#k", "key.url"),
        ("", "key.url"),
        (None, "key.url"),
        ("https://a.example/" + "a" * 9000, "key.url"),
    ],
)
def test_what_is_no_url_of_a_method(text: Any, code: str) -> None:
    assert code_of(did.parse_reference, text) == code


@pytest.mark.parametrize(
    ("name", "url"),
    [
        ("did:web:w3c-ccg.github.io", "https://w3c-ccg.github.io/.well-known/did.json"),
        ("did:web:w3c-ccg.github.io:user:alice", "https://w3c-ccg.github.io/user/alice/did.json"),
        ("did:web:example.com%3A3000:user:alice", "https://example.com:3000/user/alice/did.json"),
        ("did:web:a.example:caf%C3%A9", "https://a.example/caf%C3%A9/did.json"),
        ("did:web:a.example:a..b:.hidden", "https://a.example/a..b/.hidden/did.json"),
        ("did:web:xn--exmple-4nf.edu", "https://xn--exmple-4nf.edu/.well-known/did.json"),
        # Whether such an address may be asked is the fetcher's decision.
        ("did:web:127.0.0.1%3A8080", "https://127.0.0.1:8080/.well-known/did.json"),
        ("did:web:localhost", "https://localhost/.well-known/did.json"),
    ],
)
def test_did_web_is_exactly_one_url(name: str, url: str) -> None:
    """The first three are the examples of the specification."""
    assert did_web.url(name) == url


@pytest.mark.attack("A16", "percent")
@pytest.mark.parametrize(
    "name",
    ["did:web:ex%61mple.edu", "did:web:a%3a80", "did:web:a%3A0", "did:web:a%3A65536", "did:web:a%3A080", "did:web:a%3A",
     "did:web:a%3A80%3A90", "did:web:a..b", "did:web:.a", "did:web:-a", "did:web:a_b", "did:web:a::b", "did:web:a:..",
     "did:web:a:.", "did:web:a:...", "did:web:a:%2E%2E", "did:web:a:b%2Fc", "did:web:a:b%5Cc", "did:web:a:%00",
     "did:web:a:%0A", "did:web:a:%41", "did:web:a:%c3%a9", "did:web:a:b%3Fc", "did:web:a:b%23c", "did:key:z6Mk",
     "did:web:" + "a" * 64, "did:web:" + "a." * 140 + "b"],
)  # fmt: skip
def test_did_web_has_no_tricks(name: str) -> None:
    assert code_of(did_web.url, name) == "did.syntax"


# ---- did:key and did:jwk ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("alg", ["Ed25519", "P-256", "P-384", "RSA-2048"])
def test_a_did_is_its_key(alg: str) -> None:
    who = LocalSigner.generate(alg)
    key = who.public_key
    resolved = did_key.resolve(did_key.encode(key))
    assert resolved.method(did_key.method_id(key), "authentication").public_key == key
    assert did_jwk.public_key(did_jwk.encode(key)) == key
    assert not resolved.lists(did_key.method_id(key), "keyAgreement")
    by_jwk = LocalSigner(who._key, controller=did_jwk.encode(key))
    assert by_jwk.verification_method == did_jwk.encode(key) + "#0"


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (lambda text: text + "1", "key.invalid"),
        (lambda text: text[:-1], "key.invalid"),
        (lambda text: "1.1:" + text, "did.key"),
        (lambda text: "u" + base64url.encode(b"\xed\x01" + ONE.public_key.raw), "did.key"),
        (lambda text: "z" + base58.encode(b"\xed\x81\x00" + ONE.public_key.raw), "did.key"),
        (lambda text: "z" + base58.encode(b"\xed\x01" + ONE.public_key.raw + b"\0"), "key.invalid"),
        (lambda text: "z" + base58.encode(b"\xed\x01" + bytes([1]) + bytes(31)), "key.small_order"),
        (lambda text: "z" + base58.encode(b"\x80\x26" + bytes(32)), "key.private_in_public"),
        (lambda text: "z1" + text[1:], "unsupported.key_type"),
        (lambda text: "z0", "did.key"),
    ],
)
def test_did_keys_that_are_not_their_own_encoding(change: Any, code: str) -> None:
    found = code_of(did_key.resolve, "did:key:" + change(ONE.public_key.to_multikey()))
    assert found == code or (code == "key.invalid" and found in ("did.key", "unsupported.key_type"))


@pytest.mark.parametrize(
    ("tree", "code"),
    [
        (b"{}", "key.type"),
        (b"[]", "did.key"),
        (b'{"kty":"OKP","kty":"OKP"}', "did.key"),
        (b"\xef\xbb\xbf{}", "did.key"),
        (b"\xff", "did.key"),
        (b'{"a":{"a":{"a":{"a":{}}}}}', "did.key"),
        (json.dumps({**ONE.public_key.to_jwk(), "d": "AA"}).encode(), "key.private_in_public"),
        (json.dumps({"kty": "oct", "k": "AA"}).encode(), "key.private_in_public"),
        (json.dumps({**ONE.public_key.to_jwk(), "use": "enc"}).encode(), "key.relationship"),
        (json.dumps({**ONE.public_key.to_jwk(), "use": "x"}).encode(), "key.use"),
        (json.dumps({"kty": "OKP", "crv": "Ed25519", "x": "AQ" + "A" * 41}).encode(), "key.small_order"),
    ],
)  # fmt: skip
def test_did_jwks_that_hold_no_key_for_signatures(tree: bytes, code: str) -> None:
    assert code_of(did_jwk.public_key, "did:jwk:" + base64url.encode(tree)) == code


def test_did_jwk_is_canonical_base64url() -> None:
    text = did_jwk.encode(ONE.public_key)
    assert code_of(did_jwk.resolve, text + "=") in ("did.key", "did.syntax")
    twins = [
        text[:-1] + last
        for last in "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
        if last != text[-1]
    ]
    assert not [twin for twin in twins if _same_key(twin)]
    assert code_of(did_jwk.resolve, "did:key:z6Mk") == "did.syntax"
    assert code_of(did_key.public_key, text) == "did.syntax"


def _same_key(name: str) -> bool:
    try:
        return did_jwk.public_key(name) == ONE.public_key
    except KeyLoadError:
        return False


@pytest.mark.parametrize("own", [did_key.encode, did_jwk.encode])
def test_nobody_signs_under_the_did_of_another_key(own: Any) -> None:
    assert LocalSigner(ONE._key, controller=own(ONE.public_key)).public_key == ONE.public_key
    assert code_of(LocalSigner, ONE._key, controller=own(TWO.public_key)) == "key.controller"


# ---- controller documents --------------------------------------------------------------------------------------------


def read(tree: Any, **limits: int) -> ControllerDocument:
    return ControllerDocument.read(tree, expected_id=WEB, budget=DEFAULT.with_(**limits))


@pytest.mark.attack("H14", "context")
def test_a_usual_document_is_read_whatever_its_context_says() -> None:
    found = read(document(WEB, multikey(ONE, WEB)))
    method = found.method(NAME, "assertionMethod")
    assert method == VerificationMethod(NAME, WEB, "Multikey", ONE.public_key)
    assert found.lists(NAME, "assertionMethod")
    assert not found.lists(NAME, "authentication")


@pytest.mark.attack("H14", "html")
@pytest.mark.attack("H14", "bom")
@pytest.mark.attack("H14", "dup")
@pytest.mark.attack("H14", "depth")
@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"<!doctype html><title>404</title>", "json.syntax"),
        (b"\xef\xbb\xbf{}", "json.encoding"),
        (b'{"id":"did:web:north.example","verificationMethod":[],"verificationMethod":[]}', "json.duplicate_key"),
        (b'{"id":' + b"[" * 32 + b"]" * 32 + b"}", "json.depth"),
        (b"[]", "did.document"),
        (b'"did:web:north.example"', "did.document"),
        (b'{"id":"did:web:north.example","x":"' + b"a" * 65536 + b'"}', "did.limit"),
        ({}, "did.document"),
        ({"id": 5}, "did.document"),
        ({"id": None}, "did.document"),
        ({"id": "did:web:north.example."}, "did.id_mismatch"),
        ({"id": "did:web:NORTH.example"}, "did.id_mismatch"),
        ({"id": WEB, "deactivated": True}, "did.deactivated"),
        ({"id": WEB, "deactivated": "false"}, "did.deactivated"),
        ({"id": WEB, "verificationMethod": {}}, "did.document"),
        ({"id": WEB, "verificationMethod": [NAME]}, "did.document"),
        ({"id": WEB, "verificationMethod": [{}]}, "did.document"),
        ({"id": WEB, "verificationMethod": [{"id": "key-1"}]}, "did.document"),
        ({"id": WEB, "verificationMethod": [{"id": ""}]}, "did.document"),
        ({"id": WEB, "assertionMethod": NAME}, "did.document"),
        ({"id": WEB, "assertionMethod": None}, "did.document"),
        ({"id": WEB, "assertionMethod": [5]}, "did.document"),
        ({"id": WEB, "assertionMethod": ["key-1"]}, "did.document"),
        (document(WEB, multikey(ONE, WEB, privateKeyMultibase="z1")), "key.private_in_public"),
        (document(WEB, multikey(ONE, WEB, secretKeyJwk={})), "key.private_in_public"),
        (document(WEB, keyAgreement=[{"id": "#x", "publicKeyJwk": {"d": ""}}]), "key.private_in_public"),
        (document(WEB, multikey(ONE, WEB, publicKeyJwk=TWO.public_key.to_jwk())), "did.ambiguous"),
    ],
)  # fmt: skip
def test_malformed_documents(data: Any, code: str) -> None:
    assert code_of(read, data) == code


@pytest.mark.attack("H15", "many")
@pytest.mark.parametrize("member", ["verificationMethod", "assertionMethod"])
def test_long_lists_of_methods_are_refused(member: str) -> None:
    def listed(count: int) -> dict[str, Any]:
        return {"id": WEB, member: [multikey(ONE, WEB, f"key-{number}") for number in range(count)]}

    assert read(listed(3), did_methods=3)
    assert code_of(read, listed(4), did_methods=3) == "did.limit"
    assert code_of(read, {"id": WEB, "assertionMethod": [f"#{n}" for n in range(10_000)]}) == "did.limit"
    many = listed(2) | {"authentication": [multikey(TWO, WEB, f"other-{number}") for number in range(2)]}
    assert code_of(read, many, did_methods=3) == "did.limit"


@pytest.mark.attack("H15", "same-id")
def test_two_methods_with_one_id_are_ambiguous() -> None:
    assert code_of(read, document(WEB, multikey(ONE, WEB), multikey(TWO, WEB))) == "did.ambiguous"
    assert code_of(read, document(WEB, multikey(ONE, WEB), {**multikey(TWO, WEB), "id": "#key-1"})) == "did.ambiguous"


def test_the_same_method_in_two_places_is_one() -> None:
    relative = {**multikey(ONE, WEB), "id": "#key-1"}
    found = read(document(WEB, multikey(ONE, WEB), assertionMethod=[multikey(ONE, WEB)], authentication=[relative]))
    assert found.method(NAME, "authentication").public_key == ONE.public_key


@pytest.mark.attack("H15", "two-forms")
def test_two_forms_of_one_key() -> None:
    both = multikey(ONE, WEB, publicKeyJwk=ONE.public_key.to_jwk())
    assert read(document(WEB, both)).method(NAME, "assertionMethod").public_key == ONE.public_key
    other = document(
        WEB, multikey(ONE, WEB, publicKeyJwk={"kty": "EC", "crv": "secp256k1"}), multikey(TWO, WEB, "key-2")
    )
    assert read(other).method(f"{WEB}#key-2", "assertionMethod").public_key == TWO.public_key
    assert code_of(read(other).method, NAME, "assertionMethod") == "unsupported.key_type"


@pytest.mark.attack("H15", "relative")
@pytest.mark.attack("D06", "relative")
@pytest.mark.attack("D06", "embedded")
@pytest.mark.parametrize(
    "members",
    [
        {"verificationMethod": [{**multikey(ONE, WEB), "id": "#key-1"}], "assertionMethod": [NAME]},
        {"verificationMethod": [multikey(ONE, WEB)], "assertionMethod": ["#key-1"]},
        {"assertionMethod": [multikey(ONE, WEB)]},
        {"assertionMethod": [{**multikey(ONE, WEB), "id": "#key-1"}]},
    ],
)
def test_references_relative_absolute_and_embedded(members: dict[str, Any]) -> None:
    assert read({"id": WEB, **members}).method(NAME, "assertionMethod").id == NAME


@pytest.mark.parametrize(
    ("members", "method_id", "code"),
    [
        ({"assertionMethod": []}, NAME, "key.relationship"),
        ({"assertionMethod": [], "authentication": ["#key-1"]}, NAME, "key.relationship"),
        ({"assertionMethod": ["#key-2"]}, f"{WEB}#key-2", "key.unknown"),
        ({}, f"{WEB}#other", "key.unknown"),
        ({}, WEB, "key.unknown"),
        ({}, "did:web:south.example#key-1", "key.controller"),
        ({}, f"{WEB}.evil.example#key-1", "key.controller"),
        ({}, f"{WEB}:evil#key-1", "key.controller"),
        ({"verificationMethod": [multikey(ONE, WEB, controller="did:web:south.example")]}, NAME, "key.controller"),
        ({"verificationMethod": [multikey(ONE, WEB, controller=[WEB])]}, NAME, "did.document"),
        ({"verificationMethod": [multikey(ONE, WEB, type=["Multikey"])]}, NAME, "did.document"),
        ({"verificationMethod": [multikey(ONE, WEB, type="Other2030")]}, NAME, "unsupported.key_type"),
        ({"verificationMethod": [multikey(ONE, WEB, type="JsonWebKey")]}, NAME, "key.type"),
        ({"verificationMethod": [multikey(ONE, WEB, publicKeyMultibase=7)]}, NAME, "key.invalid"),
        ({"verificationMethod": [multikey(ONE, WEB, publicKeyMultibase="z")]}, NAME, "key.invalid"),
        ({"verificationMethod": [multikey(ONE, WEB, expires="2026-01-01")]}, NAME, "time.format"),
        ({"verificationMethod": [multikey(ONE, WEB, revoked=None)]}, NAME, "time.format"),
    ],
)
def test_methods_that_are_not_had(members: dict[str, Any], method_id: str, code: str) -> None:
    found = read(document(WEB, multikey(ONE, WEB)) | members)
    with pytest.raises(KeyLoadError) as caught:
        found.method(method_id, "assertionMethod")
    assert caught.value.code == code


@pytest.mark.attack("D06", "key-agreement")
def test_a_key_for_agreement_is_for_nothing_else() -> None:
    x25519 = {
        "id": "#x",
        "type": "X25519KeyAgreementKey2020",
        "controller": WEB,
        "publicKeyMultibase": "z6LSbysY2xFMRpGM",
    }
    found = read({"id": WEB, "verificationMethod": [x25519], "keyAgreement": ["#x"]})
    assert code_of(found.method, f"{WEB}#x", "assertionMethod") == "key.relationship"
    assert code_of(found.method, f"{WEB}#x", "keyAgreement") == "unsupported.key_type"


P256 = LocalSigner.generate("P-256").public_key


@pytest.mark.parametrize(
    ("kind", "members", "key"),
    [
        ("JsonWebKey", {"publicKeyJwk": P256.to_jwk()}, P256),
        ("JsonWebKey2020", {"publicKeyJwk": ONE.public_key.to_jwk()}, ONE.public_key),
        ("Ed25519VerificationKey2020", {"publicKeyMultibase": ONE.public_key.to_multikey()}, ONE.public_key),
        ("Ed25519VerificationKey2018", {"publicKeyBase58": base58.encode(ONE.public_key.raw)}, ONE.public_key),
        ("Multikey", {"publicKeyMultibase": P256.to_multikey()}, P256),
    ],
)
def test_all_types_of_methods(kind: str, members: dict[str, Any], key: PublicKey) -> None:
    tree = {"id": NAME, "type": kind, "controller": WEB, **members}
    found = read({"id": WEB, "assertionMethod": [tree]})
    assert found.method(NAME, "assertionMethod") == VerificationMethod(NAME, WEB, kind, key)
    assert found.find(key, "assertionMethod") is not None
    assert found.find(TWO.public_key, "assertionMethod") is None
    assert found.find(key, "authentication") is None


@pytest.mark.parametrize(
    ("kind", "members", "code"),
    [
        ("Ed25519VerificationKey2020", {"publicKeyMultibase": P256.to_multikey()}, "key.type"),
        ("Ed25519VerificationKey2018", {"publicKeyBase58": base58.encode(bytes(31))}, "key.invalid"),
        ("Ed25519VerificationKey2018", {"publicKeyBase58": "0"}, "key.invalid"),
        ("Ed25519VerificationKey2018", {"publicKeyMultibase": ONE.public_key.to_multikey()}, "key.type"),
        ("JsonWebKey", {"publicKeyJwk": {**P256.to_jwk(), "use": "enc"}}, "key.use"),
        ("JsonWebKey", {"publicKeyJwk": {**P256.to_jwk(), "alg": "ES384"}}, "key.alg"),
        ("JsonWebKey", {"publicKeyJwk": []}, "key.type"),
    ],
)
def test_types_and_keys_that_do_not_fit(kind: str, members: dict[str, Any], code: str) -> None:
    tree = {"id": NAME, "type": kind, "controller": WEB, **members}
    found = read({"id": WEB, "assertionMethod": [tree]})
    with pytest.raises(KeyLoadError) as caught:
        found.method(NAME, "assertionMethod")
    assert caught.value.code == code
    assert caught.value.pointer.startswith("/assertionMethod/0") or code == "key.invalid"


def test_reading_a_document_of_a_hundred_methods_costs_little() -> None:
    methods = [multikey(signer(str(number)), WEB, f"key-{number}") for number in range(100)]
    start = time.thread_time()
    found = read(json.dumps(document(WEB, *methods)).encode())
    found.method(f"{WEB}#key-99", "assertionMethod")
    assert time.thread_time() - start < 0.1  # one key was judged, not a hundred


def test_a_document_does_not_change_with_the_callers_tree() -> None:
    tree = document(WEB, multikey(ONE, WEB))
    found = read(tree)
    tree["verificationMethod"][0]["publicKeyMultibase"] = TWO.public_key.to_multikey()
    assert found.method(NAME, "assertionMethod").public_key == ONE.public_key
    assert repr(found) == "ControllerDocument('did:web:north.example', 1 methods)"


# ---- in force --------------------------------------------------------------------------------------------------------

DAY = timedelta(days=1)
END = datetime(2026, 5, 1, tzinfo=UTC)


@pytest.mark.attack("D29", "revoked-before")
@pytest.mark.parametrize(
    ("created", "at", "proved", "expected"),
    [
        (END - DAY, END - DAY, None, None),
        (None, END - DAY, None, None),
        (END + DAY, END + DAY, None, ("key.revoked", "F")),
        (END, END, None, ("key.revoked", "F")),
        (None, END + DAY, None, ("key.revoked", "F")),
        (END - DAY, END + DAY, None, ("key.revoked", "I")),
        (END - DAY, END + DAY, END - DAY, ("key.revoked_later", "W")),
        (None, END + DAY, END - DAY, ("key.revoked_later", "W")),
        (END - DAY, END + DAY, END, ("key.revoked", "I")),
        (END + DAY, END + DAY, END, ("key.revoked", "F")),
        # Evidence cannot be about a signature that says it was made later.
        (END + DAY, END + 2 * DAY, END - DAY, ("key.revoked", "F")),
        (END, END + DAY, END - DAY, ("key.revoked", "F")),
    ],
)
@pytest.mark.parametrize("member", ["revoked", "expires"])
def test_the_end_of_a_key(member: str, created: Any, at: Any, proved: Any, expected: Any) -> None:
    ended = {"revoked": END} if member == "revoked" else {"expires": END}
    method = VerificationMethod(NAME, WEB, "Multikey", ONE.public_key, **ended)
    found = check_in_force(method, created=created, at=at, proved=proved)
    assert (found and (found.code, found.outcome)) == expected


# ---- key sets --------------------------------------------------------------------------------------------------------

JWKS = "https://north.example/jwks.json"
A, B = {**ONE.public_key.to_jwk(), "kid": "a"}, {**P256.to_jwk(), "kid": "b"}


@pytest.mark.attack("E14", "same-kid")
@pytest.mark.attack("E14", "mixed")
@pytest.mark.attack("E14", "private")
@pytest.mark.attack("E14", "many")
@pytest.mark.parametrize(
    ("tree", "code"),
    [
        ({"keys": [A, {**B, "kid": "a"}]}, "jwks.ambiguous"),
        ({"keys": [A, {"kty": "oct", "k": "AA"}]}, "jwks.symmetric"),
        ({"kty": "oct", "k": "AA"}, "jwks.symmetric"),
        ({"keys": [A, {**B, "d": "AA"}]}, "key.private_in_public"),
        ({**A, "d": "AA"}, "key.private_in_public"),
        ({"keys": [{} for _ in range(101)]}, "jwks.limit"),
        ({"keys": "x" * 65536}, "jwks.limit"),
        ({"keys": {}}, "did.document"),
        ({"keys": [5]}, "did.document"),
        ({"keys": [{**A, "kid": 5}]}, "did.document"),
    ],
)
def test_malformed_key_sets(tree: dict[str, Any], code: str) -> None:
    assert code_of(KeySet.read, json.dumps(tree).encode(), url=JWKS) == code


@pytest.mark.attack("E14", "no-kid")
def test_a_key_of_a_set_is_named() -> None:
    keys = KeySet.read({"keys": [A, B, {"kty": "OKP", "crv": "X25519"}]}, url=JWKS)
    assert keys.key("a") == ONE.public_key
    assert keys.method(f"{JWKS}#b", "assertionMethod").public_key == P256
    assert keys.lists(f"{JWKS}#b", "assertionMethod")
    assert not keys.lists(f"{JWKS}#c", "assertionMethod")
    assert not keys.lists(f"{JWKS}#b", "authentication")
    assert code_of(keys.key) == "jwks.ambiguous"
    assert code_of(keys.key, "c") == "key.unknown"
    assert code_of(keys.method, JWKS, "assertionMethod") == "jwks.ambiguous"
    assert code_of(keys.method, f"{JWKS}#a", "authentication") == "key.relationship"
    assert code_of(keys.method, "https://south.example/jwks.json#a", "assertionMethod") == "key.controller"
    assert code_of(KeySet.read({"keys": []}, url=JWKS).key) == "jwks.ambiguous"
    found = keys.find(P256, "assertionMethod")
    assert found is not None
    assert found.id == f"{JWKS}#b"
    assert keys.find(P256, "authentication") is None
    assert keys.find(TWO.public_key, "assertionMethod") is None


def test_one_jwk_at_a_url() -> None:
    single = KeySet.read(ONE.public_key.to_jwk(), url=JWKS)
    assert single.key() == ONE.public_key
    assert single.lists(JWKS, "assertionMethod")
    assert single.method(JWKS, "assertionMethod").id == JWKS
    full = KeySet.read({**ONE.public_key.to_jwk(), "kid": f"{JWKS}#full"}, url=JWKS)
    assert full.method(f"{JWKS}#full", "assertionMethod").public_key == ONE.public_key
    both = KeySet.read({"keys": [{**A, "kid": "full"}, {**B, "kid": f"{JWKS}#full"}]}, url=JWKS)
    assert code_of(both.method, f"{JWKS}#full", "assertionMethod") == "jwks.ambiguous"
    assert repr(single) == f"KeySet('{JWKS}', 1 keys)"
