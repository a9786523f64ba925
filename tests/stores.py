"""Places for stores: an SQLite file, and a database in a PostgreSQL that runs for the tests of a session."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from tests.postgresql import Cluster, cluster, connect


@pytest.fixture(scope="session")
def postgresql() -> Iterator[Cluster]:
    with cluster() as running:
        yield running


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.loopback)])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """Where no store is yet, in each kind of database; a file in memory where the machine has such a folder."""
    if request.param == "postgresql":
        running: Cluster = request.getfixturevalue("postgresql")
        yield running.fresh()
        return
    with TemporaryDirectory(dir="/dev/shm" if os.access("/dev/shm", os.W_OK) else tmp_path) as folder:
        yield f"{folder}/store.db"


@contextmanager
def raw(place: str) -> Iterator[Callable[..., list[Any]]]:
    """Statements past the library, by somebody who may do everything; the triggers are out of the way."""
    if "://" not in place:
        with closing(sqlite3.connect(place, isolation_level=None)) as connection:
            for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
                connection.execute(f"DROP TRIGGER {name}")
            yield lambda statement, *values: connection.execute(statement, values).fetchall()
        return
    with connect(place) as server:

        def run(statement: str, *values: Any) -> list[Any]:
            cursor = server.execute(statement.replace("?", "%s").encode(), values or None)
            return cursor.fetchall() if cursor.description else []

        found = "SELECT DISTINCT trigger_name, event_object_table FROM information_schema.triggers"
        for name, table in run(f"{found} WHERE trigger_schema = current_schema()"):
            run(f"DROP TRIGGER {name} ON {table}")
        yield run
