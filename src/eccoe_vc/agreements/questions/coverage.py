"""What an agreement recognises of a catalogue: entry by entry, by which rules and for what. Recognition, section 12.

A catalogue lists achievements before anybody holds them, so grades and dates are open, and a condition on them is left
to the award. What the entry itself states (level, credit, quality, assessment) is judged: an entry that can never meet
a condition is not covered by the rule that names it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Final, Protocol, runtime_checkable

from eccoe_vc.agreements import digests
from eccoe_vc.agreements import facts as reading
from eccoe_vc.agreements.facts import Facts
from eccoe_vc.agreements.matching import Matcher
from eccoe_vc.agreements.questions import drafts, reach
from eccoe_vc.agreements.questions.reach import Window
from eccoe_vc.agreements.questions.surveying import STATUSES, Covering, Status, Survey, blocks
from eccoe_vc.errors import AgreementError, InputTypeError, shown
from eccoe_vc.models.agreement import RecognitionAgreement
from eccoe_vc.models.rules import Rule

MOST: Final = 100_000  # entries of one catalogue


@runtime_checkable
class Tree(Protocol):
    """A model that can be written as JSON, such as :class:`eccoe_vc.models.Achievement`."""

    def to_json(self) -> dict[str, Any]:
        """The JSON tree."""


@dataclass(frozen=True, slots=True)
class Covered:
    """One entry of the catalogue: its id, its digest, what becomes of it, and by which rules, in order of their ids."""

    achievement: str
    digest: str
    status: Status
    rules: tuple[Covering, ...]

    def to_json(self) -> dict[str, Any]:
        """The entry as JSON."""
        rules = [row.to_json() for row in self.rules]
        made: dict[str, Any] = {"achievement": self.achievement, "digest": self.digest, "status": self.status}
        return made | ({"rule": rules} if rules else {})


@dataclass(frozen=True, slots=True)
class Unmet:
    """A rule that nothing in the catalogue can fill, and what it asks for that is not there."""

    rule: str
    missing: tuple[str, ...]

    def to_json(self) -> dict[str, Any]:
        """The rule as JSON."""
        return {"ruleId": self.rule, "missing": list(self.missing)}


@dataclass(frozen=True, slots=True)
class Coverage:
    """What an agreement recognises of a catalogue on a day, by entry; and the rules that it cannot meet."""

    agreement: str
    version: str
    issuer: str
    window: Window
    entries: tuple[Covered, ...]
    unmet: tuple[Unmet, ...]

    @property
    def totals(self) -> dict[Status, int]:
        """How many entries have each status."""
        return {status: sum(1 for one in self.entries if one.status == status) for status in STATUSES}

    def to_json(self) -> dict[str, Any]:
        """The answer as JSON without numbers."""
        return {
            "agreement": self.agreement, "version": self.version, "issuer": self.issuer,
            "window": self.window.to_json(),
            "total": {name: str(number) for name, number in self.totals.items()} | {"all": str(len(self.entries))},
            "entry": [one.to_json() for one in self.entries], "unmet": [one.to_json() for one in self.unmet],
        }  # fmt: skip

    def __str__(self) -> str:
        rows = [f"{name}: {number} of {len(self.entries)}" for name, number in self.totals.items() if number]
        for one in self.entries:
            rules = ", ".join(f"{shown(row.rule.rule_id)} {row.status} {row.code}".rstrip() for row in one.rules)
            rows.append(f"{one.status:12} {shown(one.achievement or one.digest)} {rules}".rstrip())
        rows += [f"rule {shown(one.rule)}: nothing here for {', '.join(map(shown, one.missing))}" for one in self.unmet]
        return "\n".join(rows)


def coverage(
    agreement: RecognitionAgreement,
    catalogue: Iterable[Mapping[str, Any] | Tree],
    *,
    on: date,
    issuer: str | None = None,
    host: str | None = None,
    programme: str | None = None,
) -> Coverage:
    """What of a catalogue ``agreement`` recognises, if it is completed and asked about on a day.

    ``recognised``: the entry alone is enough for a rule. ``withOthers``: only in a bundle. ``byReview``: only a person
    can recognise it. ``refused``: a rule refuses it whatever the award says, and none that recognises it goes before.
    ``notMet``: named only by rules that it can never meet. ``notMentioned``: no rule names it.

    :param catalogue: Open Badges achievements, as JSON trees or models, all of one awarding party.
    :param issuer: the id or an alias of that party; None where the agreement has only one that awards.
    :param host: the party that recognises; None: any.
    :param programme: the programme; None: rules of every programme.
    :raises InputTypeError: ``input.type``, also a catalogue that is no list of achievements.
    :raises AgreementError: ``agreement.party``, the issuer is no party; ``rule.budget``; all faults of the agreement.
    """
    agreement, matcher = drafts.sound(agreement), Matcher(drafts.text(agreement))
    drafts.on_day(on)
    party = _party(agreement, matcher, issuer)
    for name, value in (("host", host), ("programme", programme)):
        if value is not None:
            drafts.name_of(value, name, "Pass its id, or nothing.")
    entries = _facts(catalogue, party)
    rules = [
        (f"/rule/{index}", rule)
        for index, rule in enumerate(agreement.rule)
        if _reaches(agreement, rule, party, host, programme)
    ]
    survey = Survey(matcher, on, entries)
    rows: dict[int, list[Covering]] = {}
    unmet = []
    for at, rule in rules:
        if reach.window(agreement, rule, on).state != "open":
            continue
        found, missing = survey.rule(at, rule)
        for entry, row in found:
            rows.setdefault(entry, []).append(row)
        if missing:
            unmet.append(Unmet(rule.rule_id, missing))
    covered = [_covered(facts, rows.get(index, [])) for index, facts in enumerate(entries)]
    return Coverage(
        agreement.id, agreement.version, party, reach.window(agreement, None, on),
        tuple(sorted(covered, key=lambda one: (one.achievement, one.digest))),
        tuple(sorted(unmet, key=lambda one: one.rule)),
    )  # fmt: skip


# ---- what is handed in -----------------------------------------------------------------------------------------------


def _party(agreement: RecognitionAgreement, matcher: Matcher, issuer: str | None) -> str:
    awarding = [party.id for party in agreement.party if "awardingBody" in party.role]
    if issuer is None and len(awarding) == 1:
        return awarding[0]
    if issuer is None:
        hint = "Pass issuer, the id of the party whose catalogue it is."
        raise InputTypeError("input.type", "More than one party of this agreement awards.", hint=hint)
    drafts.name_of(issuer, "issuer", "Pass the id of a party.")
    party = matcher.party_of.get(issuer)
    if party not in awarding or party is None:
        raise AgreementError("agreement.party", f"{shown(issuer)} is no awarding party of this agreement.")
    return party


def _facts(catalogue: Iterable[Any], issuer: str) -> list[Facts]:
    """The facts of each achievement, each once, in an order of their own."""
    found: dict[str, Facts] = {}
    for number, entry in enumerate(drafts.listed(catalogue, "catalogue", "Open Badges achievements")):
        if number == MOST:
            raise AgreementError("rule.budget", f"There are more than {MOST} entries in the catalogue.")
        tree = entry.to_json() if isinstance(entry, Tree) else entry
        if not isinstance(tree, dict) or "credentialSubject" in tree or not isinstance(tree.get("id"), str):
            hint = "Pass the JSON tree of an achievement, or a model."
            raise InputTypeError("input.type", f"An entry of the catalogue is {shown(tree)}.", hint=hint)
        facts = reading.read({"issuer": issuer, "credentialSubject": {"achievement": tree}})
        digest = digests.of_json(tree)
        found[digest] = replace(facts, digest=digest)
    return [found[digest] for digest in sorted(found)]


def _reaches(agreement: RecognitionAgreement, rule: Rule, party: str, host: str | None, programme: str | None) -> bool:
    hosts = [one for one in reach.takers(agreement, rule) if one != party and host in (None, one)]
    there = programme is None or reach.in_programme(agreement, rule, programme)
    return party in reach.givers(agreement, rule) and bool(hosts) and there


def _covered(facts: Facts, rows: list[Covering]) -> Covered:
    ordered = tuple(sorted(rows, key=lambda row: row.rule.rule_id))
    refusals = [row for row in ordered if row.status == "refused" and not row.code]
    standing = [row for row in ordered if row.status == "refused" or not any(blocks(one, row) for one in refusals)]
    status = min((row.status for row in standing), key=STATUSES.index, default=STATUSES[-1])
    return Covered(facts.achievement, facts.digest, status, ordered)


__all__ = ["STATUSES", "Coverage", "Covered", "Covering", "Status", "Unmet", "coverage"]
