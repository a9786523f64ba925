"""One door for every file in which a badge arrives."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from eccoe_vc.carriers import json_file, sniff, token
from eccoe_vc.carriers.envelope import Carrier, Envelope
from eccoe_vc.errors import Finding, InputTypeError, RefusedError
from eccoe_vc.limits import DEFAULT, Budget


def open_credential(data: bytes | str | Mapping[str, Any], *, budget: Budget = DEFAULT) -> Envelope:
    """What is inside this file? JSON, a compact token, or a PNG or SVG image into which one of them is baked.

    Open Badges 3.0, Document Formats. ``data`` is the content of the file, never its name: bytes, text, or a mapping
    that was parsed already (it is copied once). Nothing is verified and nothing is fetched.

    :raises CarrierError: ``input.unknown_format``, ``image.*``.
    :raises RefusedError: ``json.*``, ``jose.*`` (as JoseError), ``struct.limit``.
    :raises InputTypeError: ``input.type``, something else than bytes, text or a mapping.

    >>> open_credential(b'{"type": ["VerifiableCredential"]}')
    <Envelope carrier=json form=none notes=0>
    >>> open_credential(b"GIF89a")
    Traceback (most recent call last):
    eccoe_vc.errors.CarrierError: This is a GIF image, not a credential. ... [input.unknown_format]
    """
    if isinstance(data, str):
        return _text(data, budget)
    if isinstance(data, Mapping):
        return json_file.adopt(data, budget)
    if isinstance(data, bytes | bytearray | memoryview):
        return _bytes(bytes(data), budget)
    raise _foreign(data)


def payload(text: str, carrier: Carrier, notes: tuple[Finding, ...], budget: Budget, image: bytes = b"") -> Envelope:
    """The envelope of what was found inside ``image``: JSON or a token, told apart by content.

    :raises RefusedError: ``json.*``, ``jose.*``, ``input.unknown_format``.

    >>> payload("eyJhbGciOiJFZERTQSJ9.e30.AAAA", "png", (), DEFAULT)
    <Envelope carrier=png form=jwt notes=0>
    """
    raw = encoded(text)
    kind = sniff.kind(raw)
    if kind == "token":
        return token.read(text, budget, carrier=carrier, notes=notes)
    if kind != "json":
        raise sniff.refusal(raw)
    envelope = json_file.read(text, budget, carrier=carrier, notes=notes)
    if image and envelope.document is not None and "relatedResource" in envelope.document:
        from eccoe_vc.carriers import baking, binding

        bound = binding.note(envelope.document, image, baking.bare(image, budget=budget))
        return replace(envelope, notes=notes + bound)
    return envelope


def encoded(text: str) -> bytes:
    """``text`` as UTF-8.

    :raises RefusedError: ``json.surrogate``, a lone surrogate, which no file can hold.
    """
    try:
        return text.encode("utf-8")
    except UnicodeEncodeError:
        raise RefusedError("json.surrogate", "The text holds a lone surrogate, which no UTF-8 file can hold.") from None


def _text(text: str, budget: Budget) -> Envelope:
    if text[:1] == "{":
        return json_file.read(text, budget)
    return _bytes(encoded(text), budget)


def _bytes(data: bytes, budget: Budget) -> Envelope:
    kind = sniff.kind(data)
    if kind == "json":
        return json_file.read(data, budget)
    if kind == "token":
        return token.read(data, budget)
    if kind == "cose":
        from eccoe_vc.carriers import message

        return message.read(data, budget)
    if kind == "png":
        from eccoe_vc.carriers import png

        text, notes = png.read(data, budget=budget)
        return payload(text, "png", notes, budget, data)
    if kind == "svg":
        from eccoe_vc.carriers import svg

        text, notes = svg.read(data, budget=budget)
        return payload(text, "svg", notes, budget, data)
    raise sniff.refusal(data)


def _foreign(data: object) -> InputTypeError:
    hint = ""
    if hasattr(data, "read_bytes"):
        hint = "Pass the bytes of the file: path.read_bytes()."
    elif hasattr(data, "text"):
        hint = "Pass its text: something.text."
    return InputTypeError(
        "input.type", f"Bytes, text or a mapping were expected, but a {type(data).__name__} was given.", hint=hint
    )
