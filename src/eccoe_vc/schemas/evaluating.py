"""Does a value meet a schema? Every keyword is charged before it is evaluated, and so is every level of nesting.

JSON Schema Core 2020-12, sections 7 to 11, and the same of drafts 04 to 2019-09. Where a value does not hold, the first
places and what is due there are kept. What has been looked at, which ``unevaluated...`` asks for, is kept as well.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from types import MappingProxyType
from typing import Any, Final, NamedTuple

from eccoe_vc.encoding import pointers
from eccoe_vc.errors import RefusedError, shown
from eccoe_vc.limits import Meter
from eccoe_vc.schemas import dialects
from eccoe_vc.schemas.assertions import ASSERTIONS, kind_of
from eccoe_vc.schemas.dialects import Dialect
from eccoe_vc.schemas.patterns import Pattern
from eccoe_vc.schemas.resolving import REFERENCE_COST, Scope

_MOST: Final = 5  # places that are told
_SCHEMA_COST: Final = 2  # steps, in keywords, of applying a schema at all
Path = pointers.Path


class Flaw(NamedTuple):
    """A place in the document and what is due there, in words; ``depth`` is the number of its tokens."""

    path: Path
    due: str
    depth: int = 0

    @property
    def pointer(self) -> str:
        """The place as JSON Pointer."""
        return pointers.join("", *pointers.tokens(self.path))


class Seen:
    """Which members and items of a value have been looked at by schemas that it meets."""

    __slots__ = ("items", "names")

    def __init__(self) -> None:
        self.names: set[str] = set()
        self.items: set[int] = set()

    def add(self, other: Seen) -> bool:
        """Add what another schema has looked at, which held: True."""
        self.names |= other.names
        self.items |= other.items
        return True


class At(NamedTuple):
    """A value, its place, and where references are resolved."""

    value: Any
    path: Path
    depth: int
    scope: Scope

    def below(self, token: str | int) -> At:
        """The member or item of that name."""
        return At(self.value[token], (self.path, token), self.depth + 1, self.scope)


class Evaluation:
    """One document against one schema. Lives for one call."""

    def __init__(self, dialect: Dialect, meter: Meter) -> None:
        self.dialect, self.meter = dialect, meter
        self.flaws: list[Flaw] = []
        self._level = 0
        self._known: dict[int, list[str]] = {}  # keywords of schemas that were checked, by the ids of these
        self._patterns: dict[str, Pattern] = {}

    def meets(self, schema: Any, at: At, *, entered: bool = False) -> Seen | None:
        """What of the value the schema has looked at; None: it does not meet the schema.

        :param entered: the scope of ``at`` is the one inside the schema already.
        :raises RefusedError: ``schema.invalid``, it is no schema; ``schema.budget``, ``schema.regex``,
            ``schema.remote_ref``, ``unsupported.schema_dialect``, ``budget.deadline``.
        """
        # Few frames a level: meets, the keyword, and back here. A stack is not much deeper than a schema may be.
        if schema is True:
            return Seen()
        if schema is False:
            self._flaw(at, "nothing may stand here")
            return None
        if schema.__class__ is not dict:
            raise not_a_schema(f"{shown(schema)} stands where a schema is due")
        self._level += 1
        if self._level > self.meter.budget.schema_depth:
            message = f"The schema applies schemas inside one another deeper than {self._level - 1} levels."
            raise RefusedError("schema.budget", message)
        if not entered and (scope := at.scope.inside(schema)) is not at.scope:
            at = at._replace(scope=scope)
        self.meter.take_schema_steps(_SCHEMA_COST)
        kind, seen, holds = kind_of(at.value), Seen(), True
        for name in self._named(schema):
            self.meter.take_schema_steps(1)
            applied = _APPLIED.get(name)
            if not self._is_as_asserted(name, schema, at, kind):
                holds = False
            if (
                applied is not None
                and kind in applied.about
                and not applied.meets(self, schema[name], at, schema, seen)
            ):
                holds = False
            if not holds and (name == "type" or len(self.flaws) >= _MOST):
                break
        self._level -= 1
        return seen if holds else None

    def _named(self, schema: Mapping[str, Any]) -> list[str]:
        """The keywords of a schema, those last that ask what the others have looked at."""
        known = self._known.get(id(schema))
        if known is None:
            self._check(schema)
            known = [name for name in schema if name in self.dialect.keywords]
            if "$ref" in schema and self.dialect.alone:
                known = ["$ref"]
            known.sort(key=_LAST.__contains__)
            self._known[id(schema)] = known
        return known

    def _is_as_asserted(self, name: str, schema: Mapping[str, Any], at: At, kind: str) -> bool:
        """Whether a value is as a keyword says that looks at it alone."""
        assertion, due = ASSERTIONS.get(name), ""
        if assertion is not None and kind in assertion.about:
            due = assertion.due(schema[name], at.value, schema, self.meter.take_schema_steps)
        elif name == "pattern" and kind == "string" and not self.matches(schema[name], at.value):
            due = f"the text does not match {shown(schema[name], 100)}"
        if due:
            self._flaw(at, due)
        return not due

    def _check(self, schema: Mapping[str, Any]) -> None:
        """The keywords of a schema have the arguments that they take."""
        if "$schema" in schema and dialects.of(schema) is not self.dialect:
            message = "The schema mixes dialects of JSON Schema, which is not evaluated."
            raise RefusedError("unsupported.schema_dialect", message)
        for name in schema:
            if name in self.dialect.keywords and not _takes(name, schema[name]):
                raise not_a_schema(f"its keyword {name} does not take {shown(schema[name], 40)}")

    def _flaw(self, at: At, due: str) -> None:
        if len(self.flaws) < _MOST:
            self.flaws.append(Flaw(at.path, due, at.depth))

    def matches(self, pattern: str, text: str) -> bool:
        """Whether a pattern is found in a text."""
        known = self._patterns.get(pattern)
        if known is None:
            self.meter.take_schema_steps(len(pattern) >> 3)
            known = self._patterns[pattern] = Pattern(pattern)
        return known.search(text, self.meter.take_schema_steps)

    @contextmanager
    def apart(self) -> Iterator[list[Flaw]]:
        """Flaws that are found inside are kept apart: whether they count is for the caller to say."""
        kept, self.flaws = self.flaws, []
        try:
            yield self.flaws
        finally:
            self.flaws = kept

    def fits(self, schema: Any, at: At) -> Seen | None:
        """As :meth:`meets`, where what is wrong does not matter."""
        with self.apart():
            return self.meets(schema, at)

    # ---- keywords that apply schemas to the same value ---------------------------------------------------------------

    def _same(self, schemas: Iterable[Any], at: At, seen: Seen) -> bool:
        """All of ``schemas`` are met."""
        holds = True
        for schema in schemas:
            found = self.meets(schema, at)
            if found is None:
                holds = False
            else:
                seen.add(found)
        return holds

    def ref(self, argument: str, at: At, _schema: Any, seen: Seen) -> bool:
        """``$ref``, ``$dynamicRef``."""
        self.meter.take_schema_steps(REFERENCE_COST)
        schema, scope = at.scope.lookup(argument)
        found = self.meets(schema, at._replace(scope=scope), entered=True)
        return found is not None and seen.add(found)

    def recursive(self, _argument: str, at: At, _schema: Any, seen: Seen) -> bool:
        """``$recursiveRef`` of 2019-09."""
        self.meter.take_schema_steps(REFERENCE_COST)
        schema, scope = at.scope.recursive()
        found = self.meets(schema, at._replace(scope=scope), entered=True)
        return found is not None and seen.add(found)

    def all_of(self, schemas: list[Any], at: At, _schema: Any, seen: Seen) -> bool:
        """``allOf``."""
        return self._same(schemas, at, seen)

    def any_of(self, schemas: list[Any], at: At, _schema: Any, seen: Seen) -> bool:
        """``anyOf``: all are looked at, because each one that is met has looked at members."""
        return self._several(schemas, at, seen) > 0

    def one_of(self, schemas: list[Any], at: At, _schema: Any, seen: Seen) -> bool:
        """``oneOf``."""
        met = self._several(schemas, at, seen)
        if met > 1:
            self._flaw(at, f"exactly one of {len(schemas)} forms is due here, and {met} fit")
        return met == 1

    def _several(self, schemas: list[Any], at: At, seen: Seen) -> int:
        """How many are met; where none is, what is wrong with the one that came nearest."""
        met, nearest, far = 0, [], at.depth
        for schema in schemas:
            with self.apart() as flaws:
                found = self.meets(schema, at)
            if found is not None:
                met += 1
                seen.add(found)
            elif flaws and flaws[0].depth > far:
                nearest, far = flaws, flaws[0].depth
        if not met and (nearest or len(schemas) == 1):
            self.flaws += (nearest or flaws)[: _MOST - len(self.flaws)]
        elif not met:
            self._flaw(at, f"one of {len(schemas)} forms is due here, and none fits")
        return met

    def not_(self, schema: Any, at: At, _schema: Any, _seen: Seen) -> bool:
        """``not``."""
        if self.fits(schema, at) is None:
            return True
        self._flaw(at, "it is what the schema rules out here")
        return False

    def if_(self, condition: Any, at: At, schema: Mapping[str, Any], seen: Seen) -> bool:
        """``if`` with ``then`` and ``else``."""
        found = self.fits(condition, at)
        if found is not None:
            seen.add(found)
        branch = "then" if found is not None else "else"
        return branch not in schema or self._same([schema[branch]], at, seen)

    def dependent(self, needs: Mapping[str, Any], at: At, _schema: Any, seen: Seen) -> bool:
        """``dependentSchemas``, and the schemas of ``dependencies``."""
        asked = [one for name, one in needs.items() if name in at.value and not isinstance(one, list)]
        return self._same(asked, at, seen)

    # ---- keywords that apply schemas to members ----------------------------------------------------------------------

    def _each(self, pairs: Iterable[tuple[str | int, Any]], at: At, seen: set[Any]) -> bool:
        """Each member or item meets the schema beside its name."""
        holds = True
        for token, schema in pairs:
            seen.add(token)
            self.meter.take_schema_steps(1)
            holds = self.meets(schema, at.below(token)) is not None and holds
            if len(self.flaws) >= _MOST:
                break
        return holds

    def properties(self, schemas: Mapping[str, Any], at: At, _schema: Any, seen: Seen) -> bool:
        """``properties``."""
        self.meter.take_schema_steps(len(schemas) >> 3)
        return self._each([(name, schemas[name]) for name in schemas if name in at.value], at, seen.names)

    def pattern_properties(self, schemas: Mapping[str, Any], at: At, _schema: Any, seen: Seen) -> bool:
        """``patternProperties``."""
        return self._each(
            (
                (name, schema)
                for pattern, schema in schemas.items()
                for name in at.value
                if self._is_like(name, pattern)
            ),
            at,
            seen.names,
        )

    def _is_like(self, name: str, pattern: str) -> bool:
        self.meter.take_schema_steps(1)
        return self.matches(pattern, name)

    def additional_properties(self, schema: Any, at: At, beside: Mapping[str, Any], seen: Seen) -> bool:
        """``additionalProperties``: of members that the two keywords beside it do not name."""
        named, patterns = beside.get("properties", {}), beside.get("patternProperties", {})
        others = [
            name
            for name in at.value
            if name not in named and not any(self._is_like(name, pattern) for pattern in patterns)
        ]
        return self._rest(schema, others, at, seen.names)

    def unevaluated_properties(self, schema: Any, at: At, _schema: Any, seen: Seen) -> bool:
        """``unevaluatedProperties``."""
        return self._rest(schema, [name for name in at.value if name not in seen.names], at, seen.names)

    def _rest(self, schema: Any, tokens: list[Any], at: At, seen: set[Any]) -> bool:
        self.meter.take_schema_steps(len(at.value) >> 3)
        return self._each(((token, schema) for token in tokens), at, seen)

    def property_names(self, schema: Any, at: At, _schema: Any, _seen: Seen) -> bool:
        """``propertyNames``."""
        holds = True
        for name in at.value:
            self.meter.take_schema_steps(1)
            if self.fits(schema, at._replace(value=name)) is None:
                self._flaw(at.below(name), "a member of this name may not stand here")
                holds = False
        return holds

    # ---- keywords that apply schemas to items ------------------------------------------------------------------------

    def prefix_items(self, schemas: list[Any], at: At, _schema: Any, seen: Seen) -> bool:
        """``prefixItems``, and ``items`` of older drafts where it is a list."""
        return self._each(zip(range(len(at.value)), schemas, strict=False), at, seen.items)

    def items(self, argument: Any, at: At, schema: Mapping[str, Any], seen: Seen) -> bool:
        """``items``."""
        if isinstance(argument, list):
            return self.prefix_items(argument, at, schema, seen)
        first = len(schema.get("prefixItems", ())) if "prefixItems" in self.dialect.keywords else 0
        return self._rest(argument, [*range(first, len(at.value))], at, seen.items)

    def additional_items(self, argument: Any, at: At, schema: Mapping[str, Any], seen: Seen) -> bool:
        """``additionalItems`` of older drafts: behind a list in ``items``."""
        first = schema.get("items")
        rest = range(len(first), len(at.value)) if isinstance(first, list) else ()
        return self._rest(argument, [*rest], at, seen.items)

    def contains(self, argument: Any, at: At, schema: Mapping[str, Any], seen: Seen) -> bool:
        """``contains`` with ``minContains`` and ``maxContains``."""
        fitting = []
        for index in range(len(at.value)):
            self.meter.take_schema_steps(1)
            if self.fits(argument, at.below(index)) is not None:
                fitting.append(index)
        if "$dynamicRef" in self.dialect.keywords:
            seen.items.update(fitting)
        counted = "unevaluatedItems" in self.dialect.keywords
        least, most = (schema.get("minContains", 1), schema.get("maxContains")) if counted else (1, None)
        if len(fitting) < least or (most is not None and len(fitting) > most):
            self._flaw(at, f"{len(fitting)} items here are as the schema asks for, which is not the number that is due")
            return False
        return True

    def unevaluated_items(self, schema: Any, at: At, _schema: Any, seen: Seen) -> bool:
        """``unevaluatedItems``."""
        rest = [index for index in range(len(at.value)) if index not in seen.items]
        return self._rest(schema, rest, at, seen.items)


def not_a_schema(why: str) -> RefusedError:
    """What stands at the address is no JSON Schema."""
    return RefusedError("schema.invalid", f"The schema itself is none: {why}.")


class Applied(NamedTuple):
    """``takes``: the kinds of argument; ``about``: the kinds of value; ``meets``: whether a value meets it."""

    takes: Callable[[Any], bool]
    about: frozenset[str]
    meets: Callable[[Evaluation, Any, At, Mapping[str, Any], Seen], bool]


def _is_schema(value: Any) -> bool:
    return isinstance(value, dict | bool)


def _are_schemas(value: Any) -> bool:
    return isinstance(value, list) and bool(value) and all(map(_is_schema, value))


def _is_map(value: Any) -> bool:
    return isinstance(value, dict) and all(map(_is_schema, value.values()))


def _is_mixed_map(value: Any) -> bool:
    return isinstance(value, dict) and all(isinstance(one, dict | bool | list) for one in value.values())


def _is_items(value: Any) -> bool:
    return _is_schema(value) or (isinstance(value, list) and all(map(_is_schema, value)))


def _is_text(value: Any) -> bool:
    return isinstance(value, str)


_EVERY: Final = frozenset({"object", "array", "string", "number", "boolean", "null"})
_OBJECT, _LIST = frozenset({"object"}), frozenset({"array"})
_LAST: Final = frozenset({"unevaluatedItems", "unevaluatedProperties"})
_APPLIED: Final[Mapping[str, Applied]] = MappingProxyType(
    {
        "$ref": Applied(_is_text, _EVERY, Evaluation.ref),
        "$dynamicRef": Applied(_is_text, _EVERY, Evaluation.ref),
        "$recursiveRef": Applied(_is_text, _EVERY, Evaluation.recursive),
        "allOf": Applied(_are_schemas, _EVERY, Evaluation.all_of),
        "anyOf": Applied(_are_schemas, _EVERY, Evaluation.any_of),
        "oneOf": Applied(_are_schemas, _EVERY, Evaluation.one_of),
        "not": Applied(_is_schema, _EVERY, Evaluation.not_),
        "if": Applied(_is_schema, _EVERY, Evaluation.if_),
        "dependentSchemas": Applied(_is_map, _OBJECT, Evaluation.dependent),
        "dependencies": Applied(_is_mixed_map, _OBJECT, Evaluation.dependent),
        "properties": Applied(_is_map, _OBJECT, Evaluation.properties),
        "patternProperties": Applied(_is_map, _OBJECT, Evaluation.pattern_properties),
        "additionalProperties": Applied(_is_schema, _OBJECT, Evaluation.additional_properties),
        "unevaluatedProperties": Applied(_is_schema, _OBJECT, Evaluation.unevaluated_properties),
        "propertyNames": Applied(_is_schema, _OBJECT, Evaluation.property_names),
        "prefixItems": Applied(_are_schemas, _LIST, Evaluation.prefix_items),
        "items": Applied(_is_items, _LIST, Evaluation.items),
        "additionalItems": Applied(_is_schema, _LIST, Evaluation.additional_items),
        "contains": Applied(_is_schema, _LIST, Evaluation.contains),
        "unevaluatedItems": Applied(_is_schema, _LIST, Evaluation.unevaluated_items),
    }
)


def _takes(name: str, argument: Any) -> bool:
    """Whether a keyword takes an argument. The exclusive bounds of draft 04 are no keywords but parts of others."""
    known = [table[name] for table in (ASSERTIONS, _APPLIED) if name in table]
    return all(one.takes(argument) for one in known) if known else _is_text(argument)
