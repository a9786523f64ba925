"""Refusals, each with its ground and a text: by an explicit rule, or because a condition of the agreement is false.

Recognition, section 11.1. The engine refuses for nothing else: no rule is no refusal, and what is unknown is none
either. A condition that is false is told for the rule that came nearest; the others stand in the explanation.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Final, NamedTuple

from eccoe_vc.agreements.choosing import Choice
from eccoe_vc.agreements.judging import Node
from eccoe_vc.agreements.logic import Truth
from eccoe_vc.agreements.matching import Found, Use
from eccoe_vc.agreements.texts import Text
from eccoe_vc.errors import AgreementError
from eccoe_vc.models.rules import Rule

#: Grounds of substance, as the manual on recognition names them; all others are formal.
SUBSTANTIAL: Final = frozenset({"level", "workload", "quality", "profile", "learningOutcomes"})


class Why(NamedTuple):
    """The ground of a refusal and the sentence that says it."""

    ground: str
    text: str


#: Code of a condition that is false to the ground on which it refuses.
WHYS: Final[Mapping[str, Why]] = MappingProxyType(
    {
        "rule.level": Why("level", "The level of the credential is not the one that the agreement asks for."),
        "rule.credit": Why("workload", "The credit of the credential is not what the agreement asks for."),
        "rule.assessment": Why("quality", "The learner was assessed in another way than the agreement asks for."),
        "rule.identity_verification": Why(
            "quality", "Identity verification or supervision was not as the agreement asks for."
        ),
        "rule.quality": Why("quality", "The quality assurance is not the one that the agreement asks for."),
        "rule.participation": Why("profile", "The form of participation is not the one that the agreement asks for."),
        "rule.language": Why("profile", "The language of instruction is not the one that the agreement asks for."),
        "rule.setting": Why("profile", "The setting of the learning is not the one that the agreement asks for."),
        "rule.version": Why("learningOutcomes", "The achievement has another version than the one agreed on."),
        "rule.result": Why("grade", "The grade is not the one that the agreement asks for."),
        "rule.age": Why("age", "The learning is older than the agreement allows."),
        "rule.window": Why("period", "The learning was completed outside the days for which this is agreed."),
        "rule.not_completed": Why("status", "The credential says that the learning was not completed."),
        "agreement.not_in_force": Why("period", "The learning lies outside the period of the agreement."),
        "agreement.claim_late": Why("period", "The request came after the period for claims."),
        "agreement.superseded": Why("period", "A newer version of the agreement governs this learning."),
        "agreement.withdrawn": Why("period", "The agreement was ended, and this learning has no vested right."),
        "limit.excluded": Why("excluded", "The agreement never recognises anything for this target."),
    }
)
_OTHER: Final = Why("insufficientEvidence", "A condition of the agreement is not met.")


@dataclass(frozen=True, slots=True)
class Refusal:
    """What is not recognised: by which rule, of which awards, on which grounds, with which text and codes."""

    text: Text
    rule: Rule
    at: str
    uses: tuple[Use, ...]
    grounds: tuple[str, ...]
    said: Mapping[str, str]
    codes: tuple[str, ...] = ()

    @property
    def awards(self) -> tuple[str, ...]:
        """The awards, by credential id, sorted."""
        return tuple(sorted(use.award.credential for use in self.uses))


def refusals(choice: Choice, texts: Sequence[Text]) -> tuple[Refusal, ...]:
    """Everything that is refused, in order of rule and awards.

    :param texts: the texts that decided, with every match that was tried.
    :raises AgreementError: ``rule.refusal_bundle``, an explicit refusal without a ground or a text.
    """
    explicit = [_explicit(one.text, one.found) for one in choice.refused]
    shown = [one for one, _ in (*choice.granted, *choice.pending)]
    shown += [*choice.exempted, *choice.unapplied, *choice.refused]
    named = {name for one in shown for name in one.found.awards}
    made: dict[str, Refusal] = {}
    for one in sorted(choice.excluded, key=lambda one: one.match.name):
        for use in one.found.uses:
            if use.award.credential not in named:
                refusal = _by_condition(one.text, one.found, use, ("limit.excluded",))
                made.setdefault(use.award.credential, refusal)
    made |= {name: refusal for name, refusal in _false(texts).items() if name not in named and name not in made}
    return tuple(sorted((*explicit, *made.values()), key=lambda one: (one.text.name, one.rule.rule_id, one.awards)))


def _explicit(text: Text, found: Found) -> Refusal:
    said = found.rule.note or found.rule.title
    if not found.rule.ground or said is None:
        message = f"The rule {found.rule.rule_id} refuses without a ground or a text."
        raise AgreementError("rule.refusal_bundle", message, pointer=found.at)
    return Refusal(text, found.rule, found.at, found.uses, found.rule.ground, said, ("rule.refused",))


def _false(texts: Sequence[Text]) -> dict[str, Refusal]:
    """Awards that no rule could use because of what is said of themselves; of several rules the nearest one."""
    best: dict[str, tuple[tuple[int, str, str, tuple[str, ...]], Refusal]] = {}
    open_: set[str] = set()
    for text in texts:
        for found in text.matches:
            if found.rule.outcome == "refused":
                continue
            for use in found.uses:
                codes = tuple(dict.fromkeys(_codes(use.node)))
                if found.truth is not Truth.FALSE or not codes:
                    open_.add(use.award.credential)  # something else stands in the way, and not a condition on it
                    continue
                rank = (len(codes), text.name, found.rule.rule_id, found.awards)
                known = best.get(use.award.credential)
                if known is None or rank < known[0]:
                    best[use.award.credential] = rank, _by_condition(text, found, use, codes)
    return {name: refusal for name, (_, refusal) in best.items() if name not in open_}


def _by_condition(text: Text, found: Found, use: Use, codes: tuple[str, ...]) -> Refusal:
    whys = [WHYS.get(code, _OTHER) for code in codes]
    rows = {node.code: node for node in _false_nodes(use.node)}
    said = " ".join(
        dict.fromkeys(f"{why.text}{_compared(rows.get(code))}" for why, code in zip(whys, codes, strict=True))
    )
    grounds = tuple(dict.fromkeys(why.ground for why in whys))
    return Refusal(text, found.rule, found.at, (use,), grounds, {"en": said}, codes)


def _compared(node: Node | None) -> str:
    """What was asked for and what was found, where both can be said."""
    if node is None or node.found is None or node.required is None:
        return ""
    return f" Asked for: {_words(node.required)}; found: {_words(node.found)}."


def _words(value: Any) -> str:
    if isinstance(value, Mapping):
        return ", ".join(f"{name} {_words(inner)}" for name, inner in value.items())
    if isinstance(value, list | tuple):
        return ", ".join(map(_words, value))
    return ("yes" if value else "no") if isinstance(value, bool) else str(value)


def _codes(node: Node) -> Iterator[str]:
    """The codes of the conditions that are false, in the order in which they were asked."""
    return (one.code for one in _false_nodes(node))


def _false_nodes(node: Node) -> Iterator[Node]:
    if node.truth is not Truth.FALSE:
        return
    inner = [one for child in node.children for one in _false_nodes(child)]
    if inner:
        yield from inner
    elif node.code:
        yield node


__all__ = ["SUBSTANTIAL", "WHYS", "Refusal", "Why", "refusals"]
