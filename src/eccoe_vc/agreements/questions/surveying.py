"""Which rules name which entries of a catalogue, and what that means for them. Recognition, section 12 and 8.1."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final, Literal

from eccoe_vc.agreements.facts import Facts
from eccoe_vc.agreements.judging import Node, Terms, judge, original_credit
from eccoe_vc.agreements.leaves import names
from eccoe_vc.agreements.logic import Truth, all_of
from eccoe_vc.agreements.matching import Matcher
from eccoe_vc.agreements.precedence import DEFAULT_PRIORITY
from eccoe_vc.agreements.questions import reach
from eccoe_vc.encoding import pointers
from eccoe_vc.encoding.quantities import decimal, whole
from eccoe_vc.errors import AgreementError
from eccoe_vc.models.rules import Rule, Source

Status = Literal["recognised", "withOthers", "byReview", "refused", "notMet", "notMentioned"]
_OF_AWARDS: Final = frozenset({"rule.result", "rule.date_missing"})
MOST: Final = 200_000  # entries that are compared with a place of a rule, or judged there
STATUSES: Final[tuple[Status, ...]] = ("recognised", "withOthers", "byReview", "refused", "notMet", "notMentioned")


@dataclass(frozen=True, slots=True)
class Covering:
    """One rule that names an entry: where, what that means for it, and what the rule gives.

    ``code``: the condition that the entry can never meet, or else one that is left to the award. ``complete``: the
    catalogue holds enough for the whole source of the rule.
    """

    rule: Rule
    at: str
    status: Status
    code: str
    complete: bool

    def to_json(self) -> dict[str, Any]:
        """The row as JSON; what is not there is left out."""
        made: dict[str, Any] = {"ruleId": self.rule.rule_id, "at": self.at, "status": self.status}
        made |= {"code": self.code} if self.code else {}
        targets = [target.to_json() for target in self.rule.target if target.kind != "none"]
        return made | {"complete": self.complete, **({"target": targets} if targets else {})}


class Survey:
    """A catalogue, indexed by what leaves ask for, and the conditions of an agreement on its entries."""

    def __init__(self, matcher: Matcher, on: date, entries: Sequence[Facts]) -> None:
        self.agreement, self.terms, self.on, self.entries = matcher.agreement, matcher.terms, on, entries
        self._party_of = matcher.party_of
        self._requirement: dict[int, Node] = {}
        self._work = 0
        self._index: dict[tuple[str, ...], list[int]] = {}
        for index, facts in enumerate(entries):
            for key in {("achievement", facts.achievement), *(("alignment", name) for name in facts.alignments),
                        *(("identifier", *pair) for pair in facts.identifiers)}:  # fmt: skip
                self._index.setdefault(key, []).append(index)

    def rule(self, at: str, rule: Rule) -> tuple[list[tuple[int, Covering]], tuple[str, ...]]:
        """The entries that a rule names, each with what that means; and what it asks for in vain."""
        judged: dict[str, dict[int, Node]] = {}
        for where, leaf in rule.source.leaves_at(f"{at}/source"):
            named = self._named(leaf)
            self._charge(len(named))
            judged[where] = {index: self._judged(rule, at, leaf, where, index) for index in named}
        filled = {
            where for where, nodes in judged.items() if any(node.truth is not Truth.FALSE for node in nodes.values())
        }
        complete = _fills(rule.source, f"{at}/source", filled)
        rows = []
        for index in sorted({index for nodes in judged.values() for index in nodes}):
            mine = {where: nodes[index] for where, nodes in judged.items() if index in nodes}
            rows.append((index, self._row(rule, at, index, mine, complete)))
        missing: tuple[str, ...] = ()
        if not complete:
            leaves = [leaf for where, leaf in rule.source.leaves_at(f"{at}/source") if where not in filled]
            missing = reach.asked(leaves)
        return rows, missing

    def _charge(self, work: int) -> None:
        self._work += work
        if self._work > MOST:
            message = f"The catalogue and the rules meet in more than {MOST} places."
            raise AgreementError("rule.budget", message, hint="Ask about a part of the catalogue.")

    def _named(self, leaf: Source) -> list[int]:
        """The entries that a leaf names; those that an index cannot find are compared one by one."""
        keys: list[tuple[str, ...]] = []
        if leaf.achievement is not None:
            keys = [("achievement", name) for name in dict.fromkeys((leaf.achievement, *(leaf.alias or ())))]
        elif leaf.identifier is not None:
            keys = [("identifier", leaf.identifier.scheme, leaf.identifier.value)]
        elif leaf.alignment is not None:
            keys = [("alignment", leaf.alignment)]
        else:
            self._charge(len(self.entries))
        some = [index for key in keys for index in self._index.get(key, ())]
        candidates = some if keys else range(len(self.entries))
        return [index for index in candidates if names(leaf, self.entries[index], self._party_of)]

    def _judged(self, rule: Rule, at: str, leaf: Source, where: str, index: int) -> Node:
        """What can be said of an entry in one place: false is final, unknown is left to the award."""
        facts = self.entries[index]
        asked = [(rule.condition, f"{at}/condition"), (leaf.condition, f"{where}/condition")]
        nodes = [judge(condition, facts, self.terms, self.on, place) for condition, place in asked]
        if rule.outcome != "refused":
            nodes.append(self._required(index))
        nodes += self._version(leaf, where, facts)
        truth = all_of(node.truth for node in nodes)
        return Node("source", where, truth, _code(nodes, truth))

    def _required(self, index: int) -> Node:
        """The requirement of the agreement, which asks the same in every place, so each entry is asked once."""
        if index not in self._requirement:
            facts, asked = self.entries[index], self.agreement.requirement
            self._requirement[index] = judge(asked, facts, self.terms, self.on, "/requirement")
        return self._requirement[index]

    def _version(self, leaf: Source, where: str, facts: Facts) -> Iterator[Node]:
        stated = facts.version.value
        if leaf.version is not None and stated is not None and stated not in leaf.version:
            amendment = self.agreement.amendment
            refuses = amendment is not None and amendment.on_unresolved == "refuse"
            yield Node("condition", where, Truth.FALSE if refuses else Truth.UNKNOWN, "rule.version")

    def _row(self, rule: Rule, at: str, index: int, mine: Mapping[str, Node], complete: bool) -> Covering:
        able = {where for where, node in mine.items() if node.truth is not Truth.FALSE}
        best = max(mine.values(), key=lambda node: (node.truth, node.at))
        if not able:
            return Covering(rule, best.at, "notMet", best.code, complete)
        by_hand = rule.outcome == "manualReview" or (rule.review is not None and rule.review.mode == "manual")
        outdated = all(mine[where].code == "rule.version" for where in able)
        if rule.outcome == "refused":
            # A refusal that depends on the award refuses some of them, and says by its code on what.
            return Covering(rule, best.at, "refused", best.code, complete)
        alone = _alone(rule.source, f"{at}/source", able, self.entries[index], self.terms)
        status: Status = "byReview" if by_hand or outdated else "recognised" if alone else "withOthers"
        return Covering(rule, best.at, status, best.code, complete)


def _code(nodes: Sequence[Node], truth: Truth) -> str:
    """Why it is not true: what the entry itself could have stated before what only an award can."""
    inner = [child for node in nodes for child in node.children or (node,)]
    codes = [node.code for node in inner if node.truth is truth and node.code]
    return min(codes, key=lambda code: (code in _OF_AWARDS, codes.index(code)), default="")


def _fills(source: Source, at: str, filled: set[str]) -> bool:
    """Whether enough of the leaves of a source have something that fills them."""
    if not source.parts:
        return at in filled
    found = [_fills(part, pointers.join(at, source.member, index), filled) for index, part in enumerate(source.parts)]
    if source.form == "all_of":
        return all(found)
    return sum(found) >= (whole(source.k_of) if source.k_of is not None else 1)


def _alone(source: Source, at: str, able: set[str], facts: Facts, terms: Terms) -> bool:
    """Whether one award of an entry alone fills a source; a minimum that it is not known to reach, it does not."""
    if not source.parts:
        return at in able
    parts = [(part, pointers.join(at, source.member, index)) for index, part in enumerate(source.parts)]
    found = any(_alone(part, where, able, facts, terms) for part, where in parts)
    needs = len(parts) if source.form == "all_of" else whole(source.k_of) if source.k_of is not None else 1
    if source.min_credit is not None:
        credit = original_credit(facts, terms).value
        found = found and credit is not None and credit >= decimal(source.min_credit)
    return found and needs == 1


def blocks(refusal: Covering, row: Covering) -> bool:
    """Whether a refusal goes before a rule by priority and scope; where both are equal, what grants goes before it.

    More awards, narrower grades and a better target all speak for the other rule (Recognition, 8.1, levels 3 to 5).
    """
    return _first(refusal.rule) < _first(row.rule)


def _first(rule: Rule) -> tuple[int, int]:
    scope = 0 if rule.programme is not None else 1 if rule.organisational_unit is not None else 2
    return (whole(rule.priority) if rule.priority else DEFAULT_PRIORITY, scope)


__all__ = ["STATUSES", "Covering", "Status", "Survey", "blocks"]
