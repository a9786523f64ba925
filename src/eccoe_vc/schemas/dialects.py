"""Which JSON Schema is meant: a closed list of dialects, told apart by ``$schema`` alone.

VC JSON Schema 1.0, sections 3 (2020-12 is required, further ones may be supported) and 4 (a schema without ``$schema``
is not processed). A dialect is a list of keywords; how references work in it is known to the package ``referencing``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Final

from eccoe_vc.errors import RefusedError, shown


@dataclass(frozen=True, slots=True)
class Dialect:
    """One edition of JSON Schema. ``specification`` is its name in the package ``referencing``."""

    name: str
    specification: str
    keywords: frozenset[str]
    old: bool = False

    @property
    def alone(self) -> bool:
        """Whether a reference silences what stands beside it."""
        return self.old


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_4: Final = _words(
    "$ref type enum multipleOf maximum minimum maxLength minLength pattern format maxItems minItems uniqueItems "
    "maxProperties minProperties required allOf anyOf oneOf not properties patternProperties additionalProperties "
    "items additionalItems dependencies"
)
_6: Final = _4 | _words("const contains propertyNames exclusiveMaximum exclusiveMinimum")
_7: Final = _6 | {"if"}
_2019: Final = (_7 - {"dependencies"}) | _words(
    "$recursiveRef dependentRequired dependentSchemas unevaluatedItems unevaluatedProperties"
)
_2020: Final = (_2019 - {"$recursiveRef", "additionalItems"}) | {"$dynamicRef", "prefixItems"}

DRAFT_4: Final = Dialect("draft-04", "DRAFT4", _4, old=True)
DRAFT_6: Final = Dialect("draft-06", "DRAFT6", _6, old=True)
DRAFT_7: Final = Dialect("draft-07", "DRAFT7", _7, old=True)
DRAFT_2019: Final = Dialect("2019-09", "DRAFT201909", _2019)
DRAFT_2020: Final = Dialect("2020-12", "DRAFT202012", _2020)

_BY_URL: Final[Mapping[str, Dialect]] = MappingProxyType(
    {
        "http://json-schema.org/draft-04/schema": DRAFT_4,
        "http://json-schema.org/draft-06/schema": DRAFT_6,
        "http://json-schema.org/draft-07/schema": DRAFT_7,
        "https://json-schema.org/draft/2019-09/schema": DRAFT_2019,
        "https://json-schema.org/draft/2020-12/schema": DRAFT_2020,
    }
)


def of(schema: Mapping[str, Any], default: Dialect | None = None) -> Dialect:
    """The dialect that ``$schema`` names, with or without an empty fragment; ``default`` where there is none.

    :raises RefusedError: ``unsupported.schema_dialect``.

    >>> of({"$schema": "https://json-schema.org/draft/2020-12/schema"}).name
    '2020-12'
    """
    named = schema.get("$schema")
    if named is None and default is not None:
        return default
    found = _BY_URL.get(named.removesuffix("#")) if isinstance(named, str) else None
    if found is None:
        said = "has no $schema" if named is None else f"names the dialect {shown(named)}, which is unknown to us"
        raise RefusedError("unsupported.schema_dialect", f"The schema {said}, so what it means is not known.")
    return found
