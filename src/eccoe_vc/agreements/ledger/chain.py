"""Entries that hold the digest of the one before, and how to find what was changed, moved or lost. Recognition, 13.

Whoever can write to the store can also write a whole new chain. Against that helps the head, number and digest, that
was published or handed to somebody else: :func:`faults` compares with any number of them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final, NamedTuple

from eccoe_vc.agreements.digests import of_json
from eccoe_vc.encoding import strict_json
from eccoe_vc.errors import AgreementError, Finding, RefusedError, StoreError
from eccoe_vc.jsonld import jcs

KINDS: Final = ("opened", "reserved", "committed", "released", "expired", "withdrawn")
_MOST: Final = 100  # findings; one is enough to stop, a hundred show the extent
_CONTENT_BYTES: Final = 64 * 1024 * 1024


class Head(NamedTuple):
    """The last entry of a ledger at some moment: its number and its digest. Publish it, keep it elsewhere."""

    number: int
    digest: str


class Entry(NamedTuple):
    """One row of the ledger.

    ``about``: the entry that this one ends or commits. ``subject``: the key of the learner. ``decision``: the id of a
    committed decision. ``content``: RFC 8785 JSON. ``digest`` is over everything else, ``previous`` included.
    """

    number: int
    kind: str
    about: int | None
    at: str
    subject: str
    decision: str | None
    content: str
    previous: str
    digest: str

    @property
    def head(self) -> Head:
        """The entry as somebody else may keep it."""
        return Head(self.number, self.digest)

    def tree(self) -> dict[str, Any]:
        """The content.

        :raises StoreError: ``store.corrupt``, it is not JSON.
        """
        try:
            return strict_json.parse(self.content, max_bytes=_CONTENT_BYTES)
        except RefusedError:
            raise StoreError("store.corrupt", f"Entry {self.number} of the ledger cannot be read.") from None


def following(
    last: Entry | None,
    kind: str,
    content: Mapping[str, Any],
    *,
    at: str = "",
    about: int | None = None,
    subject: str = "",
    decision: str | None = None,
) -> Entry:
    """The entry behind ``last``, which is None for the first.

    >>> first = following(None, "opened", {"body": "did:example:b"})
    >>> second = following(first, "released", {}, about=1)
    >>> list(faults([first, second])), [f.pointer for f in faults([first._replace(at="2020"), second])]
    ([], ['/entry/1'])
    """
    number, previous = (last.number + 1, last.digest) if last is not None else (1, "")
    made = Entry(number, kind, about, at, subject, decision, jcs.encode(dict(content)).decode(), previous, "")
    return made._replace(digest=digest_of(made))


def digest_of(entry: Entry) -> str:
    """The digest of an entry, over everything in it but the digest. Numbers are text, and every byte counts."""
    tree = entry._asdict() | {
        "number": str(entry.number),
        "about": [] if entry.about is None else [str(entry.about)],
        "decision": [] if entry.decision is None else [entry.decision],
    }
    del tree["digest"]
    return of_json(tree)


def checked(entry: Entry) -> Entry:
    """An entry that has its digest.

    :raises AgreementError: ``decision.chain``, it was changed.
    """
    if not _holds(entry):
        raise AgreementError.of((_changed(entry.number),))
    return entry


def faults(entries: Iterable[Entry], known: Iterable[Head] = ()) -> Iterator[Finding]:
    """What is wrong with a chain, the first fault first: ``decision.chain`` at the number of the entry.

    :param entries: the rows by number.
    :param known: heads that were kept elsewhere; they find a rewritten chain and an end that was cut off.
    """
    wanted: dict[int, set[str]] = {}
    for head in known:
        wanted.setdefault(head.number, set()).add(head.digest)
    found, last, place = 0, None, 0
    for entry in entries:
        place += 1
        for fault in _between(last, entry, place, wanted.pop(entry.number, set())):
            found += 1
            yield fault
        if found >= _MOST:
            return
        last = entry
        place = entry.number if isinstance(entry.number, int) and entry.number > place else place
    if not place:
        yield _fault(1, "Entry 1 of the ledger is missing: the ledger is empty.")
    for number in sorted(wanted)[:_MOST]:
        told = f"the ledger ends with entry {place}, and entry {number} was known" if number > place else "it was known"
        yield _fault(number, f"Entry {number} of the ledger is missing: {told}.")


def _between(last: Entry | None, entry: Entry, place: int, wanted: set[str]) -> Iterator[Finding]:
    """The faults of one entry that should stand at ``place``, behind ``last``."""
    if entry.number != place:
        if isinstance(entry.number, int) and entry.number > place:
            upto = "" if entry.number == place + 1 else f" to {entry.number - 1}"
            yield _fault(place, f"Entry {place}{upto} of the ledger is missing.")
        else:
            yield _fault(place, f"Where entry {place} of the ledger should stand, there is another one.")
    if not _holds(entry):
        yield _changed(entry.number)
    elif wanted - {entry.digest}:
        yield _fault(entry.number, f"Entry {entry.number} of the ledger has not the digest that was known of it.")
    elif last is not None and entry.number == place and last.number == place - 1 and entry.previous != last.digest:
        message = f"Entry {place} of the ledger does not continue entry {last.number}: one of them was replaced."
        yield _fault(entry.number, message)
    elif last is None and place == entry.number == 1 and entry.previous:
        yield _fault(1, "Entry 1 of the ledger names an entry before it.")


def _holds(entry: Entry) -> bool:
    texts = (entry.kind, entry.at, entry.subject, entry.content, entry.previous, entry.digest)
    if not isinstance(entry.number, int) or not all(isinstance(text, str) for text in texts):
        return False
    try:
        return digest_of(entry) == entry.digest
    except RefusedError:
        return False


def _changed(number: object) -> Finding:
    return _fault(number, f"Entry {number} of the ledger was changed: it has not its digest.")


def _fault(number: object, message: str) -> Finding:
    return Finding("decision.chain", message, f"/entry/{number}")


__all__ = ["KINDS", "Entry", "Head", "checked", "digest_of", "faults", "following"]
