"""How the parts of a source can be filled: counted first, then listed. Recognition, section 7, item 4.

Parts are known here by numbers alone: how many ways there are to fill each, and which of them ask for the same. Parts
that ask for the same are interchangeable, so each choice stands once: the first of them, with ways in ascending order.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from math import comb

from eccoe_vc.models.rules import Source


def kinds(parts: Sequence[Source]) -> list[int]:
    """For each part the place of the first one that asks for the same; a part with parts is like no other."""
    first: dict[str, int] = {}
    return [
        index if part.parts else first.setdefault(part.model_dump_json(exclude_unset=True), index)
        for index, part in enumerate(parts)
    ]


def ways(sizes: Sequence[int], kinds: Sequence[int]) -> list[int]:
    """In how many ways each number of parts can be filled.

    :param sizes: for each part, in how many ways it can be filled.

    >>> ways([40] * 40, [0] * 40)[20] == comb(40, 20)
    True
    >>> ways([2, 3], [0, 1])
    [1, 5, 6]
    """
    made = [1] + [0] * len(sizes)
    for kind in sorted(set(kinds)):
        group, size = kinds.count(kind), sizes[kind]
        made = [
            sum(made[count - taken] * comb(size, taken) for taken in range(min(group, count) + 1))
            for count in range(len(made))
        ]
    return made


def filled(sizes: Sequence[int], kinds: Sequence[int], count: int) -> Iterator[list[tuple[int, int]]]:
    """Every way to fill ``count`` parts, as pairs of a part and of its way; by the parts, then by their ways.

    >>> list(filled([2, 2, 1], [0, 0, 2], 2))
    [[(0, 0), (1, 1)], [(0, 0), (2, 0)], [(0, 1), (2, 0)]]
    """
    # Of parts of one kind no more are chosen than there are ways to fill them: then no choice ends in nothing.
    rank = [list(kinds[:index]).count(kind) for index, kind in enumerate(kinds)]
    usable = [index for index, kind in enumerate(kinds) if rank[index] < sizes[kind]]
    for chosen in _chosen(usable, [kinds[index] for index in usable], count):
        yield from _placed(chosen, [kinds[index] for index in chosen], sizes)


def _chosen(usable: Sequence[int], kinds: Sequence[int], count: int) -> Iterator[list[int]]:
    """``count`` of the parts in ascending order; of those of one kind the first ones."""
    todo: list[tuple[tuple[int, ...], int, frozenset[int]]] = [((), 0, frozenset())]
    while todo:
        taken, start, closed = todo.pop()
        if len(taken) == count:
            yield [usable[place] for place in taken]
            continue
        left = Counter(kind for kind in kinds[start:] if kind not in closed)
        needed, following = count - len(taken), []
        for place in range(start, len(usable)):
            kind = kinds[place]
            if left[kind] and left.total() >= needed:
                following.append(((*taken, place), place + 1, closed))
                closed |= {kind}  # whoever passes over one of a kind takes none of the later ones
                del left[kind]
        todo += reversed(following)


def _placed(chosen: Sequence[int], kinds: Sequence[int], sizes: Sequence[int]) -> Iterator[list[tuple[int, int]]]:
    """Every way to fill these parts; those of one kind by ascending ways."""
    before: list[int | None] = []
    for place, kind in enumerate(kinds):
        before.append(next((one for one in range(place - 1, -1, -1) if kinds[one] == kind), None))
    after = [sum(1 for later in kinds[place + 1 :] if later == kind) for place, kind in enumerate(kinds)]
    todo: list[tuple[int, ...]] = [()]
    while todo:
        picked = todo.pop()
        place = len(picked)
        if place == len(chosen):
            yield list(zip(chosen, picked, strict=True))
            continue
        last = before[place]
        start = 0 if last is None else picked[last] + 1
        todo += [(*picked, number) for number in range(start, sizes[kinds[place]] - after[place])][::-1]


__all__ = ["filled", "kinds", "ways"]
