"""What is allowed in an agreement and yet not what its authors can have meant. Recognition, section 8.3.

Errors are refused when an agreement is read (:mod:`eccoe_vc.agreements.reading`); here are the warnings, and the rules
that say different things about the same learning. Each kind of finding takes one pass: rules meet only where they share
an achievement.

==============  ====================================================================================================
``frame``       reciprocity, periods, languages
``texts``       one quantity in two forms; language versions with different numbers
``limits``      limits without effect, limits that overlap without one inside the other
``impossible``  conditions that nobody can meet, grades without a scale
``amounts``     credit created from nothing, credit that cannot be reached
``reach``       rules that are always blocked, prerequisites that no rule gives
``outranked``   rules that another one always goes before
``rivals``      rules that say different things, in one agreement or in several
``finding``     what lint says
==============  ====================================================================================================
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import replace
from itertools import islice
from typing import Any, Final

from eccoe_vc.agreements.grades.scales import Scale
from eccoe_vc.agreements.linting.amounts import amounts
from eccoe_vc.agreements.linting.finding import Lint, Severity, warning
from eccoe_vc.agreements.linting.frame import frame
from eccoe_vc.agreements.linting.impossible import impossible
from eccoe_vc.agreements.linting.limits import limits
from eccoe_vc.agreements.linting.outranked import outranked
from eccoe_vc.agreements.linting.reach import blocked
from eccoe_vc.agreements.linting.rivals import ambiguities, conflicts
from eccoe_vc.agreements.linting.texts import differing, spelling
from eccoe_vc.encoding import DecodeError
from eccoe_vc.errors import AgreementError, InputTypeError, shown
from eccoe_vc.models.agreement import RecognitionAgreement
from eccoe_vc.models.rule_list import KeptRules

MOST: Final = 1_000  # findings about one agreement, or about several together; more help nobody


def lint(agreement: RecognitionAgreement, *others: RecognitionAgreement) -> tuple[Lint, ...]:
    """The warnings and notes about an agreement, at most 1,000; where there are more, the last one says so.

    Codes: ``rule.ambiguous`` with its four classes and ``noneVersusGrant``, ``rule.unreachable``,
    ``rule.window_outside``, ``rule.exceeds_source``, ``rule.no_scale``, ``limit.never_binds``, ``limit.not_laminar``,
    ``reciprocal.missing``, ``document.language_missing``, ``number.not_canonical``, ``agreement.text_differs``,
    ``period.long``; ``rule.budget`` where not all was compared.

    :param others: agreements that are in force beside it. Then the findings of each name their agreement, and rules of
        two agreements that disagree are ``agreement.conflict``, in the same order whichever agreement comes first.
    :raises InputTypeError: ``input.type``, something is no agreement that was read.
    """
    texts = [_checked(text) for text in (agreement, *others)]
    scales = [_scales(text) for text in texts]
    if not others:
        return _bounded(_findings(texts[0], scales[0]))
    order = sorted(range(len(texts)), key=lambda index: (texts[index].id, texts[index].version))
    texts, scales = [texts[index] for index in order], [scales[index] for index in order]
    found = [
        replace(one, agreement=text.id)
        for text, known in zip(texts, scales, strict=True)
        for one in _bounded(_findings(text, known))
    ]
    return (*found, *_bounded(conflicts(texts, scales)))


def _checked(text: Any) -> RecognitionAgreement:
    if isinstance(text, RecognitionAgreement):
        # Every look at a rule that is kept as text makes its model anew, and each of the nine questions looks at all.
        return text.model_copy(update={"rule": tuple(text.rule)}) if isinstance(text.rule, KeptRules) else text
    message = f"An agreement that was read was expected, and this is {shown(text)}."
    raise InputTypeError("input.type", message, hint="Read it first, with eccoe_vc.agreements.reading.read.")


def _scales(agreement: RecognitionAgreement) -> dict[str, Scale]:
    """The scales that can be read; where a text was not read before, others may stand in it."""
    made: dict[str, Scale] = {}
    for terms in agreement.grade_scale or ():
        with suppress(AgreementError, DecodeError):
            made[terms.key] = Scale.of(terms.to_json())
    return made


def _findings(agreement: RecognitionAgreement, scales: Mapping[str, Scale]) -> Iterator[Lint]:
    yield from frame(agreement)
    yield from spelling(agreement)
    yield from differing(agreement)
    yield from limits(agreement)
    yield from impossible(agreement, scales)
    yield from amounts(agreement)
    yield from blocked(agreement)
    yield from outranked(agreement.rule, scales)
    yield from ambiguities(agreement, scales)


def _bounded(found: Iterator[Lint]) -> tuple[Lint, ...]:
    made = list(islice(found, MOST + 1))
    if len(made) > MOST:
        message = f"There are more than {MOST - 1} findings; the others are left out."
        made[MOST - 1 :] = [warning("rule.budget", "/rule", message, "Mend these first, and look again.")]
    return tuple(made)


__all__ = ["MOST", "Lint", "Severity", "lint"]
