"""What can be read of an object with faults, so that one reading tells all of them.

Pydantic judges an object only where each of its members is in order, and references lead across the whole. So what is
readable is made into a model that nothing judges, twice: once with nothing in the place of faulty members, for the
rules between members, which then say nothing where they would need one of these; and once with stand-ins that fit
nowhere, for the references, which need a whole.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from functools import lru_cache
from typing import Any, Final, NamedTuple, TypeVar, get_args, get_origin

from eccoe_vc.encoding import DecodeError, pointers
from eccoe_vc.models.terms import Judged, Term, constructed

_T = TypeVar("_T", bound=Term)
_NONE: Final = object()
_DEEPEST: Final = 100  # objects in objects; the Budget of texts allows fewer, and Python's stack not many more


class Member(NamedTuple):
    """How a member of a term is written: its Python name, what stands there, and whether it may be left out."""

    name: str
    #: The class of the objects there, if there are objects.
    kind: type[Term] | None
    #: Whether text or a boolean may stand there.
    plain: bool
    #: ``list``, ``dict`` (from text to text), or ``str`` for a single value.
    shape: type
    required: bool


def whole(kind: type[_T], tree: Mapping[str, Any]) -> tuple[_T, frozenset[str]]:
    """The object with a stand-in for each member that is missing or of another form, and all texts that have no place.

    These texts may be names of parts: whoever mistypes ``ruleId`` has named the rule all the same.
    """
    reader = _Reader(frozenset(), stand_in=True)
    return reader.term(kind, tree, ""), frozenset(reader.homeless)


def faults(kind: type[Term], tree: Mapping[str, Any], places: AbstractSet[str]) -> Iterator[tuple[str, str, str]]:
    """Pointer, code and sentence of each fault between members; ``places`` are those of members with a fault."""
    reader = _Reader(places, stand_in=False)
    reader.term(kind, tree, "")
    for place, term in reader.judged:
        try:
            for fault in term.faults():
                yield place, fault.type, fault.message()
        except (AttributeError, DecodeError):
            continue  # it needs a member that has a fault of its own


class _Reader:
    def __init__(self, places: AbstractSet[str], *, stand_in: bool) -> None:
        self.places, self.stand_in = places, stand_in
        self.depth = 0
        self.homeless: set[str] = set()
        self.judged: list[tuple[str, Judged]] = []

    def term(self, kind: type[_T], tree: Any, place: str) -> _T:
        known = members(kind)
        written = tree if isinstance(tree, Mapping) and self.depth < _DEEPEST else {}
        if written is not tree:
            self._drop(tree)
        self.depth += 1
        values: dict[str, Any] = {}
        for name, value in written.items():
            if name not in known:
                self._drop(value)
        for alias, member in known.items():
            value = self._member(member, written.get(alias, _NONE), pointers.join(place, alias))
            if value is not _NONE:
                values[member.name] = value
        self.depth -= 1
        made = constructed(kind, values, {member.name for alias, member in known.items() if alias in written})
        if isinstance(made, Judged):
            self.judged.append((place, made))
        return made

    def _member(self, member: Member, value: Any, place: str) -> Any:
        """The value of a member; None where it is left out, and nothing where it cannot be read."""
        if value is _NONE:
            if not member.required:
                return None
            return self._standing_in(member)
        if member.shape is list:
            if not isinstance(value, Sequence) or isinstance(value, str):
                return self._instead(member, value)
            items = [self._single(member, item, pointers.join(place, index)) for index, item in enumerate(value)]
            return _NONE if place in self.places or any(item is _NONE for item in items) else tuple(items)
        if member.shape is dict:
            texts = isinstance(value, Mapping) and all(isinstance(text, str) for text in value.values())
            return value if texts else self._instead(member, value)
        return self._single(member, value, place)

    def _single(self, member: Member, value: Any, place: str) -> Any:
        if member.kind is not None and (isinstance(value, Mapping) or not member.plain):
            return self.term(member.kind, value, place)
        if place in self.places:
            return _NONE
        return value if isinstance(value, str | bool) else self._instead(member._replace(shape=str), value)

    def _instead(self, member: Member, value: Any) -> Any:
        self._drop(value)
        return self._standing_in(member) if member.required or member.shape is str else None

    def _standing_in(self, member: Member) -> Any:
        if not self.stand_in:
            return _NONE
        if member.shape is not str:
            return () if member.shape is list else {}
        return self.term(member.kind, {}, "") if member.kind is not None else ""

    def _drop(self, value: Any) -> None:
        self.homeless.update(text for _, text in pointers.walk(value) if isinstance(text, str))


@lru_cache(maxsize=100)  # there are forty classes
def members(kind: type[Term]) -> Mapping[str, Member]:
    """The members of a class by their JSON names."""
    return {
        info.alias or name: Member(name, *_form(info.annotation), required=info.is_required())
        for name, info in kind.model_fields.items()
    }


def _form(annotation: Any) -> tuple[type[Term] | None, bool, type]:
    parts = list(_parts(annotation))
    kind = next((part for part in parts if isinstance(part, type) and issubclass(part, Term)), None)
    origins = {get_origin(part) for part in parts}
    shape = list if origins & {tuple, Sequence} else dict if Mapping in origins else str
    return kind, kind is None or str in parts or any(isinstance(part, str) for part in parts), shape


def _parts(annotation: Any) -> Iterator[Any]:
    """An annotation and everything in it, down to the words of literals."""
    yield annotation
    for part in get_args(annotation):
        yield from _parts(part)


__all__ = ["faults", "members", "whole"]
