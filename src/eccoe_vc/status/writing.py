"""A status list as a credential that is ready for :func:`eccoe_vc.issue`, and the entries that point into it.

Bitstring Status List 1.0, sections 2.1 and 2.2. Which place belongs to whom is not kept here:
:class:`eccoe_vc.StatusRegistry` gives places out at random and never twice, since neighbours in a list would tell who
was awarded when.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, Final

from eccoe_vc.encoding import timestamps
from eccoe_vc.errors import InputTypeError
from eccoe_vc.status.bitstring import MINIMUM, Bitstring, encode

_V2: Final = "https://www.w3.org/ns/credentials/v2"


def status_list(
    url: str,
    *,
    issuer: str,
    values: Mapping[int, int] | Iterable[int] = (),
    purpose: str | Iterable[str] = "revocation",
    entries: int = MINIMUM,
    size: int = 1,
    valid_from: datetime | None = None,
    valid_until: datetime | None = None,
    ttl: int | None = None,
) -> dict[str, Any]:
    """An unsigned ``BitstringStatusListCredential``.

    :param url: where it will be published; the same address stands in the entries.
    :param values: the indexes that are set, or values by index where ``size`` is larger than 1.
    :param purpose: ``revocation``, ``suspension``, ``refresh``, ``message``, or several of them.
    :param entries: how many; at least 131,072.
    :param size: bits of one value, 1 to 64.
    :param valid_from: aware; from when this state holds. Verifiers may limit its age.
    :param valid_until: aware; when a verifier must have a newer one. Give one: without it an old copy looks like new.
    :param ttl: how long a copy may be kept, in milliseconds.
    :raises InputTypeError: an index or value without a place, fewer entries than the specification asks for.

    >>> made = status_list("https://north.example/status/3", issuer="did:web:north.example", values=[5])
    >>> made["credentialSubject"]["id"], made["credentialSubject"]["encodedList"][:12]
    ('https://north.example/status/3#list', 'uH4sIAAAAAAA')
    """
    if entries < MINIMUM:
        raise InputTypeError(
            "input.type", f"A status list of {entries} entries is too short.", hint=f"Make it {MINIMUM} or longer."
        )
    set_to = dict(values) if isinstance(values, Mapping) else dict.fromkeys(values, 1)
    purposes = purpose if isinstance(purpose, str) else [*purpose]
    subject: dict[str, Any] = {"id": f"{url}#list", "type": "BitstringStatusList", "statusPurpose": purposes}
    subject["encodedList"] = encode(Bitstring.of(set_to, entries=entries, size=size))
    if ttl is not None:
        subject["ttl"] = ttl
    dates = {"validFrom": valid_from, "validUntil": valid_until}
    return {
        "@context": [_V2],
        "id": url,
        "type": ["VerifiableCredential", "BitstringStatusListCredential"],
        "issuer": issuer,
        **{name: timestamps.format(moment) for name, moment in dates.items() if moment is not None},
        "credentialSubject": subject,
    }


def status_entry(url: str, index: int, *, purpose: str = "revocation", messages: Sequence[str] = ()) -> dict[str, Any]:
    """The ``credentialStatus`` of a credential whose place in the list at ``url`` is ``index``.

    :param messages: what the values 0, 1, 2 and so on say; their number, 2, 4, 8 and so on, gives the bits of a value.

    >>> status_entry("https://north.example/status/3", 5)["statusListIndex"]
    '5'
    >>> status_entry("https://north.example/m/1", 5, purpose="message", messages="abcd")["statusSize"]
    2
    """
    entry: dict[str, Any] = {
        "id": f"{url}#{index}",
        "type": "BitstringStatusListEntry",
        "statusPurpose": purpose,
        "statusListIndex": str(index),
        "statusListCredential": url,
    }
    if messages:
        entry["statusSize"] = max(len(messages).bit_length() - 1, 1)
        entry["statusMessage"] = [{"status": f"{value:#x}", "message": said} for value, said in enumerate(messages)]
    return entry
