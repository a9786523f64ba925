"""What the pipeline says about documents that are not W3C credentials with a proof, and about contexts of their own."""

from __future__ import annotations

import json
from typing import Any

import pytest

from eccoe_vc import (
    EDDSA_JCS_2022,
    EDDSA_RDFC_2022,
    IssueError,
    LocalSigner,
    Policy,
    Report,
    UnsafeAnyIssuer,
    inspect,
    issue,
    policies,
)
from eccoe_vc.jsonld import compiled
from eccoe_vc.jsonld.documents import CORE
from eccoe_vc.limits import Meter
from eccoe_vc.proofs import signing
from eccoe_vc.proofs.hashing import Hasher

Tree = dict[str, Any]
V1 = "https://www.w3.org/2018/credentials/v1"
VC_JWT = "application/vc+jwt"
V2 = "https://www.w3.org/ns/credentials/v2"
TERM = {"ExampleCredential": "https://example.org/#ExampleCredential"}
SIGNER = LocalSigner.generate("Ed25519")
ANYBODY = UnsafeAnyIssuer(reason="These tests are about shapes.")
PLAIN = policies.credential(trust=ANYBODY)
INLINE = policies.credential(trust=ANYBODY, allow_inline_contexts=True)


def credential(*contexts: Any, **members: Any) -> Tree:
    return {
        "@context": [V2, *contexts],
        "type": ["VerifiableCredential"],
        "issuer": SIGNER.controller,
        "credentialSubject": {"id": "did:example:subject"},
        **members,
    }


def signed(tree: Tree) -> Tree:
    """``tree`` with a good signature over its bytes, whatever it says."""
    options = {"@context": tree["@context"], "created": "2026-01-01T00:00:00Z", "proofPurpose": "assertionMethod"}
    hasher = Hasher(tree, compiled(CORE), Meter())
    return {**tree, "proof": signing.sign(hasher, EDDSA_JCS_2022, SIGNER, options)}


def findings(report: Report) -> set[tuple[str, str, str]]:
    return {(check.name, found.code, found.pointer) for check in report.problems() for found in check.findings}


@pytest.mark.parametrize("policy", [PLAIN, policies.open_badge(trust=ANYBODY), policies.proof_only()])
@pytest.mark.parametrize(
    ("context", "pointer"),
    [
        ("https://www.w3.org/ns/credentials/v3", "/@context/0"),
        ("https://w3id.org/openbadges/v2", "/@context"),
        ("https://w3id.org/openbadges/v1", "/@context"),
        ("https://w3id.org/blockcerts/v2", "/@context"),
    ],
)
def test_another_data_model_is_unknown_not_bad(context: str, pointer: str, policy: Policy) -> None:
    report = inspect({"@context": [context], "type": "Assertion", "issuer": "x"}, policy=policy)
    assert report.verdict == "indeterminate"
    assert findings(report) == {("contexts", "unsupported.data_model", pointer)}


@pytest.mark.parametrize("base", [V1, V2])
def test_an_old_context_before_a_base_context_is_a_wrong_order(base: str) -> None:
    report = inspect({"@context": ["https://w3id.org/openbadges/v2", base]}, policy=PLAIN)
    assert report.verdict == "rejected"
    assert ("contexts", "ctx.order", "/@context") in findings(report)


def test_a_name_that_only_begins_like_a_future_context_is_no_data_model() -> None:
    report = inspect({"@context": ["https://www.w3.org/ns/credentials/v3.evil"]}, policy=PLAIN)
    assert report.verdict == "rejected"
    assert ("contexts", "ctx.missing_base", "/@context") in findings(report)


@pytest.mark.parametrize(
    ("document", "code", "pointer"),
    [
        ({"payload": "e30", "signatures": [{"protected": "e30", "signature": "AA"}]}, "jose.format", ""),
        ({"payload": "e30", "protected": "e30", "signature": "AA"}, "jose.format", ""),
        (
            {"@context": V2, "type": "EnvelopedVerifiableCredential", "id": "data:application/vc+jwt,e30.e30.AA"},
            "jose.alg",
            "/alg",
        ),
        (
            {"@context": V2, "type": "EnvelopedVerifiableCredential", "id": "https://example.org/not-a-data-url"},
            "envelope.type",
            "/id",
        ),
    ],
    ids=["jws", "jws-flat", "enveloped-unsigned", "no-envelope"],
)
def test_what_is_no_compact_token_is_refused(document: Tree, code: str, pointer: str) -> None:
    for policy in (PLAIN, policies.proof_only()):
        report = inspect(json.dumps(document), policy=policy)
        assert report.verdict == "rejected"
        assert findings(report) == {("token", code, pointer)}


@pytest.mark.parametrize(("entry", "code"), [(123192875, "ctx.invalid"), (True, "ctx.invalid"), (None, "ctx.nested")])
def test_a_context_that_is_no_name_is_refused_under_suites_that_sign_bytes(entry: object, code: str) -> None:
    for policy in (PLAIN, INLINE, policies.proof_only()):
        report = inspect(signed(credential(entry)), policy=policy)
        assert report.verdict == "rejected"
        assert ("contexts", code, "/@context/1") in findings(report)


# ---- contexts of the document's own ----------------------------------------------------------------------------------


def test_inline_contexts_are_accepted_only_where_asked_for_and_signed_over() -> None:
    tree = credential(TERM, type=["VerifiableCredential", "ExampleCredential"])
    secured = issue(tree, signer=SIGNER, securing=EDDSA_JCS_2022, allow_inline_contexts=True)
    accepted = inspect(secured.text, policy=INLINE)
    assert accepted.verdict == "accepted"
    assert "ctx.inline" in {note.code for note in accepted.notes}
    assert findings(inspect(secured.text, policy=PLAIN)) == {("contexts", "ctx.inline", "/@context/1")}


@pytest.mark.parametrize("securing", [EDDSA_RDFC_2022, (EDDSA_JCS_2022, EDDSA_RDFC_2022)])
def test_no_rdf_suite_signs_an_inline_context(securing: Any) -> None:
    with pytest.raises(IssueError, match=r"ctx\.inline"):
        issue(credential(TERM), signer=SIGNER, securing=securing, allow_inline_contexts=True)


def test_issuing_refuses_inline_contexts_by_default() -> None:
    with pytest.raises(IssueError, match=r"ctx\.inline"):
        issue(credential(TERM), signer=SIGNER, securing=EDDSA_JCS_2022)


@pytest.mark.parametrize(
    ("contexts", "types", "code"),
    [
        ([{"VerifiableCredential": "https://example.org/#Other"}], [], "ctx.protected"),
        ([{"id": "https://example.org/#other"}], [], "ctx.protected"),
        ([{"@protected": True, **TERM}, {"ExampleCredential": "https://example.org/#Other"}], [], "ctx.protected"),
        ([{"Broken": {"@id": 5}}], [], "ctx.invalid"),
        ([{"@vocab": None}], ["Unmapped"], "jsonld.undefined_type"),
    ],
    ids=["type", "member", "own", "broken", "unmapped"],
)
def test_inline_contexts_leave_protected_terms_alone(contexts: list[Tree], types: list[str], code: str) -> None:
    tree = credential(*contexts, type=["VerifiableCredential", *types])
    report = inspect(signed(tree), policy=INLINE)
    assert report.verdict == "rejected"
    assert {found for _, found, _ in findings(report)} == {code}
    with pytest.raises(IssueError, match=code.replace(".", r"\.")):
        issue(tree, signer=SIGNER, securing=EDDSA_JCS_2022, allow_inline_contexts=True)


def test_text_directions_are_signed_as_bytes_and_refused_as_rdf() -> None:
    tree = credential(name={"@value": "Name", "@language": "en", "@direction": "ltr"})
    assert inspect(issue(tree, signer=SIGNER, securing=EDDSA_JCS_2022).text, policy=PLAIN)
    with pytest.raises(IssueError):
        issue(tree, signer=SIGNER, securing=EDDSA_RDFC_2022)


def test_keywords_outside_contexts_are_named_with_their_place() -> None:
    tree = credential(credentialSubject={"id": "did:example:s", "a/b": {"@reverse": {}}})
    assert findings(inspect(signed(tree), policy=PLAIN)) == {
        ("lossless", "jsonld.keyword", "/credentialSubject/a~1b/@reverse")
    }


# ---- credentials inside ----------------------------------------------------------------------------------------------


def test_the_reason_given_for_an_inner_credential_is_a_failure_not_a_doubt() -> None:
    """Its key cannot be had, which is a doubt, and it has ended, which is why it does not hold."""
    issuer = LocalSigner.generate("Ed25519", controller="https://issuer.example/1")
    inner = credential(issuer="https://issuer.example/1", validUntil="2020-01-01T00:00:00Z", id="urn:uuid:1")
    carried = issue(inner, signer=issuer).document
    presentation = {"@context": [V2], "type": ["VerifiablePresentation"], "verifiableCredential": [carried]}
    policy = PLAIN.with_(purpose="authentication", bind_issuer=False)
    report = inspect(issue(presentation, signer=SIGNER, purpose="authentication").text, policy=policy)
    [reason] = report.check("nested").findings
    assert (reason.code, reason.pointer) == ("vp.credential", "/verifiableCredential/0")
    assert "2020-01-01" in reason.message
