"""Credentials that carry credentials, each secured in its own way; and contexts where nobody looks for them.

A proof over bytes (JCS) names the contexts that it was made with, so such a proof inside another document is an
``@context`` below the top: the one place, beside embedded credentials, where one may stand.
"""

from __future__ import annotations

import hashlib
from typing import Any

import pytest
from pyld import jsonld
from tests.attacks.bases import AT, ISSUER, OB, V2, Tree, raw_signed, signed, unsigned

from eccoe_vc import EDDSA_JCS_2022, EDDSA_RDFC_2022, Policy, UnsafeAnyIssuer, inspect, policies
from eccoe_vc.jsonld.documents import CORE
from eccoe_vc.proofs.suites import Suite

CLR = "https://purl.imsglobal.org/spec/clr/v2p0/context-2.0.1.json"
ANYBODY = policies.credential(trust=UnsafeAnyIssuer(reason="test"))
HOLDER = ANYBODY.with_(purpose="authentication")
SUITES = [EDDSA_RDFC_2022, EDDSA_JCS_2022]
SPELLED = "https://www.w3.org/2018/credentials#"


INNER = "urn:uuid:3c1e7d52-7f5a-4f0e-8d0e-5a2b8a3d9f04"


def presentation(inner: Tree) -> Tree:
    return {"@context": [V2], "type": ["VerifiablePresentation"], "holder": ISSUER, "verifiableCredential": [inner]}


def record(inner: Tree) -> Tree:
    subject = {"id": inner["credentialSubject"]["id"], "type": ["ClrSubject"], "verifiableCredential": [inner]}
    return unsigned(context=[V2, CLR, OB], type=["VerifiableCredential", "ClrCredential"], credentialSubject=subject)


def endorsed(inner: Tree) -> Tree:
    tree = unsigned()
    tree["credentialSubject"]["achievement"]["endorsement"] = [inner]
    return tree


def endorsement() -> Tree:
    about = {"id": unsigned()["credentialSubject"]["achievement"]["id"], "type": ["EndorsementSubject"]}
    return unsigned(id=INNER, type=["VerifiableCredential", "EndorsementCredential"], credentialSubject=about)


KINDS: dict[str, tuple[Any, Tree, Policy, str, str]] = {
    "presentation": (presentation, unsigned(id=INNER), HOLDER, "authentication", "/verifiableCredential/0"),
    "record": (record, unsigned(id=INNER), ANYBODY, "assertionMethod", "/credentialSubject/verifiableCredential/0"),
    "endorsement": (
        endorsed, endorsement(), ANYBODY, "assertionMethod", "/credentialSubject/achievement/endorsement/0",
    ),
}  # fmt: skip


@pytest.mark.parametrize("inside", SUITES, ids=lambda suite: f"around {suite.name}")
@pytest.mark.parametrize("outside", SUITES, ids=lambda suite: suite.name)
@pytest.mark.parametrize("kind", KINDS)
def test_every_suite_holds_around_every_other(kind: str, outside: Suite, inside: Suite) -> None:
    wrap, plain, policy, purpose, place = KINDS[kind]
    made = signed(wrap(signed(plain, inside)), outside, purpose=purpose)
    report = inspect(made, policy=policy, at=AT)
    assert (report.verdict, [*report.problems()]) == ("accepted", [])
    assert [(where, inner.verdict) for where, inner in (report.nested or {}).items()] == [(place, "accepted")]


@pytest.mark.parametrize("kind", KINDS)
def test_a_changed_credential_inside_is_found_whatever_is_around_it(kind: str) -> None:
    wrap, plain, policy, purpose, _ = KINDS[kind]
    for outside in SUITES:
        for inside in SUITES:
            inner = signed(plain, inside) | {"name": "Doctorate"}
            made = signed(wrap(inner), outside, purpose=purpose)
            assert inspect(made, policy=policy, at=AT).verdict == "rejected"


@pytest.mark.parametrize("kind", KINDS)
def test_the_meaning_of_a_proof_over_bytes_is_the_same_to_the_general_engine(kind: str) -> None:
    wrap, plain, policy, purpose, _ = KINDS[kind]
    made = signed(wrap(signed(plain, EDDSA_JCS_2022)), EDDSA_RDFC_2022, purpose=purpose)
    body = {key: value for key, value in made.items() if key != "proof"}
    options = {"algorithm": "URDNA2015", "format": "application/n-quads", "documentLoader": _load}
    theirs = hashlib.sha256(jsonld.normalize(body, options).encode()).hexdigest()
    assert inspect(made, policy=policy, at=AT).digest == theirs


def _load(url: str, _: Any) -> dict[str, Any]:
    return {"contextUrl": None, "documentUrl": url, "document": CORE.document(url).json()}


@pytest.mark.attack("B39", "elsewhere")
@pytest.mark.parametrize("types", [["VerifiableCredential"], ["EnvelopedVerifiableCredential"], ["Thing"]])
@pytest.mark.parametrize("name", ["alignment", "verifiableCredential", "proof", "foo"])
def test_a_context_stands_nowhere_but_on_credentials_that_are_looked_at(name: str, types: list[str]) -> None:
    tree = unsigned()
    inner = {"@context": {"@vocab": "https://x.example/"}, "type": types, "cryptosuite": "x-jcs-y", "grade": "A"}
    tree["credentialSubject"]["achievement"][name] = [inner]
    report = inspect(raw_signed(tree, suite="eddsa-jcs-2022"), policy=ANYBODY, at=AT)
    assert report.check("proof").code == ""
    codes = {finding.code for finding in report.check("lossless").findings}
    assert (report.verdict, codes) == ("rejected", {"ctx.nested"})


@pytest.mark.attack("B41", "bytes")
@pytest.mark.parametrize("policy", [ANYBODY, HOLDER, policies.proof_only()], ids=["credential", "holder", "proof only"])
@pytest.mark.parametrize("name", ["VerifiableCredential", "VerifiablePresentation", "EnvelopedVerifiableCredential"])
def test_a_type_has_one_form_under_a_proof_over_bytes(name: str, policy: Policy) -> None:
    tree = presentation(signed(unsigned()))
    tree["type"] = ["VerifiablePresentation", SPELLED + name]
    made = raw_signed(tree, suite="eddsa-jcs-2022", proofPurpose=policy.purpose)
    report = inspect(made, policy=policy, at=AT)
    assert report.verdict == "rejected"
    assert ("jsonld.not_compact", "/type/1") in {(f.code, f.pointer) for f in report.check("lossless").findings}


@pytest.mark.attack("B41", "envelope")
def test_a_presentation_names_no_envelope_beside_it() -> None:
    tree = presentation(signed(unsigned()))
    tree["type"] = ["VerifiablePresentation", "EnvelopedVerifiablePresentation"]
    made = raw_signed(tree, suite="eddsa-jcs-2022", proofPurpose="authentication")
    assert inspect(made, policy=HOLDER, at=AT).check("presentation").code == "model.type"
