"""Where in a JSON tree something is wrong, and the refusals that say so: the part that parser and copier share."""

from __future__ import annotations

import re
from typing import Final, NoReturn

from eccoe_vc.encoding import pointers
from eccoe_vc.encoding.pointers import Path
from eccoe_vc.errors import RefusedError
from eccoe_vc.limits import Budget

SURROGATE: Final = re.compile("[\ud800-\udfff]").search
INFINITE: Final = (float("inf"), float("-inf"))
MAX_INTEGER: Final = 2**53 - 1
HALF: Final = "A text or member name holds a lone surrogate, half of a character."
DECIMAL_STRING: Final = (
    "Use a decimal string. "
    "Numbers beyond 2^53 and those that are not finite mean different things to different readers."
)


def pointer(path: Path) -> str:
    """The JSON Pointer of a path. A pointer is text that travels on, so it must not hold half a character itself.

    :raises RefusedError: ``json.surrogate``, a member name on the way holds a lone surrogate.
    """
    tokens = pointers.tokens(path)
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
