"""JSON Pointers to a part of a document: section 3.4, jsonPointerToPaths, createInitialSelection and selectJsonLd.

A selection holds what the pointers name and, of every object on the way there, ``id`` and ``type``; of the whole
document also ``@context``. Order is that of the document. Objects that are selected whole are not copied.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final

from eccoe_vc.encoding import DecodeError, pointers
from eccoe_vc.errors import RefusedError, shown
from eccoe_vc.jsonld.naming import Names

#: Pointers that one call may name; a document has not so many members that somebody would choose one by one.
MOST: Final = 1_000
_Tree = dict[str, Any]  # token -> what is selected below it; empty: all of it


def select(document: Mapping[str, Any], chosen: Iterable[str], names: Names | None = None) -> dict[str, Any]:
    """The part of ``document`` that ``chosen`` names, as a document of its own (selectJsonLd).

    :param document: without its proofs. Nothing of it is changed; parts of it stand in the result.
    :param chosen: JSON Pointers (RFC 6901). None at all select ``@context``, ``id`` and ``type``.
    :param names: learns which objects of the result are parts of which objects of ``document``.
    :raises RefusedError: ``sd.pointer``, a pointer that is none, leads nowhere, or is one too many.

    >>> badge = {"@context": "c", "id": "urn:b", "type": "T", "name": "n", "tags": ["a", "b", {"id": "_:b0", "x": 1}]}
    >>> select(badge, ["/tags/2/x", "/tags/0"])
    {'@context': 'c', 'id': 'urn:b', 'type': 'T', 'tags': ['a', {'x': 1}]}
    """
    tree: _Tree = {}
    for count, pointer in enumerate(chosen):
        if count == MOST:
            raise RefusedError("sd.pointer", f"More than {MOST} JSON Pointers are named.")
        _add(tree, document, pointer)
    if "@context" in document:
        tree["@context"] = {}  # all of it: it gives every other member its meaning
    return _object(document, tree, names or Names())


def _add(tree: _Tree, document: Any, pointer: str) -> None:
    """Put one pointer into the tree, after walking it through the document."""
    try:
        tokens = pointers.split(pointer) if isinstance(pointer, str) else []
        if not tokens:
            raise DecodeError("Name members one by one, each as a slash and its name.")
        pointers.resolve(document, pointer)
    except DecodeError as error:
        raise RefusedError("sd.pointer", f"{shown(pointer)} names no part of the document. {error}") from None
    if tokens[0] == "@context":
        return
    last = len(tokens) - 1
    for index, token in enumerate(tokens):
        below = tree.get(token)
        if below is not None and not below:
            return  # all of it is selected already
        if below is None or index == last:
            below = tree[token] = {}
        tree = below


def _object(value: Mapping[str, Any], tree: _Tree, names: Names) -> dict[str, Any]:
    part = {}
    for name, member in value.items():
        if name == "type" or (name == "id" and not (isinstance(member, str) and member.startswith("_:"))):
            part[name] = member  # whole, whatever the pointers say: types give the other members their meaning
        elif name in tree:
            part[name] = _part(member, tree[name], names)
    return names.part(value, part)


def _part(value: Any, tree: _Tree, names: Names) -> Any:
    if not tree:
        return value
    if isinstance(value, dict):
        return _object(value, tree, names)
    return [_part(item, tree[str(index)], names) for index, item in enumerate(value) if str(index) in tree]
