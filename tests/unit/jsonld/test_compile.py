"""Bundled contexts as tables: valid in full, inside the profile, every rival known; caches bounded."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

import pytest
from tests.unit.jsonld.samples import CLR, EXT, OB, OB302, V1, V2, Document, badge, record, rich

from eccoe_vc import jsonld
from eccoe_vc.errors import CanonicalizationError
from eccoe_vc.jsonld import documents, rivals
from eccoe_vc.jsonld.compile import BAD_DATATYPE, BAD_IRI, BAD_LANGUAGE, OUTSIDE, CompiledContext, ContextRefusedError
from eccoe_vc.jsonld.compiled import MAX_ENTRIES, MAX_SETS, Compiled
from eccoe_vc.jsonld.context import ContextProcessor
from eccoe_vc.jsonld.iris import KEYWORDS
from eccoe_vc.jsonld.terms import UNSET, ActiveContext
from eccoe_vc.limits import Budget, Meter

#: Lists that credentials use, beside each bundled context alone and after each base context.
LISTS = [(V2, OB, EXT), (V2, CLR, OB, EXT), (V1, OB302, EXT), (V2, OB, *documents.EXTENSIONS.urls)]


@cache
def contexts() -> list[tuple[str, CompiledContext]]:
    """Every context that bundled documents make: the lists, and each scoped context one level below."""
    compiled = Compiled(documents.EVERYTHING)
    lists = [*LISTS, *((*base, url) for url in documents.EVERYTHING.urls for base in ((), (V1,), (V2,)))]
    made: list[tuple[str, CompiledContext]] = []
    for urls in lists:
        try:
            top = compiled.root.embedded(urls)
        except ContextRefusedError as error:
            assert error.code == "ctx.protected"  # two base contexts, or an edition that does not fit the base
            assert len(urls) > 1
            continue
        made += [(" ".join(urls), top), *_scoped(" ".join(urls), top)]
    return made


def _scoped(label: str, context: CompiledContext) -> Iterator[tuple[str, CompiledContext]]:
    for key, definition in context.active.terms.items():
        if definition.context is not UNSET:
            for how in ({"propagate": False}, {"override": True}):
                try:
                    yield f"{label} > {key}", context.derived(definition.context, base_url=definition.base_url, **how)
                except ContextRefusedError as error:
                    assert error.code == "ctx.protected"  # scoped to a property, never applied to a type


@pytest.mark.parametrize("url", documents.EVERYTHING.urls)
def test_every_scoped_context_of_a_bundled_document_is_valid(url: str) -> None:
    """What the shipped compiler leaves out at run time (API 4.2 step 21), because the digest is pinned."""
    processor = ContextProcessor(lambda name: documents.EVERYTHING.document(name).json(), validate_scoped=True)
    active = processor.process(ActiveContext(), url)
    assert active.terms or active.vocab


def test_adding_a_context_that_leaves_the_profile_must_be_a_decision() -> None:
    odd = {
        (label, key, term.keyword)
        for label, context in contexts()
        for key, term in context.terms.items()
        if term.keyword in (OUTSIDE, BAD_IRI, BAD_DATATYPE, BAD_LANGUAGE, "@reverse")
        or term.container not in ("", "@list", "@set", "@language", "@graph")
    }
    assert not odd


def test_every_rival_is_in_the_table() -> None:
    met: set[tuple[str, frozenset[str]]] = set()
    for _, context in contexts():
        groups: dict[str, set[str]] = {}
        for key, definition in context.active.terms.items():
            if definition.iri and definition.iri not in KEYWORDS:
                groups.setdefault(definition.iri, set()).add(key)
        met |= {(iri, frozenset(keys)) for iri, keys in groups.items() if len(keys) > 1}
    table = {(iri, frozenset(filter(None, (best, *others)))) for iri, (best, others) in rivals.MEMBERS.items()}
    assert met == table


def test_one_predicate_has_one_permitted_key() -> None:
    for label, context in contexts():
        permitted: dict[tuple[str, tuple[str, str]], str] = {}
        for key, term in context.terms.items():
            if term.predicate and term.text_ok and not term.keyword:
                assert permitted.setdefault((term.predicate, term.form()), key) == key, label
        nodes = [term.predicate for term in context.terms.values() if term.predicate and term.node_ok]
        assert len(nodes) == len(set(nodes)), label


def test_a_callers_rivals_are_settled_by_rule() -> None:
    root = Compiled(documents.CORE).root
    context = root.derived(
        {
            "Thing": "urn:p",
            "thing": {"@id": "urn:p", "@type": "@id"},
            "other": {"@id": "urn:p", "@type": "@vocab"},
            "typed": {"@id": "urn:p", "@type": "urn:t"},
            "kind": "http://www.w3.org/1999/02/22-rdf-syntax-ns#type",
        }
    )
    ok = {key: (term.node_ok, term.text_ok) for key, term in context.terms.items() if term.predicate}
    assert ok == {
        "Thing": (False, True),
        "thing": (True, True),
        "other": (False, False),
        "typed": (False, True),
        "kind": (False, False),
    }


def test_table_of_rivals_is_chosen_by_name_not_by_rule() -> None:
    iri = "https://w3id.org/security#expiration"
    assert rivals.choice(iri, [("expiration", ""), ("expires", "")]) == "expires"
    assert rivals.choice("urn:x", [("bb", ""), ("a", ""), ("Z", "@id")]) == "a"


# ---- caches -------------------------------------------------------------------------------------------------------
def _entries(context: CompiledContext, seen: set[int] | None = None) -> int:
    seen = set() if seen is None else seen
    if id(context) in seen:
        return 0
    seen.add(id(context))
    children = [*context._with.values(), *context._scoped.values(), *context._embedded.values()]
    children += [typed.context for typed in context.kinds.values()]
    own = len(context._with) + len(context._scoped) + len(context._embedded) + len(context.kinds)
    return own + sum(_entries(child, seen) for child in children)


def test_caches_are_bounded_and_results_do_not_depend_on_them() -> None:
    compiled = Compiled(documents.CORE)
    want = jsonld.canonical(jsonld.to_quads(rich(), compiled, Meter()), Meter()).text
    roots = set()
    for k in range(MAX_ENTRIES + 200):
        document = badge()
        document["type"].append(f"urn:type:{k}")
        jsonld.to_quads(document, compiled, Meter())
        roots.add(id(compiled.root))
    assert len(roots) > 1
    assert _entries(compiled.root) <= MAX_ENTRIES
    assert jsonld.canonical(jsonld.to_quads(rich(), compiled, Meter()), Meter()).text == want


def test_a_document_at_the_limit_passes_wherever_the_caches_start_anew() -> None:
    """The number of contexts that a document uses is its own, not the history of the process."""

    def passes(limit: int, left: int) -> bool:
        compiled = Compiled(documents.CORE)
        compiled._left = left
        try:
            jsonld.to_quads(record(), compiled, Meter(Budget(context_compilations=limit)))
        except CanonicalizationError:
            return False
        return True

    limit = next(limit for limit in range(1, 65) if passes(limit, MAX_ENTRIES))
    assert limit > 8
    assert all(passes(limit, left) for left in range(3 * limit))
    assert not any(passes(limit - 1, left) for left in range(3 * limit))


def test_long_type_values_are_not_kept() -> None:
    compiled = Compiled(documents.CORE)
    before = _entries(compiled.root)
    document = badge()
    document["type"].append("urn:" + "x" * 2000)
    jsonld.to_quads(document, compiled, Meter())
    jsonld.to_quads(document, compiled, Meter())
    kept = [key for context in [compiled.root.embedded((V2, OB))] for key in context.kinds]
    assert all(sum(map(len, key)) < 1000 for key in kept)
    assert _entries(compiled.root) > before


def test_number_of_sets_is_bounded() -> None:
    first = jsonld.compiled(documents.CORE)
    for k in range(MAX_SETS + 5):
        jsonld.compiled(documents.ContextSet([documents.edition(url) for url in documents.CORE.urls[: k % 19]]))
    assert jsonld.compiled(documents.CORE).contexts == first.contexts


@pytest.mark.parametrize("make", [badge, rich, record])
def test_a_second_walk_gives_the_same_as_the_first(make: object) -> None:
    document: Document = make()  # type: ignore[operator]
    compiled = Compiled(documents.CORE)
    texts = {jsonld.canonical(jsonld.to_quads(document, compiled, Meter(Budget.clr())), Meter()).text for _ in range(3)}
    assert len(texts) == 1
