"""Group K: agreements and equivalence rules. Each variant is a request to decide; what comes out is compared.

``refused`` is that nothing is granted, with the code in the error or in the decision; ``manual_review`` that it is left
to a person. What is a property, or about the ledger, has a test of its own that carries its marker.
"""

from __future__ import annotations

import copy
import itertools
import json
from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any, Final

import pytest
from tests.attacks.corpus import Variant, variants
from tests.unit.agreements import test_chains
from tests.unit.agreements.test_counterparts import AT, COUNTERPART, POLICY, STRANGER, A, B, agreement, verified
from tests.unit.agreements.test_deciding import BADGES, BOTH, EXAMPLE, LEARNER, Tree, badge, decided, signed
from tests.unit.agreements.test_notices import credential as notice
from tests.unit.agreements.test_outcomes import changed, only_r1

import eccoe_vc
from eccoe_vc import Learner, LocalSigner, Sources, Verified
from eccoe_vc.agreements.decision import Decision
from eccoe_vc.agreements.reading import read
from eccoe_vc.agreements.rulebase import RuleBase
from eccoe_vc.errors import AgreementError, EccoeError, InputTypeError, VerificationError
from eccoe_vc.keys import controller_document, rotate
from eccoe_vc.keys.publishing import address
from eccoe_vc.report import Check, Outcome, Report
from eccoe_vc.verification.verified import made

Asked = Callable[[], Decision]
SUBJECT: Final = EXAMPLE["credential"][0]["credentialSubject"]
#: Proved by a test that carries the marker, here or beside the module that it is about.
APART: Final = {
    variant.id for variant in variants("K16", "K19", "K22", "K29", "K31", "K34", "K35", "K37")
    if variant.id != "K29-index"
} | {"K01-state", "K02-path", "K07-lint", "K08-zone", "K08-report", "K32-record", "K32-recheck"}  # fmt: skip
#: Sizes: benchmarks/bench_agreements.py.
LATER: Final = {"K29-index"}


def one(agreements: list[Verified] | None = None, evidence: list[Verified] | None = None, **asked: Any) -> Decision:
    """The first rule of the example alone, on the first badge."""
    return decided(agreements or signed(only_r1), BADGES[:1] if evidence is None else evidence, **asked)


def texts(*changes: Callable[[Tree], Any], signer: Any = None) -> list[Verified]:
    def change(text: Tree) -> None:
        only_r1(text)
        for each in changes:
            each(text)

    return signed(change, *([signer] if signer else []))


def dated(day: str, **members: Any) -> Any:
    return changed(activityEndDate=f"{day}T00:00:00Z" if len(day) == 10 else day, **members)


def revoked(verified: Verified) -> Verified:
    """What verify() returns where a policy lets a revoked status pass, as the report says it."""
    check = Check("status", Outcome.FAILED, "status.revoked", "/credentialStatus", "It was revoked.", "", ())
    return made(verified.envelope, Report((*verified.report.checks, check), at=AT), issuer_bound=True)


# ---- K01 to K04: who signed what ---------------------------------------------------------------------------------


def edited(change: Callable[[Tree], Any]) -> Asked:
    return lambda: one([*texts(signer=A), *texts(change, signer=B)])


def reorder(text: Tree) -> None:
    text["rule"] = [*agreement()["rule"][:2]][::-1]


def _document() -> Any:
    return eccoe_vc.unsafe_assume_verified(BOTH[0].envelope.document, reason="a test")


SIGNING: Final[dict[str, Asked]] = {
    "K01-a": lambda: one(texts(signer=A)),
    "K01-b": lambda: one(texts(signer=B)),
    "K01-same-twice": lambda: one(texts(signer=A) * 2),
    "K02-number": edited(lambda text: text["rule"][0]["target"][0]["credit"].update(fixed="5")),
    "K02-order": lambda: decided([BOTH[0], *signed(lambda text: text["rule"].reverse(), B)], BADGES[:1]),
    "K02-extra": edited(lambda text: text["rule"][0].update(note={"en": "More."})),
    "K02-spelling": edited(lambda text: text["rule"][0]["target"][0]["credit"].update(fixed="3.0")),
    "K03-department": lambda: one([*texts(signer=A), *texts(signer=STRANGER)]),
    "K03-outsider": lambda: one([*texts(signer=A), *texts(signer=STRANGER)]),
    "K03-delegation": lambda: one(
        [*texts(signer=A), *texts(signer=STRANGER)], signatories={B.controller: [STRANGER.controller]}
    ),
    "K03-self-listed": lambda: one([
        *(texts(listing, signer=A)), *(texts(listing, signer=STRANGER)),
    ]),
    "K04-json": lambda: decided([agreement()], BADGES[:1]),  # type: ignore[list-item]
    "K04-name": lambda: decided([b"final-signed.json"], BADGES[:1]),  # type: ignore[list-item]
    "K04-pdf": lambda: decided([eccoe_vc.verify(b"%PDF-1.7 signed", policy=POLICY, at=AT)], BADGES[:1]),
    "K04-unsafe": lambda: one([
        eccoe_vc.unsafe_assume_verified(each.envelope.document, reason="a test") for each in texts()
    ]),
}  # fmt: skip


def listing(text: Tree) -> None:
    """The text itself calls a stranger a unit of the party, and a person its signatory: no evidence."""
    text["party"][1]["organisationalUnit"] = {"id": STRANGER.controller, "name": "Department"}
    text["party"][1]["signatory"] = {
        "givenName": "A", "familyName": STRANGER.controller, "jobTitle": "Dean", "legalRepresentative": True,
    }  # fmt: skip


# ---- K05 to K09: in force, for whom, when ------------------------------------------------------------------------


def noticed(signer: Any, effective: str, given: str = "2022-01-01") -> Asked:
    return lambda: decided([*BOTH, notice(signer, noticeDate=given, effectiveFrom=effective)], BADGES[:1])


def unsigned_notice() -> Decision:
    """An unsigned notice cannot be handed over at all; one about another agreement changes nothing and is said."""
    tree = notice(B).envelope.document
    with pytest.raises(InputTypeError, match=r"agreement\.unsigned"):
        decided([*BOTH, tree], BADGES[:1])
    void = notice(B, noticeDate="2023-12-31", effectiveFrom="2024-01-01")  # the notice period is not kept
    return decided([*BOTH, void], BADGES[:1])


def two_agreements(*changes: Callable[[Tree], Any]) -> list[Verified]:
    def other(text: Tree) -> None:
        text["id"] = "urn:uuid:other"
        text["rule"][0]["target"][0]["credit"] = {"fixed": "2"}
        for change in changes[1:]:
            change(text)

    return [*texts(*changes[:1]), *texts(other)]


def precedence() -> list[Verified]:
    def goes_first(text: Tree) -> None:
        text.setdefault("evaluation", {})["overrides"] = ["urn:uuid:other"]

    def goes_second(text: Tree) -> None:
        text.setdefault("evaluation", {})["yieldsTo"] = [agreement()["id"]]

    return two_agreements(goes_first, goes_second)


def undated() -> Verified:
    tree = copy.deepcopy(EXAMPLE["credential"][0]) | {"issuer": A.controller}
    for name in ("validFrom", "credentialStatus", "credentialSchema"):
        tree.pop(name, None)
    for name in ("activityEndDate", "activityStartDate", "awardedDate"):
        tree["credentialSubject"].pop(name, None)
    tree.pop("awardedDate", None)
    return eccoe_vc.unsafe_assume_verified(tree, reason="verify() accepts no badge without a date")


def alias(*names: str) -> Callable[[Tree], Any]:
    return lambda text: text["party"][0].update(alias=list(names))


IN_FORCE: Final[dict[str, Asked]] = {
    "K05-status": lambda: one([revoked(each) for each in texts(signer=A)] + texts(signer=B)),
    "K05-notice-after": noticed(B, "2023-01-01"),
    "K05-vested": noticed(B, "2024-09-01"),
    "K05-teach-out": lambda: decided(
        [*signed(enrolled), notice_about(enrolled, noticeDate="2022-01-01", effectiveFrom="2023-09-01")],
        BADGES[:1], enrolment=date(2023, 1, 1),
    ),
    "K05-notice-unsigned": unsigned_notice,
    "K05-notice-third": noticed(STRANGER, "2023-01-01"),
    "K07-two": lambda: one(two_agreements()),
    "K07-precedence": lambda: one(precedence()),
    "K07-order": lambda: one(two_agreements()[::-1]),
    "K08-before": lambda: one(evidence=[dated("2023-08-31")], agreements=texts(from_september)),
    "K08-inside": lambda: one(texts(ends_in_2024), on=date(2025, 2, 3)),
    "K08-reissue": lambda: one(texts(from_september), [
        badge(
            0, validFrom="2024-06-01T00:00:00Z",
            credentialSubject=SUBJECT | {"activityEndDate": "2023-08-31T00:00:00Z"},
        )
    ]),
    "K08-no-date": lambda: one(evidence=[undated()]),
    "K09-other": lambda: one(evidence=[badge(0, STRANGER)]),
    "K09-name": lambda: one(evidence=[badge(0, STRANGER, issuer={
        "id": STRANGER.controller, "type": ["Profile"], "name": "University A (invented)",
    })]),
    "K09-alias-unsigned": lambda: one(evidence=[badge(0, STRANGER)]),
    "K09-alias-signed": lambda: one(texts(alias(STRANGER.controller)), [badge(0, STRANGER)]),
    "K09-prefix": lambda: one(evidence=[
        eccoe_vc.unsafe_assume_verified(
            (BADGES[0].envelope.document or {}) | {"issuer": A.controller + "x"}, reason="a test"
        )
    ]),
}  # fmt: skip


def from_september(text: Tree) -> None:
    text["period"]["startDate"] = "2023-09-01"


def ends_in_2024(text: Tree) -> None:
    text["period"] |= {"endDate": "2024-12-31"}
    text["period"].pop("claimPeriod", None)


def enrolled(text: Tree) -> None:
    text["termination"] |= {"vestedRights": "enrolledOrCompletedBeforeEffect", "teachOutPeriod": "P2Y"}


def notice_about(change: Callable[[Tree], Any], **terms: Any) -> Any:
    from eccoe_vc.agreements import digests

    return notice(B, agreementDigest=digests.of_json(agreement(change)), **terms)


# ---- K11 to K15: which learning, and whose -----------------------------------------------------------------------


def achievement(name: str) -> Asked:
    """The same badge, name and description included, under another id."""
    return lambda: one(evidence=[changed(achievement={"id": name})])


def about(subject: Any) -> Verified:
    tree = copy.deepcopy(BADGES[0].envelope.document or {})
    learning = {name: value for name, value in SUBJECT.items() if name != "id"}
    return eccoe_vc.unsafe_assume_verified(tree | {"credentialSubject": learning | subject}, reason="a test")


IDENTITY: Final = {
    "type": "IdentityObject", "hashed": True, "identityType": "emailAddress", "salt": "s",
    "identityHash": "sha256$" + "0" * 64,
}  # fmt: skip
ADA: Final = Learner(LEARNER.ids, {"emailAddress": ["ada@example.org"]})
LEARNING: Final[dict[str, Asked]] = {
    "K11-unlisted": achievement("https://a.example/achievements/other"),
    "K11-same-name": achievement("https://a.example/achievements/twin"),
    "K11-case": achievement(SUBJECT["achievement"]["id"].upper().replace("HTTPS://A.EXAMPLE", "https://a.example")),
    "K11-version-path": achievement(SUBJECT["achievement"]["id"] + "/2"),
    "K14-other": lambda: one(evidence=[badge(0, credentialSubject=SUBJECT | {"id": "did:example:other"})]),
    "K14-salt": lambda: one(evidence=[about({"identifier": [IDENTITY]})], learner=ADA),
    "K14-none": lambda: one(evidence=[about({})]),
    "K14-bearer": lambda: one(evidence=[about({})], bearer_ok=True),
    "K15-twins": lambda: one(evidence=[badge(0, credentialSubject=SUBJECT | {"id": "did:example:namesake"})]),
    "K15-two-ids": lambda: one(
        evidence=[badge(0, credentialSubject=SUBJECT | {"id": "did:example:second"})],
        learner=Learner((*LEARNER.ids, "did:example:second")),
    ),
    "K21-chain": lambda: test_chains.asked([*test_chains.first(not_transitive), *test_chains.second(not_transitive)]),
    "K21-explicit": lambda: test_chains.asked([*test_chains.first(), *test_chains.second()]),
}  # fmt: skip


def not_transitive(text: Tree) -> None:
    text["scope"]["transitive"] = False


# ---- K24 to K27: units, and what a text may hold -----------------------------------------------------------------


def by_ratio(text: Tree) -> None:
    text["rule"][0]["target"][0]["credit"] = {"ratio": "1"}


def counted(framework: str | None, value: str = "3", **more: Any) -> Any:
    points = None if framework is None else [SUBJECT["creditReceived"][0] | {"framework": framework, "point": value}]
    return changed(creditReceived=points, achievement={"creditPoint": None}, **more)


def from_hours(text: Tree) -> None:
    by_ratio(text)
    text["creditFramework"]["conversion"] = [{"from": "urn:x:hours", "ratio": "1/30"}]


def refused_text(change: Callable[[Tree], Any]) -> Asked:
    """A text that nobody can sign for anything: refused when it is read, before any credential is looked at."""

    def ask() -> Decision:
        text = agreement(only_r1)
        change(text)
        read(text)
        return one([verified(signer, agreement(change)) for signer in (A, B)])

    return ask


def several(*changes: Callable[[Tree], Any]) -> Asked:
    """Each is refused; the last one is asked for its code."""

    def ask() -> Decision:
        for change in changes[:-1]:
            with pytest.raises(AgreementError, match=r"rule\.syntax"):
                refused_text(change)()
        return refused_text(changes[-1])()

    return ask


def in_rule(**members: Any) -> Callable[[Tree], Any]:
    return lambda text: text["rule"][0].update(members)


def named(name: str) -> Callable[[Tree], Any]:
    return lambda text: text["rule"][0].update(source={"achievement": name})


TERMS: Final[dict[str, Asked]] = {
    "K24-us": lambda: one(texts(by_ratio), [counted("urn:x:us-credit-hour")]),
    "K24-missing": lambda: one(texts(by_ratio), [counted(None, creditsEarned=3)]),
    "K24-unknown": lambda: one(texts(by_ratio), [counted("urn:x:CP")]),
    "K24-hours": lambda: one(texts(from_hours), [counted("urn:x:hours", "90")]),
    "K24-rule-missing": refused_text(lambda text: text.pop("creditFramework")),
    "K26-import": several(in_rule(condition="__import__('os').system('x')")),
    "K26-class": several(in_rule(condition="().__class__.__bases__")),
    "K26-format": several(*(named(text) for text in ("{0.__class__}", "%(x)s", "${x}", "{{ x }}"))),
    "K26-unknown-op": several(in_rule(condition={"python": "1"})),
    "K26-extra": several(in_rule(eval="1")),
    "K27-regex": several(named("^(a+)+$")),
    "K27-glob": several(named("https://a.example/**")),
    "K27-jsonpath": several(named("$..[?(@.x)]"), named("//achievement[@id]")),
    "K27-empty": several(named(""), lambda text: text["rule"][0].update(source={})),
}  # fmt: skip


# ---- K33, K39: what could not be found out, and levels -----------------------------------------------------------


def unread() -> Verified:
    tree = copy.deepcopy(EXAMPLE["credential"][0]) | {"issuer": {"id": A.controller, "type": ["Profile"]}}
    tree.pop("credentialSchema", None)
    tree["credentialStatus"] = {
        "id": "https://a.example/status/1#5", "type": "BitstringStatusListEntry", "statusPurpose": "revocation",
        "statusListIndex": "5", "statusListCredential": "https://a.example/status/1",
    }  # fmt: skip
    secured = eccoe_vc.issue(tree, signer=A, created=AT)
    lenient = eccoe_vc.policies.credential(trust=eccoe_vc.UnsafeAnyIssuer(reason="a test"), status="optional")
    return eccoe_vc.verify(secured.text, policy=lenient, at=AT)


def level(*names: str) -> Asked:
    return lambda: one(evidence=[changed(achievement={"eqfLevel": list(names) or None})])


def alignment(framework: str, code: str) -> Asked:
    entry = {
        "type": ["Alignment"], "targetName": "Level", "targetUrl": "https://x.example/level", "targetCode": code,
        "targetFramework": framework,
    }  # fmt: skip
    return lambda: one(evidence=[changed(achievement={"eqfLevel": None, "alignment": [entry]})])


OTHERS: Final[dict[str, Asked]] = {
    "K33-down": lambda: decided(BOTH, [eccoe_vc.inspect(b"{}", policy=POLICY, at=AT)]),  # type: ignore[list-item]
    "K33-policy": lambda: one(evidence=[unread()]),
    "K39-lower": level("http://data.europa.eu/snb/eqf/5"),
    "K39-none": level(),
    "K39-higher": level("http://data.europa.eu/snb/eqf/7"),
    "K39-framework": alignment("NQF of some country", "6"),
    "K39-text": lambda: (alignment("EQF", "EQF 10")(), alignment("EQF", "six")())[-1],
}

# ---- K38: a party's key that was revoked ---------------------------------------------------------------------------

#: A party whose key stands in a document that it publishes, and the key that takes over.
WEB: Final = "did:web:recognising.example"
FIRST, SECOND = (LocalSigner.generate("Ed25519", controller=WEB) for _ in range(2))


def by_party_on_the_web(revoked: datetime, *signers: LocalSigner, text: Any = only_r1, **known: Any) -> list[Verified]:
    """Both counterparts; that of the recognising party under its document of today, in which its first key is revoked.

    :param known: ``signed_before``, evidence of time; ``signing_time``, what the policy asks for.
    """
    document = rotate(controller_document(WEB, [FIRST]), SECOND, at=AT, revoked=revoked)
    policy = POLICY.with_(signing_time=known.pop("signing_time", "proved"))
    sources = Sources(**known).with_document(address(WEB), document)
    terms = json.loads(json.dumps(agreement(text)).replace(B.controller, WEB))
    made = [verified(A, terms)]
    for signer in signers or (FIRST,):
        tree = copy.deepcopy(COUNTERPART) | {"issuer": WEB, "credentialSubject": terms}
        tree.pop("credentialStatus")
        secured = eccoe_vc.issue(tree, signer=signer, securing=eccoe_vc.EDDSA_JCS_2022, created=AT)
        made.append(eccoe_vc.verify(secured.text, policy=policy, sources=sources, at=AT + 30 * DAY))
    return made


DAY: Final = timedelta(days=1)
KEYS: Final[dict[str, Asked]] = {
    "K38-evidence": lambda: one(by_party_on_the_web(AT + 9 * DAY, signed_before=AT + DAY), host=WEB),
    "K38-none": lambda: one(by_party_on_the_web(AT + 9 * DAY, signing_time="stated"), host=WEB),
    "K38-before": lambda: one(by_party_on_the_web(AT - 9 * DAY, signing_time="stated"), host=WEB),
}


def test_without_evidence_a_counterpart_is_not_even_verified_unless_the_policy_takes_the_word_of_the_signer() -> None:
    with pytest.raises(VerificationError) as caught:
        by_party_on_the_web(AT + 9 * DAY)
    assert caught.value.report.verdict == "indeterminate"
    assert caught.value.code == "key.revoked"
    with pytest.raises(VerificationError) as caught:  # evidence that is not older than the end of the key is none
        by_party_on_the_web(AT + 9 * DAY, signed_before=AT + 9 * DAY)
    assert caught.value.code == "key.revoked"


def test_a_counterpart_that_is_signed_again_takes_the_doubt_away() -> None:
    doubtful = by_party_on_the_web(AT + 9 * DAY, signing_time="stated")
    assert {row["reason"][0] for row in one(doubtful, host=WEB).record()["pending"]} == {"key.revoked"}
    for order in itertools.permutations(by_party_on_the_web(AT + 9 * DAY, FIRST, SECOND, signing_time="stated")):
        decision = one(list(order), host=WEB)
        assert "grant" in decision.record()
        assert one(RuleBase.of(order), host=WEB).record()["grant"] == decision.record()["grant"]  # type: ignore[arg-type]
    assert {row["reason"][0] for row in one(RuleBase.of(doubtful), host=WEB).record()["pending"]} == {"key.revoked"}  # type: ignore[arg-type]


def test_a_refusal_in_doubt_refuses_nobody() -> None:
    def refusing(text: Tree) -> None:
        only_r1(text)
        text["rule"][0] |= {
            "outcome": "refused", "target": [{"kind": "none"}], "ground": ["level"], "note": {"en": "Too low."},
        }  # fmt: skip

    later = AT + 9 * DAY
    doubtful = one(by_party_on_the_web(later, text=refusing, signing_time="stated"), host=WEB)
    proved = one(by_party_on_the_web(later, text=refusing, signed_before=AT + DAY), host=WEB)
    assert len(proved.choice.refused) == 1
    assert doubtful.choice.refused == ()
    assert "grant" not in doubtful.record()


def test_evidence_of_a_learner_under_a_revoked_key_is_left_to_a_person() -> None:
    """The awarding body's key was revoked after the date of the badge: with proof it counts, without it does not."""
    awarding = LocalSigner.generate("Ed25519", controller="did:web:awarding.example")
    document = rotate(
        controller_document(awarding.controller, [awarding]), LocalSigner.generate("Ed25519").public_key,
        at=AT, revoked=AT + 9 * DAY,
    )  # fmt: skip
    sources = Sources().with_document(address(awarding.controller), document)
    terms = json.loads(json.dumps(agreement(only_r1)).replace(A.controller, awarding.controller))
    text = {**copy.deepcopy(COUNTERPART), "credentialSubject": terms}
    text.pop("credentialStatus")
    texts = []
    for signer in (awarding, B):
        secured = eccoe_vc.issue(text | {"issuer": signer.controller}, signer=signer, created=AT,
                                 securing=eccoe_vc.EDDSA_JCS_2022)  # fmt: skip
        texts.append(eccoe_vc.verify(secured.text, policy=POLICY, sources=sources, at=AT))
    tree = copy.deepcopy(EXAMPLE["credential"][0]) | {"issuer": {"id": awarding.controller, "type": ["Profile"]}}
    for unread in ("credentialStatus", "credentialSchema"):
        tree.pop(unread, None)
    held = eccoe_vc.issue(tree, signer=awarding, created=AT).text

    def asked(policy: Any = POLICY, **known: Any) -> Decision:
        found = eccoe_vc.verify(held, policy=policy, sources=sources.with_(**known), at=AT + 30 * DAY)
        return one(texts, [found])

    with pytest.raises(VerificationError, match=r"key\.revoked"):
        asked()
    doubtful = asked(POLICY.with_(signing_time="stated"))
    assert {row["reason"][0] for row in doubtful.record()["pending"]} == {"key.revoked"}
    proved = asked(signed_before=AT + DAY)
    assert "grant" in proved.record()
    assert "key.revoked_later" in proved.notes


BUILDERS: Final[dict[str, Asked]] = SIGNING | IN_FORCE | LEARNING | TERMS | OTHERS | KEYS


def codes(decision: Decision) -> set[str]:
    """Every code in a decision: of what is not used, refused, or left to a person."""
    found = {row.code for row in decision.unused} | {code for row in decision.refused for code in row.codes}
    return found | {code for row in decision.record().get("pending", ()) for code in row["reason"]}


@pytest.mark.parametrize("variant", [variant for variant in variants("K") if variant.id in BUILDERS], ids=str)
def test_variant(variant: Variant) -> None:
    expected = variant.expected
    [verdict] = expected["verdict"]
    wanted = set(expected.get("code", ()))
    try:
        decision = BUILDERS[variant.id]()
    except (EccoeError, TypeError) as error:
        assert verdict in ("refused", "raises"), f"{variant.id}: {error}"
        found = {row.code for row in error.findings} if isinstance(error, EccoeError) else set()
        if isinstance(error, VerificationError):
            found |= {check.code for check in error.report.problems()}
        assert found & wanted, f"{variant.id}: {error}"
        assert verdict != "raises" or type(error).__name__ == expected["error"]
        return
    granted = "grant" in decision.record()
    assert granted == (verdict == "granted"), f"{variant.id}: {decision}"
    assert set(expected.get("notes", ())) <= set(decision.notes), decision.notes
    if verdict == "manual_review":
        assert {row["reason"][0] for row in decision.record()["pending"]} & wanted, f"{variant.id}: {decision}"
    if wanted:
        assert codes(decision) & wanted, f"{variant.id}: {decision}"


def test_the_untouched_fixture_is_granted() -> None:
    assert "grant" in one().record()
