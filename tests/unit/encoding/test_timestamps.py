"""Dates: every row of the table in security rules section 4, and NumericDate of RFC 7519."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest

from eccoe_vc.encoding import DecodeError, timestamps
from eccoe_vc.errors import InputTypeError

READ = {
    "2026-01-31T09:00:00Z": "2026-01-31T09:00:00+00:00",
    "2026-01-31T09:00:00.5Z": "2026-01-31T09:00:00.500000+00:00",
    "2026-01-31T09:00:00.000Z": "2026-01-31T09:00:00+00:00",
    "2026-01-31T09:00:00.123456789Z": "2026-01-31T09:00:00.123456+00:00",
    "2026-01-31T09:00:00.999999999Z": "2026-01-31T09:00:00.999999+00:00",
    "2026-01-31T09:00:00+02:00": "2026-01-31T07:00:00+00:00",
    "2026-01-31T09:00:00-02:30": "2026-01-31T11:30:00+00:00",
    "2026-01-31T00:00:00+14:00": "2026-01-30T10:00:00+00:00",
    "2026-01-31T00:00:00-14:00": "2026-01-31T14:00:00+00:00",
    "2026-01-31T09:00:00-00:00": "2026-01-31T09:00:00+00:00",
    "0001-01-01T00:00:00Z": "0001-01-01T00:00:00+00:00",
    "9999-12-31T23:59:59Z": "9999-12-31T23:59:59+00:00",
    "2024-02-29T23:59:59Z": "2024-02-29T23:59:59+00:00",
    "2000-02-29T00:00:00Z": "2000-02-29T00:00:00+00:00",
}

# In the words of the table: what is refused.
REFUSED = {
    "no offset": ["2026-01-31T09:00:00", "2026-01-31T09:00:00.5"],
    "date only": ["2026-01-31", "2026-01-31Z", "2026-01", "2026"],
    "lower-case t or z": ["2026-01-31t09:00:00Z", "2026-01-31T09:00:00z"],
    "space": ["2026-01-31 09:00:00Z", " 2026-01-31T09:00:00Z", "2026-01-31T09:00:00Z ", "2026-01-31T09:00:00 Z"],
    "line break": ["2026-01-31T09:00:00Z\n", "\n2026-01-31T09:00:00Z"],
    "comma": ["2026-01-31T09:00:00,5Z"],
    "week or ordinal dates": ["2026-W05-6T09:00:00Z", "2026-031T09:00:00Z"],
    "basic format": ["20260131T090000Z", "2026-01-31T090000Z", "2026-01-31T09:00:00+0200", "2026-01-31T09:00:00+02"],
    "24:00:00": ["2026-01-31T24:00:00Z", "2026-01-31T25:00:00Z"],
    ":60": ["2016-12-31T23:59:60Z", "2026-01-31T09:60:00Z"],
    "year 0000": ["0000-01-01T00:00:00Z"],
    "sign or five digits": [
        "-2026-01-31T09:00:00Z",
        "+2026-01-31T09:00:00Z",
        "12026-01-31T09:00:00Z",
        "026-01-31T09:00:00Z",
    ],
    "more than 9 fraction digits": ["2026-01-31T09:00:00.1234567890Z"],
    "empty fraction": ["2026-01-31T09:00:00.Z"],
    "non-ASCII digits": ["\u0662\u0660\u0662\u0666-01-31T09:00:00Z", "2026-01-31T09:00:0\uff10Z"],
    "no real calendar day": [
        "2026-02-29T09:00:00Z",
        "1900-02-29T00:00:00Z",
        "2026-04-31T09:00:00Z",
        "2026-00-10T00:00:00Z",
        "2026-13-01T00:00:00Z",
        "2026-01-00T00:00:00Z",
    ],
    "offset beyond 14:00": [
        "2026-01-31T09:00:00+14:01",
        "2026-01-31T09:00:00-15:00",
        "2026-01-31T09:00:00+13:60",
        "2026-01-31T09:00:00+99:99",
    ],
    "beyond the years that can be said in UTC": ["0001-01-01T00:00:00+01:00", "9999-12-31T23:59:59-01:00"],
    "no seconds": ["2026-01-31T09:00Z", "2026-01-31T09Z"],
    "other zones": ["2026-01-31T09:00:00CET", "2026-01-31T09:00:00Z+01:00", "2026-01-31T09:00:00UTC"],
}
NO_TEXT: list[Any] = [
    None,
    True,
    0,
    1767225600,
    1.5,
    [],
    {},
    ["2026-01-31T09:00:00Z"],
    b"2026-01-31T09:00:00Z",
    datetime.now(UTC),
]


@pytest.mark.parametrize(("text", "instant"), READ.items())
def test_forms_that_are_read(text: str, instant: str) -> None:
    found = timestamps.parse(text)
    assert found.isoformat() == instant
    assert found.utcoffset() == timedelta(0)


@pytest.mark.parametrize(("row", "text"), [(row, text) for row, texts in REFUSED.items() for text in texts])
def test_forms_that_are_refused(row: str, text: str) -> None:
    with pytest.raises(DecodeError):
        timestamps.parse(text)


@pytest.mark.parametrize("value", NO_TEXT, ids=lambda value: type(value).__name__)
def test_other_types_are_refused(value: Any) -> None:
    with pytest.raises(DecodeError):
        timestamps.parse(value)


@pytest.mark.parametrize(
    ("value", "instant"),
    [
        (0, "1970-01-01T00:00:00+00:00"),
        (1300819380, "2011-03-22T18:43:00+00:00"),  # RFC 7519 section 3.1
        (1.5, "1970-01-01T00:00:01.500000+00:00"),
        (-0.0, "1970-01-01T00:00:00+00:00"),
        (253402300799, "9999-12-31T23:59:59+00:00"),
        (253402300799.99997, "9999-12-31T23:59:59.999970+00:00"),
    ],
)
def test_numeric_dates_in_range(value: float, instant: str) -> None:
    found = timestamps.numeric_date(value)
    assert found.isoformat()[:19] == instant[:19]
    assert found.utcoffset() == timedelta(0)


@pytest.mark.parametrize(
    "value",
    [
        -1,
        -0.001,
        253402300800,
        1e300,
        10**400,
        -(10**400),
        float("inf"),
        float("-inf"),
        float("nan"),
        True,
        False,
        "1300819380",
        None,
        [],
        {},
        1j,
    ],
)
def test_everything_else_is_no_numeric_date(value: Any) -> None:
    with pytest.raises(DecodeError):
        timestamps.numeric_date(value)


@pytest.mark.parametrize(
    ("instant", "text"),
    [
        (datetime(2026, 1, 31, 9, tzinfo=UTC), "2026-01-31T09:00:00Z"),
        (datetime(2026, 1, 31, 9, 0, 0, 120_000, UTC), "2026-01-31T09:00:00.12Z"),
        (datetime(2026, 1, 31, 9, 0, 0, 1, UTC), "2026-01-31T09:00:00.000001Z"),
        (datetime(2026, 1, 31, 9, 0, 10, tzinfo=UTC), "2026-01-31T09:00:10Z"),
        (datetime(2026, 1, 31, 9, tzinfo=timezone(timedelta(hours=2))), "2026-01-31T07:00:00Z"),
        (datetime(1, 1, 1, tzinfo=UTC), "0001-01-01T00:00:00Z"),
    ],
)
def test_dates_are_written_in_their_shortest_form(instant: datetime, text: str) -> None:
    assert timestamps.format(instant) == text
    assert timestamps.parse(text) == instant


def test_a_date_without_zone_is_the_callers_mistake() -> None:
    with pytest.raises(InputTypeError) as caught:
        timestamps.format(datetime(2026, 1, 31))
    assert caught.value.code == "input.type"
