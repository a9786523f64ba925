"""Check ``text``: is displayed text free of tricks? Only notes, because many scripts need unusual characters."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, Final

from eccoe_vc.encoding import pointers
from eccoe_vc.errors import Finding

_BIDI: Final = re.compile("[\u202a-\u202e\u2066-\u2069\u200e\u200f\u061c]").search
# Line breaks and tabs are at home in narratives.
_CONTROL: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029]").search
# Every JSON escape that writes one of these characters, and a few more that begin alike.
_ESCAPED: Final = re.compile(r"\\(?:[bf]|u(?:00[0189]|007[fF]|061[cC]|20[26]|200[eEfF]))").search


def check(document: Any, text: str) -> Iterator[Finding]:
    """Notes on direction and control characters in any text of ``document``; ``text`` is its JSON as received."""
    if text and _is_plain(text):
        return
    stack: list[tuple[tuple[Any, ...], Any]] = [((), document)]  # a path is (path of the parent, token)
    while stack:
        path, item = stack.pop()
        if isinstance(item, str):
            if item.isprintable():
                continue
            if _BIDI(item):
                yield Finding("text.bidi_control", "The text changes its own reading direction.", _pointer(path))
            if _CONTROL(item):
                yield Finding("text.control", "The text holds control characters.", _pointer(path))
        elif isinstance(item, dict):
            stack.extend([((path, key), member) for key, member in reversed(item.items())])
        elif isinstance(item, list):
            stack.extend([((path, n), member) for n, member in reversed(list(enumerate(item)))])


def _is_plain(text: str) -> bool:
    """Whether the JSON text certainly holds none of them: no escape writes one, and all characters can be printed.

    What is looked for counts as not printable; so do the line breaks between members, which are taken out first.
    """
    if _ESCAPED(text) is not None:
        return False
    if text.isascii():
        return "\x7f" not in text  # JSON allows no other control character inside a string
    return text.replace("\n", "").replace("\r", "").replace("\t", "").isprintable()


def _pointer(path: tuple[Any, ...]) -> str:
    tokens = []
    while path:
        path, token = path
        tokens.append(token)
    return pointers.join("", *reversed(tokens))
