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
            if found is not None and self._known(found, rules[number]):
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


__all__ = ["LEAST", "Cut", "cut", "digest_of", "large", "same_rules"]
