"""Endorsements: wherever they stand and however they are signed, each has its own report and none lifts a verdict."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any
from uuid import NAMESPACE_URL, uuid5

import pytest
from tests.attacks.bases import (
    AT,
    ISSUER,
    OB,
    SCHEMA_URL,
    V1,
    V2,
    Tree,
    policy,
    raw_signed,
    schema,
    signed,
    signer,
    unsigned,
)
from tests.attacks.test_group_b import EXTENSION
from tests.attacks.test_group_b import supplied as with_context
from tests.unit.verification.test_nested import codes, endorsed
from tests.unit.verification.test_pipeline import Recording

from eccoe_vc import (
    ED25519_SIGNATURE_2020,
    OFFLINE,
    SD_JWT_VCDM,
    VC_COSE,
    VC_JOSE,
    VC_JWT_OB3,
    Report,
    Sources,
    TrustedIssuers,
    inspect,
    issue,
    policies,
)
from eccoe_vc.limits import Budget
from eccoe_vc.status import status_entry

ENDORSER = signer("endorser")
SOIL = "https://north.example/achievements/soil"
PLACE = "/credentialSubject/achievement/endorsement/0"
MADE = AT - timedelta(days=30)


def praise(about: Any = SOIL, by: Any = ENDORSER, **members: Any) -> Tree:
    """An endorsement that is not signed yet."""
    tree: Tree = {
        "@context": [V2, OB],
        "id": f"urn:uuid:{uuid5(NAMESPACE_URL, f'{about} {by.controller} {len(str(members))}')}",
        "type": ["VerifiableCredential", "EndorsementCredential"],
        "name": "Endorsement",
        "issuer": {"id": by.controller, "type": ["Profile"], "name": "A body"},
        "validFrom": "2026-01-20T00:00:00Z",
        "credentialSubject": {"id": about, "type": ["EndorsementSubject"], "endorsementComment": "Well made."},
    } | {{"context": "@context"}.get(name, name): value for name, value in members.items()}
    return {name: value for name, value in tree.items() if value is not ...}


def told(*args: Any, **members: Any) -> Tree:
    by = members.get("by", ENDORSER)
    return raw_signed(praise(*args, **members), by=by)


def token(form: Any, tree: Tree | None = None, by: Any = ENDORSER) -> Any:
    return issue(tree or praise(), signer=by, securing=form, created=MADE)


def report(tree: Tree, sources: Sources = OFFLINE, **answers: Any) -> Report:
    return inspect(tree, policy=policy(**answers), sources=sources, at=AT)


def inside(found: Report, pointer: str = PLACE) -> Report:
    assert found.nested is not None
    return found.nested[pointer]


# ---- where they stand ------------------------------------------------------------------------------------------------


def profile(who: str, *endorsements: Any, **members: Any) -> Tree:
    return {"id": who, "type": ["Profile"], "name": "A body", "endorsement": list(endorsements)} | members


def test_endorsements_stand_on_the_credential_the_achievement_and_every_profile() -> None:
    creator, learner_of = "https://north.example/creator", unsigned()["id"]
    tree = unsigned(endorsement=[told(learner_of)], issuer=profile(ISSUER, told(ISSUER)))
    tree["credentialSubject"]["achievement"] |= {
        "endorsement": [told()],
        "creator": profile(creator, told(creator)),
        "endorsementJwt": [token(VC_JWT_OB3).text],
    }
    found = report(signed(tree))
    assert found.verdict == "accepted", str(found)
    places = {
        "/endorsement/0", "/issuer/endorsement/0", PLACE, "/credentialSubject/achievement/creator/endorsement/0",
        "/credentialSubject/achievement/endorsementJwt/0",
    }  # fmt: skip
    assert set(found.nested or {}) == places
    assert {one.verdict for one in (found.nested or {}).values()} == {"accepted"}
    assert "endorsement.subject" not in codes(found)


@pytest.mark.parametrize("member", ["issuer", "creator"])
def test_a_broken_endorsement_of_a_profile_counts_as_one_of_the_credential_does(member: str) -> None:
    creator = "https://north.example/creator"
    broken = told(ISSUER if member == "issuer" else creator)
    broken["credentialSubject"]["endorsementComment"] = "The best of all."
    tree = unsigned()
    if member == "issuer":
        tree["issuer"] = profile(ISSUER, broken)
    else:
        tree["credentialSubject"]["achievement"]["creator"] = profile(creator, broken)
    found = report(raw_signed(tree))
    assert (found.verdict, found.check("endorsements").code) == ("rejected", "endorsement.invalid")


def test_an_endorser_may_be_endorsed_and_its_report_stands_in_the_report_of_what_it_says() -> None:
    agency = signer("agency")
    who = {"id": ENDORSER.controller, "type": ["Profile"], "name": "A body"}
    good = told(ENDORSER.controller, by=agency)
    found = report(raw_signed(endorsed(told(issuer={**who, "endorsement": [good]}))))
    assert found.verdict == "accepted"
    assert inside(inside(found), "/issuer/endorsement/0").verdict == "accepted"
    other = told(ISSUER, by=agency)
    found = report(raw_signed(endorsed(told(issuer={**who, "endorsement": [other]}))))
    assert inside(found).check("endorsements").code == "endorsement.subject"
    assert (found.verdict, found.check("endorsements").code) == ("rejected", "endorsement.invalid")


def test_depth_and_number_are_bounded_on_one_account() -> None:
    deep = told()
    who = deep["issuer"]
    for _ in range(10):
        deep = told(ENDORSER.controller, issuer={**who, "endorsement": [deep]})
    found = report(raw_signed(unsigned(issuer={**profile(ISSUER), "endorsement": [deep]})))
    assert found.verdict == "rejected"
    level, seen = found, set[str]()
    while level.nested:
        seen |= {finding.code for finding in level.check("endorsements").findings}
        level = next(iter(level.nested.values()))
    seen |= {finding.code for finding in level.check("endorsements").findings}
    assert "endorsement.limit" in seen
    six = signed(endorsed(*[told(id=f"urn:uuid:9a0c3f0e-8f2e-4b1e-9c1d-0a6f4f1f2b1{n}") for n in range(6)]))
    for answer in ("check", "report"):
        many = report(six, budget=Budget(embedded=5), endorsements=answer)
        assert (many.verdict, many.check("endorsements").code) == ("rejected", "endorsement.limit")
        assert many.check("endorsements").pointer == "/credentialSubject/achievement/endorsement/5"
    assert report(six, budget=Budget(embedded=6)).verdict == "accepted"


# ---- how they are signed ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("form", [VC_JWT_OB3, VC_JOSE], ids=lambda form: form.name)
def test_a_token_is_an_endorsement_of_its_own(form: Any) -> None:
    found = report(signed(endorsed(token(form).text, member="endorsementJwt")))
    assert found.verdict == "accepted", str(found)
    assert inside(found, PLACE.replace("endorsement/", "endorsementJwt/")).verdict == "accepted"
    assert "endorsement.subject" not in codes(found)


def test_the_member_for_tokens_takes_none_with_disclosures() -> None:
    """Open Badges 3.0: a CompactJws. Other forms stand in envelopes."""
    made = raw_signed(endorsed(token(SD_JWT_VCDM).text, member="endorsementJwt"))
    assert report(made).check("model").code == "model.value"


@pytest.mark.parametrize("form", [VC_JOSE, SD_JWT_VCDM, VC_COSE], ids=lambda form: form.name)
def test_a_token_may_stand_in_an_envelope(form: Any) -> None:
    envelope = dict(token(form).enveloped())
    found = report(raw_signed(endorsed(envelope), suite="eddsa-jcs-2022"))
    assert inside(found).verdict == "accepted", str(inside(found))
    assert codes(found).isdisjoint({"endorsement.invalid", "endorsement.unverified", "endorsement.subject"})
    other = dict(token(form, praise("https://north.example/achievements/other")).enveloped())
    found = report(raw_signed(endorsed(other), suite="eddsa-jcs-2022"))
    assert "endorsement.subject" in codes(found)


def test_a_token_that_holds_another_credential_is_no_endorsement() -> None:
    badge = unsigned(issuer={"id": ENDORSER.controller, "type": ["Profile"], "name": "A body"})
    badge["credentialSubject"]["id"] = SOIL
    found = report(signed(endorsed(token(VC_JWT_OB3, badge).text, member="endorsementJwt")))
    assert (found.verdict, found.check("endorsements").code) == ("rejected", "endorsement.invalid")
    assert found.check("endorsements").pointer.endswith("/endorsementJwt/0/type")


# ---- what they must say ----------------------------------------------------------------------------------------------


def test_a_thing_without_an_id_is_not_what_an_endorsement_without_one_is_about() -> None:
    tree = endorsed(told(credentialSubject={"type": ["EndorsementSubject"]}))
    del tree["credentialSubject"]["achievement"]["id"]
    found = report(raw_signed(tree, suite="eddsa-jcs-2022"), endorsements="report")
    assert codes(found) & {"endorsement.subject", "endorsement.invalid"}


def test_an_endorsement_needs_a_name() -> None:
    found = report(raw_signed(endorsed(told(name=...))))
    assert (inside(found).verdict, inside(found).check("model").code) == ("rejected", "model.missing")
    assert found.check("endorsements").code == "endorsement.invalid"


def test_an_endorsement_of_data_model_1_is_read() -> None:
    old = praise(context=[V1, OB], validFrom=..., issuanceDate="2026-01-20T00:00:00Z")
    # Under RDF the terms of one version are protected from the other; a suite that signs bytes carries both.
    made = raw_signed(endorsed(signed(old, ED25519_SIGNATURE_2020, ENDORSER)), suite="eddsa-jcs-2022")
    found = report(made, legacy=True)
    assert inside(found).verdict == "accepted", str(inside(found))
    assert found.verdict == "accepted", str(found)


def test_an_endorsement_that_has_ended_fails_the_badge_unless_it_is_only_reported() -> None:
    ended = endorsed(told(validUntil="2026-03-01T00:00:00Z"))
    assert report(signed(ended)).verdict == "rejected"
    assert report(signed(ended), endorsements="report").verdict == "accepted"


def test_a_member_of_this_name_in_another_vocabulary_is_no_endorsement() -> None:
    sources = with_context(
        {"endorsement": "https://south.example/v#endorsement", "Thing": "https://south.example/v#Thing"}
    )
    for value in ("Approved by the board.", {"type": "Thing", "proof": {"type": "Thing"}}):
        tree: Mapping[str, Any] = {
            "@context": [V2, EXTENSION],
            "type": ["VerifiableCredential"],
            "issuer": ISSUER,
            "credentialSubject": {"id": "urn:uuid:5a0c3f0e-8f2e-4b1e-9c1d-0a6f4f1f2b11", "endorsement": value},
        }
        made = raw_signed(dict(tree), suite="eddsa-jcs-2022")
        found = inspect(made, policy=policies.credential(trust=TrustedIssuers({ISSUER})), sources=sources, at=AT)
        assert found.nested is None
        assert "endorsement.invalid" not in codes(found)
        assert codes(found) & {"endorsement.unsigned", "endorsement.unverified"}


# ---- whom one trusts, and what is asked for --------------------------------------------------------------------------


def test_the_report_says_which_endorser_is_trusted() -> None:
    badge = signed(endorsed(told()))
    stranger, known = report(badge), inspect(badge, policy=policy(ENDORSER.controller), at=AT)
    assert (inside(stranger).verdict, inside(stranger).trusted) == ("accepted", False)
    assert (inside(known).verdict, inside(known).trusted) == ("accepted", True)
    assert stranger.trusted
    assert known.to_dict()["nested"][PLACE]["trusted"] is True


def test_a_trusted_endorser_makes_no_issuer_trusted() -> None:
    found = inspect(
        signed(endorsed(told())), policy=policies.open_badge(trust=TrustedIssuers({ENDORSER.controller})), at=AT
    )
    assert (found.verdict, found.trusted) == ("indeterminate", False)
    assert inside(found).trusted


def entry(url: str = SCHEMA_URL) -> list[Tree]:
    return [{"id": url, "type": "JsonSchema"}]


def test_schemas_of_endorsements_are_read_under_the_same_rules() -> None:
    badge = signed(endorsed(told(credentialSchema=entry())))
    away = report(badge)
    assert (away.verdict, inside(away).check("schema").code) == ("accepted", "schema.unavailable")
    assert "endorsement.unverified" in codes(away)
    assert report(badge, OFFLINE.with_document(SCHEMA_URL, schema())).verdict == "accepted"
    leaves = report(badge, OFFLINE.with_document(SCHEMA_URL, schema(required=["x"])))
    assert (leaves.verdict, leaves.check("endorsements").code) == ("rejected", "endorsement.invalid")


def test_what_endorsements_name_is_asked_for_only_if_the_badge_is_in_order() -> None:
    url = "https://agency.example/status/1"
    tree = endorsed(
        told(credentialStatus=status_entry(url, 3), credentialSchema=entry("https://agency.example/schema"))
    )
    fetch = Recording()
    found = report(signed(tree), OFFLINE.with_(fetch=fetch))
    assert [wanted.url for wanted in fetch.asked] == [url, "https://agency.example/schema"]
    assert (found.verdict, "endorsement.unverified" in codes(found)) == ("accepted", True)
    nobodys = policies.open_badge(trust=TrustedIssuers({signer("nobody").controller}))
    for badge, asked in ((signed(tree | {"validUntil": "2026-03-01T00:00:00Z"}), policy()), (signed(tree), nobodys)):
        fetch = Recording()
        inspect(badge, policy=asked, sources=OFFLINE.with_(fetch=fetch), at=AT)
        assert fetch.asked == []
