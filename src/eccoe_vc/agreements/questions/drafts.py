"""What is handed in to a question: an agreement as a model, signed or a draft. Nothing here asks who signed it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Any

from pydantic import BaseModel

from eccoe_vc.agreements import references
from eccoe_vc.errors import AgreementError, InputTypeError, shown
from eccoe_vc.models.agreement import RecognitionAgreement


def text(value: object) -> RecognitionAgreement:
    """``value``, if it is an agreement.

    :raises InputTypeError: ``input.type``.
    """
    if not isinstance(value, RecognitionAgreement):
        raise InputTypeError(
            "input.type",
            f"An agreement was expected, and this is {shown(value)}.",
            hint="Pass what eccoe_vc.agreements.reading.read() returned.",
        )
    return value


def sound(value: object) -> RecognitionAgreement:
    """As :func:`text`, with every name in it leading somewhere: one that was not read may be built of anything.

    :raises AgreementError: as :func:`eccoe_vc.agreements.reading.read`.
    """
    agreement = text(value)
    wrong = references.check(agreement)
    if wrong:
        raise AgreementError.of(tuple(wrong))
    return agreement


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
    if not isinstance(value, Iterable) or isinstance(value, str | bytes | Mapping | BaseModel):
        raise InputTypeError("input.type", f"The {what} is {shown(value)}.", hint=f"Pass a list of {items}.")
    return iter(value)


__all__ = ["listed", "name_of", "on_day", "sound", "text"]
