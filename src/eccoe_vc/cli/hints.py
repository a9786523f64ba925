"""What to do, for somebody at a command line: where the library's hint speaks of Python, the option stands here."""

from __future__ import annotations

import re
from types import MappingProxyType
from typing import Final

from eccoe_vc.codes import codes as registry

_LARGER: Final = (
    "Ask for single credentials instead of a collection; for a learner record whose sender you trust, add --clr."
)
_AT_HAND: Final = (
    "Add --online to get the document from its address, or --document URL=FILE with it, or --pin with the key."
)
_HINTS: Final = MappingProxyType(
    {
        "budget.deadline": "Try again when the machine is less busy; for a learner record, add --clr.",
        "ctx.unknown": "Get the context from its publisher and add --context URL=FILE; nothing is fetched for you.",
        "fetch.not_allowed": _AT_HAND,
        "image.already_baked": "Take the original image, or add --replace.",
        "json.size": _LARGER,
        "key.unavailable": _AT_HAND,
        "key.unbound": _AT_HAND,
        "limit.unknown": "Add --programme with its id and --programme-credits with its size.",
        "rdf.budget": _LARGER,
        "refresh.unavailable": "Add --online to ask the service, or --document URL=FILE with the newer copy.",
        "schema.unavailable": "Get the schema from its address yourself and add --document URL=FILE.",
        "store.format": "Name the right file, and for a ledger body and secret; `eccoe-vc ledger new` begins a ledger, "
        "`eccoe-vc status create` a registry.",
        "status.not_checked": "Add --online to get the list from its address, or --document URL=FILE with it.",
        "struct.limit": _LARGER,
        "trust.registry_unavailable": "Add --online to get it from its address, or --document URL=FILE with it.",
        "trust.unknown_issuer": "Find out who this issuer is; if you trust it, add --trust and its identifier.",
    }
)
# The second half of a hint, where it speaks of arguments that a command line has not.
_IN_PYTHON: Final = re.compile(r", or [^,;]*\b(?:Budget|policy)\b[^,;]*\.$")
#: Codes whose finding speaks of Python wherever it is made.
_ALWAYS: Final = frozenset({"key.unbound", "image.already_baked", "store.format", "trust.unknown_issuer"})
_CALL: Final = re.compile(r"; unbake\([^)]*\) returns[^.]*| \(unbake\([^)]*\) returns it\)")
_LEGACY: Final = "Add --legacy to take the suites and status methods of older badges too."


def for_terminal(code: str, hint: str) -> str:
    """The hint to show for a finding with ``code`` whose own hint is ``hint``.

    >>> for_terminal("trust.unknown_issuer", "Add its identifier to your list.")
    'Find out who this issuer is; if you trust it, add --trust and its identifier.'
    >>> for_terminal("json.syntax", "Ask for the file again.")
    'Ask for the file again.'
    >>> for_terminal("proof.limit", "Ask for fewer proofs, or pass a larger Budget if you trust it.")
    'Ask for fewer proofs.'
    """
    if code.startswith("unsupported.") and "legacy" in hint:
        return _LEGACY
    ours = _HINTS.get(code, "")
    registered = registry().get(code)
    if ours and (code in _ALWAYS or registered is None or hint in ("", registered.hint)):
        return ours
    return _CALL.sub("", _IN_PYTHON.sub(".", hint))


def codes() -> tuple[str, ...]:
    """The codes that have a hint of their own here."""
    return tuple(_HINTS)
