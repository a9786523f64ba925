"""Ed25519 keys: published points of small and mixed order, every encoding of them, and an independent calculation."""

from __future__ import annotations

import hashlib
from collections.abc import Callable

import pytest
from cryptography.hazmat.primitives.asymmetric import ed25519
from tests.unit.keys import points

from eccoe_vc.encoding import base64url, multibase, multicodec
from eccoe_vc.errors import KeyLoadError
from eccoe_vc.keys import PublicKey, did_key

# The eight points of small order in their canonical encoding (Chalkias, Garillot, Nikolaenko, "Taming the many EdDSAs",
# eprint 2020/1244, table 6), with their orders.
SMALL = {
    "0100000000000000000000000000000000000000000000000000000000000000": 1,
    "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f": 2,
    "0000000000000000000000000000000000000000000000000000000000000000": 4,
    "0000000000000000000000000000000000000000000000000000000000000080": 4,
    "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05": 8,
    "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc85": 8,
    "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a": 8,
    "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac03fa": 8,
}
# The other encodings of points of small order, same table: x = 0 with a sign, and y from p upwards.
NONCANONICAL = [
    "0100000000000000000000000000000000000000000000000000000000000080",
    "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
    "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
    "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
    "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
    "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
]
# Keys of mixed order: ed25519-speccheck (the vectors of the same paper), cases 2 and 3 to 5.
MIXED = [
    "f7badec5b8abeaf699583992219b7b223f1df3fbbea919844e3f7c554a43dd43",
    "cdb267ce40c5cd45306fa5d2f29731459387dbf9eb933b7bd5aed9a765b88d4d",
]
# RFC 8032, section 7.1: the public keys of tests 1 to 3 and 1024.
GOOD = [
    "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
    "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c",
    "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025",
    "278117fc144c72340f67d0f2316e8386ceffbf2b2428c9c51fef7c597f1d426e",
]


def code(raw: bytes) -> str:
    with pytest.raises(KeyLoadError) as caught:
        PublicKey("Ed25519", raw)
    return caught.value.code


@pytest.mark.parametrize("text", GOOD)
def test_keys_of_rfc_8032_are_sound(text: str) -> None:
    assert points.order(points.decode(bytes.fromhex(text))) == points.L
    assert PublicKey("Ed25519", bytes.fromhex(text)).raw.hex() == text


@pytest.mark.parametrize("text", SMALL)
def test_every_point_of_small_order_is_refused(text: str) -> None:
    assert points.order(points.decode(bytes.fromhex(text))) == SMALL[text]
    assert code(bytes.fromhex(text)) == "key.small_order"


LOADS: dict[str, Callable[[bytes, str], PublicKey]] = {
    "raw": lambda raw, text: PublicKey("Ed25519", raw),
    "multikey": lambda raw, text: PublicKey.from_multikey(text),
    "jwk": lambda raw, text: PublicKey.from_jwk({"kty": "OKP", "crv": "Ed25519", "x": base64url.encode(raw)}),
    "did:key": lambda raw, text: did_key.public_key(f"did:key:{text}"),
}


@pytest.mark.parametrize("form", LOADS)
@pytest.mark.parametrize("text", SMALL)
def test_a_small_order_key_cannot_be_loaded_in_any_form(text: str, form: str) -> None:
    raw = bytes.fromhex(text)
    with pytest.raises(KeyLoadError) as caught:
        LOADS[form](raw, multibase.encode(multicodec.join("ed25519-pub", raw)))
    assert caught.value.code == "key.small_order"


@pytest.mark.parametrize("text", NONCANONICAL)
def test_other_encodings_of_points_of_small_order_are_refused(text: str) -> None:
    assert code(bytes.fromhex(text)) == "key.noncanonical"


@pytest.mark.parametrize("y", range(points.P, 2**255))
@pytest.mark.parametrize("sign", [0, 1])
def test_all_encodings_from_p_upwards_are_refused(y: int, sign: int) -> None:
    assert code((y | sign << 255).to_bytes(32, "little")) == "key.noncanonical"


@pytest.mark.parametrize("text", MIXED)
def test_published_keys_of_mixed_order_are_refused(text: str) -> None:
    assert points.order(points.decode(bytes.fromhex(text))) == 8 * points.L
    assert code(bytes.fromhex(text)) == "key.not_prime_order"


@pytest.mark.parametrize("small", [text for text, order in SMALL.items() if order > 1])
def test_a_good_key_with_any_part_of_small_order_is_refused(small: str) -> None:
    for text in GOOD[:2]:
        mixed = points.decode(bytes.fromhex(text)) + points.decode(bytes.fromhex(small))
        assert points.order(mixed) == SMALL[small] * points.L
        assert code(mixed.encode()) == "key.not_prime_order"


def test_half_of_all_values_are_no_points() -> None:
    on_curve = 0
    for number in range(60):
        raw = (int.from_bytes(hashlib.sha256(bytes([number])).digest(), "little") % points.P).to_bytes(32, "little")
        try:
            order = points.order(points.decode(raw))
        except ValueError:
            assert code(raw) == "key.invalid"
            continue
        on_curve += 1
        if order == points.L:
            assert PublicKey("Ed25519", raw).raw == raw
        else:
            assert code(raw) == "key.not_prime_order"
    assert 15 < on_curve < 45


@pytest.mark.parametrize("size", [0, 1, 31, 33, 64])
def test_other_lengths_are_refused(size: int) -> None:
    assert code(bytes(size)) == "key.invalid"


def test_keys_that_the_engine_makes_are_sound() -> None:
    for number in range(20):
        seed = hashlib.sha256(f"seed {number}".encode()).digest()
        raw = ed25519.Ed25519PrivateKey.from_private_bytes(seed).public_key().public_bytes_raw()
        assert PublicKey("Ed25519", raw).alg == "Ed25519"


def test_signatures_of_small_order_r_are_refused_before_the_engine_is_asked() -> None:
    # A key whose owner makes R = 0: S = H(R, A, M) a. Cofactorless verification holds; the owner chose to be deniable.
    seed = bytes(range(32))
    digest = hashlib.sha512(seed).digest()
    secret = int.from_bytes(digest[:32], "little") & (2**254 - 8) | 2**254
    private = ed25519.Ed25519PrivateKey.from_private_bytes(seed)
    raw = private.public_key().public_bytes_raw()
    neutral = bytes([1]) + bytes(31)
    challenge = int.from_bytes(hashlib.sha512(neutral + raw + b"message").digest(), "little") % points.L
    signature = neutral + (challenge * secret % points.L).to_bytes(32, "little")
    private.public_key().verify(signature, b"message")  # the engine takes it
    key = PublicKey("Ed25519", raw)
    assert not key.verify(signature, b"message")
    assert key.verify(private.sign(b"message"), b"message")
