"""The outside world, handed in: contexts, keys, documents at hand, and a fetcher where one is wanted."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from inspect import isawaitable, iscoroutine
from types import MappingProxyType
from typing import Any, Final, Protocol, TypeGuard

from eccoe_vc.clock import moment
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
    :param signed_before: a moment at which the credential is known, from other evidence, to have existed; aware.
    :raises InputTypeError: ``input.type``, a field is of another kind; also from :meth:`with_`.
    """

    documents: ContextSet = field(default_factory=lambda: CORE | EXTENSIONS)
    keys: PinnedKeys | None = None
    at_hand: Mapping[str, bytes] = field(default_factory=lambda: MappingProxyType({}))
    archived: Mapping[str, ControllerDocument] = field(default_factory=lambda: MappingProxyType({}))
    answered: Mapping[Fetch, Fetched | Unavailable] = field(default_factory=lambda: MappingProxyType({}))
    fetch: Fetcher | None = None
    status_cache: StatusCache | None = None
    signed_before: datetime | None = None

    def __post_init__(self) -> None:
        # Copies are made for each credential and each list, so that only kinds are compared.
        for name, (kind, what, hint) in _KINDS.items():
            given = getattr(self, name)
            if given is not None and not isinstance(given, kind):
                raise _wrong(name, f"is {_named(given)}, not {what}", hint)
        for name in ("documents", "at_hand", "archived", "answered"):
            if getattr(self, name) is None:
                raise _wrong(name, "is None", "Leave it out where there is nothing to hand in.")
        fetch: object = self.fetch
        if fetch is not None and (isinstance(fetch, type) or not callable(fetch)):
            called = f": {fetch.__name__}()" if isinstance(fetch, type) else ", such as HttpFetcher()"
            raise _wrong("fetch", f"is {_named(fetch)}, which fetches nothing", f"Pass a fetcher{called}.")
        if self.signed_before is not None:
            moment(self.signed_before, "signed_before")
        _check_documents(self.at_hand)
        archived: Mapping[str, object] = self.archived
        for one in archived.values():
            if not isinstance(one, ControllerDocument):
                hint = "Read it with ControllerDocument.read(data, expected_id=...)."
                raise _wrong("archived", f"holds {_named(one)} in place of a controller document", hint)

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

        :raises InputTypeError: ``input.type``, one of the two is something else.
        """
        if not isinstance(wanted, Fetch):
            raise InputTypeError(
                "input.type", f"What was asked for is a Fetch, but {_named(wanted)} was given.",
                hint="Pass what needs() named, as it is.",
            )  # fmt: skip
        if not isinstance(answer, Fetched | Unavailable):  # its parts are judged as those of a fetcher's answer
            raise InputTypeError(
                "input.type", f"The answer for {shown(wanted.url)} is {_named(answer)}, not a Fetched or Unavailable.",
                hint="Pass Fetched(url, data) with the bytes of the document, or Unavailable(code, message).",
            )  # fmt: skip
        return replace(self, answered=MappingProxyType({**self.answered, wanted: answer}))

    def known(self, wanted: Fetch) -> Fetched | None:
        """The document, if it is at hand.

        :raises InputTypeError: ``input.type``, what is at hand was changed to something that is no bytes.
        """
        data = self.at_hand.get(wanted.url)
        if data is None:
            return None
        if not isinstance(data, bytes):
            raise _no_bytes(wanted.url, data)
        return Fetched(wanted.url, data)

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


#: What each field of :class:`Sources` is, in words, and what to do; None is judged by the field.
_KINDS: Final[Mapping[str, tuple[type, str, str]]] = MappingProxyType(
    {
        "documents": (ContextSet, "a set of contexts", "Pass OFFLINE.documents.with_documents(...)."),
        "keys": (PinnedKeys, "pinned keys", "Pass PinnedKeys({issuer: public_key})."),
        "at_hand": (Mapping, "a mapping of addresses to documents", "Pass {url: data}, or call with_document."),
        "archived": (
            Mapping, "a mapping of ids to controller documents", "Pass {issuer: ControllerDocument.read(...)}.",
        ),
        "answered": (Mapping, "a mapping of questions to answers", "Call with_answer for each answer."),
        "status_cache": (StatusCache, "a cache of status lists", "Pass StatusCache()."),
    }
)  # fmt: skip


def _check_documents(at_hand: Mapping[str, bytes]) -> None:
    """Compare the kinds of what is at hand, where it is held in memory: another mapping may read a file for each."""
    if not at_hand or not isinstance(at_hand, dict | MappingProxyType):
        return
    # As sets of kinds: thousands of documents take less than a millisecond.
    if {*map(type, at_hand.values())} == {bytes} and {*map(type, at_hand)} == {str}:
        return
    for url, data in at_hand.items():
        if not isinstance(url, str):
            raise _wrong("at_hand", f"has {_named(url)} in place of an address", "Write addresses as text.")
        if not isinstance(data, bytes):
            raise _no_bytes(url, data)


def _no_bytes(url: str, data: object) -> InputTypeError:
    hint = "Pass the bytes of the document, or call with_document(url, document), which also takes a JSON object."
    return _wrong("at_hand", f"has {_named(data)} for {shown(url)}, not bytes", hint)


def _wrong(name: str, what: str, hint: str) -> InputTypeError:
    return InputTypeError("input.type", f"The field {name} of the sources {what}.", hint=hint)


def _named(given: object) -> str:
    """What was given, for a sentence; a class by its name, since it looks so much like one of its kind."""
    if isinstance(given, type):
        return f"the class {given.__name__}"
    if isinstance(given, dict | list | tuple):
        return f"a {type(given).__name__}"
    return f"the text {shown(given, 40)}" if isinstance(given, str) else shown(given, 40)


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
