"""A domain calls a DID its own (DIF Well Known DID Configuration 1.0): both forms and directions, and what is none."""

from __future__ import annotations

import copy
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from tests.attacks.bases import AT, ISSUER, V1, Tree, di, raw_signed, signer, unsigned
from tests.unit.verification.trust.judging import Web, issuer_codes, judged, noted

from eccoe_vc import (
    ED25519_SIGNATURE_2020,
    EDDSA_RDFC_2022,
    OFFLINE,
    VC_JWT_1_1,
    AnyOf,
    InputTypeError,
    LinkedDomains,
    TrustedIssuers,
    issue,
)
from eccoe_vc.jsonld.documents import EVERYTHING
from eccoe_vc.verification.trust.linking import CONTEXT, is_origin, linked_origins

ORIGIN = "https://north.example"
URL = f"{ORIGIN}/.well-known/did-configuration.json"
WEB = "did:web:north.example"
OTHER = signer("other")
LEGACY = OFFLINE.with_(documents=EVERYTHING)
MADE = AT - timedelta(days=9)


def linkage(did: str = ISSUER, origin: str = ORIGIN, **members: Any) -> Tree:
    tree: Tree = {
        "@context": [V1, CONTEXT],
        "type": ["VerifiableCredential", "DomainLinkageCredential"],
        "issuer": did,
        "issuanceDate": "2026-01-01T00:00:00Z",
        "expirationDate": "2027-01-01T00:00:00Z",
        "credentialSubject": {"id": did, "origin": origin},
    }
    return {name: value for name, value in (tree | members).items() if value is not ...}


def embedded(tree: Tree | None = None, by: Any = None, securing: Any = EDDSA_RDFC_2022) -> Tree:
    made = issue(tree or linkage(), signer=by or signer(), securing=securing, sources=LEGACY, created=MADE)
    return copy.deepcopy(dict(made.document or {}))


def token(tree: Tree | None = None, by: Any = None) -> str:
    return issue(tree or linkage(), signer=by or signer(), securing=VC_JWT_1_1, sources=LEGACY, created=MADE).text


def configuration(*entries: Any, **members: Any) -> Tree:
    return {"@context": CONTEXT, "linked_dids": list(entries)} | members


def said(*entries: Any, rule: Any = None, **pages: Any) -> Any:
    return judged(rule or LinkedDomains({ORIGIN}), {URL: configuration(*entries)} | pages)


@pytest.mark.parametrize("make", [embedded, token], ids=["embedded proof", "token"])
def test_a_did_that_is_a_key_is_known_by_the_domain_that_calls_it_its_own(make: Callable[[], Any]) -> None:
    web = Web({URL: configuration(make())})
    report = judged(LinkedDomains({ORIGIN}), web)
    assert (report.verdict, report.trusted) == ("accepted", True), report.to_dict()
    assert [(wanted.url, wanted.purpose) for wanted in web.asked] == [(URL, "domain linkage")]
    assert report.trust is not None
    assert report.trust.level == "listed"
    assert report.trust.known_as == (("web", ORIGIN, "its DID configuration"),)
    assert "trust.listed" in noted(report)


def test_the_suite_of_older_configurations_is_read_where_the_policy_takes_older_badges() -> None:
    entry = embedded(securing=ED25519_SIGNATURE_2020)
    for legacy, verdict in ((True, "accepted"), (False, "indeterminate")):
        rule, pages = LinkedDomains({ORIGIN}), {URL: configuration(entry)}
        assert judged(rule, pages, legacy=legacy).verdict == verdict


def test_a_badge_that_does_not_hold_causes_no_question() -> None:
    web, forged = Web({URL: configuration(token())}), di()
    forged["name"] = "Another name"
    assert judged(LinkedDomains({ORIGIN}), web, forged).verdict == "rejected"
    assert web.asked == []


def test_entries_of_others_are_passed_over() -> None:
    theirs = linkage(OTHER.controller)
    assert said(token(theirs, OTHER), embedded(theirs, OTHER), "no.token", {}, token()).verdict == "accepted"
    report = said(token(theirs, OTHER), "no.token", {})
    assert (report.verdict, issuer_codes(report)) == ("indeterminate", ["trust.not_linked"])


def tampered() -> Tree:
    tree = embedded(linkage(origin="https://other.example"))
    tree["credentialSubject"]["origin"] = ORIGIN
    return tree


@pytest.mark.parametrize(
    "entry",
    [
        lambda: token(linkage(origin="https://other.example")),  # carried from another domain
        lambda: embedded(linkage(origin=f"{ORIGIN}/")),
        lambda: embedded(linkage(origin="https://NORTH.example")),
        lambda: embedded(linkage(origin=f"{ORIGIN}.evil.example")),
        lambda: embedded(linkage(origin="http://north.example")),
        lambda: embedded(linkage(origin=f"{ORIGIN}:443")),
        lambda: linkage(),  # not signed
        tampered,
        lambda: raw_signed(linkage(), by=OTHER),  # by somebody who wants to be taken for the domain's
        lambda: embedded(linkage(issuer=OTHER.controller), OTHER),
        lambda: embedded(linkage(expirationDate="2026-05-31T00:00:00Z")),
        lambda: embedded(linkage(expirationDate=...)),
        lambda: embedded(linkage(id="urn:uuid:6a0c3f0e-8f2e-4b1e-9c1d-0a6f4f1f2b10")),
        lambda: embedded(linkage(type=["VerifiableCredential"], credentialSubject={"id": ISSUER})),
    ],
    ids=[
        "other origin", "slash", "case", "prefix", "http", "port", "unsigned", "tampered", "other signer",
        "other issuer", "ended", "no end", "with id", "another type",
    ],
)  # fmt: skip
def test_what_links_nobody(entry: Callable[[], Any]) -> None:
    report = said(entry())
    assert (report.verdict, issuer_codes(report)) == ("indeterminate", ["trust.not_linked"]), report.to_dict()
    assert report.trust is not None
    assert report.trust.level == "self-asserted"


@pytest.mark.parametrize(
    ("page", "code"),
    [
        (None, "trust.registry_unavailable"),
        (b"<html>", "trust.registry_invalid"),
        ({"linked_dids": []}, "trust.registry_invalid"),
        (configuration(extra=1), "trust.registry_invalid"),
        (configuration() | {"@context": "https://other.example/v1"}, "trust.registry_invalid"),
        (configuration() | {"linked_dids": {}}, "trust.registry_invalid"),
        (configuration(5), "trust.registry_invalid"),
        (configuration(), "trust.not_linked"),
    ],
)
def test_what_stands_at_the_address(page: Any, code: str) -> None:
    report = judged(LinkedDomains({ORIGIN}), {URL: page})
    assert (report.verdict, issuer_codes(report)) == ("indeterminate", [code])


def test_many_entries_of_one_did_are_not_all_verified() -> None:
    bad = [embedded(linkage(origin=f"https://u{index}.example")) for index in range(6)]
    assert said(*bad, token()).verdict == "indeterminate"
    assert said(*bad[:2], token()).verdict == "accepted"


def web_badge() -> Tree:
    by = signer(controller=WEB)
    made = issue(
        unsigned(issuer={"id": WEB, "type": ["Profile"], "name": "North University"}),
        signer=by,
        securing=EDDSA_RDFC_2022,
        created=MADE,
    )
    return dict(made.document or {})


def did_document(**members: Any) -> Tree:
    by = signer(controller=WEB)
    method = {
        "id": by.verification_method,
        "type": "Multikey",
        "controller": WEB,
        "publicKeyMultibase": by.public_key.to_multikey(),
    }
    return {"id": WEB, "verificationMethod": [method], "assertionMethod": [by.verification_method]} | members


SERVICE = {"id": f"{WEB}#domains", "type": "LinkedDomains", "serviceEndpoint": f"{ORIGIN}/"}


@pytest.mark.parametrize(
    ("service", "verdict"),
    [
        (SERVICE, "accepted"),
        (SERVICE | {"type": ["Other", "LinkedDomains"], "serviceEndpoint": {"origins": [ORIGIN]}}, "accepted"),
        (SERVICE | {"serviceEndpoint": ["https://other.example", ORIGIN]}, "accepted"),
        (SERVICE | {"type": "Other"}, "indeterminate"),
        (SERVICE | {"serviceEndpoint": "https://other.example"}, "indeterminate"),
        (SERVICE | {"serviceEndpoint": f"{ORIGIN}.evil.example"}, "indeterminate"),
        (5, "indeterminate"),
    ],
)
def test_both_directions(service: Any, verdict: str) -> None:
    pages = {
        URL: configuration(token(linkage(WEB), signer(controller=WEB))),
        f"{ORIGIN}/.well-known/did.json": did_document(service=[service]),
    }
    assert judged(LinkedDomains({ORIGIN}), pages, web_badge()).verdict == "accepted"
    report = judged(LinkedDomains({ORIGIN}, both=True), pages, web_badge())
    assert report.verdict == verdict
    if verdict != "accepted":
        assert issuer_codes(report) == ["trust.not_linked"]
        assert report.trust is not None
        assert report.trust.level == "resolvable"


def test_a_key_names_no_domain() -> None:
    report = said(token(), rule=LinkedDomains({ORIGIN}, both=True))
    assert (report.verdict, issuer_codes(report)) == ("indeterminate", ["trust.not_linked"])


def test_several_domains_and_rules() -> None:
    other = "https://a.example"
    report = said(token(), rule=LinkedDomains({other, ORIGIN}))
    assert report.verdict == "accepted"
    assert issuer_codes(judged(LinkedDomains(()), {})) == ["trust.no_anchor"]
    assert said(token(), rule=AnyOf(TrustedIssuers({WEB}), LinkedDomains({ORIGIN}))).verdict == "accepted"
    assert not LinkedDomains({ORIGIN}).judge(ISSUER)[0]


@pytest.mark.parametrize(
    "origin",
    [
        "https://north.example/", "http://north.example", "https://North.example", "https://north.example:443",
        "https://north.example:0", "https://north.example:65536", "https://a@north.example", "https://n\u043erth.example",
        "https://north.example?x", "https://north.example#x", "north.example", "https://", "https://-a.example",
        "https://north..example", "https://north.example.", "https://[::1]", "https://north.example:80:80", 5,
    ],
)  # fmt: skip
def test_what_is_no_origin(origin: Any) -> None:
    assert not is_origin(origin)
    with pytest.raises(InputTypeError):
        LinkedDomains({origin})


def test_what_is_an_origin() -> None:
    for origin in ("https://north.example", "https://xn--nrth-55d.example", "https://north.example:8443"):
        assert is_origin(origin)
    with pytest.raises(InputTypeError):
        LinkedDomains(ORIGIN)
    assert linked_origins({"service": SERVICE}) == frozenset()
