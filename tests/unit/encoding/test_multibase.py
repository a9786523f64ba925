"""Multibase and multicodec: the examples of Controlled Identifiers 1.0 and did:key, and prefixes that we refuse."""

from __future__ import annotations

import pytest

from eccoe_vc.encoding import DecodeError, multibase, multicodec

# Controlled Identifiers 1.0, section 2.4: the same bytes in both bases are not shown there, so the text "Multibase is
# awesome! \o/" of the multibase registry's README stands here, in base58btc and base64url.
AWESOME = b"Multibase is awesome! \\o/"
IN_Z = "zYAjKoNbau5KiqmHPmSxYCvn66dA1vLmwbt"
IN_U = "uTXVsdGliYXNlIGlzIGF3ZXNvbWUhIFxvLw"
# did:key method, section "Test Vectors": Ed25519, P-256, P-384, secp256k1, X25519; the key without its multibase z.
DID_KEYS = {
    "z6MkiTBz1ymuepAQ4HEHYSF1H8quG5GLVVQR3djdX3mDooWp": ("ed25519-pub", 32),
    "zDnaerDaTF5BXEavCrfRZEk316dpbLsfPDZ3WJ5hRTPFU2169": ("p256-pub", 33),
    "z82Lm1MpAkeJcix9K8TMiLd5NMAhnwkjjCBeWHXyu3U4oT2MVJJKXkcVBgjGhnLBn2Kaau9": ("p384-pub", 49),
    "zQ3shokFTS3brHcDQrn82RUDfCZESWL1ZdCEJwekUDPQiYBme": ("secp256k1-pub", 33),
    "z6LSeu9HkTHSfLLeUs2nnzUSNedgDUevfNQgQjQC23ZCit6F": ("x25519-pub", 32),
}


def test_one_text_in_two_bases() -> None:
    assert multibase.encode(AWESOME) == IN_Z
    assert multibase.encode(AWESOME, "u") == IN_U
    assert multibase.decode(IN_Z) == AWESOME
    assert multibase.decode(IN_U, allowed="u") == AWESOME
    assert multibase.decode(IN_U, allowed="zu") == AWESOME


@pytest.mark.parametrize(
    ("text", "allowed"),
    [
        ("", "z"),
        (IN_U, "z"),
        (IN_Z, "u"),
        ("m" + IN_U[1:], "zu"),
        (IN_Z[1:], "z"),
        ("Z" + IN_Z[1:], "z"),
        (" " + IN_Z, "z"),
    ],
)
def test_another_prefix_is_never_guessed(text: str, allowed: str) -> None:
    with pytest.raises(DecodeError, match="does not begin with"):
        multibase.decode(text, allowed=allowed)


@pytest.mark.parametrize(("text", "allowed"), [("z0", "z"), ("uZg==", "u"), ("z" + "2" * 5000, "z"), ("uZh", "u")])
def test_the_rest_is_read_as_strictly_as_by_its_base(text: str, allowed: str) -> None:
    with pytest.raises(DecodeError):
        multibase.decode(text, allowed=allowed)


@pytest.mark.parametrize(("text", "expected"), DID_KEYS.items())
def test_keys_of_the_did_key_method(text: str, expected: tuple[str, int]) -> None:
    data = multibase.decode(text)
    name, key = multicodec.split(data)
    assert (name, len(key)) == expected
    assert multicodec.join(name, key) == data
    assert multibase.encode(data) == text


# The multiformats table: code points as unsigned varints.
CODE_POINTS = {
    "ed25519-pub": 0xED,
    "x25519-pub": 0xEC,
    "p256-pub": 0x1200,
    "p384-pub": 0x1201,
    "p521-pub": 0x1202,
    "rsa-pub": 0x1205,
    "mldsa-44-pub": 0x1210,
    "secp256k1-pub": 0xE7,
    "bls12_381-g2-pub": 0xEB,
    "ed25519-priv": 0x1300,
    "p256-priv": 0x1306,
    "p384-priv": 0x1307,
}


@pytest.mark.parametrize(("name", "code"), CODE_POINTS.items())
def test_prefixes_are_the_varints_of_the_table(name: str, code: int) -> None:
    low, high = code & 0x7F | 0x80, code >> 7
    assert multicodec.PREFIXES[name] == bytes([low, high])


def test_digest_prefixes_are_code_and_length_of_a_multihash() -> None:
    assert multicodec.PREFIXES["sha2-256"] == bytes([0x12, 32])
    assert multicodec.PREFIXES["sha2-384"] == bytes([0x20, 48])
    assert set(multicodec.PREFIXES) == {*CODE_POINTS, "sha2-256", "sha2-384"}


@pytest.mark.parametrize("data", [b"", b"\xed", b"\x01\xed", b"\xed\x81\x00", b"\xff\xff\x03", b"\x00\x00abc"])
def test_unknown_short_and_padded_prefixes_are_refused(data: bytes) -> None:
    with pytest.raises(DecodeError):
        multicodec.split(data)


def test_the_table_cannot_be_changed() -> None:
    with pytest.raises(TypeError):
        multicodec.PREFIXES["x"] = b""  # type: ignore[index]
