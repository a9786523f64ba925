"""References inside an SVG image: no circles, and no few lines that a viewer must draw millions of times."""

from __future__ import annotations

from bisect import bisect_left
from typing import Final

REFERENCES: Final = 10_000  # most references in one picture
STEPS: Final = 200_000  # most steps to follow them
FILTERS: Final = 4  # most filters on top of each other
_GRADIENTS: Final = frozenset({"linearGradient", "radialGradient", "stop"})
_TILES: Final = frozenset({"pattern", "marker"})


class Drawing:
    """Elements in document order, and which of them refer to which.

    A viewer draws a target anew at each place that refers to it, so the cost of an element is its own, that of the
    elements inside, and that of the targets they name. A marker is drawn at each vertex. Gradients are looked up.
    """

    def __init__(self) -> None:
        """An empty picture; :meth:`open`, :meth:`refer` and :meth:`close` follow the document."""
        self._names: list[str] = []
        self._ends: list[int] = []
        self._vertices: list[int] = [0]  # running total before each element
        self._stack: list[int] = []
        self._ids: dict[str, int] = {}
        self._wanted: list[tuple[int, str, bool]] = []  # who refers (ascending), to what, once per vertex?
        self._sources: list[int] = []
        self._targets: list[int] = []
        self._weights: list[int] = []
        self._filters: list[int] = []  # filters that lie on the source of each reference
        self._cost: dict[int, int] = {}
        self._depth: dict[int, int] = {}

    def open(self, name: str, identifier: str | None, outline: int = 0) -> None:
        """An element begins; ``outline`` is the length of its path data. The first of two equal ids counts."""
        index = len(self._names)
        self._names.append(name)
        self._ends.append(0)
        self._vertices.append(self._vertices[-1] + outline // 2)  # a vertex takes two characters at least
        self._stack.append(index)
        if identifier:
            self._ids.setdefault(identifier, index)

    def refer(self, identifier: str, *, per_vertex: bool = False) -> None:
        """The element that is open refers to ``identifier``, once or at each vertex inside it."""
        if len(self._wanted) <= REFERENCES:  # one beyond the limit tells that there were more
            self._wanted.append((self._stack[-1], identifier, per_vertex))

    def close(self) -> None:
        """The element that is open ends."""
        self._ends[self._stack.pop()] = len(self._names)

    def is_gradient(self, identifier: str) -> bool:
        """Whether ``identifier`` names a gradient, or nothing."""
        index = self._ids.get(identifier)
        return index is None or self._names[index] in _GRADIENTS

    def problem(self, limit: int) -> str:
        """Why the references of this picture are refused; "" if they are not.

        :param limit: how many elements a viewer may have to draw in all.

        >>> drawing = Drawing()
        >>> drawing.open("g", "a"); drawing.open("use", None); drawing.refer("a"); drawing.close(); drawing.close()
        >>> drawing.problem(1000)
        'an element that refers to itself, directly or through others'
        """
        if len(self._wanted) > REFERENCES:
            return f"more than {REFERENCES} references"
        if not self._names:
            return ""
        self._resolve()
        found = self._follow()
        if found:
            return found
        if self._cost[0] > limit:
            return f"references that make a viewer draw more than {limit} elements"
        if self._depth[0] > FILTERS:
            return f"more than {FILTERS} filters on top of each other"
        return ""

    def _resolve(self) -> None:
        """Find the targets, and count the filters on the elements around each source."""
        open_ends: list[int] = []
        for source, identifier, per_vertex in self._wanted:
            target = self._ids.get(identifier)
            if target is None:
                continue
            while open_ends and open_ends[-1] <= source:
                open_ends.pop()
            if self._names[target] == "filter":
                open_ends.append(self._ends[source])
            self._sources.append(source)
            self._targets.append(target)
            self._filters.append(len(open_ends))
            drawn = self._vertices[self._ends[source]] - self._vertices[source] + 2
            self._weights.append(drawn if per_vertex else 1)

    def _follow(self) -> str:
        """Cost and depth of the root and of all targets, depth first and without recursion."""
        todo, steps = [0], 0
        path: dict[int, range] = {}
        while todo:
            node = todo[-1]
            if node in self._cost:
                todo.pop()
            elif node in path:
                found = self._settle(node, path.pop(node))
                if found:
                    return found
                todo.pop()
            else:
                inside = self._inside(node)
                path[node] = inside
                steps += len(inside) + 1
                if steps > STEPS:
                    return "references that are too many to follow"
                waiting = {self._targets[i] for i in inside} - self._cost.keys()
                if not waiting.isdisjoint(path):
                    return "an element that refers to itself, directly or through others"
                todo.extend(waiting)
        return ""

    def _inside(self, node: int) -> range:
        """The references that stand in the element ``node``."""
        return range(bisect_left(self._sources, node), bisect_left(self._sources, self._ends[node]))

    def _settle(self, node: int, inside: range) -> str:
        name = self._names[node]
        if name in _TILES:
            # What is drawn once per tile or vertex must not multiply again.
            heavy = {self._names[self._targets[i]] for i in inside} & (_TILES | {"filter", "mask"})
            if heavy or any(self._depth[self._targets[i]] for i in inside):
                return f"a {name} that is painted with {min(heavy, default='a filter')} again"
        drawn = sum(self._cost[self._targets[i]] * self._weights[i] for i in inside)
        self._cost[node] = 1 if name in _GRADIENTS else self._ends[node] - node + drawn
        self._depth[node] = max((self._filters[i] + self._depth[self._targets[i]] for i in inside), default=0)
        return ""
