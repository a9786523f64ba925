"""What lint says: one finding."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Severity = Literal["warning", "note"]


@dataclass(frozen=True, slots=True)
class Lint:
    """One finding: how grave, its code, where, what is the matter, and what to do; ``beside`` is the other place.

    ``agreement`` and ``other`` name the agreements of both places where several were looked at together.
    """

    severity: Severity
    code: str
    pointer: str
    message: str
    proposal: str
    beside: str = ""
    agreement: str = ""
    other: str = ""


def warning(code: str, pointer: str, message: str, proposal: str, beside: str = "") -> Lint:
    """A finding that somebody should look at before signing."""
    return Lint("warning", code, pointer, message, proposal, beside)


def note(code: str, pointer: str, message: str, proposal: str, beside: str = "") -> Lint:
    """A finding that may well be meant."""
    return Lint("note", code, pointer, message, proposal, beside)
