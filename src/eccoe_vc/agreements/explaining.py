"""Why a decision is what it is: the tree of everything that was tried, and lines for people. Recognition, section 12.

The tree is JSON without wording, the same bytes for the same input; it names rules, places and the values that were
needed, and of credentials ids, digests and places, never a copy.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from eccoe_vc.agreements import set_aside
from eccoe_vc.agreements.judging import Node
from eccoe_vc.agreements.logic import Truth
from eccoe_vc.agreements.matching import Found
from eccoe_vc.agreements.nearby import sentence
from eccoe_vc.agreements.plans import Name
from eccoe_vc.agreements.texts import Text
from eccoe_vc.agreements.weighing import Weighed
from eccoe_vc.encoding.quantities import text_of

if TYPE_CHECKING:
    from eccoe_vc.agreements.choosing import Choice
    from eccoe_vc.agreements.decision import Decision

Tree = dict[str, Any]


def explanation(decision: Decision) -> Tree:
    """The explanation of a decision: agreements with their rules, the choice, what is near, what was not used."""
    places = _Places(decision)
    names = {text.digest for text in decision.texts}
    children = [places.agreement(text) for text in sorted(decision.texts, key=lambda text: text.name)]
    children += [
        {"kind": "agreement", "at": "", "value": "false", "code": one.on.code, "found": one.on.state,
         "id": one.agreement.id, "version": one.agreement.version, "agreementDigest": one.digest}
        for one in decision.standings if one.digest not in names
    ]  # fmt: skip
    plan = decision.choice.plan
    choice = {"kind": "choice", "at": "/evaluation/mode", "value": "true" if plan.optimal else "unknown",
              "found": decision.mode}  # fmt: skip
    made: Tree = {
        "request": dict(decision.request),
        "explanation": [*children, choice],
        "near": [one.to_json() for one in decision.near],
        "unused": [
            {"credential": one.credential, "credentialDigest": one.digest, "code": one.code}
            | ({"at": one.pointer} if one.pointer else {})
            for one in decision.unused
        ],
        "note": list(decision.notes),
    }
    return {name: value for name, value in made.items() if value != []}


class _Places:
    """What became of each match, by its name."""

    def __init__(self, decision: Decision) -> None:
        choice = decision.choice
        self.decision = decision
        self.outcome: dict[Name, tuple[str, str]] = {}
        self._chosen: list[Weighed] = []
        self.rivals: dict[Name, tuple[str, ...]] = {}
        for what, rows in (
            ("granted", [(one, "") for one, _ in choice.granted]),
            ("exempted", [(one, "") for one in choice.exempted]),
            ("grantedWithoutRoom", [(one, "limit.reached") for one in choice.unapplied]),
            ("pending", list(choice.pending)),
            ("refused", [(one, "rule.refused") for one in choice.refused]),
            ("excluded", [(one, "limit.excluded") for one in choice.excluded]),
            ("lost", list(choice.lost)),
        ):
            for one, code in rows:
                name = one.text.name + one.found.rule.rule_id, one.found.awards
                self.outcome[name] = (what, code)
                self.rivals[name] = choice.rivals.get(one.match.name, ())
                if what not in ("lost", "excluded"):
                    self._chosen.append(one)

    def agreement(self, text: Text) -> Tree:
        made: Tree = {
            "kind": "agreement", "at": "", "value": "true", "id": text.agreement.id,
            "version": text.agreement.version, "agreementDigest": text.digest,
        }  # fmt: skip
        rules = [self._rule(text, found) for found in text.matches]
        return made | {"children": [*rules, *self._limits(text)]}

    def _rule(self, text: Text, found: Found) -> Tree:
        what, code = self.outcome.get((text.name + found.rule.rule_id, found.awards), ("", ""))
        made: Tree = {"kind": "rule", "at": found.at, "value": str(found.truth), "ruleId": found.rule.rule_id}
        if found.code or code:
            made["code"] = found.code or code
        if what:
            made["outcome"] = what
        if holder := self.decision.choice.earlier.get((text.name + found.rule.rule_id, found.awards)):
            made["earlier"] = holder
        if what == "lost" or (what == "" and found.truth is not Truth.FALSE):
            lost_to = self._winners(found)
            made |= {"lostTo": lost_to} if lost_to else {}
        if (rivals := self._tied(text, found)) and what != "lost":
            made["tiedWith"] = rivals
        digests = {use.award.credential: use.award.digest for use in found.uses}
        return made | {"children": [_node(use.node, digests[use.award.credential]) for use in found.uses]}

    def _tied(self, text: Text, found: Found) -> list[str]:
        """The rules that tie with a match, whoever decides it."""
        return list(self.rivals.get((text.name + found.rule.rule_id, found.awards), ()))

    def _winners(self, found: Found) -> list[str]:
        """The rules that took an award or a course of a match."""
        awards = set(found.awards)
        courses = {target.course for target in found.rule.target if target.course is not None}
        return sorted(
            {
                one.match.rule
                for one in self._chosen
                if one.found is not found
                and (awards.intersection(one.found.awards)
                     or courses.intersection(target.course for target in one.found.rule.target))
            }
        )  # fmt: skip

    def _limits(self, text: Text) -> Iterator[Tree]:
        choice = self.decision.choice
        rooms = {room.name: room for room in choice.rooms}
        for index, limit in enumerate(text.agreement.limit or ()):
            room = rooms.get(text.name + limit.limit_id)
            if room is None:
                continue
            amounts = [amount for one, amount in choice.granted if room.name in one.match.categories]
            told = {"required": text_of(max(room.left, Fraction())), "found": text_of(sum(amounts, Fraction()))}
            yield {"kind": "limit", "at": f"/limit/{index}", "value": "true", **told}


def _node(node: Node, digest: str) -> Tree:
    """A node of reasons, with the credential by its digest beside each place in it."""
    made: Tree = {"kind": node.kind, "at": node.at, "value": str(node.truth)}
    for name, value in (("code", node.code), ("required", node.required), ("found", node.found)):
        if value not in (None, ""):
            made[name] = value
    if node.evidence:
        made["evidence"] = {"credentialDigest": digest, "pointer": node.evidence}
    if node.children:
        made["children"] = [_node(child, digest) for child in node.children]
    return made


# ---- lines for people ------------------------------------------------------------------------------------------------


def lines(decision: Decision) -> str:
    """The decision in lines: what is recognised, open, refused, near and unused, each with its reason."""
    record = decision.record()
    total = record["total"]
    made = [f"{decision.outcome}: {total['applied']['value']} credits count, {total['granted']['value']} granted"]
    choice = decision.choice
    made += [
        _line(f"granted ({grant['outcome']})", grant, _targets(grant) + _cut(grant, record) + _noted(one, choice))
        for grant, one in zip(record.get("grant", ()), choice.recognised, strict=True)
    ]
    for entry in record.get("pending", ()):
        needs = " ".join(one["text"]["en"] for one in entry["missing"])
        made.append(_line("for a person", entry, f"{', '.join(entry['reason'])}. {needs}".strip()))
    made += [_line("refused", entry, " ".join(entry["text"].values())) for entry in record.get("refusal", ())]
    refused = {(one.rule.rule_id, name) for one in decision.refused for name in one.awards}
    for one in decision.near:
        if one.held and all((one.rule.rule_id, name) in refused for name in one.held):
            continue  # it was told above
        needs = " ".join(sentence(need) for need in one.needs)
        made.append(f"  near          {one.rule.rule_id}: {needs if one.enough else 'nothing can help.'}")
    holders = {name: holder for (_, awards), holder in choice.earlier.items() for name in awards}
    for aside in decision.unused:
        earlier = holders.get(aside.credential, "")
        because = f", by the decision {earlier}" if earlier and aside.code == "rule.already_used" else ""
        made.append(f"  not used      {aside.credential}: {set_aside.why(aside.code)}{because} [{aside.code}]")
    return "\n".join(made)


def _line(what: str, entry: Mapping[str, Any], said: str) -> str:
    credentials = " + ".join(source["credential"] for source in entry["source"])
    return f"  {what:13} {entry.get('ruleId', '(no rule)')}: {credentials} -> {said}"


def _cut(grant: Mapping[str, Any], record: Mapping[str, Any]) -> str:
    """Why less counts than is granted: the limits, with what they allow."""
    if "limit.reached" not in grant.get("reason", ()):
        return ""
    caps = ", ".join(f"{row['limitId']} allows {row['cap']}" for row in record.get("limit", ()))
    return f"; a limit is reached{f' ({caps})' if caps else ''}"


def _noted(one: Weighed, choice: Choice) -> str:
    """What is said of a grant: what it goes before by the order of the agreement, and what could not be compared."""
    made = ""
    if one.match.name in choice.settled:
        made += f"; by its own order the agreement puts this before {', '.join(choice.rivals[one.match.name])}"
    if "rule.exceeds_source" in one.notes:
        made += "; whether this is more than the source, nobody knows"
    return made


def _targets(grant: Mapping[str, Any]) -> str:
    made = []
    for target in grant["target"]:
        name = target.get("course") or target.get("bucket") or target["kind"]
        credit = (
            f", {target['applied']['value']} of {target['granted']['value']} credits" if "granted" in target else ""
        )
        grade = f", grade {target['grade']['value']}" if "value" in target.get("grade", {}) else ""
        made.append(f"{name}{credit}{grade}")
    return "; ".join(made)


__all__ = ["explanation", "lines"]
