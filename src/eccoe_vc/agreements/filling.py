"""With how many awards a source can be filled, and which of its leaves can be among them.

Recognition, section 4.3 (Source). Sets are counted, not enumerated: 20 of 40 are one number of awards and 40 leaves.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from eccoe_vc.encoding.quantities import whole
from eccoe_vc.models.rules import Source

MOST: Final = 10_000_000  # steps for nested counts of a whole text; flat sources cost next to nothing

_Sizes = dict[int, int]  # number of awards to the leaves that can be among them, as bits


class Fillings:
    """How sources can be filled, within one bound for a whole text. ``complete``: whether all were looked at."""

    def __init__(self) -> None:
        """Nothing was looked at."""
        self.complete = True
        self._left = MOST

    def of(self, source: Source) -> Iterator[tuple[int, Sequence[Source]]]:
        """Each number of awards that fills ``source``, with the leaves that can be among them."""
        if not source.parts:
            yield 1, (source,)
            return
        leaves = list(source.leaves())
        if any(part.parts for part in source.parts):
            self._left -= len(source.parts) * len(leaves) ** 2
            if self._left < 0:
                self.complete = False
                return
        bits = {id(leaf): 1 << index for index, leaf in enumerate(leaves)}
        for size, mask in sorted(_sizes(source, bits).items()):
            yield size, [leaf for index, leaf in enumerate(leaves) if mask >> index & 1]


def _sizes(node: Source, bits: Mapping[int, int]) -> _Sizes:
    if not node.parts:
        return {1: bits[id(node)]}
    if all(not part.parts for part in node.parts):
        whole_mask = 0
        for part in node.parts:
            whole_mask |= bits[id(part)]
        return dict.fromkeys(_counts(node), whole_mask)
    below = [_sizes(part, bits) for part in node.parts]
    found: dict[int, _Sizes] = {0: {0: 0}}  # number of parts taken to numbers of awards
    most = max(_counts(node))
    for own in below:
        grown = {count: dict(sizes) for count, sizes in found.items()}
        for count, sizes in found.items():
            if count < most:
                _add(grown.setdefault(count + 1, {}), sizes, own)
        found = grown
    made: _Sizes = {}
    for count in _counts(node):
        for size, mask in found.get(count, {}).items():
            made[size] = made.get(size, 0) | mask
    return made


def _add(into: _Sizes, sizes: _Sizes, part: _Sizes) -> None:
    for size, mask in sizes.items():
        for more, own in part.items():
            into[size + more] = into.get(size + more, 0) | mask | own


def _counts(node: Source) -> Sequence[int]:
    """How many parts of a node are taken."""
    if node.form == "all_of":
        return (len(node.parts),)
    if node.form == "any_of":
        return (1,)
    return (whole(node.k_of),) if node.k_of is not None else range(1, len(node.parts) + 1)


def names_of(leaf: Source) -> tuple[str, ...]:
    """What a leaf can be about, aliases included; nothing for any award of a party."""
    if leaf.achievement is not None:
        return (leaf.achievement, *(leaf.alias or ()))
    if leaf.identifier is not None:
        return (f"{leaf.identifier.scheme} {leaf.identifier.value}",)
    return (leaf.alignment,) if leaf.alignment is not None else ()


__all__ = ["MOST", "Fillings", "names_of"]
