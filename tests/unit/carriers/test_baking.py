"""Baking and unbaking: the text comes back byte for byte, and everything else in the picture stays as it was."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from tests.fixtures import images
from tests.fixtures.images import DTD, OB3_NS, SVG_NS, assertion, chunk, credential, itxt, png, svg, text

from eccoe_vc.carriers import bake, bare, open_credential, unbake
from eccoe_vc.errors import AlreadyBakedError, CarrierError, InputTypeError, RefusedError
from eccoe_vc.limits import Budget

TOKEN = "eyJhbGciOiJFZERTQSJ9.e30.AA"
JSON = '{"name": "Größe 🎓 ]]> & \\" <x>",\r\n "a": [1.0]}\r\n'
ELEMENT = f'<openbadges:credential verify="{TOKEN}"></openbadges:credential>'
DECLARATION = f' xmlns:openbadges="{OB3_NS}"'


@dataclass
class Secured:
    """What issue() returns, as far as baking cares."""

    text: str


# ---- PNG -------------------------------------------------------------------------------------------------------------


def test_a_png_gets_one_chunk_before_its_pixels() -> None:
    image = png(chunk(b"gAMA", bytes(4)), text(b"x", b"Comment"), after=(text(b"y", b"Comment"),))
    before = list(images.chunks(image))
    after = list(images.chunks(bake(TOKEN, image)))
    added = (b"iTXt", b"openbadgecredential\0\0\0\0\0" + TOKEN.encode())
    at = [kind for kind, _ in before].index(b"IDAT")
    assert after == [*before[:at], added, *before[at:]]


@pytest.mark.parametrize("payload", [TOKEN, JSON])
@pytest.mark.parametrize("image", [png(), svg(), svg(prolog=DTD)])
def test_what_went_in_comes_out(payload: str, image: bytes) -> None:
    baked = bake(payload, image)
    envelope = unbake(baked)
    assert envelope.text == payload
    assert envelope.notes == ()
    assert open_credential(baked).text == payload
    assert bare(baked) == image


# ---- SVG -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("image", "baked"),
    [
        (f'<svg xmlns="{SVG_NS}"><g/></svg>', f'<svg xmlns="{SVG_NS}"{DECLARATION}>{ELEMENT}<g/></svg>'),
        (f'<svg xmlns="{SVG_NS}"\n>\n</svg>', f'<svg xmlns="{SVG_NS}"\n{DECLARATION}>{ELEMENT}\n</svg>'),
        (f'<svg xmlns="{SVG_NS}"/>', f'<svg xmlns="{SVG_NS}"{DECLARATION}>{ELEMENT}</svg>'),
        (f'<s:svg xmlns:s="{SVG_NS}" />\n', f'<s:svg xmlns:s="{SVG_NS}" {DECLARATION}>{ELEMENT}</s:svg>\n'),
        (
            f"<?xml version='1.0'?>\n{DTD}<!-- <svg> --><svg class='>' xmlns='{SVG_NS}'></svg>",
            f"<?xml version='1.0'?>\n{DTD}<!-- <svg> --><svg class='>' xmlns='{SVG_NS}'{DECLARATION}>{ELEMENT}</svg>",
        ),
        (
            f'<svg xmlns:ob="{OB3_NS}" xmlns="{SVG_NS}"/>',
            f'<svg xmlns:ob="{OB3_NS}" xmlns="{SVG_NS}"{DECLARATION}>{ELEMENT}</svg>',
        ),
        (
            f'<svg xmlns:openbadges="{OB3_NS}" xmlns="{SVG_NS}"/>',
            f'<svg xmlns:openbadges="{OB3_NS}" xmlns="{SVG_NS}">{ELEMENT}</svg>',
        ),
        (
            f'<svg xmlns:openbadges="http://openbadges.org" xmlns="{SVG_NS}"/>',
            f'<svg xmlns:openbadges="http://openbadges.org" xmlns="{SVG_NS}" xmlns:openbadges3="{OB3_NS}">'
            + ELEMENT.replace("openbadges:", "openbadges3:")
            + "</svg>",
        ),
        ("\ufeff" + f'<svg xmlns="{SVG_NS}"/>', "\ufeff" + f'<svg xmlns="{SVG_NS}"{DECLARATION}>{ELEMENT}</svg>'),
    ],
)
def test_an_svg_gets_one_element_after_its_start_tag(image: str, baked: str) -> None:
    assert bake(TOKEN, image.encode()).decode() == baked


def test_json_goes_into_cdata() -> None:
    baked = bake('{"a":"]]>"}', svg(shapes="")).decode()
    assert '<openbadges:credential><![CDATA[{"a":"]]]]><![CDATA[>"}]]></openbadges:credential>' in baked


@pytest.mark.parametrize(
    "payload", ["{}\r", "\r{}", "\r\n{}\r\n\r\n", '{"a":"]]>\\r"}\r]]>'[:13], '{"]]>":\r"]]>]]>"}']
)
def test_line_ends_survive_xml(payload: str) -> None:
    assert unbake(bake(payload, svg())).text == payload


def test_large_pictures_are_edited_at_the_right_byte() -> None:
    # Expat is fed in parts of a mebibyte; offsets count from the beginning of the file.
    far = "<!-- " + "\u00e4" * 800_000 + " -->"
    image = svg("<g/>" + far, prolog=far)
    baked = bake(TOKEN, image)
    assert bare(baked) == image
    moved = baked.replace(b"<g/>", b"").replace(b"</svg>", credential(verify=TOKEN).encode() + b"</svg>")
    assert unbake(bake(JSON, moved, replace=True)).text == JSON
    assert bare(moved) == image.replace(b"<g/>", b"")


def test_characters_that_xml_cannot_hold() -> None:
    payload = '{"a":"\uffff"}'
    assert unbake(bake(payload, png())).text == payload
    with pytest.raises(CarrierError, match=r"U\+FFFF") as caught:
        bake(payload, svg())
    assert caught.value.code == "image.encoding"


def test_an_ascii_picture_stays_ascii() -> None:
    image = svg(prolog='<?xml version="1.0" encoding="us-ascii"?>')
    assert unbake(bake('{"a":1}', image)).text == '{"a":1}'
    with pytest.raises(CarrierError, match=r"image\.encoding"):
        bake('{"a":"ü"}', image)


def test_unsafe_pictures_are_refused() -> None:
    with pytest.raises(CarrierError, match=r"image\.unsafe_svg"):
        bake(TOKEN, svg("<script/>"))


# ---- again -----------------------------------------------------------------------------------------------------------

OLD = '{"old":true}'
BAKED = {
    "png": png(itxt(OLD)),
    "png after the pixels": png(after=(itxt(OLD),)),
    "png with two": png(itxt(OLD), after=(itxt(OLD),)),
    "png with tEXt": png(text(OLD.encode())),
    "png with both kinds": png(itxt(OLD, compressed=True), text(b"x", b"Comment"), text(OLD.encode())),
    "png that cannot be read": png(chunk(b"iTXt", b"openbadgecredential\0\1\0\0\0broken")),
    "svg": svg(credential(OLD)),
    "svg with a token": svg(credential(verify=TOKEN)),
    "svg with two": svg(credential(OLD) + "<g/>" + credential(OLD)),
    "svg with one in a group": svg("<g>" + credential(OLD) + "</g>"),
    "svg with an empty one": svg(f'<b:credential xmlns:b="{OB3_NS}" />'),
    "svg with spaces": svg(f'<b:credential xmlns:b="{OB3_NS}" verify="a>b" ></b:credential\n >'),
}


@pytest.mark.parametrize("name", BAKED)
def test_a_baked_picture_is_not_baked_again(name: str) -> None:
    with pytest.raises(AlreadyBakedError) as caught:
        bake(TOKEN, BAKED[name])
    assert caught.value.code == "image.already_baked"
    assert isinstance(caught.value, CarrierError)


@pytest.mark.parametrize("name", BAKED)
def test_replacing_leaves_exactly_one(name: str) -> None:
    baked = bake(TOKEN, BAKED[name], replace=True)
    assert unbake(baked).text == TOKEN
    assert OLD.encode() not in baked
    assert baked.count(TOKEN.encode()) == 1
    assert bake(TOKEN, baked, replace=True) == baked
    with pytest.raises(CarrierError, match=r"image\.no_credential"):
        unbake(bare(baked))


@pytest.mark.parametrize(
    "image",
    [
        png(itxt(OLD, b"openbadges")),
        png(text(b"https://x.example/", b"openbadges")),
        svg(assertion(OLD)),
        svg(
            '<openbadges:assertion verify="https://x.example/"/>', attributes='xmlns:openbadges="http://openbadges.org"'
        ),
    ],
)
def test_a_badge_of_version_2_stays(image: bytes) -> None:
    for baked in (bake(TOKEN, image), bake(TOKEN, bake(JSON, image), replace=True)):
        envelope = unbake(baked)
        assert envelope.text == TOKEN
        assert [note.code for note in envelope.notes] == ["image.other_payload"]
        assert bare(baked) == image


def test_version_2_is_read_when_asked_for() -> None:
    for image in (png(itxt(OLD, b"openbadges")), svg(assertion(OLD))):
        envelope = unbake(bake(TOKEN, image), version=2)
        assert envelope.text == OLD
        assert envelope.document == {"old": True}


# ---- what may go in --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        (TOKEN, TOKEN),
        ({"a": "ü"}, '{"a":"ü"}'),
        (Secured(JSON), JSON),
        (open_credential(JSON), JSON),
        (open_credential({"a": 1}), '{"a":1}'),
        (open_credential(png(itxt(JSON))), JSON),
    ],
)
def test_credentials_of_any_form(given: Any, expected: str) -> None:
    assert unbake(bake(given, png())).text == expected


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ("", "input.unknown_format"),
        ("hello", "input.unknown_format"),
        ("https://x.example/", "input.unknown_format"),
        ("[]", "json.not_object"),
        ('{"a":1,"a":2}', "json.duplicate_key"),
        ("\ufeff{}", "json.encoding"),
        ('{"a":"\ud800"}', "json.surrogate"),
        ({"a": "\ud800"}, "json.surrogate"),
        (TOKEN + "=", "jose.encoding"),
        (Secured("[]"), "json.not_object"),
        ('{"a":"' + "x" * 262_144 + '"}', "json.size"),
    ],
)
def test_what_is_no_credential_is_not_baked(given: Any, code: str) -> None:
    for image in (png(), svg()):
        with pytest.raises(RefusedError) as caught:
            bake(given, image)
        assert caught.value.code == code


@pytest.mark.parametrize("given", [None, b"{}", 5, ["{}"], Secured(5)])  # type: ignore[arg-type]
def test_other_types_are_mistakes_of_the_caller(given: Any) -> None:
    with pytest.raises(InputTypeError):
        bake(given, png())


@pytest.mark.parametrize("image", [None, "<svg/>", Path("x.png"), 5])
def test_images_are_bytes(image: Any) -> None:
    for act in (lambda: bake(TOKEN, image), lambda: unbake(image), lambda: bare(image)):
        with pytest.raises(InputTypeError):
            act()


@pytest.mark.parametrize("version", [1, 4, "3", None, True])
def test_versions_are_two_or_three(version: Any) -> None:
    with pytest.raises(InputTypeError):
        unbake(png(itxt(JSON)), version=version)


def test_other_buffers_are_read() -> None:
    assert unbake(bytearray(png(itxt(JSON)))).text == JSON  # type: ignore[arg-type]
    assert unbake(memoryview(png(itxt(JSON)))).text == JSON  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("image", "message"),
    [
        (b"\xff\xd8\xff\xe0", "This is a JPEG photo, not a PNG or SVG image."),
        (b"", "This is an empty file, not a PNG or SVG image."),
        (b"{}", "This is not a PNG or SVG image, but a credential as text."),
        (TOKEN.encode(), "This is not a PNG or SVG image, but a credential as text."),
    ],
)
def test_other_files_are_named(image: bytes, message: str) -> None:
    for act in (lambda: bake(TOKEN, image), lambda: unbake(image), lambda: bare(image)):
        with pytest.raises(CarrierError) as caught:
            act()
        assert caught.value.code == "input.unknown_format"
        assert caught.value.message == message


def test_limits_of_baking() -> None:
    for image in (png(), svg()):
        whole = bake(JSON, image)
        assert bake(JSON, image, budget=Budget(image_bytes=len(whole), payload_bytes=len(JSON.encode())))
        for budget in (Budget(image_bytes=len(whole) - 1), Budget(payload_bytes=len(JSON.encode()) - 1)):
            with pytest.raises(CarrierError) as caught:
                bake(JSON, image, budget=budget)
            assert caught.value.code == "image.budget"
