from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from tests.loopback_https import Authority, Server, running


class Turned:
    """A clock that stands still until it is turned; waiting turns it."""

    def __init__(self) -> None:
        self.tick, self.date = 1000.0, datetime(2026, 6, 1, 12, tzinfo=UTC)
        self.slept: list[float] = []

    def ticks(self) -> float:
        return self.tick

    def now(self) -> datetime:
        return self.date

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.turn(seconds)

    def turn(self, seconds: float) -> None:
        self.tick += seconds
        self.date += timedelta(seconds=seconds)


@pytest.fixture
def clock() -> Turned:
    return Turned()


@pytest.fixture(scope="session")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    return Authority(tmp_path_factory.mktemp("authority"))


@pytest.fixture
def server(authority: Authority) -> Iterator[Server]:
    with running(authority) as made:
        yield made
