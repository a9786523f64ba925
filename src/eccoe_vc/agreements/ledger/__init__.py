"""The recognition ledger: what was recognised, so that nothing is recognised twice. Recognition, section 13.

===============  ===================================================================================================
``keys``         what one award is called, in every form in which it comes, without naming the learner
``lines``        what a decision gives, as the ledger keeps it
``claims``       what must be unique, and when two uses of an award collide
``chain``        entries that hold the digest of the one before; what was changed, moved or lost
``replay``       what the entries amount to: reservations, decisions in force, claims
``view``         what a decision needs to know of earlier ones about one learner
``tables``       the tables, kept in a database of :mod:`eccoe_vc.storage`
``recording``    the ledger itself: reserve, commit, release, withdraw, check
===============  ===================================================================================================

Only ``tables``, ``opening``, ``rows`` and ``recording`` need SQLAlchemy (the extra ``sql``); :class:`Ledger` is loaded
when it is asked for.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from eccoe_vc.agreements.ledger.keys import achievement_key, award_key, learner_key
from eccoe_vc.agreements.ledger.view import Held, View
from eccoe_vc.storage import needing_sqlalchemy

if TYPE_CHECKING:
    from eccoe_vc.agreements.ledger.recording import Head, Ledger, Reservation

_RECORDING = ("Head", "Ledger", "Reservation")


def __getattr__(name: str) -> Any:
    """The names that need SQLAlchemy.

    :raises StoreError: ``store.io``, SQLAlchemy is not installed.
    """
    if name not in _RECORDING:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(needing_sqlalchemy(f"{__name__}.recording", "ledger"), name)


__all__ = ["Head", "Held", "Ledger", "Reservation", "View", "achievement_key", "award_key", "learner_key"]
