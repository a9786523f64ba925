"""An evidence bundle in memory: the credential, what verified it, and the sources that this makes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from types import MappingProxyType
from typing import NamedTuple

from eccoe_vc.bundling import archive
from eccoe_vc.bundling.manifest import Listed, Manifest, Missed
from eccoe_vc.encoding import multihash, timestamps
from eccoe_vc.jsonld.documents import ContextDocument, ContextSet
from eccoe_vc.report import Verdict
from eccoe_vc.sources import Fetch, Fetched, Unavailable
from eccoe_vc.verification.world import OFFLINE, Sources


class Kept(NamedTuple):
    """A document as it was had: its address, bytes, media type, what it was needed for, and when that was.

    ``max_bytes`` is how large it could have been; 0 for a document that was handed in and not asked for.
    """

    url: str
    data: bytes
    media_type: str
    purpose: str
    fetched: datetime
    max_bytes: int = 0


class Replayed(Mapping[Fetch, Fetched | Unavailable]):
    """What was answered then, for the same question: also where the Budget, or the word for its purpose, is another."""

    def __init__(self, documents: Iterable[Kept], missed: Iterable[Missed]) -> None:
        self._exact: dict[Fetch, Fetched | Unavailable] = {
            Fetch(one.url, one.purpose, one.max_bytes): Unavailable(one.code, one.message) for one in missed
        }
        for one in documents:
            self._exact[Fetch(one.url, one.purpose, one.max_bytes)] = Fetched(one.url, one.data, one.media_type)
        self._near: dict[tuple[str, str], Fetched | Unavailable] = {}
        for wanted, answer in self._exact.items():
            self._near.setdefault((wanted.url, wanted.purpose), answer)
            if isinstance(answer, Fetched):
                self._near.setdefault((wanted.url, ""), answer)

    def __getitem__(self, wanted: Fetch) -> Fetched | Unavailable:
        """The answer; what was had for another purpose where nothing was asked for this one."""
        found = self._exact.get(wanted) or self._near.get((wanted.url, wanted.purpose))
        return found or self._near[(wanted.url, "")]

    def __iter__(self) -> Iterator[Fetch]:
        """The questions as they were asked."""
        return iter(self._exact)

    def __len__(self) -> int:
        """How many were asked."""
        return len(self._exact)


@dataclass(frozen=True, slots=True, repr=False)
class EvidenceBundle:
    """What is kept of one verification.

    ``credential`` is the file as it came in; ``verdict`` and ``report`` (JSON text) are what was found then, for people
    to compare; ``made`` is when the bundle was made, ``at`` the moment that the report is about. ``missed``: what could
    not be had then, and is not had again: an address that no credential should name is a reason to refuse it.
    """

    credential: bytes
    verdict: Verdict
    report: bytes
    made: datetime
    at: datetime
    documents: tuple[Kept, ...]
    contexts: tuple[ContextDocument, ...]
    missed: tuple[Missed, ...] = ()

    @property
    def digest(self) -> str:
        """The digest to note in your record, in the form of ``digestMultibase``. It covers all that is in the file."""
        return multihash.sha2_256(self._files()[archive.MANIFEST])

    def to_bytes(self) -> bytes:
        """The file: equal bundles give equal bytes."""
        return archive.written(self._files())

    def sources(self, base: Sources = OFFLINE) -> Sources:
        """Sources that hold what the bundle holds, and nothing else of the web.

        Contexts are those of the bundle alone: what a member means is what it meant then. Pinned keys and archived
        documents are yours to give again, in ``base``; its fetcher and its status lists of other calls are left out.
        """
        given = [kept for kept in self.documents if not kept.max_bytes]
        asked = [kept for kept in self.documents if kept.max_bytes]
        known = base.with_(
            documents=ContextSet(self.contexts),
            at_hand=MappingProxyType({kept.url: kept.data for kept in given}),
            answered=Replayed(asked, self.missed),
        )
        return known.with_(fetch=None, status_cache=None)

    def _files(self) -> dict[str, bytes]:
        files = {"credential": self.credential, "report.json": self.report}
        documents, contexts = [], []
        for index, kept in enumerate(self.documents):
            path = f"documents/{index:04}"
            files[path] = kept.data
            fetched = timestamps.format(kept.fetched)
            documents.append(Listed(path, kept.url, kept.purpose, kept.media_type, fetched, kept.max_bytes))
        for index, context in enumerate(self.contexts):
            path = f"contexts/{index:04}"
            files[path] = context.data()
            contexts.append(Listed(path, context.url, edition=context.edition))
        digests = {path: multihash.sha2_256(data) for path, data in files.items()}
        made, at = timestamps.format(self.made), timestamps.format(self.at)
        manifest = Manifest(made, at, self.verdict, digests, tuple(documents), tuple(contexts), self.missed)
        return {archive.MANIFEST: manifest.to_bytes(), **files}

    def __repr__(self) -> str:
        return f"<EvidenceBundle made={self.made.isoformat()} documents={len(self.documents)}>"


def context_of(listed: Listed, data: bytes) -> ContextDocument:
    """A context as the bundle holds it, whatever this release ships for its address."""
    return ContextDocument(listed.url, listed.edition, sha256(data).hexdigest(), "caller", data)


__all__ = ["EvidenceBundle", "Kept", "context_of"]
