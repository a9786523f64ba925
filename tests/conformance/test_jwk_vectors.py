"""Published keys and signatures: RFC 7520, RFC 8037, RFC 6979, the JOSE and COSE suite, and key sets of Wycheproof."""

from __future__ import annotations

from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from tests.conformance.data import Topic

from eccoe_vc.encoding import DecodeError, base64url, strict_json
from eccoe_vc.errors import EccoeError, KeyLoadError
from eccoe_vc.keys import ControllerDocument, KeySet, LocalSigner, PublicKey

DATA = Topic("jose-cose")
URL = "https://example.edu/jwks.json"


@pytest.mark.parametrize(
    ("path", "scheme"),
    [("curve25519/jws.json", "EdDSA"), ("jws/4_1.rsa_v15_signature.json", "RS256")],
    ids=["RFC 8037", "RFC 7520 4.1"],
)
def test_published_signatures_are_made_and_verified(path: str, scheme: str) -> None:
    vector = DATA.json(f"rfc7520-cookbook/{path}")
    tree, signing = vector["input"]["key"], vector["signing"]
    signer = LocalSigner.from_jwk(tree)
    data, signature = signing["sig-input"].encode(), base64url.decode(signing["sig"])
    assert signer.sign(data) == signature  # both algorithms are deterministic
    private = {"d", "p", "q", "dp", "dq", "qi"}
    public = PublicKey.from_jwk({name: value for name, value in tree.items() if name not in private})
    assert public == signer.public_key
    assert public.verify(signature, data, scheme=scheme)
    assert not public.verify(signature, data + b".", scheme=scheme)
    with pytest.raises(KeyLoadError) as caught:
        PublicKey.from_jwk(tree)
    assert caught.value.code == "key.private_in_public"


@pytest.mark.parametrize(
    ("path", "code"),
    [
        ("3_1.ec_public_key", "unsupported.key_type"),  # P-521
        ("3_2.ec_private_key", "key.private_in_public"),
        ("3_3.rsa_public_key", ""),
        ("3_4.rsa_private_key", "key.private_in_public"),
        ("3_5.symmetric_key_mac_computation", "key.private_in_public"),
        ("3_6.symmetric_key_encryption", "key.private_in_public"),
    ],
)
def test_keys_of_rfc_7520(path: str, code: str) -> None:
    tree = DATA.json(f"rfc7520-cookbook/jwk/{path}.json")
    if not code:
        assert PublicKey.from_jwk(tree).to_jwk()["n"] == tree["n"]
        return
    with pytest.raises(KeyLoadError) as caught:
        PublicKey.from_jwk(tree)
    assert caught.value.code == code


@pytest.mark.parametrize(
    ("curve", "secret", "message", "signature"),
    [
        (
            ec.SECP256R1(),
            0xC9AFA9D845BA75166B5C215767B1D6934E50C3DB36E89B127B8A622B120F6721,
            b"test",
            (
                "f1abb023518351cd71d881567b1ea663ed3efcf6c5132b354f28d3b0b7d38367"
                "019f4113742a2b14bd25926b49c649155f267e60d3814b4c0cc84250e46f0083"
            ),
        ),
        (
            ec.SECP384R1(),
            0x6B9D3DAD2E1B8C1C05B19875B6659F4DE23C3B667BF297BA9AA47740787137D896D5724E4C70A825F872C9EA60D2EDF5,
            b"test",
            (
                "8203b63d3c853e8d77227fb377bcf7b7b772e97892a80f36ab775d509d7a5feb0542a7f0812998da8f1dd3ca3cf023db"
                "ddd0760448d42d8a43af45af836fce4de8be06b485e9b61b827c2f13173923e06a739f040649a667bf3b828246baa5a5"
            ),
        ),
    ],
    ids=["P-256", "P-384"],
)
def test_ecdsa_is_that_of_rfc_6979(curve: Any, secret: int, message: bytes, signature: str) -> None:
    """Appendices A.2.5 and A.2.6: signing needs no random numbers."""
    signer = LocalSigner(ec.derive_private_key(secret, curve))
    assert signer.sign(message).hex() == signature
    assert signer.public_key.verify(bytes.fromhex(signature), message)


@pytest.mark.parametrize("path", DATA.files(prefix="test-suite/vm-", suffix=".json"))
def test_methods_of_the_jose_suite(path: str) -> None:
    tree = DATA.json(path)
    document = {"id": tree["controller"], "assertionMethod": [tree]}
    with pytest.raises(KeyLoadError) as caught:
        ControllerDocument.read(document, expected_id=tree["controller"])
    assert caught.value.code == "key.private_in_public"
    signer_tree = tree.pop("secretKeyJwk")
    found = ControllerDocument.read(document, expected_id=tree["controller"])
    if tree["publicKeyJwk"]["crv"] == "P-521":
        with pytest.raises(KeyLoadError) as caught:
            found.method(tree["id"], "assertionMethod")
        assert caught.value.code == "unsupported.key_type"
        return
    key = found.method(tree["id"], "assertionMethod").public_key
    assert key.thumbprint() == tree["publicKeyJwk"]["kid"]
    signer = LocalSigner.from_jwk(signer_tree)
    assert key.verify(signer.sign(b"data"), b"data", scheme=tree["publicKeyJwk"]["alg"])


def _holds(key: PublicKey, token: str, scheme: str) -> bool:
    head, body, signature = token.split(".")
    return key.verify(base64url.decode(signature), f"{head}.{body}".encode(), scheme=scheme)


def _header(token: str) -> dict[str, Any]:
    return strict_json.parse(base64url.decode(token.split(".")[0]))


def _holds_in_set(keys: dict[str, Any], token: str) -> bool:
    """Whether the key of the set that the header names verifies the token; a refused set or key verifies nothing."""
    header = _header(token)
    try:
        return _holds(KeySet.read(keys, url=URL).key(header.get("kid", "")), token, header["alg"])
    except KeyLoadError:
        return False


@pytest.mark.attack("D16", "jwk")
def test_key_sets_of_wycheproof() -> None:
    """Every vector as labelled; those of HMAC count as refused, because no symmetric algorithm is offered."""
    counts = {"accepted": 0, "refused": 0, "not offered": 0}
    for group in DATA.json("wycheproof/json_web_key_test.json")["testGroups"]:
        keys = group.get("public") or group["private"]
        symmetric = all(key["kty"] == "oct" for key in keys["keys"])
        for test in group["tests"]:
            held = _holds_in_set(keys, test["jws"])
            if symmetric:
                assert not held
                counts["not offered"] += 1
            else:
                assert held is (test["result"] == "valid"), (test["tcId"], group["comment"])
                counts["accepted" if held else "refused"] += 1
    assert counts == {"accepted": 1, "refused": 11, "not offered": 14}


def test_signatures_of_wycheproof_tokens() -> None:
    """Tokens for the keys we take, signature by signature; how tokens are read is another room's matter."""
    counts = {True: 0, False: 0, "key refused": 0}
    for group in DATA.json("wycheproof/json_web_signature_test.json")["testGroups"]:
        tests = group["tests"]
        try:
            key = PublicKey.from_jwk(group.get("public") or group["private"])
        except KeyLoadError as error:
            counts["key refused"] += len(tests)
            # A sound vector for such a key is of an algorithm that we do not offer: HMAC, P-521, RSA-PSS and the like.
            sound = [test["tcId"] for test in tests if test["result"] == "valid"]
            assert not sound or error.code in ("key.private_in_public", "unsupported.key_type", "unsupported.alg")
            continue
        for test in tests:
            try:
                held = _holds(key, test["jws"], _header(test["jws"])["alg"])
            except (EccoeError, DecodeError, ValueError, KeyError, AttributeError):
                held = False
            assert held is (test["result"] == "valid"), (test["tcId"], test["comment"])
            counts[held] += 1
    assert counts == {True: 10, False: 262, "key refused": 129}
