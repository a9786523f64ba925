"""Is the picture around a credential the one that its achievement names by digest? Only said, never a reason to refuse.

VC Data Model 2.0, section 5.3, Integrity of Related Resources: an entry of ``relatedResource`` gives a digest for a
resource by its id. Where the id is that of the achievement's ``image``, the digest must be that of the carrier, as it
is or without its badge.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from typing import Any, Final

from eccoe_vc.encoding import DecodeError, multibase
from eccoe_vc.errors import Finding

_MULTIHASHES: Final = {b"\x12\x20": "sha256", b"\x20\x30": "sha384", b"\x13\x40": "sha512"}
_SRI: Final = frozenset({"sha256", "sha384", "sha512"})
_ENTRIES: Final = 50  # entries of relatedResource that are looked at
_DIGEST_CHARS: Final = 300


def note(document: Mapping[str, Any], *pictures: bytes) -> tuple[Finding, ...]:
    """``image.not_bound`` where a digest is given for the achievement's image and none of ``pictures`` has it.

    Digests in a form or of an algorithm that is not known here say nothing either way.

    >>> resource = {"id": "https://x.example/a.png", "digestSRI": "sha256-AAAA"}
    >>> subject = {"achievement": {"image": {"id": "https://x.example/a.png"}}}
    >>> note({"credentialSubject": subject, "relatedResource": [resource]}, b"...")[0].code
    'image.not_bound'
    """
    named = set(_images(document))
    wanted = {
        digest
        for entry in _each(document.get("relatedResource"))[:_ENTRIES]
        if isinstance(entry, dict) and isinstance(entry.get("id"), str) and entry["id"] in named
        for digest in _digests(entry)
    }
    have = {
        (name, hashlib.new(name, picture).digest()) for name in {name for name, _ in wanted} for picture in pictures
    }
    if not wanted or wanted & have:
        return ()
    message = "The picture that carries this badge is not the one that its achievement names by digest."
    hint = "The badge inside may be genuine all the same: judge it by what it says, not by its picture."
    return (Finding("image.not_bound", message, "/relatedResource", hint),)


def _each(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def _images(document: Mapping[str, Any]) -> Iterator[str]:
    """The ids of the images of the achievements."""
    for subject in _each(document.get("credentialSubject")):
        for achievement in _each(subject.get("achievement") if isinstance(subject, dict) else None):
            image = achievement.get("image") if isinstance(achievement, dict) else None
            if isinstance(image, dict):
                image = image.get("id")
            if isinstance(image, str):
                yield image


def _digests(entry: Mapping[str, Any]) -> Iterator[tuple[str, bytes]]:
    """Algorithm and value of each digest of an entry that can be read."""
    for text in _each(entry.get("digestSRI")):
        # Subresource Integrity, section 3.5: algorithm, hyphen, base64, options after a question mark.
        for token in text[:_DIGEST_CHARS].split() if isinstance(text, str) else ():
            name, _, value = token.partition("?")[0].partition("-")
            if name in _SRI:
                plain = value.rstrip("=").replace("+", "-").replace("/", "_")
                yield name, _decoded("u" + plain)
    for text in _each(entry.get("digestMultibase")):
        if isinstance(text, str):
            data = _decoded(text)
            if name := _MULTIHASHES.get(data[:2], ""):
                yield name, data[2:]


def _decoded(text: str) -> bytes:
    try:
        return multibase.decode(text, allowed="uz", max_chars=_DIGEST_CHARS)
    except DecodeError:
        return b""
