"""Places for ledgers: an SQLite file, and a database in a PostgreSQL that runs for the tests of this folder."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.postgresql import Cluster, cluster
from tests.unit.agreements.ledger.invented import SECRET, B

from eccoe_vc.agreements.ledger import Ledger


@pytest.fixture(scope="session")
def postgresql() -> Iterator[Cluster]:
    with cluster() as running:
        yield running


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.loopback)])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Where no ledger is yet, in each kind of store."""
    if request.param == "sqlite":
        return str(tmp_path / "ledger.db")
    running: Cluster = request.getfixturevalue("postgresql")
    return running.fresh()


@pytest.fixture
def ledger(place: str) -> Ledger:
    return Ledger.open(place, body=B, secret=SECRET, create=True)
