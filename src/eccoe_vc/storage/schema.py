"""What a store keeps: its tables, the version of them, and what people call it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from sqlalchemy import MetaData, Table

_ON_POSTGRESQL: Final = """
CREATE OR REPLACE FUNCTION {0}_refuse() RETURNS trigger LANGUAGE plpgsql AS
    $$ BEGIN RAISE EXCEPTION '{1}'; END $$;
CREATE TRIGGER {0}_no_change BEFORE UPDATE OR DELETE OR TRUNCATE ON {0}
    FOR EACH STATEMENT EXECUTE FUNCTION {0}_refuse()
"""
_ON_SQLITE: Final = """
CREATE TRIGGER {0}_no_{2} BEFORE {2} ON {0} BEGIN SELECT RAISE(ABORT, '{1}'); END
"""


@dataclass(frozen=True, slots=True)
class Schema:
    """The tables of one kind of store, the same for SQLite and PostgreSQL.

    ``name`` stands in sentences: "the ledger". ``about`` has one row with the column ``version``, which writers lock
    and which a newer release raises. ``triggers``: statements by the name of the database.
    """

    name: str
    version: int
    metadata: MetaData
    about: Table
    triggers: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


def append_only(table: str, told: str) -> Mapping[str, tuple[str, ...]]:
    """What refuses to change or delete a row of ``table``, by the name of the database; ``told`` is what it says."""
    return {
        "postgresql": (_ON_POSTGRESQL.format(table, told),),
        "sqlite": tuple(_ON_SQLITE.format(table, told, verb) for verb in ("UPDATE", "DELETE")),
    }


__all__ = ["Schema", "append_only"]
