"""Trust rules are values with one method; empty is never success."""

from __future__ import annotations

import time

import pytest

from eccoe_vc import AllOf, AnyOf, InputTypeError, TrustedIssuers, UnsafeAnyIssuer

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


def test_a_long_list_is_drawn_once_for_all_strangers() -> None:
    rule = TrustedIssuers(f"did:web:u{index}.example" for index in range(50_000))
    assert codes(rule.judge("did:web:U7.example")) == ["trust.unknown_issuer", "id.confusable"]
    began = time.thread_time()
    for index in range(1_000):
        assert codes(rule.judge(f"did:web:x{index}.example")) == ["trust.unknown_issuer"]
    assert time.thread_time() - began < 1
