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
from eccoe_vc.agreements.contesting import Ties, blocked, doubted, firsts, ties_among
from eccoe_vc.agreements.earlier import Earlier
from eccoe_vc.agreements.limits import Room
from eccoe_vc.agreements.logic import Truth
from eccoe_vc.agreements.maximise import Solver, best_plan, gains
from eccoe_vc.agreements.plans import Name, Plan, by_priority
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
    #: What earlier decisions used up, by name, with the decision; what each pending match would add to the best plan.
    earlier: Mapping[Name, str] = field(default_factory=dict)
    gains: Mapping[Name, Fraction | None] = field(default_factory=dict)


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
    rooms = ceilings.rooms(texts, programme_credit, before)
    found = _sorted(weighing.weigh(texts, shared, unit, programme_credit), earlier)
    usable = [one for one in found.clear if record.isdisjoint(one.found.rule.excludes_target or ())]
    usable, spent = often.may_fire(usable, earlier)
    plan = _plan(mode, usable, [one for one, _ in found.pending], rooms, record, solver, earlier)
    amounts = {match.name: amount for match, amount in plan.taken}
    within, beyond = often.within([one for one in usable if one.match.name in amounts], amounts, earlier)
    taken, by_hand = _left_to_a_person(within, amounts, rooms)
    pending = _still_open(found.pending, taken) if mode == "priority" else list(found.pending)
    # What is left to a person keeps its awards, where the order of the registrar is kept.
    holding = [one for one, _ in (*by_hand, *(pending if mode == "priority" else ()))]
    held = [one for one, _ in taken]
    exempted = first_come([one for one in usable if one.adds_nothing], held, holding, record)
    roomless = [one for one in usable if one.credit and one.match.name not in amounts]
    roomless = [one for one in roomless if not often.holder(earlier, one, applying=False)]
    roomless, over = often.turns_left(roomless, held, earlier)
    unapplied = first_come(roomless, [*held, *exempted], holding, record)
    past = [one for one in unapplied if _by_hand(one, rooms)]
    waiting = {one.match.name for one, _ in by_hand}
    chosen = [*held, *(one for one, _ in by_hand), *exempted, *unapplied]
    names, ended = {one.match.name for one in chosen}, {one.match.name for one in (*spent, *beyond, *over)}
    beside = Beside([one for one in chosen if one.match.name not in waiting], holding, record)
    lost = [
        (one, "limit.reached" if one.match.name in ended else beside.why_not(one))
        for one in found.clear if one.match.name not in names
    ]  # fmt: skip
    used = {name for one in (*chosen, *(one for one, _ in pending)) for name in one.found.awards}
    refused = tuple(one for one in found.refused if used.isdisjoint(one.found.awards))  # the others lost, or are open
    left = sorted([*pending, *by_hand, *((one, "limit.reached") for one in past)], key=lambda pair: pair[0].match.name)
    return Choice(
        tuple(sorted(taken, key=lambda pair: pair[0].match.name)), exempted,
        tuple(one for one in unapplied if not _by_hand(one, rooms)), tuple(left),
        refused, (*lost, *found.lost), _counted(plan, taken, beyond), tuple(rooms), found.excluded,
        found.ties.rivals, found.earlier, _gains(mode, pending, usable, rooms, record, solver, earlier),
    )  # fmt: skip


class _Sorted(NamedTuple):
    """Matches by what can become of them: refused, never given, left to a person, clear, or lost before any plan."""

    refused: tuple[Weighed, ...]
    excluded: tuple[Weighed, ...]
    pending: tuple[tuple[Weighed, str], ...]
    clear: tuple[Weighed, ...]
    lost: tuple[tuple[Weighed, str], ...]
    ties: Ties
    earlier: Mapping[Name, str]


def _sorted(weighed: Sequence[Weighed], earlier: Earlier | None) -> _Sorted:
    """Steps 8 to 10: refusals and explicit nothings first, then earlier decisions, then ambiguities and conflicts."""
    refused = [one for one in weighed if one.found.rule.outcome == "refused"]
    given = [one for one in weighed if one.found.rule.outcome != "refused"]
    gone = {one.match.name: holder for one in given if (holder := often.holder(earlier, one))}
    used_up = [(one, "rule.already_used") for one in given if one.match.name in gone]
    given = [one for one in given if one.match.name not in gone]
    nothing = [one for one in given if one.gives_nothing and one.found.truth is Truth.TRUE]
    blocking = [*(one for one in refused if one.found.truth is Truth.TRUE), *nothing]
    perhaps = [*refused, *(one for one in given if one.gives_nothing)]
    perhaps = [one for one in perhaps if one.found.truth is Truth.UNKNOWN]
    given = [one for one in given if not one.gives_nothing]
    first = firsts(blocking)
    open_ = [one for one in given if not blocked(one, first)]
    excluded = [one for one in open_ if one.code == "limit.excluded"]
    open_ = [one for one in open_ if one.code != "limit.excluded"]
    ties = ties_among(open_, blocking)
    open_ = [one for one in open_ if one.match.name not in ties.yielding]
    doubts = firsts(perhaps)
    why = {one.match.name: _why_open(one, ties) or doubted(one, doubts, perhaps) for one in open_}
    return _Sorted(
        tuple(one for one in refused if one.found.truth is Truth.TRUE),
        tuple(excluded),
        (
            *((one, why[one.match.name]) for one in open_ if why[one.match.name]),
            *((one, one.found.code) for one in perhaps if one.gives_nothing and one.found.rule.outcome != "refused"),
        ),
        tuple(one for one in open_ if not why[one.match.name]),
        (*used_up, *((one, "rule.refused") for one in nothing)),
        ties,
        gone,
    )


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


def _counted(plan: Plan, taken: Sequence[tuple[Weighed, Fraction]], beyond: Sequence[Weighed]) -> Plan:
    """The plan as it counts; where matches had to be taken out of it, nobody says that it is the best one."""
    names = {one.match.name for one, _ in taken}
    kept = tuple(pair for pair in plan.taken if pair[0].name in names)
    return replace(plan, taken=kept, optimal=plan.optimal and not beyond)


def _added(one: Mapping[str, Fraction], other: Mapping[str, Fraction]) -> dict[str, Fraction]:
    return {name: one.get(name, Fraction(0)) + other.get(name, Fraction(0)) for name in {*one, *other}}


def _gains(
    mode: Mode, pending: Sequence[tuple[Weighed, str]], usable: Sequence[Weighed], rooms: Sequence[Room],
    on_record: frozenset[str], solver: Solver, earlier: Earlier | None,
) -> dict[Name, Fraction | None]:  # fmt: skip
    """What each pending match would add to the best plan; only that mode has one."""
    asked = [one.match for one, _ in pending if one.credit > 0]
    if mode != "maximise" or not asked:
        return {}
    counted = often.in_turns([one for one in usable if one.credit > 0], earlier)
    return gains(asked, counted, rooms, on_record=on_record, solver=solver)


def _left_to_a_person(
    taken: Sequence[Weighed], amounts: Mapping[Name, Fraction], rooms: Sequence[Room]
) -> tuple[list[tuple[Weighed, Fraction]], list[tuple[Weighed, str]]]:
    """What counts, and what a limit would cut that is not to be cut: the text wants a person there."""
    kept = [(one, amounts[one.match.name]) for one in taken]
    by_hand = [(one, "limit.reached") for one, amount in kept if amount < one.credit and _by_hand(one, rooms)]
    waiting = {one.match.name for one, _ in by_hand}
    return [(one, amount) for one, amount in kept if one.match.name not in waiting], by_hand


def _by_hand(one: Weighed, rooms: Sequence[Room]) -> bool:
    return any(room.by_hand and room.name in one.match.categories for room in rooms)


def _why_open(one: Weighed, ties: Ties) -> str:
    """Why a match cannot be decided; empty where it can."""
    if one.found.truth is not Truth.TRUE:
        return one.found.code
    return one.code or ties.codes.get(one.match.name, "")


def _plan(
    mode: Mode, clear: Sequence[Weighed], held: Sequence[Weighed], rooms: Sequence[Room], on_record: Iterable[str],
    solver: Solver, earlier: Earlier | None,
) -> Plan:  # fmt: skip
    usable = [one for one in clear if one.credit > 0]
    counted = often.in_turns(usable, earlier)
    if mode == "priority":
        plan = by_priority(counted, rooms, held=[one.match for one in held if one.credit > 0], on_record=on_record)
    else:
        uses = [(one, use) for one in clear for use in one.found.uses]
        quality = {
            weighing.held(one.text, one.found, use): weighing.quality_of(one.text.terms, use) for one, use in uses
        }
        plan = best_plan(counted, rooms, quality=quality, on_record=on_record, solver=solver)
    return often.without_turns(plan, usable)


__all__ = ["Choice", "Mode", "Text", "Weighed", "choose"]
