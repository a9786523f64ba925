"""Matching: which rules could use which awards, each with the reasons for and against. Recognition, section 6, 6 and 7.

A match is a rule with an exact set of awards, one for each chosen leaf, no award twice. Names decide and nothing else:
an identifier is compared code point for code point, and a rule speaks of the parties it names. Only rules that name
something which the learner has are looked at; leaves that ask for the same are counted, not tried in every order.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from typing import Final

from eccoe_vc.agreements import arranging
from eccoe_vc.agreements.eligibility import Eligibility, Request
from eccoe_vc.agreements.facts import Facts
from eccoe_vc.agreements.judging import Node, Terms, is_under, original_credit
from eccoe_vc.agreements.logic import Truth, all_of
from eccoe_vc.encoding import pointers
from eccoe_vc.encoding.quantities import decimal, whole
from eccoe_vc.errors import AgreementError
from eccoe_vc.models.agreement import RecognitionAgreement
from eccoe_vc.models.rule_list import KeptRules
from eccoe_vc.models.rule_names import Name, RuleNames, leaf_names
from eccoe_vc.models.rules import Rule, Source

MOST: Final = 20_000
"""Matches of one decision, and ways to fill one source; beyond it is ``rule.budget``."""
MOST_STEPS: Final = 2_000_000
"""Work of one decision, whatever comes of it; beyond it is ``rule.budget``."""
_NAMES: Final = 1_000  # of one achievement
_ASKED: Final = 10  # steps: whether a leaf asks for an award
_JUDGED: Final = 80  # steps: to judge an award in one place
_TRIED: Final = 20  # steps: to try one way to fill a source


@dataclass(frozen=True, slots=True)
class Use:
    """One award in the place of one leaf: the leaf and its pointer, the award, and how it was judged there."""

    at: str
    leaf: Source
    award: Facts
    node: Node


@dataclass(frozen=True, slots=True)
class Found:
    """A match: the rule, where it stands, the awards it would use, its truth and its reasons."""

    rule: Rule
    at: str
    uses: tuple[Use, ...]
    truth: Truth
    code: str

    @property
    def awards(self) -> tuple[str, ...]:
        """The awards, by credential id, sorted."""
        return tuple(sorted(use.award.credential for use in self.uses))

    @property
    def node(self) -> Node:
        """The explanation of this match."""
        return Node("rule", self.at, self.truth, self.code, children=tuple(use.node for use in self.uses))


class _Learner:
    """The awards of one learner in order, the party of each, and their places by every name that a rule may use."""

    def __init__(self, awards: Sequence[Facts], party_of: Mapping[str, str]) -> None:
        self.awards, self.parties = awards, [party_of.get(facts.issuer, "") for facts in awards]
        self.named: dict[Name, list[int]] = {}
        for place, (facts, party) in enumerate(zip(awards, self.parties, strict=True)):
            names: set[Name] = {("achievement", facts.achievement), ("anyFrom", party)}
            names.update(("identifier", *identifier) for identifier in facts.identifiers)
            names.update(("alignment", target) for target in facts.alignments)
            for name in names:
                self.named.setdefault(name, []).append(place)


@dataclass(slots=True)
class _Work:
    """What one decision may still cost."""

    left: int = MOST_STEPS

    def spend(self, steps: int, where: str) -> None:
        self.left -= steps
        if self.left < 0:
            raise AgreementError("rule.budget", "To find out which rules apply would take too long.", pointer=where)


@dataclass(frozen=True, slots=True)
class _Trial:
    """One rule while the awards of a learner are tried in it; ``fitting`` by the place of each leaf."""

    rule: Rule
    at: str
    learner: _Learner
    givers: frozenset[str]
    request: Request
    work: _Work
    fitting: dict[str, list[Facts]] = field(default_factory=dict)


class Matcher:
    """An agreement with what matching needs of it, read once for all learners."""

    def __init__(
        self,
        agreement: RecognitionAgreement,
        *,
        superseded_from: date | None = None,
        terminated_from: date | None = None,
    ) -> None:
        """Index ``agreement``, which was read by :func:`eccoe_vc.agreements.reading.read`.

        :param superseded_from: the start of the version that replaces this one; it governs learning from then on.
        :param terminated_from: the first day without effect, by a valid notice; vested rights are in the text.
        """
        self.agreement, self.terms = agreement, Terms.of(agreement)
        self._eligibility = Eligibility(agreement, self.terms, superseded_from, terminated_from)
        #: Issuer id, aliases included, to the id of the party.
        self.party_of: Mapping[str, str] = {name: party.id for party in agreement.party for name in party.names}
        roles = {party.id: frozenset(party.role) for party in agreement.party}
        self._awarding = [name for name, role in roles.items() if "awardingBody" in role]
        self._recognising = [name for name, role in roles.items() if "recognisingBody" in role]
        rules = agreement.rule
        self._names = rules.names if isinstance(rules, KeptRules) else RuleNames.of(rules)

    def meant(self, names: Iterable[str]) -> dict[str, str]:
        """For names of achievements the first of all names that the rules have for the same, in order of the alphabet.

        Names that stand in one leaf are of the same achievement, and so are those that stand beside one of them.
        """
        made: dict[str, str] = {}
        for name in sorted(set(names)):
            if name not in made:
                same = self._same(name)
                made |= dict.fromkeys(same, min(same))
        return {name: meant for name, meant in made.items() if name != meant}

    def _same(self, name: str) -> set[str]:
        """All names of an achievement, at most so many that nobody writes more."""
        found, todo = {name}, [name]
        while todo and len(found) < _NAMES:
            known = todo.pop()
            for index in self._names.touched([("achievement", known)]):
                for leaf in self.agreement.rule[index].source.leaves():
                    beside = {leaf.achievement, *(leaf.alias or ())} if leaf.achievement is not None else set()
                    if known in beside:
                        fresh = {one for one in beside if one is not None} - found
                        found |= fresh
                        todo += sorted(fresh)
        return found

    def matches(self, awards: Sequence[Facts], request: Request) -> list[Found]:
        """Every match of every rule for these awards, true, unknown or false, ordered by rule and awards.

        :raises AgreementError: ``rule.budget``, more than :data:`MOST`, or more work than :data:`MOST_STEPS`.
        """
        found: list[Found] = []
        for trial in self._trials(awards, request):
            rule, where = trial.rule, f"{trial.at}/source"
            if self._possible(rule.source, where, trial):
                found += [_found(rule, trial.at, uses) for uses in self._options(rule.source, where, trial)]
            if len(found) > MOST:
                raise AgreementError("rule.budget", f"There are more than {MOST} ways to apply the rules.")
        return sorted(found, key=lambda match: (match.rule.rule_id, match.awards))

    def touched(
        self, awards: Sequence[Facts], request: Request
    ) -> Iterator[tuple[Rule, str, Mapping[str, tuple[Use, ...]]]]:
        """The rules that name something the learner has: each with its place, and by leaf what could stand there."""
        for trial in self._trials(awards, request):
            uses = {
                where: tuple(use for (use,) in self._options(leaf, where, trial))
                for where, leaf in trial.rule.source.leaves_at(f"{trial.at}/source")
                if self._possible(leaf, where, trial)
            }
            if uses:
                yield trial.rule, trial.at, uses

    def _trials(self, awards: Sequence[Facts], request: Request) -> Iterator[_Trial]:
        """The rules that name something of these awards and lead from somebody to the host."""
        learner = _Learner(sorted(awards, key=lambda facts: facts.credential), self.party_of)
        work = _Work()
        for index in self._names.touched(learner.named):
            rule = self.agreement.rule[index]
            trial = _Trial(rule, f"/rule/{index}", learner, self._givers(rule, request), request, work)
            if trial.givers:
                yield trial

    def _givers(self, rule: Rule, request: Request) -> frozenset[str]:
        """The parties from which a rule leads to the host, in the programme that is asked for."""
        programmes = (rule.programme, self.agreement.scope.programme)
        asked = all(listed is None or request.programme in listed for listed in programmes)
        if not asked or request.host not in (rule.to or self._recognising):
            return frozenset()
        return frozenset(rule.from_ or self._awarding) - {request.host}

    # ---- which awards could stand where ------------------------------------------------------------------------------

    def _possible(self, source: Source, where: str, trial: _Trial) -> bool:
        """Whether a source can be filled as far as names say; notes for each leaf which awards it asks for."""
        if not source.parts:
            trial.fitting[where] = self._fitting(source, where, trial)
            return bool(trial.fitting[where])
        places = [pointers.join(where, source.member, index) for index in range(len(source.parts))]
        filled = [self._possible(part, place, trial) for part, place in zip(source.parts, places, strict=True)]
        return sum(filled) >= _counts(source)[0]

    def _fitting(self, leaf: Source, where: str, trial: _Trial) -> list[Facts]:
        """The awards that a leaf asks for. Equal names, other case, a slash more: no match."""
        learner = trial.learner
        named = sorted({place for name in leaf_names(leaf) for place in learner.named.get(name, ())})
        trial.work.spend((1 + len(named)) * _ASKED, where)
        return [
            learner.awards[place]
            for place in named
            if learner.parties[place] in trial.givers and _of_kind(leaf, learner.awards[place])
        ]

    def _options(self, source: Source, where: str, trial: _Trial) -> list[tuple[Use, ...]]:
        """Sets of awards that fill a source, one for each chosen leaf, each set once.

        Leaves that ask for the same are filled in the order of the text, each set of awards in one way.
        """
        if not source.parts:
            trial.work.spend(len(trial.fitting[where]) * _JUDGED, where)
            judged = self._eligibility.judged
            return [
                (Use(where, source, facts, judged(source, where, trial.rule, trial.at, facts, trial.request)),)
                for facts in trial.fitting[where]
            ]
        kinds = arranging.kinds(source.parts)
        parts = [
            self._options(part, pointers.join(where, source.member, index), trial) if needed else []
            for index, part in enumerate(source.parts)
            for needed in [source.form != "any_of" or kinds[index] == index]
        ]
        if source.form == "any_of":
            return _distinct(option for part in parts for option in part)
        counts = _counts(source)
        ways = arranging.ways([len(part) for part in parts], kinds)
        total = sum(ways[count] for count in counts)
        if total > MOST:
            raise AgreementError("rule.budget", f"A source can be filled in more than {MOST} ways.", pointer=where)
        trial.work.spend(total * _TRIED, where)
        chosen = (one for count in counts for one in arranging.filled([len(part) for part in parts], kinds, count))
        made = (tuple(use for index, number in one for use in parts[index][number]) for one in chosen)
        found = _distinct(option for option in made if len({use.award.credential for use in option}) == len(option))
        return found if source.min_credit is None else self._reaching(found, source)

    def _reaching(self, options: Sequence[tuple[Use, ...]], source: Source) -> list[tuple[Use, ...]]:
        """Those that reach the credit; without ``kOf`` those in which no award is superfluous."""
        least = decimal(source.min_credit)

        def amounts(option: tuple[Use, ...]) -> list[Fraction]:
            return [original_credit(use.award, self.terms).value or Fraction(0) for use in option]

        enough = [option for option in options if sum(amounts(option), Fraction()) >= least]
        if source.k_of is not None:
            return enough
        return [option for option in enough if sum(amounts(option), Fraction()) - min(amounts(option)) < least]


def _of_kind(leaf: Source, facts: Facts) -> bool:
    """Whether an award has the type and lies in an area that a leaf asks for."""
    if leaf.achievement_type is not None and facts.achievement_type.value not in leaf.achievement_type:
        return False
    areas = facts.areas.value or ()
    return leaf.thematic_area is None or any(is_under(area, leaf.thematic_area.under) for area in areas)


def _counts(source: Source) -> Sequence[int]:
    """How many parts of a source may be chosen."""
    if source.form == "all_of":
        return (len(source.parts),)
    if source.form == "any_of":
        return (1,)
    return range(1, len(source.parts) + 1) if source.k_of is None else (whole(source.k_of),)


def _found(rule: Rule, at: str, uses: tuple[Use, ...]) -> Found:
    truth = all_of(use.node.truth for use in uses)
    code = next((use.node.code for use in uses if use.node.truth is truth and use.node.code), "")
    by_hand = rule.outcome == "manualReview" or (rule.review is not None and rule.review.mode == "manual")
    if truth is Truth.TRUE and by_hand:
        truth, code = Truth.UNKNOWN, "rule.free_text"  # the text wants a person
    return Found(rule, at, uses, truth, code)


def _distinct(options: Iterator[tuple[Use, ...]] | Sequence[tuple[Use, ...]]) -> list[tuple[Use, ...]]:
    """Each set of awards once: of several ways to use it, the one whose answer is best, then the first in the text."""
    best: dict[frozenset[str], tuple[Use, ...]] = {}
    for option in options:
        key = frozenset(use.award.credential for use in option)
        known = best.get(key)
        if known is None or all_of(use.node.truth for use in option) > all_of(use.node.truth for use in known):
            best[key] = option
    return list(best.values())


__all__ = ["MOST", "MOST_STEPS", "Found", "Matcher", "Request", "Use"]
