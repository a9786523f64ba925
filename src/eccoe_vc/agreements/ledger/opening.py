"""Opening a ledger: is one there, of our version, of this body, with this secret? And beginning one."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import Connection, insert, select

from eccoe_vc.agreements.ledger import rows
from eccoe_vc.agreements.ledger.chain import following
from eccoe_vc.agreements.ledger.keys import ledger_mark
from eccoe_vc.agreements.ledger.tables import LEDGER, VERSION
from eccoe_vc.errors import Finding, StoreError, shown
from eccoe_vc.storage import opening
from eccoe_vc.storage.database import Store


def check(store: Store, body: str, secret: bytes, *, create: bool) -> None:
    """Look at what is there, and begin a ledger where there is none and ``create`` says so.

    :raises StoreError: ``store.format``, ``store.corrupt`` and whatever the store says.
    :raises StoreVersionError: ``store.version``, a newer release wrote it; nothing is touched.
    """
    mark = ledger_mark(secret, body)

    def begin(connection: Connection) -> None:
        connection.execute(insert(LEDGER).values(version=VERSION, body=body, mark=mark))
        rows.add(connection, following(None, "opened", _opened(body, mark)))

    opening.open_or_begin(
        store, create=create, check=lambda connection: check_about(store, connection, body, secret), begin=begin
    )


def check_about(store: Store, connection: Connection, body: str, secret: bytes) -> None:
    """Whether the tables are of our version, of this body, and made with this secret; at the start of each transaction.

    :raises StoreError: ``store.format``, ``store.corrupt``.
    :raises StoreVersionError: ``store.version``, a newer release took the ledger over.
    """
    opening.check_version(store, connection)
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


def _opened(body: str, mark: str) -> dict[str, str]:
    return {"body": body, "mark": mark, "version": str(VERSION)}


__all__ = ["check", "check_about", "faults"]
