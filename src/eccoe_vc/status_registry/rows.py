"""Rows of the tables, read and added, and free places found at random. Nothing here changes an entry of the journal."""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

from sqlalchemy import Connection, bindparam, func, insert, select, update

from eccoe_vc.errors import StoreError
from eccoe_vc.status_registry.records import MOST_BITS, StatusChange, StatusListing, StatusPlace
from eccoe_vc.status_registry.tables import ENTRY, LIST, PLACE

AT_ONCE: Final = 400  # values in one statement; databases have a limit
# Written once: putting a statement together takes as long as running it.
_LISTS: Final = select(LIST).order_by(LIST.c.number)
_LAST_LIST: Final = select(func.max(LIST.c.number))
_LAST_ENTRY: Final = select(func.max(ENTRY.c.number))
_OF_CREDENTIALS: Final = (
    select(PLACE).where(PLACE.c.credential.in_(bindparam("names", expanding=True))).order_by(PLACE.c.list)
)
_TAKEN: Final = select(PLACE.c.place).where(
    (PLACE.c.list == bindparam("number")) & PLACE.c.place.in_(bindparam("drawn", expanding=True))
)
_MORE_GIVEN: Final = (
    update(LIST).where(LIST.c.number == bindparam("listed")).values(given=LIST.c.given + bindparam("more"))
)
_NEW_PLACE: Final = insert(PLACE)
_NEW_ENTRY: Final = insert(ENTRY)
_TRIES: Final = 10_000  # of a hundredth of which only a broken source of chance has need


def listings(connection: Connection) -> list[StatusListing]:
    """The lists by number, the oldest first."""
    return [_listing(row) for row in connection.execute(_LISTS).mappings()]


def open_list(connection: Connection, listing: StatusListing, at: str) -> StatusListing:
    """Add a list with the next number; its template says what it is."""
    number = (connection.execute(_LAST_LIST).scalar() or 0) + 1
    values = {name: getattr(listing, name) for name in LIST.c.keys()}  # noqa: SIM118 - names of columns
    values |= {"number": number, "given": 0, "messages": "\n".join(listing.messages)}
    connection.execute(insert(LIST).values(values))
    write(connection, "opened", at, number)
    return _listing(values)


def places(
    connection: Connection, known: Iterable[StatusListing], credentials: Iterable[str], purpose: str | None = None
) -> list[StatusPlace]:
    """The places of credentials in the lists ``known``, which are all, for one purpose or for each."""
    names = list(credentials)
    found: list[Any] = []
    by_number = {listing.number: listing for listing in known}
    for start in range(0, len(names), AT_ONCE):
        found += connection.execute(_OF_CREDENTIALS, {"names": names[start : start + AT_ONCE]}).all()
    if not by_number.keys() >= {row.list for row in found}:
        raise StoreError("store.corrupt", "A credential has a place in a status list that is not there.")
    return [
        StatusPlace(row.credential, by_number[row.list], row.place, row.value)
        for row in found
        if purpose in (None, row.purpose)
    ]


def give(connection: Connection, listing: StatusListing, credentials: list[str], at: str) -> list[StatusPlace]:
    """A place at random for each of the credentials, which have none yet; there is room for them.

    BSL section 6 (privacy): neighbours tell nothing about each other.
    """
    drawn = zip(credentials, _free(connection, listing, len(credentials)), strict=True)
    made = [StatusPlace(credential, listing, place, 0) for credential, place in drawn]
    same = {"list": listing.number, "purpose": listing.purpose, "value": 0}
    rows = [{**same, "place": one.index, "credential": one.credential} for one in made]
    connection.execute(_NEW_PLACE, rows)
    connection.execute(_MORE_GIVEN, {"listed": listing.number, "more": len(made)})
    write(connection, "allocated", at, listing.number, *((one.index, one.credential) for one in made))
    return made


def write(
    connection: Connection,
    kind: str,
    at: str,
    number: int,
    *about: tuple[int, str],
    value: int = 0,
    words: Mapping[str, str] | None = None,
) -> StatusChange:
    """Add entries to the journal, one for each place and credential, or one about the list; the last of them."""
    last = connection.execute(_LAST_ENTRY).scalar() or 0
    said = {"code": "", "reason": "", "actor": "", **(words or {})}
    rows = [
        {"number": last + nth, "kind": kind, "at": at, "list": number, "place": place, "credential": credential,
         "value": value, **said}
        for nth, (place, credential) in enumerate(about or ((None, None),), 1)
    ]  # fmt: skip
    connection.execute(_NEW_ENTRY, rows)
    return change(rows[-1])


def set_value(connection: Connection, place: StatusPlace, value: int) -> None:
    """Let a place say something else."""
    here = (PLACE.c.list == place.listing.number) & (PLACE.c.place == place.index)
    connection.execute(update(PLACE).where(here).values(value=value))


def name_issuer(connection: Connection, template: str, issuer: str) -> None:
    """Say whose credentials have places in the lists of a template."""
    connection.execute(update(LIST).where(LIST.c.template == template).values(issuer=issuer))


def values(connection: Connection, listing: StatusListing) -> dict[int, int]:
    """What is set in a list, by place, in order."""
    wanted = select(PLACE.c.place, PLACE.c.value).where((PLACE.c.list == listing.number) & (PLACE.c.value != 0))
    found = {row.place: row.value for row in connection.execute(wanted.order_by(PLACE.c.place))}
    most = 1 << listing.size
    if not all(
        _within(place, 0, listing.entries - 1) and _within(value, 0, most - 1) for place, value in found.items()
    ):
        raise StoreError("store.corrupt", f"The status list {listing.number} has places or values beyond its end.")
    return found


def changes(connection: Connection, credential: str | None = None) -> Iterator[StatusChange]:
    """The journal, or what it says of one credential, the oldest first."""
    wanted = select(ENTRY).order_by(ENTRY.c.number)
    if credential is not None:
        wanted = wanted.where(ENTRY.c.credential == credential)
    # Closed where somebody stops reading: a cursor of the server must not outlive its connection.
    with connection.execution_options(yield_per=AT_ONCE).execute(wanted) as found:
        yield from map(change, found.mappings())


def change(row: Mapping[Any, Any]) -> StatusChange:
    """A row of the journal."""
    return StatusChange(**{"index" if name == "place" else name: value for name, value in row.items()})


def _free(connection: Connection, listing: StatusListing, wanted: int) -> list[int]:
    """So many places that nobody has, each as probable as any other."""
    found: dict[int, None] = {}
    for _ in range(_TRIES):
        if len(found) == wanted:
            return list(found)
        drawn = dict.fromkeys(secrets.randbelow(listing.entries) for _ in range(min(AT_ONCE, 2 * wanted + 4)))
        gone = set(connection.execute(_TAKEN, {"number": listing.number, "drawn": list(drawn)}).scalars())
        for place in drawn:
            if place not in gone and len(found) < wanted:
                found[place] = None
    raise StoreError("store.corrupt", "No free place was found in a status list that has some.")


def _listing(row: Mapping[Any, Any]) -> StatusListing:
    """A row of the lists; SQLite keeps text where a number is due, and who wrote the file may not have been we."""
    made = StatusListing(**{**row, "messages": tuple(str(row["messages"]).splitlines())})
    numbers = (made.number, made.serial, made.entries, made.capacity, made.given)
    if not all(_within(number, 0, MOST_BITS) for number in numbers) or made.entries * made.size > MOST_BITS:
        raise StoreError("store.corrupt", "A status list of the registry has numbers that no list has.")
    return made


def _within(number: object, least: int, most: int) -> bool:
    return isinstance(number, int) and least <= number <= most


__all__ = [
    "change", "changes", "give", "listings", "name_issuer", "open_list", "places", "set_value", "values", "write",
]  # fmt: skip
