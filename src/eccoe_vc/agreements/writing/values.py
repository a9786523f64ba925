"""Python values as the text that an agreement holds, exactly or not at all. Recognition, section 4.1 (Conventions)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from itertools import islice
from typing import Any, Final, TypeVar

from eccoe_vc.encoding.quantities import text_of
from eccoe_vc.errors import AgreementError, InputTypeError, shown
from eccoe_vc.models.terms import Term

Quantity = int | str | Fraction | Decimal
Day = str | date
Words = str | Mapping[str, str]

MOST: Final = 10_001  # members of one list that are looked at: one more than any list may have
_TOO_LARGE: Final[int] = 10**100
_DIGITS: Final = 100  # of a number before it is written out; the grammar has room for 18
_T = TypeVar("_T", bound=Term)


def made(kind: type[_T], /, **members: Any) -> _T:
    """A part of an agreement, not judged yet; what is None was left out. ``agree`` judges the whole."""
    given = {name: value for name, value in members.items() if value is not None}
    return kind.model_construct(_fields_set=set(given), **given)


def quantity(value: object, what: str) -> str:
    """A number as text in its shortest form; text as it was written.

    :raises InputTypeError: ``input.type``, a float above all: it is not the number that was typed.
    :raises AgreementError: ``rule.syntax``, no finite number, or one with more than 100 digits.

    >>> [quantity(value, "credit") for value in (5, Decimal("5.0"), Fraction(2, 3), "5.0")]
    ['5', '5', '2/3', '5.0']
    """
    if isinstance(value, str):
        return _plain(value)
    if isinstance(value, float):
        hint = 'Write it in quotes, such as "0.15", or as Decimal("0.15"): a float is only near to what was typed.'
        raise InputTypeError("input.type", f"The {what} is the float {value!r}.", hint=hint)
    if isinstance(value, bool) or not isinstance(value, int | Fraction | Decimal):
        raise InputTypeError("input.type", f"The {what} is {shown(value)}.", hint='Write a number, such as 5 or "2.5".')
    if _is_long(value):
        raise AgreementError(
            "rule.syntax", f"The {what} is no number that an agreement can hold: not finite, or too long."
        )
    return text_of(Fraction(value))


def _is_long(value: int | Fraction | Decimal) -> bool:
    if isinstance(value, Decimal):
        return not value.is_finite() or len(value.as_tuple().digits) > _DIGITS or abs(value.adjusted()) > _DIGITS
    return max(abs(value.numerator), value.denominator) >= _TOO_LARGE


def day(value: object, what: str) -> str | None:
    """A calendar day as text.

    :raises InputTypeError: ``input.type``; a moment is no day, because its day depends on the time zone.

    >>> day(date(2026, 10, 1), "first day")
    '2026-10-01'
    """
    if value is None or isinstance(value, str):
        return None if value is None else _plain(value)
    if isinstance(value, datetime) or not isinstance(value, date):
        hint = 'Write a day, such as "2026-10-01" or date(2026, 10, 1).'
        raise InputTypeError("input.type", f"The {what} is {shown(value)}.", hint=hint)
    return value.isoformat()


def period(value: object, what: str) -> str | None:
    """A period of calendar units as text, such as ``P6M``.

    :raises InputTypeError: ``input.type``; a timedelta has days only, and six months are not so many days.
    """
    if isinstance(value, timedelta):
        hint = 'Write it in calendar units, such as "P6M" for six months or "P30D" for thirty days.'
        raise InputTypeError("input.type", f"The {what} is a timedelta, which knows no months.", hint=hint)
    return None if value is None else text(value, what)


def text(value: object, what: str) -> str:
    """Text as it stands.

    :raises InputTypeError: ``input.type``, something else.
    """
    if not isinstance(value, str):
        raise InputTypeError("input.type", f"The {what} is {shown(value)}.", hint="Write text in quotes.")
    return _plain(value)


def optional(value: object, what: str) -> str | None:
    """As :func:`text`; None stays what was left out."""
    return None if value is None else text(value, what)


def flag(value: object, what: str) -> bool | None:
    """True, False, or None for what was left out.

    :raises InputTypeError: ``input.type``, something that is merely true or false in Python.
    """
    if value is None or isinstance(value, bool):
        return value
    raise InputTypeError("input.type", f"{what} is {shown(value)}.", hint="Write True or False.")


def words(value: object, in_language: object, what: str) -> dict[str, str] | None:
    """A text for people: one text in ``in_language``, or a mapping of languages to texts.

    :raises InputTypeError: ``input.type``, text of which nobody said in which language it is.

    >>> words("Microcrédits", "fr", "title")
    {'fr': 'Microcrédits'}
    """
    if value is None:
        return None
    if isinstance(value, str):
        if in_language is None:
            hint = 'Say in_language="en", or write a mapping such as {"en": "..."}.'
            raise InputTypeError("input.type", f"The {what} is text without a language.", hint=hint)
        return {text(in_language, "language"): _plain(value)}
    if not isinstance(value, Mapping):
        raise InputTypeError("input.type", f"The {what} is {shown(value)}.", hint='Write {"en": "..."}.')
    return {text(key, "language"): text(value[key], what) for key in islice(value, MOST)}


def many(values: object, what: str) -> tuple[str, ...] | None:
    """One text or several, in their order.

    :raises InputTypeError: ``input.type``; a set has no order, and the order is part of the text that is signed.
    """
    if values is None:
        return None
    given = (values,) if isinstance(values, str) else values
    return tuple(text(value, what) for value in listed(given, what))


def listed(values: object, what: str) -> tuple[Any, ...]:
    """Several values, in their order.

    :raises InputTypeError: ``input.type``, a set, or nothing that one could go through.
    """
    if isinstance(values, set | frozenset):
        hint = "Pass a list: the order is part of the text that is signed."
        raise InputTypeError("input.type", f"The {what} is a set, which has no order.", hint=hint)
    if not isinstance(values, Iterable) or isinstance(values, str | bytes | Mapping):
        raise InputTypeError("input.type", f"The {what} is {shown(values)}.", hint="Pass a list.")
    return tuple(islice(values, MOST))


def parts(values: object, kind: type[_T], what: str) -> tuple[_T, ...] | None:
    """One part of an agreement or several, in their order.

    :raises InputTypeError: ``input.type``, something that is no such part.
    """
    if values is None:
        return None
    given = (values,) if isinstance(values, kind) else listed(values, what)
    return tuple(part(value, kind, what) for value in given)


def part(value: object, kind: type[_T], what: str) -> _T:
    """One part of an agreement.

    :raises InputTypeError: ``input.type``, something that is no such part.
    """
    if not isinstance(value, kind):
        raise InputTypeError("input.type", f"The {what} is {shown(value)}.", hint=f"Pass {kind.NAME}.")
    return value


def _plain(value: str) -> str:
    """Text without what a subclass of str may add to it."""
    return str.__str__(value)
