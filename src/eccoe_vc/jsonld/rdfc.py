"""RDFC-1.0 (RDF Dataset Canonicalization, W3C Recommendation): statements in, canonical N-Quads out.

Work is counted in steps and charged before it is done: one step is one Hash Related Blank Node, one Hash N-Degree
Quads, or one permutation tried (:meth:`eccoe_vc.limits.Meter.step`), so that poison graphs end at the same place on
every machine. Step numbers are those of section 4.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Generator, Iterable, Mapping
from itertools import permutations
from typing import Any, Final, Literal, NamedTuple

from eccoe_vc.jsonld.dataset import Group, Quad, Quads
from eccoe_vc.limits import Meter

Labels = dict[str, str]
_Hashing = Generator[tuple[str, Labels], tuple[str, Labels], tuple[str, Labels]]
Digest = Literal["sha256", "sha384"]
_DIGESTS: Final[Mapping[str, Callable[[bytes], Any]]] = {"sha256": hashlib.sha256, "sha384": hashlib.sha384}


class Canonical(NamedTuple):
    """Canonical N-Quads (lines in code point order, ending in a line break), and the label of each blank node.

    ``labels`` maps the blank nodes of the input (``_:name``) to those of the canonical form (``_:c14nN``), for
    selective disclosure suites.
    """

    text: str
    labels: Mapping[str, str]


class _Mentions:
    """The statements that name one blank node: groups by subject or graph, and links. Section 4.4.3 step 2."""

    __slots__ = ("groups", "links")

    def __init__(self) -> None:
        self.groups: list[Group] = []
        self.links: list[Quad] = []


def canonical(quads: Quads | Iterable[Quad], meter: Meter, digest: Digest = "sha256") -> Canonical:
    r"""The canonical form of a dataset (section 4.4).

    :param quads: the quads of a document; quads from elsewhere are checked term by term first.
    :raises CanonicalizationError: ``rdf.budget``, the graph needs more steps than the Budget allows; for quads from
        elsewhere ``rdf.bad_iri``, ``rdf.bad_datatype``, ``rdf.bad_langtag``, ``rdf.roundtrip``.
    :raises RefusedError: ``budget.deadline``.

    >>> canonical([("_:x", "<urn:p>", '"1"', "")], Meter()).text
    '_:c14n0 <urn:p> "1" .\n'
    """
    data = quads if isinstance(quads, Quads) else _checked(quads)
    lines: list[str] = []
    open_groups: list[Group] = []
    mentions: dict[str, _Mentions] = {}
    for group in data.groups:
        s, g, tails = group
        s_blank, g_blank = s[0] == "_", g[:1] == "_"
        if not (s_blank or g_blank):
            _write(lines, s, g, tails)
            continue
        open_groups.append(group)
        if s_blank:
            _mention(mentions, s).groups.append(group)
        if g_blank and g != s:
            _mention(mentions, g).groups.append(group)
    for link in data.links:
        s, _, o, g = link
        _mention(mentions, o).links.append(link)
        if s[0] == "_" and s != o:
            _mention(mentions, s).links.append(link)
        if g[:1] == "_" and g != s and g != o:
            _mention(mentions, g).links.append(link)
    labels = _labels(mentions, meter, _DIGESTS[digest])
    for s, g, tails in open_groups:
        _write(lines, labels.get(s, s), labels.get(g, g), tails)
    for s, p, o, g in data.links:
        end = f" {labels.get(g, g)} .\n" if g else " .\n"
        lines.append(f"{labels.get(s, s)} {p} {labels[o]}{end}")
    lines.sort()  # by code point, which is also the order of the UTF-8 bytes
    return Canonical("".join(lines), labels)


def _checked(quads: Iterable[Quad]) -> Quads:
    from eccoe_vc.jsonld.nquads import dataset  # patterns that no credential needs

    return dataset(quads)


def _write(lines: list[str], s: str, g: str, tails: list[str]) -> None:
    if g:
        end = f" {g} .\n"
        for tail in tails:
            lines.append(f"{s}{tail[:-3]}{end}")
    else:
        for tail in tails:
            lines.append(s + tail)


def _mention(mentions: dict[str, _Mentions], node: str) -> _Mentions:
    found = mentions.get(node)
    if found is None:
        found = mentions[node] = _Mentions()
    return found


def _labels(mentions: dict[str, _Mentions], meter: Meter, digest: Callable[[bytes], Any]) -> Labels:
    if len(mentions) == 1:  # one blank node: its name cannot depend on anything
        return {next(iter(mentions)): "_:c14n0"}
    hashes: dict[str, str] = {}
    same: dict[str, list[str]] = {}
    for node, found in mentions.items():  # step 3
        hashes[node] = h = _first_degree(node, found, digest)
        same.setdefault(h, []).append(node)
    labels: Labels = {}
    order = sorted(same)
    for h in order:  # step 4: unique first-degree hashes are named at once
        if len(same[h]) == 1:
            labels[same[h][0]] = f"_:c14n{len(labels)}"
    if len(labels) < len(mentions):  # step 5: the rest needs section 4.8
        n_degree = _NDegree(mentions, hashes, labels, meter, digest)
        for h in order:
            if len(same[h]) > 1:
                found_paths = [n_degree.hash(node, {node: "_:b0"}) for node in same[h] if node not in labels]
                found_paths.sort(key=lambda result: result[0])
                for _, issued in found_paths:
                    for node in issued:
                        if node not in labels:
                            labels[node] = f"_:c14n{len(labels)}"
    return labels


def _first_degree(node: str, found: _Mentions, digest: Callable[[bytes], Any]) -> str:
    """Section 4.6, Hash First Degree Quads."""
    groups = found.groups
    if not found.links and len(groups) == 1 and not groups[0][1]:
        # One object says all there is about it: as all lines begin alike, sorting what follows sorts the lines.
        return str(digest(f"_:a{'_:a'.join(sorted(groups[0][2]))}".encode()).hexdigest())
    lines: list[str] = []
    for s, g, tails in groups:
        if s[0] == "_":
            s = "_:a" if s == node else "_:z"
        if g[:1] == "_":
            g = "_:a" if g == node else "_:z"
        _write(lines, s, g, tails)
    for s, p, o, g in found.links:
        if s[0] == "_":
            s = "_:a" if s == node else "_:z"
        o = "_:a" if o == node else "_:z"
        if g:
            if g[0] == "_":
                g = "_:a" if g == node else "_:z"
            lines.append(f"{s} {p} {o} {g} .\n")
        else:
            lines.append(f"{s} {p} {o} .\n")
    lines.sort()
    return str(digest("".join(lines).encode()).hexdigest())


class _NDegree:
    """Section 4.8, Hash N-Degree Quads, with 4.7, Hash Related Blank Node, inside."""

    __slots__ = ("_digest", "_hashes", "_labels", "_meter", "_neighbours")

    def __init__(
        self,
        mentions: dict[str, _Mentions],
        hashes: dict[str, str],
        labels: Labels,
        meter: Meter,
        digest: Callable[[bytes], Any],
    ) -> None:
        self._hashes, self._labels, self._meter, self._digest = hashes, labels, meter, digest
        self._neighbours = {node: _neighbours(node, found) for node, found in mentions.items() if node not in labels}

    def hash(self, node: str, issued: Labels) -> tuple[str, Labels]:
        """The hash of ``node`` and the issuer that led to it.

        The algorithm calls itself once for each node of a path, which can be every node of the graph: the calls wait on
        a list of our own, not on the stack of Python.
        """
        waiting = [self._hash(node, issued)]
        answer: tuple[str, Labels] | None = None
        while True:
            try:
                request = waiting[-1].send(answer)  # type: ignore[arg-type]  # the first value sent is None
            except StopIteration as done:
                waiting.pop()
                answer = done.value
                if not waiting:
                    found: tuple[str, Labels] = done.value
                    return found
            else:
                waiting.append(self._hash(*request))
                answer = None

    def _hash(self, node: str, issued: Labels) -> _Hashing:
        self._meter.step()
        data: list[str] = []
        related = self._related(node, issued)
        for h in sorted(related):  # step 5
            data.append(h)
            best, best_issued = "", issued
            for order in permutations(related[h]):  # step 5.4
                self._meter.step()
                copy = dict(issued)
                path, todo = self._named(order, copy)
                if best and len(path) >= len(best) and path > best:
                    continue  # it cannot win any more
                for other in todo:  # step 5.4.5
                    result, after = yield other, copy
                    path += f"{copy[other]}<{result}>"
                    copy = after
                    if best and len(path) >= len(best) and path > best:
                        break
                else:
                    if not best or path < best:
                        best, best_issued = path, copy
            issued = best_issued
            data.append(best)
        return str(self._digest("".join(data).encode()).hexdigest()), issued

    def _named(self, order: tuple[str, ...], issued: Labels) -> tuple[str, list[str]]:
        """Step 5.4.4: the names of the nodes in one order; those named here for the first time are to be followed."""
        path, todo = "", []
        for node in order:
            name = self._labels.get(node) or issued.get(node)
            if name is None:
                todo.append(node)
                name = issued[node] = f"_:b{len(issued)}"
            path += name
        return path, todo

    def _related(self, node: str, issued: Labels) -> dict[str, list[str]]:
        """Step 3: the neighbours by the hash of how they are related."""
        related: dict[str, list[str]] = {}
        for position, other in self._neighbours[node]:
            self._meter.step()
            name = self._labels.get(other) or issued.get(other) or self._hashes[other]
            related.setdefault(str(self._digest(f"{position}{name}".encode()).hexdigest()), []).append(other)
        return related


def _neighbours(node: str, found: _Mentions) -> list[tuple[str, str]]:
    """Position and predicate, and the other blank node, for each statement component (section 4.7)."""
    rows: list[tuple[str, str]] = []
    for s, g, tails in found.groups:
        for tail in tails:
            if s[0] == "_" and s != node:
                rows.append((f"s{tail[1 : tail.index(' ', 1)]}", s))
            if g[:1] == "_" and g != node:
                rows.append(("g", g))
    for s, p, o, g in found.links:
        for position, other in ((f"s{p}", s), (f"o{p}", o), ("g", g)):
            if other[:1] == "_" and other != node:
                rows.append((position, other))
    return rows
