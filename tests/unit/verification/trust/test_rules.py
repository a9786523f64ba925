"""Trust rules are values with one method; empty is never success."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from tests.attacks.bases import ISSUER, signer
from tests.unit.verification.trust.judging import issuer_codes, judged

from eccoe_vc import AllOf, AnyOf, InputTypeError, TrustedIssuers, UnsafeAnyIssuer
from eccoe_vc.errors import Finding
from eccoe_vc.verification.trust import Except, Judgement

NORTH, SOUTH = "did:web:north.example", "did:web:south.example"


def codes(verdict: tuple[bool, tuple[object, ...]]) -> list[str]:
    return [finding.code for finding in verdict[1]]  # type: ignore[attr-defined]


def test_a_named_issuer_is_trusted_and_another_is_unknown() -> None:
    rule = TrustedIssuers({NORTH})
    assert rule.judge(NORTH) == (True, ())
    assert rule.judge(SOUTH)[0] is False
    assert codes(rule.judge(SOUTH)) == ["trust.unknown_issuer"]


def test_an_empty_list_trusts_nobody() -> None:
    for rule in (TrustedIssuers(()), AnyOf(), AllOf()):
        accepted, findings = rule.judge(NORTH)
        assert not accepted
        assert [finding.code for finding in findings] == ["trust.no_anchor"]


@pytest.mark.parametrize(
    "twin",
    ["did:web:NORTH.example", "did:web:n%6Frth.example", "did:web:n\u043erth.example", "did:web:xn--nrth-55d.example"],
)
def test_a_look_alike_is_named(twin: str) -> None:
    accepted, findings = TrustedIssuers({NORTH}).judge(twin)
    assert not accepted
    assert [finding.code for finding in findings] == ["trust.unknown_issuer", "id.confusable"]


def test_one_text_is_not_a_set_of_ids() -> None:
    with pytest.raises(InputTypeError):
        TrustedIssuers(NORTH)


def test_any_of_needs_one_and_all_of_needs_all() -> None:
    north, both = TrustedIssuers({NORTH}), TrustedIssuers({NORTH, SOUTH})
    assert AnyOf(north, both).judge(SOUTH)[0]
    assert not AllOf(north, both).judge(SOUTH)[0]
    assert AllOf(north, both).judge(NORTH)[0]


def test_the_loud_way_out_needs_a_reason_and_says_so() -> None:
    accepted, findings = UnsafeAnyIssuer(reason="a demonstration").judge(SOUTH)
    assert accepted
    assert [finding.code for finding in findings] == ["trust.unsafe_any"]
    for reason in ("", "  ", None):
        with pytest.raises(InputTypeError):
            UnsafeAnyIssuer(reason=reason)  # type: ignore[arg-type]


@pytest.mark.parametrize("name", ["North University", "", "north.example", " did:web:north.example"])
def test_a_name_is_no_id(name: str) -> None:
    with pytest.raises(InputTypeError, match="would trust nobody"):
        TrustedIssuers({name})


@pytest.mark.parametrize(
    ("given", "hint"),
    [
        ({signer()}, "signer.controller"), (signer(), "signer.controller"), (None, "as texts"), (5, "as texts"),
        ([[NORTH]], "as texts"), (b"did:web:north.example", "as texts"), ([None], "as texts"),
        (["north.example"], "Did you mean did:web:north.example?"),
    ],
)  # fmt: skip
def test_what_is_no_set_of_ids_is_told(given: Any, hint: str) -> None:
    for build in (TrustedIssuers, lambda ids: Except(TrustedIssuers({SOUTH}), ids, reason="closed in 2024")):
        with pytest.raises(InputTypeError) as refused:
            build(given)
        assert refused.value.code == "input.type"
        assert hint in refused.value.hint


@pytest.mark.parametrize("kind", [AnyOf, AllOf])
@pytest.mark.parametrize(
    ("given", "hint"),
    [
        ([TrustedIssuers({NORTH})], "(*rules)"), (NORTH, "(TrustedIssuers({...}))"), (None, "one by one"),
        ({NORTH}, "(*rules)"), (TrustedIssuers, "one by one"), (signer(), "one by one"),
    ],
    ids=str,
)  # fmt: skip
def test_rules_of_rules_take_rules(kind: Any, given: Any, hint: str) -> None:
    for rules in ((given,), (TrustedIssuers({SOUTH}), given)):
        with pytest.raises(InputTypeError) as refused:
            kind(*rules)
        assert refused.value.code == "input.type"
        assert hint in refused.value.hint


def test_a_long_list_is_drawn_once_for_all_strangers() -> None:
    rule = TrustedIssuers(f"did:web:u{index}.example" for index in range(50_000))
    assert codes(rule.judge("did:web:U7.example")) == ["trust.unknown_issuer", "id.confusable"]
    began = time.thread_time()
    for index in range(1_000):
        assert codes(rule.judge(f"did:web:x{index}.example")) == ["trust.unknown_issuer"]
    assert time.thread_time() - began < 1


def test_a_refusal_by_name_counts_wherever_it_stands() -> None:
    """Also where another rule of the same AnyOf would say yes, or is asked first."""
    never = Except(TrustedIssuers({SOUTH}), {ISSUER}, reason="closed in 2024")
    for rule in (
        AnyOf(TrustedIssuers({ISSUER}), never),
        AnyOf(TrustedIssuers({ISSUER}), AllOf(never)),
        AllOf(AnyOf(UnsafeAnyIssuer("a demonstration"), AnyOf(never))),
    ):
        assert rule.judge(ISSUER)[0] is False
        assert (judged(rule).verdict, issuer_codes(judged(rule))) == ("rejected", ["trust.denied"])
        assert AnyOf(TrustedIssuers({NORTH}), never).judge(NORTH) == (True, ())


# ---- rules of others -------------------------------------------------------------------------------------------------


class Answers:
    """A rule of the caller's own, which answers as it is told."""

    def __init__(self, answer: Callable[[], Any]) -> None:
        self.answer = answer

    def judge(self, issuer: str) -> Any:
        return self.answer()


class Asks(Answers):
    """One that asks for something first."""

    def consult(self, inquiry: object) -> Iterator[Any]:
        yield self.answer()


def raising() -> Any:
    raise LookupError("the register is closed")


NOTE = Finding("trust.listed", "Somebody has heard of it.", "/issuer")
WRAPPED = [lambda rule: rule, AnyOf, AllOf, lambda rule: Except(rule, set(), reason="nobody")]


@pytest.mark.parametrize("wrapped", WRAPPED)
@pytest.mark.parametrize(
    "rule",
    [
        Answers(raising),
        Answers(lambda: None),
        Answers(lambda: (True, None)),
        Answers(lambda: (False, [1])),
        Answers(lambda: (False, (Finding("no.such_code", "What?"),))),
        Asks(raising),
        Asks(lambda: "https://north.example/list"),
    ],
)
def test_a_rule_that_misbehaves_could_not_find_out(rule: Any, wrapped: Callable[[Any], Any]) -> None:
    found = judged(wrapped(rule))
    assert (found.verdict, issuer_codes(found)) == ("indeterminate", ["trust.registry_unavailable"])


@pytest.mark.parametrize("wrapped", WRAPPED)
@pytest.mark.parametrize("answer", [(False, ()), (False, (NOTE,)), ("no", (NOTE,)), (None, ())])
def test_a_no_is_one_whatever_is_noted_beside_it(answer: Any, wrapped: Callable[[Any], Any]) -> None:
    found = judged(wrapped(Answers(lambda: answer)))
    assert (found.verdict, issuer_codes(found)) == ("indeterminate", ["trust.unknown_issuer"])
    assert not found.trusted
    assert found.trust is None or found.trust.level != "listed"


class Consults(Answers):
    """One that needs nothing for its answer."""

    def consult(self, inquiry: object) -> Any:
        yield from ()
        return self.answer()


@pytest.mark.parametrize("wrapped", WRAPPED)
@pytest.mark.parametrize("kind", [Answers, Consults])
@pytest.mark.parametrize("answer", [True, None, "yes", (), (True,), (True, None), (True, ["vouched for"]), [True, 5]])
def test_a_rule_is_told_what_it_must_answer(answer: Any, kind: Any, wrapped: Callable[[Any], Any]) -> None:
    """Whoever wrote it has to change it, and would try again in vain."""
    found = judged(wrapped(kind(lambda: answer)))
    assert (found.verdict, issuer_codes(found)) == ("indeterminate", ["trust.registry_unavailable"])
    (said,) = found.check("issuer").findings
    assert kind.__name__ in said.message
    assert ("Judgement" if kind is Consults else "(accepted, findings)") in said.hint
    assert "again" not in said.hint


@pytest.mark.parametrize("kind", [Answers, Consults])
@pytest.mark.parametrize(
    "answer", [(True, (), "me", 5), (True, (), 5), (True, (), "me", [("a",)]), (True, (), "me", (("a", "b", 5),))]
)
def test_names_that_could_not_be_told_are_no_answer(answer: Any, kind: Any) -> None:
    found = judged(kind(lambda: answer))
    assert (found.verdict, issuer_codes(found)) == ("indeterminate", ["trust.registry_unavailable"])
    assert found.to_dict()


@pytest.mark.parametrize("kind", [Answers, Consults])
@pytest.mark.parametrize("answer", [(True, ()), [True, []], (True, (NOTE,)), Judgement(True), (True, iter(()))])
def test_an_answer_is_a_yes_or_no_and_findings(answer: Any, kind: Any) -> None:
    assert judged(kind(lambda: answer)).verdict == "accepted"


def test_a_rule_that_misbehaves_does_not_silence_the_others() -> None:
    assert judged(AnyOf(Answers(raising), TrustedIssuers({ISSUER}))).verdict == "accepted"
