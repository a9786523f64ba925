"""JSON Pointer (RFC 6901): where in a document something stands."""

from __future__ import annotations

import re
from typing import Any, Final

from eccoe_vc.encoding import DecodeError

_INDEX: Final = re.compile(r"(?:0|[1-9][0-9]{0,8})\Z").match  # section 4: no leading zeros; no list is longer


def join(base: str, *tokens: str | int) -> str:
    """``base`` followed by member names and indexes, escaped.

    >>> join("/a", "b/c", 0)
    '/a/b~1c/0'
    """
    return base + "".join("/" + str(token).replace("~", "~0").replace("/", "~1") for token in tokens)


def split(pointer: str) -> list[str]:
    """The unescaped tokens of ``pointer``; the empty pointer has none.

    :raises DecodeError: not a JSON Pointer.

    >>> split("/a~1b/0")
    ['a/b', '0']
    """
    if pointer and not pointer.startswith("/"):
        raise DecodeError("A JSON Pointer is empty or begins with a slash.")
    if pointer.count("~") != pointer.count("~0") + pointer.count("~1"):
        raise DecodeError("In a JSON Pointer a tilde stands before 0 or 1 only.")
    return [token.replace("~1", "/").replace("~0", "~") for token in pointer.split("/")[1:]]


def resolve(document: Any, pointer: str) -> Any:
    """The value at ``pointer``.

    :raises DecodeError: nothing stands there.

    >>> resolve({"a": [5]}, "/a/0")
    5
    """
    value = document
    for token in split(pointer):
        if isinstance(value, dict) and token in value:
            value = value[token]
        elif isinstance(value, list) and _INDEX(token) is not None and int(token) < len(value):
            value = value[int(token)]
        else:
            raise DecodeError("The JSON Pointer leads nowhere in this document.")
    return value
