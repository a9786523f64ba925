"""How well an issuer is known, from pinned to self-asserted; and nothing where no key was shown to be its."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from tests.attacks.bases import AT, ISSUER, Tree, di, signer, unsigned
from tests.attacks.jwt_bases import jwt
from tests.unit.verification.trust.judging import judged

from eccoe_vc import OFFLINE, PinnedKeys, Report, Sources, TrustedIssuers, UnsafeAnyIssuer, inspect, issue, policies

WEB, HTTPS = "did:web:north.example", "https://north.example/issuer"
URLS = {WEB: "https://north.example/.well-known/did.json", HTTPS: HTTPS}
ANYBODY = UnsafeAnyIssuer(reason="a test of levels")
NOBODY = TrustedIssuers({"did:web:south.example"})


def badge(issuer: str) -> Tree:
    named = {"id": issuer, "type": ["Profile"], "name": "North University"}
    return dict(issue(unsigned(issuer=named), signer=signer(controller=issuer), created=AT).document or {})


def web(issuer: str) -> Sources:
    by = signer(controller=issuer)
    key = {"type": "Multikey", "controller": issuer, "publicKeyMultibase": by.public_key.to_multikey()}
    method = {"id": by.verification_method, **key}
    document = {"id": issuer, "verificationMethod": [method], "assertionMethod": [by.verification_method]}
    return OFFLINE.with_document(URLS[issuer], document)


def level(report: Report) -> str | None:
    assert report.to_dict().get("trust", {}).get("level") == (report.trust.level if report.trust else None)
    return report.trust.level if report.trust else None


@pytest.mark.attack("H18", "report")
@pytest.mark.parametrize("rule", [ANYBODY, NOBODY], ids=["anybody", "nobody known"])
def test_whom_nobody_named(rule: Any) -> None:
    assert level(judged(rule)) == "self-asserted"
    assert level(judged(rule, badge=jwt())) == "self-asserted"
    for issuer in (WEB, HTTPS):
        report = judged(rule, badge=badge(issuer), sources=web(issuer))
        assert level(report) == "resolvable"
        assert report.trust is not None
        assert "north.example" in report.trust.by
        assert not report.trusted


@pytest.mark.parametrize("issuer", [WEB, HTTPS])
def test_whom_the_verifier_named_or_pinned(issuer: str) -> None:
    named = TrustedIssuers({issuer})
    assert level(judged(named, badge=badge(issuer), sources=web(issuer))) == "listed"
    pinned = OFFLINE.with_(keys=PinnedKeys({issuer: signer().public_key}))
    for rule in (named, ANYBODY, NOBODY):
        report = judged(rule, badge=badge(issuer), sources=pinned)
        assert level(report) == "pinned"
        assert report.trusted == (rule is named)


def test_a_pin_of_another_issuer_lifts_nobody() -> None:
    other = OFFLINE.with_(keys=PinnedKeys({WEB: signer().public_key}))
    assert level(judged(ANYBODY, sources=other)) == "self-asserted"
    assert level(judged(TrustedIssuers({ISSUER}))) == "listed"


@pytest.mark.parametrize("rule", [TrustedIssuers({ISSUER}), ANYBODY], ids=["named", "anybody"])
def test_a_name_alone_has_no_level(rule: Any) -> None:
    forged = di()
    forged["name"] = "Another name"
    assert level(judged(rule, badge=forged)) is None
    unbound = badge(HTTPS)
    assert level(judged(TrustedIssuers({HTTPS}), badge=unbound)) is None
    assert level(judged(TrustedIssuers({HTTPS}), badge=unsigned())) is None
    token = jwt()
    assert level(judged(rule, badge=f"{token[:-6]}AAAAAA")) is None


def test_nobody_asked_for_a_level() -> None:
    report = inspect(di(), policy=policies.proof_only(), at=AT)
    assert report.trust is None
    assert "trust" not in report.to_dict()


def test_a_key_that_came_with_the_credential_is_nobodys() -> None:
    tree = unsigned(issuer={"id": HTTPS, "type": ["Profile"], "name": "North University"})
    name = f"{HTTPS}#{signer().public_key.to_multikey()}"
    by = signer(controller=HTTPS)
    made = dict(issue(tree, signer=by, created=AT).document or {})
    if made["proof"]["verificationMethod"] != name:
        pytest.fail("the fixture names its key otherwise")
    report = judged(TrustedIssuers({HTTPS}), badge=made, unsafe_fragment_key=True)
    assert report.verdict == "accepted"
    assert level(report) == "self-asserted"


def test_an_archived_document_of_an_unknown_method_was_the_callers() -> None:
    from eccoe_vc.keys import ControllerDocument

    issuer = "did:new:abc"
    by = signer(controller=issuer)
    key = {"type": "Multikey", "controller": issuer, "publicKeyMultibase": by.public_key.to_multikey()}
    document = {
        "id": issuer,
        "verificationMethod": [{"id": by.verification_method, **key}],
        "assertionMethod": [by.verification_method],
    }
    archived = OFFLINE.with_(archived={issuer: ControllerDocument.read(document, expected_id=issuer)})
    assert level(judged(ANYBODY, badge=badge(issuer), sources=archived)) == "pinned"


@pytest.mark.attack("H18", "doc")
def test_what_no_verifier_can_see_is_written_down() -> None:
    page = (Path(__file__).parents[4] / "docs" / "explanation" / "whose-key-is-it.md").read_text(encoding="utf-8")
    said = " ".join(page.split())
    assert "whoever takes over the domain, its hosting account or a certificate for it" in said
    assert "no verifier can see that" in said
    assert "pin-a-key.md" in said
