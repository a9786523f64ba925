"""The exhaustive mutator: each small change is refused, changes the canonical form, or is of a class that is listed.

Two documents with the same statements have the same signature, so the classes of changes that no walk can notice are
listed, with what the rest of the library does about them (performance.md section 3.3). A new class fails this test. And
the law: equal canonical form, both accepted, then the policy views are equal.
"""

from __future__ import annotations

import json
import random
import warnings
from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest
from pyld import jsonld as engine
from tests.properties.mutants import Mutant, mutants
from tests.unit.jsonld.samples import HOST, Document, badge, endorsement, presentation, record, rich

from eccoe_vc import jsonld
from eccoe_vc.errors import CanonicalizationError
from eccoe_vc.jsonld import documents
from eccoe_vc.limits import Budget, Meter

COMPILED = jsonld.compiled(documents.CORE)
#: Changes that keep the statements. Readers give none of them a meaning.
LISTED = {
    "value -> [value]": "one value and an array of one are equal; models read both",
    "[value] -> value": "the same",
    "order reversed": "sets have no order",
    "number spelt otherwise": "5, 5.0 and 5e0 are one number",
    "text -> {id}": "under a term that refers",
    "{id} -> text": "the same",
    "deleted": "another description of the node has it; never what a check reads",
    "moved": "the same",
}
SAMPLE = 700


def _endorsed() -> Document:
    made = rich()
    made["credentialSubject"]["achievement"]["endorsement"] = [endorsement(f"{HOST}/achievements/soil")]
    made["evidence"].append({"id": f"{HOST}/issuers/1", "type": ["Profile"], "name": "Fjord University"})
    return made


ORIGINALS: dict[str, Callable[[], Document]] = {
    "badge": badge,
    "rich": rich,
    "endorsed": _endorsed,
    "record": lambda: record(2),
    "presentation": lambda: presentation(badge()),
}


def canonical(document: Any) -> str:
    budget = Budget.clr()
    return jsonld.canonical(jsonld.to_quads(document, COMPILED, Meter(budget)), Meter(budget)).text


# ---- what checks read, as a value that can be compared ------------------------------------------------------------
DISPLAY = frozenset(
    [
        "name",
        "description",
        "url",
        "image",
        "email",
        "audience",
        "genre",
        "caption",
        "address",
        "phone",
        "official",
        "narrative",
        "endorsementComment",
        "tag",
        "endorsement",
        "@context",
    ]
)


def view(document: Any) -> Any:
    """What checks read in one credential: the members at policy positions, without those for display."""
    made = _plain({key: value for key, value in document.items() if key not in DISPLAY and key != "evidence"})
    for subject in made.get("credentialSubject", []):
        for achievement in subject.get("achievement", []) if isinstance(subject, dict) else []:
            if isinstance(achievement, dict) and "creator" in achievement:
                achievement["creator"] = [
                    item["id"] if isinstance(item, dict) else item for item in achievement["creator"]
                ]
    return json.dumps(made, sort_keys=True)


def _plain(value: Any) -> Any:
    """Without what no walk can notice: arrays of one, order of sets, spelling of numbers, {id} for a reference."""
    if isinstance(value, dict):
        return {
            key: member[0] if key == "id" else member
            for key, member in ((key, _items(member)) for key, member in value.items() if key not in DISPLAY)
        }
    return float(value) if isinstance(value, int | float) and not isinstance(value, bool) else value


def _items(value: Any) -> list[Any]:
    items = [_plain(item) for item in (value if isinstance(value, list) else [value])]
    items = [item["id"] if isinstance(item, dict) and set(item) == {"id"} else item for item in items]
    return sorted(items, key=lambda item: json.dumps(item, sort_keys=True))


def _check(original: Document, mutant: Mutant, before: str, counts: Counter[str]) -> None:
    try:
        after = canonical(mutant.document)
    except CanonicalizationError as error:
        counts["refused"] += 1
        assert error.code != "jsonld.outside_profile", mutant[:2]
        return
    if after != before:
        counts["changed"] += 1
        return
    if json.dumps(mutant.document) == json.dumps(original):
        return
    counts["silent"] += 1
    assert mutant.kind in LISTED, mutant[:2]
    if "ClrCredential" not in original["type"]:  # a record's outer proof does not bind members to inner credentials
        assert view(mutant.document) == view(original), mutant[:2]


@pytest.mark.parametrize("name", ORIGINALS)
def test_a_sample_of_all_changes(name: str) -> None:
    original = ORIGINALS[name]()
    before, counts = canonical(original), Counter[str]()
    made = list(mutants(original))
    chosen = made if len(made) <= SAMPLE else random.Random(20261124).sample(made, SAMPLE)
    for mutant in chosen:
        _check(original, mutant, before, counts)
    assert counts["refused"] > len(chosen) / 2
    assert counts["changed"] > len(chosen) / 20
    assert counts["silent"] < len(chosen) / 10


@pytest.mark.slow
@pytest.mark.parametrize("name", ORIGINALS)
def test_all_changes(name: str) -> None:
    original = ORIGINALS[name]()
    before, counts = canonical(original), Counter[str]()
    for mutant in mutants(original):
        _check(original, mutant, before, counts)
    assert counts["refused"] > counts["changed"] > counts["silent"]


def test_every_listed_class_occurs() -> None:
    """A class that does not occur any more must leave the list."""
    met: set[str] = set()
    documents_ = [
        _endorsed(),
        record(1),
        badge() | {"evidence": [{"id": "urn:e", "type": "Evidence"}, "urn:f"]},
        badge() | {"evidence": [{"id": "urn:e"}, {"id": "urn:f", "type": "Evidence"}]},
    ]
    for original in documents_:
        before = canonical(original)
        for mutant in mutants(original):
            if met == set(LISTED):
                return
            if mutant.kind in LISTED and mutant.kind not in met:
                try:
                    if canonical(mutant.document) == before and json.dumps(mutant.document) != json.dumps(original):
                        met.add(mutant.kind)
                except CanonicalizationError:
                    continue
    assert met == set(LISTED)


def _pyld(document: Document) -> str:
    def load(url: str, options: Any = None) -> dict[str, Any]:
        return {"contextUrl": None, "documentUrl": url, "document": documents.CORE.document(url).json()}

    options = {"algorithm": "URDNA2015", "format": "application/n-quads", "documentLoader": load, "base": None}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return str(engine.normalize(json.loads(json.dumps(document)), options))


def test_accepted_changes_give_the_bytes_of_an_independent_engine() -> None:
    dice = random.Random(7)
    compared = 0
    for name in ("rich", "record", "presentation"):
        made = list(mutants(ORIGINALS[name]()))
        for mutant in dice.sample(made, min(len(made), 130)):
            try:
                ours = canonical(mutant.document)
            except CanonicalizationError:
                continue
            assert ours == _pyld(mutant.document), mutant[:2]
            compared += 1
    assert compared > 30
