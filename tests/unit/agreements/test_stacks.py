"""A whole and its parts over several decisions: however many levels lie between, only one of them counts.

Recognition, section 7 item 12 (c) and section 13. Within one decision: ``test_never_twice.py``.
"""

from __future__ import annotations

import itertools
import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from tests.unit.agreements.ledger.invented import SECRET
from tests.unit.agreements.test_never_twice import (
    ANY,
    BASE,
    ME,
    MODES,
    B,
    Tree,
    badge,
    course,
    decided,
    free,
    granted,
    rule,
    text,
)

from eccoe_vc.agreements.ledger import Ledger, View
from eccoe_vc.agreements.ledger.line import line_of
from eccoe_vc.agreements.ledger.lines import lines_of
from eccoe_vc.errors import AgreementError

NOW = datetime(2025, 2, 10, 9, tzinfo=UTC)
RULES = text(rule("r1", ANY, free(ratio="1")))


@pytest.fixture
def ledger(tmp_path: Path) -> Ledger:
    return Ledger.open(str(tmp_path / "ledger.db"), body=B, secret=SECRET, create=True)


def entered(ledger: Ledger, *badges: Any, rules: Tree = RULES) -> View:
    found = decided(rules, *badges, ledger=ledger.view(ME))
    assert len(granted(found)) == 1
    reserved = ledger.reserve(found, until=NOW + timedelta(hours=1), now=NOW)
    ledger.commit(reserved, decision_id=f"urn:d:{reserved.number}", decision_digest="u" + "A" * 46, now=NOW)
    return ledger.view(ME)


def parts(*names: str) -> Any:
    return {"hasPart": [BASE + name for name in names]}


def wholes(*names: str) -> Any:
    return {"isPartOf": [BASE + name for name in names]}


WHOLE, PART = badge("w", "6", **parts("p")), badge("p")
FROM_BELOW = badge("p", **wholes("w"))
MIDDLE = badge("m", "4", **parts("p"))
OVER_MIDDLE, UNDER_MIDDLE = badge("w", "6", **parts("m")), badge("p", **wholes("m"))


@MODES
@pytest.mark.parametrize(
    ("first", "then"),
    [
        ([WHOLE], PART), ([PART], WHOLE), ([badge("w", "6")], FROM_BELOW), ([FROM_BELOW], badge("w", "6")),
        ([OVER_MIDDLE], UNDER_MIDDLE), ([UNDER_MIDDLE], OVER_MIDDLE),
    ],
    ids=["whole-part", "part-whole", "whole-below", "below-whole", "over-under", "under-over"],
)  # fmt: skip
def test_whoever_says_it_and_whichever_comes_first(ledger: Ledger, first: list[Any], then: Any, mode: Any) -> None:
    view = entered(ledger, *first)
    found = decided(RULES, then, ledger=view, mode=mode)
    assert granted(found) == []
    assert [one.code for one in found.unused] == ["rule.already_used"]
    [earlier] = {held.decision for held in view}
    assert set(found.choice.earlier.values()) == {earlier}


@MODES
def test_what_lies_between_may_be_known_to_the_first_decision_alone(ledger: Ledger, mode: Any) -> None:
    """The whole counts, the middle is its copy in parts and does not; later comes a part of the middle."""
    view = entered(ledger, badge("w", "9", **parts("m")), MIDDLE)
    assert granted(decided(RULES, PART, ledger=view, mode=mode)) == []
    assert granted(decided(RULES, badge("q"), ledger=view, mode=mode)) == ["r1"]


@MODES
def test_or_to_the_second_one_alone(ledger: Ledger, mode: Any) -> None:
    view = entered(ledger, PART)
    found = decided(RULES, badge("w", "9", **parts("m")), MIDDLE, ledger=view, mode=mode)
    assert granted(found) == []


@pytest.mark.parametrize(
    ("first", "then"),
    list(itertools.permutations([badge(name, **parts("x", name)) for name in ("w1", "w2", "w3")], 2)),
)
def test_two_wholes_that_share_a_part_both_count(ledger: Ledger, first: Any, then: Any) -> None:
    """Worked example dup-009: no rule says that they overlap."""
    assert granted(decided(RULES, then, ledger=entered(ledger, first))) == ["r1"]


def test_two_parts_of_one_whole_both_count(ledger: Ledger) -> None:
    view = entered(ledger, badge("p", **wholes("w")))
    assert granted(decided(RULES, badge("q", **wholes("w")), ledger=view)) == ["r1"]


def test_a_part_goes_by_the_names_that_the_agreement_has_for_it(ledger: Ledger) -> None:
    known = text(
        rule("r1", {"achievement": BASE + "p", "alias": [BASE + "old-p"]}, free(ratio="1")),
        rule("r2", "w", free(ratio="1")),
    )
    view = entered(ledger, badge("w", "6", **parts("old-p")), rules=known)
    assert granted(decided(known, badge("p"), ledger=view)) == []


@MODES
def test_achievements_without_an_id_are_not_one(mode: Any) -> None:
    """Nothing says that they are: neither copies of one award on one day, nor wholes of each other's parts."""
    one, other = (badge(name, "3", id="", **parts(part)) for name, part in (("n1", "p1"), ("n2", "p2")))
    found = decided(RULES, one, other, badge("p2", "1"), mode=mode)
    assert found.applied == 6  # both wholes, and not the part of the second one
    assert [row.code for row in found.unused] == ["rule.already_used"]


def test_a_rule_that_uses_nothing_up_leaves_the_parts_free(ledger: Ledger) -> None:
    exempting = text(
        rule("r1", "w", {"kind": "exemption", "course": "https://b.example/W"}), rule("r2", "p", course("P", "3"))
    )
    found = decided(exempting, WHOLE)
    reserved = ledger.reserve(found, until=NOW + timedelta(hours=1), now=NOW)
    ledger.commit(reserved, decision_id="urn:d:x", decision_digest="u" + "A" * 46, now=NOW)
    assert granted(decided(exempting, PART, ledger=ledger.view(ME))) == ["r2"]


def test_lines_keep_parts_as_keys_and_older_lines_are_read() -> None:
    [line] = lines_of(decided(RULES, badge("w", "9", **parts("m"))), SECRET)
    tree = json.loads(json.dumps(line.to_json()))
    assert line_of(tree) == line
    assert [len(keys) for keys in line.awards[0].stack] == [1, 1, 0]
    assert BASE not in json.dumps(tree["award"])
    for award in tree["award"]:
        for name in ("name", "part", "whole"):
            award.pop(name, None)
    assert not any(line_of(tree).awards[0].stack)


def test_more_parts_than_anybody_has_are_refused(ledger: Ledger) -> None:
    found = decided(RULES, badge("w", "9", **parts(*(f"p{number}" for number in range(1_001)))))
    with pytest.raises(AgreementError) as refused:
        ledger.reserve(found, until=NOW + timedelta(hours=1), now=NOW)
    assert refused.value.code == "rule.budget"
