"""Published vectors of did:key and did:jwk, and real did:web documents."""

from __future__ import annotations

import pytest
from tests.conformance.data import Topic

from eccoe_vc.errors import KeyLoadError
from eccoe_vc.keys import ControllerDocument, PublicKey, did_jwk, did_key

DATA = Topic("did")


@pytest.mark.parametrize("path", ["did-key/nist-curves.json", "did-key/rsa.json"])
def test_did_key_is_the_jwk_of_the_vector(path: str) -> None:
    compared = 0
    for did, vector in DATA.json(path).items():
        jwk = vector.get("publicKeyJwk") or vector.get("verificationMethod", {}).get("publicKeyJwk")
        if jwk is None:  # published in base58 only: it must still be its own re-encoding
            assert did_key.encode(did_key.public_key(did)) == did
            continue
        if jwk.get("crv") == "P-521":
            with pytest.raises(KeyLoadError):
                did_key.resolve(did)
            continue
        key = PublicKey.from_jwk(jwk)
        if path.endswith("rsa.json") and key.to_multikey() != did.removeprefix("did:key:"):
            # These vectors wrap the key in SubjectPublicKeyInfo of an early draft, or are no did:key of today.
            with pytest.raises(KeyLoadError):
                did_key.resolve(did)
            continue
        compared += 1
        assert did_key.encode(key) == did
        method = did_key.resolve(did).method(f"{did}#{did.removeprefix('did:key:')}", "assertionMethod")
        assert method.public_key == key
    assert compared


def test_did_key_ed25519() -> None:
    from eccoe_vc.encoding import base58

    vectors = DATA.json("did-key/ed25519-x25519.json")
    assert len(vectors) > 2
    for did, vector in vectors.items():
        pair = vector["verificationKeyPair"]
        jwk = pair.get("publicKeyJwk")
        key = PublicKey.from_jwk(jwk) if jwk else PublicKey("Ed25519", base58.decode(pair["publicKeyBase58"]))
        assert did_key.encode(key) == did
        assert did_key.public_key(did) == key


@pytest.mark.parametrize("path", ["did-key/secp256k1.json", "did-key/x25519.json"])
def test_other_families_are_known_and_refused_by_name(path: str) -> None:
    vectors = DATA.json(path)
    for did in vectors.get("didDocument", vectors):
        with pytest.raises(KeyLoadError) as caught:
            did_key.resolve(did)
        assert caught.value.code == "unsupported.key_type"


def test_did_key_bls12381() -> None:
    """Keys of G2 are read; those of G1, and both in one, are not for signatures that we check."""
    taken = 0
    for did in DATA.json("did-key/bls12381.json"):
        try:
            key = did_key.public_key(did)
        except KeyLoadError as error:
            assert error.code == "unsupported.key_type"
            continue
        assert key.alg == "BLS12-381-G2"
        assert did_key.encode(key) == did
        taken += 1
    assert taken > 2


def test_did_jwk_examples() -> None:
    taken = 0
    for example in DATA.json("did-jwk/examples.json"):
        jwk = example["did_document"]["verificationMethod"][0]["publicKeyJwk"]
        if jwk.get("crv") not in ("P-256", "P-384", "Ed25519"):
            # A key for agreement is a document without any method that could sign.
            with pytest.raises(KeyLoadError) as caught:
                did_jwk.resolve(example["did"]).method(example["did"] + "#0", "assertionMethod")
            assert caught.value.code in ("key.relationship", "unsupported.key_type")
            continue
        document = did_jwk.resolve(example["did"])
        method = document.method(example["did"] + "#0", "assertionMethod")
        assert method.public_key == PublicKey.from_jwk(jwk)
        taken += 1
    assert taken


@pytest.mark.parametrize("path", DATA.files(prefix="did-web/", suffix="did.json"))
def test_real_did_web_documents_are_read(path: str) -> None:
    tree = DATA.json(path)
    document = ControllerDocument.read(DATA.read(path), expected_id=tree["id"])
    named = tree["assertionMethod"][0]
    method_id = named if isinstance(named, str) else named["id"]
    assert document.method(method_id, "assertionMethod").public_key.alg == "Ed25519"
    with pytest.raises(KeyLoadError) as caught:
        ControllerDocument.read(DATA.read(path), expected_id="did:web:other.example")
    assert caught.value.code == "did.id_mismatch"
