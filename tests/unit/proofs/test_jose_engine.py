"""Decryption: an explicit call with closed lists and a limit (attack cases E22, E23, E24)."""

from __future__ import annotations

import json
import time
import tracemalloc
import zlib
from typing import Any

import pytest
from jwcrypto.jwe import JWE
from jwcrypto.jwk import JWK
from tests.attacks.bases import AT, policy
from tests.attacks.jwt_bases import ob3, part

import eccoe_vc
from eccoe_vc import Budget, JoseError, inspect
from eccoe_vc.proofs.jose_engine import decrypt

EC = JWK.generate(kty="EC", crv="P-256")
RSA = JWK.generate(kty="RSA", size=2048)


def private(key: JWK) -> dict[str, Any]:
    tree: dict[str, Any] = json.loads(key.export_private())
    return tree


def encrypted(data: bytes, key: JWK = EC, alg: str = "ECDH-ES", enc: str = "A256GCM", **members: Any) -> str:
    made = JWE(data, json.dumps({"alg": alg, "enc": enc, **members}), algs=[alg, enc])
    made.add_recipient(key)
    return str(made.serialize(compact=True))


def with_header(text: str, **members: Any) -> str:
    """The token with another header; its tag then fails, if anybody looks at it."""
    from eccoe_vc.encoding import base64url

    header, rest = text.split(".", 1)
    return f"{part({**json.loads(base64url.decode(header)), **members})}.{rest}"


def refused(text: str, key: JWK = EC, **limits: Any) -> str:
    with pytest.raises(JoseError) as caught:
        decrypt(text, private(key), budget=Budget(**limits))
    return caught.value.code


@pytest.mark.parametrize(
    ("key", "alg"), [(EC, "ECDH-ES"), (EC, "ECDH-ES+A128KW"), (EC, "ECDH-ES+A256KW"), (RSA, "RSA-OAEP-256")]
)
@pytest.mark.parametrize("enc", ["A128GCM", "A256GCM", "A128CBC-HS256", "A256CBC-HS512"])
def test_a_badge_that_was_encrypted_comes_out(key: JWK, alg: str, enc: str) -> None:
    assert decrypt(encrypted(ob3().encode(), key, alg, enc), private(key)) == ob3()
    assert decrypt(encrypted(ob3().encode(), key, alg, enc, zip="DEF"), key.export_to_pem(True, None)) == ob3()


def test_it_stands_at_the_front_door_and_no_check_calls_it() -> None:
    assert eccoe_vc.decrypt is decrypt
    text = encrypted(ob3().encode())
    report = inspect(text, policy=policy(), at=AT)
    assert report.verdict != "accepted"
    assert "jose.unexpected_jwe" in {finding.code for check in report.problems() for finding in check.findings}
    assert inspect(decrypt(text, private(EC)), policy=policy(), at=AT)


def test_what_is_not_encrypted_or_not_to_us_is_refused() -> None:
    assert refused(ob3()) == "jose.format"
    assert refused(encrypted(b"x", JWK.generate(kty="EC", crv="P-256"))) == "jose.encoding"
    assert refused(encrypted(b"x"), RSA) == "jose.alg"
    assert refused(encrypted(b"\xff\xfe")) == "jose.encoding"
    assert refused(encrypted(b"x" * 2000), jwe_plaintext=1999) == "jose.budget"


@pytest.mark.attack("E22", "bomb")
def test_a_bomb_is_not_inflated() -> None:
    packed = zlib.compress(bytes(99_000_000), 9)[2:-4]
    text = _packed(packed)
    tracemalloc.start()
    began = time.thread_time()
    assert refused(text) == "jose.budget"
    assert time.thread_time() - began < 1
    assert tracemalloc.get_traced_memory()[1] < 8 << 20
    tracemalloc.stop()


def _packed(packed: bytes) -> str:
    """A token whose content is ``packed`` as it is, under a header that says that it is compressed."""
    from unittest.mock import patch

    with patch("jwcrypto.jwe.zlib.compress", return_value=b"\x78\x9c" + packed + bytes(4)):
        return encrypted(b"x", zip="DEF")


@pytest.mark.attack("E22", "ratio")
def test_the_limit_is_what_comes_out() -> None:
    data = b"a" * (256 << 10)
    assert len(decrypt(encrypted(data, zip="DEF"), private(EC))) == len(data)
    assert refused(encrypted(data + b"a", zip="DEF")) == "jose.budget"


@pytest.mark.attack("E22", "unknown-zip")
def test_another_compression_is_refused() -> None:
    assert refused(with_header(encrypted(b"x"), zip="BR")) == "jose.zip"


@pytest.mark.attack("E23", "p2c")
@pytest.mark.attack("E23", "negative")
@pytest.mark.attack("E23", "default")
@pytest.mark.parametrize("p2c", [50_000_000, -1, "9", 1e9, None, 1000])
def test_passwords_are_refused_before_any_work(p2c: Any) -> None:
    text = with_header(encrypted(b"x"), alg="PBES2-HS256+A128KW", p2s="AAAA", **({} if p2c is None else {"p2c": p2c}))
    began = time.thread_time()
    assert refused(text) == "jose.alg"
    assert time.thread_time() - began < 0.1


@pytest.mark.attack("E24", "rsa15")
@pytest.mark.attack("E24", "dir-length")
@pytest.mark.attack("E24", "gcm-iv")
@pytest.mark.parametrize("alg", ["RSA1_5", "dir", "A128GCMKW", "A128KW", "RSA-OAEP", "none", "", None, 5])
def test_old_algorithms_are_refused(alg: Any) -> None:
    assert refused(with_header(encrypted(b"x"), alg=alg)) == "jose.alg"
    assert refused(with_header(encrypted(b"x"), enc=alg)) == "jose.alg"


@pytest.mark.attack("E24", "ecdh-curve")
def test_an_ephemeral_key_of_another_curve_or_of_none_is_refused() -> None:
    other = json.loads(JWK.generate(kty="EC", crv="P-384").export_public())
    point = json.loads(EC.export_public())
    off = {**point, "y": part(bytes(31) + b"\x01")}
    for epk in (other, off, None, {"kty": "OKP", "crv": "X25519", "x": part(bytes(32))}):
        assert refused(with_header(encrypted(b"x"), epk=epk)) == "jose.alg"
