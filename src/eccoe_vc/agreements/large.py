"""Large agreements: each rule kept as its text, and what rules repeat judged once.

A rule base of a university repeats itself: thousands of rules differ in their names, achievements, courses and titles
and in little else. So the text of a rule is cut into these four and the three pieces around them, and a rule of known
pieces need not be judged again (:mod:`eccoe_vc.agreements.forms`). Where anything at all is not in order, there is no
answer here: the whole agreement goes the long way of :mod:`eccoe_vc.agreements.reading`, which says what is wrong in
the words it always has.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any, Final, NamedTuple

from pydantic import ValidationError

from eccoe_vc.agreements import digests
from eccoe_vc.agreements.forms import beginning, canonical
from eccoe_vc.encoding import strict_json
from eccoe_vc.errors import RefusedError
from eccoe_vc.jsonld import jcs
from eccoe_vc.limits import Budget
from eccoe_vc.models.agreement import RecognitionAgreement
from eccoe_vc.models.rule_list import MOST, KeptRules

LEAST: Final = 100
"""Rules from which on it pays."""

_RULES: Final = re.compile(r'"rule"[ \t\r\n]*:[ \t\r\n]*\[[ \t\r\n]*').search
_NEXT: Final = re.compile(r"[ \t\r\n]*(?:,[ \t\r\n]*|(\]))").match
_scan: Final = json.JSONDecoder().raw_decode


def large(tree: Mapping[str, Any]) -> RecognitionAgreement | None:
    """The agreement in a tree that our own parser made; None where it is small, or anything in it is in doubt.

    The answer equals the one of the long way; its rules are :class:`~eccoe_vc.models.rule_list.KeptRules`.
    """
    rules = tree.get("rule")
    if not isinstance(rules, list) or not LEAST <= len(rules) <= MOST:
        return None
    try:
        begun = beginning({name: value for name, value in tree.items() if name != "rule"} | {"rule": rules[:1]})
        if begun is None:
            return None
        agreement, forms = begun
        for rule in rules:
            text = canonical(rule)
            if not (forms.seen(text) or forms.judged(text, rule)):
                return None
        return forms.agreement(agreement)
    except (ValidationError, UnicodeEncodeError, RecursionError):
        return None


def large_text(text: str, budget: Budget) -> RecognitionAgreement | None:
    """As :func:`large`, from a text, and no tree is made of the whole: each rule is forgotten once it was looked at.

    None also where the whole may be beyond the Budget, or is no JSON under our rules: then the one JSON door says so.
    """
    begins = _RULES(text)
    if begins is None or text.count('"ruleId"') < LEAST or text.count("{") + text.count("[") > budget.json_objects:
        return None
    try:
        rules, end = _scanned(text, begins.end(), min(MOST, budget.values_per_member))
        if len(rules) < LEAST:
            return None
        head = strict_json.parse(f"{text[: rules[0].end]}{text[end:]}", budget, max_bytes=len(text) * 4)
        begun = beginning(head)
        # It was the member of the whole that was found, and not of something inside, if the rest has the first rule.
        if begun is None or canonical(head.get("rule")) != f"[{rules[0].text}]":
            return None
        agreement, forms = begun
        for rule in rules:
            if not (rule.plain and forms.seen(rule.text)):
                tree = strict_json.parse(text[rule.start : rule.end], budget, max_depth=budget.json_depth - 2)
                if not forms.judged(rule.text, tree):
                    return None
        return forms.agreement(agreement)
    except (ValueError, RefusedError, RecursionError):  # ValidationError and UnicodeError are ValueErrors
        return None


class _Scanned(NamedTuple):
    """A rule in a text: its canonical text, where it stands, and whether what Python's parser saw is all there is.

    That parser takes a member that stands twice for one; then the text has more quotation marks than the canonical one.
    """

    text: str
    start: int
    end: int
    plain: bool


def _scanned(text: str, at: int, most: int) -> tuple[list[_Scanned], int]:
    """The rules of the array whose first one begins at ``at``, and where its bracket stands.

    :raises ValueError: there are more than ``most``, or this is no JSON.
    """
    rules: list[_Scanned] = []
    while len(rules) < most:
        tree, end = _scan(text, at)
        rule = canonical(tree)
        plain = text.find("\\", at, end) < 0 and text.count('"', at, end) == rule.count('"')
        rules.append(_Scanned(rule, at, end, plain))
        after = _NEXT(text, end)
        if after is None:
            break
        if after[1]:
            return rules, after.start(1)
        at = after.end()
    raise ValueError


def digest_of(tree: Mapping[str, Any], agreement: RecognitionAgreement) -> str:
    """The digest of an agreement, with the tree from which it was read; that of :mod:`digests`, in less time."""
    rules = agreement.rule
    if not isinstance(rules, KeptRules):
        return digests.of_json(tree)
    members = [(name, rules.text if name == "rule" else jcs.encode(tree[name])) for name in sorted(tree)]
    return digests.of_bytes(b"{" + b",".join(jcs.encode(name) + b":" + text for name, text in members) + b"}")


def same_rules(tree: Mapping[str, Any], agreement: RecognitionAgreement) -> bool:
    """Whether the rules of a tree that our own parser made are, text for text, the kept ones of an agreement."""
    rules, kept = tree.get("rule"), agreement.rule
    if not isinstance(rules, list) or not isinstance(kept, KeptRules) or len(rules) != len(kept):
        return False
    try:
        return canonical(rules).encode() == kept.text
    except (UnicodeEncodeError, RecursionError):
        return False


__all__ = ["LEAST", "digest_of", "large", "large_text", "same_rules"]
