"""The vocabulary of member declarations: ``name: Text``, ``alignment: Many[Alignment]``, ``issuer: Issuer``.

A declaration says three things at once: what a reader of Python code gets (``str``, ``Decimal``, ``Sequence``), which
lexical rule holds (:mod:`eccoe_vc.models.lexical`), and whether the member is one value, a list, or either. The table
of shapes is written from these declarations (``tools/build_shapes.py``).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Annotated, Any, Literal, TypeVar, get_args

from pydantic import GetCoreSchemaHandler
from pydantic_core import CoreSchema, PydanticCustomError, core_schema

from eccoe_vc.models.lexical import RULES

T = TypeVar("T")

#: ``one``: a single value, never a list. ``array``: a list, never a single value. ``any``: both are read.
Form = Literal["one", "array", "any"]


@dataclass(frozen=True, slots=True)
class Lexical:
    """The member holds one value that meets the rule of this name."""

    rule: str

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        """Ask the lexical rule; numbers become :class:`~decimal.Decimal` with their spelling kept."""
        del source, handler
        if self.rule == "text":
            return core_schema.str_schema(strict=True)
        check = RULES[self.rule]
        typed = _decimal if self.rule in {"number", "credit"} else _as_is

        def read(value: Any) -> Any:
            wrong = check(value)
            if wrong is not None:
                raise PydanticCustomError("eccoe", "expected {expected}", {"expected": wrong.expected})
            return typed(value)

        return core_schema.no_info_plain_validator_function(read)


@dataclass(frozen=True, slots=True)
class Listed:
    """The member holds several values, in the given form; the view always shows a tuple."""

    form: Form
    least: int = 1

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        """A tuple of at least ``least`` items."""
        item = handler.generate_schema(get_args(source)[0])
        several = core_schema.tuple_variable_schema(item, min_length=self.least)
        return core_schema.no_info_before_validator_function(self._items, several)

    def _items(self, value: Any) -> tuple[Any, ...]:
        if isinstance(value, list):
            return tuple(value)
        if self.form == "array" or value is None:
            raise PydanticCustomError("eccoe", "expected a list")
        return (value,)


@dataclass(frozen=True, slots=True)
class Types:
    """``type``: names as text, in the given form; ``one`` means that a list is not read."""

    form: Form

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        """A tuple of names; whether the class is among them is for the class to say."""
        del source, handler
        return core_schema.no_info_plain_validator_function(self._names)

    def _names(self, value: Any) -> tuple[str, ...]:
        if isinstance(value, str):
            return (value,)
        if self.form == "one" or not isinstance(value, list) or not value:
            raise PydanticCustomError("eccoe", "expected type names")
        if not all(isinstance(name, str) for name in value):
            raise PydanticCustomError("eccoe", "expected type names as text")
        return tuple(value)


@dataclass(frozen=True, slots=True)
class Contexts:
    """``@context``: a list of URLs, in which extensions of plain credentials may put objects."""

    form: Form

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        """A tuple; the order is kept, because it decides what the document means."""
        del source, handler
        return core_schema.no_info_plain_validator_function(self._entries)

    def _entries(self, value: Any) -> tuple[Any, ...]:
        entries = value if isinstance(value, list) else [value]
        if self.form == "array" and (not isinstance(value, list) or len(value) < 2):
            raise PydanticCustomError("eccoe", "expected a list of at least two contexts")
        for entry in entries:
            if not isinstance(entry, dict) and RULES["iri"](entry) is not None:
                raise PydanticCustomError("eccoe", "expected context URLs")
        if not entries:
            raise PydanticCustomError("eccoe", "expected contexts")
        return tuple(entries)


@dataclass(frozen=True, slots=True)
class Position:
    """A place with a rule of its own: ``issuer``, ``name``. ``detail``: the class of objects that stand there."""

    place: str
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Picked:
    """The class is chosen by what the object says of itself: ``by`` names a function of :mod:`eccoe_vc.models.kinds`.

    Stands beside the pydantic ``Discriminator`` with the same function.
    """

    by: Literal["credential", "endorsement", "status", "proof"]


def _decimal(value: int | float) -> Decimal:
    return Decimal(repr(value))


def _as_is(value: Any) -> Any:
    return value


Text = Annotated[str, Lexical("text")]
Markdown = Annotated[str, Lexical("text")]
Iri = Annotated[str, Lexical("iri")]
Id = Annotated[str, Lexical("id")]
Timestamp = Annotated[str, Lexical("timestamp")]
LocalTime = Annotated[str, Lexical("local_time")]
Date = Annotated[str, Lexical("date")]
LanguageTag = Annotated[str, Lexical("language")]
CompactJws = Annotated[str, Lexical("compact_jws")]
IdentityHash = Annotated[str, Lexical("digest_text")]
Number = Annotated[Decimal, Lexical("number")]
CreditNumber = Annotated[Decimal, Lexical("credit")]
Flag = Annotated[bool, Lexical("flag")]
Json = Annotated[Any, Lexical("anything")]

AchievementType = Annotated[str, Lexical("term:AchievementType")]
AlignmentTargetType = Annotated[str, Lexical("term:AlignmentTargetType")]
IdentifierType = Annotated[str, Lexical("term:IdentifierTypeEnum")]
ResultType = Annotated[str, Lexical("term:ResultType")]
ResultStatusType = Annotated[str, Lexical("term:ResultStatusType")]
AssociationType = Annotated[str, Lexical("term:AssociationType")]

Many = Annotated[Sequence[T], Listed("array")]
OneOrMany = Annotated[Sequence[T], Listed("any")]
TypeNames = Annotated[Sequence[str], Types("any")]
TypeName = Annotated[Sequence[str], Types("one")]
Context = Annotated[Sequence[str | Mapping[str, Any]], Contexts("any")]
BadgeContext = Annotated[Sequence[str | Mapping[str, Any]], Contexts("array")]
