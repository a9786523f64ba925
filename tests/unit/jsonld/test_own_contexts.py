"""Our own contexts: what is signed is what stands there, in its order, and no other context is disturbed."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from eccoe_vc.contexts import ANNEX_I_V1, OWN, RECOGNITION_V1, urls
from pyld import jsonld as engine
from tests.properties.test_jsonld_laws import by_pyld, canonical, load
from tests.unit.jsonld.samples import EXT, OB, V2, badge

from eccoe_vc import jsonld
from eccoe_vc.jsonld import documents
from eccoe_vc.models.agreement import RecognitionAgreement

EXAMPLES = Path(__file__).resolve().parents[3] / "test_vectors" / "agreements"
VOCABULARY = OWN + "vocab#"
NAMES = ("mcra_example.json", "decision_example.json")
Document = dict[str, Any]


def example(name: str) -> Document:
    value: Document = json.loads((EXAMPLES / name).read_bytes())
    return value


def evidence() -> list[Document]:
    found: list[Document] = example("example_evidence.json")["credential"]
    return found


@pytest.mark.parametrize("name", NAMES)
def test_the_examples_survive_expansion_and_compaction(name: str) -> None:
    document = example(name)
    options = {"documentLoader": load, "base": None}
    back = engine.compact(engine.expand(copy.deepcopy(document), options), document["@context"], options)
    assert json.dumps(back, sort_keys=True) == json.dumps(document, sort_keys=True)


@pytest.mark.parametrize("document", [*map(example, NAMES), *evidence()], ids=lambda d: str(d["id"]))
def test_another_engine_has_the_same_statements(document: Document) -> None:
    assert canonical(document) == by_pyld(document) != ""


def test_every_member_of_an_agreement_is_one_literal() -> None:
    """``id`` and ``type`` make the node, the version is text, the title has languages; all else is JSON."""
    members = {field.alias or name for name, field in RecognitionAgreement.model_fields.items()}
    literals = members - {"id", "type", "version", "title"}
    document = example(NAMES[0])
    document["credentialSubject"] |= {member: ["x"] for member in literals}
    text = canonical(document)
    for member in literals:
        assert f'<{VOCABULARY}{member}> "[\\"x\\"]"^^<http://www.w3.org/1999/02/22-rdf-syntax-ns#JSON>' in text
    assert text.count(f"<{VOCABULARY}") == len(literals) + len({"version"}) + len({"the type", "the subject's type"})


def _kinds(form: Document) -> list[Document]:
    found: list[Document] = form.get("anyOf", [form])
    return found


def test_a_list_of_one_stays_a_list_and_an_object_an_object() -> None:
    schema = RecognitionAgreement.model_json_schema()["properties"]
    lists = {name for name, form in schema.items() if "array" in {kind.get("type") for kind in _kinds(form)}}
    own = documents.CORE.document(RECOGNITION_V1).json()["@context"]["RecognitionAgreement"]["@context"]
    assert {name for name, form in own.items() if "@set" in str(form)} == lists != set()


def _swap(document: Document) -> None:
    document["credentialSubject"]["rule"].reverse()


def _rename(document: Document) -> None:
    document["credentialSubject"]["rule"][0]["ruleId"] += "x"


def _retitle(document: Document) -> None:
    document["credentialSubject"]["title"]["en"] += "."


def _upgrade(document: Document) -> None:
    document["credentialSubject"]["version"] = "1.0.1"


@pytest.mark.parametrize("change", [_swap, _rename, _retitle, _upgrade])
def test_whatever_changes_is_another_text_to_sign(change: Callable[[Document], None]) -> None:
    document = example(NAMES[0])
    changed = copy.deepcopy(document)
    change(changed)
    assert canonical(changed) != canonical(document)


def test_they_stand_beside_every_other_context_that_badges_name() -> None:
    """No protected term is defined anew: in either order, with all extensions, a badge keeps its statements."""
    every = jsonld.compiled(documents.CORE | documents.EXTENSIONS)
    plain = canonical(badge())
    extensions = [url for url in urls("extensions") if "license" not in url.lower()]
    for own in (RECOGNITION_V1, ANNEX_I_V1):
        for beside in ([V2, OB, EXT, own], [V2, own, OB, EXT], [V2, OB, *extensions, own], [V2, OB, own, *extensions]):
            assert canonical(badge() | {"@context": beside}, every) == plain


@pytest.mark.parametrize(
    ("member", "value", "statement"),
    [
        ("eqfLevel", ["http://data.europa.eu/snb/eqf/6"], "model/elm/EQFLevel> <http://data.europa.eu/snb/eqf/6>"),
        (
            "volumeOfLearning",
            "PT120H",
            'model/elm/volumeOfLearning> "PT120H"^^<http://www.w3.org/2001/XMLSchema#duration>',
        ),
        ("entryRequirement", {"de": "Abitur"}, 'vocab#entryRequirement> "Abitur"@de'),
        ("hasPart", ["https://a.example/m/1"], "terms/hasPart> <https://a.example/m/1>"),
        ("assessmentMethod", ["https://a.example/exam"], "vocab#assessmentMethod> <https://a.example/exam>"),
        ("creditPoint", [{"type": ["CreditPoint"], "point": "5"}], 'model/elm/point> "5"'),
        ("learningOutcome", [{"type": ["LearningOutcome"], "title": {"en": "Reads"}}], 'terms/title> "Reads"@en'),
    ],
)
def test_a_badge_says_more_about_its_achievement(member: str, value: Any, statement: str) -> None:
    document = badge() | {"@context": [V2, OB, ANNEX_I_V1]}
    document["credentialSubject"]["achievement"][member] = value
    assert statement in canonical(document)
    assert canonical(document) == by_pyld(document)
