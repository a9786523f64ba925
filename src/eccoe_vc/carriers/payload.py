"""Which one of the payloads in an image is the credential? Ambiguity is refused, not resolved (security rule 13)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final, Literal

from eccoe_vc.errors import CarrierError, Finding

Version = Literal[2, 3]
"""Generation of Open Badges: 3 (3.0 and later) or 2 (2.0 and 2.1)."""

_MANY: Final = 4  # places named in a message about several


@dataclass(frozen=True, slots=True)
class Payload:
    """One place in an image that holds, or claims to hold, a badge.

    ``place`` is a phrase for messages; ``start`` and ``end`` are byte offsets of the whole chunk or element.
    ``readable`` is False where the name is right and the kind of place is wrong: such a payload is never read, but
    another reader might, so it counts. ``content`` is the reader's own.
    """

    version: Version
    place: str
    start: int
    end: int
    readable: bool = True
    content: Any = None


@dataclass(frozen=True, slots=True)
class Found:
    """All payloads of an image in file order, and a phrase about the first place that looks like one and is none."""

    payloads: tuple[Payload, ...]
    near: tuple[str, ...] = ()

    def of(self, version: Version) -> tuple[Payload, ...]:
        """The payloads of one generation.

        >>> Found((Payload(2, "a chunk", 0, 1),)).of(3)
        ()
        """
        return tuple(payload for payload in self.payloads if payload.version == version)


def choose(found: Found, version: Version) -> tuple[Payload, tuple[Finding, ...]]:
    """The one payload of ``version``, and a note where the image holds one of the other generation too.

    Open Badges 3.0, Document Formats, takes the first of several; we refuse (requirement B3).

    :raises CarrierError: ``image.no_credential`` with near misses in the hint, ``image.ambiguous``;
        ``unsupported.data_model`` where an older badge is all that the image holds, as for the same badge in a file.

    >>> choose(Found((Payload(3, "an iTXt chunk at byte 33", 33, 60), Payload(2, "...", 60, 90))), 3)[1][0].code
    'image.other_payload'
    """
    same = found.of(version)
    if not any(payload.readable for payload in same):
        raise _nothing(found, version)
    if len(same) > 1:
        places = ", ".join(payload.place for payload in same[:_MANY])
        more = f" and {len(same) - _MANY} more" if len(same) > _MANY else ""
        raise CarrierError(
            "image.ambiguous",
            f"The image holds {len(same)} badges where one is expected: {places}{more}.",
            hint="Two readers may see two different badges. Ask the issuer for the image with one of them.",
        )
    other = [payload for payload in found.payloads if payload.version != version]
    if not other:
        return same[0], ()
    note = Finding(
        "image.other_payload",
        f"The image holds a badge of Open Badges {other[0].version} too: {other[0].place}.",
        hint=f"It was not read; unbake(image, version={other[0].version}) returns it.",
    )
    return same[0], (note,)


def _nothing(found: Found, version: Version) -> CarrierError:
    older = [payload for payload in found.of(2) if payload.readable]
    if version == 3 and older and not (found.of(3) or found.near):
        return CarrierError(
            "unsupported.data_model",
            f"The image holds a badge of Open Badges 2: {older[0].place}.",
            hint="Ask the issuer for the badge as an Open Badges 3.0 credential; unbake(image, version=2) returns this "
            "one unjudged.",
        )
    hints = [f"Close to one: {payload.place}." for payload in found.of(version)[:1]]
    hints += [f"Close to one: {phrase}." for phrase in found.near[:1]]
    for payload in found.payloads:
        if payload.version != version:
            call = f" (unbake(image, version={payload.version}) returns it)" if payload.readable else ""
            hints.append(f"It holds a badge of Open Badges {payload.version}: {payload.place}{call}.")
            break
    return CarrierError(
        "image.no_credential",
        f"No badge of Open Badges {version} is baked into this image.",
        hint=" ".join(hints) or "Ask for the original file: many programs and websites remove the badge from an image.",
    )
