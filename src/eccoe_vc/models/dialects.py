"""Members of documented dialects: read where they stand, required nowhere, never judged.

edubadges (SURF, the Netherlands) adds ``ECTS``, ``educationProgramIdentifier`` and ``participationType`` to the
achievement, and alignments whose ``targetType`` is a term of its own (``ext:...``).
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from eccoe_vc.models.achievement import Achievement, Alignment
from eccoe_vc.models.lexical import credit


@dataclass(frozen=True, slots=True)
class EdubadgesTerms:
    """What edubadges says about an achievement; ``None`` and empty where it says nothing readable."""

    ects: Decimal | None = None
    """Credits in ECTS; unlike ``creditsAvailable`` this number has a unit."""
    education_program_identifier: tuple[str, ...] = ()
    """Identifiers of the programme, as text; one or several."""
    participation_type: str | None = None
    """How one takes part, such as ``blended``."""
    extension_alignments: tuple[Alignment, ...] = ()
    """Alignments with a ``targetType`` that begins with ``ext:``."""


def edubadges(achievement: Achievement) -> EdubadgesTerms:
    """The edubadges members of an achievement. Values of another kind than documented are left out, not coerced.

    >>> from eccoe_vc.models import Criteria
    >>> said = edubadges(Achievement.model_validate({
    ...     "id": "https://example.edu/a", "name": "A", "description": "A.", "criteria": {"narrative": "Do it."},
    ...     "ECTS": 2.5, "educationProgramIdentifier": "1234", "participationType": "blended",
    ... }))
    >>> said.ects, said.education_program_identifier, said.participation_type
    (Decimal('2.5'), ('1234',), 'blended')
    """
    extra = achievement.model_extra or {}
    ects, taking_part = extra.get("ECTS"), extra.get("participationType")
    return EdubadgesTerms(
        ects=Decimal(repr(ects)) if credit(ects) is None else None,
        education_program_identifier=_texts(extra.get("educationProgramIdentifier")),
        participation_type=taking_part if isinstance(taking_part, str) else None,
        extension_alignments=tuple(entry for entry in achievement.alignment if _is_extension(entry)),
    )


def _texts(value: Any) -> tuple[str, ...]:
    entries = value if isinstance(value, list) else [value]
    return tuple(str(entry) for entry in entries if isinstance(entry, str | int) and not isinstance(entry, bool))


def _is_extension(alignment: Alignment) -> bool:
    return alignment.target_type is not None and alignment.target_type.startswith("ext:")
