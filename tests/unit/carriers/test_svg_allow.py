"""What may stand in an SVG image that we bake into. Harmless neighbours stand beside each refusal."""

from __future__ import annotations

import time
import tracemalloc

import pytest
from tests.fixtures.images import DTD, assertion, credential, svg

from eccoe_vc.carriers import svg_allow, svg_css
from eccoe_vc.carriers.svg_refs import Drawing
from eccoe_vc.errors import CarrierError
from eccoe_vc.limits import Budget

XLINK = 'xmlns:xlink="http://www.w3.org/1999/xlink"'
GRADIENT = '<defs><linearGradient id="a"><stop offset="0"/></linearGradient></defs>'


def refused(image: bytes) -> CarrierError:
    with pytest.raises(CarrierError) as caught:
        svg_allow.check(image)
    assert caught.value.code == "image.unsafe_svg"
    assert all(len(finding.message) <= 300 for finding in caught.value.findings)
    return caught.value


HARMLESS = {
    "shapes": '<g id="x" class="y"><path d="M0 0h9" fill="#fff" style="stroke:rgb(1,2,3)"/><rect width="1"/></g>',
    "text": '<text x="1" font-family="\'Open Sans\', serif">Hello <tspan dy="1">you</tspan></text>',
    "title": "<title>Soil</title><desc>Badge</desc><metadata>x</metadata>",
    "gradient": GRADIENT + '<rect fill="url(#a)"/><rect style="fill:url( \'#a\' )"/>',
    "gradient of a gradient": GRADIENT + '<linearGradient id="b" href="#a"/><rect fill="url(#b)"/>',
    "xlink": f'<g {XLINK}>{GRADIENT}<radialGradient id="b" xlink:href="#a"/></g>',
    "use": '<defs><g id="s"><circle r="1"/></g></defs><use href="#s"/><use href="#s" x="5"/>',
    "clip and mask": '<clipPath id="c"><rect/></clipPath><mask id="m"><rect clip-path="url(#c)"/></mask>'
    '<g mask="url(#m)"/>',
    "pattern": '<pattern id="p"><rect/></pattern><rect fill="url(#p)"/><rect fill="url(#p)"/>',
    "marker": '<marker id="m"><path d="M0 0"/></marker><path marker-end="url(#m)" d="M0 0L1 1L2 2"/>',
    "shadow": '<filter id="f"><feDropShadow dx="1"/></filter><g filter="url(#f)"><g filter="url(#f)"/></g>',
    "style sheet": GRADIENT
    + "<style type='text/css'>/* Generator: X (Y) @ Z */ .a{fill:url(#a)} g > .b:not(.c){fill:rgba(1,2,3,.5)}</style>",
    "picture": f'<image {XLINK} xlink:href="data:image/png;base64,AAAA\n BBBB="/>'
    '<image href="data:image/webp;base64,"/>',
    "drawing program": '<sodipodi:namedview xmlns:sodipodi="http://sodipodi.sourceforge.net/DTD/sodipodi-0.dtd" id="x" '
    'pagecolor="#fff"/><g xmlns:inkscape="http://www.inkscape.org/namespaces/inkscape" inkscape:label="x (y)"/>',
    "licence": '<metadata><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" '
    'xmlns:cc="http://creativecommons.org/ns#"><cc:Work rdf:about="https://x.example/"/></rdf:RDF></metadata>',
    "badges": credential('{"a":"<script>"}') + assertion(verify="https://x.example/"),
    "data and aria": '<g data-name="Layer (1)" aria-label="x(y)" role="img"/>',
    "no target": '<use href="#nowhere"/><rect fill="url(#nowhere)"/><style>.a{fill:url(#nowhere)}</style>',
    "packet": "<?xpacket begin='x'?>",
    "comment": "<!-- <script>alert(1)</script> -->",
    "space": '<g xml:space="preserve" xml:lang="en"/>',
}


@pytest.mark.parametrize("name", HARMLESS)
def test_harmless_pictures_pass(name: str) -> None:
    svg_allow.check(svg(HARMLESS[name]))
    svg_allow.check(svg(HARMLESS[name], prolog="<?xml version='1.0'?>" + DTD))


UNSAFE = {
    "script": "<script>alert(1)</script>",
    "script of XHTML": '<h:script xmlns:h="http://www.w3.org/1999/xhtml"/>',
    "script in metadata": "<metadata><script/></metadata>",
    "handler": '<g onload="x()"/>',
    "handler on a stranger": '<s:x xmlns:s="http://www.serif.com/" onfocus="x()"/>',
    "handler in capitals": '<g ONLOAD="x()"/>',
    "link": '<a href="#a"/>',
    "link with a tab": '<a href="java&#9;script:alert(1)"/>',
    "use": '<use href="https://evil.example/x.svg#a"/>',
    "use of data": '<use href="data:image/svg+xml;base64,AAAA"/>',
    "use with xlink": f'<use {XLINK} xlink:href="//evil.example/x.svg#a"/>',
    "animate": '<animate attributeName="href" values="javascript:alert(1)"/>',
    "set": '<set attributeName="onmouseover" to="alert(1)"/>',
    "animateTransform": "<animateTransform/>",
    "foreignObject": '<foreignObject><p xmlns="http://www.w3.org/1999/xhtml"/></foreignObject>',
    "image": '<image href="https://track.example/"/>',
    "image of HTML": '<image href="data:text/html,x"/>',
    "image of SVG": '<image href="data:image/svg+xml;base64,AAAA"/>',
    "image without base64": '<image href="data:image/png,AAAA"/>',
    "image with parameters": '<image href="data:image/png;charset=x;base64,AAAA"/>',
    "feImage": '<filter id="f"><feImage href="#a"/></filter>',
    "import": "<style>@import url(https://evil.example/x.css)</style>",
    "import of text": "<style>@import 'x.css'</style>",
    "font": "<style>@font-face{src:url(https://evil.example/x)}</style>",
    "url in a style sheet": "<style>.a{fill:url(https://evil.example/x)}</style>",
    "url in a style": '<g style="fill:url(https://evil.example/x#a)"/>',
    "url in an attribute": '<g fill="url(//evil.example/x#a)"/>',
    "url in a cursor": '<g cursor="url(x.cur)"/>',
    "url in capitals": '<g fill="URL(x#a)"/>',
    "url in escapes": '<g style="fill:u\\72l(x)"/>',
    "url between strings": """<style>.a{font-family:"/*";fill:url(https://evil.example/x);x:"*/"}</style>""",
    "url after a quote": """<style>.a{x:'/*';fill:url(https://evil.example/)}/**/</style>""",
    "image-set": "<g style=\"cursor:image-set('https://evil.example/x' 1x)\"/>",
    "src": "<style>.a{background:src('https://evil.example/x')}</style>",
    "expression": '<g style="width:expression(alert(1))"/>',
    "markup in a style sheet": "<style><![CDATA[</style><script>]]></style>",
    "element in a style sheet": "<style>.a{}<g/></style>",
    "other style language": '<style type="text/javascript">x</style>',
    "style sheet names a pattern": '<pattern id="p"/><style>.a{fill:url(#p)}</style>',
    "handler element": "<handler/>",
    "unknown namespace": '<x xmlns="https://evil.example/"/>',
    "no namespace": '<x xmlns=""/>',
    "XHTML": '<h:div xmlns:h="http://www.w3.org/1999/xhtml"/>',
    "attribute of an unknown namespace": '<g xmlns:e="http://www.w3.org/2001/xml-events" e:event="load"/>',
    "base": '<g xml:base="https://evil.example/"/>',
    "instruction": "<?xml-stylesheet href='x.css'?>",
    "src on a stranger": '<s:x xmlns:s="http://www.serif.com/" src="https://evil.example/"/>',
    "unknown attribute": '<g srcdoc="x"/>',
    "font element": "<font-face-uri/>",
    "case": "<Script/>",
}


@pytest.mark.parametrize("name", UNSAFE)
def test_unsafe_pictures_are_refused(name: str) -> None:
    error = refused(svg(UNSAFE[name]))
    assert "evil" not in error.message or "namespace" in error.message


def test_all_problems_are_named_with_their_lines() -> None:
    error = refused(svg('<script/>\n<g onload="x"/>\n<a href="#a"/>'))
    assert [finding.message for finding in error.findings] == [
        "The SVG image holds the element 'script' in line 1.",
        "The SVG image holds an attribute that is not on the list (attribute 'onload') in line 2.",
        "The SVG image holds the element 'a' in line 3.",
    ]


def test_findings_are_bounded() -> None:
    assert len(refused(svg("<script/>" * 100)).findings) == 20


# ---- references ------------------------------------------------------------------------------------------------------


def levels(count: int, width: int, target: str = "use") -> str:
    made = '<g id="l0"><circle r="1"/></g>'
    for level in range(1, count):
        made += f'<g id="l{level}">' + f'<{target} href="#l{level - 1}"/>' * width + "</g>"
    return f"<defs>{made}</defs><use href='#l{count - 1}'/>"


HEAVY = {
    "ten levels of ten": levels(10, 10),
    "twenty levels of two": levels(20, 2),
    "use of itself": '<g id="a"><use href="#a"/></g>',
    "use of a parent": '<g id="a"><g><g id="b"><use href="#a"/></g></g></g>',
    "two in a circle": '<g id="a"><use href="#b"/></g><g id="b"><use href="#a"/></g>',
    "three in a circle": '<g id="a"><use href="#b"/></g><g id="b"><use href="#c"/></g><g id="c"><use href="#a"/></g>',
    "gradients in a circle": '<linearGradient id="a" href="#b"/><linearGradient id="b" href="#a"/>',
    "pattern in a pattern": '<pattern id="a"><rect/></pattern><pattern id="b"><rect fill="url(#a)"/></pattern>'
    '<rect fill="url(#b)"/>',
    "pattern with a filter": '<filter id="f"/><pattern id="b"><rect filter="url(#f)"/></pattern><rect fill="url(#b)"/>',
    "pattern with a used filter": '<filter id="f"/><g id="g" filter="url(#f)"/><pattern id="b"><use href="#g"/>'
    '</pattern><rect fill="url(#b)"/>',
    "marker in a marker": '<marker id="a"><path/></marker><marker id="b"><path marker-mid="url(#a)"/></marker>'
    '<path marker-mid="url(#b)"/>',
    "marker on a long path": '<marker id="a">' + "<rect/>" * 100 + "</marker>"
    '<path marker-mid="url(#a)" d="M0 0' + "h1" * 10_000 + '"/>',
    "marker on a group": '<marker id="a">' + "<rect/>" * 100 + "</marker>"
    '<g style="marker:url(#a)"><path d="M0 0' + "h1" * 10_000 + '"/></g>',
    "filters in filters": '<filter id="f"/>' + '<g filter="url(#f)">' * 5 + "</g>" * 5,
    "filters through use": '<filter id="f"/>'
    + "".join(f'<g id="l{n}" filter="url(#f)"><use href="#l{n - 1}"/></g>' for n in range(5)),
    "too many": '<g id="a"/>' + '<use href="#a"/>' * 10_001,
    "too many to follow": "".join(f'<g id="n{n}">' for n in range(900))
    + '<use href="#x"/>' * 9_000
    + "</g>" * 900
    + "".join(f'<use href="#n{n}"/>' for n in range(900))
    + '<g id="x"/>',
}


@pytest.mark.parametrize("name", HEAVY)
def test_references_that_multiply_are_refused(name: str) -> None:
    image = svg(HEAVY[name])
    begun = time.thread_time()
    refused(image)
    spent = time.thread_time() - begun
    tracemalloc.start()
    refused(image)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert spent < 0.5
    assert peak < 32 << 20


def test_a_few_levels_are_harmless() -> None:
    svg_allow.check(svg(levels(4, 10)))


def test_the_limit_on_drawn_elements_at_and_one_beyond() -> None:
    # Elements: svg, defs, g, circle, g, use, use, use, use. Each inner use draws g and circle; the outer one draws
    # g, its three use, and what they draw.
    image = svg(levels(2, 3), shapes="")
    drawn = 9 + 3 * 2 + (1 + 3 + 3 * 2)
    svg_allow.check(image, Budget(xml_elements=drawn))
    with pytest.raises(CarrierError, match=f"more than {drawn - 1} elements"):
        svg_allow.check(image, Budget(xml_elements=drawn - 1))


def test_an_empty_drawing() -> None:
    assert Drawing().problem(1) == ""


# ---- CSS -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "ids"),
    [
        ("", []),
        ("none", []),
        ("translate(1 2) rotate(3)", []),
        ("url(#a)", ["a"]),
        ("url('#a') red", ["a"]),
        ('URL( "#a-b.c" )', ["a-b.c"]),
        ("/* ( */ a{fill:url(#x);stroke:url(#y)}", ["x", "y"]),
        ("calc((1 + 2) * 3)", []),
    ],
)
def test_css_that_is_harmless(text: str, ids: list[str]) -> None:
    found: list[str] = []
    assert svg_css.problem(text, found) == ""
    assert found == ids


@pytest.mark.attack("G22", "comment")
@pytest.mark.parametrize(
    "text",
    [
        "fill:url(/*); mask:url(https://evil.example/x.svg#m); stroke:url(*/#a)",
        "rect{fill:url(/*)} @font-face{src:url(https://evil.example/f)} text{stroke:url(*/#a)}",
        "url(\u00a0#a)", "url(#a\u2028)", "url(/*/../logout?*/#a)", "/* url( */ url(https://evil.example/) /* ) */",
        "url(a)", "url(#a", "url('#a\")", "url(#a b)", "url( )", "url(#)", "xurl(#a)", "url (#a)", "u/**/rl(x)",
        "var(--x)", "env(x)", "attr(href)", "element(#x)", "paint(x)", "@media x{}", "a\\28", "a{}</style>", "x:y(",
    ],
)  # fmt: skip
def test_css_that_is_not(text: str) -> None:
    assert svg_css.problem(text, [])
