"""Places for ledgers, and a ledger."""

from __future__ import annotations

import pytest
from tests.stores import place, postgresql
from tests.unit.agreements.ledger.invented import SECRET, B

from eccoe_vc.agreements.ledger import Ledger


@pytest.fixture
def ledger(place: str) -> Ledger:
    return Ledger.open(place, body=B, secret=SECRET, create=True)


__all__ = ["ledger", "place", "postgresql"]
