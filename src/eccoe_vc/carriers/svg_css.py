"""The little CSS that an SVG image to be baked may hold: values, no rules that load, no references but ``url(#id)``."""

from __future__ import annotations

import re
from typing import Final

from eccoe_vc.carriers.svg_names import FUNCTIONS
from eccoe_vc.errors import shown

_URL: Final = re.compile(r"(?i)\burl\([ \t\r\n\f]*(['\"]?)#([A-Za-z_][\w.:-]{0,200})\1[ \t\r\n\f]*\)")
_OPENS: Final = re.compile(r"(?i)url\(|/\*").search
_NOT_A_NAME: Final = re.compile(r"[^\w-]")
_LONGEST: Final = max(map(len, FUNCTIONS))
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
    # Comments separate tokens, so nothing dangerous appears when they go; but inside quotes and an unquoted url() they
    # are none, and what looks like one could hide what stands between two of those.
    if '"' not in text and "'" not in text:
        text = _without_comments(text)
    if "\\" in text:
        return "a character written as an escape"
    if "@" in text:
        return "a rule that begins with @"
    if "<" in text:
        return "markup"
    references.extend(match[2] for match in _URL.finditer(text))
    for before in _URL.sub(" ", text).split("(")[:-1]:
        # The last characters are enough: a longer name is none that we know.
        name = _NOT_A_NAME.split(before.rstrip()[-_LONGEST - 1 :])[-1].lower()
        if name == "url":
            return "something is loaded from outside"
        if name and name not in FUNCTIONS:
            return f"the function {shown(name, 30)}"
    return ""


def _without_comments(text: str) -> str:
    """``text`` without comments; what stands in ``url(...)`` stays. Where one of both does not end, the rest stays."""
    kept: list[str] = []
    at = 0
    while (found := _OPENS(text, at)) is not None:
        comment = found[0] == "/*"
        end = text.find("*/" if comment else ")", found.end())
        if end < 0:
            break
        kept.append(text[at : found.start()] + " " if comment else text[at:end])
        at = end + 2 if comment else end
    return "".join([*kept, text[at:]])
