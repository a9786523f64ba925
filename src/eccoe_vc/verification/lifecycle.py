"""Checks that read the credential after its proof: validity, schema, resources.

VC Data Model 2.0, sections 4.9 to 4.11 and 5.3; Open Badges 3.0, section 8 (Verification and Validation).
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any, Final

from eccoe_vc.encoding import DecodeError, timestamps
from eccoe_vc.errors import Finding, shown
from eccoe_vc.proofs import claims
from eccoe_vc.verification.case import Case

SCHEMA_TYPES: Final = frozenset(
    {"1EdTechJsonSchemaValidator2019", "JsonSchema", "JsonSchemaCredential", "JsonSchemaValidator2018"}
)
# Schemas whose rules our own model check holds the document to (docs/compatibility-schemas); not reading them again
# leaves nothing unknown.
OFFICIAL_SCHEMAS: Final = (
    "https://purl.imsglobal.org/spec/ob/v3p0/schema/",
    "https://purl.imsglobal.org/spec/clr/v2p0/schema/",
)


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


def schema(case: Case) -> Iterator[Finding]:
    """Does it meet the schemas that it names? This release holds it to its own models and reads no schema."""
    for pointer, entry in entries(case, "credentialSchema"):
        kind = entry.get("type") if isinstance(entry, dict) else None
        kinds = kind if isinstance(kind, list) else [kind]
        if not SCHEMA_TYPES & {name for name in kinds if isinstance(name, str)}:
            yield Finding(
                "unsupported.schema_type", f"The schema type {shown(kind)} is unknown to us.", f"{pointer}/type"
            )
            continue
        url = entry.get("id")
        official = isinstance(url, str) and url.startswith(OFFICIAL_SCHEMAS)
        outcome = {"required": "F", "optional": "W"}.get(case.policy.schema, "W" if official else "I")
        yield Finding(
            "schema.unavailable",
            f"The schema {shown(url)} was not read."
            + (" Its rules are part of our own check of the model." if official else ""),
            pointer,
            outcome=outcome,
        )


def resources(case: Case) -> Iterator[Finding]:
    """Do related resources have their digests? Nothing is fetched, so they are named as not compared."""
    seen: set[str] = set()
    for pointer, entry in entries(case, "relatedResource"):
        name = entry.get("id") if isinstance(entry, dict) else None
        if not isinstance(name, str):
            continue
        if name in seen:
            yield Finding(
                "resource.duplicate_id", f"Two entries are about the resource {shown(name)}.", f"{pointer}/id"
            )
        seen.add(name)
        yield Finding("resource.not_checked", f"The resource {shown(name)} was not fetched and compared.", pointer)


def terms_of_use(case: Case) -> Iterator[Finding]:
    """Terms of use of an unknown type are named, never interpreted."""
    for pointer, entry in entries(case, "termsOfUse"):
        kind = entry.get("type") if isinstance(entry, dict) else entry
        yield Finding(
            "unsupported.terms_of_use", f"Terms of use of the type {shown(kind)} are not interpreted.", pointer
        )
