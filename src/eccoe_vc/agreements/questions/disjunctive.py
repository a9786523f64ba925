"""A source in disjunctive form: the sets of leaves of which any one fills it. Recognition, section 12 (Reverse lookup).

``kOf`` is every choice of k; a minimum of credit without ``kOf`` is every choice that is not empty, each with the
credit that it must reach. At most 1,000 terms are made; they are counted before they are made.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import combinations, product
from typing import Final, NamedTuple

from eccoe_vc.agreements.questions.directions import unordered
from eccoe_vc.encoding import pointers
from eccoe_vc.encoding.quantities import whole
from eccoe_vc.jsonld import jcs
from eccoe_vc.models.rules import Source

MOST: Final = 1_000
_COMPARED: Final = 100  # terms of a source that is compared with another one


class Leaf(NamedTuple):
    """One award that is asked for, and its place."""

    at: str
    source: Source


class Least(NamedTuple):
    """The credit that the awards of a term below a place must reach together."""

    at: str
    credit: str


class Term(NamedTuple):
    """Awards that together fill a source."""

    leaves: tuple[Leaf, ...]
    least: tuple[Least, ...] = ()


def terms(source: Source, at: str) -> tuple[Term, ...] | None:
    """The terms of a source that stands at ``at``, in the order of the text; None where there are more than 1,000.

    >>> two_of = Source(k_of="2", of=[Source(achievement=f"urn:x:{name}") for name in "abc"])
    >>> [[leaf.at for leaf in term.leaves] for term in terms(two_of, "") or ()]
    [['/of/0', '/of/1'], ['/of/0', '/of/2'], ['/of/1', '/of/2']]
    """
    return _terms(source, at) if count(source) <= MOST else None


def count(source: Source) -> int:
    """How many terms a source has."""
    if not source.parts:
        return 1
    parts = [count(part) for part in source.parts]
    if source.form == "any_of":
        return sum(parts)
    ways = [1, *[0] * len(parts)]  # how many terms choose so many parts
    for number in parts:
        for chosen in range(len(parts), 0, -1):
            ways[chosen] += ways[chosen - 1] * number
    return sum(ways[size] for size in sizes(source))


def sizes(source: Source) -> Sequence[int]:
    """How many parts of a node may be used together."""
    if source.form == "any_of":
        return (1,)
    if source.form == "all_of":
        return (len(source.parts),)
    return (whole(source.k_of),) if source.k_of is not None else range(1, len(source.parts) + 1)


def _terms(source: Source, at: str) -> tuple[Term, ...]:
    if not source.parts:
        return (Term((Leaf(at, source),)),)
    parts = [_terms(part, pointers.join(at, source.member, index)) for index, part in enumerate(source.parts)]
    least = () if source.min_credit is None else (Least(at, source.min_credit),)
    return tuple(
        _joined(option, least)
        for size in sizes(source)
        for chosen in combinations(parts, size)
        for option in product(*chosen)
    )


def _joined(option: Iterable[Term], least: tuple[Least, ...]) -> Term:
    rows = list(option)
    return Term(
        tuple(leaf for row in rows for leaf in row.leaves), (*(one for row in rows for one in row.least), *least)
    )


def compared(source: Source, other: Source) -> tuple[bool, bool]:
    """Whether all that fills a source fills another one, and the other way round.

    A set of awards fills a source, too, where it holds one that does. False also where it is not known: more than 100
    terms, or a minimum of credit.
    """
    bits: dict[tuple[bytes, int], int] = {}
    one, two = _masks(source, bits), _masks(other, bits)
    if one is None or two is None:
        return False, False
    return _within(two, one), _within(one, two)


def _within(small: Sequence[int], large: Sequence[int]) -> bool:
    """Whether each of the large sets holds one of the small ones."""
    return all(any(not part & ~other for part in small) for other in large)


def _masks(source: Source, bits: dict[tuple[bytes, int], int]) -> list[int] | None:
    """Each term as a set of bits: one for each award that is asked for, a second one where it is asked for twice."""
    found = terms(source, "") if count(source) <= _COMPARED else None
    if found is None or any(term.least for term in found):
        return None
    texts = {at: jcs.encode(unordered(leaf)) for at, leaf in source.leaves_at("")}
    made = []
    for term in found:
        times = Counter(texts[leaf.at] for leaf in term.leaves)
        keys = [(text, number) for text, most in times.items() for number in range(most)]
        made.append(sum(1 << bits.setdefault(key, len(bits)) for key in keys))
    return made


__all__ = ["MOST", "Leaf", "Least", "Term", "compared", "count", "sizes", "terms"]
