"""Does what the tables say now follow from the journal?"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from sqlalchemy import Connection, select

from eccoe_vc.errors import Finding
from eccoe_vc.status_registry import rows
from eccoe_vc.status_registry.records import StatusChange, StatusListing
from eccoe_vc.status_registry.tables import PLACE

_MOST: Final = 100  # findings; one is enough to stop, a hundred show the extent
Key = tuple[int, int]  # a list and a place in it


class Replay:
    """What the journal amounts to, entry by entry."""

    def __init__(self, listings: list[StatusListing]) -> None:
        self.known = {one.number: one for one in listings}
        self.opened: set[int] = set()
        self.holders: dict[Key, str] = {}
        self.names: set[tuple[str, str]] = set()
        self.values: dict[Key, int] = {}
        self.count = 0

    def take(self, entry: StatusChange) -> str:
        """What is wrong with the next entry, or nothing."""
        self.count += 1
        if entry.number != self.count:
            gone, self.count = self.count, entry.number
            return f"Entry {gone} of the journal is missing."
        listing = self.known.get(entry.list)
        if listing is None:
            return f"Entry {entry.number} of the journal is about a list that is not there."
        if entry.kind == "opened":
            fresh = entry.list not in self.opened
            self.opened.add(entry.list)
            return "" if fresh else f"Entry {entry.number} of the journal opens a list again."
        if entry.index is None or entry.credential is None or entry.list not in self.opened:
            return f"Entry {entry.number} of the journal names no place of an open list."
        key = (entry.list, entry.index)
        if entry.kind == "allocated":
            return self._allocated(entry, listing, key)
        if entry.kind != "set" or self.holders.get(key) != entry.credential:
            return f"Entry {entry.number} of the journal is about a place that its credential does not have."
        if listing.purpose == "revocation" and not entry.value:
            return f"Entry {entry.number} of the journal takes a revocation back."
        self.values[key] = entry.value
        return "" if 0 <= entry.value < 1 << listing.size else f"Entry {entry.number} of the journal sets no value."

    def _allocated(self, entry: StatusChange, listing: StatusListing, key: Key) -> str:
        name = (str(entry.credential), listing.purpose)
        if not 0 <= key[1] < listing.entries:
            return f"Entry {entry.number} of the journal gives a place that the list has not."
        if key in self.holders:
            return f"Entry {entry.number} of the journal gives a place that was given before."
        if name in self.names:
            return f"Entry {entry.number} of the journal gives a credential a second place."
        self.names.add(name)
        self.holders[key] = name[0]
        self.values[key] = 0
        return ""


def faults(connection: Connection) -> Iterator[Finding]:
    """``store.corrupt`` for whatever in the tables is not what the journal gives, at most a hundred."""
    listings = rows.listings(connection)
    replay, found = Replay(listings), 0
    for entry in rows.changes(connection):
        wrong = replay.take(entry)
        if wrong:
            found += 1
            yield Finding("store.corrupt", wrong, f"/entry/{entry.number}")
        if found >= _MOST:
            return
    if not found:
        yield from _differences(connection, replay)


def _differences(connection: Connection, replay: Replay) -> Iterator[Finding]:
    given: dict[int, int] = dict.fromkeys(replay.known, 0)
    for number, _ in replay.holders:
        given[number] += 1
    for number, listing in replay.known.items():
        if number not in replay.opened:
            yield Finding("store.corrupt", f"The journal does not open the list {number}.", f"/list/{number}")
        elif listing.given != given[number] or given[number] > listing.capacity:
            message = f"The list {number} counts {listing.given} places, the journal gives {given[number]}."
            yield Finding("store.corrupt", message, f"/list/{number}")
    left, found = dict(replay.holders), 0
    query = select(PLACE).order_by(PLACE.c.list, PLACE.c.place)
    for row in connection.execution_options(yield_per=rows.AT_ONCE).execute(query):
        key = (row.list, row.place)
        purpose = replay.known[row.list].purpose if row.list in replay.known else ""
        same = left.pop(key, None) == row.credential and row.purpose == purpose and row.value == replay.values[key]
        if not same and (found := found + 1) <= _MOST:
            message = f"The place {row.place} of list {row.list} says something else than the journal."
            yield Finding("store.corrupt", message, f"/list/{row.list}/{row.place}")
    for number, place in sorted(left)[:_MOST]:
        message = f"The place {place} of list {number} is lost; the journal gives it."
        yield Finding("store.corrupt", message, f"/list/{number}/{place}")


__all__ = ["Replay", "faults"]
