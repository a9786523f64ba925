"""Status entries: what a credential says about its place in a list. Bitstring Status List 1.0, section 2.1."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from types import MappingProxyType
from typing import Any, Final, Literal, NamedTuple

from eccoe_vc.encoding import DecodeError, places
from eccoe_vc.errors import RefusedError, shown

#: What an entry is: the types of ``credentialStatus``, and the claim ``status_list`` of tokens.
Kind = Literal["BitstringStatusListEntry", "StatusList2021Entry", "1EdTechRevocationList", "TokenStatusList"]
KINDS: Final[tuple[Kind, ...]] = ("BitstringStatusListEntry", "StatusList2021Entry", "1EdTechRevocationList")
_EXACT: Final[dict[str, Kind]] = {kind: kind for kind in KINDS}
_CALLED: Final = "Ask the issuer to call the table statusMessage: the term statusMessages has no meaning."
#: Methods of older badges, which a policy must ask for.
OLDER: Final = frozenset({"StatusList2021Entry", "1EdTechRevocationList"})


_NO_MESSAGES: Final[Mapping[int, str]] = MappingProxyType({})


class Entry(NamedTuple):
    """One entry, read: ``url`` is the list and ``place`` the index in it; ``messages`` tell in words what values mean,
    ``pointer`` says where the entry stands.
    """

    kind: Kind
    url: str
    pointer: str
    purpose: str = "revocation"
    place: int = 0
    size: int = 1
    messages: Mapping[int, str] = _NO_MESSAGES


#: As :class:`Entry` itself, which nearly all badges need once, in two thirds of the time.
_ENTRY: Final[Callable[[tuple[Kind, str, str, str, int, int, Mapping[int, str]]], Entry]] = partial(
    tuple.__new__, Entry
)


def kind_of(tree: Any, pointer: str) -> Kind:
    """Of which kind an entry is; names beside it that say nothing to us are passed over.

    :raises RefusedError: ``status.unreadable``, ``unsupported.status_type``.
    """
    named = tree.get("type") if isinstance(tree, dict) else None
    if named.__class__ is str and (kind := _EXACT.get(named)) is not None:
        return kind
    names = named if isinstance(named, list) else [named]
    if not names or not all(isinstance(name, str) for name in names):
        raise RefusedError("status.unreadable", "The status entry is not an object of a known form.", pointer=pointer)
    known = [_EXACT[name] for name in names if name in _EXACT]
    if not known:
        message = f"The status type {shown(named)} is unknown to us."
        raise RefusedError("unsupported.status_type", message, pointer=f"{pointer}/type")
    if len(known) > 1:
        message = "The status entry is of two kinds at once, and they are read in different ways."
        raise RefusedError("status.unreadable", message, pointer=f"{pointer}/type")
    return known[0]


def read(tree: Mapping[str, Any], kind: Kind, pointer: str) -> Entry:
    """The entry in ``tree``, which is of ``kind``.

    :raises RefusedError: ``status.unreadable``, ``status.index``, ``status.size``; nothing is coerced or guessed.

    >>> entry = {"type": "BitstringStatusListEntry", "statusPurpose": "revocation", "statusListIndex": "94567",
    ...          "statusListCredential": "https://north.example/status/3"}
    >>> read(entry, "BitstringStatusListEntry", "/credentialStatus").place
    94567
    >>> read(entry | {"statusListIndex": "1_0"}, "BitstringStatusListEntry", "/credentialStatus")
    Traceback (most recent call last):
    eccoe_vc.errors.RefusedError: The index is '1_0', not a whole number as text ... [status.index ...]
    """
    if kind == "1EdTechRevocationList":
        return Entry(kind, _text(tree, "id", pointer, "the address of its list"), pointer)
    url, purpose = tree.get("statusListCredential"), tree.get("statusPurpose")
    if url.__class__ is not str or not url:
        url = _text(tree, "statusListCredential", pointer, "the address of its list")
    if purpose.__class__ is not str or not purpose:
        purpose = _text(tree, "statusPurpose", pointer, "its purpose")
    try:
        index = places.index(tree.get("statusListIndex"))
    except DecodeError:
        found = shown(tree.get("statusListIndex"), 40)
        message = f"The index is {found}, not a whole number as text without sign or leading zeros."
        raise RefusedError("status.index", message, pointer=f"{pointer}/statusListIndex") from None
    if kind != "BitstringStatusListEntry" or ("statusSize" not in tree and "statusMessage" not in tree):
        return _ENTRY((kind, url, pointer, purpose, index, 1, _NO_MESSAGES))
    size = _size(tree, pointer)
    return Entry(kind, url, pointer, purpose, index, size, _messages(tree, size, pointer))


def _text(tree: Mapping[str, Any], name: str, pointer: str, what: str) -> str:
    value = tree.get(name)
    if not isinstance(value, str) or not value:
        message = f"The status entry does not say {what}; withdrawal cannot be looked up."
        raise RefusedError("status.unreadable", message, pointer=f"{pointer}/{name}" if name in tree else pointer)
    return value


def _size(tree: Mapping[str, Any], pointer: str) -> int:
    size: Any = tree.get("statusSize", 1)
    if size.__class__ is not int or not 1 <= size <= 64:
        message = f"The size of a status is {shown(size, 40)}, not a whole number of bits from 1 to 64."
        raise RefusedError("status.size", message, pointer=f"{pointer}/statusSize")
    exact: int = size
    return exact


def _messages(tree: Mapping[str, Any], size: int, pointer: str) -> Mapping[int, str]:
    """The table of messages: one for each value. It may be absent only where a status is one bit."""
    table = tree.get("statusMessage")
    if table is None and size == 1:
        return _NO_MESSAGES
    where = f"{pointer}/statusMessage" if table is not None else pointer
    rows = table if isinstance(table, list) else [table]
    # Its length is compared before a power is taken: 2 to the 64th is no table.
    if len(rows).bit_length() != size + 1 or len(rows) != 1 << size:
        found = 0 if table is None else len(rows)
        message = f"A status of {size} bits needs a message for each of its values; there are {found}."
        raise RefusedError("status.size", message, pointer=where, hint=_CALLED if "statusMessages" in tree else "")
    made: dict[int, str] = {}
    for row in rows:
        text = row.get("message") if isinstance(row, dict) else None
        try:
            value = places.value(row.get("status") if isinstance(row, dict) else None)
        except DecodeError:
            raise RefusedError("status.size", "A message names no value in hexadecimal.", pointer=where) from None
        if not isinstance(text, str):
            raise RefusedError("status.size", "A message holds no text.", pointer=where)
        made[value] = text
    if sorted(made) != list(range(len(rows))):
        raise RefusedError("status.size", "The messages do not name each value once.", pointer=where)
    return MappingProxyType(made)


def check_origin(document: Mapping[str, Any], entry: Entry, issuers: frozenset[str], what: str) -> None:
    """Is the list at the address of ``entry`` by somebody of ``issuers``, and does it call itself by that address?

    :param what: what it is called in sentences.
    :raises RefusedError: ``status.issuer``, ``status.id_mismatch``.
    """
    issuer = document.get("issuer")
    name = issuer.get("id") if isinstance(issuer, dict) else issuer
    if not isinstance(name, str) or name not in issuers:
        message = f"The {what} is by {shown(name)}, who is not the issuer of the credential."
        raise RefusedError("status.issuer", message)
    if document.get("id") != entry.url:
        message = f"The {what} has the id {shown(document.get('id'))}; it was asked for at {shown(entry.url)}."
        raise RefusedError("status.id_mismatch", message)
