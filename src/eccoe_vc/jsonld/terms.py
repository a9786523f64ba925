"""Term definitions: JSON-LD 1.1 API sections 4.2 (create term definition) and 5.2 (IRI expansion).

An :class:`ActiveContext` is never changed once context processing (:mod:`eccoe_vc.jsonld.context`) has returned it, so
it can be cached and shared between threads. Processing mode json-ld-1.1 only. Step numbers are those of the API.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from eccoe_vc.jsonld.iris import IRI_FORM, KEYWORD_FORM, KEYWORDS, has_iri_form, resolve

UNSET: Final[Any] = object()  # "this entry is absent", which is not the same as null
CONTEXT_KEYWORDS: Final = frozenset(
    ["@base", "@direction", "@import", "@language", "@propagate", "@protected", "@version", "@vocab"]
)
_TERM_KEYS: Final = frozenset(
    [
        "@id",
        "@reverse",
        "@container",
        "@context",
        "@direction",
        "@index",
        "@language",
        "@nest",
        "@prefix",
        "@protected",
        "@type",
    ]
)
_GEN_DELIMS: Final = frozenset(":/?#[]@")
_MAX_CHAIN: Final = 48  # definitions that wait for each other; each costs three Python frames


class ContextError(Exception):
    """A context is not valid. ``code`` is the error code of the JSON-LD 1.1 API, ``detail`` the name or URL."""

    def __init__(self, code: str, detail: Any = "") -> None:
        super().__init__(code, detail)
        self.code = code
        self.detail = detail


def forbid(condition: Any, code: str, detail: Any = "") -> None:
    """Raise :class:`ContextError` where ``condition`` holds."""
    if condition:
        raise ContextError(code, detail)


class TermDefinition:
    """What a context says about one term (JSON-LD 1.1 API section 4.2). Finished once it stands in a context.

    ``compiled`` is room for the one :class:`~eccoe_vc.jsonld.compile.Term` made from it, shared by all contexts that
    share the definition.
    """

    __slots__ = (
        "base_url",
        "compiled",
        "container",
        "context",
        "direction",
        "index",
        "iri",
        "language",
        "nest",
        "prefix",
        "protected",
        "reverse",
        "type",
    )

    def __init__(self, protected: bool = False) -> None:
        self.iri: str | None = None
        self.prefix = False
        self.protected = protected
        self.reverse = False
        self.type: str | None = None
        self.language: Any = UNSET
        self.direction: Any = UNSET
        self.container: frozenset[str] = frozenset()
        self.index: str | None = None
        self.nest: str | None = None
        self.context: Any = UNSET  # the scoped context, not yet processed
        self.base_url: str | None = None  # where the scoped context was written
        self.compiled: Any = None

    def same(self, other: TermDefinition) -> bool:
        """Equal but for protection (step 27.1).

        Where the scoped context was written does not count: two documents may hold one definition word by word, as
        credentials/v2 and data-integrity/v2 do, and bundled scoped contexts name no relative URLs.
        """
        return all(getattr(self, name) == getattr(other, name) for name in _COMPARED)


_COMPARED: Final = tuple(name for name in TermDefinition.__slots__ if name not in ("protected", "compiled", "base_url"))


class ActiveContext:
    """An active context (API section 4). Read-only once processed."""

    __slots__ = ("base", "direction", "language", "original_base", "previous", "terms", "vocab")

    def __init__(self, base: str | None = None) -> None:
        self.terms: dict[str, TermDefinition] = {}
        self.base = self.original_base = base
        self.vocab: str | None = None
        self.language: str | None = None
        self.direction: str | None = None
        self.previous: ActiveContext | None = None

    def copied(self) -> ActiveContext:
        """A copy whose table of terms can be written to."""
        made = ActiveContext(self.base)
        made.terms = dict(self.terms)
        made.original_base, made.vocab = self.original_base, self.vocab
        made.language, made.direction, made.previous = self.language, self.direction, self.previous
        return made


ScopedCheck = Callable[["LocalContext", Any], None]


class LocalContext:
    """One local context while it is applied: what sections 4.2 and 5.2 hand to each other."""

    __slots__ = (
        "_chain", "active", "base_url", "check_scoped", "defined", "entries", "override", "protected", "remote"
    )  # fmt: skip

    def __init__(
        self,
        active: ActiveContext,
        entries: dict[str, Any],
        *,
        base_url: str | None,
        remote: tuple[str, ...],
        override: bool,
        protected: bool,
        check_scoped: ScopedCheck | None,
    ) -> None:
        self.active, self.entries, self.base_url, self.remote = active, entries, base_url, remote
        self.override, self.protected, self.check_scoped = override, protected, check_scoped
        self.defined: dict[str, bool] = {}
        self._chain = 0

    def define(self, term: str) -> None:
        """API section 4.2 for one term of this local context."""
        forbid(self.defined.get(term) is False, "cyclic IRI mapping", term)  # step 1
        if term in self.defined:
            return
        forbid(term == "", "invalid term definition", term)  # step 2
        forbid(self._chain >= _MAX_CHAIN, "context overflow", term)
        self._chain += 1
        self.defined[term] = False
        value = self.entries[term]  # step 3
        if not self._refuse_keyword(term, value):  # steps 4 and 5
            previous = self.active.terms.pop(term, None)  # step 6
            made, keep = self._made(term, value)  # steps 7 to 26
            if keep:
                if not self.override and previous is not None and previous.protected:  # step 27
                    forbid(not made.same(previous), "protected term redefinition", term)
                    made = previous
                self.active.terms[term] = made  # step 28
        self.defined[term] = True
        self._chain -= 1

    @staticmethod
    def _refuse_keyword(term: str, value: Any) -> bool:
        """Steps 4 and 5; True where the term only looks like a keyword and is ignored."""
        if term == "@type":
            fits = isinstance(value, dict) and value and not value.keys() - {"@container", "@protected"}
            forbid(not fits or value.get("@container", "@set") != "@set", "keyword redefinition", term)
            return False
        forbid(term in KEYWORDS, "keyword redefinition", term)
        return KEYWORD_FORM(term) is not None

    def _made(self, term: str, value: Any) -> tuple[TermDefinition, bool]:
        """Steps 7 to 26. False: the definition is ignored, because its IRI only looks like a keyword."""
        simple = isinstance(value, str)
        if value is None or simple:  # steps 7 and 8
            value = {"@id": value}
        elif not isinstance(value, dict):  # step 9
            raise ContextError("invalid term definition", term)
        protected = value.get("@protected", self.protected)  # steps 10 and 11
        forbid(not isinstance(protected, bool), "invalid @protected value", term)
        made = TermDefinition(protected)
        if self._map_iri(term, value, simple, made):
            self._add_details(term, value, made)
        elif not made.reverse:
            return made, False
        return made, True

    def _map_iri(self, term: str, value: dict[str, Any], simple: bool, made: TermDefinition) -> bool:
        """Steps 12 to 18. False: the definition ends here (reverse property, or keyword-like ``@id``)."""
        if "@type" in value:
            made.type = self._type(value["@type"])
        if "@reverse" in value:
            return self._map_reverse(value, made)
        given = value.get("@id")
        if "@id" in value and given != term:
            if given is None:
                return True  # the term is known and maps to nothing
            return self._map_given(term, given, simple, made)
        if ":" in term[1:]:  # step 15
            prefix, _, suffix = term.partition(":")
            if prefix in self.entries:
                self.define(prefix)
            known = self.active.terms.get(prefix)
            made.iri = known.iri + suffix if known is not None and known.iri else term
        elif "/" in term:  # step 16
            made.iri = expand_iri(self.active, term, vocab=True)
            forbid(not has_iri_form(made.iri), "invalid IRI mapping", term)
        elif term == "@type":  # step 17
            made.iri = "@type"
        elif self.active.vocab is not None:  # step 18
            made.iri = self.active.vocab + term
        else:
            raise ContextError("invalid IRI mapping", term)
        return True

    def _map_given(self, term: str, given: Any, simple: bool, made: TermDefinition) -> bool:
        """Step 14: ``@id`` is there and is not the term itself."""
        forbid(not isinstance(given, str), "invalid IRI mapping", term)
        if given not in KEYWORDS and KEYWORD_FORM(given):
            return False
        iri = self._expanded(given)
        forbid(iri not in KEYWORDS and not has_iri_form(iri), "invalid IRI mapping", given)
        forbid(iri == "@context", "invalid keyword alias", term)
        made.iri = iri
        if ":" in term[1:-1] or "/" in term:
            self.defined[term] = True
            forbid(self._expanded(term) != iri, "invalid IRI mapping", term)
        elif simple and (iri[-1:] in _GEN_DELIMS or iri[:2] == "_:"):
            made.prefix = True
        return True

    def _type(self, given: Any) -> str:
        """Step 12."""
        forbid(not isinstance(given, str), "invalid type mapping", given)
        expanded = self._expanded(given)
        if expanded in ("@id", "@vocab", "@json", "@none") or (has_iri_form(expanded) and expanded[:2] != "_:"):
            return str(expanded)
        raise ContextError("invalid type mapping", given)

    def _map_reverse(self, value: dict[str, Any], made: TermDefinition) -> bool:
        """Step 13."""
        given = value["@reverse"]
        forbid("@id" in value or "@nest" in value, "invalid reverse property", given)
        forbid(not isinstance(given, str), "invalid IRI mapping", given)
        if KEYWORD_FORM(given):
            return False
        made.iri = self._expanded(given)
        forbid(not has_iri_form(made.iri), "invalid IRI mapping", given)
        container = value.get("@container")
        forbid(container not in (None, "@set", "@index"), "invalid reverse property", given)
        made.container = frozenset([container]) if container else frozenset()
        made.reverse = True
        return False

    def _add_details(self, term: str, value: dict[str, Any], made: TermDefinition) -> None:
        """Steps 19 to 26."""
        if "@container" in value:
            made.container = _container(value["@container"])
            if "@type" in made.container:
                made.type = made.type or "@id"
                forbid(made.type not in ("@id", "@vocab"), "invalid type mapping", term)
        if "@index" in value:
            index = value["@index"]
            fits = "@index" in made.container and isinstance(index, str) and has_iri_form(self._expanded(index))
            forbid(not fits, "invalid term definition", term)
            made.index = index
        if "@context" in value:
            made.context, made.base_url = value["@context"], self.base_url
            if self.check_scoped is not None:
                self.check_scoped(self, made.context)
        if "@language" in value and "@type" not in value:
            forbid(not isinstance(value["@language"], str | None), "invalid language mapping", term)
            made.language = value["@language"]
        if "@direction" in value and "@type" not in value:
            forbid(value["@direction"] not in (None, "ltr", "rtl"), "invalid base direction", term)
            made.direction = value["@direction"]
        if "@nest" in value:
            nest = value["@nest"]
            forbid(not isinstance(nest, str) or (nest in KEYWORDS and nest != "@nest"), "invalid @nest value", term)
            made.nest = nest
        if "@prefix" in value:
            forbid(":" in term or "/" in term, "invalid term definition", term)
            forbid(not isinstance(value["@prefix"], bool), "invalid @prefix value", term)
            made.prefix = value["@prefix"]
            forbid(made.prefix and made.iri in KEYWORDS, "invalid term definition", term)
        forbid(value.keys() - _TERM_KEYS, "invalid term definition", term)

    def _expanded(self, value: str) -> Any:
        return expand_iri(self.active, value, vocab=True, local=self)


def _container(given: Any) -> frozenset[str]:
    """Step 19: the containers of JSON-LD 1.1 and their lawful combinations."""
    items = given if isinstance(given, list) else [given]
    forbid(not all(isinstance(item, str) for item in items), "invalid container mapping", given)
    container = frozenset(items)
    rest = container - {"@set"}
    single = container and len(rest) <= 1 and rest <= {"@graph", "@id", "@index", "@language", "@type"}
    if container == {"@list"} or single or rest in ({"@graph", "@id"}, {"@graph", "@index"}):
        return container
    raise ContextError("invalid container mapping", given)


def expand_iri(
    active: ActiveContext,
    value: str,
    *,
    vocab: bool = False,
    relative: bool = False,
    local: LocalContext | None = None,
) -> Any:
    """API section 5.2: the absolute IRI, keyword or blank node id of ``value``; None for what looks like a keyword.

    Without ``relative``, and where there is no base, a relative reference comes back as it is.
    """
    if value in KEYWORDS:  # step 1
        return value
    if KEYWORD_FORM(value):  # step 2
        return None
    if local is not None and value in local.entries and value not in CONTEXT_KEYWORDS:  # step 3
        local.define(value)
    definition = active.terms.get(value)
    if definition is not None and (vocab or definition.iri in KEYWORDS):  # steps 4 and 5
        return definition.iri
    prefix, colon, suffix = value.partition(":")
    if colon and prefix:  # step 6
        if prefix == "_" or suffix[:2] == "//":
            return value
        if local is not None and prefix in local.entries and prefix not in CONTEXT_KEYWORDS:
            local.define(prefix)
        definition = active.terms.get(prefix)
        if definition is not None and definition.iri is not None and definition.prefix:
            return definition.iri + suffix
        if IRI_FORM(value):
            return value
    if vocab and active.vocab is not None:  # step 7
        return active.vocab + value
    if relative:  # step 8
        return resolve(active.base, value)
    return value  # step 9
