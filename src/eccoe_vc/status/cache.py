"""Lists that were verified, kept between calls: what a verifier of many credentials of one issuer hands in.

Bitstring Status List 1.0, section 2.2 (``ttl``); draft-ietf-oauth-status-list-20, section 13.7. Nothing is kept that
was not verified, nothing beyond the bounds, and no older list in place of a newer one (docs/adr/0136).
"""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import count
from threading import Lock
from typing import Final

from eccoe_vc.errors import InputTypeError
from eccoe_vc.status.lists import StatusList
from eccoe_vc.status.token_list import TokenStatusList

#: How long a copy is kept that does not say it: the default of ``ttl`` in Bitstring Status List 1.0.
DEFAULT_TTL: Final = timedelta(milliseconds=300_000)


@dataclass(slots=True, eq=False, repr=False)
class Kept:
    """One list. Times are moments of judgement (``at``), not of a clock.

    :param data: the bytes as they came.
    :param since: the moment for which it was verified.
    :param until: from then on it is asked for anew.
    :param under: what it was verified under, for whoever put it in.
    :param asked: what was asked for on the way, the list itself among it.
    :param used: when it was used last, counted in uses of the cache.
    """

    found: StatusList | TokenStatusList
    data: bytes
    since: datetime
    until: datetime
    under: object
    asked: frozenset[Hashable] = frozenset()
    used: int = 0

    @property
    def room(self) -> int:
        """About how many bytes it takes: as it came, as a tree, and unpacked."""
        return 2 * len(self.data) + self.found.unpacked


class StatusCache:
    """Verified status lists by address, within bounds; safe to share between threads.

    Hand one in with ``Sources(status_cache=StatusCache())`` and keep those sources. A list is then fetched, verified
    and unpacked once for many credentials. It is asked for anew when its ``ttl`` is over (5 minutes where it has none),
    when it ends, when it is older than the policy allows, or after ``keep``, whatever comes first. Answers that were no
    verified list are never kept.

    :param lists: how many are kept; those that were not used for longest go first.
    :param room: how many bytes they may take together, about.
    :param keep: how long a copy may be used whatever its ``ttl`` says.
    :raises InputTypeError: ``input.type``, a bound that is none.

    >>> from eccoe_vc import OFFLINE
    >>> sources = OFFLINE.with_(status_cache=StatusCache())
    >>> len(sources.status_cache)
    0
    """

    __slots__ = ("_entries", "_limits", "_lock", "_taken", "_uses", "keep")

    def __init__(self, *, lists: int = 64, room: int = 64 << 20, keep: timedelta = timedelta(hours=1)) -> None:
        for name, given in (("lists", lists), ("room", room)):
            if given.__class__ is not int or given < 1:
                raise InputTypeError("input.type", f"The bound {name} of a status cache is no number from 1 on.")
        if not isinstance(keep, timedelta) or keep <= timedelta(0):
            raise InputTypeError("input.type", "A status cache keeps its lists for a time.", hint="Pass a timedelta.")
        self._limits, self.keep = (lists, room), keep
        self._entries: dict[Hashable, Kept] = {}
        self._uses, self._lock, self._taken = count(1), Lock(), 0

    def get(self, key: Hashable) -> Kept | None:
        """What is kept for ``key``, an exact address with what else tells lists apart."""
        kept = self._entries.get(key)  # without the lock: one step, and what is read was whole when it was put in
        if kept is not None:
            kept.used = next(self._uses)
        return kept

    def put(self, key: Hashable, new: Kept, instead_of: Kept | None = None) -> None:
        """Keep ``new`` in place of ``instead_of``, unless it is larger than all the room, or another one came since."""
        with self._lock:
            if self._entries.get(key) is not instead_of:
                return
            self._drop(key)
            if new.room > self._limits[1]:
                return
            new.used = next(self._uses)
            self._entries[key] = new
            self._taken += new.room
            while len(self._entries) > self._limits[0] or self._taken > self._limits[1]:
                self._drop(min(self._entries, key=lambda one: self._entries[one].used))

    def clear(self) -> None:
        """Forget everything, for example after the issuer's keys changed."""
        with self._lock:
            self._entries.clear()
            self._taken = 0

    def _drop(self, key: Hashable) -> None:
        old = self._entries.pop(key, None)
        if old is not None:
            self._taken -= old.room

    def __len__(self) -> int:
        return len(self._entries)

    def __repr__(self) -> str:
        return f"<StatusCache {len(self)} lists>"
