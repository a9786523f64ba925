"""All versions of one agreement on a day: which text governs, what replaced it, whether it was ended. Recognition, 5.3.

A new version is a new text with the same id, signed by all, that names the digest of the one before. It takes effect on
its own start date and ends the old one for later basis dates; the old one stays what learning before it is judged by.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from itertools import groupby
from typing import Final

from eccoe_vc.agreements.counterparts import SignedText, Standing, agents_of, standings
from eccoe_vc.agreements.notices import Ending, Notice, ending
from eccoe_vc.agreements.state import State, StateOn
from eccoe_vc.encoding.days import day, period
from eccoe_vc.models.terms import version_of

#: The states of a text that not all of its parties have signed for good.
_UNBOUND: Final[frozenset[State]] = frozenset({"invalid", "draft", "inconsistent", "offered", "withdrawn"})


def history(
    copies: Iterable[SignedText],
    on: date,
    *,
    notices: Iterable[Notice] = (),
    signatories: Mapping[str, Collection[str]] | None = None,
) -> tuple[Standing, ...]:
    """Every text among the counterparts of one agreement, the newest version first; no order of inputs matters.

    Where it cannot be found out whether a newer version or a notice binds, the day on which that would matter is
    ``indeterminate``. A newer version that names another predecessor than the one that its parties had signed is
    ``inconsistent`` (``agreement.chain``). Versions that are not among the copies are not missed: learning that they
    governed lies outside the period of the others.
    """
    versions = _versions(copies)
    given = sorted(set(notices), key=lambda row: (row.effective, row.given, row.issuer, row.digest, row.version))
    agents = agents_of(signatories or {})
    signed = [one for rows in versions for one in standings(rows, on, signatories=signatories)]
    broken, sure, possible = _successions(signed)
    ends = {one.digest: _ending(one, given, agents) for one in signed}
    certain = {one.digest: _ending(one, [row for row in given if row.status == "good"], agents) for one in signed}
    found = _judged(versions, on, signatories, sure, certain)
    perhaps = _judged(versions, on, signatories, possible, ends)
    ignored = set(given).intersection(*(end.ignored for end in ends.values())) if ends else set()
    made = [_said(one, other.on, broken, bool(ignored)) for one, other in zip(found, perhaps, strict=True)]
    return tuple(made[::-1])


def _versions(copies: Iterable[SignedText]) -> list[list[SignedText]]:
    """The copies of each version, oldest first."""
    rows = sorted(copies, key=lambda row: (version_of(row.agreement.version), row.digest, row.issuer))
    return [list(group) for _, group in groupby(rows, key=lambda row: version_of(row.agreement.version))]


def _successions(signed: Sequence[Standing]) -> tuple[frozenset[str], dict[str, date], dict[str, date]]:
    """Texts whose chain is broken; and when each text is replaced, for certain and perhaps.

    Only a text that all parties of the older one signed can replace it: nobody is put out of an agreement by others.
    """
    broken: set[str] = set()
    sure: dict[str, date] = {}
    possible: dict[str, date] = {}
    binding = [one for one in signed if one.on.state not in _UNBOUND]
    for index, newer in enumerate(binding):
        named = newer.agreement.supersedes
        start = day(newer.agreement.period.start_date)
        older = [one for one in binding[:index] if _replaces(newer, one)]
        if older and (named is None or named.agreement_digest != older[-1].digest):
            broken.add(newer.digest)
        if named is not None and any(_unasked(newer, one) for one in binding[:index]):
            broken.add(newer.digest)
        for one in older:
            possible[one.digest] = min(start, possible.get(one.digest, start))
            if newer.on.state != "indeterminate":
                sure[one.digest] = min(start, sure.get(one.digest, start))
    return frozenset(broken), sure, possible


def _replaces(newer: Standing, older: Standing) -> bool:
    later = version_of(newer.agreement.version) > version_of(older.agreement.version)
    return later and {party.id for party in older.agreement.party} <= newer.signed_by


def _unasked(newer: Standing, older: Standing) -> bool:
    """Does the newer text claim to replace one of which a party did not sign it?"""
    named = newer.agreement.supersedes
    return named is not None and named.agreement_digest == older.digest and not _replaces(newer, older)


def _ending(one: Standing, notices: Sequence[Notice], agents: Mapping[str, str]) -> Ending:
    agreement = one.agreement
    return ending(
        notices,
        agreement=agreement.id,
        version=agreement.version,
        digest=one.digest,
        parties={party.id for party in agreement.party},
        period=period(agreement.termination.notice_period),
        agents=agents,
    )


def _judged(
    versions: Sequence[Sequence[SignedText]],
    on: date,
    signatories: Mapping[str, Collection[str]] | None,
    superseded: Mapping[str, date],
    ends: Mapping[str, Ending],
) -> list[Standing]:
    terminated = {digest: end.effective for digest, end in ends.items() if end.effective is not None}
    return [
        one
        for rows in versions
        for one in standings(rows, on, signatories=signatories, superseded=superseded, terminated=terminated)
    ]


def _said(one: Standing, perhaps: StateOn, broken: Collection[str], ignored: bool) -> Standing:
    state = one.on
    if state.state != perhaps.state:
        state = state._replace(state="indeterminate", code="status.unavailable")
    if one.digest in broken:
        state = state._replace(state="inconsistent", code="agreement.chain")
    if ignored:
        state = state._replace(notes=(*state.notes, "agreement.notice_ignored"))
    return replace(one, on=state)


__all__ = ["history"]
