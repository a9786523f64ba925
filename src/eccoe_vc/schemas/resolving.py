"""Where references of a schema lead: into the schema, into the published meta-schemas, into what the caller supplied.

The package ``referencing`` (with ``jsonschema``, extra ``schema``) knows bases, anchors and dynamic scopes of every
draft. It is given nothing that could fetch: an address that nobody supplied is ``schema.remote_ref``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any, Final

from eccoe_vc.encoding import strict_json
from eccoe_vc.errors import RefusedError, shown
from eccoe_vc.limits import Meter

if TYPE_CHECKING:
    from eccoe_vc.schemas.dialects import Dialect

REFERENCE_COST: Final = 6  # steps, in keywords
_CRAWL_COST: Final = 64  # bytes of a schema that cost as much as one keyword to look through
_HINT: Final = "Install the extra: pip install 'eccoe-vc[schema]'."
_PACKAGES: Final = ("jsonschema", "re2", "referencing")
#: What the packages raise where a subschema is of a wrong kind.
MALFORMED: Final = (AttributeError, KeyError, TypeError, ValueError, IndexError, ArithmeticError)


@dataclass(frozen=True, slots=True)
class Scope:
    """Where references are resolved from. ``resolver`` is one of the package ``referencing``."""

    resolver: Any
    specification: Any

    def inside(self, schema: Any) -> Scope:
        """The scope inside ``schema``, which may have an address of its own.

        :raises RefusedError: ``schema.invalid``.
        """
        if not isinstance(schema, dict) or ("$id" not in schema and "id" not in schema):
            return self
        try:
            resource = self.specification.create_resource(schema)
            return replace(self, resolver=self.resolver.in_subresource(resource))
        except MALFORMED:
            raise malformed() from None

    def lookup(self, reference: str) -> tuple[Any, Scope]:
        """The schema that ``reference`` names, and the scope inside it.

        :raises RefusedError: ``schema.remote_ref``, ``schema.invalid``; what a supplied document is refused for.
        """
        from referencing.exceptions import Unresolvable

        try:
            found = self.resolver.lookup(reference)
        except Unresolvable as error:
            cause = error.__cause__.__cause__ if error.__cause__ is not None else None
            if isinstance(cause, RefusedError):
                raise cause from None
            message = f"The schema refers to {shown(reference, 150)}, which is not among the documents supplied."
            raise RefusedError("schema.remote_ref", message) from None
        except MALFORMED:
            raise malformed() from None
        return found.contents, replace(self, resolver=found.resolver)

    def recursive(self) -> tuple[Any, Scope]:
        """What ``$recursiveRef`` of 2019-09 names.

        :raises RefusedError: as :meth:`lookup`.
        """
        from referencing.jsonschema import lookup_recursive_ref

        try:
            found = lookup_recursive_ref(self.resolver)
        except MALFORMED:
            raise malformed() from None
        return found.contents, replace(self, resolver=found.resolver)


def malformed() -> RefusedError:
    """A part of the schema is of a kind that it may not be of."""
    return RefusedError("schema.invalid", "The schema itself is none: a part of it is of a wrong kind.")


@lru_cache(maxsize=1)  # looking for packages takes longer than verifying a badge
def available() -> bool:
    """Whether the extra ``schema`` is installed, all of it."""
    return all(find_spec(name) is not None for name in _PACKAGES)


def missing() -> RefusedError:
    """The extra ``schema`` is not installed: nobody can say whether the schema is met."""
    return RefusedError("schema.unavailable", "Schemas are not evaluated here: a package is missing.", hint=_HINT)


@lru_cache(maxsize=8)
def asked(dialect: Dialect) -> Mapping[str, tuple[Any, Scope]]:
    """What the published meta-schema of a dialect asks of each keyword, and the scope of it."""
    import referencing.jsonschema
    from jsonschema_specifications import REGISTRY

    specification = getattr(referencing.jsonschema, dialect.specification)
    whole, scope = Scope(REGISTRY.resolver(), specification).lookup(dialect.url)
    parts = [(whole, scope), *(scope.lookup(part["$ref"]) for part in whole.get("allOf", ()))]
    return {name: (rule, inside) for part, inside in parts for name, rule in part["properties"].items()}


def scope(schema: Any, url: str, dialect: Dialect, supplied: Mapping[str, bytes], meter: Meter) -> Scope:
    """The scope at the top of ``schema``, which was found at ``url``.

    :raises RefusedError: ``schema.unavailable`` without the extra; ``schema.invalid``, ``schema.budget``.
    """
    if not available():
        raise missing()
    import referencing.jsonschema
    from jsonschema_specifications import REGISTRY
    from referencing import Registry
    from referencing.exceptions import NoSuchResource

    specification = getattr(referencing.jsonschema, dialect.specification)
    known: dict[str, Any] = {}

    def retrieve(address: str) -> Any:
        data = supplied.get(address)
        if data is None:
            raise NoSuchResource(ref=address)
        meter.take_schema_steps(len(data) // _CRAWL_COST)
        if address not in known:
            known[address] = specification.create_resource(parse(data, meter))
        return known[address]

    try:
        resource = specification.create_resource(schema)
        base = resource.id() or url
        registry = REGISTRY.combine(Registry(retrieve=retrieve)).with_resources([(url, resource), (base, resource)])
        return Scope(registry.crawl().resolver(base), specification)
    except MALFORMED:
        raise malformed() from None


def parse(data: bytes, meter: Meter) -> dict[str, Any]:
    """The schema in ``data``.

    :raises RefusedError: ``schema.unavailable``, no JSON stands there; ``schema.invalid``, no object or JSON that two
        readers would read differently; ``schema.budget``, too large or too deep.
    """
    budget = meter.budget
    try:
        parsed = strict_json.parse(
            data, budget.with_(values_per_member=budget.json_objects), max_bytes=budget.schema_bytes
        )
    except RefusedError as error:
        if error.code in ("json.size", "json.depth", "struct.limit"):
            raise RefusedError("schema.budget", f"The schema is too large. {error.message}") from None
        if error.code in ("json.syntax", "json.encoding"):
            raise RefusedError("schema.unavailable", f"What was found is no JSON. {error.message}") from None
        if error.code.startswith("json."):
            raise RefusedError("schema.invalid", f"The schema itself is none. {error.message}") from None
        raise
    meter.take_schema_steps(len(data) // _CRAWL_COST)
    return parsed
