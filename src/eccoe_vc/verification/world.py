"""The outside world, handed in: contexts, keys, documents at hand, and a fetcher where one is wanted."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from inspect import isawaitable, iscoroutine
from types import MappingProxyType
from typing import Any, Protocol, TypeGuard

from eccoe_vc.encoding import strict_json
from eccoe_vc.encoding.iri import is_iri
from eccoe_vc.errors import Finding, InputTypeError, shown
from eccoe_vc.jsonld.documents import CORE, EXTENSIONS, ContextSet
from eccoe_vc.keys import ControllerDocument, PinnedKeys
from eccoe_vc.sources import Fetch, Fetched, Unavailable
from eccoe_vc.status.cache import StatusCache


class Fetcher(Protocol):
    """Gets a document from the network. Yours, or ``HttpFetcher``; the library opens no connection by itself."""

    def __call__(self, wanted: Fetch) -> Fetched | Unavailable:
        """The document at ``wanted.url`` with at most ``wanted.max_bytes``, or why it could not be had."""
        ...


class AsyncFetcher(Protocol):
    """As :class:`Fetcher`, for :func:`eccoe_vc.inspect_async` and :func:`eccoe_vc.verify_async`."""

    async def __call__(self, wanted: Fetch) -> Fetched | Unavailable:
        """The document at ``wanted.url`` with at most ``wanted.max_bytes``, or why it could not be had."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Sources:
    """Where answers come from. The default, :data:`OFFLINE`, is the package itself and nothing else.

    :param documents: the pinned contexts.
    :param keys: keys that the caller pins to issuers.
    :param at_hand: documents by URL (controller documents, key sets), as bytes; looked up before ``fetch``.
    :param archived: controller documents that were valid when old credentials were signed, by id.
    :param answered: what the caller got for what :func:`eccoe_vc.needs` named; counts as fetched.
    :param fetch: asked last; None means no network at all.
    :param status_cache: status lists that were verified, kept between calls; None keeps none.
    :param signed_before: a moment at which the credential is known, from other evidence, to have existed.
    """

    documents: ContextSet = field(default_factory=lambda: CORE | EXTENSIONS)
    keys: PinnedKeys | None = None
    at_hand: Mapping[str, bytes] = field(default_factory=lambda: MappingProxyType({}))
    archived: Mapping[str, ControllerDocument] = field(default_factory=lambda: MappingProxyType({}))
    answered: Mapping[Fetch, Fetched | Unavailable] = field(default_factory=lambda: MappingProxyType({}))
    fetch: Fetcher | None = None
    status_cache: StatusCache | None = None
    signed_before: datetime | None = None

    def with_(self, **changes: Any) -> Sources:
        """A copy with other answers."""
        return replace(self, **changes)

    def with_document(self, url: str, document: bytes | Mapping[str, Any]) -> Sources:
        """A copy that also knows the document at ``url``.

        :param document: its bytes, or the JSON object.
        :raises InputTypeError: ``input.type``: no absolute address; a document of another kind, such as a file name.

        >>> OFFLINE.with_document("https://north.example/did.json", {"id": "did:web:north.example"}).at_hand.keys()
        dict_keys(['https://north.example/did.json'])
        """
        if not isinstance(url, str) or not is_iri(url):
            raise InputTypeError(
                "input.type",
                f"{shown(url)} is no address, so that nobody would ask for the document.",
                hint="Write it whole, as the credential does: https://north.example/.well-known/did.json.",
            )
        if not isinstance(document, bytes | Mapping):
            raise InputTypeError(
                "input.type",
                f"A document is its bytes or its JSON object, but {shown(document)} was given for {shown(url)}.",
                hint="Pass the bytes of a file: Path(...).read_bytes().",
            )
        data = document if isinstance(document, bytes) else strict_json.dumps(dict(document)).encode()
        return replace(self, at_hand=MappingProxyType({**self.at_hand, url: data}))

    def of_now(self) -> Sources:
        """The same without what is known about the past of one credential: archived documents, ``signed_before``."""
        if not self.archived and self.signed_before is None:
            return self
        return self.with_(archived=MappingProxyType({}), signed_before=None)

    def with_answer(self, wanted: Fetch, answer: Fetched | Unavailable) -> Sources:
        """A copy that knows how ``wanted`` was answered, by a document or by why there is none.

        :func:`eccoe_vc.needs` does not name it again, and the report says what it would say of a fetcher's answer.
        """
        return replace(self, answered=MappingProxyType({**self.answered, wanted: answer}))

    def known(self, wanted: Fetch) -> Fetched | None:
        """The document, if it is at hand."""
        data = self.at_hand.get(wanted.url)
        return None if data is None else Fetched(wanted.url, data)

    def answer(self, wanted: Fetch) -> Fetched | Unavailable:
        """The document at hand, or what the fetcher answers. One that misbehaves could not find out."""
        known = self.known(wanted)
        if known is not None:
            return known
        if self.fetch is None:
            return no_fetcher(wanted)
        try:
            answer: object = self.fetch(wanted)
            if iscoroutine(answer):
                answer.close()
                return Unavailable("fetch.error", "It has to be awaited: use inspect_async(fetch=...).")
            return held_to(wanted, answer)
        except Exception as error:  # noqa: BLE001 - a plug-in of the user; whatever it raises means: could not find out
            return _failed(error)


async def answered_by(fetch: AsyncFetcher | None, wanted: Fetch) -> Fetched | Unavailable:
    """What a fetcher answers that is awaited, as in :meth:`Sources.answer`. A cancellation passes through."""
    if fetch is None:
        return no_fetcher(wanted)
    try:
        answer: object = fetch(wanted)
        if not isawaitable(answer):
            return Unavailable("fetch.error", "It cannot be awaited: wrap it in eccoe_vc.in_threads.")
        return held_to(wanted, await answer)
    except Exception as error:  # noqa: BLE001 - a plug-in of the user, as above
        return _failed(error)


def held_to(wanted: Fetch, answer: object) -> Fetched | Unavailable:
    """``answer``, if it is one and keeps to the size that was asked for."""
    if not _is_answer(answer):
        return Unavailable("fetch.error", "The fetcher answered with something that is no answer.")
    if isinstance(answer, Fetched) and len(answer.data) > wanted.max_bytes:
        return Unavailable("fetch.budget", f"The document is larger than {wanted.max_bytes} bytes.")
    return answer


def _is_answer(answer: object) -> TypeGuard[Fetched | Unavailable]:
    """Whether a plug-in gave an answer whose parts are what they should be; they are hashed, parsed and looked up."""
    if isinstance(answer, Unavailable):
        return isinstance(answer.code, str) and isinstance(answer.message, str)
    if not isinstance(answer, Fetched) or not isinstance(answer.data, bytes):
        return False
    return isinstance(answer.url, str) and isinstance(answer.media_type, str) and _are_headers(answer.headers)


def _are_headers(headers: object) -> bool:
    if not isinstance(headers, tuple | list):
        return False
    return all(isinstance(row, tuple) and len(row) == 2 and all(isinstance(x, str) for x in row) for row in headers)


def no_fetcher(wanted: Fetch) -> Unavailable:
    """The answer where there is nobody to ask."""
    message = f"The document {shown(wanted.url, 200)} is not at hand, and no fetcher was given."
    return Unavailable("fetch.not_allowed", message)


def _failed(error: Exception) -> Unavailable:
    return Unavailable("fetch.error", f"The fetcher failed with {type(error).__name__}.")


OFFLINE = Sources()


def not_asked(wanted: Fetch) -> Unavailable:
    """The answer to a request that would come before its time: proof before network, cheap before dear."""
    return Unavailable("fetch.not_allowed", "It was not asked for, because the credential is refused already.")


def as_finding(answer: Unavailable, pointer: str) -> Finding:
    """An :class:`Unavailable` in the words of a report."""
    return Finding(answer.code, answer.message, pointer)
