"""JSON-LD 1.1 to canonical bytes: pinned contexts, compiled; RDF statements with nothing lost; RDFC-1.0; JCS."""

from __future__ import annotations

from eccoe_vc.jsonld.canary import canonical
from eccoe_vc.jsonld.compiled import Compiled, compiled
from eccoe_vc.jsonld.dataset import Quad, Quads
from eccoe_vc.jsonld.quads import to_quads
from eccoe_vc.jsonld.rdfc import Canonical

__all__ = ["Canonical", "Compiled", "Quad", "Quads", "canonical", "compiled", "to_quads"]
