"""Places for ledgers: an SQLite file, and a database in a PostgreSQL that runs for the tests of this folder."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from tests.postgresql import Cluster, cluster
from tests.unit.agreements.ledger.invented import SECRET, B

from eccoe_vc.agreements.ledger import Ledger


@pytest.fixture(scope="session")
def postgresql() -> Iterator[Cluster]:
    with cluster() as running:
        yield running


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.loopback)])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """Where no ledger is yet, in each kind of store; a file in memory where the machine has such a folder."""
    if request.param == "postgresql":
        running: Cluster = request.getfixturevalue("postgresql")
        yield running.fresh()
        return
    with TemporaryDirectory(dir="/dev/shm" if os.access("/dev/shm", os.W_OK) else tmp_path) as folder:
        yield f"{folder}/ledger.db"


@pytest.fixture
def ledger(place: str) -> Ledger:
    return Ledger.open(place, body=B, secret=SECRET, create=True)
