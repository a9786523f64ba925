"""From a name to addresses: asked once for a request, and all of the answer must be public.

One address of another kind in the answer is enough to refuse it: who mixes them wants us to come to the other one. The
connection goes to what was checked here, so an answer that changes later changes nothing (DNS rebinding).
"""

from __future__ import annotations

import socket
from collections.abc import Callable, Iterable
from ipaddress import ip_address
from threading import BoundedSemaphore, Event, Thread
from typing import Any, Final

from eccoe_vc.errors import RefusedError, shown
from eccoe_vc.net.addresses import IP, may_be_asked
from eccoe_vc.net.deadline import Deadline
from eccoe_vc.net.urls import Target

#: From a host name and a port to addresses as text.
Resolver = Callable[[str, int], Iterable[str]]
_AT_ONCE: Final = 32  # names that are looked up at the same time; what hangs in the system's resolver cannot be ended
_MOST: Final = 64  # addresses of one name


def system(host: str, port: int) -> list[str]:
    """The resolver of the machine.

    :raises OSError: the name is not known.
    """
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, proto=socket.IPPROTO_TCP)
    return [str(row[4][0]) for row in found]


class Names:
    """Looks names up, each in a thread of its own, because a lookup cannot be given a deadline."""

    def __init__(self, resolver: Resolver, *, loopback: bool) -> None:
        self._resolver, self._loopback = resolver, loopback
        self._room = BoundedSemaphore(_AT_ONCE)

    def addresses(self, target: Target, deadline: Deadline) -> list[str]:
        """The addresses of ``target``, in the order of the answer.

        :raises RefusedError: ``fetch.blocked``, one of them is not public; ``fetch.timeout``; ``fetch.error``, the name
            is not known.
        """
        given = [str(target.ip)] if target.ip is not None else self._looked_up(target, deadline)
        found = [_read(text, target) for text in given]
        for address in found:
            if not may_be_asked(address, loopback=self._loopback):
                message = f"The host {shown(target.host)} is at {address}, which is not a public address."
                raise RefusedError("fetch.blocked", message)
        return list(dict.fromkeys(map(str, found)))

    def _looked_up(self, target: Target, deadline: Deadline) -> list[str]:
        if not self._room.acquire(timeout=deadline.left()):
            raise deadline.over()
        answers: list[Any] = []
        done = Event()

        def look_up() -> None:
            try:
                answers.append([*self._resolver(target.host, target.port)])
            except Exception as error:  # noqa: BLE001 - a resolver is the caller's own code
                answers.append(error)
            finally:
                self._room.release()
                done.set()

        Thread(target=look_up, name="eccoe-vc-resolve", daemon=True).start()
        if not done.wait(deadline.left()):
            raise deadline.over()
        (answer,) = answers
        if isinstance(answer, Exception) or not answer:
            why = "there is no such name, or this machine cannot look names up now"
            raise RefusedError("fetch.error", f"No address was found for the name {shown(target.host)}: {why}.")
        if len(answer) > _MOST:
            raise RefusedError("fetch.budget", f"The name {shown(target.host)} has more than {_MOST} addresses.")
        return [str(text) for text in answer]


def _read(text: str, target: Target) -> IP:
    try:
        return ip_address(text)
    except ValueError:
        raise RefusedError("fetch.error", f"The name {shown(target.host)} leads to what is no address.") from None
