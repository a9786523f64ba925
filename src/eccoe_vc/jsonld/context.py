"""Context processing: JSON-LD 1.1 API section 4.1, local contexts to active contexts, without a JSON-LD library.

Nothing here opens a file or a socket: contexts come from a ``Loader``, a function from an absolute URL to parsed JSON
that raises LookupError for what is not pinned. What a loader hands out is read, never written to.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from eccoe_vc.jsonld.iris import has_iri_form, resolve
from eccoe_vc.jsonld.terms import (
    CONTEXT_KEYWORDS,
    ActiveContext,
    ContextError,
    LocalContext,
    expand_iri,
    forbid,
)

Loader = Callable[[str], Any]
MAX_REMOTE: Final = 16  # contexts that load each other; a credential's own list is bounded by the Budget
IMPORTS_ITSELF: Final = "@import of the same document"  # detail of a ContextError that is a matter of the Budget
MAX_SCOPED: Final = 24  # scoped contexts inside scoped contexts


class ContextProcessor:
    """Turns local contexts into active contexts.

    ``validate_scoped=False`` leaves out the trial run of every scoped context (section 4.2 step 21). It is used for
    documents pinned by digest, whose scoped contexts are validated in full by a test when they enter the package, and
    by :func:`eccoe_vc.jsonld.documents.pinned` when a caller supplies them.
    """

    __slots__ = ("_depth", "_load", "_validate", "loaded")

    def __init__(self, load: Loader, *, validate_scoped: bool = False) -> None:
        self._load = load
        self._validate = validate_scoped
        self._depth = 0
        self.loaded: dict[str, None] = {}  # the URLs that were asked for, in order

    def process(
        self,
        active: ActiveContext,
        local: Any,
        *,
        base_url: str | None = None,
        remote: tuple[str, ...] = (),
        override: bool = False,
        propagate: bool = True,
        validate: bool = True,
    ) -> ActiveContext:
        """API section 4.1. ``active`` is left as it is.

        :raises ContextError: ``code`` is the error code of the API.
        """
        if isinstance(local, dict) and isinstance(local.get("@propagate"), bool):
            propagate = local["@propagate"]  # step 2
        result = active.copied()  # step 1
        if not propagate and result.previous is None:
            result.previous = active  # step 3
        for context in local if isinstance(local, list) else [local]:  # steps 4 and 5
            if context is None:  # step 5.1
                protects = any(definition.protected for definition in active.terms.values())
                forbid(not override and protects, "invalid context nullification")
                previous = None if propagate else result
                result = ActiveContext(active.original_base)
                result.previous = previous
            elif isinstance(context, str):  # step 5.2
                url = resolve(base_url, context)
                if not validate and url in remote:
                    continue
                forbid(len(remote) >= MAX_REMOTE, "context overflow", url)
                result = self.process(
                    result, self._document(url), base_url=url, remote=(*remote, url), validate=validate
                )
            elif isinstance(context, dict):  # steps 5.4 to 5.13
                self._apply(result, context, base_url, remote, override, validate)
            else:  # step 5.3
                raise ContextError("invalid local context", context)
        return result

    def _document(self, url: str) -> Any:
        try:
            document = self._load(url)
        except LookupError as error:
            raise ContextError("loading remote context failed", url) from error
        forbid(not isinstance(document, dict) or "@context" not in document, "invalid remote context", url)
        self.loaded[url] = None
        return document["@context"]

    def _apply(
        self,
        result: ActiveContext,
        context: dict[str, Any],
        base_url: str | None,
        remote: tuple[str, ...],
        override: bool,
        validate: bool,
    ) -> None:
        """Steps 5.5 to 5.13, for a context that is an object."""
        if "@version" in context:  # step 5.5
            version = context["@version"]
            forbid(version != 1.1 or isinstance(version, str | bool), "invalid @version value", version)
        if "@import" in context:  # step 5.6
            context = self._imported(context, base_url)
        _set_defaults(result, context, remote)
        forbid(not isinstance(context.get("@propagate", True), bool), "invalid @propagate value")  # step 5.11
        protected = context.get("@protected", False)
        forbid(not isinstance(protected, bool), "invalid @protected value")
        task = LocalContext(
            result,
            context,
            base_url=base_url,
            remote=remote,
            override=override,
            protected=protected,
            check_scoped=self._check_scoped if validate and self._validate else None,
        )
        for term in context:  # step 5.13
            if term not in CONTEXT_KEYWORDS:
                task.define(term)

    def _imported(self, context: dict[str, Any], base_url: str | None) -> dict[str, Any]:
        """Step 5.6: a new dictionary, so that the shared copy of the imported document stays what it is."""
        forbid(not isinstance(context["@import"], str), "invalid @import value")
        url = resolve(base_url, context["@import"])
        forbid(url == base_url, "invalid context entry", IMPORTS_ITSELF)
        source = self._document(url)
        forbid(not isinstance(source, dict), "invalid remote context", url)
        forbid("@import" in source, "invalid context entry", "@import")
        return {**source, **context}

    def _check_scoped(self, task: LocalContext, local: Any) -> None:
        """Section 4.2 step 21.3: try a scoped context out, so that a bad one is found before it is needed."""
        self._depth += 1
        forbid(self._depth > MAX_SCOPED, "context overflow")
        try:
            self.process(task.active, local, base_url=task.base_url, remote=task.remote, override=True, validate=False)
        except ContextError as error:
            if error.code in ("context overflow", "loading remote context failed"):
                raise
            raise ContextError("invalid scoped context", error.detail) from error
        finally:
            self._depth -= 1


def _set_defaults(result: ActiveContext, context: dict[str, Any], remote: tuple[str, ...]) -> None:
    """Steps 5.7 to 5.10: base, vocabulary, language and direction."""
    if "@base" in context and not remote:
        base = context["@base"]
        fits = base is None or (isinstance(base, str) and (has_iri_form(base) or result.base))
        forbid(not fits, "invalid base IRI", base)
        result.base = None if base is None else resolve(result.base, base)
    if "@vocab" in context:
        vocab = context["@vocab"]
        forbid(not isinstance(vocab, str | None), "invalid vocab mapping", vocab)
        result.vocab = None if vocab is None else expand_iri(result, vocab, vocab=True, relative=True)
    if "@language" in context:
        language = context["@language"]
        forbid(not isinstance(language, str | None), "invalid default language", language)
        result.language = language
    if "@direction" in context:
        direction = context["@direction"]
        forbid(direction not in (None, "ltr", "rtl"), "invalid base direction", direction)
        result.direction = direction
