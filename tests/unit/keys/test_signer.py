"""Signers: what they sign verifies, and what they hold never shows."""

from __future__ import annotations

import base64
import copy
import os
import pickle
import stat
import traceback
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import dsa, ec, ed448

from eccoe_vc import InputTypeError, IssueError, KeyLoadError, LocalSigner, PathError, StoreError
from eccoe_vc.encoding import base58, base64url
from eccoe_vc.keys import PublicKey, checked_sign
from eccoe_vc.keys.der import NULL, OCTET_STRING, OID, SEQUENCE, encode, encode_integer
from eccoe_vc.keys.pem import armour

ALGS = ["Ed25519", "P-256", "P-384", "RSA-2048"]
SEED = bytes(range(7, 39))


@pytest.mark.parametrize("alg", ALGS)
def test_what_is_signed_verifies_and_nothing_else_does(alg: str) -> None:
    signer = LocalSigner.generate(alg)
    signature = checked_sign(signer, b"data")
    assert signer.public_key.verify(signature, b"data")
    assert not signer.public_key.verify(signature, b"Data")
    for index in range(0, len(signature), 5):
        flipped = bytearray(signature)
        flipped[index] ^= 1
        assert not signer.public_key.verify(bytes(flipped), b"data")
    assert len(signature) == {"Ed25519": 64, "P-256": 64, "P-384": 96, "RSA-2048": 256}[alg]
    assert signer.alg == alg.removesuffix("-2048")


@pytest.mark.parametrize("alg", ALGS)
@pytest.mark.parametrize("secret", [None, "a passphrase", b"bytes"])
def test_a_saved_key_is_read_again(alg: str, secret: Any, tmp_path: Path) -> None:
    signer = LocalSigner.generate(alg)
    signer.save(tmp_path / "key.pem", secret)
    read = LocalSigner.from_pem((tmp_path / "key.pem").read_bytes(), secret)
    assert read.controller == signer.controller
    assert read.verification_method == signer.verification_method
    assert signer.public_key.verify(read.sign(b"x"), b"x")


def test_rfc_8037_key_and_its_signature() -> None:
    # RFC 8037, appendix A.1 and A.4
    signer = LocalSigner.from_jwk(
        {
            "kty": "OKP",
            "crv": "Ed25519",
            "d": "nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A",
            "x": "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo",
        }
    )
    data = b"eyJhbGciOiJFZERTQSJ9.RXhhbXBsZSBvZiBFZDI1NTE5IHNpZ25pbmc"
    expected = "hgyY0il_MGCjP0JzlnLWG1PPOt7-09PGcvMg3AIbQR6dWbhijcNR4ki4iylGjg5BhVsPt9g7sVvpAr_MuM0KAg"
    assert base64url.encode(signer.sign(data)) == expected


def test_a_jwk_of_two_keys_is_refused() -> None:
    one, two = (LocalSigner.from_seed(bytes([n]) * 32) for n in (1, 2))
    tree = one.public_key.to_jwk() | {"d": base64url.encode(bytes([2]) * 32)}
    with pytest.raises(KeyLoadError):
        LocalSigner.from_jwk(tree)
    assert one.controller != two.controller


@pytest.mark.attack("J07", "mode")
@pytest.mark.attack("J07", "umask")
def test_the_file_is_for_its_owner_only_whatever_the_umask(tmp_path: Path) -> None:
    before = os.umask(0)
    try:
        LocalSigner.generate("Ed25519").save(tmp_path / "key.pem")
    finally:
        os.umask(before)
    assert stat.S_IMODE((tmp_path / "key.pem").stat().st_mode) == 0o600


@pytest.mark.attack("J07", "exists")
def test_an_existing_file_stays(tmp_path: Path) -> None:
    first = LocalSigner.generate("Ed25519")
    first.save(tmp_path / "key.pem")
    kept = (tmp_path / "key.pem").read_bytes()
    with pytest.raises(StoreError):
        LocalSigner.generate("Ed25519").save(tmp_path / "key.pem")
    assert (tmp_path / "key.pem").read_bytes() == kept
    second = LocalSigner.generate("Ed25519")
    second.save(tmp_path / "key.pem", replace=True)
    assert LocalSigner.from_pem((tmp_path / "key.pem").read_bytes()).controller == second.controller
    assert stat.S_IMODE((tmp_path / "key.pem").stat().st_mode) == 0o600
    assert [entry.name for entry in tmp_path.iterdir()] == ["key.pem"]


@pytest.mark.attack("J07", "symlink")
@pytest.mark.parametrize("replace", [False, True])
def test_a_link_is_never_written_through(tmp_path: Path, replace: bool) -> None:
    (tmp_path / "target").write_text("kept")
    (tmp_path / "key.pem").symlink_to(tmp_path / "target")
    with pytest.raises(PathError) as caught:
        LocalSigner.generate("Ed25519").save(tmp_path / "key.pem", replace=replace)
    assert caught.value.code == "path.unsafe"
    assert (tmp_path / "target").read_text() == "kept"


@pytest.mark.attack("J07", "windows")
def test_the_documentation_says_what_holds_on_windows() -> None:
    from eccoe_vc.keys import storage

    assert "On Windows" in (storage.__doc__ or "")


def test_a_path_with_a_nul_is_refused() -> None:
    with pytest.raises(PathError):
        LocalSigner.generate("Ed25519").save("key\0.pem")


def pem_of(key: Any) -> bytes:
    pkcs8 = serialization.PrivateFormat.PKCS8
    data: bytes = key.private_bytes(serialization.Encoding.PEM, pkcs8, serialization.NoEncryption())
    return data


@pytest.mark.attack("J09", "dsa")
@pytest.mark.parametrize(
    "make",
    [
        lambda: dsa.generate_private_key(1024),
        lambda: ec.generate_private_key(ec.SECP256K1()),
        ed448.Ed448PrivateKey.generate,
    ],
    ids=["DSA", "secp256k1", "Ed448"],
)
def test_other_kinds_of_keys_are_named_and_refused(make: Any) -> None:
    with pytest.raises(KeyLoadError) as caught:
        LocalSigner.from_pem(pem_of(make()))
    assert caught.value.code == "key.unsupported"


def encrypted() -> bytes:
    from eccoe_vc.keys import private

    return private.to_pem(LocalSigner.from_seed(SEED)._key, "right")


CERTIFICATE = armour("CERTIFICATE", encode(SEQUENCE, encode_integer(1)))


@pytest.mark.attack("J09", "passphrase")
@pytest.mark.attack("J09", "size")
@pytest.mark.attack("J09", "cert")
@pytest.mark.attack("J09", "two")
@pytest.mark.parametrize(
    ("data", "secret"),
    [
        (encrypted(), "wrong"),
        (encrypted(), None),
        (b"-----BEGIN PRIVATE KEY-----\n" + b"A" * (10 << 20), None),
        (CERTIFICATE, None),
        (pem_of(LocalSigner.from_seed(SEED)._key) * 2, None),
        (pem_of(LocalSigner.from_seed(SEED)._key), "needless"),
        (b"", None),
        (b"\xff\x00", None),
    ],
    ids=["wrong passphrase", "no passphrase", "10 MB", "certificate", "two keys", "needless", "empty", "bytes"],
)
def test_what_is_no_usable_key_file_says_so(data: Any, secret: str | None) -> None:
    with pytest.raises(KeyLoadError) as caught:
        LocalSigner.from_pem(data, secret)
    assert caught.value.code == "key.load"


@pytest.mark.attack("J09", "private")
def test_what_is_no_text_at_all_says_so(tmp_path: Path) -> None:
    name: Any = tmp_path / "north.pem"
    with pytest.raises(InputTypeError, match="read_bytes"):
        LocalSigner.from_pem(name)
    with pytest.raises(KeyLoadError, match="BbsSigner"):
        LocalSigner.generate("BLS12-381-G2")


def test_a_private_key_is_no_public_key() -> None:
    with pytest.raises(KeyLoadError) as caught:
        PublicKey.from_pem(pem_of(LocalSigner.from_seed(SEED)._key))
    assert caught.value.code == "key.private_in_public"


@pytest.mark.attack("D12", "load")
def test_a_key_of_small_order_cannot_be_loaded() -> None:
    with pytest.raises(KeyLoadError) as caught:
        PublicKey("Ed25519", b"\x01" + bytes(31))
    assert caught.value.code == "key.small_order"


def costly(derivation: bytes) -> str:
    pbes2 = bytes.fromhex("2a864886f70d01050d")
    aes = encode(SEQUENCE, encode(OID, bytes.fromhex("60864801650304012a")), encode(OCTET_STRING, bytes(16)))
    scheme = encode(SEQUENCE, encode(OID, pbes2), encode(SEQUENCE, derivation, aes))
    return armour("ENCRYPTED PRIVATE KEY", encode(SEQUENCE, scheme, encode(OCTET_STRING, bytes(64))))


def pbkdf2(rounds: int) -> bytes:
    hmac = encode(SEQUENCE, encode(OID, bytes.fromhex("2a864886f70d0209")), encode(NULL))
    parameters = encode(SEQUENCE, encode(OCTET_STRING, bytes(8)), encode_integer(rounds), hmac)
    return encode(SEQUENCE, encode(OID, bytes.fromhex("2a864886f70d01050c")), parameters)


def scrypt(n: int, r: int = 8, p: int = 1) -> bytes:
    numbers = b"".join(map(encode_integer, (n, r, p)))
    parameters = encode(SEQUENCE, encode(OCTET_STRING, bytes(8)), numbers)
    return encode(SEQUENCE, encode(OID, bytes.fromhex("2b06010401da47040b")), parameters)


@pytest.mark.attack("J10", "pbkdf2")
@pytest.mark.attack("J10", "scrypt")
@pytest.mark.parametrize(
    "derivation",
    [pbkdf2(2**31 - 1), pbkdf2(2_000_001), scrypt(2**30), scrypt(2**14, p=2**20)],
    ids=["2^31", "limit", "N", "p"],
)
def test_a_key_file_that_asks_for_hours_is_refused_at_once(derivation: bytes) -> None:
    import time

    start = time.thread_time()
    with pytest.raises(KeyLoadError) as caught:
        LocalSigner.from_pem(costly(derivation), "secret")
    assert caught.value.code == "key.cost"
    assert time.thread_time() - start < 0.5


@pytest.mark.parametrize("derivation", [pbkdf2(600_000), scrypt(2**15)], ids=["PBKDF2", "scrypt"])
def test_usual_costs_are_paid(derivation: bytes) -> None:
    with pytest.raises(KeyLoadError) as caught:
        LocalSigner.from_pem(costly(derivation), "secret")
    assert caught.value.code == "key.load"  # it was tried: there is no key inside


def test_secrets_show_nowhere() -> None:
    signer = LocalSigner.from_seed(SEED)
    forms = [
        SEED.hex(),
        base64.b64encode(SEED).decode(),
        base64url.encode(SEED),
        base58.encode(SEED),
        str(SEED),
        str(int.from_bytes(SEED, "big")),
    ]
    outputs = [repr(signer), str(signer), repr([signer]), f"{signer}"]
    for steal in (copy.copy, copy.deepcopy, pickle.dumps):
        with pytest.raises(KeyLoadError) as caught:
            steal(signer)
        assert caught.value.code == "key.not_serialisable"
        outputs.append("".join(traceback.format_exception(caught.value)))
    for secret in ("wrong", None):
        with pytest.raises(KeyLoadError) as failed:
            LocalSigner.from_pem(encrypted(), secret)
        outputs.append("".join(traceback.format_exception(failed.value)))
    with pytest.raises(KeyLoadError) as short:
        LocalSigner.from_seed(SEED[:31])
    outputs.append(str(short.value))
    assert not [(form, text) for form in forms for text in outputs if form in text]
    assert not hasattr(signer, "__dict__")


class Lying:
    """A signer that does what ``act`` does."""

    def __init__(self, act: Any, key: Any = None) -> None:
        self._act, self._real = act, LocalSigner.from_seed(SEED)
        self.alg, self.controller = "Ed25519", self._real.controller
        self.verification_method, self.public_key = self._real.verification_method, key or self._real.public_key

    def sign(self, data: bytes) -> Any:
        return self._act(self._real, data)


def failing(real: LocalSigner, data: bytes) -> bytes:
    raise OSError("the token was pulled out")


@pytest.mark.parametrize(
    "act",
    [
        failing,
        lambda real, data: None,
        lambda real, data: real.sign(data + b"x"),
        lambda real, data: real.sign(data).hex(),
        lambda real, data: bytes(64),
    ],
    ids=["raises", "nothing", "other data", "text", "zeros"],
)
def test_a_faulty_signer_reaches_nobody(act: Any) -> None:
    with pytest.raises(IssueError) as caught:
        checked_sign(Lying(act), b"data")
    assert caught.value.code == "signer.output"


def test_a_signer_with_another_public_key_reaches_nobody() -> None:
    lying = Lying(lambda real, data: real.sign(data), LocalSigner.generate("Ed25519").public_key)
    with pytest.raises(IssueError):
        checked_sign(lying, b"data")
