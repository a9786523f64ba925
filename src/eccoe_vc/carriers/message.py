"""COSE messages: recognised by their first bytes, and not read here (VC JOSE COSE 1.0, section 3.3; RFC 9052).

A message is bytes. Where text is needed, as in a ``data:`` URL, it is written in base64; both are opened.
"""

from __future__ import annotations

from eccoe_vc.carriers.envelope import Carrier, Envelope
from eccoe_vc.encoding import DecodeError, standard_base64
from eccoe_vc.errors import Finding, JoseError
from eccoe_vc.limits import DEFAULT, Budget

#: Tag 18 and an array of four parts: how a COSE_Sign1 begins.
BEGINNING = b"\xd2\x84"
_WHITE = b" \t\r\n"


def read(data: bytes, budget: Budget = DEFAULT, *, notes: tuple[Finding, ...] = ()) -> Envelope:
    r"""The envelope of one message, given as bytes or in base64, where ASCII white space around it is dropped.

    :raises JoseError: ``jose.size``; ``jose.encoding``, not base64.

    >>> envelope = read(b"\xd2\x84\x40\xa0\x40\x40")
    >>> envelope.form, envelope.text
    ('cose', '0oRAoEBA')
    """
    carrier: Carrier = "binary"
    message = data
    if not data.startswith(BEGINNING):
        carrier, message = "text", _decoded(data, budget)
    if len(message) > budget.jwt_bytes:
        raise JoseError(
            "jose.size", f"The message has {len(message)} bytes, more than the limit of {budget.jwt_bytes}."
        )
    return Envelope(carrier, "cose", None, None, standard_base64.encode(message), notes)


def _decoded(data: bytes, budget: Budget) -> bytes:
    if len(data) > 2 * budget.jwt_bytes:  # four characters make three bytes
        raise JoseError(
            "jose.size", f"The message has {len(data)} characters, more than {budget.jwt_bytes} bytes take in base64."
        )
    try:
        return standard_base64.decode(data.strip(_WHITE).decode("ascii"))
    except (DecodeError, UnicodeDecodeError) as error:
        hint = "Copy it again from where it was issued; nothing may be added or left out."
        said = str(error) if isinstance(error, DecodeError) else "It has characters outside ASCII."
        raise JoseError("jose.encoding", f"The message cannot be read. {said}", hint=hint) from None
