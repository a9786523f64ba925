"""Baking: put a credential into a picture, and take it out again, byte for byte (Open Badges 3.0, Document Formats)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Protocol, runtime_checkable

from eccoe_vc.carriers import opening, png, sniff, svg
from eccoe_vc.carriers.envelope import Carrier, Envelope
from eccoe_vc.carriers.payload import Version
from eccoe_vc.errors import AlreadyBakedError, CarrierError, InputTypeError
from eccoe_vc.limits import DEFAULT, Budget


@runtime_checkable
class HasText(Protocol):
    """Anything whose ``text`` is a credential as it travels: an :class:`Envelope`, or what ``issue()`` returns."""

    @property
    def text(self) -> str:
        """JSON text or compact token."""


def bake(
    secured: str | Mapping[str, Any] | HasText,
    image: bytes,
    *,
    replace: bool = False,
    budget: Budget = DEFAULT,
) -> bytes:
    """The PNG or SVG ``image`` with ``secured`` inside; the same format comes out as went in.

    Open Badges 3.0, Document Formats: PNG gets an ``iTXt`` chunk before its pixels, which are never decoded; SVG gets
    one element after its start tag. Everything else keeps its bytes and its order, and a badge of Open Badges 2 stays.
    The text goes in exactly as it is; a mapping is written as compact JSON. An SVG image must pass an allow-list.

    :param replace: take out the badges of Open Badges 3 that the image already holds.
    :raises AlreadyBakedError: ``image.already_baked``.
    :raises CarrierError: ``image.format``, ``image.xml``, ``image.budget``, ``image.unsafe_svg``, ``image.encoding``,
        ``input.unknown_format``.
    :raises RefusedError: ``json.*``, ``jose.*``: the credential is neither a JSON object nor a token.
    :raises InputTypeError: ``input.type``.

    >>> picture = b"<svg xmlns='http://www.w3.org/2000/svg'/>"
    >>> baked = bake({"type": ["VerifiableCredential"]}, picture)
    >>> unbake(baked).text
    '{"type":["VerifiableCredential"]}'
    """
    image, carrier = _image(image)
    text = _credential_text(secured, budget)
    token = opening.payload(text, carrier, (), budget).document is None
    if len(opening.encoded(text)) > budget.payload_bytes:
        raise CarrierError("image.budget", f"The credential has more than {budget.payload_bytes} bytes.")
    walk = png.Walk(image, budget) if carrier == "png" else svg.Walk(image, budget)
    if walk.found.of(3) and not replace:
        raise AlreadyBakedError(
            "image.already_baked",
            f"The image already holds a badge: {walk.found.of(3)[0].place}.",
            hint="Take the original image, or pass replace=True.",
        )
    if isinstance(walk, png.Walk):
        baked = png.insert(image, walk, text)
    else:
        from eccoe_vc.carriers import svg_allow

        svg_allow.check(image, budget)
        baked = svg.insert(image, walk, text, token=token)
    if len(baked) > budget.image_bytes:
        raise CarrierError("image.budget", f"The baked image would have more than {budget.image_bytes} bytes.")
    return baked


def unbake(image: bytes, *, version: Version = 3, budget: Budget = DEFAULT) -> Envelope:
    """The credential inside a PNG or SVG image.

    :param version: 3, or 2 for the badge of Open Badges 2 (which may be an assertion, a token, or a web address).
    :raises CarrierError: ``input.unknown_format``, ``image.format``, ``image.xml``, ``image.encoding``,
        ``image.budget``, ``image.no_credential``, ``image.ambiguous``.
    :raises RefusedError: ``json.*``, ``jose.*``: what is inside is not well-formed.
    :raises InputTypeError: ``input.type``.

    >>> unbake(b"<svg xmlns='http://www.w3.org/2000/svg'/>")
    Traceback (most recent call last):
    eccoe_vc.errors.CarrierError: No badge of Open Badges 3 is baked into this image. ... [image.no_credential]
    """
    if version not in (2, 3):
        raise InputTypeError("input.type", f"The version is 2 or 3, but {version!r} was given.")
    image, carrier = _image(image)
    reader = png.read if carrier == "png" else svg.read
    text, notes = reader(image, version, budget)
    if version == 2 and text.strip().lower().startswith(("http://", "https://")):
        return Envelope(carrier, "url", None, None, text.strip(), notes)
    return opening.payload(text, carrier, notes, budget, image)


def bare(image: bytes, *, budget: Budget = DEFAULT) -> bytes:
    """``image`` without the badges of Open Badges 3 that it holds: what it was before :func:`bake`, byte for byte.

    Two kinds of SVG images come back otherwise: an empty root (``<svg/>``) has a closing tag, and a declaration of the
    prefix ``openbadges`` that stood at the end of the start tag is gone.

    :raises CarrierError: as :func:`unbake`.

    >>> picture = b"<svg xmlns='http://www.w3.org/2000/svg'></svg>"
    >>> bare(bake({"id": "urn:x:1"}, picture)) == picture
    True
    """
    image, carrier = _image(image)
    return png.remove(image, budget) if carrier == "png" else svg.remove(image, budget)


def _image(image: bytes) -> tuple[bytes, Carrier]:
    if not isinstance(image, bytes | bytearray | memoryview):
        raise InputTypeError(
            "input.type",
            f"The bytes of an image were expected, but a {type(image).__name__} was given.",
            hint="Pass the bytes of the file: path.read_bytes().",
        )
    image = bytes(image)
    kind = sniff.kind(image)
    if kind == "png" or kind == "svg":
        return image, kind
    if kind == "unknown":
        what = sniff.refusal(image)
        message = what.message.replace("not a credential", "not a PNG or SVG image")
        raise CarrierError(what.code, message, hint=what.hint)
    raise CarrierError(
        "input.unknown_format",
        "This is not a PNG or SVG image, but a credential as text.",
        hint="It can be read as it is: there is nothing to take out.",
    )


def _credential_text(credential: str | Mapping[str, Any] | HasText, budget: Budget) -> str:
    if isinstance(credential, str):
        return credential
    if isinstance(credential, Mapping):
        return opening.open_credential(credential, budget=budget).text
    if isinstance(credential, HasText) and isinstance(credential.text, str):
        return credential.text
    raise InputTypeError(
        "input.type",
        f"Text, a mapping or an object with .text was expected, but a {type(credential).__name__} was given.",
    )
