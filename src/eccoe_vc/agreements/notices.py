"""When an agreement ends by notice. Recognition, section 5.4.

One party alone keeps the notice period; all parties together may end it sooner, by notices with one date of effect. A
notice that is foreign, revoked, about another text or too short changes nothing, and that is said.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final, NamedTuple

from eccoe_vc.agreements.signed import closed_subject, said
from eccoe_vc.agreements.state import Status
from eccoe_vc.agreements.windows import earliest_effect
from eccoe_vc.encoding.days import Period, day
from eccoe_vc.models.notice import TerminationNotice
from eccoe_vc.models.terms import version_of
from eccoe_vc.verification.verified import Verified

#: The type of the credential in which a party gives notice.
CREDENTIAL: Final = "TerminationNoticeCredential"


@dataclass(frozen=True, slots=True)
class Notice:
    """One notice: by whom, about which text, given when, effective from when, and whether it still stands."""

    issuer: str
    agreement: str
    version: str
    digest: str
    given: date
    effective: date
    status: Status = "good"


class Ending(NamedTuple):
    """The first day without effect, None where no notice is valid; and the notices that change nothing."""

    effective: date | None
    ignored: tuple[Notice, ...] = ()


def signed_notice(verified: Verified) -> Notice:
    """The notice in a verified credential.

    :raises InputTypeError: as :func:`eccoe_vc.agreements.signed.said`.
    :raises AgreementError: ``rule.syntax``, it is no notice; with everything that is wrong with it.
    """
    found = said(verified, CREDENTIAL)
    subject = closed_subject(found, TerminationNotice)
    terms = subject.notice
    given, effective = day(terms.notice_date), day(terms.effective_from)
    status: Status = "unknown" if found.doubt and found.status == "good" else found.status
    return Notice(found.issuer, subject.id, terms.version, terms.agreement_digest, given, effective, status)


def ending(
    notices: Iterable[Notice],
    *,
    agreement: str,
    version: str,
    digest: str,
    parties: Collection[str],
    period: Period,
    agents: Mapping[str, str] | None = None,
) -> Ending:
    """When the text with this digest ends; the earliest valid date counts, and the order of notices never matters.

    A notice names the agreement, its version and its digest, and all three must be those of the text.

    :param period: the notice period that one party alone must keep.
    :param agents: issuer to the party for which the caller lets it sign.

    >>> from eccoe_vc.encoding.days import period
    >>> given = Notice("b", "urn:x", "1.0", "u1", date(2025, 3, 1), date(2025, 8, 31))
    >>> text = {"agreement": "urn:x", "version": "1.0", "digest": "u1", "parties": {"a", "b"}}
    >>> ending([given], **text, period=period("P6M")).effective
    >>> both = [given, Notice("a", "urn:x", "1.0", "u1", date(2025, 4, 1), date(2025, 8, 31))]
    >>> ending(both, **text, period=period("P6M")).effective
    datetime.date(2025, 8, 31)
    """
    rows = sorted(set(notices), key=_in_order)
    wanted = (agreement, version_of(version), digest)
    ours: dict[date, dict[str, list[Notice]]] = {}
    for row in rows:
        party = row.issuer if row.issuer in parties else (agents or {}).get(row.issuer, "")
        about = (row.agreement, version_of(row.version), row.digest)
        if about == wanted and party in parties and row.status != "revoked":
            ours.setdefault(row.effective, {}).setdefault(party, []).append(row)
    valid: set[Notice] = set()
    for effective, by_party in ours.items():
        together = set(by_party) == set(parties)
        valid |= {
            row
            for given in by_party.values()
            for row in given
            if together or effective >= earliest_effect(row.given, period)
        }
    first = min((row.effective for row in valid), default=None)
    return Ending(first, tuple(row for row in rows if row not in valid))


def _in_order(row: Notice) -> tuple[date, date, str, str, str, str]:
    return (row.effective, row.given, row.issuer, row.agreement, row.digest, row.version)


__all__ = ["CREDENTIAL", "Ending", "Notice", "ending", "signed_notice"]
