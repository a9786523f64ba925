"""Chains of agreements: only where every text says so; the original is judged under all, and credit never grows."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from fractions import Fraction
from typing import Any

import pytest
from tests.unit.agreements.test_counterparts import A, B, agreement, verified
from tests.unit.agreements.test_deciding import BADGES, Tree, decided, outcome

from eccoe_vc import LocalSigner, Verified
from eccoe_vc.agreements.rulebase import RuleBase

C, D = LocalSigner.generate("Ed25519"), LocalSigner.generate("Ed25519")
COURSE = "https://b.example/courses/ENG101"
SEMINAR = "https://c.example/courses/WRITING"
Change = Callable[[Tree], Any]


def agreed(one: LocalSigner, other: LocalSigner, source: str, course: str, *changes: Change) -> list[Verified]:
    """A transitive agreement by which ``other`` recognises an achievement of ``one`` as a course, signed by both."""
    text = agreement()
    text |= {"id": f"urn:uuid:{one.controller}-{other.controller}"}
    text["party"][0]["id"], text["party"][1]["id"] = one.controller, other.controller
    text["process"]["decision"] = other.controller
    text["scope"] |= {"transitive": True}
    text["scope"].pop("programme", None)
    text.pop("limit", None)
    text.pop("requirement", None)
    rule = text["rule"][0]
    rule.pop("condition", None)
    rule["source"] = {"achievement": source}
    rule["target"] = [{"kind": "course", "course": course, "credit": {"ratio": "1"}}]
    text["rule"] = [rule]
    for change in changes:
        change(text)
    return [verified(signer, text) for signer in (one, other)]


ENGLISH = "https://a.example/achievements/prof-english-1"


def first(*changes: Change) -> list[Verified]:
    return agreed(A, B, ENGLISH, COURSE, *changes)


def second(*changes: Change) -> list[Verified]:
    return agreed(B, C, COURSE, SEMINAR, *changes)


def asked(agreements: list[Verified], **more: Any) -> Any:
    return decided(agreements, BADGES[:1], host=C.controller, programme=None, **more)


def test_a_chain_that_every_text_allows_carries_the_original() -> None:
    found = asked([*first(), *second()])
    assert outcome(found)["granted"] == ["r1"]
    [grant] = found.record()["grant"]
    [source] = grant["source"]
    assert (source["issuer"], source["achievement"]) == (A.controller, ENGLISH)
    assert source["credential"] == "https://a.example/credentials/c1"
    assert grant["target"][0]["course"] == SEMINAR
    assert found.applied == Fraction(3)
    assert [one["id"] for one in found.record()["agreement"]] == [
        f"urn:uuid:{B.controller}-{C.controller}", f"urn:uuid:{A.controller}-{B.controller}",
    ]  # fmt: skip


def test_the_order_of_the_texts_never_matters() -> None:
    given = [*first(), *second()]
    results = [asked(list(order)).record() for order in itertools.permutations(given)]
    assert all(result == results[0] for result in results)


@pytest.mark.parametrize("which", ["first", "second", "both"])
def test_no_text_is_transitive_unless_it_says_so(which: str) -> None:
    def not_so(text: Tree) -> None:
        text["scope"]["transitive"] = False

    one = first(not_so) if which in ("first", "both") else first()
    other = second(not_so) if which in ("second", "both") else second()
    found = asked([*one, *other])
    assert outcome(found) == {
        "granted": [], "pending": [], "refused": [], "unused": ["c1 rule.no_transitivity"],
    }  # fmt: skip


def test_one_side_alone_carries_nothing() -> None:
    assert outcome(asked([first()[0], *second()]))["granted"] == []


@pytest.mark.parametrize(
    ("ratios", "credit"), [(("1", "1"), "3"), (("6/5", "6/5"), "3"), (("2/3", "2/3"), "4/3"), (("2/3", "6/5"), "2")]
)
def test_credit_never_grows_at_any_step(ratios: tuple[str, str], credit: str) -> None:
    def by(ratio: str) -> Change:
        def change(text: Tree) -> None:
            text["rule"][0]["target"][0]["credit"] = {"ratio": ratio}
            text["rule"][0]["mayExceedSource"] = True
            text["creditFramework"].pop("rounding", None)

        return change

    found = asked([*first(by(ratios[0])), *second(by(ratios[1]))])
    [(one, _)] = found.choice.granted
    source = one.found.uses[0].award
    assert source.original.credits[0].value is not None
    assert min(one.credit, source.credits[0].value.value) == Fraction(credit)


@pytest.mark.parametrize("number", [0, 1])
def test_every_condition_on_the_path_holds_of_the_original(number: int) -> None:
    def strict(text: Tree) -> None:
        text["rule"][0]["condition"] = {"eqfLevel": {"min": "8"}}

    found = asked([*first(*([strict] if number == 0 else [])), *second(*([strict] if number == 1 else []))])
    assert outcome(found)["granted"] == []


def test_a_circle_of_agreements_ends() -> None:
    back = agreed(C, B, SEMINAR, COURSE)
    around = agreed(B, A, COURSE, ENGLISH)
    found = asked([*first(), *second(), *back, *around])
    assert outcome(found)["granted"] == ["r1"]


def test_three_steps_are_a_chain_too() -> None:
    third = agreed(C, D, SEMINAR, "https://d.example/courses/X")
    found = decided([*first(), *second(), *third], BADGES[:1], host=D.controller, programme=None)
    assert [one.found.rule.target[0].course for one, _ in found.choice.granted] == ["https://d.example/courses/X"]
    assert found.record()["grant"][0]["source"][0]["issuer"] == A.controller


def test_the_same_award_directly_and_by_a_chain_counts_once() -> None:
    direct = agreed(A, C, ENGLISH, "https://c.example/courses/OTHER")
    found = asked([*first(), *second(), *direct])
    assert len(found.choice.granted) + len(found.choice.pending) <= 2
    assert found.applied <= Fraction(3)
    used = [name for one, _ in found.choice.granted for name in one.found.awards]
    assert len(used) == len(set(used))


def in_rule(**members: Any) -> Change:
    return lambda text: text["rule"][0].update(members)


@pytest.mark.parametrize(
    "change",
    [
        in_rule(outcome="conditional"),
        in_rule(review={"mode": "conditional", "text": {"en": "Later."}}),
        in_rule(excludesTarget=["https://b.example/courses/ENG101"]),
        in_rule(maxUse="1"),
        lambda text: text.update(limit=[{"limitId": "l", "scope": "learner", "max": "1"}]),
        lambda text: text["rule"].append(
            text["rule"][0] | {"ruleId": "none", "target": [{"kind": "none"}], "priority": "1"}
        ),
    ],
)
def test_a_step_that_says_more_than_that_it_counts_goes_no_further(change: Change) -> None:
    assert outcome(asked([*first(change), *second()]))["granted"] == []


def test_a_rule_base_follows_the_same_chains() -> None:
    third = agreed(C, D, SEMINAR, "https://d.example/courses/X")
    given = [*first(), *second(), *third]
    more = {"host": D.controller, "programme": None}
    assert decided(RuleBase.of(given), BADGES[:1], **more).record() == decided(given, BADGES[:1], **more).record()


def test_a_network_in_which_nothing_counts_ends_soon() -> None:
    keys = [LocalSigner.generate("Ed25519") for _ in range(8)]

    def network(number: int) -> list[Verified]:
        def change(text: Tree) -> None:
            party = text["party"][0] | {"role": ["awardingBody", "recognisingBody"]}
            party.pop("alias", None)
            text["id"] = f"urn:uuid:network-{number}"
            text["party"] = [party | {"id": key.controller} for key in (*keys, A, B)]
            text["process"]["decision"] = B.controller
            text["rule"][0]["source"] = {"achievement": "https://a.example/nothing"}

        text = agreement()
        text["scope"] |= {"transitive": True, "kind": "multilateral"}
        for name in ("programme",):
            text["scope"].pop(name, None)
        text.pop("limit", None)
        text["rule"] = text["rule"][:1]
        change(text)
        return [verified(signer, text) for signer in (*keys, A, B)]

    given = [copy for number in range(4) for copy in network(number)]
    assert outcome(decided(given, BADGES[:1], programme=None))["granted"] == []
