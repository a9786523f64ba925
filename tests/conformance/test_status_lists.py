"""Status lists that others published: the Digital Credentials Consortium and 1EdTech. Source: topic ``status``."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import pytest
from tests.attacks.bases import AT, ISSUER, di, policy
from tests.conformance.data import Topic

from eccoe_vc import OFFLINE, Report, Sources, UnsafeAnyIssuer, inspect, policies
from eccoe_vc.status import decode, encode, status_entry

DATA = Topic("status")
WORLD = Topic("realworld")
DCC = "dcc-statusLists/didkey-ed25519Signature2020/"
GOOD = f"{DCC}e5WK8CbZ1GjycuPombrj.json"
NOW = datetime(2026, 6, 1, tzinfo=UTC)
Tree = dict[str, Any]


def tree(path: str) -> Tree:
    found: Tree = json.loads(DATA.read(path))
    return found


def at_hand(path: str) -> Sources:
    """The list under the address that it gives itself."""
    return OFFLINE.with_document(tree(path)["id"], DATA.read(path))


def behind(path: str, index: int, **answers: Any) -> Report:
    """A badge of ours whose entry points into a list of theirs; the policy names them as its status issuer."""
    document = tree(path)
    asked = {"status_issuers": {(ISSUER, document["issuer"])}, "legacy": True} | answers
    badge = di(credentialStatus=status_entry(document["id"], index))
    return inspect(badge, policy=policy(**asked), sources=at_hand(path), at=AT)


@pytest.mark.parametrize(("index", "verdict"), [(2, "rejected"), (6, "rejected"), (8, "rejected"), (7, "accepted")])
def test_a_good_list_is_read(index: int, verdict: str) -> None:
    """Credentials of that collection at the indexes 6 and 8 are named as revoked, those at 7 as valid."""
    found = behind(GOOD, index, allow_short_lists=True)
    assert found.verdict == verdict
    assert found.check("status").code == ("status.revoked" if verdict == "rejected" else "")
    # It has 100,000 entries, fewer than the specification asks for.
    assert "status.too_short" in {note.code for note in found.notes}
    assert behind(GOOD, index).check("status").findings[0].code == "status.too_short"


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("tampered", "status.proof"),
        ("expired", "status.stale"),
        ("notYetValid", "status.stale"),
        ("missingBitStringType", "status.type"),
    ],
)
def test_a_bad_list_is_refused(name: str, code: str) -> None:
    found = behind(f"{DCC}{name}.json", 7, allow_short_lists=True)
    assert (found.verdict, found.check("status").code) == ("rejected", code)


def test_the_list_counts_only_for_whom_the_policy_names_it() -> None:
    found = behind(GOOD, 7, allow_short_lists=True, status_issuers=frozenset())
    assert (found.verdict, found.check("status").code) == ("rejected", "status.issuer")


@pytest.mark.parametrize(
    ("name", "listed", "code"),
    [
        ("legacy-expiredStatus-noExpiry", "expired", "status.stale"),
        ("legacy-notYetValidStatus-noExpiry", "notYetValid", "status.stale"),
        ("legacy-missingTypeStatus-noExpiry", "missingBitStringType", "status.type"),
    ],
)
def test_a_real_credential_with_its_own_list(name: str, listed: str, code: str) -> None:
    """Credential and list are of one issuer, and the entry names the list by its id: nothing needs to be allowed."""
    credential = WORLD.read(f"dcc/v2/ed25519/didKey/{name}.json")
    asked = policies.credential(trust=UnsafeAnyIssuer(reason="a test"), legacy=True)
    found = inspect(credential, policy=asked, sources=at_hand(f"{DCC}{listed}.json"), at=NOW)
    assert found.check("proof").outcome == "PASSED"
    assert (found.verdict, found.check("status").code) == ("rejected", code)
    unread = inspect(credential, policy=asked, at=NOW)
    assert unread.check("status").code == "status.not_checked"


def test_the_list_of_1edtech_says_that_its_badge_is_revoked() -> None:
    bits = decode(tree("1edtech/bit-string-list/testlist")["credentialSubject"]["encodedList"])
    assert bits.entries() == 131_072
    entry = tree("1edtech/bit-string-list/credential-status-revoked-blank-nodes.json")["credentialStatus"]
    assert [index for index in range(bits.entries()) if bits.value(index)] == [entry["statusListIndex"]] == [23]
    assert decode(encode(bits)) == bits


def test_a_revocation_list_of_1edtech_is_read_once_the_policy_asks_for_older_methods() -> None:
    credential = tree("1edtech/credential-status-revoked.json")
    url, issuer = credential["credentialStatus"]["id"], credential["issuer"]["id"]
    given = OFFLINE.with_document(
        url, {"id": url, "issuer": issuer, "revokedCredential": [{"id": credential["id"], "revoked": True}]}
    )
    for legacy, code in ((True, "status.revoked"), (False, "unsupported.status_type")):
        asked = policies.open_badge(trust=UnsafeAnyIssuer(reason="a test"), legacy=legacy)
        assert inspect(credential, policy=asked, sources=given, at=NOW).check("status").code == code
