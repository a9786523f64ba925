"""The W3C suite for VC Data Model 2.0, shape only: what it accepts is accepted, what it refuses is refused."""

from __future__ import annotations

import json
from typing import Any

import pytest
from tests.conformance.data import Topic

from eccoe_vc.errors import ModelError
from eccoe_vc.models import shape, view

SUITE = Topic("w3c-suites")
FILES = SUITE.files(prefix="vcdm2/input/", suffix=".json")

#: Refused by the suite for what the contexts say, which no shape can see; the lossless check refuses them.
NEEDS_JSON_LD = {
    "credential-redef-type-fail.json": "an inline context redefines a protected term",
    "credential-redef-type2-fail.json": "an inline context redefines a protected term",
    "credential-type-mapped-nonurl-fail.json": "an inline context maps a type to something that is no URL",
    "credential-type-unmapped-fail.json": "no context defines the type",
}
#: Neither ok nor fail by their names: what our shape check says about them, and why.
SPECIAL = {
    "credential-missing-base-context-fail-or-inject.json": ["ctx.missing_base"],
    "credential-no-context-fail-or-inject.json": ["model.missing"],
    "presentation-no-context-fail-or-inject.json": ["model.missing"],
    "presentation-self-asserted-vc-holder-mismatch.json": [],  # whose credential it is, is for the presentation check
    "presentation-self-asserted-vc-issuer-mismatch.json": [],
    "presentation-self-asserted-vc-no-holder.json": [],
}


def _document(path: str) -> dict[str, Any]:
    """An input as the suite would send it: it fills in dates, and the issuer of the system under test."""
    text = SUITE.text(path).replace("PAST DATE", "2001-02-03T04:05:06Z").replace("FUTURE DATE", "2101-02-03T04:05:06Z")
    document: dict[str, Any] = json.loads(text)
    if "VerifiablePresentation" not in str(document.get("type")) and "no-issuer" not in path:
        issuer = document.setdefault("issuer", "did:example:issuer")
        if isinstance(issuer, dict):
            issuer.setdefault("id", "did:example:issuer")
    return document


def _named(suffix: str) -> list[str]:
    return [path for path in FILES if path.endswith(suffix)]


def test_the_suite_is_complete() -> None:
    assert (len(_named("-ok.json")), len(_named("-fail.json"))) == (65, 49)
    assert {path.rsplit("/", 1)[1] for path in FILES} >= SPECIAL.keys() | NEEDS_JSON_LD.keys()
    assert len(FILES) == 65 + 49 + len(SPECIAL)


@pytest.mark.parametrize("path", _named("-ok.json"))
def test_accepted(path: str) -> None:
    document = _document(path)
    assert shape.check(document) == []
    assert view(document).to_json() == document


@pytest.mark.parametrize("path", [path for path in _named("-fail.json") if path.rsplit("/", 1)[1] not in NEEDS_JSON_LD])
def test_refused(path: str) -> None:
    document = _document(path)
    found = shape.check(document)
    assert found
    with pytest.raises(ModelError) as refused:
        view(document)
    assert [finding[:3] for finding in refused.value.findings] == [finding[:3] for finding in found]


@pytest.mark.parametrize("name", sorted(NEEDS_JSON_LD))
def test_left_to_json_ld(name: str) -> None:
    assert shape.check(_document(f"vcdm2/input/{name}")) == []


@pytest.mark.parametrize(("name", "codes"), sorted(SPECIAL.items()))
def test_special(name: str, codes: list[str]) -> None:
    assert [finding.code for finding in shape.check(_document(f"vcdm2/input/{name}"))] == codes
