"""Places in a status list and values of a status, as text. Bitstring Status List 1.0, section 2.1."""

from __future__ import annotations

import re
from typing import Final

from eccoe_vc.encoding import DecodeError

_DIGITS: Final = 16
_VALUE: Final = re.compile(r"0x[0-9a-fA-F]{1,16}\Z", re.ASCII).match


def index(text: object) -> int:
    """The number of a ``statusListIndex``: up to 16 digits, no sign, no leading zero.

    :raises DecodeError: anything else, a JSON number included.

    >>> index("94567")
    94567
    >>> index("1_0")
    Traceback (most recent call last):
    eccoe_vc.encoding.DecodeError: A whole number as text was expected, without sign or leading zeros.
    """
    if (
        isinstance(text, str) and text.isdigit() and text.isascii()
        and len(text) <= _DIGITS and (text[0] != "0" or text == "0")
    ):  # fmt: skip
        return int(text)
    raise DecodeError("A whole number as text was expected, without sign or leading zeros.")


def value(text: object) -> int:
    """The number of a ``status`` in a table of messages: hexadecimal behind ``0x``, up to 64 bits.

    :raises DecodeError: anything else.

    >>> value("0x1F")
    31
    """
    if isinstance(text, str) and _VALUE(text) is not None:
        return int(text, 16)
    raise DecodeError("A hexadecimal number was expected, such as 0x1.")
