"""Rules as CTDL transfer value profiles, for catalogues. Recognition, section 15.

A catalogue tells people what there is; it does not decide. Where a rule asks for more than a profile can say, the
profile says in words that the agreement decides, so that nobody who reads it back takes it for the whole rule.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final, NamedTuple

from eccoe_vc.agreements.exchange.linked import CONTEXT, UNDETERMINED
from eccoe_vc.agreements.exchange.losses import Exported, Loss
from eccoe_vc.agreements.exchange.profiles import BUCKET
from eccoe_vc.encoding import pointers
from eccoe_vc.encoding.quantities import decimal
from eccoe_vc.errors import InputTypeError, shown
from eccoe_vc.models.agreement import RecognitionAgreement
from eccoe_vc.models.rules import Rule, Source, Target

#: Members of an agreement that its profiles say: in their ids, owners, days and units.
_SAID: Final = frozenset({"id", "type", "rule"})
#: Members of a rule that a profile says, or that are looked at one by one.
_SAID_OF_RULE: Final = frozenset({"ruleId", "title", "note", "source", "target", "to", "period"})
#: Members whose loss takes nothing that the rule asks for: they are named, and need no hint.
_QUIET: Final = frozenset({"priority", "consumes", "reusable"})


_is_ctid: Final = re.compile(r"ce-[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}").fullmatch


class _Profile(NamedTuple):
    nodes: list[dict[str, Any]]
    losses: list[Loss]


def to_ctdl(agreement: RecognitionAgreement) -> Exported:
    """The rules of an agreement as transfer value profiles in one graph. Recognition, section 15.

    Written: single awards and bundles as ``transferValueFrom``, courses as ``transferValueFor``, fixed credit as
    ``transferValue``, days, owners, texts. A rule with another source or without credit is not written. Everything that
    is not said is in the report by JSON Pointer; what a rule asks for beside that is hinted at in ``ceterms:requires``.

    :returns: the document and the losses; ``kept_in`` names the property that hints at a loss.
    :raises InputTypeError: ``input.type``.
    """
    if not isinstance(agreement, RecognitionAgreement):
        raise InputTypeError("input.type", f"An agreement was expected, but {shown(agreement)} was given.")
    nodes: list[dict[str, Any]] = []
    losses = list(_of_agreement(agreement))
    for index, rule in enumerate(agreement.rule):
        place = f"/rule/{index}"
        if (why := _unsaid(rule, place)) is not None:
            losses.append(why)
            continue
        made = _profile(agreement, rule, place)
        nodes += made.nodes
        losses += made.losses
    return Exported({"@context": CONTEXT, "@graph": nodes}, tuple(losses))


def _of_agreement(agreement: RecognitionAgreement) -> Iterator[Loss]:
    """What stands above the rules. A requirement is hinted at in each profile, because it narrows all of them."""
    yield Loss("", "A profile is signed by nobody; the signatures of the parties are not in it.")
    for member in agreement.to_json():
        if member not in _SAID:
            kept = {"requirement": "ceterms:requires", "creditFramework": "ceterms:creditUnitType"}
            kept |= {"party": "ceterms:ownedBy", "period": "ceterms:startDate, ceterms:endDate"}
            yield Loss(f"/{member}", "A profile has no place for this, or for all of it.", kept.get(member, ""))


def _unsaid(rule: Rule, place: str) -> Loss | None:
    """Why a rule cannot be a profile at all."""
    name = shown(rule.rule_id)
    leaves = rule.source.all_of or (rule.source,)
    if any(leaf.achievement is None and leaf.identifier is None for leaf in leaves):
        return Loss(f"{place}/source", f"A profile cannot say such a source, so the rule {name} is not written.")
    for index, target in enumerate(rule.target):
        if target.credit is None or target.credit.fixed is None:
            where = pointers.join(place, "target", index)
            return Loss(where, f"A profile says fixed credit only, so the rule {name} is not written.")
    return None


def _profile(agreement: RecognitionAgreement, rule: Rule, place: str) -> _Profile:
    tree = rule.to_json()
    name = f"{agreement.id}#{rule.rule_id}" if "#" not in agreement.id else f"_:rule-{rule.rule_id}"
    node: dict[str, Any] = {"@id": name, "@type": "ceterms:TransferValueProfile"}
    if _is_ctid(rule.rule_id):
        node["ceterms:ctid"] = rule.rule_id
    if rule.title:
        node["ceterms:name"] = dict(rule.title)
    if rule.note:
        node["ceterms:description"] = dict(rule.note)
    node["ceterms:ownedBy"] = list(rule.to or _recognising(agreement))
    node["ceterms:lifeCycleStatusType"] = _concept("lifeCycle:Active")
    node |= _days(agreement, rule)
    node["ceterms:transferValue"] = [_value(target, agreement) for target in rule.target]
    sources, described = _sources(rule)
    node["ceterms:transferValueFrom"] = sources
    if courses := [target.course for target in rule.target if target.course is not None]:
        node["ceterms:transferValueFor"] = courses
    losses = [*_of_rule(tree, place), *_of_source(rule, place), *_of_targets(rule, place)]
    if agreement.requirement is not None or any(loss.kept_in for loss in losses):
        node["ceterms:requires"] = [_hint(agreement, rule)]
    return _Profile([node, *described], losses)


def _recognising(agreement: RecognitionAgreement) -> list[str]:
    return [party.id for party in agreement.party if "recognisingBody" in party.role]


def _days(agreement: RecognitionAgreement, rule: Rule) -> dict[str, str]:
    """The days on which the rule holds: its own, else those of the agreement."""
    start = (rule.period and rule.period.start_date) or agreement.period.start_date
    end = (rule.period and rule.period.end_date) or agreement.period.end_date
    return {"ceterms:startDate": start} | ({"ceterms:endDate": end} if end else {})


def _hint(agreement: RecognitionAgreement, rule: Rule) -> dict[str, Any]:
    words = dict((rule.review and rule.review.text) or {})
    words.setdefault("en", f"Further conditions apply: rule {rule.rule_id} of the agreement {agreement.id} decides.")
    return {"@type": "ceterms:ConditionProfile", "ceterms:condition": words}


def _concept(name: str) -> dict[str, str]:
    return {"@type": "ceterms:CredentialAlignmentObject", "ceterms:targetNode": name}


def _value(target: Target, agreement: RecognitionAgreement) -> dict[str, Any]:
    fixed = decimal(target.credit.fixed if target.credit else None)
    # At most eleven digits: the quotient is the number that is meant, and JSON writes it as it was spelt.
    amount = fixed.numerator if fixed.denominator == 1 else fixed.numerator / fixed.denominator
    unit: dict[str, Any] = _concept(agreement.credit_framework.id)
    unit["ceterms:targetNodeName"] = {UNDETERMINED: agreement.credit_framework.notation}
    value = {"@type": "ceterms:ValueProfile", "schema:value": amount, "ceterms:creditUnitType": [unit]}
    if target.bucket is not None and target.bucket != BUCKET:
        subject = {"@type": "ceterms:CredentialAlignmentObject"}
        value["ceterms:subject"] = [{**subject, "ceterms:targetNodeName": {UNDETERMINED: target.bucket}}]
    return value


def _sources(rule: Rule) -> tuple[list[str], list[dict[str, Any]]]:
    """The ids of the sources, and descriptions of those that are known by an identifier only."""
    names: list[str] = []
    described: list[dict[str, Any]] = []
    for index, leaf in enumerate(rule.source.all_of or (rule.source,)):
        if leaf.achievement is not None:
            names.append(leaf.achievement)
        elif leaf.identifier is not None:
            names.append(f"_:source-{rule.rule_id}-{index}")
            described.append(_described(names[-1], leaf.identifier.scheme, leaf.identifier.value))
    return names, described


def _described(name: str, scheme: str, value: str) -> dict[str, Any]:
    identifier = {
        "@type": "ceterms:IdentifierValue",
        "ceterms:identifierTypeName": {UNDETERMINED: scheme},
        "ceterms:identifierValueCode": value,
    }
    return {"@id": name, "@type": "ceterms:LearningOpportunityProfile", "ceterms:identifier": [identifier]}


# ---- what is lost ----------------------------------------------------------------------------------------------------


def _of_rule(tree: Mapping[str, Any], place: str) -> Iterator[Loss]:
    for member, value in tree.items():
        if member in _SAID_OF_RULE or (member == "outcome" and value == "full"):
            continue
        kept = "" if member in _QUIET else "ceterms:requires"
        yield Loss(pointers.join(place, member), "A profile has no place for this, or for all of it.", kept)


def _of_source(rule: Rule, place: str) -> Iterator[Loss]:
    if rule.source.all_of is not None:
        what = "A profile does not say whether all sources are needed or one of them."
        yield Loss(f"{place}/source/allOf", what, "ceterms:requires")
    leaves: Sequence[tuple[str, Source]] = list(rule.source.leaves_at(f"{place}/source"))
    for where, leaf in leaves:
        for member in leaf.to_json():
            if member not in ("achievement", "identifier"):
                kept = "" if member in ("alias", "repeatable") else "ceterms:requires"
                yield Loss(pointers.join(where, member), "A profile has no place for this.", kept)


def _of_targets(rule: Rule, place: str) -> Iterator[Loss]:
    if len(rule.target) > 1:
        what = "A profile does not say which amount belongs to which target, nor that all are given together."
        yield Loss(f"{place}/target", what, "ceterms:requires")
    for index, target in enumerate(rule.target):
        where = pointers.join(place, "target", index)
        if target.kind != "course":
            yield Loss(f"{where}/kind", "A profile knows courses, and credit without one.")
        for member in target.to_json():
            if member in ("useCondition", "conversion", "grade") and (member, target.grade) != ("grade", "none"):
                kept = "ceterms:requires" if member == "useCondition" else ""
                yield Loss(pointers.join(where, member), "A profile says nothing about grades.", kept)
