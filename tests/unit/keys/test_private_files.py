"""Private key files: what others write we read, what we write others read, and nothing costs more than it may."""

from __future__ import annotations

import os
import time
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed448, rsa

from eccoe_vc.errors import KeyLoadError, StoreError
from eccoe_vc.keys import LocalSigner, pem, private, storage
from eccoe_vc.keys.der import NULL, OCTET_STRING, OID, SEQUENCE, Reader, encode, encode_integer, read_sequence
from eccoe_vc.limits import DEFAULT

ALGS = ["Ed25519", "P-256", "P-384", "RSA-2048"]
PLAIN = serialization.NoEncryption()


@pytest.mark.parametrize("alg", ALGS)
def test_the_engine_reads_what_we_encrypt(alg: str) -> None:
    who = LocalSigner.generate(alg)
    text = private.to_pem(who._key, "pass phrase")
    key: Any = serialization.load_pem_private_key(text, b"pass phrase")
    assert private.public_parts(key) == (who.public_key.alg, who.public_key.raw)
    with pytest.raises(ValueError):
        serialization.load_pem_private_key(text, b"pass phrase ")


def test_what_we_encrypt_costs_a_guesser_600_000_rounds() -> None:
    block = pem.read_block(private.to_pem(LocalSigner.generate()._key, b"secret"))
    scheme = read_sequence(block.der).sequence()
    scheme.element(OID)
    derivation = Reader(scheme.sequence().element(SEQUENCE))
    derivation.element(OID)
    parameters = derivation.sequence()
    assert len(parameters.element(OCTET_STRING)) == 16
    assert parameters.integer() == 600_000
    assert block.label == "ENCRYPTED PRIVATE KEY"


@pytest.mark.parametrize(
    ("alg", "form"), [*((alg, "PKCS8") for alg in ALGS), *((alg, "TraditionalOpenSSL") for alg in ALGS[1:])]
)
def test_we_read_what_the_engine_writes(alg: str, form: str) -> None:
    who = LocalSigner.generate(alg)
    key: Any = who._key
    text = key.private_bytes(serialization.Encoding.PEM, getattr(serialization.PrivateFormat, form), PLAIN)
    assert LocalSigner.from_pem(text).public_key == who.public_key
    if form == "PKCS8":
        secret = serialization.BestAvailableEncryption(b"secret")
        text = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, secret)
        assert LocalSigner.from_pem(text, "secret").public_key == who.public_key


@pytest.mark.parametrize(
    ("key", "label", "code"),
    [
        (ec.generate_private_key(ec.SECP256K1()), "PKCS8", "key.unsupported"),
        (ec.generate_private_key(ec.SECP521R1()), "TraditionalOpenSSL", "key.unsupported"),
        (ed448.Ed448PrivateKey.generate(), "PKCS8", "key.unsupported"),
        (rsa.generate_private_key(65537, 1024), "PKCS8", "key.weak"),
        (rsa.generate_private_key(3, 2048), "PKCS8", "key.weak"),
    ],
    ids=["secp256k1", "P-521", "Ed448", "RSA-1024", "e=3"],
)
@pytest.mark.parametrize("secret", [None, b"secret"])
def test_other_keys_are_refused_also_when_they_are_encrypted(key: Any, label: str, code: str, secret: Any) -> None:
    protection: Any = serialization.BestAvailableEncryption(secret) if secret else PLAIN
    if secret and label != "PKCS8":
        label = "PKCS8"
    text = key.private_bytes(serialization.Encoding.PEM, getattr(serialization.PrivateFormat, label), protection)
    with pytest.raises(KeyLoadError) as caught:
        LocalSigner.from_pem(text, secret)
    assert caught.value.code == code


@pytest.mark.attack("J09", "dsa")
@pytest.mark.parametrize("label", ["DSA PRIVATE KEY", "DH PRIVATE KEY", "OPENSSH PRIVATE KEY"])
def test_older_labels_are_known_by_name(label: str) -> None:
    with pytest.raises(KeyLoadError) as caught:
        LocalSigner.from_pem(pem.armour(label, encode(SEQUENCE, encode_integer(0))))
    assert caught.value.code == "key.unsupported"


RSA_ALG = encode(SEQUENCE, encode(OID, bytes.fromhex("2a864886f70d010101")), encode(NULL))
ED_ALG = encode(SEQUENCE, encode(OID, bytes.fromhex("2b6570")))


def info(*parts: bytes, version: int = 0) -> str:
    return pem.armour("PRIVATE KEY", encode(SEQUENCE, encode_integer(version), *parts))


def rsa_file(*numbers: int) -> str:
    return pem.armour("RSA PRIVATE KEY", encode(SEQUENCE, *map(encode_integer, numbers)))


@pytest.mark.attack("J10", "pbkdf2")
@pytest.mark.parametrize("n", [(2**21701 - 1) * (2**23209 - 1), 2**2047 + 1], ids=["giant", "small"])
def test_giant_primes_are_not_tested(n: int) -> None:
    """Two Mersenne primes: a test that they are prime would take minutes."""
    start = time.thread_time()
    with pytest.raises(KeyLoadError) as caught:
        LocalSigner.from_pem(rsa_file(0, n, 65537, 3, 2**21701 - 1, 2**23209 - 1, 1, 1, 1))
    assert caught.value.code in ("key.size", "key.load")
    assert time.thread_time() - start < 0.2


@pytest.mark.parametrize(
    "text",
    [
        info(ED_ALG, encode(OCTET_STRING, encode(OCTET_STRING, bytes(31)))),
        info(ED_ALG, encode(OCTET_STRING, encode(OCTET_STRING, bytes(32)) + b"\0")),
        info(ED_ALG, encode(OCTET_STRING, bytes(32))),
        info(ED_ALG, encode(OCTET_STRING, encode(OCTET_STRING, bytes(32))), version=2),
        info(RSA_ALG, encode(OCTET_STRING, b"")),
        info(),
        rsa_file(1, 15, 3, 3, 3, 5, 1, 1, 1),
        rsa_file(0, 15, 3),
        rsa_file(0, 15, 3, 3, 1, 15, 1, 1, 1),
        rsa_file(0, 15, 3, 3, 3, 5, 99, 1, 1),
        rsa_file(0, 15, 3, 3, 3, 5, 1, 1, 1, 1),
        pem.armour("EC PRIVATE KEY", encode(SEQUENCE, encode_integer(1), encode(OCTET_STRING, bytes(32)))),
        pem.armour("EC PRIVATE KEY", encode(SEQUENCE, encode_integer(2))),
    ],
)
def test_damaged_files_say_so(text: str) -> None:
    with pytest.raises(KeyLoadError) as caught:
        LocalSigner.from_pem(text)
    assert caught.value.code == "key.load"


@pytest.mark.parametrize("inside", ["2a8648ce3d030107", "2b81040022"])
@pytest.mark.parametrize("number", [0, 1, 5, 2**256 - 1])
def test_the_curve_is_named_once_and_the_number_fits_it(inside: str, number: int) -> None:
    names = encode(
        SEQUENCE, encode(OID, bytes.fromhex("2a8648ce3d0201")), encode(OID, bytes.fromhex("2a8648ce3d030107"))
    )
    named = encode(0xA0, encode(OID, bytes.fromhex(inside)))
    key = encode(SEQUENCE, encode_integer(1), encode(OCTET_STRING, number.to_bytes(32, "big")), named)
    text = info(names, encode(OCTET_STRING, key))
    if inside == "2a8648ce3d030107" and number in (1, 5):
        assert LocalSigner.from_pem(text).alg == "P-256"
    else:
        with pytest.raises(KeyLoadError) as caught:
            LocalSigner.from_pem(text)
        assert caught.value.code == "key.load"


def encrypted(
    derivation: bytes, cipher: str = "60864801650304012a", iv: int = 16, scheme: str = "2a864886f70d01050d"
) -> str:
    aes = encode(SEQUENCE, encode(OID, bytes.fromhex(cipher)), encode(OCTET_STRING, bytes(iv)))
    name = encode(OID, bytes.fromhex(scheme))
    head = encode(SEQUENCE, name, encode(SEQUENCE, derivation, aes))
    return pem.armour("ENCRYPTED PRIVATE KEY", encode(SEQUENCE, head, encode(OCTET_STRING, bytes(64))))


def pbkdf2(rounds: int, *more: bytes) -> bytes:
    parameters = encode(SEQUENCE, encode(OCTET_STRING, bytes(8)), encode_integer(rounds), *more)
    return encode(SEQUENCE, encode(OID, bytes.fromhex("2a864886f70d01050c")), parameters)


def scrypt(n: int, r: int, p: int) -> bytes:
    parameters = encode(SEQUENCE, encode(OCTET_STRING, bytes(8)), *map(encode_integer, (n, r, p)))
    return encode(SEQUENCE, encode(OID, bytes.fromhex("2b06010401da47040b")), parameters)


HMAC_MD5 = encode(SEQUENCE, encode(OID, bytes.fromhex("2a864886f70d0206")), encode(NULL))


@pytest.mark.parametrize(
    "text",
    [
        encrypted(pbkdf2(0)),
        encrypted(pbkdf2(1, encode_integer(5))),
        encrypted(pbkdf2(1, HMAC_MD5)),
        encrypted(scrypt(3, 8, 1)),
        encrypted(scrypt(0, 8, 1)),
        encrypted(scrypt(2, 0, 0)),
        encrypted(pbkdf2(1), cipher="2a864886f70d0307"),
        encrypted(pbkdf2(1), iv=8),
        encrypted(pbkdf2(1), scheme="2a864886f70d010503"),
        encrypted(encode(SEQUENCE, encode(OID, b"\x2a"), encode(SEQUENCE, encode(OCTET_STRING), encode_integer(1)))),
        pem.armour("ENCRYPTED PRIVATE KEY", b""),
    ],
)
def test_odd_ways_of_encryption_are_refused(text: str) -> None:
    with pytest.raises(KeyLoadError) as caught:
        LocalSigner.from_pem(text, "secret")
    assert caught.value.code == "key.load"


def test_the_budget_of_rounds_counts_at_its_edge() -> None:
    few = DEFAULT.with_(kdf_rounds=1000)
    for rounds, code in ((1000, "key.load"), (1001, "key.cost")):
        with pytest.raises(KeyLoadError) as caught:
            LocalSigner.from_pem(encrypted(pbkdf2(rounds)), "secret", budget=few)
        assert caught.value.code == code


def test_wrong_passphrases_show_nothing_of_it() -> None:
    text = private.to_pem(LocalSigner.generate()._key, "xyzzy")
    with pytest.raises(KeyLoadError) as caught:
        LocalSigner.from_pem(text, "open sesame")
    assert "sesame" not in str(caught.value)
    assert "xyzzy" not in str(caught.value)


# ---- writing ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("existing", [False, True])
def test_a_write_that_is_cut_off_leaves_nothing_or_the_old_file(
    existing: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = tmp_path / "key.pem"
    if existing:
        target.write_text("old")

    def interrupted(descriptor: int) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(os, "fsync", interrupted)
    with pytest.raises(KeyboardInterrupt):
        storage.write_private(target, b"new", replace=existing)
    assert [path.name for path in tmp_path.iterdir()] == (["key.pem"] if existing else [])
    assert not existing or target.read_text() == "old"


def test_a_move_that_fails_leaves_the_old_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    target = tmp_path / "key.pem"
    target.write_text("old")

    def failing(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "replace", failing)
    with pytest.raises(StoreError):
        storage.write_private(target, b"new", replace=True)
    assert target.read_text() == "old"
    assert len(list(tmp_path.iterdir())) == 1


@pytest.mark.parametrize("name", ["missing/key.pem", "."])
def test_a_place_that_cannot_be_written_says_so(name: str, tmp_path: Path) -> None:
    from eccoe_vc.errors import EccoeError

    with pytest.raises(EccoeError) as caught:
        storage.write_private(tmp_path / name, b"new")
    assert caught.value.code in ("store.io", "path.unsafe")
