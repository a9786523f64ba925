"""COSE messages: recognised by their first bytes, and not read here (VC JOSE COSE 1.0, section 3.3; RFC 9052).

A message is bytes. Where text is needed, as in a ``data:`` URL, it is written in base64; both are opened.
"""

from __future__ import annotations

import re
from typing import Final

from eccoe_vc.carriers.envelope import Carrier, Envelope
from eccoe_vc.encoding import DecodeError, standard_base64
from eccoe_vc.errors import Finding, JoseError
from eccoe_vc.limits import DEFAULT, Budget

#: Tag 18 and an array of four parts: how a COSE_Sign1 begins.
BEGINNING: Final = b"\xd2\x84"
_TEXT: Final = re.compile(r"[ \t\r\n]*0o[Q-T][A-Za-z0-9+/]", re.ASCII).match
_WHITE: Final = b" \t\r\n"
_HEAD: Final = re.compile(rb"\xd2\x84(?:[\x40-\x57]|\x58(.)|\x59(..))", re.DOTALL).match
_TYPE: Final = re.compile(rb"application/v[cp]\+cose", re.IGNORECASE).findall
_HINT: Final = "Copy it again from where it was issued; nothing may be added or left out."


def is_message(text: str) -> bool:
    """Whether ``text`` is a message in base64, by its beginning.

    >>> is_message("0oRAoEBA"), is_message("eyJhbGciOiJFZERTQSJ9.e30.AAAA")
    (True, False)
    """
    return _TEXT(text) is not None


def read(
    data: bytes, budget: Budget = DEFAULT, *, carrier: Carrier | None = None, notes: tuple[Finding, ...] = ()
) -> Envelope:
    r"""The envelope of one message, given as bytes or in base64, where ASCII white space around it is dropped.

    :raises JoseError: ``jose.size``; ``jose.encoding``, not base64.

    >>> envelope = read(b"\xd2\x84\x40\xa0\x40\x40")
    >>> envelope.form, envelope.text
    ('cose', '0oRAoEBA')
    """
    binary = data.startswith(BEGINNING)
    found = data if binary else _decoded(data, budget)
    if len(found) > budget.jwt_bytes:
        raise JoseError("jose.size", f"The message has {len(found)} bytes, more than the limit of {budget.jwt_bytes}.")
    how = carrier or ("binary" if binary else "text")
    return Envelope(how, "cose", None, None, standard_base64.encode(found), notes)


def media_type(data: bytes) -> str:
    r"""What the signed header of a message names as its type, as far as that can be seen without reading CBOR.

    >>> media_type(b"\xd2\x84\x56\xa1\x10\x73application/vc+cose\xa0\x41{\x40")
    'application/vc+cose'
    """
    head = _HEAD(data)
    if head is None:
        return "application/cose"
    length = int.from_bytes(head[1] or head[2] or bytes((data[2] - 0x40,)), "big")
    named = _TYPE(data[head.end() : head.end() + length])
    return named[0].decode("ascii").lower() if len(named) == 1 else "application/cose"


def _decoded(data: bytes, budget: Budget) -> bytes:
    if len(data) > 2 * budget.jwt_bytes:  # four characters make three bytes
        raise JoseError(
            "jose.size", f"The message has {len(data)} characters, more than {budget.jwt_bytes} bytes take in base64."
        )
    try:
        return standard_base64.decode(data.strip(_WHITE).decode("ascii"))
    except (DecodeError, UnicodeDecodeError) as error:
        said = str(error) if isinstance(error, DecodeError) else "It has characters outside ASCII."
        raise JoseError("jose.encoding", f"The message cannot be read. {said}", hint=_HINT) from None
