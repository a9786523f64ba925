"""IRI words that context processing and the walk share: keywords, forms, RFC 3986 resolution.

JSON-LD 1.1 section 9.16 (keywords), JSON-LD 1.1 API section 5.2 (what counts as an IRI there), RFC 3986 section 5.2.
The strict test of characters, which decides what may reach an N-Quads line, is :func:`is_safe_iri`.
"""

from __future__ import annotations

import re
from typing import Any, Final

from eccoe_vc.encoding.iri import is_iri as is_safe_iri

__all__ = [
    "IRI_FORM",
    "KEYWORDS",
    "KEYWORD_FORM",
    "PLAIN_IRI",
    "RDF",
    "RDF_JSON",
    "XSD",
    "has_iri_form",
    "is_safe_iri",
    "resolve",
]

XSD: Final = "http://www.w3.org/2001/XMLSchema#"
RDF: Final = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
RDF_JSON: Final = f"{RDF}JSON"

#: Characters of a predicate, type or datatype, and of what a context adds to an identifier: statements repeat them.
MAX_IRI: Final = 2_048
KEYWORDS: Final = frozenset(
    [
        "@base",
        "@container",
        "@context",
        "@direction",
        "@graph",
        "@id",
        "@import",
        "@included",
        "@index",
        "@json",
        "@language",
        "@list",
        "@nest",
        "@none",
        "@prefix",
        "@propagate",
        "@protected",
        "@reverse",
        "@set",
        "@type",
        "@value",
        "@version",
        "@vocab",
    ]
)
#: Matches ``@`` followed by letters only: such words are reserved and ignored by processors.
KEYWORD_FORM: Final = re.compile(r"@[A-Za-z]+\Z").match
#: Matches what JSON-LD context processing takes for an absolute IRI; far looser than :func:`is_safe_iri`.
IRI_FORM: Final = re.compile(r"[A-Za-z][A-Za-z0-9+.\-]*:\S*\Z").match
#: Matches an absolute IRI of plain ASCII without percent signs: nearly all that are met. :func:`is_safe_iri` says more.
PLAIN_IRI: Final = re.compile(
    r"[A-Za-z][A-Za-z0-9+.\-]*:[A-Za-z0-9\-._~:/@!$&'()*+,;=?]*(?:#[A-Za-z0-9\-._~:/@!$&'()*+,;=?]*)?\Z"
).match
_PARTS: Final = re.compile(r"(?:([^:/?#]+):)?(?://([^/?#]*))?([^?#]*)(?:\?([^#]*))?(?:#(.*))?", re.DOTALL).fullmatch


def has_iri_form(text: Any) -> bool:
    """Whether a context may use ``text`` where JSON-LD asks for an IRI or blank node identifier."""
    return isinstance(text, str) and (text[:2] == "_:" or IRI_FORM(text) is not None)


def resolve(base: str | None, reference: str) -> str:
    """RFC 3986 section 5.2; without a base the reference is returned unchanged.

    >>> resolve("https://example.org/a/b", "../c?d"), resolve(None, "c")
    ('https://example.org/c?d', 'c')
    """
    r, b = _PARTS(reference), _PARTS(base or "")
    if base is None or r is None or b is None or r[1]:
        return reference
    authority, path, query = r[2], r[3], r[4]
    if authority is None:
        authority = b[2]
        if not path:
            path, query = b[3], (b[4] if query is None else query)
        elif not path.startswith("/"):
            path = ("/" if b[2] is not None and not b[3] else b[3][: b[3].rfind("/") + 1]) + path
    if r[2] is not None or r[3]:
        path = _without_dots(path)
    return "".join(
        (
            b[1] + ":" if b[1] else "",
            "" if authority is None else "//" + authority,
            path,
            "" if query is None else "?" + query,
            "" if r[5] is None else "#" + r[5],
        )
    )


def _without_dots(path: str) -> str:
    """RFC 3986 section 5.2.4."""
    out: list[str] = []
    parts = path.split("/")
    for part in parts:
        if part == ".." and out and out != [""]:
            out.pop()
        elif part not in (".", ".."):
            out.append(part)
    if parts[-1] in (".", ".."):
        out.append("")
    return "/".join(out) if out[:1] == [""] or not path.startswith("/") else "/" + "/".join(out)
