"""The corpus and its builders agree, and a refusal counts only while the untouched fixture is accepted."""

from __future__ import annotations

import re
from importlib import import_module
from pathlib import Path

import pytest
from tests.attacks import bases, naive
from tests.attacks.corpus import corpus

from eccoe_vc import inspect, policies
from eccoe_vc.codes import codes

GROUPS = ["a", "b", "c", "d", "e", "f", "g", "h", "i", "j", "k", "l"]
_MARK = re.compile(r'mark\.attack\("(\w+)", "([^"]+)"\)').findall
FIXTURES = {
    "di": bases.di,
    "jcs": bases.jcs,
    "vc11": bases.vc11,
    "di-p256": bases.by_curve,
    "sd": lambda: bases.sd("/description"),
}


@pytest.mark.parametrize("name", FIXTURES)
def test_the_untouched_fixture_is_accepted(name: str) -> None:
    policy = bases.policy(bases.curve_signer().controller, legacy=True, withheld="report")
    report = inspect(FIXTURES[name](), policy=policy, at=bases.AT)
    assert report.verdict == "accepted", report.to_dict()
    assert naive.holds(FIXTURES[name]())


def test_the_expired_fixture_is_genuine_and_expired() -> None:
    report = inspect(bases.di_expired(), policy=bases.policy(), at=bases.AT)
    assert [check.code for check in report.problems()] == ["time.expired"]
    assert inspect(bases.di_expired(), policy=policies.proof_only(), at=bases.AT)


@pytest.mark.parametrize("group", GROUPS)
def test_every_variant_has_a_builder_and_every_builder_a_variant(group: str) -> None:
    module = import_module(f"tests.attacks.test_group_{group}")
    known = {variant.id for variant in corpus() if variant.id.startswith(group.upper())}
    elsewhere = module.APART | set(getattr(module, "LATER", ()))
    assert set(module.BUILDERS) | elsewhere == known
    assert not set(module.BUILDERS) & elsewhere


def marked() -> set[str]:
    """The variants that other tests name by the marker ``attack``."""
    found = set()
    for path in sorted(Path(__file__).parents[1].rglob("test_*.py")):
        found |= {"-".join(pair) for pair in _MARK(path.read_text(encoding="utf-8"))}
    return found


@pytest.mark.parametrize("group", GROUPS)
def test_every_variant_that_is_tested_elsewhere_is_marked_there(group: str) -> None:
    assert marked() >= import_module(f"tests.attacks.test_group_{group}").APART


def test_every_code_that_the_corpus_expects_is_registered() -> None:
    wanted = {code for variant in corpus() for code in variant.expected.get("code", [])}
    wanted |= {code for variant in corpus() for code in variant.expected.get("notes", [])}
    assert wanted
    assert wanted <= set(codes())
