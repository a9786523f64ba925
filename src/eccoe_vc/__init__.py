"""Open Badges 3.0 and W3C Verifiable Credentials, offline by default, with reasons.

::

    open_credential(data)                       what came in, unjudged
    issue(credential, signer=...)               a secured credential
    derive(secured, reveal=[...])               a part of it, for a verifier to see
    add_proof(secured, signer=...)              one more proof, beside or on top of the others
    inspect(data, policy=...)                   a report: accepted, rejected or indeterminate, and why
    verify(data, policy=...)                    the credential, or VerificationError
    inspect_async, verify_async                 the same with a fetcher that is awaited
    needs(data, policy=...)                     the documents that would be asked for, for those who fetch themselves
    bake(secured, image), unbake(image)         in and out of PNG and SVG
    make_bundle(data, ...), open_bundle(file)   everything that verified it, kept for years
    agreement_state(counterparts, at=...)       whether an agreement is in force, who is missing, what differs
    decide(agreements, evidence, ...)           what is recognised, what is missing, and why
    recognise(decision, ...)                    the decision as a credential, for issue()

Everything here is loaded when it is first used, so that importing the package costs little.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from eccoe_vc import agreements, models
    from eccoe_vc.adding import add_proof
    from eccoe_vc.agreements.asked import Programme
    from eccoe_vc.agreements.deciding import decide
    from eccoe_vc.agreements.decision import Decision
    from eccoe_vc.agreements.learners import Learner
    from eccoe_vc.agreements.ledger import Ledger
    from eccoe_vc.agreements.rechecking import recheck
    from eccoe_vc.agreements.recognising import recognise
    from eccoe_vc.agreements.states import agreement_state
    from eccoe_vc.agreements.transcripts import transcript
    from eccoe_vc.bundling import EvidenceBundle, UnsafeUnknownBundle, make_bundle, open_bundle
    from eccoe_vc.carriers import Envelope, open_credential
    from eccoe_vc.carriers.baking import bake, unbake
    from eccoe_vc.deriving import derive
    from eccoe_vc.doctor import Diagnosis, examine_issuer
    from eccoe_vc.errors import (
        AgreementError,
        AlreadyBakedError,
        BundleError,
        CanonicalizationError,
        CarrierError,
        ContextIntegrityError,
        EccoeError,
        GuardUnavailableError,
        InputTypeError,
        IssueError,
        JoseError,
        KeyLoadError,
        PathError,
        RefusedError,
        StoreError,
        StoreVersionError,
        VerificationError,
    )
    from eccoe_vc.issuing import Secured, Securing, issue
    from eccoe_vc.jsonld import documents
    from eccoe_vc.keys import (
        AwsKmsSigner,
        ControllerDocument,
        LocalSigner,
        PinnedKeys,
        Pkcs11Signer,
        Signer,
        controller_document,
    )
    from eccoe_vc.limits import Budget
    from eccoe_vc.models.agreement import RecognitionAgreement as Agreement
    from eccoe_vc.net import HttpFetcher, in_threads
    from eccoe_vc.proofs.bbs.holder import HolderSecret
    from eccoe_vc.proofs.bbs.signer import BbsSigner, MessageSigner
    from eccoe_vc.proofs.jose_engine import decrypt
    from eccoe_vc.proofs.suites import (
        BBS_2023,
        ECDSA_JCS_2019,
        ECDSA_RDFC_2019,
        ECDSA_SD_2023,
        ED25519_SIGNATURE_2020,
        EDDSA_JCS_2022,
        EDDSA_RDFC_2022,
    )
    from eccoe_vc.proofs.token_forms import (
        SD_JWT_VC,
        SD_JWT_VCDM,
        VC_COSE,
        VC_JOSE,
        VC_JOSE_ML_DSA_44,
        VC_JWT_1_1,
        VC_JWT_OB3,
    )
    from eccoe_vc.report import Check, Note, Outcome, Report
    from eccoe_vc.sources import Fetch, Fetched, Unavailable
    from eccoe_vc.status import StatusCache, status_entry, status_list
    from eccoe_vc.status_registry import StatusRegistry
    from eccoe_vc.verification import policies
    from eccoe_vc.verification.drivers import inspect, inspect_async, needs, verify, verify_async
    from eccoe_vc.verification.policies import Policy
    from eccoe_vc.verification.recipients import Recipient
    from eccoe_vc.verification.trust import AllOf, AnyOf, Except, TrustedIssuers, UnsafeAnyIssuer
    from eccoe_vc.verification.trust.federation import FederationAnchor
    from eccoe_vc.verification.trust.institutions import Institution, TrustedInstitutions
    from eccoe_vc.verification.trust.linking import LinkedDomains
    from eccoe_vc.verification.trust.registries import IssuerRegistry, RegistryAt
    from eccoe_vc.verification.verified import Verified, unsafe_assume_verified
    from eccoe_vc.verification.world import OFFLINE, AsyncFetcher, Fetcher, Sources

_HOMES: Final = {
    "adding": ("add_proof",),
    "agreements.asked": ("Programme",),
    "agreements.deciding": ("decide",),
    "agreements.decision": ("Decision",),
    "agreements.learners": ("Learner",),
    "agreements.ledger": ("Ledger",),
    "agreements.rechecking": ("recheck",),
    "agreements.recognising": ("recognise",),
    "agreements.states": ("agreement_state",),
    "agreements.transcripts": ("transcript",),
    "bundling": ("EvidenceBundle", "UnsafeUnknownBundle", "make_bundle", "open_bundle"),
    "carriers": ("Envelope", "open_credential"),
    "carriers.baking": ("bake", "unbake"),
    "deriving": ("derive",),
    "doctor": ("Diagnosis", "examine_issuer"),
    "errors": (
        "AgreementError",
        "AlreadyBakedError",
        "BundleError",
        "CanonicalizationError",
        "CarrierError",
        "ContextIntegrityError",
        "EccoeError",
        "GuardUnavailableError",
        "InputTypeError",
        "IssueError",
        "JoseError",
        "KeyLoadError",
        "PathError",
        "RefusedError",
        "StoreError",
        "StoreVersionError",
        "VerificationError",
    ),
    "issuing": ("Secured", "Securing", "issue"),
    "keys": (
        "AwsKmsSigner",
        "ControllerDocument",
        "LocalSigner",
        "PinnedKeys",
        "Pkcs11Signer",
        "Signer",
        "controller_document",
    ),
    "limits": ("Budget",),
    "models.agreement": ("Agreement",),
    "net": ("HttpFetcher", "in_threads"),
    "proofs.bbs.holder": ("HolderSecret",),
    "proofs.bbs.signer": ("BbsSigner", "MessageSigner"),
    "proofs.jose_engine": ("decrypt",),
    "proofs.suites": (
        "BBS_2023",
        "ECDSA_JCS_2019",
        "ECDSA_RDFC_2019",
        "ECDSA_SD_2023",
        "ED25519_SIGNATURE_2020",
        "EDDSA_JCS_2022",
        "EDDSA_RDFC_2022",
    ),
    "proofs.token_forms": (
        "SD_JWT_VC",
        "SD_JWT_VCDM",
        "VC_COSE",
        "VC_JOSE",
        "VC_JOSE_ML_DSA_44",
        "VC_JWT_1_1",
        "VC_JWT_OB3",
    ),
    "report": ("Check", "Note", "Outcome", "Report"),
    "sources": ("Fetch", "Fetched", "Unavailable"),
    "status": ("StatusCache", "status_entry", "status_list"),
    "status_registry": ("StatusRegistry",),
    "verification.drivers": ("inspect", "inspect_async", "needs", "verify", "verify_async"),
    "verification.policies": ("Policy",),
    "verification.recipients": ("Recipient",),
    "verification.trust": ("AllOf", "AnyOf", "Except", "TrustedIssuers", "UnsafeAnyIssuer"),
    "verification.trust.federation": ("FederationAnchor",),
    "verification.trust.institutions": ("Institution", "TrustedInstitutions"),
    "verification.trust.linking": ("LinkedDomains",),
    "verification.trust.registries": ("IssuerRegistry", "RegistryAt"),
    "verification.verified": ("Verified", "unsafe_assume_verified"),
    "verification.world": ("OFFLINE", "AsyncFetcher", "Fetcher", "Sources"),
}
_MODULES: Final = {
    "agreements": "agreements",
    "documents": "jsonld.documents",
    "models": "models",
    "policies": "verification.policies",
}
_HOME: Final = {name: home for home, names in _HOMES.items() for name in names}

__all__ = [
    "BBS_2023",
    "ECDSA_JCS_2019",
    "ECDSA_RDFC_2019",
    "ECDSA_SD_2023",
    "ED25519_SIGNATURE_2020",
    "EDDSA_JCS_2022",
    "EDDSA_RDFC_2022",
    "OFFLINE",
    "SD_JWT_VC",
    "SD_JWT_VCDM",
    "VC_COSE",
    "VC_JOSE",
    "VC_JOSE_ML_DSA_44",
    "VC_JWT_1_1",
    "VC_JWT_OB3",
    "Agreement",
    "AgreementError",
    "AllOf",
    "AlreadyBakedError",
    "AnyOf",
    "AsyncFetcher",
    "AwsKmsSigner",
    "BbsSigner",
    "Budget",
    "BundleError",
    "CanonicalizationError",
    "CarrierError",
    "Check",
    "ContextIntegrityError",
    "ControllerDocument",
    "Decision",
    "Diagnosis",
    "EccoeError",
    "Envelope",
    "EvidenceBundle",
    "Except",
    "FederationAnchor",
    "Fetch",
    "Fetched",
    "Fetcher",
    "GuardUnavailableError",
    "HolderSecret",
    "HttpFetcher",
    "InputTypeError",
    "Institution",
    "IssueError",
    "IssuerRegistry",
    "JoseError",
    "KeyLoadError",
    "Learner",
    "Ledger",
    "LinkedDomains",
    "LocalSigner",
    "MessageSigner",
    "Note",
    "Outcome",
    "PathError",
    "PinnedKeys",
    "Pkcs11Signer",
    "Policy",
    "Programme",
    "Recipient",
    "RefusedError",
    "RegistryAt",
    "Report",
    "Secured",
    "Securing",
    "Signer",
    "Sources",
    "StatusCache",
    "StatusRegistry",
    "StoreError",
    "StoreVersionError",
    "TrustedInstitutions",
    "TrustedIssuers",
    "Unavailable",
    "UnsafeAnyIssuer",
    "UnsafeUnknownBundle",
    "VerificationError",
    "Verified",
    "add_proof",
    "agreement_state",
    "agreements",
    "bake",
    "controller_document",
    "decide",
    "decrypt",
    "derive",
    "documents",
    "examine_issuer",
    "in_threads",
    "inspect",
    "inspect_async",
    "issue",
    "make_bundle",
    "models",
    "needs",
    "open_bundle",
    "open_credential",
    "policies",
    "recheck",
    "recognise",
    "status_entry",
    "status_list",
    "transcript",
    "unbake",
    "unsafe_assume_verified",
    "verify",
    "verify_async",
]


def __getattr__(name: str) -> Any:
    if name in _MODULES:
        found = import_module(f"{__name__}.{_MODULES[name]}")
    elif name in _HOME:
        found = getattr(import_module(f"{__name__}.{_HOME[name]}"), name)
    else:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    globals()[name] = found
    return found


def __dir__() -> list[str]:
    return sorted(__all__)
