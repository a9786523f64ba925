"""SVG: names are compared as expanded names, entities are never expanded, and the badge stands in one place only."""

from __future__ import annotations

import codecs
import time

import pytest
from tests.fixtures import images
from tests.fixtures.images import DTD, OB3_NS, SVG_NS, assertion, credential, svg

from eccoe_vc.carriers import svg as reader
from eccoe_vc.carriers import unbake
from eccoe_vc.errors import CarrierError
from eccoe_vc.limits import Budget

TOKEN = "eyJhbGciOiJFZERTQSJ9.e30.AA"
JSON = '{"name":"Größe 🎓","a":"<&>"}'
DECLARED = '<?xml version="1.0" encoding="{}"?>\n'


def refused(image: bytes | str, version: int = 3, budget: Budget | None = None) -> CarrierError:
    with pytest.raises(CarrierError) as caught:
        reader.read(image if isinstance(image, bytes) else image.encode(), 2 if version == 2 else 3, budget or Budget())
    assert len(caught.value.message) <= 300
    return caught.value


# ---- what is read ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "inside",
    [
        credential(JSON),
        credential(JSON, prefix="ob"),
        f'<credential xmlns="{OB3_NS}"><![CDATA[{JSON}]]></credential>',
        f'\n  <b:credential xmlns:b="{OB3_NS}">\n <![CDATA[{JSON}]]>\n</b:credential>',
        f'<b:credential xmlns:b="{OB3_NS}">{JSON.replace("&", "&amp;").replace("<", "&lt;")}</b:credential>',
        f'<b:credential xmlns:b="{OB3_NS}"> <![CDATA[{JSON[:9]}]]><![CDATA[{JSON[9:]}]]> </b:credential>',
        f'<b:credential xmlns:b="{OB3_NS}" verify="" other="x"><![CDATA[{JSON}]]></b:credential>',
        f'<g/><b:credential xmlns:b="{OB3_NS}"><![CDATA[{JSON}]]></b:credential>',
    ],
)
def test_json_is_read(inside: str) -> None:
    assert reader.read(svg(inside)) == (JSON, ())


@pytest.mark.parametrize(
    "inside",
    [
        credential(verify=TOKEN),
        f'<b:credential xmlns:b="{OB3_NS}" verify="{TOKEN}"/>',
        f"<b:credential verify=' {TOKEN}\n' xmlns:b='{OB3_NS}'>\n</b:credential>",
        f'<b:credential xmlns:b="{OB3_NS}" verify="{TOKEN.replace(".", "&#46;")}"/>',
    ],
)
def test_a_token_is_read(inside: str) -> None:
    assert reader.read(svg(inside)) == (TOKEN, ())


def test_white_space_inside_cdata_belongs_to_the_text() -> None:
    assert reader.read(svg(credential(f"\n {JSON} \n")))[0] == f"\n {JSON} \n"


@pytest.mark.parametrize(
    "prolog",
    [
        "",
        "\n\n",
        "\ufeff",
        "\ufeff" + DECLARED.format("utf-8"),
        DECLARED.format("UTF-8"),
        DTD,
        DECLARED.format("utf-8") + "<!-- x -->" + DTD,
        '<!DOCTYPE svg SYSTEM "https://evil.example/x.dtd">',
        "<!DOCTYPE svg>",
        '<?xml-stylesheet href="https://evil.example/x.css"?>',
    ],
)
def test_prologs_that_change_nothing(prolog: str) -> None:
    assert reader.read(svg(credential(JSON), prolog=prolog)) == (JSON, ())


def test_the_root_may_have_a_prefix() -> None:
    image = f'<s:svg xmlns:s="{SVG_NS}">{credential(JSON)}</s:svg>'
    assert reader.read(image.encode()) == (JSON, ())


def test_strangers_are_left_alone() -> None:
    image = svg(credential(JSON) + '<xi:include xmlns:xi="http://www.w3.org/2001/XInclude" href="file:///etc/passwd"/>')
    assert reader.read(image) == (JSON, ())


def test_us_ascii() -> None:
    image = svg(credential('{"a":1}'), prolog=DECLARED.format("US-ASCII"))
    assert reader.read(image)[0] == '{"a":1}'


def test_open_badges_2_beside_it_is_said() -> None:
    image = svg(credential(JSON) + assertion('{"old":1}', "https://example.org/a.json"))
    read, notes = reader.read(image)
    assert read == JSON
    assert [note.code for note in notes] == ["image.other_payload"]
    read, notes = reader.read(image, version=2)
    assert read == '{"old":1}'
    assert [note.code for note in notes] == ["image.other_payload"]


def test_version_2_may_be_an_address() -> None:
    envelope = unbake(svg(assertion(verify="https://example.org/a.json")), version=2)
    assert (envelope.form, envelope.text) == ("url", "https://example.org/a.json")


# ---- refusals --------------------------------------------------------------------------------------------------------

ROOT = f'<svg xmlns="{SVG_NS}">{{}}</svg>'
OPEN = f'<b:credential xmlns:b="{OB3_NS}">{{}}</b:credential>'
REFUSED: dict[str, tuple[bytes | str, str]] = {
    "internal subset": (f"<!DOCTYPE svg [ ]>{ROOT}", "image.xml"),
    "entity": (f'<!DOCTYPE svg [<!ENTITY a "b">]>{ROOT}', "image.xml"),
    "entity beside a DTD": (f'<!DOCTYPE svg PUBLIC "a" "b" [<!ENTITY a "b">]>{ROOT}', "image.xml"),
    "element declaration": ("<!DOCTYPE svg [<!ELEMENT svg (((a))))>]><svg/>", "image.xml"),
    "undefined entity": (ROOT.format("&nbsp;"), "image.xml"),
    "entity of the DTD in text": (DTD + ROOT.format("&nbsp;"), "image.xml"),
    "entity of the DTD in the token": (DTD + svg(credential(verify=TOKEN + "&x;")).decode(), "image.xml"),
    "UTF-7": (svg(credential(JSON), prolog=DECLARED.format("UTF-7")), "image.xml"),
    "EBCDIC by name": (svg(credential(JSON), prolog=DECLARED.format("ebcdic-cp-us")), "image.xml"),
    "Latin-1": (svg(prolog=DECLARED.format("iso-8859-1")), "image.xml"),
    "a codec of Python": (svg(prolog=DECLARED.format("unicode_escape")), "image.xml"),
    "UTF-16 by name": (svg(prolog=DECLARED.format("utf-16")), "image.xml"),
    "UTF-16": (svg(credential(JSON)).decode().encode("utf-16"), "image.xml"),
    "UTF-16 without a mark": (svg(credential(JSON)).decode().encode("utf-16-be"), "image.xml"),
    "US-ASCII that is none": (svg(credential(JSON), prolog=DECLARED.format("us-ascii")), "image.xml"),
    "not UTF-8": (svg(credential("{}")).replace(b"{}", b"\xe9"), "image.format"),
    "overlong": (svg(credential("{}")).replace(b"{}", b"\xc0\xaf"), "image.format"),
    "surrogate": (svg(credential("{}")).replace(b"{}", b"\xed\xa0\x80"), "image.format"),
    "control character": (svg(credential("\x0b")), "image.format"),
    "null character": (svg(credential("{}")).replace(b"{}", b"\0"), "image.format"),
    "unbound prefix": (ROOT.format("<openbadges:credential/>"), "image.format"),
    "attribute twice": (ROOT.format("<g a='1' a='2'/>"), "image.format"),
    "not closed": (f'<svg xmlns="{SVG_NS}">', "image.format"),
    "two roots": (ROOT + ROOT, "image.format"),
    "text after the root": (ROOT + "x", "image.format"),
    "no namespace": ("<svg></svg>", "image.format"),
    "wrong namespace": ('<svg xmlns="http://www.w3.org/2000/svg/"/>', "image.format"),
    "other root": (f'<g xmlns="{SVG_NS}">{credential(JSON)}</g>', "input.unknown_format"),
    "elements in the badge": (ROOT.format(OPEN.format("{}<g/>")), "image.encoding"),
    "a badge in the badge": (ROOT.format(OPEN.format(credential(JSON))), "image.encoding"),
    "comment in the badge": (ROOT.format(OPEN.format("{<!-- -->}")), "image.encoding"),
    "instruction in the badge": (ROOT.format(OPEN.format("{<?x y?>}")), "image.encoding"),
    "token and body": (svg(credential(JSON, TOKEN)), "image.ambiguous"),
    "two": (svg(credential(JSON) + credential("{}")), "image.ambiguous"),
    "two equal": (svg(credential(JSON) * 2), "image.ambiguous"),
    "one in a group": (svg(credential(JSON) + f"<g>{credential(JSON)}</g>"), "image.ambiguous"),
    "one empty": (svg(credential(JSON) + credential()), "image.ambiguous"),
    "empty": (svg(credential()), "image.no_credential"),
    "blank": (svg(credential("  ")), "image.no_credential"),
    "nothing": (svg(), "image.no_credential"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_refusals(name: str) -> None:
    image, code = REFUSED[name]
    assert refused(image).code == code


NEAR = {
    "in a group": (f"<g>{credential(JSON)}</g>", "not directly below the svg element"),
    "http": (credential(JSON, ns="http://purl.imsglobal.org/ob/v3p0"), "'http://purl.imsglobal.org/ob/v3p0'"),
    "slash": (credential(JSON, ns=OB3_NS + "/"), f"'{OB3_NS}/'"),
    "assertion of version 3": (f'<b:assertion xmlns:b="{OB3_NS}" verify="{TOKEN}"/>', "the element 'assertion'"),
    "credential of SVG": (f'<credential verify="{TOKEN}"/>', "the element 'credential'"),
    "version 2 beside a near miss": (f"{assertion(JSON)}<g>{credential(JSON)}</g>", "unbake(image, version=2)"),
    "comment": (f"<!-- {credential(JSON)} -->", "Ask for the original file"),
}


@pytest.mark.parametrize("name", NEAR)
def test_near_misses_are_named(name: str) -> None:
    inside, hint = NEAR[name]
    error = refused(svg(inside))
    assert error.code == "image.no_credential"
    assert hint in error.hint
    assert len(error.hint) <= 300


def test_a_badge_of_version_2_is_beyond_us_and_not_bad() -> None:
    error = refused(svg(assertion(JSON)))
    assert error.code == "unsupported.data_model"
    assert "unbake(image, version=2)" in error.hint


def test_every_cut_is_refused() -> None:
    image = svg(credential(JSON)).rstrip()
    for length in range(len(image)):
        assert refused(image[:length]).code in ("image.format", "image.xml")


# ---- limits ----------------------------------------------------------------------------------------------------------


def test_limits_at_and_one_beyond() -> None:
    image = svg(credential(JSON))
    size = len(JSON.encode())
    assert reader.read(image, budget=Budget(image_bytes=len(image), xml_elements=3, xml_depth=2, payload_bytes=size))
    for field, value in (
        ("image_bytes", len(image) - 1),
        ("xml_elements", 2),
        ("xml_depth", 1),
        ("payload_bytes", size - 1),
    ):
        assert refused(image, budget=Budget().with_(**{field: value})).code == "image.budget"
    assert refused(svg(credential(verify=TOKEN)), budget=Budget(payload_bytes=9)).code == "image.budget"


def test_attributes_are_counted_before_they_are_read() -> None:
    many = " ".join(f"a{n}='1'" for n in range(500_001))
    spaces = " ".join(f"xmlns:a{n}='urn:{n}'" for n in range(500_001))
    for inside in (f"<g {many}/>", f"<g {spaces}/>"):
        image = svg(inside)
        begun = time.thread_time()
        assert refused(image).code == "image.budget"
        assert time.thread_time() - begun < 0.2


def test_all_payloads_share_one_limit() -> None:
    half = " " * 600_000
    assert refused(svg(credential(half) + assertion(half))).code == "image.budget"


def test_a_declared_encoding_never_reaches_the_codecs_of_python() -> None:
    asked: list[str] = []
    codecs.register(search := lambda name: asked.append(name))
    try:
        with pytest.raises(LookupError):
            "".encode("x-control")
        assert refused(images.svg(prolog=DECLARED.format("x-evil"))).code == "image.xml"
    finally:
        codecs.unregister(search)
    assert asked == ["x_control"]


@pytest.mark.parametrize("tag", ["<a>", "<a/>", "<a b='>'>", '<a b=">" c=\'">\' />', "<a\n b = '/'>"])
def test_the_end_of_a_start_tag(tag: str) -> None:
    assert reader.tag_end(f"xx{tag}>\"'".encode(), 2) == (2 + len(tag), tag.endswith("/>"))
