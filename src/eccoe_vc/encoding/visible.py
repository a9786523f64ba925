"""Text of a stranger on a line of a terminal: nothing that it could obey, nothing that a reader would not see."""

from __future__ import annotations

from typing import Final

#: At home in Persian and in the scripts of India; they move nothing.
JOINERS: Final = "\u200c\u200d"
#: Letters and patterns that are drawn as nothing: fillers of Hangul, the empty pattern of Braille.
_BLANKS: Final = frozenset("\u115f\u1160\u3164\uffa0\u2800")


def safe(text: str, limit: int = 0) -> str:
    r"""``text`` on one line and without characters that a terminal could obey or a reader not see.

    :param limit: cut after so many characters, with dots; 0 cuts nothing.

    >>> safe("Master" + chr(27) + "[2J" + chr(0x202E) + "fdp")
    'Master\\x1b[2J\\u202efdp'
    """
    kept = "".join(map(_visible, text[:limit] if limit else text))
    if limit and (len(kept) > limit or len(text) > limit):
        return kept[:limit].rstrip() + "..."
    return kept


def _visible(char: str) -> str:
    if (char.isprintable() and char not in _BLANKS) or char in JOINERS:
        return char
    if char.isspace() and char not in "\t\n\v\f\r\x1c\x1d\x1e\x1f\x85\u2028\u2029":
        return " "  # a space of another width
    code = ord(char)
    return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"
