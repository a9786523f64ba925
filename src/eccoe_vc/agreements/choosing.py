"""From matches to a choice: refusals first, ambiguities, then a plan in the mode that was asked for.

Recognition, section 6 steps 8 to 12, section 8.2 and 9. Nothing is granted here that the rules leave open: what is
unknown or ambiguous is pending, and holds its awards where the registrar's order is kept.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from typing import Literal, NamedTuple

from eccoe_vc.agreements import ceilings, often, weighing
from eccoe_vc.agreements.awards import Once
from eccoe_vc.agreements.beside import Beside, first_come
from eccoe_vc.agreements.earlier import Earlier
from eccoe_vc.agreements.limits import Room
from eccoe_vc.agreements.maximise import Solver, best_plan, gains
from eccoe_vc.agreements.plans import Name, Plan, by_priority
from eccoe_vc.agreements.sorting import Sorted, sort
from eccoe_vc.agreements.texts import Text
from eccoe_vc.agreements.weighing import NOTHING, Weighed

Mode = Literal["priority", "maximise"]


@dataclass(frozen=True, slots=True)
class Choice:
    """What was chosen: granted with what counts, pending with its code, refused, exempted, recognised without room.

    ``refused``: explicit refusals of a text. ``excluded``: what a limit never lets be recognised. ``lost``: what fits
    and cannot stand beside what was chosen, with the code that says why. ``rivals``: matches that tie, by name, with
    the rules that they tie with.
    """

    granted: tuple[tuple[Weighed, Fraction], ...]
    exempted: tuple[Weighed, ...]
    unapplied: tuple[Weighed, ...]
    pending: tuple[tuple[Weighed, str], ...]
    refused: tuple[Weighed, ...]
    lost: tuple[tuple[Weighed, str], ...]
    plan: Plan
    rooms: tuple[Room, ...]
    excluded: tuple[Weighed, ...] = ()
    rivals: Mapping[Name, tuple[str, ...]] = field(default_factory=dict)
    #: Of what was chosen, the matches that tie with others by the order of the text, and the code that says so.
    settled: Mapping[Name, str] = field(default_factory=dict)
    #: What earlier decisions used up, by name, with the decision; what each pending match would add to the best plan.
    earlier: Mapping[Name, str] = field(default_factory=dict)
    gains: Mapping[Name, Fraction | None] = field(default_factory=dict)

    @property
    def recognised(self) -> tuple[Weighed, ...]:
        """Everything that is granted, in the order of the record: what counts, exemptions, what has no room."""
        return (*(one for one, _ in self.granted), *self.exempted, *self.unapplied)

    def notes(self, one: Weighed) -> tuple[str, ...]:
        """What is said of something that was granted: how a tie was decided, what could not be compared."""
        settled = self.settled.get(one.match.name)
        return (*((settled,) if settled else ()), *one.notes)


def choose(
    texts: Sequence[Text],
    *,
    mode: Mode = "priority",
    programme_credit: Fraction | None = None,
    unit: str | None = None,
    applied_before: Mapping[str, Fraction] | None = None,
    on_record: Iterable[str] = (),
    shared: Mapping[str, Once] = NOTHING,
    earlier: Earlier | None = None,
    solver: Solver = "exact",
) -> Choice:
    """The choice among the matches of all agreements that are in force between the parties.

    :param programme_credit: the size of the programme, for limits that are a share of it.
    :param unit: the unit in which it counts.
    :param applied_before: what earlier decisions applied, by limit.
    :param on_record: courses that the learner has already.
    :param shared: as in :func:`eccoe_vc.agreements.weighing.weigh`.
    :param earlier: what earlier decisions mean for this one.
    :param solver: how the best plan is searched (:func:`eccoe_vc.agreements.maximise.best_plan`).
    """
    record = frozenset(on_record) | (earlier.courses() if earlier else frozenset())
    before = _added(applied_before or {}, earlier.applied(texts) if earlier else {})
    asked = _Asked(mode, tuple(ceilings.rooms(texts, programme_credit, before)), record, solver, earlier)
    found = sort(weighing.weigh(texts, shared, unit, programme_credit), earlier)
    usable, lost = _usable(found, asked)
    plan = _plan(usable, found, asked)
    taken = _taken(plan, usable, asked)
    pending = _still_open(found.pending, taken.counting) if mode == "priority" else list(found.pending)
    more = _beside(plan, usable, taken, pending, asked)
    given = [*(one for one, _ in taken.counting), *more.exempted, *more.unapplied]
    names = {one.match.name for one in given}
    used = {name for one in (*given, *(one for one, _ in (*taken.by_hand, *pending))) for name in one.found.awards}
    past = {one.match.name for one in more.unapplied if _by_hand(one, asked.rooms)}
    left = [*pending, *taken.by_hand, *((one, "limit.reached") for one in more.unapplied if one.match.name in past)]
    return Choice(
        granted=tuple(sorted(taken.counting, key=lambda pair: pair[0].match.name)),
        exempted=more.exempted,
        unapplied=tuple(one for one in more.unapplied if one.match.name not in past),
        pending=tuple(sorted(left, key=lambda pair: pair[0].match.name)),
        # The other refusals have lost to what was chosen, or are open as it is.
        refused=tuple(one for one in found.refused if used.isdisjoint(one.found.awards)),
        lost=(*_why_lost(found, given, taken, lost | more.lost, _holding(taken, pending, asked), record), *found.lost),
        plan=taken.plan,
        rooms=asked.rooms,
        excluded=found.excluded,
        rivals=found.ties.rivals,
        settled={name: code for name, code in found.ties.settled.items() if name in names - past},
        earlier=found.earlier,
        gains=_gains(pending, usable, asked),
    )


@dataclass(frozen=True, slots=True)
class _Asked:
    """What every step of a choice goes by."""

    mode: Mode
    rooms: tuple[Room, ...]
    record: frozenset[str]
    solver: Solver
    earlier: Earlier | None


# ---- the plan --------------------------------------------------------------------------------------------------------


def _usable(found: Sorted, asked: _Asked) -> tuple[list[Weighed], dict[Name, str]]:
    """What a plan may choose among; and what of the clear matches it may not, with the code that says why.

    A rule that fired as often as it may is out; so is what loses a tie that the order of the text decides, to the first
    of it that the learner could have at all.
    """
    able = [one for one in found.clear if asked.record.isdisjoint(one.found.rule.excludes_target or ())]
    able, spent = often.may_fire(able, asked.earlier)
    outranked = found.ties.outranked([one for one in able if asked.record.isdisjoint(one.match.targets)])
    lost = outranked | {one.match.name: "limit.reached" for one in spent}
    return [one for one in able if one.match.name not in outranked], lost


def _plan(usable: Sequence[Weighed], found: Sorted, asked: _Asked) -> Plan:
    """The plan in the mode that was asked for, of the matches that give credit."""
    giving = [one for one in usable if one.credit > 0]
    turns = often.in_turns(giving, asked.earlier)
    if asked.mode == "priority":
        held = [one.match for one, _ in found.pending if one.credit > 0]
        plan = by_priority(turns, asked.rooms, held=held, on_record=asked.record)
    else:
        uses = [(one, use) for one in usable for use in one.found.uses]
        quality = {
            weighing.held(one.text, one.found, use): weighing.quality_of(one.text.terms, use) for one, use in uses
        }
        plan = best_plan(turns, asked.rooms, quality=quality, on_record=asked.record, solver=asked.solver)
    return often.without_turns(plan, giving)


class _Taken(NamedTuple):
    """What a plan takes: what counts and how much of it, what is left to a person, and what is beyond its turns."""

    counting: list[tuple[Weighed, Fraction]]
    by_hand: list[tuple[Weighed, str]]
    beyond: list[Weighed]
    plan: Plan


def _taken(plan: Plan, usable: Sequence[Weighed], asked: _Asked) -> _Taken:
    """A plan as it counts.

    What a limit would cut that is not to be cut is left to a person: the text wants one there. Where matches had to be
    taken out of it because their rule fires no more often, nobody says that it is the best one.
    """
    amounts = {match.name: amount for match, amount in plan.taken}
    within, beyond = often.within([one for one in usable if one.match.name in amounts], amounts, asked.earlier)
    kept = [(one, amounts[one.match.name]) for one in within]
    by_hand = [(one, "limit.reached") for one, amount in kept if amount < one.credit and _by_hand(one, asked.rooms)]
    waiting = {one.match.name for one, _ in by_hand}
    counting = [(one, amount) for one, amount in kept if one.match.name not in waiting]
    names = {one.match.name for one, _ in counting}
    counted = tuple(pair for pair in plan.taken if pair[0].name in names)
    return _Taken(counting, by_hand, beyond, replace(plan, taken=counted, optimal=plan.optimal and not beyond))


def _by_hand(one: Weighed, rooms: Sequence[Room]) -> bool:
    return any(room.by_hand and room.name in one.match.categories for room in rooms)


def _still_open(
    pending: Sequence[tuple[Weighed, str]], taken: Sequence[tuple[Weighed, Fraction]]
) -> list[tuple[Weighed, str]]:
    """What stays open beside a plan: whatever lost its awards or its course to the plan is decided."""
    used = {name for one, _ in taken for name in one.match.uses}
    given = {target for one, _ in taken for target in one.match.targets}
    return [
        (one, code) for one, code in pending
        if used.isdisjoint(one.match.uses) and given.isdisjoint(one.match.targets)
    ]  # fmt: skip


# ---- beside the plan -------------------------------------------------------------------------------------------------


class _More(NamedTuple):
    """What is recognised and does not count: exemptions, and what has no room; ``lost`` are those without a turn."""

    exempted: tuple[Weighed, ...]
    unapplied: tuple[Weighed, ...]
    lost: dict[Name, str]


def _beside(
    plan: Plan, usable: Sequence[Weighed], taken: _Taken, pending: Sequence[tuple[Weighed, str]], asked: _Asked
) -> _More:
    """After the plan, first come first: exemptions, then over what is left what is granted without counting."""
    held, holding = [one for one, _ in taken.counting], _holding(taken, pending, asked)
    exempted = first_come([one for one in usable if one.adds_nothing], held, holding, asked.record)
    in_plan = {match.name for match, _ in plan.taken}
    roomless = [one for one in usable if one.credit and one.match.name not in in_plan]
    roomless = [one for one in roomless if not often.holder(asked.earlier, one, applying=False)]
    roomless, over = often.turns_left(roomless, held, asked.earlier)
    unapplied = first_come(roomless, [*held, *exempted], holding, asked.record)
    return _More(exempted, unapplied, {one.match.name: "limit.reached" for one in (*taken.beyond, *over)})


def _holding(taken: _Taken, pending: Sequence[tuple[Weighed, str]], asked: _Asked) -> list[Weighed]:
    """What is left to a person and keeps its awards: all of it only where the order of the registrar is kept."""
    return [one for one, _ in (*taken.by_hand, *(pending if asked.mode == "priority" else ()))]


def _why_lost(
    found: Sorted, given: Sequence[Weighed], taken: _Taken, known: Mapping[Name, str], holding: Sequence[Weighed],
    record: frozenset[str],
) -> list[tuple[Weighed, str]]:  # fmt: skip
    """The clear matches that were not chosen, each with its code."""
    beside = Beside(given, holding, record)
    names = {one.match.name for one in (*given, *(one for one, _ in taken.by_hand))}
    return [
        (one, known.get(one.match.name) or beside.why_not(one)) for one in found.clear if one.match.name not in names
    ]


def _gains(
    pending: Sequence[tuple[Weighed, str]], usable: Sequence[Weighed], asked: _Asked
) -> dict[Name, Fraction | None]:
    """What each pending match would add to the best plan; only that mode has one."""
    wanted = [one.match for one, _ in pending if one.credit > 0]
    if asked.mode != "maximise" or not wanted:
        return {}
    turns = often.in_turns([one for one in usable if one.credit > 0], asked.earlier)
    return gains(wanted, turns, asked.rooms, on_record=asked.record, solver=asked.solver)


def _added(one: Mapping[str, Fraction], other: Mapping[str, Fraction]) -> dict[str, Fraction]:
    return {name: one.get(name, Fraction(0)) + other.get(name, Fraction(0)) for name in {*one, *other}}


__all__ = ["Choice", "Mode", "Text", "Weighed", "choose"]
