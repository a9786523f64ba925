"""Dates that decide: the window of an agreement, its end, the age of an award.

Recognition, section 5.4 (Termination) and section 7, items 10 (Age) and 15 (Window). Intervals of days are closed; a
missing date is unknown, never inside and never outside.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Final, Literal, NamedTuple

from eccoe_vc.agreements.days import add, day_of
from eccoe_vc.agreements.logic import YES, Answer, Truth, answer
from eccoe_vc.encoding.days import Period

WindowBasis = Literal["completion", "award", "request", "enrolment"]
VestedRights = Literal["none", "completedBeforeEffect", "enrolledOrCompletedBeforeEffect"]

#: Members of a credential that say when, best first. ``validFrom`` moves at a re-issue, so it comes last.
_COMPLETED: Final = ("activityEndDate", "awardedDate", "validFrom")
_AWARDED: Final = ("awardedDate", "validFrom")


class Basis(NamedTuple):
    """The day that counts, and the member or request fact that said so."""

    day: date
    source: str


def completion(dates: Mapping[str, str], zone: str | None = None) -> Basis | None:
    """When the learning was completed, as far as the credential says.

    >>> completion({"validFrom": "2025-01-01T00:00:00Z", "activityEndDate": "2024-06-14"})
    Basis(day=datetime.date(2024, 6, 14), source='activityEndDate')
    """
    return _first(dates, _COMPLETED, zone)


def basis(
    dates: Mapping[str, str],
    kind: WindowBasis,
    *,
    request: date | None = None,
    enrolment: date | None = None,
    zone: str | None = None,
) -> Basis | None:
    """The day that counts for a window.

    :param dates: ``activityStartDate``, ``activityEndDate``, ``awardedDate`` and ``validFrom`` as the credential has
        them.
    :param zone: the IANA time zone of the agreement, in which instants become days.
    """
    if kind == "request":
        return Basis(request, "requestDate") if request is not None else None
    if kind == "enrolment":
        if enrolment is not None:
            return Basis(enrolment, "enrolmentDate")
        return _first(dates, ("activityStartDate",), zone)
    return _first(dates, _AWARDED if kind == "award" else _COMPLETED, zone)


def _first(dates: Mapping[str, str], names: tuple[str, ...], zone: str | None) -> Basis | None:
    for name in names:
        found = day_of(dates.get(name), zone)
        if found is not None:
            return Basis(found, name)
    return None


def in_window(
    when: Basis | None,
    start: date,
    end: date | None,
    *,
    request: date | None = None,
    claim_period: Period | None = None,
) -> Answer:
    """Whether the day that counts lies in the period, and the request before the end of the claim period."""
    if when is None:
        return Answer(Truth.UNKNOWN, "rule.date_missing")
    if when.day < start or (end is not None and when.day > end):
        return Answer(Truth.FALSE, "agreement.not_in_force")
    late = end is not None and claim_period is not None and request is not None and request > add(end, claim_period)
    return Answer(Truth.FALSE, "agreement.claim_late") if late else YES


def last_eligible_day(completed: date, max_age: Period) -> date:
    """The last day on which an award may be asked about.

    >>> from eccoe_vc.encoding.days import period
    >>> last_eligible_day(date(2020, 2, 29), period("P1Y"))
    datetime.date(2021, 2, 28)
    """
    return add(completed, max_age)


def young_enough(completed: date | None, max_age: Period, request: date) -> Answer:
    """Whether an award is not older than the agreement allows on the day of the request, and not of a later day."""
    if completed is None:
        return Answer(Truth.UNKNOWN, "rule.date_missing")
    if completed > request:
        return Answer(Truth.FALSE, "rule.not_completed")
    return answer(request <= last_eligible_day(completed, max_age), "rule.age")


def after_termination(
    effective: date,
    rights: VestedRights,
    *,
    completed: date | None,
    request: date,
    enrolment: date | None = None,
    teach_out: Period | None = None,
) -> Answer:
    """Whether an award is still recognised after an agreement was terminated.

    :param effective: the first day without effect.
    :param teach_out: counted from that day; None: no end.
    """
    if completed is None:
        return Answer(Truth.UNKNOWN, "rule.date_missing")
    last = add(effective, teach_out) if teach_out is not None else date.max
    before = completed < effective
    if rights == "none":
        held = before and request < effective
    elif rights == "completedBeforeEffect":
        held = before and request <= last
    else:
        enrolled = enrolment is not None and enrolment < effective
        held = (before or enrolled) and completed <= last and request <= last
    return answer(held, "agreement.withdrawn")


def earliest_effect(notice: date, period: Period) -> date:
    """The first day on which the notice of one party alone can take effect."""
    return add(notice, period)
