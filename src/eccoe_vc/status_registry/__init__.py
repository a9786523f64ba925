"""The registry of an issuer: who has which place in its status lists, and the lists ready for a web server.

================  ==================================================================================================
``records``       what the registry knows, and what may be asked of it
``tables``        the tables, kept in a database of :mod:`eccoe_vc.storage`; ``rows`` reads and adds
``registry``      the registry itself: create, allocate, revoke, suspend, restore, publish
``kinds``         which lists are meant, and places in them
``publishing``    lists as signed credentials and as files
``checking``      whether the tables are what the journal gives
================  ==================================================================================================

It stands above issuing because what it publishes is signed. Everything here needs SQLAlchemy (the extra ``sql``);
:class:`StatusRegistry` is loaded when it is asked for.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from eccoe_vc.storage import needing_sqlalchemy

if TYPE_CHECKING:
    from eccoe_vc.status_registry.records import StatusChange, StatusListing, StatusPlace
    from eccoe_vc.status_registry.registry import StatusRegistry

_HOMES = {
    "StatusChange": "records", "StatusListing": "records", "StatusPlace": "records", "StatusRegistry": "registry",
}  # fmt: skip


def __getattr__(name: str) -> Any:
    """The names that need SQLAlchemy.

    :raises StoreError: ``store.io``, SQLAlchemy is not installed.
    """
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(needing_sqlalchemy(f"{__name__}.{_HOMES[name]}", "status registry"), name)


__all__ = ["StatusChange", "StatusListing", "StatusPlace", "StatusRegistry"]
