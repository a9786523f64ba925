"""Keys of an issuer by the name that the header of a token gives them (``kid``), which need not be a URL.

RFC 7515, section 4.1.4; VC JOSE COSE 1.0, section 4; Open Badges 3.0, section 9.1. Such a name means something only
inside the issuer's own set of keys: the fragment of a method, the ``kid`` of its JWK, or the thumbprint of the key.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from eccoe_vc.errors import KeyLoadError, shown
from eccoe_vc.keys import resolver
from eccoe_vc.keys.document import ControllerDocument
from eccoe_vc.keys.jwk_set import KeySet
from eccoe_vc.keys.method import VerificationMethod
from eccoe_vc.keys.pins import PinnedKeys
from eccoe_vc.keys.resolver import Found, Steps
from eccoe_vc.limits import DEFAULT, Budget

_LONGEST: Final = 500


def find_named(
    name: str,
    *,
    purpose: str,
    issuer: str,
    pinned: PinnedKeys | None = None,
    archived: Mapping[str, ControllerDocument] | None = None,
    budget: Budget = DEFAULT,
) -> Steps:
    """The one method of ``issuer`` for ``purpose`` that is called ``name``; with no name, its only method.

    A generator, as :func:`eccoe_vc.keys.find_method`; the other parameters are those of that function.

    :raises KeyLoadError: ``key.unknown``, the issuer has no such key; ``jwks.ambiguous``, several keys fit; and what
        :func:`eccoe_vc.keys.find_method` says of documents and keys.

    >>> did = "did:key:z6MktwupdmLXVVqTzCw4i46r4uGyosGXRnR3XjN4Zq7oMMsw"
    >>> try:
    ...     next(find_named("", purpose="assertionMethod", issuer=did))
    ... except StopIteration as done:
    ...     print(done.value.method.id == f"{did}#{did[8:]}")
    True
    """
    if len(name) > _LONGEST:
        raise KeyLoadError("jose.kid", f"The name of the key has {len(name)} characters; no key is called so.")
    pins = pinned.of(issuer) if pinned is not None else None
    if pins is not None:
        for method in pins.named(name, issuer):
            return Found(method, issuer, (resolver.pinned_note(issuer),), "pinned")
    archive = archived.get(issuer) if archived is not None else None
    try:
        document = yield from resolver.published(issuer, budget)
        found = Found(_only(document, name, purpose), document.id, (), resolver.source(issuer))
    except KeyLoadError as error:
        if archive is None or error.code not in resolver.ARCHIVE_HELPS:
            raise
        note = resolver.archived_note(issuer)
        found = Found(_only(archive, name, purpose), archive.id, (note,), "archived")
    if pins is not None:
        if not pins.holds(found.method.public_key):
            raise resolver.other_key_pinned(issuer)
        found = found._replace(notes=(*found.notes, resolver.pinned_note(issuer)), source="pinned")
    return found


def _only(document: ControllerDocument | KeySet, name: str, purpose: str) -> VerificationMethod:
    hits = list(_hits(document, name, purpose))
    if len(hits) == 1:
        return document.method(hits[0], purpose)
    who = shown(document.id)
    if hits:
        what = f"are called {shown(name)}" if name else "may be meant, because the token names none"
        raise KeyLoadError("jwks.ambiguous", f"{len(hits)} keys of {who} {what}.")
    if not name:
        raise KeyLoadError("key.unknown", f"The document of {who} lists no key for {shown(purpose)}.")
    raise KeyLoadError(
        "key.unknown",
        f"The document of {who} lists no key for {shown(purpose)} that is called {shown(name)}.",
        hint="The issuer may have replaced the key; ask the issuer, or supply an archived document.",
    )


def _hits(document: ControllerDocument | KeySet, name: str, purpose: str) -> Iterator[str]:
    """The ids of the methods that fit; one key under two ids counts twice, because their dates may differ."""
    for method_id, names in document.names(purpose):
        if not name or name in names:
            yield method_id
