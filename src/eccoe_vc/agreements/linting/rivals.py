"""Lint of rules that say different things about the same learning, in one agreement or in several."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Final

from eccoe_vc.agreements import competing
from eccoe_vc.agreements.ambiguity import Ambiguity
from eccoe_vc.agreements.grades.scales import Scale
from eccoe_vc.agreements.linting.finding import Lint, Severity, warning
from eccoe_vc.errors import shown
from eccoe_vc.models.agreement import RecognitionAgreement

_FIRST: Final = "Give one of them the priority."
_SENTENCES: Final[Mapping[Ambiguity, tuple[Severity, str, str]]] = {
    "duplicated": ("note", "say the same about the same learning", "Delete one of them."),
    "equivalent": ("warning", "give different free credit for the same learning", _FIRST),
    "blanketVersusReal": ("warning", "give a course and free credit for the same learning", _FIRST),
    "multipleReal": ("warning", "give different courses or credit for the same learning", _FIRST),
    "noneVersusGrant": ("warning", "refuse and grant the same learning", _FIRST),
}


def ambiguities(agreement: RecognitionAgreement, scales: Mapping[str, Scale]) -> Iterator[Lint]:
    """The rules of one agreement that compete, by class."""
    pairs, complete = competing.pairs(agreement.rule, scales)
    for one, other, kind in pairs:
        names = shown(agreement.rule[one].rule_id), shown(agreement.rule[other].rule_id)
        severity, sentence, proposal = _SENTENCES[kind]
        message = f"The rules {names[0]} and {names[1]} {sentence} ({kind})."
        yield Lint(severity, "rule.ambiguous", f"/rule/{one}", message, proposal, f"/rule/{other}")
    if not complete:
        yield _incomplete()


def conflicts(texts: Sequence[RecognitionAgreement], scales: Sequence[Mapping[str, Scale]]) -> Iterator[Lint]:
    """The rules of different agreements that give different things for one award, where none yields to the other."""
    pairs, complete = competing.across(texts, scales)
    for one, other, kind in pairs:
        left, right = texts[one[0]], texts[other[0]]
        if kind == "duplicated" or yields(left, right) or yields(right, left):
            continue
        severity, sentence, _ = _SENTENCES[kind]
        names = (
            f"{shown(text.rule[place].rule_id)} of {shown(text.id)}"
            for text, place in ((left, one[1]), (right, other[1]))
        )
        message = f"The rules {' and '.join(names)} {sentence} ({kind})."
        # A course goes before free credit in the order of rules, so that one of both is chosen all the same.
        severity = "note" if kind == "blanketVersusReal" else severity
        hint = "Write overrides in one agreement and yieldsTo in the other, or end one of them."
        yield Lint(
            severity, "agreement.conflict", f"/rule/{one[1]}", message, hint, f"/rule/{other[1]}", left.id, right.id
        )
    if not complete:
        yield replace(_incomplete(), agreement=texts[0].id, other=texts[-1].id)


def yields(one: RecognitionAgreement, other: RecognitionAgreement) -> bool:
    """Whether one agreement yields to another that overrides it: both must say so."""
    mine, yours = one.evaluation, other.evaluation
    return (
        mine is not None
        and yours is not None
        and other.id in (mine.yields_to or ())
        and one.id in (yours.overrides or ())
    )


def _incomplete() -> Lint:
    message = (
        f"More than {competing.MOST} pairs of rules share an achievement, or too many counts are nested;"
        " the rest was not compared."
    )
    return warning("rule.budget", "/rule", message, "Split the agreement, or give its rules priorities.")
