"""JSON Pointer (RFC 6901): where in a document something stands."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any, Final

from eccoe_vc.encoding import DecodeError

_INDEX: Final = re.compile(r"(?:0|[1-9][0-9]{0,8})\Z").match  # section 4: no leading zeros; no list is longer


#: The path of the parent and one token more; None is the whole document. Joined into a pointer only where something is
#: said, because one long member name would otherwise be copied for each of the thousands of values below it.
Path = tuple[Any, str | int] | None

#: Findings of one kind about one document: more help nobody, and each may carry a pointer as long as the document.
MOST: Final = 100


def walk(value: Any, into: Callable[[str], bool] | None = None) -> Iterator[tuple[Path, Any]]:
    """Every value with its path, in document order, without recursion.

    :param into: which members are looked at, by name; None: all.

    >>> [tokens(path) for path, _ in walk({"a": [5]})]
    [[], ['a'], ['a', 0]]
    """
    stack: list[tuple[Path, Any]] = [(None, value)]
    while stack:
        path, item = stack.pop()
        yield path, item
        if item.__class__ is dict:
            members = [((path, key), member) for key, member in item.items() if into is None or into(key)]
            stack.extend(members[::-1])
        elif item.__class__ is list:
            stack.extend([((path, index), member) for index, member in enumerate(item)][::-1])


def tokens(path: Path) -> list[str | int]:
    """The member names and indexes of a path, from the top."""
    made: list[str | int] = []
    while path is not None:
        path, token = path
        made.append(token)
    return made[::-1]


def join(base: str, *tokens: str | int) -> str:
    """``base`` followed by member names and indexes, escaped.

    >>> join("/a", "b/c", 0)
    '/a/b~1c/0'
    """
    for token in tokens:
        text = str(token)
        if "~" in text or "/" in text:  # seldom, and this is called for every value that is looked at
            text = text.replace("~", "~0").replace("/", "~1")
        base = f"{base}/{text}"
    return base


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
