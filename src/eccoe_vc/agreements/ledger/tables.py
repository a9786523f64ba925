"""The tables of a ledger, the same for SQLite and PostgreSQL.

``ledger_entry`` is the log: rows are added, and triggers refuse to change or delete one. Its constraints say what must
never be: two entries with one number, two ends of one reservation, one decision entered twice. ``ledger_claim`` says
who holds what now; that a claim stands once is its primary key, so no program can forget it.
"""

from __future__ import annotations

from typing import Final

from sqlalchemy import Column, Index, Integer, MetaData, Table, Text

from eccoe_vc.storage.schema import Schema, append_only

VERSION: Final = 1
"""Of the tables; a newer one is left untouched."""

METADATA: Final = MetaData()

LEDGER: Final = Table(
    "ledger_about",
    METADATA,
    Column("version", Integer, primary_key=True, autoincrement=False),
    Column("body", Text, nullable=False),
    Column("mark", Text, nullable=False),
)

ENTRY: Final = Table(
    "ledger_entry",
    METADATA,
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("kind", Text, nullable=False),
    Column("about", Integer, unique=True),
    Column("at", Text, nullable=False),
    Column("subject", Text, nullable=False),
    Column("decision", Text, unique=True),
    Column("content", Text, nullable=False),
    Column("previous", Text, nullable=False, unique=True),
    Column("digest", Text, nullable=False, unique=True),
    Index("ledger_entry_subject", "subject", "number"),
)

CLAIM: Final = Table(
    "ledger_claim",
    METADATA,
    Column("kind", Text, primary_key=True),
    Column("key", Text, primary_key=True),
    Column("programme", Text, primary_key=True),
    Column("level", Text, primary_key=True),
    Column("holder", Integer, nullable=False),
    Index("ledger_claim_holder", "holder"),
)

SCHEMA: Final = Schema("ledger", VERSION, METADATA, LEDGER, append_only("ledger_entry", "a ledger is never rewritten"))

__all__ = ["CLAIM", "ENTRY", "LEDGER", "METADATA", "SCHEMA", "VERSION"]
