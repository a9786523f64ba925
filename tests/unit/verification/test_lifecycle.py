"""Status, schema and resources of odd shapes: always an answer with a code, never an exception."""

from __future__ import annotations

from typing import Any

import pytest
from tests.attacks.bases import AT, di, policy, raw_signed, unsigned

from eccoe_vc import inspect

ODD: list[Any] = [
    [],
    [[]],
    {},
    [{}],
    {"type": []},
    {"type": [[]]},
    {"type": {}},
    {"type": None},
    "x",
    5,
    True,
    [None],
    {"id": []},
]


@pytest.mark.parametrize(
    "member", ["credentialStatus", "credentialSchema", "relatedResource", "termsOfUse", "evidence"]
)
@pytest.mark.parametrize("value", ODD, ids=repr)
def test_an_entry_of_an_odd_shape_is_refused_with_a_code(member: str, value: Any) -> None:
    # Found by fuzzing: an entry whose type is an empty list (tests/fuzz/crashes/json).
    report = inspect({**di(), member: value}, policy=policy(), at=AT)
    assert report.verdict == "rejected"
    assert all(check.code for check in report.problems())


def test_related_resources_are_named_as_not_compared() -> None:
    entry = {
        "id": "https://north.example/a.png",
        "type": "Image",
        "digestMultibase": "uEiBZlVztZpfWHgPyslv6-UwirFoQoRvW1htfx963sknNng",
    }
    report = inspect(raw_signed(unsigned(relatedResource=[entry])), policy=policy(), at=AT)
    assert "resource.not_checked" in {note.code for note in report.notes}
    twice = inspect({**di(), "relatedResource": [entry, entry]}, policy=policy(), at=AT)
    assert "resource.duplicate_id" in {f.code for check in twice.problems() for f in check.findings}


def test_the_picture_of_the_achievement_may_be_a_related_resource() -> None:
    url = "https://north.example/soil.png"
    tree = unsigned(relatedResource=[{"id": url, "digestMultibase": "uEiBZlVztZpfWHgPyslv6-UwirFoQoRvW1htfx963sknNng"}])
    tree["credentialSubject"]["achievement"]["image"] = {"id": url, "type": "Image", "caption": "A soil profile"}
    assert inspect(raw_signed(tree), policy=policy(), at=AT).verdict == "accepted"
