"""What would give me this course? All rules that lead to a target, each with everything that it asks for.

Recognition, section 12 (Reverse lookup). The index is made once for any number of agreements; a question then costs as
much as its answer is long.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from eccoe_vc.agreements.questions import drafts, reach
from eccoe_vc.agreements.questions.disjunctive import Term, terms
from eccoe_vc.agreements.questions.reach import Window
from eccoe_vc.errors import shown
from eccoe_vc.models.agreement import RecognitionAgreement
from eccoe_vc.models.rules import Condition, Limit, Rule, Target


@dataclass(frozen=True, slots=True)
class Way:
    """One rule that gives a target, in one agreement, as it stands on a day.

    ``at`` is the place of the rule, ``target`` what it gives of what was asked for; ``limits`` could cut it.
    """

    agreement: RecognitionAgreement = field(repr=False)
    rule: Rule
    at: str
    target: Target
    window: Window
    limits: tuple[str, ...]

    @property
    def terms(self) -> tuple[Term, ...] | None:
        """The sets of awards of which each is enough; None where there are more than 1,000: then see the source."""
        return terms(self.rule.source, f"{self.at}/source")

    @property
    def issuers(self) -> tuple[str, ...]:
        """The parties of which one must have issued the awards."""
        return reach.givers(self.agreement, self.rule)

    @property
    def hosts(self) -> tuple[str, ...]:
        """The parties that recognise them."""
        return reach.takers(self.agreement, self.rule)

    @property
    def requires(self) -> tuple[str, ...]:
        """The courses that must be in the plan or on the learner's record."""
        return tuple(sorted(self.rule.requires_target or ()))

    @property
    def by_review(self) -> bool:
        """Whether a person decides in any case."""
        review = self.rule.review
        return self.rule.outcome == "manualReview" or (review is not None and review.mode == "manual")

    @property
    def conditions(self) -> tuple[tuple[str, Condition], ...]:
        """What must hold of every award: what the agreement and what the rule asks, each with its place."""
        asked = (("/requirement", self.agreement.requirement), (f"{self.at}/condition", self.rule.condition))
        return tuple((place, one) for place, one in asked if one is not None)

    def to_json(self) -> dict[str, Any]:
        """The way as JSON without numbers; what does not apply is left out."""
        found = self.terms
        source: dict[str, Any] = {"tree": self.rule.source.to_json()}
        if found is not None:
            source = {"anyOf": [_term(term) for term in found]}
        made: dict[str, Any] = {
            "agreement": self.agreement.id, "version": self.agreement.version, "ruleId": self.rule.rule_id,
            "at": self.at, "outcome": self.rule.outcome, "target": self.target.to_json(),
            "together": [target.to_json() for target in self.rule.target if target is not self.target],
            "unit": self.agreement.credit_framework.id, "source": source,
            "condition": [{"at": place, **one.to_json()} for place, one in self.conditions],
            "window": self.window.to_json(), "limit": list(self.limits), "requiresTarget": list(self.requires),
            "from": list(self.issuers), "to": list(self.hosts),
            "programme": list(reach.programmes(self.agreement, self.rule) or ()),
            "review": self.rule.review.to_json() if self.rule.review is not None else {},
        }  # fmt: skip
        return {name: value for name, value in made.items() if value not in ([], {})}

    def __str__(self) -> str:
        found = self.terms
        options = "many sets of awards" if found is None else " or ".join(_told(term) for term in found[:5])
        more = f" or {len(found) - 5} more" if found is not None and len(found) > 5 else ""
        parts = [f"{shown(self.rule.rule_id)} ({self.rule.outcome}, {self.window.state}): {options}{more}"]
        if self.target.credit is not None:
            parts.append(f"gives {_amount(self.target)} {shown(self.agreement.credit_framework.notation, 20)}")
        parts += [f"under {place}" for place, _ in self.conditions]
        parts += [f"after {shown(course)}" for course in self.requires]
        parts += [f"within {shown(limit)}" for limit in self.limits]
        return "; ".join([*parts, *(["a person decides"] if self.by_review else [])])


class Lookup:
    """Agreements with an index from what they give to the rules that give it."""

    def __init__(self, agreements: Iterable[RecognitionAgreement]) -> None:
        """Index agreements, signed or drafts; several versions of one agreement are several texts, and each counts.

        :raises InputTypeError: ``input.type``.
        """
        rows = drafts.listed(agreements, "first argument", "what eccoe_vc.agreements.reading.read() returned")
        given = [drafts.text(one) for one in rows]
        texts: dict[tuple[str, str], list[RecognitionAgreement]] = {}
        self._index: dict[str, list[tuple[RecognitionAgreement, int, Target]]] = {}
        for text in sorted(given, key=lambda one: (one.id, one.version)):
            same = texts.setdefault((text.id, text.version), [])
            if text not in same:
                same.append(text)
                self._add(text)

    def _add(self, agreement: RecognitionAgreement) -> None:
        never = [limit for limit in agreement.limit or () if limit.exclude_target is not None]
        for index, rule in enumerate(agreement.rule):
            if rule.outcome == "refused" or any(_excluded(agreement, limit, rule) for limit in never):
                continue
            seen: set[str] = set()
            for target in rule.target:
                name = target.course or target.bucket
                if name is not None and name not in seen:
                    seen.add(name)
                    self._index.setdefault(name, []).append((agreement, index, target))

    def ways(self, target: str, *, programme: str | None = None, on: date) -> tuple[Way, ...]:
        """All rules that give a course, free credit in a bucket, or an exemption; by agreement, version and rule.

        Refusals are no ways, nor is a rule that gives something a limit excludes, nor one of which nobody can ask any
        more on the day. Rules that hold later, and those for what was completed earlier, say so in their window.

        :param target: the IRI of a course, or the key of a bucket.
        :param programme: the id of the programme; None: whatever programme the rule is about.
        :param on: the day of the request.
        :raises InputTypeError: ``input.type``.
        """
        drafts.name_of(target, "target", "Pass the IRI of a course, or the key of a bucket.")
        if programme is not None:
            drafts.name_of(programme, "programme", "Pass the id of a programme, or nothing.")
        drafts.on_day(on)
        found = (
            _way(agreement, index, given, on)
            for agreement, index, given in self._index.get(target, ())
            if programme is None or reach.in_programme(agreement, agreement.rule[index], programme)
        )
        ways = [way for way in found if way.window.state != "over"]
        return tuple(sorted(ways, key=lambda way: (way.agreement.id, way.agreement.version, way.rule.rule_id)))

    def targets(self) -> tuple[str, ...]:
        """Everything that some rule gives, sorted."""
        return tuple(sorted(self._index))


def reverse_lookup(
    agreements: Iterable[RecognitionAgreement], target: str, *, programme: str | None = None, on: date
) -> tuple[Way, ...]:
    """As :meth:`Lookup.ways`, for one question; for several, keep the :class:`Lookup`.

    :raises InputTypeError: ``input.type``.
    """
    return Lookup(agreements).ways(target, programme=programme, on=on)


def _way(agreement: RecognitionAgreement, index: int, target: Target, on: date) -> Way:
    rule = agreement.rule[index]
    limits = sorted(limit.limit_id for limit in agreement.limit or () if _cuts(agreement, limit, rule))
    return Way(agreement, rule, f"/rule/{index}", target, reach.window(agreement, rule, on), tuple(limits))


def _cuts(agreement: RecognitionAgreement, limit: Limit, rule: Rule) -> bool:
    if limit.exclude_target is not None:
        return not set(limit.exclude_target).isdisjoint(reach.given(rule)) and reach.concerned(agreement, limit, rule)
    credited = any(target.credit is not None for target in rule.target)
    return credited and reach.concerned(agreement, limit, rule)


def _excluded(agreement: RecognitionAgreement, limit: Limit, rule: Rule) -> bool:
    """Whether a limit excludes what a rule gives, whoever issued the awards. Targets are granted together or not."""
    everybody = limit.from_ is None or set(reach.givers(agreement, rule)) <= set(limit.from_)
    return everybody and _cuts(agreement, limit, rule)


def _term(term: Term) -> dict[str, Any]:
    least: list[dict[str, Any]] = [{"at": one.at, "minCredit": one.credit} for one in term.least]
    leaves = [{"at": leaf.at, **leaf.source.to_json()} for leaf in term.leaves]
    return {"allOf": leaves, **({"least": least} if least else {})}


def _told(term: Term) -> str:
    names: Iterator[str] = (" or ".join(map(shown, reach.asked([leaf.source]))) for leaf in term.leaves)
    least = "".join(f" with {one.credit} credits" for one in term.least)
    return " and ".join(names) + least


def _amount(target: Target) -> str:
    credit = target.credit
    if credit is None:
        return "0"
    if credit.fixed is not None:
        return credit.fixed
    return f"{credit.ratio} of the source" + (f", at most {credit.max}" if credit.max is not None else "")


__all__ = ["Lookup", "Way", "reverse_lookup"]
