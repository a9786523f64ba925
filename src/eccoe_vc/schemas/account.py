"""The account of one evaluation: what the work costs, how deep it is, where references lead from here.

One goes along with every validator of the package ``jsonschema`` in the place of a checker of formats, which is the one
thing that the package hands on from each schema to the schemas inside it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from eccoe_vc.errors import RefusedError, shown
from eccoe_vc.limits import Meter
from eccoe_vc.schemas import charged, dialects, formats, resolving
from eccoe_vc.schemas.dialects import Dialect
from eccoe_vc.schemas.patterns import Pattern
from eccoe_vc.schemas.resolving import Scope

_SCHEMA_COST: Final = 2  # steps, in keywords, of applying a schema at all
_LONG: Final = 32  # characters of a text that weigh as much as a value


class Run:
    """What one evaluation has learnt about values, which live as long as it does. Lives for one call.

    ``meta`` is the one of holding schemas to their meta-schema, which itself is held to nothing.
    """

    __slots__ = ("checked", "dialect", "meta", "meter", "patterns", "weights")

    def __init__(self, dialect: Dialect, meter: Meter, meta: Run | None = None) -> None:
        self.dialect, self.meter, self.meta = dialect, meter, meta
        self.weights: dict[int, int] = {}
        self.checked: set[object] = set()
        self.patterns: dict[str, Pattern] = {}


class Account:
    """The account at one schema, which stands ``depth`` schemas deep."""

    __slots__ = ("depth", "run", "scope")

    def __init__(self, run: Run, scope: Scope, depth: int) -> None:
        self.run, self.scope, self.depth = run, scope, depth

    @classmethod
    def of(cls, dialect: Dialect, meter: Meter, scope: Scope) -> Account:
        """The account above the topmost schema."""
        return cls(Run(dialect, meter, Run(dialect, meter)), scope, 0)

    def charge(self, steps: int) -> None:
        """Charge work before it is done.

        :raises RefusedError: ``schema.budget``, ``budget.deadline``.
        """
        self.run.meter.take_schema_steps(steps)

    def below(self, schema: Any, resolver: Any) -> Account:
        """The account at a schema inside this one. ``resolver``: that of the schema, if the package knows it.

        :raises RefusedError: ``schema.invalid``, it is none; ``schema.budget``, ``unsupported.schema_dialect``.
        """
        run, depth = self.run, self.depth + 1
        if depth > run.meter.budget.schema_depth:
            message = f"The schema applies schemas inside one another deeper than {self.depth} levels."
            raise RefusedError("schema.budget", message)
        self.charge(_SCHEMA_COST)
        if id(schema) not in run.checked:
            run.checked.add(id(schema))
            self._check(schema)
        scope = self.scope.inside(schema) if resolver is None else self.scope
        if resolver is not None and resolver is not scope.resolver:
            scope = Scope(resolver, scope.specification)
        return Account(run, scope, depth)

    def _check(self, schema: Any) -> None:
        """It is a schema, of the dialect that is evaluated. Those inside are looked at when a value comes there."""
        run = self.run
        if isinstance(schema, dict) and "$schema" in schema and dialects.of(schema) is not run.dialect:
            message = "The schema mixes dialects of JSON Schema, which is not evaluated."
            raise RefusedError("unsupported.schema_dialect", message)
        if not isinstance(schema, dict | bool):
            raise _none(f"{shown(schema)} stands where a schema is due")
        if run.meta is None or isinstance(schema, bool):
            return
        kind, asked = charged.meta_validator(run.dialect), resolving.asked(run.dialect)
        for name, value in schema.items():
            # `"type": "string"` stands in most schemas.
            known = (name, value if isinstance(value, str) else id(value))
            if name not in asked or known in run.checked:
                continue
            run.checked.add(known)
            rule, scope = asked[name]
            validator = kind(rule, format_checker=Account(run.meta, scope, 0), _resolver=scope.resolver)
            if not all(_is_harmless(name, error) for error in validator.iter_errors(value)):
                raise _none(f"its keyword {shown(name, 40)} does not take {shown(value, 40)}")

    def check(self, value: Any, name: str) -> None:
        """What the package asks a checker of formats for. Those of meta-schemas say nothing."""
        if self.run.meta is not None:
            formats.checker().check(value, name)

    def matches(self, pattern: str, text: str) -> bool:
        """Whether a pattern is found in a text.

        :raises RefusedError: ``schema.regex``, ``schema.invalid``, ``schema.budget``.
        """
        self.charge(1)
        known = self.run.patterns.get(pattern)
        if known is None:
            self.charge(len(pattern) >> 3)
            known = self.run.patterns[pattern] = Pattern(pattern)
        return known.search(text, self.charge)

    @staticmethod
    def number(value: Any) -> int:
        """How many members or items a value has."""
        return len(value) if isinstance(value, dict | list) else 0

    def weight(self, value: Any) -> int:
        """How many values there are in a value, of any depth; a long text counts as several."""
        if isinstance(value, str):
            return 1 + len(value) // _LONG
        if not isinstance(value, Mapping | list):
            return 1
        known = self.run.weights.get(id(value))
        if known is None:
            inner = [*value, *value.values()] if isinstance(value, Mapping) else value
            known = self.run.weights[id(value)] = 1 + sum(map(self.weight, inner))
        return known


def _is_harmless(name: str, error: Any) -> bool:
    """Whether a keyword that is not written as it should be means one thing only: published schemas of draft 04 say
    ``"required": []``.
    """
    return name in ("required", "enum") and error.validator == "minItems"


def _none(why: str) -> RefusedError:
    return RefusedError("schema.invalid", f"The schema itself is none: {why}.")
