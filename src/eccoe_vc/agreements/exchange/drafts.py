"""A draft of an agreement with rules that were imported. Recognition, sections 4.3 and 15."""

from __future__ import annotations

from collections.abc import Sequence

from eccoe_vc.agreements import reading, references
from eccoe_vc.agreements.exchange.losses import Imported
from eccoe_vc.errors import AgreementError, Finding, InputTypeError
from eccoe_vc.limits import DEFAULT
from eccoe_vc.models.agreement import RecognitionAgreement


def with_rules(agreement: RecognitionAgreement, imported: Imported) -> RecognitionAgreement:
    """The agreement with the imported rules in place of its own; what they refer to must be there.

    :raises AgreementError: with all findings, ``rule.reference``, ``rule.cycle`` and others of reading; what concerns a
        rule names the row or place that it came from.
    :raises InputTypeError: ``input.type``.
    """
    if not isinstance(agreement, RecognitionAgreement) or not isinstance(imported, Imported):
        raise InputTypeError("input.type", "An agreement and what an import gave were expected.")
    if not imported.rules:
        raise AgreementError("rule.syntax", "An agreement has one rule at least, and none was imported.")
    if len(imported.rules) > DEFAULT.rules:
        raise AgreementError("rule.budget", f"An agreement has at most {DEFAULT.rules} rules.")
    made = agreement.with_(rule=imported.rules)
    if found := references.check(made):
        raise AgreementError.of(tuple(_with_origin(finding, imported.places) for finding in found[: reading.MOST]))
    return made


def _with_origin(finding: Finding, places: Sequence[str]) -> Finding:
    first, _, rest = finding.pointer[1:].partition("/")
    index = rest.partition("/")[0]
    for number, place in enumerate(places):
        if first == "rule" and index == str(number):
            return finding._replace(message=f"{place[:1].upper()}{place[1:]}: {finding.message}")
    return finding
