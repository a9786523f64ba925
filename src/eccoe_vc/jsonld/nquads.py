"""N-Quads: a strict reader of canonical lines, and checks of single terms.

RDFC-1.0 section 5 (canonical form) and RDF 1.1 N-Quads. :func:`parse` reads any N-Quads text whose terms are absolute
IRIs, blank nodes and literals, and gives terms in canonical spelling, so that a dataset can be compared with the one
that its canonical text was made from.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

from eccoe_vc.encoding.language import is_language_tag
from eccoe_vc.errors import CanonicalizationError, shown
from eccoe_vc.jsonld.dataset import Quad, Quads
from eccoe_vc.jsonld.iris import XSD, is_safe_iri
from eccoe_vc.jsonld.values import escape

_TERM: Final = (
    r"(<[^\x00-\x20<>\"{}|^`]*>"  # IRI, with escapes
    r"|_:[^\s<>\"]+"
    r'|"(?:[^"\\\n\r]|\\.)*"(?:\^\^<[^\x00-\x20<>\"{}|^`]*>|@[A-Za-z0-9-]+)?)'
)
_LINE: Final = re.compile(rf"[ \t]*{_TERM}[ \t]*{_TERM}[ \t]*{_TERM}[ \t]*{_TERM}?[ \t]*\.[ \t]*(?:#.*)?\Z").match
_BLANK: Final = re.compile(
    r"_:[0-9A-Za-z_\u00c0-\U000effff](?:[0-9A-Za-z_.\-\u00b7-\U000effff]*[0-9A-Za-z_\-\u00b7-\U000effff])?\Z"
).match
_ESCAPE: Final = re.compile(r"\\(u[0-9A-Fa-f]{4}|U[0-9A-Fa-f]{8}|.)")
_SHORT: Final = {"t": "\t", "b": "\b", "n": "\n", "r": "\r", "f": "\f", '"': '"', "'": "'", "\\": "\\"}
_LITERAL: Final = re.compile(r'"((?:[^"\\\n\r]|\\.)*)"(?:\^\^<(.*)>|@(.*))?\Z').match
_XSD_STRING: Final = f"{XSD}string"


def parse(text: str) -> list[Quad]:
    r"""The quads of an N-Quads text, each once, with terms in canonical spelling.

    Lines end in LF or CR LF. Blank node labels are kept as they are.

    :raises CanonicalizationError: ``rdf.roundtrip`` (not N-Quads), ``rdf.bad_iri``, ``rdf.bad_datatype``,
        ``rdf.bad_langtag``.

    >>> parse('<urn:a> <urn:p> "caf\\u00e9"@FR .')
    [('<urn:a>', '<urn:p>', '"café"@fr', '')]
    """
    quads: dict[Quad, None] = {}
    for number, row in enumerate(re.split(r"\r\n|\n|\r", text), 1):
        if not row.strip(" \t") or row.lstrip(" \t").startswith("#"):
            continue
        found = _LINE(row)
        if found is None:
            raise CanonicalizationError("rdf.roundtrip", f"Line {number} is not a line of N-Quads.")
        s, p, o, g = found.groups()
        quads[term(s), term(p), term(o), term(g) if g else ""] = None
    made = list(quads)
    check(made)
    return made


def term(text: str) -> str:
    """One term in canonical spelling."""
    if text[0] == "_":
        return text
    if text[0] == "<":
        return f"<{_unescaped(text[1:-1])}>"
    found = _LITERAL(text)
    if found is None:
        raise CanonicalizationError("rdf.roundtrip", "A literal has no closing quote.")
    body, datatype, language = found.groups()
    written = f'"{escape(_unescaped(body))}"'
    if language is not None:
        return f"{written}@{language.lower()}"
    if datatype is None or (datatype := _unescaped(datatype)) == _XSD_STRING:
        return written
    return f"{written}^^<{datatype}>"


def check(quads: Iterable[Quad]) -> None:
    """Refuse terms that could end a line early or begin another one: for quads that did not come from the walk.

    :raises CanonicalizationError: ``rdf.bad_iri``, ``rdf.bad_datatype``, ``rdf.bad_langtag``.

    >>> check([("<urn:a> <urn:b>", "<urn:p>", '"x"', "")])
    Traceback (most recent call last):
    eccoe_vc.errors.CanonicalizationError: '<urn:a> <urn:b>' is not a term ... [rdf.bad_iri]
    """
    for s, p, o, g in quads:
        _check_named(s, blank=True)
        _check_named(p, blank=False)
        if g:
            _check_named(g, blank=True)
        if o[:1] == '"':
            _check_literal(o)
        else:
            _check_named(o, blank=True)


def dataset(quads: Iterable[Quad]) -> Quads:
    """Quads from outside as a dataset that can be canonicalised, after :func:`check`.

    >>> len(dataset([("<urn:a>", "<urn:p>", '"x"', "")]))
    1
    """
    made = list(quads)
    check(made)
    return Quads.of(made)


def _check_named(text: str, *, blank: bool) -> None:
    if text[:1] == "<" and text[-1:] == ">" and is_safe_iri(text[1:-1]):
        return
    if not (blank and _BLANK(text)):
        raise CanonicalizationError("rdf.bad_iri", f"{shown(text)} is not a term that can stand in an N-Quads line.")


def _check_literal(text: str) -> None:
    found = _LITERAL(text)
    if found is None or found[1] != escape(_unescaped(found[1])):
        raise CanonicalizationError("rdf.roundtrip", "A literal is not escaped as canonical N-Quads are.")
    if found[2] is not None and not is_safe_iri(found[2]):
        raise CanonicalizationError("rdf.bad_datatype", f"{shown(found[2])} is not a datatype IRI.")
    if found[3] is not None and not is_language_tag(found[3]):
        raise CanonicalizationError("rdf.bad_langtag", f"{shown(found[3])} is not a language tag (BCP 47).")


def _unescaped(text: str) -> str:
    def plain(found: re.Match[str]) -> str:
        code = found[1]
        if code[0] in "uU" and len(code) > 1:
            point = int(code[1:], 16)
            if point > 0x10FFFF or 0xD800 <= point <= 0xDFFF:
                raise CanonicalizationError("rdf.roundtrip", "An escape stands for no character.")
            return chr(point)
        if code not in _SHORT:
            raise CanonicalizationError("rdf.roundtrip", "An escape is not one of N-Quads.")
        return _SHORT[code]

    return _ESCAPE.sub(plain, text) if "\\" in text else text
