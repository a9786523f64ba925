"""Places for registries, and a registry with lists for revocation and suspension."""

from __future__ import annotations

import pytest
from tests.stores import place, postgresql

from eccoe_vc import StatusRegistry


@pytest.fixture
def registry(place: str) -> StatusRegistry:
    made = StatusRegistry.open(place, create=True)
    made.create("https://north.example/status/{number}.json")
    made.create("https://north.example/suspended/{number}.json", purpose="suspension")
    return made


__all__ = ["place", "postgresql", "registry"]
