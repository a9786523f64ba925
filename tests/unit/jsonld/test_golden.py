"""Golden N-Quads: numbers, escapes, the order of lines, odd datatypes. Expected values are written down by hand."""

from __future__ import annotations

import json
from hashlib import sha256
from typing import Any

import pytest
from tests.unit.jsonld.samples import badge, record

from eccoe_vc import jsonld
from eccoe_vc.errors import CanonicalizationError
from eccoe_vc.jsonld import documents
from eccoe_vc.limits import Meter

XSD = "http://www.w3.org/2001/XMLSchema#"
TERMS = {
    "@version": 1.1,
    "id": "@id",
    "type": "@type",
    "plain": "https://e.example/plain",
    "double": {"@id": "https://e.example/double", "@type": f"{XSD}double"},
    "text": {"@id": "https://e.example/text", "@type": f"{XSD}string"},
    "odd": {"@id": "https://e.example/odd", "@type": "https://www.w3.org/2001/XMLSchema#float"},
    "ref": {"@id": "https://e.example/ref", "@type": "@id"},
    "json": {"@id": "https://e.example/json", "@type": "@json"},
    "list": {"@id": "https://e.example/list", "@container": "@list"},
    "words": {"@id": "https://e.example/words", "@container": "@language"},
    "german": {"@id": "https://e.example/german", "@language": "DE"},
}
URL = "https://e.example/v1"
_DATA = json.dumps({"@context": TERMS}).encode()
COMPILED = jsonld.compiled(documents.CORE.with_documents(documents.pinned(URL, _DATA, sha256(_DATA).hexdigest())))


def canonical(**members: Any) -> str:
    quads = jsonld.to_quads({"@context": URL, "id": "urn:s", **members}, COMPILED, Meter())
    return jsonld.canonical(quads, Meter()).text


def objects(**members: Any) -> list[str]:
    lines = canonical(**members).splitlines()
    return [line.split(" ", 2)[2].removesuffix(" .") for line in lines]


NUMBERS: list[tuple[float, str]] = [
    (3.0, f'"3"^^<{XSD}integer>'),
    (3, f'"3"^^<{XSD}integer>'),
    (0.1, f'"1.0E-1"^^<{XSD}double>'),
    (5.5, f'"5.5E0"^^<{XSD}double>'),
    (1e-7, f'"1.0E-7"^^<{XSD}double>'),
    (1e21, f'"1.0E21"^^<{XSD}double>'),
    (123456789012, f'"123456789012"^^<{XSD}integer>'),
    (-0.0, f'"0"^^<{XSD}integer>'),
    (-7, f'"-7"^^<{XSD}integer>'),
    (1e20, f'"100000000000000000000"^^<{XSD}integer>'),
    (True, f'"true"^^<{XSD}boolean>'),
    (False, f'"false"^^<{XSD}boolean>'),
]


@pytest.mark.parametrize(("value", "expected"), NUMBERS)
def test_native_number(value: float, expected: str) -> None:
    assert objects(plain=value) == [expected]


def test_datatype_of_the_context_stays_beside_a_number() -> None:
    """Requirement C10: no repair of odd datatypes."""
    assert objects(odd=5.0) == ['"5"^^<https://www.w3.org/2001/XMLSchema#float>']
    assert objects(odd=5.5) == ['"5.5E0"^^<https://www.w3.org/2001/XMLSchema#float>']
    assert objects(odd=True) == ['"true"^^<https://www.w3.org/2001/XMLSchema#float>']
    assert objects(double=3) == [f'"3.0E0"^^<{XSD}double>']
    assert '"urn:a"^^<xsd:anyURI>' in jsonld.canonical(jsonld.to_quads(record(1), COMPILED, Meter()), Meter()).text


#: A number or boolean and its text make the same literal under a typed term, so one of both is refused.
ONE_SPELLING: dict[str, tuple[list[Any], list[Any]]] = {
    "double": ([3, 3.5], ["3", "3.0E0", "3.5", "x"]),
    "odd": ([5, 5.5, -1, 0, True, 1e20], ["5", "5.5E0", "-1", "0", "true", "100000000000000000000"]),
    "text": (["5", "true", "x"], [5, 5.5, True]),
}


@pytest.mark.parametrize("term", ONE_SPELLING)
def test_a_signature_tells_a_number_from_its_text(term: str) -> None:
    permitted, refused = ONE_SPELLING[term]
    for value in permitted:
        assert len(objects(**{term: value})) == 1
    for value in refused:
        with pytest.raises(CanonicalizationError) as caught:
            canonical(**{term: value})
        assert caught.value.code == "jsonld.not_compact"


@pytest.mark.parametrize("text", ["5.5", "05", "5.0", "9007199254740993", "-0", "1.0E999", "", "five"])
def test_a_text_that_no_number_gives_is_the_one_spelling(text: str) -> None:
    assert objects(odd=text) == [f'"{text}"^^<https://www.w3.org/2001/XMLSchema#float>']


@pytest.mark.parametrize("value", [0.30000000000000004, 2.2250738585072014e-308, 1.7976931348623157e308])
def test_doubles_that_16_digits_do_not_carry(value: float) -> None:
    with pytest.raises(CanonicalizationError) as caught:
        canonical(plain=value)
    assert caught.value.code == "jsonld.dropped_value"


ESCAPES = [
    ("\x01", "\\u0001"),
    ("\x08", "\\b"),
    ("\x09", "\\t"),
    ("\x0a", "\\n"),
    ("\x0b", "\\u000B"),
    ("\x0c", "\\f"),
    ("\x0d", "\\r"),
    ("\x1f", "\\u001F"),
    ('"', '\\"'),
    ("\\", "\\\\"),
    ("\x7f", "\\u007F"),
    ("\x80", "\x80"),
    ("\u2028", "\u2028"),
    ("\u202e", "\u202e"),
    ("\ufeff", "\ufeff"),
    ("\U0001f393", "\U0001f393"),
]


@pytest.mark.parametrize(("character", "written"), ESCAPES)
def test_escape_in_every_place(character: str, written: str) -> None:
    text = f"a{character}b"
    literal = f'"a{written}b"'
    assert canonical(plain=text) == f"<urn:s> <https://e.example/plain> {literal} .\n"
    assert canonical(plain=[text]) == f"<urn:s> <https://e.example/plain> {literal} .\n"
    assert canonical(german=text) == f"<urn:s> <https://e.example/german> {literal}@de .\n"
    assert canonical(words={"EN-us": text}) == f"<urn:s> <https://e.example/words> {literal}@en-us .\n"
    assert f"{literal} .\n" in canonical(list=[text])
    assert (
        f"{literal}@fr .\n"
        in jsonld.canonical(
            jsonld.to_quads(badge() | {"name": {"@value": text, "@language": "FR"}}, COMPILED, Meter()), Meter()
        ).text
    )


def test_json_literal_is_in_the_form_of_rfc_8785() -> None:
    assert objects(json={"b": 5.0, "a": 'x"', "c": [1e21]}) == [
        '"{\\"a\\":\\"x\\\\\\"\\",\\"b\\":5,\\"c\\":[1e+21]}"^^<http://www.w3.org/1999/02/22-rdf-syntax-ns#JSON>'
    ]


def test_lines_are_in_code_point_order_beyond_the_bmp() -> None:
    """UTF-16 order would put U+1F393 before U+FFFD; and lines are sorted after escaping."""
    assert objects(plain=["\U0001f393", "\ufffd", "\ue000", "z", "\n", "~"]) == [
        '"\\n"',
        '"z"',
        '"~"',
        '"\ue000"',
        '"\ufffd"',
        '"\U0001f393"',
    ]


def test_lists() -> None:
    first, rest = ("http://www.w3.org/1999/02/22-rdf-syntax-ns#" + name for name in ("first", "rest"))
    nil = "http://www.w3.org/1999/02/22-rdf-syntax-ns#nil"
    assert canonical(list=[]) == f"<urn:s> <https://e.example/list> <{nil}> .\n"
    assert canonical(list=["a"]) == (
        f'<urn:s> <https://e.example/list> _:c14n0 .\n_:c14n0 <{first}> "a" .\n_:c14n0 <{rest}> <{nil}> .\n'
    )
    assert canonical(list=["a", "a"]) != canonical(list=["a"])  # a list, not a set
    assert canonical(list=["a", "b"]) != canonical(list=["b", "a"])
    assert canonical(ref=["urn:a", "urn:b"]) == canonical(ref=["urn:b", "urn:a"])


def test_one_value_and_an_array_of_one_are_equal() -> None:
    assert canonical(plain=["a"]) == canonical(plain="a")
    assert canonical(ref={"id": "urn:a"}) == canonical(ref="urn:a")
