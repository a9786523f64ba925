"""Lists of issuers that somebody keeps: from bytes, or from an address that the policy names.

The form is that of the registries of the Digital Credentials Consortium: an object ``registry`` of issuer ids, each
with ``name``, ``url`` and ``location``, and ``meta`` with the dates of the list. A list carries no signature: it is
worth what the way is worth by which it came, so its digest is told, and can be asked for.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import lru_cache
from hashlib import sha256
from types import MappingProxyType
from typing import Any, Final

from eccoe_vc.encoding import DecodeError, strict_json, timestamps
from eccoe_vc.encoding.iri import is_iri
from eccoe_vc.errors import Finding, InputTypeError, RefusedError, shown
from eccoe_vc.keys.did import is_https
from eccoe_vc.limits import DEFAULT, Budget
from eccoe_vc.verification.trust.protocol import Asking, Inquiry, Judgement, Known, asked_for, unavailable
from eccoe_vc.verification.trust.rules import stranger

_DIGEST: Final = re.compile(r"[0-9a-f]{64}\Z").match
_SHORT_OFFSET: Final = re.compile(r"(.*[+-][0-9]{2})([0-9]{2})\Z", re.ASCII).match
#: Members of an entry that are told, and under which kind of name.
_TOLD: Final = (("name", "name"), ("url", "web"), ("location", "place"))
_KEPT: Final = 4


@dataclass(frozen=True, slots=True)
class IssuerRegistry:
    """One list of issuers, read. Made by :meth:`read`; as a rule it accepts whom it lists.

    ``sha256``: of the bytes, in hex. ``updated``: when the list was changed, as it says itself; None where it does not
    say. ``max_age``: of an older list nothing is believed, nor of one without a date.
    """

    name: str
    sha256: str
    updated: datetime | None = None
    max_age: timedelta | None = None
    entries: Mapping[str, Mapping[str, str]] = field(default_factory=lambda: MappingProxyType({}), compare=False)
    ids: frozenset[str] = field(default=frozenset(), compare=False)

    @classmethod
    def read(
        cls, data: bytes, *, name: str, max_age: timedelta | None = None, budget: Budget = DEFAULT
    ) -> IssuerRegistry:
        """The list in ``data``.

        :param name: what the list is called in reports.
        :param budget: ``registry_bytes``, ``registry_issuers``.
        :raises RefusedError: ``trust.registry_invalid``, ``json.*``, ``struct.limit``.
        :raises InputTypeError: ``input.type``.

        >>> data = b'{"registry": {"did:web:north.example": {"name": "North University"}}}'
        >>> registry = IssuerRegistry.read(data, name="our list")
        >>> registry.judge("did:web:north.example")[0], registry.judge("did:web:south.example")[0]
        (True, False)
        """
        _check(name, max_age)
        if not isinstance(data, bytes):
            raise InputTypeError("input.type", "A registry is read from bytes.", hint="Pass the file as it is.")
        found = _read(data, budget)
        return cls(name, found.sha256, found.updated, max_age, found.entries, found.ids)

    def judge(self, issuer: str) -> tuple[bool, tuple[Finding, ...]]:
        """See :class:`~eccoe_vc.verification.trust.protocol.TrustRule`; with ``max_age`` it has to know the day."""
        if self.max_age is not None:
            return False, (unavailable(f"How old the registry {shown(self.name)} is was not asked."),)
        answer = self._answer(issuer)
        return answer.accepted, answer.findings

    def consult(self, inquiry: Inquiry) -> Asking:
        """See :class:`~eccoe_vc.verification.trust.protocol.AskingRule`. It needs no document."""
        yield from ()
        return self.at(inquiry)

    def at(self, inquiry: Inquiry) -> Judgement:
        """What the list says at the moment of an inquiry."""
        if self.max_age is not None:
            if self.updated is None:
                return _refused(f"The registry {shown(self.name)} does not say how old it is.")
            if inquiry.at - self.updated > self.max_age:
                return _refused(f"The registry {shown(self.name)} is of {timestamps.format(self.updated)}, too old.")
        return self._answer(inquiry.issuer)

    def _answer(self, issuer: str) -> Judgement:
        entry = self.entries.get(issuer)
        if entry is None:
            if not self.entries:
                message = f"The registry {shown(self.name)} lists nobody."
                return Judgement(False, (Finding("trust.no_anchor", message, "/issuer"),))
            return Judgement(False, stranger(issuer, self.ids, f"not in the registry {shown(self.name)}"))
        dated = f", updated {timestamps.format(self.updated)}" if self.updated else ", of no known date"
        called = f" as {shown(entry['name'])}" if "name" in entry else ""
        source = f"the registry {shown(self.name)}"
        by = f"The registry {shown(self.name)} lists it{called}."
        note = Finding("trust.listed", f"{by} SHA-256 {self.sha256}{dated}.", "/issuer")
        known: tuple[Known, ...] = tuple((kind, entry[key], source) for key, kind in _TOLD if key in entry)
        return Judgement(True, (note,), by, known)


@dataclass(frozen=True, slots=True, kw_only=True)
class RegistryAt:
    """The list of issuers at an address, asked for through the fetcher (or the documents at hand) after the proof.

    :param url: where the list stands; https.
    :param name: what it is called in reports; the address if empty.
    :param sha256: only these bytes are believed, in hex; for a list that was looked through.
    :param max_age: of an older list nothing is believed, nor of one without a date.

    Without a fetcher and without the document the answer is ``trust.registry_unavailable``: could not be found out.
    """

    url: str
    name: str = ""
    sha256: str = ""
    max_age: timedelta | None = None

    def __post_init__(self) -> None:
        _check(self.name or self.url, self.max_age)
        if not is_https(self.url):
            raise InputTypeError("input.type", f"{shown(self.url)} is no address that begins with https://.")
        if self.sha256 and not _DIGEST(self.sha256):
            raise InputTypeError("input.type", "A SHA-256 is 64 hexadecimal digits in lower case.")

    def judge(self, issuer: str) -> tuple[bool, tuple[Finding, ...]]:
        """See :class:`~eccoe_vc.verification.trust.protocol.TrustRule`: without the list nobody is known."""
        return False, (unavailable(f"The registry at {shown(self.url, 120)} was not asked."),)

    def consult(self, inquiry: Inquiry) -> Asking:
        """See :class:`~eccoe_vc.verification.trust.protocol.AskingRule`."""
        data = yield from asked_for(self.url, "issuer registry", inquiry.budget.registry_bytes)
        if isinstance(data, Finding):
            return Judgement(False, (data,))
        called = self.name or self.url
        if self.sha256 and sha256(data).hexdigest() != self.sha256:
            return _refused(f"What stands at {shown(self.url, 120)} is not the registry whose digest you gave.")
        try:
            registry = IssuerRegistry.read(data, name=called, max_age=self.max_age, budget=inquiry.budget)
        except RefusedError as error:
            return _refused(f"What stands at {shown(self.url, 120)} is no registry. {error.message[:120]}")
        return registry.at(inquiry)


@lru_cache(maxsize=_KEPT)
def _read(data: bytes, budget: Budget) -> IssuerRegistry:
    """The list in ``data``, under no name; of the last few the result is kept, for many credentials in a row.

    :raises RefusedError: ``trust.registry_invalid``, ``json.*``, ``struct.limit``.
    """
    room = budget.with_(json_objects=budget.registry_issuers + 8)
    tree = strict_json.parse(data, room, max_bytes=budget.registry_bytes)
    listed = tree.get("registry")
    if not isinstance(listed, dict):
        message = f"The document has no object registry: found {shown(listed)}."
        raise RefusedError("trust.registry_invalid", message, pointer="/registry")
    meta = tree.get("meta", {})
    if not isinstance(meta, dict):
        raise RefusedError("trust.registry_invalid", "The member meta is not an object.", pointer="/meta")
    entries = {name: _entry(name, entry) for name, entry in listed.items()}
    updated = _moment(meta.get("updated", meta.get("created")))
    ids = frozenset(entries)
    return IssuerRegistry("", sha256(data).hexdigest(), updated, None, MappingProxyType(entries), ids)


def _entry(name: str, entry: Any) -> Mapping[str, str]:
    if not is_iri(name):
        message = f"{shown(name)} is no id of an issuer."
        raise RefusedError("trust.registry_invalid", message, pointer="/registry")
    if not isinstance(entry, dict):
        message = f"The entry of {shown(name)} is {shown(entry)}, not an object."
        raise RefusedError("trust.registry_invalid", message, pointer="/registry")
    return MappingProxyType({key: entry[key] for key, _ in _TOLD if isinstance(entry.get(key), str)})


def _moment(text: Any) -> datetime | None:
    """The date of a list; also with an offset without colon, which such lists have. Another one says nothing."""
    short = _SHORT_OFFSET(text) if isinstance(text, str) else None
    try:
        return timestamps.parse(f"{short[1]}:{short[2]}" if short else text)
    except DecodeError:
        return None


def _check(name: Any, max_age: Any) -> None:
    if not isinstance(name, str) or not name.strip():
        raise InputTypeError("input.type", "A registry needs a name for reports.")
    if max_age is not None and (not isinstance(max_age, timedelta) or max_age <= timedelta(0)):
        what = "no time at all" if isinstance(max_age, timedelta) else shown(max_age)
        hint = "Pass a datetime.timedelta that is longer than nothing."
        raise InputTypeError("input.type", f"The age that a registry may have is {what}.", hint=hint)


def _refused(message: str) -> Judgement:
    return Judgement(False, (Finding("trust.registry_invalid", message, "/issuer"),))
