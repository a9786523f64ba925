"""Digests of resources that a document names: Subresource Integrity and multihashes in multibase.

VC Data Model 2.0, section 5.3 (Integrity of Related Resources): ``digestSRI`` and ``digestMultibase``. SHA-256, SHA-384
and SHA-512 are compared; of several digests in one ``digestSRI`` the strongest ones count, and one of them must fit
(Subresource Integrity, section 3.3).
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from typing import Any, Final, Literal, NamedTuple

from eccoe_vc.encoding import DecodeError, multibase, standard_base64

_MULTIHASHES: Final = {b"\x12\x20": "sha256", b"\x20\x30": "sha384", b"\x13\x40": "sha512"}
_STRENGTH: Final = {"sha256": 1, "sha384": 2, "sha512": 3}
_MAX_CHARS: Final = 300  # of one digest; three of SHA-512 have fewer
#: ``none``: no digest is given. ``unknown``: one is given in a form or of an algorithm that cannot be compared.
Answer = Literal["fits", "differs", "unknown", "none"]


class Digest(NamedTuple):
    """One digest: the name of its algorithm in :mod:`hashlib`, and its bytes."""

    name: str
    value: bytes

    def fits(self, data: bytes) -> bool:
        """Whether it is the digest of ``data``."""
        return hashlib.new(self.name, data).digest() == self.value


def named(entry: Mapping[str, Any]) -> list[Digest]:
    """The digests of an entry that can be compared; of one ``digestSRI`` the strongest.

    >>> [digest.name for digest in named({"digestSRI": "sha256-AAAA sha384-AAAA", "digestMultibase": "uEiAA"})]
    ['sha384', 'sha256']
    """
    return [digest for group in _groups(entry) for digest in group]


def compare(entry: Mapping[str, Any], data: bytes) -> Answer:
    """Whether ``data`` has every digest that ``entry`` gives for it.

    >>> compare({"digestSRI": "sha256-ungWv48Bz+pBQUDeXa4iI7ADYaOWF3qctBD/YfIAFa0="}, b"abc")
    'fits'
    >>> compare({"digestSRI": "sha256-ungWv48Bz+pBQUDeXa4iI7ADYaOWF3qctBD/YfIAFa0="}, b"abd"), compare({}, b"")
    ('differs', 'none')
    """
    groups = list(_groups(entry))
    if any(group and not any(digest.fits(data) for digest in group) for group in groups):
        return "differs"
    if not groups:
        return "none"
    return "fits" if all(groups) else "unknown"


def _groups(entry: Mapping[str, Any]) -> Iterator[list[Digest]]:
    """For each digest that is given the alternatives of which one must fit; an empty list cannot be compared."""
    for text in _each(entry.get("digestSRI")):
        found = [digest for digest in _sri(text) if digest.value]
        most = max((_STRENGTH[digest.name] for digest in found), default=0)
        yield [digest for digest in found if _STRENGTH[digest.name] == most]
    for text in _each(entry.get("digestMultibase")):
        data = _decoded(text)
        name = _MULTIHASHES.get(data[:2], "")
        yield [Digest(name, data[2:])] if name else []


def _each(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [] if value is None else [value]


def _sri(text: Any) -> Iterator[Digest]:
    # Subresource Integrity, section 3.5: algorithm, hyphen, base64, options after a question mark.
    for token in text[: 3 * _MAX_CHARS].split() if isinstance(text, str) else ():
        name, _, value = token.partition("?")[0].partition("-")
        if name in _STRENGTH:
            try:
                yield Digest(name, standard_base64.decode(value, max_chars=_MAX_CHARS))
            except DecodeError:
                continue


def _decoded(text: Any) -> bytes:
    try:
        return multibase.decode(text, allowed="uz", max_chars=_MAX_CHARS) if isinstance(text, str) else b""
    except DecodeError:
        return b""
