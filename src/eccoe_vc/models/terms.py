"""The words of an agreement: quantities, days and names as text, each with its grammar. Pydantic alone judges them.

Recognition, section 4.1 (Conventions). Agreements are no credentials: they are read once and then decide thousands of
times, so their rules are not in the table of shapes, which every verification loads.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from types import MappingProxyType
from typing import Annotated, Any, ClassVar, Final, Self, TypeVar

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints, model_validator
from pydantic.alias_generators import to_camel
from pydantic.json_schema import GenerateJsonSchema, JsonSchemaMode, JsonSchemaValue
from pydantic_core import PydanticCustomError, core_schema

from eccoe_vc.encoding import DecodeError, days, pointers, quantities
from eccoe_vc.encoding.iri import is_iri
from eccoe_vc.encoding.language import is_language_tag

MAX_RATIO: Final = 10
MAX_CREDIT: Final = 10_000


class _Schema(GenerateJsonSchema):
    """JSON Schema 2020-12 of agreements: what is optional may be absent, and is never null."""

    schema_dialect = "https://json-schema.org/draft/2020-12/schema"

    def nullable_schema(self, schema: core_schema.NullableSchema) -> JsonSchemaValue:
        return self.generate_inner(schema["schema"])

    def default_schema(self, schema: core_schema.WithDefaultSchema) -> JsonSchemaValue:
        return self.generate_inner(schema["schema"])

    def field_title_should_be_set(self, schema: Any) -> bool:
        return False  # "Recognitionbasis" helps nobody: the name of the member stands there already

    def generate(self, schema: core_schema.CoreSchema, mode: JsonSchemaMode = "validation") -> JsonSchemaValue:
        made = super().generate(schema, mode)
        for _, part in pointers.walk(made):
            if part.__class__ is dict and part.get("type") == "array":
                # Pydantic says the length of a list in the words for text where a function stands before the list.
                part["minItems"] = max(part.get("minItems", 0), part.pop("minLength", 0))
                part |= {"maxItems": part.pop("maxLength")} if "maxLength" in part else {}
        return made


_Some = TypeVar("_Some", bound="Term")


class Term(BaseModel):
    """A closed, frozen object of an agreement. Python names are snake_case, JSON names camelCase; text stays text.

    An unknown member is refused: a reader of version 1 does not guess what a later one means.
    """

    model_config = ConfigDict(
        frozen=True,
        strict=True,
        extra="forbid",
        alias_generator=to_camel,
        validate_by_name=True,  # in Python; texts are read by alias alone
        validate_by_alias=True,
        hide_input_in_errors=True,
    )

    #: What this object is called in sentences.
    NAME: ClassVar[str] = "object"

    def to_json(self) -> dict[str, Any]:
        """The JSON tree: what was written, and nothing that was left out. This is what is signed and digested."""
        return self.model_dump(mode="json", by_alias=True, exclude_unset=True)

    @classmethod
    def json_schema(cls) -> dict[str, Any]:
        """The JSON Schema (draft 2020-12) of such objects. It says less than reading: no calendar, no references."""
        return {"$schema": _Schema.schema_dialect, **cls.model_json_schema(by_alias=True, schema_generator=_Schema)}

    def with_(self, **changes: Any) -> Self:
        """A copy with other members, judged like the original; None takes one out."""
        named = {name: value for name, value in self._given().items() if name not in changes}
        return type(self)(**named, **{name: value for name, value in changes.items() if value is not None})

    def _given(self) -> dict[str, Any]:
        return {name: getattr(self, name) for name in self.model_fields_set}


class Judged(Term):
    """A term whose members must fit together."""

    def faults(self) -> Iterator[PydanticCustomError]:
        """Everything between the members that is wrong, what depends on fewer of them first."""
        raise NotImplementedError

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        for fault in self.faults():
            raise fault
        return self


_SET: Final = object.__setattr__


def constructed(kind: type[_Some], values: Mapping[str, Any], given: Iterable[str]) -> _Some:
    """A model of these values by Python name, which nothing judges; ``given`` are the members that were written."""
    made = kind.__new__(kind)
    # As pydantic does it: these models are frozen.
    _SET(made, "__dict__", dict(values))
    _SET(made, "__pydantic_fields_set__", set(given))
    _SET(made, "__pydantic_extra__", None)
    _SET(made, "__pydantic_private__", None)
    return made


def _bounded(read: Any, most: int, what: str, *, above: bool = False) -> Any:
    def check(text: str) -> str:
        value = read(text)
        if value > most or (above and value <= 0):
            # Not one of the grammar: a number that no agreement can mean.
            raise PydanticCustomError("rule.factor", "{what}", {"what": what})
        return text

    return AfterValidator(check)


def _checked(test: Any, expected: str) -> Any:
    def check(text: str) -> str:
        try:
            found = test(text)
        except DecodeError:
            found = False
        if found is False:
            raise PydanticCustomError("rule.syntax", "{expected} was expected", {"expected": expected})
        return text

    return AfterValidator(check)


def _as_tuple(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value


T = TypeVar("T")
Many = Annotated[tuple[T, ...], Field(min_length=1), BeforeValidator(_as_tuple)]
"""Several values, in the order of the text; never an empty list."""

_DECIMAL: Final = r"^(0|[1-9][0-9]{0,11})(\.[0-9]{1,6})?$"
_RATIO: Final = r"^((0|[1-9][0-9]{0,11})(\.[0-9]{1,6})?|[1-9][0-9]{0,9}/[1-9][0-9]{0,9})$"
_RULE_ID: Final = r"^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$"
_VERSION: Final = r"^(0|[1-9][0-9]{0,8})(\.(0|[1-9][0-9]{0,8})){0,2}$"
_DIGEST: Final = r"^uEi[A-D][A-Za-z0-9_-]{43}$"
_COUNTRY: Final = r"^[A-Z]{2}$"
_WHOLE: Final = r"^(0|[1-9][0-9]{0,8})$"
_DAY: Final = r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$"
_HTTPS: Final = r"^https://[^\s]+$"
_PERIOD: Final = r"^P([0-9]{1,4}Y)?([0-9]{1,4}M)?([0-9]{1,4}W)?([0-9]{1,5}D)?$"

#: What each pattern wants, in words that can stand before "was expected".
WORDS: Final[Mapping[str, str]] = MappingProxyType(
    {
        _DECIMAL: 'a decimal number in quotes, such as "7.5",',
        _RATIO: 'a ratio in quotes, such as "2/3" or "0.5",',
        _WHOLE: 'a whole number in quotes, such as "40",',
        _DAY: "a day, such as 2026-01-31,",
        _PERIOD: "a period, such as P5Y or P6M,",
        _RULE_ID: "a name of letters, digits, dots and hyphens",
        _VERSION: "a version, such as 1.0.0,",
        _DIGEST: "a digest (multibase u, sha2-256)",
        _COUNTRY: "a country code of two letters",
        _HTTPS: "an address that begins with https://",
    }
)

DecimalText = Annotated[str, StringConstraints(pattern=_DECIMAL)]
"""A decimal number in quotes: compared as a number, kept as text."""
CreditText = Annotated[
    str, StringConstraints(pattern=_DECIMAL), _bounded(quantities.decimal, MAX_CREDIT, "a credit is at most 10,000")
]
"""An amount of credit."""
RatioText = Annotated[
    str,
    StringConstraints(pattern=_RATIO),
    _checked(quantities.ratio, "a ratio whose terms are at most 10^9"),
    _bounded(quantities.ratio, MAX_RATIO, "a ratio is more than 0 and at most 10", above=True),
]
"""A factor: a decimal, or p/q."""
WholeText = Annotated[str, StringConstraints(pattern=_WHOLE)]
"""A whole number in quotes."""
DayText = Annotated[str, StringConstraints(pattern=_DAY), _checked(days.day, "a day such as 2026-01-31")]
"""A calendar day."""
PeriodText = Annotated[str, StringConstraints(pattern=_PERIOD), _checked(days.period, "a period such as P5Y")]
"""A duration in calendar units."""


def _is_name(text: str) -> bool:
    """An IRI, and no pattern: an asterisk is allowed in an IRI and here only ever means that somebody expects one."""
    return is_iri(text) and "*" not in text


Iri = Annotated[str, StringConstraints(max_length=2_048), _checked(_is_name, "an absolute URL or DID, and no pattern")]
"""An absolute IRI, compared code point by code point."""
Https = Annotated[str, StringConstraints(pattern=_HTTPS, max_length=2_048), _checked(is_iri, "an https URL")]
"""An address on the web."""
Name = Annotated[str, StringConstraints(min_length=1, max_length=1_000)]
"""Text for people; never empty."""
Key = Annotated[str, StringConstraints(min_length=1, max_length=200)]
"""A name inside the agreement; an exact string."""
RuleId = Annotated[str, StringConstraints(pattern=_RULE_ID)]
"""The name of a rule or limit: unique in the agreement, stable over versions."""
VersionText = Annotated[str, StringConstraints(pattern=_VERSION)]
"""One to three whole numbers joined by dots, compared number by number."""
Digest = Annotated[str, StringConstraints(pattern=_DIGEST)]
"""Multibase u + base64url of the multihash sha2-256, as in ``digestMultibase``."""
LanguageTag = Annotated[str, _checked(is_language_tag, "a language tag such as en or de-CH")]
"""BCP 47."""
Country = Annotated[str, StringConstraints(pattern=_COUNTRY)]
"""ISO 3166-1 alpha-2."""
Texts = Annotated[Mapping[LanguageTag, Name], Field(min_length=1)]
"""One text in several languages. Plain text; whoever shows it escapes it."""


def version_of(text: str) -> tuple[int, int, int]:
    """A version for comparison; missing parts are 0.

    >>> version_of("1.10") > version_of("1.9"), version_of("2") == version_of("2.0.0")
    (True, True)
    """
    parts = [quantities.whole(part) for part in text.split(".")]
    first, second, third = [*parts, 0, 0][:3]
    return first, second, third
