"""Recheck: what a decision rested on is verified again, nothing is rewritten, and not knowing takes nothing back."""

from __future__ import annotations

import copy
import itertools
import json
from datetime import UTC, datetime
from typing import Any

import pytest
from tests.attacks.test_group_f import SERVICE
from tests.unit.agreements.test_counterparts import POLICY, A, B
from tests.unit.agreements.test_deciding import BADGES, EXAMPLE, badge, decided

import eccoe_vc
from eccoe_vc import (
    ECDSA_SD_2023,
    EDDSA_JCS_2022,
    EDDSA_RDFC_2022,
    OFFLINE,
    SD_JWT_VCDM,
    LocalSigner,
    Policy,
    Sources,
    TrustedIssuers,
    Verified,
    policies,
)
from eccoe_vc.agreements.digests import of_json
from eccoe_vc.agreements.rechecking import Recheck, recheck
from eccoe_vc.agreements.recognising import recognise
from eccoe_vc.errors import AgreementError, Finding, InputTypeError
from eccoe_vc.status import status_entry, status_list

AT = datetime(2025, 2, 10, 12, tzinfo=UTC)
LATER = datetime(2026, 6, 1, tzinfo=UTC)
CLR = "https://purl.imsglobal.org/spec/clr/v2p0/context-2.0.1.json"
OB = "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"
CURVE = LocalSigner.generate("P-256")
Tree = dict[str, Any]


def signed(document: Tree) -> Verified:
    secured = eccoe_vc.issue(document, signer=B, securing=EDDSA_RDFC_2022, created=AT)
    return eccoe_vc.verify(secured.text, policy=POLICY, at=LATER)


#: The second of the two credentials behind r2 stands until the end of 2025.
ENDING = badge(2, validUntil="2025-12-31T00:00:00Z")
EVIDENCE = [BADGES[0], BADGES[1], ENDING, *BADGES[3:]]
DECISION = signed(recognise(decided(evidence=EVIDENCE), valid_from=AT, reference="B-1"))
RECORD = (DECISION.envelope.document or {})["credentialSubject"]["decision"]
FILES: list[Tree] = [one.envelope.document or {} for one in EVIDENCE]


def rechecked(files: list[Any] = FILES, at: datetime = AT, decision: Verified = DECISION) -> Recheck:
    return recheck(decision, files, policy=POLICY, at=at)


def test_what_stood_stands() -> None:
    found = rechecked()
    assert (found.verdict, found.fallen) == ("stands", ())
    assert sorted(one.credential.rpartition("/")[2] for one in found.sources) == ["c1", "c2", "c3"]
    with pytest.raises(AgreementError) as refused:
        found.revised(reference="B-2", valid_from=AT)
    assert refused.value.code == "decision.not_repeatable"


def test_the_order_of_the_files_never_matters() -> None:
    first = rechecked(at=LATER)
    assert all(rechecked(list(order), LATER) == first for order in itertools.permutations(FILES[:4]))


def test_what_fails_now_is_named_with_its_code_and_taken_back_by_a_new_record() -> None:
    found = rechecked(at=LATER)
    assert (found.verdict, found.fallen) == ("fails", ("g2",))
    assert [(one.verdict, one.code) for one in found.sources if "c3" in one.credential] == [("fails", "time.expired")]
    before = copy.deepcopy(DECISION.envelope.document)
    made = found.revised(reference="B-2", valid_from=LATER)
    assert DECISION.envelope.document == before  # nothing is rewritten
    record = made["credentialSubject"]["decision"]
    assert record["supersedes"] == {"id": RECORD["id"], "digest": of_json(RECORD)}
    assert [grant["ruleId"] for grant in record["grant"]] == ["r1"]
    assert record["total"]["applied"]["value"] == "3"
    [refusal] = [row for row in record["refusal"] if row["ruleId"] == "r2"]
    assert refusal["ground"] == [{"kind": "formal", "code": "status"}]
    assert [source["credential"] for source in refusal["source"]] == ["https://a.example/credentials/c3"]
    assert record["outcome"] == "partial"
    again = signed(made)
    assert again.report.verdict == "accepted"
    assert made["id"] != (DECISION.envelope.document or {})["id"]


def test_a_file_that_is_not_there_or_was_changed_takes_nothing_back() -> None:
    missing = rechecked(FILES[:2])
    assert (missing.verdict, missing.fallen) == ("unknown", ())
    assert {one.code for one in missing.sources if one.verdict == "unknown"} == {"decision.not_repeatable"}
    other = copy.deepcopy(FILES)
    other[2]["credentialSubject"]["creditReceived"][0]["point"] = "30"
    changed = rechecked(other, LATER)
    assert (changed.verdict, changed.fallen) == ("unknown", ())
    assert {one.code for one in changed.sources if one.verdict == "unknown"} == {"decision.input_changed"}


def test_a_forged_proof_over_the_same_text_fails_and_says_nothing_where_the_true_one_is_there() -> None:
    forged = copy.deepcopy(FILES[0])
    forged["proof"]["proofValue"] = FILES[1]["proof"]["proofValue"]
    for files in ([forged, *FILES], [*FILES, forged]):
        assert rechecked(files).verdict == "stands"
    assert rechecked([forged, *FILES[1:]]).fallen == ("g1",)


def carried(*files: Tree, by: LocalSigner) -> Tree:
    """A learner record by anybody, who writes what it carries beside a subject of their own."""
    tree: Tree = {
        "@context": [*FILES[0]["@context"][:1], CLR, OB],
        "id": "urn:uuid:6f4bd4ba-2f3e-4c41-8ad9-6a1c8f0f5b11",
        "type": ["VerifiableCredential", "ClrCredential"],
        "issuer": {"id": by.controller, "type": ["Profile"], "name": "Somebody"},
        "name": "My record",
        "validFrom": "2025-01-01T00:00:00Z",
        "credentialSubject": {
            "id": FILES[0]["credentialSubject"]["id"],
            "type": ["ClrSubject"],
            "verifiableCredential": list(files),
        },
    }
    return dict(eccoe_vc.issue(tree, signer=by, securing=EDDSA_JCS_2022, created=AT).document or {})


def test_nobody_lends_trust_to_a_credential_by_putting_it_into_a_record() -> None:
    """The issuer is none whom the registrar trusts any more; inside the learner's own record nobody asks who it is."""
    learner = LocalSigner.generate("Ed25519")
    record = carried(*FILES, by=learner)
    nobody = policies.credential(trust=TrustedIssuers({B.controller}))
    for files in (FILES, [record], [*FILES, record], [record, *FILES]):
        found = recheck(DECISION, files, policy=nobody, at=AT)
        assert (found.verdict, {one.code for one in found.sources}) == ("unknown", {"trust.unknown_issuer"})
    known = policies.credential(trust=TrustedIssuers({B.controller, A.controller}))
    assert recheck(DECISION, [record], policy=known, at=AT).verdict == "stands"
    vouched = policies.credential(trust=TrustedIssuers({learner.controller}))  # as it may have been when it was decided
    assert recheck(DECISION, [record], policy=vouched, at=AT).verdict == "stands"


@pytest.mark.parametrize("suite", [ECDSA_SD_2023, SD_JWT_VCDM], ids=lambda form: form.name)
def test_a_part_of_a_credential_says_nothing_about_the_whole(suite: Any) -> None:
    """Who shows less than what the decision rests on shows another document: it is neither kept nor taken back."""
    files = [part_of(one, suite, whole=False) for one in FILES]
    found = rechecked(files)
    assert (found.verdict, {one.code for one in found.sources}) == ("unknown", {"decision.input_changed"})


def part_of(document: Tree, suite: Any, *, whole: bool) -> Any:
    who = A if suite is SD_JWT_VCDM else CURVE
    issuer = document["issuer"] if who is A else {"id": who.controller, "type": ["Profile"]}
    tree = {name: value for name, value in document.items() if name != "proof"} | {"issuer": issuer}
    if suite is SD_JWT_VCDM:
        held = eccoe_vc.issue(tree, signer=who, securing=suite, created=AT, disclosable=["/name"])
        return eccoe_vc.derive(held, reveal=[""] if whole else []).text
    return eccoe_vc.derive(eccoe_vc.issue(tree, signer=who, securing=suite, created=AT)).text


def test_the_whole_in_an_sd_jwt_is_the_credential_behind_the_decision() -> None:
    assert rechecked([part_of(one, SD_JWT_VCDM, whole=True) for one in FILES]).verdict == "stands"


@pytest.mark.parametrize("junk", [b"<html>", b"", "nothing", {}, {"credentialSubject": []}])
def test_what_is_no_credential_is_none_of_those_behind_the_decision(junk: Any) -> None:
    assert rechecked([junk, *FILES]).verdict == "stands"


def test_a_decision_must_be_verified_and_one() -> None:
    with pytest.raises(InputTypeError):
        recheck(DECISION.envelope.document, FILES, policy=POLICY)  # type: ignore[arg-type]
    with pytest.raises(AgreementError) as refused:
        rechecked(decision=BADGES[0])
    assert refused.value.code == "rule.syntax"


@pytest.mark.parametrize(
    "change",
    [
        lambda record: record.pop("total"),
        lambda record: record.update(grant="many"),
        lambda record: record["grant"][0].pop("source"),
        lambda record: record["grant"][0]["source"][0].update(credential=["x"]),
        lambda record: record["grant"][0]["target"][0]["applied"].update(value="many"),
        lambda record: record.update(total={"applied": []}),
        lambda record: record.update(total={"granted": "x", "applied": "y"}),
    ],
)
def test_a_record_that_another_maker_wrote_wrongly_is_refused(change: Any) -> None:
    tree = copy.deepcopy(DECISION.envelope.document or {})
    tree.pop("proof")
    change(tree["credentialSubject"]["decision"])
    with pytest.raises(AgreementError) as refused:
        rechecked(decision=signed(tree))
    assert refused.value.pointer == "/credentialSubject/decision"


def test_a_new_record_has_no_number_and_no_null() -> None:
    todo: list[Any] = [rechecked(at=LATER).revised(reference="B-2", valid_from=LATER)]
    for value in todo:
        assert isinstance(value, str | dict | list)
        todo += value.values() if isinstance(value, dict) else value if isinstance(value, list) else []
    assert "limit" not in json.dumps(todo[0]["credentialSubject"])
    assert EXAMPLE["request"]["learner"] == todo[0]["credentialSubject"]["id"]


LIST = "https://a.example/status/1"


def withdrawn(*indexes: int) -> Sources:
    """What stands at the address of A's status list."""
    made = status_list(LIST, issuer=A.controller, values=indexes, valid_from=AT)
    return OFFLINE.with_document(LIST, dict(eccoe_vc.issue(made, signer=A, created=AT).document or {}))


def listed_badge(sources: Sources, policy: Policy = POLICY) -> Verified:
    tree = {name: value for name, value in FILES[0].items() if name != "proof"}
    secured = eccoe_vc.issue(tree | {"credentialStatus": status_entry(LIST, 5)}, signer=A, created=AT)
    return eccoe_vc.verify(secured.text, policy=policy, sources=sources, at=AT)


@pytest.mark.attack("K32", "recheck")
def test_what_was_recognised_and_is_revoked_afterwards_is_found_and_nothing_is_rewritten() -> None:
    evidence = [listed_badge(withdrawn(4, 6)), *EVIDENCE[1:]]
    decision = signed(recognise(decided(evidence=evidence), valid_from=AT, reference="B-1"))
    before = copy.deepcopy(decision.envelope.document)
    files = [one.envelope.document for one in evidence]

    def again(sources: Sources) -> Recheck:
        return recheck(decision, files, policy=POLICY, sources=sources, at=AT)

    assert again(withdrawn(4, 6)).verdict == "stands"
    found = again(withdrawn(4, 5, 6))
    assert (found.verdict, found.fallen) == ("fails", ("g1",))
    assert [one.code for one in found.sources if one.verdict == "fails"] == ["status.revoked"]
    made = found.revised(reference="B-2", valid_from=LATER)
    record = made["credentialSubject"]["decision"]
    assert decision.envelope.document == before
    assert record["supersedes"]["id"] == (before or {})["credentialSubject"]["decision"]["id"]
    assert [grant["ruleId"] for grant in record["grant"]] == ["r2"]
    assert [row["ground"] for row in record["refusal"] if row["ruleId"] == "r1"] == [
        [{"kind": "formal", "code": "status"}]
    ]
    # A list that cannot be had takes nothing back.
    assert [one.code for one in again(OFFLINE).sources if one.verdict == "unknown"] == ["status.not_checked"]


def renewable(index: int, **members: Any) -> Tree:
    """The first credential, with a status and a service that may have a newer copy."""
    tree = {name: value for name, value in FILES[0].items() if name != "proof"} | members
    tree["refreshService"] = {"id": SERVICE, "type": "1EdTechCredentialRefresh"}
    tree["credentialStatus"] = status_entry(LIST, index)
    return dict(eccoe_vc.issue(tree, signer=A, created=AT).document or {})


def test_a_newer_copy_does_not_speak_for_what_the_decision_rests_on() -> None:
    old, new = renewable(5), renewable(7, name="The same, corrected")
    asking = POLICY.with_(refresh="required")

    def again(rests_on: Tree, sources: Sources) -> Recheck:
        verified = eccoe_vc.verify(rests_on, policy=POLICY, sources=withdrawn(), at=AT)
        made = recognise(decided(evidence=[verified, *EVIDENCE[1:]]), valid_from=AT, reference="B-1")
        return recheck(signed(made), [old, *FILES[1:]], policy=asking, sources=sources, at=AT)

    revoked = again(old, withdrawn(5).with_document(SERVICE, new))
    assert (revoked.verdict, revoked.fallen) == ("fails", ("g1",))
    assert [one.code for one in revoked.sources if one.verdict == "fails"] == ["status.revoked"]
    # A service that is gone takes nothing back, and a decision over the newer copy rests on that.
    assert again(old, withdrawn()).verdict == "stands"
    assert again(new, withdrawn().with_document(SERVICE, new)).verdict == "stands"
    assert again(new, withdrawn(7).with_document(SERVICE, new)).verdict == "fails"


def test_a_schema_that_is_gone_takes_nothing_back() -> None:
    tree = {name: value for name, value in FILES[0].items() if name != "proof"}
    tree["credentialSchema"] = {"id": "https://a.example/schema.json", "type": "1EdTechJsonSchemaValidator2019"}
    made = eccoe_vc.issue(tree, signer=A, created=AT).text
    schema = OFFLINE.with_document("https://a.example/schema.json", {})
    asking = POLICY.with_(schema="required")
    verified = eccoe_vc.verify(made, policy=asking, sources=schema, at=AT)
    decision = signed(recognise(decided(evidence=[verified, *EVIDENCE[1:]]), valid_from=AT, reference="B-1"))
    found = recheck(decision, [made, *FILES[1:]], policy=asking, at=AT)
    assert (found.verdict, found.fallen) == ("unknown", ())
    assert [one.code for one in found.sources if one.verdict == "unknown"] == ["schema.unavailable"]


def test_a_rule_that_fails_for_what_a_record_carries_trusts_nobody() -> None:
    class Closed(TrustedIssuers):
        def judge(self, issuer: str) -> tuple[bool, tuple[Finding, ...]]:
            raise LookupError

    record = carried(*FILES, by=LocalSigner.generate("Ed25519"))
    found = recheck(DECISION, [record], policy=POLICY.with_(trust=Closed({A.controller})), at=AT)
    assert (found.verdict, {one.code for one in found.sources}) == ("unknown", {"trust.unknown_issuer"})


def test_a_status_that_the_policy_lets_be_unread_leaves_the_credential_to_a_person() -> None:
    lenient = POLICY.with_(status="optional")
    unread = listed_badge(OFFLINE, lenient)
    assert "status.unavailable" in {note.code for note in unread.report.notes}
    pending = decided(evidence=[unread]).record()["pending"]
    assert {row["reason"][0] for row in pending} == {"status.unavailable"}
    read = listed_badge(withdrawn(), lenient)
    assert "pending" not in decided(evidence=[read]).record()
