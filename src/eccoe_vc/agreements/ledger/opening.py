"""Opening a ledger: is one there, of our version, of this body, with this secret? And beginning one."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import Connection, insert, select

from eccoe_vc.agreements.ledger import rows
from eccoe_vc.agreements.ledger.chain import following
from eccoe_vc.agreements.ledger.keys import ledger_mark
from eccoe_vc.agreements.ledger.store import Store
from eccoe_vc.agreements.ledger.tables import LEDGER, METADATA, VERSION
from eccoe_vc.errors import Finding, InputTypeError, StoreError, StoreVersionError, shown


def check(store: Store, body: str, secret: bytes, *, create: bool) -> None:
    """Look at what is there, and begin a ledger where there is none and ``create`` says so.

    :raises StoreError: ``store.format``, ``store.corrupt`` and whatever the store says.
    :raises StoreVersionError: ``store.version``, a newer release wrote it; nothing is touched.
    """
    mark = ledger_mark(secret, body)
    if store.there:
        with store.reading() as connection:
            if _is_ledger(store, connection):
                check_about(store, connection, body, secret)
                return
    if not create:
        raise StoreError(
            "store.format", f"No ledger is at {shown(store.name, 200)}.", hint="Pass create=True to begin one."
        )
    with store.writing(making=True) as connection:
        if _is_ledger(store, connection):  # somebody else began it meanwhile
            check_about(store, connection, body, secret)
            return
        store.make(connection)
        connection.execute(insert(LEDGER).values(version=VERSION, body=body, mark=mark))
        rows.add(connection, following(None, "opened", _opened(body, mark)))


def check_about(store: Store, connection: Connection, body: str, secret: bytes) -> None:
    """Whether the tables are of our version, of this body, and made with this secret; at the start of each transaction.

    :raises StoreError: ``store.format``, ``store.corrupt``.
    :raises StoreVersionError: ``store.version``, a newer release took the ledger over.
    """
    _check_version(store, connection)
    row = connection.execute(select(LEDGER.c.body, LEDGER.c.mark)).one()
    where = shown(store.name, 200)
    if row.body != body:
        message = f"The ledger {where} is that of {shown(row.body)}, not of {shown(body)}."
        raise StoreError("store.format", message, hint="Open the ledger of this body; each body has one of its own.")
    if row.mark != ledger_mark(secret, body):
        message = f"The ledger {where} was begun with another secret."
        raise StoreError("store.format", message, hint="Find the secret; with another one no learner is known again.")


def faults(connection: Connection, body: str, secret: bytes) -> Iterator[Finding]:
    """Whether the first entry says what the ledger says about itself: ``decision.chain``, ``store.corrupt``."""
    mark = ledger_mark(secret, body)
    first = rows.entry(connection, 1)
    if first is None or first.kind != "opened" or first.tree() != _opened(body, mark):
        message = "Entry 1 of the ledger does not open the ledger of this body with this secret."
        yield Finding("decision.chain", message, "/entry/1")
    about = connection.execute(select(LEDGER)).all()
    if [tuple(row) for row in about] != [(VERSION, body, mark)]:
        yield Finding("store.corrupt", "What the ledger says about itself was changed.", "")


def check_wait(wait: object) -> None:
    """:raises InputTypeError: ``input.type``, no whole number of seconds up to an hour."""
    if not isinstance(wait, int) or isinstance(wait, bool) or not 0 < wait <= 3600:
        raise InputTypeError(
            "input.type", f"The time to wait is {shown(wait)}.", hint="Pass whole seconds, up to 3600."
        )


def _opened(body: str, mark: str) -> dict[str, str]:
    return {"body": body, "mark": mark, "version": str(VERSION)}


def _is_ledger(store: Store, connection: Connection) -> bool:
    """Whether a ledger is there; False where there is room for one.

    :raises StoreError: ``store.format``, a file of something else; ``store.corrupt``, only parts of a ledger.
    """
    there = store.tables(connection)
    ours = there & set(METADATA.tables)
    if LEDGER.name in ours:
        _check_version(store, connection)
    if ours and ours != set(METADATA.tables):
        raise StoreError("store.corrupt", f"The ledger {shown(store.name, 200)} lacks a table.")
    if store.sqlite and there and not ours:
        raise StoreError("store.format", f"{shown(store.name, 200)} is a database of something else.")
    return bool(ours)


def _check_version(store: Store, connection: Connection) -> None:
    versions = connection.execute(select(LEDGER.c.version)).scalars().all()
    if len(versions) != 1 or not isinstance(versions[0], int) or versions[0] < 1:
        raise StoreError("store.corrupt", f"The ledger {shown(store.name, 200)} does not say its version.")
    if versions[0] > VERSION:
        message = f"The ledger {shown(store.name, 200)} has version {versions[0]}; this release reads {VERSION}."
        raise StoreVersionError("store.version", message)


__all__ = ["check", "check_about", "check_wait", "faults"]
