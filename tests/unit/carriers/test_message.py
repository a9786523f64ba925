"""COSE messages are recognised as bytes and in base64, and handed on untouched; the extra is not needed for that."""

from __future__ import annotations

import base64
import sys

import pytest

from eccoe_vc import bake, open_credential
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
