"""Canonical statements under other names of blank nodes, and which of them a selection makes.

Section 3.4: labelReplacementCanonicalizeJsonLd, relabelBlankNodes, selectCanonicalNQuads, canonicalizeAndGroup. The
steps that give blank nodes addresses and take them away again (skolemisation) are not made: the walk says what it calls
each object (docs/adr/0081).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any, NamedTuple

from eccoe_vc.errors import RefusedError
from eccoe_vc.jsonld import Compiled, Quads, canonical, to_quads
from eccoe_vc.jsonld.naming import Names
from eccoe_vc.limits import Meter
from eccoe_vc.proofs.selective.labels import LabelMaker
from eccoe_vc.proofs.selective.selection import select


class Group(NamedTuple):
    """A selection, and where its statements stand among those of the whole document.

    ``indexes`` are in ascending order; ``quads`` are its statements, with the blank nodes of the whole document.
    """

    indexes: list[int]
    document: dict[str, Any]
    quads: Quads


class Labelled:
    """A document as canonical N-Quads whose blank nodes have other names. Made by :func:`label`; lives for one call.

    ``lines`` are the N-Quads, each with its line break, in code point order; ``labels`` maps the blank nodes of the
    input to their new names; ``canonical`` is the plain canonical form.
    """

    __slots__ = ("_document", "_names", "_places", "_statements", "canonical", "labels", "lines")

    def __init__(
        self,
        document: Mapping[str, Any],
        names: Names,
        statements: Callable[[Any], Quads],
        maker: LabelMaker,
        meter: Meter,
    ) -> None:
        self._document, self._names, self._statements = document, names, statements
        quads = statements(document)
        self.canonical, canonical_names = canonical(quads, meter)
        self.labels = maker(canonical_names)
        self.lines = relabelled(quads, self.labels)
        self._places = {line: index for index, line in enumerate(self.lines)}

    def group(self, chosen: Iterable[str]) -> Group:
        """The statements that the selection ``chosen`` makes (selectCanonicalNQuads, and the matching group).

        :raises RefusedError: ``sd.pointer``, as :func:`~eccoe_vc.proofs.selective.selection.select`; or the selection
            does not say the same as the document says there, such as one item of an ordered list.
        :raises CanonicalizationError: the selection cannot stand alone.
        """
        part = select(self._document, chosen, self._names)
        quads = self._statements(part)
        places = self._places
        found = [places.get(line, -1) for line in relabelled(quads, self.labels)]
        if -1 in found:
            raise RefusedError(
                "sd.pointer",
                "A part of the document was chosen that does not mean the same without the rest, such as one item of "
                "an ordered list.",
                hint="Choose the whole member instead.",
            )
        return Group(sorted(found), part, quads)


def label(
    document: Mapping[str, Any], compiled: Compiled, meter: Meter, maker: LabelMaker, *, inline: bool = False
) -> Labelled:
    """The canonical N-Quads of ``document`` under the names of ``maker`` (labelReplacementCanonicalizeJsonLd).

    :param document: without its proofs; a dict that nobody changes meanwhile.
    :param inline: allow context objects in the document, for test vectors.
    :raises CanonicalizationError: as :func:`eccoe_vc.jsonld.to_quads`; ``jsonld.outside_profile``.
    """
    names = Names()

    def statements(part: Mapping[str, Any]) -> Quads:
        return to_quads(part, compiled, meter, inline=inline, unpaired=part is not document, names=names)

    return Labelled(document, names, statements, maker, meter)


def relabelled(quads: Quads, labels: Mapping[str, str]) -> list[str]:
    r"""The statements as canonical N-Quads in code point order, with the names of ``labels`` for blank nodes.

    :raises RefusedError: ``proof.signature``, ``labels`` lacks a blank node, or gives two of them one name.

    >>> relabelled(Quads.of([("_:b1", "<urn:p>", '"_:b1"', "")]), {"_:b1": "_:u0"})
    ['_:u0 <urn:p> "_:b1" .\n']
    """
    if len(set(labels.values())) != len(labels):
        raise RefusedError("proof.signature", "The proof gives two things in the document one name.")
    lines = []
    try:
        for s, p, o, g in quads.quads:
            if s[0] == "_":
                s = labels[s]
            if o[0] == "_":
                o = labels[o]
            if g:
                g = f" {labels[g] if g[0] == '_' else g}"
            lines.append(f"{s} {p} {o}{g} .\n")
    except KeyError:
        raise RefusedError("proof.signature", "The proof names not everything that the document describes.") from None
    lines.sort()
    return lines
