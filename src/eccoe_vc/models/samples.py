"""What would be right in a place: samples for hints, from the table of shapes. No value of a document is in them."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from types import MappingProxyType
from typing import Final

from eccoe_vc.models._shapes import SHAPES, Member
from eccoe_vc.models.kinds import V1, V2
from eccoe_vc.models.vocabulary import ENUMERATIONS

OB: Final = "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"
_DEEPEST: Final = 2  # objects in a sample: one that is longer than the mistake helps nobody
_VALUES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "id": '"https://..."',
        "iri": '"https://..."',
        "issuer": '{"id": "https://...", "type": ["Profile"]}',
        "reference": '"did:..."',
        "timestamp": '"2026-01-31T09:00:00Z"',
        "local_time": '"2026-01-31T09:00:00Z"',
        "date": '"2001-12-31"',
        "language": '"en"',
        "number": "5",
        "credit": "5",
        "flag": "false",
        "list_index": '"5"',
        "status_size": "1",
        "direction": '"ltr"',
    }
)
#: Members that a class needs in one of several ways, so that the table cannot call them required.
_BESIDES: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {"Criteria": ("narrative",), "Evidence": ("id",), "AchievementSubject": ("id",), "RelatedResource": ("digestSRI",)}
)


@lru_cache(maxsize=256)
def of_class(name: str, depth: int = 1) -> str:
    """A smallest object of a class, as JSON text; empty for one that is too large to be a sample.

    >>> of_class("Image"), of_class("Criteria")
    ('{"id": "https://...", "type": "Image"}', '{"narrative": "..."}')
    """
    if depth > _DEEPEST:
        return ""
    types, required, members, *_ = SHAPES[name]
    parts = []
    for member in (*required, *_BESIDES.get(name, ())):
        if member == "type" and types:
            parts.append(f'"type": {of_types(types, members[member])}')
        elif member in members:
            sample = of_member(members[member], depth + 1, base=V1 if name.endswith("v1p1") else V2)
            if not sample:
                return ""
            parts.append(f'"{member}": {sample}')
    return "{" + ", ".join(parts) + "}" if parts else ""


def of_member(rule: Member, depth: int = 1, *, base: str = V2) -> str:
    """A value for a member, as JSON text; empty where none can be given.

    >>> of_member(SHAPES["Achievement"][2]["criteria"])
    '{"narrative": "..."}'
    """
    kind, detail, form = rule
    if kind == "object":
        sample = of_class(detail, depth)
    elif kind == "context":
        sample = f'"{base}", "{OB}"' if form == "array" else f'"{base}"'
    elif kind.startswith("term:"):
        sample = f'"{ENUMERATIONS[kind.removeprefix("term:")][0]}"'
    elif kind in ("picked", "anything", "types", "key_operations"):
        return ""
    else:
        sample = _VALUES.get(kind, '"..."')
    return f"[{sample}]" if sample and (form == "array" or kind == "context") else sample


def of_types(types: tuple[tuple[str, ...], ...], rule: Member) -> str:
    """What ``type`` must name, as JSON text.

    >>> of_types((("VerifiableCredential",), ("OpenBadgeCredential", "AchievementCredential")), ("types", "", "any"))
    '["VerifiableCredential", "OpenBadgeCredential"]'
    """
    names = ", ".join(f'"{group[0]}"' for group in types)
    return names if rule[2] == "one" and len(types) == 1 else f"[{names}]"
