"""JCS: JSON Canonicalization Scheme, RFC 8785.

Members in the order of their UTF-16 code units, ECMAScript numbers, no white space, UTF-8. The C encoder of the
standard library writes exactly that where no member name reaches U+D800 (up to there, code points and UTF-16 units have
one order) and every number is one that Python and ECMAScript write alike; that is nearly always so. For the rest there
is the ``rfc8785`` package, imported when it is first needed. Both are compared on random values by a test.
"""

from __future__ import annotations

import json
from typing import Any, Final

from eccoe_vc.errors import CanonicalizationError, InputTypeError, shown

__all__ = ["encode"]

_MAX_INTEGER: Final = 2**53 - 1
_ENCODER: Final = json.JSONEncoder(
    sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False, check_circular=False
)
_PLAIN, _REWRITE, _GENERAL = range(3)


def encode(value: Any) -> bytes:
    """The canonical bytes of a JSON value (RFC 8785).

    :raises CanonicalizationError: ``json.number`` (not finite, or an integer beyond 2^53-1), ``json.surrogate``,
        ``json.depth``.
    :raises InputTypeError: ``input.type``, something that JSON does not have.

    >>> encode({"b": 5.0, "a": [True, None, 1e21]})
    b'{"a":[true,null,1e+21],"b":5}'
    """
    way = _survey(value)
    if way == _GENERAL:
        return _general(value)
    try:
        return _ENCODER.encode(_with_whole_numbers(value) if way == _REWRITE else value).encode()
    except UnicodeEncodeError:
        raise _surrogate() from None
    except RecursionError:
        raise CanonicalizationError("json.depth", "The value is nested too deeply to be written.") from None


def _survey(value: Any) -> int:
    """Which way to take; refuses what has no canonical form. Without recursion."""
    way = _PLAIN
    stack = [value]
    while stack:
        item = stack.pop()
        kind = item.__class__
        if kind is dict:
            for key in item:
                if key.__class__ is not str:
                    raise InputTypeError("input.type", f"Member names are text, but here is {shown(key)}.")
            names = "".join(item)
            if not names.isascii() and max(names) >= "\ud800":
                way = _GENERAL
            stack.extend([member for member in item.values() if member.__class__ is not str])
        elif kind is list:
            stack.extend([member for member in item if member.__class__ is not str])
        elif kind is float:
            way = max(way, _float_way(item))
        elif kind is int:
            if not -_MAX_INTEGER <= item <= _MAX_INTEGER:
                raise CanonicalizationError(
                    "json.number", "An integer is beyond 2^53-1, which readers round differently."
                )
        elif kind is not str and kind is not bool and item is not None:
            raise InputTypeError("input.type", f"JSON has no such value: found {shown(item)}.")
    return way


def _float_way(value: float) -> int:
    if value != value or value in (float("inf"), float("-inf")):
        raise CanonicalizationError("json.number", "A number is not finite, and JSON has no such number.")
    if value.is_integer():
        # Up to 2^53 the digits of the integer are the shortest ones; beyond, ECMAScript pads them with zeros.
        return _REWRITE if abs(value) <= _MAX_INTEGER else _GENERAL
    return _GENERAL if "e" in repr(value) else _PLAIN


def _with_whole_numbers(value: Any) -> Any:
    """A copy in which 5.0 is 5, as ECMAScript writes it (and -0.0 is 0)."""
    kind = value.__class__
    if kind is dict:
        return {key: _with_whole_numbers(member) for key, member in value.items()}
    if kind is list:
        return [_with_whole_numbers(member) for member in value]
    return int(value) if kind is float and value.is_integer() else value


def _general(value: Any) -> bytes:
    import rfc8785

    try:
        return rfc8785.dumps(value)
    except rfc8785.CanonicalizationError as error:
        raise _surrogate() from error
    except UnicodeEncodeError:
        raise _surrogate() from None
    except RecursionError:
        raise CanonicalizationError("json.depth", "The value is nested too deeply to be written.") from None


def _surrogate() -> CanonicalizationError:
    return CanonicalizationError("json.surrogate", "A text holds a lone surrogate, half of a character.")
