"""A rule base says what its agreements say one by one, whatever their order, and holds no document."""

from __future__ import annotations

import gc
import random
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime
from typing import Any

import pytest
from tests.unit.agreements.test_counterparts import STRANGER, A, B, Text, agreement, verified
from tests.unit.agreements.test_deciding import BADGES, LEARNER, ON, PROGRAMME
from tests.unit.agreements.test_notices import credential as notice

import eccoe_vc
from eccoe_vc import Verified
from eccoe_vc.agreements import rulebase
from eccoe_vc.agreements.counterparts import signed_text
from eccoe_vc.agreements.evidence import admit
from eccoe_vc.agreements.history import history
from eccoe_vc.agreements.matching import Matcher, Request
from eccoe_vc.agreements.rulebase import RuleBase
from eccoe_vc.carriers import Envelope
from eccoe_vc.errors import AgreementError, InputTypeError
from eccoe_vc.models.rule_list import KeptRules

OTHER = "urn:uuid:22222222-2222-4222-8222-222222222222"


def other(text: Text) -> None:
    text["id"] = OTHER


def larger(text: Text) -> None:
    """More rules than are kept as models."""
    for index in range(120):
        rule = {**text["rule"][0], "ruleId": f"more-{index}"}
        text["rule"].append({**rule, "source": {"achievement": f"https://a.example/achievements/more-{index}"}})


def newer(text: Text) -> None:
    text |= {"version": "2.0.0", "supersedes": {"version": "1.0.0", "agreementDigest": FIRST[0].digest}}
    text["period"]["startDate"] = "2024-09-01"


BOTH = [verified(A, agreement()), verified(B, agreement())]
FIRST = [signed_text(one) for one in BOTH]
SECOND = [verified(signer, agreement(newer)) for signer in (A, B)]
LARGE = [verified(signer, agreement(larger)) for signer in (A, B)]
ELSE = [verified(signer, agreement(other)) for signer in (A, B)]


def test_it_says_what_the_counterparts_say_in_any_order() -> None:
    given = [*BOTH, *SECOND, *ELSE]
    expected = [*history([signed_text(one) for one in [*BOTH, *SECOND]], ON),
                *history([signed_text(one) for one in ELSE], ON)]  # fmt: skip
    for seed in range(4):
        random.Random(seed).shuffle(given)
        base = RuleBase.of(iter(given))
        assert list(base.standings(ON)) == expected
        assert (len(base), list(base.copies)) == (2, sorted(base.copies))
    assert base.standings(ON, [OTHER, "urn:x:none", OTHER]) == tuple(expected[-1:])
    assert base.standings(date(2030, 1, 1))[0].on.state != expected[0].on.state


def test_texts_are_kept_once_and_rules_as_texts() -> None:
    base = RuleBase.of(LARGE)
    one, two = next(iter(base.copies.values()))
    assert one.agreement is two.agreement
    assert isinstance(one.agreement.rule, KeptRules)
    assert {one.issuer, two.issuer} == {A.controller, B.controller}
    assert one.digest == two.digest == signed_text(LARGE[0]).digest
    assert dict(one.text) == agreement(larger)
    assert len(one.text) == len(agreement(larger))


def envelopes() -> int:
    gc.collect()
    return sum(isinstance(one, Envelope) for one in gc.get_objects())


def test_no_document_is_held_once_the_next_one_is_asked_for() -> None:
    before = envelopes()

    def documents() -> Iterator[Verified]:
        for name in ("urn:example:1", "urn:example:2", "urn:example:3"):
            yield verified(A, agreement(lambda text, name=name: text.update(id=name)))  # type: ignore[misc]
            assert envelopes() - before <= 1  # the one that was just read

    base = RuleBase.of(documents())
    assert (len(base), envelopes()) == (3, before)


def test_two_texts_are_named_where_they_differ() -> None:
    def cheaper(text: Text) -> None:
        larger(text)
        text["rule"][77]["priority"] = "11"

    base = RuleBase.of([LARGE[0], verified(B, agreement(cheaper))])
    for found in base.standings(ON):
        assert found.on.code == "agreement.text_mismatch"
        (places,) = found.differences.values()
        assert [(place.pointer, {place.ours, place.theirs}) for place in places] == [
            ("/rule/77/priority", {"10", "11"})
        ]


def test_notices_end_what_they_name_and_strange_ones_are_said() -> None:
    base = RuleBase.of([notice(B), *BOTH])
    assert [one.on.state for one in base.standings(date(2025, 8, 31))] == ["inForce"]
    assert [one.on.state for one in base.standings(date(2025, 9, 1))] == ["terminated"]
    assert base.standings(ON)[0].terminated_from == date(2025, 9, 1)
    assert not base.strange
    assert RuleBase.of([notice(B), *ELSE]).strange
    assert RuleBase.of([notice(B)]).strange


def test_parties_lead_to_agreements() -> None:
    base = RuleBase.of([*BOTH, *ELSE])
    alias = agreement()["party"][0]["alias"][0]
    both = tuple(sorted(base.copies))
    assert base.of_party(alias) == base.of_party(A.controller) == frozenset(both)
    assert base.concerning(B.controller, [alias, "urn:x:nobody"]) == both
    assert base.concerning(B.controller, [STRANGER.controller]) == base.concerning("urn:x:nobody", [alias]) == ()


def test_matchers_are_made_once_and_match_the_same() -> None:
    base = RuleBase.of(LARGE)
    (standing,) = base.standings(ON)
    facts = [one.facts for one in admit(BADGES, LEARNER).evidence]
    request = Request(B.controller, ON, PROGRAMME.id)
    matcher = base.matcher(standing)
    assert base.matcher(base.standings(ON)[0]) is matcher
    assert [match.rule.rule_id for match in matcher.matches(facts, request)] == ["r1", "r2", "r3", "r3", "r4"]
    assert matcher.matches(facts, request) == Matcher(signed_text(LARGE[1]).agreement).matches(facts, request)


def test_what_is_kept_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rulebase, "STANDINGS", 2)
    monkeypatch.setattr(rulebase, "MATCHERS", 1)
    base = RuleBase.of([*BOTH, *ELSE])
    for day in range(1, 20):
        first, second = base.standings(date(2025, 1, day))
        assert base.matcher(first).agreement.id == first.agreement.id
        assert base.matcher(second).agreement.id == second.agreement.id
    assert len(base._standings._known) <= 2
    assert len(base._matchers._known) <= 1


def test_threads_may_share_it() -> None:
    base = RuleBase.of([*BOTH, *SECOND])
    days = [date(2025, 1, 1 + index % 28) for index in range(200)]
    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(base.standings, days))
    assert found == [RuleBase.of([*BOTH, *SECOND]).standings(day) for day in days[:28]] * 7 + found[196:]


def test_only_the_caller_says_who_may_sign() -> None:
    given = [BOTH[0], verified(STRANGER, agreement())]
    assert RuleBase.of(given).standings(ON)[0].on.state == "offered"
    base = RuleBase.of(given, signatories={B.controller: [STRANGER.controller]})
    assert base.standings(ON)[0].on.state == "inForce"
    with pytest.raises(InputTypeError, match="two parties"):
        RuleBase.of(given, signatories={A.controller: ["urn:x:1"], B.controller: ["urn:x:1"]})


@pytest.mark.parametrize("given", [None, 5, "text", b"{}", {}, BOTH[0]], ids=type)
def test_what_is_no_list_of_agreements(given: Any) -> None:
    with pytest.raises(InputTypeError) as refused:
        RuleBase.of(given)
    assert refused.value.code == "input.type"


@pytest.mark.parametrize("on", ["2025-02-03", None, datetime(2025, 2, 3)], ids=type)
def test_what_is_no_day_and_no_list_of_names(on: Any) -> None:
    base = RuleBase.of(BOTH)
    for ask in (lambda: base.standings(on), lambda: base.standings(ON, OTHER), lambda: base.concerning("b", OTHER)):
        with pytest.raises(InputTypeError):
            ask()


def test_nothing_unsigned_comes_in() -> None:
    with pytest.raises(InputTypeError) as refused:
        RuleBase.of([agreement()])  # type: ignore[list-item]
    assert refused.value.code == "agreement.unsigned"
    with pytest.raises(AgreementError) as wrong:
        RuleBase.of([*BOTH, BADGES[0]])
    assert wrong.value.code == "rule.syntax"
    assert len(RuleBase.of([])) == 0
    assert RuleBase.of([]).standings(ON) == ()


def test_a_faulty_text_is_refused_with_all_its_findings() -> None:
    def faulty(text: Text) -> None:
        larger(text)
        text["rule"][50]["from"] = ["did:web:nobody.example"]
        text["rule"][60]["ruleId"] = "r1"

    tree = agreement(faulty)
    document = {**BOTH[0].envelope.document, "credentialSubject": tree} if BOTH[0].envelope.document else {}
    with pytest.raises(AgreementError) as refused:
        RuleBase.of([*LARGE, eccoe_vc.unsafe_assume_verified(document, reason="a test")])
    assert [finding.pointer for finding in refused.value.findings] == [
        "/credentialSubject/rule",
        "/credentialSubject/rule/50/from/0",
    ]
