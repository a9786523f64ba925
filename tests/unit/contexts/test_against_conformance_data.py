"""Drift: every context equals the copy that was collected from a public source, found by digest and not by address."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from eccoe_vc.contexts import OTHER_EDITIONS, OWN, PINS
from tests.conformance.data import Topic

PROJECT = Path(__file__).resolve().parents[3]
OLDER = "alt/ob-v3p0-3.0.3-specrepo-2025-04.json"

#: Shipped file to its copy in the conformance data, where the names differ by more than the folder.
NAMES = {
    "w3c/undefined-terms-v2.jsonld": "credentials-undefined-terms-v2.jsonld",
    "w3c/status-v1.jsonld": "bitstring-status-list-v1.jsonld",
    "ccg/ed25519-2018-v1.jsonld": "suites-ed25519-2018.jsonld",
    "ccg/x25519-2019-v1.jsonld": "suites-x25519-2019.jsonld",
    "ccg/secp256k1-2019-v1.jsonld": "suites-secp256k1-2019.jsonld",
    "ccg/revocation-list-2020-v1.jsonld": "vc-revocation-list-2020-v1.jsonld",
    "1edtech/ext-accessibility-3.0.0.json": "ob-extensions_accessibilityExtension_context-3.0.0.json",
    "1edtech/ext-applyLink-3.0.0.json": "ob-extensions_applyLinkExtension_context-3.0.0.json",
    "1edtech/ext-geoCoordinates-3.0.0.json": "ob-extensions_geoCoordinatesExtension_context-3.0.0.json",
    "1edtech/ext-license-3.0.0.json": "ob-extensions_licenseExtension_context-3.0.0.json",
    "1edtech/ext-assessment-v2p0.json": "ob-extensions_assessmentExtension_v2p0_context.json",
    "1edtech/ext-accreditation-v2p0.json": "ob-extensions_issuerAccreditationExtension_v2p0_context.json",
    "1edtech/ob-v3p0-3.0.3.2024-03.json": OLDER,
}
#: The same for the contexts that only tests need.
FIXTURE_NAMES = {
    "examples-v1.jsonld": "credentials-examples-v1.jsonld",
    "examples-v2.jsonld": "credentials-examples-v2.jsonld",
}


#: Our own contexts have no copy elsewhere; ``tests/unit/jsonld/test_own_contexts.py`` judges them.
OTHERS = [row for row in (*PINS.values(), *OTHER_EDITIONS.values()) if not row.url.startswith(OWN)]


@pytest.mark.parametrize("row", OTHERS, ids=lambda row: row.file)
def test_a_shipped_context_equals_the_public_copy(row: tuple[str, ...]) -> None:
    file = row[1]
    copy = NAMES.get(file, file.split("/")[1])
    data = (PROJECT / "contexts" / file).read_bytes()
    assert json.loads(data) == Topic("contexts").json(copy)


@pytest.mark.parametrize(
    "file",
    sorted(path.name for path in (PROJECT / "tests/fixtures/contexts").glob("*.json*") if "mani" not in path.name),
)
def test_a_context_for_tests_equals_the_public_copy(file: str) -> None:
    copy = FIXTURE_NAMES.get(file, f"test-only/{file}")
    data = (PROJECT / "tests" / "fixtures" / "contexts" / file).read_bytes()
    assert json.loads(data) == Topic("contexts").json(copy)


def test_the_older_public_edition_differs_in_exactly_two_terms() -> None:
    older = Topic("contexts").json(OLDER)["@context"]
    newer = Topic("contexts").json("ob-v3p0-3.0.3.json")["@context"]
    assert set(newer) - set(older) == {"endorsementJwt", "jti"}
    assert {name: newer[name] for name in older} == older
    assert list(newer)[list(newer).index("endorsement") + 1] == "endorsementJwt"
    assert list(newer)[list(newer).index("awardedDate") + 1] == "jti"
