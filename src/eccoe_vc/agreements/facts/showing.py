"""Standard elements for programs and for people: as JSON, and one line each."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction
from types import MappingProxyType
from typing import Any, Final

from eccoe_vc.agreements.facts.values import Fact, Grade, Person, Supervision, Workload
from eccoe_vc.encoding.quantities import text_of

_WORDS: Final[Mapping[bool | None, str]] = MappingProxyType({True: "yes", False: "no", None: "unknown"})


def camel(name: str) -> str:
    """A Python name as JSON spells it."""
    first, *rest = name.split("_")
    return first + "".join(word.capitalize() for word in rest)


def row(number: int, mandatory: int, fact: Fact[Any]) -> dict[str, Any]:
    """An element as JSON; the first ``mandatory`` ones are mandatory."""
    row: dict[str, Any] = {"number": number, "mandatory": number <= mandatory, "known": fact.known}
    if fact.value is not None:
        row["value"] = _json(fact.value)
    if fact.pointer:
        row["pointer"] = fact.pointer
    return row


def _json(value: Any) -> Any:
    if isinstance(value, Fraction):
        return text_of(value)
    if isinstance(value, Mapping):
        return {key: _json(each) for key, each in value.items()}
    if isinstance(value, tuple) and hasattr(value, "_fields"):
        members = ((camel(name), each) for name, each in value._asdict().items())  # type: ignore[attr-defined]
        return {name: _json(each) for name, each in members if each not in (None, "", ())}
    return [_json(each) for each in value] if isinstance(value, tuple) else value


def line(number: int, name: str, fact: Fact[Any]) -> str:
    """An element as a line of text."""
    if fact.value is None:
        told = f"unknown, see {fact.pointer}" if fact.pointer else "not stated"
        return f"{number} {name.replace('_', ' ')}: {told}"
    return f"{number} {name.replace('_', ' ')}: {'; '.join(_told(fact.value))} ({fact.known} at {fact.pointer or '/'})"


def _told(value: Any) -> Iterator[str]:
    if isinstance(value, Person):
        yield from (text for text in (value.id, " ".join(value.names[:1]), value.born) if text)
        yield from value.identifiers
    elif isinstance(value, Workload):
        yield from (f"{text_of(each.value)} {each.unit or '(no unit)'}" for each in value.credit)
        if value.hours is not None:
            yield f"{text_of(value.hours)} hours"
    elif isinstance(value, Supervision):
        yield f"supervised {_WORDS[value.supervised]}"
        yield f"identity verified {_WORDS[value.identity_verified]}"
    elif isinstance(value, Mapping):
        yield from (f"{name} {', '.join(each)}" if isinstance(each, tuple) else each for name, each in value.items())
    elif isinstance(value, tuple):
        yield from (each.value if isinstance(each, Grade) else str(each) for each in value)
    else:
        yield str(value)
