"""No over-rejection (rule 31): official examples, signed again with a test key, pass.

Status lists and schemas of foreign hosts are not read by this release, so the policy leaves them out by name; nothing
else is waived.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from tests.attacks.bases import AT, V1, signer
from tests.conformance.data import Topic
from tests.contexts import with_test_contexts

from eccoe_vc import ED25519_SIGNATURE_2020, OFFLINE, PinnedKeys, Policy, TrustedIssuers, inspect, issue, policies
from eccoe_vc.encoding import timestamps
from eccoe_vc.jsonld.documents import EVERYTHING
from eccoe_vc.proofs.suites import EDDSA_RDFC_2022, Suite

BADGES = Topic("openbadges")
#: Examples that are no valid credential, or use what the context set of this test does not hold; each with the reason.
LEFT_OUT = {
    "ob3/examples/examples-1.json": "names no types for issuer and subject, which Open Badges 3.0 requires",
    "ob3/examples-impierce/sample_A.json": "uses a context that was never published",
    "ob3/examples-impierce-types/full_achievement_credential.json": "its endorsements list data-integrity/v2 beside "
    "credentials/v2 below an outer credential, which redefines a protected term",
}


def documents(prefix: str) -> Iterator[tuple[str, dict[str, Any]]]:
    for path in BADGES.files(prefix=prefix, suffix=".json"):
        tree = BADGES.json(path)
        if isinstance(tree, dict) and "credentialSubject" in tree and path not in LEFT_OUT:
            yield path, tree


def issuer_of(tree: dict[str, Any]) -> str:
    issuer = tree["issuer"]
    name: str = issuer["id"] if isinstance(issuer, dict) else issuer
    return name


def policy_for(tree: dict[str, Any], **answers: Any) -> Policy:
    badge = {"OpenBadgeCredential", "AchievementCredential"} & set(tree["type"])
    make = policies.open_badge if badge else policies.credential
    return make(
        trust=TrustedIssuers({issuer_of(tree)}), status="skip", schema="optional", endorsements="report", legacy=True,
        **answers,
    )  # fmt: skip


def passes(tree: dict[str, Any], suite: Suite = EDDSA_RDFC_2022) -> None:
    unsigned = {key: value for key, value in tree.items() if key != "proof"}
    who = signer("official", controller=issuer_of(tree))
    sources = OFFLINE.with_(
        documents=EVERYTHING | with_test_contexts(), keys=PinnedKeys({issuer_of(tree): [who.public_key]})
    )
    ends = [timestamps.parse(tree[name]) for name in ("validUntil", "expirationDate") if name in tree]
    at = min([AT, *ends])
    made = issue(unsigned, signer=who, securing=suite, created=at, sources=sources)
    report = inspect(made.text, policy=policy_for(tree), sources=sources, at=at)
    assert report.verdict == "accepted", report.to_dict()


EXAMPLES = dict(documents("ob3/examples"))


def test_the_examples_are_there() -> None:
    assert len(EXAMPLES) >= 15
    assert set(LEFT_OUT) <= set(BADGES.files(prefix="ob3/examples"))


@pytest.mark.attack("B34", "complete")
@pytest.mark.attack("B34", "extensions")
@pytest.mark.parametrize("path", [path for path in EXAMPLES if "clr" not in path])
def test_an_official_open_badge_passes(path: str) -> None:
    passes(EXAMPLES[path])


@pytest.mark.attack("B34", "complete-v1")
def test_the_complete_badge_passes_in_its_vc_1_1_edition() -> None:
    tree = dict(EXAMPLES["ob3/examples/fullOpenBadge-0.json"])
    context = [V1 if url.endswith("credentials/v2") else url for url in tree["@context"]]
    dates = {"validFrom": "issuanceDate", "validUntil": "expirationDate"}
    older = {dates.get(key, key): value for key, value in tree.items()} | {"@context": context}

    def without_endorsements(value: Any) -> Any:
        if isinstance(value, dict):
            return {k: without_endorsements(v) for k, v in value.items() if not k.startswith("endorsement")}
        return [without_endorsements(item) for item in value] if isinstance(value, list) else value

    passes(without_endorsements(older), ED25519_SIGNATURE_2020)
