"""N-Quads: the strict reader and the checks of single terms."""

from __future__ import annotations

import pytest
from tests.unit.jsonld.samples import badge, presentation, record, rich

from eccoe_vc import jsonld
from eccoe_vc.errors import CanonicalizationError
from eccoe_vc.jsonld import Quads, documents, nquads
from eccoe_vc.limits import Meter


@pytest.mark.parametrize("document", [badge(), rich(), record(), presentation(badge(), rich())])
def test_canonical_text_reads_back_as_the_dataset(document: dict[str, object]) -> None:
    """Requirement C7."""
    quads = jsonld.to_quads(document, jsonld.compiled(documents.CORE), Meter())
    made = jsonld.canonical(quads, Meter())
    labelled = {tuple(made.labels.get(term, term) for term in quad) for quad in quads.quads}
    assert set(nquads.parse(made.text)) == labelled
    assert len(labelled) == len(quads) == made.text.count("\n")


def test_spellings_become_canonical() -> None:
    text = (
        '<urn:\\u0061> <urn:p> "\\u0062\\t\\u007f"@EN-us <urn:g> . # a comment\r\n'
        '# another\n\n_:x <urn:p> "1"^^<http://www.w3.org/2001/XMLSchema#string> .\n'
        "_:x <urn:p> <urn:\U0001f393> .\n_:x <urn:p> <urn:\\U0001f393> ."
    )
    assert nquads.parse(text) == [
        ("<urn:a>", "<urn:p>", '"b\\t\\u007F"@en-us', "<urn:g>"),
        ("_:x", "<urn:p>", '"1"', ""),
        ("_:x", "<urn:p>", "<urn:\U0001f393>", ""),
    ]


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ("<urn:a> <urn:p> .", "rdf.roundtrip"),
        ("<urn:a> <urn:p> <urn:b>", "rdf.roundtrip"),
        ('<urn:a> <urn:p> "x . ', "rdf.roundtrip"),
        ('<urn:a> <urn:p> "x" . <urn:a>', "rdf.roundtrip"),
        ('<urn:a> <urn:p> "\\x" .', "rdf.roundtrip"),
        ('<urn:a> <urn:p> "\\ud800" .', "rdf.roundtrip"),
        ('<urn:a> <urn:p> "\\U00110000" .', "rdf.roundtrip"),
        ("<a> <urn:p> <urn:b> .", "rdf.bad_iri"),
        ("<urn:a\\u0020b> <urn:p> <urn:b> .", "rdf.bad_iri"),
        ("<urn:a> _:p <urn:b> .", "rdf.bad_iri"),
        ('<urn:a> <urn:p> "x"^^<t> .', "rdf.bad_datatype"),
        ('<urn:a> <urn:p> "x"@e-n .', "rdf.bad_langtag"),
        ('"x" <urn:p> <urn:b> .', "rdf.bad_iri"),
    ],
)
def test_what_is_not_n_quads(line: str, code: str) -> None:
    with pytest.raises(CanonicalizationError) as caught:
        nquads.parse(line)
    assert caught.value.code == code


EVIL = "urn:t> .\n<urn:s> <urn:p> <urn:o"


@pytest.mark.parametrize(
    "quad",
    [
        (f"<{EVIL}>", "<urn:p>", '"x"', ""),
        ("<urn:s>", f"<{EVIL}>", '"x"', ""),
        ("<urn:s>", "<urn:p>", f"<{EVIL}>", ""),
        ("<urn:s>", "<urn:p>", '"x"', f"<{EVIL}>"),
        ("<urn:s>", "<urn:p>", f'"x"^^<{EVIL}>', ""),
        ("<urn:s>", "<urn:p>", '"x"@en" .\n<urn:a>', ""),
        ("<urn:s>", "<urn:p>", '"x" .\n<urn:a> <urn:b> "c"', ""),
        ("<urn:s>", "<urn:p>", '"x\n"', ""),
        ("<urn:s>", "<urn:p>", '"\\u000a"', ""),
        ("_:a .\n_:b", "<urn:p>", '"x"', ""),
        ("_:", "<urn:p>", '"x"', ""),
        ("<urn:s>", "_:p", '"x"', ""),
        ("", "<urn:p>", '"x"', ""),
        ("<urn:s>", "<urn:p>", "", ""),
        ("<urn:s>", "<urn:p>", "x", ""),
    ],
)
def test_the_quad_api_refuses_terms_that_could_end_a_line(quad: tuple[str, str, str, str]) -> None:
    """B07-direct."""
    with pytest.raises(CanonicalizationError) as caught:
        jsonld.canonical([quad], Meter())
    assert caught.value.code in ("rdf.bad_iri", "rdf.bad_datatype", "rdf.bad_langtag", "rdf.roundtrip")


def test_quads_give_back_their_quads_once() -> None:
    rows = [
        ("_:a", "<urn:p>", "_:b", "_:g"),
        ("_:a", "<urn:p>", '"a b . c"@en', "<urn:g>"),
        ("<urn:s>", "<urn:p>", "<urn:o>", ""),
    ]
    made = Quads.of([*rows, *rows])
    assert sorted(made.quads) == sorted(rows)
    assert len(made) == 3
    assert made.documents == ()
