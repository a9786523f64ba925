"""The little of JSON-LD that published CTDL needs: prefixes, a graph, references, values. Nothing is fetched.

Published documents write one property in several ways: one value or a list, text or a map of languages, a name with a
prefix or a full IRI. Contexts with anything but prefixes and a language are refused: they could give names another
meaning.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from types import MappingProxyType
from typing import Any, Final, NamedTuple

from eccoe_vc.encoding import DecodeError, pointers
from eccoe_vc.encoding.iri import is_iri
from eccoe_vc.encoding.language import is_language_tag
from eccoe_vc.encoding.quantities import decimal
from eccoe_vc.errors import AgreementError, shown

CONTEXT: Final = "https://credreg.net/ctdl/schema/context/json"
PREFIXES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "ceterms": "https://purl.org/ctdl/terms/",
        "ceasn": "https://purl.org/ctdlasn/terms/",
        "schema": "https://schema.org/",
        "creditUnit": "https://purl.org/ctdl/vocabs/creditUnit/",
        "audLevel": "https://purl.org/ctdl/vocabs/audLevel/",
        "lifeCycle": "https://purl.org/ctdl/vocabs/lifeCycle/",
    }
)
UNDETERMINED: Final = "und"
"""The language of a text that names none (ISO 639-2)."""
_OLD: Final = ("http://purl.org/", "http://schema.org/", "http://credreg.net/")
_NUMBER_LIMIT: Final = 10**9


class Value(NamedTuple):
    """One value of a property, and its JSON Pointer."""

    pointer: str
    value: Any


class Node(NamedTuple):
    """An object of the graph: its id, its types, its properties by full IRI."""

    pointer: str
    id: str
    types: frozenset[str]
    properties: Mapping[str, tuple[Value, ...]]

    def values(self, *names: str) -> tuple[Value, ...]:
        """The values of properties, named with their prefix; each may stand under the one or the other name."""
        return tuple(value for name in names for value in self.properties.get(named(name), ()))


@dataclass(frozen=True, slots=True)
class Graph:
    """A document: its objects at the top in their order, the prefixes, the language of plain text."""

    nodes: tuple[Node, ...]
    by_id: Mapping[str, Node]
    prefixes: Mapping[str, str]
    language: str
    foreign: tuple[str, ...]

    def node(self, value: Value) -> Node:
        """What a value refers to: an object of the graph, an object in place, or an id that is not described here.

        :raises AgreementError: ``rule.syntax``, no reference.
        """
        if isinstance(value.value, Mapping):
            made = node_of(value.value, value.pointer, self.prefixes)
            return self.by_id.get(made.id, made) if not made.properties else made
        if not isinstance(value.value, str) or not value.value:
            refuse(value, "a reference to an object")
        name = expanded(value.value, self.prefixes)
        return self.by_id.get(name, Node(value.pointer, name, frozenset(), {}))

    def concept(self, value: Value) -> str:
        """The IRI of a term of a vocabulary: itself, or the target of an alignment object; empty if it names none."""
        if isinstance(value.value, str):
            return modern(expanded(value.value, self.prefixes))
        found = self.node(value)
        targets = found.values("ceterms:targetNode")
        return modern(self.node(targets[0]).id if targets else found.id)

    def texts(self, value: Value) -> Iterator[tuple[str, str]]:
        """Language and text of a value: plain text, a value object, or a map of languages."""
        given = value.value
        if isinstance(given, str):
            yield self.language, given
        elif isinstance(given, Mapping) and isinstance(given.get("@value"), str):
            yield _tag(given.get("@language", self.language)), given["@value"]
        elif isinstance(given, Mapping) and not any(name.startswith("@") for name in given):
            for name, several in given.items():
                for text in several if isinstance(several, list) else [several]:
                    if not isinstance(text, str):
                        refuse(value, "a text or a map of languages")
                    yield _tag(name), text
        else:
            refuse(value, "a text or a map of languages")


def _tag(name: Any) -> str:
    return name if isinstance(name, str) and is_language_tag(name) else UNDETERMINED


def refuse(value: Value, wanted: str) -> Any:
    """Say that something else was expected in this place."""
    raise AgreementError("rule.syntax", f"Here is {shown(value.value)}; {wanted} was expected.", pointer=value.pointer)


def number(value: Value) -> Fraction:
    """A JSON number exactly as it is spelt, or a decimal in quotes.

    :raises AgreementError: ``rule.syntax``, something else, or too large a number.

    >>> number(Value("", 0.1)), number(Value("", "3.0"))
    (Fraction(1, 10), Fraction(3, 1))
    """
    given = value.value.get("@value") if isinstance(value.value, Mapping) else value.value
    if isinstance(given, str):
        try:
            return decimal(given)
        except DecodeError:
            return refuse(value, "a number")  # type: ignore[no-any-return]
    if isinstance(given, bool) or not isinstance(given, int | float) or not abs(given) <= _NUMBER_LIMIT:
        refuse(value, "a number")
    return Fraction(repr(given))


def text(value: Value) -> str:
    """A value that is one text: a day, an identifier.

    :raises AgreementError: ``rule.syntax``, something else.
    """
    given = value.value.get("@value") if isinstance(value.value, Mapping) else value.value
    return given if isinstance(given, str) else refuse(value, "a text")


# ---- names -----------------------------------------------------------------------------------------------------------


def named(name: str) -> str:
    """The full IRI of a name with one of the known prefixes.

    >>> named("ceterms:ctid")
    'https://purl.org/ctdl/terms/ctid'
    """
    return expanded(name, PREFIXES)


def expanded(name: str, prefixes: Mapping[str, str]) -> str:
    """A name with its prefix written out; anything else as it stands."""
    prefix, colon, rest = name.partition(":")
    return prefixes[prefix] + rest if colon and prefix in prefixes and not rest.startswith("//") else name


def modern(name: str) -> str:
    """The IRI of a term with https: these vocabularies were published with both, and mean the same."""
    return f"https{name[4:]}" if name.startswith(_OLD) else name


# ---- documents -------------------------------------------------------------------------------------------------------


def graph_of(tree: Mapping[str, Any]) -> Graph:
    """The objects of a document: those of ``@graph``, or the document itself.

    :raises AgreementError: ``rule.syntax``, a context or an object that cannot be read without guessing.
    """
    prefixes, language, foreign = _context(tree.get("@context", CONTEXT))
    listed = tree.get("@graph")
    if listed is None:
        found = [("", tree)]
    else:
        items = listed if isinstance(listed, list) else [listed]
        found = [(pointers.join("/@graph", index), item) for index, item in enumerate(items)]
    nodes: list[Node] = []
    by_id: dict[str, Node] = {}
    for place, item in found:
        made = node_of(item, place, prefixes)
        if made.id in by_id:
            raise AgreementError("rule.syntax", f"{shown(made.id)} is described twice.", pointer=place)
        if made.id:
            by_id[made.id] = made
        nodes.append(made)
    return Graph(tuple(nodes), by_id, prefixes, language, foreign)


def node_of(item: Any, place: str, prefixes: Mapping[str, str]) -> Node:
    """An object with its properties by full IRI.

    :raises AgreementError: ``rule.syntax``, no object, a keyword that is not read, or one property twice.
    """
    if not isinstance(item, Mapping):
        refuse(Value(place, item), "an object")
    properties: dict[str, tuple[Value, ...]] = {}
    for name, given in item.items():
        if name in ("@id", "@type", "@context", "@graph"):
            continue
        here = pointers.join(place, name)
        if name.startswith("@"):
            raise AgreementError("rule.syntax", f"The keyword {shown(name)} is not read here.", pointer=here)
        full = modern(expanded(name, prefixes))
        if full in properties:
            raise AgreementError("rule.syntax", f"The property {shown(full)} stands here twice.", pointer=here)
        properties[full] = tuple(_several(here, given))
    name = item.get("@id", "")
    if not isinstance(name, str):
        refuse(Value(pointers.join(place, "@id"), name), "an id")
    types = [
        modern(expanded(text(kind), prefixes)) for kind in _several(pointers.join(place, "@type"), item.get("@type"))
    ]
    return Node(place, expanded(name, prefixes), frozenset(types), properties)


def _several(place: str, given: Any) -> Iterator[Value]:
    """One value or a list of them; a set or list object is what stands in it; null is nothing."""
    if isinstance(given, Mapping) and len(given) == 1 and next(iter(given)) in ("@set", "@list"):
        keyword = next(iter(given))
        given, place = given[keyword], pointers.join(place, keyword)
    if isinstance(given, list):
        yield from (Value(pointers.join(place, index), item) for index, item in enumerate(given) if item is not None)
    elif given is not None:
        yield Value(place, given)


def _context(given: Any) -> tuple[Mapping[str, str], str, tuple[str, ...]]:
    """The prefixes and the language of a context, and addresses of contexts that are not known."""
    prefixes, language = dict(PREFIXES), UNDETERMINED
    foreign: list[str] = []
    for entry in _several("/@context", given):
        if isinstance(entry.value, str):
            if modern(entry.value).removesuffix("/") != CONTEXT:
                foreign.append(entry.pointer)
            continue
        if not isinstance(entry.value, Mapping):
            refuse(entry, "a context")
        for name, meaning in entry.value.items():
            here = Value(pointers.join(entry.pointer, name), meaning)
            if name == "@language":
                language = _tag(meaning)
            elif name.startswith("@") and name != "@version":
                refuse(here, "a context of prefixes")
            elif not name.startswith("@"):
                full = modern(meaning) if isinstance(meaning, str) else ""
                if not is_iri(full) or not full.endswith(("/", "#", ":")):
                    refuse(here, "the address of a vocabulary, ending in / or #,")
                # What the vocabularies are called is theirs; ids keep the address that they were given.
                prefixes[name] = full if full in PREFIXES.values() else meaning
    return prefixes, language, tuple(foreign)
