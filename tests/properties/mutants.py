"""Every small change of a document: deleted, added, renamed, retyped, wrapped, moved, repeated, reordered."""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

Path = tuple[str | int, ...]
_KEEP, _DROP = object(), object()


class Mutant(NamedTuple):
    kind: str
    place: str
    document: dict[str, Any]


def at(value: Any, path: Path) -> Any:
    for step in path:
        value = value[step]
    return value


def _number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _other_number(value: Any) -> Any:
    if not _number(value) or (isinstance(value, float) and not value.is_integer()):
        return _KEEP
    return float(value) if isinstance(value, int) else int(value)


#: What becomes of one value; _KEEP where the change does not apply, _DROP to take the member or item away.
CHANGES: dict[str, Callable[[Any], Any]] = {
    "deleted": lambda v: _DROP,
    "null": lambda v: None,
    "empty array": lambda v: [],
    "value -> [value]": lambda v: [v] if not isinstance(v, list) else _KEEP,
    "[value] -> value": lambda v: v[0] if isinstance(v, list) and len(v) == 1 else _KEEP,
    "array in array": lambda v: [[v]],
    "value twice": lambda v: [*v, v[0]] if isinstance(v, list) else [v, v],
    "order reversed": lambda v: v[::-1] if isinstance(v, list) and len(v) > 1 else _KEEP,
    "null added": lambda v: [*v, None] if isinstance(v, list) else _KEEP,
    "@value": lambda v: {"@value": v} if not isinstance(v, dict | list) else _KEEP,
    "@value with type": lambda v: (
        {"@value": v, "@type": "http://www.w3.org/2001/XMLSchema#dateTime"} if isinstance(v, str) else _KEEP
    ),
    "@value with language": lambda v: {"@value": v, "@language": "en"} if isinstance(v, str) else _KEEP,
    "@list": lambda v: {"@list": v if isinstance(v, list) else [v]},
    "@set": lambda v: {"@set": v if isinstance(v, list) else [v]},
    "text -> {id}": lambda v: {"id": v} if isinstance(v, str) else _KEEP,
    "text -> {@id}": lambda v: {"@id": v} if isinstance(v, str) else _KEEP,
    "{id} -> text": lambda v: v["id"] if isinstance(v, dict) and set(v) == {"id"} else _KEEP,
    "number -> text": lambda v: str(v) if _number(v) else _KEEP,
    "number spelt otherwise": _other_number,
    "boolean -> text": lambda v: str(v).lower() if isinstance(v, bool) else _KEEP,
    "text -> number": lambda v: float(v) if isinstance(v, str) and v.replace(".", "", 1).isdigit() else _KEEP,
    "space added": lambda v: v + " " if isinstance(v, str) else _KEEP,
    "case changed": lambda v: v.swapcase() if isinstance(v, str) and v.swapcase() != v else _KEEP,
    "injection": lambda v: v + '" .\n<urn:a> <urn:b> "c' if isinstance(v, str) else _KEEP,
}
INSERTS: dict[str, Any] = {
    "bogus": "A+",
    "@included": [{"id": "urn:x:1", "type": "Profile"}],
    "@reverse": {"issuer": "urn:x:1"},
    "@nest": {"name": "x"},
    "@index": "x",
    "@graph": [],
    "@context": None,
    "@id": "urn:x:2",
    "@type": "urn:x:3",
    "https://www.w3.org/2018/credentials#validUntil": "2020-01-01T00:00:00Z",
    "tag": [],
    "validUntil": None,
}
BASES = (
    "https://www.w3.org/2018/credentials#",
    "https://purl.imsglobal.org/spec/vc/ob/vocab.html#",
    "https://schema.org/",
    "https://www.w3.org/ns/credentials/status#",
    "https://w3id.org/security#",
)
CLASS_NAMES = ("GeoCoordinates", "Criteria", "Achievement", "Image")


def _renames(key: str) -> Iterator[tuple[str, str]]:
    for base in BASES:
        yield "renamed to an IRI", base + key
    for name in (key[:1].swapcase() + key[1:], *CLASS_NAMES):
        yield "renamed to another term", name
    for name in ("@id", "@type", "@graph", "@value", "@index", "@included"):
        yield "renamed to a keyword", name


def _paths(value: Any, path: Path = ()) -> Iterator[Path]:
    yield path
    if isinstance(value, dict):
        for key in value:
            if key != "@context":
                yield from _paths(value[key], (*path, key))
    elif isinstance(value, list):
        for index, item in enumerate(value):
            yield from _paths(item, (*path, index))


def mutants(original: dict[str, Any]) -> Iterator[Mutant]:
    """Every mutant of ``original``, in a fixed order."""
    paths = list(_paths(original))
    for path in paths:
        place = "/" + "/".join(map(str, path))
        if path:
            yield from _changed(original, path, place)
            yield from _moved(original, path, place, paths)
        if isinstance(at(original, path), dict):
            for key, value in INSERTS.items():
                document = copy.deepcopy(original)
                at(document, path)[key] = value
                yield Mutant("inserted", f"{place} {key}", document)


def _changed(original: dict[str, Any], path: Path, place: str) -> Iterator[Mutant]:
    value, last = at(original, path), path[-1]
    for kind, change in CHANGES.items():
        made = change(value)
        if made is _KEEP:
            continue
        document = copy.deepcopy(original)
        parent = at(document, path[:-1])
        if made is _DROP:
            del parent[last]
        else:
            parent[last] = made
        yield Mutant(kind, place, document)
    if isinstance(last, str):
        for kind, name in _renames(last):
            document = copy.deepcopy(original)
            parent = at(document, path[:-1])
            items = [(name if key == last else key, member) for key, member in parent.items()]
            parent.clear()
            parent.update(items)
            yield Mutant(kind, f"{place} -> {name}", document)


def _moved(original: dict[str, Any], path: Path, place: str, paths: list[Path]) -> Iterator[Mutant]:
    """A member said in another object about the same node, or in an object put where the node is only named."""
    owner, last = at(original, path[:-1]), path[-1]
    if not isinstance(last, str) or last in ("id", "@context") or not isinstance(owner.get("id"), str):
        return
    for target in paths:
        other = at(original, target)
        named = other == owner["id"] and target[-1:] != ("id",)
        described = isinstance(other, dict) and other.get("id") == owner["id"]
        if not (named or described) or target == path[:-1] or path == target[: len(path)]:
            continue
        document = copy.deepcopy(original)
        value = at(document, path[:-1]).pop(last)
        if named:
            at(document, target[:-1])[target[-1]] = {"id": other}
        here = at(document, target)
        if last not in here:
            here[last] = value
            if last != "type" and "type" in owner:
                here["type"] = copy.deepcopy(owner["type"])
            yield Mutant("moved", f"{place} -> /{'/'.join(map(str, target))}", document)
