"""Calendar days and periods as text, such as 2026-01-31 and P5Y. Recognition, 4.1; XML Schema 1.1 Part 2, 3.3.6."""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date
from typing import Final, NamedTuple

from eccoe_vc.encoding import DecodeError

_DATE: Final = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})").fullmatch
_PERIOD: Final = re.compile(
    r"P(?=[0-9])(?:([0-9]{1,4})Y)?(?:([0-9]{1,4})M)?(?:([0-9]{1,4})W)?(?:([0-9]{1,5})D)?"
).fullmatch


class Period(NamedTuple):
    """A duration in calendar units."""

    months: int
    days: int


def day(text: object) -> date:
    """The day of a Date, ``YYYY-MM-DD``.

    :raises DecodeError: not of this form, or no day of the calendar.

    >>> day("2024-02-29")
    datetime.date(2024, 2, 29)
    """
    found = _DATE(text) if isinstance(text, str) else None
    if found is not None:
        year, month, number = int(found[1]), int(found[2]), int(found[3])
        if year and 1 <= month <= 12 and 1 <= number <= monthrange(year, month)[1]:
            return date(year, month, number)
    raise DecodeError("A day was expected, such as 2026-01-31.")


def period(text: object) -> Period:
    """A Period, ``P[nY][nM][nW][nD]`` with one part at least and no time.

    :raises DecodeError: not of this form.

    >>> period("P1Y6M"), period("P2W")
    (Period(months=18, days=0), Period(months=0, days=14))
    """
    found = _PERIOD(text) if isinstance(text, str) else None
    if found is None:
        raise DecodeError("A period was expected, such as P5Y or P6M.")
    years, months, weeks, days = (int(part or "0") for part in found.groups())
    return Period(12 * years + months, 7 * weeks + days)
