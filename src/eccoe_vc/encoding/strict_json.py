"""The one JSON door: every byte from outside that claims to be JSON comes through here.

RFC 8259 with the rules of RFC 7493 (I-JSON): UTF-8 without a byte order mark, exactly one value, member names unique
after unescaping, finite numbers, integers within ±(2^53-1), no lone surrogates, and depth and size within the Budget.
Two readers of one text must see one document.

The fast path asks the C parser and a level-by-level count; where something is wrong, a second pass finds the place.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from typing import Any, Final, NoReturn

from eccoe_vc.encoding import pointers
from eccoe_vc.errors import InputTypeError, RefusedError, shown
from eccoe_vc.limits import DEFAULT, Budget

MAX_INTEGER: Final = 2**53 - 1
_SURROGATE_ESCAPE: Final = re.compile(rb"\\u[dD][89a-fA-F]").search
_SURROGATE: Final = re.compile("[\ud800-\udfff]").search
_UNSAFE_NUMBER: Final = "Numbers beyond 2^53 and those that are not finite mean different things to different readers."


class _DuplicateError(ValueError):
    """Raised inside the C parser by :func:`_members`."""


class _BadNumberError(ValueError):
    """Raised inside the C parser by the number hooks."""


def parse(
    data: bytes | str, budget: Budget = DEFAULT, *, max_bytes: int | None = None, max_depth: int | None = None
) -> dict[str, Any]:
    """The JSON object in ``data``.

    :param max_bytes: instead of ``budget.credential_bytes``.
    :param max_depth: instead of ``budget.json_depth``.
    :raises RefusedError: ``json.*``, ``struct.limit``.

    >>> parse(b'{"a": [1, 2.50]}')
    {'a': [1, 2.5]}
    >>> parse(b'{"a": 1, "a": 2}')
    Traceback (most recent call last):
    eccoe_vc.errors.RefusedError: The member name 'a' occurs twice in one object. ... [json.duplicate_key at /a]
    """
    value = parse_value(data, budget, max_bytes=max_bytes, max_depth=max_depth)
    if value.__class__ is not dict:
        raise RefusedError(
            "json.not_object",
            f"The top level of the document is {'text' if isinstance(value, str) else shown(value)}, not an object.",
        )
    tree: dict[str, Any] = value
    return tree


def parse_value(
    data: bytes | str, budget: Budget = DEFAULT, *, max_bytes: int | None = None, max_depth: int | None = None
) -> Any:
    """As :func:`parse`, with any JSON value at the top."""
    limit = budget.credential_bytes if max_bytes is None else max_bytes
    raw = _encoded(data, limit)
    text = _decoded(raw)
    depth = budget.json_depth if max_depth is None else max_depth
    try:
        value = _decoder(budget.number_chars, _members).decode(text)
    except _DuplicateError:
        _refuse_duplicate(text, budget)
    except _BadNumberError:
        _refuse_number(text, budget)
    except RecursionError:
        _refuse_depth(depth)
    except json.JSONDecodeError as error:
        # Deep nesting that was never closed is a matter of syntax to the parser and of depth to everybody else.
        raise RefusedError(
            "json.syntax",
            f"The text is not one JSON value: {error.msg[:80]} at line {error.lineno}, column {error.colno}.",
            hint="Export the credential again; do not edit it by hand.",
        ) from None
    # Fewer brackets than the limit cannot nest deeper than the limit: small documents skip the count.
    if raw.count(b"{") + raw.count(b"[") > min(depth, budget.json_objects):
        _measure(value, depth, budget)
    if _SURROGATE_ESCAPE(raw) is not None:
        _check_surrogates(value)
    return value


def copied(value: Mapping[str, Any], budget: Budget = DEFAULT) -> dict[str, Any]:
    """A deep copy of a caller's mapping, under the rules of :func:`parse`; made once, at the door.

    Only dict, list, str, int, float, bool and None are allowed inside, and no subclasses of them, so that nothing that
    we read can change or answer differently the second time.

    :raises InputTypeError: ``input.type``, a foreign Python type.
    :raises RefusedError: ``json.number``, ``json.surrogate``, ``json.depth``, ``struct.limit``.

    >>> copied({"a": [1]})
    {'a': [1]}
    """
    if not isinstance(value, Mapping):
        raise InputTypeError("input.type", f"A JSON object was expected, but {shown(value)} was given.")
    tree: dict[str, Any] = _Copier(budget).copy(dict(value), "", budget.json_depth)
    return tree


def dumps(value: Any) -> str:
    """Compact JSON text of a tree; text is not escaped beyond what JSON demands."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False)


def pretty(value: Any) -> str:
    """Indented JSON text of a tree, for people, with a line break at the end."""
    return json.dumps(value, ensure_ascii=False, indent=2, allow_nan=False) + "\n"


# ---- bytes to text ---------------------------------------------------------------------------------------------------


def _encoded(data: bytes | str, limit: int) -> bytes:
    if isinstance(data, str):
        if len(data) > limit:
            _refuse_size(len(data), limit)
        try:
            data = data.encode("utf-8")
        except UnicodeEncodeError:
            raise RefusedError(
                "json.surrogate", "The text holds a lone surrogate, which no UTF-8 file can hold."
            ) from None
    if len(data) > limit:
        _refuse_size(len(data), limit)
    return bytes(data) if not isinstance(data, bytes) else data


def _decoded(raw: bytes) -> str:
    if raw[:3] == b"\xef\xbb\xbf":
        raise RefusedError(
            "json.encoding",
            "The file begins with a byte order mark.",
            hint="Save it as UTF-8 without a byte order mark.",
        )
    if b"\0" in raw[:4]:
        raise RefusedError("json.encoding", "The file looks like UTF-16 or UTF-32.", hint="Save it as UTF-8.")
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError as error:
        raise RefusedError(
            "json.encoding",
            f"The file is not UTF-8: the byte at offset {error.start} fits no character.",
            hint="Save it as UTF-8.",
        ) from None


# ---- hooks of the C parser -------------------------------------------------------------------------------------------


def _decoder(number_chars: int, members: Callable[[list[tuple[str, Any]]], Any]) -> json.JSONDecoder:
    def integer(token: str) -> int:
        if len(token) > 17 or not -MAX_INTEGER <= (number := int(token)) <= MAX_INTEGER:
            raise _BadNumberError
        return number

    def real(token: str) -> float:
        if len(token) > number_chars or (number := float(token)) in _INFINITE:
            raise _BadNumberError

        return number

    return json.JSONDecoder(
        object_pairs_hook=members, parse_int=integer, parse_float=real, parse_constant=_constant, strict=True
    )


_INFINITE: Final = (float("inf"), float("-inf"))


def _constant(token: str) -> NoReturn:
    raise _BadNumberError(token)


def _members(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    made = dict(pairs)
    if len(made) != len(pairs):
        raise _DuplicateError
    return made


# ---- size and depth --------------------------------------------------------------------------------------------------


def _measure(value: Any, max_depth: int, budget: Budget) -> None:
    """Count level by level, without recursion."""
    level, depth, objects = [value], 0, 0
    while level := [item for item in level if item.__class__ is dict or item.__class__ is list]:
        depth += 1
        if depth > max_depth:
            _refuse_depth(max_depth)
        objects += len(level)
        if objects > budget.json_objects:
            raise RefusedError("struct.limit", f"The document has more than {budget.json_objects} objects and arrays.")
        level = [item for node in level for item in (node.values() if node.__class__ is dict else node)]


def _check_surrogates(value: Any) -> None:
    stack = [("", value)]
    while stack:
        pointer, item = stack.pop()
        if item.__class__ is str:
            if _SURROGATE(item) is not None:
                raise RefusedError(
                    "json.surrogate", "A text holds a lone surrogate, half of a character.", pointer=pointer
                )
        elif item.__class__ is dict:
            for key, member in item.items():
                if _SURROGATE(key) is not None:
                    raise RefusedError(
                        "json.surrogate",
                        "A member name holds a lone surrogate, half of a character.",
                        pointer=pointer,
                    )
                stack.append((pointers.join(pointer, key), member))
        elif item.__class__ is list:
            stack.extend((pointers.join(pointer, index), member) for index, member in enumerate(item))


# ---- refusals that find the place ------------------------------------------------------------------------------------


class _Marked(dict[str, Any]):
    """What the slow pass puts in the place of something wrong; ``key`` names the member inside it, if any."""

    def __init__(self, key: str | None) -> None:
        super().__init__()
        self.key = key


def _refuse_duplicate(text: str, budget: Budget) -> NoReturn:
    def members(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        seen: set[str] = set()
        for key, _ in pairs:
            if key in seen:
                return _Marked(key)
            seen.add(key)
        return dict(pairs)

    where, key = _find_mark(_decoder(budget.number_chars, members).decode(text))
    raise RefusedError(
        "json.duplicate_key",
        f"The member name {shown(key)} occurs twice in one object.",
        pointer=pointers.join(where, key or ""),
        hint="Two readers of this file may see two different credentials. Ask the issuer for the original.",
    )


def _refuse_number(text: str, budget: Budget) -> NoReturn:
    def real(token: str) -> Any:
        return _Marked(None) if len(token) > budget.number_chars or float(token) in _INFINITE else 0.0

    def integer(token: str) -> Any:
        return _Marked(None) if len(token) > 17 or abs(int(token)) > MAX_INTEGER else 0

    value = json.JSONDecoder(
        parse_int=integer, parse_float=real, parse_constant=lambda token: _Marked(None), strict=True
    ).decode(text)
    raise RefusedError(
        "json.number",
        "A number is not finite, beyond the range that all readers share, or has too many digits.",
        pointer=_find_mark(value)[0],
        hint=f"Use a decimal string. {_UNSAFE_NUMBER}",
    )


def _find_mark(value: Any) -> tuple[str, str | None]:
    stack = [("", value)]
    while stack:
        pointer, item = stack.pop()
        if isinstance(item, _Marked):
            return pointer, item.key
        if isinstance(item, dict):
            stack.extend((pointers.join(pointer, key), member) for key, member in item.items())
        elif isinstance(item, list):
            stack.extend((pointers.join(pointer, index), member) for index, member in enumerate(item))
    return "", None


def _refuse_size(size: int, limit: int) -> NoReturn:
    raise RefusedError(
        "json.size",
        f"The JSON text has {size} bytes, more than the limit of {limit}.",
        hint="Pass a larger Budget if you trust it.",
    )


def _refuse_depth(limit: int) -> NoReturn:
    raise RefusedError("json.depth", f"Objects and arrays are nested deeper than {limit} levels.")


class _Copier:
    """One deep copy of a caller's tree."""

    def __init__(self, budget: Budget) -> None:
        self._budget = budget
        self._left = budget.json_objects

    def copy(self, value: Any, pointer: str, depth: int) -> Any:
        kind = value.__class__
        if kind is str:
            if _SURROGATE(value) is not None:
                raise RefusedError(
                    "json.surrogate", "A text holds a lone surrogate, half of a character.", pointer=pointer
                )
            return value
        if kind is bool or value is None:
            return value
        if kind is int or kind is float:
            return self._number(value, pointer)
        if kind is not dict and kind is not list:
            raise InputTypeError(
                "input.type",
                f"A JSON tree holds objects, arrays, text, numbers, true, false and null, but here is {shown(value)}.",
                pointer=pointer,
            )
        self._left -= 1
        if self._left < 0:
            raise RefusedError(
                "struct.limit", f"The document has more than {self._budget.json_objects} objects and arrays."
            )
        if depth <= 0:
            _refuse_depth(self._budget.json_depth)
        if kind is list:
            return [self.copy(item, f"{pointer}/{index}", depth - 1) for index, item in enumerate(value)]
        return {
            self._name(key, pointer): self.copy(item, pointers.join(pointer, key), depth - 1)
            for key, item in value.items()
        }

    @staticmethod
    def _name(key: Any, pointer: str) -> str:
        if key.__class__ is not str:
            raise InputTypeError("input.type", f"Member names are text, but here is {shown(key)}.", pointer=pointer)
        if _SURROGATE(key) is not None:
            raise RefusedError("json.surrogate", "A member name holds a lone surrogate.", pointer=pointer)
        return str(key)

    @staticmethod
    def _number(value: int | float, pointer: str) -> int | float:
        if (value.__class__ is int and abs(value) > MAX_INTEGER) or value != value or value in _INFINITE:
            raise RefusedError(
                "json.number",
                f"A number is not finite or beyond the range that all readers share: found {shown(value)}.",
                pointer=pointer,
                hint=f"Use a decimal string. {_UNSAFE_NUMBER}",
            )
        return value
