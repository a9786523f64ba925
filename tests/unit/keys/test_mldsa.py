"""ML-DSA-44, experimental: keys in every form, against the JOSE example of draft-ietf-cose-dilithium."""

from __future__ import annotations

from typing import Any

import pytest
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import mldsa as engine

from eccoe_vc import LocalSigner
from eccoe_vc.encoding import base58, base64url
from eccoe_vc.errors import KeyLoadError
from eccoe_vc.keys import PublicKey, algorithms, canary, mldsa, mldsa_vector

#: The member ``kid`` of the example, which is the thumbprint of its key.
KID = "T4xl70S7MT6Zeq6r9V9fPJGVn76wfnXJ21-gyo0Gu6o"
PRIVATE: dict[str, Any] = {"kty": "AKP", "alg": "ML-DSA-44", "pub": mldsa_vector.PUBLIC, "priv": "A" * 43}
SIGNER = LocalSigner.from_jwk(PRIVATE)
KEY = SIGNER.public_key


def refused(code: str, tree: Any) -> None:
    with pytest.raises(KeyLoadError) as raised:
        PublicKey.from_jwk(tree)
    assert raised.value.code == code


def test_the_example_of_the_draft() -> None:
    assert KEY.to_jwk() == {"alg": "ML-DSA-44", "kty": "AKP", "pub": mldsa_vector.PUBLIC}
    assert KEY.thumbprint() == KID
    assert KEY.jose_alg == "ML-DSA-44"
    signature, signed = base64url.decode(mldsa_vector.SIGNATURE), mldsa_vector.SIGNED.encode()
    assert len(signature) == mldsa.SIGNATURE_BYTES
    assert KEY.verify(signature, signed, scheme="ML-DSA-44")
    head, _, payload = mldsa_vector.SIGNED.partition(".")
    assert base64url.decode(head).decode() == f'{{"alg":"ML-DSA-44","kid":"{KID}"}}'
    assert base64url.decode(payload).startswith("It\u2019s a dangerous business, Frodo".encode())


def test_anything_else_does_not_hold() -> None:
    signature, signed = base64url.decode(mldsa_vector.SIGNATURE), mldsa_vector.SIGNED.encode()
    for at in (0, 31, 32, 1200, 2335, 2336, 2419):
        assert not KEY.verify(signature[:at] + bytes((signature[at] ^ 1,)) + signature[at + 1 :], signed)
    for other in (b"", signature[:-1], signature + b"\0", bytes(mldsa.SIGNATURE_BYTES), signature * 100):
        assert not KEY.verify(other, signed)
    assert not KEY.verify(signature, signed + b"!")
    assert not LocalSigner.generate("ML-DSA-44").public_key.verify(signature, signed)


def test_a_signature_for_another_context_does_not_hold() -> None:
    key = engine.MLDSA44PrivateKey.from_seed_bytes(bytes(32))
    assert KEY.verify(key.sign(b"data"), b"data")
    assert not KEY.verify(key.sign(b"data", b"x"), b"data")


def test_every_form_leads_back_to_the_key() -> None:
    signer = LocalSigner.generate("ML-DSA-44")
    key = signer.public_key
    assert (key.alg, len(key.raw)) == ("ML-DSA-44", mldsa.PUBLIC_BYTES)
    for found in (
        PublicKey.from_jwk(key.to_jwk()), PublicKey.from_multikey(key.to_multikey()), PublicKey.from_pem(key.to_pem()),
    ):  # fmt: skip
        assert found == key
    assert base58.decode(key.to_multikey()[1:])[:2] == bytes((0x90, 0x24))  # 0x1210 of the multicodec table
    theirs = serialization.load_pem_public_key(key.to_pem().encode())
    assert isinstance(theirs, engine.MLDSA44PublicKey)
    assert theirs.public_bytes_raw() == key.raw
    assert signer.controller == f"did:key:{key.to_multikey()}"
    assert key.verify(signer.sign(b"data"), b"data")


@pytest.mark.parametrize("passphrase", [None, "tulip"])
def test_private_keys_go_to_files_and_back(passphrase: str | None, tmp_path: Any) -> None:
    path = tmp_path / "key.pem"
    SIGNER.save(path, passphrase)
    again = LocalSigner.from_pem(path.read_bytes(), passphrase)
    assert again.public_key == KEY
    theirs = serialization.load_pem_private_key(path.read_bytes(), passphrase.encode() if passphrase else None)
    assert isinstance(theirs, engine.MLDSA44PrivateKey)
    assert theirs.private_bytes_raw() == bytes(32)


def test_only_seeds_of_32_bytes_are_read() -> None:
    for length in (0, 31, 33, 2560):
        with pytest.raises(KeyLoadError) as raised:
            LocalSigner.from_jwk({**PRIVATE, "priv": base64url.encode(bytes(length))})
        assert raised.value.code == "key.load"
    with pytest.raises(KeyLoadError) as raised:
        LocalSigner.from_jwk({**PRIVATE, "priv": base64url.encode(bytes(31) + b"\1")})  # of another public key
    assert raised.value.code == "key.load"
    with pytest.raises(KeyLoadError) as raised:
        LocalSigner.from_jwk({name: value for name, value in PRIVATE.items() if name != "priv"})
    assert raised.value.code == "key.load"


def test_jwks_that_are_refused() -> None:
    public = KEY.to_jwk()
    refused("key.private_in_public", PRIVATE)
    refused("key.type", {name: value for name, value in public.items() if name != "alg"})
    refused("unsupported.key_type", {**public, "alg": "ML-DSA-65"})
    refused("unsupported.key_type", {**public, "alg": "ES256"})
    refused("key.invalid", {**public, "pub": base64url.encode(KEY.raw[:-1])})
    refused("key.invalid", {**public, "pub": base64url.encode(KEY.raw + b"\0")})
    refused("key.invalid", {**public, "pub": 5})
    refused("key.size", {**public, "pub": "A" * 5000})
    refused("key.use", {**public, "use": "enc"})


def test_the_private_half_is_named_in_a_multikey_too() -> None:
    for prefix in (b"\x97\x26", b"\x9a\x26"):  # mldsa-44-priv, mldsa-44-priv-seed
        with pytest.raises(KeyLoadError) as raised:
            PublicKey.from_multikey("z" + base58.encode(prefix + bytes(32)))
        assert raised.value.code == "key.private_in_public"


def test_without_an_engine_it_is_undecided(monkeypatch: pytest.MonkeyPatch) -> None:
    def none(data: bytes) -> None:
        raise UnsupportedAlgorithm("not in this build")

    monkeypatch.setattr(engine.MLDSA44PrivateKey, "from_seed_bytes", none)
    mldsa.available.cache_clear()
    try:
        assert not mldsa.available()
        with pytest.raises(KeyLoadError) as raised:
            algorithms.check_strength("ML-DSA-44", KEY.raw)
        assert raised.value.code == "unsupported.key_type"
        with pytest.raises(KeyLoadError) as raised:
            LocalSigner.generate("ML-DSA-44")
        assert raised.value.code == "key.unsupported"
        with pytest.raises(KeyLoadError) as raised:
            LocalSigner.from_jwk(PRIVATE)
        assert raised.value.code in ("unsupported.key_type", "key.unsupported")
    finally:
        mldsa.available.cache_clear()


def test_the_canary_asks_the_engine() -> None:
    canary.require.cache_clear()
    assert canary.require("ML-DSA-44")
