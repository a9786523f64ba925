"""JSON Schema (draft 2020-12) of our classes, written from the same table as the shape check.

A schema says less than the check: rules between members, the base context and calendar days have no place in it.
Differences to the official schemas of 1EdTech are listed in docs/compatibility-schemas.md.
"""

from __future__ import annotations

from typing import Any, Final

from eccoe_vc.models import kinds
from eccoe_vc.models._shapes import SHAPES, Member
from eccoe_vc.models.base import Model
from eccoe_vc.models.lexical import MAX_CREDITS
from eccoe_vc.models.vocabulary import DIALECTS, ENUMERATIONS, EXTENSIBLE

DIALECT: Final = "https://json-schema.org/draft/2020-12/schema"

_TIMESTAMP: Final = r"^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]{1,9})?(Z|[+-][0-9]{2}:[0-9]{2})$"
_IRI: Final = {"type": "string", "pattern": r"^[A-Za-z][A-Za-z0-9+.\-]*:[^\s<>\"{}|\\^`]*$"}
_LEXICAL: Final[dict[str, dict[str, Any]]] = {
    "text": {"type": "string"},
    "digest_text": {"type": "string"},
    "iri": _IRI,
    "id": _IRI,
    "timestamp": {"type": "string", "pattern": _TIMESTAMP},
    "local_time": {"type": "string", "pattern": _TIMESTAMP.replace("2}:[0-9]{2})$", "2}:[0-9]{2})?$")},
    "date": {"type": "string", "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}$"},
    "language": {"type": "string", "pattern": "^[A-Za-z0-9]{1,8}(-[A-Za-z0-9]{1,8})*$"},
    "compact_jws": {"type": "string", "pattern": r"^[a-zA-Z0-9_-]+\.[a-zA-Z0-9_-]*\.[a-zA-Z0-9_-]+$"},
    "number": {"type": "number"},
    "credit": {"type": "number", "minimum": 0, "maximum": MAX_CREDITS},
    "flag": {"type": "boolean"},
    "direction": {"enum": ["ltr", "rtl"]},
    "list_index": {"type": "string", "pattern": "^(0|[1-9][0-9]{0,15})$"},
    "status_size": {"type": "integer", "minimum": 1, "maximum": 64},
    "key_operations": {"anyOf": [{"type": "string"}, {"type": "array", "minItems": 1, "items": {"type": "string"}}]},
    "anything": {"not": {"type": "null"}},
}
_PICKED: Final = {
    "status": ("CredentialStatus", *kinds.STATUS.values()),
    "proof": ("Proof", *kinds.PROOFS.values()),
    "endorsement": ("EndorsementCredential", "EndorsementCredentialv1p1"),
    "credential": (
        *dict.fromkeys(name for _, *both in kinds.CREDENTIALS for name in both),
        "VerifiableCredential",
        "VerifiableCredentialv1p1",
    ),
}


def json_schema(cls: type[Model] | str) -> dict[str, Any]:
    """The JSON Schema of a class and of all that may stand in it.

    :param cls: a class of :data:`eccoe_vc.models.CLASSES`, or its name.
    :raises KeyError: no class of ours.

    >>> json_schema("Criteria")["properties"]["narrative"]
    {'type': 'string'}
    """
    name = cls if isinstance(cls, str) else cls.__name__
    needed, todo = [name], [name]
    while todo:
        for other in _referred(todo.pop()):
            if other not in needed:
                needed.append(other)
                todo.append(other)
    definitions = {other: _class(other) for other in sorted(needed)}
    return {"$schema": DIALECT, "title": name, **_class(name), "$defs": definitions}


def _referred(name: str) -> list[str]:
    found: list[str] = []
    for kind, detail, _ in SHAPES[name][2].values():
        if kind in ("object", "issuer", "reference"):
            found.append(detail)
        elif kind == "picked":
            found += _PICKED["credential" if detail == "credential_or_token" else detail]
        elif kind == "name":
            found.append("LanguageObject")
    return found


def _class(name: str) -> dict[str, Any]:
    types, required, members, _, foreign, _, flags = SHAPES[name]
    schema: dict[str, Any] = {"type": "object", "properties": {key: _member(rule) for key, rule in members.items()}}
    if required:
        schema["required"] = [*required]
    if types:
        schema["properties"]["type"] = _types(types, members["type"][2])
    for member in foreign:
        schema["properties"][member] = False
    if "closed" in flags:
        schema["additionalProperties"] = False
    return schema


def _types(groups: tuple[tuple[str, ...], ...], form: str) -> dict[str, Any]:
    texts = {"type": "array", "minItems": 1, "items": {"type": "string"}}
    listed = {**texts, "allOf": [{"contains": {"enum": [*names]}} for names in groups]}
    single = {"enum": [*groups[0]]}
    if form == "one":
        return single
    return {"anyOf": [listed, single]} if len(groups) == 1 else listed


def _member(rule: Member) -> dict[str, Any]:
    kind, detail, form = rule
    if kind == "context":
        entry = {"anyOf": [_IRI, {"type": "object"}]}
        return _formed(entry, form, 2 if form == "array" else 1)
    if kind == "types":
        return _formed({"type": "string"}, form, 1)
    if kind == "name":
        text = {"anyOf": [{"type": "string"}, _to("LanguageObject")]}
        return _formed(text, "any", 1)
    if kind in ("issuer", "reference"):
        return {"anyOf": [_IRI, _to(detail)]}
    if kind == "object":
        return _formed(_to(detail), form, 1)
    if kind == "picked":
        return _formed(_picked(detail), form, 0 if detail == "proof" else 1)
    return _formed(_term(kind) if kind.startswith("term:") else _LEXICAL[kind], form, 1)


def _picked(by: str) -> dict[str, Any]:
    if by == "credential_or_token":
        return {"anyOf": [_LEXICAL["compact_jws"], _picked("credential")]}
    classes = {"status": kinds.STATUS, "proof": kinds.PROOFS}.get(by)
    if classes is None:
        return {"anyOf": [_to(name) for name in _PICKED[by]]}
    # What every entry must be, and what it must be besides when its type names a class of ours.
    besides = [{"if": _typed(name), "then": _to(cls)} for name, cls in classes.items()]
    return {"allOf": [_to(_PICKED[by][0]), *besides]}


def _typed(name: str) -> dict[str, Any]:
    named = {"anyOf": [{"const": name}, {"type": "array", "contains": {"const": name}}]}
    return {"properties": {"type": named}, "required": ["type"]}


def _term(kind: str) -> dict[str, Any]:
    name = kind.removeprefix("term:")
    listed = {"enum": [*ENUMERATIONS[name], *DIALECTS.get(name, ())]}
    extension = {"type": "string", "pattern": r"^ext:[^\s]+$"}
    return {"anyOf": [listed, extension]} if name in EXTENSIBLE else listed


def _formed(item: dict[str, Any], form: str, least: int) -> dict[str, Any]:
    several = {"type": "array", "minItems": least, "items": item}
    if form == "one":
        return item
    return several if form == "array" else {"anyOf": [several, item]}


def _to(name: str) -> dict[str, str]:
    return {"$ref": f"#/$defs/{name}"}
