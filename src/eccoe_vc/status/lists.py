"""Is this credential the list that an entry means, and may it still be believed?

Bitstring Status List 1.0, section 3.2 (Validate Algorithm). Its proof, its key and its validity were checked before, by
the steps that every credential goes through.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import Any, Final

from eccoe_vc.encoding import DecodeError, timestamps
from eccoe_vc.errors import Finding, RefusedError, shown
from eccoe_vc.status import bitstring, meaning
from eccoe_vc.status.bitstring import MINIMUM, Bitstring
from eccoe_vc.status.entries import Entry, check_origin

#: The types of the credential and of its subject, by the type of the entry.
_TYPES: Final[Mapping[str, tuple[str, str]]] = MappingProxyType(
    {
        "BitstringStatusListEntry": ("BitstringStatusListCredential", "BitstringStatusList"),
        "StatusList2021Entry": ("StatusList2021Credential", "StatusList2021"),
    }
)
_LONGEST_TTL: Final = 86_400_000_000  # milliseconds, of a thousand days: more is no hint for a cache


class StatusList:
    """A list whose proof holds: the credential as a JSON tree, and its bits, unpacked when they are asked for first."""

    __slots__ = ("_bits", "document", "silent", "until")

    def __init__(self, document: Mapping[str, Any], until: datetime | None = None) -> None:
        self.document = document
        #: From then on it must be verified anew; None where nothing about it ends.
        self.until = until
        self._bits: dict[str, Bitstring] = {}
        #: Its bits, for entries about which nothing is said where nothing is set at their places: by kind, address,
        #: purpose, size and whose lists count.
        self.silent: dict[tuple[str, str, str, int, frozenset[str]], Bitstring] = {}

    def bits(self, entry: Entry, limit: int) -> Bitstring:
        """The bits, read in the way of the entry's own method and no other.

        :raises RefusedError: ``status.encoding``, ``status.budget``, ``status.shape``.
        """
        made = self._bits.get(entry.kind)
        if made is None:
            encoded = self.subject.get("encodedList")
            if not isinstance(encoded, str):
                raise RefusedError("status.shape", "The status list holds no list as text.")
            read = bitstring.decode if entry.kind == "BitstringStatusListEntry" else bitstring.decode_2021
            made = self._bits[entry.kind] = read(encoded, limit=limit)
        return made

    @property
    def unpacked(self) -> int:
        """How many bytes of bits were unpacked so far."""
        return sum(len(bits.data) for bits in self._bits.values())

    @property
    def issued(self) -> datetime | None:
        """From when it is, by its own word."""
        return _instant(self.document.get("validFrom", self.document.get("issuanceDate")))

    @property
    def ttl(self) -> timedelta | None:
        """How long a copy may be kept (section 2.2, milliseconds); None where it does not say, zero if unreadable."""
        given = self.subject.get("ttl")
        if given is None:
            return None
        if isinstance(given, bool) or not isinstance(given, int | float) or not given > 0:
            return timedelta(0)
        return timedelta(milliseconds=min(given, _LONGEST_TTL))

    @property
    def subject(self) -> Mapping[str, Any]:
        """The one subject.

        :raises RefusedError: ``status.shape``, there is none, or more than one.
        """
        subject = self.document.get("credentialSubject")
        if isinstance(subject, list) and len(subject) == 1:
            subject = subject[0]
        if not isinstance(subject, dict):
            raise RefusedError("status.shape", "The status list has not exactly one subject.")
        return subject


def check_identity(found: StatusList, entry: Entry, issuers: frozenset[str]) -> None:
    """Is it the list that the entry means, by somebody of ``issuers``?

    :raises RefusedError: ``status.type``, ``status.shape``, ``status.issuer``, ``status.id_mismatch``,
        ``status.purpose``.
    """
    document, (outer, inner) = found.document, _TYPES[entry.kind]
    subject = document.get("credentialSubject")
    if outer not in _listed(document.get("type")) or (
        not isinstance(subject, list) and inner not in _listed(subject.get("type") if isinstance(subject, dict) else "")
    ):
        message = f"At the address of the status list stands a credential that is no {outer} with a {inner}."
        raise RefusedError("status.type", message)
    if inner not in _listed(found.subject.get("type")):
        raise RefusedError("status.type", f"The subject of the status list is no {inner}.")
    check_origin(document, entry, issuers, "status list")
    purposes = _listed(found.subject.get("statusPurpose"))
    if entry.purpose not in purposes or meaning.look_alike(entry.purpose):
        message = f"The entry is about {shown(entry.purpose, 60)}, the list about {shown(', '.join(purposes), 100)}."
        raise RefusedError("status.purpose", message, pointer=f"{entry.pointer}/statusPurpose")


def check_freshness(found: StatusList, at: datetime, skew: timedelta, max_age: timedelta | None) -> tuple[Finding, ...]:
    """How old is it? ``validUntil`` was looked at with the dates of every credential; this is what the policy adds."""
    document = found.document
    if max_age is not None:
        since = found.issued
        if since is None:
            message = "The status list does not say from when it is; the policy limits its age."
            return (Finding("status.stale", message),)
        if at - since - skew > max_age:
            message = f"The status list is of {timestamps.format(since)}, which is older than the policy allows."
            return (Finding("status.stale", message),)
    elif document.get("validUntil", document.get("expirationDate")) is None:
        message = "The status list does not say until when it holds, so an old copy looks like a new one."
        return (Finding("status.no_freshness", message),)
    return ()


def check_length(bits: Bitstring, entry: Entry, *, allow_short: bool) -> tuple[Finding, ...]:
    """Do enough credentials share the list that nobody learns from a request which one is meant?"""
    entries = bits.entries(entry.size)
    if entries >= MINIMUM:
        return ()
    message = f"The status list has {entries} entries; expected are at least {MINIMUM}."
    return (Finding("status.too_short", message, outcome="W" if allow_short else "F"),)


def _listed(value: Any) -> list[str]:
    return [item for item in (value if isinstance(value, list) else [value]) if isinstance(item, str)]


def _instant(value: Any) -> datetime | None:
    try:
        return timestamps.parse(value)
    except DecodeError:
        return None
