"""Context documents: which bytes stand for which URL. Pinned by SHA-256, never fetched.

VC Data Integrity 1.0 ("Validating Contexts") and VCDM 2.0 treat the listed contexts as already retrieved. The URL does
not identify the bytes (two editions of the Open Badges 3.0.3 context share one), so a report names URL, edition and
digest of every document used, and one set holds one edition per URL. Nothing is tried in turn.

====================  =================================================================================
:data:`CORE`          VC 1.1 and 2.0, Data Integrity, Open Badges 3.0.x, CLR 2.0, DIDs
:data:`EXTENSIONS`    the Open Badges extension contexts; with ``CORE`` the default of :class:`eccoe_vc.Sources`
:data:`LEGACY`        contexts of old credentials and of DID configurations: only for whoever asks for them
:data:`EVERYTHING`    all of them: ``Sources(documents=EVERYTHING)``
:func:`pinned`        a document of the caller, by bytes and digest
:func:`edition`       an older bundled edition, by name
====================  =================================================================================
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from hashlib import sha256 as _sha256
from types import MappingProxyType
from typing import Any, Final, Literal

import eccoe_vc.contexts as bundled
from eccoe_vc.encoding import strict_json
from eccoe_vc.encoding.iri import is_iri
from eccoe_vc.errors import CanonicalizationError, ContextIntegrityError, InputTypeError, RefusedError, shown

__all__ = [
    "CORE",
    "EVERYTHING",
    "EXTENSIONS",
    "LEGACY",
    "ContextDocument",
    "ContextSet",
    "edition",
    "pinned",
]

MAX_BYTES: Final = 1 << 20  # of one document


class ContextDocument:
    """One pinned document: ``url``, ``edition`` (empty for the default one), ``sha256`` in hex, ``supplied_by``."""

    __slots__ = ("_data", "edition", "sha256", "supplied_by", "url")

    url: str
    edition: str
    sha256: str
    supplied_by: Literal["package", "caller"]
    _data: bytes | None

    def __init__(
        self,
        url: str,
        edition: str,
        sha256: str,
        supplied_by: Literal["package", "caller"],
        data: bytes | None = None,
    ) -> None:
        for name, value in (("url", url), ("edition", edition), ("sha256", sha256), ("supplied_by", supplied_by)):
            object.__setattr__(self, name, value)
        object.__setattr__(self, "_data", data)

    def __setattr__(self, name: str, value: object) -> None:
        raise AttributeError(f"{type(self).__name__}.{name} cannot be set")

    def __delattr__(self, name: str) -> None:
        raise AttributeError(f"{type(self).__name__}.{name} cannot be deleted")

    def __repr__(self) -> str:
        return f"<ContextDocument {self.url} {self.edition or 'default edition'} sha256:{self.sha256[:16]}>"

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, ContextDocument):
            return NotImplemented
        return (self.url, self.sha256) == (other.url, other.sha256)

    def __hash__(self) -> int:
        return hash((self.url, self.sha256))

    def __reduce__(self) -> tuple[Any, ...]:
        return ContextDocument, (self.url, self.edition, self.sha256, self.supplied_by, self._data)

    def data(self) -> bytes:
        """The bytes, which have the digest.

        :raises ContextIntegrityError: ``ctx.integrity``, an installed file has been changed.
        """
        data = bundled.load(self.url, self.edition) if self._data is None else self._data
        if _sha256(data).hexdigest() != self.sha256:
            raise _wrong_digest(self.url, data, self.sha256)
        return data

    def json(self) -> Any:
        """The document as JSON: a new object at each call, so that nobody can change what another one reads.

        :raises ContextIntegrityError: ``ctx.integrity``.
        :raises RefusedError: ``json.*``, a caller's document that is not strict JSON.
        """
        return strict_json.parse_value(self.data(), max_bytes=MAX_BYTES)


class ContextSet:
    """A frozen set of documents, one per URL.

    >>> len(CORE.urls), "https://www.w3.org/ns/credentials/v2" in CORE
    (21, True)
    >>> OLD = CORE.with_documents(edition("https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json", "2024-03"))
    >>> OLD.document("https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json").edition
    '2024-03'
    """

    __slots__ = ("_documents", "fingerprint")

    fingerprint: frozenset[tuple[str, str]]
    _documents: Mapping[str, ContextDocument]

    def __init__(self, documents: Iterable[ContextDocument] = ()) -> None:
        made: dict[str, ContextDocument] = {}
        for document in documents:
            made[document.url] = _chosen(made.get(document.url), document)
        object.__setattr__(self, "_documents", MappingProxyType(made))
        object.__setattr__(self, "fingerprint", frozenset((d.url, d.sha256) for d in made.values()))

    def __setattr__(self, name: str, value: object) -> None:
        raise AttributeError(f"{type(self).__name__}.{name} cannot be set")

    def __delattr__(self, name: str) -> None:
        raise AttributeError(f"{type(self).__name__}.{name} cannot be deleted")

    @property
    def documents(self) -> Mapping[str, ContextDocument]:
        """URL to document. Read-only."""
        return self._documents

    @property
    def urls(self) -> tuple[str, ...]:
        """The URLs, in the order in which they were put in."""
        return tuple(self.documents)

    def document(self, url: str) -> ContextDocument:
        """The document for exactly this URL.

        :raises LookupError: it is not in the set.
        """
        found = self.documents.get(url)
        if found is None:
            raise LookupError(f"The context {shown(url)} is not in this set.")
        return found

    def with_documents(self, *documents: ContextDocument) -> ContextSet:
        """A set with these documents too.

        :raises ContextIntegrityError: ``ctx.integrity``, other bytes for a URL that the set holds, unless they are a
            known older edition that :func:`edition` or its digest names.
        """
        return ContextSet((*self.documents.values(), *documents))

    def __or__(self, other: ContextSet) -> ContextSet:
        return self.with_documents(*other.documents.values()) if isinstance(other, ContextSet) else NotImplemented

    def __contains__(self, url: object) -> bool:
        return url in self.documents

    def __eq__(self, other: object) -> bool:
        return self.fingerprint == other.fingerprint if isinstance(other, ContextSet) else NotImplemented

    def __hash__(self) -> int:
        return hash(self.fingerprint)

    def __repr__(self) -> str:
        return f"<ContextSet of {len(self.documents)} documents>"

    def __reduce__(self) -> tuple[Any, ...]:
        return ContextSet, (tuple(self.documents.values()),)


def pinned(url: str, data: bytes, sha256: str) -> ContextDocument:
    """A document that the caller vouches for: the bytes for ``url``, and their SHA-256 in lower-case hex.

    It is used instead of any fetch. A URL that this package ships keeps its bundled bytes; the digest of a bundled
    older edition is understood as asking for that edition.

    :raises ContextIntegrityError: ``ctx.integrity``, the bytes have another digest, or differ from the bundled ones.
    :raises CanonicalizationError: ``ctx.invalid``, the bytes are not a JSON object with ``@context``.
    :raises InputTypeError: ``input.type``, ``url`` or ``data`` is of a wrong type.

    >>> text = b'{"@context": {"note": "https://example.org/note"}}'
    >>> from hashlib import sha256
    >>> pinned("https://example.org/v1", text, sha256(text).hexdigest())
    <ContextDocument https://example.org/v1 default edition sha256:05d7819e2eb1839a>
    """
    if not isinstance(url, str) or not is_iri(url):
        raise InputTypeError("input.type", f"The URL of a context is an absolute IRI, but {shown(url)} was given.")
    if not isinstance(data, bytes | bytearray):
        raise InputTypeError("input.type", f"A context document is given as bytes, but {shown(data)} was given.")
    data = bytes(data)
    if not isinstance(sha256, str) or _sha256(data).hexdigest() != sha256:
        raise _wrong_digest(url, data, str(sha256))
    for label in bundled.editions(url):
        if bundled.pin(url, label).sha256 == sha256:
            return edition(url, label)
    if bundled.editions(url):
        raise ContextIntegrityError(
            "ctx.integrity",
            f"The bytes given for {shown(url)} are not the ones that this package ships for it.",
            hint="One URL means one document. Use another URL, or name a bundled edition with edition().",
        )
    document = ContextDocument(url, "", sha256, "caller", data)
    try:
        tree = document.json()
    except RefusedError as error:
        if error.code == "json.depth":
            return document  # bounded, but too much to compile: said as jsonld.budget when a credential names it
        raise CanonicalizationError(
            "ctx.invalid", f"The document given for {shown(url)} is not strict JSON: {error.message}"
        ) from error
    if not isinstance(tree, dict) or "@context" not in tree:
        raise CanonicalizationError("ctx.invalid", f"The document given for {shown(url)} has no @context.")
    return document


def admitting(url: str) -> str:
    """What to do about a context that is shipped and not in the set that was passed; empty where it is not shipped.

    >>> admitting("https://example.org/v1")
    ''
    """
    if url not in bundled.PINS:
        return ""
    return (
        "This package ships it, and takes it only if you say so: with Sources(documents=documents.EVERYTHING), or with "
        "--legacy where you verify on the command line."
    )


def edition(url: str, label: str = "") -> ContextDocument:
    """A bundled document: the default edition of ``url``, or the older one with this label.

    :raises LookupError: this package ships no such document.

    >>> edition("https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json", "2024-03").sha256[:8]
    'ef2fa9c7'
    """
    return ContextDocument(url, label, bundled.pin(url, label).sha256, "package")


def _chosen(known: ContextDocument | None, new: ContextDocument) -> ContextDocument:
    """The one document for a URL. A named edition replaces the default one; nothing else replaces anything."""
    if known is None or known.sha256 == new.sha256:
        return known or new
    if known.supplied_by == new.supplied_by == "package" and "" in (known.edition, new.edition):
        return new if new.edition else known
    raise ContextIntegrityError(
        "ctx.integrity",
        f"Two different documents were given for {shown(new.url)}.",
        hint="One URL means one document in a set.",
    )


def _wrong_digest(url: str, data: bytes, expected: str) -> ContextIntegrityError:
    return ContextIntegrityError(
        "ctx.integrity",
        f"The document for {shown(url)} has the SHA-256 {_sha256(data).hexdigest()[:16]}..., "
        f"but {shown(expected, 16)} was expected.",
        hint="Get the document again from its publisher and compare.",
    )


def _group(group: Literal["core", "extensions", "legacy"]) -> ContextSet:
    return ContextSet(edition(url) for url in bundled.urls(group))


CORE: Final = _group("core")
EXTENSIONS: Final = _group("extensions")
LEGACY: Final = _group("legacy")
EVERYTHING: Final = CORE | EXTENSIONS | LEGACY
