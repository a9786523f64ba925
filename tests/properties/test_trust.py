"""Whatever stands at the addresses of a trust rule: an answer with a code, never an exception, and never trust."""

from __future__ import annotations

import json
from typing import Any

from hypothesis import given
from hypothesis import strategies as st
from tests.attacks.bases import AT, ISSUER, di

from eccoe_vc import OFFLINE, FederationAnchor, LinkedDomains, RegistryAt, inspect, policies
from eccoe_vc.verification.trust.linking import CONTEXT

URL, ORIGIN = "https://registry.example/registry.json", "https://north.example"
BADGE = di()
LEAVES = st.none() | st.booleans() | st.integers(-9, 9) | st.sampled_from(
    ["", "x", ISSUER, CONTEXT, ORIGIN, "DomainLinkageCredential", "2026-01-01T00:00:00Z", "a.b.c"]
)  # fmt: skip
NAMES = st.sampled_from(
    ["id", "type", "issuer", "credentialSubject", "origin", "proof", "keys", "kid", "meta", "updated", "service",
     "verificationMethod", "assertionMethod", "serviceEndpoint", "publicKeyJwk", "controller", "registry", "name"]
)  # fmt: skip
TREES = st.recursive(
    LEAVES, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(NAMES, inner, max_size=4), max_leaves=6
)


def verdict(rule: Any, url: str, data: bytes) -> str:
    report = inspect(BADGE, policy=policies.open_badge(trust=rule), sources=OFFLINE.with_document(url, data), at=AT)
    assert report.verdict == "accepted" or all(one.code for one in report.check("issuer").findings)
    return report.verdict


def written(tree: Any) -> bytes:
    return json.dumps(tree).encode()


@given(TREES)
def test_a_list_that_does_not_name_the_issuer_trusts_nobody(tree: Any) -> None:
    for data in (tree, {"registry": tree}, {"registry": {"did:web:south.example": tree}, "meta": tree}):
        assert verdict(RegistryAt(url=URL), URL, written(data)) != "accepted"


@given(st.lists(TREES, max_size=4))
def test_a_configuration_in_which_nobody_signed_links_nobody(entries: list[Any]) -> None:
    address = f"{ORIGIN}/.well-known/did-configuration.json"
    for data in (
        {"@context": CONTEXT, "linked_dids": entries},
        {"@context": CONTEXT, "linked_dids": [BADGE, *entries]},
    ):
        assert verdict(LinkedDomains({ORIGIN}), address, written(data)) != "accepted"


@given(st.binary(max_size=60) | TREES.map(written))
def test_bytes_that_nobody_signed_are_no_statement(data: bytes) -> None:
    anchor = FederationAnchor("https://f.example", keys={"keys": []}, endpoint="https://f.example/fetch")
    address = f"https://f.example/fetch?sub={ISSUER.replace(':', '%3A')}"
    assert verdict(anchor, address, data) != "accepted"
