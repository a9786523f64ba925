"""What a value in a list says. Bitstring Status List 1.0, section 2.2 (``statusPurpose``)."""

from __future__ import annotations

from types import MappingProxyType
from typing import Final

from eccoe_vc.errors import Finding, shown
from eccoe_vc.status.entries import Entry

PURPOSES: Final = frozenset({"revocation", "suspension", "refresh", "message"})
_SAID: Final = MappingProxyType(
    {
        "revocation": ("status.revoked", "revoked"),
        "suspension": ("status.suspended", "suspended"),
        "refresh": ("status.refresh", "has a newer copy of"),
    }
)
_MESSAGE: Final = 120  # characters of a message that are shown


def findings(entry: Entry, value: int) -> tuple[Finding, ...]:
    """What ``value``, found at the place of ``entry``, means for the credential.

    Revocation and suspension refuse it, a message and a newer copy are told, and a purpose that nobody defined is told
    and not interpreted.

    >>> entry = Entry("BitstringStatusListEntry", "https://north.example/status/3", "/credentialStatus")
    >>> [found.code for value in (0, 1) for found in findings(entry, value)]
    ['status.revoked']
    """
    text = entry.messages.get(value, "") if entry.messages else ""
    if not value and not text and entry.purpose in PURPOSES:
        return ()  # nothing is set
    said = f": {shown(text, _MESSAGE)}" if text else ""
    if entry.purpose not in PURPOSES:
        message = f"The list says {value} for the purpose {shown(entry.purpose, 60)}, which is unknown to us{said}."
        return (Finding("status.unknown_purpose", message, entry.pointer),)
    if entry.purpose == "message":
        told = said or f": value {value}, which it does not explain"
        return (Finding("status.message", f"The issuer adds about the credential{told}.", entry.pointer),)
    if not value:
        return ()
    code, message = _SAID[entry.purpose]
    return (Finding(code, f"The issuer {message} the credential{said}.", entry.pointer),)


def look_alike(purpose: str) -> str:
    """The purpose that a text was probably meant to be: the same letters in other cases; else empty."""
    folded = purpose.casefold()
    return folded if folded in PURPOSES and folded != purpose else ""
