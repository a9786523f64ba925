"""Worked examples of assignment, and the laws of both modes."""

from __future__ import annotations

import random
from fractions import Fraction
from itertools import combinations
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some
from tests.unit.agreements.worked import Worked, group, number

from eccoe_vc.agreements.limits import Room
from eccoe_vc.agreements.maximise import best_plan
from eccoe_vc.agreements.maximising.parts import components
from eccoe_vc.agreements.maximising.problem import bits, problem_of
from eccoe_vc.agreements.plans import Match, Plan, applied, by_priority
from eccoe_vc.encoding.quantities import text_of


def match_of(row: dict[str, Any]) -> Match:
    return Match(
        row["rule"],
        tuple(sorted(row["uses"])),
        number(row["credit"]),
        frozenset({row["target"]} if "target" in row else ()),
        row.get("divisible", False),
        frozenset(row.get("category", ())),
        frozenset(row.get("requiresTarget", ())),
        frozenset(row.get("excludesRule", ())),
        (int(row["priority"]), -len(row["uses"]), row["rule"], tuple(sorted(row["uses"]))),
    )


def rooms_of(case: Worked) -> list[Room]:
    return [
        Room(row["limitId"], number(row["max"]), frozenset({row["category"]}) if "category" in row else None)
        for row in case.given.get("limits", ())
    ]


def told(plan: Plan) -> list[dict[str, Any]]:
    return [{"rule": m.rule, "uses": list(m.uses), "applied": text_of(amount)} for m, amount in plan.taken]


@pytest.mark.parametrize("case", group("asg"))
def test_assignment(case: Worked) -> None:
    matches, rooms = [match_of(row) for row in case.given["matches"]], rooms_of(case)
    quality = {row["id"]: number(row.get("quality", "0")) for row in case.given["credentials"]}
    for seed in range(6):
        random.Random(seed).shuffle(matches)
        best = best_plan(matches, rooms, quality=quality)
        wanted = case.expect["maximise"]
        assert told(best) == wanted["plan"]
        assert best.optimal
        assert (text_of(best.applied), len(best.awards), text_of(best.quality(quality))) == (
            wanted["applied"], wanted["credentialsUsed"], wanted["quality"],
        )  # fmt: skip
        by_hand = by_priority(matches, rooms)
        assert told(by_hand) == sorted(case.expect["priority"]["plan"], key=lambda row: (row["rule"], row["uses"]))
        assert text_of(by_hand.applied) == case.expect["priority"]["applied"]


AWARDS = "abcdef"


@some.composite
def problems(draw: Any) -> tuple[list[Match], list[Room], dict[str, Fraction]]:
    matches = []
    for index in range(draw(some.integers(0, 8))):
        uses = tuple(sorted(draw(some.sets(some.sampled_from(AWARDS), min_size=1, max_size=3))))
        divisible = draw(some.booleans())
        targets = frozenset() if divisible else frozenset({draw(some.sampled_from("XYZ"))})
        requires = frozenset(draw(some.sets(some.sampled_from("XYZ"), max_size=1))) - targets
        credit = Fraction(draw(some.integers(1, 12)), draw(some.sampled_from([1, 2, 3])))
        categories = frozenset(draw(some.sets(some.sampled_from("no"), max_size=1)))
        excludes = frozenset(draw(some.sets(some.sampled_from(["r0", "r1"]), max_size=1))) - {f"r{index}"}
        matches.append(Match(f"r{index}", uses, credit, targets, divisible, categories, requires, excludes, (index,)))
    rooms = []
    if draw(some.booleans()):
        rooms.append(Room("inner", Fraction(draw(some.integers(0, 9))), frozenset("n")))
    if draw(some.booleans()):
        rooms.append(Room("outer", Fraction(draw(some.integers(0, 20)))))
    quality = {name: Fraction(draw(some.integers(0, 2)), 2) for name in AWARDS}
    return matches, rooms, quality


def allowed(chosen: tuple[Match, ...], rooms: list[Room]) -> dict[Any, Fraction] | None:
    if any(one.conflicts(other) for one, other in combinations(chosen, 2)):
        return None
    targets = frozenset[str]().union(*(match.targets for match in chosen))
    amounts = applied(chosen, rooms)
    whole = all(amounts[m.name] > 0 and (m.divisible or amounts[m.name] == m.credit) for m in chosen)
    return amounts if whole and all(match.requires <= targets for match in chosen) else None


def brute(matches: list[Match], rooms: list[Room], quality: dict[str, Fraction]) -> Any:
    best: Any = None
    for size in range(len(matches) + 1):
        for chosen in combinations(sorted(matches, key=lambda m: m.name), size):
            amounts = allowed(chosen, rooms)
            if amounts is None:
                continue
            names = {name for match in chosen for name in match.uses}
            grades = sum((quality[name] for name in names), Fraction())
            value = (-sum(amounts.values(), Fraction()), len(names), -grades, [match.name for match in chosen])
            best = value if best is None else min(best, value)
    return best


@settings(max_examples=100)
@given(problems())
def test_the_exact_solver_equals_brute_force(problem: Any) -> None:
    matches, rooms, quality = problem
    found = best_plan(matches, rooms, quality=quality)
    assert found.optimal
    assert found.bound == found.applied
    value = (-found.applied, len(found.awards), -found.quality(quality), [match.name for match, _ in found.taken])
    assert value == brute(matches, rooms, quality)


@given(problems())
def test_conflicts_that_are_looked_up_are_those_of_each_pair(problem: Any) -> None:
    matches, _, quality = problem
    matches.sort(key=lambda match: match.name)
    known = problem_of(matches, [], quality, frozenset())
    for one, match in enumerate(matches):
        apart = [other for other, beside in enumerate(matches) if other == one or match.conflicts(beside)]
        assert list(bits(known.beside(one))) == apart


@given(problems(), some.randoms())
def test_order_never_matters(problem: Any, chance: random.Random) -> None:
    matches, rooms, quality = problem
    plans = best_plan(matches, rooms, quality=quality), by_priority(matches, rooms)
    chance.shuffle(matches)
    assert (best_plan(matches, rooms, quality=quality), by_priority(matches, rooms)) == plans


def fits(room: Room, match: Match) -> bool:
    return room.categories is None or not room.categories.isdisjoint(match.categories)


@given(problems())
def test_plans_use_nothing_twice_and_keep_limits(problem: Any) -> None:
    matches, rooms, quality = problem
    for plan in (best_plan(matches, rooms, quality=quality), by_priority(matches, rooms)):
        chosen = [match for match, _ in plan.taken]
        assert not any(one.conflicts(other) for one, other in combinations(chosen, 2))
        for room in rooms:
            fitting = [amount for match, amount in plan.taken if fits(room, match)]
            assert sum(fitting, Fraction()) <= room.left
        assert all(0 < amount <= match.credit for match, amount in plan.taken)
        assert best_plan(matches, rooms).applied >= plan.applied


@given(problems())
def test_more_evidence_never_loses_credit(problem: Any) -> None:
    matches, rooms, _ = problem
    without = [match for match in matches if "a" not in match.uses]
    assert best_plan(matches, rooms).applied >= best_plan(without, rooms).applied


def overlapping(awards: int, rules: int) -> list[Match]:
    chance = random.Random(7)
    names = [f"a{index:02}" for index in range(awards)]
    uses = [tuple(sorted(chance.sample(names, 3))) for _ in range(rules)]
    return [Match(f"r{n:02}", use, Fraction(chance.randint(3, 9)), frozenset({f"T{n}"})) for n, use in enumerate(uses)]


def test_where_the_steps_end_the_answer_is_honest() -> None:
    matches = overlapping(18, 30)
    exact, short = best_plan(matches), best_plan(matches, steps=10)
    assert exact.optimal
    assert not short.optimal
    assert short.applied <= exact.applied <= (short.bound or 0)
    assert not any(one.conflicts(other) for one, other in combinations([m for m, _ in short.taken], 2))


def test_what_has_nothing_to_do_with_each_other_is_solved_apart() -> None:
    matches = [Match(f"r{n}", (f"a{n}",), Fraction(n + 1), frozenset({f"T{n}"})) for n in range(200)]
    assert len(components(matches, [])) == 200
    assert best_plan(matches, steps=1_000).optimal
    assert len(components(matches, [Room("all", Fraction(5))])) == 1


def test_what_cannot_be_decided_holds_its_awards_in_the_order_of_a_registrar() -> None:
    unknown = Match("r1", ("a",), Fraction(3), frozenset({"X"}), rank=(1,))
    later = Match("r2", ("a",), Fraction(5), frozenset({"Y"}), rank=(2,))
    other = Match("r3", ("b",), Fraction(2), frozenset({"Z"}), rank=(3,))
    assert [m.rule for m, _ in by_priority([later, other], held=[unknown]).taken] == ["r3"]
    assert [m.rule for m, _ in by_priority([later, other], on_record=["Y"]).taken] == ["r3"]
