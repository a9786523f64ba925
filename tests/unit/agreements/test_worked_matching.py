"""Worked examples of what lies around a rule: states, precedence, copies of awards, limits, what is missing."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from itertools import combinations, permutations
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as some
from tests.unit.agreements.worked import Worked, group, number

from eccoe_vc.agreements import limits, missing, precedence
from eccoe_vc.agreements.ambiguity import Competing, Given, Interval, between
from eccoe_vc.agreements.amounts import MOST_SETS, minimal_sets
from eccoe_vc.agreements.awards import Award, collapse, counted_once, overlaps
from eccoe_vc.agreements.logic import Truth
from eccoe_vc.agreements.state import Counterpart, PartyRole, state_on
from eccoe_vc.encoding.days import day
from eccoe_vc.encoding.quantities import text_of
from eccoe_vc.models.terms import version_of


@pytest.mark.parametrize("case", group("state"))
def test_state(case: Worked) -> None:
    given_ = case.given
    parties = [PartyRole(party["id"], frozenset(party["role"])) for party in given_["parties"]]
    copies = [
        Counterpart(copy["issuer"], copy["digest"], copy["proof"] == "valid", copy["status"])
        for copy in given_["counterparts"]
    ]

    def optional(name: str) -> date | None:
        return day(given_[name]) if name in given_ else None

    for order in permutations(copies):
        found = state_on(
            day(given_["on"]), parties, order, start=day(given_["startDate"]), end=optional("endDate"),
            superseded_from=optional("supersededFrom"), terminated_from=optional("terminationEffectiveFrom"),
        )  # fmt: skip
        assert (found.state, found.code) == (case.expect["state"], case.expect.get("code", ""))
        assert list(found.notes) == case.expect.get("notes", [])


@pytest.mark.parametrize("case", group("prec"))
def test_precedence(case: Worked) -> None:
    rules = [
        precedence.Ranked(
            rule["ruleId"],
            int(rule.get("priority", "100")),
            rule.get("scope", "institution"),
            rule.get("leaves", 1),
            Fraction(rule.get("gradeWidth", "1")),
            rule.get("kind", "course"),
            version_of(rule.get("version", "1.0.0")),
            result=rule.get("result"),
        )
        for rule in case.given["rules"]
    ]
    for order in permutations(rules):
        assert [match.rule for match in precedence.in_order(order)] == case.expect["order"]
        assert sorted(match.rule for match in precedence.ambiguous(order)) == sorted(case.expect["ambiguous"])


def awards(case: Worked) -> list[Award]:
    return [
        Award(row["id"], row["issuer"], row["achievement"], row["subject"], day(row["completed"]), row["validFrom"])
        for row in case.given["credentials"]
    ]


@pytest.mark.parametrize("case", group("dup"))
def test_copies(case: Worked) -> None:
    for order in permutations(awards(case)):
        kept = collapse(order)
        assert [award.credential for award in kept] == case.expect["awards"]
        groups = [[award.credential for award in once] for once in counted_once(kept)]
        assert groups == case.expect["countOnceGroups"]
        pairs = [
            sorted((whole.credential, part.credential)) for whole, part in overlaps(kept, case.given.get("hasPart", {}))
        ]
        assert pairs == case.expect["partWholeConflicts"]


@pytest.mark.parametrize("case", group("capapply"))
def test_granted_and_applied(case: Worked) -> None:
    grants = [
        limits.Granted(row["id"], number(row["credit"]), row["divisible"], frozenset(row["category"]))
        for row in case.given["grants"]
    ]
    rooms = [
        limits.Room(row["limitId"], number(row["max"]), frozenset({row["category"]}) if "category" in row else None)
        for row in case.given["limits"]
    ]
    found = limits.apply(grants, rooms)
    assert {name: text_of(amount) for name, amount in found.amounts.items()} == case.expect["appliedByGrant"]
    assert text_of(sum(found.amounts.values(), Fraction())) == case.expect["applied"]
    assert {name: list(names) for name, names in found.reached.items()} == case.expect["limitReached"]


AMOUNTS = some.fractions(0, 12, max_denominator=6)
GRANTS = some.lists(
    some.builds(
        limits.Granted, some.uuids().map(str), AMOUNTS, some.booleans(), some.frozensets(some.sampled_from("ab"))
    ),
    max_size=8,
)
ROOMS = some.lists(
    some.builds(
        limits.Room, some.uuids().map(str), AMOUNTS, some.none() | some.frozensets(some.sampled_from("ab"), min_size=1)
    ),
    max_size=4,
)


@given(GRANTS, ROOMS)
def test_limits_hold_and_cut_nothing_that_has_room(grants: list[limits.Granted], rooms: list[limits.Room]) -> None:
    found = limits.apply(grants, rooms)
    for room in rooms:
        used = sum((found.amounts[grant.name] for grant in grants if room.fits(grant)), Fraction())
        assert used <= room.left
    for grant in grants:
        amount = found.amounts[grant.name]
        assert 0 <= amount <= grant.credit
        assert grant.divisible or amount in (0, grant.credit)
        assert (grant.name in found.reached) == (amount < grant.credit)


def node(tree: dict[str, Any]) -> Any:
    if "atom" in tree:
        return missing.Leaf(tree["atom"], Truth[tree["value"].upper()], tree.get("final", False))
    name = next(form for form in ("allOf", "anyOf", "of") if form in tree)
    parts = [node(part) for part in tree[name]]
    return missing.Some({"allOf": len(parts), "anyOf": 1}.get(name) or int(tree["kOf"]), parts)


@pytest.mark.parametrize("case", group("missing"))
def test_what_would_be_enough(case: Worked) -> None:
    found = missing.enough(node(case.given["node"]))
    wanted = case.expect["enough"]
    if wanted is None:
        assert found is None
        return
    assert found is not None
    assert (found.new_credentials, found.evidence) == (wanted["newCredentials"], wanted["evidence"])
    assert [list(names) for names in found.sets] == wanted["sets"]


def test_a_large_choice_is_answered_and_cut_to_what_helps() -> None:
    leaves = [missing.Leaf(f"m{index:02}", Truth.FALSE) for index in range(24)]
    found = missing.enough(missing.Some(2, leaves))
    assert found is not None
    assert (found.new_credentials, len(found.sets), found.sets[0]) == (2, missing.MOST_SETS, ("m00", "m01"))


def brute(tree: Any, chosen: frozenset[str]) -> bool:
    if isinstance(tree, missing.Leaf):
        return bool(tree.truth is Truth.TRUE or (not tree.final and tree.name in chosen))
    return bool(sum(brute(part, chosen) for part in tree.parts) >= tree.count)


LEAVES = some.builds(missing.Leaf, some.sampled_from("abcdef"), some.sampled_from(list(Truth)), some.booleans())


@given(some.lists(LEAVES, min_size=1, max_size=6, unique_by=lambda leaf: leaf.name), some.data())
def test_no_other_change_is_cheaper(leaves: list[missing.Leaf], data: Any) -> None:
    half = data.draw(some.integers(0, len(leaves)))
    parts: list[Any] = [*leaves[half:]]
    if leaves[:half]:
        parts.append(missing.Some(data.draw(some.integers(1, half)), leaves[:half]))
    tree = missing.Some(data.draw(some.integers(1, len(parts))), parts)
    cost = {leaf.name: (leaf.truth is Truth.FALSE, leaf.truth is Truth.UNKNOWN) for leaf in leaves}
    open_ = [leaf.name for leaf in leaves if leaf.truth is not Truth.TRUE and not leaf.final]
    ways = [frozenset(names) for size in range(len(open_) + 1) for names in combinations(open_, size)]
    costs = [tuple(sum(cost[name][i] for name in way) for i in (0, 1)) for way in ways if brute(tree, way)]
    found = missing.enough(tree)
    assert (found and (found.new_credentials, found.evidence)) == min(costs, default=None)
    assert all(brute(tree, frozenset(names)) for names in (found.sets if found else ()))


@given(some.dictionaries(some.sampled_from("abcdefg"), AMOUNTS, max_size=7), some.fractions(1, 30, max_denominator=6))
def test_minimal_sets_are_those_of_brute_force(credit: dict[str, Fraction], least: Fraction) -> None:
    def reaches(names: tuple[str, ...]) -> bool:
        return sum((credit[name] for name in names), Fraction()) >= least

    sets = [names for size in range(1, 8) for names in combinations(sorted(credit), size)]
    wanted = [
        names for names in sets
        if reaches(names) and not any(reaches(tuple(n for n in names if n != name)) for name in names)
    ]  # fmt: skip
    assert minimal_sets(credit, least) == wanted


def test_many_awards_are_no_many_years_of_work() -> None:
    credit = {f"m{index:02}": Fraction(1) for index in range(64)}
    assert len(minimal_sets(credit, Fraction(32))) == MOST_SETS
    assert minimal_sets(credit, Fraction(65)) == []


def competing(row: dict[str, Any]) -> Competing:
    def place(value: Any) -> Fraction | None:
        return None if value is None else Fraction(value)

    awards = {
        leaf["achievement"]: Interval(place(leaf.get("atLeast")), place(leaf.get("below"))) for leaf in row["source"]
    }
    targets = [
        Given(target["kind"], target.get("course") or target.get("bucket", ""), target.get("credit", ""))
        for target in row["target"]
    ]
    start, end = (day(text) for text in row.get("period", ("2000-01-01", "2999-12-31")))
    return Competing(
        awards, frozenset(targets), int(row.get("priority", "100")),
        receivers=frozenset({row["to"]}) if "to" in row else None, start=start, end=end,
    )  # fmt: skip


@pytest.mark.parametrize("case", group("lint"))
def test_ambiguity_classes(case: Worked) -> None:
    one, other = competing(case.given["ruleA"]), competing(case.given["ruleB"])
    assert between(one, other) == between(other, one) == case.expect["ambiguity"]


def test_an_explicit_none_against_a_grant_is_a_class_of_its_own() -> None:
    grant = Competing({"m1": Interval()}, frozenset({Given("course", "X", "3")}))
    none = Competing({"m1": Interval()}, frozenset({Given("none")}))
    assert between(grant, none) == between(none, grant) == "noneVersusGrant"
