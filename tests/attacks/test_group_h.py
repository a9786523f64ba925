"""Group H: what is asked of the network, of whom, and when. Here: the order of checks and requests.

Hostile servers, names and addresses are in ``tests/unit/net``, hostile documents of issuers in ``tests/unit/keys``.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from tests.attacks.bases import AT, OB, STATUS_URL, V2, Tree, policy, raw_signed
from tests.attacks.corpus import Builder, Input, Variant, assert_expected, check, variants
from tests.attacks.test_group_d import WEB, WEB_URL, document, issuer_tree, web_signer
from tests.fixtures.images import png

from eccoe_vc import OFFLINE, Fetch, Fetched, Policy, Unavailable, bake, inspect, policies
from eccoe_vc.encoding import strict_json
from eccoe_vc.status import status_entry

DID_JSON = strict_json.dumps(document()).encode()


class Counting:
    """A fetcher that has the document of the issuer and counts what it is asked for."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    def __call__(self, wanted: Fetch) -> Fetched | Unavailable:
        self.asked.append(wanted.url)
        if wanted.url == WEB_URL:
            return Fetched(WEB_URL, DID_JSON)
        return Unavailable("fetch.status", "The server answered with the status 404.")


def remote(**members: Any) -> Tree:
    """Base ``di-remote``: a badge that names addresses wherever it can."""
    tree = issuer_tree(WEB, **members)
    tree["@context"] = [V2, OB, "https://purl.imsglobal.org/spec/ob/v3p0/extensions.json"]
    tree |= {
        "credentialStatus": status_entry(STATUS_URL, 5),
        "credentialSchema": [{"id": "https://north.example/schema.json", "type": "1EdTechJsonSchemaValidator2019"}],
        "refreshService": {"id": "https://north.example/refresh", "type": "1EdTechCredentialRefresh"},
        "evidence": [{"id": "https://north.example/evidence", "type": ["Evidence"], "name": "Essay"}],
        "image": {"id": "https://north.example/badge.png", "type": "Image"},
    } | members  # fmt: skip
    return {name: value for name, value in tree.items() if value is not ...}


def signed(**members: Any) -> Tree:
    return raw_signed(remote(**members), by=web_signer())


def tampered() -> Tree:
    return signed() | {"name": "Another name"}


def baked() -> bytes:
    return bake(strict_json.dumps(signed()), png())


def asking(data: Any, asked: Policy | None = None) -> Input:
    """Offline, but for a fetcher that must not be asked for more than the variant allows."""
    return Input(data, asked or policy(WEB), OFFLINE.with_(fetch=Counting()))


BUILDERS: dict[str, Builder] = {
    "H01-all": lambda: Input(signed(), policy(WEB)),
    "H01-png": lambda: Input(baked(), policy(WEB)),
    "H09-bad-signature": lambda: asking(tampered()),
    "H09-untrusted": lambda: asking(signed(), policy()),
    "H09-expired": lambda: asking(signed(validUntil="2026-05-01T00:00:00Z")),
    "H09-bad-shape": lambda: [asking(b'{"a": 1'), asking(signed(credentialSubject="x")), asking(signed(type="Badge"))],
    "H10-status": lambda: asking(
        signed(credentialStatus=[status_entry(f"https://north.example/status/{n}", 5) for n in range(500)])
    ),
}
#: What may be asked for on the way to each refusal: the document of the issuer, and that alone.
ALLOWED: dict[str, set[str]] = {
    "H09-bad-signature": {WEB_URL},
    "H09-untrusted": {WEB_URL},
    "H09-expired": {WEB_URL},
    "H09-bad-shape": set(),
}
#: Proved with a server or a document of their own, by tests with the marker.
_CASES = ("H02", "H04", "H05", "H06", "H07", "H08", "H11", "H12", "H14", "H15", "H18")
APART = {variant.id for variant in variants(*_CASES)} | {"H01-import", "H10-batch", "H10-schemas"}


@pytest.mark.parametrize("variant", [variant for variant in variants("H") if variant.id in BUILDERS], ids=str)
def test_attack(variant: Variant) -> None:
    check(variant, BUILDERS[variant.id]())


@pytest.mark.parametrize("name", ALLOWED)
def test_nothing_that_the_credential_names_is_asked_for_before_it_is_in_order(name: str) -> None:
    (variant,) = variants(name)
    built = BUILDERS[name]()
    for one in built if isinstance(built, list) else [built]:
        fetch = one.sources.fetch
        assert isinstance(fetch, Counting)
        report = inspect(one.data, policy=one.policy, sources=one.sources, at=AT)
        assert_expected(variant, report)
        assert set(fetch.asked) <= ALLOWED[name]
        assert len(fetch.asked) == len(ALLOWED[name])


def test_in_order_the_status_list_is_asked_for_and_display_is_not() -> None:
    """The control: without it, a fetcher that is never asked would pass every test here."""
    fetch = Counting()
    inspect(signed(), policy=policy(WEB), sources=OFFLINE.with_(fetch=fetch), at=AT)
    assert fetch.asked[:1] == [WEB_URL]
    assert STATUS_URL in fetch.asked
    assert not {"https://north.example/evidence", "https://north.example/badge.png"} & set(fetch.asked)


@pytest.mark.parametrize(
    ("made", "asked"),
    [
        (lambda: tampered(), policies.proof_only()),
        (lambda: signed(credentialStatus=...) | {"credentialStatus": status_entry(STATUS_URL, 5)}, policy(WEB)),
        (lambda: signed() | {"validUntil": "2040-01-01T00:00:00Z"}, policy(WEB, status="required")),
        (lambda: signed() | {"endorsement": [tampered()]}, policy(WEB)),
        (
            lambda: signed() | {"refreshService": {"id": "https://x.example/", "type": "1EdTechCredentialRefresh"}},
            policy(WEB),
        ),
    ],
)
def test_a_bad_signature_causes_no_request_but_for_the_key_of_the_issuer(
    made: Callable[[], Tree], asked: Policy
) -> None:
    fetch = Counting()
    report = inspect(made(), policy=asked, sources=OFFLINE.with_(fetch=fetch), at=AT)
    assert report.verdict == "rejected"
    assert set(fetch.asked) <= {WEB_URL}
