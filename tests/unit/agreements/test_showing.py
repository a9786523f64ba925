"""An agreement in words leaves nothing out, and nothing in it drives a terminal."""

from __future__ import annotations

import copy
import re
from collections.abc import Iterator
from contextlib import suppress
from typing import Any

import pytest
from tests.unit.agreements.test_reading import EXAMPLE
from tests.unit.agreements.test_text_forms import MAXIMAL, every_member, members_of
from tests.unit.agreements.writing import contract

from eccoe_vc.agreements import digests
from eccoe_vc.agreements.reading import read
from eccoe_vc.agreements.showing import describe
from eccoe_vc.encoding import pointers
from eccoe_vc.errors import AgreementError, InputTypeError
from eccoe_vc.models.agreement import RecognitionAgreement

#: Members whose value is not repeated, and why.
NOT_SAID = {
    "type": "it is what the heading calls an agreement",
}
#: Truth values are said in words; each is turned below, and the words must change.


def leaves(tree: Any) -> Iterator[tuple[str, Any]]:
    for path, value in pointers.walk(tree):
        if isinstance(value, str | bool):
            yield pointers.join("", *pointers.tokens(path)), value


def spaced(word: str) -> str:
    """camelCase as words, made here by hand."""
    return "".join(f" {char.lower()}" if char.isupper() else char for char in word)


REFERRED = {
    "type", "of", "level", "key", "scale", "sourceScale", "targetScale", "bandScale", "conversion", "method", "kind",
    "id", "anyFrom", "decision", "pass", "grade", "outcome", "rounding", "course", "ruleId", "mode",
}  # fmt: skip
AGREEMENTS = {"example": read(EXAMPLE), "maximal": MAXIMAL, "contract": contract.agreement}


@pytest.mark.parametrize("agreement", AGREEMENTS.values(), ids=list(AGREEMENTS))
def test_every_value_appears(agreement: RecognitionAgreement) -> None:
    said = describe(agreement)
    tree = agreement.to_json()
    languages = [place for place, _ in leaves(tree) if place.endswith("/de")]  # another language than the one asked for
    silent = [
        place
        for place, value in leaves(tree)
        if isinstance(value, str)
        and value not in said
        and spaced(value) not in said
        and place.lstrip("/") not in NOT_SAID
        and place not in languages
    ]
    assert silent == []
    assert digests.of_json(tree) in said


BY_WORD = {
    "decimal": ["8", "3", "0.2", "11"],
    "ratio": ["0.2", "2"],
    "whole": ["7", "2024", "1"],
    "a day": ["2026-12-24", "2027-12-24", "2022-12-24"],
    "period": ["P9M"],
    "version": ["1.0.1", "0.8"],
    "digest": ["uEiDjsMRCmPwcFJr79MiZb7kkJ65B5GSbk0yklZkbeFK4AA"],
    "country": ["FR"],
    "No scale": [],
}


def candidates(value: Any, error: AgreementError) -> list[Any]:
    """Other values that might stand there, as the refusal of a wrong one tells."""
    chosen = re.findall(r"'(\w+)'", error.message.partition("one of")[2])
    return (
        chosen
        + [one for word, ones in BY_WORD.items() if word in error.message for one in ones]
        + ["fr", "8", "9", "2", "Europe/Madrid"]
    )


def put(tree: Any, place: str, value: Any) -> RecognitionAgreement:
    *above, last = pointers.split(place)
    changed = copy.deepcopy(tree)
    node = pointers.resolve(changed, pointers.join("", *above))
    node[int(last) if isinstance(node, list) else last] = value
    return read(changed)


def turned(tree: Any, place: str, value: Any) -> RecognitionAgreement | None:
    """The agreement with another value in one place, if there is one that may stand there."""
    if isinstance(value, bool):
        return put(tree, place, not value)
    try:
        return put(tree, place, value + "x")
    except AgreementError as error:
        others = candidates(value, error)
    for candidate in others:
        if candidate != value:
            with suppress(AgreementError):
                return put(tree, place, candidate)
    return None


def without_digest(agreement: RecognitionAgreement) -> str:
    return describe(agreement).replace(digests.of_json(agreement.to_json()), "")


@pytest.mark.parametrize("agreement", [MAXIMAL, read(EXAMPLE)], ids=["maximal", "example"])
def test_every_change_of_a_value_changes_the_words(agreement: RecognitionAgreement) -> None:
    tree, said = agreement.to_json(), without_digest(agreement)
    fixed = []
    for place, value in leaves(tree):
        if place.endswith("/de"):
            continue
        made = turned(tree, place, value)
        if made is None:
            fixed.append(place)
        else:
            assert without_digest(made) != said, place
    # What nothing else may stand for: values that others refer to, or that the shape of the object demands.
    assert {place for place in fixed if place.rpartition("/")[2] not in REFERRED and not place[-1].isdigit()} == set()


def test_the_maximal_agreement_has_every_member() -> None:
    assert every_member() == set(members_of(MAXIMAL.to_json())) & every_member()


def test_a_rule_reads_like_a_sentence() -> None:
    said = describe(contract.agreement)
    assert said.startswith("Digital skills of North University, recognised by South University\n=====")
    digital = "; ".join(f"https://north.example/badges/{name}" for name in ("data", "web", "ai"))
    english = "Who has https://north.example/badges/english with a grade of at least 7 on the scale marks"
    for sentence in (
        f"{english} gets the course https://south.example/courses/ENG101, 3 ECTS.",
        f"Who has exactly 2 of ({digital}) worth at least 5 ECTS together gets the course",
        " gets the course https://south.example/courses/DIG200, 5 ECTS.",
        "Who has any award of did:web:north.example gets elective credit in free, ",
        ", 1 times the credit of the award, at most 2 ECTS.",
        "One party alone can end it with a notice of 6 months (P6M).",
        "It covers learning from 2026-10-01 to 2031-09-30, by the day of completion.",
        "For each programme: credit up to 0.4 of the programme credits.",
        "- EQF level of at least 6",
        "- a verified identity",
    ):
        assert sentence in said
    refused = "Who has https://a.example/achievements/study-skills-0 gets nothing (none)."
    assert refused in describe(read(EXAMPLE))


def test_texts_come_in_the_language_asked_for() -> None:
    tree = copy.deepcopy(EXAMPLE)
    tree["title"] = {"de-AT": "Vereinbarung", "en": "Agreement", "fr": "Accord"}
    made = read(tree)
    first = {wish: describe(made, wish).partition("\n")[0] for wish in ("en", "de", "DE-at", "fr-CA", "xx", "")}
    assert first == {"en": "Agreement", "de": "Vereinbarung", "DE-at": "Vereinbarung", "fr-CA": "Accord",
                     "xx": "Agreement", "": "Agreement"}  # fmt: skip
    del tree["title"]["en"]
    assert describe(read(tree), "xx").startswith("Vereinbarung")


HOSTILE = "a\x1b[2J\u202eb\nRule r9 (full)\r\u3164\x9b\u2028"


@pytest.mark.attack("K35", "html")
def test_nothing_in_an_agreement_drives_a_terminal_or_fakes_a_line() -> None:
    tree = copy.deepcopy(MAXIMAL.to_json())
    plain = describe(read(tree)).count("\n")
    free = {"legalName", "givenName", "familyName", "jobTitle", "name", "agreementCode", "heiId", "scheme", "value",
            "mediaType", "notation", "cycle", "iscedF", "bucket", "use", "en"}  # fmt: skip
    found = 0
    for _, value in pointers.walk(tree):
        if isinstance(value, dict):
            for name in free & set(value):
                if isinstance(value[name], str):
                    value[name] = HOSTILE
                    found += 1
    for rule in tree["rule"]:
        if "category" in rule:
            rule["category"] = [HOSTILE]
    assert found >= len(free)
    said = describe(read(tree))
    assert all(char == "\n" or (char.isprintable() and char != "\u3164") for char in said)
    assert said.count("\n") == plain


@pytest.mark.parametrize("value", [None, {}, "text", EXAMPLE])
def test_other_things_are_refused(value: Any) -> None:
    with pytest.raises(InputTypeError):
        describe(value)
    with pytest.raises(InputTypeError):
        describe(MAXIMAL, value if not isinstance(value, str) else 5)  # type: ignore[arg-type]
