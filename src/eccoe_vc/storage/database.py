"""A database: an SQLite file, or PostgreSQL. Transactions one after the other, and faults in our words.

One writer at a time: ``BEGIN IMMEDIATE`` in SQLite, in PostgreSQL a lock on the row that describes the store, taken
first and under READ COMMITTED, so that what is read after it is what the last writer left. What was committed is on
the disk (``synchronous`` FULL or more). No connection outlives a call, so a store may cross a fork.
"""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

from sqlalchemy import Connection, Engine, create_engine, select
from sqlalchemy import inspect as inspected
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, NoSuchModuleError, SQLAlchemyError
from sqlalchemy.pool import NullPool

from eccoe_vc.errors import InputTypeError, StoreError, shown
from eccoe_vc.storage.schema import Schema

WAIT: Final = 30
"""Seconds that a writer waits for the one before; then ``store.lock``."""

_ONE_AT_A_TIME: Final = 7_165_430_921  # a number of our own for the advisory lock under which tables are made
_LOCKED: Final = ("SQLITE_BUSY", "SQLITE_LOCKED", "55P03", "57014")
_STRANGE: Final = ("SQLITE_NOTADB", "SQLITE_ERROR", "42P01", "42703")  # the last three: no such table or column
_DAMAGED: Final = ("SQLITE_CORRUPT", "XX001", "XX002")


class Store:
    """A database by its address; opens a connection for each transaction."""

    __slots__ = ("_engine", "_url", "_wait", "schema")

    def __init__(self, place: str | os.PathLike[str], schema: Schema, wait: int = WAIT) -> None:
        """Name the database; nothing is opened yet.

        :param schema: what is kept there.
        :param wait: seconds to wait for other writers.
        :raises InputTypeError: ``input.type``, neither a path nor the URL of SQLite or PostgreSQL.
        :raises StoreError: ``store.io``, the driver of PostgreSQL is not installed.
        """
        self.schema, self._wait = schema, wait
        self._url = _url(place, schema.name)
        options: dict[str, Any] = {"poolclass": NullPool, "hide_parameters": True}
        if self.sqlite:
            options["connect_args"] = {"timeout": wait, "isolation_level": None}
        else:
            options["connect_args"] = {"connect_timeout": wait}
        try:
            self._engine: Engine = create_engine(self._url, **options)
        except ImportError:
            message = "The driver of PostgreSQL is not installed."
            raise StoreError("store.io", message, hint='pip install "eccoe-vc[postgresql]"') from None
        except (ArgumentError, NoSuchModuleError):
            raise _no_address(schema.name) from None

    def __repr__(self) -> str:
        return f"Store({self.name!r})"

    @property
    def sqlite(self) -> bool:
        """Whether it is a file."""
        return self._url.get_backend_name() == "sqlite"

    @property
    def name(self) -> str:
        """The address without a password."""
        return str(self._url.database) if self.sqlite else self._url.render_as_string(hide_password=True)

    @property
    def there(self) -> bool:
        """Whether there can be something to open: a file must exist."""
        return not self.sqlite or Path(str(self._url.database)).exists()

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """One moment of the database, whatever others write meanwhile.

        :raises StoreError: ``store.format``, the file is gone.
        """
        self._must_be_there()
        with self._told(), self._connected("REPEATABLE READ") as connection:
            if self.sqlite:
                connection.exec_driver_sql("BEGIN")
            yield connection
            connection.rollback()

    @contextmanager
    def writing(self, *, making: bool = False) -> Iterator[Connection]:
        """One writer at a time; committed at the end, nothing of it kept where something is raised.

        :param making: the tables may not be there yet.
        :raises StoreError: ``store.format``, the file is gone.
        """
        if not making:
            self._must_be_there()
        with self._told(), self._connected("READ COMMITTED") as connection:
            if self.sqlite:
                if making:
                    self._write_ahead(connection)
                connection.exec_driver_sql("BEGIN IMMEDIATE")
            else:
                connection.exec_driver_sql(f"SET LOCAL lock_timeout = {self._wait * 1000:d}")
                connection.exec_driver_sql("SET LOCAL synchronous_commit = on")
                if making:
                    connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({_ONE_AT_A_TIME:d})")
                else:
                    connection.execute(select(self.schema.about.c.version).with_for_update()).all()
            yield connection
            connection.commit()

    def tables(self, connection: Connection) -> set[str]:
        """The names of the tables that are there."""
        return set(inspected(connection).get_table_names())

    def make(self, connection: Connection) -> None:
        """Make the tables."""
        self.schema.metadata.create_all(connection, checkfirst=False)
        for statement in self.schema.triggers.get(connection.dialect.name, ()):
            connection.exec_driver_sql(statement)

    def _must_be_there(self) -> None:
        """SQLite would make an empty file."""
        if not self.there:
            raise StoreError("store.format", f"No {self.schema.name} is at {shown(self.name, 200)}.")

    @contextmanager
    def _connected(self, isolation: str) -> Iterator[Connection]:
        with self._engine.connect() as connection:
            if self.sqlite:
                raw: Any = connection.connection.dbapi_connection
                raw.text_factory = _text  # bytes that are no text are found by their digest, not by a decoder
                connection.exec_driver_sql("PRAGMA synchronous = EXTRA")
                connection.rollback()
            else:
                connection = connection.execution_options(isolation_level=isolation)
            yield connection

    def _write_ahead(self, connection: Connection) -> None:
        """Readers and the writer do not wait for each other. Making it so does not wait for a lock by itself."""
        for left in range(self._wait * 10, -1, -1):
            try:
                connection.exec_driver_sql("PRAGMA journal_mode = WAL")
                connection.rollback()
                return
            except SQLAlchemyError as error:
                if not left or not _code(error).startswith(_LOCKED):
                    raise
                connection.rollback()
                time.sleep(0.1)

    @contextmanager
    def _told(self) -> Iterator[None]:
        """What the database says, as one sentence and a code; nothing of what was written to it is told."""
        try:
            yield
        except SQLAlchemyError as error:
            raise _fault(error, self.name, self.schema.name) from None


def _url(place: object, what: str) -> URL:
    """The address; a path is an SQLite file."""
    if not isinstance(place, str | os.PathLike):
        raise _no_address(what)
    text = os.fspath(place)
    if not isinstance(text, str) or not text or not text.isprintable():
        raise _no_address(what)
    try:
        url = make_url(text) if "://" in text else URL.create("sqlite", database=text)
    except (ArgumentError, ValueError):
        raise _no_address(what) from None
    if url.drivername == "postgresql":
        url = url.set(drivername="postgresql+psycopg")
    if url.drivername == "postgresql+psycopg":
        return url
    if url.drivername not in ("sqlite", "sqlite+pysqlite") or url.query:
        raise _no_address(what)
    if not url.database or url.database.startswith(":"):
        raise InputTypeError("input.type", f"A {what} in memory is forgotten.", hint="Pass the path of a file.")
    return url.set(database=os.path.abspath(url.database))  # the working directory may change


def _no_address(what: str) -> InputTypeError:
    hint = "Pass a path, sqlite:///... or postgresql+psycopg://..."
    return InputTypeError("input.type", f"This is no place for a {what}.", hint=hint)


def _text(data: bytes) -> str:
    return data.decode("utf-8", "replace")


def _code(error: BaseException) -> str:
    """The code of the database: SQLite's name, or SQLSTATE."""
    cause = getattr(error, "orig", None)
    return str(getattr(cause, "sqlite_errorname", None) or getattr(cause, "sqlstate", None) or "")


def _fault(error: SQLAlchemyError, name: str, what: str) -> StoreError:
    code = _code(error)
    where = shown(name, 200)
    if code.startswith(_LOCKED):
        return StoreError("store.lock", f"Another writer holds the {what} {where}.")
    if code.startswith(_STRANGE):
        return StoreError("store.format", f"{where} is not a {what}.")
    if code.startswith(_DAMAGED):
        return StoreError("store.corrupt", f"The {what} {where} is damaged.")
    told = f" ({code})" if code else ""
    return StoreError("store.io", f"The {what} {where} could not be read or written{told}.")


__all__ = ["WAIT", "Store"]
