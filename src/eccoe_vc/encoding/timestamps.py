"""Dates in credentials: XSD dateTimeStamp, and NumericDate in tokens. One grammar for all dates, VC 1.1 included.

Read: ``YYYY-MM-DDThh:mm:ss[.1-9 digits](Z or +-hh:mm)`` with year 0001 to 9999, a real calendar day, hours to 23,
seconds to 59 and an offset of at most 14:00. Everything else is refused, also where a specification would guess:
a date without an offset, lower-case letters, ``24:00:00``, leap seconds, year 0000. A limit that cannot be read is no
limit.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from eccoe_vc.encoding import DecodeError
from eccoe_vc.errors import InputTypeError

_FORM: Final = re.compile(
    r"(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d)(?:\.(\d{1,9}))?(?:Z|([+-])(\d\d):(\d\d))\Z", re.ASCII
).match
#: The form that nearly all dates have: whole seconds in UTC.
_USUAL: Final = re.compile(r"\d{4}-\d\d-\d\dT(?:[01]\d|2[0-3]):\d\d:\d\dZ\Z", re.ASCII).match
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_NUMBERS: Final = (int, float)
_END: Final = 253_402_300_800  # 10000-01-01T00:00:00Z
_NO_SUCH_TIME: Final = "It names no real day or time of the years 0001 to 9999."


def parse(text: Any) -> datetime:
    """The instant of ``text`` in UTC, to the microsecond; further digits are cut, not rounded.

    VC Data Model 2.0, section 4.9 (validity period); XML Schema 1.1 part 2, dateTimeStamp.

    :raises DecodeError: any other form.

    >>> parse("2026-01-31T10:00:00.5+02:00").isoformat()
    '2026-01-31T08:00:00.500000+00:00'
    """
    if isinstance(text, str) and _USUAL(text) is not None:
        try:
            return datetime.fromisoformat(text)
        except ValueError:
            raise DecodeError(_NO_SUCH_TIME) from None
    found = _FORM(text) if isinstance(text, str) else None
    if found is None:
        raise DecodeError("It is not a date with time and time zone, such as 2026-01-31T09:00:00Z.")
    year, month, day, hour, minute, second, fraction, sign, offset_hour, offset_minute = found.groups()
    micro = int((fraction + "00000")[:6]) if fraction else 0
    try:
        instant = datetime(int(year), int(month), int(day), int(hour), int(minute), int(second), micro, UTC)
        if sign is None:
            return instant
        if int(offset_minute) > 59 or int(offset_hour) * 60 + int(offset_minute) > 14 * 60:
            raise DecodeError("Its time zone offset is beyond 14:00.")
        offset = timedelta(hours=int(offset_hour), minutes=int(offset_minute))
        return instant - offset if sign == "+" else instant + offset
    except DecodeError:
        raise
    except (ValueError, OverflowError):
        raise DecodeError(_NO_SUCH_TIME) from None


def numeric_date(value: Any) -> datetime:
    """The instant of a JWT NumericDate (RFC 7519 section 2): a finite JSON number of seconds from 1970 to 9999.

    :raises DecodeError: anything else; text and booleans are not numbers.

    >>> numeric_date(1767225600).isoformat()
    '2026-01-01T00:00:00+00:00'
    """
    # The comparison is false for what is not a number and true for no infinity, and it takes integers of any length.
    if isinstance(value, bool) or not isinstance(value, _NUMBERS) or not 0 <= value < _END:
        raise DecodeError("It is not a number of seconds between 1970 and 9999.")
    return _EPOCH + timedelta(0, value)


def to_numeric_date(instant: datetime) -> int:
    """An aware ``instant`` as NumericDate (RFC 7519 section 2), in whole seconds since 1970; a fraction is cut.

    >>> to_numeric_date(datetime(2026, 1, 1, tzinfo=UTC))
    1767225600
    """
    return (instant - _EPOCH) // timedelta(seconds=1)


def format(instant: datetime) -> str:  # noqa: A001 - read at the call as timestamps.format
    """The shortest form of an aware ``instant`` in UTC, with a ``Z`` and no zeros at the end of a fraction.

    :raises InputTypeError: ``input.type``, a naive datetime; the zone of this machine is no part of a credential.

    >>> format(datetime(2026, 1, 31, 9, tzinfo=UTC)), format(datetime(2026, 1, 31, 9, 0, 0, 500_000, UTC))
    ('2026-01-31T09:00:00Z', '2026-01-31T09:00:00.5Z')
    """
    if instant.utcoffset() is None:
        raise InputTypeError(
            "input.type",
            "A date and time without a time zone was given.",
            hint="Add a time zone, for example datetime(2026, 1, 31, tzinfo=UTC).",
        )
    text = instant.astimezone(UTC).replace(tzinfo=None).isoformat()
    return (text.rstrip("0") if "." in text else text) + "Z"
