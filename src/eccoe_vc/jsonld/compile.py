"""Active contexts as tables: whatever can be decided about a member before a document is read is decided here.

A :class:`CompiledContext` maps each JSON key to a :class:`Term`: which kind of value it takes, the finished text of its
predicate and what stands around a literal, whether the name is permitted as a member name at all. Type-scoped,
property-scoped and embedded contexts hang below it and are compiled when a document first needs them. A compiled
context never changes but for these caches, which gain entries by ``dict.setdefault`` and stop at a bound; when a
:class:`~eccoe_vc.jsonld.compiled.Compiled` has reached it, a new root with empty caches takes its place.

JSON-LD 1.1 API sections 4.1, 4.2 (by :mod:`~eccoe_vc.jsonld.context`) and 5.1.2 steps 7 to 11.
"""

from __future__ import annotations

from typing import Any, Final, Protocol

from eccoe_vc.encoding.language import is_language_tag
from eccoe_vc.jsonld import rivals
from eccoe_vc.jsonld.context import IMPORTS_ITSELF, ContextProcessor
from eccoe_vc.jsonld.iris import KEYWORD_FORM, KEYWORDS, MAX_IRI, RDF, XSD, is_safe_iri
from eccoe_vc.jsonld.ownership import POSITIONS
from eccoe_vc.jsonld.terms import UNSET, ActiveContext, ContextError, TermDefinition, expand_iri
from eccoe_vc.jsonld.values import is_native

TEXT, LINK, VOCAB, SKIP, SPECIAL = range(5)  # Term.kind, in the order in which the walk asks
OUTSIDE: Final = "@outside"  # Term.keyword of what the walk leaves to the general engine
NO_MEANING: Final = "@null"  # Term.keyword of a term that its context maps to nothing
BAD_IRI: Final = "@bad-iri"  # Term.keyword of a term whose IRI must not reach an N-Quads line
BAD_DATATYPE: Final = "@bad-datatype"  # the same for its datatype
BAD_LANGUAGE: Final = "@bad-language"  # the same for its language
RDF_TYPE: Final = f"<{RDF}type>"
CREDENTIAL_TYPE: Final = "https://www.w3.org/2018/credentials#VerifiableCredential"
_CREDENTIAL_LEAD: Final = f" {RDF_TYPE} <{CREDENTIAL_TYPE}> .\n"
_ENVELOPED_LEAD: Final = f" {RDF_TYPE} <https://www.w3.org/2018/credentials#EnvelopedVerifiableCredential> .\n"
_MAX_KEY: Final = 512  # characters of a type value that is kept as a cache key
_NO_POSITIONS: Final[dict[int, int]] = {}

_CODES: Final = {
    "protected term redefinition": "ctx.protected",
    "invalid context nullification": "ctx.protected",
    "loading remote context failed": "ctx.unknown",
    "context overflow": "jsonld.budget",
}


class ContextRefusedError(Exception):
    """A context cannot be used. ``code`` is ours, ``cause`` the one of the JSON-LD API, ``name`` a term or URL."""

    def __init__(self, code: str, cause: str = "", name: Any = "") -> None:
        super().__init__(code, cause, name)
        self.code, self.cause, self.name = code, cause, name


class TypesRefusedError(Exception):
    """Some names of a ``type`` cannot be used: (code, name) for each; ``usable`` are the others."""

    def __init__(self, problems: list[tuple[str, str]], usable: list[str]) -> None:
        super().__init__(problems)
        self.problems, self.usable = problems, usable


class Owner(Protocol):
    """What a compiled context asks of the :class:`~eccoe_vc.jsonld.compiled.Compiled` that it belongs to."""

    def processor(self) -> ContextProcessor:
        """A new context processor on the pinned documents."""

    def count(self) -> None:
        """Count one more cache entry."""


class Term:
    """What the walk needs to know about one JSON key under one active context. Read-only."""

    __slots__ = (
        "coercion", "container", "datatype", "definition", "head", "key", "keyword", "kind", "lead", "node_ok",
        "positions", "predicate", "scoped", "suffix", "tail", "text_ok",
    )  # fmt: skip

    def __init__(
        self,
        key: str,
        kind: int,
        *,
        keyword: str = "",
        predicate: str = "",
        suffix: str = "",
        datatype: str = "",
        container: str = "",
        definition: TermDefinition | None = None,
    ) -> None:
        self.key, self.kind, self.keyword, self.predicate = key, kind, keyword, predicate
        self.lead = f" {predicate} "  # what stands before an object
        self.head = f' {predicate} "'  # what stands before the text of a literal
        self.tail = f'"{suffix} .\n'  # what stands after it, with the end of a line of the default graph
        self.suffix = suffix  # ^^<datatype>, @language or nothing
        self.datatype, self.container, self.definition = datatype, container, definition
        self.coercion = (definition.type or "") if definition is not None else ""
        self.scoped = definition is not None and definition.context is not UNSET
        self.positions = dict(POSITIONS[predicate]) if predicate in POSITIONS else _NO_POSITIONS
        # False: another key of this context stands for the predicate, for objects and all but plain text; for text.
        self.node_ok = self.text_ok = True

    def as_rival(self, *, node_ok: bool, text_ok: bool) -> Term:
        """The same term, as one of several for its predicate."""
        made = Term(
            self.key,
            SPECIAL,
            keyword=self.keyword,
            predicate=self.predicate,
            suffix=self.suffix,
            datatype=self.datatype,
            container=self.container,
            definition=self.definition,
        )
        made.node_ok, made.text_ok = node_ok, text_ok
        return made

    def form(self) -> tuple[str, str]:
        """What a plain string becomes under this term: two rivals with one form would make one quad of two names."""
        return ("iri", "") if self.coercion in ("@id", "@vocab") else (self.container, self.suffix)


class Typed:
    """What a ``type`` value decides: the context inside, the statements it makes, whether this is a credential."""

    __slots__ = ("by_vocab", "context", "credential", "statements")

    def __init__(self, context: CompiledContext, statements: list[str], credential: bool, by_vocab: bool) -> None:
        self.context, self.statements, self.credential, self.by_vocab = context, statements, credential, by_vocab


class CompiledContext:
    """An active context as tables. Shared by threads; read-only but for caches that only ever gain equal values."""

    __slots__ = (
        "_by_iri", "_embedded", "_scoped", "_with", "active", "id_key", "kinds", "loaded", "owner", "prefixes",
        "previous", "terms", "type_key",
    )  # fmt: skip

    def __init__(
        self, owner: Owner, active: ActiveContext, previous: CompiledContext | None, loaded: tuple[str, ...] = ()
    ) -> None:
        self.owner, self.active, self.previous, self.loaded = owner, active, previous, loaded
        terms = {key: self._term(key, definition) for key, definition in active.terms.items()}
        self._settle_rivals(terms)
        self.id_key = _settle_alias(terms, "@id")
        self.type_key = _settle_alias(terms, "@type")
        terms["@context"] = _CONTEXT
        self.terms = terms
        self.prefixes = frozenset(key for key, definition in active.terms.items() if definition.prefix)
        self.kinds: dict[Any, Typed] = {}  # what typed() has answered, by the value as written (arrays as tuples)
        self._with: dict[tuple[str, ...], CompiledContext] = {}
        self._scoped: dict[Term, CompiledContext] = {}
        self._embedded: dict[tuple[str, ...], CompiledContext] = {}
        self._by_iri: dict[str, str] | None = None

    # ---- terms ----------------------------------------------------------------------------------------------------
    def _term(self, key: str, definition: TermDefinition) -> Term:
        if self.active.language is not None or self.active.direction is not None:
            return _compile_term(key, definition, self.active)
        found: Term | None = definition.compiled
        if found is None:
            found = definition.compiled = _compile_term(key, definition, self.active)
        return found

    @staticmethod
    def _settle_rivals(terms: dict[str, Term]) -> None:
        """Where several keys mean one predicate, permit one: see :mod:`eccoe_vc.jsonld.rivals`."""
        groups: dict[str, list[Term]] = {}
        for term in terms.values():
            if term.predicate:
                groups.setdefault(term.predicate, []).append(term)
        for predicate, group in groups.items():
            if predicate == RDF_TYPE:  # the type key says that
                terms.update((term.key, term.as_rival(node_ok=False, text_ok=False)) for term in group)
            elif len(group) > 1:
                best = rivals.choice(predicate[1:-1], ((term.key, term.coercion) for term in group))
                first = {terms[best].form(): best} if best else {term.form(): "" for term in group}
                for term in sorted(group, key=lambda term: (len(term.key), term.key)):
                    chosen = first.setdefault(term.form(), term.key)
                    terms[term.key] = term.as_rival(node_ok=term.key == best, text_ok=term.key == chosen)

    def undeclared(self, key: str) -> Term:
        """The term for a key without definition, where ``@vocab`` gives it a meaning.

        :raises ContextRefusedError: it has none, or is not a member name: ``jsonld.undefined_term``,
            ``jsonld.not_compact``, ``jsonld.keyword``.
        """
        if key in KEYWORDS or KEYWORD_FORM(key):
            raise ContextRefusedError("jsonld.keyword", name=key)
        iri = expand_iri(self.active, key, vocab=True)
        if iri is None or ":" not in iri:
            raise ContextRefusedError("jsonld.undefined_term", name=key)
        if len(iri) > MAX_IRI:
            raise ContextRefusedError("rdf.bad_iri", name=key)
        if ":" in key or iri in self.by_iri():  # absolute and compact IRIs are never member names
            raise ContextRefusedError("jsonld.not_compact", name=key)
        made = TermDefinition()
        made.iri = iri
        return _compile_term(key, made, self.active)

    def by_iri(self) -> dict[str, str]:
        """IRI to a term that stands for it."""
        if self._by_iri is None:
            self._by_iri = {
                definition.iri: key
                for key, definition in self.active.terms.items()
                if definition.iri is not None and not definition.reverse
            }
        return self._by_iri

    # ---- contexts that hang below this one ------------------------------------------------------------------------
    def derived(self, local: Any, **how: Any) -> CompiledContext:
        """The context that ``local`` makes of this one; not cached.

        :raises ContextRefusedError: ``ctx.*``, ``jsonld.budget``.
        """
        processor = self.owner.processor()
        try:
            active = processor.process(self.active, local, **how)
        except ContextError as error:
            code = "jsonld.budget" if error.detail == IMPORTS_ITSELF else _CODES.get(error.code, "ctx.invalid")
            raise ContextRefusedError(code, error.code, error.detail) from error
        before = active.previous
        if before is None:
            previous = None
        elif before is self.active:
            previous = self
        elif before is self.active.previous:
            previous = self.previous
        else:
            previous = CompiledContext(self.owner, before, None, (*self.loaded, *processor.loaded))
        return CompiledContext(self.owner, active, previous, (*self.loaded, *processor.loaded))

    def embedded(self, urls: tuple[str, ...]) -> CompiledContext:
        """The context that an ``@context`` of these URLs makes."""
        found = self._embedded.get(urls)
        if found is None:
            found = self.derived(list(urls))
            self.owner.count()
            found = self._embedded.setdefault(urls, found)
        return found

    def typed(self, types: Any) -> Typed:
        """What a value of the type key means (API 5.1.2 steps 9 to 11).

        :raises TypesRefusedError: a name has no meaning, is not compact, or stands twice.
        :raises TypeError: not text, nor an array of text.
        """
        key = types if types.__class__ is str else tuple(types) if types.__class__ is list else None
        found = self.kinds.get(key)  # TypeError where an item cannot be hashed
        if found is None:
            names = [types] if types.__class__ is str else types
            if names.__class__ is not list or any(name.__class__ is not str for name in names):
                raise TypeError
            found = self._typed_by(names)
            if sum(map(len, names)) <= _MAX_KEY:
                self.owner.count()
                found = self.kinds.setdefault(key, found)
        return found

    def _typed_by(self, names: list[str]) -> Typed:
        problems: list[tuple[str, str]] = []
        statements: list[str] = []
        for name in names:
            try:
                statement = f" {RDF_TYPE} {self.type_iri(name)} .\n"
            except ContextRefusedError as error:
                problems.append((error.code, name))
                continue
            if statement in statements and names.count(name) > 1:
                problems.append(("jsonld.dropped_value", name))
            else:
                statements.append(statement)
        if problems or not names:
            bad = {name for code, name in problems if code != "jsonld.dropped_value"}
            raise TypesRefusedError(problems, [name for name in dict.fromkeys(names) if name not in bad])
        scoping = tuple(sorted({name for name in names if name in self.terms and self.terms[name].scoped}))
        credential = _CREDENTIAL_LEAD in statements or _ENVELOPED_LEAD in statements
        by_vocab = any(name not in self.terms and ":" not in name for name in names)
        return Typed(self._with_types(scoping), list(dict.fromkeys(statements)), credential, by_vocab)

    def _with_types(self, names: tuple[str, ...]) -> CompiledContext:
        """Type-scoped contexts apply in code point order, whatever the order in the document: one entry per set."""
        if not names:
            return self
        found = self._with.get(names)
        if found is None:
            found = self
            for name in names:
                definition = self.active.terms[name]
                found = found.derived(definition.context, base_url=definition.base_url, propagate=False)
            self.owner.count()
            found = self._with.setdefault(names, found)
        return found

    def type_iri(self, name: str) -> str:
        """The IRI of a type, in angle brackets.

        :raises ContextRefusedError: ``jsonld.undefined_type``, ``jsonld.not_compact``, ``rdf.bad_iri``.
        """
        iri = expand_iri(self.active, name, vocab=True, relative=True)
        if iri is None or ":" not in iri or iri[:2] == "_:":  # a blank node names no class
            raise ContextRefusedError("jsonld.undefined_type", name=name)
        if name not in self.active.terms and (iri in self.by_iri() or (":" in name and iri != name)):
            # An absolute IRI is a type only if no term stands for it, a compact IRI never.
            raise ContextRefusedError("jsonld.not_compact", name=name)
        if not is_safe_iri(iri) or len(iri) > MAX_IRI:
            raise ContextRefusedError("rdf.bad_iri", name=name)
        return f"<{iri}>"

    def type_said(self, name: Any) -> str:
        """As :meth:`type_iri`, for comparing: what is refused elsewhere stands for itself."""
        try:
            return self.type_iri(name) if name.__class__ is str else ""
        except ContextRefusedError:
            return str(name)

    def scoped(self, term: Term) -> CompiledContext:
        """The context inside values of ``term``; cached by the term itself, as two types may define one key twice."""
        found = self._scoped.get(term)
        if found is None:
            definition = term.definition
            local = definition.context if definition is not None else {}
            base_url = definition.base_url if definition is not None else None
            found = self.derived(local, base_url=base_url, override=True)
            self.owner.count()
            found = self._scoped.setdefault(term, found)
        return found


_CONTEXT: Final = Term("@context", SKIP, keyword="@context")


def _settle_alias(terms: dict[str, Term], keyword: str) -> str:
    """The one permitted spelling of ``@id`` or ``@type``: ``id`` and ``type``, which is what readers look for.

    In a context without them the one that compaction would write: the shortest, then the least, alias.
    """
    names = [key for key, term in terms.items() if term.keyword == keyword and key != keyword]
    if not names:
        return keyword
    best = keyword[1:] if keyword[1:] in names else min(names, key=lambda key: (len(key), key))
    terms[best] = Term(best, SKIP, keyword=keyword, definition=terms[best].definition)
    return best


def _compile_term(key: str, definition: TermDefinition, active: ActiveContext) -> Term:
    iri = definition.iri
    if iri is None or (":" not in iri and iri not in KEYWORDS):
        return Term(key, SPECIAL, keyword=NO_MEANING, definition=definition)
    if iri in KEYWORDS:
        return Term(key, SPECIAL, keyword=iri, definition=definition)
    predicate = f"<{iri}>"
    direction = active.direction if definition.direction is UNSET else definition.direction
    if not is_safe_iri(iri) or len(iri) > MAX_IRI:
        return Term(key, SPECIAL, keyword=BAD_IRI, definition=definition)
    if definition.reverse:  # a member that says something about another node
        return Term(key, SPECIAL, keyword="@reverse", definition=definition)
    if definition.nest or direction is not None:
        return Term(key, SPECIAL, keyword=OUTSIDE, predicate=predicate, definition=definition)
    kind, suffix, datatype = TEXT, "", ""
    if definition.type == "@id":
        kind = LINK
    elif definition.type == "@vocab":
        kind = VOCAB
    elif definition.type == "@json":
        kind = SPECIAL
    elif definition.type not in (None, "@none"):
        datatype = definition.type or ""
        if not is_safe_iri(datatype) or len(datatype) > MAX_IRI:
            return Term(key, SPECIAL, keyword=BAD_DATATYPE, definition=definition)
        suffix = "" if datatype == XSD + "string" else f"^^<{datatype}>"
    elif language := active.language if definition.language is UNSET else definition.language:
        if not is_language_tag(language):
            return Term(key, SPECIAL, keyword=BAD_LANGUAGE, definition=definition)
        suffix = f"@{language.lower()}"
    container = "+".join(sorted(definition.container - {"@set"}))
    if container or definition.context is not UNSET or is_native(datatype):
        kind = SPECIAL
    return Term(
        key,
        kind,
        predicate=predicate,
        suffix=suffix,
        datatype=datatype,
        container=container,
        definition=definition,
    )
