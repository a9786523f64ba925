"""The rules of an agreement: a tuple, or, of a large one, the text of each, made into a model when it is asked for.

A model of a rule takes some fifteen times the room of its text, and a decision looks at a few rules of ten thousand.
Texts are judged before they come here (:mod:`eccoe_vc.agreements.large`); what is read later is not judged again.
"""

from __future__ import annotations

import json
from array import array
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Annotated, Any, Final, TypeVar, get_args, overload

from pydantic import Field, GetCoreSchemaHandler
from pydantic_core import CoreSchema, core_schema

from eccoe_vc.models.rule_names import RuleNames
from eccoe_vc.models.rules import Rule
from eccoe_vc.models.terms import Many, Term, constructed

MOST: Final = 10_000
"""Rules of one agreement."""
_T = TypeVar("_T", bound=Term)


class KeptRules(Sequence[Rule]):
    """Rules that were judged, kept as their canonical text (RFC 8785); a sequence like the tuple that it stands for.

    ``text`` is the JSON array; ``names`` says which rules name what. Every access makes a new model, equal to the last.
    """

    __slots__ = ("_ends", "names", "text")

    def __init__(self, text: bytes, lengths: Sequence[int], names: RuleNames) -> None:
        """Keep ``text``, an array of rules whose texts have these lengths in bytes."""
        self.text, self.names = text, names
        self._ends = array("I")
        end = 0
        for length in lengths:
            end += length + 1  # the bracket or comma before it
            self._ends.append(end)

    def __len__(self) -> int:
        return len(self._ends)

    @overload
    def __getitem__(self, index: int) -> Rule: ...
    @overload
    def __getitem__(self, index: slice) -> tuple[Rule, ...]: ...
    def __getitem__(self, index: int | slice) -> Rule | tuple[Rule, ...]:
        if isinstance(index, slice):
            return tuple(self[number] for number in range(*index.indices(len(self))))
        end = self._ends[index]
        if index < 0:
            index += len(self)
        start = self._ends[index - 1] + 1 if index else 1
        return remade(Rule, _read_back(self.text[start:end]))

    def __iter__(self) -> Iterator[Rule]:
        return (self[number] for number in range(len(self)))

    def __eq__(self, other: object) -> bool:
        if isinstance(other, KeptRules):
            return self.text == other.text
        return tuple(self) == other if isinstance(other, tuple) else NotImplemented

    __hash__ = None  # type: ignore[assignment]  # as a tuple of rules, which hold mappings

    def __reduce__(self) -> tuple[Any, ...]:
        return tuple, (list(self),)  # hashes of names mean nothing in another process

    def __repr__(self) -> str:
        return f"<{len(self)} rules>"


def _read_back(text: bytes) -> dict[str, Any]:
    """A rule that our own encoder wrote, from a tree that came through the door and was judged."""
    tree: dict[str, Any] = json.loads(text.decode())
    return tree


def remade(kind: type[_T], tree: Mapping[str, Any]) -> _T:
    """The model of a JSON object that this class has judged before: nothing is judged again.

    >>> remade(Rule, {"ruleId": "r", "outcome": "full", "source": {"achievement": "urn:x:1"},
    ...               "target": [{"kind": "none"}]}).source.achievement
    'urn:x:1'
    """
    members, absent = _members(kind)
    values: dict[str, Any] = absent.copy()
    given = set()
    for key, value in tree.items():
        name, inner = members[key]
        if value.__class__ is list:
            values[name] = tuple(value if inner is None else [remade(inner, item) for item in value])
        else:
            values[name] = value if inner is None else remade(inner, value)
        given.add(name)
    return constructed(kind, values, given)


@lru_cache(maxsize=100)  # there are forty classes
def _members(kind: type[Term]) -> tuple[dict[str, tuple[str, type[Term] | None]], dict[str, Any]]:
    """JSON names to Python names with the class of what stands there; and a model without any member."""
    fields = kind.model_fields
    members = {field.alias or name: (name, _inner(field.annotation)) for name, field in fields.items()}
    return members, dict.fromkeys(fields)


def _inner(annotation: Any) -> type[Term] | None:
    """The class of the objects in a member, alone or in a list."""
    if isinstance(annotation, type) and issubclass(annotation, Term):
        return annotation
    return next((found for part in get_args(annotation) if (found := _inner(part)) is not None), None)


class _OneOrOther:
    """Pydantic's word for it: a tuple of rules is judged, kept rules were."""

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        inner = handler.generate_schema(Annotated[Many[Rule], Field(max_length=MOST)])
        written = core_schema.wrap_serializer_function_ser_schema(_written, schema=inner)
        return core_schema.no_info_wrap_validator_function(_judged, inner, serialization=written)


def _judged(value: Any, judge: Callable[[Any], Any]) -> Any:
    return value if value.__class__ is KeptRules else judge(value)


def _written(value: Any, write: Callable[[Any], Any]) -> Any:
    return write(tuple(value) if value.__class__ is KeptRules else value)


RuleList = Annotated[Sequence[Rule], _OneOrOther()]
"""The rules of an agreement, at least one and at most 10,000."""

__all__ = ["MOST", "KeptRules", "RuleList", "remade"]
