"""The front door, pinned: names, homes and signatures that scripts outside the package lean on."""

from __future__ import annotations

import inspect as python_inspect

import pytest

import eccoe_vc

# Adding a name here is adding to the public API; taking one away breaks somebody (docs/compatibility.md).
NAMES = """
add_proof Agreement agreement_state AgreementError agreements AllOf AlreadyBakedError AnyOf AsyncFetcher AwsKmsSigner
bake BBS_2023 BbsSigner Budget BundleError CanonicalizationError CarrierError Check ContextIntegrityError
controller_document ControllerDocument decide Decision decrypt derive Diagnosis documents EccoeError ECDSA_JCS_2019
ECDSA_RDFC_2019 ECDSA_SD_2023 ED25519_SIGNATURE_2020 EDDSA_JCS_2022 EDDSA_RDFC_2022 Envelope EvidenceBundle
examine_issuer Except FederationAnchor Fetch Fetched Fetcher GuardUnavailableError HolderSecret HttpFetcher in_threads
InputTypeError inspect inspect_async Institution issue IssueError IssuerRegistry JoseError KeyLoadError Learner Ledger
LinkedDomains LocalSigner make_bundle MessageSigner models needs Note OFFLINE open_bundle open_credential Outcome
PathError PinnedKeys Pkcs11Signer policies Policy Programme recheck Recipient recognise RefusedError RegistryAt Report
SD_JWT_VC SD_JWT_VCDM Secured Securing Signer Sources status_entry status_list StatusCache StatusRegistry StoreError
StoreVersionError transcript TrustedInstitutions TrustedIssuers Unavailable unbake unsafe_assume_verified
UnsafeAnyIssuer UnsafeUnknownBundle VC_COSE VC_JOSE VC_JOSE_ML_DSA_44 VC_JWT_1_1 VC_JWT_OB3 VerificationError Verified
verify verify_async
"""
# The first parameters and the required keywords of the verbs; more keywords with defaults may come.
VERBS = {
    "open_credential": (["data"], []),
    "issue": (["credential"], ["signer"]),
    "derive": (["secured"], []),
    "add_proof": (["secured"], ["signer"]),
    "inspect": (["data"], ["policy"]),
    "verify": (["data"], ["policy"]),
    "inspect_async": (["data"], ["policy"]),
    "verify_async": (["data"], ["policy"]),
    "needs": (["data"], ["policy"]),
    "decrypt": (["text", "key"], []),
    "bake": (["secured", "image"], []),
    "unbake": (["image"], []),
    "agreement_state": (["counterparts"], ["at"]),
    "decide": (["agreements", "evidence"], ["learner", "host", "on"]),
    "recognise": (["decision"], []),
    "recheck": (["decision", "evidence"], ["policy"]),
    "transcript": (["decisions"], []),
    "examine_issuer": (["issuer"], ["fetch"]),
    "make_bundle": (["data"], ["policy"]),
    "open_bundle": (["data"], ["digest"]),
}
# Names of other objects that were fixed on the first day.
MEMBERS = {
    "LocalSigner": ["generate", "controller", "verification_method", "alg"],
    "Report": ["verdict", "checks", "notes", "documents", "valid", "trusted", "to_dict"],
    "Check": ["name", "outcome", "code", "pointer", "message", "hint"],
    "Verified": ["credential", "report", "envelope"],
    "Secured": ["text", "document"],
    "policies": ["open_badge", "proof_only"],
}


def test_names_are_those_that_are_pinned() -> None:
    assert sorted(eccoe_vc.__all__) == sorted(NAMES.split())
    assert len(set(eccoe_vc.__all__)) == len(eccoe_vc.__all__)
    assert dir(eccoe_vc) == sorted(eccoe_vc.__all__)


@pytest.mark.parametrize("name", NAMES.split())
def test_every_name_is_there_and_documented(name: str) -> None:
    found = getattr(eccoe_vc, name)
    assert getattr(found, "__doc__", None), f"eccoe_vc.{name} has no docstring"
    if python_inspect.isclass(found) or python_inspect.isfunction(found):
        assert found.__module__.startswith("eccoe_vc.")


def test_other_names_are_not() -> None:
    with pytest.raises(AttributeError, match="no attribute 'nothing'"):
        eccoe_vc.nothing  # noqa: B018


@pytest.mark.parametrize(("name", "wanted"), VERBS.items())
def test_signatures_of_the_verbs(name: str, wanted: tuple[list[str], list[str]]) -> None:
    parameters = python_inspect.signature(getattr(eccoe_vc, name)).parameters.values()
    positional = [p.name for p in parameters if p.kind is p.POSITIONAL_OR_KEYWORD]
    required = [p.name for p in parameters if p.kind is p.KEYWORD_ONLY and p.default is p.empty]
    assert (positional, required) == wanted
    assert not [p for p in parameters if p.kind in (p.VAR_KEYWORD, p.VAR_POSITIONAL)]


@pytest.mark.parametrize(("name", "members"), MEMBERS.items())
def test_members_that_were_fixed_on_the_first_day(name: str, members: list[str]) -> None:
    found = getattr(eccoe_vc, name)
    known = set(dir(found)) | set(getattr(found, "__annotations__", ()))
    assert set(members) <= known


def test_nothing_verified_comes_without_verifying() -> None:
    """Security rule 32: no public constructor, and the way around is loud."""
    envelope = eccoe_vc.open_credential(b"{}")
    with pytest.raises(eccoe_vc.InputTypeError):
        eccoe_vc.Verified(envelope, eccoe_vc.Report(()))
    assert "reason" in python_inspect.signature(eccoe_vc.unsafe_assume_verified).parameters


def test_a_policy_has_no_default_trust() -> None:
    with pytest.raises(TypeError):
        eccoe_vc.policies.open_badge()  # type: ignore[call-arg]
    for verb in (eccoe_vc.inspect, eccoe_vc.verify):
        with pytest.raises(TypeError):
            verb(b"{}")  # type: ignore[call-arg]
