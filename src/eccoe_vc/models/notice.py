"""The notice by which a party, or all of them, end an agreement. Recognition, section 5.4.

A status list has no date of effect, so ending an agreement is a signed text of its own. Revoking a counterpart means
something else: that it was signed in error and never in force.
"""

from __future__ import annotations

from typing import ClassVar, Literal

from eccoe_vc.models.terms import DayText, Digest, Iri, Name, Term, Texts, VersionText


class NoticeTerms(Term):
    """Which version ends, when that was said, and the first day without effect."""

    NAME: ClassVar[str] = "the terms of a notice"

    version: VersionText
    agreement_digest: Digest
    notice_date: DayText
    effective_from: DayText
    reason: Texts
    ground: Name | None = None


class TerminationNotice(Term):
    """The subject of a ``TerminationNoticeCredential``; its id is that of the agreement."""

    NAME: ClassVar[str] = "a notice"

    id: Iri
    type: Literal["TerminationNotice"]
    notice: NoticeTerms


__all__ = ["NoticeTerms", "TerminationNotice"]
