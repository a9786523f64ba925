"""Absolute IRIs (RFC 3987) and the characters that must never reach an N-Quads line.

Stricter than many parsers: private-use characters only in the query, no non-characters, percent signs only before two
hexadecimal digits. Scheme rules (what follows ``urn:`` or ``https:``) are not judged here.
"""

from __future__ import annotations

import re
from functools import cache
from typing import Final

# RFC 3987 section 2.2, ucschar: everything above U+00A0 but surrogates, private use and the last two of each plane.
_UCS: Final = (
    "\u00a0-\ud7ff\uf900-\ufdcf\ufdf0-\uffef"
    + "".join(f"{chr(plane << 16)}-{chr((plane << 16) + 0xFFFD)}" for plane in range(1, 14))
    + "\U000e1000-\U000efffd"
)
_PRIVATE: Final = "\ue000-\uf8ff\U000f0000-\U000ffffd\U00100000-\U0010fffd"
_ASCII: Final = r"A-Za-z0-9\-._~:/@!$&'()*+,;="
_ESCAPED: Final = r"%[0-9A-Fa-f]{2}"
# Square brackets stand around an IP address after the two slashes and nowhere else.
_IP_LITERAL: Final = (
    rf"(?://(?:(?:[A-Za-z0-9\-._~!$&'()*+,;=:{_UCS}]|{_ESCAPED})*@)?\[[0-9A-Za-z:.]+\](?::[0-9]*)?(?=[/?#]|\Z))?"
)
_PATH: Final = rf"(?:[{_ASCII}{_UCS}]|{_ESCAPED})*"
_QUERY: Final = rf"(?:[{_ASCII}?{_UCS}{_PRIVATE}]|{_ESCAPED})*"
_FRAGMENT: Final = rf"(?:[{_ASCII}?{_UCS}]|{_ESCAPED})*"
# Nearly every IRI that is met is plain ASCII: one pattern of a single class decides those fast.
_PLAIN: Final = re.compile(rf"[A-Za-z][A-Za-z0-9+.\-]*:[{_ASCII}?]*(?:#[{_ASCII}?]*)?\Z").match
_SCHEME: Final = re.compile(r"[A-Za-z][A-Za-z0-9+.\-]*:").match


def is_iri(text: str) -> bool:
    """Whether ``text`` is an absolute IRI, optionally with a fragment.

    >>> is_iri("https://example.org/caf" + chr(0xE9)), is_iri("urn:a b"), is_iri("/relative")
    (True, False, False)
    """
    return _PLAIN(text) is not None or _full().match(text) is not None


@cache
def _full() -> re.Pattern[str]:
    """The whole grammar. Its character classes take longer to compile than a badge to verify, and few need it."""
    return re.compile(rf"[A-Za-z][A-Za-z0-9+.\-]*:{_IP_LITERAL}{_PATH}(?:\?{_QUERY})?(?:#{_FRAGMENT})?\Z")


def is_relative(text: str) -> bool:
    """Whether ``text`` has no scheme: a relative reference, a bare word or nothing at all.

    >>> is_relative("alice"), is_relative("did:example:alice")
    (True, False)
    """
    return _SCHEME(text) is None
