"""Open Badges 3.0 and W3C Verifiable Credentials, offline by default, with reasons.

::

    open_credential(data)                       what came in, unjudged
    issue(credential, signer=...)               a secured credential
    inspect(data, policy=...)                   a report: accepted, rejected or indeterminate, and why
    verify(data, policy=...)                    the credential, or VerificationError
    bake(secured, image), unbake(image)         in and out of PNG and SVG

Everything here is loaded when it is first used, so that importing the package costs little.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from eccoe_vc import models
    from eccoe_vc.carriers import Envelope, open_credential
    from eccoe_vc.carriers.baking import bake, unbake
    from eccoe_vc.errors import (
        AlreadyBakedError,
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
    from eccoe_vc.keys import LocalSigner, PinnedKeys, Signer
    from eccoe_vc.limits import Budget
    from eccoe_vc.proofs.suites import ED25519_SIGNATURE_2020, EDDSA_JCS_2022, EDDSA_RDFC_2022
    from eccoe_vc.report import Check, Note, Outcome, Report
    from eccoe_vc.sources import Fetch, Fetched, Unavailable
    from eccoe_vc.verification import policies
    from eccoe_vc.verification.drivers import inspect, verify
    from eccoe_vc.verification.policies import Policy
    from eccoe_vc.verification.trust import AllOf, AnyOf, TrustedIssuers, UnsafeAnyIssuer
    from eccoe_vc.verification.verified import Verified, unsafe_assume_verified
    from eccoe_vc.verification.world import OFFLINE, Sources

_HOMES: Final = {
    "carriers": ("Envelope", "open_credential"),
    "carriers.baking": ("bake", "unbake"),
    "errors": (
        "AlreadyBakedError",
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
    "keys": ("LocalSigner", "PinnedKeys", "Signer"),
    "limits": ("Budget",),
    "proofs.suites": ("ED25519_SIGNATURE_2020", "EDDSA_JCS_2022", "EDDSA_RDFC_2022"),
    "report": ("Check", "Note", "Outcome", "Report"),
    "sources": ("Fetch", "Fetched", "Unavailable"),
    "verification.drivers": ("inspect", "verify"),
    "verification.policies": ("Policy",),
    "verification.trust": ("AllOf", "AnyOf", "TrustedIssuers", "UnsafeAnyIssuer"),
    "verification.verified": ("Verified", "unsafe_assume_verified"),
    "verification.world": ("OFFLINE", "Sources"),
}
_MODULES: Final = {"documents": "jsonld.documents", "models": "models", "policies": "verification.policies"}
_HOME: Final = {name: home for home, names in _HOMES.items() for name in names}

__all__ = [
    "ED25519_SIGNATURE_2020",
    "EDDSA_JCS_2022",
    "EDDSA_RDFC_2022",
    "OFFLINE",
    "AllOf",
    "AlreadyBakedError",
    "AnyOf",
    "Budget",
    "CanonicalizationError",
    "CarrierError",
    "Check",
    "ContextIntegrityError",
    "EccoeError",
    "Envelope",
    "Fetch",
    "Fetched",
    "GuardUnavailableError",
    "InputTypeError",
    "IssueError",
    "JoseError",
    "KeyLoadError",
    "LocalSigner",
    "Note",
    "Outcome",
    "PathError",
    "PinnedKeys",
    "Policy",
    "RefusedError",
    "Report",
    "Secured",
    "Securing",
    "Signer",
    "Sources",
    "StoreError",
    "StoreVersionError",
    "TrustedIssuers",
    "Unavailable",
    "UnsafeAnyIssuer",
    "VerificationError",
    "Verified",
    "bake",
    "documents",
    "inspect",
    "issue",
    "models",
    "open_credential",
    "policies",
    "unbake",
    "unsafe_assume_verified",
    "verify",
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
