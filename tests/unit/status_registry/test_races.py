"""Many processes, and processes that are killed at any moment: no place is lost and none is given twice.

``tools/stress_registry.py`` does the same more often.
"""

from __future__ import annotations

import os
import random
import signal
import time
from collections.abc import Iterator
from datetime import timedelta
from multiprocessing import get_context
from pathlib import Path
from threading import Thread
from typing import Any

import pytest

from eccoe_vc import LocalSigner, StatusRegistry
from eccoe_vc.encoding import strict_json
from eccoe_vc.status import decode

FORK = get_context("fork")
SIGNER = LocalSigner.from_seed(bytes(range(32)))
WEEK = timedelta(days=7)
TEMPLATE = "https://north.example/status/{number}"


def key(entry: dict[str, Any]) -> tuple[str, int]:
    return entry["statusListCredential"], int(entry["statusListIndex"])


def _batches(names: list[str], most: int, chance: random.Random) -> Iterator[list[str]]:
    while names:
        size = chance.randint(1, most)
        yield names[:size]
        names = names[size:]


def _take(place: str, who: int, count: int, most: int, begin: Any, said: Any) -> None:
    begin.wait(120)
    registry = StatusRegistry.open(place, create=True)
    registry.create(TEMPLATE, capacity=5_000)
    got = []
    for names in _batches([f"urn:c:{who}:{number}" for number in range(count)], most, random.Random(who)):
        got += [(name, *key(entry)) for name, entry in zip(names, registry.allocate_all(names), strict=True)]
    said.put(got)


def race(place: str, processes: int, count: int, most: int = 1) -> None:
    """So many processes take ``count`` places each, up to ``most`` in a call; whoever is first begins the registry."""
    begin, said = FORK.Barrier(processes), FORK.Queue()
    runners = [FORK.Process(target=_take, args=(place, who, count, most, begin, said)) for who in range(processes)]
    for runner in runners:
        runner.start()
    got = [one for _ in runners for one in said.get(timeout=900)]
    for runner in runners:
        runner.join(60)
        assert runner.exitcode == 0
    registry = StatusRegistry.open(place)
    assert len({name for name, *_ in got}) == len(got) == processes * count, "one is lost"
    assert len({(url, index) for _, url, index in got}) == len(got), "a place was given twice"
    assert sum(listing.given for listing in registry.lists()) == len(got)
    assert registry.check() == ()
    again = registry.allocate_all(name for name, *_ in got)
    assert [key(entry) for entry in again] == [(url, index) for _, url, index in got]


@pytest.mark.attack("L01", "small")
def test_four_processes(place: str) -> None:
    race(place, 4, 50)


@pytest.mark.attack("L01", "large")
@pytest.mark.parametrize("place", ["sqlite"], indirect=True)
def test_sixteen_processes_take_a_thousand_places_each(place: str) -> None:
    race(place, 16, 1_000, most=10)


@pytest.mark.loopback
@pytest.mark.parametrize("place", ["postgresql"], indirect=True)
def test_sixteen_processes_with_a_server(place: str) -> None:
    race(place, 16, 1_000, most=100)


@pytest.mark.attack("L01", "threads")
@pytest.mark.parametrize("place", ["sqlite"], indirect=True)
def test_thirty_two_threads_share_one_registry(registry: StatusRegistry) -> None:
    got: list[tuple[str, int]] = []

    def take(who: int) -> None:
        for number in range(100):
            got.append(key(registry.allocate(f"urn:c:{who}:{number}")))

    threads = [Thread(target=take, args=(who,)) for who in range(32)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(set(got)) == len(got) == 3_200
    assert registry.check() == ()


def test_processes_that_ask_for_one_credential_get_one_place(registry: StatusRegistry, place: str) -> None:
    said = FORK.Queue()

    def ask() -> None:
        said.put(key(StatusRegistry.open(place).allocate("urn:c:same")))

    processes = [FORK.Process(target=ask) for _ in range(8)]
    for process in processes:
        process.start()
    assert len({said.get(timeout=60) for _ in processes}) == 1
    for process in processes:
        process.join(30)
    assert registry.lists()[0].given == 1


# ---- killed at any moment --------------------------------------------------------------------------------------------


def _work(place: str, folder: str, turn: int, pipe: int) -> None:
    """Give places, withdraw every third credential, publish now and then, and say what was done, until killed."""
    registry = StatusRegistry.open(place)
    os.write(pipe, b"open\n")
    for number in range(1_000_000):
        name = f"urn:c:{turn}:{number}"
        url, index = key(registry.allocate(name))
        os.write(pipe, f"placed {name} {url} {index}\n".encode())
        if number % 3 == 0:
            registry.revoke(name)
            os.write(pipe, f"revoked {name}\n".encode())
        if number % 4 == 1:
            registry.write_static(folder, signer=SIGNER, valid_for=WEEK)
            os.write(pipe, b"published\n")


def killed(place: str, folder: str, turn: int, lines: int, seconds: float) -> list[list[str]]:
    """What a process said that was killed so many ``seconds`` after it had said so many ``lines``."""
    ours, theirs = os.pipe()
    process = FORK.Process(target=_work, args=(place, folder, turn, theirs))
    process.start()
    os.close(theirs)
    assert process.pid is not None
    told = b""
    while told.count(b"\n") < lines:
        told += os.read(ours, 65_536)
    time.sleep(seconds)
    os.kill(process.pid, signal.SIGKILL)
    process.join(30)
    while more := os.read(ours, 65_536):
        told += more
    os.close(ours)
    return [line.split() for line in told.decode().splitlines()[1:] if line]


def _check_files(folder: Path, revoked: set[tuple[str, int]], more: int) -> None:
    """Each file is whole and sets nothing but what was revoked, ``more`` of it before anybody could say so."""
    for path in folder.rglob("status/*"):
        if path.name.startswith("."):
            continue
        document = strict_json.parse(path.read_bytes())
        bits = decode(document["credentialSubject"]["encodedList"])
        told = {index for url, index in revoked if url == document["id"] and bits.value(index)}
        assert 0 <= int.from_bytes(bits.data).bit_count() - len(told) <= more


def kill_often(place: str, folder: Path, kills: int) -> None:
    """Kill a process again and again at moments of chance, and look each time at what it left behind."""
    chance = random.Random(kills)
    registry = StatusRegistry.open(place, create=True)
    registry.create(TEMPLATE, capacity=100)
    placed = dict[str, tuple[str, int]]()
    revoked = set[str]()
    for turn in range(kills):
        said = killed(place, str(folder), turn, 1 + chance.randrange(4), chance.uniform(0, 0.03))
        for what, *about in said:
            if what == "placed":
                placed[about[0]] = (about[1], int(about[2]))
            elif what == "revoked":
                revoked.add(about[0])
        if turn % 20 == 0 or turn == kills - 1:
            assert registry.check() == ()
            _check_files(folder, {placed[name] for name in revoked}, 1 + turn)
    entries = registry.allocate_all(placed)
    assert [key(entry) for entry in entries] == list(placed.values()), "a place that was told is lost"
    assert len(set(placed.values())) == len(placed) > kills / 3, "a place was given twice"
    given = sum(listing.given for listing in registry.lists())
    assert len(placed) <= given <= len(placed) + kills, "more was given than one place for each kill"
    assert all(registry.places(name)[0].value for name in revoked), "a revocation is lost"
    registry.write_static(folder, signer=SIGNER, valid_for=WEEK)
    assert not list(folder.rglob("*.part"))
    assert registry.check() == ()


@pytest.mark.attack("L02", "kill")
@pytest.mark.parametrize("place", ["sqlite"], indirect=True)
def test_killed_at_two_hundred_moments_of_chance(place: str, tmp_path: Path) -> None:
    kill_often(place, tmp_path / "www", 200)


@pytest.mark.loopback
@pytest.mark.parametrize("place", ["postgresql"], indirect=True)
def test_killed_at_moments_of_chance_with_a_server(place: str, tmp_path: Path) -> None:
    kill_often(place, tmp_path / "www", 25)
