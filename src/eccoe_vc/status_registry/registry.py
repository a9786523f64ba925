"""The registry of an issuer: places in status lists, given out at random and never twice, and what they say.

Bitstring Status List 1.0. Every call is one transaction: it happened or it did not, whenever the machine stops. A place
is taken for good before anybody learns of it, so a credential that was never issued leaves a place unused, and no place
ever belongs to two credentials.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Final

from sqlalchemy import Connection, insert

from eccoe_vc.clock import moment
from eccoe_vc.encoding import timestamps
from eccoe_vc.errors import Finding, InputTypeError, StoreError, shown
from eccoe_vc.issuing import Secured, Securing
from eccoe_vc.keys import Signer
from eccoe_vc.limits import DEFAULT
from eccoe_vc.proofs.suites import EDDSA_RDFC_2022
from eccoe_vc.status_registry import checking, kinds, publishing, rows
from eccoe_vc.status_registry.records import (
    StatusChange,
    StatusListing,
    StatusPlace,
    issuer_of,
    new_listing,
    text,
)
from eccoe_vc.status_registry.tables import ABOUT, SCHEMA, VERSION
from eccoe_vc.storage import files
from eccoe_vc.storage.database import WAIT, Store
from eccoe_vc.storage.opening import check_version, check_wait, open_or_begin

_LISTED: Final = 8  # messages of a list that an error tells


class StatusRegistry:
    """The status lists of one issuer, in an SQLite file or a PostgreSQL database.

    Safe for any number of processes and threads on one store. Holds no open file or connection between calls.

    >>> from datetime import timedelta
    >>> from tempfile import TemporaryDirectory
    >>> from eccoe_vc import LocalSigner
    >>> with TemporaryDirectory() as folder:
    ...     registry = StatusRegistry.open(f"{folder}/status.db", create=True)
    ...     _ = registry.create("https://north.example/status/{number}.json")
    ...     entry = registry.allocate("urn:uuid:7f3b1e6c-5a0f-4a59-9a53-0d0c6c1f8f10")  # for `credentialStatus`
    ...     _ = registry.revoke("urn:uuid:7f3b1e6c-5a0f-4a59-9a53-0d0c6c1f8f10", reason="Awarded by mistake.")
    ...     signer = LocalSigner.generate("Ed25519")
    ...     [path.name for path in registry.write_static(f"{folder}/www", signer=signer, valid_for=timedelta(days=7))]
    ['1.json']
    """

    __slots__ = ("_store", "_wait")

    def __init__(self, store: Store, wait: int = WAIT) -> None:
        """Used by :meth:`open`, which checks what is there."""
        self._store, self._wait = store, wait

    def __repr__(self) -> str:
        return f"StatusRegistry({self._store.name!r})"

    @classmethod
    def open(cls, place: str | os.PathLike[str], *, create: bool = False, wait: int = WAIT) -> StatusRegistry:
        """Open a registry.

        :param place: the path of an SQLite file, or ``sqlite:///...`` or ``postgresql+psycopg://...``.
        :param create: begin a registry where there is none. Without it a wrong path is an error, not an empty registry.
        :param wait: seconds to wait for other writers.
        :raises InputTypeError: ``input.type``, an argument is not what it should be.
        :raises StoreError: ``store.format``, no registry is there; ``store.corrupt``, ``store.io``, ``store.lock``.
        :raises StoreVersionError: ``store.version``, a newer release wrote it.
        """
        check_wait(wait)
        store = Store(place, SCHEMA, wait)

        def begin(connection: Connection) -> None:
            connection.execute(insert(ABOUT).values(version=VERSION))

        open_or_begin(store, create=create, check=lambda connection: check_version(store, connection), begin=begin)
        return cls(store, wait)

    @contextmanager
    def _reading(self) -> Iterator[Connection]:
        with self._store.reading() as connection:
            check_version(self._store, connection)
            yield connection

    @contextmanager
    def _writing(self) -> Iterator[Connection]:
        with self._store.writing() as connection:
            check_version(self._store, connection)
            yield connection

    # ---- lists and places --------------------------------------------------------------------------------------------

    def create(
        self,
        template: str,
        *,
        purpose: str = "revocation",
        entries: int = 131_072,
        capacity: int | None = None,
        messages: Iterable[str] = (),
        issuer: str | None = None,
        at: datetime | None = None,
    ) -> StatusListing:
        """Open the first list of a kind. A second time with the same arguments changes nothing.

        :param template: the https address at which lists are published; ``{number}`` in it becomes 1, 2, 3, and a list
            that is full opens the next one. Without it there is one list.
        :param purpose: ``revocation`` (final), ``suspension`` (can be taken back) or ``message``.
        :param entries: how long each list is; at least 131,072, and at most 12,582,912 bits.
        :param capacity: how many places of a list are given before the next one is opened; 15 of 16 at most, the usual.
        :param messages: for ``message``: what the values 0, 1, 2 and so on say; 2, 4, 8 or up to 256 texts.
        :param issuer: whose credentials get places; None leaves that to the first :meth:`allocate` that says it. A
            verifier takes a list of the issuer of the credential alone.
        :param at: the moment for the journal, aware; None is now.
        :raises InputTypeError: ``input.type``; also where the address has a list of another kind.
        :raises StoreError: ``store.*``.
        """
        wanted = replace(new_listing(template, purpose, entries, capacity, messages), issuer=issuer_of(issuer))
        when = timestamps.format(moment(at, "at"))
        with self._writing() as connection:
            known = rows.listings(connection)
            same = [one for one in known if one.template == template]
            if same:
                kinds.check_same(same[-1], wanted)
                return kinds.of_issuer(connection, same[-1], wanted.issuer)
            if any(one.url == wanted.url for one in known):
                message = f"A list of another template is published at {shown(wanted.url)} already."
                hint = "Name the template with which it was begun, or an address of its own."
                raise InputTypeError("input.type", message, hint=hint)
            return rows.open_list(connection, wanted, when)

    def lists(self) -> tuple[StatusListing, ...]:
        """All lists, the oldest first.

        :raises StoreError: ``store.*``.
        """
        with self._reading() as connection:
            return tuple(rows.listings(connection))

    def allocate(
        self,
        credential_id: str,
        *,
        purpose: str = "revocation",
        template: str | None = None,
        issuer: str | None = None,
        at: datetime | None = None,
    ) -> dict[str, Any]:
        """Give a credential its place, before it is signed: what belongs into its ``credentialStatus``.

        BSL section 2.1. The same id asked again has the same place.

        :param credential_id: the ``id`` of the credential.
        :param template: which lists to take, where the registry has several kinds for the purpose.
        :param issuer: who issues the credential; remembered, so that lists are not signed by somebody else.
        :raises InputTypeError: ``input.type``; also where no list or several kinds of lists have the purpose, or the
            lists are for the credentials of another issuer.
        :raises StoreError: ``store.index_exhausted``, the one list of its template is full; ``store.*``.
        """
        (entry,) = self.allocate_all([credential_id], purpose=purpose, template=template, issuer=issuer, at=at)
        return entry

    def allocate_all(
        self,
        credential_ids: Iterable[str],
        *,
        purpose: str = "revocation",
        template: str | None = None,
        issuer: str | None = None,
        at: datetime | None = None,
    ) -> list[dict[str, Any]]:
        """As :meth:`allocate` for many credentials, all or none, in one transaction; in the order of the ids."""
        names = [text("credential_id", one) for one in _texts(credential_ids)]
        by, when = issuer_of(issuer), timestamps.format(moment(at, "at"))
        with self._writing() as connection:
            known = rows.listings(connection)
            kind = kinds.of_issuer(connection, kinds.meant(known, purpose, template), by)
            found = {one.credential: one for one in rows.places(connection, known, dict.fromkeys(names), purpose)}
            for one in found.values():
                kinds.check_issuer(one.listing, by)
            missing = [name for name in dict.fromkeys(names) if name not in found]
            for made in kinds.given(connection, kind, missing, when):
                found[made.credential] = made
        return [found[name].entry for name in names]

    def places(self, credential_id: str) -> tuple[StatusPlace, ...]:
        """The places of a credential and what they say now; empty where it has none.

        :raises StoreError: ``store.*``.
        """
        with self._reading() as connection:
            known = rows.listings(connection)
            return tuple(rows.places(connection, known, [text("credential_id", credential_id)]))

    def history(self, credential_id: str) -> tuple[StatusChange, ...]:
        """What was done about a credential, by whom and why, the oldest first.

        :raises StoreError: ``store.*``.
        """
        with self._reading() as connection:
            return tuple(rows.changes(connection, text("credential_id", credential_id)))

    # ---- what a place says -------------------------------------------------------------------------------------------

    def revoke(
        self, credential_id: str, *, code: str = "", reason: str = "", actor: str = "", at: datetime | None = None
    ) -> StatusChange:
        """Withdraw a credential for good. A second time changes nothing and gives the first entry of the journal.

        :param code: a short word of yours for the reason. Neither it nor the other words are published.
        :param reason: the reason in words.
        :param actor: who did it.
        :param at: the moment for the journal, aware; None is now.
        :raises StoreError: ``store.no_place``; ``store.*``.
        """
        return self._set(credential_id, "revocation", 1, _words(code, reason, actor), at)

    def suspend(
        self, credential_id: str, *, code: str = "", reason: str = "", actor: str = "", at: datetime | None = None
    ) -> StatusChange:
        """Withdraw a credential until :meth:`restore`. Arguments as of :meth:`revoke`.

        :raises StoreError: ``store.no_place``; ``store.revoked``, it was revoked, which is final; ``store.*``.
        """
        return self._set(credential_id, "suspension", 1, _words(code, reason, actor), at)

    def restore(
        self, credential_id: str, *, code: str = "", reason: str = "", actor: str = "", at: datetime | None = None
    ) -> StatusChange:
        """Take a suspension back. Arguments and errors as of :meth:`suspend`."""
        return self._set(credential_id, "suspension", 0, _words(code, reason, actor), at)

    def set_message(
        self,
        credential_id: str,
        value: int,
        *,
        code: str = "",
        reason: str = "",
        actor: str = "",
        at: datetime | None = None,
    ) -> StatusChange:
        """Let the list say another of its messages about a credential: the one with the number ``value``.

        :raises InputTypeError: ``input.type``, the list has no such message, or it is no number.
        :raises StoreError: ``store.no_place``; ``store.*``.
        """
        return self._set(credential_id, "message", value, _words(code, reason, actor), at)

    def _set(
        self, credential_id: str, purpose: str, value: int, words: dict[str, str], at: datetime | None
    ) -> StatusChange:
        name, when = text("credential_id", credential_id), timestamps.format(moment(at, "at"))
        with self._writing() as connection:
            known = rows.listings(connection)
            found = {one.listing.purpose: one for one in rows.places(connection, known, [name])}
            revoked = "revocation" in found and found["revocation"].value
            if revoked and purpose == "suspension":
                raise StoreError("store.revoked", f"The credential {shown(name)} was revoked, which is final.")
            if purpose not in found:
                raise StoreError(
                    "store.no_place", f"The credential {shown(name)} has no place in a list for {purpose}."
                )
            place = found[purpose]
            if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value < 1 << place.listing.size:
                raise _no_message(value, place.listing.messages)
            if place.value == value:
                here = (place.listing.number, place.index)
                said = [one for one in rows.changes(connection, name) if (one.list, one.index) == here]
                if not said:
                    raise StoreError("store.corrupt", f"The journal does not know the place of {shown(name)}.")
                return said[-1]
            rows.set_value(connection, place, value)
            about = (place.index, name)
            return rows.write(connection, "set", when, place.listing.number, about, value=value, words=words)

    # ---- publishing --------------------------------------------------------------------------------------------------

    def publish(
        self,
        url: str,
        *,
        signer: Signer,
        valid_for: timedelta,
        valid_from: datetime | None = None,
        securing: Securing | Iterable[Securing] = EDDSA_RDFC_2022,
        ttl: int | None = None,
        delegated: bool = False,
    ) -> Secured:
        """The list at ``url`` as it stands now, signed: a ``BitstringStatusListCredential``. BSL section 2.2.

        Equal state and equal arguments give an equal credential, as far as the signature allows: that of Ed25519 does.

        :param signer: the issuer of the credentials that have places in it.
        :param valid_for: until when verifiers must have a newer one; publish again before that.
        :param valid_from: aware; None is now.
        :param securing: as of :func:`eccoe_vc.issue`; a proof or a token.
        :param ttl: how long a copy may be kept, in milliseconds.
        :param delegated: the badges are another issuer's, whose verifiers name the signer (``Policy.status_issuers``).
        :raises InputTypeError: ``input.type``, the registry has no such list.
        :raises IssueError: ``key.controller``, the list is for badges of another issuer; as :func:`eccoe_vc.issue`.
        :raises StoreError: ``store.*``.
        """
        means = publishing.Means.of(signer, valid_for, valid_from, securing, ttl)
        with self._reading() as connection:
            found = [one for one in rows.listings(connection) if one.url == url]
            if not found:
                raise InputTypeError("input.type", f"The registry has no list at {shown(url)}.")
            values = rows.values(connection, found[0])
        publishing.check_for_whom(found[0], means.signer, delegated=delegated)
        return means.signed(found[0], values)

    def write_static(
        self,
        folder: str | os.PathLike[str],
        *,
        signer: Signer,
        valid_for: timedelta,
        valid_from: datetime | None = None,
        securing: Securing | Iterable[Securing] = EDDSA_RDFC_2022,
        ttl: int | None = None,
        delegated: bool = False,
    ) -> tuple[Path, ...]:
        """Write the lists into ``folder``, which a web server shows as the root of its host; gives the files.

        All that are for the badges of the signer, and those of which nobody said for whom they are; with ``delegated``
        those of other issuers, too.

        The path of an address is the path of its file. Each file is replaced in one step, and one program at a time
        writes, so nobody ever reads half a list or an older one than before. Other arguments as of :meth:`publish`.

        :raises InputTypeError: ``input.type``, an argument is not what it should be.
        :raises IssueError: ``key.controller``, the lists are for badges of another issuer, or lists by another one
            stand there: nothing is written. As ``issue``.
        :raises PathError: ``path.unsafe``, a file would be written through a link, or two lists want one name.
        :raises StoreError: ``store.io``, ``store.lock``; ``store.*``.
        """
        with files.locked(folder, self._wait) as root:
            means = publishing.Means.of(signer, valid_for, valid_from, securing, ttl)
            with self._reading() as connection:
                found = [(one, rows.values(connection, one)) for one in rows.listings(connection)]
            publishing.check_names([one for one, _ in found])
            found = publishing.of_signer(found, means.signer, delegated=delegated)
            for one, _ in found:
                standing = files.standing(root, one.file, DEFAULT.status_compressed_bytes)
                publishing.check_standing(standing, one, means.signer)
            made = [(one.file, means.signed(one, values).data) for one, values in found]
            return files.replace_all(root, made)

    def check(self) -> tuple[Finding, ...]:
        """Compare lists and places with the journal; empty where everything holds, else ``store.corrupt`` with places.

        :raises StoreError: ``store.*``, the store cannot be read.
        """
        with self._reading() as connection:
            return tuple(checking.faults(connection))


# ---- parts -----------------------------------------------------------------------------------------------------------


def _no_message(value: object, messages: tuple[str, ...]) -> InputTypeError:
    """Said of what is no number of a message; of a text that is a message, its number."""
    listed = [f"{number} says {shown(said, 60)}" for number, said in enumerate(messages[:_LISTED])]
    left = f", and so on to {len(messages) - 1}" if len(messages) > _LISTED else ""
    what = f"The list has no message with {shown(value)}."
    if not isinstance(value, int) or isinstance(value, bool):
        what = f"A message is set by its number, but {shown(value)} was given."
    meant = f"Pass {messages.index(value)}. " if isinstance(value, str) and value in messages else ""
    hint = f"{meant}The numbers are those from 0 to {len(messages) - 1}: {', '.join(listed)}{left}."
    return InputTypeError("input.type", what, hint=hint)


def _texts(names: Iterable[str]) -> Iterable[str]:
    if isinstance(names, str | bytes):
        raise InputTypeError("input.type", "The ids are one text.", hint="Pass a list of ids.")
    return names


def _words(code: str, reason: str, actor: str) -> dict[str, str]:
    given = {"code": code, "reason": reason, "actor": actor}
    return {name: text(name, value, empty=True) for name, value in given.items()}


__all__ = ["StatusRegistry"]
