"""One deep copy of a tree that a caller hands in, made at the door under the rules of the strict JSON parser.

:func:`quick` copies what is in order, object by object; for everything else :class:`Copier` looks at each value and
says what is wrong with it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from eccoe_vc.encoding import _json_places as places
from eccoe_vc.encoding.pointers import Path
from eccoe_vc.errors import InputTypeError, RefusedError, shown
from eccoe_vc.limits import Budget

_KINDS: Final = frozenset({dict, list, str, int, float, bool, type(None)})
_CONTAINERS: Final = frozenset({dict, list})
_NUMBERS: Final = frozenset({int, float})
_TEXT: Final = frozenset({str})


def quick(value: Mapping[str, Any], budget: Budget) -> dict[str, Any] | None:
    """The copy that :class:`Copier` would make, or None where it may refuse; work is charged in the same coin.

    Types are asked of ``type``, not of ``__class__``, which an object can lie about.
    """
    if type(value) is not dict:
        return None
    room, objects = budget.credential_bytes - len(value), budget.json_objects - 1
    if room < 0 or objects < 0:
        return None
    root = value.copy()
    level: list[Any] = [root]
    texts: list[str] = []
    for _ in range(budget.json_depth):
        below: list[Any] = []
        for node in level:
            is_dict = type(node) is dict
            items = node.values() if is_dict else node
            kinds = set(map(type, items))
            if not kinds <= _KINDS or (is_dict and not _TEXT.issuperset(map(type, node))):
                return None
            if is_dict:
                texts += node
            if str in kinds:
                texts += [item for item in items if type(item) is str]
            if not kinds.isdisjoint(_NUMBERS) and not all(map(_is_plain_number, items)):
                return None
            if kinds.isdisjoint(_CONTAINERS):
                continue
            for key, item in node.items() if is_dict else enumerate(node):
                kind = type(item)
                if kind is dict or kind is list:
                    room -= len(item)
                    objects -= 1
                    if room < 0 or objects < 0 or (kind is list and len(item) > budget.values_per_member):
                        return None
                    node[key] = copy = item.copy()
                    below.append(copy)
        if not below:
            return root if _fit(texts, room) else None
        level = below
    return None


def _is_plain_number(value: Any) -> bool:
    if type(value) is int:
        return -places.MAX_INTEGER <= value <= places.MAX_INTEGER
    return type(value) is not float or (value == value and value not in places.INFINITE)


def _fit(texts: list[str], room: int) -> bool:
    """Whether all texts have room, counted before they are put together, and none holds half a character."""
    if sum(map(len, texts)) + 2 * len(texts) > room:
        return False
    together = "".join(texts)
    return together.isascii() or places.SURROGATE(together) is None


class Copier:
    """One deep copy of a caller's tree, without recursion; charges size and number before a level is copied."""

    def __init__(self, budget: Budget) -> None:
        self._budget = budget
        self._objects = budget.json_objects
        self._room = budget.credential_bytes  # a value cannot be written in fewer bytes than we charge for it
        self._waiting: list[tuple[Any, Any, Path, int]] = []

    def copy(self, value: Mapping[str, Any]) -> dict[str, Any]:
        root: dict[str, Any] = {}
        self._enter(self._plain(value), root, None, 1)
        while self._waiting:
            source, target, path, depth = self._waiting.pop()
            if target.__class__ is list:
                for index, item in enumerate(tuple(source)):
                    target.append(self._item(item, (path, index), depth))
            else:
                for key, item in tuple(source.items()):
                    target[self._name(key, path)] = self._item(item, (path, key), depth)
        return root

    def _plain(self, value: Mapping[str, Any]) -> dict[str, Any]:
        if type(value) is dict:
            return value
        try:
            size = len(value)
            plain = dict(value) if size <= self._room else {}
        except Exception as error:  # the mapping is the caller's own code and may raise anything
            raise InputTypeError("input.type", "The mapping that was given could not be read.") from error
        if size > self._room:
            places.refuse_values(self._budget)
        return plain

    def _enter(self, source: Any, target: Any, path: Path, depth: int) -> None:
        self._objects -= 1
        if self._objects < 0:
            places.refuse_objects(self._budget)
        if depth > self._budget.json_depth:
            places.refuse_depth(self._budget.json_depth)
        if len(source) > (self._budget.values_per_member if target.__class__ is list else self._room):
            places.refuse_values(self._budget)
        self._waiting.append((source, target, path, depth))

    def _item(self, value: Any, path: Path, depth: int) -> Any:
        kind = type(value)  # not __class__, which an object can lie about
        self._charge(1)
        if kind is str:
            self._charge(len(value) + 2)
            if places.SURROGATE(value) is not None:
                raise RefusedError("json.surrogate", places.HALF, pointer=places.pointer(path))
            return value
        if kind is bool or value is None:
            return value
        if kind is int or kind is float:
            return self._number(value, path)
        if kind is dict or kind is list:
            target: Any = [] if kind is list else {}
            self._enter(value, target, path, depth + 1)
            return target
        raise InputTypeError(
            "input.type",
            f"A JSON tree holds objects, arrays, text, numbers, true, false and null, but here is {shown(value)}.",
            pointer=places.pointer(path),
        )

    def _charge(self, chars: int) -> None:
        self._room -= chars
        if self._room < 0:
            limit = self._budget.credential_bytes
            raise RefusedError("json.size", f"Written as JSON, the document would have more than {limit} bytes.")

    def _name(self, key: Any, path: Path) -> str:
        if type(key) is not str:
            raise InputTypeError(
                "input.type", f"Member names are text, but here is {shown(key)}.", pointer=places.pointer(path)
            )
        self._charge(len(key) + 2)
        if places.SURROGATE(key) is not None:
            raise RefusedError("json.surrogate", places.HALF, pointer=places.pointer(path))
        return str(key)

    @staticmethod
    def _number(value: int | float, path: Path) -> int | float:
        if (type(value) is int and abs(value) > places.MAX_INTEGER) or value != value or value in places.INFINITE:
            raise RefusedError(
                "json.number",
                f"A number is not finite or beyond the range that all readers share: found {shown(value)}.",
                pointer=places.pointer(path),
                hint=places.DECIMAL_STRING,
            )
        return value
