"""Compiled: the compiled contexts of one set of pinned documents, shared by all threads of a process."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable
from threading import Lock
from typing import Any, Final

from eccoe_vc.errors import RefusedError
from eccoe_vc.jsonld.compile import CompiledContext
from eccoe_vc.jsonld.context import ContextProcessor
from eccoe_vc.jsonld.documents import ContextSet
from eccoe_vc.jsonld.terms import ActiveContext, ContextError

MAX_ENTRIES: Final = 2_048  # cached contexts and type values of one set
MAX_SETS: Final = 16  # sets that are kept by compiled()


class Compiled:
    """The contexts of one :class:`~eccoe_vc.jsonld.documents.ContextSet`, compiled as documents need them.

    Share one instance between threads; :func:`compiled` does. What it keeps is bounded: when :data:`MAX_ENTRIES` are
    reached, a new, empty root takes the place of the old one. Results do not depend on what is cached.
    """

    __slots__ = ("_json", "_left", "_validate", "contexts", "has_editions", "root")

    def __init__(self, contexts: ContextSet) -> None:
        self.contexts = contexts
        self._json: dict[str, Any] = {}
        # Bundled contexts are validated in full by a test; a caller's may be broken in a part that is not used yet.
        self._validate = any(document.supplied_by == "caller" for document in contexts.documents.values())
        self.has_editions = any(document.edition for document in contexts.documents.values())
        self._left = MAX_ENTRIES
        self.root = self._new_root()

    def _new_root(self) -> CompiledContext:
        return CompiledContext(self, ActiveContext(), None)

    def unknown(self, urls: Iterable[str]) -> tuple[str, ...]:
        """Those of ``urls`` that are not pinned here: a document that names one cannot be read (``ctx.unknown``).

        >>> from eccoe_vc.jsonld.documents import CORE
        >>> compiled(CORE).unknown(["https://www.w3.org/ns/credentials/v2", "https://example.org/v1"])
        ('https://example.org/v1',)
        """
        return tuple(url for url in urls if url not in self.contexts)

    def processor(self) -> ContextProcessor:
        """A context processor on the pinned documents."""
        return ContextProcessor(self._load, validate_scoped=self._validate)

    def count(self) -> None:
        """Count one more cache entry. At the bound the caches are left behind for new ones.

        A walk that began below the old root goes on there, and finds each context a second time as the same object.
        """
        self._left -= 1
        if self._left < 0:
            self._left = MAX_ENTRIES
            self.root = self._new_root()

    def _load(self, url: str) -> Any:
        found = self._json.get(url)
        if found is None:
            try:
                found = self.contexts.document(url).json()
            except RefusedError as error:
                raise ContextError("context overflow", url) from error
            found = self._json.setdefault(url, found)
        return found


class _Sets:
    """The most recently used sets, by the digests of their documents."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._kept: OrderedDict[frozenset[tuple[str, str]], Compiled] = OrderedDict()

    def get(self, contexts: ContextSet) -> Compiled:
        with self._lock:
            found = self._kept.get(contexts.fingerprint)
            if found is None:
                found = self._kept[contexts.fingerprint] = Compiled(contexts)
                if len(self._kept) > MAX_SETS:
                    self._kept.popitem(last=False)
            else:
                self._kept.move_to_end(contexts.fingerprint)
        return found


_SETS: Final = _Sets()


def compiled(contexts: ContextSet) -> Compiled:
    """The compiled form of a set of documents. Equal digests give the same object; the number kept is bounded.

    Context files are read when a document first names them.

    >>> from eccoe_vc.jsonld.documents import CORE
    >>> compiled(CORE) is compiled(CORE)
    True
    """
    return _SETS.get(contexts)
