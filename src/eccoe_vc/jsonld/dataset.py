"""Datasets: the quads of one document, kept in the form in which canonicalisation is fastest.

Most statements of a credential say something about one node and name no other blank node. They are kept by node, as the
text that follows the subject; only a statement whose object is a blank node is kept as a quad. See
docs/adr/0011 for the measurement.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from eccoe_vc.errors import Finding
from eccoe_vc.report import DocumentUsed

#: Subject, predicate, object, graph name ("" for the default graph): finished N-Quads terms, blank nodes ``_:label``.
Quad = tuple[str, str, str, str]
#: Subject, graph name, and for each statement whose object is not a blank node what follows the subject in a line of
#: the default graph: `` <predicate> object .`` and a line break, whatever the graph is.
Group = tuple[str, str, list[str]]


class Quads:
    """The statements of one document, each once.

    ``notes``: what should be said of it; ``documents``: the contexts that were used.

    >>> one = Quads.of([("<urn:a>", "<urn:p>", '"x"', ""), ("_:b", "<urn:p>", "_:b", "")])
    >>> len(one), one.quads[0]
    (2, ('<urn:a>', '<urn:p>', '"x"', ''))
    """

    __slots__ = ("_documents", "groups", "links", "notes")

    def __init__(
        self,
        groups: list[Group],
        links: list[Quad],
        *,
        notes: tuple[Finding, ...] = (),
        documents: Callable[[], tuple[DocumentUsed, ...]] | None = None,
    ) -> None:
        self.groups, self.links = groups, links
        self.notes = notes
        self._documents = documents

    @classmethod
    def of(cls, quads: Iterable[Quad]) -> Quads:
        """The dataset of these quads; repeated ones count once.

        The terms are written into lines as they are: take them from this library, or from
        :func:`eccoe_vc.jsonld.nquads.parse`, which checks them.
        """
        groups: dict[tuple[str, str], list[str]] = {}
        links: list[Quad] = []
        for quad in dict.fromkeys(quads):
            s, p, o, g = quad
            if o[0] == "_":
                links.append(quad)
            else:
                groups.setdefault((s, g), []).append(f" {p} {o} .\n")
        return cls([(s, g, tails) for (s, g), tails in groups.items()], links)

    @property
    def documents(self) -> tuple[DocumentUsed, ...]:
        """The context documents that were used, each once, in the order in which they were met."""
        return self._documents() if self._documents is not None else ()

    @property
    def quads(self) -> list[Quad]:
        """The quads one by one, each once. Not in an order that means anything."""
        made: list[Quad] = []
        for s, g, tails in self.groups:
            for tail in tails:
                _, p, o = tail[:-3].split(" ", 2)
                made.append((s, p, o, g))
        return made + self.links

    def __len__(self) -> int:
        return sum(len(tails) for _, _, tails in self.groups) + len(self.links)
