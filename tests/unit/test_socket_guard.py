"""The guard that keeps tests off the network. 192.0.2.0/24 is reserved for documentation (RFC 5737)."""

from __future__ import annotations

import contextlib
import os
import socket
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path

import pytest
from tests.socket_guard import GUARD

PROJECT = Path(__file__).resolve().parents[2]
Refused = pytest.fail.Exception


def _connect(host: str) -> None:
    with socket.socket() as client:
        client.settimeout(1)
        client.connect((host, 9))


def _connect_ex(host: str) -> None:
    with socket.socket() as client:
        client.settimeout(1)
        client.connect_ex((host, 9))


def _bind(host: str) -> None:
    with socket.socket() as server:
        server.bind((host, 0))


def _send_datagram(host: str) -> None:
    with socket.socket(type=socket.SOCK_DGRAM) as sender:
        sender.sendto(b"x", (host, 9))


def _resolve(host: str) -> None:
    socket.getaddrinfo(host, 9)


def _resolve_old(host: str) -> None:
    socket.gethostbyname(host)


def _reverse(host: str) -> None:
    socket.getnameinfo((host, 9), socket.NI_NUMERICHOST)


OPERATIONS = [_connect, _connect_ex, _bind, _send_datagram, _resolve, _resolve_old, _reverse]


@pytest.mark.parametrize("host", ["127.0.0.1", "192.0.2.1"])
@pytest.mark.parametrize("operation", OPERATIONS)
def test_an_unmarked_test_reaches_nothing(operation: Callable[[str], None], host: str) -> None:
    with GUARD.recorded() as refused, pytest.raises(Refused, match="mark the test"):
        operation(host)
    assert len(refused) == 1


@pytest.mark.loopback
@pytest.mark.parametrize("host", ["192.0.2.1", "example.org", "0.0.0.0", "", "127.0.0.1.example.org"])
@pytest.mark.parametrize("operation", OPERATIONS)
def test_a_marked_test_reaches_no_other_host(operation: Callable[[str], None], host: str) -> None:
    with GUARD.recorded() as refused, pytest.raises(Refused, match="loopback interface"):
        operation(host)
    assert len(refused) == 1


@pytest.mark.loopback
def test_a_marked_test_reaches_loopback() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        with socket.create_connection(("localhost", port), timeout=5) as client:
            accepted, _ = server.accept()
            with accepted:
                client.sendall(b"hello")
                assert accepted.recv(5) == b"hello"


def test_a_socket_pair_is_no_network() -> None:
    left, right = socket.socketpair()
    with left, right:
        left.sendmsg([b"x"])
        assert right.recv(1) == b"x"


def test_ordinary_handlers_do_not_catch_the_refusal() -> None:
    with GUARD.recorded(), pytest.raises(Refused), contextlib.suppress(Exception):
        _connect("127.0.0.1")


def test_other_threads_are_watched() -> None:
    seen: list[BaseException] = []

    def run() -> None:
        try:
            _connect("127.0.0.1")
        except Refused as error:
            seen.append(error)

    with GUARD.recorded() as refused:
        thread = threading.Thread(target=run)
        thread.start()
        thread.join()
    assert len(seen) == len(refused) == 1


_MODULE = """
import socket, pytest

def touch():
    with socket.socket() as client:
        client.connect(("127.0.0.1", 9))

def test_swallows():
    try:
        touch()
    except BaseException:
        pass

@pytest.fixture
def early():
    touch()

def test_fixture(early): pass

def test_clean(): pass
"""


@pytest.mark.parametrize(
    ("tail", "outcome"),
    [("", "1 failed, 1 passed, 1 error"), ("\ntouch()\n", "1 error")],
    ids=["run", "collection"],
)
def test_swallowed_early_and_collecting(tmp_path: Path, tail: str, outcome: str) -> None:
    (tmp_path / "test_it.py").write_text(_MODULE + tail)
    (tmp_path / "pytest.ini").write_text("[pytest]\n")
    command = [sys.executable, "-m", "pytest", "-q", "-p", "tests.conftest", "-p", "no:cacheprovider", "."]
    environment = {**os.environ, "PYTHONPATH": str(PROJECT)}
    environment.pop("PYTEST_ADDOPTS", None)
    done = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, check=False)
    assert outcome in done.stdout.splitlines()[-1], done.stdout
    assert "tests open no connection" in done.stdout
