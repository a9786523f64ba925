"""A credential without the W3C data model: an SD-JWT VC, judged by its claims.

draft-ietf-oauth-sd-jwt-vc, section 3.4 (Verification and Processing). The checks have the names that they have for
other credentials, and those about contexts, schemas and parts of a W3C credential do not apply.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from eccoe_vc.errors import Finding, shown
from eccoe_vc.proofs.sd_jwt import vc_claims
from eccoe_vc.proofs.token_forms import SD_JWT_VC
from eccoe_vc.verification import issuers, lifecycle, proving, recipients, texts, tokens
from eccoe_vc.verification.case import Case

#: The mechanism of draft-ietf-oauth-status-list, in the claim `status`.
_STATUS_LIST: Final = "status_list"
_AFTER: Final = ("resources", "endorsements", "nested")


def concerns(case: Case) -> bool:
    """Whether ``case`` is about such a credential."""
    return case.token is not None and case.token.form is SD_JWT_VC


def judge(case: Case, inspect: issuers.Inspect) -> proving.Proving:
    """All checks, in pipeline order."""
    case.not_applicable("contexts")
    if not case.policy.proof_only:
        case.conclude("model", _model(case))
    case.not_applicable("lossless")  # what is signed is the JSON that is read
    if case.token is not None:
        case.conclude("token", tokens.check(case, case.token))
    yield from proving.prove(case, [])
    case.not_applicable("presentation")
    if case.policy.proof_only:
        return
    case.conclude("validity", lifecycle.validity(case))
    case.conclude("subject", recipients.check_claims(case.policy.recipient, case.document))
    yield from issuers.check(case, inspect, "/iss")
    case.not_applicable("refresh")
    _status(case)
    case.not_applicable("schema")
    for name in _AFTER:
        case.not_applicable(name)
    case.conclude("text", texts.check(case.document, case.text))


def _model(case: Case) -> Iterator[Finding]:
    yield from vc_claims.check(case.document)
    if case.policy.purpose == "authentication":
        message = "It is a credential; the policy asks for a presentation by its holder."
        hint = "Verify it under a policy for credentials, with key_binding where its holder presents it."
        yield Finding("model.type", message, "/vct", hint)
    elif case.policy.profile == "open-badge":
        message = f"It is not an Open Badge: it is an SD-JWT VC of the type {shown(case.document.get('vct'))}."
        hint = "If any credential will do, take policies.credential, or --any-credential on the command line."
        yield Finding("model.type", message, "/vct", hint)


def _status(case: Case) -> None:
    entry: Any = case.document.get("status")
    required = case.policy.status != "skip"
    if entry is None:
        if case.policy.status == "required":
            case.conclude("status", [Finding("status.required", "The policy asks for a status; there is none.")])
        else:
            case.not_applicable("status")
    elif not isinstance(entry, dict) or not entry:
        message = "The status is not an object that names a mechanism."
        case.conclude("status", [Finding("status.unreadable", message, "/status")], required=required)
    elif _STATUS_LIST in entry:
        why = "switched off by the policy" if not required else "Token Status Lists are not read in this release"
        message = f"The credential can be revoked; its status was not read: {why}."
        case.conclude("status", [Finding("status.not_checked", message, "/status")], required=required)
    else:
        message = f"The status mechanism {shown(min(entry))} is unknown to us."
        case.conclude("status", [Finding("unsupported.status_type", message, "/status")], required=required)
