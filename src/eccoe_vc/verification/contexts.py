"""Check ``contexts``: are all contexts pinned, in order, of one data model?

VC Data Model 2.0, section 4.3 (Contexts); Open Badges 3.0, section 7.1 (Serialization); requirements M1, C6.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cache, lru_cache
from typing import Any, Final

from eccoe_vc.encoding import pointers
from eccoe_vc.errors import Finding, RefusedError, shown
from eccoe_vc.jsonld.admission import signs_bytes
from eccoe_vc.jsonld.documents import CORE, ContextDocument, ContextSet, admitting
from eccoe_vc.verification.case import V1, V2, Case, listed

OB3: Final = "https://purl.imsglobal.org/spec/ob/v3p0/context"
CLR2: Final = "https://purl.imsglobal.org/spec/clr/v2p0/context"
# Exact forms, never prefixes: "context-3.0.3.json.evil" is another document.
_OB3_URL: Final = re.compile(re.escape(OB3) + r"(?:-3\.0\.[0-9]{1,3})?\.json\Z").match
_CLR2_URL: Final = re.compile(re.escape(CLR2) + r"(?:-2\.0\.[0-9]{1,3})?\.json\Z").match
_NEWEST: Final = {OB3: f"{OB3}-3.0.3.json", CLR2: f"{CLR2}-2.0.1.json"}
_FUTURE: Final = re.compile(r"https://www\.w3\.org/ns/credentials/v[3-9][0-9]*\Z").match
_DRAFTS: Final = (
    "https://dc.imsglobal.org/draft/",
    "https://imsglobal.github.io/",
    "https://purl.imsglobal.org/spec/ob/v3p0/schema/",
    "https://w3id.org/security/v3-unstable",
)
# Badges before Open Badges 3.0: no verifiable credentials, with rules and signatures of their own.
_OLDER: Final = (
    "https://w3id.org/openbadges/",
    "https://openbadgespec.org/",
    "https://w3id.org/blockcerts/",
    "https://www.blockcerts.org/schema/",
)
# Prefixes that the VC 1.1 context declares inside its scoped contexts.
_PREFIXES: Final = {
    "cred": "https://www.w3.org/2018/credentials#",
    "sec": "https://w3id.org/security#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}
_BADGES: Final = frozenset({"OpenBadgeCredential", "AchievementCredential"})


def check(case: Case) -> Iterator[Finding]:
    """The findings about the contexts of the document, in document order."""
    found = case.document.get("@context")
    items = found if isinstance(found, list) else [found]
    if len(items) > case.policy.budget.contexts:
        yield Finding(
            "struct.limit",
            f"The document lists {len(items)} contexts, more than {case.policy.budget.contexts}.",
            "/@context",
        )
        case.meaning_known = False
        return
    if (foreign := _foreign_model(items)) is not None:
        case.meaning_known, case.foreign_model = False, True
        yield foreign
        return
    ordinary = _ordinary(case.sources.documents)
    for index, item in enumerate(items):
        if not (isinstance(item, str) and item in ordinary):
            yield from _item(case, item, f"/@context/{index}" if isinstance(found, list) else "/@context")
    yield from _order(case, items)
    yield from _proof_contexts(case)


def _foreign_model(items: list[Any]) -> Finding | None:
    """The finding that the document is of another data model than VC 1.1 and 2.0, with rules that we do not know."""
    first = items[0] if items else None
    if first in (V1, V2) or not isinstance(first, str):
        return None
    if _FUTURE(first):
        message = f"The base context {shown(first)} is of a data model that we do not know."
        return Finding("unsupported.data_model", message, "/@context/0")
    if first.startswith(_OLDER) and V1 not in items and V2 not in items:
        return Finding(
            "unsupported.data_model",
            f"It is a document of Open Badges 2 or older, or of Blockcerts, as its context {shown(first)} says.",
            "/@context",
            "Ask the issuer for the badge as an Open Badges 3.0 credential; this release checks no older ones.",
        )
    return None


@lru_cache(maxsize=64)
def _ordinary(documents: ContextSet) -> frozenset[str]:
    """The URLs of which nothing is to be said: bundled, in the edition that everybody uses, no older release."""
    return frozenset(
        url
        for url, document in documents.documents.items()
        if document.supplied_by == "package" and not document.edition and not _newer(url)
    )


def _newer(url: str) -> str:
    """The URL of the newest release of a context, where ``url`` is an older one; else empty."""
    return next((newest for stem, newest in _NEWEST.items() if url.startswith(stem) and url != newest), "")


def _item(case: Case, item: Any, pointer: str) -> Iterator[Finding]:
    if isinstance(item, dict):
        yield _inline(case, pointer)
    elif not isinstance(item, str):
        if pointer != "/@context":  # a missing base context is said by _order, which sees the whole list
            case.meaning_known = False
            yield Finding(
                "ctx.nested" if item is None else "ctx.invalid",
                f"A context is named by its URL, but here is {shown(item)}.",
                pointer,
            )
    elif item in case.sources.documents:
        yield from _known(case, item, pointer)
    elif item.startswith(_DRAFTS):
        case.meaning_known = False
        yield Finding(
            "ctx.draft", f"The context {shown(item)} is a draft that was never released.", pointer,
            hint=f"The issuer should use {_NEWEST[CLR2 if 'clr' in item else OB3]}.",
        )  # fmt: skip
    else:
        # A token, like every signature over bytes, covers what nobody understands.
        covered = case.policy.allow_unknown_contexts and case.token is not None and _only_jcs(case.document)
        if not covered:
            case.meaning_known = False
        hint = admitting(item)
        if not hint and (meant := _meant(case, item)):
            hint = f"If the issuer meant {meant}, ask for a credential that lists it."
        message = f"The context {shown(item)} is not one that we hold."
        yield Finding("ctx.unknown", message, pointer, hint, "W" if covered else "I")


_LONGEST_URL: Final = 200  # characters of an address that is compared with those that we hold


def _meant(case: Case, url: str) -> str:
    """The context that an unknown address was probably meant to be; empty where nothing is close."""
    if len(url) > _LONGEST_URL:
        return ""
    newest = next((newest for stem, newest in _NEWEST.items() if url.startswith(stem)), "")
    if newest and newest in case.sources.documents:
        return newest
    from difflib import get_close_matches

    return next(iter(get_close_matches(url, [*case.sources.documents.documents], 1, 0.9)), "")


def _inline(case: Case, pointer: str) -> Finding:
    message = "The document brings a context of its own, so the same words could mean something else."
    # A signature over the bytes (JCS) covers the inline context too; one over the meaning (RDF) does not.
    covered = case.policy.allow_inline_contexts and _only_jcs(case.document)
    if not covered:
        case.meaning_known = False
    return Finding("ctx.inline", message, pointer, outcome="W" if covered else "F")


def _only_jcs(document: Mapping[str, Any]) -> bool:
    if "proof" not in document:
        return True  # before issuing, where the caller says which suites there will be; else it is `proof.missing`
    proofs = document["proof"]
    trees = proofs if isinstance(proofs, list) else [proofs]
    return all(signs_bytes(tree) for tree in trees)


def _known(case: Case, url: str, pointer: str) -> Iterator[Finding]:
    document = case.sources.documents.document(url)
    if document.supplied_by == "caller":
        yield from _redefined(document, pointer)
    if document.edition:
        yield Finding("ctx.edition", f"The caller chose the edition {document.edition} of {shown(url)}.", pointer)
    if newest := _newer(url):
        yield Finding("ctx.version", f"The context {shown(url)} is an older release than {newest}.", pointer)


def _redefined(document: ContextDocument, pointer: str) -> Iterator[Finding]:
    """Terms that the base contexts give to credentials and presentations keep their meaning.

    Base contexts protect them inside their type-scoped contexts only, so JSON-LD itself lets a later context define
    them anew for all other nodes: the same word would then mean two things in one document.
    """
    try:
        tree = document.json()
    except RefusedError:
        return  # the walk says what is wrong with it
    given = tree.get("@context") if isinstance(tree, dict) else None
    ours = _base_terms()
    for context in given if isinstance(given, list) else [given]:
        for term, definition in context.items() if isinstance(context, dict) else ():
            if term in ours and _meaning(definition) not in ours[term]:
                message = f"The supplied context gives the protected term {shown(term)} another meaning."
                yield Finding("ctx.protected", message, pointer)


@cache
def _base_terms() -> Mapping[str, frozenset[str]]:
    terms: dict[str, set[str]] = {}
    for url in (V1, V2):
        for name, outer in CORE.document(url).json()["@context"].items():
            scoped = outer.get("@context") if isinstance(outer, dict) else None
            if name in ("VerifiableCredential", "VerifiablePresentation") and isinstance(scoped, dict):
                for term, definition in scoped.items():
                    if not term.startswith("@"):
                        terms.setdefault(term, set()).add(_meaning(definition))
    return {term: frozenset(meanings) for term, meanings in terms.items()}


def _meaning(definition: Any) -> str:
    """The IRI of a term definition with the prefixes of the base contexts written out; empty for ``null``."""
    iri = definition.get("@id") if isinstance(definition, dict) else definition
    text = iri if isinstance(iri, str) else ""
    prefix, colon, rest = text.partition(":")
    return _PREFIXES[prefix] + rest if colon and prefix in _PREFIXES else text


def _order(case: Case, items: list[Any]) -> Iterator[Finding]:
    first = items[0] if items else None
    if first not in (V1, V2):
        case.meaning_known = False
        hint = f"Ask the issuer to put {V1 if V1 in items else V2} first in @context."
        if V1 in items or V2 in items:
            yield Finding("ctx.order", "The W3C credentials context is not the first one.", "/@context", hint)
        else:
            message = "No W3C credentials context stands first in @context."
            yield Finding("ctx.missing_base", message, "/@context", hint)
        return
    if V1 in items and V2 in items:
        yield Finding("ctx.order", "The contexts of VC 1.1 and VC 2.0 are listed together.", "/@context")
    elif len(case.urls) != len(set(case.urls)):
        yield Finding("ctx.order", "A context is listed twice.", "/@context")
    else:
        yield from _profile(case, case.urls[: _signed(case.document)])


def _signed(document: Mapping[str, Any]) -> int | None:
    """How many of the contexts every proof covers: holders may add some behind those of a proof over bytes.

    Data Integrity EdDSA Cryptosuites 1.0, section 3.3.2, step 5. None: all of them.
    """
    proofs = document.get("proof")
    counts = [
        len(tree["@context"]) if isinstance(tree["@context"], list) else 1
        for tree in (proofs if isinstance(proofs, list) else [proofs])
        if isinstance(tree, dict) and signs_bytes(tree) and "@context" in tree
    ]
    return min(counts, default=None)


def _profile(case: Case, urls: tuple[str, ...]) -> Iterator[Finding]:
    """VC first, then CLR where the document is one, then Open Badges: OB 3.0 and CLR 2.0 define their order.

    :param urls: the contexts that are signed; what stands behind them makes no badge of what was none.
    """
    wanted = []
    if "ClrCredential" in case.types:
        wanted.append(("Comprehensive Learner Record", _CLR2_URL))
    if case.types & _BADGES:
        wanted.append(("Open Badges", _OB3_URL))
    for place, (name, matches) in enumerate(wanted, start=1):
        if len(urls) > place and matches(urls[place]):
            continue
        if any(matches(url) for url in urls):
            yield Finding(
                "ctx.order", f"The {name} context is not at its place, number {place + 1}, in @context.", "/@context"
            )
        elif case.policy.profile == "open-badge":
            yield Finding(
                "ctx.missing_base", f"The {name} context is not listed.", "/@context",
                f"Ask the issuer to list {_NEWEST[CLR2 if matches is _CLR2_URL else OB3]} behind the W3C context.",
            )  # fmt: skip


def _proof_contexts(case: Case) -> Iterator[Finding]:
    """Only proofs of JCS suites carry contexts, and theirs are compared with the document's when they are checked."""
    proofs = case.document.get("proof")
    for index, tree in enumerate(proofs if isinstance(proofs, list) else [proofs]):
        if not isinstance(tree, dict) or "@context" not in tree or signs_bytes(tree):
            continue
        if tree["@context"] == case.document.get("@context"):
            continue  # some issuers repeat the document's list, which changes nothing
        where = f"/proof/{index}" if isinstance(proofs, list) else "/proof"
        yield Finding("ctx.nested", "The proof brings contexts of its own.", pointers.join(where, "@context"))


def profile_of(document: Mapping[str, Any]) -> str:
    """``open-badge`` for an Open Badges credential, else ``credential``."""
    return "open-badge" if _BADGES & frozenset(listed(document.get("type"))) else "credential"
