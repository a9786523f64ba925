"""Large agreements: each rule kept as its text, and what rules repeat judged once.

A rule base of a university repeats itself: thousands of rules differ in their names, achievements, courses and titles
and in little else. So the text of a rule is cut into these four and the three pieces around them: what stands before
the source, the source, and what stands behind. Pieces of a rule that was judged as a model are known; a later rule of
known pieces is in order if its four texts are, because nothing else of it is new. Rules that cannot be cut are judged
one by one. Where anything at all is not in order, there is no answer here: the whole agreement goes the long way of
:mod:`eccoe_vc.agreements.reading`, which says what is wrong in the words it always has.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final, NamedTuple

from pydantic import ValidationError

from eccoe_vc.agreements import digests, references
from eccoe_vc.agreements.references import Known
from eccoe_vc.encoding import pointers
from eccoe_vc.encoding.iri import is_iri
from eccoe_vc.jsonld import jcs
from eccoe_vc.models.agreement import RecognitionAgreement
from eccoe_vc.models.rule_list import MOST, KeptRules
from eccoe_vc.models.rule_names import Name, RuleNames, names_of
from eccoe_vc.models.rules import Rule

LEAST: Final = 100
"""Rules from which on it pays."""

#: Canonical (RFC 8785) for trees without numbers and with names below U+D800, and of others nothing is kept.
_TEXT: Final = json.JSONEncoder(
    sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False, check_circular=False
).encode
_RULE_ID: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}").fullmatch
_ID: Final = '"ruleId":"'
_SOURCES: Final = (
    ("achievement", '","source":{"achievement":"'),
    ("identifier", '","source":{"identifier":{"scheme":"'),
    ("alignment", '","source":{"alignment":"'),
)
_VALUE: Final = '","value":"'
_TARGET: Final = '"target":['
_COURSE: Final = '"target":[{"course":"'
_TITLE: Final = '"title":{"en":"'


class Cut(NamedTuple):
    """A rule in two: the texts that are its own, and the pieces that it shares with others."""

    rule_id: str
    name: Name
    course: str | None
    title: str | None
    before: str
    source: tuple[str, str]
    behind: tuple[str, ...]


def large(tree: Mapping[str, Any]) -> RecognitionAgreement | None:
    """The agreement in a tree that our own parser made; None where it is small, or anything in it is in doubt.

    The answer equals the one of the long way; its rules are :class:`~eccoe_vc.models.rule_list.KeptRules`.
    """
    rules = tree.get("rule")
    if not isinstance(rules, list) or not LEAST <= len(rules) <= MOST:
        return None
    head = {name: value for name, value in tree.items() if name != "rule"} | {"rule": rules[:1]}
    if _unwritable(head):
        return None
    try:
        agreement = RecognitionAgreement.model_validate(head, by_alias=True, by_name=False)
        before, known, after = references.frame(agreement)
        kept = None if before or after else _Judge(known).kept(rules)
    except (ValidationError, UnicodeEncodeError, RecursionError):
        return None
    return None if kept is None else agreement.model_copy(update={"rule": kept})


def _unwritable(tree: Any) -> bool:
    """Whether a number or a null stands somewhere."""
    return any(item is None or item.__class__ is int or item.__class__ is float for _, item in pointers.walk(tree))


def cut(text: str) -> Cut | None:
    """A canonical rule text, cut; None where it is of another shape.

    There is no backslash in it, so every quotation mark is one of JSON itself, and a text ends at the next one.
    """
    start = _after(text, _ID, 0)
    end = text.find('"', start)
    kind, opening = next((pair for pair in _SOURCES if text.startswith(pair[1], end)), ("", ""))
    if start < 0 or not kind or "\\" in text:
        return None
    scheme = name = end + len(opening)
    if kind == "identifier":
        name = _after(text, _VALUE, scheme)
    name_end = text.find('"', name)
    target = text.find(_TARGET, name_end)
    if name < 0 or target < 0:
        return None
    named = (kind, text[scheme : name - len(_VALUE)]) if kind == "identifier" else (kind,)
    last, behind = target, []
    own: list[str | None] = [None, None]
    for number, opening in enumerate((_COURSE, _TITLE)):
        place = _after(text, opening, last)
        if place > 0:
            behind.append(text[last:place])
            last = text.find('"', place)
            own[number] = text[place:last]
    behind.append(text[last:])
    source = text[end:name], text[name_end:target]
    return Cut(text[start:end], (*named, text[name:name_end]), own[0], own[1], text[:start], source, tuple(behind))


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
        return _TEXT(rules).encode() == kept.text
    except (UnicodeEncodeError, RecursionError):
        return False


def _after(text: str, opening: str, start: int) -> int:
    """The place after ``opening``, or a negative one."""
    found = text.find(opening, start)
    return found if found < 0 else found + len(opening)


@dataclass(slots=True)
class _Judge:
    """One agreement while its rules are read."""

    known: Known
    pieces: set[str | tuple[str, ...]] = field(default_factory=set)
    ids: set[str] = field(default_factory=set)
    entries: list[tuple[int, int]] = field(default_factory=list)
    #: Rules that refer to other rules or to courses, which are known at the end.
    later: list[Rule] = field(default_factory=list)

    def kept(self, rules: list[Any]) -> KeptRules | None:
        """The rules, or None where one of them is in doubt."""
        texts = [_TEXT(rule) for rule in rules]
        for number, text in enumerate(texts):
            found = cut(text)
            if found is not None and self._known(found, rules[number]) and _in_order(found):
                self.ids.add(found.rule_id)
                self.entries.append((hash(found.name), number))
            elif not self._judged(number, rules[number], found):
                return None
        if len(self.ids) < len(rules) or self._dangling(rules):
            return None
        whole = f"[{','.join(texts)}]".encode()
        ascii_ = len(whole) == sum(map(len, texts)) + len(texts) + 1
        lengths = [len(text) if ascii_ else len(text.encode()) for text in texts]
        return KeptRules(whole, lengths, RuleNames(self.entries))

    def _known(self, found: Cut, tree: Any) -> bool:
        """Whether a rule has nothing but known pieces, and they may stand together."""
        pieces = self.pieces
        return (
            found.before in pieces
            and found.source in pieces
            and found.behind in pieces
            and tree["outcome"] != "refused"
            and tree.get("from") != tree.get("to", ())
        )

    def _judged(self, number: int, tree: Any, found: Cut | None) -> bool:
        """Whether a rule is in order by itself; if so, and if it can be cut, its form is known from now on."""
        rule = Rule.model_validate(tree, by_alias=True, by_name=False)
        names = names_of(rule)
        self.ids.add(rule.rule_id)
        self.entries += [(hash(name), number) for name in names]
        if rule.excludes_rule or rule.requires_target:
            self.later.append(rule)
        elif any(references.of_rule(rule, "", self.known)):
            return False
        elif found is not None and names == {found.name} and rule.outcome != "refused":
            self.pieces |= {found.before, found.source, found.behind}
        return not _unwritable(tree)

    def _dangling(self, rules: list[Any]) -> bool:
        """Whether a rule refers to a rule or a course that there is not, or requires what it gives."""
        if not self.later:
            return False
        given = (target.get("course") for rule in rules for target in rule["target"])
        known = self.known._replace(rules=frozenset(self.ids), courses=frozenset(filter(None, given)))
        return any(found for rule in self.later for found in references.of_rule(rule, "", known)) or any(
            references.circles(self.later)
        )


def _in_order(found: Cut) -> bool:
    """Whether the four texts are what they must be: a name, an IRI or a key, an IRI or nothing, a text or nothing."""
    kind, *_, value = found.name
    return (
        _RULE_ID(found.rule_id) is not None
        and (0 < len(value) <= 200 if kind == "identifier" else len(value) <= 2_048 and is_iri(value))
        and (found.course is None or (len(found.course) <= 2_048 and is_iri(found.course)))
        and (found.title is None or 0 < len(found.title) <= 1_000)
    )


__all__ = ["LEAST", "Cut", "cut", "digest_of", "large", "same_rules"]
