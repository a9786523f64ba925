"""Quads: what a JSON-LD document states, with nothing lost, or a refusal that says where and why.

:func:`to_quads` runs the walk of :mod:`eccoe_vc.jsonld.walk`, to which :class:`DocumentWalk` adds the members that are
not plain ones: containers, property-scoped contexts, JSON literals, keywords.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import partial
from typing import Any, Final, Literal

from eccoe_vc.encoding.language import is_language_tag
from eccoe_vc.errors import CanonicalizationError, Finding, shown
from eccoe_vc.jsonld.admission import Here, StoppedError
from eccoe_vc.jsonld.compile import (
    BAD_DATATYPE,
    BAD_IRI,
    BAD_LANGUAGE,
    NO_MEANING,
    OUTSIDE,
    TEXT,
    CompiledContext,
    Term,
)
from eccoe_vc.jsonld.compiled import Compiled
from eccoe_vc.jsonld.dataset import Quads
from eccoe_vc.jsonld.documents import ContextSet
from eccoe_vc.jsonld.iris import RDF
from eccoe_vc.jsonld.naming import Names
from eccoe_vc.jsonld.values import escape, has_native_form, is_native, json_literal
from eccoe_vc.jsonld.walk import Walk
from eccoe_vc.limits import Meter
from eccoe_vc.report import DocumentUsed

_FIRST: Final = f"<{RDF}first>"
_REST: Final = f"<{RDF}rest>"
_NIL: Final = f"<{RDF}nil>"


class DocumentWalk(Walk):
    """The walk over one document, complete."""

    __slots__ = ()

    # ---- everything that is not a plain member --------------------------------------------------------------------
    def _special(self, here: Here, term: Term, key: str, value: Any) -> None:
        """Keywords, containers, scoped contexts, JSON literals, rival keys."""
        node = here[1]
        if term.keyword:
            if term.keyword == OUTSIDE:
                self._leave("a term with @nest or a text direction")
            elif self.diagnosis is None:
                raise StoppedError
            else:
                code = "jsonld.keyword" if key[:1] == "@" else _KEYWORD_CODES.get(term.keyword, "jsonld.keyword")
                self.diagnosis.bad_member(here[0], code, key, node)
            return
        if value is None:
            self.refuse("jsonld.dropped_value", "A value is null, so it would not be signed.", node, key)
            return
        items = value if value.__class__ is list else [value]
        if len(items) > self.budget.values_per_member:
            self._limit("values under one member", self.budget.values_per_member, node, key)
        if not (term.node_ok and term.text_ok) and not all(
            term.text_ok if item.__class__ is str and not term.container else term.node_ok for item in items
        ):
            self.refuse("jsonld.not_compact", f"Another member name than {shown(key)} is used for this.", node, key)
            return
        if term.coercion == "@json" and not term.container:
            here[6].append(f"{term.lead}{json_literal(value)} .\n")
        elif term.container == "":
            first = 0 if items is value else -1  # a value that is no array has no place in one
            things = [self._scoped_object(here, term, key, item, i) for i, item in enumerate(items, first)]
            self._emit(here, term, key, things)
        elif term.container == "@list":
            self._list(here, term, key, items)
        elif term.container == "@language":
            self._language_map(here, term, key, value)
        elif term.container == "@graph":
            self._graphs(here, term, key, items)
        else:
            self._leave(f"a container {term.container}")

    def _leave(self, why: str) -> None:
        """Valid JSON-LD that this walk does not do: a document for the general engine."""
        self.outside = why
        if self.diagnosis is None:
            raise StoppedError

    def _scoped_object(self, here: Here, term: Term, key: str, value: Any, index: int) -> str:
        """A value under a property-scoped context, a rival key or a datatype of numbers or booleans.

        A property-scoped context also rules scalar values (step 4 of 5.1.2): they are read by the term as that context
        has it.
        """
        if value.__class__ is dict and "@value" not in value:
            return self._child(here, term, key, value)
        path = (key,) if index < 0 else (key, index)
        if term.scoped:
            inner = self._scoped(here[0], term, here[1], key)
            if inner is None:
                return ""
            found = inner.terms.get(key)
            term = found if found is not None else Term(key, TEXT, predicate=term.predicate)
            here = (inner, *here[1:])
        if value.__class__ is str:
            if term.coercion in ("@id", "@vocab"):
                return self._link(here, term, key, value, index)
            if is_native(term.datatype) and has_native_form(value, term.datatype):
                self.refuse(
                    "jsonld.not_compact", f"{shown(key)} is a number or boolean, but here is text.", here[1], *path,
                    hint="Write it without quotes; a signature does not tell the one from the other.",
                )  # fmt: skip
                return ""
        return self._object(here, term, key, value, index)

    def _list(self, here: Here, term: Term, key: str, items: list[Any]) -> None:
        """A term with ``@container: @list`` (API section 8.2.3)."""
        _, _, subject, graph, _, _, _ = here
        if term.scoped or term.coercion == "@json":
            self._leave("a scoped context on a list" if term.scoped else "a JSON literal in a list")
            return
        links = self.links
        head = _NIL
        for index in range(len(items) - 1, -1, -1):
            thing = self._scoped_object(here, term, key, items[index], index)
            cell = self._blank_at(here[1], key, index)
            tails: list[str] = []
            for predicate, target in ((_FIRST, thing), (_REST, head)):
                if target[:1] == "_":
                    links.append((cell, predicate, target, graph))
                elif target:
                    tails.append(f" {predicate} {target} .\n")
            self.groups.append((cell, graph, tails))
            head = cell
        self._left -= 2 * len(items)
        if head[0] == "_":
            links.append((subject, term.predicate, head, graph))
        else:
            here[6].append(f"{term.lead}{head} .\n")

    def _language_map(self, here: Here, term: Term, key: str, value: Any) -> None:
        """A term with ``@container: @language`` (step 13.7)."""
        context, node, _, _, _, _, _ = here
        if value.__class__ is not dict or not value:
            self.refuse("jsonld.shape", f"{shown(key)} is an object of texts by language.", node, key)
            return
        things: list[str] = []
        for language, texts in value.items():
            if not is_language_tag(language) or language in context.active.terms:
                self.refuse("rdf.bad_langtag", f"{shown(language)} is not a language tag (BCP 47).", value, language)
                continue
            for text in texts if texts.__class__ is list else [texts]:
                if text.__class__ is str:
                    things.append(f'"{escape(text)}"@{language.lower()}')
                else:
                    self.refuse("jsonld.shape", "A text in a language is text.", value, language)
        if things:
            self._emit(here, term, key, things)

    def _graphs(self, here: Here, term: Term, key: str, items: list[Any]) -> None:
        """A term with ``@container: @graph``: each item is a graph of its own, with a blank node as its name."""
        _, node, subject, _, _, _, _ = here
        if not items:
            self.refuse("jsonld.dropped_value", "An empty array says nothing, so it would not be signed.", node, key)
        for index, item in enumerate(items):
            if item.__class__ is not dict or "@value" in item or item.keys() <= {"@context", here[0].id_key}:
                # An empty graph: an id alone makes no statement in it, so the id would not be signed.
                self.refuse("jsonld.shape", f"{shown(key)} holds objects with members.", node, key, index)
                continue
            name = self._blank_at(node, key, index)
            self.links.append((subject, term.predicate, name, here[3]))
            self._child((*here[:3], name, *here[4:]), term, key, item)


_KEYWORD_CODES: Final = {
    NO_MEANING: "jsonld.undefined_term",
    BAD_IRI: "rdf.bad_iri",
    BAD_DATATYPE: "rdf.bad_datatype",
    BAD_LANGUAGE: "rdf.bad_langtag",
    "@id": "jsonld.not_compact",
    "@type": "jsonld.not_compact",
}


def to_quads(
    document: Mapping[str, Any],
    compiled: Compiled,
    meter: Meter,
    *,
    inline: bool = False,
    rdf_direction: Literal["i18n-datatype"] | None = None,
    unpaired: bool = False,
    names: Names | None = None,
) -> Quads:
    """The statements of ``document``, a credential, presentation or proof configuration with its ``@context``.

    :param compiled: from :func:`~eccoe_vc.jsonld.compiled.compiled`; contexts that are not in it are never fetched.
    :param inline: allow context objects in the document. For test vectors; no policy of this library does.
    :param rdf_direction: write text directions as i18n datatypes instead of refusing them.
    :param unpaired: allow blank node labels that stand here once, as in a proof that refers to another one.
    :param names: what blank nodes are called, learned here and kept (:class:`~eccoe_vc.jsonld.naming.Names`). The
        general engine is not asked then, because it keeps no names.
    :raises CanonicalizationError: with all findings and their JSON Pointers, in document order: ``ctx.*``,
        ``jsonld.*``, ``rdf.*``; ``struct.limit``, ``rdf.budget``, ``jsonld.budget`` where the Budget ends the work.
    :raises RefusedError: ``budget.deadline``.

    >>> from eccoe_vc.jsonld.compiled import compiled
    >>> from eccoe_vc.jsonld.documents import CORE
    >>> badge = {"@context": ["https://www.w3.org/ns/credentials/v2"], "type": ["VerifiableCredential"], "grade": "A"}
    >>> to_quads(badge, compiled(CORE), Meter())
    Traceback (most recent call last):
    eccoe_vc.errors.CanonicalizationError: The contexts give 'grade' no meaning, ... [jsonld.undefined_term at /grade]
    """
    if not isinstance(document, dict):
        raise CanonicalizationError("json.not_object", f"A document is a JSON object, but here is {shown(document)}.")
    directions = rdf_direction is not None
    walk = DocumentWalk(compiled, meter, inline=inline, directions=directions, unpaired=unpaired, names=names)
    if _stops(walk, document):
        return _diagnosed(document, walk)
    if names is not None:
        names.used = walk.blanks
    notes = _notes(walk) if compiled.has_editions or walk.by_vocab else ()
    return Quads(walk.groups, walk.links, notes=notes, documents=partial(_documents, compiled.contexts, walk.met))


def _stops(walk: Walk, document: dict[str, Any]) -> bool:
    try:
        walk.run(document)
    except StoppedError:
        return True
    return False


def _diagnosed(document: dict[str, Any], stopped: Walk) -> Quads:
    """The second run: every finding, or, where there is none and the walk has left, the general engine."""
    from eccoe_vc.jsonld.diagnosis import Diagnosis, EnoughError

    diagnosis = Diagnosis(document)
    walk = DocumentWalk(
        stopped.compiled,
        stopped.meter,
        inline=stopped.inline,
        directions=stopped.directions,
        unpaired=stopped.unpaired,
        diagnosis=diagnosis,
    )
    try:
        walk.run(document)
    except EnoughError:
        walk.outside = ""
    if diagnosis.findings:
        raise CanonicalizationError.of(diagnosis.in_order())
    from eccoe_vc.jsonld import engine

    if stopped.names is not None:
        raise engine.outside(walk.outside, "where parts of it are to be disclosed")
    made = engine.to_quads(document, walk.compiled, walk.meter, walk.outside, directions=walk.directions)
    documents = partial(_documents, walk.compiled.contexts, walk.met)
    return Quads(made.groups, made.links, notes=_notes(walk), documents=documents)


def _notes(walk: Walk) -> tuple[Finding, ...]:
    notes = []
    if walk.by_vocab:
        notes.append(
            Finding(
                "ctx.vocab", "Members or types that no context defines are read by a catch-all vocabulary.", "/@context"
            )
        )
    for used in _documents(walk.compiled.contexts, walk.met):
        if used.edition:
            notes.append(
                Finding("ctx.edition", f"{shown(used.url)} was read in its edition {used.edition}.", "/@context")
            )
    return tuple(notes)


def _documents(contexts: ContextSet, met: Iterable[CompiledContext]) -> tuple[DocumentUsed, ...]:
    """The context documents that were used, each once, in the order in which they were met."""
    made: dict[str, DocumentUsed] = {}
    last: tuple[str, ...] = ()
    for context in met:
        if context.loaded is not last:
            last = context.loaded
            for url in last:
                if url not in made:
                    found = contexts.document(url)
                    made[url] = DocumentUsed(url, found.edition, found.sha256, found.supplied_by)
    return tuple(made.values())
