"""No test opens a connection, resolves a name or listens, unless it says so and stays on the loopback interface.

The guard is an audit hook (PEP 578), so it sees what C code and names imported long ago do, from every thread, also
while modules are imported and fixtures are made. It raises pytest's own failure, which ``except Exception`` does not
catch, and keeps a list, so that a refusal swallowed by a bare ``except`` still fails the test.

One thing an audit hook sees too late: ``connect(("a name", 1))`` asks for the name's address first. So the methods of
``socket.socket`` that take an address ask the guard before they begin.
"""

from __future__ import annotations

import functools
import ipaddress
import socket
import sys
from collections.abc import Callable, Generator
from contextlib import contextmanager
from typing import Any, Final

import pytest


def _host_is_loopback(host: object) -> bool:
    """A host as ``getaddrinfo`` takes it; ``None`` is the wildcard or loopback address of this machine."""
    if host is None:
        return True
    text = host.decode("ascii", "replace") if isinstance(host, bytes | bytearray) else str(host)
    if text.lower() == "localhost":
        return True
    try:
        return ipaddress.ip_address(text).is_loopback
    except ValueError:
        return False


def _address_is_loopback(address: object) -> bool:
    """A socket address: (host, port, ...), the path of a Unix socket, or ``None`` for a connected socket."""
    if address is None or isinstance(address, str | bytes):
        return True
    return isinstance(address, tuple) and bool(address) and address[0] is not None and _host_is_loopback(address[0])


#: Method of ``socket.socket`` to the position of the address among its arguments.
_METHODS: Final[dict[str, int]] = {"connect": 0, "connect_ex": 0, "bind": 0, "sendto": -1, "sendmsg": 3}

#: Audit event to (position of the address or host, test for it).
_EVENTS: Final[dict[str, tuple[int, Callable[[object], bool]]]] = {
    "socket.connect": (1, _address_is_loopback),
    "socket.bind": (1, _address_is_loopback),
    "socket.sendto": (1, _address_is_loopback),
    "socket.sendmsg": (1, _address_is_loopback),
    "socket.getaddrinfo": (0, _host_is_loopback),
    "socket.gethostbyname": (0, _host_is_loopback),
    "socket.gethostbyaddr": (0, _host_is_loopback),
    "socket.getnameinfo": (0, _address_is_loopback),
}


class SocketGuard:
    """Refuses network operations of this process; one per process, because audit hooks stay for ever."""

    def __init__(self) -> None:
        self._installed = False
        self._loopback = False
        self._refused: list[str] = []

    def install(self) -> None:
        """Begin to watch. A second call does nothing."""
        if not self._installed:
            self._installed = True
            sys.addaudithook(self._watch)
            for name, position in _METHODS.items():
                setattr(socket.socket, name, self._asking_first(name, position))

    @contextmanager
    def permit(self, *, loopback: bool) -> Generator[None]:
        """Within: the loopback interface is open, if ``loopback``. Everything else stays shut."""
        before, self._loopback = self._loopback, loopback
        try:
            yield
        finally:
            self._loopback = before

    @contextmanager
    def recorded(self) -> Generator[list[str]]:
        """Within: the list of what was refused. What was refused inside does not count outside."""
        before, self._refused = self._refused, []
        try:
            yield self._refused
        finally:
            self._refused = before

    def _asking_first(self, name: str, position: int) -> Callable[..., Any]:
        original = getattr(socket.socket, name)
        event = "socket." + name.removesuffix("_ex")

        @functools.wraps(original)
        def method(this: socket.socket, *arguments: Any) -> Any:
            address = arguments[position] if -1 <= position < len(arguments) else None
            self._watch(event, (this, address))
            return original(this, *arguments)

        return method

    def _watch(self, event: str, arguments: tuple[Any, ...]) -> None:
        rule = _EVENTS.get(event)
        if rule is None:
            return
        position, is_loopback = rule
        target = arguments[position] if position < len(arguments) else None
        if event == "socket.sendmsg" and target is None:
            return  # a connected socket, a socket pair: there was a connect before, or there is no network
        if self._loopback and is_loopback(target):
            return
        message = f"{event} {target!r}: tests open no connection" + (
            " but to the loopback interface" if self._loopback else "; mark the test `loopback` if it must"
        )
        self._refused.append(message)
        pytest.fail(message)


GUARD: Final = SocketGuard()
