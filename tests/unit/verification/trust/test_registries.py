"""Lists of issuers: read strictly, from bytes or from an address that the policy names, dated and with their digest."""

from __future__ import annotations

import hashlib
import json
from datetime import timedelta
from typing import Any

import pytest
from tests.attacks.bases import ISSUER, di, di_status, signed, signer
from tests.unit.verification.trust.judging import Web, issuer_codes, judged, noted

from eccoe_vc import (
    AllOf,
    AnyOf,
    Except,
    Fetched,
    InputTypeError,
    IssuerRegistry,
    RefusedError,
    RegistryAt,
    TrustedIssuers,
    UnsafeAnyIssuer,
)
from eccoe_vc.limits import DEFAULT

URL = "https://registry.example/registry.json"
OTHER = signer("other").controller
LISTED = {
    "meta": {"created": "2020-12-02T02:32:16+0000", "updated": "2026-05-20T00:27:19+0000"},
    "registry": {
        ISSUER: {"name": "North University", "location": "North, Example", "url": "https://north.example"},
        "did:web:south.example": {"name": "South University"},
        "did:key:z6MktwupdmLXVVqTzCw4i46r4uGyosGXRnR3XjN4Zq7oMMsw": {},
    },
}
DATA = json.dumps(LISTED).encode()


def listing(**members: Any) -> bytes:
    return json.dumps(LISTED | members).encode()


def read(data: bytes = DATA, **options: Any) -> IssuerRegistry:
    return IssuerRegistry.read(data, name="our list", **options)


def test_a_list_from_bytes_knows_its_date_and_its_digest() -> None:
    registry = read()
    assert registry.sha256 == hashlib.sha256(DATA).hexdigest()
    assert registry.updated is not None
    assert registry.updated.isoformat() == "2026-05-20T00:27:19+00:00"
    assert len(registry.entries) == 3
    assert registry.judge("did:web:south.example")[0]
    assert [found.code for found in registry.judge(OTHER)[1]] == ["trust.unknown_issuer"]
    assert [found.code for found in registry.judge("did:web:SOUTH.example")[1]][-1] == "id.confusable"
    assert hash(registry) == hash(read())


def test_a_badge_of_a_listed_issuer_is_accepted_and_the_report_says_by_whom() -> None:
    report = judged(read())
    assert (report.verdict, report.trusted) == ("accepted", True)
    note = next(note for note in report.notes if note.code == "trust.listed")
    assert hashlib.sha256(DATA).hexdigest() in note.message
    assert "2026-05-20" in note.message
    assert report.trust is not None
    assert report.trust.level == "listed"
    assert ("name", "North University", "the registry 'our list'") in report.trust.known_as
    made = report.to_dict()["trust"]
    assert made["level"] == "listed"
    assert {"kind": "web", "value": "https://north.example", "by": "the registry 'our list'"} in made["knownAs"]


def test_a_list_at_an_address_is_asked_for_after_the_proof() -> None:
    web = Web({URL: DATA})
    report = judged(RegistryAt(url=URL), web)
    assert report.verdict == "accepted"
    assert [(wanted.url, wanted.purpose, wanted.max_bytes) for wanted in web.asked] == [
        (URL, "issuer registry", DEFAULT.registry_bytes)
    ]
    forged = di()
    forged["name"] = "Another name"
    again = Web({URL: DATA})
    report = judged(RegistryAt(url=URL), again, forged)
    assert report.verdict == "rejected"
    assert again.asked == []
    assert report.trust is None


def test_a_list_that_is_at_hand_is_not_fetched() -> None:
    from eccoe_vc import OFFLINE

    web = Web({})
    report = judged(RegistryAt(url=URL), web, sources=OFFLINE.with_document(URL, DATA))
    assert report.verdict == "accepted"
    assert web.asked == []


@pytest.mark.parametrize(
    ("page", "code"),
    [
        (None, "trust.registry_unavailable"),
        (Fetched("https://elsewhere.example/registry.json", DATA), "trust.registry_unavailable"),
        (b"<html>", "trust.registry_invalid"),
        (b"[]", "trust.registry_invalid"),
        (b"{}", "trust.registry_invalid"),
        (DATA + b" ", "trust.registry_invalid"),  # another digest
        (b'{"registry": {"a:b": {}, "a:b": {}}}', "trust.registry_invalid"),
        (b'{"registry": {}}', "trust.registry_invalid"),
    ],
)
def test_what_is_no_list_trusts_nobody(page: Any, code: str) -> None:
    report = judged(RegistryAt(url=URL, sha256=hashlib.sha256(DATA).hexdigest()), {URL: page})
    assert report.verdict == "indeterminate"
    assert issuer_codes(report) == [code]
    report = judged(RegistryAt(url=URL), {URL: page} if page != DATA + b" " else {URL: b'{"registry": []}'})
    assert report.verdict == "indeterminate"


@pytest.mark.parametrize(
    "data",
    [
        b'{"registry": {"North University": {}}}',
        b'{"registry": {"did:web:north.example": "North University"}}',
        b'{"registry": {"did:web:north.example": null}}',
        b'{"registry": [], "meta": {}}',
        b'{"meta": [], "registry": {}}',
        b'{"registry": null}',
    ],
)
def test_lists_are_read_strictly(data: bytes) -> None:
    with pytest.raises(RefusedError) as caught:
        read(data)
    assert caught.value.code == "trust.registry_invalid"


def test_an_empty_list_trusts_nobody() -> None:
    assert issuer_codes(judged(read(b'{"registry": {}}'))) == ["trust.no_anchor"]


def test_a_list_that_is_too_old_or_undated_is_not_believed() -> None:
    for data, verdict in (
        (DATA, "accepted"),
        (listing(meta={"updated": "2025-05-20T00:00:00Z"}), "indeterminate"),
        (listing(meta={"updated": "last spring"}), "indeterminate"),
        (listing(meta={}), "indeterminate"),
    ):
        for rule in (read(data, max_age=timedelta(days=60)), RegistryAt(url=URL, max_age=timedelta(days=60))):
            report = judged(rule, {URL: data})
            assert report.verdict == verdict, data
            if verdict != "accepted":
                assert issuer_codes(report) == ["trust.registry_invalid"]
    assert not read(max_age=timedelta(days=1)).judge(ISSUER)[0]
    assert judged(read(listing(meta={}))).verdict == "accepted"


def test_a_list_larger_than_the_budget_is_not_believed() -> None:
    small = DEFAULT.with_(registry_bytes=200)
    assert issuer_codes(judged(RegistryAt(url=URL), {URL: DATA}, budget=small)) == ["trust.registry_unavailable"]
    thirty = json.dumps({"registry": {f"did:web:u{index}.example": {} for index in range(30)}}).encode()
    few = DEFAULT.with_(registry_issuers=10)
    assert issuer_codes(judged(RegistryAt(url=URL), {URL: thirty}, budget=few)) == ["trust.registry_invalid"]
    many = json.dumps({"registry": {f"did:web:u{index}.example": {} for index in range(60_000)}}).encode()
    with pytest.raises(RefusedError):
        read(many)
    kept = json.dumps({"registry": {f"did:web:u{index}.example": {} for index in range(30_000)}}).encode()
    assert read(kept).judge("did:web:u29999.example")[0]


@pytest.mark.attack("H09", "untrusted")
def test_an_issuer_who_is_in_no_list_has_no_address_of_its_own_asked() -> None:
    web = Web({URL: listing(registry={OTHER: {}})})
    report = judged(RegistryAt(url=URL), web, di_status())
    assert (report.verdict, issuer_codes(report)) == ("indeterminate", ["trust.unknown_issuer"])
    assert web.urls == [URL], "the list of the policy, and nothing that the credential names"


def test_a_name_that_is_not_proved_is_told_to_no_registry() -> None:
    named = di()
    named["issuer"] = {**named["issuer"], "id": "did:web:north.example"}
    named["proof"] = {**named["proof"], "verificationMethod": "did:web:north.example#key-1"}
    web = Web({URL: DATA})
    report = judged(RegistryAt(url=URL), web, named)
    assert web.urls == ["https://north.example/.well-known/did.json"]
    assert (report.verdict, issuer_codes(report)) == ("indeterminate", ["trust.registry_unavailable"])


def test_rules_that_need_nobody_are_asked_first() -> None:
    web = Web({URL: DATA})
    assert judged(AnyOf(RegistryAt(url=URL), TrustedIssuers({ISSUER})), web).verdict == "accepted"
    assert web.asked == []
    assert judged(AnyOf(RegistryAt(url=URL), TrustedIssuers({OTHER})), web).verdict == "accepted"
    assert web.urls == [URL]
    assert judged(AllOf(RegistryAt(url=URL), TrustedIssuers({OTHER})), web).verdict == "indeterminate"
    assert web.urls == [URL]
    both = judged(AllOf(RegistryAt(url=URL), TrustedIssuers({ISSUER})), web)
    assert both.verdict == "accepted"
    assert "trust.listed" in noted(both)


def test_whom_one_refuses_is_refused_whatever_lists_say() -> None:
    rule = Except(RegistryAt(url=URL), {ISSUER}, reason="closed in 2024")
    web = Web({URL: DATA})
    report = judged(rule, web)
    assert (report.verdict, issuer_codes(report)) == ("rejected", ["trust.denied"])
    assert web.asked == []
    assert judged(Except(RegistryAt(url=URL), {OTHER}, reason="closed"), web).verdict == "accepted"
    assert not Except(TrustedIssuers(()), {OTHER}, reason="closed").judge(ISSUER)[0], "nobody else is trusted by that"
    for wrong in ("", " "):
        with pytest.raises(InputTypeError):
            Except(TrustedIssuers({ISSUER}), {OTHER}, reason=wrong)
    with pytest.raises(InputTypeError):
        Except(None, {OTHER}, reason="closed")  # type: ignore[arg-type]


def test_a_loud_way_out_beside_a_list_lists_nobody() -> None:
    report = judged(AnyOf(RegistryAt(url=URL), UnsafeAnyIssuer(reason="a test")), {URL: DATA})
    assert (report.verdict, report.trusted) == ("accepted", False)
    assert report.trust is not None
    assert report.trust.level == "self-asserted"


@pytest.mark.parametrize(
    "options",
    [
        {"url": "http://registry.example/"},
        {"url": "registry.json"},
        {"url": URL, "sha256": "A" * 64},
        {"url": URL, "sha256": "0"},
        {"url": URL, "max_age": timedelta(0)},
        {"url": URL, "max_age": 3},
    ],
)
def test_an_address_that_could_not_be_meant(options: dict[str, Any]) -> None:
    with pytest.raises(InputTypeError):
        RegistryAt(**options)


def test_a_list_is_read_from_bytes_under_a_name() -> None:
    with pytest.raises(InputTypeError):
        IssuerRegistry.read("{}", name="x")  # type: ignore[arg-type]
    with pytest.raises(InputTypeError):
        IssuerRegistry.read(DATA, name=" ")


def test_without_a_fetcher_it_is_not_known() -> None:
    report = judged(RegistryAt(url=URL))
    assert (report.verdict, issuer_codes(report)) == ("indeterminate", ["trust.registry_unavailable"])
    assert not RegistryAt(url=URL).judge(ISSUER)[0]


def test_an_endorser_may_be_in_a_list_too() -> None:
    endorser = signer("endorser")
    statement = {
        "@context": di()["@context"],
        "id": "urn:uuid:7a0c3f0e-8f2e-4b1e-9c1d-0a6f4f1f2b10",
        "type": ["VerifiableCredential", "EndorsementCredential"],
        "name": "An endorsement",
        "issuer": {"id": endorser.controller, "type": ["Profile"], "name": "A quality body"},
        "validFrom": "2026-01-15T09:00:00Z",
        "credentialSubject": {"id": di()["id"], "type": ["EndorsementSubject"]},
    }
    badge = di(endorsement=[signed(statement, by=endorser)])
    for names, trusted in (((ISSUER, endorser.controller), True), ((ISSUER,), False)):
        web = Web({URL: listing(registry={name: {} for name in names})})
        report = judged(RegistryAt(url=URL), web, badge)
        assert report.verdict == "accepted", report.to_dict()
        inside = (report.nested or {})["/endorsement/0"]
        assert inside.trusted == trusted
        assert web.urls == [URL], "one list is asked for once"
