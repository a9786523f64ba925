"""Quantities as text: decimals, ratios and whole numbers that stand in quotes, so that equal meaning has equal bytes.

Recognition, section 4.1 (Conventions). A JSON number is no such quantity: JSON stacks do not agree about its spelling.
"""

from __future__ import annotations

import re
from fractions import Fraction
from typing import Final

from eccoe_vc.encoding import DecodeError

_DECIMAL: Final = re.compile(r"(0|[1-9][0-9]{0,11})(?:\.([0-9]{1,6}))?").fullmatch
_QUOTIENT: Final = re.compile(r"([1-9][0-9]{0,9})/([1-9][0-9]{0,9})").fullmatch
_WHOLE: Final = re.compile(r"0|[1-9][0-9]{0,8}").fullmatch
_LARGEST_TERM: Final = 10**9


def decimal(text: object) -> Fraction:
    """The number of a Decimal: up to 12 digits, then up to 6 behind the point. ``5`` and ``5.0`` are one number.

    :raises DecodeError: not of this form; a JSON number is not.

    >>> decimal("7.50")
    Fraction(15, 2)
    >>> decimal("07")
    Traceback (most recent call last):
    eccoe_vc.encoding.DecodeError: A decimal number in quotes was expected, such as "7.5".
    """
    found = _DECIMAL(text) if isinstance(text, str) else None
    if found is None:
        raise DecodeError('A decimal number in quotes was expected, such as "7.5".')
    digits = found[2] or ""
    return Fraction(int(found[1] + digits), 10 ** len(digits))  # through Fraction's own parser it takes twice as long


def ratio(text: object) -> Fraction:
    """The number of a Ratio: a Decimal, or ``p/q`` of whole numbers up to 10^9.

    :raises DecodeError: not of this form.

    >>> ratio("2/3"), ratio("1.5")
    (Fraction(2, 3), Fraction(3, 2))
    """
    found = _QUOTIENT(text) if isinstance(text, str) else None
    if found is None:
        return decimal(text)
    above, below = int(found[1]), int(found[2])
    if max(above, below) > _LARGEST_TERM:
        raise DecodeError("The terms of a ratio go up to 10^9.")
    return Fraction(above, below)


def whole(text: object) -> int:
    """The number of an Int, up to nine digits.

    :raises DecodeError: not of this form.

    >>> whole("40")
    40
    """
    if isinstance(text, str) and _WHOLE(text) is not None:
        return int(text)
    raise DecodeError('A whole number in quotes was expected, such as "40".')


def text_of(value: Fraction) -> str:
    """``value`` in its shortest form: a decimal where it ends within six digits, else ``p/q``.

    >>> text_of(Fraction(15, 2)), text_of(Fraction(1, 3)), text_of(Fraction(4))
    ('7.5', '1/3', '4')
    """
    scaled = value * 1_000_000
    if scaled.denominator != 1:
        return f"{value.numerator}/{value.denominator}"
    if value.denominator == 1:
        return str(value.numerator)
    sign, digits = ("-", -scaled.numerator) if value < 0 else ("", scaled.numerator)
    before, behind = divmod(digits, 1_000_000)
    return f"{sign}{before}.{behind:06}".rstrip("0")
