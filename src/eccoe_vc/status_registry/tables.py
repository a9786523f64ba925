"""The tables of a registry, the same for SQLite and PostgreSQL.

``status_entry`` is the journal: rows are added, and triggers refuse to change or delete one. ``status_place`` says who
has which place and what it says now; that a place is given once, and that a credential has one place for a purpose, are
its keys, so no program can forget it. ``status_list`` holds what a list is and how many of its places are given.
"""

from __future__ import annotations

from typing import Final

from sqlalchemy import Column, Index, Integer, MetaData, Table, Text, UniqueConstraint

from eccoe_vc.storage.schema import Schema, append_only

VERSION: Final = 1
"""Of the tables; a newer one is left untouched."""

METADATA: Final = MetaData()

ABOUT: Final = Table(
    "status_about",
    METADATA,
    Column("version", Integer, primary_key=True, autoincrement=False),
)

LIST: Final = Table(
    "status_list",
    METADATA,
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("template", Text, nullable=False),
    Column("serial", Integer, nullable=False),
    Column("url", Text, nullable=False, unique=True),
    Column("purpose", Text, nullable=False),
    Column("entries", Integer, nullable=False),
    Column("capacity", Integer, nullable=False),
    Column("messages", Text, nullable=False),
    Column("given", Integer, nullable=False),
    Column("issuer", Text, nullable=False),
    UniqueConstraint("template", "serial"),
)

PLACE: Final = Table(
    "status_place",
    METADATA,
    Column("list", Integer, primary_key=True, autoincrement=False),
    Column("place", Integer, primary_key=True, autoincrement=False),
    Column("credential", Text, nullable=False),
    Column("purpose", Text, nullable=False),
    Column("value", Integer, nullable=False),
    UniqueConstraint("credential", "purpose"),
    Index("status_place_value", "list", "value"),
)

ENTRY: Final = Table(
    "status_entry",
    METADATA,
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("kind", Text, nullable=False),
    Column("at", Text, nullable=False),
    Column("list", Integer, nullable=False),
    Column("place", Integer),
    Column("credential", Text),
    Column("value", Integer, nullable=False),
    Column("code", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Column("actor", Text, nullable=False),
    Index("status_entry_credential", "credential", "number"),
)

SCHEMA: Final = Schema(
    "status registry", VERSION, METADATA, ABOUT, append_only("status_entry", "a journal is never rewritten")
)

__all__ = ["ABOUT", "ENTRY", "LIST", "METADATA", "PLACE", "SCHEMA", "VERSION"]
