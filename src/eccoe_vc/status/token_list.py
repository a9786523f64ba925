"""Token Status List (IETF): the list for credentials that are tokens, read by the claim ``status``.

draft-ietf-oauth-status-list-20, which is approved and waits for its number as an RFC; sections 4 (the bits), 5 (the
token), 6 (the claim) and 7 (Status Types). Its bits run the other way than those of a Bitstring Status List: index 0 is
the *least* significant bit of the first byte, and a value never crosses a byte.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from typing import Any, Final

from eccoe_vc.encoding import DecodeError, base64url, timestamps
from eccoe_vc.errors import Finding, RefusedError, shown
from eccoe_vc.limits import DEFAULT
from eccoe_vc.status.bitstring import inflated
from eccoe_vc.status.entries import Entry

SIZES: Final = (1, 2, 4, 8)
_ZLIB: Final = 15  # the largest window, with the header and the checksum of ZLIB (RFC 1950) and nothing else
_LARGEST_INDEX: Final = (1 << 53) - 1
#: The values that mean something everywhere (section 7.1); what others mean is between an issuer and its verifiers.
_LONGEST_TTL: Final = 86_400_000  # seconds, of a thousand days: more is no hint for a cache
_VALID, _INVALID, _SUSPENDED = 0, 1, 2


def read(claim: Any, pointer: str) -> Entry:
    """The entry in ``claim``, the member ``status_list`` of the claim ``status`` (section 6.2).

    :raises RefusedError: ``status.unreadable``, ``status.index``; nothing is coerced or guessed.

    >>> read({"idx": 5, "uri": "https://north.example/tokens/1"}, "/status/status_list").place
    5
    >>> read({"idx": "5", "uri": "https://north.example/tokens/1"}, "/status/status_list")
    Traceback (most recent call last):
    eccoe_vc.errors.RefusedError: The index is '5', not a whole number from 0 on. ... [status.index ...]
    """
    if not isinstance(claim, dict):
        raise RefusedError("status.unreadable", "The status names a list, but not as an object.", pointer=pointer)
    index, url = claim.get("idx"), claim.get("uri")
    if not isinstance(url, str) or not url:
        message = "The status does not say the address of its list (uri); withdrawal cannot be looked up."
        raise RefusedError("status.unreadable", message, pointer=pointer)
    if index.__class__ is not int or not 0 <= index <= _LARGEST_INDEX:
        message = f"The index is {shown(index, 40)}, not a whole number from 0 on."
        raise RefusedError("status.index", message, pointer=f"{pointer}/idx" if "idx" in claim else pointer)
    return Entry("TokenStatusList", url, pointer, "", index)


class TokenStatusList:
    """A list whose signature holds: its claims, who issued it, and its values, unpacked when they are asked for."""

    __slots__ = ("_data", "claims", "issuer", "until")

    def __init__(self, claims: Mapping[str, Any], issuer: str, until: datetime | None = None) -> None:
        self.claims, self.issuer = claims, issuer
        #: From then on it must be verified anew; None where nothing about it ends.
        self.until = until
        self._data: bytes | None = None

    def value(self, index: int, limit: int) -> int:
        """The value at ``index`` (section 8.3, steps 5 and 6).

        :raises RefusedError: ``status.index``, beyond the end; ``status.encoding``, ``status.budget``.
        """
        if self._data is None:
            self._data = decode(self.claims["status_list"]["lst"], limit=limit)
        return value(self._data, index, self.claims["status_list"]["bits"])

    @property
    def unpacked(self) -> int:
        """How many bytes were unpacked so far."""
        return len(self._data or b"")

    @property
    def issued(self) -> datetime | None:
        """When it was made, by its own word."""
        return _moment(self.claims, "iat")

    @property
    def ttl(self) -> timedelta | None:
        """How long a copy may be kept (section 5.1, seconds); None where it does not say."""
        return time_to_live(self.claims)


def decode(packed: str | bytes, *, limit: int = DEFAULT.status_open_bytes) -> bytes:
    """The bytes of ``lst``: base64url (in CBOR: the bytes themselves) of exactly one ZLIB stream (section 4.1).

    :param limit: the most bytes that may come out; no more than that is ever unpacked.
    :raises RefusedError: ``status.encoding``, ``status.budget``.

    >>> decode("eNrbuRgAAhcBXQ").hex()
    'b9a3'
    """
    if isinstance(packed, str):
        try:
            packed = base64url.decode(packed, max_chars=len(packed))
        except DecodeError as error:
            raise RefusedError("status.encoding", f"The list is not base64url. {error}") from None
    unpacking = zlib.decompressobj(_ZLIB)
    try:
        data = inflated(unpacking, packed, limit + 1)
    except zlib.error:
        raise RefusedError("status.encoding", "The list is no sound ZLIB stream.") from None
    if len(data) > limit:
        raise RefusedError("status.budget", f"The list unpacks to more than {limit} bytes.")
    if not unpacking.eof or unpacking.unused_data:
        rest = "something stands behind it" if unpacking.eof else "it is not complete"
        raise RefusedError("status.encoding", f"The list is not exactly one ZLIB stream: {rest}.")
    return data


def value(data: bytes, index: int, size: int) -> int:
    """The value of ``size`` bits at ``index``, the least significant bits of a byte first (section 4.1).

    :raises RefusedError: ``status.index``, beyond the end of the list.

    >>> [value(bytes([0xC9]), index, 2) for index in range(4)]
    [1, 2, 0, 3]
    """
    place = index * size
    if not 0 <= place < len(data) * 8:
        raise RefusedError("status.index", f"The index {str(index)[:20]} lies beyond the end of the status list.")
    return data[place >> 3] >> (place & 7) & (1 << size) - 1


# ---- is it the list that the entry means, and may it still be believed? ----------------------------------------------


def check_identity(claims: Mapping[str, Any], entry: Entry, issuers: frozenset[str]) -> None:
    """Does the token call itself by the address that was asked, and is it by somebody of ``issuers``?

    The claim ``iss`` is optional; without it the key says whose list it is.

    :raises RefusedError: ``status.id_mismatch``, ``status.issuer``.
    """
    if claims.get("sub") != entry.url:
        message = f"The status list is about {shown(claims.get('sub'))}; it was asked for at {shown(entry.url)}."
        raise RefusedError("status.id_mismatch", message)
    issuer = claims.get("iss", "")
    if "iss" in claims and (not isinstance(issuer, str) or issuer not in issuers):
        message = f"The status list is by {shown(issuer)}, who is not the issuer of the credential."
        raise RefusedError("status.issuer", message)


def check_shape(claims: Mapping[str, Any]) -> None:
    """Has the token the claims of a status list, each of its kind (sections 4.2 and 5.1)?

    :raises RefusedError: ``status.shape``, ``status.recursion``.
    """
    if "status" in claims:
        raise RefusedError("status.recursion", "The status list has a status of its own, which no list may have.")
    listed = claims.get("status_list")
    bits = listed.get("bits") if isinstance(listed, dict) else None
    if bits.__class__ is not int or bits not in SIZES:
        raise RefusedError("status.shape", f"A value of the status list has {shown(bits, 40)} bits, not 1, 2, 4 or 8.")
    if not isinstance(listed, dict) or not isinstance(listed.get("lst"), str | bytes):
        raise RefusedError("status.shape", "The status list holds no list.")
    if _moment(claims, "iat") is None:
        raise RefusedError("status.shape", "The status list does not say when it was made (iat).")
    for name in ("exp", "nbf"):
        if name in claims and _moment(claims, name) is None:
            raise RefusedError("status.shape", f"The claim {name} of the status list is no date.")
    if "ttl" in claims and time_to_live(claims) is None:
        found = shown(claims["ttl"], 40)
        raise RefusedError("status.shape", f"The claim ttl of the status list is {found}, not a number of seconds.")


def check_made(claims: Mapping[str, Any], at: datetime, skew: timedelta) -> None:
    """Does it say anything about the moment ``at`` (section 8.4)?

    :raises RefusedError: ``status.stale``, it was made later.
    """
    since = _moment(claims, "iat")
    if since is not None and since - at > skew:
        message = f"The status list was made at {timestamps.format(since)}, and says nothing about the time before."
        raise RefusedError("status.stale", message)


def check_freshness(
    claims: Mapping[str, Any], at: datetime, skew: timedelta, max_age: timedelta | None
) -> Iterator[Finding]:
    """How old is it (section 8.3, step 4)? ``exp`` was looked at with the dates of every token."""
    since = _moment(claims, "iat")
    if since is not None and max_age is not None and at - since - skew > max_age:
        message = f"The status list is of {timestamps.format(since)}, which is older than the policy allows."
        yield Finding("status.stale", message)
    elif max_age is None and "exp" not in claims:
        message = "The status list does not say until when it holds, so an old copy looks like a new one."
        yield Finding("status.no_freshness", message)


def findings(entry: Entry, found: int) -> Iterator[Finding]:
    """What the value ``found`` at the place of ``entry`` means for the credential (section 7.1).

    Values of an application, and those that nobody registered, are not interpreted: the credential is not VALID, and
    what it is instead is not known here.

    >>> entry = Entry("TokenStatusList", "https://north.example/tokens/1", "/status/status_list")
    >>> [one.code for value in (0, 1, 2, 3) for one in findings(entry, value)]
    ['status.revoked', 'status.suspended', 'status.unknown_value']
    """
    if found == _INVALID:
        yield Finding("status.revoked", "The issuer revoked the credential.", entry.pointer)
    elif found == _SUSPENDED:
        yield Finding("status.suspended", "The issuer suspended the credential.", entry.pointer)
    elif found != _VALID:
        message = f"The status of the credential is {found}, which is not VALID and which means nothing to us."
        yield Finding("status.unknown_value", message, entry.pointer)


def time_to_live(claims: Mapping[str, Any]) -> timedelta | None:
    """How long a copy may be kept; None where the token does not say, or not as a positive number of seconds."""
    seconds = claims.get("ttl")
    if isinstance(seconds, bool) or not isinstance(seconds, int | float) or not seconds > 0:
        return None
    return timedelta(seconds=min(seconds, _LONGEST_TTL))


def _moment(claims: Mapping[str, Any], name: str) -> datetime | None:
    try:
        return timestamps.numeric_date(claims[name]) if name in claims else None
    except DecodeError:
        return None
