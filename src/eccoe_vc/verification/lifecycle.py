"""Checks that read the credential after its proof and ask nobody: validity.

VC Data Model 2.0, sections 4.9 to 4.11 and 5.3; Open Badges 3.0, section 8 (Verification and Validation).
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from eccoe_vc.encoding import DecodeError, timestamps
from eccoe_vc.errors import Finding
from eccoe_vc.proofs import claims
from eccoe_vc.verification.case import Case


def validity(case: Case) -> Iterator[Finding]:
    """Is it in its period? Dates that cannot be read are the model check's ``time.format`` and hold nothing here.

    Of a token, the stricter of claim and member counts (requirement J3).
    """
    start_name, end_name = ("issuanceDate", "expirationDate") if case.is_v1 else ("validFrom", "validUntil")
    start, end = _instant(case, start_name), _instant(case, end_name)
    if case.token is not None:
        begins, ends = claims.moment(case.token.claims, "nbf"), claims.moment(case.token.claims, "exp")
        if begins is not None and (start is None or begins > start):
            start, start_name = begins, "nbf"
        if ends is not None and (end is None or ends < end):
            end, end_name = ends, "exp"
    case.ends(end)
    if start is not None and case.at < start:
        yield _skewed(case, start - case.at <= case.policy.skew, "time.not_yet_valid", start_name, "begins", start)
    if end is not None and case.at > end:
        yield _skewed(case, case.at - end <= case.policy.skew, "time.expired", end_name, "ended", end)


def _instant(case: Case, name: str) -> datetime | None:
    value = case.document.get(name)
    if value is None:
        return None
    try:
        return timestamps.parse(value)
    except DecodeError:
        return None


def _skewed(case: Case, within: bool, code: str, name: str, verb: str, instant: datetime) -> Finding:
    text = f"Its validity {verb} on {timestamps.format(instant)}; it was checked for {timestamps.format(case.at)}."
    if within:
        seconds = int(case.policy.skew.total_seconds())
        return Finding(
            "time.within_skew", f"{text} The difference is within the allowed {seconds} seconds.", f"/{name}"
        )
    return Finding(code, text, f"/{name}")


def entries(case: Case, name: str) -> list[tuple[str, Any]]:
    """The entries of a member that may be one or a list, each with its pointer."""
    value = case.document.get(name)
    if value is None:
        return []
    if isinstance(value, list):
        return [(f"/{name}/{index}", entry) for index, entry in enumerate(value)]
    return [(f"/{name}", value)]
