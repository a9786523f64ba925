"""Token Status Lists: which entries a token names, and the list token verified as any other token is.

draft-ietf-oauth-status-list-20, sections 6.2 and 8.3. The key is looked up among those of the issuer of the credential,
or of whom the policy names for its lists; a key in the header of the list says nothing.
"""

from __future__ import annotations

from collections.abc import Generator
from typing import Any, Final

from eccoe_vc.errors import Finding, RefusedError, shown
from eccoe_vc.proofs import status_token
from eccoe_vc.proofs.token_forms import SD_JWT_VC, Token
from eccoe_vc.sources import Fetch, Fetched, Unavailable
from eccoe_vc.status import token_list
from eccoe_vc.status.entries import Entry
from eccoe_vc.status.token_list import TokenStatusList
from eccoe_vc.verification import lifecycle, listing, proving
from eccoe_vc.verification.case import Case

_CLAIM: Final = "status"
_MECHANISM: Final = "status_list"


def named(case: Case) -> list[tuple[str, Entry | Finding]]:
    """The entries in the claim ``status`` of a token, each with its pointer; a finding where one cannot be read.

    In an SD-JWT VC the claim is the status and nothing else. In the other forms a member of this name may be anything,
    so that only an object with a ``status_list`` is one. In COSE the claims stand in the header (RFC 9597).
    """
    token = case.token
    if token is None or _CLAIM not in token.claims:
        return []
    status: Any = token.claims[_CLAIM]
    listed = isinstance(status, dict) and _MECHANISM in status
    if token.form is not SD_JWT_VC and not listed:
        return []
    if not isinstance(status, dict) or not status:
        message = "The status is not an object that names a mechanism."
        return [(f"/{_CLAIM}", Finding("status.unreadable", message, f"/{_CLAIM}"))]
    return [(pointer, _read(case, mechanism, status[mechanism], pointer)) for mechanism, pointer in _places(status)]


def _places(status: dict[str, Any]) -> list[tuple[str, str]]:
    return [(name, f"/{_CLAIM}/{_MECHANISM}" if name == _MECHANISM else f"/{_CLAIM}") for name in sorted(status)]


def _read(case: Case, mechanism: str, content: Any, pointer: str) -> Entry | Finding:
    if mechanism != _MECHANISM:
        return Finding("unsupported.status_type", f"The status mechanism {shown(mechanism)} is unknown to us.", pointer)
    try:
        entry = token_list.read(content, pointer)
    except RefusedError as error:
        return error.findings[0]
    return listing.skipped(case) if case.policy.status == "skip" else entry


def verified(
    case: Case, entry: Entry, data: bytes, issuers: frozenset[str]
) -> Generator[Fetch, Fetched | Unavailable, TokenStatusList | Finding]:
    """The list in ``data``, verified; a finding where that could not be found out.

    :raises RefusedError: ``status.type``, ``status.id_mismatch``, ``status.issuer``, ``status.shape``,
        ``status.recursion``, ``status.stale``, ``status.proof``.
    """
    envelope = listing.opened(case, data)
    if isinstance(envelope, Finding):
        return envelope
    policy = listing.policy_of(case.policy)
    try:
        token = status_token.open_token(envelope, policy.budget)
    except RefusedError as error:
        if error.code.startswith("unsupported."):
            return listing.unavailable(case, error.message, error.hint, "Its status list could not be verified.")
        if error.code == "status.type":
            raise
        raise RefusedError("status.proof", f"The status list does not hold. {error.message} [{error.code}]") from None
    token_list.check_identity(token.claims, entry, issuers)
    token_list.check_shape(token.claims)
    token_list.check_made(token.claims, case.at, policy.skew)
    owner = _owner(case, token, issuers)
    inner = Case(
        envelope, {"issuer": owner}, policy, case.sources.of_now(), case.at, case.meter, case.depth + 1, token
    )  # fmt: skip
    inner.conclude("validity", lifecycle.validity(inner))
    if not inner.refused:
        yield from proving.prove(inner, [])
    report = inner.report()
    if report.verdict == "rejected":
        raise RefusedError.of(tuple(listing.refused(report)))
    if report.verdict == "indeterminate":
        return listing.undecided(case, report)
    return TokenStatusList(token.claims, owner, inner.until)


def _owner(case: Case, token: Token, issuers: frozenset[str]) -> str:
    """Who must own the key of the list.

    Whom it names; else whom the URL of its key names, if that is one of those whose lists count; else the issuer of the
    credential.
    """
    said = token.claims.get("iss")
    if isinstance(said, str):
        return said
    by_key = token.kid.partition("#")[0]
    return by_key if by_key in issuers else case.issuer_id


__all__ = ["named", "verified"]
