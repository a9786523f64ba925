"""W3C json-ld-api: every toRdf test for JSON-LD 1.1 processors.

The walk gives the expected dataset, or says that the document is outside its profile; it never gives another one.
"""

from __future__ import annotations

import json
from collections import Counter
from typing import Any

import pytest
from tests.conformance.data import Topic
from tests.conformance.lenient import ContextRefusedError, LenientCompiled, LenientWalk, OutsideError

from eccoe_vc.jsonld import nquads, rdfc
from eccoe_vc.limits import Meter

SUITE = Topic("json-ld-api")
MANIFEST = SUITE.json("toRdf-manifest.jsonld")
BASE: str = MANIFEST["baseIri"]
#: Fewer would mean that the profile has shrunk without a decision; a different result is never allowed.
LEAST_EQUAL = 250


def _tests() -> list[dict[str, Any]]:
    return [
        test
        for test in MANIFEST["sequence"]
        if "json-ld-1.0"
        not in (test.get("option", {}).get("specVersion"), test.get("option", {}).get("processingMode"))
    ]


def _load(url: str) -> Any:
    path = url.removeprefix(BASE)
    if path not in SUITE.files():
        raise LookupError(url)
    return SUITE.json(path)


def _outcome(test: dict[str, Any]) -> str:
    option, kind = test.get("option", {}), test["@type"][0].split(":")[1]
    if option.get("rdfDirection") or option.get("produceGeneralizedRdf"):
        return "outside"
    base = option.get("base", BASE + test["input"])
    try:
        expand = _load(BASE + option["expandContext"])["@context"] if "expandContext" in option else None
        quads = LenientWalk(LenientCompiled(_load, base, expand)).quads(json.loads(SUITE.read(test["input"])))
        got = rdfc.canonical(quads, Meter()).text
    except OutsideError:
        return "outside"
    except ContextRefusedError as error:
        return "equal" if error.cause == test.get("expectErrorCode") else f"refused with {error.cause}"
    if kind == "NegativeEvaluationTest":
        return "accepted"
    if kind == "PositiveSyntaxTest":
        return "equal"
    want = rdfc.canonical(nquads.parse(SUITE.text(test["expect"])), Meter()).text
    return "equal" if got == want else "different"


def test_every_1_1_test_is_here() -> None:
    assert len(_tests()) == 448


@pytest.mark.parametrize("test", _tests(), ids=lambda test: test["@id"].lstrip("#"))
def test_equal_or_outside_the_profile(test: dict[str, Any]) -> None:
    assert _outcome(test) in ("equal", "outside"), test["name"]


def test_the_profile_has_not_shrunk() -> None:
    counts = Counter(_outcome(test) for test in _tests())
    assert counts["equal"] >= LEAST_EQUAL, counts
