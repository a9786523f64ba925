"""The parts of a transfer value profile: what the value comes from, what it is for, how much it is.

Recognition, section 7 items 1 to 6. What cannot be said in a rule without guessing leaves the whole profile out.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any, Final

from eccoe_vc.agreements import digests
from eccoe_vc.agreements.exchange.linked import Graph, Node, Value, named, number, refuse, text
from eccoe_vc.agreements.exchange.losses import Loss
from eccoe_vc.encoding.iri import is_iri
from eccoe_vc.encoding.quantities import ratio, text_of
from eccoe_vc.errors import shown
from eccoe_vc.models.agreement import RecognitionAgreement
from eccoe_vc.models.rules import MAX_LEAVES

PROFILE: Final = named("ceterms:TransferValueProfile")
BUCKET: Final = "transferValue"
"""Where credit goes for which the profile names no course and no subject."""
_PROGRAMME: Final = named("ceterms:LearningProgram")
_MOST_TEXT: Final = 1_000
_MOST_KEY: Final = 200
_MOST_AMOUNTS: Final = 20
_READ_OF_VALUE: Final = frozenset(
    named(name) for name in ("schema:value", "ceterms:creditUnitType", "ceterms:subject", "schema:description")
)


class LeftOutError(Exception):
    """A profile that makes no rule: where the reason stands, and what it is. Never leaves this package."""

    def __init__(self, pointer: str, why: str, code: str = "") -> None:
        super().__init__(why)
        self.loss = Loss(pointer, f"This profile is not imported: {why}", "", code)


@dataclass(frozen=True, slots=True)
class Case:
    """One profile on its way to a rule: the graph around it, the agreement that it is for, and what was lost so far."""

    node: Node
    graph: Graph
    draft: RecognitionAgreement
    losses: list[Loss] = field(default_factory=list)
    for_a_person: list[str] = field(default_factory=list)

    def lose(self, pointer: str, what: str) -> None:
        """Note what has no place in a rule."""
        self.losses.append(Loss(pointer, what))

    def ask(self, pointer: str, what: str, kept_in: str = "") -> None:
        """Note what only a person can judge; the rule comes under manual review."""
        self.for_a_person.append(what)
        self.losses.append(Loss(pointer, what, kept_in, "rule.free_text"))

    def lose_others(self, node: Node, read: frozenset[str], what: str) -> None:
        """Note every property of an object that is not among those that were read."""
        for full, values in node.properties.items():
            if full not in read and values:
                self.lose(values[0].pointer, what)

    def joined(self, values: Iterable[Value]) -> dict[str, str]:
        """Texts by language, one below the other; cut where an agreement has no more room."""
        found: dict[str, list[str]] = {}
        last = ""
        for value in values:
            last = value.pointer
            for language, words in self.graph.texts(value):
                if words.strip() and words not in found.get(language, ()):
                    found.setdefault(language, []).append(words)
        whole = {language: "\n".join(several) for language, several in found.items()}
        if any(len(words) > _MOST_TEXT for words in whole.values()):
            self.lose(last, f"The text is longer than {_MOST_TEXT} characters; its end is cut off.")
        return {language: words[:_MOST_TEXT] for language, words in whole.items()}


# ---- from whom and what ----------------------------------------------------------------------------------------------


def source_of(case: Case) -> tuple[dict[str, Any], list[str]]:
    """The source of the rule, and the awarding parties that are named for it.

    :raises LeftOutError: no source, too many, or one that nothing can match.
    """
    values = case.node.values("ceterms:transferValueFrom")
    if not values:
        raise LeftOutError(case.node.pointer, "it does not say what the value comes from.")
    if len(values) > MAX_LEAVES:
        raise LeftOutError(case.node.pointer, f"it names more than {MAX_LEAVES} sources.", "rule.budget")
    described = [(value, case.graph.node(value)) for value in values]
    made = [_leaf(case, value, source) for value, source in described]
    leaves = list({digests.of_json(leaf): leaf for leaf in made}.values())
    owners = [owner for _, source in described for owner in source.values("ceterms:ownedBy", "ceterms:offeredBy")]
    parties = parties_of(case, owners, "awardingBody")
    if len(leaves) == 1:
        return leaves[0], parties
    what = "CTDL does not say whether all sources are needed or one of them; all are asked for, and a person decides."
    case.ask(values[0].pointer.rpartition("/")[0], what)
    return {"allOf": leaves}, parties


def _leaf(case: Case, value: Value, source: Node) -> dict[str, Any]:
    if PROFILE in source.types:
        raise LeftOutError(value.pointer, "its value comes from another profile.", "rule.no_transitivity")
    if source.id and not source.id.startswith("_:"):
        return {"achievement": _iri(value, source.id)}
    found = set()
    for identifier in source.values("ceterms:identifier", "ceterms:identifierValue"):
        if isinstance(identifier.value, Mapping):
            made = case.graph.node(identifier)
            codes = made.values("ceterms:identifierValueCode")
            schemes = made.values("ceterms:identifierTypeName", "ceterms:identifierType")
            if codes and schemes:
                found.add((_scheme(case, schemes[0]), text(codes[0])))
    if len(found) == 1:
        ((scheme, code),) = found
        return {"identifier": {"scheme": scheme, "value": code}}
    why = "its source has no id and no single identifier of a named scheme, and names alone never match."
    raise LeftOutError(value.pointer, why, "rule.no_match")


def _scheme(case: Case, value: Value) -> str:
    """The name of a scheme; of several languages, that whose tag comes first."""
    texts = sorted(case.graph.texts(value))
    return texts[0][1] if texts else refuse(value, "the name of a scheme")


def _iri(value: Value, name: str) -> str:
    return name if is_iri(name) else refuse(value, "an absolute IRI")


def parties_of(case: Case, values: Iterable[Value], role: str) -> list[str]:
    """The parties of the agreement with this role that are named, by id; others are noted."""
    found: dict[str, None] = {}
    for value in values:
        name = case.graph.node(value).id
        ours = [party.id for party in case.draft.party if name in party.names and role in party.role]
        found |= dict.fromkeys(ours)
        if not ours:
            case.lose(value.pointer, f"{shown(name)} is no such party of the agreement.")
    return list(found)


# ---- what for, and how much ------------------------------------------------------------------------------------------


def targets_of(case: Case) -> tuple[list[str], list[dict[str, Any]]]:
    """The programmes for which the value holds, and the targets of the rule.

    :raises LeftOutError: no amount, another unit, or amounts and courses that nothing pairs.
    """
    programmes: dict[str, None] = {}
    courses: dict[str, None] = {}
    for value in case.node.values("ceterms:transferValueFor"):
        target = case.graph.node(value)
        if not target.id or target.id.startswith("_:"):
            raise LeftOutError(value.pointer, "what it is for has no id.")
        (programmes if _PROGRAMME in target.types else courses)[_iri(value, target.id)] = None
    amounts = [_amount(case, value) for value in case.node.values("ceterms:transferValue")]
    if not 1 <= len(amounts) <= _MOST_AMOUNTS:
        raise LeftOutError(case.node.pointer, f"it has {len(amounts)} amounts, and 1 to {_MOST_AMOUNTS} make a rule.")
    if not courses:
        what = "No course is named; the credit goes to the subject or to a bucket, and a person decides."
        case.ask(case.node.pointer, what, BUCKET)
        free = [{"kind": "unassigned", "bucket": bucket, "credit": {"fixed": credit}} for credit, bucket in amounts]
        return list(programmes), free
    if len(courses) > 1 or len(amounts) > 1:
        raise LeftOutError(
            case.node.pointer, "it has several courses or amounts, and does not say which belong together."
        )
    (course,) = courses
    return list(programmes), [{"kind": "course", "course": course, "credit": {"fixed": amounts[0][0]}}]


def _amount(case: Case, value: Value) -> tuple[str, str]:
    """The credit in the unit of the agreement, and the bucket that its subject names."""
    profile = case.graph.node(value)
    values = profile.values("schema:value")
    if len(values) != 1:
        raise LeftOutError(value.pointer, "an amount is not one number.")
    stated = number(values[0])
    if stated < 0:
        refuse(values[0], "a number that is not negative")
    credit = text_of(stated * _factor(case, profile, value))
    if "/" in credit:
        raise LeftOutError(value.pointer, "an amount is no decimal number of six digits.")
    names = case.joined([name for subject in profile.values("ceterms:subject") for name in _subject(case, subject)])
    case.lose_others(profile, _READ_OF_VALUE, "A rule has no place for this part of an amount.")
    return credit, names[min(names)][:_MOST_KEY] if names else BUCKET


def _subject(case: Case, subject: Value) -> tuple[Value, ...]:
    return (subject,) if isinstance(subject.value, str) else case.graph.node(subject).values("ceterms:targetNodeName")


def _factor(case: Case, profile: Node, value: Value) -> Fraction:
    """By what a unit of the profile becomes one of the agreement; another kind of credit is never guessed."""
    framework = case.draft.credit_framework
    units = {case.graph.concept(unit) for unit in profile.values("ceterms:creditUnitType")} - {""}
    if not units and framework.unitless == "framework":
        return Fraction(1)
    if len(units) == 1:
        (unit,) = units
        if unit == framework.id:
            return Fraction(1)
        for conversion in framework.conversion or ():
            if conversion.from_ == unit:
                return ratio(conversion.ratio)
    said = ", ".join(shown(unit) for unit in sorted(units)) or "none"
    why = f"its unit is {said}, which the agreement neither counts in nor converts."
    raise LeftOutError(value.pointer, why, "rule.unit")
