"""The canonical text of a rule, cut into what is its own and the pieces that thousands of rules share."""

from __future__ import annotations

import re
from typing import Final, NamedTuple

from eccoe_vc.models.rule_names import Name

# What of a rule is its own, where it is in order by itself: a part of the grammars of models.terms, and bounded.
_IRI: Final = (
    r"[A-Za-z][A-Za-z0-9+.\-]{0,30}:[A-Za-z0-9\-._~:/@!$&'()*+,;=?]{0,1900}(?:#[A-Za-z0-9\-._~:/@!$&'()*+,;=?]{0,100})?"
)
_HEAD: Final = re.compile(
    r'"ruleId":"([A-Za-z0-9][A-Za-z0-9._-]{0,63})","source":\{"'
    rf'(?:(achievement|alignment)":"({_IRI})|identifier":\{{"scheme":"([^"]{{1,200}})","value":"([^"]{{1,200}}))"'
).search
_COURSE: Final = re.compile(rf'"target":\[\{{"course":"({_IRI})"').search
_TITLE: Final = re.compile(r'"title":\{"en":"([^"]{1,1000})"').search
_TARGET: Final = '"target":['


class Cut(NamedTuple):
    """What of a rule is its own, its id and the name of its award; and the pieces that it shares with others."""

    rule_id: str
    name: Name
    before: str
    source: tuple[str, str]
    behind: tuple[str, ...]


def cut(text: str) -> Cut | None:
    """A canonical rule text, cut; None where it is of another shape, or its own texts are not plainly in order.

    There is no backslash in it, so every quotation mark is one of JSON itself, and a text ends at the next one.
    """
    head = _HEAD(text)
    if head is None or "\\" in text:
        return None
    rule_id, kind, iri, scheme, value = head.groups()
    start = head.start(3 if kind else 5)
    end = head.end() - 1
    last = target = text.find(_TARGET, end)
    if target < 0:
        return None
    behind = []
    for own in (_COURSE(text, target), _TITLE(text, target)):
        if own is not None:
            behind.append(text[last : own.start(1)])
            last = own.end(1)
    behind.append(text[last:])
    name = (kind, iri) if kind else ("identifier", scheme, value)
    source = text[head.end(1) : start], text[end:target]
    return Cut(rule_id, name, text[: head.start(1)], source, tuple(behind))


__all__ = ["Cut", "cut"]
