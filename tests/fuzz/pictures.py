"""What both harnesses for images share: small signed badges in pictures, and the laws of baking."""

from __future__ import annotations

from functools import cache

from tests.fixtures import images
from tests.fixtures.images import DTD, assertion, chunk, credential, itxt, png, svg, text, ztxt

from eccoe_vc import bake, open_credential, unbake
from eccoe_vc.carriers import bare
from eccoe_vc.codes import code
from eccoe_vc.errors import RefusedError

TOKEN = "eyJhbGciOiJFZERTQSJ9.e30.AA"
JSON = '{"type":["VerifiableCredential"],"name":"]]> \U0001f393"}'
OTHER = '{"other":true}'


def check(data: bytes) -> None:
    """The laws that hold for every image, genuine or not; raises where one does not."""
    for version in (2, 3):
        try:
            found = unbake(data, version=3 if version == 3 else 2)
        except RefusedError as error:
            refused(error)
            continue
        if version == 3:
            assert open_credential(data).text == found.text
            again = bake(found, bare(data)) if bakeable(bare(data)) else b""
            if again:
                assert unbake(again).text == found.text, "what was baked is not what comes out"
    for payload in (TOKEN, OTHER):
        try:
            baked = bake(payload, data, replace=True)
        except RefusedError as error:
            refused(error)
            continue
        assert unbake(baked).text == payload
        assert bake(payload, baked, replace=True) == baked, "baking again changes the picture"
        assert baked.count(payload.encode()) >= 1


def bakeable(data: bytes) -> bool:
    """Whether a badge can go into ``data`` at all."""
    try:
        bake(TOKEN, data)
    except RefusedError as error:
        refused(error)
        return False
    return True


def refused(error: RefusedError) -> None:
    """A refusal has registered codes and short sentences without control characters."""
    for finding in error.findings:
        assert code(finding.code), finding
        assert len(finding.message) <= 300, finding
        assert finding.message.isprintable(), finding


@cache
def pngs() -> dict[str, bytes]:
    """PNG images of every kind that the reader tells apart."""
    return {
        "plain": png(),
        "json": png(itxt(JSON)),
        "token": png(after=(itxt(TOKEN),)),
        "compressed": png(itxt(JSON, compressed=True)),
        "both": png(itxt(OTHER, b"openbadges"), itxt(JSON)),
        "two": png(itxt(JSON), itxt(OTHER)),
        "version-1": png(text(b"https://x.example/", b"openbadges")),
        "wrong-chunk": png(ztxt(JSON.encode())),
        "exif": png(chunk(b"eXIf", b"MM\0*" + TOKEN.encode())),
        "translated": png(itxt(JSON, language=b"en", translated=b"badge")),
        "cut": png(itxt(JSON))[:-9],
        "text-mode": png(itxt(JSON)).replace(b"\r\n", b"\n"),
    }


@cache
def svgs() -> dict[str, bytes]:
    """SVG images of every kind that the reader and the allow-list tell apart."""
    gradient = '<linearGradient id="a"><stop offset="0"/></linearGradient>'
    inkscape = 'xmlns:inkscape="http://www.inkscape.org/namespaces/inkscape" inkscape:label="x"'
    return {
        "plain": svg(),
        "empty": f'<svg xmlns="{images.SVG_NS}"/>'.encode(),
        "prefixed": f'<s:svg xmlns:s="{images.SVG_NS}"><s:g/></s:svg>'.encode(),
        "json": svg(credential(JSON.replace("]]>", "]]]]><![CDATA[>"))),
        "token": svg(credential(verify=TOKEN), prolog=DTD),
        "both": svg(assertion(OTHER, "https://x.example/") + credential(OTHER)),
        "two": svg(credential(OTHER) * 2),
        "inside": svg(f"<g>{credential(OTHER)}</g>"),
        "declared": svg(prolog='<?xml version="1.0" encoding="utf-8" standalone="no"?>\n<!-- x -->'),
        "entity": svg("&a;", prolog='<!DOCTYPE svg [<!ENTITY a "b">]>'),
        "style": svg(f"<defs>{gradient}</defs><style>.a{{fill:url(#a)}}</style><g class='a' style='fill:url(#a)'/>"),
        "use": svg('<g id="b"/><use href="#b"/><use href="#c"/><g id="c"><use href="#b"/></g>'),
        "pattern": svg('<pattern id="p"><rect/></pattern><rect fill="url(#p)" filter="url(#f)"/><filter id="f"/>'),
        "picture": svg('<image href="data:image/png;base64,AAAA"/>'),
        "program": svg(f"<g {inkscape}/>"),
        "script": svg("<script>alert(1)</script>"),
        "wide": svg().decode().encode("utf-16"),
    }
