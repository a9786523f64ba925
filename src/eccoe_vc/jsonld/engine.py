"""The general engine, for documents outside the walker's profile."""

from __future__ import annotations

from typing import Any

from eccoe_vc.errors import CanonicalizationError
from eccoe_vc.jsonld.dataset import Quads
from eccoe_vc.jsonld.walk import Walk


def to_quads(document: dict[str, Any], walk: Walk) -> Quads:
    """Not yet."""
    raise CanonicalizationError("jsonld.outside_profile", f"The document uses {walk.outside}.")
