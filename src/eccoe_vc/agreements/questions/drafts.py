"""What is handed in to a question: an agreement as a model, signed or a draft. Nothing here asks who signed it."""

from __future__ import annotations

from eccoe_vc.agreements import references
from eccoe_vc.agreements.arguments import listed, name_of, on_day
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


__all__ = ["listed", "name_of", "on_day", "sound", "text"]
