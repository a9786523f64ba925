"""A lenient walk, for the json-ld-api suite only.

The shipped walk refuses whatever JSON-LD would drop, so it could run next to no test of that suite. This subclass drops
instead, and leaves every construct that it does not do. What it shares with the shipped walk is what the suite is here
to prove: context processing, IRI expansion, compiled terms, scoped contexts, lists, language maps, graphs, literals.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from eccoe_vc.encoding.language import is_language_tag
from eccoe_vc.jsonld.admission import Here
from eccoe_vc.jsonld.compile import (
    BAD_DATATYPE,
    BAD_IRI,
    BAD_LANGUAGE,
    LINK,
    NO_MEANING,
    OUTSIDE,
    SKIP,
    TEXT,
    VOCAB,
    CompiledContext,
    ContextRefusedError,
    Term,
    _compile_term,
)
from eccoe_vc.jsonld.compiled import Compiled
from eccoe_vc.jsonld.context import ContextProcessor
from eccoe_vc.jsonld.dataset import Quad
from eccoe_vc.jsonld.documents import ContextSet
from eccoe_vc.jsonld.iris import KEYWORD_FORM, KEYWORDS, is_safe_iri
from eccoe_vc.jsonld.quads import DocumentWalk
from eccoe_vc.jsonld.terms import ActiveContext, TermDefinition, expand_iri
from eccoe_vc.jsonld.values import escape, json_literal, native
from eccoe_vc.limits import Budget, Meter

_STRING = "http://www.w3.org/2001/XMLSchema#string"


class OutsideError(Exception):
    """The walk does not do this; the shipped one refuses it or takes the general engine."""


class LenientCompiled(Compiled):
    """Contexts from a folder of the suite, with a base IRI, every scoped context validated."""

    __slots__ = ("_base", "_documents")

    def __init__(self, load: Callable[[str], Any], base: str, expand_context: Any = None) -> None:
        self._documents, self._base = load, base
        super().__init__(ContextSet())
        if expand_context is not None:
            self.root = self.root.derived(expand_context)

    def _new_root(self) -> CompiledContext:
        return CompiledContext(self, ActiveContext(self._base), None)

    def processor(self) -> ContextProcessor:
        return ContextProcessor(self._documents, validate_scoped=True)


class LenientWalk(DocumentWalk):
    """Drops what JSON-LD drops."""

    __slots__ = ()

    def __init__(self, compiled: LenientCompiled) -> None:
        super().__init__(compiled, Meter(Budget.clr()), inline=True, directions=False)

    def quads(self, document: Any) -> list[Quad]:
        if not isinstance(document, dict):
            raise OutsideError("the top level is not an object")
        self._node(self.compiled.root, None, document, "")
        while self._stack:
            here = self._stack.pop()
            for key, value in here[1].items():
                self._member(here, key, value)
            self.groups.append((here[2], here[3], here[6]))
        made: list[Quad] = []
        for s, g, tails in self.groups:
            for tail in tails:
                _, p, o = tail[:-3].split(" ", 2)
                made.append((s, p, o, g))
        return [quad for quad in dict.fromkeys(made + self.links) if quad[0] and quad[3] != "!"]

    def refuse(self, code: str, message: str, node: Any = None, *path: str | int, hint: str = "") -> None:
        raise OutsideError(code)

    # ---- nodes -------------------------------------------------------------------------------------------------------
    def _child(self, here: Here, term: Term, key: str, node: dict[str, Any]) -> str:
        if any(word in node for word in ("@list", "@set", "@graph")):
            raise OutsideError("an object with @list, @set or @graph")
        if any(term_.keyword == "@value" for name, term_ in here[0].terms.items() if name in node):
            raise OutsideError("an alias of @value")
        return self._node(here[0], term, node, here[3])

    def _node(self, context: CompiledContext, term: Term | None, node: dict[str, Any], graph: str) -> str:
        ids = [name for name in node if name == "@id" or _keyword(context, name) == "@id"]
        if context.previous is not None and not (len(node) == 1 and ids):
            context = context.previous
        if term is not None and term.scoped:
            context = context.scoped(term)
        if "@context" in node:
            context = context.derived(node["@context"], base_url=getattr(self.compiled, "_base", None))
        tails: list[str] = []
        types = [
            name
            for key in sorted(key for key in node if key == "@type" or _keyword(context, key) == "@type")
            for name in _listed(node[key])
        ]
        if types:
            if not all(isinstance(name, str) for name in types):
                raise OutsideError("a type that is not text")
            tails = [f" {RDF_TYPE} <{iri}> .\n" for iri in self._types(context, types)]
            scoping = {name for name in types if name in context.terms and context.terms[name].scoped}
            context = context._with_types(tuple(sorted(scoping)))
        ids = [name for name in node if name == "@id" or _keyword(context, name) == "@id"]
        if len(ids) > 1 or not all(isinstance(node[name], str) for name in ids):
            raise OutsideError("several ids, or one that is not text")
        subject = self._iri(context, node[ids[0]], False, 0, node, (ids[0],)) if ids else self._blank()
        self._stack.append((context, node, subject, graph, 0, 0, tails))
        return subject

    @staticmethod
    def _types(context: CompiledContext, names: list[str]) -> list[str]:
        iris = [expand_iri(context.active, name, vocab=True, relative=True) for name in names]
        if any(iri is not None and iri[:2] == "_:" for iri in iris):
            raise OutsideError("a blank node as type")
        return [iri for iri in dict.fromkeys(iris) if iri is not None and is_safe_iri(iri)]

    def _iri(
        self, context: CompiledContext, value: str, vocab: bool, role: int, node: Any, path: tuple[str | int, ...]
    ) -> str:
        if value[:2] == "_:":
            return self.labels.setdefault(value, self._blank())
        iri = expand_iri(context.active, value, vocab=vocab, relative=True)
        if iri is None:
            raise OutsideError("an IRI that looks like a keyword")
        return f"<{iri}>" if is_safe_iri(iri) else ""

    # ---- members -----------------------------------------------------------------------------------------------------
    def _member(self, here: Here, key: str, value: Any) -> None:
        context = here[0]
        term = context.terms.get(key)
        if term is None:
            term = self._unknown(context, key)
        if term.kind == SKIP or term.keyword in ("@id", "@type", "@context", "@index", NO_MEANING, BAD_IRI):
            return
        if term.keyword in (BAD_DATATYPE, BAD_LANGUAGE) or term.keyword:
            raise OutsideError(f"keyword {term.keyword}")
        if value is None and term.coercion != "@json":
            return
        if term.kind <= VOCAB and not isinstance(value, list):
            value = [value]
        if term.kind <= VOCAB:
            self._emit(here, term, key, [self._object(here, term, key, item, 0) for item in value])
        else:
            self._special(here, term.as_rival(node_ok=True, text_ok=True), key, value)

    @staticmethod
    def _unknown(context: CompiledContext, key: str) -> Term:
        if key in KEYWORDS:
            return Term(key, SKIP if key in ("@id", "@type", "@context", "@index") else 4, keyword=key)
        iri = None if KEYWORD_FORM(key) else expand_iri(context.active, key, vocab=True)
        if iri is None or ":" not in iri:
            return Term(key, SKIP)
        made = TermDefinition()
        made.iri = iri
        return _compile_term(key, made, context.active)

    def _special(self, here: Here, term: Term, key: str, value: Any) -> None:
        if term.keyword == OUTSIDE:
            raise OutsideError(OUTSIDE)
        if term.coercion == "@json" and not term.container:
            here[6].append(f"{term.lead}{json_literal(value)} .\n")
            return
        items = [item for item in _listed(value) if item is not None]
        if term.container == "":
            self._emit(here, term, key, [self._scoped_object(here, term, key, item, 0) for item in items])
        elif term.container == "@list":
            if any(isinstance(item, list) or (isinstance(item, dict) and "@list" in item) for item in items):
                raise OutsideError("a list of lists")
            self._list(here, term, key, items)
        elif term.container == "@language":
            self._language_map(here, term, key, value)
        elif term.container == "@graph":
            if any(not isinstance(item, dict) or "@graph" in item or "@value" in item for item in items):
                raise OutsideError("a graph that is not an object")
            for item in items:
                name = self._blank()
                self.links.append((here[2], term.predicate, name, here[3]))
                self._child((*here[:3], name, *here[4:]), term, key, item)
        else:
            raise OutsideError(f"container {term.container}")

    def _emit(self, here: Here, term: Term, key: str, things: list[str]) -> None:
        for thing in dict.fromkeys(things):
            if thing[:1] == "_":
                self.links.append((here[2], term.predicate, thing, here[3]))
            elif thing:
                here[6].append(f"{term.lead}{thing} .\n")

    def _leave(self, why: str) -> None:
        raise OutsideError(why)

    def _object(self, here: Here, term: Term, key: str, value: Any, index: int) -> str:
        if isinstance(value, str):
            if term.coercion in ("@id", "@vocab") or term.kind in (LINK, VOCAB):
                return self._iri(here[0], value, term.coercion == "@vocab", 0, here[1], (key,))
            return f'"{escape(value)}"{term.suffix}'
        if isinstance(value, dict):
            return self._value_object(here[0], value) if "@value" in value else self._child(here, term, key, value)
        if isinstance(value, list):
            raise OutsideError("an array in an array")
        return "" if value is None else native(value, term.datatype)

    def _scoped_object(self, here: Here, term: Term, key: str, value: Any, index: int) -> str:
        if isinstance(value, dict) and "@value" not in value:
            return self._child(here, term, key, value)
        if term.scoped:
            inner = here[0].scoped(term)
            term = inner.terms.get(key) or Term(key, TEXT, predicate=term.predicate)
            here = (inner, *here[1:])
        return self._object(here, term, key, value, index)

    @staticmethod
    def _value_object(context: CompiledContext, node: dict[str, Any]) -> str:
        value, language = node["@value"], node.get("@language")
        plain = not node.keys() - {"@value", "@language"} and isinstance(value, str)
        if plain and isinstance(language, str) and is_language_tag(language):
            return f'"{escape(value)}"@{language.lower()}'
        keys = [key for key in node if key == "@type" or _keyword(context, key) == "@type"]
        if node.keys() - {"@value", *keys} or len(keys) > 1:
            raise OutsideError("a value object")
        datatype = ""
        if keys and node[keys[0]] is not None:
            if not isinstance(node[keys[0]], str):
                raise OutsideError("a datatype that is not text")
            datatype = expand_iri(context.active, node[keys[0]], vocab=True, relative=True) or ""
            if datatype == "@json":
                return json_literal(value)
            if not is_safe_iri(datatype):
                raise OutsideError("a datatype")
        if isinstance(value, str):
            return f'"{escape(value)}"' + (f"^^<{datatype}>" if datatype and datatype != _STRING else "")
        if value is None:
            return ""
        if not isinstance(value, int | float):
            raise OutsideError("a value object")
        return native(value, datatype)


RDF_TYPE = "<http://www.w3.org/1999/02/22-rdf-syntax-ns#type>"


def _keyword(context: CompiledContext, key: str) -> str:
    term = context.terms.get(key)
    return term.keyword if term is not None else ""


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


__all__ = ["ContextRefusedError", "LenientCompiled", "LenientWalk", "OutsideError"]
