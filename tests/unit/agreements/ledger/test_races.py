"""Many processes, and processes that are killed at any moment: no award is lost and none is doubled."""

from __future__ import annotations

import os
import random
import signal
import time
from multiprocessing import get_context
from typing import Any

import pytest
from tests.unit.agreements.ledger.invented import HOUR, NOW, SECRET, B, Use, decision

from eccoe_vc.agreements.deciding import Decision
from eccoe_vc.agreements.ledger import Ledger
from eccoe_vc.errors import EccoeError

FORK = get_context("fork")


def opened(place: str, **more: Any) -> Ledger:
    return Ledger.open(place, body=B, secret=SECRET, **more)


def _try(place: str, made: Decision, name: str, begin: Any, said: Any) -> None:
    begin.wait(60)
    try:
        ledger = opened(place, create=True)
        one = ledger.reserve(made, until=NOW + HOUR, now=NOW)
        ledger.commit(one, decision_id=name, decision_digest="u", now=NOW)
        said.put((name, "won"))
    except EccoeError as error:
        said.put((name, error.code))


def race(place: str, runners: list[Decision]) -> dict[str, str]:
    """All at once; what each one got. The ledger is begun by whoever is first."""
    begin, said = FORK.Barrier(len(runners)), FORK.Queue()
    processes = [
        FORK.Process(target=_try, args=(place, made, f"urn:d:{number}", begin, said))
        for number, made in enumerate(runners)
    ]
    for process in processes:
        process.start()
    found = dict(said.get(timeout=90) for _ in processes)
    for process in processes:
        process.join(30)
        assert process.exitcode == 0
    return found


@pytest.mark.attack("K19", "8")
@pytest.mark.parametrize("attempt", range(3))
def test_of_eight_processes_exactly_one_wins(place: str, attempt: int) -> None:
    """Each with another form of the award; the same programme or another one, it does not matter."""
    runners = [
        decision(Use("x", alias=number % 2 == 0), programme=f"urn:x:p{number % (attempt + 1)}") for number in range(8)
    ]
    found = race(place, runners)
    assert sorted(found.values()) == ["rule.already_used"] * 7 + ["won"]
    (winner,) = (name for name, what in found.items() if what == "won")
    ledger = opened(place)
    assert ledger.check() == ()
    assert [held.decision for held in ledger.view("did:example:l")] == [winner]


def test_eight_processes_with_awards_of_their_own_all_win(place: str) -> None:
    found = race(place, [decision(Use(f"a{number}")) for number in range(8)])
    assert set(found.values()) == {"won"}
    ledger = opened(place)
    assert ledger.check() == ()
    assert {held.decision for held in ledger.view("did:example:l")} == set(found)


def test_overlapping_bundles_never_share_an_award_and_never_lock_each_other_out(place: str) -> None:
    bundles = [(number, (number + 1) % 8) for number in range(8)]
    found = race(place, [decision(*(Use(f"a{name}") for name in bundle)) for bundle in bundles])
    winners = [bundles[int(name.rpartition(":")[2])] for name, what in found.items() if what == "won"]
    taken = [name for bundle in winners for name in bundle]
    assert len(taken) == len(set(taken))
    assert all(not set(bundle).isdisjoint(taken) for bundle in bundles)  # who lost, lost to a winner
    assert set(found.values()) <= {"won", "rule.already_used"}
    assert opened(place).check() == ()


def test_one_decision_is_raised_by_exactly_one_of_eight(place: str) -> None:
    ledger = opened(place, create=True)
    one = ledger.reserve(decision(Use("x", zero=True)), until=NOW + HOUR, now=NOW)
    ledger.commit(one, decision_id="urn:d:zero", decision_digest="u", now=NOW)
    found = race(place, [decision(Use("x")) for _ in range(8)])
    assert sorted(found.values()) == ["rule.already_used"] * 7 + ["won"]
    assert ledger.check() == ()


def test_a_fork_in_the_middle_of_everything_shares_nothing(place: str) -> None:
    """A ledger holds no connection that a child could write into."""
    ledger = opened(place, create=True)
    one = ledger.reserve(decision(Use("x")), until=NOW + HOUR, now=NOW)
    process = FORK.Process(target=ledger.release, args=(one, NOW))
    process.start()
    process.join(60)
    assert process.exitcode == 0
    ledger.reserve(decision(Use("x")), until=NOW + HOUR, now=NOW)
    assert ledger.check() == ()


# ---- killed at any moment --------------------------------------------------------------------------------------------


def _work(place: str, made: list[Decision], first: int, turn: int, pipe: int) -> None:
    """Enter one award after the other and say what was done, until killed."""
    ledger, now = opened(place), NOW + turn * HOUR
    os.write(pipe, b"0 open\n")
    for number, one in enumerate(made[first:], first):
        try:
            held = ledger.reserve(one, until=now + HOUR, now=now)
            if number % 5 == 4:
                ledger.release(held, now)
                held = ledger.reserve(one, until=now + HOUR, now=now)
            ledger.commit(held, decision_id=f"urn:d:{turn}:{number}", decision_digest="u", now=now)
            said = f"{number} committed\n"
        except EccoeError as error:
            said = f"{number} {error.code}\n"
        os.write(pipe, said.encode())


def killed(place: str, made: list[Decision], first: int, turn: int, lines: int, seconds: float) -> dict[int, str]:
    """What a process said that was killed so many ``seconds`` after it had said so many ``lines``."""
    ours, theirs = os.pipe()
    process = FORK.Process(target=_work, args=(place, made, first, turn, theirs))
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
    return {int(number): what for number, what in (line.split() for line in told.decode().splitlines()[1:])}


def _usual(ledger: Ledger) -> float:
    """How long one award takes here and now, in seconds."""
    began = time.monotonic()
    for number in range(5):
        one = ledger.reserve(decision(Use("usual"), learner=f"did:example:usual{number}"), until=NOW + HOUR, now=NOW)
        ledger.commit(one, decision_id=f"urn:d:usual:{number}", decision_digest="u", now=NOW)
    return (time.monotonic() - began) / 5


def kill_often(place: str, kills: int) -> None:
    """Kill a process again and again at moments of chance, and look each time at what it left behind."""
    chance = random.Random(kills)
    names = [f"did:example:{number}" for number in range(kills * 6)]
    made = [decision(Use("x"), learner=name) for name in names]
    ledger = opened(place, create=True)
    longest = 1.5 * _usual(ledger)
    heads, by, first, in_flight = [ledger.head()], dict[int, str](), 0, 0
    for turn in range(kills):
        said = killed(place, made, first, turn * 2, 1 + chance.randrange(2), chance.uniform(0, longest))
        assert set(said.values()) <= {"committed"}
        first = max(said, default=first - 1) + 1
        for number in said:
            by[number] = f"urn:d:{turn * 2}:{number}"
            assert [held.decision for held in ledger.view(names[number])] == [by[number]], "a commit is lost"
        late = [held.decision for held in ledger.view(names[first])]  # committed, and killed before it could say so
        if late:
            assert late == [f"urn:d:{turn * 2}:{first}"]
            by[first], first = late[0], first + 1
        in_flight = max(in_flight, len(ledger.reservations()))
        if turn % 20 == 0:
            heads.append(ledger.head())
            assert ledger.check(heads) == ()
    assert len(by) == first > kills / 3, "the processes were killed before they did anything"
    assert in_flight, "no process was killed between reserving and committing"
    # What a killed process held is free again after its end: everything can be finished, and nothing twice.
    end = NOW + 3 * kills * HOUR
    for number in range(min(first + 3, len(names))):
        try:
            one = ledger.reserve(made[number], until=end + HOUR, now=end)
        except EccoeError as error:
            assert repr(by[number]) in error.message
        else:
            assert number not in by
            ledger.commit(one, decision_id=f"urn:d:end:{number}", decision_digest="u", now=end)
    assert [one for one in ledger.reservations() if one.until > end] == []
    assert ledger.check(heads) == ()


@pytest.mark.parametrize("place", ["sqlite"], indirect=True)
def test_killed_at_two_hundred_moments_of_chance(place: str) -> None:
    kill_often(place, 200)


@pytest.mark.loopback
@pytest.mark.parametrize("place", ["postgresql"], indirect=True)
def test_killed_at_moments_of_chance_with_a_server(place: str) -> None:
    kill_often(place, 25)
