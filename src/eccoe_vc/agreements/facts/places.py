"""Reading JSON that was verified and may still hold anything: values with their places, one or in a list.

JSON-LD writes one value alone or in a list, and ``null`` for none; all three are read alike.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any, Final, NamedTuple

from eccoe_vc.agreements.facts.controlled import snb
from eccoe_vc.agreements.facts.values import Fact, Texts
from eccoe_vc.encoding import DecodeError, pointers
from eccoe_vc.encoding.quantities import decimal

_UNKNOWN_LANGUAGE: Final = "und"
_LARGEST: Final = 10**9


class Place(NamedTuple):
    """An object of a document, and where it stands."""

    pointer: str
    thing: Mapping[str, Any]

    def values(self, name: str) -> Sequence[tuple[str, Any]]:
        """Every value of a member with its own place."""
        value = self.thing.get(name)
        if value is None:  # of most members that a credential could have
            return ()
        where = pointers.join(self.pointer, name)
        if isinstance(value, list):
            return [(f"{where}/{index}", one) for index, one in enumerate(value) if one is not None]
        return ((where, value),)

    def objects(self, name: str) -> list[Place]:
        """The objects of a member."""
        return [Place(where, value) for where, value in self.values(name) if isinstance(value, Mapping)]

    def only(self, name: str) -> Place:
        """The object of a member where it is the only one, else an empty one."""
        found = self.values(name)
        if len(found) == 1 and isinstance(found[0][1], Mapping):
            return Place(*found[0])
        return Place(pointers.join(self.pointer, name), {})

    def at(self, name: str) -> str:
        """The place of a member."""
        return pointers.join(self.pointer, name)

    @property
    def id(self) -> str:
        """The id of the object; empty where it has none."""
        value = self.thing.get("id")
        return value if isinstance(value, str) else ""

    def sole(self, name: str) -> Any:
        """The value of a member where it is the only one, else None."""
        value = self.thing.get(name)
        if isinstance(value, list):
            found = [one for one in value if one is not None]
            return found[0] if len(found) == 1 else None
        return value

    def text(self, name: str) -> str:
        """The text of a member; empty where there is none, or several."""
        value = self.sole(name)
        return value if isinstance(value, str) else ""

    def has(self, name: str) -> bool:
        """Whether the member says something, be it that there is nothing: an empty list is a statement."""
        return self.thing.get(name) is not None


# ---- one reading each, or none ---------------------------------------------------------------------------------------


def one(place: Place, name: str) -> list[Fact[str]]:
    """A text, alone or in a list; texts that differ contradict each other."""
    return [
        Fact(snb(found), where, "stated") if (found := name_of(value)) else Fact(None, where)
        for where, value in place.values(name)
    ]


def many(place: Place, name: str, *, strange: str = "") -> list[Fact[tuple[str, ...]]]:
    """Several texts, or objects with an id, as one statement, in an order of their own.

    :param strange: the beginning of names that mean something inside one document only, so nothing here.
    """
    if not place.has(name):
        return []
    found = [name_of(value) for _, value in place.values(name)]
    if not all(found) or (strange and any(text.startswith(strange) for text in found)):
        return [Fact(None, place.at(name))]
    return [Fact(tuple(sorted({snb(text) for text in found})), place.at(name), "stated")]


def words(place: Place, name: str) -> list[Fact[Texts]]:
    """A text by language, or a text alone."""
    value = place.thing.get(name)
    if value is None:
        return []
    if isinstance(value, str) and value:
        return [Fact({_UNKNOWN_LANGUAGE: value}, place.at(name), "stated")]
    if isinstance(value, Mapping) and value:
        texts = {key: text for key, text in value.items() if isinstance(text, str) and text}
        if len(texts) == len(value):
            return [Fact(texts, place.at(name), "stated")]
    return [Fact(None, place.at(name))]


def name_of(value: Any) -> str:
    """A text, or the id of an object; empty where it is neither."""
    if isinstance(value, Mapping):
        value = value.get("id")
    return value if isinstance(value, str) else ""


def number(value: Any) -> Fraction | None:
    """A quantity in quotes, or a JSON number as it is spelt; None where it is no quantity."""
    if isinstance(value, str):
        try:
            return decimal(value)
        except DecodeError:
            return None
    if isinstance(value, bool) or not isinstance(value, int | float) or value != value or not 0 <= value <= _LARGEST:
        return None
    return Fraction(repr(value))
