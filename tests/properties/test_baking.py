"""Laws of baking: any credential into any picture comes out byte for byte, and the picture is what it was.

The other reader of SVG is ElementTree of the standard library, that of PNG is :func:`tests.fixtures.images.chunks`.
"""

from __future__ import annotations

import json
import xml.etree.ElementTree as ET
from typing import Any

from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from tests.fixtures import images
from tests.fixtures.images import DTD, OB3_NS, SVG_NS

from eccoe_vc import AlreadyBakedError, EccoeError, RefusedError, bake, open_credential, unbake
from eccoe_vc.carriers import bare
from eccoe_vc.encoding import base64url

SLOW = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])

# ---- credentials -----------------------------------------------------------------------------------------------------

characters = st.characters(codec="utf-8", exclude_characters="\ufffe\uffff")
words = st.one_of(
    st.text(characters, max_size=20),
    st.sampled_from(["]]>", "]]", "<![CDATA[", "&amp;", "&#13;", "\"'", "\U0001f393", "<!--", "-->", "\r\n", "</svg>"]),
)
values = st.recursive(
    st.one_of(words, st.integers(-(2**53) + 1, 2**53 - 1), st.booleans(), st.none()),
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(words, inner, max_size=3)),
    max_leaves=8,
)
blanks = st.text(" \t\r\n", max_size=3)


@st.composite
def documents(draw: st.DrawFn) -> str:
    """JSON objects, spelled in many ways: with and without escapes, with white space of every kind around."""
    tree = draw(st.dictionaries(words, values, max_size=4))
    separators = (draw(blanks) + "," + draw(blanks), draw(blanks) + ":" + draw(blanks))
    text = json.dumps(tree, ensure_ascii=draw(st.booleans()), separators=separators)
    return draw(blanks) + text + draw(blanks)


parts = st.binary(max_size=60).map(base64url.encode)
headers = st.dictionaries(st.sampled_from(["alg", "kid", "typ"]), words, max_size=3).map(
    lambda tree: base64url.encode(json.dumps(tree).encode())
)
tokens = st.builds(lambda head, body, end: f"{head}.{body or 'AA'}.{end}", headers, parts, parts)
payloads = st.one_of(documents(), tokens)

# ---- pictures --------------------------------------------------------------------------------------------------------

names = st.sampled_from([b"gAMA", b"tEXt", b"zTXt", b"iTXt", b"eXIf", b"prVt", b"pHYs", b"tIME"])
others = st.builds(images.chunk, names, st.binary(max_size=40)).filter(lambda made: b"openbadge" not in made.lower())
pngs = st.builds(
    lambda before, after: images.png(*before, after=tuple(after)),
    st.lists(others, max_size=4),
    st.lists(st.one_of(others, st.just(images.IDAT)), max_size=4),
)
texts = st.text(
    st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"], exclude_characters="<&>\ufffe\uffff"), max_size=9
)
attributes = st.dictionaries(
    st.sampled_from(["id", "class", "data-name"]),
    st.text("abc#123 >&'\"\n", max_size=8).map(lambda text: text.replace("&", "&lt;")),
    max_size=3,
)


gaps = st.sampled_from([" ", "\n  ", "\r\n"])
signs = st.sampled_from(["=", " = "])
MORE = ["", ' xmlns:openbadges="http://openbadges.org"', f' xmlns:ob="{OB3_NS}"', " viewBox='0 0 9 9'\n"]
PROLOGS = ["", "\ufeff", '<?xml version="1.0"?>\n', DTD + "\n", "<!-- <svg> -->", "\n"]
BETWEEN = ["", "\n", "<!-- > <svg> -->"]


@st.composite
def tags(draw: st.DrawFn, name: str, inside: str, more: str = "") -> str:
    """An element, with attributes in quotes of both kinds, white space in odd places, closed in either way."""
    quote, held = draw(st.sampled_from("\"'")), more
    for key, value in draw(attributes).items():
        held += draw(gaps) + key + draw(signs) + quote + value.replace(quote, "") + quote
    space = draw(st.sampled_from(["", " "]))
    if not inside and draw(st.booleans()):
        return f"<{name}{held}{space}/>"
    return f"<{name}{held}>{inside}</{name}{space}>"


@st.composite
def svgs(draw: st.DrawFn) -> bytes:
    """Drawings with prefixes, declarations, comments, quotes of both kinds and line ends of every kind."""
    prefix = draw(st.sampled_from(["", "s:", "svg:"]))
    shapes = draw(st.sampled_from(BETWEEN))
    for name in draw(st.lists(st.sampled_from(["circle", "path", "title", "g"]), max_size=4)):
        shapes += draw(tags(prefix + name, draw(texts) if name == "title" else "")) + draw(st.sampled_from(BETWEEN))
    space = f' xmlns{":" + prefix[:-1] if prefix else ""}="{SVG_NS}"'
    root = draw(tags(prefix + "svg", shapes, space + draw(st.sampled_from(MORE))))
    return (draw(st.sampled_from(PROLOGS)) + root + draw(blanks)).encode()


def well_formed(image: bytes) -> bool:
    try:
        ET.fromstring(image)
    except ET.ParseError:
        return False
    return True


# ---- laws ------------------------------------------------------------------------------------------------------------


@SLOW
@given(payloads, pngs)
@example('{"a":"\uffff\ufffe"}', images.png())
def test_png(payload: str, image: bytes) -> None:
    baked = bake(payload, image)
    assert unbake(baked).text == open_credential(baked).text == payload
    before, after = list(images.chunks(image)), list(images.chunks(baked))
    after.remove((b"iTXt", b"openbadgecredential\0\0\0\0\0" + payload.encode()))
    assert after == before
    assert bare(baked) == image


@SLOW
@given(payloads, svgs().filter(well_formed))
@example('{"a":"]]>]]>"}\r\r\n', images.svg())
@example("\r{}", images.svg())
def test_svg(payload: str, image: bytes) -> None:
    baked = bake(payload, image)
    assert unbake(baked).text == open_credential(baked).text == payload
    root = ET.fromstring(baked)
    (element,) = [child for child in root.iter() if child.tag == f"{{{OB3_NS}}}credential"]
    assert root[0] is element
    assert (element.get("verify") or element.text) == payload
    # Without the element and its declaration every byte is in its place; only an empty root has got a closing tag.
    kept = bare(baked)
    if not image.rstrip().endswith(b"/>"):
        assert kept == image
    assert ET.tostring(ET.fromstring(kept)) == ET.tostring(ET.fromstring(image))


@SLOW
@given(payloads, payloads, st.one_of(pngs, svgs().filter(well_formed)))
def test_replacing(old: str, new: str, image: bytes) -> None:
    baked = bake(old, image)
    try:
        bake(new, baked)
    except AlreadyBakedError:
        pass
    else:
        raise AssertionError("a second badge was baked in")
    again = bake(new, baked, replace=True)
    assert unbake(again).text == new
    assert again == bake(new, bare(baked))


@SLOW
@given(st.one_of(pngs, svgs()), st.data())
def test_mutations_raise_nothing_but_refusals(image: bytes, data: st.DataObject) -> None:
    changed = bytearray(bake('{"a":1}', image, replace=True) if well_formed(image) or image[:1] == b"\x89" else image)
    for _ in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.integers(0, max(len(changed) - 1, 0)))
        end = at + data.draw(st.integers(0, 4))
        changed[at:end] = data.draw(st.one_of(st.binary(max_size=4), st.sampled_from([b"<", b"]]>", b"&x;", b"\0\0"])))
    for act in (open_credential, unbake, bare, lambda given: bake("{}", given, replace=True)):
        refused_or_done(act, bytes(changed))


@SLOW
@given(
    st.binary(max_size=60),
    st.sampled_from([b"", images.SIGNATURE, b"<svg", b"eyJ", b"{", b"\xef\xbb\xbf", b"\xff\xfe"]),
)
def test_bytes_raise_nothing_but_refusals(data: bytes, start: bytes) -> None:
    refused_or_done(open_credential, start + data)


@SLOW
@given(st.text(max_size=60), st.sampled_from(["", "<svg>", "eyJ", "{", "\ufeff", "\ud800"]))
def test_text_raises_nothing_but_refusals(data: str, start: str) -> None:
    refused_or_done(open_credential, start + data)


def refused_or_done(act: Any, given: Any) -> None:
    try:
        act(given)
    except RefusedError as error:
        assert len(error.message) <= 300
        assert error.message.isprintable()
    except EccoeError as error:
        raise AssertionError("only a parser may refuse") from error
