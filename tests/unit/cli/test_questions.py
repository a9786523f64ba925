"""``agreement lookup`` and ``coverage``: what would give a course, and what is recognised of a catalogue."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from tests.command_line import Ran, run
from tests.unit.agreements.test_coverage import CATALOGUE
from tests.unit.agreements.test_reading import EXAMPLE, changed

DAY = ("--on", "2025-02-03")
COURSE = "https://b.example/courses/ENG101"


@pytest.fixture
def text(tmp_path: Path) -> Path:
    path = tmp_path / "agreement.json"
    path.write_text(json.dumps(EXAMPLE))
    return path


def looked(text: Path, target: str, *more: object) -> Ran:
    return run("agreement", "lookup", text, "--target", target, *DAY, *more)


def covered(text: Path, catalogue: object, *more: object) -> Ran:
    path = text.parent / "catalogue.json"
    path.write_bytes(catalogue if isinstance(catalogue, bytes) else json.dumps(catalogue).encode())
    return run("agreement", "coverage", text, path, *DAY, *more)


def test_what_gives_a_course_is_told_with_all_that_is_asked_for(text: Path) -> None:
    ran = looked(text, COURSE)
    assert (ran.code, ran.out) == (0, b"")
    lines = ran.err.splitlines()
    assert lines[0] == f"{EXAMPLE['id']} {EXAMPLE['version']}"
    for said in ("'r1' (full, open)", "prof-english-1", "gives 3 'ECTS'", "under /rule/0/condition"):
        assert said in lines[1]
    assert any("a grade of at least 7 on the scale" in line and "gets the course" in line for line in lines[2:])
    assert any(line.strip().startswith("Every award with EQF level of at least 6") for line in lines)
    record = looked(text, COURSE, "--json").record
    assert [(way["ruleId"], way["at"]) for way in record["ways"]] == [("r1", "/rule/0")]
    assert (record["target"], record["on"]) == (COURSE, "2025-02-03")


def test_several_texts_are_asked_at_once(text: Path) -> None:
    other = text.parent / "other.json"
    other.write_text(json.dumps(changed(lambda t: t.update(id="urn:uuid:00000000-0000-4000-8000-00000000000f"))))
    ran = run("agreement", "lookup", text, other, "--target", COURSE, *DAY, "--json")
    assert len(ran.record["ways"]) == 2


def test_where_nothing_gives_it_that_is_said_and_what_was_perhaps_meant(text: Path) -> None:
    ran = looked(text, COURSE.lower())
    assert ran.code == 1
    assert f"no rule of these texts gives {COURSE.lower()}." in ran.err
    assert f"Some rule gives {COURSE}." in ran.err
    elsewhere = looked(text, COURSE, "--programme", "https://b.example/programmes/none", "--json")
    assert (elsewhere.code, elsewhere.record["ways"]) == (1, [])
    over = run("agreement", "lookup", text, "--target", COURSE, "--on", "2099-01-01")
    assert (over.code, "On 2099-01-01 no rule" in over.err) == (1, True)


def test_what_is_recognised_of_a_catalogue(text: Path) -> None:
    ran = covered(text, CATALOGUE)
    assert (ran.code, ran.out) == (0, b"")
    lines = ran.err.splitlines()
    assert lines[0] == "recognised: 2 of 5"
    assert any(line.startswith("refused ") and "study-skills-0" in line for line in lines)
    assert lines[-1].startswith("rule 'r5': nothing here for")
    record = covered(text, CATALOGUE, "--json").record
    assert record["total"] == {"recognised": "2", "withOthers": "2", "byReview": "0", "refused": "1", "notMet": "0",
                               "notMentioned": "0", "all": "5"}  # fmt: skip
    assert len(covered(text, CATALOGUE[0], "--json").record["entry"]) == 1


@pytest.mark.parametrize(
    ("catalogue", "place"),
    [
        (b"", "catalogue.json"), (b"{", "catalogue.json"), (b"\xff", "catalogue.json"), (b"[" * 5_000, "json.depth"),
        ([CATALOGUE[0], 5], "cli.unreadable at /1"), ([{"name": "x"}], "cli.unreadable at /0"),
        ({"id": "urn:x", "credentialSubject": {}}, "[cli.unreadable]"), ("text", "[cli.unreadable]"),
    ],
)  # fmt: skip
def test_a_catalogue_that_is_none_is_named_with_the_place(text: Path, catalogue: object, place: str) -> None:
    ran = covered(text, catalogue)
    assert (ran.code, ran.out) == (65, b"")
    assert place in ran.err
    assert "catalogue.json: " in ran.err


def test_whose_catalogue_it_is_must_be_said_where_several_award(text: Path) -> None:
    both = changed(lambda t: t["party"][1]["role"].append("awardingBody"))
    text.write_text(json.dumps(both))
    ran = covered(text, CATALOGUE)
    assert ran.code == 64
    assert f"--issuer with one of: {both['party'][0]['id']}" in ran.err
    assert covered(text, CATALOGUE, "--issuer", both["party"][0]["id"]).code == 0
    assert covered(text, CATALOGUE, "--issuer", "did:web:stranger.example").code == 65


def test_standard_input_is_named_once() -> None:
    assert run("agreement", "coverage", "-", "-").code == 64
    assert run("agreement", "lookup", "-", "-", "--target", "x").code == 64
