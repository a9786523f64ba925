"""COSE messages are recognised as bytes and in base64, and handed on untouched; the extra is not needed for that."""

from __future__ import annotations

import base64
import sys

import pytest

from eccoe_vc import bake, open_credential
from eccoe_vc.carriers import enveloped, message
from eccoe_vc.errors import RefusedError
from eccoe_vc.limits import Budget

MESSAGE = bytes.fromhex("d28443a10127a0427b7d4000")
TEXT = base64.b64encode(MESSAGE).decode()


@pytest.mark.parametrize(
    ("data", "carrier"),
    [
        (MESSAGE, "binary"),
        (bytearray(MESSAGE), "binary"),
        (TEXT, "text"),
        (TEXT.encode(), "text"),
        (TEXT.rstrip("="), "text"),
        (f" \n{TEXT}\r\n", "text"),
    ],
)
def test_a_message(data: bytes | str, carrier: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "cbor2", None)
    envelope = open_credential(data)
    assert (envelope.carrier, envelope.form) == (carrier, "cose")
    assert envelope.data == MESSAGE
    assert envelope.text == TEXT
    assert envelope.document is None
    assert envelope.media_type == "application/cose"


@pytest.mark.parametrize(
    ("head", "media_type"),
    [
        (b"\x56\xa1\x10\x73application/vc+cose", "application/vc+cose"),
        (b"\x58\x16\xa1\x10\x73application/VP+cose", "application/vp+cose"),
        (b"\x59\x00\x16\xa1\x10\x73application/vc+cose", "application/vc+cose"),
        (b"\x41\xa0\x73application/vc+cose", "application/cose"),
        (b"\x58\x2b\xa2\x10\x73application/vc+cose\x11\x73application/vp+cose", "application/cose"),
        (b"\xa0", "application/cose"),
        (b"", "application/cose"),
    ],
)
def test_the_media_type_is_that_of_the_signed_header(head: bytes, media_type: str) -> None:
    assert message.media_type(b"\xd2\x84" + head) == media_type


def test_other_payloads_have_bytes_too() -> None:
    assert open_credential('{"name":"\u00e9"}').data == '{"name":"\u00e9"}'.encode()


@pytest.mark.parametrize("text", [TEXT[:8] + "\n" + TEXT[8:], TEXT + "=", TEXT[:-1] + "-", TEXT[:-1] + "\u00e9"])
def test_base64_is_read_strictly(text: str) -> None:
    with pytest.raises(RefusedError) as raised:
        open_credential(text)
    assert raised.value.code == "jose.encoding"


@pytest.mark.parametrize("data", [bytes.fromhex("d183"), bytes.fromhex("8443a10127a0427b7d40"), b"0oA", b"0o"])
def test_what_only_resembles_one_is_unknown(data: bytes) -> None:
    with pytest.raises(RefusedError) as raised:
        open_credential(data)
    assert raised.value.code == "input.unknown_format"


def test_size() -> None:
    open_credential(MESSAGE, budget=Budget(jwt_bytes=len(MESSAGE)))
    for data in (MESSAGE, TEXT, b"0oQ" + b"A" * 100_000):
        with pytest.raises(RefusedError) as raised:
            open_credential(data, budget=Budget(jwt_bytes=len(MESSAGE) - 1))
        assert raised.value.code == "jose.size"


def test_a_message_is_not_baked() -> None:
    with pytest.raises(RefusedError) as raised:
        bake(TEXT, b"<svg xmlns='http://www.w3.org/2000/svg'/>")
    assert raised.value.code == "input.unknown_format"


TYPED = b"\xd2\x84\x56\xa1\x10\x73application/vc+cose\xa0\x42{}\x40"


def test_an_envelope_holds_a_message_in_base64() -> None:
    """VC JOSE COSE 1.0, section 3.3.1: base64 as RFC 2397 says, which is not base64url."""
    document = enveloped.wrap(base64.b64encode(TYPED).decode())
    assert document["type"] == "EnvelopedVerifiableCredential"
    assert document["id"] == f"data:application/vc+cose;base64,{base64.b64encode(TYPED).decode()}"
    inner = enveloped.unwrap(document)
    assert (inner.carrier, inner.form, inner.data) == ("json", "cose", TYPED)


@pytest.mark.parametrize(
    "url",
    [
        f"data:application/vc+cose,{base64.b64encode(TYPED).decode()}",
        f"data:application/vc+cose;base64url,{base64.b64encode(TYPED).decode()}",
        f"data:application/vp+cose;base64,{base64.b64encode(TYPED).decode()}",
        f"data:application/cose;base64,{base64.b64encode(TYPED).decode()}",
        f"data:application/vc+cose;base64,{base64.b64encode(MESSAGE).decode()}",
        "data:application/vc+jwt;base64,ZXlKaGJHY2lPaUp1YjI1bElu",
    ],
)
def test_envelopes_of_another_kind(url: str) -> None:
    with pytest.raises(RefusedError) as raised:
        enveloped.unwrap({"id": url, "type": "EnvelopedVerifiableCredential"})
    assert raised.value.code == "envelope.type"


def test_base64url_in_an_envelope_is_refused() -> None:
    data = TYPED + b"\xff\xfe\xff"
    url = f"data:application/vc+cose;base64,{base64.urlsafe_b64encode(data).decode()}"
    assert "_" in url or "-" in url
    with pytest.raises(RefusedError) as raised:
        enveloped.unwrap({"id": url, "type": "EnvelopedVerifiableCredential"})
    assert raised.value.code == "jose.encoding"
