"""Opening a store: is one there, of our kind and version? And beginning one."""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy import Connection, select

from eccoe_vc.errors import InputTypeError, StoreError, StoreVersionError, shown
from eccoe_vc.storage.database import Store


def open_or_begin(
    store: Store, *, create: bool, check: Callable[[Connection], None], begin: Callable[[Connection], None]
) -> None:
    """Look at what is there with ``check``; where nothing is and ``create`` says so, make the tables and ``begin``.

    :raises StoreError: ``store.format``, ``store.corrupt`` and whatever the store says.
    :raises StoreVersionError: ``store.version``, a newer release wrote it; nothing is touched.
    """
    if store.there:
        with store.reading() as connection:
            if is_there(store, connection):
                check(connection)
                return
    if not create:
        message = f"No {store.schema.name} is at {shown(store.name, 200)}."
        raise StoreError("store.format", message, hint="Pass create=True to begin one.")
    with store.writing(making=True) as connection:
        if is_there(store, connection):  # somebody else began it meanwhile
            check(connection)
            return
        store.make(connection)
        begin(connection)


def is_there(store: Store, connection: Connection) -> bool:
    """Whether a store of this kind is there; False where there is room for one.

    :raises StoreError: ``store.format``, a file of something else; ``store.corrupt``, only parts of it.
    """
    there, schema = store.tables(connection), store.schema
    ours = there & set(schema.metadata.tables)
    if schema.about.name in ours:
        check_version(store, connection)
    if ours and ours != set(schema.metadata.tables):
        raise StoreError("store.corrupt", f"The {schema.name} {shown(store.name, 200)} lacks a table.")
    if store.sqlite and there and not ours:
        raise StoreError("store.format", f"{shown(store.name, 200)} is a database of something else.")
    return bool(ours)


def check_version(store: Store, connection: Connection) -> None:
    """Whether the tables are of our version; at the start of each transaction.

    :raises StoreError: ``store.corrupt``, they do not say.
    :raises StoreVersionError: ``store.version``, a newer release took the store over.
    """
    schema = store.schema
    versions = connection.execute(select(schema.about.c.version)).scalars().all()
    if len(versions) != 1 or not isinstance(versions[0], int) or versions[0] < 1:
        raise StoreError("store.corrupt", f"The {schema.name} {shown(store.name, 200)} does not say its version.")
    if versions[0] > schema.version:
        message = (
            f"The {schema.name} {shown(store.name, 200)} has version {versions[0]}; "
            f"this release reads {schema.version}."
        )
        raise StoreVersionError("store.version", message)


def check_wait(wait: object) -> None:
    """:raises InputTypeError: ``input.type``, no whole number of seconds up to an hour."""
    if not isinstance(wait, int) or isinstance(wait, bool) or not 0 < wait <= 3600:
        raise InputTypeError(
            "input.type", f"The time to wait is {shown(wait)}.", hint="Pass whole seconds, up to 3600."
        )


__all__ = ["check_version", "check_wait", "is_there", "open_or_begin"]
