"""PublicKey: one value whatever form it came in, checked once, safe to share."""

from __future__ import annotations

import pickle
import sys
import threading
import time
from collections.abc import Iterator
from typing import Any

import pytest

from eccoe_vc.errors import GuardUnavailableError, InputTypeError, KeyLoadError
from eccoe_vc.keys import LocalSigner, PublicKey, algorithms, canary, multikey, primitives

ALGS = ["Ed25519", "P-256", "P-384", "RSA-2048"]
SIGNERS = {alg: LocalSigner.generate(alg) for alg in ALGS}
DER_SIGNATURE = bytes.fromhex("3006020101020101")


@pytest.mark.parametrize("alg", ALGS)
def test_all_forms_are_one_value(alg: str) -> None:
    key = SIGNERS[alg].public_key
    forms = [
        PublicKey.from_multikey(key.to_multikey()),
        PublicKey.from_jwk(key.to_jwk()),
        PublicKey.from_pem(key.to_pem()),
        PublicKey.from_pem(key.to_pem().encode()),
        PublicKey.from_jwk({**key.to_jwk(), "alg": key.jose_alg, "use": "sig", "kid": "x", "x5t": "y"}),
        pickle.loads(pickle.dumps(key)),
    ]
    assert set(forms) == {key}
    assert {form.thumbprint() for form in forms} == {key.thumbprint()}
    assert key.fits(key.jose_alg)
    assert not key.fits("none")
    assert not key.fits("HS256")


@pytest.mark.parametrize("alg", ALGS)
def test_the_scheme_must_fit_the_key(alg: str) -> None:
    who = SIGNERS[alg]
    signature = who.sign(b"data")
    assert who.public_key.verify(signature, b"data", scheme=who.public_key.jose_alg)
    for scheme in {"EdDSA", "ES256", "ES384", "RS256", "PS256", "none", "HS256", "rs256"} - {who.public_key.jose_alg}:
        with pytest.raises(KeyLoadError) as caught:
            who.public_key.verify(signature, b"data", scheme=scheme)
        assert caught.value.code == "key.alg"


@pytest.mark.parametrize("alg", ALGS)
def test_no_other_length_is_a_signature(alg: str) -> None:
    who = SIGNERS[alg]
    signature = who.sign(b"data")
    odd = [b"", signature[:-1], signature + b"\0", b"\0" + signature, signature * 2, signature.hex().encode()]
    odd += [bytes(len(signature)), b"\xff" * len(signature), DER_SIGNATURE]
    assert not [value for value in odd if who.public_key.verify(value, b"data")]


@pytest.mark.parametrize("alg", ["P-256", "P-384"])
def test_r_and_s_are_below_the_order_and_not_zero(alg: str) -> None:
    from eccoe_vc.keys.weierstrass import CURVES

    curve, who = CURVES[alg], SIGNERS[alg]
    signature = who.sign(b"data")
    r, s = signature[: curve.size], signature[curve.size :]
    zero, order = bytes(curve.size), curve.n.to_bytes(curve.size, "big")
    for pair in [(zero, s), (r, zero), (zero, zero), (order, s), (r, order), (r, b"\xff" * curve.size)]:
        assert not who.public_key.verify(b"".join(pair), b"data")
    high = (curve.n - int.from_bytes(s, "big")).to_bytes(curve.size, "big")
    assert who.public_key.verify(r + high, b"data")  # a fixed choice: both twins hold, identity uses no signatures


def test_an_ecdsa_signature_in_der_is_none() -> None:
    from cryptography.hazmat.primitives.asymmetric import utils

    who = SIGNERS["P-256"]
    signature = who.sign(b"data")
    der = utils.encode_dss_signature(int.from_bytes(signature[:32], "big"), int.from_bytes(signature[32:], "big"))
    assert not who.public_key.verify(der, b"data")


def test_wrong_python_types_are_the_callers_mistake() -> None:
    key: Any = SIGNERS["Ed25519"].public_key
    for call in (lambda: key.verify("text", b""), lambda: key.verify(b"", "text"), lambda: PublicKey("Ed25519", key)):
        with pytest.raises(InputTypeError):
            call()


def test_a_key_shows_its_thumbprint_and_kind() -> None:
    key = SIGNERS["RSA-2048"].public_key
    assert repr(key) == f"PublicKey(RSA, thumbprint {key.thumbprint()})"


def test_a_key_that_was_unpickled_is_checked_when_it_is_used() -> None:
    key = SIGNERS["Ed25519"].public_key
    forged = pickle.dumps(key).replace(key.raw, bytes([1]) + bytes(31))
    revived = pickle.loads(forged)
    with pytest.raises(KeyLoadError) as caught:
        revived.verify(bytes([1]) + bytes(63), b"anything")
    assert caught.value.code == "key.small_order"


# ---- the cache -------------------------------------------------------------------------------------------------------


def test_a_key_is_checked_once() -> None:
    raw = SIGNERS["Ed25519"].public_key.raw
    PublicKey("Ed25519", raw)
    start = time.thread_time()
    for _ in range(200):
        PublicKey("Ed25519", raw)
    assert time.thread_time() - start < 0.05  # 200 checks would take 200 ms and more


def test_refusals_are_not_kept() -> None:
    before = algorithms._engine_key.cache_info().currsize
    for _ in range(3):
        with pytest.raises(KeyLoadError):
            PublicKey("Ed25519", bytes([1]) + bytes(31))
    assert algorithms._engine_key.cache_info().currsize == before


def test_the_cache_has_a_bound() -> None:
    assert algorithms._engine_key.cache_info().maxsize == 1024


@pytest.fixture
def hasty() -> Iterator[None]:
    before = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    yield
    sys.setswitchinterval(before)


@pytest.mark.usefixtures("hasty")
def test_threads_share_the_cache() -> None:
    keys = [LocalSigner.from_seed(bytes([n]) * 32) for n in range(24)]
    texts = [(who.public_key.to_multikey(), who.sign(b"data")) for who in keys]
    algorithms._engine_key.cache_clear()
    bad = PublicKey.from_multikey(texts[0][0])
    wrong: list[object] = []

    def work(turn: int) -> None:
        for index in range(72):
            text, signature = texts[(index * 7 + turn) % len(texts)]
            if not PublicKey.from_multikey(text).verify(signature, b"data") or bad.verify(bytes(64), b"data"):
                wrong.append(text)
            try:
                PublicKey("Ed25519", bytes([1]) + bytes(31))
            except KeyLoadError:
                continue
            wrong.append("small order")

    threads = [threading.Thread(target=work, args=(turn,)) for turn in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not wrong


# ---- the canary ------------------------------------------------------------------------------------------------------


@pytest.fixture
def fresh() -> Iterator[None]:
    canary.require.cache_clear()
    yield
    canary.require.cache_clear()


@pytest.mark.usefixtures("fresh")
@pytest.mark.parametrize("answer", [True, False])
@pytest.mark.parametrize("alg", ALGS)
def test_an_engine_that_cannot_tell_is_not_believed(alg: str, answer: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    who = SIGNERS[alg]
    signature = who.sign(b"data")
    monkeypatch.setattr(primitives, "verify", lambda *_: answer)
    for _ in range(2):  # a failure is not remembered
        with pytest.raises(GuardUnavailableError) as caught:
            who.public_key.verify(signature, b"data")
        assert caught.value.code == "guard.unavailable"
    monkeypatch.undo()
    assert who.public_key.verify(signature, b"data")


@pytest.mark.usefixtures("fresh")
def test_the_canary_is_asked_once(monkeypatch: pytest.MonkeyPatch) -> None:
    calls = 0
    real = primitives.verify

    def counted(*arguments: Any) -> bool:
        nonlocal calls
        calls += 1
        return real(*arguments)

    monkeypatch.setattr(primitives, "verify", counted)
    who = SIGNERS["Ed25519"]
    signature = who.sign(b"data")
    assert all(who.public_key.verify(signature, b"data") for _ in range(5))
    assert calls == 3 + 5


def test_an_engine_that_refuses_a_sound_key_is_unavailable(monkeypatch: pytest.MonkeyPatch) -> None:
    from cryptography.exceptions import UnsupportedAlgorithm

    class Refusing:
        @staticmethod
        def from_public_bytes(raw: bytes) -> None:
            raise UnsupportedAlgorithm("not compiled in")

    monkeypatch.setattr("eccoe_vc.keys.primitives.ed25519.Ed25519PublicKey", Refusing)
    with pytest.raises(GuardUnavailableError):
        PublicKey("Ed25519", LocalSigner.from_seed(b"unmet before".ljust(32)).public_key.raw)


def test_the_rsa_vector_holds_by_modular_exponentiation_alone() -> None:
    import hashlib

    from eccoe_vc.keys.rsa import decode_public

    vector = canary.VECTORS["RSA"]
    n, e = decode_public(bytes.fromhex(vector.key))
    block = pow(int(vector.signature, 16), e, n).to_bytes(256, "big")
    info = bytes.fromhex("3031300d060960864801650304020105000420") + hashlib.sha256(vector.message).digest()
    assert block == b"\0\1" + b"\xff" * (256 - 3 - len(info)) + b"\0" + info


def test_a_multikey_that_begins_with_no_known_type_is_said_to_be_damaged() -> None:
    whole = "z6MkhaXgBZDvotDkL5257faiztiGiC2QtKLGpbnnEGta2doK"
    assert multikey.decode(whole)[0] == "Ed25519"
    with pytest.raises(KeyLoadError, match="cut off or damaged") as refused:
        multikey.decode(whole[:-1])
    assert refused.value.code == "unsupported.key_type"
