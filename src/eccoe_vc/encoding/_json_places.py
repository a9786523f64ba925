"""Where in a JSON tree something is wrong, and the refusals that say so: the part that parser and copier share."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, Final, NoReturn

from eccoe_vc.encoding import pointers
from eccoe_vc.errors import RefusedError
from eccoe_vc.limits import Budget

#: The path of the parent and one token more. Joined into a pointer only when something is refused, because one long
#: member name would otherwise be copied for each of the thousands of values below it.
Path = tuple[Any, str | int] | None

SURROGATE: Final = re.compile("[\ud800-\udfff]").search
INFINITE: Final = (float("inf"), float("-inf"))
MAX_INTEGER: Final = 2**53 - 1
HALF: Final = "A text or member name holds a lone surrogate, half of a character."
DECIMAL_STRING: Final = (
    "Use a decimal string. "
    "Numbers beyond 2^53 and those that are not finite mean different things to different readers."
)


def walk(value: Any) -> Iterator[tuple[Path, Any]]:
    """Every value with its path, in document order, without recursion."""
    stack: list[tuple[Path, Any]] = [(None, value)]
    while stack:
        path, item = stack.pop()
        yield path, item
        if item.__class__ is dict:
            stack.extend([((path, key), member) for key, member in item.items()][::-1])
        elif item.__class__ is list:
            stack.extend([((path, index), member) for index, member in enumerate(item)][::-1])


def pointer(path: Path) -> str:
    """The JSON Pointer of a path. A pointer is text that travels on, so it must not hold half a character itself.

    :raises RefusedError: ``json.surrogate``, a member name on the way holds a lone surrogate.
    """
    tokens: list[str | int] = []
    while path is not None:
        path, token = path
        tokens.append(token)
    tokens.reverse()
    for count, token in enumerate(tokens):
        if isinstance(token, str) and SURROGATE(token) is not None:
            raise RefusedError("json.surrogate", HALF, pointer=pointers.join("", *tokens[:count]))
    return pointers.join("", *tokens)


def refuse_size(size: int, limit: int) -> NoReturn:
    """``json.size``."""
    raise RefusedError(
        "json.size",
        f"The JSON text has {size} bytes, more than the limit of {limit}.",
        hint="Pass a larger Budget if you trust it.",
    )


def refuse_depth(limit: int) -> NoReturn:
    """``json.depth``."""
    raise RefusedError("json.depth", f"Objects and arrays are nested deeper than {limit} levels.") from None


def refuse_objects(budget: Budget) -> NoReturn:
    """``struct.limit`` for the number of objects and arrays."""
    raise RefusedError("struct.limit", f"The document has more than {budget.json_objects} objects and arrays.")


def refuse_values(budget: Budget) -> NoReturn:
    """``struct.limit`` for the number of values of one member."""
    raise RefusedError("struct.limit", f"A member of the document has more than {budget.values_per_member} values.")
