"""BLS12-381 keys: read from did:key and controller documents, sound or refused, and for bbs-2023 only."""

from __future__ import annotations

from importlib.machinery import ModuleSpec
from typing import Final

import pytest
from tests.attacks.bases import AT, policy
from tests.attacks.jwt_bases import jwt
from tests.unit.proofs.bbs import cfrg

from eccoe_vc import inspect
from eccoe_vc.errors import GuardUnavailableError, KeyLoadError
from eccoe_vc.keys import ControllerDocument, PinnedKeys, PublicKey, bls12381, did_jwk, did_key
from eccoe_vc.keys.algorithms import check_strength

RAW: Final = bytes.fromhex(cfrg.SHA256.public_key)
KEY: Final = PublicKey("BLS12-381-G2", RAW)
# Data Integrity BBS Cryptosuites 1.0 (CR draft of 2025-04-03), section 2.1.1, the example.
EXAMPLE: Final = (
    "zUC7EK3ZakmukHhuncwkbySmomv3FmrkmS36E4Ks5rsb6VQSRpoCrx6Hb8e2Nk6UvJFSdyw9NK1scFXJp21gNNYFjVWNgaqyGnkyhtagagCpQb5B7t"
    "agJu3HDbjQ8h5ypoHjwBb"
)


def test_forms() -> None:
    assert PublicKey.from_multikey(EXAMPLE).to_multikey() == EXAMPLE
    assert PublicKey.from_multikey(KEY.to_multikey()) == KEY
    assert did_key.public_key(did_key.encode(KEY)) == KEY
    assert did_key.encode(KEY).startswith("did:key:zUC7")
    assert KEY.thumbprint() in repr(KEY)
    assert KEY.thumbprint() != PublicKey.from_multikey(EXAMPLE).thumbprint()


def test_in_documents_and_pins() -> None:
    name = "did:web:north.example#bbs"
    tree = {
        "id": "did:web:north.example",
        "verificationMethod": [
            {"id": name, "type": "Multikey", "controller": "did:web:north.example", "publicKeyMultibase": EXAMPLE}
        ],
        "assertionMethod": [name],
    }
    document = ControllerDocument.read(tree, expected_id="did:web:north.example")
    key = document.method(name, "assertionMethod").public_key
    assert key == PublicKey.from_multikey(EXAMPLE)
    assert document.find(key, "assertionMethod") is not None
    assert document.find(KEY, "assertionMethod") is None
    assert PinnedKeys({"did:web:north.example": [key]}) is not None
    assert list(document.names("assertionMethod")) == [(name, ("bbs",))]  # without a JWK there is no thumbprint of one


def test_a_token_may_not_be_signed_with_it_and_says_so() -> None:
    """Tokens call keys by name, so that all names of the issuer are looked at, those of such keys too."""
    issuer = did_key.encode(KEY)
    token = jwt(
        header={"kid": "key-1"}, iss=issuer, issuer={"id": issuer, "type": ["Profile"], "name": "North University"}
    )
    report = inspect(token, policy=policy(), at=AT)
    assert report.verdict == "rejected"
    assert report.check("key").code == "key.unknown"


@pytest.mark.parametrize(
    "raw", [b"", RAW[:-1], RAW + b"\0", bytes(96), b"\xc0" + bytes(95), b"\x80" + bytes(94) + b"\1", b"\xff" * 96]
)
def test_what_is_no_key(raw: bytes) -> None:
    for make in (lambda: PublicKey("BLS12-381-G2", raw), lambda: check_strength("BLS12-381-G2", raw)):
        with pytest.raises(KeyLoadError) as caught:
            make()
        assert caught.value.code == "key.invalid"


def test_it_signs_no_bytes() -> None:
    with pytest.raises(KeyLoadError) as caught:
        KEY.verify(bytes(80), b"data")
    assert caught.value.code == "key.alg"
    assert KEY.jose_alg == ""
    assert not any(KEY.fits(name) for name in ("EdDSA", "ES256", "ES384", "RS256", "", "BLS12-381-G2"))


def test_it_has_no_other_form() -> None:
    for make in (KEY.to_jwk, KEY.to_pem, lambda: did_jwk.encode(KEY)):
        with pytest.raises(KeyLoadError) as caught:
            make()
        assert caught.value.code == "key.unsupported"


def test_without_the_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    def no_spec(name: str) -> ModuleSpec | None:
        return None

    monkeypatch.setattr(bls12381, "find_spec", no_spec)
    with pytest.raises(KeyLoadError) as caught:
        check_strength("BLS12-381-G2", RAW)
    assert (caught.value.code, caught.value.hint) == ("unsupported.key_type", bls12381.INSTALL)
    assert "eccoe-vc[bbs]" in bls12381.INSTALL
    monkeypatch.setattr(bls12381, "_LIBRARY", "no_such_library_anywhere")
    bls12381.engine.cache_clear()
    try:
        with pytest.raises(GuardUnavailableError) as missing:
            bls12381.g2(RAW)
    finally:
        monkeypatch.undo()
        bls12381.engine.cache_clear()
    assert (missing.value.code, missing.value.hint) == ("guard.unavailable", bls12381.INSTALL)


def test_sums_take_as_many_points_as_scalars() -> None:
    engine = bls12381.engine()
    with pytest.raises(ValueError, match="As many"):
        bls12381.total([engine.G1Point()], [])
