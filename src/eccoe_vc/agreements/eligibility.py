"""Everything that is asked of one award in one place of a rule: dates, versions, status, requirement, conditions.

Recognition, section 6 step 7 and section 7, items 7 to 10 and 15. What is unknown stays unknown, with its code.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from eccoe_vc.agreements import windows
from eccoe_vc.agreements.facts import Facts
from eccoe_vc.agreements.judging import Node, Terms, judge
from eccoe_vc.agreements.logic import Truth, all_of, of
from eccoe_vc.encoding.days import Period, day, period
from eccoe_vc.models.agreement import RecognitionAgreement
from eccoe_vc.models.rules import Rule, Source


@dataclass(frozen=True, slots=True)
class Request:
    """Who asks whom, on which day, for which programme.

    ``unsure``: credential to the code that leaves it to a person, such as a status that could not be read.
    """

    host: str
    day: date
    programme: str = ""
    enrolment: date | None = None
    unsure: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Eligibility:
    """How awards are judged under one agreement; a newer version and a notice set its ends."""

    agreement: RecognitionAgreement
    terms: Terms
    superseded_from: date | None = None
    terminated_from: date | None = None
    #: The period as it is read for every award: first day, last day, how long one may ask, and as it stands.
    _period: tuple[date, date | None, Period | None, dict[str, Any]] = field(init=False)

    def __post_init__(self) -> None:
        terms = self.agreement.period
        end = day(terms.end_date) if terms.end_date else None
        claim = period(terms.claim_period) if terms.claim_period else None
        object.__setattr__(self, "_period", (day(terms.start_date), end, claim, terms.to_json()))

    def judged(self, leaf: Source, where: str, rule: Rule, at: str, facts: Facts, request: Request) -> Node:
        """Everything that is asked of one award in one place: dates, version, requirement, conditions."""
        nodes = [*self._window(facts, request), *self._dated(rule, at, facts), self._complete(facts, request)]
        if facts.credential in request.unsure:
            nodes.append(Node("condition", "", Truth.UNKNOWN, request.unsure[facts.credential]))
        nodes += self._version(leaf, where, facts)
        if rule.outcome != "refused":
            nodes.append(judge(self.agreement.requirement, facts, self.terms, request.day, "/requirement"))
        nodes.append(judge(rule.condition, facts, self.terms, request.day, f"{at}/condition"))
        nodes.append(judge(leaf.condition, facts, self.terms, request.day, f"{where}/condition"))
        truth = all_of(node.truth for node in nodes)
        code = next((node.code for node in nodes if node.truth is truth and node.code), "")
        told = tuple(node for node in nodes if node.children or node.truth is not Truth.TRUE or node.found is not None)
        return Node("source", where, truth, code, found=facts.credential, children=told)

    def _window(self, facts: Facts, request: Request) -> Iterator[Node]:
        """The day that counts lies in the period, before a newer version, and before the end or under vested rights."""
        terms = self.agreement.period
        when = windows.basis(
            facts.dates, terms.window_basis or "completion", request=request.day, enrolment=request.enrolment,
            zone=self.terms.zone,
        )  # fmt: skip
        start, end, claim, asked = self._period
        found = windows.in_window(when, start, end, request=request.day, claim_period=claim)
        place = facts.date_pointers.get(when.source, "") if when else ""
        told = when.day.isoformat() if when else None
        yield Node("condition", "/period", found.truth, found.code, dict(asked), told, place)
        if self.superseded_from is not None and when is not None and when.day >= self.superseded_from:
            before = {"before": self.superseded_from.isoformat()}
            yield Node("condition", "/period", Truth.FALSE, "agreement.superseded", before, told, place)
        if self.terminated_from is not None:
            yield self._vested(self.terminated_from, facts, request)

    def _vested(self, effective: date, facts: Facts, request: Request) -> Node:
        terms = self.agreement.termination
        when = windows.completion(facts.dates, self.terms.zone)
        found = windows.after_termination(
            effective,
            terms.vested_rights,
            completed=when.day if when else None,
            request=request.day,
            enrolment=request.enrolment,
            teach_out=period(terms.teach_out_period) if terms.teach_out_period else None,
        )
        place = facts.date_pointers.get(when.source, "") if when else ""
        told = when.day.isoformat() if when else None
        asked = {"effectiveFrom": effective.isoformat(), **terms.to_json()}
        return Node("condition", "/termination", found.truth, found.code, dict(asked), told, place)

    def _dated(self, rule: Rule, at: str, facts: Facts) -> Iterator[Node]:
        if rule.period is None:
            return
        when = windows.completion(facts.dates, self.terms.zone)
        start, end = (day(text) if text else None for text in (rule.period.start_date, rule.period.end_date))
        found = windows.in_window(when, start or date.min, end)
        code = "rule.window" if found.truth is Truth.FALSE else found.code
        told = when.day.isoformat() if when else None
        yield Node("condition", f"{at}/period", found.truth, code, rule.period.to_json(), told)

    def _complete(self, facts: Facts, request: Request) -> Node:
        """Whether the learning was completed, as far as the credential says, and not after the day of the request."""
        fact = facts.completed
        when = windows.completion(facts.dates, self.terms.zone)
        later = when is not None and when.day > request.day
        truth = Truth.FALSE if later else of(fact.value)
        code = "" if truth is Truth.TRUE else "rule.not_completed"
        place = facts.date_pointers.get(when.source, "") if later and when else fact.pointer
        return Node("condition", "", truth, code, evidence=place if code else "")

    def _version(self, leaf: Source, where: str, facts: Facts) -> Iterator[Node]:
        """An achievement of another version than agreed is what the amendment clause says about changes."""
        if leaf.version is None or facts.version.value in leaf.version:
            return
        amendment = self.agreement.amendment
        refuses = amendment is not None and amendment.on_unresolved == "refuse"
        truth = Truth.FALSE if refuses else Truth.UNKNOWN
        yield Node(
            "condition", f"{where}/version", truth, "rule.version", list(leaf.version), facts.version.value,
            facts.version.pointer,
        )  # fmt: skip


__all__ = ["Eligibility", "Request"]
