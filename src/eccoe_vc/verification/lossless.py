"""Check ``lossless``: is all of it signed, and does it mean to everybody what it means to the signature?

VC Data Integrity 1.0, "Securing Data Losslessly". Under suites over RDF the walk answers. Suites that sign bytes cover
every byte; what is refused here beside them is what would let a JSON-LD processor and a reader of JSON see different
documents: keywords, contexts below the top, types written out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from itertools import islice
from typing import Any, Final

from eccoe_vc.encoding import pointers
from eccoe_vc.errors import Finding, RefusedError, shown
from eccoe_vc.jsonld import to_quads
from eccoe_vc.proofs.reading import Proof
from eccoe_vc.verification import proving
from eccoe_vc.verification.case import Case, listed

_EMBEDDABLE: Final = frozenset({"VerifiableCredential", "EnvelopedVerifiableCredential"})


def check(case: Case, proofs: list[Proof]) -> None:
    """Walk the document once; the quads serve the RDFC suites, the findings this check.

    Under suites that sign bytes the walk is not needed for the signature, and what it finds there is about meaning.
    """
    if not case.meaning_known:
        return
    if proofs and not any(proving.needs_meaning(proof) for proof in proofs):
        own_contexts = any(note.code == "ctx.inline" for note in case.notes)
        keywords = _keywords(case.unsigned) if _KEYWORD(case.envelope.text) else []
        own = 1 + sum("@context" in proof.tree for proof in proofs)
        below = _nested(case.unsigned) if _contexts_named(case.envelope.text) > own else ()
        spelled = _types_spelled_out(case.unsigned) if _LONG_TYPE(case.envelope.text) else []
        case.conclude("lossless", [*keywords, *spelled, *below, *(_own_contexts(case) if own_contexts else ())])
        return
    try:
        case.quads = to_quads(case.unsigned, case.compiled, case.meter)
    except RefusedError as error:
        case.meaning_known = False
        case.conclude("lossless", dict.fromkeys([*error.findings, *_nested(case.document)]))
    else:
        case.conclude("lossless", case.quads.notes)


#: What an inline context can do wrong; what else the walk finds there is about RDF, which nobody signed.
_OF_CONTEXTS: Final = ("ctx.", "struct.", "budget.", "jsonld.budget", "jsonld.undefined_type")


def _own_contexts(case: Case) -> list[Finding]:
    """Contexts that stand in the document and are allowed there: do they leave protected terms and types alone?

    VC Data Model 2.0, sections 4.5 (Types) and 5.2.1 (Semantic Interoperability).
    """
    try:
        to_quads(case.unsigned, case.compiled, case.meter, inline=True, rdf_direction="i18n-datatype")
    except RefusedError as error:
        return [finding for finding in error.findings if finding.code.startswith(_OF_CONTEXTS)]
    return []


# A text in JSON that may be the name of such a member: without one there is none, and nothing to look for.
_KEYWORD: Final = re.compile(r'"@(?!(?:context|value|language|direction)")|\\u0040').search


# The vocabularies whose types this product judges by their short names.
_VOCABULARIES: Final = r"https://(?:www\.w3\.org/2018/credentials|purl\.imsglobal\.org/spec/vc/\w+/vocab\.html)#"
_LONG_TYPE: Final = re.compile(rf"{_VOCABULARIES}|\\u|\\/").search
_LONG_NAME: Final = re.compile(_VOCABULARIES).match


def _types_spelled_out(document: Mapping[str, Any]) -> list[Finding]:
    """Types as whole IRIs: the same types to JSON-LD, and other ones to everybody who reads the JSON.

    VC Data Integrity 1.0, section 2.4.1: what is signed is in compacted form. Under RDF the walk sees to it.
    """
    found = (
        Finding("jsonld.not_compact", f"{shown(name)} is not the one form of this type.", pointers.join("", *place))
        for path, item in pointers.walk(document)
        if item.__class__ is dict and "type" in item
        for name, place in _types(pointers.tokens(path), item["type"])
        if name.__class__ is str and _LONG_NAME(name)
    )
    return list(islice(found, pointers.MOST))


def _types(tokens: list[str | int], value: Any) -> list[tuple[Any, list[str | int]]]:
    if value.__class__ is list:
        return [(name, [*tokens, "type", index]) for index, name in enumerate(value)]
    return [(value, [*tokens, "type"])]


def _contexts_named(text: str) -> int:
    """How often a member may be called ``@context``, at most."""
    return text.count("@context") + len(text) * ("\\u" in text)


def _keywords(document: Mapping[str, Any]) -> list[Finding]:
    """JSON-LD keywords where a reader of JSON would not look for meaning; language objects may have theirs."""
    return list(islice(_keyword_members(document), pointers.MOST))


def _keyword_members(document: Mapping[str, Any]) -> Iterator[Finding]:
    allowed = {"@context", "@value", "@language", "@direction"}
    for path, item in pointers.walk(document):
        if item.__class__ is not dict or "@context" in pointers.tokens(path):
            continue  # contexts are made of keywords; the check `contexts` looks at them
        for key in item:
            if key[:1] == "@" and key not in allowed:
                place = pointers.join("", *pointers.tokens(path), key)
                yield Finding("jsonld.keyword", f"The member {shown(key)} is a keyword.", place)


def _nested(document: Any) -> Iterator[Finding]:
    """Every ``@context`` that stands where none may stand, however its surroundings were refused."""
    yield from islice(_nested_contexts(document), pointers.MOST)


def _nested_contexts(document: Any) -> Iterator[Finding]:
    for path, item in pointers.walk(document):
        if path is None or item.__class__ is not dict or "@context" not in item:
            continue
        tokens = pointers.tokens(path)
        if "@context" not in tokens and not _brings_contexts(tokens, item):
            yield Finding("ctx.nested", "A context stands below the top level.", pointers.join("", *tokens, "@context"))


def _brings_contexts(tokens: list[str | int], item: Mapping[str, Any]) -> bool:
    """Whether an embedded credential or its proof over bytes stands here, at a place where somebody looks at it.

    A credential that stands elsewhere is verified by nobody, so its contexts say nothing that anybody may rely on.
    """
    names = [token for token in tokens if isinstance(token, str)]
    if names[-1] == "proof":
        return "-jcs-" in str(item.get("cryptosuite")) and _embedded(names[:-1])
    return not _EMBEDDABLE.isdisjoint(listed(item.get("type"))) and _embedded(names)


def _embedded(names: list[str]) -> bool:
    """Whether the members ``names`` lead to a credential in a record or a presentation, or to an endorsement."""
    start = 0
    for end, name in enumerate(names, start=1):
        carried = name == "verifiableCredential" and names[start : end - 1] in ([], ["credentialSubject"])
        if carried or name == "endorsement":
            start = end
        elif name in ("verifiableCredential", "proof"):
            return False
    return start == len(names)
