"""At most three tries for one GET, in good order: later each time, by chance, as the server asks, before the deadline.

Tried again: answers with 5xx and 429, and connections that are not taken or break off. Everything else is an answer.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from datetime import UTC, timedelta
from email.utils import parsedate_to_datetime
from typing import Final, TypeVar

from eccoe_vc.encoding import DecodeError, quantities
from eccoe_vc.net.deadline import Clock, Deadline
from eccoe_vc.net.exchange import FailedError

TRIES: Final = 3
_PAUSE: Final = 0.25  # seconds before the second try, on average
_NUMBER: Final = re.compile(r"[0-9]+\Z", re.ASCII).match
_NEVER: Final = float("inf")
_T = TypeVar("_T")


def tried(
    ask: Callable[[str], _T], addresses: Sequence[str], deadline: Deadline, clock: Clock, chance: Callable[[], float]
) -> _T:
    """What ``ask`` gets from one of ``addresses``, taken in turn.

    :param chance: a number from 0 to 1, so that many who failed together do not come back together.
    :raises RefusedError: what the last try raised.
    """
    for turn in range(TRIES):
        try:
            return ask(addresses[turn % len(addresses)])
        except FailedError as error:
            pause = max(_PAUSE * 2**turn * (0.5 + chance()), asked_for(error.after, clock))
            if turn + 1 == TRIES or not deadline.allows(pause):
                raise
            deadline.sleep(pause)
    raise FailedError("fetch.error", "Nobody was asked.")


def asked_for(after: str, clock: Clock) -> float:
    """The seconds of ``Retry-After`` (RFC 9110, section 10.2.3): a number or a date; 0 for what cannot be read."""
    if _NUMBER(after):
        try:
            return quantities.whole(after)
        except DecodeError:
            return _NEVER
    try:
        date = parsedate_to_datetime(after)
    except (TypeError, ValueError, OverflowError):
        return 0.0
    date = date if date.tzinfo is not None else date.replace(tzinfo=UTC)
    return max((date - clock.now()) / timedelta(seconds=1), 0.0)
