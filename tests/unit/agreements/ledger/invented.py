"""Decisions about invented awards, made by the code that decides: what a ledger is asked to keep."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from fractions import Fraction
from typing import Any

from tests.unit.agreements.worked import FOLDER

from eccoe_vc.agreements.choosing import choose
from eccoe_vc.agreements.decision import Decision
from eccoe_vc.agreements.evidence import Evidence
from eccoe_vc.agreements.facts import Facts
from eccoe_vc.agreements.facts import read as facts_of
from eccoe_vc.agreements.matching import Matcher, Request
from eccoe_vc.agreements.naming import Names, counted_once
from eccoe_vc.agreements.reading import read
from eccoe_vc.agreements.texts import Text

AGREEMENT: dict[str, Any] = json.loads((FOLDER / "mcra_example.json").read_bytes())["credentialSubject"]
BADGE: dict[str, Any] = json.loads((FOLDER / "example_evidence.json").read_bytes())["credential"][0]
A, B = "did:web:awarding.example", "did:web:recognising.example"
SECRET = b"a secret of the tests, 32 bytes."
NOW = datetime(2025, 2, 10, 9, tzinfo=UTC)
HOUR = timedelta(hours=1)
Tree = dict[str, Any]


@dataclass(frozen=True)
class Use:
    """One award in one rule. ``day``: of June 2024; ``alias``: by another name of the achievement."""

    name: str = "x"
    day: int = 14
    reusable: bool = False
    repeatable: bool = False
    zero: bool = False
    alias: bool = False
    kind: str = "course"
    consumes: bool | None = None


def achievement(name: str) -> str:
    return f"https://a.example/achievements/{name}"


def badge(use: Use, learner: str = "did:example:l", **members: Any) -> Facts:
    tree: Tree = copy.deepcopy(BADGE) | {"id": f"https://a.example/credentials/{use.name}-{use.day}"} | members
    subject = tree["credentialSubject"]
    subject["id"] = learner
    subject["achievement"]["id"] = achievement(use.name) + ("/old" if use.alias else "")
    if "activityEndDate" in subject:
        subject["activityEndDate"] = f"2024-06-{use.day:02}"
    return facts_of(tree)


def rule(number: int, use: Use) -> Tree:
    made: Tree = {
        "ruleId": f"r{number}",
        "outcome": "full",
        "source": {"achievement": achievement(use.name), "alias": [achievement(use.name) + "/old"]},
        "target": [{"kind": use.kind, "course": f"https://b.example/courses/{use.name}"}],
    }
    if use.kind == "course":
        made["target"][0]["credit"] = {"fixed": "3"}
    made |= {"reusable": True} if use.reusable else {}
    made |= {"consumes": use.consumes} if use.consumes is not None else {}
    made["source"] |= {"repeatable": True} if use.repeatable else {}
    return made | ({"category": ["zero"]} if use.zero else {})


def decision(
    *uses: Use,
    learner: str = "did:example:l",
    programme: str | None = "urn:x:programme",
    across: bool = False,
    facts: list[Facts] | None = None,
    change: Callable[[Tree], Any] | None = None,
) -> Decision:
    """The decision that grants exactly these uses, each by a rule of its own."""
    tree = copy.deepcopy(AGREEMENT)
    del tree["scope"]["programme"]
    tree["rule"] = [rule(number, use) for number, use in enumerate(uses, 1)]
    tree["limit"] = [{"limitId": "zero", "scope": "programme", "max": "0", "category": ["zero"]}]
    tree["evaluation"]["reuse"] = "acrossProgrammes" if across else "none"
    if change is not None:
        change(tree)
    agreement = read(tree)
    matcher = Matcher(agreement)
    stated = facts if facts is not None else [badge(use, learner) for use in uses]
    awards = [replace(one, issuer=matcher.party_of.get(one.issuer, one.issuer)) for one in stated]
    asked = Request(B, date(2025, 2, 3), programme or "")
    text = Text(agreement, matcher.terms, matcher.matches(awards, asked))
    given = [Evidence(one) for one in awards]
    choice = choose([text], shared=counted_once(given, Names.of([matcher], given)))
    request: Tree = {"learner": learner, "host": B, "requestDate": "2025-02-03", "mode": "priority"}
    if programme is not None:
        request["programme"] = {"id": programme}
    made = Decision(choice, (text,), (), tuple(map(Evidence, stated)), (), "priority", (), request)
    taken = len(choice.granted) + len(choice.exempted) + len(choice.unapplied)
    assert taken == len(uses), "the decision of a test grants what the test asks for"
    assert {one.found.rule.rule_id for one in choice.unapplied} == {
        f"r{number}" for number, use in enumerate(uses, 1) if use.zero
    }
    assert all(amount == Fraction(3) for _, amount in choice.granted)
    return made
