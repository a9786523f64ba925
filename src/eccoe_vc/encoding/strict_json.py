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
from functools import lru_cache
from typing import Any, Final, NoReturn

from eccoe_vc.encoding import _json_places as places
from eccoe_vc.encoding import pointers
from eccoe_vc.encoding._json_copy import Copier, quick
from eccoe_vc.errors import InputTypeError, RefusedError, shown
from eccoe_vc.limits import DEFAULT, Budget

#: Every byte that says nothing about nesting, the number of values, or escapes.
_PLAIN: Final = bytes(set(range(256)) - set(b"{[,\\"))
_SURROGATE_ESCAPE: Final = re.compile(rb"\\u[dD][89a-fA-F]").search
# A string that is never closed still matches, to its end: looking again from each quote inside would be quadratic.
_STRING_OR_BRACKET: Final = re.compile(r'"(?:[^"\\]|\\.)*+"?|[\[{]|[\]}]', re.DOTALL).finditer


_WHITE: Final = " \t\r\n"
_scan: Final = json.JSONDecoder().raw_decode


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
    :raises RefusedError: ``json.*``, ``struct.limit``; ``budget.stack``, ``budget.memory`` where the machine gives out.
    :raises InputTypeError: ``input.type``, neither bytes nor text.

    >>> parse(b'{"a": [1, 2.50]}')
    {'a': [1, 2.5]}
    >>> parse(b'{"a": 1, "a": 2}')
    Traceback (most recent call last):
    eccoe_vc.errors.RefusedError: The member name 'a' occurs twice in one object. ... [json.duplicate_key at /a]
    """
    return _object(parse_value(data, budget, max_bytes=max_bytes, max_depth=max_depth))


def parse_with_text(data: bytes | str, budget: Budget = DEFAULT) -> tuple[dict[str, Any], str]:
    """As :func:`parse`, with the text that was read, for those who need both.

    >>> parse_with_text(b'{"a": 1}')
    ({'a': 1}, '{"a": 1}')
    """
    raw = _encoded(data, budget.credential_bytes)
    text = _decoded(raw)
    return _object(_parsed(raw, text, budget, budget.json_depth)), text


def text(data: bytes | str, budget: Budget = DEFAULT, *, max_bytes: int | None = None) -> str:
    """The text that :func:`parse` would read, of which nobody has said yet that it is JSON.

    :raises RefusedError: ``json.size``, ``json.encoding``, ``json.surrogate``.
    :raises InputTypeError: ``input.type``, neither bytes nor text.

    >>> text(b'{"a": 1}')
    '{"a": 1}'
    """
    return _decoded(_encoded(data, budget.credential_bytes if max_bytes is None else max_bytes))


def scan(text: str, at: int = 0) -> tuple[Any, int]:
    """One JSON value inside of a text, and where it ends; without the rules of this door.

    For those who know by other means that no member stands twice and no number is too large: of two members of one
    name the last one is there, and ``NaN`` is a number.

    :raises ValueError: no JSON value begins there.

    >>> scan('[{"a": 1}, 2]', 1)
    ({'a': 1}, 9)
    """
    return _scan(text, at)


def parse_value(
    data: bytes | str, budget: Budget = DEFAULT, *, max_bytes: int | None = None, max_depth: int | None = None
) -> Any:
    """As :func:`parse`, with any JSON value at the top.

    >>> parse_value("[true, null]")
    [True, None]
    """
    raw = _encoded(data, budget.credential_bytes if max_bytes is None else max_bytes)
    return _parsed(raw, _decoded(raw), budget, budget.json_depth if max_depth is None else max_depth)


def copied(value: Mapping[str, Any], budget: Budget = DEFAULT) -> dict[str, Any]:
    """A deep copy of a caller's mapping, under the rules of :func:`parse`; made once, at the door.

    Only dict, list, str, int, float, bool and None are allowed inside, and no subclasses of them, so that nothing that
    we read can change or answer differently the second time.

    :raises InputTypeError: ``input.type``, a foreign Python type.
    :raises RefusedError: ``json.size``, ``json.number``, ``json.surrogate``, ``json.depth``, ``struct.limit``.

    >>> copied({"a": [1]})
    {'a': [1]}
    """
    if not isinstance(value, Mapping):
        raise InputTypeError("input.type", f"A JSON object was expected, but {shown(value)} was given.")
    made = quick(value, budget)
    return Copier(budget).copy(value) if made is None else made


def dumps(value: Any) -> str:
    """Compact JSON text of a tree; text is not escaped beyond what JSON demands.

    >>> dumps({"a": [1, chr(0xE9)]}) == '{"a":[1,"' + chr(0xE9) + '"]}'
    True
    """
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False)


def pretty(value: Any) -> str:
    """Indented JSON text of a tree, for people, with a line break at the end.

    >>> print(pretty({"a": 1}), end="")
    {
      "a": 1
    }
    """
    return json.dumps(value, ensure_ascii=False, indent=2, allow_nan=False) + "\n"


# ---- bytes to text ---------------------------------------------------------------------------------------------------


def _encoded(data: object, limit: int) -> bytes:
    if type(data) is bytes and len(data) <= limit:
        return data
    if isinstance(data, str):
        if len(data) > limit:
            places.refuse_size(len(data), limit)
        try:
            data = data.encode("utf-8")
        except UnicodeEncodeError:
            raise RefusedError(
                "json.surrogate", "The text holds a lone surrogate, which no UTF-8 file can hold."
            ) from None
    if isinstance(data, memoryview):
        if data.nbytes > limit:
            places.refuse_size(data.nbytes, limit)
        return bytes(data)
    if not isinstance(data, bytes | bytearray):
        raise InputTypeError("input.type", f"JSON is read from bytes or text, but {shown(data)} was given.")
    if len(data) > limit:
        places.refuse_size(len(data), limit)
    return bytes(data)  # no copy where it is bytes already


def _decoded(raw: bytes) -> str:
    if raw[:3] == b"\xef\xbb\xbf":
        raise RefusedError(
            "json.encoding",
            "The file begins with a byte order mark.",
            hint="Save it as UTF-8 without a byte order mark.",
        )
    if b"\0" in raw[:2]:
        raise RefusedError("json.encoding", "The file looks like UTF-16 or UTF-32.", hint="Save it as UTF-8.")
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError as error:
        raise RefusedError(
            "json.encoding",
            f"The file is not UTF-8: the byte at offset {error.start} fits no character.",
            hint="Save it as UTF-8.",
        ) from None


# ---- text to values --------------------------------------------------------------------------------------------------


def _parsed(raw: bytes, text: str, budget: Budget, depth: int) -> Any:
    try:
        value = _value(_decoder(budget.number_chars, _members), text)
    except (_DuplicateError, _BadNumberError, RecursionError, json.JSONDecodeError) as error:
        _refuse(text, error, budget, depth)
    except MemoryError:
        raise RefusedError("budget.memory", "The memory of this machine ran out while the JSON was read.") from None
    # Fewer brackets than the limit cannot nest deeper than the limit, and fewer commas than the limit cannot part more
    # values than the limit: small documents skip the count.
    marks = raw.translate(None, _PLAIN)
    if (
        marks.count(b"{") + marks.count(b"[") > min(depth, budget.json_objects)
        or marks.count(b",") >= budget.values_per_member
    ):
        _measure(value, depth, budget)
    if b"\\" in marks and _SURROGATE_ESCAPE(raw, raw.find(b"\\")) is not None:
        _check_surrogates(value)
    return value


def _value(decoder: json.JSONDecoder, text: str) -> Any:
    """As the method ``decode``, which looks for the white space around a value before it looks for the value."""
    if text[:1] not in _WHITE:
        value, end = decoder.raw_decode(text)
        if not text[end:].strip(_WHITE):
            return value
    return decoder.decode(text)


def _object(value: Any) -> dict[str, Any]:
    if value.__class__ is not dict:
        raise RefusedError(
            "json.not_object",
            f"The top level of the document is {'text' if isinstance(value, str) else shown(value)}, not an object.",
            hint="Pass a token alone, without the quotation marks around it." if isinstance(value, str) else "",
        )
    tree: dict[str, Any] = value
    return tree


# ---- hooks of the C parser -------------------------------------------------------------------------------------------


@lru_cache(maxsize=8)
def _decoder(number_chars: int, members: Callable[[list[tuple[str, Any]]], Any]) -> json.JSONDecoder:
    def integer(token: str) -> int:
        if len(token) > 17 or not -places.MAX_INTEGER <= (number := int(token)) <= places.MAX_INTEGER:
            raise _BadNumberError
        return number

    def real(token: str) -> float:
        if len(token) > number_chars or (number := float(token)) in places.INFINITE:
            raise _BadNumberError
        return number

    return json.JSONDecoder(
        object_pairs_hook=members, parse_int=integer, parse_float=real, parse_constant=_constant, strict=True
    )


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
    level = [value] if value.__class__ is dict or value.__class__ is list else []
    depth = objects = 0
    while level:
        depth += 1
        if depth > max_depth:
            places.refuse_depth(max_depth)
        objects += len(level)
        if objects > budget.json_objects:
            places.refuse_objects(budget)
        below: list[Any] = []
        for node in level:
            if node.__class__ is list and len(node) > budget.values_per_member:
                places.refuse_values(budget)
            for item in node.values() if node.__class__ is dict else node:
                kind = item.__class__
                if kind is dict or kind is list:
                    below.append(item)
        level = below


def _nesting(text: str, enough: int) -> int:
    """How deep the brackets outside of strings nest, counted up to ``enough``; for text that did not parse."""
    depth = deepest = 0
    for found in _STRING_OR_BRACKET(text):
        token = found[0]
        if token in ("{", "["):
            depth += 1
            deepest = max(deepest, depth)
            if deepest >= enough:
                break
        elif token in ("}", "]"):
            depth -= 1
    return deepest


def _check_surrogates(value: Any) -> None:
    for path, item in pointers.walk(value):
        if item.__class__ is str and places.SURROGATE(item) is not None:
            raise RefusedError("json.surrogate", places.HALF, pointer=places.pointer(path))
        if item.__class__ is dict:
            for key in item:
                if places.SURROGATE(key) is not None:
                    raise RefusedError("json.surrogate", places.HALF, pointer=places.pointer(path))


# ---- refusals that find the place ------------------------------------------------------------------------------------


class _Marked:
    """What the second pass puts in the place of something wrong; ``key`` is the name that occurs twice, if any."""

    __slots__ = ("key",)

    def __init__(self, key: str | None = None) -> None:
        self.key = key


def _refuse(text: str, error: Exception, budget: Budget, max_depth: int) -> NoReturn:
    """Say what is wrong with a text that the parser gave up on: depth first, then syntax, then the first bad value."""
    if _nesting(text, max_depth + 1) > max_depth:
        places.refuse_depth(max_depth)
    if isinstance(error, RecursionError):
        _refuse_stack()
    if isinstance(error, json.JSONDecodeError):
        _refuse_syntax(error)
    try:
        value = _marking_decoder(budget.number_chars).decode(text)
    except json.JSONDecodeError as later:
        _refuse_syntax(later)
    except RecursionError:
        _refuse_stack()
    path, mark = next((path, item) for path, item in pointers.walk(value) if item.__class__ is _Marked)
    if mark.key is None:
        raise RefusedError(
            "json.number",
            "A number is not finite, beyond the range that all readers share, or has too many digits.",
            pointer=places.pointer(path),
            hint=places.DECIMAL_STRING,
        )
    raise RefusedError(
        "json.duplicate_key",
        f"The member name {shown(mark.key)} occurs twice in one object.",
        pointer=places.pointer((path, mark.key)),
        hint="Two readers of this file may see two different documents. Ask for the original.",
    )


def _marking_decoder(number_chars: int) -> json.JSONDecoder:
    def members(pairs: list[tuple[str, Any]]) -> Any:
        seen: set[str] = set()
        for key, _ in pairs:
            if key in seen:
                return _Marked(key)
            seen.add(key)
        return dict(pairs)

    def real(token: str) -> Any:
        return _Marked() if len(token) > number_chars or float(token) in places.INFINITE else 0.0

    def integer(token: str) -> Any:
        return _Marked() if len(token) > 17 or abs(int(token)) > places.MAX_INTEGER else 0

    return json.JSONDecoder(
        object_pairs_hook=members, parse_int=integer, parse_float=real, parse_constant=lambda _: _Marked(), strict=True
    )


def _refuse_syntax(error: json.JSONDecodeError) -> NoReturn:
    raise RefusedError(
        "json.syntax",
        f"The text is not one JSON value: {error.msg[:80]} at line {error.lineno}, column {error.colno}.",
        hint="Export the document again; what is signed is never edited by hand.",
    ) from None


def _refuse_stack() -> NoReturn:
    raise RefusedError(
        "budget.stack", "The calling program leaves too little room on its stack to read this."
    ) from None
