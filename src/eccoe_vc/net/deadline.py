"""One moment at which everything that belongs to a request ends, and the clock that it is read from."""

from __future__ import annotations

import time
from datetime import datetime
from typing import Protocol

from eccoe_vc import clock
from eccoe_vc.errors import RefusedError


class Clock(Protocol):
    """What a fetcher asks of time. Tests hand in one that they turn themselves."""

    def ticks(self) -> float:
        """Seconds of a clock that nobody sets."""
        ...

    def now(self) -> datetime:
        """The time of day, aware; only to read a date that a server names."""
        ...

    def sleep(self, seconds: float) -> None:
        """Wait before another try."""
        ...


class SystemClock:
    """The clock of the machine."""

    def ticks(self) -> float:
        """See :class:`Clock`."""
        return clock.ticks()

    def now(self) -> datetime:
        """See :class:`Clock`."""
        return clock.now()

    def sleep(self, seconds: float) -> None:
        """See :class:`Clock`."""
        time.sleep(seconds)


class Deadline:
    """The end of a request: names, connection, handshake, headers, body and further tries all count."""

    __slots__ = ("_clock", "_end", "_seconds")

    def __init__(self, clock: Clock, seconds: float) -> None:
        self._clock, self._seconds = clock, seconds
        self._end = clock.ticks() + seconds

    def left(self) -> float:
        """Seconds that are left.

        :raises RefusedError: ``fetch.timeout``, none.
        """
        left = self._end - self._clock.ticks()
        if left <= 0:
            raise self.over()
        return left

    def over(self) -> RefusedError:
        """The refusal where the time is used up."""
        return RefusedError("fetch.timeout", f"The server did not answer in full within {self._seconds:g} seconds.")

    def allows(self, seconds: float) -> bool:
        """Whether so much may be waited and something is left."""
        return self._clock.ticks() + seconds < self._end

    def sleep(self, seconds: float) -> None:
        """Wait."""
        self._clock.sleep(seconds)
