"""``1EdTechRevocationList``: a plain JSON list of revoked credentials. Open Badges 3.0, section 8.1 (deprecated 2025).

The list is not signed, by design: that the right one came is vouched for by whoever fetched it or hands it in.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from eccoe_vc.errors import Finding, RefusedError, shown
from eccoe_vc.status.entries import Entry, check_origin


def check(document: Mapping[str, Any], entry: Entry, credential: object, issuers: frozenset[str]) -> Iterator[Finding]:
    """What the list ``document`` says about the credential with the id ``credential``.

    :raises RefusedError: ``status.shape``, ``status.issuer``, ``status.id_mismatch``, ``status.unreadable``.

    >>> given = {"id": "https://north.example/revoked", "issuer": "did:web:north.example",
    ...          "revokedCredential": [{"id": "urn:uuid:1", "revocationReason": "Issued in error"}]}
    >>> entry = Entry("1EdTechRevocationList", "https://north.example/revoked", "/credentialStatus")
    >>> [found.code for found in check(given, entry, "urn:uuid:1", frozenset({"did:web:north.example"}))]
    ['status.unsigned_method', 'status.revoked']
    """
    if not isinstance(credential, str):
        message = "The credential has no id by which it could be found in a list of revoked credentials."
        raise RefusedError("status.unreadable", message)
    check_origin(document, entry, issuers, "revocation list")
    rows = document.get("revokedCredential", [])
    yield Finding("status.unsigned_method", "The revocation list is not signed; its method has no signature.")
    for row in rows if isinstance(rows, list) else [rows]:
        named = row.get("id") if isinstance(row, dict) else None
        revoked = row.get("revoked", True) if isinstance(row, dict) else None
        if not isinstance(named, str) or not isinstance(revoked, bool):
            raise RefusedError("status.shape", "The revocation list has an entry that cannot be read.")
        if named == credential and revoked:
            reason = row.get("revocationReason")
            said = f": {shown(reason, 120)}" if isinstance(reason, str) and reason else ""
            yield Finding("status.revoked", f"The issuer revoked the credential{said}.", entry.pointer)
