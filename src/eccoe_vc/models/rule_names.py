"""Which rules name what: by achievement, identifier, alignment and party. Recognition, section 6 step 6.

A rule base has millions of names, so none is kept: only its hash and the number of the rule, in two sorted arrays of
twelve bytes an entry. Two names of one hash are harmless: whoever asks looks at the rule itself.
"""

from __future__ import annotations

from array import array
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence

from eccoe_vc.models.rules import Rule, Source

Name = tuple[str, ...]
"""A member of a leaf with its value: ``("achievement", "https://a.example/1")``."""


class RuleNames:
    """From names to the numbers of the rules with a leaf of that name."""

    __slots__ = ("_keys", "_numbers")

    def __init__(self, entries: Iterable[tuple[int, int]]) -> None:
        """Index ``entries``: the hash of a name and the number of a rule."""
        rows = sorted(entries)
        self._keys = array("q", [key for key, _ in rows])
        self._numbers = array("I", [number for _, number in rows])

    @classmethod
    def of(cls, rules: Sequence[Rule]) -> RuleNames:
        """The names in some rules, which are numbered as they stand."""
        return cls((hash(name), number) for number, rule in enumerate(rules) for name in names_of(rule))

    def touched(self, names: Iterable[Name]) -> list[int]:
        """The numbers of the rules with one of these names, in order; now and then one more.

        >>> from eccoe_vc.models.rules import Source, Target
        >>> rule = Rule(rule_id="r", outcome="full", source=Source(achievement="urn:x:1"), target=[Target(kind="none")])
        >>> RuleNames.of([rule, rule]).touched([("achievement", "urn:x:1"), ("achievement", "urn:x:2")])
        [0, 1]
        """
        found: set[int] = set()
        for name in names:
            key = hash(name)
            place = bisect_left(self._keys, key)
            while place < len(self._keys) and self._keys[place] == key:
                found.add(self._numbers[place])
                place += 1
        return sorted(found)


def names_of(rule: Rule) -> set[Name]:
    """Everything that the leaves of a rule ask for by name."""
    return {name for leaf in rule.source.leaves() for name in leaf_names(leaf)}


def leaf_names(leaf: Source) -> Iterator[Name]:
    """The names by which a leaf asks: an award with one of them may stand there, and no other."""
    if leaf.achievement is not None:
        yield from (("achievement", name) for name in (leaf.achievement, *(leaf.alias or ())))
    elif leaf.identifier is not None:
        yield "identifier", leaf.identifier.scheme, leaf.identifier.value
    elif leaf.alignment is not None:
        yield "alignment", leaf.alignment
    else:
        yield "anyFrom", leaf.any_from or ""


__all__ = ["Name", "RuleNames", "leaf_names", "names_of"]
