"""JSON Pointers to parts of documents, and names that two walks share."""

from __future__ import annotations

from typing import Any

import pytest
from tests.attacks import bases

from eccoe_vc import OFFLINE
from eccoe_vc.errors import RefusedError
from eccoe_vc.jsonld import Quads, canonical, compiled, to_quads
from eccoe_vc.limits import Meter
from eccoe_vc.proofs.selective import grouping, labels, selection

DOCUMENT: dict[str, Any] = {
    "@context": ["a", "b"],
    "id": "urn:x:1",
    "type": ["T"],
    "a": {"type": "U", "b": [{"id": "_:b0", "c": 1, "d": 2}, {"c": 3}, 4], "e/f": {"~": 5}},
    "g": "h",
}


@pytest.mark.parametrize(
    ("chosen", "rest"),
    [
        ([], {}),
        (["/g"], {"g": "h"}),
        (["/a/b/0/c"], {"a": {"type": "U", "b": [{"c": 1}]}}),
        (["/a/b/2", "/a/b/0/d"], {"a": {"type": "U", "b": [{"d": 2}, 4]}}),
        (["/a/b/0/d", "/a/b/0"], {"a": {"type": "U", "b": [{"id": "_:b0", "c": 1, "d": 2}]}}),
        (["/a/b/0", "/a/b/0/d"], {"a": {"type": "U", "b": [{"id": "_:b0", "c": 1, "d": 2}]}}),
        (["/a/e~1f/~0"], {"a": {"type": "U", "e/f": {"~": 5}}}),
        (["/type/0", "/id", "/a/type", "/g"], {"a": {"type": "U"}, "g": "h"}),
        (["/@context/0", "/a", "/g"], {"a": DOCUMENT["a"], "g": "h"}),
    ],
    ids=str,
)
def test_a_selection_is_a_part_in_the_order_of_the_document(chosen: list[str], rest: dict[str, Any]) -> None:
    made = selection.select(DOCUMENT, chosen)
    assert made == {"@context": ["a", "b"], "id": "urn:x:1", "type": ["T"], **rest}
    assert list(made) == [name for name in DOCUMENT if name in made]


@pytest.mark.parametrize(
    "pointer", ["", "a", "/x", "/a/b/3", "/a/b/-1", "/a/b/01", "/g/h", "/a/b/2/c", "/a/~2", "/a/b/-", 5, None], ids=repr
)
def test_a_pointer_that_names_nothing_is_refused(pointer: Any) -> None:
    with pytest.raises(RefusedError) as caught:
        selection.select(DOCUMENT, [pointer])
    assert caught.value.code == "sd.pointer"


def test_there_are_not_more_pointers_than_the_limit() -> None:
    with pytest.raises(RefusedError) as caught:
        selection.select(DOCUMENT, ["/g"] * (selection.MOST + 1))
    assert caught.value.code == "sd.pointer"


def graded(**members: Any) -> dict[str, Any]:
    """A badge with an ordered list inside an object without id."""
    tree = bases.unsigned(**members)
    tree["credentialSubject"]["achievement"]["resultDescription"] = [
        {
            "id": "urn:uuid:6f2f9d2e-7c4e-4a57-8a26-4a4ef4b56a10",
            "type": ["ResultDescription"],
            "name": "Grade",
            "resultType": "LetterGrade",
            "allowedValue": ["A", "B", "C", "B"],
        }
    ]
    return tree


def label(tree: dict[str, Any]) -> grouping.Labelled:
    return grouping.label(tree, compiled(OFFLINE.documents), Meter(), labels.by_hmac(bytes(32)))


RESULT = "/credentialSubject/achievement/resultDescription/0"


def test_the_statements_of_an_ordered_list_are_known_again() -> None:
    labelled = label(graded())
    group = labelled.group([f"{RESULT}/allowedValue"])
    told = "".join(labelled.lines[index] for index in group.indexes)
    assert told.count("#first>") == told.count("#rest>") == 4
    assert label(graded()).lines == labelled.lines


def test_one_item_of_an_ordered_list_cannot_be_chosen() -> None:
    with pytest.raises(RefusedError) as caught:
        label(graded()).group([f"{RESULT}/allowedValue/1"])
    assert caught.value.code == "sd.pointer"


def test_all_members_together_are_the_document() -> None:
    tree = graded()
    labelled = label(tree)
    group = labelled.group([f"/{name}" for name in tree])
    assert group.document == tree
    assert group.indexes == list(range(len(labelled.lines)))


def test_names_do_not_change_the_canonical_form() -> None:
    tree = graded()
    group = label(tree).group([f"/{name}" for name in tree])
    plain = canonical(to_quads(tree, compiled(OFFLINE.documents), Meter()), Meter()).text
    assert canonical(group.quads, Meter()).text == plain


@pytest.mark.parametrize("given", [{}, {"_:b1": "_:u"}, {"_:b1": "_:u", "_:b2": "_:u"}])
def test_labels_are_complete_and_different(given: dict[str, str]) -> None:
    quads = Quads.of([("_:b1", "<urn:p>", "_:b2", ""), ("_:b1", "<urn:p>", '"x"', "_:b2")])
    with pytest.raises(RefusedError) as caught:
        grouping.relabelled(quads, given)
    assert caught.value.code == "proof.signature"
