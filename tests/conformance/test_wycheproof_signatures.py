"""Wycheproof: signatures that must verify and signatures that must not, for every algorithm offered.

The list of deviations is empty. ``acceptable`` vectors may go either way in Wycheproof; ours are named below.
"""

from __future__ import annotations

from typing import Any

import pytest
from tests.conformance.data import Topic

from eccoe_vc.errors import KeyLoadError
from eccoe_vc.keys import PublicKey

DATA = Topic("jose-cose")
#: A signature whose algorithm identifier lacks its NULL, which RFC 8017 allows to take: refused, one encoding only.
ACCEPTABLE_REFUSED = {("rsa_signature_2048_sha256_test", 8)}


def key_of(group: dict[str, Any]) -> PublicKey:
    return PublicKey.from_pem(group["publicKeyPem"])


def run(name: str) -> tuple[int, int]:
    valid = invalid = 0
    for group in DATA.json(f"wycheproof/{name}.json")["testGroups"]:
        if isinstance(group["publicKey"], dict) and group["publicKey"].get("publicExponent") == "03":
            with pytest.raises(KeyLoadError) as caught:  # not offered: the key itself is refused
                key_of(group)
            assert caught.value.code == "key.weak"
            continue
        key = key_of(group)
        for test in group["tests"]:
            held = key.verify(bytes.fromhex(test["sig"]), bytes.fromhex(test["msg"]))
            if test["result"] == "acceptable":
                assert held is ((name, test["tcId"]) not in ACCEPTABLE_REFUSED), test
                continue
            assert held is (test["result"] == "valid"), (name, test["tcId"], test["comment"])
            valid, invalid = valid + held, invalid + (not held)
    return valid, invalid


@pytest.mark.attack("D16", "ed25519")
def test_ed25519() -> None:
    assert run("ed25519_test") == (88, 63)


@pytest.mark.attack("D16", "p256")
def test_p256() -> None:
    assert run("ecdsa_secp256r1_sha256_p1363_test") == (173, 89)


@pytest.mark.attack("D16", "p384")
def test_p384() -> None:
    valid, invalid = run("ecdsa_secp384r1_sha384_p1363_test")
    assert valid + invalid == 280


@pytest.mark.attack("D16", "rsa")
def test_rsa() -> None:
    assert run("rsa_signature_2048_sha256_test") == (7, 249)


@pytest.mark.attack("D16", "jwk")
def test_private_and_symmetric_jwks_are_no_public_keys() -> None:
    seen = 0
    for group in DATA.json("wycheproof/json_web_key_test.json")["testGroups"]:
        for tree in [*group.get("private", {}).get("keys", []), *group.get("public", {}).get("keys", [])]:
            if "d" not in tree and tree.get("kty") != "oct":
                continue
            seen += 1
            with pytest.raises(KeyLoadError):
                PublicKey.from_jwk(tree)
    assert seen > 5
