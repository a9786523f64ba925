"""Tokens: compact JWS (RFC 7515), SD-JWT (RFC 9901) and JWE (RFC 7516) are recognised here, and never verified.

The parts are decoded strictly, so that no second text stands for the same token; the header goes through the one JSON
door. What the header says, and everything about the payload, is for those who verify.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Any, Final, NoReturn

from eccoe_vc.carriers.envelope import Carrier, Envelope, Form
from eccoe_vc.encoding import DecodeError, base64url, strict_json
from eccoe_vc.errors import Finding, JoseError, RefusedError
from eccoe_vc.limits import DEFAULT, Budget

_WHITE: Final = " \t\r\n"
_HINT: Final = "Copy the whole token again from where it was issued; nothing may be added or left out."
_JOIN: Final = "Join it into one line without spaces, as it was issued; mail programs fold long lines."
#: Headers that are kept, and how long each of them may be.
_KEPT: Final = 256
_KEPT_CHARS: Final = 512
_JWS_NAMES: Final = ("header", "payload", "signature")
_JWE_NAMES: Final = ("header", "encrypted key", "initialisation vector", "ciphertext", "tag")


def read(
    data: bytes | str, budget: Budget = DEFAULT, *, carrier: Carrier = "text", notes: tuple[Finding, ...] = ()
) -> Envelope:
    """The envelope of one token. ASCII white space around it is allowed and dropped, inside it is refused.

    :raises JoseError: ``jose.size``, ``jose.format`` (number of parts, no payload), ``jose.encoding`` (not base64url).
    :raises RefusedError: ``json.*`` for the header, ``struct.limit`` for too many disclosures.

    >>> envelope = read("eyJhbGciOiJFZERTQSJ9.e30.AAAA")
    >>> envelope.form, envelope.header, envelope.document is None
    ('jwt', {'alg': 'EdDSA'}, True)
    >>> read("eyJhbGciOiJFZERTQSJ9.e30")
    Traceback (most recent call last):
    eccoe_vc.errors.JoseError: The token has 2 parts; ... [jose.format]
    """
    if len(data) > budget.jwt_bytes:
        raise JoseError(
            "jose.size", f"The token has {len(data)} characters, more than the limit of {budget.jwt_bytes}."
        )
    text = _ascii(data).strip(_WHITE)
    try:
        return _envelope(text, budget, carrier, notes)
    except JoseError:
        if len(text.split(maxsplit=1)) > 1:  # no sound token has white space inside, so nobody looks before
            message = "The token is folded over several lines, or has spaces in it."
            raise JoseError("jose.encoding", message, hint=_JOIN) from None
        raise


def _envelope(text: str, budget: Budget, carrier: Carrier, notes: tuple[Finding, ...]) -> Envelope:
    if "~" in text:
        return _sd_jwt(text, budget, carrier, notes)
    parts = _split(text)
    form: Form = "jwt" if len(parts) == 3 else "jwe"
    if len(parts) not in (3, 5):
        _refuse_parts(text)
    header, decoded = _compact(parts, budget)
    return Envelope(carrier, form, None, header, text, notes, decoded if form == "jwt" else ())


def json_form(document: Mapping[str, Any], budget: Budget = DEFAULT) -> Form:
    """The form of a JSON serialisation: ``jades`` where a signature has the marks of a JAdES seal, else ``jws-json``.

    Those marks are ``sigT`` or ``sigPId`` in a protected header, or ``etsiU`` in an unprotected one
    (ETSI TS 119 182-1, sections 5.2 and 5.3).

    >>> json_form({"payload": "", "signatures": [{"header": {"etsiU": []}}]})
    'jades'
    """
    signatures = document.get("signatures")
    entries = signatures if isinstance(signatures, list) else [document]
    for entry in entries[: budget.proofs]:
        if not isinstance(entry, dict):
            continue
        header = entry.get("header")
        if isinstance(header, dict) and "etsiU" in header:
            return "jades"
        if _protected(entry.get("protected"), budget).keys() & {"sigT", "sigPId"}:
            return "jades"
    return "jws-json"


def _ascii(data: bytes | str) -> str:
    if data.isascii():
        return data if isinstance(data, str) else data.decode("ascii")
    if data[:1] == "\ufeff" or data[:3] == b"\xef\xbb\xbf":
        hint = "Save it as UTF-8 without a byte order mark."
        raise JoseError("jose.encoding", "The token begins with a byte order mark.", hint=hint)
    raise JoseError("jose.encoding", "The token holds characters outside ASCII.", hint=_HINT)


def _sd_jwt(text: str, budget: Budget, carrier: Carrier, notes: tuple[Finding, ...]) -> Envelope:
    """RFC 9901, section 4: ``<issuer-signed JWT>~<disclosure>~...~[<key binding JWT>]``."""
    issued, *disclosures, binding = text.split("~")
    if len(disclosures) > budget.disclosures:
        raise RefusedError("struct.limit", f"The token has more than {budget.disclosures} disclosures.")
    parts = _split(issued)
    if len(parts) != 3:
        _refuse_parts(issued)
    header, _ = _compact(parts, budget)
    for index, disclosure in enumerate(disclosures):
        if not disclosure:
            raise JoseError("jose.format", f"Disclosure {index} of the token is empty.", hint=_HINT)
        try:
            base64url.decode(disclosure)
        except DecodeError as error:
            raise _unreadable(f"disclosure {index}", error) from None
    if binding:
        parts = _split(binding)
        if len(parts) != 3:
            count = binding.count(".") + 1
            raise JoseError("jose.format", f"The key binding token has {count} parts; three were expected.", hint=_HINT)
        _compact(parts, budget)
    return Envelope(carrier, "sd-jwt", None, header, text, notes)


def _split(text: str) -> list[str]:
    """The parts of a compact serialisation; of more than five only that there are more is told."""
    parts: list[str] = []
    dot, rest = ".", text
    while dot and len(parts) < 6:  # partition finds one dot much faster than split finds all
        part, dot, rest = rest.partition(".")
        parts.append(part)
    return parts


def _compact(parts: list[str], budget: Budget) -> tuple[dict[str, Any], tuple[bytes, ...]]:
    """The header of one compact serialisation, and its parts, all of which are well-formed base64url."""
    # Four characters make three bytes: a header beyond the limit is refused before it is decoded.
    if len(parts[0]) > budget.jose_header_bytes * 4 // 3 + 1:
        raise JoseError("jose.size", f"The header of the token is larger than {budget.jose_header_bytes} bytes.")
    known = _texts(parts[0]) if budget is DEFAULT and len(parts[0]) <= _KEPT_CHARS else None
    names = _JWS_NAMES if len(parts) == 3 else _JWE_NAMES
    decoded = [] if known is None else [known[0]]
    try:
        for part in parts[len(decoded) :]:
            decoded.append(base64url.decode(part))
    except DecodeError as error:
        raise _unreadable(names[len(decoded)], error) from None
    if len(parts) == 3 and not parts[1]:
        raise JoseError("jose.format", "The token has no payload: it was detached from it.", hint=_HINT)
    if known is not None:
        return dict(known[1]), tuple(decoded)
    return strict_json.parse(decoded[0], budget, max_bytes=budget.jose_header_bytes), tuple(decoded)


@lru_cache(maxsize=_KEPT)
def _texts(part: str) -> tuple[bytes, tuple[tuple[str, str], ...]] | None:
    """A short header all of whose values are texts, decoded and read; None where there are others, or no header.

    The tokens of one issuer have one header, letter by letter (docs/adr/0111).
    """
    try:
        raw = base64url.decode(part)
        header = strict_json.parse(raw)
    except (DecodeError, RefusedError):
        return None  # who reads it says what is wrong
    return (raw, tuple(header.items())) if all(value.__class__ is str for value in header.values()) else None


def _unreadable(name: str, error: DecodeError) -> JoseError:
    return JoseError("jose.encoding", f"The {name} of the token cannot be read. {error}", hint=_HINT)


def _protected(value: Any, budget: Budget) -> dict[str, Any]:
    """A protected header as far as it can be read; telling two forms apart is no place to refuse anything."""
    if not isinstance(value, str) or len(value) > budget.jose_header_bytes * 4 // 3 + 1:
        return {}
    try:
        return strict_json.parse(base64url.decode(value), budget)
    except (DecodeError, RefusedError):
        return {}


def _refuse_parts(text: str) -> NoReturn:
    raise JoseError(
        "jose.format",
        f"The token has {text.count('.') + 1} parts; three were expected (a signed token) or five (an encrypted one).",
        hint=_HINT,
    )
