"""Answers that are kept: so many documents and bytes at most, those that were not used for longest go first."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Mapping
from threading import Lock
from typing import Final, NamedTuple

from eccoe_vc.net.urls import Target

#: A request that goes out: where to, and what for, which chooses its headers.
Key = tuple[Target, str]
_OVERHEAD: Final = 1024  # bytes of one entry beside what it holds


class Kept(NamedTuple):
    """An answer, the tick ``until`` which it holds, and the headers that ask whether it does so afterwards."""

    body: bytes
    media_type: str
    headers: tuple[tuple[str, str], ...]
    until: float
    conditions: Mapping[str, str]

    @property
    def size(self) -> int:
        """The bytes that it takes, more or less."""
        return len(self.body) + sum(len(name) + len(value) for name, value in self.headers) + _OVERHEAD


class Cache:
    """Bounded, and safe for threads. Only answers with status 200 are ever put into it."""

    def __init__(self, documents: int, size: int) -> None:
        self._documents, self._size, self._used = documents, size, 0
        self._kept: OrderedDict[Key, Kept] = OrderedDict()
        self._lock = Lock()

    def get(self, key: Key) -> Kept | None:
        """The answer, whether it still holds or not."""
        with self._lock:
            found = self._kept.get(key)
            if found is not None:
                self._kept.move_to_end(key)
            return found

    def put(self, key: Key, kept: Kept) -> None:
        """Keep an answer in place of the one before; one that is larger than everything is not kept."""
        with self._lock:
            self._take_out(key)
            if kept.size > self._size or not self._documents:
                return
            self._kept[key] = kept
            self._used += kept.size
            while len(self._kept) > self._documents or self._used > self._size:
                self._take_out(next(iter(self._kept)))

    def drop(self, key: Key) -> None:
        """Forget an answer."""
        with self._lock:
            self._take_out(key)

    def __len__(self) -> int:
        return len(self._kept)

    def _take_out(self, key: Key) -> None:
        gone = self._kept.pop(key, None)
        if gone is not None:
            self._used -= gone.size
