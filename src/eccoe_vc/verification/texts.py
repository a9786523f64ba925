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


def check(document: Any, text: str) -> Iterator[Finding]:
    """Notes on direction and control characters in any text of ``document``; ``text`` is its JSON as received."""
    if text and text.isascii() and "\\u" not in text and "\\b" not in text and "\\f" not in text and "\x7f" not in text:
        return
    stack = [("", document)]
    while stack:
        pointer, item = stack.pop()
        if isinstance(item, str):
            if _BIDI(item):
                yield Finding("text.bidi_control", "The text changes its own reading direction.", pointer)
            if _CONTROL(item):
                yield Finding("text.control", "The text holds control characters.", pointer)
        elif isinstance(item, dict):
            stack.extend((pointers.join(pointer, key), member) for key, member in reversed(item.items()))
        elif isinstance(item, list):
            stack.extend((f"{pointer}/{n}", member) for n, member in reversed(list(enumerate(item))))
