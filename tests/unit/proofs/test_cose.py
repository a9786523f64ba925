"""COSE_Sign1: strict CBOR, headers that are signed, algorithms from the key (RFC 9052, RFC 8949 section 4.2.1)."""

from __future__ import annotations

import sys
from typing import Any

import cbor2
import pytest

from eccoe_vc import LocalSigner
from eccoe_vc.encoding import DecodeError, standard_base64
from eccoe_vc.errors import RefusedError
from eccoe_vc.limits import Budget
from eccoe_vc.proofs.cose import cbor, headers, sign1

SIGNER = LocalSigner.from_seed(bytes(range(32)))
PAYLOAD = b'{"type":["VerifiableCredential"]}'


def message(
    header: Any = ..., unprotected: Any = None, payload: Any = PAYLOAD, by: LocalSigner = SIGNER, tag: int = 18
) -> bytes:
    """A message as anybody could make one, without any of our checks."""
    if header is ...:
        header = {1: -8, 3: "application/vc", 16: "application/vc+cose"}
    protected = header if isinstance(header, bytes) else cbor2.dumps(header)
    signed = cbor2.dumps(["Signature1", protected, b"", payload])
    return cbor2.dumps(cbor2.CBORTag(tag, [protected, unprotected or {}, payload, by.sign(signed)]))


def code_of(data: bytes, budget: Budget | None = None) -> str:
    with pytest.raises(RefusedError) as raised:
        sign1.read(data, budget or Budget())
    assert raised.value.hint
    return raised.value.code


@pytest.mark.parametrize("alg", ["Ed25519", "P-256", "P-384", "RSA-2048"])
def test_what_is_signed_holds_and_another_engine_reads_it(alg: str) -> None:
    signer = LocalSigner.generate(alg)
    data = sign1.sign(PAYLOAD, signer)
    found = sign1.read(data)
    assert found.payload == PAYLOAD
    assert headers.kid(found.header) == signer.verification_method
    assert headers.kind(found.header) == "vc"
    assert sign1.check(found, signer.public_key) is None
    tagged = cbor2.loads(data)
    assert tagged.tag == 18
    protected, unprotected, payload, signature = tagged.value
    assert not unprotected
    assert signer.public_key.verify(signature, cbor2.dumps(["Signature1", protected, b"", payload]))


def test_a_message_of_another_maker_holds() -> None:
    found = sign1.read(message())
    assert sign1.check(found, SIGNER.public_key) is None
    fault = sign1.check(found, LocalSigner.generate("Ed25519").public_key)
    assert fault is not None
    assert fault.code == "proof.signature"


def test_every_changed_byte_is_seen() -> None:
    data = message()
    for position in range(len(data)):
        changed = bytearray(data)
        changed[position] ^= 1
        try:
            fault = sign1.check(sign1.read(bytes(changed)), SIGNER.public_key)
        except RefusedError:
            continue
        assert fault is not None, position


@pytest.mark.parametrize("cut", [0, 1, 5, -1, -64])
def test_what_is_cut_or_longer_is_refused(cut: int) -> None:
    assert code_of(message()[:cut]) == "cose.structure"
    assert code_of(message() + b"\0") == "cose.structure"


@pytest.mark.parametrize(
    "data",
    [
        message(tag=98),
        message(tag=17),
        cbor2.loads(message()).value[2],
        message()[1:],
        b"\xd8\x12" + message()[1:],  # the tag in a longer form
        cbor2.dumps(cbor2.CBORTag(18, [b"", {}, PAYLOAD])),
        cbor2.dumps(cbor2.CBORTag(18, [b"", {}, PAYLOAD, b"", b""])),
        cbor2.dumps(cbor2.CBORTag(18, {"a": 1})),
        cbor2.dumps(cbor2.CBORTag(18, [{}, {}, PAYLOAD, b""])),
        cbor2.dumps(cbor2.CBORTag(18, [b"", {}, PAYLOAD, "text"])),
        cbor2.dumps(cbor2.CBORTag(18, [b"", {}, None, b""])),
        cbor2.dumps(cbor2.CBORTag(18, [b"", {}, b"", b""])),
        cbor2.dumps(cbor2.CBORTag(18, [b"", [], PAYLOAD, b""])),
        message(unprotected={4: b"kid"}),
        message(unprotected={1: -8}),
        message(header=cbor2.dumps([1, -8])),
        message(header=cbor2.dumps(5)),
        message(header={1: -8, 2: [3], 16: "application/vc+cose"}),
        message(header={True: -8, 16: "application/vc+cose"}),
        message(header={b"1": -8}),
        message(header={(1, 2): -8}),
        message(header=bytes.fromhex("a201270127")),  # alg twice
        message(header=bytes.fromhex("a2012701381f")),  # alg twice, with two values
        message(header=bytes.fromhex("a1180127")),  # the label 1 in two bytes
        message(header=bytes.fromhex("a1013807")),  # -8 in two bytes
        message(header=bytes.fromhex("bf0127ff")),  # a map of indefinite length
        message(header=bytes.fromhex("a1017f6161ff")),  # a text of indefinite length
        message(header=bytes.fromhex("a10127") + b"\0"),
        message(header=bytes.fromhex("a101")),
        message(header=bytes.fromhex("a101f90000")),  # a floating point number
        message(header=bytes.fromhex("a101f7")),  # undefined
        message(header=bytes.fromhex("a101f8ff")),  # an unassigned simple value
        message(header=bytes.fromhex("a101c11a00000000")),  # a tag inside: a date
        message(header=bytes.fromhex("a101d8236161")),  # a tag inside: a regular expression
        message(header=bytes.fromhex("a10161ff")),  # text that is not UTF-8
        b"\xd2" + b"\x84" + b"\x9b" + b"\x7f" + b"\xff" * 7,  # an array of 2^63 items
        b"\xd2" + b"\x84" + b"\x5b" + b"\x7f" + b"\xff" * 7,  # bytes of 2^63 length
        b"\xd2" + b"\x81" * 200_000,
        b"\xd2" + b"\x1c",
    ],
)
def test_what_is_no_message(data: bytes) -> None:
    assert code_of(data) == "cose.structure"


def test_near_misses_of_what_is_no_message() -> None:
    sign1.read(message(header={1: -8, "more": [1, {"a": b"b"}], 99: None, 98: True}))
    sign1.read(message(header={16: "application/vc+cose", 1: -8}))  # keys in another order are one message too
    sign1.read(cbor2.dumps(cbor2.CBORTag(18, [b"", {}, PAYLOAD, b""])))


def test_limits() -> None:
    data = message()
    sign1.read(data, Budget(jwt_bytes=len(data)))
    assert code_of(data, Budget(jwt_bytes=len(data) - 1)) == "jose.size"
    header = cbor2.dumps({1: -8, 99: b"x" * 100})
    sign1.read(message(header), Budget(jose_header_bytes=len(header)))
    assert code_of(message(header), Budget(jose_header_bytes=len(header) - 1)) == "jose.size"
    sign1.read(message({99: list(range(900))}))
    assert code_of(message({99: list(range(1100))})) == "cose.structure"
    deep: Any = 1
    for _ in range(20):
        deep = [deep]
    assert code_of(message({99: deep})) == "cose.structure"


@pytest.mark.parametrize(
    ("header", "code"),
    [
        ({}, "cose.alg"),
        ({1: 0}, "cose.alg"),
        ({1: 5}, "cose.alg"),  # HMAC 256/256
        ({1: -8.0}, None),
        ({1: "EdDSA"}, "cose.alg"),
        ({1: None}, "cose.alg"),
        ({1: True}, "cose.alg"),
        ({1: -36}, "unsupported.alg"),
        ({1: -37}, "unsupported.alg"),
        ({"alg": -8}, "cose.alg"),
    ],
)
def test_algorithms_outside_the_closed_list(header: Any, code: str | None) -> None:
    if code is None:
        assert code_of(message(header)) == "cose.structure"
        return
    with pytest.raises(RefusedError) as raised:
        sign1.check(sign1.read(message(header)), SIGNER.public_key)
    assert raised.value.code == code


@pytest.mark.parametrize("number", [-7, -35, -257, -9, -51])
def test_the_key_decides_the_algorithm(number: int) -> None:
    fault = sign1.check(sign1.read(message({1: number})), SIGNER.public_key)
    assert fault is not None
    assert fault.code == "cose.alg"


def test_both_numbers_of_an_algorithm_are_read() -> None:
    assert sign1.check(sign1.read(message({1: -19})), SIGNER.public_key) is None


@pytest.mark.parametrize(
    "header",
    [
        {},
        {16: "application/vc"},
        {16: "application/vc+jwt"},
        {16: "vc+cose"},
        {16: 5},
        {16: b"application/vc+cose"},
        {3: "application/vc"},
        {16: "application/vc+cose", 3: "application/vp"},
        {16: "application/vp+cose", 3: "application/vc"},
        {16: "application/vc+cose", 3: 50},
        {16: "application/vc+cose", 3: "application/json"},
    ],
)
def test_messages_of_another_kind(header: Any) -> None:
    with pytest.raises(RefusedError) as raised:
        headers.kind(header)
    assert raised.value.code == "cose.typ"


def test_near_misses_of_another_kind() -> None:
    assert headers.kind({16: "application/vc+cose"}) == "vc"
    assert headers.kind({16: "application/VP+cose", 3: "application/vp"}) == "vp"


def test_names_of_keys_and_claims() -> None:
    assert headers.kid({}) == ""
    assert headers.kid({4: b"did:key:z#z"}) == "did:key:z#z"
    for wrong in (b"\xff", "text", 5):
        with pytest.raises(RefusedError) as raised:
            headers.kid({4: wrong})
        assert raised.value.code == "jose.kid"
    assert headers.claims({}) == {}
    assert headers.claims({15: {1: "did:web:north.example", 6: 1, "own": 2, 99: 1}}) == {
        "iss": "did:web:north.example",
        "iat": 1,
    }
    assert headers.claims({15: {True: "x"}}) == {}
    with pytest.raises(RefusedError) as raised:
        headers.claims({15: [1]})
    assert raised.value.code == "cose.structure"


@pytest.mark.parametrize("value", [{1: -7, 4: b"k", "a": [True, False, None, -1, 2**63]}, [], {}, "x", b"", 24, -25])
def test_what_is_written_is_read(value: Any) -> None:
    assert cbor.decode(cbor.encode(value)) == value


def test_without_the_extra_it_is_beyond_us_and_not_bad(monkeypatch: pytest.MonkeyPatch) -> None:
    data = message()
    monkeypatch.setitem(sys.modules, "cbor2", None)
    for call in (lambda: sign1.read(data), lambda: sign1.sign(PAYLOAD, SIGNER)):
        with pytest.raises(RefusedError) as raised:
            call()
        assert raised.value.code == "unsupported.proof_format"
        assert "eccoe-vc[cose]" in raised.value.hint


def test_reprs_hold_no_content() -> None:
    assert "Verifiable" not in repr(sign1.read(message()))


# ---- base64 of data: URLs --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("data", [b"", b"a", b"ab", b"abc", bytes(range(256))])
def test_standard_base64_both_ways(data: bytes) -> None:
    text = standard_base64.encode(data)
    assert len(text) % 4 == 0
    assert standard_base64.decode(text) == data
    assert standard_base64.decode(text.rstrip("=")) == data


@pytest.mark.parametrize(
    "text", ["YQ=", "YQ===", "YWI==", "YWJj====", "=", "====", "YQ==YQ==", "Y Q==", "YQ==\n", "_-A", "YR", "Y", "YWJ"]
)
def test_other_base64_is_refused(text: str) -> None:
    with pytest.raises(DecodeError):
        standard_base64.decode(text)


def test_base64_is_bounded() -> None:
    assert standard_base64.decode("YWJj", max_chars=4) == b"abc"
    with pytest.raises(DecodeError):
        standard_base64.decode("YWJjZA", max_chars=5)
