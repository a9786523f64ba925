"""Check ``lossless``: is all of it signed, and does it mean to everybody what it means to the signature?

VC Data Integrity 1.0, "Securing Data Losslessly". Under suites over RDF the walk answers. Suites that sign bytes cover
every byte; what is refused here beside them is what would let a JSON-LD processor and a reader of JSON see different
documents: keywords, contexts below the top, types written out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from itertools import islice, pairwise
from typing import Any, Final

from eccoe_vc.encoding import pointers
from eccoe_vc.errors import Finding, RefusedError, shown
from eccoe_vc.jsonld import to_quads
from eccoe_vc.jsonld.admission import signs_bytes
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
    if (proofs or case.token is not None) and not any(proving.needs_meaning(proof) for proof in proofs):
        own_contexts = any(note.code == "ctx.inline" for note in case.notes)
        keywords = _keywords(case.unsigned) if _KEYWORD(case.text) else []
        own = 1 + sum("@context" in proof.tree for proof in proofs)
        below = _nested(case.unsigned) if _contexts_named(case.text) > own else ()
        spelled = _spelled_out(case) if _may_be_spelled_out(case.unsigned) else []
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


def _may_be_spelled_out(document: Mapping[str, Any]) -> bool:
    """Whether a member name holds a colon, or a type a number sign. Mostly none does, and then all is compact.

    >>> _may_be_spelled_out({"id": "urn:a"}), _may_be_spelled_out({"a": [{"acme:id": "b"}]})
    (False, True)
    """
    todo: list[Any] = [document]
    for item in todo:
        if item.__class__ is dict:
            if ":" in "".join(item) or ("type" in item and "#" in "".join(listed(item["type"]))):
                return True
            todo += [value for value in item.values() if value.__class__ is dict or value.__class__ is list]
        else:
            todo += [value for value in item if value.__class__ is dict or value.__class__ is list]
    return False


def _spelled_out(case: Case) -> list[Finding]:
    """Members and types as IRIs: the same to JSON-LD as their short names, and unknown to whoever reads the JSON.

    VC Data Integrity 1.0, section 2.4.1: what is signed is in compacted form. The walk knows all spellings.
    """
    try:
        to_quads(case.unsigned, case.compiled, case.meter, inline=True, rdf_direction="i18n-datatype")
    except RefusedError as error:
        compact = [finding for finding in error.findings if finding.code == "jsonld.not_compact"]
        return [finding for finding in compact if _is_name(finding)]
    return []


def _is_name(finding: Finding) -> bool:
    """Whether a member or type has a short name, which the hint gives; other ones are bytes like all others."""
    *_, above, last = ["", *pointers.split(finding.pointer)]
    return (":" in last or "type" in (above, last)) and finding.hint.startswith("Write ")


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
    presents = "VerifiablePresentation" in listed(document.get("type"))
    for path, item in pointers.walk(document):
        if path is None or item.__class__ is not dict or "@context" not in item:
            continue
        tokens = pointers.tokens(path)
        if "@context" not in tokens and not _brings_contexts(tokens, item, presents=presents):
            yield Finding("ctx.nested", "A context stands below the top level.", pointers.join("", *tokens, "@context"))


def _brings_contexts(tokens: list[str | int], item: Mapping[str, Any], *, presents: bool) -> bool:
    """Whether an embedded credential or its proof over bytes stands here, at a place where somebody looks at it.

    A credential that stands elsewhere is verified by nobody, so its contexts say nothing that anybody may rely on.
    """
    names = [token for token in tokens if isinstance(token, str)]
    if any(isinstance(a, int) and isinstance(b, int) for a, b in pairwise(tokens)):
        return False  # a list in a list
    if names[-1] == "proof":
        return signs_bytes(item) and _embedded(names[:-1], presents=presents)
    return not _EMBEDDABLE.isdisjoint(listed(item.get("type"))) and _embedded(names, presents=presents)


def _embedded(names: list[str], *, presents: bool) -> bool:
    """Whether the members ``names`` lead to a credential in a record or a presentation, or to an endorsement.

    :param presents: the document is a presentation: nothing but what it presents is looked at.
    """
    start = 0
    for end, name in enumerate(names, start=1):
        before = names[start : end - 1]
        here = presents and start == 0
        carried = name == "verifiableCredential" and before == ([] if here else ["credentialSubject"])
        if carried or (name == "endorsement" and not here):
            start = end
        elif name in ("verifiableCredential", "proof"):
            return False
    return 0 < start == len(names)
