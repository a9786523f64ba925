"""Rows of the tables, read and added. Nothing here changes or deletes an entry; claims come and go."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Final

from sqlalchemy import Connection, delete, insert, select

from eccoe_vc.agreements.ledger.chain import Entry, checked
from eccoe_vc.agreements.ledger.claims import Claim, Place
from eccoe_vc.agreements.ledger.tables import CLAIM, ENTRY
from eccoe_vc.errors import AgreementError

_AT_ONCE: Final = 500  # values in one statement; databases have a limit


def stream(connection: Connection) -> Iterator[Entry]:
    """Every entry by number, as it stands."""
    # Closed where somebody stops reading: a cursor of the server must not outlive its connection.
    wanted = select(ENTRY).order_by(ENTRY.c.number)
    with connection.execution_options(yield_per=_AT_ONCE).execute(wanted) as rows:
        yield from map(_entry, rows)


def last(connection: Connection) -> Entry:
    """The last entry.

    :raises AgreementError: ``decision.chain``, there is none, or it was changed.
    """
    row = connection.execute(select(ENTRY).order_by(ENTRY.c.number.desc()).limit(1)).first()
    if row is None:
        raise AgreementError("decision.chain", "Entry 1 of the ledger is missing: the ledger is empty.")
    return checked(_entry(row))


def entry(connection: Connection, number: int) -> Entry | None:
    """The entry of a number.

    :raises AgreementError: ``decision.chain``, it was changed.
    """
    row = connection.execute(select(ENTRY).where(ENTRY.c.number == number)).first()
    return checked(_entry(row)) if row is not None else None


def of_decision(connection: Connection, decision: str) -> Entry | None:
    """The entry that committed a decision.

    :raises AgreementError: ``decision.chain``, it was changed.
    """
    row = connection.execute(select(ENTRY).where(ENTRY.c.decision == decision)).first()
    return checked(_entry(row)) if row is not None else None


def about(connection: Connection, number: int) -> Entry | None:
    """The entry that ended or committed another one.

    :raises AgreementError: ``decision.chain``, it was changed.
    """
    row = connection.execute(select(ENTRY).where(ENTRY.c.about == number)).first()
    return checked(_entry(row)) if row is not None else None


def of_subject(connection: Connection, subject: str) -> list[Entry]:
    """The entries about one learner, by number.

    :raises AgreementError: ``decision.chain``, one was changed.
    """
    rows = connection.execute(select(ENTRY).where(ENTRY.c.subject == subject).order_by(ENTRY.c.number))
    return [checked(_entry(row)) for row in rows]


def unended(connection: Connection) -> list[Entry]:
    """The entries that reserved something and were neither committed nor ended, by number.

    :raises AgreementError: ``decision.chain``, one was changed.
    """
    ended = select(ENTRY.c.about).where(ENTRY.c.about.is_not(None))
    wanted = (ENTRY.c.kind == "reserved") & ENTRY.c.number.not_in(ended)
    rows = connection.execute(select(ENTRY).where(wanted).order_by(ENTRY.c.number))
    return [checked(_entry(row)) for row in rows]


def add(connection: Connection, made: Entry) -> Entry:
    """Append an entry."""
    connection.execute(insert(ENTRY).values(made._asdict()))
    return made


def holders(connection: Connection, places: Iterable[Place]) -> list[tuple[Claim, int]]:
    """Who holds these places, at whatever level."""
    wanted = set(places)
    kinds = sorted({place.kind for place in wanted})  # the primary key begins with the kind
    keys = sorted({place.key for place in wanted})
    made = []
    for start in range(0, len(keys), _AT_ONCE):
        these = CLAIM.c.kind.in_(kinds) & CLAIM.c.key.in_(keys[start : start + _AT_ONCE])
        rows = connection.execute(select(CLAIM).where(these))
        made += [(claim, holder) for claim, holder in map(_claim, rows) if claim.place in wanted]
    return made


def all_claims(connection: Connection) -> Iterator[tuple[Claim, int]]:
    """Every claim that stands."""
    return map(_claim, connection.execution_options(yield_per=_AT_ONCE).execute(select(CLAIM)))


def claim(connection: Connection, claims: Sequence[Claim], holder: int) -> None:
    """Add claims; the primary key refuses what is there already."""
    if claims:
        connection.execute(insert(CLAIM), [made._asdict() | {"holder": holder} for made in claims])


def unclaim(connection: Connection, holder: int) -> None:
    """Take back what an entry claimed."""
    connection.execute(delete(CLAIM).where(CLAIM.c.holder == holder))


def _entry(row: Sequence[Any]) -> Entry:
    # Something that is neither text nor a number was not written by us; as text it has another digest.
    return Entry._make(value if value is None or isinstance(value, int | str) else str(value) for value in row)


def _claim(row: Sequence[Any]) -> tuple[Claim, int]:
    kind, key, programme, level, holder = row
    return Claim(kind, key, programme, level), holder


__all__ = [
    "about", "add", "all_claims", "claim", "entry", "holders", "last", "of_decision", "of_subject", "stream",
    "unclaim", "unended",
]  # fmt: skip
