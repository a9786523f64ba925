"""did:web: from a DID to exactly one https URL (W3C CCG did:web method specification, "Read (Resolve)")."""

from __future__ import annotations

import re
from typing import Final

from eccoe_vc.errors import KeyLoadError, shown
from eccoe_vc.keys import did as syntax

_LABEL: Final = r"[A-Za-z0-9](?:[A-Za-z0-9\-]{0,61}[A-Za-z0-9])?"
# The colon before a port is written %3A, in this form only. A final dot is kept; the fetcher judges addresses.
_HOST: Final = re.compile(rf"({_LABEL}(?:\.{_LABEL})*\.?)(?:%3A([1-9][0-9]{{0,4}}))?\Z", re.ASCII).match
_SEGMENT: Final = re.compile(r"(?:[A-Za-z0-9._\-]|%[0-9A-F]{2})+\Z", re.ASCII).match
_ESCAPE: Final = re.compile(r"%([0-9A-F]{2})", re.ASCII).findall
# What must not be written as an escape: characters that need none, and those that would change the path.
_UNRESERVED: Final = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~"
_NEVER_ESCAPED: Final = frozenset((*_UNRESERVED, *b"/\\%?#", *range(0x21), 0x7F))


def url(did: str) -> str:
    """The one URL at which the document of a did:web is published.

    Host, optional port, and path segments; no path means ``/.well-known/did.json``. No dot segments, no escaped
    slashes, no escapes that are not needed. Which addresses may be asked is the fetcher's decision.

    :raises KeyLoadError: ``did.syntax``.

    >>> url("did:web:example.edu"), url("did:web:example.edu%3A8443:badges:physics")
    ('https://example.edu/.well-known/did.json', 'https://example.edu:8443/badges/physics/did.json')
    """
    parsed = syntax.parse(did)
    if parsed.method != "web":
        raise KeyLoadError("did.syntax", f"{shown(did)} is not a did:web.")
    host, *path = parsed.identifier.split(":")
    found = _HOST(host)
    if found is None or len(found[1]) > 253 or int(found[2] or 1) > 65535:
        raise KeyLoadError(
            "did.syntax", f"The DID {shown(did)} does not begin with a host name and an optional port.",
            hint="A did:web is a host without https://, a port behind %3A and folders behind colons, such as "
            "did:web:north.example or did:web:north.example%3A8443:badges.",
        )  # fmt: skip
    for segment in path:
        if not _is_segment(segment):
            raise KeyLoadError(
                "did.syntax", f"A path segment of the DID {shown(did)} is empty, only dots, or malformed."
            )
    authority = found[1] + (f":{found[2]}" if found[2] else "")
    return f"https://{authority}/{'/'.join(path) or '.well-known'}/did.json"


def meant_by(text: str) -> str:
    """The did:web that a bare domain was probably meant to be; empty for every other text.

    >>> meant_by("north.example"), meant_by("North University")
    ('did:web:north.example', '')
    """
    found = _HOST(text) if "." in text and len(text) <= 253 else None
    return f"did:web:{text.lower()}" if found is not None and found[2] is None and text[-1:] != "." else ""


def _is_segment(segment: str) -> bool:
    if _SEGMENT(segment) is None or not segment.strip("."):
        return False
    return all(int(pair, 16) not in _NEVER_ESCAPED for pair in _ESCAPE(segment))
