"""Which JSON Schema is meant: a closed list of dialects, told apart by ``$schema`` alone.

VC JSON Schema 1.0, sections 3 (2020-12 is required, further ones may be supported) and 4 (a schema without ``$schema``
is not processed). What a dialect means is known to the packages ``jsonschema`` and ``referencing``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Final

from eccoe_vc.errors import RefusedError, shown


@dataclass(frozen=True, slots=True)
class Dialect:
    """One edition of JSON Schema. ``url`` is that of its meta-schema.

    ``specification`` and ``validator`` are its names in the packages ``referencing`` and ``jsonschema``.
    """

    name: str
    specification: str
    validator: str
    url: str
    old: bool = False


DRAFT_4: Final = Dialect("draft-04", "DRAFT4", "Draft4Validator", "http://json-schema.org/draft-04/schema", old=True)
DRAFT_6: Final = Dialect("draft-06", "DRAFT6", "Draft6Validator", "http://json-schema.org/draft-06/schema", old=True)
DRAFT_7: Final = Dialect("draft-07", "DRAFT7", "Draft7Validator", "http://json-schema.org/draft-07/schema", old=True)
DRAFT_2019: Final = Dialect(
    "2019-09", "DRAFT201909", "Draft201909Validator", "https://json-schema.org/draft/2019-09/schema"
)
DRAFT_2020: Final = Dialect(
    "2020-12", "DRAFT202012", "Draft202012Validator", "https://json-schema.org/draft/2020-12/schema"
)

_BY_URL: Final[Mapping[str, Dialect]] = MappingProxyType(
    {one.url: one for one in (DRAFT_4, DRAFT_6, DRAFT_7, DRAFT_2019, DRAFT_2020)}
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
