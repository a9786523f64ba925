"""From end to end: two universities on servers of their own, and one verifier who reads them over the network."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from typing import Any

import pytest
from tests.attacks.bases import AT, OB, V2, policy
from tests.loopback_https import Authority, fetcher, http
from tests.unit.net.conftest import Turned
from tests.universities import DID_PATH, LIST_PATH, University

from eccoe_vc import (
    OFFLINE,
    Fetch,
    HttpFetcher,
    Report,
    Unavailable,
    VerificationError,
    in_threads,
    inspect,
    inspect_async,
    needs,
    verify,
)
from eccoe_vc.encoding import strict_json
from eccoe_vc.keys import controller_document

pytestmark = pytest.mark.loopback


@pytest.fixture
def north(authority: Authority) -> Iterator[University]:
    made = University(authority, "north.example")
    yield made
    made.server.stop()


@pytest.fixture
def south(authority: Authority) -> Iterator[University]:
    made = University(authority, "south.example")
    yield made
    made.server.stop()


class Verifier:
    """Trusts both universities, and knows nothing of them but their names."""

    def __init__(self, authority: Authority, clock: Turned, *known: University) -> None:
        servers = [one.server for one in known]
        self.fetch: HttpFetcher = fetcher(authority, *servers, clock=clock, chance=lambda: 0.0)
        self.policy = policy(*(one.did for one in known), status="required")
        self.sources = OFFLINE.with_(fetch=self.fetch)

    def inspect(self, badge: str) -> Report:
        return inspect(badge, policy=self.policy, sources=self.sources, at=AT)


@pytest.fixture
def verifier(authority: Authority, clock: Turned, north: University, south: University) -> Verifier:
    return Verifier(authority, clock, north, south)


def test_badges_of_both_are_accepted_and_the_report_says_what_was_fetched(
    verifier: Verifier, north: University, south: University
) -> None:
    for university in (north, south):
        badge = university.badge()
        found = verify(badge, policy=verifier.policy, sources=verifier.sources, at=AT)
        assert found.report.trusted
        assert found.report.check("status").outcome == "PASSED"
        fetched = [one.url for one in found.report.documents if one.supplied_by == "network"]
        assert fetched == [university.did_url, university.list_url]
        awaited = asyncio.run(inspect_async(badge, policy=verifier.policy, fetch=in_threads(verifier.fetch), at=AT))
        assert awaited.to_dict() == found.report.to_dict()
    assert [north.server.times(path) for path in (DID_PATH, LIST_PATH)] == [1, 1]


def test_a_badge_that_is_revoked_is_seen_once_the_old_list_holds_no_longer(
    verifier: Verifier, north: University, clock: Turned
) -> None:
    badge, other = north.badge(5), north.badge(6)
    north.publish_list(Cache_Control="max-age=60")
    assert verifier.inspect(badge).verdict == "accepted"
    north.publish_list(revoked=[5], Cache_Control="max-age=60")
    assert verifier.inspect(badge).verdict == "accepted"  # the university said that its answer holds for a minute
    clock.turn(61)
    assert [one.code for one in verifier.inspect(badge).problems()] == ["status.revoked"]
    assert verifier.inspect(other).verdict == "accepted"
    with pytest.raises(VerificationError) as raised:
        verify(badge, policy=verifier.policy, sources=verifier.sources, at=AT)
    assert raised.value.code == "status.revoked"
    north.publish_list(Cache_Control="no-cache")
    clock.turn(61)
    assert verifier.inspect(badge).verdict == "accepted"  # restored


def test_with_the_server_down_it_cannot_be_found_out(
    verifier: Verifier, north: University, south: University, clock: Turned
) -> None:
    badge = north.badge()
    north.server.stop()
    report = verifier.inspect(badge)
    assert (report.verdict, report.check("key").code) == ("indeterminate", "key.unavailable")
    assert verifier.inspect(south.badge()).verdict == "accepted"


@pytest.mark.attack("H14", "big")
def test_a_document_that_is_too_large_says_nothing_about_keys_and_why(verifier: Verifier, north: University) -> None:
    north.publish_keys(b" " * (65 << 10))
    found = verifier.fetch(Fetch(north.did_url, "controller document", 64 << 10))
    assert isinstance(found, Unavailable)
    assert found.code == "fetch.budget"
    report = verifier.inspect(north.badge())
    assert (report.verdict, report.check("key").code) == ("indeterminate", "key.unavailable")
    assert report.check("key").message.endswith("The document is larger than 65536 bytes. [fetch.budget]")
    assert len(report.check("key").message) <= 300


def test_what_was_known_of_a_server_that_is_down_holds_as_long_as_it_said(
    verifier: Verifier, north: University, clock: Turned
) -> None:
    badge = north.badge()
    north.publish_keys(Cache_Control="max-age=3600")
    north.publish_list(Cache_Control="max-age=60")
    assert verifier.inspect(badge).verdict == "accepted"
    north.server.stop()
    assert verifier.inspect(badge).verdict == "accepted"
    clock.turn(61)
    report = verifier.inspect(badge)
    assert (report.verdict, report.check("status").code) == ("indeterminate", "status.unavailable")
    assert report.check("proof").outcome == "PASSED"


@pytest.mark.parametrize(
    "answer", [http(b"", 503), http(b"", 404), http(b"<html>", Content_Type="text/html"), http(b"{")]
)
def test_a_list_that_cannot_be_had_is_never_not_revoked(
    verifier: Verifier, north: University, clock: Turned, answer: bytes
) -> None:
    north.server.serve(LIST_PATH, answer)
    report = verifier.inspect(north.badge())
    assert (report.verdict, report.check("status").code) == ("indeterminate", "status.unavailable")


def lies(north: University, south: University) -> dict[str, tuple[Any, str]]:
    """What a server may say in place of its list, and what is found."""
    clear = north.status_list()
    bare = {name: value for name, value in clear.items() if name != "proof"}
    return {
        "tampered": (clear | {"validFrom": "2026-05-02T12:00:00Z"}, "status.proof"),
        "another list": (north.status_list(id=north.list_url.replace("/1", "/2")), "status.id_mismatch"),
        "the other university's": (south.status_list(), "status.issuer"),
        "by the other university": (south.signed(bare | {"issuer": south.did}), "status.issuer"),
        "with a proof by the other university": (bare | {"proof": south.status_list()["proof"]}, "status.proof"),
        "old": (north.status_list(validUntil="2026-05-20T00:00:00Z"), "status.stale"),
        "unsigned": (bare, "status.unsigned"),
        "a badge": (north.signed_badge(), "status.type"),
    }


def test_a_lying_server_makes_nothing_accepted(
    verifier: Verifier, north: University, south: University, clock: Turned
) -> None:
    badge = north.badge()
    for name, (said, code) in lies(north, south).items():
        north.publish_list(said, Cache_Control="no-store")
        report = verifier.inspect(badge)
        assert (report.verdict, report.check("status").code) == ("rejected", code), name
    north.publish_list(Cache_Control="no-store")
    assert verifier.inspect(badge).verdict == "accepted"


def test_keys_of_somebody_else_at_the_address_are_not_the_issuers(
    verifier: Verifier, north: University, south: University
) -> None:
    badge = north.badge()

    for document in (
        controller_document(south.did, [south.signer]),
        controller_document(north.did, [south.signer.public_key]),
    ):
        north.publish_keys(document, Cache_Control="no-store")
        report = verifier.inspect(badge)
        assert report.verdict == "rejected", report.to_dict()
        assert north.server.times(LIST_PATH) == 0


def test_a_schema_of_the_other_university_is_fetched_and_asked(
    verifier: Verifier, north: University, south: University, clock: Turned
) -> None:
    path = "/schemas/award.json"
    url = south.server.url(path, south.name)
    badge = strict_json.dumps(north.signed_badge(credentialSchema=[{"id": url, "type": "JsonSchema"}]))
    asked = verifier.policy.with_(status="check")

    def judged(*required: str) -> Report:
        subject = {"credentialSubject": {"required": [*required]}}
        rules = {"$schema": "https://json-schema.org/draft/2020-12/schema", "properties": subject}
        south.server.serve(path, http(strict_json.dumps(rules).encode(), Content_Type="application/schema+json"))
        clock.turn(3600)
        return inspect(badge, policy=asked, sources=verifier.sources, at=AT)

    assert judged("achievement").verdict == "accepted"
    assert judged("achievement", "licenseNumber").check("schema").code == "schema.invalid"
    south.server.stop()
    assert judged("achievement").check("schema").code == "schema.unavailable"
    assert judged("achievement").verdict == "indeterminate"


def test_a_newer_copy_is_fetched_and_judged_in_its_place(verifier: Verifier, north: University) -> None:
    url = north.server.url("/refresh", north.name)
    service: dict[str, Any] = {
        "@context": [V2, OB, "https://purl.imsglobal.org/spec/ob/v3p0/extensions.json"],
        "refreshService": {"id": url, "type": "1EdTechCredentialRefresh"},
    }
    old = north.signed_badge(**service, validUntil="2026-05-20T00:00:00Z")
    new = north.signed_badge(**service, validFrom="2026-05-20T00:00:00Z")
    north.server.serve("/refresh", http(strict_json.dumps(new).encode()))
    asked = verifier.policy.with_(status="check", refresh="try")
    report = inspect(strict_json.dumps(old), policy=asked, sources=verifier.sources, at=AT)
    assert report.verdict == "accepted", report.to_dict()
    assert url in [one.url for one in report.documents]
    assert inspect(strict_json.dumps(old), policy=asked, at=AT).verdict != "accepted"


def test_who_fetches_by_hand_comes_to_the_same_report(verifier: Verifier, north: University) -> None:
    badge, sources = north.badge(), OFFLINE
    rounds = 0
    while wanted := needs(badge, policy=verifier.policy, sources=sources, at=AT):
        rounds += 1
        for one in wanted:
            sources = sources.with_answer(one, verifier.fetch(one))
    assert rounds == 2
    by_hand = inspect(badge, policy=verifier.policy, sources=sources, at=AT)
    assert by_hand.to_dict() == verifier.inspect(badge).to_dict()
    assert by_hand.verdict == "accepted"


@pytest.mark.attack("H10", "batch")
def test_a_thousand_badges_of_one_university_are_two_requests(verifier: Verifier, north: University) -> None:
    """The Budget is that of one inspection; over many, the fetcher keeps what holds."""
    badges = [north.badge(number) for number in range(1000)]
    north.publish_list(revoked=[7, 999])
    verdicts = [verifier.inspect(badge).verdict for badge in badges]
    assert [number for number, verdict in enumerate(verdicts) if verdict != "accepted"] == [7, 999]
    assert [one.path for one in north.server.asked] == [DID_PATH, LIST_PATH]
