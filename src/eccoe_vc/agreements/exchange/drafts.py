"""A draft of an agreement with rules that were imported. Recognition, sections 4.3 and 15."""

from __future__ import annotations

from collections.abc import Mapping

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
        origins = {str(index): place for index, place in enumerate(imported.places)}
        raise AgreementError.of(tuple(_with_origin(finding, origins) for finding in found[: reading.MOST]))
    return made


def _with_origin(finding: Finding, origins: Mapping[str, str]) -> Finding:
    """A finding about a rule, with the row or place that the rule came from before its sentence."""
    first, _, rest = finding.pointer[1:].partition("/")
    place = origins.get(rest.partition("/")[0], "") if first == "rule" else ""
    return finding._replace(message=f"{place[:1].upper()}{place[1:]}: {finding.message}") if place else finding
