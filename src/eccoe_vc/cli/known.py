"""What the command line says is known: contexts, documents, pinned keys, and the network where it asks for it."""

from __future__ import annotations

import re
from argparse import Namespace
from hashlib import sha256
from typing import TYPE_CHECKING, Any, Final

from eccoe_vc.cli import files
from eccoe_vc.cli.exits import CommandError
from eccoe_vc.cli.output import Output, safe
from eccoe_vc.encoding import strict_json
from eccoe_vc.errors import KeyLoadError
from eccoe_vc.jsonld.documents import EVERYTHING, pinned
from eccoe_vc.limits import Budget
from eccoe_vc.verification.world import OFFLINE, Fetcher, Sources

if TYPE_CHECKING:
    from eccoe_vc.keys import PinnedKeys, PublicKey

_CONTEXT_BYTES: Final = 1 << 20
_PEM: Final = re.compile(rb"\s*-----BEGIN ").match


def sources_of(options: Namespace) -> Sources:
    """The contexts, pins and documents of the command line, and the network where it asks for it."""
    sources = OFFLINE.with_(documents=EVERYTHING) if options.legacy else OFFLINE
    if options.signed_before is not None:
        sources = sources.with_(signed_before=options.signed_before)
    sources = with_contexts(sources, options)
    if options.document:
        sources = sources.with_(at_hand=documents_of(options))
    if options.pin:
        sources = sources.with_(keys=_pinned(options))
    return sources.with_(fetch=_fetcher(options)) if options.online else sources


def _pinned(options: Namespace) -> PinnedKeys:
    """The keys of ``--pin``, which remember whose were asked for: a name that fits no issuer is silent."""
    from eccoe_vc.keys import PinnedKeys
    from eccoe_vc.keys.pins import Pins

    class Asked(PinnedKeys):
        def of(self, issuer: str) -> Pins | None:
            asked.add(issuer)
            return super().of(issuer)

    asked = _asked(options, "asked_pins")
    keys: dict[str, list[PublicKey]] = {}
    for issuer, name in options.pin:
        keys.setdefault(issuer, []).append(key_file(name, "--pin", "a pin is the public key of an issuer"))
    return Asked(keys)


def documents_of(options: Namespace) -> AtHand:
    """The documents of ``--document``, by their addresses.

    :raises CommandError: ``cli.unreadable``; ``cli.usage``, two of one address.
    """
    budget = Budget()
    room = max(budget.did_document_bytes, budget.status_compressed_bytes)
    return AtHand(_read("--document", options.document, room), _asked(options))


def _read(option: str, given: list[tuple[str, str]], room: int) -> dict[str, bytes]:
    """The bytes of the files of an option, by the address of each.

    :raises CommandError: ``cli.unreadable``; ``cli.usage``, two files are said to stand at one address: which of two
        status lists counts must not hang on their order.
    """
    made: dict[str, bytes] = {}
    for url, name in given:
        with files.about(name):
            data = files.read(name, room)
        if made.setdefault(url, data) != data:
            raise CommandError(
                "cli.usage",
                f"{option} names two different files for {safe(url, 160)}.",
                hint="Name the one that counts.",
            )
    return made


def _fetcher(options: Namespace) -> Fetcher:
    """The fetcher of the command line: one for all of its files, so that a document is got once."""
    if options.fetcher is None:
        from eccoe_vc.net import HttpFetcher

        options.fetcher = HttpFetcher()
    fetcher: Fetcher = options.fetcher
    return fetcher


class AtHand(dict[str, bytes]):
    """The documents of ``--document``, which remembers what was asked for: an address that is misspelt is silent."""

    def __init__(self, documents: dict[str, bytes], asked: set[str]) -> None:
        super().__init__(documents)
        self._asked = asked

    def __contains__(self, url: object) -> bool:
        if isinstance(url, str):
            self._asked.add(url)
        return super().__contains__(url)

    def get(self, url: str, default: Any = None) -> Any:
        """The document at ``url``, and the memory that somebody wanted it."""
        self._asked.add(url)
        return super().get(url, default)


def _asked(options: Namespace, what: str = "asked_documents") -> set[str]:
    """The addresses, or the issuers, that were asked for in this run of the command."""
    if not hasattr(options, what):
        setattr(options, what, set())
    asked: set[str] = getattr(options, what)
    return asked


def tell_unasked(options: Namespace, output: Output) -> None:
    """Say which documents and pins nobody asked for, and what was asked for and is not there."""
    for issuer in dict.fromkeys(issuer for issuer, _ in getattr(options, "pin", ())):
        if issuer not in _asked(options, "asked_pins"):
            output.say(
                f"The pin for {safe(issuer, 160)} was not asked for: no key of this issuer was looked up.", "unsure"
            )
    given = [url for url, _ in getattr(options, "document", ())]
    asked = _asked(options)
    missing = ", ".join(sorted(asked.difference(given))[:5])
    for url in dict.fromkeys(given):
        if url not in asked:
            output.say(f"The document for {safe(url, 160)} was not asked for.", "unsure")
            if missing:
                output.say(f"  What was asked for besides: {safe(missing, 400)}")


def with_contexts(sources: Sources, options: Namespace) -> Sources:
    """``sources`` with the contexts of ``--context``.

    :raises CommandError: ``cli.unreadable``.
    :raises RefusedError: a context is none.
    :raises ContextIntegrityError: a context has other bytes than the one that we ship.
    """
    made = []
    for url, data in _read("--context", options.context, _CONTEXT_BYTES).items():
        with files.about(dict(options.context)[url]):
            made.append(pinned(url, data, sha256(data).hexdigest()))
    return sources.with_(documents=sources.documents.with_documents(*made)) if made else sources


def key_file(name: str, option: str, what: str) -> PublicKey:
    """The public key in the file of an ``option``, and ``what`` it is, for whoever names a private one.

    :raises CommandError: ``cli.unreadable``.
    :raises KeyLoadError: it is none, or not a sound one.
    """
    budget = Budget()
    with files.about(name):
        try:
            return public_key(files.read(name, budget.key_file_bytes), budget)
        except KeyLoadError as error:
            if error.code != "key.private_in_public":
                raise
            raise KeyLoadError(
                "key.private_in_public",
                f"The file of {option} holds a private key; {what}.",
                hint="keygen prints the public key: write it into a file and name that one.",
            ) from None


def public_key(data: bytes, budget: Budget) -> PublicKey:
    """The public key in a file: PEM, JWK or Multikey, told apart by content.

    :raises KeyLoadError: it is none, or not a sound one.
    """
    from eccoe_vc.keys import PublicKey

    if _PEM(data):
        return PublicKey.from_pem(data, budget=budget)
    if data.lstrip()[:1] == b"{":
        return PublicKey.from_jwk(strict_json.parse(data, budget, max_bytes=budget.key_file_bytes))
    text = data.strip()
    if text[:1] == b"z" and text.isascii():
        return PublicKey.from_multikey(text.decode("ascii"))
    raise KeyLoadError(
        "key.load",
        "The file holds no public key that we know: neither PEM, nor a JWK, nor a Multikey.",
        hint="A public key in PEM begins with -----BEGIN PUBLIC KEY-----.",
    )
