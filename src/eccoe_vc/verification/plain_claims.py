"""A credential without the W3C data model: an SD-JWT VC, judged by its claims.

draft-ietf-oauth-sd-jwt-vc, section 3.4 (Verification and Processing). The checks have the names that they have for
other credentials, and those about contexts, schemas and parts of a W3C credential do not apply.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from eccoe_vc.errors import Finding, shown
from eccoe_vc.proofs.sd_jwt import vc_claims
from eccoe_vc.proofs.token_forms import SD_JWT_VC
from eccoe_vc.verification import issuers, lifecycle, proving, recipients, status, texts, tokens
from eccoe_vc.verification.case import Case
from eccoe_vc.verification.listing import Inspect

_AFTER: Final = ("resources", "endorsements", "nested")


def concerns(case: Case) -> bool:
    """Whether ``case`` is about such a credential."""
    return case.token is not None and case.token.form is SD_JWT_VC


def judge(case: Case, inspect: Inspect, vouching: issuers.Inspect) -> proving.Proving:
    """All checks, in pipeline order.

    :param inspect: for status lists that are credentials.
    :param vouching: for credentials on which the trust in an issuer rests.
    """
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
    yield from issuers.check(case, vouching, "/iss")
    case.not_applicable("refresh")  # it names no service
    yield from status.check(case, inspect)
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
