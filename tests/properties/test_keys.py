"""Laws of the keys: one text for one key, one key for one text; a signature holds for what was signed and no more."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from tests.fuzz import fuzz_did

from eccoe_vc.encoding import base58
from eccoe_vc.errors import KeyLoadError
from eccoe_vc.keys import ControllerDocument, LocalSigner, PublicKey, did_jwk, did_key, did_web
from eccoe_vc.keys.weierstrass import CURVES

ORDERS = {"P-256": CURVES["P-256"].n, "P-384": CURVES["P-384"].n}


def ec_signer(alg: str, number: int) -> LocalSigner:
    from cryptography.hazmat.primitives.asymmetric import ec

    curve = {"P-256": ec.SECP256R1(), "P-384": ec.SECP384R1()}[alg]
    return LocalSigner(ec.derive_private_key(number, curve))


ED25519 = st.binary(min_size=32, max_size=32).map(LocalSigner.from_seed)
P256 = st.integers(1, ORDERS["P-256"] - 1).map(lambda number: ec_signer("P-256", number))
P384 = st.integers(1, ORDERS["P-384"] - 1).map(lambda number: ec_signer("P-384", number))
RSA = st.sampled_from([LocalSigner.generate("RSA-2048") for _ in range(3)])
SIGNERS = ED25519 | P256 | P384 | RSA


@given(SIGNERS)
@settings(max_examples=60, deadline=None)
def test_every_form_leads_back(who: LocalSigner) -> None:
    key = who.public_key
    assert PublicKey.from_multikey(key.to_multikey()) == key
    assert PublicKey.from_jwk(json.loads(json.dumps(key.to_jwk()))) == key
    assert PublicKey.from_pem(key.to_pem()) == key
    assert did_key.public_key(did_key.encode(key)) == key
    assert did_jwk.public_key(did_jwk.encode(key)) == key
    assert PublicKey.from_jwk(key.to_jwk()).thumbprint() == key.thumbprint()


@given(SIGNERS, st.binary(max_size=200), st.data())
@settings(max_examples=150, deadline=None)
def test_a_changed_byte_is_seen(who: LocalSigner, message: bytes, data: st.DataObject) -> None:
    signature = who.sign(message)
    assert who.public_key.verify(signature, message)
    at = data.draw(st.integers(0, len(signature) - 1))
    flip = data.draw(st.integers(1, 255))
    changed = bytes((*signature[:at], signature[at] ^ flip, *signature[at + 1 :]))
    assert not who.public_key.verify(changed, message)
    if message:
        place = data.draw(st.integers(0, len(message) - 1))
        other = bytes((*message[:place], message[place] ^ flip, *message[place + 1 :]))
        assert not who.public_key.verify(signature, other)


@given(SIGNERS, SIGNERS, st.binary(max_size=50))
@settings(max_examples=60, deadline=None)
def test_nobody_signs_for_another(one: LocalSigner, two: LocalSigner, message: bytes) -> None:
    assume(one.public_key != two.public_key)
    assert not two.public_key.verify(one.sign(message), message)


@given(SIGNERS, st.binary(max_size=300))
@settings(max_examples=80, deadline=None)
def test_random_bytes_are_no_signature(who: LocalSigner, noise: bytes) -> None:
    assert not who.public_key.verify(noise, b"data")


@given(st.sampled_from([b"\xed\x01", b"\x80\x24", b"\x81\x24", b"\x85\x24", b""]), st.binary(max_size=60))
@settings(max_examples=300, deadline=None)
def test_a_multikey_that_is_taken_is_its_own_encoding(prefix: bytes, rest: bytes) -> None:
    text = "z" + base58.encode(prefix + rest)
    try:
        key = PublicKey.from_multikey(text)
    except KeyLoadError:
        return
    assert key.to_multikey() == text
    assert key.raw == rest


@given(ED25519 | P256, st.data())
@settings(max_examples=150, deadline=None)
def test_no_other_text_is_the_same_key(who: LocalSigner, data: st.DataObject) -> None:
    """Change, add or take a character of any form: it is another key, or none."""
    key = who.public_key
    forms: list[tuple[str, Any]] = [
        (did_key.encode(key), did_key.public_key),
        (key.to_multikey(), PublicKey.from_multikey),
        (key.to_jwk()["x"], lambda x: PublicKey.from_jwk({**key.to_jwk(), "x": x})),
    ]
    text, read = data.draw(st.sampled_from(forms))
    at = data.draw(st.integers(0, len(text)))
    character = data.draw(st.sampled_from("123abcXYZ-_=+/ \n#%.:"))
    other = data.draw(
        st.sampled_from(
            [text[:at] + character + text[at:], text[:at] + text[at + 1 :], text[:at] + character + text[at + 1 :]]
        )
    )
    assume(other != text)
    try:
        found = read(other)
    except KeyLoadError:
        return
    assert found != key


SEGMENTS = st.text("abzAZ09.-_", min_size=1, max_size=8).filter(lambda text: text.strip("."))
HOSTS = st.lists(st.from_regex(r"\A[a-z0-9](?:[a-z0-9-]{0,6}[a-z0-9])?\Z"), min_size=1, max_size=4).map(".".join)


@given(HOSTS, st.none() | st.integers(1, 65535), st.lists(SEGMENTS, max_size=4))
def test_did_web_goes_to_its_url_and_nowhere_else(host: str, port: int | None, path: list[str]) -> None:
    name = ":".join((f"did:web:{host}" + (f"%3A{port}" if port else ""), *path))
    place = f"https://{host}" + (f":{port}" if port else "")
    assert did_web.url(name) == f"{place}/{'/'.join(path) or '.well-known'}/did.json"


@given(st.text(max_size=40))
@settings(max_examples=500)
def test_a_did_web_that_is_taken_has_one_url(rest: str) -> None:
    fuzz_did.run_once(b"\2" + rest.encode("utf-8", "replace"))


LEAVES = (
    st.none() | st.booleans() | st.integers(-9, 9) | st.sampled_from(["", "#k", "did:web:north.example#k", "Multikey"])
)
NAMES = st.sampled_from(
    [
        "id",
        "type",
        "controller",
        "verificationMethod",
        "assertionMethod",
        "publicKeyJwk",
        "publicKeyMultibase",
        "d",
        "deactivated",
    ]
)
TREES = st.recursive(
    LEAVES, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(NAMES, inner, max_size=4), max_leaves=20
)


@given(st.dictionaries(NAMES, TREES, max_size=6))
@settings(max_examples=400)
def test_a_document_is_read_or_refused(tree: dict[str, Any]) -> None:
    fuzz_did.run_once(bytes([4]) + json.dumps({**tree, "id": fuzz_did.WEB}).encode())
    try:
        document = ControllerDocument.read(tree, expected_id="did:web:north.example")
    except KeyLoadError:
        return
    assert tree["id"] == document.id


@pytest.mark.parametrize("name", fuzz_did.seeds())
def test_the_seeds_of_the_harness_are_accepted(name: str) -> None:
    seed = fuzz_did.seeds()[name]
    fuzz_did.PARSERS[seed[0]](seed[1:])


@given(st.sampled_from(list(fuzz_did.seeds().values())), st.data())
@settings(max_examples=600, deadline=None)
def test_the_harness_holds_near_its_seeds(seed: bytes, data: st.DataObject) -> None:
    changed = bytearray(seed)
    for _ in range(data.draw(st.integers(1, 3))):
        at = data.draw(st.integers(1, len(changed) - 1))
        changed[at : at + data.draw(st.integers(0, 2))] = data.draw(st.binary(max_size=2))
        assume(len(changed) > 2)
    fuzz_did.run_once(bytes(changed))


@given(st.binary(max_size=200))
@settings(max_examples=300, deadline=None)
def test_the_harness_holds_for_anything(data: bytes) -> None:
    fuzz_did.run_once(data)
