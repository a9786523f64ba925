"""Which format a file has is told by its first bytes, and by nothing else."""

from __future__ import annotations

import base64
import random
import time
import tracemalloc

import pytest
from tests.fixtures import images

from eccoe_vc.carriers import sniff

KINDS = {
    "object": (b"{}", "json"),
    "object after blanks": (b" \r\n\t{}", "json"),
    "object after a mark": (b"\xef\xbb\xbf{}", "json"),
    "object in UTF-16": ("{}".encode("utf-16"), "json"),
    "object in UTF-16 without a mark": ('{"a":1}'.encode("utf-16-be"), "json"),
    "object in UTF-32": ('{"a":1}'.encode("utf-32-le"), "json"),
    "list": (b"[]", "json"),
    "string": (b'"a"', "json"),
    "number": (b"-1.5e3 \n", "json"),
    "literal": (b"null", "json"),
    "comment": (b"// x\n{}", "json"),
    "token": (b"eyJhbGciOiJFZERTQSJ9.e30.AA", "token"),
    "token after blanks": (b"\n eyJhbGciOiJFZERTQSJ9.e30.AA\n", "token"),
    "token with a blank in its header": (b"eyAiYWxnIjogIkVkRFNBIiB9.e30.AA", "token"),
    "token with a line break in its header": (b"ewogImFsZyI6ICJFZERTQSIKfQ.e30.AA", "token"),
    "token with CR LF in its header": (b"ew0KICJhbGciOiAiRWREU0EiDQp9.e30.AA", "token"),
    "token with a tab in its header": (b"ewkiYWxnIjogIkVkRFNBIn0.e30.AA", "token"),
    "token with an empty header": (b"e30.e30.AA", "token"),
    "SD-JWT": (b"eyJhbGciOiJFZERTQSJ9.e30.AA~", "token"),
    "two parts": (b"eyJhbGciOiJFZERTQSJ9.e30", "token"),
    "png": (images.png(), "png"),
    "png in text mode": (images.png().replace(b"\r\n", b"\n"), "png"),
    "png read as Latin-1": (images.png().decode("latin-1").encode(), "png"),
    "png read as UTF-8": (images.png().decode("utf-8", "replace").encode(), "png"),
    "png with seven bits": (bytes(byte & 127 for byte in images.png()), "png"),
    "svg": (images.svg(), "svg"),
    "svg after a mark": (b"\xef\xbb\xbf" + images.svg(), "svg"),
    "svg in UTF-16": (images.svg().decode().encode("utf-16"), "svg"),
    "svg in EBCDIC": ('<?xml version="1.0" encoding="cp037"?><svg/>'.encode("cp037"), "svg"),
    "svg after a comment": (b"<!-- x --><svg><!-- y --><title>", "svg"),
    "svg after two comments": (b"<!-- x -->\n<!-- <html> --><svg><title>", "svg"),
    "any XML": (b"<?xml version='1.0'?><note/>", "svg"),
}


@pytest.mark.parametrize("name", KINDS)
def test_kinds(name: str) -> None:
    data, kind = KINDS[name]
    assert sniff.kind(data) == kind


@pytest.mark.parametrize("white", [" ", "\t", "\n", "\r\n", '"'])
def test_every_way_to_begin_a_header_is_a_token(white: str) -> None:
    for length in range(3):
        header = base64.urlsafe_b64encode(("{" + white + "x" * length + '":1}').encode()).rstrip(b"=")
        assert sniff.kind(header + b".e30.AA") == "token"


LOOKS = {
    b"": "an empty file",
    b" \n": "a file of white space only",
    b"%PDF-1.7": "a PDF document",
    b"\xff\xd8\xff\xe0": "a JPEG photo",
    b"RIFF\0\0\0\0WEBPVP8 ": "a WebP image",
    b"\0\0\0\x18ftypheic": "a photo or film (HEIC, AVIF or MP4)",
    b"PK\x03\x04": "a ZIP archive or an Office document",
    b"\x1f\x8b\x08": "a gzip archive, or a compressed SVG image",
    b"<!DOCTYPE html>": "a web page",
    b"<!-- x --><HTML >": "a web page",
    b"<!-- x --> <!-- > --><HTML >": "a web page",
    b"-----BEGIN PRIVATE KEY-----": "a key or certificate in PEM form",
    b"\x30\x82\x01\x00": "a key or certificate in DER form",
    b"https://example.org/badge": "a web address",
    b" https://example.org/badge": "a web address",
    b"Bearer eyJhbGciOiJFZERTQSJ9.e30.AA": "an HTTP authorisation header",
    b"did:key:z6Mk": "a DID",
    b"badge.png": "the name of a file",
    "Sehr geehrte Frau Müller, ".encode() * 400: "plain text",
    "Grüße".encode("utf-16"): "text in UTF-16 or UTF-32",
    b"\x01\x02\x03": "binary data of a kind that we do not know",
    b"\xe9t\xe9": "binary data of a kind that we do not know",
    random.Random(1).randbytes(9000): "binary data of a kind that we do not know",
}


@pytest.mark.parametrize("data", LOOKS, ids=lambda data: repr(data[:16]))
def test_what_is_not_ours_is_named(data: bytes) -> None:
    assert sniff.kind(data) == "unknown"
    error = sniff.refusal(data)
    assert error.code == "input.unknown_format"
    assert error.message == f"This is {LOOKS[data]}, not a credential."
    assert error.hint


def test_key_material_is_never_repeated() -> None:
    error = sniff.refusal(b"-----BEGIN PRIVATE KEY-----\nMC4CAQAwBQYDK2VwBCIE\n")
    assert "MC4C" not in str(error)


@pytest.mark.parametrize(
    "data",
    [
        random.Random(2).randbytes(20_000_000),
        b" " * 20_000_000,
        b"eyJ" + b"A" * 20_000_000,
        b"A" * 20_000_000,
        b"<!--" + b"-" * 20_000_000,
        b"1" * 20_000_000,
    ],
    ids=["noise", "blanks", "token without dots", "letters", "comment", "digits"],
)
def test_twenty_megabytes_are_answered_at_once(data: bytes) -> None:
    tracemalloc.start()
    begun = time.thread_time()
    sniff.kind(data)
    sniff.refusal(data)
    spent = time.thread_time() - begun
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert spent < 0.3
    assert peak < 1 << 20
