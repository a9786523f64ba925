"""The index never changes an answer: compared with a plain loop over all rules; and work ends before it runs away."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from dataclasses import replace
from fractions import Fraction
from itertools import combinations, product
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.unit.agreements.test_matching import AGREEMENT, EVIDENCE, REQUEST

from eccoe_vc.agreements import arranging
from eccoe_vc.agreements.facts import ECTS, Credit, Fact, Facts
from eccoe_vc.agreements.logic import all_of
from eccoe_vc.agreements.matching import Matcher, Use
from eccoe_vc.agreements.reading import read
from eccoe_vc.errors import AgreementError
from eccoe_vc.models.rules import Rule, Source

Tree = dict[str, Any]
Option = tuple[Use, ...]
A, B, C = "did:web:a.example", "did:web:b.example", "did:web:c.example"
ASKED = replace(REQUEST, host=B, programme="")


def agreement(rules: Sequence[Tree]) -> Tree:
    """The frame of the example between three parties, each in both roles, with rules of its own."""
    party = AGREEMENT["party"][0]
    both = ["awardingBody", "recognisingBody"]
    parties = [{**party, "id": name, "alias": [f"{name}:alias"], "role": both} for name in (A, B, C)]
    text = {name: value for name, value in AGREEMENT.items() if name not in ("requirement", "limit")}
    text |= {"party": parties, "process": {**AGREEMENT["process"], "decision": B}}
    text["scope"] = {"kind": "network", "reciprocal": False, "transitive": False}
    return text | {"rule": [{"ruleId": f"r{index}", **rule} for index, rule in enumerate(rules)]}


def award(number: int, issuer: str, achievement: int, credit: int = 3, area: str = "0231") -> Facts:
    return replace(
        EVIDENCE[0],
        credential=f"urn:example:{number:03}",
        issuer=issuer,
        achievement=f"urn:x:{achievement}",
        identifiers=(("scheme", str(achievement)),),
        alignments=(f"urn:out:{achievement % 3}",),
        credits=(Fact(Credit(Fraction(credit), ECTS), "", "stated"),),
        areas=Fact((f"http://data.europa.eu/snb/isced-f/{area}",), "", "stated"),
    )


# ---- a plain loop, as the definition says ----------------------------------------------------------------------------


def plain(matcher: Matcher, awards: Sequence[Facts]) -> set[tuple[str, tuple[tuple[str, str], ...], str]]:
    """Rule, places with awards, and answer of every match: all rules, all awards, all ways, nothing left out."""
    found = set()
    for index, rule in enumerate(matcher.agreement.rule):
        mine = [one for one in sorted(awards, key=lambda one: one.credential) if concerns(matcher, rule, one)]
        for option in options(matcher, rule.source, f"/rule/{index}/source", rule, f"/rule/{index}", mine):
            uses = tuple((use.at, use.award.credential) for use in option)
            found.add((rule.rule_id, uses, str(all_of(use.node.truth for use in option))))
    return found


def concerns(matcher: Matcher, rule: Rule, one: Facts) -> bool:
    party = matcher.party_of.get(one.issuer)
    return party in (rule.from_ or (A, B, C)) and party != B and B in (rule.to or (A, B, C))


def options(matcher: Matcher, source: Source, where: str, rule: Rule, at: str, awards: Sequence[Facts]) -> list[Option]:
    if not source.parts:
        judged = matcher._eligibility.judged
        fit = [one for one in awards if asks_for(matcher, source, one)]
        return [(Use(where, source, one, judged(source, where, rule, at, one, ASKED)),) for one in fit]
    parts = [
        options(matcher, part, f"{where}/{source.member}/{index}", rule, at, awards)
        for index, part in enumerate(source.parts)
    ]
    made = [option for option in ways(source, parts) if len({use.award.credential for use in option}) == len(option)]
    best: dict[frozenset[str], Option] = {}
    for option in made:
        key = frozenset(use.award.credential for use in option)
        if key not in best or truth(option) > truth(best[key]):
            best[key] = option
    return [option for option in best.values() if enough(source, option)]


def ways(source: Source, parts: Sequence[list[Option]]) -> Iterator[Option]:
    if source.form == "any_of":
        yield from (option for part in parts for option in part)
        return
    counts = range(1, len(parts) + 1) if source.form == "of" else [len(parts)]
    for count in [int(source.k_of)] if source.k_of else counts:
        for chosen in combinations(parts, count):
            for option in product(*chosen):
                yield tuple(use for part in option for use in part)


def truth(option: Option) -> Any:
    return all_of(use.node.truth for use in option)


def enough(source: Source, option: Option) -> bool:
    if source.min_credit is None:
        return True
    amounts = [use.award.credits[0].value.value for use in option if use.award.credits[0].value]
    least = Fraction(source.min_credit)
    return sum(amounts) >= least and (source.k_of is not None or sum(amounts) - min(amounts) < least)


def asks_for(matcher: Matcher, leaf: Source, one: Facts) -> bool:
    if leaf.achievement:
        return one.achievement in (leaf.achievement, *(leaf.alias or ()))
    if leaf.identifier:
        return (leaf.identifier.scheme, leaf.identifier.value) in one.identifiers
    if leaf.alignment:
        return leaf.alignment in one.alignments
    area = leaf.thematic_area is None or any(
        found.startswith(code) for found in one.areas.value or () for code in leaf.thematic_area.under
    )
    return matcher.party_of.get(one.issuer) == leaf.any_from and area


# ---- random agreements -----------------------------------------------------------------------------------------------

_name = st.integers(0, 5).map(lambda number: f"urn:x:{number}")
_grade = st.sampled_from([{}, {"condition": {"grade": {"scale": "ES-0-10", "atLeast": "9"}}}])
_leaf = st.builds(
    lambda form, condition: {**form, **condition},
    st.one_of(
        _name.map(lambda name: {"achievement": name}),
        st.tuples(_name, _name).map(lambda names: {"achievement": names[0], "alias": [names[1]]}),
        st.integers(0, 5).map(lambda number: {"identifier": {"scheme": "scheme", "value": str(number)}}),
        st.integers(0, 2).map(lambda number: {"alignment": f"urn:out:{number}"}),
        st.sampled_from([A, C]).map(lambda name: {"anyFrom": name}),
        st.sampled_from(["023", "0411"]).map(
            lambda code: {"anyFrom": A, "thematicArea": {"under": [f"http://data.europa.eu/snb/isced-f/{code}"]}}
        ),
    ),
    _grade,
)


def _nodes(inner: st.SearchStrategy[Tree]) -> st.SearchStrategy[Tree]:
    parts = st.lists(inner, min_size=1, max_size=4)
    counted = parts.flatmap(
        lambda of: st.builds(
            lambda k, more: {"kOf": str(k), "of": of, **more},
            st.integers(1, len(of)),
            st.sampled_from([{}, {"minCredit": "6"}]),
        )
    )
    return st.one_of(
        parts.map(lambda of: {"allOf": of}),
        parts.map(lambda of: {"anyOf": of}),
        parts.map(lambda of: {"of": of, "minCredit": "5"}),
        counted,
    )


_source = st.recursive(_leaf, _nodes, max_leaves=6)
_way = st.sampled_from([{}, {"from": [A]}, {"from": [A, C]}, {"to": [C]}, {"to": [B], "from": [C]}])
_rule = st.builds(
    lambda source, way: {"outcome": "full", "source": source, "target": [{"kind": "none"}], **way}, _source, _way
)
_award = st.tuples(st.sampled_from([A, f"{A}:alias", B, C]), st.integers(0, 6), st.integers(1, 6),
                   st.sampled_from(["0231", "0411"]))  # fmt: skip


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(_rule, min_size=1, max_size=6), st.lists(_award, max_size=5))
def test_the_index_gives_what_a_plain_loop_gives(rules: list[Tree], given_: list[tuple[str, int, int, str]]) -> None:
    matcher = Matcher(read(agreement(rules)))
    awards = [award(number, *one) for number, one in enumerate(given_)]
    found = matcher.matches(awards, ASKED)
    told = {
        (one.rule.rule_id, tuple((use.at, use.award.credential) for use in one.uses), str(one.truth)) for one in found
    }
    assert told == plain(matcher, awards)
    assert len(told) == len(found)
    assert matcher.matches(awards[::-1], ASKED) == found


# ---- counted, not tried ----------------------------------------------------------------------------------------------


@settings(max_examples=200, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 2), st.integers(0, 3)), min_size=1, max_size=5))
def test_ways_are_as_many_as_are_listed(parts: list[tuple[int, int]]) -> None:
    kinds = [next(one for one, (other, _) in enumerate(parts) if other == kind) for kind, _ in parts]
    sizes = [parts[kind][1] for kind in kinds]
    for count, ways in enumerate(arranging.ways(sizes, kinds)):
        listed = [tuple(one) for one in arranging.filled(sizes, kinds, count)]
        assert len(listed) == len(set(listed)) == ways
        assert listed == sorted(listed, key=lambda one: ([part for part, _ in one], [way for _, way in one]))


def seconds(rules: Sequence[Tree], awards: Sequence[Facts]) -> float:
    """How long it takes until the budget ends it."""
    matcher = Matcher(read(agreement(rules)))
    start = time.process_time()
    with pytest.raises(AgreementError) as refused:
        matcher.matches(awards, ASKED)
    assert refused.value.code == "rule.budget"
    return time.process_time() - start


def full(source: Tree) -> Tree:
    return {"outcome": "full", "source": source, "target": [{"kind": "none"}]}


def test_forty_awards_and_twenty_of_forty_end_at_once() -> None:
    awards = [award(number, A, number) for number in range(40)]
    assert seconds([full({"kOf": "20", "of": [{"anyFrom": A}] * 40})], awards) < 2
    mixed = [{"anyFrom": A, "condition": {"credit": {"min": str(number)}}} for number in range(40)]
    assert seconds([full({"kOf": "20", "of": mixed})], awards) < 2


def test_leaves_that_ask_for_the_same_are_filled_in_one_way() -> None:
    awards = [award(number, A, number) for number in range(40)]
    found = Matcher(read(agreement([full({"kOf": "2", "of": [{"anyFrom": A}] * 20})]))).matches(awards, ASKED)
    assert len(found) == 40 * 39 // 2
    assert {use.at for match in found for use in match.uses} == {"/rule/0/source/of/0", "/rule/0/source/of/1"}


@pytest.mark.parametrize(
    "source",
    [
        {"anyOf": [{"anyFrom": A, "condition": {"credit": {"min": str(n)}}} for n in range(60)]},
        {"allOf": [{"anyFrom": A}, {"achievement": "urn:x:nobody"}]},
        {"kOf": "2", "of": [{"anyFrom": A, "thematicArea": {"under": ["urn:isced/9"]}}] * 60},
        {"of": [{"anyFrom": A}] * 3, "minCredit": "10000"},
    ],
    ids=["alternatives", "one missing", "wrong area", "never enough"],
)
def test_a_thousand_awards_and_a_thousand_overlapping_rules_end(source: Tree) -> None:
    """Whether or not anything comes of it: work is bounded, not only the result."""
    awards = [award(number, A, number) for number in range(1_000)]
    rules = 1_000 if len(str(source)) < 200 else 50  # wide sources take longer to read than to end
    matcher = Matcher(read(agreement([full(source) for _ in range(rules)])))
    start = time.process_time()
    try:
        assert len(matcher.matches(awards, ASKED)) <= 20_000
    except AgreementError as refused:
        assert refused.code == "rule.budget"
    assert time.process_time() - start < 15
