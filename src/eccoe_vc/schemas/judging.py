"""A document and a schema in, flaws out: the package ``jsonschema`` evaluates, on an account of the work.

JSON Schema 2020-12, and drafts 04 to 2019-09. What is wrong is told in words of our own, by keyword: what the schema
asks for, never what the document holds.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from itertools import islice
from types import MappingProxyType
from typing import Any, Final, NamedTuple

from eccoe_vc.encoding import pointers
from eccoe_vc.errors import RefusedError, shown
from eccoe_vc.limits import Meter
from eccoe_vc.schemas import charged, dialects, resolving
from eccoe_vc.schemas.account import Account
from eccoe_vc.schemas.dialects import Dialect


class Flaw(NamedTuple):
    """A place in the document, as JSON Pointer, and what is due there, in words."""

    pointer: str
    due: str


class Judgement(NamedTuple):
    """``flaws``: the first places where the document leaves the schema, and what is due there."""

    dialect: Dialect
    met: bool
    flaws: tuple[Flaw, ...]


def judge(
    schema: Mapping[str, Any],
    document: Any,
    *,
    meter: Meter,
    url: str = "",
    supplied: Mapping[str, bytes] | None = None,
    default: Dialect | None = None,
) -> Judgement:
    """Whether ``document`` meets ``schema``. VC JSON Schema 1.0, section 4; JSON Schema Core 2020-12.

    :param meter: the account of the call: ``schema_steps`` and the deadline.
    :param url: where the schema was found; the base of its references where it names none itself.
    :param supplied: documents by URL that it may refer to. Nothing else is looked up and nothing is fetched.
    :param default: the dialect of a schema that names none; None refuses it.
    :raises RefusedError: ``schema.invalid`` (it is no schema), ``schema.remote_ref``, ``schema.regex``,
        ``schema.budget``, ``schema.unavailable`` (the extra is missing), ``unsupported.schema_dialect``,
        ``budget.deadline``.

    >>> schema = {"$schema": "https://json-schema.org/draft/2020-12/schema", "required": ["name"]}
    >>> [(flaw.pointer, flaw.due) for flaw in judge(schema, {}, meter=Meter()).flaws]
    [('', "the member 'name' is missing")]
    """
    dialect = dialects.of(schema, default)
    scope = resolving.scope(schema, url, dialect, supplied or {}, meter)
    meter.wait()  # the package is loaded once, which is no work for this document
    made = charged.validator(dialect)
    meter.go_on()
    try:
        account = Account.of(dialect, meter, scope).below(schema, scope.resolver)
        validator = made(schema, format_checker=account, _resolver=scope.resolver)
        flaws = tuple(map(_flaw, islice(validator.iter_errors(document), charged.MOST)))
    except RecursionError:
        message = "The schema applies schemas inside one another deeper than can be followed."
        raise RefusedError("schema.budget", message) from None
    except resolving.MALFORMED:
        raise resolving.malformed() from None
    return Judgement(dialect, not flaws, flaws)


# ---- what is due -----------------------------------------------------------------------------------------------------

Words = Callable[[Any, Any], str]
_NAMES: Final = MappingProxyType(
    {"object": "an object", "array": "a list", "string": "text", "boolean": "true or false", "null": "null",
     "number": "a number", "integer": "a whole number"}
)  # fmt: skip


def _flaw(error: Any) -> Flaw:
    """The words for an error of the package."""
    name, argument = error.validator, error.validator_value
    if error.schema is charged.NEVER:
        due = "nothing may stand here"
    elif name in ("maximum", "minimum") and error.schema.get(f"exclusive{name.capitalize()}") is True:
        due = _DUE[f"exclusive{name.capitalize()}"](argument, error.instance)  # as draft 04 writes it
    else:
        due = _DUE[name](argument, error.instance) if name in _DUE else "it is not as the schema asks for"
    return Flaw(pointers.join("", *error.absolute_path), due)


def _type(types: Any, _value: Any) -> str:
    wanted = [types] if isinstance(types, str) else types
    return f"{' or '.join(_NAMES[name] for name in wanted)} is due here"


def _enum(values: Any, _value: Any) -> str:
    few = len(values) <= 5 and all(isinstance(one, str | int | float | bool) for one in values)
    return f"one of {', '.join(shown(one, 30) for one in values)} is due here" if few else "no listed value stands here"


def _required(names: Any, value: Any) -> str:
    return f"the member {shown(next(name for name in names if name not in value), 60)} is missing"


def _dependent(needs: Any, value: Any) -> str:
    name, names = next(
        (name, names)
        for name, names in needs.items()
        if name in value and isinstance(names, list) and any(one not in value for one in names)
    )
    return f"{_required(names, value)}, which goes with {shown(name, 60)}"


def _forms(forms: Any, _value: Any) -> str:
    return f"one of {len(forms)} forms is due here, and none fits"


def _words(text: str) -> Words:
    """Words with a place for the argument of the keyword."""
    return lambda argument, _value: text.format(argument)


_DUE: Final[Mapping[str, Words]] = MappingProxyType(
    {
        "type": _type,
        "enum": _enum,
        "const": lambda wanted, _value: f"{shown(wanted, 60)} is due here",
        "multipleOf": _words("a multiple of {} is due here"),
        "maximum": _words("the number is above {}"),
        "minimum": _words("the number is below {}"),
        "exclusiveMaximum": _words("a number below {} is due here"),
        "exclusiveMinimum": _words("a number above {} is due here"),
        "maxLength": _words("more than {} characters stand here"),
        "minLength": _words("fewer than {} characters stand here"),
        "pattern": lambda pattern, _value: f"the text does not match {shown(pattern, 100)}",
        "format": lambda name, _value: f"the text is not of the format {shown(name, 40)}",
        "maxItems": _words("more than {} items stand here"),
        "minItems": _words("fewer than {} items stand here"),
        "uniqueItems": _words("an item stands here twice"),
        "contains": _words("no item here is as the schema asks for"),
        "minContains": _words("fewer than {} items here are as the schema asks for"),
        "maxContains": _words("more than {} items here are as the schema asks for"),
        "maxProperties": _words("more than {} members stand here"),
        "minProperties": _words("fewer than {} members stand here"),
        "required": _required,
        "dependentRequired": _dependent,
        "dependencies": _dependent,
        "propertyNames": _words("a member of this name may not stand here"),
        "not": _words("it is what the schema rules out here"),
        "anyOf": _forms,
        "oneOf": lambda forms, _value: f"exactly one of {len(forms)} forms is due here, and more than one fits",
    }
)
