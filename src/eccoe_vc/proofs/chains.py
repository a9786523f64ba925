"""Proof chains: which proofs a proof was made on top of (Data Integrity 1.0, sections 2.1.2 and 4.7)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from eccoe_vc.errors import Finding, shown
from eccoe_vc.proofs.reading import Proof


def previous_of(proof: Proof, proofs: Sequence[Proof]) -> list[Mapping[str, Any]] | Finding:
    """The proofs that ``proof.previous`` names, in document order, or the finding ``proof.chain``."""
    if not proof.previous:
        return []
    by_id = {other.tree["id"]: other for other in proofs if isinstance(other.tree.get("id"), str)}
    for name in proof.previous:
        if name not in by_id:
            return _finding(proof, f"The proof was made on top of a proof {shown(name)} that is not there.")
    if _reaches(proof, proof, by_id):
        return _finding(proof, "The proofs name each other in a circle as previous proofs.")
    return [other.tree for other in proofs if other.tree.get("id") in proof.previous]


def _reaches(start: Proof, goal: Proof, by_id: Mapping[str, Proof]) -> bool:
    seen: set[int] = set()
    stack = [start]
    while stack:
        for name in stack.pop().previous:
            link = by_id.get(name)
            if link is goal:
                return True
            if link is not None and link.index not in seen:
                seen.add(link.index)
                stack.append(link)
    return False


def _finding(proof: Proof, message: str) -> Finding:
    return Finding("proof.chain", message, f"{proof.pointer}/previousProof")
