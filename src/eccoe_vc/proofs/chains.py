"""Proof chains: which proofs a proof was made on top of (Data Integrity 1.0, sections 2.1.2 and 4.7)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from eccoe_vc.errors import Finding, IssueError, shown
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


def following(names: Sequence[str], proofs: Sequence[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """The proofs that a new one is made on top of, in document order.

    :raises IssueError: ``proof.chain``, none or several have an id of ``names``.
    """
    ids = [proof.get("id") for proof in proofs]
    for name in names:
        if ids.count(name) != 1:
            raise IssueError(
                "proof.chain", f"There is not one proof with the id {shown(name)}.", pointer="/proof",
                hint="Name the id of a proof in the credential; issue(proof_id=...) gives it one.",
            )  # fmt: skip
    return [proof for proof, name in zip(proofs, ids, strict=True) if name in names]


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
