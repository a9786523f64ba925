"""Keywords that look at one value and at no schema below: types, numbers, lengths, lists of names.

JSON Schema Validation 2020-12, section 6; drafts 04 to 2019-09 where they differ. Each keyword says which argument it
takes, which values it is about, and in words what is due where a value does not meet it. Words tell what the schema
asks for, never what the credential holds.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction
from types import MappingProxyType
from typing import Any, Final, NamedTuple

from eccoe_vc.errors import shown
from eccoe_vc.schemas.formats import FORMATS

Charge = Callable[[int], None]
Members = Mapping[str, Any]


class Assertion(NamedTuple):
    """``takes``: the kinds of its argument; ``about``: the kinds of value; ``due``: what is due, or nothing."""

    takes: Callable[[Any], bool]
    about: frozenset[str]
    due: Callable[[Any, Any, Members, Charge], str]


def kind_of(value: Any) -> str:
    """The JSON kind of a value. A whole number is a ``number``.

    >>> kind_of(True), kind_of(1.0), kind_of([])
    ('boolean', 'number', 'array')
    """
    kinds = {dict: "object", list: "array", str: "string", bool: "boolean", int: "number", float: "number"}
    return kinds.get(value.__class__, "null")


def equal(one: Any, other: Any, charge: Charge) -> bool:
    """Whether two JSON values are the same: numbers by value, objects without order, a boolean is no number."""
    charge(1)
    if one.__class__ is dict and other.__class__ is dict:
        return one.keys() == other.keys() and all(equal(one[name], other[name], charge) for name in one)
    if one.__class__ is list and other.__class__ is list:
        return len(one) == len(other) and all(map(equal, one, other, [charge] * len(one)))
    return kind_of(one) == kind_of(other) and bool(one == other)


def _key(value: Any, charge: Charge) -> Any:
    """Something that is equal and hashable for the same JSON values only."""
    charge(1)
    if value.__class__ is dict:
        return ("object", frozenset((name, _key(member, charge)) for name, member in value.items()))
    if value.__class__ is list:
        return ("array", tuple(_key(item, charge) for item in value))
    return (kind_of(value), value)


def _is_number(value: Any) -> bool:
    return kind_of(value) == "number"


def _is_count(value: Any) -> bool:
    return _is_number(value) and value >= 0 and value == value // 1


def _is_names(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(name, str) for name in value)


def _is_text(value: Any) -> bool:
    return isinstance(value, str)


def _is_list(value: Any) -> bool:
    return isinstance(value, list)


def _is_object(value: Any) -> bool:
    return isinstance(value, dict)


# ---- what is due -----------------------------------------------------------------------------------------------------

_NAMES: Final = MappingProxyType(
    {"object": "an object", "array": "a list", "string": "text", "boolean": "true or false", "null": "null",
     "number": "a number", "integer": "a whole number"}
)  # fmt: skip


def _type(types: Any, value: Any, _schema: Members, _charge: Charge) -> str:
    wanted = [types] if isinstance(types, str) else types
    kind = kind_of(value)
    if kind in wanted or (kind == "number" and "integer" in wanted and value == value // 1):
        return ""
    return f"{' or '.join(_NAMES[name] for name in wanted)} is due here"


def _is_types(value: Any) -> bool:
    names = [value] if isinstance(value, str) else value
    return isinstance(names, list) and bool(names) and all(isinstance(n, str) and n in _NAMES for n in names)


def _enum(values: Any, value: Any, _schema: Members, charge: Charge) -> str:
    if any(equal(one, value, charge) for one in values):
        return ""
    few = len(values) <= 5 and all(isinstance(one, str | int | float | bool) for one in values)
    return f"one of {', '.join(shown(one, 30) for one in values)} is due here" if few else "no listed value stands here"


def _const(wanted: Any, value: Any, _schema: Members, charge: Charge) -> str:
    return "" if equal(wanted, value, charge) else f"{shown(wanted, 60)} is due here"


def _exact(number: float) -> Fraction:
    return Fraction(repr(number))


def _multiple(step: Any, value: Any, _schema: Members, _charge: Charge) -> str:
    return "" if (_exact(value) / _exact(step)).denominator == 1 else f"a multiple of {step} is due here"


def _maximum(limit: Any, value: Any, schema: Members, _charge: Charge) -> str:
    beyond = value >= limit if schema.get("exclusiveMaximum") is True else value > limit
    return f"the number is above {limit}" if beyond else ""


def _minimum(limit: Any, value: Any, schema: Members, _charge: Charge) -> str:
    beyond = value <= limit if schema.get("exclusiveMinimum") is True else value < limit
    return f"the number is below {limit}" if beyond else ""


def _below(limit: Any, value: Any, _schema: Members, _charge: Charge) -> str:
    return "" if value < limit else f"a number below {limit} is due here"


def _above(limit: Any, value: Any, _schema: Members, _charge: Charge) -> str:
    return "" if value > limit else f"a number above {limit} is due here"


def _at_most(what: str) -> Callable[[Any, Any, Members, Charge], str]:
    return lambda most, value, _schema, _charge: "" if len(value) <= most else f"more than {most} {what} stand here"


def _at_least(what: str) -> Callable[[Any, Any, Members, Charge], str]:
    return lambda least, value, _schema, _charge: "" if len(value) >= least else f"fewer than {least} {what} stand here"


def _unique(asked: Any, value: Any, _schema: Members, charge: Charge) -> str:
    if asked and len({_key(item, charge) for item in value}) < len(value):
        return "an item stands here twice"
    return ""


def _format(name: Any, value: Any, _schema: Members, charge: Charge) -> str:
    charge(len(value) >> 8)
    fits = FORMATS.get(name)
    return "" if fits is None or fits(value) else f"the text is not of the format {shown(name, 40)}"


def _required(names: Any, value: Any, _schema: Members, charge: Charge) -> str:
    charge(len(names) >> 3)
    missing = [name for name in names if name not in value]
    return f"the member {shown(missing[0], 60)} is missing" if missing else ""


def _dependent(needs: Any, value: Any, _schema: Members, charge: Charge) -> str:
    charge(len(needs))
    for name, names in needs.items():
        if name in value and isinstance(names, list) and (missing := _required(names, value, {}, charge)):
            return f"{missing}, which goes with {shown(name, 60)}"
    return ""


def _is_needs(value: Any) -> bool:
    return isinstance(value, dict) and all(_is_names(names) for names in value.values())


_NUMBER, _TEXT, _LIST, _OBJECT = (frozenset({kind}) for kind in ("number", "string", "array", "object"))
_EVERY: Final = frozenset(_NAMES)

ASSERTIONS: Final[Mapping[str, Assertion]] = MappingProxyType(
    {
        "type": Assertion(_is_types, _EVERY, _type),
        "enum": Assertion(_is_list, _EVERY, _enum),
        "const": Assertion(lambda value: True, _EVERY, _const),
        "multipleOf": Assertion(lambda value: _is_number(value) and value > 0, _NUMBER, _multiple),
        "maximum": Assertion(_is_number, _NUMBER, _maximum),
        "minimum": Assertion(_is_number, _NUMBER, _minimum),
        "exclusiveMaximum": Assertion(_is_number, _NUMBER, _below),
        "exclusiveMinimum": Assertion(_is_number, _NUMBER, _above),
        "maxLength": Assertion(_is_count, _TEXT, _at_most("characters")),
        "minLength": Assertion(_is_count, _TEXT, _at_least("characters")),
        "format": Assertion(_is_text, _TEXT, _format),
        "maxItems": Assertion(_is_count, _LIST, _at_most("items")),
        "minItems": Assertion(_is_count, _LIST, _at_least("items")),
        "uniqueItems": Assertion(lambda value: isinstance(value, bool), _LIST, _unique),
        "maxProperties": Assertion(_is_count, _OBJECT, _at_most("members")),
        "minProperties": Assertion(_is_count, _OBJECT, _at_least("members")),
        "required": Assertion(_is_names, _OBJECT, _required),
        "dependentRequired": Assertion(_is_needs, _OBJECT, _dependent),
        "dependencies": Assertion(_is_object, _OBJECT, _dependent),
    }
)
