"""The little CSS that an SVG image to be baked may hold: values, no rules that load, no references but ``url(#id)``."""

from __future__ import annotations

import re
from typing import Final

from eccoe_vc.carriers.svg_names import FUNCTIONS
from eccoe_vc.errors import shown

_URL: Final = re.compile(r"(?i)\burl\(\s*(['\"]?)#([A-Za-z_][\w.:-]{0,200})\1\s*\)")
_FUNCTION: Final = re.compile(r"([\w-]*)\s*\(")
_COMMENT: Final = re.compile(r"/\*.*?\*/", re.DOTALL)
_SUSPECT: Final = re.compile(r"[(\\@<]").search


def problem(text: str, references: list[str]) -> str:
    """Why ``text`` may not stand in a style sheet, a ``style`` attribute or a presentation attribute; "" if it may.

    The ids of ``url(#id)`` are added to ``references``. CSS Values and Units 4, section 4.5; CSS Syntax 3.

    >>> found = []
    >>> problem("fill: url(#a); stroke: rgb(0, 0, 0)", found), found
    ('', ['a'])
    >>> problem("fill: url(https://x.example/)", []), problem("@import 'x.css'", [])
    ('something is loaded from outside', 'a rule that begins with @')
    """
    if _SUSPECT(text) is None:
        return ""
    # Comments separate tokens, so nothing dangerous appears when they go; but inside quotes they are none, and what
    # looks like one could hide what stands between two strings.
    if '"' not in text and "'" not in text:
        text = _COMMENT.sub(" ", text)
    if "\\" in text:
        return "a character written as an escape"
    if "@" in text:
        return "a rule that begins with @"
    if "<" in text:
        return "markup"
    references.extend(match[2] for match in _URL.finditer(text))
    for match in _FUNCTION.finditer(_URL.sub(" ", text)):
        name = match[1].lower()
        if name == "url":
            return "something is loaded from outside"
        if name and name not in FUNCTIONS:
            return f"the function {shown(name, 30)}"
    return ""
