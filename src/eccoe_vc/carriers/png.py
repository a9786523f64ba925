"""PNG (Third Edition): the chunks are walked and their checksums tested; pixels are never decoded.

A badge stands in one ``iTXt`` chunk with the keyword ``openbadgecredential``, not compressed, in UTF-8 (Open Badges
3.0, Document Formats, PNG; requirements B1, B3, B5, B8). Open Badges 2 uses the keyword ``openbadges``.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from struct import Struct
from typing import Final

from eccoe_vc.carriers.payload import Found, Payload, Version, choose
from eccoe_vc.carriers.sniff import PNG_SIGNATURE
from eccoe_vc.errors import CarrierError, Finding, shown
from eccoe_vc.limits import DEFAULT, Budget

KEYWORDS: Final[dict[bytes, Version]] = {b"openbadgecredential": 3, b"openbadges": 2}
_HEAD: Final = Struct(">I4s").unpack_from
_WORD: Final = Struct(">I").unpack_from
_TEXTS: Final = frozenset({b"iTXt", b"tEXt", b"zTXt"})
_KEYWORD_LIMIT: Final = 79  # PNG, section 11.3.3.1
_MAX_LENGTH: Final = 2**31 - 1  # PNG, section 5.3
_INFLATED: Final = 8  # payloads that are opened where there is more than one; they are refused anyhow


class Walk:
    """One pass over all chunks: what it found, and where new chunks go."""

    __slots__ = ("before_pixels", "found")

    def __init__(self, image: bytes, budget: Budget = DEFAULT) -> None:
        """Walk ``image``.

        :raises CarrierError: ``image.format``, ``image.budget``.
        """
        if len(image) > budget.image_bytes:
            raise CarrierError(
                "image.budget", f"The image has {len(image)} bytes, more than the limit of {budget.image_bytes}."
            )
        _check_signature(image)
        payloads: list[Payload] = []
        near: list[str] = []
        self.before_pixels = 0
        at, chunks, kind = len(PNG_SIGNATURE), 0, b""
        view = memoryview(image)
        while kind != b"IEND":
            chunks += 1
            if chunks > budget.image_chunks:
                raise CarrierError("image.budget", f"The image has more than {budget.image_chunks} chunks.")
            kind, end = _chunk(image, view, at, first=chunks == 1)
            if kind == b"IDAT" and not self.before_pixels:
                self.before_pixels = at
            elif kind in _TEXTS or kind == b"eXIf":
                _note(image, kind, at, end, payloads, near)
            at = end
        if at != len(image):
            raise CarrierError(
                "image.format",
                f"The image has {len(image) - at} bytes after its end.",
                hint="Nothing may follow the IEND chunk of a PNG image. Ask for the original file.",
            )
        if not self.before_pixels:
            raise CarrierError("image.format", "The image has no pixels: the IDAT chunk is absent.")
        self.found = Found(tuple(payloads), tuple(near))


def read(image: bytes, version: Version = 3, budget: Budget = DEFAULT) -> tuple[str, tuple[Finding, ...]]:
    """The text that is baked into a PNG image, and the notes on it.

    :raises CarrierError: ``image.format``, ``image.budget``, ``image.encoding``, ``image.no_credential``,
        ``image.ambiguous``.

    >>> read(b"GIF89a")
    Traceback (most recent call last):
    eccoe_vc.errors.CarrierError: The file is not a PNG image. ... [image.format]
    """
    found = Walk(image, budget).found
    # The payloads of the kind that is asked for share one limit, before one of them is chosen: the total counts.
    texts, left = {}, budget.payload_bytes
    for payload in found.of(version)[:_INFLATED]:
        if payload.readable:
            data, compressed = _text(image, payload, left, budget)
            left -= len(data)
            texts[payload.start] = data, compressed
    chosen, notes = choose(found, version)
    data, compressed = texts[chosen.start]
    if compressed:
        message = "The badge is compressed inside the image, which the specification forbids."
        notes = (Finding("image.compressed", message), *notes)
    return _utf8(data), notes


def insert(image: bytes, walk: Walk, text: str) -> bytes:
    """``image`` with ``text`` in a new chunk before the pixels; badges of Open Badges 3 that it held are taken out.

    All other chunks keep their bytes and their order. A badge of Open Badges 2 stays.
    """
    chunk = b"openbadgecredential\0\0\0\0\0" + text.encode("utf-8")
    parts = list(_kept(image, walk, 0, walk.before_pixels))
    parts.append(len(chunk).to_bytes(4) + b"iTXt" + chunk + zlib.crc32(b"iTXt" + chunk).to_bytes(4))
    parts.extend(_kept(image, walk, walk.before_pixels, len(image)))
    return b"".join(parts)


def remove(image: bytes, budget: Budget = DEFAULT) -> bytes:
    """``image`` without the badges of Open Badges 3 that it holds.

    :raises CarrierError: ``image.format``, ``image.budget``.
    """
    walk = Walk(image, budget)
    return b"".join(_kept(image, walk, 0, len(image)))


def _kept(image: bytes, walk: Walk, start: int, end: int) -> Iterator[bytes]:
    for payload in walk.found.of(3):
        if start <= payload.start < end:
            yield image[start : payload.start]
            start = payload.end
    yield image[start:end]


# ---- structure -------------------------------------------------------------------------------------------------------


def _check_signature(image: bytes) -> None:
    if image[:8] == PNG_SIGNATURE:
        return
    if b"PNG" in image[:6]:
        raise CarrierError(
            "image.format",
            "The first bytes of the PNG image were changed, as happens when a file is transferred as text.",
            hint="Ask for the file again; it must be transferred as binary data.",
        )
    raise CarrierError("image.format", "The file is not a PNG image.")


def _chunk(image: bytes, view: memoryview, at: int, *, first: bool) -> tuple[bytes, int]:
    """Kind and end of the chunk at ``at`` (PNG, section 5.3), whose checksum holds."""
    if at + 12 > len(image):
        raise CarrierError(
            "image.format",
            f"The image is cut off after {len(image)} bytes.",
            hint="The upload or download may have failed; try again.",
        )
    length, kind = _HEAD(image, at)
    end = at + 12 + length
    if length > _MAX_LENGTH or end > len(image):
        raise CarrierError(
            "image.format",
            f"The chunk at byte {at} claims to be longer than the file.",
            hint="The upload or download may have failed; try again.",
        )
    if not kind.isalpha():
        raise CarrierError("image.format", f"The chunk at byte {at} has no proper name.")
    if zlib.crc32(view[at + 4 : end - 4]) != _WORD(image, end - 4)[0]:
        raise CarrierError(
            "image.format",
            f"The {kind.decode()} chunk at byte {at} has a wrong checksum: the file is damaged.",
            hint="Ask for the file again.",
        )
    if first != (kind == b"IHDR"):
        raise CarrierError("image.format", "The IHDR chunk must be the first one, and the only one of its kind.")
    if first and (length != 13 or not _WORD(image, at + 8)[0] or not _WORD(image, at + 12)[0]):
        raise CarrierError("image.format", "The IHDR chunk is malformed, or the picture has no width or height.")
    if kind == b"IEND" and length:
        raise CarrierError("image.format", "The IEND chunk holds data.")
    return kind, end


# ---- text chunks -----------------------------------------------------------------------------------------------------


def _note(image: bytes, kind: bytes, at: int, end: int, payloads: list[Payload], near: list[str]) -> None:
    """Remember a chunk that holds a badge or looks as if it did."""
    place = f"the {kind.decode()} chunk at byte {at}"
    if kind == b"eXIf":
        if not near and _mentions(image, at, end):
            near.append(f"{place} mentions a credential, but pictures carry badges in iTXt chunks only")
        return
    stop = image.find(b"\0", at + 8, min(end - 4, at + 8 + _KEYWORD_LIMIT + 1))
    keyword = image[at + 8 : stop if stop >= 0 else at + 8 + _KEYWORD_LIMIT]
    version = KEYWORDS.get(keyword) if stop >= 0 else None
    if version is not None:
        readable = kind == b"iTXt"
        why = "" if readable else f" with the keyword {keyword.decode()}, which belongs into an iTXt chunk"
        if version == 2 and kind == b"tEXt":
            why = ", as Open Badges 1 had it"
        payloads.append(Payload(version, place + why, at, end, readable, stop + 1))
    elif not near:
        if keyword.strip().lower().startswith(b"openbadge"):
            near.append(f"{place} with the keyword {shown(keyword.decode('latin-1'))}, which is not exactly right")
        elif keyword == b"XML:com.adobe.xmp" and _mentions(image, at, end):
            near.append(f"{place} (XMP) mentions a credential, but badges have the keyword openbadgecredential")


def _mentions(image: bytes, start: int, end: int) -> bool:
    """Whether a chunk of another kind holds something like a token or a badge."""
    return any(image.find(mark, start, end) >= 0 for mark in (b"eyJ", b"OpenBadgeCredential", b"VerifiableCredential"))


def _text(image: bytes, payload: Payload, left: int, budget: Budget) -> tuple[bytes, bool]:
    """The text of an iTXt chunk (PNG, section 11.3.3.4), inflated within ``left`` bytes, and whether it was."""
    at, end = payload.content, payload.end - 4
    language = image.find(b"\0", at + 2, end)
    translated = image.find(b"\0", language + 1, end) if language >= 0 else -1
    flag, method = image[at : at + 2] if end - at >= 2 else (2, 0)
    if translated < 0 or flag not in (0, 1) or (flag and method):
        raise CarrierError("image.encoding", f"The fields of {payload.place} are malformed.")
    start = translated + 1
    if not flag:
        if end - start > left:
            raise _too_large(budget)
        return image[start:end], False
    inflater = zlib.decompressobj()
    try:
        data = inflater.decompress(memoryview(image)[start:end], left + 1)
    except zlib.error:
        raise CarrierError("image.encoding", f"The compressed text of {payload.place} is damaged.") from None
    if len(data) > left:
        raise _too_large(budget)
    if not inflater.eof or inflater.unused_data:
        raise CarrierError(
            "image.encoding", f"The compressed text of {payload.place} is cut off, or something follows it."
        )
    return data, True


def _too_large(budget: Budget) -> CarrierError:
    return CarrierError(
        "image.budget", f"The badges inside the image have more than {budget.payload_bytes} bytes in all."
    )


def _utf8(data: bytes) -> str:
    if 0 in data:
        raise CarrierError("image.encoding", "The text of the badge inside the image holds a zero byte.", hint=_UTF8)
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise CarrierError(
            "image.encoding",
            f"The text of the badge inside the image is not UTF-8: offset {error.start} fits no character.",
            hint=_UTF8,
        ) from None


_UTF8: Final = "Whoever baked it must write UTF-8; ask the issuer for the image again."
