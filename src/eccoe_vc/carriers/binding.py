"""Is the picture around a credential the one that its achievement names by digest? Only said, never a reason to refuse.

VC Data Model 2.0, section 5.3, Integrity of Related Resources: an entry of ``relatedResource`` gives a digest for a
resource by its id. Where the id is that of the achievement's ``image``, the digest must be that of the carrier, as it
is or without its badge.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from eccoe_vc.encoding import digests
from eccoe_vc.errors import Finding

_ENTRIES: Final = 50  # entries of relatedResource that are looked at


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
        for digest in digests.named(entry)
    }
    if not wanted or any(digest.fits(picture) for digest in wanted for picture in pictures):
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
