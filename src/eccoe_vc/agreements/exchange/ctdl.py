"""Rules from CTDL transfer value profiles: what learning is said to be worth elsewhere. Recognition, section 15.

A ``ceterms:TransferValueProfile`` names what the value comes from, what it is for, how much it is, and from when to
when. It does not say whether several sources are all needed or one of them, and puts conditions into words: both ask
for a person. What it says beyond a rule is named in the report, and a profile that makes no rule is named with why.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any, Final

from eccoe_vc.agreements import digests, reading
from eccoe_vc.agreements.exchange.linked import Graph, Node, Value, graph_of, named, refuse, text
from eccoe_vc.agreements.exchange.losses import Imported, Loss
from eccoe_vc.agreements.exchange.profiles import (
    PROFILE,
    Case,
    LeftOutError,
    parties_of,
    source_of,
    targets_of,
)
from eccoe_vc.encoding import pointers, strict_json
from eccoe_vc.errors import AgreementError, Finding, InputTypeError, shown
from eccoe_vc.limits import DEFAULT, MIB, Budget
from eccoe_vc.models.agreement import RecognitionAgreement
from eccoe_vc.models.rules import Rule

_ACTIVE: Final = named("lifeCycle:Active")
_AGREEMENT: Final = named("ceterms:TransferAgreement")
_NAME: Final = "ceterms:name"
_READ: Final = frozenset(
    named(name)
    for name in (
        _NAME, "ceterms:ctid", "ceterms:description", "ceterms:ownedBy", "ceterms:startDate", "ceterms:endDate",
        "ceterms:transferValue", "ceterms:transferValueFrom", "ceterms:transferValueFor", "ceterms:requires",
        "ceterms:lifeCycleStatusType",
    )
)  # fmt: skip
_CONDITION_WORDS: Final = ("ceterms:condition", "ceterms:description", _NAME)
_READ_OF_CONDITION: Final = frozenset(named(name) for name in _CONDITION_WORDS)
_is_rule_id: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}").fullmatch
_STATED: Final = (
    ("/ruleId", "ceterms:ctid"),
    ("/title", _NAME),
    ("/note", "ceterms:description"),
    ("/period/endDate", "ceterms:endDate"),
    ("/period", "ceterms:startDate"),
    ("/source", "ceterms:transferValueFrom"),
    ("/target", "ceterms:transferValue"),
)
#: Stands for the rules of a base that has none yet, so that everything else of it can be judged.
_STAND_IN: Final[Mapping[str, Any]] = {
    "ruleId": "none-yet",
    "note": {"en": "No rule yet."},
    "outcome": "refused",
    "ground": ["level"],
    "source": {"achievement": "urn:example:none-yet"},
    "target": [{"kind": "none"}],
}


def from_ctdl(
    document: bytes | str | Mapping[str, Any],
    *,
    base: RecognitionAgreement | Mapping[str, Any],
    budget: Budget = DEFAULT,
) -> Imported:
    """A draft with one rule for each transfer value profile of a CTDL document. Recognition, sections 4.3, 7 and 15.

    Several sources: all are taken to be needed, under manual review. Words (descriptions, conditions) are kept as
    ``note`` under manual review, ``rule.free_text``. Credit counts only if its unit is that of the agreement, or the
    agreement converts it.

    :param document: JSON text or tree, with or without ``@graph``. No context is fetched.
    :param budget: how much may be read; a graph of more than 2,000 objects wants a larger one.
    :param base: what CTDL cannot say: an agreement whose rules are replaced, or the JSON tree of one, rules left out.
    :returns: the rules, where each came from, the losses, and the whole draft as ``agreement``.
    :raises AgreementError: ``rule.syntax``, ``rule.factor``, ``rule.budget``, with pointers into the document; and all
        codes of reading for ``base``.
    :raises RefusedError: ``json.*``, ``struct.limit``.
    :raises InputTypeError: ``input.type``.
    """
    draft = _base(base)
    if isinstance(document, bytes | str):
        tree = strict_json.parse(document, budget, max_bytes=16 * MIB)
    else:
        tree = strict_json.copied(document, budget)
    graph = graph_of(tree)
    losses = list(_around(tree, graph))
    made: dict[str, tuple[str, Rule]] = {}
    found: list[Finding] = []
    left_out: list[Loss] = []
    for node in _profiles(graph):
        case = Case(node, graph, draft)
        try:
            rule = _judged(_rule(case), node)
        except LeftOutError as left:
            left_out.append(left.loss)
        except AgreementError as error:
            found += error.findings
        else:
            losses += case.losses
            if rule.rule_id in made:
                message = f"Two profiles are called {shown(rule.rule_id)}."
                found.append(Finding("rule.syntax", message, node.pointer))
            made[rule.rule_id] = node.pointer, rule
    if not made and not found:
        hint = "Each profile needs a source, an amount in a unit that the agreement knows, and the status active."
        found = [Finding("rule.syntax", "No transfer value profile of this document makes a rule.", "", hint)]
        found += [Finding(loss.code or "rule.syntax", loss.what, loss.pointer) for loss in left_out]
    if found:
        raise AgreementError.of(tuple(found[: reading.MOST]))
    rules = tuple(rule for _, rule in made.values())
    places = tuple(place or "the document" for place, _ in made.values())
    return Imported(rules, places, (*losses, *left_out), "CTDL", _whole(draft, rules))


def _base(base: object) -> RecognitionAgreement:
    if isinstance(base, RecognitionAgreement):
        return base
    if not isinstance(base, Mapping):
        raise InputTypeError("input.type", f"The base is an agreement or its members, but {shown(base)} was given.")
    return reading.read({"rule": [dict(_STAND_IN)], **base})


def _around(tree: Mapping[str, Any], graph: Graph) -> Iterator[Loss]:
    """What is not read of a document before its profiles are."""
    for place in graph.foreign:
        yield Loss(place, "This context is not known; the names of CTDL are read as they usually are.")
    for name in tree if "@graph" in tree else ():
        if name not in ("@context", "@id", "@graph"):
            yield Loss(pointers.join("", name), "What is said about the whole graph was not read.")
    for node in graph.nodes:
        if _AGREEMENT in node.types:
            yield Loss(
                node.pointer, "A transfer agreement was not read; its parties and programmes belong to the base."
            )


def _profiles(graph: Graph) -> Iterator[Node]:
    for node in graph.nodes:
        if PROFILE in node.types:
            yield node


def _whole(draft: RecognitionAgreement, rules: tuple[Rule, ...]) -> RecognitionAgreement:
    if len(rules) > DEFAULT.rules:
        raise AgreementError("rule.budget", f"An agreement has at most {DEFAULT.rules} rules.")
    return draft.with_(rule=rules)


def _judged(tree: dict[str, Any], node: Node) -> Rule:
    try:
        return reading.closed(tree, Rule)
    except AgreementError as error:
        placed = [finding._replace(pointer=_stated(finding.pointer, node)) for finding in error.findings]
        raise AgreementError.of(tuple(placed)) from None


def _stated(place: str, node: Node) -> str:
    """Where the profile says what stands in this place of the rule."""
    for beginning, name in _STATED:
        if place.startswith(beginning) and (values := node.values(name)):
            return values[0].pointer
    return node.pointer


# ---- one profile -----------------------------------------------------------------------------------------------------


def _rule(case: Case) -> dict[str, Any]:
    """The tree of the rule that a profile makes; what it cannot say is noted in the case.

    :raises LeftOutError: the profile makes no rule.
    """
    node = case.node
    _alive(case)
    tree: dict[str, Any] = {"ruleId": _rule_id(node), "outcome": "full", "title": case.joined(node.values(_NAME))}
    tree["source"], tree["from"] = source_of(case)
    tree["programme"], tree["target"] = targets_of(case)
    tree["to"] = parties_of(case, node.values("ceterms:ownedBy"), "recognisingBody")
    tree["period"] = _period(node)
    words = [*node.values("ceterms:description"), *_conditions(case)]
    tree["note"] = case.joined(words)
    for value in words if tree["note"] else ():
        what = "Words may hold a condition, and were not understood; a person has to judge them."
        case.ask(value.pointer, what, f"the note of the rule {tree['ruleId']}")
    if case.for_a_person:
        tree["review"] = {"mode": "manual"}
    case.lose_others(node, _READ, "A rule has no place for this.")
    return {member: value for member, value in tree.items() if value}


def _alive(case: Case) -> None:
    for value in case.node.values("ceterms:lifeCycleStatusType"):
        if (status := case.graph.concept(value)) != _ACTIVE:
            raise LeftOutError(value.pointer, f"its status is {shown(status)}, not active.")


def _rule_id(node: Node) -> str:
    """The CTID, else the end of the id, else a name made from what is said: the same document, the same name."""
    values = node.values("ceterms:ctid")
    if len(values) > 1:
        refuse(values[1], "one CTID")
    given = [text(value) for value in values]
    end = node.id.rpartition("#")[2].rpartition("/")[2]
    if not given and not node.id.startswith("_:") and _is_rule_id(end):
        given = [end]
    if given:
        return given[0]
    said = {full: [value.value for value in values] for full, values in node.properties.items()}
    return f"profile-{digests.of_json(said)[4:20]}"


def _conditions(case: Case) -> list[Value]:
    """The words in which conditions are put: of the profile, and of its amounts."""
    found: list[Value] = []
    for value in case.node.values("ceterms:requires"):
        profile = case.graph.node(value)
        words = profile.values(*_CONDITION_WORDS)
        if not words:
            raise LeftOutError(value.pointer, "its condition is not put into words, and other conditions are not read.")
        found += words
        case.lose_others(profile, _READ_OF_CONDITION, "This part of a condition was not read.")
    for value in case.node.values("ceterms:transferValue"):
        found += case.graph.node(value).values("schema:description")
    return found


def _period(node: Node) -> dict[str, str]:
    found: dict[str, str] = {}
    for member in ("startDate", "endDate"):
        values = node.values(f"ceterms:{member}")
        if len(values) > 1:
            refuse(values[1], "one day")
        if values:
            found[member] = text(values[0])
    return found
