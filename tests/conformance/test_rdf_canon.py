"""W3C rdf-canon: the 86 tests of RDFC-1.0 (64 evaluation, 21 map, 1 negative), under the default Budget."""

from __future__ import annotations

import time
from typing import Any

import pytest
from tests.conformance.data import Topic

from eccoe_vc import jsonld
from eccoe_vc.errors import CanonicalizationError
from eccoe_vc.jsonld import nquads
from eccoe_vc.jsonld.rdfc import Digest
from eccoe_vc.limits import Meter

SUITE = Topic("rdf-canon")
ENTRIES: list[dict[str, Any]] = SUITE.json("manifest.jsonld")["entries"]
HARD = {"test044", "test045", "test046"}  # legal graphs that a careless limit refuses
MOST_SECONDS = 1.0


def _of(kind: str) -> list[Any]:
    return [pytest.param(entry, id=entry["id"].lstrip("#")) for entry in ENTRIES if entry["type"] == f"rdfc:{kind}"]


def _digest(entry: dict[str, Any]) -> Digest:
    return "sha384" if entry.get("hashAlgorithm") == "SHA384" else "sha256"


def _run(entry: dict[str, Any]) -> jsonld.Canonical:
    quads = nquads.parse(SUITE.text(entry["action"]))
    start = time.thread_time()
    try:
        return jsonld.canonical(quads, Meter(), _digest(entry))
    finally:
        assert time.thread_time() - start < MOST_SECONDS


def test_the_suite_is_whole() -> None:
    counts = [len(_of(kind)) for kind in ("RDFC10EvalTest", "RDFC10MapTest", "RDFC10NegativeEvalTest")]
    assert counts == [64, 21, 1]
    assert {entry["id"].lstrip("#")[:7] for entry in ENTRIES} >= HARD


@pytest.mark.parametrize("entry", _of("RDFC10EvalTest"))
def test_canonical_text(entry: dict[str, Any]) -> None:
    assert _run(entry).text == SUITE.text(entry["result"])


@pytest.mark.parametrize("entry", _of("RDFC10MapTest"))
def test_issued_labels(entry: dict[str, Any]) -> None:
    assert {k[2:]: v[2:] for k, v in _run(entry).labels.items()} == SUITE.json(entry["result"])


@pytest.mark.parametrize("entry", _of("RDFC10NegativeEvalTest"))
def test_poison_is_refused(entry: dict[str, Any]) -> None:
    with pytest.raises(CanonicalizationError) as caught:
        _run(entry)
    assert caught.value.code == "rdf.budget"


@pytest.mark.parametrize("entry", _of("RDFC10EvalTest"))
def test_canonical_text_reads_back(entry: dict[str, Any]) -> None:
    """Requirement C7, and a canonical form is the canonical form of itself."""
    text = SUITE.text(entry["result"])
    quads = nquads.parse(text)
    assert "".join(sorted(f"{s} {p} {o} {g} .\n" if g else f"{s} {p} {o} .\n" for s, p, o, g in quads)) == text
    if entry["id"].lstrip("#")[:7] not in HARD:
        assert jsonld.canonical(quads, Meter(), _digest(entry)).text == text
