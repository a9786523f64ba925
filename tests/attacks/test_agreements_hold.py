"""What holds of every decision, whatever is in the texts and credentials: order, rounding, days, privacy, bounds.

The variants of group K of the attack corpus that are properties; :mod:`tests.attacks.test_group_k` has the others.
"""

from __future__ import annotations

import copy
import json
import os
import random
import subprocess
import sys
from datetime import UTC, date, datetime, timedelta
from fractions import Fraction
from pathlib import Path
from typing import Any, Final

import pytest
from tests.attacks.test_group_k import BUILDERS, SUBJECT, about, alias, dated, one, texts, two_agreements
from tests.unit.agreements.test_counterparts import AT, COUNTERPART, POLICY, A, B, agreement, verified
from tests.unit.agreements.test_deciding import BADGES, BOTH, EXAMPLE, LEARNER, Tree, decided, signed
from tests.unit.agreements.test_outcomes import only_r1, rules
from tests.unit.agreements.test_rechecking import DECISION, LATER, rechecked

import eccoe_vc
from eccoe_vc import EDDSA_JCS_2022, OFFLINE, VC_JWT_OB3, LocalSigner, Verified
from eccoe_vc.agreements.ledger import Ledger
from eccoe_vc.agreements.reading import read
from eccoe_vc.agreements.rulebase import RuleBase
from eccoe_vc.encoding import base64url
from eccoe_vc.errors import AgreementError, VerificationError


@pytest.mark.attack("K01", "state")
def test_one_signature_is_an_offer() -> None:
    assert [row.state for row in eccoe_vc.agreement_state(BOTH[:1], at=date(2025, 2, 3))] == ["offered"]


@pytest.mark.attack("K02", "path")
def test_the_first_place_that_differs_is_named() -> None:
    with pytest.raises(AgreementError) as refused:
        BUILDERS["K02-number"]()
    assert refused.value.pointer == "/rule/0/target/0/credit/fixed"


@pytest.mark.attack("K08", "zone")
@pytest.mark.parametrize(("zone", "granted"), [("Europe/Madrid", False), ("America/Lima", True), (None, True)])
def test_the_last_day_is_that_of_the_zone_that_the_text_names(zone: str | None, granted: bool) -> None:
    def change(text: Tree) -> None:
        text["period"] |= {"endDate": "2024-06-30"} | ({"timeZone": zone} if zone else {})

    found = one(texts(change), [dated("2024-06-30T23:30:00Z")])
    assert ("grant" in found.record()) == granted


@pytest.mark.attack("K08", "report")
def test_the_day_and_where_it_came_from_are_named() -> None:
    [source] = one().record()["grant"][0]["source"]
    assert (source["completionDate"], source["dateSource"]) == ("2024-06-14", "activityEndDate")


def totals(count: int, value: str, target: str, **rounding: str) -> str:
    """What ``count`` awards of ``value`` credits give in all, each by a rule of its own."""

    def change(text: Tree) -> None:
        rules(text, "r1")
        [rule] = text["rule"]
        rule.pop("condition")
        text.pop("limit")
        text["rule"] = [
            rule | {
                "ruleId": f"r{index}", "source": {"achievement": f"https://a.example/n/{index}"},
                "target": [{"kind": "course", "course": f"https://b.example/n/{index}", "credit": {"ratio": target}}],
            }
            for index in range(count)
        ]  # fmt: skip
        text["creditFramework"].pop("rounding")
        if rounding:
            text["creditFramework"]["rounding"] = rounding | {"level": "total"}

    point = [SUBJECT["creditReceived"][0] | {"point": value}]
    evidence = [
        about({"id": LEARNER.ids[0], "creditReceived": point,
               "achievement": SUBJECT["achievement"] | {"id": f"https://a.example/n/{index}"}})
        for index in range(count)
    ]  # fmt: skip
    for index, each in enumerate(evidence):
        (each.envelope.document or {})["id"] = f"urn:x:{index}"
    total = decided(signed(change), evidence).record()["total"]
    assert rounding == {} or total["rounding"]["mode"] == rounding["mode"]
    return str(total["applied"]["value"])


@pytest.mark.attack("K22", "halves")
def test_thirty_halves_are_fifteen() -> None:
    assert totals(30, "0.5", "1", quantum="1", mode="halfUp") == "15"


@pytest.mark.attack("K22", "mode")
def test_the_rounding_is_named_in_the_decision_and_half_up_unless_the_text_says_otherwise() -> None:
    assert totals(1, "2.01", "1/2") == "1.01"
    assert totals(1, "2.5", "1", quantum="1", mode="halfDown") == "2"


@pytest.mark.attack("K22", "third")
def test_three_thirds_are_one() -> None:
    assert totals(3, "1", "1/3", quantum="1", mode="halfUp") == "1"


@pytest.mark.attack("K22", "binary")
def test_tenths_are_exact() -> None:
    def change(text: Tree) -> None:
        text["rule"][0]["target"] = [
            {"kind": "elective", "bucket": name, "credit": {"fixed": value}}
            for name, value in (("x", "0.1"), ("y", "0.2"))
        ]

    assert one(texts(change)).applied == Fraction(3, 10)


def shuffled(seed: int) -> tuple[list[Verified], list[Verified]]:
    chance = random.Random(seed)

    def mix(text: Tree) -> None:
        chance.shuffle(text["rule"])

    evidence = BADGES[:]
    chance.shuffle(evidence)
    return signed(mix), evidence


def without_places(tree: Any) -> Any:
    """A tree without what the order of rules changes by definition: digests and places of rules."""
    if isinstance(tree, dict):
        left = {"agreementDigest", "at", "path"}
        return {name: without_places(value) for name, value in tree.items() if name not in left}
    return [without_places(value) for value in tree] if isinstance(tree, list) else tree


@pytest.mark.attack("K31", "rules")
@pytest.mark.attack("K31", "credentials")
@pytest.mark.parametrize("seed", range(5))
def test_shuffled_rules_and_credentials_decide_the_same(seed: int) -> None:
    first, other = decided(), decided(*shuffled(seed))
    assert without_places(other.record()) == without_places(first.record())
    assert without_places(other.explanation()) == without_places(first.explanation())
    same_text = decided(evidence=shuffled(seed)[1])
    assert json.dumps(same_text.record()) == json.dumps(first.record())
    assert json.dumps(same_text.explanation()) == json.dumps(first.explanation())


@pytest.mark.attack("K31", "agreements")
def test_the_order_of_agreements_never_matters() -> None:
    given = two_agreements()
    records = {json.dumps([one(order).record(), one(order).explanation()]) for order in (given, given[::-1])}
    assert len(records) == 1


_SCRIPT: Final = """
import json, sys
from tests.unit.agreements.test_recognising import of_the_example
document = of_the_example()
sys.stdout.write(json.dumps(document))
"""


@pytest.mark.attack("K31", "hashseed")
def test_no_hash_seed_matters() -> None:
    made = {
        subprocess.run(
            [sys.executable, "-c", _SCRIPT], env=os.environ | {"PYTHONHASHSEED": str(seed)}, capture_output=True,
            check=True, cwd=os.getcwd(),
        ).stdout
        for seed in (0, 1, 42, 99)
    }  # fmt: skip
    assert len(made) == 1


@pytest.mark.attack("K32", "record")
def test_a_decision_is_not_rewritten_when_its_evidence_falls() -> None:
    before = json.dumps(DECISION.envelope.document)
    new = rechecked(at=LATER).revised(reference="B-2", valid_from=LATER)
    assert json.dumps(DECISION.envelope.document) == before
    old = (DECISION.envelope.document or {})["credentialSubject"]["decision"]["id"]
    assert new["credentialSubject"]["decision"]["supersedes"]["id"] == old


def people() -> list[Verified]:
    """Evidence that names other people: who assessed, who endorsed, with whom it was done."""
    other = {"type": ["Profile"], "name": "Bob Bystander", "email": "bob@bystander.example"}
    evidence = [{"type": ["Evidence"], "narrative": "Done together with Carol Colleague.", "name": "Report"}]
    tree = copy.deepcopy(EXAMPLE["credential"][0]) | {"evidence": evidence, "issuer": A.controller}
    tree["credentialSubject"]["source"] = other
    return [eccoe_vc.unsafe_assume_verified(tree, reason="a test")]


@pytest.mark.attack("K37", "third")
@pytest.mark.attack("K37", "copy")
@pytest.mark.attack("K37", "explain")
def test_decisions_hold_ids_and_digests_and_nothing_about_others() -> None:
    found = one(evidence=people())
    document = eccoe_vc.recognise(found, valid_from=datetime(2025, 2, 10, tzinfo=UTC))
    for text in map(json.dumps, (document, found.explanation(), found.record())):
        for word in ("Bystander", "bystander", "Carol", "narrative", "criteria", SUBJECT["achievement"]["name"]):
            assert word not in text


@pytest.mark.attack("K35", "url")
def test_a_website_is_a_web_address() -> None:
    for address in ("javascript:alert(1)", "data:text/html,x", "http://a.example", "file:///etc/passwd"):
        text = agreement()
        text["party"][0]["website"] = address
        with pytest.raises(AgreementError, match=r"rule\.syntax"):
            read(text)


@pytest.mark.attack("K34", "title")
def test_a_title_in_two_languages_decides_nothing() -> None:
    assert "grant" in one(texts(lambda text: text["title"].update(de="Etwas ganz anderes"))).record()


@pytest.mark.attack("K34", "text")
def test_language_versions_that_name_different_numbers_are_noted_and_the_structured_part_binds() -> None:
    """Here the English note says 5, the German one 3; the target says 3."""

    def change(text: Tree) -> None:
        text["rule"][0]["note"] = {"en": "It is worth 5 credits.", "de": "Es gibt 3 Punkte."}

    found = one(texts(change))
    assert found.notes == ("agreement.text_differs",)
    assert found.record()["total"]["applied"]["value"] == "3"


@pytest.mark.attack("K29", "grid")
@pytest.mark.attack("K29", "shuffled")
def test_many_credentials_and_rules_end_and_order_never_matters() -> None:
    """300 credentials and 300 rules here; the benchmark has the sizes of the corpus."""

    def change(text: Tree) -> None:
        rules(text, "r1")
        [rule] = text["rule"]
        rule.pop("condition")
        text.pop("limit")
        text["rule"] = [
            rule | {
                "ruleId": f"r{index}", "target": [{"kind": "elective", "bucket": "free", "credit": {"fixed": "1"}}],
                "source": {"anyOf": [{"achievement": f"https://a.example/n/{index + step}"} for step in range(3)]},
            }
            for index in range(300)
        ]  # fmt: skip

    agreements = signed(change)
    evidence = []
    for index in range(300):
        tree = copy.deepcopy(BADGES[0].envelope.document or {}) | {"id": f"urn:x:{index:03}"}
        tree["credentialSubject"] = SUBJECT | {
            "achievement": SUBJECT["achievement"] | {"id": f"https://a.example/n/{index}"}
        }
        evidence.append(eccoe_vc.unsafe_assume_verified(tree, reason="a test"))
    first = decided(agreements, evidence)
    assert len(first.choice.granted) == 300
    assert decided(agreements[::-1], evidence[::-1]).record() == first.record()


ORDER_OF_P256 = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551


@pytest.mark.attack("K16", "token")
def test_the_twin_of_a_token_is_the_same_award(tmp_path: Path) -> None:
    """(r, n - s) is a signature of ES256 as well, and other base64 is none: neither makes a second award."""
    signer = LocalSigner.generate("P-256")
    tree = copy.deepcopy(EXAMPLE["credential"][0]) | {"issuer": {"id": signer.controller, "type": ["Profile"]}}
    for unread in ("credentialStatus", "credentialSchema"):
        tree.pop(unread, None)
    token = eccoe_vc.issue(tree, signer=signer, securing=VC_JWT_OB3, created=AT).text
    signed_part, _, text = token.rpartition(".")
    raw = base64url.decode(text)
    turned = (ORDER_OF_P256 - int.from_bytes(raw[32:], "big")).to_bytes(32, "big")
    twin = f"{signed_part}.{base64url.encode(raw[:32] + turned)}"
    first, second = (eccoe_vc.verify(each, policy=POLICY, at=AT) for each in (token, twin))
    assert token != twin
    agreements = texts(alias(signer.controller))
    ledger = Ledger.open(str(tmp_path / "ledger.db"), body=B.controller, secret=b"s" * 32, create=True)
    reserved = ledger.reserve(one(agreements, [first]), until=AT + timedelta(hours=1), now=AT)
    ledger.commit(reserved, decision_id="urn:d:1", decision_digest="u" + "A" * 46, now=AT)
    with pytest.raises(AgreementError) as refused:
        ledger.reserve(one(agreements, [second]), until=AT + timedelta(hours=1), now=AT)
    assert refused.value.code == "rule.already_used"
    assert "grant" not in one(agreements, [second], ledger=ledger.view(LEARNER)).record()
    both = one(agreements, [first, second]).record()["grant"]
    assert [len(grant["source"]) for grant in both] == [1]
    for other in (f"{token}=", f"{signed_part}.{text[:-1]}{'B' if text[-1] == 'A' else 'A'}"):
        with pytest.raises(VerificationError):
            eccoe_vc.verify(other, policy=POLICY, at=AT)


NORTH = "did:web:north.example"
REVOKED = "2025-01-15T00:00:00Z"


def by_north(sources: Any, created: datetime) -> Any:
    """The counterpart of a party whose key was revoked later, as it verifies with what is known of its time."""

    def of_north(tree: Tree) -> None:
        only_r1(tree)
        tree["party"][0] |= {"id": NORTH, "alias": [A.controller]}

    text = agreement(of_north)
    own = LocalSigner.generate("Ed25519", controller=NORTH)
    method = {"id": own.verification_method, "type": "Multikey", "controller": NORTH,
              "publicKeyMultibase": own.public_key.to_multikey(), "revoked": REVOKED}  # fmt: skip
    document = {"id": NORTH, "verificationMethod": [method], "assertionMethod": [method["id"]]}
    known = sources.with_document("https://north.example/.well-known/did.json", document)
    tree = COUNTERPART | {"issuer": NORTH, "credentialSubject": text}
    tree.pop("credentialStatus")
    secured = eccoe_vc.issue(tree, signer=own, securing=EDDSA_JCS_2022, created=created)
    counterpart = eccoe_vc.verify(secured.text, policy=POLICY, sources=known, at=AT)
    return [counterpart, verified(B, text)]


@pytest.mark.attack("K38", "evidence")
def test_a_key_that_was_revoked_after_a_proved_signature_signs_and_it_is_said() -> None:
    before = datetime(2025, 1, 10, tzinfo=UTC)
    agreements = by_north(OFFLINE.with_(signed_before=before), before)
    found = one(agreements)
    assert "grant" in found.record()
    assert "key.revoked_later" in found.notes
    assert one(RuleBase.of(agreements)).notes == found.notes  # type: ignore[arg-type]


@pytest.mark.attack("K38", "before")
def test_a_key_that_was_revoked_before_signs_nothing() -> None:
    with pytest.raises(VerificationError) as refused:
        by_north(OFFLINE, datetime(2025, 1, 20, tzinfo=UTC))
    assert {check.code for check in refused.value.report.problems()} == {"key.revoked"}
