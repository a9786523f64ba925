"""One request for many who ask for the same at the same time; all of them get its answer."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from threading import Event, Lock
from typing import Final

from eccoe_vc.sources import Fetched, Unavailable

Answer = Fetched | Unavailable
_BROKEN: Final = Unavailable("fetch.error", "Another thread asked for the document and was interrupted.")


class _Flight:
    """A request under way."""

    def __init__(self) -> None:
        self.landed = Event()
        self.answer: Answer = _BROKEN


class Flights:
    """Requests under way, by what is asked for. What is done is forgotten; a cache is another matter."""

    def __init__(self) -> None:
        self._under_way: dict[Hashable, _Flight] = {}
        self._lock = Lock()

    def share(self, key: Hashable, ask: Callable[[], Answer]) -> Answer:
        """What ``ask`` says, asked by the first thread that comes; the others wait for it, as long as its deadline."""
        with self._lock:
            flight = self._under_way.get(key)
            first = flight is None
            if flight is None:
                flight = self._under_way[key] = _Flight()
        if not first:
            flight.landed.wait()
            return flight.answer
        try:
            flight.answer = ask()
        finally:
            with self._lock:
                del self._under_way[key]
            flight.landed.set()
        return flight.answer
