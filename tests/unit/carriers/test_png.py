"""PNG: the structure is tested to the last byte, the badge is found in one place only, and pixels are never decoded."""

from __future__ import annotations

import struct
import zlib

import pytest
from tests.fixtures import images
from tests.fixtures.images import IDAT, IEND, SIGNATURE, chunk, ihdr, itxt, png, text, ztxt

from eccoe_vc.carriers import png as reader
from eccoe_vc.carriers import unbake
from eccoe_vc.errors import CarrierError
from eccoe_vc.limits import Budget

JSON = '{"name":"Größe 🎓"}'


def refused(image: bytes, version: int = 3, budget: Budget | None = None) -> CarrierError:
    with pytest.raises(CarrierError) as caught:
        reader.read(image, 2 if version == 2 else 3, budget or Budget())
    assert len(caught.value.message) <= 300
    return caught.value


# ---- what is read ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "image",
    [
        png(itxt(JSON)),
        png(after=(itxt(JSON),)),
        png(chunk(b"gAMA", bytes(4)), itxt(JSON), text(b"x", b"Comment")),
        png(itxt(JSON, language=b"en", translated="Abzeichen ü".encode())),
        png(itxt(JSON), itxt("x", b"XML:com.adobe.xmp"), ztxt(b"x", b"Comment"), chunk(b"prVt", b"\0" * 9)),
        png(itxt(JSON), head=ihdr(2**31 - 1, 2**31 - 1)),
    ],
)
def test_the_text_is_read_as_it_stands(image: bytes) -> None:
    assert reader.read(image) == (JSON, ())


def test_an_uncompressed_chunk_may_name_any_method() -> None:
    # PNG, section 11.3.3.4: for uncompressed text decoders ignore the method.
    data = images.KEYWORD + b"\0\0\x07\0\0" + JSON.encode()
    assert reader.read(png(chunk(b"iTXt", data))) == (JSON, ())


def test_compressed_text_is_read_and_said() -> None:
    read, notes = reader.read(png(itxt(JSON, compressed=True)))
    assert read == JSON
    assert [note.code for note in notes] == ["image.compressed"]


def test_open_badges_2_beside_it_is_said() -> None:
    image = png(itxt('{"old":1}', b"openbadges"), itxt(JSON))
    read, notes = reader.read(image)
    assert read == JSON
    assert [note.code for note in notes] == ["image.other_payload"]
    read, notes = reader.read(image, version=2)
    assert read == '{"old":1}'
    assert [note.code for note in notes] == ["image.other_payload"]


def test_a_broken_badge_of_the_other_kind_disturbs_nobody() -> None:
    image = png(chunk(b"iTXt", b"openbadges\0\x01\0\0\0broken"), itxt(JSON))
    assert reader.read(image)[0] == JSON


def test_version_2_may_be_an_address() -> None:
    envelope = unbake(png(itxt("https://example.org/a.json\n", b"openbadges")), version=2)
    assert (envelope.form, envelope.text, envelope.document) == ("url", "https://example.org/a.json", None)


# ---- structure -------------------------------------------------------------------------------------------------------


def with_crc(number: int) -> bytes:
    image = bytearray(png(itxt(JSON)))
    at = 8
    for _ in range(number):
        at += 12 + int(struct.unpack_from(">I", image, at)[0])
    image[at + 8 + int(struct.unpack_from(">I", image, at)[0])] ^= 1
    return bytes(image)


BROKEN = {
    "signature only": SIGNATURE,
    "half a chunk": SIGNATURE + ihdr()[:11],
    "checksum of IHDR": with_crc(0),
    "checksum of the badge": with_crc(1),
    "checksum of IDAT": with_crc(2),
    "checksum of IEND": with_crc(3),
    "length beyond 31 bits": SIGNATURE + ihdr() + struct.pack(">I", 0xFFFFFFFF) + b"iTXt" + bytes(99),
    "length past the end": SIGNATURE + ihdr() + struct.pack(">I", 1000) + b"iTXt" + bytes(99),
    "no IHDR": SIGNATURE + itxt(JSON) + IDAT + IEND,
    "IHDR later": SIGNATURE + itxt(JSON) + ihdr() + IDAT + IEND,
    "two IHDR": png(ihdr(), itxt(JSON)),
    "IHDR too short": png(itxt(JSON), head=chunk(b"IHDR", bytes(12))),
    "no width": png(itxt(JSON), head=ihdr(0, 1)),
    "no height": png(itxt(JSON), head=ihdr(1, 0)),
    "no IDAT": SIGNATURE + ihdr() + itxt(JSON) + IEND,
    "no IEND": png(itxt(JSON))[:-12],
    "IEND with data": png(itxt(JSON))[:-12] + chunk(b"IEND", b"x"),
    "IEND first": SIGNATURE + ihdr() + IDAT + IEND + itxt(JSON),
    "data after IEND": png(itxt(JSON)) + b"\0",
    "a second image": png(itxt(JSON)) * 2,
    "a name that is none": png(itxt(JSON), chunk(b"i\0Xt")),
    "text mode": png(itxt(JSON)).replace(b"\r\n", b"\n"),
}


@pytest.mark.parametrize("name", BROKEN)
def test_broken_structure(name: str) -> None:
    assert refused(BROKEN[name]).code == "image.format"


def test_every_cut_is_refused() -> None:
    image = png(itxt(JSON))
    for length in range(len(image)):
        assert refused(image[:length]).code == "image.format"


def test_every_flipped_byte_is_noticed() -> None:
    # The checksums cover names and data; what they leave out are lengths, and the checksums themselves.
    image = png(itxt(JSON))
    for at in range(len(image)):
        changed = bytearray(image)
        changed[at] ^= 0x20
        assert refused(bytes(changed)).code == "image.format"


# ---- text chunks -----------------------------------------------------------------------------------------------------

BAD_TEXT = {
    "no fields": chunk(b"iTXt", images.KEYWORD + b"\0"),
    "no translated keyword": chunk(b"iTXt", images.KEYWORD + b"\0\0\0en\0"),
    "no language": chunk(b"iTXt", images.KEYWORD + b"\0\0\0" + JSON.encode()),
    "flag 2": chunk(b"iTXt", images.KEYWORD + b"\0\2\0\0\0" + JSON.encode()),
    "unknown compression": chunk(b"iTXt", images.KEYWORD + b"\0\1\1\0\0" + zlib.compress(JSON.encode())),
    "no zlib stream": chunk(b"iTXt", images.KEYWORD + b"\0\1\0\0\0" + JSON.encode()),
    "cut zlib stream": chunk(b"iTXt", images.KEYWORD + b"\0\1\0\0\0" + zlib.compress(JSON.encode())[:-5]),
    "data after the zlib stream": chunk(b"iTXt", images.KEYWORD + b"\0\1\0\0\0" + zlib.compress(JSON.encode()) + b"x"),
    "Latin-1": itxt(JSON.replace("🎓", "").encode("latin-1")),
    "UTF-16": itxt(JSON.encode("utf-16")),
    "a zero byte": itxt(JSON + "\0"),
}


@pytest.mark.parametrize("name", BAD_TEXT)
def test_text_that_cannot_be_read(name: str) -> None:
    assert refused(png(BAD_TEXT[name])).code == "image.encoding"


@pytest.mark.parametrize("other", [itxt(JSON), itxt("{}"), text(b"{}"), ztxt(b"{}"), itxt(JSON, compressed=True)])
def test_two_badges_are_refused(other: bytes) -> None:
    for image in (png(itxt(JSON), other), png(other, after=(itxt(JSON),))):
        error = refused(image)
        assert error.code == "image.ambiguous"
        assert error.message.count(" chunk at byte ") == 2


def test_two_badges_of_version_2_matter_only_to_who_asks_for_them() -> None:
    image = png(itxt("{}", b"openbadges"), text(b"https://x.example/", b"openbadges"), itxt(JSON))
    assert reader.read(image)[0] == JSON
    assert refused(image, version=2).code == "image.ambiguous"


NEAR = {
    "tEXt": (text(b"{}"), "the tEXt chunk at byte 33"),
    "zTXt": (ztxt(b"{}"), "the zTXt chunk at byte 33"),
    "trailing space": (itxt("{}", b"openbadgecredential "), "the keyword 'openbadgecredential '"),
    "other case": (itxt("{}", b"OpenBadgeCredential"), "the keyword 'OpenBadgeCredential'"),
    "plural": (itxt("{}", b"openbadgecredentials"), "the keyword 'openbadgecredentials'"),
    "80 bytes": (itxt("{}", b"openbadgecredential".ljust(80, b"x")), "the keyword 'openbadgecredentialxxx"),
    "no end": (chunk(b"iTXt", b"openbadgecredential"), "the iTXt chunk at byte 33"),
    "EXIF": (chunk(b"eXIf", b"MM\0*eyJhbGciOiJFZERTQSJ9.e30.AA"), "the eXIf chunk at byte 33"),
    "XMP": (itxt("<x>eyJhbGciOiJFZERTQSJ9.e30.AA</x>", b"XML:com.adobe.xmp"), "(XMP)"),
    "version 2 beside a near miss": (itxt("{}", b"openbadges") + text(b"{}"), "unbake(image, version=2)"),
    "version 1": (text(b"https://x.example/", b"openbadges"), "as Open Badges 1 had it"),
    "nothing": (b"", "Ask for the original file"),
}


@pytest.mark.parametrize("name", NEAR)
def test_near_misses_are_named(name: str) -> None:
    data, hint = NEAR[name]
    error = refused(png(data))
    assert error.code == "image.no_credential"
    assert hint in error.hint
    assert len(error.hint) <= 300


def test_a_badge_of_version_2_is_beyond_us_and_not_bad() -> None:
    error = refused(png(itxt("{}", b"openbadges")))
    assert error.code == "unsupported.data_model"
    assert "unbake(image, version=2)" in error.hint


# ---- limits ----------------------------------------------------------------------------------------------------------


def test_limits_at_and_one_beyond() -> None:
    image = png(itxt(JSON))
    size = len(JSON.encode())
    assert reader.read(image, budget=Budget(image_bytes=len(image), image_chunks=4, payload_bytes=size))
    for field, value in (("image_bytes", len(image) - 1), ("image_chunks", 3), ("payload_bytes", size - 1)):
        assert refused(image, budget=Budget().with_(**{field: value})).code == "image.budget"
    squeezed = png(itxt(JSON, compressed=True))
    assert reader.read(squeezed, budget=Budget(payload_bytes=size))
    assert refused(squeezed, budget=Budget(payload_bytes=size - 1)).code == "image.budget"


def test_the_payloads_share_one_limit() -> None:
    half = itxt(" " * 600_000, compressed=True)
    assert refused(png(half, half)).code == "image.budget"
    assert refused(png(itxt("{}", compressed=True), itxt("{}", compressed=True))).code == "image.ambiguous"
