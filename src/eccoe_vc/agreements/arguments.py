"""What callers hand in, judged by its Python type: type checkers see it, and callers without one do not."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime
from fractions import Fraction
from typing import Any

from pydantic import BaseModel

from eccoe_vc.errors import InputTypeError, shown
from eccoe_vc.limits import Budget
from eccoe_vc.verification.verified import Verified


def on_day(value: object, name: str = "on") -> date:
    """``value``, if it is a day and no moment.

    :raises InputTypeError: ``input.type``.
    """
    if type(value) is not date:  # a datetime is a date to Python, and its day depends on a zone
        raise InputTypeError("input.type", f"The argument {name} is {shown(value)}.", hint="Pass a datetime.date.")
    return value


def name_of(value: object, name: str, hint: str) -> str:
    """``value``, if it is a text that is not empty.

    :raises InputTypeError: ``input.type``.
    """
    if not isinstance(value, str) or not value:
        raise InputTypeError("input.type", f"The argument {name} is {shown(value)}.", hint=hint)
    return value


def listed(value: object, what: str, items: str) -> Iterator[Any]:
    """The items of ``value``, if it is a list or another row of things; a text, a mapping and a model are none.

    :raises InputTypeError: ``input.type``.
    """
    if not isinstance(value, Iterable) or isinstance(value, str | bytes | Mapping | BaseModel | Verified):
        raise InputTypeError("input.type", f"The {what} is {shown(value)}.", hint=f"Pass a list of {items}.")
    return iter(value)


def moment(value: object, name: str) -> datetime:
    """``value``, if it is a moment with a time zone.

    :raises InputTypeError: ``input.type``.
    """
    if not isinstance(value, datetime) or value.utcoffset() is None:
        hint = "Pass a datetime with a time zone, such as datetime.now(UTC)."
        raise InputTypeError("input.type", f"The argument {name} is {shown(value)}.", hint=hint)
    return value


def budget(value: object) -> Budget:
    """``value``, if it is a Budget.

    :raises InputTypeError: ``input.type``.
    """
    if not isinstance(value, Budget):
        raise InputTypeError("input.type", f"The budget is {shown(value)}.", hint="Pass Budget(...).")
    return value


def amounts(value: object, name: str) -> dict[str, Fraction]:
    """``value``, if it is a mapping of names to exact amounts; None is none.

    :raises InputTypeError: ``input.type``, a float among others, or less than nothing.
    """
    rows = {} if value is None else value
    if not isinstance(rows, Mapping) or not all(
        isinstance(key, str) and type(amount) in (int, Fraction) for key, amount in rows.items()
    ):
        hint = "Pass limit id to Fraction; a float is not exact."
        raise InputTypeError("input.type", f"The argument {name} is {shown(value)}.", hint=hint)
    if any(amount < 0 for amount in rows.values()):
        raise InputTypeError("input.type", f"An amount in {name} is less than nothing.")
    return {key: Fraction(amount) for key, amount in rows.items()}


__all__ = ["amounts", "budget", "listed", "moment", "name_of", "on_day"]
