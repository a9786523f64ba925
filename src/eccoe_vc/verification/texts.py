"""Check ``text``: is displayed text free of tricks? Only notes, because many scripts need unusual characters."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice
from typing import Any, Final

from eccoe_vc.encoding import pointers
from eccoe_vc.errors import Finding

_BIDI: Final = re.compile("[\u202a-\u202e\u2066-\u2069\u200e\u200f\u061c]").search
# Line breaks and tabs are at home in narratives.
_CONTROL: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029]").search
# Every JSON escape that writes one of these characters, and a few more that begin alike.
_ESCAPED: Final = re.compile(r"\\(?:[bf]|u(?:00[0189]|007[fF]|061[cC]|20[26]|200[eEfF]))").search


def check(document: Any, text: str) -> Iterator[Finding]:
    """Notes on direction and control characters in the texts of ``document``, at most :data:`pointers.MOST`.

    :param text: the JSON of ``document`` as received.
    """
    if text and _is_plain(text):
        return
    yield from islice(_notes(document), pointers.MOST)


def _notes(document: Any) -> Iterator[Finding]:
    for path, item in pointers.walk(document):
        if isinstance(item, str) and not item.isprintable():
            if _BIDI(item):
                yield Finding("text.bidi_control", "The text changes its own reading direction.", _pointer(path))
            if _CONTROL(item):
                yield Finding("text.control", "The text holds control characters.", _pointer(path))


def _is_plain(text: str) -> bool:
    """Whether the JSON text certainly holds none of them: no escape writes one, and all characters can be printed.

    What is looked for counts as not printable; so do the line breaks between members, which are taken out first.
    """
    if _ESCAPED(text) is not None:
        return False
    if text.isascii():
        return "\x7f" not in text  # JSON allows no other control character inside a string
    return text.replace("\n", "").replace("\r", "").replace("\t", "").isprintable()


def _pointer(path: pointers.Path) -> str:
    return pointers.join("", *pointers.tokens(path))
