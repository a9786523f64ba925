"""JSON Web Keys, Multikey and PEM: one text for one key, nothing private, nothing that contradicts itself."""

from __future__ import annotations

from typing import Any

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import dsa, ec, ed448, x25519

from eccoe_vc.encoding import base64url, multibase
from eccoe_vc.errors import KeyLoadError
from eccoe_vc.keys import LocalSigner, PublicKey, jwk, multikey, pem, private
from eccoe_vc.keys.der import BIT_STRING, NULL, OID, SEQUENCE, DerError, Reader, encode, encode_integer, read_sequence
from eccoe_vc.limits import DEFAULT

KEYS = {alg: LocalSigner.generate(alg).public_key for alg in ("Ed25519", "P-256", "P-384", "RSA-2048")}
ED, P256, RSA = (KEYS[alg].to_jwk() for alg in ("Ed25519", "P-256", "RSA-2048"))


def code_of(tree: Any) -> str:
    with pytest.raises(KeyLoadError) as caught:
        PublicKey.from_jwk(tree, "/publicKeyJwk")
    assert caught.value.pointer.startswith("/publicKeyJwk") or caught.value.code in ("key.invalid", "key.weak")
    return caught.value.code


@pytest.mark.parametrize("member", ["d", "p", "q", "dp", "dq", "qi", "oth", "k"])
def test_nothing_private_in_a_public_key(member: str) -> None:
    assert code_of({**ED, member: "AA"}) == "key.private_in_public"


@pytest.mark.attack("E11", "use")
@pytest.mark.attack("E11", "ops")
@pytest.mark.attack("E11", "ops-sign")
@pytest.mark.attack("E11", "ops-dup")
@pytest.mark.attack("E11", "conflict")
@pytest.mark.parametrize(
    "members",
    [
        {"use": "enc"},
        {"use": None},
        {"use": ["sig"]},
        {"key_ops": ["encrypt"]},
        {"key_ops": ["sign"]},
        {"key_ops": ["verify", "verify"]},
        {"key_ops": []},
        {"key_ops": "verify"},
        {"key_ops": [1]},
        {"use": "sig", "key_ops": ["encrypt"]},
        {"use": "sig", "key_ops": ["verify", "encrypt"]},
    ],
    ids=str,
)
def test_a_key_for_something_else_is_refused(members: dict[str, Any]) -> None:
    assert code_of({**P256, **members}) == "key.use"


@pytest.mark.attack("E11", "absent")
@pytest.mark.parametrize(
    "members",
    [{}, {"use": "sig"}, {"key_ops": ["verify"]}, {"key_ops": ["sign", "verify"]}, {"alg": "ES256"}, {"x5c": ["AA"]}],
    ids=str,
)
def test_a_key_for_verification_is_taken(members: dict[str, Any]) -> None:
    assert PublicKey.from_jwk({**P256, **members}) == KEYS["P-256"]


@pytest.mark.parametrize(
    ("tree", "code"),
    [
        ({**P256, "alg": "ES384"}, "key.alg"),
        ({**P256, "alg": "ES521"}, "key.alg"),
        ({**P256, "alg": "EdDSA"}, "key.alg"),
        ({**P256, "alg": "none"}, "key.alg"),
        ({**ED, "alg": "ES256"}, "key.alg"),
        ({**RSA, "alg": "RSA1_5"}, "key.alg"),
        ({**RSA, "alg": "RSA-OAEP"}, "key.alg"),
        ({**RSA, "alg": "PS256"}, "unsupported.alg"),
        ({**RSA, "alg": "RS512"}, "unsupported.alg"),
        ({**P256, "alg": 7}, "key.type"),
        ({**P256, "kid": 7}, "key.type"),
        ({**P256, "crv": "P-384"}, "key.invalid"),
        ({**P256, "crv": "P-521"}, "unsupported.key_type"),
        ({**P256, "crv": "secp256k1"}, "unsupported.key_type"),
        ({**P256, "kty": "OKP"}, "key.type"),
        ({**P256, "kty": "RSA"}, "key.type"),
        ({**P256, "kty": "oct"}, "unsupported.key_type"),
        ({**ED, "kty": "EC"}, "key.type"),
        ({**ED, "crv": "X25519"}, "unsupported.key_type"),
        ({**ED, "crv": "Ed448"}, "unsupported.key_type"),
        ({**ED, "crv": "ed25519"}, "unsupported.key_type"),
        ({**ED, "crv": None}, "key.type"),
        ({"kty": "EC"}, "key.type"),
        ({"crv": "P-256"}, "key.type"),
        ({}, "key.type"),
        ([], "key.type"),
        ("text", "key.type"),
        (None, "key.type"),
    ],
)
def test_contradictions_are_named(tree: Any, code: str) -> None:
    assert code_of(tree) == code


@pytest.mark.parametrize(
    "value", [None, 5, "", "AA", ED["x"] + "=", ED["x"] + "A", ED["x"][:-1], " " + ED["x"], "ü" * 43]
)
def test_values_are_canonical_and_of_exact_length(value: Any) -> None:
    assert code_of({**ED, "x": value}) == "key.invalid"


def test_trailing_bits_of_base64_are_zero() -> None:
    last = ED["x"][-1]
    alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
    twins = [ED["x"][:-1] + alphabet[alphabet.index(last) ^ bit] for bit in (1, 2, 3)]
    assert {code_of({**ED, "x": twin}) for twin in twins} == {"key.invalid"}


def test_numbers_are_in_their_shortest_form() -> None:
    n = base64url.decode(RSA["n"])
    assert code_of({**RSA, "n": base64url.encode(b"\0" + n)}) == "key.invalid"
    assert code_of({**RSA, "e": "AAEAAQ"}) == "key.invalid"
    assert code_of({**RSA, "e": ""}) == "key.invalid"
    assert code_of({**RSA, "n": "A" * 4097}) == "key.size"
    assert code_of({name: RSA[name] for name in ("kty", "e")}) == "key.invalid"


def test_a_point_beside_the_curve_is_refused() -> None:
    assert code_of({**P256, "y": P256["x"]}) == "key.invalid"
    assert code_of({**P256, "x": P256["y"], "y": P256["x"]}) == "key.invalid"


def test_the_thumbprint_of_rfc_7638() -> None:
    tree = {
        "kty": "RSA",
        "n": "0vx7agoebGcQSuuPiLJXZptN9nndrQmbXEps2aiAFbWhM78LhWx4cbbfAAtVT86zwu1RK7aPFFxuhDR1L6tSoc_BJECPebWKRXjBZCiF"
        "V4n3oknjhMstn64tZ_2W-5JsGY4Hc5n9yBXArwl93lqt7_RN5w6Cf0h4QyQ5v-65YGjQR0_FDW2QvzqY368QQMicAtaSqzs8KJZgnYb9c7d0zgdAZH"
        "zu6qMQvRL5hajrn1n91CbOpbISD08qNLyrdkt-bFTWhAI4vMQFh6WeZu0fM4lFd2NcRwr3XPksINHaQ-G_xBniIqbw0Ls1jF44-csFCur-kEg"
        "U8awapJzKnqDKgw",
        "e": "AQAB",
        "alg": "RS256",
        "kid": "2011-04-29",
    }
    found = jwk.read(tree)
    assert jwk.thumbprint(found.alg, found.raw) == "NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs"
    assert PublicKey.from_jwk(tree).thumbprint() == "NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs"


# ---- Multikey --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("prefix", "code"),
    [
        ("8026", "key.private_in_public"),
        ("8626", "key.private_in_public"),
        ("8726", "key.private_in_public"),
        ("e701", "unsupported.key_type"),
        ("ec01", "unsupported.key_type"),
        ("eb01", "key.invalid"),
        ("8a26", "key.private_in_public"),
        ("8224", "unsupported.key_type"),
        ("1220", "unsupported.key_type"),
        ("ed8100", "key.invalid"),
        ("ed818000", "key.invalid"),
        ("ffffffffffffffffff", "key.invalid"),
        ("ed", "key.invalid"),
        ("", "key.invalid"),
    ],
)
def test_prefixes(prefix: str, code: str) -> None:
    rest = KEYS["Ed25519"].raw if len(prefix) > 2 else b""
    with pytest.raises(KeyLoadError) as caught:
        PublicKey.from_multikey(multibase.encode(bytes.fromhex(prefix) + rest))
    assert caught.value.code == code


@pytest.mark.parametrize(
    "change",
    [
        lambda text: text[1:],
        lambda text: "u" + text[1:],
        lambda text: "Z" + text[1:],
        lambda text: text + " ",
        lambda text: text[:-1] + "0",
        lambda text: "z1" + text[1:],
        lambda text: "",
        lambda text: "z",
        lambda text: 5,
        lambda text: "z" + "2" * 5000,
        lambda text: multibase.encode(multibase.decode(text) + b"\0"),
        lambda text: multibase.encode(multibase.decode(text)[:-1]),
    ],
)
def test_one_text_for_one_key(change: Any) -> None:
    with pytest.raises(KeyLoadError) as caught:
        PublicKey.from_multikey(change(KEYS["Ed25519"].to_multikey()))
    assert caught.value.code in ("key.invalid", "unsupported.key_type")


@pytest.mark.parametrize("alg", ["P-256", "P-384"])
def test_points_of_multikeys_are_compressed(alg: str) -> None:
    from eccoe_vc.keys.weierstrass import CURVES, decompress

    key = KEYS[alg]
    text = multikey.encode(key.alg, b"\x04" + b"".join(decompress(CURVES[alg], key.raw)))
    with pytest.raises(KeyLoadError) as caught:
        PublicKey.from_multikey(text)
    assert caught.value.code == "key.invalid"


# ---- PEM and DER -----------------------------------------------------------------------------------------------------


def spki(key: Any) -> bytes:
    data: bytes = key.public_key().public_bytes(
        serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
    )
    return data


@pytest.mark.parametrize("alg", KEYS)
def test_the_engine_writes_and_reads_the_same_pem(alg: str) -> None:
    who = LocalSigner.generate(alg)
    assert PublicKey.from_pem(spki(who._key)) == who.public_key
    assert who.public_key.to_pem().encode() == spki(who._key)


def test_compressed_points_and_the_older_rsa_form_are_read() -> None:
    curve = ec.generate_private_key(ec.SECP256R1()).public_key()
    point = curve.public_bytes(serialization.Encoding.X962, serialization.PublicFormat.CompressedPoint)
    names = encode(
        SEQUENCE, encode(OID, bytes.fromhex("2a8648ce3d0201")), encode(OID, bytes.fromhex("2a8648ce3d030107"))
    )
    text = pem.armour("PUBLIC KEY", encode(SEQUENCE, names, encode(BIT_STRING, b"\0", point)))
    assert PublicKey.from_pem(text).raw == point
    assert PublicKey.from_pem(pem.armour("RSA PUBLIC KEY", KEYS["RSA-2048"].raw)) == KEYS["RSA-2048"]


@pytest.mark.attack("J09", "dsa")
@pytest.mark.parametrize(
    "make",
    [
        lambda: dsa.generate_private_key(1024),
        lambda: ec.generate_private_key(ec.SECP256K1()),
        lambda: ec.generate_private_key(ec.SECP521R1()),
        ed448.Ed448PrivateKey.generate,
        x25519.X25519PrivateKey.generate,
    ],
    ids=["DSA", "secp256k1", "P-521", "Ed448", "X25519"],
)
def test_other_kinds_of_public_keys_are_unsupported(make: Any) -> None:
    with pytest.raises(KeyLoadError) as caught:
        PublicKey.from_pem(spki(make()))
    assert caught.value.code == "key.unsupported"


GOOD = KEYS["Ed25519"].to_pem()


@pytest.mark.parametrize(
    "text",
    [
        "",
        "text",
        GOOD * 2,
        GOOD + "rest",
        "before\n" + GOOD,
        GOOD.replace("END PUBLIC", "END PRIVATE"),
        GOOD.replace("BEGIN PUBLIC KEY", "BEGIN EC PARAMETERS").replace("END PUBLIC KEY", "END EC PARAMETERS"),
        GOOD.replace("M", "*", 1),
        GOOD.replace("=", "") if "=" in GOOD else GOOD.replace("-----END", "=\n-----END"),
        GOOD.replace("-----END", "AAAA\n-----END"),
        pem.armour("PUBLIC KEY", encode(SEQUENCE, encode_integer(1))),
        pem.armour(
            "PUBLIC KEY", encode(SEQUENCE, encode(SEQUENCE, encode(OID, b"\x2b\x65\x70")), encode(BIT_STRING, b"\1"))
        ),
        pem.armour(
            "PUBLIC KEY",
            encode(SEQUENCE, encode(SEQUENCE, encode(OID, b"\x2b\x65\x70"), encode(NULL)), encode(BIT_STRING, b"\0")),
        ),
        "-----BEGIN PUBLIC KEY-----\n" + "A" * (1 << 17),
        GOOD.replace("-----BEGIN", "Proc-Type: 4,ENCRYPTED\n-----BEGIN"),
        "\ud800",
    ],
)
def test_what_is_no_public_key_in_pem(text: str) -> None:
    with pytest.raises(KeyLoadError) as caught:
        PublicKey.from_pem(text)
    assert caught.value.code == "key.load"


def test_the_limit_of_a_key_file_counts() -> None:
    assert PublicKey.from_pem(GOOD, budget=DEFAULT.with_(key_file_bytes=len(GOOD)))
    with pytest.raises(KeyLoadError):
        PublicKey.from_pem(GOOD, budget=DEFAULT.with_(key_file_bytes=len(GOOD) - 1))


@pytest.mark.parametrize(
    "data",
    ["", "30", "3080", "308005", "30810100", "3082000100", "3003020100ff", "30030201", "30050203000001", "3003020180",
     "30020200", "3085000000000100"],
)  # fmt: skip
def test_der_has_one_encoding(data: str) -> None:
    def read() -> None:
        outer = read_sequence(bytes.fromhex(data))
        outer.integer()
        outer.finish()

    with pytest.raises(DerError):
        read()


@pytest.mark.parametrize("number", [0, 1, 127, 128, 255, 256, 2**64, 2**2048 - 1, 1 << 9000])
def test_der_integers_go_there_and_back(number: int) -> None:
    reader = read_sequence(encode(SEQUENCE, encode_integer(number)))
    assert reader.integer() == number
    reader.finish()
    assert Reader(b"").peek() == -1


# ---- private JWKs ----------------------------------------------------------------------------------------------------


def private_jwk(who: LocalSigner) -> dict[str, Any]:
    key: Any = who._key
    tree: dict[str, Any] = dict(who.public_key.to_jwk())
    if who.alg == "RSA":
        numbers = key.private_numbers()
        values = (numbers.d, numbers.p, numbers.q, numbers.dmp1, numbers.dmq1, numbers.iqmp)
        for name, value in zip(("d", "p", "q", "dp", "dq", "qi"), values, strict=True):
            tree[name] = base64url.encode(value.to_bytes((value.bit_length() + 7) // 8, "big"))
    elif who.alg == "Ed25519":
        tree["d"] = base64url.encode(key.private_bytes_raw())
    else:
        tree["d"] = base64url.encode(key.private_numbers().private_value.to_bytes(int(who.alg[2:]) // 8, "big"))
    return tree


@pytest.mark.parametrize("alg", KEYS)
def test_private_jwks_are_read(alg: str) -> None:
    who = LocalSigner.generate(alg)
    tree = private_jwk(who)
    read = LocalSigner.from_jwk({**tree, "use": "sig", "key_ops": ["sign"]})
    assert read.public_key == who.public_key
    assert who.public_key.verify(read.sign(b"data"), b"data")
    for wrong in [
        {**tree, "d": "AA"},
        {**tree, "d": 5},
        {**tree, "use": "enc"},
        {**tree, "key_ops": ["verify"]},
        {**tree, "key_ops": 5},
        {name: value for name, value in tree.items() if name != "d"},
        {**tree, "kty": "oct"},
        {**tree, "oth": []},
        {},
    ]:
        with pytest.raises(KeyLoadError):
            LocalSigner.from_jwk(wrong)


def test_numbers_that_do_not_fit_are_seen_before_the_engine() -> None:
    tree = private_jwk(LocalSigner.generate("RSA-2048"))
    for member in ("p", "q"):
        with pytest.raises(KeyLoadError) as caught:
            LocalSigner.from_jwk({**tree, member: base64url.encode(b"\xff" * 128)})
        assert caught.value.code == "key.load"
    with pytest.raises(KeyLoadError):
        LocalSigner.from_jwk({**tree, "dp": "Aw"})


def test_private_numbers_stay_below_the_limit() -> None:
    numbers = private.RsaNumbers(1 << 9000, 3, 1, 2, 1 << 8999, 1, 1, 1)
    with pytest.raises(KeyLoadError) as caught:
        private._rsa_engine(numbers)
    assert caught.value.code == "key.size"
