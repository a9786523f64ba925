"""The one place that reads a clock. Everything else is handed its moment (``at=``, ``created=``)."""

from __future__ import annotations

from datetime import UTC, datetime
from time import monotonic

from eccoe_vc.errors import InputTypeError, shown


def now() -> datetime:
    """The present moment in UTC, to the second, as dates in credentials are written."""
    return datetime.now(UTC).replace(microsecond=0)


def ticks() -> float:
    """Seconds of a clock that nobody sets, to tell how long something takes; its zero means nothing."""
    return monotonic()


def moment(value: datetime | None, name: str) -> datetime:
    """``value``, which must be aware, or :func:`now` for None. Called once per report.

    :raises InputTypeError: ``input.type``, not a datetime or one without a time zone.

    >>> moment(datetime(2026, 1, 1), "at")
    Traceback (most recent call last):
    eccoe_vc.errors.InputTypeError: The argument at has no time zone. Write datetime(..., tzinfo=UTC). [input.type]
    """
    if value is None:
        return now()
    if not isinstance(value, datetime):
        raise InputTypeError(
            "input.type",
            f"The argument {name} is {shown(value)}, not a datetime.",
            hint="Pass a datetime with a time zone.",
        )
    if value.tzinfo is None or value.utcoffset() is None:
        raise InputTypeError(
            "input.type", f"The argument {name} has no time zone.", hint="Write datetime(..., tzinfo=UTC)."
        )
    try:
        return value.astimezone(UTC)
    except OverflowError:
        raise InputTypeError("input.type", f"The argument {name} is outside the years 1 to 9999 in UTC.") from None
