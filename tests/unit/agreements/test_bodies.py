"""Bodies that merged or were renamed: both documents must say so; and then they are one body everywhere."""

from __future__ import annotations

import itertools
import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from tests.unit.agreements.test_counterparts import STRANGER, A, B
from tests.unit.agreements.test_deciding import BADGES, BOTH, LEARNER, Tree, badge, decided, outcome, signed
from tests.unit.agreements.test_outcomes import only_r1

from eccoe_vc.agreements.bodies import bodies_of, controller_documents
from eccoe_vc.agreements.ledger import Ledger
from eccoe_vc.agreements.rulebase import RuleBase
from eccoe_vc.errors import EccoeError, InputTypeError
from eccoe_vc.verification.world import OFFLINE

OLD, NEW = A.controller, STRANGER.controller
RENAMED = badge(0, STRANGER, id="urn:x:renamed")
TEXT = signed(only_r1)


def document(name: str, *others: Any) -> dict[str, Any]:
    return {"id": name, "alsoKnownAs": list(others)}


MUTUAL = [document(OLD, NEW), document(NEW, "https://new.example/", OLD)]


@pytest.mark.parametrize("turned", [False, True])
@pytest.mark.parametrize("form", [dict, lambda one: json.dumps(one).encode(), json.dumps])
def test_an_issuer_that_the_party_names_and_that_names_the_party_is_the_party(form: Any, turned: bool) -> None:
    found = decided(TEXT, [RENAMED], controllers=list(map(form, MUTUAL[::-1] if turned else MUTUAL)))
    assert outcome(found)["granted"] == ["r1"]
    [source] = found.record()["grant"][0]["source"]
    assert source["issuer"] == OLD
    assert found.request["alsoKnownAs"] == {NEW: OLD}
    assert found.input_digest != decided(TEXT, [RENAMED]).input_digest


@pytest.mark.parametrize(
    "given",
    [
        [], MUTUAL[:1], MUTUAL[1:],
        [document(OLD, NEW), document(NEW)], [document(OLD), document(NEW, OLD)],
        [document(OLD, NEW + "x"), document(NEW, OLD)], [document(OLD, NEW), document(NEW, OLD.upper())],
        [{"id": OLD, "alsoKnownAs": NEW}, document(NEW, OLD)], [document(OLD, 5, None), document(NEW, OLD)],
        [document(OLD, "urn:b"), document("urn:b", OLD, NEW), document(NEW, "urn:b")],
    ],
)  # fmt: skip
def test_one_direction_a_prefix_and_a_way_round_say_nothing(given: Any) -> None:
    found = decided(TEXT, [RENAMED], controllers=given)
    assert outcome(found) == {"granted": [], "pending": [], "refused": [], "unused": ["urn:x:renamed agreement.party"]}
    assert "alsoKnownAs" not in found.request


def test_an_id_of_two_parties_is_of_none() -> None:
    both = [document(OLD, NEW), document(B.controller, NEW), document(NEW, OLD, B.controller)]
    assert outcome(decided(TEXT, [RENAMED], controllers=both))["unused"] == ["urn:x:renamed agreement.party"]


def test_nothing_changes_for_those_whom_the_text_knows() -> None:
    assert decided(controllers=MUTUAL).record() == decided().record()
    assert decided(controllers=MUTUAL).input_digest == decided().input_digest


def test_an_award_and_its_reissue_by_the_renamed_body_are_one() -> None:
    for evidence in itertools.permutations([BADGES[0], RENAMED]):
        found = decided(TEXT, list(evidence), controllers=MUTUAL)
        assert outcome(found)["granted"] == ["r1"]
        assert [one.code for one in found.unused] == ["rule.already_used"]


def test_a_rule_base_finds_the_agreements_of_the_party() -> None:
    base = RuleBase.of(TEXT)
    found = decided(base, [RENAMED], controllers=MUTUAL)
    assert found.record() == decided(TEXT, [RENAMED], controllers=MUTUAL).record()


def test_what_was_recognised_of_one_name_is_used_up_for_the_other(tmp_path: Path) -> None:
    now = datetime(2025, 2, 10, 9, tzinfo=UTC)
    ledger = Ledger.open(str(tmp_path / "l.db"), body=B.controller, secret=b"s" * 32, create=True)
    first = decided(TEXT, [RENAMED], controllers=MUTUAL)
    reserved = ledger.reserve(first, until=now + timedelta(hours=1), now=now)
    ledger.commit(reserved, decision_id="urn:d:1", decision_digest="u" + "A" * 46, now=now)
    view = ledger.view(LEARNER)
    assert outcome(decided(TEXT, BADGES[:1], ledger=view))["granted"] == []

    # Later the text itself has the new name, and nobody hands a document in.
    def newer(text: Tree) -> None:
        only_r1(text)
        text["party"][0]["id"] = NEW

    later = signed(newer, STRANGER, B)
    assert outcome(decided(later, [RENAMED], ledger=view))["unused"] == ["urn:x:renamed rule.already_used"]


def test_documents_come_from_what_is_at_hand() -> None:
    old, new = "did:web:old.example", "did:web:new.example"
    sources = OFFLINE.with_document("https://old.example/.well-known/did.json", document(old, new))
    sources = sources.with_document("https://new.example/.well-known/did.json", document(new, old))
    found = controller_documents([new, old, "did:web:nobody.example", "did:x:y", OLD], sources=sources)
    assert [one.id for one in found] == sorted([old, new, OLD])
    assert bodies_of(found) == {old: {new}, new: {old}}
    assert bodies_of(controller_documents([new, old])) == {}


@pytest.mark.parametrize(
    "wrong",
    [5, "did:web:x.example", document(OLD, NEW), [5], [{"id": 5}], [b"{"], [{}], [document(OLD, NEW), document(OLD)],
     [{"id": OLD, "deactivated": True}]],
)  # fmt: skip
def test_what_is_no_document_is_refused(wrong: Any) -> None:
    with pytest.raises(EccoeError):
        decided(controllers=wrong)
    with pytest.raises(InputTypeError):
        controller_documents("did:web:x.example")


def test_the_parties_of_the_example_are_known_without_documents() -> None:
    assert outcome(decided(BOTH, BADGES))["granted"] == ["r1", "r2"]
