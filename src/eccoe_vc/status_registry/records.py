"""What a registry knows: lists, the places that it gave, and what was done about them and why."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final

from eccoe_vc.encoding.iri import is_iri
from eccoe_vc.errors import InputTypeError, shown
from eccoe_vc.status.bitstring import MINIMUM
from eccoe_vc.status.writing import status_entry

NUMBER: Final = "{number}"
PURPOSES: Final = ("revocation", "suspension", "message")
#: Bits of a list that every verifier reads, also where they cannot be packed: 1.5 MiB, as text 2 MiB.
MOST_BITS: Final = 12_582_912
_MESSAGES: Final = 256
_SEGMENT: Final = r"[A-Za-z0-9_~-][A-Za-z0-9._~-]*"
_URL: Final = re.compile(rf"https://[a-z0-9.-]+(?::[0-9]{{1,5}})?((?:/{_SEGMENT})+)\Z").match
_LONGEST: Final = 2_000  # characters of an id or a reason


@dataclass(frozen=True, slots=True)
class StatusListing:
    """One list: where it is published, what for, how many places it has and how many of them are given.

    ``template`` is the address under which lists of its kind are opened one after the other. ``messages`` are those of
    the values 0, 1, 2 and so on; empty where a value is one bit that needs no words. ``issuer`` is whose credentials
    have places in the lists of the template; empty while nobody said it.
    """

    number: int
    template: str
    serial: int
    url: str
    purpose: str
    entries: int
    capacity: int
    messages: tuple[str, ...]
    given: int
    issuer: str = ""

    @property
    def size(self) -> int:
        """Bits of one value."""
        return max(len(self.messages).bit_length() - 1, 1)

    @property
    def file(self) -> str:
        """The path of the address without its first slash: the name of the file below the root of a web server."""
        return path_of(self.url).removeprefix("/")

    def entry(self, place: int) -> dict[str, Any]:
        """What stands in ``credentialStatus`` for a place of this list."""
        return status_entry(self.url, place, purpose=self.purpose, messages=self.messages)


@dataclass(frozen=True, slots=True)
class StatusPlace:
    """The place of a credential for one purpose, and what it says now."""

    credential: str
    listing: StatusListing
    index: int
    value: int

    @property
    def entry(self) -> dict[str, Any]:
        """What stands in ``credentialStatus`` of the credential."""
        return self.listing.entry(self.index)


@dataclass(frozen=True, slots=True)
class StatusChange:
    """One entry of the journal.

    ``kind``: ``opened`` (a list), ``allocated`` (a place) or ``set`` (a value). ``code``, ``reason`` and ``actor`` are
    the words of whoever did it, and are published nowhere.
    """

    number: int
    kind: str
    at: str
    list: int
    index: int | None
    credential: str | None
    value: int
    code: str
    reason: str
    actor: str


def path_of(url: str) -> str:
    """The path of the address of a list.

    :raises InputTypeError: ``input.type``, not an https address whose path can be the name of a file.

    >>> path_of("https://north.example/status/3.json")
    '/status/3.json'
    """
    found = _URL(url) if isinstance(url, str) and len(url) <= _LONGEST else None
    if found is None:
        raise InputTypeError(
            "input.type", f"A list cannot be published at {shown(url, 200)}.",
            hint="Write https://, a host in small letters and a path of letters, digits, - . _ and ~.",
        )  # fmt: skip
    return found.group(1)


def new_listing(
    template: object, purpose: object, entries: object, capacity: object, messages: Iterable[str]
) -> StatusListing:
    """The first list of a template, which is not in the registry yet.

    :raises InputTypeError: ``input.type``.
    """
    if not isinstance(template, str) or template.count(NUMBER) > 1:
        raise InputTypeError("input.type", f"{shown(template, 200)} is no address with one {NUMBER} in it.")
    url = template.replace(NUMBER, "1")
    if path_of(url) and NUMBER in template.partition("://")[2].partition("/")[0]:
        raise InputTypeError("input.type", "The number of a list stands in the path of its address, not in the host.")
    if purpose not in PURPOSES:
        raise InputTypeError(
            "input.type", f"No list is kept for the purpose {shown(purpose, 60)}.", hint=f"Take {', '.join(PURPOSES)}."
        )
    words = () if isinstance(messages, str) else tuple(messages)
    _check_messages(purpose == "message", words)
    size = max(len(words).bit_length() - 1, 1)
    number = _whole("entries", entries, MINIMUM, MOST_BITS // size)
    # Where most places are given, finding a free one at random takes ever longer; the last sixteenth stays empty.
    most = number - number // 16
    room = most if capacity is None else _whole("capacity", capacity, 1, most)
    return StatusListing(0, template, 1, url, str(purpose), number, room, words, 0)


def _check_messages(wanted: bool, words: tuple[str, ...]) -> None:
    good = all(isinstance(word, str) and word.strip() and word.isprintable() and len(word) <= 200 for word in words)
    count = len(words)
    if not good or (wanted and (count < 2 or count > _MESSAGES or count & count - 1)):
        raise InputTypeError(
            "input.type", "The messages of a list are 2, 4, 8 and so on up to 256 short texts, one for each value.",
        )  # fmt: skip
    if words and not wanted:
        raise InputTypeError("input.type", "Only a list with the purpose message has messages.")


def text(name: str, value: object, *, empty: bool = False) -> str:
    """A text of one line; ``empty`` may say nothing.

    :raises InputTypeError: ``input.type``.
    """
    good = isinstance(value, str) and value.isprintable() and len(value) <= _LONGEST and (empty or value.strip())
    if not good:
        hint = f"Pass a text of one line, up to {_LONGEST} characters."
        raise InputTypeError("input.type", f"The argument {name} is {shown(value)}.", hint=hint)
    return str(value)


def issuer_of(given: object) -> str:
    """The id of whoever issues the credentials; empty where it is not said.

    :raises InputTypeError: ``input.type``.
    """
    if given is None:
        return ""
    if not isinstance(given, str) or not is_iri(given):
        raise InputTypeError(
            "input.type", f"{shown(given)} is no id of an issuer.", hint="Pass an id such as did:web:north.example."
        )
    return text("issuer", given)


def _whole(name: str, value: object, least: int, most: int) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or not least <= value <= most:
        raise InputTypeError(
            "input.type", f"The argument {name} is {shown(value)}.", hint=f"Pass a whole number from {least} to {most}."
        )
    return value


__all__ = ["StatusChange", "StatusListing", "StatusPlace", "issuer_of", "new_listing", "path_of", "text"]
