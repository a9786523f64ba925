"""What concerns several places of an agreement: names that must exist, names that must not stand twice, circles.

Recognition, sections 4.3, 7 (items 13 to 15) and 8.3 (errors at load). Warnings are for lint.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import Final, NamedTuple

from eccoe_vc.agreements import days
from eccoe_vc.agreements.grades import formulas
from eccoe_vc.agreements.grades.scales import GradeError, Scale
from eccoe_vc.encoding import DecodeError
from eccoe_vc.errors import AgreementError, Finding, shown
from eccoe_vc.models.agreement import GradeConversion, RecognitionAgreement
from eccoe_vc.models.rules import Condition, Rule
from eccoe_vc.models.terms import version_of


class Known(NamedTuple):
    """The names to which a rule may refer; a scale that is not in order is a name without a scale."""

    parties: frozenset[str]
    scales: Mapping[str, Scale | None]
    conversions: frozenset[str]
    rules: frozenset[str]
    courses: frozenset[str]


class Doubt(NamedTuple):
    """What cannot be judged of an agreement with faults: the places of these, and texts that may be names of parts."""

    places: frozenset[str] = frozenset()
    names: frozenset[str] = frozenset()

    def about(self, place: str) -> bool:
        """Whether there is a fault at ``place`` or inside."""
        return any(fault == place or fault.startswith(f"{place}/") for fault in self.places)


NONE: Final = Doubt()


def check(agreement: RecognitionAgreement, doubt: Doubt = NONE) -> list[Finding]:
    """Everything that does not fit together, in the order of the text."""
    before, known, after = frame(agreement, doubt)
    known = known._replace(
        rules=doubt.names.union(rule.rule_id for rule in agreement.rule),
        courses=doubt.names.union(course for rule in agreement.rule for course in courses(rule)),
    )
    return [
        *before,
        *_repeated((rule.rule_id for rule in agreement.rule), "rule", "/rule"),
        *(found for index, rule in enumerate(agreement.rule) for found in of_rule(rule, f"/rule/{index}", known)),
        *circles(agreement.rule),
        *after,
    ]


def frame(agreement: RecognitionAgreement, doubt: Doubt = NONE) -> tuple[list[Finding], Known, list[Finding]]:
    """What does not fit together before and after the rules, and the names there; rules and courses are left out."""
    scales, wrong = _scales(agreement, doubt)
    parties = doubt.names.union(party.id for party in agreement.party)
    before = [
        *_parties(agreement),
        *_period(agreement, doubt),
        *wrong,
        *_conversions(agreement, scales, doubt),
        *_condition(agreement.requirement, "/requirement", scales),
        *_limits(agreement, parties),
    ]
    conversions = doubt.names.union(conversion.key for conversion in agreement.grade_conversion or ())
    return before, Known(parties, scales, conversions, frozenset(), frozenset()), list(_rest(agreement, parties))


def _reference(what: str, place: str) -> Finding:
    return Finding("rule.reference", what, place)


def _repeated(names: Iterable[str], what: str, place: str) -> Iterator[Finding]:
    for name in _twice(names):
        yield Finding("rule.syntax", f"The {what} {shown(name)} stands twice.", place)


def _twice(names: Iterable[str]) -> list[str]:
    return [name for name, times in Counter(names).items() if times > 1]


def _parties(agreement: RecognitionAgreement) -> Iterator[Finding]:
    for name in _twice(name for party in agreement.party for name in party.names):
        yield Finding("agreement.parties", f"{shown(name)} stands for two parties, or twice.", "/party")
    roles = {role for party in agreement.party for role in party.role or ("",)}
    for role, body in _BODIES.items():
        if role not in roles and roles <= _BODIES.keys():  # another word may have meant this role
            yield Finding("agreement.parties", f"No party is {body}.", "/party")


_BODIES: Final = {"awardingBody": "an awarding body", "recognisingBody": "a recognising body"}


def _period(agreement: RecognitionAgreement, doubt: Doubt) -> Iterator[Finding]:
    if agreement.period.time_zone is not None:
        try:
            days.time_zone(agreement.period.time_zone)
        except AgreementError as error:
            yield Finding(error.code, error.message, "/period/timeZone")
    previous = agreement.supersedes
    if previous is None or doubt.about("/version") or doubt.about("/supersedes"):
        return
    if version_of(previous.version) >= version_of(agreement.version):
        message = f"Version {agreement.version} cannot replace version {previous.version}, which is not older."
        hint = "Give the new text a later version, such as 1.10 after 1.9."
        yield Finding("agreement.chain", message, "/supersedes/version", hint)


def _scales(agreement: RecognitionAgreement, doubt: Doubt) -> tuple[dict[str, Scale | None], list[Finding]]:
    """The scales by key; those that contradict themselves are findings, and there for names all the same."""
    found: list[Finding] = []
    declared = agreement.grade_scale or ()
    made: dict[str, Scale | None] = dict.fromkeys((*doubt.names, *(scale.key for scale in declared)))
    found += _repeated((scale.key for scale in declared), "scale", "/gradeScale")
    for index, terms in enumerate(declared):
        place = f"/gradeScale/{index}"
        try:
            if not doubt.about(place):
                made[terms.key] = Scale.of(terms.to_json())
        except AgreementError as error:
            found += [one._replace(pointer=place) for one in error.findings]
        except DecodeError as error:
            found.append(Finding("rule.syntax", str(error), f"{place}/pass"))
        if terms.band_scale is not None and terms.band_scale not in made:
            found.append(_reference(f"No scale is called {shown(terms.band_scale)}.", f"{place}/bandScale"))
    return made, found


def _conversions(
    agreement: RecognitionAgreement, scales: Mapping[str, Scale | None], doubt: Doubt
) -> Iterator[Finding]:
    declared = agreement.grade_conversion or ()
    yield from _repeated((conversion.key for conversion in declared), "conversion", "/gradeConversion")
    for index, conversion in enumerate(declared):
        place = f"/gradeConversion/{index}"
        for member, key in (("sourceScale", conversion.source_scale), ("targetScale", conversion.target_scale)):
            if key not in scales:
                yield _reference(f"No scale is called {shown(key)}.", f"{place}/{member}")
        target = scales.get(conversion.target_scale)
        if target is not None and not doubt.about(f"{place}/table"):
            yield from _table(conversion, target, f"{place}/table")


def _table(conversion: GradeConversion, target: Scale, place: str) -> Iterator[Finding]:
    try:
        formulas.check_table([(row.from_, row.to) for row in conversion.table or ()], target)
    except AgreementError as error:
        yield from (found._replace(pointer=place) for found in error.findings)


def _condition(condition: Condition | None, place: str, scales: Mapping[str, Scale | None]) -> Iterator[Finding]:
    grade = condition.grade if condition is not None else None
    if grade is None:
        return
    if grade.scale not in scales:
        yield _reference(f"No scale is called {shown(grade.scale)}.", f"{place}/grade/scale")
        return
    scale = scales[grade.scale]
    for member, label in (("atLeast", grade.at_least), ("below", grade.below)):
        try:
            if scale is not None and label is not None:
                scale.place(label)
        except GradeError as error:
            yield _reference(error.message, f"{place}/grade/{member}")


def _limits(agreement: RecognitionAgreement, parties: Collection[str]) -> Iterator[Finding]:
    limits = agreement.limit or ()
    yield from _repeated((limit.limit_id for limit in limits), "limit", "/limit")
    for index, limit in enumerate(limits):
        yield from _of_parties(limit.from_, parties, f"/limit/{index}/from")


def _of_parties(names: Sequence[str] | None, parties: Collection[str], place: str) -> Iterator[Finding]:
    for index, name in enumerate(names or ()):
        if name not in parties:
            yield _reference(f"{shown(name)} is no party of this agreement.", f"{place}/{index}")


def of_rule(rule: Rule, place: str, known: Known) -> Iterator[Finding]:
    """The names in one rule, which stands at ``place``, that nothing has."""
    yield from _of_parties(rule.from_, known.parties, f"{place}/from")
    yield from _of_parties(rule.to, known.parties, f"{place}/to")
    if rule.from_ is not None and rule.from_ == rule.to and len(rule.from_) == 1:
        yield _reference("A rule does not lead from a party to itself.", f"{place}/to")
    yield from _condition(rule.condition, f"{place}/condition", known.scales)
    yield from _leaves(rule, known, place)
    for number, name in enumerate(rule.excludes_rule or ()):
        if name not in known.rules:
            yield _reference(f"No rule is called {shown(name)}.", f"{place}/excludesRule/{number}")
    for number, course in enumerate(rule.requires_target or ()):
        if course not in known.courses:
            message = f"No rule gives the course {shown(course)}, which this one requires."
            yield _reference(message, f"{place}/requiresTarget/{number}")
    for number, target in enumerate(rule.target):
        if target.conversion is not None and target.conversion not in known.conversions:
            message = f"No conversion is called {shown(target.conversion)}."
            yield _reference(message, f"{place}/target/{number}/conversion")


def courses(rule: Rule) -> Iterator[str]:
    """The courses that a rule gives or exempts from."""
    return (target.course for target in rule.target if target.course is not None)


def _leaves(rule: Rule, known: Known, place: str) -> Iterator[Finding]:
    for where, source in rule.source.leaves_at(f"{place}/source"):
        if source.any_from is not None and source.any_from not in known.parties:
            yield _reference(f"{shown(source.any_from)} is no party of this agreement.", f"{where}/anyFrom")
        yield from _condition(source.condition, f"{where}/condition", known.scales)


def circles(rules: Sequence[Rule]) -> Iterator[Finding]:
    """Prerequisites that lead back to themselves: no plan can hold such a rule."""
    needs: dict[str, set[str]] = {}
    for rule in rules:
        for course in courses(rule):
            needs.setdefault(course, set()).update(rule.requires_target or ())
    for index, rule in enumerate(rules):
        if rule.requires_target and _reaches(set(rule.requires_target), set(courses(rule)), needs):
            message = f"The rule {shown(rule.rule_id)} requires, directly or through others, what it gives."
            yield Finding("rule.cycle", message, f"/rule/{index}/requiresTarget")


def _reaches(start: set[str], goal: set[str], needs: dict[str, set[str]]) -> bool:
    seen, todo = set(start), list(start)
    while todo:
        course = todo.pop()
        if course in goal:
            return True
        fresh = needs.get(course, set()) - seen
        seen |= fresh
        todo += fresh
    return False


def _rest(agreement: RecognitionAgreement, parties: Collection[str]) -> Iterator[Finding]:
    if agreement.process.decision not in parties:
        message = f"{shown(agreement.process.decision)}, who is to decide, is no party of this agreement."
        yield _reference(message, "/process/decision")
