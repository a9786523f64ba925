"""Wrong files of any kind: each gets an answer with a code, in bounded time and memory, and never a traceback."""

from __future__ import annotations

import base64
import gzip
import io
import json
import random
import struct
import tarfile
import tracemalloc
import zipfile
import zlib
from functools import cache
from time import thread_time
from typing import Any

import pytest
from tests.attacks import bases

from eccoe_vc import Envelope, RefusedError, Report, VerificationError, bake, inspect, open_credential, verify
from eccoe_vc.codes import codes

MIB = 1 << 20
SECONDS = 1.0  # of computing time, for one file of any kind; the slowest need a tenth
PEAK = 64 * MIB  # of memory beside the file itself, for 20 MB of anything
BIG = 20_000_000
POLICY = bases.policy()


@cache
def badge() -> bytes:
    """A genuine badge with text beyond ASCII, so that some cuts go through the middle of a character."""
    tree = bases.unsigned(name="Bodenkunde für Anfänger – 土壌学 🌱")
    return json.dumps(bases.signed(tree), ensure_ascii=False).encode()


def png_chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


@cache
def plain_png() -> bytes:
    head = png_chunk(b"IHDR", struct.pack(">IIBBBBB", 2, 2, 8, 2, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + head + png_chunk(b"IDAT", zlib.compress(bytes(14))) + png_chunk(b"IEND", b"")


SVG = b'<?xml version="1.0"?>\n<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><circle r="4"/></svg>\n'


@cache
def baked_png() -> bytes:
    return bake(badge().decode(), plain_png())


@cache
def baked_svg() -> bytes:
    """Written out by hand, as Open Badges 3.0 has it: the element stands directly behind the start tag."""
    credential = b"<openbadges:credential><![CDATA[" + badge() + b"]]></openbadges:credential>"
    start = b'<svg xmlns:openbadges="https://purl.imsglobal.org/ob/v3p0" xmlns="http://www.w3.org/2000/svg">'
    return start + credential + b'<circle r="4"/></svg>\n'


def token(size: int = 200) -> bytes:
    header = base64.urlsafe_b64encode(b'{"alg":"EdDSA","typ":"JWT"}').rstrip(b"=")
    payload = base64.urlsafe_b64encode(json.dumps({"iss": "x" * size}).encode()).rstrip(b"=")
    return header + b"." + payload + b"." + b"A" * 86


def noise(size: int, seed: int = 7) -> bytes:
    return random.Random(seed).randbytes(size)


def zipped() -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("badge.json", badge())
    return buffer.getvalue()


def tarred() -> bytes:
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w") as archive:
        member = tarfile.TarInfo("badge.json")
        member.size = len(badge())
        archive.addfile(member, io.BytesIO(badge()))
    return buffer.getvalue()


def answered(data: Any, seconds: float = SECONDS) -> Report:
    """The report on a wrong file, after everything that every answer must hold was found to hold."""
    begun = thread_time()
    report = inspect(data, policy=POLICY, at=bases.AT)
    assert thread_time() - begun < seconds
    assert report.verdict in ("rejected", "indeterminate")
    problems = list(report.problems())
    assert problems
    for check in problems:
        assert check.code in codes()
        assert 0 < len(check.message) <= 300
        assert check.message.isprintable()
        assert check.hint
    with pytest.raises(VerificationError):
        verify(data, policy=POLICY, at=bases.AT)
    return report


def first(report: Report) -> str:
    return next(report.problems()).code


# ---- kinds of files --------------------------------------------------------------------------------------------------

UNKNOWN = {
    "empty": b"",
    "blank": b" \r\n\t" * 10,
    "byte order mark": b"\xef\xbb\xbf",
    "nul": b"\0",
    "text": b"Sehr geehrte Damen und Herren,\n",
    "latin-1 text": "Größe".encode("latin-1"),
    "csv": b"name;credits\nAda;3\n",
    "yaml": b"type:\n  - VerifiableCredential\n",
    "python": b"b'{}'",
    "url": b"https://example.org/badge.json\n",
    "did": b"did:key:z6MktwupdmLXVVqTzCw4i46r4uGyosGXRnR3XjN4Zq7oMMsw",
    "data url": b"data:application/json;base64,e30=",
    "file name": b"badge.json",
    "mail": b"From: a@example.org\r\nTo: b@example.org\r\n\r\nHello\r\n",
    "html": b"<!DOCTYPE html><html><body>{}</body></html>",
    "html after a comment": b"<!-- saved -->\n<HTML><head></head></HTML>",
    "html after a mark": b"\xef\xbb\xbf<html></html>",
    "pdf": b"%PDF-1.7\n1 0 obj\n<< /Type /Catalog >>\nendobj\ntrailer\n<< /Root 1 0 R >>\n%%EOF\n",
    "jpeg": b"\xff\xd8\xff\xe1\x00\x18Exif\0\0" + noise(4096),
    "gif": b"GIF89a" + noise(4096),
    "bmp": b"BM" + noise(4096),
    "tiff": b"II*\0" + noise(4096),
    "webp": b"RIFF\x24\0\0\0WEBPVP8 " + noise(4096),
    "heic": b"\0\0\0\x18ftypheic" + noise(4096),
    "mp4": b"\0\0\0\x18ftypmp42" + noise(4096),
    "sqlite": b"SQLite format 3\0" + noise(4096),
    "elf": b"\x7fELF" + noise(4096),
    "exe": b"MZ" + noise(4096),
    "gzip": gzip.compress(b"{}"),
    "7z": b"7z\xbc\xaf\x27\x1c" + noise(64),
    "pem": b"-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n",
    "der": b"\x30\x82\x01\x0a" + noise(266),
    "cbor": b"\xa1\x64type\x60",
    "noise": noise(4096),
    "base64 of a badge": base64.b64encode(b'[{"a": 1}]'),
    "xml": b'<?xml version="1.0"?><note><to>Ada</to></note>',
    "http header": b"Bearer eyJhbGciOiJFZERTQSJ9.e30.AAAA",
}


@pytest.mark.parametrize("name", UNKNOWN)
def test_a_file_of_another_kind_is_named(name: str) -> None:
    report = answered(UNKNOWN[name])
    assert first(report) == "input.unknown_format"
    assert report.check("carrier").message.endswith("not a credential.")


def test_archives_are_named_not_opened() -> None:
    for data in (zipped(), gzip.compress(badge()), tarred()):
        assert first(answered(data)) == "input.unknown_format"


JSON = {
    "number": (b"42", "json.not_object"),
    "string": (b'"{}"', "json.not_object"),
    "null": (b"null", "json.not_object"),
    "list": (b"[]", "json.not_object"),
    "two objects": (b"{}{}", "json.syntax"),
    "two lines": (b'{"a": 1}\n{"a": 2}\n', "json.syntax"),
    "comment": (b'{"a": 1 /* one */}', "json.syntax"),
    "leading comment": (b"// badge\n{}", "json.syntax"),
    "trailing comma": (b'{"a": 1,}', "json.syntax"),
    "single quotes": (b"{'a': 1}", "json.syntax"),
    "nan": (b'{"a": NaN}', "json.number"),
    "infinity": (b'{"a": 1e999}', "json.number"),
    "twice": (b'{"a": 1, "a": 2}', "json.duplicate_key"),
    "surrogate": (b'{"a": "\\ud800"}', "json.surrogate"),
    "overlong": (b'{"a": "\xc0\xaf"}', "json.encoding"),
    "latin-1": ('{"name": "Größe"}'.encode("latin-1"), "json.encoding"),
    "deep": (b'{"a":' * 100_000 + b"1" + b"}" * 100_000, "json.size"),
    "rather deep": (b'{"a":' * 1_000 + b"1" + b"}" * 1_000, "json.depth"),
    "nothing": (b"{}", "ctx.missing_base"),
    "package.json": (b'{"name": "eccoe", "version": "1.0.0", "dependencies": {}}', "ctx.missing_base"),
    "geojson": (b'{"type": "FeatureCollection", "features": []}', "ctx.missing_base"),
}


@pytest.mark.parametrize("name", JSON)
def test_json_that_is_no_credential(name: str) -> None:
    data, code = JSON[name]
    assert first(answered(data)) == code


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-32-le", "utf-8-sig", "cp500"])
def test_other_encodings_of_a_genuine_badge(encoding: str) -> None:
    data = badge().decode().encode(encoding, "replace")
    assert first(answered(data)) in ("json.encoding", "input.unknown_format")


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-be", "utf-32", "cp500"])
def test_other_encodings_of_a_picture(encoding: str) -> None:
    data = SVG.decode().encode(encoding)
    assert first(answered(data)).startswith(("image.", "input.unknown_format"))


PICTURES = {
    "png": (plain_png(), "image.no_credential"),
    "svg": (SVG, "image.no_credential"),
    "png signature": (b"\x89PNG\r\n\x1a\n", "image.format"),
    "png in text mode": (plain_png().replace(b"\r\n", b"\n"), "image.format"),
    "png and noise": (b"\x89PNG\r\n\x1a\n" + noise(4096), "image.format"),
    "png with more behind": (plain_png() + b"PK\x03\x04", "image.format"),
    "svg and noise": (b"<svg" + noise(4096), "image.format"),
}


@pytest.mark.parametrize("name", PICTURES)
def test_pictures_without_a_badge(name: str) -> None:
    data, code = PICTURES[name]
    assert first(answered(data)) == code


def test_entities_are_not_expanded() -> None:
    laughs = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 12))
    data = f'<!DOCTYPE svg [<!ENTITY l0 "ha">{laughs}]><svg xmlns="http://www.w3.org/2000/svg">&l11;</svg>'
    assert first(answered(data.encode())) == "image.xml"
    outside = (
        b'<!DOCTYPE svg [<!ENTITY f SYSTEM "file:///etc/passwd">]><svg xmlns="http://www.w3.org/2000/svg">&f;</svg>'
    )
    assert first(answered(outside)) == "image.xml"


# ---- cut files -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["json", "png", "svg"])
def test_the_whole_file_is_accepted(name: str) -> None:
    """The control: what is refused below is refused for the cut."""
    assert inspect({"json": badge, "png": baked_png, "svg": baked_svg}[name](), policy=POLICY, at=bases.AT)


@pytest.mark.parametrize("sixteenth", range(16))
@pytest.mark.parametrize("name", ["json", "png", "svg"])
def test_cut_files_are_refused(name: str, sixteenth: int) -> None:
    whole = {"json": badge, "png": baked_png, "svg": baked_svg}[name]()
    report = answered(whole[: len(whole) * sixteenth // 16])
    if sixteenth == 0:
        assert first(report) == "input.unknown_format"
    else:
        assert (
            first(report)
            in {
                "json": ("json.syntax", "json.encoding"),
                "png": ("image.format",),
                "svg": ("image.format",),
            }[name]
        )


@pytest.mark.parametrize("missing", range(1, 40))
@pytest.mark.parametrize("name", ["json", "png", "svg"])
def test_files_that_lack_their_last_bytes_are_refused(name: str, missing: int) -> None:
    whole = {"json": badge, "png": baked_png, "svg": baked_svg}[name]().rstrip(b"\n")
    answered(whole[:-missing])


@pytest.mark.parametrize("sixteenth", range(17))
def test_cut_tokens_are_never_accepted(sixteenth: int) -> None:
    whole = token()
    answered(whole[: len(whole) * sixteenth // 16])


@pytest.mark.parametrize("name", ["json", "png", "svg"])
def test_what_stands_before_or_behind_a_file_is_refused(name: str) -> None:
    whole = {"json": badge, "png": baked_png, "svg": baked_svg}[name]().rstrip(b"\n")
    for data in (b"\0" + whole, b"x" + whole, whole + b"\0", whole + b"x", whole + whole):
        answered(data)


# ---- large files -----------------------------------------------------------------------------------------------------


def large() -> dict[str, Any]:
    """Twenty megabytes of everything, made when asked for."""
    return {
        "noise": lambda: noise(BIG),
        "zeros": lambda: bytes(BIG),
        "blanks": lambda: b" " * BIG,
        "blanks and an object": lambda: b" " * BIG + b"{}",
        "letters": lambda: b"A" * BIG,
        "letters as text": lambda: "A" * BIG,
        "umlauts as text": lambda: "ä" * (BIG // 2),
        "digits": lambda: b"1" * BIG,
        "braces": lambda: b"{" * BIG,
        "brackets": lambda: b"[" * BIG,
        "objects": lambda: b'{"a":' * (BIG // 5),
        "a string": lambda: b'{"a":"' + b"a" * BIG,
        "json and noise": lambda: b"{" + noise(BIG),
        "token": lambda: token(BIG * 3 // 4),
        "dots": lambda: b"eyJ" + b"." * BIG,
        "tildes": lambda: b"eyJ" + b"~" * BIG,
        "svg and noise": lambda: b"<svg>" + noise(BIG),
        "tags": lambda: b'<svg xmlns="http://www.w3.org/2000/svg">' + b"<g>" * (BIG // 3),
        "angles": lambda: b"<" * BIG,
        "comment": lambda: b"<!--" + b"-" * BIG,
        "utf-16": lambda: ("{" * (BIG // 2)).encode("utf-16"),
        "png and noise": lambda: b"\x89PNG\r\n\x1a\n" + noise(BIG),
        "png, empty chunks": lambda: plain_png()[:33] + png_chunk(b"tEXt", b"") * (BIG // 12),
        "png, one chunk": lambda: plain_png()[:33] + png_chunk(b"tEXt", bytes(BIG)),
        "png, bomb": lambda: (
            plain_png()[:33]
            + png_chunk(b"iTXt", b"openbadgecredential\0\1\0\0\0" + zlib.compress(bytes(200 * MIB), 9))
            + plain_png()[33:]
        ),
    }


@pytest.mark.parametrize("name", large())
def test_large_files_cost_little(name: str) -> None:
    data = large()[name]()
    begun = thread_time()
    report = inspect(data, policy=POLICY, at=bases.AT)
    assert thread_time() - begun < SECONDS
    assert report.verdict in ("rejected", "indeterminate")
    assert first(report) in codes()


@pytest.mark.parametrize("name", large())
def test_large_files_take_little_memory(name: str) -> None:
    data = large()[name]()
    tracemalloc.start()
    try:
        inspect(data, policy=POLICY, at=bases.AT)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < PEAK


# ---- the other doors -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", [*UNKNOWN, *JSON])
def test_opening_raises_nothing_but_refusals(name: str) -> None:
    data = UNKNOWN[name] if name in UNKNOWN else JSON[name][0]
    try:
        envelope = open_credential(data)
    except RefusedError as error:
        assert error.code in codes()
        assert "Traceback" not in str(error)
    else:
        assert isinstance(envelope, Envelope)


@pytest.mark.parametrize("kind", [bytes, bytearray, memoryview])
def test_bytes_of_any_kind_are_one_answer(kind: Any) -> None:
    for data in (b"", b"%PDF-1.7", b'{"a": 1,}', plain_png()):
        assert inspect(kind(data), policy=POLICY, at=bases.AT) == inspect(data, policy=POLICY, at=bases.AT)
