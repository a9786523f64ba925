"""The keywords of the package ``jsonschema``, each charged before it runs: no work and no message without a bound.

Most run as they are, behind :func:`_charged`. Replaced are those that would run a pattern in an engine that goes back,
look for evaluated members uncounted, reckon in floating point, or tell a place too roughly.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from fractions import Fraction
from functools import lru_cache, partial
from itertools import islice
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final

from eccoe_vc.schemas.resolving import REFERENCE_COST

if TYPE_CHECKING:
    from eccoe_vc.schemas.dialects import Dialect

Errors = Iterable[Any]
Keyword = Callable[[Any, Any, Any, Any], Errors]
MOST: Final = 5  # errors that one keyword tells
#: The schema ``false``, in a form for which the package makes no message of its own.
NEVER: Final[dict[str, Any]] = {"not": {}}
_WEIGHED: Final = 16  # values that the package compares or prints with the work of one step
_ERROR_COST: Final = 8  # steps, of keeping and passing on an error


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


#: Keywords that pass members on, or look for names: they cost by their number, not by what is in them.
_BY_NUMBER: Final = _words(
    "$ref $dynamicRef $recursiveRef allOf if properties patternProperties additionalProperties items prefixItems "
    "additionalItems propertyNames required dependentRequired dependentSchemas dependencies unevaluatedItems "
    "unevaluatedProperties"
)
_APPLY_REST: Final = _words("items additionalItems additionalProperties unevaluatedItems unevaluatedProperties")
_ALONE: Final = _words("required dependentRequired")  # one error says it
_DIALECTS: Final = 8  # more than there are


@lru_cache(maxsize=_DIALECTS)
def validator(dialect: Dialect) -> Any:
    """The class of the package for a dialect, every keyword charged."""
    import jsonschema.validators as library

    base = getattr(library, dialect.validator)
    keywords: dict[str, Keyword] = {}
    for name, keyword in base.VALIDATORS.items():
        around = _AROUND.get(name)
        keywords[name] = _charged(name, _OWN.get(name, keyword) if around is None else partial(around, keyword))
    return _bounded(library.extend(base, keywords))


@lru_cache(maxsize=_DIALECTS)
def meta_validator(dialect: Dialect) -> Any:
    """The same for its meta-schema, which looks at one schema and not at those inside it, and counts nothing twice."""
    import jsonschema.validators as library

    base = validator(dialect)
    own: dict[str, Keyword] = {"$dynamicRef": _inside, "$recursiveRef": _inside, "uniqueItems": _nothing}
    own["$ref"] = partial(_inside_or_ref, base.VALIDATORS["$ref"])
    keywords = {name: keyword for name, keyword in own.items() if name in base.VALIDATORS}
    return _bounded(library.extend(base, keywords))


def _bounded(made: Any) -> Any:
    """The class never changes into another one of the package, whatever ``$schema`` inside a schema says."""
    descend = made.descend

    def evolve(self: Any, **changes: Any) -> Any:
        schema = changes.get("schema", self.schema)
        schema = NEVER if schema is False else schema
        account = self.format_checker.below(schema, changes.get("_resolver"))
        return made(schema, format_checker=account, _resolver=account.scope.resolver)

    def bounded_descend(self: Any, instance: Any, schema: Any, *path: Any, **more: Any) -> Errors:
        found: Errors = descend(self, instance, NEVER if schema is False else schema, *path, **more)
        return found

    made.evolve, made.descend = evolve, bounded_descend
    return made


def _charged(name: str, keyword: Keyword) -> Keyword:
    by_number, most = name in _BY_NUMBER, 1 if name in _ALONE else MOST

    def run(validator: Any, argument: Any, instance: Any, schema: Any) -> Iterator[Any]:
        account = validator.format_checker
        size = account.number if by_number else account.weight
        work = size(instance) + (_WEIGHED * account.number(argument) if name == "enum" else size(argument))
        if name == "uniqueItems" and isinstance(instance, list):
            # The package sorts if it can, and compares each with each if not.
            kinds = {item.__class__ for item in instance}
            work *= 1 if kinds <= {str} or kinds <= {int, float} else len(instance) + 1
        account.charge(1 + work // _WEIGHED)
        if argument is False and name in _APPLY_REST:
            argument = NEVER  # so that each place is told
        for error in islice(keyword(validator, argument, instance, schema) or (), most):
            account.charge(_ERROR_COST)
            # What the package says prints values of the document, which may be large and which nobody is to see.
            error.message, error.args = "", ()
            yield error

    return run


def _error(*path: str | int) -> Any:
    from jsonschema.exceptions import ValidationError

    return ValidationError("", path=path)


def _members(validator: Any, schemas: Mapping[str, Any], instance: Any) -> Errors:
    """What is wrong with the members that have a schema beside their name."""
    for name, schema in schemas.items():
        yield from validator.descend(instance[name], schema, name)


# ---- keywords that are replaced --------------------------------------------------------------------------------------


def _reference(validator: Any, reference: str, instance: Any, _schema: Any) -> Errors:
    account = validator.format_checker
    account.charge(REFERENCE_COST + len(reference) // _WEIGHED)
    contents, scope = account.scope.lookup(reference)
    return validator.descend(instance, contents, resolver=scope.resolver)  # type: ignore[no-any-return]


def _recursive(validator: Any, _reference: str, instance: Any, _schema: Any) -> Errors:
    account = validator.format_checker
    account.charge(REFERENCE_COST)
    contents, scope = account.scope.recursive()
    return validator.descend(instance, contents, resolver=scope.resolver)  # type: ignore[no-any-return]


def _inside(_validator: Any, _reference: str, instance: Any, _schema: Any) -> Errors:
    """A place for a schema inside a schema: that one is looked at when a value comes there."""
    if not isinstance(instance, dict | bool):
        yield _error()


def _inside_or_ref(keyword: Keyword, validator: Any, reference: str, instance: Any, schema: Any) -> Errors:
    return (_inside if reference == "#" else keyword)(validator, reference, instance, schema)


def _nothing(_validator: Any, _argument: Any, _instance: Any, _schema: Any) -> Errors:
    return ()  # a name that stands in a list twice means what it means once


def _pattern(validator: Any, pattern: str, instance: Any, _schema: Any) -> Errors:
    if isinstance(instance, str) and not validator.format_checker.matches(pattern, instance):
        yield _error()


def _pattern_properties(validator: Any, schemas: Mapping[str, Any], instance: Any, _schema: Any) -> Errors:
    if isinstance(instance, dict):
        account = validator.format_checker
        for pattern, schema in schemas.items():
            like = [name for name in instance if account.matches(pattern, name)]
            yield from _members(validator, dict.fromkeys(like, schema), instance)


def _additional_properties(validator: Any, argument: Any, instance: Any, schema: Any) -> Errors:
    if isinstance(instance, dict):
        rest = instance.keys() - _named(validator, instance, schema)
        yield from _members(validator, {name: argument for name in instance if name in rest}, instance)


def _named(validator: Any, instance: Mapping[str, Any], schema: Mapping[str, Any]) -> set[Any]:
    """The members that ``properties`` and ``patternProperties`` are about."""
    matches, patterns = validator.format_checker.matches, schema.get("patternProperties", {})
    named: set[Any] = instance.keys() & schema.get("properties", {}).keys()
    return named | {name for name in instance if any(matches(pattern, name) for pattern in patterns)}


def _additional_items(keyword: Keyword, validator: Any, argument: Any, instance: Any, schema: Any) -> Errors:
    # Behind a list only: the package takes every other kind of `items` for one, too.
    return keyword(validator, argument, instance, schema) if isinstance(schema.get("items"), list) else ()


def _property_names(validator: Any, names: Any, instance: Any, _schema: Any) -> Errors:
    for name in instance if isinstance(instance, dict) else ():
        if not validator.evolve(schema=names).is_valid(name):
            yield _error(name)


def _multiple(_validator: Any, step: float, instance: Any, _schema: Any) -> Errors:
    if isinstance(instance, int | float) and not isinstance(instance, bool):
        quotient = Fraction(repr(instance)) / Fraction(repr(step))  # 19.99 is a multiple of 0.01, in decimals
        if quotient.denominator != 1:
            yield _error()


def _nearest(keyword: Keyword, validator: Any, forms: list[Any], instance: Any, schema: Any) -> Errors:
    """``anyOf``, ``oneOf``: where no form fits, what is wrong with the one that came furthest, or with the only one."""
    for error in keyword(validator, forms, instance, schema):
        branches: dict[Any, list[Any]] = {}
        for one in error.context:
            branches.setdefault(one.schema_path[0], []).append(one)
        found = max(branches.values(), key=lambda errors: len(errors[0].path), default=[])
        if not found or (len(forms) > 1 and not found[0].path):
            error.validator = "anyOf" if branches else "oneOf"
            error.context = []
            yield error
            continue
        for one in found:
            one.parent = None  # what was wrong with the other forms is given up
            yield one


# ---- what nobody looked at -------------------------------------------------------------------------------------------


def _unevaluated(keyword: str, validator: Any, argument: Any, instance: Any, schema: Any) -> Errors:
    places = _places(instance)
    if isinstance(instance, dict if keyword == "unevaluatedProperties" else list):
        beside = {name: value for name, value in schema.items() if name != keyword}
        seen = _looked_at(validator, instance, beside)
        for place in places:
            if place not in seen:
                yield from validator.descend(instance[place], argument, place)


def _places(instance: Any) -> Iterable[Any]:
    return range(len(instance)) if isinstance(instance, list) else instance


def _looked_at(validator: Any, instance: Any, schema: Any) -> set[Any]:
    """The members or items that a schema has looked at. The value meets it. JSON Schema Core 2020-12, section 11."""
    account = validator.format_checker
    account.charge(1 + account.number(schema) + account.number(instance) // _WEIGHED)
    if isinstance(instance, dict):
        every = "unevaluatedProperties" in schema or "additionalProperties" in schema
        seen = set() if every else _named(validator, instance, schema)
    else:
        items, in_2020 = schema.get("items"), "prefixItems" in validator.VALIDATORS
        rest = not in_2020 and isinstance(items, list) and "additionalItems" in schema
        every = "unevaluatedItems" in schema or isinstance(items, dict | bool) or rest
        seen = set() if every else set(range(len(items or schema.get("prefixItems", ()))))
        if "contains" in schema and in_2020 and not every:
            fits = validator.evolve(schema=schema["contains"]).is_valid
            seen |= {index for index, item in enumerate(instance) if fits(item)}
    if every:
        return set(_places(instance))
    for inner in _in_place(validator, instance, schema):
        if isinstance(inner.schema, dict):
            seen |= _looked_at(inner, instance, inner.schema)
    return seen


def _in_place(validator: Any, instance: Any, schema: Any) -> Iterator[Any]:
    """Validators for the schemas that a schema applies to the same value, and that it meets.

    Where it meets the whole, it meets those that are no alternatives; where not, that is told already.
    """
    scope, known = validator.format_checker.scope, validator.VALIDATORS
    for name in ("$ref", "$dynamicRef", "$recursiveRef"):
        if name in schema and name in known:
            validator.format_checker.charge(REFERENCE_COST)
            contents, found = scope.recursive() if name == "$recursiveRef" else scope.lookup(schema[name])
            yield validator.evolve(schema=contents, _resolver=found.resolver)
    inner = [*schema.get("allOf", ())]
    if isinstance(instance, dict):
        inner += [one for name, one in schema.get("dependentSchemas", {}).items() if name in instance]
    if "if" in schema:
        met = validator.evolve(schema=schema["if"]).is_valid(instance)
        inner += [schema[name] for name in (("if", "then") if met else ("else",)) if name in schema]
    yield from (validator.evolve(schema=one) for one in inner)
    for one in [*schema.get("anyOf", ()), *schema.get("oneOf", ())]:
        if (form := validator.evolve(schema=one)).is_valid(instance):
            yield form


_OWN: Final[Mapping[str, Keyword]] = MappingProxyType(
    {
        "$ref": _reference,
        "$dynamicRef": _reference,
        "$recursiveRef": _recursive,
        "pattern": _pattern,
        "patternProperties": _pattern_properties,
        "additionalProperties": _additional_properties,
        "propertyNames": _property_names,
        "multipleOf": _multiple,
        "unevaluatedItems": partial(_unevaluated, "unevaluatedItems"),
        "unevaluatedProperties": partial(_unevaluated, "unevaluatedProperties"),
    }
)
#: Replaced by what runs the keyword of the package inside.
_AROUND: Final[Mapping[str, Callable[..., Errors]]] = MappingProxyType(
    {"anyOf": _nearest, "oneOf": _nearest, "additionalItems": _additional_items}
)
