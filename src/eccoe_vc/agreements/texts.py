"""An agreement as a decision holds it: its signed text, its digest, and every match that was tried under it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from eccoe_vc.agreements import digests
from eccoe_vc.agreements.judging import Terms
from eccoe_vc.agreements.matching import Found
from eccoe_vc.models.agreement import RecognitionAgreement


@dataclass(frozen=True, slots=True)
class Text:
    """An agreement that decides with its matches; ``name`` stands before its rules where there are several texts.

    ``signed`` is the digest that the counterparts bind; empty for a draft, whose digest is computed when asked for.
    """

    agreement: RecognitionAgreement
    terms: Terms
    matches: Sequence[Found]
    name: str = ""
    signed: str = ""

    @property
    def digest(self) -> str:
        """The digest of the text."""
        return self.signed or digests.of_json(self.agreement.to_json())


__all__ = ["Text"]
