"""From a method id, a purpose and an issuer to the key: controller, issuer and document must agree (requirement P5).

:func:`find_method` is a generator without input and output: it yields a :class:`~eccoe_vc.sources.Fetch` where it needs
a document, is sent a :class:`~eccoe_vc.sources.Fetched` or :class:`~eccoe_vc.sources.Unavailable`, and returns a
:class:`Found`. It asks for the issuer's own document and for documents that this one names, for nothing else.

====================================  =================================================================================
issuer                                the method is the issuer's when
====================================  =================================================================================
pinned by the caller                  it is the pinned key; another one is ``key.controller``
did:key, did:jwk                      it is the key in the DID; a did:key alone names its one method (docs/adr/0030)
did:web                               the DID's document lists it; a method of another DID is ``key.controller``
https                                 the document at that URL lists it, itself or by reference (``key.controller`` if
                                      not; ``key.unbound`` where the document cannot be had)
====================================  =================================================================================
"""

from __future__ import annotations

import re
from collections.abc import Generator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from types import MappingProxyType
from typing import Final, Literal, NamedTuple, Protocol

from eccoe_vc.errors import Finding, KeyLoadError, shown
from eccoe_vc.keys import did as syntax
from eccoe_vc.keys import did_jwk, did_key, did_web
from eccoe_vc.keys.algorithms import PublicKey
from eccoe_vc.keys.did import Reference
from eccoe_vc.keys.document import RELATIONSHIPS, ControllerDocument, read_tree
from eccoe_vc.keys.jwk_set import KeySet, is_key_set
from eccoe_vc.keys.method import VerificationMethod
from eccoe_vc.keys.pins import PinnedKeys, Pins
from eccoe_vc.limits import DEFAULT, Budget
from eccoe_vc.sources import Fetch, Fetched, Unavailable

Source = Literal["pinned", "did:key", "did:jwk", "document", "archived"]
PURPOSE: Final = "controller document"
_KEY_SET: Final = re.compile(rb'\s*\{\s*"keys"').match
_CACHED: Final = 512
_DOCUMENTS: Final = 64  # of at most 64 KiB each, unless the Budget gives more
_REASON: Final = 60  # characters of what a fetcher says, inside a message
_NOBODY: Final = Unavailable()
#: With these the live document may be silent about an old key; an archived one is asked then.
ARCHIVE_HELPS: Final = frozenset(
    ("key.unknown", "key.unavailable", "key.unbound", "key.controller", "unsupported.did_method")
)


class Found(NamedTuple):
    """A key that is the issuer's for the purpose: the method, the id of its document, notes, and how it was found."""

    method: VerificationMethod
    document_id: str
    notes: tuple[Finding, ...]
    source: Source


Steps = Generator[Fetch, Fetched | Unavailable, Found]
_Document = ControllerDocument | KeySet
_Reading = Generator[Fetch, Fetched | Unavailable, _Document]


class KeyResolver(Protocol):
    """Finds keys. An own resolver may ask a registry; the checks of its answer are its own matter."""

    def resolve(self, method_id: str, *, purpose: str, issuer: str, budget: Budget) -> Steps:
        """As :func:`find_method`."""
        ...


@dataclass(frozen=True, slots=True)
class KeySources:
    """The usual :class:`KeyResolver`: what the caller knows, then what the issuer publishes.

    >>> KeySources().pinned is None
    True
    """

    pinned: PinnedKeys | None = None
    archived: Mapping[str, ControllerDocument] = field(default_factory=lambda: MappingProxyType({}))

    def resolve(self, method_id: str, *, purpose: str, issuer: str, budget: Budget = DEFAULT) -> Steps:
        """As :func:`find_method`."""
        return find_method(
            method_id, purpose=purpose, issuer=issuer, pinned=self.pinned, archived=self.archived, budget=budget
        )


def find_method(
    method_id: str,
    *,
    purpose: str,
    issuer: str,
    pinned: PinnedKeys | None = None,
    archived: Mapping[str, ControllerDocument] | None = None,
    budget: Budget = DEFAULT,
) -> Steps:
    """The method ``method_id``, if it is the issuer's for ``purpose``.

    VC Data Integrity 1.0, "Verification Method Binding" and "Relationship Validation"; Controlled Identifiers 1.0,
    section 3.3. The key in a fragment is never taken for itself.

    :param method_id: absolute URL, as in ``verificationMethod`` of a proof.
    :param purpose: ``assertionMethod`` for credentials, ``authentication`` for presentations.
    :param issuer: the id of the issuer (or holder), as it stands in the document.
    :param archived: controller documents by id, from the caller; asked where the live one has no such key, or is
        not to be had. Note ``key.archived``.
    :raises KeyLoadError: ``did.*``, ``jwks.*``, ``json.*`` and, of group ``key``, everything that a public key or its
        binding can be: above all ``key.controller``, ``key.unknown``, ``key.relationship``, ``key.unbound`` and
        ``key.unavailable``; ``unsupported.did_method``, ``unsupported.key_type``.

    >>> did = "did:key:z6MktwupdmLXVVqTzCw4i46r4uGyosGXRnR3XjN4Zq7oMMsw"
    >>> steps = find_method(did + "#z6MktwupdmLXVVqTzCw4i46r4uGyosGXRnR3XjN4Zq7oMMsw",
    ...                     purpose="assertionMethod", issuer=did)
    >>> try:
    ...     next(steps)
    ... except StopIteration as done:
    ...     print(done.value.source, done.value.method.public_key.alg)
    did:key Ed25519
    """
    pins = pinned.of(issuer) if pinned is not None else None
    archive = archived.get(issuer) if archived is not None else None
    if pins is None and archive is None and issuer.startswith("did:key:") and isinstance(method_id, str):
        return _of_did_key(method_id, purpose, issuer)
    _check_purpose(purpose)
    reference = _of_one_key(syntax.parse_reference(method_id))
    _check_issuer(issuer)
    if pins is not None:
        return (yield from _pinned(reference, purpose, issuer, pins, budget))
    try:
        return (yield from _bound(reference, purpose, issuer, None, budget))
    except KeyLoadError as error:
        if archive is None or error.code not in ARCHIVE_HELPS:
            raise
    found = yield from _bound(reference, purpose, issuer, archive, budget)
    return found._replace(source="archived", notes=(*found.notes, archived_note(issuer)))


def find_key(
    public_key: PublicKey,
    *,
    purpose: str,
    issuer: str,
    pinned: PinnedKeys | None = None,
    archived: Mapping[str, ControllerDocument] | None = None,
    budget: Budget = DEFAULT,
) -> Steps:
    """The issuer's method that holds ``public_key``: for tokens that carry a key (``jwk``) in place of a name.

    The carried key is no evidence; it is only looked up among the issuer's own keys.

    :raises KeyLoadError: as :func:`find_method`; ``key.controller`` where the issuer has no such key.
    """
    _check_purpose(purpose)
    _check_issuer(issuer)
    pins = pinned.of(issuer) if pinned is not None else None
    if pins is not None:
        if not pins.holds(public_key):
            raise other_key_pinned(issuer)
        named = VerificationMethod(id=issuer, controller=issuer, type="JsonWebKey", public_key=public_key)
        return Found(named, issuer, (pinned_note(issuer),), "pinned")
    archive = archived.get(issuer) if archived is not None else None
    try:
        document = yield from published(issuer, budget)
    except KeyLoadError as error:
        if archive is None or error.code not in ARCHIVE_HELPS:
            raise
        document = archive
    method = document.find(public_key, purpose)
    if method is None and archive is not None:
        document, method = archive, archive.find(public_key, purpose)
    if method is None:
        raise KeyLoadError(
            "key.controller", f"The key in the token is not one of {shown(issuer)} for {shown(purpose)}."
        )
    if document is archive:
        return Found(method, document.id, (archived_note(issuer),), "archived")
    return Found(method, document.id, (), source(issuer))


def unsafe_fragment_key(method_id: str) -> PublicKey:
    """The key in the fragment of a method id, as some sample credentials have it. Nobody vouches for it: it is bound to
    no issuer, and whoever wrote the credential chose it. For policies that say so by name only.

    :raises KeyLoadError: ``key.url``, ``did.syntax`` and what :meth:`PublicKey.from_multikey` says.
    """
    return PublicKey.from_multikey(syntax.parse_reference(method_id).fragment)


# ---- pinned ----------------------------------------------------------------------------------------------------------


def _pinned(reference: Reference, purpose: str, issuer: str, pins: Pins, budget: Budget) -> Steps:
    note = pinned_note(issuer)
    local = _local(reference)
    if local is not None:
        method = local.method(reference.text, purpose)
        if not pins.holds(method.public_key):
            raise other_key_pinned(issuer)
        return Found(method, local.id, (note,), "pinned")
    named = pins.lookup(reference, issuer)
    if named is not None:
        return Found(named, issuer, (note,), "pinned")
    if pins.contradict(reference, issuer):
        raise other_key_pinned(issuer)
    found = yield from _bound(reference, purpose, issuer, None, budget)
    if not pins.holds(found.method.public_key):
        raise other_key_pinned(issuer)
    return found._replace(notes=(*found.notes, note), source="pinned")


def other_key_pinned(issuer: str) -> KeyLoadError:
    """The refusal of a key beside those that are pinned."""
    return KeyLoadError(
        "key.controller",
        f"Another key is pinned for {shown(issuer)}.",
        hint="If the issuer has changed its key, learn the new one from the issuer and pin it as well.",
    )


def pinned_note(issuer: str) -> Finding:
    """What is said of a pinned key."""
    return Finding("key.pinned", f"The key was pinned by the caller for {shown(issuer)}.", outcome="W")


def archived_note(issuer: str) -> Finding:
    """What is said of a key from an archived document."""
    return Finding(
        "key.archived",
        f"The key comes from an archived document of {shown(issuer)} that the caller supplied.",
        outcome="W",
    )


# ---- published -------------------------------------------------------------------------------------------------------


def _bound(
    reference: Reference, purpose: str, issuer: str, archive: ControllerDocument | None, budget: Budget
) -> Steps:
    """The method from the issuer's document, or from the one that the issuer's document names."""
    own = reference.document == issuer
    if issuer.startswith("did:") and not own:
        raise KeyLoadError(
            "key.controller",
            f"The method belongs to {shown(reference.document)}, but the issuer is {shown(issuer)}.",
            hint="Somebody else signed this in the issuer's name.",
        )
    if reference.did is not None:
        _local(reference)  # the name itself may be wrong, which needs no document to be seen
    document: _Document
    if archive is not None:
        document = archive
    else:
        try:
            document = yield from published(issuer, budget)
        except KeyLoadError as error:
            if own and error.code == "key.unbound":
                raise KeyLoadError.of((*error.findings, _unavailable(issuer))) from None
            raise
    if own:
        return Found(document.method(reference.text, purpose), document.id, (), source(issuer))
    if not _lists(document, reference, purpose):
        raise KeyLoadError(
            "key.controller",
            f"The document of {shown(issuer)} does not list the method {shown(reference.text)} for {shown(purpose)}.",
            hint="Ask the issuer to list its key, or pin the key after learning it from the issuer.",
        )
    other = yield from published(reference.document, budget)
    return Found(other.method(reference.text, purpose), other.id, (), source(reference.document))


@lru_cache(maxsize=_CACHED)
def _of_did_key(method_id: str, purpose: str, issuer: str) -> Found:
    """What :func:`find_method` finds for a did:key: it follows from the texts alone, so those met last are kept."""
    _check_purpose(purpose)
    reference = _of_one_key(syntax.parse_reference(method_id))
    _check_issuer(issuer)
    try:
        next(_bound(reference, purpose, issuer, None, DEFAULT))
    except StopIteration as done:
        found: Found = done.value
        return found
    raise KeyLoadError("key.controller", f"{shown(issuer)} needs a document, which no did:key does.")


def _lists(document: _Document, reference: Reference, purpose: str) -> bool:
    """Whether an issuer's document names a method of another document; a did:key may stand there alone, too."""
    if document.lists(reference.text, purpose):
        return True
    alone = reference.did is not None and reference.did.method == "key"
    return alone and document.lists(reference.document, purpose)


def published(url: str, budget: Budget) -> _Reading:
    """The document of a DID or of an https URL, as steps that ask for what they need.

    :raises KeyLoadError: ``key.unavailable``, ``key.unbound``, ``unsupported.*``, ``did.*``, ``json.*``.
    """
    if url.startswith("did:"):
        did = syntax.parse(url)
        if did.method == "key":
            return did_key.resolve(url)
        if did.method == "jwk":
            return did_jwk.resolve(url, budget)
        if did.method != "web":
            raise syntax.unsupported(did)
        data = yield from _fetched(did_web.url(url), budget)
        if isinstance(data, Unavailable):
            raise KeyLoadError.of((_unavailable(url, did_web.url(url), data),))
        return _read(data, url, budget)
    data = (yield from _fetched(url, budget)) if syntax.is_https(url) else Unavailable()
    if isinstance(data, Unavailable):
        raise KeyLoadError(
            "key.unbound",
            f"Nothing at hand says which keys belong to {shown(url)}.{_why(data)}",
            hint="Allow the issuer's document to be fetched, supply it, or pin the issuer's key.",
        )
    return _read(data, url, budget)


@lru_cache(maxsize=_DOCUMENTS)
def _read(data: bytes, url: str, budget: Budget) -> _Document:
    """What stands in ``data`` as the document of ``url``. The same bytes say the same, so the last few are kept.

    :raises KeyLoadError: ``did.*``, ``jwks.*``, ``json.*``; nothing is kept then.
    """
    if url.startswith("did:"):
        return ControllerDocument.read(data, expected_id=url, budget=budget)
    try:
        tree = read_tree(data, budget)
    except KeyLoadError as error:
        if error.code != "did.limit" or not _KEY_SET(data):
            raise
        raise KeyLoadError("jwks.limit", error.message, hint=error.hint) from None
    if is_key_set(tree, url):
        return KeySet.from_tree(tree, url=url, budget=budget)
    return ControllerDocument.from_tree(tree, expected_id=url, budget=budget)


def _fetched(url: str, budget: Budget) -> Generator[Fetch, Fetched | Unavailable, bytes | Unavailable]:
    answer = yield Fetch(url, PURPOSE, budget.did_document_bytes)
    if isinstance(answer, Fetched) and answer.url != url:
        return Unavailable("fetch.error", "Another address answered.")
    return answer.data if isinstance(answer, Fetched) else answer


_ASKED: Final = "Try again later, or hand in the document or a pin (--document, --pin on the command line)."


def _unavailable(url: str, address: str = "", answer: Unavailable = _NOBODY) -> Finding:
    why = _why(answer)
    where = f" from {shown(address, 60 if why else 200)}" if address else ""
    message = (
        f"The document of {shown(url, 70 if why else 80)} could not be had{where}, so its keys are not known.{why}"
    )
    return Finding("key.unavailable", message, hint=_ASKED if why else "")


def _why(answer: Unavailable) -> str:
    """What the network did, where somebody was asked."""
    if answer.code in ("", "fetch.not_allowed"):
        return ""
    said = answer.message if len(answer.message) <= _REASON else f"{answer.message[:_REASON]}..."
    return f" {said} [{answer.code}]"


def _of_one_key(reference: Reference) -> Reference:
    """A did:key without fragment as the name of its one method; every other reference as it is.

    The DID is the key, and a did:key has one method for signatures, so that nothing is left to choose (docs/adr/0030).
    """
    did = reference.did
    if did is None or did.method != "key" or reference.text != reference.document:
        return reference
    return reference._replace(text=f"{did.text}#{did.identifier}", fragment=did.identifier)


def _local(reference: Reference) -> ControllerDocument | None:
    """The document of a did:key or did:jwk, whose method ids have one form each; None for everything else."""
    did = reference.did
    if did is None or did.method not in ("key", "jwk"):
        return None
    if reference.fragment != (did.identifier if did.method == "key" else did_jwk.FRAGMENT):
        raise KeyLoadError(
            "did.key",
            f"The method id {shown(reference.text)} is not the one that a did:{did.method} has.",
            hint="The fragment of a did:key, if there is one, repeats the key; the fragment of a did:jwk is #0.",
        )
    return did_key.resolve(did.text) if did.method == "key" else did_jwk.resolve(did.text)


def source(url: str) -> Source:
    """Where the document of ``url`` comes from."""
    if url.startswith("did:key:"):
        return "did:key"
    return "did:jwk" if url.startswith("did:jwk:") else "document"


def _check_purpose(purpose: str) -> None:
    if purpose not in RELATIONSHIPS:
        raise KeyLoadError("key.relationship", f"{shown(purpose)} is not a purpose that a key can be listed for.")


def _check_issuer(issuer: str) -> None:
    if issuer.startswith("did:"):
        syntax.parse(issuer)
