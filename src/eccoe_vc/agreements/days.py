"""What an agreement means by the day of a date, and by a period that is added to it.

Recognition, section 7 item 10 and section 10.2; XML Schema 1.1 Part 2, appendix E.3.3 (adding durations to dateTimes).
"""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date, timedelta
from functools import lru_cache
from typing import Final
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from eccoe_vc.encoding import DecodeError, timestamps
from eccoe_vc.encoding.days import Period, day
from eccoe_vc.errors import AgreementError, shown

_LOCAL: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(?:\.[0-9]{1,9})?").fullmatch
_ZONE: Final = re.compile(r"[A-Za-z][A-Za-z0-9_+-]{0,31}(?:/[A-Za-z0-9_+-]{1,32}){0,2}").fullmatch
_DAY: Final = len("2026-01-31")
_LONGEST: Final = len("2026-01-31T09:00:00.123456789+02:00")


@lru_cache(maxsize=1_024)  # the end of an agreement is asked for with every award
def add(start: date, length: Period) -> date:
    """``start`` plus ``length``: months first, cut to the last day of the month, then days. Never beyond year 9999.

    >>> from eccoe_vc.encoding.days import period
    >>> add(date(2024, 2, 29), period("P1Y")), add(date(2023, 1, 31), period("P1M1D"))
    (datetime.date(2025, 2, 28), datetime.date(2023, 3, 1))
    """
    years, month = divmod(start.month - 1 + length.months, 12)
    year = start.year + years
    if year > date.max.year:
        return date.max
    moved = date(year, month + 1, min(start.day, monthrange(year, month + 1)[1]))
    return moved + timedelta(length.days) if length.days <= (date.max - moved).days else date.max


def day_of(text: object, zone: str | None = None) -> date | None:
    """The day of a date or instant in a credential; None where it is none.

    The day of an instant is the day as written in its own offset; with ``zone`` (an IANA name) an instant that has an
    offset is moved there first. A date, or a time without offset, is never moved.

    :raises AgreementError: ``rule.syntax``, ``zone`` is no time zone.

    >>> day_of("2024-06-30T23:30:00Z"), day_of("2024-06-30T23:30:00Z", "Europe/Madrid"), day_of("yesterday")
    (datetime.date(2024, 6, 30), datetime.date(2024, 7, 1), None)
    """
    if not isinstance(text, str) or len(text) > _LONGEST:
        return None
    return _day_of(text, zone)


@lru_cache(maxsize=4_096)  # every condition of every rule asks for the dates of the same few awards
def _day_of(text: str, zone: str | None) -> date | None:
    moved_to = None if zone is None else time_zone(zone)
    try:
        if len(text) == _DAY:
            return day(text)
        local = _LOCAL(text) is not None
        instant = timestamps.parse(f"{text}Z" if local else text)
        if moved_to is None or local:
            return day(text[:_DAY])
        return instant.astimezone(moved_to).date()
    except (DecodeError, OverflowError):
        return None


def is_zone_sensitive(text: str) -> bool:
    """Whether the day of ``text`` depends on a time zone: it is an instant with an offset."""
    return len(text) > _DAY and _LOCAL(text) is None


@lru_cache(maxsize=64)
def time_zone(name: str) -> ZoneInfo:
    """The time zone of an IANA name.

    :raises AgreementError: ``rule.syntax``.
    """
    try:
        if _ZONE(name) is not None:
            return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        pass
    raise AgreementError("rule.syntax", f"{shown(name)} is no time zone, such as Europe/Madrid.")
