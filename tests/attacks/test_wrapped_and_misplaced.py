"""A credential that is judged as a presentation, and parts that stand in a list of one.

RDF does not tell one value from a list of one, so a signature over RDF survives the wrapping; whoever reads the parts
must find them in either form. A presentation is proved by its holder, so nothing else may be judged as one.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from eccoe_vc import EDDSA_JCS_2022, IssueError, LocalSigner, TrustedIssuers, UnsafeAnyIssuer, inspect, issue, policies
from eccoe_vc.jsonld import compiled
from eccoe_vc.jsonld.documents import CORE
from eccoe_vc.limits import Meter
from eccoe_vc.proofs import signing
from eccoe_vc.proofs.hashing import Hasher

VECTORS = Path(__file__).resolve().parents[2] / "test_vectors" / "credentials"
CLR = "https://purl.imsglobal.org/spec/clr/v2p0/context-2.0.1.json"
CREATED, AT = datetime(2026, 5, 2, tzinfo=UTC), datetime(2026, 6, 1, tzinfo=UTC)
SIGNER = LocalSigner.from_seed(bytes(range(32)))
ANYBODY = policies.credential(trust=UnsafeAnyIssuer(reason="test"))


def badge(**members: Any) -> dict[str, Any]:
    tree = json.loads((VECTORS / "eddsa-rdfc-2022" / "input.json").read_bytes())
    return {key: value for key, value in tree.items() if key != "proof"} | members


def issued(tree: dict[str, Any]) -> dict[str, Any]:
    return json.loads(issue(tree, signer=SIGNER, created=CREATED).text)  # type: ignore[no-any-return]


def broken(tree: dict[str, Any]) -> dict[str, Any]:
    """A genuine credential whose name somebody changed."""
    return issued(tree) | {"name": "Doctorate"}


def endorsed(inner: Callable[[dict[str, Any]], Any]) -> dict[str, Any]:
    endorsement = {
        "@context": badge()["@context"],
        "id": "urn:uuid:3c1e7d52-7f5a-4f0e-8d0e-5a2b8a3d9f02",
        "type": ["VerifiableCredential", "EndorsementCredential"],
        "name": "Endorsed",
        "issuer": badge()["issuer"],
        "validFrom": "2026-01-15T09:00:00Z",
        "credentialSubject": {"id": "https://north.example/achievements/soil", "type": ["EndorsementSubject"]},
    }
    tree = badge()
    tree["credentialSubject"]["achievement"]["endorsement"] = [inner(endorsement)]
    return issued(tree)


def record(inner: Callable[[dict[str, Any]], Any]) -> dict[str, Any]:
    v2, ob = badge()["@context"]
    return issued(
        {
            "@context": [v2, CLR, ob],
            "id": "urn:uuid:3c1e7d52-7f5a-4f0e-8d0e-5a2b8a3d9f03",
            "type": ["VerifiableCredential", "ClrCredential"],
            "name": "Record",
            "issuer": badge()["issuer"],
            "validFrom": "2026-01-15T09:00:00Z",
            "credentialSubject": {
                "id": "did:example:alice",
                "type": ["ClrSubject"],
                "verifiableCredential": [inner(badge())],
            },
        }
    )


def wrap_subject(tree: dict[str, Any]) -> None:
    tree["credentialSubject"] = [tree["credentialSubject"]]


def wrap_achievement(tree: dict[str, Any]) -> None:
    tree["credentialSubject"]["achievement"] = [tree["credentialSubject"]["achievement"]]


@pytest.mark.attack("B36", "subject")
@pytest.mark.attack("B36", "achievement")
@pytest.mark.parametrize(
    ("make", "change", "check", "code"),
    [
        (endorsed, None, "endorsements", "endorsement.invalid"),
        (endorsed, wrap_subject, "endorsements", "endorsement.invalid"),
        (endorsed, wrap_achievement, "endorsements", "endorsement.invalid"),
        (record, None, "nested", "clr.inner"),
        (record, wrap_subject, "nested", "clr.inner"),
    ],
)
def test_what_stands_inside_is_verified_in_either_form(make: Any, change: Any, check: str, code: str) -> None:
    for inner, verdict, expected in ((issued, "accepted", ""), (broken, "rejected", code)):
        tree = make(inner)
        if change is not None:
            change(tree)
        report = inspect(json.dumps(tree), policy=ANYBODY, at=AT)
        assert report.verdict == verdict
        assert report.check("proof").code == ""  # the outer signature holds all the same
        assert report.check(check).code == expected


@pytest.mark.attack("D31", "credential")
@pytest.mark.attack("D31", "both")
@pytest.mark.parametrize("make", [policies.open_badge, policies.credential])
@pytest.mark.parametrize("more", [[], ["VerifiablePresentation"]], ids=["credential", "both"])
def test_a_credential_is_no_presentation_of_whoever_it_names_as_holder(make: Any, more: list[str]) -> None:
    """The forger's key is the `holder`, and the issuer is somebody whom the verifier trusts."""
    victim = "did:web:north.example"
    forged = badge(
        issuer={"id": victim, "type": ["Profile"]}, holder=SIGNER.controller, validUntil="2026-02-15T00:00:00Z"
    )
    forged["type"] = [*forged["type"], *more]
    options = {
        "@context": forged["@context"],
        "created": "2026-02-01T00:00:00Z",
        "proofPurpose": "authentication",
        "challenge": "c",
    }
    proof = signing.sign(Hasher(forged, compiled(CORE), Meter()), EDDSA_JCS_2022, SIGNER, options)
    policy = make(trust=TrustedIssuers({victim})).with_(purpose="authentication", challenge="c")
    report = inspect(json.dumps({**forged, "proof": proof}), policy=policy, at=AT)
    assert report.verdict == "rejected"
    assert report.check("presentation").code == "model.type"


@pytest.mark.attack("D33", "types")
@pytest.mark.parametrize(
    "fault",
    [
        {},
        {"validUntil": "2020-01-01"},
        {"name": 5},
        {"credentialSubject": []},
        {"credentialStatus": []},
        {"expirationDate": "2020-01-01T00:00:00Z"},
    ],
    ids=str,
)
@pytest.mark.parametrize("types", [["VerifiableCredential", "OpenBadgeCredential"], ["VerifiableCredential"], []])
@pytest.mark.parametrize("make", [policies.open_badge, policies.credential])
def test_the_rules_for_credentials_hold_whatever_else_the_type_names(
    make: Any, types: list[str], fault: dict[str, Any]
) -> None:
    tree = badge(issuer={"id": SIGNER.controller, "type": ["Profile"]}, type=[*types, "VerifiablePresentation"]) | fault
    options = {"@context": tree["@context"], "created": "2026-05-02T00:00:00Z", "proofPurpose": "assertionMethod"}
    proof = signing.sign(Hasher(tree, compiled(CORE), Meter()), EDDSA_JCS_2022, SIGNER, options)
    report = inspect(
        json.dumps({**tree, "proof": proof}), policy=make(trust=TrustedIssuers({SIGNER.controller})), at=AT
    )
    assert report.check("proof").code == ""
    assert report.verdict == "rejected"
    assert "/type" in {finding.pointer for finding in report.check("model").findings}


def test_issue_makes_nothing_that_is_a_credential_and_a_presentation() -> None:
    with pytest.raises(IssueError, match=r"model\.type at /type"):
        issue(badge(type=["VerifiableCredential", "OpenBadgeCredential", "VerifiablePresentation"]), signer=SIGNER)


@pytest.mark.parametrize(
    ("trust", "verdict"),
    [
        (TrustedIssuers(set()), "indeterminate"),
        (TrustedIssuers({"did:web:north.example"}), "indeterminate"),
        (TrustedIssuers({SIGNER.controller}), "accepted"),
        (UnsafeAnyIssuer(reason="test"), "accepted"),
    ],
    ids=["nobody", "another", "the issuer", "anybody"],
)
def test_whom_the_verifier_trusts_is_asked_about_what_a_holder_presents(trust: Any, verdict: str) -> None:
    """The holder calls itself a university in a credential that it issues to itself."""
    carried = issued(badge(issuer={"id": SIGNER.controller, "type": ["Profile"], "name": "North University"}))
    tree = {
        "@context": badge()["@context"],
        "type": ["VerifiablePresentation"],
        "holder": SIGNER.controller,
        "verifiableCredential": [carried],
    }
    made = issue(tree, signer=SIGNER, created=CREATED, purpose="authentication", challenge="c").text
    policy = policies.credential(trust=trust, purpose="authentication", challenge="c")
    report = inspect(made, policy=policy, at=AT)
    assert report.verdict == verdict
    if verdict == "indeterminate":
        assert report.check("nested").code.startswith("trust.")


PARENT = {"id": "https://north.example/parent", "type": ["Profile"]}
PLACES: dict[str, Callable[[dict[str, Any], Any], Any]] = {
    "/issuer/parentOrg": lambda tree, e: tree["issuer"].update(parentOrg=PARENT | e),
    "/credentialSubject/achievement/creator/parentOrg": lambda tree, e: tree["credentialSubject"]["achievement"].update(
        creator={"id": "https://north.example/c", "type": ["Profile"], "parentOrg": PARENT | e}
    ),
    "/credentialSubject/source/parentOrg": lambda tree, e: tree["credentialSubject"].update(
        source={"id": "https://north.example/c", "type": ["Profile"], "parentOrg": PARENT | e}
    ),
    "/credentialSubject": lambda tree, e: tree["credentialSubject"].update(e),
    "/credentialSubject/achievement/related/0": lambda tree, e: tree["credentialSubject"]["achievement"].update(
        related=[{"id": "https://north.example/parent", "type": ["Related"]} | e]
    ),
}


@pytest.mark.attack("B36", "place")
@pytest.mark.parametrize("place", PLACES)
def test_an_endorsement_is_verified_wherever_it_stands(place: str) -> None:
    endorsement = endorsed(lambda tree: tree)["credentialSubject"]["achievement"]["endorsement"][0]
    endorsement["issuer"] = {"id": SIGNER.controller, "type": ["Profile"], "name": "North"}
    genuine = issued(endorsement)
    forged = genuine | {"issuer": {"id": "did:web:ministry.example", "type": ["Profile"], "name": "Ministry"}}
    for inner, failed in ((genuine, False), (forged, True)):
        tree = badge(issuer={"id": SIGNER.controller, "type": ["Profile"], "name": "North"})
        PLACES[place](tree, {"endorsement": [inner]})
        options = {"@context": tree["@context"], "created": "2026-05-02T00:00:00Z", "proofPurpose": "assertionMethod"}
        proof = signing.sign(Hasher(tree, compiled(CORE), Meter()), EDDSA_JCS_2022, SIGNER, options)
        report = inspect(json.dumps({**tree, "proof": proof}), policy=ANYBODY, at=AT)
        assert list(report.nested or {}) == [f"{place}/endorsement/0"]
        assert (report.check("endorsements").code == "endorsement.invalid") is failed
