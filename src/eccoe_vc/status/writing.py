"""A status list as a credential that is ready for :func:`eccoe_vc.issue`, and the entries that point into it.

Bitstring Status List 1.0, sections 2.1 and 2.2. Which place belongs to whom is not kept here:
:class:`eccoe_vc.StatusRegistry` gives places out at random and never twice, since neighbours in a list would tell who
was awarded when.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, Final

from eccoe_vc.clock import moment
from eccoe_vc.encoding import timestamps
from eccoe_vc.encoding.iri import is_iri
from eccoe_vc.errors import InputTypeError, shown
from eccoe_vc.status.bitstring import MINIMUM, Bitstring, encode
from eccoe_vc.status.meaning import PURPOSES

_V2: Final = "https://www.w3.org/ns/credentials/v2"
#: Letters that tell the purposes apart, and that a wrong word has in common with the right one: revoked, Suspended.
_STEM: Final = 4


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
    :param purpose: ``revocation``, ``suspension``, ``refresh``, ``message``, or several of them. Whoever has a purpose
        of their own writes the list as a plain object, with :func:`eccoe_vc.status.encode`.
    :param entries: how many; at least 131,072.
    :param size: bits of one value, 1 to 64.
    :param valid_from: aware; from when this state holds. Verifiers may limit its age.
    :param valid_until: aware; when a verifier must have a newer one. Give one: without it an old copy looks like new.
    :param ttl: how long a copy may be kept, in milliseconds.
    :raises InputTypeError: ``input.type``, an index or value without a place, fewer entries than the specification asks
        for, or another argument that is not what it should be.

    >>> made = status_list("https://north.example/status/3", issuer="did:web:north.example", values=[5])
    >>> made["credentialSubject"]["id"], made["credentialSubject"]["encodedList"][:12]
    ('https://north.example/status/3#list', 'uH4sIAAAAAAA')
    """
    _check_url(url)
    _check_issuer(issuer)
    if _whole("entries", entries, 0) < MINIMUM:
        raise InputTypeError(
            "input.type", f"A status list of {entries} entries is too short.", hint=f"Make it {MINIMUM} or longer."
        )
    _whole("size", size, 1)
    set_to, purposes = _set_to(values), _purposes(purpose)
    dates = {"validFrom": (valid_from, "valid_from"), "validUntil": (valid_until, "valid_until")}
    said = {name: timestamps.format(moment(*given)) for name, given in dates.items() if given[0] is not None}
    subject: dict[str, Any] = {"id": f"{url}#list", "type": "BitstringStatusList", "statusPurpose": purposes}
    subject["encodedList"] = encode(Bitstring.of(set_to, entries=entries, size=size))
    if ttl is not None:
        subject["ttl"] = _whole("ttl", ttl, 0, " of milliseconds")
    return {
        "@context": [_V2],
        "id": url,
        "type": ["VerifiableCredential", "BitstringStatusListCredential"],
        "issuer": issuer,
        **said,
        "credentialSubject": subject,
    }


def status_entry(url: str, index: int, *, purpose: str = "revocation", messages: Sequence[str] = ()) -> dict[str, Any]:
    """The ``credentialStatus`` of a credential whose place in the list at ``url`` is ``index``.

    :param purpose: ``revocation``, ``suspension``, ``refresh`` or ``message``. Whoever has a purpose of their own
        writes the entry as a plain object.
    :param messages: what the values 0, 1, 2 and so on say; their number, 2, 4, 8 and so on, gives the bits of a value.
    :raises InputTypeError: ``input.type``, an argument is not what it should be.

    >>> status_entry("https://north.example/status/3", 5)["statusListIndex"]
    '5'
    >>> status_entry("https://north.example/m/1", 5, purpose="message", messages=["a", "b", "c", "d"])["statusSize"]
    2
    """
    _check_url(url)
    _whole("index", index, 0)
    _check_purpose(purpose)
    _check_messages(messages)
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


# ---- arguments -------------------------------------------------------------------------------------------------------


def _check_url(url: object) -> None:
    if not isinstance(url, str) or not is_iri(url):
        raise InputTypeError(
            "input.type", f"{shown(url)} is no address at which a status list could be published.",
            hint="Pass the whole address as text, such as https://north.example/status/3.",
        )  # fmt: skip


def _check_issuer(issuer: object) -> None:
    if not isinstance(issuer, str) or not is_iri(issuer):
        hint = "Pass the id of the issuer as text, such as did:web:north.example"
        signer = isinstance(getattr(issuer, "controller", None), str)
        raise InputTypeError(
            "input.type", f"The issuer of a status list is {shown(issuer)}, which is no id.",
            hint=f"{hint}: signer.controller." if signer else f"{hint}.",
        )  # fmt: skip


def _whole(name: str, value: object, least: int, what: str = "") -> int:
    if not isinstance(value, int) or isinstance(value, bool) or value < least:
        raise InputTypeError(
            "input.type", f"The argument {name} is {shown(value)}.", hint=f"Pass a whole number{what} from {least} on."
        )
    return value


def _set_to(values: object) -> dict[int, int]:
    """The values by index. What is no number has no place, and a list of yes and no would set indexes 0 and 1."""
    if isinstance(values, str | bytes) or not isinstance(values, Iterable):
        raise _no_values(f"is {shown(values)}")
    found = [*values.items()] if isinstance(values, Mapping) else [(index, 1) for index in values]
    for index, value in found:
        if not isinstance(index, int) or isinstance(index, bool):
            raise _no_values(f"holds {shown(index)} as an index")
        if not isinstance(value, int):
            raise _no_values(f"sets index {shown(index)} to {shown(value)}")
    return dict(found)


def _no_values(what: str) -> InputTypeError:
    hint = "Pass the indexes that are set as whole numbers, such as [5, 94567], or {index: value}."
    return InputTypeError("input.type", f"The argument values {what}.", hint=hint)


def _purposes(purpose: object) -> str | list[str]:
    if isinstance(purpose, Iterable) and not isinstance(purpose, str | bytes):
        found = [_check_purpose(one) for one in purpose]
        if found:
            return found
        raise InputTypeError("input.type", "The list has no purpose.", hint=_due())
    return _check_purpose(purpose)


def _check_purpose(purpose: object) -> str:
    """A purpose that verifiers know. Of another one they say that they do not know it, and the badge stays good."""
    if isinstance(purpose, str) and purpose in PURPOSES:
        return purpose
    meant = ""
    if isinstance(purpose, str):
        stem = purpose.strip().lower()[:_STEM]
        meant = next((f"Did you mean {one}? " for one in PURPOSES if one.startswith(stem) and len(stem) == _STEM), "")
    message = f"{shown(purpose, 60)} is no purpose that verifiers know, so nobody would see what is set."
    raise InputTypeError("input.type", message, hint=f"{meant}{_due()}")


def _due() -> str:
    known = sorted(PURPOSES)
    return (
        f"The purposes are {', '.join(known[:-1])} and {known[-1]}. An entry or a list of a purpose of your own is "
        "written as a plain object."
    )


def _check_messages(messages: object) -> None:
    good = isinstance(messages, Sequence) and not isinstance(messages, str | bytes)
    words = [*messages] if isinstance(messages, Sequence) and good else []
    count = len(words)
    if not good or not all(isinstance(one, str) for one in words) or (words and (count < 2 or count & count - 1)):
        raise InputTypeError(
            "input.type", "The messages of an entry are 2, 4, 8 and so on texts, one for each value.",
            hint='Pass a list, such as ["in force", "under review"].',
        )  # fmt: skip
