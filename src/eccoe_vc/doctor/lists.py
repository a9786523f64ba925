"""Status lists: whether verifiers can still rely on them tomorrow."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from typing import Any, Final

from eccoe_vc.encoding import DecodeError, strict_json, timestamps
from eccoe_vc.errors import Finding, RefusedError
from eccoe_vc.limits import DEFAULT

SOON: Final = timedelta(days=1)


def findings(data: bytes, moment: datetime) -> Iterator[Finding]:
    """How long the list holds, where it is JSON; whether it holds at all is said by the check of the sample."""
    try:
        tree = strict_json.parse(data, DEFAULT, max_bytes=DEFAULT.status_compressed_bytes)
    except RefusedError:
        return  # a token, or nothing that is read: the check of the sample says which
    if "type" not in tree:
        message = "What stands at the address of the status list is JSON, and no status list."
        yield Finding("status.shape", message, hint="Publish the list there: `eccoe-vc status publish` writes it.")
        return
    yield from _ends(tree, moment)


def _ends(tree: Mapping[str, Any], moment: datetime) -> Iterator[Finding]:
    end = tree.get("validUntil", tree.get("expirationDate"))
    if end is None:
        message = "The status list has no end, so verifiers with a rule about age do not know how old it may be."
        yield Finding("doctor.no_end", message, hint="Publish it with validUntil, and again before that day.")
        return
    try:
        left = timestamps.parse(end) - moment
    except DecodeError:
        return
    if timedelta(0) < left <= SOON:
        message = f"The status list ends on {end}; from then on no credential that names it is accepted."
        yield Finding("doctor.ends_soon", message, "/validUntil", "Publish it again before that.")


__all__ = ["findings"]
