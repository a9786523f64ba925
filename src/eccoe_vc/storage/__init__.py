"""What is kept between calls, and survives whatever stops the program.

============  =====================================================================================================
``schema``    what a store keeps: tables, version, and a log that refuses to be rewritten
``database``  SQLite and PostgreSQL: one writer at a time, no connection between calls, faults in our words
``opening``   whether a store of this kind and version is there; beginning one
``files``     files that are old or new and never half written
============  =====================================================================================================

All but ``files`` need SQLAlchemy (the extra ``sql``) and are loaded by who keeps something: the ledger of agreements,
the registry of statuses.
"""

from __future__ import annotations

from importlib import import_module
from types import ModuleType

from eccoe_vc.errors import StoreError


def needing_sqlalchemy(module: str, what: str) -> ModuleType:
    """The module of that name, which needs SQLAlchemy; ``what`` it is for stands in the sentence.

    :raises StoreError: ``store.io``, SQLAlchemy is not installed.
    """
    try:
        return import_module(module)
    except ModuleNotFoundError as error:
        if (error.name or "").partition(".")[0] != "sqlalchemy":
            raise
        raise StoreError(
            "store.io", f"The {what} needs SQLAlchemy, which is not installed.", hint='pip install "eccoe-vc[sql]"'
        ) from None


__all__ = ["needing_sqlalchemy"]
